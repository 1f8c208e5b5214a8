/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Preferences and state. Kept by GSettings; where its schema is not installed the program still
 * runs, with defaults that last until it ends. Emits "changed" with the key as detail. */

#define OBS_TYPE_SETTINGS (obs_settings_get_type ())
G_DECLARE_FINAL_TYPE (ObsSettings, obs_settings, OBS, SETTINGS, GObject)

ObsSettings *obs_settings_get_default (void);

/* TRUE where changes are kept on disk. */
gboolean obs_settings_are_kept (ObsSettings *self);

char *obs_settings_get_string (ObsSettings *self, const char *key) G_GNUC_WARN_UNUSED_RESULT;
gboolean obs_settings_get_boolean (ObsSettings *self, const char *key);
int obs_settings_get_int (ObsSettings *self, const char *key);
double obs_settings_get_double (ObsSettings *self, const char *key);
void obs_settings_set_string (ObsSettings *self, const char *key, const char *value);
void obs_settings_set_boolean (ObsSettings *self, const char *key, gboolean value);
void obs_settings_set_int (ObsSettings *self, const char *key, int value);
void obs_settings_set_double (ObsSettings *self, const char *key, double value);

/* Puts every key back to its default. */
void obs_settings_reset (ObsSettings *self);

G_END_DECLS
