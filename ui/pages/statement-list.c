/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/statement-list.h"

#include "ui/pages/page-parts.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/columns.h"
#include "ui/widgets/tag.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A sum of many adverts may have thousands: so many rows are made at first. */
#define FEW_STATEMENTS 40
#define COLUMN_WIDTH 180 /* where a line holds some four words */

static const char letters[] = "KSB";

char *
obs_statement_area_words (const ObsStatement *statement, const GPtrArray *corrections)
{
  ObsMatchView best;

  if (!obs_statement_best (statement, "area", corrections, &best))
    return NULL;
  if (best.correction != NULL)
    /* Translators: %s is an area of skills. */
    return g_strdup_printf (_ ("%s: corrected by you (not in the edition)"), best.label);
  if (best.match->status == OBS_MATCHED_UNSURE)
    return g_strdup_printf (_ ("%s: unsure, not counted"), best.label);
  return g_strdup (best.label);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  gtk_widget_activate_action (GTK_WIDGET (list), "win.open-link", "s",
                              g_object_get_data (G_OBJECT (row), "obs-link"));
}

static GtkWidget *
statement_row (const ObsStatement *statement, const GPtrArray *corrections)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *area = obs_statement_area_words (statement, corrections);
  const char *found = area != NULL ? area : _ ("no area found");
  g_autofree char *name
      = *statement->number != '\0'
            ? g_strdup_printf ("%s %s. %s", statement->number, statement->text, found)
            : g_strdup_printf ("%s. %s", statement->text, found);

  if (*statement->number != '\0')
    {
      GtkWidget *number = obs_page_second (statement->number, "tiny");

      gtk_label_set_wrap (GTK_LABEL (number), FALSE);
      gtk_widget_add_css_class (number, "obs-number");
      gtk_box_append (GTK_BOX (line), number);
    }
  gtk_box_append (GTK_BOX (words), obs_page_text (statement->text, "small"));
  if (area != NULL)
    {
      GtkWidget *tag = obs_tag_new (area);

      gtk_label_set_wrap (GTK_LABEL (tag), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (tag), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (tag), 0);
      gtk_widget_set_halign (tag, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (words), tag);
    }
  else
    gtk_box_append (GTK_BOX (words), obs_page_second (found, "note"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  g_object_set_data_full (G_OBJECT (row), "obs-link",
                          g_strdup_printf ("statement:%" G_GINT64_FORMAT, statement->id), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static const char *
column_words (char letter)
{
  return letter == 'K' ? _ ("Knowledge") : letter == 'S' ? _ ("Skills") : _ ("Behaviours");
}

/* The rest of a long column, in one step. */
static void
more_cb (GtkButton *button, GtkWidget *column)
{
  GtkWidget *list = g_object_get_data (G_OBJECT (column), "obs-list");
  GPtrArray *rest = g_object_get_data (G_OBJECT (column), "obs-rest");
  int first = -1;

  for (guint i = 0; i < rest->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (rest, i);

      gtk_list_box_append (GTK_LIST_BOX (list), row);
      if (first < 0)
        first = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
    }
  gtk_widget_set_visible (GTK_WIDGET (button), FALSE);
  g_ptr_array_set_size (rest, 0);
  if (first >= 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), first)));
}

static void
add_more_button (GtkWidget *column, guint n)
{
  g_autofree char *words = g_strdup_printf (_ ("Show all %u"), n);
  GtkWidget *more = gtk_button_new_with_label (words);

  gtk_widget_add_css_class (more, "link");
  gtk_widget_set_halign (more, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (column), more);
  g_signal_connect_object (more, "clicked", G_CALLBACK (more_cb), column, 0);
}

static GtkWidget *
column_new (char letter, const GPtrArray *statements, const GPtrArray *corrections)
{
  const char ksb[] = { letter, '\0' };
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *list = gtk_list_box_new ();
  GPtrArray *rest = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *title = NULL;
  guint n = 0;

  for (guint i = 0; i < statements->len; i++)
    {
      const ObsStatement *statement = g_ptr_array_index (statements, i);
      GtkWidget *row;

      if (*statement->ksb != letter)
        continue;
      row = statement_row (statement, corrections);
      if (n++ < FEW_STATEMENTS)
        gtk_list_box_append (GTK_LIST_BOX (list), row);
      else
        g_ptr_array_add (rest, g_object_ref_sink (row));
    }
  /* Translators: Knowledge, Skills or Behaviours, and how many statements of it. */
  title = g_strdup_printf (_ ("%s (%u)"), column_words (letter), n);
  gtk_box_append (GTK_BOX (head), obs_chip_new (ksb));
  gtk_box_append (GTK_BOX (head), obs_page_heading (title, "heading-3"));
  gtk_box_append (GTK_BOX (column), head);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "obs-statements");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  column_words (letter), -1);
  g_signal_connect (list, "row-activated", G_CALLBACK (activated_cb), NULL);
  if (n > 0)
    gtk_box_append (GTK_BOX (column), list);
  else
    {
      g_object_ref_sink (list);
      g_object_unref (list);
      gtk_box_append (GTK_BOX (column), obs_page_second (_ ("None stated."), "small"));
      gtk_widget_set_margin_top (gtk_widget_get_last_child (column), 6);
    }
  g_object_set_data (G_OBJECT (column), "obs-list", n > 0 ? list : NULL);
  g_object_set_data_full (G_OBJECT (column), "obs-rest", rest, (GDestroyNotify) g_ptr_array_unref);
  if (rest->len > 0)
    add_more_button (column, n);
  return column;
}

GtkWidget *
obs_statement_columns_new (const GPtrArray *statements, const GPtrArray *corrections)
{
  GtkWidget *columns = obs_columns_new (COLUMN_WIDTH, 24);

  for (const char *letter = letters; *letter != '\0'; letter++)
    obs_columns_append (OBS_COLUMNS (columns), column_new (*letter, statements, corrections));
  return columns;
}
