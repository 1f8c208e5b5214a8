/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"

G_BEGIN_DECLS

/* The schema of an edition, from one place: the builder writes it, the checker compares with it. */

typedef struct
{
  const char *name;
  const char *sql; /* the CREATE TABLE statement as SQLite keeps it, without the semicolon */
} ObsSchemaTable;

/* Generated from schema/ (the .sql files) when the program is built. */
extern const ObsSchemaTable obs_schema_tables[];
extern const unsigned obs_schema_n_tables;

typedef enum
{
  OBS_CUBE_SCORE,
  OBS_CUBE_SHARE,
  OBS_CUBE_PUBLISHED,
  OBS_CUBE_FACTS, /* single facts by the million: whole numbers only, one row a fact */
} ObsCubeKind;

/* Names of the columns of a cube of facts that are no dimensions: its number and its value. */
#define OBS_FACTS_ROW "row"
#define OBS_FACTS_VALUE "value"

gboolean obs_cube_kind_from_key (const char *key, ObsCubeKind *kind);

/* Creates the fixed tables in an empty database. */
gboolean obs_schema_create (sqlite3 *db, GError **error);

/* TRUE when @name may be a dimension of a cube of @kind: an identifier that no measure column
 * bears. */
gboolean obs_schema_is_dimension (ObsCubeKind kind, const char *name);

/* The CREATE TABLE statement of the cube's table "cube_<name>"; names must have been checked. */
char *obs_schema_cube_sql (const char *name, ObsCubeKind kind,
                           const char *const *dimensions) G_GNUC_WARN_UNUSED_RESULT;

/* Creates the tables of all cubes that @from describes in @into (may be the same database). */
gboolean obs_schema_create_cubes (sqlite3 *from, sqlite3 *into, GError **error);

/* Column that holds the keys of a reference table that a cube's dimension may name, or NULL. */
const char *obs_schema_reference_key (const char *table);

/* Rows of the edition taken from each source (source.row_count): findings, surveys, providers,
 * courses and adverts that name it, rows of published cubes that name it, and all rows of other
 * cubes made from it. Source id to GSIZE_TO_POINTER (rows); sources without rows are not in it. */
GHashTable *obs_schema_count_rows (sqlite3 *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
