/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/disclosure/panels.h"
#include "tests/data/edition/fixture.h"
#include "tests/data/panel/many.h"

#include "data/build/build.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* campaign FIRST NUMBER [FOLDER]: protects and attacks so many random panels; fails on the first
 * breach. With FOLDER what would be published of each is written there as panel-N.sqlite, in the
 * tables of an edition, for an attacker who sees nothing else. */

static const char schema[]
    = "CREATE TABLE edition (place TEXT);"
      "INSERT INTO edition VALUES ('P');"
      "CREATE TABLE survey_question (id TEXT, form TEXT, low REAL, high REAL);"
      "INSERT INTO survey_question VALUES ('Q1', 'score', 1, 10), ('Q2', 'percent', 0, 100),"
      "('Q3', 'choice', NULL, NULL), ('Q4', 'choices', NULL, NULL);"
      "CREATE TABLE cube_panel_score (question TEXT, item TEXT, horizon TEXT, sector TEXT, area "
      "TEXT,"
      "size TEXT, period TEXT, n INTEGER, sum REAL, sum2 REAL, missing TEXT);"
      "CREATE TABLE cube_panel_share (question TEXT, item TEXT, sector TEXT, area TEXT, size TEXT,"
      "period TEXT, k INTEGER, n INTEGER, missing TEXT); BEGIN";

static void
insert_row (sqlite3 *db, const ObsProtectedRow *row)
{
  sqlite3_stmt *stmt = NULL;
  int column = 1;

  sqlite3_prepare_v2 (db,
                      row->shares ? "INSERT INTO cube_panel_share VALUES (?,?,?,?,?,?,?,?,?)"
                                  : "INSERT INTO cube_panel_score VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                      -1, &stmt, NULL);
  g_assert_nonnull (stmt);
  for (guint i = 0; row->codes[i] != NULL; i++)
    sqlite3_bind_text (stmt, column++, row->codes[i], -1, SQLITE_STATIC);
  if (row->missing != NULL)
    sqlite3_bind_text (stmt, column + (row->shares ? 2 : 3), row->missing, -1, SQLITE_STATIC);
  else if (row->shares)
    {
      sqlite3_bind_int64 (stmt, column, row->k);
      sqlite3_bind_int64 (stmt, column + 1, row->n);
    }
  else
    {
      sqlite3_bind_int64 (stmt, column, row->n);
      sqlite3_bind_double (stmt, column + 1, row->sum);
      sqlite3_bind_double (stmt, column + 2, row->sum2);
    }
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_DONE);
  sqlite3_finalize (stmt);
}

static void
write_panel (const char *folder, guint seed, const ObsProtected *result)
{
  g_autofree char *name = g_strdup_printf ("panel-%u.sqlite", seed);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, schema, NULL, NULL, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < result->rows->len; i++)
    insert_row (db, &g_array_index (result->rows, ObsProtectedRow, i));
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* campaign --edition SOURCES FILE: an edition whose panel is protected although it is simulated. */
static int
build_edition (const char *sources, const char *path)
{
  const char *folders[] = { sources, NULL };
  const ObsBuildInputs inputs = { .folders = folders, .protect = TRUE };
  g_autoptr (GError) error = NULL;

  if (obs_build_edition (&inputs, path, NULL, NULL, &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}

/* campaign --panel FILE: an edition with the panel of many invented firms and their people. */
static int
build_panel (const char *path)
{
  g_autofree char *folder = many_new (11, 0);
  int status = build_edition (folder, path);

  fixture_remove (folder);
  return status;
}

int
main (int argc, char **argv)
{
  guint first = argc > 1 ? (guint) atoi (argv[1]) : 1;
  guint number = argc > 2 ? (guint) atoi (argv[2]) : 10000;
  guint n_open = 0, n_one_way = 0, n_one_way_open = 0, n_primary = 0, n_secondary = 0;
  gint64 longest = 0, start = g_get_monotonic_time ();
  g_autoptr (ObsPolicy) policy = obs_policy_new ();

  if (argc == 4 && g_str_equal (argv[1], "--edition"))
    return build_edition (argv[2], argv[3]);
  if (argc == 3 && g_str_equal (argv[1], "--panel"))
    return build_panel (argv[2]);
  for (guint seed = first; seed < first + number; seed++)
    {
      g_autoptr (ObsPanelTables) tables = panels_random (seed);
      g_autoptr (GError) error = NULL;
      gint64 before = g_get_monotonic_time ();
      g_autoptr (ObsProtected) result = obs_disclosure_protect (tables, policy, NULL, NULL, &error);
      g_autofree char *breach = NULL;

      longest = MAX (longest, g_get_monotonic_time () - before);
      if (result != NULL)
        breach = panels_find_breach (tables, policy, result);
      if (result != NULL && breach == NULL)
        breach = panels_attack (tables, result, 40);
      if (result == NULL || breach != NULL)
        {
          printf ("panel %u: %s\n", seed, result == NULL ? error->message : breach);
          return 1;
        }
      if (argc > 3)
        write_panel (argv[3], seed, result);
      if (seed % 500 == 0)
        fprintf (stderr, "%u\n", seed);
      n_open += result->report.n_open;
      n_one_way += result->report.n_one_way;
      n_one_way_open += result->report.n_one_way_open;
      n_primary += obs_disclosure_report_primary (&result->report);
      n_secondary += obs_disclosure_report_secondary (&result->report);
    }
  printf ("%u panels: %u figures shown, %u withheld, %u to protect others; one-way bases %u of %u; "
          "%.1f s, longest %.0f ms\n",
          number, n_open, n_primary, n_secondary, n_one_way_open, n_one_way,
          (double) (g_get_monotonic_time () - start) / 1e6, (double) longest / 1e3);
  return 0;
}
