/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/data/edition/fixture.h"

/* A folder of sources with a real panel: the small edition of the fixture, and the survey and one
 * service's export of tests/data/panel/fixtures. Nothing of it is real. */

/* New folder; @service as "kobo", or NULL for the survey alone. (transfer full) */
char *sources_new (const char *service);
/* Text of a file of the fixtures. (transfer full) */
char *sources_read (const char *name);

/* What `panel check` reports of the folder, as text. (transfer full) */
char *sources_report (const char *folder);
/* Builds; the path of the edition (transfer full), NULL with @fault set where it fails. */
char *sources_build (const char *folder, char **fault);
/* All cells of the cubes of the panel as text. (transfer full) */
char *sources_cells (const char *edition);
