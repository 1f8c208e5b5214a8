/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/tuf/metadata.h"
#include "data/sync/tuf/updater.h"

G_BEGIN_DECLS

/* What the steps of one run share: updater.c (the run, root), roles.c (timestamp, snapshot,
 * targets), search.c (delegations). */

#define OBS_TUF_MOST_SMALL (64 * 1024)   /* root, timestamp */
#define OBS_TUF_MOST_LARGE (1024 * 1024) /* the others */

struct _ObsTufUpdater
{
  char *folder;
  ObsTufPolicy policy;
  ObsTufFetchFunc fetch;
  gpointer user_data;
  ObsTufMetadata *root, *timestamp, *snapshot, *targets; /* trusted; NULL: none yet */
  GHashTable *delegated;                                 /* name -> ObsTufMetadata */
  GPtrArray *found;                                      /* of ObsTufTarget */
  gboolean fresh;                                        /* the last refresh succeeded */
};

void obs_tuf_log (ObsTufUpdater *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One request. NULL with @missing and no error where the host does not have the file. */
GBytes *obs_tuf_request (ObsTufUpdater *self, const char *name, gsize most, gboolean *missing,
                         GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same; a missing file is an error. */
GBytes *obs_tuf_require (ObsTufUpdater *self, const char *name, gsize most,
                         GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file is good until the second before it expires. */
gboolean obs_tuf_is_expired (ObsTufUpdater *self, const ObsTufMetadata *metadata);
gboolean obs_tuf_check_expiry (ObsTufUpdater *self, const ObsTufMetadata *metadata,
                               const char *name, GError **error);

/* Stores what has passed. */
gboolean obs_tuf_keep (ObsTufUpdater *self, const char *role, const ObsTufMetadata *metadata,
                       GError **error);

/* Both set OBS_ERROR_UNTRUSTED and return FALSE. */
gboolean obs_tuf_refuse_version (const char *name, gint64 version, gint64 wanted, GError **error);
gboolean obs_tuf_refuse_rollback (const char *name, const char *role, gint64 version, gint64 least,
                                  GError **error);

gboolean obs_tuf_update_timestamp (ObsTufUpdater *self, GCancellable *cancellable, GError **error);
gboolean obs_tuf_update_snapshot (ObsTufUpdater *self, GCancellable *cancellable, GError **error);
gboolean obs_tuf_update_targets (ObsTufUpdater *self, GCancellable *cancellable, GError **error);

/* A targets file, top-level or delegated, from the folder or the host: by whom it has to be signed
 * is @role with @keys. */
ObsTufMetadata *obs_tuf_load_targets (ObsTufUpdater *self, const ObsTufRole *role, GHashTable *keys,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void obs_tuf_target_free (gpointer target);

G_END_DECLS
