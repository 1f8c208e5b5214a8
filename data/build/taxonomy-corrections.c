/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/taxonomy-private.h"

#include "data/taxonomy/sentences.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What people decided about matches. A correction goes by the hash of a text, so it holds for every
 * statement of that text, in whichever document it comes again. */

#define FILE_NAME "taxonomy/corrections.csv"

static void
correction_free (gpointer data)
{
  ObsCorrectionRow *correction = data;

  g_free (correction->hash);
  g_free (correction->level);
  g_free (correction->concept);
  g_free (correction);
}

/* The hash of a row, or that of its text. NULL after a fault. (transfer full) */
static char *
read_hash (ObsBuild *build, const ObsCsv *csv, guint row)
{
  const char *hash = obs_csv_get_named (csv, row, "hash");
  g_autofree char *cleaned = obs_sentences_clean (obs_csv_get_named (csv, row, "text"));

  if (*hash == '\0' && *cleaned != '\0')
    return obs_sentences_hash (cleaned);
  if (strlen (hash) == 32 && strspn (hash, "0123456789abcdef") == 32)
    return g_strdup (hash);
  if (*hash == '\0')
    obs_build_fault (build, csv, row, "hash",
                     _ ("neither the hash nor the text says which statement is meant. Fill in one "
                        "of them."));
  else
    obs_build_fault (build, csv, row, "hash",
                     _ ("“%s” is not a hash of 32 hexadecimal digits. Copy it again, or leave it "
                        "empty and give the text."),
                     hash);
  return NULL;
}

/* The kind of a concept of this edition; NULL where it has none of this code. (transfer full) */
static char *
kind_of (ObsBuild *build, const char *code)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (build->db, "SELECT kind FROM concept WHERE code = ?1", NULL);

  if (stmt == NULL)
    return NULL;
  obs_build_bind_text (stmt, 1, code);
  return obs_db_step (stmt, NULL, NULL) == 1 ? g_strdup (obs_db_text (stmt, 0)) : NULL;
}

/* Statements of the level "area" belong to areas and their splits, of "concept" to concepts. */
static void
check_concept (ObsBuild *build, const ObsCsv *csv, guint row)
{
  const char *level = obs_csv_get_named (csv, row, "level");
  const char *concept = obs_csv_get_named (csv, row, "concept");
  g_autofree char *kind = kind_of (build, concept);
  gboolean area = g_str_equal (level, "area");

  if (!area && !g_str_equal (level, "concept"))
    obs_build_fault (build, csv, row, "level",
                     _ ("“%s” is not known here. Use “area” or “concept”."), level);
  else if (kind == NULL)
    obs_build_fault (build, csv, row, "concept",
                     _ ("“%s” is not a concept of this edition. Correct the code, or take the row "
                        "out."),
                     concept);
  else if (area ? !g_str_equal (kind, "area") && !g_str_equal (kind, "split")
                : !g_str_equal (kind, "concept"))
    obs_build_fault (build, csv, row, "concept",
                     area
                         ? _ ("“%s” is not an area. Name an area or one of its splits, or write "
                              "“concept” as the level.")
                         : _ ("“%s” is not a concept of a scheme. Name one, or write “area” as the "
                              "level."),
                     concept);
}

static void
check_words (ObsBuild *build, const ObsCsv *csv, guint row)
{
  static const char *const needed[] = { "reason", "author" };
  const char *decision = obs_csv_get_named (csv, row, "decision");
  const char *decided = obs_csv_get_named (csv, row, "decided");
  GDate day;

  if (!g_str_equal (decision, "is") && !g_str_equal (decision, "is-not"))
    obs_build_fault (build, csv, row, "decision",
                     _ ("“%s” is not a decision. Write “is” or “is-not”."), decision);
  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (*obs_csv_get_named (csv, row, needed[i]) == '\0')
      obs_build_fault (build, csv, row, needed[i],
                       i == 0 ? _ ("a correction needs a reason. Say in a few words why.")
                              : _ ("a correction needs an author. Write the role of who decided."));
  if (!obs_parse_day (decided, &day))
    obs_build_fault (build, csv, row, "decided", _ ("“%s” is not a date. Write it as YYYY-MM-DD."),
                     decided);
}

/* Keeps the correction of a sound row; a second one about the same text and concept is a fault. */
static void
keep_correction (ObsTaxonomy *self, const ObsCsv *csv, guint row, GTree *sorted, const char *hash)
{
  ObsCorrectionRow *correction = g_new0 (ObsCorrectionRow, 1);
  char *key;
  const ObsCorrectionRow *first;

  correction->hash = g_strdup (hash);
  correction->level = g_strdup (obs_csv_get_named (csv, row, "level"));
  correction->concept = g_strdup (obs_csv_get_named (csv, row, "concept"));
  correction->is = g_str_equal (obs_csv_get_named (csv, row, "decision"), "is");
  correction->row = row;
  key = g_strjoin ("\1", correction->hash, correction->level, correction->concept, NULL);
  first = g_tree_lookup (sorted, key);
  if (first == NULL)
    {
      g_tree_insert (sorted, key, correction);
      return;
    }
  obs_build_fault (self->build, csv, row, "concept",
                   _ ("this text and “%s” were decided about in line %u of %s already. Keep one of "
                      "the rows."),
                   correction->concept, obs_csv_line (csv, first->row),
                   obs_csv_row_name (csv, first->row));
  g_free (key);
  correction_free (correction);
}

typedef struct
{
  ObsTaxonomy *taxonomy;
  const ObsCsv *csv;
  sqlite3_stmt *stmt;
} Writing;

/* Writes a correction, and hands it over to the table of them. */
static gboolean
write_correction (gpointer key, gpointer value, gpointer user_data)
{
  ObsCorrectionRow *correction = value;
  const Writing *writing = user_data;
  GHashTable *all = writing->taxonomy->corrections;
  GPtrArray *own = g_hash_table_lookup (all, correction->hash);

  obs_build_insert_texts (writing->taxonomy->build, writing->stmt, correction->hash,
                          correction->level, correction->concept, correction->is ? "is" : "is-not",
                          obs_csv_get_named (writing->csv, correction->row, "reason"),
                          obs_csv_get_named (writing->csv, correction->row, "author"),
                          obs_csv_get_named (writing->csv, correction->row, "decided"), NULL);
  if (own == NULL)
    {
      own = g_ptr_array_new_with_free_func (correction_free);
      g_hash_table_insert (all, correction->hash, own);
    }
  g_ptr_array_add (own, correction);
  return FALSE;
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

void
obs_taxonomy_read_corrections (ObsTaxonomy *self)
{
  static const char *const columns[]
      = { "hash", "text", "level", "concept", "decision", "reason", "author", "decided", NULL };
  ObsBuild *build = self->build;
  g_autoptr (ObsCsv) csv = obs_build_load (build, FILE_NAME, FALSE);
  g_autoptr (GTree) sorted = g_tree_new_full (compare_keys, NULL, g_free, NULL);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (csv == NULL || !obs_build_require (build, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      guint before = build->faults.sentences->len;
      g_autofree char *hash = read_hash (build, csv, row);

      check_concept (build, csv, row);
      check_words (build, csv, row);
      if (hash != NULL && build->faults.sentences->len == before && build->faults.n_more == 0)
        keep_correction (self, csv, row, sorted, hash);
    }
  stmt = obs_build_insert (build, "match_override", 7);
  g_tree_foreach (sorted, write_correction, &(Writing){ self, csv, stmt });
}

static int
find_row (const GArray *rows, const char *concept)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (g_array_index (rows, ObsMatchRow, i).concept, concept))
      return (int) i;
  return -1;
}

/* "Not this area" means none of its splits either. */
static gboolean
speaks_of (const ObsCorrectionRow *correction, const char *concept)
{
  gsize length = strlen (correction->concept);

  return g_str_equal (correction->concept, concept)
         || (g_str_equal (correction->level, "area")
             && g_str_has_prefix (concept, correction->concept) && concept[length] == '.');
}

/* An area stands for its split where the document's route is known, as for any match. */
static const char *
meant_by (const ObsTaxonomy *self, const ObsCorrectionRow *correction, const char *route)
{
  const char *split = route != NULL && g_str_equal (correction->level, "area")
                          ? obs_layer_split (self->layer, correction->concept, route)
                          : NULL;

  return split != NULL ? split : correction->concept;
}

/* Takes out what is not so. */
static void
remove_rows (const ObsCorrectionRow *correction, GArray *rows)
{
  for (guint i = rows->len; i > 0; i--)
    if (speaks_of (correction, g_array_index (rows, ObsMatchRow, i - 1).concept))
      g_array_remove_index (rows, i - 1);
}

/* Puts what is so at @place; what the matcher found first by itself is confirmed. */
static void
raise_row (const char *concept, guint place, GArray *rows, gboolean was_first)
{
  int at = find_row (rows, concept);
  ObsMatchRow row = { concept, 1, 0, 1, "corrected" };

  if (at >= 0)
    {
      row = g_array_index (rows, ObsMatchRow, at);
      row.status = was_first ? "confirmed" : "corrected";
      row.score = was_first ? row.score : 1;
      row.confidence = 1;
      g_array_remove_index (rows, (guint) at);
    }
  g_array_insert_val (rows, place, row);
}

/* The score less that of the next, where the next is another one than the matcher's; never below
 * zero: what people put in front may have had the lower score. */
static void
settle_margins (GArray *rows)
{
  for (guint i = 0; i + 1 < rows->len; i++)
    {
      ObsMatchRow *row = &g_array_index (rows, ObsMatchRow, i);
      double next = g_array_index (rows, ObsMatchRow, i + 1).score;

      row->margin = MAX (obs_match_rounded (row->score - next), 0);
    }
}

void
obs_taxonomy_correct (ObsTaxonomy *self, const char *hash, const char *level, const char *route,
                      guint top, GArray *rows)
{
  GPtrArray *own = g_hash_table_lookup (self->corrections, hash);
  g_autofree char *first
      = rows->len > 0 ? g_strdup (g_array_index (rows, ObsMatchRow, 0).concept) : NULL;
  guint n_raised = 0;
  gboolean any = FALSE;

  for (guint pass = 0; own != NULL && pass < 2; pass++)
    for (guint i = 0; i < own->len; i++)
      {
        ObsCorrectionRow *correction = g_ptr_array_index (own, i);
        const char *concept = meant_by (self, correction, route);

        if (!g_str_equal (correction->level, level) || correction->is != (pass == 1))
          continue;
        correction->used = any = TRUE;
        if (!correction->is)
          remove_rows (correction, rows);
        else
          raise_row (concept, n_raised++, rows, g_strcmp0 (first, concept) == 0);
      }
  if (!any)
    return;
  if (rows->len > MAX (top, n_raised))
    g_array_set_size (rows, MAX (top, n_raised));
  settle_margins (rows);
}

void
obs_taxonomy_tell_unused (ObsTaxonomy *self)
{
  GHashTableIter iter;
  gpointer own;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->corrections);
  while (g_hash_table_iter_next (&iter, NULL, &own))
    for (guint i = 0; i < ((GPtrArray *) own)->len; i++)
      n += !((ObsCorrectionRow *) g_ptr_array_index ((GPtrArray *) own, i))->used;
  if (n > 0)
    obs_issues_add (self->build->report->issues, OBS_ISSUE_NOTICE, "taxonomy", FILE_NAME, 0, NULL,
                    NULL, "correction",
                    ngettext ("%u correction is about a text that no statement has now. It is "
                              "kept.",
                              "%u corrections are about texts that no statement has now. They are "
                              "kept.",
                              n),
                    n);
}
