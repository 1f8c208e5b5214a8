/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/disclosure/protect.h"
#include "data/edition/db.h"
#include "data/edition/schema.h"
#include "data/ingest/csv.h"
#include "data/ingest/facts.h"
#include "data/build/build.h"
#include "data/build/fact-cache.h"
#include "data/build/report.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* For data/build only: one run of the builder, and what its parts share. */

/* Sentences about bad input, the first fifty of them; counts the rest. */
typedef struct
{
  GPtrArray *sentences; /* of char * */
  guint n_more;
} ObsFaults;

typedef struct
{
  const ObsBuildInputs *inputs;
  char **folders; /* of the source tables, ended by NULL */
  sqlite3 *db;    /* in memory, until all is well */
  GCancellable *cancellable;
  ObsFaults faults;
  GHashTable *keys;   /* table to the set of its keys, for checking references */
  GHashTable *hashes; /* source id to a GTree: file name to hash of what it was read from */
  GHashTable *register_hashes; /* source id to the hash of the register that it stands in */
  char *place;                 /* area code of the edition */
  char *date;                  /* of the edition */
  GPtrArray *descriptors;      /* of ObsDescriptor * */
  ObsAreaIndex *areas;         /* all areas, once they are read */
  GHashTable *lists;           /* closed code lists: name to a GHashTable of code to label */
  GHashTable *parts;           /* area code to a GPtrArray of codes; NULL until it is asked for */
  ObsFactCache *cache;         /* or NULL */
  GHashTable *extents;         /* build-extent.c: source id to what its rows cover */
  ObsBuildReport *report;      /* owned by the caller of the build */
  ObsPolicy *policy;           /* of disclosure control; NULL: the defaults */
  ObsEarlier *earlier;         /* editions published before, or NULL */
} ObsBuild;

/* faults.c */
void obs_faults_init (ObsFaults *faults);
void obs_faults_clear (ObsFaults *faults);
/* Takes the sentence. */
void obs_faults_take (ObsFaults *faults, char *sentence);
gboolean obs_faults_any (const ObsFaults *faults);
/* All sentences as one %OBS_ERROR_INPUT. */
void obs_faults_set_error (const ObsFaults *faults, GError **error);

/* A bad cell: @rule says what is wrong with it and what to do, as a clause in lower case. */
void obs_build_fault (ObsBuild *build, const ObsCsv *csv, guint row, const char *column,
                      const char *rule, ...) G_GNUC_PRINTF (5, 6);

/* source-table.c */

typedef enum
{
  OBS_FIELD_TEXT,     /* any text, "" too */
  OBS_FIELD_WORDS,    /* text that must not be empty */
  OBS_FIELD_OPTIONAL, /* text, "" becomes NULL */
  OBS_FIELD_INTEGER,
  OBS_FIELD_INTEGER_OR_NULL,
  OBS_FIELD_REAL_OR_NULL,
  OBS_FIELD_REAL,
  OBS_FIELD_FLAG,     /* 1 or 0, yes or no */
  OBS_FIELD_POSITION, /* the number of the row, 1 for the first; no column */
  OBS_FIELD_FIXED,    /* the text in "refers" (NULL for NULL); no column */
  OBS_FIELD_ZERO,     /* the number 0; no column */
  OBS_FIELD_OWN,      /* "bind" does it; the column is only required */
} ObsFieldKind;

typedef struct _ObsField ObsField;

/* Binds the field of a row; FALSE after a fault. */
typedef gboolean (*ObsBindFunc) (ObsBuild *build, const ObsField *field, const ObsCsv *csv,
                                 guint row, sqlite3_stmt *stmt, int index);

struct _ObsField
{
  const char *to;   /* column of the edition's table */
  const char *from; /* column of the CSV table, NULL where the kind has none */
  ObsFieldKind kind;
  const char *refers;  /* table whose key the text must be, or NULL; the text itself for FIXED */
  const char *allowed; /* "a|b|c", or NULL */
  ObsBindFunc bind;    /* of the kind OWN */
};

typedef struct
{
  const char *file;  /* below the folder, for example "plan/issues.csv" */
  const char *table; /* of the edition */
  guint n_keys;      /* how many of the first fields are the key */
  const ObsField *fields;
  guint n_fields;
  const GPtrArray *only; /* row numbers, or NULL for all rows */
  gboolean repeats;      /* the key comes again, with the same fields, in rows of another table */
} ObsImport;

/* A cell that lists ids, separated by blanks, as rows of a table of links. */
typedef struct
{
  const char *table;     /* table of links: id, listed id, then the extras */
  const char *id;        /* column of @csv */
  const char *list;      /* column of @csv */
  const char *refers;    /* table of the listed ids */
  const char *extras[2]; /* fixed texts, or "@column" for the text of a column; NULL */
  gboolean both_ways;    /* also the other direction */
  gboolean among_words;  /* the cell holds words too: only what is an id counts */
} ObsLinks;

/* The path of @file in the first folder that has it, or NULL. (transfer full) */
char *obs_build_find (const ObsBuild *build, const char *file) G_GNUC_WARN_UNUSED_RESULT;

/* The table @file: its rows in all folders that have it, put together. NULL where none has (no
 * fault, unless @required) or where one is damaged (a fault). */
ObsCsv *obs_build_load (ObsBuild *build, const char *file,
                        gboolean required) G_GNUC_WARN_UNUSED_RESULT;
/* As obs_csv_require(), faults gathered. */
gboolean obs_build_require (ObsBuild *build, ObsCsv *csv, const char *const *columns);

/* Registers @key in @table; FALSE where it is there already. */
gboolean obs_build_add_key (ObsBuild *build, const char *table, const char *key);
gboolean obs_build_has_key (const ObsBuild *build, const char *table, const char *key);

/* Rows of @csv as the fields say, in order of the key; faults are gathered. */
void obs_build_import (ObsBuild *build, const ObsImport *import, ObsCsv *csv);
/* Loads import->file, then imports it. */
void obs_build_import_file (ObsBuild *build, const ObsImport *import, gboolean required);

void obs_build_import_links (ObsBuild *build, const ObsLinks *links, ObsCsv *csv);

/* Notes that rows of @source were read from a table with @hash. */
void obs_build_read_from (ObsBuild *build, const char *source, const char *file, const char *hash);

gboolean obs_parse_number (const char *text, double *value);
gboolean obs_parse_integer (const char *text, gint64 *value);
/* A day written YYYY-MM-DD. */
gboolean obs_parse_day (const char *text, GDate *day);

/* A prepared INSERT of @n values into @table; a failure is an error of ours and ends the build. */
sqlite3_stmt *obs_build_insert (ObsBuild *build, const char *table,
                                guint n) G_GNUC_WARN_UNUSED_RESULT;
/* Binds texts (NULL for NULL) to the parameters 1 …, steps and resets. */
void obs_build_insert_texts (ObsBuild *build, sqlite3_stmt *stmt, ...) G_GNUC_NULL_TERMINATED;
void obs_build_bind_text (sqlite3_stmt *stmt, int index, const char *text);
/* Steps and resets; a failure becomes a fault. */
void obs_build_run (ObsBuild *build, sqlite3_stmt *stmt);

/* Describes a cube and creates its table. Dimensions: "name", "reference" (a table, "code:LIST", or
 * ""), "title", …, NULL. */
void obs_build_measure (ObsBuild *build, const char *cube, const char *name, const char *unit,
                        const char *title);
gboolean obs_build_cube (ObsBuild *build, const char *name, ObsCubeKind kind, const char *title,
                         const char *source, const char *note, const char *const *dimensions);

/* cells.c: the cells of a cube while they are counted. */

typedef struct _ObsCells ObsCells;

#define OBS_MAX_DIMENSIONS 8

ObsCells *obs_cells_new (ObsCubeKind kind, guint n_dimensions) G_GNUC_WARN_UNUSED_RESULT;
void obs_cells_free (ObsCells *cells);
/* Counts one answer into the cell with these codes: its value for a score; for a share whether it
 * is one of the k (any value but 0). */
void obs_cells_add (ObsCells *cells, const char *const *codes, double value);
/* The same for an answer of an enterprise group: its cells are hidden below so many groups. */
void obs_cells_add_of (ObsCells *cells, const char *const *codes, double value, const char *group);
/* Writes the cells into "cube_<name>" in order of their codes. Cells of fewer than @smallest_base
 * answers hold the code c in place of their numbers. */
void obs_cells_write (ObsBuild *build, const ObsCells *cells, const char *name,
                      guint smallest_base);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCells, obs_cells_free)

/* The parts, in this order. */
void obs_build_register (ObsBuild *build);
void obs_build_reference (ObsBuild *build);
void obs_build_plan (ObsBuild *build);
void obs_build_official (ObsBuild *build);
void obs_build_panel (ObsBuild *build);
void obs_build_market (ObsBuild *build);
void obs_build_taxonomy (ObsBuild *build);
void obs_build_gap (ObsBuild *build);
void obs_build_journeys (ObsBuild *build);
void obs_build_finish_register (ObsBuild *build);

/* build-optional.c: journeys of data that an edition may have or not. */

/* FALSE, told as a notice, where the specification is marked "optional" and the edition lacks one
 * of its cubes; a tile of the figure goes with it. */
gboolean obs_build_has_data_for (ObsBuild *build, const char *file, const char *question,
                                 JsonObject *spec);
/* Takes a question without any figure out of the journeys; groups and perspectives without
 * questions go with it. */
void obs_build_drop_question (ObsBuild *build, const char *question);
/* Further groups and questions for perspectives that other folders bring. */
void obs_build_further_journeys (ObsBuild *build);

/* build-sources.c: what descriptors say. The register and the areas come early, the cubes late. */
void obs_build_find_descriptors (ObsBuild *build);
void obs_build_source_register (ObsBuild *build);
void obs_build_source_areas (ObsBuild *build);
void obs_build_source_cubes (ObsBuild *build);

/* The raw files of a descriptor, in order of name: from the state of its source, or from the
 * folders. Empty where there are none. (transfer full): of char * */
GPtrArray *obs_build_files_of (const ObsBuild *build,
                               const ObsDescriptor *descriptor) G_GNUC_WARN_UNUSED_RESULT;

/* build-extent.c: time and places that a source covers. */
void obs_build_note_extent (ObsBuild *build, const ObsFacts *facts);
void obs_build_fill_extents (ObsBuild *build);

/* build-texts.c: schemes of concepts, documents with their statements and weights, from
 * descriptors. A type that is not declared is left empty ("") for the part that predicts it. */
void obs_build_source_texts (ObsBuild *build);

/* build-compare.c: rows and areas of each cube against the previous edition. */
void obs_build_compare (ObsBuild *build);

/* build-areas.c, build-outlines.c: tables of areas and code lists, and outlines. */
void obs_build_areas_from (ObsBuild *build, const ObsDescriptor *descriptor, const char *path);
void obs_build_codes_from (ObsBuild *build, const ObsDescriptor *descriptor, const char *path);
void obs_build_outlines_from (ObsBuild *build, const ObsDescriptor *descriptor, const char *path);
/* Reads the areas that the edition has so far into build->areas. */
void obs_build_index_areas (ObsBuild *build);
/* Other names of areas, from the files area-aliases.csv. */
void obs_build_area_aliases (ObsBuild *build);
void obs_build_area_changes (ObsBuild *build, const ObsDescriptor *descriptor);

/* Notes in the register and in the report that a file was read. */
void obs_build_note_file (ObsBuild *build, const ObsDescriptor *descriptor, const char *file,
                          const char *sha256, guint64 n_read, guint64 n_kept, const char *note);

/* build-reading.c: what cubes are made of. */

/* Opens the cache of the inputs; where that fails, the build goes on without, and says so. */
void obs_build_open_cache (ObsBuild *build);
/* The facts of a cube, in order and checked: @taken from the cache, or read. What is wrong with
 * them goes to the issues. (transfer full): NULL where a file cannot be read to its end */
ObsFacts *obs_build_read_facts (ObsBuild *build, const ObsDescriptor *descriptor,
                                const GPtrArray *files, gboolean *taken) G_GNUC_WARN_UNUSED_RESULT;

/* build-facts.c: a cube from its descriptor. */
void obs_build_facts_from (ObsBuild *build, const ObsDescriptor *descriptor,
                           const GPtrArray *files);

G_END_DECLS
