/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/content/editions.h"

#include "data/error.h"
#include "data/sync/content/content-private.h"

#include <string.h>

/* What arrives is rightly signed and wrong all the same. */

typedef struct
{
  sqlite3 *db;
  GPtrArray *tables;
  ObsPack *pack;
} Case;

/* --- putting packs together ---------------------------------------------------------------- */

static ObsPackTable *
add_table (Case *self, const char *name)
{
  const ObsTableShape *shape = obs_shapes_find (self->tables, name);
  ObsPackTable *table = g_new0 (ObsPackTable, 1);

  g_assert_nonnull (shape);
  table->table = g_strdup (name);
  table->withdrawn = obs_rows_new (shape, TRUE);
  table->revised = obs_rows_new (shape, TRUE);
  table->added = obs_rows_new (shape, FALSE);
  table->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_change_free);
  g_ptr_array_add (self->pack->tables, table);
  return table;
}

/* Rows that a query answers with: all columns of the table in its order. */
static void
add_rows (Case *self, ObsPackTable *table, ObsRows *rows, const char *sql)
{
  const ObsTableShape *shape = obs_shapes_find (self->tables, table->table);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (self->db, sql, &error);

  g_assert_no_error (error);
  while (obs_db_step (stmt, NULL, &error) == 1)
    obs_rows_add (rows, shape, rows != table->added, stmt);
  g_assert_no_error (error);
}

static ObsPackChange *
add_change (ObsPackTable *table, guint column, ObsColumnKind kind, gboolean difference)
{
  ObsPackChange *change = g_new0 (ObsPackChange, 1);

  change->column = column;
  change->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  change->difference = difference;
  change->values = obs_column_new (kind);
  g_ptr_array_add (table->changes, change);
  return change;
}

static void
change_integer (ObsPackChange *change, guint32 row, gint64 value)
{
  g_array_append_val (change->rows, row);
  obs_column_add_integer (change->values, value);
}

static void
change_text (ObsPackChange *change, guint32 row, const char *value)
{
  g_array_append_val (change->rows, row);
  obs_column_add_text (change->values, value, strlen (value));
}

/* One row of glossary (word, aliases, meaning) that is there, as revised. */
static ObsPackTable *
revise_word (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (self, table, table->revised, "SELECT * FROM glossary ORDER BY word LIMIT 1");
  g_assert_cmpuint (table->revised->n, ==, 1);
  return table;
}

/* The same of the wave table, whose last column is a number that may be NULL. */
static ObsPackTable *
revise_wave (Case *self, const char *where)
{
  ObsPackTable *table = add_table (self, "wave");
  g_autofree char *sql = g_strdup_printf (
      "SELECT * FROM wave WHERE %s ORDER BY survey, day, question, part LIMIT 1", where);

  add_rows (self, table, table->revised, sql);
  g_assert_cmpuint (table->revised->n, ==, 1);
  return table;
}

#define ANSWERED 5 /* column of wave */

/* --- cases --------------------------------------------------------------------------------- */

static void
unknown_table (Case *self)
{
  ObsPackTable *table = revise_word (self);

  g_free (table->table);
  table->table = g_strdup ("words");
}

static void
sql_for_a_name (Case *self)
{
  ObsPackTable *table = revise_word (self);

  g_free (table->table);
  table->table = g_strdup ("glossary\"; DROP TABLE area; --");
}

static void
schema_table (Case *self)
{
  ObsPackTable *table = revise_word (self);

  g_free (table->table);
  table->table = g_strdup ("sqlite_schema");
}

static void
table_twice (Case *self)
{
  change_text (add_change (revise_word (self), 2, OBS_COLUMN_TEXT, FALSE), 0, "a");
  change_text (add_change (revise_word (self), 2, OBS_COLUMN_TEXT, FALSE), 0, "b");
}

static void
withdrawn_not_there (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (self, table, table->withdrawn, "SELECT 'never a word', '', ''");
}

static void
withdrawn_twice (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (
      self, table, table->withdrawn,
      "SELECT * FROM (SELECT * FROM glossary ORDER BY word LIMIT 1), (SELECT 1 UNION SELECT 2)");
}

static void
withdrawn_and_revised (Case *self)
{
  ObsPackTable *table = revise_word (self);

  add_rows (self, table, table->withdrawn, "SELECT * FROM glossary ORDER BY word LIMIT 1");
  change_text (add_change (table, 2, OBS_COLUMN_TEXT, FALSE), 0, "a");
}

static void
revised_not_there (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (self, table, table->revised, "SELECT 'never a word', '', ''");
  change_text (add_change (table, 2, OBS_COLUMN_TEXT, FALSE), 0, "a");
}

static void
revised_in_nothing (Case *self)
{
  revise_word (self);
}

static void
key_revised (Case *self)
{
  change_text (add_change (revise_word (self), 0, OBS_COLUMN_TEXT, FALSE), 0, "a");
}

static void
column_out_of_range (Case *self)
{
  change_text (add_change (revise_word (self), 3, OBS_COLUMN_TEXT, FALSE), 0, "a");
}

static void
column_twice (Case *self)
{
  ObsPackTable *table = revise_word (self);

  change_text (add_change (table, 2, OBS_COLUMN_TEXT, FALSE), 0, "a");
  change_text (add_change (table, 2, OBS_COLUMN_TEXT, FALSE), 0, "b");
}

static void
row_out_of_range (Case *self)
{
  ObsPackChange *change = add_change (revise_word (self), 2, OBS_COLUMN_TEXT, FALSE);

  change_text (change, 0, "a");
  change_text (change, 1, "b");
}

static void
rows_fall (Case *self)
{
  ObsPackChange *change = add_change (revise_word (self), 2, OBS_COLUMN_TEXT, FALSE);

  change_text (change, 0, "a");
  change_text (change, 0, "b");
}

static void
fewer_values (Case *self)
{
  ObsPackChange *change = add_change (revise_word (self), 2, OBS_COLUMN_TEXT, FALSE);
  guint32 row = 0;

  g_array_append_val (change->rows, row);
}

static void
wrong_kind (Case *self)
{
  change_integer (add_change (revise_word (self), 2, OBS_COLUMN_INTEGER, FALSE), 0, 1);
}

static void
null_where_none_may_be (Case *self)
{
  ObsPackChange *change = add_change (revise_word (self), 2, OBS_COLUMN_TEXT, FALSE);
  guint32 row = 0;

  g_array_append_val (change->rows, row);
  obs_column_add_null (change->values);
}

static void
difference_of_text (Case *self)
{
  change_text (add_change (revise_word (self), 2, OBS_COLUMN_TEXT, TRUE), 0, "a");
}

static void
difference_too_large (Case *self)
{
  change_integer (
      add_change (revise_wave (self, "answered > 0"), ANSWERED, OBS_COLUMN_INTEGER, TRUE), 0,
      G_MAXINT64);
}

static void
difference_too_small (Case *self)
{
  change_integer (
      add_change (revise_wave (self, "answered < 0"), ANSWERED, OBS_COLUMN_INTEGER, TRUE), 0,
      G_MININT64);
}

static void
difference_of_null (Case *self)
{
  change_integer (
      add_change (revise_wave (self, "answered IS NULL"), ANSWERED, OBS_COLUMN_INTEGER, TRUE), 0,
      1);
}

static void
difference_is_null (Case *self)
{
  ObsPackChange *change
      = add_change (revise_wave (self, "answered > 0"), ANSWERED, OBS_COLUMN_INTEGER, TRUE);
  guint32 row = 0;

  g_array_append_val (change->rows, row);
  obs_column_add_null (change->values);
}

static void
added_is_there (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (self, table, table->added, "SELECT * FROM glossary ORDER BY word LIMIT 1");
}

static void
added_twice (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (self, table, table->added, "VALUES ('never', '', ''), ('never', '', 'b')");
}

static void
added_lacks_a_value (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (self, table, table->added, "VALUES ('never', '', NULL)");
}

static void
added_not_unique (Case *self)
{
  ObsPackTable *table = add_table (self, "finding");

  add_rows (self, table, table->added,
            "SELECT 'X-1' AS id, position, source, section, domain, ksb, measure, sector, scope, "
            "horizon, item, label, direction, rank, rank_basis, value, value_text, comparator, "
            "unit, value_kind, voice, basis, grade, note FROM finding LIMIT 1");
}

static void
added_without_a_column (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (self, table, table->added, "VALUES ('never', '', '')");
  g_ptr_array_set_size (table->added->columns, 2);
}

static void
added_of_another_kind (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");
  ObsColumn *numbers = obs_column_new (OBS_COLUMN_INTEGER);

  add_rows (self, table, table->added, "VALUES ('never', '', '')");
  obs_column_add_integer (numbers, 1);
  obs_column_free (table->added->columns->pdata[2]);
  table->added->columns->pdata[2] = numbers;
}

static void
added_more_than_there_are (Case *self)
{
  ObsPackTable *table = add_table (self, "glossary");

  add_rows (self, table, table->added, "VALUES ('never', '', '')");
  table->added->n = 1000000;
}

static void
another_shape (Case *self)
{
  ObsPackTable *table = revise_word (self);

  change_text (add_change (table, 2, OBS_COLUMN_TEXT, FALSE), 0, "a");
  table->columns = g_ptr_array_ref (obs_shapes_find (self->tables, "caveat")->table.columns);
}

static void
no_edition_left (Case *self)
{
  ObsPackTable *table = add_table (self, "edition");

  add_rows (self, table, table->withdrawn, "SELECT * FROM edition");
}

static void
two_editions (Case *self)
{
  ObsPackTable *table = add_table (self, "edition");

  add_rows (self, table, table->added,
            "SELECT 'other', date, title, place, publisher, licence, language, notes FROM edition");
}

static void
everything_goes (Case *self)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      const ObsTableShape *shape = g_ptr_array_index (self->tables, i);
      ObsPackTable *table = add_table (self, shape->table.name);
      g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\" ORDER BY %s", shape->names,
                                              shape->table.name, shape->key);

      add_rows (self, table, table->withdrawn, sql);
    }
  /* Those of cubes go with their descriptions. */
  for (guint i = self->pack->tables->len; i-- > 0;)
    if (g_str_has_prefix (((ObsPackTable *) g_ptr_array_index (self->pack->tables, i))->table,
                          "cube_panel")
        || g_str_has_prefix (((ObsPackTable *) g_ptr_array_index (self->pack->tables, i))->table,
                             "cube_market"))
      g_ptr_array_remove_index (self->pack->tables, i);
}

static void
describe (Case *self, const char *cubes, const char *dimensions)
{
  ObsPackTable *table = add_table (self, "cube");

  add_rows (self, table, table->added, cubes);
  table = add_table (self, "cube_dimension");
  add_rows (self, table, table->added, dimensions);
}

static void
cube_with_a_wrong_name (Case *self)
{
  describe (self, "VALUES ('x\"(a); --', 'X', 'share', 'plan', '')",
            "VALUES ('x\"(a); --', 'a', 1, '', '', 'A')");
}

static void
cube_named_as_a_table (Case *self)
{
  describe (self, "VALUES ('dimension', 'X', 'share', 'plan', '')",
            "VALUES ('dimension', 'a', 1, '', '', 'A')");
}

static void
cube_of_no_kind (Case *self)
{
  describe (self, "VALUES ('new', 'X', 'heap', 'plan', '')", "VALUES ('new', 'a', 1, '', '', 'A')");
}

static void
cube_without_dimensions (Case *self)
{
  describe (self, "VALUES ('new', 'X', 'share', 'plan', '')",
            "VALUES ('newer', 'a', 1, '', '', 'A')");
}

static void
dimension_as_a_measure (Case *self)
{
  describe (self, "VALUES ('new', 'X', 'share', 'plan', '')",
            "VALUES ('new', 'missing', 1, '', '', 'A')");
}

static void
too_many_dimensions (Case *self)
{
  describe (self, "VALUES ('new', 'X', 'share', 'plan', '')",
            "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) "
            "SELECT 'new', 'd' || x, x, '', '', 'A' FROM n");
}

static void
too_many_cubes (Case *self)
{
  describe (self,
            "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) "
            "SELECT 'new' || x, 'X', 'share', 'plan', '' FROM n",
            "VALUES ('new1', 'a', 1, '', '', 'A')");
}

static void
rows_of_a_cube_that_goes (Case *self)
{
  ObsPackTable *table = add_table (self, "cube");

  add_rows (self, table, table->withdrawn, "SELECT * FROM cube WHERE name = 'panel_score'");
  table = add_table (self, "cube_dimension");
  add_rows (self, table, table->withdrawn,
            "SELECT * FROM cube_dimension WHERE cube = 'panel_score' ORDER BY name");
  table = add_table (self, "cube_panel_score");
  add_rows (self, table, table->withdrawn, "SELECT * FROM cube_panel_score LIMIT 1");
}

static void
rows_of_a_cube_of_another_shape (Case *self)
{
  ObsPackTable *table = add_table (self, "cube_dimension");

  add_rows (self, table, table->added, "VALUES ('panel_score', 'new', 99, '', '', 'New')");
  table = add_table (self, "cube_panel_score");
  add_rows (self, table, table->added, "SELECT * FROM cube_panel_score LIMIT 1");
}

static const struct
{
  const char *name;
  void (*make) (Case *self);
} cases[] = {
#define CASE(name)                                                                                 \
  {                                                                                                \
#name, name                                                                                    \
  }
  CASE (unknown_table),
  CASE (sql_for_a_name),
  CASE (schema_table),
  CASE (table_twice),
  CASE (withdrawn_not_there),
  CASE (withdrawn_twice),
  CASE (withdrawn_and_revised),
  CASE (revised_not_there),
  CASE (revised_in_nothing),
  CASE (key_revised),
  CASE (column_out_of_range),
  CASE (column_twice),
  CASE (row_out_of_range),
  CASE (rows_fall),
  CASE (fewer_values),
  CASE (wrong_kind),
  CASE (null_where_none_may_be),
  CASE (difference_of_text),
  CASE (difference_too_large),
  CASE (difference_too_small),
  CASE (difference_of_null),
  CASE (difference_is_null),
  CASE (added_is_there),
  CASE (added_twice),
  CASE (added_lacks_a_value),
  CASE (added_not_unique),
  CASE (added_without_a_column),
  CASE (added_of_another_kind),
  CASE (added_more_than_there_are),
  CASE (another_shape),
  CASE (no_edition_left),
  CASE (two_editions),
  CASE (everything_goes),
  CASE (cube_with_a_wrong_name),
  CASE (cube_named_as_a_table),
  CASE (cube_of_no_kind),
  CASE (cube_without_dimensions),
  CASE (dimension_as_a_measure),
  CASE (too_many_dimensions),
  CASE (too_many_cubes),
  CASE (rows_of_a_cube_that_goes),
  CASE (rows_of_a_cube_of_another_shape),
};

static void
test_packs (Editions *editions, gconstpointer data)
{
  sqlite3 *db;
  g_autoptr (GPtrArray) tables = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  /* With a journal, as rolling back needs one. */
  g_assert_cmpint (sqlite3_open (editions->base, &db), ==, SQLITE_OK);
  editions_run (db, "UPDATE wave SET answered = CASE week %% 3 WHEN 0 THEN NULL WHEN 1 THEN 20 "
                    "ELSE -20 END");
  tables = obs_content_tables (db, &error);
  g_assert_no_error (error);
  before = editions_state (db);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ObsPack) pack = g_new0 (ObsPack, 1);
      Case self = { db, tables, pack };

      pack->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_table_free);
      cases[i].make (&self);
      editions_run (db, "BEGIN");
      if (obs_content_apply (db, pack, NULL, NULL, &error))
        g_test_fail_printf ("%s was taken", cases[i].name);
      else if (!g_error_matches (error, OBS_ERROR, OBS_ERROR_CORRUPT))
        g_test_fail_printf ("%s: %s", cases[i].name, error->message);
      else
        g_test_message ("%s: %s", cases[i].name, error->message);
      g_clear_error (&error);
      editions_run (db, "ROLLBACK");
    }
  after = editions_state (db);
  g_assert_cmpstr (before, ==, after);
  sqlite3_close (db);
}

/* A pack that was right once is not right a second time, nor for another edition. */
static void
test_wrong_base (Editions *editions, gconstpointer data)
{
  g_autofree char *path = editions_copy (editions, editions->base, "next.sqlite");
  sqlite3 *db = editions_open (path);
  g_autoptr (ObsManifest) old = editions_manifest_of (editions->base);
  g_autoptr (ObsManifest) new = NULL;
  g_autoptr (ObsPack) pack = NULL;
  g_autoptr (GError) error = NULL;

  editions_run (db, "INSERT INTO glossary VALUES ('never', '', 'm'); UPDATE wave SET week = week + "
                    "1; DELETE FROM caveat WHERE key = (SELECT min(key) FROM caveat)");
  editions_close (db);
  new = editions_manifest_of (path);
  pack = obs_content_diff (editions->base, old, path, new, NULL, &error);
  g_assert_no_error (error);
  db = editions_open (path);
  g_assert_false (obs_content_apply (db, pack, NULL, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  sqlite3_close (db);
}

/* --- segments ------------------------------------------------------------------------------ */

typedef struct
{
  sqlite3 *db;
  GPtrArray *tables;
  GBytes *plain; /* of glossary */
  const ObsManifestSegment *segment;
} Put;

static void
refuse (const Put *put, const char *table, guint64 rows, GBytes *first, GBytes *next, GBytes *plain)
{
  ObsManifestSegment segment = { .first = first, .rows = rows };
  g_autoptr (GError) error = NULL;

  g_assert_false (obs_content_put_segment (put->db, &obs_shapes_find (put->tables, table)->table,
                                           &segment, next, plain, NULL, NULL, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
}

static void
test_segments (Editions *editions, gconstpointer data)
{
  sqlite3 *db = editions_open (editions->base);
  g_autoptr (ObsManifest) manifest = NULL;
  g_autoptr (GPtrArray) segments = editions_segments (db, &manifest);
  g_autoptr (GPtrArray) tables = obs_content_tables (db, NULL);
  Put put = { db, tables, NULL, NULL };
  guint at = 0;
  guint64 n;
  static const char *const keys[] = { "", "\1", "\2", "\2x", "\2x\0y", "\3x\0", "\2\xc3\0" };

  for (guint i = 0; put.plain == NULL; i++)
    {
      const ObsManifestTable *table = g_ptr_array_index (manifest->tables, i);

      if (strcmp (table->name, "glossary") == 0)
        {
          put.plain = g_ptr_array_index (segments, at);
          put.segment = g_ptr_array_index (table->segments, 0);
        }
      at += table->segments->len;
    }
  n = put.segment->rows;
  refuse (&put, "glossary", n + 1, put.segment->first, NULL, put.plain);
  refuse (&put, "glossary", 0, put.segment->first, NULL, put.plain);
  refuse (&put, "caveat", n, put.segment->first, NULL, put.plain);
  refuse (&put, "statement", n, put.segment->first, NULL, put.plain);
  refuse (&put, "glossary", n, put.segment->first, put.segment->first, put.plain);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gsize length = i < 4 ? strlen (keys[i]) : i == 4 ? 4 : 3;
      g_autoptr (GBytes) key = g_bytes_new_static (keys[i], length);

      refuse (&put, "glossary", n, key, NULL, put.plain);
    }
  {
    g_autoptr (GBytes) border = g_bytes_new_static ("\3", 1);
    g_autoptr (GBytes) broken = g_bytes_new_from_bytes (put.plain, 0, 40);
    g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

    refuse (&put, "glossary", n, put.segment->first, border, put.plain);
    refuse (&put, "glossary", n, put.segment->first, NULL, broken);
    refuse (&put, "glossary", n, put.segment->first, NULL, nothing);
  }
  sqlite3_close (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/apply/packs", Editions, NULL, editions_set_up, test_packs, editions_tear_down);
  g_test_add ("/apply/wrong-base", Editions, NULL, editions_set_up, test_wrong_base,
              editions_tear_down);
  g_test_add ("/apply/segments", Editions, NULL, editions_set_up, test_segments,
              editions_tear_down);
  return g_test_run ();
}
