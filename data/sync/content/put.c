/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whole segments into a database: a first installation, and the way back to an older edition. */

#define ROWS_BETWEEN_LOOKS 4096

/* Removes the rows from @from (NULL: the first) to before @to (NULL: the end). */
static gboolean
clear_range (sqlite3 *db, const ObsTableShape *shape, GBytes *from, GBytes *to, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint n = shape->keys->len;

  g_string_printf (sql, "DELETE FROM \"%s\"", shape->table.name);
  for (guint side = 0; side < 2; side++)
    {
      if ((side == 0 ? from : to) == NULL)
        continue;
      g_string_append_printf (sql, " %s (%s) %s (", side == 1 && from != NULL ? "AND" : "WHERE",
                              shape->key, side == 0 ? ">=" : "<");
      for (guint i = 0; i < n; i++)
        g_string_append_printf (sql, "%s?%u", i > 0 ? ", " : "", side * n + i + 1);
      g_string_append (sql, ")");
    }
  stmt = obs_db_prepare (db, sql->str, error);
  return stmt != NULL && (from == NULL || obs_key_bind (shape, from, stmt, 1, error))
         && (to == NULL || obs_key_bind (shape, to, stmt, (int) n + 1, error))
         && obs_write_step (stmt, shape, error);
}

static gboolean
refuse (const ObsTableShape *shape, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("A segment of the table “%s” does not hold the rows that were announced. The "
                  "edition on this computer stays in use."),
               shape->table.name);
  return FALSE;
}

/* The rows are those that the list promises: their number, their first key, none beyond @next. */
static gboolean
check_rows (const ObsTableShape *shape, const ObsManifestSegment *segment, GBytes *next,
            const ObsRows *rows, GError **error)
{
  g_autoptr (GByteArray) key = g_byte_array_new ();
  gsize length;
  gconstpointer data = g_bytes_get_data (segment->first, &length);

  if (rows->n == 0 || rows->n != segment->rows || !obs_rows_fit (shape, rows, FALSE))
    return refuse (shape, error);
  obs_key_of_rows (shape, rows, FALSE, 0, key);
  if (obs_key_compare (key->data, key->len, data, length) != 0)
    return refuse (shape, error);
  if (next == NULL)
    return TRUE;
  data = g_bytes_get_data (next, &length);
  obs_key_of_rows (shape, rows, FALSE, rows->n - 1, key);
  return obs_key_compare (key->data, key->len, data, length) < 0 || refuse (shape, error);
}

static gboolean
insert_rows (sqlite3 *db, const ObsTableShape *shape, const ObsRows *rows,
             GCancellable *cancellable, GError **error)
{
  /* The old place of a value that must be unique may lie in a segment that is put later. */
  g_autoptr (sqlite3_stmt) stmt
      = obs_insert_prepare (db, shape, obs_shape_has_unique (shape), error);
  guint n = obs_shape_n_columns (shape);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < rows->n; i++)
    {
      if (i % ROWS_BETWEEN_LOOKS == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (guint c = 0; c < n; c++)
        obs_column_bind (g_ptr_array_index (rows->columns, c), i, stmt, (int) c + 1);
      if (!obs_write_step (stmt, shape, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
obs_content_put_segment (sqlite3 *db, const ObsContentTable *table,
                         const ObsManifestSegment *segment, GBytes *next, GBytes *plain,
                         ObsTouched *touched, GCancellable *cancellable, GError **error)
{
  const ObsTableShape *shape = obs_table_shape (table);
  g_autoptr (ObsRows) rows = obs_segment_decode (plain, table->name, table->columns, error);
  g_autoptr (GBytes) from = NULL;
  g_autoptr (GBytes) to = NULL;

  if (rows == NULL || !check_rows (shape, segment, next, rows, error))
    return FALSE;
  from = obs_key_start (shape, segment->first);
  to = next != NULL ? obs_key_start (shape, next) : NULL;
  if (!clear_range (db, shape, from, to, error)
      || !insert_rows (db, shape, rows, cancellable, error))
    return FALSE;
  if (touched != NULL)
    obs_touched_add_range (touched, shape, from, to);
  return TRUE;
}

gboolean
obs_content_clear_before (sqlite3 *db, const ObsContentTable *table, const ObsManifestTable *target,
                          ObsTouched *touched, GError **error)
{
  const ObsTableShape *shape = obs_table_shape (table);
  g_autoptr (GBytes) to = NULL;

  if (target->segments->len > 0)
    to = obs_key_start (shape,
                        ((ObsManifestSegment *) g_ptr_array_index (target->segments, 0))->first);
  if (!clear_range (db, shape, NULL, to, error))
    return FALSE;
  if (sqlite3_changes (db) > 0 && touched != NULL)
    obs_touched_add_range (touched, shape, NULL, to);
  return TRUE;
}

static gboolean
same_first (const ObsManifestTable *a, guint i, const ObsManifestTable *b, guint j)
{
  const ObsManifestSegment *x, *y;

  if (i == a->segments->len || j == b->segments->len)
    return i == a->segments->len && j == b->segments->len;
  x = g_ptr_array_index (a->segments, i);
  y = g_ptr_array_index (b->segments, j);
  return g_bytes_equal (x->first, y->first);
}

gboolean
obs_manifest_holds (const ObsManifest *held, const ObsManifestTable *target, guint i)
{
  const ObsManifestTable *table = held != NULL ? obs_manifest_table (held, target->name) : NULL;
  const ObsManifestSegment *wanted = g_ptr_array_index (target->segments, i);
  guint low = 0, high = table != NULL ? table->segments->len : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const ObsManifestSegment *segment = g_ptr_array_index (table->segments, middle);
      int order = obs_key_compare_bytes (segment->first, wanted->first);

      if (order == 0)
        return segment->rows == wanted->rows
               && memcmp (segment->sha256, wanted->sha256, sizeof segment->sha256) == 0
               && same_first (table, middle + 1, target, i + 1);
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return FALSE;
}
