/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/export/figure-text.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* CSV and JSON of a figure: what stands in the rows, in full, for machines. */

static const char *const csv_columns[] = {
  "item",      "label",    "group",  "series",      "series_label", "ksb",       "x",
  "when",      "value",    "low",    "high",        "base",         "base_note", "code",
  "break",     "unit",     "grade",  "rank",        "listed",       "words",     "class",
  "simulated", "conflict", "source", "finding_ids", "figure",       "edition",   "filters",
};

/* A number at up to ten digits, as short as it can be read back to them; nothing where there is
 * none. */
static void
append_number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isnan (value))
    g_string_append (out, g_ascii_formatd (text, sizeof text, "%.10g", value));
}

static gboolean
is_zero_width (gunichar c)
{
  return c == 0xfeff || c == 0x00ad || (c >= 0x200b && c <= 0x200f) || (c >= 0x2060 && c <= 0x2064);
}

/* A field that a spreadsheet might take for a formula gets an apostrophe before it. Apostrophes,
 * blanks and characters without width are looked through, as some programs do. */
static gboolean
looks_like_formula (const char *text)
{
  const char *c = text;
  gunichar ch;

  while (*c != '\0'
         && (*c == '\'' || *c == ' ' || g_utf8_get_char (c) == 0xa0
             || is_zero_width (g_utf8_get_char (c))))
    c = g_utf8_next_char (c);
  ch = g_utf8_get_char (c);
  if (ch == '-' && g_ascii_isdigit (c[1]))
    return FALSE;
  return ch != 0
         && (strchr ("=+-@\t\r\n|", (int) MIN (ch, 0x7f)) != NULL || ch == 0xff1d || ch == 0xff0b
             || ch == 0xff0d || ch == 0xff20);
}

static void
append_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  gboolean guard = looks_like_formula (valid);

  if (!guard && strpbrk (valid, ",\"\r\n") == NULL)
    {
      g_string_append (out, valid);
      return;
    }
  g_string_append_c (out, '"');
  if (guard)
    g_string_append_c (out, '\'');
  for (const char *c = valid; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

static void
append_field (GString *out, const char *text)
{
  g_string_append_c (out, ',');
  append_text (out, text);
}

static void
append_number_field (GString *out, double value)
{
  g_string_append_c (out, ',');
  append_number (out, value);
}

static void
append_count_field (GString *out, int value, gboolean present)
{
  g_string_append_c (out, ',');
  if (present)
    g_string_append_printf (out, "%d", value);
}

static void
append_row (GString *out, const ObsFigure *figure, const ObsFigureRow *row)
{
  const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);

  append_text (out, row->key);
  append_field (out, row->label);
  append_field (out, row->group);
  append_field (out, row->series);
  append_field (out, series != NULL ? series->label : NULL);
  append_field (out, row->ksb);
  append_number_field (out, row->x);
  append_field (out, row->x_label);
  append_number_field (out, row->estimate);
  append_number_field (out, row->low);
  append_number_field (out, row->high);
  append_count_field (out, row->base, row->base >= 0);
  append_field (out, row->base == OBS_BASE_NOT_PUBLISHED ? "not published" : NULL);
  append_field (out, row->code);
  append_field (out, row->broken);
  append_field (out, figure->unit);
  append_field (out, obs_grade_key (row->grade));
  append_count_field (out, row->rank, row->rank > 0);
  append_count_field (out, row->listed, row->listed > 0);
  append_field (out, row->words);
  append_field (out, obs_source_class_key (figure->source_class));
  append_field (out, figure->source_class == OBS_CLASS_SIMULATED ? "yes" : "no");
  append_field (out, row->conflict ? "yes" : "no");
  append_field (out, row->source);
  append_field (out, row->finding_ids);
  append_field (out, figure->figure_id);
  append_field (out, figure->edition_date);
  append_field (out, figure->filters);
  g_string_append (out, "\r\n");
}

char *
obs_figure_to_csv (const ObsFigure *figure)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (csv_columns); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "," : "", csv_columns[i]);
  g_string_append (out, "\r\n");
  for (guint i = 0; i < figure->rows->len; i++)
    append_row (out, figure, obs_figure_row (figure, i));
  return g_string_free (out, FALSE);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, valid);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isnan (value) || isinf (value))
    json_builder_add_null_value (builder);
  else
    json_builder_add_double_value (builder, value);
}

static void
add_count (JsonBuilder *builder, const char *name, int value, gboolean present)
{
  json_builder_set_member_name (builder, name);
  if (present)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_texts (JsonBuilder *builder, const char *name, const GPtrArray *texts)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (g_ptr_array_index (texts, i), -1);

      json_builder_add_string_value (builder, valid);
    }
  json_builder_end_array (builder);
}

static const char *
axis_key (ObsAxisKind axis)
{
  static const char *const keys[] = { "none", "score", "share", "index", "count", "rate" };

  return keys[axis];
}

static void
add_head (JsonBuilder *builder, const ObsFigure *figure)
{
  add_text (builder, "format", "observatory-figure-1");
  add_text (builder, "figure", figure->figure_id);
  add_text (builder, "question", figure->question);
  add_text (builder, "question_text", figure->question_text);
  add_text (builder, "perspective", figure->perspective);
  add_text (builder, "data", figure->data);
  add_text (builder, "ksb", figure->ksb);
  add_text (builder, "edition", figure->edition_date);
  add_text (builder, "form", obs_form_code (figure->form));
  add_text (builder, "simple_form", obs_form_code (figure->simple_form));
  add_text (builder, "class", obs_source_class_key (figure->source_class));
  add_flag (builder, "simulated", figure->source_class == OBS_CLASS_SIMULATED);
  add_text (builder, "axis", axis_key (figure->axis));
  add_text (builder, "axis_title", figure->axis_title);
  add_text (builder, "unit", figure->unit);
  add_text (builder, "sort", figure->sort);
  add_text (builder, "title", figure->title);
  add_text (builder, "neutral_title", figure->neutral_title);
  add_text (builder, "subtitle", figure->subtitle);
  add_text (builder, "warning", figure->band);
  add_text (builder, "warning_key", figure->band_key);
  add_texts (builder, "tags", figure->tags);
  add_texts (builder, "notes", figure->notes);
  add_texts (builder, "cautions", figure->cautions);
  add_text (builder, "summary", figure->summary);
  add_text (builder, "filters", figure->filters);
  json_builder_set_member_name (builder, "sources");
  json_builder_begin_array (builder);
  for (guint i = 0; i < figure->sources->len; i++)
    json_builder_add_string_value (
        builder, ((const ObsChoice *) g_ptr_array_index (figure->sources, i))->key);
  json_builder_end_array (builder);
  add_text (builder, "source_line", figure->source_line);
  add_text (builder, "licence", figure->licence);
}

static void
add_series (JsonBuilder *builder, const ObsFigure *figure)
{
  json_builder_set_member_name (builder, "series");
  json_builder_begin_array (builder);
  for (guint i = 0; i < figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, i);

      json_builder_begin_object (builder);
      add_text (builder, "key", series->key);
      add_text (builder, "label", series->label);
      add_text (builder, "sublabel", series->sublabel);
      add_count (builder, "base", series->base, series->base >= 0);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "references");
  json_builder_begin_array (builder);
  for (guint i = 0; i < figure->references->len; i++)
    {
      const ObsReference *reference = g_ptr_array_index (figure->references, i);

      json_builder_begin_object (builder);
      add_text (builder, "label", reference->label);
      add_number (builder, "value", reference->value);
      add_flag (builder, "bound", reference->bound);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_row (JsonBuilder *builder, const ObsFigureRow *row)
{
  json_builder_begin_object (builder);
  add_text (builder, "item", row->key);
  add_text (builder, "label", row->label);
  add_text (builder, "group", row->group);
  add_text (builder, "series", row->series);
  add_text (builder, "ksb", row->ksb);
  add_number (builder, "x", row->x);
  add_text (builder, "when", row->x_label);
  add_number (builder, "value", row->estimate);
  add_number (builder, "low", row->low);
  add_number (builder, "high", row->high);
  add_count (builder, "base", row->base, row->base >= 0);
  add_text (builder, "base_note", row->base == OBS_BASE_NOT_PUBLISHED ? "not published" : NULL);
  add_text (builder, "code", row->code);
  add_text (builder, "break", row->broken);
  add_text (builder, "grade", obs_grade_key (row->grade));
  add_count (builder, "rank", row->rank, row->rank > 0);
  add_count (builder, "listed", row->listed, row->listed > 0);
  add_text (builder, "words", row->words);
  add_flag (builder, "open_end", row->open_end);
  add_flag (builder, "conflict", row->conflict);
  add_count (builder, "level", row->level, TRUE);
  add_text (builder, "tag", row->tag);
  add_text (builder, "finding_ids", row->finding_ids);
  add_text (builder, "source", row->source);
  add_text (builder, "link", row->link);
  add_text (builder, "sentence", row->name);
  json_builder_end_object (builder);
}

static char *
to_json (const ObsFigure *figure, gboolean rows)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_head (builder, figure);
  add_series (builder, figure);
  if (rows)
    {
      json_builder_set_member_name (builder, "rows");
      json_builder_begin_array (builder);
      for (guint i = 0; i < figure->rows->len; i++)
        add_row (builder, obs_figure_row (figure, i));
      json_builder_end_array (builder);
    }
  else
    {
      json_builder_set_member_name (builder, "columns");
      json_builder_begin_array (builder);
      for (gsize i = 0; i < G_N_ELEMENTS (csv_columns); i++)
        json_builder_add_string_value (builder, csv_columns[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}

char *
obs_figure_to_json (const ObsFigure *figure)
{
  return to_json (figure, TRUE);
}

char *
obs_figure_to_metadata (const ObsFigure *figure)
{
  return to_json (figure, FALSE);
}
