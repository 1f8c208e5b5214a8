/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The letter chip of an item: K, S or B in a small frame, called "Knowledge", "Skill", "Behaviour".
 */
GtkWidget *obs_chip_new (const char *ksb);

/* "Knowledge", "Skill", "Behaviour", translated; the letter itself where it is another. */
const char *obs_ksb_words (const char *ksb);

G_END_DECLS
