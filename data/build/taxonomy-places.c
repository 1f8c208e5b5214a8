/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/taxonomy-private.h"

#include <string.h>

/* Concepts and groups of other schemes are put under the areas. Our table of links decides where
 * the nearest group above a concept that has a close link has one only; where it has several, or
 * where a link on the way is "related" only, the matcher decides among them; where no link is met
 * it decides alone. */

/* How far up a scheme is looked for links. */
#define MOST_STEPS 16
/* So many areas of the matcher are looked at. */
#define TOP 20

typedef struct
{
  ObsTaxonomy *taxonomy;
  GHashTable *links;   /* code of a concept to a GPtrArray of ObsLayerLink * */
  GHashTable *broader; /* code of a concept to a GPtrArray of codes */
  sqlite3_stmt *insert;
  GPtrArray *open; /* of OpenPlace *: for the matcher */
} Places;

/* A concept that the links do not decide about. */
typedef struct
{
  char *code;
  char *text;
  char ksb;
  GPtrArray *close, *related; /* of ObsLayerLink *: areas that it may belong to */
} OpenPlace;

static void
open_place_free (gpointer data)
{
  OpenPlace *place = data;

  g_free (place->code);
  g_free (place->text);
  g_ptr_array_unref (place->close);
  g_ptr_array_unref (place->related);
  g_free (place);
}

/* Adds to the list of a key. */
static void
add_to (GHashTable *lists, const char *key, gpointer item, GDestroyNotify free_item)
{
  GPtrArray *list = g_hash_table_lookup (lists, key);

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (free_item);
      g_hash_table_insert (lists, g_strdup (key), list);
    }
  g_ptr_array_add (list, item);
}

static GHashTable *
new_lists (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) g_ptr_array_unref);
}

static void
read_links (Places *places)
{
  const GPtrArray *links = obs_layer_links (places->taxonomy->layer);

  for (guint i = 0; i < links->len; i++)
    {
      ObsLayerLink *link = g_ptr_array_index (links, i);

      add_to (places->links, link->target, link, NULL);
    }
}

static sqlite3_stmt *
query (Places *places, const char *sql)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *stmt = obs_db_prepare (places->taxonomy->build->db, sql, &error);

  if (stmt == NULL)
    g_error ("%s: %s", sql, error->message);
  return stmt;
}

static void
read_broader (Places *places)
{
  g_autoptr (sqlite3_stmt) row = query (
      places, "SELECT concept, broader FROM concept_broader WHERE concept IN (SELECT code FROM"
              " concept WHERE scheme <> '" OBS_TAXONOMY_SCHEME "') ORDER BY concept, broader");

  while (obs_db_step (row, NULL, NULL) == 1)
    add_to (places->broader, obs_db_text (row, 0), g_strdup (obs_db_text (row, 1)), g_free);
}

/* The links of the codes of one step, close ones and related ones apart. */
static void
links_of (Places *places, const GPtrArray *codes, GPtrArray *close, GPtrArray *related)
{
  for (guint i = 0; i < codes->len; i++)
    {
      const GPtrArray *own = g_hash_table_lookup (places->links, g_ptr_array_index (codes, i));

      for (guint j = 0; own != NULL && j < own->len; j++)
        {
          ObsLayerLink *link = g_ptr_array_index (own, j);

          g_ptr_array_add (g_str_equal (link->relation, "close") ? close : related, link);
        }
    }
}

/* The codes one step up that have not been met. */
static GPtrArray *
step_up (Places *places, const GPtrArray *codes, GHashTable *met)
{
  GPtrArray *above = g_ptr_array_new ();

  for (guint i = 0; i < codes->len; i++)
    {
      const GPtrArray *own = g_hash_table_lookup (places->broader, g_ptr_array_index (codes, i));

      for (guint j = 0; own != NULL && j < own->len; j++)
        if (g_hash_table_add (met, g_ptr_array_index (own, j)))
          g_ptr_array_add (above, g_ptr_array_index (own, j));
    }
  return above;
}

static gboolean
is_one_area (const GPtrArray *links)
{
  for (guint i = 1; i < links->len; i++)
    if (!g_str_equal (((ObsLayerLink *) g_ptr_array_index (links, i))->area,
                      ((ObsLayerLink *) g_ptr_array_index (links, 0))->area))
      return FALSE;
  return links->len > 0;
}

/* Gathers links from @code upwards, to the first step that has close ones. Returns: whether they
 * decide. */
static gboolean
climb (Places *places, const char *code, GPtrArray *close, GPtrArray *related)
{
  g_autoptr (GHashTable) met = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  guint passed = 0;

  g_hash_table_add (met, (gpointer) code);
  g_ptr_array_add (codes, (gpointer) code);
  for (guint step = 0; step < MOST_STEPS && codes->len > 0; step++)
    {
      GPtrArray *above;

      passed = related->len;
      links_of (places, codes, close, related);
      if (close->len > 0)
        break;
      above = step_up (places, codes, met);
      g_ptr_array_unref (codes);
      codes = above;
    }
  return is_one_area (close) && passed == 0;
}

static void
put (Places *places, const char *code, const char *area, const char *method)
{
  obs_build_insert_texts (places->taxonomy->build, places->insert, code, area, method, NULL);
}

/* A group of several areas stays where its scheme has it; its concepts are told apart. */
static void
place_group (Places *places, const char *code)
{
  const GPtrArray *links = g_hash_table_lookup (places->links, code);
  const ObsLayerLink *only = NULL;

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      const ObsLayerLink *link = g_ptr_array_index (links, i);

      if (!g_str_equal (link->relation, "close"))
        continue;
      if (only != NULL)
        return;
      only = link;
    }
  if (only != NULL)
    put (places, code, only->area, "declared");
}

static void
place_concept (Places *places, sqlite3_stmt *row)
{
  const char *code = obs_db_text (row, 0);
  g_autoptr (GPtrArray) close = g_ptr_array_new ();
  g_autoptr (GPtrArray) related = g_ptr_array_new ();
  OpenPlace *place;

  if (climb (places, code, close, related))
    {
      places->taxonomy->build->report->n_placed_by_links++;
      put (places, code, ((ObsLayerLink *) g_ptr_array_index (close, 0))->area, "declared");
      return;
    }
  place = g_new0 (OpenPlace, 1);
  place->code = g_strdup (code);
  place->text = g_strdup_printf ("%s. %s", obs_db_text (row, 2), obs_db_text (row, 3));
  place->ksb = *obs_db_text (row, 4);
  place->close = g_steal_pointer (&close);
  place->related = g_steal_pointer (&related);
  g_ptr_array_add (places->open, place);
}

/* TRUE where @link leads to the area of a label: to itself or to one of its splits. */
static gboolean
leads_to (const ObsLayerLink *link, const char *area)
{
  gsize length = strlen (area);

  return strncmp (link->area, area, length) == 0
         && (link->area[length] == '\0' || link->area[length] == '.');
}

/* The area among @links that the matcher likes best; NULL where it likes none. */
static const char *
best_among (const Places *places, const GPtrArray *links, const ObsMatchText *text)
{
  for (guint i = 0; i < text->n; i++)
    for (guint j = 0; j < links->len; j++)
      {
        const ObsLayerLink *link = g_ptr_array_index (links, j);

        if (leads_to (link,
                      obs_matcher_id (places->taxonomy->areas.matcher, text->matches[i].label)))
          return link->area;
      }
  return NULL;
}

/* Among the areas of the links; where these are only related, they are a hint that a match which
 * counts overrules. Where there is no link, a match that does not count is none. */
static const char *
choose (const Places *places, const OpenPlace *place, const ObsMatchText *text)
{
  gboolean counts = text->n > 0 && text->matches[0].confidence >= OBS_MATCH_UNSURE;
  const char *free_choice
      = counts ? obs_matcher_id (places->taxonomy->areas.matcher, text->matches[0].label) : NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  const char *area;

  if (place->close->len == 0 && counts
      && best_among (places, place->related, &(ObsMatchText){ .matches = text->matches, .n = 1 })
             == NULL)
    return free_choice;
  g_ptr_array_extend (all, place->close, NULL, NULL);
  g_ptr_array_extend (all, place->related, NULL, NULL);
  area = best_among (places, all, text);
  if (area == NULL && all->len > 0)
    area = ((ObsLayerLink *) g_ptr_array_index (all, 0))->area;
  return area != NULL ? area : free_choice;
}

static void
match_open (Places *places)
{
  ObsTaxonomy *taxonomy = places->taxonomy;
  guint n = places->open->len, n_taken;
  g_autofree ObsMatchText *texts = g_new0 (ObsMatchText, n + 1);
  g_autofree ObsMatch *matches = g_new (ObsMatch, (gsize) n * TOP + 1);

  for (guint i = 0; i < n; i++)
    {
      const OpenPlace *place = g_ptr_array_index (places->open, i);

      texts[i].text = place->text;
      texts[i].ksb = place->close->len + place->related->len > 0 ? 0 : place->ksb;
      texts[i].matches = matches + (gsize) i * TOP;
    }
  if (!obs_taxonomy_rank (taxonomy, &taxonomy->areas, "place", texts, n, TOP, &n_taken))
    return;
  for (guint i = 0; i < n; i++)
    {
      const OpenPlace *place = g_ptr_array_index (places->open, i);
      const char *area = choose (places, place, &texts[i]);

      if (area == NULL)
        {
          taxonomy->build->report->n_not_placed++;
          continue;
        }
      taxonomy->build->report->n_placed_by_matches++;
      put (places, place->code, area, "matched");
    }
}

void
obs_taxonomy_place_concepts (ObsTaxonomy *self)
{
  Places places
      = { self, new_lists (), new_lists (), obs_build_insert (self->build, "concept_broader", 3),
          g_ptr_array_new_with_free_func (open_place_free) };
  g_autoptr (sqlite3_stmt) row
      = query (&places, "SELECT code, kind, label, description, ksb FROM concept WHERE scheme <> "
                        "'" OBS_TAXONOMY_SCHEME "' AND kind IN ('group', 'concept') ORDER BY code");

  read_links (&places);
  read_broader (&places);
  while (obs_db_step (row, NULL, NULL) == 1)
    if (g_str_equal (obs_db_text (row, 1), "group"))
      place_group (&places, obs_db_text (row, 0));
    else
      place_concept (&places, row);
  g_clear_pointer (&row, sqlite3_finalize);
  if (places.open->len > 0)
    match_open (&places);
  g_hash_table_unref (places.links);
  g_hash_table_unref (places.broader);
  sqlite3_finalize (places.insert);
  g_ptr_array_unref (places.open);
}
