/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the cubes that are counted from statements leave out. The cubes of the gap say it
 * themselves (ksb-sides.c). */

static gboolean
names_cube (JsonObject *spec, const char *cube)
{
  static const char *const sides[] = { "wanted", "covered", "over", "under" };
  JsonArray *parts = obs_spec_array (spec, "parts");

  if (strcmp (obs_spec_string (spec, "cube", ""), cube) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    if (strcmp (obs_spec_string (obs_spec_object (spec, sides[i]), "cube", ""), cube) == 0)
      return TRUE;
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    if (strcmp (obs_spec_string (json_array_get_object_element (parts, i), "cube", ""), cube) == 0)
      return TRUE;
  return FALSE;
}

static void
note_unmatched (ObsAsk *ask, const char *kind, const char *whose)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT count(*), total(NOT EXISTS (SELECT 1 FROM statement_term AS t WHERE t.statement ="
      " s.id)) FROM document AS d JOIN statement AS s ON s.document = d.code WHERE d.kind = ?1",
      NULL);
  g_autofree char *all = NULL, *share = NULL, *text = NULL;

  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, kind, -1, SQLITE_STATIC);
  if (obs_db_step (stmt, NULL, NULL) != 1 || sqlite3_column_int (stmt, 0) == 0)
    return;
  all = obs_format_number (obs_db_double (stmt, 0), 0);
  share = obs_format_number (100 * obs_db_double (stmt, 1) / obs_db_double (stmt, 0), 0);
  text = g_strdup_printf (
      _ ("%s: %s%% of the %s statements could not be tied to a term and are not counted."), whose,
      share, all);
  obs_ask_remark (ask, text);
}

/* Notes the unmatched share of the statements that a figure rests on. After the rows. */
void
obs_ask_unmatched (ObsAsk *ask)
{
  if (names_cube (ask->spec, "market_supply"))
    note_unmatched (ask, "course", _ ("Courses"));
  if (names_cube (ask->spec, "market_demand"))
    note_unmatched (ask, "advert", _ ("Adverts"));
}
