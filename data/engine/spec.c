/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/spec.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const sources[] = {
  "findings", "matrix", "cube",    "gap",       "ratio",      "roadmap",
  "trail",    "needs",  "actions", "leads",     "courses",    "waves",
  "grades",   "none",   "ksb_gap", "ksb_local", "ksb_common",
};

static const char *const title_ids[] = {
  "lead-all",      "lead",
  "lead-unclear",  "order",
  "list",          "list-common",
  "direction",     "differ",
  "no-difference", "most",
  "rounded",       "ceiling",
  "rise-fall",     "no-change",
  "too-early",     "gap",
  "gap-group",     "coverage",
  "keystone",      "count",
  "change",        "not-published",
  "needs-data",    "neutral",
  "stands-out",    "in-every-sector",
};

static gboolean
known (const char *word, const char *const *words, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (g_strcmp0 (words[i], word) == 0)
      return TRUE;
  return FALSE;
}

const char *
obs_spec_string (JsonObject *object, const char *name, const char *fallback)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return fallback;
  return json_node_get_string (node);
}

double
obs_spec_number (JsonObject *object, const char *name, double fallback)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) == G_TYPE_STRING)
    return fallback;
  return json_node_get_double (node);
}

gboolean
obs_spec_flag (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

JsonObject *
obs_spec_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
obs_spec_array (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

char **
obs_spec_strings (JsonObject *object, const char *name)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  JsonArray *array = obs_spec_array (object, name);
  const char *single = obs_spec_string (object, name, NULL);

  if (single != NULL)
    g_ptr_array_add (list, g_strdup (single));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_ptr_array_add (list, g_strdup (json_node_get_string (node)));
    }
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

static gboolean
fault (GError **error, const char *question, const char *sentence)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC, _ ("The figure of question %s cannot be used: %s"),
               question, sentence);
  return FALSE;
}

static gboolean
check_titles (const char *question, JsonObject *spec, GError **error)
{
  JsonArray *titles = obs_spec_array (spec, "titles");
  gboolean neutral = FALSE;

  for (guint i = 0; titles != NULL && i < json_array_get_length (titles); i++)
    {
      JsonNode *node = json_array_get_element (titles, i);
      const char *id = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        id = obs_spec_string (json_node_get_object (node), "id", NULL);
      else if (JSON_NODE_HOLDS_VALUE (node))
        id = json_node_get_string (node);
      if (!known (id, title_ids, G_N_ELEMENTS (title_ids)))
        {
          g_autofree char *sentence
              = g_strdup_printf (_ ("its title pattern “%s” is not known."), id != NULL ? id : "");

          return fault (error, question, sentence);
        }
      neutral |= strcmp (id, "neutral") == 0;
    }
  if (obs_spec_string (obs_spec_object (spec, "text"), "neutral", NULL) == NULL)
    return fault (error, question, _ ("it has no “text” with a “neutral” title."));
  return TRUE;
}

static gboolean
check_axis (const char *question, JsonObject *spec, ObsForm form, GError **error)
{
  const char *axis = obs_spec_string (spec, "axis", NULL);
  static const char *const axes[] = { "score", "share", "index", "count", "rate" };
  gboolean lengths = form == OBS_FORM_RANKED_DOTS || form == OBS_FORM_RANKED_BARS
                     || form == OBS_FORM_LINE || form == OBS_FORM_DUMBBELL || form == OBS_FORM_MAP
                     || form == OBS_FORM_GAP;

  if (axis != NULL && !known (axis, axes, G_N_ELEMENTS (axes)))
    return fault (error, question, _ ("its axis is none of score, share, index, count and rate."));
  if (axis != NULL && !lengths && form != OBS_FORM_PART_KNOWN && form != OBS_FORM_STACK)
    return fault (error, question, _ ("this form shows no lengths, so it may have no axis."));
  if (axis == NULL && lengths)
    return fault (error, question, _ ("its form needs an axis."));
  if (form == OBS_FORM_MAP && g_strcmp0 (axis, "count") == 0)
    return fault (error, question, _ ("a map shows rates, never counts."));
  return TRUE;
}

/**
 * obs_spec_parse:
 * @question: key of the question, for messages
 * @json: the specification
 *
 * Returns: (transfer full): the object, or NULL with %OBS_ERROR_SPEC and one sentence
 */
JsonObject *
obs_spec_parse (const char *question, const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  JsonNode *root;
  JsonObject *spec;
  ObsForm form;
  const char *simple;

  if (!json_parser_load_from_data (parser, json, -1, &local))
    {
      g_autofree char *sentence = g_strdup_printf (_ ("it is not JSON (%s)."), local->message);

      fault (error, question, sentence);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      fault (error, question, _ ("it is not a JSON object."));
      return NULL;
    }
  spec = json_node_get_object (root);
  if (!obs_form_from_code (obs_spec_string (spec, "form", ""), &form))
    {
      fault (error, question, _ ("its “form” is not a known form."));
      return NULL;
    }
  simple = obs_spec_string (spec, "simple", NULL);
  if (simple != NULL && !obs_form_from_code (simple, &form))
    {
      fault (error, question, _ ("its “simple” form is not a known form."));
      return NULL;
    }
  obs_form_from_code (obs_spec_string (spec, "form", ""), &form);
  if (form == OBS_FORM_MAP && simple == NULL)
    {
      fault (error, question, _ ("a map must name its simple form."));
      return NULL;
    }
  if (!known (obs_spec_string (spec, "from", ""), sources, G_N_ELEMENTS (sources)))
    {
      fault (error, question, _ ("its “from” does not name a kind of rows."));
      return NULL;
    }
  if (!check_axis (question, spec, form, error) || !check_titles (question, spec, error))
    return NULL;
  return json_object_ref (spec);
}

gboolean
obs_spec_check (const char *question, const char *json, GError **error)
{
  g_autoptr (JsonObject) spec = obs_spec_parse (question, json, error);

  return spec != NULL;
}

static gboolean
refuse (GError **error, const ObsFigure *figure, const char *sentence)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC, _ ("Figure %s is not drawn this way: %s"),
               figure->figure_id != NULL ? figure->figure_id : figure->question, sentence);
  return FALSE;
}

static gboolean
of_a_whole (ObsForm form)
{
  return form == OBS_FORM_PART_KNOWN || form == OBS_FORM_STACK;
}

static gboolean
check_row (const ObsFigure *figure, const ObsFigureRow *row, gboolean lengths, GError **error)
{
  gboolean words_only = row->grade == OBS_GRADE_ORDER || row->grade == OBS_GRADE_DIRECTION;

  /* Bars of a whole may name a part in words; where every row has its place on an axis, an order
   * or a direction has none, with or without a number. */
  if (lengths && words_only && (!isnan (row->estimate) || !of_a_whole (figure->form)))
    return refuse (error, figure, _ ("an order or a direction has no length."));
  if (row->grade == OBS_GRADE_BOUND
      && (!isnan (row->estimate) || figure->form == OBS_FORM_RANKED_BARS))
    return refuse (error, figure, _ ("a published limit is neither a point nor a length."));
  if (row->grade == OBS_GRADE_ROUNDED && !isnan (row->low))
    return refuse (error, figure, _ ("a rounded value of the source has no likely range."));
  if (row->rank > 0 && row->listed > 0)
    return refuse (error, figure, _ ("a list without a stated order takes no numbers."));
  if (!isnan (row->estimate) && row->base >= 0
      && obs_show_for_base (row->base) >= OBS_SHOW_BAND_ONLY)
    return refuse (error, figure, _ ("an estimate needs at least 20 answers."));
  if (!isnan (row->low) && row->base >= 0 && obs_show_for_base (row->base) == OBS_SHOW_NOTHING)
    return refuse (error, figure, _ ("a range needs at least 10 answers."));
  return TRUE;
}

/**
 * obs_figure_check:
 *
 * The rules of honest drawing that can be seen in the figure itself.
 *
 * Returns: FALSE with %OBS_ERROR_SPEC and one sentence when it must not be drawn in its form
 */
gboolean
obs_figure_check (const ObsFigure *figure, GError **error)
{
  gboolean lengths = figure->axis != OBS_AXIS_NONE;
  gboolean derived = FALSE, tagged = FALSE;
  guint drawn = 0;

  for (guint i = 0; i < figure->series->len; i++)
    {
      const ObsFigureSeries *series = g_ptr_array_index (figure->series, i);

      /* Lines of areas that are compared are named at their ends and stand back in one ink. */
      drawn += series->role != OBS_ROLE_COLUMN && series->role != OBS_ROLE_COUNT
               && series->role != OBS_ROLE_GAP
               && !(series->role == OBS_ROLE_COMPARE && figure->form == OBS_FORM_LINE);
    }
  if (lengths && drawn > 5)
    return refuse (error, figure, _ ("more than five series cannot be told apart."));
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      if (!check_row (figure, row, lengths, error))
        return FALSE;
      derived |= row->grade == OBS_GRADE_DERIVED && lengths && figure->form != OBS_FORM_PART_KNOWN;
    }
  for (guint i = 0; i < figure->tags->len; i++)
    tagged |= strcmp (g_ptr_array_index (figure->tags, i), _ ("worked out")) == 0;
  if (derived && !tagged)
    return refuse (error, figure, _ ("what is worked out must carry the words “worked out”."));
  return TRUE;
}
