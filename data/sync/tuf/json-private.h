/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/tuf/json.h"

G_BEGIN_DECLS

/* How a value is kept; for json.c (values) and json-read.c (the reader) only. Small, since a
 * megabyte of text can hold half a million values. */

typedef struct
{
  char *name; /* NULL in an array */
  ObsJson *value;
} ObsJsonItem;

typedef struct
{
  ObsJsonItem *items; /* in the order of the text */
  guint *sorted;      /* of an object: places of the items in the order of their names' bytes */
  guint n, room;
} ObsJsonList;

struct _ObsJson
{
  ObsJsonKind kind;
  union
  {
    gint64 integer;
    char *string;
    ObsJsonList *list; /* NULL while it is empty */
  } as;
};

ObsJson *obs_json_new (ObsJsonKind kind);

/* Takes @name and @value. An object is not to be looked into until obs_json_sort(). */
void obs_json_add (ObsJson *json, char *name, ObsJson *value);

/* Puts the names of an object in order, once. FALSE where one stands twice. */
gboolean obs_json_sort (ObsJson *json);

G_END_DECLS
