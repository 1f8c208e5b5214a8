/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers, dates and published values in words, for people. All results are (transfer full).
 * Numbers for machines never come from here. */

char *obs_format_number (double value, int decimals) G_GNUC_WARN_UNUSED_RESULT;
char *obs_format_signed (double value, int decimals) G_GNUC_WARN_UNUSED_RESULT;

/* "2026-11-22" -> "22 November 2026" or, @brief, "22 Nov 2026"; other texts stay as they are. */
char *obs_format_date (const char *iso, gboolean brief) G_GNUC_WARN_UNUSED_RESULT;

/* "2025-09" -> "Sep 2025"; other texts stay as they are. */
char *obs_format_month (const char *month) G_GNUC_WARN_UNUSED_RESULT;

/* Period of an official figure: "2025-07", "month" -> "July 2025". */
char *obs_format_period (const char *period, const char *kind) G_GNUC_WARN_UNUSED_RESULT;

/* A published value in the source's words: 33.3, "~", "percent of …" -> "about one-third". */
char *obs_format_published (double value, const char *comparator, const char *kind,
                            const char *unit) G_GNUC_WARN_UNUSED_RESULT;

/* "a", "a and b", "a, b and c". */
char *obs_format_list (const char *const *items, guint n) G_GNUC_WARN_UNUSED_RESULT;

/* First letter small unless the word is an acronym or a name in capitals ("IT", "GCSEs"). */
char *obs_lower_first (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
