/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/spec.h"
#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <math.h>
#include <string.h>

/* Every question in every perspective, with every choice of data and letter and many filters. */

static gboolean forms_met[OBS_N_FORMS];
static guint answers;

static void
check_title (const ObsFigure *figure, const char *address)
{
  g_auto (GStrv) words = g_strsplit (figure->title, " ", -1);
  guint n = 0;
  gboolean directions = figure->rows->len > 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += *words[i] != '\0' && strcmp (words[i], "&") != 0;
  for (guint i = 0; i < figure->rows->len; i++)
    directions &= obs_figure_row (figure, i)->grade == OBS_GRADE_DIRECTION;
  if (n == 0 || n > 10 || g_str_has_suffix (figure->title, ".")
      || strpbrk (figure->title, "{}") != NULL
      || (directions && strpbrk (figure->title, "0123456789") != NULL))
    g_error ("%s: title “%s”", address, figure->title);
  g_assert_true (g_unichar_isupper (g_utf8_get_char (figure->title))
                 || g_ascii_isdigit (*figure->title));
}

static void
check_row (const ObsFigure *figure, const ObsFigureRow *row, const char *address)
{
  if (row->name == NULL || *row->name == '\0' || g_str_has_prefix (row->name, ", ")
      || strstr (row->name, ".: ") != NULL || strstr (row->name, " nan") != NULL
      || strstr (row->name, "not published: not published") != NULL)
    g_error ("%s: row %s is read as “%s”", address, row->key, row->name);
  g_assert_nonnull (row->label);
  g_assert_true (isnan (row->low) == isnan (row->high));
  if (!isnan (row->low))
    g_assert_cmpfloat (row->low, <=, row->high);
  if (!isnan (row->low) && !isnan (row->estimate))
    {
      g_assert_cmpfloat (row->low, <=, row->estimate + 1e-9);
      g_assert_cmpfloat (row->estimate, <=, row->high + 1e-9);
    }
  if (row->grade == OBS_GRADE_ORDER || row->grade == OBS_GRADE_DIRECTION)
    g_assert_true (isnan (row->estimate) && isnan (row->low));
  if (row->base >= 0 && row->base < 20)
    g_assert_true (isnan (row->estimate));
  if (row->base >= 0 && row->base < 10)
    g_assert_true (isnan (row->low));
  /* Range before estimate where the base is small, and the warning with it. */
  if (row->base >= 20 && row->base < 30 && !isnan (row->estimate)
      && figure->source_class == OBS_CLASS_SIMULATED && figure->form != OBS_FORM_GAP)
    {
      g_assert_nonnull (strstr (row->name, ": between "));
      g_assert_nonnull (strstr (row->name, "small base"));
    }
  if (row->series != NULL)
    g_assert_nonnull (obs_figure_find_series (figure, row->series));
}

/* Published and simulated rows never stand in one figure. */
static void
check_classes (const ObsFigure *figure)
{
  static GHashTable *classes;

  if (classes == NULL)
    {
      g_autoptr (sqlite3_stmt) stmt
          = obs_db_prepare (fixture_db (), "SELECT id, class FROM source", NULL);

      classes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      while (obs_db_step (stmt, NULL, NULL) == 1)
        g_hash_table_insert (classes, g_strdup (obs_db_text (stmt, 0)),
                             g_strdup (obs_db_text (stmt, 1)));
    }
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      const char *of_row = row->source != NULL ? g_hash_table_lookup (classes, row->source) : NULL;

      g_assert_true (row->source == NULL || of_row != NULL);
      if (of_row != NULL)
        g_assert_cmpint (strcmp (of_row, "simulated") == 0, ==,
                         figure->source_class == OBS_CLASS_SIMULATED);
    }
}

static void
check_words (const ObsFigure *figure, const char *address)
{
  const char *texts[]
      = { figure->neutral_title, figure->subtitle, figure->question_text, figure->source_line,
          figure->summary,       figure->foot,     figure->edition_title, figure->figure_id };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] == NULL || *texts[i] == '\0' || strstr (texts[i], "..") != NULL
        || strpbrk (texts[i], "{}") != NULL || strstr (texts[i], ", ,") != NULL
        || strstr (texts[i], "(null)") != NULL)
      g_error ("%s: text %" G_GSIZE_FORMAT " is “%s”", address, i, texts[i]);
  g_assert_nonnull (figure->filters);
  g_assert_nonnull (figure->licence);
  g_assert_nonnull (strstr (figure->source_line, figure->figure_id));
  g_assert_nonnull (strstr (figure->summary, figure->title));
  if (figure->source_class != OBS_CLASS_SIMULATED)
    return;
  g_assert_cmpstr (figure->band_key, ==, "simulated");
  g_assert_cmpstr (figure->band, ==, "Simulated answers. Not real. Do not quote.");
  g_assert_nonnull (strstr (figure->summary, "Simulated"));
  g_assert_nonnull (strstr (figure->source_line, "simulated"));
  g_assert_nonnull (strstr (figure->subtitle, "simulated"));
}

/* Rows of one panel stand together, and so do rows of one item within it. */
static void
check_order (const ObsFigure *figure, const char *address)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *last = NULL;

  for (guint i = 0; i < figure->rows->len; i++)
    {
      const char *group = obs_figure_row (figure, i)->group;

      if (group == NULL || g_strcmp0 (group, last) == 0)
        continue;
      if (!g_hash_table_add (seen, (gpointer) group))
        g_error ("%s: rows of “%s” stand apart", address, group);
      last = group;
    }
}

static ObsFigure *
check_answer (const char *address)
{
  ObsFigure *figure = fixture_answer (address);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTable) table = NULL;

  answers++;
  if (!obs_figure_check (figure, &error))
    g_error ("%s: %s", address, error->message);
  check_title (figure, address);
  check_words (figure, address);
  check_classes (figure);
  check_order (figure, address);
  for (guint i = 0; i < figure->rows->len; i++)
    check_row (figure, obs_figure_row (figure, i), address);
  table = obs_figure_to_table (figure);
  g_assert_cmpuint (table->row_index->len, ==, table->rows->len);
  for (guint i = 0; i < table->rows->len; i++)
    g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (table->rows, i))->len, ==,
                      table->columns->len);
  forms_met[figure->form] = TRUE;
  return figure;
}

/* All filters of one figure of one question. */
static guint
check_figure (const char *base, const ObsJourneys *journeys)
{
  static const char *const places[] = { "", "&place=E07000130", "&place=E06000016" };
  guint rows = 0;

  for (guint s = 0; s <= journeys->sectors->len; s++)
    {
      const ObsChoice *sector = s > 0 ? g_ptr_array_index (journeys->sectors, s - 1) : NULL;

      for (gsize p = 0; p <= G_N_ELEMENTS (places); p++)
        {
          g_autofree char *address = g_strconcat (
              base, sector != NULL ? "&sector=" : "", sector != NULL ? sector->key : "",
              p < G_N_ELEMENTS (places) ? places[p] : "&size=Z.10-49", NULL);
          g_autoptr (ObsFigure) figure = check_answer (address);

          if (s == 0 && p == 0)
            rows = figure->rows->len;
          /* A filter that is on is said. */
          if (sector != NULL)
            g_assert_nonnull (strstr (figure->filters, sector->label));
        }
    }
  return rows;
}

static void
test_every_question (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJourneys) journeys = obs_journeys_load (fixture_edition (), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (journeys->perspectives->len, >=, 3);
  g_assert_cmpuint (journeys->sectors->len, ==, 3);
  for (guint p = 0; p < journeys->perspectives->len; p++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, p);

      g_assert_cmpuint (perspective->questions->len, >=, 5);
      for (guint q = 0; q < perspective->questions->len; q++)
        {
          const ObsJourneyQuestion *question = g_ptr_array_index (perspective->questions, q);
          g_autofree char *plain = g_strdup_printf ("%s/%s", perspective->key, question->key);
          g_autoptr (ObsFigure) first = check_answer (plain);
          guint rows = 0;

          g_assert_cmpuint (first->data_choices->len, >, 0);
          g_assert_nonnull (first->next_action);
          for (guint d = 0; d < first->data_choices->len; d++)
            {
              const ObsChoice *data = g_ptr_array_index (first->data_choices, d);
              g_autofree char *with = g_strdup_printf ("%s?src=%s", plain, data->key);
              g_autoptr (ObsFigure) figure = check_answer (with);

              g_assert_cmpstr (figure->data, ==, data->key);
              for (guint k = 0; k < figure->ksb_choices->len; k++)
                {
                  const ObsChoice *letter = g_ptr_array_index (figure->ksb_choices, k);
                  g_autofree char *tab = g_strdup_printf ("%s&ksb=%s", with, letter->key);
                  g_autoptr (ObsFigure) one = check_answer (tab);

                  g_assert_cmpstr (one->ksb, ==, letter->key);
                  rows += check_figure (tab, journeys);
                }
              if (figure->ksb_choices->len == 0)
                rows += check_figure (with, journeys);
            }
          g_assert_cmpuint (rows, >, 0);
        }
    }
  g_test_message ("%u answers", answers);
}

/* After all questions: the forms that the journeys promise were met. */
static void
test_forms (void)
{
  static const char *const codes[]
      = { "RL", "PB", "LM", "RD", "LN", "DB", "GAP", "GN", "TR", "MAP", "OS", "ST", "RB", "TB" };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      ObsForm form;

      g_assert_true (obs_form_from_code (codes[i], &form));
      if (!forms_met[form])
        g_error ("No question is answered in the form %s", codes[i]);
    }
}

static void
test_titles (void)
{
  static const struct
  {
    const char *address, *title;
  } table[] = {
    { "employer/E1?src=published&ksb=K", "Technical and vocational knowledge comes first" },
    { "employer/E1?src=published&ksb=S", "Team working comes first" },
    { "employer/E1?src=published&ksb=B", "Being a team player comes first" },
    { "employer/E1?src=panel&ksb=S", "Team working and verbal communication come out on top" },
    { "employer/E1?src=published&ksb=S&sector=logistics",
      "Not published by sector: most important skills" },
    { "employer/E3?src=published", "Behaviours come first, then skills, then knowledge" },
    { "employer/E4?src=published", "Manufacturers find skills and knowledge harder to recruit" },
    { "employer/E6?src=published",
      "Word of mouth, online platforms and agencies are popular throughout" },
    { "employer/E7?src=published", "Manufacturing is least confident of recruiting" },
    { "employer/E7?src=panel", "No clear change in confidence in recruiting since week 1" },
    { "employer/E8?src=published", "About one-third say funded courses do not fit well" },
    { "employer/E9?src=published", "No sector scores above 6.8 on digital readiness" },
    { "employer/E10?src=published", "Employers say they should pay about two-thirds" },
    { "employer/E11?src=published", "Most plan recruitment 6 to 24 months ahead" },
    { "employer/E14?src=published", "6 issues and 10 recommendations" },
    { "employer/E13?src=market", "69 demonstration courses to look through" },
    { "educator/C5?src=official", "Achievements in further education by level" },
    { "educator/C7?src=published", "About 9 in 10 rank FE colleges outside top three" },
    { "educator/C13?src=official", "Live adverts fell from 25,672 to 24,348" },
    { "funder/F1?src=published", "About 185,000 people work in the three sectors" },
    { "funder/F4", "The Board comes first: other work leans on it" },
    { "funder/F8", "How job adverts vary by district" },
    { "funder/F9?src=published", "Needs data: a second point in time" },
    { "funder/F16?src=published", "Employers differ widely on how much to pay" },
    { "funder/F16?src=panel", "No clear difference between sectors on paying" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (ObsFigure) figure = fixture_answer (table[i].address);

      g_assert_cmpstr (figure->title, ==, table[i].title);
    }
}

/* The five tiles of each home page. */
static void
test_home (void)
{
  static const char *const perspectives[] = { "employer", "educator", "funder" };

  for (gsize i = 0; i < G_N_ELEMENTS (perspectives); i++)
    {
      g_autoptr (ObsView) view = obs_view_new (perspectives[i], "home");
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) tiles = obs_answer_home (fixture_edition (), view, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (tiles->len, ==, 5);
      for (guint t = 0; t < tiles->len; t++)
        {
          const ObsFigure *tile = g_ptr_array_index (tiles, t);

          g_assert_cmpuint (tile->rows->len, >, 0);
          g_assert_true (g_str_has_suffix (tile->foot, tile->question));
          g_test_message ("%s: %s (%s)", perspectives[i], tile->title, tile->foot);
        }
    }
}

/* A link of another edition: unknown codes fall back and say so. */
static void
test_unknown_codes (void)
{
  g_autoptr (ObsFigure) figure
      = check_answer ("employer/E1?sector=fishing&place=E00000000&src=gone&ksb=Z&sort=odd&size=q");
  g_autoptr (ObsView) view = obs_view_new ("employer", "E99");
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFigure) none = NULL;
  guint said = 0;

  g_assert_cmpuint (figure->rows->len, >, 0);
  g_assert_cmpstr (figure->filters, ==, "");
  for (guint i = 0; i < figure->notes->len; i++)
    said += g_str_has_prefix (figure->notes->pdata[i], "This edition does not know the");
  g_assert_cmpuint (said, ==, 2);
  none = obs_answer (fixture_edition (), view, NULL, &error);
  g_assert_null (none);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "E99"));
}

static void
test_pages (void)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (fixture_db (),
                        "SELECT id FROM recommendation UNION ALL SELECT id FROM finding UNION ALL "
                        "SELECT code FROM term",
                        NULL);
  guint n = 0;

  while (obs_db_step (stmt, NULL, NULL) == 1)
    {
      g_autofree char *address = g_strdup_printf ("employer/%s", obs_db_text (stmt, 0));
      g_autoptr (ObsFigure) figure = fixture_answer (address);

      n++;
      g_assert_cmpint (figure->form, ==, OBS_FORM_TRAIL);
      g_assert_cmpuint (figure->rows->len, >, 0);
      check_words (figure, address);
      for (guint i = 0; i < figure->rows->len; i++)
        {
          const ObsFigureRow *row = obs_figure_row (figure, i);

          check_row (figure, row, address);
          /* The page of a term sets findings beside invented courses: each of these says so. */
          if (g_strcmp0 (row->source, "market-demo") == 0)
            g_assert_nonnull (strstr (row->tag, "simulated"));
        }
    }
  g_assert_cmpuint (n, >, 250);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ObsView) view = obs_view_new ("employer", "E1");
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFigure) figure = NULL;

  g_cancellable_cancel (cancellable);
  figure = obs_answer (fixture_edition (), view, cancellable, &error);
  g_assert_null (figure);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/answers/every-question", test_every_question);
  g_test_add_func ("/engine/answers/forms", test_forms);
  g_test_add_func ("/engine/answers/titles", test_titles);
  g_test_add_func ("/engine/answers/home", test_home);
  g_test_add_func ("/engine/answers/unknown-codes", test_unknown_codes);
  g_test_add_func ("/engine/answers/pages", test_pages);
  g_test_add_func ("/engine/answers/cancelled", test_cancelled);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
