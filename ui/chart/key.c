/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/scene-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The key above the plot. On screen the widget draws its own; pictures and print have it drawn in.
 */

ObsInk
obs_series_ink (const ObsFigureSeries *series)
{
  if (series == NULL)
    return OBS_INK_ACCENT;
  switch (series->role)
    {
    case OBS_ROLE_SECTOR:
      return (ObsInk) (OBS_INK_SECTOR_0 + CLAMP (series->index, 0, 5));
    case OBS_ROLE_POOR:
      return OBS_INK_POOR;
    case OBS_ROLE_MIDDLE:
      return OBS_INK_MIDDLE;
    case OBS_ROLE_GOOD:
      return OBS_INK_GOOD;
    case OBS_ROLE_COMPARE:
      return OBS_INK_TEXT2;
    case OBS_ROLE_COUNT:
      return OBS_INK_TEXT;
    case OBS_ROLE_FIRST:
    case OBS_ROLE_SECOND:
    case OBS_ROLE_GAP:
    case OBS_ROLE_COLUMN:
    default:
      return OBS_INK_ACCENT;
    }
}

/* Up to eight things that a figure is compared with share one ink: shape and dash tell them apart.
 */
static ObsGlyph
compare_glyph (int index)
{
  static const ObsGlyph glyphs[] = { OBS_GLYPH_RING, OBS_GLYPH_SQUARE, OBS_GLYPH_DIAMOND,
                                     OBS_GLYPH_TRIANGLE, OBS_GLYPH_TRIANGLE_DOWN };

  return glyphs[MAX (index, 0) % (int) G_N_ELEMENTS (glyphs)];
}

static ObsGlyph
sector_glyph (int index)
{
  static const ObsGlyph glyphs[]
      = { OBS_GLYPH_TICK,    OBS_GLYPH_DISC,     OBS_GLYPH_SQUARE,
          OBS_GLYPH_DIAMOND, OBS_GLYPH_TRIANGLE, OBS_GLYPH_TRIANGLE_DOWN };

  return glyphs[CLAMP (index, 0, 5)];
}

/* The mark of a series. A small base hollows the plain disc, so that it weighs less than a sure
 * one. */
ObsGlyph
obs_series_glyph (const ObsFigureSeries *series, gboolean small_base)
{
  ObsGlyph glyph = OBS_GLYPH_DISC;

  if (series == NULL)
    return small_base ? OBS_GLYPH_RING : OBS_GLYPH_DISC;
  if (series->role == OBS_ROLE_SECTOR)
    glyph = sector_glyph (series->index);
  else if (series->role == OBS_ROLE_SECOND)
    glyph = OBS_GLYPH_RING;
  else if (series->role == OBS_ROLE_COMPARE)
    glyph = compare_glyph (series->index);
  /* Where filled and hollow tell two values apart, the band alone says that the base is small. */
  if (series->role == OBS_ROLE_FIRST)
    return OBS_GLYPH_DISC;
  return small_base && glyph == OBS_GLYPH_DISC ? OBS_GLYPH_RING : glyph;
}

/* Columns have heads and parts have names over them: neither needs a key. */
static gboolean
is_keyed (const ObsFigureSeries *series)
{
  switch (series->role)
    {
    case OBS_ROLE_SECTOR:
    case OBS_ROLE_FIRST:
    case OBS_ROLE_SECOND:
    case OBS_ROLE_COMPARE:
    case OBS_ROLE_POOR:
    case OBS_ROLE_MIDDLE:
    case OBS_ROLE_GOOD:
      return TRUE;
    case OBS_ROLE_GAP:
    case OBS_ROLE_COUNT:
    case OBS_ROLE_COLUMN:
    default:
      return FALSE;
    }
}

gboolean
obs_form_has_key (ObsForm form)
{
  switch (form)
    {
    case OBS_FORM_RANKED_DOTS:
    case OBS_FORM_RANKED_BARS:
    case OBS_FORM_LINE:
    case OBS_FORM_DUMBBELL:
    case OBS_FORM_GAP:
      return TRUE;
    default:
      return FALSE;
    }
}

static char *
series_words (const ObsFigureSeries *series)
{
  if (series->base < 0)
    return g_strdup (series->label);
  /* Translators: name of a series and how many answered, in the key of a chart. */
  return g_strdup_printf (_ ("%s (%d)"), series->label, series->base);
}

double
obs_scene_key (ObsLayout *layout, double y)
{
  const GPtrArray *all = layout->figure->series;
  double s = layout->scale, x = layout->left, line = fmax (20 * s, 1);
  guint drawn = 0;

  for (guint i = 0; i < all->len; i++)
    drawn += is_keyed (g_ptr_array_index (all, i));
  if (drawn < 2 || !obs_form_has_key (layout->figure->form))
    return y;
  /* Many lines are named at their ends. */
  if (layout->figure->form == OBS_FORM_LINE && drawn > 3 && !layout->options->narrow)
    return y;
  for (guint i = 0; i < all->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (all, i);
      g_autofree char *words = series_words (series);
      gboolean small = series->base >= 0 && series->base < 30;
      /* Translators: tag beside the name of a series that few answered. */
      const char *tag = _ ("small base");
      double glyph_w = 18 * s;
      double text_w = obs_text_width (layout->measure, OBS_FONT_LABEL, words);
      double need = glyph_w + text_w;

      if (!is_keyed (series))
        continue;
      if (small)
        need += 8 * s + obs_text_width (layout->measure, OBS_FONT_TAG, tag) + 14 * s;
      if (x > layout->left && x + need > layout->right)
        {
          x = layout->left;
          y += line + 4 * s;
        }
      obs_scene_glyph (layout->scene, obs_series_ink (series), obs_series_glyph (series, small),
                       x + 6 * s, y + line / 2, 11 * s);
      text_w = fmin (text_w, layout->right - x - glyph_w);
      obs_scene_text (layout->scene, OBS_INK_TEXT, OBS_FONT_LABEL, words, x + glyph_w, y,
                      text_w + 0.5, OBS_ALIGN_START);
      if (small)
        obs_scene_tag (layout, tag, x + glyph_w + text_w + 8 * s, y + (line - 20 * s) / 2);
      x += need + 24 * s;
    }
  return y + line + 8 * s;
}
