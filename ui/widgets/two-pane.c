/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/two-pane.h"

#include "ui/widgets/look.h"

#define NARROW_BELOW 600 /* px at a text scale of 1 */
#define HYSTERESIS 16

struct _ObsTwoPane
{
  GtkWidget parent_instance;

  GtkWidget *first;
  GtkWidget *second;
  int first_width;
  gboolean narrow;
  gboolean next_narrow;
  gboolean shows_second;
  guint change_id;
};

G_DEFINE_FINAL_TYPE (ObsTwoPane, obs_two_pane, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
show_panes (ObsTwoPane *self)
{
  gtk_widget_set_visible (self->first, !self->narrow || !self->shows_second);
  gtk_widget_set_visible (self->second, !self->narrow || self->shows_second);
}

static gboolean
change_cb (gpointer user_data)
{
  ObsTwoPane *self = OBS_TWO_PANE (user_data);

  self->change_id = 0;
  if (self->narrow == self->next_narrow)
    return G_SOURCE_REMOVE;
  self->narrow = self->next_narrow;
  show_panes (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
obs_two_pane_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* Both scroll, so that neither asks for more than there is. */
static void
obs_two_pane_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  ObsTwoPane *self = OBS_TWO_PANE (widget);
  GtkWidget *children[] = { self->first, self->second };

  *minimum = 0;
  *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    if (gtk_widget_should_layout (children[i]))
      {
        int least, wish;

        gtk_widget_measure (children[i], orientation, -1, &least, &wish, NULL, NULL);
        *minimum = MAX (*minimum, least);
        *natural = MAX (*natural, wish);
      }
}

static void
allocate (ObsTwoPane *self, GtkWidget *child, int x, int width, int height)
{
  GtkAllocation box = { x, 0, width, height };
  int minimum;

  if (!gtk_widget_should_layout (child))
    return;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  box.width = MAX (width, minimum);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    box.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - box.width;
  gtk_widget_size_allocate (child, &box, -1);
}

static void
obs_two_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ObsTwoPane *self = OBS_TWO_PANE (widget);
  double scale = obs_look_get_text_scale (obs_look_get_default ());
  int first = (int) (self->first_width * scale);

  self->next_narrow = width / scale < NARROW_BELOW + (self->narrow ? HYSTERESIS : 0);
  /* Never inside the allocation: a change hides and shows widgets. */
  if (self->next_narrow != self->narrow && self->change_id == 0)
    self->change_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, change_cb, self, NULL);
  if (self->narrow)
    {
      allocate (self, self->first, 0, width, height);
      allocate (self, self->second, 0, width, height);
      return;
    }
  allocate (self, self->first, 0, first, height);
  allocate (self, self->second, first, MAX (0, width - first), height);
}

static void
obs_two_pane_dispose (GObject *object)
{
  ObsTwoPane *self = OBS_TWO_PANE (object);

  g_clear_handle_id (&self->change_id, g_source_remove);
  g_clear_pointer (&self->first, gtk_widget_unparent);
  g_clear_pointer (&self->second, gtk_widget_unparent);
  G_OBJECT_CLASS (obs_two_pane_parent_class)->dispose (object);
}

static void
obs_two_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NARROW)
    g_value_set_boolean (value, OBS_TWO_PANE (object)->narrow);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
obs_two_pane_class_init (ObsTwoPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = obs_two_pane_dispose;
  object_class->get_property = obs_two_pane_get_property;
  widget_class->get_request_mode = obs_two_pane_get_request_mode;
  widget_class->measure = obs_two_pane_measure;
  widget_class->size_allocate = obs_two_pane_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "obstwopane");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
obs_two_pane_init (ObsTwoPane *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
obs_two_pane_new (GtkWidget *first, GtkWidget *second, int first_width)
{
  ObsTwoPane *self = g_object_new (OBS_TYPE_TWO_PANE, NULL);

  self->first = first;
  self->second = second;
  self->first_width = first_width;
  gtk_widget_set_parent (first, GTK_WIDGET (self));
  gtk_widget_set_parent (second, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

gboolean
obs_two_pane_is_narrow (ObsTwoPane *self)
{
  return self->narrow;
}

void
obs_two_pane_set_second (ObsTwoPane *self, gboolean second)
{
  g_return_if_fail (OBS_IS_TWO_PANE (self));

  self->shows_second = !!second;
  show_panes (self);
}
