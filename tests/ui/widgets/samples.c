/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/ui/widgets/samples.h"

#include <math.h>
#include <string.h>

static const char *const sectors[] = { "manufacturing", "logistics", "sport-health" };
static const char *const sector_names[] = { "Manufacturing", "Logistics", "Sport & Health" };
static const int bases[] = { 42, 28, 52 };

static const struct
{
  const char *label;
  double score[3];
} skills[] = {
  { "Team working", { 8.6, 8.8, 8.7 } },
  { "Verbal communication", { 8.3, 8.1, 8.6 } },
  { "Specific occupational skills", { 7.9, 7.4, 7.8 } },
  { "Written communication", { 7.2, 6.8, 7.7 } },
  { "Time management", { 7.2, 7.4, 7.3 } },
  { "Customer service", { 5.9, 7.0, 7.8 } },
  { "Problem solving", { 6.9, 6.5, 7.0 } },
  { "Using tools and machinery", { 7.3, 6.9, 4.6 } },
  { "Planning", { 6.6, 6.4, 6.7 } },
  { "Leading others", { 6.2, 6.0, 6.8 } },
  { "Working with data", { 6.1, 5.8, 5.6 } },
  { "Reading drawings", { 6.4, 4.9, 4.2 } },
  { "Driving and moving goods", { 5.0, 7.1, 4.4 } },
  { "Selling", { 5.2, 5.4, 6.1 } },
  { "Coaching", { 5.0, 4.9, 7.2 } },
  { "Managing budgets", { 5.6, 5.3, 5.7 } },
  { "Writing reports", { 5.1, 4.8, 5.4 } },
  { "Using social media", { 4.4, 4.2, 6.3 } },
  { "Foreign languages", { 4.2, 4.5, 4.3 } },
  { "Programming", { 4.6, 4.2, 4.2 } },
};

static ObsFigure *
start (const char *question, ObsForm form, ObsSourceClass source_class, const char *title)
{
  ObsFigure *figure = obs_figure_new ();

  figure->question = g_strdup (question);
  figure->figure_id = g_strdup (question);
  figure->perspective = g_strdup ("employer");
  figure->form = form;
  figure->source_class = source_class;
  figure->title = g_strdup (title);
  figure->neutral_title = g_strdup (title);
  figure->edition_date = g_strdup ("2022-02-11");
  figure->edition_title = g_strdup ("11 Feb 2022");
  figure->question_text = g_strdup ("What matters most to the success of your business?");
  figure->next_action = g_strdup ("Compare your own list with this one.");
  figure->licence = g_strdup ("Invented for tests. No licence is needed.");
  return figure;
}

static void
add_ksb (ObsFigure *figure, const char *shown)
{
  figure->ksb = g_strdup (shown);
  obs_figure_add_choice (figure->ksb_choices, "K", "Knowledge");
  obs_figure_add_choice (figure->ksb_choices, "S", "Skills");
  obs_figure_add_choice (figure->ksb_choices, "B", "Behaviours");
}

static void
add_score (ObsFigure *figure, guint item, guint sector)
{
  g_autofree char *key = g_strdup_printf ("S.%u", item);
  ObsFigureRow *row = obs_figure_add_row (figure, key, skills[item].label);
  double half = sector == 0 ? 0.6 : sector == 1 ? 0.78 : 0.56;

  row->series = g_strdup (sectors[sector]);
  row->ksb = g_strdup ("S");
  row->estimate = skills[item].score[sector];
  row->low = row->estimate - half;
  row->high = fmin (row->estimate + half, 10);
  row->base = bases[sector];
  row->source = g_strdup ("panel");
  if (sector == 1)
    row->name = g_strdup_printf ("%s, %s: between %.1f and %.1f (%d businesses, small base)",
                                 row->label, sector_names[sector], row->low, row->high, row->base);
  else
    row->name = g_strdup_printf (
        "%s, %s: %.1f out of 10, likely range %.1f to %.1f (%d businesses)", row->label,
        sector_names[sector], row->estimate, row->low, row->high, row->base);
}

ObsFigure *
sample_dots (void)
{
  ObsFigure *figure = start ("E1", OBS_FORM_RANKED_DOTS, OBS_CLASS_SIMULATED,
                             "Team working and verbal communication come out on top");

  figure->axis = OBS_AXIS_SCORE;
  figure->axis_title = g_strdup ("Score out of 10");
  figure->unit = g_strdup ("out of 10");
  figure->data = g_strdup ("panel");
  figure->subtitle
      = g_strdup ("Importance to success, score out of 10. Demonstration panel of 122 "
                  "businesses, Leicester and Leicestershire, January and February 2022");
  figure->band = g_strdup ("Simulated answers. Not real. Do not quote.");
  figure->band_key = g_strdup ("simulated");
  figure->source_line = g_strdup (
      "Source: demonstration panel, simulated to agree with the 2022 plan. Base: 28 to 52 "
      "businesses a sector. Figure E1-S. Edition 11 Feb 2022.");
  figure->summary = g_strdup (
      "Ranked dots. Importance of 20 skills to business success, scored 1 to 10, for three "
      "sectors. "
      "Team working and verbal communication come out on top. Scores run from 4.2 to 8.8. Based on "
      "28 to 52 simulated businesses a sector, so nothing here is real.");
  add_ksb (figure, "S");
  obs_figure_add_choice (figure->data_choices, "published", "Published 2022");
  obs_figure_add_choice (figure->data_choices, "panel", "Demonstration panel");
  obs_figure_add_choice (figure->sort_choices, "value", "Highest first");
  obs_figure_add_choice (figure->sort_choices, "name", "By name");
  figure->sort = g_strdup ("value");
  figure->has_ranges = TRUE;
  for (guint i = 0; i < 3; i++)
    obs_figure_add_series (figure, sectors[i], sector_names[i], OBS_ROLE_SECTOR, (int) i + 1)->base
        = bases[i];
  for (guint i = 0; i < G_N_ELEMENTS (skills); i++)
    for (guint s = 0; s < 3; s++)
      add_score (figure, i, s);
  return figure;
}

static void
add_place (ObsFigure *figure, const char *label, const char *group, int rank, int listed)
{
  ObsFigureRow *row = obs_figure_add_row (figure, label, label);

  row->group = g_strdup (group);
  row->rank = rank;
  row->listed = listed;
  row->grade = OBS_GRADE_ORDER;
  row->base = OBS_BASE_NOT_PUBLISHED;
  row->finding_ids = g_strdup ("K-MOST-01");
  row->link = g_strdup_printf ("finding:K-MOST-01");
  row->name = rank > 0 ? g_strdup_printf ("%s: first, order only", label)
                       : g_strdup_printf ("%s: listed, order not stated", label);
}

ObsFigure *
sample_order (void)
{
  static const char *const next[]
      = { "Basic literacy", "Basic numeracy", "Health and safety", "Basic IT" };
  static const char *const least[] = { "Marketing theory", "Advanced IT", "Employment rights",
                                       "Financial knowledge", "Social media" };
  ObsFigure *figure = start ("E1", OBS_FORM_RANK_LADDER, OBS_CLASS_PUBLISHED,
                             "Technical and vocational knowledge comes first");

  figure->data = g_strdup ("published");
  figure->subtitle = g_strdup ("Knowledge most and least important to success. All three sectors "
                               "together, panel of 121, Leicester and Leicestershire, January and "
                               "February 2022");
  figure->band
      = g_strdup ("These businesses agreed to take part. They were not picked at random. Use "
                  "the figures as a guide.");
  figure->source_line
      = g_strdup ("Source: LSIP 2022, section 2.2.1. Figure E1-K. Edition 11 Feb 2022.");
  figure->summary = g_strdup ("An order without scores. Technical and vocational knowledge comes "
                              "first. No scores were published. The panel agreed to take part.");
  g_ptr_array_add (figure->tags, g_strdup ("order only"));
  add_ksb (figure, "K");
  obs_figure_add_choice (figure->data_choices, "published", "Published 2022");
  obs_figure_add_choice (figure->data_choices, "panel", "Demonstration panel");
  add_place (figure, "Technical and vocational", "Most important", 1, 0);
  for (guint i = 0; i < G_N_ELEMENTS (next); i++)
    add_place (figure, next[i], "Most important", 0, (int) i + 2);
  for (guint i = 0; i < G_N_ELEMENTS (least); i++)
    add_place (figure, least[i], "Least important", 0, (int) i + 1);
  return figure;
}

static void
add_gap_part (ObsFigure *figure, const char *key, const char *label, const char *ksb,
              const char *series, double value, double half)
{
  ObsFigureRow *row = obs_figure_add_row (figure, key, label);

  row->series = g_strdup (series);
  row->ksb = g_strdup (ksb);
  row->estimate = value;
  row->low = isnan (half) ? NAN : value - half;
  row->high = isnan (half) ? NAN : value + half;
  row->base = 28;
  row->grade = OBS_GRADE_DERIVED;
  row->clear = fabs (value) > half;
  if (isnan (value))
    {
      row->code = g_strdup (strcmp (series, "wanted") == 0 ? "z" : "x");
      row->words = g_strdup (strcmp (series, "wanted") == 0    ? "Demand: not asked"
                             : strcmp (series, "covered") == 0 ? "No supply data"
                                                               : "no gap worked out");
      row->name = g_strdup_printf ("%s: %s", label, row->words);
    }
  else
    row->name = g_strdup_printf ("%s: %s %.0f (28 businesses, small base)", label, series, value);
}

ObsFigure *
sample_gap (void)
{
  static const struct
  {
    const char *label, *ksb;
    double wanted, covered;
  } gaps[] = {
    { "Reliable", "B", 89, 37 },
    { "Resilient", "B", 80, 39 },
    { "Hard working", "B", 86, 58 },
    { "Time management", "S", 74, 52 },
    { "Team player", "B", 91, 73 },
    { "Verbal communication", "S", 82, 66 },
    { "Specific occupational skills", "S", 72, 70 },
    { "Health and safety", "K", 78, 84 },
    { "Basic IT", "K", 62, 79 },
    { "Honest", "B", 85, NAN },
    { "Driving and moving goods", "S", 76, NAN },
    { "Employment rights", "K", NAN, 41 },
  };
  ObsFigure *figure = start ("C1", OBS_FORM_GAP, OBS_CLASS_SIMULATED,
                             "What Logistics wants and what courses show they teach");

  figure->axis = OBS_AXIS_INDEX;
  figure->axis_title = g_strdup ("Score, 0 to 100");
  figure->data = g_strdup ("panel");
  figure->subtitle
      = g_strdup ("Gap is covered less wanted, both 0 to 100. 28 Logistics businesses, "
                  "level 2 and 3 courses, Leicester and Leicestershire");
  figure->band = g_strdup ("Simulated answers. Not real. Do not quote.");
  figure->source_line = g_strdup (
      "Coverage: 9 of 12 have both sides. Honest and Driving: no course statement matched yet. "
      "Employment rights: not asked. No data is never counted as zero. Source: demonstration panel "
      "and demonstration supply, simulated. Figure C1-LOG. Edition 11 Feb 2022.");
  figure->summary = g_strdup ("Gaps. Twelve items. Nine have both sides. All of it is simulated.");
  g_ptr_array_add (figure->tags, g_strdup ("worked out"));
  obs_figure_add_choice (figure->data_choices, "panel", "Demonstration panel");
  obs_figure_add_choice (figure->sort_choices, "gap", "Shortage");
  obs_figure_add_choice (figure->sort_choices, "name", "By name");
  figure->sort = g_strdup ("gap");
  obs_figure_add_series (figure, "wanted", "Wanted, with likely range", OBS_ROLE_FIRST, 0)->base
      = 28;
  obs_figure_add_series (figure, "covered", "Covered by courses", OBS_ROLE_SECOND, 0);
  obs_figure_add_series (figure, "gap", "Gap, likely range", OBS_ROLE_GAP, 0);
  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    {
      g_autofree char *key = g_strdup_printf ("G.%u", i);

      add_gap_part (figure, key, gaps[i].label, gaps[i].ksb, "wanted", gaps[i].wanted, 6);
      add_gap_part (figure, key, gaps[i].label, gaps[i].ksb, "covered", gaps[i].covered, NAN);
      add_gap_part (figure, key, gaps[i].label, gaps[i].ksb, "gap",
                    gaps[i].covered - gaps[i].wanted, 8);
    }
  return figure;
}

ObsFigure *
sample_part (void)
{
  static const struct
  {
    const char *key, *label, *words;
    ObsSeriesRole role;
    double share;
  } parts[] = {
    { "poor", "Not very well or not at all", "about one-third", OBS_ROLE_POOR, 33 },
    { "good", "Quite well or very well", "just under 3 in 10", OBS_ROLE_GOOD, 29 },
  };
  ObsFigure *figure = start ("E8", OBS_FORM_PART_KNOWN, OBS_CLASS_PUBLISHED,
                             "About one-third say funded courses do not fit well");

  figure->axis = OBS_AXIS_SHARE;
  figure->subtitle
      = g_strdup ("How well publicly funded courses meet needs. Panel of 121; base not published");
  g_ptr_array_add (figure->tags, g_strdup ("rounded in the source"));
  figure->source_line
      = g_strdup ("What the rest answered is not published. Source: LSIP 2022, section "
                  "2.2.5. Figure E8. Edition 11 Feb 2022.");
  figure->summary = g_strdup ("A whole of which two parts are published. The rest is not.");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      ObsFigureRow *row;

      obs_figure_add_series (figure, parts[i].key, parts[i].label, parts[i].role, (int) i);
      row = obs_figure_add_row (figure, parts[i].key, parts[i].label);
      row->series = g_strdup (parts[i].key);
      row->estimate = parts[i].share;
      row->base = OBS_BASE_NOT_PUBLISHED;
      row->words = g_strdup (parts[i].words);
      row->grade = OBS_GRADE_ROUNDED;
      row->open_end = TRUE;
      row->name = g_strdup_printf ("%s: %s", parts[i].label, parts[i].words);
    }
  return figure;
}

ObsFigure *
sample_needs (void)
{
  ObsFigure *figure
      = start ("C13", OBS_FORM_TABLE, OBS_CLASS_PUBLISHED, "Adverts and growth need a data set");

  figure->subtitle = g_strdup ("Online adverts and projected growth by occupation");
  figure->summary
      = g_strdup ("This edition holds no adverts.\nThey would come from the monthly counts of "
                  "online job adverts by the national statistics office.");
  figure->source_line = g_strdup ("No source in this edition.");
  return figure;
}

/* @n_rows bars, for what happens with very many marks. */
ObsFigure *
sample_crowd (guint n_rows)
{
  ObsFigure *figure = start ("X1", OBS_FORM_RANKED_BARS, OBS_CLASS_PUBLISHED, "Very many bars");

  figure->axis = OBS_AXIS_COUNT;
  figure->axis_max = n_rows;
  figure->summary = g_strdup ("Many bars.");
  figure->source_line = g_strdup ("Source: invented.");
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *key = g_strdup_printf ("X.%u", i);
      g_autofree char *label = g_strdup_printf ("Item %u", i + 1);
      ObsFigureRow *row = obs_figure_add_row (figure, key, label);

      row->estimate = n_rows - i;
      row->name = g_strdup_printf ("%s: %u", label, n_rows - i);
    }
  return figure;
}

ObsFigure *
sample_by_name (const char *name)
{
  if (strcmp (name, "order") == 0)
    return sample_order ();
  if (strcmp (name, "gap") == 0)
    return sample_gap ();
  if (strcmp (name, "part") == 0)
    return sample_part ();
  if (strcmp (name, "needs") == 0)
    return sample_needs ();
  if (strcmp (name, "crowd") == 0)
    return sample_crowd (300);
  return sample_dots ();
}

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
  ObsCardLine *line = g_new0 (ObsCardLine, 1);

  line->label = g_strdup (label);
  line->value = g_strdup (value);
  line->link = g_strdup (link);
  g_ptr_array_add (part->lines, line);
}

ObsCard *
sample_card (void)
{
  static const int counts[10] = { 1, 3, 3, 6, 11, 18, 27, 28, 17, 8 };
  ObsCard *card = g_new0 (ObsCard, 1);
  ObsCardPart *part;

  card->title = g_strdup ("Customer service");
  card->kind = g_strdup ("Skill");
  card->ksb = g_strdup ("S");
  card->simulated = TRUE;
  card->parts = g_ptr_array_new_with_free_func (part_free);
  card->citation = g_strdup ("Customer service, Logistics: between 6.2 and 7.8. Invented.");
  card->histogram_title = g_strdup ("Answers, all 122 businesses");
  memcpy (card->histogram, counts, sizeof counts);
  part = add_part (card, "Score and likely range");
  add_line (part, "Logistics", "7.0, likely 6.2 to 7.8", NULL);
  add_line (part, "Manufacturing", "5.9, likely 5.3 to 6.5", NULL);
  add_line (part, "Sport & Health", "7.8, likely 7.2 to 8.4", NULL);
  add_line (part, "", "Small base: 28 Logistics businesses. Read the range, not the middle.", NULL);
  part = add_part (card, "Where this comes from");
  add_line (part, "Asked as",
            "“How important is customer service to your business’s success?” 1 to 10", NULL);
  add_line (part, "Grade", "Exact", NULL);
  add_line (part, "Class", "Simulated. Not real", NULL);
  add_line (part, "Collected", "January and February 2022", NULL);
  add_line (part, "Method", "Mean, t range, 19 in 20", NULL);
  add_line (part, "Finding", "S-MOST-01", "finding:S-MOST-01");
  part = add_part (card, "Used in");
  add_line (part, "", "Rec 3 Review curriculum · our link", "recommendation:R3");
  return card;
}
