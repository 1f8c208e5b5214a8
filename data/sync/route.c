/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/route.h"

#include <string.h>

/* About what a segment takes in the list of segments, and in the metadata that vouches for it. */
#define LISTED 80
#define VOUCHED 180

void
obs_route_free (ObsRoute *route)
{
  g_clear_pointer (&route->packs, g_ptr_array_unref);
  g_free (route);
}

/* A state on the way. */
typedef struct
{
  const char *state;
  guint64 cost;
  guint files;
  const ObsOfferPack *by; /* the pack that leads here; NULL: the start */
  gboolean done;
} Node;

static guint64
pack_cost (const ObsOfferPack *pack)
{
  return pack->file.length + OBS_ROUTE_REQUEST;
}

static Node *
node_of (GHashTable *nodes, const char *state)
{
  Node *node = g_hash_table_lookup (nodes, state);

  if (node == NULL)
    {
      node = g_new0 (Node, 1);
      node->state = state;
      node->cost = G_MAXUINT64;
      g_hash_table_insert (nodes, (gpointer) state, node);
    }
  return node;
}

static gboolean
is_better (guint64 cost, guint files, const Node *than)
{
  return cost < than->cost || (cost == than->cost && files < than->files);
}

/* There are some thousand packs at most, so the nearest node is looked for by going through all. */
static Node *
nearest (GHashTable *nodes)
{
  GHashTableIter iter;
  gpointer value;
  Node *best = NULL;

  g_hash_table_iter_init (&iter, nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Node *node = value;

      if (!node->done && node->cost != G_MAXUINT64
          && (best == NULL || is_better (node->cost, node->files, best)))
        best = node;
    }
  return best;
}

static ObsRoute *
walk_back (GHashTable *nodes, const Node *node)
{
  ObsRoute *route = g_new0 (ObsRoute, 1);

  route->kind = OBS_ROUTE_PACKS;
  route->packs = g_ptr_array_new ();
  route->cost = node->cost;
  for (; node->by != NULL; node = g_hash_table_lookup (nodes, node->by->from_state))
    {
      g_ptr_array_insert (route->packs, 0, (gpointer) node->by);
      route->files++;
      route->length += node->by->file.length;
    }
  return route;
}

ObsRoute *
obs_route_chain (const GPtrArray *packs, const char *from, const char *to)
{
  g_autoptr (GHashTable) nodes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GHashTable) leaving
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  Node *node = node_of (nodes, from);

  for (guint i = 0; i < packs->len; i++)
    {
      const ObsOfferPack *pack = packs->pdata[i];
      GPtrArray *list = g_hash_table_lookup (leaving, pack->from_state);

      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (leaving, pack->from_state, list);
        }
      g_ptr_array_add (list, (gpointer) pack);
    }
  node->cost = 0;
  while ((node = nearest (nodes)) != NULL && strcmp (node->state, to) != 0)
    {
      const GPtrArray *list = g_hash_table_lookup (leaving, node->state);

      node->done = TRUE;
      for (guint i = 0; list != NULL && i < list->len; i++)
        {
          const ObsOfferPack *pack = list->pdata[i];
          Node *next = node_of (nodes, pack->to_state);
          guint64 cost = node->cost + pack_cost (pack);

          if (!next->done && is_better (cost, node->files + 1, next))
            {
              next->cost = cost;
              next->files = node->files + 1;
              next->by = pack;
            }
        }
    }
  return node == NULL ? NULL : walk_back (nodes, node);
}

static guint64
count_segments (const ObsOffer *offer)
{
  return MAX (offer->list.plain / LISTED, 1);
}

/* The list of segments, and the metadata that vouches for them. */
static guint64
listing (const ObsOffer *offer)
{
  return offer->list.length + count_segments (offer) * VOUCHED + 2 * OBS_ROUTE_REQUEST;
}

ObsRoute *
obs_route_segments (const ObsOffer *offer, const ObsSegmentList *list, const ObsManifest *held)
{
  g_autoptr (GHashTable) files
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  ObsRoute *route = g_new0 (ObsRoute, 1);

  route->kind = held != NULL ? OBS_ROUTE_CHANGED : OBS_ROUTE_ALL;
  for (guint t = 0; t < list->manifest->tables->len; t++)
    {
      const ObsManifestTable *wanted = list->manifest->tables->pdata[t];
      const ObsManifestTable *have = held == NULL ? NULL : obs_manifest_table (held, wanted->name);
      const GArray *of_table = list->files->pdata[t];

      /* One that holds the same as a whole needs no look at its segments. */
      if (have != NULL && memcmp (have->sha256, wanted->sha256, sizeof wanted->sha256) == 0)
        continue;
      for (guint i = 0; i < wanted->segments->len; i++)
        {
          const ObsSegmentFile *file = &g_array_index (of_table, ObsSegmentFile, i);

          if (obs_manifest_holds (held, wanted, i)
              || !g_hash_table_add (files, g_bytes_new (file->file, sizeof file->file)))
            continue;
          route->files++;
          route->length += file->length;
        }
    }
  route->cost = route->length + (guint64) route->files * OBS_ROUTE_REQUEST + listing (offer);
  return route;
}

static gboolean
is_same (const ObsOfferTable *table, const ObsManifestTable *have)
{
  if (have == NULL || have->rows != table->rows)
    return FALSE;
  for (guint k = 0; k < sizeof have->sha256; k++)
    if (have->sha256[k]
        != (g_ascii_xdigit_value (table->sha256[2 * k]) << 4
            | g_ascii_xdigit_value (table->sha256[2 * k + 1])))
      return FALSE;
  return TRUE;
}

gboolean
obs_route_worth_listing (const ObsOffer *offer, const ObsManifest *held, const ObsRoute *chain)
{
  guint64 average = offer->segments_length / count_segments (offer);
  guint64 by_packs = 0, by_tables = 0;

  if (held == NULL)
    return TRUE;
  for (guint i = 0; i < chain->packs->len; i++)
    by_packs = MAX (by_packs, ((ObsOfferPack *) chain->packs->pdata[i])->segments);
  for (guint i = 0; i < offer->tables->len; i++)
    {
      const ObsOfferTable *table = offer->tables->pdata[i];

      if (!is_same (table, obs_manifest_table (held, table->name)))
        by_tables += average / 4 + OBS_ROUTE_REQUEST;
    }
  return listing (offer) + MAX (by_packs, by_tables) < chain->cost;
}
