/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* json-glib reads more than JSON is (comments, doubled keys, numbers out of range). What comes from
 * outside goes through this gate first: RFC 8259 and UTF-8, no doubled key, no escape in a key, no
 * \u0000, at most 8 levels, no number of more than 16 digits. */

/* Reads @text, which must be one object and no longer than a megabyte. OBS_ERROR_CORRUPT with a
 * short reason, without a full stop, to be built into a sentence. */
JsonNode *obs_strict_json_parse (const char *text, gsize length,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for the answers of services that nest deeper; @depth: levels. */
JsonNode *obs_strict_json_parse_deep (const char *text, gsize length, guint depth,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a table of records: an object or an array, of at most @most bytes. */
JsonNode *obs_strict_json_parse_table (const char *text, gsize length, guint depth, gsize most,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A member of the given type, else NULL or -1: nothing is converted. */
const char *obs_strict_json_string (JsonObject *object, const char *name);
gint64 obs_strict_json_int (JsonObject *object, const char *name);
/* The same for a list and an object within; NULL also where @object is NULL. */
JsonArray *obs_strict_json_list (JsonObject *object, const char *name);
JsonObject *obs_strict_json_object (JsonObject *object, const char *name);
/* The object that is element @i of @list, or NULL. */
JsonObject *obs_strict_json_element (JsonArray *list, guint i);

G_END_DECLS
