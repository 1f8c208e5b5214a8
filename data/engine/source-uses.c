/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/source-uses.h"

#include "data/engine/ask.h"
#include "data/engine/sources.h"
#include "data/engine/spec.h"

#include <string.h>

static void
cube_free (gpointer data)
{
  ObsUsedCube *cube = data;

  g_free (cube->name);
  g_free (cube->title);
  g_free (cube->source);
  g_free (cube);
}

GPtrArray *
obs_used_cubes (sqlite3 *db, GError **error)
{
  g_autoptr (GPtrArray) cubes = g_ptr_array_new_with_free_func (cube_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT name, title, source, kind = 'published', EXISTS (SELECT 1 FROM cube_dimension d "
      "WHERE d.cube = c.name AND d.name = 'area') FROM cube c ORDER BY name",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsUsedCube *cube = g_new0 (ObsUsedCube, 1);

      cube->name = g_strdup (obs_db_text (stmt, 0));
      cube->title = g_strdup (obs_db_text (stmt, 1));
      cube->source = g_strdup (obs_db_text (stmt, 2));
      cube->published = sqlite3_column_int (stmt, 3) != 0;
      cube->has_area = sqlite3_column_int (stmt, 4) != 0;
      g_ptr_array_add (cubes, cube);
    }
  return rc == 0 ? g_steal_pointer (&cubes) : NULL;
}

/* What a specification names. */
typedef struct
{
  GPtrArray *cubes, *findings, *sources; /* of char *, owned */
} Names;

static void
names_clear (Names *names)
{
  g_clear_pointer (&names->cubes, g_ptr_array_unref);
  g_clear_pointer (&names->findings, g_ptr_array_unref);
  g_clear_pointer (&names->sources, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

static void gather (Names *names, JsonNode *node);

static void
gather_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  Names *names = data;
  GPtrArray *list = strcmp (name, "cube") == 0       ? names->cubes
                    : strcmp (name, "ids") == 0      ? names->findings
                    : strcmp (name, "outlines") == 0 ? names->sources
                                                     : NULL;

  if (list != NULL)
    {
      g_auto (GStrv) texts = obs_spec_strings (object, name);

      for (guint i = 0; texts[i] != NULL; i++)
        g_ptr_array_add (list, g_strdup (texts[i]));
    }
  gather (names, node);
}

static void
gather (Names *names, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), gather_member, names);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        gather (names, json_array_get_element (array, i));
    }
}

/* Kinds of rows that read tables of their own. */
static void
add_tables (sqlite3 *db, const char *from, Names *names)
{
  static const struct
  {
    const char *from;
    const char *sql;
  } tables[] = {
    { "courses", "SELECT DISTINCT source FROM course" },
    { "waves", "SELECT DISTINCT source FROM survey" },
    { "roadmap", "SELECT id FROM source WHERE id = 'plan'" },
    { "trail", "SELECT id FROM source WHERE id = 'plan'" },
    { "actions", "SELECT id FROM source WHERE id = 'plan'" },
    { "leads", "SELECT id FROM source WHERE id = 'plan'" },
    { "grades", "SELECT DISTINCT source FROM finding" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (sqlite3_stmt) stmt
          = strcmp (tables[i].from, from) == 0 ? obs_db_prepare (db, tables[i].sql, NULL) : NULL;

      while (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1)
        g_ptr_array_add (names->sources, g_strdup (obs_db_text (stmt, 0)));
    }
}

static void
add_findings (sqlite3 *db, Names *names)
{
  ObsAsk ask = { .db = db };
  g_autoptr (GPtrArray) findings = NULL;

  if (names->findings->len == 0)
    return;
  g_ptr_array_add (names->findings, NULL);
  findings = obs_findings_load (&ask, (const char *const *) names->findings->pdata, NULL);
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const ObsFinding *finding = g_ptr_array_index (findings, i);

      if (!g_ptr_array_find_with_equal_func (names->sources, finding->source, g_str_equal, NULL))
        g_ptr_array_add (names->sources, g_strdup (finding->source));
    }
}

static gboolean
has_cube (const ObsSource *source, GPtrArray *cubes)
{
  for (guint i = 0; i < source->cubes->len; i++)
    if (g_ptr_array_find_with_equal_func (
            cubes, ((ObsChoice *) g_ptr_array_index (source->cubes, i))->key, g_str_equal, NULL))
      return TRUE;
  return FALSE;
}

static void
add_question (GPtrArray *questions, const char *key, const char *label)
{
  for (guint i = 0; i < questions->len; i++)
    if (strcmp (((ObsChoice *) g_ptr_array_index (questions, i))->key, key) == 0)
      return;
  obs_figure_add_choice (questions, key, label);
}

gboolean
obs_source_uses (sqlite3 *db, GPtrArray *sources, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT f.question, q.label, f.spec FROM figure f JOIN question q ON q.key "
                        "= f.question ORDER BY substr(f.question, 1, 1), CAST (substr(f.question, "
                        "2) AS INTEGER), f.question, f.position",
                        error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      g_autoptr (JsonObject) spec = obs_spec_parse ("", obs_db_text (stmt, 2), NULL);
      g_auto (Names) names
          = { g_ptr_array_new_with_free_func (g_free), g_ptr_array_new_with_free_func (g_free),
              g_ptr_array_new_with_free_func (g_free) };

      if (spec == NULL)
        continue;
      json_object_foreach_member (spec, gather_member, &names);
      add_tables (db, obs_spec_string (spec, "from", ""), &names);
      add_findings (db, &names);
      for (guint i = 0; i < sources->len; i++)
        {
          ObsSource *source = g_ptr_array_index (sources, i);

          if (has_cube (source, names.cubes)
              || g_ptr_array_find_with_equal_func (names.sources, source->id, g_str_equal, NULL))
            add_question (source->questions, obs_db_text (stmt, 0), obs_db_text (stmt, 1));
        }
    }
  return rc == 0;
}
