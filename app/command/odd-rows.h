/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/tsv.h"

G_BEGIN_DECLS

/* Counts rows that were odd but taken all the same, so that each kind is told once. */
typedef enum
{
  OBS_ODD_SHORT,
  OBS_ODD_WIDE,
  OBS_ODD_LONG,
  OBS_ODD_TYPE,  /* a type that is none of K, S and B */
  OBS_ODD_AGAIN, /* an id that was there before */
  OBS_ODD_EMPTY, /* no word in it */
  OBS_ODD_KINDS
} ObsOdd;

typedef struct
{
  guint64 rows[OBS_ODD_KINDS];
  guint64 first[OBS_ODD_KINDS]; /* line */
} ObsOddRows;

void obs_odd_rows_note (ObsOddRows *odd, ObsOdd kind, guint64 line);
/* What the reader found odd about its row. */
void obs_odd_rows_note_row (ObsOddRows *odd, const ObsTsv *table);
/* One sentence a kind on standard error; @name is that of the file. */
void obs_odd_rows_say (const ObsOddRows *odd, const char *name);

G_END_DECLS
