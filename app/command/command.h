/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "data/edition/edition.h"
#include "data/engine/answer.h"

G_BEGIN_DECLS

/* What the sub-commands of `observatory` share. Results go to standard output, always as UTF-8;
 * errors are one sentence on standard error. */

typedef enum
{
  OBS_EXIT_OK,
  OBS_EXIT_FAILED,
  OBS_EXIT_USAGE,
} ObsExit;

/* One sub-command: a row of the table in main.c. Options have been taken out of @words when @run is
 * called; help, usage line and completion are made from the same row. */
typedef struct
{
  const char *name;
  const char *words;   /* the words after the options: "EDITION SITE"; NULL: none */
  const char *summary; /* one line, translated where it is shown */
  const char *details; /* paragraph of its help, or NULL */
  const GOptionEntry *options;
  guint least, most; /* number of words */
  ObsExit (*run) (char **words);
} ObsCommand;

extern const ObsCommand obs_command_answer, obs_command_build, obs_command_check,
    obs_command_classify, obs_command_completion, obs_command_editions, obs_command_figure,
    obs_command_findings, obs_command_keys, obs_command_match, obs_command_origins,
    obs_command_panel, obs_command_publish, obs_command_query, obs_command_questions,
    obs_command_recommendations, obs_command_refresh, obs_command_review, obs_command_roadmap,
    obs_command_simulate, obs_command_sources, obs_command_sync, obs_command_tour,
    obs_command_train, obs_command_tuf_client;

/* In the order of the help; ends with NULL. */
const ObsCommand *const *obs_commands (void);

/* A sentence on standard error, after "observatory: ". */
void obs_command_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* The same for an error of ours or of GLib; returns the exit status that it calls for. */
ObsExit obs_command_fail (const GError *error);
/* Wrong usage: the sentence, then where help is. */
ObsExit obs_command_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Whether the origin at @words (nullable: the one in use) may be asked: known, or confirmed by
 * @fingerprint (nullable), by the address itself or by the person at the terminal. @address (out,
 * transfer full): what obs_sync_run() takes. Says why not. In origins.c. */
ObsExit obs_command_trust (const char *words, const char *fingerprint, const char *home,
                           char **address);

/* Standard output. */
void obs_command_print (const char *text);
void obs_command_write (GBytes *bytes);
void obs_command_printf (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Cancelled by Ctrl+C from here on; the same one at each call. A second Ctrl+C ends the program. */
GCancellable *obs_command_cancellable (void);

/* The folder of --home (@option), else your own. (transfer full) */
char *obs_command_home (const char *option) G_GNUC_WARN_UNUSED_RESULT;

/* @file, else the edition in use on this computer, else the one that came with the program. */
ObsEdition *obs_command_open (const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The option --edition of every sub-command that reads one. */
#define OBS_COMMAND_EDITION(variable)                                                              \
  {                                                                                                \
    "edition", 'e', 0, G_OPTION_ARG_FILENAME, &variable,                                           \
        N_ ("Read this edition instead of the one in use"), N_ ("FILE")                            \
  }

typedef enum
{
  OBS_FORMAT_TABLE,
  OBS_FORMAT_JSON,
  OBS_FORMAT_CSV,
  OBS_FORMAT_TEXT,
} ObsFormat;

/* Reads --format; @allowed as in "table|json|csv", its first is the default. */
gboolean obs_command_format (const char *text, const char *allowed, ObsFormat *format);

/* A table as aligned text, as a JSON list of objects under @name, or as CSV. */
void obs_command_print_table (const ObsTable *table, ObsFormat format, const char *name);
/* Aligned columns; only those of @shown (NULL: all). (transfer full) */
char *obs_table_to_text (const ObsTable *table, const gboolean *shown) G_GNUC_WARN_UNUSED_RESULT;
/* RFC 4180 with CRLF; texts that a spreadsheet would run as a formula are made plain. */
char *obs_table_to_csv (const ObsTable *table) G_GNUC_WARN_UNUSED_RESULT;
/* @text filled to @width columns, each line after @indent. (transfer full) */
char *obs_fill_text (const char *text, guint width, const char *indent) G_GNUC_WARN_UNUSED_RESULT;

/* One JSON object on standard output: under @name a list of what @add writes for each of @list;
 * @data is for @add. */
typedef void (*ObsAddJson) (JsonBuilder *builder, gconstpointer one, gconstpointer data);
void obs_command_print_json (const char *name, const GPtrArray *list, ObsAddJson add,
                             gconstpointer data);
/* The same where @format is JSON; else each of @list by @print, or @none where there is none. */
void obs_command_print_list (const char *name, const GPtrArray *list, ObsFormat format,
                             ObsAddJson add, void (*print) (gconstpointer one), const char *none);

/* The keys of @choices (of ObsChoice *) with their names, for a sentence. (transfer full) */
char *obs_choices_words (const GPtrArray *choices) G_GNUC_WARN_UNUSED_RESULT;
gboolean obs_choices_have (const GPtrArray *choices, const char *key);

/* TRUE where @path does not exist or @force is set; else says so: nothing is ever overwritten
 * unasked. */
gboolean obs_command_may_write (const char *path, gboolean force);

G_END_DECLS
