/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/announce.h"

#include "ui/widgets/compat.h"

#define LEAST_GAP (G_USEC_PER_SEC)

/* What a window remembers between two announcements. */
typedef struct
{
  GtkWindow *window; /* owns this */
  ObsAnnounceFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  char *last;           /* text said last, with the blank that may stand behind it */
  char *waiting;        /* text that is still to be said */
  guint timeout;        /* runs while @waiting stands back */
  gint64 last_time;     /* monotonic, µs */
  GtkWidget *described; /* weak: widget whose description we hold */
} Announcer;

static void
forget_described (Announcer *self)
{
  if (self->described != NULL)
    {
      /* Focus has moved on, so this is not spoken. A widget with words of its own gets them back.
       */
      const char *own = g_object_get_data (G_OBJECT (self->described), "obs-description");

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->described),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, own != NULL ? own : "",
                                      -1);
      g_clear_weak_pointer (&self->described);
    }
}

static void
announcer_free (gpointer data)
{
  Announcer *self = data;

  g_clear_weak_pointer (&self->described);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_free (self->last);
  g_free (self->waiting);
  g_free (self);
}

/* The same words twice would be no change: a blank at the end makes one. */
static void
remember (Announcer *self, const char *text)
{
  char *last
      = g_strcmp0 (self->last, text) == 0 ? g_strconcat (text, "\302\240", NULL) : g_strdup (text);

  g_free (self->last);
  self->last = last;
}

static void
speak (Announcer *self)
{
  g_autofree char *text = g_steal_pointer (&self->waiting);
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (text == NULL)
    return;
  if (focus == NULL)
    {
      self->waiting = g_steal_pointer (&text); /* said when something takes the focus */
      return;
    }

  self->last_time = g_get_monotonic_time ();
  remember (self, text);
  if (obs_compat_announce (focus, self->last))
    return;
  if (self->described != focus)
    {
      forget_described (self);
      g_set_weak_pointer (&self->described, focus);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->last, -1);
}

static gboolean
timeout_cb (gpointer data)
{
  Announcer *self = data;

  self->timeout = 0;
  speak (self);
  return G_SOURCE_REMOVE;
}

static void
focus_changed_cb (GtkWindow *window, GParamSpec *pspec, gpointer data)
{
  Announcer *self = data;
  GtkWidget *focus = gtk_window_get_focus (window);

  if (focus != NULL && focus != self->described)
    forget_described (self);
  if (focus != NULL && self->waiting != NULL && self->timeout == 0)
    speak (self);
}

static Announcer *
announcer_get (GtkWindow *window)
{
  Announcer *self = g_object_get_data (G_OBJECT (window), "obs-announcer");

  if (self == NULL)
    {
      self = g_new0 (Announcer, 1);
      self->window = window;
      g_object_set_data_full (G_OBJECT (window), "obs-announcer", self, announcer_free);
      g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focus_changed_cb), self);
    }
  return self;
}

/**
 * obs_announce:
 * @in_window: any widget of the window
 * @text: a whole sentence, translated
 *
 * Says @text to everybody: the window's listener shows it at once; a screen reader hears it, at
 * most once a second, the last text winning.
 */
void
obs_announce (GtkWidget *in_window, const char *text)
{
  GtkRoot *root;
  Announcer *self;
  gint64 wait;

  g_return_if_fail (GTK_IS_WIDGET (in_window));
  g_return_if_fail (text != NULL);

  root = gtk_widget_get_root (in_window);
  if (!GTK_IS_WINDOW (root))
    return;
  self = announcer_get (GTK_WINDOW (root));
  if (self->func != NULL)
    self->func (text, self->user_data);

  g_free (self->waiting);
  self->waiting = g_strdup (text);
  if (self->timeout != 0)
    return;
  wait = self->last_time == 0 ? 0 : self->last_time + LEAST_GAP - g_get_monotonic_time ();
  if (wait <= 0)
    speak (self);
  else
    self->timeout = g_timeout_add ((guint) (wait / 1000) + 1, timeout_cb, self);
}

/**
 * obs_announce_set_func:
 * @window: the window that listens
 * @func: (nullable): called with each text; NULL removes the listener
 * @destroy: (nullable): frees @user_data with the window or the next listener
 */
void
obs_announce_set_func (GtkWindow *window, ObsAnnounceFunc func, gpointer user_data,
                       GDestroyNotify destroy)
{
  Announcer *self;

  g_return_if_fail (GTK_IS_WINDOW (window));

  self = announcer_get (window);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
}

/**
 * obs_announce_describe:
 * @widget: a widget with a description of its own
 * @text: (nullable): the description
 *
 * Sets the accessible description so that it comes back after an announcement has borrowed its
 * place.
 */
void
obs_announce_describe (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_object_set_data_full (G_OBJECT (widget), "obs-description", g_strdup (text), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}
