/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/db.h"
#include "data/engine/answer.h"
#include "data/engine/ask.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The provenance card: where one number comes from. */

static void
line_free (gpointer data)
{
  ObsCardLine *line = data;

  g_free (line->label);
  g_free (line->value);
  g_free (line->link);
  g_free (line);
}

static void
part_free (gpointer data)
{
  ObsCardPart *part = data;

  g_free (part->heading);
  g_ptr_array_unref (part->lines);
  g_free (part);
}

static ObsCardPart *
add_part (ObsCard *card, const char *heading)
{
  ObsCardPart *part = g_new0 (ObsCardPart, 1);

  part->heading = g_strdup (heading);
  part->lines = g_ptr_array_new_with_free_func (line_free);
  g_ptr_array_add (card->parts, part);
  return part;
}

static void
add_line (ObsCardPart *part, const char *label, const char *value, const char *link)
{
  ObsCardLine *line;

  if (value == NULL || *value == '\0')
    return;
  line = g_new0 (ObsCardLine, 1);
  line->label = g_strdup (label);
  line->value = g_strdup (value);
  line->link = g_strdup (link);
  g_ptr_array_add (part->lines, line);
}

void
obs_card_free (ObsCard *card)
{
  if (card == NULL)
    return;
  g_free (card->title);
  g_free (card->kind);
  g_free (card->ksb);
  g_free (card->big);
  g_free (card->big_words);
  g_free (card->histogram_title);
  g_free (card->citation);
  g_ptr_array_unref (card->parts);
  g_free (card);
}

static void
set_head (sqlite3 *db, ObsCard *card, const ObsFigure *figure, const ObsFigureRow *row)
{
  g_autofree char *term = NULL, *area = NULL;

  if (row == NULL)
    {
      card->title = g_strdup (figure->title);
      card->kind = g_strdup (figure->question_text != NULL ? figure->question_text : "");
      return;
    }
  card->title = g_strdup (row->label);
  term = obs_db_lookup (db, "SELECT ksb FROM term WHERE code = ?1", row->key);
  area = obs_db_lookup (db, "SELECT kind FROM area WHERE code = ?1", row->key);
  if (term != NULL)
    {
      card->ksb = g_strdup (term);
      card->kind = g_strdup (*term == 'K'   ? _ ("Knowledge")
                             : *term == 'S' ? _ ("Skill")
                                            : _ ("Behaviour"));
    }
  else if (area != NULL && strcmp (area, "district") == 0)
    card->kind = g_strdup_printf (_ ("District, %s"), row->key);
  else
    card->kind = g_strdup (row->group != NULL ? row->group : "");
}

/* All series of the row's thing, each with its value and range. */
static void
add_values (ObsCard *card, const ObsFigure *figure, const ObsFigureRow *row)
{
  ObsCardPart *part = NULL;
  const ObsFigureRow *gap = NULL;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *one = obs_figure_row (figure, i);
      const ObsFigureSeries *series = obs_figure_find_series (figure, one->series);
      const char *colon;
      g_autofree char *label = NULL;

      if (strcmp (one->key, row->key) != 0 || g_strcmp0 (one->group, row->group) != 0
          || (!isnan (row->x) && one->x != row->x) || one->name == NULL)
        continue;
      if (series != NULL && series->role == OBS_ROLE_GAP)
        {
          gap = one;
          continue;
        }
      colon = strstr (one->name, ": ");
      if (part == NULL)
        part = add_part (card, figure->axis == OBS_AXIS_NONE ? _ ("What is known")
                                                             : _ ("Value and likely range"));
      label = g_strdup (series != NULL ? series->label : _ ("Value"));
      add_line (part, label, colon != NULL ? colon + 2 : one->name, NULL);
    }
  if (gap != NULL && !isnan (gap->estimate))
    {
      g_autofree char *low = obs_format_signed (gap->low, 0),
                      *high = obs_format_signed (gap->high, 0);

      card->big = obs_format_signed (gap->estimate, 0);
      card->big_words = gap->clear
                            ? g_strdup_printf (_ ("likely range %s to %s, worked out"), low, high)
                            : g_strdup_printf (_ ("%s to %s: not clear, worked out"), low, high);
    }
  else if (figure->form == OBS_FORM_MAP && !isnan (row->estimate))
    {
      card->big = obs_format_number (row->estimate, 0);
      card->big_words = g_strdup (figure->unit);
    }
}

static void
add_survey_question (sqlite3 *db, const char *sector, ObsCard *card, ObsCardPart *part,
                     const ObsFigure *figure, const ObsFigureRow *row)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (JsonObject) spec = NULL;
  g_autofree char *json = NULL;
  g_autofree char *people
      = sector != NULL ? obs_db_lookup (db, "SELECT people FROM sector WHERE code = ?1", sector)
                       : NULL;
  const char *question;
  int total = 0;

  stmt = obs_db_prepare (
      db, "SELECT spec FROM figure WHERE question = ?1 AND data = ?2 AND ksb = ?3", NULL);
  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, figure->question, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, figure->data, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 3, figure->ksb, -1, SQLITE_TRANSIENT);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return;
  json = g_strdup (obs_db_text (stmt, 0));
  spec = obs_spec_parse (figure->question, json, NULL);
  question = obs_spec_string (obs_spec_object (spec, "where"), "question", NULL);
  if (question == NULL)
    return;
  {
    g_autofree char *text
        = obs_db_lookup (db, "SELECT text FROM survey_question WHERE id = ?1", question);

    add_line (part, _ ("Asked as"), text, NULL);
  }
  g_clear_pointer (&stmt, sqlite3_finalize);
  stmt = obs_db_prepare (
      db,
      "SELECT answer, k, n, missing FROM cube_panel_answers WHERE question = ?1 AND "
      "item = ?2 AND sector = ?3 AND horizon = 'all'",
      NULL);
  if (stmt == NULL || row == NULL)
    return;
  sqlite3_bind_text (stmt, 1, question, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, row->key, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 3, people != NULL ? sector : "all", -1, SQLITE_TRANSIENT);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    {
      int answer = atoi (obs_db_text (stmt, 0));

      if (answer < 1 || answer > 10 || *obs_db_text (stmt, 3) != '\0')
        continue;
      if (total == 0)
        memset (card->histogram, 0, sizeof card->histogram);
      card->histogram[answer - 1] = sqlite3_column_int (stmt, 1);
      total = sqlite3_column_int (stmt, 2);
    }
  if (total >= 20)
    card->histogram_title = people != NULL
                                ? g_strdup_printf (_ ("Answers, %d %s"), total, people)
                                : g_strdup_printf (_ ("Answers, all %d businesses"), total);
  else
    for (guint i = 0; i < G_N_ELEMENTS (card->histogram); i++)
      card->histogram[i] = -1;
}

static void
add_finding (sqlite3 *db, ObsCard *card, ObsCardPart *part, const char *id)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT f.section, f.voice, f.basis, f.note, s.title, "
      "(SELECT group_concat(other, ' ') FROM finding_conflict c WHERE c.finding = f.id), f.grade "
      "FROM finding f JOIN source s ON s.id = f.source WHERE f.id = ?1",
      NULL);
  g_autofree char *link = g_strconcat ("finding:", id, NULL);

  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_TRANSIENT);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return;
  add_line (part, _ ("Finding"), id, link);
  add_line (part, _ ("Section"), obs_db_text (stmt, 0), NULL);
  add_line (part, _ ("Voice"), obs_db_text (stmt, 1), NULL);
  if (strcmp (obs_db_text (stmt, 2), "stated") != 0)
    add_line (part, _ ("Basis"), obs_db_text (stmt, 2), NULL);
  add_line (part, _ ("Note"), obs_db_text (stmt, 3), NULL);
  if (*obs_db_text (stmt, 5) != '\0')
    {
      g_auto (GStrv) others = g_strsplit (obs_db_text (stmt, 5), " ", -1);
      ObsCardPart *conflict = add_part (card, _ ("The plan says two things here. Both are shown."));

      for (guint i = 0; others[i] != NULL; i++)
        {
          g_autofree char *other = g_strconcat ("finding:", others[i], NULL);
          g_autofree char *label = obs_db_lookup (
              db, "SELECT label || ', section ' || section FROM finding WHERE id = ?1", others[i]);

          add_line (conflict, others[i], label, other);
        }
    }
}

static void
add_source (sqlite3 *db, ObsCardPart *part, const char *id)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT title, publisher, licence, method, caveat, period, class, tier "
                        "FROM source WHERE id = ?1",
                        NULL);
  g_autofree char *link = g_strconcat ("source:", id, NULL);
  ObsSourceClass source_class;

  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_TRANSIENT);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return;
  add_line (part, _ ("Source"), obs_db_text (stmt, 0), link);
  add_line (part, _ ("Publisher"), obs_db_text (stmt, 1), NULL);
  if (obs_source_class_from_key (obs_db_text (stmt, 6), &source_class))
    add_line (part, _ ("Class"), obs_source_class_words (source_class), NULL);
  add_line (part, _ ("Collected"), obs_db_text (stmt, 5), NULL);
  add_line (part, _ ("Method"), obs_db_text (stmt, 3), NULL);
  add_line (part, _ ("Standing"), obs_db_text (stmt, 7), NULL);
  add_line (part, _ ("Licence"), obs_db_text (stmt, 2), NULL);
  add_line (part, _ ("Mind"), obs_db_text (stmt, 4), NULL);
}

static void
add_used_in (sqlite3 *db, ObsCard *card, const ObsFigureRow *row)
{
  g_auto (GStrv) ids = g_strsplit (row->finding_ids != NULL ? row->finding_ids : "", " ", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ObsCardPart *part = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
          db,
          "SELECT r.id, r.position, r.title FROM recommendation r WHERE r.id IN (SELECT "
          "e.recommendation FROM evidence_recommendation e JOIN evidence_finding f ON f.evidence = "
          "e.evidence WHERE f.finding = ?1 UNION SELECT a.recommendation FROM action a JOIN "
          "action_finding x ON x.action = a.id WHERE x.finding = ?1) ORDER BY r.position",
          NULL);

      if (stmt == NULL)
        continue;
      sqlite3_bind_text (stmt, 1, ids[i], -1, SQLITE_TRANSIENT);
      while (obs_db_step (stmt, NULL, NULL) == 1)
        {
          g_autofree char *link = g_strconcat ("recommendation:", obs_db_text (stmt, 0), NULL);
          g_autofree char *label = NULL;

          if (!g_hash_table_add (seen, g_strdup (obs_db_text (stmt, 0))))
            continue;
          if (part == NULL)
            part = add_part (card, _ ("Used in (our links)"));
          label = g_strdup_printf (_ ("Recommendation %d"), sqlite3_column_int (stmt, 1));
          add_line (part, label, obs_db_text (stmt, 2), link);
        }
    }
}

/* The way from a mark to everything about its sector or place. */
static void
add_filter (ObsCard *card, const ObsFigure *figure, const ObsFigureRow *row)
{
  const ObsFigureSeries *series = obs_figure_find_series (figure, row->series);
  g_autofree char *words = NULL;

  if (row->link == NULL || !g_str_has_prefix (row->link, "filter:"))
    return;
  words = g_strdup_printf (_ ("Show %s only"),
                           g_str_has_prefix (row->link, "filter:sector=") && series != NULL
                               ? series->label
                               : row->label);
  add_line (add_part (card, _ ("Look closer")), "", words, row->link);
}

static const char *
row_grade_words (const ObsFigureRow *row)
{
  if (row->listed > 0)
    return _ ("As listed");
  if (row->printed)
    return _ ("Printed without base");
  return obs_grade_words (row->grade);
}

/**
 * obs_answer_card:
 * @row: row of the figure, or -1 for the figure as a whole
 *
 * Returns: (transfer full): where it comes from: value, finding, source, base, grade, conflicts
 */
ObsCard *
obs_answer_card (ObsEdition *edition, const ObsView *view, const ObsFigure *figure, int row_index,
                 GCancellable *cancellable, GError **error)
{
  sqlite3 *db = obs_edition_get_db (edition);
  const ObsFigureRow *row = row_index >= 0 && (guint) row_index < figure->rows->len
                                ? obs_figure_row (figure, (guint) row_index)
                                : NULL;
  ObsCard *card = g_new0 (ObsCard, 1);
  g_autofree char *date = obs_format_date (figure->edition_date, FALSE);
  ObsCardPart *origin;

  card->parts = g_ptr_array_new_with_free_func (part_free);
  for (guint i = 0; i < G_N_ELEMENTS (card->histogram); i++)
    card->histogram[i] = -1;
  card->simulated = figure->source_class == OBS_CLASS_SIMULATED;
  set_head (db, card, figure, row);
  if (row != NULL)
    add_values (card, figure, row);
  origin = add_part (card, _ ("Where this comes from"));
  if (row != NULL)
    {
      add_line (origin, _ ("Grade"), row_grade_words (row), NULL);
      if (row->base == OBS_BASE_NOT_PUBLISHED)
        add_line (origin, _ ("Base"), _ ("Panel of 121; base for this question not published"),
                  NULL);
      else if (row->base >= 0)
        {
          g_autofree char *number = obs_format_number (row->base, 0);
          g_autofree char *base = g_strdup_printf (
              g_dngettext (GETTEXT_PACKAGE, "%s business", "%s businesses", (gulong) row->base),
              number);

          add_line (origin, _ ("Base"), base, NULL);
        }
    }
  if (card->simulated)
    add_survey_question (db, view->sector, card, origin, figure, row);
  if (row != NULL && row->finding_ids != NULL)
    {
      g_auto (GStrv) ids = g_strsplit (row->finding_ids, " ", -1);

      for (guint i = 0; ids[i] != NULL && i < 6; i++)
        add_finding (db, card, origin, ids[i]);
    }
  if (row != NULL && row->source != NULL)
    add_source (db, origin, row->source);
  else
    {
      g_autofree char *source = obs_db_lookup (db, "SELECT id FROM source WHERE id = ?1",
                                               strcmp (figure->data, "market") == 0 ? "market-demo"
                                               : card->simulated                    ? "panel-demo"
                                                                                    : "plan");

      if (!card->simulated)
        add_line (origin, "", figure->source_line, NULL);
      if (source != NULL && card->simulated)
        add_source (db, origin, source);
    }
  add_line (origin, _ ("Edition"), date, NULL);
  if (row != NULL)
    add_filter (card, figure, row);
  if (row != NULL)
    add_used_in (db, card, row);
  if (row != NULL && strlen (row->key) > 2 && row->key[1] == '.' && card->ksb != NULL)
    {
      ObsCardPart *part = add_part (card, _ ("Same item elsewhere"));
      g_autofree char *link = g_strconcat ("term:", row->key, NULL);

      add_line (part, "", _ ("Courses, adverts and findings"), link);
    }
  card->citation
      = g_strdup_printf ("%s%s%s. %s", row != NULL && row->name != NULL ? row->name : figure->title,
                         card->simulated ? " " : "",
                         card->simulated ? _ ("[simulated, not real]") : "", figure->source_line);
  return card;
}
