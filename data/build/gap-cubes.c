/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/gap-job.h"

#include <math.h>
#include <string.h>

/* The cubes of the gap as tables of the edition: what they are called, and their rows in order. */

#define D_CONCEPT "concept", "concept", "Knowledge, skill or behaviour"
#define D_BASIS "basis", "code:ksb-basis", "How it is measured"
#define D_SECTOR "sector", "sector", "Sector"
#define D_AREA "area", "area", "Area"
#define D_LEVEL "level", "", "Level"
#define D_PERIOD "period", "", "Period"

typedef struct
{
  const char *name, *title, *note, *measure, *unit, *measure_title;
  const char *dimensions[8 * 3 + 1];
} CubeText;

static const CubeText cube_texts[OBS_GAP_N_CUBES] = {
  { "ksb_demand",
    "How much each area and concept is asked for",
    "Out of 100 texts, by their weight, how many carry a statement on it; of the panel the mean "
    "importance from 0 to 100. See the method gap-1.",
    "share",
    "%",
    "Share",
    { D_CONCEPT, D_BASIS, D_SECTOR, D_AREA, D_PERIOD, NULL } },
  { "ksb_supply",
    "How much each area and concept is taught",
    "Out of 100 standards and courses, by their weight, how many carry a statement on it. See the "
    "method gap-1.",
    "share",
    "%",
    "Share",
    { D_CONCEPT, D_BASIS, D_SECTOR, D_AREA, D_LEVEL, D_PERIOD, NULL } },
  { "ksb_gap",
    "Taught less asked for, for each area and concept",
    "Supply less demand in points: below zero is short. Ranges from 2,000 draws with the seed "
    "20221122. See the method gap-1.",
    "gap",
    "points",
    "Gap",
    { D_CONCEPT, "wanted", "code:ksb-basis", "How demand is measured", "covered", "code:ksb-basis",
      "How supply is measured", D_SECTOR, D_AREA, D_LEVEL, D_PERIOD, NULL } },
  { "ksb_quotient",
    "How many times as often it is asked for as in all places",
    "Local share over the share of all places that are held. See the method gap-1.",
    "quotient",
    "times",
    "Times the share of all places",
    { D_CONCEPT, D_BASIS, D_SECTOR, D_AREA, D_PERIOD, NULL } },
  { "ksb_coverage",
    "What the figures about knowledge, skills and behaviours rest on",
    "Texts that were read, their statements, and the share of these that could not be tied to an "
    "area.",
    NULL,
    NULL,
    NULL,
    { D_BASIS, D_SECTOR, D_AREA, D_LEVEL, D_PERIOD, "held", "area", "Area that the texts are of",
      NULL } },
};

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const ObsGapRow *const *) a)->key, (*(const ObsGapRow *const *) b)->key);
}

/* Key, measure among it, value, low, high, base, unit, missing, flag, source. */
static void
write_row (ObsBuild *build, sqlite3_stmt *stmt, const ObsGapRow *row)
{
  g_auto (GStrv) codes = g_strsplit (row->key, "\1", -1);
  int n = (int) g_strv_length (codes);

  for (int i = 0; i < n; i++)
    obs_build_bind_text (stmt, i + 1, codes[i]);
  sqlite3_bind_double (stmt, n + 1, row->value);
  if (isnan (row->low))
    {
      sqlite3_bind_null (stmt, n + 2);
      sqlite3_bind_null (stmt, n + 3);
    }
  else
    {
      sqlite3_bind_double (stmt, n + 2, row->low);
      sqlite3_bind_double (stmt, n + 3, row->high);
    }
  if (row->base < 0)
    sqlite3_bind_null (stmt, n + 4);
  else
    sqlite3_bind_int (stmt, n + 4, row->base);
  obs_build_bind_text (stmt, n + 5, row->unit);
  sqlite3_bind_null (stmt, n + 6);
  obs_build_bind_text (stmt, n + 7, row->estimate ? "e" : "");
  obs_build_bind_text (stmt, n + 8, row->source);
  obs_build_run (build, stmt);
}

/* What a reader of any of these figures must know. */
static void
write_caveats (ObsBuild *build, const char *cube)
{
  static const char *const texts[] = {
    "A low share means that it is not written in the texts. It may still be taught or needed.",
    "Statements are tied to areas and concepts by a program; those that could not be tied are not "
    "counted, and their share is shown.",
  };
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "cube_caveat", 4);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      obs_build_bind_text (stmt, 1, cube);
      obs_build_bind_text (stmt, 2, "");
      sqlite3_bind_int (stmt, 3, (int) i + 1);
      obs_build_bind_text (stmt, 4, texts[i]);
      obs_build_run (build, stmt);
    }
}

void
obs_gap_write_cube (ObsBuild *build, const GPtrArray *jobs, ObsGapCube cube)
{
  const CubeText *text = &cube_texts[cube];
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autofree char *table = g_strconcat ("cube_", text->name, NULL);
  guint n_dimensions = 0;

  for (guint i = 0; i < jobs->len; i++)
    g_ptr_array_extend (rows, ((const ObsGapJob *) g_ptr_array_index (jobs, i))->rows[cube], NULL,
                        NULL);
  if (rows->len == 0)
    return;
  g_ptr_array_sort (rows, compare_rows);
  obs_build_add_key (build, "cube", text->name);
  if (!obs_build_cube (build, text->name, OBS_CUBE_PUBLISHED, text->title,
                       ((const ObsGapRow *) g_ptr_array_index (rows, 0))->source, text->note,
                       text->dimensions))
    return;
  if (text->measure != NULL)
    obs_build_measure (build, text->name, text->measure, text->unit, text->measure_title);
  else
    {
      obs_build_measure (build, text->name, "texts", "texts", "Texts");
      obs_build_measure (build, text->name, "statements", "statements", "Statements");
      obs_build_measure (build, text->name, "unmatched", "%", "Not tied to an area");
    }
  write_caveats (build, text->name);
  while (text->dimensions[n_dimensions * 3] != NULL)
    n_dimensions++;
  stmt = obs_build_insert (build, table, n_dimensions + 9);
  for (guint i = 0; i < rows->len; i++)
    write_row (build, stmt, g_ptr_array_index (rows, i));
}

void
obs_gap_write_bases (ObsBuild *build)
{
  static const char *const labels[] = { "Importance to the panel",
                                        "Job adverts that ask for it",
                                        "Vacancies whose profile names it",
                                        "Jobs whose profile names it",
                                        "Courses and standards on offer",
                                        "Learners who started",
                                        "Learners who achieved" };
  g_autoptr (sqlite3_stmt) list = obs_build_insert (build, "code_list", 2);
  g_autoptr (sqlite3_stmt) code = obs_build_insert (build, "code", 5);

  obs_build_insert_texts (build, list, "ksb-basis", "How demand and supply are measured", NULL);
  for (guint i = 0; i < OBS_GAP_N_BASES; i++)
    {
      obs_build_bind_text (code, 1, "ksb-basis");
      obs_build_bind_text (code, 2, obs_gap_basis_keys[i]);
      obs_build_bind_text (code, 3, labels[i]);
      sqlite3_bind_null (code, 4);
      sqlite3_bind_int (code, 5, (int) i + 1);
      obs_build_run (build, code);
    }
}
