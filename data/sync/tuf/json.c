/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/tuf/json.h"

#include "data/sync/tuf/json-private.h"

#include <stdlib.h>
#include <string.h>

ObsJson *
obs_json_new (ObsJsonKind kind)
{
  ObsJson *json = g_new0 (ObsJson, 1);

  json->kind = kind;
  return json;
}

static void
free_list (ObsJsonList *list)
{
  if (list == NULL)
    return;
  for (guint i = 0; i < list->n; i++)
    {
      g_free (list->items[i].name);
      obs_json_free (list->items[i].value);
    }
  g_free (list->items);
  g_free (list->sorted);
  g_free (list);
}

void
obs_json_free (ObsJson *json)
{
  if (json == NULL)
    return;
  if (json->kind == OBS_JSON_STRING)
    g_free (json->as.string);
  else if (json->kind == OBS_JSON_ARRAY || json->kind == OBS_JSON_OBJECT)
    free_list (json->as.list);
  g_free (json);
}

void
obs_json_add (ObsJson *json, char *name, ObsJson *value)
{
  ObsJsonList *list = json->as.list;

  if (list == NULL)
    list = json->as.list = g_new0 (ObsJsonList, 1);
  if (list->n == list->room)
    {
      list->room = list->room == 0 ? 2 : list->room * 2;
      list->items = g_renew (ObsJsonItem, list->items, list->room);
    }
  list->items[list->n].name = name;
  list->items[list->n].value = value;
  list->n++;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer items)
{
  const ObsJsonItem *item = items;

  return strcmp (item[*(const guint *) a].name, item[*(const guint *) b].name);
}

gboolean
obs_json_sort (ObsJson *json)
{
  ObsJsonList *list = json->as.list;

  if (list == NULL)
    return TRUE;
  list->sorted = g_new (guint, list->n);
  for (guint i = 0; i < list->n; i++)
    list->sorted[i] = i;
  g_qsort_with_data (list->sorted, (gint) list->n, sizeof (guint), compare_names, list->items);
  for (guint i = 1; i < list->n; i++)
    if (strcmp (list->items[list->sorted[i - 1]].name, list->items[list->sorted[i]].name) == 0)
      return FALSE;
  return TRUE;
}

/* Where @name stands in the sorted order, or would stand. */
static gboolean
look_up (const ObsJsonList *list, const char *name, guint *place)
{
  guint low = 0, high = list->n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = strcmp (list->items[list->sorted[middle]].name, name);

      if (order == 0)
        {
          *place = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  *place = low;
  return FALSE;
}

static const ObsJsonList *
list_of (const ObsJson *json)
{
  if (json == NULL || (json->kind != OBS_JSON_ARRAY && json->kind != OBS_JSON_OBJECT))
    return NULL;
  return json->as.list;
}

ObsJsonKind
obs_json_kind (const ObsJson *json)
{
  return json != NULL ? json->kind : OBS_JSON_NULL;
}

const ObsJson *
obs_json_member (const ObsJson *json, const char *name)
{
  const ObsJsonList *list = list_of (json);
  guint place;

  if (list == NULL || json->kind != OBS_JSON_OBJECT || !look_up (list, name, &place))
    return NULL;
  return list->items[list->sorted[place]].value;
}

guint
obs_json_length (const ObsJson *json)
{
  const ObsJsonList *list = list_of (json);

  return list != NULL ? list->n : 0;
}

const ObsJson *
obs_json_element (const ObsJson *json, guint i)
{
  const ObsJsonList *list = list_of (json);

  return list != NULL && i < list->n ? list->items[i].value : NULL;
}

const char *
obs_json_name (const ObsJson *json, guint i)
{
  const ObsJsonList *list = list_of (json);

  return list != NULL && i < list->n ? list->items[i].name : NULL;
}

gboolean
obs_json_integer (const ObsJson *json, gint64 *value)
{
  if (json == NULL || json->kind != OBS_JSON_INTEGER)
    return FALSE;
  *value = json->as.integer;
  return TRUE;
}

const char *
obs_json_string (const ObsJson *json)
{
  return json != NULL && json->kind == OBS_JSON_STRING ? json->as.string : NULL;
}

ObsJson *
obs_json_new_object (void)
{
  return obs_json_new (OBS_JSON_OBJECT);
}

ObsJson *
obs_json_new_array (void)
{
  return obs_json_new (OBS_JSON_ARRAY);
}

ObsJson *
obs_json_new_string (const char *text)
{
  ObsJson *json = obs_json_new (OBS_JSON_STRING);

  json->as.string = g_strdup (text);
  return json;
}

ObsJson *
obs_json_new_integer (gint64 value)
{
  ObsJson *json = obs_json_new (OBS_JSON_INTEGER);

  json->as.integer = value;
  return json;
}

ObsJson *
obs_json_new_boolean (gboolean value)
{
  return obs_json_new (value ? OBS_JSON_TRUE : OBS_JSON_FALSE);
}

ObsJson *
obs_json_copy (const ObsJson *json)
{
  ObsJson *copy = obs_json_new (obs_json_kind (json));
  const ObsJsonList *list = list_of (json);

  if (copy->kind == OBS_JSON_STRING)
    copy->as.string = g_strdup (json->as.string);
  else if (copy->kind == OBS_JSON_INTEGER)
    copy->as.integer = json->as.integer;
  for (guint i = 0; list != NULL && i < list->n; i++)
    obs_json_add (copy, g_strdup (list->items[i].name), obs_json_copy (list->items[i].value));
  if (copy->kind == OBS_JSON_OBJECT)
    obs_json_sort (copy);
  return copy;
}

void
obs_json_set (ObsJson *object, const char *name, ObsJson *value)
{
  ObsJsonList *list = object->as.list;
  guint place = 0;

  g_return_if_fail (object->kind == OBS_JSON_OBJECT);
  if (list != NULL && look_up (list, name, &place))
    {
      ObsJsonItem *item = &list->items[list->sorted[place]];

      obs_json_free (item->value);
      item->value = value;
      return;
    }
  obs_json_add (object, g_strdup (name), value);
  list = object->as.list;
  list->sorted = g_renew (guint, list->sorted, list->n);
  memmove (list->sorted + place + 1, list->sorted + place,
           (list->n - 1 - place) * sizeof *list->sorted);
  list->sorted[place] = list->n - 1;
}

void
obs_json_append (ObsJson *array, ObsJson *value)
{
  g_return_if_fail (array->kind == OBS_JSON_ARRAY);
  obs_json_add (array, NULL, value);
}

static void
write_string (GString *out, const char *text, gboolean escape)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (escape && (guchar) *text < 0x20)
        {
          g_string_append_printf (out, "\\u%04x", (guint) *text);
          continue;
        }
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
write_value (GString *out, const ObsJson *json, gboolean escape)
{
  const ObsJsonList *list = list_of (json);
  gboolean object = json->kind == OBS_JSON_OBJECT;

  switch (json->kind)
    {
    case OBS_JSON_NULL:
      g_string_append (out, "null");
      return;
    case OBS_JSON_FALSE:
      g_string_append (out, "false");
      return;
    case OBS_JSON_TRUE:
      g_string_append (out, "true");
      return;
    case OBS_JSON_INTEGER:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json->as.integer);
      return;
    case OBS_JSON_STRING:
      write_string (out, json->as.string, escape);
      return;
    case OBS_JSON_ARRAY:
    case OBS_JSON_OBJECT:
      break;
    }
  g_string_append_c (out, object ? '{' : '[');
  for (guint i = 0; list != NULL && i < list->n; i++)
    {
      const ObsJsonItem *item = &list->items[object ? list->sorted[i] : i];

      if (i > 0)
        g_string_append_c (out, ',');
      if (object)
        {
          write_string (out, item->name, escape);
          g_string_append_c (out, ':');
        }
      write_value (out, item->value, escape);
    }
  g_string_append_c (out, object ? '}' : ']');
}

GBytes *
obs_json_canonical (const ObsJson *json)
{
  GString *out = g_string_new (NULL);

  write_value (out, json, FALSE);
  return g_string_free_to_bytes (out);
}

GBytes *
obs_json_text (const ObsJson *json)
{
  GString *out = g_string_new (NULL);

  write_value (out, json, TRUE);
  return g_string_free_to_bytes (out);
}
