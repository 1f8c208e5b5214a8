/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/bases.h"
#include "data/sync/home-private.h"
#include "data/sync/offer.h"
#include "data/sync/origins.h"
#include "data/sync/route.h"
#include "data/sync/sync.h"

G_BEGIN_DECLS

/* One run, from the first request to the last rename; for the files of the sync only. */
typedef struct
{
  char *home;
  ObsSyncMode mode;
  GCancellable *cancellable;
  ObsSyncProgressFunc progress;
  gpointer user_data;
  const char *stage;
  gint64 told; /* monotonic time of the last progress */

  ObsOrigin *origin;
  ObsTransport *transport;
  ObsBases *bases;
  ObsTufUpdater *updater; /* refreshed */
  gint64 started;         /* monotonic time of the first request to the address that is asked */
  gint64 now;             /* effective UNIX time */
  char *etag;             /* of the timestamp that came */
  ObsOffer *offer;
  ObsSyncResult *result;
} ObsSyncRun;

void obs_sync_run_clear (ObsSyncRun *run);

/* sync.c */
void obs_sync_enter (ObsSyncRun *run, const char *stage);
/* An ObsBytesFunc: tells at most ten times a second, and always the end of a stage. */
void obs_sync_tell_cb (guint64 done, guint64 total, gpointer user_data);

/* sync-trust.c: sets run->origin, known or added; lock held. */
gboolean obs_sync_find_origin (ObsSyncRun *run, const char *url, GError **error);
/* Brings the signed metadata up to date, by whichever address does. */
gboolean obs_sync_refresh (ObsSyncRun *run, GError **error);
/* A target that the origin vouches for, of at most @most bytes. (transfer none) */
const ObsTufTarget *obs_sync_target (ObsSyncRun *run, const char *path, guint64 most,
                                     GError **error);

/* sync-bring.c: fetches and builds what run->offer names, and takes it into the home. */
gboolean obs_sync_bring (ObsSyncRun *run, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsSyncRun, obs_sync_run_clear)

G_END_DECLS
