/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/tagged.h"

#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"

#define GAP 6

struct _ObsTagged
{
  GtkWidget parent_instance;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (ObsTagged, obs_tagged, GTK_TYPE_WIDGET)

/* Where the last line of the text ends, and how high a line is, when the text is @width wide and
 * @height high. A copy of the label's own layout breaks its lines as the label does. */
static void
measure_last_line (ObsTagged *self, int width, int height, int *end, int *line_height)
{
  g_autoptr (PangoLayout) layout
      = pango_layout_copy (gtk_label_get_layout (GTK_LABEL (self->label)));
  PangoRectangle extents;
  int n;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  n = pango_layout_get_line_count (layout);
  pango_layout_line_get_pixel_extents (pango_layout_get_line_readonly (layout, n - 1), NULL,
                                       &extents);
  *end = extents.width;
  *line_height = height / MAX (1, n);
}

static void
measure_child (GtkWidget *child, GtkOrientation orientation, int for_size, int *natural)
{
  int min;

  gtk_widget_measure (child, orientation, for_size, &min, natural, NULL, NULL);
}

/* Lays text and tags out in @width; places them only when @place. Returns the height. */
static int
arrange (ObsTagged *self, int width, gboolean place)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int text_height, line, x, y, height;

  measure_child (self->label, GTK_ORIENTATION_VERTICAL, width, &text_height);
  if (place)
    gtk_widget_size_allocate (self->label, &(GtkAllocation){ 0, 0, width, text_height }, -1);

  measure_last_line (self, width, text_height, &x, &line);
  x += GAP;
  y = text_height - line;
  height = text_height;
  for (GtkWidget *tag = gtk_widget_get_next_sibling (self->label); tag != NULL;
       tag = gtk_widget_get_next_sibling (tag))
    {
      int w, h, top;

      measure_child (tag, GTK_ORIENTATION_HORIZONTAL, -1, &w);
      measure_child (tag, GTK_ORIENTATION_VERTICAL, -1, &h);
      if (x > GAP && x + w > width)
        {
          x = 0;
          y += MAX (line, h) + 2;
        }
      w = MIN (w, width);
      top = MAX (0, y + (line - h) / 2);
      if (place)
        gtk_widget_size_allocate (tag, &(GtkAllocation){ rtl ? width - x - w : x, top, w, h }, -1);
      height = MAX (height, top + h);
      x += w + GAP;
    }
  return height;
}

static GtkSizeRequestMode
obs_tagged_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
obs_tagged_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  ObsTagged *self = OBS_TAGGED (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->label, orientation, -1, minimum, natural, NULL, NULL);
      for (GtkWidget *tag = gtk_widget_get_next_sibling (self->label); tag != NULL;
           tag = gtk_widget_get_next_sibling (tag))
        {
          int min, nat;

          gtk_widget_measure (tag, orientation, -1, &min, &nat, NULL, NULL);
          *minimum = MAX (*minimum, min);
          *natural += nat + GAP;
        }
      return;
    }
  if (for_size < 0)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &for_size, NULL, NULL);
  *minimum = *natural = arrange (self, for_size, FALSE);
}

static void
obs_tagged_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  arrange (OBS_TAGGED (widget), width, TRUE);
}

static void
obs_tagged_dispose (GObject *object)
{
  obs_widget_remove_children (GTK_WIDGET (object));
  OBS_TAGGED (object)->label = NULL;

  G_OBJECT_CLASS (obs_tagged_parent_class)->dispose (object);
}

static void
obs_tagged_class_init (ObsTaggedClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_tagged_dispose;
  widget_class->get_request_mode = obs_tagged_get_request_mode;
  widget_class->measure = obs_tagged_measure;
  widget_class->size_allocate = obs_tagged_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "tagged");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_tagged_init (ObsTagged *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
obs_tagged_new (void)
{
  return g_object_new (OBS_TYPE_TAGGED, NULL);
}

void
obs_tagged_set (ObsTagged *self, const char *text, const GPtrArray *tags)
{
  GtkWidget *tag;

  g_return_if_fail (OBS_IS_TAGGED (self));

  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : "");
  while ((tag = gtk_widget_get_next_sibling (self->label)) != NULL)
    gtk_widget_unparent (tag);
  for (guint i = 0; tags != NULL && i < tags->len; i++)
    gtk_widget_set_parent (obs_tag_new (g_ptr_array_index (tags, i)), GTK_WIDGET (self));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

GtkLabel *
obs_tagged_get_label (ObsTagged *self)
{
  g_return_val_if_fail (OBS_IS_TAGGED (self), NULL);

  return GTK_LABEL (self->label);
}
