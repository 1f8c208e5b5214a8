/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/taxonomy.h"

#include "data/edition/db.h"

#include <math.h>
#include <string.h>

/* A document of the demand side: its groups, and whether it asks for each area. */
typedef struct
{
  guint group[OBS_N_CROSS]; /* number + 1 in Cross.names; 0: the document does not say */
} Document;

typedef struct
{
  const ObsTaxonomy *taxonomy;
  GPtrArray *names[OBS_N_CROSS];    /* of char *: labels of the groups */
  GHashTable *numbers[OBS_N_CROSS]; /* key -> number + 1 */
  GArray *documents;                /* of Document */
  GHashTable *by_code;              /* code (owned) -> number + 1 */
  GArray *areas;                    /* of guint: nodes */
  guint *area_of;                   /* node -> number of its area + 1 */
  guint8 *asks;                     /* documents x areas */
  gboolean simulated;
} Cross;

static void
cross_clear (Cross *cross)
{
  for (int i = 0; i < OBS_N_CROSS; i++)
    {
      g_clear_pointer (&cross->numbers[i], g_hash_table_unref);
      g_clear_pointer (&cross->names[i], g_ptr_array_unref);
    }
  g_clear_pointer (&cross->documents, g_array_unref);
  g_clear_pointer (&cross->by_code, g_hash_table_unref);
  g_clear_pointer (&cross->areas, g_array_unref);
  g_clear_pointer (&cross->area_of, g_free);
  g_clear_pointer (&cross->asks, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cross, cross_clear)

static guint
group_number (Cross *cross, ObsCrossBy by, const char *key, const char *label)
{
  guint number;

  if (*key == '\0')
    return 0;
  number = GPOINTER_TO_UINT (g_hash_table_lookup (cross->numbers[by], key));
  if (number > 0)
    return number;
  g_ptr_array_add (cross->names[by], g_strdup (label));
  number = cross->names[by]->len;
  g_hash_table_insert (cross->numbers[by], g_strdup (key), GUINT_TO_POINTER (number));
  return number;
}

/* Only documents with statements: of others nothing is known. */
static gboolean
read_documents (Cross *cross, sqlite3 *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT d.code, coalesce(d.sector, ''), coalesce(s.label, ''), d.route, d.kind, "
      "r.class = 'simulated' FROM document d JOIN source r ON r.id = d.source LEFT JOIN sector s "
      "ON s.code = d.sector WHERE d.side = 'demand' AND EXISTS (SELECT 1 FROM statement t WHERE "
      "t.document = d.code) ORDER BY d.code",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      const char *sector = obs_db_text (stmt, 1), *route = obs_db_text (stmt, 3);
      const char *kind = obs_db_text (stmt, 4);
      Document document;

      document.group[OBS_CROSS_SECTORS]
          = group_number (cross, OBS_CROSS_SECTORS, strcmp (sector, "all") == 0 ? "" : sector,
                          obs_db_text (stmt, 2));
      document.group[OBS_CROSS_ROUTES] = group_number (cross, OBS_CROSS_ROUTES, route, route);
      document.group[OBS_CROSS_KINDS]
          = group_number (cross, OBS_CROSS_KINDS, kind, obs_taxonomy_document_words (kind));
      cross->simulated |= sqlite3_column_int (stmt, 5) != 0;
      g_array_append_val (cross->documents, document);
      g_hash_table_insert (cross->by_code, g_strdup (obs_db_text (stmt, 0)),
                           GUINT_TO_POINTER (cross->documents->len));
    }
  return rc == 0;
}

/* Splits count for the area that they are parts of. */
static void
list_areas (Cross *cross)
{
  cross->area_of = g_new0 (guint, cross->taxonomy->nodes->len + 1);
  for (guint i = 0; i < cross->taxonomy->nodes->len; i++)
    {
      g_autoptr (GArray) below = NULL;

      if (obs_taxonomy_node (cross->taxonomy, i)->kind != OBS_CONCEPT_AREA)
        continue;
      g_array_append_val (cross->areas, i);
      below = obs_taxonomy_below (cross->taxonomy, i);
      for (guint k = 0; k < below->len; k++)
        cross->area_of[g_array_index (below, guint, k)] = cross->areas->len;
    }
}

static gboolean
read_asks (Cross *cross, sqlite3 *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT t.document, m.concept FROM statement t JOIN statement_match m ON "
                        "m.statement = t.id WHERE t.side = 'demand' AND m.level = 'area' AND "
                        "m.status <> 'unsure'",
                        error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  cross->asks = g_new0 (guint8, (gsize) cross->documents->len * cross->areas->len + 1);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      guint document
          = GPOINTER_TO_UINT (g_hash_table_lookup (cross->by_code, obs_db_text (stmt, 0)));
      int node = obs_taxonomy_find (cross->taxonomy, obs_db_text (stmt, 1));

      if (document > 0 && node >= 0 && cross->area_of[node] > 0)
        cross->asks[(gsize) (document - 1) * cross->areas->len + cross->area_of[node] - 1] = 1;
    }
  return rc == 0;
}

/* Fills what @row says of the groups of @by; where it is the ranking one, also how evenly they ask.
 */
static void
count_groups (const Cross *cross, guint area, ObsCrossBy by, gboolean ranking, ObsCrossRow *row)
{
  guint n = cross->names[by]->len;
  g_autofree guint *all = g_new0 (guint, n + 1);
  g_autofree guint *ask = g_new0 (guint, n + 1);
  guint least = 0;
  double sum = 0;

  for (guint i = 0; i < cross->documents->len; i++)
    {
      guint group = g_array_index (cross->documents, Document, i).group[by];

      all[group]++;
      ask[group] += cross->asks[(gsize) i * cross->areas->len + area];
    }
  for (guint i = 1; i <= n; i++)
    {
      row->groups[by] += ask[i] > 0;
      sum += (double) ask[i] / all[i];
      if (least == 0 || (double) ask[i] / all[i] < (double) ask[least] / all[least])
        least = i;
    }
  if (!ranking || n == 0)
    return;
  row->evenly = sum / n;
  row->least_share = (double) ask[least] / all[least];
  g_free (row->least);
  row->least = g_strdup (n > 1 && row->least_share < row->evenly
                             ? g_ptr_array_index (cross->names[by], least - 1)
                             : "");
}

static ObsCrossRow *
row_new (const Cross *cross, guint area, ObsCrossBy ranking)
{
  const ObsConceptNode *node
      = obs_taxonomy_node (cross->taxonomy, g_array_index (cross->areas, guint, area));
  ObsCrossRow *row = g_new0 (ObsCrossRow, 1);

  row->code = g_strdup (node->code);
  row->label = g_strdup (node->label);
  row->ksb = g_strdup (node->ksb);
  row->least = g_strdup ("");
  for (guint i = 0; i < cross->documents->len; i++)
    row->documents += cross->asks[(gsize) i * cross->areas->len + area];
  if (cross->documents->len > 0)
    row->share = (double) row->documents / cross->documents->len;
  for (int by = 0; by < OBS_N_CROSS; by++)
    count_groups (cross, area, (ObsCrossBy) by, by == (int) ranking, row);
  return row;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const ObsCrossRow *x = *(ObsCrossRow *const *) a, *y = *(ObsCrossRow *const *) b;
  ObsCrossBy by = ((const ObsCross *) data)->by;

  if (x->groups[by] != y->groups[by])
    return x->groups[by] > y->groups[by] ? -1 : 1;
  if (x->evenly < y->evenly || x->evenly > y->evenly)
    return x->evenly > y->evenly ? -1 : 1;
  return strcmp (x->code, y->code);
}

static void
row_free (gpointer data)
{
  ObsCrossRow *row = data;

  g_free (row->code);
  g_free (row->label);
  g_free (row->ksb);
  g_free (row->least);
  g_free (row);
}

void
obs_cross_free (ObsCross *cross)
{
  g_ptr_array_unref (cross->rows);
  g_free (cross);
}

static ObsCross *
rank (const Cross *cross)
{
  ObsCross *result = g_new0 (ObsCross, 1);

  result->rows = g_ptr_array_new_with_free_func (row_free);
  result->by = OBS_CROSS_KINDS;
  for (int by = OBS_N_CROSS - 1; by >= 0; by--)
    {
      result->groups[by] = cross->names[by]->len;
      if (result->groups[by] >= 2)
        result->by = (ObsCrossBy) by;
    }
  result->documents = cross->documents->len;
  result->untied = obs_taxonomy_untied (cross->taxonomy, OBS_TEXT_DEMAND);
  result->simulated = cross->simulated;
  for (guint i = 0; i < cross->areas->len; i++)
    g_ptr_array_add (result->rows, row_new (cross, i, result->by));
  g_ptr_array_sort_with_data (result->rows, compare_rows, result);
  return result;
}

ObsCross *
obs_cross_cutting (ObsEdition *edition, GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsTaxonomy) taxonomy = obs_taxonomy_load (edition, cancellable, error);
  sqlite3 *db = obs_edition_get_db (edition);
  g_auto (Cross) cross = { .taxonomy = taxonomy };

  if (taxonomy == NULL)
    return NULL;
  for (int i = 0; i < OBS_N_CROSS; i++)
    {
      cross.names[i] = g_ptr_array_new_with_free_func (g_free);
      cross.numbers[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  cross.documents = g_array_new (FALSE, FALSE, sizeof (Document));
  cross.by_code = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  cross.areas = g_array_new (FALSE, FALSE, sizeof (guint));
  list_areas (&cross);
  if (!read_documents (&cross, db, cancellable, error)
      || !read_asks (&cross, db, cancellable, error))
    return NULL;
  return rank (&cross);
}
