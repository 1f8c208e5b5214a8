/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/changes-private.h"

#include "data/error.h"
#include "data/json-write.h"
#include "data/sync/strict-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What changed, as a pack carries it: README.md says what is in it. */

#define MOST_GROUPS 100 /* the others of a source are told together */
#define MOST_LENGTH (OBS_COLUMN_TEXT_MOST / 2)
#define MOST_COUNT (G_GINT64_CONSTANT (1) << 50)

/* --- writing ------------------------------------------------------------------------------- */

static void
write_counts (JsonBuilder *builder, const ObsChangeCounts *counts)
{
  obs_json_write_list (builder, "n");
  json_builder_add_int_value (builder, counts->added);
  json_builder_add_int_value (builder, counts->revised);
  json_builder_add_int_value (builder, counts->withdrawn);
  json_builder_end_array (builder);
}

static void
write_group (JsonBuilder *builder, const ObsChangeGroup *group)
{
  json_builder_begin_object (builder);
  obs_json_write_text (builder, "source", group->source);
  obs_json_write_text (builder, "title", group->source_title);
  obs_json_write_text (builder, "area", group->area);
  obs_json_write_text (builder, "name", group->area_name);
  write_counts (builder, &group->counts);
  json_builder_end_object (builder);
}

/* What is beyond the first @most groups, one a source. */
static GPtrArray *
sum_up (const GPtrArray *groups, guint most)
{
  GPtrArray *sums = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_change_group_free);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = most; i < groups->len; i++)
    {
      const ObsChangeGroup *group = g_ptr_array_index (groups, i);
      ObsChangeGroup *sum = g_hash_table_lookup (known, group->source);

      if (sum == NULL)
        {
          sum = g_new0 (ObsChangeGroup, 1);
          sum->source = g_strdup (group->source);
          sum->source_title = g_strdup (group->source_title);
          sum->area = g_strdup ("");
          sum->area_name = g_strdup (_ ("other areas"));
          g_ptr_array_add (sums, sum);
          g_hash_table_insert (known, sum->source, sum);
        }
      sum->counts.added += group->counts.added;
      sum->counts.revised += group->counts.revised;
      sum->counts.withdrawn += group->counts.withdrawn;
    }
  return sums;
}

static void
write_groups (JsonBuilder *builder, const GPtrArray *groups, guint most)
{
  g_autoptr (GPtrArray) sums = sum_up (groups, most);

  obs_json_write_list (builder, "groups");
  for (guint i = 0; i < MIN (groups->len, most); i++)
    write_group (builder, g_ptr_array_index (groups, i));
  for (guint i = 0; i < sums->len; i++)
    write_group (builder, g_ptr_array_index (sums, i));
  json_builder_end_array (builder);
}

static void
write_questions (JsonBuilder *builder, const GPtrArray *questions)
{
  obs_json_write_list (builder, "questions");
  for (guint i = 0; i < questions->len; i++)
    {
      const ObsChangeQuestion *question = g_ptr_array_index (questions, i);

      json_builder_begin_object (builder);
      obs_json_write_text (builder, "question", question->question);
      write_counts (builder, &question->counts);
      obs_json_write_flag (builder, "specification", question->specification);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_methods (JsonBuilder *builder, const GPtrArray *methods, gboolean whole)
{
  obs_json_write_list (builder, "methods");
  for (guint i = 0; i < methods->len; i++)
    {
      const ObsChangeMethod *method = g_ptr_array_index (methods, i);

      json_builder_begin_object (builder);
      obs_json_write_text (builder, "what", method->what);
      obs_json_write_text (builder, "before", whole ? method->before : "");
      obs_json_write_text (builder, "after", whole ? method->after : "");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static char *
write_all (const ObsChanges *changes, guint most_groups, gboolean whole)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  obs_json_write_text (builder, "before", changes->before_date);
  obs_json_write_text (builder, "after", changes->after_date);
  write_counts (builder, &changes->total);
  write_groups (builder, changes->groups, most_groups);
  write_questions (builder, changes->questions);
  write_methods (builder, changes->methods, whole);
  obs_json_write_texts (builder, "texts", changes->texts);
  return obs_json_write_end (builder, FALSE);
}

/* Shorter where it would not fit beside the rows: what is most worth knowing stays. */
char *
obs_changes_to_json (const ObsChanges *changes)
{
  char *text = write_all (changes, MOST_GROUPS, TRUE);

  if (strlen (text) <= MOST_LENGTH)
    return text;
  g_free (text);
  return write_all (changes, MOST_GROUPS / 5, FALSE);
}

/* --- reading ------------------------------------------------------------------------------- */

static char *
read_text (JsonObject *object, const char *name)
{
  return g_strdup (obs_strict_json_string (object, name));
}

static gboolean
read_counts (JsonObject *object, ObsChangeCounts *counts)
{
  gint64 *numbers[] = { &counts->added, &counts->revised, &counts->withdrawn };
  JsonArray *array = obs_strict_json_list (object, "n");

  if (array == NULL || json_array_get_length (array) != G_N_ELEMENTS (numbers))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      JsonNode *number = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (number) || json_node_get_value_type (number) != G_TYPE_INT64
          || json_node_get_int (number) < 0 || json_node_get_int (number) > MOST_COUNT)
        return FALSE;
      *numbers[i] = json_node_get_int (number);
    }
  return TRUE;
}

static gboolean
read_group (JsonObject *object, ObsChanges *changes)
{
  ObsChangeGroup *group = g_new0 (ObsChangeGroup, 1);

  g_ptr_array_add (changes->groups, group);
  group->source = read_text (object, "source");
  group->source_title = read_text (object, "title");
  group->area = read_text (object, "area");
  group->area_name = read_text (object, "name");
  return group->source != NULL && group->source_title != NULL && group->area != NULL
         && group->area_name != NULL && read_counts (object, &group->counts)
         && json_object_get_size (object) == 5;
}

static gboolean
read_question (JsonObject *object, ObsChanges *changes)
{
  ObsChangeQuestion *question = g_new0 (ObsChangeQuestion, 1);
  JsonNode *flag;

  g_ptr_array_add (changes->questions, question);
  question->question = read_text (object, "question");
  flag = json_object_get_member (object, "specification");
  if (question->question == NULL || !read_counts (object, &question->counts) || flag == NULL
      || !JSON_NODE_HOLDS_VALUE (flag) || json_node_get_value_type (flag) != G_TYPE_BOOLEAN
      || json_object_get_size (object) != 3)
    return FALSE;
  question->specification = json_node_get_boolean (flag);
  return TRUE;
}

static gboolean
read_method (JsonObject *object, ObsChanges *changes)
{
  ObsChangeMethod *method = g_new0 (ObsChangeMethod, 1);

  g_ptr_array_add (changes->methods, method);
  method->what = read_text (object, "what");
  method->before = read_text (object, "before");
  method->after = read_text (object, "after");
  return method->what != NULL && method->before != NULL && method->after != NULL
         && json_object_get_size (object) == 3;
}

static gboolean
read_list (JsonObject *object, const char *name, gboolean (*read) (JsonObject *, ObsChanges *),
           ObsChanges *changes)
{
  JsonArray *array = obs_strict_json_list (object, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = obs_strict_json_element (array, i);

      if (one == NULL || !read (one, changes))
        return FALSE;
    }
  return array != NULL;
}

static gboolean
read_sentences (JsonObject *object, ObsChanges *changes)
{
  JsonArray *array = obs_strict_json_list (object, "texts");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return FALSE;
      g_ptr_array_add (changes->texts, g_strdup (json_node_get_string (node)));
    }
  return array != NULL;
}

ObsChanges *
obs_changes_from_json (const char *text, gsize length, GError **error)
{
  g_autoptr (ObsChanges) changes = obs_changes_new ();
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonNode) root = obs_strict_json_parse (text, length, &reason);
  JsonObject *object = root != NULL ? json_node_get_object (root) : NULL;

  if (object != NULL)
    {
      changes->before_date = read_text (object, "before");
      changes->after_date = read_text (object, "after");
      if (changes->before_date != NULL && changes->after_date != NULL
          && read_counts (object, &changes->total)
          && read_list (object, "groups", read_group, changes)
          && read_list (object, "questions", read_question, changes)
          && read_list (object, "methods", read_method, changes) && read_sentences (object, changes)
          && json_object_get_size (object) == 7)
        return g_steal_pointer (&changes);
    }
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("What changed between the editions cannot be shown: the summary that came with "
                  "them is damaged (%s)."),
               reason != NULL ? reason->message : "JSON");
  return NULL;
}
