/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/clipboard.h"

#include "ui/export/figure-file.h"

#include <glib/gi18n-lib.h>

static void
add_line (GString *text, const char *line)
{
  if (line == NULL || *line == '\0')
    return;
  g_string_append (text, line);
  g_string_append_c (text, '\n');
}

/**
 * obs_figure_as_text:
 * @figure: a figure
 *
 * Returns: (transfer full): title, subtitle, warnings, summary, source and licence, a line each:
 *   words that can stand without the picture
 */
char *
obs_figure_as_text (const ObsFigure *figure)
{
  GString *text = g_string_new (NULL);

  add_line (text, figure->title);
  add_line (text, figure->subtitle);
  add_line (text, figure->band);
  add_line (text, figure->filters);
  add_line (text, figure->summary);
  for (guint i = 0; i < figure->notes->len; i++)
    add_line (text, g_ptr_array_index (figure->notes, i));
  add_line (text, figure->source_line);
  add_line (text, figure->licence);
  return g_string_free (text, FALSE);
}

/**
 * obs_copy_figure:
 * @widget: a widget of the window that copies
 * @figure: what is copied
 * @ranges: whether likely ranges are drawn
 * @error: return location
 *
 * Returns: FALSE with @error set where the picture could not be made; nothing is copied then
 */
gboolean
obs_copy_figure (GtkWidget *widget, ObsFigure *figure, gboolean ranges, GError **error)
{
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GdkContentProvider) both = NULL;
  g_autofree char *words = NULL;
  GdkContentProvider *parts[2];

  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);
  g_return_val_if_fail (figure != NULL, FALSE);

  png = obs_figure_to_bytes (figure, OBS_FILE_PNG, ranges, error);
  if (png == NULL)
    return FALSE;
  texture = gdk_texture_new_from_bytes (png, error);
  if (texture == NULL)
    return FALSE;

  words = obs_figure_as_text (figure);
  parts[0] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  parts[1] = gdk_content_provider_new_typed (G_TYPE_STRING, words);
  both = gdk_content_provider_new_union (parts, G_N_ELEMENTS (parts)); /* takes both */
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), both);
  return TRUE;
}

void
obs_copy_text (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text != NULL ? text : "");
}
