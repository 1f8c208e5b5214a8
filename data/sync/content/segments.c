/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>

/* Tables cut into segments, with the hash of each and, for the publisher, its bytes. */

#define ROWS_BETWEEN_CLOCKS 8192

/* The segment that is being read. */
typedef struct
{
  ObsScan *scan;
  const ObsTableShape *shape;
  ObsManifestTable *table;
  ObsRowHash *hash;
  GByteArray *key;
  ObsRows *collected; /* NULL without a sink */
  guint64 rows;       /* of the segment; 0: none has begun */
  gint64 bucket;
} Cutter;

static void
cutter_clear (Cutter *self)
{
  g_clear_pointer (&self->hash, obs_row_hash_free);
  g_clear_pointer (&self->key, g_byte_array_unref);
  g_clear_pointer (&self->collected, obs_rows_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cutter, cutter_clear)

static gboolean
refuse_size (const Cutter *self, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
               _ ("The table “%s” has so long rows close to each other that they do not fit into "
                  "one file to be published. Shorten its texts, then build the edition again."),
               self->shape->table.name);
  return FALSE;
}

/* The segment ends here. */
static gboolean
finish (Cutter *self, GError **error)
{
  ObsManifestSegment *segment;
  g_autoptr (GBytes) plain = NULL;

  if (self->rows == 0)
    return TRUE;
  segment = g_ptr_array_index (self->table->segments, self->table->segments->len - 1);
  segment->rows = self->rows;
  obs_row_hash_finish (self->hash, segment->sha256);
  self->rows = 0;
  if (self->scan->sink == NULL)
    return TRUE;
  if (self->scan->known != NULL
      && self->scan->known (&self->shape->table, segment, self->scan->sink_data))
    {
      obs_rows_clear (self->collected);
      return self->scan->sink (&self->shape->table, segment, NULL, self->scan->sink_data, error);
    }
  plain = obs_segment_encode (self->shape->table.name, self->shape->table.columns, self->collected);
  obs_rows_clear (self->collected);
  if (g_bytes_get_size (plain) > OBS_CHUNK_MOST)
    return refuse_size (self, error);
  return self->scan->sink (&self->shape->table, segment, plain, self->scan->sink_data, error);
}

static gboolean
begin (Cutter *self, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GBytes) first = NULL;

  if (!finish (self, error) || !obs_key_of_row (self->shape, stmt, self->key, error))
    return FALSE;
  first = g_bytes_new (self->key->data, self->key->len);
  g_ptr_array_add (self->table->segments, obs_manifest_segment_new (first));
  return TRUE;
}

/* TRUE with @cut set where a segment begins with this row. */
static inline gboolean
look (Cutter *self, sqlite3_stmt *stmt, gboolean *cut, GError **error)
{
  if (self->shape->table.integer_key)
    {
      guint at = g_array_index (self->shape->keys, guint, 0);
      gint64 bucket = obs_key_bucket (self->shape, sqlite3_column_int64 (stmt, (int) at));

      *cut = self->rows == 0 || bucket != self->bucket;
      self->bucket = bucket;
      return TRUE;
    }
  if (!obs_key_of_row (self->shape, stmt, self->key, error))
    return FALSE;
  *cut = self->rows == 0 || obs_key_cuts (self->shape, self->key);
  return TRUE;
}

static void
tell (ObsScan *scan)
{
  gint64 now;

  if (scan->rows++ % ROWS_BETWEEN_CLOCKS != 0 || scan->progress == NULL)
    return;
  now = g_get_monotonic_time ();
  if (now - scan->told < G_USEC_PER_SEC / 10)
    return;
  scan->told = now;
  scan->progress (scan->rows, 0, scan->progress_data);
}

static gboolean
add_row (Cutter *self, sqlite3_stmt *stmt, GError **error)
{
  gboolean cut = FALSE;

  tell (self->scan);
  if (!look (self, stmt, &cut, error) || (cut && !begin (self, stmt, error))
      || !obs_row_hash_add (self->hash, self->shape, stmt, error))
    return FALSE;
  self->rows++;
  if (self->collected == NULL)
    return TRUE;
  if (!obs_row_travels (self->shape, stmt, error))
    return FALSE;
  obs_rows_add (self->collected, self->shape, FALSE, stmt);
  if (self->rows % 1024 == 0 && obs_rows_memory (self->collected) > OBS_ROWS_MEMORY_MOST)
    return refuse_size (self, error);
  return TRUE;
}

gboolean
obs_scan_range (ObsScan *scan, const ObsTableShape *shape, GBytes *from, GBytes *to,
                ObsManifestTable *table, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_range_prepare (scan->db, shape, from, to, error);
  g_auto (Cutter) self = { .scan = scan, .shape = shape, .table = table };
  guint64 count = 0;
  int rc;

  if (stmt == NULL)
    return FALSE;
  self.hash = obs_row_hash_new ();
  self.key = g_byte_array_new ();
  if (scan->sink != NULL)
    self.collected = obs_rows_new (shape, FALSE);
  while ((rc = obs_range_step (stmt, &count, scan->cancellable, error)) == 1)
    if (!add_row (&self, stmt, error))
      return FALSE;
  return rc == 0 && finish (&self, error);
}

ObsManifest *
obs_scan_all (ObsScan *scan, GError **error)
{
  g_autoptr (GPtrArray) tables = obs_content_tables (scan->db, error);
  g_autoptr (ObsManifest) manifest = obs_manifest_new ();

  if (tables == NULL)
    return NULL;
  for (guint i = 0; i < tables->len; i++)
    {
      const ObsTableShape *shape = g_ptr_array_index (tables, i);
      ObsManifestTable *table = obs_manifest_table_new (shape->table.name);

      g_ptr_array_add (manifest->tables, table);
      if (!obs_scan_range (scan, shape, NULL, NULL, table, error))
        return NULL;
      obs_manifest_table_finish (table);
    }
  if (scan->progress != NULL)
    scan->progress (scan->rows, scan->rows, scan->progress_data);
  return g_steal_pointer (&manifest);
}

ObsManifest *
obs_content_write_segments (sqlite3 *db, ObsSegmentKnownFunc known, ObsSegmentFunc sink,
                            gpointer user_data, GCancellable *cancellable, GError **error)
{
  ObsScan scan = {
    .db = db, .cancellable = cancellable, .known = known, .sink = sink, .sink_data = user_data
  };

  return obs_scan_all (&scan, error);
}
