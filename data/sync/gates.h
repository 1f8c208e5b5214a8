/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/content.h"

G_BEGIN_DECLS

/* What a publisher whose machine was taken over, or who made a mistake, cannot do unnoticed: lose a
 * table, more than half of a table's rows, or an area. Only what the edition announces may go. */

/* Losses from one edition to another, as they are announced: "table:NAME", "rows:NAME",
 * "area:CODE"; in that order, each by name. @before and @after: files. @steps: how many editions
 * lie from one to the other, as each of them may halve a table by less than half; four of them
 * count at most. Returns: (transfer full): of char * */
GPtrArray *obs_gates_losses (const char *before, const ObsManifest *before_manifest,
                             const char *after, const ObsManifest *after_manifest, guint steps,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* OBS_ERROR_UNANNOUNCED, naming those of @losses that @announced (nullable) does not have. */
gboolean obs_gates_check (const GPtrArray *losses, const char *const *announced, GError **error);

G_END_DECLS
