/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/report.h"

#include "data/json-write.h"

#include <glib/gi18n-lib.h>

static void
read_file_free (gpointer data)
{
  ObsReadFile *file = data;

  g_free (file->source);
  g_free (file->cube);
  g_free (file->file);
  g_free (file->left_out);
  g_free (file);
}

static void
change_free (gpointer data)
{
  g_free (((ObsCubeChange *) data)->cube);
  g_free (data);
}

static void
side_free (gpointer data)
{
  g_free (((ObsMatchedSide *) data)->side);
  g_free (data);
}

ObsBuildReport *
obs_build_report_new (void)
{
  ObsBuildReport *report = g_new0 (ObsBuildReport, 1);

  report->issues = obs_issues_new ();
  report->files = g_ptr_array_new_with_free_func (read_file_free);
  report->not_found = g_ptr_array_new_with_free_func (g_free);
  report->changes = g_ptr_array_new_with_free_func (change_free);
  report->tables = g_ptr_array_new_with_free_func (g_free);
  report->matched = g_array_new (FALSE, FALSE, sizeof (ObsMatchedTexts));
  report->sides = g_ptr_array_new_with_free_func (side_free);
  return report;
}

void
obs_build_report_free (ObsBuildReport *report)
{
  obs_issues_free (report->issues);
  g_ptr_array_unref (report->files);
  g_ptr_array_unref (report->not_found);
  g_ptr_array_unref (report->changes);
  g_ptr_array_unref (report->tables);
  g_array_unref (report->matched);
  g_ptr_array_unref (report->sides);
  g_free (report);
}

void
obs_build_report_read (ObsBuildReport *report, const char *source, const char *cube,
                       const char *file, guint64 n_read, guint64 n_kept, const char *left_out)
{
  ObsReadFile *read = g_new0 (ObsReadFile, 1);

  read->source = g_strdup (source);
  read->cube = g_strdup (cube != NULL ? cube : "");
  read->file = g_strdup (file);
  read->n_read = n_read;
  read->n_kept = n_kept;
  read->left_out = g_strdup (left_out);
  g_ptr_array_add (report->files, read);
}

void
obs_build_report_taken (ObsBuildReport *report)
{
  ObsReadFile *last = g_ptr_array_index (report->files, report->files->len - 1);

  last->kept = TRUE;
}

void
obs_build_report_change (ObsBuildReport *report, const char *cube, gint64 before, gint64 now)
{
  ObsCubeChange *change = g_new0 (ObsCubeChange, 1);

  change->cube = g_strdup (cube);
  change->before = before;
  change->now = now;
  g_ptr_array_add (report->changes, change);
}

/* Digits in groups of three, whatever the locale. */
static char *
grouped (gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  GString *text = g_string_new (digits);

  for (gssize at = (gssize) text->len - 3; at > (*digits == '-' ? 1 : 0); at -= 3)
    g_string_insert_c (text, at, ',');
  return g_string_free (text, FALSE);
}

static guint
count_told (GHashTable *told, const ObsIssue *issue)
{
  char *key = g_strjoin ("\1", issue->source, issue->file, issue->rule, NULL);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (told, key)) + 1;

  g_hash_table_replace (told, key, GUINT_TO_POINTER (n));
  return n;
}

/* In words, of one rule in one file. */
#define MAX_TOLD 20

static void
add_issues (const ObsBuildReport *report, ObsIssueLevel level, const char *heading, GString *text)
{
  const GPtrArray *kept = obs_issues_kept (report->issues);
  g_autofree char *count = grouped ((gint64) obs_issues_count (report->issues, level));
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (obs_issues_count (report->issues, level) == 0)
    return;
  g_string_append_printf (text, "\n%s: %s\n", heading, count);
  for (guint i = 0; i < kept->len; i++)
    {
      const ObsIssue *issue = g_ptr_array_index (kept, i);
      g_autofree char *sentence = NULL;
      guint n;

      if (issue->level != level)
        continue;
      n = count_told (told, issue);
      if (n > MAX_TOLD)
        continue;
      sentence = obs_issue_sentence (issue);
      g_string_append_printf (text, "  %s\n", sentence);
      if (n == MAX_TOLD && obs_issues_of_rule (report->issues, issue) > MAX_TOLD)
        {
          g_autofree char *more
              = grouped ((gint64) obs_issues_of_rule (report->issues, issue) - MAX_TOLD);

          g_string_append_printf (text, _ ("  … and %s more of the rule “%s” in %s\n"), more,
                                  issue->rule, *issue->file != '\0' ? issue->file : issue->source);
        }
    }
}

char *
obs_build_report_words (const ObsBuildReport *report)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < report->files->len; i++)
    {
      const ObsReadFile *file = g_ptr_array_index (report->files, i);
      g_autofree char *n_read = grouped ((gint64) file->n_read);
      g_autofree char *n_kept = grouped ((gint64) file->n_kept);

      g_string_append_printf (text,
                              file->kept ? _ ("%s: %s, not changed, taken from the cache: %s rows, "
                                              "%s kept%s%s\n")
                                         : _ ("%s: %s, %s rows read, %s kept%s%s\n"),
                              file->source, file->file, n_read, n_kept,
                              *file->left_out != '\0' ? ". " : "", file->left_out);
    }
  for (guint i = 0; i < report->not_found->len; i++)
    g_string_append_printf (text, _ ("%s: no file of this source is here; it adds nothing\n"),
                            (const char *) g_ptr_array_index (report->not_found, i));
  for (guint i = 0; i < report->changes->len; i++)
    {
      const ObsCubeChange *change = g_ptr_array_index (report->changes, i);
      g_autofree char *before = grouped (change->before);
      g_autofree char *now = grouped (change->now);

      if (change->before < 0)
        g_string_append_printf (text, _ ("cube %s: new, %s rows\n"), change->cube, now);
      else if (change->now < 0)
        g_string_append_printf (text, _ ("cube %s: gone, it had %s rows\n"), change->cube, before);
      else if (change->now != change->before)
        g_string_append_printf (text, _ ("cube %s: %s rows, it had %s\n"), change->cube, now,
                                before);
    }
  obs_build_report_match_words (report, text);
  if (report->disclosure.n_cells > 0)
    {
      g_autofree char *disclosure = obs_disclosure_report_words (&report->disclosure);

      g_string_append_printf (text, "\n%s", disclosure);
    }
  if (report->tables->len > 0)
    g_string_append (text, "\n");
  for (guint i = 0; i < report->tables->len; i++)
    g_string_append_printf (text, "  %s\n", (const char *) g_ptr_array_index (report->tables, i));
  add_issues (report, OBS_ISSUE_FAULT, _ ("Faults"), text);
  add_issues (report, OBS_ISSUE_WARNING, _ ("Warnings"), text);
  add_issues (report, OBS_ISSUE_NOTICE, _ ("Notices"), text);
  return g_string_free (text, FALSE);
}

static void
add_counts (const ObsBuildReport *report, JsonBuilder *builder)
{
  obs_json_write_number (builder, "faults",
                         (gint64) obs_issues_count (report->issues, OBS_ISSUE_FAULT)
                             + report->tables->len);
  obs_json_write_number (builder, "warnings",
                         (gint64) obs_issues_count (report->issues, OBS_ISSUE_WARNING));
  obs_json_write_number (builder, "notices",
                         (gint64) obs_issues_count (report->issues, OBS_ISSUE_NOTICE));
}

static void
add_files (const ObsBuildReport *report, JsonBuilder *builder)
{
  obs_json_write_list (builder, "files");
  for (guint i = 0; i < report->files->len; i++)
    {
      const ObsReadFile *file = g_ptr_array_index (report->files, i);

      json_builder_begin_object (builder);
      obs_json_write_text (builder, "source", file->source);
      obs_json_write_text (builder, "cube", file->cube);
      obs_json_write_text (builder, "file", file->file);
      obs_json_write_number (builder, "rows_read", (gint64) file->n_read);
      obs_json_write_number (builder, "rows_kept", (gint64) file->n_kept);
      obs_json_write_text (builder, "left_out", file->left_out);
      obs_json_write_flag (builder, "from_cache", file->kept);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

char *
obs_build_report_disclosure (const ObsBuildReport *report)
{
  return report->disclosure.n_cells > 0 ? obs_disclosure_report_json (&report->disclosure) : NULL;
}

/* The report of the panel is JSON already. */
static void
add_disclosure (const ObsBuildReport *report, JsonBuilder *builder)
{
  g_autofree char *json = obs_build_report_disclosure (report);
  JsonNode *node = json != NULL ? json_from_string (json, NULL) : NULL;

  if (node == NULL)
    return;
  json_builder_set_member_name (builder, "disclosure");
  json_builder_add_value (builder, node);
}

char *
obs_build_report_json (const ObsBuildReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_counts (report, builder);
  add_files (report, builder);
  obs_build_report_match_json (report, builder);
  add_disclosure (report, builder);
  obs_json_write_texts (builder, "not_found", report->not_found);
  obs_json_write_texts (builder, "table_faults", report->tables);
  obs_json_write_list (builder, "cubes");
  for (guint i = 0; i < report->changes->len; i++)
    {
      const ObsCubeChange *change = g_ptr_array_index (report->changes, i);

      json_builder_begin_object (builder);
      obs_json_write_text (builder, "cube", change->cube);
      obs_json_write_number (builder, "rows_before", change->before);
      obs_json_write_number (builder, "rows_now", change->now);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "issues");
  obs_issues_to_json (report->issues, builder);
  return obs_json_write_end (builder, TRUE);
}
