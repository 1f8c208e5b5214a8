/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/edition-private.h"
#include "data/edition/schema.h"
#include "data/engine/spec.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The checks that read a whole edition: everything that the reader later takes for granted. */

#define MAX_FAULTS 50

typedef struct
{
  sqlite3 *db;
  GPtrArray *faults; /* of char * */
  GCancellable *cancellable;
} Check;

static void
add_fault (Check *check, char *sentence)
{
  if (check->faults->len < MAX_FAULTS)
    g_ptr_array_add (check->faults, sentence);
  else
    g_free (sentence);
}

/* Runs @sql, which answers with a number of bad rows and one of them, and words the fault. */
static gboolean
count_bad (Check *check, const char *what, const char *rule, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (check->db, sql, error);
  g_autofree char *number = NULL;
  int rc;
  gint64 n;

  if (stmt == NULL)
    return FALSE;
  rc = obs_db_step (stmt, check->cancellable, error);
  if (rc < 0)
    return FALSE;
  n = rc == 1 ? sqlite3_column_int64 (stmt, 0) : 0;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  if (n > 0)
    add_fault (check, g_strdup_printf (ngettext ("%s: %s row is wrong, for example “%s”: %s",
                                                 "%s: %s rows are wrong, for example “%s”: %s",
                                                 (gulong) n),
                                       what, number, obs_db_text (stmt, 1), rule));
  return TRUE;
}

static gboolean
check_integrity (Check *check, GError **error)
{
  g_autoptr (sqlite3_stmt) quick = obs_db_prepare (check->db, "PRAGMA quick_check (10)", error);
  g_autoptr (sqlite3_stmt) keys = NULL;
  int rc;

  if (quick == NULL)
    return FALSE;
  while ((rc = obs_db_step (quick, check->cancellable, error)) == 1)
    if (!g_str_equal (obs_db_text (quick, 0), "ok"))
      add_fault (check, g_strdup_printf (_ ("The file is damaged: %s."), obs_db_text (quick, 0)));
  if (rc < 0)
    return FALSE;

  keys = obs_db_prepare (check->db, "PRAGMA foreign_key_check", error);
  if (keys == NULL)
    return FALSE;
  while ((rc = obs_db_step (keys, check->cancellable, error)) == 1)
    add_fault (check,
               g_strdup_printf (
                   _ ("A row of the table “%s” names something that the table “%s” does not have."),
                   obs_db_text (keys, 0), obs_db_text (keys, 2)));
  return rc == 0;
}

/* Values that the schema's types cannot limit. */
static const struct
{
  const char *table;
  const char *example; /* column that names the row */
  const char *bad;     /* condition of a bad row */
  const char *rule;
} rules[] = {
  { "edition", "date", "date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
    N_ ("an edition date is written YYYY-MM-DD.") },
  { "edition", "place", "place NOT IN (SELECT code FROM area)",
    N_ ("the place of an edition is one of its areas.") },
  { "source", "id", "class NOT IN ('primary', 'secondary', 'published', 'simulated')",
    N_ ("the class of a source is primary, secondary, published or simulated.") },
  { "source", "id", "length (sha256) <> 64 OR sha256 GLOB '*[^0-9a-f]*'",
    N_ ("the hash of a source has 64 hexadecimal digits.") },
  { "area", "code", "lon NOT BETWEEN -180 AND 180 OR lat NOT BETWEEN -90 AND 90",
    N_ ("a place on the map has a longitude and a latitude in degrees.") },
  { "area_boundary", "area",
    "lon NOT BETWEEN -180 AND 180 OR lat NOT BETWEEN -90 AND 90 OR ring < 1 OR seq < 1",
    N_ ("a point of an outline has a longitude and a latitude in degrees, and counts from 1.") },
  { "term", "code", "ksb NOT IN ('K', 'S', 'B')",
    N_ ("a term is knowledge, a skill or a behaviour.") },
  { "statement", "id",
    "side NOT IN ('supply', 'demand') OR (course IS NULL) <> (side = 'demand')"
    " OR (advert IS NULL) <> (side = 'supply') OR ksb NOT IN ('K', 'S', 'B')",
    N_ ("a statement belongs to a course or to an advert.") },
  { "statement_term", "term", "score NOT IN (0.5, 1)",
    N_ ("a statement covers a term in part (0.5) or in full (1).") },
  { "survey_question", "id",
    "form NOT IN ('score', 'likert', 'choice', 'choices', 'top3', 'percent', 'other')"
    " OR low >= high",
    N_ ("the form of a question is a known one, and its scale goes up.") },
  { "wave", "question", "answered < 0 OR week < 1",
    N_ ("a wave has a week and a number of answers.") },
  { "finding", "id", "grade NOT IN ('exact', 'rounded', 'bound', 'order', 'direction', 'derived')",
    N_ ("the grade of a finding is a known one.") },
  { "finding", "id", "value IS NOT NULL AND value_text = ''",
    N_ ("a value also stands as it was printed.") },
  { "finding", "id", "grade IN ('order', 'direction') AND value IS NOT NULL",
    N_ ("an order or a direction has no value.") },
  { "finding_conflict", "finding",
    "NOT EXISTS (SELECT 1 FROM finding_conflict AS o WHERE o.finding = finding_conflict.other"
    " AND o.other = finding_conflict.finding)",
    N_ ("a conflict is stored in both directions.") },
  { "roadmap_cell", "recommendation",
    "term NOT IN ('lead', 'short', 'medium', 'long') OR (words = '') <> (missing = 'x')",
    N_ ("a cell of the roadmap holds words, or the code x.") },
  { "home_tile", "perspective", "ksb NOT IN ('', 'K', 'S', 'B')",
    N_ ("a tile shows K, S, B or none of them.") },
  { "home_tile", "question",
    "source <> '' AND NOT EXISTS (SELECT 1 FROM figure AS f WHERE f.question = home_tile.question"
    " AND f.data = home_tile.source AND home_tile.ksb IN ('', f.ksb))",
    N_ ("a tile shows a figure that its question has.") },
  { "figure", "question",
    "data NOT GLOB '[a-z]*' OR data GLOB '*[^a-z0-9-]*' OR ksb NOT IN ('', 'K', 'S', 'B')",
    N_ ("a figure names its data in small letters, and shows K, S, B or none of them.") },
};

static gboolean
check_rules (Check *check, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*), min(%s) FROM %s WHERE %s",
                                              rules[i].example, rules[i].table, rules[i].bad);

      if (!count_bad (check, rules[i].table, _ (rules[i].rule), sql, error))
        return FALSE;
    }
  return TRUE;
}

static const struct
{
  ObsCubeKind kind;
  const char *bad;
  const char *rule;
} cube_rules[] = {
  { OBS_CUBE_PUBLISHED, "(value IS NULL) = (missing IS NULL)",
    N_ ("a row holds either a value or a missing-value code.") },
  { OBS_CUBE_PUBLISHED, "value IS NULL AND (low IS NOT NULL OR high IS NOT NULL)",
    N_ ("a row without a value has no range.") },
  { OBS_CUBE_PUBLISHED, "(low IS NULL) <> (high IS NULL) OR low > value OR high < value",
    N_ ("a value lies between the two ends of its range.") },
  { OBS_CUBE_PUBLISHED, "unit GLOB '%*' AND (value NOT BETWEEN 0 AND 100)",
    N_ ("a share lies between 0 and 100.") },
  { OBS_CUBE_PUBLISHED, "base < 0 OR abs (value) > 1e15",
    N_ ("a base is not below zero, and values are finite.") },
  { OBS_CUBE_PUBLISHED, "measure NOT IN (SELECT name FROM cube_measure WHERE cube = ?1)",
    N_ ("every measure of a cube is described.") },
  { OBS_CUBE_SCORE, "(n IS NULL) = (missing IS NULL)",
    N_ ("a row holds either numbers or a missing-value code.") },
  { OBS_CUBE_SCORE, "(n IS NULL) <> (sum IS NULL) OR (n IS NULL) <> (sum2 IS NULL)",
    N_ ("a row holds all of its numbers or none.") },
  { OBS_CUBE_SCORE,
    "n < 1 OR sum2 < 0 OR abs (sum) > 1e12 OR sum * sum > n * sum2 * 1.000001 + 0.000001",
    N_ ("count, sum and sum of squares belong together.") },
  { OBS_CUBE_SHARE, "(n IS NULL) = (missing IS NULL)",
    N_ ("a row holds either numbers or a missing-value code.") },
  { OBS_CUBE_SHARE, "(n IS NULL) <> (k IS NULL) OR n < 1 OR k < 0 OR k > n",
    N_ ("a share is some of those who answered, k of n.") },
};

static gboolean
check_cube_rule (Check *check, const char *name, const char *example, const char *bad,
                 const char *rule, GError **error)
{
  g_autofree char *table = g_strconcat ("cube_", name, NULL);
  g_autofree char *sql
      = g_strdup_printf ("SELECT count(*), min(\"%s\") FROM %s WHERE %s", example, table, bad);
  g_auto (GStrv) parts = g_strsplit (sql, "?1", 2);
  g_autofree char *whole
      = parts[1] != NULL ? g_strconcat (parts[0], "'", name, "'", parts[1], NULL) : g_strdup (sql);

  return count_bad (check, table, rule, whole, error);
}

/* Every code of a dimension is its total or stands in the table that explains it. */
static gboolean
check_dimension (Check *check, const char *name, const char *dimension, const char *reference,
                 GError **error)
{
  const char *key = obs_schema_reference_key (reference);
  g_autofree char *bad = NULL;

  if (*reference == '\0')
    {
      bad = g_strdup_printf ("\"%s\" = ''", dimension);
      return check_cube_rule (check, name, dimension, bad, _ ("a code is not empty."), error);
    }
  if (key == NULL)
    {
      add_fault (check,
                 g_strdup_printf (
                     _ ("The dimension “%s” of the cube “%s” is explained by “%s”, which is no "
                        "reference table."),
                     dimension, name, reference));
      return TRUE;
    }
  bad = g_strdup_printf ("\"%s\" <> 'all' AND \"%s\" NOT IN (SELECT %s FROM %s)", dimension,
                         dimension, key, reference);
  return check_cube_rule (check, name, dimension, bad,
                          _ ("every code is explained by its reference table."), error);
}

static gboolean
check_cube (Check *check, const char *name, ObsCubeKind kind, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      check->db,
      "SELECT name, reference FROM cube_dimension WHERE cube = ?1 ORDER BY position, name", error);
  g_autofree char *first = NULL;
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, name, -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    {
      if (first == NULL)
        first = g_strdup (obs_db_text (stmt, 0));
      if (!check_dimension (check, name, obs_db_text (stmt, 0), obs_db_text (stmt, 1), error))
        return FALSE;
    }
  if (rc < 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (cube_rules); i++)
    if (cube_rules[i].kind == kind
        && !check_cube_rule (check, name, first, cube_rules[i].bad, _ (cube_rules[i].rule), error))
      return FALSE;
  return check_cube_rule (check, name, first,
                          "missing NOT IN ('x', 'z', 'c', 'u', 'low', 'lt10', 'gt90')",
                          _ ("a missing-value code is x, z, c, u, low, lt10 or gt90."), error);
}

static gboolean
check_cubes (Check *check, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (check->db, "SELECT name, kind FROM cube ORDER BY name", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    {
      ObsCubeKind kind;

      if (obs_cube_kind_from_key (obs_db_text (stmt, 1), &kind)
          && !check_cube (check, obs_db_text (stmt, 0), kind, error))
        return FALSE;
    }
  return rc == 0;
}

static gboolean
check_register (Check *check, GError **error)
{
  g_autoptr (GHashTable) counts = obs_schema_count_rows (check->db, error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc;

  if (counts == NULL)
    return FALSE;
  stmt = obs_db_prepare (check->db, "SELECT id, row_count FROM source ORDER BY id", error);
  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    {
      gsize n = GPOINTER_TO_SIZE (g_hash_table_lookup (counts, obs_db_text (stmt, 0)));
      gint64 told = sqlite3_column_int64 (stmt, 1);

      if (told < 0 || (guint64) told != n)
        {
          g_autofree char *promised = g_strdup_printf ("%" G_GINT64_FORMAT, told);
          g_autofree char *held = g_strdup_printf ("%" G_GSIZE_FORMAT, n);

          add_fault (check,
                     g_strdup_printf (_ ("The register says that %s rows come from the source "
                                         "“%s”, and the edition holds %s."),
                                      promised, obs_db_text (stmt, 0), held));
        }
    }
  return rc == 0;
}

static gboolean
check_figures (Check *check, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      check->db, "SELECT question, data, ksb, spec FROM figure ORDER BY question, data, ksb",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    {
      g_autoptr (GError) reason = NULL;

      if (!obs_spec_check (obs_db_text (stmt, 0), obs_db_text (stmt, 3), &reason))
        add_fault (check, g_strdup_printf (_ ("The figure “%s %s %s” must not be drawn: %s"),
                                           obs_db_text (stmt, 0), obs_db_text (stmt, 1),
                                           obs_db_text (stmt, 2), reason->message));
    }
  return rc == 0;
}

static gboolean
run_checks (Check *check, const char *path, GError **error)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (path, error);

  if (edition == NULL)
    return FALSE;
  check->db = obs_edition_open_db (path, TRUE, error);
  return check->db != NULL && check_integrity (check, error) && check_rules (check, error)
         && check_cubes (check, error) && check_register (check, error)
         && check_figures (check, error);
}

/**
 * obs_edition_check:
 * @path: file name of an edition
 * @faults: (out) (optional) (transfer full): sentences, at most 50; empty where all is well
 *
 * Does all checks of obs_edition_open() and those that read the whole file.
 *
 * Returns: TRUE when there is no fault; otherwise FALSE with @error set, to the first fault where
 * the file could be read at all (%OBS_ERROR_CORRUPT)
 */
gboolean
obs_edition_check (const char *path, GPtrArray **faults, GCancellable *cancellable, GError **error)
{
  Check check = { .faults = g_ptr_array_new_with_free_func (g_free), .cancellable = cancellable };
  GError *local = NULL;

  if (!run_checks (&check, path, &local)
      && !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    add_fault (&check, g_strdup (local->message));
  sqlite3_close_v2 (check.db);
  if (local == NULL && check.faults->len > 0)
    g_set_error_literal (&local, OBS_ERROR, OBS_ERROR_CORRUPT, g_ptr_array_index (check.faults, 0));
  if (faults != NULL)
    *faults = g_ptr_array_ref (check.faults);
  g_ptr_array_unref (check.faults);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
