/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The evidence of the plan: findings with their grades, issues, recommendations, actions, roadmap.
 */

/* Units of things that are counted or dated, so an exact value of theirs is a fact; scores and
 * shares are printed without base and spread. */
static const char *const counted_units[] = {
  "businesses", "people", "areas",         "themes",          "evidence bases",        "month",
  "months",     "weeks",  "days per week", "minutes per day", "questions per weekday", NULL
};

static gboolean
is_counted (const char *unit)
{
  return g_strv_contains (counted_units, unit) || g_str_has_prefix (unit, "GBP");
}

static gboolean
is_rated (const char *unit)
{
  return g_str_has_prefix (unit, "percent") || g_str_has_prefix (unit, "score");
}

/* How exact a finding is; the first rule that matches wins. NULL: none does. */
static const char *
grade_of (const char *basis, const char *kind, const char *unit)
{
  static const char *const others[][2] = { { "approx", "rounded" },
                                           { "bound", "bound" },
                                           { "ordinal", "order" },
                                           { "qualitative", "direction" } };

  if (g_str_equal (basis, "derived") || g_str_equal (basis, "counted"))
    return "derived";
  if (g_str_equal (kind, "exact"))
    return is_counted (unit) ? "exact" : is_rated (unit) ? "rounded" : NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (kind, others[i][0]))
      return others[i][1];
  return NULL;
}

static gboolean
bind_grade (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
            sqlite3_stmt *stmt, int index)
{
  const char *grade
      = grade_of (obs_csv_get_named (csv, row, "basis"), obs_csv_get_named (csv, row, "value_kind"),
                  obs_csv_get_named (csv, row, "unit"));

  if (grade == NULL)
    obs_build_fault (build, csv, row, "unit",
                     _ ("it is not known how exact “%s” in “%s” is. Use a unit that counts things, "
                        "money or time, or "
                        "one that begins with “percent” or “score”."),
                     obs_csv_get_named (csv, row, "value"), obs_csv_get_named (csv, row, "unit"));
  obs_build_bind_text (stmt, index, grade);
  return grade != NULL;
}

/* A number goes into "value"; a month or a range of months only into "value_text". */
static gboolean
bind_value (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
            sqlite3_stmt *stmt, int index)
{
  const char *text = obs_csv_get_named (csv, row, "value");
  gboolean month = g_str_has_prefix (obs_csv_get_named (csv, row, "unit"), "month");
  double value;

  sqlite3_bind_null (stmt, index);
  if (*text == '\0'
      || (month
          && g_regex_match_simple ("^\\d{4}-\\d\\d(/\\d{4}-\\d\\d)?$", text, G_REGEX_DOLLAR_ENDONLY,
                                   0)))
    return TRUE;
  if (!obs_parse_number (text, &value))
    {
      obs_build_fault (
          build, csv, row, "value",
          _ ("“%s” is not a number and no month. Write digits with a full stop, or YYYY-MM."),
          text);
      return FALSE;
    }
  sqlite3_bind_double (stmt, index, value);
  return TRUE;
}

static const ObsField finding_fields[] = {
  { "id", "id", OBS_FIELD_WORDS },
  { "position", NULL, OBS_FIELD_POSITION },
  { "source", "source", OBS_FIELD_WORDS, "source" },
  { "section", "section", OBS_FIELD_WORDS },
  { "domain", "domain", OBS_FIELD_WORDS },
  { "ksb", "ksb", OBS_FIELD_TEXT, NULL, "|K|S|B|KS|KB|SB|KSB" },
  { "measure", "measure", OBS_FIELD_WORDS },
  { "sector", "sector", OBS_FIELD_WORDS, "sector" },
  { "scope", "scope", OBS_FIELD_WORDS, NULL, "sector|overall|across|each" },
  { "horizon", "horizon", OBS_FIELD_TEXT },
  { "item", "item_code", OBS_FIELD_WORDS, "item" },
  { "label", "item", OBS_FIELD_WORDS },
  { "direction", "direction", OBS_FIELD_TEXT, NULL,
    "|most|least|high|low|middle|higher|lower|mixed|not-in-top-three" },
  { "rank", "rank", OBS_FIELD_INTEGER_OR_NULL },
  { "rank_basis", "rank_basis", OBS_FIELD_TEXT, NULL, "|stated|implied|list-order" },
  { "value", "value", OBS_FIELD_OWN, .bind = bind_value },
  { "value_text", "value", OBS_FIELD_TEXT },
  { "comparator", "comparator", OBS_FIELD_TEXT, NULL, "|=|~|<|<=|>|>=" },
  { "unit", "unit", OBS_FIELD_TEXT },
  { "value_kind", "value_kind", OBS_FIELD_WORDS, NULL, "exact|approx|bound|ordinal|qualitative" },
  { "voice", "voice", OBS_FIELD_WORDS, NULL,
    "panel|author|educators|official|lep-research|press|computed" },
  { "basis", "basis", OBS_FIELD_WORDS, NULL, "stated|counted|derived" },
  { "grade", NULL, OBS_FIELD_OWN, .bind = bind_grade },
  { "note", "note", OBS_FIELD_TEXT },
};

static const ObsField issue_fields[] = {
  { "id", "issue_id", OBS_FIELD_WORDS },
  { "position", "issue_order", OBS_FIELD_INTEGER },
  { "title", "issue_title", OBS_FIELD_WORDS },
  { "section", "section", OBS_FIELD_TEXT },
};

static const ObsField evidence_fields[] = {
  { "id", "evidence_id", OBS_FIELD_WORDS },          { "position", NULL, OBS_FIELD_POSITION },
  { "issue", "issue_id", OBS_FIELD_WORDS, "issue" }, { "tone", "tone", OBS_FIELD_WORDS },
  { "text", "evidence", OBS_FIELD_WORDS },           { "about", "about", OBS_FIELD_TEXT },
};

static const ObsField recommendation_fields[] = {
  { "id", "rec_id", OBS_FIELD_WORDS },          { "position", "order", OBS_FIELD_INTEGER },
  { "title", "title", OBS_FIELD_WORDS },        { "label", "roadmap_label", OBS_FIELD_TEXT },
  { "section", "section", OBS_FIELD_TEXT },     { "bodies", "linked_bodies", OBS_FIELD_TEXT },
  { "builds_on", "builds_on", OBS_FIELD_TEXT }, { "ciso_role", "ciso_role", OBS_FIELD_TEXT },
};

static const ObsField action_fields[] = {
  { "id", "action_id", OBS_FIELD_WORDS },
  { "position", NULL, OBS_FIELD_POSITION },
  { "recommendation", "rec_id", OBS_FIELD_WORDS, "recommendation" },
  { "section", "section", OBS_FIELD_TEXT },
  { "text", "action", OBS_FIELD_WORDS },
  { "who", "who", OBS_FIELD_TEXT },
  { "who_basis", "who_basis", OBS_FIELD_WORDS, NULL, "stated|implied|not-stated" },
  { "modality", "modality", OBS_FIELD_TEXT },
  { "due", "when", OBS_FIELD_TEXT },
  { "uses", "uses", OBS_FIELD_TEXT },
  { "evidence", "evidence_ksb_link", OBS_FIELD_TEXT },
  { "note", "note", OBS_FIELD_TEXT },
};

static const ObsField roadmap_fields[] = {
  { "recommendation", "rec_id", OBS_FIELD_WORDS, "recommendation" },
  { "lead_vs_timeline", "lead_vs_timeline", OBS_FIELD_WORDS, NULL,
    "same|same-set-other-order|different" },
  { "period", "period", OBS_FIELD_TEXT },
  { "certain", "certain", OBS_FIELD_TEXT },
  { "ambiguous", "ambiguous", OBS_FIELD_TEXT },
};

static const ObsField body_fields[] = {
  { "id", "id", OBS_FIELD_WORDS },
  { "position", NULL, OBS_FIELD_POSITION },
  { "name", "name", OBS_FIELD_WORDS },
  { "abbreviation", "abbreviation", OBS_FIELD_TEXT },
  { "aliases", "aliases", OBS_FIELD_TEXT },
  { "kind", "kind", OBS_FIELD_TEXT },
  { "status", "status", OBS_FIELD_WORDS, NULL, "existing|proposed" },
  { "role", "role", OBS_FIELD_TEXT },
  { "sections", "sections", OBS_FIELD_TEXT },
  { "perspective", "perspective", OBS_FIELD_TEXT },
  { "note", "note", OBS_FIELD_TEXT },
};

/* Cadence, people or length of a row, whichever the table gives. */
static gboolean
bind_detail (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
             sqlite3_stmt *stmt, int index)
{
  static const char *const columns[] = { "cadence", "who", "duration", NULL };
  g_autoptr (GString) detail = g_string_new (NULL);

  for (gsize i = 0; columns[i] != NULL; i++)
    {
      int column = obs_csv_find (csv, columns[i]);
      const char *part = column >= 0 ? obs_csv_get (csv, row, (guint) column) : "";

      if (*part != '\0')
        g_string_append_printf (detail, "%s%s", detail->len > 0 ? "; " : "", part);
    }
  obs_build_bind_text (stmt, index, detail->str);
  return TRUE;
}

static const ObsField note_fields[] = {
  { "id", "id", OBS_FIELD_WORDS },
  { "kind", "row_kind", OBS_FIELD_WORDS, NULL, "theme|protocol|question" },
  { "theme", "theme_id", OBS_FIELD_TEXT },
  { "name", "name", OBS_FIELD_WORDS },
  { "form", "form", OBS_FIELD_TEXT },
  { "options", "options", OBS_FIELD_TEXT },
  { "detail", NULL, OBS_FIELD_OWN, .bind = bind_detail },
  { "findings", "linked_findings", OBS_FIELD_TEXT },
  { "basis", "basis", OBS_FIELD_TEXT, NULL, "stated|implied" },
  { "section", "section", OBS_FIELD_TEXT },
  { "note", "note", OBS_FIELD_TEXT },
};

static const ObsImport finding_import
    = { "plan/findings.csv", "finding", 1, finding_fields, G_N_ELEMENTS (finding_fields) };
static const ObsImport issue_import
    = { "plan/issues.csv", "issue", 1, issue_fields, G_N_ELEMENTS (issue_fields), .repeats = TRUE };
static const ObsImport evidence_import
    = { "plan/issues.csv", "evidence", 1, evidence_fields, G_N_ELEMENTS (evidence_fields) };
static const ObsImport recommendation_import
    = { "plan/recommendations.csv", "recommendation", 1, recommendation_fields,
        G_N_ELEMENTS (recommendation_fields) };
static const ObsImport action_import
    = { "plan/actions.csv", "action", 1, action_fields, G_N_ELEMENTS (action_fields) };
static const ObsImport roadmap_import
    = { "plan/roadmap.csv", "roadmap", 1, roadmap_fields, G_N_ELEMENTS (roadmap_fields) };
static const ObsImport body_import
    = { "plan/stakeholders.csv", "body", 1, body_fields, G_N_ELEMENTS (body_fields) };
static const ObsImport note_import
    = { "plan/survey.csv", "survey_note", 1, note_fields, G_N_ELEMENTS (note_fields) };

static const ObsLinks conflict_links
    = { "finding_conflict", "id", "conflict", "finding", .both_ways = TRUE };
static const ObsLinks evidence_links[] = {
  { "evidence_finding", "evidence_id", "finding_ids", "finding" },
  { "evidence_recommendation", "evidence_id", "rec_ids", "recommendation", { "@rec_link_basis" } },
};
static const ObsLinks recommendation_links[] = {
  { "recommendation_issue",
    "rec_id",
    "issues_primary",
    "issue",
    { "primary", "@issue_link_basis" } },
  { "recommendation_issue",
    "rec_id",
    "issues_secondary",
    "issue",
    { "secondary", "@issue_link_basis" } },
  { "recommendation_need", "rec_id", "needs_rec", "recommendation", { "@needs_rec_basis" } },
};
static const ObsLinks action_links[] = {
  { "action_finding", "action_id", "evidence_ksb_link", "finding", .among_words = TRUE },
  { "action_issue", "action_id", "evidence_ksb_link", "issue", .among_words = TRUE },
};
static const ObsLinks body_links = { "body_lead", "id", "roadmap_lead", "recommendation" };

static void
import_findings (ObsBuild *build)
{
  g_autoptr (ObsCsv) csv = obs_build_load (build, finding_import.file, FALSE);

  if (csv == NULL)
    return;
  obs_build_import (build, &finding_import, csv);
  obs_build_import_links (build, &conflict_links, csv);
}

static void
import_cells (ObsBuild *build, ObsCsv *csv)
{
  static const char *const terms[][2] = { { "lead", "lead_stakeholders" },
                                          { "short", "short_term" },
                                          { "medium", "medium_term" },
                                          { "long", "long_term" } };
  static const char *const columns[]
      = { "rec_id", "lead_stakeholders", "short_term", "medium_term", "long_term", NULL };
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "roadmap_cell", 4);

  if (!obs_build_require (build, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    for (gsize i = 0; i < G_N_ELEMENTS (terms) && !obs_faults_any (&build->faults); i++)
      {
        const char *words = obs_csv_get_named (csv, row, terms[i][1]);

        obs_build_insert_texts (build, stmt, obs_csv_get_named (csv, row, "rec_id"), terms[i][0],
                                words, *words != '\0' ? "" : "x", NULL);
      }
}

/* Issues and recommendations name each other, so both stand before either is linked. */
static void
import_issues_and_recommendations (ObsBuild *build)
{
  g_autoptr (ObsCsv) issues = obs_build_load (build, issue_import.file, FALSE);
  g_autoptr (ObsCsv) recommendations = obs_build_load (build, recommendation_import.file, FALSE);

  if (issues != NULL)
    {
      obs_build_import (build, &issue_import, issues);
      obs_build_import (build, &evidence_import, issues);
    }
  if (recommendations != NULL)
    obs_build_import (build, &recommendation_import, recommendations);
  for (gsize i = 0; issues != NULL && i < G_N_ELEMENTS (evidence_links); i++)
    obs_build_import_links (build, &evidence_links[i], issues);
  for (gsize i = 0; recommendations != NULL && i < G_N_ELEMENTS (recommendation_links); i++)
    obs_build_import_links (build, &recommendation_links[i], recommendations);
}

static void
import_roadmap (ObsBuild *build)
{
  g_autoptr (ObsCsv) csv = obs_build_load (build, roadmap_import.file, FALSE);

  if (csv == NULL)
    return;
  obs_build_import (build, &roadmap_import, csv);
  import_cells (build, csv);
}

void
obs_build_plan (ObsBuild *build)
{
  g_autoptr (ObsCsv) actions = NULL;
  g_autoptr (ObsCsv) bodies = NULL;

  import_findings (build);
  import_issues_and_recommendations (build);
  import_roadmap (build);
  actions = obs_build_load (build, action_import.file, FALSE);
  if (actions != NULL)
    {
      obs_build_import (build, &action_import, actions);
      for (gsize i = 0; i < G_N_ELEMENTS (action_links); i++)
        obs_build_import_links (build, &action_links[i], actions);
    }
  bodies = obs_build_load (build, body_import.file, FALSE);
  if (bodies != NULL)
    {
      obs_build_import (build, &body_import, bodies);
      obs_build_import_links (build, &body_links, bodies);
    }
  obs_build_import_file (build, &note_import, FALSE);
}
