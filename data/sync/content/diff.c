/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/merge.h"

#include "data/error.h"
#include "data/sync/content/changes-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What leads from one edition to another: a pack, made by reading the segments that differ. */

#define ROWS_BETWEEN_SUMS 1024
#define TRIAL_LEVEL 3

/* New values of one column. */
typedef struct
{
  GArray *rows; /* of guint32 */
  ObsColumn *values;
  ObsColumn *differences; /* NULL where they cannot be */
} Changes;

typedef struct
{
  const ObsTableShape *shape;
  ObsPackTable *table;
  GArray *changes; /* of Changes, by column */
  gsize before;    /* memory of the tables that are done */
  guint64 rows;
} Diff;

static void
changes_clear (gpointer data)
{
  Changes *changes = data;

  g_clear_pointer (&changes->rows, g_array_unref);
  g_clear_pointer (&changes->values, obs_column_free);
  g_clear_pointer (&changes->differences, obs_column_free);
}

static void
diff_begin (Diff *self, const ObsTableShape *shape)
{
  self->shape = shape;
  self->table = g_new0 (ObsPackTable, 1);
  self->table->table = g_strdup (shape->table.name);
  self->table->withdrawn = obs_rows_new (shape, TRUE);
  self->table->revised = obs_rows_new (shape, TRUE);
  self->table->added = obs_rows_new (shape, FALSE);
  self->table->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_change_free);
  self->changes = g_array_new (FALSE, TRUE, sizeof (Changes));
  g_array_set_clear_func (self->changes, changes_clear);
  g_array_set_size (self->changes, obs_shape_n_columns (shape));
}

/* The two keep a row apart where they differ in a value that must be unique: it may move from one
 * row to another, and then the old ones have to be gone before the new ones come. */
static gboolean
moves_unique (const ObsTableShape *shape, sqlite3_stmt *before, sqlite3_stmt *after)
{
  for (guint i = 0; i < shape->unique->len; i++)
    if (g_array_index (shape->unique, gboolean, i)
        && !obs_values_equal (sqlite3_column_value (before, (int) i),
                              sqlite3_column_value (after, (int) i)))
      return TRUE;
  return FALSE;
}

static void
add_difference (Changes *changes, sqlite3_value *old, sqlite3_value *value)
{
  gint64 difference = 0;

  if (changes->differences == NULL)
    return;
  if (sqlite3_value_type (old) == SQLITE_INTEGER && sqlite3_value_type (value) == SQLITE_INTEGER
      && !__builtin_sub_overflow (sqlite3_value_int64 (value), sqlite3_value_int64 (old),
                                  &difference))
    obs_column_add_integer (changes->differences, difference);
  else
    g_clear_pointer (&changes->differences, obs_column_free);
}

static void
add_change (Diff *self, guint column, guint32 row, sqlite3_value *old, sqlite3_value *value)
{
  Changes *changes = &g_array_index (self->changes, Changes, column);
  ObsColumnKind kind = obs_shape_column (self->shape, column)->kind;

  if (changes->rows == NULL)
    {
      changes->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
      changes->values = obs_column_new (kind);
      if (kind == OBS_COLUMN_INTEGER)
        changes->differences = obs_column_new (kind);
    }
  add_difference (changes, old, value);
  obs_column_add_value (changes->values, value);
  g_array_append_val (changes->rows, row);
}

static gboolean
check_size (const Diff *self, GError **error)
{
  gsize size = self->before + obs_rows_memory (self->table->withdrawn)
               + obs_rows_memory (self->table->revised) + obs_rows_memory (self->table->added);

  for (guint i = 0; i < self->changes->len; i++)
    {
      const Changes *changes = &g_array_index (self->changes, Changes, i);

      if (changes->rows != NULL)
        size += changes->rows->len * 2 * sizeof (gint64)
                + (changes->values->text != NULL ? changes->values->text->len : 0);
    }
  if (size <= OBS_ROWS_MEMORY_MOST && self->table->withdrawn->n <= OBS_ROWS_MOST
      && self->table->revised->n <= OBS_ROWS_MOST && self->table->added->n <= OBS_ROWS_MOST)
    return TRUE;
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                       _ ("The two editions differ in more rows than fit into one pack. Programs "
                          "will fetch the segments that differ instead."));
  return FALSE;
}

static gboolean
differ_cb (sqlite3_stmt *before, sqlite3_stmt *after, gpointer user_data, GError **error)
{
  Diff *self = user_data;
  const ObsTableShape *shape = self->shape;
  gboolean apart = before == NULL || after == NULL || moves_unique (shape, before, after);

  if (after != NULL && !obs_row_travels (shape, after, error))
    return FALSE;
  if (apart && before != NULL)
    obs_rows_add (self->table->withdrawn, shape, TRUE, before);
  if (apart && after != NULL)
    obs_rows_add (self->table->added, shape, FALSE, after);
  if (!apart)
    {
      guint32 row = self->table->revised->n;

      obs_rows_add (self->table->revised, shape, TRUE, after);
      for (guint i = 0; i < obs_shape_n_columns (shape); i++)
        {
          sqlite3_value *old = sqlite3_column_value (before, (int) i);
          sqlite3_value *value = sqlite3_column_value (after, (int) i);

          if (!obs_values_equal (old, value))
            add_change (self, i, row, old, value);
        }
    }
  return ++self->rows % ROWS_BETWEEN_SUMS != 0 || check_size (self, error);
}

static gsize
packed_size (const ObsColumn *column)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) packed = NULL;

  obs_column_encode (column, bytes);
  plain = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  packed = obs_chunk_pack (plain, TRIAL_LEVEL);
  return g_bytes_get_size (packed);
}

/* Whichever is shorter is tried out. */
static void
finish_changes (Diff *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      Changes *changes = &g_array_index (self->changes, Changes, i);
      ObsPackChange *change;

      if (changes->rows == NULL)
        continue;
      change = g_new0 (ObsPackChange, 1);
      change->column = i;
      change->rows = g_steal_pointer (&changes->rows);
      change->difference = changes->differences != NULL
                           && packed_size (changes->differences) < packed_size (changes->values);
      change->values = change->difference ? g_steal_pointer (&changes->differences)
                                          : g_steal_pointer (&changes->values);
      g_ptr_array_add (self->table->changes, change);
    }
}

static gboolean
diff_table (ObsPack *pack, const ObsMergeSide *before, const ObsMergeSide *after,
            const ObsTableShape *shape, gsize *memory, GCancellable *cancellable, GError **error)
{
  const ObsTableShape *old = obs_shapes_find (before->tables, shape->table.name);
  Diff self = { .before = *memory };
  gboolean done;

  diff_begin (&self, shape);
  /* A table of another shape is dropped and made anew. */
  done = obs_merge_table (old != NULL && obs_shape_equal (old, shape) ? before : NULL, after, shape,
                          TRUE, differ_cb, &self, cancellable, error)
         && check_size (&self, error);
  if (done && self.rows > 0)
    {
      *memory += obs_rows_memory (self.table->withdrawn) + obs_rows_memory (self.table->revised)
                 + obs_rows_memory (self.table->added);
      finish_changes (&self);
      for (guint i = 0; i < self.table->changes->len; i++)
        {
          const ObsPackChange *change = g_ptr_array_index (self.table->changes, i);

          *memory += change->rows->len * 2 * sizeof (gint64)
                     + (change->values->text != NULL ? change->values->text->len : 0);
        }
      g_ptr_array_add (pack->tables, g_steal_pointer (&self.table));
    }
  g_clear_pointer (&self.table, obs_pack_table_free);
  g_clear_pointer (&self.changes, g_array_unref);
  return done;
}

ObsPack *
obs_content_diff (const char *before, const ObsManifest *before_manifest, const char *after,
                  const ObsManifest *after_manifest, GCancellable *cancellable, GError **error)
{
  g_auto (ObsMergeSide) old = { 0 };
  g_auto (ObsMergeSide) new = { 0 };
  g_autoptr (ObsPack) pack = g_new0 (ObsPack, 1);
  g_autoptr (ObsChanges) changes = NULL;
  gsize memory = 0;

  pack->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_table_free);
  if (!obs_merge_side_open (&old, before, before_manifest, FALSE, error)
      || !obs_merge_side_open (&new, after, after_manifest, FALSE, error))
    return NULL;
  for (guint i = 0; i < new.tables->len; i++)
    if (!diff_table (pack, &old, &new, g_ptr_array_index (new.tables, i), &memory, cancellable,
                     error))
      return NULL;
  changes = obs_changes_compare_sides (&old, &new, cancellable, error);
  if (changes == NULL)
    return NULL;
  pack->from = obs_manifest_state (before_manifest);
  pack->to = obs_manifest_state (after_manifest);
  pack->summary = obs_changes_to_json (changes);
  return g_steal_pointer (&pack);
}
