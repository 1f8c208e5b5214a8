/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/refresh/state-private.h"

#include "data/error.h"
#include "data/json-write.h"
#include "data/sync/digest.h"
#include "data/sync/strict-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FORMAT 1
#define MAX_DEPTH 12

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text != NULL)
    obs_json_write_text (builder, name, text);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/* (transfer container) */
static GList *
sorted_keys (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), compare_keys);
}

static void
add_version (JsonBuilder *builder, const ObsVersion *version)
{
  json_builder_begin_object (builder);
  add_text (builder, "released", version->released);
  add_text (builder, "retrieved", version->retrieved);
  obs_json_write_list (builder, "files");
  for (guint i = 0; i < version->files->len; i++)
    {
      const ObsRawFile *file = g_ptr_array_index (version->files, i);

      json_builder_begin_object (builder);
      add_text (builder, "name", file->name);
      add_text (builder, "sha256", file->sha256);
      add_text (builder, "url", file->url);
      add_text (builder, "descriptor", file->feed);
      obs_json_write_number (builder, "length", (gint64) file->length);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_tables (JsonBuilder *builder, const ObsSourceRecord *source)
{
  g_autoptr (GList) keys = sorted_keys (source->keys);
  g_autoptr (GList) seen = sorted_keys (source->seen);

  obs_json_write_list (builder, "releases");
  for (GList *l = keys; l != NULL; l = l->next)
    {
      json_builder_begin_object (builder);
      add_text (builder, "descriptor", l->data);
      add_text (builder, "release", g_hash_table_lookup (source->keys, l->data));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  obs_json_write_list (builder, "seen");
  for (GList *l = seen; l != NULL; l = l->next)
    {
      const ObsSeen *one = g_hash_table_lookup (source->seen, l->data);

      json_builder_begin_object (builder);
      add_text (builder, "name", one->name);
      add_text (builder, "url", one->url);
      add_text (builder, "etag", one->etag);
      add_text (builder, "modified", one->modified);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_source (JsonBuilder *builder, const ObsSourceRecord *source)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", source->id);
  add_text (builder, "first_asked", source->first_asked);
  add_text (builder, "asked", source->asked);
  add_text (builder, "succeeded", source->succeeded);
  add_text (builder, "changed", source->changed);
  add_text (builder, "error", source->error);
  add_text (builder, "refused", source->refused);
  add_text (builder, "refused_inputs", source->refused_inputs);
  add_text (builder, "refused_files", source->refused_files);
  obs_json_write_flag (builder, "pending", source->pending);
  add_tables (builder, source);
  obs_json_write_list (builder, "versions");
  for (guint i = 0; i < source->versions->len; i++)
    add_version (builder, g_ptr_array_index (source->versions, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

gboolean
obs_state_save (ObsState *state, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *path = g_build_filename (state->folder, "state.json", NULL);
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  obs_json_write_number (builder, "format", FORMAT);
  add_text (builder, "inputs", state->inputs);
  add_text (builder, "edition_sha256", state->edition_sha256);
  obs_json_write_list (builder, "sources");
  for (guint i = 0; i < state->sources->len; i++)
    add_source (builder, g_ptr_array_index (state->sources, i));
  json_builder_end_array (builder);
  json = obs_json_write_end (builder, TRUE);
  text = g_strconcat (json, "\n", NULL);
  return obs_platform_replace_text (path, text, 0600, error);
}

static guint
list_length (JsonArray *list)
{
  return list != NULL ? json_array_get_length (list) : 0;
}

/* Names become parts of paths. */
static gboolean
is_plain_name (const char *name)
{
  return name != NULL && *name != '\0' && *name != '.' && strpbrk (name, "/\\:") == NULL;
}

static ObsVersion *
read_version (JsonObject *object)
{
  g_autoptr (ObsVersion) version = obs_version_new ();
  JsonArray *files = obs_strict_json_list (object, "files");

  version->released = g_strdup (obs_strict_json_string (object, "released"));
  version->retrieved = g_strdup (obs_strict_json_string (object, "retrieved"));
  for (guint i = 0; i < list_length (files); i++)
    {
      JsonObject *one = obs_strict_json_element (files, i);
      const char *name = one != NULL ? obs_strict_json_string (one, "name") : NULL;
      const char *sha256 = one != NULL ? obs_strict_json_string (one, "sha256") : NULL;
      ObsRawFile *file;

      if (!is_plain_name (name) || sha256 == NULL || !obs_digest_is_hex (sha256))
        return NULL;
      file = g_new0 (ObsRawFile, 1);
      file->name = g_strdup (name);
      file->sha256 = g_strdup (sha256);
      file->url = g_strdup (obs_strict_json_string (one, "url"));
      file->feed = g_strdup (obs_strict_json_string (one, "descriptor"));
      file->length = (guint64) MAX (obs_strict_json_int (one, "length"), 0);
      g_ptr_array_add (version->files, file);
    }
  return version->files->len > 0 && version->retrieved != NULL ? g_steal_pointer (&version) : NULL;
}

static void
read_tables (ObsSourceRecord *source, JsonObject *object)
{
  JsonArray *releases = obs_strict_json_list (object, "releases");
  JsonArray *seen = obs_strict_json_list (object, "seen");

  for (guint i = 0; i < list_length (releases); i++)
    {
      JsonObject *one = obs_strict_json_element (releases, i);
      const char *name = one != NULL ? obs_strict_json_string (one, "descriptor") : NULL;

      if (name != NULL)
        g_hash_table_replace (source->keys, g_strdup (name),
                              g_strdup (obs_strict_json_string (one, "release")));
    }
  for (guint i = 0; i < list_length (seen); i++)
    {
      JsonObject *one = obs_strict_json_element (seen, i);
      const char *name = one != NULL ? obs_strict_json_string (one, "name") : NULL;

      if (name != NULL)
        obs_source_saw (source, name, obs_strict_json_string (one, "url"),
                        obs_strict_json_string (one, "etag"),
                        obs_strict_json_string (one, "modified"));
    }
}

static gboolean
read_source (ObsState *state, JsonObject *object)
{
  const char *id = object != NULL ? obs_strict_json_string (object, "id") : NULL;
  ObsSourceRecord *source;
  JsonArray *versions;

  if (!is_plain_name (id))
    return FALSE;
  source = obs_state_source (state, id);
  source->first_asked = g_strdup (obs_strict_json_string (object, "first_asked"));
  source->asked = g_strdup (obs_strict_json_string (object, "asked"));
  source->succeeded = g_strdup (obs_strict_json_string (object, "succeeded"));
  source->changed = g_strdup (obs_strict_json_string (object, "changed"));
  source->error = g_strdup (obs_strict_json_string (object, "error"));
  source->refused = g_strdup (obs_strict_json_string (object, "refused"));
  source->refused_inputs = g_strdup (obs_strict_json_string (object, "refused_inputs"));
  source->refused_files = g_strdup (obs_strict_json_string (object, "refused_files"));
  source->pending = json_object_get_boolean_member_with_default (object, "pending", FALSE);
  read_tables (source, object);
  versions = obs_strict_json_list (object, "versions");
  for (guint i = 0; i < list_length (versions); i++)
    {
      JsonObject *one = obs_strict_json_element (versions, i);
      ObsVersion *version = one != NULL ? read_version (one) : NULL;

      if (version == NULL)
        return FALSE;
      g_ptr_array_add (source->versions, version);
    }
  return TRUE;
}

gboolean
obs_state_read (ObsState *state, GError **error)
{
  g_autofree char *path = g_build_filename (state->folder, "state.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = NULL;
  JsonArray *sources;
  gboolean good;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local))
    {
      if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_FAILED, local->message);
      return FALSE;
    }
  root = obs_strict_json_parse_deep (text, length, MAX_DEPTH, NULL);
  good = root != NULL;
  if (good)
    {
      object = json_node_get_object (root);
      good = obs_strict_json_int (object, "format") == FORMAT;
    }
  sources = good ? obs_strict_json_list (object, "sources") : NULL;
  for (guint i = 0; good && i < list_length (sources); i++)
    good = read_source (state, obs_strict_json_element (sources, i));
  if (!good)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("“%s” is damaged or of another program. Rename it; then all sources are "
                      "fetched anew, and the files that were kept stay until that is done."),
                   path);
      return FALSE;
    }
  state->inputs = g_strdup (obs_strict_json_string (object, "inputs"));
  state->edition_sha256 = g_strdup (obs_strict_json_string (object, "edition_sha256"));
  return TRUE;
}
