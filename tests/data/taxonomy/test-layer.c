/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/ingest/csv.h"
#include "data/taxonomy/layer.h"
#include "tests/data/edition/fixture.h"
#include "tests/begin.h"

#include <gio/gio.h>
#include <string.h>

/* The layer of areas that comes with the program, and what is said about a damaged one. */

static ObsLayer *
load (const char *folder)
{
  g_autoptr (GError) error = NULL;
  ObsLayer *layer = obs_layer_load (folder, &error);

  g_assert_no_error (error);
  return layer;
}

static char *
shipped (const char *file)
{
  return g_test_build_filename (G_TEST_DIST, "data", "taxonomy", "areas", file, NULL);
}

static guint
count (const ObsLayer *layer, const char *kind, char ksb)
{
  const GPtrArray *concepts = obs_layer_concepts (layer);
  guint n = 0;

  for (guint i = 0; i < concepts->len; i++)
    {
      const ObsLayerConcept *concept = g_ptr_array_index (concepts, i);

      n += g_str_equal (concept->kind, kind) && concept->ksb == ksb;
    }
  return n;
}

static void
test_counts (void)
{
  g_autoptr (ObsLayer) layer = load (NULL);

  g_assert_cmpuint (count (layer, "facet", 'K'), ==, 1);
  g_assert_cmpuint (count (layer, "area", 'K'), ==, 20);
  g_assert_cmpuint (count (layer, "area", 'S'), ==, 24);
  g_assert_cmpuint (count (layer, "area", 'B'), ==, 22);
  g_assert_cmpuint (count (layer, "split", 'K'), ==, 15);
  g_assert_cmpuint (count (layer, "split", 'S'), ==, 15);
  g_assert_cmpuint (obs_layer_routes (layer)->len, ==, 15);
  g_assert_cmpstr (obs_layer_about (layer, "version"), !=, "");
}

/* Each area has words that point to it and says what it means; each split stands under its area. */
static void
test_concepts (void)
{
  g_autoptr (ObsLayer) layer = load (NULL);
  const GPtrArray *concepts = obs_layer_concepts (layer);

  for (guint i = 0; i < concepts->len; i++)
    {
      const ObsLayerConcept *concept = g_ptr_array_index (concepts, i);

      g_test_message ("%s", concept->code);
      g_assert_cmpuint (strlen (concept->definition), >, 10);
      if (!g_str_equal (concept->kind, "facet"))
        g_assert_true (g_str_has_prefix (concept->code, concept->broader));
      if (g_str_equal (concept->kind, "area"))
        {
          g_assert_cmpuint (concept->seeds->len, >=, 10);
          g_assert_cmpuint (concept->seeds->len, <=, 25);
        }
    }
}

/* Terms of the plan are named once each, and those that it asked about have their importance. */
static void
test_terms (void)
{
  g_autoptr (ObsLayer) layer = load (NULL);
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "data", "bundled", "reference", "terms.csv", NULL);
  g_autoptr (ObsCsv) terms = obs_csv_load (path, NULL);
  g_autoptr (GHashTable) areas = g_hash_table_new (g_str_hash, g_str_equal);
  const GPtrArray *concepts = obs_layer_concepts (layer);

  g_assert_nonnull (terms);
  g_assert_true (obs_csv_require (terms, NULL, "code", "in_plan", NULL));
  for (guint i = 0; i < concepts->len; i++)
    {
      ObsLayerConcept *concept = g_ptr_array_index (concepts, i);

      if (*concept->term != '\0')
        g_assert_true (g_hash_table_insert (areas, concept->term, concept));
    }
  for (guint row = 0; row < obs_csv_n_rows (terms); row++)
    {
      const char *code = obs_csv_get_named (terms, row, "code");
      const ObsLayerConcept *area = g_hash_table_lookup (areas, code);

      g_test_message ("%s", code);
      if (area != NULL)
        {
          g_assert_cmpint (area->ksb, ==, code[0]);
          g_hash_table_remove (areas, code);
        }
      if (g_str_equal (obs_csv_get_named (terms, row, "in_plan"), "1"))
        {
          g_assert_nonnull (area);
          g_assert_cmpstr (area->importance, !=, "");
        }
    }
  /* Terms that the plan does not have would be misspelt. */
  g_assert_cmpuint (g_hash_table_size (areas), ==, 0);
}

/* Every sector of the plan has a route, and every route has both splits. */
static void
test_routes (void)
{
  g_autoptr (ObsLayer) layer = load (NULL);
  const GPtrArray *routes = obs_layer_routes (layer);
  g_autoptr (GHashTable) sectors = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "data", "bundled", "reference", "sectors.csv", NULL);
  g_autoptr (ObsCsv) csv = obs_csv_load (path, NULL);

  for (guint i = 0; i < routes->len; i++)
    {
      const ObsLayerRoute *route = g_ptr_array_index (routes, i);
      const char *sector = NULL;

      g_assert_nonnull (obs_layer_split (layer, "K01", route->code));
      g_assert_nonnull (obs_layer_split (layer, "S05", route->code));
      g_assert_null (obs_layer_split (layer, "K02", route->code));
      g_assert_cmpstr (obs_layer_route (layer, route->label, "", "", &sector), ==, route->code);
      g_assert_cmpstr (sector, ==, *route->sector != '\0' ? route->sector : NULL);
      g_hash_table_add (sectors, route->sector);
    }
  g_assert_true (obs_csv_require (csv, NULL, "code", NULL));
  for (guint row = 1; row < obs_csv_n_rows (csv); row++)
    g_assert_true (g_hash_table_remove (sectors, obs_csv_get_named (csv, row, "code")));
  g_assert_true (g_hash_table_remove (sectors, ""));
  g_assert_cmpuint (g_hash_table_size (sectors), ==, 0);
}

static void
test_ways (void)
{
  static const struct
  {
    const char *text, *soc, *edition, *route, *sector;
  } ways[] = {
    { "construction and the BUILT environment", "", "", "construction", NULL },
    { "Manufacturing", "", "", "engineering", "manufacturing" },
    { "5.2 Building and construction", "", "", "construction", NULL },
    { "5.2", "", "", "construction", NULL },
    { "5.21 Something else", "", "", NULL, NULL },
    { "4.3 Transportation operations and maintenance", "", "", "transport", "logistics" },
    /* Two that agree, two that do not, and two of which one says nothing. */
    { "Engineering and maintenance | Manufacturing", "", "", "engineering", "manufacturing" },
    { "Manufacturing; Transport", "", "", NULL, NULL },
    { "Managerial | Transport", "", "", "transport", "logistics" },
    /* The occupation decides where the text does not. */
    { "Manufacturing; Transport", "8211", "2020", "transport", "logistics" },
    { "", "8211", "2010", "transport", "logistics" },
    { "", "9252", "2020", "transport", "logistics" },
    { "", "9252", "2010", "sales", NULL },
    { "", "2136A", "2010", "digital", NULL },
    { "", "1111", "2020", NULL, NULL },
    { "", "8211", "", NULL, NULL },
    { "Healthcare", "8211", "2020", "health", "sport-health" },
    /* A sector without a route. */
    { "Sports and leisure", "", "", NULL, "sport-health" },
    { "8.1 Sport, leisure and recreation", "", "", NULL, "sport-health" },
    { "Sports and leisure | Travel and tourism", "", "", NULL, NULL },
    { "Basket weaving", "", "", NULL, NULL },
    { "", "", "", NULL, NULL },
  };
  g_autoptr (ObsLayer) layer = load (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      const char *sector = "nothing";
      const char *route
          = obs_layer_route (layer, ways[i].text, ways[i].soc, ways[i].edition, &sector);

      g_test_message ("%s, %s", ways[i].text, ways[i].soc);
      g_assert_cmpstr (route, ==, ways[i].route);
      g_assert_cmpstr (sector, ==, ways[i].sector);
    }
}

/* A copy of the layer in a folder of its own. */
static char *
copy_layer (void)
{
  char *folder = g_dir_make_tmp ("layer-XXXXXX", NULL);

  for (gsize i = 0; obs_layer_files[i] != NULL; i++)
    {
      g_autofree char *path = shipped (obs_layer_files[i]);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      fixture_set (folder, obs_layer_files[i], text);
    }
  return folder;
}

static void
test_bad (void)
{
  static const struct
  {
    const char *file, *from, *to, *begin, *word;
  } bad[] = {
    { "layer.ini", "version=1", "version=", "layer.ini: “version”", "Give it a value" },
    { "layer.ini", "[S]", "[T]", "layer.ini: the group [S]", "Add it" },
    { "areas.csv", "\nK02,", "\nK2,", "areas.csv, line 3, column code: “K2”", "two digits" },
    { "areas.csv", "\nK02,", "\nK01,", "areas.csv, line 3, column code: the area “K01”",
      "already" },
    { "areas.csv", "\nK02,Basic literacy,", "\nK02,,", "areas.csv, line 3, column label", "empty" },
    { "areas.csv", "code,label", "code,name", "areas.csv, line 1", "“label”" },
    { "routes.csv", "\ncare,", "\nCare,", "routes.csv, line 4, column code: “Care”",
      "small letters" },
    { "routes.csv", "\ncare,", "\nbusiness,", "routes.csv, line 4, column code: the route",
      "already" },
    { "route-texts.csv", "\ncategory,Healthcare", "\nclass,Healthcare",
      "route-texts.csv, line 24, column kind: “class”", "category" },
    { "route-texts.csv", "\ncategory,Healthcare,health,", "\ncategory,Healthcare,helth,",
      "route-texts.csv, line 24, column route: “helth”", "routes.csv" },
    { "route-texts.csv", "\ncategory,Healthcare,", "\ncategory,MANUFACTURING,",
      "route-texts.csv, line 29, column text: “Manufacturing”", "already" },
    { "splits.csv", "\nK01,care,", "\nK00,care,", "splits.csv, line 4, column area: “K00”",
      "areas.csv" },
    { "splits.csv", "\nK01,care,", "\nK01,caring,", "splits.csv, line 4, column route: “caring”",
      "routes.csv" },
    { "splits.csv", "\nK01,care,", "\nK01,business,", "splits.csv, line 4, column route: the split",
      "already" },
    { "seeds.csv", "\nK02,spelling\n", "\nK02,vocabulary\n",
      "seeds.csv, line 33, column seed: “vocabulary”", "“K02”" },
    { "seeds.csv", "\nK02,spelling\n", "\nK02,spell|ing\n",
      "seeds.csv, line 29, column seed: “spell|ing”", "without" },
    { "seeds.csv", "\nK02,spelling\n", "\nK,spelling\n", "seeds.csv, line 29, column area: “K”",
      "areas.csv" },
    { "links.csv", "\nK02,close,esco:K0021\n", "\nK02,near,esco:K0021\n",
      "links.csv, line 2, column relation: “near”", "related" },
    { "links.csv", "\nK02,close,esco:K0021\n", "\nK02,close,K0021\n",
      "links.csv, line 2, column target: “K0021”", "esco:" },
    { "links.csv", "\nK02,close,esco:K0021\n", "\nK99,close,esco:K0021\n",
      "links.csv, line 2, column area: “K99”", "areas.csv" },
    { "links.csv", "\nK02,close,esco:K0021\n", "\nK03,close,esco:K0021\n",
      "links.csv, line 3, column target: “K03”", "already" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *folder = copy_layer ();
      g_autoptr (GError) error = NULL;

      fixture_change (folder, bad[i].file, bad[i].from, bad[i].to);
      g_assert_null (obs_layer_load (folder, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      if (!g_str_has_prefix (error->message, bad[i].begin)
          || strstr (error->message, bad[i].word) == NULL)
        g_test_fail_printf ("“%s” is not “%s … %s”", error->message, bad[i].begin, bad[i].word);
      fixture_remove (folder);
    }
}

static void
test_missing (void)
{
  for (gsize i = 0; obs_layer_files[i] != NULL; i++)
    {
      g_autofree char *folder = copy_layer ();
      g_autoptr (GError) error = NULL;

      fixture_set (folder, obs_layer_files[i], NULL);
      g_assert_null (obs_layer_load (folder, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, obs_layer_files[i]));
      fixture_remove (folder);
    }
}

/* The codes in the first column of a table of real data; NULL after a skip. */
static GHashTable *
real_codes (const char *first, const char *second)
{
  const char *named = g_getenv ("OBS_SHARED_DATA");
  g_autofree char *place = named != NULL
                               ? g_strdup (named)
                               : g_test_build_filename (G_TEST_DIST, "..", "shared", "data", NULL);
  g_autofree char *path = g_build_filename (place, "ksb", first, second, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GHashTable *codes;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the real data are not here; OBS_SHARED_DATA names their folder");
      return NULL;
    }
  codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 1; lines[i] != NULL; i++)
    g_hash_table_add (codes, g_strndup (lines[i], strcspn (lines[i], "\t")));
  return codes;
}

static void
test_links (gconstpointer data)
{
  const char *const *place = data; /* scheme, folder, file */
  g_autoptr (GHashTable) codes = real_codes (place[1], place[2]);
  g_autoptr (ObsLayer) layer = load (NULL);
  const GPtrArray *links = obs_layer_links (layer);
  guint n = 0;

  for (guint i = 0; codes != NULL && i < links->len; i++)
    {
      const ObsLayerLink *link = g_ptr_array_index (links, i);

      if (!g_str_has_prefix (link->target, place[0]))
        continue;
      n++;
      if (!g_hash_table_contains (codes, link->target + strlen (place[0])))
        g_test_fail_printf ("“%s” is not there", link->target);
    }
  if (codes != NULL)
    g_assert_cmpuint (n, >, 100);
}

int
main (int argc, char *argv[])
{
  static const char *const esco[] = { "esco:", "esco", "groups.tsv" };
  static const char *const onet[] = { "onet:", "onet", "elements.tsv" };

  test_begin (&argc, &argv);
  g_test_add_func ("/taxonomy/layer/counts", test_counts);
  g_test_add_func ("/taxonomy/layer/concepts", test_concepts);
  g_test_add_func ("/taxonomy/layer/terms", test_terms);
  g_test_add_func ("/taxonomy/layer/routes", test_routes);
  g_test_add_func ("/taxonomy/layer/ways", test_ways);
  g_test_add_func ("/taxonomy/layer/bad", test_bad);
  g_test_add_func ("/taxonomy/layer/missing", test_missing);
  g_test_add_data_func ("/taxonomy/layer/links/esco", esco, test_links);
  g_test_add_data_func ("/taxonomy/layer/links/onet", onet, test_links);
  return g_test_run ();
}
