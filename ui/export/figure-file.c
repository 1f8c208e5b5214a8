/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/export/figure-file.h"

#include "data/error.h"
#include "ui/chart/scene.h"
#include "ui/export/figure-page.h"
#include "ui/export/figure-text.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* A picture is 850 px wide, as high as it needs, and twice that in pixels. */
enum
{
  PICTURE_WIDTH = 850,
  PICTURE_SCALE = 2,
  MOST_PIXELS = 30000 /* cairo's own limit is 32767 */
};

static const struct
{
  ObsFileKind kind;
  const char *extension;
} kinds[] = {
  { OBS_FILE_PNG, "png" }, { OBS_FILE_SVG, "svg" },   { OBS_FILE_PDF, "pdf" },
  { OBS_FILE_CSV, "csv" }, { OBS_FILE_JSON, "json" },
};

gboolean
obs_file_kind_from_path (const char *path, ObsFileKind *kind)
{
  const char *dot = strrchr (path, '.');

  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (dot + 1, kinds[i].extension) == 0)
      {
        *kind = kinds[i].kind;
        return TRUE;
      }
  return FALSE;
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
scene_to_png (const ObsScene *scene, ObsTextMeasure *measure, GError **error)
{
  const ObsTheme *theme = obs_theme_get (OBS_THEME_PRINT);
  double width = obs_scene_get_width (scene), height = obs_scene_get_height (scene);
  double scale = fmin (PICTURE_SCALE, MOST_PIXELS / height);
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int) ceil (width * scale), (int) ceil (height * scale));
  cairo_t *cr = cairo_create (surface);
  GByteArray *bytes = g_byte_array_new ();
  cairo_status_t status;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  obs_scene_draw (scene, cr, theme, measure);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_byte_array_unref (bytes);
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED, _ ("The picture could not be made: %s."),
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (bytes);
}

static GBytes *
picture (const ObsFigure *figure, ObsFileKind kind, gboolean ranges, GError **error)
{
  g_autoptr (ObsTextMeasure) measure = obs_text_measure_pango (NULL, 96);
  ObsSceneOptions options = { .width = PICTURE_WIDTH, .ranges = ranges, .frame = TRUE };
  g_autoptr (ObsScene) scene = obs_scene_new (figure, &options, measure);
  char *svg;

  if (kind == OBS_FILE_PNG)
    return scene_to_png (scene, measure, error);
  svg = obs_scene_to_svg (scene, figure, obs_theme_get (OBS_THEME_PRINT));
  return g_bytes_new_take (svg, strlen (svg));
}

static GBytes *
text_bytes (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

/**
 * obs_figure_to_bytes:
 * @figure: what to write
 * @ranges: draw likely ranges where the base leaves a choice
 * @error: set to %OBS_ERROR_FAILED where a picture could not be made
 *
 * Returns: (transfer full): the whole file; the same figure gives the same bytes in every locale
 */
GBytes *
obs_figure_to_bytes (ObsFigure *figure, ObsFileKind kind, gboolean ranges, GError **error)
{
  switch (kind)
    {
    case OBS_FILE_PNG:
    case OBS_FILE_SVG:
      return picture (figure, kind, ranges, error);
    case OBS_FILE_PDF:
      return obs_figure_to_pdf (figure, ranges, error);
    case OBS_FILE_CSV:
      return text_bytes (obs_figure_to_csv (figure));
    case OBS_FILE_JSON:
    default:
      return text_bytes (obs_figure_to_json (figure));
    }
}

/* GLib's message names the file and the cause, but not what to do. */
static gboolean
write_file (const char *path, const char *data, gsize length, GError **error)
{
  g_autoptr (GError) cause = NULL;
  int code = OBS_ERROR_FAILED;

  if (g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0644,
                                &cause))
    return TRUE;
  if (g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    code = OBS_ERROR_NO_SPACE;
  else if (g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    code = OBS_ERROR_NOT_FOUND;
  g_set_error (
      error, OBS_ERROR, code,
      code == OBS_ERROR_NO_SPACE
          ? _ ("%s was not written because the disk is full. Free some space and try again.")
          : _ ("%s could not be written. Choose a folder that exists and that you may write to."),
      path);
  return FALSE;
}

/**
 * obs_figure_save:
 * @path: its extension tells the kind
 * @error: %OBS_ERROR_USAGE for another extension, %OBS_ERROR_NO_SPACE, %OBS_ERROR_NOT_FOUND,
 *   %OBS_ERROR_FAILED
 *
 * Writes the file whole or not at all. Beside a CSV stands its metadata, PATH-metadata.json.
 */
gboolean
obs_figure_save (ObsFigure *figure, const char *path, gboolean ranges, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *beside = NULL;
  ObsFileKind kind;

  if (!obs_file_kind_from_path (path, &kind))
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_USAGE,
          _ ("%s has no ending that tells what to write. Use .png, .svg, .pdf, .csv or .json."),
          path);
      return FALSE;
    }
  bytes = obs_figure_to_bytes (figure, kind, ranges, error);
  if (bytes == NULL)
    return FALSE;
  if (kind == OBS_FILE_CSV)
    {
      g_autofree char *text = obs_figure_to_metadata (figure);

      beside = g_strconcat (path, "-metadata.json", NULL);
      if (!write_file (beside, text, strlen (text), error))
        return FALSE;
    }
  if (write_file (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error))
    return TRUE;
  if (beside != NULL)
    g_unlink (beside);
  return FALSE;
}

char *
obs_figure_file_name (const ObsFigure *figure, ObsFileKind kind)
{
  const char *id = figure->figure_id != NULL ? figure->figure_id : figure->question;
  GString *name = g_string_new (NULL);

  for (const char *c = id != NULL ? id : "figure"; *c != '\0' && name->len < 80; c++)
    g_string_append_c (name, g_ascii_isalnum (*c) ? *c : '-');
  if (figure->edition_date != NULL && figure->edition_date[0] != '\0')
    {
      g_string_append_c (name, '-');
      for (const char *c = figure->edition_date; *c != '\0' && name->len < 100; c++)
        g_string_append_c (name, g_ascii_isalnum (*c) ? *c : '-');
    }
  g_string_append_printf (name, ".%s", kinds[kind].extension);
  return g_string_free (name, FALSE);
}
