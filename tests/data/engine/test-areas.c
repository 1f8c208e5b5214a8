/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <string.h>

/* Areas as they are picked: groups, what has ended, and how much a question holds about each. */

#define SUCCESSOR                                                                                  \
  "INSERT INTO area_change VALUES ('E69000020', 'LSIP2025-LLR', '2025-09', 'Rutland joined.'); "   \
  "INSERT INTO area_part SELECT 'LSIP2025-LLR', code FROM area WHERE kind = 'district'"

static GPtrArray *
load (ObsEdition *edition)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *areas = obs_areas_load (edition, &error);

  g_assert_no_error (error);
  return areas;
}

static void
test_groups (void)
{
  g_autoptr (GPtrArray) areas = load (fixture_edition ());
  const ObsArea *first = g_ptr_array_index (areas, 0);
  int group = 0;

  g_assert_cmpfloat ((double) areas->len, ==, fixture_number ("SELECT count(*) FROM area"));
  g_assert_cmpstr (first->code, ==, "E69000020");
  for (guint i = 0; i < areas->len; i++)
    {
      const ObsArea *area = g_ptr_array_index (areas, i);

      g_assert_cmpint (area->group, >=, group);
      group = (int) area->group;
    }
  g_assert_cmpint (obs_areas_find (areas, "E06000016")->group, ==, OBS_AREA_HERE);
  g_assert_cmpint (obs_areas_find (areas, "E06000017")->group, ==, OBS_AREA_DISTRICT);
  g_assert_cmpstr (obs_areas_find (areas, "E06000017")->within, ==, "Greater Lincolnshire");
  g_assert_cmpint (obs_areas_find (areas, "E69000007")->group, ==, OBS_AREA_LSIP);
  g_assert_cmpint (obs_areas_find (areas, "E12000004")->group, ==, OBS_AREA_WIDER);
  g_assert_cmpint (obs_areas_find (areas, "E92000001")->group, ==, OBS_AREA_COUNTRY);
  g_assert_null (obs_areas_find (areas, "E99"));
}

static void
test_ended (void)
{
  g_autoptr (GPtrArray) plain = load (fixture_edition ());
  g_autoptr (ObsEdition) edition = fixture_edition_after (SUCCESSOR);
  g_autoptr (GPtrArray) areas = load (edition);

  g_assert_cmpstr (obs_areas_find (plain, "E69000020")->ended, ==, "until Sep 2025");
  g_assert_cmpstr (obs_areas_find (areas, "E69000020")->ended, ==,
                   "until Sep 2025, then Leicester, Leicestershire and Rutland");
  g_assert_null (obs_areas_find (areas, "LSIP2025-LLR")->ended);
  g_assert_null (obs_areas_find (areas, "E06000016")->ended);
}

static void
test_matches (void)
{
  g_autoptr (GPtrArray) areas = load (fixture_edition ());
  const ObsArea *rutland = obs_areas_find (areas, "E06000017");

  g_assert_true (obs_area_matches (rutland, ""));
  g_assert_true (obs_area_matches (rutland, "RUT"));
  g_assert_true (obs_area_matches (rutland, "lincoln rut"));
  g_assert_true (obs_area_matches (rutland, "e06000017"));
  g_assert_false (obs_area_matches (rutland, "rutland leeds"));
}

static ObsAreaCounts *
counts (const char *address)
{
  g_autoptr (ObsView) view = obs_view_from_address (address, NULL);
  g_autoptr (GError) error = NULL;
  ObsAreaCounts *result = obs_area_counts (fixture_edition (), view, NULL, &error);

  g_assert_no_error (error);
  return result;
}

/* As many as the figure then draws. */
static void
test_counts (void)
{
  static const char *const addresses[] = {
    "educator/C13?src=official", "educator/C13?src=occupation", "educator/C12?src=official",
    "funder/F2?src=official",    "employer/E1?src=panel&ksb=S", "educator/C5?src=official",
  };
  static const char *const areas[] = { "E69000020", "E06000016", "E92000001", "E69000001" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (ObsAreaCounts) held = counts (addresses[i]);

      g_assert_true (held->by_place);
      for (gsize k = 0; k < G_N_ELEMENTS (areas); k++)
        {
          g_autofree char *address = g_strdup_printf ("%s&place=%s", addresses[i], areas[k]);
          g_autoptr (ObsFigure) figure = fixture_answer (address);
          guint drawn = 0;

          for (guint r = 0; r < figure->rows->len; r++)
            {
              const char *code = obs_figure_row (figure, r)->code;

              /* Too few answers are figures that are held back, not figures that are missing. */
              drawn += code == NULL || strcmp (code, "x") != 0;
            }
          if (drawn == 0)
            g_assert_cmpuint (obs_area_counts_get (held, areas[k]), ==, 0);
          else
            g_assert_cmpuint (obs_area_counts_get (held, areas[k]), >, 0);
        }
    }
  {
    g_autoptr (ObsAreaCounts) adverts = counts (addresses[0]);

    g_assert_cmpuint (obs_area_counts_get (adverts, "E69000020"), ==, 49);
  }
}

static void
test_not_by_place (void)
{
  static const char *const addresses[] = { "employer/home", "funder/F4", "funder/F8",
                                           "employer/sources", "employer/E1?src=published" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (ObsAreaCounts) held = counts (addresses[i]);

      g_assert_false (held->by_place);
    }
}

/* Hundreds of areas are read at once. */
static void
test_many (void)
{
  g_autoptr (ObsEdition) edition = fixture_edition_after (
      "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 700) "
      "INSERT INTO area SELECT 'X' || i, 'District ' || i, 'district', printf ('E690000%02d', 1 + "
      "i % 38), 0, NULL, NULL, NULL, NULL, 1000 + i, NULL FROM n");
  g_autoptr (GPtrArray) areas = load (edition);
  const char *within = "";

  g_assert_cmpuint (areas->len, >, 700);
  for (guint i = 0; i < areas->len; i++)
    {
      const ObsArea *area = g_ptr_array_index (areas, i);

      if (area->group != OBS_AREA_DISTRICT)
        continue;
      g_assert_cmpint (g_utf8_collate (within, area->within), <=, 0);
      within = area->within;
    }
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/areas/groups", test_groups);
  g_test_add_func ("/engine/areas/ended", test_ended);
  g_test_add_func ("/engine/areas/matches", test_matches);
  g_test_add_func ("/engine/areas/counts", test_counts);
  g_test_add_func ("/engine/areas/not-by-place", test_not_by_place);
  g_test_add_func ("/engine/areas/many", test_many);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
