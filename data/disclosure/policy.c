/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/disclosure/policy.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  AT_LEAST, /* stricter is more */
  AT_MOST,  /* stricter is less */
} Direction;

typedef struct
{
  const char *key;
  double loosest, strictest;
  double start;
  Direction direction;
  gboolean whole;
  gsize offset; /* of a guint where whole, of a double elsewhere */
} Rule;

#define RULE(name, loosest, strictest, start, direction, whole)                                    \
  {                                                                                                \
#name, loosest, strictest, start, direction, whole, G_STRUCT_OFFSET(ObsPolicy, name)           \
  }

/* Defaults and limits of section “Rules” of the README. */
static const Rule rules[] = {
  RULE (threshold, 5, 1000, 10, AT_LEAST, TRUE), RULE (p_percent, 10, 100, 10, AT_LEAST, FALSE),
  RULE (dominance1, 50, 1, 50, AT_MOST, FALSE),  RULE (dominance2, 67, 1, 67, AT_MOST, FALSE),
  RULE (rounding, 5, 100, 5, AT_LEAST, TRUE),    RULE (decimals, 0.1, 10, 0.1, AT_LEAST, FALSE),
  RULE (width, 5, 100, 5, AT_LEAST, TRUE),       RULE (leavers, 10, 1000, 10, AT_LEAST, TRUE),
  RULE (editions, 8, 100, 8, AT_LEAST, TRUE),
};

static void
set_rule (ObsPolicy *policy, const Rule *rule, double value)
{
  if (rule->whole)
    G_STRUCT_MEMBER (guint, policy, rule->offset) = (guint) value;
  else
    G_STRUCT_MEMBER (double, policy, rule->offset) = value;
}

ObsPolicy *
obs_policy_new (void)
{
  ObsPolicy *policy = g_new0 (ObsPolicy, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    set_rule (policy, &rules[i], rules[i].start);
  policy->bands = TRUE;
  return policy;
}

void
obs_policy_free (ObsPolicy *policy)
{
  g_free (policy);
}

static gboolean
read_rule (ObsPolicy *policy, const Rule *rule, const char *text, const char *shown, GError **error)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);
  gboolean number = *text != '\0' && end != NULL && *end == '\0' && isfinite (value);

  if (!number || (rule->whole && value != floor (value)))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   rule->whole
                       ? _ ("%s, “%s”: “%s” is not a whole number. Write one, or leave the line "
                            "out for the default.")
                       : _ ("%s, “%s”: “%s” is not a number. Write one, or leave the line out for "
                            "the default."),
                   shown, rule->key, text);
      return FALSE;
    }
  if (rule->direction == AT_LEAST ? value < rule->loosest : value > rule->loosest)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   rule->direction == AT_LEAST
                       ? _ ("%s, “%s”: %s would protect businesses less than the rules allow. "
                            "Write %g or more.")
                       : _ ("%s, “%s”: %s would protect businesses less than the rules allow. "
                            "Write %g or less."),
                   shown, rule->key, text, rule->loosest);
      return FALSE;
    }
  if (rule->direction == AT_LEAST ? value > rule->strictest : value < rule->strictest)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s, “%s”: %s is beyond what can be meant; the strictest is %g."), shown,
                   rule->key, text, rule->strictest);
      return FALSE;
    }
  set_rule (policy, rule, value);
  return TRUE;
}

static gboolean
read_key (ObsPolicy *policy, GKeyFile *file, const char *key, const char *shown, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, "disclosure", key, error);

  if (text == NULL)
    return FALSE;
  g_strstrip (text);
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (key, rules[i].key))
      return read_rule (policy, &rules[i], text, shown, error);
  if (g_str_equal (key, "bands") && (g_str_equal (text, "yes") || g_str_equal (text, "no")))
    {
      policy->bands = g_str_equal (text, "yes");
      return TRUE;
    }
  if (g_str_equal (key, "bands"))
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("%s, “bands”: “%s” is neither “yes” nor “no”. Write one of them."), shown,
                 text);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("%s: there is no rule “%s”. Correct its name or take the line out."), shown,
                 key);
  return FALSE;
}

static gboolean
read_policy (ObsPolicy *policy, GKeyFile *file, const char *shown, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_auto (GStrv) keys = NULL;

  if (groups[0] == NULL || groups[1] != NULL || !g_str_equal (groups[0], "disclosure"))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s must have one section, [disclosure], and no other."), shown);
      return FALSE;
    }
  keys = g_key_file_get_keys (file, "disclosure", NULL, error);
  if (keys == NULL)
    return FALSE;
  for (char **key = keys; *key != NULL; key++)
    if (!read_key (policy, file, *key, shown, error))
      return FALSE;
  return TRUE;
}

ObsPolicy *
obs_policy_load (const char *path, GError **error)
{
  g_autoptr (ObsPolicy) policy = obs_policy_new ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *shown = g_filename_display_basename (path);
  g_autoptr (GError) why = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &why))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("The disclosure policy %s cannot be read: %s"), shown, why->message);
      return NULL;
    }
  if (!read_policy (policy, file, shown, error))
    return NULL;
  return g_steal_pointer (&policy);
}

guint
obs_policy_round (const ObsPolicy *policy, guint n)
{
  return (n + policy->rounding / 2) / policy->rounding * policy->rounding;
}

void
obs_policy_interval (const ObsPolicy *policy, guint rounded, guint *least, guint *greatest)
{
  guint half = policy->rounding / 2;

  *least = rounded > half ? rounded - half : 0;
  *greatest = rounded + (policy->rounding - 1) / 2;
}
