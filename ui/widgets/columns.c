/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/columns.h"

#include "ui/widgets/look.h"
#include "ui/widgets/wrap-layout.h"

struct _ObsColumns
{
  GtkWidget parent_instance;

  int least;
  int gap;
};

G_DEFINE_FINAL_TYPE (ObsColumns, obs_columns, GTK_TYPE_WIDGET)

static int
count_children (GtkWidget *widget)
{
  int n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child);
  return n;
}

/* Of one column at @width, the whole width where they stand below each other. */
static int
column_width (ObsColumns *self, int n, int width)
{
  double scale = obs_look_get_text_scale (obs_look_get_default ());
  int least = (int) (self->least * scale);
  int wide = n > 0 ? (width - (n - 1) * self->gap) / n : width;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      least = MAX (least, minimum);
    }
  return wide >= least ? wide : width;
}

static void
obs_columns_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  ObsColumns *self = OBS_COLUMNS (widget);
  int n = count_children (widget);
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  int wide = across || for_size < 0 ? -1 : column_width (self, n, for_size);
  gboolean below = !across && wide == for_size && n > 1;
  int most = 0, sum = 0;

  *minimum_baseline = *natural_baseline = -1;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least = 0, wish = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, wide, &least, &wish, NULL, NULL);
      most = MAX (most, across ? least : wish);
      sum += wish;
    }
  sum += MAX (0, n - 1) * self->gap;
  *minimum = across || !below ? most : sum;
  *natural = across || below ? sum : most;
}

static void
obs_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ObsColumns *self = OBS_COLUMNS (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int n = count_children (widget);
  int wide = column_width (self, n, width);
  int x = 0, y = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int tall = height;

      if (!gtk_widget_should_layout (child))
        continue;
      if (wide == width)
        gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, wide, NULL, &tall, NULL, NULL);
      gtk_widget_size_allocate (child,
                                &(GtkAllocation){ rtl ? width - x - wide : x, y, wide, tall }, -1);
      if (wide == width)
        y += tall + self->gap;
      else
        x += wide + self->gap;
    }
}

static GtkSizeRequestMode
obs_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
obs_columns_dispose (GObject *object)
{
  obs_widget_remove_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (obs_columns_parent_class)->dispose (object);
}

static void
obs_columns_class_init (ObsColumnsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_columns_dispose;
  widget_class->measure = obs_columns_measure;
  widget_class->size_allocate = obs_columns_size_allocate;
  widget_class->get_request_mode = obs_columns_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_columns_init (ObsColumns *self)
{
}

GtkWidget *
obs_columns_new (int least, int gap)
{
  ObsColumns *self = g_object_new (OBS_TYPE_COLUMNS, NULL);

  self->least = least;
  self->gap = gap;
  return GTK_WIDGET (self);
}

void
obs_columns_append (ObsColumns *self, GtkWidget *child)
{
  g_return_if_fail (OBS_IS_COLUMNS (self));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}
