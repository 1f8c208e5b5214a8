/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/tuf/json.h"

#include <gio/gio.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/* Signed metadata of The Update Framework 1.0, from the writing side: key objects, signatures,
 * times. Ed25519 only; the same content, keys and time give the same bytes. */

/* A private key that is open. */
typedef struct
{
  char *name;   /* base name of its file */
  char *id;     /* key id: SHA-256 of the canonical key object */
  ObsJson *key; /* its public part as a TUF key object */
  EVP_PKEY *pkey;
} ObsSigner;

void obs_signer_free (ObsSigner *signer);

/* The key object of the public part of @pkey. (transfer full) */
ObsJson *obs_sign_key_object (EVP_PKEY *pkey) G_GNUC_WARN_UNUSED_RESULT;
/* SHA-256 of its canonical form. (transfer full) */
char *obs_sign_key_id (const ObsJson *key) G_GNUC_WARN_UNUSED_RESULT;

/* The file: {"signatures": […], "signed": @content} in canonical form. Takes @content.
 * @signers: of ObsSigner *. @others: signatures that it has already, of other keys; nullable. */
GBytes *obs_sign (ObsJson *content, const GPtrArray *signers,
                  const ObsJson *others) G_GNUC_WARN_UNUSED_RESULT;

/* Keys of @role in @root (the signed part of a root) with a good signature in @envelope; each
 * counts once. */
guint obs_sign_count (const ObsJson *envelope, const ObsJson *root, const char *role);
gboolean obs_sign_has (const ObsJson *envelope, const ObsJson *root, const char *id);

/* Threshold of @role; 0 where there is none. */
guint obs_sign_threshold (const ObsJson *root, const char *role);
/* Key ids of @role, as they stand there. (transfer container): of const char * */
GPtrArray *obs_sign_ids (const ObsJson *root, const char *role) G_GNUC_WARN_UNUSED_RESULT;

/* YYYY-MM-DDTHH:MM:SSZ. (transfer full) */
char *obs_sign_time (gint64 time) G_GNUC_WARN_UNUSED_RESULT;
/* G_MININT64 where it is none. */
gint64 obs_sign_read_time (const char *text);

/* 64 hex digits. (transfer full) */
char *obs_sign_sha256 (GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;

#define OBS_SIGN_SPEC "1.0.31"
#define OBS_SIGN_DAY (24 * 60 * 60)
#define OBS_SIGN_ROOT_DAYS 400
#define OBS_SIGN_TARGETS_DAYS 120 /* also snapshot and delegated roles */
#define OBS_SIGN_TIMESTAMP_DAYS 14

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsSigner, obs_signer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)

G_END_DECLS
