/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/disclosure/report.h"
#include "data/ingest/issues.h"
#include "data/build/build.h"

G_BEGIN_DECLS

/* What a build read, left out and found, gathered while it runs. */

typedef struct
{
  char *source; /* id */
  char *cube;   /* "" where the table is no cube */
  char *file;   /* base name */
  guint64 n_read, n_kept;
  char *left_out; /* why rows were left out, in words; "" where none were */
  gboolean kept;  /* the rows were taken from the cache: the file is the one read before */
} ObsReadFile;

typedef struct
{
  char *cube;
  gint64 before, now; /* rows; -1: it was not there */
} ObsCubeChange;

/* Texts of statements that were matched to concepts of a level. */
typedef struct
{
  const char *level; /* "area" or "concept" */
  guint n_texts;     /* different ones */
  guint n_taken;     /* of these, from the cache */
} ObsMatchedTexts;

typedef struct
{
  char *side;
  guint n_statements;
  guint n_unmatched; /* of these, without an area that counts */
} ObsMatchedSide;

struct _ObsBuildReport
{
  ObsIssues *issues;
  GPtrArray *files;        /* of ObsReadFile * */
  GPtrArray *not_found;    /* of char *: descriptors without a file here */
  GPtrArray *changes;      /* of ObsCubeChange *: against the previous edition */
  GPtrArray *tables;       /* of char *: faults of the edition's own tables, as sentences */
  GArray *matched;         /* of ObsMatchedTexts */
  GPtrArray *sides;        /* of ObsMatchedSide *, in order of reading */
  guint n_placed_by_links; /* concepts of other schemes under areas */
  guint n_placed_by_matches, n_not_placed;
  ObsDisclosureReport disclosure; /* of the panel; n_cells is 0 where nothing was protected */
};

ObsBuildReport *obs_build_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_build_report_read (ObsBuildReport *report, const char *source, const char *cube,
                            const char *file, guint64 n_read, guint64 n_kept, const char *left_out);
/* Says of the file that was told last that its rows came from the cache. */
void obs_build_report_taken (ObsBuildReport *report);
void obs_build_report_change (ObsBuildReport *report, const char *cube, gint64 before, gint64 now);
/* @level: a fixed text */
void obs_build_report_matched (ObsBuildReport *report, const char *level, guint n_texts,
                               guint n_taken);
/* Counts one statement of a side. */
void obs_build_report_statement (ObsBuildReport *report, const char *side, gboolean matched);

/* report-matches.c: what is told of matches. */
void obs_build_report_match_words (const ObsBuildReport *report, GString *text);
void obs_build_report_match_json (const ObsBuildReport *report, JsonBuilder *builder);

G_END_DECLS
