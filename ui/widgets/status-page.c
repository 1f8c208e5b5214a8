/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/status-page.h"

struct _ObsStatusPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *icon;
  GtkWidget *heading;
  GtkWidget *text;
  GtkWidget *buttons;
};

G_DEFINE_FINAL_TYPE (ObsStatusPage, obs_status_page, GTK_TYPE_WIDGET)

static void
obs_status_page_dispose (GObject *object)
{
  ObsStatusPage *self = OBS_STATUS_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (obs_status_page_parent_class)->dispose (object);
}

static void
obs_status_page_class_init (ObsStatusPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_status_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "obsstatuspage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_status_page_init (ObsStatusPage *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->icon = g_object_new (GTK_TYPE_IMAGE, "pixel-size", 48, "accessible-role",
                             GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->heading
      = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "justify", GTK_JUSTIFY_CENTER, "focusable",
                      TRUE, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  self->text = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "justify", GTK_JUSTIFY_CENTER,
                             "max-width-chars", 56, NULL);
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->heading, "heading-2");
  gtk_widget_add_css_class (self->text, "second");
  gtk_widget_set_halign (self->buttons, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (self->box, 24);
  gtk_widget_set_margin_end (self->box, 24);
  gtk_box_append (GTK_BOX (self->box), self->icon);
  gtk_box_append (GTK_BOX (self->box), self->heading);
  gtk_box_append (GTK_BOX (self->box), self->text);
  gtk_box_append (GTK_BOX (self->box), self->buttons);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
obs_status_page_new (void)
{
  return g_object_new (OBS_TYPE_STATUS_PAGE, NULL);
}

void
obs_status_page_set (ObsStatusPage *self, const char *icon, const char *heading, const char *text)
{
  GtkWidget *child;

  g_return_if_fail (OBS_IS_STATUS_PAGE (self));

  while ((child = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_box_remove (GTK_BOX (self->buttons), child);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  gtk_widget_set_visible (self->icon, icon != NULL);
  gtk_label_set_text (GTK_LABEL (self->heading), heading);
  gtk_label_set_text (GTK_LABEL (self->text), text);
}

void
obs_status_page_add_button (ObsStatusPage *self, const char *label, const char *action,
                            gboolean main)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  if (main)
    gtk_widget_add_css_class (button, "main");
  gtk_box_append (GTK_BOX (self->buttons), button);
}
