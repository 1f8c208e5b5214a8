/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/store.h"

#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* With ".json" and ".new" behind it this stays below what every file system takes. */
#define LONGEST_NAME 200

char *
obs_tuf_store_name (const char *role)
{
  g_autofree char *escaped = g_uri_escape_string (role, NULL, FALSE);
  g_autoptr (EVP_MD_CTX) digest = NULL;
  g_autofree char *hash = NULL;

  if (strlen (escaped) <= LONGEST_NAME)
    return g_strconcat (escaped, ".json", NULL);
  digest = obs_digest_new ();
  obs_digest_add (digest, role, strlen (role));
  hash = obs_digest_finish (digest);
  /* No role's own name gives this: a "%" is always followed by two hex digits there. */
  return g_strconcat ("%sha256-", hash, ".json", NULL);
}

static char *
path_of (const char *folder, const char *role)
{
  g_autofree char *name = obs_tuf_store_name (role);

  return g_build_filename (folder, name, NULL);
}

GBytes *
obs_tuf_store_load (const char *folder, const char *role, gsize most, GError **error)
{
  g_autofree char *path = path_of (folder, role);
  g_autoptr (GError) local = NULL;
  GStatBuf st;

  if (g_stat (path, &st) != 0)
    {
      if (errno != ENOENT)
        obs_platform_set_error (errno, path, error);
      return NULL;
    }
  if (S_ISREG (st.st_mode) && (guint64) st.st_size <= most)
    {
      char *text = NULL;
      gsize length;

      if (g_file_get_contents (path, &text, &length, &local))
        return g_bytes_new_take (text, length);
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED, _ ("“%s” cannot be read: %s."), path,
                   local->message);
      return NULL;
    }
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("“%s” is not a file of signed metadata."),
               path);
  return NULL;
}

static gboolean
write_all (const char *path, GBytes *bytes, GError **error)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  int fd = obs_platform_open (path, FALSE, 0600, error);

  if (fd < 0)
    return FALSE;
  if (!obs_platform_write (fd, path, data, length, error))
    {
      g_close (fd, NULL);
      return FALSE;
    }
  return obs_platform_sync_close (fd, path, error);
}

gboolean
obs_tuf_store_save (const char *folder, const char *role, GBytes *bytes, GError **error)
{
  g_autofree char *path = path_of (folder, role);
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);

  if (!write_all (temporary, bytes, error) || !obs_platform_rename (temporary, path, error))
    {
      obs_platform_remove (temporary);
      return FALSE;
    }
  return obs_platform_sync_folder (folder, error);
}

gboolean
obs_tuf_store_remove (const char *folder, const char *role, GError **error)
{
  g_autofree char *path = path_of (folder, role);

  if (g_unlink (path) == 0)
    return obs_platform_sync_folder (folder, error);
  if (errno == ENOENT)
    return TRUE;
  obs_platform_set_error (errno, path, error);
  return FALSE;
}
