/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/edition-fixture.h"

#include "ui/widgets/area-picker.h"
#include "ui/widgets/compare-bar.h"
#include "tests/begin.h"

#include <string.h>

typedef struct
{
  GtkWidget *window;
  ObsAreaPicker *picker;
  GPtrArray *areas;
  GPtrArray *pins;
  char *chosen;
  char *pinned;
  guint unpinned;
} Fixture;

static void
take_cb (ObsAreaPicker *picker, const char *code, char **where)
{
  g_free (*where);
  *where = g_strdup (code);
}

static void
unpin_cb (ObsAreaPicker *picker, guint *n)
{
  ++*n;
}

static ObsArea *
area_new (const char *code, const char *name, ObsAreaGroup group, const char *within,
          const char *ended)
{
  ObsArea *area = g_new0 (ObsArea, 1);

  area->code = g_strdup (code);
  area->name = g_strdup (name);
  area->group = group;
  area->within = g_strdup (within);
  area->ended = g_strdup (ended);
  return area;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  GtkWidget *button = gtk_button_new ();

  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 700);
  gtk_window_set_child (GTK_WINDOW (f->window), button);
  f->areas = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_area_free);
  g_ptr_array_add (f->areas,
                   area_new ("P", "The place", OBS_AREA_HERE, "", "until Sep 2025, then New"));
  g_ptr_array_add (f->areas, area_new ("N", "New", OBS_AREA_LSIP, "", NULL));
  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *code = g_strdup_printf ("D%03u", i);
      g_autofree char *name = g_strdup_printf ("District %u", i);

      g_ptr_array_add (f->areas,
                       area_new (code, name, OBS_AREA_DISTRICT, i < 300 ? "New" : "Old", NULL));
    }
  g_ptr_array_add (f->areas, area_new ("E", "England", OBS_AREA_COUNTRY, "", NULL));
  f->pins = g_ptr_array_new_with_free_func (g_free);
  f->picker = OBS_AREA_PICKER (obs_area_picker_new ());
  gtk_widget_set_parent (GTK_WIDGET (f->picker), button);
  g_signal_connect (f->picker, "chosen", G_CALLBACK (take_cb), &f->chosen);
  g_signal_connect (f->picker, "pin", G_CALLBACK (take_cb), &f->pinned);
  g_signal_connect (f->picker, "unpin-all", G_CALLBACK (unpin_cb), &f->unpinned);
  gtk_window_present (GTK_WINDOW (f->window));
  obs_area_picker_set_areas (f->picker, f->areas);
  obs_area_picker_set_state (f->picker, "P", f->pins);
  obs_area_picker_open (f->picker);
  fixture_settle ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_popover_popdown (GTK_POPOVER (f->picker));
  fixture_settle ();
  gtk_widget_unparent (GTK_WIDGET (f->picker));
  gtk_window_destroy (GTK_WINDOW (f->window));
  fixture_settle ();
  g_ptr_array_unref (f->areas);
  g_ptr_array_unref (f->pins);
  g_free (f->chosen);
  g_free (f->pinned);
}

static void
type (Fixture *f, const char *text)
{
  gtk_editable_set_text (obs_area_picker_get_entry (f->picker), text);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  /* The keys begin at the place in force and pass over headings. */
  g_assert_cmpstr (obs_area_picker_get_current (f->picker), ==, "P");
  obs_area_picker_move (f->picker, -1);
  g_assert_cmpstr (obs_area_picker_get_current (f->picker), ==, "P");
  obs_area_picker_move (f->picker, 1);
  g_assert_cmpstr (obs_area_picker_get_current (f->picker), ==, "N");
  obs_area_picker_move (f->picker, 1);
  g_assert_cmpstr (obs_area_picker_get_current (f->picker), ==, "D000");
  /* The place itself cannot be pinned beside itself. */
  obs_area_picker_activate (f->picker, TRUE);
  g_assert_cmpstr (f->pinned, ==, "D000");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->picker)));
  obs_area_picker_activate (f->picker, FALSE);
  g_assert_cmpstr (f->chosen, ==, "D000");
  fixture_settle ();
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (f->picker)));
}

static void
test_own_place (Fixture *f, gconstpointer data)
{
  obs_area_picker_activate (f->picker, TRUE);
  g_assert_null (f->pinned);
}

static void
test_search (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (obs_area_picker_n_found (f->picker), ==, 603);
  type (f, "district 59");
  g_assert_cmpuint (obs_area_picker_n_found (f->picker), ==, 16);
  g_assert_cmpstr (obs_area_picker_get_current (f->picker), ==, "D059");
  /* What is called so stands before what only holds the word. */
  type (f, "NEW");
  g_assert_cmpuint (obs_area_picker_n_found (f->picker), ==, 302);
  g_assert_cmpstr (obs_area_picker_get_current (f->picker), ==, "N");
  type (f, "nowhere at all");
  g_assert_cmpuint (obs_area_picker_n_found (f->picker), ==, 0);
  g_assert_null (obs_area_picker_get_current (f->picker));
  obs_area_picker_activate (f->picker, FALSE);
  g_assert_null (f->chosen);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = gtk_widget_has_css_class (widget, "obs-area");

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static void
test_words (Fixture *f, gconstpointer data)
{
  ObsAreaCounts *counts = g_new0 (ObsAreaCounts, 1);

  counts->by_place = TRUE;
  counts->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (counts->counts, g_strdup ("P"), GUINT_TO_POINTER (49));
  obs_area_picker_set_counts (f->picker, counts);
  fixture_settle ();
  g_assert_nonnull (find_label (GTK_WIDGET (f->picker), "49 figures"));
  g_assert_nonnull (find_label (GTK_WIDGET (f->picker), "no figures here"));
  g_assert_nonnull (find_label (GTK_WIDGET (f->picker), "until Sep 2025, then New"));
  g_assert_nonnull (find_label (GTK_WIDGET (f->picker), "LSIP areas"));
  g_assert_nonnull (find_label (GTK_WIDGET (f->picker), "Pin up to 8 areas to compare them"));
  g_ptr_array_add (f->pins, g_strdup ("E"));
  obs_area_picker_set_state (f->picker, "P", f->pins);
  g_assert_nonnull (find_label (GTK_WIDGET (f->picker), "1 of 8 areas pinned"));
  obs_area_picker_say (f->picker, "Eight areas are pinned already.");
  g_assert_nonnull (find_label (GTK_WIDGET (f->picker), "Eight areas are pinned already."));
}

/* Six hundred areas, but only the rows in sight and a few more. */
static void
test_rows_in_sight (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (count_rows (GTK_WIDGET (f->picker)), >, 5);
  g_assert_cmpuint (count_rows (GTK_WIDGET (f->picker)), <, 300);
}

/* Chips: those that do not apply are struck through, with the reason. */
static void
test_chips (Fixture *f, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *bar = obs_compare_bar_new ();
  g_autoptr (ObsView) view = obs_view_from_address ("employer/E1?cmp=E,D001", NULL);
  g_autoptr (ObsView) none = obs_view_new ("employer", "E1");
  g_autoptr (ObsFigure) figure = obs_figure_new ();
  GtkWidget *chip;

  gtk_window_set_child (GTK_WINDOW (window), bar);
  gtk_window_present (GTK_WINDOW (window));
  g_ptr_array_add (figure->compared, g_strdup ("E"));
  figure->compare_refused = g_strdup ("For a reason.");
  obs_compare_bar_set (OBS_COMPARE_BAR (bar), view, f->areas, figure);
  fixture_settle ();
  g_assert_null (gtk_label_get_attributes (GTK_LABEL (find_label (bar, "England"))));
  chip = find_label (bar, "District 1");
  g_assert_nonnull (gtk_label_get_attributes (GTK_LABEL (chip)));
  g_assert_nonnull (find_label (bar, "Struck through: does not apply here. For a reason."));
  obs_compare_bar_set (OBS_COMPARE_BAR (bar), none, f->areas, figure);
  g_assert_false (gtk_widget_get_visible (bar));
  gtk_window_destroy (GTK_WINDOW (window));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  gtk_init ();
  ADD ("/area-picker/keys", test_keys);
  ADD ("/area-picker/own-place", test_own_place);
  ADD ("/area-picker/search", test_search);
  ADD ("/area-picker/words", test_words);
  ADD ("/area-picker/rows-in-sight", test_rows_in_sight);
  ADD ("/area-picker/chips", test_chips);
  return g_test_run ();
}
