/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/tiles.h"

#include "ui/widgets/look.h"

#define GAP 49   /* 24, a hairline, 24 */
#define ABOVE 16 /* under a horizontal line */
#define BELOW 18 /* over one */
#define THREE_COLUMNS 760
#define TWO_COLUMNS 520
#define SECOND_TILE 336
#define OUTER_TILE 278
#define MOST_TILES 12

struct _ObsTiles
{
  GtkWidget parent_instance;

  GArray *heights; /* of int: of each line at the last width */
};

G_DEFINE_FINAL_TYPE (ObsTiles, obs_tiles, GTK_TYPE_WIDGET)

/* Fills one line with @n tiles of @wants px, 0 for the one that takes the rest. */
static void
place_line (ObsTilePlace *places, int line, int width, const int *wants, int n)
{
  int fixed = (n - 1) * GAP;
  int x = 0;

  for (int i = 0; i < n; i++)
    fixed += wants[i];
  for (int i = 0; i < n; i++)
    {
      places[i].line = line;
      places[i].x = x;
      places[i].width = wants[i] > 0 ? wants[i] : MAX (1, width - fixed);
      x += places[i].width + GAP;
    }
}

int
obs_tiles_place (int width, double scale, int n, ObsTilePlace *places)
{
  double effective = width / scale;
  int line = 0;
  int i = 0;

  while (i < n)
    {
      if (effective >= THREE_COLUMNS && line == 0 && n - i >= 2)
        {
          const int wants[2] = { 0, (int) (SECOND_TILE * scale) };

          place_line (places + i, line, width, wants, 2);
          i += 2;
        }
      else if (effective >= THREE_COLUMNS && n - i >= 3)
        {
          /* The middle one is the widest: names of channels stand there. */
          int outer = MIN ((int) (OUTER_TILE * scale), (width - 2 * GAP) / 3);
          const int wants[3] = { outer, 0, outer };

          place_line (places + i, line, width, wants, 3);
          i += 3;
        }
      else if (effective >= TWO_COLUMNS && line > 0 && n - i >= 2)
        {
          const int wants[2] = { (width - GAP) / 2, 0 };

          place_line (places + i, line, width, wants, 2);
          i += 2;
        }
      else
        {
          const int wants[1] = { 0 };

          place_line (places + i, line, width, wants, 1);
          i++;
        }
      line++;
    }
  return line;
}

/* Places and line heights at @width. Returns the whole height. */
static int
lay_out (ObsTiles *self, int width, ObsTilePlace *places, int *heights, int *n_lines)
{
  double scale = obs_look_get_text_scale (obs_look_get_default ());
  GtkWidget *child;
  int n = 0;
  int i = 0;
  int sum = 0;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL && n < MOST_TILES;
       child = gtk_widget_get_next_sibling (child))
    n++;
  *n_lines = obs_tiles_place (width, scale, n, places);
  for (int line = 0; line < *n_lines; line++)
    heights[line] = 0;
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL && i < n;
       child = gtk_widget_get_next_sibling (child))
    {
      int natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, places[i].width, NULL, &natural, NULL,
                          NULL);
      heights[places[i].line] = MAX (heights[places[i].line], natural);
      i++;
    }
  for (int line = 0; line < *n_lines; line++)
    sum += heights[line] + ABOVE + BELOW;
  return sum;
}

static GtkSizeRequestMode
obs_tiles_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
obs_tiles_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                   int *natural, int *minimum_baseline, int *natural_baseline)
{
  ObsTilePlace places[MOST_TILES];
  int heights[MOST_TILES];
  int n_lines;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      GtkWidget *child;

      *minimum = 0;
      for (child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        {
          int least;

          gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
          *minimum = MAX (*minimum, least);
        }
      *natural = MAX (*minimum, 968);
      return;
    }
  if (for_size < 0)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &for_size, NULL, NULL);
  *minimum = *natural = lay_out (OBS_TILES (widget), for_size, places, heights, &n_lines);
}

static void
obs_tiles_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ObsTiles *self = OBS_TILES (widget);
  ObsTilePlace places[MOST_TILES];
  int heights[MOST_TILES];
  int n_lines;
  int needed = lay_out (self, width, places, heights, &n_lines);
  int spare = n_lines > 0 ? MAX (0, (height - needed) / n_lines) : 0;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child;
  int line = 0;
  int i = 0;
  int y = ABOVE;

  g_array_set_size (self->heights, 0);
  for (int k = 0; k < n_lines; k++)
    {
      heights[k] += spare;
      g_array_append_val (self->heights, heights[k]);
    }
  for (child = gtk_widget_get_first_child (widget); child != NULL && i < MOST_TILES;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation box;

      if (places[i].line != line)
        y += heights[line] + BELOW + ABOVE;
      line = places[i].line;
      box.x = rtl ? width - places[i].x - places[i].width : places[i].x;
      box.y = y;
      box.width = places[i].width;
      box.height = heights[line];
      gtk_widget_size_allocate (child, &box, -1);
      i++;
    }
}

static void
line_at (GtkSnapshot *snapshot, const GdkRGBA *colour, int x, int y, int width, int height)
{
  gtk_snapshot_append_color (
      snapshot, colour, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

/* Hairlines: between neighbours of a line, and above each line but the first. */
static void
obs_tiles_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ObsTiles *self = OBS_TILES (widget);
  double scale = obs_look_get_text_scale (obs_look_get_default ());
  ObsTilePlace places[MOST_TILES];
  int width = gtk_widget_get_width (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA colour;
  GtkWidget *child;
  int n = 0;
  int y = 0;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  for (child = gtk_widget_get_first_child (widget); child != NULL && n < MOST_TILES;
       child = gtk_widget_get_next_sibling (child))
    n++;
  obs_tiles_place (width, scale, n, places);
  for (int i = 0; i < n && (guint) places[i].line < self->heights->len; i++)
    {
      int height = g_array_index (self->heights, int, places[i].line);
      int x = places[i].x - GAP / 2 - 1;

      if (i > 0 && places[i].line != places[i - 1].line)
        {
          y += g_array_index (self->heights, int, places[i - 1].line) + ABOVE + BELOW;
          line_at (snapshot, &colour, 0, y, width, 1);
        }
      if (places[i].x > 0)
        line_at (snapshot, &colour, rtl ? width - x - 1 : x, y + ABOVE, 1, height);
    }
  GTK_WIDGET_CLASS (obs_tiles_parent_class)->snapshot (widget, snapshot);
}

static void
obs_tiles_dispose (GObject *object)
{
  obs_tiles_clear (OBS_TILES (object));
  G_OBJECT_CLASS (obs_tiles_parent_class)->dispose (object);
}

static void
obs_tiles_finalize (GObject *object)
{
  g_array_unref (OBS_TILES (object)->heights);
  G_OBJECT_CLASS (obs_tiles_parent_class)->finalize (object);
}

static void
obs_tiles_class_init (ObsTilesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_tiles_dispose;
  G_OBJECT_CLASS (klass)->finalize = obs_tiles_finalize;
  widget_class->get_request_mode = obs_tiles_get_request_mode;
  widget_class->measure = obs_tiles_measure;
  widget_class->size_allocate = obs_tiles_size_allocate;
  widget_class->snapshot = obs_tiles_snapshot;
  gtk_widget_class_set_css_name (widget_class, "obstiles");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
obs_tiles_init (ObsTiles *self)
{
  self->heights = g_array_new (FALSE, TRUE, sizeof (int));
}

GtkWidget *
obs_tiles_new (void)
{
  return g_object_new (OBS_TYPE_TILES, NULL);
}

void
obs_tiles_append (ObsTiles *self, GtkWidget *tile)
{
  g_return_if_fail (OBS_IS_TILES (self));

  gtk_widget_insert_before (tile, GTK_WIDGET (self), NULL);
}

void
obs_tiles_clear (ObsTiles *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}
