/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Writes the folder that any static server can hand out: the compressed edition, named by its hash,
 * then index.json, last and by rename, so that a reader never sees a mix. Older editions stay. */
gboolean obs_publish_edition (const char *edition, const char *site_dir, GCancellable *cancellable,
                              GError **error);

G_END_DECLS
