/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/plot-private.h"

#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Pointer, menu and keys of a plot. */

/* --- menu ---------------------------------------------------------------------------------- */

static void
menu_action_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ObsPlot *self = OBS_PLOT (widget);
  int row = self->menu_row;

  if (strcmp (action, "plot.command") == 0)
    g_signal_emit (self, obs_plot_signals[COMMAND], 0, g_variant_get_string (parameter, NULL));
  else if (row < 0)
    return;
  else if (strcmp (action, "plot.select") == 0)
    obs_plot_select (self, self->selected == row ? -1 : row, TRUE);
  else if (strcmp (action, "plot.open") == 0)
    g_signal_emit (self, obs_plot_signals[OPEN], 0, row);
  else if (strcmp (action, "plot.pin") == 0)
    g_signal_emit (self, obs_plot_signals[PIN], 0, row);
  else
    g_signal_emit (self, obs_plot_signals[SOURCE], 0, row);
}

static GMenuModel *
item_section (ObsPlot *self, int row)
{
  GMenu *section = g_menu_new ();
  const ObsFigureRow *data = obs_figure_row (self->figure, (guint) row);

  if (data->link != NULL)
    g_menu_append (section,
                   g_str_has_prefix (data->link, "filter:") ? _ ("Filter by this") : _ ("Open"),
                   "plot.open");
  g_menu_append (section, self->selected == row ? _ ("Clear selection") : _ ("Select"),
                 "plot.select");
  g_menu_append (section, _ ("Pin or unpin"), "plot.pin");
  g_menu_append (section, _ ("Where this comes from"), "plot.source");
  return G_MENU_MODEL (section);
}

static GMenuModel *
figure_section (ObsPlot *self)
{
  GMenu *section = g_menu_new ();

  g_menu_append (section, _ ("Show as table"), "plot.command('table')");
  if (self->figure->has_ranges)
    g_menu_append (section, _ ("Likely range on or off"), "plot.command('ranges')");
  if (self->figure->sort_choices->len > 1)
    g_menu_append (section, _ ("Next order"), "plot.command('sort')");
  g_menu_append (section, _ ("Copy chart"), "plot.command('copy')");
  g_menu_append (section, _ ("Keys for this chart"), "plot.command('keys')");
  return G_MENU_MODEL (section);
}

static void
show_menu (ObsPlot *self, int item, double x, double y)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenuModel) figure = NULL;

  if (self->figure == NULL)
    return;
  self->menu_row = obs_plot_item_row (self, item);
  if (self->menu_row >= 0)
    {
      g_autoptr (GMenuModel) section = item_section (self, self->menu_row);

      g_menu_append_section (menu, obs_figure_row (self->figure, (guint) self->menu_row)->label,
                             section);
    }
  figure = figure_section (self);
  g_menu_append_section (menu, NULL, figure);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), G_MENU_MODEL (menu));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_closed_cb (ObsPlot *self)
{
  obs_plot_focus_row (self, obs_plot_item_row (self, self->focus));
}

/* --- pointer ------------------------------------------------------------------------------- */

static void
set_hover (ObsPlot *self, int item)
{
  if (self->hover == item)
    return;
  self->hover = item;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  obs_plot_tell_row (self);
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, ObsPlot *self)
{
  set_hover (self, self->scene != NULL ? obs_scene_pick (self->scene, x, y) : -1);
}

static void
leave_cb (GtkEventController *controller, ObsPlot *self)
{
  set_hover (self, -1);
}

static gboolean
has_link (ObsPlot *self, int row)
{
  return obs_figure_row (self->figure, (guint) row)->link != NULL;
}

static gboolean
opens_on_click (ObsPlot *self, int row)
{
  /* A trail is a list of links; everywhere else one click selects and two filter. */
  return self->figure->form == OBS_FORM_TRAIL && has_link (self, row);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ObsPlot *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  int item = self->scene != NULL ? obs_scene_pick (self->scene, x, y) : -1;
  int row = obs_plot_item_row (self, item);

  if (button != GDK_BUTTON_PRIMARY && button != GDK_BUTTON_SECONDARY)
    return;
  if (row < 0)
    {
      if (button == GDK_BUTTON_SECONDARY)
        show_menu (self, -1, x, y);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  obs_plot_focus_row (self, row);
  self->hover = item;
  if (button == GDK_BUTTON_SECONDARY)
    show_menu (self, item, x, y);
  else if (state & GDK_CONTROL_MASK)
    g_signal_emit (self, obs_plot_signals[PIN], 0, row);
  else if (opens_on_click (self, row) || (n_press == 2 && has_link (self, row)))
    g_signal_emit (self, obs_plot_signals[OPEN], 0, row);
  else
    obs_plot_select (self, self->selected == row ? -1 : row, TRUE);
}

/* --- keyboard ------------------------------------------------------------------------------ */

static gboolean
show_menu_at_focus (ObsPlot *self)
{
  const ObsSceneItem *item;

  if (obs_plot_item_row (self, self->focus) < 0)
    return FALSE;
  item = obs_scene_item (self->scene, (guint) self->focus);
  show_menu (self, self->focus, item->x + item->w / 2, item->y + item->h);
  return TRUE;
}

/* Escape clears what is selected; with nothing selected it leaves the plot. */
static gboolean
escape (ObsPlot *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->selected >= 0)
    obs_plot_select (self, -1, TRUE);
  else if (root != NULL)
    gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, ObsPlot *self)
{
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();
  gboolean control = held == GDK_CONTROL_MASK;
  const char *command;
  ObsStep step;

  if (self->scene == NULL)
    return FALSE;
  if ((held == 0 || control) && obs_plot_key_step (keyval, control, &step))
    {
      obs_plot_go_to_item (self, obs_scene_step (self->scene, self->focus, step));
      return TRUE;
    }
  if ((held == 0 && keyval == GDK_KEY_Menu) || (held == GDK_SHIFT_MASK && keyval == GDK_KEY_F10))
    return show_menu_at_focus (self);
  if (held == 0 && keyval == GDK_KEY_Escape)
    return escape (self);
  if (held != 0 && held != GDK_SHIFT_MASK)
    return FALSE;
  command = obs_plot_key_command (keyval);
  if (command == NULL || (held == GDK_SHIFT_MASK && keyval != GDK_KEY_question))
    return FALSE;
  g_signal_emit (self, obs_plot_signals[COMMAND], 0, command);
  return TRUE;
}

/* --- the whole ----------------------------------------------------------------------------- */

void
obs_plot_add_input (ObsPlot *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  self->menu = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  obs_name_popover_parts (GTK_POPOVER (self->menu), _ ("What can be done here"));
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
obs_plot_class_install_menu (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "plot.select", NULL, menu_action_cb);
  gtk_widget_class_install_action (widget_class, "plot.open", NULL, menu_action_cb);
  gtk_widget_class_install_action (widget_class, "plot.pin", NULL, menu_action_cb);
  gtk_widget_class_install_action (widget_class, "plot.source", NULL, menu_action_cb);
  gtk_widget_class_install_action (widget_class, "plot.command", "s", menu_action_cb);
}
