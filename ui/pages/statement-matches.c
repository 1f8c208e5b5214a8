/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/statement-matches.h"

#include "data/engine/format.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ObsStatementMatches
{
  GtkWidget parent_instance;

  char *level;
  const ObsStatementSheet *sheet; /* the owner's */
  GPtrArray *whys;                /* of GtkWidget *: label of the words of each match */
  GtkWidget *box;
  GtkWidget *lead;
  GtkWidget *list;
  GtkWidget *choose;
};

enum
{
  DECIDE,
  CHOOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsStatementMatches, obs_statement_matches, GTK_TYPE_WIDGET)

/* --- words --------------------------------------------------------------------------------- */

static char *
status_words (const ObsMatchView *view)
{
  if (view->correction == NULL)
    return g_strdup (obs_matched_status_words (view->match->status));
  return g_strdup (view->correction->decision == OBS_DECISION_IS
                       ? _ ("right: corrected by you (not in the edition)")
                       : _ ("wrong: corrected by you (not in the edition)"));
}

static const ObsOverride *
find_override (const ObsStatementSheet *sheet, const ObsStatementMatch *match)
{
  for (guint i = 0; i < sheet->overrides->len; i++)
    {
      const ObsOverride *override = g_ptr_array_index (sheet->overrides, i);

      if (strcmp (override->level, match->level) == 0
          && strcmp (override->concept, match->concept) == 0)
        return override;
    }
  return NULL;
}

/* "It says so. (data custodian, 2 October 2026)" */
static char *
decided_words (const char *reason, const char *author, const char *decided)
{
  g_autofree char *day = obs_format_date (decided, FALSE);
  g_autofree char *who = *author != '\0' ? g_strdup_printf ("%s, %s", author, day) : g_strdup (day);

  if (*reason == '\0')
    return g_steal_pointer (&who);
  return g_strdup_printf (C_ ("reason, who and when", "%s (%s)"), reason, who);
}

static char *
confidence_words (const ObsStatementSheet *sheet, const ObsMatchView *view)
{
  const ObsOverride *override = view->match != NULL ? find_override (sheet, view->match) : NULL;
  g_autofree char *words = NULL;

  if (view->match == NULL)
    return g_strdup (_ ("Chosen by you; the matcher did not find it."));
  if (override != NULL && override->is)
    return decided_words (override->reason, override->author, override->decided);
  words = obs_confidence_words (view->match->confidence);
  /* Translators: a calibrated confidence: "72 in 100: about 7 in 10 matches like this are right".
   */
  return g_strdup_printf (_ ("%.0f in 100: %s"), view->match->confidence * 100, words);
}

/* --- rows ---------------------------------------------------------------------------------- */

static void
decide_cb (GtkButton *button, ObsStatementMatches *self)
{
  g_signal_emit (self, signals[DECIDE], 0, g_object_get_data (G_OBJECT (button), "obs-concept"),
                 g_object_get_data (G_OBJECT (button), "obs-label"),
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "obs-decision")));
}

static GtkWidget *
decision_button (ObsStatementMatches *self, const ObsMatchView *view, const char *words,
                 ObsDecision decision)
{
  GtkWidget *button = gtk_button_new_with_label (words);
  /* Translators: what a button does, and the area or concept that it is about. */
  g_autofree char *whole = g_strdup_printf (_ ("%s: %s"), words, view->label);

  g_object_set_data_full (G_OBJECT (button), "obs-concept", g_strdup (view->concept), g_free);
  g_object_set_data_full (G_OBJECT (button), "obs-label", g_strdup (view->label), g_free);
  g_object_set_data (G_OBJECT (button), "obs-decision", GINT_TO_POINTER (decision));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, whole,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (decide_cb), self, 0);
  return button;
}

static GtkWidget *
buttons_part (ObsStatementMatches *self, const ObsMatchView *view)
{
  GtkWidget *buttons = obs_wrap_new (6, 6);

  if (view->correction != NULL)
    obs_wrap_append (OBS_WRAP (buttons),
                     decision_button (self, view, _ ("Take back"), OBS_DECISION_NONE));
  else
    {
      obs_wrap_append (OBS_WRAP (buttons),
                       decision_button (self, view, _ ("This is right"), OBS_DECISION_IS));
      obs_wrap_append (OBS_WRAP (buttons),
                       decision_button (self, view, _ ("This is wrong"), OBS_DECISION_IS_NOT));
    }
  gtk_widget_set_margin_top (buttons, 6);
  return buttons;
}

static GtkWidget *
match_row (ObsStatementMatches *self, const ObsMatchView *view, guint number)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "spacing", 12, "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = obs_wrap_new (9, 3);
  g_autofree char *rank = g_strdup_printf ("%u", number);
  g_autofree char *link = g_strconcat ("taxonomy:", view->concept, NULL);
  g_autofree char *status = status_words (view);
  g_autofree char *confidence = confidence_words (self->sheet, view);
  g_autofree char *name = g_strdup_printf ("%s %s, %s. %s", rank, view->label, status, confidence);
  GtkWidget *place = obs_page_text (view->match != NULL ? rank : "–", "strong");

  gtk_widget_add_css_class (place, "obs-rank");
  obs_wrap_append (OBS_WRAP (head), obs_page_link (view->label, link));
  obs_wrap_append (OBS_WRAP (head), obs_tag_new (status));
  gtk_box_append (GTK_BOX (words), head);
  gtk_box_append (GTK_BOX (words), obs_page_text (confidence, "small"));
  if (view->match != NULL)
    {
      GtkWidget *why = obs_page_second (_ ("Looking for the words that decided…"), "note");

      g_ptr_array_add (self->whys, why);
      gtk_box_append (GTK_BOX (words), why);
    }
  if (view->correction != NULL)
    {
      g_autofree char *own = decided_words (view->correction->reason, view->correction->author,
                                            view->correction->decided);
      g_autofree char *line = g_strdup_printf (_ ("You: %s"), own);

      gtk_box_append (GTK_BOX (words), obs_page_text (line, "note"));
    }
  gtk_box_append (GTK_BOX (words), buttons_part (self, view));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), place);
  gtk_box_append (GTK_BOX (row), words);
  gtk_widget_add_css_class (row, "obs-card-row");
  g_object_set_data_full (G_OBJECT (row), "obs-concept", g_strdup (view->concept), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static gboolean
is_area (const ObsStatementMatches *self)
{
  return strcmp (self->level, "area") == 0;
}

void
obs_statement_matches_show (ObsStatementMatches *self, const ObsStatementSheet *sheet,
                            const GPtrArray *corrections)
{
  g_autoptr (GPtrArray) views = obs_statement_views (sheet->statement, self->level, corrections);

  g_return_if_fail (OBS_IS_STATEMENT_MATCHES (self));

  self->sheet = sheet;
  g_ptr_array_set_size (self->whys, 0);
  obs_page_clear (self->list);
  for (guint i = 0; i < views->len; i++)
    gtk_box_append (GTK_BOX (self->list), match_row (self, g_ptr_array_index (views, i), i + 1));
  gtk_widget_set_visible (self->list, views->len > 0);
  gtk_widget_set_visible (self->lead, views->len == 0);
  gtk_label_set_text (GTK_LABEL (self->lead),
                      is_area (self) ? _ ("No area fits this sentence. It counts as unmatched.")
                                     : _ ("No concept of a published scheme fits this sentence."));
}

GStrv
obs_statement_matches_codes (const ObsStatementSheet *sheet, const char *level)
{
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

  for (guint i = 0; i < sheet->statement->matches->len; i++)
    {
      const ObsStatementMatch *match = g_ptr_array_index (sheet->statement->matches, i);

      if (strcmp (match->level, level) == 0)
        g_strv_builder_add (codes, match->concept);
    }
  return g_strv_builder_end (codes);
}

void
obs_statement_matches_set_why (ObsStatementMatches *self, const GPtrArray *answers)
{
  for (guint i = 0; i < self->whys->len; i++)
    {
      const GPtrArray *words
          = answers != NULL && i < answers->len ? g_ptr_array_index (answers, i) : NULL;
      g_autofree char *list = words != NULL ? obs_why_words (words) : NULL;
      g_autofree char *line = NULL;

      if (list == NULL)
        line = g_strdup (_ ("Why: could not be worked out."));
      else if (*list == '\0')
        line = g_strdup (_ ("Why: no single word decided; the sentence as a whole is like others "
                            "of this kind."));
      else
        line = g_strdup_printf (_ ("Why: %s"), list);
      gtk_label_set_text (GTK_LABEL (g_ptr_array_index (self->whys, i)), line);
    }
}

gboolean
obs_statement_matches_focus (ObsStatementMatches *self, const char *concept)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "obs-concept"), concept) == 0)
      {
        GtkWidget *words = gtk_widget_get_last_child (row);

        return gtk_widget_child_focus (gtk_widget_get_last_child (words), GTK_DIR_TAB_FORWARD);
      }
  return FALSE;
}

const char *
obs_statement_matches_get_level (ObsStatementMatches *self)
{
  return self->level;
}

static void
choose_cb (GtkButton *button, ObsStatementMatches *self)
{
  g_signal_emit (self, signals[CHOOSE], 0);
}

static void
obs_statement_matches_dispose (GObject *object)
{
  ObsStatementMatches *self = OBS_STATEMENT_MATCHES (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->whys, g_ptr_array_unref);
  g_clear_pointer (&self->level, g_free);
  G_OBJECT_CLASS (obs_statement_matches_parent_class)->dispose (object);
}

static void
obs_statement_matches_class_init (ObsStatementMatchesClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_statement_matches_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obsmatches");
  signals[DECIDE] = g_signal_new ("decide", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT);
  signals[CHOOSE]
      = g_signal_new ("choose", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
obs_statement_matches_init (ObsStatementMatches *self)
{
  self->whys = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
obs_statement_matches_new (const char *level)
{
  ObsStatementMatches *self = g_object_new (OBS_TYPE_STATEMENT_MATCHES, NULL);
  const char *title, *name;

  self->level = g_strdup (level);
  title = is_area (self) ? _ ("Area") : _ ("Concept");
  name = is_area (self) ? _ ("Choose another area…") : _ ("Choose another concept…");
  self->lead = obs_page_second ("", "small");
  self->list = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "margin-top", 3,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, NULL);
  self->choose = obs_page_button (name, NULL);
  gtk_widget_set_margin_top (self->choose, 6);
  gtk_box_append (GTK_BOX (self->box), obs_page_heading (title, "heading-3"));
  gtk_box_append (GTK_BOX (self->box), self->lead);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->choose);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_signal_connect_object (self->choose, "clicked", G_CALLBACK (choose_cb), self, 0);
  return GTK_WIDGET (self);
}
