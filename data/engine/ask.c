/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"

#include <math.h>
#include <string.h>

static void
add_once (GPtrArray *list, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  for (guint i = 0; i < list->len; i++)
    if (strcmp (g_ptr_array_index (list, i), text) == 0)
      return;
  g_ptr_array_add (list, g_strdup (text));
}

void
obs_ask_source (ObsAsk *ask, const char *source)
{
  add_once (ask->sources, source);
}

void
obs_ask_caveat (ObsAsk *ask, const char *key)
{
  add_once (ask->caveats, key);
}

void
obs_ask_remark (ObsAsk *ask, const char *text)
{
  add_once (ask->remarks, text);
}

void
obs_ask_base (ObsAsk *ask, int base)
{
  if (base < 0)
    return;
  ask->base_low = ask->base_low < 0 ? base : MIN (ask->base_low, base);
  ask->base_high = MAX (ask->base_high, base);
}

/* The numbers behind a row; made at the first call. */
ObsStat *
obs_ask_stat (ObsAsk *ask, const ObsFigureRow *row)
{
  ObsStat *stat = g_hash_table_lookup (ask->stats, row);

  if (stat == NULL)
    {
      stat = g_new0 (ObsStat, 1);
      g_hash_table_insert (ask->stats, (gpointer) row, stat);
    }
  return stat;
}

/* First column of the first row of a query with one parameter, or NULL. */
char *
obs_db_lookup (sqlite3 *db, const char *sql, const char *key)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, NULL);

  if (stmt == NULL)
    return NULL;
  if (key != NULL)
    sqlite3_bind_text (stmt, 1, key, -1, SQLITE_TRANSIENT);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return NULL;
  return g_strdup (obs_db_text (stmt, 0));
}

gboolean
obs_ask_source_class (ObsAsk *ask, const char *source, ObsSourceClass *source_class)
{
  g_autofree char *key = obs_db_lookup (ask->db, "SELECT class FROM source WHERE id = ?1", source);

  return key != NULL && obs_source_class_from_key (key, source_class);
}

void
obs_ask_outline (ObsAsk *ask, const char *area)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db, "SELECT ring, lon, lat FROM area_boundary WHERE area = ?1 ORDER BY ring, seq", NULL);
  g_autoptr (sqlite3_stmt) label
      = obs_db_prepare (ask->db, "SELECT lon, lat FROM area WHERE code = ?1", NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (double));
  double lon = NAN, lat = NAN;
  int ring = 0;

  if (stmt == NULL || label == NULL)
    return;
  sqlite3_bind_text (label, 1, area, -1, SQLITE_TRANSIENT);
  if (obs_db_step (label, NULL, NULL) == 1)
    {
      lon = obs_db_double (label, 0);
      lat = obs_db_double (label, 1);
    }
  sqlite3_bind_text (stmt, 1, area, -1, SQLITE_TRANSIENT);
  for (;;)
    {
      int rc = obs_db_step (stmt, ask->cancellable, NULL);
      int now = rc == 1 ? sqlite3_column_int (stmt, 0) : -1;

      if (now != ring && points->len > 0)
        {
          ObsOutline *outline = g_new0 (ObsOutline, 1);

          outline->area = g_strdup (area);
          outline->n_points = points->len / 2;
          outline->points = g_memdup2 (points->data, points->len * sizeof (double));
          outline->lon = lon;
          outline->lat = lat;
          g_ptr_array_add (ask->figure->areas, outline);
          g_array_set_size (points, 0);
        }
      if (rc != 1)
        break;
      ring = now;
      {
        double pair[2] = { obs_db_double (stmt, 1), obs_db_double (stmt, 2) };

        g_array_append_vals (points, pair, 2);
      }
    }
}
