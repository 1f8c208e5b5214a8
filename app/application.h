/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The desktop program: command line, addresses, one window. */

#define OBS_TYPE_APPLICATION (obs_application_get_type ())
G_DECLARE_FINAL_TYPE (ObsApplication, obs_application, OBS, APPLICATION, GtkApplication)

ObsApplication *obs_application_new (const char *address) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
