/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/row.h"

#include "ui/widgets/one-stop.h"

typedef struct
{
  GtkWidget *widget;
  GtkWidget *stands_for; /* the part it replaces, or NULL */
  int gap;
  int leaves;
  gboolean expand;
} Part;

/* One part as it is laid out at a given width. */
typedef struct
{
  gboolean shown;
  int minimum;
  int natural;
  int width;
} Slot;

struct _ObsRow
{
  GtkWidget parent_instance;

  GArray *parts; /* of Part */
  gboolean whole;
};

G_DEFINE_FINAL_TYPE (ObsRow, obs_row, GTK_TYPE_WIDGET)

static int
find_part (ObsRow *self, GtkWidget *widget)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (g_array_index (self->parts, Part, i).widget == widget)
      return (int) i;
  return -1;
}

/* Room that the shown parts and the gaps before them need. */
static int
needed (ObsRow *self, const Slot *slots, gboolean natural)
{
  int sum = 0;

  for (guint i = 0; i < self->parts->len; i++)
    if (slots[i].shown)
      sum += g_array_index (self->parts, Part, i).gap
             + (natural ? slots[i].natural : slots[i].minimum);
  return sum;
}

static void
show_substitutes (ObsRow *self, Slot *slots)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);
      int other = part->stands_for != NULL ? find_part (self, part->stands_for) : -1;

      if (other >= 0)
        slots[i].shown = gtk_widget_get_visible (part->widget) && !slots[other].shown
                         && gtk_widget_get_visible (part->stands_for);
    }
}

/* Sends away the shown part that leaves first. FALSE when all that is left stays. */
static gboolean
send_away (ObsRow *self, Slot *slots)
{
  int first = -1;
  int highest = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);

      if (slots[i].shown && part->stands_for == NULL && part->leaves > highest)
        {
          highest = part->leaves;
          first = (int) i;
        }
    }
  if (first < 0)
    return FALSE;
  slots[first].shown = FALSE;
  return TRUE;
}

/* Spreads @width over the shown parts: minimum first, then towards natural, then what expands. */
static void
spread (ObsRow *self, Slot *slots, int width)
{
  int extra = width - needed (self, slots, FALSE);
  int wish = needed (self, slots, TRUE) - needed (self, slots, FALSE);
  int n_expand = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      int want = slots[i].natural - slots[i].minimum;

      if (!slots[i].shown)
        continue;
      slots[i].width = slots[i].minimum;
      if (extra > 0 && wish > 0)
        slots[i].width += extra >= wish ? want : (int) ((gint64) want * extra / wish);
      if (g_array_index (self->parts, Part, i).expand)
        n_expand++;
    }
  extra -= wish;
  if (extra <= 0)
    return;
  for (guint i = 0; i < self->parts->len && n_expand > 0; i++)
    if (slots[i].shown && g_array_index (self->parts, Part, i).expand)
      {
        slots[i].width += extra / n_expand;
        extra -= extra / n_expand;
        n_expand--;
      }
}

/* @width below 0: no limit. */
static Slot *
lay_out (ObsRow *self, int width)
{
  Slot *slots = g_new0 (Slot, MAX (1, self->parts->len));

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);

      slots[i].shown = gtk_widget_get_visible (part->widget) && part->stands_for == NULL;
      gtk_widget_measure (part->widget, GTK_ORIENTATION_HORIZONTAL, -1, &slots[i].minimum,
                          &slots[i].natural, NULL, NULL);
    }
  if (width < 0)
    return slots;
  while (needed (self, slots, self->whole) > width && send_away (self, slots))
    show_substitutes (self, slots);
  spread (self, slots, width);
  return slots;
}

static void
obs_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                 int *natural, int *minimum_baseline, int *natural_baseline)
{
  ObsRow *self = OBS_ROW (widget);
  g_autofree Slot *slots = lay_out (self, -1);

  *minimum = 0;
  *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = needed (self, slots, TRUE);
      while (send_away (self, slots))
        show_substitutes (self, slots);
      *minimum = needed (self, slots, FALSE);
      *natural = MAX (*natural, *minimum);
      return;
    }
  for (guint i = 0; i < self->parts->len; i++)
    {
      GtkWidget *child = g_array_index (self->parts, Part, i).widget;
      int least;
      int wish;

      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &least, &wish, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wish);
    }
}

static void
obs_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ObsRow *self = OBS_ROW (widget);
  g_autofree Slot *slots = lay_out (self, width);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);
      GtkAllocation box = { 0, 0, slots[i].width, height };

      gtk_widget_set_child_visible (part->widget, slots[i].shown);
      if (!slots[i].shown)
        continue;
      x += part->gap;
      box.x = rtl ? width - x - slots[i].width : x;
      gtk_widget_size_allocate (part->widget, &box, -1);
      x += slots[i].width;
    }
}

static void
obs_row_dispose (GObject *object)
{
  ObsRow *self = OBS_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_array_set_size (self->parts, 0);
  G_OBJECT_CLASS (obs_row_parent_class)->dispose (object);
}

static void
obs_row_finalize (GObject *object)
{
  g_array_unref (OBS_ROW (object)->parts);
  G_OBJECT_CLASS (obs_row_parent_class)->finalize (object);
}

/* A group that is one tab stop moves the keyboard by its own rules. */
static gboolean
obs_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (obs_one_stop_is (widget))
    return obs_one_stop_focus (widget, direction);
  return GTK_WIDGET_CLASS (obs_row_parent_class)->focus (widget, direction);
}

static void
obs_row_class_init (ObsRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = obs_row_finalize;
  widget_class->measure = obs_row_measure;
  widget_class->size_allocate = obs_row_size_allocate;
  widget_class->focus = obs_row_focus;
  gtk_widget_class_set_css_name (widget_class, "obsrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_row_init (ObsRow *self)
{
  self->parts = g_array_new (FALSE, TRUE, sizeof (Part));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
obs_row_new (void)
{
  return g_object_new (OBS_TYPE_ROW, NULL);
}

void
obs_row_append (ObsRow *self, GtkWidget *child, int gap, int leaves, gboolean expand)
{
  Part part = { child, NULL, gap, leaves, expand };

  g_return_if_fail (OBS_IS_ROW (self));

  g_array_append_val (self->parts, part);
  gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

void
obs_row_set_whole (ObsRow *self, gboolean whole)
{
  g_return_if_fail (OBS_IS_ROW (self));

  self->whole = whole;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
obs_row_set_substitute (ObsRow *self, GtkWidget *part, GtkWidget *substitute)
{
  int i = find_part (self, substitute);

  g_return_if_fail (i >= 0);
  g_array_index (self->parts, Part, i).stands_for = part;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
