/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/areas.h"

#include "data/engine/ask.h"
#include "data/engine/cube.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
obs_area_free (ObsArea *area)
{
  g_free (area->code);
  g_free (area->name);
  g_free (area->within);
  g_free (area->ended);
  g_free (area);
}

const char *
obs_area_group_label (ObsAreaGroup group)
{
  switch (group)
    {
    case OBS_AREA_HERE:
      return _ ("This area");
    case OBS_AREA_LSIP:
      return _ ("LSIP areas");
    case OBS_AREA_DISTRICT:
      return _ ("Local authorities, by LSIP area");
    case OBS_AREA_WIDER:
      return _ ("Combined authorities and regions");
    case OBS_AREA_COUNTRY:
      return _ ("Country");
    case OBS_N_AREA_GROUPS:
    default:
      return "";
    }
}

static ObsAreaGroup
group_of (const char *kind, gboolean here)
{
  if (here)
    return OBS_AREA_HERE;
  if (g_str_has_prefix (kind, "lsip") || strcmp (kind, "lep") == 0)
    return OBS_AREA_LSIP;
  if (strcmp (kind, "country") == 0)
    return OBS_AREA_COUNTRY;
  return strcmp (kind, "district") == 0 ? OBS_AREA_DISTRICT : OBS_AREA_WIDER;
}

/* Names of what follows an area that has ended. */
static char *
ended_words (sqlite3 *db, const char *code, const char *valid_to)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT a.name FROM area_change c JOIN area a ON a.code = c.successor "
                        "WHERE c.area = ?1 ORDER BY c.since, a.name",
                        NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *when = obs_format_month (valid_to);
  g_autofree char *then = NULL;

  if (stmt != NULL)
    sqlite3_bind_text (stmt, 1, code, -1, SQLITE_TRANSIENT);
  while (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1)
    g_ptr_array_add (names, g_strdup (obs_db_text (stmt, 0)));
  if (*valid_to == '\0' && names->len == 0)
    return NULL;
  if (names->len == 0)
    return g_strdup_printf (_ ("until %s"), when);
  then = names->len == 1 ? g_strdup (names->pdata[0]) : NULL;
  if (then == NULL)
    {
      g_ptr_array_add (names, NULL);
      then = g_strjoinv ("; ", (char **) names->pdata);
    }
  if (*valid_to == '\0')
    return g_strdup_printf (_ ("now %s"), then);
  return g_strdup_printf (_ ("until %s, then %s"), when, then);
}

static ObsArea *
read_area (sqlite3 *db, sqlite3_stmt *stmt)
{
  ObsArea *area = g_new0 (ObsArea, 1);

  area->code = g_strdup (obs_db_text (stmt, 0));
  area->name = g_strdup (obs_db_text (stmt, 1));
  area->group = group_of (obs_db_text (stmt, 2), sqlite3_column_int (stmt, 5) != 0);
  area->within
      = g_strdup (strcmp (obs_db_text (stmt, 2), "district") == 0 ? obs_db_text (stmt, 4) : "");
  area->ended = ended_words (db, area->code, obs_db_text (stmt, 3));
  return area;
}

static int
compare_areas (gconstpointer a, gconstpointer b, gpointer place)
{
  const ObsArea *x = *(const ObsArea *const *) a, *y = *(const ObsArea *const *) b;
  int order = (int) x->group - (int) y->group;

  if (order == 0 && x->group == OBS_AREA_HERE)
    order = (strcmp (y->code, place) == 0) - (strcmp (x->code, place) == 0);
  if (order == 0 && x->group == OBS_AREA_DISTRICT)
    order = g_utf8_collate (x->within, y->within);
  /* What is there now comes before what has ended. */
  if (order == 0)
    order = (x->ended != NULL) - (y->ended != NULL);
  if (order == 0)
    order = g_utf8_collate (x->name, y->name);
  return order != 0 ? order : strcmp (x->code, y->code);
}

/**
 * obs_areas_load:
 *
 * Returns: (transfer full): of #ObsArea *, group by group, by name; NULL with @error set
 */
GPtrArray *
obs_areas_load (ObsEdition *edition, GError **error)
{
  sqlite3 *db = obs_edition_get_db (edition);
  const char *place = obs_edition_get_info (edition)->place;
  g_autoptr (GPtrArray) areas = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_area_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT a.code, a.name, a.kind, a.valid_to, coalesce("
      "CASE WHEN p.kind LIKE 'lsip%' THEN p.name END, "
      "(SELECT l.name FROM area_part x JOIN area l ON l.code = x.area WHERE x.part = a.code AND "
      "l.kind LIKE 'lsip%' ORDER BY l.valid_to IS NOT NULL, l.code LIMIT 1), p.name, ''), "
      "a.code = ?1 OR (a.kind = 'district' AND a.parent = ?1) OR EXISTS (SELECT 1 FROM area_part x "
      "WHERE x.area = ?1 AND x.part = a.code) "
      "FROM area a LEFT JOIN area p ON p.code = a.parent",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, place, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    g_ptr_array_add (areas, read_area (db, stmt));
  g_ptr_array_sort_with_data (areas, compare_areas, (gpointer) place);
  return rc == 0 ? g_steal_pointer (&areas) : NULL;
}

const ObsArea *
obs_areas_find (const GPtrArray *areas, const char *code)
{
  for (guint i = 0; areas != NULL && code != NULL && i < areas->len; i++)
    if (strcmp (((const ObsArea *) g_ptr_array_index (areas, i))->code, code) == 0)
      return g_ptr_array_index (areas, i);
  return NULL;
}

static char *
fold (const char *text)
{
  g_autofree char *plain = g_str_to_ascii (text, "C");

  return g_ascii_strdown (plain, -1);
}

gboolean
obs_area_matches (const ObsArea *area, const char *text)
{
  g_autofree char *all = g_strjoin (" ", area->name, area->code, area->within,
                                    area->ended != NULL ? area->ended : "", NULL);
  g_autofree char *folded = fold (all);
  g_autofree char *wanted = fold (text);
  g_auto (GStrv) words = g_strsplit (wanted, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* --- counts -------------------------------------------------------------------------------- */

/* One query of a specification: the members of the part, else of the whole. */
typedef struct
{
  sqlite3 *db;
  const ObsView *view;
  JsonObject *part, *whole;
  const char *cube;
} Query;

static const char *
member (const Query *query, const char *name)
{
  const char *own = obs_spec_string (query->part, name, NULL);

  return own != NULL ? own : obs_spec_string (query->whole, name, NULL);
}

static JsonNode *
where_of (const Query *query, const char *dimension, char ***codes)
{
  JsonObject *own = obs_spec_object (query->part, "where");
  JsonObject *whole = obs_spec_object (query->whole, "where");
  JsonObject *where = own != NULL && json_object_has_member (own, dimension) ? own : whole;

  if (where == NULL || !json_object_has_member (where, dimension))
    return NULL;
  *codes = obs_spec_strings (where, dimension);
  return json_object_get_member (where, dimension);
}

static gboolean
spreads (const Query *query, const char *dimension)
{
  static const char *const names[] = { "rows", "series", "x", "group" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (member (query, names[i]), dimension) == 0)
      return TRUE;
  return FALSE;
}

static void
add_codes (GString *sql, const char *dimension, char **codes)
{
  g_string_append (sql, " AND (0");
  for (guint i = 0; codes[i] != NULL; i++)
    {
      gsize n = strlen (codes[i]);
      gboolean prefix = g_str_has_suffix (codes[i], "*");
      g_autofree char *code = g_strndup (codes[i], prefix ? n - 1 : n);
      char *quoted = prefix ? sqlite3_mprintf (" OR substr (\"%w\", 1, %d) = %Q", dimension,
                                               (int) n - 1, code)
                            : sqlite3_mprintf (" OR \"%w\" = %Q", dimension, code);

      g_string_append (sql, quoted);
      sqlite3_free (quoted);
    }
  g_string_append (sql, ")");
}

/* The condition that one dimension puts on the cells. FALSE where the area itself is fixed. */
static gboolean
add_dimension (const Query *query, GString *sql, const char *dimension)
{
  g_auto (GStrv) codes = NULL;

  if (where_of (query, dimension, &codes) != NULL)
    {
      add_codes (sql, dimension, codes);
      return strcmp (dimension, "area") != 0;
    }
  if (strcmp (dimension, "area") == 0)
    return TRUE;
  if (spreads (query, dimension))
    {
      char *all = sqlite3_mprintf (" AND \"%w\" <> 'all'", dimension);

      g_string_append (sql, all);
      sqlite3_free (all);
    }
  else if (strcmp (dimension, "sector") == 0 || strcmp (dimension, "size") == 0)
    {
      const char *chosen
          = strcmp (dimension, "sector") == 0 ? query->view->sector : query->view->size;
      char *one[] = { (char *) (chosen != NULL ? chosen : "all"), NULL };

      add_codes (sql, dimension, one);
    }
  return TRUE;
}

static gboolean
add_dimensions (const Query *query, GString *sql)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      query->db, "SELECT name FROM cube_dimension WHERE cube = ?1 ORDER BY position", NULL);
  gboolean by_place = FALSE;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, query->cube, -1, SQLITE_TRANSIENT);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    {
      by_place |= strcmp (obs_db_text (stmt, 0), "area") == 0;
      if (!add_dimension (query, sql, obs_db_text (stmt, 0)))
        return FALSE;
    }
  return by_place;
}

static gboolean
count_query (const Query *query, ObsAreaCounts *counts, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  const char *measure = member (query, "measure");
  ObsCubeKind kind;
  int rc;

  if (!obs_cube_kind (query->db, query->cube, &kind, NULL, error))
    return FALSE;
  g_string_printf (sql, "SELECT area, count (*) FROM \"cube_%s\" WHERE missing IS NULL",
                   query->cube);
  if (!add_dimensions (query, sql))
    return TRUE;
  if (measure != NULL && kind == OBS_CUBE_PUBLISHED)
    {
      char *one[] = { (char *) measure, NULL };

      add_codes (sql, "measure", one);
    }
  g_string_append (sql, " GROUP BY area");
  stmt = obs_db_prepare (query->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  counts->by_place = TRUE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      const char *code = obs_db_text (stmt, 0);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts->counts, code));

      g_hash_table_replace (counts->counts, g_strdup (code),
                            GUINT_TO_POINTER (n + (guint) sqlite3_column_int (stmt, 1)));
    }
  return rc == 0;
}

static gboolean
count_spec (sqlite3 *db, const ObsView *view, JsonObject *spec, ObsAreaCounts *counts,
            GCancellable *cancellable, GError **error)
{
  JsonArray *parts = obs_spec_array (spec, "parts");
  static const char *const sides[] = { "wanted", "covered" };

  if (parts == NULL && obs_spec_string (spec, "cube", NULL) != NULL)
    {
      const Query query = { db, view, spec, spec, obs_spec_string (spec, "cube", "") };

      if (!count_query (&query, counts, cancellable, error))
        return FALSE;
    }
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = json_array_get_object_element (parts, i);
      Query query = { db, view, part, spec, NULL };

      query.cube = member (&query, "cube");
      if (query.cube != NULL && !count_query (&query, counts, cancellable, error))
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      JsonObject *side = obs_spec_object (spec, sides[i]);
      const Query query = { db, view, side, side, obs_spec_string (side, "cube", NULL) };

      if (query.cube != NULL && !count_query (&query, counts, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * obs_area_counts:
 * @view: its question, data, letter, sector and size are asked about
 *
 * Returns: (transfer full): counts; a view without figures of its own ("home") is not split by
 *   place. NULL with @error set
 */
ObsAreaCounts *
obs_area_counts (ObsEdition *edition, const ObsView *view, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (ObsAreaCounts) counts = g_new0 (ObsAreaCounts, 1);
  g_autoptr (JsonObject) spec = obs_answer_spec (edition, view, cancellable, NULL);

  counts->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  /* A map shows the districts of one area, whichever place is chosen. */
  if (spec == NULL || strcmp (obs_spec_string (spec, "form", ""), "MAP") == 0)
    return g_steal_pointer (&counts);
  if (!count_spec (obs_edition_get_db (edition), view, spec, counts, cancellable, error))
    return NULL;
  return g_steal_pointer (&counts);
}

guint
obs_area_counts_get (const ObsAreaCounts *counts, const char *code)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts->counts, code));
}

void
obs_area_counts_free (ObsAreaCounts *counts)
{
  if (counts == NULL)
    return;
  g_clear_pointer (&counts->counts, g_hash_table_unref);
  g_free (counts);
}
