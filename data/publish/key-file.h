/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/keys.h"
#include "data/publish/sign.h"

G_BEGIN_DECLS

/* The key files of a folder, and those of them that are open. NAME.pem is the private part, PKCS#8
 * encrypted with AES-256 under a key that scrypt makes of the pass-phrase (openssl pkey reads it);
 * NAME.pub its public part. While a ring lives no core is dumped; private parts and pass-phrases
 * are wiped with it. */

typedef struct _ObsKeyRing ObsKeyRing;

ObsKeyRing *obs_key_ring_new (const char *dir, ObsPassphraseFunc ask,
                              gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void obs_key_ring_free (ObsKeyRing *ring);

/* Makes a new key and writes both of its files as @name; never over one that is there. It is open
 * then. (transfer none) */
const ObsSigner *obs_key_ring_create (ObsKeyRing *ring, const char *name, GError **error);

/* Base name of the files of the key @id; NULL where none of them is here. @here (nullable): the
 * private part is here too. (transfer full) */
char *obs_key_ring_find (ObsKeyRing *ring, const char *id,
                         gboolean *here) G_GNUC_WARN_UNUSED_RESULT;

/* The public part @name.pub. NULL where it is not there or no key. (transfer full) */
/* TRUE with an error where a file of the folder could not be read so far: what seems not to be
 * there may be in it. */
gboolean obs_key_ring_trouble (ObsKeyRing *ring, GError **error);

ObsJson *obs_key_ring_public (ObsKeyRing *ring, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Opens the key @id; asks for its pass-phrase where the last one that fitted does not fit.
 * OBS_ERROR_NOT_FOUND where its file is not here, OBS_ERROR_INPUT for a wrong pass-phrase, a file
 * that others may read, or one that is no encrypted key. (transfer none) */
const ObsSigner *obs_key_ring_open (ObsKeyRing *ring, const char *id, GError **error);

/* The same for a key that may have been replaced since (NAME.pem.revoked-N). NULL without a word
 * where it is not to be had: nothing depends on it but how smoothly readers get across. */
const ObsSigner *obs_key_ring_open_former (ObsKeyRing *ring, const char *id);

/* As many keys of @role in @root (its signed part) as its threshold asks for.
 * Returns: (transfer container): of ObsSigner * */
GPtrArray *obs_key_ring_open_role (ObsKeyRing *ring, const ObsJson *root, const char *role,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For tests, which make many keys: how often scrypt goes through its memory in files that are
 * written from now on. 5. */
extern int obs_key_file_passes;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsKeyRing, obs_key_ring_free)

G_END_DECLS
