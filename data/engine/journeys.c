/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/db.h"
#include "data/engine/answer.h"

#include <string.h>

static void
question_free (gpointer data)
{
  ObsJourneyQuestion *question = data;

  g_free (question->key);
  g_free (question->label);
  g_free (question->text);
  g_free (question->action);
  g_free (question);
}

static void
perspective_free (gpointer data)
{
  ObsPerspective *perspective = data;

  g_free (perspective->key);
  g_free (perspective->label);
  g_free (perspective->description);
  g_free (perspective->heading);
  g_free (perspective->subheading);
  g_ptr_array_unref (perspective->groups);
  g_ptr_array_unref (perspective->questions);
  g_free (perspective);
}

void
obs_journeys_free (ObsJourneys *journeys)
{
  if (journeys == NULL)
    return;
  g_clear_pointer (&journeys->info, obs_edition_info_free);
  g_ptr_array_unref (journeys->perspectives);
  g_ptr_array_unref (journeys->sectors);
  g_ptr_array_unref (journeys->areas);
  g_clear_pointer (&journeys->places, g_ptr_array_unref);
  g_hash_table_unref (journeys->counterparts);
  g_free (journeys);
}

static gboolean
load_groups (sqlite3 *db, ObsPerspective *perspective, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db, "SELECT label FROM journey_group WHERE perspective = ?1 ORDER BY position", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, perspective->key, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    g_ptr_array_add (perspective->groups, g_strdup (obs_db_text (stmt, 0)));
  return rc == 0;
}

static gboolean
load_questions (sqlite3 *db, ObsPerspective *perspective, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT j.question, coalesce(nullif(j.label, ''), q.label), coalesce(nullif(j.text, ''), "
      "q.text), "
      "j.action, (SELECT count(*) FROM journey_group g WHERE g.perspective = j.perspective AND "
      "g.position < j.grp) FROM journey_question j JOIN question q ON q.key = j.question "
      "WHERE j.perspective = ?1 ORDER BY j.position",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, perspective->key, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsJourneyQuestion *question = g_new0 (ObsJourneyQuestion, 1);

      question->key = g_strdup (obs_db_text (stmt, 0));
      question->label = g_strdup (obs_db_text (stmt, 1));
      question->text = g_strdup (obs_db_text (stmt, 2));
      question->action = g_strdup (obs_db_text (stmt, 3));
      question->group = sqlite3_column_int (stmt, 4);
      g_ptr_array_add (perspective->questions, question);
    }
  return rc == 0;
}

static gboolean
load_perspectives (sqlite3 *db, ObsJourneys *journeys, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT key, label, description, heading, subheading, in_header FROM "
                        "perspective ORDER BY position",
                        error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsPerspective *perspective = g_new0 (ObsPerspective, 1);

      perspective->key = g_strdup (obs_db_text (stmt, 0));
      perspective->label = g_strdup (obs_db_text (stmt, 1));
      perspective->description = g_strdup (obs_db_text (stmt, 2));
      perspective->heading = g_strdup (obs_db_text (stmt, 3));
      perspective->subheading = g_strdup (obs_db_text (stmt, 4));
      perspective->in_header = sqlite3_column_int (stmt, 5) != 0;
      perspective->groups = g_ptr_array_new_with_free_func (g_free);
      perspective->questions = g_ptr_array_new_with_free_func (question_free);
      g_ptr_array_add (journeys->perspectives, perspective);
      if (!load_groups (db, perspective, error) || !load_questions (db, perspective, error))
        return FALSE;
    }
  return rc == 0;
}

static gboolean
load_choices (sqlite3 *db, GPtrArray *choices, const char *sql, const char *key, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  if (key != NULL)
    sqlite3_bind_text (stmt, 1, key, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    obs_figure_add_choice (choices, obs_db_text (stmt, 0), obs_db_text (stmt, 1));
  return rc == 0;
}

/**
 * obs_journeys_load:
 *
 * Returns: (transfer full): perspectives, questions, sectors and places of the edition
 */
ObsJourneys *
obs_journeys_load (ObsEdition *edition, GError **error)
{
  g_autoptr (ObsJourneys) journeys = g_new0 (ObsJourneys, 1);
  sqlite3 *db = obs_edition_get_db (edition);
  const ObsEditionInfo *info = obs_edition_get_info (edition);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc;

  journeys->info = obs_edition_info_copy (info);
  journeys->perspectives = g_ptr_array_new_with_free_func (perspective_free);
  journeys->sectors = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  journeys->areas = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  journeys->counterparts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!load_perspectives (db, journeys, error)
      || !load_choices (db, journeys->sectors,
                        "SELECT code, label FROM sector WHERE code <> 'all' ORDER BY position",
                        NULL, error)
      || !load_choices (db, journeys->areas,
                        "SELECT code, name FROM area WHERE code = ?1 OR (parent = ?1 AND kind = "
                        "'district') ORDER BY code <> ?1, name",
                        info->place, error))
    return NULL;
  journeys->places = obs_areas_load (edition, error);
  if (journeys->places == NULL)
    return NULL;
  stmt = obs_db_prepare (db, "SELECT question, perspective, counterpart FROM question_counterpart",
                         error);
  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    g_hash_table_replace (journeys->counterparts,
                          g_strconcat (obs_db_text (stmt, 0), " ", obs_db_text (stmt, 1), NULL),
                          g_strdup (obs_db_text (stmt, 2)));
  return rc == 0 ? g_steal_pointer (&journeys) : NULL;
}

static gboolean
has_question (const ObsPerspective *perspective, const char *question)
{
  for (guint i = 0; i < perspective->questions->len; i++)
    if (strcmp (((ObsJourneyQuestion *) g_ptr_array_index (perspective->questions, i))->key,
                question)
        == 0)
      return TRUE;
  return FALSE;
}

const char *
obs_journeys_counterpart (const ObsJourneys *journeys, const char *question,
                          const char *perspective)
{
  g_autofree char *key = g_strconcat (question, " ", perspective, NULL);
  const char *counterpart = g_hash_table_lookup (journeys->counterparts, key);

  if (counterpart != NULL)
    return counterpart;
  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *one = g_ptr_array_index (journeys->perspectives, i);

      if (strcmp (one->key, perspective) == 0 && has_question (one, question))
        return question;
    }
  return "home";
}
