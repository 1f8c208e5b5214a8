/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/mark.h"

typedef struct
{
  int item;
  char *label;
} ObsMarkPrivate;

enum
{
  ACT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_PRIVATE (ObsMark, obs_mark, GTK_TYPE_WIDGET)

/* The role belongs to the class, so the picture is a class of its own. */
typedef ObsMark ObsMarkPicture;
typedef ObsMarkClass ObsMarkPictureClass;
static GType obs_mark_picture_get_type (void);
G_DEFINE_TYPE (ObsMarkPicture, obs_mark_picture, OBS_TYPE_MARK)

static void
act_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[ACT], 0, action);
}

static void
obs_mark_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
obs_mark_finalize (GObject *object)
{
  ObsMarkPrivate *priv = obs_mark_get_instance_private (OBS_MARK (object));

  g_free (priv->label);

  G_OBJECT_CLASS (obs_mark_parent_class)->finalize (object);
}

static void
obs_mark_class_init (ObsMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = obs_mark_finalize;
  widget_class->measure = obs_mark_measure;

  signals[ACT] = g_signal_new ("act", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "mark");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_install_action (widget_class, "mark.open", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "mark.pin", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "mark.source", NULL, act_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "mark.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "mark.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "mark.pin", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Space, 0, "mark.pin", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_SHIFT_MASK, "mark.source",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_SHIFT_MASK,
                                       "mark.source", NULL);
}

static void
obs_mark_init (ObsMark *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  /* The plot finds the nearest mark itself: the boxes of neighbours overlap. */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

static void
obs_mark_picture_class_init (ObsMarkPictureClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
obs_mark_picture_init (ObsMarkPicture *self)
{
}

/**
 * obs_mark_new:
 * @item: number of its item in the scene
 * @label: what a screen reader says
 *
 * Returns: (transfer floating): a list item without a look
 */
GtkWidget *
obs_mark_new (int item, const char *label)
{
  ObsMark *self = g_object_new (OBS_TYPE_MARK, NULL);

  obs_mark_set_item (self, item);
  obs_mark_set_label (self, label);
  return GTK_WIDGET (self);
}

GtkWidget *
obs_mark_new_picture (const char *label)
{
  ObsMark *self = g_object_new (obs_mark_picture_get_type (), NULL);

  obs_mark_set_label (self, label);
  return GTK_WIDGET (self);
}

int
obs_mark_get_item (ObsMark *self)
{
  ObsMarkPrivate *priv = obs_mark_get_instance_private (self);

  g_return_val_if_fail (OBS_IS_MARK (self), -1);

  return priv->item;
}

void
obs_mark_set_item (ObsMark *self, int item)
{
  ObsMarkPrivate *priv = obs_mark_get_instance_private (self);

  g_return_if_fail (OBS_IS_MARK (self));

  priv->item = item;
}

const char *
obs_mark_get_label (ObsMark *self)
{
  ObsMarkPrivate *priv = obs_mark_get_instance_private (self);

  g_return_val_if_fail (OBS_IS_MARK (self), NULL);

  return priv->label;
}

void
obs_mark_set_label (ObsMark *self, const char *label)
{
  ObsMarkPrivate *priv = obs_mark_get_instance_private (self);

  g_return_if_fail (OBS_IS_MARK (self));

  if (g_strcmp0 (priv->label, label) == 0)
    return;
  g_free (priv->label);
  priv->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label != NULL ? label : "", -1);
}

/* Selected and pinned marks: assistive technology is told of the state. */
void
obs_mark_set_selected (ObsMark *self, gboolean selected)
{
  g_return_if_fail (OBS_IS_MARK (self));

  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}
