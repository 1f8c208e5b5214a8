/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/shortcuts.h"

#include "ui/commands.h"

#include <glib/gi18n-lib.h>

/* GtkShortcutsWindow can only be filled by GtkBuilder in 4.8, so the description is written here.
 */
static void
append_group (GString *xml, ObsCommandGroup group)
{
  guint n;
  const ObsCommand *commands = obs_commands_get (&n);
  g_autofree char *title = g_markup_escape_text (obs_command_group_label (group), -1);

  g_string_append_printf (xml,
                          "<child><object class=\"GtkShortcutsGroup\">"
                          "<property name=\"title\">%s</property>",
                          title);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = NULL;
      g_autofree char *keys = NULL;
      g_autofree char *first = NULL;

      if (commands[i].group != group || commands[i].keys == NULL)
        continue;
      label = g_markup_escape_text (_ (commands[i].label), -1);
      /* Of several keys for one command the first is enough to know. */
      first = g_strdup (commands[i].keys);
      if (group != OBS_GROUP_PLOT && strchr (first, ' ') != NULL)
        *strchr (first, ' ') = '\0';
      keys = g_markup_escape_text (first, -1);
      g_string_append_printf (xml,
                              "<child><object class=\"GtkShortcutsShortcut\">"
                              "<property name=\"title\">%s</property>"
                              "<property name=\"accelerator\">%s</property></object></child>",
                              label, keys);
    }
  g_string_append (xml, "</object></child>");
}

static void
append_section (GString *xml, const char *name, const char *title, const ObsCommandGroup *groups,
                int n_groups)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  g_string_append_printf (xml,
                          "<child><object class=\"GtkShortcutsSection\">"
                          "<property name=\"section-name\">%s</property>"
                          "<property name=\"title\">%s</property>"
                          "<property name=\"max-height\">14</property>",
                          name, escaped);
  for (int i = 0; i < n_groups; i++)
    append_group (xml, groups[i]);
  g_string_append (xml, "</object></child>");
}

void
obs_shortcuts_present (GtkWindow *parent, gboolean plot)
{
  static const ObsCommandGroup window_groups[]
      = { OBS_GROUP_MOVE, OBS_GROUP_FIGURE, OBS_GROUP_PROGRAM };
  static const ObsCommandGroup plot_groups[] = { OBS_GROUP_PLOT };
  g_autoptr (GString) xml = g_string_new ("<interface><object class=\"GtkShortcutsWindow\" "
                                          "id=\"shortcuts\"><property name=\"modal\">1</property>");
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;
  GtkWindow *window;

  append_section (xml, "window", _ ("Window"), window_groups, G_N_ELEMENTS (window_groups));
  append_section (xml, "plot", _ ("Plot"), plot_groups, G_N_ELEMENTS (plot_groups));
  g_string_append (xml, "</object></interface>");
  if (!gtk_builder_add_from_string (builder, xml->str, -1, &error))
    {
      g_critical ("The window of shortcuts cannot be built: %s", error->message);
      return;
    }
  window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  g_object_set (window, "section-name", plot ? "plot" : "window", NULL);
  gtk_window_set_title (window, _ ("Keyboard shortcuts"));
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_present (window);
}
