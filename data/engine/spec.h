/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* TRUE when @json is a chart specification that may stand in an edition under @question. */
gboolean obs_spec_check (const char *question, const char *json, GError **error);

G_END_DECLS
