/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/bytes.h"
#include "data/sync/content/segment-list.h"
#include "data/sync/digest.h"

#include <string.h>

#define MANIFEST_MAGIC "OBSM\1" /* the last byte is the version */
#define LIST_MAGIC "OBSL\1"
#define MAGIC_LENGTH 5
#define HASH_LENGTH 32
#define NAME_MOST 1000
#define TABLES_MOST 10000
#define KEY_MOST (2 * OBS_COLUMN_TEXT_MOST)
#define SEGMENT_LEAST (1 + 1 + HASH_LENGTH) /* bytes that one takes at least */

static void
segment_free (ObsManifestSegment *segment)
{
  g_clear_pointer (&segment->first, g_bytes_unref);
  g_free (segment);
}

static void
table_free (ObsManifestTable *table)
{
  g_free (table->name);
  g_clear_pointer (&table->segments, g_ptr_array_unref);
  g_free (table);
}

ObsManifestSegment *
obs_manifest_segment_new (GBytes *first)
{
  ObsManifestSegment *segment = g_new0 (ObsManifestSegment, 1);

  segment->first = g_bytes_ref (first);
  return segment;
}

ObsManifestTable *
obs_manifest_table_new (const char *name)
{
  ObsManifestTable *table = g_new0 (ObsManifestTable, 1);

  table->name = g_strdup (name);
  table->segments = g_ptr_array_new_with_free_func ((GDestroyNotify) segment_free);
  return table;
}

ObsManifest *
obs_manifest_new (void)
{
  ObsManifest *manifest = g_new0 (ObsManifest, 1);

  manifest->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) table_free);
  return manifest;
}

void
obs_manifest_free (ObsManifest *manifest)
{
  if (manifest == NULL)
    return;
  g_clear_pointer (&manifest->tables, g_ptr_array_unref);
  g_free (manifest);
}

static void
digest_number (EVP_MD_CTX *digest, guint64 number)
{
  guint64 little = GUINT64_TO_LE (number);

  obs_digest_add (digest, &little, sizeof little);
}

static void
digest_bytes (EVP_MD_CTX *digest, gconstpointer data, gsize length)
{
  digest_number (digest, length);
  if (length > 0)
    obs_digest_add (digest, data, length);
}

void
obs_manifest_table_finish (ObsManifestTable *table)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();

  table->rows = 0;
  digest_number (digest, table->segments->len);
  for (guint i = 0; i < table->segments->len; i++)
    {
      const ObsManifestSegment *segment = g_ptr_array_index (table->segments, i);
      gsize length;
      gconstpointer first = g_bytes_get_data (segment->first, &length);

      digest_bytes (digest, first, length);
      digest_number (digest, segment->rows);
      obs_digest_add (digest, segment->sha256, HASH_LENGTH);
      table->rows += segment->rows;
    }
  EVP_DigestFinal_ex (digest, table->sha256, NULL);
}

char *
obs_manifest_state (const ObsManifest *manifest)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();

  digest_number (digest, manifest->tables->len);
  for (guint i = 0; i < manifest->tables->len; i++)
    {
      const ObsManifestTable *table = g_ptr_array_index (manifest->tables, i);

      digest_bytes (digest, table->name, strlen (table->name));
      digest_number (digest, table->rows);
      obs_digest_add (digest, table->sha256, HASH_LENGTH);
    }
  return obs_digest_finish (digest);
}

const ObsManifestTable *
obs_manifest_table (const ObsManifest *manifest, const char *name)
{
  for (guint i = 0; i < manifest->tables->len; i++)
    {
      const ObsManifestTable *table = g_ptr_array_index (manifest->tables, i);

      if (strcmp (table->name, name) == 0)
        return table;
    }
  return NULL;
}

/* Tables one after another; of each the hashes of its segments, then their rows, then their keys.
 */
static void
put_manifest (GByteArray *out, const ObsManifest *manifest)
{
  obs_bytes_put_varint (out, manifest->tables->len);
  for (guint t = 0; t < manifest->tables->len; t++)
    {
      const ObsManifestTable *table = g_ptr_array_index (manifest->tables, t);

      obs_bytes_put_text (out, table->name, strlen (table->name));
      obs_bytes_put_varint (out, table->segments->len);
      for (guint i = 0; i < table->segments->len; i++)
        {
          const ObsManifestSegment *segment = g_ptr_array_index (table->segments, i);
          gsize length;
          const char *first = g_bytes_get_data (segment->first, &length);

          obs_bytes_put_text (out, first, length);
          obs_bytes_put_varint (out, segment->rows);
          g_byte_array_append (out, segment->sha256, HASH_LENGTH);
        }
    }
}

static gboolean
get_segment (ObsCursor *in, ObsManifestTable *table)
{
  const guint8 *first, *sha256;
  guint64 length, rows;
  ObsManifestSegment *segment;
  g_autoptr (GBytes) key = NULL;

  if (!obs_bytes_get_varint (in, KEY_MOST, &length) || !obs_bytes_get (in, length, &first)
      || !obs_bytes_get_varint (in, G_MAXINT64, &rows) || rows == 0
      || !obs_bytes_get (in, HASH_LENGTH, &sha256))
    return FALSE;
  key = g_bytes_new (first, length);
  segment = obs_manifest_segment_new (key);
  segment->rows = rows;
  memcpy (segment->sha256, sha256, HASH_LENGTH);
  g_ptr_array_add (table->segments, segment);
  table->rows += rows;
  return table->rows <= G_MAXINT64;
}

static gboolean
get_table (ObsCursor *in, ObsManifest *manifest, GError **error)
{
  g_autofree char *name = NULL;
  ObsManifestTable *table;
  guint64 n;

  if (!obs_bytes_get_text (in, NAME_MOST, &name)
      || !obs_bytes_get_varint (in, (gsize) (in->end - in->at) / SEGMENT_LEAST, &n)
      || obs_manifest_table (manifest, name) != NULL)
    return obs_bytes_refuse (error, "a table of the list of what an edition holds");
  table = obs_manifest_table_new (name);
  g_ptr_array_add (manifest->tables, table);
  for (guint64 i = 0; i < n; i++)
    if (!get_segment (in, table))
      return obs_bytes_refuse (error, "part %u of table %s in the list of what an edition holds",
                               (guint) i + 1, name);
  obs_manifest_table_finish (table);
  return TRUE;
}

static ObsManifest *
get_manifest (ObsCursor *in, GError **error)
{
  g_autoptr (ObsManifest) manifest = obs_manifest_new ();
  guint64 n;

  if (!obs_bytes_get_varint (in, TABLES_MOST, &n))
    {
      obs_bytes_refuse (error, "number of tables");
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    if (!get_table (in, manifest, error))
      return NULL;
  return g_steal_pointer (&manifest);
}

/* The end of both files: the SHA-256 of what stands before it. */
static GBytes *
close_bytes (GByteArray *out)
{
  guint8 sha256[HASH_LENGTH];

  EVP_Digest (out->data, out->len, sha256, NULL, EVP_sha256 (), NULL);
  g_byte_array_append (out, sha256, HASH_LENGTH);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
open_bytes (GBytes *bytes, const char *magic, ObsCursor *in, GError **error)
{
  guint8 sha256[HASH_LENGTH];
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (length < MAGIC_LENGTH + HASH_LENGTH || memcmp (data, magic, MAGIC_LENGTH) != 0)
    return obs_bytes_refuse (error, "it is not a list of what an edition holds");
  EVP_Digest (data, length - HASH_LENGTH, sha256, NULL, EVP_sha256 (), NULL);
  if (memcmp (data + length - HASH_LENGTH, sha256, HASH_LENGTH) != 0)
    return obs_bytes_refuse (error, "checksum of the list of what an edition holds");
  in->at = data + MAGIC_LENGTH;
  in->end = data + length - HASH_LENGTH;
  return TRUE;
}

GBytes *
obs_manifest_to_bytes (const ObsManifest *manifest)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) MANIFEST_MAGIC, MAGIC_LENGTH);
  put_manifest (out, manifest);
  return close_bytes (out);
}

ObsManifest *
obs_manifest_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (ObsManifest) manifest = NULL;
  ObsCursor in;

  if (!open_bytes (bytes, MANIFEST_MAGIC, &in, error))
    return NULL;
  manifest = get_manifest (&in, error);
  if (manifest != NULL && in.at != in.end)
    {
      obs_bytes_refuse (error, "there are bytes behind its end");
      return NULL;
    }
  return g_steal_pointer (&manifest);
}

void
obs_segment_list_free (ObsSegmentList *list)
{
  if (list == NULL)
    return;
  obs_manifest_free (list->manifest);
  g_clear_pointer (&list->files, g_ptr_array_unref);
  g_free (list);
}

GBytes *
obs_segment_list_to_bytes (const ObsSegmentList *list)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) LIST_MAGIC, MAGIC_LENGTH);
  put_manifest (out, list->manifest);
  for (guint t = 0; t < list->files->len; t++)
    {
      const GArray *files = g_ptr_array_index (list->files, t);

      for (guint i = 0; i < files->len; i++)
        {
          const ObsSegmentFile *file = &g_array_index (files, ObsSegmentFile, i);

          g_byte_array_append (out, file->file, HASH_LENGTH);
          obs_bytes_put_varint (out, file->length);
          obs_bytes_put_varint (out, file->plain);
        }
    }
  return close_bytes (out);
}

static gboolean
get_files (ObsCursor *in, ObsSegmentList *list, GError **error)
{
  for (guint t = 0; t < list->manifest->tables->len; t++)
    {
      const ObsManifestTable *table = g_ptr_array_index (list->manifest->tables, t);
      GArray *files = g_array_new (FALSE, FALSE, sizeof (ObsSegmentFile));

      g_ptr_array_add (list->files, files);
      for (guint i = 0; i < table->segments->len; i++)
        {
          const guint8 *sha256;
          ObsSegmentFile file;

          if (!obs_bytes_get (in, HASH_LENGTH, &sha256)
              || !obs_bytes_get_varint (in, 2 * OBS_CHUNK_MOST, &file.length)
              || !obs_bytes_get_varint (in, OBS_CHUNK_MOST, &file.plain))
            return obs_bytes_refuse (error, "file %u of table %s", i + 1, table->name);
          memcpy (file.file, sha256, HASH_LENGTH);
          g_array_append_val (files, file);
        }
    }
  return in->at == in->end || obs_bytes_refuse (error, "there are bytes behind its end");
}

ObsSegmentList *
obs_segment_list_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (ObsSegmentList) list = NULL;
  ObsCursor in;

  if (!open_bytes (bytes, LIST_MAGIC, &in, error))
    return NULL;
  list = g_new0 (ObsSegmentList, 1);
  list->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  list->manifest = get_manifest (&in, error);
  if (list->manifest == NULL || !get_files (&in, list, error))
    return NULL;
  return g_steal_pointer (&list);
}
