/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/engine/spec.h"
#include "data/build/canonical-json.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Perspectives, their questions, figures and words. */

static const ObsField perspective_fields[] = {
  { "key", "key", OBS_FIELD_WORDS },
  { "position", NULL, OBS_FIELD_POSITION },
  { "label", "label", OBS_FIELD_WORDS },
  { "description", "description", OBS_FIELD_TEXT },
  { "heading", "heading", OBS_FIELD_WORDS },
  { "subheading", "subheading", OBS_FIELD_TEXT },
  { "in_header", "in_header", OBS_FIELD_FLAG },
  { "source_first", "source_first", OBS_FIELD_WORDS },
  { "next_action", "next_action", OBS_FIELD_TEXT },
};

static const ObsField group_fields[] = {
  { "perspective", "perspective", OBS_FIELD_WORDS, "perspective" },
  { "position", "position", OBS_FIELD_INTEGER },
  { "label", "label", OBS_FIELD_WORDS },
};

static const ObsField question_fields[] = {
  { "key", "key", OBS_FIELD_WORDS },    { "label", "label", OBS_FIELD_WORDS },
  { "text", "text", OBS_FIELD_WORDS },  { "subject", "subject", OBS_FIELD_TEXT },
  { "needs", "needs", OBS_FIELD_TEXT }, { "warnings", "warnings", OBS_FIELD_TEXT },
};

/* A question stands in a group that its perspective has. */
static gboolean
bind_group (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
            sqlite3_stmt *stmt, int index)
{
  const char *perspective = obs_csv_get_named (csv, row, "perspective");
  const char *group = obs_csv_get_named (csv, row, "group");
  g_autofree char *key = g_strconcat (perspective, "\1", group, NULL);
  gint64 position = 0;

  if (!obs_build_has_key (build, "journey_group", key) || !obs_parse_integer (group, &position))
    {
      obs_build_fault (build, csv, row, "group",
                       _ ("“%s” is not a group of the perspective “%s”. Correct it, or add it to "
                          "journeys/groups.csv."),
                       group, perspective);
      return FALSE;
    }
  sqlite3_bind_int64 (stmt, index, position);
  return TRUE;
}

static const ObsField journey_fields[] = {
  { "perspective", "perspective", OBS_FIELD_WORDS, "perspective" },
  { "question", "question", OBS_FIELD_WORDS, "question" },
  { "grp", "group", OBS_FIELD_OWN, .bind = bind_group },
  { "position", NULL, OBS_FIELD_POSITION },
  { "label", "label", OBS_FIELD_TEXT },
  { "text", "text", OBS_FIELD_TEXT },
  { "action", "action", OBS_FIELD_TEXT },
};

static const ObsField counterpart_fields[] = {
  { "question", "question", OBS_FIELD_WORDS, "question" },
  { "perspective", "perspective", OBS_FIELD_WORDS, "perspective" },
  { "counterpart", "counterpart", OBS_FIELD_WORDS, "question" },
};

static const ObsField tile_fields[] = {
  { "perspective", "perspective", OBS_FIELD_WORDS, "perspective" },
  { "position", "position", OBS_FIELD_INTEGER },
  { "question", "question", OBS_FIELD_WORDS, "question" },
  {
      "source",
      "source",
      OBS_FIELD_TEXT,
      NULL,
  },
  { "ksb", "ksb", OBS_FIELD_TEXT, NULL, "|K|S|B" },
};

static const ObsField caveat_fields[] = {
  { "key", "key", OBS_FIELD_WORDS },
  { "rank", "rank", OBS_FIELD_INTEGER },
  { "text", "text", OBS_FIELD_WORDS },
};

static const ObsField glossary_fields[] = {
  { "word", "word", OBS_FIELD_WORDS },
  { "aliases", "aliases", OBS_FIELD_TEXT },
  { "meaning", "meaning", OBS_FIELD_WORDS },
};

static const ObsImport imports[] = {
  { "journeys/caveats.csv", "caveat", 1, caveat_fields, G_N_ELEMENTS (caveat_fields) },
  { "journeys/glossary.csv", "glossary", 1, glossary_fields, G_N_ELEMENTS (glossary_fields) },
  { "journeys/perspectives.csv", "perspective", 1, perspective_fields,
    G_N_ELEMENTS (perspective_fields) },
  { "journeys/groups.csv", "journey_group", 2, group_fields, G_N_ELEMENTS (group_fields) },
  { "journeys/counterparts.csv", "question_counterpart", 2, counterpart_fields,
    G_N_ELEMENTS (counterpart_fields) },
  { "journeys/tiles.csv", "home_tile", 2, tile_fields, G_N_ELEMENTS (tile_fields) },
};

static const ObsImport question_import
    = { "journeys/questions.csv", "question", 1, question_fields, G_N_ELEMENTS (question_fields) };

static const ObsImport journey_import = { "journeys/journey.csv", "journey_question", 2,
                                          journey_fields, G_N_ELEMENTS (journey_fields) };

static void
import_questions (ObsBuild *build)
{
  g_autoptr (ObsCsv) csv = obs_build_load (build, question_import.file, FALSE);

  if (csv == NULL)
    return;
  obs_build_import (build, &question_import, csv);
  for (guint row = 0; row < obs_csv_n_rows (csv) && obs_csv_find (csv, "warnings") >= 0; row++)
    {
      g_auto (GStrv) warnings
          = g_strsplit (obs_csv_get (csv, row, (guint) obs_csv_find (csv, "warnings")), " ", -1);

      for (gsize i = 0; warnings[i] != NULL; i++)
        if (*warnings[i] != '\0' && !obs_build_has_key (build, "caveat", warnings[i]))
          obs_build_fault (build, csv, row, "warnings",
                           _ ("“%s” is not in the table “%s”. Correct it, or add it there."),
                           warnings[i], "caveat");
    }
}

/* A file of figures while it is read. */
typedef struct
{
  ObsBuild *build;
  const char *file;
  const char *question;
  sqlite3_stmt *insert;
} FigureFile;

static void
figure_fault (const FigureFile *file, guint figure, const char *what)
{
  obs_faults_take (&file->build->faults,
                   g_strdup_printf (_ ("%s, figure %u: %s"), file->file, figure, what));
}

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* Any name will do: what the Data switch offers is data. */
static gboolean
is_data_key (const char *key)
{
  if (key == NULL || !g_ascii_islower (key[0]) || strlen (key) > 40)
    return FALSE;
  for (const char *p = key; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '-')
      return FALSE;
  return TRUE;
}

static void
import_figure (const FigureFile *file, JsonNode *node, guint number)
{
  static const char *const ksb_keys[] = { "", "K", "S", "B", NULL };
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *data = object != NULL ? get_text (object, "data") : NULL;
  const char *ksb
      = object != NULL && json_object_has_member (object, "ksb") ? get_text (object, "ksb") : "";
  g_autofree char *spec = obs_json_to_canonical (node);
  g_autofree char *key = g_strdup_printf ("%s\1%s\1%s", file->question, data, ksb);
  g_autoptr (GError) error = NULL;

  if (!is_data_key (data))
    figure_fault (file, number,
                  _ ("“data” must be a short name in small letters, for example “published”."));
  else if (ksb == NULL || !g_strv_contains (ksb_keys, ksb))
    figure_fault (file, number, _ ("“ksb” must be “K”, “S” or “B”, or be left out."));
  else if (!obs_spec_check (file->question, spec, &error))
    figure_fault (file, number, error->message);
  else if (!obs_build_has_data_for (file->build, file->file, file->question, object))
    return;
  else if (!obs_build_add_key (file->build, "figure", key))
    figure_fault (file, number,
                  _ ("there is another figure with the same “data” and “ksb”. Keep one of them."));
  else
    {
      obs_build_bind_text (file->insert, 1, file->question);
      obs_build_bind_text (file->insert, 2, data);
      obs_build_bind_text (file->insert, 3, ksb);
      sqlite3_bind_int64 (file->insert, 4, number);
      obs_build_bind_text (file->insert, 5, spec);
      obs_build_run (file->build, file->insert);
    }
}

static void
import_figure_file (ObsBuild *build, const char *folder, const char *name, sqlite3_stmt *insert)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *shown = g_strconcat ("journeys/figures/", name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  FigureFile file = { build, shown, NULL, insert };
  JsonNode *root = NULL;
  JsonNode *figures = NULL;

  if (!json_parser_load_from_file (parser, path, &error))
    {
      obs_faults_take (&build->faults,
                       g_strdup_printf (_ ("%s is not JSON: %s"), shown, error->message));
      return;
    }
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      file.question = get_text (json_node_get_object (root), "question");
      figures = json_object_get_member (json_node_get_object (root), "figures");
    }
  if (file.question == NULL || figures == NULL || !JSON_NODE_HOLDS_ARRAY (figures))
    obs_faults_take (
        &build->faults,
        g_strdup_printf (_ ("%s needs the members “question”, a key, and “figures”, a list."),
                         shown));
  else if (!obs_build_has_key (build, "question", file.question))
    obs_faults_take (
        &build->faults,
        g_strdup_printf (
            _ ("%s: the question “%s” is not in journeys/questions.csv. Correct it, or add "
               "it there."),
            shown, file.question));
  else
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (figures)); i++)
        import_figure (&file, json_array_get_element (json_node_get_array (figures), i), i + 1);
      if (!obs_faults_any (&build->faults))
        obs_build_drop_question (build, file.question);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
import_figures_of (ObsBuild *build, const char *parent, sqlite3_stmt *insert)
{
  g_autofree char *folder = g_build_filename (parent, "journeys", "figures", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    import_figure_file (build, folder, g_ptr_array_index (names, i), insert);
}

static void
import_figures (ObsBuild *build)
{
  g_autoptr (sqlite3_stmt) insert = obs_build_insert (build, "figure", 5);

  for (guint i = 0; build->folders[i] != NULL; i++)
    import_figures_of (build, build->folders[i], insert);
}

/* Tiles are read before the figures that they show. */
static void
check_tiles (ObsBuild *build)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      build->db,
      "SELECT perspective, position, question, source, ksb FROM home_tile AS t WHERE source <> ''"
      " AND NOT EXISTS (SELECT 1 FROM figure AS f WHERE f.question = t.question AND f.data = "
      "t.source"
      " AND t.ksb IN ('', f.ksb)) ORDER BY perspective, position",
      &error);

  if (stmt == NULL)
    g_error ("%s", error->message);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    obs_faults_take (
        &build->faults,
        g_strdup_printf (
            _ ("journeys/tiles.csv, perspective %s, tile %d: the question “%s” has no figure "
               "of “%s” %s. Correct it, or add the figure."),
            obs_db_text (stmt, 0), sqlite3_column_int (stmt, 1), obs_db_text (stmt, 2),
            obs_db_text (stmt, 3), obs_db_text (stmt, 4)));
}

void
obs_build_journeys (ObsBuild *build)
{
  obs_build_import_file (build, &imports[0], FALSE);
  import_questions (build);
  for (gsize i = 1; i < 4; i++)
    obs_build_import_file (build, &imports[i], FALSE);
  obs_build_import_file (build, &journey_import, FALSE);
  obs_build_further_journeys (build);
  for (gsize i = 4; i < G_N_ELEMENTS (imports); i++)
    obs_build_import_file (build, &imports[i], FALSE);
  import_figures (build);
  if (!obs_faults_any (&build->faults))
    check_tiles (build);
}
