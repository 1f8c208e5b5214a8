/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include <glib/gi18n-lib.h>

/* The facts of a cube: read from the files of its descriptor, put in order and checked; or taken
 * from the cache, where that has been done before with all that it rests on. */

/* Area code to a GPtrArray of the codes of its parts. */
static GHashTable *
read_parts (ObsBuild *build)
{
  GHashTable *parts
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (build->db, "SELECT area, part FROM area_part ORDER BY area, part", NULL);

  while (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1)
    {
      GPtrArray *own = g_hash_table_lookup (parts, obs_db_text (stmt, 0));

      if (own == NULL)
        {
          own = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_insert (parts, g_strdup (obs_db_text (stmt, 0)), own);
        }
      g_ptr_array_add (own, g_strdup (obs_db_text (stmt, 1)));
    }
  return parts;
}

static gboolean
read_files (const ObsFactInputs *inputs, ObsFacts *facts)
{
  for (guint i = 0; i < inputs->files->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!obs_facts_read (facts, g_ptr_array_index (inputs->files, i), inputs->context, &error))
        {
          if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            obs_issues_add (inputs->context->issues, OBS_ISSUE_FAULT, facts->descriptor->id, "", 0,
                            NULL, NULL, "reading", "%s", error->message);
          return FALSE;
        }
    }
  return TRUE;
}

static ObsFacts *
read_facts (const ObsFactInputs *inputs)
{
  const ObsDescriptor *descriptor = inputs->descriptor;
  ObsIssues *issues = inputs->context->issues;
  g_autoptr (ObsFacts) facts = obs_facts_new (descriptor);
  guint64 before = obs_issues_count (issues, OBS_ISSUE_FAULT);

  if (!read_files (inputs, facts))
    return NULL;
  if (facts->rows->len == 0 && !descriptor->may_be_empty
      && obs_issues_count (issues, OBS_ISSUE_FAULT) == before)
    obs_issues_add (issues, OBS_ISSUE_FAULT, descriptor->id, "", 0, NULL, NULL, "empty",
                    _ ("no row of its files belongs to the cube “%s”. Look at “only” and “when” "
                       "in %s."),
                    descriptor->cube, descriptor->name);
  obs_facts_sort (facts, issues);
  /* Sums over rows of which some were refused would only repeat the fault. */
  if (descriptor->totals->len > 0 && obs_issues_count (issues, OBS_ISSUE_FAULT) == before)
    obs_facts_check_totals (facts, inputs->context->areas, inputs->parts, issues);
  return g_steal_pointer (&facts);
}

static void
tell_of_cache (ObsBuild *build, const GError *error)
{
  obs_issues_add (build->report->issues, OBS_ISSUE_NOTICE, "cache", "", 0, NULL, NULL, "cache",
                  "%s", error->message);
}

void
obs_build_open_cache (ObsBuild *build)
{
  g_autoptr (GError) error = NULL;

  if (build->inputs->cache == NULL)
    return;
  build->cache = obs_fact_cache_open (build->inputs->cache, &error);
  if (build->cache == NULL)
    tell_of_cache (build, error);
}

static guint64
count_all (const ObsIssues *issues)
{
  return obs_issues_count (issues, OBS_ISSUE_NOTICE) + obs_issues_count (issues, OBS_ISSUE_WARNING)
         + obs_issues_count (issues, OBS_ISSUE_FAULT);
}

/* Reads, and keeps what was read without a fault and told in full. */
static ObsFacts *
read_and_keep (ObsBuild *build, const ObsFactInputs *inputs, const char *key)
{
  const ObsIssues *issues = build->report->issues;
  guint first = obs_issues_kept (issues)->len;
  guint64 faults = obs_issues_count (issues, OBS_ISSUE_FAULT);
  guint64 all = count_all (issues);
  ObsFacts *facts = read_facts (inputs);
  g_autoptr (GError) error = NULL;

  if (facts != NULL && key != NULL && obs_issues_count (issues, OBS_ISSUE_FAULT) == faults
      && count_all (issues) - all == obs_issues_kept (issues)->len - first
      && !obs_fact_cache_keep (build->cache, key, inputs, facts, first, &error))
    tell_of_cache (build, error);
  return facts;
}

ObsFacts *
obs_build_read_facts (ObsBuild *build, const ObsDescriptor *descriptor, const GPtrArray *files,
                      gboolean *taken)
{
  const ObsFactContext context
      = { build->areas, build->lists, build->report->issues, build->cancellable, build->date };
  ObsFactInputs inputs = { descriptor, files, &context, NULL };
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  ObsFacts *facts = NULL;

  if (build->parts == NULL)
    build->parts = read_parts (build);
  inputs.parts = build->parts;
  /* A file that cannot be hashed cannot be read either; the reading says so better. */
  if (build->cache != NULL)
    key = obs_fact_cache_key (build->cache, &inputs, NULL);
  if (key != NULL)
    facts = obs_fact_cache_take (build->cache, key, &inputs, &error);
  if (error != NULL)
    tell_of_cache (build, error);
  *taken = facts != NULL;
  return facts != NULL ? facts : read_and_keep (build, &inputs, key);
}
