/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/transport.h"
#include "data/sync/tuf/updater.h"

G_BEGIN_DECLS

/* One host of a signed repository: its metadata and its targets, each below an address. It belongs
 * to the thread that made it. */

typedef struct _ObsMirror ObsMirror;

/* @metadata, @targets (nullable): base addresses, with or without "/" at their ends, by the rules
 * of obs_address_parse(). @limits NULL: obs_transport_limits. OBS_ERROR_INPUT */
ObsMirror *obs_mirror_new (const char *metadata, const char *targets,
                           const ObsTransportLimits *limits,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_mirror_free (ObsMirror *mirror);

/* An ObsTufFetchFunc; @mirror: the ObsMirror. */
GBytes *obs_mirror_fetch_metadata (const char *name, gsize most, gboolean *missing, gpointer mirror,
                                   GCancellable *cancellable, GError **error);

/* Where @remote (of an ObsTufTarget) lies: percent-encoded, below the base address of the targets.
 * (transfer full) */
char *obs_mirror_target_address (const ObsMirror *mirror, const char *remote);

/* Fetches @target to @path, through a file beside it that is on the disk and has the right length
 * and hashes before it takes the place of what was at @path. OBS_ERROR_CHECKSUM */
gboolean obs_mirror_fetch_target (ObsMirror *mirror, const ObsTufTarget *target, const char *path,
                                  GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsMirror, obs_mirror_free)

G_END_DECLS
