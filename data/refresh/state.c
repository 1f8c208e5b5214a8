/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/refresh/state.h"

#include "data/error.h"
#include "data/refresh/state-private.h"
#include "data/sync/digest.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define KEPT_REFUSED 5

void
obs_raw_file_free (ObsRawFile *file)
{
  g_free (file->name);
  g_free (file->sha256);
  g_free (file->url);
  g_free (file->feed);
  g_free (file);
}

ObsRawFile *
obs_raw_file_copy (const ObsRawFile *file)
{
  ObsRawFile *copy = g_new0 (ObsRawFile, 1);

  copy->name = g_strdup (file->name);
  copy->sha256 = g_strdup (file->sha256);
  copy->url = g_strdup (file->url);
  copy->feed = g_strdup (file->feed);
  copy->length = file->length;
  return copy;
}

ObsVersion *
obs_version_new (void)
{
  ObsVersion *version = g_new0 (ObsVersion, 1);

  version->files = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_raw_file_free);
  return version;
}

void
obs_version_free (ObsVersion *version)
{
  g_free (version->released);
  g_free (version->retrieved);
  g_ptr_array_unref (version->files);
  g_free (version);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
obs_version_hash (const ObsVersion *version)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();

  for (guint i = 0; i < version->files->len; i++)
    {
      const ObsRawFile *file = g_ptr_array_index (version->files, i);

      g_ptr_array_add (lines, g_strdup_printf ("%s %s\n", file->sha256, file->name));
    }
  g_ptr_array_sort (lines, compare_texts);
  for (guint i = 0; i < lines->len; i++)
    obs_digest_add (digest, g_ptr_array_index (lines, i), strlen (g_ptr_array_index (lines, i)));
  return obs_digest_finish (digest);
}

const ObsRawFile *
obs_version_file (const ObsVersion *version, const char *name)
{
  for (guint i = 0; version != NULL && i < version->files->len; i++)
    {
      const ObsRawFile *file = g_ptr_array_index (version->files, i);

      if (strcmp (file->name, name) == 0)
        return file;
    }
  return NULL;
}

ObsVersion *
obs_source_current (const ObsSourceRecord *source)
{
  return source->versions->len > 0 ? g_ptr_array_index (source->versions, 0) : NULL;
}

static void
seen_free (gpointer data)
{
  ObsSeen *seen = data;

  g_free (seen->name);
  g_free (seen->url);
  g_free (seen->etag);
  g_free (seen->modified);
  g_free (seen);
}

void
obs_source_saw (ObsSourceRecord *source, const char *name, const char *url, const char *etag,
                const char *modified)
{
  ObsSeen *seen = g_new0 (ObsSeen, 1);

  seen->name = g_strdup (name);
  seen->url = g_strdup (url);
  seen->etag = g_strdup (etag);
  seen->modified = g_strdup (modified);
  g_hash_table_replace (source->seen, seen->name, seen);
}

static void
record_free (gpointer data)
{
  ObsSourceRecord *source = data;

  g_free (source->id);
  g_free (source->first_asked);
  g_free (source->asked);
  g_free (source->succeeded);
  g_free (source->changed);
  g_free (source->error);
  g_free (source->refused);
  g_free (source->refused_inputs);
  g_free (source->refused_files);
  g_hash_table_unref (source->keys);
  g_hash_table_unref (source->seen);
  g_ptr_array_unref (source->versions);
  g_free (source);
}

ObsSourceRecord *
obs_state_source (ObsState *state, const char *id)
{
  ObsSourceRecord *source;
  guint at = 0;

  for (; at < state->sources->len; at++)
    {
      int order;

      source = g_ptr_array_index (state->sources, at);
      order = strcmp (source->id, id);
      if (order == 0)
        return source;
      if (order > 0)
        break;
    }
  source = g_new0 (ObsSourceRecord, 1);
  source->id = g_strdup (id);
  source->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  source->seen = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, seen_free);
  source->versions = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_version_free);
  g_ptr_array_insert (state->sources, (int) at, source);
  return source;
}

ObsState *
obs_state_open (const char *folder, GError **error)
{
  g_autoptr (ObsState) state = g_new0 (ObsState, 1);
  g_autoptr (GError) local = NULL;
  g_autofree char *lock = NULL;
  g_autofree char *shown = g_filename_display_name (folder);

  state->folder = g_canonicalize_filename (folder, NULL);
  state->sources = g_ptr_array_new_with_free_func (record_free);
  if (!obs_platform_make_private (state->folder, error))
    return NULL;
  lock = g_build_filename (state->folder, "lock", NULL);
  state->lock = obs_platform_lock (lock, &local);
  if (g_error_matches (local, OBS_ERROR, OBS_ERROR_BUSY))
    g_set_error (error, OBS_ERROR, OBS_ERROR_BUSY,
                 _ ("Another refresh is at work in “%s”. Wait for it to finish, then try again."),
                 shown);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  if (state->lock == NULL || !obs_state_read (state, error))
    return NULL;
  return g_steal_pointer (&state);
}

void
obs_state_close (ObsState *state)
{
  g_clear_pointer (&state->lock, obs_platform_unlock);
  g_ptr_array_unref (state->sources);
  g_free (state->folder);
  g_free (state->inputs);
  g_free (state->edition_sha256);
  g_free (state);
}

char *
obs_state_path (const ObsState *state, const ObsRawFile *file)
{
  return g_build_filename (state->folder, "raw", file->sha256, file->name, NULL);
}

char *
obs_state_partial (const ObsState *state, const char *id)
{
  return g_build_filename (state->folder, "partial", id, NULL);
}

char *
obs_state_keep (ObsState *state, const char *path, const char *name, GError **error)
{
  g_autofree char *hash = obs_digest_file (path, NULL, NULL, NULL, NULL, error);
  g_autofree char *raw = g_build_filename (state->folder, "raw", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *kept = NULL;

  if (hash == NULL)
    return NULL;
  folder = g_build_filename (raw, hash, NULL);
  kept = g_build_filename (folder, name, NULL);
  if (g_file_test (kept, G_FILE_TEST_EXISTS))
    {
      g_autofree char *there = obs_digest_file (kept, NULL, NULL, NULL, NULL, NULL);

      /* A name of bytes that it does not hold is damage; the good file takes its place. */
      if (g_strcmp0 (there, hash) == 0)
        {
          obs_platform_remove (path);
          return g_steal_pointer (&hash);
        }
    }
  if (!obs_platform_make_private (folder, error) || !obs_platform_rename (path, kept, error)
      || !obs_platform_make_read_only (kept, error) || !obs_platform_sync_folder (folder, error)
      || !obs_platform_sync_folder (raw, error))
    return NULL;
  return g_steal_pointer (&hash);
}

static void
write_reason (const char *path, const char *why)
{
  g_autofree char *beside = g_strconcat (path, ".txt", NULL);
  g_autofree char *text = g_strconcat (why, "\n", NULL);

  obs_platform_replace_text (beside, text, 0600, NULL);
}

void
obs_state_refuse (ObsState *state, const char *id, const char *path, const char *name,
                  const char *day, const char *why)
{
  g_autofree char *folder = g_build_filename (state->folder, "refused", id, NULL);
  g_autofree char *hash = obs_digest_file (path, NULL, NULL, NULL, NULL, NULL);
  g_autofree char *own = g_strdup_printf ("%s-%.12s-%s", day, hash != NULL ? hash : "", name);
  g_autofree char *aside = g_build_filename (folder, own, NULL);

  if (obs_platform_make_private (folder, NULL) && obs_platform_rename (path, aside, NULL))
    write_reason (aside, why);
  else
    obs_platform_remove (path);
}

static gboolean
is_used (const ObsState *state, const ObsRawFile *wanted)
{
  for (guint i = 0; i < state->sources->len; i++)
    {
      const ObsSourceRecord *source = g_ptr_array_index (state->sources, i);

      for (guint v = 0; v < source->versions->len; v++)
        {
          const ObsRawFile *file
              = obs_version_file (g_ptr_array_index (source->versions, v), wanted->name);

          if (file != NULL && strcmp (file->sha256, wanted->sha256) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

void
obs_state_drop_newest (ObsState *state, ObsSourceRecord *source, const char *day, const char *why)
{
  g_autoptr (ObsVersion) dropped = g_ptr_array_steal_index (source->versions, 0);

  for (guint i = 0; i < dropped->files->len; i++)
    {
      const ObsRawFile *file = g_ptr_array_index (dropped->files, i);
      g_autofree char *path = obs_state_path (state, file);

      if (!is_used (state, file))
        obs_state_refuse (state, source->id, path, file->name, day, why);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) b, *(const char *const *) a);
}

/* Names begin with the day, so the order of names is that of time. */
static void
prune_refused (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!g_str_has_suffix (name, ".txt"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = KEPT_REFUSED; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      g_autofree char *reason = g_strconcat (path, ".txt", NULL);

      obs_platform_remove (path);
      obs_platform_remove (reason);
    }
}

/* Takes away what no version names. */
static void
sweep_raw (ObsState *state)
{
  g_autofree char *raw = g_build_filename (state->folder, "raw", NULL);
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GDir) dir = g_dir_open (raw, 0, NULL);
  const char *name;

  for (guint i = 0; i < state->sources->len; i++)
    {
      const ObsSourceRecord *source = g_ptr_array_index (state->sources, i);

      for (guint v = 0; v < source->versions->len; v++)
        {
          const ObsVersion *version = g_ptr_array_index (source->versions, v);

          for (guint f = 0; f < version->files->len; f++)
            g_hash_table_add (used, ((ObsRawFile *) g_ptr_array_index (version->files, f))->sha256);
        }
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!g_hash_table_contains (used, name))
      {
        g_autofree char *path = g_build_filename (raw, name, NULL);

        obs_platform_remove (path);
      }
}

void
obs_state_prune (ObsState *state, guint versions)
{
  for (guint i = 0; i < state->sources->len; i++)
    {
      ObsSourceRecord *source = g_ptr_array_index (state->sources, i);
      g_autofree char *refused = g_build_filename (state->folder, "refused", source->id, NULL);

      if (source->versions->len > MAX (versions, 1))
        g_ptr_array_set_size (source->versions, (int) MAX (versions, 1));
      prune_refused (refused);
    }
  sweep_raw (state);
}
