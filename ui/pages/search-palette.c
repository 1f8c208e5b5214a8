/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/search-palette.h"

#include "ui/commands.h"
#include "ui/pages/page-frame.h"
#include "ui/widgets/names.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define WIDTH 560
#define MARGIN 24 /* of the window beside the list */
#define MOST_A_GROUP 8
#define SPINNER_MS 300

struct _ObsSearchPalette
{
  GtkPopover parent_instance;

  ObsStore *store;
  char *perspective;
  ObsFigure *figure; /* the one searched, or NULL for everything */
  GCancellable *cancellable;
  guint spinner_id;

  GtkWidget *entry;
  GtkWidget *scroller;
  GtkListBox *list;
  GtkWidget *count;
};

G_DEFINE_FINAL_TYPE (ObsSearchPalette, obs_search_palette, GTK_TYPE_POPOVER)

enum
{
  OPEN_LINK,
  COMMAND,
  SAY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Lower case without accents, so that "Oadby" is found by "OADBY" and "café" by "cafe". */
static char *
fold (const char *text)
{
  g_autofree char *plain = g_str_to_ascii (text, NULL);

  return g_utf8_casefold (plain, -1);
}

gboolean
obs_search_matches (const char *text, const char *needle)
{
  g_autofree char *haystack = fold (text);
  g_autofree char *folded = fold (needle);

  return strstr (haystack, folded) != NULL;
}

static void
clear_list (ObsSearchPalette *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
}

static void
add_heading (ObsSearchPalette *self, const char *text)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (row, "group");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_list_box_append (self->list, row);
}

/* One result. @action and @link: one of them. @right stands at the end of the line. */
static void
add_result (ObsSearchPalette *self, const char *title, const char *detail, const char *right,
            const char *link, const char *action)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", title, "xalign", 0.0, "ellipsize",
                                   PANGO_ELLIPSIZE_END, NULL);
  g_autofree char *name = NULL;

  gtk_box_append (GTK_BOX (words), label);
  if (detail != NULL && *detail != '\0')
    {
      GtkWidget *second = g_object_new (GTK_TYPE_LABEL, "label", detail, "xalign", 0.0, "ellipsize",
                                        PANGO_ELLIPSIZE_END, NULL);

      gtk_widget_add_css_class (second, "note");
      gtk_widget_add_css_class (second, "second");
      gtk_box_append (GTK_BOX (words), second);
    }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), words);
  if (right != NULL)
    {
      GtkWidget *keys = gtk_label_new (right);

      gtk_widget_add_css_class (keys, "tiny");
      gtk_widget_add_css_class (keys, "second");
      gtk_box_append (GTK_BOX (line), keys);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  name = g_strjoin (", ", title, detail != NULL && *detail != '\0' ? detail : right, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "obs-name", g_steal_pointer (&name), g_free);
  g_object_set_data_full (G_OBJECT (row), "obs-link", g_strdup (link), g_free);
  g_object_set_data_full (G_OBJECT (row), "obs-action", g_strdup (action), g_free);
  gtk_list_box_append (self->list, row);
}

/* Accelerators as people read them: "Ctrl+K". */
static char *
keys_words (const char *keys)
{
  g_auto (GStrv) parts = keys != NULL ? g_strsplit (keys, " ", -1) : NULL;
  GdkModifierType modifiers;
  guint key;

  if (parts == NULL || parts[0] == NULL || !gtk_accelerator_parse (parts[0], &key, &modifiers))
    return NULL;
  return gtk_accelerator_get_label (key, modifiers);
}

static guint
add_commands (ObsSearchPalette *self, const char *text)
{
  guint n;
  const ObsCommand *commands = obs_commands_get (&n);
  guint found = 0;

  for (guint i = 0; i < n && found < MOST_A_GROUP; i++)
    {
      g_autofree char *keys = NULL;

      if (commands[i].action == NULL || !obs_search_matches (_ (commands[i].label), text))
        continue;
      if (found++ == 0)
        add_heading (self, _ ("Commands"));
      keys = keys_words (commands[i].keys);
      add_result (self, _ (commands[i].label), NULL, keys, NULL, commands[i].action);
    }
  return found;
}

static guint
add_rows (ObsSearchPalette *self, const char *text)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint found = 0;

  for (guint i = 0; i < self->figure->rows->len && found < 3 * MOST_A_GROUP; i++)
    {
      const ObsFigureRow *row = obs_figure_row (self->figure, i);
      g_autofree char *link = g_strdup_printf ("row:%u", i);

      if (row->label == NULL || !obs_search_matches (row->label, text)
          || !g_hash_table_add (seen, row->key))
        continue;
      add_result (self, row->label, row->name, NULL, link, NULL);
      found++;
    }
  return found;
}

static void
select_first (ObsSearchPalette *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_list_box_row_get_selectable (row))
      {
        gtk_list_box_select_row (self->list, row);
        return;
      }
}

static void
show_count (ObsSearchPalette *self, guint n, const char *text)
{
  g_autofree char *words = NULL;

  if (n > 0)
    words = g_strdup_printf (ngettext ("%u result", "%u results", n), n);
  else
    words = g_strdup_printf (_ ("Nothing found for “%s”. Try a shorter word."), text);
  gtk_label_set_text (GTK_LABEL (self->count), words);
  gtk_widget_set_visible (self->scroller, n > 0);
  select_first (self);
  g_signal_emit (self, signals[SAY], 0, words);
}

static void
results_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsSearchPalette) self = OBS_SEARCH_PALETTE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = obs_store_search_finish (OBS_STORE (source), result, &error);
  const char *text;
  const char *group = NULL;
  guint n = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->entry == NULL)
    return;
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  clear_list (self);
  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      const ObsHit *hit = g_ptr_array_index (hits, i);

      if (g_strcmp0 (group, hit->group) != 0)
        add_heading (self, hit->group);
      group = hit->group;
      add_result (self, hit->title, hit->detail, NULL, hit->link, NULL);
      n++;
    }
  n += add_commands (self, text);
  show_count (self, n, text);
  if (error != NULL)
    gtk_label_set_text (GTK_LABEL (self->count), error->message);
}

static gboolean
spinner_cb (gpointer user_data)
{
  ObsSearchPalette *self = OBS_SEARCH_PALETTE (user_data);

  self->spinner_id = 0;
  gtk_label_set_text (GTK_LABEL (self->count), _ ("Searching…"));
  return G_SOURCE_REMOVE;
}

static void
search (ObsSearchPalette *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  obs_page_stop_reading (&self->cancellable);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  if (self->figure != NULL)
    {
      guint n;

      clear_list (self);
      n = add_rows (self, text);
      show_count (self, n, text);
      return;
    }
  if (*text == '\0')
    {
      clear_list (self);
      add_commands (self, "");
      gtk_label_set_text (
          GTK_LABEL (self->count),
          _ ("Questions, items, places, sectors, recommendations, findings, words"));
      gtk_widget_set_visible (self->scroller, TRUE);
      select_first (self);
      return;
    }
  self->cancellable = g_cancellable_new ();
  self->spinner_id = g_timeout_add (SPINNER_MS, spinner_cb, self);
  obs_store_search_async (self->store, text, self->perspective, self->cancellable, results_cb,
                          g_object_ref (self));
}

static void
choose (ObsSearchPalette *self, GtkListBoxRow *row)
{
  g_autofree char *link = NULL;
  g_autofree char *action = NULL;

  if (row == NULL)
    return;
  link = g_strdup (g_object_get_data (G_OBJECT (row), "obs-link"));
  action = g_strdup (g_object_get_data (G_OBJECT (row), "obs-action"));
  gtk_popover_popdown (GTK_POPOVER (self));
  if (link != NULL)
    g_signal_emit (self, signals[OPEN_LINK], 0, link);
  else if (action != NULL)
    g_signal_emit (self, signals[COMMAND], 0, action);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, ObsSearchPalette *self)
{
  choose (self, row);
}

static void
entry_activate_cb (GtkEntry *entry, ObsSearchPalette *self)
{
  choose (self, gtk_list_box_get_selected_row (self->list));
}

static void
show_row (ObsSearchPalette *self, GtkListBoxRow *row)
{
  GtkAdjustment *adjustment
      = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    return;
  gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

/* Up and Down move through the results while the words keep the focus. */
static gboolean
move (ObsSearchPalette *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int i = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  for (i += step; i >= 0; i += step)
    {
      row = gtk_list_box_get_row_at_index (self->list, i);
      if (row == NULL)
        return TRUE;
      if (!gtk_list_box_row_get_selectable (row))
        continue;
      gtk_list_box_select_row (self->list, row);
      show_row (self, row);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      g_object_get_data (G_OBJECT (row), "obs-name"), -1);
      return TRUE;
    }
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
        ObsSearchPalette *self)
{
  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    return move (self, 1);
  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    return move (self, -1);
  return GDK_EVENT_PROPAGATE;
}

static void
obs_search_palette_dispose (GObject *object)
{
  ObsSearchPalette *self = OBS_SEARCH_PALETTE (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  obs_page_stop_reading (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_pointer (&self->figure, obs_figure_unref);
  g_clear_pointer (&self->perspective, g_free);
  self->entry = NULL;
  G_OBJECT_CLASS (obs_search_palette_parent_class)->dispose (object);
}

static void
obs_search_palette_class_init (ObsSearchPaletteClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_search_palette_dispose;
  signals[OPEN_LINK] = g_signal_new ("open-link", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COMMAND] = g_signal_new ("command", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SAY] = g_signal_new ("say", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_STRING);
}

static void
obs_search_palette_init (ObsSearchPalette *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = gtk_entry_new ();
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY,
                                     "obs-search-symbolic");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_SINGLE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Results"), -1);
  self->scroller = obs_page_scroller_around (GTK_WIDGET (self->list));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), 420);
  self->count = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, NULL);
  gtk_widget_add_css_class (self->count, "count");
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->scroller);
  gtk_box_append (GTK_BOX (box), self->count);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_popover_set_offset (GTK_POPOVER (self), 0, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "obs-palette");

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entry_activate_cb), self, 0);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
}

GtkWidget *
obs_search_palette_new (ObsStore *store)
{
  ObsSearchPalette *self = g_object_new (OBS_TYPE_SEARCH_PALETTE, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}

void
obs_search_palette_open (ObsSearchPalette *self, const char *perspective, ObsFigure *figure)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkRoot *root = parent != NULL ? gtk_widget_get_root (parent) : NULL;
  int wide = root != NULL ? gtk_widget_get_width (GTK_WIDGET (root)) : 0;
  /* A window that is not laid out yet says nothing of the room there will be. */
  int room = wide > MARGIN ? wide : WIDTH + MARGIN;
  const char *name = figure != NULL ? _ ("Find in this figure") : _ ("Search or jump to");

  g_return_if_fail (OBS_IS_SEARCH_PALETTE (self));

  g_free (self->perspective);
  self->perspective = g_strdup (perspective);
  g_clear_pointer (&self->figure, obs_figure_unref);
  self->figure = figure != NULL ? obs_figure_ref (figure) : NULL;
  gtk_widget_set_size_request (self->entry, MIN (WIDTH, room - MARGIN), -1);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  obs_name_popover_parts (GTK_POPOVER (self), name);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  search (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (self->entry);
}

GtkEditable *
obs_search_palette_get_entry (ObsSearchPalette *self)
{
  return GTK_EDITABLE (self->entry);
}

GtkListBox *
obs_search_palette_get_list (ObsSearchPalette *self)
{
  return self->list;
}
