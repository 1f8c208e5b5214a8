/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/panel-responses.h"
#include "tests/data/edition/fixture.h"

/* A folder of sources with a real panel: the small edition of the fixture, and the survey and one
 * service's export of tests/data/panel/fixtures. Nothing of it is real. */

/* New folder; @service as "kobo", or NULL for the survey alone. (transfer full) */
char *sources_new (const char *service);
/* Text of a file of the fixtures. (transfer full) */
char *sources_read (const char *name);

/* What `panel check` reports of the folder, as text. (transfer full) */
char *sources_report (const char *folder);
/* The answers as they are read, before anything is counted into cells. (transfer full) */
ObsPanelAnswers *sources_answers (const char *folder);
/* Builds; the path of the edition (transfer full), NULL with @fault set where it fails. */
char *sources_build (const char *folder, char **fault);
/* Builds @file of the folder as the successor of the edition @earlier, and gives the report as JSON
 * in @json. The path of the edition. (transfer full) */
char *sources_build_after (const char *folder, const char *file, const char *earlier, char **json);
/* All cells of the cubes of the panel as text. (transfer full) */
char *sources_cells (const char *edition);
