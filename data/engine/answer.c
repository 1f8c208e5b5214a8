/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/answer.h"

#include "data/engine/ask.h"
#include "data/engine/format.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
ask_clear (ObsAsk *ask)
{
  g_clear_pointer (&ask->spec, json_object_unref);
  g_clear_pointer (&ask->figure, obs_figure_unref);
  g_clear_pointer (&ask->sector, g_free);
  g_clear_pointer (&ask->sector_label, g_free);
  g_clear_pointer (&ask->sector_short, g_free);
  g_clear_pointer (&ask->sector_people, g_free);
  g_clear_pointer (&ask->place, g_free);
  g_clear_pointer (&ask->area, g_free);
  g_clear_pointer (&ask->area_name, g_free);
  g_clear_pointer (&ask->size, g_free);
  g_clear_pointer (&ask->size_label, g_free);
  g_clear_pointer (&ask->period, g_free);
  g_clear_pointer (&ask->reworked, g_free);
  g_clear_pointer (&ask->stats, g_hash_table_unref);
  g_clear_pointer (&ask->sources, g_ptr_array_unref);
  g_clear_pointer (&ask->caveats, g_ptr_array_unref);
  g_clear_pointer (&ask->remarks, g_ptr_array_unref);
  g_clear_pointer (&ask->breaks, g_ptr_array_unref);
  g_clear_pointer (&ask->cautions, g_ptr_array_unref);
  g_clear_pointer (&ask->compare, g_ptr_array_unref);
  g_clear_pointer (&ask->sections, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsAsk, ask_clear)

/* The pinned areas that the edition knows, without the one that is chosen. */
static void
resolve_compare (ObsAsk *ask)
{
  const ObsView *view = ask->view;

  for (guint i = 0; i < view->compare->len; i++)
    {
      const char *code = g_ptr_array_index (view->compare, i);
      g_autofree char *name
          = obs_db_lookup (ask->db, "SELECT name FROM area WHERE code = ?1", code);

      if (name == NULL)
        obs_ask_remark (ask, _ ("This edition does not know one of the areas to compare with. It "
                                "is left out."));
      else if (strcmp (code, ask->area) != 0)
        g_ptr_array_add (ask->compare, g_strdup (code));
    }
  if (view->compare_lost > 0)
    obs_ask_remark (ask, _ ("Eight areas can be compared at most. The others of the link are left "
                            "out."));
}

/* Filters that the edition does not know fall back to "all", and say so. */
static void
resolve_filters (ObsAsk *ask)
{
  const ObsView *view = ask->view;

  ask->place = g_strdup (obs_edition_get_info (ask->edition)->place);
  if (view->sector != NULL)
    {
      ask->sector_label
          = obs_db_lookup (ask->db, "SELECT label FROM sector WHERE code = ?1", view->sector);
      if (ask->sector_label != NULL)
        {
          ask->sector = g_strdup (view->sector);
          ask->sector_short
              = obs_db_lookup (ask->db, "SELECT short FROM sector WHERE code = ?1", view->sector);
          ask->sector_people
              = obs_db_lookup (ask->db, "SELECT people FROM sector WHERE code = ?1", view->sector);
        }
      else
        obs_ask_remark (ask,
                        _ ("This edition does not know the sector of the link. All sectors are "
                           "shown."));
    }
  if (view->area != NULL)
    {
      ask->area_name = obs_db_lookup (ask->db, "SELECT name FROM area WHERE code = ?1", view->area);
      if (ask->area_name != NULL)
        ask->area = g_strdup (view->area);
      else
        obs_ask_remark (ask,
                        _ ("This edition does not know the place of the link. The whole area is "
                           "shown."));
    }
  if (ask->area == NULL)
    {
      ask->area = g_strdup (ask->place);
      ask->area_name = obs_db_lookup (ask->db, "SELECT name FROM area WHERE code = ?1", ask->place);
    }
  resolve_compare (ask);
  if (view->size != NULL)
    {
      ask->size_label = obs_db_lookup (
          ask->db, "SELECT label FROM item WHERE code = ?1 AND kind = 'size'", view->size);
      if (ask->size_label != NULL)
        ask->size = g_strdup (view->size);
    }
}

static void
ask_init (ObsAsk *ask, ObsEdition *edition, const ObsView *view, GCancellable *cancellable)
{
  const ObsEditionInfo *info = obs_edition_get_info (edition);

  ask->edition = edition;
  ask->db = obs_edition_get_db (edition);
  ask->view = view;
  ask->cancellable = cancellable;
  ask->base_low = ask->base_high = -1;
  ask->stats = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  ask->sources = g_ptr_array_new_with_free_func (g_free);
  ask->caveats = g_ptr_array_new_with_free_func (g_free);
  ask->remarks = g_ptr_array_new_with_free_func (g_free);
  ask->breaks = g_ptr_array_new_with_free_func (g_free);
  ask->cautions = g_ptr_array_new_with_free_func (g_free);
  ask->compare = g_ptr_array_new_with_free_func (g_free);
  ask->sections = g_ptr_array_new_with_free_func (g_free);
  ask->figure = obs_figure_new ();
  ask->figure->question = g_strdup (view->question);
  ask->figure->perspective = g_strdup (view->perspective);
  ask->figure->edition_date = g_strdup (info->date);
  ask->figure->edition_title = obs_format_date (info->date, FALSE);
  resolve_filters (ask);
}

static const char *
ksb_name (const char *letter)
{
  switch (*letter)
    {
    case 'K':
      return _ ("Knowledge");
    case 'S':
      return _ ("Skills");
    default:
      return _ ("Behaviours");
    }
}

/* Name of a choice of the Data switch; a specification may give its own. */
static char *
data_label (const char *key, const char *json)
{
  g_autoptr (JsonObject) spec = obs_spec_parse ("", json, NULL);
  const char *own = spec != NULL ? obs_spec_string (spec, "data_label", NULL) : NULL;

  if (own != NULL)
    return g_strdup (own);
  if (strcmp (key, "published") == 0)
    return g_strdup (_ ("Published 2022"));
  if (strcmp (key, "panel") == 0)
    return g_strdup (_ ("Demonstration panel (simulated)"));
  if (strcmp (key, "official") == 0)
    return g_strdup (_ ("Official figures"));
  if (strcmp (key, "market") == 0)
    return g_strdup (_ ("Demonstration data (simulated)"));
  return g_strdup (key);
}

static void
add_choice_once (GPtrArray *choices, const char *key, const char *label)
{
  for (guint i = 0; i < choices->len; i++)
    if (strcmp (((ObsChoice *) g_ptr_array_index (choices, i))->key, key) == 0)
      return;
  obs_figure_add_choice (choices, key, label);
}

static gboolean
hidden (const char *json)
{
  return strstr (json, "\"hidden\":true") != NULL;
}

/* Picks the figure of the question: by the view's data and letter, else the first. */
static char *
choose_spec (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT data, ksb, spec FROM figure WHERE question = ?1 ORDER BY position, data, ksb", error);
  g_autofree char *prefer = obs_db_lookup (
      ask->db, "SELECT source_first FROM perspective WHERE key = ?1", ask->view->perspective);
  const char *wanted = ask->view->data;
  g_autofree char *best = NULL, *best_data = NULL, *best_ksb = NULL;
  int best_score = -1, rc;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, ask->view->question, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      const char *data = obs_db_text (stmt, 0), *ksb = obs_db_text (stmt, 1);
      const char *json = obs_db_text (stmt, 2);
      int score = 0;

      if (!hidden (json))
        {
          g_autofree char *label = data_label (data, json);

          add_choice_once (ask->figure->data_choices, data, label);
        }
      if (wanted != NULL)
        score += strcmp (data, wanted) == 0 ? 8 : 0;
      else
        score += hidden (json)                             ? -8
                 : strstr (json, "\"first\":true") != NULL ? 4
                 : g_strcmp0 (data, prefer) == 0           ? 1
                                                           : 0;
      score += g_strcmp0 (ksb, ask->view->ksb) == 0 ? 2 : 0;
      if (best == NULL || score > best_score)
        {
          g_free (best);
          g_free (best_data);
          g_free (best_ksb);
          best = g_strdup (json);
          best_data = g_strdup (data);
          best_ksb = g_strdup (ksb);
          best_score = score;
        }
    }
  if (rc < 0)
    return NULL;
  if (best == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("This edition has no question “%s”."),
                   ask->view->question);
      return NULL;
    }
  ask->figure->data = g_steal_pointer (&best_data);
  ask->figure->ksb = g_steal_pointer (&best_ksb);
  return g_steal_pointer (&best);
}

static void
set_ksb_choices (ObsAsk *ask)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT ksb FROM figure WHERE question = ?1 AND data = ?2 AND ksb <> '' ORDER BY position",
      NULL);

  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, ask->figure->question, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, ask->figure->data, -1, SQLITE_TRANSIENT);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    add_choice_once (ask->figure->ksb_choices, obs_db_text (stmt, 0),
                     ksb_name (obs_db_text (stmt, 0)));
}

static void
set_identity (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  g_autoptr (GString) id = g_string_new (figure->question);

  if (*figure->ksb != '\0')
    g_string_append_printf (id, "-%s", figure->ksb);
  if (ask->sector_short != NULL && *ask->sector_short != '\0')
    g_string_append_printf (id, "-%s", ask->sector_short);
  figure->figure_id = g_string_free (g_steal_pointer (&id), FALSE);
  {
    g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
        ask->db,
        "SELECT q.text, j.text, j.action FROM question q LEFT JOIN journey_question j "
        "ON j.question = q.key AND j.perspective = ?2 WHERE q.key = ?1",
        NULL);

    if (stmt == NULL)
      return;
    sqlite3_bind_text (stmt, 1, figure->question, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text (stmt, 2, figure->perspective, -1, SQLITE_TRANSIENT);
    if (obs_db_step (stmt, NULL, NULL) != 1)
      return;
    figure->question_text
        = g_strdup (*obs_db_text (stmt, 1) != '\0' ? obs_db_text (stmt, 1) : obs_db_text (stmt, 0));
    if (*obs_db_text (stmt, 2) != '\0')
      figure->next_action = g_strdup (obs_db_text (stmt, 2));
  }
}

static ObsAxisKind
axis_of (const char *name)
{
  static const char *const names[] = { "", "score", "share", "index", "count", "rate" };

  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i], name) == 0)
      return (ObsAxisKind) i;
  return OBS_AXIS_NONE;
}

static gboolean
run_rows (ObsAsk *ask, GError **error)
{
  static const struct
  {
    const char *from;
    gboolean (*rows) (ObsAsk *, GError **);
  } kinds[] = {
    { "findings", obs_rows_findings },   { "matrix", obs_rows_matrix },
    { "cube", obs_rows_cube },           { "gap", obs_rows_gap },
    { "ratio", obs_rows_ratio },         { "roadmap", obs_rows_roadmap },
    { "trail", obs_rows_trail },         { "needs", obs_rows_needs },
    { "actions", obs_rows_actions },     { "leads", obs_rows_leads },
    { "courses", obs_rows_courses },     { "waves", obs_rows_waves },
    { "grades", obs_rows_grades },       { "ksb_gap", obs_rows_ksb_gap },
    { "ksb_local", obs_rows_ksb_local }, { "ksb_common", obs_rows_ksb_common },
  };
  const char *from = obs_spec_string (ask->spec, "from", "");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].from, from) == 0)
      return kinds[i].rows (ask, error);
  return TRUE;
}

/* Class of the figure: simulated as soon as one of its sources is. Published and simulated rows
 * never share a series because a figure takes its rows from one kind of source. */
static void
set_class (ObsAsk *ask)
{
  gboolean any = FALSE;

  for (guint i = 0; i < ask->sources->len; i++)
    {
      ObsSourceClass source_class;

      if (!obs_ask_source_class (ask, g_ptr_array_index (ask->sources, i), &source_class))
        continue;
      if (!any || source_class == OBS_CLASS_SIMULATED)
        ask->figure->source_class = source_class;
      any = TRUE;
    }
}

static void
set_series_bases (ObsAsk *ask)
{
  for (guint s = 0; s < ask->figure->series->len; s++)
    {
      ObsFigureSeries *series = g_ptr_array_index (ask->figure->series, s);

      for (guint i = 0; i < ask->figure->rows->len; i++)
        {
          const ObsFigureRow *row = obs_figure_row (ask->figure, i);

          if (g_strcmp0 (row->series, series->key) == 0 && row->base >= 0)
            series->base = MAX (series->base, row->base);
        }
    }
}

/* A list without lengths: in order where there is one, else in words. */
static void
fall_back (ObsFigure *figure)
{
  figure->form = OBS_FORM_ORDERED_STRIP;
  figure->axis = OBS_AXIS_NONE;
  figure->has_ranges = FALSE;
  g_clear_pointer (&figure->axis_title, g_free);
  for (guint i = 0; i < figure->rows->len; i++)
    {
      ObsFigureRow *row = g_ptr_array_index (figure->rows, i);

      row->estimate = row->low = row->high = NAN;
      if (row->rank > 0 || row->listed > 0)
        figure->form = OBS_FORM_RANK_LADDER;
    }
}

static void
finish (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  g_autoptr (GError) error = NULL;

  obs_ask_remark (ask, obs_spec_string (ask->spec, "remark", NULL));
  obs_ask_unmatched (ask);
  obs_compare_finish (ask);
  set_class (ask);
  set_series_bases (ask);
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      figure->has_ranges |= !isnan (row->low);
      if (row->grade == OBS_GRADE_DERIVED && figure->axis != OBS_AXIS_NONE
          && figure->form != OBS_FORM_PART_KNOWN
          && !g_ptr_array_find_with_equal_func (figure->tags, _ ("worked out"), g_str_equal, NULL))
        g_ptr_array_add (figure->tags, g_strdup (_ ("worked out")));
    }
  /* A specification that asks for lengths where the rows have none is drawn as a list, and says
   * why. */
  if (!obs_figure_check (figure, &error))
    {
      obs_ask_remark (ask, error->message);
      fall_back (figure);
    }
  obs_rows_name (ask);
  obs_figure_title (ask);
  obs_ask_words (ask);
  obs_figure_summary (ask);
}

/* A page about one row of the plan or the taxonomy: recommendation, finding, term. */
static gboolean
answer_page (ObsAsk *ask, GError **error)
{
  const char *key = ask->view->question;
  g_autofree char *recommendation
      = obs_db_lookup (ask->db, "SELECT id FROM recommendation WHERE id = ?1", key);
  g_autofree char *finding = obs_db_lookup (ask->db, "SELECT id FROM finding WHERE id = ?1", key);
  g_autofree char *term = obs_db_lookup (ask->db, "SELECT code FROM term WHERE code = ?1", key);
  const char *json
      = "{\"form\":\"TR\",\"from\":\"none\",\"no_panel\":true,\"text\":{\"neutral\":\"\"}}";

  if (recommendation == NULL && finding == NULL && term == NULL)
    return FALSE;
  ask->spec = obs_spec_parse (key, json, NULL);
  ask->text = obs_spec_object (ask->spec, "text");
  ask->figure->form = OBS_FORM_TRAIL;
  ask->figure->data = g_strdup ("published");
  ask->figure->ksb = g_strdup ("");
  ask->figure->figure_id = g_strdup (key);
  if (recommendation != NULL && obs_page_recommendation (ask, key, error))
    ask->figure->question_text = g_strdup (_ ("What is recommended, to whom, and why?"));
  else if (finding != NULL && obs_page_finding (ask, key, error))
    ask->figure->question_text = g_strdup (_ ("What was published, and how exactly?"));
  else if (term != NULL && obs_page_term (ask, key, error))
    ask->figure->question_text = g_strdup (_ ("What is it, who wants it and who teaches it?"));
  else if (error != NULL && *error != NULL)
    return FALSE;
  return TRUE;
}

static ObsFigure *
answer_with (ObsEdition *edition, const ObsView *view, GCancellable *cancellable, GError **error)
{
  g_auto (ObsAsk) ask = { 0 };
  g_autofree char *json = NULL;
  g_autoptr (GError) local = NULL;

  ask_init (&ask, edition, view, cancellable);
  if (answer_page (&ask, &local))
    {
      finish (&ask);
      return g_steal_pointer (&ask.figure);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  json = choose_spec (&ask, error);
  if (json == NULL)
    return NULL;
  ask.spec = obs_spec_parse (view->question, json, error);
  if (ask.spec == NULL)
    return NULL;
  ask.text = obs_spec_object (ask.spec, "text");
  set_ksb_choices (&ask);
  set_identity (&ask);
  obs_form_from_code (obs_spec_string (ask.spec, "form", "TB"), &ask.figure->form);
  obs_form_from_code (obs_spec_string (ask.spec, "simple", "TB"), &ask.figure->simple_form);
  ask.figure->axis = axis_of (obs_spec_string (ask.spec, "axis", NULL));
  ask.figure->axis_title = g_strdup (obs_spec_string (ask.spec, "axis_title", NULL));
  ask.figure->x_title = g_strdup (obs_spec_string (ask.spec, "x_title", NULL));
  if (!run_rows (&ask, error))
    return NULL;
  finish (&ask);
  return g_steal_pointer (&ask.figure);
}

JsonObject *
obs_answer_spec (ObsEdition *edition, const ObsView *view, GCancellable *cancellable,
                 GError **error)
{
  g_auto (ObsAsk) ask = { 0 };
  g_autofree char *json = NULL;

  ask_init (&ask, edition, view, cancellable);
  json = choose_spec (&ask, error);
  return json != NULL ? obs_spec_parse (view->question, json, error) : NULL;
}

ObsFigure *
obs_answer (ObsEdition *edition, const ObsView *view, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (edition != NULL && view != NULL, NULL);

  return answer_with (edition, view, cancellable, error);
}

GPtrArray *
obs_answer_home (ObsEdition *edition, const ObsView *view, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) tiles = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_figure_unref);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      obs_edition_get_db (edition),
      "SELECT question, source, ksb FROM home_tile WHERE perspective = ?1 ORDER BY position",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text (stmt, 1, view->perspective, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      g_autoptr (ObsView) one = obs_view_copy (view);
      ObsFigure *figure;

      g_free (one->question);
      one->question = g_strdup (obs_db_text (stmt, 0));
      obs_view_set (one, "src", obs_db_text (stmt, 1));
      obs_view_set (one, "ksb", obs_db_text (stmt, 2));
      obs_view_set (one, "sort", NULL);
      /* A tile is about the one place. */
      obs_view_set (one, "cmp", NULL);
      figure = answer_with (edition, one, cancellable, error);
      if (figure == NULL)
        return NULL;
      g_ptr_array_add (tiles, figure);
    }
  return rc == 0 ? g_steal_pointer (&tiles) : NULL;
}
