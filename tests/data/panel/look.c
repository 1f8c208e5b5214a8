/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "look.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

const char *const sectors[3] = { "manufacturing", "logistics", "sport-health" };

static const ObsBusiness *
business_of (const ObsPanel *panel, const ObsResponse *response)
{
  return panel->businesses->pdata[response->business];
}

/* @question and @item interned, as those of the answers are. */
static gboolean
fits (const ObsPanel *panel, const ObsResponse *response, const char *question, const char *item,
      const char *sector, int week)
{
  return response->question == question && response->item == item
         && (sector == NULL || strcmp (business_of (panel, response)->sector, sector) == 0)
         && (week == 0 || response->week == week);
}

Look
look_at (const ObsPanel *panel, const char *question, const char *item, const char *horizon,
         const char *sector, int week)
{
  Look look = { 0, 0, 0 };

  question = g_intern_string (question);
  item = g_intern_string (item);
  horizon = g_intern_string (horizon);
  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);

      if (!fits (panel, response, question, item, sector, week) || response->horizon != horizon)
        continue;
      look.n++;
      look.sum += response->value;
      look.sum2 += response->value * response->value;
    }
  return look;
}

double
mean_of (Look look)
{
  g_assert_cmpuint (look.n, >, 0);
  return look.sum / look.n;
}

double
sd_of (Look look)
{
  g_assert_cmpuint (look.n, >, 1);
  return sqrt ((look.sum2 - look.sum * look.sum / look.n) / (look.n - 1));
}

double
percent_of (Look look)
{
  return 100 * mean_of (look);
}

typedef struct
{
  const char *item;
  double mean;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *one = a;
  const Ranked *two = b;

  if (one->mean > two->mean)
    return -1;
  return one->mean < two->mean ? 1 : strcmp (one->item, two->item);
}

GPtrArray *
items_by_mean (const ObsPanel *panel, const char *question, const char *sector)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  GPtrArray *items = g_ptr_array_new ();

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);

      if (strcmp (response->question, question) == 0 && g_hash_table_add (seen, response->item))
        {
          Ranked one = { response->item, 0 };

          one.mean
              = mean_of (look_at (panel, question, response->item, response->horizon, sector, 0));
          g_array_append_val (ranked, one);
        }
    }
  g_array_sort (ranked, compare_ranked);
  for (guint i = 0; i < ranked->len; i++)
    g_ptr_array_add (items, (gpointer) g_array_index (ranked, Ranked, i).item);
  return items;
}

guint
place_of (const ObsPanel *panel, const char *question, const char *item, const char *sector)
{
  g_autoptr (GPtrArray) items = items_by_mean (panel, question, sector);

  for (guint i = 0; i < items->len; i++)
    if (strcmp (items->pdata[i], item) == 0)
      return i + 1;
  return 0;
}

/* Quantile 0.975 of Student's t: Cornish-Fisher expansion, good to 0.005 from 10 degrees on. */
static double
student (double degrees)
{
  double z = 1.959964;

  return z + (pow (z, 3) + z) / (4 * degrees)
         + (5 * pow (z, 5) + 16 * pow (z, 3) + 3 * z) / (96 * degrees * degrees);
}

gboolean
clearly_different (Look a, Look b)
{
  double va = sd_of (a) * sd_of (a) / a.n;
  double vb = sd_of (b) * sd_of (b) / b.n;
  double degrees = (va + vb) * (va + vb) / (va * va / (a.n - 1) + vb * vb / (b.n - 1));

  return fabs (mean_of (a) - mean_of (b)) > student (degrees) * sqrt (va + vb);
}

gboolean
clearly_different_paired (const ObsPanel *panel, const char *question, const char *item_a,
                          const char *item_b, int week_a, int week_b, const char *sector)
{
  guint n = panel->businesses->len;
  g_autofree double *a = g_new (double, n);
  g_autofree double *b = g_new (double, n);
  Look difference = { 0, 0, 0 };

  question = g_intern_string (question);
  item_a = g_intern_string (item_a);
  item_b = g_intern_string (item_b);
  for (guint i = 0; i < n; i++)
    a[i] = b[i] = -1;
  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);

      if (fits (panel, response, question, item_a, sector, week_a))
        a[response->business] = response->value;
      if (fits (panel, response, question, item_b, sector, week_b))
        b[response->business] = response->value;
    }
  for (guint i = 0; i < n; i++)
    if (a[i] >= 0 && b[i] >= 0)
      {
        difference.n++;
        difference.sum += a[i] - b[i];
        difference.sum2 += (a[i] - b[i]) * (a[i] - b[i]);
      }
  return fabs (mean_of (difference))
         > student (difference.n - 1) * sd_of (difference) / sqrt (difference.n);
}

/* --- Files ------------------------------------------------------------------------------------ */

char *
bundled_path (const char *folder, const char *file)
{
  return g_test_build_filename (G_TEST_DIST, "data", "bundled", folder, file, NULL);
}

char *
copy_parameters (const char *file, const char *old, const char *new_text)
{
  g_autofree char *from = bundled_path ("panel", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (from, 0, &error);
  char *to = g_dir_make_tmp ("panel-XXXXXX", &error);
  gboolean changed = file == NULL;
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr (GString) string = NULL;

      g_file_get_contents (source, &text, NULL, &error);
      g_assert_no_error (error);
      string = g_string_new (text);
      if (g_strcmp0 (name, file) == 0)
        changed = g_string_replace (string, old, new_text, 1) == 1;
      g_file_set_contents (target, string->str, (gssize) string->len, &error);
      g_assert_no_error (error);
    }
  g_assert_true (changed);
  return to;
}

void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}
