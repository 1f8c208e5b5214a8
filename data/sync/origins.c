/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/origins.h"

#include "data/error.h"
#include "data/json-write.h"
#include "data/sync/address.h"
#include "data/sync/digest.h"
#include "data/sync/home-private.h"
#include "data/sync/names.h"
#include "data/sync/platform.h"
#include "data/sync/strict-json.h"
#include "data/sync/transport.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define ORIGIN_FORMAT 2
#define MAX_MIRRORS 8

void
obs_origin_free (ObsOrigin *origin)
{
  g_free (origin->id);
  g_free (origin->root_sha256);
  g_free (origin->url);
  g_strfreev (origin->mirrors);
  g_free (origin->series);
  g_free (origin->title);
  g_free (origin->etag);
  g_free (origin);
}

ObsOrigin *
obs_origin_new (const char *url, const char *root_sha256)
{
  ObsOrigin *origin = g_new0 (ObsOrigin, 1);

  origin->url = g_strdup (url);
  origin->root_sha256 = g_strdup (root_sha256);
  origin->id = g_strndup (root_sha256, 16);
  origin->mirrors = g_new0 (char *, 1);
  origin->series = g_strdup ("");
  origin->title = g_strdup ("");
  return origin;
}

char *
obs_origin_path (const char *home_dir, const char *id, const char *name)
{
  return g_build_filename (home_dir, "origins", id, name, NULL);
}

/* Addresses only; what is none is left out. */
static char **
read_mirrors (JsonObject *object)
{
  JsonArray *array = obs_strict_json_list (object, "mirrors");
  GPtrArray *mirrors = g_ptr_array_new ();

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_MIRRORS); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      char *address = json_node_get_value_type (element) == G_TYPE_STRING
                          ? obs_address_parse (json_node_get_string (element), NULL)
                          : NULL;

      if (address != NULL)
        g_ptr_array_add (mirrors, address);
    }
  g_ptr_array_add (mirrors, NULL);
  return (char **) g_ptr_array_free (mirrors, FALSE);
}

/* "url" and "root_sha256" are what an origin is; a file without either is none. */
static ObsOrigin *
read_note (const char *path, JsonNode **root)
{
  g_autofree char *text = NULL;
  g_autofree char *url = NULL;
  const char *sha256;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  *root = obs_strict_json_parse (text, length, NULL);
  if (*root == NULL)
    return NULL;
  if (obs_strict_json_string (json_node_get_object (*root), "url") != NULL)
    url = obs_address_parse (obs_strict_json_string (json_node_get_object (*root), "url"), NULL);
  sha256 = obs_strict_json_string (json_node_get_object (*root), "root_sha256");
  return url != NULL && obs_digest_is_hex (sha256) ? obs_origin_new (url, sha256) : NULL;
}

static void
read_text (JsonObject *object, const char *name, char **text)
{
  const char *found = obs_strict_json_string (object, name);

  if (found != NULL)
    {
      g_free (*text);
      *text = g_strdup (found);
    }
}

static ObsOrigin *
load (const char *home_dir, const char *id)
{
  g_autofree char *path = obs_origin_path (home_dir, id, "origin.json");
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (ObsOrigin) origin = read_note (path, &root);
  JsonObject *object;

  if (origin == NULL || strcmp (origin->id, id) != 0)
    return NULL;
  object = json_node_get_object (root);
  if (obs_strict_json_int (object, "format") != ORIGIN_FORMAT)
    return NULL;
  g_strfreev (origin->mirrors);
  origin->mirrors = read_mirrors (object);
  read_text (object, "series", &origin->series);
  read_text (object, "title", &origin->title);
  read_text (object, "etag", &origin->etag);
  if (origin->etag != NULL && !obs_transport_is_etag (origin->etag))
    g_clear_pointer (&origin->etag, g_free);
  origin->edition = MAX (obs_strict_json_int (object, "edition"), 0);
  origin->checked = MAX (obs_strict_json_int (object, "checked"), 0);
  origin->offline = MAX (obs_strict_json_int (object, "offline"), 0);
  origin->clock = MAX (obs_strict_json_int (object, "clock"), 0);
  return g_steal_pointer (&origin);
}

GPtrArray *
obs_origins_shipped (void)
{
  const char *own = g_getenv ("OBSERVATORY_ORIGINS");
  const char *folder = own != NULL && *own != '\0' ? own : PKGDATADIR "/origins";
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_origin_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, (GCompareFunc) (gpointer) g_strcmp0);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autoptr (JsonNode) root = NULL;
      ObsOrigin *origin = read_note (path, &root);

      if (origin == NULL)
        continue;
      origin->shipped = TRUE;
      g_ptr_array_add (list, origin);
    }
  return list;
}

static gboolean
is_shipped (const GPtrArray *shipped, const char *root_sha256)
{
  for (guint i = 0; i < shipped->len; i++)
    if (strcmp (((const ObsOrigin *) shipped->pdata[i])->root_sha256, root_sha256) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): the id in HOME/origin, or NULL */
static char *
read_used (const char *home_dir)
{
  g_autofree char *path = g_build_filename (home_dir, "origin", NULL);
  char *id = NULL;

  if (!g_file_get_contents (path, &id, NULL, NULL))
    return NULL;
  g_strchomp (id);
  if (!obs_name_is_origin (id))
    g_clear_pointer (&id, g_free);
  return id;
}

static int
compare_origins (gconstpointer a, gconstpointer b)
{
  const ObsOrigin *one = *(const ObsOrigin *const *) a;
  const ObsOrigin *two = *(const ObsOrigin *const *) b;

  if (one->used != two->used)
    return one->used ? -1 : 1;
  return strcmp (one->url, two->url);
}

GPtrArray *
obs_origins_list (const char *home_dir, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_origin_free);
  g_autoptr (GPtrArray) shipped = obs_origins_shipped ();
  g_autofree char *path = g_build_filename (home_dir, "origins", NULL);
  g_autofree char *used = read_used (home_dir);
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!obs_platform_is_trusted (home_dir, &local) || !obs_platform_is_trusted (path, &local))
    {
      if (local == NULL)
        return g_steal_pointer (&list);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      ObsOrigin *origin = obs_name_is_origin (name) ? load (home_dir, name) : NULL;

      if (origin == NULL)
        continue;
      origin->used = g_strcmp0 (origin->id, used) == 0;
      origin->shipped = is_shipped (shipped, origin->root_sha256);
      g_ptr_array_add (list, origin);
    }
  g_ptr_array_sort (list, compare_origins);
  return g_steal_pointer (&list);
}

ObsOrigin *
obs_origins_find (const char *home_dir, const char *address_or_id)
{
  g_autoptr (GPtrArray) list = obs_origins_list (home_dir, NULL);
  g_autofree char *address = obs_address_parse (address_or_id, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const ObsOrigin *origin = list->pdata[i];

      if (strcmp (origin->id, address_or_id) == 0 || g_strcmp0 (origin->url, address) == 0
          || (address != NULL && g_strv_contains ((const char *const *) origin->mirrors, address)))
        return g_ptr_array_steal_index (list, i);
    }
  return NULL;
}

static char *
note_text (const ObsOrigin *origin)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  obs_json_write_number (builder, "format", ORIGIN_FORMAT);
  obs_json_write_text (builder, "url", origin->url);
  obs_json_write_text (builder, "root_sha256", origin->root_sha256);
  obs_json_write_list (builder, "mirrors");
  for (guint i = 0; origin->mirrors[i] != NULL; i++)
    json_builder_add_string_value (builder, origin->mirrors[i]);
  json_builder_end_array (builder);
  obs_json_write_text (builder, "series", origin->series);
  obs_json_write_text (builder, "title", origin->title);
  if (origin->etag != NULL)
    obs_json_write_text (builder, "etag", origin->etag);
  obs_json_write_number (builder, "edition", origin->edition);
  obs_json_write_number (builder, "checked", origin->checked);
  if (origin->offline > 0)
    obs_json_write_number (builder, "offline", origin->offline);
  obs_json_write_number (builder, "clock", origin->clock);
  return obs_json_write_end (builder, TRUE);
}

gboolean
obs_origins_save (const char *home_dir, const ObsOrigin *origin, GError **error)
{
  g_autofree char *path = obs_origin_path (home_dir, origin->id, "origin.json");
  g_autofree char *staging = obs_origin_path (home_dir, origin->id, "staging");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = note_text (origin);
  g_autofree char *old = NULL;

  if (g_file_get_contents (path, &old, NULL, NULL) && strcmp (old, text) == 0)
    return TRUE;
  return obs_platform_make_private (folder, error) && obs_platform_make_private (staging, error)
         && obs_platform_replace_text (path, text, 0600, error);
}

ObsOrigin *
obs_origins_get_used (const char *home_dir)
{
  g_autoptr (GPtrArray) list = obs_origins_list (home_dir, NULL);
  g_autoptr (GPtrArray) shipped = NULL;

  if (list != NULL && list->len > 0
      && (list->len == 1 || ((const ObsOrigin *) list->pdata[0])->used))
    return g_ptr_array_steal_index (list, 0);
  shipped = obs_origins_shipped ();
  return shipped->len > 0 ? g_ptr_array_steal_index (shipped, 0) : NULL;
}

static ObsOrigin *
find_known (const char *home_dir, const char *address_or_id, GError **error)
{
  ObsOrigin *origin = obs_origins_find (home_dir, address_or_id);

  if (origin == NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                 _ ("“%s” is not among the origins that this computer knows."), address_or_id);
  return origin;
}

gboolean
obs_origins_use (const char *home_dir, const char *address_or_id, GError **error)
{
  g_autoptr (ObsOrigin) origin = find_known (home_dir, address_or_id, error);
  g_autoptr (ObsLock) lock = origin != NULL ? obs_home_lock (home_dir, error) : NULL;
  g_autofree char *path = g_build_filename (home_dir, "origin", NULL);
  g_autofree char *line = NULL;

  if (lock == NULL)
    return FALSE;
  line = g_strconcat (origin->id, "\n", NULL);
  return obs_platform_replace_text (path, line, 0600, error);
}

gboolean
obs_origins_remove (const char *home_dir, const char *address_or_id, GError **error)
{
  g_autoptr (ObsOrigin) origin = find_known (home_dir, address_or_id, error);
  g_autoptr (ObsLock) lock = origin != NULL ? obs_home_lock (home_dir, error) : NULL;
  g_autofree char *path = g_build_filename (home_dir, "origin", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *gone = NULL;

  if (lock == NULL)
    return FALSE;
  folder = obs_origin_path (home_dir, origin->id, NULL);
  gone = obs_home_staging (home_dir, origin->id);
  /* Out of the list in one step, then away. */
  obs_platform_remove (gone);
  if (!obs_platform_rename (folder, gone, error))
    return FALSE;
  obs_platform_remove (gone);
  if (origin->used)
    g_unlink (path);
  return TRUE;
}
