/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/taxonomy-use.h"

#include "data/engine/format.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/pages/taxonomy-parts.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/names.h"
#include "ui/widgets/tag.h"

#include <glib/gi18n-lib.h>

#define FEW_DOCUMENTS 8
#define PAGE 5 /* statements read at a time */

/* --- one side ------------------------------------------------------------------------------ */

typedef struct
{
  GtkWidget *owner; /* not held: it holds this */
  GtkWidget *table;
  const ObsConceptUse *use;
  char *title;
} Side;

static void
side_free (gpointer data, GClosure *closure)
{
  Side *side = data;

  g_free (side->title);
  g_free (side);
}

static void
row_cb (ObsDataTable *table, int row, Side *side)
{
  const ObsConceptDocument *document;
  g_autofree char *link = NULL;

  if (row < 0 || (guint) row >= side->use->documents->len)
    return;
  document = g_ptr_array_index (side->use->documents, (guint) row);
  link = g_strconcat ("document:", document->code, NULL);
  g_signal_emit_by_name (side->owner, "open-link", link);
}

static void
all_cb (GtkButton *button, Side *side)
{
  obs_data_table_set_table (OBS_DATA_TABLE (side->table), obs_part_documents (side->use, G_MAXUINT),
                            side->title);
  gtk_widget_set_visible (GTK_WIDGET (button), FALSE);
  gtk_widget_child_focus (side->table, GTK_DIR_TAB_FORWARD);
}

static const char *
side_title (ObsTextSide side)
{
  switch (side)
    {
    case OBS_TEXT_SUPPLY:
      return _ ("What is taught");
    case OBS_TEXT_DEMAND:
      return _ ("What is asked for");
    case OBS_TEXT_SURVEY:
    case OBS_N_TEXT_SIDES:
    default:
      return _ ("What the panel says");
    }
}

/* "In 12 of 464 documents: 40 of 23,153 statements, under 1 %. 3 more may belong here." */
static char *
count_words (const ObsTaxonomy *taxonomy, const ObsConceptUse *use, ObsTextSide side)
{
  g_autofree char *n = obs_format_number (use->n_documents, 0);
  g_autofree char *all = obs_format_number (taxonomy->documents[side], 0);
  g_autofree char *statements = obs_format_number (use->statements, 0);
  g_autofree char *all_statements = obs_format_number (taxonomy->statements[side], 0);
  g_autofree char *share = NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  if (use->statements == 0)
    g_string_append (words, _ ("No statement of this side is tied to it."));
  else
    {
      share = obs_part_percent ((double) use->statements / taxonomy->statements[side]);
      g_string_append_printf (words, _ ("In %s of %s documents: %s of %s statements, %s."), n, all,
                              statements, all_statements, share);
    }
  if (use->unsure > 0)
    {
      g_autofree char *unsure = obs_format_number (use->unsure, 0);

      g_string_append_c (words, ' ');
      g_string_append_printf (words,
                              ngettext ("%s more may belong here, not counted.",
                                        "%s more may belong here, not counted.", use->unsure),
                              unsure);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
add_table (GtkWidget *box, GtkWidget *owner, const ObsConceptUse *use, const char *title)
{
  Side *side = g_new0 (Side, 1);
  g_autofree char *all
      = g_strdup_printf (_ ("Show all %u"), MIN (use->n_documents, OBS_CONCEPT_DOCUMENTS));

  side->owner = owner;
  side->use = use;
  side->title = g_strdup (title);
  side->table = obs_data_table_new ();
  obs_data_table_set_opens (OBS_DATA_TABLE (side->table), TRUE);
  obs_data_table_set_table (OBS_DATA_TABLE (side->table), obs_part_documents (use, FEW_DOCUMENTS),
                            title);
  gtk_box_append (GTK_BOX (box), side->table);
  g_signal_connect_data (side->table, "row-activated", G_CALLBACK (row_cb), side, side_free, 0);
  if (use->documents->len > FEW_DOCUMENTS)
    {
      GtkWidget *button = gtk_button_new_with_label (all);

      gtk_widget_set_halign (button, GTK_ALIGN_START);
      g_signal_connect (button, "clicked", G_CALLBACK (all_cb), side);
      gtk_box_append (GTK_BOX (box), button);
    }
}

GtkWidget *
obs_taxonomy_use_new (GtkWidget *owner, const ObsTaxonomy *taxonomy, const ObsConcept *concept,
                      ObsTextSide side)
{
  const ObsConceptUse *use = &concept->use[side];
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                 6, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *words = count_words (taxonomy, use, side);
  g_autofree char *untied = obs_part_untied (obs_taxonomy_untied (taxonomy, side));

  /* With and without the mark, both sides begin on one line. */
  gtk_widget_set_size_request (head, -1, 26);
  gtk_box_append (GTK_BOX (head), obs_page_heading (side_title (side), "strong"));
  if (use->simulated)
    gtk_box_append (GTK_BOX (head), obs_simulated_new (NULL));
  gtk_box_append (GTK_BOX (box), head);
  if (taxonomy->statements[side] > 0)
    gtk_box_append (GTK_BOX (box), obs_page_text (words, "body"));
  gtk_box_append (GTK_BOX (box), obs_page_text (untied, "note"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "second");
  if (use->documents->len > 0)
    add_table (box, owner, use, side_title (side));
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  side_title (side), -1);
  return box;
}

/* --- statements ---------------------------------------------------------------------------- */

struct _ObsTaxonomyStatements
{
  GtkWidget parent_instance;

  GtkWidget *owner; /* not held: this stands in it */
  ObsStore *store;
  GCancellable *cancellable;
  char *code;
  guint n;

  GtkWidget *box;
  GtkWidget *list;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (ObsTaxonomyStatements, obs_taxonomy_statements, GTK_TYPE_WIDGET)

/* "Warehouse operative · K3 · 95 % sure" */
static char *
statement_words (const ObsConceptStatement *statement)
{
  g_autofree char *sure = obs_part_percent (statement->confidence);
  g_autoptr (GString) words = g_string_new (statement->document_title);

  if (*statement->number != '\0')
    g_string_append_printf (words, " · %s", statement->number);
  g_string_append (words, " · ");
  g_string_append (words, statement->side == OBS_TEXT_SUPPLY   ? _ ("taught")
                          : statement->side == OBS_TEXT_DEMAND ? _ ("asked for")
                                                               : _ ("panel"));
  g_string_append (words, " · ");
  /* Translators: how sure a match is, as in "95 % sure". */
  g_string_append_printf (words, _ ("%s sure"), sure);
  if (statement->unsure)
    g_string_append_printf (words, " · %s", _ ("not counted"));
  if (statement->simulated)
    g_string_append_printf (words, " · %s", _ ("simulated"));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static GtkWidget *
statement_row (const ObsConceptStatement *statement)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *detail = statement_words (statement);
  g_autofree char *name = g_strdup_printf ("%s, %s", statement->text, detail);

  gtk_box_append (GTK_BOX (box), obs_page_text (statement->text, "body"));
  gtk_box_append (GTK_BOX (box), obs_page_text (detail, "note"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "second");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "obs-link",
                          g_strdup_printf ("statement:%" G_GINT64_FORMAT, statement->id), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, ObsTaxonomyStatements *self)
{
  g_autofree char *link = g_strdup (g_object_get_data (G_OBJECT (row), "obs-link"));

  g_signal_emit_by_name (self->owner, "open-link", link);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsTaxonomyStatements) self = OBS_TAXONOMY_STATEMENTS (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsConceptStatements) page
      = obs_store_concept_statements_finish (OBS_STORE (source), result, &error);
  guint first = self->n;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->box == NULL)
    return;
  if (page == NULL)
    {
      obs_announce (GTK_WIDGET (self), error->message);
      return;
    }
  for (guint i = 0; i < page->rows->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         statement_row (g_ptr_array_index (page->rows, i)));
  self->n += page->rows->len;
  gtk_widget_set_visible (GTK_WIDGET (self), page->total > 0);
  gtk_widget_set_visible (self->more, self->n < page->total);
  if (self->n < page->total)
    {
      g_autofree char *left = obs_format_number (page->total - self->n, 0);
      g_autofree char *words = g_strdup_printf (_ ("Show more, %s left"), left);

      gtk_button_set_label (GTK_BUTTON (self->more), words);
    }
  /* Those that came by the button: the keyboard goes on at the first of them. */
  if (first > 0 && page->rows->len > 0)
    gtk_widget_grab_focus (
        GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) first)));
}

static void
read_more (ObsTaxonomyStatements *self)
{
  obs_page_start_reading (&self->cancellable);
  obs_store_concept_statements_async (self->store, self->code, OBS_N_TEXT_SIDES, self->n,
                                      self->n > 0 ? 4 * PAGE : PAGE, self->cancellable, read_cb,
                                      g_object_ref (self));
}

static void
obs_taxonomy_statements_dispose (GObject *object)
{
  ObsTaxonomyStatements *self = OBS_TAXONOMY_STATEMENTS (object);

  obs_page_stop_reading (&self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->code, g_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (obs_taxonomy_statements_parent_class)->dispose (object);
}

static void
obs_taxonomy_statements_class_init (ObsTaxonomyStatementsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_taxonomy_statements_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_taxonomy_statements_init (ObsTaxonomyStatements *self)
{
  GtkWidget *heading = obs_page_heading (_ ("Some of its statements"), "heading-3");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_margin_top (self->box, 18);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "obs-tree-hits");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Statements"), -1);
  self->more = gtk_button_new_with_label (_ ("Show more"));
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->more);
  obs_page_set_inner (GTK_WIDGET (self), self->box, _ ("Statements"));
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect_object (self->more, "clicked", G_CALLBACK (read_more), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
obs_taxonomy_statements_new (GtkWidget *owner, ObsStore *store, const char *code)
{
  ObsTaxonomyStatements *self = g_object_new (OBS_TYPE_TAXONOMY_STATEMENTS, NULL);

  self->owner = owner;
  self->store = g_object_ref (store);
  self->code = g_strdup (code);
  read_more (self);
  return GTK_WIDGET (self);
}
