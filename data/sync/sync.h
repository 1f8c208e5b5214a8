/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Sync in three rooms that know nothing of each other's insides:
 *   transport (transport.h)  bytes from an address, with limits, resume and cancel
 *   index     (index.h)      what an origin offers, and whether bytes are what it promised
 *   home      (home.h)       editions on this computer: staging, switch, roll back
 * obs_sync_run() leads them one after the other; a later format changes transport and index only.
 */

typedef struct
{
  char *stage;   /* "Asking …", "Fetching …", "Checking …", translated */
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

typedef struct
{
  ObsSyncOutcome outcome;
  char *edition;   /* folder name of the edition in the home, or NULL */
  char *date;      /* its edition date, or NULL */
  guint64 fetched; /* bytes that came over the network */
} ObsSyncResult;

/* Worker threads only. @home_dir NULL: the user's own. Nothing that fails changes what is current.
 */
ObsSyncResult *obs_sync_run (const char *url, const char *home_dir, ObsSyncMode mode,
                             ObsSyncProgressFunc progress, gpointer user_data,
                             GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_sync_result_free (ObsSyncResult *result);

/* The same in a thread of its own; progress arrives on the main context, at most 10 times a second.
 */
void obs_sync_run_async (const char *url, const char *home_dir, ObsSyncMode mode,
                         ObsSyncProgressFunc progress, gpointer progress_data,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
ObsSyncResult *obs_sync_run_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsSyncResult, obs_sync_result_free)

G_END_DECLS
