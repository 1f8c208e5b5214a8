/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Chart specifications as an edition stores them: one JSON object a figure (members in
 * data/bundled/journeys/README.md). Checked when an edition is built and again when it is read. */

gboolean obs_spec_check (const char *question, const char *json, GError **error);

/* Parses and checks. (transfer full) */
JsonObject *obs_spec_parse (const char *question, const char *json,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The rules that a figure has to meet before it may be drawn as it asks; the sentence says which
 * one it breaks. */
gboolean obs_figure_check (const ObsFigure *figure, GError **error);

/* Members of a specification, with defaults; texts are owned by the object. */
const char *obs_spec_string (JsonObject *object, const char *name, const char *fallback);
double obs_spec_number (JsonObject *object, const char *name, double fallback);
gboolean obs_spec_flag (JsonObject *object, const char *name);
JsonObject *obs_spec_object (JsonObject *object, const char *name);
JsonArray *obs_spec_array (JsonObject *object, const char *name);
/* A string or an array of strings as a NULL-terminated list; empty where it is missing. (transfer
 * full) */
char **obs_spec_strings (JsonObject *object, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
