/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/statement-head.h"

#include "data/engine/documents.h"
#include "data/engine/format.h"
#include "ui/pages/page-parts.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static char *
type_words (const ObsStatement *statement)
{
  const char *type = obs_ksb_words (statement->ksb);

  if (statement->declared)
    return g_strdup_printf (_ ("%s, as its publisher says"), type);
  if (isnan (statement->probability))
    return g_strdup_printf (_ ("%s, predicted"), type);
  /* Translators: Knowledge, Skill or Behaviour, and how sure the prediction is. */
  return g_strdup_printf (_ ("%s, predicted, %.0f in 100 sure"), type,
                          statement->probability * 100);
}

static char *
others_words (guint n)
{
  return g_strdup_printf (
      ngettext ("The same sentence stands in %u other document; a correction holds for both.",
                "The same sentence stands in %u other documents; a correction holds for all.", n),
      n);
}

static void
add_others (GtkWidget *top, const ObsStatementSheet *sheet)
{
  GtkWidget *links;
  g_autofree char *words = NULL;

  if (sheet->n_others == 0)
    return;
  words = others_words (sheet->n_others);
  gtk_box_append (GTK_BOX (top), obs_page_text (words, "small"));
  gtk_widget_set_margin_top (gtk_widget_get_last_child (top), 9);
  links = obs_wrap_new (15, 8);
  for (guint i = 0; i < sheet->others->len; i++)
    {
      const ObsChoice *other = g_ptr_array_index (sheet->others, i);
      g_autofree char *link = g_strconcat ("document:", other->key, NULL);

      obs_wrap_append (OBS_WRAP (links), obs_page_link (other->label, link));
    }
  if (sheet->n_others > sheet->others->len)
    {
      g_autofree char *more
          = g_strdup_printf (_ ("and %u more"), sheet->n_others - sheet->others->len);

      obs_wrap_append (OBS_WRAP (links), obs_page_second (more, "small"));
    }
  gtk_box_append (GTK_BOX (top), links);
}

static void
add_facts (GtkWidget *top, const ObsStatementSheet *sheet, gboolean narrow)
{
  const ObsStatement *statement = sheet->statement;
  const ObsDocument *document = sheet->document;
  GtkWidget *facts = obs_page_facts_new (narrow);
  GtkWidget *where = obs_wrap_new (9, 3), *source = obs_wrap_new (12, 3);
  g_autofree char *link = g_strconcat ("document:", document->code, NULL);
  g_autofree char *register_link = g_strconcat ("source:", document->source, NULL);
  g_autofree char *type = type_words (statement);
  g_autofree char *level
      = document->level > 0 ? g_strdup_printf (_ ("Level %d"), document->level) : NULL;
  g_autofree char *day = strlen (document->period) == 7
                             ? obs_format_period (document->period, "month")
                             : obs_format_date (document->period, FALSE);
  g_autofree char *mentions
      = isnan (statement->mentions) ? NULL : obs_format_number (statement->mentions, 0);

  obs_wrap_append (OBS_WRAP (where), obs_page_link (document->title, link));
  obs_wrap_append (OBS_WRAP (where), obs_tag_new (obs_document_kind_words (document->kind)));
  if (*statement->number != '\0')
    obs_wrap_append (OBS_WRAP (where), obs_tag_new (statement->number));
  obs_wrap_append (OBS_WRAP (source), obs_page_link (document->source_title, register_link));
  obs_wrap_append (OBS_WRAP (source), obs_page_class_sign (document->source_class));
  obs_page_facts_add_widget (facts, _ ("Stands in"), where);
  obs_page_facts_add (facts, _ ("Type"), type);
  obs_page_facts_add (facts, _ ("Level"), level);
  obs_page_facts_add (facts, _ ("Route"), document->route);
  obs_page_facts_add (facts, _ ("Sector"), document->sector);
  obs_page_facts_add (facts, _ ("Place"), document->area);
  obs_page_facts_add (facts, _ ("Time"), day);
  obs_page_facts_add (facts, _ ("Texts with it"), mentions);
  obs_page_facts_add_widget (facts, _ ("Source"), source);
  if (document->url != NULL && *document->url != '\0')
    obs_page_facts_add_widget (facts, _ ("Page"), obs_page_page_link (document->url));
  gtk_widget_set_margin_top (facts, 9);
  gtk_box_append (GTK_BOX (top), facts);
}

GtkWidget *
obs_statement_head_new (const ObsStatementSheet *sheet, gboolean narrow, GtkWidget **sentence,
                        GtkWidget **marked)
{
  const ObsStatement *statement = sheet->statement;
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *chip = obs_chip_new (statement->ksb);

  *sentence = obs_page_heading (statement->text, "heading-2");
  gtk_widget_add_css_class (*sentence, "obs-sentence");
  gtk_widget_set_hexpand (*sentence, TRUE);
  gtk_widget_set_valign (chip, GTK_ALIGN_START);
  gtk_widget_set_margin_top (chip, 3);
  gtk_box_append (GTK_BOX (line), chip);
  gtk_box_append (GTK_BOX (line), *sentence);
  gtk_box_append (GTK_BOX (top), line);
  *marked = obs_page_second (
      _ ("Bold and underlined: the words that decided the first area and concept."), "note");
  gtk_widget_set_visible (*marked, FALSE);
  gtk_box_append (GTK_BOX (top), *marked);
  add_facts (top, sheet, narrow);
  add_others (top, sheet);
  return top;
}
