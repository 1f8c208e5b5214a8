/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench.h"

#include "data/edition/schema.h"
#include "data/error.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* The columns of the workload as an edition. A fact keeps its number from version to version: the
 * rows of a batch (a month; in the year's versions a day) are sorted before they get their numbers,
 * because then their order costs nothing on the wire. */

#define CUBE "bench"
#define FIRST_DAY_MONTH 108
#define LAST_BASE_MONTH 118
#define N_MONTHS 120
#define DAYS 365

typedef struct
{
  const char *name;
  guint bytes; /* in the column file */
  guint codes;
} Dimension;

static const Dimension dimensions[] = {
  { "sector", 1, 20 }, { "place", 2, 309 }, { "month", 1, 120 }, { "ksb", 2, 3000 },
  { "soc", 2, 412 },   { "size", 1, 5 },    { "source", 1, 6 },
};

#define N_DIMENSIONS G_N_ELEMENTS (dimensions)
#define MONTH 2

/* Rows of a batch are sorted by these: what hangs together stands together. */
static const guint sort_order[] = { MONTH, 0, 4, 3, 1, 5, 6 };

typedef struct
{
  gsize n;
  guint8 *columns[N_DIMENSIONS];
  guint8 *base;   /* the value at first */
  guint8 *value;  /* the value in this version */
  guint32 *order; /* rows of the files in the order of their numbers */
  gsize used;     /* how many of them this version has */
} Facts;

static void
facts_clear (Facts *facts)
{
  for (guint i = 0; i < N_DIMENSIONS; i++)
    g_free (facts->columns[i]);
  g_free (facts->base);
  g_free (facts->value);
  g_free (facts->order);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Facts, facts_clear)

static guint8 *
read_column (const char *dir, const char *name, guint bytes, gsize *n, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".bin", NULL);
  g_autofree char *path = g_build_filename (dir, file, NULL);
  char *data = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;
  *n = length / bytes;
  return (guint8 *) data;
}

static guint
value_of (const Facts *facts, guint dimension, gsize row)
{
  const guint8 *at = facts->columns[dimension] + row * dimensions[dimension].bytes;

  return dimensions[dimension].bytes == 1 ? at[0] : (guint) at[0] | (guint) at[1] << 8;
}

static gboolean
read_facts (Facts *facts, const char *dir, BenchVersion version, GError **error)
{
  const char *values = version == BENCH_NEXT_RECENT   ? "val-next-recent"
                       : version == BENCH_NEXT_SPREAD ? "val-next-spread"
                                                      : "val";
  gsize n = 0;

  facts->base = read_column (dir, "val", 1, &facts->n, error);
  if (facts->base == NULL)
    return FALSE;
  for (guint i = 0; i < N_DIMENSIONS; i++)
    {
      facts->columns[i] = read_column (dir, dimensions[i].name, dimensions[i].bytes, &n, error);
      if (facts->columns[i] == NULL)
        return FALSE;
      if (n != facts->n)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       "%s.bin has %" G_GSIZE_FORMAT " values, val.bin %" G_GSIZE_FORMAT,
                       dimensions[i].name, n, facts->n);
          return FALSE;
        }
    }
  facts->value = read_column (dir, values, 1, &n, error);
  return facts->value != NULL && n == facts->n;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Facts *facts = user_data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  for (guint i = 0; i < G_N_ELEMENTS (sort_order); i++)
    {
      guint v = value_of (facts, sort_order[i], x), w = value_of (facts, sort_order[i], y);

      if (v != w)
        return v < w ? -1 : 1;
    }
  return facts->base[x] != facts->base[y] ? (int) facts->base[x] - facts->base[y]
                                          : (x < y ? -1 : x > y);
}

static void
number_batch (Facts *facts, gsize to)
{
  if (to > facts->used)
    g_qsort_with_data (facts->order + facts->used, (gint) (to - facts->used), sizeof (guint32),
                       compare_rows, facts);
  facts->used = to;
}

/* mix of the workload's description: which rows a day revises. */
static guint64
mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return x ^ x >> 31;
}

/* Day d adds its share of the R rows from row s on and revises some among the R / 2 before them. */
static void
pass_days (Facts *facts, gsize start, guint day)
{
  gsize rows = facts->n - start;

  for (guint d = 1; d <= day; d++)
    {
      gsize from = start + (d - 1) * rows / DAYS;
      gsize first = from > rows / 2 ? from - rows / 2 : 0;

      for (gsize row = first; row < from; row++)
        if (mix (row + d * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) % 390 == 0)
          facts->value[row] = facts->value[row] == 63 ? 1 : facts->value[row] + 1;
      number_batch (facts, start + d * rows / DAYS);
    }
}

static void
number_rows (Facts *facts, BenchVersion version, guint day)
{
  guint months = version == BENCH_BASE   ? LAST_BASE_MONTH + 1
                 : version == BENCH_YEAR ? FIRST_DAY_MONTH
                                         : N_MONTHS;
  gsize row = 0;

  facts->order = g_new (guint32, facts->n);
  for (gsize i = 0; i < facts->n; i++)
    facts->order[i] = (guint32) i;
  for (guint month = 0; month < months; month++)
    {
      while (row < facts->n && value_of (facts, MONTH, row) == month)
        row++;
      number_batch (facts, row);
    }
  if (version == BENCH_YEAR)
    pass_days (facts, row, day);
}

static gboolean
describe (sqlite3 *db, const Facts *facts, const char *date, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (
      sql,
      "UPDATE edition SET date = '%s';"
      "INSERT INTO source (id, title, publisher, class, licence, attribution, status, row_count,"
      " sha256) VALUES ('" CUBE "', 'Facts of the benchmark', 'Nobody', 'simulated', 'CC0',"
      " 'Drawn at random', 'fixed', %" G_GSIZE_FORMAT ", '%064d');"
      "INSERT INTO cube VALUES ('" CUBE "', 'Facts of the benchmark', 'facts', '" CUBE "',"
      " 'Drawn at random.');"
      "INSERT INTO cube_measure VALUES ('" CUBE "', 'value', 'points', 'Value');",
      date, facts->used, 0);
  for (guint i = 0; i < N_DIMENSIONS; i++)
    {
      const char *name = dimensions[i].name;

      g_string_append_printf (
          sql,
          "INSERT INTO code_list VALUES ('" CUBE "-%s', 'Codes of the benchmark: %s');"
          "INSERT INTO cube_dimension VALUES ('" CUBE "', '%s', %u, 'code', '" CUBE "-%s', '%s');"
          "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
          " INSERT INTO code SELECT '" CUBE "-%s', 'c' || i, 'Code ' || i, NULL, i FROM n;",
          name, name, name, i, name, name, dimensions[i].codes - 1, name);
    }
  return obs_db_exec (db, sql->str, error);
}

static gboolean
insert (sqlite3 *db, const Facts *facts, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db, "INSERT INTO cube_" CUBE " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", error);

  if (stmt == NULL)
    return FALSE;
  for (gsize i = 0; i < facts->used; i++)
    {
      sqlite3_bind_int64 (stmt, 1, (gint64) i + 1);
      for (guint k = 0; k < N_DIMENSIONS; k++)
        sqlite3_bind_int64 (stmt, (int) k + 2, value_of (facts, k, facts->order[i]));
      sqlite3_bind_int64 (stmt, N_DIMENSIONS + 2, facts->value[facts->order[i]]);
      if (obs_db_step (stmt, NULL, error) < 0)
        return FALSE;
      sqlite3_reset (stmt);
    }
  return TRUE;
}

static gboolean
write_edition (sqlite3 *db, const Facts *facts, const char *date, const char *path, GError **error)
{
  const char *names[N_DIMENSIONS + 1] = { NULL };
  g_autofree char *create = NULL;
  g_autoptr (sqlite3_stmt) into = NULL;

  for (guint i = 0; i < N_DIMENSIONS; i++)
    names[i] = dimensions[i].name;
  create = obs_schema_cube_sql (CUBE, OBS_CUBE_FACTS, names);
  if (!obs_db_exec (db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN", error)
      || !describe (db, facts, date, error) || !obs_db_exec (db, create, error)
      || !insert (db, facts, error) || !obs_db_exec (db, "COMMIT", error))
    return FALSE;
  g_unlink (path);
  into = obs_db_prepare (db, "VACUUM INTO ?1", error);
  if (into == NULL)
    return FALSE;
  sqlite3_bind_text (into, 1, path, -1, SQLITE_STATIC);
  return obs_db_step (into, NULL, error) == 0;
}

gboolean
bench_make (const char *dir, const char *frame, const char *path, BenchVersion version, guint day,
            GError **error)
{
  g_auto (Facts) facts = { 0 };
  g_autofree char *temporary = g_strconcat (path, ".making", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (frame);
  g_autoptr (GFile) to = g_file_new_for_path (temporary);
  g_autoptr (sqlite3) db = NULL;
  g_autoptr (GDateTime) first = g_date_time_new_utc (2025, 11, 21, 0, 0, 0);
  g_autoptr (GDateTime) when = g_date_time_add_days (first, version == BENCH_YEAR   ? (int) day
                                                            : version == BENCH_BASE ? 365
                                                                                    : 366);
  g_autofree char *date = g_date_time_format (when, "%Y-%m-%d");
  gboolean done;

  if (!read_facts (&facts, dir, version, error)
      || !g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
    return FALSE;
  g_chmod (temporary, 0600);
  number_rows (&facts, version, day);
  done = sqlite3_open_v2 (temporary, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
         && write_edition (db, &facts, date, path, error);
  g_unlink (temporary);
  return done;
}
