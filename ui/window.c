/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "ui/widgets/announce.h"
#include "ui/widgets/clipboard.h"
#include "ui/widgets/look.h"
#include "ui/widgets/names.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define MOST_MESSAGES 50

G_DEFINE_FINAL_TYPE (ObsWindow, obs_window, GTK_TYPE_APPLICATION_WINDOW)

enum
{
  READY,
  FIRST_DRAWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

gboolean
obs_window_shows_question (ObsWindow *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->question_page;
}

ObsFigure *
obs_window_get_figure (ObsWindow *self)
{
  if (self->stack == NULL || !obs_window_shows_question (self))
    return NULL;
  return obs_question_page_get_figure (OBS_QUESTION_PAGE (self->question_page));
}

const ObsView *
obs_window_get_view (ObsWindow *self)
{
  return obs_history_get_view (self->history);
}

void
obs_window_say (ObsWindow *self, const char *text)
{
  obs_announce (GTK_WIDGET (self), text);
}

/* How many results there were is of no use once the list has gone. */
static void
palette_closed_cb (ObsWindow *self)
{
  obs_status_line_show_message (OBS_STATUS_LINE (self->status), NULL);
}

/* What was announced is shown in the status line and kept for the list of messages. */
static void
announced_cb (const char *text, gpointer user_data)
{
  ObsWindow *self = user_data;

  obs_status_line_show_message (OBS_STATUS_LINE (self->status), text);
  g_queue_push_head (&self->messages, g_strdup (text));
  if (g_queue_get_length (&self->messages) > MOST_MESSAGES)
    g_free (g_queue_pop_tail (&self->messages));
}

static void
after_paint_cb (GdkFrameClock *clock, ObsWindow *self)
{
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, self);
  g_signal_emit (self, signals[FIRST_DRAWN], 0);
}

static void
mapped_cb (ObsWindow *self, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (self, mapped_cb, user_data);
  obs_window_mark_drawn (self);
}

void
obs_window_mark_drawn (ObsWindow *self)
{
  GdkFrameClock *clock;

  if (self->first_drawn)
    return;
  /* There is something to show: whoever waits for it may show the window now. */
  g_signal_emit (self, signals[READY], 0);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || clock == NULL)
    {
      g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
      return;
    }
  self->first_drawn = TRUE;
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (after_paint_cb), self, 0);
  gtk_widget_queue_draw (self->stack);
}

void
obs_window_show_problem (ObsWindow *self, const char *heading, const char *text)
{
  g_autofree char *bundled = obs_home_bundled ();

  obs_status_page_set (OBS_STATUS_PAGE (self->status_page), "obs-warning-symbolic", heading, text);
  obs_status_page_add_button (OBS_STATUS_PAGE (self->status_page), _ ("Open a file…"),
                              "win.open-file", FALSE);
  if (bundled != NULL)
    obs_status_page_add_button (OBS_STATUS_PAGE (self->status_page),
                                _ ("Use the one of the program"), "win.use-bundled", TRUE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->status_page);
  obs_window_update_layout (self);
  obs_window_mark_drawn (self);
}

/* Layout: what stands where in the present size class */

/* The card stands beside the figure, or below it in the medium class. It is moved with a reference
 * held; its state goes with it. */
static void
place_inspector (ObsWindow *self, gboolean below)
{
  GtkWidget *inside = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->details));

  if (below == (inside == NULL))
    return;
  g_object_ref (self->inspector);
  if (below)
    {
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->details), NULL);
      obs_question_page_set_below (OBS_QUESTION_PAGE (self->question_page), self->inspector);
    }
  else
    {
      obs_question_page_set_below (OBS_QUESTION_PAGE (self->question_page), NULL);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->details), self->inspector);
    }
  g_object_unref (self->inspector);
}

static char *
compact_title (ObsWindow *self, ObsPane pane)
{
  const ObsView *view = obs_history_get_view (self->history);
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  const ObsPerspective *perspective;
  const ObsJourneyQuestion *question;

  if (view == NULL || journeys == NULL)
    return g_strdup (_ ("Skills Observatory"));
  perspective = obs_words_perspective (journeys, view->perspective);
  question = obs_words_question (perspective, view->question);
  if (pane == OBS_PANE_LIST && perspective != NULL)
    return g_strdup (perspective->label);
  if (pane == OBS_PANE_DETAILS)
    return g_strdup (_ ("Details"));
  return question != NULL ? g_strdup (question->label) : obs_words_place (journeys, view);
}

/* A roadmap is as wide as the content: its card comes when it is asked for. */
static gboolean
shows_details (ObsWindow *self)
{
  const ObsFigure *figure = obs_window_get_figure (self);

  if (figure != NULL && figure->form == OBS_FORM_ROADMAP && !self->details_asked)
    return FALSE;
  return self->details_open;
}

void
obs_window_update_layout (ObsWindow *self)
{
  ObsShell *shell = OBS_SHELL (self->shell);
  ObsSizeClass size_class = obs_shell_get_size_class (shell);
  gboolean compact = size_class == OBS_SIZE_COMPACT;
  gboolean question = obs_window_shows_question (self);
  gboolean details = question && shows_details (self);
  ObsPane pane = obs_shell_get_pane (shell);
  g_autofree char *title = compact_title (self, pane);

  place_inspector (self, size_class == OBS_SIZE_MEDIUM && details);
  obs_shell_set_wanted (shell, OBS_PANE_DETAILS, details);
  obs_question_page_set_narrow (OBS_QUESTION_PAGE (self->question_page), compact);
  obs_question_page_set_open (OBS_QUESTION_PAGE (self->question_page),
                              !compact && (!details || size_class != OBS_SIZE_WIDE));
  obs_home_page_set_narrow (OBS_HOME_PAGE (self->home_page), compact);
  obs_sources_page_set_narrow (OBS_SOURCES_PAGE (self->sources_page), compact);
  obs_window_update_documents (self, compact);
  obs_taxonomy_page_set_narrow (OBS_TAXONOMY_PAGE (self->taxonomy_page), compact);
  obs_editions_page_set_narrow (OBS_EDITIONS_PAGE (self->editions_page), compact);
  obs_changes_page_set_narrow (OBS_CHANGES_PAGE (self->changes_page), compact);
  if (compact)
    gtk_widget_add_css_class (self->compare, "narrow");
  else
    gtk_widget_remove_css_class (self->compare, "narrow");
  obs_header_set_compact (OBS_HEADER (self->header), compact, title, pane != OBS_PANE_LIST);
  gtk_widget_set_visible (self->status, !compact || pane == OBS_PANE_LIST);
  gtk_widget_set_visible (
      self->bottom, compact && (pane == OBS_PANE_LIST || (pane == OBS_PANE_CONTENT && question)));
  gtk_stack_set_visible_child_name (GTK_STACK (self->bottom),
                                    pane == OBS_PANE_LIST ? "perspectives" : "figure");
}

/* Showing a view */

static void
fill_bottom_perspectives (ObsWindow *self, const ObsJourneys *journeys)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->bottom_perspectives)) != NULL)
    gtk_box_remove (GTK_BOX (self->bottom_perspectives), child);
  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);
      GtkWidget *button;

      if (!perspective->in_header)
        continue;
      button = gtk_toggle_button_new_with_label (perspective->label);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.perspective");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", perspective->key);
      gtk_widget_set_hexpand (button, TRUE);
      gtk_box_append (GTK_BOX (self->bottom_perspectives), button);
    }
}

static void
store_changed_cb (ObsStore *store, ObsWindow *self)
{
  const ObsJourneys *journeys = obs_store_get_journeys (store);

  g_clear_pointer (&self->shown_perspective, g_free);
  obs_header_set_journeys (OBS_HEADER (self->header), journeys);
  obs_area_picker_set_areas (OBS_AREA_PICKER (self->picker),
                             journeys != NULL ? journeys->places : NULL);
  if (journeys != NULL)
    fill_bottom_perspectives (self, journeys);
  obs_window_update_badge (self);
  obs_window_forget_changes (self);
  if (obs_history_get_view (self->history) != NULL)
    obs_window_show (self);
}

static void
show_header (ObsWindow *self, const ObsJourneys *journeys, const ObsView *view)
{
  const ObsView *back = obs_history_peek_back (self->history);
  const ObsView *forward = obs_history_peek_forward (self->history);
  const char *sector = obs_words_choice (journeys->sectors, view->sector);
  const char *place = obs_words_area (journeys, view->area);
  g_autofree char *back_words = back != NULL ? obs_words_place (journeys, back) : NULL;
  g_autofree char *forward_words = forward != NULL ? obs_words_place (journeys, forward) : NULL;

  obs_header_set_filters (OBS_HEADER (self->header), sector != NULL ? sector : _ ("All sectors"),
                          view->sector != NULL, place != NULL ? place : journeys->info->place_name,
                          view->area != NULL);
  obs_header_set_perspective (OBS_HEADER (self->header), view->perspective);
  obs_header_set_ways (OBS_HEADER (self->header), back_words, forward_words);
}

static void
show_page (ObsWindow *self, const ObsJourneys *journeys, const ObsView *view)
{
  if (g_str_equal (view->question, "home"))
    {
      obs_window_note_home (self);
      obs_home_page_show (OBS_HOME_PAGE (self->home_page), view);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->home_page);
    }
  else if (g_str_equal (view->question, "editions"))
    {
      g_autofree char *origin = obs_settings_get_string (self->settings, "origin-url");

      obs_editions_page_reload (OBS_EDITIONS_PAGE (self->editions_page), self->home_dir,
                                obs_store_get_path (self->store), journeys->info->date, origin);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->editions_page);
      obs_status_line_set_simulated (OBS_STATUS_LINE (self->status), FALSE);
      obs_window_mark_drawn (self);
    }
  else if (g_str_equal (view->question, "sources"))
    {
      obs_sources_page_show (OBS_SOURCES_PAGE (self->sources_page), view, journeys->info->date);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->sources_page);
      obs_status_line_set_simulated (OBS_STATUS_LINE (self->status), FALSE);
    }
  else if (g_str_equal (view->question, "taxonomy"))
    {
      obs_taxonomy_page_show (OBS_TAXONOMY_PAGE (self->taxonomy_page), view);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->taxonomy_page);
    }
  else if (g_str_equal (view->question, "changes"))
    obs_window_show_changes (self, view);
  else if (!obs_window_show_document (self, view))
    {
      if (g_strcmp0 (self->shown_question, view->question) != 0)
        self->details_asked = FALSE;
      obs_question_page_show (OBS_QUESTION_PAGE (self->question_page), view);
      obs_window_note_question (self, view->question);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->question_page);
    }
}

/* A perspective that the edition does not have (an old link, another edition) becomes the first. */
static void
correct_perspective (ObsWindow *self, const ObsJourneys *journeys)
{
  const ObsView *view = obs_history_get_view (self->history);
  g_autoptr (ObsView) other = NULL;
  const ObsPerspective *first;

  if (obs_words_perspective (journeys, view->perspective) != NULL
      || journeys->perspectives->len == 0)
    return;
  first = g_ptr_array_index (journeys->perspectives, 0);
  other = obs_view_copy (view);
  g_free (other->perspective);
  other->perspective = g_strdup (first->key);
  obs_history_note (self->history, other);
}

void
obs_window_show (ObsWindow *self)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  const ObsView *view = obs_history_get_view (self->history);
  g_autofree char *address = NULL;
  g_autofree char *place = NULL;
  g_autofree char *title = NULL;

  if (journeys == NULL || view == NULL)
    return;
  correct_perspective (self, journeys);
  view = obs_history_get_view (self->history);
  if (g_strcmp0 (self->shown_perspective, view->perspective) != 0)
    {
      g_free (self->shown_perspective);
      self->shown_perspective = g_strdup (view->perspective);
      obs_side_bar_set_perspective (OBS_SIDE_BAR (self->side_bar),
                                    obs_words_perspective (journeys, view->perspective));
    }
  obs_side_bar_set_current (OBS_SIDE_BAR (self->side_bar), view->question);
  show_header (self, journeys, view);
  show_page (self, journeys, view);
  g_free (self->shown_question);
  self->shown_question = g_strdup (view->question);
  obs_window_update_layout (self);
  obs_window_update_actions (self);
  obs_window_update_areas (self);
  obs_status_line_set_filters (OBS_STATUS_LINE (self->status), obs_view_n_filters (view));
  obs_status_line_set_undo (OBS_STATUS_LINE (self->status), obs_history_get_undo (self->history));

  place = obs_words_place (journeys, view);
  /* Translators: title of the window: what it shows, then the name of the program. */
  title = g_strdup_printf (_ ("%s – Skills Observatory"), place);
  gtk_window_set_title (GTK_WINDOW (self), title);
  address = obs_view_to_address (view);
  obs_settings_set_string (self->settings, "last-view", address);
}

/* Signals of the parts */

static void
side_bar_open_cb (ObsSideBar *side_bar, const char *question, ObsWindow *self)
{
  obs_window_go_question (self, question);
}

static void
open_link_cb (GtkWidget *widget, const char *link, ObsWindow *self)
{
  obs_window_open_link (self, link);
}

static void
view_changed_cb (ObsQuestionPage *page, const char *key, const char *value, ObsWindow *self)
{
  obs_window_change (self, key, value);
}

static void
export_cb (ObsQuestionPage *page, const char *kind, ObsWindow *self)
{
  obs_window_export (self, kind);
}

static void
copy_cb (ObsQuestionPage *page, ObsWindow *self)
{
  obs_window_copy_chart (self);
}

static void
keys_cb (ObsQuestionPage *page, ObsWindow *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "keys", NULL);
}

static void
figure_cb (ObsQuestionPage *page, ObsWindow *self)
{
  ObsFigure *figure = obs_question_page_get_figure (page);

  if (!obs_window_shows_question (self))
    return;
  obs_status_line_set_simulated (OBS_STATUS_LINE (self->status),
                                 figure->source_class == OBS_CLASS_SIMULATED);
  obs_window_update_layout (self);
  obs_window_update_actions (self);
  obs_window_update_areas (self);
  obs_window_mark_drawn (self);
}

static void
home_simulated_cb (ObsHomePage *page, gboolean simulated, ObsWindow *self)
{
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->home_page)
    obs_status_line_set_simulated (OBS_STATUS_LINE (self->status), simulated);
}

static void
taxonomy_loaded_cb (ObsTaxonomyPage *page, gboolean simulated, ObsWindow *self)
{
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->taxonomy_page)
    obs_status_line_set_simulated (OBS_STATUS_LINE (self->status), simulated);
  obs_window_mark_drawn (self);
}

static void
inspector_close_cb (ObsInspector *inspector, ObsWindow *self)
{
  if (obs_shell_get_size_class (OBS_SHELL (self->shell)) == OBS_SIZE_COMPACT)
    {
      obs_shell_set_pane (OBS_SHELL (self->shell), OBS_PANE_CONTENT);
      return;
    }
  self->details_open = FALSE;
  obs_window_update_layout (self);
}

static void
inspector_copy_cb (ObsInspector *inspector, const char *text, ObsWindow *self)
{
  obs_copy_text (GTK_WIDGET (self), text);
  obs_window_say (self, _ ("Copied"));
}

static void
palette_link_cb (ObsSearchPalette *palette, const char *link, ObsWindow *self)
{
  gint64 row = -1;

  if (!g_str_has_prefix (link, "row:"))
    {
      obs_window_open_link (self, link);
      return;
    }
  if (g_ascii_string_to_signed (link + 4, 10, 0, G_MAXINT, &row, NULL))
    obs_figure_view_focus_row (
        obs_question_page_get_figure_view (OBS_QUESTION_PAGE (self->question_page)), (int) row);
}

static void
palette_command_cb (ObsSearchPalette *palette, const char *action, ObsWindow *self)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (g_action_parse_detailed_name (action, &name, &target, NULL))
    gtk_widget_activate_action_variant (GTK_WIDGET (self), name, target);
}

static void
palette_say_cb (ObsSearchPalette *palette, const char *text, ObsWindow *self)
{
  obs_window_say (self, text);
}

static void
look_changed_cb (ObsLook *look, ObsWindow *self)
{
  obs_status_line_set_zoom (OBS_STATUS_LINE (self->status), obs_look_get_zoom_percent (look));
  gtk_widget_queue_resize (self->shell);
}

static void
layout_cb (ObsShell *shell, GParamSpec *pspec, ObsWindow *self)
{
  obs_window_update_layout (self);
}

static void
remember_size (ObsWindow *self)
{
  int width;
  int height;

  obs_settings_set_boolean (self->settings, "window-maximized",
                            gtk_window_is_maximized (GTK_WINDOW (self)));
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (width > 0 && height > 0)
    {
      obs_settings_set_int (self->settings, "window-width", width);
      obs_settings_set_int (self->settings, "window-height", height);
    }
}

static gboolean
obs_window_close_request (GtkWindow *window)
{
  ObsWindow *self = OBS_WINDOW (window);

  remember_size (self);
  g_cancellable_cancel (self->sync_cancellable);
  return GTK_WINDOW_CLASS (obs_window_parent_class)->close_request (window);
}

static void
obs_window_dispose (GObject *object)
{
  ObsWindow *self = OBS_WINDOW (object);

  if (self->sync_cancellable != NULL)
    g_cancellable_cancel (self->sync_cancellable);
  g_clear_object (&self->sync_cancellable);
  if (self->palette != NULL && gtk_widget_get_parent (self->palette) != NULL)
    gtk_widget_unparent (self->palette);
  g_clear_object (&self->palette);
  g_cancellable_cancel (self->counts_cancellable);
  g_clear_object (&self->counts_cancellable);
  if (self->picker != NULL && gtk_widget_get_parent (self->picker) != NULL)
    gtk_widget_unparent (self->picker);
  g_clear_object (&self->picker);
  g_clear_object (&self->inspector);
  g_clear_object (&self->workspace);
  obs_window_drop_changes (self);
  G_OBJECT_CLASS (obs_window_parent_class)->dispose (object);
}

static void
obs_window_finalize (GObject *object)
{
  ObsWindow *self = OBS_WINDOW (object);

  g_clear_pointer (&self->history, obs_history_free);
  g_clear_object (&self->store);
  g_queue_clear_full (&self->messages, g_free);
  g_free (self->home_dir);
  g_free (self->fixed_edition);
  g_free (self->first_address);
  g_free (self->shown_perspective);
  g_free (self->shown_question);
  g_free (self->badge_detail);
  g_free (self->trouble);
  g_free (self->trouble_details);
  g_free (self->staged);
  g_free (self->staged_date);
  G_OBJECT_CLASS (obs_window_parent_class)->finalize (object);
}

static void
obs_window_class_init (ObsWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = obs_window_dispose;
  object_class->finalize = obs_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = obs_window_close_request;
  signals[READY] = g_signal_new ("ready", OBS_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[FIRST_DRAWN] = g_signal_new ("first-drawn", OBS_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

/* Building */

static void
obs_window_init (ObsWindow *self)
{
  self->settings = obs_settings_get_default ();
  self->history = obs_history_new ();
  self->home_dir = obs_home_default ();
  self->details_open = TRUE;
  self->badge = OBS_BADGE_NOT_CHECKED;
  g_queue_init (&self->messages);
}

static GtkWidget *
action_button (const char *text, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

/* The bar over the content: a new edition waits to be accepted. */
static GtkWidget *
build_bar (ObsWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *use = action_button (_ ("Use it now"), "win.use-staged");

  self->bar_label
      = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "hexpand", TRUE, NULL);
  gtk_widget_add_css_class (use, "main");
  gtk_box_append (GTK_BOX (box), self->bar_label);
  gtk_box_append (GTK_BOX (box), action_button (_ ("Review"), "win.review-staged"));
  gtk_box_append (GTK_BOX (box), use);
  gtk_widget_add_css_class (box, "obs-bar");
  /* A box that comes and goes: a revealer without a transition keeps its room. */
  self->bar = g_object_new (GTK_TYPE_BOX, "visible", FALSE, "accessible-role",
                            GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (self->bar), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("New edition"), -1);
  return self->bar;
}

static GtkWidget *
build_content (ObsWindow *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->home_page = obs_home_page_new (self->store);
  self->question_page = obs_question_page_new (self->store, OBS_INSPECTOR (self->inspector));
  self->editions_page = obs_editions_page_new ();
  self->sources_page = obs_sources_page_new (self->store);
  self->taxonomy_page = obs_taxonomy_page_new (self->store);
  self->status_page = obs_status_page_new ();
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "empty");
  gtk_stack_add_child (GTK_STACK (self->stack), self->home_page);
  gtk_stack_add_child (GTK_STACK (self->stack), self->question_page);
  gtk_stack_add_child (GTK_STACK (self->stack), self->editions_page);
  gtk_stack_add_child (GTK_STACK (self->stack), self->sources_page);
  obs_window_make_documents (self);
  obs_window_make_changes (self);
  gtk_stack_add_child (GTK_STACK (self->stack), self->taxonomy_page);
  gtk_stack_add_child (GTK_STACK (self->stack), self->status_page);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (content), build_bar (self));
  self->compare = obs_compare_bar_new ();
  gtk_widget_set_visible (self->compare, FALSE);
  gtk_box_append (GTK_BOX (content), self->compare);
  gtk_box_append (GTK_BOX (content), self->stack);
  gtk_widget_add_css_class (content, "obs-content");
  return content;
}

static GtkWidget *
build_bottom (ObsWindow *self)
{
  static const struct
  {
    const char *label;
    const char *action;
  } parts[] = { { N_ ("Copy"), "win.copy-chart" },
                { N_ ("Export"), "win.export::png" },
                { N_ ("Find"), "win.find" },
                { N_ ("Source"), "win.show-details" } };
  GtkWidget *figure = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      GtkWidget *button = action_button (_ (parts[i].label), parts[i].action);

      gtk_widget_set_hexpand (button, TRUE);
      gtk_box_append (GTK_BOX (figure), button);
    }
  self->bottom_perspectives = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->bottom = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->bottom), self->bottom_perspectives, "perspectives");
  gtk_stack_add_named (GTK_STACK (self->bottom), figure, "figure");
  gtk_widget_add_css_class (self->bottom, "obs-bottom");
  gtk_widget_set_visible (self->bottom, FALSE);
  return self->bottom;
}

static void
build (ObsWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->inspector = g_object_ref_sink (obs_inspector_new ());
  self->header = obs_header_new ();
  self->side_bar = obs_side_bar_new ();
  self->details = gtk_scrolled_window_new ();
  /* What is inside takes the keyboard and scrolls; the scroller itself is no stop. */
  gtk_widget_set_focusable (self->details, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->details), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->details), self->inspector);
  gtk_widget_add_css_class (self->details, "obs-details");
  self->shell = obs_shell_new ();
  obs_shell_set_child (OBS_SHELL (self->shell), OBS_PANE_LIST, self->side_bar);
  obs_shell_set_child (OBS_SHELL (self->shell), OBS_PANE_CONTENT, build_content (self));
  obs_shell_set_child (OBS_SHELL (self->shell), OBS_PANE_DETAILS, self->details);
  obs_shell_set_wanted (OBS_SHELL (self->shell), OBS_PANE_LIST,
                        obs_settings_get_boolean (self->settings, "side-bar-visible"));
  self->toast = obs_toast_new (self->shell);
  gtk_widget_set_vexpand (self->toast, TRUE);
  self->status = obs_status_line_new ();
  self->palette = g_object_ref_sink (obs_search_palette_new (self->store));
  g_signal_connect_object (self->palette, "closed", G_CALLBACK (palette_closed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->toast);
  gtk_box_append (GTK_BOX (box), build_bottom (self));
  gtk_box_append (GTK_BOX (box), self->status);
  gtk_window_set_titlebar (GTK_WINDOW (self), self->header);
  gtk_window_set_child (GTK_WINDOW (self), box);
  obs_name_inner_parts (GTK_WIDGET (self));
}

static void
connect (ObsWindow *self)
{
  ObsLook *look = obs_look_get_default ();

  g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  g_signal_connect_object (self->side_bar, "open", G_CALLBACK (side_bar_open_cb), self, 0);
  g_signal_connect_object (self->home_page, "open-link", G_CALLBACK (open_link_cb), self, 0);
  g_signal_connect_object (self->home_page, "loaded", G_CALLBACK (obs_window_mark_drawn), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->home_page, "simulated", G_CALLBACK (home_simulated_cb), self, 0);
  g_signal_connect_object (self->question_page, "open-link", G_CALLBACK (open_link_cb), self, 0);
  g_signal_connect_object (self->question_page, "view-changed", G_CALLBACK (view_changed_cb), self,
                           0);
  g_signal_connect_object (self->question_page, "export", G_CALLBACK (export_cb), self, 0);
  g_signal_connect_object (self->question_page, "copy", G_CALLBACK (copy_cb), self, 0);
  g_signal_connect_object (self->question_page, "keys", G_CALLBACK (keys_cb), self, 0);
  g_signal_connect_object (self->question_page, "figure", G_CALLBACK (figure_cb), self, 0);
  g_signal_connect_object (self->sources_page, "view-changed", G_CALLBACK (view_changed_cb), self,
                           0);
  g_signal_connect_object (self->sources_page, "open-link", G_CALLBACK (open_link_cb), self, 0);
  g_signal_connect_object (self->sources_page, "copy", G_CALLBACK (inspector_copy_cb), self, 0);
  g_signal_connect_object (self->sources_page, "loaded", G_CALLBACK (obs_window_mark_drawn), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->taxonomy_page, "view-changed", G_CALLBACK (view_changed_cb), self,
                           0);
  g_signal_connect_object (self->taxonomy_page, "open-link", G_CALLBACK (open_link_cb), self, 0);
  g_signal_connect_object (self->taxonomy_page, "loaded", G_CALLBACK (taxonomy_loaded_cb), self, 0);
  obs_window_make_areas (self);
  g_signal_connect_object (self->inspector, "open-link", G_CALLBACK (open_link_cb), self, 0);
  g_signal_connect_object (self->inspector, "close", G_CALLBACK (inspector_close_cb), self, 0);
  g_signal_connect_object (self->inspector, "copy", G_CALLBACK (inspector_copy_cb), self, 0);
  g_signal_connect_object (self->palette, "open-link", G_CALLBACK (palette_link_cb), self, 0);
  g_signal_connect_object (self->palette, "command", G_CALLBACK (palette_command_cb), self, 0);
  g_signal_connect_object (self->palette, "say", G_CALLBACK (palette_say_cb), self, 0);
  g_signal_connect_object (self->shell, "notify::size-class", G_CALLBACK (layout_cb), self, 0);
  g_signal_connect_object (self->shell, "notify::pane", G_CALLBACK (layout_cb), self, 0);
  g_signal_connect_object (look, "changed", G_CALLBACK (look_changed_cb), self, 0);
  obs_announce_set_func (GTK_WINDOW (self), announced_cb, self, NULL);
  look_changed_cb (look, self);
}

GtkWidget *
obs_window_new (GtkApplication *app, ObsStore *store)
{
  ObsWindow *self = g_object_new (OBS_TYPE_WINDOW, "application", app, "title",
                                  _ ("Skills Observatory"), "icon-name", OBS_APP_ID, NULL);

  self->store = g_object_ref (store);
  build (self);
  connect (self);
  obs_window_add_actions (self);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               MAX (360, obs_settings_get_int (self->settings, "window-width")),
                               MAX (300, obs_settings_get_int (self->settings, "window-height")));
  if (obs_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  obs_window_update_layout (self);
  return GTK_WIDGET (self);
}

void
obs_window_start (ObsWindow *self, const char *edition, const char *address, gboolean opening)
{
  g_return_if_fail (OBS_IS_WINDOW (self));

  g_free (self->fixed_edition);
  self->fixed_edition = g_strdup (edition);
  g_free (self->first_address);
  self->first_address = address != NULL ? g_strdup (address)
                                        : obs_settings_get_string (self->settings, "last-view");
  if (!opening)
    obs_window_open_edition (self);
}

char *
obs_window_last_address (void)
{
  return obs_settings_get_string (obs_settings_get_default (), "last-view");
}
