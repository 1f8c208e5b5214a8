/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/ui/widgets/display.h"
#include "tests/ui/widgets/samples.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/choice-button.h"
#include "ui/widgets/compat.h"
#include "ui/widgets/histogram.h"
#include "ui/widgets/inspector.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/tagged.h"
#include "ui/widgets/toggle-row.h"
#include "ui/widgets/wrap-layout.h"

#include <string.h>

/* --- inspector ----------------------------------------------------------------------------- */

static GtkWidget *
button_of (GtkWidget *widget, const char *text)
{
  GtkWidget *label = test_find_label (widget, text);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
}

static void
test_inspector (void)
{
  GtkWidget *inspector = g_object_ref_sink (obs_inspector_new ());
  Heard open = { 0 }, copy = { 0 }, closed = { 0 };

  test_hear_text (inspector, "open-link", &open);
  test_hear_text (inspector, "copy", &copy);
  test_hear (inspector, "close", &closed);
  g_assert_null (obs_inspector_get_card (OBS_INSPECTOR (inspector)));
  obs_inspector_set_card (OBS_INSPECTOR (inspector), sample_card ());
  g_assert_nonnull (obs_inspector_get_card (OBS_INSPECTOR (inspector)));
  g_assert_nonnull (test_find_label (inspector, "Customer service"));
  g_assert_nonnull (test_find_label (inspector, "Simulated"));
  g_assert_nonnull (test_find_type (inspector, OBS_TYPE_HISTOGRAM));
  gtk_test_accessible_assert_property (inspector, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Customer service");

  g_signal_emit_by_name (button_of (inspector, "Rec 3 Review curriculum · our link"), "clicked");
  g_assert_cmpstr (open.text, ==, "recommendation:R3");
  g_signal_emit_by_name (button_of (inspector, "S-MOST-01"), "clicked");
  g_assert_cmpstr (open.text, ==, "finding:S-MOST-01");
  g_signal_emit_by_name (button_of (inspector, "Copy citation"), "clicked");
  g_assert_cmpstr (copy.text, ==, "Customer service, Logistics: between 6.2 and 7.8. Invented.");
  g_signal_emit_by_name (test_find_type (inspector, GTK_TYPE_BUTTON), "clicked"); /* the first */
  g_assert_cmpint (closed.count, ==, 1);

  obs_inspector_set_card (OBS_INSPECTOR (inspector), NULL);
  g_assert_null (test_find_label (inspector, "Customer service"));
  obs_inspector_set_card (OBS_INSPECTOR (inspector), sample_card ());
  g_assert_finalize_object (inspector);
}

/* A card without a histogram, without numbers, with a big number. */
static void
test_inspector_parts (void)
{
  GtkWidget *inspector = g_object_ref_sink (obs_inspector_new ());
  ObsCard *card = sample_card ();

  card->histogram[0] = -1;
  card->simulated = FALSE;
  card->big = g_strdup ("−52");
  card->big_words = g_strdup ("likely range −59 to −45");
  obs_inspector_set_card (OBS_INSPECTOR (inspector), card);
  g_assert_null (test_find_type (inspector, OBS_TYPE_HISTOGRAM));
  g_assert_null (test_find_label (inspector, "Simulated"));
  g_assert_nonnull (test_find_label (inspector, "−52"));
  g_assert_nonnull (test_find_label (inspector, "likely range −59 to −45"));
  g_assert_nonnull (test_find_label (inspector, "Score and likely range"));
  g_assert_finalize_object (inspector);
}

static void
test_histogram (void)
{
  static const int counts[10] = { 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
  GtkWidget *histogram
      = g_object_ref_sink (obs_histogram_new ("Answers, all 36 businesses", counts));

  gtk_test_accessible_assert_role (histogram, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (
      histogram, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Answers, all 36 businesses. answer 1: 0, answer 2: 0, answer 3: 1, answer 4: 2, answer 5: "
      "3, "
      "answer 6: 4, answer 7: 5, answer 8: 6, answer 9: 7, answer 10: 8");
  g_assert_finalize_object (histogram);
}

/* --- small parts --------------------------------------------------------------------------- */

static void
test_chips (void)
{
  GtkWidget *chip = g_object_ref_sink (obs_chip_new ("B"));
  GtkWidget *simulated = g_object_ref_sink (obs_simulated_new (NULL));
  GtkWidget *band = g_object_ref_sink (obs_band_new ("Do not quote."));

  gtk_test_accessible_assert_property (chip, GTK_ACCESSIBLE_PROPERTY_LABEL, "Behaviour");
  gtk_test_accessible_assert_property (simulated, GTK_ACCESSIBLE_PROPERTY_LABEL, "Simulated");
  g_assert_true (gtk_widget_get_visible (band));
  g_assert_nonnull (test_find_label (band, "Do not quote."));
  obs_band_set_text (band, NULL);
  g_assert_false (gtk_widget_get_visible (band));
  g_assert_finalize_object (chip);
  g_assert_finalize_object (simulated);
  g_assert_finalize_object (band);
}

static void
test_toggle_row (void)
{
  GtkWidget *tabs = g_object_ref_sink (obs_toggle_row_new (TRUE, "Ways to show"));
  ObsToggleRow *row = OBS_TOGGLE_ROW (tabs);
  Heard chosen = { 0 };
  GtkWidget *chart, *table;

  test_hear_text (tabs, "chosen", &chosen);
  obs_toggle_row_add (row, "chart", "Chart", NULL);
  obs_toggle_row_add (row, "table", "Table", "As a table");
  chart = obs_toggle_row_get_button (row, "chart");
  table = obs_toggle_row_get_button (row, "table");
  gtk_test_accessible_assert_role (tabs, GTK_ACCESSIBLE_ROLE_TAB_LIST);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_TAB);
  gtk_test_accessible_assert_property (table, GTK_ACCESSIBLE_PROPERTY_LABEL, "As a table");
  obs_toggle_row_set_active (row, "chart");
  g_assert_cmpint (chosen.count, ==, 0);
  gtk_test_accessible_assert_state (chart, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (table), TRUE); /* as a click does */
  g_assert_cmpstr (chosen.text, ==, "table");
  g_assert_cmpint (chosen.count, ==, 1);
  gtk_test_accessible_assert_state (chart, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
  gtk_test_accessible_assert_state (table, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  g_assert_cmpstr (obs_toggle_row_get_active (row), ==, "table");
  obs_toggle_row_set_active (row, "nowhere");
  g_assert_cmpstr (obs_toggle_row_get_active (row), ==, "table");
  g_assert_finalize_object (tabs);
}

/* Tab enters at the one that is on and leaves again; arrows move inside. */
static void
test_toggle_keys (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *before = gtk_button_new_with_label ("Before");
  GtkWidget *row = obs_toggle_row_new (FALSE, "Letters");
  GtkWidget *after = gtk_button_new_with_label ("After");
  GtkWidget *window;

  for (const char *letter = "KSB"; *letter != '\0'; letter++)
    {
      char text[2] = { *letter, '\0' };

      obs_toggle_row_add (OBS_TOGGLE_ROW (row), text, text, NULL);
    }
  obs_toggle_row_set_active (OBS_TOGGLE_ROW (row), "S");
  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), after);
  window = test_window (box, 300, 200);
  gtk_widget_grab_focus (before);
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window))
                 == obs_toggle_row_get_button (OBS_TOGGLE_ROW (row), "S"));
  gtk_widget_child_focus (window, GTK_DIR_RIGHT);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window))
                 == obs_toggle_row_get_button (OBS_TOGGLE_ROW (row), "B"));
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == after);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_choice (void)
{
  GtkWidget *choice = g_object_ref_sink (obs_choice_button_new ("Sort"));
  ObsChoiceButton *button = OBS_CHOICE_BUTTON (choice);
  g_autoptr (ObsFigure) figure = sample_dots ();
  Heard chosen = { 0 };

  test_hear_text (choice, "chosen", &chosen);
  obs_choice_button_set_choices (button, figure->sort_choices, "name");
  g_assert_cmpstr (obs_choice_button_get_current (button), ==, "name");
  g_assert_nonnull (test_find_label (choice, "By name"));
  g_assert_cmpint (chosen.count, ==, 0);
  gtk_test_accessible_assert_property (gtk_widget_get_first_child (choice),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Sort: By name");
  gtk_widget_activate_action (gtk_widget_get_first_child (choice), "choice.key", "s", "value");
  g_assert_cmpstr (chosen.text, ==, "value");
  obs_choice_button_choose (button, "value");
  g_assert_cmpint (chosen.count, ==, 1); /* nothing new */
  obs_choice_button_choose_next (button);
  g_assert_cmpstr (chosen.text, ==, "name");
  obs_choice_button_choose_next (button);
  g_assert_cmpstr (chosen.text, ==, "value");
  /* A choice that is not offered falls back to the first. */
  obs_choice_button_set_choices (button, figure->sort_choices, "gone");
  g_assert_cmpstr (obs_choice_button_get_current (button), ==, "value");
  g_assert_finalize_object (choice);
}

/* Two children of 100 px fit in 206 px and not in 205; then the height doubles. */
static void
test_wrap (void)
{
  GtkWidget *wrap = g_object_ref_sink (obs_wrap_new (6, 4));
  int min, nat;

  for (int i = 0; i < 2; i++)
    {
      GtkWidget *child = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_set_size_request (child, 100, 20);
      obs_wrap_append (OBS_WRAP (wrap), child);
    }
  gtk_widget_measure (wrap, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
  g_assert_cmpint (min, ==, 100);
  g_assert_cmpint (nat, ==, 206);
  gtk_widget_measure (wrap, GTK_ORIENTATION_VERTICAL, 206, &min, &nat, NULL, NULL);
  g_assert_cmpint (min, ==, 20);
  gtk_widget_measure (wrap, GTK_ORIENTATION_VERTICAL, 205, &min, &nat, NULL, NULL);
  g_assert_cmpint (min, ==, 44);
  obs_wrap_remove_all (OBS_WRAP (wrap));
  g_assert_null (gtk_widget_get_first_child (wrap));
  g_assert_finalize_object (wrap);
}

/* A tag stands on the last line of the text where it fits, else on a line of its own. */
static void
test_tagged (void)
{
  GtkWidget *tagged = g_object_ref_sink (obs_tagged_new ());
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  int bare, beside, below, wide, min;

  g_ptr_array_add (tags, (gpointer) "order only");
  obs_tagged_set (OBS_TAGGED (tagged), "One line of text", NULL);
  gtk_widget_measure (tagged, GTK_ORIENTATION_HORIZONTAL, -1, &min, &wide, NULL, NULL);
  gtk_widget_measure (tagged, GTK_ORIENTATION_VERTICAL, 400, &bare, NULL, NULL, NULL);
  obs_tagged_set (OBS_TAGGED (tagged), "One line of text", tags);
  gtk_widget_measure (tagged, GTK_ORIENTATION_VERTICAL, 400, &beside, NULL, NULL, NULL);
  gtk_widget_measure (tagged, GTK_ORIENTATION_VERTICAL, wide + 10, &below, NULL, NULL, NULL);
  g_assert_cmpint (beside, <, bare + 10);
  g_assert_cmpint (below, >, bare + 10);
  g_assert_nonnull (test_find_label (tagged, "order only"));
  g_assert_finalize_object (tagged);
}

/* Wherever the text breaks, and whatever the style sheet does to it, no tag lies on a word. */
static void
test_tagged_apart (void)
{
  GtkWidget *tagged = obs_tagged_new ();
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  GtkWidget *window, *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (tagged, "numbers"); /* figures of one width: other line breaks */
  g_ptr_array_add (tags, (gpointer) "order only");
  obs_tagged_set (OBS_TAGGED (tagged),
                  "Confidence in recruiting 1,111 people in 11 places, panel of 121, Leicester and "
                  "Leicestershire, 11 January to 11 February 2022",
                  tags);
  gtk_box_append (GTK_BOX (box), tagged);
  window = test_window (box, 200, 400);
  for (int width = 200; width < 700; width += 37)
    {
      GtkLabel *label = obs_tagged_get_label (OBS_TAGGED (tagged));
      GtkWidget *tag = gtk_widget_get_last_child (tagged);
      PangoLayout *layout;
      PangoRectangle line;
      graphene_rect_t bounds;
      int x, y;

      gtk_widget_set_size_request (tagged, width, -1);
      test_settle (40);
      layout = gtk_label_get_layout (label);
      gtk_label_get_layout_offsets (label, &x, &y);
      pango_layout_line_get_pixel_extents (
          pango_layout_get_line_readonly (layout, pango_layout_get_line_count (layout) - 1), NULL,
          &line);
      g_assert_true (gtk_widget_compute_bounds (tag, tagged, &bounds));
      if (bounds.origin.y + 4 < gtk_widget_get_height (GTK_WIDGET (label)))
        g_assert_cmpfloat (bounds.origin.x, >=, line.width);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- announcing ---------------------------------------------------------------------------- */

static void
announced_cb (const char *text, gpointer data)
{
  Heard *heard = data;

  heard->count++;
  g_strlcpy (heard->text, text, sizeof heard->text);
}

static void
freed_cb (gpointer data)
{
  ((Heard *) data)->row = 1;
}

static void
test_announce (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_button_new_with_label ("First");
  GtkWidget *second = gtk_button_new_with_label ("Second");
  Heard seen = { 0 };
  GtkWidget *window;

  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  window = test_window (box, 200, 200);
  obs_announce_set_func (GTK_WINDOW (window), announced_cb, &seen, freed_cb);
  obs_announce_describe (first, "Its own words");
  gtk_widget_grab_focus (first);

  obs_announce (box, "Filtered to Logistics.");
  g_assert_cmpstr (seen.text, ==, "Filtered to Logistics.");
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Filtered to Logistics.");

  /* At once again: seen, but the ear gets only the last, after a second; a blank makes it new. */
  obs_announce (box, "Lost to the next.");
  obs_announce (box, "Filtered to Logistics.");
  g_assert_cmpint (seen.count, ==, 3);
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Filtered to Logistics.");
  test_settle (1200);
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Filtered to Logistics.\302\240");

  /* The old words come back only when the focus has gone. */
  gtk_widget_grab_focus (second);
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Its own words");

  /* Nothing focused: it waits for the next focus. */
  test_settle (1100);
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  obs_announce (box, "Update done.");
  g_assert_cmpstr (seen.text, ==, "Update done.");
  gtk_widget_grab_focus (second);
  gtk_test_accessible_assert_property (second, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Update done.");
  g_assert_cmpint (seen.row, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_cmpint (seen.row, ==, 1);
}

static void
test_compat (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  g_autofree char *text = NULL;
  GtkWidget *label = g_object_ref_sink (gtk_label_new ("x"));
  GdkRGBA color = { 0 };

  obs_compat_load_css (provider, "label { color: red; }");
  text = gtk_css_provider_to_string (provider);
  g_assert_true (strstr (text, "color") != NULL);
  obs_compat_get_color (label, &color);
  g_assert_cmpfloat (color.alpha, >, 0);
  g_assert_finalize_object (label);
}

int
main (int argc, char **argv)
{
  BEGIN_DISPLAY_TEST ();
  g_test_add_func ("/parts/inspector", test_inspector);
  g_test_add_func ("/parts/inspector-parts", test_inspector_parts);
  g_test_add_func ("/parts/histogram", test_histogram);
  g_test_add_func ("/parts/chips", test_chips);
  g_test_add_func ("/parts/toggle-row", test_toggle_row);
  g_test_add_func ("/parts/toggle-keys", test_toggle_keys);
  g_test_add_func ("/parts/choice", test_choice);
  g_test_add_func ("/parts/wrap", test_wrap);
  g_test_add_func ("/parts/tagged", test_tagged);
  g_test_add_func ("/parts/tagged-apart", test_tagged_apart);
  g_test_add_func ("/parts/announce", test_announce);
  g_test_add_func ("/parts/compat", test_compat);
  return g_test_run ();
}
