/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/panel/sources.h"

#include "data/build/build.h"

#include <sqlite3.h>
#include <string.h>

static char *
fixture_path (const char *name)
{
  return g_build_filename (g_getenv ("G_TEST_SRCDIR"), "tests/data/panel/fixtures", name, NULL);
}

char *
sources_read (const char *name)
{
  g_autofree char *path = fixture_path (name);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
copy_folder (const char *from, const char *folder, const char *to)
{
  g_autofree char *path = fixture_path (from);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *one = g_build_filename (from, name, NULL);
      g_autofree char *full = g_build_filename (path, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *text = NULL;

      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        {
          copy_folder (one, folder, target);
          continue;
        }
      text = sources_read (one);
      fixture_set (folder, target, text);
    }
}

char *
sources_new (const char *service)
{
  char *folder = fixture_new ();

  fixture_change (
      folder, "sources.csv", "market-demo,",
      "panel,Panel,Nobody,,primary,CC0 1.0,Source: panel.,2026,,,,,,,own\nmarket-demo,");
  fixture_change (folder, "reference/sectors.csv", "making,Making,MAK,Makers\n",
                  "making,Making,MAK,Makers\nmoving,Moving,MOV,Movers\n");
  fixture_set (
      folder, "reference/items.csv",
      "code,kind,label,aliases\nQ.degree,qualification,Degrees,degree\nZ.1-9,size,Small,\n"
      "Z.10-49,size,Larger,\nC.word,channel,Word of mouth,\nC.online,channel,Online,\n"
      "C.agency,channel,Agency,\nC.school,channel,Schools,\nL.no,fit,No,\nL.mid,fit,Mid,\n"
      "L.yes,fit,Yes,\nX.share,other,Share,\nX.conf,other,Confidence,\nN.train,route,Train,\n"
      "N.hire,route,Hire,\nN.machine,route,Machine,\nD.digital,readiness,Digital,\n"
      "H.6m,horizon,6 months,\nH.24m,horizon,24 months,\n");
  copy_folder ("survey", folder, "panel");
  if (service != NULL)
    copy_folder (service, folder, "panel");
  return folder;
}

char *
sources_report (const char *folder)
{
  g_autofree char *panel = g_build_filename (folder, "panel", NULL);
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsSurvey) survey = obs_survey_load (panel, report);
  g_autoptr (ObsPanelAnswers) answers = NULL;

  if (survey != NULL && obs_panel_has_responses (panel))
    answers = obs_panel_read_responses (panel, survey, report);
  return obs_panel_report_to_text (report);
}

char *
sources_build (const char *folder, char **fault)
{
  g_autofree char *path = g_build_filename (folder, "edition.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  if (obs_build_folder (folder, path, NULL, &error))
    return g_steal_pointer (&path);
  if (fault == NULL)
    g_error ("%s", error->message);
  *fault = g_strdup (error->message);
  return NULL;
}

ObsPanelAnswers *
sources_answers (const char *folder)
{
  g_autofree char *panel = g_build_filename (folder, "panel", NULL);
  g_autoptr (ObsPanelReport) report = obs_panel_report_new ();
  g_autoptr (ObsSurvey) survey = obs_survey_load (panel, report);
  ObsPanelAnswers *answers;

  g_assert_nonnull (survey);
  answers = obs_panel_read_responses (panel, survey, report);
  g_assert_nonnull (answers);
  return answers;
}

char *
sources_build_after (const char *folder, const char *file, const char *earlier, char **json)
{
  const char *folders[] = { folder, NULL };
  const char *const before[] = { earlier, NULL };
  const ObsBuildInputs inputs = { .folders = folders, .earlier = earlier != NULL ? before : NULL };
  char *path = g_build_filename (folder, file, NULL);
  g_autoptr (ObsBuildReport) report = NULL;
  g_autoptr (GError) error = NULL;

  obs_build_edition (&inputs, path, &report, NULL, &error);
  g_assert_no_error (error);
  if (json != NULL)
    {
      g_autofree char *words = obs_build_report_words (report);
      g_autofree char *cells = obs_build_report_disclosure (report);

      g_autofree char *whole = obs_build_report_json (report);

      *json = g_strconcat (whole, words, cells, NULL);
    }
  return path;
}

static void
append_cells (sqlite3 *db, const char *table, GString *text)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM cube_%s", table);
  sqlite3_stmt *stmt = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      g_string_append (text, table);
      for (int i = 0; i < sqlite3_column_count (stmt); i++)
        {
          const char *cell = (const char *) sqlite3_column_text (stmt, i);

          g_string_append_printf (text, "|%s", cell != NULL ? cell : "NULL");
        }
      g_string_append_c (text, '\n');
    }
  sqlite3_finalize (stmt);
}

char *
sources_cells (const char *edition)
{
  static const char *const tables[] = { "panel_score", "panel_share", "panel_answers",
                                        "panel_score_people", "panel_share_people" };
  GString *text = g_string_new (NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (edition, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    append_cells (db, tables[i], text);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}
