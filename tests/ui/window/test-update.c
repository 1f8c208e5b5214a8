/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/data/sync/fixture.h"
#include "tests/ui/window/edition-fixture.h"
#include "tests/ui/window/site-server.h"

#include "data/build/build.h"
#include "data/sync/home.h"
#include "data/sync/origins.h"
#include "data/sync/platform.h"
#include "data/sync/trial.h"
#include "ui/settings.h"
#include "ui/widgets/look.h"
#include "ui/window-private.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>

/* A newer edition on a static host, and the window that is offered it. */

static GtkApplication *app;
static char *folder;
static char *site_dir;    /* what the server hands out */
static char *foreign_dir; /* signed by other keys */
static char *old_dir;     /* signed a year ago */

typedef struct
{
  ObsWindow *window;
  ObsTrial *trial;
  GSocketService *server;
  char *home;
  char *url; /* without a fingerprint */
} Fixture;

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (from, 0, &error);
  const char *name;

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        {
          copy_folder (source, target);
          continue;
        }
      g_file_get_contents (source, &bytes, &length, &error);
      g_assert_no_error (error);
      g_file_set_contents (target, bytes, (gssize) length, &error);
      g_assert_no_error (error);
    }
}

/* One published number is another. */
static void
revise (const char *sources)
{
  g_autofree char *path = g_build_filename (sources, "official", "figures.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *joined = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *number = strstr (lines[i], ",4670,");

      if (number == NULL || strstr (lines[i], ",achievements,") == NULL
          || strstr (lines[i], ",2019/20,") == NULL || strstr (lines[i], "Below Level 2") == NULL)
        continue;
      memcpy (number, ",4680,", 6);
      n++;
    }
  g_assert_cmpuint (n, ==, 1);
  joined = g_strjoinv ("\n", lines);
  g_assert_true (g_file_set_contents (path, joined, -1, NULL));
}

/* The same sources but for one number, dated later. */
static void
publish_newer (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sources = NULL;
  g_autofree char *edition = NULL;
  g_autofree char *ini = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  folder = fixture_folder ();
  sources = g_build_filename (folder, "sources", NULL);
  edition = g_build_filename (folder, "newer.sqlite", NULL);
  ini = g_build_filename (sources, "edition.ini", NULL);
  copy_folder (g_getenv ("OBS_TEST_SOURCES"), sources);
  g_key_file_load_from_file (keys, ini, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  g_key_file_set_string (keys, "edition", "date", "2030-01-31");
  g_key_file_save_to_file (keys, ini, &error);
  g_assert_no_error (error);
  revise (sources);
  obs_build_folder (sources, edition, NULL, &error);
  g_assert_no_error (error);
  site_dir = g_build_filename (folder, "site", NULL);
  foreign_dir = g_build_filename (folder, "foreign", NULL);
  old_dir = g_build_filename (folder, "old", NULL);
  fixture_sign (edition, site_dir);
  /* What these hold is never looked at. */
  other = fixture_edition (folder, "2030-01-30", 1);
  fixture_sign_foreign (other, foreign_dir);
  fixture_sign_with (other, old_dir, NULL, NULL,
                     g_get_real_time () / G_USEC_PER_SEC - 365 * 24 * 3600);
}

/* A window as the program makes it, and what it shows first. */
static void
start (Fixture *f)
{
  g_autoptr (ObsStore) store = obs_store_new ();

  f->trial = obs_trial_new (store, f->home);
  f->window = OBS_WINDOW (obs_window_new (app, store));
  fixture_show (f->window, NULL, "skills-observatory:view/employer/E8?sector=logistics");
}

/* Ends in order. */
static void
stop (Fixture *f)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  fixture_settle ();
  g_clear_pointer (&f->trial, obs_trial_end);
}

static void
set_up (Fixture *f, gconstpointer check_at_start)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = NULL;
  ObsSettings *settings = obs_settings_get_default ();

  f->home = g_dir_make_tmp ("obs-home-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("OBSERVATORY_HOME", f->home, TRUE);
  g_setenv ("OBSERVATORY_BUNDLED", fixture_path (), TRUE);
  f->server = site_server_new (&site_dir, &f->url);
  origin = fixture_origin (f->url);

  obs_settings_reset (settings);
  obs_settings_set_string (settings, "origin-url", origin);
  obs_settings_set_boolean (settings, "check-at-start", check_at_start != NULL);
  start (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  stop (f);
  site_server_free (f->server);
  g_free (f->home);
  g_free (f->url);
}

static const char *
edition_date (Fixture *f)
{
  return obs_store_get_journeys (f->window->store)->info->date;
}

static gboolean
is_offered (gpointer data)
{
  return ((Fixture *) data)->window->staged != NULL;
}

static gboolean
shows_newer (gpointer data)
{
  return g_str_equal (edition_date (data), "2030-01-31");
}

static void
act (Fixture *f, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->window), name, NULL);
}

static void
assert_view_kept (Fixture *f)
{
  g_assert_cmpstr (obs_window_get_view (f->window)->question, ==, "E8");
  g_assert_cmpstr (obs_window_get_view (f->window)->sector, ==, "logistics");
}

/* What is fetched in the background never changes figures under the reader. */
static void
test_background (Fixture *f, gconstpointer data)
{
  g_autofree char *before = g_strdup (edition_date (f));

  fixture_wait (is_offered, f);
  fixture_settle ();
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_READY);
  g_assert_true (gtk_widget_get_visible (f->window->bar));
  g_assert_cmpstr (edition_date (f), ==, before);

  act (f, "use-staged");
  fixture_wait (shows_newer, f);
  fixture_settle ();
  g_assert_false (gtk_widget_get_visible (f->window->bar));
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_CURRENT);
  assert_view_kept (f);
}

/* "Sync now" counts as accepting. */
static void
test_by_hand (Fixture *f, gconstpointer data)
{
  act (f, "sync");
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_UPDATING);
  fixture_wait (shows_newer, f);
  fixture_settle ();
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_CURRENT);
  assert_view_kept (f);
  g_assert_nonnull (strstr (g_queue_peek_head (&f->window->messages), "31 Jan 2030"));
}

static gboolean
is_at_rest (gpointer data)
{
  return ((Fixture *) data)->window->badge != OBS_BADGE_UPDATING;
}

static void
test_stop (Fixture *f, gconstpointer data)
{
  g_autofree char *before = g_strdup (edition_date (f));

  act (f, "sync");
  act (f, "stop-sync");
  fixture_wait (is_at_rest, f);
  fixture_settle ();
  g_assert_cmpstr (edition_date (f), ==, before);
  g_assert_null (f->window->trouble);
  g_assert_cmpstr (g_queue_peek_head (&f->window->messages), ==,
                   "Update stopped. Nothing was changed.");
  assert_view_kept (f);

  /* And the next one works. */
  act (f, "sync");
  fixture_wait (shows_newer, f);
}

/* The host lost its files: said in words, with the edition still there. */
static void
test_host_broken (Fixture *f, gconstpointer data)
{
  g_autofree char *kept = g_strdup (site_dir);
  g_autofree char *before = g_strdup (edition_date (f));

  g_free (site_dir);
  site_dir = g_strdup ("/nowhere");
  act (f, "sync");
  fixture_wait (is_at_rest, f);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_FAILED);
  g_assert_nonnull (f->window->trouble);
  g_assert_nonnull (f->window->trouble_details);
  g_assert_cmpstr (edition_date (f), ==, before);
  assert_view_kept (f);
  g_free (site_dir);
  site_dir = g_steal_pointer (&kept);
}

static gboolean
has_trouble (gpointer data)
{
  return ((Fixture *) data)->window->trouble != NULL;
}

static gboolean
is_waiting (gpointer data)
{
  const char *detail = ((Fixture *) data)->window->badge_detail;

  return detail != NULL && strstr (detail, "Trying again in 60 seconds (try 2 of 2)") != NULL;
}

/* How long it waits for a host stands in the window, and Stop ends it. */
static void
test_tries_again (Fixture *f, gconstpointer data)
{
  static const ObsPatience patience = { 2, 60000, NULL, NULL };

  site_server_free (f->server);
  f->server = NULL;
  f->window->patience = &patience;
  act (f, "sync");
  fixture_wait (is_waiting, f);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_UPDATING);
  act (f, "stop-sync");
  fixture_wait (is_at_rest, f);
  g_assert_null (f->window->trouble);
  g_free (f->url);
  f->server = site_server_new (&site_dir, &f->url);
}

/* Nobody there any more: a state that says since when, quietly where nobody asked; it ends with the
 * next answer. */
static void
test_offline (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *fingerprint = fixture_fingerprint ();
  g_autoptr (ObsOrigin) origin = NULL;
  g_autofree char *address = NULL;
  guint said;

  act (f, "sync");
  fixture_wait (shows_newer, f);
  fixture_settle ();
  site_server_free (f->server);
  f->server = NULL;
  f->window->patience = &obs_patience_none;
  act (f, "sync");
  fixture_wait (is_at_rest, f);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_OFFLINE);
  g_assert_nonnull (f->window->badge_detail);

  id = g_strndup (fingerprint, 16);
  origin = obs_origins_find (f->home, id);
  g_assert_cmpint (origin->offline, >, 0);
  origin->offline = 1646136000; /* 1 March 2022, noon */
  g_assert_true (obs_origins_save (f->home, origin, NULL));
  said = g_queue_get_length (&f->window->messages);
  obs_settings_set_boolean (obs_settings_get_default (), "check-at-start", TRUE);
  obs_window_check_for_updates (f->window);
  g_clear_pointer (&f->window->trouble, g_free);
  fixture_wait (has_trouble, f);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_OFFLINE);
  g_assert_cmpstr (f->window->badge_detail, ==, "1 Mar 2022");
  g_assert_nonnull (strstr (f->window->trouble, "Offline since 1 Mar 2022"));
  g_assert_cmpuint (g_queue_get_length (&f->window->messages), ==, said);

  g_free (f->url);
  f->server = site_server_new (&site_dir, &f->url);
  address = fixture_origin (f->url);
  obs_settings_set_string (obs_settings_get_default (), "origin-url", address);
  act (f, "sync");
  fixture_wait (is_at_rest, f);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_CURRENT);
  g_clear_pointer (&origin, obs_origin_free);
  origin = obs_origins_find (f->home, id);
  g_assert_cmpint (origin->offline, ==, 0);
}

/* --- a new edition is watched ---------------------------------------------------------------- */

/* What the file @name of the home says, "" where there is none. */
static char *
home_file (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->home, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

static void
write_home_file (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->home, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* The edition @name is on trial, begun and not ended @deaths times before; NULL: none is. */
static void
expect_trial (Fixture *f, const char *name, int deaths)
{
  g_autofree char *path = g_build_filename (f->home, "opening.lock", NULL);
  g_autofree char *line = home_file (f, "opening");
  g_autofree char *expected
      = name != NULL ? g_strdup_printf ("%s %d\n", name, deaths) : g_strdup ("");
  ObsLock *lock = obs_platform_lock (path, NULL);

  g_assert_cmpstr (line, ==, expected);
  g_assert_true ((lock == NULL) == (name != NULL));
  g_clear_pointer (&lock, obs_platform_unlock);
}

static char *
current_name (Fixture *f)
{
  g_autoptr (ObsInstalled) current = obs_home_get_current (f->home, NULL);

  g_assert_nonnull (current);
  return g_strdup (current->name);
}

static gboolean
shows_older (gpointer data)
{
  return g_str_equal (edition_date (data), "2026-11-22");
}

/* However it came on screen: by a sync, or chosen on the page of editions. */
static void
test_watched (Fixture *f, gconstpointer data)
{
  g_autofree char *sha256 = fixture_sha256 (fixture_path ());
  g_autoptr (GError) error = NULL;
  g_autofree char *newer = NULL;
  g_autofree char *older = NULL;
  g_autofree char *proven = NULL;
  g_autofree char *expected = NULL;

  expect_trial (f, NULL, 0); /* the one that came with the program */
  act (f, "sync");
  fixture_wait (shows_newer, f);
  newer = current_name (f);
  expect_trial (f, newer, 0);

  older = obs_home_install (f->home, fixture_path (), sha256, FALSE, NULL, &error);
  g_assert_no_error (error);
  obs_window_use_edition (f->window, older);
  fixture_wait (shows_older, f);
  expect_trial (f, older, 0);

  /* A file that is no edition changes nothing: what is on screen goes on. */
  obs_window_open_file (f->window, g_getenv ("OBS_TEST_SOURCES"));
  fixture_settle ();
  expect_trial (f, older, 0);

  obs_window_use_edition (f->window, newer);
  fixture_wait (shows_newer, f);
  expect_trial (f, newer, 0);
  stop (f);
  expect_trial (f, NULL, 0);
  proven = home_file (f, "proven");
  expected = g_strconcat (newer, "\n", NULL);
  g_assert_cmpstr (proven, ==, expected);
  start (f);
  expect_trial (f, NULL, 0);
}

static gboolean
has_said (Fixture *f, const char *words)
{
  for (GList *l = f->window->messages.head; l != NULL; l = l->next)
    if (strstr (l->data, words) != NULL)
      return TRUE;
  return FALSE;
}

/* The program dies twice after a sync: the third start shows another edition and says why. */
static void
test_dies_twice (Fixture *f, gconstpointer data)
{
  g_autofree char *newer = NULL;
  g_autofree char *line = NULL;
  g_autofree char *suspect = NULL;

  act (f, "sync");
  fixture_wait (shows_newer, f);
  newer = current_name (f);
  for (int deaths = 0; deaths < 2; deaths++)
    {
      /* What a program leaves behind that does not come to its end. */
      expect_trial (f, newer, deaths);
      g_free (line);
      line = home_file (f, "opening");
      stop (f);
      write_home_file (f, "opening", line);
      write_home_file (f, "proven", "");
      start (f);
    }
  g_assert_true (shows_older (f));
  g_assert_true (has_said (f, "The program ended twice"));
  suspect = home_file (f, "suspect");
  g_assert_nonnull (strstr (suspect, newer));
  expect_trial (f, NULL, 0);

  /* Whoever chooses it wants it; it is watched from the beginning. */
  obs_window_use_edition (f->window, newer);
  fixture_wait (shows_newer, f);
  expect_trial (f, newer, 0);
}

/* --- what is new ---------------------------------------------------------------------------- */

static gboolean
has_news (gpointer data)
{
  return ((Fixture *) data)->window->news != NULL;
}

/* Name of the row of @question in the side bar. */
static gboolean
row_says (Fixture *f, const char *words)
{
  GtkListBox *list = obs_side_bar_get_list (OBS_SIDE_BAR (f->window->side_bar));
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    {
      g_autofree char *mismatch = gtk_test_accessible_check_property (
          GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words);

      if (mismatch == NULL)
        return TRUE;
    }
  return FALSE;
}

static const char *
news (Fixture *f)
{
  return obs_question_page_get_news (OBS_QUESTION_PAGE (f->window->question_page));
}

static gboolean
is_compared (gpointer data)
{
  return obs_changes_page_get_changes (OBS_CHANGES_PAGE (((Fixture *) data)->window->changes_page))
         != NULL;
}

#define MARKED "Achievements, C5, changed since the edition of 22 Nov 2026"

/* What a sync brought is marked on the questions that it touches, until they are opened. */
static void
test_marks (Fixture *f, gconstpointer data)
{
  ObsChangesPage *page = OBS_CHANGES_PAGE (f->window->changes_page);

  act (f, "sync");
  fixture_wait (shows_newer, f);
  fixture_wait (has_news, f);
  g_assert_cmpint (f->window->news->total.revised, ==, 1);
  g_assert_cmpint (f->window->news->total.added, ==, 0);
  obs_window_switch (f->window, "educator");
  g_assert_true (row_says (f, MARKED));
  g_assert_null (news (f));
  obs_window_open_link (f->window, "question:C5");
  g_assert_cmpstr (news (f), ==, "1 figure here is revised since the edition of 22 Nov 2026.");
  g_assert_true (row_says (f, "Achievements, C5"));
  /* A filter is no second visit. */
  act (f, "clear-filters");
  g_assert_nonnull (news (f));
  act (f, "dismiss-news");
  g_assert_null (news (f));
  obs_window_open_link (f->window, "question:C8");
  obs_window_open_link (f->window, "question:C5");
  g_assert_null (news (f));

  act (f, "changes");
  g_assert_cmpstr (obs_window_get_view (f->window)->question, ==, "changes");
  g_assert_true (obs_changes_page_get_changes (page) == f->window->news);
  obs_window_open_link (f->window, "changes:open..bundled");
  fixture_wait (is_compared, f);
  g_assert_cmpstr (obs_changes_page_get_changes (page)->after_date, ==, "2026-11-22");
  act (f, "back");
  g_assert_true (obs_changes_page_get_changes (page) == f->window->news);
}

/* Before it is accepted one can see what it would change. */
static void
test_review (Fixture *f, gconstpointer data)
{
  ObsChangesPage *page = OBS_CHANGES_PAGE (f->window->changes_page);

  fixture_wait (is_offered, f);
  act (f, "review-staged");
  fixture_wait (is_compared, f);
  g_assert_cmpstr (obs_changes_page_get_changes (page)->after_date, ==, "2030-01-31");
  g_assert_cmpstr (edition_date (f), ==, "2026-11-22");
}

/* --- trust ---------------------------------------------------------------------------------- */

static GtkWindow *
find_window (const char *title)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_strcmp0 (gtk_window_get_title (window), title) == 0)
        return window;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

#define CONTACT "First contact with an origin"

static gboolean
is_asked (gpointer data)
{
  return find_window (CONTACT) != NULL;
}

static gboolean
is_not_asked (gpointer data)
{
  return find_window (CONTACT) == NULL;
}

/* An address without a fingerprint fetches nothing before a person has compared it. */
static void
test_first_contact (Fixture *f, gconstpointer data)
{
  g_autofree char *fingerprint = fixture_fingerprint ();
  g_autofree char *before = g_strdup (edition_date (f));
  g_autofree char *address = NULL;
  GtkWidget *cancel;

  obs_settings_set_string (obs_settings_get_default (), "origin-url", f->url);
  act (f, "sync");
  fixture_wait (is_asked, f);
  cancel = find_button (GTK_WIDGET (find_window (CONTACT)), "Cancel");
  g_assert_true (gtk_window_get_default_widget (find_window (CONTACT)) == cancel);
  g_assert_true (gtk_window_get_focus (find_window (CONTACT)) == cancel);
  g_signal_emit_by_name (cancel, "clicked");
  fixture_wait (is_not_asked, f);
  g_assert_cmpint (f->window->badge, ==, OBS_BADGE_UNCONFIRMED);
  g_assert_cmpstr (edition_date (f), ==, before);

  act (f, "why");
  fixture_wait (is_asked, f);
  g_signal_emit_by_name (
      find_button (GTK_WIDGET (find_window (CONTACT)), "They are the same: trust it"), "clicked");
  fixture_wait (shows_newer, f);
  address = obs_settings_get_string (obs_settings_get_default (), "origin-url");
  g_assert_true (g_str_has_suffix (address, fingerprint));
}

static void
fail_with (Fixture *f, const char *site, ObsBadge badge, const char *words)
{
  g_autofree char *kept = site_dir;
  g_autofree char *before = g_strdup (edition_date (f));

  site_dir = g_strdup (site);
  act (f, "sync");
  fixture_wait (is_at_rest, f);
  g_assert_cmpint (f->window->badge, ==, badge);
  g_assert_nonnull (strstr (f->window->trouble, words));
  g_assert_nonnull (strstr (f->window->trouble, "stays in use"));
  g_assert_nonnull (f->window->trouble_details);
  g_assert_cmpstr (edition_date (f), ==, before);
  assert_view_kept (f);
  g_free (site_dir);
  site_dir = g_steal_pointer (&kept);
}

static void
test_untrusted (Fixture *f, gconstpointer data)
{
  fail_with (f, foreign_dir, OBS_BADGE_UNTRUSTED, "not signed by the keys");
  g_assert_null (find_window (CONTACT));
  /* The honest origin works again by itself. */
  act (f, "sync");
  fixture_wait (shows_newer, f);
  g_assert_null (f->window->trouble);
}

static void
test_expired (Fixture *f, gconstpointer data)
{
  fail_with (f, old_dir, OBS_BADGE_EXPIRED, "out of date");
}

/* A link offers an address and does nothing by itself. */
static void
test_link (Fixture *f, gconstpointer data)
{
  g_autofree char *before = obs_settings_get_string (obs_settings_get_default (), "origin-url");
  g_autofree char *after = NULL;

  obs_window_open_address (f->window, "skills-observatory:origin/https://evil.example/#00");
  g_assert_null (find_window ("Preferences"));
  obs_window_open_address (f->window, "skills-observatory:origin/https://evil.example/");
  g_assert_nonnull (find_window ("Preferences"));
  fixture_settle ();
  gtk_window_close (find_window ("Preferences"));
  fixture_settle ();
  after = obs_settings_get_string (obs_settings_get_default (), "origin-url");
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (f->window->badge, !=, OBS_BADGE_UPDATING);
}

#define ADD(path, check, func) g_test_add (path, Fixture, check, set_up, func, tear_down)

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
  publish_newer ();
  ADD ("/update/background", "check", test_background);
  ADD ("/update/by-hand", NULL, test_by_hand);
  ADD ("/update/stop", NULL, test_stop);
  ADD ("/update/host-broken", NULL, test_host_broken);
  ADD ("/update/tries-again", NULL, test_tries_again);
  ADD ("/update/offline", NULL, test_offline);
  ADD ("/update/watched", NULL, test_watched);
  ADD ("/update/dies-twice", NULL, test_dies_twice);
  ADD ("/update/marks", NULL, test_marks);
  ADD ("/update/review", "check", test_review);
  ADD ("/update/first-contact", NULL, test_first_contact);
  ADD ("/update/untrusted", NULL, test_untrusted);
  ADD ("/update/expired", NULL, test_expired);
  ADD ("/update/link", NULL, test_link);
  status = g_test_run ();
  g_object_unref (app);
  fixture_clear (folder);
  g_free (site_dir);
  g_free (foreign_dir);
  g_free (old_dir);
  return status;
}
