/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/changes-body.h"

#include "ui/pages/changes-words.h"
#include "ui/pages/page-parts.h"
#include "ui/widgets/columns.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/tag.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define MOST_BARS 12
#define METHOD_WIDTH 220 /* of a method before and after side by side */

static void
open_link (GtkWidget *owner, const char *kind, const char *rest)
{
  g_autofree char *link = g_strconcat (kind, ":", rest, NULL);

  g_signal_emit_by_name (owner, "open-link", link);
}

static GtkWidget *
part_heading (const char *words)
{
  GtkWidget *heading = obs_page_heading (words, "heading-3");

  gtk_widget_set_margin_top (heading, 18);
  return heading;
}

static GtkWidget *
table_new (GtkWidget *box, ObsTable *table, const char *title)
{
  GtkWidget *widget = obs_data_table_new ();

  obs_data_table_set_opens (OBS_DATA_TABLE (widget), TRUE);
  obs_data_table_set_table (OBS_DATA_TABLE (widget), table, title);
  gtk_widget_set_margin_top (widget, 3);
  gtk_box_append (GTK_BOX (box), widget);
  return widget;
}

/* --- methods ------------------------------------------------------------------------------- */

/* One of the two: its name above its words. */
static GtkWidget *
side_new (const char *name, const char *words)
{
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (side), obs_page_second (name, "note"));
  gtk_box_append (GTK_BOX (side), obs_page_text (words, NULL));
  return side;
}

static GtkWidget *
method_row (const ObsChangeMethod *method)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                 3, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *sides = obs_columns_new (METHOD_WIDTH, 24);
  const char *before = *method->before != '\0' ? method->before : _ ("Not there");
  const char *after = *method->after != '\0' ? method->after : _ ("Not there");
  /* Translators: a source, its method in the one edition and in the other. */
  g_autofree char *name
      = g_strdup_printf (_ ("%s. Before: %s. After: %s"), method->what, before, after);

  gtk_box_append (GTK_BOX (row), obs_page_text (method->what, "strong"));
  obs_columns_append (OBS_COLUMNS (sides), side_new (_ ("Before"), before));
  obs_columns_append (OBS_COLUMNS (sides), side_new (_ ("After"), after));
  gtk_box_append (GTK_BOX (row), sides);
  gtk_widget_add_css_class (row, "obs-card-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
add_methods (GtkWidget *box, const ObsChanges *changes)
{
  GtkWidget *band, *list;

  if (changes->methods->len == 0)
    return;
  band = obs_band_new (_ ("Figures before and after are not comparable where the method changed:"));
  gtk_widget_set_margin_top (band, 12);
  gtk_box_append (GTK_BOX (box), band);
  list = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_LIST, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Methods that changed"), -1);
  for (guint i = 0; i < changes->methods->len; i++)
    gtk_box_append (GTK_BOX (list), method_row (g_ptr_array_index (changes->methods, i)));
  gtk_widget_add_css_class (list, "obs-methods");
  gtk_box_append (GTK_BOX (box), list);
}

/* --- bars ---------------------------------------------------------------------------------- */

static void
hover_cb (ObsPlot *plot, int row, GtkLabel *readout)
{
  const ObsFigure *figure = obs_plot_get_figure (plot);

  gtk_label_set_text (readout, row >= 0 && (guint) row < figure->rows->len
                                   ? obs_figure_row (figure, (guint) row)->name
                                   : figure->summary);
}

static void
bar_open_cb (ObsPlot *plot, int row, GtkWidget *owner)
{
  const ObsFigure *figure = obs_plot_get_figure (plot);

  if (row >= 0 && (guint) row < figure->rows->len)
    open_link (owner, "source", obs_figure_row (figure, (guint) row)->key);
}

static void
add_bars (GtkWidget *box, GtkWidget *owner, const ObsChanges *changes, gboolean narrow)
{
  g_autoptr (ObsFigure) figure = obs_changes_figure (changes);
  GtkWidget *plot, *readout;

  if (figure == NULL)
    return;
  gtk_box_append (GTK_BOX (box), part_heading (figure->title));
  plot = obs_plot_new ();
  obs_plot_set_narrow (OBS_PLOT (plot), narrow);
  obs_plot_set_max_rows (OBS_PLOT (plot), MOST_BARS);
  obs_plot_set_figure (OBS_PLOT (plot), figure);
  readout = obs_page_second (figure->summary, "small");
  g_signal_connect_object (plot, "hover", G_CALLBACK (hover_cb), readout, 0);
  g_signal_connect_object (plot, "open", G_CALLBACK (bar_open_cb), owner, 0);
  gtk_box_append (GTK_BOX (box), plot);
  gtk_box_append (GTK_BOX (box), readout);
  if (figure->rows->len > MOST_BARS)
    {
      guint n = figure->rows->len - MOST_BARS;
      g_autofree char *words
          = g_strdup_printf (ngettext ("%u source more stands in the table below.",
                                       "%u sources more stand in the table below.", n),
                             n);

      gtk_box_append (GTK_BOX (box), obs_page_second (words, "note"));
    }
}

/* --- tables -------------------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *owner; /* not held: it holds the table */
  const ObsChanges *changes;
} Rows;

static void
rows_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static Rows *
rows_new (GtkWidget *owner, const ObsChanges *changes)
{
  Rows *rows = g_new0 (Rows, 1);

  rows->owner = owner;
  rows->changes = changes;
  return rows;
}

static void
question_cb (ObsDataTable *table, int row, Rows *rows)
{
  if (row >= 0 && (guint) row < rows->changes->questions->len)
    open_link (
        rows->owner, "question",
        ((const ObsChangeQuestion *) g_ptr_array_index (rows->changes->questions, row))->question);
}

static void
source_cb (ObsDataTable *table, int row, Rows *rows)
{
  if (row >= 0 && (guint) row < rows->changes->groups->len)
    open_link (rows->owner, "source",
               ((const ObsChangeGroup *) g_ptr_array_index (rows->changes->groups, row))->source);
}

/* --- lists, where there is no room for tables ------------------------------------------------ */

static void
link_cb (GtkWidget *button, GtkWidget *owner)
{
  g_signal_emit_by_name (owner, "open-link", g_object_get_data (G_OBJECT (button), "obs-link"));
}

/* What a row is about, as a link. */
static GtkWidget *
link_row (GtkWidget *list, GtkWidget *owner, const char *words, const char *kind, const char *key)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                 3, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *button = obs_page_link_button (words);

  g_object_set_data_full (G_OBJECT (button), "obs-link", g_strconcat (kind, ":", key, NULL),
                          g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_cb), owner, 0);
  gtk_box_append (GTK_BOX (row), button);
  gtk_widget_add_css_class (row, "obs-card-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_box_append (GTK_BOX (list), row);
  return row;
}

static GtkWidget *
list_new (GtkWidget *box, const char *title)
{
  GtkWidget *list
      = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "margin-top", 3,
                      "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (box), list);
  return list;
}

static void
list_questions (GtkWidget *box, GtkWidget *owner, const char *title, const ObsChanges *changes,
                const ObsJourneys *journeys)
{
  GtkWidget *list = list_new (box, title);

  for (guint i = 0; i < changes->questions->len; i++)
    {
      const ObsChangeQuestion *question = g_ptr_array_index (changes->questions, i);
      g_autofree char *name = obs_changes_question_title (journeys, question->question);
      g_autofree char *counts = obs_changes_counts_words (&question->counts);
      GtkWidget *row = link_row (list, owner, name, "question", question->question);

      if (counts != NULL)
        gtk_box_append (GTK_BOX (row), obs_page_second (counts, "small"));
      if (question->specification)
        gtk_box_append (GTK_BOX (row),
                        obs_page_second (_ ("The charts or the wording changed"), "small"));
    }
}

/* The areas of one source follow each other. */
static void
list_groups (GtkWidget *box, GtkWidget *owner, const char *title, const ObsChanges *changes)
{
  GtkWidget *list = list_new (box, title), *row = NULL;
  const char *last = NULL;

  for (guint i = 0; i < changes->groups->len; i++)
    {
      const ObsChangeGroup *group = g_ptr_array_index (changes->groups, i);
      g_autofree char *counts = obs_changes_counts_words (&group->counts);
      const char *area = *group->area == '\0'        ? _ ("No one area")
                         : *group->area_name != '\0' ? group->area_name
                                                     : group->area;
      /* Translators: an area and what differs there: "Melton: 13 figures are revised". */
      g_autofree char *words
          = g_strdup_printf (_ ("%s: %s"), area, counts != NULL ? counts : _ ("no figure differs"));

      if (g_strcmp0 (last, group->source) != 0)
        row = link_row (list, owner,
                        *group->source_title != '\0' ? group->source_title : group->source,
                        "source", group->source);
      last = group->source;
      gtk_box_append (GTK_BOX (row), obs_page_second (words, "small"));
    }
}

static void
add_questions (GtkWidget *box, GtkWidget *owner, const ObsChanges *changes,
               const ObsJourneys *journeys, gboolean narrow)
{
  guint n = changes->questions->len;
  g_autofree char *title
      = g_strdup_printf (ngettext ("%u question touched", "%u questions touched", n), n);
  GtkWidget *table;

  if (n == 0)
    return;
  gtk_box_append (GTK_BOX (box), part_heading (title));
  if (narrow)
    {
      list_questions (box, owner, title, changes, journeys);
      return;
    }
  gtk_box_append (GTK_BOX (box), obs_page_second (_ ("A row opens the question."), "note"));
  table = table_new (box, obs_changes_questions_table (changes, journeys), title);
  g_signal_connect_data (table, "row-activated", G_CALLBACK (question_cb),
                         rows_new (owner, changes), rows_free, 0);
}

static void
add_groups (GtkWidget *box, GtkWidget *owner, const ObsChanges *changes, gboolean narrow)
{
  GtkWidget *table;

  if (changes->groups->len == 0)
    return;
  gtk_box_append (GTK_BOX (box), part_heading (_ ("By source and area")));
  if (narrow)
    {
      list_groups (box, owner, _ ("By source and area"), changes);
      return;
    }
  gtk_box_append (GTK_BOX (box),
                  obs_page_second (_ ("Numbers of figures. A row opens the source."), "note"));
  table = table_new (box, obs_changes_groups_table (changes), _ ("By source and area"));
  g_signal_connect_data (table, "row-activated", G_CALLBACK (source_cb), rows_new (owner, changes),
                         rows_free, 0);
}

static void
add_texts (GtkWidget *box, const ObsChanges *changes)
{
  GtkWidget *list;

  if (changes->texts->len == 0)
    return;
  gtk_box_append (GTK_BOX (box), part_heading (_ ("Other things that differ")));
  list = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 3,
                       "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Other things that differ"), -1);
  for (guint i = 0; i < changes->texts->len; i++)
    {
      const char *text = g_ptr_array_index (changes->texts, i);
      GtkWidget *row
          = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);

      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                      -1);
      gtk_box_append (GTK_BOX (row), obs_page_text (text, NULL));
      gtk_box_append (GTK_BOX (list), row);
    }
  gtk_box_append (GTK_BOX (box), list);
}

void
obs_changes_body_fill (GtkWidget *box, GtkWidget *owner, const ObsChanges *changes,
                       const ObsJourneys *journeys, gboolean narrow)
{
  g_autofree char *head = obs_changes_head (changes);

  obs_page_clear (box);
  gtk_box_append (GTK_BOX (box), obs_page_heading (head, "heading-2"));
  add_methods (box, changes);
  add_bars (box, owner, changes, narrow);
  add_questions (box, owner, changes, journeys, narrow);
  add_groups (box, owner, changes, narrow);
  add_texts (box, changes);
}
