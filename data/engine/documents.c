/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/documents.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *key, *words;
} Words;

static const Words kinds[] = {
  { "standard", N_ ("Apprenticeship standard") },
  { "course", N_ ("Course") },
  { "advert", N_ ("Job advert") },
  { "profile", N_ ("Job profile") },
  { "adverts", N_ ("Job adverts, many together") },
  { "survey", N_ ("Survey") },
};

static const Words measures[] = {
  { "starts", N_ ("Learners who began") },
  { "achievements", N_ ("Learners who achieved") },
  { "vacancies", N_ ("Vacancies") },
  { "employment", N_ ("People employed") },
};

static const char *
words_of (const Words *all, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (all[i].key, key) == 0)
      return _ (all[i].words);
  return key;
}

const char *
obs_document_kind_words (const char *kind)
{
  return words_of (kinds, G_N_ELEMENTS (kinds), kind);
}

const char *
obs_document_measure_words (const char *measure)
{
  return words_of (measures, G_N_ELEMENTS (measures), measure);
}

static void
weight_free (gpointer data)
{
  ObsDocumentWeight *weight = data;

  g_free (weight->measure);
  g_free (weight->area);
  g_free (weight->area_name);
  g_free (weight->provider);
  g_free (weight->period);
  g_free (weight->source);
  g_free (weight);
}

void
obs_document_free (ObsDocument *document)
{
  if (document == NULL)
    return;
  char *texts[]
      = { document->code,        document->kind,   document->side,        document->title,
          document->description, document->route,  document->sector,      document->area,
          document->period,      document->soc,    document->soc_edition, document->provider,
          document->url,         document->source, document->source_title };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_ptr_array_unref (document->titles);
  g_ptr_array_unref (document->weights);
  g_ptr_array_unref (document->statements);
  g_free (document);
}

static ObsDocument *
read_document (sqlite3_stmt *stmt)
{
  ObsDocument *document = g_new0 (ObsDocument, 1);
  char **texts[]
      = { &document->code,        &document->kind,   &document->side,        &document->title,
          &document->description, &document->route,  &document->sector,      &document->area,
          &document->period,      &document->soc,    &document->soc_edition, &document->provider,
          &document->url,         &document->source, &document->source_title };
  int n = G_N_ELEMENTS (texts);

  for (int i = 0; i < n; i++)
    *texts[i] = g_strdup (obs_db_text (stmt, i));
  document->source_class = OBS_CLASS_PUBLISHED;
  obs_source_class_from_key (obs_db_text (stmt, n), &document->source_class);
  document->level = sqlite3_column_int (stmt, n + 1);
  document->texts = obs_db_double (stmt, n + 2);
  document->titles = g_ptr_array_new_with_free_func (g_free);
  document->weights = g_ptr_array_new_with_free_func (weight_free);
  document->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_statement_free);
  return document;
}

ObsDocument *
obs_document_load_brief (ObsEdition *edition, const char *code, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      obs_edition_get_db (edition),
      "SELECT d.code, d.kind, d.side, d.title, d.description, d.route, s.label, a.name, d.period, "
      "d.soc, d.soc_edition, p.name, d.url, d.source, o.title, o.class, d.level, d.texts FROM "
      "document d JOIN source o ON o.id = d.source LEFT JOIN sector s ON s.code = d.sector LEFT "
      "JOIN area a ON a.code = d.area LEFT JOIN provider p ON p.code = d.provider WHERE d.code = "
      "?1",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, code, -1, SQLITE_TRANSIENT);
  rc = obs_db_step (stmt, cancellable, error);
  if (rc == 1)
    return read_document (stmt);
  if (rc == 0)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
        _ ("This edition holds no standard, course, advert or profile “%s”. The link may be "
           "of another edition: search for its title."),
        code);
  return NULL;
}

static gboolean
read_titles (sqlite3 *db, ObsDocument *document, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db, "SELECT title FROM document_title WHERE document = ?1 ORDER BY title", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, document->code, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    g_ptr_array_add (document->titles, g_strdup (obs_db_text (stmt, 0)));
  return rc == 0;
}

static gboolean
read_weights (sqlite3 *db, ObsDocument *document, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT w.measure, w.area, a.name, coalesce(p.name, (SELECT c.label FROM code c WHERE c.code "
      "= w.provider ORDER BY c.list LIMIT 1), w.provider), w.period, w.value, w.estimate, o.title "
      "FROM document_weight w JOIN area a ON a.code = w.area JOIN source o ON o.id = w.source LEFT "
      "JOIN provider p ON p.code = w.provider WHERE w.document = ?1 ORDER BY w.measure, w.provider "
      "<> '', w.period DESC, a.position, w.area, w.provider",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, document->code, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      ObsDocumentWeight *weight = g_new0 (ObsDocumentWeight, 1);

      weight->measure = g_strdup (obs_db_text (stmt, 0));
      weight->area = g_strdup (obs_db_text (stmt, 1));
      weight->area_name = g_strdup (obs_db_text (stmt, 2));
      weight->provider = g_strdup (obs_db_text (stmt, 3));
      weight->period = g_strdup (obs_db_text (stmt, 4));
      weight->value = obs_db_double (stmt, 5);
      weight->estimate = sqlite3_column_int (stmt, 6) != 0;
      weight->source = g_strdup (obs_db_text (stmt, 7));
      g_ptr_array_add (document->weights, weight);
    }
  return rc == 0;
}

ObsDocument *
obs_document_load (ObsEdition *edition, const char *code, GCancellable *cancellable, GError **error)
{
  sqlite3 *db = obs_edition_get_db (edition);
  g_autoptr (ObsDocument) document = obs_document_load_brief (edition, code, cancellable, error);
  GPtrArray *statements;

  if (document == NULL || !read_titles (db, document, cancellable, error)
      || !read_weights (db, document, cancellable, error))
    return NULL;
  statements = obs_statements_of (edition, code, cancellable, error);
  if (statements == NULL)
    return NULL;
  g_ptr_array_unref (document->statements);
  document->statements = statements;
  return g_steal_pointer (&document);
}
