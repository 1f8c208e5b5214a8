/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/csv-reader-private.h"
#include "data/ingest/csv-scan.h"
#include "data/ingest/csv-text.h"

G_BEGIN_DECLS

/* A record is looked over as a whole before a byte of it is changed: where its text ends before the
 * record does, more is read and it is looked over again. Then fields are unquoted in place and
 * ended by NUL, where a delimiter, a line end or the closing mark stood. */
typedef struct
{
  ObsRecords parent;
  ObsCsvText *text;
  GCancellable *cancellable;
  gboolean ragged, plain, strict, tabs;
  char quote, delimiter, comment;

  char *buffer;   /* of @capacity + OBS_CSV_PADDING */
  gsize capacity; /* what is there beyond @end is zero or stale */
  gsize at, end;  /* next record, end of what was read */
  gsize good;     /* all before is good UTF-8, all behind is bad or only begins a character */
  gboolean bad;   /* the former */
  gboolean last;  /* there is no more to read */
  guint64 line;   /* of the byte at @at */
  guint64 n_rows;
  guint64 blank_from; /* line of the first of */
  guint64 n_blank;    /* so many blank lines, behind which a record may follow or not */
  guint width;        /* fields of the first record */
  char **headings;    /* the first record, shortened, for messages */
  ObsCsvScan scan;
  gboolean noticed_blank, noticed_extra, noticed_encoding;
  gsize peak;

  ObsSlice fields[OBS_CSV_MAX_COLUMNS];
  guint16 doubled[OBS_CSV_MAX_COLUMNS]; /* fields with doubled marks inside */
  guint n_doubled;
} ObsCsvReader;

/* What is known of the record that is being looked over. */
typedef struct
{
  guint n;         /* whole fields so far */
  gsize field;     /* where the one begins that is being looked at */
  guint64 line;    /* of that */
  gsize next;      /* the record behind this one */
  guint64 lines;   /* line ends so far */
  gboolean quoted; /* the field */
  gboolean large;  /* a field may be longer than allowed */
  guint bare;      /* field, from 1, with a quotation mark that does not belong there; 0: none */
} ObsCsvLook;

typedef enum
{
  OBS_CSV_WHOLE,   /* the record is there */
  OBS_CSV_MORE,    /* more text is needed */
  OBS_CSV_REFUSED, /* with an error */
} ObsCsvFound;

/* Where a problem is, in words: file, line, column and its heading, where that is known. */
char *obs_csv_place (const ObsCsvReader *self, guint64 line, guint column);

/* Each sets one sentence and returns %OBS_CSV_REFUSED. @what follows the place. */
ObsCsvFound obs_csv_refuse (const ObsCsvReader *self, guint64 line, guint column, const char *what,
                            GError **error);
ObsCsvFound obs_csv_refuse_long_field (const ObsCsvReader *self, const ObsCsvLook *look,
                                       GError **error);
ObsCsvFound obs_csv_refuse_long_record (const ObsCsvReader *self, const ObsCsvLook *look,
                                        GError **error);
/* The bytes at @good are no text. */
ObsCsvFound obs_csv_refuse_bytes (const ObsCsvReader *self, const ObsCsvLook *look, GError **error);

/* Finds the fields of the record at @at, and where it ends. Changes nothing in the text. */
ObsCsvFound obs_csv_look_over (ObsCsvReader *self, ObsCsvLook *look, GError **error);

/* The end of a line at @at; whole also where the text ends there. */
ObsCsvFound obs_csv_line_end (ObsCsvReader *self, gsize at, ObsCsvLook *look, GError **error);

G_END_DECLS
