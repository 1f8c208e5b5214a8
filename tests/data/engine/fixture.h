/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"
#include "data/edition/edition.h"
#include "data/engine/answer.h"

G_BEGIN_DECLS

/* The default edition, built once a program from the tables in data/bundled. */

void fixture_set_up (void);
void fixture_tear_down (void);
const char *fixture_path (void);
const char *fixture_folder (void); /* temporary, emptied at the end */
ObsEdition *fixture_edition (void);
sqlite3 *fixture_db (void);

/* The answer to "perspective/question?key=value&…"; the test fails where there is none. */
ObsFigure *fixture_answer (const char *address) G_GNUC_WARN_UNUSED_RESULT;
/* Row of @key in @series (NULL: any); the test fails where there is none. */
const ObsFigureRow *fixture_row (const ObsFigure *figure, const char *key, const char *series);
double fixture_number (const char *sql);
char *fixture_text (const char *sql) G_GNUC_WARN_UNUSED_RESULT;
gboolean fixture_has (const GPtrArray *texts, const char *text);

/* A copy of the default edition after @sql: late sources, breaks, further areas … */
ObsEdition *fixture_edition_after (const char *sql) G_GNUC_WARN_UNUSED_RESULT;
/* The answer of @edition to "perspective/question?…"; the test fails where there is none. */
ObsFigure *fixture_answer_of (ObsEdition *edition, const char *address) G_GNUC_WARN_UNUSED_RESULT;

/* The default edition with the figures of one question replaced by one specification. */
ObsEdition *fixture_edition_with (const char *question, const char *spec) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
