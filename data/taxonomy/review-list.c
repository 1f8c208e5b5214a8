/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/review-private.h"

#include "data/edition/db.h"

#include <math.h>

/* Each text once, with how much rests on it and its first statement. */
#define WEIGHTS                                                                                    \
  "WITH size AS (SELECT document, max (value) AS n FROM document_weight"                           \
  "   WHERE measure IN ('starts', 'vacancies', 'employment') GROUP BY document),"                  \
  " part AS (SELECT hash, s.id AS id, CASE"                                                        \
  "     WHEN mentions IS NULL THEN coalesce (n, 1)"                                                \
  "     WHEN n IS NULL THEN mentions"                                                              \
  "     WHEN texts > 0 THEN n * min (1, mentions / texts)"                                         \
  "     ELSE max (n, mentions) END AS weight"                                                      \
  "   FROM statement s JOIN document d ON d.code = s.document"                                     \
  "   LEFT JOIN size ON size.document = d.code),"                                                  \
  " asked AS (SELECT hash, min (id) AS id, sum (max (weight, 0)) AS weight FROM part"              \
  "   GROUP BY hash),"                                                                             \
  " levels (level) AS (SELECT DISTINCT level FROM statement_match)"

static const char list_sql[]
    = WEIGHTS " SELECT s.id, s.hash, s.text, l.level, m.concept, c.label, m.confidence, a.weight"
              " FROM asked a JOIN statement s ON s.id = a.id"
              " JOIN levels l ON ?1 IS NULL OR l.level = ?1"
              " LEFT JOIN statement_match m ON m.statement = s.id AND m.level = l.level"
              "   AND m.rank = 1"
              " LEFT JOIN concept c ON c.code = m.concept"
              " WHERE coalesce (m.status, '') NOT IN ('confirmed', 'corrected')"
              " ORDER BY a.weight * (1 - coalesce (m.confidence, 0)) DESC, s.hash, l.level"
              " LIMIT ?2";

static const char others_sql[]
    = "SELECT group_concat (words, ' | ') FROM (SELECT printf ('%s %s (%.2f)', code, label,"
      " confidence) AS words FROM statement_match JOIN concept ON code = concept"
      " WHERE statement = ?1 AND level = ?2 AND rank > 1 ORDER BY rank)";

/* In the order of the sheet; the last five are for people to fill in. */
static const char *const columns[]
    = { "hash",   "text",     "level",         "concept", "label",  "alternatives", "confidence",
        "weight", "decision", "other concept", "reason",  "author", "decided",      NULL };

#define TO_FILL_IN 5

/* @value with at most @digits behind the point; "" where there is none. */
static char *
number_text (double value, int digits)
{
  return isnan (value) ? g_strdup ("") : g_strdup_printf ("%.*f", digits, value);
}

/* "K02 Materials (0.31) | K07 …": what else the text may be. */
static gboolean
other_matches (sqlite3_stmt *stmt, gint64 statement, const char *level, char **words,
               GError **error)
{
  int step;

  sqlite3_reset (stmt);
  sqlite3_bind_int64 (stmt, 1, statement);
  sqlite3_bind_text (stmt, 2, level, -1, SQLITE_TRANSIENT);
  step = obs_db_step (stmt, NULL, error);
  *words = g_strdup (step > 0 ? obs_db_text (stmt, 0) : "");
  return step >= 0;
}

static gboolean
add_row (ObsTable *table, sqlite3_stmt *list, sqlite3_stmt *others, GError **error)
{
  GPtrArray *row = obs_table_add_row (table);
  char *words = NULL;

  for (int i = 1; i <= 5; i++)
    g_ptr_array_add (row, g_strdup (obs_db_text (list, i)));
  if (!other_matches (others, sqlite3_column_int64 (list, 0), obs_db_text (list, 3), &words, error))
    {
      g_free (words);
      return FALSE;
    }
  g_ptr_array_add (row, words);
  g_ptr_array_add (row, number_text (obs_db_double (list, 6), 3));
  g_ptr_array_add (row, number_text (obs_db_double (list, 7), 1));
  for (guint i = 0; i < TO_FILL_IN; i++)
    g_ptr_array_add (row, g_strdup (""));
  return TRUE;
}

ObsTable *
obs_review_list (ObsEdition *edition, const char *level, guint top, GCancellable *cancellable,
                 GError **error)
{
  sqlite3 *db = obs_edition_get_db (edition);
  g_autoptr (sqlite3_stmt) list = obs_db_prepare (db, list_sql, error);
  g_autoptr (sqlite3_stmt) others = list != NULL ? obs_db_prepare (db, others_sql, error) : NULL;
  g_autoptr (ObsTable) table = NULL;
  int step;

  if (others == NULL)
    return NULL;
  if (level != NULL)
    sqlite3_bind_text (list, 1, level, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (list, 2, top);
  table = obs_review_table_new (columns);
  while ((step = obs_db_step (list, cancellable, error)) > 0)
    if (!add_row (table, list, others, error))
      return NULL;
  return step == 0 ? g_steal_pointer (&table) : NULL;
}
