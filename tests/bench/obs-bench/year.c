/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench.h"
#include "rig.h"

#include "data/edition/db.h"
#include "data/sync/content/content.h"

#include <glib/gstdio.h>
#include <stdio.h>

/* A year of editions, one a day, and readers who are so many days behind at its end: what reaches
 * them against a pack made for their pair alone, and against all segments. */

static const guint behind[] = { 1, 7, 30, 90, 365 };

#define LEVEL 19

static char *
edition_path (const Rig *rig, guint day)
{
  g_autofree char *name = g_strdup_printf ("day-%u.sqlite", day);

  return g_build_filename (rig->folder, name, NULL);
}

static char *
home_path (const Rig *rig, guint days)
{
  g_autofree char *name = g_strdup_printf ("home-%u", days);

  return g_build_filename (rig->folder, name, NULL);
}

static ObsManifest *
manifest_of (const char *path, GError **error)
{
  g_autoptr (sqlite3) db = NULL;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    {
      obs_db_set_error (db, SQLITE_CANTOPEN, error);
      return NULL;
    }
  return obs_manifest_make (db, NULL, NULL, NULL, error);
}

static const GPtrArray *
columns_of (const char *name, gpointer user_data)
{
  const GPtrArray *tables = user_data;

  for (guint i = 0; i < tables->len; i++)
    {
      const ObsContentTable *table = g_ptr_array_index (tables, i);

      if (g_str_equal (table->name, name))
        return table->columns;
    }
  return NULL;
}

static GPtrArray *
tables_of (const char *path, GError **error)
{
  g_autoptr (sqlite3) db = NULL;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    {
      obs_db_set_error (db, SQLITE_CANTOPEN, error);
      return NULL;
    }
  return obs_content_tables (db, error);
}

/* Bytes of a pack that leads from one to the other directly. */
static gboolean
measure_pair (const char *before, const char *after, guint days, GError **error)
{
  g_autofree char *name = g_strdup_printf ("pair.%u", days);
  g_autoptr (ObsManifest) old = manifest_of (before, error);
  g_autoptr (ObsManifest) new = old == NULL ? NULL : manifest_of (after, error);
  g_autoptr (GPtrArray) tables = new == NULL ? NULL : tables_of (after, error);
  g_autoptr (ObsPack) pack = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) packed = NULL;

  if (tables == NULL)
    return FALSE;
  pack = obs_content_diff (before, old, after, new, NULL, error);
  if (pack == NULL)
    return FALSE;
  plain = obs_pack_encode (pack, columns_of, tables, error);
  if (plain == NULL)
    return FALSE;
  packed = obs_chunk_pack (plain, LEVEL);
  bench_measure (name, (double) g_bytes_get_size (packed), "B");
  return TRUE;
}

static int
index_of_day (guint day, guint days)
{
  for (guint i = 0; i < G_N_ELEMENTS (behind); i++)
    if (behind[i] <= days && days - behind[i] == day)
      return (int) i;
  return -1;
}

static gboolean
pass_year (Rig *rig, const char *dir, const char *frame, guint days, guint *lines, GError **error)
{
  for (guint day = 0; day <= days; day++)
    {
      g_autofree char *path = edition_path (rig, day);
      int i = index_of_day (day, days);

      printf ("# day %u\n", day);
      if (!bench_make (dir, frame, path, BENCH_YEAR, day, error) || !rig_publish (rig, path, error))
        return FALSE;
      if (i >= 0)
        {
          g_autofree char *home = home_path (rig, behind[i]);

          if (!rig_fetch (rig, home, lines, error))
            return FALSE;
        }
      else if (day != days)
        g_unlink (path);
    }
  return TRUE;
}

gboolean
bench_year (const char *dir, const char *frame, guint days, GError **error)
{
  g_auto (Rig) rig = { 0 };
  g_autofree char *last = NULL;
  guint lines = 0;

  if (!rig_start (&rig, error) || !pass_year (&rig, dir, frame, days, &lines, error))
    return FALSE;
  last = edition_path (&rig, days);
  for (guint i = 0; i < G_N_ELEMENTS (behind) && behind[i] <= days; i++)
    {
      g_autofree char *home = home_path (&rig, behind[i]);
      g_autofree char *from = edition_path (&rig, days - behind[i]);

      printf ("# %u days behind\n", behind[i]);
      if (!rig_fetch (&rig, home, &lines, error) || !measure_pair (from, last, behind[i], error))
        return FALSE;
    }
  return TRUE;
}
