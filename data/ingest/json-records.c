/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/records-private.h"

#include "data/error.h"
#include "data/sync/strict-json.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* The records of a JSON file as rows of a table. A path names the array that holds them; arrays on
 * the way are walked through, so that the statements of many standards are one table, and "^" in a
 * column's name is the record around. The first record holds the names of the columns. */

#define MAX_SIZE (64u * 1024 * 1024)
#define MAX_DEPTH 24
#define MAX_LEVELS 8

/* One record, and those around it. */
typedef struct
{
  JsonObject *chain[MAX_LEVELS]; /* the outermost first */
  guint n_levels;
  guint number; /* in its array, from 1 */
} Record;

typedef struct
{
  ObsRecords parent;
  char **columns;
  gboolean *seen; /* a record had this column */
  JsonNode *root;
  GArray *records; /* of Record */
  guint next;      /* 0: the headings */
  GString **cells;
  ObsSlice *fields;
  char *hash; /* of the file */
} JsonRecords;

static gboolean
set_fault (const JsonRecords *self, GError **error, const char *words)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, "%s: %s", self->parent.name, words);
  return FALSE;
}

static gboolean walk (JsonRecords *self, JsonNode *node, char **path, const Record *around,
                      guint number, GError **error);

static gboolean
walk_array (JsonRecords *self, JsonArray *array, char **path, const Record *around, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!walk (self, json_array_get_element (array, i), path, around, i + 1, error))
      return FALSE;
  return TRUE;
}

/* The member that the path goes on with; a record without it has no rows. */
static gboolean
walk_member (JsonRecords *self, JsonObject *object, char **path, const Record *record,
             GError **error)
{
  JsonNode *node = json_object_get_member (object, path[0]);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_OBJECT (node) && path[1] != NULL)
    return walk_member (self, json_node_get_object (node), path + 1, record, error);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return walk_array (self, json_node_get_array (node), path + 1, record, error);
  return set_fault (self, error,
                    _ ("the path to its records ends at something that is no array. Correct "
                       "“rows” in the descriptor."));
}

static gboolean
walk (JsonRecords *self, JsonNode *node, char **path, const Record *around, guint number,
      GError **error)
{
  Record record = *around;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return set_fault (self, error,
                      _ ("an element of its list is no record. Look at “rows” in the "
                         "descriptor."));
  if (record.n_levels == MAX_LEVELS)
    return set_fault (self, error, _ ("its records stand in too many others."));
  record.chain[record.n_levels++] = json_node_get_object (node);
  record.number = number;
  if (*path != NULL)
    return walk_member (self, json_node_get_object (node), path, &record, error);
  g_array_append_val (self->records, record);
  return TRUE;
}

/* A number, a word or a text as it is written; arrays of such, one a line. FALSE for what is more
 * than that. */
static gboolean
append_value (GString *cell, JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (JSON_NODE_HOLDS_ARRAY (element))
            return FALSE;
          if (i > 0)
            g_string_append_c (cell, '\n');
          if (!append_value (cell, element))
            return FALSE;
        }
      return TRUE;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append (cell, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (cell, json_node_get_boolean (node) ? "true" : "false");
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (cell, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append (cell, g_ascii_dtostr (number, sizeof number, json_node_get_double (node)));
    }
  return TRUE;
}

/* The field @name of the record; NULL where it is not there. */
static JsonNode *
find_field (const Record *record, const char *name)
{
  guint level = record->n_levels;
  g_auto (GStrv) parts = NULL;
  JsonObject *object;
  JsonNode *node = NULL;

  for (; *name == '^'; name++)
    if (--level == 0)
      return NULL;
  object = record->chain[level - 1];
  parts = g_strsplit (name, ".", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (i > 0 && (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)))
        return NULL;
      if (i > 0)
        object = json_node_get_object (node);
      node = json_object_get_member (object, parts[i]);
    }
  return node;
}

static gboolean
fill (JsonRecords *self, guint column, const Record *record, GError **error)
{
  GString *cell = self->cells[column];
  JsonNode *node;

  g_string_truncate (cell, 0);
  if (g_str_equal (self->columns[column], "#"))
    {
      g_string_append_printf (cell, "%u", record->number);
      self->seen[column] = TRUE;
    }
  else if ((node = find_field (record, self->columns[column])) != NULL)
    {
      self->seen[column] = TRUE;
      if (!append_value (cell, node))
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("%s, record %u: “%s” is no single value. Name one of its parts, as in "
                          "“%s.name”."),
                       self->parent.name, self->next, self->columns[column], self->columns[column]);
          return FALSE;
        }
    }
  self->fields[column] = (ObsSlice){ cell->str, cell->len };
  return TRUE;
}

/* Columns that no record has: a word that was spelt wrong would otherwise be a table of blanks. */
static gboolean
check_seen (const JsonRecords *self, GError **error)
{
  for (guint i = 0; self->records->len > 0 && self->columns[i] != NULL; i++)
    if (!self->seen[i])
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("%s: no record has “%s”. Correct the name in the descriptor."),
                     self->parent.name, self->columns[i]);
        return FALSE;
      }
  return TRUE;
}

static int
next_record (ObsRecords *records, const ObsSlice **fields, guint *n_fields, GError **error)
{
  JsonRecords *self = (JsonRecords *) records;
  const guint n = g_strv_length (self->columns);

  if (self->next > self->records->len)
    {
      if (!check_seen (self, error))
        return -1;
      records->sha256 = g_strdup (self->hash);
      return 0;
    }
  for (guint i = 0; i < n; i++)
    if (self->next == 0)
      self->fields[i] = (ObsSlice){ self->columns[i], strlen (self->columns[i]) };
    else if (!fill (self, i, &g_array_index (self->records, Record, self->next - 1), error))
      return -1;
  /* The headings are no line of the file; the first record is the first. */
  records->line = MAX (self->next, 1);
  self->next++;
  *fields = self->fields;
  *n_fields = n;
  return 1;
}

static void
free_records (ObsRecords *records)
{
  JsonRecords *self = (JsonRecords *) records;

  for (guint i = 0; self->cells != NULL && self->columns[i] != NULL; i++)
    g_string_free (self->cells[i], TRUE);
  g_free (self->cells);
  g_free (self->fields);
  g_free (self->seen);
  g_strfreev (self->columns);
  g_clear_pointer (&self->records, g_array_unref);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->hash);
}

/* The bytes of the file, without a byte order mark. */
static char *
read_bytes (JsonRecords *self, const char *path, gsize *length, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) reason = NULL;

  if (info != NULL && g_file_info_get_size (info) > MAX_SIZE)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s: the file is larger than %u MiB. Split it."), self->parent.name,
                   MAX_SIZE >> 20);
      return NULL;
    }
  if (!g_file_get_contents (path, &bytes, length, &reason))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("%s cannot be read: %s."),
                   self->parent.name, reason->message);
      return NULL;
    }
  self->hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, *length);
  if (*length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    {
      *length -= 3;
      memmove (bytes, bytes + 3, *length + 1);
    }
  return g_steal_pointer (&bytes);
}

static gboolean
open_root (JsonRecords *self, const char *path, const char *rows, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (rows != NULL ? rows : "", ".", -1);
  g_autoptr (GError) reason = NULL;
  const Record none = { 0 };
  gsize length = 0;
  g_autofree char *bytes = read_bytes (self, path, &length, error);

  if (bytes == NULL)
    return FALSE;
  self->root = obs_strict_json_parse_table (bytes, length, MAX_DEPTH, MAX_SIZE, &reason);
  if (self->root == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s is no table of records: %s. Fetch the file again."), self->parent.name,
                   reason->message);
      return FALSE;
    }
  if (JSON_NODE_HOLDS_ARRAY (self->root))
    return walk_array (self, json_node_get_array (self->root), parts, &none, error);
  return walk (self, self->root, parts, &none, 1, error);
}

ObsRecords *
obs_json_records_open (const char *path, const ObsRecordsOptions *options,
                       GCancellable *cancellable, GError **error)
{
  static const ObsRecordsClass class = { next_record, free_records };
  JsonRecords *self = g_new0 (JsonRecords, 1);
  guint n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_free (self);
      return NULL;
    }
  obs_records_init (&self->parent, &class, path, options);
  self->columns = g_strdupv ((char **) options->columns);
  n = g_strv_length (self->columns);
  self->seen = g_new0 (gboolean, n + 1);
  self->fields = g_new0 (ObsSlice, n + 1);
  self->cells = g_new0 (GString *, n + 1);
  for (guint i = 0; i < n; i++)
    self->cells[i] = g_string_new (NULL);
  self->records = g_array_new (FALSE, FALSE, sizeof (Record));
  if (!open_root (self, path, options->rows, error))
    g_clear_pointer ((ObsRecords **) &self, obs_records_free);
  return (ObsRecords *) self;
}
