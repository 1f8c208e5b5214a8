/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/plan.h"

#include "data/edition/db.h"
#include "data/engine/ask.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const struct
{
  const char *key;
  ObsColumnKind kind;
} kinds[] = {
  { "value", OBS_COLUMN_NUMBER },    { "rank", OBS_COLUMN_NUMBER },
  { "position", OBS_COLUMN_NUMBER }, { "actions", OBS_COLUMN_NUMBER },
  { "conflicts", OBS_COLUMN_LIST },  { "issues", OBS_COLUMN_LIST },
  { "also", OBS_COLUMN_LIST },       { "needs", OBS_COLUMN_LIST },
  { "note", OBS_COLUMN_NOTE },       { "bodies", OBS_COLUMN_NOTE },
  { "builds_on", OBS_COLUMN_NOTE },  { "observatory", OBS_COLUMN_NOTE },
  { "certain", OBS_COLUMN_NOTE },    { "ambiguous", OBS_COLUMN_NOTE },
  { "measure", OBS_COLUMN_NOTE },    { "item", OBS_COLUMN_NOTE },
  { "source", OBS_COLUMN_NOTE },     { "scope", OBS_COLUMN_NOTE },
  { "horizon", OBS_COLUMN_NOTE },    { "voice", OBS_COLUMN_NOTE },
  { "comparator", OBS_COLUMN_NOTE }, { "unit", OBS_COLUMN_NOTE },
  { "direction", OBS_COLUMN_NOTE },  { "grade_words", OBS_COLUMN_NOTE },
  { "rank_basis", OBS_COLUMN_NOTE }, { "basis", OBS_COLUMN_NOTE },
  { "label", OBS_COLUMN_NOTE },      { "period", OBS_COLUMN_NOTE },
};

/* A column of numbers that is wanted by machines only is still a number. */
ObsColumnKind
obs_plan_column_kind (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].key, key) == 0)
      return kinds[i].kind;
  return OBS_COLUMN_TEXT;
}

static void
add_text (GPtrArray *cells, const char *text)
{
  g_ptr_array_add (cells, g_strdup (text != NULL ? text : ""));
}

static void
add_number (GPtrArray *cells, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    add_text (cells, "");
  else if (value == floor (value) && fabs (value) < 1e15)
    g_ptr_array_add (cells, g_strdup_printf ("%.0f", value));
  else
    add_text (cells, g_ascii_dtostr (text, sizeof text, value));
}

/* "2.2" takes 2.2 and 2.2.2, never 2.20. */
static gboolean
in_section (const char *section, const char *wanted)
{
  gsize length = strlen (wanted);

  return strncmp (section, wanted, length) == 0
         && (section[length] == '\0' || section[length] == '.' || section[length] == ' ');
}

static gboolean
fits (const ObsFinding *finding, const ObsFindingFilter *filter)
{
  if (filter->domain != NULL && strcmp (finding->domain, filter->domain) != 0)
    return FALSE;
  if (filter->sector != NULL && strcmp (finding->sector, filter->sector) != 0
      && strcmp (finding->sector, "all") != 0)
    return FALSE;
  if (filter->ksb != NULL && strstr (finding->ksb, filter->ksb) == NULL)
    return FALSE;
  return filter->section == NULL || in_section (finding->section, filter->section);
}

static const ObsTableColumn finding_columns[] = {
  { "id", N_ ("Finding") },
  { "section", N_ ("Section") },
  { "domain", N_ ("Domain") },
  { "ksb", N_ ("K, S or B") },
  { "sector", N_ ("Sector") },
  { "title", N_ ("What") },
  { "words", N_ ("In words") },
  { "grade", N_ ("Grade") },
  { "grade_words", N_ ("What the grade says") },
  { "conflicts", N_ ("Says otherwise") },
  { "value", N_ ("Value") },
  { "comparator", N_ ("Comparator") },
  { "unit", N_ ("Unit") },
  { "rank", N_ ("Place") },
  { "rank_basis", N_ ("How the place is known") },
  { "direction", N_ ("Direction") },
  { "measure", N_ ("Measure") },
  { "scope", N_ ("Scope") },
  { "horizon", N_ ("Horizon") },
  { "item", N_ ("Item") },
  { "voice", N_ ("Voice") },
  { "basis", N_ ("Basis") },
  { "source", N_ ("Source") },
  { "note", N_ ("Note") },
};

static void
add_finding (ObsTable *table, const ObsFinding *finding)
{
  GPtrArray *cells = obs_table_add_row (table);
  g_autofree char *words = obs_finding_words (finding);

  add_text (cells, finding->id);
  add_text (cells, finding->section);
  add_text (cells, finding->domain);
  add_text (cells, finding->ksb);
  add_text (cells, finding->sector);
  add_text (cells, finding->label);
  add_text (cells, words);
  add_text (cells, obs_grade_key (finding->grade));
  add_text (cells, obs_grade_words (finding->grade));
  add_text (cells, finding->conflicts);
  add_number (cells, finding->value);
  add_text (cells, finding->comparator);
  add_text (cells, finding->unit);
  add_number (cells, finding->rank > 0 ? (double) finding->rank : (double) NAN);
  add_text (cells, finding->rank_basis);
  add_text (cells, finding->direction);
  add_text (cells, finding->measure);
  add_text (cells, finding->scope);
  add_text (cells, finding->horizon);
  add_text (cells, finding->item);
  add_text (cells, finding->voice);
  add_text (cells, finding->basis);
  add_text (cells, finding->source);
  add_text (cells, finding->note);
}

static gboolean
add_named (ObsTable *table, GPtrArray *findings, const ObsFindingFilter *filter, GError **error)
{
  for (guint i = 0; filter->ids[i] != NULL; i++)
    {
      const ObsFinding *found = NULL;

      for (guint j = 0; j < findings->len && found == NULL; j++)
        {
          const ObsFinding *finding = g_ptr_array_index (findings, j);

          if (strcmp (finding->id, filter->ids[i]) == 0)
            found = finding;
        }
      if (found == NULL)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                       _ ("This edition has no finding “%s”."), filter->ids[i]);
          return FALSE;
        }
      if (fits (found, filter))
        add_finding (table, found);
    }
  return TRUE;
}

ObsTable *
obs_plan_findings (ObsEdition *edition, const ObsFindingFilter *filter, GCancellable *cancellable,
                   GError **error)
{
  static const char *const every[] = { "*", NULL };
  ObsAsk ask
      = { .edition = edition, .db = obs_edition_get_db (edition), .cancellable = cancellable };
  g_autoptr (GPtrArray) findings = obs_findings_load (&ask, every, error);
  g_autoptr (ObsTable) table = NULL;

  if (findings == NULL)
    return NULL;
  table = obs_table_new (finding_columns, G_N_ELEMENTS (finding_columns));
  if (filter->ids != NULL && filter->ids[0] != NULL)
    return add_named (table, findings, filter, error) ? g_steal_pointer (&table) : NULL;
  for (guint i = 0; i < findings->len; i++)
    if (fits (g_ptr_array_index (findings, i), filter))
      add_finding (table, g_ptr_array_index (findings, i));
  return g_steal_pointer (&table);
}

/* Runs a statement whose columns are those of the table. */
static ObsTable *
select_table (ObsEdition *edition, const ObsTableColumn *columns, gsize n, const char *sql,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsTable) table = obs_table_new (columns, n);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (obs_edition_get_db (edition), sql, error);
  int rc;

  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      GPtrArray *cells = obs_table_add_row (table);

      for (gsize i = 0; i < n; i++)
        add_text (cells, obs_db_text (stmt, (int) i));
    }
  return rc == 0 ? g_steal_pointer (&table) : NULL;
}

ObsTable *
obs_plan_recommendations (ObsEdition *edition, GCancellable *cancellable, GError **error)
{
  static const ObsTableColumn columns[] = {
    { "id", N_ ("Recommendation") },   { "position", N_ ("Number") },
    { "title", N_ ("What") },          { "label", N_ ("As printed in the roadmap") },
    { "section", N_ ("Section") },     { "issues", N_ ("Answers") },
    { "also", N_ ("Also touches") },   { "needs", N_ ("Leans on") },
    { "actions", N_ ("Actions") },     { "bodies", N_ ("Bodies") },
    { "builds_on", N_ ("Builds on") }, { "observatory", N_ ("Wants from the observatory") },
  };
  static const char sql[]
      = "SELECT r.id, r.position, r.title, r.label, r.section, "
        "(SELECT group_concat(issue, ' ') FROM (SELECT issue FROM recommendation_issue x "
        " JOIN issue i ON i.id = x.issue WHERE x.recommendation = r.id AND strength = 'primary' "
        " ORDER BY i.position)), "
        "(SELECT group_concat(issue, ' ') FROM (SELECT issue FROM recommendation_issue x "
        " JOIN issue i ON i.id = x.issue WHERE x.recommendation = r.id AND strength <> 'primary' "
        " ORDER BY i.position)), "
        "(SELECT group_concat(needs, ' ') FROM (SELECT needs FROM recommendation_need n "
        " JOIN recommendation o ON o.id = n.needs WHERE n.recommendation = r.id "
        " ORDER BY o.position)), "
        "(SELECT count(*) FROM action a WHERE a.recommendation = r.id), "
        "r.bodies, r.builds_on, r.ciso_role FROM recommendation r ORDER BY r.position";

  return select_table (edition, columns, G_N_ELEMENTS (columns), sql, cancellable, error);
}

/* The words of a cell; a cell that the publication does not let us recover is not an empty one. */
static void
add_cell (GPtrArray *cells, const char *words, const char *missing)
{
  add_text (cells, *missing != '\0' ? _ ("not recoverable") : words);
}

ObsTable *
obs_plan_roadmap (ObsEdition *edition, GCancellable *cancellable, GError **error)
{
  static const ObsTableColumn columns[] = {
    { "id", N_ ("Recommendation") },
    { "title", N_ ("What") },
    { "lead", N_ ("Lead") },
    { "short", N_ ("Short term") },
    { "medium", N_ ("Medium term") },
    { "long", N_ ("Long term") },
    { "conflict", N_ ("Conflict") },
    { "period", N_ ("Period") },
    { "certain", N_ ("What is certain") },
    { "ambiguous", N_ ("What is not") },
  };
  static const char sql[]
      = "SELECT r.id, r.label, m.lead_vs_timeline, m.period, m.certain, m.ambiguous, "
        "max(CASE c.term WHEN 'lead' THEN c.words END), "
        "max(CASE c.term WHEN 'lead' THEN c.missing END), "
        "max(CASE c.term WHEN 'short' THEN c.words END), "
        "max(CASE c.term WHEN 'short' THEN c.missing END), "
        "max(CASE c.term WHEN 'medium' THEN c.words END), "
        "max(CASE c.term WHEN 'medium' THEN c.missing END), "
        "max(CASE c.term WHEN 'long' THEN c.words END), "
        "max(CASE c.term WHEN 'long' THEN c.missing END) "
        "FROM recommendation r JOIN roadmap m ON m.recommendation = r.id "
        "JOIN roadmap_cell c ON c.recommendation = r.id GROUP BY r.id ORDER BY r.position";
  g_autoptr (ObsTable) table = obs_table_new (columns, G_N_ELEMENTS (columns));
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (obs_edition_get_db (edition), sql, error);
  int rc;

  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      GPtrArray *cells = obs_table_add_row (table);

      add_text (cells, obs_db_text (stmt, 0));
      add_text (cells, obs_db_text (stmt, 1));
      for (int term = 6; term <= 12; term += 2)
        add_cell (cells, obs_db_text (stmt, term), obs_db_text (stmt, term + 1));
      if (strcmp (obs_db_text (stmt, 2), "different") == 0)
        g_ptr_array_add (cells,
                         g_strdup_printf (_ ("The lead column says “%s”, the timeline says “%s”."),
                                          obs_db_text (stmt, 6), obs_db_text (stmt, 8)));
      else
        add_text (cells, "");
      for (int column = 3; column <= 5; column++)
        add_text (cells, obs_db_text (stmt, column));
    }
  return rc == 0 ? g_steal_pointer (&table) : NULL;
}

GPtrArray *
obs_plan_choices (ObsEdition *edition, const char *of, GError **error)
{
  static const struct
  {
    const char *of;
    const char *sql;
  } lists[] = {
    { "domain", "SELECT domain, domain FROM finding WHERE ?1 <> '' GROUP BY domain "
                "ORDER BY min(position)" },
    { "section", "SELECT section, section FROM finding WHERE ?1 <> '' GROUP BY section "
                 "ORDER BY min(position)" },
    { "sector", "SELECT code, label FROM sector WHERE ?1 <> '' ORDER BY code <> 'all', position" },
    { "size", "SELECT code, label FROM item WHERE kind = 'size' AND ?1 <> '' ORDER BY position" },
    { "place", "SELECT code, name FROM area WHERE code = ?1 OR (parent = ?1 AND kind = 'district') "
               "ORDER BY code <> ?1, name" },
  };
  /* Any figure's builder makes and frees choices; none is needed here for long. */
  g_autoptr (ObsFigure) holder = obs_figure_new ();
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc;

  for (gsize i = 0; i < G_N_ELEMENTS (lists) && stmt == NULL; i++)
    if (strcmp (lists[i].of, of) == 0)
      {
        stmt = obs_db_prepare (obs_edition_get_db (edition), lists[i].sql, error);
        if (stmt == NULL)
          return NULL;
      }
  g_return_val_if_fail (stmt != NULL, NULL);
  sqlite3_bind_text (stmt, 1, obs_edition_get_info (edition)->place, -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    obs_figure_add_choice (holder->data_choices, obs_db_text (stmt, 0), obs_db_text (stmt, 1));
  return rc == 0 ? g_ptr_array_ref (holder->data_choices) : NULL;
}
