/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/teaches.h"

#include "data/edition/db.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* An area or concept that the job is about. */
typedef struct
{
  char *level, *concept;
} Wanted;

typedef struct
{
  char *code; /* owned by the table of all */
  guint areas, concepts;
  double weight, order;
} Shared;

/* For the order alone: what a title with all words of the job's title adds. */
#define TITLE_PART 0.5

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->level);
  g_free (wanted->concept);
  g_free (wanted);
}

static void
document_free (gpointer data)
{
  ObsTeachingDocument *document = data;

  g_free (document->code);
  g_free (document->kind);
  g_free (document->title);
  g_free (document);
}

void
obs_teaching_documents_free (ObsTeachingDocuments *documents)
{
  if (documents == NULL)
    return;
  g_ptr_array_unref (documents->documents);
  g_free (documents);
}

char *
obs_teaching_words (const ObsTeachingDocuments *all, const ObsTeachingDocument *document)
{
  g_autofree char *areas = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u of its %u area", "%u of its %u areas", all->areas),
      document->shared_areas, all->areas);
  g_autofree char *concepts = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u of its %u concept", "%u of its %u concepts", all->concepts),
      document->shared_concepts, all->concepts);

  if (all->concepts == 0)
    return g_steal_pointer (&areas);
  if (all->areas == 0)
    return g_steal_pointer (&concepts);
  /* Translators: "7 of its 9 areas and 4 of its 12 concepts" */
  return g_strdup_printf (_ ("%s and %s"), areas, concepts);
}

static GPtrArray *
read_wanted (sqlite3 *db, const char *document, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (wanted_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT DISTINCT m.level, m.concept FROM statement s JOIN statement_match m ON m.statement = "
      "s.id WHERE s.document = ?1 AND m.status <> 'unsure' ORDER BY m.level, m.concept",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, document, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      Wanted *one = g_new0 (Wanted, 1);

      one->level = g_strdup (obs_db_text (stmt, 0));
      one->concept = g_strdup (obs_db_text (stmt, 1));
      g_ptr_array_add (wanted, one);
    }
  return rc == 0 ? g_steal_pointer (&wanted) : NULL;
}

/* Number of supply texts that are about anything; -1 with @error. */
static int
count_supply (sqlite3 *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db, "SELECT count(*) FROM document WHERE side = 'supply'", error);

  if (stmt == NULL || obs_db_step (stmt, cancellable, error) != 1)
    return -1;
  return sqlite3_column_int (stmt, 0);
}

/* Adds what @one is shared with; its weight goes to @total. */
static gboolean
share_one (sqlite3_stmt *stmt, const Wanted *one, const char *document, int n_supply,
           GHashTable *all, double *total, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  gboolean area = strcmp (one->level, "area") == 0;
  double weight;
  int rc;

  sqlite3_reset (stmt);
  sqlite3_bind_text (stmt, 1, one->concept, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, one->level, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    g_ptr_array_add (codes, g_strdup (obs_db_text (stmt, 0)));
  weight = log (1 + (double) MAX (n_supply, 1) / MAX (codes->len, 1));
  *total += weight;
  for (guint i = 0; rc == 0 && i < codes->len; i++)
    {
      const char *code = g_ptr_array_index (codes, i);
      Shared *shared = g_hash_table_lookup (all, code);

      if (strcmp (code, document) == 0)
        continue;
      if (shared == NULL)
        {
          shared = g_new0 (Shared, 1);
          shared->code = g_strdup (code);
          g_hash_table_insert (all, shared->code, shared);
        }
      shared->weight += weight;
      *(area ? &shared->areas : &shared->concepts) += 1;
    }
  return rc == 0;
}

static int
compare_shared (gconstpointer a, gconstpointer b)
{
  const Shared *x = *(const Shared *const *) a, *y = *(const Shared *const *) b;

  if (x->order != y->order)
    return x->order > y->order ? -1 : 1;
  return strcmp (x->code, y->code);
}

/* --- titles -------------------------------------------------------------------------------- */

/* Words of a title of four letters and more, small and without accents. (transfer full): a set */
static GHashTable *
title_words (const char *title)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) all = g_str_tokenize_and_fold (title, NULL, NULL);

  for (guint i = 0; all[i] != NULL; i++)
    if (g_utf8_strlen (all[i], -1) > 3)
      g_hash_table_add (words, g_strdup (all[i]));
  return words;
}

/* All titles of the texts of the supply side, and of @document itself. (transfer full): code -> set
 * of words */
static GHashTable *
read_titles (sqlite3 *db, const char *document, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                         (GDestroyNotify) g_hash_table_unref);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT d.code, d.title || coalesce((SELECT ' ' || group_concat(t.title, ' ') FROM "
      "document_title t WHERE t.document = d.code AND d.code <> ?1), '') FROM document d WHERE "
      "d.side = 'supply' OR d.code = ?1",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, document, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    g_hash_table_insert (titles, g_strdup (obs_db_text (stmt, 0)),
                         title_words (obs_db_text (stmt, 1)));
  return rc == 0 ? g_steal_pointer (&titles) : NULL;
}

static guint
count_word (GHashTable *titles, const char *word)
{
  GHashTableIter iter;
  gpointer words;
  guint n = 0;

  g_hash_table_iter_init (&iter, titles);
  while (g_hash_table_iter_next (&iter, NULL, &words))
    n += g_hash_table_contains (words, word);
  return n;
}

/* Rare words of the job's title count more, as areas and concepts do. */
static void
order_by_title (GPtrArray *shared, GHashTable *titles, const char *document, double total)
{
  GHashTable *own = g_hash_table_lookup (titles, document);
  g_autofree double *parts = g_new0 (double, shared->len + 1);
  double all = 0;
  GHashTableIter iter;
  gpointer word;

  if (own != NULL)
    g_hash_table_iter_init (&iter, own);
  while (own != NULL && g_hash_table_iter_next (&iter, &word, NULL))
    {
      double weight = log (1 + (double) g_hash_table_size (titles) / count_word (titles, word));

      all += weight;
      for (guint i = 0; i < shared->len; i++)
        {
          const Shared *one = g_ptr_array_index (shared, i);
          GHashTable *words = g_hash_table_lookup (titles, one->code);

          if (words != NULL && g_hash_table_contains (words, word))
            parts[i] += weight;
        }
    }
  for (guint i = 0; i < shared->len; i++)
    {
      Shared *one = g_ptr_array_index (shared, i);

      one->order
          = (total > 0 ? one->weight / total : 0) + (all > 0 ? TITLE_PART * parts[i] / all : 0);
    }
}

static ObsTeachingDocument *
read_document (sqlite3 *db, const Shared *shared, double total, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db, "SELECT code, kind, title, level FROM document WHERE code = ?1", error);
  ObsTeachingDocument *document;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, shared->code, -1, SQLITE_TRANSIENT);
  if (obs_db_step (stmt, cancellable, error) != 1)
    return NULL;
  document = g_new0 (ObsTeachingDocument, 1);
  document->code = g_strdup (obs_db_text (stmt, 0));
  document->kind = g_strdup (obs_db_text (stmt, 1));
  document->title = g_strdup (obs_db_text (stmt, 2));
  document->level = sqlite3_column_int (stmt, 3);
  document->shared_areas = shared->areas;
  document->shared_concepts = shared->concepts;
  document->order = shared->order;
  document->share = total > 0 ? shared->weight / total : 0;
  return document;
}

ObsTeachingDocuments *
obs_teaching_documents_load (ObsEdition *edition, const char *document, guint most,
                             GCancellable *cancellable, GError **error)
{
  sqlite3 *db = obs_edition_get_db (edition);
  g_autoptr (GPtrArray) wanted = read_wanted (db, document, cancellable, error);
  g_autoptr (GHashTable) all = NULL, titles = NULL;
  g_autoptr (GPtrArray) ranked = NULL;
  g_autoptr (ObsTeachingDocuments) result = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int n_supply = wanted != NULL ? count_supply (db, cancellable, error) : -1;
  double total = 0;
  GHashTableIter iter;
  gpointer value;

  if (n_supply >= 0)
    stmt = obs_db_prepare (
        db,
        "SELECT DISTINCT s.document FROM statement_match m JOIN statement s ON s.id = m.statement "
        "WHERE m.concept = ?1 AND m.level = ?2 AND m.status <> 'unsure' AND s.side = 'supply'",
        error);
  if (stmt == NULL)
    return NULL;
  /* Shared and its code are freed together: the key is the value's own text. */
  all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  result = g_new0 (ObsTeachingDocuments, 1);
  result->documents = g_ptr_array_new_with_free_func (document_free);
  for (guint i = 0; i < wanted->len; i++)
    {
      const Wanted *one = g_ptr_array_index (wanted, i);

      *(strcmp (one->level, "area") == 0 ? &result->areas : &result->concepts) += 1;
      if (!share_one (stmt, one, document, n_supply, all, &total, cancellable, error))
        return NULL;
    }
  ranked = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (ranked, value);
  titles = read_titles (db, document, cancellable, error);
  if (titles == NULL)
    return NULL;
  order_by_title (ranked, titles, document, total);
  g_ptr_array_sort (ranked, compare_shared);
  for (guint i = 0; i < ranked->len && i < most; i++)
    {
      ObsTeachingDocument *one
          = read_document (db, g_ptr_array_index (ranked, i), total, cancellable, error);

      if (one == NULL)
        return NULL;
      g_ptr_array_add (result->documents, one);
    }
  return g_steal_pointer (&result);
}
