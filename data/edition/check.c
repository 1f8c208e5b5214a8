/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/check-private.h"
#include "data/edition/edition-private.h"
#include "data/edition/schema.h"
#include "data/engine/spec.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* The checks that read a whole edition: everything that the reader later takes for granted. */

#define MAX_FAULTS 50

void
obs_check_fault (ObsCheck *check, char *sentence)
{
  if (check->faults->len < MAX_FAULTS)
    g_ptr_array_add (check->faults, sentence);
  else
    g_free (sentence);
}

void
obs_check_bad_rows (ObsCheck *check, const char *what, gint64 n, const char *example,
                    const char *rule)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  if (n > 0)
    obs_check_fault (
        check,
        g_strdup_printf (ngettext ("%s: %s row is wrong, for example “%s”: %s",
                                   "%s: %s rows are wrong, for example “%s”: %s", (gulong) n),
                         what, number, example, rule));
}

/* Runs @sql, which answers with a number of bad rows and one of them, and words the fault. */
static gboolean
count_bad (ObsCheck *check, const char *what, const char *rule, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (check->db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  rc = obs_db_step (stmt, check->cancellable, error);
  if (rc < 0)
    return FALSE;
  if (rc == 1)
    obs_check_bad_rows (check, what, sqlite3_column_int64 (stmt, 0), obs_db_text (stmt, 1), rule);
  return TRUE;
}

/* One finding of SQLite. A page that the disk does not hand out is no damage of the file: FALSE. */
static gboolean
take_damage (ObsCheck *check, const char *finding, GError **error)
{
  const char *at = strstr (finding, "error code=");
  int code = at != NULL ? atoi (at + strlen ("error code=")) : 0;
  g_autofree char *line = NULL;

  if ((code & 0xff) == SQLITE_IOERR)
    {
      obs_db_set_error (NULL, SQLITE_IOERR, error);
      return FALSE;
    }
  line = g_strdelimit (g_strdup (finding), "\n", ' ');
  obs_check_fault (check, g_strdup_printf (_ ("The file is damaged: %s."), line));
  return TRUE;
}

const ObsCheckedTable *
obs_check_known (const ObsCheck *check, const char *table)
{
  for (guint i = 0; i < check->n_checked; i++)
    if (strcmp (check->checked[i].table, table) == 0)
      return &check->checked[i];
  return NULL;
}

static gboolean
check_pages (ObsCheck *check, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (check->db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    if (!g_str_equal (obs_db_text (stmt, 0), "ok")
        && !take_damage (check, obs_db_text (stmt, 0), error))
      return FALSE;
  return rc == 0;
}

static gboolean
check_keys (ObsCheck *check, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (check->db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, check->cancellable, error)) == 1)
    obs_check_fault (
        check, g_strdup_printf (
                   _ ("A row of the table “%s” names something that the table “%s” does not have."),
                   obs_db_text (stmt, 0), obs_db_text (stmt, 2)));
  return rc == 0;
}

static gboolean
check_integrity (ObsCheck *check, GError **error)
{
  g_autoptr (sqlite3_stmt) tables = NULL;
  int rc;

  if (!obs_check_texts (check, error))
    return FALSE;
  if (check->n_checked == 0)
    return check_pages (check, "PRAGMA quick_check (10)", error)
           && check_keys (check, "PRAGMA foreign_key_check", error);
  /* The names were compared with the schema that we would write, so they are safe in a statement.
   */
  tables = obs_db_prepare (check->db, "SELECT name FROM sqlite_schema WHERE type = 'table'", error);
  if (tables == NULL)
    return FALSE;
  while ((rc = obs_db_step (tables, check->cancellable, error)) == 1)
    {
      const char *table = obs_db_text (tables, 0);
      g_autofree char *pages = g_strdup_printf ("PRAGMA quick_check (\"%s\")", table);
      g_autofree char *keys = g_strdup_printf ("PRAGMA foreign_key_check (\"%s\")", table);

      if (obs_check_known (check, table) == NULL
          && !(check_pages (check, pages, error) && check_keys (check, keys, error)))
        return FALSE;
    }
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
  { "source", "id", "status NOT IN ('current', 'late', 'dead', 'fixed')",
    N_ ("the status of a source is current, late, dead or fixed.") },
  { "source_file", "name",
    "length (sha256) <> 64 OR sha256 GLOB '*[^0-9a-f]*' OR rows_kept < 0 OR rows_read < rows_kept"
    " OR name GLOB '*[/\\]*'",
    N_ ("a file of a source has a name without folder, a hash, and no more rows kept than read.") },
  { "area_part", "area", "area = part", N_ ("an area is not a part of itself.") },
  { "area_change", "area", "area = successor OR since NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'",
    N_ ("an area is followed by another one, from a month written YYYY-MM.") },
  { "code", "code",
    "code = '' OR code = 'all' OR (parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM code AS p"
    " WHERE p.list = code.list AND p.code = code.parent))",
    N_ ("a code is not empty and not “all”, and its parent stands in the same list.") },
  { "area", "code", "lon NOT BETWEEN -180 AND 180 OR lat NOT BETWEEN -90 AND 90",
    N_ ("a place on the map has a longitude and a latitude in degrees.") },
  { "area_boundary", "area",
    "lon NOT BETWEEN -180 AND 180 OR lat NOT BETWEEN -90 AND 90 OR ring < 1 OR seq < 1",
    N_ ("a point of an outline has a longitude and a latitude in degrees, and counts from 1.") },
  { "term", "code", "ksb NOT IN ('K', 'S', 'B')",
    N_ ("a term is knowledge, a skill or a behaviour.") },
  { "scheme", "id", "id NOT GLOB '[a-z]*' OR id GLOB '*[^a-z0-9-]*'",
    N_ ("the key of a scheme has small letters, digits and hyphens.") },
  { "concept", "code",
    "kind NOT IN ('facet', 'area', 'split', 'group', 'concept') OR ksb NOT IN ('', 'K', 'S', 'B')"
    " OR label = ''",
    N_ ("a concept is a facet, an area, a split, a group or a concept, and has a label.") },
  { "concept_label", "concept", "kind NOT IN ('alternative', 'seed') OR label = ''",
    N_ ("another word for a concept is an alternative or a seed.") },
  { "concept_broader", "concept", "concept = broader OR method NOT IN ('declared', 'matched')",
    N_ ("a concept is not broader than itself, and who says so is declared or matched.") },
  { "concept_link", "concept", "relation NOT IN ('exact', 'close', 'related') OR concept = target",
    N_ ("two concepts are the same, close or related.") },
  { "document", "code",
    "kind NOT IN ('standard', 'course', 'advert', 'profile', 'adverts', 'survey')"
    " OR side NOT IN ('supply', 'demand', 'survey') OR level NOT BETWEEN 1 AND 8 OR texts < 0"
    " OR soc_edition NOT IN ('', '2010', '2020') OR (soc = '') <> (soc_edition = '')",
    N_ ("a document is of a known kind and side, with a level from 1 to 8 or none.") },
  { "document_weight", "document",
    "measure NOT IN ('starts', 'achievements', 'vacancies', 'employment') OR value < 0"
    " OR estimate NOT IN (0, 1)",
    N_ ("a document counts by starts, achievements, vacancies or employment, never below zero.") },
  { "statement", "id",
    "ksb NOT IN ('K', 'S', 'B') OR declared NOT IN (0, 1)"
    " OR (declared = 1) <> (probability IS NULL) OR probability NOT BETWEEN 0 AND 1 OR text = ''"
    " OR length (hash) <> 32 OR hash GLOB '*[^0-9a-f]*' OR mentions < 0"
    " OR NOT EXISTS (SELECT 1 FROM document AS d WHERE d.code = statement.document"
    " AND d.side = statement.side)",
    N_ ("a statement stands on the side of its document, is K, S or B, and has text and hash.") },
  { "statement_term", "term", "score NOT IN (0.5, 1)",
    N_ ("a statement covers a term in part (0.5) or in full (1).") },
  { "statement_match", "concept",
    "level NOT IN ('area', 'concept') OR rank < 1 OR confidence NOT BETWEEN 0 AND 1"
    " OR margin < 0 OR status NOT IN ('matched', 'unsure', 'confirmed', 'corrected')",
    N_ ("a match has a level, a rank from 1, a confidence from 0 to 1 and a status.") },
  { "match_override", "concept",
    "level NOT IN ('area', 'concept') OR decision NOT IN ('is', 'is-not')"
    " OR length (hash) <> 32 OR decided NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
    N_ ("a correction says is or is-not of a text and a concept, with its day.") },
  { "survey_question", "id",
    "form NOT IN ('score', 'likert', 'choice', 'choices', 'top3', 'percent', 'rank', 'other')"
    " OR low >= high OR (replaces IS NULL) <> (starts IS NULL)",
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
check_rules (ObsCheck *check, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*), min(%s) FROM %s WHERE %s",
                                              rules[i].example, rules[i].table, rules[i].bad);

      if (obs_check_known (check, rules[i].table) == NULL
          && !count_bad (check, rules[i].table, _ (rules[i].rule), sql, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_register (ObsCheck *check, GError **error)
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

          obs_check_fault (
              check, g_strdup_printf (_ ("The register says that %s rows come from the source "
                                         "“%s”, and the edition holds %s."),
                                      promised, obs_db_text (stmt, 0), held));
        }
    }
  return rc == 0;
}

static gboolean
check_figures (ObsCheck *check, GError **error)
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
        obs_check_fault (check, g_strdup_printf (_ ("The figure “%s %s %s” must not be drawn: %s"),
                                                 obs_db_text (stmt, 0), obs_db_text (stmt, 1),
                                                 obs_db_text (stmt, 2), reason->message));
    }
  return rc == 0;
}

/* Reading all pages for damage takes as long as reading all rows for sense, so one goes beside the
 * other, each on a connection of its own. */
typedef struct
{
  ObsCheck check;
  GError *error;
  gboolean done;
} Integrity;

static gpointer
integrity_thread (gpointer data)
{
  Integrity *self = data;

  self->done = check_integrity (&self->check, &self->error);
  return NULL;
}

static gboolean
read_rows (ObsCheck *check, GError **error)
{
  /* To count rows is to read them; where that is not done, the manifest has their number. */
  return check_rules (check, error) && obs_check_cubes (check, error)
         && (check->n_checked > 0 || check_register (check, error)) && check_figures (check, error);
}

static gboolean
run_checks (ObsCheck *check, const char *path, GError **error)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (path, error);
  Integrity integrity = { .check = *check };
  GThread *thread;
  gboolean done;

  if (edition == NULL)
    return FALSE;
  check->db = obs_edition_open_db (path, TRUE, error);
  if (check->db == NULL)
    return FALSE;
  integrity.check.db = obs_edition_open_db (path, TRUE, error);
  if (integrity.check.db == NULL)
    return FALSE;
  integrity.check.faults = g_ptr_array_new_with_free_func (g_free);
  thread = g_thread_new ("check", integrity_thread, &integrity);
  done = read_rows (check, error);
  g_thread_join (thread);
  sqlite3_close_v2 (integrity.check.db);
  /* What is damaged comes first: it is why the rest may make no sense. */
  for (guint i = 0; i < integrity.check.faults->len; i++)
    g_ptr_array_insert (check->faults, (int) i,
                        g_strdup (g_ptr_array_index (integrity.check.faults, i)));
  g_ptr_array_unref (integrity.check.faults);
  if (done && !integrity.done)
    g_propagate_error (error, g_steal_pointer (&integrity.error));
  g_clear_error (&integrity.error);
  return done && integrity.done;
}

/**
 * obs_edition_check_changed:
 * @path: file name of an edition
 * @checked: (nullable) (array length=n): tables whose rows are known to be those of an edition that
 *   passed, but for the ranges that they name
 * @n: their number; 0: all tables are read
 * @faults: (out) (optional) (transfer full): sentences, at most 50; empty where all is well
 *
 * Does all checks of obs_edition_open() and those that read the whole file, but for the pages and
 * rows of @checked.
 *
 * Returns: TRUE when there is no fault; otherwise FALSE with @error set, to the first fault where
 * the file could be read at all (%OBS_ERROR_CORRUPT)
 */
gboolean
obs_edition_check_changed (const char *path, const ObsCheckedTable *checked, guint n,
                           GPtrArray **faults, GCancellable *cancellable, GError **error)
{
  ObsCheck check = { .faults = g_ptr_array_new_with_free_func (g_free),
                     .cancellable = cancellable,
                     .checked = checked,
                     .n_checked = n };
  GError *local = NULL;

  if (!run_checks (&check, path, &local)
      && !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    obs_check_fault (&check, g_strdup (local->message));
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

/* All tables are read: obs_edition_check_changed() with none checked. */
gboolean
obs_edition_check (const char *path, GPtrArray **faults, GCancellable *cancellable, GError **error)
{
  return obs_edition_check_changed (path, NULL, 0, faults, cancellable, error);
}
