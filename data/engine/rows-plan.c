/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows from the plan's own structure: roadmap, issues, recommendations, actions and their links. */

static ObsFigureRow *
add_line (ObsAsk *ask, int level, const char *key, const char *label, const char *words,
          const char *link)
{
  ObsFigureRow *row = obs_figure_add_row (ask->figure, key, label);

  row->level = level;
  row->words = words != NULL && *words != '\0' ? g_strdup (words) : NULL;
  row->link = g_strdup (link);
  row->source = g_strdup ("plan");
  return row;
}

static sqlite3_stmt *
prepare_with (ObsAsk *ask, const char *sql, const char *key, GError **error)
{
  sqlite3_stmt *stmt = obs_db_prepare (ask->db, sql, error);

  if (stmt != NULL && key != NULL)
    sqlite3_bind_text (stmt, 1, key, -1, SQLITE_TRANSIENT);
  return stmt;
}

static void
use_plan (ObsAsk *ask, const char *section)
{
  obs_ask_source (ask, "plan");
  if (!g_ptr_array_find_with_equal_func (ask->sections, section, g_str_equal, NULL))
    g_ptr_array_add (ask->sections, g_strdup (section));
}

static void
add_cell (ObsAsk *ask, const char *rec, const char *label, const char *series, const char *words,
          const char *missing, gboolean conflict)
{
  ObsFigureRow *row = obs_figure_add_row (ask->figure, rec, label);

  row->series = g_strdup (series);
  row->words = g_strdup (words);
  row->source = g_strdup ("plan");
  row->link = g_strconcat ("recommendation:", rec, NULL);
  row->conflict = conflict;
  if (*missing != '\0')
    {
      row->code = g_strdup (missing);
      g_free (row->words);
      row->words = g_strdup (_ ("not recoverable"));
    }
}

/* Names that stand in @a and not in @b, separated by ", ". */
static char *
only_in (const char *a, const char *b)
{
  g_auto (GStrv) names = g_strsplit (a, ", ", -1);
  g_autoptr (GString) rest = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) others = g_strsplit (b, ", ", -1);

      if (!g_strv_contains ((const char *const *) others, names[i]))
        g_string_append_printf (rest, "%s%s", rest->len > 0 ? ", " : "", names[i]);
    }
  return g_string_free (g_steal_pointer (&rest), FALSE);
}

gboolean
obs_rows_roadmap (ObsAsk *ask, GError **error)
{
  static const struct
  {
    const char *key, *label, *sublabel;
  } columns[] = {
    { "lead", N_ ("Lead"), N_ ("lead column") },
    { "short", N_ ("Short term"), N_ ("extent unknown") },
    { "medium", N_ ("Medium term"), N_ ("not recoverable") },
    { "long", N_ ("Long term"), N_ ("not recoverable") },
  };
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc;

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      ObsFigureSeries *series = obs_figure_add_series (
          ask->figure, columns[i].key, _ (columns[i].label), OBS_ROLE_COLUMN, (int) i);

      series->sublabel = g_strdup (_ (columns[i].sublabel));
    }
  stmt = obs_db_prepare (
      ask->db,
      "SELECT r.id, r.position, r.label, m.lead_vs_timeline, "
      "max(CASE c.term WHEN 'lead' THEN c.words END), max(CASE c.term WHEN 'short' THEN c.words "
      "END), "
      "max(CASE c.term WHEN 'short' THEN c.missing END), "
      "max(CASE c.term WHEN 'medium' THEN c.words END), max(CASE c.term WHEN 'medium' THEN "
      "c.missing END), "
      "max(CASE c.term WHEN 'long' THEN c.words END), max(CASE c.term WHEN 'long' THEN c.missing "
      "END) "
      "FROM recommendation r JOIN roadmap m ON m.recommendation = r.id "
      "JOIN roadmap_cell c ON c.recommendation = r.id GROUP BY r.id ORDER BY r.position",
      error);
  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      g_autofree char *id = g_strdup (obs_db_text (stmt, 0));
      const char *printed = obs_db_text (stmt, 2);
      const char *dot = strstr (printed, ". ");
      g_autofree char *label = g_strdup (dot != NULL ? dot + 2 : printed);
      gboolean conflict = strcmp (obs_db_text (stmt, 3), "different") == 0;
      g_autofree char *lead = g_strdup (obs_db_text (stmt, 4));
      g_autofree char *brief = g_strdup (obs_db_text (stmt, 5));
      guint first = ask->figure->rows->len;

      add_cell (ask, id, label, "lead", lead, "", conflict);
      add_cell (ask, id, label, "short", brief, obs_db_text (stmt, 6), conflict);
      add_cell (ask, id, label, "medium", obs_db_text (stmt, 7), obs_db_text (stmt, 8), FALSE);
      add_cell (ask, id, label, "long", obs_db_text (stmt, 9), obs_db_text (stmt, 10), FALSE);
      for (guint i = first; i < ask->figure->rows->len; i++)
        ((ObsFigureRow *) g_ptr_array_index (ask->figure->rows, i))->rank
            = sqlite3_column_int (stmt, 1);
      if (conflict)
        {
          ObsFigureRow *a = g_ptr_array_index (ask->figure->rows, first);
          ObsFigureRow *b = g_ptr_array_index (ask->figure->rows, first + 1);

          a->tag = only_in (lead, brief);
          b->tag = only_in (brief, lead);
          obs_ask_caveat (ask, "roadmap-lead");
        }
    }
  if (rc < 0)
    return FALSE;
  obs_ask_caveat (ask, "roadmap-term");
  obs_ask_remark (ask,
                  _ ("ERB: employer representative body. LAs: local authorities. LLEP: Leicester "
                     "and Leicestershire Enterprise Partnership."));
  use_plan (ask, "4");
  return TRUE;
}

static gboolean
add_recommendations_of (ObsAsk *ask, const char *evidence, int level, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = prepare_with (ask,
                      "SELECT r.id, r.position, r.title, e.basis FROM evidence_recommendation e "
                      "JOIN recommendation r ON r.id = e.recommendation WHERE e.evidence = ?1 "
                      "ORDER BY r.position",
                      evidence, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      g_autofree char *label = g_strdup_printf (
          _ ("Recommendation %d: %s"), sqlite3_column_int (stmt, 1), obs_db_text (stmt, 2));
      g_autofree char *link = g_strconcat ("recommendation:", obs_db_text (stmt, 0), NULL);
      ObsFigureRow *row = add_line (ask, level, obs_db_text (stmt, 0), label, NULL, link);

      row->grade = OBS_GRADE_DERIVED;
      if (strcmp (obs_db_text (stmt, 3), "inferred") == 0)
        row->tag = g_strdup (_ ("we made this link"));
    }
  return rc == 0;
}

/* Issue -> evidence -> recommendation. */
static gboolean
trail_issues (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (ask->db,
                        "SELECT i.id, i.position, i.title, e.id, e.text, e.tone, "
                        "(SELECT group_concat(finding, ' ') FROM evidence_finding f WHERE "
                        "f.evidence = e.id), i.section "
                        "FROM issue i JOIN evidence e ON e.issue = i.id ORDER BY e.position",
                        error);
  g_autofree char *last = g_strdup ("");
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      g_autofree char *evidence = g_strdup (obs_db_text (stmt, 3));
      ObsFigureRow *row;

      if (strcmp (last, obs_db_text (stmt, 0)) != 0)
        {
          g_autofree char *label = g_strdup_printf (
              _ ("Issue %d: %s"), sqlite3_column_int (stmt, 1), obs_db_text (stmt, 2));

          g_free (last);
          last = g_strdup (obs_db_text (stmt, 0));
          add_line (ask, 0, last, label, NULL, NULL);
          use_plan (ask, obs_db_text (stmt, 7));
        }
      row = add_line (ask, 1, evidence, obs_db_text (stmt, 4), NULL, NULL);
      row->finding_ids = *obs_db_text (stmt, 6) != '\0' ? g_strdup (obs_db_text (stmt, 6)) : NULL;
      if (row->finding_ids != NULL)
        {
          g_auto (GStrv) ids = g_strsplit (row->finding_ids, " ", 2);

          row->link = g_strconcat ("finding:", ids[0], NULL);
        }
      if (!add_recommendations_of (ask, evidence, 2, error))
        return FALSE;
    }
  obs_ask_caveat (ask, "inferred");
  return rc == 0;
}

/* Recommendation -> issues that it answers -> evidence, with the count of findings. */
static gboolean
trail_evidence (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT r.id, r.position, r.title, i.position, i.title, ri.strength, "
      "(SELECT count(DISTINCT f.finding) FROM evidence e "
      " JOIN evidence_recommendation er ON er.evidence = e.id AND er.recommendation = r.id "
      " JOIN evidence_finding f ON f.evidence = e.id WHERE e.issue = i.id), i.id, r.section, "
      "(SELECT group_concat(DISTINCT f.finding) FROM evidence e "
      " JOIN evidence_recommendation er ON er.evidence = e.id AND er.recommendation = r.id "
      " JOIN evidence_finding f ON f.evidence = e.id WHERE e.issue = i.id) "
      "FROM recommendation r JOIN recommendation_issue ri ON ri.recommendation = r.id "
      "JOIN issue i ON i.id = ri.issue ORDER BY r.position, ri.strength, i.position",
      error);
  g_autofree char *last = g_strdup ("");
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      int n = sqlite3_column_int (stmt, 6);
      g_autofree char *key = NULL, *label = NULL, *words = NULL, *ids = NULL;
      ObsFigureRow *row;

      if (strcmp (last, obs_db_text (stmt, 0)) != 0)
        {
          g_autofree char *link = g_strconcat ("recommendation:", obs_db_text (stmt, 0), NULL);
          g_autofree char *title
              = g_strdup_printf ("%d  %s", sqlite3_column_int (stmt, 1), obs_db_text (stmt, 2));

          g_free (last);
          last = g_strdup (obs_db_text (stmt, 0));
          add_line (ask, 0, last, title, NULL, link);
          use_plan (ask, obs_db_text (stmt, 8));
        }
      key = g_strconcat (last, "-", obs_db_text (stmt, 7), NULL);
      label = g_strdup_printf (_ ("Issue %d: %s"), sqlite3_column_int (stmt, 3),
                               obs_db_text (stmt, 4));
      words = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%d finding", "%d findings", (gulong) n), n);
      row = add_line (ask, 1, key, label, words, NULL);
      row->grade = OBS_GRADE_DERIVED;
      row->tag = g_strdup (strcmp (obs_db_text (stmt, 5), "primary") == 0
                               ? _ ("we made this link")
                               : _ ("we made this link, second"));
      ids = g_strdup (obs_db_text (stmt, 9));
      row->finding_ids = *ids != '\0' ? g_strdelimit (g_steal_pointer (&ids), ",", ' ') : NULL;
    }
  obs_ask_caveat (ask, "inferred");
  return rc == 0;
}

static gboolean
trail_dependencies (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT r.id, r.position, r.title, n.basis, k.position FROM recommendation r "
      "LEFT JOIN recommendation_need n ON n.recommendation = r.id "
      "LEFT JOIN recommendation k ON k.id = n.needs ORDER BY r.position",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      g_autofree char *link = g_strconcat ("recommendation:", obs_db_text (stmt, 0), NULL);
      g_autofree char *label
          = g_strdup_printf ("%d  %s", sqlite3_column_int (stmt, 1), obs_db_text (stmt, 2));
      gboolean stated = *obs_db_text (stmt, 3) != '\0';
      gboolean key = sqlite3_column_int (stmt, 1) == 1;
      ObsFigureRow *row = add_line (ask, key ? 0 : 1, obs_db_text (stmt, 0), label,
                                    key      ? _ ("the plan calls this the key to all the rest")
                                    : stated ? _ ("needs the Board or a sector board, as stated")
                                             : _ ("leans on it in general"),
                                    link);

      row->tag = key ? NULL : g_strdup (stated ? _ ("stated") : _ ("in general"));
    }
  use_plan (ask, "4");
  use_plan (ask, "3.2");
  return rc == 0;
}

/* Each issue with the recommendations that answer it, one line an issue. */
static gboolean
trail_links (ObsAsk *ask, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (ask->db,
                        "SELECT i.id, i.position, i.title, i.section, (SELECT "
                        "group_concat(position, ', ') FROM (SELECT "
                        "r.position FROM recommendation_issue ri JOIN recommendation r ON r.id = "
                        "ri.recommendation WHERE "
                        "ri.issue = i.id ORDER BY r.position)) FROM issue i ORDER BY i.position",
                        error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      g_autofree char *label
          = g_strdup_printf ("%d  %s", sqlite3_column_int (stmt, 1), obs_db_text (stmt, 2));
      g_autofree char *words = g_strdup_printf (_ ("→ recommendations %s"), obs_db_text (stmt, 4));

      add_line (ask, 0, obs_db_text (stmt, 0), label, words, "question:E14")->grade
          = OBS_GRADE_DERIVED;
      use_plan (ask, obs_db_text (stmt, 3));
    }
  obs_ask_caveat (ask, "inferred");
  return rc == 0;
}

gboolean
obs_rows_trail (ObsAsk *ask, GError **error)
{
  const char *trail = obs_spec_string (ask->spec, "trail", "issues");

  if (strcmp (trail, "links") == 0)
    return trail_links (ask, error);
  if (strcmp (trail, "evidence") == 0)
    return trail_evidence (ask, error);
  if (strcmp (trail, "dependencies") == 0)
    return trail_dependencies (ask, error);
  return trail_issues (ask, error);
}

static void
add_action (ObsAsk *ask, sqlite3_stmt *stmt, int level)
{
  const char *who = obs_db_text (stmt, 2);
  const char *due = obs_db_text (stmt, 4);
  g_autofree char *owner = strcmp (obs_db_text (stmt, 6), "not-stated") == 0
                               ? g_strdup (_ ("not named"))
                               : g_strdup (who);
  g_autofree char *words
      = *due != '\0' ? g_strdup_printf ("%s · %s", owner, due) : g_strdup (owner);
  ObsFigureRow *row
      = add_line (ask, level, obs_db_text (stmt, 0), obs_db_text (stmt, 1), words, NULL);

  row->tag = g_strdup (obs_db_text (stmt, 3));
  if (*obs_db_text (stmt, 5) != '\0')
    {
      g_auto (GStrv) ids = g_strsplit (obs_db_text (stmt, 5), " ", 2);

      row->finding_ids = g_strdup (obs_db_text (stmt, 5));
      row->link = g_strconcat ("finding:", ids[0], NULL);
    }
}

#define ACTION_COLUMNS                                                                             \
  "a.id, a.text, a.who, a.modality, a.due, "                                                       \
  "(SELECT group_concat(finding, ' ') FROM action_finding f WHERE f.action = a.id), a.who_basis, " \
  "a.section, a.recommendation "

/* Members: "ids": actions ("R3-A03", "R9-A*"), in the plan's order. */
gboolean
obs_rows_actions (ObsAsk *ask, GError **error)
{
  g_auto (GStrv) ids = obs_spec_strings (ask->spec, "ids");
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db, "SELECT " ACTION_COLUMNS "FROM action a ORDER BY a.position", error);
  g_autofree char *last = g_strdup ("");
  JsonArray *lists = obs_spec_array (ask->spec, "lists");
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      gboolean wanted = FALSE;

      for (guint i = 0; ids[i] != NULL && !wanted; i++)
        {
          gsize length = strlen (ids[i]);

          wanted = ids[i][length - 1] == '*'
                       ? strncmp (obs_db_text (stmt, 0), ids[i], length - 1) == 0
                       : strcmp (obs_db_text (stmt, 0), ids[i]) == 0;
        }
      if (!wanted)
        continue;
      if (strcmp (last, obs_db_text (stmt, 8)) != 0)
        {
          g_autofree char *title = obs_db_lookup (
              ask->db, "SELECT position || '  ' || title FROM recommendation WHERE id = ?1",
              obs_db_text (stmt, 8));
          g_autofree char *link = g_strconcat ("recommendation:", obs_db_text (stmt, 8), NULL);

          g_free (last);
          last = g_strdup (obs_db_text (stmt, 8));
          add_line (ask, 0, last, title, NULL, link);
        }
      add_action (ask, stmt, 1);
      use_plan (ask, obs_db_text (stmt, 7));
    }
  if (rc < 0)
    return FALSE;
  /* Findings that stand beside the actions. */
  return lists == NULL || obs_rows_findings (ask, error);
}

gboolean
obs_rows_leads (ObsAsk *ask, GError **error)
{
  g_autoptr (GHashTable) by_lead
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) by_cell
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  GHashTable *counts[2] = { by_lead, by_cell };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT c.term, c.words, r.position FROM roadmap_cell c JOIN recommendation r "
      "ON r.id = c.recommendation WHERE c.term IN ('lead', 'short') ORDER BY c.term, r.position",
      error);
  static const char *const keys[] = { "lead", "short" };
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      int column = strcmp (obs_db_text (stmt, 0), "lead") == 0 ? 0 : 1;
      g_auto (GStrv) who = g_strsplit (obs_db_text (stmt, 1), ", ", -1);

      for (guint i = 0; who[i] != NULL; i++)
        {
          GPtrArray *list = g_hash_table_lookup (counts[column], who[i]);

          if (list == NULL)
            {
              list = g_ptr_array_new_with_free_func (g_free);
              g_hash_table_insert (counts[column], g_strdup (who[i]), list);
            }
          g_ptr_array_add (list, g_strdup_printf ("%d", sqlite3_column_int (stmt, 2)));
          if (!g_ptr_array_find_with_equal_func (names, who[i], g_str_equal, NULL))
            g_ptr_array_add (names, g_strdup (who[i]));
        }
    }
  if (rc < 0)
    return FALSE;
  obs_figure_add_series (ask->figure, "lead", _ ("By the lead column"), OBS_ROLE_COLUMN, 0);
  obs_figure_add_series (ask->figure, "short", _ ("By the timeline cell"), OBS_ROLE_COLUMN, 1);
  for (guint i = 0; i < names->len; i++)
    for (int column = 0; column < 2; column++)
      {
        const char *name = g_ptr_array_index (names, i);
        GPtrArray *list = g_hash_table_lookup (counts[column], name);
        GPtrArray *other = g_hash_table_lookup (counts[1 - column], name);
        guint n = list != NULL ? list->len : 0;
        g_autofree char *which = NULL;
        ObsFigureRow *row = obs_figure_add_row (ask->figure, name, name);

        if (list != NULL)
          g_ptr_array_add (list, NULL);
        which = list != NULL ? g_strjoinv (" ", (char **) list->pdata) : g_strdup ("");
        if (list != NULL)
          g_ptr_array_remove_index (list, list->len - 1);
        row->series = g_strdup (keys[column]);
        row->words = g_strdup_printf (_ ("%u (%s)"), n, which);
        row->conflict = n != (other != NULL ? other->len : 0);
        row->source = g_strdup ("plan");
      }
  obs_ask_caveat (ask, "roadmap-lead");
  use_plan (ask, "4");
  return TRUE;
}

/* Page of one recommendation: what it answers, what is to be done, what it leans on. */
gboolean
obs_page_recommendation (ObsAsk *ask, const char *id, GError **error)
{
  g_autoptr (sqlite3_stmt) rec = prepare_with (
      ask,
      "SELECT r.title, r.position, r.section, r.bodies, r.builds_on, r.ciso_role, "
      "(SELECT words FROM roadmap_cell c WHERE c.recommendation = r.id AND c.term = 'lead'), "
      "(SELECT words FROM roadmap_cell c WHERE c.recommendation = r.id AND c.term = 'short'), "
      "(SELECT lead_vs_timeline FROM roadmap m WHERE m.recommendation = r.id), r.label "
      "FROM recommendation r WHERE r.id = ?1",
      id, error);
  g_autoptr (sqlite3_stmt) actions = NULL, evidence = NULL, needs = NULL;
  ObsFigureRow *row;
  int rc;

  if (rec == NULL || obs_db_step (rec, ask->cancellable, error) != 1)
    return FALSE;
  ask->figure->title = g_strdup (obs_db_text (rec, 0));
  ask->figure->neutral_title
      = g_strdup_printf (_ ("Recommendation %d"), sqlite3_column_int (rec, 1));
  ask->figure->subtitle
      = g_strdup_printf (_ ("Recommendation %d of the plan. What is asked, of whom, and why"),
                         sqlite3_column_int (rec, 1));
  use_plan (ask, obs_db_text (rec, 2));
  row = add_line (ask, 0, "lead", _ ("Who leads"), obs_db_text (rec, 6), "question:F4");
  if (strcmp (obs_db_text (rec, 8), "different") == 0)
    {
      g_free (row->words);
      row->words = g_strdup_printf (_ ("lead column: %s; timeline cell: %s"), obs_db_text (rec, 6),
                                    obs_db_text (rec, 7));
      row->conflict = ask->conflict = TRUE;
      obs_ask_caveat (ask, "roadmap-lead");
    }
  if (*obs_db_text (rec, 5) != '\0')
    add_line (ask, 0, "ciso", _ ("What it wants from the observatory"), obs_db_text (rec, 5), NULL);
  if (*obs_db_text (rec, 4) != '\0')
    add_line (ask, 0, "builds", _ ("Builds on"), obs_db_text (rec, 4), NULL);
  add_line (ask, 0, "bodies", _ ("Bodies named"), obs_db_text (rec, 3), NULL);

  actions = prepare_with (
      ask, "SELECT " ACTION_COLUMNS "FROM action a WHERE a.recommendation = ?1 ORDER BY a.position",
      id, error);
  if (actions == NULL)
    return FALSE;
  add_line (ask, 0, "actions", _ ("What is to be done"), NULL, NULL);
  while ((rc = obs_db_step (actions, ask->cancellable, error)) == 1)
    add_action (ask, actions, 1);
  if (rc < 0)
    return FALSE;

  evidence = prepare_with (ask,
                           "SELECT e.id, e.text, i.title, "
                           "(SELECT group_concat(finding, ' ') FROM evidence_finding f WHERE "
                           "f.evidence = e.id) FROM evidence e "
                           "JOIN evidence_recommendation er ON er.evidence = e.id "
                           "JOIN issue i ON i.id = e.issue WHERE er.recommendation = ?1 "
                           "ORDER BY e.position",
                           id, error);
  if (evidence == NULL)
    return FALSE;
  add_line (ask, 0, "evidence", _ ("Evidence behind it"), NULL, NULL);
  while ((rc = obs_db_step (evidence, ask->cancellable, error)) == 1)
    {
      row = add_line (ask, 1, obs_db_text (evidence, 0), obs_db_text (evidence, 1),
                      obs_db_text (evidence, 2), NULL);
      row->tag = g_strdup (_ ("we made this link"));
      row->grade = OBS_GRADE_DERIVED;
      if (*obs_db_text (evidence, 3) != '\0')
        {
          g_auto (GStrv) ids = g_strsplit (obs_db_text (evidence, 3), " ", 2);

          row->finding_ids = g_strdup (obs_db_text (evidence, 3));
          row->link = g_strconcat ("finding:", ids[0], NULL);
        }
    }
  if (rc < 0)
    return FALSE;
  needs = prepare_with (ask,
                        "SELECT r.id, r.position, r.title, n.recommendation = ?1 FROM "
                        "recommendation_need n JOIN recommendation r ON r.id = CASE WHEN "
                        "n.recommendation = ?1 THEN n.needs ELSE n.recommendation END "
                        "WHERE ?1 IN (n.recommendation, n.needs) ORDER BY r.position",
                        id, error);
  if (needs == NULL)
    return FALSE;
  while ((rc = obs_db_step (needs, ask->cancellable, error)) == 1)
    {
      g_autofree char *label
          = g_strdup_printf ("%d  %s", sqlite3_column_int (needs, 1), obs_db_text (needs, 2));
      g_autofree char *link = g_strconcat ("recommendation:", obs_db_text (needs, 0), NULL);

      row = add_line (ask, 0, obs_db_text (needs, 0), label,
                      sqlite3_column_int (needs, 3) ? _ ("this recommendation leans on it")
                                                    : _ ("leans on this recommendation"),
                      link);
      row->tag = g_strdup (_ ("stated"));
    }
  obs_ask_caveat (ask, "inferred");
  return rc == 0;
}
