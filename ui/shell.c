/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell.h"

#include "ui/widgets/look.h"

#define LEAST_WIDTH 360
#define MEDIUM_WIDTH 600
#define WIDE_WIDTH 1100
#define HYSTERESIS 16
#define LIST_WIDTH 240
#define DETAILS_WIDTH 312

struct _ObsShell
{
  GtkWidget parent_instance;

  GtkWidget *children[OBS_N_PANES];
  gboolean wanted[OBS_N_PANES];
  ObsSizeClass size_class;
  ObsSizeClass next_class;
  ObsPane pane;
  guint change_id;
};

G_DEFINE_FINAL_TYPE (ObsShell, obs_shell, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SIZE_CLASS,
  PROP_PANE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

ObsSizeClass
obs_size_class_for (int width, double scale, ObsSizeClass present)
{
  double effective = width / (scale > 0 ? scale : 1.0);
  /* Up at the threshold, down 16 px below it. */
  double medium = MEDIUM_WIDTH - (present >= OBS_SIZE_MEDIUM ? HYSTERESIS : 0);
  double wide = WIDE_WIDTH - (present == OBS_SIZE_WIDE ? HYSTERESIS : 0);

  if (effective >= wide)
    return OBS_SIZE_WIDE;
  return effective >= medium ? OBS_SIZE_MEDIUM : OBS_SIZE_COMPACT;
}

static gboolean
is_shown (ObsShell *self, ObsPane pane)
{
  if (self->children[pane] == NULL)
    return FALSE;
  if (self->size_class == OBS_SIZE_COMPACT)
    return self->pane == pane;
  if (pane == OBS_PANE_DETAILS)
    return self->size_class == OBS_SIZE_WIDE && self->wanted[pane];
  return self->wanted[pane];
}

/* Hides what the class does not show, so that focus can never land there. The keyboard stays in the
 * pane where it was, or goes to the first place of the content. */
static void
show_panes (ObsShell *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean lost = FALSE;

  for (int i = 0; i < OBS_N_PANES; i++)
    {
      GtkWidget *child = self->children[i];
      gboolean shown = is_shown (self, i);

      if (child == NULL || gtk_widget_get_visible (child) == shown)
        continue;
      if (!shown && focus != NULL && gtk_widget_is_ancestor (focus, child))
        lost = TRUE;
      gtk_widget_set_visible (child, shown);
    }
  if (!lost)
    return;
  for (int i = OBS_N_PANES - 1; i >= 0; i--)
    {
      ObsPane pane = (ObsPane) ((i + OBS_PANE_CONTENT) % OBS_N_PANES);

      if (is_shown (self, pane)
          && gtk_widget_child_focus (self->children[pane], GTK_DIR_TAB_FORWARD))
        return;
    }
}

static gboolean
change_class_cb (gpointer user_data)
{
  ObsShell *self = OBS_SHELL (user_data);

  self->change_id = 0;
  if (self->size_class == self->next_class)
    return G_SOURCE_REMOVE;
  self->size_class = self->next_class;
  show_panes (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE_CLASS]);
  return G_SOURCE_REMOVE;
}

static void
obs_shell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                   int *natural, int *minimum_baseline, int *natural_baseline)
{
  ObsShell *self = OBS_SHELL (widget);

  *minimum = 0;
  *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = LEAST_WIDTH;
      return;
    }
  for (int i = 0; i < OBS_N_PANES; i++)
    {
      int least;
      int wish;

      if (!is_shown (self, i))
        continue;
      gtk_widget_measure (self->children[i], orientation, -1, &least, &wish, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wish);
    }
}

/* Gives @pane its part; a pane that needs more (for the one frame before the class changes) gets
 * that and is clipped. */
static void
allocate_pane (ObsShell *self, ObsPane pane, int x, int width, int height)
{
  GtkWidget *child = self->children[pane];
  GtkAllocation box = { x, 0, width, height };
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  box.width = MAX (box.width, minimum);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    box.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - box.width;
  gtk_widget_size_allocate (child, &box, -1);
}

static void
obs_shell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ObsShell *self = OBS_SHELL (widget);
  double scale = obs_look_get_text_scale (obs_look_get_default ());
  int list = is_shown (self, OBS_PANE_LIST) ? (int) (LIST_WIDTH * scale) : 0;
  int details = is_shown (self, OBS_PANE_DETAILS) ? (int) (DETAILS_WIDTH * scale) : 0;

  self->next_class = obs_size_class_for (width, scale, self->size_class);
  /* Never inside the allocation: a change of class hides and shows widgets. */
  if (self->next_class != self->size_class && self->change_id == 0)
    self->change_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, change_class_cb, self, NULL);

  if (self->size_class == OBS_SIZE_COMPACT)
    {
      if (is_shown (self, self->pane))
        allocate_pane (self, self->pane, 0, width, height);
      return;
    }
  if (list > 0)
    allocate_pane (self, OBS_PANE_LIST, 0, list, height);
  if (is_shown (self, OBS_PANE_CONTENT))
    allocate_pane (self, OBS_PANE_CONTENT, list, MAX (0, width - list - details), height);
  if (details > 0)
    allocate_pane (self, OBS_PANE_DETAILS, width - details, details, height);
}

static void
obs_shell_dispose (GObject *object)
{
  ObsShell *self = OBS_SHELL (object);

  g_clear_handle_id (&self->change_id, g_source_remove);
  for (int i = 0; i < OBS_N_PANES; i++)
    g_clear_pointer (&self->children[i], gtk_widget_unparent);
  G_OBJECT_CLASS (obs_shell_parent_class)->dispose (object);
}

static void
obs_shell_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ObsShell *self = OBS_SHELL (object);

  switch (id)
    {
    case PROP_SIZE_CLASS:
      g_value_set_int (value, self->size_class);
      break;
    case PROP_PANE:
      g_value_set_int (value, self->pane);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
obs_shell_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PANE)
    obs_shell_set_pane (OBS_SHELL (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
obs_shell_class_init (ObsShellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = obs_shell_dispose;
  object_class->get_property = obs_shell_get_property;
  object_class->set_property = obs_shell_set_property;
  widget_class->measure = obs_shell_measure;
  widget_class->size_allocate = obs_shell_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "obsshell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  properties[PROP_SIZE_CLASS]
      = g_param_spec_int ("size-class", NULL, NULL, OBS_SIZE_COMPACT, OBS_SIZE_WIDE, OBS_SIZE_WIDE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PANE]
      = g_param_spec_int ("pane", NULL, NULL, 0, OBS_N_PANES - 1, OBS_PANE_CONTENT,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
obs_shell_init (ObsShell *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  self->size_class = OBS_SIZE_WIDE;
  self->next_class = OBS_SIZE_WIDE;
  self->pane = OBS_PANE_CONTENT;
  for (int i = 0; i < OBS_N_PANES; i++)
    self->wanted[i] = TRUE;
}

GtkWidget *
obs_shell_new (void)
{
  return g_object_new (OBS_TYPE_SHELL, NULL);
}

void
obs_shell_set_child (ObsShell *self, ObsPane pane, GtkWidget *child)
{
  g_return_if_fail (OBS_IS_SHELL (self));

  if (self->children[pane] == child)
    return;
  g_clear_pointer (&self->children[pane], gtk_widget_unparent);
  self->children[pane] = child;
  if (child != NULL)
    {
      gtk_widget_set_visible (child, is_shown (self, pane));
      /* Tab goes from list to content to details, whatever came in last. */
      if (pane == OBS_PANE_LIST)
        gtk_widget_insert_after (child, GTK_WIDGET (self), NULL);
      else if (pane == OBS_PANE_CONTENT)
        gtk_widget_insert_after (child, GTK_WIDGET (self), self->children[OBS_PANE_LIST]);
      else
        gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

GtkWidget *
obs_shell_get_child (ObsShell *self, ObsPane pane)
{
  return self->children[pane];
}

ObsSizeClass
obs_shell_get_size_class (ObsShell *self)
{
  return self->size_class;
}

void
obs_shell_set_wanted (ObsShell *self, ObsPane pane, gboolean wanted)
{
  g_return_if_fail (OBS_IS_SHELL (self));

  if (self->wanted[pane] == wanted)
    return;
  self->wanted[pane] = wanted;
  show_panes (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
obs_shell_get_wanted (ObsShell *self, ObsPane pane)
{
  return self->wanted[pane];
}

void
obs_shell_set_pane (ObsShell *self, ObsPane pane)
{
  g_return_if_fail (OBS_IS_SHELL (self));

  if (self->pane == pane)
    return;
  self->pane = pane;
  show_panes (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PANE]);
}

ObsPane
obs_shell_get_pane (ObsShell *self)
{
  return self->pane;
}
