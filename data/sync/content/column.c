/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/column.h"

#include <string.h>

ObsColumn *
obs_column_new (ObsColumnKind kind)
{
  ObsColumn *self = g_new0 (ObsColumn, 1);

  self->kind = kind;
  self->null = g_byte_array_new ();
  if (kind == OBS_COLUMN_INTEGER)
    self->integers = g_array_new (FALSE, FALSE, sizeof (gint64));
  else if (kind == OBS_COLUMN_REAL)
    self->reals = g_array_new (FALSE, FALSE, sizeof (double));
  else
    {
      self->ends = g_array_new (FALSE, FALSE, sizeof (guint32));
      self->text = g_byte_array_new ();
    }
  return self;
}

void
obs_column_free (ObsColumn *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->null, g_byte_array_unref);
  g_clear_pointer (&self->integers, g_array_unref);
  g_clear_pointer (&self->reals, g_array_unref);
  g_clear_pointer (&self->ends, g_array_unref);
  g_clear_pointer (&self->text, g_byte_array_unref);
  g_free (self);
}

void
obs_column_clear (ObsColumn *self)
{
  self->n = 0;
  self->has_nulls = FALSE;
  g_byte_array_set_size (self->null, 0);
  if (self->integers != NULL)
    g_array_set_size (self->integers, 0);
  if (self->reals != NULL)
    g_array_set_size (self->reals, 0);
  if (self->ends != NULL)
    g_array_set_size (self->ends, 0);
  if (self->text != NULL)
    g_byte_array_set_size (self->text, 0);
}

static void
count (ObsColumn *self, guint8 null)
{
  if (null && !self->has_nulls)
    {
      g_byte_array_set_size (self->null, self->n);
      if (self->n > 0)
        memset (self->null->data, 0, self->n);
      self->has_nulls = TRUE;
    }
  if (self->has_nulls)
    g_byte_array_append (self->null, &null, 1);
  self->n++;
}

/* The place of a value that is NULL. */
static void
add_filler (ObsColumn *self)
{
  static const gint64 integer = 0;
  static const double real = 0;

  if (self->kind == OBS_COLUMN_INTEGER)
    g_array_append_val (self->integers, integer);
  else if (self->kind == OBS_COLUMN_REAL)
    g_array_append_val (self->reals, real);
  else
    g_array_append_val (self->ends, self->text->len);
}

void
obs_column_add_null (ObsColumn *self)
{
  count (self, 1);
  add_filler (self);
}

void
obs_column_add_integer (ObsColumn *self, gint64 value)
{
  g_return_if_fail (self->kind == OBS_COLUMN_INTEGER);
  count (self, 0);
  g_array_append_val (self->integers, value);
}

void
obs_column_add_real (ObsColumn *self, double value)
{
  g_return_if_fail (self->kind == OBS_COLUMN_REAL);
  count (self, 0);
  g_array_append_val (self->reals, value);
}

void
obs_column_add_text (ObsColumn *self, const char *text, gsize length)
{
  g_return_if_fail (self->kind == OBS_COLUMN_TEXT);
  g_return_if_fail (length <= OBS_COLUMN_TEXT_MOST);
  count (self, 0);
  if (length > 0)
    g_byte_array_append (self->text, (const guint8 *) text, (guint) length);
  g_array_append_val (self->ends, self->text->len);
}

gboolean
obs_column_is_null (const ObsColumn *self, guint i)
{
  return self->has_nulls && self->null->data[i] != 0;
}

const char *
obs_column_text (const ObsColumn *self, guint i, gsize *length)
{
  const guint32 *ends = (const guint32 *) self->ends->data;
  guint32 start = i > 0 ? ends[i - 1] : 0;

  *length = ends[i] - start;
  /* The text of no values at all has no memory. */
  return *length > 0 ? (const char *) self->text->data + start : "";
}
