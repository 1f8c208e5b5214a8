/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <string.h>

static ObsCard *
card_of (const ObsFigure *figure, int row)
{
  g_autoptr (ObsView) view = obs_view_new (figure->perspective, figure->question);
  g_autoptr (GError) error = NULL;
  ObsCard *card = obs_answer_card (fixture_edition (), view, figure, row, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (card);
  return card;
}

static const ObsCardLine *
find_line (const ObsCard *card, const char *label)
{
  for (guint p = 0; p < card->parts->len; p++)
    {
      const ObsCardPart *part = g_ptr_array_index (card->parts, p);

      for (guint l = 0; l < part->lines->len; l++)
        {
          const ObsCardLine *line = g_ptr_array_index (part->lines, l);

          if (strcmp (line->label, label) == 0)
            return line;
        }
    }
  return NULL;
}

static gboolean
has_part (const ObsCard *card, const char *heading)
{
  for (guint p = 0; p < card->parts->len; p++)
    if (strcmp (((const ObsCardPart *) g_ptr_array_index (card->parts, p))->heading, heading) == 0)
      return TRUE;
  return FALSE;
}

static void
check_card (const ObsFigure *figure, int index)
{
  g_autoptr (ObsCard) card = card_of (figure, index);
  const ObsFigureRow *row = index >= 0 ? obs_figure_row (figure, (guint) index) : NULL;
  gboolean simulated = figure->source_class == OBS_CLASS_SIMULATED;
  int total = 0;

  g_assert_cmpstr (card->title, ==, row != NULL ? row->label : figure->title);
  g_assert_nonnull (card->kind);
  g_assert_cmpint (card->simulated, ==, simulated);
  g_assert_cmpuint (card->parts->len, >, 0);
  g_assert_true (has_part (card, "Where this comes from"));
  g_assert_nonnull (find_line (card, "Edition"));
  for (guint p = 0; p < card->parts->len; p++)
    {
      const ObsCardPart *part = g_ptr_array_index (card->parts, p);

      for (guint l = 0; l < part->lines->len; l++)
        {
          const ObsCardLine *line = g_ptr_array_index (part->lines, l);

          g_assert_true (line->label != NULL && *line->value != '\0');
        }
    }
  g_assert_nonnull (strstr (card->citation, figure->source_line));
  g_assert_cmpint (strstr (card->citation, "[simulated, not real]") != NULL, ==, simulated);
  for (gsize i = 0; i < G_N_ELEMENTS (card->histogram); i++)
    {
      g_assert_cmpint (card->histogram[i] >= 0, ==, card->histogram_title != NULL);
      total += MAX (0, card->histogram[i]);
    }
  if (card->histogram_title != NULL)
    {
      g_autofree char *base = g_strdup_printf ("all %d businesses", total);

      g_assert_true (simulated);
      g_assert_nonnull (strstr (card->histogram_title, base));
    }
  if (row == NULL)
    return;
  g_assert_nonnull (find_line (card, "Grade"));
  if (row->finding_ids != NULL)
    {
      const ObsCardLine *line = find_line (card, "Finding");
      g_autofree char *link = g_strconcat ("finding:", line->value, NULL);

      g_assert_cmpstr (line->link, ==, link);
      g_assert_nonnull (strstr (row->finding_ids, line->value));
      g_assert_nonnull (find_line (card, "Section"));
    }
}

/* Every row of these figures, and the figures themselves. */
static void
test_every_row (void)
{
  static const char *const addresses[] = {
    "employer/E1?src=published&ksb=K",
    "employer/E1?src=panel&ksb=S",
    "employer/E2?src=published",
    "employer/E6?src=published",
    "employer/E8?src=published",
    "employer/E8?src=panel",
    "employer/E12?src=published",
    "employer/E14",
    "educator/C1?src=market-all",
    "educator/C13?src=official",
    "funder/F4",
    "funder/F8",
    "funder/F11",
    "funder/F9?src=published",
    "employer/E13?src=market",
  };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (ObsFigure) figure = fixture_answer (addresses[i]);

      for (int row = -1; row < (int) figure->rows->len; row++, n++)
        check_card (figure, row);
    }
  g_test_message ("%u cards", n);
}

/* The histogram of a panel item is the one of the cube, and adds up to who answered. */
static void
test_histogram (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("employer/E1?src=panel&ksb=S");
  g_autoptr (ObsCard) card = NULL;
  double n = fixture_number ("SELECT max(n) FROM cube_panel_answers WHERE question = 'Q02' AND "
                             "item = 'S.customer-service' AND sector = 'all'");
  int total = 0, index = -1;

  for (guint i = 0; i < figure->rows->len && index < 0; i++)
    if (strcmp (obs_figure_row (figure, i)->key, "S.customer-service") == 0)
      index = (int) i;
  card = card_of (figure, index);
  g_assert_nonnull (card->histogram_title);
  for (int i = 0; i < 10; i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT coalesce(max(k), 0) FROM cube_panel_answers WHERE question = 'Q02' AND item = "
          "'S.customer-service' AND sector = 'all' AND answer = '%d'",
          i + 1);

      g_assert_cmpint (card->histogram[i], ==, (int) fixture_number (sql));
      total += card->histogram[i];
    }
  g_assert_cmpint (total, ==, (int) n);
  g_assert_cmpstr (card->ksb, ==, "S");
  g_assert_cmpstr (card->kind, ==, "Skill");
  g_assert_nonnull (find_line (card, "Asked as"));
}

/* What the plan says twice is shown twice. */
static void
test_conflict (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("employer/E5?src=published");
  guint conflicts = 0;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      g_autoptr (ObsCard) card = NULL;

      if (!obs_figure_row (figure, i)->conflict)
        continue;
      conflicts++;
      card = card_of (figure, (int) i);
      g_assert_true (has_part (card, "The plan says two things here. Both are shown."));
    }
  g_assert_cmpuint (conflicts, >, 0);
}

static const char *
grade_of (const char *address, guint row)
{
  static char text[64];
  g_autoptr (ObsFigure) figure = fixture_answer (address);
  g_autoptr (ObsCard) card = card_of (figure, (int) row);

  g_strlcpy (text, find_line (card, "Grade")->value, sizeof text);
  return text;
}

static void
test_grades (void)
{
  g_assert_cmpstr (grade_of ("employer/E1?src=published&ksb=S", 0), ==, "Order only");
  g_assert_cmpstr (grade_of ("employer/E1?src=published&ksb=K", 1), ==, "As listed");
  g_assert_cmpstr (grade_of ("employer/E8?src=published", 0), ==, "Rounded in the source");
  /* "just under 3 in 10" is rounded too. */
  g_assert_cmpstr (grade_of ("employer/E8?src=published", 2), ==, "Rounded in the source");
  g_assert_cmpstr (grade_of ("employer/E12?src=published", 0), ==, "Printed without base");
  g_assert_cmpstr (grade_of ("employer/E9?src=published", 3), ==, "Limit");
  g_assert_cmpstr (grade_of ("funder/F8", 0), ==, "Worked out");
}

/* A gap says its number with its sign and range; a rate says its unit. */
static void
test_big_number (void)
{
  g_autoptr (ObsFigure) gap = fixture_answer ("educator/C1?src=market&ksb=B");
  g_autoptr (ObsFigure) map = fixture_answer ("funder/F8");
  g_autoptr (ObsCard) card = card_of (gap, 0), place = card_of (map, 2);

  g_assert_true (g_str_has_prefix (card->big, "\342\210\222"));
  g_assert_nonnull (strstr (card->big_words, "likely range"));
  g_assert_nonnull (strstr (card->big_words, "worked out"));
  g_assert_cmpstr (place->title, ==, "Charnwood");
  g_assert_cmpstr (place->kind, ==, "District, E07000130");
  g_assert_cmpstr (place->big, ==, "56");
  g_assert_cmpstr (place->big_words, ==, "adverts for each 1,000 residents in work");
}

static void
test_outside (void)
{
  g_autoptr (ObsFigure) figure = fixture_answer ("employer/E8?src=published");
  g_autoptr (ObsCard) card = card_of (figure, 9999);

  g_assert_cmpstr (card->title, ==, figure->title);
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/cards/every-row", test_every_row);
  g_test_add_func ("/engine/cards/histogram", test_histogram);
  g_test_add_func ("/engine/cards/conflict", test_conflict);
  g_test_add_func ("/engine/cards/grades", test_grades);
  g_test_add_func ("/engine/cards/big-number", test_big_number);
  g_test_add_func ("/engine/cards/outside", test_outside);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
