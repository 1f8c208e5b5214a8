/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/edition-fixture.h"

#include "ui/settings.h"
#include "ui/widgets/look.h"
#include "ui/window-private.h"
#include "tests/begin.h"

#include <string.h>

static GtkApplication *app;

typedef struct
{
  ObsWindow *window;
} Fixture;

static void
open_window (Fixture *f, const char *address)
{
  g_autoptr (ObsStore) store = obs_store_new ();

  f->window = OBS_WINDOW (obs_window_new (app, store));
  fixture_show (f->window, fixture_path (), address);
}

static void
set_up (Fixture *f, gconstpointer address)
{
  obs_settings_reset (obs_settings_get_default ());
  open_window (f, address);
}

static void
tear_down (Fixture *f, gconstpointer address)
{
  fixture_close (f->window);
}

static const ObsView *
view (Fixture *f)
{
  return obs_window_get_view (f->window);
}

static void
act (Fixture *f, const char *name, const char *target)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->window), name,
                                  target != NULL ? g_variant_new_string (target) : NULL);
}

static gboolean
enabled (Fixture *f, const char *name)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), name);
}

static gboolean
has_figure (gpointer data)
{
  Fixture *f = data;
  ObsFigure *figure = obs_window_get_figure (f->window);

  return figure != NULL && g_strcmp0 (figure->question, view (f)->question) == 0;
}

static void
test_home (Fixture *f, gconstpointer data)
{
  g_assert_cmpstr (view (f)->question, ==, "home");
  g_assert_cmpstr (view (f)->perspective, ==, "employer");
  g_assert_false (enabled (f, "back"));
  g_assert_false (enabled (f, "export"));
  act (f, "home", NULL);
  g_assert_false (enabled (f, "back"));
}

/* The keyboard begins at the question on screen, or at the first of the list for another page. */
static void
test_first_focus (Fixture *f, gconstpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->window));
  gboolean listed = strstr (data, "F4") != NULL;

  g_assert_nonnull (focus);
  g_assert_true (GTK_IS_LIST_BOX_ROW (focus));
  g_assert_nonnull (fixture_find (focus, GTK_TYPE_LABEL, listed ? "Roadmap" : "Home"));
}

/* Where the popover of the badge opens a page, it is not left lying over it. */
static void
test_badge_popover (Fixture *f, gconstpointer data)
{
  GtkWidget *badge = fixture_find (f->window->status, GTK_TYPE_MENU_BUTTON, NULL);
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (badge));

  gtk_menu_button_popup (GTK_MENU_BUTTON (badge));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (popover)));
  g_signal_emit_by_name (fixture_find (GTK_WIDGET (popover), GTK_TYPE_BUTTON, "Editions"),
                         "clicked");
  g_assert_cmpstr (view (f)->question, ==, "editions");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (popover)));
}

/* An edition that somebody goes back to is not called new. */
static void
test_earlier (Fixture *f, gconstpointer data)
{
  ObsSettings *settings = obs_settings_get_default ();
  g_autofree char *announced = NULL;

  obs_settings_set_string (settings, "announced-edition", "2030-01-31");
  f->window->earlier = TRUE;
  obs_window_note_home (f->window);
  g_assert_nonnull (
      fixture_find (f->window->home_page, GTK_TYPE_LABEL, "This is the earlier edition of"));
  announced = obs_settings_get_string (settings, "announced-edition");
  g_assert_cmpstr (announced, ==, "2030-01-31");
}

static void
test_walk (Fixture *f, gconstpointer data)
{
  g_autofree char *last = NULL;

  obs_window_open_link (f->window, "question:E8");
  fixture_wait (has_figure, f);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (f->window)), ==,
                   "E8 Do courses fit – Skills Observatory");
  g_assert_true (enabled (f, "export"));

  /* E8 of employers is C8 of educators. */
  act (f, "perspective", "educator");
  g_assert_cmpstr (view (f)->perspective, ==, "educator");
  g_assert_cmpstr (view (f)->question, ==, "C8");
  act (f, "back", NULL);
  g_assert_cmpstr (view (f)->perspective, ==, "employer");
  g_assert_cmpstr (view (f)->question, ==, "E8");
  act (f, "forward", NULL);
  g_assert_cmpstr (view (f)->question, ==, "C8");

  last = obs_settings_get_string (obs_settings_get_default (), "last-view");
  g_assert_cmpstr (last, ==, "skills-observatory:view/educator/C8");
}

/* A question without a match leads Home, and the filters come along. */
static void
test_no_match (Fixture *f, gconstpointer data)
{
  obs_window_open_link (f->window, "question:E2");
  act (f, "sector", "logistics");
  act (f, "perspective", "funder");
  g_assert_cmpstr (view (f)->question, ==, "home");
  g_assert_cmpstr (view (f)->perspective, ==, "funder");
  g_assert_cmpstr (view (f)->sector, ==, "logistics");
  g_assert_nonnull (strstr (g_queue_peek_head (&f->window->messages), "no match"));
}

static void
test_filters (Fixture *f, gconstpointer data)
{
  obs_window_open_link (f->window, "question:E1");
  g_assert_false (enabled (f, "undo"));
  act (f, "sector", "logistics");
  g_assert_cmpstr (view (f)->sector, ==, "logistics");
  g_assert_true (enabled (f, "undo"));
  act (f, "undo", NULL);
  g_assert_null (view (f)->sector);
  act (f, "redo", NULL);
  g_assert_cmpstr (view (f)->sector, ==, "logistics");

  /* The next question keeps it; taking all away is one step. */
  obs_window_open_link (f->window, "question:E8");
  g_assert_cmpstr (view (f)->sector, ==, "logistics");
  act (f, "clear-filters", NULL);
  g_assert_null (view (f)->sector);
  act (f, "undo", NULL);
  g_assert_cmpstr (view (f)->sector, ==, "logistics");
  act (f, "sector", "all");
  g_assert_null (view (f)->sector);
}

/* The edition's own place is no filter. */
static void
test_place (Fixture *f, gconstpointer data)
{
  const ObsJourneys *journeys = obs_store_get_journeys (f->window->store);

  act (f, "place", journeys->info->place);
  g_assert_null (view (f)->area);
  obs_window_open_link (f->window, "area:E07000130");
  g_assert_cmpstr (view (f)->area, ==, "E07000130");
}

/* A tab is a place, not a change. */
static void
test_tabs (Fixture *f, gconstpointer data)
{
  obs_window_open_link (f->window, "question:E1");
  fixture_wait (has_figure, f);
  act (f, "tab", "table");
  g_assert_cmpstr (view (f)->tab, ==, "table");
  g_assert_false (enabled (f, "undo"));
  act (f, "back", NULL);
  g_assert_true (view (f)->tab == NULL || g_str_equal (view (f)->tab, "chart"));
  g_assert_cmpstr (view (f)->question, ==, "E1");
}

/* A question that only another perspective asks is shown in its words. */
static void
test_other_perspective (Fixture *f, gconstpointer data)
{
  obs_window_open_link (f->window, "question:C1");
  g_assert_cmpstr (view (f)->perspective, ==, "educator");
  obs_window_open_link (f->window, "question:F8");
  g_assert_cmpstr (view (f)->perspective, ==, "funder");
  /* One that the present perspective asks as well stays there. */
  act (f, "perspective", "employer");
  obs_window_open_link (f->window, "question:F4");
  g_assert_cmpstr (view (f)->perspective, ==, "employer");
}

static void
test_bad_links (Fixture *f, gconstpointer data)
{
  obs_window_open_address (f->window, "https://example.org/");
  g_assert_cmpstr (view (f)->question, ==, "home");
  obs_window_open_address (f->window, "skills-observatory:view/nobody/E1");
  fixture_settle ();
  g_assert_cmpstr (view (f)->perspective, ==, "employer");
  obs_window_open_link (f->window, "no link at all");
  obs_window_open_link (f->window, "card:x");
  obs_window_open_link (f->window, "filter:sector");
  g_assert_cmpstr (view (f)->question, ==, "E1");
}

static void
test_address (Fixture *f, gconstpointer data)
{
  g_assert_cmpstr (view (f)->question, ==, "F4");
  g_assert_cmpstr (view (f)->perspective, ==, "funder");
  g_assert_cmpstr (view (f)->sector, ==, "logistics");
}

/* Another edition file is opened in place: the view stays. A file that is none changes nothing. */
static void
test_reopen (Fixture *f, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (fixture_path (), ".copy", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (fixture_path ());
  g_autoptr (GFile) to = g_file_new_for_path (copy);
  g_autoptr (GError) error = NULL;

  g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  obs_window_open_link (f->window, "question:E8");
  act (f, "sector", "logistics");
  obs_window_open_file (f->window, copy);
  while (g_strcmp0 (obs_store_get_path (f->window->store), copy) != 0)
    g_main_context_iteration (NULL, TRUE);
  fixture_settle ();
  g_assert_cmpstr (view (f)->question, ==, "E8");
  g_assert_cmpstr (view (f)->sector, ==, "logistics");

  obs_window_open_file (f->window, "/nowhere/edition.sqlite");
  fixture_settle ();
  g_assert_cmpstr (obs_store_get_path (f->window->store), ==, copy);
  g_assert_cmpstr (view (f)->question, ==, "E8");
}

/* Without an address to ask, "Sync now" says so and touches nothing. */
static void
test_sync_without_origin (Fixture *f, gconstpointer data)
{
  act (f, "sync", NULL);
  g_assert_nonnull (strstr (g_queue_peek_head (&f->window->messages), "no address"));
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_NO_ORIGIN);
}

static gboolean
not_updating (gpointer data)
{
  Fixture *f = data;

  return f->window->badge != OBS_BADGE_UPDATING;
}

/* Nobody listens there: a state, not an accident; the edition on screen stays. */
static void
test_sync_offline (Fixture *f, gconstpointer data)
{
  obs_settings_set_string (obs_settings_get_default (), "origin-url", "http://127.0.0.1:9/");
  act (f, "sync", NULL);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_UPDATING);
  g_assert_false (enabled (f, "sync"));
  fixture_wait (not_updating, f);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_OFFLINE);
  g_assert_nonnull (f->window->trouble);
  g_assert_true (enabled (f, "sync"));
  g_assert_cmpstr (view (f)->question, ==, "home");
}

static void
test_side_bar (Fixture *f, gconstpointer data)
{
  g_assert_true (gtk_widget_get_visible (f->window->side_bar));
  act (f, "side-bar", NULL);
  g_assert_false (gtk_widget_get_visible (f->window->side_bar));
  g_assert_false (obs_settings_get_boolean (obs_settings_get_default (), "side-bar-visible"));
  act (f, "side-bar", NULL);
  g_assert_true (gtk_widget_get_visible (f->window->side_bar));
}

static ObsSourcesPage *
sources (Fixture *f)
{
  return OBS_SOURCES_PAGE (f->window->sources_page);
}

static gboolean
has_sources (gpointer data)
{
  return obs_sources_page_is_loaded (sources (data));
}

/* From a figure's source to the register and back again. */
static void
test_sources (Fixture *f, gconstpointer data)
{
  guint all;

  obs_window_open_link (f->window, "question:C13");
  fixture_wait (has_figure, f);
  obs_window_open_link (f->window, "source:ons-adverts");
  fixture_wait (has_sources, f);
  g_assert_cmpstr (view (f)->question, ==, "sources");
  g_assert_cmpstr (obs_sources_page_get_open (sources (f)), ==, "ons-adverts");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (f->window)), ==,
                   "Sources – Skills Observatory");
  g_assert_false (enabled (f, "export"));
  all = obs_sources_page_n_shown (sources (f));

  obs_window_change (f->window, "class", "simulated");
  g_assert_cmpuint (obs_sources_page_n_shown (sources (f)), ==, 2);
  act (f, "undo", NULL);
  g_assert_cmpuint (obs_sources_page_n_shown (sources (f)), ==, all);
  obs_window_change (f->window, "find", "no such words");
  g_assert_cmpuint (obs_sources_page_n_shown (sources (f)), ==, 0);
  act (f, "all-sources", NULL);
  g_assert_cmpuint (obs_sources_page_n_shown (sources (f)), ==, all);

  /* Another perspective has the same register. */
  act (f, "perspective", "funder");
  g_assert_cmpstr (view (f)->question, ==, "sources");
  act (f, "back", NULL);
  act (f, "back", NULL);
  g_assert_cmpstr (view (f)->question, ==, "C13");
}

static void
test_sources_address (Fixture *f, gconstpointer data)
{
  GtkListBoxRow *row;

  g_assert_true (obs_sources_page_is_loaded (sources (f)));
  g_assert_cmpuint (obs_sources_page_n_shown (sources (f)), ==, 1);
  g_assert_cmpstr (gtk_editable_get_text (obs_sources_page_get_entry (sources (f))), ==,
                   "textkernel");
  g_assert_null (obs_sources_page_get_open (sources (f)));
  row = gtk_list_box_get_row_at_index (obs_sources_page_get_list (sources (f)), 0);
  g_signal_emit_by_name (obs_sources_page_get_list (sources (f)), "row-activated", row);
  g_assert_cmpstr (obs_sources_page_get_open (sources (f)), ==, "ons-adverts");
  g_assert_cmpstr (view (f)->select, ==, "ons-adverts");
  g_signal_emit_by_name (obs_sources_page_get_list (sources (f)), "row-activated", row);
  g_assert_null (obs_sources_page_get_open (sources (f)));
  /* As a table, and narrow, and back. */
  act (f, "tables-first", NULL);
  obs_window_change (f->window, "tab", "table");
  obs_sources_page_set_narrow (sources (f), TRUE);
  obs_window_change (f->window, "find", "");
  obs_sources_page_set_narrow (sources (f), FALSE);
  fixture_settle ();
  g_assert_cmpuint (obs_sources_page_n_shown (sources (f)), >, 10);
}

static gboolean
is_compared (gpointer data)
{
  ObsFigure *figure = obs_window_get_figure (((Fixture *) data)->window);

  return has_figure (data) && figure->compared->len == 1;
}

/* Pins stay across questions and perspectives; the ninth is refused. */
static void
test_pins (Fixture *f, gconstpointer data)
{
  static const char *const eight[] = { "E06000016", "E07000129", "E07000130", "E07000131",
                                       "E07000132", "E07000133", "E07000134", "E92000001" };

  obs_window_open_link (f->window, "question:C13");
  fixture_wait (has_figure, f);
  g_assert_false (gtk_widget_get_visible (f->window->compare));
  obs_window_pin_area (f->window, "E92000001");
  fixture_wait (is_compared, f);
  g_assert_true (gtk_widget_get_visible (f->window->compare));
  obs_window_open_link (f->window, "question:C12");
  fixture_wait (is_compared, f);
  act (f, "perspective", "funder");
  g_assert_true (obs_view_compares (view (f), "E92000001"));
  obs_window_pin_area (f->window, "E92000001");
  g_assert_cmpuint (view (f)->compare->len, ==, 0);
  act (f, "undo", NULL);
  g_assert_cmpuint (view (f)->compare->len, ==, 1);
  act (f, "compare-none", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (eight); i++)
    obs_window_pin_area (f->window, eight[i]);
  g_assert_cmpuint (view (f)->compare->len, ==, 8);
  obs_window_pin_area (f->window, "E06000017");
  g_assert_cmpuint (view (f)->compare->len, ==, 8);
  g_assert_nonnull (strstr (g_queue_peek_head (&f->window->messages), "Eight areas are pinned"));
}

/* They are in the address that the window opens with next time. */
static void
test_pins_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *last = obs_settings_get_string (obs_settings_get_default (), "last-view");

  g_assert_cmpstr (last, ==, data);
  fixture_wait (has_figure, f);
  g_assert_cmpuint (obs_window_get_figure (f->window)->compared->len, ==, 2);
}

#define PINNED "skills-observatory:view/educator/C13?src=official&cmp=E92000001,E69000007"

#define ADD(path, address, func) g_test_add (path, Fixture, address, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  test_begin (&argc, &argv);
  gtk_init ();
  app = gtk_application_new (OBS_APP_ID ".Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (app), NULL, &error);
  g_assert_no_error (error);
  obs_look_start (obs_look_get_default (), gdk_display_get_default ());

  ADD ("/window/home", NULL, test_home);
  ADD ("/window/first-focus", "skills-observatory:view/funder/F4", test_first_focus);
  ADD ("/window/first-focus-page", "skills-observatory:view/funder/editions", test_first_focus);
  ADD ("/window/badge-popover", NULL, test_badge_popover);
  ADD ("/window/earlier", NULL, test_earlier);
  ADD ("/window/walk", NULL, test_walk);
  ADD ("/window/no-match", NULL, test_no_match);
  ADD ("/window/filters", NULL, test_filters);
  ADD ("/window/place", NULL, test_place);
  ADD ("/window/tabs", NULL, test_tabs);
  ADD ("/window/other-perspective", NULL, test_other_perspective);
  ADD ("/window/bad-links", NULL, test_bad_links);
  ADD ("/window/address", "skills-observatory:view/funder/F4?sector=logistics", test_address);
  ADD ("/window/reopen", NULL, test_reopen);
  ADD ("/window/sync-without-origin", NULL, test_sync_without_origin);
  ADD ("/window/sync-offline", NULL, test_sync_offline);
  ADD ("/window/side-bar", NULL, test_side_bar);
  ADD ("/window/sources", NULL, test_sources);
  ADD ("/window/sources-address",
       "skills-observatory:view/employer/sources?class=published&find=textkernel",
       test_sources_address);
  ADD ("/window/pins", NULL, test_pins);
  ADD ("/window/pins-kept", PINNED, test_pins_kept);
  status = g_test_run ();
  g_object_unref (app);
  return status;
}
