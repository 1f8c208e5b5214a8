/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "ui/words.h"

#include <glib/gi18n-lib.h>

/* The place that is looked at, and the areas that are pinned beside it. Pins belong to the reader,
 * not to a question: they stay across questions and perspectives, in the address. */

static const char *
place_in_force (ObsWindow *self)
{
  const ObsView *view = obs_history_get_view (self->history);
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);

  if (view != NULL && view->area != NULL)
    return view->area;
  return journeys != NULL ? journeys->info->place : NULL;
}

static void
counts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsWindow) self = OBS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsAreaCounts) counts
      = obs_store_area_counts_finish (OBS_STORE (source), result, &error);

  /* Without counts the areas can be chosen all the same. */
  if (counts == NULL || self->picker == NULL)
    return;
  obs_area_picker_set_counts (OBS_AREA_PICKER (self->picker), g_steal_pointer (&counts));
}

static void
ask_for_counts (ObsWindow *self, const ObsView *view)
{
  g_cancellable_cancel (self->counts_cancellable);
  g_clear_object (&self->counts_cancellable);
  obs_area_picker_set_counts (OBS_AREA_PICKER (self->picker), NULL);
  if (!obs_window_shows_question (self))
    return;
  self->counts_cancellable = g_cancellable_new ();
  obs_store_area_counts_async (self->store, view, self->counts_cancellable, counts_cb,
                               g_object_ref (self));
}

void
obs_window_choose_place (ObsWindow *self)
{
  const ObsView *view = obs_history_get_view (self->history);
  GtkWidget *from = obs_header_get_place (OBS_HEADER (self->header));

  if (view == NULL)
    return;
  if (gtk_widget_get_parent (self->picker) != from)
    {
      g_object_ref (self->picker);
      if (gtk_widget_get_parent (self->picker) != NULL)
        gtk_widget_unparent (self->picker);
      gtk_widget_set_parent (self->picker, from);
      g_object_unref (self->picker);
    }
  ask_for_counts (self, view);
  obs_area_picker_set_state (OBS_AREA_PICKER (self->picker), place_in_force (self), view->compare);
  obs_area_picker_open (OBS_AREA_PICKER (self->picker));
}

void
obs_window_pin_area (ObsWindow *self, const char *code)
{
  const ObsView *view = obs_history_get_view (self->history);
  const char *name = obs_words_area (obs_store_get_journeys (self->store), code);
  gboolean pinned = view != NULL && obs_view_compares (view, code);
  g_autofree char *value = view != NULL ? obs_view_compare_with (view, code) : NULL;
  g_autofree char *text = NULL;

  if (view == NULL)
    return;
  if (value == NULL)
    {
      text = g_strdup (_ ("Eight areas are pinned already. Unpin one first."));
      obs_area_picker_say (OBS_AREA_PICKER (self->picker), text);
      obs_window_say (self, text);
      return;
    }
  text = g_strdup_printf (pinned ? _ ("Unpinned: %s") : _ ("Pinned: %s"),
                          name != NULL ? name : code);
  obs_window_change (self, "cmp", value);
  obs_window_say (self, text);
}

static void
chosen_cb (ObsAreaPicker *picker, const char *code, ObsWindow *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "place", g_variant_new_string (code));
}

static void
pin_cb (GtkWidget *widget, const char *code, ObsWindow *self)
{
  obs_window_pin_area (self, code);
}

static void
unpin_all_cb (ObsAreaPicker *picker, ObsWindow *self)
{
  obs_window_change (self, "cmp", NULL);
  obs_window_say (self, _ ("No area is pinned"));
}

static void
layout_cb (ObsCompareBar *bar, const char *layout, ObsWindow *self)
{
  obs_window_change (self, "layout", layout);
}

void
obs_window_update_areas (ObsWindow *self)
{
  const ObsView *view = obs_history_get_view (self->history);
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  ObsFigure *figure = obs_window_get_figure (self);

  if (view == NULL || journeys == NULL)
    return;
  /* The figure of the question before says nothing about this one. */
  if (figure != NULL && g_strcmp0 (figure->question, view->question) != 0)
    figure = NULL;
  obs_area_picker_set_state (OBS_AREA_PICKER (self->picker), place_in_force (self), view->compare);
  obs_compare_bar_set (OBS_COMPARE_BAR (self->compare), view, journeys->places, figure);
  /* The pages that are no figures have no room for areas. */
  if (!obs_window_shows_question (self))
    gtk_widget_set_visible (self->compare, FALSE);
}

void
obs_window_make_areas (ObsWindow *self)
{
  self->picker = g_object_ref_sink (obs_area_picker_new ());
  g_signal_connect_object (self->picker, "chosen", G_CALLBACK (chosen_cb), self, 0);
  g_signal_connect_object (self->picker, "pin", G_CALLBACK (pin_cb), self, 0);
  g_signal_connect_object (self->picker, "unpin-all", G_CALLBACK (unpin_all_cb), self, 0);
  g_signal_connect_object (self->compare, "remove", G_CALLBACK (pin_cb), self, 0);
  g_signal_connect_object (self->compare, "layout", G_CALLBACK (layout_cb), self, 0);
}
