/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/tuf/json.h"

#include <openssl/evp.h>

G_BEGIN_DECLS

/* Public keys of signed metadata, and the check of one signature. */

typedef enum
{
  OBS_SCHEME_ED25519,
  OBS_SCHEME_ECDSA_P256, /* ecdsa-sha2-nistp256, DER signature */
  OBS_SCHEME_RSA_PSS,    /* rsassa-pss-sha256, at least 2048 bits */
} ObsScheme;

typedef struct
{
  EVP_PKEY *key;
  ObsScheme scheme;
} ObsTufKey;

/* TRUE only when @sig is @key's signature over @msg and @key is one for @scheme; every other way
 * out is FALSE. */
gboolean obs_sig_verify (EVP_PKEY *key, ObsScheme scheme, GBytes *msg, GBytes *sig);

/* The key object @json that is listed under @id. NULL for a key that counts for nothing: of an
 * unknown type or scheme, malformed, too weak, not allowed by @only_ed25519, or listed under
 * another id than the SHA-256 of its canonical form. (transfer full) */
ObsTufKey *obs_tuf_key_new (const char *id, const ObsJson *json,
                            gboolean only_ed25519) G_GNUC_WARN_UNUSED_RESULT;
void obs_tuf_key_free (ObsTufKey *key);

/* TRUE where both are the same public key, whatever their ids are. */
gboolean obs_tuf_key_equal (const ObsTufKey *a, const ObsTufKey *b);

/* The id of a key object: SHA-256 of its canonical form, unknown members included, in hex. */
char *obs_tuf_key_id (const ObsJson *json) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes of hex digits of either case; NULL where there is none, an odd number, or another
 * character. (transfer full) */
GBytes *obs_tuf_unhex (const char *hex) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTufKey, obs_tuf_key_free)

G_END_DECLS
