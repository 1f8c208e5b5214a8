/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/page-parts.h"

#include "ui/widgets/announce.h"
#include "ui/widgets/names.h"
#include "ui/widgets/tag.h"

#include <glib/gi18n-lib.h>

#define NAME_WIDTH 140

GtkWidget *
obs_page_text (const char *words, const char *css_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", words, "xalign", 0.0, "yalign", 0.0,
                                   "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

GtkWidget *
obs_page_second (const char *words, const char *css_class)
{
  GtkWidget *label = obs_page_text (words, css_class);

  gtk_widget_add_css_class (label, "second");
  return label;
}

GtkWidget *
obs_page_heading (const char *words, const char *css_class)
{
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "label", words, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                      PANGO_WRAP_WORD_CHAR, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, css_class);
  return label;
}

GtkWidget *
obs_page_link_button (const char *words)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = obs_page_text (words, NULL);

  gtk_label_set_yalign (GTK_LABEL (label), 0.5);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "obs-words-link");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  return button;
}

GtkWidget *
obs_page_link (const char *words, const char *link)
{
  GtkWidget *button = obs_page_link_button (words);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-link");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", link);
  return button;
}

GtkWidget *
obs_page_page_link (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  GtkWidget *link = obs_page_link (host != NULL ? host : address, address);

  gtk_widget_set_tooltip_text (link, address);
  return link;
}

GtkWidget *
obs_page_button (const char *words, const char *detailed)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  if (detailed != NULL)
    gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), detailed);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

GtkWidget *
obs_page_class_sign (ObsSourceClass source_class)
{
  static const char *const icons[] = { [OBS_CLASS_PRIMARY] = "obs-chart-symbolic",
                                       [OBS_CLASS_SECONDARY] = "obs-copy-symbolic",
                                       [OBS_CLASS_PUBLISHED] = "obs-text-symbolic",
                                       [OBS_CLASS_OWN] = "obs-star-symbolic" };
  GtkWidget *box, *words;

  if (source_class == OBS_CLASS_SIMULATED)
    {
      GtkWidget *mark = obs_simulated_new (NULL);

      gtk_widget_set_halign (mark, GTK_ALIGN_START);
      gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
      return mark;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  words = obs_page_text (obs_source_class_words (source_class), "small");
  gtk_label_set_wrap (GTK_LABEL (words), FALSE);
  gtk_box_append (GTK_BOX (box), obs_decoration_new (icons[source_class]));
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

/* --- facts --------------------------------------------------------------------------------- */

GtkWidget *
obs_page_facts_new (gboolean narrow)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), narrow ? 0 : 3);
  g_object_set_data (G_OBJECT (grid), "obs-narrow", GINT_TO_POINTER (narrow));
  return grid;
}

void
obs_page_facts_add_widget (GtkWidget *facts, const char *name, GtkWidget *value)
{
  gboolean narrow = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (facts), "obs-narrow"));
  int line = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (facts), "obs-line"));
  GtkWidget *label = obs_page_second (name, "small");

  gtk_widget_set_hexpand (value, TRUE);
  /* More of the same: the name stands above already. */
  gtk_widget_set_visible (label, *name != '\0');
  if (narrow && line > 0)
    gtk_widget_set_margin_top (label, 6);
  if (!narrow)
    gtk_widget_set_size_request (label, NAME_WIDTH, -1);
  /* The name stands beside the first line of what may have several, with tags and signs in it. */
  if (!narrow)
    {
      gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
      gtk_widget_set_valign (value, GTK_ALIGN_BASELINE);
    }
  gtk_grid_attach (GTK_GRID (facts), label, 0, line, 1, 1);
  if (narrow)
    line++;
  gtk_grid_attach (GTK_GRID (facts), value, narrow ? 0 : 1, line, 1, 1);
  g_object_set_data (G_OBJECT (facts), "obs-line", GINT_TO_POINTER (line + 1));
}

void
obs_page_facts_add (GtkWidget *facts, const char *name, const char *words)
{
  GtkWidget *label;

  if (words == NULL || *words == '\0')
    return;
  label = obs_page_text (words, "small");
  gtk_label_set_max_width_chars (GTK_LABEL (label), 86);
  obs_page_facts_add_widget (facts, name, label);
}

/* --- the page ------------------------------------------------------------------------------ */

void
obs_page_clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

void
obs_page_show_problem (GtkWidget *page, GtkWidget *box, const char *sentence)
{
  obs_page_clear (box);
  gtk_box_append (GTK_BOX (box), obs_page_heading (_ ("Not found"), "heading-1"));
  gtk_box_append (GTK_BOX (box), obs_page_text (sentence, "subtitle"));
  obs_announce (page, sentence);
}
