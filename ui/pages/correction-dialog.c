/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/correction-dialog.h"

#include "data/engine/statement.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>

#define MOST_FOUND 100
#define LIST_HEIGHT 190

/* One open dialog; freed with its window. */
typedef struct
{
  ObsStore *store;
  GCancellable *cancellable;
  char *level;
  ObsCorrectionFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  GtkWidget *window;
  GtkWidget *find, *list, *count; /* NULL: nothing to choose */
  GtkWidget *reason, *author, *save;
} Dialog;

typedef struct
{
  char *level, *text;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free (search->level);
  g_free (search->text);
  g_free (search);
}

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  obs_page_stop_reading (&dialog->cancellable);
  if (dialog->destroy != NULL)
    dialog->destroy (dialog->user_data);
  g_object_unref (dialog->store);
  g_free (dialog->level);
  g_free (dialog);
}

static void
choices_free (gpointer data)
{
  g_ptr_array_unref (data);
}

/* On the worker thread. */
static gpointer
find_func (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  const Search *search = data;

  return obs_concepts_find (edition, search->level, search->text, MOST_FOUND, cancellable, error);
}

static GtkWidget *
choice_row (const ObsConceptChoice *choice)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (*choice->ksb != '\0')
    gtk_box_append (GTK_BOX (line), obs_chip_new (choice->ksb));
  gtk_box_append (GTK_BOX (words), obs_page_text (choice->label, "small"));
  if (*choice->description != '\0')
    {
      GtkWidget *second = obs_page_second (choice->description, "note");

      gtk_label_set_wrap (GTK_LABEL (second), FALSE);
      gtk_label_set_ellipsize (GTK_LABEL (second), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (words), second);
    }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  g_object_set_data_full (G_OBJECT (row), "obs-code", g_strdup (choice->code), g_free);
  g_object_set_data_full (G_OBJECT (row), "obs-label", g_strdup (choice->label), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  choice->label, -1);
  return row;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) window = user_data;
  Dialog *dialog = g_object_get_data (G_OBJECT (window), "obs-correction");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) choices
      = obs_store_call_finish (OBS_STORE (source), result, obs_correction_dialog_ask, &error);
  g_autofree char *words = NULL;
  GtkWidget *child;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || dialog->list == NULL)
    return;
  while ((child = gtk_widget_get_first_child (dialog->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (dialog->list), child);
  for (guint i = 0; choices != NULL && i < choices->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (dialog->list), choice_row (g_ptr_array_index (choices, i)));
  if (choices == NULL)
    words = g_strdup (error->message);
  else if (choices->len == 0)
    words = g_strdup (_ ("Nothing fits. Try a shorter word."));
  else if (choices->len == MOST_FOUND)
    words = g_strdup_printf (_ ("The first %u. Type more of the word."), choices->len);
  else
    words = g_strdup_printf (ngettext ("%u to choose from", "%u to choose from", choices->len),
                             choices->len);
  gtk_label_set_text (GTK_LABEL (dialog->count), words);
  gtk_list_box_select_row (GTK_LIST_BOX (dialog->list),
                           gtk_list_box_get_row_at_index (GTK_LIST_BOX (dialog->list), 0));
}

static void
search_cb (Dialog *dialog)
{
  Search *search = g_new0 (Search, 1);

  search->level = g_strdup (dialog->level);
  search->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (dialog->find)));
  obs_page_start_reading (&dialog->cancellable);
  obs_store_call_async (dialog->store, find_func, search, search_free, choices_free,
                        obs_correction_dialog_ask, dialog->cancellable, found_cb,
                        g_object_ref (dialog->window));
}

static void
find_changed_cb (GtkSearchEntry *entry, GtkWidget *window)
{
  search_cb (g_object_get_data (G_OBJECT (window), "obs-correction"));
}

static void
selected_cb (GtkListBox *list, GtkListBoxRow *row, GtkWidget *window)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (window), "obs-correction");

  if (dialog->save != NULL)
    gtk_widget_set_sensitive (dialog->save, row != NULL);
}

static void
save_cb (GtkButton *button, GtkWidget *window)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (window), "obs-correction");
  GtkListBoxRow *row
      = dialog->list != NULL ? gtk_list_box_get_selected_row (GTK_LIST_BOX (dialog->list)) : NULL;

  dialog->func (row != NULL ? g_object_get_data (G_OBJECT (row), "obs-code") : NULL,
                row != NULL ? g_object_get_data (G_OBJECT (row), "obs-label") : NULL,
                gtk_editable_get_text (GTK_EDITABLE (dialog->reason)),
                gtk_editable_get_text (GTK_EDITABLE (dialog->author)), dialog->user_data);
  gtk_window_close (GTK_WINDOW (window));
}

/* Up and Down move through the list while the words keep the keyboard. */
static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
        GtkWidget *window)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (window), "obs-correction");
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (dialog->list));
  int at = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (dialog->list),
                                       at + (keyval == GDK_KEY_Down ? 1 : -1));
  if (row != NULL)
    {
      gtk_list_box_select_row (GTK_LIST_BOX (dialog->list), row);
      obs_name_inner_parts (dialog->find);
      gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->find),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      g_object_get_data (G_OBJECT (row), "obs-label"), -1);
    }
  return GDK_EVENT_STOP;
}

static void
add_choice (Dialog *dialog, GtkWidget *box)
{
  const char *name = *dialog->level == 'a' ? _ ("Find an area") : _ ("Find a concept");
  GtkWidget *scroller;
  GtkEventController *keys = gtk_event_controller_key_new ();

  dialog->find = gtk_search_entry_new ();
  g_object_set (dialog->find, "placeholder-text", name, "activates-default", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->find), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  obs_name_inner_parts (dialog->find);
  dialog->list = gtk_list_box_new ();
  gtk_widget_add_css_class (dialog->list, "obs-choices");
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  *dialog->level == 'a' ? _ ("Areas") : _ ("Concepts"), -1);
  scroller = obs_page_scroller_around (dialog->list);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_widget_add_css_class (scroller, "obs-framed");
  dialog->count = obs_page_second ("", "note");
  gtk_box_append (GTK_BOX (box), dialog->find);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), dialog->count);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), dialog->window, 0);
  gtk_widget_add_controller (dialog->find, keys);
  g_signal_connect_object (dialog->find, "search-changed", G_CALLBACK (find_changed_cb),
                           dialog->window, 0);
  g_signal_connect_object (dialog->find, "stop-search", G_CALLBACK (gtk_window_close),
                           dialog->window, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog->list, "row-selected", G_CALLBACK (selected_cb), dialog->window,
                           0);
}

static GtkWidget *
add_entry (GtkWidget *box, const char *name, const char *text)
{
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 400);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  obs_name_inner_parts (entry);
  gtk_box_append (GTK_BOX (part), obs_page_second (name, "note"));
  gtk_box_append (GTK_BOX (part), entry);
  gtk_box_append (GTK_BOX (box), part);
  return entry;
}

static void
add_buttons (Dialog *dialog, GtkWidget *box)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));

  dialog->save = gtk_button_new_with_label (_ ("Save"));
  gtk_widget_add_css_class (dialog->save, "main");
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_widget_set_margin_top (buttons, 6);
  gtk_box_append (GTK_BOX (buttons), cancel);
  gtk_box_append (GTK_BOX (buttons), dialog->save);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_window_set_default_widget (GTK_WINDOW (dialog->window), dialog->save);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), dialog->window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog->save, "clicked", G_CALLBACK (save_cb), dialog->window, 0);
}

/* An answer may come when the window is gone already. */
static void
watch (Dialog *dialog)
{
  g_object_add_weak_pointer (G_OBJECT (dialog->save), (gpointer *) &dialog->save);
  if (dialog->list != NULL)
    g_object_add_weak_pointer (G_OBJECT (dialog->list), (gpointer *) &dialog->list);
}

GtkWidget *
obs_correction_dialog_ask (GtkWindow *parent, ObsStore *store,
                           const ObsCorrectionQuestion *question, ObsCorrectionFunc func,
                           gpointer user_data, GDestroyNotify destroy)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_autofree char *quoted = g_strdup_printf (_ ("“%s”"), question->text);
  GtkWidget *sentence = obs_page_text (quoted, "small");

  dialog->store = g_object_ref (store);
  dialog->level = g_strdup (question->level);
  dialog->func = func;
  dialog->user_data = user_data;
  dialog->destroy = destroy;
  dialog->window = obs_dialog_window_new (parent, question->title, box);
  g_object_set_data_full (G_OBJECT (dialog->window), "obs-correction", dialog, dialog_free);
  gtk_label_set_max_width_chars (GTK_LABEL (sentence), 52);
  gtk_label_set_lines (GTK_LABEL (sentence), 4);
  gtk_label_set_ellipsize (GTK_LABEL (sentence), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (box, "obs-dialog");
  gtk_box_append (GTK_BOX (box), sentence);
  if (question->label != NULL)
    gtk_box_append (GTK_BOX (box), obs_page_text (question->label, "strong"));
  else
    add_choice (dialog, box);
  dialog->reason = add_entry (box, _ ("Reason (optional)"), "");
  dialog->author = add_entry (box, _ ("Your role (optional)"), question->author);
  gtk_box_append (GTK_BOX (box),
                  obs_page_second (_ ("Kept in your workspace on this computer, and exported with "
                                      "your other corrections when you choose. The edition does "
                                      "not change."),
                                   "note"));
  gtk_label_set_max_width_chars (GTK_LABEL (gtk_widget_get_last_child (box)), 52);
  add_buttons (dialog, box);
  watch (dialog);
  obs_name_inner_parts (box);
  gtk_widget_set_size_request (box, 340, -1);
  gtk_window_present (GTK_WINDOW (dialog->window));
  if (dialog->find != NULL)
    {
      gtk_widget_set_sensitive (dialog->save, FALSE);
      search_cb (dialog);
    }
  gtk_widget_grab_focus (dialog->find != NULL ? dialog->find : dialog->reason);
  return dialog->window;
}
