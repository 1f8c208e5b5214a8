/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a descriptor says of a table of texts or concepts: which of its columns is what, and how a
 * cell becomes a value. Immutable once read; a part of ObsDescriptor. */

typedef enum
{
  OBS_TEXT_CODE,
  OBS_TEXT_LABEL,
  OBS_TEXT_KIND,
  OBS_TEXT_KSB,
  OBS_TEXT_DESCRIPTION,
  OBS_TEXT_URL,
  OBS_TEXT_BROADER,
  OBS_TEXT_ALTERNATIVES,
  OBS_TEXT_CONCEPT,
  OBS_TEXT_TARGET,
  OBS_TEXT_RELATION,
  OBS_TEXT_SIDE,
  OBS_TEXT_TITLE,
  OBS_TEXT_TITLES,
  OBS_TEXT_LEVEL,
  OBS_TEXT_ROUTE,
  OBS_TEXT_SECTOR,
  OBS_TEXT_AREA,
  OBS_TEXT_PERIOD,
  OBS_TEXT_SOC,
  OBS_TEXT_SOC_EDITION,
  OBS_TEXT_PROVIDER,
  OBS_TEXT_PROVIDER_NAME,
  OBS_TEXT_TEXTS,
  OBS_TEXT_KEY,
  OBS_TEXT_DOCUMENT,
  OBS_TEXT_TEXT,
  OBS_TEXT_NUMBER,
  OBS_TEXT_MENTIONS,
  OBS_TEXT_SHARE,
  OBS_TEXT_SHARE_LESS,
  OBS_TEXT_MEASURE,
  OBS_TEXT_VALUE,
  OBS_N_TEXT_KEYS,
} ObsTextKey;

/* "code", "title", …: what descriptors call the key. */
const char *obs_text_key_name (ObsTextKey key);

/* A literal, or a column with what is done to its text. */
typedef struct
{
  char *literal; /* NULL: a column */
  char *column;
  char **filters;
} ObsTextPart;

/* What happens to a row where the value names something that is not there. */
typedef enum
{
  OBS_TEXT_REFUSE,
  OBS_TEXT_LEAVE_OUT,
  OBS_TEXT_BLANK, /* the row goes on without this value */
} ObsTextOtherwise;

typedef struct
{
  char *pattern; /* text, or a glob of it */
  char *word;
} ObsTextWord;

typedef struct
{
  char *from;       /* as the descriptor writes it; NULL: the table does not have it */
  GPtrArray *parts; /* of ObsTextPart *; NULL where it is fixed */
  GPtrArray *words; /* of ObsTextWord *; NULL: any text is taken as it stands */
  char *separators; /* the cell holds several, separated by one of these; NULL: one */
  ObsTextOtherwise otherwise;
} ObsTextColumn;

typedef struct
{
  ObsTextColumn columns[OBS_N_TEXT_KEYS];
  char *scheme, *scheme_title, *scheme_version, *scheme_url; /* of concepts */
  gboolean repeats;       /* a code may stand in several rows that say the same */
  gboolean split;         /* the text is cut into sentences */
  char *shares;           /* name of a table of shares */
  char *share_by;         /* weights: name of the shares by which they are shared out; or NULL */
  char *share_measure;    /* weights: the measure whose sum is the whole of a provider */
  GPtrArray *share_rows;  /* of ObsOnly *: rows that are shared out; others only count in it */
  char *share_among;      /* weights by SOC: kind of the documents that share equally; or NULL */
  char **area_kinds;      /* kinds in which an area's name is looked for, in order */
  char *area_kind_from;   /* column of the kind */
  GHashTable *area_words; /* its texts to kinds */
  char **area_only;       /* codes, or "place"; empty: all */
  char *json_rows;        /* path to the records */
} ObsTextTable;

void obs_text_table_free (ObsTextTable *self);

/* The first column that the key rests on, for messages: "" where it is fixed. */
const char *obs_text_column_name (const ObsTextColumn *column);

/* @text after the filter. (transfer full) */
char *obs_text_filter (const char *filter, const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean obs_text_is_filter (const char *filter);

/* The word for @text; NULL where the descriptor lists none. */
const char *obs_text_word (const ObsTextColumn *column, const char *text);

/* A title as others write it too: small letters and digits, single blanks, without "(level 3)".
 * (transfer full) */
char *obs_text_fold_title (const char *title) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTextTable, obs_text_table_free)

G_END_DECLS
