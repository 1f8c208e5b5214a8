/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/assemble.h"
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
  ObsPatience patience;
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
  char *verified; /* folder name of an edition whose hash was compared in this run; nullable */
  ObsSyncResult *result;
} ObsSyncRun;

void obs_sync_run_clear (ObsSyncRun *run);

/* sync.c */
void obs_sync_enter (ObsSyncRun *run, const char *stage);
/* An ObsBytesFunc: tells at most ten times a second, and always the end of a stage. */
void obs_sync_tell_cb (guint64 done, guint64 total, gpointer user_data);

/* An ObsPauseFunc. */
void obs_sync_pause_cb (guint seconds, guint n, guint tries, gpointer user_data);

/* sync-trust.c: sets run->origin, known or added; lock held. */
gboolean obs_sync_find_origin (ObsSyncRun *run, const char *url, GError **error);
/* Brings the signed metadata up to date, by whichever address does. */
gboolean obs_sync_refresh (ObsSyncRun *run, GError **error);
/* A target that the origin vouches for, of at most @most bytes. (transfer none) */
const ObsTufTarget *obs_sync_target (ObsSyncRun *run, const char *path, guint64 most,
                                     GError **error);

/* sync-bring.c: fetches and builds what run->offer names, and takes it into the home. */
gboolean obs_sync_bring (ObsSyncRun *run, GError **error);

/* The edition that the new one is built on. */
typedef struct
{
  char *path; /* NULL: there is none */
  char *state;
  ObsManifest *manifest;
  gint64 edition;     /* its number there */
  gboolean of_origin; /* this origin published it, so its announcements are about it */
} ObsSyncBase;

/* From the offer to an edition in the home. */
typedef struct
{
  ObsSyncRun *run;
  ObsSyncBase base;
  char *staging; /* folder */
  char *out;
  ObsSegmentList *list;   /* once it was fetched */
  gboolean has_old_packs; /* they were added to the offer */
  guint64 before;         /* bytes of files that are through */
  guint64 total;          /* of all files */
  GHashTable *needed;     /* names of the files in staging that this run needs */
} ObsBringing;

void obs_bringing_clear (ObsBringing *self);

/* sync-fetch.c: the list of segments, once. */
gboolean obs_bring_get_list (ObsBringing *self, GError **error);
/* The packs of the list behind "old_packs", added to the offer. */
gboolean obs_bring_get_old_packs (ObsBringing *self, GError **error);
/* The chunk files of a route, whole and compared with their hashes, into staging.
 * (transfer full): of ObsChunkFile *, in order */
GPtrArray *obs_bring_fetch_packs (ObsBringing *self, const ObsRoute *route,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Those of the list that @held (nullable) does not have. */
gboolean obs_bring_fetch_segments (ObsBringing *self, const ObsManifest *held, GError **error);
/* Removes what no run goes on with from staging; with @all also the chunk files. */
void obs_bring_clean (ObsBringing *self, gboolean all);
/* Bytes of what lies in staging. */
guint64 obs_bring_size_here (ObsBringing *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsSyncRun, obs_sync_run_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsBringing, obs_bringing_clear)

G_END_DECLS
