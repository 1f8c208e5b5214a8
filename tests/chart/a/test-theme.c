/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "ui/chart/pattern.h"
#include "ui/chart/scene-private.h"
#include "tests/begin.h"

#include <math.h>

/* The rules of the palette: contrast after WCAG 2, distances in OKLab, colour-vision deficiency
 * after Machado, Oliveira and Fernandes (2009) at severity 1.0 on linear RGB. */

typedef enum
{
  NORMAL,
  PROTAN,
  DEUTAN,
  TRITAN,
  GREYSCALE,
  N_SIGHTS,
} Sight;

static const double machado[][9] = {
  [PROTAN]
  = { 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 },
  [DEUTAN]
  = { 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 },
  [TRITAN]
  = { 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900 },
};

static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (const ObsColour *c)
{
  return 0.2126 * linear (c->r) + 0.7152 * linear (c->g) + 0.0722 * linear (c->b);
}

static double
contrast (const ObsColour *a, const ObsColour *b)
{
  double la = luminance (a), lb = luminance (b);

  return (fmax (la, lb) + 0.05) / (fmin (la, lb) + 0.05);
}

static void
seen_as (const ObsColour *c, Sight sight, double rgb[3])
{
  double in[3] = { linear (c->r), linear (c->g), linear (c->b) };

  for (int i = 0; i < 3; i++)
    {
      if (sight == NORMAL)
        rgb[i] = in[i];
      else if (sight == GREYSCALE)
        rgb[i] = luminance (c);
      else
        rgb[i] = machado[sight][3 * i] * in[0] + machado[sight][3 * i + 1] * in[1]
                 + machado[sight][3 * i + 2] * in[2];
      rgb[i] = CLAMP (rgb[i], 0, 1);
    }
}

static void
oklab (const double rgb[3], double lab[3])
{
  double l = cbrt (0.4122214708 * rgb[0] + 0.5363325363 * rgb[1] + 0.0514459929 * rgb[2]);
  double m = cbrt (0.2119034982 * rgb[0] + 0.6806995451 * rgb[1] + 0.1073969566 * rgb[2]);
  double s = cbrt (0.0883024619 * rgb[0] + 0.2817188376 * rgb[1] + 0.6299787005 * rgb[2]);

  lab[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
  lab[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
  lab[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

static double
distance (const ObsColour *a, const ObsColour *b, Sight sight)
{
  double ra[3], rb[3], la[3], lb[3];

  seen_as (a, sight, ra);
  seen_as (b, sight, rb);
  oklab (ra, la);
  oklab (rb, lb);
  return 100 * sqrt (pow (la[0] - lb[0], 2) + pow (la[1] - lb[1], 2) + pow (la[2] - lb[2], 2));
}

static double
least_distance (ObsThemeKind kind)
{
  const ObsTheme *theme = obs_theme_get (kind);
  double least = INFINITY;

  for (int sight = 0; sight < N_SIGHTS; sight++)
    for (int a = OBS_INK_SECTOR_1; a <= OBS_INK_SECTOR_3; a++)
      for (int b = a + 1; b <= OBS_INK_SECTOR_3; b++)
        least = fmin (least, distance (&theme->inks[a], &theme->inks[b], (Sight) sight));
  return least;
}

/* The floor is 15; the palettes were chosen at 17.9 and 15.3. */
static void
test_sectors_apart (void)
{
  g_assert_cmpfloat_with_epsilon (least_distance (OBS_THEME_LIGHT), 17.9, 0.06);
  g_assert_cmpfloat_with_epsilon (least_distance (OBS_THEME_DARK), 15.3, 0.06);
  g_assert_cmpfloat (least_distance (OBS_THEME_PRINT), >=, 15);
}

/* The method finds what it is there to find: two colours that print as one grey. */
static void
test_method_fails_bad_palette (void)
{
  const ObsColour blue = { 0x12 / 255.0, 0x43 / 255.0, 0x6d / 255.0, 1 };
  const ObsColour pink = { 0x80 / 255.0, 0x16 / 255.0, 0x50 / 255.0, 1 };

  g_assert_cmpfloat_with_epsilon (distance (&blue, &pink, GREYSCALE), 1.1, 0.1);
  g_assert_cmpfloat_with_epsilon (distance (&blue, &pink, PROTAN), 6.0, 0.1);
  g_assert_cmpfloat (distance (&blue, &pink, NORMAL), >, 15);
}

static void
check_contrast (const ObsTheme *theme, ObsInk on, ObsInk under, double least)
{
  double found = contrast (&theme->inks[on], &theme->inks[under]);

  if (found < least)
    {
      g_test_message ("theme %d: ink %d on %d has %.2f, not %.1f", theme->kind, on, under, found,
                      least);
      g_test_fail ();
    }
}

/* Marks and edges 3:1 on the view. */
static void
test_marks (void)
{
  static const ObsInk marks[]
      = { OBS_INK_EDGE,     OBS_INK_ACCENT,   OBS_INK_POOR,     OBS_INK_GOOD,
          OBS_INK_SHORT,    OBS_INK_SURPLUS,  OBS_INK_SECTOR_0, OBS_INK_SECTOR_1,
          OBS_INK_SECTOR_2, OBS_INK_SECTOR_3, OBS_INK_SECTOR_4, OBS_INK_SECTOR_5 };

  for (int kind = 0; kind < OBS_N_THEMES; kind++)
    for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
      check_contrast (obs_theme_get ((ObsThemeKind) kind), marks[i], OBS_INK_VIEW, 3.0);
}

/* Words 4.5:1 on everything that they stand on. */
static void
test_words (void)
{
  static const ObsInk pairs[][2] = {
    { OBS_INK_TEXT, OBS_INK_VIEW },       { OBS_INK_TEXT2, OBS_INK_VIEW },
    { OBS_INK_TEXT, OBS_INK_HOVER },      { OBS_INK_TEXT2, OBS_INK_HOVER },
    { OBS_INK_TEXT, OBS_INK_SELECTED },   { OBS_INK_TEXT2, OBS_INK_SELECTED },
    { OBS_INK_TEXT, OBS_INK_WARN },       { OBS_INK_ACCENT, OBS_INK_VIEW },
    { OBS_INK_ACCENT, OBS_INK_SELECTED }, { OBS_INK_ON_ACCENT, OBS_INK_ACCENT },
    { OBS_INK_ON_POOR, OBS_INK_POOR },    { OBS_INK_ON_MIDDLE, OBS_INK_MIDDLE },
    { OBS_INK_DONE, OBS_INK_VIEW },       { OBS_INK_RISK, OBS_INK_VIEW },
    { OBS_INK_DONE, OBS_INK_SELECTED },   { OBS_INK_RISK, OBS_INK_SELECTED },
  };

  for (int kind = 0; kind < OBS_N_THEMES; kind++)
    {
      const ObsTheme *theme = obs_theme_get ((ObsThemeKind) kind);

      for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
        check_contrast (theme, pairs[i][0], pairs[i][1], 4.5);
      /* On a pattern a patch of the view lies under the words. */
      for (int i = 0; i < 5; i++)
        if (!obs_theme_text_needs_patch (theme, (ObsInk) (OBS_INK_ON_SEQUENCE_1 + i)))
          check_contrast (theme, (ObsInk) (OBS_INK_ON_SEQUENCE_1 + i),
                          (ObsInk) (OBS_INK_SEQUENCE_1 + i), 4.5);
      if (!obs_theme_text_needs_patch (theme, OBS_INK_ON_GOOD))
        check_contrast (theme, OBS_INK_ON_GOOD, OBS_INK_GOOD, 4.5);
    }
}

/* High contrast is ink and background; what colour told apart, shape or pattern does. */
static void
test_high_contrast (void)
{
  static const ObsThemeKind kinds[] = { OBS_THEME_CONTRAST, OBS_THEME_CONTRAST_DARK };

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      const ObsTheme *theme = obs_theme_get (kinds[k]);

      g_assert_cmpfloat (theme->extra_width, ==, 1);
      g_assert_true (theme->patterns);
      for (int i = 0; i < OBS_N_INKS; i++)
        {
          const ObsColour *c = &theme->inks[i];

          g_assert_true (c->r == c->g && c->g == c->b && (c->r == 0 || c->r == 1));
        }
    }
  g_assert_cmpfloat (contrast (&obs_theme_get (OBS_THEME_CONTRAST_DARK)->inks[OBS_INK_TEXT],
                               &obs_theme_get (OBS_THEME_CONTRAST_DARK)->inks[OBS_INK_VIEW]),
                     >, 20.9);
  for (int a = 1; a <= 5; a++)
    for (int b = a + 1; b <= 5; b++)
      {
        ObsFigureSeries one = { .role = OBS_ROLE_SECTOR, .index = a };
        ObsFigureSeries two = { .role = OBS_ROLE_SECTOR, .index = b };
        ObsFill fill_a = obs_theme_fill (obs_theme_get (OBS_THEME_CONTRAST), obs_series_ink (&one));
        ObsFill fill_b = obs_theme_fill (obs_theme_get (OBS_THEME_CONTRAST), obs_series_ink (&two));

        g_assert_cmpint (obs_series_glyph (&one, FALSE), !=, obs_series_glyph (&two, FALSE));
        g_assert_false (fill_a.kind == fill_b.kind && fill_a.step == fill_b.step);
      }
}

/* Map classes run one way, so that a printed map keeps its order. */
static void
test_sequence (void)
{
  static const ObsThemeKind kinds[] = { OBS_THEME_LIGHT, OBS_THEME_PRINT, OBS_THEME_GREY };

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (int i = OBS_INK_SEQUENCE_1; i < OBS_INK_SEQUENCE_5; i++)
      g_assert_cmpfloat (luminance (&obs_theme_get (kinds[k])->inks[i]), >,
                         luminance (&obs_theme_get (kinds[k])->inks[i + 1]));
  for (int i = OBS_INK_SEQUENCE_1; i < OBS_INK_SEQUENCE_5; i++)
    g_assert_cmpfloat (luminance (&obs_theme_get (OBS_THEME_DARK)->inks[i]), <,
                       luminance (&obs_theme_get (OBS_THEME_DARK)->inks[i + 1]));
}

static void
test_grey_is_grey (void)
{
  const ObsTheme *theme = obs_theme_get (OBS_THEME_GREY);

  for (int i = 0; i < OBS_N_INKS; i++)
    {
      g_assert_cmpfloat (theme->inks[i].r, ==, theme->inks[i].g);
      g_assert_cmpfloat (theme->inks[i].g, ==, theme->inks[i].b);
    }
  g_assert_true (theme->patterns);
  g_assert_cmpint (obs_theme_fill (theme, OBS_INK_SECTOR_1).kind, ==, OBS_FILL_SOLID);
  g_assert_cmpint (obs_theme_fill (theme, OBS_INK_SECTOR_2).kind, ==, OBS_FILL_LINES);
  g_assert_cmpint (obs_theme_fill (theme, OBS_INK_SECTOR_3).kind, ==, OBS_FILL_DOTS);
  g_assert_cmpint (obs_theme_fill (theme, OBS_INK_POOR).kind, !=,
                   obs_theme_fill (theme, OBS_INK_GOOD).kind);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/theme/sectors-apart", test_sectors_apart);
  g_test_add_func ("/theme/method-fails-bad-palette", test_method_fails_bad_palette);
  g_test_add_func ("/theme/marks", test_marks);
  g_test_add_func ("/theme/words", test_words);
  g_test_add_func ("/theme/high-contrast", test_high_contrast);
  g_test_add_func ("/theme/sequence", test_sequence);
  g_test_add_func ("/theme/grey", test_grey_is_grey);
  return g_test_run ();
}
