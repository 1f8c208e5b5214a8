/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/facts.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Totals that must add up. Publishers round each figure for itself, so a sum may be off by half of
 * the rounding for each part and for the total. */

/* Codes of a row with some of them left open (G_MAXUINT32), and the measure. */
typedef struct
{
  guint32 codes[OBS_FACT_DIMENSIONS + 1];
} Place;

typedef struct
{
  double sum;
  guint n_parts;
  gboolean unknown; /* a part is missing */
  const ObsFact *first;
} Sum;

static guint
place_hash (gconstpointer key)
{
  const Place *place = key;
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (guint i = 0; i < G_N_ELEMENTS (place->codes); i++)
    hash = (hash ^ place->codes[i]) * G_GUINT64_CONSTANT (1099511628211);
  return (guint) (hash ^ (hash >> 32));
}

static gboolean
place_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Place)) == 0;
}

static Place
place_of (const ObsFact *fact, int open, int also_open)
{
  Place place;

  memcpy (place.codes, fact->codes, sizeof fact->codes);
  place.codes[OBS_FACT_DIMENSIONS] = fact->measure;
  if (open >= 0)
    place.codes[open] = G_MAXUINT32;
  if (also_open >= 0)
    place.codes[also_open] = G_MAXUINT32;
  return place;
}

static gboolean
matches (const char *code, char **texts)
{
  for (guint i = 0; texts[i] != NULL; i++)
    {
      gsize length = strlen (texts[i]);

      if (length > 0 && texts[i][length - 1] == '*' ? strncmp (code, texts[i], length - 1) == 0
                                                    : strcmp (code, texts[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_within (const ObsFacts *facts, const ObsTotal *total, const ObsFact *fact)
{
  for (guint i = 0; i < total->where->len; i++)
    {
      const ObsOnly *only = g_ptr_array_index (total->where, i);
      int at = obs_facts_dimension (facts, only->column);
      const ObsMeasure *measure = g_ptr_array_index (facts->descriptor->measures, fact->measure);

      if (!matches (at >= 0 ? obs_facts_code (facts, fact, (guint) at) : measure->name,
                    only->texts))
        return FALSE;
    }
  return TRUE;
}

static void
compare (const ObsFacts *facts, const ObsTotal *total, const ObsFact *whole, const Sum *sum,
         ObsIssues *issues)
{
  const ObsMeasure *measure = g_ptr_array_index (facts->descriptor->measures, whole->measure);
  const ObsFactFile *file = g_ptr_array_index (facts->files, whole->file);
  double allowed = (sum->n_parts + 1) * measure->rounding / 2 + total->tolerance
                   + fabs (whole->value) * total->tolerance_percent / 100 + 1e-6;
  double off = sum->sum - whole->value;
  g_autoptr (GString) place = NULL;

  /* Unknown parts leave room below, but never above. */
  if (whole->missing != 0 || sum->n_parts == 0
      || (off <= allowed && (sum->unknown || off >= -allowed)))
    return;
  place = g_string_new (NULL);
  for (guint d = 0; d < facts->n_dimensions; d++)
    g_string_append_printf (place, "%s%s", d > 0 ? ", " : "", obs_facts_code (facts, whole, d));
  obs_issues_add (issues, total->notice ? OBS_ISSUE_NOTICE : OBS_ISSUE_FAULT, facts->descriptor->id,
                  file->name, whole->line, NULL, place->str, "total",
                  _ ("%s of “%s” is %.10g, but its parts (“%s”) add up to %.10g; %.4g more or less "
                     "would be rounding."),
                  measure->title, place->str, whole->value, total->name, sum->sum, allowed);
}

static void
add_part (GHashTable *sums, const Place *place, const ObsFact *fact)
{
  Sum *sum = g_hash_table_lookup (sums, place);

  if (sum == NULL)
    {
      sum = g_new0 (Sum, 1);
      sum->first = fact;
      g_hash_table_insert (sums, g_memdup2 (place, sizeof *place), sum);
    }
  sum->n_parts++;
  sum->unknown |= fact->missing != 0;
  sum->sum += fact->missing != 0 ? 0 : fact->value;
}

/* The codes of a dimension against its total, in the order of the rows. */
static void
check_dimension (const ObsFacts *facts, const ObsTotal *total, ObsIssues *issues)
{
  int at = obs_facts_dimension (facts, total->dimension);
  int within = total->within != NULL ? obs_facts_dimension (facts, total->within) : -1;
  g_autoptr (GHashTable) wholes = g_hash_table_new_full (place_hash, place_equal, g_free, NULL);
  g_autoptr (GHashTable) sums = g_hash_table_new_full (place_hash, place_equal, g_free, g_free);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  if (at < 0 || (total->within != NULL && within < 0))
    {
      obs_issues_add (issues, OBS_ISSUE_FAULT, facts->descriptor->id, facts->descriptor->name, 0,
                      NULL, total->name, "total",
                      _ ("the total “%s” speaks of a dimension that the cube does not have."),
                      total->name);
      return;
    }
  for (guint i = 0; i < facts->rows->len; i++)
    {
      const ObsFact *fact = &g_array_index (facts->rows, ObsFact, i);
      Place place = place_of (fact, at, -1);
      guint before = g_hash_table_size (sums);

      if (!is_within (facts, total, fact))
        continue;
      if (fact->codes[at] == 0)
        {
          if (within < 0 || fact->codes[within] == 0)
            {
              place = place_of (fact, at, within);
              g_hash_table_insert (wholes, g_memdup2 (&place, sizeof place), (gpointer) fact);
            }
          continue;
        }
      add_part (sums, &place, fact);
      if (g_hash_table_size (sums) > before)
        g_ptr_array_add (order, g_hash_table_lookup (sums, &place));
    }
  for (guint i = 0; i < order->len; i++)
    {
      const Sum *sum = g_ptr_array_index (order, i);
      Place place = place_of (sum->first, at, within);
      const ObsFact *whole = g_hash_table_lookup (wholes, &place);

      if (whole != NULL)
        compare (facts, total, whole, sum, issues);
    }
}

/* The parts of an area against the area; only where all of them have a row. */
static void
check_whole (const ObsFacts *facts, const ObsTotal *total, const ObsFact *whole, guint at,
             GHashTable *rows, const GPtrArray *parts, const ObsAreaIndex *areas, ObsIssues *issues)
{
  Sum sum = { 0 };

  for (guint i = 0; i < parts->len; i++)
    {
      const char *code = g_ptr_array_index (parts, i);
      Place place = place_of (whole, -1, -1);
      const ObsFact *part;

      if (g_strcmp0 (obs_area_index_kind (areas, code), total->part) != 0)
        continue;
      if (!obs_dictionary_find (facts->codes[at], code, &place.codes[at]))
        return;
      part = g_hash_table_lookup (rows, &place);
      if (part == NULL)
        return;
      sum.n_parts++;
      sum.unknown |= part->missing != 0;
      sum.sum += part->missing != 0 ? 0 : part->value;
    }
  compare (facts, total, whole, &sum, issues);
}

static void
check_parts (const ObsFacts *facts, const ObsTotal *total, const ObsAreaIndex *areas,
             GHashTable *parts, ObsIssues *issues)
{
  guint at = (guint) obs_facts_dimension (facts, "area");
  g_autoptr (GHashTable) rows = g_hash_table_new_full (place_hash, place_equal, g_free, NULL);

  for (guint i = 0; i < facts->rows->len; i++)
    {
      const ObsFact *fact = &g_array_index (facts->rows, ObsFact, i);

      if (is_within (facts, total, fact)
          && g_strcmp0 (obs_area_index_kind (areas, obs_facts_code (facts, fact, at)), total->part)
                 == 0)
        {
          Place place = place_of (fact, -1, -1);

          g_hash_table_insert (rows, g_memdup2 (&place, sizeof place), (gpointer) fact);
        }
    }
  for (guint i = 0; i < facts->rows->len; i++)
    {
      const ObsFact *fact = &g_array_index (facts->rows, ObsFact, i);
      const char *code = obs_facts_code (facts, fact, at);
      const GPtrArray *own = g_hash_table_lookup (parts, code);

      if (own != NULL && is_within (facts, total, fact)
          && g_strcmp0 (obs_area_index_kind (areas, code), total->whole) == 0)
        check_whole (facts, total, fact, at, rows, own, areas, issues);
    }
}

void
obs_facts_check_totals (const ObsFacts *facts, const ObsAreaIndex *areas, GHashTable *parts,
                        ObsIssues *issues)
{
  for (guint i = 0; i < facts->descriptor->totals->len; i++)
    {
      const ObsTotal *total = g_ptr_array_index (facts->descriptor->totals, i);

      if (total->dimension != NULL)
        check_dimension (facts, total, issues);
      else
        check_parts (facts, total, areas, parts, issues);
    }
}
