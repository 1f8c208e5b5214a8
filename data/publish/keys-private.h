/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/key-file.h"
#include "data/publish/root-chain.h"

G_BEGIN_DECLS

/* What making and signing roots share. */

/* Also puts new keys in place whose root is whole. */
ObsRootChain *obs_keys_load_chain (const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Signs @envelope, the successor of @before, with the root keys that are here, no more than needed.
 * Takes it and gives back what it became. */
ObsJson *obs_keys_add_signatures (ObsKeyRing *ring, ObsJson *envelope, const ObsJson *before,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes a root that is whole as the next of the chain, another one as unfinished (its path). */
gboolean obs_keys_store_root (const ObsRootChain *chain, const ObsJson *envelope, char **unfinished,
                              GError **error);

G_END_DECLS
