/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/figure.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const struct
{
  ObsForm form;
  const char *code;
} forms[] = {
  { OBS_FORM_RANK_LADDER, "RL" }, { OBS_FORM_ORDERED_STRIP, "OS" }, { OBS_FORM_PART_KNOWN, "PB" },
  { OBS_FORM_STACK, "ST" },       { OBS_FORM_LISTED_MATRIX, "LM" }, { OBS_FORM_RANKED_DOTS, "RD" },
  { OBS_FORM_RANKED_BARS, "RB" }, { OBS_FORM_LINE, "LN" },          { OBS_FORM_DUMBBELL, "DB" },
  { OBS_FORM_GAP, "GAP" },        { OBS_FORM_ROADMAP, "GN" },       { OBS_FORM_MAP, "MAP" },
  { OBS_FORM_TRAIL, "TR" },       { OBS_FORM_TABLE, "TB" },
};

static const struct
{
  ObsGrade grade;
  const char *key;
  const char *words;
} grades[] = {
  { OBS_GRADE_EXACT, "exact", N_ ("Exact") },
  { OBS_GRADE_ROUNDED, "rounded", N_ ("Rounded in the source") },
  { OBS_GRADE_BOUND, "bound", N_ ("Limit") },
  { OBS_GRADE_ORDER, "order", N_ ("Order only") },
  { OBS_GRADE_DIRECTION, "direction", N_ ("Direction only") },
  { OBS_GRADE_DERIVED, "derived", N_ ("Worked out") },
};

static const struct
{
  ObsSourceClass source_class;
  const char *key;
  const char *words;
} classes[] = {
  { OBS_CLASS_PRIMARY, "primary", N_ ("Primary") },
  { OBS_CLASS_SECONDARY, "secondary", N_ ("Secondary") },
  { OBS_CLASS_PUBLISHED, "published", N_ ("Published") },
  { OBS_CLASS_SIMULATED, "simulated", N_ ("Simulated. Not real") },
  { OBS_CLASS_OWN, "own", N_ ("Own data") },
};

static const struct
{
  const char *code;
  const char *words;
} codes[] = {
  { "x", N_ ("No data") },
  { "np", N_ ("Not published") },
  { "z", N_ ("Not asked, or does not apply") },
  { "c", N_ ("Hidden to protect businesses") },
  { "u", N_ ("Too few answers to be reliable") },
  { "low", N_ ("Rounds to zero") },
  { "lt10", N_ ("Under 10 %") },
  { "gt90", N_ ("Over 90 %") },
  { "e", N_ ("Worked out") },
  { "p", N_ ("Provisional") },
  { "r", N_ ("Revised") },
  { "b", N_ ("Method changed here") },
};

static void
row_free (gpointer data)
{
  ObsFigureRow *row = data;

  g_free (row->key);
  g_free (row->label);
  g_free (row->group);
  g_free (row->series);
  g_free (row->ksb);
  g_free (row->x_label);
  g_free (row->code);
  g_free (row->words);
  g_free (row->tag);
  g_free (row->finding_ids);
  g_free (row->source);
  g_free (row->link);
  g_free (row->name);
  g_free (row->broken);
  g_free (row);
}

static void
series_free (gpointer data)
{
  ObsFigureSeries *series = data;

  g_free (series->key);
  g_free (series->label);
  g_free (series->sublabel);
  g_free (series);
}

void
obs_choice_free (ObsChoice *choice)
{
  g_free (choice->key);
  g_free (choice->label);
  g_free (choice);
}

static void
reference_free (gpointer data)
{
  ObsReference *reference = data;

  g_free (reference->label);
  g_free (reference);
}

static void
outline_free (gpointer data)
{
  ObsOutline *outline = data;

  g_free (outline->area);
  g_free (outline->points);
  g_free (outline);
}

/**
 * obs_figure_new:
 *
 * Returns: (transfer full): an empty figure for its builder to fill
 */
ObsFigure *
obs_figure_new (void)
{
  ObsFigure *figure = g_new0 (ObsFigure, 1);

  g_atomic_ref_count_init (&figure->ref_count);
  figure->form = OBS_FORM_TABLE;
  figure->simple_form = OBS_FORM_TABLE;
  figure->source_class = OBS_CLASS_PUBLISHED;
  figure->axis_max = NAN;
  figure->rows = g_ptr_array_new_with_free_func (row_free);
  figure->series = g_ptr_array_new_with_free_func (series_free);
  figure->references = g_ptr_array_new_with_free_func (reference_free);
  figure->data_choices = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  figure->ksb_choices = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  figure->sort_choices = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  figure->tags = g_ptr_array_new_with_free_func (g_free);
  figure->notes = g_ptr_array_new_with_free_func (g_free);
  figure->areas = g_ptr_array_new_with_free_func (outline_free);
  figure->cautions = g_ptr_array_new_with_free_func (g_free);
  figure->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
  figure->compared = g_ptr_array_new_with_free_func (g_free);
  return figure;
}

ObsFigure *
obs_figure_ref (ObsFigure *figure)
{
  g_atomic_ref_count_inc (&figure->ref_count);
  return figure;
}

void
obs_figure_unref (ObsFigure *figure)
{
  if (!g_atomic_ref_count_dec (&figure->ref_count))
    return;

  g_free (figure->question);
  g_free (figure->figure_id);
  g_free (figure->perspective);
  g_free (figure->data);
  g_free (figure->ksb);
  g_free (figure->edition_date);
  g_free (figure->edition_title);
  g_free (figure->axis_title);
  g_free (figure->x_title);
  g_free (figure->unit);
  g_free (figure->sort);
  g_free (figure->title);
  g_free (figure->neutral_title);
  g_free (figure->subtitle);
  g_free (figure->question_text);
  g_free (figure->band);
  g_free (figure->band_key);
  g_free (figure->source_line);
  g_free (figure->licence);
  g_free (figure->summary);
  g_free (figure->filters);
  g_free (figure->next_action);
  g_free (figure->foot);
  g_ptr_array_unref (figure->rows);
  g_ptr_array_unref (figure->series);
  g_ptr_array_unref (figure->references);
  g_ptr_array_unref (figure->data_choices);
  g_ptr_array_unref (figure->ksb_choices);
  g_ptr_array_unref (figure->sort_choices);
  g_ptr_array_unref (figure->tags);
  g_ptr_array_unref (figure->notes);
  g_ptr_array_unref (figure->areas);
  g_ptr_array_unref (figure->cautions);
  g_ptr_array_unref (figure->sources);
  g_ptr_array_unref (figure->compared);
  g_free (figure->compare_refused);
  g_free (figure);
}

/**
 * obs_figure_add_row:
 * @key: stable key of the thing
 * @label: its full name
 *
 * Returns: (transfer none): a row without a value: its numbers are NAN, its base is
 *   %OBS_BASE_NONE, its grade is exact
 */
ObsFigureRow *
obs_figure_add_row (ObsFigure *figure, const char *key, const char *label)
{
  ObsFigureRow *row = g_new0 (ObsFigureRow, 1);

  row->key = g_strdup (key);
  row->label = g_strdup (label);
  row->x = row->estimate = row->low = row->high = NAN;
  row->base = OBS_BASE_NONE;
  row->grade = OBS_GRADE_EXACT;
  g_ptr_array_add (figure->rows, row);
  return row;
}

ObsFigureSeries *
obs_figure_add_series (ObsFigure *figure, const char *key, const char *label, ObsSeriesRole role,
                       int index)
{
  ObsFigureSeries *series = g_new0 (ObsFigureSeries, 1);

  series->key = g_strdup (key);
  series->label = g_strdup (label);
  series->role = role;
  series->index = index;
  series->base = OBS_BASE_NONE;
  g_ptr_array_add (figure->series, series);
  return series;
}

void
obs_figure_add_choice (GPtrArray *choices, const char *key, const char *label)
{
  ObsChoice *choice = g_new0 (ObsChoice, 1);

  choice->key = g_strdup (key);
  choice->label = g_strdup (label);
  g_ptr_array_add (choices, choice);
}

void
obs_figure_add_reference (ObsFigure *figure, double value, const char *label, gboolean bound)
{
  ObsReference *reference = g_new0 (ObsReference, 1);

  reference->value = value;
  reference->label = g_strdup (label);
  reference->bound = bound;
  g_ptr_array_add (figure->references, reference);
}

const ObsFigureRow *
obs_figure_row (const ObsFigure *figure, guint i)
{
  g_return_val_if_fail (i < figure->rows->len, NULL);

  return g_ptr_array_index (figure->rows, i);
}

/* NULL where the figure has no such series. */
const ObsFigureSeries *
obs_figure_find_series (const ObsFigure *figure, const char *key)
{
  for (guint i = 0; key != NULL && i < figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, i);

      if (strcmp (series->key, key) == 0)
        return series;
    }
  return NULL;
}

/**
 * obs_show_for_base:
 * @base: number of businesses that answered, or OBS_BASE_*
 *
 * The display rule by base: 30 and more whole, 20 to 29 range first, 10 to 19 range only, under
 * 10 nothing. Where no base applies or none is published the grade decides, not the base.
 */
ObsShow
obs_show_for_base (int base)
{
  if (base < 0 || base >= 30)
    return OBS_SHOW_ALL;
  if (base >= 20)
    return OBS_SHOW_RANGE;
  if (base >= 10)
    return OBS_SHOW_BAND_ONLY;
  return OBS_SHOW_NOTHING;
}

const char *
obs_form_code (ObsForm form)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (forms[i].form == form)
      return forms[i].code;
  return "TB";
}

gboolean
obs_form_from_code (const char *code, ObsForm *form)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_strcmp0 (forms[i].code, code) == 0)
      {
        *form = forms[i].form;
        return TRUE;
      }
  return FALSE;
}

const char *
obs_grade_key (ObsGrade grade)
{
  return grades[grade].key;
}

gboolean
obs_grade_from_key (const char *key, ObsGrade *grade)
{
  for (gsize i = 0; i < G_N_ELEMENTS (grades); i++)
    if (g_strcmp0 (grades[i].key, key) == 0)
      {
        *grade = grades[i].grade;
        return TRUE;
      }
  return FALSE;
}

/* The grade in words for people, translated. */
const char *
obs_grade_words (ObsGrade grade)
{
  return _ (grades[grade].words);
}

const char *
obs_source_class_key (ObsSourceClass source_class)
{
  return classes[source_class].key;
}

gboolean
obs_source_class_from_key (const char *key, ObsSourceClass *source_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_strcmp0 (classes[i].key, key) == 0)
      {
        *source_class = classes[i].source_class;
        return TRUE;
      }
  return FALSE;
}

const char *
obs_source_class_words (ObsSourceClass source_class)
{
  return _ (classes[source_class].words);
}

/* A missing-value code in words for people; the code itself where it is unknown. */
const char *
obs_code_words (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (codes[i].code, code) == 0)
      return _ (codes[i].words);
  return code;
}
