/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/plot-private.h"

#include "ui/widgets/announce.h"
#include "ui/widgets/look.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LEAST_WIDTH 240
#define USUAL_WIDTH 680
#define MOST_MARKS 200 /* more would be slow to walk and tiring to hear */

enum
{
  HOVER,
  SELECT,
  OPEN,
  PIN,
  SOURCE,
  COMMAND,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsPlot, obs_plot, GTK_TYPE_WIDGET)

/* --- marks --------------------------------------------------------------------------------- */

static gboolean
is_crowded (ObsPlot *self)
{
  return self->scene != NULL && obs_scene_n_items (self->scene) > MOST_MARKS;
}

static ObsMark *
item_mark (ObsPlot *self, int item)
{
  if (self->marks->len == 0 || item < 0)
    return NULL;
  if (is_crowded (self))
    return g_ptr_array_index (self->marks, 0);
  return item < (int) self->marks->len ? g_ptr_array_index (self->marks, item) : NULL;
}

/* Things are counted, not marks: three sectors of one skill are one thing. */
static char *
place_key (const ObsFigureRow *row)
{
  return isnan (row->x) ? g_strdup (row->key) : g_strdup_printf ("%s %g", row->key, row->x);
}

static void
count_places (ObsPlot *self)
{
  g_hash_table_remove_all (self->places);
  for (guint i = 0; self->figure != NULL && i < self->figure->rows->len; i++)
    {
      char *key = place_key (obs_figure_row (self->figure, i));

      if (g_hash_table_contains (self->places, key))
        g_free (key);
      else
        g_hash_table_insert (self->places, key,
                             GUINT_TO_POINTER (g_hash_table_size (self->places) + 1));
    }
}

static char *
mark_words (ObsPlot *self, int item)
{
  const ObsFigureRow *row = obs_figure_row (self->figure, (guint) obs_plot_item_row (self, item));
  g_autofree char *key = place_key (row);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, key));
  const char *name = row->name != NULL ? row->name : row->label;
  g_autofree char *trimmed = g_strdup (name);
  gsize n = strlen (trimmed);

  if (n > 0 && trimmed[n - 1] == '.')
    trimmed[n - 1] = '\0';
  /* Translators: what a screen reader says of a mark: its sentence, then its place among all, as in
   * "Verbal communication, 8.1 out of 10, 2 of 20". */
  return g_strdup_printf (_ ("%s, %u of %u"), trimmed, place, g_hash_table_size (self->places));
}

static void
tell_row (ObsPlot *self)
{
  int row = obs_plot_item_row (self, self->hover);

  if (row < 0 && self->focused)
    row = obs_plot_item_row (self, self->focus);
  if (row < 0)
    row = self->selected;
  if (row == self->current)
    return;
  self->current = row;
  g_signal_emit (self, signals[HOVER], 0, row);
}

static void
mark_enter_cb (GtkEventControllerFocus *controller, ObsPlot *self)
{
  ObsMark *mark = OBS_MARK (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));

  self->focused = TRUE;
  if (!is_crowded (self))
    self->focus = obs_mark_get_item (mark);
  self->hover = -1; /* the keyboard leads until the pointer moves again */
  tell_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
mark_leave_cb (GtkEventControllerFocus *controller, ObsPlot *self)
{
  self->focused = FALSE;
  tell_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_selected (ObsPlot *self, int row, gboolean by_person)
{
  int old = self->selected;

  if (old == row)
    return;
  self->selected = row;
  if (!is_crowded (self))
    {
      ObsMark *before = item_mark (self, obs_plot_row_item (self, old));
      ObsMark *after = item_mark (self, obs_plot_row_item (self, row));

      if (before != NULL)
        obs_mark_set_selected (before, FALSE);
      if (after != NULL)
        obs_mark_set_selected (after, TRUE);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (by_person)
    g_signal_emit (self, signals[SELECT], 0, row);
  tell_row (self);
}

static void
mark_act_cb (ObsMark *mark, const char *action, ObsPlot *self)
{
  int row = obs_plot_item_row (self, obs_mark_get_item (mark));

  if (row < 0)
    return;
  if (strcmp (action, "mark.open") == 0)
    g_signal_emit (self, signals[OPEN], 0, row);
  else if (strcmp (action, "mark.pin") == 0)
    g_signal_emit (self, signals[PIN], 0, row);
  else
    g_signal_emit (self, signals[SOURCE], 0, row);
}

static ObsMark *
add_mark (ObsPlot *self, gboolean picture)
{
  GtkWidget *mark = picture ? obs_mark_new_picture ("") : obs_mark_new (0, "");
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (focus, "enter", G_CALLBACK (mark_enter_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (mark_leave_cb), self);
  gtk_widget_add_controller (mark, focus);
  g_signal_connect (mark, "act", G_CALLBACK (mark_act_cb), self);
  gtk_widget_insert_before (mark, GTK_WIDGET (self), self->menu);
  return OBS_MARK (mark);
}

static gboolean
is_picture (gpointer mark)
{
  return gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (mark)) == GTK_ACCESSIBLE_ROLE_IMG;
}

/* A mark of the right kind from those that were there before, or a new one. */
static ObsMark *
take_mark (ObsPlot *self, GPtrArray *old, gboolean picture)
{
  for (guint i = 0; i < old->len; i++)
    if (is_picture (g_ptr_array_index (old, i)) == picture)
      return g_ptr_array_remove_index (old, i);
  return add_mark (self, picture);
}

/* Makes the children agree with the scene. The mark that holds the focus stays with its thing, so
 * that the change is not spoken as a move: @keep is its item in the new scene, or -1. */
static void
sync_marks (ObsPlot *self, int keep)
{
  gboolean crowded = is_crowded (self);
  guint n = self->scene == NULL ? 0 : obs_scene_n_items (self->scene);
  guint want = crowded ? 1 : n;
  GPtrArray *old = self->marks;
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self)), *before = NULL;
  ObsMark *held = NULL;

  self->marks = g_ptr_array_new ();
  if (keep >= 0 && !crowded && focus != NULL && g_ptr_array_find (old, focus, NULL)
      && !is_picture (focus))
    {
      held = OBS_MARK (focus);
      g_ptr_array_remove (old, held);
    }
  for (guint i = 0; i < want; i++)
    {
      ObsMark *mark = held != NULL && (int) i == keep ? held : take_mark (self, old, crowded);
      int item = crowded ? CLAMP (self->focus, 0, (int) n - 1) : (int) i;
      g_autofree char *words = mark_words (self, item);

      g_ptr_array_add (self->marks, mark);
      if (gtk_widget_get_prev_sibling (GTK_WIDGET (mark)) != before)
        gtk_widget_insert_after (GTK_WIDGET (mark), GTK_WIDGET (self), before);
      before = GTK_WIDGET (mark);
      obs_mark_set_item (mark, item);
      obs_mark_set_label (mark, words);
      obs_mark_set_selected (mark, obs_plot_item_row (self, item) == self->selected);
    }
  /* Focus must be somewhere else before its widget goes. */
  if (focus != NULL && g_ptr_array_find (old, focus, NULL) && want > 0)
    gtk_widget_grab_focus (GTK_WIDGET (item_mark (self, MAX (keep, 0))));
  for (guint i = 0; i < old->len; i++)
    gtk_widget_unparent (g_ptr_array_index (old, i));
  g_ptr_array_unref (old);
}

/* Which item of the scene stands for the same thing as @row did in @old. */
static int
same_item (ObsPlot *self, const ObsFigure *old, int row)
{
  const ObsFigureRow *was;
  int same_key = -1;

  if (row < 0 || old == NULL || self->scene == NULL || row >= (int) old->rows->len)
    return -1;
  was = obs_figure_row (old, (guint) row);
  for (guint i = 0; i < obs_scene_n_items (self->scene); i++)
    {
      const ObsFigureRow *now
          = obs_figure_row (self->figure, (guint) obs_scene_item (self->scene, i)->row);

      if (g_strcmp0 (now->key, was->key) != 0)
        continue;
      if (g_strcmp0 (now->series, was->series) == 0
          && (now->x == was->x || (isnan (now->x) && isnan (was->x))))
        return (int) i;
      if (same_key < 0)
        same_key = (int) i;
    }
  return same_key;
}

/* Puts @scene, another layout of the same figure, on screen. @focus_row had the keyboard. */
static void
show_scene (ObsPlot *self, ObsScene *scene, int focus_row)
{
  int keep;

  obs_plot_set_scene (self, scene);
  keep = obs_plot_row_item (self, focus_row);
  self->hover = -1;
  self->focus = MAX (keep, 0);
  sync_marks (self, keep);
}

/* Lays the same figure out again after a choice has changed. */
static void
relayout (ObsPlot *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int focus_row = obs_plot_item_row (self, self->focus);

  if (self->figure == NULL)
    return;
  obs_plot_drop_scenes (self);
  show_scene (self,
              obs_plot_scene_for_width (self, width > 0 ? MAX (LEAST_WIDTH, width) : USUAL_WIDTH),
              focus_row);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
look_changed_cb (ObsPlot *self)
{
  g_clear_pointer (&self->measure, obs_text_measure_free);
  relayout (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- pointer ------------------------------------------------------------------------------- */

static void
set_hover (ObsPlot *self, int item)
{
  if (self->hover == item)
    return;
  self->hover = item;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  tell_row (self);
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, ObsPlot *self)
{
  set_hover (self, self->scene != NULL ? obs_scene_pick (self->scene, x, y) : -1);
}

static void
leave_cb (GtkEventController *controller, ObsPlot *self)
{
  set_hover (self, -1);
}

static gboolean
has_link (ObsPlot *self, int row)
{
  return obs_figure_row (self->figure, (guint) row)->link != NULL;
}

static gboolean
opens_on_click (ObsPlot *self, int row)
{
  /* A trail is a list of links; everywhere else one click selects and two filter. */
  return self->figure->form == OBS_FORM_TRAIL && has_link (self, row);
}

static void show_menu (ObsPlot *self, int item, double x, double y);

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ObsPlot *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  int item = self->scene != NULL ? obs_scene_pick (self->scene, x, y) : -1;
  int row = obs_plot_item_row (self, item);

  if (button != GDK_BUTTON_PRIMARY && button != GDK_BUTTON_SECONDARY)
    return;
  if (row < 0)
    {
      if (button == GDK_BUTTON_SECONDARY)
        show_menu (self, -1, x, y);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  obs_plot_focus_row (self, row);
  self->hover = item;
  if (button == GDK_BUTTON_SECONDARY)
    show_menu (self, item, x, y);
  else if (state & GDK_CONTROL_MASK)
    g_signal_emit (self, signals[PIN], 0, row);
  else if (opens_on_click (self, row) || (n_press == 2 && has_link (self, row)))
    g_signal_emit (self, signals[OPEN], 0, row);
  else
    set_selected (self, self->selected == row ? -1 : row, TRUE);
}

/* --- menu ---------------------------------------------------------------------------------- */

static void
menu_action_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ObsPlot *self = OBS_PLOT (widget);
  int row = self->menu_row;

  if (strcmp (action, "plot.command") == 0)
    g_signal_emit (self, signals[COMMAND], 0, g_variant_get_string (parameter, NULL));
  else if (row < 0)
    return;
  else if (strcmp (action, "plot.select") == 0)
    set_selected (self, self->selected == row ? -1 : row, TRUE);
  else if (strcmp (action, "plot.open") == 0)
    g_signal_emit (self, signals[OPEN], 0, row);
  else if (strcmp (action, "plot.pin") == 0)
    g_signal_emit (self, signals[PIN], 0, row);
  else
    g_signal_emit (self, signals[SOURCE], 0, row);
}

static GMenuModel *
item_section (ObsPlot *self, int row)
{
  GMenu *section = g_menu_new ();
  const ObsFigureRow *data = obs_figure_row (self->figure, (guint) row);

  if (data->link != NULL)
    g_menu_append (section,
                   g_str_has_prefix (data->link, "filter:") ? _ ("Filter by this") : _ ("Open"),
                   "plot.open");
  g_menu_append (section, self->selected == row ? _ ("Clear selection") : _ ("Select"),
                 "plot.select");
  g_menu_append (section, _ ("Pin or unpin"), "plot.pin");
  g_menu_append (section, _ ("Where this comes from"), "plot.source");
  return G_MENU_MODEL (section);
}

static GMenuModel *
figure_section (ObsPlot *self)
{
  GMenu *section = g_menu_new ();

  g_menu_append (section, _ ("Show as table"), "plot.command('table')");
  if (self->figure->has_ranges)
    g_menu_append (section, _ ("Likely range on or off"), "plot.command('ranges')");
  if (self->figure->sort_choices->len > 1)
    g_menu_append (section, _ ("Next order"), "plot.command('sort')");
  g_menu_append (section, _ ("Copy chart"), "plot.command('copy')");
  g_menu_append (section, _ ("Keys for this chart"), "plot.command('keys')");
  return G_MENU_MODEL (section);
}

static void
show_menu (ObsPlot *self, int item, double x, double y)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenuModel) figure = NULL;

  if (self->figure == NULL)
    return;
  self->menu_row = obs_plot_item_row (self, item);
  if (self->menu_row >= 0)
    {
      g_autoptr (GMenuModel) section = item_section (self, self->menu_row);

      g_menu_append_section (menu, obs_figure_row (self->figure, (guint) self->menu_row)->label,
                             section);
    }
  figure = figure_section (self);
  g_menu_append_section (menu, NULL, figure);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), G_MENU_MODEL (menu));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_closed_cb (ObsPlot *self)
{
  obs_plot_focus_row (self, obs_plot_item_row (self, self->focus));
}

/* --- keyboard ------------------------------------------------------------------------------ */

/* Moves the one mark of a crowded plot, or the focus from mark to mark. */
static void
go_to_item (ObsPlot *self, int item)
{
  ObsMark *mark = item_mark (self, item);

  if (mark == NULL)
    return;
  self->focus = item;
  if (is_crowded (self))
    {
      g_autofree char *words = mark_words (self, item);

      obs_mark_set_item (mark, item);
      obs_mark_set_label (mark, words);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
    }
  gtk_widget_grab_focus (GTK_WIDGET (mark));
  self->hover = -1;
  tell_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
show_menu_at_focus (ObsPlot *self)
{
  const ObsSceneItem *item;

  if (obs_plot_item_row (self, self->focus) < 0)
    return FALSE;
  item = obs_scene_item (self->scene, (guint) self->focus);
  show_menu (self, self->focus, item->x + item->w / 2, item->y + item->h);
  return TRUE;
}

/* Escape clears what is selected; with nothing selected it leaves the plot. */
static gboolean
escape (ObsPlot *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->selected >= 0)
    set_selected (self, -1, TRUE);
  else if (root != NULL)
    gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, ObsPlot *self)
{
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();
  gboolean control = held == GDK_CONTROL_MASK;
  const char *command;
  ObsStep step;

  if (self->scene == NULL)
    return FALSE;
  if ((held == 0 || control) && obs_plot_key_step (keyval, control, &step))
    {
      go_to_item (self, obs_scene_step (self->scene, self->focus, step));
      return TRUE;
    }
  if ((held == 0 && keyval == GDK_KEY_Menu) || (held == GDK_SHIFT_MASK && keyval == GDK_KEY_F10))
    return show_menu_at_focus (self);
  if (held == 0 && keyval == GDK_KEY_Escape)
    return escape (self);
  if (held != 0 && held != GDK_SHIFT_MASK)
    return FALSE;
  command = obs_plot_key_command (keyval);
  if (command == NULL || (held == GDK_SHIFT_MASK && keyval != GDK_KEY_question))
    return FALSE;
  g_signal_emit (self, signals[COMMAND], 0, command);
  return TRUE;
}

/* --- the widget ---------------------------------------------------------------------------- */

static gboolean
obs_plot_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ObsPlot *self = OBS_PLOT (widget);

  /* One stop: from inside, Tab leaves; arrows are handled by key_pressed_cb(). */
  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  if (self->marks->len == 0 || self->scene == NULL)
    return FALSE;
  go_to_item (self, CLAMP (self->focus, 0, (int) obs_scene_n_items (self->scene) - 1));
  return TRUE;
}

static gboolean
obs_plot_grab_focus (GtkWidget *widget)
{
  return obs_plot_focus (widget, GTK_DIR_TAB_FORWARD);
}

static GtkSizeRequestMode
obs_plot_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
obs_plot_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  ObsPlot *self = OBS_PLOT (widget);
  ObsScene *scene;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LEAST_WIDTH;
      *natural = USUAL_WIDTH;
      return;
    }
  scene = obs_plot_scene_for_width (self, MAX (LEAST_WIDTH, for_size < 0 ? USUAL_WIDTH : for_size));
  if (scene != NULL)
    *minimum = *natural = (int) ceil (obs_scene_get_height (scene));
}

static void
obs_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ObsPlot *self = OBS_PLOT (widget);

  ObsScene *scene = obs_plot_scene_for_width (self, MAX (LEAST_WIDTH, width));

  if (scene != self->scene)
    show_scene (self, scene, obs_plot_item_row (self, self->focus));
  for (guint i = 0; i < self->marks->len; i++)
    {
      ObsMark *mark = g_ptr_array_index (self->marks, i);
      const ObsSceneItem *item = obs_scene_item (self->scene, (guint) obs_mark_get_item (mark));

      gtk_widget_measure (GTK_WIDGET (mark), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL,
                          NULL);
      gtk_widget_size_allocate (GTK_WIDGET (mark),
                                &(GtkAllocation){ (int) floor (item->x), (int) floor (item->y),
                                                  (int) ceil (item->w), (int) ceil (item->h) },
                                -1);
    }
  gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
settings_changed_cb (GObject *settings, GParamSpec *pspec, ObsPlot *self)
{
  look_changed_cb (self);
}

static void
obs_plot_root (GtkWidget *widget)
{
  GtkSettings *settings;

  GTK_WIDGET_CLASS (obs_plot_parent_class)->root (widget);

  settings = gtk_widget_get_settings (widget);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (settings_changed_cb),
                           widget, 0);
  g_signal_connect_object (settings, "notify::gtk-font-name", G_CALLBACK (settings_changed_cb),
                           widget, 0);
}

static void
obs_plot_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_settings (widget), settings_changed_cb,
                                        widget);

  GTK_WIDGET_CLASS (obs_plot_parent_class)->unroot (widget);
}

static void
obs_plot_dispose (GObject *object)
{
  ObsPlot *self = OBS_PLOT (object);

  obs_plot_drop_scenes (self);
  if (self->marks != NULL)
    g_ptr_array_set_size (self->marks, 0);
  self->menu = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_first_child (GTK_WIDGET (self)))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (obs_plot_parent_class)->dispose (object);
}

static void
obs_plot_finalize (GObject *object)
{
  ObsPlot *self = OBS_PLOT (object);

  g_clear_pointer (&self->figure, obs_figure_unref);
  g_clear_pointer (&self->measure, obs_text_measure_free);
  g_clear_pointer (&self->pins, g_ptr_array_unref);
  g_ptr_array_unref (self->marks);
  g_hash_table_unref (self->places);
  g_free (self->series);

  G_OBJECT_CLASS (obs_plot_parent_class)->finalize (object);
}

static guint
row_signal (ObsPlotClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
obs_plot_class_init (ObsPlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = obs_plot_dispose;
  object_class->finalize = obs_plot_finalize;
  widget_class->focus = obs_plot_focus;
  widget_class->grab_focus = obs_plot_grab_focus;
  widget_class->get_request_mode = obs_plot_get_request_mode;
  widget_class->measure = obs_plot_measure;
  widget_class->size_allocate = obs_plot_size_allocate;
  widget_class->snapshot = obs_plot_snapshot;
  widget_class->root = obs_plot_root;
  widget_class->unroot = obs_plot_unroot;

  signals[HOVER] = row_signal (klass, "hover");
  signals[SELECT] = row_signal (klass, "select");
  signals[OPEN] = row_signal (klass, "open");
  signals[PIN] = row_signal (klass, "pin");
  signals[SOURCE] = row_signal (klass, "source");
  signals[COMMAND] = g_signal_new ("command", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_install_action (widget_class, "plot.select", NULL, menu_action_cb);
  gtk_widget_class_install_action (widget_class, "plot.open", NULL, menu_action_cb);
  gtk_widget_class_install_action (widget_class, "plot.pin", NULL, menu_action_cb);
  gtk_widget_class_install_action (widget_class, "plot.source", NULL, menu_action_cb);
  gtk_widget_class_install_action (widget_class, "plot.command", "s", menu_action_cb);
}

static void
obs_plot_init (ObsPlot *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->marks = g_ptr_array_new ();
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->selected = self->hover = self->current = self->menu_row = -1;
  self->options.ranges = TRUE;

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  self->menu = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  obs_name_popover_parts (GTK_POPOVER (self->menu), _ ("What can be done here"));
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (obs_look_get_default (), "changed", G_CALLBACK (look_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
describe (ObsPlot *self)
{
  const ObsFigure *figure = self->figure;
  g_autofree char *name = NULL, *text = NULL;

  if (figure == NULL)
    return;
  if (figure->source_class == OBS_CLASS_SIMULATED)
    /* Translators: name of a chart that shows simulated figures; %s is its title. */
    name = g_strdup_printf (_ ("Chart, simulated. %s"), figure->title != NULL ? figure->title : "");
  else
    name = g_strdup_printf (_ ("Chart. %s"), figure->title != NULL ? figure->title : "");
  text = g_strdup_printf (
      /* Translators: %s is the summary of the chart in sentences. */
      _ ("%s Arrow keys move, Enter opens, Space pins, question mark lists all keys."),
      figure->summary != NULL ? figure->summary : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  obs_announce_describe (GTK_WIDGET (self), text);
}

/* --- public -------------------------------------------------------------------------------- */

GtkWidget *
obs_plot_new (void)
{
  return g_object_new (OBS_TYPE_PLOT, NULL);
}

/**
 * obs_plot_set_figure:
 * @figure: (nullable): the figure to draw
 */
void
obs_plot_set_figure (ObsPlot *self, ObsFigure *figure)
{
  g_autoptr (ObsFigure) old = NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int focus_row, selected_row;

  g_return_if_fail (OBS_IS_PLOT (self));

  if (self->figure == figure)
    return;
  focus_row = obs_plot_item_row (self, self->focus);
  selected_row = self->selected;
  old = g_steal_pointer (&self->figure);
  self->figure = figure != NULL ? obs_figure_ref (figure) : NULL;
  obs_plot_drop_scenes (self);
  count_places (self);
  describe (self);

  self->hover = -1;
  self->current = -2; /* whatever comes is news */
  self->selected = -1;
  obs_plot_set_scene (
      self, obs_plot_scene_for_width (self, width > 0 ? MAX (LEAST_WIDTH, width) : USUAL_WIDTH));
  if (self->scene == NULL)
    sync_marks (self, -1);
  else
    {
      gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
      int keep = same_item (self, old, focus_row);

      self->selected = obs_plot_item_row (self, same_item (self, old, selected_row));
      self->focus = MAX (keep, 0);
      if (had_focus && keep < 0 && obs_scene_n_items (self->scene) > 0)
        {
          sync_marks (self, 0); /* the focused mark becomes the first */
          obs_announce (GTK_WIDGET (self),
                        _ ("That item is not in this chart. You are at the first one."));
        }
      else
        sync_marks (self, keep);
    }
  tell_row (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

ObsFigure *
obs_plot_get_figure (ObsPlot *self)
{
  g_return_val_if_fail (OBS_IS_PLOT (self), NULL);

  return self->figure;
}

void
obs_plot_set_ranges (ObsPlot *self, gboolean ranges)
{
  g_return_if_fail (OBS_IS_PLOT (self));

  if (self->options.ranges == !!ranges)
    return;
  self->options.ranges = !!ranges;
  relayout (self);
}

void
obs_plot_set_narrow (ObsPlot *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_PLOT (self));

  if (self->options.narrow == !!narrow)
    return;
  self->options.narrow = !!narrow;
  relayout (self);
}

void
obs_plot_set_compact (ObsPlot *self, gboolean compact)
{
  g_return_if_fail (OBS_IS_PLOT (self));

  if (self->options.compact == !!compact)
    return;
  self->options.compact = !!compact;
  relayout (self);
}

void
obs_plot_set_max_rows (ObsPlot *self, int max_rows)
{
  g_return_if_fail (OBS_IS_PLOT (self));

  if (self->options.max_rows == max_rows)
    return;
  self->options.max_rows = max_rows;
  relayout (self);
}

/**
 * obs_plot_set_series:
 * @series: (nullable): key of the one series that the narrow layout draws
 */
void
obs_plot_set_series (ObsPlot *self, const char *series)
{
  g_return_if_fail (OBS_IS_PLOT (self));

  if (g_strcmp0 (self->series, series) == 0)
    return;
  g_free (self->series);
  self->series = g_strdup (series);
  relayout (self);
}

/**
 * obs_plot_set_pins:
 * @pins: (nullable) (element-type utf8): keys that stay while the others fade
 */
void
obs_plot_set_pins (ObsPlot *self, GPtrArray *pins)
{
  GPtrArray *copy = NULL;

  g_return_if_fail (OBS_IS_PLOT (self));

  if (pins != NULL && pins->len > 0)
    {
      copy = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < pins->len; i++)
        g_ptr_array_add (copy, g_strdup (g_ptr_array_index (pins, i)));
    }
  g_clear_pointer (&self->pins, g_ptr_array_unref);
  self->pins = copy;
  relayout (self);
}

void
obs_plot_set_selected (ObsPlot *self, int row)
{
  g_return_if_fail (OBS_IS_PLOT (self));

  set_selected (self, row, FALSE);
}

int
obs_plot_get_selected (ObsPlot *self)
{
  g_return_val_if_fail (OBS_IS_PLOT (self), -1);

  return self->selected;
}

int
obs_plot_get_row (ObsPlot *self)
{
  g_return_val_if_fail (OBS_IS_PLOT (self), -1);

  return MAX (self->current, -1);
}

gboolean
obs_plot_focus_row (ObsPlot *self, int row)
{
  int item;

  g_return_val_if_fail (OBS_IS_PLOT (self), FALSE);

  item = obs_plot_row_item (self, row);
  if (item < 0)
    return FALSE;
  go_to_item (self, item);
  return TRUE;
}

guint
obs_plot_n_marks (ObsPlot *self)
{
  g_return_val_if_fail (OBS_IS_PLOT (self), 0);

  return self->marks->len;
}

guint
obs_plot_n_left_out (ObsPlot *self)
{
  g_return_val_if_fail (OBS_IS_PLOT (self), 0);

  return self->scene != NULL ? obs_scene_n_left_out (self->scene) : 0;
}
