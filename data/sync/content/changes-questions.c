/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/changes-private.h"

#include "data/edition/db.h"
#include "data/engine/ask.h"
#include "data/engine/cube.h"
#include "data/engine/spec.h"

#include <string.h>

/* Which questions rest on a row: what the specifications of their figures ask for, read without
 * answering them. A filter that a person sets (sector, place, size) counts as open. */

typedef struct
{
  char *column;
  char **patterns; /* "B.*", "S-MOST-01..05" */
  int at;          /* in the table that is being read, -1: it has no such column */
} Filter;

typedef struct
{
  guint question;
  char *table;
  GPtrArray *filters; /* of Filter *; all have to match */
} Use;

struct _ObsQuestionUses
{
  GPtrArray *questions; /* of ObsChangeQuestion *, in the journeys' order */
  GHashTable *places;   /* key to GUINT_TO_POINTER (place + 1) */
  GPtrArray *uses;      /* of Use * */
  GPtrArray *active;    /* of Use *: those of the table that is being read, by question */
  int question_column;  /* of tables that word a question or draw it; -1: another table */
};

static void
filter_free (gpointer data)
{
  Filter *filter = data;

  g_free (filter->column);
  g_strfreev (filter->patterns);
  g_free (filter);
}

static void
use_free (gpointer data)
{
  Use *use = data;

  g_free (use->table);
  g_ptr_array_unref (use->filters);
  g_free (use);
}

void
obs_question_uses_free (ObsQuestionUses *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->questions);
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->uses);
  g_ptr_array_unref (self->active);
  g_free (self);
}

/* --- reading specifications ---------------------------------------------------------------- */

static Use *
add_use (ObsQuestionUses *self, guint question, const char *table)
{
  Use *use = g_new0 (Use, 1);

  use->question = question;
  use->table = g_strdup (table);
  use->filters = g_ptr_array_new_with_free_func (filter_free);
  g_ptr_array_add (self->uses, use);
  return use;
}

static void
add_filter (Use *use, const char *column, char **patterns /* transfer full */)
{
  Filter *filter = g_new0 (Filter, 1);

  filter->column = g_strdup (column);
  filter->patterns = patterns;
  g_ptr_array_add (use->filters, filter);
}

static void
add_cube (ObsQuestionUses *self, guint question, const char *cube, const char *measure,
          JsonObject *where)
{
  g_autofree char *table = g_strconcat ("cube_", cube, NULL);
  g_autoptr (GList) members = where != NULL ? json_object_get_members (where) : NULL;
  Use *use = add_use (self, question, table);

  if (measure != NULL)
    {
      const char *one[] = { measure, NULL };

      add_filter (use, "measure", g_strdupv ((char **) one));
    }
  for (GList *l = members; l != NULL; l = l->next)
    add_filter (use, l->data, obs_spec_strings (where, l->data));
}

/* Parts of a figure take over what the whole says of cube and measure. */
static void
add_cubes (ObsQuestionUses *self, guint question, JsonObject *object, const char *cube,
           const char *measure)
{
  static const char *const queries[] = { "wanted", "covered", "over", "under" };
  JsonArray *parts = obs_spec_array (object, "parts");

  cube = obs_spec_string (object, "cube", cube);
  measure = obs_spec_string (object, "measure", measure);
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (parts, i)))
      add_cubes (self, question, json_array_get_object_element (parts, i), cube, measure);
  if (cube != NULL && (parts == NULL || json_array_get_length (parts) == 0))
    add_cube (self, question, cube, measure, obs_spec_object (object, "where"));
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    if (obs_spec_object (object, queries[i]) != NULL)
      add_cubes (self, question, obs_spec_object (object, queries[i]), NULL, NULL);
}

static void
add_ids (ObsQuestionUses *self, guint question, JsonObject *object, const char *table)
{
  if (json_object_has_member (object, "ids"))
    add_filter (add_use (self, question, table), "id", obs_spec_strings (object, "ids"));
}

/* Kinds of rows that are read from tables of their own. */
static const struct
{
  const char *from;
  const char *tables;
} fixed[] = {
  { "courses", "course" },
  { "waves", "survey wave survey_question" },
  { "roadmap", "roadmap roadmap_cell recommendation" },
  { "trail", "issue evidence evidence_finding evidence_recommendation recommendation "
             "recommendation_issue recommendation_need" },
  { "leads", "body body_lead recommendation roadmap_cell" },
  { "grades", "finding" },
  { "ksb_gap", "cube_ksb_demand cube_ksb_supply cube_ksb_gap cube_ksb_quotient" },
  { "ksb_local", "cube_ksb_demand cube_ksb_supply cube_ksb_quotient" },
  { "ksb_common", "cube_ksb_demand" },
};

static void
add_spec (ObsQuestionUses *self, guint question, JsonObject *spec)
{
  const char *from = obs_spec_string (spec, "from", "");
  JsonArray *lists = obs_spec_array (spec, "lists");

  add_cubes (self, question, spec, NULL, NULL);
  add_ids (self, question, spec, strcmp (from, "actions") == 0 ? "action" : "finding");
  for (guint i = 0; lists != NULL && i < json_array_get_length (lists); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (lists, i)))
      add_ids (self, question, json_array_get_object_element (lists, i), "finding");
  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (strcmp (fixed[i].from, from) == 0)
      {
        g_auto (GStrv) tables = g_strsplit (fixed[i].tables, " ", -1);

        for (guint t = 0; tables[t] != NULL; t++)
          add_use (self, question, tables[t]);
      }
}

/* --- questions ----------------------------------------------------------------------------- */

static gboolean
add_questions (ObsQuestionUses *self, sqlite3 *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT q.key FROM question q LEFT JOIN journey_question j ON j.question = q.key LEFT JOIN "
      "perspective p ON p.key = j.perspective GROUP BY q.key ORDER BY min(p.position) IS NULL, "
      "min(p.position * 1000000 + j.grp * 1000 + j.position), q.key",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      const char *key = obs_db_text (stmt, 0);
      ObsChangeQuestion *question;

      if (g_hash_table_contains (self->places, key))
        continue;
      question = g_new0 (ObsChangeQuestion, 1);
      question->question = g_strdup (key);
      g_ptr_array_add (self->questions, question);
      g_hash_table_insert (self->places, g_strdup (key), GUINT_TO_POINTER (self->questions->len));
    }
  return rc == 0;
}

static int
compare_uses (gconstpointer a, gconstpointer b)
{
  const Use *x = *(Use *const *) a, *y = *(Use *const *) b;

  return (x->question > y->question) - (x->question < y->question);
}

/* Figures of the questions from place @first on: of an older edition only those that are gone. */
static gboolean
add_figures (ObsQuestionUses *self, sqlite3 *db, guint first, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db, "SELECT question, spec FROM figure ORDER BY question", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, obs_db_text (stmt, 0)));
      g_autoptr (JsonObject) spec = NULL;

      if (place <= first)
        continue;
      spec = obs_spec_parse ("", obs_db_text (stmt, 1), NULL);
      if (spec != NULL)
        add_spec (self, place - 1, spec);
    }
  return rc == 0;
}

ObsQuestionUses *
obs_question_uses_new (const ObsMergeSide *before, const ObsMergeSide *after,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsQuestionUses) self = g_new0 (ObsQuestionUses, 1);
  guint n;

  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_change_question_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->uses = g_ptr_array_new_with_free_func (use_free);
  self->active = g_ptr_array_new ();
  if (!add_questions (self, after->db, cancellable, error)
      || !add_figures (self, after->db, 0, cancellable, error))
    return NULL;
  n = self->questions->len;
  if (!add_questions (self, before->db, cancellable, error)
      || !add_figures (self, before->db, n, cancellable, error))
    return NULL;
  g_ptr_array_sort (self->uses, compare_uses);
  return g_steal_pointer (&self);
}

/* --- rows ---------------------------------------------------------------------------------- */

void
obs_question_uses_begin (ObsQuestionUses *self, const ObsTableShape *shape)
{
  static const struct
  {
    const char *table, *column;
  } words[]
      = { { "figure", "question" }, { "question", "key" }, { "journey_question", "question" } };

  self->question_column = -1;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (shape->table.name, words[i].table) == 0)
      self->question_column = obs_column_of (shape, words[i].column);
  g_ptr_array_set_size (self->active, 0);
  for (guint i = 0; i < self->uses->len; i++)
    {
      Use *use = g_ptr_array_index (self->uses, i);

      if (strcmp (use->table, shape->table.name) != 0)
        continue;
      for (guint f = 0; f < use->filters->len; f++)
        {
          Filter *filter = g_ptr_array_index (use->filters, f);

          filter->at = obs_column_of (shape, filter->column);
          if (filter->at >= 0
              && obs_shape_column (shape, (guint) filter->at)->kind != OBS_COLUMN_TEXT)
            filter->at = -1;
        }
      g_ptr_array_add (self->active, use);
    }
}

static gboolean
matches (const Use *use, sqlite3_stmt *row)
{
  for (guint f = 0; f < use->filters->len; f++)
    {
      const Filter *filter = g_ptr_array_index (use->filters, f);
      gboolean found = filter->at < 0 || filter->patterns[0] == NULL;

      for (guint i = 0; !found && filter->patterns[i] != NULL; i++)
        found = filter->patterns[i][0] == '$'
                || obs_finding_matches (obs_db_text (row, filter->at), filter->patterns[i]);
      if (!found)
        return FALSE;
    }
  return TRUE;
}

void
obs_question_uses_add (ObsQuestionUses *self, sqlite3_stmt *before, sqlite3_stmt *after)
{
  sqlite3_stmt *row = after != NULL ? after : before;
  gint64 counted = -1;

  if (self->question_column >= 0)
    {
      guint place = GPOINTER_TO_UINT (
          g_hash_table_lookup (self->places, obs_db_text (row, self->question_column)));

      if (place > 0)
        ((ObsChangeQuestion *) g_ptr_array_index (self->questions, place - 1))->specification
            = TRUE;
    }
  /* A row counts once for a question, however many of its figures it is in. */
  for (guint i = 0; i < self->active->len; i++)
    {
      const Use *use = g_ptr_array_index (self->active, i);
      ObsChangeQuestion *question;

      if (use->question == counted || !matches (use, row))
        continue;
      counted = use->question;
      question = g_ptr_array_index (self->questions, use->question);
      obs_change_counts_add (&question->counts, before != NULL, after != NULL);
    }
}

void
obs_question_uses_finish (ObsQuestionUses *self, ObsChanges *changes)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      const ObsChangeQuestion *question = g_ptr_array_index (self->questions, i);
      ObsChangeQuestion *copy;

      if (!question->specification && !obs_change_counts_any (&question->counts))
        continue;
      copy = g_memdup2 (question, sizeof *question);
      copy->question = g_strdup (question->question);
      g_ptr_array_add (changes->questions, copy);
    }
}
