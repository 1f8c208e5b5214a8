/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/ui/widgets/display.h"

#include <string.h>

GtkWidget *
test_window (GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_title (GTK_WINDOW (window), "Test");
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  for (int i = 0; i < 200 && gtk_widget_get_height (child) == 0; i++)
    test_settle (10);
  test_settle (30);
  return window;
}

static gboolean
over_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
test_settle (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
test_key (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;

      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller))
        continue;
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &handled);
      return handled;
    }
  return FALSE;
}

GtkWidget *
test_find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = test_find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
test_find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = test_find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
row_cb (gpointer object, int row, Heard *heard)
{
  heard->count++;
  heard->row = row;
}

static void
text_cb (gpointer object, const char *text, Heard *heard)
{
  heard->count++;
  g_strlcpy (heard->text, text, sizeof heard->text);
}

static void
pair_cb (gpointer object, const char *key, const char *value, Heard *heard)
{
  heard->count++;
  g_snprintf (heard->text, sizeof heard->text, "%s=%s", key, value);
}

static void
plain_cb (gpointer object, Heard *heard)
{
  heard->count++;
}

void
test_hear_row (gpointer object, const char *signal, Heard *heard)
{
  g_signal_connect (object, signal, G_CALLBACK (row_cb), heard);
}

void
test_hear_text (gpointer object, const char *signal, Heard *heard)
{
  g_signal_connect (object, signal, G_CALLBACK (text_cb), heard);
}

void
test_hear_pair (gpointer object, const char *signal, Heard *heard)
{
  g_signal_connect (object, signal, G_CALLBACK (pair_cb), heard);
}

void
test_hear (gpointer object, const char *signal, Heard *heard)
{
  g_signal_connect (object, signal, G_CALLBACK (plain_cb), heard);
}
