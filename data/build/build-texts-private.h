/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/text-reader.h"
#include "data/ingest/values.h"
#include "data/build/build-private.h"

G_BEGIN_DECLS

/* For the parts of obs_build_source_texts() only: what they know of each other's rows. */

typedef struct
{
  char *code, *kind, *side, *soc, *title;
  const ObsDescriptor *descriptor; /* that it comes from */
  char *rest;                      /* all its columns, to compare what repeats it */
  double texts;                    /* that it sums up; NAN: it is one */
} ObsTextDocument;

typedef struct
{
  ObsBuild *build;
  GHashTable *schemes;     /* ids of schemes that have a line */
  GHashTable *concepts;    /* code to the id of its source */
  GHashTable *documents;   /* code to ObsTextDocument * */
  GPtrArray *in_order;     /* of ObsTextDocument *, as they were read */
  GHashTable *by_key;      /* key to a GPtrArray of ObsTextDocument * */
  GHashTable *by_title;    /* "kind\1folded title" to ObsTextDocument *; NULL: of several */
  GHashTable *shares;      /* name to a GHashTable: "provider\1period" to double *, in the place */
  GHashTable *place_parts; /* codes of areas that lie in the edition's place, itself too */
  GHashTable *types;       /* "scheme\1folded label" to GINT_TO_POINTER ('K'), 0 where it is both */
  gint64 n_concepts;       /* position of the last */
} ObsTexts;

/* A row, read: what to do with it. */
typedef void (*ObsTextRowFunc) (ObsTexts *texts, ObsTextReader *reader,
                                const ObsDescriptor *descriptor, gpointer user_data);
typedef void (*ObsTextEndFunc) (ObsTexts *texts, ObsTextReader *reader,
                                const ObsDescriptor *descriptor, gpointer user_data);

/* Reads all files of all descriptors of the kind, in their order. @end (nullable): after the last
 * file of a descriptor. */
void obs_texts_read_kind (ObsTexts *texts, ObsTableKind kind, ObsTextRowFunc row,
                          ObsTextEndFunc end, gpointer user_data);

/* The area of the row, by code, name or the word "place"; NULL where it has none. FALSE: the row
 * is refused or left out. (transfer none): until the next row */
gboolean obs_texts_area (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
                         const char **area);
/* The number of a key; NAN where the cell is empty. FALSE: refused. */
gboolean obs_texts_number (ObsTextReader *reader, ObsTextKey key, double *value);

/* "Sports & Science (Level 3)" of a kind of documents, as they are found by title. (transfer full)
 */
char *obs_texts_title_key (const char *kind, const char *title) G_GNUC_WARN_UNUSED_RESULT;

/* The parts, in this order. */
void obs_texts_read_concepts (ObsTexts *texts);
void obs_texts_read_documents (ObsTexts *texts);
void obs_texts_read_statements (ObsTexts *texts);
void obs_texts_read_weights (ObsTexts *texts);

G_END_DECLS
