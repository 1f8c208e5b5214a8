/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/error.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zstd.h>

/* What was published last, read from the folder itself: it is the one thing that is never lost
 * while anybody can still read it. */

void
obs_site_free (ObsSite *site)
{
  g_free (site->dir);
  g_clear_pointer (&site->roles, obs_json_free);
  g_clear_pointer (&site->index, obs_json_free);
  g_clear_pointer (&site->packs, g_ptr_array_unref);
  g_free (site);
}

const ObsJson *
obs_site_role (const ObsSite *site, const char *role)
{
  return obs_json_member (site->roles, role);
}

const char *
obs_site_text (const ObsSite *site, const char *name)
{
  const char *text
      = site->index != NULL ? obs_json_string (obs_json_member (site->index, name)) : NULL;

  return text != NULL ? text : "";
}

static gboolean
set_damaged (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("“%s” is missing or is not what was published. Put the folder back from a copy, "
                  "or publish into a new one; nothing was changed."),
               shown);
  return FALSE;
}

/* What is missing is damage; what cannot be read is said with the system's reason. */
static GBytes *
read_bytes (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  GBytes *bytes = obs_platform_read (path, OBS_CHUNK_MOST, &local);

  if (bytes != NULL)
    return bytes;
  if (g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_FOUND))
    set_damaged (path, error);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static ObsJson *
parse (GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  return obs_json_read (data, length, NULL);
}

/* Whether @bytes are what an entry {"length": …, "hashes": {"sha256": …}} says. */
static gboolean
fits (GBytes *bytes, const ObsJson *entry)
{
  g_autofree char *sha256 = obs_sign_sha256 (bytes);
  gint64 length = -1;

  obs_json_integer (obs_json_member (entry, "length"), &length);
  return length == (gint64) g_bytes_get_size (bytes)
         && g_strcmp0 (
                obs_json_string (obs_json_member (obs_json_member (entry, "hashes"), "sha256")),
                sha256)
                == 0;
}

/* Reads N.ROLE.json as @by (the timestamp or snapshot, whole) names it. */
static gboolean
read_role (ObsSite *site, const ObsJson *by, const char *role, GError **error)
{
  g_autofree char *file = g_strconcat (role, ".json", NULL);
  const ObsJson *entry
      = obs_json_member (obs_json_member (obs_json_member (by, "signed"), "meta"), file);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  ObsJson *json;
  gint64 version = 0;

  obs_json_integer (obs_json_member (entry, "version"), &version);
  name = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", version, file);
  path = obs_site_metadata_path (site->dir, name);
  bytes = read_bytes (path, error);
  if (bytes == NULL)
    return FALSE;
  json = fits (bytes, entry) ? parse (bytes) : NULL;
  if (json == NULL)
    return set_damaged (path, error);
  obs_json_set (site->roles, role, json);
  return TRUE;
}

/* All roles that the snapshot names; bins of segments too. */
static gboolean
read_roles (ObsSite *site, GError **error)
{
  const ObsJson *meta;

  if (!read_role (site, obs_site_role (site, "timestamp"), "snapshot", error))
    return FALSE;
  meta = obs_json_member (obs_json_member (obs_site_role (site, "snapshot"), "signed"), "meta");
  for (guint i = 0; i < obs_json_length (meta); i++)
    {
      const char *file = obs_json_name (meta, i);
      g_autofree char *role = g_strndup (file, strlen (file) - MIN (5, strlen (file)));

      if (!read_role (site, obs_site_role (site, "snapshot"), role, error))
        return FALSE;
    }
  return obs_site_role (site, "targets") != NULL || set_damaged (site->dir, error);
}

ObsJson *
obs_site_unpack_json (GBytes *packed, GError **error)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (packed, &length);
  unsigned long long plain = ZSTD_getFrameContentSize (data, length);
  g_autoptr (GBytes) bytes = NULL;

  if (plain <= OBS_JSON_MOST) /* what zstd says for "unknown" and "no frame" is larger */
    bytes = obs_chunk_unpack (packed, (gsize) plain, NULL);
  if (bytes == NULL)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                           _ ("The index of what was published cannot be read. Put the folder back "
                              "from a copy, or publish into a new one; nothing was changed."));
      return NULL;
    }
  return obs_json_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

static const ObsJson *
target_entry (const ObsJson *role, const char *path)
{
  return obs_json_member (obs_json_member (obs_json_member (role, "signed"), "targets"), path);
}

GBytes *
obs_site_target (const ObsSite *site, const ObsJson *role, const char *path, GError **error)
{
  const ObsJson *entry = target_entry (role, path);
  const char *sha256
      = obs_json_string (obs_json_member (obs_json_member (entry, "hashes"), "sha256"));
  g_autofree char *file = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (sha256 == NULL)
    {
      set_damaged (path, error);
      return NULL;
    }
  file = obs_site_path (site->dir, path, sha256);
  bytes = read_bytes (file, error);
  if (bytes == NULL)
    return NULL;
  if (!fits (bytes, entry))
    {
      set_damaged (file, error);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

static gboolean
read_pack (const ObsJson *from, const ObsJson *role, ObsSitePack *pack)
{
  const ObsJson *entry;
  gint64 length = 0, plain = 0, segments = 0;

  pack->file.path = g_strdup (obs_json_string (obs_json_member (from, "path")));
  pack->from_state = g_strdup (obs_json_string (obs_json_member (from, "from_state")));
  pack->to_state = g_strdup (obs_json_string (obs_json_member (from, "to_state")));
  entry = pack->file.path != NULL ? target_entry (role, pack->file.path) : NULL;
  pack->file.sha256
      = g_strdup (obs_json_string (obs_json_member (obs_json_member (entry, "hashes"), "sha256")));
  pack->kind
      = g_strdup (obs_json_string (obs_json_member (obs_json_member (entry, "custom"), "kind")));
  pack->date
      = g_strdup (obs_json_string (obs_json_member (obs_json_member (entry, "custom"), "date")));
  if (!obs_json_integer (obs_json_member (from, "length"), &length)
      || !obs_json_integer (obs_json_member (from, "plain"), &plain)
      || !obs_json_integer (obs_json_member (from, "from"), &pack->from)
      || !obs_json_integer (obs_json_member (from, "to"), &pack->to))
    return FALSE;
  if (obs_json_integer (obs_json_member (from, "segments"), &segments) && segments > 0)
    pack->segments = (guint64) segments;
  pack->file.length = (guint64) length;
  pack->file.plain = (guint64) plain;
  return pack->from_state != NULL && pack->to_state != NULL && pack->file.sha256 != NULL
         && pack->kind != NULL && pack->date != NULL;
}

gboolean
obs_site_read_packs (const ObsJson *list, const ObsJson *role, GPtrArray *packs)
{
  const ObsJson *from = obs_json_member (list, "packs");

  for (guint i = 0; i < obs_json_length (from); i++)
    {
      ObsSitePack *pack = g_new0 (ObsSitePack, 1);

      g_ptr_array_add (packs, pack);
      if (!read_pack (obs_json_element (from, i), role, pack))
        return FALSE;
    }
  return TRUE;
}

/* By the edition that they lead to, the shortest first: wherever they are listed. */
static int
compare_packs (gconstpointer a, gconstpointer b)
{
  const ObsSitePack *one = *(ObsSitePack *const *) a, *two = *(ObsSitePack *const *) b;

  if (one->to != two->to)
    return one->to < two->to ? -1 : 1;
  return one->from == two->from ? 0 : one->from > two->from ? -1 : 1;
}

static gboolean
read_index (ObsSite *site, GError **error)
{
  const ObsJson *targets = obs_site_role (site, "targets");
  g_autoptr (GBytes) packed = obs_site_target (site, targets, OBS_SITE_INDEX, error);
  g_autoptr (GBytes) old = NULL;
  g_autoptr (ObsJson) list = NULL;
  const char *path;

  site->index = packed != NULL ? obs_site_unpack_json (packed, error) : NULL;
  if (site->index == NULL)
    return FALSE;
  path = obs_json_string (obs_json_member (obs_json_member (site->index, "old_packs"), "path"));
  if (path != NULL)
    {
      old = obs_site_target (site, targets, path, error);
      list = old != NULL ? obs_site_unpack_json (old, error) : NULL;
      if (list == NULL)
        return FALSE;
    }
  if (!obs_json_integer (obs_json_member (site->index, "edition"), &site->edition)
      || (list != NULL && !obs_site_read_packs (list, obs_site_role (site, "packs"), site->packs))
      || !obs_site_read_packs (site->index, targets, site->packs))
    return set_damaged (site->dir, error);
  g_ptr_array_sort (site->packs, compare_packs);
  return TRUE;
}

static gint64
newest_root (const char *dir)
{
  for (gint64 version = 1;; version++)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", version);
      g_autofree char *path = obs_site_metadata_path (dir, name);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return version - 1;
    }
}

ObsSite *
obs_site_read (const char *dir, GError **error)
{
  g_autoptr (ObsSite) site = g_new0 (ObsSite, 1);
  g_autofree char *path = obs_site_metadata_path (dir, "timestamp.json");
  g_autofree char *old = g_build_filename (dir, "index.json", NULL);
  g_autoptr (GBytes) bytes = NULL;
  ObsJson *timestamp;

  site->dir = g_strdup (dir);
  site->roles = obs_json_new_object ();
  site->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_site_pack_free);
  site->old_form = g_file_test (old, G_FILE_TEST_EXISTS);
  site->root = newest_root (dir);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&site);
  bytes = read_bytes (path, error);
  if (bytes == NULL)
    return NULL;
  timestamp = parse (bytes);
  if (timestamp == NULL
      || !obs_json_integer (obs_json_member (obs_json_member (timestamp, "signed"), "version"),
                            &site->timestamp))
    {
      obs_json_free (timestamp);
      set_damaged (path, error);
      return NULL;
    }
  obs_json_set (site->roles, "timestamp", timestamp);
  if (!read_roles (site, error) || !read_index (site, error))
    return NULL;
  return g_steal_pointer (&site);
}
