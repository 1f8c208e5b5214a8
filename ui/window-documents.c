/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "ui/pages/document-page.h"
#include "ui/pages/statement-page.h"
#include "ui/widgets/dialog.h"

#include <glib/gi18n-lib.h>

/* Documents and statements, and the person's corrections of them. As views: the question "document"
 * or "statement" with what is selected. */

static gboolean
is_document (const char *question)
{
  return g_str_equal (question, "document");
}

gboolean
obs_window_is_document (const char *question)
{
  return is_document (question) || g_str_equal (question, "statement");
}

/* --- going there --------------------------------------------------------------------------- */

gboolean
obs_window_open_document (ObsWindow *self, const char *kind, const char *rest)
{
  g_autoptr (ObsView) view = NULL;

  if (!obs_window_is_document (kind) || *rest == '\0')
    return FALSE;
  view = obs_window_view_for (self, kind);
  obs_view_set (view, "select", rest);
  obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_CONTENT);
  obs_window_go (self, view);
  return TRUE;
}

gboolean
obs_window_open_document_address (ObsWindow *self, const char *address)
{
  static const char *const prefixes[]
      = { "skills-observatory:document/", "skills-observatory:statement/" };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (address, prefixes[i]))
      {
        g_autofree char *rest = g_uri_unescape_string (address + strlen (prefixes[i]), NULL);

        return rest != NULL && g_utf8_validate (rest, -1, NULL)
               && obs_window_open_document (self, i == 0 ? "document" : "statement", rest);
      }
  return FALSE;
}

static void
ignore_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsWindow) self = OBS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  if (!obs_workspace_load_finish (OBS_WORKSPACE (source), result, &error))
    obs_window_say (self, error->message);
}

gboolean
obs_window_show_document (ObsWindow *self, const ObsView *view)
{
  if (!obs_window_is_document (view->question))
    return FALSE;
  /* Another program may have added corrections. */
  obs_workspace_load_async (self->workspace, NULL, ignore_cb, g_object_ref (self));
  if (is_document (view->question))
    {
      obs_document_page_show (OBS_DOCUMENT_PAGE (self->document_page), view);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->document_page);
    }
  else
    {
      obs_statement_page_show (OBS_STATEMENT_PAGE (self->statement_page), view);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->statement_page);
    }
  return TRUE;
}

/* What was pressed to come here has gone: the keyboard goes on with the page. */
static void
move_focus (ObsWindow *self, GtkWidget *page)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus == NULL || !gtk_widget_get_mapped (focus))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

/* Now that it is there: the window is called after it. */
static void
loaded_cb (GtkWidget *page, ObsWindow *self)
{
  gboolean document = page == self->document_page;
  const char *title = document ? obs_document_page_get_title (OBS_DOCUMENT_PAGE (page))
                               : obs_statement_page_get_text (OBS_STATEMENT_PAGE (page));
  gboolean simulated = document ? obs_document_page_is_simulated (OBS_DOCUMENT_PAGE (page))
                                : obs_statement_page_is_simulated (OBS_STATEMENT_PAGE (page));

  obs_window_mark_drawn (self);
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) != page)
    return;
  move_focus (self, page);
  obs_status_line_set_simulated (OBS_STATUS_LINE (self->status), simulated);
  if (title != NULL)
    {
      g_autofree char *whole = g_strdup_printf (_ ("%s – Skills Observatory"), title);

      gtk_window_set_title (GTK_WINDOW (self), whole);
    }
}

/* --- corrections --------------------------------------------------------------------------- */

static void
corrected_cb (ObsStatementPage *page, const char *text, ObsWindow *self)
{
  obs_window_say (self, text);
  obs_toast_show (OBS_TOAST (self->toast), text, _ ("Undo"), "win.undo-correction");
}

static void
open_link_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  obs_window_open_link (user_data, g_variant_get_string (value, NULL));
}

static void
undo_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ObsWindow *self = user_data;

  obs_toast_hide (OBS_TOAST (self->toast));
  obs_statement_page_undo (OBS_STATEMENT_PAGE (self->statement_page));
}

static void
tell_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  obs_dialog_tell (GTK_WINDOW (user_data), _ ("Not kept"), g_variant_get_string (value, NULL),
                   NULL);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsWindow) self = OBS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  if (!obs_workspace_export_finish (OBS_WORKSPACE (source), result, &n, &error))
    {
      obs_window_say (self, error->message);
      obs_dialog_tell (GTK_WINDOW (self), _ ("Not saved"), error->message, NULL);
      return;
    }
  text = g_strdup_printf (ngettext ("Saved %u correction", "Saved %u corrections", n), n);
  obs_window_say (self, text);
  obs_toast_show (OBS_TOAST (self->toast), text, NULL, NULL);
}

void
obs_window_export_corrections (ObsWindow *self, const char *path)
{
  obs_workspace_export_async (self->workspace, path, NULL, exported_cb, g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, ObsWindow *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL && g_file_peek_path (file) != NULL)
    obs_window_export_corrections (self, g_file_peek_path (file));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
export_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ObsWindow *self = user_data;
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("Export corrections"), GTK_WINDOW (self),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "corrections.csv");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- in the window ------------------------------------------------------------------------- */

static const GActionEntry entries[] = {
  { "open-link", open_link_cb, "s", NULL, NULL, { 0 } },
  { "undo-correction", undo_cb, NULL, NULL, NULL, { 0 } },
  { "tell-problem", tell_cb, "s", NULL, NULL, { 0 } },
  { "export-corrections", export_cb, NULL, NULL, NULL, { 0 } },
};

void
obs_window_make_documents (ObsWindow *self)
{
  g_autofree char *path = g_build_filename (self->home_dir, "workspace.sqlite", NULL);
  g_autoptr (ObsExplainer) explainer = obs_explainer_new ();

  self->workspace = obs_workspace_new (path);
  self->document_page = obs_document_page_new (self->store, self->workspace);
  self->statement_page = obs_statement_page_new (self->store, self->workspace, explainer);
  gtk_stack_add_child (GTK_STACK (self->stack), self->document_page);
  gtk_stack_add_child (GTK_STACK (self->stack), self->statement_page);
  g_signal_connect_object (self->document_page, "loaded", G_CALLBACK (loaded_cb), self, 0);
  g_signal_connect_object (self->statement_page, "loaded", G_CALLBACK (loaded_cb), self, 0);
  g_signal_connect_object (self->statement_page, "corrected", G_CALLBACK (corrected_cb), self, 0);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
obs_window_update_documents (ObsWindow *self, gboolean compact)
{
  obs_document_page_set_narrow (OBS_DOCUMENT_PAGE (self->document_page), compact);
  obs_statement_page_set_narrow (OBS_STATEMENT_PAGE (self->statement_page), compact);
}
