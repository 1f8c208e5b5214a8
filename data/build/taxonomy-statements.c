/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/taxonomy-private.h"

#include "data/taxonomy/sentences.h"

#include <string.h>

/* Types of statements where nobody declared them, and the matches of all statements: each text of a
 * type is matched once, however many statements have it. */

#define TOP_AREAS 3
#define TOP_CONCEPTS 5

static sqlite3_stmt *
query (ObsTaxonomy *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *stmt = obs_db_prepare (self->build->db, sql, &error);

  if (stmt == NULL)
    g_error ("%s: %s", sql, error->message);
  return stmt;
}

typedef struct
{
  gint64 id;
  char ksb;
  double probability;
} TypeOf;

void
obs_taxonomy_predict_types (ObsTaxonomy *self)
{
  g_autoptr (sqlite3_stmt) row
      = query (self, "SELECT id, text FROM statement WHERE declared = 0 ORDER BY id");
  g_autoptr (sqlite3_stmt) update
      = query (self, "UPDATE statement SET ksb = ?2, probability = ?3 WHERE id = ?1");
  g_autoptr (GArray) types = g_array_new (FALSE, FALSE, sizeof (TypeOf));

  while (obs_db_step (row, NULL, NULL) == 1)
    {
      g_autofree char *cleaned = obs_sentences_clean (obs_db_text (row, 1));
      TypeOf type = { .id = sqlite3_column_int64 (row, 0) };

      type.ksb = obs_tables_type (self->tables, cleaned, &type.probability);
      g_array_append_val (types, type);
    }
  for (guint i = 0; i < types->len; i++)
    {
      const TypeOf *type = &g_array_index (types, TypeOf, i);
      char ksb[] = { type->ksb, '\0' };

      sqlite3_bind_int64 (update, 1, type->id);
      obs_build_bind_text (update, 2, ksb);
      sqlite3_bind_double (update, 3, type->probability);
      obs_build_run (self->build, update);
    }
}

typedef struct
{
  gint64 id;
  guint text;        /* number among the texts */
  const char *hash;  /* interned in "strings" */
  const char *route; /* of its document, or NULL */
  const char *side;
} Statement;

typedef struct
{
  ObsTaxonomy *taxonomy;
  GStringChunk *strings;
  GArray *statements; /* of Statement */
  GHashTable *known;  /* type and text to the number of the text + 1 */
  GArray *texts;      /* of ObsMatchText, without room for matches */
} Matching;

/* Number of a text of a type. */
static guint
number_of (Matching *self, char ksb, const char *text)
{
  char type[] = { ksb, '\0' };
  g_autofree char *key = g_strconcat (type, text, NULL);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->known, key));
  ObsMatchText entry = { .ksb = ksb };
  char *kept;

  if (number > 0)
    return number - 1;
  kept = g_string_chunk_insert (self->strings, key);
  entry.text = kept + 1;
  g_array_append_val (self->texts, entry);
  g_hash_table_insert (self->known, kept, GUINT_TO_POINTER (self->texts->len));
  return self->texts->len - 1;
}

static void
read_statements (Matching *self)
{
  g_autoptr (sqlite3_stmt) row = query (
      self->taxonomy, "SELECT id, document, side, ksb, text, hash FROM statement ORDER BY id");

  while (obs_db_step (row, NULL, NULL) == 1)
    {
      Statement statement
          = { .id = sqlite3_column_int64 (row, 0),
              .text = number_of (self, *obs_db_text (row, 3), obs_db_text (row, 4)),
              .hash = g_string_chunk_insert_const (self->strings, obs_db_text (row, 5)),
              .route = g_hash_table_lookup (self->taxonomy->routes, obs_db_text (row, 1)),
              .side = g_string_chunk_insert_const (self->strings, obs_db_text (row, 2)) };

      g_array_append_val (self->statements, statement);
    }
}

/* Matches of all texts at one level. */
typedef struct
{
  const char *level, *method;
  const ObsTaxonomyLabels *labels;
  guint top;
  ObsMatch *matches; /* top for each text */
  ObsMatchText *texts;
} Level;

static gboolean
rank_level (Matching *self, Level *level)
{
  guint n = self->texts->len, n_taken = 0;

  if (obs_matcher_n_labels (level->labels->matcher) == 0)
    return TRUE;
  level->matches = g_new (ObsMatch, (gsize) n * level->top + 1);
  level->texts = g_new (ObsMatchText, n + 1);
  for (guint i = 0; i < n; i++)
    {
      level->texts[i] = g_array_index (self->texts, ObsMatchText, i);
      level->texts[i].matches = level->matches + (gsize) i * level->top;
    }
  if (!obs_taxonomy_rank (self->taxonomy, level->labels, level->level, level->texts, n, level->top,
                          &n_taken))
    return FALSE;
  obs_build_report_matched (self->taxonomy->build->report, level->level, n, n_taken);
  return TRUE;
}

/* The matches of a statement as rows: an area that is split stands for the document's part of it;
 * people's corrections come last. */
static GArray *
rows_of (Matching *self, const Level *level, const Statement *statement)
{
  const ObsMatchText *text = &level->texts[statement->text];
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (ObsMatchRow));

  for (guint i = 0; i < text->n; i++)
    {
      const ObsMatch *match = &text->matches[i];
      const char *code = obs_matcher_id (level->labels->matcher, match->label);
      const char *split = statement->route != NULL && g_str_equal (level->level, "area")
                              ? obs_layer_split (self->taxonomy->layer, code, statement->route)
                              : NULL;
      ObsMatchRow row = { .concept = split != NULL ? split : code,
                          .score = obs_match_rounded (match->score),
                          .margin = MAX (obs_match_rounded (match->margin), 0),
                          .confidence = obs_match_rounded (match->confidence) };

      row.status = row.confidence >= OBS_MATCH_UNSURE ? "matched" : "unsure";
      g_array_append_val (rows, row);
    }
  obs_taxonomy_correct (self->taxonomy, statement->hash, level->level, statement->route, level->top,
                        rows);
  return rows;
}

static void
write_rows (Matching *self, sqlite3_stmt *stmt, const Level *level, const Statement *statement,
            const GArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const ObsMatchRow *row = &g_array_index (rows, ObsMatchRow, i);

      sqlite3_bind_int64 (stmt, 1, statement->id);
      obs_build_bind_text (stmt, 2, level->level);
      sqlite3_bind_int (stmt, 3, (int) i + 1);
      obs_build_bind_text (stmt, 4, row->concept);
      sqlite3_bind_double (stmt, 5, row->score);
      sqlite3_bind_double (stmt, 6, row->margin);
      sqlite3_bind_double (stmt, 7, row->confidence);
      obs_build_bind_text (stmt, 8, level->method);
      obs_build_bind_text (stmt, 9, row->status);
      obs_build_run (self->taxonomy->build, stmt);
    }
}

/* A statement counts as unmatched where not even its best match counts. */
static gboolean
is_unmatched (const GArray *rows)
{
  return rows->len == 0 || g_str_equal (g_array_index (rows, ObsMatchRow, 0).status, "unsure");
}

static void
write_matches (Matching *self, const Level *levels, guint n_levels)
{
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (self->taxonomy->build, "statement_match", 9);

  for (guint i = 0; i < self->statements->len; i++)
    {
      const Statement *statement = &g_array_index (self->statements, Statement, i);

      for (guint j = 0; j < n_levels; j++)
        {
          g_autoptr (GArray) rows = NULL;

          if (levels[j].texts == NULL)
            continue;
          rows = rows_of (self, &levels[j], statement);
          write_rows (self, stmt, &levels[j], statement, rows);
          if (j == 0)
            obs_build_report_statement (self->taxonomy->build->report, statement->side,
                                        !is_unmatched (rows));
        }
    }
}

void
obs_taxonomy_match_statements (ObsTaxonomy *self)
{
  Level levels[] = { { "area", OBS_TAXONOMY_AREAS, &self->areas, TOP_AREAS },
                     { "concept", OBS_TAXONOMY_CONCEPTS, &self->concepts, TOP_CONCEPTS } };
  Matching matching
      = { self, g_string_chunk_new (65536), g_array_new (FALSE, FALSE, sizeof (Statement)),
          g_hash_table_new (g_str_hash, g_str_equal),
          g_array_new (FALSE, FALSE, sizeof (ObsMatchText)) };
  gboolean done = TRUE;

  read_statements (&matching);
  for (guint i = 0; done && matching.texts->len > 0 && i < G_N_ELEMENTS (levels); i++)
    done = rank_level (&matching, &levels[i]);
  if (done)
    write_matches (&matching, levels, G_N_ELEMENTS (levels));
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_free (levels[i].matches);
      g_free (levels[i].texts);
    }
  g_string_chunk_free (matching.strings);
  g_array_unref (matching.statements);
  g_hash_table_unref (matching.known);
  g_array_unref (matching.texts);
}
