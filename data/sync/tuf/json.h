/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* JSON as signed metadata has it: a reader stricter than RFC 8259 (no duplicate keys, valid UTF-8
 * only, whole numbers only, 16 deep, 1 MiB, nothing after the top value, no recursion deeper than
 * that) and the canonical form over which signatures are made (OLPC canonical JSON: keys sorted by
 * their bytes, no blanks, only " and \ escaped). Values are immutable once they were read; those
 * that are being built belong to one thread. */

typedef enum
{
  OBS_JSON_NULL,
  OBS_JSON_FALSE,
  OBS_JSON_TRUE,
  OBS_JSON_INTEGER,
  OBS_JSON_STRING,
  OBS_JSON_ARRAY,
  OBS_JSON_OBJECT,
} ObsJsonKind;

typedef struct _ObsJson ObsJson;

#define OBS_JSON_MOST (1024 * 1024)
#define OBS_JSON_DEPTH 16

/* OBS_ERROR_CORRUPT with the byte where it went wrong. (transfer full) */
ObsJson *obs_json_read (const char *text, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_json_free (ObsJson *json);

ObsJsonKind obs_json_kind (const ObsJson *json);
/* Members and elements; NULL where @json is no object or has no such member. (transfer none) */
const ObsJson *obs_json_member (const ObsJson *json, const char *name);
guint obs_json_length (const ObsJson *json); /* elements or members; 0 for others */
const ObsJson *obs_json_element (const ObsJson *json, guint i); /* in order as read */
const char *obs_json_name (const ObsJson *json, guint i);       /* name of member @i */
/* FALSE/NULL where the value is of another kind (a NULL @json too). Strings hold no NUL. */
gboolean obs_json_integer (const ObsJson *json, gint64 *value);
const char *obs_json_string (const ObsJson *json);

/* Building (the publisher). The array or object takes what is added. */
ObsJson *obs_json_new_object (void) G_GNUC_WARN_UNUSED_RESULT;
ObsJson *obs_json_new_array (void) G_GNUC_WARN_UNUSED_RESULT;
ObsJson *obs_json_new_string (const char *text) G_GNUC_WARN_UNUSED_RESULT;
ObsJson *obs_json_new_integer (gint64 value) G_GNUC_WARN_UNUSED_RESULT;
ObsJson *obs_json_new_boolean (gboolean value) G_GNUC_WARN_UNUSED_RESULT;
ObsJson *obs_json_copy (const ObsJson *json) G_GNUC_WARN_UNUSED_RESULT;
void obs_json_set (ObsJson *object, const char *name, ObsJson *value);
void obs_json_append (ObsJson *array, ObsJson *value);

/* The canonical bytes, over which signatures are made. They are no JSON where a text holds a
 * control character, which stands there as it is. (transfer full) */
GBytes *obs_json_canonical (const ObsJson *json) G_GNUC_WARN_UNUSED_RESULT;

/* The bytes of a file: as canonical, but control characters are escaped. (transfer full) */
GBytes *obs_json_text (const ObsJson *json) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsJson, obs_json_free)

G_END_DECLS
