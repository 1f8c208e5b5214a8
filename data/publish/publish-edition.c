/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/edition/db.h"
#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/names.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* The edition that is to be published: a copy of its own, so that what is checked is what is
 * signed; its checks; what it lost. */

#define BLOCK (256 * 1024)

static gboolean
copy_blocks (ObsPublishJob *job, FILE *in, int out, GError **error)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  gsize n;

  while ((n = fread (block, 1, BLOCK, in)) > 0)
    {
      obs_digest_add (digest, block, n);
      job->copy_length += n;
      if (g_cancellable_set_error_if_cancelled (job->cancellable, error)
          || !obs_platform_write (out, job->copy, block, n, error))
        return FALSE;
    }
  if (ferror (in))
    {
      obs_platform_set_error (EIO, job->copy, error);
      return FALSE;
    }
  job->copy_sha256 = obs_digest_finish (digest);
  return TRUE;
}

static gboolean
copy_edition (ObsPublishJob *job, const char *edition, GError **error)
{
  FILE *in = g_fopen (edition, "rb");
  gboolean good = FALSE;
  int out;

  job->copy = g_build_filename (job->work, "new.sqlite", NULL);
  if (in == NULL)
    {
      obs_platform_set_error (errno, edition, error);
      return FALSE;
    }
  out = obs_platform_open (job->copy, FALSE, 0600, error);
  if (out >= 0)
    {
      good = copy_blocks (job, in, out, error);
      if (good)
        good = obs_platform_sync_close (out, job->copy, error);
      else
        g_close (out, NULL);
    }
  fclose (in);
  return good;
}

static gboolean
check_edition (ObsPublishJob *job, GError **error)
{
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) local = NULL;

  if (obs_edition_check (job->copy, &faults, job->cancellable, &local))
    return TRUE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                 _ ("The edition was not published because it did not pass its checks: %s"),
                 faults != NULL && faults->len > 0 ? (char *) faults->pdata[0] : "");
  return FALSE;
}

static char *
ask_text (sqlite3 *db, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);

  if (stmt == NULL || obs_db_step (stmt, NULL, error) < 0)
    return NULL;
  return g_strdup (obs_db_text (stmt, 0));
}

/* What the index says of it. Sources of businesses' own answers need the summary of their
 * protection. */
static gboolean
describe (ObsPublishJob *job, GError **error)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (job->copy, error);
  const ObsEditionInfo *info;
  g_autofree char *primary = NULL;

  if (edition == NULL)
    return FALSE;
  info = obs_edition_get_info (edition);
  job->series = g_strdup (info->id);
  job->date = g_strdup (info->date);
  job->title = obs_publish_clean_text (info->title);
  job->licence = obs_publish_clean_text (info->licence);
  job->schema = OBS_SCHEMA_VERSION;
  job->data_to = ask_text (obs_edition_get_db (edition),
                           "SELECT max(substr(released, 1, 7)) FROM source", error);
  primary = ask_text (obs_edition_get_db (edition),
                      "SELECT id FROM source WHERE class = 'primary' LIMIT 1", error);
  if (job->data_to == NULL || primary == NULL)
    return FALSE;
  if (!obs_name_is_series (job->series) || !obs_name_is_date (job->date)
      || !obs_name_is_title (job->title))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("The edition “%s” of %s cannot be published: its name has to be lower-case "
                      "letters, digits and hyphens, its date YYYY-MM-DD, its title 1 to 200 "
                      "characters."),
                   job->series, job->date);
      return FALSE;
    }
  if (*primary != '\0' && job->plan->disclosure == NULL)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          _ ("The edition was not published: “%s” holds answers of real businesses. Name "
             "the summary of their protection, which “observatory build --disclosure FILE” "
             "writes, with --disclosure FILE."),
          primary);
      return FALSE;
    }
  return TRUE;
}

static gboolean
compare_with_site (ObsPublishJob *job, GError **error)
{
  const char *series = obs_site_text (job->site, "series");
  const char *date = obs_site_text (job->site, "date");

  if (job->site->index == NULL)
    return TRUE;
  if (strcmp (series, job->series) != 0
      || strcmp (obs_site_text (job->site, "origin_id"), job->chain->origin_id) != 0)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          strcmp (series, job->series) != 0
              ? _ ("This folder holds the editions of “%s”. Publish those of “%s” into a "
                   "folder of their own; nothing was changed.")
              : _ ("This folder holds the editions of “%s” that other keys signed. Publish "
                   "“%s” with those keys or into a new folder; nothing was changed."),
          series, job->series);
      return FALSE;
    }
  if (strcmp (job->date, date) >= 0)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("The edition of %s was not published: the folder already offers the later one of "
                  "%s. Nothing was changed."),
               job->date, date);
  return FALSE;
}

gboolean
obs_publish_open_edition (ObsPublishJob *job, const char *edition, GError **error)
{
  g_autofree char *uri = NULL;
  int rc;

  obs_publish_say (job, _ ("Checking the edition"), 0, 0);
  if (!copy_edition (job, edition, error) || !check_edition (job, error) || !describe (job, error)
      || !compare_with_site (job, error))
    return FALSE;
  rc = sqlite3_open_v2 (job->copy, &job->db, SQLITE_OPEN_READONLY, NULL);
  if (rc == SQLITE_OK)
    return TRUE;
  obs_db_set_error (job->db, rc, error);
  return FALSE;
}

/* Losses. */

static gint64
count_rows (sqlite3 *db, const char *table, GCancellable *cancellable, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\"", table);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);

  if (stmt == NULL || obs_db_step (stmt, cancellable, error) != 1)
    return -1;
  return sqlite3_column_int64 (stmt, 0);
}

static gboolean
read_codes (sqlite3 *db, GHashTable *codes, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, "SELECT code FROM area", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    g_hash_table_add (codes, g_strdup (obs_db_text (stmt, 0)));
  return rc == 0;
}

/* The areas of the last edition as the site hands them out: a kept copy may be gone. */
static gboolean
read_published_codes (ObsPublishJob *job, const GPtrArray *columns, guint code, GHashTable *codes)
{
  const char *path
      = obs_json_string (obs_json_member (obs_json_member (job->site->index, "list"), "path"));
  gint64 plain = 0;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ObsSegmentList) list = NULL;

  obs_json_integer (obs_json_member (obs_json_member (job->site->index, "list"), "plain"), &plain);
  packed = path != NULL
               ? obs_site_target (job->site, obs_site_role (job->site, "targets"), path, NULL)
               : NULL;
  bytes = packed != NULL ? obs_chunk_unpack (packed, (gsize) plain, NULL) : NULL;
  list = bytes != NULL ? obs_segment_list_from_bytes (bytes, NULL) : NULL;
  for (guint i = 0; list != NULL && i < list->manifest->tables->len; i++)
    {
      const ObsManifestTable *table = list->manifest->tables->pdata[i];
      const GArray *files = list->files->pdata[i];

      if (strcmp (table->name, "area") != 0)
        continue;
      for (guint k = 0; k < files->len; k++)
        {
          const ObsSegmentFile *file = &g_array_index (files, ObsSegmentFile, k);
          GString *hex = g_string_new (NULL);
          g_autofree char *sha256 = NULL;
          g_autofree char *name = NULL;
          g_autofree char *where = NULL;
          char *text = NULL;
          gsize length = 0;
          g_autoptr (GBytes) frame = NULL;
          g_autoptr (GBytes) segment = NULL;
          g_autoptr (ObsRows) rows = NULL;
          const ObsColumn *column;

          for (guint b = 0; b < sizeof file->file; b++)
            g_string_append_printf (hex, "%02x", file->file[b]);
          sha256 = g_string_free (hex, FALSE);
          name = g_strdup_printf ("observatory/segments/%.16s.zst", sha256);
          where = obs_site_path (job->dir, name, sha256);
          if (!g_file_get_contents (where, &text, &length, NULL))
            return FALSE;
          frame = g_bytes_new_take (text, length);
          segment = obs_chunk_unpack (frame, file->plain, NULL);
          rows = segment != NULL ? obs_segment_decode (segment, "area", columns, NULL) : NULL;
          if (rows == NULL)
            return FALSE;
          column = rows->columns->pdata[code];
          for (guint r = 0; r < rows->n; r++)
            {
              gsize n;
              const char *at = obs_column_text (column, r, &n);

              g_hash_table_add (codes, g_strndup (at, n));
            }
        }
      return TRUE;
    }
  return FALSE;
}

static gboolean
is_announced (ObsPublishJob *job, const char *loss)
{
  return job->plan->announced != NULL
         && g_strv_contains ((const char *const *) job->plan->announced, loss);
}

/* A loss that is announced goes into the index; another one into @faults. */
static void
take_loss (ObsPublishJob *job, GPtrArray *faults, const char *kind, const char *name,
           const char *sentence)
{
  g_autofree char *loss = g_strdup_printf ("%s:%s", kind, name);

  if (!is_announced (job, loss))
    g_ptr_array_add (faults, g_strdup_printf ("%s (--announce %s)", sentence, loss));
  if (!g_ptr_array_find_with_equal_func (job->removed, loss, g_str_equal, NULL))
    g_ptr_array_add (job->removed, g_strdup (loss));
}

/* An announcement stays as long as what it announces is still gone: readers of older editions skip
 * the one that it came with. */
static void
carry_on (ObsPublishJob *job, GHashTable *tables, GHashTable *codes)
{
  const ObsJson *removed = obs_json_member (job->site->index, "removed");

  for (guint i = 0; i < obs_json_length (removed); i++)
    {
      const char *loss = obs_json_string (obs_json_element (removed, i));
      const char *name = loss != NULL ? strchr (loss, ':') : NULL;

      if (name == NULL)
        continue;
      name++;
      if ((g_str_has_prefix (loss, "table:") && !g_hash_table_contains (tables, name))
          || (g_str_has_prefix (loss, "area:") && !g_hash_table_contains (codes, name))
          || (g_str_has_prefix (loss, "rows:") && g_hash_table_contains (tables, name)))
        g_ptr_array_add (job->removed, g_strdup (loss));
    }
}

static gboolean
compare_tables (ObsPublishJob *job, GHashTable *tables, GPtrArray *faults, GError **error)
{
  const ObsJson *before = obs_json_member (job->site->index, "tables");

  for (guint i = 0; i < obs_json_length (before); i++)
    {
      const ObsJson *table = obs_json_element (before, i);
      const char *name = obs_json_string (obs_json_member (table, "name"));
      g_autofree char *sentence = NULL;
      gint64 was = 0, is;

      obs_json_integer (obs_json_member (table, "rows"), &was);
      if (name == NULL)
        continue;
      if (!g_hash_table_contains (tables, name))
        {
          sentence = g_strdup_printf (_ ("the table “%s” is gone"), name);
          take_loss (job, faults, "table", name, sentence);
          continue;
        }
      is = count_rows (job->db, name, job->cancellable, error);
      if (is < 0)
        return FALSE;
      if (was > 0 && 2 * is <= was)
        {
          sentence = g_strdup_printf (
              _ ("the table “%s” has %" G_GINT64_FORMAT " rows instead of %" G_GINT64_FORMAT), name,
              is, was);
          take_loss (job, faults, "rows", name, sentence);
        }
    }
  return TRUE;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
compare_areas (ObsPublishJob *job, const GPtrArray *columns, GHashTable *codes, GPtrArray *faults)
{
  g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const ObsKept *kept = obs_publish_kept_current (job);
  g_autofree char *path = kept != NULL ? obs_publish_kept_path (job, kept, NULL, NULL) : NULL;
  g_autoptr (sqlite3) db = NULL;
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer code;
  guint column = 0;

  while (column < columns->len
         && strcmp (((ObsChunkColumn *) columns->pdata[column])->name, "code") != 0)
    column++;
  if ((path == NULL || sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK
       || !read_codes (db, before, NULL))
      && (column == columns->len || !read_published_codes (job, columns, column, before)))
    return FALSE;
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &code, NULL))
    if (!g_hash_table_contains (codes, code))
      g_ptr_array_add (gone, code);
  g_ptr_array_sort (gone, compare_texts);
  for (guint i = 0; i < gone->len; i++)
    {
      g_autofree char *sentence
          = g_strdup_printf (_ ("the area %s is gone"), (char *) gone->pdata[i]);

      take_loss (job, faults, "area", gone->pdata[i], sentence);
    }
  return TRUE;
}

static gboolean
say_faults (const GPtrArray *faults, GError **error)
{
  GString *text;

  if (faults->len == 0)
    return TRUE;
  text = g_string_new (NULL);
  for (guint i = 0; i < faults->len && i < 10; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", (char *) faults->pdata[i]);
  if (faults->len > 10)
    g_string_append (text, "; …");
  g_set_error (error, OBS_ERROR, OBS_ERROR_UNANNOUNCED,
               _ ("The edition was not published because it lost more than was announced: %s. "
                  "Mend it, or announce what is meant; nothing was changed."),
               text->str);
  g_string_free (text, TRUE);
  return FALSE;
}

static gboolean
check_against_last (ObsPublishJob *job, GPtrArray *tables, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  const ObsContentTable *area = NULL;

  for (guint i = 0; i < tables->len; i++)
    {
      const ObsContentTable *table = tables->pdata[i];

      g_hash_table_add (names, table->name);
      if (strcmp (table->name, "area") == 0)
        area = table;
    }
  if (area == NULL || !read_codes (job->db, codes, error))
    return FALSE;
  carry_on (job, names, codes);
  if (!compare_tables (job, names, faults, error))
    return FALSE;
  if (!compare_areas (job, area->columns, codes, faults))
    {
      g_set_error_literal (
          error, OBS_ERROR, OBS_ERROR_CORRUPT,
          _ ("The areas of the edition that was published last cannot be read, so it is not known "
             "whether one is lost. Put the folder back from a copy; nothing was changed."));
      return FALSE;
    }
  return say_faults (faults, error);
}

gboolean
obs_publish_check_losses (ObsPublishJob *job, GError **error)
{
  g_autoptr (GPtrArray) tables = NULL;

  job->removed = g_ptr_array_new_with_free_func (g_free);
  if (job->site->index == NULL)
    return TRUE;
  tables = obs_content_tables (job->db, error);
  return tables != NULL && check_against_last (job, tables, error);
}
