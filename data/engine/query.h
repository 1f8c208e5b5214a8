/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Cells of any cube as a table, by plain SQL that anybody can run on the edition. */

/* A dimension and the codes that count: exact ones, or "X*" for all that begin so. Of the dimension
 * area also "area.kind" and "area.parent", properties of the area. */
typedef struct
{
  char *dimension;
  char **codes; /* ended by NULL */
} ObsQueryWhere;

typedef struct
{
  const char *cube;
  const char *const *by;  /* dimensions of the answer, ended by NULL; may be empty */
  const GPtrArray *where; /* of ObsQueryWhere * */
  const char *const *sum; /* dimensions whose codes are added up, ended by NULL; NULL: none */
  const char *measure;    /* of a published cube; NULL: all */
  gboolean labels;        /* names beside the codes */
  gboolean rank;          /* the place by value, the highest first, for each measure */
} ObsQuery;

typedef struct
{
  char *sql; /* with all values in it, as sqlite3 takes it */
  ObsTable *table;
  GArray *is_number; /* of gboolean, for each column */
} ObsQueryAnswer;

/**
 * obs_query_run:
 * @table: whether to run it; otherwise only the SQL is made
 *
 * A dimension that is neither in @by nor in @where nor in @sum stands at its total; where it has
 * none and more than one code, the question is refused with a sentence that says what to add:
 * published figures are not added up unasked. Only measures that count something can be summed;
 * a sum with an unknown part is unknown.
 *
 * Returns: (transfer full): %OBS_ERROR_SPEC where the question cannot be asked
 */
ObsQueryAnswer *obs_query_run (ObsEdition *edition, const ObsQuery *query, gboolean table,
                               GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The cubes of the edition: name, title, dimensions, measures, rows. (transfer full) */
ObsQueryAnswer *obs_query_cubes (ObsEdition *edition, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_query_answer_free (ObsQueryAnswer *answer);

/* "area=E69000020,E92000001". NULL with @error set. */
ObsQueryWhere *obs_query_where_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_query_where_free (gpointer where);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsQueryAnswer, obs_query_answer_free)

G_END_DECLS
