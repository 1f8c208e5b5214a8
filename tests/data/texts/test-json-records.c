/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/ingest/records.h"

#include <glib/gstdio.h>
#include <string.h>

/* Records of JSON files as rows of a table. */

static ObsRecords *
open_text (const char *text, const char *rows, const char *columns, GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("records-XXXXXX.json", &path, NULL);
  g_auto (GStrv) names = g_strsplit (columns, " ", -1);
  const ObsRecordsOptions options
      = { .name = "table.json", .rows = rows, .columns = (const char *const *) names };
  ObsRecords *records;

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  records = obs_records_open (path, &options, NULL, error);
  g_unlink (path);
  return records;
}

/* All rows, fields separated by commas and rows by semicolons; or the error. */
static char *
read_all (const char *text, const char *rows, const char *columns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRecords) records = open_text (text, rows, columns, &error);
  GString *all = g_string_new (NULL);
  const ObsSlice *fields;
  guint n;

  while (records != NULL && obs_records_next (records, &fields, &n, &error) == 1)
    {
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (strlen (fields[i].text), ==, fields[i].length);
          g_string_append_printf (all, "%s%s", i > 0 ? "," : "", fields[i].text);
        }
      g_string_append_c (all, ';');
    }
  if (error != NULL)
    {
      g_assert_cmpuint (error->domain, ==, OBS_ERROR);
      g_string_append_printf (all, "!%s", error->message);
    }
  else
    g_assert_cmpuint (strlen (obs_records_sha256 (records)), ==, 64);
  return g_string_free (all, FALSE);
}

#define BOATS                                                                                      \
  "[{\"name\":\"Ann\",\"size\":{\"length\":7.5,\"n\":2},\"crew\":[{\"who\":\"a\"},{\"who\":"       \
  "\"b\"}]},{\"name\":\"Bo\\u00e9\",\"size\":null,\"tags\":[\"x\",\"y\",3,true]},{\"name\":"       \
  "\"Cat\",\"crew\":[{\"who\":\"c\"}]}]"

static const struct
{
  const char *text, *rows, *columns, *answer;
} good[] = {
  { BOATS, NULL, "name size.length", "name,size.length;Ann,7.5;Boé,;Cat,;" },
  { BOATS, NULL, "name tags", "name,tags;Ann,;Boé,x\ny\n3\ntrue;Cat,;" },
  { BOATS, "crew", "^name # who", "^name,#,who;Ann,1,a;Ann,2,b;Cat,1,c;" },
  /* A byte order mark, one record instead of a list, the list inside of an answer. */
  { "\xef\xbb\xbf{\"name\":\"Ann\",\"n\":-3}", NULL, "name n", "name,n;Ann,-3;" },
  { "{\"answer\":{\"boats\":[{\"n\":1},{\"n\":2}]},\"day\":\"Monday\"}", "answer.boats", "n ^day",
    "n,^day;1,Monday;2,Monday;" },
  /* No record at all: nothing can be said of the columns. */
  { "[]", NULL, "name", "name;" },
  { "[{\"crew\":[]}]", "crew", "who", "who;" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *answer = read_all (good[i].text, good[i].rows, good[i].columns);

      g_assert_cmpstr (answer, ==, good[i].answer);
    }
}

static const struct
{
  const char *text, *rows, *columns, *words;
} bad[] = {
  { "", NULL, "name", "table.json is no table of records: it is not valid JSON" },
  { "[{\"name\":\"Ann\"}", NULL, "name", "it is not valid JSON" },
  { "[{\"name\":\"Ann\"}] x", NULL, "name", "it is not valid JSON" },
  { "[{\"name\":\"Ann\",\"name\":\"Bo\"}]", NULL, "name", "it is not valid JSON" },
  { "[{\"name\":\"\\u0000\"}]", NULL, "name", "it is not valid JSON" },
  { "\"name\"", NULL, "name", "it is neither an object nor an array" },
  { "[1, 2]", NULL, "name", "an element of its list is no record" },
  { "[{\"crew\":7}]", "crew", "who", "the path to its records ends at something that is no array" },
  { "[{\"crew\":{\"who\":1}}]", "crew", "who", "ends at something that is no array" },
  { "[{\"size\":{\"n\":1}}]", NULL, "size", "record 1: “size” is no single value" },
  { "[{\"crew\":[{\"who\":1}]}]", NULL, "crew", "record 1: “crew” is no single value" },
  { "[{\"name\":1}]", NULL, "nam", "table.json: no record has “nam”" },
  { "[{\"name\":1}]", NULL, "^name", "no record has “^name”" },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *answer = read_all (bad[i].text, bad[i].rows, bad[i].columns);

      if (strchr (answer, '!') == NULL || strstr (answer, bad[i].words) == NULL)
        g_test_message ("case %u: %s", (guint) i, bad[i].text);
      g_assert_nonnull (strchr (answer, '!'));
      g_assert_nonnull (strstr (answer, bad[i].words));
    }
}

/* Half of a pair of escapes is no letter: whatever the parser makes of it, UTF-8 comes out. */
static void
test_half_pair (void)
{
  g_autofree char *answer = read_all ("[{\"a\":\"x\\ud83dY\"}]", NULL, "a");

  g_assert_true (g_utf8_validate (answer, -1, NULL));
  g_assert_true (g_str_has_prefix (answer, "a;x"));
}

/* Brackets without an end would be a way to use up the stack. */
static void
test_deep (void)
{
  for (guint depth = 8; depth <= 100000; depth *= 50)
    {
      g_autoptr (GString) text = g_string_new ("[{\"a\":1,\"b\":");
      g_autofree char *answer = NULL;

      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, '[');
      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, ']');
      g_string_append (text, "}]");
      answer = read_all (text->str, NULL, "a");
      if (depth < 20)
        g_assert_cmpstr (answer, ==, "a;1;");
      else
        g_assert_nonnull (strstr (answer, "it is not valid JSON"));
    }
}

/* Without columns a JSON file is no table: nobody has said what a record holds. */
static void
test_no_columns (void)
{
  g_autoptr (GError) error = NULL;
  const ObsRecordsOptions options = { .name = "table.json" };
  g_autoptr (ObsRecords) records = obs_records_open ("table.json", &options, NULL, &error);

  g_assert_null (records);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-records/good", test_good);
  g_test_add_func ("/json-records/bad", test_bad);
  g_test_add_func ("/json-records/half-pair", test_half_pair);
  g_test_add_func ("/json-records/deep", test_deep);
  g_test_add_func ("/json-records/no-columns", test_no_columns);
  return g_test_run ();
}
