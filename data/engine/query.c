/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/query.h"

#include "data/edition/db.h"
#include "data/engine/cube.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Names of cubes and dimensions get into the text of the SQL: only those that the edition's own
 * description lists and that are plain identifiers. Everything else is bound. */

typedef struct
{
  sqlite3 *db;
  const ObsQuery *query;
  ObsCubeKind kind;
  GPtrArray *dimensions; /* of char *, in order */
  GString *select, *where, *group, *order;
  GPtrArray *values; /* of char *: bound in this order */
  GArray *numbers;   /* of gboolean: for each column selected */
} Maker;

static void
maker_clear (Maker *maker)
{
  g_clear_pointer (&maker->dimensions, g_ptr_array_unref);
  g_clear_pointer (&maker->values, g_ptr_array_unref);
  g_clear_pointer (&maker->numbers, g_array_unref);
  g_string_free (maker->select, TRUE);
  g_string_free (maker->where, TRUE);
  g_string_free (maker->group, TRUE);
  g_string_free (maker->order, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Maker, maker_clear)

void
obs_query_where_free (gpointer data)
{
  ObsQueryWhere *where = data;

  g_free (where->dimension);
  g_strfreev (where->codes);
  g_free (where);
}

ObsQueryWhere *
obs_query_where_parse (const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  ObsQueryWhere *where;

  if (equals == NULL || equals == text || equals[1] == '\0')
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC,
                   _ ("“%s” is not of the form DIMENSION=CODE[,CODE]."), text);
      return NULL;
    }
  where = g_new0 (ObsQueryWhere, 1);
  where->dimension = g_strstrip (g_strndup (text, (gsize) (equals - text)));
  where->codes = g_strsplit (equals + 1, ",", -1);
  for (guint i = 0; where->codes[i] != NULL; i++)
    g_strstrip (where->codes[i]);
  return where;
}

void
obs_query_answer_free (ObsQueryAnswer *answer)
{
  g_free (answer->sql);
  g_clear_pointer (&answer->table, obs_table_free);
  g_clear_pointer (&answer->is_number, g_array_unref);
  g_free (answer);
}

static gboolean
lists (const char *const *names, const char *name)
{
  return names != NULL && g_strv_contains (names, name);
}

static gboolean
has_dimension (const Maker *maker, const char *name)
{
  for (guint i = 0; i < maker->dimensions->len; i++)
    if (g_str_equal (g_ptr_array_index (maker->dimensions, i), name))
      return TRUE;
  return FALSE;
}

static const ObsQueryWhere *
find_where (const Maker *maker, const char *dimension)
{
  for (guint i = 0; maker->query->where != NULL && i < maker->query->where->len; i++)
    {
      const ObsQueryWhere *where = g_ptr_array_index (maker->query->where, i);
      const char *dot = strchr (where->dimension, '.');
      gsize length = dot != NULL ? (gsize) (dot - where->dimension) : strlen (where->dimension);

      if (strlen (dimension) == length && strncmp (where->dimension, dimension, length) == 0)
        return where;
    }
  return NULL;
}

static gboolean
read_dimensions (Maker *maker, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      maker->db, "SELECT name FROM cube_dimension WHERE cube = ?1 ORDER BY position, name", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, maker->query->cube, -1, SQLITE_STATIC);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    if (obs_db_is_identifier (obs_db_text (stmt, 0)))
      g_ptr_array_add (maker->dimensions, g_strdup (obs_db_text (stmt, 0)));
  return TRUE;
}

static gboolean
refuse_dimension (const Maker *maker, const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < maker->dimensions->len; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (maker->dimensions, i));
  g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC,
               _ ("The cube “%s” has no dimension “%s”. It has: %s."), maker->query->cube, name,
               known->str);
  return FALSE;
}

static gboolean
check_names (const Maker *maker, GError **error)
{
  const ObsQuery *query = maker->query;

  for (guint i = 0; query->by[i] != NULL; i++)
    if (!has_dimension (maker, query->by[i]))
      return refuse_dimension (maker, query->by[i], error);
  for (guint i = 0; query->sum != NULL && query->sum[i] != NULL; i++)
    if (!has_dimension (maker, query->sum[i]))
      return refuse_dimension (maker, query->sum[i], error);
  for (guint i = 0; query->where != NULL && i < query->where->len; i++)
    {
      const ObsQueryWhere *where = g_ptr_array_index (query->where, i);

      if (g_str_has_prefix (where->dimension, "area.") && has_dimension (maker, "area")
          && lists ((const char *const[]){ "area.kind", "area.parent", NULL }, where->dimension))
        continue;
      if (!has_dimension (maker, where->dimension))
        return refuse_dimension (maker, where->dimension, error);
    }
  return TRUE;
}

static void
bind (Maker *maker, const char *text)
{
  g_ptr_array_add (maker->values, g_strdup (text));
}

static void
add_condition (Maker *maker, const char *format, const char *name)
{
  g_string_append (maker->where, maker->where->len > 0 ? "\n  AND " : "\nWHERE ");
  for (const char *at = format; *at != '\0'; at++)
    if (*at == '@')
      g_string_append (maker->where, name);
    else
      g_string_append_c (maker->where, *at);
}

/* c.area IN (?, ?) OR c.area GLOB ? */
static void
add_where (Maker *maker, const ObsQueryWhere *where)
{
  g_autofree char *column = g_str_has_prefix (where->dimension, "area.")
                                ? NULL
                                : g_strdup_printf ("c.\"%s\"", where->dimension);
  g_autoptr (GString) text = g_string_new ("(");

  for (guint i = 0; where->codes[i] != NULL; i++)
    {
      gboolean pattern = g_str_has_suffix (where->codes[i], "*");

      g_string_append_printf (text, "%s@ %s ?", i > 0 ? " OR " : "", pattern ? "GLOB" : "=");
      bind (maker, where->codes[i]);
    }
  g_string_append_c (text, ')');
  if (column != NULL)
    add_condition (maker, text->str, column);
  else
    {
      g_autofree char *within
          = g_strdup_printf ("c.\"area\" IN (SELECT code FROM area WHERE %s)", text->str);

      add_condition (maker, within,
                     g_str_equal (where->dimension, "area.kind") ? "kind" : "parent");
    }
}

static void
bind_values (const Maker *maker, sqlite3_stmt *stmt)
{
  for (guint i = 0; i < maker->values->len; i++)
    sqlite3_bind_text (stmt, (int) i + 1, g_ptr_array_index (maker->values, i), -1, SQLITE_STATIC);
}

static gboolean
has_total (const Maker *maker, const char *dimension)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM cube_%s WHERE \"%s\" = 'all' LIMIT 1",
                                          maker->query->cube, dimension);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (maker->db, sql, NULL);

  return stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1;
}

/* How many codes of @dimension stand, at most, in one cell of the answer as asked so far: more than
 * one would mean several rows for it. */
static gint64
count_codes (const Maker *maker, const char *dimension)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  for (guint i = 0; i < maker->dimensions->len; i++)
    {
      const char *name = g_ptr_array_index (maker->dimensions, i);

      if (lists (maker->query->by, name) || lists (maker->query->sum, name))
        g_string_append_printf (keys, "c.\"%s\", ", name);
    }
  sql = g_strdup_printf ("SELECT count (DISTINCT c.\"%s\") AS n FROM cube_%s AS c%s GROUP BY %s%s"
                         " ORDER BY n DESC LIMIT 1",
                         dimension, maker->query->cube, maker->where->str, keys->str,
                         maker->kind == OBS_CUBE_PUBLISHED ? "c.measure" : "1 + 0");
  stmt = obs_db_prepare (maker->db, sql, NULL);
  if (stmt == NULL)
    return 0;
  bind_values (maker, stmt);
  return obs_db_step (stmt, NULL, NULL) == 1 ? sqlite3_column_int64 (stmt, 0) : 0;
}

/* A dimension that the question leaves open stands at its total. */
static gboolean
settle_by_total (Maker *maker, const char *dimension)
{
  g_autofree char *column = NULL;

  if (g_str_equal (dimension, "period_kind"))
    return TRUE;
  if (!has_total (maker, dimension))
    return FALSE;
  column = g_strdup_printf ("c.\"%s\"", dimension);
  add_condition (maker, "@ = ?", column);
  bind (maker, "all");
  return TRUE;
}

/* Where it has no total, it must be settled by the others. */
static gboolean
check_settled (Maker *maker, const char *dimension, GError **error)
{
  gint64 n = count_codes (maker, dimension);

  if (n <= 1)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC,
               _ ("The dimension “%s” has %d codes here and no total. Say --by %s, --where "
                  "%s=CODE, or --sum %s."),
               dimension, (int) n, dimension, dimension, dimension);
  return FALSE;
}

static void
add_column (Maker *maker, const char *expression, const char *name, gboolean number)
{
  g_string_append_printf (maker->select, "%s%s AS \"%s\"", maker->select->len > 0 ? ",\n  " : "",
                          expression, name);
  g_array_append_val (maker->numbers, number);
}

/* The name of a code, from the table that explains it. */
static void
add_label (Maker *maker, const char *dimension)
{
  static const struct
  {
    const char *table, *key, *label;
  } tables[] = {
    { "area", "code", "name" },  { "sector", "code", "label" },
    { "item", "code", "label" }, { "provider", "code", "name" },
    { "code", "code", "label" }, { "survey_question", "id", "text" },
  };
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      maker->db, "SELECT reference, list FROM cube_dimension WHERE cube = ?1 AND name = ?2", NULL);
  g_autofree char *expression = NULL;
  g_autofree char *name = g_strconcat (dimension, "_name", NULL);

  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, maker->query->cube, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 2, dimension, -1, SQLITE_STATIC);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (g_str_equal (tables[i].table, obs_db_text (stmt, 0)))
      {
        char *list = sqlite3_mprintf (g_str_equal (tables[i].table, "code") ? " AND list = %Q" : "",
                                      obs_db_text (stmt, 1));

        expression = g_strdup_printf ("(SELECT %s FROM %s WHERE %s = c.\"%s\"%s)", tables[i].label,
                                      tables[i].table, tables[i].key, dimension, list);
        sqlite3_free (list);
        add_column (maker, expression, name, FALSE);
      }
}

static void
add_to_list (GString *list, const char *text)
{
  g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", text);
}

static void
add_dimension (Maker *maker, const char *dimension)
{
  g_autofree char *column = g_strdup_printf ("c.\"%s\"", dimension);

  add_column (maker, column, dimension, FALSE);
  if (maker->query->labels)
    add_label (maker, dimension);
  add_to_list (maker->group, column);
  add_to_list (maker->order, column);
  /* "2025-03" is a month, and a year that ends in it. */
  if (g_str_equal (dimension, "period") && has_dimension (maker, "period_kind")
      && !lists (maker->query->by, "period_kind"))
    {
      add_column (maker, "c.\"period_kind\"", "period_kind", FALSE);
      add_to_list (maker->group, "c.\"period_kind\"");
      add_to_list (maker->order, "c.\"period_kind\"");
    }
}

#define UNKNOWN_OR(column) "CASE WHEN count (c.missing) > 0 THEN NULL ELSE sum (c." column ") END"

static void
add_published (Maker *maker, gboolean sum)
{
  add_column (maker, "c.measure", "measure", FALSE);
  add_to_list (maker->group, "c.measure");
  add_to_list (maker->order, "c.measure");
  if (maker->query->rank)
    add_column (maker,
                sum ? "rank () OVER (PARTITION BY c.measure ORDER BY " UNKNOWN_OR (
                    "value") " DESC NULLS LAST)"
                    : "rank () OVER (PARTITION BY c.measure ORDER BY c.value DESC NULLS LAST)",
                "rank", TRUE);
  add_column (maker, sum ? UNKNOWN_OR ("value") : "c.value", "value", TRUE);
  if (!sum)
    {
      add_column (maker, "c.low", "low", TRUE);
      add_column (maker, "c.high", "high", TRUE);
      add_column (maker, "c.base", "base", TRUE);
    }
  add_column (maker, "c.unit", "unit", FALSE);
  add_to_list (maker->group, "c.unit");
  add_column (maker, sum ? "CASE WHEN count (c.missing) > 0 THEN 'x' END" : "c.missing", "missing",
              FALSE);
  add_column (maker, sum ? "'e'" : "c.flag", "flag", FALSE);
  add_column (maker, sum ? "min (c.source)" : "c.source", "source", FALSE);
}

static void
add_counted (Maker *maker, gboolean sum)
{
  if (maker->kind == OBS_CUBE_SCORE)
    {
      add_column (maker, sum ? UNKNOWN_OR ("n") : "c.n", "n", TRUE);
      add_column (maker, sum ? UNKNOWN_OR ("sum") : "c.sum", "sum", TRUE);
      add_column (maker, sum ? UNKNOWN_OR ("sum2") : "c.sum2", "sum2", TRUE);
      add_column (maker, sum ? UNKNOWN_OR ("sum") " / sum (c.n)" : "c.sum / c.n", "mean", TRUE);
    }
  else
    {
      add_column (maker, sum ? UNKNOWN_OR ("k") : "c.k", "k", TRUE);
      add_column (maker, sum ? UNKNOWN_OR ("n") : "c.n", "n", TRUE);
      add_column (maker, sum ? "100.0 * " UNKNOWN_OR ("k") " / sum (c.n)" : "100.0 * c.k / c.n",
                  "share", TRUE);
    }
  add_column (maker, sum ? "CASE WHEN count (c.missing) > 0 THEN 'c' END" : "c.missing", "missing",
              FALSE);
}

/* Shares and rates do not add up. */
static gboolean
may_sum (const Maker *maker, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      maker->db,
      "SELECT name, unit FROM cube_measure WHERE cube = ?1 AND (?2 IS NULL OR name = ?2)"
      " AND (unit GLOB '%*' OR unit GLOB '*per *' OR unit GLOB '*rate*' OR unit GLOB '*out of*')",
      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, maker->query->cube, -1, SQLITE_STATIC);
  if (maker->query->measure != NULL)
    sqlite3_bind_text (stmt, 2, maker->query->measure, -1, SQLITE_STATIC);
  if (maker->kind != OBS_CUBE_PUBLISHED || obs_db_step (stmt, NULL, NULL) != 1)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC,
               _ ("“%s” is in “%s”, and such figures do not add up. Leave out --sum, or choose "
                  "another --measure."),
               obs_db_text (stmt, 0), obs_db_text (stmt, 1));
  return FALSE;
}

static gboolean
check_measure (Maker *maker, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      maker->db,
      "SELECT group_concat (name, ', '), sum (name = ?2) FROM (SELECT name FROM cube_measure"
      " WHERE cube = ?1 ORDER BY name)",
      error);

  if (maker->query->measure == NULL)
    return TRUE;
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, maker->query->cube, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 2, maker->query->measure, -1, SQLITE_STATIC);
  if (maker->kind == OBS_CUBE_PUBLISHED && obs_db_step (stmt, NULL, NULL) == 1
      && sqlite3_column_int (stmt, 1) == 1)
    {
      add_condition (maker, "@ = ?", "c.measure");
      bind (maker, maker->query->measure);
      return TRUE;
    }
  g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC,
               _ ("The cube “%s” has no measure “%s”. It has: %s."), maker->query->cube,
               maker->query->measure,
               maker->kind == OBS_CUBE_PUBLISHED ? obs_db_text (stmt, 0) : "-");
  return FALSE;
}

static char *
make_sql (Maker *maker, GError **error)
{
  const ObsQuery *query = maker->query;
  gboolean sum = query->sum != NULL && query->sum[0] != NULL;
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  for (guint i = 0; query->by[i] != NULL; i++)
    add_dimension (maker, query->by[i]);
  for (guint i = 0; query->where != NULL && i < query->where->len; i++)
    add_where (maker, g_ptr_array_index (query->where, i));
  for (guint i = 0; i < maker->dimensions->len; i++)
    {
      const char *dimension = g_ptr_array_index (maker->dimensions, i);

      if (lists (query->sum, dimension))
        {
          g_autofree char *column = g_strdup_printf ("c.\"%s\"", dimension);

          /* The total is never one of the parts. */
          add_condition (maker, "@ <> 'all'", column);
        }
      else if (!lists (query->by, dimension) && find_where (maker, dimension) == NULL
               && !settle_by_total (maker, dimension))
        g_ptr_array_add (open, (gpointer) dimension);
    }
  if (!check_measure (maker, error))
    return NULL;
  for (guint i = 0; i < open->len; i++)
    if (!check_settled (maker, g_ptr_array_index (open, i), error))
      return NULL;
  if (sum && !may_sum (maker, error))
    return NULL;
  if (maker->kind == OBS_CUBE_PUBLISHED)
    add_published (maker, sum);
  else
    add_counted (maker, sum);
  return g_strdup_printf (
      "SELECT\n  %s\nFROM cube_%s AS c%s%s%s%s%s", maker->select->str, query->cube,
      maker->where->str, sum && maker->group->len > 0 ? "\nGROUP BY " : "",
      sum ? maker->group->str : "", maker->order->len > 0 ? "\nORDER BY " : "", maker->order->str);
}

static char *
cell_of (sqlite3_stmt *stmt, int column)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double value;

  if (sqlite3_column_type (stmt, column) != SQLITE_FLOAT)
    return g_strdup (obs_db_text (stmt, column));
  value = sqlite3_column_double (stmt, column);
  /* The shortest text that gives the same number. */
  for (int digits = 15; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  return g_strdup (text);
}

static ObsTable *
read_table (sqlite3_stmt *stmt, GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsTable) table = obs_table_new (NULL, 0);
  int n = sqlite3_column_count (stmt);
  int rc;

  for (int i = 0; i < n; i++)
    obs_table_add_column (table, sqlite3_column_name (stmt, i), sqlite3_column_name (stmt, i));
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      GPtrArray *row = obs_table_add_row (table);

      for (int i = 0; i < n; i++)
        g_ptr_array_add (row, cell_of (stmt, i));
    }
  return rc < 0 ? NULL : g_steal_pointer (&table);
}

static void
maker_init (Maker *maker, ObsEdition *edition, const ObsQuery *query)
{
  maker->db = obs_edition_get_db (edition);
  maker->query = query;
  maker->dimensions = g_ptr_array_new_with_free_func (g_free);
  maker->values = g_ptr_array_new_with_free_func (g_free);
  maker->numbers = g_array_new (FALSE, FALSE, sizeof (gboolean));
  maker->select = g_string_new (NULL);
  maker->where = g_string_new (NULL);
  maker->group = g_string_new (NULL);
  maker->order = g_string_new (NULL);
}

ObsQueryAnswer *
obs_query_run (ObsEdition *edition, const ObsQuery *query, gboolean table,
               GCancellable *cancellable, GError **error)
{
  g_auto (Maker) maker = { 0 };
  g_autoptr (ObsQueryAnswer) answer = g_new0 (ObsQueryAnswer, 1);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autofree char *sql = NULL;
  char *expanded;

  maker_init (&maker, edition, query);
  if (!obs_cube_kind (maker.db, query->cube, &maker.kind, NULL, error)
      || !read_dimensions (&maker, error) || !check_names (&maker, error))
    return NULL;
  sql = make_sql (&maker, error);
  if (sql == NULL || (stmt = obs_db_prepare (maker.db, sql, error)) == NULL)
    return NULL;
  bind_values (&maker, stmt);
  expanded = sqlite3_expanded_sql (stmt);
  answer->sql = g_strdup_printf ("%s;\n", expanded != NULL ? expanded : sql);
  sqlite3_free (expanded);
  answer->is_number = g_steal_pointer (&maker.numbers);
  if (table && (answer->table = read_table (stmt, cancellable, error)) == NULL)
    return NULL;
  return g_steal_pointer (&answer);
}

ObsQueryAnswer *
obs_query_cubes (ObsEdition *edition, GError **error)
{
  g_autoptr (ObsQueryAnswer) answer = g_new0 (ObsQueryAnswer, 1);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean number = FALSE;

  answer->sql
      = g_strdup ("SELECT name AS cube, title, kind,"
                  " (SELECT group_concat (name, ' ') FROM (SELECT name FROM cube_dimension AS d"
                  "   WHERE d.cube = c.name ORDER BY position)) AS dimensions,"
                  " (SELECT group_concat (name, ' ') FROM (SELECT name FROM cube_measure AS m"
                  "   WHERE m.cube = c.name ORDER BY name)) AS measures,"
                  " source FROM cube AS c ORDER BY name;\n");
  stmt = obs_db_prepare (obs_edition_get_db (edition), answer->sql, error);
  if (stmt == NULL || (answer->table = read_table (stmt, NULL, error)) == NULL)
    return NULL;
  answer->is_number = g_array_new (FALSE, FALSE, sizeof (gboolean));
  for (int i = 0; i < sqlite3_column_count (stmt); i++)
    g_array_append_val (answer->is_number, number);
  return g_steal_pointer (&answer);
}
