/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/ingest/csv.h"
#include "data/ingest/simulation.h"

#include "look.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

/* Every finding of the plan is either tested against the answers of the demonstration panel, or
 * stands in the list of those that no answer can express, with the reason. */

#define N_FINDINGS 241
#define N_NOT_EXPRESSED 65

typedef struct
{
  const char *id, *ksb, *measure, *sector, *scope, *item, *direction, *basis, *value, *comparator;
  int rank;
  guint listed; /* how many findings share the list */
} Finding;

/* Says what disagrees, or NULL. Sector NULL is all. */
typedef char *(*Check) (const ObsPanel *panel, const Finding *finding);

static ObsCsv *findings;

/* --- Findings that no answer can express ------------------------------------------------------ */

static const struct
{
  const char *reason;
  const char *ids;
} not_expressed[] = {
  { "about the area, its economy or its skills system, from other sources than the panel",
    "CTX-01 CTX-02 CTX-07 CTX-08 CTX-09 CTX-10 CTX-11 CTX-12 CTX-13 CTX-14 CTX-15 CTX-16 CTX-17" },
  { "about the programme or its dates", "CTX-03 CTX-04 CTX-05 CTX-06" },
  { "printed total that disagrees with its own parts; the panel follows the parts (PAN-05)",
    "PAN-01" },
  { "about how businesses were found", "PAN-06 PAN-07" },
  { "statement that disagrees with another one on the length, which the panel follows (MET-02)",
    "MET-03" },
  { "about the work of the authors or the minutes that an answer takes", "MET-06 MET-09 MET-10" },
  { "says that answers would differ at a finer level, which was not asked", "K-NOTE-01" },
  { "disagrees with Q-M-B-01, which the panel follows", "QE-M-B-DEG" },
  { "what the authors infer on training, which was not asked", "REL-TRAIN" },
  { "on accountability, which was not asked",
    "ACC-01 ACC-02 ACC-03 ACC-04 ACC-05 ACC-06 ACC-07 ACC-08" },
  { "on awareness, capacity, curricula or planning by providers, which were not asked",
    "CUR-02 CUR-03 CUR-04 CUR-05 CUR-06 CUR-11" },
  { "on how institutions work together, which was not asked",
    "STR-01 STR-02 STR-03 STR-04 STR-05 STR-06" },
  { "on the offer of colleges, which was not asked", "OFF-01 OFF-02 OFF-03 OFF-04 OFF-05 OFF-06" },
  { "on college staff, which was not asked", "CPD-01 CPD-02 CPD-03 CPD-04 CPD-05" },
  { "on public funding and college spending, which were not asked",
    "CAP-01 CAP-03 CAP-04 CAP-05 CAP-06 CAP-07 ENR-01" },
};

static const char *
why_not_expressed (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (not_expressed); i++)
    {
      g_auto (GStrv) ids = g_strsplit (not_expressed[i].ids, " ", -1);

      if (g_strv_contains ((const char *const *) ids, id))
        return not_expressed[i].reason;
    }
  return NULL;
}

/* --- Reading ---------------------------------------------------------------------------------- */

static const char *
cell (guint row, const char *column)
{
  return obs_csv_get_named (findings, row, column);
}

static gboolean
same_list (guint a, guint b)
{
  static const char *const keys[]
      = { "section", "domain", "ksb", "measure", "sector", "direction" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (cell (a, keys[i]), cell (b, keys[i])) != 0)
      return FALSE;
  return *cell (b, "rank") != '\0';
}

static Finding
finding_at (guint row)
{
  Finding finding = {
    cell (row, "id"),
    cell (row, "ksb"),
    cell (row, "measure"),
    cell (row, "sector"),
    cell (row, "scope"),
    cell (row, "item_code"),
    cell (row, "direction"),
    cell (row, "rank_basis"),
    cell (row, "value"),
    cell (row, "comparator"),
    0,
    0,
  };

  finding.rank = (int) g_ascii_strtoll (cell (row, "rank"), NULL, 10);
  for (guint i = 0; i < obs_csv_n_rows (findings); i++)
    finding.listed += same_list (row, i) ? 1 : 0;
  if (strcmp (finding.sector, "all") == 0)
    finding.sector = NULL;
  return finding;
}

/* --- Ranks ------------------------------------------------------------------------------------ */

static const char *
sector_name (const char *sector)
{
  return sector != NULL ? sector : "all sectors";
}

/* A numbered place is met exactly; a place in a list without order by being in the list. */
static char *
check_place (const ObsPanel *panel, const Finding *finding, const char *question,
             const char *sector)
{
  g_autoptr (GPtrArray) items = items_by_mean (panel, question, sector);
  guint place = place_of (panel, question, finding->item, sector);
  gboolean good;

  if (place == 0)
    return g_strdup_printf ("%s was not asked in %s", finding->item, question);
  if (strcmp (finding->direction, "least") == 0)
    place = items->len + 1 - place;
  if (strcmp (finding->basis, "list-order") == 0)
    good = place <= finding->listed;
  else
    good = place == (guint) finding->rank;
  if (good)
    return NULL;
  return g_strdup_printf ("%s is number %u (%s) of %s in %s, not %d", finding->item, place,
                          finding->direction, question, sector_name (sector), finding->rank);
}

static char *
check_place_all (const ObsPanel *panel, const Finding *finding, const char *question)
{
  char *wrong = check_place (panel, finding, question, finding->sector);

  if (strcmp (finding->scope, "across") == 0)
    for (guint s = 0; wrong == NULL && s < G_N_ELEMENTS (sectors); s++)
      wrong = check_place (panel, finding, question, sectors[s]);
  return wrong;
}

/* The three areas in the order of the finding, for a measure with one question. */
static double
area_mean (const ObsPanel *panel, const char *question, const char *area, const char *sector)
{
  return mean_of (look_at (panel, question, area, "", sector, 0));
}

/* How far behaviours lead the other two areas. */
static double
behaviours_lead (const ObsPanel *panel, const char *question, const char *sector)
{
  return area_mean (panel, question, "A.behaviours", sector)
         - (area_mean (panel, question, "A.knowledge", sector)
            + area_mean (panel, question, "A.skills", sector))
               / 2;
}

static char *
check_importance (const ObsPanel *panel, const Finding *finding)
{
  const char *question = finding->item[0] == 'K'   ? "Q01"
                         : finding->item[0] == 'S' ? "Q02"
                         : finding->item[0] == 'B' ? "Q03"
                                                   : "Q12";

  if (strcmp (finding->direction, "high") != 0)
    {
      char *wrong = check_place_all (panel, finding, question);
      double ahead;

      if (wrong != NULL || strcmp (finding->id, "REL-SUCC-S") != 0)
        return wrong;
      ahead = area_mean (panel, "Q12", "A.skills", NULL)
              - area_mean (panel, "Q12", "A.knowledge", NULL);
      return ahead < 0.3 ? NULL : g_strdup_printf ("skills are %g ahead, not slightly", ahead);
    }
  if (finding->sector == NULL) /* still highly valued: among the five most important */
    return place_of (panel, question, finding->item, NULL) <= 5
               ? NULL
               : g_strdup_printf ("%s is not highly valued", finding->item);
  for (guint s = 0; s < G_N_ELEMENTS (sectors); s++) /* the preference is strongest here */
    if (strcmp (sectors[s], finding->sector) != 0
        && behaviours_lead (panel, question, sectors[s])
               >= behaviours_lead (panel, question, finding->sector))
      return g_strdup_printf ("the lead of behaviours is larger in %s", sectors[s]);
  return NULL;
}

static char *
check_recruiting (const ObsPanel *panel, const Finding *finding)
{
  return check_place_all (panel, finding, "Q13");
}

static char *
check_recruiting_gap (const ObsPanel *panel, const Finding *finding)
{
  const char *areas[] = { "A.behaviours", "A.skills", "A.knowledge" };

  for (int i = 0; i < 2; i++)
    if (area_mean (panel, "Q13", areas[i], NULL) - area_mean (panel, "Q13", areas[i + 1], NULL)
        <= area_mean (panel, "Q12", areas[i], NULL) - area_mean (panel, "Q12", areas[i + 1], NULL))
      return g_strdup_printf ("%s and %s are not further apart", areas[i], areas[i + 1]);
  return NULL;
}

static char *
check_lower_here (const ObsPanel *panel, const Finding *finding, const char *question)
{
  Look here = look_at (panel, question, finding->item, "", finding->sector, 0);

  for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
    {
      Look there = look_at (panel, question, finding->item, "", sectors[s], 0);

      if (strcmp (sectors[s], finding->sector) != 0
          && (mean_of (here) >= mean_of (there) || !clearly_different (here, there)))
        return g_strdup_printf ("%g is not clearly below %g in %s", mean_of (here), mean_of (there),
                                sectors[s]);
    }
  return NULL;
}

static char *
check_ease (const ObsPanel *panel, const Finding *finding)
{
  if (strcmp (finding->direction, "lower") == 0)
    return check_lower_here (panel, finding, "Q14");
  return check_place_all (panel, finding, "Q14");
}

static char *
check_ease_level (const ObsPanel *panel, const Finding *finding)
{
  const char *areas[] = { "A.behaviours", "A.skills", "A.knowledge" };

  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    if (area_mean (panel, "Q14", areas[i], NULL) >= area_mean (panel, "Q12", areas[i], NULL)
        || area_mean (panel, "Q14", areas[i], NULL) >= area_mean (panel, "Q13", areas[i], NULL))
      return g_strdup_printf ("ease is not the lowest for %s", areas[i]);
  return NULL;
}

/* --- Qualifications --------------------------------------------------------------------------- */

static const char *
qualification_question (char area)
{
  return area == 'K' ? "Q04" : area == 'S' ? "Q05" : "Q06";
}

static char *
check_relevance (const ObsPanel *panel, const Finding *finding)
{
  return check_place_all (panel, finding, qualification_question (finding->ksb[0]));
}

/* Said of every sector and area: BTECs in the middle three of seven, T Levels last. */
static char *
check_everywhere (const ObsPanel *panel, const Finding *finding)
{
  gboolean middle = strcmp (finding->direction, "middle") == 0;

  for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
    for (const char *area = "KSB"; *area != '\0'; area++)
      {
        guint place = place_of (panel, qualification_question (*area), finding->item, sectors[s]);

        if (middle ? place < 3 || place > 5 : place != 7)
          return g_strdup_printf ("%s is number %u of seven for %c in %s", finding->item, place,
                                  *area, sectors[s]);
      }
  return NULL;
}

static char *
check_effectiveness (const ObsPanel *panel, const Finding *finding)
{
  const char *question = qualification_question (finding->ksb[0]);
  guint place;

  if (strcmp (finding->scope, "each") == 0)
    return check_everywhere (panel, finding);
  if (strcmp (finding->direction, "most") == 0)
    return check_place_all (panel, finding, question);
  place = place_of (panel, question, finding->item, finding->sector);
  if (finding->sector != NULL)
    {
      if (strcmp (finding->direction, "high") == 0 ? place <= 2 : place >= 5)
        return NULL;
      return g_strdup_printf ("%s is number %u in %s", finding->item, place, finding->sector);
    }
  /* Relatively more effective for skills and for behaviours than for knowledge. */
  for (const char *area = finding->ksb[0] == 'K' ? "SB" : finding->ksb; *area != '\0'; area++)
    if (mean_of (look_at (panel, qualification_question (*area), finding->item, "", NULL, 0))
        <= mean_of (look_at (panel, "Q04", finding->item, "", NULL, 0)))
      return g_strdup_printf ("%s is not better for %c than for knowledge", finding->item, *area);
  return NULL;
}

static char *
check_variation (const ObsPanel *panel, const Finding *finding)
{
  for (const char *area = "KSB"; *area != '\0'; area++)
    if (!clearly_different (
            look_at (panel, qualification_question (*area), "Q.degree", "", sectors[0], 0),
            look_at (panel, qualification_question (*area), "Q.degree", "", sectors[1], 0)))
      return g_strdup_printf ("degrees are not valued differently for %c", *area);
  return NULL;
}

static char *
check_qualification_importance (const ObsPanel *panel, const Finding *finding)
{
  return check_place_all (panel, finding, "Q15");
}

/* --- Channels --------------------------------------------------------------------------------- */

static char *
check_channel (const ObsPanel *panel, const Finding *finding)
{
  const char *question = finding->ksb[0] == 'K' ? "Q07" : finding->ksb[0] == 'S' ? "Q08" : "Q09";
  double here;

  if (strcmp (finding->direction, "high") != 0)
    return check_place_all (panel, finding, question);
  here = percent_of (look_at (panel, question, finding->item, "", finding->sector, 0));
  for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
    if (strcmp (sectors[s], finding->sector) != 0
        && percent_of (look_at (panel, question, finding->item, "", sectors[s], 0)) >= here - 10)
      return g_strdup_printf ("%s is used as much in %s", finding->item, sectors[s]);
  return NULL;
}

/* The reasons given are those named most, in no order, unless one is called the main one. */
static char *
check_reason (const ObsPanel *panel, const Finding *finding)
{
  gboolean against = strcmp (finding->measure, "channel-reason-against") == 0;
  g_autofree char *question
      = g_strdup_printf ("Q10-%c-%s", finding->ksb[0], against ? "against" : "for");

  return check_place_all (panel, finding, question);
}

/* --- Values ----------------------------------------------------------------------------------- */

/* What "about", "less than" and the rest allow: about is three points up or down. */
static char *
check_value (const Finding *finding, double value)
{
  double said = g_ascii_strtod (finding->value, NULL);
  gboolean good;

  if (strcmp (finding->comparator, "~") == 0)
    good = fabs (value - said) <= 3;
  else if (strcmp (finding->comparator, "<") == 0)
    good = value < said && value >= said - 3;
  else if (strcmp (finding->comparator, ">") == 0)
    good = value > said;
  else if (strcmp (finding->comparator, "<=") == 0)
    good = value <= said;
  else if (strcmp (finding->comparator, ">=") == 0)
    good = value >= said;
  else
    good = fabs (value - said) < 0.05; /* printed to one decimal */
  return good ? NULL
              : g_strdup_printf ("%g is not %s %s", value, finding->comparator, finding->value);
}

static char *
check_share_of (const ObsPanel *panel, const Finding *finding, const char *question,
                const char *item)
{
  return check_value (finding,
                      percent_of (look_at (panel, question, item, "", finding->sector, 0)));
}

static char *
check_top3 (const ObsPanel *panel, const Finding *finding)
{
  return check_value (finding,
                      100 - percent_of (look_at (panel, "Q11", finding->item, "", NULL, 0)));
}

static char *
check_confidence (const ObsPanel *panel, const Finding *finding)
{
  int place = 1;
  double here = mean_of (look_at (panel, "Q16", finding->item, "", finding->sector, 0));

  for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
    if (mean_of (look_at (panel, "Q16", finding->item, "", sectors[s], 0)) < here)
      place++;
  return place == finding->rank
             ? NULL
             : g_strdup_printf ("%s is number %d from below", finding->sector, place);
}

static char *
check_confidence_level (const ObsPanel *panel, const Finding *finding)
{
  for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
    if (mean_of (look_at (panel, "Q16", finding->item, "", sectors[s], 0)) >= 6)
      return g_strdup_printf ("confidence is not low in %s", sectors[s]);
  return NULL;
}

static char *
check_fit (const ObsPanel *panel, const Finding *finding)
{
  double (*p) (Look) = percent_of;

  if (strcmp (finding->item, "L.not-well") == 0)
    return check_value (finding, p (look_at (panel, "Q17", "L.not-at-all", "", NULL, 0))
                                     + p (look_at (panel, "Q17", "L.not-very-well", "", NULL, 0)));
  if (strcmp (finding->item, "L.well") == 0)
    return check_value (finding, p (look_at (panel, "Q17", "L.quite-well", "", NULL, 0))
                                     + p (look_at (panel, "Q17", "L.very-well", "", NULL, 0)));
  return check_share_of (panel, finding, "Q17", "L.neither");
}

static char *
check_cost (const ObsPanel *panel, const Finding *finding)
{
  for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
    {
      char *wrong = check_value (
          finding, mean_of (look_at (panel, "Q18", finding->item, "", sectors[s], 0)));

      if (wrong != NULL)
        return wrong;
    }
  return NULL;
}

/* Said of all sectors together: a standard deviation of a fifth of the scale or more. */
static char *
check_cost_spread (const ObsPanel *panel, const Finding *finding)
{
  double sd = sd_of (look_at (panel, "Q18", finding->item, "", NULL, 0));

  return sd >= 20 ? NULL : g_strdup_printf ("a standard deviation of %g is not wide", sd);
}

/* Support for sharing: most name a part of the cost that is neither nothing nor all. */
static char *
check_cost_sharing (const ObsPanel *panel, const Finding *finding)
{
  guint n = 0;
  guint shared = 0;

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);

      if (strcmp (response->question, "Q18") != 0)
        continue;
      n++;
      shared += response->value > 0 && response->value < 100 ? 1 : 0;
    }
  return 2 * shared > n ? NULL : g_strdup_printf ("only %u of %u would share", shared, n);
}

static char *
check_rest (const ObsPanel *panel, const Finding *finding)
{
  gboolean rest = strcmp (finding->item, "P.unreported") == 0;
  char *wrong = check_share_of (panel, finding, "Q19", rest ? "P.other" : finding->item);

  return wrong != NULL || rest ? wrong : check_place_all (panel, finding, "Q19");
}

static char *
check_plan_horizon (const ObsPanel *panel, const Finding *finding)
{
  if (*finding->value != '\0')
    return check_share_of (panel, finding, "Q20", finding->item);
  if (place_of (panel, "Q20", finding->item, NULL) == 3
      && percent_of (look_at (panel, "Q20", finding->item, "", NULL, 0)) < 10)
    return NULL;
  return g_strdup_printf ("%s is not the choice of very few", finding->item);
}

static char *
check_training_horizon (const ObsPanel *panel, const Finding *finding)
{
  return check_share_of (panel, finding, "Q21", finding->item);
}

static char *
check_route (const ObsPanel *panel, const Finding *finding)
{
  char *wrong;

  if (strcmp (finding->direction, "lower") == 0)
    return check_lower_here (panel, finding, "Q22");
  wrong = check_place_all (panel, finding, "Q22");
  if (wrong == NULL)
    wrong = check_value (finding, mean_of (look_at (panel, "Q22", finding->item, "", NULL, 0)));
  return wrong;
}

static const char *const horizons[] = { "H.6m", "H.24m", "H.beyond" };

static char *
check_readiness (const ObsPanel *panel, const Finding *finding)
{
  const char *question = strcmp (finding->item, "D.digital") == 0 ? "Q23" : "Q24";

  for (guint h = 0; h < G_N_ELEMENTS (horizons); h++)
    {
      double here
          = mean_of (look_at (panel, question, finding->item, horizons[h], finding->sector, 0));
      int place = 1;

      for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
        if (mean_of (look_at (panel, question, finding->item, horizons[h], sectors[s], 0)) > here)
          place++;
      if (place != finding->rank)
        return g_strdup_printf ("%s is number %d at %s", finding->sector, place, horizons[h]);
    }
  return NULL;
}

static char *
check_ceiling (const ObsPanel *panel, const Finding *finding)
{
  const char *question = strcmp (finding->item, "D.digital") == 0 ? "Q23" : "Q24";

  for (guint h = 0; h < G_N_ELEMENTS (horizons); h++)
    for (guint s = 0; s < G_N_ELEMENTS (sectors); s++)
      {
        char *wrong = check_value (finding, mean_of (look_at (panel, question, finding->item,
                                                              horizons[h], sectors[s], 0)));

        if (wrong != NULL)
          return wrong;
      }
  return NULL;
}

/* --- Panel and method ------------------------------------------------------------------------- */

static char *
check_panel_size (const ObsPanel *panel, const Finding *finding)
{
  guint n = 0;

  for (guint i = 0; i < panel->businesses->len; i++)
    if (finding->sector == NULL
        || strcmp (((ObsBusiness *) panel->businesses->pdata[i])->sector, finding->sector) == 0)
      n++;
  return check_value (finding, n);
}

/* Months, or weeks, in which questions were asked. */
static char *
check_window (const ObsPanel *panel, const Finding *finding)
{
  g_autoptr (GHashTable) weeks = g_hash_table_new (NULL, NULL);
  g_auto (GStrv) months = g_strsplit (finding->value, "/", 2);
  const char *first = "9";
  const char *last = "";

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);

      g_hash_table_add (weeks, GINT_TO_POINTER (response->week));
      first = strcmp (response->day, first) < 0 ? response->day : first;
      last = strcmp (response->day, last) > 0 ? response->day : last;
    }
  if (months[1] == NULL)
    return check_value (finding, g_hash_table_size (weeks));
  return g_str_has_prefix (first, months[0]) && g_str_has_prefix (last, months[1])
             ? NULL
             : g_strdup_printf ("%s to %s", first, last);
}

/* Questions of every day, and weekdays of every week. */
static char *
check_days (const ObsPanel *panel, const Finding *finding)
{
  g_autoptr (GHashTable) days = g_hash_table_new (g_str_hash, g_str_equal); /* day -> questions */
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean count_days = strcmp (finding->measure, "survey-days") == 0;
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);
      int before = GPOINTER_TO_INT (g_hash_table_lookup (days, response->day));

      if (g_hash_table_add (asked, g_strdup_printf ("%s %s", response->day, response->question)))
        g_hash_table_insert (days, response->day, GINT_TO_POINTER (before + 1));
    }
  if (count_days)
    return check_value (finding, g_hash_table_size (days) / 5.0);
  g_hash_table_iter_init (&iter, days);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      char *wrong = check_value (finding, GPOINTER_TO_INT (value));

      if (wrong != NULL)
        return wrong;
    }
  return NULL;
}

static char *
check_themes (const ObsPanel *panel, const Finding *finding)
{
  g_autofree char *path = bundled_path ("panel", "questions.csv");
  g_autoptr (GHashTable) themes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsCsv) csv = obs_csv_load (path, &error);

  g_assert_no_error (error);
  g_assert_true (obs_csv_require (csv, &error, "theme", NULL));
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    if (*obs_csv_get_named (csv, row, "theme") != '\0')
      g_hash_table_add (themes, (gpointer) obs_csv_get_named (csv, row, "theme"));
  return check_value (finding, g_hash_table_size (themes));
}

static const struct
{
  const char *measure;
  Check check;
} checks[] = {
  { "importance-to-success", check_importance },
  { "importance-when-recruiting", check_recruiting },
  { "importance-when-recruiting-gap", check_recruiting_gap },
  { "ease-of-recruitment", check_ease },
  { "ease-of-recruitment-level", check_ease_level },
  { "qualification-relevance", check_relevance },
  { "qualification-effectiveness", check_effectiveness },
  { "sector-variation", check_variation },
  { "qualification-importance-when-recruiting", check_qualification_importance },
  { "channel-popularity", check_channel },
  { "channel-reason-for", check_reason },
  { "channel-reason-against", check_reason },
  { "recruitment-source-top3", check_top3 },
  { "recruitment-confidence", check_confidence },
  { "recruitment-confidence-level", check_confidence_level },
  { "publicly-funded-course-fit", check_fit },
  { "employer-share-of-training-cost", check_cost },
  { "employer-share-of-training-cost-spread", check_cost_spread },
  { "cost-sharing-support", check_cost_sharing },
  { "remaining-cost-payer", check_rest },
  { "recruitment-plan-horizon", check_plan_horizon },
  { "training-plan-timing", check_training_horizon },
  { "future-need-route", check_route },
  { "digital-readiness-confidence", check_readiness },
  { "environment-readiness-confidence", check_readiness },
  { "digital-readiness-confidence-ceiling", check_ceiling },
  { "environment-readiness-confidence-ceiling", check_ceiling },
  { "panel-size", check_panel_size },
  { "panel-size-sum", check_panel_size },
  { "survey-window", check_window },
  { "questions-per-day-max", check_days },
  { "questions-per-day-min", check_days },
  { "survey-days", check_days },
  { "themes", check_themes },
};

static Check
check_for (const char *measure)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (strcmp (checks[i].measure, measure) == 0)
      return checks[i].check;
  return NULL;
}

/* --- Tests ------------------------------------------------------------------------------------ */

static ObsPanel *bundled;

static void
test_finding (gconstpointer data)
{
  Finding finding = finding_at (GPOINTER_TO_UINT (data));
  Check check = check_for (finding.measure);
  g_autofree char *wrong = NULL;

  if (check == NULL) /* neither tested nor excused */
    g_error ("%s: nothing tests the measure “%s”", finding.id, finding.measure);
  wrong = check (bundled, &finding);
  if (wrong != NULL)
    g_test_message ("%s: %s", finding.id, wrong);
  g_assert_null (wrong);
}

static void
test_not_expressed (void)
{
  guint n = 0;
  guint named = 0;

  g_assert_cmpuint (obs_csv_n_rows (findings), ==, N_FINDINGS);
  for (guint row = 0; row < obs_csv_n_rows (findings); row++)
    {
      const char *reason = why_not_expressed (cell (row, "id"));

      if (reason == NULL)
        continue;
      n++;
      g_test_message ("%s: not tested: %s", cell (row, "id"), reason);
    }
  for (guint i = 0; i < G_N_ELEMENTS (not_expressed); i++)
    {
      g_auto (GStrv) ids = g_strsplit (not_expressed[i].ids, " ", -1);

      named += g_strv_length (ids);
    }
  g_assert_cmpuint (n, ==, named); /* no id is listed twice or unknown */
  g_assert_cmpuint (n, ==, N_NOT_EXPRESSED);
}

/* The conflict that cannot be solved: second, and not clearly behind. */
static void
test_conflict (void)
{
  g_assert_cmpuint (place_of (bundled, "Q06", "Q.degree", "manufacturing"), ==, 2);
  g_assert_false (clearly_different_paired (bundled, "Q06", "Q.degree", "Q.apprenticeship", 0, 0,
                                            "manufacturing"));
}

static void
test_leader_unclear (void)
{
  const char *lead = "S.team-working";
  const char *second = "S.verbal-communication";
  const char *third = "S.occupational";
  Look one = look_at (bundled, "Q02", lead, "", NULL, 0);
  Look two = look_at (bundled, "Q02", second, "", NULL, 0);
  Look three = look_at (bundled, "Q02", third, "", NULL, 0);

  g_assert_false (clearly_different (one, two));
  g_assert_false (clearly_different_paired (bundled, "Q02", lead, second, 0, 0, NULL));
  g_assert_true (clearly_different (two, three));
  g_assert_true (clearly_different_paired (bundled, "Q02", second, third, 0, 0, NULL));
  g_assert_true (clearly_different_paired (bundled, "Q02", lead, third, 0, 0, NULL));
}

static void
test_weekly_confidence (void)
{
  const char *item = "X.recruitment-confidence";

  g_assert_true (clearly_different (look_at (bundled, "Q16", item, "", "manufacturing", 5),
                                    look_at (bundled, "Q16", item, "", "sport-health", 5)));
  for (int a = 1; a <= 5; a++)
    for (int b = a + 1; b <= 5; b++)
      for (guint s = 0; s <= G_N_ELEMENTS (sectors); s++)
        {
          const char *sector = s < G_N_ELEMENTS (sectors) ? sectors[s] : NULL;

          g_assert_false (clearly_different (look_at (bundled, "Q16", item, "", sector, a),
                                             look_at (bundled, "Q16", item, "", sector, b)));
        }
}

static void
test_not_asked (void)
{
  g_assert_cmpuint (look_at (bundled, "Q01", "K.data-protection", "", NULL, 0).n, ==, 0);
  g_assert_cmpuint (look_at (bundled, "Q02", "S.training-others", "", NULL, 0).n, ==, 0);
}

/* Another seed gives other answers that agree as well. */
static void
test_other_seeds (void)
{
  const char *seeds[] = { "seed=1\n", "seed=2\n", "seed=31415926\n", "seed=987654321\n",
                          "seed=9223372036854775807\n" };
  guint wrong_findings = 0;

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      g_autofree char *folder = copy_parameters ("parameters.ini", "seed=20220117\n", seeds[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsPanel) panel = obs_panel_simulate (folder, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (panel->sha256, !=, bundled->sha256);
      for (guint row = 0; row < obs_csv_n_rows (findings); row++)
        {
          Finding finding = finding_at (row);
          g_autofree char *wrong = NULL;

          if (why_not_expressed (finding.id) != NULL)
            continue;
          wrong = check_for (finding.measure) (panel, &finding);
          if (wrong == NULL)
            continue;
          wrong_findings++;
          g_test_message ("%.*s: %s: %s", (int) strlen (seeds[i]) - 1, seeds[i], finding.id, wrong);
        }
      remove_folder (folder);
    }
  g_assert_cmpuint (wrong_findings, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *plan = NULL;
  g_autoptr (GError) error = NULL;
  int result;

  test_begin (&argc, &argv);
  folder = bundled_path ("panel", NULL);
  plan = bundled_path ("plan", "findings.csv");
  findings = obs_csv_load (plan, &error);
  g_assert_no_error (error);
  g_assert_true (obs_csv_require (findings, &error, "id", "ksb", "measure", "sector", "scope",
                                  "item_code", "direction", "rank", "rank_basis", "value",
                                  "comparator", "section", "domain", NULL));
  bundled = obs_panel_simulate (folder, &error);
  g_assert_no_error (error);
  for (guint row = 0; row < obs_csv_n_rows (findings); row++)
    if (why_not_expressed (cell (row, "id")) == NULL)
      {
        g_autofree char *path = g_strconcat ("/panel/agreement/", cell (row, "id"), NULL);

        g_test_add_data_func (path, GUINT_TO_POINTER (row), test_finding);
      }
  g_test_add_func ("/panel/not-expressed", test_not_expressed);
  g_test_add_func ("/panel/conflict", test_conflict);
  g_test_add_func ("/panel/leader-unclear", test_leader_unclear);
  g_test_add_func ("/panel/weekly-confidence", test_weekly_confidence);
  g_test_add_func ("/panel/not-asked", test_not_asked);
  g_test_add_func ("/panel/other-seeds", test_other_seeds);
  result = g_test_run ();
  obs_panel_free (bundled);
  obs_csv_free (findings);
  return result;
}
