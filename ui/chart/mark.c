/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static gboolean
has_range (const ObsFigureRow *row)
{
  return isfinite (row->low) && isfinite (row->high);
}

static gboolean
is_code (const ObsFigureRow *row, const char *code)
{
  return g_strcmp0 (row->code, code) == 0;
}

static char *
words_or (const ObsFigureRow *row, const char *code)
{
  const char *words;

  if (row->words != NULL && *row->words != '\0')
    return g_strdup (row->words);
  words = obs_code_words (row->code != NULL ? row->code : code);
  return g_strdup (words != NULL ? words : obs_code_words (code));
}

/* The limit of a bound: the builder may have put it at the end that it limits. */
double
obs_mark_bound (const ObsFigureRow *row)
{
  if (isfinite (row->estimate))
    return row->estimate;
  return isfinite (row->high) ? row->high : row->low;
}

static void
rule_for_number (ObsMarkRule *rule, const ObsFigureRow *row, const ObsSceneOptions *options)
{
  gboolean no_base = row->base == OBS_BASE_NOT_PUBLISHED;
  gboolean rounded = row->grade == OBS_GRADE_ROUNDED || (row->grade == OBS_GRADE_EXACT && no_base);

  rule->mark = TRUE;
  rule->small = obs_show_for_base (row->base) == OBS_SHOW_RANGE;
  rule->hollow = rounded || rule->small;
  rule->dotted = is_code (row, "e");
  /* A phrase has no spread, and to draw one would invent it. */
  if (has_range (row) && row->grade != OBS_GRADE_ROUNDED)
    {
      rule->band = rule->small;
      rule->range = !rule->small && (options->ranges || row->base < 100);
    }
  if (row->grade == OBS_GRADE_ROUNDED || is_code (row, "low"))
    rule->words = words_or (row, "np");
  else if (rounded && row->words != NULL)
    rule->words = g_strdup (row->words);
}

/**
 * obs_mark_rule_init:
 * @figure: figure of @row
 * @row: what to show
 * @options: place and range switch
 *
 * The display rule: under 10 answers, hidden and unknown values have words and no mark; 10 to 19
 * only their range; 20 to 29 the range first; limits only a limit line. Clear with
 * obs_mark_rule_clear().
 */
void
obs_mark_rule_init (ObsMarkRule *rule, const ObsFigure *figure, const ObsFigureRow *row,
                    const ObsSceneOptions *options)
{
  ObsShow show = obs_show_for_base (row->base);

  memset (rule, 0, sizeof *rule);
  if (show == OBS_SHOW_NOTHING || is_code (row, "c"))
    /* Whatever number came along: one business could be known by it. */
    rule->words = is_code (row, "c") ? words_or (row, "c") : g_strdup (obs_code_words ("c"));
  else if (show == OBS_SHOW_BAND_ONLY || is_code (row, "u"))
    {
      g_autofree char *words
          = is_code (row, "u") ? words_or (row, "u") : g_strdup (obs_code_words ("u"));

      rule->band = has_range (row);
      rule->words
          = g_str_has_prefix (words, "[u]") ? g_strdup (words) : g_strconcat ("[u] ", words, NULL);
    }
  else if (row->grade == OBS_GRADE_BOUND)
    {
      rule->bound = isfinite (obs_mark_bound (row));
      if (row->words != NULL || !rule->bound)
        rule->words = words_or (row, "np");
      else
        rule->words = obs_value_format (figure->axis, obs_mark_bound (row), FALSE);
    }
  else if (!isfinite (row->estimate) || is_code (row, "x") || is_code (row, "np")
           || is_code (row, "z") || row->grade == OBS_GRADE_ORDER
           || row->grade == OBS_GRADE_DIRECTION)
    rule->words = words_or (row, "x");
  else
    rule_for_number (rule, row, options);
}

void
obs_mark_rule_clear (ObsMarkRule *rule)
{
  g_clear_pointer (&rule->words, g_free);
}

/* A thin range: 2 px with caps @cap high. */
void
obs_draw_range (ObsScene *scene, ObsInk ink, double x0, double x1, double y, double cap)
{
  obs_scene_line (scene, ink, x0, y, x1, y, 2);
  obs_scene_line (scene, ink, x0, y - cap / 2, x0, y + cap / 2, 2);
  obs_scene_line (scene, ink, x1, y - cap / 2, x1, y + cap / 2, 2);
}

/* A thick range: what to read first at a small base. */
void
obs_draw_band (ObsScene *scene, ObsInk ink, double x0, double x1, double y, double h, gboolean ends)
{
  obs_scene_rect (scene, ink, x0, y - h / 2, fmax (x1 - x0, 1), h)->alpha = OBS_BAND_ALPHA;
  if (!ends)
    return;
  obs_scene_line (scene, ink, x0, y - h / 2, x0, y + h / 2, 1.5);
  obs_scene_line (scene, ink, x1, y - h / 2, x1, y + h / 2, 1.5);
}

/* Shapes have a hollow twin: disc and ring, and for the others the view colour inside. */
void
obs_draw_mark (ObsScene *scene, ObsInk ink, ObsGlyph glyph, gboolean hollow, double x, double y,
               double size)
{
  gboolean fills = glyph == OBS_GLYPH_DIAMOND || glyph == OBS_GLYPH_TRIANGLE
                   || glyph == OBS_GLYPH_TRIANGLE_DOWN;

  if (hollow && glyph == OBS_GLYPH_DISC)
    glyph = OBS_GLYPH_RING;
  obs_scene_glyph (scene, ink, glyph, x, y, size);
  if (hollow && fills)
    obs_scene_glyph (scene, OBS_INK_VIEW, glyph, x, y, size * 0.5);
}

/* A limit from the source: a line with short ends towards the side that it allows. */
void
obs_draw_bound (ObsScene *scene, ObsInk ink, const ObsFigureRow *row, double x, double y,
                double half, double tick)
{
  gboolean upper = isfinite (row->high) && !isfinite (row->low);
  gboolean lower = isfinite (row->low) && !isfinite (row->high);
  double end = x + (upper ? -tick : tick);

  obs_scene_line (scene, ink, x, y - half, x, y + half, 2);
  /* Without a stated side the line alone is the limit. */
  if (!upper && !lower)
    return;
  obs_scene_line (scene, ink, x, y - half + 1, end, y - half + 1, 2);
  obs_scene_line (scene, ink, x, y + half - 1, end, y + half - 1, 2);
}
