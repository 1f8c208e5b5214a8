/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/application.h"

#include "data/engine/store.h"
#include "data/sync/home.h"
#include "data/sync/trial.h"
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
  char *address; /* first argument that is a link, or NULL */
  gboolean exit_after_first_draw;
  gboolean opening; /* the first edition is being opened ahead of the window */
  guint present_id; /* the window is shown then at the latest */
  ObsTrial *trial;  /* of each new edition that the store opens */
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

/* An empty window is not shown: it waits for what it has to show, but not for long. */
enum
{
  WAIT_FOR_CONTENT = 300, /* ms */
};

static void
show_window (ObsApplication *self)
{
  g_clear_handle_id (&self->present_id, g_source_remove);
  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
show_window_cb (gpointer user_data)
{
  ObsApplication *self = user_data;

  self->present_id = 0;
  show_window (self);
  return G_SOURCE_REMOVE;
}

static void
ready_cb (ObsWindow *window, ObsApplication *self)
{
  show_window (self);
}

static void
opened_early_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  self->opening = FALSE;
  obs_store_open_finish (OBS_STORE (source), result, &error);
  if (self->window != NULL)
    obs_window_take_opened (OBS_WINDOW (self->window), error);
}

/* The edition is opened, and the first answer made, by the store's thread while this one starts GTK
 * and makes the window. Whatever goes wrong here is met again, and told, by the window. */
static void
open_early (ObsApplication *self)
{
  g_autofree char *home = obs_home_default ();
  g_autofree char *path
      = self->edition != NULL ? g_strdup (self->edition) : obs_home_open_path (home, NULL);
  g_autofree char *address
      = self->address != NULL ? g_strdup (self->address) : obs_window_last_address ();
  g_autoptr (ObsView) view = NULL;

  self->store = obs_store_new ();
  self->trial = obs_trial_new (self->store, home);
  if (path == NULL)
    return;
  if (address != NULL && *address != '\0')
    view = obs_view_from_address (address, NULL);
  self->opening = TRUE;
  obs_store_open_async (self->store, path, NULL, opened_early_cb, g_object_ref (self));
  obs_store_prime (self->store, view);
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
  g_signal_connect_object (self->window, "ready", G_CALLBACK (ready_cb), self, 0);
  obs_window_start (OBS_WINDOW (self->window), self->edition, address, self->opening);
  self->present_id = g_timeout_add (WAIT_FOR_CONTENT, show_window_cb, self);
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
        obs_window_start (OBS_WINDOW (self->window), self->edition, NULL, FALSE);
      else
        self->opening = FALSE; /* what was opened early is not what is wanted */
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
  open_early (self);
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
}

static void
obs_application_finalize (GObject *object)
{
  ObsApplication *self = OBS_APPLICATION (object);

  g_clear_handle_id (&self->present_id, g_source_remove);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->store);
  g_free (self->address);
  g_free (self->edition);
  g_clear_pointer (&self->trial, obs_trial_end);
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

/**
 * obs_application_new:
 * @address: (nullable): the link that the program was started with, if any
 *
 * Returns: (transfer full): the application
 */
ObsApplication *
obs_application_new (const char *address)
{
  ObsApplication *self = g_object_new (OBS_TYPE_APPLICATION, "application-id", OBS_APP_ID, "flags",
                                       G_APPLICATION_HANDLES_OPEN, NULL);

  self->address = g_strdup (address);
  return self;
}
