/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Ten small bars, answers 1 to 10, with their numbers above. One picture with a sentence as its
 * name. */

#define OBS_TYPE_HISTOGRAM (obs_histogram_get_type ())
G_DECLARE_FINAL_TYPE (ObsHistogram, obs_histogram, OBS, HISTOGRAM, GtkWidget)

GtkWidget *obs_histogram_new (const char *title, const int counts[10]);

G_END_DECLS
