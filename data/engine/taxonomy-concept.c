/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/taxonomy.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- the statements of a concept ----------------------------------------------------------- */

/* One statement that has a match with a concept or with what lies below it. */
typedef struct
{
  gint64 id;
  double confidence; /* of its best match */
  gboolean unsure;
  ObsTextSide side;
  guint document; /* number in Found.documents */
} Found;

typedef struct
{
  GArray *statements;   /* of Found, in no order */
  GHashTable *by_id;    /* gint64 * -> number + 1 */
  GPtrArray *documents; /* of char *: codes */
  GHashTable *by_code;  /* code -> number + 1 */
} Finds;

static void
finds_clear (Finds *finds)
{
  g_clear_pointer (&finds->statements, g_array_unref);
  g_clear_pointer (&finds->by_id, g_hash_table_unref);
  g_clear_pointer (&finds->by_code, g_hash_table_unref);
  g_clear_pointer (&finds->documents, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Finds, finds_clear)

static guint
document_number (Finds *finds, const char *code)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (finds->by_code, code));
  char *copy;

  if (number > 0)
    return number - 1;
  copy = g_strdup (code);
  g_ptr_array_add (finds->documents, copy);
  g_hash_table_insert (finds->by_code, copy, GUINT_TO_POINTER (finds->documents->len));
  return finds->documents->len - 1;
}

/* A statement with several matches here is what the best of them is: counted before unsure. */
static void
add_match (Finds *finds, sqlite3_stmt *stmt)
{
  gint64 id = sqlite3_column_int64 (stmt, 0);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (finds->by_id, &id));
  double confidence = sqlite3_column_double (stmt, 1);
  gboolean unsure = sqlite3_column_int (stmt, 2) != 0;
  Found fresh = { id, confidence, unsure, OBS_TEXT_SURVEY, 0 };
  gint64 *key;

  if (number > 0)
    {
      Found *old = &g_array_index (finds->statements, Found, number - 1);

      if (old->unsure && !unsure)
        {
          old->unsure = FALSE;
          old->confidence = confidence;
        }
      else if (old->unsure == unsure)
        old->confidence = MAX (old->confidence, confidence);
      return;
    }
  obs_text_side_from_key (obs_db_text (stmt, 3), &fresh.side);
  fresh.document = document_number (finds, obs_db_text (stmt, 4));
  g_array_append_val (finds->statements, fresh);
  key = g_new (gint64, 1);
  *key = id;
  g_hash_table_insert (finds->by_id, key, GUINT_TO_POINTER (finds->statements->len));
}

static gboolean
find_statements (sqlite3 *db, const ObsTaxonomy *taxonomy, guint node, Finds *finds,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) below = obs_taxonomy_below (taxonomy, node);
  ObsConceptKind kind = obs_taxonomy_node (taxonomy, node)->kind;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT m.statement, m.confidence, m.status = 'unsure', s.side, s.document FROM "
      "statement_match m JOIN statement s ON s.id = m.statement WHERE m.concept = ?1 AND m.level "
      "= ?2",
      error);

  finds->statements = g_array_new (FALSE, FALSE, sizeof (Found));
  finds->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  finds->documents = g_ptr_array_new_with_free_func (g_free);
  finds->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < below->len; i++)
    {
      const ObsConceptNode *one = obs_taxonomy_node (taxonomy, g_array_index (below, guint, i));
      int rc;

      sqlite3_bind_text (stmt, 1, one->code, -1, SQLITE_STATIC);
      sqlite3_bind_text (stmt, 2, kind <= OBS_CONCEPT_SPLIT ? "area" : "concept", -1,
                         SQLITE_STATIC);
      while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
        add_match (finds, stmt);
      if (rc < 0)
        return FALSE;
      sqlite3_reset (stmt);
    }
  return TRUE;
}

/* --- where it is used ---------------------------------------------------------------------- */

static void
document_free (gpointer data)
{
  ObsConceptDocument *document = data;

  g_free (document->code);
  g_free (document->title);
  g_free (document->kind);
  g_free (document->source);
  g_free (document);
}

static int
compare_documents (gconstpointer a, gconstpointer b)
{
  const ObsConceptDocument *x = *(ObsConceptDocument *const *) a;
  const ObsConceptDocument *y = *(ObsConceptDocument *const *) b;
  int order;

  if (x->statements != y->statements)
    return x->statements > y->statements ? -1 : 1;
  order = strcmp (x->title, y->title);
  return order != 0 ? order : strcmp (x->code, y->code);
}

static void
count_use (ObsConcept *concept, const Finds *finds, guint *in_document)
{
  for (guint i = 0; i < finds->statements->len; i++)
    {
      const Found *found = &g_array_index (finds->statements, Found, i);
      ObsConceptUse *use = &concept->use[found->side];

      if (found->unsure)
        {
          use->unsure++;
          continue;
        }
      use->statements++;
      in_document[found->document]++;
    }
}

static gboolean
add_documents (sqlite3 *db, ObsConcept *concept, const Finds *finds, const guint *in_document,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT d.code, d.title, d.kind, d.side, s.title, s.class = 'simulated' "
                        "FROM document d JOIN source s ON s.id = d.source WHERE d.code = ?1",
                        error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < finds->documents->len; i++)
    {
      ObsTextSide side = OBS_TEXT_SURVEY;
      ObsConceptDocument *document;
      int rc;

      if (in_document[i] == 0)
        continue;
      sqlite3_reset (stmt);
      sqlite3_bind_text (stmt, 1, g_ptr_array_index (finds->documents, i), -1, SQLITE_STATIC);
      rc = obs_db_step (stmt, cancellable, error);
      if (rc < 0)
        return FALSE;
      if (rc == 0)
        continue;
      document = g_new0 (ObsConceptDocument, 1);
      document->code = g_strdup (obs_db_text (stmt, 0));
      document->title = g_strdup (obs_db_text (stmt, 1));
      document->kind = g_strdup (obs_db_text (stmt, 2));
      document->source = g_strdup (obs_db_text (stmt, 4));
      document->simulated = sqlite3_column_int (stmt, 5) != 0;
      document->statements = in_document[i];
      obs_text_side_from_key (obs_db_text (stmt, 3), &side);
      concept->use[side].simulated |= document->simulated;
      g_ptr_array_add (concept->use[side].documents, document);
    }
  for (int side = 0; side < OBS_N_TEXT_SIDES; side++)
    {
      ObsConceptUse *use = &concept->use[side];

      use->n_documents = use->documents->len;
      g_ptr_array_sort (use->documents, compare_documents);
      if (use->documents->len > OBS_CONCEPT_DOCUMENTS)
        g_ptr_array_set_size (use->documents, OBS_CONCEPT_DOCUMENTS);
    }
  return TRUE;
}

static gboolean
load_use (sqlite3 *db, const ObsTaxonomy *taxonomy, guint node, ObsConcept *concept,
          GCancellable *cancellable, GError **error)
{
  g_auto (Finds) finds = { NULL };
  g_autofree guint *in_document = NULL;

  if (!find_statements (db, taxonomy, node, &finds, cancellable, error))
    return FALSE;
  in_document = g_new0 (guint, finds.documents->len + 1);
  count_use (concept, &finds, in_document);
  return add_documents (db, concept, &finds, in_document, cancellable, error);
}

/* --- its own words ------------------------------------------------------------------------- */

static void
link_free (gpointer data)
{
  ObsConceptLink *link = data;

  g_free (link->relation);
  g_free (link->code);
  g_free (link->label);
  g_free (link->ksb);
  g_free (link->scheme);
  g_free (link->url);
  g_free (link);
}

void
obs_concept_free (ObsConcept *concept)
{
  g_free (concept->code);
  g_free (concept->label);
  g_free (concept->description);
  g_free (concept->url);
  g_free (concept->term);
  g_ptr_array_unref (concept->labels);
  g_ptr_array_unref (concept->seeds);
  g_ptr_array_unref (concept->also_under);
  g_ptr_array_unref (concept->links);
  for (int side = 0; side < OBS_N_TEXT_SIDES; side++)
    g_ptr_array_unref (concept->use[side].documents);
  g_free (concept);
}

static ObsConcept *
concept_new (const ObsConceptNode *node)
{
  ObsConcept *concept = g_new0 (ObsConcept, 1);

  concept->code = g_strdup (node->code);
  concept->label = g_strdup (node->label);
  concept->labels = g_ptr_array_new_with_free_func (g_free);
  concept->seeds = g_ptr_array_new_with_free_func (g_free);
  concept->also_under = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  concept->links = g_ptr_array_new_with_free_func (link_free);
  for (int side = 0; side < OBS_N_TEXT_SIDES; side++)
    concept->use[side].documents = g_ptr_array_new_with_free_func (document_free);
  return concept;
}

static sqlite3_stmt *
prepare_for (sqlite3 *db, const char *sql, const char *code, GError **error)
{
  sqlite3_stmt *stmt = obs_db_prepare (db, sql, error);

  if (stmt != NULL)
    sqlite3_bind_text (stmt, 1, code, -1, SQLITE_TRANSIENT);
  return stmt;
}

/* A scheme has no row of its own among the concepts: its publisher's page is what it links to. */
static gboolean
load_words (sqlite3 *db, const ObsTaxonomy *taxonomy, const ObsConceptNode *node,
            ObsConcept *concept, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = prepare_for (
      db, "SELECT description, url, term FROM concept WHERE code = ?1", node->code, error);
  const ObsScheme *scheme = g_ptr_array_index (taxonomy->schemes, node->scheme);
  int rc = stmt != NULL ? obs_db_step (stmt, NULL, error) : -1;

  if (rc < 0)
    return FALSE;
  concept->description = g_strdup (rc == 1 ? obs_db_text (stmt, 0) : "");
  concept->url = g_strdup (rc == 1 ? obs_db_text (stmt, 1) : scheme->url);
  concept->term = g_strdup (rc == 1 ? obs_db_text (stmt, 2) : "");
  return TRUE;
}

static gboolean
load_labels (sqlite3 *db, ObsConcept *concept, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = prepare_for (
      db, "SELECT label, kind FROM concept_label WHERE concept = ?1 ORDER BY label COLLATE NOCASE",
      concept->code, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    g_ptr_array_add (strcmp (obs_db_text (stmt, 1), "seed") == 0 ? concept->seeds : concept->labels,
                     g_strdup (obs_db_text (stmt, 0)));
  return rc == 0;
}

static gboolean
load_also_under (sqlite3 *db, const ObsTaxonomy *taxonomy, const ObsConceptNode *node,
                 ObsConcept *concept, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = prepare_for (db,
                     "SELECT b.code, b.label FROM concept_broader x JOIN concept b ON b.code = "
                     "x.broader WHERE x.concept = ?1 ORDER BY b.label",
                     concept->code, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    if (obs_taxonomy_find (taxonomy, obs_db_text (stmt, 0)) != node->broader)
      obs_figure_add_choice (concept->also_under, obs_db_text (stmt, 0), obs_db_text (stmt, 1));
  return rc == 0;
}

/* Links stand once in the edition and are read from both of their ends. */
static gboolean
load_links (sqlite3 *db, ObsConcept *concept, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = prepare_for (
      db,
      "SELECT l.relation, c.code, c.label, c.ksb, s.title, c.url FROM (SELECT relation, target AS "
      "other FROM concept_link WHERE concept = ?1 UNION SELECT relation, concept FROM concept_link "
      "WHERE target = ?1) l JOIN concept c ON c.code = l.other JOIN scheme s ON s.id = c.scheme "
      "ORDER BY CASE l.relation WHEN 'exact' THEN 0 WHEN 'close' THEN 1 ELSE 2 END, s.position, "
      "c.label, c.code",
      concept->code, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsConceptLink *link = g_new0 (ObsConceptLink, 1);

      link->relation = g_strdup (obs_db_text (stmt, 0));
      link->code = g_strdup (obs_db_text (stmt, 1));
      link->label = g_strdup (obs_db_text (stmt, 2));
      link->ksb = g_strdup (obs_db_text (stmt, 3));
      link->scheme = g_strdup (obs_db_text (stmt, 4));
      link->url = g_strdup (obs_db_text (stmt, 5));
      g_ptr_array_add (concept->links, link);
    }
  return rc == 0;
}

static ObsTaxonomy *
load_for (ObsEdition *edition, const char *code, guint *number, GCancellable *cancellable,
          GError **error)
{
  g_autoptr (ObsTaxonomy) taxonomy = obs_taxonomy_load (edition, cancellable, error);
  int found = taxonomy != NULL ? obs_taxonomy_find (taxonomy, code) : -1;

  if (taxonomy == NULL)
    return NULL;
  if (found < 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("This edition has no concept “%s”. Look for it by its name."), code);
      return NULL;
    }
  *number = (guint) found;
  return g_steal_pointer (&taxonomy);
}

ObsConcept *
obs_concept_load (ObsEdition *edition, const char *code, GCancellable *cancellable, GError **error)
{
  guint number = 0;
  g_autoptr (ObsTaxonomy) taxonomy = load_for (edition, code, &number, cancellable, error);
  g_autoptr (ObsConcept) concept = NULL;
  const ObsConceptNode *node;
  sqlite3 *db = obs_edition_get_db (edition);

  if (taxonomy == NULL)
    return NULL;
  node = obs_taxonomy_node (taxonomy, number);
  concept = concept_new (node);
  if (load_words (db, taxonomy, node, concept, error) && load_labels (db, concept, error)
      && load_also_under (db, taxonomy, node, concept, error) && load_links (db, concept, error)
      && load_use (db, taxonomy, number, concept, cancellable, error))
    return g_steal_pointer (&concept);
  return NULL;
}

/* --- its statements, paged ----------------------------------------------------------------- */

static void
statement_free (gpointer data)
{
  ObsConceptStatement *statement = data;

  g_free (statement->text);
  g_free (statement->number);
  g_free (statement->ksb);
  g_free (statement->document);
  g_free (statement->document_title);
  g_free (statement);
}

void
obs_concept_statements_free (ObsConceptStatements *statements)
{
  g_ptr_array_unref (statements->rows);
  g_free (statements);
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *x = a, *y = b;

  if (x->unsure != y->unsure)
    return x->unsure ? 1 : -1;
  if (x->confidence < y->confidence || x->confidence > y->confidence)
    return x->confidence > y->confidence ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

static gboolean
add_statement (sqlite3_stmt *stmt, const Found *found, GPtrArray *rows, GError **error)
{
  ObsConceptStatement *row;
  int rc;

  sqlite3_reset (stmt);
  sqlite3_bind_int64 (stmt, 1, found->id);
  rc = obs_db_step (stmt, NULL, error);
  if (rc != 1)
    return rc == 0;
  row = g_new0 (ObsConceptStatement, 1);
  row->id = found->id;
  row->side = found->side;
  row->confidence = found->confidence;
  row->unsure = found->unsure;
  row->text = g_strdup (obs_db_text (stmt, 0));
  row->number = g_strdup (obs_db_text (stmt, 1));
  row->ksb = g_strdup (obs_db_text (stmt, 2));
  row->document = g_strdup (obs_db_text (stmt, 3));
  row->document_title = g_strdup (obs_db_text (stmt, 4));
  row->simulated = sqlite3_column_int (stmt, 5) != 0;
  g_ptr_array_add (rows, row);
  return TRUE;
}

ObsConceptStatements *
obs_concept_statements (ObsEdition *edition, const char *code, ObsTextSide side, guint offset,
                        guint limit, GCancellable *cancellable, GError **error)
{
  guint number = 0;
  g_autoptr (ObsTaxonomy) taxonomy = load_for (edition, code, &number, cancellable, error);
  sqlite3 *db = obs_edition_get_db (edition);
  g_auto (Finds) finds = { NULL };
  g_autoptr (ObsConceptStatements) page = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint at = 0;

  if (taxonomy == NULL)
    return NULL;
  if (!find_statements (db, taxonomy, number, &finds, cancellable, error))
    return NULL;
  stmt = obs_db_prepare (db,
                         "SELECT t.text, t.number, t.ksb, d.code, d.title, s.class = 'simulated' "
                         "FROM statement t JOIN document d ON d.code = t.document JOIN source s ON "
                         "s.id = d.source WHERE t.id = ?1",
                         error);
  if (stmt == NULL)
    return NULL;
  page = g_new0 (ObsConceptStatements, 1);
  page->rows = g_ptr_array_new_with_free_func (statement_free);
  g_array_sort (finds.statements, compare_found);
  for (guint i = 0; i < finds.statements->len; i++)
    {
      const Found *found = &g_array_index (finds.statements, Found, i);

      if (side != OBS_N_TEXT_SIDES && found->side != side)
        continue;
      page->total++;
      if (at++ < offset || page->rows->len >= limit)
        continue;
      if (!add_statement (stmt, found, page->rows, error))
        return NULL;
    }
  return g_steal_pointer (&page);
}
