/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/statement-page.h"

#include "data/engine/documents.h"
#include "ui/pages/correction-dialog.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/pages/statement-head.h"
#include "ui/pages/statement-matches.h"
#include "ui/widgets/announce.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  AREA,
  CONCEPT,
  N_LEVELS
};

static const char *const levels[N_LEVELS] = { "area", "concept" };

struct _ObsStatementPage
{
  GtkWidget parent_instance;

  ObsStore *store;
  ObsWorkspace *workspace;
  ObsExplainer *explainer;
  GCancellable *cancellable; /* of what is being read for the statement on screen */
  char *select;
  ObsStatementSheet *sheet;
  GPtrArray *why[N_LEVELS]; /* answers of the explainer */
  gboolean explained[N_LEVELS];
  GPtrArray *inverse; /* undoes the last correction; NULL: nothing to undo */
  GPtrArray *coming;  /* the same of the correction that is being kept */
  char *said;         /* in words, while it is being kept */
  char *focus;        /* "area K01": whose button takes the keyboard */
  gboolean narrow;

  GtkWidget *scroller;
  GtkWidget *page;
  GtkWidget *top;
  GtkWidget *sentence;
  GtkWidget *marked; /* says what bold and underlined mean */
  GtkWidget *columns;
  GtkWidget *matches[N_LEVELS];
};

enum
{
  LOADED,
  EXPLAINED,
  CORRECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsStatementPage, obs_statement_page, GTK_TYPE_WIDGET)

static void
fill_head (ObsStatementPage *self)
{
  obs_page_clear (self->top);
  gtk_box_append (GTK_BOX (self->top), obs_statement_head_new (self->sheet, self->narrow,
                                                               &self->sentence, &self->marked));
}

/* --- why ----------------------------------------------------------------------------------- */

static void
show_why (ObsStatementPage *self)
{
  const GPtrArray *first[N_LEVELS] = { NULL };
  g_autofree char *markup = NULL;
  guint n;

  for (int i = 0; i < N_LEVELS; i++)
    if (self->why[i] != NULL && self->why[i]->len > 0)
      first[i] = g_ptr_array_index (self->why[i], 0);
  markup = obs_why_markup (self->sheet->statement->text, first, N_LEVELS, &n);
  gtk_label_set_markup (GTK_LABEL (self->sentence), markup);
  gtk_widget_set_visible (self->marked, n > 0);
  for (int i = 0; i < N_LEVELS; i++)
    if (self->explained[i])
      obs_statement_matches_set_why (OBS_STATEMENT_MATCHES (self->matches[i]), self->why[i]);
}

typedef struct
{
  ObsStatementPage *page;
  GCancellable *cancellable;
  int level;
} Asked;

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  g_autoptr (ObsStatementPage) self = asked->page;
  g_autoptr (GCancellable) cancellable = asked->cancellable;
  int level = asked->level;
  GPtrArray *answers = obs_explainer_ask_finish (result, NULL);

  g_free (asked);
  /* The reader has gone on to another statement. */
  if (cancellable != self->cancellable || g_cancellable_is_cancelled (cancellable)
      || self->scroller == NULL)
    {
      g_clear_pointer (&answers, g_ptr_array_unref);
      return;
    }
  g_clear_pointer (&self->why[level], g_ptr_array_unref);
  self->why[level] = answers;
  self->explained[level] = TRUE;
  show_why (self);
  if (self->explained[AREA] && self->explained[CONCEPT])
    g_signal_emit (self, signals[EXPLAINED], 0);
}

static void
ask_why (ObsStatementPage *self)
{
  const ObsStatement *statement = self->sheet->statement;

  for (int i = 0; i < N_LEVELS; i++)
    {
      g_auto (GStrv) codes = obs_statement_matches_codes (self->sheet, levels[i]);
      Asked *asked = g_new0 (Asked, 1);

      g_clear_pointer (&self->why[i], g_ptr_array_unref);
      self->explained[i] = FALSE;
      asked->page = g_object_ref (self);
      asked->cancellable = g_object_ref (self->cancellable);
      asked->level = i;
      obs_explainer_ask_async (self->explainer, obs_store_get_path (self->store), levels[i],
                               statement->text, *statement->ksb, (const char *const *) codes,
                               self->cancellable, explained_cb, asked);
    }
}

/* --- the whole ----------------------------------------------------------------------------- */

static void
fill_matches (ObsStatementPage *self)
{
  g_auto (GStrv) focus = self->focus != NULL ? g_strsplit (self->focus, " ", 2) : NULL;

  for (int i = 0; i < N_LEVELS; i++)
    obs_statement_matches_show (OBS_STATEMENT_MATCHES (self->matches[i]), self->sheet,
                                obs_workspace_get_corrections (self->workspace));
  show_why (self);
  for (int i = 0; focus != NULL && i < N_LEVELS; i++)
    if (g_str_equal (focus[0], levels[i]))
      obs_statement_matches_focus (OBS_STATEMENT_MATCHES (self->matches[i]), focus[1]);
  g_clear_pointer (&self->focus, g_free);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsStatementPage) self = OBS_STATEMENT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  ObsStatementSheet *sheet
      = obs_store_call_finish (OBS_STORE (source), result, obs_statement_page_show, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->scroller == NULL)
    {
      obs_statement_sheet_free (sheet);
      return;
    }
  g_clear_pointer (&self->sheet, obs_statement_sheet_free);
  self->sheet = sheet;
  gtk_widget_set_visible (self->columns, sheet != NULL);
  if (sheet != NULL)
    {
      fill_head (self);
      ask_why (self);
      fill_matches (self);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      sheet->statement->text, -1);
    }
  else
    obs_page_show_problem (GTK_WIDGET (self), self->top, error->message);
  obs_page_scroll_to_top (self->scroller);
  g_signal_emit (self, signals[LOADED], 0);
}

/* On the worker thread. */
static gpointer
load_func (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  return obs_statement_sheet_load (edition, g_ascii_strtoll (data, NULL, 10), cancellable, error);
}

void
obs_statement_page_show (ObsStatementPage *self, const ObsView *view)
{
  g_return_if_fail (OBS_IS_STATEMENT_PAGE (self));

  if (self->sheet != NULL && g_strcmp0 (self->select, view->select) == 0)
    {
      g_signal_emit (self, signals[LOADED], 0);
      return;
    }
  g_free (self->select);
  self->select = g_strdup (view->select);
  obs_page_start_reading (&self->cancellable);
  obs_store_call_async (self->store, load_func,
                        g_strdup (view->select != NULL ? view->select : "0"), g_free,
                        (GDestroyNotify) obs_statement_sheet_free, obs_statement_page_show,
                        self->cancellable, loaded_cb, g_object_ref (self));
}

void
obs_statement_page_set_narrow (ObsStatementPage *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_STATEMENT_PAGE (self));

  if (!obs_page_take_narrow (self->page, &self->narrow, narrow))
    return;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_homogeneous (GTK_BOX (self->columns), !narrow);
  if (self->sheet == NULL)
    return;
  fill_head (self);
  fill_matches (self);
}

const char *
obs_statement_page_get_text (ObsStatementPage *self)
{
  return self->sheet != NULL ? self->sheet->statement->text : NULL;
}

gboolean
obs_statement_page_is_simulated (ObsStatementPage *self)
{
  return self->sheet != NULL && self->sheet->document->source_class == OBS_CLASS_SIMULATED;
}

/* --- corrections --------------------------------------------------------------------------- */

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsStatementPage) self = OBS_STATEMENT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = g_steal_pointer (&self->said);
  g_autoptr (GPtrArray) inverse = g_steal_pointer (&self->coming);
  gboolean kept = obs_workspace_correct_finish (OBS_WORKSPACE (source), result, &error);

  if (self->scroller == NULL)
    return;
  if (!kept)
    {
      g_clear_pointer (&self->focus, g_free);
      obs_announce (GTK_WIDGET (self), error->message);
      gtk_widget_activate_action (GTK_WIDGET (self), "win.tell-problem", "s", error->message);
      return;
    }
  g_clear_pointer (&self->inverse, g_ptr_array_unref);
  self->inverse = g_steal_pointer (&inverse);
  g_signal_emit (self, signals[CORRECTED], 0, said);
}

/* @said: (transfer full): what it was, in words */
static void
keep (ObsStatementPage *self, const GPtrArray *changes, const char *level, const char *concept,
      char *said)
{
  if (self->coming != NULL)
    {
      g_free (said);
      return;
    }
  self->coming = obs_corrections_inverse (changes, obs_workspace_get_corrections (self->workspace));
  self->said = said;
  g_free (self->focus);
  self->focus = g_strdup_printf ("%s %s", level, concept);
  obs_workspace_correct_async (self->workspace, changes, NULL, kept_cb, g_object_ref (self));
}

static ObsCorrection *
change_new (ObsStatementPage *self, const char *level, const char *concept, const char *label,
            ObsDecision decision, const char *reason, const char *author)
{
  const ObsStatement *statement = self->sheet->statement;
  ObsCorrection *change = obs_correction_new (statement->hash, level, concept, decision);
  char **texts[] = { &change->text, &change->label, &change->reason, &change->author };
  const char *values[] = { statement->text, label, reason, author };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_free (*texts[i]);
      *texts[i] = g_strstrip (g_strdup (values[i]));
    }
  return change;
}

/* What a dialog is about, until it is answered. */
typedef struct
{
  ObsStatementPage *page;
  char *hash, *level, *concept, *label;
  ObsDecision decision;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_object_unref (pending->page);
  g_free (pending->hash);
  g_free (pending->level);
  g_free (pending->concept);
  g_free (pending->label);
  g_free (pending);
}

static void
answered (const char *concept, const char *label, const char *reason, const char *author,
          gpointer user_data)
{
  const Pending *pending = user_data;
  ObsStatementPage *self = pending->page;
  g_autoptr (GPtrArray) changes = obs_corrections_new ();
  gboolean chosen = pending->label == NULL;
  const char *code = chosen ? concept : pending->concept;
  const char *words = chosen ? label : pending->label;

  if (self->sheet == NULL || code == NULL
      || strcmp (self->sheet->statement->hash, pending->hash) != 0)
    return;
  g_ptr_array_add (
      changes, change_new (self, pending->level, code, words, pending->decision, reason, author));
  /* Another one in its place: the first one is wrong. */
  if (chosen && pending->concept != NULL && strcmp (pending->concept, code) != 0)
    {
      ObsMatchView best;

      if (obs_statement_best (self->sheet->statement, pending->level,
                              obs_workspace_get_corrections (self->workspace), &best))
        g_ptr_array_add (changes, change_new (self, pending->level, best.concept, best.label,
                                              OBS_DECISION_IS_NOT, reason, author));
    }
  keep (self, changes, pending->level, code,
        g_strdup_printf (pending->decision == OBS_DECISION_IS ? _ ("Kept: right, %s")
                                                              : _ ("Kept: wrong, %s"),
                         words));
}

/* The role that was said last. */
static const char *
last_author (ObsStatementPage *self)
{
  const GPtrArray *corrections = obs_workspace_get_corrections (self->workspace);

  return corrections->len > 0 ? ((ObsCorrection *) g_ptr_array_index (corrections, 0))->author : "";
}

static void
ask (ObsStatementPage *self, const char *title, const char *level, const char *concept,
     const char *label, ObsDecision decision)
{
  ObsCorrectionQuestion question
      = { title, self->sheet->statement->text, label, level, last_author (self) };
  Pending *pending = g_new0 (Pending, 1);

  pending->page = g_object_ref (self);
  pending->hash = g_strdup (self->sheet->statement->hash);
  pending->level = g_strdup (level);
  pending->concept = g_strdup (concept);
  pending->label = g_strdup (label);
  pending->decision = decision;
  obs_correction_dialog_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->store,
                             &question, answered, pending, pending_free);
}

static void
decide_cb (ObsStatementMatches *matches, const char *concept, const char *label, int decision,
           ObsStatementPage *self)
{
  const char *level = obs_statement_matches_get_level (matches);
  g_autoptr (GPtrArray) changes = NULL;

  if (decision != OBS_DECISION_NONE)
    {
      ask (self, decision == OBS_DECISION_IS ? _ ("This is right") : _ ("This is wrong"), level,
           concept, label, (ObsDecision) decision);
      return;
    }
  changes = obs_corrections_new ();
  g_ptr_array_add (changes, change_new (self, level, concept, label, OBS_DECISION_NONE, "", ""));
  keep (self, changes, level, concept, g_strdup_printf (_ ("Taken back: %s"), label));
}

static void
choose_cb (ObsStatementMatches *matches, ObsStatementPage *self)
{
  const char *level = obs_statement_matches_get_level (matches);
  ObsMatchView best;
  gboolean any = obs_statement_best (self->sheet->statement, level,
                                     obs_workspace_get_corrections (self->workspace), &best);

  ask (self, g_str_equal (level, "area") ? _ ("Choose another area") : _ ("Choose another concept"),
       level, any ? best.concept : NULL, NULL, OBS_DECISION_IS);
}

void
obs_statement_page_undo (ObsStatementPage *self)
{
  g_autoptr (GPtrArray) inverse = NULL;
  const ObsCorrection *first;

  g_return_if_fail (OBS_IS_STATEMENT_PAGE (self));

  inverse = g_steal_pointer (&self->inverse);
  if (inverse == NULL || inverse->len == 0)
    return;
  first = g_ptr_array_index (inverse, 0);
  keep (self, inverse, first->level, first->concept, g_strdup (_ ("Correction undone")));
}

/* --- the widget ---------------------------------------------------------------------------- */

static void
corrected_cb (ObsWorkspace *workspace, ObsStatementPage *self)
{
  if (self->sheet != NULL)
    fill_matches (self);
}

static void
changed_cb (ObsStore *store, ObsStatementPage *self)
{
  /* What is shown is of the edition before. */
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->sheet, obs_statement_sheet_free);
  gtk_widget_set_visible (self->columns, FALSE);
}

static void
obs_statement_page_dispose (GObject *object)
{
  ObsStatementPage *self = OBS_STATEMENT_PAGE (object);

  obs_page_stop_reading (&self->cancellable);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->sheet, obs_statement_sheet_free);
  for (int i = 0; i < N_LEVELS; i++)
    g_clear_pointer (&self->why[i], g_ptr_array_unref);
  g_clear_pointer (&self->inverse, g_ptr_array_unref);
  g_clear_pointer (&self->coming, g_ptr_array_unref);
  g_clear_pointer (&self->said, g_free);
  g_clear_pointer (&self->focus, g_free);
  g_clear_pointer (&self->select, g_free);
  g_clear_pointer (&self->explainer, obs_explainer_unref);
  g_clear_object (&self->workspace);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (obs_statement_page_parent_class)->dispose (object);
}

static void
obs_statement_page_class_init (ObsStatementPageClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_statement_page_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obsstatement");
  signals[LOADED]
      = g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EXPLAINED]
      = g_signal_new ("explained", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CORRECTED] = g_signal_new ("corrected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
obs_statement_page_init (ObsStatementPage *self)
{
  GtkWidget *export = obs_page_button (_ ("Export corrections…"), "win.export-corrections");

  self->scroller = obs_page_scroller_new (&self->page);
  self->top = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 36);
  gtk_box_set_homogeneous (GTK_BOX (self->columns), TRUE);
  gtk_widget_set_margin_top (self->columns, 24);
  gtk_widget_set_visible (self->columns, FALSE);
  for (int i = 0; i < N_LEVELS; i++)
    {
      self->matches[i] = obs_statement_matches_new (levels[i]);
      gtk_box_append (GTK_BOX (self->columns), self->matches[i]);
      g_signal_connect_object (self->matches[i], "decide", G_CALLBACK (decide_cb), self, 0);
      g_signal_connect_object (self->matches[i], "choose", G_CALLBACK (choose_cb), self, 0);
    }
  gtk_box_append (GTK_BOX (self->page), self->top);
  gtk_box_append (GTK_BOX (self->page), self->columns);
  gtk_widget_set_margin_top (export, 18);
  gtk_widget_set_margin_bottom (export, 18);
  gtk_box_append (GTK_BOX (self->page), export);
  obs_page_set_inner (GTK_WIDGET (self), self->scroller, _ ("Statement"));
}

GtkWidget *
obs_statement_page_new (ObsStore *store, ObsWorkspace *workspace, ObsExplainer *explainer)
{
  ObsStatementPage *self = g_object_new (OBS_TYPE_STATEMENT_PAGE, NULL);

  self->store = g_object_ref (store);
  self->workspace = g_object_ref (workspace);
  self->explainer = obs_explainer_ref (explainer);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (corrected_cb), self, 0);
  return GTK_WIDGET (self);
}
