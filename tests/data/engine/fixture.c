/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/engine/fixture.h"

#include "data/build/build.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder, *path;
static ObsEdition *edition;

void
fixture_set_up (void)
{
  g_autofree char *sources = g_test_build_filename (G_TEST_DIST, "data", "bundled", NULL);
  g_autoptr (GError) error = NULL;

  folder = g_dir_make_tmp ("engine-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "default.obs", NULL);
  obs_build_folder (sources, path, NULL, &error);
  g_assert_no_error (error);
  edition = obs_edition_open (path, &error);
  g_assert_no_error (error);
}

void
fixture_tear_down (void)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_clear_pointer (&edition, obs_edition_close);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
  g_clear_pointer (&path, g_free);
  g_clear_pointer (&folder, g_free);
}

const char *
fixture_path (void)
{
  return path;
}

const char *
fixture_folder (void)
{
  return folder;
}

ObsEdition *
fixture_edition (void)
{
  return edition;
}

sqlite3 *
fixture_db (void)
{
  return obs_edition_get_db (edition);
}

ObsFigure *
fixture_answer (const char *address)
{
  return fixture_answer_of (edition, address);
}

const ObsFigureRow *
fixture_row (const ObsFigure *figure, const char *key, const char *series)
{
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if (strcmp (row->key, key) == 0 && (series == NULL || g_strcmp0 (row->series, series) == 0))
        return row;
    }
  g_error ("Figure %s has no row %s of series %s", figure->figure_id, key,
           series != NULL ? series : "(any)");
}

double
fixture_number (const char *sql)
{
  g_autofree char *text = fixture_text (sql);

  return g_ascii_strtod (text, NULL);
}

char *
fixture_text (const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (fixture_db (), sql, &error);

  g_assert_no_error (error);
  g_assert_cmpint (obs_db_step (stmt, NULL, &error), ==, 1);
  return g_strdup (obs_db_text (stmt, 0));
}

gboolean
fixture_has (const GPtrArray *texts, const char *text)
{
  for (guint i = 0; i < texts->len; i++)
    if (strcmp (g_ptr_array_index (texts, i), text) == 0)
      return TRUE;
  return FALSE;
}

ObsEdition *
fixture_edition_after (const char *sql)
{
  static guint number;
  g_autofree char *copy = g_strdup_printf ("%s/changed-%u.obs", folder, ++number);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3) db = NULL;
  ObsEdition *changed;
  gsize length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (copy, bytes, (gssize) length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open_v2 (copy, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  changed = obs_edition_open (copy, &error);
  g_assert_no_error (error);
  return changed;
}

ObsFigure *
fixture_answer_of (ObsEdition *other, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsView) view = obs_view_from_address (address, &error);
  ObsFigure *figure;

  g_assert_no_error (error);
  figure = obs_answer (other, view, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (figure);
  return figure;
}

ObsEdition *
fixture_edition_with (const char *question, const char *spec)
{
  char *sql = sqlite3_mprintf ("DELETE FROM figure WHERE question = %Q; "
                               "INSERT INTO figure VALUES (%Q, 'published', '', 1, %Q)",
                               question, question, spec);
  ObsEdition *changed = fixture_edition_after (sql);

  sqlite3_free (sql);
  return changed;
}
