/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/review.h"

G_BEGIN_DECLS

void obs_review_decision_free (ObsReviewDecision *decision);
/* What a decision is about, as one text. (transfer full) */
char *obs_review_key (const char *hash, const char *level, const char *concept);
/* @cell without the apostrophe that keeps a spreadsheet from running it; a part of @cell. */
const char *obs_review_plain (const char *cell);
/* A table of texts without rows; @columns ends with NULL. (transfer full) */
ObsTable *obs_review_table_new (const char *const *columns);

G_END_DECLS
