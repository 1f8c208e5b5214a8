/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the register says of the time and the places that a source covers, worked out from its rows
 * where the descriptor leaves it out. */

typedef struct
{
  char *first, *first_kind, *last, *last_kind;
  GHashTable *areas; /* set of codes */
} Extent;

static void
extent_free (gpointer data)
{
  Extent *extent = data;

  g_free (extent->first);
  g_free (extent->first_kind);
  g_free (extent->last);
  g_free (extent->last_kind);
  g_hash_table_unref (extent->areas);
  g_free (extent);
}

static Extent *
extent_of (ObsBuild *build, const char *source)
{
  Extent *extent;

  if (build->extents == NULL)
    build->extents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, extent_free);
  extent = g_hash_table_lookup (build->extents, source);
  if (extent == NULL)
    {
      extent = g_new0 (Extent, 1);
      extent->areas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (build->extents, g_strdup (source), extent);
    }
  return extent;
}

static void
add_period (Extent *extent, const char *period, const char *kind)
{
  if (extent->first == NULL || strcmp (period, extent->first) < 0)
    {
      g_free (extent->first);
      g_free (extent->first_kind);
      extent->first = g_strdup (period);
      extent->first_kind = g_strdup (kind);
    }
  if (extent->last == NULL || strcmp (period, extent->last) > 0)
    {
      g_free (extent->last);
      g_free (extent->last_kind);
      extent->last = g_strdup (period);
      extent->last_kind = g_strdup (kind);
    }
}

void
obs_build_note_extent (ObsBuild *build, const ObsFacts *facts)
{
  Extent *extent = extent_of (build, facts->descriptor->id);
  int area = obs_facts_dimension (facts, "area");
  int period = obs_facts_dimension (facts, "period");
  guint32 last_area = G_MAXUINT32, last_period = G_MAXUINT32;

  for (guint i = 0; i < facts->rows->len; i++)
    {
      const ObsFact *fact = &g_array_index (facts->rows, ObsFact, i);

      if (fact->codes[area] != last_area)
        g_hash_table_add (extent->areas, g_strdup (obs_facts_code (facts, fact, (guint) area)));
      if (fact->codes[period] != last_period)
        add_period (extent, obs_facts_code (facts, fact, (guint) period),
                    obs_facts_code (facts, fact, (guint) period + 1));
      last_area = fact->codes[area];
      last_period = fact->codes[period];
    }
}

static char *
period_words (const Extent *extent)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (extent->first == NULL)
    return NULL;
  first = obs_format_period (extent->first, extent->first_kind);
  last = obs_format_period (extent->last, extent->last_kind);
  return g_str_equal (first, last) ? g_strdup (first)
                                   : g_strdup_printf (_ ("%s to %s"), first, last);
}

static guint
count_kind (const ObsBuild *build, const Extent *extent, const char *kind)
{
  GHashTableIter iter;
  gpointer code;
  guint n = 0;

  g_hash_table_iter_init (&iter, extent->areas);
  while (g_hash_table_iter_next (&iter, &code, NULL))
    n += g_strcmp0 (obs_area_index_kind (build->areas, code), kind) == 0;
  return n;
}

/* The only area of a kind by its name, several by their number. */
static void
add_kind (const ObsBuild *build, const Extent *extent, const char *kind, const char *many,
          GPtrArray *parts)
{
  guint n = count_kind (build, extent, kind);
  GHashTableIter iter;
  gpointer code;

  if (n > 1)
    g_ptr_array_add (parts, g_strdup_printf ("%u %s", n, many));
  if (n != 1)
    return;
  g_hash_table_iter_init (&iter, extent->areas);
  while (g_hash_table_iter_next (&iter, &code, NULL))
    if (g_strcmp0 (obs_area_index_kind (build->areas, code), kind) == 0)
      {
        g_autoptr (sqlite3_stmt) stmt
            = obs_db_prepare (build->db, "SELECT name FROM area WHERE code = ?1", NULL);

        obs_build_bind_text (stmt, 1, code);
        g_ptr_array_add (parts,
                         g_strdup (obs_db_step (stmt, NULL, NULL) == 1 ? obs_db_text (stmt, 0)
                                                                       : (const char *) code));
      }
}

static char *
coverage_words (const ObsBuild *build, const Extent *extent)
{
  static const struct
  {
    const char *kind, *many;
  } kinds[] = {
    { "country", N_ ("countries") },
    { "region", N_ ("regions") },
    { "lsip-2023", N_ ("LSIP areas of 2023") },
    { "lsip-2025", N_ ("LSIP areas of 2025") },
    { "lep", N_ ("local enterprise partnerships") },
    { "combined-authority", N_ ("combined authorities") },
    { "district", N_ ("local authorities") },
  };
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_kind (build, extent, kinds[i].kind, _ (kinds[i].many), parts);
  return parts->len > 0 ? obs_format_list ((const char *const *) parts->pdata, parts->len) : NULL;
}

void
obs_build_fill_extents (ObsBuild *build)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      build->db,
      "UPDATE source SET period = coalesce (period, ?2), coverage = coalesce (coverage, ?3)"
      " WHERE id = ?1",
      NULL);
  g_autofree gpointer *ids = NULL;
  guint n = 0;

  if (build->extents == NULL || stmt == NULL)
    return;
  ids = g_hash_table_get_keys_as_array (build->extents, &n);
  for (guint i = 0; i < n; i++)
    {
      const Extent *extent = g_hash_table_lookup (build->extents, ids[i]);
      g_autofree char *period = period_words (extent);
      g_autofree char *coverage = coverage_words (build, extent);

      obs_build_bind_text (stmt, 1, ids[i]);
      obs_build_bind_text (stmt, 2, period);
      obs_build_bind_text (stmt, 3, coverage);
      obs_build_run (build, stmt);
    }
}
