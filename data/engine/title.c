/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A title claims only what the range allows. Patterns are tried in the order of the specification;
 * the first whose guard holds is used; "neutral" always holds. */

typedef struct
{
  const char *id;
  JsonObject *json; /* NULL: the pattern has no members of its own */
} Pattern;

/* Items of a figure in reading order, one entry a key. */
static GPtrArray *
first_rows (const ObsFigure *figure, const char *series)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if (series == NULL || g_strcmp0 (row->series, series) == 0)
        g_ptr_array_add (rows, (gpointer) row);
    }
  return rows;
}

/* 99 % where more than ten comparisons stand together, else 95 %. */
static double
level_for (guint comparisons)
{
  return comparisons > 10 ? 0.99 : 0.95;
}

static ObsInterval
difference (ObsAsk *ask, const ObsFigureRow *a, const ObsFigureRow *b, double level)
{
  const ObsStat *x = g_hash_table_lookup (ask->stats, a), *y = g_hash_table_lookup (ask->stats, b);

  if (x != NULL && y != NULL && x->is_score && y->is_score)
    return obs_mean_difference (&x->moments, &y->moments, level);
  if (x != NULL && y != NULL && x->is_share && y->is_share)
    return obs_share_difference (x->k, x->n, y->k, y->n, level);
  return obs_interval_difference ((ObsInterval){ a->estimate, a->low, a->high },
                                  (ObsInterval){ b->estimate, b->low, b->high });
}

static gboolean
big_enough (const ObsFigureRow *row)
{
  return obs_show_for_base (row->base) == OBS_SHOW_ALL && !isnan (row->estimate);
}

/* Substitutes {1}, {2} … by @names, {Words:ID} and {words:ID} by a finding's words, {value:ID} by
 * its value, {n:table} by a count of rows. */
static char *
fill (ObsAsk *ask, const char *text, const char *const *names, guint n_names)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      const char *end = *p == '{' ? strchr (p, '}') : NULL;
      g_autofree char *word = NULL;
      const char *colon;

      if (end == NULL)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      word = g_strndup (p + 1, (gsize) (end - p - 1));
      colon = strchr (word, ':');
      if (g_ascii_isdigit (word[0]) && (guint) (word[0] - '1') < n_names)
        {
          g_autofree char *small = obs_lower_first (names[word[0] - '1']);

          g_string_append (out, out->len == 0 ? names[word[0] - '1'] : small);
        }
      else if (colon != NULL && strncmp (word, "n:", 2) == 0)
        {
          static const struct
          {
            const char *table;
            const char *sql;
          } counts[] = { { "issue", "SELECT count(*) FROM issue" },
                         { "recommendation", "SELECT count(*) FROM recommendation" },
                         { "action", "SELECT count(*) FROM action" } };

          for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
            if (strcmp (counts[i].table, colon + 1) == 0)
              {
                g_autofree char *n = obs_db_lookup (ask->db, counts[i].sql, NULL);

                g_string_append (out, n != NULL ? n : "");
              }
          /* Lines under the headings: what the filters leave. */
          if (strcmp (colon + 1, "lines") == 0)
            {
              guint lines = 0;

              for (guint i = 0; i < ask->figure->rows->len; i++)
                lines += obs_figure_row (ask->figure, i)->level == 1;
              g_string_append_printf (out, "%u", lines);
            }
        }
      else if (colon != NULL)
        {
          const char *ids[] = { colon + 1, NULL };
          g_autoptr (GPtrArray) list = obs_findings_load (ask, ids, NULL);
          g_autofree char *words = NULL;

          if (list != NULL && list->len == 1)
            {
              const ObsFinding *f = g_ptr_array_index (list, 0);

              if (g_str_has_prefix (word, "value"))
                words = obs_format_number (f->value, f->value == floor (f->value) ? 0 : 1);
              else
                words = obs_finding_words (f);
            }
          if (words != NULL && g_str_has_prefix (word, "Words"))
            {
              g_autofree char *capital = g_utf8_strup (words, 1);

              g_string_append (out, capital);
              g_string_append (out, g_utf8_next_char (words));
            }
          else if (words != NULL)
            g_string_append (out, words);
        }
      p = end + 1;
    }
  return g_string_free (out, FALSE);
}

/* "{sector}" becomes the name of the sector that is chosen. */
static char *
fill_sector (const char *text, const char *sector)
{
  g_auto (GStrv) parts = g_strsplit (text, "{sector}", -1);

  return g_strjoinv (sector, parts);
}

static const char *
own_text (const Pattern *pattern)
{
  return obs_spec_string (pattern->json, "text", NULL);
}

static char *
comes_first (ObsAsk *ask, const Pattern *pattern, const char *const *names, guint n)
{
  gboolean plural = g_strcmp0 (obs_spec_string (ask->text, "verb", "comes"), "come") == 0;
  const char *text = own_text (pattern);

  if (text == NULL && n >= 3)
    text = plural ? _ ("{1} come first, then {2}, then {3}")
                  : _ ("{1} comes first, then {2}, then {3}");
  if (text == NULL)
    text = plural ? _ ("{1} come first") : _ ("{1} comes first");
  return fill (ask, text, names, n);
}

/* order: only stated or implied ranks may be named. */
static char *
try_order (ObsAsk *ask, const Pattern *pattern)
{
  const char *names[3];
  guint n = 0, ranked = 0, others = 0;
  const char *group = NULL;

  if (ask->conflict)
    return NULL;
  for (guint i = 0; i < ask->figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (ask->figure, i);

      if (ranked > 0 && g_strcmp0 (group, row->group) != 0)
        continue;
      if (row->rank == (int) ranked + 1)
        {
          if (ranked == 0)
            group = row->group;
          if (n < 3)
            names[n++] = row->label;
          ranked++;
        }
      else if (row->listed > 0)
        others++;
    }
  if (n == 0)
    return NULL;
  /* Three places make a sentence only when there are exactly three things. */
  if (own_text (pattern) == NULL && (ranked != 3 || others > 0))
    n = 1;
  return comes_first (ask, pattern, names, n);
}

static char *
try_list (ObsAsk *ask, const Pattern *pattern)
{
  const char *names[3];
  guint n = 0;

  if (ask->conflict)
    return NULL;
  for (guint i = 0; i < ask->figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (ask->figure, i);

      if (row->listed == (int) n + 1 && n < 3)
        names[n++] = row->label;
    }
  if (n < 3)
    return NULL;
  return fill (ask,
               own_text (pattern) != NULL ? own_text (pattern)
                                          : _ ("Named most relevant: {1}, {2}, {3}"),
               names, n);
}

/* list-common: items that every column of the first panel lists. */
static char *
try_list_common (ObsAsk *ask, const Pattern *pattern)
{
  const ObsFigure *figure = ask->figure;
  g_autoptr (GPtrArray) names = g_ptr_array_new (), keys = g_ptr_array_new ();
  const char *panel = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      guint listed = 0;

      if (i == 0)
        panel = row->group;
      if (g_strcmp0 (row->group, panel) != 0
          || g_ptr_array_find_with_equal_func (keys, row->key, g_str_equal, NULL))
        continue;
      g_ptr_array_add (keys, row->key);
      for (guint j = 0; j < figure->rows->len; j++)
        {
          const ObsFigureRow *other = obs_figure_row (figure, j);

          listed += strcmp (other->key, row->key) == 0 && g_strcmp0 (other->group, panel) == 0
                    && other->listed > 0;
        }
      /* A title has no room for a long name. */
      if (listed == figure->series->len && listed > 1)
        g_ptr_array_add (names, (gpointer) obs_spec_string (obs_spec_object (ask->text, "names"),
                                                            row->key, row->label));
    }
  if (names->len < 2 || names->len > 3)
    return NULL;
  {
    g_autoptr (GPtrArray) small = g_ptr_array_new_with_free_func (g_free);

    for (guint i = 0; i < names->len; i++)
      g_ptr_array_add (small,
                       i == 0 ? g_strdup (names->pdata[0]) : obs_lower_first (names->pdata[i]));
    joined = obs_format_list ((const char *const *) small->pdata, small->len);
  }
  {
    const char *one[] = { joined };

    return fill (ask,
                 own_text (pattern) != NULL ? own_text (pattern) : _ ("{1} are popular throughout"),
                 one, 1);
  }
}

/* Leader of one group, clear of the second place or not. */
static char *
try_lead (ObsAsk *ask, const Pattern *pattern, gboolean unclear)
{
  const char *series = ask->figure->series->len > 0
                           ? ((ObsFigureSeries *) g_ptr_array_index (ask->figure->series, 0))->key
                           : NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const ObsFigureRow *best[3] = { NULL };

  if (ask->figure->series->len > 1 && !unclear)
    return NULL;
  rows = first_rows (ask->figure, series);
  for (guint i = 0; i < rows->len; i++)
    {
      const ObsFigureRow *row = rows->pdata[i];

      if (isnan (row->estimate))
        continue;
      if (!big_enough (row))
        return NULL;
      for (guint place = 0; place < 3; place++)
        if (best[place] == NULL || row->estimate > best[place]->estimate)
          {
            for (guint k = 2; k > place; k--)
              best[k] = best[k - 1];
            best[place] = row;
            break;
          }
    }
  if (best[0] == NULL || best[1] == NULL)
    return NULL;
  {
    ObsInterval first = difference (ask, best[0], best[1], level_for (rows->len));
    gboolean counts = isnan (best[0]->low);
    gboolean clear = counts ? best[0]->estimate > best[1]->estimate
                            : first.low > 0 && best[0]->low > best[1]->estimate;
    const char *names[] = { best[0]->label, best[1]->label };

    if (!unclear)
      return clear ? comes_first (ask, pattern, names, 1) : NULL;
    if (clear || best[2] == NULL
        || difference (ask, best[1], best[2], level_for (rows->len)).low <= 0)
      return NULL;
    return fill (ask, _ ("{1} and {2} come out on top"), names, 2);
  }
}

/* The best of one series, and whether it is clear of the second. */
static const ObsFigureRow *
leader_of (ObsAsk *ask, const char *series, gboolean *clear)
{
  g_autoptr (GPtrArray) rows = first_rows (ask->figure, series);
  const ObsFigureRow *first = NULL, *second = NULL;

  *clear = FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const ObsFigureRow *row = rows->pdata[i];

      if (isnan (row->estimate))
        continue;
      if (first == NULL || row->estimate > first->estimate)
        {
          second = first;
          first = row;
        }
      else if (second == NULL || row->estimate > second->estimate)
        second = row;
    }
  if (first != NULL && second != NULL && big_enough (first) && big_enough (second))
    *clear = first->low > second->estimate
             && difference (ask, first, second, level_for (rows->len)).low > 0;
  return first;
}

static char *
try_lead_all (ObsAsk *ask, const Pattern *pattern)
{
  const ObsFigureRow *common = NULL;

  if (ask->figure->series->len < 2)
    return NULL;
  for (guint i = 0; i < ask->figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (ask->figure->series, i);
      gboolean clear;
      const ObsFigureRow *leader = leader_of (ask, series->key, &clear);

      if (!clear || (common != NULL && strcmp (common->key, leader->key) != 0))
        return NULL;
      common = leader;
    }
  {
    const char *names[] = { common->label };

    return fill (ask,
                 own_text (pattern) != NULL ? own_text (pattern)
                                            : _ ("{1} comes first in every sector"),
                 names, 1);
  }
}

/* All sectors together, for items asked of several: the two that stand above the rest in each. */
static char *
try_lead_unclear (ObsAsk *ask, const Pattern *pattern)
{
  const char *names[2] = { NULL, NULL };
  const ObsFigure *figure = ask->figure;

  if (figure->series->len < 2)
    return try_lead (ask, pattern, TRUE);
  for (guint s = 0; s < figure->series->len; s++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, s);
      g_autoptr (GPtrArray) rows = first_rows (figure, series->key);
      const ObsFigureRow *best[3] = { NULL };

      for (guint i = 0; i < rows->len; i++)
        {
          const ObsFigureRow *row = rows->pdata[i];

          for (guint place = 0; place < 3 && !isnan (row->estimate); place++)
            if (best[place] == NULL || row->estimate > best[place]->estimate)
              {
                for (guint k = 2; k > place; k--)
                  best[k] = best[k - 1];
                best[place] = row;
                break;
              }
        }
      if (best[2] == NULL)
        return NULL;
      for (guint place = 0; place < 2; place++)
        {
          if (names[0] == NULL || names[1] == NULL)
            names[place] = names[place] != NULL ? names[place] : best[place]->label;
          else if (strcmp (best[place]->label, names[0]) != 0
                   && strcmp (best[place]->label, names[1]) != 0)
            return NULL;
        }
      /* A small base may not carry a superlative; the other sectors have to. */
      if (big_enough (best[1]) && big_enough (best[2])
          && best[1]->estimate - best[2]->estimate <= 0)
        return NULL;
    }
  return names[1] != NULL ? fill (ask, _ ("{1} and {2} come out on top"), names, 2) : NULL;
}

/* The clearest difference between two series of one item. */
static char *
try_differ (ObsAsk *ask, const Pattern *pattern, gboolean none)
{
  const ObsFigure *figure = ask->figure;
  const char *only = obs_spec_string (pattern->json, "key", NULL);
  guint comparisons = 0;
  double widest = 0;
  const ObsFigureRow *high = NULL, *low = NULL;

  for (guint i = 0; i < figure->rows->len; i++)
    for (guint j = i + 1; j < figure->rows->len; j++)
      {
        const ObsFigureRow *a = obs_figure_row (figure, i), *b = obs_figure_row (figure, j);

        comparisons += strcmp (a->key, b->key) == 0 || figure->series->len == 0;
      }
  for (guint i = 0; i < figure->rows->len; i++)
    for (guint j = i + 1; j < figure->rows->len; j++)
      {
        const ObsFigureRow *a = obs_figure_row (figure, i), *b = obs_figure_row (figure, j);
        ObsInterval d;

        if ((figure->series->len > 1 && g_strcmp0 (a->series, b->series) == 0)
            || (only != NULL && strcmp (a->key, only) != 0))
          continue;
        if (figure->series->len > 1 && strcmp (a->key, b->key) != 0
            && g_strcmp0 (a->series, a->key) != 0)
          continue;
        if (!big_enough (a) || !big_enough (b))
          continue;
        d = difference (ask, a, b, level_for (comparisons));
        if (obs_interval_excludes (d, 0) && fabs (d.estimate) > widest)
          {
            widest = fabs (d.estimate);
            high = d.estimate > 0 ? a : b;
            low = d.estimate > 0 ? b : a;
          }
      }
  if (none)
    {
      g_autofree char *subject = NULL;

      if (widest > 0)
        return NULL;
      subject = g_strdup (obs_spec_string (ask->text, "subject", ask->figure->neutral_title));
      return g_strdup_printf (_ ("No clear difference between sectors on %s"), subject);
    }
  if (high == NULL || own_text (pattern) == NULL)
    return NULL;
  {
    const ObsFigureSeries *a = obs_figure_find_series (figure, high->series);
    const ObsFigureSeries *b = obs_figure_find_series (figure, low->series);
    const char *names[]
        = { a != NULL ? a->label : high->label, b != NULL ? b->label : low->label, high->label };
    char *title = fill (ask, own_text (pattern), names, 3);
    /* Sector names keep their capitals inside a sentence. */
    g_autofree char *small = obs_lower_first (names[1]);
    g_auto (GStrv) pieces = g_strsplit (title, small, 2);

    if (b != NULL && strcmp (small, names[1]) != 0 && pieces[1] != NULL)
      {
        g_free (title);
        title = g_strconcat (pieces[0], names[1], pieces[1], NULL);
      }
    return title;
  }
}

/* most: the low end over one half in our own data, or a published limit of more than half. */
static char *
try_most (ObsAsk *ask, const Pattern *pattern)
{
  const char *key = obs_spec_string (pattern->json, "key", "");
  gboolean any = FALSE;

  for (guint i = 0; i < ask->figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (ask->figure, i);

      if (strcmp (row->key, key) != 0 && g_strcmp0 (row->series, key) != 0)
        continue;
      if (row->grade == OBS_GRADE_BOUND)
        return fill (ask, own_text (pattern), NULL, 0);
      if (!(row->low > 50))
        return NULL;
      any = TRUE;
    }
  return any ? fill (ask, own_text (pattern), NULL, 0) : NULL;
}

/* Where the newest stretch measured in one way begins. */
static double
after_last_break (const GPtrArray *rows)
{
  double from = -INFINITY;

  for (guint i = 0; i < rows->len; i++)
    {
      const ObsFigureRow *row = rows->pdata[i];

      if (row->broken != NULL || g_strcmp0 (row->code, "b") == 0)
        from = fmax (from, row->x);
    }
  return from;
}

/* With ranges, the range of the difference leaves out 0: for published ranges the root of the sum
 * of the squared half-widths. Without, only a count of all there is (member "census") can be
 * compared as it stands; an estimate whose margin nobody published claims nothing. */
static gboolean
is_clear_change (ObsAsk *ask, const ObsFigureRow *first, const ObsFigureRow *last, double level)
{
  if (isnan (first->low) && isnan (last->low))
    return obs_spec_flag (ask->spec, "census") && first->estimate != last->estimate;
  return obs_interval_excludes (difference (ask, last, first, level), 0);
}

/* Change from the first to the last full period, measured in one way, of the series on show. */
static char *
try_change (ObsAsk *ask, const Pattern *pattern, gboolean none)
{
  const ObsFigure *figure = ask->figure;
  const char *since = NULL, *rise_series = NULL;
  gboolean any = FALSE, clear = FALSE;
  guint n = MAX (1, figure->series->len);
  char *result = NULL;

  for (guint s = 0; s < n; s++)
    {
      const ObsFigureSeries *series
          = figure->series->len > 0 ? g_ptr_array_index (figure->series, s) : NULL;
      g_autoptr (GPtrArray) rows = first_rows (figure, series != NULL ? series->key : NULL);
      const ObsFigureRow *first = NULL, *last = NULL;
      double start = after_last_break (rows);

      /* Before a break something else was measured. */
      for (guint i = 0; i < rows->len; i++)
        {
          const ObsFigureRow *row = rows->pdata[i];

          if (isnan (row->estimate) || row->tag != NULL || row->x < start)
            continue;
          if (first == NULL || row->x < first->x)
            first = row;
          if (last == NULL || row->x > last->x)
            last = row;
        }
      if (first == NULL || first == last)
        continue;
      any = TRUE;
      since = first->x_label;
      if (is_clear_change (ask, first, last, level_for (n)))
        {
          if (!clear && n == 1 && !none)
            {
              g_autofree char *from
                  = obs_format_number (first->estimate, figure->axis == OBS_AXIS_SCORE);
              g_autofree char *to
                  = obs_format_number (last->estimate, figure->axis == OBS_AXIS_SCORE);
              const char *what = obs_spec_string (ask->text, "what", figure->neutral_title);

              result = last->estimate > first->estimate
                           ? g_strdup_printf (_ ("%s rose from %s to %s"), what, from, to)
                           : g_strdup_printf (_ ("%s fell from %s to %s"), what, from, to);
            }
          clear = TRUE;
          rise_series = series != NULL ? series->label : NULL;
        }
    }
  (void) rise_series;
  if (none && any && !clear)
    {
      g_autofree char *small = obs_lower_first (obs_spec_string (ask->text, "what", ""));
      g_autofree char *when = obs_lower_first (since != NULL ? since : "");

      return g_strdup_printf (_ ("No clear change in %s since %s"), small, when);
    }
  return result;
}

static char *
try_gap (ObsAsk *ask, gboolean group)
{
  const ObsFigureRow *worst = NULL, *second = NULL;
  double sum[3] = { 0 }, var[3] = { 0 };
  guint n[3] = { 0 };
  static const char letters[] = "KSB";

  for (guint i = 0; i < ask->figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (ask->figure, i);

      if (g_strcmp0 (row->series, "gap") != 0 || isnan (row->estimate))
        continue;
      if (obs_show_for_base (row->base) != OBS_SHOW_ALL)
        return NULL;
      for (guint k = 0; k < 3; k++)
        if (row->ksb != NULL && *row->ksb == letters[k])
          {
            double half = (row->high - row->low) / 2;

            sum[k] += row->estimate;
            var[k] += half * half;
            n[k]++;
          }
      if (worst == NULL || row->estimate < worst->estimate)
        {
          second = worst;
          worst = row;
        }
      else if (second == NULL || row->estimate < second->estimate)
        second = row;
    }
  if (group)
    {
      static const char *const titles[]
          = { N_ ("Knowledge is wanted more than our courses show they teach"),
              N_ ("Skills are wanted more than our courses show they teach"),
              N_ ("Behaviours are wanted more than our courses show they teach") };
      int lowest = -1;

      for (int k = 0; k < 3; k++)
        if (n[k] > 0 && (lowest < 0 || sum[k] / n[k] < sum[lowest] / n[lowest]))
          lowest = k;
      if (lowest < 0 || sum[lowest] / n[lowest] + sqrt (var[lowest]) / n[lowest] >= 0)
        return NULL;
      for (int k = 0; k < 3; k++)
        if (k != lowest && n[k] > 0
            && sum[k] / n[k] - sum[lowest] / n[lowest]
                   <= hypot (sqrt (var[k]) / n[k], sqrt (var[lowest]) / n[lowest]))
          return NULL;
      return g_strdup (_ (titles[lowest]));
    }
  if (worst == NULL || second == NULL || !(worst->high < 0) || !(worst->high < second->estimate))
    return NULL;
  return g_strdup_printf (_ ("%s is the biggest gap"), worst->label);
}

/* The surest is clearly asked for more here. */
static char *
try_stands_out (ObsAsk *ask)
{
  const ObsFigureRow *first = ask->figure->rows->len > 0 ? obs_figure_row (ask->figure, 0) : NULL;

  if (first == NULL || !first->clear || isnan (first->estimate))
    return NULL;
  return g_strdup_printf (_ ("%s stands out here"), first->label);
}

/* Things of which every row is clear: in each sector at least as often as the figure says. */
static char *
try_in_every_sector (ObsAsk *ask)
{
  const GPtrArray *rows = ask->figure->rows;
  const char *only = NULL;
  guint n = 0;

  for (guint i = 0, end; i < rows->len; i = end)
    {
      const ObsFigureRow *first = obs_figure_row (ask->figure, i);
      gboolean clear = TRUE;

      for (end = i; end < rows->len; end++)
        {
          const ObsFigureRow *row = obs_figure_row (ask->figure, end);

          if (strcmp (row->key, first->key) != 0)
            break;
          clear &= row->clear;
        }
      if (!clear)
        continue;
      n++;
      only = first->label;
    }
  if (n == 0)
    return NULL;
  if (n == 1)
    return g_strdup_printf (_ ("%s is asked for in every sector"), only);
  return g_strdup_printf (_ ("%u areas are asked for in every sector"), n);
}

static char *
try_small (ObsAsk *ask)
{
  gboolean any = FALSE;

  for (guint i = 0; i < ask->figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (ask->figure, i);

      if (row->base >= 20 || (row->base < 0 && g_strcmp0 (row->code, "c") != 0))
        return NULL;
      any = TRUE;
    }
  if (!any)
    return NULL;
  return g_strdup_printf (_ ("Too few answers to say how %s"),
                          obs_spec_string (ask->text, "how", _ ("this varies")));
}

static gboolean
has_digit (const char *text)
{
  return strpbrk (text, "0123456789") != NULL;
}

static char *
try_pattern (ObsAsk *ask, const Pattern *pattern)
{
  const char *text = own_text (pattern);

  if (strcmp (pattern->id, "order") == 0)
    return try_order (ask, pattern);
  if (strcmp (pattern->id, "list") == 0)
    return try_list (ask, pattern);
  if (strcmp (pattern->id, "list-common") == 0)
    return try_list_common (ask, pattern);
  if (strcmp (pattern->id, "lead-all") == 0)
    return try_lead_all (ask, pattern);
  if (strcmp (pattern->id, "lead") == 0)
    return try_lead (ask, pattern, FALSE);
  if (strcmp (pattern->id, "lead-unclear") == 0)
    return try_lead_unclear (ask, pattern);
  if (strcmp (pattern->id, "differ") == 0)
    return try_differ (ask, pattern, FALSE);
  if (strcmp (pattern->id, "no-difference") == 0)
    return try_differ (ask, pattern, TRUE);
  if (strcmp (pattern->id, "most") == 0)
    return try_most (ask, pattern);
  if (strcmp (pattern->id, "rise-fall") == 0)
    return try_change (ask, pattern, FALSE);
  if (strcmp (pattern->id, "no-change") == 0)
    return try_change (ask, pattern, TRUE);
  if (strcmp (pattern->id, "gap") == 0)
    return try_gap (ask, FALSE);
  if (strcmp (pattern->id, "gap-group") == 0)
    return try_gap (ask, TRUE);
  if (strcmp (pattern->id, "stands-out") == 0)
    return try_stands_out (ask);
  if (strcmp (pattern->id, "in-every-sector") == 0)
    return try_in_every_sector (ask);
  if (text == NULL || ask->figure->rows->len == 0)
    return NULL;
  /* Direction never has a number; a conflict is never settled by a title. */
  if (strcmp (pattern->id, "direction") == 0)
    return has_digit (text) || ask->conflict ? NULL : g_strdup (text);
  if (strcmp (pattern->id, "rounded") == 0 || strcmp (pattern->id, "ceiling") == 0
      || strcmp (pattern->id, "count") == 0 || strcmp (pattern->id, "keystone") == 0
      || strcmp (pattern->id, "too-early") == 0 || strcmp (pattern->id, "coverage") == 0)
    return fill (ask, text, NULL, 0);
  return NULL;
}

/* Ten words stand in one line; a title that needs more says less by being cut. */
static gboolean
too_long (const char *title)
{
  guint words = 1;

  /* The sign in "Sport & Health" is no word. */
  for (const char *p = title; *p != '\0'; p++)
    words += *p == ' ' && p[1] != '&';
  return words > 10;
}

/**
 * obs_figure_title:
 *
 * Sets title and neutral title. A small base is tried first; a sector that the source does not
 * break down by comes next; then the specification's patterns.
 */
void
obs_figure_title (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  JsonArray *titles = obs_spec_array (ask->spec, "titles");
  guint n = titles != NULL ? json_array_get_length (titles) : 0;
  const char *of_sector
      = ask->sector != NULL ? obs_spec_string (ask->text, "neutral_sector", NULL) : NULL;
  g_autofree char *filled = of_sector != NULL ? fill_sector (of_sector, ask->sector_label) : NULL;
  const char *neutral
      = filled != NULL ? filled : obs_spec_string (ask->text, "neutral", figure->question_text);

  if (figure->neutral_title == NULL)
    figure->neutral_title = g_strdup (neutral);
  if (figure->title != NULL)
    return;
  if (figure->rows->len == 0 || strcmp (obs_spec_string (ask->spec, "from", ""), "needs") == 0)
    {
      const char *what = obs_spec_string (ask->text, "needs", NULL);

      figure->title
          = what != NULL ? g_strdup_printf (_ ("Needs data: %s"), what) : g_strdup (neutral);
      return;
    }
  figure->title = try_small (ask);
  /* What the plan asks for is the same for every sector; what it found is not. */
  if (figure->title == NULL && ask->sector_ignored && ask->sections->len > 0
      && !obs_spec_flag (ask->spec, "no_panel"))
    {
      figure->title = g_strdup_printf (_ ("Not published by sector: %s"),
                                       obs_spec_string (ask->text, "short", neutral));
      if (too_long (figure->title))
        {
          g_free (figure->title);
          figure->title = g_strdup (_ ("Not published by sector"));
        }
    }
  /* What a pattern says of sectors, or of one place, is not true of several places at once. */
  for (guint i = 0; i < n && figure->title == NULL && figure->compared->len == 0; i++)
    {
      JsonNode *node = json_array_get_element (titles, i);
      Pattern pattern = { NULL, NULL };

      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          pattern.json = json_node_get_object (node);
          pattern.id = obs_spec_string (pattern.json, "id", "");
        }
      else
        pattern.id = json_node_get_string (node);
      figure->title = try_pattern (ask, &pattern);
      if (figure->title != NULL && too_long (figure->title))
        g_clear_pointer (&figure->title, g_free);
    }
  if (figure->title == NULL)
    figure->title = g_strdup (neutral);
}
