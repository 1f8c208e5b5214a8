/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "ui/commands.h"
#include "ui/export/figure-file.h"
#include "ui/pages/preferences.h"
#include "ui/pages/shortcuts.h"
#include "ui/widgets/clipboard.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/look.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define ACTION(name) static void name (GSimpleAction *action, GVariant *value, gpointer user_data)

/* Going places */

ACTION (back_cb)
{
  ObsWindow *self = user_data;

  if (obs_history_back (self->history))
    obs_window_show (self);
}

ACTION (forward_cb)
{
  ObsWindow *self = user_data;

  if (obs_history_forward (self->history))
    obs_window_show (self);
}

ACTION (home_cb) { obs_window_go_question (user_data, "home"); }

ACTION (sources_cb) { obs_window_go_question (user_data, "sources"); }

ACTION (taxonomy_cb) { obs_window_go_question (user_data, "taxonomy"); }

ACTION (editions_cb) { obs_window_go_question (user_data, "editions"); }

/* The compact class: from the details to the figure, from the figure to the list. */
ACTION (up_cb)
{
  ObsWindow *self = user_data;
  ObsPane pane = obs_shell_get_pane (OBS_SHELL (self->shell));

  obs_shell_set_pane (OBS_SHELL (self->shell),
                      pane == OBS_PANE_DETAILS ? OBS_PANE_CONTENT : OBS_PANE_LIST);
}

ACTION (nth_perspective_cb)
{
  ObsWindow *self = user_data;
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  gint32 wanted = g_variant_get_int32 (value);

  for (guint i = 0; journeys != NULL && i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      if (perspective->in_header && wanted-- == 0)
        obs_window_switch (self, perspective->key);
    }
}

/* Search */

static void
open_palette (ObsWindow *self, GtkWidget *from, ObsFigure *figure)
{
  const ObsView *view = obs_history_get_view (self->history);

  if (view == NULL)
    return;
  if (gtk_widget_get_parent (self->palette) != from)
    {
      g_object_ref (self->palette);
      if (gtk_widget_get_parent (self->palette) != NULL)
        gtk_widget_unparent (self->palette);
      gtk_widget_set_parent (self->palette, from);
      g_object_unref (self->palette);
    }
  obs_search_palette_open (OBS_SEARCH_PALETTE (self->palette), view->perspective, figure);
}

ACTION (search_cb)
{
  ObsWindow *self = user_data;

  open_palette (self, obs_header_get_search (OBS_HEADER (self->header)), NULL);
}

ACTION (find_cb)
{
  ObsWindow *self = user_data;
  ObsFigure *figure = obs_window_get_figure (self);

  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->taxonomy_page)
    obs_taxonomy_page_find (OBS_TAXONOMY_PAGE (self->taxonomy_page));
  else if (figure != NULL)
    open_palette (self, obs_header_get_search (OBS_HEADER (self->header)), figure);
}

/* Changes */

ACTION (undo_cb)
{
  ObsWindow *self = user_data;
  g_autofree char *name = g_strdup (obs_history_get_undo (self->history));
  g_autofree char *text = NULL;

  if (!obs_history_undo (self->history))
    return;
  obs_window_show (self);
  text = g_strdup_printf (_ ("Undone: %s"), name);
  obs_window_say (self, text);
}

ACTION (redo_cb)
{
  ObsWindow *self = user_data;
  g_autofree char *name = g_strdup (obs_history_get_redo (self->history));
  g_autofree char *text = NULL;

  if (!obs_history_redo (self->history))
    return;
  obs_window_show (self);
  text = g_strdup_printf (_ ("Done again: %s"), name);
  obs_window_say (self, text);
}

ACTION (clear_filters_cb)
{
  ObsWindow *self = user_data;
  const ObsView *present = obs_history_get_view (self->history);
  g_autoptr (ObsView) view = present != NULL ? obs_view_copy (present) : NULL;

  if (view == NULL || obs_view_n_filters (view) == 0)
    return;
  obs_view_set (view, "sector", NULL);
  obs_view_set (view, "place", NULL);
  obs_view_set (view, "size", NULL);
  obs_history_change (self->history, view, _ ("Clear all filters"));
  obs_window_show (self);
  obs_window_say (self, _ ("All filters cleared"));
}

ACTION (perspective_cb) { obs_window_switch (user_data, g_variant_get_string (value, NULL)); }

ACTION (sector_cb) { obs_window_change (user_data, "sector", g_variant_get_string (value, NULL)); }

ACTION (place_cb)
{
  ObsWindow *self = user_data;
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  const char *area = g_variant_get_string (value, NULL);

  /* The edition's own place is no filter. */
  if (journeys != NULL && g_strcmp0 (journeys->info->place, area) == 0)
    area = "all";
  obs_window_change (self, "place", area);
}

ACTION (choose_place_cb) { obs_window_choose_place (user_data); }

ACTION (compare_none_cb) { obs_window_change (user_data, "cmp", NULL); }

/* Takes off what narrows the register of sources. */
ACTION (all_sources_cb)
{
  ObsWindow *self = user_data;
  const ObsView *present = obs_history_get_view (self->history);
  g_autoptr (ObsView) view = present != NULL ? obs_view_copy (present) : NULL;

  if (view == NULL)
    return;
  obs_view_set (view, "class", NULL);
  obs_view_set (view, "status", NULL);
  obs_view_set (view, "find", NULL);
  obs_history_change (self->history, view, _ ("Show all sources"));
  obs_window_show (self);
}

ACTION (tab_cb)
{
  ObsWindow *self = user_data;

  if (obs_window_shows_question (self))
    obs_window_change (self, "tab", g_variant_get_string (value, NULL));
}

/* The figure */

void
obs_window_copy_chart (ObsWindow *self)
{
  ObsFigure *figure = obs_window_get_figure (self);
  const ObsView *view = obs_history_get_view (self->history);
  g_autoptr (GError) error = NULL;

  if (figure == NULL)
    return;
  if (obs_copy_figure (GTK_WIDGET (self), figure, view->ranges, &error))
    {
      obs_window_say (self, _ ("Chart and its description copied"));
      obs_toast_show (OBS_TOAST (self->toast), _ ("Chart and its description copied"), NULL, NULL);
      return;
    }
  obs_window_say (self, error->message);
}

ACTION (copy_chart_cb) { obs_window_copy_chart (user_data); }

ACTION (copy_link_cb)
{
  ObsWindow *self = user_data;
  const ObsView *view = obs_history_get_view (self->history);
  g_autofree char *address = view != NULL ? obs_view_to_address (view) : NULL;

  if (address == NULL)
    return;
  obs_copy_text (GTK_WIDGET (self), address);
  obs_window_say (self, _ ("Link copied"));
  obs_toast_show (OBS_TOAST (self->toast), _ ("Link copied"), NULL, NULL);
}

typedef struct
{
  ObsFigure *figure;
  char *path;
  gboolean ranges;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  obs_figure_unref (export->figure);
  g_free (export->path);
  g_free (export);
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;

  if (obs_figure_save (export->figure, export->path, export->ranges, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ObsWindow *self = OBS_WINDOW (source);
  const Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_path_get_basename (export->path);
  g_autofree char *text = NULL;
  g_autofree char *action = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      text = g_strdup_printf (_ ("%s was not saved. Nothing was left behind."), name);
      obs_window_say (self, text);
      obs_dialog_tell (GTK_WINDOW (self), _ ("Not saved"), text, error->message);
      return;
    }
  text = g_strdup_printf (_ ("Saved %s"), name);
  obs_window_say (self, text);
  action = g_action_print_detailed_name ("win.show-folder", g_variant_new_string (export->path));
  obs_toast_show (OBS_TOAST (self->toast), text, _ ("Show in folder"), action);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, ObsWindow *self)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GTask) task = NULL;
  const ObsView *view = obs_history_get_view (self->history);
  Export *export;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      export = g_new0 (Export, 1);
      export->figure = obs_figure_ref (g_object_get_data (G_OBJECT (dialog), "obs-figure"));
      export->path = g_file_get_path (file);
      export->ranges = view == NULL || view->ranges;
      task = g_task_new (self, NULL, exported_cb, NULL);
      g_task_set_task_data (task, export, export_free);
      g_task_run_in_thread (task, export_thread);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static ObsFileKind
kind_from_word (const char *kind)
{
  if (g_str_equal (kind, "svg"))
    return OBS_FILE_SVG;
  if (g_str_equal (kind, "pdf"))
    return OBS_FILE_PDF;
  return g_str_equal (kind, "csv") ? OBS_FILE_CSV : OBS_FILE_PNG;
}

void
obs_window_export (ObsWindow *self, const char *kind)
{
  ObsFigure *figure = obs_window_get_figure (self);
  g_autofree char *name = NULL;
  GtkFileChooserNative *dialog;

  if (figure == NULL)
    return;
  name = obs_figure_file_name (figure, kind_from_word (kind));
  dialog = gtk_file_chooser_native_new (_ ("Export this figure"), GTK_WINDOW (self),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data_full (G_OBJECT (dialog), "obs-figure", obs_figure_ref (figure),
                          (GDestroyNotify) obs_figure_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

ACTION (export_cb) { obs_window_export (user_data, g_variant_get_string (value, NULL)); }

ACTION (show_folder_cb)
{
  g_autofree char *folder = g_path_get_dirname (g_variant_get_string (value, NULL));
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (user_data), uri, GDK_CURRENT_TIME);
}

static void
zoom_by (ObsWindow *self, int percent)
{
  ObsLook *look = obs_look_get_default ();
  g_autofree char *text = NULL;

  obs_look_set_zoom_percent (look, percent);
  text = g_strdup_printf (_ ("Text in figures: %d%%"), obs_look_get_zoom_percent (look));
  obs_window_say (self, text);
}

ACTION (zoom_in_cb)
{
  zoom_by (user_data, obs_look_get_zoom_percent (obs_look_get_default ()) + 10);
}

ACTION (zoom_out_cb)
{
  zoom_by (user_data, obs_look_get_zoom_percent (obs_look_get_default ()) - 10);
}

ACTION (zoom_reset_cb) { zoom_by (user_data, 100); }

/* The program */

ACTION (tables_first_cb)
{
  ObsWindow *self = user_data;
  gboolean on = !obs_settings_get_boolean (self->settings, "show-tables");

  obs_settings_set_boolean (self->settings, "show-tables", on);
  g_simple_action_set_state (action, g_variant_new_boolean (on));
  obs_window_say (self, on ? _ ("Charts are shown as tables") : _ ("Charts are drawn again"));
  if (obs_window_shows_question (self))
    obs_window_change (self, "tab", on ? "table" : "chart");
}

ACTION (side_bar_cb)
{
  ObsWindow *self = user_data;
  gboolean on = !obs_shell_get_wanted (OBS_SHELL (self->shell), OBS_PANE_LIST);

  if (obs_shell_get_size_class (OBS_SHELL (self->shell)) == OBS_SIZE_COMPACT)
    {
      obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_LIST);
      return;
    }
  obs_shell_set_wanted (OBS_SHELL (self->shell), OBS_PANE_LIST, on);
  obs_settings_set_boolean (self->settings, "side-bar-visible", on);
  g_simple_action_set_state (action, g_variant_new_boolean (on));
}

ACTION (details_cb)
{
  ObsWindow *self = user_data;

  self->details_open = !self->details_open;
  self->details_asked = self->details_open;
  g_simple_action_set_state (action, g_variant_new_boolean (self->details_open));
  obs_window_update_layout (self);
}

/* The compact class shows the card as a pane of its own. */
ACTION (show_details_cb)
{
  ObsWindow *self = user_data;

  self->details_open = TRUE;
  self->details_asked = TRUE;
  obs_window_update_layout (self);
  obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_DETAILS);
}

ACTION (full_screen_cb)
{
  GtkWindow *window = user_data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

ACTION (menu_cb) { obs_header_open_menu (OBS_HEADER (((ObsWindow *) user_data)->header)); }

ACTION (preferences_cb) { obs_preferences_present (user_data, FALSE, NULL); }

ACTION (address_cb) { obs_preferences_present (user_data, TRUE, NULL); }

ACTION (shortcuts_cb) { obs_shortcuts_present (user_data, FALSE); }

ACTION (keys_cb) { obs_shortcuts_present (user_data, TRUE); }

ACTION (help_cb)
{
  obs_dialog_tell (
      user_data, _ ("How to read this program"),
      _ ("Choose who you are at the top, then a question at the left. Each question is answered by "
         "one figure with its source. Filters for sector and place stand in the header.\n\n"
         "A thin line is the likely range; with few answers only the range is drawn. Hatching "
         "means "
         "that nothing was published: it is never a zero. A dashed mark “Simulated” means that the "
         "answers are made up to show how the program works.\n\n"
         "Press Ctrl+K to find anything, Ctrl+2 to read a figure as a table, Ctrl+3 to read it in "
         "words, and Ctrl+? for all keys."),
      NULL);
}

ACTION (about_cb)
{
  ObsWindow *self = user_data;
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  g_autofree char *day = journeys != NULL ? obs_words_date (journeys->info->date) : NULL;
  g_autofree char *comments = g_strdup_printf (
      _ ("What employers need, what is taught, and where the two do not match.\nEdition %s"),
      day != NULL ? day : "–");

  gtk_show_about_dialog (GTK_WINDOW (self), "program-name", _ ("Skills Observatory"), "version",
                         OBS_VERSION, "comments", comments, "logo-icon-name", OBS_APP_ID,
                         "license-type", GTK_LICENSE_GPL_3_0, "modal", TRUE, NULL);
}

ACTION (messages_cb)
{
  ObsWindow *self = user_data;
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *l = self->messages.head; l != NULL; l = l->next)
    g_string_append_printf (text, "%s\n", (const char *) l->data);
  obs_dialog_tell (GTK_WINDOW (self), _ ("Messages"),
                   text->len > 0 ? _ ("What the program said, newest first.")
                                 : _ ("Nothing has been said yet."),
                   text->str);
}

/* Panes: header, side bar, content, details, status line */
static void
step_pane (ObsWindow *self, int step)
{
  GtkWidget *panes[] = { self->header, self->side_bar, self->stack, self->details,
                         gtk_widget_get_visible (self->status) ? self->status : self->bottom };
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  int n = G_N_ELEMENTS (panes);
  int at = 0;

  for (int i = 0; i < n; i++)
    if (focus != NULL && gtk_widget_is_ancestor (focus, panes[i]))
      at = i;
  for (int k = 1; k <= n; k++)
    {
      GtkWidget *pane = panes[(at + k * step + n * n) % n];

      if (gtk_widget_get_mapped (pane) && gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD))
        {
          gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
          return;
        }
    }
}

ACTION (next_pane_cb) { step_pane (user_data, 1); }

ACTION (previous_pane_cb) { step_pane (user_data, -1); }

/* The data */

ACTION (sync_cb) { obs_window_sync_now (user_data); }

ACTION (stop_sync_cb) { obs_window_stop_sync (user_data); }

ACTION (why_cb) { obs_window_show_why (user_data); }

ACTION (use_edition_cb) { obs_window_use_edition (user_data, g_variant_get_string (value, NULL)); }

ACTION (use_staged_cb) { obs_window_use_staged (user_data); }

ACTION (use_bundled_cb)
{
  g_autofree char *path = obs_home_bundled ();

  if (path != NULL)
    obs_window_open_file (user_data, path);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, ObsWindow *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL && g_file_peek_path (file) != NULL)
    obs_window_open_file (self, g_file_peek_path (file));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

ACTION (open_file_cb)
{
  ObsWindow *self = user_data;
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("Open an edition"), GTK_WINDOW (self),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static const GActionEntry entries[] = {
  { "back", back_cb, NULL, NULL, NULL, { 0 } },
  { "forward", forward_cb, NULL, NULL, NULL, { 0 } },
  { "home", home_cb, NULL, NULL, NULL, { 0 } },
  { "up", up_cb, NULL, NULL, NULL, { 0 } },
  { "editions", editions_cb, NULL, NULL, NULL, { 0 } },
  { "taxonomy", taxonomy_cb, NULL, NULL, NULL, { 0 } },
  { "sources", sources_cb, NULL, NULL, NULL, { 0 } },
  { "all-sources", all_sources_cb, NULL, NULL, NULL, { 0 } },
  { "choose-place", choose_place_cb, NULL, NULL, NULL, { 0 } },
  { "compare-none", compare_none_cb, NULL, NULL, NULL, { 0 } },
  { "nth-perspective", nth_perspective_cb, "i", NULL, NULL, { 0 } },
  { "perspective", perspective_cb, "s", "''", NULL, { 0 } },
  { "sector", sector_cb, "s", "'all'", NULL, { 0 } },
  { "place", place_cb, "s", "'all'", NULL, { 0 } },
  { "tab", tab_cb, "s", "'chart'", NULL, { 0 } },
  { "search", search_cb, NULL, NULL, NULL, { 0 } },
  { "find", find_cb, NULL, NULL, NULL, { 0 } },
  { "undo", undo_cb, NULL, NULL, NULL, { 0 } },
  { "redo", redo_cb, NULL, NULL, NULL, { 0 } },
  { "clear-filters", clear_filters_cb, NULL, NULL, NULL, { 0 } },
  { "copy-chart", copy_chart_cb, NULL, NULL, NULL, { 0 } },
  { "copy-link", copy_link_cb, NULL, NULL, NULL, { 0 } },
  { "export", export_cb, "s", NULL, NULL, { 0 } },
  { "show-folder", show_folder_cb, "s", NULL, NULL, { 0 } },
  { "zoom-in", zoom_in_cb, NULL, NULL, NULL, { 0 } },
  { "zoom-out", zoom_out_cb, NULL, NULL, NULL, { 0 } },
  { "zoom-reset", zoom_reset_cb, NULL, NULL, NULL, { 0 } },
  { "tables-first", tables_first_cb, NULL, "false", NULL, { 0 } },
  { "side-bar", side_bar_cb, NULL, "true", NULL, { 0 } },
  { "details", details_cb, NULL, "true", NULL, { 0 } },
  { "show-details", show_details_cb, NULL, NULL, NULL, { 0 } },
  { "full-screen", full_screen_cb, NULL, NULL, NULL, { 0 } },
  { "menu", menu_cb, NULL, NULL, NULL, { 0 } },
  { "preferences", preferences_cb, NULL, NULL, NULL, { 0 } },
  { "origin-address", address_cb, NULL, NULL, NULL, { 0 } },
  { "shortcuts", shortcuts_cb, NULL, NULL, NULL, { 0 } },
  { "keys", keys_cb, NULL, NULL, NULL, { 0 } },
  { "help", help_cb, NULL, NULL, NULL, { 0 } },
  { "about", about_cb, NULL, NULL, NULL, { 0 } },
  { "messages", messages_cb, NULL, NULL, NULL, { 0 } },
  { "next-pane", next_pane_cb, NULL, NULL, NULL, { 0 } },
  { "previous-pane", previous_pane_cb, NULL, NULL, NULL, { 0 } },
  { "sync", sync_cb, NULL, NULL, NULL, { 0 } },
  { "stop-sync", stop_sync_cb, NULL, NULL, NULL, { 0 } },
  { "why", why_cb, NULL, NULL, NULL, { 0 } },
  { "use-edition", use_edition_cb, "s", NULL, NULL, { 0 } },
  { "use-staged", use_staged_cb, NULL, NULL, NULL, { 0 } },
  { "use-bundled", use_bundled_cb, NULL, NULL, NULL, { 0 } },
  { "open-file", open_file_cb, NULL, NULL, NULL, { 0 } },
};

static void
set_enabled (ObsWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
set_state (ObsWindow *self, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

void
obs_window_add_actions (ObsWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  set_state (self, "side-bar",
             g_variant_new_boolean (obs_settings_get_boolean (self->settings, "side-bar-visible")));
  set_state (self, "tables-first",
             g_variant_new_boolean (obs_settings_get_boolean (self->settings, "show-tables")));
  obs_window_update_actions (self);
}

void
obs_window_update_actions (ObsWindow *self)
{
  const ObsView *view = obs_history_get_view (self->history);
  gboolean figure = obs_window_get_figure (self) != NULL;

  set_enabled (self, "back", obs_history_peek_back (self->history) != NULL);
  set_enabled (self, "forward", obs_history_peek_forward (self->history) != NULL);
  set_enabled (self, "undo", obs_history_get_undo (self->history) != NULL);
  set_enabled (self, "redo", obs_history_get_redo (self->history) != NULL);
  set_enabled (self, "copy-chart", figure);
  set_enabled (self, "export", figure);
  set_enabled (self, "find",
               figure
                   || gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->taxonomy_page);
  set_enabled (self, "stop-sync", self->badge == OBS_BADGE_UPDATING);
  set_enabled (self, "sync", self->badge != OBS_BADGE_UPDATING);
  set_enabled (self, "compare-none", view != NULL && view->compare->len > 0);
  set_enabled (self, "clear-filters", view != NULL && obs_view_n_filters (view) > 0);
  if (view == NULL)
    return;
  set_state (self, "perspective", g_variant_new_string (view->perspective));
  set_state (self, "sector", g_variant_new_string (view->sector != NULL ? view->sector : "all"));
  set_state (self, "place", g_variant_new_string (view->area != NULL ? view->area : "all"));
  set_state (self, "tab", g_variant_new_string (view->tab != NULL ? view->tab : "chart"));
}
