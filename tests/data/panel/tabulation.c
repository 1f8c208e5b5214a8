/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/panel/tabulation.h"

#include <string.h>

static void
append_lines (GString *text, const char *what, const ObsPanel *panel)
{
  for (guint i = 0; i < panel->businesses->len; i++)
    {
      const ObsBusiness *one = panel->businesses->pdata[i];

      g_string_append_printf (text, "%s %s %s %s %s %s %s\n", what, one->id, one->sector, one->area,
                              one->size, one->role, one->group);
    }
  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *one = &g_array_index (panel->responses, ObsResponse, i);

      g_string_append_printf (text, "%s %u %s %s %s %s %d %.17g %d\n", what, one->business,
                              one->question, one->item, one->horizon, one->day, one->week,
                              one->value, (int) one->count);
    }
}

char *
tabulation_lines (const ObsPanelAnswers *answers)
{
  GString *text = g_string_new (NULL);

  append_lines (text, "firm", answers->firms);
  append_lines (text, "person", answers->people);
  return g_string_free (text, FALSE);
}

/* What one business said in the period. */
typedef struct
{
  guint n;
  double sum;
  const char *day;
  double last;
} Said;

static gboolean
is_in (const ObsResponse *response, const char *period)
{
  if (strcmp (period, "all") == 0)
    return response->count != OBS_COUNT_WEEK;
  return response->count != OBS_COUNT_POOLED && strcmp (response->day, period) == 0;
}

static Said *
gather (const ObsPanel *panel, const char *question, const char *item, const char *horizon,
        const char *period)
{
  Said *said = g_new0 (Said, panel->businesses->len);

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *one = &g_array_index (panel->responses, ObsResponse, i);
      const char *own = *one->horizon != '\0' ? one->horizon : "all";
      Said *by = &said[one->business];

      if (strcmp (one->question, question) != 0 || strcmp (one->item, item) != 0
          || strcmp (own, horizon) != 0 || !is_in (one, period))
        continue;
      by->n++;
      by->sum += one->value;
      if (by->day == NULL || strcmp (one->day, by->day) >= 0)
        {
          by->day = one->day;
          by->last = one->value;
        }
    }
  return said;
}

static gboolean
stands_in (const ObsBusiness *business, const char *sector)
{
  return strcmp (sector, "all") == 0 || strcmp (business->sector, sector) == 0;
}

Tabulated
tabulation_cell (const ObsPanel *panel, const char *question, const char *item, const char *horizon,
                 const char *sector, const char *period)
{
  g_autofree Said *said = gather (panel, question, item, horizon, period);
  Tabulated cell = { 0 };

  for (guint i = 0; i < panel->businesses->len; i++)
    if (said[i].n > 0 && stands_in (panel->businesses->pdata[i], sector))
      {
        cell.n++;
        cell.k += said[i].last != 0;
        cell.sum += said[i].sum / said[i].n;
      }
  return cell;
}

Tabulated
tabulation_groups (const ObsPanel *panel, const char *question, const char *item,
                   const char *horizon, const char *sector, const char *period)
{
  g_autofree Said *said = gather (panel, question, item, horizon, period);
  Tabulated cell = { 0 };

  for (guint i = 0; i < panel->businesses->len; i++)
    {
      const ObsBusiness *first = panel->businesses->pdata[i];
      guint n = 0, k = 0;
      double sum = 0;
      gboolean is_first = TRUE;

      for (guint j = 0; j < i && is_first; j++)
        is_first = strcmp (((ObsBusiness *) panel->businesses->pdata[j])->group, first->group) != 0;
      if (!is_first || !stands_in (first, sector))
        continue;
      for (guint j = i; j < panel->businesses->len; j++)
        if (said[j].n > 0
            && strcmp (((ObsBusiness *) panel->businesses->pdata[j])->group, first->group) == 0)
          {
            k += n == 0 && said[j].last != 0;
            n++;
            sum += said[j].sum / said[j].n;
          }
      cell.n += n > 0;
      cell.k += k;
      cell.sum += n > 0 ? sum / n : 0;
    }
  return cell;
}

guint
tabulation_n_things (const ObsPanel *panel)
{
  g_autoptr (GHashTable) things = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *one = &g_array_index (panel->responses, ObsResponse, i);

      g_hash_table_add (things,
                        g_strdup_printf ("%s\1%s\1%s", one->question, one->item, one->horizon));
    }
  return g_hash_table_size (things);
}
