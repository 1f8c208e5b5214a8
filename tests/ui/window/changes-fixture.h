/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/changes.h"

G_BEGIN_DECLS

/* A comparison that is made up, to be filled by the test. */
ObsChanges *changes_new (const char *before_date, const char *after_date) G_GNUC_WARN_UNUSED_RESULT;
/* Adds to the total too. */
void changes_add_group (ObsChanges *changes, const char *source, const char *area, gint64 added,
                        gint64 revised, gint64 withdrawn);
void changes_add_question (ObsChanges *changes, const char *key, gint64 added, gint64 revised,
                           gboolean specification);
void changes_add_method (ObsChanges *changes, const char *what, const char *before,
                         const char *after);

G_END_DECLS
