/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers for texts: the first text seen is 0, the next new one 1 … A table of half a million rows
 * names a few hundred texts over and over; this is what keeps its rows small. One thread. */
typedef struct _ObsDictionary ObsDictionary;

ObsDictionary *obs_dictionary_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_dictionary_free (ObsDictionary *self);

/* The number of the text; @added (out) (optional): TRUE where it is new. */
guint32 obs_dictionary_add (ObsDictionary *self, const char *text, gsize length, gboolean *added);
/* FALSE where the text has no number. */
gboolean obs_dictionary_find (const ObsDictionary *self, const char *text, guint32 *number);
guint obs_dictionary_size (const ObsDictionary *self);
/* Owned by the dictionary, ended by NUL; stays where it is. */
const char *obs_dictionary_text (const ObsDictionary *self, guint32 number);

/* The numbers in order of their texts' bytes: ranks[number] is the place. (transfer full) */
guint32 *obs_dictionary_ranks (const ObsDictionary *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsDictionary, obs_dictionary_free)

G_END_DECLS
