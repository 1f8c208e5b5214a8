/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/compare-bar.h"

#include "ui/widgets/names.h"
#include "ui/widgets/one-stop.h"
#include "ui/widgets/toggle-row.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>

struct _ObsCompareBar
{
  GtkWidget parent_instance;

  GtkWidget *wrap;
  GtkWidget *label;
  GtkWidget *chips;
  GtkWidget *layout;
  GtkWidget *why;
};

G_DEFINE_FINAL_TYPE (ObsCompareBar, obs_compare_bar, GTK_TYPE_WIDGET)

enum
{
  REMOVE,
  LAYOUT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
remove_cb (GtkButton *button, ObsCompareBar *self)
{
  g_autofree char *code = g_strdup (g_object_get_data (G_OBJECT (button), "obs-code"));

  g_signal_emit (self, signals[REMOVE], 0, code);
}

static void
layout_cb (ObsToggleRow *row, const char *key, ObsCompareBar *self)
{
  g_signal_emit (self, signals[LAYOUT], 0, g_str_equal (key, "count") ? key : "");
}

static GtkWidget *
chip_new (ObsCompareBar *self, const char *code, const char *name, gboolean applies)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);
  g_autofree char *words = g_strdup_printf (
      applies ? _ ("%s, pinned. Unpin") : _ ("%s, pinned, does not apply here. Unpin"), name);

  if (!applies)
    {
      PangoAttrList *attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
      gtk_label_set_attributes (GTK_LABEL (label), attributes);
      pango_attr_list_unref (attributes);
    }
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), obs_decoration_new ("obs-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "obs-pin-chip");
  if (applies)
    gtk_widget_add_css_class (button, "on");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "obs-code", g_strdup (code), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  return button;
}

/* Counts over time become an index beside others; the reader may go back to the counts of one. */
static void
update_layout (ObsCompareBar *self, const ObsView *view, const ObsFigure *figure)
{
  gboolean count = g_strcmp0 (view->layout, "count") == 0;
  gboolean index = figure != NULL && figure->form == OBS_FORM_LINE && figure->compared->len > 0
                   && figure->axis == OBS_AXIS_RATE;

  gtk_widget_set_visible (self->layout,
                          index
                              || (figure != NULL && count && figure->form == OBS_FORM_LINE
                                  && figure->axis == OBS_AXIS_COUNT));
  obs_toggle_row_set_active (OBS_TOGGLE_ROW (self->layout), count ? "count" : "index");
}

void
obs_compare_bar_set (ObsCompareBar *self, const ObsView *view, const GPtrArray *areas,
                     const ObsFigure *figure)
{
  gboolean struck = FALSE;

  g_return_if_fail (OBS_IS_COMPARE_BAR (self));

  obs_wrap_remove_all (OBS_WRAP (self->chips));
  gtk_widget_set_visible (GTK_WIDGET (self), view != NULL && view->compare->len > 0);
  if (view == NULL || view->compare->len == 0)
    return;
  for (guint i = 0; i < view->compare->len; i++)
    {
      const char *code = g_ptr_array_index (view->compare, i);
      const ObsArea *area = obs_areas_find (areas, code);
      gboolean applies
          = figure == NULL
            || g_ptr_array_find_with_equal_func (figure->compared, code, g_str_equal, NULL);

      struck |= !applies;
      obs_wrap_append (OBS_WRAP (self->chips),
                       chip_new (self, code, area != NULL ? area->name : code, applies));
    }
  if (struck)
    {
      g_autofree char *why
          = figure->compare_refused != NULL
                ? g_strdup_printf (_ ("Struck through: does not apply here. %s"),
                                   figure->compare_refused)
                : g_strdup (_ ("Struck through: does not apply here, no figures."));

      gtk_label_set_text (GTK_LABEL (self->why), why);
    }
  gtk_widget_set_visible (self->why, struck);
  update_layout (self, view, figure);
}

static void
obs_compare_bar_dispose (GObject *object)
{
  ObsCompareBar *self = OBS_COMPARE_BAR (object);

  g_clear_pointer (&self->wrap, gtk_widget_unparent);
  G_OBJECT_CLASS (obs_compare_bar_parent_class)->dispose (object);
}

static void
obs_compare_bar_class_init (ObsCompareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_compare_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "comparebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LAYOUT] = g_signal_new ("layout", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
obs_compare_bar_init (ObsCompareBar *self)
{
  self->wrap = obs_wrap_new (12, 6);
  self->label = gtk_label_new (_ ("Compared with"));
  gtk_widget_add_css_class (self->label, "second");
  gtk_widget_set_valign (self->label, GTK_ALIGN_CENTER);
  self->chips = obs_wrap_new (6, 6);
  obs_one_stop_set (self->chips);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chips), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pinned areas"), -1);
  self->layout = obs_toggle_row_new (FALSE, _ ("How counts are compared"));
  /* Translators: an index number: the first period is 100. */
  obs_toggle_row_add (OBS_TOGGLE_ROW (self->layout), "index", _ ("Index"), NULL);
  obs_toggle_row_add (OBS_TOGGLE_ROW (self->layout), "count", _ ("Counts"),
                      _ ("Counts of the chosen place alone"));
  gtk_widget_set_valign (self->layout, GTK_ALIGN_CENTER);
  self->why = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, NULL);
  gtk_widget_add_css_class (self->why, "note");
  gtk_widget_add_css_class (self->why, "second");
  gtk_widget_set_valign (self->why, GTK_ALIGN_CENTER);
  obs_wrap_append (OBS_WRAP (self->wrap), self->label);
  obs_wrap_append (OBS_WRAP (self->wrap), self->chips);
  obs_wrap_append (OBS_WRAP (self->wrap), self->layout);
  obs_wrap_append (OBS_WRAP (self->wrap), self->why);
  gtk_widget_set_parent (self->wrap, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "obs-compare");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pinned areas"), -1);
  g_signal_connect_object (self->layout, "chosen", G_CALLBACK (layout_cb), self, 0);
}

GtkWidget *
obs_compare_bar_new (void)
{
  return g_object_new (OBS_TYPE_COMPARE_BAR, NULL);
}
