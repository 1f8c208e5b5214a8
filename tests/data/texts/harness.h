/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/build-private.h"

G_BEGIN_DECLS

/* The parts of a build that tables of texts need, without cubes, panel and journeys: an edition in
 * memory to look at. */
typedef struct
{
  ObsBuild build;
  ObsBuildInputs inputs;
  const char *folders[8];
} Harness;

/* @folders: ended by NULL; the first edition.ini counts. */
Harness *harness_new (const char *const *folders) G_GNUC_WARN_UNUSED_RESULT;
void harness_free (Harness *self);

/* All sentences that would stop the build, one a line. (transfer full) */
char *harness_faults (const Harness *self);
/* No fault at all. */
void harness_assert_good (const Harness *self);
/* The rows of the query's first column, separated by blanks. */
void harness_assert_answer (const Harness *self, const char *sql, const char *expected);
/* The report's note about a file: why rows were left out. (transfer full) */
char *harness_note (const Harness *self, const char *file, guint nth);

G_END_DECLS
