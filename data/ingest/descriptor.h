/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/text-table.h"

G_BEGIN_DECLS

/* A source descriptor (data/sources/README.md): where a source comes from and what its columns
 * mean. Immutable once read. */

/* "column: text, text*": rows whose column holds one of the texts. */
typedef struct
{
  char *column;
  char **texts;
} ObsOnly;

typedef enum
{
  OBS_CODES_SAME,   /* the text is the code */
  OBS_CODES_NUMBER, /* "11 - Corporate managers": 11, and the rest is the label */
  OBS_CODES_SLUG,   /* "Health & social work": health-social-work */
} ObsCodesRule;

typedef struct
{
  char *name;
  char *title;
  char *from;       /* column; NULL with fixed or heading */
  gboolean heading; /* the headings of the measure columns hold it */
  char *fixed;      /* the code in all rows */
  char *list;       /* code list, "" for none; "area" and "period" are what they are */
  ObsCodesRule codes;
  char **totals;      /* texts that mean the total */
  char *labels;       /* CSV file: text, code, label */
  gboolean leave_out; /* rows of unknown codes are left out, not refused */
  gboolean by_name;   /* area: by name, not by code */
  char *kind;         /* area: kind of all */
  char *kind_from;    /* area: column of the kind */
  gboolean prefix;    /* area: the kind stands before the name, "ladu:Leicester" */
  GHashTable *kinds;  /* area: text to kind */
  char *months;       /* period: the months of each academic year, "Aug to Apr"; or NULL */
} ObsDimension;

typedef struct
{
  char *name;
  char *title, *unit, *note;
  char *from;                           /* column, or a pattern of headings */
  GPtrArray *when;                      /* of ObsOnly * */
  GPtrArray *units;                     /* of ObsOnly *: what the column of units must say */
  char *low, *high, *plus_minus, *base; /* columns, or NULL */
  double least, most;                   /* -INFINITY and INFINITY where open */
  double scale;                         /* 1 where there is none */
  double rounding;                      /* 0 where there is none */
} ObsMeasure;

typedef struct
{
  char *name;
  char *dimension;    /* codes add up to all; NULL with parts */
  char *within;       /* those of each code of this dimension for themselves; NULL: none */
  char *whole, *part; /* kinds of areas whose parts add up */
  GPtrArray *where;   /* of ObsOnly *, on dimensions and "measure" */
  double tolerance;   /* absolute */
  double tolerance_percent;
  gboolean notice; /* reports only */
} ObsTotal;

typedef struct
{
  char *measure; /* "" for all */
  char *period;  /* of a break; NULL for a caveat */
  char *text;
} ObsRemark;

typedef enum
{
  OBS_TABLE_CUBE,
  OBS_TABLE_AREAS,
  OBS_TABLE_BOUNDARIES,
  OBS_TABLE_CODES,
  /* Tables of texts and concepts. */
  OBS_TABLE_CONCEPTS,
  OBS_TABLE_LABELS,
  OBS_TABLE_BROADER,
  OBS_TABLE_LINKS,
  OBS_TABLE_DOCUMENTS,
  OBS_TABLE_TITLES,
  OBS_TABLE_STATEMENTS,
  OBS_TABLE_WEIGHTS,
  OBS_TABLE_SHARES,
} ObsTableKind;

/* The table stands in blocks below each other (data/ingest/blocks.h). */
typedef struct
{
  char *start, *heading, *column; /* column: NULL for the usual name */
  char **parts, **part_names;     /* NULL where there are none */
} ObsBlocksTable;

typedef struct
{
  char *path, *folder; /* of the descriptor */
  char *name;          /* its base name, for messages */
  GKeyFile *file;      /* all of it, for what other readers need ("get") */
  char *id;            /* of the source */
  gboolean further;    /* a further table of a source that another descriptor registers ("use") */
  char *calendar, *next_release;
  guint grace, dead; /* days */
  char **files;      /* globs of raw files */
  gboolean unfilled; /* a variable of its address is empty: nobody is asked */
  ObsTableKind kind;
  char *cube, *title, *note;
  char *format, *encoding, *sheet;
  char delimiter;
  gboolean unquoted;      /* quotation marks are ordinary characters */
  ObsTextTable *texts;    /* NULL: a cube, areas, outlines or codes */
  guint header;           /* line of the headings, from 1 */
  ObsBlocksTable *blocks; /* NULL: one table */
  gboolean sum;           /* rows of the same key are added up */
  GPtrArray *only;        /* of ObsOnly * */
  GPtrArray *dimensions;  /* of ObsDimension *, in order */
  GPtrArray *measures;    /* of ObsMeasure * */
  char *missing_column;
  GHashTable *missing; /* marker to code; "" for the blank cell */
  char *flag_column;
  GHashTable *flags;            /* marker to letter */
  GPtrArray *totals;            /* of ObsTotal * */
  GPtrArray *breaks, *caveats;  /* of ObsRemark * */
  double rows_jump, areas_jump; /* per cent */
  gboolean may_be_empty;
  gboolean future; /* periods may lie after the edition: projections */
} ObsDescriptor;

/* Reads and checks. Faults: every one as a sentence that names file, group and key. */
ObsDescriptor *obs_descriptor_load (const char *path, GPtrArray *faults,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
ObsDescriptor *obs_descriptor_parse (const char *name, const char *text, gsize length,
                                     GPtrArray *faults, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_descriptor_free (ObsDescriptor *descriptor);

/* The first key whose value holds a backslash that means nothing: key files read such a value as
 * missing, and this would be seen by nobody. @group and @key: (out) (transfer full). */
gboolean obs_descriptor_bad_escape (GKeyFile *file, char **group, char **key);

/* All descriptors of the folder's "sources" folder and of the folder itself, in order of name.
 * (transfer full): of ObsDescriptor *; faults are gathered. */
GPtrArray *obs_descriptors_in (const char *folder, GPtrArray *faults) G_GNUC_WARN_UNUSED_RESULT;

/* A text of the group "source", or NULL. Owned by the caller. */
char *obs_descriptor_source_text (const ObsDescriptor *descriptor,
                                  const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsDescriptor, obs_descriptor_free)

G_END_DECLS
