/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/csv.h"

G_BEGIN_DECLS

/* What a check of a panel found: faults that stop a build, notices, and what was taken of the
 * answers and left out, with the reason, file, line and column. It never holds a name, an address,
 * an id or a text that somebody wrote: such cells are told by their length. */

typedef enum
{
  OBS_PANEL_UNFINISHED,
  OBS_PANEL_REJECTED,
  OBS_PANEL_BAD_TIME,
  OBS_PANEL_WEEKEND,
  OBS_PANEL_NO_PERSON,
  OBS_PANEL_UNKNOWN_PERSON,
  OBS_PANEL_UNKNOWN_FIRM,
  OBS_PANEL_SCREENED_OUT,
  OBS_PANEL_NO_CONSENT,
  OBS_PANEL_WITHDRAWN,
  OBS_PANEL_SAME_BATCH,
  OBS_PANEL_AGAIN,
  OBS_PANEL_NOT_ASKED,
  OBS_PANEL_LATE,
  OBS_PANEL_MISSING,
  OBS_PANEL_OFF_SCALE,
  OBS_PANEL_UNKNOWN_OPTION,
  OBS_PANEL_BAD_LIST,
  OBS_PANEL_SPLIT,
  OBS_PANEL_N_REASONS,
} ObsPanelReason;

typedef struct
{
  char *file;
  guint line;
  char *column; /* heading; '' for a whole row */
  char *value;  /* as it may be shown; '' for a whole row */
  ObsPanelReason reason;
} ObsPanelLeftOut;

typedef struct
{
  GPtrArray *faults;   /* of char *: whole sentences; any of them stops a build */
  GPtrArray *notices;  /* of char * */
  GPtrArray *left_out; /* of ObsPanelLeftOut *, the first thousand */
  guint counts[OBS_PANEL_N_REASONS];
  /* What was taken. */
  guint files, rows, rows_taken, people, firms, answers, late;
  guint questions, days; /* of the survey: series and days with a question */
} ObsPanelReport;

ObsPanelReport *obs_panel_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_panel_report_free (ObsPanelReport *report);

/* Takes the sentence. */
void obs_panel_report_fault (ObsPanelReport *report, char *sentence);
void obs_panel_report_notice (ObsPanelReport *report, char *sentence);
/* A cell: "FILE, line N, column N (NAME): " and the sentence (not taken). */
void obs_panel_report_cell (ObsPanelReport *report, gboolean notice, const ObsCsv *csv, guint row,
                            const char *column, const char *format, ...) G_GNUC_PRINTF (6, 7);
/* Counts what was left out; @column and @value may be NULL. */
void obs_panel_report_leave_out (ObsPanelReport *report, ObsPanelReason reason, const char *file,
                                 guint line, const char *column, const char *value);

/* Key for machines, and the rule in words; TRUE for reasons that concern a whole row. */
const char *obs_panel_reason_key (ObsPanelReason reason);
const char *obs_panel_reason_words (ObsPanelReason reason);
gboolean obs_panel_reason_is_row (ObsPanelReason reason);

/* Both (transfer full). JSON ends with a line break. */
char *obs_panel_report_to_text (const ObsPanelReport *report) G_GNUC_WARN_UNUSED_RESULT;
char *obs_panel_report_to_json (const ObsPanelReport *report) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPanelReport, obs_panel_report_free)

G_END_DECLS
