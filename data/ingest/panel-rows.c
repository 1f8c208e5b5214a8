/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-export-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The rows of the exports: which submissions count. */

static void
row_free (gpointer data)
{
  PanelRow *row = data;

  if (row == NULL) /* moved to another list */
    return;
  g_free (row->key);
  g_free (row->person);
  g_free (row->firm);
  g_free (row);
}

/* --- Files ------------------------------------------------------------------------------------ */

/* The column of a heading; -1 with a fault where the file has none and it is @needed. */
static int
find_column (PanelReading *reading, const ObsCsv *csv, const char *heading, gboolean needed)
{
  int found = heading != NULL ? obs_panel_table_find (csv, heading) : -1;

  if (found < 0 && heading != NULL && needed)
    obs_panel_report_fault (
        reading->report,
        g_strdup_printf (_ ("%s, line 1: there is no column “%s”, which responses.ini names under "
                            "[columns]; correct the name, or leave the file out of “files”."),
                         obs_csv_name (csv), heading));
  return found;
}

/* The columns of a section: all of them, or none where the file is about other questions. */
static GArray *
find_columns (PanelReading *reading, const ObsCsv *csv, const ObsMappedAnswer *answer)
{
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (int));
  const char *lacking = NULL;
  guint found = 0;

  for (guint i = 0; i < answer->columns->len; i++)
    {
      const ObsMappedColumn *mapped = answer->columns->pdata[i];
      int column = obs_panel_table_find (csv, mapped->column);

      g_array_append_val (columns, column);
      found += column >= 0;
      if (column < 0)
        lacking = mapped->column;
    }
  if (found == 0 && answer->shape != OBS_SHAPE_REPEAT)
    return NULL;
  if (lacking != NULL)
    obs_panel_report_fault (
        reading->report,
        g_strdup_printf (_ ("%s, line 1: there is no column “%s”, though others of [answer %s] in "
                            "responses.ini are there; correct the name, or write a section of its "
                            "own for this form of the questionnaire."),
                         obs_csv_name (csv), lacking, answer->name));
  return g_steal_pointer (&columns);
}

static void
export_free (gpointer data)
{
  PanelExport *export = data;

  for (gsize i = 0; export->columns != NULL && export->columns[i] != NULL; i++)
    g_array_unref (export->columns[i]);
  g_free (export->columns);
  obs_csv_free (export->csv);
  g_free (export);
}

static void
add_export (PanelReading *reading, ObsCsv *csv, gboolean *used)
{
  const ObsMapping *mapping = reading->mapping;
  PanelExport *export = g_new0 (PanelExport, 1);
  guint n = mapping->answers->len;

  export->csv = csv;
  export->time = find_column (reading, csv, mapping->time, TRUE);
  export->key = find_column (reading, csv, mapping->key, FALSE);
  export->person = find_column (reading, csv, mapping->person, TRUE);
  export->firm = find_column (reading, csv, mapping->firm, mapping->people == NULL);
  export->consent = find_column (reading, csv, mapping->consent, TRUE);
  export->status = find_column (reading, csv, mapping->status, FALSE);
  export->edits = mapping->kind == OBS_EXPORT_ODK_CENTRAL ? obs_csv_find (csv, "Edits") : -1;
  export->columns = g_new0 (GArray *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      GArray *columns = find_columns (reading, csv, mapping->answers->pdata[i]);

      used[i] = used[i] || columns != NULL;
      /* An empty array is a section that the file does not have. */
      export->columns[i] = columns != NULL ? columns : g_array_new (FALSE, FALSE, sizeof (int));
    }
  g_ptr_array_add (reading->exports, export);
}

static gboolean
is_repeat_file (const PanelReading *reading, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; i < reading->mapping->answers->len; i++)
    {
      const ObsMappedAnswer *answer = reading->mapping->answers->pdata[i];
      g_autofree char *of = answer->file != NULL ? g_path_get_basename (answer->file) : NULL;

      if (of != NULL && g_pattern_match_simple (of, name))
        return TRUE;
    }
  return FALSE;
}

static gboolean
load_exports (PanelReading *reading)
{
  g_autoptr (GPtrArray) paths = obs_panel_table_files (reading->folder, reading->mapping->files);
  guint n = reading->mapping->answers->len;
  g_autofree gboolean *used = g_new0 (gboolean, n);
  guint before = reading->report->faults->len;

  reading->exports = g_ptr_array_new_with_free_func (export_free);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      ObsCsv *csv;

      if (is_repeat_file (reading, paths->pdata[i]))
        continue;
      csv = obs_panel_table_load (paths->pdata[i], &error);
      if (csv == NULL)
        obs_panel_report_fault (reading->report, g_strdup (error->message));
      else
        add_export (reading, csv, used);
    }
  reading->report->files = reading->exports->len;
  if (paths->len == 0)
    obs_panel_report_fault (
        reading->report,
        g_strdup (_ ("responses.ini: “files” fits no file; correct the pattern, or put the exports "
                     "there.")));
  for (guint i = 0; i < n && reading->exports->len > 0; i++)
    {
      const ObsMappedAnswer *answer = reading->mapping->answers->pdata[i];

      if (!used[i])
        obs_panel_report_fault (
            reading->report,
            g_strdup_printf (_ ("responses.ini, line %u, [answer %s]: none of the exports has the "
                                "column “%s”; correct the name, or remove the section."),
                             answer->line, answer->name,
                             ((ObsMappedColumn *) answer->columns->pdata[0])->column));
    }
  return reading->report->faults->len == before;
}

/* Files of repeats: the lines by the submission that they belong to. */
static void
load_repeat (PanelReading *reading, const ObsMappedAnswer *answer, GHashTable *lines)
{
  char *patterns[] = { answer->file, NULL };
  g_autoptr (GPtrArray) paths = obs_panel_table_files (reading->folder, patterns);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      ObsCsv *csv = obs_panel_table_load (paths->pdata[i], &error);
      int parent;

      if (csv == NULL)
        {
          obs_panel_report_fault (reading->report, g_strdup (error->message));
          continue;
        }
      g_ptr_array_add (reading->tables, csv);
      parent = find_column (reading, csv, answer->parent, TRUE);
      if (find_column (reading, csv, answer->item_column, TRUE) < 0 || parent < 0
          || (answer->value_column != NULL
              && find_column (reading, csv, answer->value_column, TRUE) < 0))
        continue;
      for (guint row = 0; row < obs_csv_n_rows (csv); row++)
        {
          const char *key = obs_csv_get (csv, row, (guint) parent);
          GPtrArray *of = g_hash_table_lookup (lines, key);
          PanelRepeatLine line = { csv, row };

          if (of == NULL)
            {
              of = g_ptr_array_new_with_free_func (g_free);
              g_hash_table_insert (lines, g_strdup (key), of);
            }
          g_ptr_array_add (of, g_memdup2 (&line, sizeof line));
        }
    }
  if (paths->len == 0)
    obs_panel_report_fault (reading->report,
                            g_strdup_printf (_ ("responses.ini, line %u, [answer %s]: “file” fits "
                                                "no file; correct it, or put the export there."),
                                             answer->line, answer->name));
}

static gboolean
load_repeats (PanelReading *reading)
{
  guint before = reading->report->faults->len;

  reading->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_csv_free);
  reading->repeats
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_hash_table_unref);
  for (guint i = 0; i < reading->mapping->answers->len; i++)
    {
      const ObsMappedAnswer *answer = reading->mapping->answers->pdata[i];
      GHashTable *lines;

      if (answer->shape != OBS_SHAPE_REPEAT)
        continue;
      lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                     (GDestroyNotify) g_ptr_array_unref);
      g_hash_table_insert (reading->repeats, answer->name, lines);
      load_repeat (reading, answer, lines);
    }
  return reading->report->faults->len == before;
}

/* --- Rows ------------------------------------------------------------------------------------- */

static const char *
cell (const PanelExport *export, guint row, int column)
{
  return column >= 0 ? obs_csv_get (export->csv, row, (guint) column) : "";
}

void
obs_panel_row_leave_out (PanelReading *reading, const PanelRow *row, ObsPanelReason reason)
{
  obs_panel_report_leave_out (reading->report, reason, obs_csv_name (row->export->csv),
                              obs_csv_line (row->export->csv, row->row), NULL, NULL);
}

int
obs_panel_row_compare (const PanelRow *one, const PanelRow *two)
{
  guint n = MIN (obs_csv_n_columns (one->export->csv), obs_csv_n_columns (two->export->csv));
  int order = strcmp (one->key, two->key);

  if (order == 0 && one->edits != two->edits)
    return one->edits < two->edits ? -1 : 1;
  if (order == 0 && one->time != two->time)
    return one->time < two->time ? -1 : 1;
  for (guint i = 0; order == 0 && i < n; i++)
    order = strcmp (obs_csv_get (one->export->csv, one->row, i),
                    obs_csv_get (two->export->csv, two->row, i));
  return order;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return obs_panel_row_compare (*(const PanelRow *const *) a, *(const PanelRow *const *) b);
}

/* The firm of the person's register comes before what the export says. */
static char *
firm_of (const PanelReading *reading, const PanelExport *export, guint row, const char *person)
{
  const char *firm = NULL;

  if (reading->registers.people != NULL)
    firm = g_hash_table_lookup (reading->registers.people, person);
  if (firm != NULL)
    return g_strdup (firm);
  return obs_mapping_fold (cell (export, row, export->firm));
}

static PanelRow *
read_row (PanelReading *reading, const PanelExport *export, guint number)
{
  const ObsMapping *mapping = reading->mapping;
  PanelRow *row = g_new0 (PanelRow, 1);
  const char *consent = cell (export, number, export->consent);
  const char *time = cell (export, number, export->time);
  const char *key = cell (export, number, export->key);

  row->export = export;
  row->row = number;
  row->person = obs_mapping_fold (cell (export, number, export->person));
  row->firm = firm_of (reading, export, number, row->person);
  if (!obs_panel_time_parse (mapping, time, &row->time, &row->day))
    row->time = G_MAXINT64;
  row->edits = (int) g_ascii_strtoll (cell (export, number, export->edits), NULL, 10);
  if (export->consent >= 0)
    row->consent = obs_mapping_has (mapping->yes, consent)  ? 1
                   : obs_mapping_has (mapping->no, consent) ? -1
                                                            : 0;
  /* Numbers of LimeSurvey and Forms begin again with each questionnaire. */
  if (*key == '\0' || mapping->kind == OBS_EXPORT_ODK_CENTRAL || mapping->kind == OBS_EXPORT_KOBO)
    row->key = g_strdup (key);
  else
    row->key = g_strdup_printf ("%s\1%s\1%s", key, time, row->person);
  return row;
}

static gboolean
is_rejected (const PanelReading *reading, const PanelRow *row)
{
  static const char *const words[]
      = { "rejected", "not approved", "validation_status_not_approved", NULL };
  g_autofree char *status = obs_mapping_fold (cell (row->export, row->row, row->export->status));

  return g_strv_contains (words, status);
}

/* What is known of a person or submission over all files. */
typedef struct
{
  GHashTable *rejected; /* set of keys: a reviewer rejected a copy of the submission */
  GHashTable *refused;  /* person to gint64: last time that consent was refused */
} Overview;

static void
look_over (const PanelReading *reading, const GPtrArray *rows, Overview *overview)
{
  for (guint i = 0; i < rows->len; i++)
    {
      PanelRow *row = rows->pdata[i];

      if (*row->key != '\0' && is_rejected (reading, row))
        g_hash_table_add (overview->rejected, row->key);
      if (row->consent < 0)
        {
          gint64 *last = g_hash_table_lookup (overview->refused, row->person);

          if (last == NULL)
            g_hash_table_insert (overview->refused, row->person,
                                 g_memdup2 (&row->time, sizeof row->time));
          else
            *last = MAX (*last, row->time);
        }
    }
}

/* Why a row does not count, or -1. */
static int
refuse (const PanelReading *reading, const PanelRow *row, const Overview *overview)
{
  const PanelRegisters *registers = &reading->registers;
  const gint64 *refused = g_hash_table_lookup (overview->refused, row->person);
  const PanelFirm *firm = g_hash_table_lookup (registers->firms, row->firm);

  if (*row->person == '\0')
    return OBS_PANEL_NO_PERSON;
  if (row->consent < 0)
    return OBS_PANEL_NO_CONSENT;
  if (g_hash_table_contains (registers->withdrawn, row->person)
      || (refused != NULL && row->time <= *refused))
    return OBS_PANEL_WITHDRAWN;
  if (row->time == G_MAXINT64)
    return reading->mapping->kind == OBS_EXPORT_LIMESURVEY
                   && *cell (row->export, row->row, row->export->time) == '\0'
               ? OBS_PANEL_UNFINISHED
               : OBS_PANEL_BAD_TIME;
  if (is_rejected (reading, row) || g_hash_table_contains (overview->rejected, row->key))
    return OBS_PANEL_REJECTED;
  if (reading->mapping->consent != NULL && row->consent == 0)
    return OBS_PANEL_NO_CONSENT;
  if (registers->people != NULL && !g_hash_table_contains (registers->people, row->person))
    return OBS_PANEL_UNKNOWN_PERSON;
  if (*row->firm == '\0')
    return OBS_PANEL_NO_PERSON;
  if (firm == NULL)
    return OBS_PANEL_UNKNOWN_FIRM;
  if (firm->screened_out)
    return OBS_PANEL_SCREENED_OUT;
  if (g_date_get_weekday (&row->day) > G_DATE_FRIDAY)
    return OBS_PANEL_WEEKEND;
  return -1;
}

/* Of the copies of one submission the last one counts: the most edited, then the latest. */
static void
keep_rows (PanelReading *reading, GPtrArray *rows)
{
  g_ptr_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++)
    {
      PanelRow *row = rows->pdata[i];
      const PanelRow *next = i + 1 < rows->len ? rows->pdata[i + 1] : NULL;

      if (next != NULL && *row->key != '\0' && strcmp (row->key, next->key) == 0)
        {
          obs_panel_row_leave_out (reading, row, OBS_PANEL_SAME_BATCH);
          continue;
        }
      g_ptr_array_add (reading->rows, row);
      rows->pdata[i] = NULL;
    }
}

static void
choose_rows (PanelReading *reading, GPtrArray *all)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  Overview overview = { g_hash_table_new (g_str_hash, g_str_equal),
                        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free) };

  look_over (reading, all, &overview);
  for (guint i = 0; i < all->len; i++)
    {
      int reason = refuse (reading, all->pdata[i], &overview);

      if (reason >= 0)
        obs_panel_row_leave_out (reading, all->pdata[i], (ObsPanelReason) reason);
      else
        {
          g_ptr_array_add (rows, all->pdata[i]);
          all->pdata[i] = NULL;
        }
    }
  g_hash_table_unref (overview.rejected);
  g_hash_table_unref (overview.refused);
  keep_rows (reading, rows);
}

gboolean
obs_panel_rows_load (PanelReading *reading)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (row_free);

  if (!load_exports (reading) || !load_repeats (reading))
    return FALSE;
  reading->rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 0; i < reading->exports->len; i++)
    {
      const PanelExport *export = reading->exports->pdata[i];

      for (guint row = 0; row < obs_csv_n_rows (export->csv); row++)
        g_ptr_array_add (all, read_row (reading, export, row));
    }
  reading->report->rows = all->len;
  choose_rows (reading, all);
  reading->report->rows_taken = reading->rows->len;
  return TRUE;
}
