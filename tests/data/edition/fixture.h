/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder of source tables, as small as an edition can be with something in every room of it. */
char *fixture_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces the only occurrence of @from in @file of the folder. */
void fixture_change (const char *folder, const char *file, const char *from, const char *to);

/* Writes or removes (@text NULL) a whole file. */
void fixture_set (const char *folder, const char *file, const char *text);

/* Removes a folder with all that is in it. */
void fixture_remove (const char *folder);

/* Hexadecimal SHA-256 of a file. */
char *fixture_hash (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* The first column of the first row, as text. */
char *fixture_query (const char *path, const char *sql) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
