/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/plot-private.h"

#include "ui/widgets/announce.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The children of a plot: one for each thing that can be reached, for the keyboard and for those
 * who hear it. */

#define MOST_MARKS 200 /* more would be slow to walk and tiring to hear */

gboolean
obs_plot_is_crowded (ObsPlot *self)
{
  return self->scene != NULL && obs_scene_n_items (self->scene) > MOST_MARKS;
}

ObsMark *
obs_plot_item_mark (ObsPlot *self, int item)
{
  if (self->marks->len == 0 || item < 0)
    return NULL;
  if (obs_plot_is_crowded (self))
    return g_ptr_array_index (self->marks, 0);
  return item < (int) self->marks->len ? g_ptr_array_index (self->marks, item) : NULL;
}

/* Things are counted, not marks: three sectors of one skill are one thing. */
static char *
place_key (const ObsFigureRow *row)
{
  return isnan (row->x) ? g_strdup (row->key) : g_strdup_printf ("%s %g", row->key, row->x);
}

void
obs_plot_count_places (ObsPlot *self)
{
  g_hash_table_remove_all (self->places);
  for (guint i = 0; self->figure != NULL && i < self->figure->rows->len; i++)
    {
      char *key = place_key (obs_figure_row (self->figure, i));

      if (g_hash_table_contains (self->places, key))
        g_free (key);
      else
        g_hash_table_insert (self->places, key,
                             GUINT_TO_POINTER (g_hash_table_size (self->places) + 1));
    }
}

static char *
mark_words (ObsPlot *self, int item)
{
  const ObsFigureRow *row = obs_figure_row (self->figure, (guint) obs_plot_item_row (self, item));
  g_autofree char *key = place_key (row);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, key));
  const char *name = row->name != NULL ? row->name : row->label;
  g_autofree char *trimmed = g_strdup (name);
  gsize n = strlen (trimmed);

  if (n > 0 && trimmed[n - 1] == '.')
    trimmed[n - 1] = '\0';
  /* Translators: what a screen reader says of a mark: its sentence, then its place among all, as in
   * "Verbal communication, 8.1 out of 10, 2 of 20". */
  return g_strdup_printf (_ ("%s, %u of %u"), trimmed, place, g_hash_table_size (self->places));
}

static void
mark_enter_cb (GtkEventControllerFocus *controller, ObsPlot *self)
{
  ObsMark *mark = OBS_MARK (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));

  self->focused = TRUE;
  if (!obs_plot_is_crowded (self))
    self->focus = obs_mark_get_item (mark);
  self->hover = -1; /* the keyboard leads until the pointer moves again */
  obs_plot_tell_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
mark_leave_cb (GtkEventControllerFocus *controller, ObsPlot *self)
{
  self->focused = FALSE;
  obs_plot_tell_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
mark_act_cb (ObsMark *mark, const char *action, ObsPlot *self)
{
  int row = obs_plot_item_row (self, obs_mark_get_item (mark));

  if (row < 0)
    return;
  if (strcmp (action, "mark.open") == 0)
    g_signal_emit (self, obs_plot_signals[OPEN], 0, row);
  else if (strcmp (action, "mark.pin") == 0)
    g_signal_emit (self, obs_plot_signals[PIN], 0, row);
  else
    g_signal_emit (self, obs_plot_signals[SOURCE], 0, row);
}

static ObsMark *
add_mark (ObsPlot *self, gboolean picture)
{
  GtkWidget *mark = picture ? obs_mark_new_picture ("") : obs_mark_new (0, "");
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (focus, "enter", G_CALLBACK (mark_enter_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (mark_leave_cb), self);
  gtk_widget_add_controller (mark, focus);
  g_signal_connect (mark, "act", G_CALLBACK (mark_act_cb), self);
  gtk_widget_insert_before (mark, GTK_WIDGET (self), self->menu);
  return OBS_MARK (mark);
}

static gboolean
is_picture (gpointer mark)
{
  return gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (mark)) == GTK_ACCESSIBLE_ROLE_IMG;
}

/* A mark of the right kind from those that were there before, or a new one. */
static ObsMark *
take_mark (ObsPlot *self, GPtrArray *old, gboolean picture)
{
  for (guint i = 0; i < old->len; i++)
    if (is_picture (g_ptr_array_index (old, i)) == picture)
      return g_ptr_array_remove_index (old, i);
  return add_mark (self, picture);
}

void
obs_plot_sync_marks (ObsPlot *self, int keep)
{
  gboolean crowded = obs_plot_is_crowded (self);
  guint n = self->scene == NULL ? 0 : obs_scene_n_items (self->scene);
  guint want = crowded ? 1 : n;
  GPtrArray *old = self->marks;
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self)), *before = NULL;
  ObsMark *held = NULL;

  self->marks = g_ptr_array_new ();
  if (keep >= 0 && !crowded && focus != NULL && g_ptr_array_find (old, focus, NULL)
      && !is_picture (focus))
    {
      held = OBS_MARK (focus);
      g_ptr_array_remove (old, held);
    }
  for (guint i = 0; i < want; i++)
    {
      ObsMark *mark = held != NULL && (int) i == keep ? held : take_mark (self, old, crowded);
      int item = crowded ? CLAMP (self->focus, 0, (int) n - 1) : (int) i;
      g_autofree char *words = mark_words (self, item);

      g_ptr_array_add (self->marks, mark);
      if (gtk_widget_get_prev_sibling (GTK_WIDGET (mark)) != before)
        gtk_widget_insert_after (GTK_WIDGET (mark), GTK_WIDGET (self), before);
      before = GTK_WIDGET (mark);
      obs_mark_set_item (mark, item);
      obs_mark_set_label (mark, words);
      obs_mark_set_selected (mark, obs_plot_item_row (self, item) == self->selected);
    }
  /* Focus must be somewhere else before its widget goes. */
  if (focus != NULL && g_ptr_array_find (old, focus, NULL) && want > 0)
    gtk_widget_grab_focus (GTK_WIDGET (obs_plot_item_mark (self, MAX (keep, 0))));
  for (guint i = 0; i < old->len; i++)
    gtk_widget_unparent (g_ptr_array_index (old, i));
  g_ptr_array_unref (old);
}

int
obs_plot_same_item (ObsPlot *self, const ObsFigure *old, int row)
{
  const ObsFigureRow *was;
  int same_key = -1;

  if (row < 0 || old == NULL || self->scene == NULL || row >= (int) old->rows->len)
    return -1;
  was = obs_figure_row (old, (guint) row);
  for (guint i = 0; i < obs_scene_n_items (self->scene); i++)
    {
      const ObsFigureRow *now
          = obs_figure_row (self->figure, (guint) obs_scene_item (self->scene, i)->row);

      if (g_strcmp0 (now->key, was->key) != 0)
        continue;
      if (g_strcmp0 (now->series, was->series) == 0
          && (now->x == was->x || (isnan (now->x) && isnan (was->x))))
        return (int) i;
      if (same_key < 0)
        same_key = (int) i;
    }
  return same_key;
}

void
obs_plot_go_to_item (ObsPlot *self, int item)
{
  ObsMark *mark = obs_plot_item_mark (self, item);

  if (mark == NULL)
    return;
  self->focus = item;
  if (obs_plot_is_crowded (self))
    {
      g_autofree char *words = mark_words (self, item);

      obs_mark_set_item (mark, item);
      obs_mark_set_label (mark, words);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
    }
  gtk_widget_grab_focus (GTK_WIDGET (mark));
  self->hover = -1;
  obs_plot_tell_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
obs_plot_describe (ObsPlot *self)
{
  const ObsFigure *figure = self->figure;
  g_autofree char *name = NULL, *text = NULL;

  if (figure == NULL)
    return;
  if (figure->source_class == OBS_CLASS_SIMULATED)
    /* Translators: name of a chart that shows simulated figures; %s is its title. */
    name = g_strdup_printf (_ ("Chart, simulated. %s"), figure->title != NULL ? figure->title : "");
  else
    name = g_strdup_printf (_ ("Chart. %s"), figure->title != NULL ? figure->title : "");
  text = g_strdup_printf (
      /* Translators: %s is the summary of the chart in sentences. */
      _ ("%s Arrow keys move, Enter opens, Space pins, question mark lists all keys."),
      figure->summary != NULL ? figure->summary : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  obs_announce_describe (GTK_WIDGET (self), text);
}
