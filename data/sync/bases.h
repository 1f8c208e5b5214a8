/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/transport.h"
#include "data/sync/tuf/updater.h"

G_BEGIN_DECLS

/* The addresses that hand out the files of one origin: its own and its mirrors. One of them is
 * asked until it fails or hands out wrong bytes, then the next. What they hand out is judged by
 * hash and signature, so it does not matter who they are. Where all of them failed, those that may
 * do better later are asked again after a pause (patience.h): all that a run asks for has these
 * tries together. One thread. */

typedef struct _ObsBases ObsBases;

ObsBases *obs_bases_new (ObsTransport *transport, const char *url,
                         const char *const *mirrors) G_GNUC_WARN_UNUSED_RESULT;
void obs_bases_free (ObsBases *bases);

/* Host of the one that is asked now; for sentences. */
const char *obs_bases_host (ObsBases *bases);

/* Told before a pause of @seconds, which leads to try @n of @tries; and with 0 when it is over. */
typedef void (*ObsPauseFunc) (guint seconds, guint n, guint tries, gpointer user_data);

/* Until then there is one try. @tell nullable. */
void obs_bases_set_patience (ObsBases *bases, const ObsPatience *patience, ObsPauseFunc tell,
                             gpointer user_data);

/* After a failure: goes on to the next address; where all have had their turn since
 * obs_bases_rewind(), waits and begins a new round. FALSE where that is of no use, where the tries
 * are used up, or where it was cancelled. */
gboolean obs_bases_next (ObsBases *bases, GCancellable *cancellable);
/* Rounds that were begun after a pause, in all. */
guint obs_bases_rounds (ObsBases *bases);
/* All may have a turn again; the one that was asked last goes first. */
void obs_bases_rewind (ObsBases *bases);

/* A small file at the address that is asked now. @name: below it, percent-encoded. @answer as
 * obs_transport_fetch_bytes(). OBS_ERROR_OFFLINE also where a web page came. */
GBytes *obs_bases_fetch_small (ObsBases *bases, const char *name, const ObsTransportAsk *ask,
                               ObsTransportAnswer *answer, GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A target into memory or into the file @path, by any of the addresses; its length and hashes were
 * compared. @path may hold a part of it from before. OBS_ERROR_CHECKSUM where none has it right. */
GBytes *obs_bases_fetch_target (ObsBases *bases, const ObsTufTarget *target,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean obs_bases_fetch_file (ObsBases *bases, const ObsTufTarget *target, const char *path,
                               ObsBytesFunc progress, gpointer user_data, GCancellable *cancellable,
                               GError **error);

/* Answers that were asked for so far, and bytes of their bodies. */
guint obs_bases_requests (ObsBases *bases);
guint64 obs_bases_fetched (ObsBases *bases);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsBases, obs_bases_free)

G_END_DECLS
