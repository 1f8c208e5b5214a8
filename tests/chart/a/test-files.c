/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "tests/chart/samples.h"
#include "ui/chart/scene.h"
#include "ui/export/figure-file.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

static GBytes *
bytes_of (ObsFigure *figure, ObsFileKind kind)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = obs_figure_to_bytes (figure, kind, TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (bytes);
  return bytes;
}

static char *
text_of (ObsFigure *figure, ObsFileKind kind)
{
  g_autoptr (GBytes) bytes = bytes_of (figure, kind);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

typedef struct
{
  GString *text; /* all character data */
  int titles, groups, texts, depth;
  char *desc;
  gboolean in_desc, img;
} Parsed;

static void
start_cb (GMarkupParseContext *context, const char *name, const char **names, const char **values,
          gpointer data, GError **error)
{
  Parsed *parsed = data;

  parsed->depth++;
  parsed->titles += strcmp (name, "title") == 0;
  parsed->groups += strcmp (name, "g") == 0;
  parsed->texts += strcmp (name, "text") == 0;
  parsed->in_desc = strcmp (name, "desc") == 0;
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (strcmp (names[i], "role") == 0 && strcmp (values[i], "img") == 0)
        parsed->img = TRUE;
      g_assert_null (strstr (values[i], "nan"));
      g_assert_null (strstr (values[i], "inf"));
    }
}

static void
end_cb (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  ((Parsed *) data)->in_desc = FALSE;
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data,
         GError **error)
{
  Parsed *parsed = data;

  g_string_append_len (parsed->text, text, (gssize) length);
  if (parsed->in_desc)
    {
      g_free (parsed->desc);
      parsed->desc = g_strndup (text, length);
    }
}

static void
parse_svg (const char *svg, Parsed *parsed)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, parsed, NULL);
  g_autoptr (GError) error = NULL;

  parsed->text = g_string_new (NULL);
  g_assert_true (g_utf8_validate (svg, -1, NULL));
  g_markup_parse_context_parse (context, svg, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

static void
parsed_clear (Parsed *parsed)
{
  g_string_free (parsed->text, TRUE);
  g_free (parsed->desc);
}

static void
test_svg (gconstpointer data)
{
  const Sample *sample = data;
  g_autoptr (ObsFigure) figure = sample->make ();
  g_autofree char *svg = text_of (figure, OBS_FILE_SVG);
  Parsed parsed = { 0 };

  parse_svg (svg, &parsed);
  g_assert_true (parsed.img);
  g_assert_nonnull (parsed.desc);
  g_assert_nonnull (strstr (parsed.desc, "."));
  g_assert_cmpint (parsed.texts, >, 3);
  /* One title for the picture and one for each group of an item. */
  g_assert_cmpint (parsed.titles, ==, parsed.groups + 1);
  if (figure->rows->len > 0)
    g_assert_cmpint (parsed.groups, >=, (int) figure->rows->len);
  if (figure->source_line != NULL)
    g_assert_nonnull (strstr (parsed.text->str, "Source: LSIP"));
  parsed_clear (&parsed);
}

/* Labels stay words: nothing in them becomes markup, and all of the short one is there. */
static void
test_hostile_svg (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("hostile");
  g_autofree char *svg = text_of (figure, OBS_FILE_SVG);
  Parsed parsed = { 0 };

  parse_svg (svg, &parsed);
  g_assert_nonnull (strstr (parsed.text->str, "<b>&]]></b> <!-- --> <?xml?>"));
  g_assert_nonnull (strstr (parsed.text->str, "עברית"));
  g_assert_cmpuint (strlen (svg), <, 400000);
  g_assert_null (strstr (svg, "<b>"));
  g_assert_null (strchr (svg, '\x01'));
  parsed_clear (&parsed);
}

static void
test_simulated (void)
{
  static const ObsFileKind kinds[] = { OBS_FILE_SVG, OBS_FILE_CSV, OBS_FILE_JSON };

  for (gsize i = 0; i < n_samples; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
      {
        g_autoptr (ObsFigure) figure = samples[i].make ();
        g_autofree char *text = NULL;

        if (figure->rows->len == 0 && kinds[k] == OBS_FILE_CSV)
          continue;
        figure->source_class = OBS_CLASS_SIMULATED;
        text = text_of (figure, kinds[k]);
        g_assert_nonnull (strstr (text, kinds[k] == OBS_FILE_SVG ? "Simulated" : "simulated"));
        if (kinds[k] == OBS_FILE_SVG)
          g_assert_nonnull (strstr (text, "rotate(-15"));
        if (kinds[k] == OBS_FILE_CSV)
          g_assert_nonnull (strstr (text, ",simulated,yes,"));
        if (kinds[k] == OBS_FILE_JSON)
          g_assert_nonnull (strstr (text, "\"simulated\" : true"));
      }
}

/* Two runs, one file. */
static void
test_same_bytes (gconstpointer data)
{
  const Sample *sample = data;

  for (int kind = OBS_FILE_PNG; kind <= OBS_FILE_JSON; kind++)
    {
      g_autoptr (ObsFigure) one = sample->make (), two = sample->make ();
      g_autoptr (GBytes) first = bytes_of (one, (ObsFileKind) kind);
      g_autoptr (GBytes) second = NULL;

      if (kind == OBS_FILE_PDF)
        g_usleep (1100 * 1000); /* a date of today would differ by a second */
      second = bytes_of (two, (ObsFileKind) kind);
      g_assert_true (g_bytes_equal (first, second));
    }
}

static void
test_locale (void)
{
  static const ObsFileKind kinds[] = { OBS_FILE_SVG, OBS_FILE_CSV, OBS_FILE_JSON };
  static const char *const names[] = { "part", "table", "stack" };
  char *texts[3][3];

  for (gsize n = 0; n < 3; n++)
    for (gsize k = 0; k < 3; k++)
      {
        g_autoptr (ObsFigure) figure = sample_make (names[n]);

        texts[n][k] = text_of (figure, kinds[k]);
      }
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL && setlocale (LC_ALL, "de_DE.utf8") == NULL)
    g_test_skip ("the locale de_DE.UTF-8 is not installed");
  else
    for (gsize n = 0; n < 3; n++)
      for (gsize k = 0; k < 3; k++)
        {
          g_autoptr (ObsFigure) figure = sample_make (names[n]);
          g_autofree char *again = text_of (figure, kinds[k]);

          g_assert_cmpstr (again, ==, texts[n][k]);
        }
  setlocale (LC_ALL, "C.UTF-8");
  for (gsize n = 0; n < 3; n++)
    for (gsize k = 0; k < 3; k++)
      g_free (texts[n][k]);
}

static void
test_pdf (gconstpointer data)
{
  const Sample *sample = data;
  g_autoptr (ObsFigure) figure = sample->make ();
  g_autoptr (GBytes) bytes = bytes_of (figure, OBS_FILE_PDF);
  gsize length;
  const char *pdf = g_bytes_get_data (bytes, &length);
  gboolean tagged = FALSE, dated = FALSE;

  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));
  for (gsize i = 0; i + 24 < length; i++)
    {
      tagged = tagged || memcmp (pdf + i, "/StructTreeRoot", 15) == 0;
      dated = dated || memcmp (pdf + i, "20261122000000", 14) == 0;
    }
  g_assert_true (tagged);
  g_assert_true (dated);
}

static void
test_png (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("ladder");
  g_autoptr (GBytes) bytes = bytes_of (figure, OBS_FILE_PNG);
  const guint8 *png = g_bytes_get_data (bytes, NULL);

  g_assert_cmpmem (png, 8, "\x89PNG\r\n\x1a\n", 8);
  /* Width and height of the header, at twice the size. */
  g_assert_cmpuint ((guint) png[18] << 8 | png[19], ==, 1700);
}

/* Fields of one line of a CSV file; moves @text past it. */
static GPtrArray *
csv_line (const char **text)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);
  GString *field = g_string_new (NULL);
  gboolean quoted = FALSE;
  const char *c = *text;

  for (; *c != '\0'; c++)
    {
      if (quoted && c[0] == '"' && c[1] == '"')
        g_string_append_c (field, *c++);
      else if (*c == '"')
        quoted = !quoted;
      else if (!quoted && (*c == ',' || *c == '\r'))
        {
          g_ptr_array_add (fields, g_strdup (field->str));
          g_string_truncate (field, 0);
          if (*c == '\r')
            {
              g_assert_cmpint (c[1], ==, '\n');
              c += 2;
              break;
            }
        }
      else
        g_string_append_c (field, *c);
    }
  g_assert_false (quoted);
  g_string_free (field, TRUE);
  *text = c;
  return fields;
}

static const char *
field (GPtrArray *head, GPtrArray *line, const char *name)
{
  guint at;

  g_assert_true (g_ptr_array_find_with_equal_func (head, name, g_str_equal, &at));
  return g_ptr_array_index (line, at);
}

static void
test_csv (gconstpointer data)
{
  const Sample *sample = data;
  g_autoptr (ObsFigure) figure = sample->make ();
  g_autofree char *text = text_of (figure, OBS_FILE_CSV);
  const char *rest = text;
  g_autoptr (GPtrArray) head = csv_line (&rest);

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      g_autoptr (GPtrArray) line = csv_line (&rest);

      g_assert_cmpuint (line->len, ==, head->len);
      g_assert_cmpstr (field (head, line, "grade"), ==, obs_grade_key (row->grade));
      g_assert_cmpstr (field (head, line, "edition"), ==, "2026-11-22");
      g_assert_cmpstr (field (head, line, "figure"), ==, figure->figure_id);
      if (isnan (row->estimate))
        g_assert_cmpstr (field (head, line, "value"), ==, "");
      else
        g_assert_cmpfloat_with_epsilon (g_ascii_strtod (field (head, line, "value"), NULL),
                                        row->estimate, 1e-6);
      if (row->base == OBS_BASE_NOT_PUBLISHED)
        {
          g_assert_cmpstr (field (head, line, "base"), ==, "");
          g_assert_cmpstr (field (head, line, "base_note"), ==, "not published");
        }
    }
  g_assert_cmpint (*rest, ==, '\0');
}

static void
test_csv_formulas (void)
{
  static const char *const live[] = { "=1+1",
                                      "+1",
                                      "-cmd",
                                      "@SUM(A1)",
                                      "|x",
                                      "  =1",
                                      "'=1",
                                      "\xef\xbb\xbf=1",
                                      "\xef\xbc\x9d"
                                      "1" };
  static const char *const plain[] = { "Team working", "-12", "7.9", "a=b", "'quoted" };

  for (gsize i = 0; i < G_N_ELEMENTS (live) + G_N_ELEMENTS (plain); i++)
    {
      gboolean formula = i < G_N_ELEMENTS (live);
      const char *label = formula ? live[i] : plain[i - G_N_ELEMENTS (live)];
      g_autoptr (ObsFigure) figure = obs_figure_new ();
      g_autofree char *text = NULL;
      g_autofree char *guarded = g_strconcat ("'", label, NULL);

      obs_figure_add_row (figure, "K.x", label);
      text = text_of (figure, OBS_FILE_CSV);
      const char *rest = text;
      g_autoptr (GPtrArray) head = csv_line (&rest);
      g_autoptr (GPtrArray) line = csv_line (&rest);

      g_assert_cmpstr (field (head, line, "label"), ==, formula ? guarded : label);
    }
}

static void
test_json (gconstpointer data)
{
  const Sample *sample = data;
  g_autoptr (ObsFigure) figure = sample->make ();
  g_autofree char *text = text_of (figure, OBS_FILE_JSON);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *root;
  JsonArray *rows;

  g_assert_true (json_parser_load_from_data (parser, text, -1, &error));
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (root, "licence"), ==, figure->licence);
  rows = json_object_get_array_member (root, "rows");
  g_assert_cmpuint (json_array_get_length (rows), ==, figure->rows->len);
  for (guint i = 0; i < figure->rows->len; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      /* Unknown is null, never zero. */
      g_assert_cmpint (json_object_get_null_member (row, "value"), ==,
                       isnan (obs_figure_row (figure, i)->estimate));
      g_assert_cmpint (json_object_get_null_member (row, "base"), ==,
                       obs_figure_row (figure, i)->base < 0);
    }
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_save (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("part");
  g_autofree char *folder = g_dir_make_tmp ("files-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (folder, "a.CSV", NULL);
  g_autofree char *beside = g_strconcat (csv, "-metadata.json", NULL);
  g_autofree char *other = g_build_filename (folder, "a.doc", NULL);
  g_autofree char *lost = g_build_filename (folder, "no", "such", "folder.png", NULL);
  g_autofree char *taken = g_build_filename (folder, "taken.csv", NULL);
  g_autofree char *taken_beside = g_strconcat (taken, "-metadata.json", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (obs_figure_save (figure, csv, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (csv, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (beside, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (count_files (folder), ==, 2);

  g_assert_false (obs_figure_save (figure, other, TRUE, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, ".svg"));
  g_clear_error (&error);
  g_assert_false (obs_figure_save (figure, lost, TRUE, &error));
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, lost));
  g_clear_error (&error);

  /* A folder stands where the file should be: nothing is left behind, not even the metadata. */
  g_mkdir (taken, 0755);
  g_assert_false (obs_figure_save (figure, taken, TRUE, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (taken_beside, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (folder), ==, 3);

  g_rmdir (taken);
  g_unlink (csv);
  g_unlink (beside);
  g_rmdir (folder);
}

static void
test_names (void)
{
  g_autoptr (ObsFigure) figure = sample_make ("ladder");
  g_autofree char *name = obs_figure_file_name (figure, OBS_FILE_PNG);
  g_autofree char *evil = NULL;
  ObsFileKind kind;

  g_assert_cmpstr (name, ==, "E1-K-2026-11-22.png");
  g_free (figure->figure_id);
  figure->figure_id = g_strdup ("../../etc/x\n");
  evil = obs_figure_file_name (figure, OBS_FILE_JSON);
  g_assert_null (strchr (evil, '/'));
  g_assert_null (strstr (evil, ".."));
  g_assert_true (obs_file_kind_from_path ("/a.b/c.PDF", &kind));
  g_assert_cmpint (kind, ==, OBS_FILE_PDF);
  g_assert_false (obs_file_kind_from_path ("/a.svg/c", &kind));
}

static void
add_tests (const char *what, void (*func) (gconstpointer))
{
  for (gsize i = 0; i < n_samples; i++)
    {
      g_autofree char *path = g_strdup_printf ("/files/%s/%s", what, samples[i].name);

      g_test_add_data_func (path, &samples[i], func);
    }
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  add_tests ("svg", test_svg);
  add_tests ("pdf", test_pdf);
  add_tests ("csv", test_csv);
  add_tests ("json", test_json);
  for (gsize i = 0; i < n_samples; i++)
    if (g_strv_contains ((const char *const[]){ "ladder", "roadmap", "stack", "hostile", NULL },
                         samples[i].name))
      {
        g_autofree char *path = g_strdup_printf ("/files/same-bytes/%s", samples[i].name);

        g_test_add_data_func (path, &samples[i], test_same_bytes);
      }
  g_test_add_func ("/files/hostile-svg", test_hostile_svg);
  g_test_add_func ("/files/simulated", test_simulated);
  g_test_add_func ("/files/locale", test_locale);
  g_test_add_func ("/files/png", test_png);
  g_test_add_func ("/files/csv-formulas", test_csv_formulas);
  g_test_add_func ("/files/save", test_save);
  g_test_add_func ("/files/names", test_names);
  return g_test_run ();
}
