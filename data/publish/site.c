/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/site.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/index.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <zstd.h>

#define LEVEL 19
#define KEPT 20

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZSTD_CCtx, ZSTD_freeCCtx)

/* Checks the edition and reads what the index says of it. */
static ObsIndexEntry *
describe (const char *edition_path, char **origin, GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsIndexEntry) entry = g_new0 (ObsIndexEntry, 1);
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (GError) local = NULL;
  const ObsEditionInfo *info;

  if (!obs_edition_check (edition_path, &faults, cancellable, &local))
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                     _ ("The edition was not published because it did not pass its checks: %s"),
                     faults != NULL && faults->len > 0 ? (char *) faults->pdata[0] : "");
      return NULL;
    }
  entry->plain_sha256
      = obs_digest_file (edition_path, &entry->plain_length, NULL, NULL, cancellable, error);
  edition = entry->plain_sha256 == NULL ? NULL : obs_edition_open (edition_path, error);
  if (edition == NULL)
    return NULL;
  info = obs_edition_get_info (edition);
  if (!obs_index_is_origin (info->id) || !obs_index_is_date (info->date)
      || !obs_index_is_title (info->title) || entry->plain_length > OBS_INDEX_MAX_PLAIN)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("The edition “%s” of %s cannot be published: its name has to be lower-case "
                      "letters, digits and hyphens, its date YYYY-MM-DD, its title 1 to 200 "
                      "characters, its size at most 4 GiB."),
                   info->id, info->date);
      return NULL;
    }
  entry->date = g_strdup (info->date);
  entry->title = g_strdup (info->title);
  entry->schema = OBS_SCHEMA_VERSION;
  entry->name = obs_index_make_name (entry->date, entry->plain_sha256);
  *origin = g_strdup (info->id);
  return g_steal_pointer (&entry);
}

/* The index of the folder; one without entries where there is none yet. */
static ObsIndex *
load_index (const char *path, const char *origin, GError **error)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autoptr (ObsIndex) index = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      index = g_new0 (ObsIndex, 1);
      index->origin = g_strdup (origin);
      index->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_index_entry_free);
      return g_steal_pointer (&index);
    }
  if (g_file_get_contents (path, &text, &length, NULL))
    index = obs_index_parse (text, length, display, NULL);
  if (index == NULL)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_CORRUPT,
          _ ("“%s” is there but is not a list of editions that this program can read. Move "
             "it away, then publish again; nothing was changed."),
          display);
      return NULL;
    }
  if (strcmp (index->origin, origin) != 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("This folder holds the editions of “%s”. Publish those of “%s” into a folder "
                      "of their own; nothing was changed."),
                   index->origin, origin);
      return NULL;
    }
  return g_steal_pointer (&index);
}

/* zstd, one frame with its content size and checksum, one thread: the same bytes each time. */
static gboolean
compress_to (FILE *in, int out, const char *path, ObsIndexEntry *entry, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (ZSTD_CCtx) context = ZSTD_createCCtx ();
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autoptr (EVP_MD_CTX) plain_digest = obs_digest_new ();
  g_autofree char *plain_sha256 = NULL;
  gsize in_size = ZSTD_CStreamInSize (), out_size = ZSTD_CStreamOutSize (), left = 1, n;
  g_autofree guint8 *from = g_malloc (in_size);
  g_autofree guint8 *to = g_malloc (out_size);

  ZSTD_CCtx_setParameter (context, ZSTD_c_compressionLevel, LEVEL);
  ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter (context, ZSTD_c_contentSizeFlag, 1);
  ZSTD_CCtx_setPledgedSrcSize (context, entry->plain_length);
  do
    {
      ZSTD_inBuffer input = { from, 0, 0 };
      gboolean last;

      n = fread (from, 1, in_size, in);
      last = n < in_size;
      input.size = n;
      obs_digest_add (plain_digest, from, n);
      do
        {
          ZSTD_outBuffer output = { to, out_size, 0 };

          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          left = ZSTD_compressStream2 (context, &output, &input,
                                       last ? ZSTD_e_end : ZSTD_e_continue);
          if (ZSTD_isError (left))
            break;
          if (!obs_platform_write (out, path, to, output.pos, error))
            return FALSE;
          obs_digest_add (digest, to, output.pos);
          entry->length += output.pos;
        }
      while (last ? left != 0 : input.pos < input.size);
    }
  while (n == in_size && !ZSTD_isError (left));

  plain_sha256 = obs_digest_finish (plain_digest);
  entry->sha256 = obs_digest_finish (digest);
  if (!ZSTD_isError (left) && !ferror (in) && strcmp (plain_sha256, entry->plain_sha256) == 0)
    return TRUE;
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_FAILED,
                       _ ("The edition could not be read to its end or changed while it was being "
                          "published. Try again; what was published before has not changed."));
  return FALSE;
}

/* Packs the edition into the folder of editions, under the name of its hash. */
static gboolean
pack (const char *edition, const char *site_dir, ObsIndexEntry *entry, GCancellable *cancellable,
      GError **error)
{
  g_autofree char *editions = g_build_filename (site_dir, "editions", NULL);
  g_autofree char *temporary = g_build_filename (editions, ".new", NULL);
  g_autofree char *path = NULL;
  FILE *in;
  gboolean good;
  int out;

  in = g_fopen (edition, "rb");
  if (in == NULL)
    {
      obs_platform_set_error (errno, edition, error);
      return FALSE;
    }
  out = obs_platform_open (temporary, FALSE, 0644, error);
  good = out >= 0 && compress_to (in, out, temporary, entry, cancellable, error);
  fclose (in);
  if (good)
    good = obs_platform_sync_close (out, temporary, error);
  else if (out >= 0)
    g_close (out, NULL);
  if (good && entry->length > OBS_INDEX_MAX_LENGTH)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                           _ ("The edition was not published: packed it is larger than 1 GiB."));
      good = FALSE;
    }
  if (good)
    {
      entry->file = g_strdup_printf ("editions/%s.sqlite.zst", entry->sha256);
      path = g_build_filename (site_dir, entry->file, NULL);
      good = obs_platform_rename (temporary, path, error)
             && obs_platform_sync_folder (editions, error);
    }
  if (!good && out >= 0)
    obs_platform_remove (temporary);
  return good;
}

/* TRUE where the edition is in the index already and its file is whole. */
static gboolean
is_published (const ObsIndex *index, const char *site_dir, const char *plain_sha256,
              GCancellable *cancellable)
{
  for (guint i = 0; i < index->entries->len; i++)
    {
      const ObsIndexEntry *entry = index->entries->pdata[i];
      g_autofree char *path = NULL;
      g_autofree char *found = NULL;

      if (strcmp (entry->plain_sha256, plain_sha256) != 0)
        continue;
      path = g_build_filename (site_dir, entry->file, NULL);
      found = obs_digest_file (path, NULL, NULL, NULL, cancellable, NULL);
      return g_strcmp0 (found, entry->sha256) == 0;
    }
  return FALSE;
}

/* Puts @entry in its place: newest first, the latest published first among those of one date.
 * Returns: (transfer full): what falls out at the end */
static GPtrArray *
insert (ObsIndex *index, ObsIndexEntry *entry)
{
  GPtrArray *dropped = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_index_entry_free);
  guint at = 0;

  for (guint i = index->entries->len; i-- > 0;)
    {
      const ObsIndexEntry *other = index->entries->pdata[i];

      if (strcmp (other->plain_sha256, entry->plain_sha256) == 0)
        g_ptr_array_remove_index (index->entries, i);
    }
  while (at < index->entries->len
         && strcmp (((ObsIndexEntry *) index->entries->pdata[at])->date, entry->date) > 0)
    at++;
  g_ptr_array_insert (index->entries, (int) at, entry);
  while (index->entries->len > KEPT)
    g_ptr_array_add (dropped, g_ptr_array_steal_index (index->entries, index->entries->len - 1));
  return dropped;
}

static gboolean
publish_locked (const char *edition, const char *site_dir, const char *origin, ObsIndexEntry *entry,
                GCancellable *cancellable, GError **error)
{
  g_autofree char *index_path = g_build_filename (site_dir, "index.json", NULL);
  g_autoptr (ObsIndexEntry) owned = entry;
  g_autoptr (ObsIndex) index = load_index (index_path, origin, error);
  g_autoptr (GPtrArray) dropped = NULL;
  g_autofree char *text = NULL;

  if (index == NULL)
    return FALSE;
  if (is_published (index, site_dir, entry->plain_sha256, cancellable))
    return TRUE;
  if (!pack (edition, site_dir, entry, cancellable, error))
    return FALSE;
  dropped = insert (index, g_steal_pointer (&owned));
  if (dropped->len > 0 && dropped->pdata[0] == (gpointer) entry)
    {
      g_autofree char *path = g_build_filename (site_dir, entry->file, NULL);

      obs_platform_remove (path);
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          _ ("The edition of %s was not published: the folder already holds %d newer ones."),
          entry->date, KEPT);
      return FALSE;
    }

  /* Last and in one step: who asks before gets the old list, who asks after the new one. */
  text = obs_index_to_text (index);
  if (!obs_platform_replace_text (index_path, text, 0644, error))
    return FALSE;
  for (guint i = 0; i < dropped->len; i++)
    {
      const ObsIndexEntry *old = dropped->pdata[i];
      g_autofree char *path = g_build_filename (site_dir, old->file, NULL);

      obs_platform_remove (path);
    }
  return TRUE;
}

gboolean
obs_publish_edition (const char *edition, const char *site_dir, GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *editions = g_build_filename (site_dir, "editions", NULL);
  g_autofree char *lock_path = g_build_filename (site_dir, ".lock", NULL);
  g_autoptr (ObsLock) lock = NULL;
  g_autofree char *origin = NULL;
  g_autoptr (ObsIndexEntry) entry = describe (edition, &origin, cancellable, error);

  if (entry == NULL)
    return FALSE;
  if (g_mkdir_with_parents (editions, 0755) != 0)
    {
      obs_platform_set_error (errno, editions, error);
      return FALSE;
    }
  lock = obs_platform_lock (lock_path, error);
  return lock != NULL
         && publish_locked (edition, site_dir, origin, g_steal_pointer (&entry), cancellable,
                            error);
}
