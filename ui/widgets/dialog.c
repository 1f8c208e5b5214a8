/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/dialog.h"

#include "ui/widgets/clipboard.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ObsDialogFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  if (answer->destroy != NULL)
    answer->destroy (answer->user_data);
  g_free (answer);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

GtkWidget *
obs_dialog_window_new (GtkWindow *parent, const char *title, GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *bar = gtk_header_bar_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_titlebar (GTK_WINDOW (window), bar);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  return window;
}

static GtkWidget *
text_label (const char *text, const char *css_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "max-width-chars", 52, "width-chars", 32, NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* Window with a text and a line of buttons, of which @buttons gets the box. */
static GtkWidget *
frame (GtkWindow *parent, const char *title, const char *text, GtkWidget **content,
       GtkWidget **buttons)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *window;

  *content = box;
  *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_halign (*buttons, GTK_ALIGN_END);
  gtk_widget_set_margin_top (*buttons, 6);
  gtk_widget_add_css_class (box, "obs-dialog");
  gtk_box_append (GTK_BOX (box), text_label (title, "heading-3"));
  gtk_box_append (GTK_BOX (box), text_label (text, NULL));
  window = obs_dialog_window_new (parent, title, box);
  /* The heading says it already; the title is for the window list and the screen reader. */
  gtk_header_bar_set_title_widget (GTK_HEADER_BAR (gtk_window_get_titlebar (GTK_WINDOW (window))),
                                   gtk_label_new (NULL));
  return window;
}

static void
accept_cb (GtkButton *button, GtkWindow *window)
{
  Answer *answer = g_object_get_data (G_OBJECT (window), "obs-answer");

  answer->func (answer->user_data);
  gtk_window_close (window);
}

void
obs_dialog_answers (GtkWidget *window, GtkWidget *accept, GtkWidget *cancel, ObsDialogFunc func,
                    gpointer user_data, GDestroyNotify destroy)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->func = func;
  answer->user_data = user_data;
  answer->destroy = destroy;
  g_object_set_data_full (G_OBJECT (window), "obs-answer", answer, answer_free);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (accept, "clicked", G_CALLBACK (accept_cb), window, 0);
}

void
obs_dialog_ask (GtkWindow *parent, const char *title, const char *text, const char *accept,
                ObsDialogFunc func, gpointer user_data, GDestroyNotify destroy)
{
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget *go = gtk_button_new_with_label (accept);
  GtkWidget *content;
  GtkWidget *buttons;
  GtkWidget *window = frame (parent, title, text, &content, &buttons);

  gtk_widget_add_css_class (go, "main");
  gtk_box_append (GTK_BOX (buttons), cancel);
  gtk_box_append (GTK_BOX (buttons), go);
  gtk_box_append (GTK_BOX (content), buttons);
  obs_dialog_answers (window, go, cancel, func, user_data, destroy);
  gtk_window_set_default_widget (GTK_WINDOW (window), go);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (cancel);
}

static void
copy_details_cb (GtkButton *button, GtkLabel *label)
{
  obs_copy_text (GTK_WIDGET (button), gtk_label_get_text (label));
}

void
obs_dialog_tell (GtkWindow *parent, const char *title, const char *text, const char *details)
{
  GtkWidget *close = gtk_button_new_with_label (_ ("Close"));
  GtkWidget *content;
  GtkWidget *buttons;
  GtkWidget *window = frame (parent, title, text, &content, &buttons);

  if (details != NULL && *details != '\0')
    {
      GtkWidget *label = text_label (details, "second");
      GtkWidget *copy = gtk_button_new_with_label (_ ("Copy details"));

      gtk_box_append (GTK_BOX (content), label);
      gtk_box_append (GTK_BOX (buttons), copy);
      g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_details_cb), label, 0);
    }
  gtk_box_append (GTK_BOX (buttons), close);
  gtk_box_append (GTK_BOX (content), buttons);
  g_signal_connect_object (close, "clicked", G_CALLBACK (gtk_window_close), window,
                           G_CONNECT_SWAPPED);
  gtk_window_set_default_widget (GTK_WINDOW (window), close);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (close);
}
