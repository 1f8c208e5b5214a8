/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zstd.h>

/* The segments of an edition. Encoding and packing is what takes time, so the work folder remembers
 * what became of which rows: one line "<SHA-256 of the rows> <file> <length> <plain length>
 * <table>" each. */

typedef struct
{
  ObsPublishJob *job;
  GHashTable *known; /* of "<rows> <table>" to "<file> <length> <plain>" */
  GString *remember;
  ObsSiteFile recalled; /* file of the segment that was asked for last */
  GHashTable *seen;     /* files of this edition */
  GArray *files;        /* of ObsSegmentFile, of the present table */
  char *table;
  ObsSegmentList *list;
  guint n;
  guint64 rows;
} Sink;

static char *
memory_path (ObsPublishJob *job)
{
  return g_build_filename (job->work, "segments.txt", NULL);
}

/* What another release of zstd or another form packed is not taken over: the same input gives the
 * same bytes. */
static char *
memory_head (void)
{
  return g_strdup_printf ("segments %d zstd %s -%d schema %d", OBS_SEGMENT_FORMAT,
                          ZSTD_versionString (), OBS_SITE_LEVEL, OBS_SCHEMA_VERSION);
}

/* Which rows these are: (transfer full) */
static char *
memory_key (const char *table, const ObsManifestSegment *segment)
{
  GString *key = g_string_new (NULL);

  for (gsize i = 0; i < sizeof segment->sha256; i++)
    g_string_append_printf (key, "%02x", segment->sha256[i]);
  g_string_append_printf (key, " %s", table);
  return g_string_free (key, FALSE);
}

static GHashTable *
read_memory (ObsPublishJob *job)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *path = memory_path (job);
  g_autofree char *head = memory_head ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return known;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[0] != NULL && strcmp (lines[0], head) == 0 && lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 5);

      if (g_strv_length (words) == 5 && obs_digest_is_hex (words[0])
          && obs_digest_is_hex (words[1]))
        g_hash_table_insert (known, g_strconcat (words[0], " ", words[4], NULL),
                             g_strjoin (" ", words[1], words[2], words[3], NULL));
    }
  return known;
}

/* Fills in @file where these rows were packed before and the file is still whole. */
static gboolean
recall (Sink *sink, const char *key, ObsSiteFile *file)
{
  const char *line = g_hash_table_lookup (sink->known, key);
  g_auto (GStrv) words = line == NULL ? NULL : g_strsplit (line, " ", 3);

  if (words == NULL)
    return FALSE;
  file->sha256 = g_strdup (words[0]);
  file->path = g_strdup_printf ("observatory/segments/%.16s.zst", file->sha256);
  file->length = g_ascii_strtoull (words[1], NULL, 10);
  file->plain = g_ascii_strtoull (words[2], NULL, 10);
  if (obs_publish_is_whole (sink->job, file))
    return TRUE;
  obs_site_file_clear (file);
  return FALSE;
}

static gboolean
known_cb (const ObsContentTable *table, const ObsManifestSegment *segment, gpointer user_data)
{
  Sink *sink = user_data;
  g_autofree char *key = memory_key (table->name, segment);

  obs_site_file_clear (&sink->recalled);
  return recall (sink, key, &sink->recalled);
}

static gboolean
from_hex (const char *hex, guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i]
        = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return TRUE;
}

/* One file may hold equal segments of no rows only once. */
static void
take_file (Sink *sink, ObsSiteFile *file, const char *key)
{
  ObsSegmentFile entry = { .length = file->length, .plain = file->plain };
  ObsSiteFile *own;

  from_hex (file->sha256, entry.file, sizeof entry.file);
  g_array_append_val (sink->files, entry);
  g_string_append_printf (sink->remember,
                          "%.64s %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "%s\n", key,
                          file->sha256, file->length, file->plain, key + 64);
  if (g_hash_table_contains (sink->seen, file->sha256))
    {
      obs_site_file_clear (file);
      return;
    }
  own = g_new (ObsSiteFile, 1);
  *own = *file;
  g_hash_table_add (sink->seen, own->sha256);
  g_ptr_array_add (sink->job->segments, own);
  sink->job->segments_length += own->length;
}

static gboolean
pack_segment (Sink *sink, GBytes *plain, ObsSiteFile *file, GError **error)
{
  ObsPublishJob *job = sink->job;
  g_autoptr (GBytes) packed = obs_chunk_pack (plain, OBS_SITE_LEVEL);
  gboolean added;

  if (!obs_publish_put_chunk (job, "segments", packed, g_bytes_get_size (plain), file, &added,
                              error))
    return FALSE;
  if (added)
    {
      job->result->new_segments++;
      job->result->segment_bytes += file->length;
    }
  return TRUE;
}

static void
begin_table (Sink *sink, const char *name)
{
  if (g_strcmp0 (sink->table, name) == 0)
    return;
  g_free (sink->table);
  sink->table = g_strdup (name);
  sink->files = g_array_new (FALSE, TRUE, sizeof (ObsSegmentFile));
  g_ptr_array_add (sink->list->files, sink->files);
}

static gboolean
take_segment (const ObsContentTable *table, const ObsManifestSegment *segment, GBytes *plain,
              gpointer user_data, GError **error)
{
  Sink *sink = user_data;
  g_autofree char *key = memory_key (table->name, segment);
  ObsSiteFile file = { 0 };

  if (plain != NULL && g_bytes_get_size (plain) > OBS_CHUNK_MOST)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                   _ ("The edition was not published: a part of the table “%s” is larger than 16 "
                      "MiB. Shorten its texts."),
                   table->name);
      return FALSE;
    }
  begin_table (sink, table->name);
  if (plain == NULL)
    {
      file = sink->recalled;
      sink->recalled = (ObsSiteFile){ 0 };
    }
  else if (!pack_segment (sink, plain, &file, error))
    {
      obs_site_file_clear (&file);
      return FALSE;
    }
  take_file (sink, &file, key);
  sink->rows += segment->rows;
  if (++sink->n % 8 == 0)
    obs_publish_say (sink->job, _ ("Packing segments"), sink->rows, 0);
  return TRUE;
}

static gboolean
put_list (Sink *sink, GError **error)
{
  ObsPublishJob *job = sink->job;
  g_autoptr (GBytes) plain = obs_segment_list_to_bytes (sink->list);
  g_autoptr (GBytes) packed = NULL;

  if (g_bytes_get_size (plain) > OBS_CHUNK_MOST)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                           _ ("The edition was not published: its list of segments is larger than "
                              "16 MiB."));
      return FALSE;
    }
  packed = obs_chunk_pack (plain, OBS_SITE_LEVEL);
  return obs_publish_put_chunk (job, "lists", packed, g_bytes_get_size (plain), &job->list, NULL,
                                error);
}

static void
site_file_free (ObsSiteFile *file)
{
  obs_site_file_clear (file);
  g_free (file);
}

/* Tables without rows have no segment: the list has an entry for each table all the same. */
static void
complete (Sink *sink)
{
  const GPtrArray *tables = sink->job->manifest->tables;

  for (guint i = 0; i < tables->len; i++)
    {
      const ObsManifestTable *table = tables->pdata[i];

      if (table->segments->len == 0)
        g_ptr_array_insert (sink->list->files, (int) i,
                            g_array_new (FALSE, TRUE, sizeof (ObsSegmentFile)));
    }
}

static gboolean
write_all (Sink *sink, GError **error)
{
  ObsPublishJob *job = sink->job;
  g_autofree char *path = memory_path (job);
  g_autofree char *folder = g_build_filename (job->dir, "targets", "observatory", "segments", NULL);

  job->manifest
      = obs_content_write_segments (job->db, known_cb, take_segment, sink, job->cancellable, error);
  if (job->manifest == NULL)
    return FALSE;
  complete (sink);
  job->state = obs_manifest_state (job->manifest);
  for (guint i = 0; i < job->manifest->tables->len; i++)
    job->rows += ((ObsManifestTable *) job->manifest->tables->pdata[i])->rows;
  sink->list->manifest = job->manifest;
  return put_list (sink, error)
         && obs_platform_replace_text (path, sink->remember->str, 0600, error)
         && (!g_file_test (folder, G_FILE_TEST_IS_DIR) || obs_platform_sync_folder (folder, error));
}

gboolean
obs_publish_segments (ObsPublishJob *job, GError **error)
{
  g_autofree char *head = memory_head ();
  Sink sink = { .job = job };
  gboolean good;

  obs_publish_say (job, _ ("Packing segments"), 0, 0);
  job->segments = g_ptr_array_new_with_free_func ((GDestroyNotify) site_file_free);
  sink.known = read_memory (job);
  sink.remember = g_string_new (head);
  g_string_append_c (sink.remember, '\n');
  sink.seen = g_hash_table_new (g_str_hash, g_str_equal);
  sink.list = job->segment_list = g_new0 (ObsSegmentList, 1);
  sink.list->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  good = write_all (&sink, error);
  g_hash_table_unref (sink.known);
  g_hash_table_unref (sink.seen);
  obs_site_file_clear (&sink.recalled);
  g_string_free (sink.remember, TRUE);
  g_free (sink.table);
  return good;
}
