/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/clip-layout.h"

struct _ObsClipLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (ObsClipLayout, obs_clip_layout, GTK_TYPE_LAYOUT_MANAGER)

static void
obs_clip_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
                         int for_size, int *minimum, int *natural, int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least = 0, wish = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      /* A height for less than the child's least width cannot be asked for. */
      if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
        {
          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
          for_size = MAX (for_size, least);
        }
      gtk_widget_measure (child, orientation, for_size, &least, &wish, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wish);
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, OBS_LEAST_WIDTH);
}

static void
obs_clip_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                          int baseline)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least = 0, room;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      room = MAX (width, least);
      gtk_widget_size_allocate (child, &(GtkAllocation){ rtl ? width - room : 0, 0, room, height },
                                baseline);
    }
}

static GtkSizeRequestMode
obs_clip_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  return child != NULL ? gtk_widget_get_request_mode (child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
obs_clip_layout_class_init (ObsClipLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->measure = obs_clip_layout_measure;
  manager_class->allocate = obs_clip_layout_allocate;
  manager_class->get_request_mode = obs_clip_layout_get_request_mode;
}

static void
obs_clip_layout_init (ObsClipLayout *self)
{
}
