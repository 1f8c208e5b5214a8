/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/documents.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_OTHERS 12

static void
match_free (gpointer data)
{
  ObsStatementMatch *match = data;

  g_free (match->level);
  g_free (match->concept);
  g_free (match->label);
  g_free (match->method);
  g_free (match);
}

void
obs_statement_free (ObsStatement *statement)
{
  if (statement == NULL)
    return;
  g_free (statement->document);
  g_free (statement->document_title);
  g_free (statement->document_kind);
  g_free (statement->number);
  g_free (statement->ksb);
  g_free (statement->text);
  g_free (statement->hash);
  g_ptr_array_unref (statement->matches);
  g_free (statement);
}

static void
override_free (gpointer data)
{
  ObsOverride *override = data;

  g_free (override->level);
  g_free (override->concept);
  g_free (override->label);
  g_free (override->reason);
  g_free (override->author);
  g_free (override->decided);
  g_free (override);
}

void
obs_statement_sheet_free (ObsStatementSheet *page)
{
  if (page == NULL)
    return;
  obs_statement_free (page->statement);
  obs_document_free (page->document);
  g_ptr_array_unref (page->overrides);
  g_ptr_array_unref (page->others);
  g_free (page);
}

void
obs_concept_choice_free (ObsConceptChoice *choice)
{
  g_free (choice->code);
  g_free (choice->label);
  g_free (choice->description);
  g_free (choice->ksb);
  g_free (choice);
}

/* --- words --------------------------------------------------------------------------------- */

char *
obs_confidence_words (double confidence)
{
  int tenths = (int) lround (confidence * 10);

  if (tenths >= 10)
    return g_strdup (_ ("nearly all matches like this are right"));
  if (tenths <= 0)
    return g_strdup (_ ("hardly any match like this is right"));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "about %d in 10 matches like this is right",
                                       "about %d in 10 matches like this are right",
                                       (gulong) tenths),
                          tenths);
}

const char *
obs_matched_status_words (ObsMatchedStatus status)
{
  switch (status)
    {
    case OBS_MATCHED_UNSURE:
      return _ ("unsure, not counted");
    case OBS_MATCHED_CONFIRMED:
      return _ ("confirmed by the custodian");
    case OBS_MATCHED_CORRECTED:
      return _ ("corrected by the custodian");
    case OBS_MATCHED_COUNTED:
    default:
      return _ ("counted");
    }
}

static ObsMatchedStatus
status_from_key (const char *key)
{
  if (strcmp (key, "matched") == 0)
    return OBS_MATCHED_COUNTED;
  if (strcmp (key, "confirmed") == 0)
    return OBS_MATCHED_CONFIRMED;
  if (strcmp (key, "corrected") == 0)
    return OBS_MATCHED_CORRECTED;
  return OBS_MATCHED_UNSURE;
}

/* --- matches and the person's own corrections ---------------------------------------------- */

static ObsMatchView *
view_new (const ObsStatementMatch *match, const ObsCorrection *correction)
{
  ObsMatchView *view = g_new0 (ObsMatchView, 1);

  view->match = match;
  view->correction = correction;
  view->concept = match != NULL ? match->concept : correction->concept;
  view->label = match != NULL ? match->label : correction->label;
  return view;
}

static gboolean
has_match (const ObsStatement *statement, const char *level, const char *concept)
{
  for (guint i = 0; i < statement->matches->len; i++)
    {
      const ObsStatementMatch *match = g_ptr_array_index (statement->matches, i);

      if (strcmp (match->level, level) == 0 && strcmp (match->concept, concept) == 0)
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
obs_statement_views (const ObsStatement *statement, const char *level, const GPtrArray *corrections)
{
  GPtrArray *views = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < statement->matches->len; i++)
    {
      const ObsStatementMatch *match = g_ptr_array_index (statement->matches, i);

      if (strcmp (match->level, level) == 0)
        g_ptr_array_add (views, view_new (match, obs_corrections_find (corrections, statement->hash,
                                                                       level, match->concept)));
    }
  for (guint i = 0; corrections != NULL && i < corrections->len; i++)
    {
      const ObsCorrection *own = g_ptr_array_index (corrections, i);

      if (strcmp (own->hash, statement->hash) == 0 && strcmp (own->level, level) == 0
          && own->decision == OBS_DECISION_IS && !has_match (statement, level, own->concept))
        g_ptr_array_add (views, view_new (NULL, own));
    }
  return views;
}

gboolean
obs_statement_best (const ObsStatement *statement, const char *level, const GPtrArray *corrections,
                    ObsMatchView *best)
{
  g_autoptr (GPtrArray) views = obs_statement_views (statement, level, corrections);
  const ObsMatchView *found = NULL;

  for (guint i = 0; i < views->len; i++)
    {
      const ObsMatchView *view = g_ptr_array_index (views, i);
      gboolean is = view->correction != NULL && view->correction->decision == OBS_DECISION_IS;
      gboolean not = view->correction != NULL && !is;

      if (is && (found == NULL || found->correction == NULL))
        found = view;
      else if (!not &&found == NULL)
        found = view;
    }
  if (found != NULL)
    *best = *found;
  return found != NULL;
}

/* --- reading ------------------------------------------------------------------------------- */

static ObsStatement *
read_statement (sqlite3_stmt *stmt)
{
  ObsStatement *statement = g_new0 (ObsStatement, 1);

  statement->id = sqlite3_column_int64 (stmt, 0);
  statement->document = g_strdup (obs_db_text (stmt, 1));
  statement->document_title = g_strdup (obs_db_text (stmt, 2));
  statement->document_kind = g_strdup (obs_db_text (stmt, 3));
  statement->number = g_strdup (obs_db_text (stmt, 4));
  statement->ksb = g_strdup (obs_db_text (stmt, 5));
  statement->declared = sqlite3_column_int (stmt, 6) != 0;
  statement->probability = obs_db_double (stmt, 7);
  statement->text = g_strdup (obs_db_text (stmt, 8));
  statement->hash = g_strdup (obs_db_text (stmt, 9));
  statement->mentions = obs_db_double (stmt, 10);
  statement->matches = g_ptr_array_new_with_free_func (match_free);
  return statement;
}

static ObsStatementMatch *
read_match (sqlite3_stmt *stmt)
{
  ObsStatementMatch *match = g_new0 (ObsStatementMatch, 1);

  match->level = g_strdup (obs_db_text (stmt, 1));
  match->rank = sqlite3_column_int (stmt, 2);
  match->concept = g_strdup (obs_db_text (stmt, 3));
  match->label = g_strdup (obs_db_text (stmt, 4));
  match->score = obs_db_double (stmt, 5);
  match->margin = obs_db_double (stmt, 6);
  match->confidence = obs_db_double (stmt, 7);
  match->status = status_from_key (obs_db_text (stmt, 8));
  match->method = g_strdup (obs_db_text (stmt, 9));
  return match;
}

static ObsStatement *
find_statement (const GPtrArray *statements, gint64 id, guint *from)
{
  /* Both come in the order of the numbers. */
  for (; *from < statements->len; (*from)++)
    {
      ObsStatement *statement = g_ptr_array_index (statements, *from);

      if (statement->id >= id)
        return statement->id == id ? statement : NULL;
    }
  return NULL;
}

/* Statements by their document (@id < 0) or the one of @id, with their matches. */
static GPtrArray *
read_statements (sqlite3 *db, const char *document, gint64 id, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_statement_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT s.id, s.document, d.title, d.kind, s.number, s.ksb, s.declared, s.probability, "
      "s.text, s.hash, s.mentions FROM statement s JOIN document d ON d.code = s.document "
      "WHERE s.document = ?1 OR s.id = ?2 ORDER BY s.id",
      error);
  g_autoptr (sqlite3_stmt) matches = obs_db_prepare (
      db,
      "SELECT m.statement, m.level, m.rank, m.concept, c.label, m.score, m.margin, m.confidence, "
      "m.status, h.title FROM statement s JOIN statement_match m ON m.statement = s.id JOIN "
      "concept "
      "c ON c.code = m.concept JOIN method h ON h.id = m.method WHERE s.document = ?1 OR s.id = "
      "?2 ORDER BY s.id, m.level, m.rank",
      error);
  guint from = 0;
  int rc;

  if (stmt == NULL || matches == NULL)
    return NULL;
  /* NULL is equal to no document. */
  sqlite3_bind_text (stmt, 1, document, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (stmt, 2, id);
  sqlite3_bind_text (matches, 1, document, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (matches, 2, id);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    g_ptr_array_add (statements, read_statement (stmt));
  while (rc == 0 && (rc = obs_db_step (matches, cancellable, error)) == 1)
    {
      ObsStatement *statement
          = find_statement (statements, sqlite3_column_int64 (matches, 0), &from);

      if (statement != NULL)
        g_ptr_array_add (statement->matches, read_match (matches));
      rc = 0;
    }
  return rc == 0 ? g_steal_pointer (&statements) : NULL;
}

GPtrArray *
obs_statements_of (ObsEdition *edition, const char *document, GCancellable *cancellable,
                   GError **error)
{
  return read_statements (obs_edition_get_db (edition), document, -1, cancellable, error);
}

static gboolean
read_overrides (sqlite3 *db, ObsStatementSheet *page, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT o.level, o.concept, c.label, o.reason, o.author, o.decided, o.decision = 'is' FROM "
      "match_override o JOIN concept c ON c.code = o.concept WHERE o.hash = ?1 ORDER BY o.level, "
      "o.decided, o.concept",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, page->statement->hash, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      ObsOverride *override = g_new0 (ObsOverride, 1);

      override->level = g_strdup (obs_db_text (stmt, 0));
      override->concept = g_strdup (obs_db_text (stmt, 1));
      override->label = g_strdup (obs_db_text (stmt, 2));
      override->reason = g_strdup (obs_db_text (stmt, 3));
      override->author = g_strdup (obs_db_text (stmt, 4));
      override->decided = g_strdup (obs_db_text (stmt, 5));
      override->is = sqlite3_column_int (stmt, 6) != 0;
      g_ptr_array_add (page->overrides, override);
    }
  return rc == 0;
}

/* The same sentence in other documents. */
static gboolean
read_others (sqlite3 *db, ObsStatementSheet *page, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT DISTINCT s.document, d.title FROM statement s JOIN document d ON d.code = s.document "
      "WHERE s.hash = ?1 AND s.document <> ?2 ORDER BY d.title, d.code",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, page->statement->hash, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, page->statement->document, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    if (page->n_others++ < MOST_OTHERS)
      obs_figure_add_choice (page->others, obs_db_text (stmt, 0), obs_db_text (stmt, 1));
  return rc == 0;
}

ObsStatementSheet *
obs_statement_sheet_load (ObsEdition *edition, gint64 id, GCancellable *cancellable, GError **error)
{
  sqlite3 *db = obs_edition_get_db (edition);
  g_autoptr (GPtrArray) statements = read_statements (db, NULL, id, cancellable, error);
  g_autoptr (ObsStatementSheet) page = NULL;

  if (statements == NULL)
    return NULL;
  if (statements->len == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("This edition holds no statement number %" G_GINT64_FORMAT
                      ". The link may be of another edition: search for words of the sentence."),
                   id);
      return NULL;
    }
  page = g_new0 (ObsStatementSheet, 1);
  page->statement = g_ptr_array_steal_index (statements, 0);
  page->overrides = g_ptr_array_new_with_free_func (override_free);
  page->others = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  page->document = obs_document_load_brief (edition, page->statement->document, cancellable, error);
  if (page->document == NULL || !read_overrides (db, page, cancellable, error)
      || !read_others (db, page, cancellable, error))
    return NULL;
  return g_steal_pointer (&page);
}

/* --- concepts to choose from --------------------------------------------------------------- */

/* Small letters without accents between single blanks, with one at each end. */
static char *
fold (const char *text)
{
  g_autofree char *plain = g_str_to_ascii (text, "C");
  GString *out = g_string_new (" ");

  for (const char *p = plain; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (out, g_ascii_tolower (*p));
    else if (out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  return g_string_free (out, FALSE);
}

/* 0: not found; every word has to begin a word of the label (3 at its start, 2) or of others (1).
 */
static int
fit (char **words, const char *label, const char *more)
{
  int worst = 3;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = g_strconcat (" ", words[i], NULL);

      if (*words[i] == '\0')
        continue;
      if (g_str_has_prefix (label, word))
        continue;
      if (strstr (label, word) != NULL)
        worst = MIN (worst, 2);
      else if (strstr (more, word) != NULL)
        worst = 1;
      else
        return 0;
    }
  return worst;
}

GPtrArray *
obs_concepts_find (ObsEdition *edition, const char *level, const char *text, guint most,
                   GCancellable *cancellable, GError **error)
{
  GPtrArray *bands[4] = { NULL }; /* by how well they fit */
  g_autofree char *folded = fold (text);
  g_auto (GStrv) words = g_strsplit (g_strstrip (folded), " ", 12);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      obs_edition_get_db (edition),
      "SELECT c.code, c.label, c.description, c.ksb, coalesce((SELECT group_concat(l.label, ' ') "
      "FROM concept_label l WHERE l.concept = c.code), '') FROM concept c JOIN scheme s ON s.id = "
      "c.scheme WHERE (?1 = 'area' AND c.kind IN ('area', 'split')) OR (?1 = 'concept' AND c.kind "
      "= 'concept') "
      "ORDER BY s.position, c.position, c.code",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (bands); i++)
    bands[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_concept_choice_free);
  sqlite3_bind_text (stmt, 1, level, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      g_autofree char *label = fold (obs_db_text (stmt, 1));
      g_autofree char *more = fold (obs_db_text (stmt, 4));
      int band = fit (words, label, more);
      ObsConceptChoice *choice;

      if (band == 0 || bands[band]->len >= most)
        continue;
      choice = g_new0 (ObsConceptChoice, 1);
      choice->code = g_strdup (obs_db_text (stmt, 0));
      choice->label = g_strdup (obs_db_text (stmt, 1));
      choice->description = g_strdup (obs_db_text (stmt, 2));
      choice->ksb = g_strdup (obs_db_text (stmt, 3));
      g_ptr_array_add (bands[band], choice);
    }
  for (int band = 2; band > 0; band--)
    while (bands[band]->len > 0 && bands[3]->len < most)
      g_ptr_array_add (bands[3], g_ptr_array_steal_index (bands[band], 0));
  for (int band = 0; band < (rc == 0 ? 3 : 4); band++)
    g_ptr_array_unref (bands[band]);
  return rc == 0 ? bands[3] : NULL;
}
