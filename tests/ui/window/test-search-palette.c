/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/edition-fixture.h"

#include "ui/pages/search-palette.h"
#include "tests/begin.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *palette;
  char *link;
  char *command;
  char *said;
} Fixture;

static void
take_cb (ObsSearchPalette *palette, const char *text, char **where)
{
  g_free (*where);
  *where = g_strdup (text);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (ObsStore) store = fixture_store ();
  GtkWidget *button = gtk_button_new ();

  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (f->window), button);
  f->palette = obs_search_palette_new (store);
  gtk_widget_set_parent (f->palette, button);
  g_signal_connect (f->palette, "open-link", G_CALLBACK (take_cb), &f->link);
  g_signal_connect (f->palette, "command", G_CALLBACK (take_cb), &f->command);
  g_signal_connect (f->palette, "say", G_CALLBACK (take_cb), &f->said);
  gtk_window_present (GTK_WINDOW (f->window));
  fixture_settle ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_widget_unparent (f->palette);
  gtk_window_destroy (GTK_WINDOW (f->window));
  fixture_settle ();
  g_free (f->link);
  g_free (f->command);
  g_free (f->said);
}

static gboolean
has_said (gpointer data)
{
  return ((Fixture *) data)->said != NULL;
}

static void
type (Fixture *f, const char *text)
{
  g_clear_pointer (&f->said, g_free);
  gtk_editable_set_text (obs_search_palette_get_entry (OBS_SEARCH_PALETTE (f->palette)), text);
  fixture_wait (has_said, f);
}

static void
press_enter (Fixture *f)
{
  g_signal_emit_by_name (obs_search_palette_get_entry (OBS_SEARCH_PALETTE (f->palette)),
                         "activate");
}

static void
test_find (Fixture *f, gconstpointer data)
{
  obs_search_palette_open (OBS_SEARCH_PALETTE (f->palette), "employer", NULL);
  type (f, "customer service");
  g_assert_nonnull (strstr (f->said, "result"));
  g_assert_nonnull (gtk_list_box_get_selected_row (
      obs_search_palette_get_list (OBS_SEARCH_PALETTE (f->palette))));
  press_enter (f);
  g_assert_nonnull (f->link);
  g_assert_null (f->command);
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  obs_search_palette_open (OBS_SEARCH_PALETTE (f->palette), "employer", NULL);
  type (f, "qqxxzzqq");
  g_assert_cmpstr (f->said, ==, "Nothing found for “qqxxzzqq”. Try a shorter word.");
  press_enter (f);
  g_assert_null (f->link);
}

static void
test_command (Fixture *f, gconstpointer data)
{
  obs_search_palette_open (OBS_SEARCH_PALETTE (f->palette), "employer", NULL);
  type (f, "keyboard shortcuts");
  press_enter (f);
  g_assert_cmpstr (f->command, ==, "win.shortcuts");
}

/* Results never come for words that are no longer in the entry. */
static void
test_newest (Fixture *f, gconstpointer data)
{
  GtkEditable *entry = obs_search_palette_get_entry (OBS_SEARCH_PALETTE (f->palette));

  obs_search_palette_open (OBS_SEARCH_PALETTE (f->palette), "employer", NULL);
  gtk_editable_set_text (entry, "logistics");
  type (f, "qqxxzzqq");
  g_assert_nonnull (strstr (f->said, "qqxxzzqq"));
  fixture_settle ();
  g_assert_nonnull (strstr (f->said, "qqxxzzqq"));
}

static void
test_figure (Fixture *f, gconstpointer data)
{
  g_autoptr (ObsFigure) figure = obs_figure_new ();

  obs_figure_add_row (figure, "a", "Team working");
  obs_figure_add_row (figure, "b", "Customer service");
  obs_search_palette_open (OBS_SEARCH_PALETTE (f->palette), "employer", figure);
  type (f, "cust");
  g_assert_cmpstr (f->said, ==, "1 result");
  press_enter (f);
  g_assert_cmpstr (f->link, ==, "row:1");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  gtk_init ();
  ADD ("/search-palette/find", test_find);
  ADD ("/search-palette/nothing", test_nothing);
  ADD ("/search-palette/command", test_command);
  ADD ("/search-palette/newest", test_newest);
  ADD ("/search-palette/figure", test_figure);
  return g_test_run ();
}
