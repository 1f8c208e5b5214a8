/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/wrap-layout.h"

#include "ui/widgets/one-stop.h"

struct _ObsWrapLayout
{
  GtkLayoutManager parent_instance;
  int spacing;
  int line_spacing;
};

G_DEFINE_FINAL_TYPE (ObsWrapLayout, obs_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

struct _ObsWrap
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (ObsWrap, obs_wrap, GTK_TYPE_WIDGET)

/* One line of children: from @first up to but not with @end. */
typedef struct
{
  GtkWidget *first;
  GtkWidget *end;
  GtkWidget *grower; /* child that takes what is left over */
  int width;
  int height;
} Line;

static int
child_width (GtkWidget *child, int width)
{
  int min = 0, nat = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
  return MAX (min, MIN (nat, width));
}

static int
child_height (GtkWidget *child, int width)
{
  int min = 0, nat = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &min, &nat, NULL, NULL);
  return MAX (min, nat);
}

/* Takes as many children as fit from @first on; at least one. */
static Line
next_line (const ObsWrapLayout *self, GtkWidget *first, int width)
{
  Line line = { .first = first };
  GtkWidget *child;
  gboolean any = FALSE;

  for (child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int w;

      if (!gtk_widget_should_layout (child))
        continue;
      w = child_width (child, width);
      if (any && line.width + self->spacing + w > width)
        break;
      line.width += w + (any ? self->spacing : 0);
      line.height = MAX (line.height, child_height (child, w));
      if (line.grower == NULL && gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
        line.grower = child;
      any = TRUE;
    }
  line.end = child;
  return line;
}

/* Where the words of the first line stand, for who asks by aligning to it; -1 where none are. */
static int
first_baseline (GtkWidget *widget, const Line *line, int width)
{
  int baseline = -1, natural = 0;

  if (gtk_widget_get_valign (widget) != GTK_ALIGN_BASELINE || line->first == NULL
      || !gtk_widget_should_layout (line->first))
    return -1;
  gtk_widget_measure (line->first, GTK_ORIENTATION_VERTICAL, child_width (line->first, width), NULL,
                      &natural, NULL, &baseline);
  if (baseline >= 0 && gtk_widget_get_valign (line->first) == GTK_ALIGN_CENTER)
    baseline += (line->height - natural) / 2;
  return baseline;
}

static GtkSizeRequestMode
obs_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
obs_wrap_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
                         int for_size, int *minimum, int *natural, int *minimum_baseline,
                         int *natural_baseline)
{
  ObsWrapLayout *self = OBS_WRAP_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int n = 0;

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (; child != NULL; child = gtk_widget_get_next_sibling (child))
        {
          int min = 0, nat = 0;

          if (!gtk_widget_should_layout (child))
            continue;
          gtk_widget_measure (child, orientation, -1, &min, &nat, NULL, NULL);
          *minimum = MAX (*minimum, min);
          *natural += nat + (n++ > 0 ? self->spacing : 0);
        }
      return;
    }

  while (child != NULL)
    {
      int width = for_size < 0 ? G_MAXINT / 4 : for_size;
      Line line = next_line (self, child, width);

      if (n == 0)
        *minimum_baseline = *natural_baseline = first_baseline (widget, &line, width);
      *minimum += line.height + (n++ > 0 && line.height > 0 ? self->line_spacing : 0);
      child = line.end;
    }
  *natural = *minimum;
}

static void
obs_wrap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                          int baseline)
{
  ObsWrapLayout *self = OBS_WRAP_LAYOUT (manager);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int y = 0;

  while (child != NULL)
    {
      Line line = next_line (self, child, width);
      int of_first = y == 0 ? first_baseline (widget, &line, width) : -1;
      int x = 0;

      for (; child != line.end; child = gtk_widget_get_next_sibling (child))
        {
          int w;

          if (!gtk_widget_should_layout (child))
            continue;
          w = child_width (child, width);
          if (child == line.grower)
            w += MAX (0, width - line.width);
          gtk_widget_size_allocate (child,
                                    &(GtkAllocation){ rtl ? width - x - w : x, y, w, line.height },
                                    child == line.first ? of_first : -1);
          x += w + self->spacing;
        }
      y += line.height + self->line_spacing;
    }
}

static void
obs_wrap_layout_class_init (ObsWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = obs_wrap_layout_get_request_mode;
  layout_class->measure = obs_wrap_layout_measure;
  layout_class->allocate = obs_wrap_layout_allocate;
}

static void
obs_wrap_layout_init (ObsWrapLayout *self)
{
}

static void
obs_wrap_dispose (GObject *object)
{
  obs_widget_remove_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (obs_wrap_parent_class)->dispose (object);
}

/* A group that is one tab stop moves the keyboard by its own rules. */
static gboolean
obs_wrap_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (obs_one_stop_is (widget))
    return obs_one_stop_focus (widget, direction);
  return GTK_WIDGET_CLASS (obs_wrap_parent_class)->focus (widget, direction);
}

static void
obs_wrap_class_init (ObsWrapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_wrap_dispose;
  widget_class->focus = obs_wrap_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, OBS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "wrap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_wrap_init (ObsWrap *self)
{
}

/**
 * obs_wrap_new:
 * @spacing: px between children
 * @line_spacing: px between lines
 *
 * Returns: (transfer floating): an empty box
 */
GtkWidget *
obs_wrap_new (int spacing, int line_spacing)
{
  ObsWrap *self = g_object_new (OBS_TYPE_WRAP, NULL);

  obs_wrap_set_spacing (self, spacing, line_spacing);
  return GTK_WIDGET (self);
}

void
obs_wrap_append (ObsWrap *self, GtkWidget *child)
{
  g_return_if_fail (OBS_IS_WRAP (self));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

void
obs_wrap_remove_all (ObsWrap *self)
{
  g_return_if_fail (OBS_IS_WRAP (self));

  obs_widget_remove_children (GTK_WIDGET (self));
}

void
obs_wrap_set_spacing (ObsWrap *self, int spacing, int line_spacing)
{
  ObsWrapLayout *layout;

  g_return_if_fail (OBS_IS_WRAP (self));

  layout = OBS_WRAP_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  layout->spacing = spacing;
  layout->line_spacing = line_spacing;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (layout));
}

void
obs_widget_remove_children (GtkWidget *widget)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
}
