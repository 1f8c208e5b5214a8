/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "ui/settings.h"
#include "ui/widgets/look.h"
#include "tests/begin.h"

static void
test_choose (void)
{
  g_assert_cmpint (obs_look_choose ("system", FALSE, FALSE, FALSE), ==, OBS_THEME_LIGHT);
  g_assert_cmpint (obs_look_choose ("system", FALSE, TRUE, FALSE), ==, OBS_THEME_DARK);
  g_assert_cmpint (obs_look_choose ("light", FALSE, TRUE, FALSE), ==, OBS_THEME_LIGHT);
  g_assert_cmpint (obs_look_choose ("dark", FALSE, FALSE, FALSE), ==, OBS_THEME_DARK);
  g_assert_cmpint (obs_look_choose ("system", TRUE, FALSE, FALSE), ==, OBS_THEME_CONTRAST);
  g_assert_cmpint (obs_look_choose ("system", FALSE, FALSE, TRUE), ==, OBS_THEME_CONTRAST);
  g_assert_cmpint (obs_look_choose ("dark", FALSE, FALSE, TRUE), ==, OBS_THEME_CONTRAST_DARK);
  g_assert_cmpint (obs_look_choose ("light", TRUE, TRUE, FALSE), ==, OBS_THEME_CONTRAST);
  g_assert_cmpint (obs_look_choose ("nonsense", FALSE, TRUE, FALSE), ==, OBS_THEME_DARK);
}

static void
count_cb (ObsLook *look, int *n)
{
  (*n)++;
}

static gboolean
background_is (GtkWidget *widget, const char *expected)
{
  GdkRGBA colour;
  GdkRGBA wanted;

  g_assert_true (gdk_rgba_parse (&wanted, expected));
  return gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "obs_view_bg",
                                         &colour)
         && gdk_rgba_equal (&colour, &wanted);
}

/* A preference changes the colours of the display at once, and says so once. */
static void
test_follow (void)
{
  ObsLook *look = obs_look_get_default ();
  ObsSettings *settings = obs_settings_get_default ();
  GtkWidget *label = g_object_ref_sink (gtk_label_new ("x"));
  int n = 0;

  obs_settings_set_string (settings, "colour-scheme", "light");
  obs_look_start (look, gdk_display_get_default ());
  g_assert_true (background_is (label, "#FFFFFF"));
  g_signal_connect (look, "changed", G_CALLBACK (count_cb), &n);
  obs_settings_set_string (settings, "colour-scheme", "dark");
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (obs_look_get_theme (look), ==, OBS_THEME_DARK);
  g_assert_true (background_is (label, "#1E1E1E"));
  obs_settings_set_boolean (settings, "high-contrast", TRUE);
  g_assert_cmpint (obs_look_get_theme (look), ==, OBS_THEME_CONTRAST_DARK);
  g_assert_true (background_is (label, "#000000"));
  g_signal_handlers_disconnect_by_func (look, count_cb, &n);
  g_object_unref (label);
}

static void
test_zoom (void)
{
  ObsLook *look = obs_look_get_default ();

  obs_look_set_zoom_percent (look, 150);
  g_assert_cmpint (obs_look_get_zoom_percent (look), ==, 150);
  g_assert_cmpfloat (obs_look_get_zoom (look), ==, 1.5);
  obs_look_set_zoom_percent (look, 1000);
  g_assert_cmpint (obs_look_get_zoom_percent (look), ==, 300);
  obs_look_set_zoom_percent (look, 1);
  g_assert_cmpint (obs_look_get_zoom_percent (look), ==, 80);
  obs_look_set_zoom_percent (look, 100);
}

static void
test_motion (void)
{
  ObsSettings *settings = obs_settings_get_default ();

  obs_settings_set_boolean (settings, "reduce-motion", TRUE);
  g_assert_false (obs_look_get_motion (obs_look_get_default ()));
  obs_settings_set_boolean (settings, "reduce-motion", FALSE);
}

static void
test_settings (void)
{
  ObsSettings *settings = obs_settings_get_default ();
  g_autofree char *view = NULL;

  obs_settings_set_string (settings, "last-view", "skills-observatory:view/funder/F4");
  view = obs_settings_get_string (settings, "last-view");
  g_assert_cmpstr (view, ==, "skills-observatory:view/funder/F4");
  obs_settings_set_int (settings, "window-width", 700);
  g_assert_cmpint (obs_settings_get_int (settings, "window-width"), ==, 700);
  obs_settings_reset (settings);
  g_assert_cmpint (obs_settings_get_int (settings, "window-width"), ==, 1280);
  g_assert_true (obs_settings_get_boolean (settings, "side-bar-visible"));
  g_free (view);
  view = obs_settings_get_string (settings, "last-view");
  g_assert_cmpstr (view, ==, "");
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  gtk_init ();
  g_test_add_func ("/look/choose", test_choose);
  g_test_add_func ("/look/follow", test_follow);
  g_test_add_func ("/look/zoom", test_zoom);
  g_test_add_func ("/look/motion", test_motion);
  g_test_add_func ("/look/settings", test_settings);
  return g_test_run ();
}
