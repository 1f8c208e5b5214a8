/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/readout.h"

#include "ui/widgets/line-icon.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ObsReadout
{
  GtkWidget parent_instance;
  GtkWidget *glyph;
  GtkWidget *label;
  GtkWidget *info;
};

enum
{
  SOURCE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsReadout, obs_readout, GTK_TYPE_WIDGET)

/* How many bytes of @name are the name of the thing: up to a colon near its label, else the label.
 */
static gsize
name_length (const ObsFigureRow *row, const char *name)
{
  gsize label = strlen (row->label);
  const char *colon;

  if (strncmp (name, row->label, label) != 0)
    return 0;
  colon = strstr (name + label, ": ");
  if (colon != NULL && colon - (name + label) <= 48)
    return (gsize) (colon - name) + 1;
  return label;
}

char *
obs_readout_markup (const ObsFigureRow *row)
{
  const char *name = row->name != NULL ? row->name : row->label;
  gsize bold = name_length (row, name);
  const char *bracket = g_str_has_suffix (name, ")") ? strrchr (name, '(') : NULL;
  g_autofree char *head = g_markup_escape_text (name, (gssize) bold);
  g_autofree char *middle = NULL, *tail = NULL;

  if (bracket == NULL || (gsize) (bracket - name) < bold)
    bracket = name + strlen (name);
  middle = g_markup_escape_text (name + bold, bracket - (name + bold));
  tail = g_markup_escape_text (bracket, -1);
  return g_strdup_printf ("<span weight=\"600\">%s</span>%s<span alpha=\"72%%\">%s</span>", head,
                          middle, tail);
}

static void
info_cb (GtkButton *button, ObsReadout *self)
{
  g_signal_emit (self, signals[SOURCE], 0);
}

static void
obs_readout_dispose (GObject *object)
{
  obs_widget_remove_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (obs_readout_parent_class)->dispose (object);
}

static void
obs_readout_class_init (ObsReadoutClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_readout_dispose;
  signals[SOURCE] = g_signal_new ("source", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "readout");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_readout_init (ObsReadout *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_spacing (layout, 10);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reading"), -1);

  self->glyph = obs_glyph_view_new ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_hexpand (self->label, TRUE);
  self->info = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->info), obs_line_icon_new (OBS_ICON_INFO, 16));
  gtk_widget_add_css_class (self->info, "flat");
  gtk_widget_add_css_class (self->info, "obs-icon-button");
  gtk_widget_set_valign (self->info, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->info, _ ("Where this comes from"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->info), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Where this comes from"), -1);
  g_signal_connect (self->info, "clicked", G_CALLBACK (info_cb), self);

  gtk_widget_set_parent (self->glyph, GTK_WIDGET (self));
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_parent (self->info, GTK_WIDGET (self));
}

GtkWidget *
obs_readout_new (void)
{
  return g_object_new (OBS_TYPE_READOUT, NULL);
}

void
obs_readout_set_row (ObsReadout *self, ObsFigure *figure, int row)
{
  const ObsFigureRow *data;

  g_return_if_fail (OBS_IS_READOUT (self));

  if (figure == NULL || row < 0 || row >= (int) figure->rows->len)
    {
      gtk_widget_set_visible (self->glyph, FALSE);
      obs_readout_set_status (self, _ ("Point at a mark, or press Tab and the arrow keys."));
      return;
    }
  data = obs_figure_row (figure, (guint) row);
  gtk_widget_set_visible (self->glyph, obs_figure_find_series (figure, data->series) != NULL);
  obs_glyph_view_set_series (OBS_GLYPH_VIEW (self->glyph), figure, data->series);
  g_autofree char *markup = obs_readout_markup (data);

  gtk_label_set_markup (GTK_LABEL (self->label), markup);
  gtk_widget_remove_css_class (self->label, "obs-second");
}

void
obs_readout_set_status (ObsReadout *self, const char *text)
{
  g_return_if_fail (OBS_IS_READOUT (self));

  gtk_widget_set_visible (self->glyph, FALSE);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_add_css_class (self->label, "obs-second");
}

const char *
obs_readout_get_text (ObsReadout *self)
{
  g_return_val_if_fail (OBS_IS_READOUT (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->label));
}
