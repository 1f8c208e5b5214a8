/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Order of the rows, and the sentence that each of them is read as. */

typedef struct
{
  GPtrArray *rows; /* of one key, in their order */
  double value;    /* what the block is sorted by */
  const char *label;
  const char *group;
  guint position;
  guint panel; /* position of the first block of its group */
} Block;

static void
block_free (gpointer data)
{
  Block *block = data;

  g_ptr_array_unref (block->rows);
  g_free (block);
}

static int
by_value_cb (gconstpointer a, gconstpointer b, gpointer sign)
{
  const Block *x = *(const Block *const *) a, *y = *(const Block *const *) b;
  double direction = *(double *) sign;

  if (x->panel != y->panel)
    return x->panel < y->panel ? -1 : 1;
  /* What has no number stands last, whatever the direction. */
  if (isnan (x->value) != isnan (y->value))
    return isnan (x->value) ? 1 : -1;
  if (!isnan (x->value) && x->value != y->value)
    return (x->value - y->value) * direction < 0 ? -1 : 1;
  return x->position < y->position ? -1 : x->position > y->position;
}

static int
by_name_cb (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Block *x = *(const Block *const *) a, *y = *(const Block *const *) b;

  if (x->panel != y->panel)
    return x->panel < y->panel ? -1 : 1;
  return g_utf8_collate (x->label, y->label);
}

static double
block_value (ObsAsk *ask, const Block *block, const char *sort)
{
  double sum = 0, weight = 0, lowest = INFINITY, highest = -INFINITY;

  for (guint i = 0; i < block->rows->len; i++)
    {
      const ObsFigureRow *row = g_ptr_array_index (block->rows, i);
      const ObsFigureSeries *series = obs_figure_find_series (ask->figure, row->series);

      if (isnan (row->estimate) || (series != NULL && series->role == OBS_ROLE_COUNT))
        continue;
      if (ask->figure->form == OBS_FORM_GAP)
        {
          if (series != NULL && series->role == OBS_ROLE_GAP)
            return row->estimate;
          continue;
        }
      /* A dumbbell sorts by what stands first. */
      if (ask->figure->form == OBS_FORM_DUMBBELL && series != NULL && series->role != OBS_ROLE_FIRST
          && strcmp (sort, "value") == 0)
        continue;
      lowest = MIN (lowest, row->estimate);
      highest = MAX (highest, row->estimate);
      sum += row->estimate * MAX (1, row->base);
      weight += MAX (1, row->base);
    }
  if (strcmp (sort, "difference") == 0)
    return highest >= lowest ? highest - lowest : NAN;
  return weight > 0 ? sum / weight : NAN;
}

/* Panels whole, items of each in their own order. */
static int
as_is_cb (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Block *x = *(const Block *const *) a, *y = *(const Block *const *) b;

  if (x->panel != y->panel)
    return x->panel < y->panel ? -1 : 1;
  return x->position < y->position ? -1 : x->position > y->position;
}

/* Offers the further orders; the one in force is @sort where it is on offer. */
static const char *
choose_sort (ObsAsk *ask, const char *sort)
{
  ObsFigure *figure = ask->figure;
  gboolean known = FALSE;

  if (figure->series->len > 1 && figure->form == OBS_FORM_RANKED_DOTS)
    obs_figure_add_choice (figure->sort_choices, "difference", _ ("Biggest difference"));
  obs_figure_add_choice (figure->sort_choices, "name", _ ("A to Z"));
  if (sort == NULL)
    sort = obs_spec_string (ask->spec, "sort", "value");
  for (guint i = 0; i < figure->sort_choices->len; i++)
    known |= strcmp (((ObsChoice *) g_ptr_array_index (figure->sort_choices, i))->key, sort) == 0;
  g_free (figure->sort);
  figure->sort = g_strdup (known ? sort : "value");
  return figure->sort;
}

static guint
panel_of (GPtrArray *blocks, const char *group)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      const Block *block = g_ptr_array_index (blocks, i);

      if (g_strcmp0 (block->group, group) == 0)
        return block->position;
    }
  return blocks->len;
}

/**
 * obs_rows_sort:
 *
 * Sets the choices of order and puts the rows in the one that the view asks for. Rows of one key
 * stay together; panels keep their place; ordinal scales are never re-sorted.
 */
void
obs_rows_sort (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func (block_free);
  const char *sort = ask->view->sort;
  double sign = 1;

  if (figure->form == OBS_FORM_LINE || figure->form == OBS_FORM_STACK
      || figure->form == OBS_FORM_PART_KNOWN)
    return;
  if (obs_spec_flag (ask->spec, "fixed_order"))
    sort = "as-is";
  else if (figure->form == OBS_FORM_GAP)
    obs_figure_add_choice (figure->sort_choices, "value", _ ("Shortage"));
  else
    obs_figure_add_choice (figure->sort_choices, "value", _ ("Highest first"));
  if (!obs_spec_flag (ask->spec, "fixed_order"))
    sort = choose_sort (ask, sort);

  for (guint i = 0; i < figure->rows->len; i++)
    {
      ObsFigureRow *row = g_ptr_array_index (figure->rows, i);
      Block *block = NULL;

      for (guint b = 0; b < blocks->len && block == NULL; b++)
        {
          Block *one = g_ptr_array_index (blocks, b);
          const ObsFigureRow *head = g_ptr_array_index (one->rows, 0);

          if (strcmp (head->key, row->key) == 0 && g_strcmp0 (head->group, row->group) == 0)
            block = one;
        }
      if (block == NULL)
        {
          block = g_new0 (Block, 1);
          block->rows = g_ptr_array_new ();
          block->label = row->label;
          block->group = row->group;
          block->position = blocks->len;
          block->panel = panel_of (blocks, row->group);
          g_ptr_array_add (blocks, block);
        }
      g_ptr_array_add (block->rows, row);
    }
  for (guint b = 0; b < blocks->len; b++)
    {
      Block *block = g_ptr_array_index (blocks, b);

      block->value = block_value (ask, block, sort);
    }
  sign = figure->form == OBS_FORM_GAP ? 1 : -1;
  if (strcmp (sort, "as-is") == 0)
    g_ptr_array_sort_with_data (blocks, as_is_cb, NULL);
  else if (strcmp (sort, "name") == 0)
    g_ptr_array_sort_with_data (blocks, by_name_cb, NULL);
  else
    g_ptr_array_sort_with_data (blocks, by_value_cb, &sign);
  {
    guint next = 0;

    for (guint b = 0; b < blocks->len; b++)
      {
        Block *block = g_ptr_array_index (blocks, b);

        for (guint i = 0; i < block->rows->len; i++)
          figure->rows->pdata[next++] = g_ptr_array_index (block->rows, i);
      }
  }
}

static char *
value_text (const ObsFigure *figure, double value)
{
  g_autofree char *number = NULL;

  switch (figure->axis)
    {
    case OBS_AXIS_SCORE:
      number = obs_format_number (value, 1);
      return g_strdup_printf (_ ("%s out of 10"), number);
    case OBS_AXIS_SHARE:
      number = obs_format_number (value, figure->unit != NULL && value != round (value) ? 1 : 0);
      return g_strdup_printf (_ ("%s%%"), number);
    case OBS_AXIS_INDEX:
      return obs_format_number (value, 0);
    case OBS_AXIS_RATE:
    case OBS_AXIS_COUNT:
    case OBS_AXIS_NONE:
    default:
      number = obs_format_number (value, 0);
      if (figure->unit == NULL || *figure->unit == '\0')
        return g_steal_pointer (&number);
      return g_strdup_printf ("%s %s", number, figure->unit);
    }
}

static char *
short_value (const ObsFigure *figure, double value)
{
  g_autofree char *number = NULL;

  if (figure->axis == OBS_AXIS_SHARE)
    {
      number = obs_format_number (value, 0);
      return g_strdup_printf (_ ("%s%%"), number);
    }
  return obs_format_number (value, figure->axis == OBS_AXIS_SCORE ? 1 : 0);
}

static char *
base_words (int base)
{
  g_autofree char *number = NULL;

  if (base == OBS_BASE_NOT_PUBLISHED)
    return g_strdup (_ ("base not published"));
  if (base < 0)
    return NULL;
  if (obs_show_for_base (base) == OBS_SHOW_RANGE)
    return g_strdup_printf (_ ("%d businesses, small base"), base);
  number = obs_format_number (base, 0);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s business", "%s businesses", (gulong) base), number);
}

static char *
gap_words (const ObsFigure *figure, const ObsFigureRow *row)
{
  g_autofree char *low = NULL, *high = NULL, *gap = obs_format_number (fabs (row->estimate), 0);

  if (!row->clear)
    {
      g_autofree char *signed_gap = obs_format_signed (row->estimate, 0);

      return g_strdup_printf (_ ("gap %s, not clear"), signed_gap);
    }
  low = obs_format_number (MIN (fabs (row->low), fabs (row->high)), 0);
  high = obs_format_number (MAX (fabs (row->low), fabs (row->high)), 0);
  if (row->estimate < 0)
    return g_strdup_printf (_ ("short by %s, likely %s to %s"), gap, low, high);
  return g_strdup_printf (_ ("covered %s more than wanted, likely %s to %s"), gap, low, high);
}

/* What is known of the row's value, in the order: base and range before estimate where small. */
static char *
what_is_known (ObsAsk *ask, const ObsFigureRow *row, const ObsFigureSeries *series)
{
  const ObsFigure *figure = ask->figure;
  const ObsStat *stat = g_hash_table_lookup (ask->stats, row);
  g_autofree char *value = NULL, *low = NULL, *high = NULL;

  if (row->code != NULL && isnan (row->low))
    return g_strdup (row->words != NULL ? row->words : obs_code_words (row->code));
  if (row->grade == OBS_GRADE_ORDER)
    {
      if (row->rank > 0)
        return g_strdup_printf (_ ("place %d, order only"), row->rank);
      if (row->listed > 0)
        return row->words != NULL ? g_strdup_printf (_ ("%s; listed, order not stated"), row->words)
                                  : g_strdup (_ ("listed, order not stated"));
    }
  if (row->words != NULL && row->printed)
    return g_strdup_printf (_ ("%s, printed without base"), row->words);
  if (row->words != NULL)
    return g_strdup (row->words);
  /* A number beside the mark is a count, whatever the axis measures. */
  if (series != NULL && series->role == OBS_ROLE_COUNT)
    return obs_format_number (row->estimate, 0);
  if (series != NULL && series->role == OBS_ROLE_GAP)
    return gap_words (figure, row);
  low = isnan (row->low) ? NULL : short_value (figure, row->low);
  high = isnan (row->high) ? NULL : short_value (figure, row->high);
  if (isnan (row->estimate) || obs_show_for_base (row->base) == OBS_SHOW_RANGE)
    return low != NULL ? g_strdup_printf (_ ("between %s and %s"), low, high) : g_strdup ("");
  if (stat != NULL && stat->is_share && stat->n < 50)
    value = g_strdup_printf (_ ("%d of %d businesses (%.0f%%)"), stat->k, stat->n, row->estimate);
  else
    value = value_text (figure, row->estimate);
  if (low != NULL && row->base == OBS_BASE_NONE && !(row->texts > 0))
    return g_strdup_printf (_ ("%s, range %s to %s as published"), value, low, high);
  if (low != NULL)
    return g_strdup_printf (_ ("%s, likely range %s to %s"), value, low, high);
  return g_steal_pointer (&value);
}

static char *
head_words (const ObsFigure *figure, const ObsFigureRow *row, const ObsFigureSeries *series)
{
  g_autoptr (GString) head = g_string_new (row->label);

  /* The only series of a figure need not be told from others. */
  if (series != NULL && figure->series->len > 1 && strcmp (series->label, row->label) != 0
      && series->role != OBS_ROLE_GAP && figure->form != OBS_FORM_PART_KNOWN)
    g_string_append_printf (head, "%s%s", head->len > 0 ? ", " : "", series->label);
  if (row->group != NULL && *row->group != '\0' && figure->form != OBS_FORM_RANK_LADDER)
    g_string_append_printf (head, ", %s", row->group);
  if (row->x_label != NULL)
    g_string_append_printf (head, "%s%s", head->len > 0 ? ", " : "", row->x_label);
  /* "… as much as can be.: 17 Jan" would stop twice. */
  if (head->len > 0 && head->str[head->len - 1] == '.')
    g_string_truncate (head, head->len - 1);
  return g_string_free (g_steal_pointer (&head), FALSE);
}

/* TRUE for "Middle of the list: not published", which needs no second "not published". */
static gboolean
says_so (const char *head, const char *known)
{
  g_autofree char *a = g_utf8_casefold (head, -1), *b = g_utf8_casefold (known, -1);

  return g_str_has_suffix (a, b);
}

/**
 * obs_rows_name:
 *
 * Gives each row the sentence that the readout shows and a screen reader says: what it is, a colon,
 * what is known, and on what base.
 */
void
obs_rows_name (ObsAsk *ask)
{
  for (guint i = 0; i < ask->figure->rows->len; i++)
    {
      ObsFigureRow *row = g_ptr_array_index (ask->figure->rows, i);
      const ObsFigureSeries *series = obs_figure_find_series (ask->figure, row->series);
      g_autofree char *head = head_words (ask->figure, row, series);
      g_autofree char *known = what_is_known (ask, row, series);
      g_autofree char *base = NULL;
      const ObsStat *stat = g_hash_table_lookup (ask->stats, row);

      /* Lines of a trail say their base in words where they have one. */
      if (row->base >= 0 && ask->figure->form != OBS_FORM_TRAIL
          && !(stat != NULL && stat->is_share && stat->n < 50 && stat->n >= 30))
        base = base_words (row->base);
      g_free (row->name);
      if (*known == '\0' || says_so (head, known))
        row->name = g_strdup (head);
      else if (base != NULL)
        row->name = g_strdup_printf (C_ ("row, value, base", "%s: %s (%s)"), head, known, base);
      else
        row->name = g_strdup_printf (C_ ("row, value", "%s: %s"), head, known);
      if (row->conflict)
        {
          g_autofree char *plain = g_steal_pointer (&row->name);

          row->name = g_strdup_printf (_ ("%s. The plan says two things here"), plain);
        }
      if (row->broken != NULL)
        {
          g_autofree char *plain = g_steal_pointer (&row->name);

          /* Translators: a row of a figure, then what changed in the way it is measured. */
          row->name = g_strdup_printf (_ ("%s. Method changed here: %s"), plain, row->broken);
        }
    }
}
