/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/descriptor-private.h"

#include "data/ingest/values.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What the columns of a table are: dimensions, measures, markers, and what must hold of them. */

#define MAX_DIMENSIONS 6
#define MAX_MEASURES 200
#define MISSING_CODES "x|z|c|u|low"

static void
dimension_free (gpointer data)
{
  ObsDimension *dimension = data;

  g_free (dimension->name);
  g_free (dimension->title);
  g_free (dimension->from);
  g_free (dimension->fixed);
  g_free (dimension->list);
  g_strfreev (dimension->totals);
  g_free (dimension->labels);
  g_free (dimension->kind);
  g_free (dimension->kind_from);
  g_clear_pointer (&dimension->kinds, g_hash_table_unref);
  g_free (dimension->months);
  g_free (dimension);
}

static void
measure_free (gpointer data)
{
  ObsMeasure *measure = data;

  g_free (measure->name);
  g_free (measure->title);
  g_free (measure->unit);
  g_free (measure->note);
  g_free (measure->from);
  g_clear_pointer (&measure->when, g_ptr_array_unref);
  g_clear_pointer (&measure->units, g_ptr_array_unref);
  g_free (measure->low);
  g_free (measure->high);
  g_free (measure->plus_minus);
  g_free (measure->base);
  g_free (measure);
}

static void
total_free (gpointer data)
{
  ObsTotal *total = data;

  g_free (total->name);
  g_free (total->dimension);
  g_free (total->within);
  g_free (total->whole);
  g_free (total->part);
  g_clear_pointer (&total->where, g_ptr_array_unref);
  g_free (total);
}

static void
remark_free (gpointer data)
{
  ObsRemark *remark = data;

  g_free (remark->measure);
  g_free (remark->period);
  g_free (remark->text);
  g_free (remark);
}

static gboolean
is_name (const char *text)
{
  return g_regex_match_simple ("^[a-z][a-z0-9_]{0,40}$", text, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* "people_16_64" becomes "People 16 64" where no title is given. */
static char *
title_or_name (char *title, const char *name)
{
  if (title == NULL)
    {
      title = g_strdelimit (g_strdup (name), "_", ' ');
      title[0] = g_ascii_toupper (title[0]);
    }
  return title;
}

static void
check_dimension (ObsDescriptor *self, GPtrArray *faults, const char *group,
                 const ObsDimension *dimension)
{
  static const char *const reserved[]
      = { "n",   "k",    "sum",  "sum2", "missing", "measure", "value",       "low",
          "all", "high", "base", "unit", "flag",    "source",  "period_kind", NULL };

  if (!is_name (dimension->name) || g_strv_contains (reserved, dimension->name))
    obs_descriptor_fault (self, faults, group, NULL,
                          _ ("“%s” cannot name a dimension. Use small letters, digits and "
                             "underscores, and no name of a measure’s column."),
                          dimension->name);
  if ((dimension->from != NULL) + dimension->heading + (dimension->fixed != NULL) != 1)
    obs_descriptor_fault (self, faults, group, "from",
                          _ ("say where the codes come from: a column, “heading”, or “fixed”."));
  if (dimension->by_name && dimension->kind == NULL && dimension->kind_from == NULL
      && !dimension->prefix)
    obs_descriptor_fault (self, faults, group, "kind",
                          _ ("areas found by name need their kind: names come twice."));
  if (dimension->labels != NULL
      && (*dimension->labels == '.' || strpbrk (dimension->labels, "/\\:") != NULL))
    obs_descriptor_fault (self, faults, group, "labels",
                          _ ("“%s” is not the name of a file beside the descriptor."),
                          dimension->labels);
  if (dimension->months != NULL)
    {
      g_autofree char *sample = g_strdup_printf ("2021/22 (%s)", dimension->months);
      char period[OBS_VALUE_PERIOD_SIZE];
      const char *kind;

      if (!g_str_equal (dimension->name, "period")
          || !obs_value_period (sample, strlen (sample), period, &kind, NULL))
        obs_descriptor_fault (self, faults, group, "months",
                              _ ("“%s” is not of the form “Aug to Apr”: the months of each "
                                 "academic year, for the dimension “period”."),
                              dimension->months);
    }
}

static void
read_dimension (ObsDescriptor *self, GPtrArray *faults, const char *group)
{
  ObsDimension *dimension = g_new0 (ObsDimension, 1);

  g_ptr_array_add (self->dimensions, dimension);
  dimension->name = g_strdup (group + strlen ("dimension "));
  dimension->title = title_or_name (obs_descriptor_text (self, group, "title"), dimension->name);
  dimension->from = obs_descriptor_text (self, group, "from");
  if (g_strcmp0 (dimension->from, "heading") == 0)
    {
      dimension->heading = TRUE;
      g_clear_pointer (&dimension->from, g_free);
    }
  dimension->fixed = obs_descriptor_text (self, group, "fixed");
  dimension->list = obs_descriptor_text (self, group, "list");
  if (dimension->list == NULL)
    dimension->list
        = g_strdup_printf ("%s_%s", self->cube != NULL ? self->cube : "", dimension->name);
  else if (g_str_equal (dimension->list, "none"))
    *dimension->list = '\0';
  dimension->codes = (ObsCodesRule) obs_descriptor_choice (self, faults, group, "codes",
                                                           "same|number|slug", OBS_CODES_SAME);
  dimension->totals = obs_descriptor_list (self, group, "total");
  dimension->labels = obs_descriptor_text (self, group, "labels");
  if (dimension->labels == NULL)
    dimension->labels = obs_descriptor_text (self, group, "aliases");
  dimension->leave_out
      = obs_descriptor_choice (self, faults, group, "otherwise", "refuse|leave-out", 0) == 1;
  dimension->by_name = obs_descriptor_choice (self, faults, group, "by", "code|name", 0) == 1;
  dimension->kind = obs_descriptor_text (self, group, "kind");
  dimension->kind_from = obs_descriptor_text (self, group, "kind-from");
  if (g_strcmp0 (dimension->kind_from, "prefix") == 0)
    {
      dimension->prefix = TRUE;
      g_clear_pointer (&dimension->kind_from, g_free);
    }
  dimension->kinds = obs_descriptor_map (self, faults, group, "kinds");
  dimension->months = obs_descriptor_text (self, group, "months");
  check_dimension (self, faults, group, dimension);
}

/* "0..", "..100", "0..100". */
static void
read_range (ObsDescriptor *self, GPtrArray *faults, const char *group, ObsMeasure *measure)
{
  g_autofree char *text = obs_descriptor_text (self, group, "range");
  g_auto (GStrv) ends = NULL;
  double *const into[] = { &measure->least, &measure->most };
  gboolean good;

  measure->least = -INFINITY;
  measure->most = INFINITY;
  if (text == NULL)
    return;
  ends = g_strsplit (text, "..", 2);
  good = ends[0] != NULL && ends[1] != NULL;
  for (guint i = 0; good && i < 2; i++)
    if (*g_strstrip (ends[i]) != '\0')
      {
        char *end = NULL;

        *into[i] = g_ascii_strtod (ends[i], &end);
        good = *end == '\0' && isfinite (*into[i]);
      }
  if (!good || measure->least > measure->most)
    obs_descriptor_fault (self, faults, group, "range",
                          _ ("“%s” is not a range. Write “0..”, “..100” or “0..100”."), text);
}

static void
read_measure (ObsDescriptor *self, GPtrArray *faults, const char *group)
{
  ObsMeasure *measure = g_new0 (ObsMeasure, 1);

  g_ptr_array_add (self->measures, measure);
  measure->name = g_strdup (group + strlen ("measure "));
  measure->title = title_or_name (obs_descriptor_text (self, group, "title"), measure->name);
  measure->unit = obs_descriptor_text (self, group, "unit");
  measure->note = obs_descriptor_text (self, group, "note");
  measure->from = obs_descriptor_text (self, group, "from");
  measure->when = obs_descriptor_only (self, faults, group, "when");
  measure->units = obs_descriptor_only (self, faults, group, "units");
  measure->low = obs_descriptor_text (self, group, "low");
  measure->high = obs_descriptor_text (self, group, "high");
  measure->plus_minus = obs_descriptor_text (self, group, "plus-minus");
  measure->base = obs_descriptor_text (self, group, "base");
  measure->scale = obs_descriptor_number (self, faults, group, "scale", 1e-9, 1);
  measure->rounding = obs_descriptor_number (self, faults, group, "rounding", 0, 0);
  read_range (self, faults, group, measure);
  if (!is_name (measure->name))
    obs_descriptor_fault (self, faults, group, NULL,
                          _ ("“%s” cannot name a measure. Use small letters, digits and "
                             "underscores."),
                          measure->name);
  if (measure->from == NULL)
    obs_descriptor_fault (self, faults, group, "from",
                          _ ("name the column that holds the values."));
  if (measure->unit == NULL)
    obs_descriptor_fault (self, faults, group, "unit", _ ("say what one is: people, adverts, %%."));
  if ((measure->low != NULL) != (measure->high != NULL)
      || (measure->low != NULL && measure->plus_minus != NULL))
    obs_descriptor_fault (self, faults, group, "low",
                          _ ("a range has “low” and “high”, or “plus-minus”."));
}

static void
read_total (ObsDescriptor *self, GPtrArray *faults, const char *group)
{
  ObsTotal *total = g_new0 (ObsTotal, 1);
  g_autofree char *parts = obs_descriptor_text (self, group, "parts");
  g_autofree char *tolerance = obs_descriptor_text (self, group, "tolerance");
  double width = obs_descriptor_number (self, faults, group, "tolerance", 0, 0);

  g_ptr_array_add (self->totals, total);
  total->name = g_strdup (group + strlen ("total "));
  total->dimension = obs_descriptor_text (self, group, "dimension");
  total->within = obs_descriptor_text (self, group, "within");
  total->whole = obs_descriptor_text (self, group, "whole");
  total->part = obs_descriptor_text (self, group, "part");
  total->where = obs_descriptor_only (self, faults, group, "where");
  if (tolerance != NULL && g_str_has_suffix (tolerance, "%"))
    total->tolerance_percent = width;
  else
    total->tolerance = width;
  total->notice = obs_descriptor_choice (self, faults, group, "level", "fault|notice", 0) == 1;
  if ((total->dimension != NULL) == (g_strcmp0 (parts, "area") == 0))
    obs_descriptor_fault (self, faults, group, "dimension",
                          _ ("say what adds up: “dimension”, or “parts=area” with “whole” and "
                             "“part”."));
  if (total->dimension == NULL && (total->whole == NULL || total->part == NULL))
    obs_descriptor_fault (self, faults, group, "whole",
                          _ ("say which kinds of areas are the whole and the part."));
}

static void
read_remark (ObsDescriptor *self, GPtrArray *faults, const char *group, GPtrArray *into,
             const char *period)
{
  ObsRemark *remark = g_new0 (ObsRemark, 1);

  g_ptr_array_add (into, remark);
  remark->period = g_strdup (period);
  remark->text = obs_descriptor_text (self, group, "text");
  remark->measure = obs_descriptor_text (self, group, "measure");
  if (remark->measure == NULL)
    remark->measure = g_strdup ("");
  if (remark->text == NULL)
    {
      obs_descriptor_fault (self, faults, group, "text", _ ("say in a sentence what it is."));
      remark->text = g_strdup ("");
    }
}

/* Markers stand as keys, so one in brackets is written without them. */
static GHashTable *
read_markers (ObsDescriptor *self, GPtrArray *faults, const char *group, const char *allowed,
              char **column)
{
  GHashTable *markers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) keys = g_key_file_get_keys (self->file, group, NULL, NULL);
  g_auto (GStrv) codes = g_strsplit (allowed, "|", -1);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      char *code = obs_descriptor_text (self, group, keys[i]);

      if (g_str_equal (keys[i], "column"))
        {
          g_free (*column);
          *column = code;
          continue;
        }
      if (code == NULL || !g_strv_contains ((const char *const *) codes, code))
        obs_descriptor_fault (self, faults, group, keys[i], _ ("“%s” is not one of %s."),
                              code != NULL ? code : "", allowed);
      g_hash_table_replace (markers, g_strdup (g_str_equal (keys[i], "blank") ? "" : keys[i]),
                            code != NULL ? code : g_strdup ("x"));
    }
  return markers;
}

static void
check_cube (ObsDescriptor *self, GPtrArray *faults)
{
  gboolean area = FALSE, period = FALSE;
  guint n_headings = 0;

  for (guint i = 0; i < self->dimensions->len; i++)
    {
      const ObsDimension *dimension = g_ptr_array_index (self->dimensions, i);

      area |= g_str_equal (dimension->name, "area");
      period |= g_str_equal (dimension->name, "period");
      n_headings += dimension->heading;
    }
  if (!area || !period)
    obs_descriptor_fault (self, faults, "table", NULL,
                          _ ("a cube needs the dimensions “area” and “period”. Where all rows are "
                             "of one, say so with “fixed”."));
  if (self->dimensions->len > MAX_DIMENSIONS)
    obs_descriptor_fault (self, faults, "table", NULL, _ ("a cube has at most %d dimensions."),
                          MAX_DIMENSIONS);
  if (n_headings > 1)
    obs_descriptor_fault (self, faults, "table", NULL,
                          _ ("the headings can hold the codes of one dimension only."));
  if (self->measures->len == 0)
    obs_descriptor_fault (self, faults, "table", NULL, _ ("a cube needs a measure."));
  if (self->measures->len > MAX_MEASURES)
    obs_descriptor_fault (self, faults, "table", NULL, _ ("a cube has at most %d measures."),
                          MAX_MEASURES);
}

void
obs_descriptor_read_parts (ObsDescriptor *self, GPtrArray *faults)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->file, NULL);

  self->dimensions = g_ptr_array_new_with_free_func (dimension_free);
  self->measures = g_ptr_array_new_with_free_func (measure_free);
  self->totals = g_ptr_array_new_with_free_func (total_free);
  self->breaks = g_ptr_array_new_with_free_func (remark_free);
  self->caveats = g_ptr_array_new_with_free_func (remark_free);
  self->missing = read_markers (self, faults, "missing", MISSING_CODES, &self->missing_column);
  self->flags = read_markers (self, faults, "flags", "e|p|b|r", &self->flag_column);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (g_str_has_prefix (groups[i], "dimension "))
        read_dimension (self, faults, groups[i]);
      else if (g_str_has_prefix (groups[i], "measure "))
        read_measure (self, faults, groups[i]);
      else if (g_str_has_prefix (groups[i], "total "))
        read_total (self, faults, groups[i]);
      else if (g_str_has_prefix (groups[i], "break "))
        read_remark (self, faults, groups[i], self->breaks, groups[i] + strlen ("break "));
      else if (g_str_has_prefix (groups[i], "caveat "))
        read_remark (self, faults, groups[i], self->caveats, NULL);
    }
  if (self->kind == OBS_TABLE_CUBE)
    check_cube (self, faults);
}

void
obs_descriptor_free (ObsDescriptor *self)
{
  g_free (self->path);
  g_free (self->folder);
  g_free (self->name);
  g_clear_pointer (&self->file, g_key_file_unref);
  g_free (self->id);
  g_free (self->calendar);
  g_free (self->next_release);
  g_strfreev (self->files);
  g_free (self->cube);
  g_free (self->title);
  g_free (self->note);
  g_free (self->format);
  g_free (self->encoding);
  g_free (self->sheet);
  if (self->blocks != NULL)
    {
      g_free (self->blocks->start);
      g_free (self->blocks->heading);
      g_free (self->blocks->column);
      g_strfreev (self->blocks->parts);
      g_strfreev (self->blocks->part_names);
      g_free (self->blocks);
    }
  g_clear_pointer (&self->only, g_ptr_array_unref);
  g_clear_pointer (&self->dimensions, g_ptr_array_unref);
  g_clear_pointer (&self->measures, g_ptr_array_unref);
  g_clear_pointer (&self->texts, obs_text_table_free);
  g_free (self->missing_column);
  g_clear_pointer (&self->missing, g_hash_table_unref);
  g_free (self->flag_column);
  g_clear_pointer (&self->flags, g_hash_table_unref);
  g_clear_pointer (&self->totals, g_ptr_array_unref);
  g_clear_pointer (&self->breaks, g_ptr_array_unref);
  g_clear_pointer (&self->caveats, g_ptr_array_unref);
  g_free (self);
}
