/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/edition-labels.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const sql
    = "SELECT code, ksb, label, description,"
      " (SELECT group_concat (label, '|') FROM"
      "   (SELECT label FROM concept_label WHERE concept = code ORDER BY label))"
      " FROM concept JOIN scheme ON scheme.id = scheme"
      " WHERE CASE ?1 WHEN 'area' THEN kind IN ('area', 'split') ELSE kind = 'concept' END"
      " ORDER BY scheme.position, concept.position, code";

gboolean
obs_matcher_add_edition (ObsMatcher *matcher, ObsEdition *edition, const char *level,
                         GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (obs_edition_get_db (edition), sql, error);
  guint before = obs_matcher_n_labels (matcher);
  int step;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, level, -1, SQLITE_TRANSIENT);
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
                   strcmp (level, "area") == 0
                       ? _ ("The edition “%s” has no areas of a taxonomy to match with.")
                       : _ ("The edition “%s” has no concepts of a taxonomy to match with."),
                   obs_edition_get_info (edition)->title);
      return FALSE;
    }
  return step == 0;
}
