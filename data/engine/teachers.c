/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/teaches.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Of a job: so many standards and courses, each with so much of what the first one shares. */
#define MOST_OF_A_JOB 10
#define LEAST_OF_FIRST 0.5

/* While it is worked out. */
typedef struct
{
  sqlite3 *db;
  GCancellable *cancellable;
  const char *place;
  GHashTable *documents; /* set of codes that carry it */
  GHashTable *parents;   /* area in the place -> the one that it lies in, "" for the place */
  GHashTable *found;     /* provider code -> ObsTeacher *, owned by the result */
  char *measure, *period;
  ObsTeachers *result;
} Asking;

static void
teacher_free (gpointer data)
{
  ObsTeacher *teacher = data;

  g_free (teacher->code);
  g_free (teacher->name);
  g_free (teacher->kind);
  g_free (teacher->place);
  g_free (teacher->period);
  g_ptr_array_unref (teacher->documents);
  g_free (teacher);
}

void
obs_teachers_free (ObsTeachers *teachers)
{
  if (teachers == NULL)
    return;
  g_free (teachers->area);
  g_free (teachers->area_name);
  g_ptr_array_unref (teachers->teachers);
  g_free (teachers);
}

static void
asking_clear (Asking *asking)
{
  g_clear_pointer (&asking->documents, g_hash_table_unref);
  g_clear_pointer (&asking->parents, g_hash_table_unref);
  g_clear_pointer (&asking->found, g_hash_table_unref);
  g_clear_pointer (&asking->measure, g_free);
  g_clear_pointer (&asking->period, g_free);
  g_clear_pointer (&asking->result, obs_teachers_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asking, asking_clear)

/* --- what carries it ----------------------------------------------------------------------- */

/* The first column of each row of @sql, whose one parameter is @value. */
static gboolean
add_codes (Asking *asking, const char *sql, const char *value, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (asking->db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, value, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, asking->cancellable, error)) == 1)
    g_hash_table_add (asking->documents, g_strdup (obs_db_text (stmt, 0)));
  return rc == 0;
}

/* With what is narrower in the same scheme: an area with its splits, a group with its concepts. */
static gboolean
add_of_concept (Asking *asking, const char *concept, GError **error)
{
  return add_codes (
      asking,
      "WITH RECURSIVE narrower (code, scheme) AS (SELECT code, scheme FROM concept WHERE code = ?1 "
      "UNION SELECT c.code, c.scheme FROM narrower n JOIN concept_broader b ON b.broader = n.code "
      "JOIN concept c ON c.code = b.concept AND c.scheme = n.scheme) SELECT DISTINCT s.document "
      "FROM narrower n JOIN statement_match m ON m.concept = n.code JOIN statement s ON s.id = "
      "m.statement WHERE m.status <> 'unsure' AND s.side = 'supply'",
      concept, error);
}

static gboolean
add_of_document (Asking *asking, ObsEdition *edition, const char *document, GError **error)
{
  g_autoptr (ObsTeachingDocuments) sharing = NULL;

  if (!add_codes (asking, "SELECT code FROM document WHERE code = ?1 AND side = 'supply'", document,
                  error))
    return FALSE;
  if (g_hash_table_size (asking->documents) > 0)
    return TRUE;
  sharing
      = obs_teaching_documents_load (edition, document, MOST_OF_A_JOB, asking->cancellable, error);
  for (guint i = 0; sharing != NULL && i < sharing->documents->len; i++)
    {
      const ObsTeachingDocument *one = g_ptr_array_index (sharing->documents, i);

      const ObsTeachingDocument *first = g_ptr_array_index (sharing->documents, 0);

      if (one->order >= LEAST_OF_FIRST * first->order)
        g_hash_table_add (asking->documents, g_strdup (one->code));
    }
  return sharing != NULL;
}

/* --- the place ----------------------------------------------------------------------------- */

static gboolean
read_place (Asking *asking, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      asking->db,
      "WITH RECURSIVE inside (code, above) AS (SELECT ?1, '' UNION SELECT a.code, i.code FROM "
      "inside i JOIN area a ON a.parent = i.code UNION SELECT p.part, i.code FROM inside i JOIN "
      "area_part p ON p.area = i.code) SELECT i.code, i.above, a.name FROM inside i JOIN area a ON "
      "a.code = i.code",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, asking->place, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, asking->cancellable, error)) == 1)
    {
      const char *code = obs_db_text (stmt, 0);

      if (strcmp (code, asking->place) == 0)
        {
          g_free (asking->result->area_name);
          asking->result->area_name = g_strdup (obs_db_text (stmt, 2));
        }
      if (!g_hash_table_contains (asking->parents, code))
        g_hash_table_insert (asking->parents, g_strdup (code), g_strdup (obs_db_text (stmt, 1)));
    }
  if (rc == 0 && asking->result->area_name == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   _ ("This edition has no place “%s”. Choose another one."), asking->place);
      return FALSE;
    }
  return rc == 0;
}

/* --- who ----------------------------------------------------------------------------------- */

static ObsTeacher *
find_teacher (Asking *asking, const char *code)
{
  ObsTeacher *teacher = g_hash_table_lookup (asking->found, code);

  if (teacher != NULL)
    return teacher;
  teacher = g_new0 (ObsTeacher, 1);
  teacher->code = g_strdup (code);
  teacher->name = g_strdup ("");
  teacher->kind = g_strdup ("");
  teacher->place = g_strdup ("");
  teacher->period = g_strdup ("");
  teacher->documents = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  teacher->learners = NAN;
  g_hash_table_insert (asking->found, teacher->code, teacher);
  g_ptr_array_add (asking->result->teachers, teacher);
  return teacher;
}

static void
add_document (ObsTeacher *teacher, const char *code, const char *title)
{
  for (guint i = 0; i < teacher->documents->len; i++)
    if (strcmp (((ObsChoice *) g_ptr_array_index (teacher->documents, i))->key, code) == 0)
      return;
  obs_figure_add_choice (teacher->documents, code, title);
}

/* One row of learners. */
typedef struct
{
  char *area, *provider;
  double value;
  gboolean estimate, simulated;
} Learners;

static void
learners_free (gpointer data)
{
  Learners *row = data;

  g_free (row->area);
  g_free (row->provider);
  g_free (row);
}

static gboolean
has_row (const GPtrArray *rows, const char *area, const char *provider)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const Learners *row = g_ptr_array_index (rows, i);

      if (strcmp (row->area, area) == 0 && strcmp (row->provider, provider) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A wider area in the place holds the same people already. */
static gboolean
is_within_another (const Asking *asking, const GPtrArray *rows, const Learners *row)
{
  const char *above = g_hash_table_lookup (asking->parents, row->area);

  for (int depth = 0; above != NULL && *above != '\0' && depth < 16; depth++)
    {
      if (has_row (rows, above, row->provider))
        return TRUE;
      above = g_hash_table_lookup (asking->parents, above);
    }
  return FALSE;
}

static gboolean
names_providers (const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (*((Learners *) g_ptr_array_index (rows, i))->provider != '\0')
      return TRUE;
  return FALSE;
}

static void
add_learners (Asking *asking, const GPtrArray *rows, const char *code, const char *title)
{
  gboolean named = names_providers (rows);

  for (guint i = 0; i < rows->len; i++)
    {
      const Learners *row = g_ptr_array_index (rows, i);
      ObsTeacher *teacher;

      if ((*row->provider != '\0') != named || is_within_another (asking, rows, row))
        continue;
      teacher = find_teacher (asking, row->provider);
      add_document (teacher, code, title);
      teacher->learners = (isnan (teacher->learners) ? 0 : teacher->learners) + row->value;
      teacher->estimate |= row->estimate;
      teacher->simulated |= row->simulated;
      teacher->achieved = strcmp (asking->measure, "achievements") == 0;
      g_free (teacher->period);
      teacher->period = g_strdup (asking->period);
    }
}

/* Rows of the document @code in the place at the measure and period that is told. */
static gboolean
read_learners (Asking *asking, sqlite3_stmt *stmt, const char *code, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (learners_free);
  g_autofree char *title = NULL;
  int rc;

  sqlite3_reset (stmt);
  sqlite3_bind_text (stmt, 1, code, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, asking->measure, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 3, asking->period, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, asking->cancellable, error)) == 1)
    {
      Learners *row;

      if (!g_hash_table_contains (asking->parents, obs_db_text (stmt, 0)))
        continue;
      row = g_new0 (Learners, 1);
      row->area = g_strdup (obs_db_text (stmt, 0));
      row->provider = g_strdup (obs_db_text (stmt, 1));
      row->value = obs_db_double (stmt, 2);
      row->estimate = sqlite3_column_int (stmt, 3) != 0;
      row->simulated = strcmp (obs_db_text (stmt, 4), "simulated") == 0;
      g_free (title);
      title = g_strdup (obs_db_text (stmt, 5));
      g_ptr_array_add (rows, row);
    }
  if (rc == 0)
    add_learners (asking, rows, code, title);
  return rc == 0;
}

/* Whether @period comes before @other: a part of a year only where nothing else is known. */
static gboolean
is_better_period (const char *period, const char *other)
{
  gboolean part = strchr (period, '(') != NULL, other_part = strchr (other, '(') != NULL;

  return part != other_part ? other_part : strcmp (period, other) > 0;
}

/* Which measure and period: of those who began, else achieved, the latest whole one in the place.
 */
static gboolean
choose_period (Asking *asking, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      asking->db,
      "SELECT document, area, measure, period FROM document_weight WHERE measure IN ('starts', "
      "'achievements')",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, asking->cancellable, error)) == 1)
    {
      const char *measure = obs_db_text (stmt, 2), *period = obs_db_text (stmt, 3);
      int order;

      if (!g_hash_table_contains (asking->documents, obs_db_text (stmt, 0))
          || !g_hash_table_contains (asking->parents, obs_db_text (stmt, 1)))
        continue;
      /* "starts" sorts after "achievements". */
      order = g_strcmp0 (measure, asking->measure);
      if (order < 0 || (order == 0 && !is_better_period (period, asking->period)))
        continue;
      g_free (asking->measure);
      g_free (asking->period);
      asking->measure = g_strdup (measure);
      asking->period = g_strdup (period);
    }
  return rc == 0;
}

static gboolean
read_all_learners (Asking *asking, GPtrArray *codes, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (asking->db,
                                                  "SELECT w.area, w.provider, w.value, w.estimate, "
                                                  "o.class, d.title FROM document_weight w JOIN "
                                                  "document d ON d.code = w.document JOIN source o "
                                                  "ON o.id = w.source WHERE w.document = ?1 AND "
                                                  "w.measure = ?2 AND w.period = ?3",
                                                  error);

  if (stmt == NULL || !choose_period (asking, error))
    return FALSE;
  for (guint i = 0; asking->measure != NULL && i < codes->len; i++)
    if (!read_learners (asking, stmt, g_ptr_array_index (codes, i), error))
      return FALSE;
  return TRUE;
}

/* Courses that say who teaches them, where they are held in the place (or their provider is). */
static gboolean
read_courses (Asking *asking, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      asking->db,
      "SELECT d.code, d.title, d.provider, coalesce(d.area, p.area, ''), coalesce(a.name, ''), "
      "o.class FROM document d JOIN provider p ON p.code = d.provider JOIN source o ON o.id = "
      "d.source LEFT JOIN area a ON a.code = coalesce(d.area, p.area) WHERE d.side = 'supply' "
      "ORDER "
      "BY d.title, d.code",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, asking->cancellable, error)) == 1)
    {
      ObsTeacher *teacher;

      if (!g_hash_table_contains (asking->documents, obs_db_text (stmt, 0))
          || !g_hash_table_contains (asking->parents, obs_db_text (stmt, 3)))
        continue;
      teacher = find_teacher (asking, obs_db_text (stmt, 2));
      add_document (teacher, obs_db_text (stmt, 0), obs_db_text (stmt, 1));
      teacher->simulated |= strcmp (obs_db_text (stmt, 5), "simulated") == 0;
      if (*teacher->place == '\0')
        {
          g_free (teacher->place);
          teacher->place = g_strdup (obs_db_text (stmt, 4));
        }
    }
  return rc == 0;
}

/* Names of those found by their codes alone. */
static gboolean
read_names (Asking *asking, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      asking->db,
      "SELECT coalesce(p.name, (SELECT c.label FROM code c WHERE c.code = ?1 AND c.list LIKE "
      "'%provider%' ORDER BY c.list LIMIT 1), ?1), p.kind, a.name FROM (SELECT 1) LEFT JOIN "
      "provider p ON p.code = ?1 LEFT JOIN area a ON a.code = p.area",
      error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < asking->result->teachers->len; i++)
    {
      ObsTeacher *teacher = g_ptr_array_index (asking->result->teachers, i);

      sqlite3_reset (stmt);
      sqlite3_bind_text (stmt, 1, teacher->code, -1, SQLITE_TRANSIENT);
      if (obs_db_step (stmt, asking->cancellable, error) != 1)
        return FALSE;
      g_free (teacher->name);
      g_free (teacher->kind);
      teacher->name = g_strdup (obs_db_text (stmt, 0));
      teacher->kind = g_strdup (obs_db_text (stmt, 1));
      if (*teacher->place != '\0')
        continue;
      g_free (teacher->place);
      teacher->place = g_strdup (obs_db_text (stmt, 2));
    }
  return TRUE;
}

static int
compare_teachers (gconstpointer a, gconstpointer b)
{
  const ObsTeacher *x = *(const ObsTeacher *const *) a, *y = *(const ObsTeacher *const *) b;
  gboolean known_x = !isnan (x->learners), known_y = !isnan (y->learners);

  if ((*x->code == '\0') != (*y->code == '\0'))
    return *x->code == '\0' ? 1 : -1;
  if (known_x != known_y)
    return known_x ? -1 : 1;
  if (known_x && x->learners != y->learners)
    return x->learners > y->learners ? -1 : 1;
  if (x->documents->len != y->documents->len)
    return x->documents->len > y->documents->len ? -1 : 1;
  return g_utf8_collate (x->name, y->name);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (transfer container): so that the answer never depends on the order of a hash table */
static GPtrArray *
sorted_codes (GHashTable *set)
{
  GPtrArray *codes = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer code;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &code, NULL))
    g_ptr_array_add (codes, code);
  g_ptr_array_sort (codes, compare_texts);
  return codes;
}

ObsTeachers *
obs_teachers_load (ObsEdition *edition, const char *link, const char *area,
                   GCancellable *cancellable, GError **error)
{
  g_auto (Asking) asking = { .db = obs_edition_get_db (edition), .cancellable = cancellable };
  const char *code = strchr (link, ':');
  g_autoptr (GPtrArray) codes = NULL;
  gboolean good;

  g_return_val_if_fail (code != NULL, NULL);
  asking.place = area != NULL ? area : obs_edition_get_info (edition)->place;
  asking.documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  asking.parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  asking.found = g_hash_table_new (g_str_hash, g_str_equal);
  asking.result = g_new0 (ObsTeachers, 1);
  asking.result->area = g_strdup (asking.place);
  asking.result->teachers = g_ptr_array_new_with_free_func (teacher_free);
  code++;
  good = g_str_has_prefix (link, "taxonomy:") ? add_of_concept (&asking, code, error)
                                              : add_of_document (&asking, edition, code, error);
  if (!good || !read_place (&asking, error))
    return NULL;
  codes = sorted_codes (asking.documents);
  asking.result->n_documents = codes->len;
  if (!read_all_learners (&asking, codes, error) || !read_courses (&asking, error)
      || !read_names (&asking, error))
    return NULL;
  g_ptr_array_sort (asking.result->teachers, compare_teachers);
  return g_steal_pointer (&asking.result);
}
