/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/build-private.h"

G_BEGIN_DECLS

/* A build in memory, as far as the taxonomy needs one: a source "made-up", a sector, and whatever
 * rows a test puts in before obs_build_taxonomy(). */

typedef struct
{
  ObsBuild build;
  ObsBuildInputs inputs;
  char *folder; /* of source tables: empty */
  char *folders[2];
} SmallBuild;

void small_build_init (SmallBuild *self);
void small_build_clear (SmallBuild *self);
void small_build_run (SmallBuild *self, const char *sql);
/* Adds a document with a route as its publisher words it, and an occupation ("" none). */
void small_build_document (SmallBuild *self, const char *code, const char *side, const char *route,
                           const char *soc);
/* Adds a statement; @ksb 0: its publisher does not declare it. */
void small_build_statement (SmallBuild *self, const char *document, char ksb, const char *text);
/* The first column of all rows, with blanks between them. */
char *small_build_query (SmallBuild *self, const char *sql) G_GNUC_WARN_UNUSED_RESULT;
/* Fails the test where the query gives something else. */
void small_build_expect (SmallBuild *self, const char *sql, const char *expected);

G_END_DECLS
