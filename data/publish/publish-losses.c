/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What an edition lost against the one before it: a table, half of a table's rows, an area. Readers
 * refuse such an edition unless its index announces the loss. */

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

/* The codes in one segment of the table of areas, as the site hands it out. */
static gboolean
read_segment_codes (ObsPublishJob *job, const ObsSegmentFile *file, const GPtrArray *columns,
                    guint code, GHashTable *codes)
{
  GString *hex = g_string_new (NULL);
  g_autofree char *sha256 = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (ObsRows) rows = NULL;
  char *text = NULL;
  gsize length = 0;

  for (guint i = 0; i < sizeof file->file; i++)
    g_string_append_printf (hex, "%02x", file->file[i]);
  sha256 = g_string_free (hex, FALSE);
  name = g_strdup_printf ("observatory/segments/%.16s.zst", sha256);
  path = obs_site_path (job->dir, name, sha256);
  if (!g_file_get_contents (path, &text, &length, NULL))
    return FALSE;
  packed = g_bytes_new_take (text, length);
  plain = obs_chunk_unpack (packed, file->plain, NULL);
  rows = plain != NULL ? obs_segment_decode (plain, "area", columns, NULL) : NULL;
  for (guint i = 0; rows != NULL && i < rows->n; i++)
    {
      gsize n;
      const char *at = obs_column_text (rows->columns->pdata[code], i, &n);

      g_hash_table_add (codes, g_strndup (at, n));
    }
  return rows != NULL;
}

/* The list of segments that the site hands out. */
static ObsSegmentList *
read_published_list (ObsPublishJob *job)
{
  const ObsJson *entry = obs_json_member (job->site->index, "list");
  const char *path = obs_json_string (obs_json_member (entry, "path"));
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) plain = NULL;
  gint64 length = 0;

  obs_json_integer (obs_json_member (entry, "plain"), &length);
  if (path != NULL)
    packed = obs_site_target (job->site, obs_site_role (job->site, "targets"), path, NULL);
  plain = packed != NULL ? obs_chunk_unpack (packed, (gsize) length, NULL) : NULL;
  return plain != NULL ? obs_segment_list_from_bytes (plain, NULL) : NULL;
}

/* The areas of the last edition as the site hands them out: a kept copy may be gone. */
static gboolean
read_published_codes (ObsPublishJob *job, const GPtrArray *columns, guint code, GHashTable *codes)
{
  g_autoptr (ObsSegmentList) list = read_published_list (job);
  gboolean found = FALSE;

  for (guint i = 0; list != NULL && i < list->manifest->tables->len; i++)
    {
      const ObsManifestTable *table = list->manifest->tables->pdata[i];
      const GArray *files = list->files->pdata[i];

      if (strcmp (table->name, "area") != 0)
        continue;
      found = TRUE;
      for (guint k = 0; found && k < files->len; k++)
        found = read_segment_codes (job, &g_array_index (files, ObsSegmentFile, k), columns, code,
                                    codes);
    }
  return found;
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

/* A word that is no announcement is a slip: it would leave the loss unannounced. */
static gboolean
check_words (ObsPublishJob *job, GError **error)
{
  char **announced = job->plan->announced;

  for (guint i = 0; announced != NULL && announced[i] != NULL; i++)
    {
      const char *colon = strchr (announced[i], ':');

      if (colon != NULL && colon[1] != '\0'
          && (g_str_has_prefix (announced[i], "table:") || g_str_has_prefix (announced[i], "area:")
              || g_str_has_prefix (announced[i], "rows:")))
        continue;
      g_set_error (error, OBS_ERROR, OBS_ERROR_USAGE,
                   _ ("“%s” announces nothing: write table:NAME, area:CODE or rows:NAME."),
                   announced[i]);
      return FALSE;
    }
  return TRUE;
}

static void
remark_needless (ObsPublishJob *job)
{
  char **announced = job->plan->announced;

  for (guint i = 0; announced != NULL && announced[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (job->removed, announced[i], g_str_equal, NULL))
      g_ptr_array_add (job->result->remarks,
                       g_strdup_printf (_ ("“%s” was announced as a loss, and nothing of that kind "
                                           "is lost."),
                                        announced[i]));
}

gboolean
obs_publish_check_losses (ObsPublishJob *job, GError **error)
{
  g_autoptr (GPtrArray) tables = NULL;

  job->removed = g_ptr_array_new_with_free_func (g_free);
  if (!check_words (job, error))
    return FALSE;
  if (job->site->index != NULL)
    {
      tables = obs_content_tables (job->db, error);
      if (tables == NULL || !check_against_last (job, tables, error))
        return FALSE;
    }
  remark_needless (job);
  return TRUE;
}
