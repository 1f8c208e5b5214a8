/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/patience.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Sync in rooms that know nothing of each other's insides:
 *   transport, bases  bytes from addresses, with limits, resume, mirrors and cancel
 *   tuf/updater       which bytes the origin vouches for
 *   origins           whose keys are trusted
 *   offer, route      what is offered, and the path of fewest bytes to it
 *   assemble, gates   the edition out of segments and packs, and whether it may be used
 *   home              editions on this computer: staging, switch, roll back
 * obs_sync_run() leads them one after the other.
 */

typedef struct
{
  char *stage;   /* "Asking …", "Fetching …", "… Trying again in 4 seconds …", translated */
  guint64 done;  /* bytes */
  guint64 total; /* bytes, 0 where not known */
} ObsSyncProgress;

typedef void (*ObsSyncProgressFunc) (const ObsSyncProgress *progress, gpointer user_data);

typedef enum
{
  OBS_SYNC_UP_TO_DATE, /* nothing newer */
  OBS_SYNC_AVAILABLE,  /* a newer edition is offered (check only) */
  OBS_SYNC_INSTALLED,  /* a newer edition is verified and current */
  OBS_SYNC_STAGED,     /* verified and installed, but not made current: the person has to accept */
} ObsSyncOutcome;

typedef enum
{
  OBS_SYNC_CHECK_ONLY, /* ask only */
  OBS_SYNC_STAGE,      /* fetch and verify, do not switch (background) */
  OBS_SYNC_INSTALL,    /* fetch, verify, switch ("Sync now") */
} ObsSyncMode;

typedef enum
{
  OBS_SYNC_ROUTE_NONE,     /* nothing had to be built */
  OBS_SYNC_ROUTE_PACKS,    /* a chain of packs */
  OBS_SYNC_ROUTE_SEGMENTS, /* the segments that differ */
  OBS_SYNC_ROUTE_ALL,      /* all segments */
} ObsSyncRoute;

typedef struct
{
  ObsSyncOutcome outcome;
  char *edition;      /* folder name of the edition in the home, or NULL */
  char *date;         /* its edition date, or NULL */
  char *origin_id;    /* who published it */
  gint64 number;      /* its number there; 0: not known */
  guint64 fetched;    /* bytes that came over the network, all of them */
  guint64 metadata;   /* of these: signed metadata, index and lists */
  guint requests;     /* that were made */
  ObsSyncRoute route; /* how it was built */
  guint files;        /* packs or segments that it was built from */
  guint64 payload;    /* their bytes, whether they came now or lay there from a run before */
  double cpu;         /* seconds of the processor, of the whole run and of all threads … */
  double install_cpu; /* … and from the last byte fetched to the switch */
  gint64 checked;     /* UNIX time of the origin's word that this is the newest */
  char *notice;       /* what the person should know beside it (the clock is wrong), or NULL */
} ObsSyncResult;

/* Worker threads only. @patience: how often all addresses are asked again where they fail in a way
 * that may pass; NULL: obs_patience. @url: an address of an origin, with or without its fingerprint
 * (address.h), or the id of one that is known; NULL or "": the one in use. @home_dir NULL: the
 * user's own. Nothing that fails changes what is current; OBS_SYNC_CHECK_ONLY changes nothing but
 * what is known of the origin. Errors beside those of the network and the disk:
 * OBS_ERROR_UNKNOWN_ORIGIN  nobody confirmed this origin's keys yet: obs_sync_probe(), then again
 *                           with obs_address_with_fingerprint()
 * OBS_ERROR_UNTRUSTED       not signed by the keys that are trusted for it
 * OBS_ERROR_EXPIRED         signed, but not confirmed as the newest any more
 * OBS_ERROR_UNANNOUNCED     the new edition lost more than was announced
 * OBS_ERROR_SCHEMA_TOO_NEW  a newer program is needed
 * OBS_ERROR_BUSY            another sync is under way in this home */
ObsSyncResult *obs_sync_run (const char *url, const char *home_dir, ObsSyncMode mode,
                             const ObsPatience *patience, ObsSyncProgressFunc progress,
                             gpointer user_data, GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_sync_result_free (ObsSyncResult *result);

/* How it was built, in words: "2 packs", "7 of the segments"; "" where nothing was. (transfer full)
 */
char *obs_sync_result_route (const ObsSyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

/* First contact: fetches the first root file of the origin at @url, checks that it is sound, and
 * gives its fingerprint, for a person to compare with what the publisher says by another way.
 * Stores nothing, and asks once: a person waits. @fingerprint (out, transfer full): 64 hex digits.
 * Worker threads only. */
gboolean obs_sync_probe (const char *url, GCancellable *cancellable, char **fingerprint,
                         GError **error);

/* Adds the origin at @url, which carries its fingerprint or came with the program, without asking
 * it for editions, with one try. Returns: (transfer full): its id. As obs_sync_run() for errors. */
char *obs_sync_add_origin (const char *url, const char *home_dir, GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same in a thread of its own; progress arrives on the main context, at most 10 times a second.
 */
void obs_sync_run_async (const char *url, const char *home_dir, ObsSyncMode mode,
                         const ObsPatience *patience, ObsSyncProgressFunc progress,
                         gpointer progress_data, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
ObsSyncResult *obs_sync_run_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsSyncResult, obs_sync_result_free)

G_END_DECLS
