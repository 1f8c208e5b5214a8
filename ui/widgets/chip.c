/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/chip.h"

#include <glib/gi18n-lib.h>

const char *
obs_ksb_words (const char *ksb)
{
  if (g_strcmp0 (ksb, "K") == 0)
    return _ ("Knowledge");
  if (g_strcmp0 (ksb, "S") == 0)
    return _ ("Skill");
  if (g_strcmp0 (ksb, "B") == 0)
    return _ ("Behaviour");
  return ksb != NULL ? ksb : "";
}

/**
 * obs_chip_new:
 * @ksb: "K", "S" or "B"
 *
 * Returns: (transfer floating): the letter in its frame
 */
GtkWidget *
obs_chip_new (const char *ksb)
{
  GtkWidget *chip = gtk_label_new (ksb);

  gtk_widget_add_css_class (chip, "obs-chip");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (chip, obs_ksb_words (ksb));
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  obs_ksb_words (ksb), -1);
  return chip;
}
