/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Puts the figure on the clipboard twice at once: as a picture and as its summary in words. FALSE
 * with
 * @error set where the picture could not be made. */
gboolean obs_copy_figure (GtkWidget *widget, ObsFigure *figure, gboolean ranges, GError **error);
void obs_copy_text (GtkWidget *widget, const char *text);

/* The summary with title, source and address lines, as it is copied. */
char *obs_figure_as_text (const ObsFigure *figure) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
