/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/fact-cache.h"

G_BEGIN_DECLS

/* For the files of the cache only: what stands in a kept table.
 *
 * "OBSFACTS", format (4 bytes), key (64 hex digits), length of the rest (8 bytes), SHA-256 of the
 * rest (64 hex digits). The rest: whether a period was held back, and the date; the files; the
 * codes of each dimension; the notices; the rows. Numbers have their lowest byte first, texts their
 * length before them. */

/* One higher whenever the layout changes. */
#define OBS_FACT_CACHE_FORMAT 1
#define OBS_FACT_CACHE_MOST (512 * 1024 * 1024)

/* Hash of the code that reads, made when it is compiled (hash-code.py). */
extern const char obs_reading_code[];

/* NULL where a text is not UTF-8, or where it would be too large. */
GByteArray *obs_kept_facts_write (const char *key, const ObsFacts *facts, const ObsIssues *issues,
                                  guint first, const char *date) G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  OBS_KEPT_DAMAGED,
  OBS_KEPT_OTHER_DATE, /* sound, and of no use for this edition */
  OBS_KEPT_GOOD,
} ObsKept;

/* @hashes: of the raw files, of char *. @facts (out), @issues (out): set where it is good. */
ObsKept obs_kept_facts_read (const char *key, const guint8 *bytes, gsize length,
                             const ObsFactInputs *inputs, const GPtrArray *hashes, ObsFacts **facts,
                             ObsIssues **issues);

/* Other files of the folder (match-cache.c), by a name of 64 hex digits and OBS_MATCHES_SUFFIX. */
#define OBS_MATCHES_SUFFIX ".matches"

/* The bytes, which nobody has checked; NULL where there is no such file. */
GByteArray *obs_fact_cache_load (ObsFactCache *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* It is of use as it is: it stays at the end of the build. */
void obs_fact_cache_note (ObsFactCache *self, const char *name, guint64 length);
/* Removes it. Returns: (transfer full): its path for people */
char *obs_fact_cache_drop (ObsFactCache *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* Writes and notes it. What would make the folder too large is not written; that is no error. */
gboolean obs_fact_cache_store (ObsFactCache *self, const char *name, const GByteArray *bytes,
                               GError **error);

G_END_DECLS
