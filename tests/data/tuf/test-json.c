/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

/* The strict reader and the canonical form: 159 files of JSONTestSuite beside the project, in
 * $OBS_SHARED_DATA/json-vectors (skipped where they are missing), and pairs written here. */

#include "data/error.h"
#include "data/sync/tuf/json.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

static char *
vectors_path (void)
{
  const char *data = g_getenv ("OBS_SHARED_DATA");
  const char *source = g_getenv ("G_TEST_SRCDIR");

  if (data != NULL)
    return g_build_filename (data, "json-vectors", "jsontestsuite.jsonl", NULL);
  return g_build_filename (source != NULL ? source : ".", "..", "shared", "data", "json-vectors",
                           "jsontestsuite.jsonl", NULL);
}

/* JSON that we refuse all the same, and the sentence that says why. */
static const char *const stricter[][2] = {
  { "y_number_0e+1.json", "not a whole number" },
  { "y_number_int_with_exp.json", "not a whole number" },
  { "y_number_real_capital_e_neg_exp.json", "not a whole number" },
  { "y_number_real_exponent.json", "not a whole number" },
  { "y_number_real_neg_exp.json", "not a whole number" },
  { "y_number_negative_zero.json", "begins with a nought" },
  { "y_object_duplicated_key.json", "the same name twice" },
  { "y_object_escaped_null_in_key.json", "U+0000" },
};

static const char *
stricter_rule (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (stricter); i++)
    if (g_str_equal (stricter[i][0], id))
      return stricter[i][1];
  return NULL;
}

static void
check_error (const GError *error, const char *word)
{
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
  g_assert_true (g_str_has_suffix (error->message, "."));
  if (word != NULL && strstr (error->message, word) == NULL)
    g_test_fail_printf ("“%s” says nothing of “%s”", error->message, word);
}

static void
check_bytes (GBytes *bytes, const char *expected)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_cmpstr (text, ==, expected);
}

/* What was read, written to a file and read again has the same canonical form. */
static void
check_round (const ObsJson *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) once = obs_json_canonical (json), file = obs_json_text (json);
  g_autoptr (ObsJson) again
      = obs_json_read (g_bytes_get_data (file, NULL), g_bytes_get_size (file), &error);
  g_autoptr (GBytes) twice = NULL;

  g_assert_no_error (error);
  twice = obs_json_canonical (again);
  g_assert_true (g_bytes_equal (once, twice));
}

static void
try_vector (const char *id, const char *bytes, gsize length, const char *expect)
{
  g_autofree char *text = g_memdup2 (bytes, length); /* no NUL behind it */
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) json = obs_json_read (text != NULL ? text : "", length, &error);
  const char *rule = stricter_rule (id);

  g_assert_true ((json == NULL) == (error != NULL));
  if (error != NULL)
    check_error (error, rule);
  if (g_str_equal (expect, "reject") && json != NULL)
    g_test_fail_printf ("%s was taken", id);
  if (g_str_equal (expect, "accept") && (json == NULL) != (rule != NULL))
    g_test_fail_printf ("%s: %s", id, error != NULL ? error->message : "was taken");
  if (json != NULL)
    check_round (json);
}

static void
test_vectors (void)
{
  g_autofree char *path = vectors_path ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the JSON vectors are not here");
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++, n++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
      JsonObject *vector = json_node_get_object (node);
      gsize length;
      g_autofree guchar *bytes
          = g_base64_decode (json_object_get_string_member (vector, "b64"), &length);

      try_vector (json_object_get_string_member (vector, "id"), (const char *) bytes, length,
                  json_object_get_string_member (vector, "expect"));
    }
  g_assert_cmpuint (n, ==, 159);
}

static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) json = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  g_assert_null (obs_json_read (text->str, text->len, &error));
  check_error (error, "byte 17");
  g_clear_error (&error);
  g_string_truncate (text, 0);
  for (guint i = 0; i < 50000; i++)
    g_string_append (text, "[{\"\":");
  g_string_append_c (text, '\n');
  g_assert_null (obs_json_read (text->str, text->len, &error));
  check_error (error, "too deeply");
  g_clear_error (&error);

  json = obs_json_read ("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", 33, &error);
  g_assert_no_error (error);
  g_assert_nonnull (json);
  g_assert_null (obs_json_read ("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", 35, &error));
  check_error (error, "too deeply");
}

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "", "ends too early" },
    { " \n", "ends too early" },
    { "\xef\xbb\xbf{}", "value should stand" },
    { "{\"a\":1,\"\\u0061\":2}", "the same name twice" },
    { "{\"a\\/b\":1,\"a/b\":2}", "the same name twice" },
    { "{\"\":1,\"\":2}", "the same name twice" },
    { "[9007199254740992]", "too large" },
    { "[-9007199254740992]", "too large" },
    { "[18446744073709551616]", "too large" },
    { "[99999999999999999999999999999999999]", "too large" },
    { "[1.0]", "not a whole number" },
    { "[1e3]", "not a whole number" },
    { "[1E3]", "not a whole number" },
    { "[-0]", "begins with a nought" },
    { "[-01]", "begins with a nought" },
    { "[00]", "begins with a nought" },
    { "[01]", "begins with a nought" },
    { "[+1]", "value should stand" },
    { "[-]", "value should stand" },
    { "[NaN]", "value should stand" },
    { "[nul]", "value should stand" },
    { "[True]", "value should stand" },
    { "[\"\\u0000\"]", "U+0000" },
    { "[\"\\ud800\"]", "surrogate" },
    { "[\"\\udc00\"]", "surrogate" },
    { "[\"\\udc00\\ud800\"]", "surrogate" },
    { "[\"\\ud800\\u0041\"]", "surrogate" },
    { "[\"\\ud800x\"]", "surrogate" },
    { "[\"\\u00g0\"]", "not hexadecimal" },
    { "[\"\\u00", "cut short" },
    { "[\"\\x\"]", "no such escape" },
    { "[\"\\\n\"]", "no such escape" },
    { "[\"a\nb\"]", "control character" },
    { "[\"abc", "has no end" },
    { "[\"abc\\", "has no end" },
    { "[\"\xed\xa0\x80\"]", "not UTF-8" },
    { "[\"\xc0\xaf\"]", "not UTF-8" },
    { "[\"\xf4\x90\x80\x80\"]", "not UTF-8" },
    { "{} {}", "behind the end" },
    { "{}}", "behind the end" },
    { "1 2", "behind the end" },
    { "{}\x0c", "behind the end" },
    { "[1,]", "value should stand" },
    { "[1 2]", "comma" },
    { "{\"a\" 1}", "colon" },
    { "{\"a\":1,}", "name of a member" },
    { "{a:1}", "name of a member" },
    { "{\"a\":1", "comma" },
    { "[1", "comma" },
    { "// x\n1", "value should stand" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i][0]);
      g_autofree char *text = g_memdup2 (cases[i][0], length); /* no NUL behind it */
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsJson) json = obs_json_read (text != NULL ? text : "", length, &error);

      if (json != NULL)
        g_test_fail_printf ("“%s” was taken", cases[i][0]);
      else
        check_error (error, cases[i][1]);
    }
}

static void
test_nul_and_length (void)
{
  g_autofree char *text = g_malloc (OBS_JSON_MOST + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) json = NULL;

  g_assert_null (obs_json_read ("[1]\0", 4, &error));
  check_error (error, "not UTF-8");
  g_clear_error (&error);
  g_assert_null (obs_json_read ("[\"a\0b\"]", 7, &error));
  check_error (error, "not UTF-8");
  g_clear_error (&error);

  memset (text, ' ', OBS_JSON_MOST + 1);
  text[0] = '1';
  json = obs_json_read (text, OBS_JSON_MOST, &error);
  g_assert_no_error (error);
  g_assert_nonnull (json);
  g_assert_null (obs_json_read (text, OBS_JSON_MOST + 1, &error));
  check_error (error, "longer than");
}

static void
test_canonical (void)
{
  static const char *const pairs[][2] = {
    { " { } ", "{}" },
    { "[ ]", "[]" },
    { "[ 1 , -2,0 ,9007199254740991, -9007199254740991 ]",
      "[1,-2,0,9007199254740991,-9007199254740991]" },
    { "[null, true, false]", "[null,true,false]" },
    { "{\"b\":1,\"a\":{\"d\":[],\"c\":\"x\"}}", "{\"a\":{\"c\":\"x\",\"d\":[]},\"b\":1}" },
    { "{\"a\":1,\"B\":2,\"aa\":3,\"\":4}", "{\"\":4,\"B\":2,\"a\":1,\"aa\":3}" },
    /* Bytes decide, not the locale, and not UTF-16: U+FFFF stands before U+10000. */
    { "{\"\\ud800\\udc00\":1,\"\\uffff\":2,\"\\u00e9\":3,\"z\":4}",
      "{\"z\":4,\"\xc3\xa9\":3,\"\xef\xbf\xbf\":2,\"\xf0\x90\x80\x80\":1}" },
    { "[\"\\\"\\\\\\/\\u0041\"]", "[\"\\\"\\\\/A\"]" },
    { "[\"a\\nb\\t\\b\\f\\r\\u001f\\u007f\"]", "[\"a\nb\t\b\f\r\x1f\x7f\"]" },
    { "{\"a\\\"b\":1}", "{\"a\\\"b\":1}" },
    { "\"\\u20ac \xe2\x82\xac\"", "\"\xe2\x82\xac \xe2\x82\xac\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsJson) json = obs_json_read (pairs[i][0], strlen (pairs[i][0]), &error);
      g_autoptr (ObsJson) copy = NULL;
      g_autoptr (GBytes) bytes = NULL, again = NULL;

      g_assert_no_error (error);
      bytes = obs_json_canonical (json);
      check_bytes (bytes, pairs[i][1]);
      check_round (json);
      copy = obs_json_copy (json);
      again = obs_json_canonical (copy);
      g_assert_true (g_bytes_equal (bytes, again));
    }
}

static void
test_look (void)
{
  static const char text[] = "{\"b\":[1,\"x\"],\"a\":{},\"c\":null,\"d\":true}";
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) json = obs_json_read (text, strlen (text), &error);
  gint64 value = 7;

  g_assert_no_error (error);
  g_assert_cmpuint (obs_json_length (json), ==, 4);
  g_assert_cmpstr (obs_json_name (json, 0), ==, "b");
  g_assert_cmpstr (obs_json_name (json, 1), ==, "a");
  g_assert_null (obs_json_name (json, 4));
  g_assert_null (obs_json_member (json, "e"));
  g_assert_null (obs_json_member (NULL, "a"));
  g_assert_null (obs_json_member (obs_json_member (json, "b"), "a"));
  g_assert_true (obs_json_element (json, 1) == obs_json_member (json, "a"));
  g_assert_true (obs_json_integer (obs_json_element (obs_json_member (json, "b"), 0), &value)
                 && value == 1);
  g_assert_false (obs_json_integer (obs_json_element (obs_json_member (json, "b"), 1), &value));
  g_assert_false (obs_json_integer (NULL, &value));
  g_assert_cmpstr (obs_json_string (obs_json_element (obs_json_member (json, "b"), 1)), ==, "x");
  g_assert_null (obs_json_string (obs_json_member (json, "c")));
  g_assert_cmpint (obs_json_kind (obs_json_member (json, "c")), ==, OBS_JSON_NULL);
  g_assert_cmpint (obs_json_kind (obs_json_member (json, "d")), ==, OBS_JSON_TRUE);
  g_assert_cmpuint (obs_json_length (obs_json_member (json, "a")), ==, 0);
  g_assert_cmpuint (obs_json_length (obs_json_member (json, "d")), ==, 0);
}

static void
test_build (void)
{
  g_autoptr (ObsJson) object = obs_json_new_object ();
  ObsJson *list = obs_json_new_array ();
  g_autoptr (GBytes) bytes = NULL;
  static const char expected[] = "{\"a\":\"new\",\"k\":[\"q\\\"\",-3,true],\"m\":0,\"z\":{}}";

  obs_json_set (object, "m", obs_json_new_integer (0));
  obs_json_set (object, "a", obs_json_new_string ("old"));
  obs_json_set (object, "z", obs_json_new_object ());
  obs_json_append (list, obs_json_new_string ("q\""));
  obs_json_append (list, obs_json_new_integer (-3));
  obs_json_append (list, obs_json_new_boolean (TRUE));
  obs_json_set (object, "k", list);
  obs_json_set (object, "a", obs_json_new_string ("new"));
  g_assert_cmpuint (obs_json_length (object), ==, 4);
  g_assert_cmpstr (obs_json_name (object, 1), ==, "a");
  bytes = obs_json_canonical (object);
  check_bytes (bytes, expected);
}

/* Many names: read and built in any order they come out sorted. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (ObsJson) built = obs_json_new_object ();
  g_autoptr (ObsJson) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) one = NULL, other = NULL;

  for (guint i = 0; i < 4000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i * 2654435761u);

      g_string_append_printf (text, "%s\"%s\":%u", i > 0 ? "," : "", name, i);
      obs_json_set (built, name, obs_json_new_integer (i));
    }
  g_string_append_c (text, '}');
  read = obs_json_read (text->str, text->len, &error);
  g_assert_no_error (error);
  one = obs_json_canonical (read);
  other = obs_json_canonical (built);
  g_assert_true (g_bytes_equal (one, other));
  check_round (read);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tuf/json/vectors", test_vectors);
  g_test_add_func ("/tuf/json/deep", test_deep);
  g_test_add_func ("/tuf/json/refused", test_refused);
  g_test_add_func ("/tuf/json/nul-and-length", test_nul_and_length);
  g_test_add_func ("/tuf/json/canonical", test_canonical);
  g_test_add_func ("/tuf/json/look", test_look);
  g_test_add_func ("/tuf/json/build", test_build);
  g_test_add_func ("/tuf/json/many", test_many);
  return g_test_run ();
}
