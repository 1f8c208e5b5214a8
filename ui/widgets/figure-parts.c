/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/figure-parts.h"

#include "ui/chart/scene.h"

#include "ui/widgets/tag.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static GtkWidget *
paragraph (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  /* Long lines are hard to read; 72 characters of body text are about this wide. */
  gtk_label_set_max_width_chars (GTK_LABEL (label), 76);
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
heading (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING,
                                   "label", text, "xalign", 0.0, "wrap", TRUE, NULL);

  gtk_widget_add_css_class (label, "obs-part-heading");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, 3, -1);
  return label;
}

static void
add_paragraph (GtkWidget *box, const char *text, const char *css_class)
{
  if (text != NULL && *text != '\0')
    gtk_box_append (GTK_BOX (box), paragraph (text, css_class));
}

/* --- key ----------------------------------------------------------------------------------- */

/* Columns have their heads; only what is drawn as marks needs a key. */
static gboolean
is_keyed (const ObsFigureSeries *series)
{
  return series->role != OBS_ROLE_GAP && series->role != OBS_ROLE_COUNT
         && series->role != OBS_ROLE_COLUMN;
}

static gboolean
is_small (const ObsFigureSeries *series)
{
  return series->base >= 0 && obs_show_for_base (series->base) != OBS_SHOW_ALL;
}

/* One side of a pair is missing somewhere: the hatch in the plot then needs its word. */
static gboolean
misses_a_side (const ObsFigure *figure)
{
  if (figure->form != OBS_FORM_GAP && figure->form != OBS_FORM_DUMBBELL)
    return FALSE;
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);

      if (series != NULL && is_keyed (series) && isnan (row->estimate) && isnan (row->low))
        return TRUE;
    }
  return FALSE;
}

static GtkWidget *
no_data_entry (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);

  gtk_box_append (GTK_BOX (box), obs_hatch_new ());
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("No data")));
  return box;
}

static GtkWidget *
key_entry (ObsFigure *figure, const ObsFigureSeries *series)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);
  GtkWidget *glyph = obs_glyph_view_new ();
  GtkWidget *label = gtk_label_new (series->label);

  obs_glyph_view_set_series (OBS_GLYPH_VIEW (glyph), figure, series->key);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), glyph);
  gtk_box_append (GTK_BOX (box), label);
  if (series->role == OBS_ROLE_SECTOR && series->base >= 0)
    {
      g_autofree char *text = g_strdup_printf ("%d", series->base);
      /* Translators: how many businesses stand behind a series of a chart. */
      g_autofree char *words
          = g_strdup_printf (ngettext ("base %d", "base %d", (gulong) series->base), series->base);
      GtkWidget *base = gtk_label_new (text);

      gtk_widget_add_css_class (base, "obs-second");
      gtk_accessible_update_property (GTK_ACCESSIBLE (base), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                      -1);
      gtk_widget_set_tooltip_text (base, words);
      gtk_accessible_reset_property (GTK_ACCESSIBLE (base), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      gtk_box_append (GTK_BOX (box), base);
    }
  if (series->role == OBS_ROLE_SECTOR && is_small (series))
    gtk_box_append (GTK_BOX (box), obs_tag_new (_ ("small base")));
  return box;
}

gboolean
obs_figure_fill_key (ObsWrap *wrap, ObsFigure *figure, gboolean narrow)
{
  gboolean any = FALSE, small = FALSE;

  obs_wrap_remove_all (wrap);
  if (!obs_form_has_key (figure->form))
    return FALSE;
  /* Lines are named at their ends, and one at a time by the button of the narrow layout. */
  if (figure->form == OBS_FORM_LINE && (narrow || figure->series->len > 3))
    return FALSE;
  for (guint i = 0; i < figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, i);

      /* The narrow layout shows one sector at a time and names it in its button. */
      if (!is_keyed (series) || (narrow && series->role == OBS_ROLE_SECTOR))
        continue;
      obs_wrap_append (wrap, key_entry (figure, series));
      any = TRUE;
      small |= series->role != OBS_ROLE_SECTOR && is_small (series);
    }
  if (any && misses_a_side (figure))
    obs_wrap_append (wrap, no_data_entry ());
  if (small)
    {
      GtkWidget *tag = obs_tag_new (_ ("small base"));

      gtk_widget_set_hexpand (tag, TRUE);
      gtk_widget_set_halign (tag, GTK_ALIGN_END);
      obs_wrap_append (wrap, tag);
    }
  return any;
}

/* --- pages --------------------------------------------------------------------------------- */

GPtrArray *
obs_figure_sentences (const char *summary)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = g_strsplit (summary != NULL ? summary : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_ptr_array_add (sentences, g_strdup (lines[i]));
  return sentences;
}

GtkWidget *
obs_figure_summary_page (const ObsFigure *figure)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr (GPtrArray) sentences = obs_figure_sentences (figure->summary);

  gtk_widget_add_css_class (box, "obs-text-page");
  if (figure->question_text != NULL)
    {
      gtk_box_append (GTK_BOX (box), heading (_ ("The question")));
      add_paragraph (box, figure->question_text, NULL);
    }
  gtk_box_append (GTK_BOX (box), heading (_ ("In words")));
  for (guint i = 0; i < sentences->len; i++)
    add_paragraph (box, g_ptr_array_index (sentences, i), NULL);
  if (figure->next_action != NULL)
    {
      gtk_box_append (GTK_BOX (box), heading (_ ("What to do next")));
      add_paragraph (box, figure->next_action, NULL);
    }
  return box;
}

/* Item and finding ids, each pair once. */
static GtkWidget *
findings_grid (const ObsFigure *figure)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int line = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 24);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      GtkWidget *label, *ids;

      if (row->finding_ids == NULL
          || !g_hash_table_add (seen, g_strconcat (row->label, "\n", row->finding_ids, NULL)))
        continue;
      label = paragraph (row->label, NULL);
      ids = paragraph (row->finding_ids, "obs-second");
      gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
      gtk_label_set_max_width_chars (GTK_LABEL (ids), 40);
      gtk_widget_set_valign (ids, GTK_ALIGN_START);
      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_grid_attach (GTK_GRID (grid), label, 0, line, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), ids, 1, line, 1, 1);
      line++;
    }
  if (line > 0)
    return grid;
  g_object_ref_sink (grid);
  g_object_unref (grid);
  return NULL;
}

/* The way from a figure to each of its sources in the register. */
static void
add_sources (GtkWidget *box, const ObsFigure *figure)
{
  GtkWidget *wrap;

  if (figure->sources->len == 0)
    return;
  gtk_box_append (GTK_BOX (box), heading (_ ("In the register of sources")));
  wrap = obs_wrap_new (6, 6);
  for (guint i = 0; i < figure->sources->len; i++)
    {
      const ObsChoice *source = g_ptr_array_index (figure->sources, i);
      g_autofree char *link = g_strconcat ("source:", source->key, NULL);
      GtkWidget *label = gtk_label_new (source->label);
      GtkWidget *button = gtk_button_new ();

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_widget_add_css_class (button, "obs-button");
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      source->label, -1);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "fig.open-link");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", link);
      obs_wrap_append (OBS_WRAP (wrap), button);
    }
  gtk_box_append (GTK_BOX (box), wrap);
}

GtkWidget *
obs_figure_source_page (const ObsFigure *figure)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *grid = findings_grid (figure);

  gtk_widget_add_css_class (box, "obs-text-page");
  gtk_box_append (GTK_BOX (box), heading (_ ("Source")));
  add_paragraph (box, obs_source_class_words (figure->source_class), NULL);
  add_paragraph (box, figure->source_line, NULL);
  add_sources (box, figure);
  if (figure->licence != NULL)
    {
      gtk_box_append (GTK_BOX (box), heading (_ ("Licence")));
      add_paragraph (box, figure->licence, NULL);
    }
  if (figure->notes->len > 0 || figure->band != NULL)
    {
      gtk_box_append (GTK_BOX (box), heading (_ ("Read with care")));
      add_paragraph (box, figure->band, NULL);
      for (guint i = 0; i < figure->notes->len; i++)
        add_paragraph (box, g_ptr_array_index (figure->notes, i), NULL);
    }
  if (grid != NULL)
    {
      gtk_box_append (GTK_BOX (box), heading (_ ("Findings behind each row")));
      gtk_box_append (GTK_BOX (box), grid);
    }
  return box;
}

GtkWidget *
obs_figure_needs_page (const ObsFigure *figure)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr (GPtrArray) sentences = obs_figure_sentences (figure->summary);

  gtk_widget_add_css_class (box, "obs-needs");
  gtk_box_append (GTK_BOX (box), heading (_ ("No figures yet")));
  for (guint i = 0; i < sentences->len; i++)
    add_paragraph (box, g_ptr_array_index (sentences, i), NULL);
  for (guint i = 0; i < figure->notes->len; i++)
    add_paragraph (box, g_ptr_array_index (figure->notes, i), "obs-second");
  add_paragraph (box, figure->next_action, NULL);
  return box;
}

guint
obs_figure_n_things (const ObsFigure *figure)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < figure->rows->len; i++)
    g_hash_table_add (keys, obs_figure_row (figure, i)->key);
  return g_hash_table_size (keys);
}
