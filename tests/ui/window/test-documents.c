/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/edition-fixture.h"

#include "data/workspace/workspace.h"
#include "ui/pages/document-page.h"
#include "ui/pages/statement-matches.h"
#include "ui/pages/statement-page.h"
#include "ui/pages/teaches-list.h"
#include "ui/settings.h"
#include "ui/widgets/look.h"
#include "ui/window-private.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

/* A statement is opened from a document, corrected, seen as corrected, exported and taken back. */

static GtkApplication *app;
static char *home, *edition;

typedef struct
{
  ObsWindow *window;
  const char *title, *button, *text; /* waited for */
  guint n;
} Fixture;

/* --- finding parts ------------------------------------------------------------------------- */

typedef gboolean (*Fits) (GtkWidget *widget, const char *words);

static gboolean
is_button (GtkWidget *widget, const char *words)
{
  return GTK_IS_BUTTON (widget)
         && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), words) == 0;
}

static gboolean
is_label (GtkWidget *widget, const char *words)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL;
}

static gboolean
is_row (GtkWidget *widget, const char *link)
{
  return GTK_IS_LIST_BOX_ROW (widget)
         && g_strcmp0 (g_object_get_data (G_OBJECT (widget), "obs-link"), link) == 0;
}

static gboolean
is_entry (GtkWidget *widget, const char *words)
{
  return GTK_IS_ENTRY (widget);
}

static GtkWidget *
find (GtkWidget *widget, Fits fits, const char *words)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (fits (widget, words))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, fits, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
dialog (const char *title)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (g_strcmp0 (gtk_window_get_title (l->data), title) == 0)
      return l->data;
  return NULL;
}

static gboolean
has_dialog (gpointer title)
{
  return dialog (title) != NULL;
}

/* A button that is activated clicks a moment later. */
static GtkWidget *
wait_dialog (const char *title)
{
  fixture_wait (has_dialog, (gpointer) title);
  return dialog (title);
}

static gboolean
has_title (gpointer data)
{
  Fixture *f = data;
  const char *title = gtk_window_get_title (GTK_WINDOW (f->window));

  return title != NULL && g_str_has_prefix (title, f->title);
}

static gboolean
has_button (gpointer data)
{
  Fixture *f = data;

  return find (f->window->statement_page, is_button, f->button) != NULL;
}

static gboolean
has_text (gpointer data)
{
  Fixture *f = data;
  GtkWidget *page = gtk_stack_get_visible_child (GTK_STACK (f->window->stack));

  return page != NULL && find (page, is_label, f->text) != NULL;
}

static gboolean
has_corrections (gpointer data)
{
  Fixture *f = data;

  return obs_workspace_get_corrections (f->window->workspace)->len == f->n;
}

static void
wait_title (Fixture *f, const char *title)
{
  f->title = title;
  fixture_wait (has_title, f);
}

static void
wait_text (Fixture *f, const char *text)
{
  f->text = text;
  fixture_wait (has_text, f);
}

static void
wait_corrections (Fixture *f, guint n)
{
  f->n = n;
  fixture_wait (has_corrections, f);
}

/* --- the window ---------------------------------------------------------------------------- */

static void
set_up (Fixture *f, gconstpointer address)
{
  g_autoptr (ObsStore) store = obs_store_new ();
  g_autofree char *workspace = g_build_filename (home, "workspace.sqlite", NULL);

  g_unlink (workspace);
  obs_settings_reset (obs_settings_get_default ());
  f->window = OBS_WINDOW (obs_window_new (app, store));
  obs_window_start (f->window, edition, address, FALSE);
  gtk_window_present (GTK_WINDOW (f->window));
}

static void
tear_down (Fixture *f, gconstpointer address)
{
  fixture_close (f->window);
}

/* Every control has a name or words of its own. */
static void
assert_names (GtkWidget *widget)
{
  gboolean control = GTK_IS_BUTTON (widget) || GTK_IS_LIST_BOX (widget)
                     || GTK_IS_LIST_BOX_ROW (widget) || GTK_IS_EDITABLE (widget);

  if (!gtk_widget_get_visible (widget))
    return;
  if (control && !(GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
      && !GTK_IS_TEXT (widget)
      && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("A %s has no name", G_OBJECT_TYPE_NAME (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_names (child);
}

static void
save (GtkWidget *window, const char *reason)
{
  GtkWidget *entry = find (window, is_entry, NULL);

  g_assert_nonnull (entry);
  assert_names (window);
  gtk_editable_set_text (GTK_EDITABLE (entry), reason);
  g_assert_true (gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (window))));
}

static void
test_correct (Fixture *f, gconstpointer address)
{
  g_autofree char *file = g_build_filename (home, "corrections.csv", NULL);
  g_autofree char *csv = NULL;
  GtkWidget *row, *focus;

  wait_title (f, "Warehouse team member");
  row = find (f->window->document_page, is_row, "statement:90001");
  g_assert_true (gtk_widget_grab_focus (row));
  assert_names (f->window->document_page);
  g_assert_true (gtk_widget_activate (row));
  wait_title (f, "How to count stock");
  f->button = "This is wrong";
  fixture_wait (has_button, f);
  wait_text (f, "about 7 in 10 matches like this are right");
  assert_names (f->window->statement_page);

  gtk_widget_activate (find (f->window->statement_page, is_button, "This is wrong"));
  save (wait_dialog ("This is wrong"), "Nobody drives here.");
  wait_corrections (f, 1);
  wait_text (f, "wrong: corrected by you (not in the edition)");
  wait_text (f, "Nobody drives here.");
  focus = gtk_window_get_focus (GTK_WINDOW (f->window));
  g_assert_true (focus != NULL && is_button (focus, "Take back"));

  /* The same sentence in another document. */
  obs_window_open_link (f->window, "document:profile:warehouse-worker");
  wait_title (f, "Warehouse worker");
  wait_text (f, "no area found");

  obs_window_export_corrections (f->window, file);
  wait_corrections (f, 1);
  while (!g_file_get_contents (file, &csv, NULL, NULL))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (csv, ",area,S.moving-goods,is-not,Nobody drives here.,"));

  g_action_group_activate_action (G_ACTION_GROUP (f->window), "undo-correction", NULL);
  wait_corrections (f, 0);
  wait_text (f, "Driving and moving goods");
}

static gboolean
can_save (gpointer data)
{
  GtkWidget *window = dialog ("Choose another area");

  return gtk_widget_get_sensitive (gtk_window_get_default_widget (GTK_WINDOW (window)));
}

static gboolean
is_search (GtkWidget *widget, const char *words)
{
  return GTK_IS_SEARCH_ENTRY (widget);
}

/* Another area in place of the first: two corrections, and the chosen one holds. */
static void
test_choose (Fixture *f, gconstpointer address)
{
  GtkWidget *window;

  wait_title (f, "Work with others to clear");
  f->button = "Choose another area…";
  fixture_wait (has_button, f);
  wait_text (f, "Team working");
  gtk_widget_activate (find (f->window->statement_page, is_button, "Choose another area…"));
  window = wait_dialog ("Choose another area");
  fixture_wait (can_save, NULL);
  gtk_editable_set_text (GTK_EDITABLE (find (window, is_search, NULL)), "forklift no such");
  while (can_save (NULL))
    g_main_context_iteration (NULL, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (find (window, is_search, NULL)), "problem");
  fixture_wait (can_save, NULL);
  save (window, "");
  wait_corrections (f, 2);
  wait_text (f, "Problem solving");
  wait_text (f, "right: corrected by you (not in the edition)");
  wait_text (f, "wrong: corrected by you (not in the edition)");
}

static gboolean
has_teachers (gpointer data)
{
  Fixture *f = data;

  return find (f->window->document_page, is_label, "about 40 began, 2024/25") != NULL;
}

static void
test_teachers (Fixture *f, gconstpointer address)
{
  wait_title (f, "Warehouse worker");
  fixture_wait (has_teachers, f);
  g_assert_nonnull (
      find (f->window->document_page, is_label, "2 of its 2 areas and 2 of its 2 concepts"));
  g_assert_nonnull (find (f->window->document_page, is_label, "410, Leicester and"));
  assert_names (f->window->document_page);
}

static void
test_missing (Fixture *f, gconstpointer address)
{
  wait_text (f, "This edition holds no standard, course, advert or profile “ST0000”");
}

/* --- the edition --------------------------------------------------------------------------- */

static void
make_edition (void)
{
  g_autofree char *file = g_test_build_filename (G_TEST_DIST, "tests", "data", "engine",
                                                 "taxonomy-fixture.sql", NULL);
  g_autofree char *sql = NULL, *bytes = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;
  gsize length;

  edition = g_build_filename (home, "edition.sqlite", NULL);
  g_file_get_contents (file, &sql, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (fixture_path (), &bytes, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (edition, bytes, (gssize) length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (edition, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  sqlite3_close (db);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  home = g_dir_make_tmp ("obs-documents-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("OBSERVATORY_HOME", home, TRUE);
  make_edition ();
  app = gtk_application_new ("org.skillsobservatory.TestDocuments", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (app), NULL, &error);
  g_assert_no_error (error);
  obs_look_start (obs_look_get_default (), gdk_display_get_default ());
#define ADD(path, address, func)                                                                   \
  g_test_add ("/documents/" path, Fixture, "skills-observatory:" address, set_up, func, tear_down)
  ADD ("correct", "document/ST9001", test_correct);
  ADD ("choose", "statement/90004", test_choose);
  ADD ("teachers", "document/profile:warehouse-worker", test_teachers);
  ADD ("missing", "document/ST0000", test_missing);
  status = g_test_run ();
  g_clear_object (&app);
  g_free (edition);
  g_free (home);
  return status;
}
