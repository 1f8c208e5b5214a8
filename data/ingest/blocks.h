/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/records.h"

G_BEGIN_DECLS

/* Most columns of a group, and how many have a name of their own where none is given. */
#define OBS_BLOCKS_MAX_PARTS 8
#define OBS_BLOCKS_USUAL_PARTS 3

/* Sheets that publishers issue as blocks below each other, flattened to one table:
 *
 *     annual population survey                      (title: passed over)
 *     date        Jan 2018-Dec 2018                 (label lines)
 *     Area        Managers            Professionals (heading; over a group, in its first cell)
 *                 number Flags conf   number …      (second heading)
 *     England     2162900      46700  869300 …      (rows, up to a blank one)
 *     * unreliable                                  (footnotes)
 *
 * gives   date, Area, column, value, flag, confidence
 *         Jan 2018-Dec 2018, England, Managers, 2162900, , 46700
 *
 * The first record is the heading of that table. Lines and notices are those of the sheet. */

typedef struct
{
  /* First label line of a block ("date"); needed. */
  const char *start;
  /* First cell of the heading ("Area"); needed. It names the column of the rows' labels. */
  const char *heading;
  /* Second heading below each group ("number", "Flags", "conf"), ended by NULL; NULL: there is only
   * one heading, and every column is a group of its own. */
  const char *const *parts;
  /* Names of the parts in the table, as many; NULL: "value", "flag", "confidence". */
  const char *const *part_names;
  /* Name of the column that holds the headings of the groups; NULL: "column". */
  const char *column;
} ObsBlocksOptions;

/**
 * obs_blocks_open:
 * @records: (transfer full): opened with ObsRecordsOptions.plain, nothing read yet
 *
 * A block that lacks labels, has other ones than the first block, or a heading that does not fit
 * the parts, and values that stand in no block, are errors with the row: nothing is left out
 * silently. Titles and footnotes (rows with their first cell only) are kept apart, see
 * obs_blocks_footnotes().
 *
 * Returns: (transfer full): the flat table. It is checked while it is read.
 */
ObsRecords *obs_blocks_open (ObsRecords *records, const ObsBlocksOptions *options,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Texts between blocks so far, each once, of char *; at most 1,000. */
GPtrArray *obs_blocks_footnotes (const ObsRecords *blocks);

G_END_DECLS
