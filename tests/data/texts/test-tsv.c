/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of texts: the same rows however the bytes come, and no input that needs memory. */

#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/taxonomy/tsv.h"

#include "data/error.h"

#include <string.h>

static const char *const columns[] = { "id", "text", "type", NULL };

/* A stream that hands out few bytes at a time, and a beginning and a unit over and over, so that
 * long inputs need not be held. */
#define TEST_TYPE_DRIP (test_drip_get_type ())
G_DECLARE_FINAL_TYPE (TestDrip, test_drip, TEST, DRIP, GInputStream)

struct _TestDrip
{
  GInputStream parent_instance;
  GBytes *head, *unit;
  guint64 units; /* how many are left */
  gsize used;    /* of the head, then of the unit */
  gsize step;    /* most bytes at a time */
  gboolean fails;
};

G_DEFINE_TYPE (TestDrip, test_drip, G_TYPE_INPUT_STREAM)

static gssize
drip_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
           GError **error)
{
  TestDrip *self = TEST_DRIP (stream);
  gsize got = 0;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  while (got < MIN (count, self->step))
    {
      GBytes *from = self->head != NULL ? self->head : self->unit;
      gsize size, n;
      const char *data;

      if (self->head == NULL && self->units == 0)
        break;
      data = g_bytes_get_data (from, &size);
      n = MIN (MIN (count, self->step) - got, size - self->used);
      memcpy ((char *) buffer + got, data + self->used, n);
      got += n;
      self->used += n;
      if (self->used < size)
        continue;
      self->used = 0;
      if (self->head != NULL)
        g_clear_pointer (&self->head, g_bytes_unref);
      else
        self->units--;
    }
  if (got > 0 || !self->fails)
    return (gssize) got;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The wire broke");
  return -1;
}

static void
test_drip_finalize (GObject *object)
{
  TestDrip *self = TEST_DRIP (object);

  g_clear_pointer (&self->head, g_bytes_unref);
  g_clear_pointer (&self->unit, g_bytes_unref);
  G_OBJECT_CLASS (test_drip_parent_class)->finalize (object);
}

static void
test_drip_class_init (TestDripClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_drip_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = drip_read;
}

static void
test_drip_init (TestDrip *self)
{
}

static TestDrip *
drip (const char *head, gsize size, gsize step)
{
  TestDrip *self = g_object_new (TEST_TYPE_DRIP, NULL);

  self->head = size > 0 ? g_bytes_new (head, size) : NULL;
  self->step = step;
  return self;
}

static ObsTsv *
open_text (const char *text, gsize size, gsize step, guint needed, GError **error)
{
  g_autoptr (TestDrip) stream = drip (text, size, step);

  return obs_tsv_new (G_INPUT_STREAM (stream), "t.tsv", columns, needed, NULL, error);
}

/* The rows as one text: line, oddities and fields. */
static char *
read_all (const char *text, gsize size, gsize step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTsv) table = open_text (text, size, step, 2, &error);
  GString *all = g_string_new (NULL);

  g_assert_no_error (error);
  while (obs_tsv_next (table, &error))
    g_string_append_printf (all, "%u%s%s%s(%s|%s|%s)\n", (guint) obs_tsv_line (table),
                            (obs_tsv_odd (table) & OBS_TSV_SHORT) != 0 ? "-" : "",
                            (obs_tsv_odd (table) & OBS_TSV_WIDE) != 0 ? "+" : "",
                            (obs_tsv_odd (table) & OBS_TSV_LONG) != 0 ? "!" : "",
                            obs_tsv_get (table, 0), obs_tsv_get (table, 1), obs_tsv_get (table, 2));
  g_assert_no_error (error);
  g_assert_cmpuint (obs_tsv_bytes (table), ==, size);
  g_assert_false (obs_tsv_next (table, NULL));
  return g_string_free (all, FALSE);
}

#define TEXT(s) s, sizeof s - 1

static void
test_rows (void)
{
  static const struct
  {
    const char *text;
    gsize size;
    const char *rows;
  } cases[] = {
    { TEXT ("id\ttext\na\tone\nb\ttwo\n"), "2(a|one|)\n3(b|two|)\n" },
    { TEXT ("\xef\xbb\xbfText \tother\tTYPE\tId\r\none\tx\tK\ta\r\ntwo\ty\tS\tb"),
      "2(a|one|K)\n3(b|two|S)\n" },
    { TEXT ("id\ttext\n\n\r\n\t\n\na\tone\n\n"), "4(||)\n6(a|one|)\n" },
    { TEXT ("id\ttext\ttype\na\nb\ttwo\nc\tthree\tB\t\tmore\n"),
      "2-(a||)\n3(b|two|)\n4+(c|three|B)\n" },
    { TEXT ("id\ttext"), "" },
    { TEXT ("id\ttext\na\t\"quoted\" \r x\r\r\n"), "2(a|\"quoted\" \r x\r|)\n" },
    { TEXT ("id\ttext\na\0b\t\0\0\n"), "2(a b|  |)\n" },
    { TEXT ("id\ttext\n\xff\xfe\t\xc3\n"), "2(\xff\xfe|\xc3|)\n" },
  };
  const gsize steps[] = { 1, 2, 7, 1 << 20 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (steps); j++)
      {
        g_autofree char *rows = read_all (cases[i].text, cases[i].size, steps[j]);

        g_assert_cmpstr (rows, ==, cases[i].rows);
      }
}

static void
assert_refused (const char *text, gsize size, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTsv) table = open_text (text, size, 3, 2, &error);

  g_assert_null (table);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_true (g_str_has_prefix (error->message, "t.tsv"));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_first_line (void)
{
  assert_refused (TEXT (""), "is empty");
  assert_refused (TEXT ("\n"), "no column “id”");
  assert_refused (TEXT ("id,text\n"), "“id,text”");
  assert_refused (TEXT ("id\tname\n"), "no column “text” among “id”, “name”");
  assert_refused (TEXT ("id\ttext\tx\tID\n"), "column 4: the column “id” is there twice");
  assert_refused (TEXT ("a\tb\tc\td\te\tf\tg\th\ti\tj\n"), "“h”, …");
  assert_refused (TEXT ("\xff\xfe i\0d\0\n"), "no column");
}

/* A hundred thousand columns are a first line as any other; so is a row of as many. */
static void
test_many_columns (void)
{
  g_autoptr (GString) text = g_string_new ("x");
  g_autofree char *rows = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "\tx");
  g_string_append (text, "\tid\ttext\n");
  for (guint i = 0; i <= 100000; i++)
    g_string_append (text, "\t");
  g_string_append (text, "a\tone\nb\n");
  rows = read_all (text->str, text->len, 4096);
  g_assert_cmpstr (rows, ==, "2(a|one|)\n3-(||)\n");
}

/* Of a field of any length a megabyte is kept, and the rows around it are whole. */
static void
test_endless_field (void)
{
  g_autoptr (TestDrip) stream = drip (TEXT ("id\ttext\na\tone\nb\t"), 1 << 16);
  g_autofree char *unit = g_strnfill (1 << 16, 'w');
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTsv) table = NULL;

  stream->unit = g_bytes_new (unit, 1 << 16);
  stream->units = 1024; /* 64 MiB */
  table = obs_tsv_new (G_INPUT_STREAM (stream), "t.tsv", columns, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (obs_tsv_next (table, &error));
  g_assert_cmpint (obs_tsv_odd (table), ==, 0);
  g_assert_true (obs_tsv_next (table, &error));
  g_assert_cmpstr (obs_tsv_get (table, 0), ==, "b");
  g_assert_cmpuint (strlen (obs_tsv_get (table, 1)), ==, OBS_TSV_FIELD);
  g_assert_cmpint (obs_tsv_odd (table), ==, OBS_TSV_LONG);
  g_assert_cmpuint (obs_tsv_bytes (table), >, 64u << 20);
  g_assert_false (obs_tsv_next (table, &error));
  g_assert_no_error (error);
}

static void
test_broken_stream (void)
{
  g_autoptr (TestDrip) stream = drip (TEXT ("id\ttext\na\tone\nb\ttw"), 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTsv) table = NULL;

  stream->fails = TRUE;
  table = obs_tsv_new (G_INPUT_STREAM (stream), "t.tsv", columns, 2, NULL, &error);
  g_assert_true (obs_tsv_next (table, &error));
  g_assert_false (obs_tsv_next (table, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_assert_cmpstr (error->message, ==, "t.tsv cannot be read: The wire broke.");

  g_clear_error (&error);
  g_clear_pointer (&table, obs_tsv_free);
  g_clear_object (&stream);
  stream = drip (TEXT ("id\ttext\na\tone\nb\ttwo\n"), 5);
  table = obs_tsv_new (G_INPUT_STREAM (stream), "t.tsv", columns, 2, cancellable, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  while (obs_tsv_next (table, &error))
    ;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_field (void)
{
  g_autofree char *field = obs_tsv_field ("a\tb\nc\r\x01\x7f\xff“d”");

  g_assert_cmpstr (field, ==, "a b c   \xef\xbf\xbd“d”");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/texts/tsv/rows", test_rows);
  g_test_add_func ("/texts/tsv/first-line", test_first_line);
  g_test_add_func ("/texts/tsv/many-columns", test_many_columns);
  g_test_add_func ("/texts/tsv/endless-field", test_endless_field);
  g_test_add_func ("/texts/tsv/broken-stream", test_broken_stream);
  g_test_add_func ("/texts/tsv/field", test_field);
  return g_test_run ();
}
