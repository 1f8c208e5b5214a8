/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/facts.h"
#include "data/ingest/records.h"

G_BEGIN_DECLS

/* For the files of the facts only: how the texts of a column become codes. */

/* A column that is looked at in every row. Its texts have numbers, so that each is judged once. */
typedef struct
{
  char *name;
  guint index; /* in the record */
  ObsDictionary *texts;
  guint32 id; /* of the text in the present record */
} ObsColumn;

typedef enum
{
  OBS_CODED,
  OBS_CODE_LEFT_OUT,
  OBS_CODE_REFUSED,
} ObsCoded;

typedef struct
{
  ObsCoded what;
  guint32 code;
  guint32 kind_code; /* of a period: number of its kind */
  const char *words; /* why it is left out or refused; owned by the reading */
} ObsCoding;

/* One dimension while a file is read. */
typedef struct
{
  const ObsDimension *dimension;
  guint at;          /* index among the dimensions of the facts */
  ObsColumn *column; /* NULL where fixed or from the headings */
  ObsColumn *kind;   /* of an area found by name */
  GArray *codings;   /* of ObsCoding, by number of the text */
  GHashTable *pairs; /* area by name: text and kind together to ObsCoding * */
  ObsCoding fixed;
  GHashTable *labels; /* text to "code\1label"; NULL: none */
  GHashTable *closed; /* codes of its list to labels, NULL where the list is open; not owned */
} ObsCoder;

typedef struct
{
  ObsFacts *facts;
  const ObsFactContext *context;
  const char *source; /* id */
  const char *file;   /* base name, for messages */
  guint64 line;
  GPtrArray *columns; /* of ObsColumn * */
  GStringChunk *strings;
  const char *const *headings;
  guint n_headings;
} ObsFactReading;

/* The column with the heading @name; a fault and NULL where there is none. */
ObsColumn *obs_fact_column (ObsFactReading *reading, const char *name);

/* FALSE after a fault. */
gboolean obs_coder_init (ObsCoder *coder, ObsFactReading *reading, const ObsDimension *dimension);
void obs_coder_clear (ObsCoder *coder);

/* The coding of the present record, or of @text (a heading). */
const ObsCoding *obs_coder_code (ObsCoder *coder, ObsFactReading *reading);
ObsCoding obs_coder_code_text (ObsCoder *coder, ObsFactReading *reading, const char *text,
                               const char *kind);

/* Tells that the present record, or heading, cannot be coded. */
void obs_coder_tell (const ObsCoder *coder, const ObsFactReading *reading, const char *text,
                     const ObsCoding *coding);

/* Counts a row left out for @reason. */
void obs_fact_left_out (ObsFactFile *file, const char *reason);

G_END_DECLS
