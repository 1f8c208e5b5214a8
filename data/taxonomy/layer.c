/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/layer-private.h"

#include "data/error.h"
#include "data/ingest/csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *const obs_layer_files[] = { "layer.ini",  "areas.csv", "routes.csv", "route-texts.csv",
                                        "splits.csv", "seeds.csv", "links.csv",  NULL };

static void
concept_free (gpointer data)
{
  ObsLayerConcept *concept = data;

  g_free (concept->code);
  g_free (concept->label);
  g_free (concept->definition);
  g_free (concept->term);
  g_free (concept->importance);
  g_free (concept->broader);
  g_ptr_array_unref (concept->seeds);
  g_free (concept);
}

static void
link_free (gpointer data)
{
  ObsLayerLink *link = data;

  g_free (link->area);
  g_free (link->relation);
  g_free (link->target);
  g_free (link);
}

static void
route_free (gpointer data)
{
  ObsLayerRoute *route = data;

  g_free (route->code);
  g_free (route->label);
  g_free (route->sector);
  g_free (route);
}

void
obs_layer_free (ObsLayer *layer)
{
  g_hash_table_unref (layer->by_code);
  g_hash_table_unref (layer->ways);
  g_hash_table_unref (layer->about);
  g_hash_table_unref (layer->hashes);
  g_ptr_array_unref (layer->concepts);
  g_ptr_array_unref (layer->links);
  g_ptr_array_unref (layer->routes);
  g_string_chunk_free (layer->strings);
  g_free (layer);
}

const GPtrArray *
obs_layer_concepts (const ObsLayer *layer)
{
  return layer->concepts;
}

const ObsLayerConcept *
obs_layer_find (const ObsLayer *layer, const char *code)
{
  return g_hash_table_lookup (layer->by_code, code);
}

const GPtrArray *
obs_layer_links (const ObsLayer *layer)
{
  return layer->links;
}

const GPtrArray *
obs_layer_routes (const ObsLayer *layer)
{
  return layer->routes;
}

const char *
obs_layer_about (const ObsLayer *layer, const char *key)
{
  return g_hash_table_lookup (layer->about, key);
}

const char *
obs_layer_hash (const ObsLayer *layer, const char *file)
{
  return g_hash_table_lookup (layer->hashes, file);
}

/* A sentence about a cell. Returns FALSE. */
static gboolean G_GNUC_PRINTF (5, 6)
    refuse (const ObsCsv *csv, guint row, const char *column, GError **error, const char *rule, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, rule);
  what = g_strdup_vprintf (rule, args);
  va_end (args);
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, line %u, column %s: %s"),
               obs_csv_name (csv), obs_csv_line (csv, row), column, what);
  return FALSE;
}

static ObsLayerConcept *
add_concept (ObsLayer *layer, const char *code, const char *kind, const char *label,
             const char *definition, const char *broader)
{
  ObsLayerConcept *concept = g_new0 (ObsLayerConcept, 1);

  concept->code = g_strdup (code);
  concept->kind = kind;
  concept->ksb = code[0];
  concept->label = g_strdup (label);
  concept->definition = g_strdup (definition);
  concept->term = g_strdup ("");
  concept->importance = g_strdup ("");
  concept->broader = g_strdup (broader);
  concept->seeds = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (layer->concepts, concept);
  g_hash_table_insert (layer->by_code, concept->code, concept);
  return concept;
}

/* What must be in layer.ini: the version, and what the register says about the layer. */
static gboolean
read_ini (ObsLayer *layer, const char *path, GError **error)
{
  static const char *const needed[]
      = { "version", "title", "publisher", "licence", "attribution", NULL };
  static const char *const facets[] = { "K", "S", "B" };
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) keys = NULL;
  g_autoptr (GError) own = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &own))
    {
      g_set_error (error, OBS_ERROR,
                   own->domain == G_FILE_ERROR ? OBS_ERROR_NOT_FOUND : OBS_ERROR_INPUT,
                   _ ("layer.ini cannot be read: %s."), own->message);
      return FALSE;
    }
  keys = g_key_file_get_keys (file, "layer", NULL, NULL);
  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    g_hash_table_insert (layer->about, g_strdup (keys[i]),
                         g_key_file_get_string (file, "layer", keys[i], NULL));
  for (gsize i = 0; needed[i] != NULL; i++)
    {
      const char *value = obs_layer_about (layer, needed[i]);

      if (value == NULL || *value == '\0')
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("layer.ini: “%s” is missing. Give it a value."), needed[i]);
          return FALSE;
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (facets); i++)
    {
      g_autofree char *label = g_key_file_get_string (file, facets[i], "label", NULL);
      g_autofree char *words = g_key_file_get_string (file, facets[i], "description", NULL);

      if (label == NULL || *label == '\0')
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("layer.ini: the group [%s] with its label is missing. Add it."),
                       facets[i]);
          return FALSE;
        }
      add_concept (layer, facets[i], "facet", label, words != NULL ? words : "", "");
    }
  return TRUE;
}

static gboolean
read_areas (ObsLayer *layer, const ObsCsv *csv, GError **error)
{
  if (!obs_csv_require (csv, error, "code", "label", "definition", "term", "importance_2022", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *code = obs_csv_get_named (csv, row, "code");
      char facet[] = { code[0], '\0' };
      ObsLayerConcept *area;

      if (!g_regex_match_simple ("^[KSB][0-9]{2}$", code, G_REGEX_DOLLAR_ENDONLY, 0))
        return refuse (csv, row, "code", error,
                       _ ("“%s” is not a code. Write K, S or B and two digits."), code);
      if (obs_layer_find (layer, code) != NULL)
        return refuse (csv, row, "code", error,
                       _ ("the area “%s” stands above already. Keep one of the rows."), code);
      if (*obs_csv_get_named (csv, row, "label") == '\0')
        return refuse (csv, row, "label", error, _ ("the field is empty. Fill it in."));
      area = add_concept (layer, code, "area", obs_csv_get_named (csv, row, "label"),
                          obs_csv_get_named (csv, row, "definition"), facet);
      g_free (area->term);
      area->term = g_strdup (obs_csv_get_named (csv, row, "term"));
      g_free (area->importance);
      area->importance = g_strdup (obs_csv_get_named (csv, row, "importance_2022"));
    }
  return TRUE;
}

static void
add_way (ObsLayer *layer, const char *kind, const char *text, const char *route, const char *sector)
{
  ObsLayerWay *way = g_new (ObsLayerWay, 1);

  way->route = g_string_chunk_insert_const (layer->strings, route);
  way->sector = g_string_chunk_insert_const (layer->strings, sector);
  g_hash_table_insert (layer->ways, obs_layer_way_key (kind, text), way);
}

/* A route is found by its label. */
static gboolean
read_routes (ObsLayer *layer, const ObsCsv *csv, GError **error)
{
  if (!obs_csv_require (csv, error, "code", "label", "sector", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *code = obs_csv_get_named (csv, row, "code");
      const char *label = obs_csv_get_named (csv, row, "label");
      ObsLayerRoute *route;

      if (!g_regex_match_simple ("^[a-z][a-z0-9-]*$", code, G_REGEX_DOLLAR_ENDONLY, 0))
        return refuse (csv, row, "code", error,
                       _ ("“%s” is not a code. Write small letters, digits and hyphens."), code);
      if (obs_layer_find_route (layer, code) != NULL)
        return refuse (csv, row, "code", error,
                       _ ("the route “%s” stands above already. Keep one of the rows."), code);
      route = g_new0 (ObsLayerRoute, 1);
      route->code = g_strdup (code);
      route->label = g_strdup (label);
      route->sector = g_strdup (obs_csv_get_named (csv, row, "sector"));
      g_ptr_array_add (layer->routes, route);
      add_way (layer, "route", label, code, "");
    }
  return TRUE;
}

static gboolean
read_route_texts (ObsLayer *layer, const ObsCsv *csv, GError **error)
{
  static const char *const kinds[] = { "route", "category", "subject", "soc2010", "soc2020", NULL };

  if (!obs_csv_require (csv, error, "kind", "text", "route", "sector", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *kind = obs_csv_get_named (csv, row, "kind");
      const char *text = obs_csv_get_named (csv, row, "text");
      const char *route = obs_csv_get_named (csv, row, "route");
      g_autofree char *key = obs_layer_way_key (kind, text);

      if (!g_strv_contains (kinds, kind))
        return refuse (csv, row, "kind", error,
                       _ ("“%s” is not known here. Use route, category, subject, soc2010 or "
                          "soc2020."),
                       kind);
      if (*text == '\0' || g_hash_table_contains (layer->ways, key))
        return refuse (csv, row, "text", error,
                       _ ("“%s” is empty or stands above already. Keep one of the rows."), text);
      if (*route != '\0' && obs_layer_find_route (layer, route) == NULL)
        return refuse (csv, row, "route", error,
                       _ ("“%s” is not a route of routes.csv. Correct it, or add it there."),
                       route);
      add_way (layer, kind, text, route, obs_csv_get_named (csv, row, "sector"));
    }
  return TRUE;
}

static gboolean
read_splits (ObsLayer *layer, const ObsCsv *csv, GError **error)
{
  if (!obs_csv_require (csv, error, "area", "route", "label", "definition", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *area = obs_csv_get_named (csv, row, "area");
      const char *route = obs_csv_get_named (csv, row, "route");
      const ObsLayerConcept *whole = obs_layer_find (layer, area);
      g_autofree char *code = g_strconcat (area, ".", route, NULL);

      if (whole == NULL || !g_str_equal (whole->kind, "area"))
        return refuse (csv, row, "area", error,
                       _ ("“%s” is not an area of areas.csv. Correct it, or add it there."), area);
      if (obs_layer_find_route (layer, route) == NULL)
        return refuse (csv, row, "route", error,
                       _ ("“%s” is not a route of routes.csv. Correct it, or add it there."),
                       route);
      if (obs_layer_find (layer, code) != NULL)
        return refuse (csv, row, "route", error,
                       _ ("the split “%s” stands above already. Keep one of the rows."), code);
      if (*obs_csv_get_named (csv, row, "label") == '\0')
        return refuse (csv, row, "label", error, _ ("the field is empty. Fill it in."));
      add_concept (layer, code, "split", obs_csv_get_named (csv, row, "label"),
                   obs_csv_get_named (csv, row, "definition"), area);
    }
  return TRUE;
}

/* A word points to one area of a facet: it would decide nothing where it pointed to two. */
static gboolean
read_seeds (ObsLayer *layer, const ObsCsv *csv, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!obs_csv_require (csv, error, "area", "seed", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *code = obs_csv_get_named (csv, row, "area");
      const char *seed = obs_csv_get_named (csv, row, "seed");
      const ObsLayerConcept *area = obs_layer_find (layer, code);
      char facet[] = { code[0], '\0' };
      const char *first;
      char *key;

      if (area == NULL || g_str_equal (area->kind, "facet"))
        return refuse (csv, row, "area", error,
                       _ ("“%s” is not an area of areas.csv. Correct it, or add it there."), code);
      if (*seed == '\0' || strchr (seed, '|') != NULL)
        return refuse (csv, row, "seed", error,
                       _ ("“%s” is not a word or a phrase. Write one, without “|”."), seed);
      key = obs_layer_way_key (facet, seed);
      first = g_hash_table_lookup (seen, key);
      if (first != NULL)
        {
          g_free (key);
          return refuse (csv, row, "seed", error,
                         _ ("“%s” points to “%s” already. Keep one of the rows."), seed, first);
        }
      g_hash_table_insert (seen, key, area->code);
      g_ptr_array_add (area->seeds, g_strdup (seed));
    }
  return TRUE;
}

static gboolean
read_links (ObsLayer *layer, const ObsCsv *csv, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!obs_csv_require (csv, error, "area", "relation", "target", NULL))
    return FALSE;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *area = obs_csv_get_named (csv, row, "area");
      const char *relation = obs_csv_get_named (csv, row, "relation");
      const char *target = obs_csv_get_named (csv, row, "target");
      const ObsLayerConcept *known = obs_layer_find (layer, area);
      ObsLayerLink *link;

      if (known == NULL || g_str_equal (known->kind, "facet"))
        return refuse (csv, row, "area", error,
                       _ ("“%s” is neither an area nor a split. Correct it, or add it to "
                          "areas.csv."),
                       area);
      if (!g_str_equal (relation, "close") && !g_str_equal (relation, "related"))
        return refuse (csv, row, "relation", error,
                       _ ("“%s” is not known here. Use “close” or “related”."), relation);
      if (!g_regex_match_simple ("^[a-z][a-z0-9-]*:.", target, 0, 0))
        return refuse (csv, row, "target", error,
                       _ ("“%s” is not a code of another scheme. Write it as in “esco:S1.8”."),
                       target);
      if (!g_hash_table_add (seen, g_strconcat (area, "\1", target, NULL)))
        return refuse (csv, row, "target", error,
                       _ ("“%s” is linked to “%s” above already. Keep one of the rows."), area,
                       target);
      link = g_new (ObsLayerLink, 1);
      link->area = g_strdup (area);
      link->relation = g_strdup (relation);
      link->target = g_strdup (target);
      g_ptr_array_add (layer->links, link);
    }
  return TRUE;
}

typedef gboolean (*ReadFunc) (ObsLayer *layer, const ObsCsv *csv, GError **error);

static gboolean
read_table (ObsLayer *layer, const char *folder, const char *file, ReadFunc read, GError **error)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (ObsCsv) csv = obs_csv_load (path, error);

  if (csv == NULL)
    return FALSE;
  g_hash_table_insert (layer->hashes, g_strdup (file), g_strdup (obs_csv_sha256 (csv)));
  return read (layer, csv, error);
}

/* Facets in their order, each before its areas, each of these before its splits. */
static int
compare_concepts (gconstpointer a, gconstpointer b)
{
  static const char facets[] = "KSB";
  const ObsLayerConcept *first = *(const ObsLayerConcept *const *) a;
  const ObsLayerConcept *second = *(const ObsLayerConcept *const *) b;

  if (first->ksb != second->ksb)
    return (int) (strchr (facets, first->ksb) - strchr (facets, second->ksb));
  return strcmp (first->code, second->code);
}

static char *
shipped_folder (void)
{
  static const char *const places[]
      = { PKGDATADIR "/taxonomy/areas", OBS_SOURCE_ROOT "/data/taxonomy/areas" };

  for (gsize i = 0; i + 1 < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_IS_DIR))
      return g_strdup (places[i]);
  return g_strdup (places[G_N_ELEMENTS (places) - 1]);
}

ObsLayer *
obs_layer_load (const char *folder, GError **error)
{
  static const ReadFunc reads[]
      = { NULL, read_areas, read_routes, read_route_texts, read_splits, read_seeds, read_links };
  g_autoptr (ObsLayer) layer = g_new0 (ObsLayer, 1);
  g_autofree char *place = folder != NULL ? g_strdup (folder) : shipped_folder ();
  g_autofree char *ini = g_build_filename (place, obs_layer_files[0], NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  layer->concepts = g_ptr_array_new_with_free_func (concept_free);
  layer->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  layer->links = g_ptr_array_new_with_free_func (link_free);
  layer->routes = g_ptr_array_new_with_free_func (route_free);
  layer->ways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  layer->about = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  layer->hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  layer->strings = g_string_chunk_new (4096);
  if (!read_ini (layer, ini, error) || !g_file_get_contents (ini, &bytes, &length, error))
    return NULL;
  g_hash_table_insert (
      layer->hashes, g_strdup (obs_layer_files[0]),
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) bytes, length));
  for (gsize i = 1; i < G_N_ELEMENTS (reads); i++)
    if (!read_table (layer, place, obs_layer_files[i], reads[i], error))
      return NULL;
  g_ptr_array_sort (layer->concepts, compare_concepts);
  return g_steal_pointer (&layer);
}
