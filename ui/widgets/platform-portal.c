/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/platform.h"

#include <gio/gio.h>

/* Desktops on Linux and BSD answer over the session bus, through the settings portal. */

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SETTINGS "org.freedesktop.portal.Settings"
#define APPEARANCE "org.freedesktop.appearance"

typedef struct
{
  ObsPlatformFunc func;
  gpointer user_data;
  ObsPlatformWishes wishes;
  GDBusConnection *bus;
} Watch;

/* Both keys are numbers: 0 no preference; color-scheme 1 dark, 2 light; contrast 1 higher. */
static void
take (Watch *watch, const char *key, GVariant *value)
{
  g_autoptr (GVariant) inner = g_variant_ref (value);
  guint32 number;

  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *next = g_variant_get_variant (inner);

      g_variant_unref (inner);
      inner = next;
    }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return;
  number = g_variant_get_uint32 (inner);

  if (g_str_equal (key, "color-scheme"))
    watch->wishes.dark = number == 1 ? OBS_WISH_YES : number == 2 ? OBS_WISH_NO : OBS_WISH_NONE;
  else if (g_str_equal (key, "contrast"))
    watch->wishes.contrast = number == 1 ? OBS_WISH_YES : OBS_WISH_NONE;
  else
    return;
  watch->func (&watch->wishes, watch->user_data);
}

static void
setting_changed_cb (GDBusConnection *bus, const char *sender, const char *path,
                    const char *interface, const char *signal, GVariant *parameters,
                    gpointer user_data)
{
  g_autoptr (GVariant) value = NULL;
  const char *space;
  const char *key;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &space, &key, &value);
  if (g_str_equal (space, APPEARANCE))
    take (user_data, key, value);
}

typedef struct
{
  Watch *watch;
  const char *key;
} Question;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  /* No portal, or one that does not know the key: GTK's own settings decide. */
  if (answer != NULL)
    {
      g_autoptr (GVariant) value = g_variant_get_child_value (answer, 0);

      take (question->watch, question->key, value);
    }
  g_free (question);
}

static void
ask (Watch *watch, const char *key)
{
  Question *question = g_new0 (Question, 1);

  question->watch = watch;
  question->key = key;
  g_dbus_connection_call (watch->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_SETTINGS, "Read",
                          g_variant_new ("(ss)", APPEARANCE, key), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, 3000, NULL, read_cb, question);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Watch *watch = user_data;

  watch->bus = g_bus_get_finish (result, NULL);
  if (watch->bus == NULL)
    return;
  g_dbus_connection_signal_subscribe (watch->bus, PORTAL_NAME, PORTAL_SETTINGS, "SettingChanged",
                                      PORTAL_PATH, APPEARANCE, G_DBUS_SIGNAL_FLAGS_NONE,
                                      setting_changed_cb, watch, NULL);
  ask (watch, "color-scheme");
  ask (watch, "contrast");
}

void
obs_platform_watch (ObsPlatformFunc func, gpointer user_data)
{
  /* One watch for the life of the program: it is never freed. */
  static Watch watch;

  watch.func = func;
  watch.user_data = user_data;
  if (watch.bus == NULL)
    g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, &watch);
}
