/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members, by name, of the object that a JsonBuilder is at. */

/* @text: (nullable): null where it is NULL */
void obs_json_write_text (JsonBuilder *builder, const char *name, const char *text);
void obs_json_write_number (JsonBuilder *builder, const char *name, gint64 number);
void obs_json_write_flag (JsonBuilder *builder, const char *name, gboolean flag);
/* @texts: (element-type utf8) */
void obs_json_write_texts (JsonBuilder *builder, const char *name, const GPtrArray *texts);
/* The begin of a list, an object, which the caller fills and ends. */
void obs_json_write_list (JsonBuilder *builder, const char *name);
void obs_json_write_object (JsonBuilder *builder, const char *name);

/* Ends the outermost object of @builder. Returns: (transfer full): its text; @pretty: on lines */
char *obs_json_write_end (JsonBuilder *builder, gboolean pretty);

G_END_DECLS
