/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/sync-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Lists and chunk files: what a run fetches once the offer is read, and where it lies until the
 * edition is built. */

static void
tell_file_cb (guint64 done, guint64 total, gpointer user_data)
{
  ObsBringing *self = user_data;

  obs_sync_tell_cb (MIN (self->before + done, self->total), self->total, self->run);
}

static gboolean
set_other_length (ObsSyncRun *run, const char *path, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("What %s offers says two things of “%s”. Tell its publisher. The edition on this "
                  "computer stays in use."),
               obs_bases_host (run->bases), path);
  return FALSE;
}

/* A list, fetched and unpacked. */
static GBytes *
fetch_list (ObsSyncRun *run, const ObsOfferFile *file, gboolean unpacked, GError **error)
{
  const ObsTufTarget *target = obs_sync_target (run, file->path, file->length, error);
  g_autoptr (GBytes) packed = NULL;
  guint64 before = obs_bases_fetched (run->bases);

  if (target == NULL)
    return NULL;
  if (target->length != file->length)
    {
      set_other_length (run, file->path, error);
      return NULL;
    }
  packed = obs_bases_fetch_target (run->bases, target, run->cancellable, error);
  run->result->metadata += obs_bases_fetched (run->bases) - before;
  if (packed == NULL || !unpacked)
    return g_steal_pointer (&packed);
  return obs_chunk_unpack (packed, (gsize) file->plain, error);
}

gboolean
obs_bring_get_list (ObsBringing *self, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *state = NULL;

  if (self->list != NULL)
    return TRUE;
  bytes = fetch_list (self->run, &self->run->offer->list, TRUE, error);
  if (bytes == NULL)
    return FALSE;
  self->list = obs_segment_list_from_bytes (bytes, error);
  if (self->list == NULL)
    return FALSE;
  state = obs_manifest_state (self->list->manifest);
  return strcmp (state, self->run->offer->state) == 0
         || set_other_length (self->run, self->run->offer->list.path, error);
}

gboolean
obs_bring_get_old_packs (ObsBringing *self, GError **error)
{
  ObsOffer *offer = self->run->offer;
  g_autoptr (GBytes) packed = NULL;

  self->has_old_packs = TRUE;
  packed = fetch_list (self->run, &offer->old_packs, FALSE, error);
  return packed != NULL
         && obs_offer_add_old_packs (offer, packed, obs_bases_host (self->run->bases), error);
}

/* Where a chunk file lies when it is whole. */
static char *
chunk_path (ObsBringing *self, const char *sha256)
{
  return g_build_filename (self->staging, sha256, NULL);
}

/* TRUE where a run before left it whole. */
static gboolean
is_here (ObsBringing *self, const char *sha256)
{
  g_autofree char *path = chunk_path (self, sha256);
  g_autofree char *found = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  found = obs_digest_file (path, NULL, NULL, NULL, self->run->cancellable, NULL);
  if (g_strcmp0 (found, sha256) == 0)
    return TRUE;
  if (found != NULL)
    obs_platform_remove (path);
  return FALSE;
}

/* Returns: (transfer full): where the file lies now */
static char *
fetch_chunk (ObsBringing *self, const char *target_path, const char *sha256, guint64 length,
             GError **error)
{
  ObsSyncRun *run = self->run;
  guint64 before = obs_bases_fetched (run->bases);
  const ObsTufTarget *target = obs_sync_target (run, target_path, length, error);
  g_autofree char *path = NULL;
  g_autofree char *part = NULL;

  run->result->metadata += obs_bases_fetched (run->bases) - before;
  if (target == NULL)
    return NULL;
  if (target->length != length || (sha256 != NULL && strcmp (target->sha256, sha256) != 0))
    {
      set_other_length (run, target_path, error);
      return NULL;
    }
  path = chunk_path (self, target->sha256);
  if (!is_here (self, target->sha256))
    {
      part = g_strconcat (path, ".part", NULL);
      if (g_cancellable_set_error_if_cancelled (run->cancellable, error)
          || !obs_bases_fetch_file (run->bases, target, part, tell_file_cb, self, run->cancellable,
                                    error)
          || !obs_platform_rename (part, path, error))
        return NULL;
    }
  self->before += length;
  tell_file_cb (0, 0, self);
  g_hash_table_add (self->needed, g_path_get_basename (path));
  return g_steal_pointer (&path);
}

GPtrArray *
obs_bring_fetch_packs (ObsBringing *self, const ObsRoute *route, GError **error)
{
  g_autoptr (GPtrArray) files
      = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_chunk_file_free);

  for (guint i = 0; i < route->packs->len; i++)
    {
      const ObsOfferPack *pack = route->packs->pdata[i];
      g_autofree char *path = fetch_chunk (self, pack->file.path, NULL, pack->file.length, error);

      if (path == NULL)
        return NULL;
      g_ptr_array_add (files, obs_chunk_file_new (path, pack->file.plain));
    }
  return g_steal_pointer (&files);
}

gboolean
obs_bring_fetch_segments (ObsBringing *self, const ObsManifest *held, GError **error)
{
  for (guint t = 0; t < self->list->manifest->tables->len; t++)
    {
      const ObsManifestTable *wanted = self->list->manifest->tables->pdata[t];
      const GArray *files = self->list->files->pdata[t];

      for (guint i = 0; i < wanted->segments->len; i++)
        {
          const ObsSegmentFile *file = &g_array_index (files, ObsSegmentFile, i);
          g_autofree char *sha256 = obs_assemble_segment_name (file);
          g_autofree char *target = NULL;
          g_autofree char *path = NULL;

          if (obs_manifest_holds (held, wanted, i) || g_hash_table_contains (self->needed, sha256))
            continue;
          target = obs_offer_segment_path (sha256);
          path = fetch_chunk (self, target, sha256, file->length, error);
          if (path == NULL)
            return FALSE;
        }
    }
  return TRUE;
}

/* Staging */

static gboolean
is_chunk_name (const char *name)
{
  g_autofree char *hex = g_strndup (name, 64);

  return obs_digest_is_hex (hex) && (name[64] == '\0' || strcmp (name + 64, ".part") == 0);
}

void
obs_bring_clean (ObsBringing *self, gboolean all)
{
  g_autoptr (GDir) dir = g_dir_open (self->staging, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (all || !is_chunk_name (name))
      {
        g_autofree char *path = g_build_filename (self->staging, name, NULL);

        obs_platform_remove (path);
      }
}

guint64
obs_bring_size_here (ObsBringing *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->staging, 0, NULL);
  const char *name;
  guint64 size = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->staging, name, NULL);
      GStatBuf st;

      if (g_stat (path, &st) == 0)
        size += (guint64) st.st_size;
    }
  return size;
}
