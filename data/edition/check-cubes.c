/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/check-private.h"
#include "data/edition/schema.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Cubes may have half a million rows and there are a dozen rules, so each row is read once and held
 * against all of them. */

#define MAX_DIMENSIONS 12

typedef enum
{
  RULE_ONE_OF_TWO,
  RULE_NO_RANGE,
  RULE_RANGE,
  RULE_SHARE,
  RULE_FINITE,
  RULE_MEASURE,
  RULE_NUMBERS,
  RULE_ALL_OR_NONE,
  RULE_MOMENTS,
  RULE_PART,
  RULE_MISSING,
  RULE_CODE,
  N_RULES = RULE_CODE + MAX_DIMENSIONS,
} Rule;

static const char *const rule_words[RULE_CODE] = {
  [RULE_ONE_OF_TWO] = N_ ("a row holds either a value or a missing-value code."),
  [RULE_NO_RANGE] = N_ ("a row without a value has no range."),
  [RULE_RANGE] = N_ ("a value lies between the two ends of its range."),
  [RULE_SHARE] = N_ ("a share lies between 0 and 100."),
  [RULE_FINITE] = N_ ("a base is not below zero, and values are finite."),
  [RULE_MEASURE] = N_ ("every measure of a cube is described."),
  [RULE_NUMBERS] = N_ ("a row holds either numbers or a missing-value code."),
  [RULE_ALL_OR_NONE] = N_ ("a row holds all of its numbers or none."),
  [RULE_MOMENTS] = N_ ("count, sum and sum of squares belong together."),
  [RULE_PART] = N_ ("a share is some of those who answered, k of n."),
  [RULE_MISSING] = N_ ("a missing-value code is x, z, c, u, low, lt10 or gt90."),
};

/* A dimension or the measures: the texts that may stand there. */
typedef struct
{
  GHashTable *known; /* NULL: any text but the empty one */
  char *last;        /* rows are in order, so the last text comes again */
  gsize last_length;
  gboolean last_good;
} Codes;

typedef struct
{
  ObsCheck *check;
  sqlite3_stmt *stmt;
  ObsCubeKind kind;
  guint n_dimensions;
  Codes codes[MAX_DIMENSIONS];
  Codes measures;
  gint64 bad[N_RULES];
  char *examples[N_RULES];
} Pass;

static void
pass_clear (Pass *pass)
{
  for (guint i = 0; i < MAX_DIMENSIONS; i++)
    {
      g_clear_pointer (&pass->codes[i].known, g_hash_table_unref);
      g_free (pass->codes[i].last);
    }
  g_clear_pointer (&pass->measures.known, g_hash_table_unref);
  g_free (pass->measures.last);
  for (guint i = 0; i < N_RULES; i++)
    g_free (pass->examples[i]);
  g_clear_pointer (&pass->stmt, sqlite3_finalize);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pass, pass_clear)

static void
note (Pass *pass, guint rule, int column)
{
  if (pass->bad[rule]++ == 0)
    pass->examples[rule] = g_strdup (obs_db_text (pass->stmt, column));
}

static gboolean
is_known (Codes *codes, sqlite3_stmt *stmt, int column)
{
  const char *text = obs_db_text (stmt, column);
  gsize length = strlen (text);

  if (codes->last != NULL && codes->last_length == length
      && memcmp (codes->last, text, length) == 0)
    return codes->last_good;
  g_free (codes->last);
  codes->last = g_strndup (text, length);
  codes->last_length = length;
  codes->last_good = codes->known == NULL ? length > 0 : g_hash_table_contains (codes->known, text);
  return codes->last_good;
}

static gboolean
is_missing_code (const char *text)
{
  return (text[0] != '\0' && text[1] == '\0' && strchr ("xzcu", text[0]) != NULL)
         || strcmp (text, "low") == 0 || strcmp (text, "lt10") == 0 || strcmp (text, "gt90") == 0;
}

static gboolean
is_null (const Pass *pass, int column)
{
  return sqlite3_column_type (pass->stmt, column) == SQLITE_NULL;
}

/* measure, value, low, high, base, unit, missing from column @at on. */
static void
check_published (Pass *pass, int at)
{
  gboolean has_value = !is_null (pass, at + 1);
  gboolean has_low = !is_null (pass, at + 2);
  gboolean has_high = !is_null (pass, at + 3);
  double value = sqlite3_column_double (pass->stmt, at + 1);

  if (!is_known (&pass->measures, pass->stmt, at))
    note (pass, RULE_MEASURE, 0);
  if (has_value != is_null (pass, at + 6))
    note (pass, RULE_ONE_OF_TWO, 0);
  if (!has_value && (has_low || has_high))
    note (pass, RULE_NO_RANGE, 0);
  if (has_low != has_high
      || (has_value && has_low
          && !(sqlite3_column_double (pass->stmt, at + 2) <= value
               && value <= sqlite3_column_double (pass->stmt, at + 3))))
    note (pass, RULE_RANGE, 0);
  if (has_value && *obs_db_text (pass->stmt, at + 5) == '%' && !(value >= 0 && value <= 100))
    note (pass, RULE_SHARE, 0);
  if ((has_value && !(fabs (value) <= 1e15))
      || (!is_null (pass, at + 4) && sqlite3_column_int64 (pass->stmt, at + 4) < 0))
    note (pass, RULE_FINITE, 0);
}

/* n, sum, sum2, missing from column @at on. */
static void
check_score (Pass *pass, int at)
{
  gboolean has_n = !is_null (pass, at);
  double n = sqlite3_column_double (pass->stmt, at);
  double sum = sqlite3_column_double (pass->stmt, at + 1);
  double sum2 = sqlite3_column_double (pass->stmt, at + 2);

  if (has_n != is_null (pass, at + 3))
    note (pass, RULE_NUMBERS, 0);
  if (has_n == is_null (pass, at + 1) || has_n == is_null (pass, at + 2))
    note (pass, RULE_ALL_OR_NONE, 0);
  /* Cauchy and Schwarz: the square of the sum is at most n times the sum of squares. */
  if (has_n
      && !(n >= 1 && sum2 >= 0 && fabs (sum) <= 1e12
           && sum * sum <= n * sum2 * 1.000001 + 0.000001))
    note (pass, RULE_MOMENTS, 0);
}

/* k, n, missing from column @at on. */
static void
check_share (Pass *pass, int at)
{
  gboolean has_n = !is_null (pass, at + 1);
  gint64 k = sqlite3_column_int64 (pass->stmt, at);
  gint64 n = sqlite3_column_int64 (pass->stmt, at + 1);

  if (has_n != is_null (pass, at + 2))
    note (pass, RULE_NUMBERS, 0);
  if (has_n == is_null (pass, at))
    note (pass, RULE_ALL_OR_NONE, 0);
  if (has_n && !(n >= 1 && k >= 0 && k <= n))
    note (pass, RULE_PART, 0);
}

static void
check_row (Pass *pass)
{
  static const int missing_at[]
      = { [OBS_CUBE_SCORE] = 3, [OBS_CUBE_SHARE] = 2, [OBS_CUBE_PUBLISHED] = 6 };
  int at = (int) pass->n_dimensions;
  int missing = at + missing_at[pass->kind];

  for (int i = 0; i < at; i++)
    if (!is_known (&pass->codes[i], pass->stmt, i))
      note (pass, RULE_CODE + (guint) i, i);
  if (pass->kind == OBS_CUBE_PUBLISHED)
    check_published (pass, at);
  else if (pass->kind == OBS_CUBE_SCORE)
    check_score (pass, at);
  else
    check_share (pass, at);
  if (!is_null (pass, missing) && !is_missing_code (obs_db_text (pass->stmt, missing)))
    note (pass, RULE_MISSING, missing);
}

static GHashTable *
read_texts (sqlite3 *db, const char *sql, const char *bound, GError **error)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);
  int rc;

  if (stmt == NULL)
    return NULL;
  if (bound != NULL)
    sqlite3_bind_text (stmt, 1, bound, -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    g_hash_table_add (texts, g_strdup (obs_db_text (stmt, 0)));
  return rc < 0 ? NULL : g_steal_pointer (&texts);
}

/* Every code of a dimension is its total or stands in the table that explains it. */
static gboolean
prepare_dimension (Pass *pass, const char *cube, const char *name, const char *reference,
                   const char *list, GError **error)
{
  const char *key = obs_schema_reference_key (reference);
  gboolean listed = g_str_equal (reference, "code");
  Codes *codes = &pass->codes[pass->n_dimensions];
  g_autofree char *sql = NULL;

  if (*reference == '\0')
    return TRUE;
  if (key == NULL)
    {
      obs_check_fault (
          pass->check,
          g_strdup_printf (
              _ ("The dimension “%s” of the cube “%s” is explained by “%s”, which is no "
                 "reference table."),
              name, cube, reference));
      return TRUE;
    }
  sql = g_strdup_printf ("SELECT %s FROM %s%s", key, reference, listed ? " WHERE list = ?1" : "");
  codes->known = read_texts (pass->check->db, sql, listed ? list : NULL, error);
  if (codes->known == NULL)
    return FALSE;
  g_hash_table_add (codes->known, g_strdup ("all"));
  return TRUE;
}

static gboolean
prepare_pass (Pass *pass, const char *cube, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      pass->check->db,
      "SELECT name, reference, list FROM cube_dimension WHERE cube = ?1 ORDER BY position, name",
      error);
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM cube_%s", cube);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, pass->check->cancellable, error)) == 1
         && pass->n_dimensions < MAX_DIMENSIONS)
    {
      if (!prepare_dimension (pass, cube, obs_db_text (stmt, 0), obs_db_text (stmt, 1),
                              obs_db_text (stmt, 2), error))
        return FALSE;
      pass->n_dimensions++;
    }
  if (rc < 0)
    return FALSE;
  if (rc == 1)
    {
      obs_check_fault (
          pass->check,
          g_strdup_printf (_ ("The cube “%s” has more than %d dimensions."), cube, MAX_DIMENSIONS));
      return FALSE;
    }
  pass->measures.known
      = read_texts (pass->check->db, "SELECT name FROM cube_measure WHERE cube = ?1", cube, error);
  if (pass->measures.known == NULL)
    return FALSE;
  pass->stmt = obs_db_prepare (pass->check->db, sql, error);
  return pass->stmt != NULL;
}

static gboolean
check_cube (ObsCheck *check, const char *name, ObsCubeKind kind, GError **error)
{
  g_auto (Pass) pass = { .check = check, .kind = kind };
  g_autofree char *table = g_strconcat ("cube_", name, NULL);
  int rc;

  if (!prepare_pass (&pass, name, error))
    return FALSE;
  while ((rc = obs_db_step (pass.stmt, check->cancellable, error)) == 1)
    check_row (&pass);
  if (rc < 0)
    return FALSE;
  for (guint i = 0; i < RULE_CODE; i++)
    obs_check_bad_rows (check, table, pass.bad[i], pass.examples[i], _ (rule_words[i]));
  for (guint i = 0; i < pass.n_dimensions; i++)
    obs_check_bad_rows (check, table, pass.bad[RULE_CODE + i], pass.examples[RULE_CODE + i],
                        pass.codes[i].known == NULL
                            ? _ ("a code is not empty.")
                            : _ ("every code is explained by its reference table."));
  return TRUE;
}

/* Facts hold positions instead of codes, by the million: looked up in a row of bits. */
#define MAX_POSITION 65535

typedef struct
{
  char *name;
  gboolean *known; /* MAX_POSITION + 1 of them */
  gint64 bad;
  char *example;
} Positions;

static void
positions_free (Positions *positions)
{
  g_free (positions->name);
  g_free (positions->known);
  g_free (positions->example);
  g_free (positions);
}

static Positions *
read_positions (ObsCheck *check, const char *name, const char *list, GError **error)
{
  Positions *positions = g_new0 (Positions, 1);
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (check->db, "SELECT position FROM code WHERE list = ?1", error);
  int rc = -1;

  positions->name = g_strdup (name);
  positions->known = g_new0 (gboolean, MAX_POSITION + 1);
  if (stmt != NULL)
    {
      sqlite3_bind_text (stmt, 1, list, -1, SQLITE_STATIC);
      while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
        {
          gint64 position = sqlite3_column_int64 (stmt, 0);

          if (position >= 0 && position <= MAX_POSITION)
            positions->known[position] = TRUE;
        }
    }
  if (rc < 0)
    g_clear_pointer (&positions, positions_free);
  return positions;
}

static GPtrArray *
read_fact_dimensions (ObsCheck *check, const char *cube, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) positions_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      check->db, "SELECT name, list FROM cube_dimension WHERE cube = ?1 ORDER BY position, name",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    {
      Positions *positions
          = read_positions (check, obs_db_text (stmt, 0), obs_db_text (stmt, 1), error);

      if (positions == NULL)
        return NULL;
      g_ptr_array_add (all, positions);
    }
  return rc < 0 ? NULL : g_steal_pointer (&all);
}

static void
check_positions (GPtrArray *all, sqlite3_stmt *stmt)
{
  for (guint i = 0; i < all->len; i++)
    {
      Positions *positions = g_ptr_array_index (all, i);
      gint64 position = sqlite3_column_int64 (stmt, (int) i + 1);

      if (position >= 0 && position <= MAX_POSITION && positions->known[position])
        continue;
      if (positions->bad++ == 0)
        positions->example = g_strdup (obs_db_text (stmt, (int) i + 1));
    }
}

static gboolean
check_facts (ObsCheck *check, const char *cube, const ObsCheckedTable *known, GError **error)
{
  static const gint64 whole[] = { G_MININT64, G_MAXINT64 };
  g_autoptr (GPtrArray) all = read_fact_dimensions (check, cube, error);
  g_autofree char *table = g_strconcat ("cube_", cube, NULL);
  g_autofree char *sql
      = g_strdup_printf ("SELECT * FROM %s WHERE \"" OBS_FACTS_ROW "\" BETWEEN ?1 AND ?2", table);
  const gint64 *ranges = known != NULL ? (const gint64 *) (gpointer) known->rows->data : whole;
  guint n = known != NULL ? known->rows->len : 1;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc = 0;

  if (all == NULL)
    return FALSE;
  stmt = obs_db_prepare (check->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  for (guint r = 0; rc == 0 && r < n; r++)
    {
      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, ranges[2 * r]);
      sqlite3_bind_int64 (stmt, 2, ranges[2 * r + 1]);
      while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
        check_positions (all, stmt);
    }
  for (guint i = 0; i < all->len; i++)
    {
      const Positions *positions = g_ptr_array_index (all, i);

      obs_check_bad_rows (check, table, positions->bad, positions->example,
                          _ ("a fact holds positions of the codes of its dimension's list."));
    }
  return rc == 0;
}

gboolean
obs_check_cubes (ObsCheck *check, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (check->db, "SELECT name, kind FROM cube ORDER BY name", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    {
      const char *cube = obs_db_text (stmt, 0);
      g_autofree char *table = g_strconcat ("cube_", cube, NULL);
      const ObsCheckedTable *known = obs_check_known (check, table);
      ObsCubeKind kind;

      if (!obs_cube_kind_from_key (obs_db_text (stmt, 1), &kind)
          || (known != NULL && known->rows == NULL))
        continue;
      if (!(kind == OBS_CUBE_FACTS ? check_facts (check, cube, known, error)
                                   : check_cube (check, cube, kind, error)))
        return FALSE;
    }
  return rc == 0;
}
