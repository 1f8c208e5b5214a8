/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/taxonomy-parts.h"

#include "data/engine/format.h"
#include "ui/widgets/chip.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
link_cb (GtkButton *button, GtkWidget *owner)
{
  g_autofree char *link = g_strdup (g_object_get_data (G_OBJECT (button), "obs-link"));

  g_signal_emit_by_name (owner, "open-link", link);
}

GtkWidget *
obs_part_owner_link (GtkWidget *owner, const char *text, const char *link)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "link");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (button), "obs-link", g_strdup (link), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_cb), owner, 0);
  return button;
}

char *
obs_part_percent (double share)
{
  g_autofree char *number = NULL;

  if (share > 0 && share < 0.005)
    return g_strdup (_ ("under 1\302\240%"));
  if (share < 1 && share >= 0.995)
    return g_strdup (_ ("over 99\302\240%"));
  number = obs_format_number (round (share * 100), 0);
  /* Translators: a share, as in "12 %", with a blank that does not break. */
  return g_strdup_printf (_ ("%s\302\240%%"), number);
}

char *
obs_part_untied (double untied)
{
  g_autofree char *share = NULL;

  if (isnan (untied))
    return g_strdup (_ ("This edition holds no statement of this side."));
  if (untied <= 0)
    return g_strdup (_ ("Every statement of this side is tied to an area."));
  /* "under 1 %" stands inside of sentences elsewhere. */
  share = untied < 0.005 ? g_strdup (_ ("Under 1\302\240%")) : obs_part_percent (untied);
  return g_strdup_printf (
      _ ("%s of the statements of this side could not be tied to an area: the real number may be "
         "higher."),
      share);
}

/* --- tables -------------------------------------------------------------------------------- */

static ObsTable *
table_new (const char *const *keys, const char *const *titles, gsize n)
{
  ObsTable *table = obs_table_new (NULL, 0);

  for (gsize i = 0; i < n; i++)
    obs_table_add_column (table, keys[i], titles[i]);
  return table;
}

/* The kind of all of them, NULL where there are several. */
static const char *
only_kind (const ObsConceptUse *use)
{
  const char *kind = NULL;

  for (guint i = 0; i < use->documents->len; i++)
    {
      const ObsConceptDocument *document = g_ptr_array_index (use->documents, i);

      if (kind != NULL && !g_str_equal (kind, document->kind))
        return NULL;
      kind = document->kind;
    }
  return kind;
}

/* "Warehouse operative (job advert, simulated)" */
static char *
document_words (const ObsConceptDocument *document, gboolean with_kind)
{
  g_autofree char *kind = obs_lower_first (obs_taxonomy_document_words (document->kind));

  if (!with_kind)
    /* Translators: title of a document that is made up. */
    return document->simulated ? g_strdup_printf (_ ("%s (simulated)"), document->title)
                               : g_strdup (document->title);
  /* Translators: title and kind of a document, "Warehouse operative (job advert)"; the first form
   * is of a document that is made up. */
  return g_strdup_printf (document->simulated ? _ ("%s (%s, simulated)") : _ ("%s (%s)"),
                          document->title, kind);
}

ObsTable *
obs_part_documents (const ObsConceptUse *use, guint most)
{
  static const char *const keys[] = { "item", "statements" };
  const char *kind = only_kind (use);
  const char *const titles[]
      = { kind != NULL ? obs_taxonomy_document_words (kind) : _ ("Document"), _ ("Statements") };
  ObsTable *table = table_new (keys, titles, G_N_ELEMENTS (keys));

  for (guint i = 0; i < use->documents->len && i < most; i++)
    {
      const ObsConceptDocument *document = g_ptr_array_index (use->documents, i);
      GPtrArray *cells = obs_table_add_row (table);

      g_ptr_array_add (cells, document_words (document, kind == NULL));
      g_ptr_array_add (cells, g_strdup_printf ("%u", document->statements));
    }
  return table;
}

/* Nothing where the edition does not divide its documents so. */
static char *
count_of (guint n, guint all)
{
  return all > 0 ? g_strdup_printf ("%u", n) : g_strdup ("");
}

static char *
least_words (const ObsCrossRow *row)
{
  g_autofree char *share = NULL;

  if (*row->least == '\0')
    return g_strdup (row->documents > 0 ? _ ("all alike") : _ ("not asked for"));
  share = obs_part_percent (row->least_share);
  /* Translators: the group that asks for it least, and in which share of its documents. */
  return g_strdup_printf (_ ("%s, %s"), row->least, share);
}

ObsTable *
obs_part_cross (const ObsCross *cross)
{
  static const char *const keys[] = { "item", "sectors", "share", "routes", "least", "ksb" };
  /* Translators: headings of numbers: how many of so many groups, and a share of documents. */
  g_autofree char *sectors
      = g_strdup_printf (_ ("Sectors, of %u"), cross->groups[OBS_CROSS_SECTORS]);
  g_autofree char *routes
      = g_strdup_printf (_ ("Kinds of work, of %u"), cross->groups[OBS_CROSS_ROUTES]);
  const char *const titles[]
      = { _ ("Area"), sectors, _ ("Documents, %"), routes, _ ("Least asked for in"), _ ("Type") };
  ObsTable *table = table_new (keys, titles, G_N_ELEMENTS (keys));

  for (guint i = 0; i < cross->rows->len; i++)
    {
      const ObsCrossRow *row = g_ptr_array_index (cross->rows, i);
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      GPtrArray *cells = obs_table_add_row (table);

      g_ptr_array_add (cells, g_strdup (row->label));
      g_ptr_array_add (cells,
                       count_of (row->groups[OBS_CROSS_SECTORS], cross->groups[OBS_CROSS_SECTORS]));
      g_ptr_array_add (
          cells, g_strdup (g_ascii_formatd (number, sizeof number, "%.1f", row->share * 100)));
      g_ptr_array_add (cells,
                       count_of (row->groups[OBS_CROSS_ROUTES], cross->groups[OBS_CROSS_ROUTES]));
      g_ptr_array_add (cells, least_words (row));
      g_ptr_array_add (cells, g_strdup (obs_ksb_words (row->ksb)));
    }
  return table;
}
