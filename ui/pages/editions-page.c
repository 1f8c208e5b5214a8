/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/editions-page.h"

#include "data/sync/home.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ObsEditionsPage
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *page;
  GtkWidget *list;
  GtkWidget *origin;
  GtkWidget *trouble; /* band */
};

G_DEFINE_FINAL_TYPE (ObsEditionsPage, obs_editions_page, GTK_TYPE_WIDGET)

typedef struct
{
  GtkWidget *page;
  char *name;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->name);
  g_free (choice);
}

static void
go_back (gpointer data)
{
  const Choice *choice = data;

  gtk_widget_activate_action (choice->page, "win.use-edition", "s", choice->name);
}

static void
use_cb (GtkButton *button, ObsEditionsPage *self)
{
  const char *date = g_object_get_data (G_OBJECT (button), "obs-date");
  Choice *choice = g_new0 (Choice, 1);
  g_autofree char *day = obs_words_date (date);
  g_autofree char *title = g_strdup_printf (_ ("Show the edition of %s?"), day);

  choice->page = GTK_WIDGET (self);
  choice->name = g_strdup (g_object_get_data (G_OBJECT (button), "obs-name"));
  obs_dialog_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), title,
                  _ ("All figures will be those of that edition until you choose another one. "
                     "Nothing is deleted: the edition you see now stays on this computer."),
                  _ ("Show it"), go_back, choice, choice_free);
}

/* What can be done with an edition that is not on screen. */
static void
add_row_buttons (ObsEditionsPage *self, GtkWidget *row, const char *date, const char *open_date,
                 const char *name)
{
  GtkWidget *show = gtk_button_new_with_label (_ ("Show this edition"));
  gboolean newer = g_strcmp0 (date, open_date) > 0;
  g_autofree char *day = obs_words_date (date);
  g_autofree char *label = g_strdup_printf (_ ("Show the edition of %s"), day);
  g_autofree char *compare
      = g_strdup_printf (_ ("Compare the edition of %s with the one on screen"), day);
  g_autofree char *link = g_strdup_printf (newer ? "changes:open..%s" : "changes:%s..open", name);
  GtkWidget *changes = obs_page_link (_ ("Compare"), link);

  gtk_accessible_update_property (GTK_ACCESSIBLE (changes), GTK_ACCESSIBLE_PROPERTY_LABEL, compare,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (show), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_valign (show, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (show), "obs-name", g_strdup (name), g_free);
  g_object_set_data_full (G_OBJECT (show), "obs-date", g_strdup (date), g_free);
  g_signal_connect_object (show, "clicked", G_CALLBACK (use_cb), self, 0);
  obs_wrap_append (OBS_WRAP (row), changes);
  obs_wrap_append (OBS_WRAP (row), show);
}

/* @open_date: of the edition on screen, NULL where it is this one. */
static GtkWidget *
edition_row (ObsEditionsPage *self, const char *date, const char *detail, const char *open_date,
             const char *name)
{
  GtkWidget *row
      = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *line = obs_wrap_new (12, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *day = obs_words_date (date);
  g_autofree char *title = g_strdup_printf (_ ("Edition %s"), day);

  gtk_box_append (GTK_BOX (words), obs_page_text (title, "strong"));
  gtk_box_append (GTK_BOX (words), obs_page_second (detail, "note"));
  gtk_widget_set_hexpand (words, TRUE);
  obs_wrap_append (OBS_WRAP (line), words);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_box_append (GTK_BOX (row), line);
  if (open_date == NULL)
    {
      GtkWidget *tag = obs_tag_new (_ ("on screen"));

      gtk_widget_set_valign (tag, GTK_ALIGN_CENTER);
      obs_wrap_append (OBS_WRAP (line), tag);
    }
  else
    add_row_buttons (self, line, date, open_date, name);
  gtk_widget_add_css_class (row, "obs-card-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

/* The part of the hash that people compare, and the size. */
static char *
detail_words (const ObsInstalled *installed)
{
  g_autofree char *size = g_format_size (installed->size);
  g_autofree char *check = g_strndup (installed->sha256 != NULL ? installed->sha256 : "", 8);

  return g_strdup_printf (_ ("%s · checksum %s"), size, check);
}

void
obs_editions_page_reload (ObsEditionsPage *self, const char *home_dir, const char *open_path,
                          const char *open_date, const char *origin)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) editions = obs_home_list (home_dir, &error);
  /* The fingerprint behind it is for the preferences. */
  g_autofree char *address = g_strndup (origin, strcspn (origin, "#"));
  gboolean seen = FALSE;

  g_return_if_fail (OBS_IS_EDITIONS_PAGE (self));

  obs_page_clear (self->list);
  for (guint i = 0; editions != NULL && i < editions->len; i++)
    {
      const ObsInstalled *installed = g_ptr_array_index (editions, i);
      gboolean open = g_strcmp0 (installed->path, open_path) == 0;
      g_autofree char *detail = detail_words (installed);

      seen = seen || open;
      gtk_box_append (GTK_BOX (self->list), edition_row (self, installed->date, detail,
                                                         open ? NULL : open_date, installed->name));
    }
  if (!seen && open_path != NULL)
    gtk_box_prepend (GTK_BOX (self->list),
                     edition_row (self, open_date,
                                  _ ("Came with the program, or was opened from a file"), NULL,
                                  NULL));
  gtk_label_set_text (
      GTK_LABEL (self->origin),
      *address != '\0' ? address : _ ("None set. Preferences hold the address of an origin."));
}

void
obs_editions_page_set_narrow (ObsEditionsPage *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_EDITIONS_PAGE (self));

  if (narrow)
    gtk_widget_add_css_class (self->page, "narrow");
  else
    gtk_widget_remove_css_class (self->page, "narrow");
}

void
obs_editions_page_set_trouble (ObsEditionsPage *self, const char *sentence)
{
  g_return_if_fail (OBS_IS_EDITIONS_PAGE (self));

  obs_band_set_text (self->trouble, sentence);
}

static void
obs_editions_page_dispose (GObject *object)
{
  ObsEditionsPage *self = OBS_EDITIONS_PAGE (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (obs_editions_page_parent_class)->dispose (object);
}

static void
obs_editions_page_class_init (ObsEditionsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = obs_editions_page_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obseditions");
}

static GtkWidget *
action_button (const char *text, const char *action, gboolean main)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (main)
    gtk_widget_add_css_class (button, "main");
  return button;
}

static void
obs_editions_page_init (ObsEditionsPage *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = obs_wrap_new (6, 6);

  self->list = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "margin-top",
                             12, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Editions on this computer"), -1);
  self->origin = obs_page_text ("", "body");
  gtk_label_set_selectable (GTK_LABEL (self->origin), TRUE);
  gtk_box_append (GTK_BOX (page), obs_page_heading (_ ("Editions"), "heading-1"));
  gtk_box_append (
      GTK_BOX (page),
      obs_page_text (
          _ ("An edition is one published state of the data. The last three stay on this "
             "computer, so that you can go back to what a paper or a bid was written with."),
          "subtitle"));
  gtk_box_append (GTK_BOX (page), self->list);
  gtk_box_append (GTK_BOX (page), obs_page_button (_ ("What changed"), "win.changes"));
  gtk_widget_set_margin_top (gtk_widget_get_last_child (page), 6);
  gtk_box_append (GTK_BOX (page), obs_page_heading (_ ("Where editions come from"), "heading-3"));
  gtk_widget_set_margin_top (gtk_widget_get_last_child (page), 18);
  gtk_box_append (GTK_BOX (page), self->origin);
  self->trouble = obs_band_new (NULL);
  gtk_widget_set_margin_top (self->trouble, 3);
  gtk_box_append (GTK_BOX (page), self->trouble);
  obs_wrap_append (OBS_WRAP (buttons), action_button (_ ("Sync now"), "win.sync", TRUE));
  obs_wrap_append (OBS_WRAP (buttons),
                   action_button (_ ("Change address"), "win.origin-address", FALSE));
  obs_wrap_append (OBS_WRAP (buttons), action_button (_ ("Open a file…"), "win.open-file", FALSE));
  gtk_widget_set_margin_top (buttons, 6);
  gtk_box_append (GTK_BOX (page), buttons);
  gtk_widget_add_css_class (page, "obs-home");
  self->page = page;
  self->scroller = obs_page_scroller_around (page);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

GtkWidget *
obs_editions_page_new (void)
{
  return g_object_new (OBS_TYPE_EDITIONS_PAGE, NULL);
}
