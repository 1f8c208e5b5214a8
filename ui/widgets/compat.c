/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/compat.h"

/* The calls below came after the version that we ask for; the build may still meet a newer GTK. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/**
 * obs_compat_announce:
 * @widget: the widget that speaks
 * @text: what is said
 *
 * Returns: whether GTK itself can announce (from 4.14)
 */
gboolean
obs_compat_announce (GtkWidget *widget, const char *text)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  return TRUE;
#else
  return FALSE;
#endif
}

void
obs_compat_load_css (GtkCssProvider *provider, const char *css)
{
#if GTK_CHECK_VERSION(4, 12, 0)
  gtk_css_provider_load_from_string (provider, css);
#else
  gtk_css_provider_load_from_data (provider, css, -1);
#endif
}

void
obs_compat_get_color (GtkWidget *widget, GdkRGBA *color)
{
#if GTK_CHECK_VERSION(4, 10, 0)
  gtk_widget_get_color (widget, color);
#else
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
#endif
}

/**
 * obs_compat_scroll_to:
 * @view: a column view inside a scrolled window
 * @position: number of the row
 *
 * Older GTK has no call for it, so the place is reckoned from the share of rows above it; rows of
 * one height, as tables of figures nearly are, then come into sight.
 */
void
obs_compat_scroll_to (GtkColumnView *view, guint position)
{
#if GTK_CHECK_VERSION(4, 12, 0)
  gtk_column_view_scroll_to (view, position, NULL, GTK_LIST_SCROLL_NONE, NULL);
#else
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (view));
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;
  double upper, row;

  if (adjustment == NULL || n == 0)
    return;
  upper = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment);
  row = upper / n;
  gtk_adjustment_clamp_page (adjustment, row * position, row * (position + 1));
#endif
}

G_GNUC_END_IGNORE_DEPRECATIONS
