/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/fact-values-private.h"

#include "data/ingest/values.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A value of a publisher with all that stands beside it: marker, flags, range, base, unit. */

void
obs_fact_tell (ObsFileReading *reading, const char *column, const char *value, const char *rule,
               const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  obs_issues_add (reading->common.context->issues, OBS_ISSUE_FAULT, reading->common.source,
                  reading->common.file, reading->common.line, column, value, rule, "%s", words);
}

static gboolean
judge (const ObsOnly *only, const char *text)
{
  for (guint i = 0; only->texts[i] != NULL; i++)
    {
      gsize length = strlen (only->texts[i]);

      if (length > 0 && only->texts[i][length - 1] == '*'
              ? strncmp (text, only->texts[i], length - 1) == 0
              : strcmp (text, only->texts[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
obs_fact_passes (ObsFactFilter *filter)
{
  guint32 id = filter->column->id;

  if (id >= filter->verdicts->len)
    {
      guint before = filter->verdicts->len;

      g_byte_array_set_size (filter->verdicts, id + 64);
      memset (filter->verdicts->data + before, 0, id + 64 - before);
    }
  if (filter->verdicts->data[id] == 0)
    filter->verdicts->data[id]
        = judge (filter->only, obs_dictionary_text (filter->column->texts, id)) ? 1 : 2;
  return filter->verdicts->data[id] == 1;
}

/* The missing code of a marker, '\0' where it is none. "[c]" is "c". */
static char
missing_of (const ObsDescriptor *descriptor, const char *marker)
{
  const char *code = g_hash_table_lookup (descriptor->missing, marker);
  gsize length = strlen (marker);

  if (code == NULL && length > 2 && marker[0] == '[' && marker[length - 1] == ']')
    {
      g_autofree char *inner = g_strndup (marker + 1, length - 2);

      code = g_hash_table_lookup (descriptor->missing, inner);
    }
  return code != NULL ? *code : '\0';
}

static gboolean
read_flags (ObsFileReading *reading, ObsFact *fact)
{
  const ObsDescriptor *descriptor = reading->common.facts->descriptor;
  const char *text;
  const char *letter;

  if (reading->flag == NULL)
    return TRUE;
  text = obs_dictionary_text (reading->flag->texts, reading->flag->id);
  if (*text == '\0' || g_hash_table_contains (descriptor->missing, text))
    return TRUE;
  letter = g_hash_table_lookup (descriptor->flags, text);
  if (letter == NULL)
    {
      obs_fact_tell (reading, reading->flag->name, text, "flag",
                     _ ("“%s” is a mark that the descriptor does not know. Add it to [flags] or "
                        "[missing]."),
                     text);
      return FALSE;
    }
  fact->flags |= (guint8) (1 << (strchr (OBS_FACT_FLAGS, *letter) - OBS_FACT_FLAGS));
  return TRUE;
}

/* The marker column decides, where there is one; otherwise the cell itself. FALSE after a fault;
 * sets fact->missing where the value is missing. */
static gboolean
read_marker (ObsFileReading *reading, const ObsFactValue *value, const ObsSlice *cell,
             ObsFact *fact)
{
  const ObsDescriptor *descriptor = reading->common.facts->descriptor;
  const char *text;

  if (reading->marker == NULL || reading->beside)
    {
      if (cell->length == 0 || reading->figures || !g_ascii_isdigit (cell->text[0]))
        fact->missing = (guint8) missing_of (descriptor, cell->text);
      if (reading->beside && fact->missing == 0 && cell->length > 0)
        {
          text = obs_dictionary_text (reading->marker->texts, reading->marker->id);
          if (*text != '\0')
            fact->missing = (guint8) missing_of (descriptor, text);
        }
      if (fact->missing != 0 || cell->length > 0)
        return TRUE;
      obs_fact_tell (
          reading, value->heading, "", "blank",
          _ ("the value is missing and no marker says why. Give the empty cell a meaning with "
             "“blank” under [missing]."));
      return FALSE;
    }
  text = obs_dictionary_text (reading->marker->texts, reading->marker->id);
  if (*text != '\0' || cell->length == 0)
    fact->missing = (guint8) missing_of (descriptor, text);
  if (fact->missing != 0
      || (cell->length > 0 && (*text == '\0' || g_hash_table_contains (descriptor->flags, text))))
    return TRUE;
  obs_fact_tell (
      reading, reading->marker->name, text, "marker",
      _ ("“%s” is a marker that the descriptor does not know. Add it to [missing] with its "
         "meaning."),
      text);
  return FALSE;
}

static gboolean
read_number (ObsFileReading *reading, const ObsSlice *cell, const char *column, double *number)
{
  g_autoptr (GError) error = NULL;

  if (obs_value_number (cell->text, cell->length, number, &error))
    return TRUE;
  obs_fact_tell (reading, column, cell->text, "number", "%s", error->message);
  return FALSE;
}

/* 0.29 times 100 is 28.999999999999996 in binary: scaled values are rounded to twelve digits. */
static double
scaled (double value, double scale)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (scale == 1)
    return value;
  g_ascii_formatd (text, sizeof text, "%.12g", value * scale);
  return g_ascii_strtod (text, NULL);
}

static gboolean
read_range (ObsFileReading *reading, const ObsFactValue *value, const ObsSlice *fields,
            ObsFact *fact)
{
  const ObsMeasure *measure = value->measure;

  if (value->plus_minus >= 0 && fields[value->plus_minus].length > 0)
    {
      double width;

      /* A range that is not published is marked like a value. */
      if (missing_of (reading->common.facts->descriptor, fields[value->plus_minus].text) != 0)
        return TRUE;
      if (!read_number (reading, &fields[value->plus_minus], measure->plus_minus, &width))
        return FALSE;
      width = scaled (fabs (width), measure->scale);
      fact->low = MAX (fact->value - width, measure->least);
      fact->high = fact->value + width;
      fact->has_range = TRUE;
    }
  if (value->low >= 0 && fields[value->low].length > 0 && fields[value->high].length > 0)
    {
      if (!read_number (reading, &fields[value->low], measure->low, &fact->low)
          || !read_number (reading, &fields[value->high], measure->high, &fact->high))
        return FALSE;
      fact->low = scaled (fact->low, measure->scale);
      fact->high = scaled (fact->high, measure->scale);
      fact->has_range = TRUE;
    }
  if (fact->has_range
      && !(isfinite (fact->low) && isfinite (fact->high) && fact->low <= fact->value
           && fact->value <= fact->high))
    {
      obs_fact_tell (reading, value->heading, fields[value->value].text, "range",
                     _ ("the value lies outside its own range, %g to %g. Ask the publisher."),
                     fact->low, fact->high);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_base (ObsFileReading *reading, const ObsFactValue *value, const ObsSlice *fields,
           ObsFact *fact)
{
  double base;

  fact->base = -1;
  if (value->base < 0 || fields[value->base].length == 0
      || missing_of (reading->common.facts->descriptor, fields[value->base].text) != 0)
    return TRUE;
  if (!read_number (reading, &fields[value->base], value->measure->base, &base))
    return FALSE;
  if (!(base >= 0 && base <= G_MAXINT32 && base == floor (base)))
    {
      obs_fact_tell (reading, value->measure->base, fields[value->base].text, "base",
                     _ ("“%s” is no number of answers. A base is a whole number from 0."),
                     fields[value->base].text);
      return FALSE;
    }
  fact->base = (gint32) base;
  return TRUE;
}

gboolean
obs_fact_read_value (ObsFileReading *reading, const ObsFactValue *value, const ObsSlice *fields,
                     ObsFact *fact)
{
  const ObsMeasure *measure = value->measure;
  const ObsSlice *cell = &fields[value->value];

  if (!read_marker (reading, value, cell, fact) || !read_flags (reading, fact)
      || !read_base (reading, value, fields, fact))
    return FALSE;
  if (fact->missing != 0)
    return TRUE;
  if (!read_number (reading, cell, value->heading, &fact->value))
    return FALSE;
  fact->value = scaled (fact->value, measure->scale);
  if (!isfinite (fact->value) || fact->value < measure->least || fact->value > measure->most)
    {
      obs_fact_tell (reading, value->heading, cell->text, "range",
                     _ ("“%s” lies outside of what can be, %g to %g."), cell->text, measure->least,
                     measure->most);
      return FALSE;
    }
  return (value->plus_minus < 0 && value->low < 0) || read_range (reading, value, fields, fact);
}

/* One measure has one unit: thousands among people would be seen by nobody later. */
gboolean
obs_fact_check_units (ObsFileReading *reading, const ObsFactValue *value)
{
  for (guint i = 0; i < value->units->len; i++)
    {
      ObsFactFilter *filter = g_ptr_array_index (value->units, i);
      const char *text = obs_dictionary_text (filter->column->texts, filter->column->id);

      if (obs_fact_passes (filter))
        continue;
      obs_fact_tell (
          reading, filter->column->name, text, "unit",
          _ ("“%s” is another unit than the descriptor expects for %s. Units must not be mixed."),
          text, value->measure->title);
      return FALSE;
    }
  return TRUE;
}
