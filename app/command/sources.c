/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/engine/sources.h"
#include "data/json-write.h"

#include <glib/gi18n.h>
#include <string.h>

/* The register of sources: what went into an edition, and how fresh it is. */

static char *edition_file, *class_option, *status_option, *find_option, *sort_option,
    *format_option;

static const GOptionEntry options[] = {
  { "class", 0, 0, G_OPTION_ARG_STRING, &class_option, N_ ("Only sources of this class"),
    "primary|secondary|published|simulated|own" },
  { "status", 0, 0, G_OPTION_ARG_STRING, &status_option, N_ ("Only sources in this state"),
    "current|late|dead|fixed" },
  { "find", 0, 0, G_OPTION_ARG_STRING, &find_option, N_ ("Only sources with these words"),
    N_ ("WORDS") },
  { "sort", 0, 0, G_OPTION_ARG_STRING, &sort_option, N_ ("Their order"),
    "title|status|released|rows" },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_option, N_ ("How to print them"),
    "table|json|csv" },
  OBS_COMMAND_EDITION (edition_file),
  G_OPTION_ENTRY_NULL,
};

static gboolean
check_word (const char *word, const char *option, const char *known)
{
  g_auto (GStrv) words = g_strsplit (known, "|", -1);
  g_autofree char *list = g_strjoinv (", ", words);

  if (word == NULL || g_strv_contains ((const char *const *) words, word))
    return TRUE;
  obs_command_usage (_ ("“%s” is no value of --%s; the values are: %s."), word, option, list);
  return FALSE;
}

static void
add (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (*text != '\0')
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_choices (JsonBuilder *builder, const char *name, const char *key, const GPtrArray *choices)
{
  obs_json_write_list (builder, name);
  for (guint i = 0; i < choices->len; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (choices, i);

      json_builder_begin_object (builder);
      add (builder, key, choice->key);
      add (builder, "label", choice->label);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_texts (JsonBuilder *builder, const char *name, const char *first, const GPtrArray *texts)
{
  obs_json_write_list (builder, name);
  if (*first != '\0')
    json_builder_add_string_value (builder, first);
  for (guint i = 0; i < texts->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (texts, i));
  json_builder_end_array (builder);
}

static void
add_files (JsonBuilder *builder, const GPtrArray *files)
{
  obs_json_write_list (builder, "files");
  for (guint i = 0; i < files->len; i++)
    {
      const ObsSourceFile *file = g_ptr_array_index (files, i);

      json_builder_begin_object (builder);
      add (builder, "name", file->name);
      add (builder, "sha256", file->sha256);
      obs_json_write_number (builder, "rows_read", file->rows_read);
      obs_json_write_number (builder, "rows_kept", file->rows_kept);
      add (builder, "note", file->note);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_source (JsonBuilder *builder, gconstpointer item, gconstpointer data)
{
  const ObsSource *source = item;

  json_builder_begin_object (builder);
  add (builder, "id", source->id);
  add (builder, "title", source->title);
  add (builder, "class", obs_source_class_key (source->source_class));
  add (builder, "status", obs_source_status_key (source->status));
  add (builder, "status_words", source->status_words);
  add (builder, "publisher", source->publisher);
  add (builder, "publication", source->publication);
  add (builder, "licence", source->licence);
  add (builder, "attribution", source->attribution);
  add (builder, "period", source->period);
  add (builder, "released", source->released);
  add (builder, "next_release", source->next_release);
  add (builder, "checked", source->checked);
  add (builder, "retrieved", source->retrieved);
  add (builder, "url", source->url);
  add (builder, "method", source->method);
  add (builder, "tier", source->tier);
  add (builder, "coverage", source->coverage);
  add_choices (builder, "areas", "code", source->areas);
  add_choices (builder, "cubes", "name", source->cubes);
  add_choices (builder, "questions", "key", source->questions);
  add_texts (builder, "caveats", source->caveat, source->caveats);
  add_texts (builder, "breaks", source->breaks, source->changes);
  obs_json_write_number (builder, "rows", source->rows);
  add_files (builder, source->files);
  add (builder, "sha256", source->sha256);
  add (builder, "citation", source->citation);
  json_builder_end_object (builder);
}

/* Aligned text has room for what a person looks for first. */
static void
print_text (const ObsTable *table)
{
  static const char *const wanted[]
      = { "item", "class", "status_words", "released", "rows", "questions", NULL };
  g_autofree gboolean *shown = g_new0 (gboolean, table->keys->len);
  g_autofree char *text = NULL;

  for (guint i = 0; i < table->keys->len; i++)
    shown[i] = g_strv_contains (wanted, g_ptr_array_index (table->keys, i));
  text = obs_table_to_text (table, shown);
  obs_command_print (text);
}

static ObsExit
run_sources (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (GPtrArray) sources = NULL, chosen = NULL;
  g_autoptr (ObsTable) table = NULL;
  ObsSourceFilter filter = { class_option, status_option, find_option, sort_option };
  ObsFormat format;

  if (!obs_command_format (format_option, "table|json|csv", &format)
      || !check_word (class_option, "class", "primary|secondary|published|simulated|own")
      || !check_word (status_option, "status", "current|late|dead|fixed")
      || !check_word (sort_option, "sort", "title|status|released|rows"))
    return OBS_EXIT_USAGE;
  if (words[0] != NULL && edition_file != NULL)
    return obs_command_usage (_ ("Name the edition once: as a word or with --edition, not both."));
  edition = obs_command_open (words[0] != NULL ? words[0] : edition_file, &error);
  if (edition != NULL)
    sources = obs_sources_load (edition, obs_command_cancellable (), &error);
  if (sources == NULL)
    return obs_command_fail (error);
  chosen = obs_sources_filter (sources, &filter);
  if (format == OBS_FORMAT_JSON)
    {
      obs_command_print_json ("sources", chosen, add_source, NULL);
      return OBS_EXIT_OK;
    }
  table = obs_sources_to_table (chosen, FALSE);
  if (format == OBS_FORMAT_CSV)
    obs_command_print_table (table, format, "sources");
  else
    print_text (table);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_sources = {
  .name = "sources",
  .words = "[EDITION]",
  .summary = N_ ("List the sources of an edition: class, state, dates, rows, hashes"),
  .details = N_ ("CSV and JSON hold everything that the register knows. A source is late when its "
                 "next release is overdue or the last try failed, dead when it is long overdue, "
                 "and fixed when it is a copy that is not followed."),
  .options = options,
  .most = 1,
  .run = run_sources,
};
