/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include <string.h>

/* Manifests of databases: made by reading everything, or taken on from the one before by reading
 * the segments that were touched. */

ObsManifest *
obs_manifest_make (sqlite3 *db, ObsRowsFunc progress, gpointer user_data, GCancellable *cancellable,
                   GError **error)
{
  ObsScan scan
      = { .db = db, .cancellable = cancellable, .progress = progress, .progress_data = user_data };

  return obs_scan_all (&scan, error);
}

static void
copy_segment (ObsManifestTable *table, const ObsManifestSegment *old)
{
  ObsManifestSegment *segment = obs_manifest_segment_new (old->first);

  segment->rows = old->rows;
  memcpy (segment->sha256, old->sha256, sizeof segment->sha256);
  g_ptr_array_add (table->segments, segment);
}

/* Where the segment begins, for reading: NULL for the first one and behind the last one. */
static GBytes *
border (const ObsTableShape *shape, const ObsManifestTable *old, guint i)
{
  if (i == 0 || i == old->segments->len)
    return NULL;
  return obs_key_start (shape,
                        ((ObsManifestSegment *) g_ptr_array_index (old->segments, i))->first);
}

/* Runs of touched segments are read as one range. */
static gboolean
update_table (ObsScan *scan, const ObsTableShape *shape, const ObsManifestTable *old,
              const GArray *touched, ObsManifestTable *table, GError **error)
{
  for (guint i = 0; i < old->segments->len;)
    {
      guint end = i;
      g_autoptr (GBytes) from = NULL;
      g_autoptr (GBytes) to = NULL;

      if (!g_array_index (touched, gboolean, i))
        {
          copy_segment (table, g_ptr_array_index (old->segments, i++));
          continue;
        }
      while (end < old->segments->len && g_array_index (touched, gboolean, end))
        end++;
      from = border (shape, old, i);
      to = border (shape, old, end);
      if (!obs_scan_range (scan, shape, from, to, table, error))
        return FALSE;
      i = end;
    }
  return TRUE;
}

static gboolean
take_on (ObsScan *scan, const ObsTableShape *shape, const ObsManifestTable *old,
         const ObsTouched *touched, ObsManifestTable *table, GError **error)
{
  g_autoptr (GArray) segments = NULL;

  if (old == NULL || old->segments->len == 0 || obs_touched_is_all (touched, shape->table.name))
    return obs_scan_range (scan, shape, NULL, NULL, table, error);
  segments = obs_touched_segments (touched, shape, old);
  if (segments != NULL)
    return update_table (scan, shape, old, segments, table, error);
  for (guint i = 0; i < old->segments->len; i++)
    copy_segment (table, g_ptr_array_index (old->segments, i));
  return TRUE;
}

ObsManifest *
obs_manifest_update (const ObsManifest *old, const ObsTouched *touched, sqlite3 *db,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) tables = obs_content_tables (db, error);
  g_autoptr (ObsManifest) manifest = obs_manifest_new ();
  ObsScan scan = { .db = db, .cancellable = cancellable };

  if (tables == NULL)
    return NULL;
  for (guint i = 0; i < tables->len; i++)
    {
      const ObsTableShape *shape = g_ptr_array_index (tables, i);
      ObsManifestTable *table = obs_manifest_table_new (shape->table.name);

      g_ptr_array_add (manifest->tables, table);
      if (!take_on (&scan, shape, obs_manifest_table (old, shape->table.name), touched, table,
                    error))
        return NULL;
      obs_manifest_table_finish (table);
    }
  return g_steal_pointer (&manifest);
}
