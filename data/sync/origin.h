/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* HOME/origin.json: what was last heard from the origin. The list of editions is kept with its
 * ETag, so that "not modified" can be answered whatever was done with the list before. */
typedef struct
{
  char *url;
  char *id;    /* edition id that this address offers */
  char *etag;  /* nullable */
  char *index; /* text of index.json */
} ObsOrigin;

/* NULL: nothing is known of @url, or the file is damaged; both mean to ask anew. (transfer full) */
ObsOrigin *obs_origin_load (const char *home_dir, const char *url) G_GNUC_WARN_UNUSED_RESULT;
gboolean obs_origin_save (const char *home_dir, const ObsOrigin *origin, GError **error);
void obs_origin_free (ObsOrigin *origin);

/* The address that this home last synced with, or NULL. (transfer full) */
char *obs_origin_url (const char *home_dir) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsOrigin, obs_origin_free)

G_END_DECLS
