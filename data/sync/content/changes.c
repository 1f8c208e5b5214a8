/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/changes-private.h"

#include "data/edition/db.h"

#include <string.h>

/* What differs between two editions, for people: one pass over the rows that differ, of which each
 * kind of count takes its part. */

void
obs_change_group_free (ObsChangeGroup *group)
{
  g_free (group->source);
  g_free (group->source_title);
  g_free (group->area);
  g_free (group->area_name);
  g_free (group);
}

void
obs_change_question_free (ObsChangeQuestion *question)
{
  g_free (question->question);
  g_free (question);
}

void
obs_change_method_free (ObsChangeMethod *method)
{
  g_free (method->what);
  g_free (method->before);
  g_free (method->after);
  g_free (method);
}

ObsChanges *
obs_changes_new (void)
{
  ObsChanges *self = g_new0 (ObsChanges, 1);

  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_change_group_free);
  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_change_question_free);
  self->methods = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_change_method_free);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
obs_changes_free (ObsChanges *self)
{
  if (self == NULL)
    return;
  g_free (self->before_date);
  g_free (self->after_date);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->methods);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

void
obs_change_counts_add (ObsChangeCounts *counts, gboolean before, gboolean after)
{
  if (before && after)
    counts->revised++;
  else if (after)
    counts->added++;
  else
    counts->withdrawn++;
}

gboolean
obs_change_counts_any (const ObsChangeCounts *counts)
{
  return counts->added != 0 || counts->revised != 0 || counts->withdrawn != 0;
}

int
obs_column_of (const ObsTableShape *shape, const char *name)
{
  for (guint i = 0; i < obs_shape_n_columns (shape); i++)
    if (strcmp (obs_shape_column (shape, i)->name, name) == 0)
      return (int) i;
  return -1;
}

typedef struct
{
  ObsCubeCounts *cubes;
  ObsQuestionUses *questions;
  ObsOtherChanges *others;
  const ObsTableShape *shape;
  gboolean is_cube;
  int source; /* column of the row's own source, -1: none */
} Compare;

/* A figure that only names another source is the same figure. */
static gboolean
only_source_differs (const Compare *self, sqlite3_stmt *before, sqlite3_stmt *after)
{
  for (guint i = 0; i < obs_shape_n_columns (self->shape); i++)
    if ((int) i != self->source
        && !obs_values_equal (sqlite3_column_value (before, (int) i),
                              sqlite3_column_value (after, (int) i)))
      return FALSE;
  return TRUE;
}

static gboolean
differ_cb (sqlite3_stmt *before, sqlite3_stmt *after, gpointer user_data, GError **error)
{
  Compare *self = user_data;

  if (self->is_cube && self->source >= 0 && before != NULL && after != NULL
      && only_source_differs (self, before, after))
    return TRUE;
  if (self->is_cube)
    obs_cube_counts_add (self->cubes, before, after);
  else
    obs_other_changes_add (self->others, before, after);
  obs_question_uses_add (self->questions, before, after);
  return TRUE;
}

/* The same columns in another order are the same figures still. */
static gboolean
same_columns (const ObsTableShape *a, const ObsTableShape *b)
{
  if (obs_shape_n_columns (a) != obs_shape_n_columns (b))
    return FALSE;
  for (guint i = 0; i < obs_shape_n_columns (a); i++)
    {
      const ObsChunkColumn *column = obs_shape_column (a, i);
      int at = obs_column_of (b, column->name);
      const ObsChunkColumn *other = at >= 0 ? obs_shape_column (b, (guint) at) : NULL;

      if (other == NULL || other->kind != column->kind || (other->key > 0) != (column->key > 0))
        return FALSE;
    }
  return TRUE;
}

static gboolean
compare_table (Compare *self, const ObsMergeSide *before, const ObsMergeSide *after,
               const ObsTableShape *shape, gboolean skip, GCancellable *cancellable, GError **error)
{
  self->shape = shape;
  self->is_cube = obs_cube_counts_begin (self->cubes, shape);
  self->source = self->is_cube ? obs_column_of (shape, "source") : -1;
  if (self->source >= 0 && obs_shape_column (shape, (guint) self->source)->kind != OBS_COLUMN_TEXT)
    self->source = -1; /* a dimension of facts */
  if (!self->is_cube)
    obs_other_changes_begin (self->others, shape);
  obs_question_uses_begin (self->questions, shape);
  return obs_merge_table (before, after, shape, skip, differ_cb, self, cancellable, error);
}

static gboolean
compare_tables (Compare *self, const ObsMergeSide *before, const ObsMergeSide *after,
                GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < after->tables->len; i++)
    {
      const ObsTableShape *shape = g_ptr_array_index (after->tables, i);
      const ObsTableShape *old = obs_shapes_find (before->tables, shape->table.name);
      gboolean alike = old != NULL && same_columns (old, shape);

      if (!compare_table (self, alike ? before : NULL, after, shape,
                          alike && obs_shape_equal (old, shape), cancellable, error))
        return FALSE;
    }
  for (guint i = 0; i < before->tables->len; i++)
    {
      const ObsTableShape *shape = g_ptr_array_index (before->tables, i);
      const ObsTableShape *new = obs_shapes_find (after->tables, shape->table.name);

      if ((new == NULL || !same_columns (shape, new))
          && !compare_table (self, before, NULL, shape, FALSE, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static char *
read_date (sqlite3 *db)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, "SELECT date FROM edition", NULL);

  return g_strdup (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1 ? obs_db_text (stmt, 0)
                                                                       : "");
}

ObsChanges *
obs_changes_compare_sides (const ObsMergeSide *before, const ObsMergeSide *after,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsChanges) changes = obs_changes_new ();
  g_autoptr (ObsCubeCounts) cubes = obs_cube_counts_new (before, after);
  g_autoptr (ObsOtherChanges) others = obs_other_changes_new (before, after);
  g_autoptr (ObsQuestionUses) questions = obs_question_uses_new (before, after, cancellable, error);
  Compare self = { .cubes = cubes, .questions = questions, .others = others };

  if (questions == NULL || !compare_tables (&self, before, after, cancellable, error))
    return NULL;
  obs_cube_counts_finish (cubes, changes);
  changes->before_date = read_date (before->db);
  changes->after_date = read_date (after->db);
  obs_question_uses_finish (questions, changes);
  obs_other_changes_finish (others, changes);
  return g_steal_pointer (&changes);
}

ObsChanges *
obs_changes_compare (const char *before, const char *after, GCancellable *cancellable,
                     GError **error)
{
  g_auto (ObsMergeSide) old = { 0 };
  g_auto (ObsMergeSide) new = { 0 };
  g_autofree char *old_folder = g_path_get_dirname (before);
  g_autofree char *new_folder = g_path_get_dirname (after);
  /* One manifest cannot be that of two editions. */
  gboolean look = strcmp (old_folder, new_folder) != 0;

  if (!obs_merge_side_open (&old, before, NULL, look, error)
      || !obs_merge_side_open (&new, after, NULL, look, error))
    return NULL;
  return obs_changes_compare_sides (&old, &new, cancellable, error);
}
