/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/issues.h"

#include "data/json-write.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of the same rule in the same file so many are kept: a file with more is wrong as a whole. */
#define MAX_KEPT 1000
#define MAX_VALUE 120

struct _ObsIssues
{
  GPtrArray *kept;    /* of ObsIssue * */
  GHashTable *counts; /* "source\1file\1rule" to guint64 * */
  guint64 by_level[3];
};

static void
issue_free (gpointer data)
{
  ObsIssue *issue = data;

  g_free (issue->source);
  g_free (issue->file);
  g_free (issue->column);
  g_free (issue->value);
  g_free (issue->rule);
  g_free (issue->words);
  g_free (issue);
}

ObsIssues *
obs_issues_new (void)
{
  ObsIssues *self = g_new0 (ObsIssues, 1);

  self->kept = g_ptr_array_new_with_free_func (issue_free);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
obs_issues_free (ObsIssues *self)
{
  g_ptr_array_unref (self->kept);
  g_hash_table_unref (self->counts);
  g_free (self);
}

static char *
key_of (const char *source, const char *file, const char *rule)
{
  return g_strjoin ("\1", source, file, rule, NULL);
}

/* A value from a file may be long and may hold anything: one line of it is shown. */
static char *
shown_value (const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (valid, -1) > MAX_VALUE)
    {
      g_autofree char *start = g_utf8_substring (valid, 0, MAX_VALUE);

      cut = g_strconcat (start, "…", NULL);
    }
  else
    cut = g_steal_pointer (&valid);
  for (char *at = cut; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return g_steal_pointer (&cut);
}

void
obs_issues_add (ObsIssues *self, ObsIssueLevel level, const char *source, const char *file,
                guint64 line, const char *column, const char *value, const char *rule,
                const char *format, ...)
{
  char *key = key_of (source, file != NULL ? file : "", rule);
  guint64 *count = g_hash_table_lookup (self->counts, key);
  ObsIssue *issue;
  va_list args;

  self->by_level[level]++;
  if (count == NULL)
    {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (self->counts, key, count);
    }
  else
    g_free (key);
  if (++*count > MAX_KEPT)
    return;
  issue = g_new0 (ObsIssue, 1);
  issue->level = level;
  issue->source = g_strdup (source);
  issue->file = g_strdup (file != NULL ? file : "");
  issue->line = line;
  issue->column = g_strdup (column != NULL ? column : "");
  issue->value = shown_value (value);
  issue->rule = g_strdup (rule);
  va_start (args, format);
  issue->words = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->kept, issue);
}

guint64
obs_issues_count (const ObsIssues *self, ObsIssueLevel level)
{
  return self->by_level[level];
}

const GPtrArray *
obs_issues_kept (const ObsIssues *self)
{
  return self->kept;
}

char *
obs_issue_sentence (const ObsIssue *issue)
{
  const char *where = *issue->file != '\0' ? issue->file : issue->source;
  g_autofree char *line = NULL;

  if (issue->line == 0)
    return g_strdup_printf (_ ("%s: %s"), where, issue->words);
  line = g_strdup_printf ("%" G_GUINT64_FORMAT, issue->line);
  if (*issue->column == '\0')
    return g_strdup_printf (_ ("%s, line %s: %s"), where, line, issue->words);
  return g_strdup_printf (_ ("%s, line %s, column %s: %s"), where, line, issue->column,
                          issue->words);
}

guint64
obs_issues_of_rule (const ObsIssues *self, const ObsIssue *issue)
{
  g_autofree char *key = key_of (issue->source, issue->file, issue->rule);
  const guint64 *count = g_hash_table_lookup (self->counts, key);

  return count != NULL ? *count : 1;
}

void
obs_issues_to_json (const ObsIssues *self, JsonBuilder *builder)
{
  static const char *const levels[] = { "notice", "warning", "fault" };

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->kept->len; i++)
    {
      const ObsIssue *issue = g_ptr_array_index (self->kept, i);

      json_builder_begin_object (builder);
      obs_json_write_text (builder, "level", levels[issue->level]);
      obs_json_write_text (builder, "source", issue->source);
      obs_json_write_text (builder, "file", issue->file);
      obs_json_write_number (builder, "line", (gint64) issue->line);
      obs_json_write_text (builder, "column", issue->column);
      obs_json_write_text (builder, "value", issue->value);
      obs_json_write_text (builder, "rule", issue->rule);
      obs_json_write_text (builder, "words", issue->words);
      obs_json_write_number (builder, "of_this_rule", (gint64) obs_issues_of_rule (self, issue));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}
