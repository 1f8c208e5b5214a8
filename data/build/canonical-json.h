/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The node as compact JSON with the members of every object in order of their names, so that the
 * same content is the same text whatever the layout of its file and the release of the JSON
 * library. */
char *obs_json_to_canonical (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
