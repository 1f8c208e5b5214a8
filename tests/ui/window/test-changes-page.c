/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/begin.h"
#include "tests/ui/window/changes-fixture.h"
#include "tests/ui/window/edition-fixture.h"

#include "data/error.h"
#include "ui/pages/changes-page.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/look.h"
#include "ui/widgets/plot.h"

#include <string.h>

/* The page "What changed" over comparisons that are made up: each state that it can be in. */

static gint may_end = 1; /* atomic */

static ObsChanges *
compare (const char *before, const char *after, GCancellable *cancellable, GError **error)
{
  ObsChanges *changes;

  while (!g_atomic_int_get (&may_end))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_thread_yield ();
    }
  if (strstr (before, "damaged") != NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT, "The edition of 1 Jan 2026 is damaged.");
      return NULL;
    }
  changes = changes_new ("2026-01-01", "2026-02-01");
  if (strstr (before, "same") != NULL)
    return changes;
  changes_add_group (changes, "adverts", "E07000130", 3, 1, 0);
  changes_add_group (changes, "panel", "", 2, 0, 0);
  changes_add_question (changes, "E8", 2, 0, FALSE);
  changes_add_question (changes, "E1", 1, 0, TRUE);
  changes_add_method (changes, "Adverts", "", "Counted twice");
  g_ptr_array_add (changes->texts, g_strdup ("12 statements are new."));
  return changes;
}

typedef struct
{
  GtkWidget *window;
  ObsChangesPage *page;
  ObsComparisons *comparisons;
  GPtrArray *kept;
  char *link;
  guint shown;
} Fixture;

static void
add_kept (GPtrArray *list, const char *key, const char *date, gboolean open)
{
  ObsKeptEdition *kept = g_new0 (ObsKeptEdition, 1);

  kept->key = g_strdup (key);
  kept->path = g_strdup (key);
  kept->date = g_strdup (date);
  kept->series = g_strdup ("here");
  kept->title = g_strdup ("Here");
  kept->open = open;
  g_ptr_array_add (list, kept);
}

static void
link_cb (ObsChangesPage *page, const char *link, Fixture *f)
{
  g_free (f->link);
  f->link = g_strdup (link);
}

static void
shown_cb (ObsChangesPage *page, Fixture *f)
{
  f->shown++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->comparisons = obs_comparisons_new (compare);
  f->page = OBS_CHANGES_PAGE (obs_changes_page_new (f->comparisons));
  f->kept = g_ptr_array_new_with_free_func (obs_kept_edition_free);
  add_kept (f->kept, "new", "2026-02-01", TRUE);
  f->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->page));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 900, 700);
  g_signal_connect (f->page, "open-link", G_CALLBACK (link_cb), f);
  g_signal_connect (f->page, "shown", G_CALLBACK (shown_cb), f);
  gtk_window_present (GTK_WINDOW (f->window));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  fixture_settle ();
  g_assert_finalize_object (f->comparisons);
  g_ptr_array_unref (f->kept);
  g_free (f->link);
}

static gboolean
says (Fixture *f, const char *words)
{
  return fixture_find (GTK_WIDGET (f->page), GTK_TYPE_LABEL, words) != NULL;
}

static void
press (Fixture *f, const char *words)
{
  GtkWidget *button = fixture_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, words);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
is_shown (gpointer data)
{
  return ((Fixture *) data)->shown > 0;
}

static void
show (Fixture *f, const char *words)
{
  f->shown = 0;
  obs_changes_page_show (f->page, f->kept, words, NULL);
  fixture_wait (is_shown, f);
}

static void
test_states (Fixture *f, gconstpointer data)
{
  show (f, NULL);
  g_assert_true (says (f, "There is one edition on this computer"));
  g_assert_false (says (f, "From"));
  add_kept (f->kept, "same", "2026-01-01", FALSE);
  show (f, NULL);
  g_assert_true (says (f, "Since 1 Jan 2026: nothing differs."));
  g_assert_true (says (f, "From"));
  g_assert_null (fixture_find (GTK_WIDGET (f->page), OBS_TYPE_DATA_TABLE, NULL));
  show (f, "new..new");
  g_assert_true (says (f, "Both choices are the same edition."));
  g_assert_null (obs_changes_page_get_changes (f->page));
  show (f, "2020-01-01..new");
  g_assert_true (says (f, "“1 Jan 2020” is not on this computer"));
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  add_kept (f->kept, "damaged", "2026-01-01", FALSE);
  show (f, NULL);
  g_assert_true (says (f, "could not be compared"));
  g_assert_true (says (f, "The edition of 1 Jan 2026 is damaged."));
  /* Choices stay, so that another edition can be taken; trying again is possible. */
  g_assert_true (says (f, "From"));
  f->shown = 0;
  press (f, "Compare");
  fixture_wait (is_shown, f);
  g_assert_true (says (f, "is damaged."));
}

static gboolean
has_no_table (gpointer data)
{
  return fixture_find (GTK_WIDGET (((Fixture *) data)->page), OBS_TYPE_DATA_TABLE, NULL) == NULL;
}

/* A link holds its words in a label of its own. */
static void
press_link (Fixture *f, const char *words)
{
  GtkWidget *label = fixture_find (GTK_WIDGET (f->page), GTK_TYPE_LABEL, words);

  while (label != NULL && !GTK_IS_BUTTON (label))
    label = gtk_widget_get_parent (label);
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_get_sensitive (label));
  g_signal_emit_by_name (label, "clicked");
}

static void
test_result (Fixture *f, gconstpointer data)
{
  GtkWidget *table;

  add_kept (f->kept, "old", "2026-01-01", FALSE);
  show (f, NULL);
  g_assert_true (says (f, "Since 1 Jan 2026: 5 figures are new, 1 revised."));
  g_assert_true (says (f, "not comparable where the method changed"));
  g_assert_true (says (f, "12 statements are new."));
  g_assert_true (says (f, "2 questions touched"));
  g_assert_nonnull (fixture_find (GTK_WIDGET (f->page), OBS_TYPE_PLOT, NULL));
  g_assert_true (says (f, "Not there"));
  g_assert_true (says (f, "Counted twice"));
  for (table = fixture_find (GTK_WIDGET (f->page), OBS_TYPE_DATA_TABLE, NULL);
       table != NULL && f->link == NULL; table = gtk_widget_get_next_sibling (table))
    if (OBS_IS_DATA_TABLE (table))
      g_signal_emit_by_name (table, "row-activated", 0);
  g_assert_cmpstr (f->link, ==, "question:E8");
  g_signal_emit_by_name (fixture_find (GTK_WIDGET (f->page), OBS_TYPE_PLOT, NULL), "open", 0);
  g_assert_cmpstr (f->link, ==, "source:adverts");
  /* Where there is little room the same stands in lists. */
  obs_changes_page_set_narrow (f->page, TRUE);
  fixture_wait (has_no_table, f);
  g_assert_true (says (f, "2 questions touched"));
  g_assert_true (says (f, "Charnwood: 3 figures are new, 1 revised"));
  g_assert_true (says (f, "No one area: 2 figures are new"));
  g_assert_true (says (f, "The charts or the wording changed"));
  press_link (f, "Title of panel");
  g_assert_cmpstr (f->link, ==, "source:panel");
  /* The edition goes: nothing of it stays on the page. */
  obs_changes_page_forget (f->page);
  g_assert_null (fixture_find (GTK_WIDGET (f->page), OBS_TYPE_DATA_TABLE, NULL));
  obs_changes_page_set_narrow (f->page, FALSE);
}

static void
test_stop (Fixture *f, gconstpointer data)
{
  add_kept (f->kept, "old", "2026-01-01", FALSE);
  g_atomic_int_set (&may_end, 0);
  obs_changes_page_show (f->page, f->kept, NULL, NULL);
  g_assert_true (obs_changes_page_is_busy (f->page));
  g_assert_true (says (f, "Comparing the editions of 1 Jan 2026 and 1 Feb 2026"));
  f->shown = 0;
  press (f, "Stop");
  fixture_wait (is_shown, f);
  g_assert_true (says (f, "Stopped. Nothing was compared."));
  g_assert_false (obs_changes_page_is_busy (f->page));
  g_atomic_int_set (&may_end, 1);
  f->shown = 0;
  press (f, "Compare");
  fixture_wait (is_shown, f);
  g_assert_true (says (f, "Since 1 Jan 2026"));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  gtk_init ();
  obs_look_start (obs_look_get_default (), gdk_display_get_default ());
  ADD ("/changes-page/states", test_states);
  ADD ("/changes-page/damaged", test_damaged);
  ADD ("/changes-page/result", test_result);
  ADD ("/changes-page/stop", test_stop);
  return g_test_run ();
}
