/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Against the previous edition: a cube that loses a fifth of its rows, or one of its areas, is more
 * often a broken download than news. */

typedef struct
{
  gint64 rows, areas; /* -1: there is no such cube */
} Size;

static Size
size_of (sqlite3 *db, const char *cube)
{
  Size size = { -1, -1 };
  g_autofree char *sql
      = g_strdup_printf ("SELECT count (*), count (DISTINCT area) FROM cube_%s", cube);
  g_autoptr (sqlite3_stmt) known = obs_db_prepare (db, "SELECT 1 FROM cube WHERE name = ?1", NULL);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (known == NULL || !obs_db_is_identifier (cube))
    return size;
  sqlite3_bind_text (known, 1, cube, -1, SQLITE_STATIC);
  if (obs_db_step (known, NULL, NULL) == 1)
    stmt = obs_db_prepare (db, sql, NULL);
  if (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1)
    {
      size.rows = sqlite3_column_int64 (stmt, 0);
      size.areas = sqlite3_column_int64 (stmt, 1);
    }
  return size;
}

static gboolean
is_accepted (const ObsBuild *build, const char *source)
{
  return build->inputs->accept != NULL && g_strv_contains (build->inputs->accept, source);
}

static void
check_jump (ObsBuild *build, const ObsDescriptor *descriptor, const char *what, gint64 before,
            gint64 now, double allowed)
{
  g_autofree char *old_number = g_strdup_printf ("%" G_GINT64_FORMAT, before);
  g_autofree char *new_number = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  if (before <= 0 || fabs ((double) (now - before)) * 100 <= allowed * (double) before)
    return;
  obs_issues_add (build->report->issues,
                  is_accepted (build, descriptor->id) ? OBS_ISSUE_NOTICE : OBS_ISSUE_FAULT,
                  descriptor->id, "", 0, NULL, new_number, "jump",
                  _ ("the cube “%s” has %s %s and had %s; %g %% more or less would pass. If the "
                     "publisher meant it, say --accept %s."),
                  descriptor->cube, new_number, what, old_number, allowed, descriptor->id);
}

void
obs_build_compare (ObsBuild *build)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  sqlite3 *previous;

  if (build->inputs->previous == NULL)
    return;
  edition = obs_edition_open (build->inputs->previous, &error);
  if (edition == NULL)
    {
      obs_issues_add (build->report->issues, OBS_ISSUE_WARNING, "edition", "", 0, NULL, NULL,
                      "previous", _ ("the previous edition cannot be compared with: %s"),
                      error->message);
      return;
    }
  previous = obs_edition_get_db (edition);
  for (guint i = 0; i < build->descriptors->len; i++)
    {
      const ObsDescriptor *descriptor = g_ptr_array_index (build->descriptors, i);
      Size before, now;

      if (descriptor->kind != OBS_TABLE_CUBE)
        continue;
      before = size_of (previous, descriptor->cube);
      now = size_of (build->db, descriptor->cube);
      if (before.rows < 0 && now.rows < 0)
        continue;
      obs_build_report_change (build->report, descriptor->cube, before.rows, now.rows);
      if (before.rows >= 0 && now.rows < 0)
        now = (Size){ 0, 0 };
      check_jump (build, descriptor, _ ("rows"), before.rows, now.rows, descriptor->rows_jump);
      check_jump (build, descriptor, _ ("areas"), before.areas, now.areas, descriptor->areas_jump);
    }
}
