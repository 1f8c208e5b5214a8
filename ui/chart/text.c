/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/text.h"

#include "ui/chart/scene-private.h"

#include <math.h>
#include <string.h>

/* Points at 100 % text, weight, and the height of a line in px at 96 dpi. */
static const struct
{
  double points;
  int weight;
  double line;
} roles[OBS_N_FONTS] = {
  [OBS_FONT_TITLE] = { 15, 700, 26 },        [OBS_FONT_HEADING] = { 13, 700, 22 },
  [OBS_FONT_SUBTITLE] = { 11, 400, 21 },     [OBS_FONT_LABEL] = { 10.5, 400, 20 },
  [OBS_FONT_LABEL_BOLD] = { 10.5, 600, 20 }, [OBS_FONT_NUMBER] = { 10.5, 400, 20 },
  [OBS_FONT_VALUE_BOLD] = { 11.5, 700, 20 }, [OBS_FONT_SMALL] = { 9.5, 400, 17 },
  [OBS_FONT_TAG] = { 9, 400, 16 },           [OBS_FONT_CHIP] = { 9, 600, 16 },
  [OBS_FONT_BIG] = { 28, 700, 40 },          [OBS_FONT_WATERMARK] = { 42, 700, 64 },
};

double
obs_font_points (ObsFont font)
{
  return roles[font].points;
}

int
obs_font_weight (ObsFont font)
{
  return roles[font].weight;
}

/* Least height of a line at @scale; fonts that need more get more. */
double
obs_font_line (ObsFont font, double scale)
{
  return roles[font].line * scale;
}

void
obs_text_measure_free (ObsTextMeasure *self)
{
  if (self != NULL)
    self->free (self);
}

/* Nobody reads more of one text inside a picture; table and readout have all of it. */
enum
{
  MAX_TEXT = 4000
};

/* U+FFFE and U+FFFF are no characters to XML. */
static gboolean
is_drawable (gunichar ch)
{
  return !g_unichar_iscntrl (ch) && (ch < 0xfffe || ch > 0xffff);
}

char *
obs_text_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *out = g_string_new (NULL);
  guint n = 0;

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c), n++)
    {
      gunichar ch = g_utf8_get_char (c);

      if (n == MAX_TEXT)
        {
          g_string_append (out, "…");
          break;
        }
      if (is_drawable (ch))
        g_string_append_unichar (out, ch);
      else
        g_string_append_c (out, ' ');
    }
  return g_string_free (out, FALSE);
}

/* Clean text comes back as it is; line breaks are those of obs_text_fit(). */
static const char *
cleaned (const char *text, char **owned)
{
  const char *c = text != NULL ? text : "";
  guint n = 0;

  if (g_utf8_validate (c, -1, NULL))
    while (*c != '\0' && n++ <= MAX_TEXT && (*c == '\n' || is_drawable (g_utf8_get_char (c))))
      c = g_utf8_next_char (c);
  if (*c == '\0' && text != NULL)
    return text;
  *owned = obs_text_clean (text);
  return *owned;
}

double
obs_text_width (ObsTextMeasure *measure, ObsFont font, const char *text)
{
  g_autofree char *owned = NULL;
  double width = 0, height = 0;

  measure->size (measure, font, cleaned (text, &owned), 0, 0, &width, &height);
  return width;
}

double
obs_text_height (ObsTextMeasure *measure, ObsFont font, const char *text, double wrap, int lines)
{
  g_autofree char *owned = NULL;
  double width = 0, height = 0;

  measure->size (measure, font, cleaned (text, &owned), wrap, lines, &width, &height);
  return height;
}

double
obs_text_line (ObsTextMeasure *measure, ObsFont font)
{
  return obs_text_height (measure, font, "Ag", 0, 0);
}

static gboolean
fits (ObsTextMeasure *measure, ObsFont font, const char *text, gsize length, const char *end,
      double wrap)
{
  g_autofree char *part = g_strdup_printf ("%.*s%s", (int) length, text, end);

  return obs_text_width (measure, font, part) <= wrap + 0.01;
}

/* Bytes of the longest start of @text (at least one character) that fits with @end after it. */
static gsize
longest_start (ObsTextMeasure *measure, ObsFont font, const char *text, gsize length,
               const char *end, double wrap)
{
  glong low = 1, high = g_utf8_strlen (text, (gssize) length);

  while (low < high)
    {
      glong middle = (low + high + 1) / 2;
      gsize bytes = (gsize) (g_utf8_offset_to_pointer (text, middle) - text);

      if (fits (measure, font, text, bytes, end, wrap))
        low = middle;
      else
        high = middle - 1;
    }
  return (gsize) (g_utf8_offset_to_pointer (text, low) - text);
}

/* Bytes of @text that go on one line, up to a blank where there is one that fits. */
static gsize
line_length (ObsTextMeasure *measure, ObsFont font, const char *text, double wrap)
{
  gsize length = 0;

  while (text[length] != '\0')
    {
      gsize next = length + strspn (text + length, " ");

      next += strcspn (text + next, " ");
      if (!fits (measure, font, text, next, "", wrap))
        break;
      length = next;
    }
  if (length > 0)
    return length;
  return longest_start (measure, font, text, strcspn (text, " "), "", wrap);
}

static void
fit_paragraph (GString *out, ObsTextMeasure *measure, ObsFont font, const char *text, double wrap,
               int lines, int *used)
{
  while (*text == ' ')
    text++;
  for (;;)
    {
      gboolean last = lines > 0 && *used + 1 >= lines;

      if (out->len > 0)
        g_string_append_c (out, '\n');
      *used += 1;
      if (fits (measure, font, text, strlen (text), "", wrap))
        {
          g_string_append (out, text);
          return;
        }
      gsize length = last ? longest_start (measure, font, text, strlen (text), "…", wrap)
                          : line_length (measure, font, text, wrap);
      const char *rest = text + length;

      while (length > 0 && text[length - 1] == ' ')
        length--;
      g_string_append_len (out, text, (gssize) length);
      if (last)
        {
          g_string_append (out, "…");
          return;
        }
      while (*rest == ' ')
        rest++;
      if (*rest == '\0')
        return;
      text = rest;
    }
}

char *
obs_text_fit (ObsTextMeasure *measure, ObsFont font, const char *text, double wrap, int lines)
{
  g_autoptr (GString) out = NULL;
  g_auto (GStrv) paragraphs = NULL;
  g_autofree char *owned = NULL;
  int used = 0;

  text = cleaned (text, &owned);
  if (wrap <= 0)
    return g_strdup (text);
  out = g_string_new (NULL);
  paragraphs = g_strsplit (text, "\n", -1);
  for (guint i = 0; paragraphs[i] != NULL && (lines <= 0 || used < lines); i++)
    fit_paragraph (out, measure, font, paragraphs[i], wrap, lines, &used);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
obs_text_fit_size (ObsTextMeasure *measure, ObsFont font, const char *text, double wrap, int lines,
                   double *width, double *height)
{
  g_autofree char *fitted = obs_text_fit (measure, font, text, wrap, lines);
  g_auto (GStrv) parts = g_strsplit (fitted, "\n", -1);

  *width = *height = 0;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      double w = 0, h = 0;

      measure->size (measure, font, parts[i], 0, 0, &w, &h);
      *width = fmax (*width, w);
      *height += h;
    }
  if (parts[0] == NULL)
    measure->size (measure, font, "", 0, 0, width, height);
}
