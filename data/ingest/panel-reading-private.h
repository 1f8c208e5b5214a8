/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/csv.h"
#include "data/ingest/panel-parameters.h"

G_BEGIN_DECLS

/* Reading and checking the parameters of the panel; for this folder only. Functions that return
 * FALSE have set an error: OBS_ERROR_INPUT with file, line, column and what to do. */

typedef struct
{
  const char *question; /* NULL: any */
  int week;             /* 0: any */
  guint sector;
  guint fewest, most;
} ObsPanelBase;

typedef struct
{
  const char *question;
  int week;
  guint sector;
  int shift;
} ObsPanelShift;

/* What is needed while reading only. */
typedef struct
{
  ObsPanelParameters *out;
  char *folder;
  GChecksum *checksum;
  GHashTable *questions; /* id -> ObsPanelQuestion */
  GHashTable *items;     /* question|item -> ObsPanelItem */
  GHashTable *targets;   /* question|item|horizon -> ObsPanelTarget */
  GArray *bases;         /* of ObsPanelBase */
  GArray *shifts;        /* of ObsPanelShift */
  GDate starts, ends;
} ObsPanelReading;

/* --- Faults and cells (panel-cells.c) --- */

gboolean obs_panel_fault (const ObsCsv *csv, guint row, const char *column, const char *sentence,
                          GError **error);
/* @format has one %s, for the text of the cell. */
gboolean obs_panel_fault_value (const ObsCsv *csv, guint row, const char *column,
                                const char *format, GError **error);
gboolean obs_panel_fault_file (const char *file, const char *sentence, GError **error);
gboolean obs_panel_cell_number (const ObsCsv *csv, guint row, const char *column, int decimals,
                                int low, int high, int *value, GError **error);
gboolean obs_panel_cell_text (const ObsCsv *csv, guint row, const char *column, const char **value,
                              GError **error);
gboolean obs_panel_cell_date (const ObsCsv *csv, guint row, const char *column, GDate *date,
                              GError **error);
gboolean obs_panel_cell_sector (const ObsPanelReading *reading, const ObsCsv *csv, guint row,
                                guint *sector, GError **error);
gboolean obs_panel_cell_question (const ObsPanelReading *reading, const ObsCsv *csv, guint row,
                                  ObsPanelQuestion **question, GError **error);
gboolean obs_panel_cell_item (const ObsPanelReading *reading, const ObsCsv *csv, guint row,
                              const ObsPanelQuestion *question, ObsPanelItem **item,
                              GError **error);
ObsCsv *obs_panel_open_table (ObsPanelReading *reading, const char *name, GError **error);

/* --- Bases, weeks and days (panel-calendar.c); in this order, after the questions and items --- */

gboolean obs_panel_read_bases (ObsPanelReading *reading, GError **error);
gboolean obs_panel_read_weeks (ObsPanelReading *reading, GError **error);
gboolean obs_panel_read_calendar (ObsPanelReading *reading, GError **error);

G_END_DECLS
