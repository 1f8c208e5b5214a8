/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/layer-private.h"

#include <string.h>

/* From what publishers write about an occupation to its route, and to a sector of the plan. */

char *
obs_layer_way_key (const char *kind, const char *text)
{
  g_autofree char *small = g_utf8_casefold (text, -1);

  return g_strconcat (kind, "\1", small, NULL);
}

const ObsLayerRoute *
obs_layer_find_route (const ObsLayer *layer, const char *code)
{
  for (guint i = 0; i < layer->routes->len; i++)
    {
      const ObsLayerRoute *route = g_ptr_array_index (layer->routes, i);

      if (g_str_equal (route->code, code))
        return route;
    }
  return NULL;
}

const char *
obs_layer_split (const ObsLayer *layer, const char *area, const char *route)
{
  g_autofree char *code = g_strconcat (area, ".", route, NULL);
  const ObsLayerConcept *split = obs_layer_find (layer, code);

  return split != NULL ? split->code : NULL;
}

static const ObsLayerWay *
find_way (const ObsLayer *layer, const char *kind, const char *text)
{
  g_autofree char *key = obs_layer_way_key (kind, text);

  return g_hash_table_lookup (layer->ways, key);
}

/* "5.2 Building and construction" is known by its number. */
static const ObsLayerWay *
find_subject (const ObsLayer *layer, const char *text)
{
  gsize length = strspn (text, "0123456789.");
  g_autofree char *number = g_strndup (text, length);

  if (length == 0 || (text[length] != ' ' && text[length] != '\0'))
    return NULL;
  return find_way (layer, "subject", number);
}

static const ObsLayerWay *
find_text (const ObsLayer *layer, const char *text)
{
  const ObsLayerWay *way = find_way (layer, "route", text);

  if (way == NULL)
    way = find_way (layer, "category", text);
  return way != NULL ? way : find_subject (layer, text);
}

/* By the longest beginning of the code that is known. */
static const ObsLayerWay *
find_occupation (const ObsLayer *layer, const char *soc, const char *edition)
{
  g_autofree char *kind = g_strconcat ("soc", edition, NULL);
  gsize length = strspn (soc, "0123456789");

  for (; length > 0; length--)
    {
      g_autofree char *start = g_strndup (soc, length);
      const ObsLayerWay *way = find_way (layer, kind, start);

      if (way != NULL)
        return way;
    }
  return NULL;
}

static const char *
sector_of (const ObsLayer *layer, const ObsLayerWay *way)
{
  const ObsLayerRoute *route = obs_layer_find_route (layer, way->route);
  const char *sector = *way->sector != '\0' || route == NULL ? way->sector : route->sector;

  return *sector != '\0' ? sector : NULL;
}

/* The ways of all parts of a text. (transfer container) */
static GPtrArray *
find_parts (const ObsLayer *layer, const char *text)
{
  GPtrArray *ways = g_ptr_array_new ();
  g_auto (GStrv) parts = g_strsplit_set (text, ";|", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      const ObsLayerWay *way = find_text (layer, g_strstrip (parts[i]));

      if (way != NULL)
        g_ptr_array_add (ways, (gpointer) way);
    }
  return ways;
}

/* The way that decides; NULL where the parts differ and the occupation does not help. */
static const ObsLayerWay *
decide (const GPtrArray *ways, const ObsLayerWay *occupation)
{
  const ObsLayerWay *only = NULL;
  gboolean several = FALSE;

  for (guint i = 0; i < ways->len; i++)
    {
      const ObsLayerWay *way = g_ptr_array_index (ways, i);

      if (*way->route == '\0')
        continue;
      several = several || (only != NULL && !g_str_equal (only->route, way->route));
      only = way;
    }
  if (only != NULL && !several)
    return only;
  return occupation != NULL && *occupation->route != '\0' ? occupation : NULL;
}

/* Without a route: the sector that all parts and the occupation agree on. */
static const char *
common_sector (const ObsLayer *layer, const GPtrArray *ways, const ObsLayerWay *occupation)
{
  const char *sector = NULL;

  if (occupation != NULL && sector_of (layer, occupation) != NULL)
    return sector_of (layer, occupation);
  for (guint i = 0; i < ways->len; i++)
    {
      const char *own = sector_of (layer, g_ptr_array_index (ways, i));

      if (own == NULL || (sector != NULL && !g_str_equal (sector, own)))
        return NULL;
      sector = own;
    }
  return sector;
}

const char *
obs_layer_route (const ObsLayer *layer, const char *text, const char *soc, const char *soc_edition,
                 const char **sector)
{
  g_autoptr (GPtrArray) ways = find_parts (layer, text);
  const ObsLayerWay *occupation = find_occupation (layer, soc, soc_edition);
  const ObsLayerWay *way = decide (ways, occupation);

  if (sector != NULL)
    *sector = way != NULL ? sector_of (layer, way) : common_sector (layer, ways, occupation);
  return way != NULL ? way->route : NULL;
}
