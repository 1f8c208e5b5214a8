/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/chart/pattern.h"
#include "ui/chart/scene-private.h"

#include <math.h>
#include <string.h>

/* SVG written from the scene: real text, a title and a description for screen readers, the same
 * bytes in every locale. Cairo's own SVG output would draw letters as shapes. */

typedef struct
{
  GString *out;
  GString *defs;
  GHashTable *patterns; /* set of ids */
  const ObsTheme *theme;
  char *prefix; /* of ids, so that two pictures can stand in one page */
  double scale;
} Svg;

static void
number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  gsize n;

  g_ascii_formatd (text, sizeof text, "%.2f", value);
  n = strlen (text);
  while (text[n - 1] == '0')
    n--;
  if (text[n - 1] == '.')
    n--;
  text[n] = '\0';
  g_string_append (out, strcmp (text, "-0") == 0 ? "0" : text);
}

static void
attribute (GString *out, const char *name, double value)
{
  g_string_append_printf (out, " %s=\"", name);
  number (out, value);
  g_string_append_c (out, '"');
}

/* Characters that XML does not know become blanks; the rest is escaped. */
static void
escaped (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar ch = g_utf8_get_char (c);

      if (ch == '<')
        g_string_append (out, "&lt;");
      else if (ch == '>')
        g_string_append (out, "&gt;");
      else if (ch == '&')
        g_string_append (out, "&amp;");
      else if (ch == '"')
        g_string_append (out, "&quot;");
      else if ((ch < 0x20 && ch != '\n') || ch == 0x7f || ch == 0xfffe || ch == 0xffff)
        g_string_append_c (out, ' ');
      else
        g_string_append_unichar (out, ch);
    }
}

static void
hex (GString *out, const ObsColour *c)
{
  g_string_append_printf (out, "#%02X%02X%02X", (guint) lround (c->r * 255),
                          (guint) lround (c->g * 255), (guint) lround (c->b * 255));
}

static void
paint (Svg *svg, const char *name, ObsInk ink, double alpha)
{
  const ObsColour *c = &svg->theme->inks[ink];

  g_string_append_printf (svg->out, " %s=\"", name);
  hex (svg->out, c);
  g_string_append_c (svg->out, '"');
  if (c->a * alpha < 0.999)
    {
      g_string_append_printf (svg->out, " %s-opacity=\"", name);
      number (svg->out, c->a * alpha);
      g_string_append_c (svg->out, '"');
    }
}

static double
opacity (const Svg *svg, const ObsShape *shape)
{
  if (svg->theme->extra_width > 0)
    return 1;
  if (shape->kind == OBS_SHAPE_RECT && shape->alpha < 1)
    return fmin (1, shape->alpha * svg->theme->band_alpha / OBS_BAND_ALPHA);
  return shape->alpha;
}

/* The id of a pattern of lines or dots, defined on first use. */
static char *
pattern_id (Svg *svg, ObsInk ink, ObsFillKind kind, double step, double width, gboolean backed)
{
  char *id = g_strdup_printf ("%s-%c%d-%d%s", svg->prefix, kind == OBS_FILL_DOTS ? 'd' : 'h',
                              (int) ink, (int) lround (step * 10), backed ? "b" : "");

  if (!g_hash_table_add (svg->patterns, g_strdup (id)))
    return id;
  g_string_append_printf (svg->defs, "<pattern id=\"%s\" patternUnits=\"userSpaceOnUse\"", id);
  attribute (svg->defs, "width", step);
  attribute (svg->defs, "height", step);
  g_string_append (svg->defs, kind == OBS_FILL_DOTS ? ">" : " patternTransform=\"rotate(45)\">");
  if (backed)
    {
      g_string_append (svg->defs, "<rect");
      attribute (svg->defs, "width", step);
      attribute (svg->defs, "height", step);
      g_string_append (svg->defs, " fill=\"");
      hex (svg->defs, &svg->theme->inks[OBS_INK_VIEW]);
      g_string_append (svg->defs, "\"/>");
    }
  if (kind == OBS_FILL_DOTS)
    {
      g_string_append (svg->defs, "<circle");
      attribute (svg->defs, "cx", step / 2);
      attribute (svg->defs, "cy", step / 2);
      g_string_append (svg->defs, " r=\"1.1\" fill=\"");
    }
  else
    {
      g_string_append (svg->defs, "<path d=\"M");
      number (svg->defs, step / 2);
      g_string_append (svg->defs, " 0V");
      number (svg->defs, step);
      g_string_append_c (svg->defs, '"');
      attribute (svg->defs, "stroke-width", width);
      g_string_append (svg->defs, " stroke=\"");
    }
  hex (svg->defs, &svg->theme->inks[ink]);
  g_string_append (svg->defs, "\"/></pattern>\n");
  return id;
}

/* Fill of a solid shape as the theme says, with an outline where it is a pattern. */
static void
fill (Svg *svg, ObsInk ink, double alpha)
{
  ObsFill how = obs_theme_fill (svg->theme, ink);
  g_autofree char *id = NULL;

  if (how.kind == OBS_FILL_SOLID)
    {
      paint (svg, "fill", ink, alpha);
      return;
    }
  if (how.kind == OBS_FILL_EMPTY)
    {
      paint (svg, "fill", OBS_INK_VIEW, 1);
      paint (svg, "stroke", OBS_INK_TEXT, 1);
      return;
    }
  id = pattern_id (svg, ink, how.kind, how.step, 1.2, TRUE);
  g_string_append_printf (svg->out, " fill=\"url(#%s)\"", id);
  paint (svg, "stroke", ink, 1);
}

static void
stroke (Svg *svg, const ObsShape *shape, double width)
{
  paint (svg, "stroke", shape->ink, opacity (svg, shape));
  attribute (svg->out, "stroke-width", width);
  if (shape->dash[0] > 0)
    {
      g_string_append (svg->out, " stroke-dasharray=\"");
      number (svg->out, shape->dash[0]);
      g_string_append_c (svg->out, ' ');
      number (svg->out, shape->dash[1]);
      g_string_append_c (svg->out, '"');
    }
}

static void
box (GString *out, double x, double y, double w, double h)
{
  attribute (out, "x", x);
  attribute (out, "y", y);
  attribute (out, "width", fmax (w, 0));
  attribute (out, "height", fmax (h, 0));
}

static void
write_rect (Svg *svg, const ObsShape *shape)
{
  g_string_append (svg->out, "<rect");
  box (svg->out, shape->x, shape->y, shape->w, shape->h);
  if (shape->radius > 0)
    attribute (svg->out, "rx", shape->radius);
  if (shape->width > 0)
    {
      g_string_append (svg->out, " fill=\"none\"");
      stroke (svg, shape, shape->width + svg->theme->extra_width);
    }
  else if (svg->theme->extra_width > 0 && shape->alpha < 1)
    {
      paint (svg, "fill", OBS_INK_VIEW, 1);
      paint (svg, "stroke", shape->ink, 1);
      attribute (svg->out, "stroke-width", 2);
    }
  else
    {
      fill (svg, shape->ink, opacity (svg, shape));
    }
  g_string_append (svg->out, "/>\n");
}

static void
write_line (Svg *svg, const ObsShape *shape)
{
  gboolean quiet = (shape->ink == OBS_INK_GRID || shape->ink == OBS_INK_SEPARATOR)
                   && svg->theme->extra_width > 0;
  /* Lines of odd width along an axis stand on half pixels, as on screen. */
  double width = shape->width + (quiet ? 0 : svg->theme->extra_width);
  gboolean odd = fabs (width - round (width)) < 0.01 && (int) round (width) % 2 != 0;
  double x1 = shape->x, y1 = shape->y, x2 = x1 + shape->w, y2 = y1 + shape->h;

  if (odd && fabs (shape->w) < 0.01)
    x1 = x2 = floor (x1) + 0.5;
  else if (odd && fabs (shape->h) < 0.01)
    y1 = y2 = floor (y1) + 0.5;
  g_string_append (svg->out, "<line");
  attribute (svg->out, "x1", x1);
  attribute (svg->out, "y1", y1);
  attribute (svg->out, "x2", x2);
  attribute (svg->out, "y2", y2);
  stroke (svg, shape, width);
  if (quiet)
    g_string_append (svg->out, " stroke-dasharray=\"1 4\"");
  g_string_append (svg->out, "/>\n");
}

static void
circle (Svg *svg, double x, double y, double r)
{
  g_string_append (svg->out, "<circle");
  attribute (svg->out, "cx", x);
  attribute (svg->out, "cy", y);
  attribute (svg->out, "r", r);
}

static void
points (Svg *svg, const char *element, const double *xy, guint n)
{
  g_string_append_printf (svg->out, "<%s points=\"", element);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (svg->out, ' ');
      number (svg->out, xy[2 * i]);
      g_string_append_c (svg->out, ',');
      number (svg->out, xy[2 * i + 1]);
    }
  g_string_append_c (svg->out, '"');
}

static void
write_hatch (Svg *svg, const ObsShape *shape)
{
  double step = shape->dash[0] > 0 ? shape->dash[0] : OBS_HATCH_STEP;
  g_autofree char *id = pattern_id (svg, shape->ink, OBS_FILL_LINES, step,
                                    shape->width + svg->theme->extra_width * 0.5, FALSE);

  if (shape->n_points > 2)
    {
      points (svg, "polygon", shape->points, shape->n_points);
    }
  else
    {
      g_string_append (svg->out, "<rect");
      box (svg->out, shape->x, shape->y, shape->w, shape->h);
    }
  g_string_append_printf (svg->out, " fill=\"url(#%s)\"/>\n", id);
}

static void
hollow (Svg *svg, ObsInk ink, double alpha, double width)
{
  paint (svg, "fill", OBS_INK_VIEW, 1);
  paint (svg, "stroke", ink, alpha);
  attribute (svg->out, "stroke-width", width);
  g_string_append (svg->out, "/>\n");
}

static void
solid (Svg *svg, ObsInk ink, double alpha)
{
  paint (svg, "fill", ink, alpha);
  g_string_append (svg->out, "/>\n");
}

static void
write_warning (Svg *svg, double x, double y, double size)
{
  double u = size / 18;

  circle (svg, x, y, size / 2);
  solid (svg, OBS_INK_TEXT, 1);
  g_string_append (svg->out, "<rect");
  box (svg->out, x - 1.1 * u, y - 4.6 * u, 2.2 * u, 5.8 * u);
  attribute (svg->out, "rx", 1.1 * u);
  solid (svg, OBS_INK_VIEW, 1);
  circle (svg, x, y + 3.6 * u, 1.3 * u);
  solid (svg, OBS_INK_VIEW, 1);
}

static void
write_half (Svg *svg, const ObsShape *shape, double r, double line)
{
  circle (svg, shape->x, shape->y, r - line / 2);
  hollow (svg, shape->ink, opacity (svg, shape), line);
  g_string_append (svg->out, "<path d=\"M");
  number (svg->out, shape->x);
  g_string_append_c (svg->out, ' ');
  number (svg->out, shape->y - r + line / 2);
  g_string_append_c (svg->out, 'a');
  number (svg->out, r - line / 2);
  g_string_append_c (svg->out, ' ');
  number (svg->out, r - line / 2);
  g_string_append (svg->out, " 0 0 0 0 ");
  number (svg->out, 2 * r - line);
  g_string_append (svg->out, "z\"");
  solid (svg, shape->ink, opacity (svg, shape));
}

static void
write_glyph (Svg *svg, const ObsShape *shape)
{
  double x = shape->x, y = shape->y, size = shape->w, r = size / 2, alpha = opacity (svg, shape);
  double extra = svg->theme->extra_width, line = fmax (2, size * 2 / 11) + extra * 0.5;
  double diamond[] = { x, y - 1.22 * r, x + 1.22 * r, y, x, y + 1.22 * r, x - 1.22 * r, y };
  double up = shape->glyph == OBS_GLYPH_TRIANGLE_DOWN ? -1 : 1;
  double triangle[]
      = { x, y - up * r, x + 1.05 * r, y + up * 0.8 * r, x - 1.05 * r, y + up * 0.8 * r };
  double chevron[] = { x - size * 2 / 16, y - size * 4.5 / 16, x + size * 2.5 / 16, y,
                       x - size * 2 / 16, y + size * 4.5 / 16 };

  switch (shape->glyph)
    {
    case OBS_GLYPH_DISC:
      circle (svg, x, y, r);
      solid (svg, shape->ink, alpha);
      break;
    case OBS_GLYPH_RING:
      circle (svg, x, y, r - line / 2);
      hollow (svg, shape->ink, alpha, line);
      break;
    case OBS_GLYPH_SQUARE:
      r *= 7.0 / 11;
      g_string_append (svg->out, "<rect");
      box (svg->out, x - r, y - r, 2 * r, 2 * r);
      hollow (svg, shape->ink, alpha, line);
      break;
    case OBS_GLYPH_DIAMOND:
      points (svg, "polygon", diamond, 4);
      solid (svg, shape->ink, alpha);
      break;
    case OBS_GLYPH_TICK:
      g_string_append (svg->out, "<rect");
      box (svg->out, x - 1.5 - extra / 2, y - 1.5 * r, 3 + extra, 3 * r);
      solid (svg, shape->ink, alpha);
      break;
    case OBS_GLYPH_TRIANGLE:
    case OBS_GLYPH_TRIANGLE_DOWN:
      points (svg, "polygon", triangle, 3);
      solid (svg, shape->ink, alpha);
      break;
    case OBS_GLYPH_HALF:
      write_half (svg, shape, r, line);
      break;
    case OBS_GLYPH_DOT:
      circle (svg, x, y, fmax (1.5, size * 0.16));
      solid (svg, shape->ink, alpha);
      break;
    case OBS_GLYPH_DASH:
      g_string_append (svg->out, "<rect");
      box (svg->out, x - r, y - (1.5 + extra) / 2, size, 1.5 + extra);
      solid (svg, shape->ink, alpha);
      break;
    case OBS_GLYPH_WARNING:
      write_warning (svg, x, y, size);
      break;
    case OBS_GLYPH_CHEVRON:
      points (svg, "polyline", chevron, 3);
      g_string_append (svg->out,
                       " fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"");
      paint (svg, "stroke", shape->ink, alpha);
      attribute (svg->out, "stroke-width", 1.5 * size / 16 + extra);
      g_string_append (svg->out, "/>\n");
      break;
    default:
      break;
    }
}

static void
write_text_line (Svg *svg, const ObsShape *shape, const char *line, double x, double y,
                 double line_height)
{
  static const char *const anchors[] = { "start", "middle", "end" };
  double size = obs_font_points (shape->font) * 96 / 72 * svg->scale * shape->font_scale;

  if (line[0] == '\0')
    return;
  g_string_append (svg->out, "<text");
  attribute (svg->out, "x", x);
  /* Letters stand in the middle of their line: capitals are about 0.72 of the size high. */
  attribute (svg->out, "y", y + line_height / 2 + 0.36 * size);
  attribute (svg->out, "font-size", size);
  if (obs_font_weight (shape->font) != 400)
    g_string_append_printf (svg->out, " font-weight=\"%d\"", obs_font_weight (shape->font));
  if (shape->align != OBS_ALIGN_START)
    g_string_append_printf (svg->out, " text-anchor=\"%s\"", anchors[shape->align]);
  if (fabs (shape->angle) > 0)
    {
      g_string_append (svg->out, " transform=\"rotate(");
      number (svg->out, shape->angle);
      g_string_append_c (svg->out, ' ');
      number (svg->out, shape->x);
      g_string_append_c (svg->out, ' ');
      number (svg->out, shape->y);
      g_string_append (svg->out, ")\"");
    }
  if (obs_theme_text_needs_patch (svg->theme, shape->ink))
    {
      /* A wide outline in the background is the plain patch. */
      paint (svg, "fill", OBS_INK_TEXT, 1);
      paint (svg, "stroke", OBS_INK_VIEW, 1);
      g_string_append (svg->out,
                       " stroke-width=\"6\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
    }
  else
    {
      paint (svg, "fill", shape->ink, opacity (svg, shape));
      if (shape->halo_width > 0)
        {
          paint (svg, "stroke", shape->halo, 1);
          attribute (svg->out, "stroke-width", shape->halo_width);
          g_string_append (svg->out, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
        }
    }
  g_string_append_c (svg->out, '>');
  escaped (svg->out, line);
  g_string_append (svg->out, "</text>\n");
}

static void
write_text (Svg *svg, const ObsShape *shape)
{
  g_auto (GStrv) lines = g_strsplit (shape->text, "\n", -1);
  guint n = MAX (g_strv_length (lines), 1);
  double x = shape->x, line_height = shape->h / n;

  if (fabs (shape->angle) > 0)
    {
      write_text_line (svg, shape, shape->text, shape->x, shape->y - shape->h / 2, shape->h);
      return;
    }
  if (shape->align == OBS_ALIGN_CENTRE)
    x += shape->w / 2;
  else if (shape->align == OBS_ALIGN_END)
    x += shape->w;
  for (guint i = 0; lines[i] != NULL; i++)
    write_text_line (svg, shape, lines[i], x, shape->y + i * line_height, line_height);
}

static void
write_path (Svg *svg, const ObsShape *shape)
{
  if (shape->n_points < 2)
    return;
  points (svg, shape->closed ? "polygon" : "polyline", shape->points, shape->n_points);
  if (shape->width > 0)
    {
      g_string_append (svg->out, " fill=\"none\" stroke-linejoin=\"round\"");
      stroke (svg, shape, shape->width + svg->theme->extra_width);
    }
  else if (shape->alpha < 1 && svg->theme->extra_width > 0)
    {
      g_string_append (svg->out, " fill=\"none\"");
      paint (svg, "stroke", shape->ink, 1);
    }
  else
    {
      fill (svg, shape->ink, opacity (svg, shape));
    }
  g_string_append (svg->out, "/>\n");
}

static void
write_shape (Svg *svg, const ObsShape *shape)
{
  switch (shape->kind)
    {
    case OBS_SHAPE_RECT:
      write_rect (svg, shape);
      break;
    case OBS_SHAPE_LINE:
      write_line (svg, shape);
      break;
    case OBS_SHAPE_HATCH:
      write_hatch (svg, shape);
      break;
    case OBS_SHAPE_GLYPH:
      write_glyph (svg, shape);
      break;
    case OBS_SHAPE_TEXT:
      write_text (svg, shape);
      break;
    case OBS_SHAPE_PATH:
      write_path (svg, shape);
      break;
    default:
      break;
    }
}

/* Opens the group of an item with the sentence that a screen reader says. */
static void
open_group (Svg *svg, const ObsScene *scene, const ObsFigure *figure, int item)
{
  int row = obs_scene_item (scene, (guint) item)->row;
  const ObsFigureRow *r
      = row >= 0 && (guint) row < figure->rows->len ? obs_figure_row (figure, (guint) row) : NULL;

  g_string_append (svg->out, "<g><title>");
  escaped (svg->out, r == NULL ? "" : r->name != NULL ? r->name : r->label);
  g_string_append (svg->out, "</title>\n");
}

/* Shapes of one item stand in a group; an item that shares another's words has a group without
 * shapes. */
static void
write_shapes (Svg *svg, const ObsScene *scene, const ObsFigure *figure)
{
  g_autofree gboolean *seen = g_new0 (gboolean, scene->items->len + 1);
  int open = -1;

  for (guint i = 0; i < scene->shapes->len; i++)
    {
      const ObsShape *shape = obs_scene_shape (scene, i);

      if (shape->item != open)
        {
          if (open >= 0)
            g_string_append (svg->out, "</g>\n");
          open = shape->item;
          if (open >= 0)
            {
              open_group (svg, scene, figure, open);
              seen[open] = TRUE;
            }
        }
      write_shape (svg, shape);
    }
  if (open >= 0)
    g_string_append (svg->out, "</g>\n");
  for (guint i = 0; i < scene->items->len; i++)
    if (!seen[i])
      {
        open_group (svg, scene, figure, (int) i);
        g_string_append (svg->out, "</g>\n");
      }
}

/* An id of letters, digits and dashes from the figure's. */
static char *
id_prefix (const ObsFigure *figure)
{
  GString *out = g_string_new ("f-");

  for (const char *c = figure->figure_id; c != NULL && *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || *c == '-')
      g_string_append_c (out, *c);
  return g_string_free (out, FALSE);
}

static void
write_head (GString *out, const ObsScene *scene, const ObsFigure *figure, const char *prefix)
{
  const char *title = figure->title != NULL ? figure->title : figure->neutral_title;

  g_string_append (out, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
  g_string_append_printf (out, " aria-labelledby=\"%s-title %s-desc\"", prefix, prefix);
  attribute (out, "width", scene->width);
  attribute (out, "height", scene->height);
  g_string_append (out, " viewBox=\"0 0 ");
  number (out, scene->width);
  g_string_append_c (out, ' ');
  number (out, scene->height);
  /* The family that the lines were broken for; "Sans" is only another name of the generic one. */
  g_string_append (out, "\" font-family=\"");
  if (g_ascii_strcasecmp (scene->family, "Sans") != 0)
    {
      g_string_append_c (out, '\'');
      escaped (out, scene->family);
      g_string_append (out, "', ");
    }
  g_string_append (out, "sans-serif\" font-feature-settings=\"'tnum', 'liga' 0\" "
                        "xml:space=\"preserve\">\n");
  g_string_append_printf (out, "<title id=\"%s-title\">", prefix);
  escaped (out, title);
  g_string_append_printf (out, "</title>\n<desc id=\"%s-desc\">", prefix);
  escaped (out, figure->summary != NULL ? figure->summary : figure->subtitle);
  g_string_append (out, "</desc>\n");
}

/**
 * obs_scene_to_svg:
 * @figure: the figure that @scene was made from
 *
 * Returns: (transfer full): a whole SVG file; the background is the theme's view colour
 */
char *
obs_scene_to_svg (const ObsScene *scene, const ObsFigure *figure, const ObsTheme *theme)
{
  g_autoptr (GHashTable) patterns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *prefix = id_prefix (figure);
  GString *out = g_string_new (NULL);
  Svg svg = { .out = g_string_new (NULL),
              .defs = g_string_new (NULL),
              .patterns = patterns,
              .theme = theme,
              .prefix = prefix,
              .scale = scene->scale };

  write_shapes (&svg, scene, figure);
  write_head (out, scene, figure, prefix);
  if (svg.defs->len > 0)
    g_string_append_printf (out, "<defs>\n%s</defs>\n", svg.defs->str);
  g_string_append (out, "<rect width=\"100%\" height=\"100%\" fill=\"");
  hex (out, &theme->inks[OBS_INK_VIEW]);
  g_string_append (out, "\"/>\n");
  g_string_append_len (out, svg.out->str, (gssize) svg.out->len);
  g_string_append (out, "</svg>\n");
  g_string_free (svg.out, TRUE);
  g_string_free (svg.defs, TRUE);
  return g_string_free (out, FALSE);
}
