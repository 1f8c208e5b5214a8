/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/engine/answer.h"
#include "tests/data/panel/sources.h"
#include "tests/begin.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* A question that was reworded half way: figures part the line, and claim no change across. */

#define FIRMS 40
#define FIGURES "{\"question\": \"E1\", \"figures\": ["
#define TEXT                                                                                       \
  "\"text\": {\"neutral\": \"Confidence by week\", \"measure\": \"Confidence\", \"what\": "        \
  "\"Confidence\", \"how\": \"confidence varies\"}, \"titles\": [\"rise-fall\", \"no-change\", "   \
  "\"neutral\"]}, "

static const char *const mondays[]
    = { "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", NULL };

/* Everybody says 2 and 3 to the old words, 8 and 8 to the new ones. */
static const int said[] = { 2, 3, 8, 8 };

static char *
edition_with (const char *figure)
{
  g_autofree char *folder = sources_new (NULL);
  g_autoptr (GString) firms = g_string_new ("firm,group,sector,size,area\n");
  g_autoptr (GString) rows = g_string_new ("time,person,firm,conf\n");
  g_autoptr (GString) days = g_string_new ("day,question,part\n");
  g_autofree char *figures = g_strconcat (FIGURES, figure, NULL);

  fixture_set (folder, "panel/survey.csv",
               "id,title,starts,ends,weeks,note,source\nw,W,2026-01-05,2026-01-30,4,,panel\n");
  fixture_set (folder, "panel/questions.csv",
               "id,theme,text,form,low,high,version,starts\n"
               "Q16,T1,How confident are you?,score,1,10,1,\n"
               "Q16,T1,How sure are you?,score,1,10,2,2026-01-19\n");
  fixture_set (folder, "panel/items.csv", "question,part,item\nQ16,,X.conf\n");
  fixture_set (folder, "panel/horizons.csv", "question,horizon\n");
  for (int w = 0; mondays[w] != NULL; w++)
    {
      g_string_append_printf (days, "%s,Q16,\n", mondays[w]);
      for (int f = 0; f < FIRMS; f++)
        g_string_append_printf (rows, "%s 10:00,p%d,f%d,%d\n", mondays[w], f, f, said[w] + f % 2);
    }
  for (int f = 0; f < FIRMS; f++)
    g_string_append_printf (firms, "f%d,,making,Z.1-9,D1\n", f);
  fixture_set (folder, "panel/calendar.csv", days->str);
  fixture_set (folder, "panel/firms.csv", firms->str);
  fixture_set (folder, "panel/own.csv", rows->str);
  fixture_set (folder, "panel/responses.ini",
               "[responses]\nkind=own\nfiles=own.csv\n\n[answer Q16]\ncolumn=conf\n");
  fixture_change (folder, "journeys/figures/E1.json", FIGURES, figures);
  g_free (sources_build (folder, NULL));
  return g_steal_pointer (&folder);
}

static ObsFigure *
answer (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "edition.sqlite", NULL);
  g_autoptr (GError) error = NULL;
  ObsEdition *edition = obs_edition_open (path, &error);
  g_autoptr (ObsView) view = obs_view_new ("employer", "E1");
  ObsFigure *figure;

  g_assert_no_error (error);
  g_assert_true (obs_view_set (view, "src", "panel"));
  figure = obs_answer (edition, view, NULL, &error);
  g_assert_no_error (error);
  obs_edition_close (edition);
  return figure;
}

static gboolean
has_note (const ObsFigure *figure, const char *words)
{
  for (guint i = 0; i < figure->notes->len; i++)
    if (strstr (figure->notes->pdata[i], words) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_line (gconstpointer series)
{
  g_autofree char *spec = g_strdup_printf (
      "{\"form\": \"LN\", \"axis\": \"score\", \"data\": \"panel\", \"ksb\": \"\", "
      "\"axis_title\": \"Score\", \"x_title\": \"Week\", \"simple\": \"TB\", \"from\": \"cube\", "
      "\"cube\": \"panel_score\", \"x\": \"period\", %s\"where\": {\"question\": \"Q16\", "
      "\"item\": \"X.conf\", \"horizon\": \"all\"}, " TEXT,
      (const char *) series);
  g_autofree char *folder = edition_with (spec);
  g_autoptr (ObsFigure) figure = answer (folder);

  g_assert_cmpint (figure->form, ==, OBS_FORM_LINE);
  g_assert_cmpuint (figure->rows->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);
      guint week = (guint) lround (row->x);

      g_assert_cmpuint (week, <, 4);
      g_assert_cmpfloat (fabs (row->estimate - said[week] - 0.5), <, 1e-9);
      /* The third week is the first of the new words. */
      g_assert_cmpstr (row->code, ==, week == 2 ? "b" : NULL);
    }
  g_assert_true (has_note (figure, "Answers before and after are not joined."));
  /* From 2 to 8 is no rise: the words changed. */
  g_assert_null (strstr (figure->title, "up"));
  g_assert_null (strstr (figure->title, "ris"));
  g_assert_null (strstr (figure->title, "rose"));
  fixture_remove (folder);
}

static void
test_pooled (void)
{
  g_autofree char *folder = edition_with (
      "{\"form\": \"RD\", \"axis\": \"score\", \"data\": \"panel\", \"ksb\": \"\", "
      "\"axis_title\": \"Score\", \"simple\": \"TB\", \"from\": \"cube\", \"cube\": "
      "\"panel_score\", \"rows\": \"sector\", \"where\": {\"question\": \"Q16\", \"item\": "
      "\"X.conf\", \"horizon\": \"all\", \"period\": \"all\"}, \"text\": {\"neutral\": "
      "\"Confidence\", \"measure\": \"Confidence\"}}, ");
  g_autoptr (ObsFigure) figure = answer (folder);

  g_assert_cmpuint (figure->rows->len, ==, 1);
  g_assert_cmpfloat (fabs (obs_figure_row (figure, 0)->estimate - 8.5), <, 1e-9);
  g_assert_true (has_note (figure, "Only answers to the new wording are shown."));
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_data_func ("/panel/break/line", "", test_line);
  g_test_add_data_func ("/panel/break/lines", "\"series\": \"sector\", ", test_line);
  g_test_add_func ("/panel/break/pooled", test_pooled);
  return g_test_run ();
}
