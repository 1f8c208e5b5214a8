/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/side-bar.h"

#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>

#define QUESTION "obs-question"
#define NAME "obs-name" /* of a row without a mark */
#define MARK "obs-mark"

struct _ObsSideBar
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkListBox *list;
  char *current;
  GHashTable *marks; /* set of question keys */
  char *marks_words;
};

G_DEFINE_FINAL_TYPE (ObsSideBar, obs_side_bar, GTK_TYPE_WIDGET)

enum
{
  OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
row_question (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), QUESTION);
}

/* A heading between rows: read as a heading, never focused. */
static GtkWidget *
heading_row (const char *text)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "ellipsize",
                      PANGO_ELLIPSIZE_END, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (row, "group");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return row;
}

/* The accent bar lies over the row's left edge, so that the words start where they start in rows
 * without it. */
static GtkWidget *
question_row (const char *key, const char *label_text, const char *description)
{
  gboolean home = g_str_equal (key, "home");
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *overlay
      = g_object_new (GTK_TYPE_OVERLAY, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (label_text);
  GtkWidget *bar = g_object_new (GTK_TYPE_BOX, "halign", GTK_ALIGN_START, "margin-top", 6,
                                 "margin-bottom", 6, "can-target", FALSE, "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  g_autofree char *name
      = home ? g_strdup (label_text) : g_strdup_printf ("%s, %s", label_text, key);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (!home)
    {
      GtkWidget *code = gtk_label_new (key);
      GtkWidget *mark = obs_decoration_new ("obs-changed-symbolic");

      gtk_widget_add_css_class (mark, "mark");
      gtk_widget_set_visible (mark, FALSE);
      gtk_box_append (GTK_BOX (box), mark);
      g_object_set_data (G_OBJECT (row), MARK, mark);
      gtk_widget_add_css_class (code, "code");
      /* The signs stand one below the other. */
      gtk_label_set_width_chars (GTK_LABEL (code), 3);
      gtk_label_set_xalign (GTK_LABEL (code), 1);
      gtk_box_append (GTK_BOX (box), code);
    }
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_add_css_class (bar, "bar");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), bar);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), overlay);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_add_css_class (row, "question");
  /* The whole question is for the screen reader: shown on hover it would lie over the next row. */
  if (description != NULL && *description != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    description, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), QUESTION, g_strdup (key), g_free);
  g_object_set_data_full (G_OBJECT (row), NAME, g_steal_pointer (&name), g_free);
  return row;
}

/* Up and Down pass over headings, which do not take the keyboard; the list itself would stop there.
 */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, ObsSideBar *self)
{
  gboolean down = keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down;
  gboolean up = keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up;
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  if (row == NULL || !(down || up) || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  do
    row = down ? gtk_widget_get_next_sibling (row) : gtk_widget_get_prev_sibling (row);
  while (row != NULL && !gtk_widget_get_focusable (row));
  if (row != NULL)
    gtk_widget_grab_focus (row);
  return TRUE;
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, ObsSideBar *self)
{
  const char *question = row_question (row);

  if (question != NULL)
    g_signal_emit (self, signals[OPEN], 0, question);
}

/* The sign, and the words for who does not see it. */
static void
mark_row (ObsSideBar *self, GtkListBoxRow *row)
{
  const char *question = row_question (row);
  GtkWidget *mark = g_object_get_data (G_OBJECT (row), MARK);
  const char *name = g_object_get_data (G_OBJECT (row), NAME);
  gboolean marked;
  g_autofree char *words = NULL;

  if (mark == NULL)
    return;
  marked = g_hash_table_contains (self->marks, question);
  if (marked)
    /* Translators: a question and its mark: "What matters most, E1, changed since …". */
    words = g_strdup_printf (_ ("%s, %s"), name, self->marks_words);
  gtk_widget_set_visible (mark, marked);
  gtk_widget_set_tooltip_text (mark, marked ? self->marks_words : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  marked ? words : name, -1);
}

static void
mark_rows (ObsSideBar *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    mark_row (self, row);
}

void
obs_side_bar_set_marks (ObsSideBar *self, GHashTable *questions, const char *words)
{
  GHashTableIter iter;
  gpointer key;

  g_return_if_fail (OBS_IS_SIDE_BAR (self));

  g_hash_table_remove_all (self->marks);
  g_hash_table_iter_init (&iter, questions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (self->marks, g_strdup (key));
  g_free (self->marks_words);
  self->marks_words = g_strdup (words != NULL ? words : "");
  mark_rows (self);
}

static void
mark_current (ObsSideBar *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      const char *question = row_question (row);
      gboolean current = question != NULL && g_strcmp0 (question, self->current) == 0;

      if (question == NULL)
        continue;
      if (current)
        gtk_widget_add_css_class (GTK_WIDGET (row), "current");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (row), "current");
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, current,
                                   -1);
    }
}

static void
obs_side_bar_dispose (GObject *object)
{
  ObsSideBar *self = OBS_SIDE_BAR (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->current, g_free);
  g_clear_pointer (&self->marks, g_hash_table_unref);
  g_clear_pointer (&self->marks_words, g_free);
  G_OBJECT_CLASS (obs_side_bar_parent_class)->dispose (object);
}

static GtkWidget *
current_row (ObsSideBar *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  while (row != NULL && !gtk_widget_has_css_class (row, "current"))
    row = gtk_widget_get_next_sibling (row);
  return row;
}

/* One stop: Tab goes to the question on screen and then on; arrows move inside. A list box would
 * stop at each row. */
static gboolean
obs_side_bar_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ObsSideBar *self = OBS_SIDE_BAR (widget);
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *row = current_row (self);

  if (tab && gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL)
    return FALSE;
  if (tab && row != NULL && gtk_widget_grab_focus (row))
    return TRUE;
  return GTK_WIDGET_CLASS (obs_side_bar_parent_class)->focus (widget, direction);
}

void
obs_side_bar_take_focus (ObsSideBar *self)
{
  GtkWidget *row;

  g_return_if_fail (OBS_IS_SIDE_BAR (self));

  row = current_row (self);
  if (row == NULL)
    row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

static void
obs_side_bar_class_init (ObsSideBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_side_bar_dispose;
  widget_class->focus = obs_side_bar_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "obssidebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[OPEN] = g_signal_new ("open", OBS_TYPE_SIDE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
obs_side_bar_init (ObsSideBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->scroller = gtk_scrolled_window_new ();
  /* What is inside takes the keyboard and scrolls; the scroller itself is no stop. */
  gtk_widget_set_focusable (self->scroller, FALSE);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "obs-side");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Questions"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Side bar"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, 0);
}

GtkWidget *
obs_side_bar_new (void)
{
  return g_object_new (OBS_TYPE_SIDE_BAR, NULL);
}

void
obs_side_bar_set_perspective (ObsSideBar *self, const ObsPerspective *perspective)
{
  gboolean focused;
  GtkWidget *child;
  int group = -1;

  g_return_if_fail (OBS_IS_SIDE_BAR (self));

  focused = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  if (perspective == NULL)
    return;

  gtk_list_box_append (self->list, question_row ("home", _ ("Home"), NULL));
  for (guint i = 0; i < perspective->questions->len; i++)
    {
      const ObsJourneyQuestion *question = g_ptr_array_index (perspective->questions, i);

      if (question->group != group && question->group >= 0
          && (guint) question->group < perspective->groups->len)
        gtk_list_box_append (
            self->list, heading_row (g_ptr_array_index (perspective->groups, question->group)));
      group = question->group;
      gtk_list_box_append (self->list,
                           question_row (question->key, question->label, question->text));
    }
  mark_rows (self);
  mark_current (self);
  /* The row that had the keyboard has gone; what is announced is said where the keyboard is. */
  if (focused)
    obs_side_bar_take_focus (self);
}

void
obs_side_bar_set_current (ObsSideBar *self, const char *question)
{
  g_return_if_fail (OBS_IS_SIDE_BAR (self));

  if (g_strcmp0 (self->current, question) == 0)
    return;
  g_free (self->current);
  self->current = g_strdup (question);
  mark_current (self);
}

GtkListBox *
obs_side_bar_get_list (ObsSideBar *self)
{
  return self->list;
}
