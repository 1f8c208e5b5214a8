/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Breaks and caveats that the edition holds about a cube: marks of rows, and notes. */

/* Periods of one cube are written alike, so they sort as text: 2021-07, 2022, 2022/23. Position of
 * the first period shown that is measured in the new way; 0 where the change lies before all of
 * them, the number of periods where it lies after. */
static guint
position_of (const GPtrArray *periods, const char *period)
{
  guint i = 0;

  while (i < periods->len && strcmp (g_ptr_array_index (periods, i), period) < 0)
    i++;
  return i;
}

static gboolean
same_series (const ObsFigureRow *a, const ObsFigureRow *b)
{
  return g_strcmp0 (a->series, b->series) == 0 && strcmp (a->key, b->key) == 0
         && g_strcmp0 (a->group, b->group) == 0;
}

static void
add_break (ObsFigureRow *row, const char *text)
{
  g_autofree char *before = row->broken;

  if (before != NULL && strstr (before, text) != NULL)
    row->broken = g_steal_pointer (&before);
  else
    row->broken = before == NULL ? g_strdup (text) : g_strconcat (before, " ", text, NULL);
}

/* In each series the first row at or after @x. TRUE where there was a row before it as well. */
static gboolean
mark_rows (const ObsFigure *figure, guint from, guint x, const char *text)
{
  gboolean any = FALSE;

  for (guint i = from; i < figure->rows->len; i++)
    {
      ObsFigureRow *row = g_ptr_array_index (figure->rows, i);
      gboolean first = row->x >= x, before = FALSE;

      for (guint k = from; k < figure->rows->len && first; k++)
        {
          const ObsFigureRow *other = obs_figure_row (figure, k);

          if (!same_series (row, other))
            continue;
          first = !(other->x >= x && other->x < row->x);
          before |= other->x < x;
        }
      if (!first || !before)
        continue;
      add_break (row, text);
      any = TRUE;
    }
  return any;
}

static void
keep_once (GPtrArray *list, const char *text)
{
  if (*text != '\0' && !g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
    g_ptr_array_add (list, g_strdup (text));
}

static void
add_breaks (ObsAsk *ask, const char *cube, const char *measure, const GPtrArray *periods,
            const char *period_kind, const char *latest, guint first)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (ask->db,
                        "SELECT period, text FROM series_break WHERE cube = ?1 AND (?2 IS NULL OR "
                        "measure = '' OR measure = ?2) ORDER BY period, measure",
                        NULL);

  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, measure, -1, SQLITE_TRANSIENT);
  while (obs_db_step (stmt, ask->cancellable, NULL) == 1)
    {
      g_autofree char *when = obs_format_period (obs_db_text (stmt, 0), period_kind);
      g_autofree char *note = NULL;

      /* A change outside the times shown parts nothing of what is on show. */
      if (periods != NULL
          && !mark_rows (ask->figure, first, position_of (periods, obs_db_text (stmt, 0)),
                         obs_db_text (stmt, 1)))
        continue;
      if (periods == NULL && latest != NULL && strcmp (obs_db_text (stmt, 0), latest) > 0)
        continue;
      /* Translators: the letter of a change of method, from when on, and what changed. */
      note = g_strdup_printf (_ ("[b] Method changed in %s: %s"), when, obs_db_text (stmt, 1));
      keep_once (ask->breaks, note);
    }
}

static void
add_caveats (ObsAsk *ask, const char *cube, const char *measure)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT text FROM cube_caveat WHERE cube = ?1 AND (?2 IS NULL OR measure = '' OR measure = "
      "?2) ORDER BY position, measure",
      NULL);

  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, measure, -1, SQLITE_TRANSIENT);
  while (obs_db_step (stmt, ask->cancellable, NULL) == 1)
    keep_once (ask->cautions, obs_db_text (stmt, 0));
}

void
obs_ask_marks (ObsAsk *ask, const char *cube, const char *measure, const GPtrArray *periods,
               const char *period_kind, const char *latest, guint first)
{
  if (ask->figure->rows->len == first)
    return;
  add_breaks (ask, cube, measure, periods, period_kind, latest, first);
  add_caveats (ask, cube, measure);
}
