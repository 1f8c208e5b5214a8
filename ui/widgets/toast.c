/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/toast.h"

#include <glib/gi18n-lib.h>

#define SECONDS 10
#define WIDEST 60 /* characters */

struct _ObsToast
{
  GtkWidget parent_instance;

  GtkWidget *overlay;
  GtkWidget *notice;
  GtkWidget *label;
  GtkWidget *button;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (ObsToast, obs_toast, GTK_TYPE_WIDGET)

void
obs_toast_hide (ObsToast *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_widget_set_visible (self->notice, FALSE);
}

static gboolean
timeout_cb (gpointer user_data)
{
  ObsToast *self = OBS_TOAST (user_data);

  self->timeout = 0;
  obs_toast_hide (self);
  return G_SOURCE_REMOVE;
}

static void
obs_toast_dispose (GObject *object)
{
  ObsToast *self = OBS_TOAST (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (obs_toast_parent_class)->dispose (object);
}

static void
obs_toast_class_init (ObsToastClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_toast_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "obstoast");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_toast_init (ObsToast *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *close = gtk_button_new_with_label (_ ("Close"));

  self->overlay
      = g_object_new (GTK_TYPE_OVERLAY, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  self->label
      = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "max-width-chars", 60, NULL);
  self->button = gtk_button_new ();
  gtk_widget_set_visible (self->button, FALSE);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_box_append (GTK_BOX (box), close);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  /* A click on something that is about to go does not take the keyboard along. */
  gtk_widget_set_focus_on_click (self->button, FALSE);
  gtk_widget_set_focus_on_click (close, FALSE);
  gtk_widget_add_css_class (box, "obs-toast");
  gtk_widget_set_visible (box, FALSE);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), box);
  self->notice = box;
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  g_signal_connect_object (close, "clicked", G_CALLBACK (obs_toast_hide), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (obs_toast_hide), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

GtkWidget *
obs_toast_new (GtkWidget *child)
{
  ObsToast *self = g_object_new (OBS_TYPE_TOAST, NULL);

  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), child);
  return GTK_WIDGET (self);
}

/* The target before the name: in a window, a name alone is tried at once, and an action that wants
 * a target then complains. */
static void
set_action (GtkActionable *button, const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  gtk_actionable_set_action_name (button, NULL);
  if (action == NULL || !g_action_parse_detailed_name (action, &name, &target, NULL))
    return;
  gtk_actionable_set_action_target_value (button, target);
  gtk_actionable_set_action_name (button, name);
}

void
obs_toast_show (ObsToast *self, const char *text, const char *button, const char *action)
{
  g_return_if_fail (OBS_IS_TOAST (self));

  gtk_label_set_text (GTK_LABEL (self->label), text);
  /* Without it a wrapping label asks for a narrow column in a wide box. */
  gtk_label_set_width_chars (GTK_LABEL (self->label), (int) MIN (WIDEST, g_utf8_strlen (text, -1)));
  gtk_widget_set_visible (self->button, button != NULL);
  if (button != NULL)
    {
      gtk_button_set_label (GTK_BUTTON (self->button), button);
      set_action (GTK_ACTIONABLE (self->button), action);
    }
  gtk_widget_set_visible (self->notice, TRUE);
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add_seconds (SECONDS, timeout_cb, self);
}
