/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/edition-labels.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The same labels, in the same order, that the statements of the edition were matched with: a
 * split of an area follows from a document's route, not from words. A bar separates labels, so it
 * is a blank within one. */
#define LABELS(kinds)                                                                              \
  "SELECT code, ksb, label, description,"                                                          \
  " (SELECT group_concat (replace (l.label, '|', ' '), '|') FROM (SELECT label FROM concept_label" \
  "   WHERE concept = code AND kind IN (" kinds ") ORDER BY label) AS l)"                          \
  " FROM concept "

static const char areas_sql[]
    = LABELS ("'seed', 'alternative'") "WHERE kind = 'area' ORDER BY position, code";
static const char concepts_sql[] = LABELS ("'alternative'") "WHERE kind = 'concept' ORDER BY code";

gboolean
obs_matcher_add_edition (ObsMatcher *matcher, ObsEdition *edition, const char *level,
                         GError **error)
{
  gboolean areas = strcmp (level, "area") == 0;
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (obs_edition_get_db (edition), areas ? areas_sql : concepts_sql, error);
  guint before = obs_matcher_n_labels (matcher);
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = obs_db_step (stmt, NULL, error)) > 0)
    {
      ObsMatchLabel label = { .id = obs_db_text (stmt, 0),
                              .ksb = *obs_db_text (stmt, 1),
                              .label = obs_db_text (stmt, 2),
                              .description = obs_db_text (stmt, 3),
                              .alternatives = obs_db_text (stmt, 4) };

      obs_matcher_add (matcher, &label);
    }
  if (step == 0 && obs_matcher_n_labels (matcher) == before)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                   areas ? _ ("The edition “%s” has no areas of a taxonomy to match with.")
                         : _ ("The edition “%s” has no concepts of a taxonomy to match with."),
                   obs_edition_get_info (edition)->title);
      return FALSE;
    }
  return step == 0;
}
