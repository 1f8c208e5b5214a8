/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include <stdlib.h>
#include <string.h>

/* Keys at which a database was changed, table by table. Numbers are kept as the segments that hold
 * them, other keys as ranges; both come in key order mostly, so neighbours are merged at once. */

typedef struct
{
  GBytes *from;
  GBytes *to;     /* NULL: to the end; the same as @from: one key */
  gboolean moves; /* rows came or went, so a cut may have done as well */
} Range;

typedef struct
{
  gboolean all;
  GArray *integers; /* of gint64: keys, one a segment where they came in order */
  GArray *ranges;   /* of Range */
} Keys;

struct _ObsTouched
{
  GHashTable *tables; /* char * to Keys * */
};

static void
range_clear (gpointer data)
{
  Range *range = data;

  g_clear_pointer (&range->from, g_bytes_unref);
  g_clear_pointer (&range->to, g_bytes_unref);
}

static void
keys_free (gpointer data)
{
  Keys *keys = data;

  g_array_unref (keys->integers);
  g_array_unref (keys->ranges);
  g_free (keys);
}

ObsTouched *
obs_touched_new (void)
{
  ObsTouched *self = g_new0 (ObsTouched, 1);

  self->tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, keys_free);
  return self;
}

void
obs_touched_free (ObsTouched *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->tables);
  g_free (self);
}

static Keys *
keys_of (ObsTouched *self, const char *table)
{
  Keys *keys = g_hash_table_lookup (self->tables, table);

  if (keys == NULL)
    {
      keys = g_new0 (Keys, 1);
      keys->integers = g_array_new (FALSE, FALSE, sizeof (gint64));
      keys->ranges = g_array_new (FALSE, FALSE, sizeof (Range));
      g_array_set_clear_func (keys->ranges, range_clear);
      g_hash_table_insert (self->tables, g_strdup (table), keys);
    }
  return keys;
}

void
obs_touched_add_integer (ObsTouched *self, const ObsTableShape *shape, gint64 key)
{
  Keys *keys = keys_of (self, shape->table.name);
  gint64 bucket = obs_key_bucket (shape, key);

  if (keys->integers->len > 0
      && g_array_index (keys->integers, gint64, keys->integers->len - 1) == bucket)
    return;
  g_array_append_val (keys->integers, bucket);
}

void
obs_touched_add (ObsTouched *self, const ObsTableShape *shape, const GByteArray *key,
                 gboolean moves)
{
  Keys *keys = keys_of (self, shape->table.name);
  GBytes *bytes = g_bytes_new (key->data, key->len);
  Range range = { bytes, g_bytes_ref (bytes), moves };

  g_array_append_val (keys->ranges, range);
}

void
obs_touched_add_range (ObsTouched *self, const ObsTableShape *shape, GBytes *from, GBytes *to)
{
  Range range = { from != NULL ? g_bytes_ref (from) : g_bytes_new_static ("", 0),
                  to != NULL ? g_bytes_ref (to) : NULL, TRUE };

  g_array_append_val (keys_of (self, shape->table.name)->ranges, range);
}

void
obs_touched_add_all (ObsTouched *self, const char *table)
{
  keys_of (self, table)->all = TRUE;
}

gboolean
obs_touched_is_all (const ObsTouched *self, const char *table)
{
  const Keys *keys = g_hash_table_lookup (self->tables, table);

  return keys != NULL && keys->all;
}

/* The last segment that begins at or before @key, 0 where none does. @exact: it begins there. */
static guint
segment_at (GPtrArray *starts, GBytes *key, gboolean *exact)
{
  guint low = 0, high = starts->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (obs_key_compare_bytes (g_ptr_array_index (starts, middle), key) <= 0)
        low = middle + 1;
      else
        high = middle;
    }
  *exact = low > 0 && g_bytes_equal (g_ptr_array_index (starts, low - 1), key);
  return low > 0 ? low - 1 : 0;
}

static void
mark (GArray *marks, GPtrArray *starts, const Range *range, gboolean integers)
{
  gboolean exact = FALSE, end_exact = FALSE;
  guint first = segment_at (starts, range->from, &exact);
  guint last = range->to != NULL ? segment_at (starts, range->to, &end_exact) : starts->len - 1;

  /* Where the key that a segment begins with may have come or gone, the segment before it may have
   * grown or shrunk. A cut between numbers stays where it is. */
  if (exact && range->moves && first > 0 && !integers)
    first--;
  /* What begins with the end of a range is not part of it. */
  if (end_exact && last > first && range->from != range->to)
    last--;
  for (guint i = first; i <= last; i++)
    g_array_index (marks, gboolean, i) = TRUE;
}

GArray *
obs_touched_segments (const ObsTouched *self, const ObsTableShape *shape,
                      const ObsManifestTable *old)
{
  const Keys *keys = g_hash_table_lookup (self->tables, shape->table.name);
  g_autoptr (GPtrArray) starts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GArray) marks = g_array_new (FALSE, TRUE, sizeof (gboolean));

  if (keys == NULL || (keys->integers->len == 0 && keys->ranges->len == 0))
    return NULL;
  for (guint i = 0; i < old->segments->len; i++)
    g_ptr_array_add (
        starts, obs_key_start (
                    shape, ((ObsManifestSegment *) g_ptr_array_index (old->segments, i))->first));
  g_array_set_size (marks, old->segments->len);
  for (guint i = 0; i < keys->integers->len; i++)
    {
      g_autoptr (GByteArray) key = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      Range range = { NULL, NULL, TRUE };

      obs_key_add_integer (key, g_array_index (keys->integers, gint64, i));
      bytes = g_bytes_new (key->data, key->len);
      range.from = range.to = bytes;
      mark (marks, starts, &range, TRUE);
    }
  for (guint i = 0; i < keys->ranges->len; i++)
    mark (marks, starts, &g_array_index (keys->ranges, Range, i), shape->table.integer_key);
  return g_steal_pointer (&marks);
}
