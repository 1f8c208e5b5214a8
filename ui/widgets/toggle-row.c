/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/toggle-row.h"

#include "ui/widgets/one-stop.h"
#include "ui/widgets/wrap-layout.h"

struct _ObsToggleRow
{
  GtkWidget parent_instance;
  gboolean tabs;
  gboolean by_program;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsToggleRow, obs_toggle_row, GTK_TYPE_WIDGET)

static const char *
button_key (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "obs-key");
}

static void
toggled_cb (GtkToggleButton *button, ObsToggleRow *self)
{
  gboolean active = gtk_toggle_button_get_active (button);

  if (self->tabs)
    gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_SELECTED, active,
                                 -1);
  if (active && !self->by_program)
    g_signal_emit (self, signals[CHOSEN], 0, button_key (GTK_WIDGET (button)));
}

static GtkWidget *
active_button (ObsToggleRow *self)
{
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (child)))
      return child;
  return gtk_widget_get_first_child (GTK_WIDGET (self));
}

/* Moves the keyboard by one button; beyond the ends is nothing, or the next control of a group. */
static gboolean
move (ObsToggleRow *self, gboolean on)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));
  GtkWidget *next = on ? gtk_widget_get_next_sibling (child) : gtk_widget_get_prev_sibling (child);

  if (next == NULL)
    return !obs_one_stop_holds (GTK_WIDGET (self));
  gtk_widget_grab_focus (next);
  return TRUE;
}

static gboolean
obs_toggle_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ObsToggleRow *self = OBS_TOGGLE_ROW (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *button;

  if (gtk_widget_get_focus_child (widget) == NULL)
    {
      button = active_button (self);
      return button != NULL && gtk_widget_grab_focus (button);
    }
  switch (direction)
    {
    case GTK_DIR_LEFT:
      return move (self, rtl);
    case GTK_DIR_RIGHT:
      return move (self, !rtl);
    case GTK_DIR_TAB_FORWARD:
    case GTK_DIR_TAB_BACKWARD:
    case GTK_DIR_UP:
    case GTK_DIR_DOWN:
    default:
      return FALSE;
    }
}

static void
obs_toggle_row_dispose (GObject *object)
{
  obs_widget_remove_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (obs_toggle_row_parent_class)->dispose (object);
}

static void
obs_toggle_row_class_init (ObsToggleRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_toggle_row_dispose;
  widget_class->focus = obs_toggle_row_focus;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "togglerow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
obs_toggle_row_init (ObsToggleRow *self)
{
}

GtkWidget *
obs_toggle_row_new (gboolean tabs, const char *name)
{
  ObsToggleRow *self
      = g_object_new (OBS_TYPE_TOGGLE_ROW, "accessible-role",
                      tabs ? GTK_ACCESSIBLE_ROLE_TAB_LIST : GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  self->tabs = tabs;
  gtk_widget_add_css_class (GTK_WIDGET (self), tabs ? "tabs" : "switch");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

void
obs_toggle_row_add (ObsToggleRow *self, const char *key, const char *label, const char *words)
{
  GtkWidget *first, *button;

  g_return_if_fail (OBS_IS_TOGGLE_ROW (self));

  first = gtk_widget_get_first_child (GTK_WIDGET (self));
  if (self->tabs)
    button = g_object_new (GTK_TYPE_TOGGLE_BUTTON, "label", label, "accessible-role",
                           GTK_ACCESSIBLE_ROLE_TAB, NULL);
  else
    button = gtk_toggle_button_new_with_label (label);
  g_object_set_data_full (G_OBJECT (button), "obs-key", g_strdup (key), g_free);
  gtk_widget_add_css_class (button, "flat");
  if (first != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words != NULL ? words : label, -1);
  if (self->tabs)
    gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_SELECTED, FALSE, -1);
  if (words != NULL && g_strcmp0 (words, label) != 0)
    {
      gtk_widget_set_tooltip_text (button, words);
      /* The tooltip says what the name says: once is enough to hear. */
      gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    }
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
}

void
obs_toggle_row_clear (ObsToggleRow *self)
{
  g_return_if_fail (OBS_IS_TOGGLE_ROW (self));

  obs_widget_remove_children (GTK_WIDGET (self));
}

GtkWidget *
obs_toggle_row_get_button (ObsToggleRow *self, const char *key)
{
  g_return_val_if_fail (OBS_IS_TOGGLE_ROW (self), NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (button_key (child), key) == 0)
      return child;
  return NULL;
}

/* Does not emit "chosen". */
void
obs_toggle_row_set_active (ObsToggleRow *self, const char *key)
{
  GtkWidget *button;

  g_return_if_fail (OBS_IS_TOGGLE_ROW (self));

  button = obs_toggle_row_get_button (self, key);
  if (button == NULL)
    return;
  self->by_program = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  self->by_program = FALSE;
}

const char *
obs_toggle_row_get_active (ObsToggleRow *self)
{
  GtkWidget *button;

  g_return_val_if_fail (OBS_IS_TOGGLE_ROW (self), NULL);

  button = active_button (self);
  return button != NULL ? button_key (button) : NULL;
}
