/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/status-line.h"

#include "ui/widgets/clip-layout.h"
#include "ui/widgets/one-stop.h"
#include "ui/widgets/row.h"
#include "ui/widgets/tag.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define MESSAGE_SECONDS 10

struct _ObsStatusLine
{
  GtkWidget parent_instance;

  GtkWidget *row;
  GtkWidget *badge; /* menu button */
  GtkWidget *dot;
  GtkWidget *badge_label;
  GtkWidget *details; /* label in the popover */
  GtkWidget *stop;
  GtkWidget *why;
  GtkWidget *simulated;
  GtkWidget *message;
  GtkWidget *filters;
  GtkWidget *undo;
  GtkWidget *zoom;
  guint message_id;
};

G_DEFINE_FINAL_TYPE (ObsStatusLine, obs_status_line, GTK_TYPE_WIDGET)

char *
obs_badge_words (ObsBadge badge, const char *date, const char *detail)
{
  g_autofree char *day = obs_words_date (date);

  switch (badge)
    {
    case OBS_BADGE_CURRENT:
      return g_strdup_printf (_ ("Edition %s · up to date"), day);
    case OBS_BADGE_NOT_CHECKED:
      return g_strdup_printf (_ ("Edition %s · not checked yet"), day);
    case OBS_BADGE_NO_ORIGIN:
      return g_strdup_printf (_ ("Edition %s"), day);
    case OBS_BADGE_OFFLINE:
      if (detail == NULL)
        return g_strdup_printf (_ ("Offline · edition %s"), day);
      return g_strdup_printf (_ ("Offline since %s · edition %s"), detail, day);
    case OBS_BADGE_READY:
      return g_strdup (_ ("New edition ready"));
    case OBS_BADGE_UPDATING:
      return detail != NULL && *detail != '\0' ? g_strdup (detail) : g_strdup (_ ("Updating…"));
    case OBS_BADGE_FAILED:
      return g_strdup_printf (_ ("Update failed, still showing edition %s"), day);
    case OBS_BADGE_CHECK_FAILED:
      return g_strdup (_ ("Edition did not pass its check. Not used."));
    case OBS_BADGE_EARLIER:
      return g_strdup_printf (_ ("Looking at edition %s"), day);
    case OBS_BADGE_UNTRUSTED:
      return g_strdup (_ ("Not signed by the trusted keys. Not used."));
    case OBS_BADGE_EXPIRED:
      if (detail == NULL)
        return g_strdup_printf (_ ("Edition %s · not confirmed as current"), day);
      return g_strdup_printf (_ ("Edition %s · not confirmed as current since %s"), day, detail);
    case OBS_BADGE_UNANNOUNCED:
      return g_strdup (_ ("New edition lost figures unannounced. Not used."));
    case OBS_BADGE_UNCONFIRMED:
      return g_strdup_printf (_ ("Edition %s · origin not confirmed yet"), day);
    default:
      g_return_val_if_reached (NULL);
    }
}

static GtkWidget *
text_button (const char *text, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

/* What is asked for there is shown elsewhere: the popover is in the way of it. */
static void
add_badge_button (GtkBox *buttons, GtkWidget *popover, const char *text, const char *action)
{
  GtkWidget *button = text_button (text, action);

  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_popover_popdown), popover,
                           G_CONNECT_SWAPPED);
  gtk_box_append (buttons, button);
}

static GtkWidget *
badge_popover (ObsStatusLine *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->details = g_object_new (GTK_TYPE_LABEL, "label", _ ("No edition is open."), "xalign", 0.0,
                                "wrap", TRUE, "max-width-chars", 44, NULL);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_box_append (GTK_BOX (box), self->details);
  add_badge_button (GTK_BOX (buttons), popover, _ ("Sync now"), "win.sync");
  add_badge_button (GTK_BOX (buttons), popover, _ ("Editions"), "win.editions");
  add_badge_button (GTK_BOX (buttons), popover, _ ("What changed"), "win.changes");
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("State of the data"), -1);
  return popover;
}

static void
build_badge (ObsStatusLine *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->dot = g_object_new (GTK_TYPE_BOX, "valign", GTK_ALIGN_CENTER, "accessible-role",
                            GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (self->dot, "dot");
  self->badge_label = gtk_label_new (_ ("No edition"));
  gtk_label_set_ellipsize (GTK_LABEL (self->badge_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->badge_label, "badge");
  gtk_box_append (GTK_BOX (box), self->dot);
  gtk_box_append (GTK_BOX (box), self->badge_label);
  self->badge = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->badge), box);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->badge), FALSE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->badge), GTK_ARROW_UP);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->badge), badge_popover (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->badge), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("No edition"), -1);
}

static void
obs_status_line_dispose (GObject *object)
{
  ObsStatusLine *self = OBS_STATUS_LINE (object);

  g_clear_handle_id (&self->message_id, g_source_remove);
  g_clear_pointer (&self->row, gtk_widget_unparent);
  G_OBJECT_CLASS (obs_status_line_parent_class)->dispose (object);
}

static void
obs_status_line_class_init (ObsStatusLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_status_line_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, OBS_TYPE_CLIP_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "obsstatus");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_status_line_init (ObsStatusLine *self)
{
  ObsRow *row;

  self->row = obs_row_new ();
  row = OBS_ROW (self->row);
  obs_one_stop_set (self->row);
  build_badge (self);
  self->stop = text_button (_ ("Stop"), "win.stop-sync");
  self->why = text_button (_ ("Why"), "win.why");
  gtk_widget_add_css_class (self->stop, "act");
  gtk_widget_add_css_class (self->why, "act");
  self->simulated = obs_simulated_new (_ ("Simulated data: not real"));
  self->message
      = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_widget_add_css_class (self->message, "message");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->message), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("No message"), -1);
  self->filters = gtk_label_new ("");
  self->undo = text_button ("", "win.undo");
  self->zoom = text_button ("", "win.zoom-reset");

  obs_row_append (row, self->badge, 0, 0, FALSE);
  obs_row_append (row, self->stop, 6, 0, FALSE);
  obs_row_append (row, self->why, 6, 0, FALSE);
  obs_row_append (row, self->simulated, 9, 1, FALSE);
  obs_row_append (row, self->message, 12, 2, TRUE);
  obs_row_append (row, self->filters, 12, 3, FALSE);
  obs_row_append (row, self->undo, 9, 4, FALSE);
  obs_row_append (row, self->zoom, 0, 5, FALSE);
  obs_row_append (row, text_button (_ ("?  Keys"), "win.keys"), 0, 6, FALSE);

  obs_row_set_whole (row, TRUE);
  gtk_widget_set_visible (self->stop, FALSE);
  gtk_widget_set_visible (self->why, FALSE);
  gtk_widget_set_visible (self->simulated, FALSE);
  gtk_widget_set_visible (self->undo, FALSE);
  gtk_widget_set_tooltip_text (self->zoom, _ ("Size of the text in figures. Press for 100%."));
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "obs-status");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Status"), -1);
}

GtkWidget *
obs_status_line_new (void)
{
  return g_object_new (OBS_TYPE_STATUS_LINE, NULL);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* There is something to ask about: why. */
static gboolean
has_trouble (ObsBadge badge)
{
  return badge == OBS_BADGE_FAILED || badge == OBS_BADGE_CHECK_FAILED
         || badge == OBS_BADGE_UNTRUSTED || badge == OBS_BADGE_EXPIRED
         || badge == OBS_BADGE_UNANNOUNCED || badge == OBS_BADGE_UNCONFIRMED;
}

void
obs_status_line_set_badge (ObsStatusLine *self, ObsBadge badge, const char *date,
                           const char *detail)
{
  g_autofree char *words = obs_badge_words (badge, date, detail);

  g_return_if_fail (OBS_IS_STATUS_LINE (self));

  gtk_label_set_text (GTK_LABEL (self->badge_label), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->badge), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
  set_class (self->dot, "hollow",
             badge == OBS_BADGE_OFFLINE || badge == OBS_BADGE_NO_ORIGIN
                 || badge == OBS_BADGE_NOT_CHECKED);
  set_class (self->dot, "alert", has_trouble (badge));
  gtk_widget_set_visible (self->stop, badge == OBS_BADGE_UPDATING);
  gtk_widget_set_visible (self->why, has_trouble (badge));
}

void
obs_status_line_set_details (ObsStatusLine *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->details), text);
}

void
obs_status_line_set_simulated (ObsStatusLine *self, gboolean simulated)
{
  gtk_widget_set_visible (self->simulated, simulated);
}

void
obs_status_line_set_filters (ObsStatusLine *self, guint n)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u filter", "%u filters", n), n);

  gtk_label_set_text (GTK_LABEL (self->filters), n == 0 ? _ ("No filters") : text);
}

void
obs_status_line_set_undo (ObsStatusLine *self, const char *name)
{
  /* Translators: %s names a change: "Undo: Filter: Logistics". */
  g_autofree char *text = name != NULL ? g_strdup_printf (_ ("Undo: %s"), name) : NULL;

  gtk_widget_set_visible (self->undo, name != NULL);
  if (text != NULL)
    gtk_button_set_label (GTK_BUTTON (self->undo), text);
}

void
obs_status_line_set_zoom (ObsStatusLine *self, int percent)
{
  g_autofree char *text = g_strdup_printf (_ ("Text %d%%"), percent);

  gtk_button_set_label (GTK_BUTTON (self->zoom), text);
}

/* An empty label would be called by the name of its class. */
static void
set_message (ObsStatusLine *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->message), text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->message), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL && *text != '\0' ? text : _ ("No message"), -1);
}

static gboolean
message_over_cb (gpointer user_data)
{
  ObsStatusLine *self = OBS_STATUS_LINE (user_data);

  self->message_id = 0;
  set_message (self, "");
  return G_SOURCE_REMOVE;
}

void
obs_status_line_show_message (ObsStatusLine *self, const char *text)
{
  g_return_if_fail (OBS_IS_STATUS_LINE (self));

  g_clear_handle_id (&self->message_id, g_source_remove);
  set_message (self, text);
  self->message_id = g_timeout_add_seconds (MESSAGE_SECONDS, message_over_cb, self);
}
