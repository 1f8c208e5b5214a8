/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/records.h"

G_BEGIN_DECLS

/* Workbooks: XLSX (ECMA-376) and ODS (OpenDocument 1.2), one sheet at a time, as records.
 *
 * A record is a row of the sheet that holds something; cells that are missing are empty fields.
 * Numbers come as the shortest text that reads back as the same number, days and times as ISO 8601,
 * truth values as TRUE and FALSE, errors as the sheet shows them (#N/A). Formulas are not worked
 * out: the value that the file keeps is taken, and a notice says so. Hidden sheets, columns and
 * rows are mentioned. Refused with a reason: .xls and .xlsb, macros, passwords, references to other
 * files, document type definitions, containers that unpack to too much.
 *
 * Opened by obs_records_open(). Every record has at least the width of the first one, and a value
 * beyond that is an error that names the cell; with ObsRecordsOptions.plain, records are as long as
 * their row needs. */

typedef struct
{
  char *name;
  gboolean hidden;
} ObsWorkbookSheet;

/* The sheets in their order, of ObsWorkbookSheet; sheets that hold a chart only are left out. */
GPtrArray *obs_workbook_list_sheets (const char *path, GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
