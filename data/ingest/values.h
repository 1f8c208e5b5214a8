/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a field's text means where a column is mapped to numbers, dates or periods. Pure functions,
 * for any thread. Nothing is guessed: what may mean two things is an error. The sentences quote the
 * text but know no place; the caller puts that before them. @text need not end by NUL, and may be
 * NULL where @length is 0. */

#define OBS_VALUE_PERIOD_SIZE 16
#define OBS_VALUE_DATE_SIZE 11

/**
 * obs_value_number:
 * @value: (out): the number, correctly rounded
 *
 * Plain decimals ("-12.5", "1e5"), commas between thousands ("1,234,567.8"), a pound sign, a per
 * cent sign (left out: "45%" is 45), accounting brackets ("(1,200)" is below zero), the typographic
 * minus sign, blanks around it. Refused: commas elsewhere ("1,5", "1.234,56"), whole numbers beyond
 * 64 bits, what is not finite, and everything that is no number, an empty text too. Never negative
 * zero.
 *
 * Returns: FALSE with one sentence in @error (%OBS_ERROR_INPUT)
 */
gboolean obs_value_number (const char *text, gsize length, double *value, GError **error);

/**
 * obs_value_date:
 * @day_first: whether somebody said of this column that "03/04/2025" is the third of April
 * @date: (out): "2025-04-03"
 *
 * ISO dates (a time behind it is checked and left out), dates with the month in words
 * ("3 Apr 2025"), and with @day_first day, month and year by "/", "." or "-". Years have four
 * figures. Days that do not exist and serial numbers of spreadsheets are refused.
 *
 * Returns: FALSE with one sentence in @error (%OBS_ERROR_INPUT)
 */
gboolean obs_value_date (const char *text, gsize length, gboolean day_first,
                         char date[OBS_VALUE_DATE_SIZE], GError **error);

/**
 * obs_value_period:
 * @period: (out): the edition's code of the period
 * @kind: (out): (transfer none): the edition's code of its kind
 *
 * | text | period | kind |
 * | --- | --- | --- |
 * | "2025-07", "Jul-25", "Dec 22", "July 2025", "2025 JUL" | 2025-07 | month |
 * | "Q1 2024", "2024 Q1", "2024-Q1" | 2024-Q1 | quarter |
 * | "2022", "Jan 2022-Dec 2022" | 2022 | year |
 * | "Apr 2024-Mar 2025", "year to March 2025" | 2025-03 | year-to |
 * | "2023/24", "2023/2024", "AY23/24", "202324" | 2023/24 | academic-year |
 * | "2025/26 (Aug to Apr)" | 2025/26 | academic-year-part |
 *
 * A span from a month to the same month a year later ("Dec 2018 - Dec 2019") is the twelve months
 * that end with the last one; twelve months that end in December are that year. Years of two
 * figures are 1970 to 2069.
 *
 * Returns: FALSE with one sentence in @error (%OBS_ERROR_INPUT)
 */
gboolean obs_value_period (const char *text, gsize length, char period[OBS_VALUE_PERIOD_SIZE],
                           const char **kind, GError **error);

/**
 * obs_value_missing:
 *
 * The usual signs of official statistics for a figure that is not there: "[c]", "c", "*" (hidden),
 * "[z]", "z" (does not apply), "[x]", "x", "..", ":", "NA", "n/a" (not available), "[u]", "u" (not
 * reliable), "[low]", "low", "~" (rounds to zero). What a publisher's own notes say goes before
 * this.
 *
 * Returns: (nullable): the edition's code, "c", "z", "x", "u" or "low"; NULL for any other text, an
 * empty one too
 */
const char *obs_value_missing (const char *text, gsize length);

G_END_DECLS
