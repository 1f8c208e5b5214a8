/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/export/figure-page.h"

#include "data/error.h"
#include "ui/chart/scene-private.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A page is laid out in px of 96 dpi and written in points. Text is 12 points at least, the size
 * for clear print: the roles of the screen grow by an eighth. */
#define PX_TO_PT 0.75
#define SHORT_EDGE (595.276 / PX_TO_PT) /* of A4 */
#define LONG_EDGE (841.89 / PX_TO_PT)
#define MARGIN 75.6 /* 20 mm */
#define PRINT_DPI 110.0

typedef struct
{
  const ObsFigure *figure;
  const ObsTheme *theme;
  ObsTextMeasure *measure;
  cairo_surface_t *surface;
  cairo_t *cr;
  double width, height; /* of the page */
  double y;             /* pen */
  int page;
} Page;

static double
bottom (const Page *page)
{
  return page->height - MARGIN;
}

static double
text_width (const Page *page)
{
  return page->width - 2 * MARGIN;
}

static void
begin_page (Page *page)
{
  g_autofree char *label = NULL;

  page->page++;
  label = g_strdup_printf ("%d", page->page);
  cairo_pdf_surface_set_page_label (page->surface, label);
  page->y = MARGIN;
}

static void
end_page (Page *page)
{
  cairo_show_page (page->cr);
  begin_page (page);
}

static void
paint_scene (Page *page, const ObsScene *scene, double x, double y)
{
  cairo_save (page->cr);
  cairo_translate (page->cr, x, y);
  obs_scene_draw (scene, page->cr, page->theme, page->measure);
  cairo_restore (page->cr);
}

/* A scene of one text, so that the page breaks lines as a picture does. */
static double
draw_text (Page *page, ObsInk ink, ObsFont font, const char *text, double x, double y, double w,
           gboolean paint)
{
  double height = obs_text_height (page->measure, font, text, w, 0);

  if (paint)
    {
      g_autoptr (ObsScene) scene = obs_scene_new_empty (page->measure);
      ObsLayout layout
          = { .scene = scene, .measure = page->measure, .scale = page->measure->scale };

      obs_scene_paragraph (&layout, ink, font, text, 0, 0, w, 0);
      obs_scene_finish (scene);
      paint_scene (page, scene, x, y);
    }
  return height;
}

static void
add_block (Page *page, const char *tag, ObsInk ink, ObsFont font, const char *text, double after)
{
  double h;

  if (text == NULL || text[0] == '\0')
    return;
  h = draw_text (page, ink, font, text, MARGIN, page->y, text_width (page), FALSE);
  if (page->y + h > bottom (page) && page->y > MARGIN)
    end_page (page);
  cairo_tag_begin (page->cr, tag, NULL);
  draw_text (page, ink, font, text, MARGIN, page->y, text_width (page), TRUE);
  cairo_tag_end (page->cr, tag);
  page->y += h + after;
}

/* Where a figure higher than the page may be cut: between two rows, never through one. */
static double
cut_before (const ObsScene *scene, double from, double to)
{
  double cut = to;

  if (to >= obs_scene_get_height (scene))
    return obs_scene_get_height (scene);
  for (guint pass = 0; pass < obs_scene_n_items (scene); pass++)
    {
      gboolean moved = FALSE;

      for (guint i = 0; i < obs_scene_n_items (scene); i++)
        {
          const ObsSceneItem *item = obs_scene_item (scene, i);

          if (item->ry < cut - 0.5 && item->ry + item->rh > cut + 0.5 && item->ry > from + 24)
            {
              cut = item->ry;
              moved = TRUE;
            }
        }
      if (!moved)
        break;
    }
  return cut;
}

static void
add_figure (Page *page, gboolean ranges)
{
  ObsSceneOptions options = { .width = text_width (page), .ranges = ranges };
  g_autoptr (ObsScene) scene = obs_scene_new (page->figure, &options, page->measure);
  double height = obs_scene_get_height (scene), from = 0;

  if (height > bottom (page) - page->y && page->y > MARGIN + 240 && height < bottom (page) - MARGIN)
    end_page (page);
  while (from < height)
    {
      double to = cut_before (scene, from, from + bottom (page) - page->y);

      cairo_tag_begin (page->cr, "Figure", NULL);
      cairo_save (page->cr);
      cairo_rectangle (page->cr, 0, page->y, page->width, to - from + 1);
      cairo_clip (page->cr);
      paint_scene (page, scene, MARGIN, page->y - from);
      cairo_restore (page->cr);
      cairo_tag_end (page->cr, "Figure");
      page->y += to - from;
      from = to;
      if (from < height - 0.5)
        end_page (page);
      else
        from = height;
    }
  page->y += 14;
}

/* The key stands over the plot as it does in a picture. */
static void
add_key (Page *page)
{
  g_autoptr (ObsScene) scene = obs_scene_new_empty (page->measure);
  ObsLayout layout = { .scene = scene,
                       .figure = page->figure,
                       .measure = page->measure,
                       .scale = page->measure->scale,
                       .right = text_width (page) };
  double height = obs_scene_key (&layout, 0);

  if (height <= 0)
    return;
  obs_scene_finish (scene);
  cairo_tag_begin (page->cr, "P", NULL);
  paint_scene (page, scene, MARGIN, page->y);
  cairo_tag_end (page->cr, "P");
  page->y += height;
}

static const char *
cell_text (const ObsTable *table, guint row, guint column)
{
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (table->rows, row), column);
}

/* Columns that differ between rows become the table; one value for all is said once, none not at
 * all. */
static GArray *
pick_columns (const ObsTable *table, GString *same)
{
  GArray *picked = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint c = 0; c < table->columns->len; c++)
    {
      gboolean constant = table->rows->len > 1;

      for (guint r = 1; r < table->rows->len && constant; r++)
        constant = strcmp (cell_text (table, r, c), cell_text (table, 0, c)) == 0;
      if (table->rows->len == 1 && cell_text (table, 0, c)[0] == '\0')
        continue;
      if (!constant)
        g_array_append_val (picked, c);
      else if (cell_text (table, 0, c)[0] != '\0')
        /* Translators: name of a column and the one value that all its rows have. */
        g_string_append_printf (same, _ ("%s: %s. "),
                                (char *) g_ptr_array_index (table->columns, c),
                                cell_text (table, 0, c));
    }
  return picked;
}

/* Natural widths, shrunk in proportion where they do not fit, none under its longest part of a
 * word. */
static void
column_widths (Page *page, const ObsTable *table, const GArray *picked, double *widths)
{
  double sum = 0, room = text_width (page) - 10 * (picked->len - 1);

  for (guint i = 0; i < picked->len; i++)
    {
      guint c = g_array_index (picked, guint, i);

      widths[i] = obs_text_width (page->measure, OBS_FONT_LABEL_BOLD,
                                  g_ptr_array_index (table->columns, c));
      for (guint r = 0; r < table->rows->len; r++)
        widths[i] = fmax (
            widths[i],
            fmin (obs_text_width (page->measure, OBS_FONT_LABEL, cell_text (table, r, c)), 260));
      widths[i] += 2;
      sum += widths[i];
    }
  if (sum <= room)
    return;
  /* Short columns keep their width; the long ones share what is left. */
  for (double limit = 260; limit > 30 && sum > room; limit -= 5)
    {
      sum = 0;
      for (guint i = 0; i < picked->len; i++)
        {
          widths[i] = fmin (widths[i], limit);
          sum += widths[i];
        }
    }
}

static double
table_row (Page *page, const GArray *picked, const double *widths, GPtrArray *cells, gboolean head,
           gboolean paint)
{
  ObsFont font = head ? OBS_FONT_LABEL_BOLD : OBS_FONT_LABEL;
  double x = MARGIN, tallest = 0;

  if (paint)
    cairo_tag_begin (page->cr, "TR", NULL);
  for (guint i = 0; i < picked->len; i++)
    {
      const char *text = g_ptr_array_index (cells, g_array_index (picked, guint, i));

      if (paint)
        cairo_tag_begin (page->cr, head ? "TH" : "TD", NULL);
      tallest = fmax (tallest,
                      draw_text (page, OBS_INK_TEXT, font, text, x, page->y + 3, widths[i], paint));
      if (paint)
        cairo_tag_end (page->cr, head ? "TH" : "TD");
      x += widths[i] + 10;
    }
  if (paint)
    {
      cairo_set_source_rgb (page->cr, 0.55, 0.55, 0.55);
      cairo_set_line_width (page->cr, head ? 1.5 : 0.5);
      cairo_move_to (page->cr, MARGIN, page->y + tallest + 6);
      cairo_line_to (page->cr, page->width - MARGIN, page->y + tallest + 6);
      cairo_stroke (page->cr);
      cairo_tag_end (page->cr, "TR");
    }
  return tallest + 7;
}

static void
add_table (Page *page)
{
  g_autoptr (ObsTable) table = obs_figure_to_table (page->figure);
  g_autoptr (GString) same = g_string_new (NULL);
  g_autoptr (GArray) picked = pick_columns (table, same);
  g_autofree double *widths = g_new0 (double, picked->len + 1);

  if (table->rows->len == 0)
    return;
  add_block (page, "P", OBS_INK_TEXT, OBS_FONT_LABEL, same->str, 8);
  if (picked->len == 0)
    return;
  column_widths (page, table, picked, widths);
  if (page->y + 60 > bottom (page))
    end_page (page);
  cairo_tag_begin (page->cr, "Table", NULL);
  page->y += table_row (page, picked, widths, table->columns, TRUE, TRUE);
  for (guint r = 0; r < table->rows->len; r++)
    {
      GPtrArray *cells = g_ptr_array_index (table->rows, r);

      if (page->y + table_row (page, picked, widths, cells, FALSE, FALSE) > bottom (page)
          && page->y > MARGIN + 40)
        {
          end_page (page);
          page->y += table_row (page, picked, widths, table->columns, TRUE, TRUE);
        }
      page->y += table_row (page, picked, widths, cells, FALSE, TRUE);
    }
  cairo_tag_end (page->cr, "Table");
  page->y += 12;
}

static void
add_words (Page *page)
{
  const ObsFigure *figure = page->figure;

  for (guint i = 0; i < figure->notes->len; i++)
    add_block (page, "P", OBS_INK_TEXT, OBS_FONT_LABEL, g_ptr_array_index (figure->notes, i), 4);
  add_block (page, "P", OBS_INK_TEXT, OBS_FONT_LABEL, figure->filters, 4);
  add_block (page, "P", OBS_INK_TEXT, OBS_FONT_LABEL, figure->source_line, 4);
  add_block (page, "P", OBS_INK_TEXT, OBS_FONT_LABEL, figure->licence, 4);
}

static void
write_document (Page *page, gboolean ranges)
{
  const ObsFigure *figure = page->figure;
  const char *title = figure->title != NULL ? figure->title : figure->neutral_title;
  g_autoptr (GString) tags = g_string_new (NULL);

  if (figure->source_class == OBS_CLASS_SIMULATED || figure->source_class == OBS_CLASS_OWN)
    g_string_append (tags, obs_source_class_words (figure->source_class));
  for (guint i = 0; i < figure->tags->len; i++)
    g_string_append_printf (tags, "%s%s", tags->len > 0 ? "; " : "",
                            (char *) g_ptr_array_index (figure->tags, i));
  cairo_tag_begin (page->cr, "Document", NULL);
  add_block (page, "H1", OBS_INK_TEXT, OBS_FONT_TITLE, title, 2);
  add_block (page, "P", OBS_INK_TEXT, OBS_FONT_SUBTITLE, figure->subtitle, 8);
  if (figure->band != NULL)
    {
      /* Translators: stands before a warning in print. */
      g_autofree char *warning = g_strdup_printf (_ ("Warning: %s"), figure->band);

      add_block (page, "P", OBS_INK_TEXT, OBS_FONT_LABEL_BOLD, warning, 8);
    }
  add_block (page, "P", OBS_INK_TEXT, OBS_FONT_LABEL, tags->str, 8);
  if (figure->rows->len > 0)
    add_key (page);
  add_figure (page, ranges);
  add_block (page, "P", OBS_INK_TEXT, OBS_FONT_LABEL, figure->summary, 10);
  add_table (page);
  add_words (page);
  cairo_tag_end (page->cr, "Document");
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Title and a date that is the edition's, not today's. */
static void
set_metadata (cairo_surface_t *surface, const ObsFigure *figure)
{
  const char *title = figure->title != NULL ? figure->title : figure->neutral_title;
  g_autofree char *clean = obs_text_clean (title);
  g_autofree char *date = g_strdup_printf (
      "%sT00:00:00Z", figure->edition_date != NULL && strlen (figure->edition_date) == 10
                          ? figure->edition_date
                          : "2022-01-01");

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, clean);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT,
                                  figure->figure_id != NULL ? figure->figure_id : "");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Skills Observatory");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, date);
  cairo_pdf_surface_add_outline (surface, CAIRO_PDF_OUTLINE_ROOT, clean, "page=1 pos=[0 0]",
                                 CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

GBytes *
obs_figure_to_pdf (const ObsFigure *figure, gboolean ranges, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_pango (NULL, PRINT_DPI);
  /* A roadmap has more columns than an upright page is wide. */
  gboolean across = figure->form == OBS_FORM_ROADMAP;
  double width = across ? LONG_EDGE : SHORT_EDGE, height = across ? SHORT_EDGE : LONG_EDGE;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      append_bytes, bytes, width * PX_TO_PT, height * PX_TO_PT);
  Page page = { .figure = figure,
                .theme = obs_theme_get (OBS_THEME_PRINT),
                .measure = measure,
                .surface = surface,
                .width = width,
                .height = height,
                .cr = cairo_create (surface) };
  cairo_status_t status;

  set_metadata (surface, figure);
  begin_page (&page);
  cairo_scale (page.cr, PX_TO_PT, PX_TO_PT);
  write_document (&page, ranges);
  status = cairo_status (page.cr);
  cairo_destroy (page.cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_byte_array_unref (bytes);
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED, _ ("The PDF could not be made: %s."),
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (bytes);
}
