/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/page-frame.h"

#include "ui/widgets/announce.h"
#include "ui/widgets/names.h"

void
obs_page_class_set_up (GtkWidgetClass *klass, const char *css_name)
{
  gtk_widget_class_set_layout_manager_type (klass, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (klass, css_name);
  gtk_widget_class_set_accessible_role (klass, GTK_ACCESSIBLE_ROLE_GROUP);
}

void
obs_page_set_inner (GtkWidget *page, GtkWidget *inner, const char *name)
{
  gtk_widget_set_parent (inner, page);
  gtk_accessible_update_property (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* --- scrolling ----------------------------------------------------------------------------- */

GtkWidget *
obs_page_scroller_around (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  /* What is inside takes the keyboard and scrolls; the scroller itself is no stop. */
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  return scroller;
}

GtkWidget *
obs_page_scroller_new (GtkWidget **page)
{
  *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (*page, "obs-home");
  return obs_page_scroller_around (*page);
}

void
obs_page_scroll_to_top (GtkWidget *scroller)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)),
                            0);
}

gboolean
obs_page_take_narrow (GtkWidget *box, gboolean *kept, gboolean narrow)
{
  if (*kept == !!narrow)
    return FALSE;
  *kept = !!narrow;
  if (narrow)
    gtk_widget_add_css_class (box, "narrow");
  else
    gtk_widget_remove_css_class (box, "narrow");
  return TRUE;
}

/* --- reading ------------------------------------------------------------------------------- */

void
obs_page_stop_reading (GCancellable **cancellable)
{
  g_autoptr (GCancellable) before = g_steal_pointer (cancellable);

  if (before != NULL)
    g_cancellable_cancel (before);
}

void
obs_page_start_reading (GCancellable **cancellable)
{
  obs_page_stop_reading (cancellable);
  *cancellable = g_cancellable_new ();
}

void
obs_page_tell_error (GtkWidget *page, GtkWidget *lead, const GError *error)
{
  gtk_label_set_text (GTK_LABEL (lead), error->message);
  obs_announce (page, error->message);
}

/* --- finding ------------------------------------------------------------------------------- */

GtkWidget *
obs_page_find_entry_new (const char *name, int width)
{
  GtkWidget *entry = gtk_search_entry_new ();

  g_object_set (entry, "placeholder-text", name, NULL);
  gtk_widget_set_size_request (entry, width, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  obs_name_inner_parts (entry);
  return entry;
}

void
obs_page_set_find (GtkWidget *entry, const char *text)
{
  const char *words = text != NULL ? text : "";

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), words) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), words);
}

GtkWidget *
obs_page_stack_new (void)
{
  GtkWidget *stack = gtk_stack_new ();

  gtk_stack_set_hhomogeneous (GTK_STACK (stack), FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (stack), FALSE);
  return stack;
}
