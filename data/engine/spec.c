/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/spec.h"

#include "data/engine/figure.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

gboolean
obs_spec_check (const char *question, const char *json, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (json, error);
  const char *code = NULL;
  ObsForm form;

  if (node == NULL)
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    code = json_object_get_string_member_with_default (json_node_get_object (node), "form", NULL);
  if (code == NULL || !obs_form_from_code (code, &form))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_SPEC, _ ("The figure of %s names no known form."),
                   question);
      return FALSE;
    }
  return TRUE;
}
