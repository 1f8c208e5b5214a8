/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/plot-private.h"

#include "ui/widgets/announce.h"
#include "ui/widgets/look.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_WIDTH 240
#define USUAL_WIDTH 680

guint obs_plot_signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsPlot, obs_plot, GTK_TYPE_WIDGET)

/* --- what is on screen --------------------------------------------------------------------- */

void
obs_plot_tell_row (ObsPlot *self)
{
  int row = obs_plot_item_row (self, self->hover);

  if (row < 0 && self->focused)
    row = obs_plot_item_row (self, self->focus);
  if (row < 0)
    row = self->selected;
  if (row == self->current)
    return;
  self->current = row;
  g_signal_emit (self, obs_plot_signals[HOVER], 0, row);
}

void
obs_plot_select (ObsPlot *self, int row, gboolean by_person)
{
  int old = self->selected;

  if (old == row)
    return;
  self->selected = row;
  if (!obs_plot_is_crowded (self))
    {
      ObsMark *before = obs_plot_item_mark (self, obs_plot_row_item (self, old));
      ObsMark *after = obs_plot_item_mark (self, obs_plot_row_item (self, row));

      if (before != NULL)
        obs_mark_set_selected (before, FALSE);
      if (after != NULL)
        obs_mark_set_selected (after, TRUE);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (by_person)
    g_signal_emit (self, obs_plot_signals[SELECT], 0, row);
  obs_plot_tell_row (self);
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
  obs_plot_sync_marks (self, keep);
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
  obs_plot_go_to_item (self, CLAMP (self->focus, 0, (int) obs_scene_n_items (self->scene) - 1));
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

  obs_plot_signals[HOVER] = row_signal (klass, "hover");
  obs_plot_signals[SELECT] = row_signal (klass, "select");
  obs_plot_signals[OPEN] = row_signal (klass, "open");
  obs_plot_signals[PIN] = row_signal (klass, "pin");
  obs_plot_signals[SOURCE] = row_signal (klass, "source");
  obs_plot_signals[COMMAND] = g_signal_new ("command", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  obs_plot_class_install_menu (widget_class);
}

static void
obs_plot_init (ObsPlot *self)
{
  self->marks = g_ptr_array_new ();
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->selected = self->hover = self->current = self->menu_row = -1;
  self->options.ranges = TRUE;

  obs_plot_add_input (self);
  g_signal_connect_object (obs_look_get_default (), "changed", G_CALLBACK (look_changed_cb), self,
                           G_CONNECT_SWAPPED);
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
  obs_plot_count_places (self);
  obs_plot_describe (self);

  self->hover = -1;
  self->current = -2; /* whatever comes is news */
  self->selected = -1;
  obs_plot_set_scene (
      self, obs_plot_scene_for_width (self, width > 0 ? MAX (LEAST_WIDTH, width) : USUAL_WIDTH));
  if (self->scene == NULL)
    obs_plot_sync_marks (self, -1);
  else
    {
      gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
      int keep = obs_plot_same_item (self, old, focus_row);

      self->selected = obs_plot_item_row (self, obs_plot_same_item (self, old, selected_row));
      self->focus = MAX (keep, 0);
      if (had_focus && keep < 0 && obs_scene_n_items (self->scene) > 0)
        {
          obs_plot_sync_marks (self, 0); /* the focused mark becomes the first */
          obs_announce (GTK_WIDGET (self),
                        _ ("That item is not in this chart. You are at the first one."));
        }
      else
        obs_plot_sync_marks (self, keep);
    }
  obs_plot_tell_row (self);
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

  obs_plot_select (self, row, FALSE);
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
  obs_plot_go_to_item (self, item);
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
