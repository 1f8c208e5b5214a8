/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/origin.h"

#include "data/sync/index.h"
#include "data/sync/platform.h"
#include "data/sync/strict-json.h"
#include "data/sync/transport.h"

#include <string.h>

#define ORIGIN_FORMAT 1

void
obs_origin_free (ObsOrigin *origin)
{
  g_free (origin->url);
  g_free (origin->id);
  g_free (origin->etag);
  g_free (origin->index);
  g_free (origin);
}

static ObsOrigin *
load (const char *home_dir)
{
  g_autofree char *path = g_build_filename (home_dir, "origin.json", NULL);
  g_autoptr (ObsOrigin) origin = g_new0 (ObsOrigin, 1);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  JsonObject *object;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  root = obs_strict_json_parse (text, length, NULL);
  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  origin->url = g_strdup (obs_strict_json_string (object, "url"));
  origin->id = g_strdup (obs_strict_json_string (object, "origin"));
  origin->etag = g_strdup (obs_strict_json_string (object, "etag"));
  origin->index = g_strdup (obs_strict_json_string (object, "index"));
  if (obs_strict_json_int (object, "format") != ORIGIN_FORMAT || origin->url == NULL
      || !obs_index_is_origin (origin->id) || origin->index == NULL)
    return NULL;
  if (!obs_transport_is_etag (origin->etag))
    g_clear_pointer (&origin->etag, g_free);
  return g_steal_pointer (&origin);
}

ObsOrigin *
obs_origin_load (const char *home_dir, const char *url)
{
  g_autoptr (ObsOrigin) origin = load (home_dir);

  return origin != NULL && strcmp (origin->url, url) == 0 ? g_steal_pointer (&origin) : NULL;
}

char *
obs_origin_url (const char *home_dir)
{
  g_autoptr (ObsOrigin) origin = load (home_dir);

  return origin == NULL ? NULL : g_strdup (origin->url);
}

gboolean
obs_origin_save (const char *home_dir, const ObsOrigin *origin, GError **error)
{
  g_autofree char *path = g_build_filename (home_dir, "origin.json", NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_int_value (builder, ORIGIN_FORMAT);
  json_builder_set_member_name (builder, "url");
  json_builder_add_string_value (builder, origin->url);
  json_builder_set_member_name (builder, "origin");
  json_builder_add_string_value (builder, origin->id);
  if (origin->etag != NULL)
    {
      json_builder_set_member_name (builder, "etag");
      json_builder_add_string_value (builder, origin->etag);
    }
  json_builder_set_member_name (builder, "index");
  json_builder_add_string_value (builder, origin->index);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return obs_platform_replace_text (path, text, 0600, error);
}
