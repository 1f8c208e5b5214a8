/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/area-index.h"
#include "data/ingest/descriptor.h"
#include "data/ingest/dictionary.h"
#include "data/ingest/issues.h"

G_BEGIN_DECLS

/* The rows of a cube in memory, as numbers of codes and values: 72 bytes a row. */

/* The dimensions of a cube in order, "period_kind" after "period" among them. */
#define OBS_FACT_DIMENSIONS 7

typedef struct
{
  guint32 codes[OBS_FACT_DIMENSIONS];
  guint32 line;     /* of the file, for messages */
  guint16 file;     /* number of the file in "files" */
  guint8 measure;   /* index into the descriptor's measures */
  guint8 missing;   /* '\0', or first letter of the missing code */
  guint8 flags;     /* bits in the order of OBS_FACT_FLAGS */
  guint8 has_range; /* low and high hold something */
  gint32 base;      /* -1: none */
  double value, low, high;
} ObsFact;

#define OBS_FACT_FLAGS "bepr"

typedef struct
{
  guint64 n;    /* rows left out for one reason */
  guint64 line; /* of the first of them */
  char *column; /* where the text stands */
  char *text;
} ObsLeftOut;

typedef struct
{
  char *name; /* base name */
  char *sha256;
  guint64 n_read, n_kept;
  GHashTable *left_out; /* reason to ObsLeftOut *: rows left out as declared; NULL while none */
} ObsFactFile;

typedef struct
{
  const ObsDescriptor *descriptor;
  guint n_dimensions;
  char *names[OBS_FACT_DIMENSIONS];          /* of the columns */
  ObsDictionary *codes[OBS_FACT_DIMENSIONS]; /* the codes; number 0 is "all" */
  GPtrArray *labels[OBS_FACT_DIMENSIONS];    /* of char *, by number of the code; NULL: the code */
  GArray *rows;                              /* of ObsFact */
  GPtrArray *files;                          /* of ObsFactFile * */
  gboolean held_back; /* a period was refused as impossible: the reading rests on the date */
} ObsFacts;

ObsFacts *obs_facts_new (const ObsDescriptor *descriptor) G_GNUC_WARN_UNUSED_RESULT;
void obs_facts_free (ObsFacts *facts);

/* Counts @n rows of the file as left out for a reason. @line, @column, @text: of the first. */
void obs_fact_file_leave_out (ObsFactFile *file, const char *reason, guint64 n, guint64 line,
                              const char *column, const char *text);

/* Index of the dimension @name, or -1. */
int obs_facts_dimension (const ObsFacts *facts, const char *name);
const char *obs_facts_code (const ObsFacts *facts, const ObsFact *fact, guint dimension);

/* What the reading of a table rests on; owned by others. */
typedef struct
{
  const ObsAreaIndex *areas;
  GHashTable *lists; /* name of a closed code list to a GHashTable: code to label */
  ObsIssues *issues;
  GCancellable *cancellable;
  const char
      *date; /* of the edition, YYYY-MM-DD; no figure is of a later period, unless projected */
} ObsFactContext;

/* Reads a file into @facts; what is wrong with its rows goes to the issues. FALSE with @error set
 * where the file cannot be read to its end. */
gboolean obs_facts_read (ObsFacts *facts, const char *path, const ObsFactContext *context,
                         GError **error);

/* Brings the rows into the order of their codes' bytes, then of the measure; rows of one key are
 * added up where the descriptor says so, otherwise they are faults. */
void obs_facts_sort (ObsFacts *facts, ObsIssues *issues);

/* TRUE where the rows are in that order and no key stands twice. */
gboolean obs_facts_are_sorted (const ObsFacts *facts);

/* TRUE where a figure of the period (a code) can be in an edition of @date (NULL: any): not before
 * 1900, and not after it unless the descriptor says that its source looks ahead. */
gboolean obs_facts_allow_period (const ObsDescriptor *descriptor, const char *period,
                                 const char *date);

/* Sums that the descriptor promises (facts in order). @parts: area code to a GPtrArray of codes of
 * its parts. */
void obs_facts_check_totals (const ObsFacts *facts, const ObsAreaIndex *areas, GHashTable *parts,
                             ObsIssues *issues);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsFacts, obs_facts_free)

G_END_DECLS
