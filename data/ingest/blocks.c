/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/blocks.h"

#include "data/error.h"
#include "data/ingest/records-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FOOTNOTES 1000
#define MAX_LABELS 50

typedef enum
{
  OUTSIDE,
  LABELS, /* after the first label line */
  PARTS,  /* after the heading */
  HEADED, /* after the last heading */
  ROWS,
} State;

typedef struct
{
  ObsRecords base;
  ObsRecords *inner;
  char *start;
  char *heading;
  char *column;
  GStrv parts; /* NULL: one heading */
  GStrv part_names;
  guint n_parts;

  State state;
  guint64 last; /* row of the last record */
  gboolean told_heading;
  GPtrArray *labels;   /* names, of the first block */
  GPtrArray *values;   /* of the present block */
  GPtrArray *groups;   /* headings of the present block */
  const ObsSlice *row; /* that is being given out */
  guint n_row;
  guint next_group;
  GArray *slices;
  GPtrArray *footnotes;
  GHashTable *known; /* of the footnotes */
} ObsBlocks;

static gboolean fault (const ObsBlocks *self, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
fault (const ObsBlocks *self, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  g_autofree char *row = g_strdup_printf ("%" G_GUINT64_FORMAT, self->inner->line);
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: file, row, and a sentence on what is wrong. */
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, row %s: %s"), self->base.name, row, what);
  return FALSE;
}

static guint
count_values (const ObsSlice *fields, guint n)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += fields[i].length > 0;
  return count;
}

static const char *
cell (const ObsSlice *fields, guint n, guint i)
{
  return i < n ? fields[i].text : "";
}

static gboolean
take_outside (ObsBlocks *self, const ObsSlice *fields, guint n, GError **error)
{
  if (count_values (fields, n) > 1 || fields[0].length == 0)
    return fault (
        self, error,
        _ ("values stand outside of any block; a block begins with the line “%s”. Correct "
           "the sheet, or the description of its blocks."),
        self->start);
  if (self->footnotes->len < MAX_FOOTNOTES && !g_hash_table_contains (self->known, fields[0].text))
    {
      char *text = g_strdup (fields[0].text);

      g_ptr_array_add (self->footnotes, text);
      g_hash_table_add (self->known, text);
    }
  return TRUE;
}

static gboolean
take_label (ObsBlocks *self, const ObsSlice *fields, guint n, GError **error)
{
  guint i = self->values->len;

  if (fields[0].length == 0 || count_values (fields, n) > 2
      || count_values (fields, MIN (n, 2)) < count_values (fields, n))
    return fault (self, error,
                  _ ("a line with a label and its value is expected here, or the heading “%s”. "
                     "Correct the sheet, or the description of its blocks."),
                  self->heading);
  if (!self->told_heading && self->labels->len < MAX_LABELS)
    g_ptr_array_add (self->labels, g_strdup (fields[0].text));
  else if (i >= self->labels->len
           || !g_str_equal (g_ptr_array_index (self->labels, i), fields[0].text))
    return fault (self, error,
                  _ ("the label “%s” does not stand here in the first block. Give all blocks the "
                     "same labels."),
                  fields[0].text);
  g_ptr_array_add (self->values, g_strdup (cell (fields, n, 1)));
  return TRUE;
}

static gboolean
check_labels (ObsBlocks *self, GError **error)
{
  if (self->values->len == self->labels->len)
    return TRUE;
  return fault (self, error,
                _ ("the block lacks the label “%s”, which the first block has. Give all blocks the "
                   "same labels."),
                (char *) g_ptr_array_index (self->labels, self->values->len));
}

/* The groups' headings: each in the first of its columns, the others empty. */
static gboolean
take_heading (ObsBlocks *self, const ObsSlice *fields, guint n, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!check_labels (self, error))
    return FALSE;
  while (n > 1 && fields[n - 1].length == 0)
    n--;
  for (guint i = 1; i < n; i++)
    {
      gboolean first = (i - 1) % self->n_parts == 0;

      if (first != (fields[i].length > 0))
        return fault (self, error,
                      _ ("the heading in column %u does not fit groups of %u columns. Correct the "
                         "sheet, or the description of its blocks."),
                      i + 1, self->n_parts);
      if (!first)
        continue;
      g_ptr_array_add (self->groups, g_strdup (fields[i].text));
      if (!g_hash_table_add (seen, g_ptr_array_index (self->groups, self->groups->len - 1)))
        return fault (self, error,
                      _ ("the heading “%s” stands twice in the block. Give every column a name of "
                         "its own."),
                      fields[i].text);
    }
  if (self->groups->len == 0)
    return fault (self, error, _ ("the heading names no columns. Correct the sheet."));
  self->state = self->parts != NULL ? PARTS : HEADED;
  return TRUE;
}

static gboolean
take_parts (ObsBlocks *self, const ObsSlice *fields, guint n, GError **error)
{
  for (guint i = 0; i < MAX (n, 1 + self->groups->len * self->n_parts); i++)
    {
      const char *expected = i == 0 || i > self->groups->len * self->n_parts
                                 ? ""
                                 : self->parts[(i - 1) % self->n_parts];

      if (!g_str_equal (cell (fields, n, i), expected))
        return fault (
            self, error,
            _ ("the second heading has “%s” in column %u, where “%s” is expected. Correct "
               "the sheet, or the description of its blocks."),
            cell (fields, n, i), i + 1, expected);
    }
  self->state = HEADED;
  return TRUE;
}

static gboolean
take_row (ObsBlocks *self, const ObsSlice *fields, guint n, GError **error)
{
  guint width = 1 + self->groups->len * self->n_parts;

  if (fields[0].length == 0)
    return fault (self, error, _ ("the row has no label in its first column. Fill it in."));
  for (guint i = width; i < n; i++)
    if (fields[i].length > 0)
      return fault (self, error,
                    _ ("there is a value in column %u, but the heading ends at column %u. Give the "
                       "column a heading, or remove the value."),
                    i + 1, width);
  self->row = fields;
  self->n_row = n;
  self->next_group = 0;
  self->state = ROWS;
  return TRUE;
}

static gboolean
take (ObsBlocks *self, const ObsSlice *fields, guint n, GError **error)
{
  gboolean gap = self->inner->line > self->last + 1;

  self->last = self->inner->line;
  if (self->state == ROWS && gap)
    self->state = OUTSIDE;
  if (self->state == OUTSIDE && g_str_equal (fields[0].text, self->start))
    {
      g_ptr_array_set_size (self->values, 0);
      g_ptr_array_set_size (self->groups, 0);
      self->state = LABELS;
    }
  switch (self->state)
    {
    case OUTSIDE:
      return take_outside (self, fields, n, error);
    case LABELS:
      return g_str_equal (fields[0].text, self->heading) ? take_heading (self, fields, n, error)
                                                         : take_label (self, fields, n, error);
    case PARTS:
      return take_parts (self, fields, n, error);
    case HEADED:
    case ROWS:
    default:
      return take_row (self, fields, n, error);
    }
}

static void
add_slice (ObsBlocks *self, const char *text)
{
  ObsSlice slice = { text, strlen (text) };

  g_array_append_val (self->slices, slice);
}

static void
make_heading (ObsBlocks *self)
{
  g_array_set_size (self->slices, 0);
  for (guint i = 0; i < self->labels->len; i++)
    add_slice (self, g_ptr_array_index (self->labels, i));
  add_slice (self, self->heading);
  add_slice (self, self->column);
  for (guint i = 0; i < self->n_parts; i++)
    add_slice (self, self->part_names[i]);
}

static void
make_record (ObsBlocks *self)
{
  static const ObsSlice empty = { "", 0 };
  guint first = 1 + self->next_group * self->n_parts;

  g_array_set_size (self->slices, 0);
  for (guint i = 0; i < self->values->len; i++)
    add_slice (self, g_ptr_array_index (self->values, i));
  g_array_append_val (self->slices, self->row[0]);
  add_slice (self, g_ptr_array_index (self->groups, self->next_group));
  for (guint i = first; i < first + self->n_parts; i++)
    {
      ObsSlice slice = i < self->n_row ? self->row[i] : empty;

      g_array_append_val (self->slices, slice);
    }
  self->next_group++;
}

static int
finish (ObsBlocks *self, GError **error)
{
  self->base.sha256 = g_strdup (obs_records_sha256 (self->inner));
  if (self->told_heading && (self->state == ROWS || self->state == OUTSIDE))
    return 0;
  if (self->state == OUTSIDE)
    fault (self, error,
           _ ("the sheet ends without a block; a block begins with the line “%s”. Correct the "
              "sheet, or the description of its blocks."),
           self->start);
  else
    fault (self, error, _ ("the sheet ends within a block that has no rows. Complete it."));
  return -1;
}

static int
blocks_next (ObsRecords *records, const ObsSlice **fields, guint *n_fields, GError **error)
{
  ObsBlocks *self = (ObsBlocks *) records;

  while (self->state != ROWS || self->next_group >= self->groups->len)
    {
      const ObsSlice *row;
      guint n;
      int status = obs_records_next (self->inner, &row, &n, error);

      if (status < 0)
        return -1;
      if (status == 0)
        return finish (self, error);
      if (n > 0 && !take (self, row, n, error))
        return -1;
    }
  if (!self->told_heading)
    {
      make_heading (self);
      self->told_heading = TRUE;
    }
  else
    make_record (self);
  records->line = self->inner->line;
  *fields = (const ObsSlice *) (void *) self->slices->data;
  *n_fields = self->slices->len;
  return 1;
}

static void
blocks_free (ObsRecords *records)
{
  ObsBlocks *self = (ObsBlocks *) records;

  obs_records_free (self->inner);
  g_free (self->start);
  g_free (self->heading);
  g_free (self->column);
  g_strfreev (self->parts);
  g_strfreev (self->part_names);
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->groups);
  g_array_unref (self->slices);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->footnotes);
}

static const ObsRecordsClass blocks_class = { blocks_next, blocks_free };

static gboolean
check_options (const char *name, const ObsBlocksOptions *options, GError **error)
{
  static const char *const usual[] = { "value", "flag", "confidence", NULL };
  guint n_parts = options->parts != NULL ? g_strv_length ((GStrv) options->parts) : 1;
  const char *const *names = options->part_names != NULL ? options->part_names : usual;
  guint n_names = g_strv_length ((GStrv) names);

  if (options->start != NULL && options->heading != NULL && n_parts >= 1
      && n_parts <= OBS_BLOCKS_MAX_PARTS
      && (options->part_names != NULL ? n_names == n_parts : n_parts <= n_names))
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_USAGE,
               _ ("%s: the description of its blocks needs their first label, the first cell of "
                  "the heading, and a name for each of at most %d parts."),
               name, OBS_BLOCKS_MAX_PARTS);
  return FALSE;
}

ObsRecords *
obs_blocks_open (ObsRecords *records, const ObsBlocksOptions *options, GError **error)
{
  static const char *const usual[] = { "value", "flag", "confidence", NULL };
  ObsRecordsOptions common = { .name = obs_records_name (records) };
  ObsBlocks *self;

  if (!check_options (common.name, options, error))
    {
      obs_records_free (records);
      return NULL;
    }
  self = g_new0 (ObsBlocks, 1);
  obs_records_init (&self->base, &blocks_class, common.name, &common);
  /* Notices are the sheet's. */
  g_ptr_array_unref (self->base.notices);
  self->base.notices = g_ptr_array_ref (obs_records_notices (records));
  self->inner = records;
  self->start = g_strdup (options->start);
  self->heading = g_strdup (options->heading);
  self->column = g_strdup (options->column != NULL ? options->column : "column");
  self->parts = g_strdupv ((GStrv) options->parts);
  self->part_names
      = g_strdupv ((GStrv) (options->part_names != NULL ? options->part_names : usual));
  self->n_parts = self->parts != NULL ? g_strv_length (self->parts) : 1;
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->slices = g_array_new (FALSE, FALSE, sizeof (ObsSlice));
  self->footnotes = g_ptr_array_new_with_free_func (g_free);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  return &self->base;
}

GPtrArray *
obs_blocks_footnotes (const ObsRecords *blocks)
{
  return ((const ObsBlocks *) blocks)->footnotes;
}
