/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/statement.h"

G_BEGIN_DECLS

/* What a statement was matched with at one level, with the buttons that correct it.
 *
 * Signals:
 *   "decide" (char *concept, char *label, int decision): an ObsDecision was pressed; of
 *     %OBS_DECISION_NONE: the person's own is to be taken back
 *   "choose": another one is to be chosen */
#define OBS_TYPE_STATEMENT_MATCHES (obs_statement_matches_get_type ())
G_DECLARE_FINAL_TYPE (ObsStatementMatches, obs_statement_matches, OBS, STATEMENT_MATCHES, GtkWidget)

/* @level: "area" or "concept" */
GtkWidget *obs_statement_matches_new (const char *level);
const char *obs_statement_matches_get_level (ObsStatementMatches *self);
/* Shows the matches anew; @sheet stays with its owner. */
void obs_statement_matches_show (ObsStatementMatches *self, const ObsStatementSheet *sheet,
                                 const GPtrArray *corrections);
/* Codes of the edition's matches, best first, ended by NULL. (transfer full) */
GStrv obs_statement_matches_codes (const ObsStatementSheet *sheet, const char *level);
/* @answers: as obs_explainer_ask_finish() of those codes; NULL: they could not be worked out. */
void obs_statement_matches_set_why (ObsStatementMatches *self, const GPtrArray *answers);
/* Puts the keyboard on the first button of @concept. FALSE: it is not there. */
gboolean obs_statement_matches_focus (ObsStatementMatches *self, const char *concept);

/* @text as markup, with the words in @answers (of the first concept) bold and underlined where they
 * stand; @n (out): how many were found. (transfer full) */
char *obs_why_markup (const char *text, const GPtrArray *const *answers, guint n_answers,
                      guint *n) G_GNUC_WARN_UNUSED_RESULT;
/* "“stock” met “stocktaking”; “count”": the words of one match. (transfer full) */
char *obs_why_words (const GPtrArray *words) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
