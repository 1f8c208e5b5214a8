/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/application.h"

#include "data/engine/store.h"
#include "ui/commands.h"
#include "ui/widgets/look.h"
#include "ui/window.h"

#include <cairo.h>
#include <glib/gi18n.h>
#include <pango/pango.h>

struct _ObsApplication
{
  GtkApplication parent_instance;

  ObsStore *store;
  GtkWidget *window;
  char *edition; /* --edition */
  gboolean exit_after_first_draw;
};

G_DEFINE_FINAL_TYPE (ObsApplication, obs_application, GTK_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print versions and leave"), NULL },
  { "edition", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Open this edition file"), N_ ("FILE") },
  { "exit-after-first-draw", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL,
    "Leave as soon as the first figure is on screen", NULL },
  { NULL },
};

static void
print_version (void)
{
  g_print ("skills-observatory %s\n", OBS_VERSION);
  g_print (_ ("GTK %d.%d.%d, running with %u.%u.%u\n"), GTK_MAJOR_VERSION, GTK_MINOR_VERSION,
           GTK_MICRO_VERSION, gtk_get_major_version (), gtk_get_minor_version (),
           gtk_get_micro_version ());
  g_print (_ ("GLib %d.%d.%d, running with %u.%u.%u\n"), GLIB_MAJOR_VERSION, GLIB_MINOR_VERSION,
           GLIB_MICRO_VERSION, glib_major_version, glib_minor_version, glib_micro_version);
  g_print (_ ("Cairo %s, running with %s\n"), CAIRO_VERSION_STRING, cairo_version_string ());
  g_print (_ ("Pango %s, running with %s\n"), PANGO_VERSION_STRING, pango_version_string ());
}

static void
first_drawn_cb (ObsWindow *window, ObsApplication *self)
{
  if (self->exit_after_first_draw)
    g_application_quit (G_APPLICATION (self));
}

static void
present (ObsApplication *self, const char *address)
{
  if (self->window != NULL)
    {
      if (address != NULL)
        obs_window_open_address (OBS_WINDOW (self->window), address);
      gtk_window_present (GTK_WINDOW (self->window));
      return;
    }
  self->window = obs_window_new (GTK_APPLICATION (self), self->store);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  g_signal_connect_object (self->window, "first-drawn", G_CALLBACK (first_drawn_cb), self, 0);
  obs_window_start (OBS_WINDOW (self->window), self->edition, address);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
obs_application_activate (GApplication *app)
{
  present (OBS_APPLICATION (app), NULL);
}

/* Links of our own scheme; a file is opened as an edition. */
static void
obs_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  ObsApplication *self = OBS_APPLICATION (app);

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      if (g_file_has_uri_scheme (files[i], "skills-observatory"))
        {
          present (self, uri);
          continue;
        }
      g_free (self->edition);
      self->edition = g_file_get_path (files[i]);
      if (self->window != NULL && self->edition != NULL)
        obs_window_start (OBS_WINDOW (self->window), self->edition, NULL);
      present (self, NULL);
    }
}

static int
obs_application_handle_local_options (GApplication *app, GVariantDict *dict)
{
  ObsApplication *self = OBS_APPLICATION (app);

  if (g_variant_dict_contains (dict, "version"))
    {
      print_version ();
      return 0;
    }
  if (g_variant_dict_lookup (dict, "edition", "^ay", &self->edition)
      || g_variant_dict_contains (dict, "exit-after-first-draw"))
    /* A chosen file or a measurement is a program of its own, not a window of the running one. */
    g_application_set_flags (app, g_application_get_flags (app) | G_APPLICATION_NON_UNIQUE);
  self->exit_after_first_draw = g_variant_dict_contains (dict, "exit-after-first-draw");
  return G_APPLICATION_CLASS (obs_application_parent_class)->handle_local_options (app, dict);
}

static void
quit_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ObsApplication *self = user_data;

  /* By way of the window, which keeps its size. */
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  else
    g_application_quit (G_APPLICATION (self));
}

static void
add_keys (ObsApplication *self)
{
  guint n;
  const ObsCommand *commands = obs_commands_get (&n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) keys = NULL;

      if (commands[i].action == NULL || commands[i].keys == NULL)
        continue;
      keys = g_strsplit (commands[i].keys, " ", -1);
      gtk_application_set_accels_for_action (GTK_APPLICATION (self), commands[i].action,
                                             (const char *const *) keys);
    }
}

static void
obs_application_startup (GApplication *app)
{
  static const GActionEntry entries[] = { { "quit", quit_cb, NULL, NULL, NULL, { 0 } } };
  ObsApplication *self = OBS_APPLICATION (app);
  GdkDisplay *display;

  G_APPLICATION_CLASS (obs_application_parent_class)->startup (app);
  display = gdk_display_get_default ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/org/skillsobservatory/icons");
  obs_look_start (obs_look_get_default (), display);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_keys (self);
  self->store = obs_store_new ();
}

static void
obs_application_finalize (GObject *object)
{
  ObsApplication *self = OBS_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->store);
  g_free (self->edition);
  G_OBJECT_CLASS (obs_application_parent_class)->finalize (object);
}

static void
obs_application_class_init (ObsApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = obs_application_finalize;
  app_class->startup = obs_application_startup;
  app_class->activate = obs_application_activate;
  app_class->open = obs_application_open;
  app_class->handle_local_options = obs_application_handle_local_options;
}

static void
obs_application_init (ObsApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[ADDRESS…]"));
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      _ ("Shows what employers need, what is taught, and where the two do not match."));
}

ObsApplication *
obs_application_new (void)
{
  return g_object_new (OBS_TYPE_APPLICATION, "application-id", OBS_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}
