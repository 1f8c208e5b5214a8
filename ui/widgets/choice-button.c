/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/choice-button.h"

#include "data/engine/figure.h"
#include "ui/widgets/line-icon.h"
#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>

struct _ObsChoiceButton
{
  GtkWidget parent_instance;
  char *label;
  char *current;
  GPtrArray *keys;
  GPtrArray *labels;
  GtkWidget *button; /* GtkMenuButton */
  GtkWidget *box;    /* in the button */
  GtkWidget *dim;    /* GtkLabel */
  GtkWidget *value;  /* GtkLabel */
  GSimpleAction *action;
  GMenu *menu; /* of the choices; NULL before the first */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsChoiceButton, obs_choice_button, GTK_TYPE_WIDGET)

static void
show_current (ObsChoiceButton *self)
{
  g_autofree char *name = NULL;
  const char *text = "";
  guint i;

  if (g_ptr_array_find_with_equal_func (self->keys, self->current, g_str_equal, &i))
    text = g_ptr_array_index (self->labels, i);
  gtk_label_set_text (GTK_LABEL (self->value), text);
  /* Translators: name of a button with a menu: what it chooses and what is chosen, as in "Sort:
   * Highest first". */
  name = g_strdup_printf (_ ("%s: %s"), self->label, text);
  /* The button inside, which takes the focus, is called by it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

void
obs_choice_button_choose (ObsChoiceButton *self, const char *key)
{
  g_return_if_fail (OBS_IS_CHOICE_BUTTON (self));

  if (g_strcmp0 (key, self->current) == 0)
    return;
  g_free (self->current);
  self->current = g_strdup (key);
  g_simple_action_set_state (self->action, g_variant_new_string (key));
  show_current (self);
  g_signal_emit (self, signals[CHOSEN], 0, self->current);
}

static void
choose_cb (GSimpleAction *action, GVariant *parameter, ObsChoiceButton *self)
{
  obs_choice_button_choose (self, g_variant_get_string (parameter, NULL));
}

/* A menu whose button was moved to another parent has lost sight of the action and is dead: it is
 * made anew there. */
static void
show_menu (ObsChoiceButton *self)
{
  if (self->menu == NULL)
    return;
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), NULL);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), G_MENU_MODEL (self->menu));
  obs_name_popover_parts (gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->button)),
                          self->label);
}

static void
obs_choice_button_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (obs_choice_button_parent_class)->root (widget);

  show_menu (OBS_CHOICE_BUTTON (widget));
}

static gboolean
obs_choice_button_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (OBS_CHOICE_BUTTON (widget)->button, direction);
}

static gboolean
obs_choice_button_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (OBS_CHOICE_BUTTON (widget)->button);
}

static void
obs_choice_button_dispose (GObject *object)
{
  ObsChoiceButton *self = OBS_CHOICE_BUTTON (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->action);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (obs_choice_button_parent_class)->dispose (object);
}

static void
obs_choice_button_finalize (GObject *object)
{
  ObsChoiceButton *self = OBS_CHOICE_BUTTON (object);

  g_free (self->label);
  g_free (self->current);
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->labels);

  G_OBJECT_CLASS (obs_choice_button_parent_class)->finalize (object);
}

static void
obs_choice_button_class_init (ObsChoiceButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = obs_choice_button_dispose;
  object_class->finalize = obs_choice_button_finalize;
  widget_class->root = obs_choice_button_root;
  widget_class->focus = obs_choice_button_focus;
  widget_class->grab_focus = obs_choice_button_grab_focus;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "choice");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_choice_button_init (ObsChoiceButton *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->button = gtk_menu_button_new ();
  self->value = gtk_label_new (NULL);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));

  self->action
      = g_simple_action_new_stateful ("key", G_VARIANT_TYPE_STRING, g_variant_new_string (""));
  g_signal_connect_object (self->action, "activate", G_CALLBACK (choose_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "choice", G_ACTION_GROUP (group));
}

GtkWidget *
obs_choice_button_new (const char *label)
{
  ObsChoiceButton *self = g_object_new (OBS_TYPE_CHOICE_BUTTON, NULL);

  self->label = g_strdup (label);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->dim = gtk_label_new (label);
  gtk_widget_add_css_class (self->dim, "obs-second");
  gtk_label_set_ellipsize (GTK_LABEL (self->value), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (self->box), self->dim);
  gtk_box_append (GTK_BOX (self->box), self->value);
  gtk_box_append (GTK_BOX (self->box), obs_line_icon_new (OBS_ICON_DOWN, 12));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), self->box);
  return GTK_WIDGET (self);
}

void
obs_choice_button_set_brief (ObsChoiceButton *self, gboolean brief)
{
  g_return_if_fail (OBS_IS_CHOICE_BUTTON (self));

  gtk_widget_set_visible (self->dim, !brief);
}

void
obs_choice_button_set_picture (ObsChoiceButton *self, GtkWidget *picture)
{
  g_return_if_fail (OBS_IS_CHOICE_BUTTON (self));

  gtk_box_prepend (GTK_BOX (self->box), picture);
}

/**
 * obs_choice_button_set_choices:
 * @choices: (element-type ObsChoice): what may be chosen
 * @current: (nullable): key of what is chosen now; the first where it is none of them
 */
void
obs_choice_button_set_choices (ObsChoiceButton *self, const GPtrArray *choices, const char *current)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  guint at = 0;

  g_return_if_fail (OBS_IS_CHOICE_BUTTON (self));

  g_ptr_array_set_size (self->keys, 0);
  g_ptr_array_set_size (self->labels, 0);
  for (guint i = 0; i < choices->len; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (choices, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (choice->label, NULL);

      g_menu_item_set_action_and_target (item, "choice.key", "s", choice->key);
      g_menu_append_item (menu, item);
      g_ptr_array_add (self->keys, g_strdup (choice->key));
      g_ptr_array_add (self->labels, g_strdup (choice->label));
      if (g_strcmp0 (choice->key, current) == 0)
        at = i;
    }
  g_free (self->current);
  self->current = g_strdup (self->keys->len > 0 ? g_ptr_array_index (self->keys, at) : "");
  g_simple_action_set_state (self->action, g_variant_new_string (self->current));
  g_set_object (&self->menu, menu);
  show_menu (self);
  show_current (self);
}

const char *
obs_choice_button_get_current (ObsChoiceButton *self)
{
  g_return_val_if_fail (OBS_IS_CHOICE_BUTTON (self), NULL);

  return self->current;
}

void
obs_choice_button_choose_next (ObsChoiceButton *self)
{
  guint i;

  g_return_if_fail (OBS_IS_CHOICE_BUTTON (self));

  if (self->keys->len > 1
      && g_ptr_array_find_with_equal_func (self->keys, self->current, g_str_equal, &i))
    obs_choice_button_choose (self, g_ptr_array_index (self->keys, (i + 1) % self->keys->len));
}
