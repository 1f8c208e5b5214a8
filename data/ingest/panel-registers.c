/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/panel-export-private.h"
#include "data/ingest/panel-survey-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The private tables beside the exports: firms, people, and who withdrew. Their sentences name
 * lines, never what stands there. */

static void
firm_free (gpointer data)
{
  PanelFirm *firm = data;

  g_free (firm->id);
  g_free (firm->group);
  g_free (firm->sector);
  g_free (firm->size);
  g_free (firm->area);
  g_free (firm);
}

void
obs_panel_registers_clear (PanelRegisters *registers)
{
  g_clear_pointer (&registers->firms, g_hash_table_unref);
  g_clear_pointer (&registers->people, g_hash_table_unref);
  g_clear_pointer (&registers->withdrawn, g_hash_table_unref);
}

static ObsCsv *
open_register (const char *folder, const char *name, const char *const *columns,
               ObsPanelReport *report)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (ObsCsv) csv = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      obs_panel_report_fault (
          report, g_strdup_printf (_ ("%s is missing; responses.ini names this table."), name));
      return NULL;
    }
  csv = obs_panel_table_load (path, &error);
  for (gsize i = 0; csv != NULL && columns[i] != NULL; i++)
    if (!obs_csv_require (csv, &error, columns[i], NULL))
      g_clear_pointer (&csv, obs_csv_free);
  if (csv == NULL)
    obs_panel_report_fault (report, g_strdup (error->message));
  return g_steal_pointer (&csv);
}

/* The text of a cell, folded; NULL with a fault where it is empty. */
static char *
needed_id (const ObsCsv *csv, guint row, const char *column, ObsPanelReport *report)
{
  g_autofree char *id = obs_mapping_fold (obs_survey_cell (csv, row, column));

  if (*id != '\0')
    return g_steal_pointer (&id);
  obs_panel_report_cell (report, FALSE, csv, row, column, "%s",
                         _ ("This cell is empty; fill it in."));
  return NULL;
}

/* A firm that the panel is not about: its answers are left out, and nobody need remove it. */
static gboolean
is_outside (const ObsCsv *csv, guint row, const char *column, GHashTable *known, GHashTable *chosen,
            ObsPanelReport *report)
{
  const char *code = obs_survey_cell (csv, row, column);

  if (chosen != NULL)
    return !g_hash_table_contains (chosen, code);
  if (known == NULL || g_hash_table_contains (known, code))
    return FALSE;
  obs_panel_report_cell (report, TRUE, csv, row, column, "%s",
                         _ ("this code is not in the reference tables; the firm counts as outside "
                            "the panel."));
  return TRUE;
}

static void
add_firm (PanelRegisters *registers, const ObsCsv *csv, guint row, const ObsSurvey *survey,
          const ObsMapping *mapping, ObsPanelReport *report)
{
  static const char *const traits[] = { "sector", "size", "area" };
  g_autofree char *id = needed_id (csv, row, "firm", report);
  g_autofree char *group = obs_mapping_fold (obs_survey_cell (csv, row, "group"));
  const char *size = obs_survey_cell (csv, row, "size");
  PanelFirm *firm;

  for (gsize i = 0; i < G_N_ELEMENTS (traits); i++)
    if (*obs_survey_cell (csv, row, traits[i]) == '\0')
      obs_panel_report_cell (report, FALSE, csv, row, traits[i], "%s",
                             _ ("This cell is empty; fill it in."));
  if (*size != '\0' && survey->codes != NULL && !g_hash_table_contains (survey->codes, size))
    obs_panel_report_cell (report, FALSE, csv, row, "size", "%s",
                           _ ("this size is not in the table reference/items.csv; write a code "
                              "such as Z.10-49."));
  if (id == NULL)
    return;
  if (g_hash_table_contains (registers->firms, id))
    {
      obs_panel_report_cell (report, FALSE, csv, row, "firm", "%s",
                             _ ("This firm stands in an earlier line too; remove one."));
      return;
    }
  firm = g_new0 (PanelFirm, 1);
  firm->id = g_strdup (id);
  firm->group
      = g_strdup_printf ("%s%s", *group != '\0' ? "group " : "firm ", *group != '\0' ? group : id);
  firm->sector = g_strdup (obs_survey_cell (csv, row, "sector"));
  firm->size = g_strdup (size);
  firm->area = g_strdup (obs_survey_cell (csv, row, "area"));
  firm->screened_out = is_outside (csv, row, "sector", survey->sectors, mapping->sectors, report)
                       || is_outside (csv, row, "area", survey->areas, mapping->areas, report);
  g_hash_table_insert (registers->firms, g_steal_pointer (&id), firm);
}

static void
read_firms (PanelRegisters *registers, const char *folder, const ObsSurvey *survey,
            const ObsMapping *mapping, ObsPanelReport *report)
{
  static const char *const columns[] = { "firm", "group", "sector", "size", "area", NULL };
  g_autoptr (ObsCsv) csv = open_register (folder, mapping->firms, columns, report);

  for (guint row = 0; csv != NULL && row < obs_csv_n_rows (csv); row++)
    add_firm (registers, csv, row, survey, mapping, report);
}

static void
read_people (PanelRegisters *registers, const char *folder, const ObsMapping *mapping,
             ObsPanelReport *report)
{
  static const char *const columns[] = { "person", "firm", NULL };
  g_autoptr (ObsCsv) csv = open_register (folder, mapping->people, columns, report);

  for (guint row = 0; csv != NULL && row < obs_csv_n_rows (csv); row++)
    {
      g_autofree char *person = needed_id (csv, row, "person", report);
      g_autofree char *firm = needed_id (csv, row, "firm", report);

      if (person == NULL || firm == NULL)
        continue;
      if (!g_hash_table_contains (registers->firms, firm))
        obs_panel_report_cell (report, FALSE, csv, row, "firm", "%s",
                               _ ("This firm is not in the register of firms; add it there."));
      if (g_hash_table_contains (registers->people, person))
        obs_panel_report_cell (report, FALSE, csv, row, "person", "%s",
                               _ ("This person stands in an earlier line too; remove one."));
      g_hash_table_insert (registers->people, g_steal_pointer (&person), g_steal_pointer (&firm));
    }
}

static void
read_withdrawn (PanelRegisters *registers, const char *folder, const ObsMapping *mapping,
                ObsPanelReport *report)
{
  static const char *const columns[] = { "person", NULL };
  g_autoptr (ObsCsv) csv = open_register (folder, mapping->withdrawn, columns, report);

  for (guint row = 0; csv != NULL && row < obs_csv_n_rows (csv); row++)
    {
      g_autofree char *person = needed_id (csv, row, "person", report);

      if (person != NULL)
        g_hash_table_add (registers->withdrawn, g_steal_pointer (&person));
    }
}

gboolean
obs_panel_registers_load (PanelRegisters *registers, const char *folder, const ObsSurvey *survey,
                          const ObsMapping *mapping, ObsPanelReport *report)
{
  guint before = report->faults->len;

  registers->firms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, firm_free);
  registers->withdrawn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_firms (registers, folder, survey, mapping, report);
  if (mapping->people != NULL)
    {
      registers->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      read_people (registers, folder, mapping, report);
    }
  if (mapping->withdrawn != NULL)
    read_withdrawn (registers, folder, mapping, report);
  return report->faults->len == before;
}
