/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/engine/plan.h"
#include "data/json-write.h"

#include <glib/gi18n.h>
#include <string.h>

/* Tables and texts for a terminal, for other programs and for spreadsheets. */

/* Columns that a character takes in a terminal. */
static guint
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

static guint
text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += char_width (g_utf8_get_char (p));
  return width;
}

static void
append_padded (GString *out, const char *text, guint width)
{
  guint used = text_width (text);

  g_string_append (out, text);
  while (used++ < width)
    g_string_append_c (out, ' ');
}

static const char *
cell_text (const ObsTable *table, int row, guint column)
{
  const GPtrArray *cells = row < 0 ? table->columns : g_ptr_array_index (table->rows, row);

  return g_ptr_array_index (cells, column);
}

/* A column that is empty throughout says nothing. */
static gboolean
column_is_empty (const ObsTable *table, guint column)
{
  for (guint i = 0; i < table->rows->len; i++)
    if (*cell_text (table, (int) i, column) != '\0')
      return FALSE;
  return TRUE;
}

static void
append_line (GString *out, const ObsTable *table, int row, const guint *widths)
{
  gsize start = out->len;

  for (guint c = 0; c < table->columns->len; c++)
    {
      g_autofree char *flat = NULL;

      if (widths[c] == 0)
        continue;
      if (out->len > start)
        g_string_append (out, "  ");
      flat = g_strdup (cell_text (table, row, c));
      append_padded (out, g_strdelimit (flat, "\r\n\t", ' '), widths[c]);
    }
  while (out->len > start && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

char *
obs_table_to_text (const ObsTable *table, const gboolean *shown)
{
  GString *out = g_string_new (NULL);
  guint n = table->columns->len;
  g_autofree guint *widths = g_new0 (guint, n);

  for (guint c = 0; c < n; c++)
    {
      if ((shown != NULL && !shown[c]) || column_is_empty (table, c))
        continue;
      for (int r = -1; r < (int) table->rows->len; r++)
        widths[c] = MAX (widths[c], text_width (cell_text (table, r, c)));
    }
  append_line (out, table, -1, widths);
  for (guint c = 0, first = TRUE; c < n; c++)
    if (widths[c] > 0)
      {
        g_string_append (out, first ? "" : "  ");
        for (guint i = 0; i < widths[c]; i++)
          g_string_append (out, "─");
        first = FALSE;
      }
  g_string_append_c (out, '\n');
  for (guint r = 0; r < table->rows->len; r++)
    append_line (out, table, (int) r, widths);
  return g_string_free (out, FALSE);
}

char *
obs_fill_text (const char *text, guint width, const char *indent)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) words = g_strsplit_set (text, " \n\t", -1);
  guint used = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint w = text_width (words[i]);

      if (w == 0)
        continue;
      if (used > 0 && used + 1 + w > width)
        {
          g_string_append_c (out, '\n');
          used = 0;
        }
      if (used == 0)
        {
          g_string_append (out, indent);
          used = text_width (indent);
        }
      else
        {
          g_string_append_c (out, ' ');
          used++;
        }
      g_string_append (out, words[i]);
      used += w;
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static gboolean
is_number (const char *text)
{
  char *end = NULL;

  if (*text == '\0')
    return FALSE;
  g_ascii_strtod (text, &end);
  return end != NULL && *end == '\0';
}

/* A spreadsheet runs what begins with one of these, also after blanks, apostrophes and characters
 * that take no room. */
static gboolean
would_run (const char *text)
{
  const char *p = text;

  if (is_number (text))
    return FALSE;
  while (*p == '\'' || *p == ' ' || (*p != '\0' && g_unichar_iszerowidth (g_utf8_get_char (p))))
    p = g_utf8_next_char (p);
  return *p != '\0' && g_utf8_strchr ("=+-@\t\r|＝＋－＠", -1, g_utf8_get_char (p)) != NULL;
}

static void
append_csv (GString *out, const char *text)
{
  gboolean quote = strpbrk (text, ",\"\r\n") != NULL || *text == ' ';

  if (quote)
    g_string_append_c (out, '"');
  if (would_run (text))
    g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  if (quote)
    g_string_append_c (out, '"');
}

static void
append_csv_line (GString *out, const GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_csv (out, g_ptr_array_index (cells, i));
    }
  g_string_append (out, "\r\n");
}

char *
obs_table_to_csv (const ObsTable *table)
{
  GString *out = g_string_new (NULL);

  append_csv_line (out, table->keys);
  for (guint i = 0; i < table->rows->len; i++)
    append_csv_line (out, g_ptr_array_index (table->rows, i));
  return g_string_free (out, FALSE);
}

static void
add_value (JsonBuilder *builder, const char *key, const char *text)
{
  g_auto (GStrv) list = NULL;

  switch (obs_plan_column_kind (key))
    {
    case OBS_COLUMN_NUMBER:
      if (!is_number (text))
        json_builder_add_null_value (builder);
      else if (strpbrk (text, ".eE") == NULL)
        json_builder_add_int_value (builder, g_ascii_strtoll (text, NULL, 10));
      else
        json_builder_add_double_value (builder, g_ascii_strtod (text, NULL));
      break;
    case OBS_COLUMN_LIST:
      list = g_strsplit (text, " ", -1);
      json_builder_begin_array (builder);
      for (guint i = 0; list[i] != NULL; i++)
        if (*list[i] != '\0')
          json_builder_add_string_value (builder, list[i]);
      json_builder_end_array (builder);
      break;
    case OBS_COLUMN_TEXT:
    case OBS_COLUMN_NOTE:
    default:
      json_builder_add_string_value (builder, text);
    }
}

void
obs_command_print_json (const char *name, const GPtrArray *list, ObsAddJson add, gconstpointer data)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  obs_json_write_list (builder, name);
  for (guint i = 0; i < list->len; i++)
    add (builder, g_ptr_array_index (list, i), data);
  json_builder_end_array (builder);
  json = obs_json_write_end (builder, TRUE);
  obs_command_printf ("%s\n", json);
}

void
obs_command_print_list (const char *name, const GPtrArray *list, ObsFormat format, ObsAddJson add,
                        void (*print) (gconstpointer one), const char *none)
{
  if (format == OBS_FORMAT_JSON)
    obs_command_print_json (name, list, add, NULL);
  else if (list->len == 0)
    obs_command_print (none);
  else
    for (guint i = 0; i < list->len; i++)
      print (g_ptr_array_index (list, i));
}

static void
add_row (JsonBuilder *builder, gconstpointer item, gconstpointer data)
{
  const GPtrArray *row = item;
  const ObsTable *table = data;

  json_builder_begin_object (builder);
  for (guint c = 0; c < table->keys->len; c++)
    {
      const char *key = g_ptr_array_index (table->keys, c);

      json_builder_set_member_name (builder, key);
      add_value (builder, key, g_ptr_array_index (row, c));
    }
  json_builder_end_object (builder);
}

void
obs_command_print_table (const ObsTable *table, ObsFormat format, const char *name)
{
  g_autofree char *text = NULL;
  g_autofree gboolean *shown = NULL;

  switch (format)
    {
    case OBS_FORMAT_JSON:
      obs_command_print_json (name, table->rows, add_row, table);
      return;
    case OBS_FORMAT_CSV:
      text = obs_table_to_csv (table);
      break;
    case OBS_FORMAT_TABLE:
    case OBS_FORMAT_TEXT:
    default:
      shown = g_new0 (gboolean, table->keys->len);
      for (guint i = 0; i < table->keys->len; i++)
        {
          const char *key = g_ptr_array_index (table->keys, i);

          /* Numbers stand in the words already; a terminal has no room for notes. */
          shown[i] = obs_plan_column_kind (key) != OBS_COLUMN_NOTE && !g_str_equal (key, "value")
                     && !g_str_equal (key, "rank");
        }
      text = obs_table_to_text (table, shown);
    }
  obs_command_print (text);
}
