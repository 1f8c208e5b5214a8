/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/review-private.h"

#include "data/error.h"
#include "data/ingest/csv.h"
#include "data/taxonomy/sentences.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The columns of a table of corrections, in order. */
enum
{
  CELL_HASH,
  CELL_TEXT,
  CELL_LEVEL,
  CELL_CONCEPT,
  CELL_DECISION,
  CELL_REASON,
  CELL_AUTHOR,
  CELL_DECIDED,
  N_CELLS
};

static const char *const columns[N_CELLS + 1]
    = { "hash", "text", "level", "concept", "decision", "reason", "author", "decided", NULL };

const char *
obs_review_plain (const char *cell)
{
  const char *p = cell;

  if (*cell != '\'')
    return cell;
  while (*p == '\'' || *p == ' ' || (*p != '\0' && g_unichar_iszerowidth (g_utf8_get_char (p))))
    p = g_utf8_next_char (p);
  return *p != '\0' && g_utf8_strchr ("=+-@\t\r|＝＋－＠", -1, g_utf8_get_char (p)) != NULL
             ? cell + 1
             : cell;
}

ObsTable *
obs_review_table_new (const char *const *names)
{
  ObsTable *table = obs_table_new (NULL, 0);

  for (guint i = 0; names[i] != NULL; i++)
    obs_table_add_column (table, names[i], names[i]);
  return table;
}

/* What a table that is there already holds. */
static gboolean
read_old (const char *path, ObsTable *table, GError **error)
{
  g_autoptr (ObsCsv) csv = obs_csv_load (path, error);

  if (csv == NULL
      || !obs_csv_require (csv, error, columns[0], columns[1], columns[2], columns[3], columns[4],
                           columns[5], columns[6], columns[7], NULL))
    return FALSE;
  if (obs_csv_n_columns (csv) > N_CELLS)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s has more columns than a table of corrections, and they would be lost. "
                      "Give the name of another file."),
                   obs_csv_name (csv));
      return FALSE;
    }
  for (guint r = 0; r < obs_csv_n_rows (csv); r++)
    {
      GPtrArray *row = obs_table_add_row (table);

      for (guint i = 0; i < N_CELLS; i++)
        g_ptr_array_add (row, g_strdup (obs_review_plain (obs_csv_get_named (csv, r, columns[i]))));
    }
  return TRUE;
}

static const char *
cell (const GPtrArray *row, guint i)
{
  return g_ptr_array_index (row, i);
}

/* A row without a hash is about its text. */
static char *
row_key (const GPtrArray *row)
{
  g_autofree char *clean = obs_sentences_clean (cell (row, CELL_TEXT));
  g_autofree char *own = *cell (row, CELL_HASH) == '\0' ? obs_sentences_hash (clean) : NULL;

  return obs_review_key (own != NULL ? own : cell (row, CELL_HASH), cell (row, CELL_LEVEL),
                         cell (row, CELL_CONCEPT));
}

static void
set_row (GPtrArray *row, const ObsReviewDecision *one)
{
  const char *const cells[N_CELLS] = { one->hash,     one->text,   one->level,  one->concept,
                                       one->decision, one->reason, one->author, one->decided };

  g_ptr_array_set_size (row, 0);
  for (guint i = 0; i < N_CELLS; i++)
    g_ptr_array_add (row, g_strdup (cells[i]));
}

ObsTable *
obs_review_merge (const char *path, const GPtrArray *decisions, ObsReviewCounts *counts,
                  GError **error)
{
  g_autoptr (ObsTable) table = obs_review_table_new (columns);
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *counts = (ObsReviewCounts){ 0 };
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !read_old (path, table, error))
    return NULL;
  counts->kept = table->rows->len;
  for (guint i = 0; i < table->rows->len; i++)
    g_hash_table_insert (rows, row_key (g_ptr_array_index (table->rows, i)),
                         g_ptr_array_index (table->rows, i));
  for (guint i = 0; i < decisions->len; i++)
    {
      const ObsReviewDecision *one = g_ptr_array_index (decisions, i);
      g_autofree char *key = obs_review_key (one->hash, one->level, one->concept);
      GPtrArray *row = g_hash_table_lookup (rows, key);

      if (row == NULL)
        {
          row = obs_table_add_row (table);
          counts->added++;
        }
      else
        counts->changed++;
      set_row (row, one);
    }
  counts->kept -= counts->changed;
  return g_steal_pointer (&table);
}
