/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/merge.h"

#include "data/edition/db.h"

#include <string.h>

#define MANIFEST_NAME "manifest.bin"
#define MANIFEST_MOST (64 * 1024 * 1024)

/* --- sides --------------------------------------------------------------------------------- */

/* What lies beside an edition is a help only: where it cannot be read, everything is compared. */
static ObsManifest *
read_manifest (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_build_filename (folder, MANIFEST_NAME, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;

  if (!g_file_get_contents (name, &text, &length, NULL) || length > MANIFEST_MOST)
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&text), length);
  return obs_manifest_from_bytes (bytes, NULL);
}

gboolean
obs_merge_side_open (ObsMergeSide *side, const char *path, const ObsManifest *manifest,
                     gboolean look, GError **error)
{
  side->edition = obs_edition_open (path, error);
  if (side->edition == NULL)
    return FALSE;
  side->db = obs_edition_get_db (side->edition);
  side->tables = obs_content_tables (side->db, error);
  if (manifest == NULL && look)
    side->owned = read_manifest (path);
  side->manifest = manifest != NULL ? manifest : side->owned;
  return side->tables != NULL;
}

void
obs_merge_side_clear (ObsMergeSide *side)
{
  g_clear_pointer (&side->tables, g_ptr_array_unref);
  g_clear_pointer (&side->owned, obs_manifest_free);
  g_clear_pointer (&side->edition, obs_edition_close);
}

/* --- which ranges to read ------------------------------------------------------------------ */

typedef struct
{
  GBytes *from, *to; /* NULL: the first, the end */
} Range;

static void
range_clear (gpointer data)
{
  Range *range = data;

  g_clear_pointer (&range->from, g_bytes_unref);
  g_clear_pointer (&range->to, g_bytes_unref);
}

static guint
segment_hash (gconstpointer data)
{
  guint hash;

  memcpy (&hash, ((const ObsManifestSegment *) data)->sha256, sizeof hash);
  return hash;
}

static gboolean
segment_equal (gconstpointer a, gconstpointer b)
{
  const ObsManifestSegment *x = a, *y = b;

  return x->rows == y->rows && memcmp (x->sha256, y->sha256, sizeof x->sha256) == 0
         && g_bytes_equal (x->first, y->first);
}

static GBytes *
border (const ObsTableShape *shape, const ObsManifestTable *table, guint i)
{
  if (i == 0 || i == table->segments->len)
    return NULL;
  return obs_key_start (shape,
                        ((ObsManifestSegment *) g_ptr_array_index (table->segments, i))->first);
}

/* The ranges of @table whose segments @other does not have; neighbours are one range. */
static GArray *
ranges_of (const ObsTableShape *shape, const ObsManifestTable *table, const ObsManifestTable *other)
{
  GArray *ranges = g_array_new (FALSE, TRUE, sizeof (Range));
  g_autoptr (GHashTable) known = g_hash_table_new (segment_hash, segment_equal);
  gboolean open = FALSE;

  g_array_set_clear_func (ranges, range_clear);
  if (table == NULL || other == NULL)
    {
      g_array_set_size (ranges, 1);
      return ranges;
    }
  for (guint i = 0; i < other->segments->len; i++)
    g_hash_table_add (known, g_ptr_array_index (other->segments, i));
  for (guint i = 0; i <= table->segments->len; i++)
    {
      gboolean differs = i < table->segments->len
                         && !g_hash_table_contains (known, g_ptr_array_index (table->segments, i));

      if (differs && !open)
        {
          g_array_set_size (ranges, ranges->len + 1);
          g_array_index (ranges, Range, ranges->len - 1).from = border (shape, table, i);
        }
      if (!differs && open)
        g_array_index (ranges, Range, ranges->len - 1).to = border (shape, table, i);
      open = differs;
    }
  return ranges;
}

/* --- reading ------------------------------------------------------------------------------- */

typedef struct
{
  sqlite3 *db;
  const ObsTableShape *shape;
  GCancellable *cancellable;
  GArray *ranges;
  guint next;
  guint64 count;
  sqlite3_stmt *stmt; /* NULL: at the end */
} Reader;

static void
reader_clear (Reader *self)
{
  g_clear_pointer (&self->ranges, g_array_unref);
  g_clear_pointer (&self->stmt, sqlite3_finalize);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* To the next row, over the borders of ranges. */
static gboolean
advance (Reader *self, GError **error)
{
  while (TRUE)
    {
      const Range *range;
      int rc = self->stmt != NULL
                   ? obs_range_step (self->stmt, &self->count, self->cancellable, error)
                   : 0;

      if (rc != 0)
        return rc == 1;
      g_clear_pointer (&self->stmt, sqlite3_finalize);
      if (self->ranges == NULL || self->next == self->ranges->len)
        return TRUE;
      range = &g_array_index (self->ranges, Range, self->next++);
      self->stmt = obs_range_prepare (self->db, self->shape, range->from, range->to, error);
      if (self->stmt == NULL)
        return FALSE;
    }
}

gboolean
obs_values_equal (sqlite3_value *a, sqlite3_value *b)
{
  int type = sqlite3_value_type (a);

  if (type != sqlite3_value_type (b))
    return FALSE;
  if (type == SQLITE_INTEGER)
    return sqlite3_value_int64 (a) == sqlite3_value_int64 (b);
  if (type == SQLITE_FLOAT)
    {
      double x = sqlite3_value_double (a), y = sqlite3_value_double (b);

      return memcmp (&x, &y, sizeof x) == 0;
    }
  if (type == SQLITE_TEXT)
    {
      const unsigned char *x = sqlite3_value_text (a), *y = sqlite3_value_text (b);
      int n = sqlite3_value_bytes (a);

      return n == sqlite3_value_bytes (b) && memcmp (x, y, (size_t) n) == 0;
    }
  return TRUE;
}

static int
compare_value (sqlite3_value *a, sqlite3_value *b, ObsColumnKind kind)
{
  const unsigned char *x, *y;
  int n, m;

  if (kind == OBS_COLUMN_INTEGER)
    {
      gint64 i = sqlite3_value_int64 (a), j = sqlite3_value_int64 (b);

      return (i > j) - (i < j);
    }
  x = sqlite3_value_text (a);
  n = sqlite3_value_bytes (a);
  y = sqlite3_value_text (b);
  m = sqlite3_value_bytes (b);
  return obs_key_compare (x, (gsize) n, y, (gsize) m);
}

static int
compare_keys (const Reader *a, const Reader *b)
{
  for (guint i = 0; i < a->shape->keys->len; i++)
    {
      guint at = g_array_index (a->shape->keys, guint, i);
      int order = compare_value (sqlite3_column_value (a->stmt, (int) at),
                                 sqlite3_column_value (b->stmt, (int) at),
                                 obs_shape_column (a->shape, at)->kind);

      if (order != 0)
        return order;
    }
  return 0;
}

static gboolean
rows_equal (const Reader *a, const Reader *b)
{
  for (guint i = 0; i < obs_shape_n_columns (a->shape); i++)
    if (!obs_values_equal (sqlite3_column_value (a->stmt, (int) i),
                           sqlite3_column_value (b->stmt, (int) i)))
      return FALSE;
  return TRUE;
}

static void
reader_set (Reader *self, const ObsMergeSide *side, const ObsTableShape *shape,
            GCancellable *cancellable)
{
  self->db = side != NULL ? side->db : NULL;
  self->shape = shape;
  self->cancellable = cancellable;
}

gboolean
obs_merge_table (const ObsMergeSide *before, const ObsMergeSide *after, const ObsTableShape *shape,
                 gboolean skip, ObsMergeFunc func, gpointer user_data, GCancellable *cancellable,
                 GError **error)
{
  g_auto (Reader) old = { 0 };
  g_auto (Reader) new = { 0 };
  gboolean known = skip && before != NULL && after != NULL && before->manifest != NULL
                   && after->manifest != NULL;
  const ObsManifestTable *old_table
      = known ? obs_manifest_table (before->manifest, shape->table.name) : NULL;
  const ObsManifestTable *new_table
      = known ? obs_manifest_table (after->manifest, shape->table.name) : NULL;

  reader_set (&old, before, shape, cancellable);
  reader_set (&new, after, shape, cancellable);
  if (before != NULL)
    old.ranges = ranges_of (shape, old_table, new_table);
  if (after != NULL)
    new.ranges = ranges_of (shape, new_table, old_table);
  if (!advance (&old, error) || !advance (&new, error))
    return FALSE;
  while (old.stmt != NULL || new.stmt != NULL)
    {
      int order = old.stmt == NULL ? 1 : new.stmt == NULL ? -1 : compare_keys (&old, &new);

      if ((order != 0 || !rows_equal (&old, &new))
          && !func (order <= 0 ? old.stmt : NULL, order >= 0 ? new.stmt : NULL, user_data, error))
        return FALSE;
      if ((order <= 0 && !advance (&old, error)) || (order >= 0 && !advance (&new, error)))
        return FALSE;
    }
  return TRUE;
}
