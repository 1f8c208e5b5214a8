/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>

#define MAX_FAULTS 50

void
obs_faults_init (ObsFaults *faults)
{
  faults->sentences = g_ptr_array_new_with_free_func (g_free);
  faults->n_more = 0;
}

void
obs_faults_clear (ObsFaults *faults)
{
  g_clear_pointer (&faults->sentences, g_ptr_array_unref);
}

void
obs_faults_take (ObsFaults *faults, char *sentence)
{
  if (faults->sentences->len < MAX_FAULTS)
    {
      g_ptr_array_add (faults->sentences, sentence);
      return;
    }
  faults->n_more++;
  g_free (sentence);
}

gboolean
obs_faults_any (const ObsFaults *faults)
{
  return faults->sentences->len > 0;
}

void
obs_faults_set_error (const ObsFaults *faults, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < faults->sentences->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            (const char *) g_ptr_array_index (faults->sentences, i));
  if (faults->n_more > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("There is %u more fault. Correct these first.",
                                        "There are %u more faults. Correct these first.",
                                        faults->n_more),
                              faults->n_more);
    }
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT, text->str);
}

/**
 * obs_build_fault:
 * @row: row of @csv
 * @column: its column, or NULL for the row as a whole
 * @rule: (format): what is wrong and what to do
 *
 * Adds the sentence "plan/issues.csv, line 4, column issue_id: “I9” …".
 */
void
obs_build_fault (ObsBuild *build, const ObsCsv *csv, guint row, const char *column,
                 const char *rule, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, rule);
  what = g_strdup_vprintf (rule, args);
  va_end (args);

  if (column == NULL)
    obs_faults_take (&build->faults,
                     g_strdup_printf (_ ("%s, line %u: %s"), obs_csv_row_name (csv, row),
                                      obs_csv_line (csv, row), what));
  else
    obs_faults_take (&build->faults,
                     g_strdup_printf (_ ("%s, line %u, column %s: %s"), obs_csv_row_name (csv, row),
                                      obs_csv_line (csv, row), column, what));
}
