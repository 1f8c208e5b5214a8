/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Rows that list what the edition holds: courses, survey days, grades; pages of a finding and a
 * term. */

static ObsFigureRow *
add_line (ObsAsk *ask, int level, const char *key, const char *label, const char *words)
{
  ObsFigureRow *row = obs_figure_add_row (ask->figure, key, label);

  row->level = level;
  row->words = words != NULL && *words != '\0' ? g_strdup (words) : NULL;
  return row;
}

/* Members: "items": only courses that carry one of these terms. */
gboolean
obs_rows_courses (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT c.code, c.title, p.name, q.label, c.level, c.mode, c.length, a.name, s.label, "
      "c.source, "
      "(SELECT count(*) FROM statement t WHERE t.document = c.code AND t.ksb = 'K'), "
      "(SELECT count(*) FROM statement t WHERE t.document = c.code AND t.ksb = 'S'), "
      "(SELECT count(*) FROM statement t WHERE t.document = c.code AND t.ksb = 'B') "
      "FROM course c JOIN provider p ON p.code = c.provider JOIN item q ON q.code = "
      "c.qualification "
      "JOIN sector s ON s.code = c.sector LEFT JOIN area a ON a.code = c.area "
      "WHERE (?1 IS NULL OR c.sector = ?1) AND (?2 IS NULL OR c.area = ?2) "
      "ORDER BY s.position, c.level, c.title",
      error);
  g_autofree char *last = g_strdup ("");
  int rc;

  if (stmt == NULL)
    return FALSE;
  if (ask->sector != NULL)
    sqlite3_bind_text (stmt, 1, ask->sector, -1, SQLITE_TRANSIENT);
  if (strcmp (ask->area, ask->place) != 0)
    sqlite3_bind_text (stmt, 2, ask->area, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      g_autofree char *level = NULL, *words = NULL;
      ObsFigureRow *row;

      if (strcmp (last, obs_db_text (stmt, 8)) != 0)
        {
          g_free (last);
          last = g_strdup (obs_db_text (stmt, 8));
          add_line (ask, 0, last, last, NULL);
        }
      level = sqlite3_column_type (stmt, 4) == SQLITE_NULL
                  ? g_strdup (_ ("no level"))
                  : g_strdup_printf (_ ("level %d"), sqlite3_column_int (stmt, 4));
      words = g_strdup_printf (
          _ ("%s, %s · %s, %s · %s, %s · %d K, %d S, %d B"), obs_db_text (stmt, 3), level,
          obs_db_text (stmt, 2),
          *obs_db_text (stmt, 7) != '\0' ? obs_db_text (stmt, 7) : _ ("place not given"),
          obs_db_text (stmt, 5), obs_db_text (stmt, 6), sqlite3_column_int (stmt, 10),
          sqlite3_column_int (stmt, 11), sqlite3_column_int (stmt, 12));
      row = add_line (ask, 1, obs_db_text (stmt, 0), obs_db_text (stmt, 1), words);
      row->source = g_strdup (obs_db_text (stmt, 9));
      obs_ask_source (ask, row->source);
    }
  return rc == 0;
}

gboolean
obs_rows_waves (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT w.day, w.week, w.question, q.text, w.part, w.answered, s.source "
      "FROM wave w JOIN survey_question q ON q.id = w.question JOIN survey s ON s.id = w.survey "
      "ORDER BY w.day, w.question, w.part",
      error);
  int rc, week = 0;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      g_autofree char *day = obs_format_date (obs_db_text (stmt, 0), TRUE);
      g_autofree char *key = g_strdup_printf ("%s-%s-%s", obs_db_text (stmt, 0),
                                              obs_db_text (stmt, 2), obs_db_text (stmt, 4));
      int n = sqlite3_column_int (stmt, 5);
      gboolean few = sqlite3_column_type (stmt, 5) == SQLITE_NULL;
      g_autofree char *words
          = few ? g_strdup_printf (_ ("%s · %s · too few businesses to tell"), day,
                                   obs_db_text (stmt, 2))
                : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s · %s · %d business",
                                                "%s · %s · %d businesses", (gulong) n),
                                   day, obs_db_text (stmt, 2), n);
      ObsFigureRow *row;

      if (sqlite3_column_int (stmt, 1) != week)
        {
          g_autofree char *label = NULL;

          week = sqlite3_column_int (stmt, 1);
          label = g_strdup_printf (_ ("Week %d"), week);
          add_line (ask, 0, label, label, NULL);
        }
      row = add_line (ask, 1, key, obs_db_text (stmt, 3), words);
      if (*obs_db_text (stmt, 4) != '\0')
        row->tag = g_strdup (obs_db_text (stmt, 4));
      if (!few)
        row->base = n;
      row->source = g_strdup (obs_db_text (stmt, 6));
      obs_ask_source (ask, row->source);
    }
  return rc == 0;
}

/* How many findings of each grade stand in the plan: counted by us. */
gboolean
obs_rows_grades (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (ask->db, "SELECT grade, count(*) FROM finding GROUP BY grade", error);
  int counts[OBS_GRADE_DERIVED + 1] = { 0 };
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      ObsGrade grade;

      if (obs_grade_from_key (obs_db_text (stmt, 0), &grade))
        counts[grade] = sqlite3_column_int (stmt, 1);
    }
  if (rc < 0)
    return FALSE;
  for (int grade = 0; grade <= OBS_GRADE_DERIVED; grade++)
    {
      ObsFigureRow *row = obs_figure_add_row (ask->figure, obs_grade_key ((ObsGrade) grade),
                                              obs_grade_words ((ObsGrade) grade));

      row->estimate = counts[grade];
      row->grade = OBS_GRADE_DERIVED;
      row->source = g_strdup ("plan");
    }
  g_ptr_array_add (ask->figure->tags, g_strdup (_ ("worked out")));
  ask->figure->unit = g_strdup (_ ("findings"));
  obs_ask_source (ask, "plan");
  return TRUE;
}

/* What is missing, and where it would come from. */
gboolean
obs_rows_needs (ObsAsk *ask, GError **error)
{
  JsonArray *lines = obs_spec_array (ask->spec, "lines");

  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      g_autofree char *key = g_strdup_printf ("need-%u", i + 1);
      ObsFigureRow *row = add_line (ask, 0, key, obs_spec_string (line, "label", ""),
                                    obs_spec_string (line, "words", NULL));

      row->code = g_strdup ("x");
    }
  return obs_spec_array (ask->spec, "lists") == NULL || obs_rows_findings (ask, error);
}

static char *
section_words (const ObsFinding *finding)
{
  if (strcmp (finding->source, "plan") != 0)
    return g_strdup (_ ("in the press"));
  return g_strdup_printf (_ ("in section %s"), finding->section);
}

gboolean
obs_page_finding (ObsAsk *ask, const char *id, GError **error)
{
  const char *patterns[] = { id, NULL };
  g_autoptr (GPtrArray) findings = obs_findings_load (ask, patterns, error);
  const ObsFinding *f;
  ObsFigureRow *row;

  if (findings == NULL || findings->len != 1)
    return FALSE;
  f = g_ptr_array_index (findings, 0);
  ask->figure->title = g_strdup (f->label);
  ask->figure->neutral_title = g_strdup_printf (_ ("Finding %s"), f->id);
  if (strcmp (f->source, "plan") == 0)
    ask->figure->subtitle
        = g_strdup_printf (_ ("Finding %s, as published in section %s"), f->id, f->section);
  else
    {
      g_autofree char *title
          = obs_db_lookup (ask->db, "SELECT title FROM source WHERE id = ?1", f->source);

      ask->figure->subtitle = g_strdup_printf (_ ("Finding %s, as published in “%s”"), f->id,
                                               title != NULL ? title : f->source);
    }
  row = obs_figure_add_row (ask->figure, f->id, f->label);
  obs_row_from_finding (ask, row, f);
  row->estimate = NAN;
  g_free (row->words);
  row->words = obs_finding_words (f);
  row->rank = row->listed = 0;
  row->tag = g_strdup (obs_grade_words (f->grade));
  g_clear_pointer (&row->link, g_free);
  if (*f->note != '\0')
    add_line (ask, 1, "note", f->note, NULL)->grade = f->grade;
  {
    g_auto (GStrv) others = g_strsplit (f->conflicts, " ", -1);
    g_autoptr (GPtrArray) list = NULL;

    if (others[0] != NULL && *others[0] != '\0')
      {
        list = obs_findings_load (ask, (const char *const *) others, error);
        if (list == NULL)
          return FALSE;
        add_line (ask, 0, "conflict", _ ("The plan says two things here. Both are shown."), NULL);
        for (guint i = 0; i < list->len; i++)
          {
            const ObsFinding *o = g_ptr_array_index (list, i);

            row = obs_figure_add_row (ask->figure, o->id, o->label);
            obs_row_from_finding (ask, row, o);
            row->estimate = NAN;
            g_free (row->words);
            row->words = obs_finding_words (o);
            row->rank = row->listed = 0;
            row->level = 1;
            row->tag = section_words (o);
          }
      }
  }
  {
    g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
        ask->db,
        "SELECT DISTINCT r.id, r.position, r.title FROM evidence_finding f "
        "JOIN evidence_recommendation e ON e.evidence = f.evidence "
        "JOIN recommendation r ON r.id = e.recommendation WHERE f.finding = ?1 ORDER BY r.position",
        error);
    int rc;

    if (stmt == NULL)
      return FALSE;
    sqlite3_bind_text (stmt, 1, id, -1, SQLITE_TRANSIENT);
    while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
      {
        g_autofree char *label
            = g_strdup_printf ("%d  %s", sqlite3_column_int (stmt, 1), obs_db_text (stmt, 2));

        row = add_line (ask, 0, obs_db_text (stmt, 0), label, _ ("rests on it"));
        row->link = g_strconcat ("recommendation:", obs_db_text (stmt, 0), NULL);
        row->tag = g_strdup (_ ("we made this link"));
        row->grade = OBS_GRADE_DERIVED;
      }
    return rc == 0;
  }
}

/* Published findings stand on the same page, so each simulated line says what it is. */
static char *
statement_tag (ObsAsk *ask, const char *source, gboolean part)
{
  ObsSourceClass source_class;

  if (obs_ask_source_class (ask, source, &source_class) && source_class == OBS_CLASS_SIMULATED)
    return g_strdup (part ? _ ("part, simulated") : _ ("simulated"));
  return part ? g_strdup (_ ("part")) : NULL;
}

static gboolean
add_statements (ObsAsk *ask, const char *code, const char *side, const char *heading,
                GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT s.id, s.text, coalesce(c.title, a.title), t.score, coalesce(c.source, a.source) "
      "FROM statement_term t JOIN statement s ON s.id = t.statement "
      "LEFT JOIN course c ON c.code = s.document LEFT JOIN advert a ON a.code = s.document "
      "WHERE t.term = ?1 AND s.side = ?2 AND (?3 IS NULL OR coalesce(c.sector, a.sector) = ?3) "
      "ORDER BY s.id LIMIT 40",
      error);
  gboolean any = FALSE;
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, code, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, side, -1, SQLITE_STATIC);
  if (ask->sector != NULL)
    sqlite3_bind_text (stmt, 3, ask->sector, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      ObsFigureRow *row;

      if (!any)
        add_line (ask, 0, side, heading, NULL);
      any = TRUE;
      row = add_line (ask, 1, obs_db_text (stmt, 0), obs_db_text (stmt, 1), obs_db_text (stmt, 2));
      row->source = g_strdup (obs_db_text (stmt, 4));
      obs_ask_source (ask, row->source);
      row->tag = statement_tag (ask, row->source, obs_db_double (stmt, 3) < 1);
    }
  if (!any && rc == 0)
    {
      ObsFigureRow *row = add_line (ask, 0, side, heading, _ ("none held"));

      row->code = g_strdup ("x");
    }
  return rc == 0;
}

gboolean
obs_page_term (ObsAsk *ask, const char *code, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT i.label, t.definition, t.ksb, (SELECT group_concat(label, ', ') FROM term_label l "
      "WHERE l.term = t.code), (SELECT group_concat(id, ' ') FROM finding f WHERE f.item = t.code) "
      "FROM term t JOIN item i ON i.code = t.code WHERE t.code = ?1",
      error);
  g_autofree char *ids = NULL;
  ObsFigureRow *row;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, code, -1, SQLITE_TRANSIENT);
  if (obs_db_step (stmt, ask->cancellable, error) != 1)
    return FALSE;
  ask->figure->title = g_strdup (obs_db_text (stmt, 0));
  ask->figure->neutral_title = g_strdup (obs_db_text (stmt, 0));
  ask->figure->subtitle = g_strdup (_ ("What it is, who wants it and who teaches it"));
  row = add_line (ask, 0, code, obs_db_text (stmt, 1), obs_db_text (stmt, 3));
  row->ksb = g_strdup (obs_db_text (stmt, 2));
  ids = g_strdup (obs_db_text (stmt, 4));
  if (*ids != '\0')
    {
      g_auto (GStrv) patterns = g_strsplit (ids, " ", -1);
      g_autoptr (GPtrArray) findings
          = obs_findings_load (ask, (const char *const *) patterns, error);

      if (findings == NULL)
        return FALSE;
      add_line (ask, 0, "findings", _ ("What the plan says"), NULL);
      for (guint i = 0; i < findings->len; i++)
        {
          const ObsFinding *f = g_ptr_array_index (findings, i);

          row = obs_figure_add_row (ask->figure, f->id, f->label);
          obs_row_from_finding (ask, row, f);
          g_free (row->words);
          row->words = obs_finding_words (f);
          row->rank = row->listed = 0;
          row->estimate = NAN;
          row->level = 1;
          row->tag = section_words (f);
        }
    }
  return add_statements (ask, code, "supply", _ ("Courses that teach it"), error)
         && add_statements (ask, code, "demand", _ ("Adverts that ask for it"), error);
}
