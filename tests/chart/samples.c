/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/chart/samples.h"

#include <math.h>
#include <string.h>

static ObsFigure *
start (ObsForm form, const char *question, const char *id, const char *title, const char *subtitle)
{
  ObsFigure *figure = obs_figure_new ();

  figure->form = form;
  figure->question = g_strdup (question);
  figure->figure_id = g_strdup (id);
  figure->perspective = g_strdup ("employer");
  figure->data = g_strdup ("published");
  figure->ksb = g_strdup ("");
  figure->edition_date = g_strdup ("2026-11-22");
  figure->edition_title = g_strdup ("22 November 2026");
  figure->title = g_strdup (title);
  figure->neutral_title = g_strdup (title);
  figure->subtitle = g_strdup (subtitle);
  figure->filters = g_strdup ("");
  figure->licence
      = g_strdup ("Contains public sector information licensed under the Open Government "
                  "Licence v3.0.");
  figure->source_line = g_strdup_printf ("Source: LSIP 2022. Figure %s. Edition 22 Nov 2026.", id);
  figure->summary = g_strdup_printf ("%s. %s.", title, subtitle);
  return figure;
}

static ObsFigureRow *
row_add (ObsFigure *figure, const char *key, const char *label)
{
  ObsFigureRow *row = obs_figure_add_row (figure, key, label);

  row->base = OBS_BASE_NOT_PUBLISHED;
  row->name = g_strdup_printf ("%s.", label);
  row->source = g_strdup ("lsip-2022");
  return row;
}

static void
ranked (ObsFigure *figure, const char *group, const char *ksb, int rank, const char *label)
{
  ObsFigureRow *row = row_add (figure, label, label);

  row->group = g_strdup (group);
  row->ksb = g_strdup (ksb);
  row->rank = rank;
  row->grade = OBS_GRADE_ORDER;
  row->finding_ids = g_strdup ("K-MOST-01");
}

static void
listed (ObsFigure *figure, const char *group, const char *ksb, int place, const char *label)
{
  ranked (figure, group, ksb, 0, label);

  ((ObsFigureRow *) g_ptr_array_index (figure->rows, figure->rows->len - 1))->listed = place;
}

static ObsFigure *
ladder (void)
{
  ObsFigure *figure
      = start (OBS_FORM_RANK_LADDER, "E1", "E1-K", "Technical and vocational knowledge comes first",
               "Knowledge most and least important to success. All three sectors "
               "together, panel of 121, Leicester and Leicestershire, January and "
               "February 2022");
  ObsFigureRow *gap;

  figure->ksb[0] = '\0';
  figure->band
      = g_strdup ("These businesses agreed to take part. They were not picked at random. Use "
                  "the figures as a guide.");
  figure->band_key = g_strdup ("panel");
  g_ptr_array_add (figure->tags, g_strdup ("order only"));
  ranked (figure, "Most important", NULL, 1, "Technical and vocational");
  listed (figure, "Most important", NULL, 2, "Basic literacy");
  listed (figure, "Most important", NULL, 3, "Basic numeracy");
  listed (figure, "Most important", NULL, 4, "Health and safety");
  listed (figure, "Most important", NULL, 5, "Basic IT");
  gap = row_add (figure, "not-published", "Middle of the list");
  gap->code = g_strdup ("np");
  gap->words = g_strdup ("not published");
  listed (figure, "Least important", NULL, 1, "Marketing theory");
  listed (figure, "Least important", NULL, 2, "Advanced IT");
  listed (figure, "Least important", NULL, 3, "Employment rights");
  listed (figure, "Least important", NULL, 4, "Financial knowledge");
  listed (figure, "Least important", NULL, 5, "Social media");
  return figure;
}

static ObsFigure *
ladder_full (void)
{
  ObsFigure *figure
      = start (OBS_FORM_RANK_LADDER, "E1", "E1-S", "Team working comes first",
               "Skills most and least important to success. All three sectors together");
  ObsFigureRow *row;

  ranked (figure, "Most important", NULL, 1, "Team working");
  ranked (figure, "Most important", NULL, 2, "Verbal communication");
  ranked (figure, "Most important", NULL, 3, "Specific occupational skills");
  row = g_ptr_array_index (figure->rows, 2);
  row->conflict = TRUE;
  row->words = g_strdup ("Another part of the plan places it first in Manufacturing.");
  ranked (figure, "Most important", NULL, 4, "Written communication");
  ranked (figure, "Most important", NULL, 5, "Time management");
  ranked (figure, "Most important", NULL, 10, "Using tools and machinery");
  row = row_add (figure, "not-published", "Middle of the list");
  row->code = g_strdup ("np");
  listed (figure, "Least important", NULL, 1, "Modern foreign languages");
  listed (figure, "Least important", NULL, 2, "Selling");
  return figure;
}

static ObsFigure *
ladder_columns (void)
{
  ObsFigure *figure
      = start (OBS_FORM_RANK_LADDER, "E1", "E1", "Team working comes first",
               "Most important to success, all three sectors together. Order only: no "
               "scores were published");

  ranked (figure, "Knowledge", "K", 1, "Technical and vocational");
  listed (figure, "Knowledge", "K", 2, "Basic literacy");
  listed (figure, "Knowledge", "K", 3, "Basic numeracy");
  listed (figure, "Knowledge", "K", 4, "Health and safety");
  ranked (figure, "Skills", "S", 1, "Team working");
  ranked (figure, "Skills", "S", 2, "Verbal communication");
  ranked (figure, "Skills", "S", 3, "Specific occupational skills");
  ranked (figure, "Skills", "S", 4, "Written communication");
  ranked (figure, "Behaviours", "B", 1, "Team player");
  ranked (figure, "Behaviours", "B", 2, "Hard working");
  ranked (figure, "Behaviours", "B", 3, "Reliable");
  return figure;
}

static ObsFigure *
strip (void)
{
  ObsFigure *figure
      = start (OBS_FORM_ORDERED_STRIP, "E2", "E2-S", "Manufacturing lower on most people skills",
               "Importance of skills by sector, in words");
  static const char *const items[][2]
      = { { "Customer service", "Manufacturing markedly lower than the other two" },
          { "Using tools and machinery", "Sport & Health lower than the others" },
          { "Working with numbers", "Much the same in all three sectors" } };

  g_ptr_array_add (figure->tags, g_strdup ("direction only"));
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      ObsFigureRow *row = row_add (figure, items[i][0], items[i][0]);

      row->words = g_strdup (items[i][1]);
      row->grade = OBS_GRADE_DIRECTION;
      row->conflict = i == 1;
    }
  return figure;
}

static ObsFigureRow *
part_add (ObsFigure *figure, const char *group, const char *series, const char *label,
          const char *words, double share, ObsGrade grade)
{
  ObsFigureRow *row = row_add (figure, label, label);

  row->group = g_strdup (group);
  row->series = g_strdup (series);
  row->words = g_strdup (words);
  row->estimate = share;
  row->grade = grade;
  row->open_end = grade == OBS_GRADE_ROUNDED;
  return row;
}

static ObsFigure *
part (void)
{
  ObsFigure *figure = start (OBS_FORM_PART_KNOWN, "E8", "E8",
                             "About one-third say funded courses do not fit well",
                             "How well publicly funded courses meet needs. Panel of 121; base not "
                             "published");

  figure->axis = OBS_AXIS_SHARE;
  g_ptr_array_add (figure->tags, g_strdup ("rounded in the source"));
  g_ptr_array_add (figure->notes, g_strdup ("What the rest answered is not published."));
  obs_figure_add_series (figure, "poor", "Not well", OBS_ROLE_POOR, 0);
  obs_figure_add_series (figure, "good", "Well", OBS_ROLE_GOOD, 1);
  part_add (figure, NULL, "poor", "Not very well or not at all", "about one-third", 33.3,
            OBS_GRADE_ROUNDED);
  part_add (figure, NULL, NULL, "Neither group", "the rest", 36.7, OBS_GRADE_DERIVED);
  part_add (figure, NULL, "good", "Quite well or very well", "just under 3 in 10", 30,
            OBS_GRADE_ROUNDED);
  return figure;
}

static ObsFigure *
part_tile (void)
{
  ObsFigure *figure = part ();

  g_free (obs_figure_row (figure, 0)->label);
  ((ObsFigureRow *) g_ptr_array_index (figure->rows, 0))->label = g_strdup ("Not well");
  g_free (obs_figure_row (figure, 2)->label);
  ((ObsFigureRow *) g_ptr_array_index (figure->rows, 2))->label = g_strdup ("Well");
  return figure;
}

static ObsFigure *
part_groups (void)
{
  ObsFigure *figure = start (OBS_FORM_PART_KNOWN, "E10", "E10", "Most would pay for some training",
                             "Who should pay, by kind of training");
  ObsFigureRow *row;

  figure->axis = OBS_AXIS_SHARE;
  obs_figure_add_series (figure, "first", "Would pay", OBS_ROLE_FIRST, 0);
  part_add (figure, "Short courses", "first", "Would pay all of it", "about 4 in 10", 40,
            OBS_GRADE_ROUNDED);
  part_add (figure, "Apprenticeships", "first", "Would pay a part", "two-thirds", 66.7,
            OBS_GRADE_ROUNDED);
  row = part_add (figure, "Apprenticeships", NULL, "Would pay all of it", "no more than one-fifth",
                  NAN, OBS_GRADE_BOUND);
  row->high = 20;
  row = part_add (figure, "Degrees", NULL, "Would pay a part", NULL, NAN, OBS_GRADE_ROUNDED);
  row->code = g_strdup ("z");
  row = part_add (figure, "Short courses", NULL, "Would pay nothing", "more than one-tenth", NAN,
                  OBS_GRADE_BOUND);
  row->low = 10;
  row->conflict = TRUE;
  return figure;
}

static ObsFigure *
stack (void)
{
  static const char *const sectors[] = { "Manufacturing", "Logistics", "Sport & Health", "Retail" };
  static const double shares[][3]
      = { { 33, 38, 29 }, { 46, 29, 25 }, { 21, 27, 52 }, { 50, 30, 20 } };
  static const int bases[] = { 42, 28, 52, 12 };
  static const char *const keys[] = { "poor", "middle", "good" };
  ObsFigure *figure
      = start (OBS_FORM_STACK, "E8", "E8-P", "Half of Sport & Health say courses fit well",
               "How well publicly funded courses meet needs. Demonstration panel of 122 "
               "businesses");

  figure->axis = OBS_AXIS_SHARE;
  figure->source_class = OBS_CLASS_SIMULATED;
  figure->band = g_strdup ("Simulated answers. Not real. Do not quote.");
  obs_figure_add_series (figure, "poor", "Not well", OBS_ROLE_POOR, 0);
  obs_figure_add_series (figure, "middle", "Neither", OBS_ROLE_MIDDLE, 1);
  obs_figure_add_series (figure, "good", "Well", OBS_ROLE_GOOD, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (sectors); i++)
    for (gsize p = 0; p < 3; p++)
      {
        ObsFigureRow *row = row_add (figure, sectors[i], sectors[i]);

        row->group = g_strdup (sectors[i]);
        row->series = g_strdup (keys[p]);
        row->estimate = shares[i][p];
        row->base = bases[i];
      }
  return figure;
}

static void
cell_add (ObsFigure *figure, const char *group, const char *series, const char *label,
          gboolean is_listed, const char *words)
{
  ObsFigureRow *row = row_add (figure, label, label);

  row->group = g_strdup (group);
  row->series = g_strdup (series);
  row->grade = OBS_GRADE_ORDER;
  row->listed = is_listed ? 1 : 0;
  row->words = g_strdup (words != NULL ? words : is_listed ? NULL : "not listed");
  if (is_listed || words != NULL)
    row->finding_ids = g_strdup ("REC-01");
}

static void
letters (ObsFigure *figure)
{
  obs_figure_add_series (figure, "K", "Knowledge", OBS_ROLE_COLUMN, 0);
  obs_figure_add_series (figure, "S", "Skills", OBS_ROLE_COLUMN, 1);
  obs_figure_add_series (figure, "B", "Behaviours", OBS_ROLE_COLUMN, 2);
}

static ObsFigure *
matrix (void)
{
  static const char *const items[]
      = { "Word of mouth", "Online platforms", "Recruitment agencies", "Further education colleges",
          "Own website and social media" };
  static const char *const marks[]
      = { "111111010", "110b11011", "101010101", "0l0000000", "000111000" };
  static const char *const groups[] = { "Manufacturing", "Logistics", "Sport & Health" };
  static const char *const columns[] = { "K", "S", "B" };
  ObsFigure *figure = start (OBS_FORM_LISTED_MATRIX, "E6", "E6",
                             "Word of mouth and online platforms are listed throughout",
                             "Where businesses find people with knowledge, skills and behaviours");

  letters (figure);
  for (gsize g = 0; g < 3; g++)
    for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
      for (gsize c = 0; c < 3; c++)
        {
          char mark = marks[i][g * 3 + c];

          cell_add (figure, groups[g], columns[c], items[i], mark == '1',
                    mark == 'b'   ? "best"
                    : mark == 'l' ? "low"
                                  : NULL);
        }
  ((ObsFigureRow *) g_ptr_array_index (figure->rows, 4))->conflict = TRUE;
  return figure;
}

static ObsFigure *
matrix_tile (void)
{
  static const char *const items[]
      = { "Word of mouth", "Online platforms", "Recruitment agencies" };
  static const char *const columns[] = { "K", "S", "B" };
  ObsFigure *figure = start (OBS_FORM_LISTED_MATRIX, "E6", "E6",
                             "Word of mouth, online platforms and agencies are popular throughout",
                             "Where businesses find people");

  letters (figure);
  for (gsize i = 0; i < 3; i++)
    for (gsize c = 0; c < 3; c++)
      cell_add (figure, NULL, columns[c], items[i], TRUE, NULL);
  return figure;
}

static ObsFigure *
roadmap (void)
{
  static const char *const labels[] = { "Create Framework & Board",
                                        "Economic Vision supported",
                                        "Review curriculum design & delivery",
                                        "New Providers structure",
                                        "Ensure business needs reflected",
                                        "Strengthen enrichment activities",
                                        "Coordinated ERBs",
                                        "Develop CPD Framework",
                                        "Align Capital Investment & Funding",
                                        "Establish a Future Skills Unit" };
  static const char *const leads[] = { "ERB",       "ERB, LAs, LLEP", "Educators, ERB",
                                       "Educators", "Educators",      "Educators, LAs, LLEP",
                                       "ERB",       "Educators, ERB", "Educators, LAs, LLEP",
                                       "ERB" };
  static const char *const terms[]
      = { "ERB", "ERB, LAs, LLEP", "ERB, Educators", "Educators", "Educators", "ERB, LAs, LLEP",
          "ERB", "ERB, Educators", "ERB, LAs, LLEP", "ERB" };
  static const char status[] = "doodoorkood";
  ObsFigure *figure
      = start (OBS_FORM_ROADMAP, "F4", "F4", "The Board comes first: other work leans on it",
               "Roadmap 2022 to 2025 of the 10 recommendations, as printed in the plan. "
               "Terms are not dated. Status is set by your board");
  static const char *const keys[] = { "lead", "short", "medium", "long", "status" };

  figure->band
      = g_strdup ("The plan lists different leads for recommendations 6 and 9 in two places. "
                  "Both are shown.");
  obs_figure_add_series (figure, "lead", "Lead", OBS_ROLE_COLUMN, 0)->sublabel
      = g_strdup ("lead column");
  obs_figure_add_series (figure, "short", "Short term", OBS_ROLE_COLUMN, 1)->sublabel
      = g_strdup ("extent unknown");
  obs_figure_add_series (figure, "medium", "Medium term", OBS_ROLE_COLUMN, 2)->sublabel
      = g_strdup ("not recoverable");
  obs_figure_add_series (figure, "long", "Long term", OBS_ROLE_COLUMN, 3)->sublabel
      = g_strdup ("not recoverable");
  obs_figure_add_series (figure, "status", "Board status", OBS_ROLE_COLUMN, 4)->sublabel
      = g_strdup ("own data");
  for (int i = 0; i < 10; i++)
    for (int c = 0; c < 5; c++)
      {
        g_autofree char *key = g_strdup_printf ("R%d", i + 1);
        g_autofree char *label = g_strdup_printf ("%d. %s", i + 1, labels[i]);
        ObsFigureRow *row = row_add (figure, key, label);

        row->series = g_strdup (keys[c]);
        row->base = OBS_BASE_NONE;
        row->conflict = (i == 5 || i == 8) && c < 2;
        if (row->conflict)
          row->tag = g_strdup (c == 0 ? "Educators" : "ERB");
        if (c == 0)
          row->words = g_strdup (leads[i]);
        else if (c == 1)
          row->words = g_strdup (terms[i]);
        else if (c < 4)
          row->code = g_strdup ("x");
        else
          {
            row->words = g_strdup (status[i] == 'd'   ? "Under way"
                                   : status[i] == 'r' ? "At risk"
                                   : status[i] == 'k' ? "Done"
                                                      : "Not started");
            if (status[i] != 'o')
              row->tag = g_strdup ("2 Mar 2022");
          }
      }
  return figure;
}

static ObsFigure *
trail (void)
{
  static const struct
  {
    const char *group, *label, *words, *tag, *ksb, *link;
    int level, rank;
  } lines[] = {
    { "Recommendation", "Review curriculum design and delivery",
      "Providers and employers review what is taught, with the Board.", NULL, NULL,
      "recommendation:R3", 0, 3 },
    { "What it answers", "Issue 2: courses do not fit what businesses need",
      "Section 2.2.5 of the plan", NULL, NULL, "term:X", 0, 0 },
    { "What it answers", "About one-third say funded courses do not fit well",
      "Rounded in the source", "we made this link", NULL, "finding:FIT-POOR", 1, 0 },
    { "What it answers", "Basic literacy", "One of the next four; order not stated", NULL, "K",
      "finding:K-MOST-02", 2, 0 },
    { "What it answers",
      "A long label that has to wrap on a narrow window and still keep its place in the list", NULL,
      "worked out", "S", NULL, 2, 0 },
  };
  ObsFigure *figure = start (OBS_FORM_TRAIL, "F6", "F6", "What recommendation 3 rests on",
                             "Evidence trail, as printed and as linked by us");

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      ObsFigureRow *row = row_add (figure, lines[i].label, lines[i].label);

      row->group = g_strdup (lines[i].group);
      row->words = g_strdup (lines[i].words);
      row->tag = g_strdup (lines[i].tag);
      row->ksb = g_strdup (lines[i].ksb);
      row->link = g_strdup (lines[i].link);
      row->level = lines[i].level;
      row->rank = lines[i].rank;
      row->conflict = i == 3;
    }
  return figure;
}

static ObsFigure *
table (void)
{
  static const char *const places[]
      = { "Leicester", "Blaby", "Charnwood", "North West Leicestershire" };
  static const double values[][2]
      = { { 152300, 61.4 }, { 54100, 68.02 }, { 87500, NAN }, { 56200, 70 } };
  ObsFigure *figure = start (OBS_FORM_TABLE, "F8", "F8-T", "Residents in work by district",
                             "People in work and their share of residents aged 16 to 64");

  figure->axis = OBS_AXIS_COUNT;
  obs_figure_add_series (figure, "people", "People in work", OBS_ROLE_COLUMN, 0);
  obs_figure_add_series (figure, "rate", "In 100 residents", OBS_ROLE_COLUMN, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    for (gsize c = 0; c < 2; c++)
      {
        ObsFigureRow *row = row_add (figure, places[i], places[i]);

        row->series = g_strdup (c == 0 ? "people" : "rate");
        row->estimate = values[i][c];
        row->base = OBS_BASE_NONE;
        if (isnan (values[i][c]))
          row->code = g_strdup ("c");
      }
  return figure;
}

static ObsFigure *
needs (void)
{
  ObsFigure *figure = start (OBS_FORM_RANKED_DOTS, "F9", "F9", "What moved since the plan",
                             "Change of each measure between two editions");

  figure->axis = OBS_AXIS_SCORE;
  g_free (figure->summary);
  figure->summary
      = g_strdup ("This question compares two editions. Only one is on this computer. It "
                  "needs a second wave of the panel.");
  g_ptr_array_add (figure->notes, g_strdup ("The plan of 2022 asked each question once."));
  figure->next_action = g_strdup ("Add an edition with a second wave.");
  return figure;
}

static ObsFigure *
hostile (void)
{
  ObsFigure *figure
      = start (OBS_FORM_RANK_LADDER, "E1", "E1-X", "<b>Bold & \"quoted\"</b> ]]> title",
               "Line one\nline two\ttab \x01 control");
  g_autofree char *longest = g_strnfill (100000, 'w');
  g_autofree char *words = g_strdup ("many words ");

  for (int i = 0; i < 12; i++)
    {
      char *twice = g_strconcat (words, words, NULL);

      g_free (words);
      words = twice;
    }
  ranked (figure, NULL, NULL, 1, "<b>&]]></b> <!-- --> <?xml?>");
  ranked (figure, NULL, NULL, 2, "مهارات التواصل (1) كتابة & قراءة");
  ranked (figure, NULL, NULL, 3, longest);
  ranked (figure, NULL, NULL, 4, words);
  ranked (figure, NULL, NULL, 5, "");
  listed (figure, NULL, NULL, 6, longest);
  listed (figure, NULL, NULL, 7, "עברית");
  listed (figure, NULL, NULL, 8, "a\nb\tc\x7f \xff\xfe broken");
  return figure;
}

const Sample samples[] = {
  { "ladder", ladder, FALSE },
  { "ladder-full", ladder_full, FALSE },
  { "ladder-columns", ladder_columns, TRUE },
  { "strip", strip, TRUE },
  { "part", part, FALSE },
  { "part-tile", part_tile, TRUE },
  { "part-groups", part_groups, FALSE },
  { "stack", stack, TRUE },
  { "matrix", matrix, FALSE },
  { "matrix-tile", matrix_tile, TRUE },
  { "roadmap", roadmap, FALSE },
  { "trail", trail, TRUE },
  { "table", table, TRUE },
  { "needs", needs, TRUE },
  { "hostile", hostile, FALSE },
};
const gsize n_samples = G_N_ELEMENTS (samples);

ObsFigure *
sample_make (const char *name)
{
  for (gsize i = 0; i < n_samples; i++)
    if (strcmp (samples[i].name, name) == 0)
      return samples[i].make ();
  g_error ("No sample is called %s", name);
}
