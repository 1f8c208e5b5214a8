/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include <string.h>

/* Hashes of the segments of @table, by the number that they begin with. */
static GHashTable *
index_segments (const ObsManifestTable *table)
{
  GHashTable *index = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; table != NULL && i < table->segments->len; i++)
    {
      ObsManifestSegment *segment = g_ptr_array_index (table->segments, i);
      gint64 first = obs_key_integer (segment->first);

      g_hash_table_insert (index, g_memdup2 (&first, sizeof first), segment);
    }
  return index;
}

GArray *
obs_manifest_changed_rows (const ObsManifestTable *before, const ObsManifestTable *after)
{
  g_autoptr (GHashTable) held = index_segments (before);
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (ObsRowRange));

  for (guint i = 0; i < after->segments->len; i++)
    {
      const ObsManifestSegment *segment = g_ptr_array_index (after->segments, i);
      gint64 first = obs_key_integer (segment->first);
      const ObsManifestSegment *old = g_hash_table_lookup (held, &first);
      ObsRowRange range = { first, G_MAXINT64 };

      if (old != NULL && memcmp (old->sha256, segment->sha256, sizeof segment->sha256) == 0)
        continue;
      if (i + 1 < after->segments->len)
        {
          const ObsManifestSegment *next = g_ptr_array_index (after->segments, i + 1);

          range.to = obs_key_integer (next->first) - 1;
        }
      g_array_append_val (ranges, range);
    }
  return ranges;
}
