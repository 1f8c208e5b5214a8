/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/one-stop.h"

#define MARK "obs-one-stop"
#define LAST "obs-one-stop-last"

void
obs_one_stop_set (GtkWidget *group)
{
  g_return_if_fail (GTK_IS_WIDGET (group));

  g_object_set_data (G_OBJECT (group), MARK, GINT_TO_POINTER (TRUE));
}

gboolean
obs_one_stop_is (GtkWidget *group)
{
  return g_object_get_data (G_OBJECT (group), MARK) != NULL;
}

gboolean
obs_one_stop_holds (GtkWidget *widget)
{
  for (GtkWidget *w = gtk_widget_get_parent (widget); w != NULL; w = gtk_widget_get_parent (w))
    if (obs_one_stop_is (w))
      return TRUE;
  return FALSE;
}

static void
free_reference (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Children come and go: the one where the keyboard was is held weakly. */
static void
remember (GtkWidget *group, GtkWidget *child)
{
  GWeakRef *reference = g_object_get_data (G_OBJECT (group), LAST);

  if (reference == NULL)
    {
      reference = g_new0 (GWeakRef, 1);
      g_weak_ref_init (reference, NULL);
      g_object_set_data_full (G_OBJECT (group), LAST, reference, free_reference);
    }
  g_weak_ref_set (reference, child);
}

static gboolean
try_child (GtkWidget *child, GtkDirectionType direction)
{
  return gtk_widget_get_mapped (child) && gtk_widget_child_focus (child, direction);
}

static gboolean
enter (GtkWidget *group)
{
  GWeakRef *reference = g_object_get_data (G_OBJECT (group), LAST);
  g_autoptr (GtkWidget) last = reference != NULL ? g_weak_ref_get (reference) : NULL;

  if (last != NULL && gtk_widget_get_parent (last) == group
      && try_child (last, GTK_DIR_TAB_FORWARD))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (group); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (try_child (child, GTK_DIR_TAB_FORWARD))
      return TRUE;
  return FALSE;
}

/* Nothing beyond the ends: the group is left by Tab. */
static gboolean
move (GtkWidget *group, GtkWidget *from, GtkDirectionType direction)
{
  gboolean rtl = gtk_widget_get_direction (group) == GTK_TEXT_DIR_RTL;
  gboolean on = (direction == GTK_DIR_RIGHT) != rtl;
  GtkWidget *child = from;

  if (gtk_widget_child_focus (from, direction))
    return TRUE;
  do
    child = on ? gtk_widget_get_next_sibling (child) : gtk_widget_get_prev_sibling (child);
  while (child != NULL && !try_child (child, on ? GTK_DIR_TAB_FORWARD : GTK_DIR_TAB_BACKWARD));
  return TRUE;
}

gboolean
obs_one_stop_focus (GtkWidget *group, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_focus_child (group);

  if (child == NULL)
    return enter (group);
  switch (direction)
    {
    case GTK_DIR_LEFT:
    case GTK_DIR_RIGHT:
      return move (group, child, direction);
    case GTK_DIR_UP:
    case GTK_DIR_DOWN:
      return gtk_widget_child_focus (child, direction);
    case GTK_DIR_TAB_FORWARD:
    case GTK_DIR_TAB_BACKWARD:
    default:
      remember (group, child);
      return FALSE;
    }
}
