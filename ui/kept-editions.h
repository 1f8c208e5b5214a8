/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"

G_BEGIN_DECLS

/* The editions that can be compared: those of the home, the one that came with the program and the
 * one that is open, each once, newest first. */

typedef struct
{
  char *key;  /* folder name in the home; "bundled"; "file": stands in links */
  char *path; /* of the SQLite file */
  char *date; /* edition date */
  char
      *series; /* id of the edition (which custodian's, which place); "" where it is not readable */
  char *title; /* "" where it is not readable */
  gboolean open; /* on screen */
} ObsKeptEdition;

void obs_kept_edition_free (gpointer kept);

/* Worker threads (reads the disk). @open_path: the file on screen. Never NULL. (transfer full): of
 * ObsKeptEdition * */
GPtrArray *obs_kept_editions_load (const char *home_dir,
                                   const char *open_path) G_GNUC_WARN_UNUSED_RESULT;

/* Is there more than one series among them? Then dates alone do not tell them apart. */
gboolean obs_kept_editions_are_mixed (const GPtrArray *kept);

/* By key, by date (the newest of that date), or "open": the one on screen. NULL where there is
 * none.
 */
const ObsKeptEdition *obs_kept_editions_find (const GPtrArray *kept, const char *word);
const ObsKeptEdition *obs_kept_editions_get_open (const GPtrArray *kept);
/* The next older one of the same series, or NULL. */
const ObsKeptEdition *obs_kept_editions_before (const GPtrArray *kept, const ObsKeptEdition *one);

/* What "BEFORE..AFTER" says; what it leaves out, or what is not kept any more, is filled in: the
 * one on screen and the one before it; where the one on screen is the oldest, it and the newest.
 * Each NULL where there is none. */
void obs_kept_editions_choose (const GPtrArray *kept, const char *words,
                               const ObsKeptEdition **before, const ObsKeptEdition **after);

G_END_DECLS
