/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The rooms of obs-bench. All print "MEASURE<TAB>name<TAB>value<TAB>unit" and lines that begin with
 * "#", nothing else. */

typedef enum
{
  BENCH_ALL,
  BENCH_BASE,        /* months 0 to 118 */
  BENCH_NEXT_RECENT, /* all months, recent revisions */
  BENCH_NEXT_SPREAD, /* all months, revisions anywhere */
  BENCH_YEAR,        /* months 0 to 107, then so many days of the year after */
} BenchVersion;

/* Turns the column files of @dir into the edition @path, one cube of facts in a copy of the edition
 * @frame. @day: with BENCH_YEAR, how many days have passed (0 to 365). */
gboolean bench_make (const char *dir, const char *frame, const char *path, BenchVersion version,
                     guint day, GError **error);

/* Publishes both to a folder, syncs from it through a loopback server, beside other tools. */
gboolean bench_sync (const char *base, const char *next, gboolean peers, GError **error);

/* The year of day-by-day editions from the columns of @dir; readers behind by 1 to 365 days. */
gboolean bench_year (const char *dir, const char *frame, guint days, GError **error);

/* One sync, measured: runs in a process of its own. */
gboolean bench_client (const char *url, const char *home, GError **error);

void bench_measure (const char *name, double value, const char *unit);

G_END_DECLS
