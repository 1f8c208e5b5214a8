/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/figure.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static char *
number (double value, const char *format)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("");
  return g_strdup (g_ascii_formatd (text, sizeof text, format, value));
}

/* As exact as people may read it: a score to one place, shares of a panel and an index whole, a
 * published share as it was published. */
static const char *
number_format (const ObsFigure *figure)
{
  switch (figure->axis)
    {
    case OBS_AXIS_SCORE:
      return "%.1f";
    case OBS_AXIS_SHARE:
      return figure->source_class == OBS_CLASS_SIMULATED ? "%.0f" : "%.10g";
    case OBS_AXIS_INDEX:
    case OBS_AXIS_RATE:
      return "%.0f";
    case OBS_AXIS_COUNT:
    case OBS_AXIS_NONE:
    default:
      return "%.10g";
    }
}

static char *
base_text (int base)
{
  if (base == OBS_BASE_NOT_PUBLISHED)
    return g_strdup (_ ("not published"));
  if (base == OBS_BASE_NONE)
    return g_strdup ("");
  return g_strdup_printf ("%d", base);
}

ObsTable *
obs_table_new (const ObsTableColumn *columns, gsize n)
{
  ObsTable *table = g_new0 (ObsTable, 1);

  table->columns = g_ptr_array_new_with_free_func (g_free);
  table->keys = g_ptr_array_new_with_free_func (g_free);
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  table->row_index = g_array_new (FALSE, FALSE, sizeof (guint));
  for (gsize i = 0; i < n; i++)
    obs_table_add_column (table, columns[i].key, _ (columns[i].title));
  return table;
}

void
obs_table_add_column (ObsTable *table, const char *key, const char *title)
{
  g_ptr_array_add (table->keys, g_strdup (key));
  g_ptr_array_add (table->columns, g_strdup (title));
}

GPtrArray *
obs_table_add_row (ObsTable *table)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  guint index = table->rows->len;

  g_ptr_array_add (table->rows, cells);
  g_array_append_val (table->row_index, index);
  return cells;
}

/**
 * obs_figure_to_table:
 * @figure: a figure
 *
 * Returns: (transfer full): the same rows in the same order as text, numbers with a decimal point
 *   in every locale; free with obs_table_free()
 */
ObsTable *
obs_figure_to_table (const ObsFigure *figure)
{
  ObsTable *table = obs_table_new (NULL, 0);
  gboolean has_group = FALSE, has_series = figure->series->len > 0, has_x = FALSE;
  const char *format = number_format (figure);
  gboolean has_numbers = FALSE, has_words = FALSE, has_base = FALSE, has_breaks = FALSE;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      has_group |= row->group != NULL;
      has_x |= row->x_label != NULL;
      has_numbers |= !isnan (row->estimate) || !isnan (row->low);
      has_words |= row->words != NULL || row->rank > 0 || row->listed > 0;
      has_base |= row->base != OBS_BASE_NONE;
      has_breaks |= row->broken != NULL;
    }

  if (has_group)
    obs_table_add_column (table, "group", _ ("Group"));
  obs_table_add_column (table, "item", _ ("Item"));
  if (has_series)
    obs_table_add_column (table, "series", _ ("Series"));
  if (has_x)
    obs_table_add_column (table, "when", _ ("When"));
  if (has_numbers)
    {
      obs_table_add_column (table, "value", _ ("Value"));
      obs_table_add_column (table, "low", _ ("Range from"));
      obs_table_add_column (table, "high", _ ("Range to"));
    }
  if (has_words)
    obs_table_add_column (table, "words", _ ("In words"));
  if (has_base)
    obs_table_add_column (table, "base", _ ("Base"));
  if (has_breaks)
    obs_table_add_column (table, "break", _ ("Change of method"));
  obs_table_add_column (table, "code", _ ("Code"));
  obs_table_add_column (table, "grade", _ ("Grade"));
  obs_table_add_column (table, "findings", _ ("Findings"));
  obs_table_add_column (table, "source", _ ("Source"));

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);
      GPtrArray *cells = obs_table_add_row (table);

      if (has_group)
        g_ptr_array_add (cells, g_strdup (row->group != NULL ? row->group : ""));
      g_ptr_array_add (cells, g_strdup (row->label));
      if (has_series)
        g_ptr_array_add (cells, g_strdup (series != NULL ? series->label : ""));
      if (has_x)
        g_ptr_array_add (cells, g_strdup (row->x_label != NULL ? row->x_label : ""));
      if (has_numbers)
        {
          g_ptr_array_add (cells, number (row->estimate, format));
          g_ptr_array_add (cells, number (row->low, format));
          g_ptr_array_add (cells, number (row->high, format));
        }
      if (has_words)
        {
          if (row->words != NULL)
            g_ptr_array_add (cells, g_strdup (row->words));
          else if (row->rank > 0)
            g_ptr_array_add (cells, g_strdup_printf (_ ("place %d"), row->rank));
          else if (row->listed > 0)
            g_ptr_array_add (cells, g_strdup_printf (_ ("listed, place %d"), row->listed));
          else
            g_ptr_array_add (cells, g_strdup (""));
        }
      if (has_base)
        g_ptr_array_add (cells, base_text (row->base));
      if (has_breaks)
        g_ptr_array_add (cells, row->broken != NULL ? g_strconcat ("[b] ", row->broken, NULL)
                                                    : g_strdup (""));
      g_ptr_array_add (cells, g_strdup (row->code != NULL ? obs_code_words (row->code) : ""));
      g_ptr_array_add (cells, g_strdup (obs_grade_words (row->grade)));
      g_ptr_array_add (cells, g_strdup (row->finding_ids != NULL ? row->finding_ids : ""));
      g_ptr_array_add (cells, g_strdup (row->source != NULL ? row->source : ""));
    }
  return table;
}

void
obs_table_free (ObsTable *table)
{
  g_ptr_array_unref (table->columns);
  g_ptr_array_unref (table->keys);
  g_ptr_array_unref (table->rows);
  g_array_unref (table->row_index);
  g_free (table);
}
