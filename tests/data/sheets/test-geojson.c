/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/error.h"
#include "data/ingest/geojson.h"

#include "package.h"

#include <math.h>
#include <string.h>

#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define FEATURE(properties, type, coordinates)                                                     \
  "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"" type           \
  "\",\"coordinates\":" coordinates "}}"
static ObsGeojson *
parse (const char *text, GError **error)
{
  return obs_geojson_parse ("areas.geojson", text, strlen (text), NULL, error);
}

static void
test_reading (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsGeojson) geo = parse (
      COLLECTION (FEATURE (
          "\"code\":\"E1\",\"long\":-1.50,\"none\":null,\"yes\":true,"
          "\"list\":[1],\"\\u00e9\\ud83d\\ude00\":\"a\\\"b\\n\"",
          "Polygon",
          "[[[0,0],[4,0],[4,4],[0,4],[0,0]],"
          "[[1,1],[2,1],[2,2],[1,2],[1,1]]]") ","
                                              "{\"geometry\":{\"coordinates\":[[[[9,9,5],[10,9,5],["
                                              "10,9,5],[10,10,5],[9,9,5]]],"
                                              "[[[20,20],[20,21],[21,21],[20,20]]]],\"type\":"
                                              "\"MultiPolygon\"},"
                                              "\"properties\":null,\"id\":7,\"type\":\"Feature\"}"),
      &error);
  ObsGeoRing ring;

  g_assert_no_error (error);
  g_assert_cmpuint (obs_geojson_n_features (geo), ==, 2);
  g_assert_cmpuint (obs_geojson_n_vertices (geo), ==, 19);
  g_assert_cmpstr (obs_geojson_property (geo, 0, "code"), ==, "E1");
  g_assert_cmpstr (obs_geojson_property (geo, 0, "long"), ==, "-1.50");
  g_assert_cmpstr (obs_geojson_property (geo, 0, "none"), ==, "");
  g_assert_cmpstr (obs_geojson_property (geo, 0, "yes"), ==, "true");
  g_assert_null (obs_geojson_property (geo, 0, "list"));
  g_assert_cmpstr (obs_geojson_property (geo, 0, "é😀"), ==, "a\"b\n");
  g_assert_null (obs_geojson_property (geo, 1, "code"));

  g_assert_cmpuint (obs_geojson_n_rings (geo, 0), ==, 2);
  ring = obs_geojson_ring (geo, 0, 1);
  g_assert_true (ring.hole);
  g_assert_cmpuint (ring.n_points, ==, 4);
  g_assert_cmpfloat (obs_geo_ring_area (ring.points, ring.n_points), <, 0);
  g_assert_cmpuint (obs_geojson_n_rings (geo, 1), ==, 2);
  ring = obs_geojson_ring (geo, 1, 0);
  g_assert_cmpuint (ring.n_points, ==, 3);
  ring = obs_geojson_ring (geo, 1, 1);
  g_assert_cmpuint (ring.polygon, ==, 1);
  g_assert_cmpfloat (obs_geo_ring_area (ring.points, ring.n_points), >, 0);
  /* The hole and the last ring ran the wrong way round. */
  g_assert_cmpuint (obs_geojson_notices (geo)->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (obs_geojson_notices (geo), 0), "2 rings"));
}

static void
test_faults (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "no proper JSON" },
    { "[]", "no proper JSON" },
    { "{\"type\":\"FeatureCollection\"}", "no FeatureCollection" },
    { "{\"type\":\"Feature\",\"features\":[]}", "no FeatureCollection" },
    { COLLECTION ("") "x", "no proper JSON" },
    { COLLECTION ("") "{", "no proper JSON" },
    { "{\"type\":\"FeatureCollection\",\"type\":\"FeatureCollection\",\"features\":[]}", "twice" },
    { COLLECTION (FEATURE ("", "Point", "[1,2]")), "feature 1): the geometry is neither" },
    { COLLECTION ("{\"type\":\"Feature\",\"geometry\":null}"), "no outline" },
    { COLLECTION (FEATURE ("", "Polygon", "[]")), "do not fit" },
    { COLLECTION (FEATURE ("", "MultiPolygon", "[[[0,0],[1,0],[1,1],[0,0]]]")), "do not fit" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[1,0],[1,1]]]")),
      "feature 1, ring 1: the ring has fewer than four" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[1,0],[1,1],[0,1]]]")), "not closed" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[1,0],[1,0],[0,0]]]")), "encloses nothing" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[181,0],[1,1],[0,0]]]")), "outside the world" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[1,91],[1,1],[0,0]]]")), "outside the world" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[1e999,0],[1,1],[0,0]]]")), "too large" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[01,0],[1,1],[0,0]]]")), "no proper JSON" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[NaN,0],[1,1],[0,0]]]")), "no proper JSON" },
    { COLLECTION (FEATURE ("", "Polygon", "[[[0,0],[1],[1,1],[0,0]]]")), "two numbers" },
    { COLLECTION (FEATURE ("\"a\":\"\\ud83d\"", "Polygon", "[[[0,0],[1,0],[1,1],[0,0]]]")),
      "no proper JSON" },
    { COLLECTION (FEATURE ("\"a\":\"\xff\"", "Polygon", "[[[0,0],[1,0],[1,1],[0,0]]]")),
      "not UTF-8" },
    { "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1", "nested too deeply" },
    { "{\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:3857\"}},"
      "\"type\":\"FeatureCollection\",\"features\":[]}",
      "“EPSG:3857”" },
    { "{\"crs\":{\"type\":\"link\",\"properties\":{\"href\":\"http://localhost\"}},"
      "\"type\":\"FeatureCollection\",\"features\":[]}",
      "not known here" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].text, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, "areas.geojson"));
      if (strstr (error->message, cases[i].words) == NULL)
        g_error ("%u: “%s” lacks “%s”", i, error->message, cases[i].words);
    }
}

/* Cut anywhere, it is no proper file. */
static void
test_truncated (void)
{
  static const char text[]
      = COLLECTION (FEATURE ("\"a\":\"b\"", "Polygon", "[[[0,0],[1,0],[1,1],[0,0]]]"));

  for (gsize length = 0; length < sizeof text - 1; length++)
    {
      g_autoptr (GError) error = NULL;
      /* Exactly as long, so that the sanitizer sees a byte too many. */
      g_autofree char *part = g_memdup2 (text, length);

      g_assert_null (
          obs_geojson_parse ("areas.geojson", part != NULL ? part : "", length, NULL, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
    }
}

static ObsGeojson *
load_shared (const char *name)
{
  g_autofree char *file = g_build_filename ("geo", name, NULL);
  g_autofree char *path = shared_data (file);
  g_autoptr (GError) error = NULL;
  ObsGeojson *geo;

  if (path == NULL)
    return NULL;
  geo = obs_geojson_load (path, NULL, &error);
  g_assert_no_error (error);
  return geo;
}

static void
test_published (void)
{
  static const struct
  {
    const char *name;
    guint features, vertices;
  } files[] = {
    { "leicestershire_rutland_districts_buc.geojson", 9, 357 },
    { "leicestershire_rutland_districts_bgc.geojson", 9, 5467 },
    { "england_lad_2024_buc.geojson", 296, 15164 },
    { "england_lsip_2023_buc.geojson", 38, 7356 },
    { "england_lsip_2023_buc_original_epsg27700.geojson", 38, 7356 },
    { "england_lsip_2025_derived.geojson", 42, 7727 },
    { "england_lep_2021_buc.geojson", 38, 7286 },
    { "england_combined_authorities_buc.geojson", 11, 1728 },
    { "england_country_buc.geojson", 1, 3228 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (ObsGeojson) geo = load_shared (files[i].name);

      if (geo == NULL)
        return;
      g_assert_cmpuint (obs_geojson_n_features (geo), ==, files[i].features);
      g_assert_cmpuint (obs_geojson_n_vertices (geo), ==, files[i].vertices);
    }
}

/* The largest of the differences in longitude and latitude to the nearest point of the feature. */
static double
nearest (const ObsGeojson *geo, guint feature, const ObsGeoPoint *point)
{
  double best = INFINITY;

  for (guint k = 0; k < obs_geojson_n_rings (geo, feature); k++)
    {
      ObsGeoRing ring = obs_geojson_ring (geo, feature, k);

      for (guint p = 0; p < ring.n_points; p++)
        best = MIN (best, MAX (fabs (ring.points[p].lon - point->lon),
                               fabs (ring.points[p].lat - point->lat)));
    }
  return best;
}

/* The rings of the two files stand in another order, and rounding to four decimals made a few
 * neighbours equal. */
static void
test_british_grid (void)
{
  g_autoptr (ObsGeojson) grid = load_shared ("england_lsip_2023_buc_original_epsg27700.geojson");
  g_autoptr (ObsGeojson) world = NULL;
  double worst = 0;

  if (grid == NULL)
    return;
  world = load_shared ("england_lsip_2023_buc.geojson");
  for (guint i = 0; i < obs_geojson_n_features (grid); i++)
    {
      g_assert_cmpuint (obs_geojson_n_rings (grid, i), ==, obs_geojson_n_rings (world, i));
      for (guint k = 0; k < obs_geojson_n_rings (grid, i); k++)
        {
          ObsGeoRing ring = obs_geojson_ring (grid, i, k);

          for (guint p = 0; p < ring.n_points; p++)
            worst = MAX (worst, nearest (world, i, &ring.points[p]));
        }
    }
  g_test_message ("largest difference %.6f degrees", worst);
  g_assert_cmpfloat (worst, <, 0.0002);
}

typedef struct
{
  double west, south, east, north;
} Box;

static Box
box_of (const ObsGeojson *geo, guint feature)
{
  Box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

  for (guint k = 0; k < obs_geojson_n_rings (geo, feature); k++)
    {
      ObsGeoRing ring = obs_geojson_ring (geo, feature, k);

      for (guint p = 0; p < ring.n_points; p++)
        {
          box.west = MIN (box.west, ring.points[p].lon);
          box.east = MAX (box.east, ring.points[p].lon);
          box.south = MIN (box.south, ring.points[p].lat);
          box.north = MAX (box.north, ring.points[p].lat);
        }
    }
  return box;
}

static double
area_of (const ObsGeojson *geo, guint feature)
{
  double area = 0;

  for (guint k = 0; k < obs_geojson_n_rings (geo, feature); k++)
    {
      ObsGeoRing ring = obs_geojson_ring (geo, feature, k);

      area += obs_geo_ring_area (ring.points, ring.n_points);
    }
  return area;
}

static int
find_feature (const ObsGeojson *geo, const char *property, const char *value)
{
  for (guint i = 0; i < obs_geojson_n_features (geo); i++)
    if (g_strcmp0 (obs_geojson_property (geo, i, property), value) == 0)
      return (int) i;
  return -1;
}

static void
test_dissolve (void)
{
  g_autoptr (ObsGeojson) districts = load_shared ("england_lad_2024_buc.geojson");
  g_autoptr (ObsGeojson) derived = NULL;
  g_autoptr (ObsGeojson) joined = NULL;
  g_autoptr (GError) error = NULL;

  if (districts == NULL)
    return;
  derived = load_shared ("england_lsip_2025_derived.geojson");
  joined = obs_geojson_dissolve (districts, "lsip_2025", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (obs_geojson_n_features (joined), ==, obs_geojson_n_features (derived));
  g_test_message ("%u vertices joined, %u derived", obs_geojson_n_vertices (joined),
                  obs_geojson_n_vertices (derived));
  for (guint i = 0; i < obs_geojson_n_features (joined); i++)
    {
      const char *name = obs_geojson_property (joined, i, "lsip_2025");
      int other = find_feature (derived, "name", name);
      Box a, b;

      g_assert_cmpint (other, >=, 0);
      a = box_of (joined, i);
      b = box_of (derived, (guint) other);
      g_assert_cmpfloat (a.west, ==, b.west);
      g_assert_cmpfloat (a.south, ==, b.south);
      g_assert_cmpfloat (a.east, ==, b.east);
      g_assert_cmpfloat (a.north, ==, b.north);
      g_assert_cmpfloat_with_epsilon (area_of (joined, i) / area_of (derived, (guint) other), 1,
                                      0.0005);
    }
  g_assert_null (obs_geojson_dissolve (districts, "nothing", &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
}

/* A ring of eight squares around a ninth: joined, they have a hole; with the ninth, none. Two that
 * touch in a corner only stay two. */
static void
test_dissolve_shapes (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  g_autoptr (ObsGeojson) geo = NULL;
  g_autoptr (ObsGeojson) joined = NULL;
  g_autoptr (GError) error = NULL;

  for (int x = 0; x < 3; x++)
    for (int y = 0; y < 3; y++)
      g_string_append_printf (
          text,
          "%s{\"type\":\"Feature\",\"properties\":{\"a\":\"%s\",\"b\":\"one\",\"c\":\"%s\"},"
          "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%d,%d],[%d,%d],[%d,%d],[%d,%d],"
          "[%d,%d]]]}}",
          x + y > 0 ? "," : "", x == 1 && y == 1 ? "in" : "out", (x + y) % 2 ? "odd" : "even", x, y,
          x + 1, y, x + 1, y + 1, x, y + 1, x, y);
  g_string_append (text, "]}");
  geo = parse (text->str, &error);
  g_assert_no_error (error);

  joined = obs_geojson_dissolve (geo, "a", NULL);
  g_assert_cmpuint (obs_geojson_n_features (joined), ==, 2);
  g_assert_cmpuint (obs_geojson_n_rings (joined, 0), ==, 2);
  g_assert_false (obs_geojson_ring (joined, 0, 0).hole);
  g_assert_cmpuint (obs_geojson_ring (joined, 0, 0).n_points, ==, 12);
  g_assert_true (obs_geojson_ring (joined, 0, 1).hole);
  obs_geojson_free (joined);
  joined = obs_geojson_dissolve (geo, "b", NULL);
  g_assert_cmpuint (obs_geojson_n_rings (joined, 0), ==, 1);
  obs_geojson_free (joined);
  /* Five even squares meet in corners, four odd ones too, around a hole. */
  joined = obs_geojson_dissolve (geo, "c", NULL);
  g_assert_cmpuint (obs_geojson_n_rings (joined, 0), ==, 5);
  g_assert_cmpuint (obs_geojson_n_rings (joined, 1), ==, 4);
  for (guint k = 0; k < 4; k++)
    {
      g_assert_false (obs_geojson_ring (joined, 1, k).hole);
      g_assert_cmpuint (obs_geojson_ring (joined, 1, k).n_points, ==, 4);
    }
}

typedef struct
{
  double a, b, c, d;
} Line;

static guint
hash_line (gconstpointer data)
{
  const Line *line = data;

  return ((g_double_hash (&line->a) * 31 + g_double_hash (&line->b)) * 31
          + g_double_hash (&line->c))
             * 31
         + g_double_hash (&line->d);
}

static gboolean
equal_lines (gconstpointer a, gconstpointer b)
{
  const Line *x = a, *y = b;

  return x->a == y->a && x->b == y->b && x->c == y->c && x->d == y->d;
}

/* How many segments run in each direction; @doubled: in one direction more than once, as they do
 * where a publisher's areas overlap. */
static guint
count_shared (const ObsGeojson *geo, guint *n_segments, guint *doubled)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (hash_line, equal_lines, g_free, NULL);
  guint shared = 0;

  *n_segments = *doubled = 0;
  for (guint i = 0; i < obs_geojson_n_features (geo); i++)
    for (guint k = 0; k < obs_geojson_n_rings (geo, i); k++)
      {
        ObsGeoRing ring = obs_geojson_ring (geo, i, k);

        for (guint p = 0; p < ring.n_points; p++)
          {
            const ObsGeoPoint *a = &ring.points[p], *b = &ring.points[(p + 1) % ring.n_points];
            Line there = { a->lon, a->lat, b->lon, b->lat };
            Line back = { b->lon, b->lat, a->lon, a->lat };

            shared += g_hash_table_contains (seen, &back);
            *doubled += !g_hash_table_add (seen, g_memdup2 (&there, sizeof there));
            (*n_segments)++;
          }
      }
  return shared;
}

static double
side (const ObsGeoPoint *a, const ObsGeoPoint *b, const ObsGeoPoint *c)
{
  return (b->lon - a->lon) * (c->lat - a->lat) - (c->lon - a->lon) * (b->lat - a->lat);
}

/* Proper crossings among all segments, by comparing each with each. */
static guint
count_crossings (const ObsGeojson *geo)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  guint crossings = 0;

  for (guint i = 0; i < obs_geojson_n_features (geo); i++)
    for (guint k = 0; k < obs_geojson_n_rings (geo, i); k++)
      {
        ObsGeoRing ring = obs_geojson_ring (geo, i, k);

        for (guint p = 0; p < ring.n_points; p++)
          {
            const ObsGeoPoint *a = &ring.points[p], *b = &ring.points[(p + 1) % ring.n_points];
            Line line = { a->lon, a->lat, b->lon, b->lat };

            g_array_append_val (lines, line);
          }
      }
  for (guint i = 0; i < lines->len; i++)
    for (guint k = 0; k < i; k++)
      {
        const Line *s = &g_array_index (lines, Line, i), *t = &g_array_index (lines, Line, k);
        ObsGeoPoint a = { s->a, s->b }, b = { s->c, s->d }, c = { t->a, t->b }, d = { t->c, t->d };

        crossings += side (&a, &b, &c) * side (&a, &b, &d) < 0
                     && side (&c, &d, &a) * side (&c, &d, &b) < 0;
      }
  return crossings;
}

static void
test_simplify (void)
{
  static const double tolerances[] = { 0.5, 5, 200 };
  g_autoptr (ObsGeojson) full = load_shared ("leicestershire_rutland_districts_bgc.geojson");

  if (full == NULL)
    return;
  for (guint t = 0; t < G_N_ELEMENTS (tolerances); t++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsGeojson) simple = obs_geojson_simplify (full, tolerances[t], 0, NULL, &error);
      guint all_before, all_after, shared_before, shared_after, doubled;

      g_assert_no_error (error);
      shared_before = count_shared (full, &all_before, &doubled);
      shared_after = count_shared (simple, &all_after, &doubled);
      g_assert_cmpuint (doubled, ==, 0);
      g_assert_cmpuint (obs_geojson_n_features (simple), ==, 9);
      g_assert_cmpuint (all_after, <, all_before / 10);
      g_assert_cmpuint (shared_before, >, 0);
      g_assert_cmpuint (shared_after, >, 0);
      g_assert_cmpuint (count_crossings (simple), ==, 0);
      for (guint i = 0; i < 9; i++)
        {
          double ratio = area_of (simple, i) / area_of (full, i);

          g_assert_cmpuint (obs_geojson_n_rings (simple, i), ==, obs_geojson_n_rings (full, i));
          g_assert_cmpstr (obs_geojson_property (simple, i, "code"), ==,
                           obs_geojson_property (full, i, "code"));
          if (t == 0)
            g_assert_cmpfloat_with_epsilon (ratio, 1, 0.02);
        }
      g_test_message ("%g km²: %u of %u segments, %u of %u shared", tolerances[t], all_after,
                      all_before, shared_after, shared_before);
    }
}

/* Dissolving what was simplified gives what simplifying would have to keep: the same outer line. */
static void
test_simplify_england (void)
{
  g_autoptr (ObsGeojson) full = load_shared ("england_lad_2024_buc.geojson");
  g_autoptr (ObsGeojson) simple = NULL;
  g_autoptr (ObsGeojson) joined = NULL;
  g_autoptr (GError) error = NULL;
  guint before, after, doubled_before, doubled_after;

  if (full == NULL)
    return;
  simple = obs_geojson_simplify (full, 5, 120, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (obs_geojson_n_features (simple), ==, 296);
  count_shared (full, &before, &doubled_before);
  g_assert_cmpuint (count_shared (simple, &after, &doubled_after), >, 0);
  g_assert_cmpuint (doubled_after, <=, doubled_before);
  g_assert_cmpuint (after, <, before);
  g_assert_cmpuint (count_crossings (simple), <=, count_crossings (full));
  joined = obs_geojson_dissolve (simple, "lsip_2025", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (obs_geojson_n_features (joined), ==, 42);
  for (guint i = 0; i < 42; i++)
    {
      g_autoptr (GArray) outlines = obs_geojson_outlines (joined, i);
      double last = INFINITY;

      g_assert_cmpuint (outlines->len, >=, 1);
      for (guint k = 0; k < outlines->len; k++)
        {
          ObsGeoRing ring = obs_geojson_ring (joined, i, g_array_index (outlines, guint, k));
          double area = obs_geo_ring_area (ring.points, ring.n_points);

          g_assert_cmpfloat (area, >, 0);
          g_assert_cmpfloat (area, <=, last);
          last = area;
        }
    }
  g_test_message ("%u of %u segments, %u of %u doubled", after, before, doubled_after,
                  doubled_before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geojson/reading", test_reading);
  g_test_add_func ("/geojson/faults", test_faults);
  g_test_add_func ("/geojson/truncated", test_truncated);
  g_test_add_func ("/geojson/published", test_published);
  g_test_add_func ("/geojson/british-grid", test_british_grid);
  g_test_add_func ("/geojson/dissolve", test_dissolve);
  g_test_add_func ("/geojson/dissolve-shapes", test_dissolve_shapes);
  g_test_add_func ("/geojson/simplify", test_simplify);
  g_test_add_func ("/geojson/simplify-england", test_simplify_england);
  return g_test_run ();
}
