/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-export-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Tables as survey services and spreadsheets save them: separated by commas, semicolons or tabs. */

#define MAX_SIZE (256u * 1024 * 1024)

/* The separator that the heading row has most of, outside quotation marks. */
static char
find_separator (const char *text, gsize length)
{
  static const char separators[] = { ',', ';', '\t' };
  guint counts[G_N_ELEMENTS (separators)] = { 0 };
  gboolean quoted = FALSE;
  gsize best = 0;

  for (gsize i = 0; i < length && (quoted || text[i] != '\n'); i++)
    {
      if (text[i] == '"')
        quoted = !quoted;
      for (gsize j = 0; !quoted && j < G_N_ELEMENTS (separators); j++)
        counts[j] += text[i] == separators[j];
    }
  for (gsize j = 1; j < G_N_ELEMENTS (separators); j++)
    if (counts[j] > counts[best])
      best = j;
  return separators[best];
}

/* The same table with commas: lines stay where they are, and fields that hold commas get marks. */
static GString *
with_commas (const char *text, gsize length, char separator)
{
  GString *out = g_string_sized_new (length + length / 16);
  gsize start = 0;
  gboolean quoted = FALSE;
  gboolean comma = FALSE;

  for (gsize i = 0; i <= length; i++)
    {
      char byte = i < length ? text[i] : '\n';

      if (byte == '"')
        quoted = !quoted;
      comma |= byte == ',';
      if (i < length && (quoted || (byte != separator && byte != '\n')))
        continue;
      if (comma && text[start] != '"')
        {
          gsize end = i > start && text[i - 1] == '\r' && byte == '\n' ? i - 1 : i;

          g_string_append_c (out, '"');
          g_string_append_len (out, text + start, (gssize) (end - start));
          g_string_append_c (out, '"');
          g_string_append_len (out, text + end, (gssize) (i - end));
        }
      else
        g_string_append_len (out, text + start, (gssize) (i - start));
      if (i < length)
        g_string_append_c (out, byte == separator ? ',' : byte);
      start = i + 1;
      comma = FALSE;
    }
  return out;
}

ObsCsv *
obs_panel_table_load (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  const char *text;
  gsize length;
  char separator;

  if (file == NULL || g_mapped_file_get_length (file) == 0
      || g_mapped_file_get_length (file) > MAX_SIZE)
    return obs_csv_load (path, error);
  text = g_mapped_file_get_contents (file);
  length = g_mapped_file_get_length (file);
  separator = find_separator (text, length);
  if (separator != ',')
    {
      g_autoptr (GString) commas = with_commas (text, length, separator);

      return obs_csv_parse (name, commas->str, commas->len, error);
    }
  return obs_csv_parse (name, text, length, error);
}

int
obs_panel_table_find (const ObsCsv *csv, const char *heading)
{
  int found = obs_csv_find (csv, heading);
  g_autofree char *wanted = NULL;

  if (found >= 0)
    return found;
  wanted = obs_mapping_fold (heading);
  for (guint i = 0; i < obs_csv_n_columns (csv); i++)
    {
      g_autofree char *folded = obs_mapping_fold (obs_csv_column (csv, i));

      if (strcmp (folded, wanted) == 0)
        return (int) i;
    }
  return -1;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_matches (const char *folder, const char *pattern, GHashTable *seen, GPtrArray *paths)
{
  g_autofree char *parent = g_path_get_dirname (pattern);
  g_autofree char *name_pattern = g_path_get_basename (pattern);
  g_autofree char *place = g_build_filename (folder, parent, NULL);
  g_autoptr (GDir) dir = g_dir_open (place, 0, NULL);
  g_autoptr (GPatternSpec) spec = g_pattern_spec_new (name_pattern);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place, name, NULL);

      if (name[0] != '.' && g_pattern_spec_match_string (spec, name)
          && g_file_test (path, G_FILE_TEST_IS_REGULAR) && g_hash_table_add (seen, g_strdup (path)))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

GPtrArray *
obs_panel_table_files (const char *folder, char **patterns)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; patterns[i] != NULL; i++)
    if (*g_strstrip (patterns[i]) != '\0')
      add_matches (folder, patterns[i], seen, paths);
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}
