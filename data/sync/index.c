/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/index.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/strict-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TITLE 200
#define MAX_ORIGIN 64

void
obs_index_entry_free (ObsIndexEntry *entry)
{
  g_free (entry->date);
  g_free (entry->name);
  g_free (entry->title);
  g_free (entry->file);
  g_free (entry->sha256);
  g_free (entry->plain_sha256);
  g_free (entry);
}

void
obs_index_free (ObsIndex *index)
{
  g_free (index->origin);
  g_clear_pointer (&index->entries, g_ptr_array_unref);
  g_free (index);
}

gboolean
obs_index_is_date (const char *text)
{
  guint number[3];

  if (text == NULL || strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  for (int i = 0; i < 10; i++)
    if (i != 4 && i != 7 && !g_ascii_isdigit (text[i]))
      return FALSE;
  number[0] = (guint) g_ascii_strtoull (text, NULL, 10);
  number[1] = (guint) g_ascii_strtoull (text + 5, NULL, 10);
  number[2] = (guint) g_ascii_strtoull (text + 8, NULL, 10);
  return number[0] >= 2000 && number[0] <= 2199
         && g_date_valid_dmy ((GDateDay) number[2], (GDateMonth) number[1], (GDateYear) number[0]);
}

gboolean
obs_index_is_origin (const char *text)
{
  gsize length = text == NULL ? 0 : strlen (text);

  return length >= 1 && length <= MAX_ORIGIN && text[0] != '-'
         && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

gboolean
obs_index_is_name (const char *text)
{
  g_autofree char *date = NULL;

  if (text == NULL || strlen (text) != 27 || text[10] != '-'
      || strspn (text + 11, "0123456789abcdef") != 16)
    return FALSE;
  date = g_strndup (text, 10);
  return obs_index_is_date (date);
}

gboolean
obs_index_is_title (const char *text)
{
  glong n = 0;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c), n++)
    {
      gunichar u = g_utf8_get_char (c);

      /* Marks that turn the direction of a text can make it read as another one. */
      if (g_unichar_iscntrl (u) || (u >= 0x200e && u <= 0x200f) || (u >= 0x2028 && u <= 0x202e)
          || (u >= 0x2066 && u <= 0x2069) || u == 0xfeff)
        return FALSE;
    }
  return n >= 1 && n <= MAX_TITLE;
}

char *
obs_index_make_name (const char *date, const char *plain_sha256)
{
  return g_strdup_printf ("%s-%.16s", date, plain_sha256);
}

static gboolean
has_only (JsonObject *object, const char *const *names)
{
  g_autoptr (GList) members = json_object_get_members (object);

  if (g_list_length (members) != g_strv_length ((char **) names))
    return FALSE;
  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (names, l->data))
      return FALSE;
  return TRUE;
}

/* Returns: the name of the first member that is missing or not as it should be, or NULL */
static const char *
read_entry (JsonObject *object, ObsIndexEntry *entry)
{
  static const char *const members[] = { "date",   "name",   "title",        "schema",       "file",
                                         "length", "sha256", "plain_length", "plain_sha256", NULL };
  g_autofree char *file = NULL;
  g_autofree char *name = NULL;
  gint64 schema = obs_strict_json_int (object, "schema");
  gint64 length = obs_strict_json_int (object, "length");
  gint64 plain_length = obs_strict_json_int (object, "plain_length");

  if (!has_only (object, members))
    return "editions";
  entry->date = g_strdup (obs_strict_json_string (object, "date"));
  entry->name = g_strdup (obs_strict_json_string (object, "name"));
  entry->title = g_strdup (obs_strict_json_string (object, "title"));
  entry->file = g_strdup (obs_strict_json_string (object, "file"));
  entry->sha256 = g_strdup (obs_strict_json_string (object, "sha256"));
  entry->plain_sha256 = g_strdup (obs_strict_json_string (object, "plain_sha256"));
  if (!obs_index_is_date (entry->date))
    return "date";
  if (!obs_index_is_title (entry->title))
    return "title";
  if (!obs_digest_is_hex (entry->sha256))
    return "sha256";
  if (!obs_digest_is_hex (entry->plain_sha256))
    return "plain_sha256";
  name = obs_index_make_name (entry->date, entry->plain_sha256);
  if (g_strcmp0 (entry->name, name) != 0)
    return "name";
  file = g_strdup_printf ("editions/%s.sqlite.zst", entry->sha256);
  if (g_strcmp0 (entry->file, file) != 0)
    return "file";
  if (schema < 1 || schema > 1000000)
    return "schema";
  if (length < 1 || (guint64) length > OBS_INDEX_MAX_LENGTH)
    return "length";
  if (plain_length < 1 || (guint64) plain_length > OBS_INDEX_MAX_PLAIN)
    return "plain_length";
  entry->schema = (int) schema;
  entry->length = (guint64) length;
  entry->plain_length = (guint64) plain_length;
  return NULL;
}

static const char *
read_entries (JsonObject *object, ObsIndex *index)
{
  JsonNode *node = json_object_get_member (object, "editions");
  JsonArray *array
      = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const char *before = NULL;

  if (array == NULL || json_array_get_length (array) == 0)
    return "editions";
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      ObsIndexEntry *entry = g_new0 (ObsIndexEntry, 1);
      const char *fault;

      g_ptr_array_add (index->entries, entry);
      if (!JSON_NODE_HOLDS_OBJECT (element))
        return "editions";
      fault = read_entry (json_node_get_object (element), entry);
      if (fault != NULL)
        return fault;
      if ((before != NULL && strcmp (entry->date, before) > 0)
          || !g_hash_table_add (names, entry->name))
        return "editions";
      before = entry->date;
    }
  return NULL;
}

static void
set_unreadable (const char *text, gsize length, const char *where, const char *why, GError **error)
{
  /* Public networks answer every request with their own page until somebody signs in. */
  if (length > 0 && text[strspn (text, " \t\r\n")] == '<')
    g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                 _ ("%s answered with a web page instead of a list of editions. Check the address; "
                    "on a public network, sign in there first. The edition on this computer stays "
                    "in use."),
                 where);
  else
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_CORRUPT,
        _ ("The list of editions of %s cannot be used: %s. Tell its publisher. The edition "
           "on this computer stays in use."),
        where, why);
}

ObsIndex *
obs_index_parse (const char *text, gsize length, const char *where, GError **error)
{
  static const char *const members[] = { "format", "origin", "editions", NULL };
  g_autoptr (ObsIndex) index = g_new0 (ObsIndex, 1);
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) root = obs_strict_json_parse (text, length, &local);
  g_autofree char *why = NULL;
  const char *fault = NULL;
  JsonObject *object;
  gint64 format;

  index->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_index_entry_free);
  if (root == NULL)
    {
      set_unreadable (text, length, where, local->message, error);
      return NULL;
    }
  object = json_node_get_object (root);
  format = obs_strict_json_int (object, "format");
  if (format > OBS_INDEX_FORMAT)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW,
          _ ("The list of editions of %s is of a newer kind. Install the newest version of "
             "this program. The edition on this computer stays in use."),
          where);
      return NULL;
    }
  index->origin = g_strdup (obs_strict_json_string (object, "origin"));
  if (format != OBS_INDEX_FORMAT)
    fault = "format";
  else if (!has_only (object, members))
    fault = "editions";
  else if (!obs_index_is_origin (index->origin))
    fault = "origin";
  else
    fault = read_entries (object, index);
  if (fault != NULL)
    {
      why = g_strdup_printf (_ ("“%s” is missing or wrong in it"), fault);
      set_unreadable (text, length, where, why, error);
      return NULL;
    }
  return g_steal_pointer (&index);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

char *
obs_index_to_text (const ObsIndex *index)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_int (builder, "format", OBS_INDEX_FORMAT);
  add_string (builder, "origin", index->origin);
  json_builder_set_member_name (builder, "editions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < index->entries->len; i++)
    {
      const ObsIndexEntry *entry = index->entries->pdata[i];

      json_builder_begin_object (builder);
      add_string (builder, "date", entry->date);
      add_string (builder, "name", entry->name);
      add_string (builder, "title", entry->title);
      add_int (builder, "schema", (guint64) entry->schema);
      add_string (builder, "file", entry->file);
      add_int (builder, "length", entry->length);
      add_string (builder, "sha256", entry->sha256);
      add_int (builder, "plain_length", entry->plain_length);
      add_string (builder, "plain_sha256", entry->plain_sha256);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

const ObsIndexEntry *
obs_index_offer (const ObsIndex *index, const char *newest_date, const char *current_sha256,
                 GError **error)
{
  const ObsIndexEntry *newest = index->entries->pdata[0];

  for (guint i = 0; i < index->entries->len; i++)
    {
      const ObsIndexEntry *entry = index->entries->pdata[i];

      if (newest_date != NULL && strcmp (entry->date, newest_date) < 0)
        break;
      if (g_strcmp0 (entry->plain_sha256, current_sha256) == 0)
        break;
      if (entry->schema <= OBS_SCHEMA_VERSION)
        return entry;
    }
  if (newest->schema > OBS_SCHEMA_VERSION
      && (newest_date == NULL || strcmp (newest->date, newest_date) >= 0)
      && g_strcmp0 (newest->plain_sha256, current_sha256) != 0)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW,
        _ ("The edition of %s needs a newer version of this program. Install it, then sync "
           "again. The edition on this computer stays in use."),
        newest->date);
  return NULL;
}
