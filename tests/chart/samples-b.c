/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/chart/samples-b.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static ObsFigureRow *
add (ObsFigure *figure, const char *key, const char *label, const char *series, double estimate,
     double low, double high, int base)
{
  ObsFigureRow *row = obs_figure_add_row (figure, key, label);

  row->series = g_strdup (series);
  row->estimate = estimate;
  row->low = low;
  row->high = high;
  row->base = base;
  row->name = g_strdup_printf ("%s, %s", label, series != NULL ? series : "all");
  return row;
}

static ObsFigure *
start (ObsForm form, ObsAxisKind axis, const char *axis_title, ObsSourceClass source_class)
{
  ObsFigure *figure = obs_figure_new ();

  figure->form = form;
  figure->axis = axis;
  figure->axis_title = g_strdup (axis_title);
  figure->source_class = source_class;
  figure->title = g_strdup ("A figure for tests");
  figure->neutral_title = g_strdup ("A figure for tests");
  figure->subtitle = g_strdup ("Invented numbers");
  figure->source_line = g_strdup ("Source: invented.");
  figure->figure_id = g_strdup ("T1");
  figure->summary = g_strdup ("Invented.");
  return figure;
}

static void
add_sectors (ObsFigure *figure)
{
  obs_figure_add_series (figure, "manufacturing", "Manufacturing", OBS_ROLE_SECTOR, 1)->base = 42;
  obs_figure_add_series (figure, "logistics", "Logistics", OBS_ROLE_SECTOR, 2)->base = 28;
  obs_figure_add_series (figure, "sport-health", "Sport & Health", OBS_ROLE_SECTOR, 3)->base = 52;
}

static const struct
{
  const char *label;
  double values[3][3]; /* estimate, low, high of Manufacturing, Logistics, Sport & Health */
} skills[] = {
  { "Team working", { { 8.6, 8.13, 9.07 }, { 8.8, 8.22, 9.38 }, { 8.7, 8.28, 9.12 } } },
  { "Verbal communication", { { 8.3, 7.8, 8.8 }, { 8.1, 7.48, 8.72 }, { 8.6, 8.15, 9.05 } } },
  { "Specific occupational skills", { { 7.9, 7.34, 8.46 }, { 7.4, 6.7, 8.1 }, { 7.8, 7.3, 8.3 } } },
  { "Written communication", { { 7.2, 6.61, 7.79 }, { 6.8, 6.06, 7.54 }, { 7.7, 7.17, 8.23 } } },
  { "Time management", { { 7.2, 6.61, 7.79 }, { 7.4, 6.66, 8.14 }, { 7.3, 6.77, 7.83 } } },
  { "Customer service", { { 5.9, 5.28, 6.52 }, { 7, 6.22, 7.77 }, { 7.8, 7.24, 8.36 } } },
  { "Problem solving", { { 6.9, 6.28, 7.52 }, { 6.5, 5.72, 7.28 }, { 7, 6.44, 7.56 } } },
  { "Using tools and machinery",
    { { 7.3, 6.61, 7.99 }, { 6.9, 6.05, 7.75 }, { 4.6, 3.99, 5.21 } } },
};

static ObsFigure *
dots_three (void)
{
  static const char *const keys[] = { "manufacturing", "logistics", "sport-health" };
  static const int bases[] = { 42, 28, 52 };
  ObsFigure *figure
      = start (OBS_FORM_RANKED_DOTS, OBS_AXIS_SCORE, "Score out of 10", OBS_CLASS_SIMULATED);

  add_sectors (figure);
  for (gsize i = 0; i < G_N_ELEMENTS (skills); i++)
    for (guint k = 0; k < 3; k++)
      {
        const double *v = skills[i].values[k];
        g_autofree char *key = g_strdup_printf ("S.%" G_GSIZE_FORMAT, i);

        add (figure, key, skills[i].label, keys[k], v[0], v[1], v[2], bases[k])->ksb
            = g_strdup ("S");
      }
  return figure;
}

static ObsFigure *
dots_one (void)
{
  ObsFigure *figure
      = start (OBS_FORM_RANKED_DOTS, OBS_AXIS_SCORE, "Score out of 10", OBS_CLASS_SIMULATED);

  obs_figure_add_series (figure, "logistics", "Logistics", OBS_ROLE_SECTOR, 2)->base = 28;
  for (gsize i = 0; i < G_N_ELEMENTS (skills); i++)
    {
      const double *v = skills[i].values[1];

      add (figure, skills[i].label, skills[i].label, "logistics", v[0], v[1], v[2], 28);
    }
  return figure;
}

/* Every way in which a value can be less than a number with a base. */
static ObsFigure *
dots_codes (void)
{
  ObsFigure *figure
      = start (OBS_FORM_RANKED_DOTS, OBS_AXIS_SHARE, "% of businesses", OBS_CLASS_PUBLISHED);
  ObsFigureRow *row;

  add (figure, "k1", "Plenty of answers", NULL, 61, 52, 69, 122)->ksb = g_strdup ("K");
  add (figure, "k2", "Enough answers", NULL, 44, 30, 59, 42)->ksb = g_strdup ("K");
  row = add (figure, "k3", "A small base", NULL, 32, 18, 51, 28);
  row->ksb = g_strdup ("K");
  row->tag = g_strdup ("small base");
  add (figure, "s1", "Too few to be reliable", NULL, 50, 24, 76, 12)->ksb = g_strdup ("S");
  add (figure, "s2", "Hidden", NULL, 40, 12, 77, 6)->ksb = g_strdup ("S");
  row = add (figure, "s3", "Hidden by code", NULL, NAN, NAN, NAN, OBS_BASE_NONE);
  row->ksb = g_strdup ("S");
  row->code = g_strdup ("c");
  row = add (figure, "s4", "Nothing known", NULL, NAN, NAN, NAN, OBS_BASE_NONE);
  row->ksb = g_strdup ("S");
  row->code = g_strdup ("x");
  row = add (figure, "b1", "Rounded in the source", NULL, 33.3, NAN, NAN, OBS_BASE_NOT_PUBLISHED);
  row->ksb = g_strdup ("B");
  row->grade = OBS_GRADE_ROUNDED;
  row->words = g_strdup ("about one-third");
  row = add (figure, "b2", "Printed without its base, and with a name that takes two lines", NULL,
             98, NAN, NAN, OBS_BASE_NOT_PUBLISHED);
  row->ksb = g_strdup ("B");
  row->words = g_strdup ("printed without base");
  row = add (figure, "b3", "A limit", NULL, NAN, NAN, 68, OBS_BASE_NOT_PUBLISHED);
  row->ksb = g_strdup ("B");
  row->grade = OBS_GRADE_BOUND;
  row->words = g_strdup ("no more than 68");
  row = add (figure, "b4", "Revised", NULL, 0, NAN, NAN, OBS_BASE_NONE);
  row->ksb = g_strdup ("B");
  row->code = g_strdup ("r");
  obs_figure_add_reference (figure, 53, "England", FALSE);
  obs_figure_add_reference (figure, 58, "East Midlands", FALSE);
  return figure;
}

/* Three sectors where some answers may not be shown. */
static ObsFigure *
dots_gaps (void)
{
  ObsFigure *figure
      = start (OBS_FORM_RANKED_DOTS, OBS_AXIS_SCORE, "Score out of 10", OBS_CLASS_SIMULATED);

  add_sectors (figure);
  add (figure, "a", "Basic IT", "manufacturing", 6.1, 5.4, 6.8, 41);
  add (figure, "a", "Basic IT", "logistics", 5.5, 3.9, 7.1, 14);
  add (figure, "a", "Basic IT", "sport-health", 6.6, 6.1, 7.1, 50);
  add (figure, "b", "Health and safety", "sport-health", 7.2, 6.7, 7.7, 52);
  add (figure, "b", "Health and safety", "logistics", 8, 5, 10, 7);
  add (figure, "b", "Health and safety", "manufacturing", 8.2, 7.6, 8.8, 42);
  return figure;
}

static ObsFigure *
tile (void)
{
  ObsFigure *figure
      = start (OBS_FORM_RANKED_DOTS, OBS_AXIS_SCORE, "Score out of 10", OBS_CLASS_SIMULATED);

  add_sectors (figure);
  add (figure, "confidence", "Confidence", "manufacturing", 4.6, 3.97, 5.22, 42);
  add (figure, "confidence", "Confidence", "logistics", 5.1, 4.32, 5.88, 28);
  add (figure, "confidence", "Confidence", "sport-health", 5.8, 5.24, 6.36, 52);
  return figure;
}

static ObsFigure *
bars (void)
{
  static const struct
  {
    const char *label;
    double value, low, high;
  } data[] = {
    { "Health and social care", 10606, NAN, NAN },
    { "Manufacturing", 8450, 7900, 9050 },
    { "Transport and storage", 5112, NAN, NAN },
    { "Education and training", 2662, NAN, NAN },
    { "Arts, entertainment and recreation", 988, NAN, NAN },
  };
  ObsFigure *figure
      = start (OBS_FORM_RANKED_BARS, OBS_AXIS_COUNT, "Live online adverts", OBS_CLASS_PUBLISHED);
  ObsFigureRow *row;

  for (gsize i = 0; i < G_N_ELEMENTS (data); i++)
    add (figure, data[i].label, data[i].label, NULL, data[i].value, data[i].low, data[i].high,
         OBS_BASE_NONE);
  row = add (figure, "agri", "Agriculture", NULL, NAN, NAN, NAN, OBS_BASE_NONE);
  row->code = g_strdup ("c");
  row = add (figure, "water", "Water supply", NULL, NAN, NAN, NAN, OBS_BASE_NONE);
  row->code = g_strdup ("np");
  row = add (figure, "build", "Construction", NULL, 4000, NAN, NAN, OBS_BASE_NOT_PUBLISHED);
  row->grade = OBS_GRADE_ROUNDED;
  row->words = g_strdup ("about 4,000");
  row = add (figure, "energy", "Energy", NULL, 0, NAN, NAN, OBS_BASE_NONE);
  return figure;
}

static ObsFigure *
dumbbell (void)
{
  static const struct
  {
    const char *label;
    double first, second;
  } data[] = { { "Team working", 8.7, 5.9 },
               { "Verbal communication", 8.3, 6.4 },
               { "Basic IT", 6.2, 7.4 },
               { "Customer service", 7, 6.9 } };
  ObsFigure *figure
      = start (OBS_FORM_DUMBBELL, OBS_AXIS_SCORE, "Score out of 10", OBS_CLASS_SIMULATED);

  obs_figure_add_series (figure, "importance", "Importance", OBS_ROLE_FIRST, 0);
  obs_figure_add_series (figure, "ease", "Ease", OBS_ROLE_SECOND, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (data); i++)
    {
      add (figure, data[i].label, data[i].label, "importance", data[i].first, data[i].first - 0.5,
           data[i].first + 0.5, 42);
      add (figure, data[i].label, data[i].label, "ease", data[i].second, NAN, NAN, 42);
    }
  add (figure, "green", "Green skills", "importance", 5.2, 4.4, 6, 40);
  return figure;
}

static ObsFigure *
gap (void)
{
  static const struct
  {
    const char *ksb, *label;
    double wanted, low, high, covered, gap, gap_low, gap_high;
  } data[] = {
    { "B", "Reliable", 89, 83, 95, 37, -52, -59, -45 },
    { "B", "Resilient", 80, 72, 88, 39, -41, -50, -32 },
    { "B", "Hard working", 86, 80, 92, 58, -28, -35, -21 },
    { "S", "Time management", 74, 66, 82, 52, -22, -31, -13 },
    { "B", "Team player", 91, 85, 97, 73, -18, -25, -11 },
    { "S", "Verbal communication", 82, 75, 89, 66, -16, -24, -8 },
    { "S", "Specific occupational skills", 72, 64, 80, 70, -2, -10, 6 },
    { "K", "Health and safety", 78, 70, 86, 84, 6, -2, 14 },
    { "K", "Basic IT", 62, 53, 71, 79, 17, 7, 27 },
    { "B", "Honest", 85, 79, 91, NAN, NAN, NAN, NAN },
    { "S", "Driving and moving goods", 76, 68, 84, NAN, NAN, NAN, NAN },
    { "K", "Employment rights", NAN, NAN, NAN, 41, NAN, NAN, NAN },
  };
  ObsFigure *figure = start (OBS_FORM_GAP, OBS_AXIS_INDEX, "Score, 0 to 100", OBS_CLASS_SIMULATED);

  obs_figure_add_series (figure, "first", "Wanted", OBS_ROLE_FIRST, 0);
  obs_figure_add_series (figure, "second", "Covered by courses", OBS_ROLE_SECOND, 0);
  obs_figure_add_series (figure, "gap", "Gap", OBS_ROLE_GAP, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (data); i++)
    {
      ObsFigureRow *row;

      row = add (figure, data[i].label, data[i].label, "first", data[i].wanted, data[i].low,
                 data[i].high, isnan (data[i].wanted) ? OBS_BASE_NONE : 42);
      row->ksb = g_strdup (data[i].ksb);
      row->code = isnan (data[i].wanted) ? g_strdup ("z") : NULL;
      row = add (figure, data[i].label, data[i].label, "second", data[i].covered, NAN, NAN,
                 OBS_BASE_NONE);
      row->ksb = g_strdup (data[i].ksb);
      row->code = isnan (data[i].covered) ? g_strdup ("x") : NULL;
      row = add (figure, data[i].label, data[i].label, "gap", data[i].gap, data[i].gap_low,
                 data[i].gap_high, OBS_BASE_NONE);
      row->ksb = g_strdup (data[i].ksb);
      row->grade = OBS_GRADE_DERIVED;
      row->clear = data[i].gap_low > 0 || data[i].gap_high < 0;
    }
  return figure;
}

/* Eight weeks, three sectors: a gap, a small base, too few, hidden. */
static ObsFigure *
weeks (void)
{
  static const char *const keys[] = { "manufacturing", "logistics", "sport-health" };
  static const double values[3][8] = { { 6.1, 6.3, 6.2, 6.6, NAN, 6.9, 7, 7.1 },
                                       { 5.2, 5.4, 5.1, 5.9, 5.6, 5.8, 6.3, 6.9 },
                                       { 7.6, 7.4, 7.5, 7.3, 7.4, 7.1, 7.2, 7.2 } };
  static const int bases[3][8] = { { 40, 41, 38, 35, 0, 36, 42, 41 },
                                   { 28, 26, 24, 22, 14, 25, 8, 27 },
                                   { 52, 50, 49, 47, 51, 46, 48, 52 } };
  ObsFigure *figure = start (OBS_FORM_LINE, OBS_AXIS_SCORE, "Score out of 10", OBS_CLASS_SIMULATED);

  add_sectors (figure);
  for (guint k = 0; k < 3; k++)
    for (guint i = 0; i < 9; i++)
      {
        ObsFigureRow *row;
        double v = i < 8 ? values[k][i] : values[k][7] + 0.1;
        double half = k == 1 ? 0.8 : 0.5;

        row = add (figure, keys[k], "Ease of recruiting", keys[k], v, v - half, v + half,
                   i < 8 ? bases[k][i] : 45);
        row->x = i;
        row->x_label = g_strdup_printf ("Week %u", i + 1);
        if (isnan (v))
          {
            row->base = OBS_BASE_NONE;
            row->code = g_strdup ("z");
          }
      }
  return figure;
}

/* Published rates with their own intervals, a change of method and a provisional year. */
static ObsFigure *
years (void)
{
  static const double values[] = { 71.2, 72.4, NAN, 74.9, 76.1, 75.2 };
  ObsFigure *figure
      = start (OBS_FORM_LINE, OBS_AXIS_RATE, "Adverts for each 1,000 in work", OBS_CLASS_PUBLISHED);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      ObsFigureRow *row = add (figure, "rate", "Adverts", NULL, values[i], values[i] - 2,
                               values[i] + 2, OBS_BASE_NONE);

      row->x = i;
      row->x_label = g_strdup_printf ("%u to %u", 2019 + i, 2020 + i);
      if (isnan (values[i]))
        row->code = g_strdup ("np");
      if (i == 4)
        row->code = g_strdup ("b");
      if (i == 5)
        row->code = g_strdup ("p");
    }
  obs_figure_add_reference (figure, 73, "England", FALSE);
  return figure;
}

/* Outlines of the eight districts from the bundled table. */
static void
add_outlines (ObsFigure *figure, const char *const *codes, const double (*centres)[2], guint n)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "data", "bundled", "official", "boundaries.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < n; i++)
    {
      ObsOutline *outline = g_new0 (ObsOutline, 1);
      g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (double));

      for (guint k = 1; lines[k] != NULL; k++)
        {
          g_auto (GStrv) cells = g_strsplit (lines[k], ",", -1);

          if (g_strv_length (cells) >= 5 && strcmp (cells[0], codes[i]) == 0)
            {
              double pair[2] = { g_ascii_strtod (cells[3], NULL), g_ascii_strtod (cells[4], NULL) };

              g_array_append_vals (points, pair, 2);
            }
        }
      outline->area = g_strdup (codes[i]);
      outline->n_points = points->len / 2;
      outline->points = g_memdup2 (points->data, sizeof (double) * points->len);
      outline->lon = centres[i][0];
      outline->lat = centres[i][1];
      g_ptr_array_add (figure->areas, outline);
    }
}

static const char *const districts[] = { "E06000016", "E07000130", "E07000134", "E07000131",
                                         "E07000133", "E07000132", "E07000135", "E07000129" };

static ObsFigure *
map (void)
{
  static const char *const names[]
      = { "Leicester",         "Charnwood", "North West Leicestershire",
          "Harborough",        "Melton",    "Hinckley and Bosworth",
          "Oadby and Wigston", "Blaby" };
  static const double centres[][2]
      = { { -1.1304, 52.6359 }, { -1.1369, 52.7399 }, { -1.4222, 52.7425 }, { -0.9023, 52.5376 },
          { -0.8544, 52.8033 }, { -1.4176, 52.6088 }, { -1.0930, 52.5888 }, { -1.1989, 52.5771 } };
  static const double rates[] = { 65.7, 56.1, 45.9, 38.6, 35.8, 29.5, 19.2, 18.5 };
  static const double counts[] = { 10606, 5112, 2662, 1831, 923, 1694, 532, 988 };
  ObsFigure *figure = start (OBS_FORM_MAP, OBS_AXIS_RATE, "For each 1,000 residents in work",
                             OBS_CLASS_PUBLISHED);

  obs_figure_add_series (figure, "rate", "Rate", OBS_ROLE_FIRST, 0);
  obs_figure_add_series (figure, "adverts", "Adverts", OBS_ROLE_COUNT, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      add (figure, districts[i], names[i], "rate", rates[i], NAN, NAN, OBS_BASE_NONE)->grade
          = OBS_GRADE_DERIVED;
      add (figure, districts[i], names[i], "adverts", counts[i], NAN, NAN, OBS_BASE_NONE);
    }
  add (figure, "all", "All eight", "adverts", 24348, NAN, NAN, OBS_BASE_NONE);
  obs_figure_add_reference (figure, 46.6, "All eight", FALSE);
  add_outlines (figure, districts, centres, G_N_ELEMENTS (names));
  return figure;
}

/* The same with one district not published and one hidden. */
static ObsFigure *
map_holes (void)
{
  ObsFigure *figure = map ();

  for (guint i = 0; i < figure->rows->len; i++)
    {
      ObsFigureRow *row = g_ptr_array_index (figure->rows, i);

      if (strcmp (row->key, "E07000133") == 0 || strcmp (row->key, "E07000131") == 0)
        {
          row->estimate = NAN;
          row->code = g_strdup (strcmp (row->key, "E07000133") == 0 ? "np" : "c");
        }
    }
  return figure;
}

/* Everything a careless file may hold, in each of the forms. */
static ObsFigure *
hostile (ObsForm form, ObsAxisKind axis)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY, -7, 1e12, 0, 3.5 };
  ObsFigure *figure = start (form, axis,
                             "A title of an axis that goes on and on, far past any room "
                             "that a chart of this width could ever have for it",
                             OBS_CLASS_OWN);
  ObsFigureRow *row;

  add_sectors (figure);
  obs_figure_add_series (figure, "first", "A series with a name as long as a sentence would be",
                         OBS_ROLE_FIRST, 0);
  obs_figure_add_series (figure, "second", "", OBS_ROLE_SECOND, 99);
  obs_figure_add_series (figure, "gap", "Gap", OBS_ROLE_GAP, -4);
  obs_figure_add_series (figure, "count", "Numbers of very many things", OBS_ROLE_COUNT, 0);
  for (guint i = 0; i < 21; i++)
    {
      static const char *const keys[]
          = { "manufacturing", "logistics", "nobody", "first", "second", "gap", "count" };
      g_autofree char *key = g_strdup_printf ("key %u", i / 4);

      row = add (figure, key,
                 i == 3 ? "Donaudampfschifffahrtselektrizit\xc3\xa4tenhauptbetriebswerk"
                          "bauunterbeamtengesellschaft"
                        : "Plain",
                 keys[i % 7], odd[i % 7], odd[(i + 3) % 7], odd[(i + 5) % 7],
                 i % 5 == 0   ? 25
                 : i % 5 == 1 ? 12
                 : i % 5 == 2 ? 3
                 : i % 5 == 3 ? -1
                              : 2000000000);
      row->x = i % 6 == 5 ? NAN : i / 2.0 - 3;
      row->x_label = i % 3 == 0 ? g_strdup ("A time with a long, long name") : NULL;
      row->ksb = g_strdup (i % 2 == 0 ? "K" : "Q");
      row->group = i > 12 ? g_strdup ("A heading over some of the rows, itself too long for a line "
                                      "of a narrow chart")
                          : NULL;
      row->tag = i == 8 ? g_strdup ("a tag that is no short word") : NULL;
      row->code = i % 9 == 4 ? g_strdup ("nonsense") : NULL;
      row->grade = (ObsGrade) (i % 6);
      row->clear = i % 2 != 0;
    }
  obs_figure_add_reference (figure, NAN, "Nowhere", FALSE);
  obs_figure_add_reference (figure, 1e15, "Far away, at the end of a very long name", TRUE);
  obs_figure_add_reference (figure, 4, NULL, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      ObsOutline *outline = g_new0 (ObsOutline, 1);
      const double square[] = { -1, 52, -1, 53, 0, 53, 0, 52 };

      /* Two areas without extent: one point, none at all. */
      outline->area = g_strdup_printf ("key %u", i);
      outline->n_points = i == 0 ? 4 : i == 1 ? 1 : 0;
      outline->points = g_memdup2 (square, sizeof square);
      outline->lon = -0.5;
      outline->lat = 52.5;
      g_ptr_array_add (figure->areas, outline);
    }
  return figure;
}

static ObsFigure *
hostile_dots (void)
{
  return hostile (OBS_FORM_RANKED_DOTS, OBS_AXIS_RATE);
}

static ObsFigure *
hostile_bars (void)
{
  return hostile (OBS_FORM_RANKED_BARS, OBS_AXIS_COUNT);
}

static ObsFigure *
hostile_line (void)
{
  return hostile (OBS_FORM_LINE, OBS_AXIS_SHARE);
}

static ObsFigure *
hostile_gap (void)
{
  return hostile (OBS_FORM_GAP, OBS_AXIS_INDEX);
}

static ObsFigure *
hostile_map (void)
{
  return hostile (OBS_FORM_MAP, OBS_AXIS_RATE);
}

/* Only one row, and nothing in it. */
static ObsFigure *
bare_line (void)
{
  ObsFigure *figure = obs_figure_new ();

  figure->form = OBS_FORM_LINE;
  figure->axis = OBS_AXIS_COUNT;
  add (figure, "a", "A", NULL, 3, NAN, NAN, OBS_BASE_NONE)->x = 2;
  return figure;
}

/* One place in the first role and eight pinned ones, over a change of method. */
static ObsFigure *
broken_line (void)
{
  static const char *const names[] = {
    "Here", "England", "Northern district", "Eastern district with a long name", "A", "B", "C",
    "D",    "E"
  };
  ObsFigure *figure
      = start (OBS_FORM_LINE, OBS_AXIS_RATE, "Index, 2018 = 100", OBS_CLASS_PUBLISHED);

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      obs_figure_add_series (figure, names[k], names[k], k == 0 ? OBS_ROLE_FIRST : OBS_ROLE_COMPARE,
                             k == 0 ? 0 : (int) k - 1);
      for (guint year = 0; year < 6; year++)
        {
          double value = 100 + (year % 3) * (3.0 + 2 * k);
          ObsFigureRow *row
              = add (figure, names[k], names[k], names[k], k == 2 && year == 1 ? NAN : value,
                     k == 0 && year % 3 > 0 ? value - 4 : NAN,
                     k == 0 && year % 3 > 0 ? value + 4 : NAN, OBS_BASE_NONE);

          row->x = year;
          row->x_label = g_strdup_printf ("%u", 2018 + year);
          row->grade = OBS_GRADE_DERIVED;
          if (isnan (row->estimate))
            row->code = g_strdup ("x");
          if (year == 3)
            row->broken = g_strdup ("New weights.");
        }
    }
  g_ptr_array_add (figure->tags, g_strdup ("worked out"));
  g_ptr_array_add (figure->cautions, g_strdup ("[b] Method changed in 2021: New weights."));
  g_ptr_array_add (figure->notes, g_strdup ("[b] Method changed in 2021: New weights."));
  return figure;
}

const SampleB samples_b[] = {
  { "dots-three", dots_three },
  { "dots-one", dots_one },
  { "dots-codes", dots_codes },
  { "dots-gaps", dots_gaps },
  { "tile", tile },
  { "bars", bars },
  { "dumbbell", dumbbell },
  { "gap", gap },
  { "weeks", weeks },
  { "years", years },
  { "map", map },
  { "map-holes", map_holes },
  { "hostile-dots", hostile_dots },
  { "hostile-bars", hostile_bars },
  { "hostile-line", hostile_line },
  { "hostile-gap", hostile_gap },
  { "hostile-map", hostile_map },
  { "bare-line", bare_line },
  { "broken-line", broken_line },
};
const gsize n_samples_b = G_N_ELEMENTS (samples_b);

ObsFigure *
sample_b (const char *name)
{
  for (gsize i = 0; i < n_samples_b; i++)
    if (strcmp (samples_b[i].name, name) == 0)
      return samples_b[i].make ();
  g_assert_not_reached ();
}
