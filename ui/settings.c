/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/settings.h"

struct _ObsSettings
{
  GObject parent_instance;

  GSettings *settings; /* NULL where the schema is not installed */
  GHashTable *memory;  /* key -> GVariant: what the schema does not have */
};

G_DEFINE_FINAL_TYPE (ObsSettings, obs_settings, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Defaults in the text form of GVariant; the installed schema says the same. */
static const struct
{
  const char *key;
  const char *value;
} defaults[] = {
  { "last-view", "''" },        { "origin-url", "''" },          { "check-at-start", "true" },
  { "last-check", "''" },       { "colour-scheme", "'system'" }, { "high-contrast", "false" },
  { "reduce-motion", "false" }, { "text-zoom", "1.0" },          { "show-ranges", "true" },
  { "show-tables", "false" },   { "side-bar-visible", "true" },  { "window-width", "1280" },
  { "window-height", "800" },   { "window-maximized", "false" }, { "announced-edition", "''" },
  { "seen-changes", "''" },
};

static gboolean
in_schema (ObsSettings *self, const char *key, const GVariantType *type)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchemaKey) schema_key = NULL;

  if (self->settings == NULL)
    return FALSE;
  g_object_get (self->settings, "settings-schema", &schema, NULL);
  if (!g_settings_schema_has_key (schema, key))
    return FALSE;
  schema_key = g_settings_schema_get_key (schema, key);
  return g_variant_type_equal (g_settings_schema_key_get_value_type (schema_key), type);
}

static GVariant *
default_value (const char *key, const GVariantType *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (defaults); i++)
    if (g_str_equal (defaults[i].key, key))
      return g_variant_ref_sink (g_variant_parse (type, defaults[i].value, NULL, NULL, NULL));
  g_critical ("There is no setting called “%s”", key);
  return NULL;
}

static GVariant *
get_value (ObsSettings *self, const char *key, const GVariantType *type)
{
  GVariant *value;

  if (in_schema (self, key, type))
    return g_settings_get_value (self->settings, key);
  value = g_hash_table_lookup (self->memory, key);
  if (value != NULL)
    return g_variant_ref (value);
  return default_value (key, type);
}

static void
set_value (ObsSettings *self, const char *key, GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autoptr (GVariant) old = get_value (self, key, g_variant_get_type (owned));

  if (old != NULL && g_variant_equal (old, owned))
    return;
  if (in_schema (self, key, g_variant_get_type (owned)))
    {
      g_settings_set_value (self->settings, key, owned);
      return;
    }
  g_hash_table_replace (self->memory, g_strdup (key), g_variant_ref (owned));
  g_signal_emit (self, signals[CHANGED], g_quark_from_string (key), key);
}

static void
changed_cb (GSettings *settings, const char *key, ObsSettings *self)
{
  g_signal_emit (self, signals[CHANGED], g_quark_from_string (key), key);
}

/* The installed schema, or, in a build tree, the one that was compiled there. */
static GSettingsSchema *
find_schema (void)
{
  g_autofree char *folder = g_build_filename (OBS_BUILD_ROOT, "app", "identity", NULL);
  g_autofree char *compiled = g_build_filename (folder, "gschemas.compiled", NULL);
  g_autoptr (GSettingsSchemaSource) built = NULL;
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, OBS_APP_ID, TRUE);
  if (schema != NULL || !g_file_test (compiled, G_FILE_TEST_EXISTS))
    return schema;
  built = g_settings_schema_source_new_from_directory (folder, source, FALSE, NULL);
  return built != NULL ? g_settings_schema_source_lookup (built, OBS_APP_ID, FALSE) : NULL;
}

static void
obs_settings_finalize (GObject *object)
{
  ObsSettings *self = OBS_SETTINGS (object);

  g_clear_object (&self->settings);
  g_hash_table_unref (self->memory);
  G_OBJECT_CLASS (obs_settings_parent_class)->finalize (object);
}

static void
obs_settings_class_init (ObsSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = obs_settings_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", OBS_TYPE_SETTINGS, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
obs_settings_init (ObsSettings *self)
{
  g_autoptr (GSettingsSchema) schema = find_schema ();

  self->memory
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  if (schema == NULL)
    return;
  self->settings = g_settings_new_full (schema, NULL, NULL);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (changed_cb), self, 0);
}

ObsSettings *
obs_settings_get_default (void)
{
  static ObsSettings *settings;

  if (settings == NULL)
    settings = g_object_new (OBS_TYPE_SETTINGS, NULL);
  return settings;
}

gboolean
obs_settings_are_kept (ObsSettings *self)
{
  return self->settings != NULL;
}

char *
obs_settings_get_string (ObsSettings *self, const char *key)
{
  g_autoptr (GVariant) value = get_value (self, key, G_VARIANT_TYPE_STRING);

  return value != NULL ? g_variant_dup_string (value, NULL) : g_strdup ("");
}

gboolean
obs_settings_get_boolean (ObsSettings *self, const char *key)
{
  g_autoptr (GVariant) value = get_value (self, key, G_VARIANT_TYPE_BOOLEAN);

  return value != NULL && g_variant_get_boolean (value);
}

int
obs_settings_get_int (ObsSettings *self, const char *key)
{
  g_autoptr (GVariant) value = get_value (self, key, G_VARIANT_TYPE_INT32);

  return value != NULL ? g_variant_get_int32 (value) : 0;
}

double
obs_settings_get_double (ObsSettings *self, const char *key)
{
  g_autoptr (GVariant) value = get_value (self, key, G_VARIANT_TYPE_DOUBLE);

  return value != NULL ? g_variant_get_double (value) : 0;
}

void
obs_settings_set_string (ObsSettings *self, const char *key, const char *value)
{
  set_value (self, key, g_variant_new_string (value != NULL ? value : ""));
}

void
obs_settings_set_boolean (ObsSettings *self, const char *key, gboolean value)
{
  set_value (self, key, g_variant_new_boolean (value));
}

void
obs_settings_set_int (ObsSettings *self, const char *key, int value)
{
  set_value (self, key, g_variant_new_int32 (value));
}

void
obs_settings_set_double (ObsSettings *self, const char *key, double value)
{
  set_value (self, key, g_variant_new_double (value));
}

void
obs_settings_reset (ObsSettings *self)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  if (self->settings != NULL)
    g_object_get (self->settings, "settings-schema", &schema, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      const char *key = defaults[i].key;

      if (schema != NULL && g_settings_schema_has_key (schema, key))
        g_settings_reset (self->settings, key);
      else if (g_hash_table_remove (self->memory, key))
        g_signal_emit (self, signals[CHANGED], g_quark_from_string (key), key);
    }
}
