/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/engine/spec.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Journeys that come with descriptors: which of their questions an edition asks depends on the data
 * that it holds, and on the perspectives that other folders bring. */

#define AFTER_ALL 1000 /* places of further questions, behind those of the perspective's own */

static gboolean
exists (ObsBuild *build, const char *sql, const char *key)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (build->db, sql, NULL);

  if (stmt == NULL)
    return FALSE;
  obs_build_bind_text (stmt, 1, key);
  return obs_db_step (stmt, NULL, NULL) == 1;
}

static gboolean
has_cube (ObsBuild *build, const char *cube)
{
  return exists (build, "SELECT 1 FROM cube WHERE name = ?1", cube);
}

/* The first cube that the specification names and the edition lacks, or NULL. */
static const char *
lacking (ObsBuild *build, JsonObject *spec)
{
  static const char *const sides[] = { "over", "under", "wanted", "covered" };
  const char *cube = obs_spec_string (spec, "cube", NULL);
  JsonArray *parts = obs_spec_array (spec, "parts");

  if (cube != NULL && !has_cube (build, cube))
    return cube;
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      cube = obs_spec_string (obs_spec_object (spec, sides[i]), "cube", NULL);
      if (cube != NULL && !has_cube (build, cube))
        return cube;
    }
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      cube = obs_spec_string (json_array_get_object_element (parts, i), "cube", NULL);
      if (cube != NULL && !has_cube (build, cube))
        return cube;
    }
  return NULL;
}

/* The cubes of the gap hold several measures of demand and supply: the one that the specification
 * names must be among them. What is lacking, or NULL. */
static const char *
lacking_basis (ObsBuild *build, JsonObject *spec)
{
  const char *from = obs_spec_string (spec, "from", "");
  const char *wanted = obs_spec_string (obs_spec_object (spec, "wanted"), "basis", "adverts");
  const char *covered = obs_spec_string (obs_spec_object (spec, "covered"), "basis", "offered");
  const char *basis = obs_spec_string (spec, "basis", "adverts");
  g_autofree char *pair = g_strdup_printf ("%s %s", wanted, covered);

  if (strcmp (from, "ksb_gap") == 0
      && !exists (build, "SELECT 1 FROM cube_ksb_gap WHERE wanted || ' ' || covered = ?1", pair))
    return exists (build, "SELECT 1 FROM cube_ksb_demand WHERE basis = ?1", wanted) ? covered
                                                                                    : wanted;
  if (strcmp (from, "ksb_local") == 0)
    {
      g_auto (GStrv) kinds = obs_spec_strings (spec, "kinds");
      g_autofree char *held
          = g_strdup_printf ("%s %s", basis, kinds[0] != NULL ? kinds[0] : "area");

      return exists (build,
                     "SELECT 1 FROM cube_ksb_quotient AS q JOIN concept AS c ON c.code = q.concept"
                     " WHERE q.basis || ' ' || c.kind = ?1",
                     held)
                 ? NULL
                 : basis;
    }
  if (strcmp (from, "ksb_common") == 0
      && !exists (build,
                  "SELECT 1 FROM cube_ksb_demand WHERE sector <> 'all' AND basis = ?1"
                  " GROUP BY basis HAVING count(DISTINCT sector) > 1",
                  basis))
    return basis;
  return NULL;
}

gboolean
obs_build_has_data_for (ObsBuild *build, const char *file, const char *question, JsonObject *spec)
{
  gboolean optional = obs_spec_flag (spec, "optional");
  const char *cube = optional ? lacking (build, spec) : NULL;
  g_autoptr (sqlite3_stmt) tile = NULL;
  g_autofree char *told = NULL;

  if (optional && cube == NULL)
    cube = lacking_basis (build, spec);
  if (cube == NULL)
    return TRUE;
  told = g_strdup_printf ("%s\1%s", file, cube);
  if (obs_build_add_key (build, "left-out", told))
    obs_issues_add (build->report->issues, OBS_ISSUE_NOTICE, "", file, 0, NULL, cube, "cube",
                    _ ("this edition has no cube or measure “%s”, so a figure of it is left out."),
                    cube);
  tile = obs_db_prepare (build->db, "DELETE FROM home_tile WHERE question = ?1 AND source = ?2",
                         NULL);
  if (tile != NULL)
    obs_build_insert_texts (build, tile, question, obs_spec_string (spec, "data", ""), NULL);
  return FALSE;
}

void
obs_build_drop_question (ObsBuild *build, const char *question)
{
  static const char *const statements[] = {
    "DELETE FROM home_tile WHERE question = ?1",
    "DELETE FROM question_counterpart WHERE ?1 IN (question, counterpart)",
    "DELETE FROM journey_question WHERE question = ?1",
    "DELETE FROM question WHERE key = ?1",
    "DELETE FROM journey_group AS g WHERE NOT EXISTS (SELECT 1 FROM journey_question AS q "
    "WHERE q.perspective = g.perspective AND q.grp = g.position) AND ?1 <> ''",
    "DELETE FROM perspective AS p WHERE NOT EXISTS (SELECT 1 FROM journey_question AS q "
    "WHERE q.perspective = p.key) AND ?1 <> ''",
  };

  if (exists (build, "SELECT 1 FROM figure WHERE question = ?1", question))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (build->db, statements[i], NULL);

      if (stmt != NULL)
        obs_build_insert_texts (build, stmt, question, NULL);
    }
}

/* A place behind all questions that the perspective lists itself. */
static gboolean
bind_after (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
            sqlite3_stmt *stmt, int index)
{
  sqlite3_bind_int64 (stmt, index, AFTER_ALL + row);
  return TRUE;
}

static const ObsField group_fields[] = {
  { "perspective", "perspective", OBS_FIELD_WORDS, "perspective" },
  { "position", "position", OBS_FIELD_INTEGER },
  { "label", "label", OBS_FIELD_WORDS },
};

static const ObsField journey_fields[] = {
  { "perspective", "perspective", OBS_FIELD_WORDS, "perspective" },
  { "question", "question", OBS_FIELD_WORDS, "question" },
  { "grp", "group", OBS_FIELD_INTEGER },
  { "position", "perspective", OBS_FIELD_OWN, .bind = bind_after },
  { "label", "label", OBS_FIELD_TEXT },
  { "text", "text", OBS_FIELD_TEXT },
  { "action", "action", OBS_FIELD_TEXT },
};

/* Rows of perspectives that this edition has; the others are of no use here, and no fault. */
static void
import_where_asked (ObsBuild *build, const char *file, const char *table, const ObsField *fields,
                    guint n_fields)
{
  g_autoptr (ObsCsv) csv = obs_build_load (build, file, FALSE);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  const ObsImport import = { file, table, 2, fields, n_fields, rows, FALSE };

  if (csv == NULL || !obs_build_require (build, csv, (const char *const[]){ "perspective", NULL }))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    if (obs_build_has_key (build, "perspective", obs_csv_get_named (csv, row, "perspective")))
      g_ptr_array_add (rows, GUINT_TO_POINTER (row));
  obs_build_import (build, &import, csv);
}

void
obs_build_further_journeys (ObsBuild *build)
{
  import_where_asked (build, "journeys/further-groups.csv", "journey_group", group_fields,
                      G_N_ELEMENTS (group_fields));
  import_where_asked (build, "journeys/further-journey.csv", "journey_question", journey_fields,
                      G_N_ELEMENTS (journey_fields));
}
