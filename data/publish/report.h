/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/disclosure/report.h"
#include "data/ingest/issues.h"
#include "data/publish/build.h"

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

struct _ObsBuildReport
{
  ObsIssues *issues;
  GPtrArray *files;               /* of ObsReadFile * */
  GPtrArray *not_found;           /* of char *: descriptors without a file here */
  GPtrArray *changes;             /* of ObsCubeChange *: against the previous edition */
  GPtrArray *tables;              /* of char *: faults of the edition's own tables, as sentences */
  ObsDisclosureReport disclosure; /* of the panel; n_cells is 0 where nothing was protected */
};

ObsBuildReport *obs_build_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_build_report_read (ObsBuildReport *report, const char *source, const char *cube,
                            const char *file, guint64 n_read, guint64 n_kept, const char *left_out);
/* Says of the file that was told last that its rows came from the cache. */
void obs_build_report_taken (ObsBuildReport *report);
void obs_build_report_change (ObsBuildReport *report, const char *cube, gint64 before, gint64 now);

G_END_DECLS
