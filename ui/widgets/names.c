/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *type;
  const char *words;
} parts[] = {
  { "GtkBuiltinIcon", N_ ("Sign") },
  { "GtkPopoverContent", N_ ("Menu") },
  { "GtkScrollbar", N_ ("Scroll bar") },
  { "GtkRange", N_ ("Scroll bar") },
  { "GtkMagnifier", N_ ("Magnifier") },
  { "GtkGizmo", N_ ("Sign") },
  { "GtkScrolledWindow", N_ ("Part that scrolls") },
  { "GtkOverlay", N_ ("Group") },
};

void
obs_name_inner_parts (GtkWidget *widget)
{
  const char *type = G_OBJECT_TYPE_NAME (widget);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strcmp (type, parts[i].type) == 0)
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (parts[i].words), -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    obs_name_inner_parts (child);
}

static void
map_cb (GtkWidget *popover)
{
  obs_name_inner_parts (popover);
}

void
obs_name_popover_parts (GtkPopover *popover, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_signal_handlers_disconnect_by_func (popover, map_cb, NULL);
  g_signal_connect (popover, "map", G_CALLBACK (map_cb), NULL);
}

void
obs_name_without_mnemonic (GtkWidget *widget, const char *text)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '_' && p[1] != '\0')
        p++;
      g_string_append_c (plain, *p);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  plain->str, -1);
}

GtkWidget *
obs_decoration_new (const char *icon)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}
