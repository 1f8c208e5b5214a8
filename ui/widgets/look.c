/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/look.h"

#include "ui/settings.h"
#include "ui/widgets/platform.h"

#include <math.h>

#define ZOOM_LEAST 80
#define ZOOM_MOST 300

struct _ObsLook
{
  GObject parent_instance;

  ObsSettings *settings;
  GtkSettings *gtk_settings;
  GtkCssProvider *colours; /* which one of the four sheets of colours */
  ObsPlatformWishes wishes;

  ObsThemeKind theme;
  int zoom;
  double text_scale;
  gboolean motion;
  gboolean desktop_motion;
  gboolean started;
  gboolean applying;
};

G_DEFINE_FINAL_TYPE (ObsLook, obs_look, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const sheets[OBS_N_THEMES] = {
  [OBS_THEME_LIGHT] = "light",
  [OBS_THEME_DARK] = "dark",
  [OBS_THEME_CONTRAST] = "contrast",
  [OBS_THEME_CONTRAST_DARK] = "contrast-dark",
};

ObsThemeKind
obs_look_choose (const char *scheme, gboolean contrast, gboolean desktop_dark,
                 gboolean desktop_contrast)
{
  gboolean dark = desktop_dark;

  if (g_strcmp0 (scheme, "light") == 0)
    dark = FALSE;
  else if (g_strcmp0 (scheme, "dark") == 0)
    dark = TRUE;

  if (contrast || desktop_contrast)
    return dark ? OBS_THEME_CONTRAST_DARK : OBS_THEME_CONTRAST;
  return dark ? OBS_THEME_DARK : OBS_THEME_LIGHT;
}

/* A high-contrast theme of GTK asks for contrast by its name; the names are GTK's own. */
static gboolean
theme_name_has_contrast (const char *name)
{
  return name != NULL
         && (g_str_has_prefix (name, "HighContrast") || g_str_has_suffix (name, "-hc")
             || g_str_has_suffix (name, "-hc-dark"));
}

static gboolean
theme_name_is_dark (const char *name)
{
  return name != NULL
         && (g_str_has_suffix (name, "-dark") || g_str_equal (name, "HighContrastInverse"));
}

static ObsThemeKind
wanted_theme (ObsLook *self)
{
  g_autofree char *scheme = obs_settings_get_string (self->settings, "colour-scheme");
  gboolean contrast = obs_settings_get_boolean (self->settings, "high-contrast");
  g_autofree char *name = NULL;
  gboolean dark = FALSE;

  if (self->gtk_settings != NULL)
    g_object_get (self->gtk_settings, "gtk-theme-name", &name, "gtk-application-prefer-dark-theme",
                  &dark, NULL);
  dark = dark || theme_name_is_dark (name);
  if (self->wishes.dark != OBS_WISH_NONE)
    dark = self->wishes.dark == OBS_WISH_YES;
  return obs_look_choose (scheme, contrast, dark,
                          theme_name_has_contrast (name) || self->wishes.contrast == OBS_WISH_YES);
}

static void
load_colours (ObsLook *self)
{
  g_autofree char *path
      = g_strdup_printf ("/org/skillsobservatory/style/%s.css", sheets[self->theme]);

  if (self->colours != NULL)
    gtk_css_provider_load_from_resource (self->colours, path);
}

/* Reads everything anew and says so once when anything of it changed. */
static void
apply (ObsLook *self)
{
  ObsThemeKind theme;
  int dpi = 0;
  int zoom;
  double scale;
  gboolean wish;
  gboolean motion;
  gboolean same;

  if (self->applying)
    return;
  self->applying = TRUE;
  theme = wanted_theme (self);
  zoom = CLAMP ((int) lround (100 * obs_settings_get_double (self->settings, "text-zoom")),
                ZOOM_LEAST, ZOOM_MOST);
  wish = !obs_settings_get_boolean (self->settings, "reduce-motion");
  if (self->gtk_settings != NULL)
    g_object_get (self->gtk_settings, "gtk-xft-dpi", &dpi, NULL);
  scale = dpi > 0 ? dpi / (96.0 * 1024.0) : 1.0;
  motion = wish && self->desktop_motion;

  same = theme == self->theme && zoom == self->zoom && motion == self->motion
         && scale == self->text_scale;
  if (theme != self->theme)
    {
      self->theme = theme;
      load_colours (self);
    }
  self->zoom = zoom;
  self->text_scale = scale;
  self->motion = motion;
  /* Without motion GTK's own transitions stop as well. */
  if (self->gtk_settings != NULL)
    g_object_set (self->gtk_settings, "gtk-enable-animations", motion, NULL);
  self->applying = FALSE;
  if (!same)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
wishes_cb (const ObsPlatformWishes *wishes, gpointer user_data)
{
  ObsLook *self = OBS_LOOK (user_data);

  self->wishes = *wishes;
  apply (self);
}

static void
animations_cb (GtkSettings *settings, GParamSpec *pspec, ObsLook *self)
{
  if (self->applying)
    return;
  g_object_get (settings, "gtk-enable-animations", &self->desktop_motion, NULL);
  apply (self);
}

static void
obs_look_finalize (GObject *object)
{
  ObsLook *self = OBS_LOOK (object);

  g_clear_object (&self->colours);
  G_OBJECT_CLASS (obs_look_parent_class)->finalize (object);
}

static void
obs_look_class_init (ObsLookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = obs_look_finalize;
  signals[CHANGED] = g_signal_new ("changed", OBS_TYPE_LOOK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
obs_look_init (ObsLook *self)
{
  self->settings = obs_settings_get_default ();
  self->zoom = 100;
  self->text_scale = 1.0;
  self->motion = TRUE;
  self->desktop_motion = TRUE;
}

ObsLook *
obs_look_get_default (void)
{
  static ObsLook *look;

  if (look == NULL)
    look = g_object_new (OBS_TYPE_LOOK, NULL);
  return look;
}

/* The theme below is always GTK's plain one: all that shows is set by our own sheets, and a theme
 * of the desktop that is laid under them would change sizes that the layout counts on. */
static void
add_sheet (GdkDisplay *display, const char *name, guint above)
{
  g_autoptr (GtkCssProvider) provider = NULL;
  g_autofree char *path = g_strdup_printf ("/org/skillsobservatory/style/%s.css", name);

  if (!g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL))
    return;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + above);
}

void
obs_look_start (ObsLook *self, GdkDisplay *display)
{
  g_return_if_fail (OBS_IS_LOOK (self));

  if (self->started)
    return;
  self->started = TRUE;
  self->gtk_settings = gtk_settings_get_for_display (display);
  g_object_get (self->gtk_settings, "gtk-enable-animations", &self->desktop_motion, NULL);
  /* Words that can be copied are passed with Tab: they would stay marked after it. */
  g_object_set (self->gtk_settings, "gtk-label-select-on-focus", FALSE, NULL);

  self->colours = gtk_css_provider_new ();
  load_colours (self);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->colours),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  add_sheet (display, "base", 1);
  add_sheet (display, "parts", 2);
  add_sheet (display, "figure", 3);

  g_signal_connect_object (self->settings, "changed", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gtk_settings, "notify::gtk-theme-name", G_CALLBACK (apply), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gtk_settings, "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gtk_settings, "notify::gtk-xft-dpi", G_CALLBACK (apply), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gtk_settings, "notify::gtk-enable-animations",
                           G_CALLBACK (animations_cb), self, 0);
  apply (self);
  obs_platform_watch (wishes_cb, self);
}

ObsThemeKind
obs_look_get_theme (ObsLook *self)
{
  return self->theme;
}

double
obs_look_get_zoom (ObsLook *self)
{
  return self->zoom / 100.0;
}

int
obs_look_get_zoom_percent (ObsLook *self)
{
  return self->zoom;
}

void
obs_look_set_zoom_percent (ObsLook *self, int percent)
{
  obs_settings_set_double (self->settings, "text-zoom",
                           CLAMP (percent, ZOOM_LEAST, ZOOM_MOST) / 100.0);
  apply (self);
}

double
obs_look_get_text_scale (ObsLook *self)
{
  return self->text_scale;
}

gboolean
obs_look_get_motion (ObsLook *self)
{
  return self->motion;
}
