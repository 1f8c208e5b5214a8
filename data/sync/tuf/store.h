/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The folder of trusted metadata: one file for each role, without a version in its name, byte for
 * byte as it was received. */

/* Name of a role's file. Role names are percent-encoded, so that they never leave the folder; one
 * that is too long for a file name is replaced by its hash. (transfer full) */
char *obs_tuf_store_name (const char *role) G_GNUC_WARN_UNUSED_RESULT;

/* At most @most bytes. NULL without error where there is no such file. */
GBytes *obs_tuf_store_load (const char *folder, const char *role, gsize most,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The old file or the new one, nothing between; on the disk on success. */
gboolean obs_tuf_store_save (const char *folder, const char *role, GBytes *bytes, GError **error);

/* Forgets a role; nothing happens where there is no file. */
gboolean obs_tuf_store_remove (const char *folder, const char *role, GError **error);

G_END_DECLS
