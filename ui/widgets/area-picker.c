/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/area-picker.h"

#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WIDTH 460
#define HEIGHT 400

/* One line of the list: an area, or the heading of a group. */
#define OBS_TYPE_AREA_LINE (obs_area_line_get_type ())
G_DECLARE_FINAL_TYPE (ObsAreaLine, obs_area_line, OBS, AREA_LINE, GObject)

struct _ObsAreaLine
{
  GObject parent_instance;

  const ObsArea *area; /* NULL: a heading */
  ObsAreaGroup group;
  GtkWidget *row; /* the row that shows it now, or NULL */
};

G_DEFINE_FINAL_TYPE (ObsAreaLine, obs_area_line, G_TYPE_OBJECT)

static void
obs_area_line_class_init (ObsAreaLineClass *klass)
{
}

static void
obs_area_line_init (ObsAreaLine *self)
{
}

struct _ObsAreaPicker
{
  GtkPopover parent_instance;

  GPtrArray *areas;
  GHashTable *pins; /* code -> itself */
  char *place;
  ObsAreaCounts *counts;
  char *sentence;
  guint n_found;

  GListStore *lines;
  GtkSingleSelection *selection;
  GtkWidget *entry;
  GtkWidget *list;
  GtkWidget *foot;
  GtkWidget *unpin;
};

G_DEFINE_FINAL_TYPE (ObsAreaPicker, obs_area_picker, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  PIN,
  UNPIN_ALL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- rows ---------------------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *heading, *name, *detail, *count, *pin;
} Parts;

static GtkWidget *
label_new (const char *css_class)
{
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
pin_clicked_cb (GtkButton *button, GtkListItem *item)
{
  ObsAreaLine *line = gtk_list_item_get_item (item);
  GtkWidget *picker = gtk_widget_get_ancestor (GTK_WIDGET (button), OBS_TYPE_AREA_PICKER);

  if (line != NULL && line->area != NULL && picker != NULL)
    g_signal_emit (picker, signals[PIN], 0, line->area->code);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ObsAreaPicker *self)
{
  Parts *parts = g_new0 (Parts, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  parts->heading = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  gtk_widget_add_css_class (parts->heading, "group");
  parts->name = label_new ("body");
  parts->detail = label_new ("note");
  gtk_widget_add_css_class (parts->detail, "second");
  /* What an area became is told whole. */
  gtk_label_set_ellipsize (GTK_LABEL (parts->detail), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (parts->detail), TRUE);
  parts->count = label_new ("note");
  gtk_widget_add_css_class (parts->count, "second");
  gtk_label_set_ellipsize (GTK_LABEL (parts->count), PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class (parts->count, "numbers");
  parts->pin = gtk_button_new_from_icon_name ("obs-pin-symbolic");
  gtk_widget_add_css_class (parts->pin, "icon");
  gtk_widget_set_valign (parts->pin, GTK_ALIGN_CENTER);
  g_signal_connect_object (parts->pin, "clicked", G_CALLBACK (pin_clicked_cb), item, 0);
  gtk_box_append (GTK_BOX (words), parts->heading);
  gtk_box_append (GTK_BOX (words), parts->name);
  gtk_box_append (GTK_BOX (words), parts->detail);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), parts->count);
  gtk_box_append (GTK_BOX (box), parts->pin);
  gtk_widget_add_css_class (box, "obs-area");
  g_object_set_data_full (G_OBJECT (box), "obs-parts", parts, g_free);
  gtk_list_item_set_child (item, box);
}

/* "49 figures", "no figures here"; NULL where the question is not split by place. */
static char *
count_words (ObsAreaPicker *self, const ObsArea *area)
{
  guint n;

  if (self->counts == NULL || !self->counts->by_place)
    return NULL;
  n = obs_area_counts_get (self->counts, area->code);
  if (n == 0)
    return g_strdup (_ ("no figures here"));
  return g_strdup_printf (ngettext ("%u figure", "%u figures", n), n);
}

static void
name_row (GtkWidget *box, const char *name)
{
  GtkWidget *row = gtk_widget_get_parent (box);

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_area (ObsAreaPicker *self, GtkWidget *box, Parts *parts, const ObsArea *area)
{
  gboolean here = g_strcmp0 (self->place, area->code) == 0;
  gboolean pinned = g_hash_table_contains (self->pins, area->code);
  const char *detail = area->ended != NULL ? area->ended : area->within;
  g_autofree char *count = count_words (self, area);
  g_autofree char *pin_name
      = g_strdup_printf (pinned ? _ ("Unpin %s") : _ ("Pin %s for comparison"), area->name);
  g_autoptr (GString) name = g_string_new (area->name);

  gtk_label_set_text (GTK_LABEL (parts->name), area->name);
  gtk_label_set_text (GTK_LABEL (parts->detail), detail);
  gtk_widget_set_visible (parts->detail, *detail != '\0' && area->group != OBS_AREA_HERE);
  if (area->group == OBS_AREA_HERE && area->ended != NULL)
    gtk_widget_set_visible (parts->detail, TRUE);
  gtk_label_set_text (GTK_LABEL (parts->count), count != NULL ? count : "");
  /* A label without words would be called by its class. */
  gtk_widget_set_visible (parts->count, count != NULL);
  gtk_widget_set_sensitive (parts->pin, !here);
  gtk_widget_set_tooltip_text (parts->pin, pin_name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (parts->pin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  pin_name, -1);
  if (pinned)
    gtk_widget_add_css_class (parts->pin, "on");
  else
    gtk_widget_remove_css_class (parts->pin, "on");
  if (here)
    gtk_widget_add_css_class (parts->name, "strong");
  else
    gtk_widget_remove_css_class (parts->name, "strong");
  if (gtk_widget_get_visible (parts->detail))
    g_string_append_printf (name, ", %s", detail);
  if (count != NULL)
    g_string_append_printf (name, ", %s", count);
  if (here)
    g_string_append_printf (name, ", %s", _ ("chosen"));
  if (pinned)
    g_string_append_printf (name, ", %s", _ ("pinned"));
  name_row (box, name->str);
}

static void
show_line (ObsAreaPicker *self, ObsAreaLine *line)
{
  Parts *parts = g_object_get_data (G_OBJECT (line->row), "obs-parts");
  gboolean heading = line->area == NULL;

  gtk_widget_set_visible (parts->heading, heading);
  gtk_widget_set_visible (parts->name, !heading);
  gtk_widget_set_visible (parts->detail, FALSE);
  gtk_widget_set_visible (parts->count, !heading);
  gtk_widget_set_visible (parts->pin, !heading);
  if (!heading)
    {
      show_area (self, line->row, parts, line->area);
      return;
    }
  gtk_label_set_text (GTK_LABEL (parts->heading), obs_area_group_label (line->group));
  name_row (line->row, obs_area_group_label (line->group));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ObsAreaPicker *self)
{
  ObsAreaLine *line = gtk_list_item_get_item (item);

  line->row = gtk_list_item_get_child (item);
  gtk_list_item_set_activatable (item, line->area != NULL);
  gtk_list_item_set_selectable (item, line->area != NULL);
  show_line (self, line);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ObsAreaPicker *self)
{
  ObsAreaLine *line = gtk_list_item_get_item (item);

  if (line->row == gtk_list_item_get_child (item))
    line->row = NULL;
}

static ObsAreaLine *
line_at (ObsAreaPicker *self, guint position)
{
  g_autoptr (ObsAreaLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), position);

  return line; /* the list holds it */
}

static guint
n_lines (ObsAreaPicker *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->lines));
}

/* Rows in sight are shown anew; the rest are when they come into sight. */
static void
refresh_rows (ObsAreaPicker *self)
{
  for (guint i = 0; i < n_lines (self); i++)
    if (line_at (self, i)->row != NULL)
      show_line (self, line_at (self, i));
}

/* --- the foot ------------------------------------------------------------------------------ */

static void
update_foot (ObsAreaPicker *self)
{
  guint n = g_hash_table_size (self->pins);
  g_autofree char *words = NULL;

  if (self->sentence != NULL)
    words = g_strdup (self->sentence);
  else if (self->n_found == 0)
    words = g_strdup (_ ("No area is called that. Try a shorter word."));
  else if (self->counts != NULL && !self->counts->by_place && n == 0)
    words = g_strdup (_ ("The figures on screen are not split by place."));
  else if (n > 0)
    words = g_strdup_printf (_ ("%u of %u areas pinned"), n, OBS_VIEW_MOST_AREAS);
  else
    words = g_strdup_printf (_ ("Pin up to %u areas to compare them"), OBS_VIEW_MOST_AREAS);
  gtk_label_set_text (GTK_LABEL (self->foot), words);
  gtk_widget_set_visible (self->unpin, n > 0);
  /* Spoken as the description of what has the keyboard. */
  if (self->sentence != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

/* --- searching ----------------------------------------------------------------------------- */

static void
add_line (GPtrArray *found, const ObsArea *area, ObsAreaGroup group)
{
  ObsAreaLine *line = g_object_new (OBS_TYPE_AREA_LINE, NULL);

  line->area = area;
  line->group = group;
  g_ptr_array_add (found, line);
}

static gboolean
can_stand_on (ObsAreaPicker *self, guint position)
{
  return position < n_lines (self) && line_at (self, position)->area != NULL;
}

static void
tell_current (ObsAreaPicker *self)
{
  const char *code = obs_area_picker_get_current (self);
  const ObsArea *area = obs_areas_find (self->areas, code);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  area != NULL ? area->name : "", -1);
}

static void
stand_on (ObsAreaPicker *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
  tell_current (self);
}

/* The keys first stand on the area that is called so, else on one that begins so, else on the
 * first; with nothing typed on the one in force. */
static int
fits (ObsAreaPicker *self, const ObsArea *area, const char *text)
{
  g_autofree char *name = g_utf8_casefold (area->name, -1);
  g_autofree char *typed = g_utf8_casefold (text, -1);

  if (*text == '\0')
    return g_strcmp0 (area->code, self->place) == 0;
  if (strcmp (name, typed) == 0)
    return 2;
  return g_str_has_prefix (name, typed);
}

static void
search (ObsAreaPicker *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  int group = -1, best_fit = -1;
  guint best = 0;

  self->n_found = 0;
  for (guint i = 0; self->areas != NULL && i < self->areas->len; i++)
    {
      const ObsArea *area = g_ptr_array_index (self->areas, i);

      if (!obs_area_matches (area, text))
        continue;
      if ((int) area->group != group)
        add_line (found, NULL, area->group);
      group = (int) area->group;
      add_line (found, area, area->group);
      self->n_found++;
    }
  g_clear_pointer (&self->sentence, g_free);
  g_list_store_splice (self->lines, 0, n_lines (self), found->pdata, found->len);
  update_foot (self);
  for (guint i = 0; i < n_lines (self); i++)
    {
      int fit = can_stand_on (self, i) ? fits (self, line_at (self, i)->area, text) : -1;

      if (fit <= best_fit)
        continue;
      best_fit = fit;
      best = i;
    }
  if (best_fit >= 0)
    stand_on (self, best);
}

/* --- keys and signals ---------------------------------------------------------------------- */

const char *
obs_area_picker_get_current (ObsAreaPicker *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  return can_stand_on (self, position) ? line_at (self, position)->area->code : NULL;
}

void
obs_area_picker_move (ObsAreaPicker *self, int step)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  int at = position != GTK_INVALID_LIST_POSITION ? (int) position : -1;

  for (at += step; at >= 0 && at < (int) n_lines (self); at += step)
    if (can_stand_on (self, (guint) at))
      {
        stand_on (self, (guint) at);
        return;
      }
}

static void
choose (ObsAreaPicker *self, const char *code)
{
  g_autofree char *copy = g_strdup (code);

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, copy);
}

void
obs_area_picker_activate (ObsAreaPicker *self, gboolean pin)
{
  const char *code = obs_area_picker_get_current (self);

  if (code == NULL)
    return;
  if (pin && g_strcmp0 (code, self->place) != 0)
    g_signal_emit (self, signals[PIN], 0, code);
  else if (!pin)
    choose (self, code);
}

static void
activate_cb (GtkListView *list, guint position, ObsAreaPicker *self)
{
  if (can_stand_on (self, position))
    choose (self, line_at (self, position)->area->code);
}

static void
entry_activate_cb (GtkEntry *entry, ObsAreaPicker *self)
{
  obs_area_picker_activate (self, FALSE);
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
        ObsAreaPicker *self)
{
  gboolean enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter;

  if (enter && (state & GDK_CONTROL_MASK) != 0)
    obs_area_picker_activate (self, TRUE);
  else if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    obs_area_picker_move (self, 1);
  else if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    obs_area_picker_move (self, -1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
unpin_cb (GtkButton *button, ObsAreaPicker *self)
{
  gtk_widget_grab_focus (self->entry);
  g_signal_emit (self, signals[UNPIN_ALL], 0);
}

/* --- the widget ---------------------------------------------------------------------------- */

static void
obs_area_picker_dispose (GObject *object)
{
  ObsAreaPicker *self = OBS_AREA_PICKER (object);

  if (self->list != NULL)
    gtk_list_view_set_model (GTK_LIST_VIEW (self->list), NULL);
  self->list = NULL;
  g_clear_object (&self->selection);
  g_clear_object (&self->lines);
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  g_clear_pointer (&self->pins, g_hash_table_unref);
  g_clear_pointer (&self->counts, obs_area_counts_free);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->sentence, g_free);
  G_OBJECT_CLASS (obs_area_picker_parent_class)->dispose (object);
}

static void
obs_area_picker_class_init (ObsAreaPickerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_area_picker_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PIN] = g_signal_new ("pin", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_STRING);
  signals[UNPIN_ALL]
      = g_signal_new ("unpin-all", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
build_list (ObsAreaPicker *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  self->lines = g_list_store_new (OBS_TYPE_AREA_LINE);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->lines)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Areas"), -1);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, 0);
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_size_request (scroller, -1, HEIGHT);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
obs_area_picker_init (ObsAreaPicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->pins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->entry = gtk_entry_new ();
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY,
                                     "obs-search-symbolic");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Find an area"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find an area"), -1);
  self->foot = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "hexpand", TRUE, NULL);
  self->unpin = gtk_button_new_with_label (_ ("Unpin all"));
  gtk_widget_add_css_class (self->unpin, "obs-button");
  gtk_widget_set_visible (self->unpin, FALSE);
  gtk_widget_set_valign (self->unpin, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (foot), self->foot);
  gtk_box_append (GTK_BOX (foot), self->unpin);
  gtk_widget_add_css_class (foot, "count");
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), build_list (self));
  gtk_box_append (GTK_BOX (box), foot);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_popover_set_offset (GTK_POPOVER (self), 0, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "obs-palette");
  gtk_widget_add_css_class (GTK_WIDGET (self), "obs-areas");
  obs_name_popover_parts (GTK_POPOVER (self), _ ("Place"));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entry_activate_cb), self, 0);
  g_signal_connect_object (self->unpin, "clicked", G_CALLBACK (unpin_cb), self, 0);
}

GtkWidget *
obs_area_picker_new (void)
{
  return g_object_new (OBS_TYPE_AREA_PICKER, NULL);
}

void
obs_area_picker_set_areas (ObsAreaPicker *self, GPtrArray *areas)
{
  g_return_if_fail (OBS_IS_AREA_PICKER (self));

  /* The lines point into the areas: they go first. */
  g_list_store_remove_all (self->lines);
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  self->areas = areas != NULL ? g_ptr_array_ref (areas) : NULL;
}

void
obs_area_picker_set_state (ObsAreaPicker *self, const char *place, const GPtrArray *pins)
{
  g_return_if_fail (OBS_IS_AREA_PICKER (self));

  g_free (self->place);
  self->place = g_strdup (place);
  g_hash_table_remove_all (self->pins);
  for (guint i = 0; pins != NULL && i < pins->len; i++)
    g_hash_table_add (self->pins, g_strdup (g_ptr_array_index (pins, i)));
  g_clear_pointer (&self->sentence, g_free);
  update_foot (self);
  refresh_rows (self);
}

void
obs_area_picker_set_counts (ObsAreaPicker *self, ObsAreaCounts *counts)
{
  g_return_if_fail (OBS_IS_AREA_PICKER (self));

  g_clear_pointer (&self->counts, obs_area_counts_free);
  self->counts = counts;
  update_foot (self);
  refresh_rows (self);
}

void
obs_area_picker_say (ObsAreaPicker *self, const char *sentence)
{
  g_return_if_fail (OBS_IS_AREA_PICKER (self));

  g_free (self->sentence);
  self->sentence = g_strdup (sentence);
  update_foot (self);
}

void
obs_area_picker_open (ObsAreaPicker *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkRoot *root = parent != NULL ? gtk_widget_get_root (parent) : NULL;
  int room = root != NULL ? gtk_widget_get_width (GTK_WIDGET (root)) : WIDTH;

  g_return_if_fail (OBS_IS_AREA_PICKER (self));

  /* A window that is not drawn yet has no width. */
  gtk_widget_set_size_request (self->entry, room > 24 ? MIN (WIDTH, room - 24) : WIDTH, -1);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  search (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (self->entry);
}

GtkEditable *
obs_area_picker_get_entry (ObsAreaPicker *self)
{
  return GTK_EDITABLE (self->entry);
}

guint
obs_area_picker_n_found (ObsAreaPicker *self)
{
  return self->n_found;
}
