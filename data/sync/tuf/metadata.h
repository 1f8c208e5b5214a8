/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/tuf/json.h"

#include <glib.h>

G_BEGIN_DECLS

/* One file of signed metadata: opened (is it such a file at all), verified (did enough keys of a
 * role sign it), and only then read. Immutable after that. */

typedef enum
{
  OBS_TUF_ROOT,
  OBS_TUF_TIMESTAMP,
  OBS_TUF_SNAPSHOT,
  OBS_TUF_TARGETS, /* delegated roles too */
} ObsTufType;

/* The file that a role may be: in root for the four, in delegations for the others. */
typedef struct
{
  char *name;
  GPtrArray *keyids; /* of char *, each once */
  gint64 threshold;  /* at least 1 */
  /* of delegations */
  gboolean terminating;
  GPtrArray *paths;    /* patterns, or NULL */
  GPtrArray *prefixes; /* of the hash of a target path, lower-case hex, or NULL */
} ObsTufRole;

/* A file as another one names it. */
typedef struct
{
  gint64 version;
  gint64 length; /* -1: not named */
  gboolean hashed;
  char *sha256, *sha512; /* lower case; NULL: not named */
} ObsTufFile;

/* Bins that stand for 2^bits delegations at once. */
typedef struct
{
  ObsTufRole *role; /* its keys; its name is the prefix */
  guint bits;
} ObsTufBins;

typedef struct
{
  GBytes *bytes; /* as received */
  ObsJson *json;
  const ObsJson *body, *signatures;
  GBytes *canonical; /* what was signed */

  /* from here on: after obs_tuf_metadata_read() */
  ObsTufType type;
  gint64 version;
  gint64 expires;      /* UNIX time */
  gboolean consistent; /* root */
  GHashTable *keys;    /* root, delegations: id -> ObsTufKey, those that count */
  GPtrArray *roles;    /* root, delegations: of ObsTufRole, in order */
  ObsTufBins *bins;    /* delegations, or NULL */
  GHashTable *files;   /* timestamp, snapshot: name -> ObsTufFile */
} ObsTufMetadata;

/* JSON of the shape {"signatures": […], "signed": {…}}, no key id twice in the signatures.
 * @name: the file, for sentences. OBS_ERROR_CORRUPT. */
ObsTufMetadata *obs_tuf_metadata_open (const char *name, GBytes *bytes,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The fields of @type. OBS_ERROR_CORRUPT. */
gboolean obs_tuf_metadata_read (ObsTufMetadata *self, const char *name, ObsTufType type,
                                gboolean only_ed25519, GError **error);

/* As many different public keys of @role, by @keys, signed it as the role's threshold asks.
 * OBS_ERROR_UNTRUSTED. */
gboolean obs_tuf_metadata_verify (const ObsTufMetadata *self, const char *name,
                                  const ObsTufRole *role, GHashTable *keys, GError **error);

void obs_tuf_metadata_free (ObsTufMetadata *self);

/* The role of that name in a root or in delegations, or NULL. */
const ObsTufRole *obs_tuf_metadata_role (const ObsTufMetadata *self, const char *name);

/* TRUE where both roles have the same key ids. */
gboolean obs_tuf_role_same_keys (const ObsTufRole *a, const ObsTufRole *b);

/* "YYYY-MM-DDTHH:MM:SSZ", a moment that exists. */
gboolean obs_tuf_read_time (const char *text, gint64 *seconds);

/* {"length": …, "hashes": {…}}, and "version" where @versioned. FALSE where malformed.
 * To be emptied with obs_tuf_file_clear(). */
gboolean obs_tuf_file_read (const ObsJson *json, gboolean versioned, ObsTufFile *file);
void obs_tuf_file_clear (ObsTufFile *file);

/* TRUE where @bytes have the length and the hashes that @file names; hashes of unknown kinds only
 * never fit. */
gboolean obs_tuf_file_fits (const ObsTufFile *file, GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTufMetadata, obs_tuf_metadata_free)

/* delegation.c */

void obs_tuf_role_free (ObsTufRole *role);

/* {"keyids": […], "threshold": …}; NULL where malformed. */
ObsTufRole *obs_tuf_role_new (const char *name, const ObsJson *json);

/* "delegations" of a targets file into @self. */
gboolean obs_tuf_delegations_read (ObsTufMetadata *self, const ObsJson *json,
                                   gboolean only_ed25519);

/* {id: key, …}; those that count for nothing are left out. NULL where malformed. */
GHashTable *obs_tuf_keys_new (const ObsJson *json, gboolean only_ed25519);

/* The delegations of @self that may speak for @path, in order, up to and with the first one that
 * ends the search (@terminating). (transfer full) (element-type ObsTufRole) */
GPtrArray *obs_tuf_delegations_for (const ObsTufMetadata *self, const char *path,
                                    gboolean *terminating) G_GNUC_WARN_UNUSED_RESULT;

/* Shell pattern: '*' any characters, '?' one, '[…]' one of these; none of them ever stands for
 * '/'. */
gboolean obs_tuf_pattern_matches (const char *pattern, const char *path);

G_END_DECLS
