/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/origins-list.h"

#include "data/sync/origins.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/pages/trust-dialog.h"
#include "ui/widgets/announce.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

struct _ObsOriginsList
{
  GtkWidget parent_instance;

  char *home_dir;
  char *address; /* in use */
  GtkWidget *box;
  GtkWidget *problem;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (ObsOriginsList, obs_origins_list, GTK_TYPE_WIDGET)

enum
{
  USE,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One change of the home. */
typedef struct
{
  char *home_dir, *id, *address;
  gboolean remove;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->home_dir);
  g_free (change->id);
  g_free (change->address);
  g_free (change);
}

static void
show_trouble (ObsOriginsList *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
  if (sentence != NULL)
    obs_announce (GTK_WIDGET (self), sentence);
}

/* Another program may hold the lock of the home. */
static void
change_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Change *change = data;
  GError *error = NULL;
  gboolean done = change->remove ? obs_origins_remove (change->home_dir, change->id, &error)
                                 : obs_origins_use (change->home_dir, change->id, &error);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ObsOriginsList *self = OBS_ORIGINS_LIST (source);
  const Change *change = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char *address = NULL;

  if (self->box == NULL)
    return;
  show_trouble (self, done ? NULL : error->message);
  if (!done)
    return;
  if (!change->remove)
    address = g_strdup (change->address);
  else if (!obs_trust_same_address (self->address, change->address))
    address = g_strdup (self->address);
  g_signal_emit (self, signals[change->remove ? REMOVED : USE], 0, change->address);
  obs_announce (GTK_WIDGET (self), change->remove
                                       ? _ ("Removed. The editions that came from there stay.")
                                       : _ ("Editions are fetched from there from now on."));
  obs_origins_list_reload (self, address != NULL ? address : "");
}

static void
start_change (ObsOriginsList *self, const char *id, const char *address, gboolean remove)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, changed_cb, NULL);
  Change *change = g_new0 (Change, 1);

  change->home_dir = g_strdup (self->home_dir);
  change->id = g_strdup (id);
  change->address = g_strdup (address);
  change->remove = remove;
  g_task_set_task_data (task, change, change_free);
  g_task_run_in_thread (task, change_thread);
}

/* --- rows ---------------------------------------------------------------------------------- */

typedef struct
{
  ObsOriginsList *list;
  char *id, *address;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->list);
  g_free (asked->id);
  g_free (asked->address);
  g_free (asked);
}

static void
remove_now (gpointer data)
{
  const Asked *asked = data;

  start_change (asked->list, asked->id, asked->address, TRUE);
}

static void
use_cb (GtkButton *button, ObsOriginsList *self)
{
  start_change (self, g_object_get_data (G_OBJECT (button), "obs-id"),
                g_object_get_data (G_OBJECT (button), "obs-address"), FALSE);
}

static void
remove_cb (GtkButton *button, ObsOriginsList *self)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->list = g_object_ref (self);
  asked->id = g_strdup (g_object_get_data (G_OBJECT (button), "obs-id"));
  asked->address = g_strdup (g_object_get_data (G_OBJECT (button), "obs-address"));
  obs_dialog_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Remove this origin?"),
                  _ ("Its keys are forgotten: should it be added again, its fingerprint has to be "
                     "compared anew. Editions, notes and views stay on this computer."),
                  _ ("Remove"), remove_now, asked, asked_free);
}

static GtkWidget *
row_button (ObsOriginsList *self, const char *words, const char *name, const ObsOrigin *origin,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "obs-id", g_strdup (origin->id), g_free);
  g_object_set_data_full (G_OBJECT (button), "obs-address", g_strdup (origin->url), g_free);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

/* "Leicester and Leicestershire · confirmed 22 Nov 2026, 10:05" */
static char *
detail_words (const ObsOrigin *origin)
{
  g_autoptr (GDateTime) checked = g_date_time_new_from_unix_utc (origin->checked);
  g_autofree char *stamp = origin->checked > 0 ? g_date_time_format_iso8601 (checked) : NULL;
  g_autofree char *time = stamp != NULL ? obs_words_time (stamp) : NULL;
  g_autofree char *confirmed = time != NULL ? g_strdup_printf (_ ("confirmed %s"), time)
                                            : g_strdup (_ ("nothing fetched yet"));

  if (origin->title == NULL || *origin->title == '\0')
    return g_steal_pointer (&confirmed);
  return g_strdup_printf ("%s · %s", origin->title, confirmed);
}

static GtkWidget *
words_part (const ObsOrigin *origin)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *detail = detail_words (origin);
  g_autofree char *groups = obs_trust_groups (origin->root_sha256);
  g_autofree char *fingerprint = g_strdup_printf (_ ("Fingerprint: %s"), groups);

  gtk_box_append (GTK_BOX (words), obs_page_text (origin->url, "strong"));
  gtk_box_append (GTK_BOX (words), obs_page_second (detail, "note"));
  g_strdelimit (fingerprint, "\n", ' ');
  gtk_box_append (GTK_BOX (words), obs_page_second (fingerprint, "note"));
  gtk_label_set_selectable (GTK_LABEL (gtk_widget_get_last_child (words)), TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

static GtkWidget *
origin_row (ObsOriginsList *self, const ObsOrigin *origin)
{
  GtkWidget *row
      = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *line = obs_wrap_new (9, 6);
  g_autofree char *use = g_strdup_printf (_ ("Use %s"), origin->url);
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), origin->url);

  obs_wrap_append (OBS_WRAP (line), words_part (origin));
  if (obs_trust_same_address (origin->url, self->address))
    {
      GtkWidget *tag = obs_tag_new (_ ("in use"));

      gtk_widget_set_valign (tag, GTK_ALIGN_CENTER);
      obs_wrap_append (OBS_WRAP (line), tag);
    }
  else
    obs_wrap_append (OBS_WRAP (line),
                     row_button (self, _ ("Use"), use, origin, G_CALLBACK (use_cb)));
  if (!origin->shipped)
    obs_wrap_append (OBS_WRAP (line),
                     row_button (self, _ ("Remove"), remove, origin, G_CALLBACK (remove_cb)));
  gtk_widget_set_hexpand (line, TRUE);
  gtk_box_append (GTK_BOX (row), line);
  gtk_widget_add_css_class (row, "obs-card-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, origin->url,
                                  -1);
  return row;
}

/* --- reading ------------------------------------------------------------------------------- */

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *origins = obs_origins_list (data, &error);

  if (origins != NULL)
    g_task_return_pointer (task, origins, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ObsOriginsList *self = OBS_ORIGINS_LIST (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) origins = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->box == NULL)
    return;
  obs_page_clear (self->list);
  if (origins == NULL)
    {
      show_trouble (self, error->message);
      return;
    }
  for (guint i = 0; i < origins->len; i++)
    gtk_box_append (GTK_BOX (self->list), origin_row (self, g_ptr_array_index (origins, i)));
  gtk_widget_set_visible (self->list, origins->len > 0);
}

void
obs_origins_list_reload (ObsOriginsList *self, const char *address)
{
  g_autoptr (GTask) task = NULL;
  char *copy;

  g_return_if_fail (OBS_IS_ORIGINS_LIST (self));

  copy = g_strdup (address);
  g_free (self->address);
  self->address = copy;
  task = g_task_new (self, NULL, listed_cb, NULL);
  g_task_set_task_data (task, g_strdup (self->home_dir), g_free);
  g_task_run_in_thread (task, list_thread);
}

static void
obs_origins_list_dispose (GObject *object)
{
  ObsOriginsList *self = OBS_ORIGINS_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->home_dir, g_free);
  g_clear_pointer (&self->address, g_free);
  G_OBJECT_CLASS (obs_origins_list_parent_class)->dispose (object);
}

static void
obs_origins_list_class_init (ObsOriginsListClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_origins_list_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obsorigins");
  signals[USE] = g_signal_new ("use", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_STRING);
  signals[REMOVED] = g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
obs_origins_list_init (ObsOriginsList *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->problem = obs_page_text ("", "note");
  gtk_widget_set_visible (self->problem, FALSE);
  self->list = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "visible",
                             FALSE, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Origins that are trusted"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Origins"), -1);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->problem);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
obs_origins_list_new (const char *home_dir, const char *address)
{
  ObsOriginsList *self = g_object_new (OBS_TYPE_ORIGINS_LIST, NULL);

  self->home_dir = g_strdup (home_dir);
  obs_origins_list_reload (self, address);
  return GTK_WIDGET (self);
}
