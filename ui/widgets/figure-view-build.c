/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/figure-view-private.h"

#include "ui/widgets/choice-button.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/figure-parts.h"
#include "ui/widgets/names.h"
#include "ui/widgets/one-stop.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/readout.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/tagged.h"
#include "ui/widgets/toggle-row.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
text_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
build_head (ObsFigureView *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->title
      = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "wrap", TRUE,
                      "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "hexpand", TRUE, NULL);
  gtk_widget_add_css_class (self->title, "obs-figure-title");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->title), GTK_ACCESSIBLE_PROPERTY_LEVEL, 1,
                                  -1);
  self->title_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_valign (self->title_box, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->title_box, "obs-title-box");
  gtk_box_append (GTK_BOX (row), self->title);
  gtk_box_append (GTK_BOX (row), self->title_box);
  gtk_box_append (GTK_BOX (self->box), row);

  self->subtitle = obs_tagged_new ();
  gtk_widget_add_css_class (self->subtitle, "obs-figure-subtitle");
  gtk_box_append (GTK_BOX (self->box), self->subtitle);
  self->band = obs_band_new (NULL);
  gtk_box_append (GTK_BOX (self->box), self->band);
}

static void
build_tabs (ObsFigureView *self)
{
  ObsToggleRow *tabs;

  self->tab_row = obs_wrap_new (24, 0);
  gtk_widget_add_css_class (self->tab_row, "obs-tab-row");
  self->tabs = obs_toggle_row_new (TRUE, _ ("Ways to show the figure"));
  tabs = OBS_TOGGLE_ROW (self->tabs);
  obs_toggle_row_add (tabs, "chart", _ ("Chart"), NULL);
  obs_toggle_row_add (tabs, "table", _ ("Table"), NULL);
  obs_toggle_row_add (tabs, "summary", _ ("Summary"), NULL);
  obs_toggle_row_add (tabs, "source", _ ("Source"), NULL);
  obs_toggle_row_set_active (tabs, "chart");
  self->tab_tools = obs_wrap_new (24, 6);
  gtk_widget_set_hexpand (self->tab_tools, TRUE);
  gtk_widget_set_halign (self->tab_tools, GTK_ALIGN_END);
  gtk_widget_set_valign (self->tab_tools, GTK_ALIGN_CENTER);
  obs_wrap_append (OBS_WRAP (self->tab_row), self->tabs);
  obs_wrap_append (OBS_WRAP (self->tab_row), self->tab_tools);
  gtk_box_append (GTK_BOX (self->box), self->tab_row);
}

static void
build_tools (ObsFigureView *self)
{
  self->tools = obs_wrap_new (12, 6);
  obs_one_stop_set (self->tools);
  gtk_widget_add_css_class (self->tools, "obs-tools");
  self->ksb = obs_toggle_row_new (FALSE, _ ("Knowledge, skills or behaviours"));
  gtk_widget_set_valign (self->ksb, GTK_ALIGN_CENTER);
  self->tool_tag = obs_tag_new (_ ("order only"));
  self->tool_text = text_label ("obs-tool-text");
  gtk_label_set_text (GTK_LABEL (self->tool_text),
                      _ ("The source gives the order, not the scores."));
  /* Translators: stands before the name of the data shown, as in "Data  Published 2022". */
  self->data = obs_choice_button_new (_ ("Data"));
  /* Translators: stands before the order of the rows, as in "Sort  Highest first". */
  self->sort = obs_choice_button_new (_ ("Sort"));
  /* Translators: stands before the one series (a sector, an area) that a narrow window draws. */
  self->sector = obs_choice_button_new (_ ("Shown"));
  gtk_widget_add_css_class (self->sector, "sector");
  self->sector_glyph = obs_glyph_view_new ();
  obs_choice_button_set_picture (OBS_CHOICE_BUTTON (self->sector), self->sector_glyph);
  obs_choice_button_set_brief (OBS_CHOICE_BUTTON (self->sector), TRUE);
  gtk_widget_set_hexpand (self->sector, TRUE);
  gtk_widget_set_halign (self->sector, GTK_ALIGN_END);
  self->range = gtk_check_button_new_with_label (_ ("Likely range"));
  gtk_widget_add_css_class (self->range, "obs-check");
  obs_name_inner_parts (self->range);
  gtk_widget_set_hexpand (self->range, TRUE);
  gtk_widget_set_halign (self->range, GTK_ALIGN_END);
  gtk_widget_set_valign (self->range, GTK_ALIGN_CENTER);

  obs_wrap_append (OBS_WRAP (self->tools), self->ksb);
  obs_wrap_append (OBS_WRAP (self->tools), self->tool_tag);
  obs_wrap_append (OBS_WRAP (self->tools), self->tool_text);
  obs_wrap_append (OBS_WRAP (self->tools), self->sector);
  obs_wrap_append (OBS_WRAP (self->tools), self->data);
  obs_wrap_append (OBS_WRAP (self->tools), self->sort);
  obs_wrap_append (OBS_WRAP (self->tools), self->range);
  gtk_box_append (GTK_BOX (self->box), self->tools);

  self->key_row = obs_wrap_new (24, 3);
  gtk_widget_add_css_class (self->key_row, "obs-key-row");
  self->key = obs_wrap_new (24, 3);
  gtk_widget_set_hexpand (self->key, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->key), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Key"), -1);
  self->count_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_hexpand (self->count_box, TRUE);
  gtk_widget_set_halign (self->count_box, GTK_ALIGN_END);
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "obs-second");
  self->show_all = gtk_button_new_with_label (_ ("Show all"));
  gtk_widget_add_css_class (self->show_all, "flat");
  gtk_widget_add_css_class (self->show_all, "obs-link");
  gtk_box_append (GTK_BOX (self->count_box), self->count);
  gtk_box_append (GTK_BOX (self->count_box), self->show_all);
  obs_wrap_append (OBS_WRAP (self->key_row), self->key);
  obs_wrap_append (OBS_WRAP (self->key_row), self->count_box);
  gtk_box_append (GTK_BOX (self->box), self->key_row);
}

static void
build_body (ObsFigureView *self)
{
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  self->plot = obs_plot_new ();
  gtk_widget_set_valign (self->plot, GTK_ALIGN_START);
  gtk_stack_add_named (GTK_STACK (self->stack), self->plot, "chart");
  self->table = obs_data_table_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), self->table, "table");
  gtk_box_append (GTK_BOX (self->box), self->stack);

  self->readout = obs_readout_new ();
  gtk_box_append (GTK_BOX (self->box), self->readout);
}

static GtkWidget *
export_button (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (menu, _ ("Picture (PNG)"), "fig.export('png')");
  g_menu_append (menu, _ ("Drawing (SVG)"), "fig.export('svg')");
  g_menu_append (menu, _ ("Page (PDF)"), "fig.export('pdf')");
  g_menu_append (menu, _ ("Table (CSV)"), "fig.export('csv')");
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), gtk_label_new (_ ("Export")));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  obs_name_popover_parts (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)), _ ("Export"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Export"), -1);
  gtk_widget_add_css_class (button, "obs-button");
  return button;
}

static void
build_foot (ObsFigureView *self)
{
  self->copy = gtk_button_new_with_label (_ ("Copy"));
  gtk_widget_add_css_class (self->copy, "obs-button");
  self->cautions = text_label ("obs-source-line");
  gtk_widget_add_css_class (self->cautions, "obs-cautions");
  gtk_widget_set_visible (self->cautions, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->cautions);
  self->foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_widget_add_css_class (self->foot, "obs-foot");
  self->source_line = text_label ("obs-source-line");
  gtk_widget_set_hexpand (self->source_line, TRUE);
  gtk_label_set_yalign (GTK_LABEL (self->source_line), 0);
  self->foot_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_valign (self->foot_box, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->foot_box), self->copy);
  gtk_box_append (GTK_BOX (self->foot_box), export_button ());
  gtk_box_append (GTK_BOX (self->foot), self->source_line);
  gtk_box_append (GTK_BOX (self->foot), self->foot_box);
  gtk_box_append (GTK_BOX (self->box), self->foot);
}

static void
build_problem (ObsFigureView *self)
{
  self->problem = text_label ("obs-problem");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_focusable (self->problem, TRUE);
  gtk_widget_set_parent (self->problem, GTK_WIDGET (self));
}

void
obs_figure_view_build (ObsFigureView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  build_head (self);
  build_tabs (self);
  build_tools (self);
  build_body (self);
  build_foot (self);
  build_problem (self);
}
