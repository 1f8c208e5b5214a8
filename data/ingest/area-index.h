/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Finds areas by their code, or by kind and name. Publishers spell names differently: case,
 * punctuation, "&" for "and" and double blanks do not count. One thread. */
typedef struct _ObsAreaIndex ObsAreaIndex;

ObsAreaIndex *obs_area_index_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_area_index_free (ObsAreaIndex *self);

/* Texts are copied. FALSE where another area bears this name and kind already. */
gboolean obs_area_index_add (ObsAreaIndex *self, const char *code, const char *kind,
                             const char *name);
/* A further name. FALSE where the code is not known or the name is another area's. */
gboolean obs_area_index_alias (ObsAreaIndex *self, const char *alias, const char *kind,
                               const char *code);

gboolean obs_area_index_has (const ObsAreaIndex *self, const char *code);
/* The code, owned by the index, or NULL. */
const char *obs_area_index_find (const ObsAreaIndex *self, const char *kind, const char *name);
/* Kind of the area with this code, or NULL. */
const char *obs_area_index_kind (const ObsAreaIndex *self, const char *code);

/* SHA-256 in hex of all that the index knows, whatever the order in which it came. */
char *obs_area_index_digest (const ObsAreaIndex *self) G_GNUC_WARN_UNUSED_RESULT;

/* The name as the index compares it: small letters and digits, single blanks. */
char *obs_area_index_fold (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsAreaIndex, obs_area_index_free)

G_END_DECLS
