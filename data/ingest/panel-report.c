/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-report.h"

#include "data/json-write.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_LINES 1000
#define MAX_DIGITS 4 /* longer numbers may be telephone numbers or ids */

static const struct
{
  const char *key;
  gboolean row;
  const char *words;
} reasons[OBS_PANEL_N_REASONS] = {
  [OBS_PANEL_UNFINISHED] = { "unfinished", TRUE, N_ ("the questionnaire was not finished") },
  [OBS_PANEL_REJECTED] = { "rejected", TRUE, N_ ("a reviewer rejected the submission") },
  [OBS_PANEL_BAD_TIME]
  = { "bad-time", TRUE,
      N_ ("the time of submission is missing or cannot be read; see “dates” in responses.ini") },
  [OBS_PANEL_WEEKEND]
  = { "weekend", TRUE, N_ ("submitted on a Saturday or Sunday; only Monday to Friday count") },
  [OBS_PANEL_NO_PERSON]
  = { "no-person", TRUE, N_ ("the person or the firm is not given, so nothing can be counted") },
  [OBS_PANEL_UNKNOWN_PERSON]
  = { "unknown-person", TRUE,
      N_ ("the person is not in the register of people; add the person there or leave it so") },
  [OBS_PANEL_UNKNOWN_FIRM]
  = { "unknown-firm", TRUE,
      N_ ("the firm is not in the register of firms; add the firm there or leave it so") },
  [OBS_PANEL_SCREENED_OUT]
  = { "screened-out", TRUE, N_ ("the firm is outside the area or the sectors of the panel") },
  [OBS_PANEL_NO_CONSENT] = { "no-consent", TRUE, N_ ("the person did not consent") },
  [OBS_PANEL_WITHDRAWN]
  = { "withdrawn", TRUE, N_ ("the person withdrew consent, for earlier answers too") },
  [OBS_PANEL_SAME_BATCH]
  = { "same-batch", TRUE, N_ ("the same submission stands in the exports again") },
  [OBS_PANEL_AGAIN]
  = { "answered-again", FALSE, N_ ("the person answered the question again; the last one counts") },
  [OBS_PANEL_NOT_ASKED]
  = { "not-asked", FALSE,
      N_ ("the question, in this version, was not asked on or before that day") },
  [OBS_PANEL_LATE] = { "late", FALSE, N_ ("answered after the days of grace") },
  [OBS_PANEL_MISSING] = { "missing", FALSE, N_ ("the person gave no answer to count") },
  [OBS_PANEL_OFF_SCALE]
  = { "off-scale", FALSE, N_ ("the answer is not a number on the scale of the question") },
  [OBS_PANEL_UNKNOWN_OPTION]
  = { "unknown-option", FALSE,
      N_ ("the answer is none of the options; add its text to “option …” in responses.ini") },
  [OBS_PANEL_BAD_LIST]
  = { "bad-list", FALSE,
      N_ ("options are named twice, are too many, or are missing from a ranking") },
  [OBS_PANEL_SPLIT]
  = { "split", FALSE, N_ ("the people of a firm are evenly split; it has no answer of its own") },
};

static void
left_out_free (gpointer data)
{
  ObsPanelLeftOut *one = data;

  g_free (one->file);
  g_free (one->column);
  g_free (one->value);
  g_free (one);
}

ObsPanelReport *
obs_panel_report_new (void)
{
  ObsPanelReport *report = g_new0 (ObsPanelReport, 1);

  report->faults = g_ptr_array_new_with_free_func (g_free);
  report->notices = g_ptr_array_new_with_free_func (g_free);
  report->left_out = g_ptr_array_new_with_free_func (left_out_free);
  return report;
}

void
obs_panel_report_free (ObsPanelReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->faults);
  g_ptr_array_unref (report->notices);
  g_ptr_array_unref (report->left_out);
  g_free (report);
}

void
obs_panel_report_fault (ObsPanelReport *report, char *sentence)
{
  g_ptr_array_add (report->faults, sentence);
}

void
obs_panel_report_notice (ObsPanelReport *report, char *sentence)
{
  g_ptr_array_add (report->notices, sentence);
}

void
obs_panel_report_cell (ObsPanelReport *report, gboolean notice, const ObsCsv *csv, guint row,
                       const char *column, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* TRANSLATORS: file, line, column, name of the column, what is wrong. */
  g_ptr_array_add (notice ? report->notices : report->faults,
                   g_strdup_printf (_ ("%s, line %u, column %u (%s): %s"), obs_csv_name (csv),
                                    obs_csv_line (csv, row),
                                    (guint) (obs_csv_find (csv, column) + 1), column, sentence));
}

/* A cell as it may be shown: a short number as it is, anything else by its length. A column that
 * was mapped by mistake may hold whatever a person wrote. */
static char *
harmless (const char *value)
{
  gsize length = strlen (value);
  gboolean number = length > 0 && length <= MAX_DIGITS + 2;
  guint digits = 0;

  for (gsize i = 0; number && i < length; i++)
    {
      number = g_ascii_isdigit (value[i]) || strchr ("+-.%", value[i]) != NULL;
      digits += g_ascii_isdigit (value[i]);
    }
  if (length == 0)
    return g_strdup ("");
  if (number && digits <= MAX_DIGITS)
    return g_strdup (value);
  return g_strdup_printf (
      ngettext ("text of %u letter", "text of %u letters", (gulong) g_utf8_strlen (value, -1)),
      (guint) g_utf8_strlen (value, -1));
}

void
obs_panel_report_leave_out (ObsPanelReport *report, ObsPanelReason reason, const char *file,
                            guint line, const char *column, const char *value)
{
  ObsPanelLeftOut *one;

  report->counts[reason]++;
  if (file == NULL || report->left_out->len == MAX_LINES)
    return;
  one = g_new0 (ObsPanelLeftOut, 1);
  one->file = g_strdup (file);
  one->line = line;
  one->column = g_strdup (column != NULL ? column : "");
  one->value = harmless (value != NULL ? value : "");
  one->reason = reason;
  g_ptr_array_add (report->left_out, one);
}

const char *
obs_panel_reason_key (ObsPanelReason reason)
{
  return reasons[reason].key;
}

const char *
obs_panel_reason_words (ObsPanelReason reason)
{
  return _ (reasons[reason].words);
}

gboolean
obs_panel_reason_is_row (ObsPanelReason reason)
{
  return reasons[reason].row;
}

static void
append_lines (GString *text, const ObsPanelReport *report)
{
  for (guint i = 0; i < report->left_out->len; i++)
    {
      const ObsPanelLeftOut *one = report->left_out->pdata[i];

      if (*one->column == '\0')
        /* TRANSLATORS: file, line, what is wrong. */
        g_string_append_printf (text, _ ("%s, line %u: left out: %s.\n"), one->file, one->line,
                                obs_panel_reason_words (one->reason));
      else
        /* TRANSLATORS: file, line, column, what stands there, what is wrong. */
        g_string_append_printf (text, _ ("%s, line %u, column %s (%s): left out: %s.\n"), one->file,
                                one->line, one->column, *one->value != '\0' ? one->value : "–",
                                obs_panel_reason_words (one->reason));
    }
}

static void
append_counts (GString *text, const ObsPanelReport *report)
{
  g_string_append_printf (
      text,
      _ ("Taken: %u of %u rows from %u files; %u answers of %u people in %u firms, %u of them "
         "late.\n"),
      report->rows_taken, report->rows, report->files, report->answers, report->people,
      report->firms, report->late);
  for (int i = 0; i < OBS_PANEL_N_REASONS; i++)
    if (report->counts[i] > 0 && reasons[i].row)
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE, "Left out: %u row: %s.\n",
                                           "Left out: %u rows: %s.\n", report->counts[i]),
                              report->counts[i], _ (reasons[i].words));
    else if (report->counts[i] > 0)
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE, "Left out: %u answer: %s.\n",
                                           "Left out: %u answers: %s.\n", report->counts[i]),
                              report->counts[i], _ (reasons[i].words));
}

/**
 * obs_panel_report_to_text:
 *
 * Returns: (transfer full): faults, notices, lines left out, and the counts, one sentence a line
 */
char *
obs_panel_report_to_text (const ObsPanelReport *report)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < report->faults->len; i++)
    g_string_append_printf (text, "%s\n", (char *) report->faults->pdata[i]);
  for (guint i = 0; i < report->notices->len; i++)
    g_string_append_printf (text, _ ("Notice: %s\n"), (char *) report->notices->pdata[i]);
  append_lines (text, report);
  g_string_append_printf (text, _ ("Survey: %u questions on %u days.\n"), report->questions,
                          report->days);
  if (report->files > 0)
    append_counts (text, report);
  return g_string_free (text, FALSE);
}

static void
add_left_out (JsonBuilder *builder, const ObsPanelReport *report)
{
  obs_json_write_object (builder, "left_out");
  for (int i = 0; i < OBS_PANEL_N_REASONS; i++)
    if (report->counts[i] > 0)
      obs_json_write_number (builder, reasons[i].key, report->counts[i]);
  json_builder_end_object (builder);
  obs_json_write_list (builder, "lines");
  for (guint i = 0; i < report->left_out->len; i++)
    {
      const ObsPanelLeftOut *one = report->left_out->pdata[i];

      json_builder_begin_object (builder);
      obs_json_write_text (builder, "file", one->file);
      obs_json_write_number (builder, "line", one->line);
      obs_json_write_text (builder, "column", one->column);
      obs_json_write_text (builder, "value", one->value);
      obs_json_write_text (builder, "reason", reasons[one->reason].key);
      obs_json_write_text (builder, "rule", obs_panel_reason_words (one->reason));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * obs_panel_report_to_json:
 *
 * Returns: (transfer full): the report as one object: "faults", "notices", "survey", "taken",
 * "left_out" (counts by reason) and "lines" (the first thousand)
 */
char *
obs_panel_report_to_json (const ObsPanelReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  obs_json_write_texts (builder, "faults", report->faults);
  obs_json_write_texts (builder, "notices", report->notices);
  obs_json_write_object (builder, "survey");
  obs_json_write_number (builder, "questions", report->questions);
  obs_json_write_number (builder, "days", report->days);
  json_builder_end_object (builder);
  obs_json_write_object (builder, "taken");
  obs_json_write_number (builder, "files", report->files);
  obs_json_write_number (builder, "rows", report->rows);
  obs_json_write_number (builder, "rows_taken", report->rows_taken);
  obs_json_write_number (builder, "answers", report->answers);
  obs_json_write_number (builder, "late", report->late);
  obs_json_write_number (builder, "people", report->people);
  obs_json_write_number (builder, "firms", report->firms);
  json_builder_end_object (builder);
  add_left_out (builder, report);
  text = obs_json_write_end (builder, TRUE);
  return g_strconcat (text, "\n", NULL);
}
