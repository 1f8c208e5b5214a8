/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/header.h"

#include "ui/widgets/clip-layout.h"
#include "ui/widgets/names.h"
#include "ui/widgets/one-stop.h"
#include "ui/widgets/row.h"

#include <glib/gi18n-lib.h>

struct _ObsHeader
{
  GtkWidget parent_instance;

  GtkWidget *handle;
  GtkWidget *wide;
  GtkWidget *compact;

  GtkWidget *back;
  GtkWidget *forward;
  GtkWidget *perspectives; /* box of the switch */
  GtkWidget *more;
  GtkWidget *more_label;
  GMenu *more_menu;
  GtkWidget *sector;
  GtkWidget *sector_label;
  GtkWidget *sector_arrow;
  GtkWidget *sector_cross;
  GMenu *sector_menu;
  GtkWidget *place;
  GtkWidget *place_label;
  GtkWidget *place_arrow;
  GtkWidget *place_cross;
  GtkWidget *search;
  GtkWidget *search_icon;
  GtkWidget *menu;

  GtkWidget *up;
  GtkWidget *title;
  GtkWidget *compact_search;
  GtkWidget *compact_menu;
  gboolean is_compact;
};

G_DEFINE_FINAL_TYPE (ObsHeader, obs_header, GTK_TYPE_WIDGET)

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
icon_button (const char *icon, const char *action, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "icon");
  gtk_widget_set_tooltip_text (button, name);
  set_name (button, name);
  return button;
}

static void
without_arrow (GtkWidget *menu_button, const char *name)
{
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (menu_button));

  gtk_popover_set_has_arrow (popover, FALSE);
  gtk_popover_set_offset (popover, 0, 6);
  obs_name_popover_parts (popover, name);
}

static GtkWidget *
icon_menu (const char *icon, GMenuModel *model, const char *name)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), model);
  without_arrow (button, name);
  gtk_widget_add_css_class (button, "icon");
  gtk_widget_set_tooltip_text (button, name);
  set_name (button, name);
  return button;
}

static GtkWidget *
chevron (void)
{
  GtkWidget *image = obs_decoration_new ("obs-chevron-down-symbolic");

  gtk_widget_add_css_class (image, "chevron");
  return image;
}

/* A menu button with words and a chevron. */
static GtkWidget *
word_menu (GMenu *model, const char *name, GtkWidget **label, GtkWidget **arrow)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  *label = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (*label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (*label), 6);
  *arrow = chevron ();
  gtk_box_append (GTK_BOX (box), *label);
  gtk_box_append (GTK_BOX (box), *arrow);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), box);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (model));
  without_arrow (button, name);
  return button;
}

/* A filter: words that open the choices, and a cross that takes it off. */
static GtkWidget *
filter_chip (GMenu *model, const char *clear, const char *name, GtkWidget **label,
             GtkWidget **arrow, GtkWidget **cross)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button = word_menu (model, name, label, arrow);

  *cross = gtk_button_new_from_icon_name ("obs-close-symbolic");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (*cross), clear);
  gtk_widget_add_css_class (*cross, "cross");
  gtk_widget_set_tooltip_text (*cross, _ ("Remove this filter"));
  set_name (*cross, _ ("Remove this filter"));
  gtk_widget_set_visible (*cross, FALSE);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), *cross);
  gtk_widget_add_css_class (box, "obs-filter");
  gtk_widget_set_tooltip_text (button, name);
  return box;
}

/* The place is picked from many: its button opens the picker of the window. */
static GtkWidget *
place_chip (ObsHeader *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->place_label = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (self->place_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->place_label), 6);
  self->place_arrow = chevron ();
  gtk_box_append (GTK_BOX (words), self->place_label);
  gtk_box_append (GTK_BOX (words), self->place_arrow);
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.choose-place");
  gtk_widget_set_tooltip_text (button, _ ("Place"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE,
                                  -1);
  gtk_widget_set_hexpand (button, TRUE);
  self->place_cross = gtk_button_new_from_icon_name ("obs-close-symbolic");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->place_cross), "win.place::all");
  gtk_widget_add_css_class (self->place_cross, "cross");
  gtk_widget_set_tooltip_text (self->place_cross, _ ("Remove this filter"));
  set_name (self->place_cross, _ ("Remove this filter"));
  gtk_widget_set_visible (self->place_cross, FALSE);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), self->place_cross);
  gtk_widget_add_css_class (box, "obs-filter");
  return box;
}

static GMenuModel *
main_menu (void)
{
  GMenu *menu = g_menu_new ();
  GMenu *ways = g_menu_new ();
  GMenu *figure = g_menu_new ();
  GMenu *data = g_menu_new ();
  GMenu *program = g_menu_new ();

  g_menu_append (ways, _ ("_Undo"), "win.undo");
  g_menu_append (ways, _ ("_Redo"), "win.redo");
  g_menu_append (figure, _ ("Copy _link"), "win.copy-link");
  g_menu_append (figure, _ ("Copy _chart"), "win.copy-chart");
  g_menu_append (figure, _ ("Show all charts as _tables"), "win.tables-first");
  g_menu_append (figure, _ ("_Place and areas to compare…"), "win.choose-place");
  g_menu_append (data, _ ("Ta_xonomy"), "win.taxonomy");
  g_menu_append (data, _ ("S_ources"), "win.sources");
  g_menu_append (data, _ ("_Sync now"), "win.sync");
  g_menu_append (data, _ ("_Editions"), "win.editions");
  g_menu_append (data, _ ("_What changed"), "win.changes");
  g_menu_append (program, _ ("_Side bar"), "win.side-bar");
  g_menu_append (program, _ ("_Full screen"), "win.full-screen");
  g_menu_append (program, _ ("_Preferences"), "win.preferences");
  g_menu_append (program, _ ("_Keyboard shortcuts"), "win.shortcuts");
  g_menu_append (program, _ ("_Help"), "win.help");
  g_menu_append (program, _ ("_About Skills Observatory"), "win.about");
  g_menu_append (program, _ ("_Quit"), "app.quit");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (ways));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (figure));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (data));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (program));
  g_object_unref (ways);
  g_object_unref (figure);
  g_object_unref (data);
  g_object_unref (program);
  return G_MENU_MODEL (menu);
}

static GMenuModel *
export_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Save as picture (PNG)…"), "win.export::png");
  g_menu_append (menu, _ ("Save as drawing (SVG)…"), "win.export::svg");
  g_menu_append (menu, _ ("Save as document (PDF)…"), "win.export::pdf");
  g_menu_append (menu, _ ("Save the numbers (CSV)…"), "win.export::csv");
  return G_MENU_MODEL (menu);
}

static GtkWidget *
search_button (void)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_label_new (_ ("Search or jump to…"));
  /* Translators: the keys that open the search, as they stand on the keyboard. */
  GtkWidget *keys = gtk_label_new (_ ("Ctrl K"));

  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (words), 8);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_add_css_class (keys, "tiny");
  gtk_box_append (GTK_BOX (box), obs_decoration_new ("obs-search-symbolic"));
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), keys);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.search");
  gtk_widget_add_css_class (button, "obs-search");
  set_name (button, _ ("Search or jump to"));
  return button;
}

static GtkWidget *
build_switch (ObsHeader *self)
{
  GtkWidget *track = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *arrow;

  self->perspectives = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->more_menu = g_menu_new ();
  self->more = word_menu (self->more_menu, _ ("More"), &self->more_label, &arrow);
  gtk_label_set_text (GTK_LABEL (self->more_label), _ ("More"));
  gtk_label_set_width_chars (GTK_LABEL (self->more_label), -1);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_box_append (GTK_BOX (track), self->perspectives);
  gtk_box_append (GTK_BOX (track), self->more);
  gtk_widget_add_css_class (track, "obs-switch");
  set_name (track, _ ("Perspective"));
  return track;
}

static void
build_wide (ObsHeader *self, GMenuModel *menu)
{
  g_autoptr (GMenuModel) export = export_menu ();
  ObsRow *row;
  GtkWidget *export_button;

  self->wide = obs_row_new ();
  row = OBS_ROW (self->wide);
  obs_one_stop_set (self->wide);
  self->back = icon_button ("obs-back-symbolic", "win.back", _ ("Back"));
  self->forward = icon_button ("obs-forward-symbolic", "win.forward", _ ("Forward"));
  self->sector = filter_chip (self->sector_menu, "win.sector::all", _ ("Sector"),
                              &self->sector_label, &self->sector_arrow, &self->sector_cross);
  /* A sector is known by its whole name; a place gives way first. */
  gtk_label_set_ellipsize (GTK_LABEL (self->sector_label), PANGO_ELLIPSIZE_NONE);
  self->place = place_chip (self);
  self->search = search_button ();
  self->search_icon = icon_button ("obs-search-symbolic", "win.search", _ ("Search or jump to"));
  export_button = icon_menu ("obs-export-symbolic", export, _ ("Export"));
  self->menu = icon_menu ("obs-menu-symbolic", menu, _ ("Main menu"));
  gtk_menu_button_set_primary (GTK_MENU_BUTTON (self->menu), TRUE);

  obs_row_append (row, gtk_window_controls_new (GTK_PACK_START), 0, 0, FALSE);
  obs_row_append (row, self->back, 0, 0, FALSE);
  obs_row_append (row, self->forward, 0, 2, FALSE);
  obs_row_append (row, build_switch (self), 10, 0, FALSE);
  obs_row_append (row, self->sector, 18, 3, FALSE);
  obs_row_append (row, self->place, 6, 4, FALSE);
  obs_row_append (row, self->search, 18, 5, TRUE);
  obs_row_append (row, self->search_icon, 6, 0, FALSE);
  obs_row_append (row, export_button, 12, 1, FALSE);
  obs_row_append (row, self->menu, 0, 0, FALSE);
  obs_row_append (row, gtk_window_controls_new (GTK_PACK_END), 6, 0, FALSE);
  obs_row_set_substitute (row, self->search, self->search_icon);
}

/* The narrow window keeps only the way to close it, on the side where the desktop has it. */
static GtkWidget *
close_control (GtkPackType side)
{
  GtkWidget *controls = gtk_window_controls_new (side);
  g_autofree char *layout = NULL;
  const char *colon;
  const char *close;

  g_object_get (gtk_settings_get_default (), "gtk-decoration-layout", &layout, NULL);
  close = layout != NULL ? strstr (layout, "close") : NULL;
  colon = layout != NULL ? strchr (layout, ':') : NULL;
  gtk_window_controls_set_decoration_layout (
      GTK_WINDOW_CONTROLS (controls),
      close != NULL && colon != NULL && close < colon ? "close:" : ":close");
  return controls;
}

static void
build_compact (ObsHeader *self, GMenuModel *menu)
{
  ObsRow *row;

  self->compact = obs_row_new ();
  row = OBS_ROW (self->compact);
  obs_one_stop_set (self->compact);
  self->up = icon_button ("obs-back-symbolic", "win.up", _ ("Back to the list"));
  self->title = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "title");
  self->compact_search = icon_button ("obs-search-symbolic", "win.search", _ ("Search or jump to"));
  self->compact_menu = icon_menu ("obs-menu-symbolic", menu, _ ("Main menu"));

  obs_row_append (row, close_control (GTK_PACK_START), 0, 0, FALSE);
  obs_row_append (row, self->up, 0, 0, FALSE);
  obs_row_append (row, self->title, 6, 0, TRUE);
  obs_row_append (row, self->compact_search, 6, 0, FALSE);
  obs_row_append (row, self->compact_menu, 0, 0, FALSE);
  obs_row_append (row, close_control (GTK_PACK_END), 0, 0, FALSE);
  gtk_widget_set_visible (self->compact, FALSE);
}

static void
obs_header_dispose (GObject *object)
{
  ObsHeader *self = OBS_HEADER (object);

  g_clear_pointer (&self->handle, gtk_widget_unparent);
  g_clear_object (&self->sector_menu);
  g_clear_object (&self->more_menu);
  G_OBJECT_CLASS (obs_header_parent_class)->dispose (object);
}

static void
obs_header_class_init (ObsHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_header_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, OBS_TYPE_CLIP_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "obsheader");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_header_init (ObsHeader *self)
{
  g_autoptr (GMenuModel) menu = main_menu ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->sector_menu = g_menu_new ();
  build_wide (self, menu);
  build_compact (self, menu);
  gtk_widget_set_vexpand (self->wide, TRUE);
  gtk_widget_set_vexpand (self->compact, TRUE);
  gtk_box_append (GTK_BOX (box), self->wide);
  gtk_box_append (GTK_BOX (box), self->compact);
  gtk_widget_add_css_class (box, "obs-header");
  self->handle = gtk_window_handle_new ();
  gtk_window_handle_set_child (GTK_WINDOW_HANDLE (self->handle), box);
  gtk_widget_set_parent (self->handle, GTK_WIDGET (self));
  set_name (GTK_WIDGET (self), _ ("Header"));
}

GtkWidget *
obs_header_new (void)
{
  return g_object_new (OBS_TYPE_HEADER, NULL);
}

static void
fill_menu (GMenu *menu, const char *action, const char *all, GPtrArray *choices)
{
  g_autoptr (GMenu) section = g_menu_new ();
  g_autofree char *every = g_strdup_printf ("%s::all", action);

  g_menu_remove_all (menu);
  if (all != NULL)
    g_menu_append (menu, all, every);
  for (guint i = 0; i < choices->len; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (choices, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (choice->label, NULL);

      g_menu_item_set_action_and_target (item, action, "s", choice->key);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static void
fill_switch (ObsHeader *self, const ObsJourneys *journeys)
{
  GtkWidget *child;
  guint n_more = 0;

  while ((child = gtk_widget_get_first_child (self->perspectives)) != NULL)
    gtk_box_remove (GTK_BOX (self->perspectives), child);
  g_menu_remove_all (self->more_menu);

  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      if (perspective->in_header)
        {
          GtkWidget *button = gtk_toggle_button_new_with_label (perspective->label);

          gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.perspective");
          gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", perspective->key);
          gtk_widget_set_tooltip_text (button, perspective->description);
          gtk_box_append (GTK_BOX (self->perspectives), button);
        }
      else
        {
          g_autoptr (GMenuItem) item = g_menu_item_new (perspective->label, NULL);

          g_menu_item_set_action_and_target (item, "win.perspective", "s", perspective->key);
          g_menu_append_item (self->more_menu, item);
          n_more++;
        }
    }
  gtk_widget_set_visible (self->more, n_more > 0);
}

void
obs_header_set_journeys (ObsHeader *self, const ObsJourneys *journeys)
{
  g_return_if_fail (OBS_IS_HEADER (self));

  if (journeys == NULL)
    return;
  fill_menu (self->sector_menu, "win.sector", _ ("All sectors"), journeys->sectors);
  fill_switch (self, journeys);
}

static void
set_filter (GtkWidget *chip, GtkWidget *label, GtkWidget *arrow, GtkWidget *cross, const char *text,
            gboolean on)
{
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (arrow, !on);
  gtk_widget_set_visible (cross, on);
  if (on)
    gtk_widget_add_css_class (chip, "on");
  else
    gtk_widget_remove_css_class (chip, "on");
}

void
obs_header_set_filters (ObsHeader *self, const char *sector, gboolean sector_on, const char *place,
                        gboolean place_on)
{
  g_autofree char *sector_name = g_strdup_printf (_ ("Sector: %s"), sector);
  g_autofree char *place_name = g_strdup_printf (_ ("Place: %s"), place);

  g_return_if_fail (OBS_IS_HEADER (self));

  set_filter (self->sector, self->sector_label, self->sector_arrow, self->sector_cross, sector,
              sector_on);
  set_filter (self->place, self->place_label, self->place_arrow, self->place_cross, place,
              place_on);
  set_name (gtk_widget_get_first_child (self->sector), sector_name);
  set_name (gtk_widget_get_first_child (self->place), place_name);
}

void
obs_header_set_perspective (ObsHeader *self, const char *key)
{
  GMenuModel *model = G_MENU_MODEL (self->more_menu);

  gtk_widget_remove_css_class (self->more, "on");
  gtk_label_set_text (GTK_LABEL (self->more_label), _ ("More"));
  for (int i = 0; i < g_menu_model_get_n_items (model); i++)
    {
      g_autofree char *target = NULL;
      g_autofree char *label = NULL;

      g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_TARGET, "s", &target);
      g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
      if (g_strcmp0 (target, key) != 0)
        continue;
      gtk_widget_add_css_class (self->more, "on");
      gtk_label_set_text (GTK_LABEL (self->more_label), label);
    }
}

void
obs_header_set_ways (ObsHeader *self, const char *back, const char *forward)
{
  g_autofree char *back_words = back != NULL ? g_strdup_printf (_ ("Back to %s"), back) : NULL;
  g_autofree char *forward_words
      = forward != NULL ? g_strdup_printf (_ ("Forward to %s"), forward) : NULL;

  gtk_widget_set_tooltip_text (self->back, back != NULL ? back_words : _ ("Back"));
  gtk_widget_set_tooltip_text (self->forward, forward != NULL ? forward_words : _ ("Forward"));
  set_name (self->back, back != NULL ? back_words : _ ("Back"));
  set_name (self->forward, forward != NULL ? forward_words : _ ("Forward"));
}

void
obs_header_set_compact (ObsHeader *self, gboolean compact, const char *title, gboolean up)
{
  g_return_if_fail (OBS_IS_HEADER (self));

  self->is_compact = compact;
  gtk_widget_set_visible (self->wide, !compact);
  gtk_widget_set_visible (self->compact, compact);
  gtk_label_set_text (GTK_LABEL (self->title), title != NULL ? title : "");
  gtk_widget_set_visible (self->up, up);
  /* F10 goes to the menu that is on screen. */
  gtk_menu_button_set_primary (GTK_MENU_BUTTON (self->menu), !compact);
  gtk_menu_button_set_primary (GTK_MENU_BUTTON (self->compact_menu), compact);
}

GtkWidget *
obs_header_get_search (ObsHeader *self)
{
  if (self->is_compact)
    return self->compact_search;
  return gtk_widget_get_child_visible (self->search) ? self->search : self->search_icon;
}

GtkWidget *
obs_header_get_place (ObsHeader *self)
{
  if (self->is_compact || !gtk_widget_get_child_visible (self->place))
    return self->is_compact ? self->compact_menu : self->menu;
  return gtk_widget_get_first_child (self->place);
}

void
obs_header_open_menu (ObsHeader *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->is_compact ? self->compact_menu : self->menu));
}
