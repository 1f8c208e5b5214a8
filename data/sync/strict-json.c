/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/strict-json.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 8
#define MAX_DIGITS 16
#define MAX_LENGTH (1024 * 1024)

typedef struct
{
  const char *at;
  const char *end;
  int depth, deepest;
} Gate;

static gboolean pass_value (Gate *gate);

static void
skip_space (Gate *gate)
{
  while (gate->at < gate->end && strchr (" \t\r\n", *gate->at) != NULL)
    gate->at++;
}

static gboolean
take (Gate *gate, char c)
{
  if (gate->at >= gate->end || *gate->at != c)
    return FALSE;
  gate->at++;
  return TRUE;
}

static gboolean
pass_word (Gate *gate, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (gate->end - gate->at) < length || memcmp (gate->at, word, length) != 0)
    return FALSE;
  gate->at += length;
  return TRUE;
}

static gboolean
pass_digits (Gate *gate)
{
  const char *start = gate->at;

  while (gate->at < gate->end && g_ascii_isdigit (*gate->at))
    gate->at++;
  return gate->at > start && gate->at - start <= MAX_DIGITS;
}

static gboolean
pass_number (Gate *gate)
{
  take (gate, '-');
  if (gate->end - gate->at >= 2 && gate->at[0] == '0' && g_ascii_isdigit (gate->at[1]))
    return FALSE;
  if (!pass_digits (gate))
    return FALSE;
  if (take (gate, '.') && !pass_digits (gate))
    return FALSE;
  if (take (gate, 'e') || take (gate, 'E'))
    {
      if (!take (gate, '+'))
        take (gate, '-');
      return pass_digits (gate);
    }
  return TRUE;
}

static gboolean
pass_unicode_escape (Gate *gate)
{
  if (gate->end - gate->at < 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    if (!g_ascii_isxdigit (gate->at[i]))
      return FALSE;
  /* A NUL would cut the text short for everybody who reads it later. */
  if (memcmp (gate->at, "0000", 4) == 0)
    return FALSE;
  gate->at += 4;
  return TRUE;
}

static gboolean
pass_string (Gate *gate, gboolean escapes)
{
  if (!take (gate, '"'))
    return FALSE;
  while (gate->at < gate->end)
    {
      unsigned char c = (unsigned char) *gate->at++;

      if (c == '"')
        return TRUE;
      if (c < 0x20)
        return FALSE;
      if (c != '\\')
        continue;
      if (!escapes || gate->at >= gate->end)
        return FALSE;
      c = (unsigned char) *gate->at++;
      if (c == 'u' ? !pass_unicode_escape (gate) : c == '\0' || strchr ("\"\\/bfnrt", c) == NULL)
        return FALSE;
    }
  return FALSE;
}

static gboolean
pass_object (Gate *gate)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  skip_space (gate);
  if (take (gate, '}'))
    return TRUE;
  do
    {
      const char *start;

      skip_space (gate);
      start = gate->at;
      if (!pass_string (gate, FALSE)
          || !g_hash_table_add (keys, g_strndup (start, (gsize) (gate->at - start))))
        return FALSE;
      skip_space (gate);
      if (!take (gate, ':') || !pass_value (gate))
        return FALSE;
      skip_space (gate);
    }
  while (take (gate, ','));
  return take (gate, '}');
}

static gboolean
pass_array (Gate *gate)
{
  skip_space (gate);
  if (take (gate, ']'))
    return TRUE;
  do
    {
      if (!pass_value (gate))
        return FALSE;
      skip_space (gate);
    }
  while (take (gate, ','));
  return take (gate, ']');
}

static gboolean
pass_value (Gate *gate)
{
  gboolean passed;

  skip_space (gate);
  if (gate->at >= gate->end || ++gate->depth > gate->deepest)
    return FALSE;
  switch (*gate->at)
    {
    case '{':
      gate->at++;
      passed = pass_object (gate);
      break;
    case '[':
      gate->at++;
      passed = pass_array (gate);
      break;
    case '"':
      passed = pass_string (gate, TRUE);
      break;
    case 't':
      passed = pass_word (gate, "true");
      break;
    case 'f':
      passed = pass_word (gate, "false");
      break;
    case 'n':
      passed = pass_word (gate, "null");
      break;
    default:
      passed = pass_number (gate);
    }
  gate->depth--;
  return passed;
}

JsonNode *
obs_strict_json_parse (const char *text, gsize length, GError **error)
{
  return obs_strict_json_parse_deep (text, length, MAX_DEPTH, error);
}

/* Through the gate, and then to json-glib. */
static JsonNode *
parse (const char *text, gsize length, guint depth, gsize most, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  Gate gate = { text, text + length, 0, (int) depth };

  if (length > most || !g_utf8_validate_len (text, length, NULL))
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("it is not a text"));
      return NULL;
    }
  if (!pass_value (&gate) || (skip_space (&gate), gate.at != gate.end))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("it is not valid JSON at byte %u"),
                   (guint) (gate.at - text));
      return NULL;
    }
  if (json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return json_parser_steal_root (parser);
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("it is not a JSON object"));
  return NULL;
}

JsonNode *
obs_strict_json_parse_deep (const char *text, gsize length, guint depth, GError **error)
{
  g_autoptr (JsonNode) root = parse (text, length, depth, MAX_LENGTH, error);

  if (root == NULL || JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT, _ ("it is not a JSON object"));
  return NULL;
}

JsonNode *
obs_strict_json_parse_table (const char *text, gsize length, guint depth, gsize most,
                             GError **error)
{
  g_autoptr (JsonNode) root = parse (text, length, depth, most, error);

  if (root == NULL || JSON_NODE_HOLDS_OBJECT (root) || JSON_NODE_HOLDS_ARRAY (root))
    return g_steal_pointer (&root);
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       _ ("it is neither an object nor an array"));
  return NULL;
}

const char *
obs_strict_json_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

gint64
obs_strict_json_int (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return -1;
  return json_node_get_int (node);
}

JsonArray *
obs_strict_json_list (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
obs_strict_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonObject *
obs_strict_json_element (JsonArray *list, guint i)
{
  JsonNode *node = json_array_get_element (list, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}
