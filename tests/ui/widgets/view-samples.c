/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/ui/widgets/samples.h"
#include "ui/widgets/figure-view.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/clipboard.h"
#include "ui/widgets/inspector.h"
#include "ui/widgets/look.h"

#include <stdlib.h>
#include <string.h>

/* Shows one sample figure as it stands in the window: for looking at, not a test.
 *
 * usage: view-samples [dots|order|gap|part|needs|crowd] [WIDTH] */

static void
view_changed_cb (ObsFigureView *view, const char *key, const char *value)
{
  g_print ("view-changed %s=%s\n", key, value);
}

static void
row_changed_cb (ObsFigureView *view, int row)
{
  g_print ("row-changed %d\n", row);
}

static void
open_link_cb (ObsFigureView *view, const char *link, GtkWidget *inspector)
{
  g_print ("open-link %s\n", link);
  if (g_str_has_prefix (link, "card:"))
    {
      obs_inspector_set_card (OBS_INSPECTOR (inspector), sample_card ());
      obs_announce (GTK_WIDGET (view), "The card is open.");
    }
}

static void
announced_cb (const char *text, gpointer data)
{
  g_print ("announce %s\n", text);
}

static void
export_cb (ObsFigureView *view, const char *kind)
{
  g_print ("export %s\n", kind);
}

static void
copy_cb (ObsFigureView *view)
{
  g_autoptr (GError) error = NULL;

  if (!obs_copy_figure (GTK_WIDGET (view), obs_figure_view_get_figure (view), TRUE, &error))
    g_print ("copy failed: %s\n", error->message);
  else
    g_print ("copied\n");
}

static GtkWidget *
content (const char *name, int width, GtkWidget *inspector)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = obs_figure_view_new ();
  g_autoptr (ObsFigure) figure = sample_by_name (name);

  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "obs-content");
  gtk_widget_add_css_class (page, "obs-page");
  obs_figure_view_set_narrow (OBS_FIGURE_VIEW (view), width < 500);
  if (width < 500)
    gtk_widget_add_css_class (page, "narrow");
  g_signal_connect (view, "view-changed", G_CALLBACK (view_changed_cb), NULL);
  g_signal_connect (view, "row-changed", G_CALLBACK (row_changed_cb), NULL);
  g_signal_connect (view, "open-link", G_CALLBACK (open_link_cb), inspector);
  g_signal_connect (view, "export", G_CALLBACK (export_cb), NULL);
  g_signal_connect (view, "copy", G_CALLBACK (copy_cb), NULL);
  gtk_box_append (GTK_BOX (page), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), page);
  obs_figure_view_set_figure (OBS_FIGURE_VIEW (view), figure, NULL);
  return scrolled;
}

int
main (int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "dots";
  int width = argc > 2 ? atoi (argv[2]) : 1280;
  GtkWidget *window, *row, *side, *inspector, *pane;

  gtk_init ();
  obs_look_start (obs_look_get_default (), gdk_display_get_default ());
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Sample figure");
  gtk_window_set_default_size (GTK_WINDOW (window), width, width < 500 ? 740 : 800);
  obs_announce_set_func (GTK_WINDOW (window), announced_cb, NULL, NULL);

  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  inspector = obs_inspector_new ();
  obs_inspector_set_card (OBS_INSPECTOR (inspector), sample_card ());
  if (width >= 1280)
    {
      side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_set_size_request (side, 240, -1);
      gtk_box_append (GTK_BOX (row), side);
    }
  gtk_box_append (GTK_BOX (row), content (name, width, inspector));
  if (width >= 1280)
    {
      pane = gtk_scrolled_window_new ();
      gtk_widget_add_css_class (pane, "obs-details");
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (pane), GTK_POLICY_NEVER,
                                      GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (pane), inspector);
      gtk_widget_set_size_request (pane, 312, -1);
      gtk_box_append (GTK_BOX (row), pane);
    }
  gtk_window_set_child (GTK_WINDOW (window), row);
  gtk_window_present (GTK_WINDOW (window));
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
