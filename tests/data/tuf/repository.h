/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/tuf/json.h"
#include "data/sync/tuf/updater.h"

/* A small repository in memory, signed with keys that are always the same, and a client for it.
 * Keys are named by one letter each: 'a' to 'z' are Ed25519, 'E' is ECDSA P-256, 'R' is RSA. */

#define REPO_NOW G_GINT64_CONSTANT (1900000000)
#define REPO_LATER "2030-12-31T00:00:00Z"

typedef enum
{
  REPO_ROOT,
  REPO_TIMESTAMP,
  REPO_SNAPSHOT,
  REPO_TARGETS,
  REPO_N_ROLES,
} RepoRole;

typedef struct
{
  char *folder;       /* of the client */
  GHashTable *files;  /* name -> GBytes: what the host has */
  GHashTable *faults; /* name -> anything: asking for it fails, but not for its absence */
  GString *requests;  /* names asked for, a blank behind each */
  ObsTufPolicy policy;
  gboolean consistent; /* as root says */
  gboolean hashed;     /* name lengths and hashes of metadata */
  gint64 version[REPO_N_ROLES];
  const char *keys[REPO_N_ROLES]; /* letters */
  int threshold[REPO_N_ROLES];
  const char *expires[REPO_N_ROLES];
  ObsJson *targets;      /* of the next targets file: path -> what it is */
  ObsJson *delegations;  /* of it, or NULL */
  GHashTable *delegated; /* name of a delegated role -> GBytes, version 1 each */
} Repo;

/* For the start of a test program that makes many folders: where the system has a folder in memory,
 * the temporary ones go there, since each step of a client waits for the disk. */
void repo_in_memory (void);

Repo *repo_new (void);
void repo_free (Repo *repo);

/* A key object, and its id. (transfer full) */
ObsJson *repo_key (char key);
char *repo_key_id (char key);

/* {"_type": …, "version": …, "expires": …, "spec_version": "1.0.31"} */
ObsJson *repo_body (const char *type, gint64 version, const char *expires);
/* The whole file, signed by the keys of these letters; takes @body. (transfer full) */
GBytes *repo_sign (ObsJson *body, const char *keys);

/* What a target is: takes nothing, hashes of @content. */
ObsJson *repo_target (const char *content);
/* A role as root and delegations list it. */
ObsJson *repo_role (const char *keys, int threshold);
/* A delegation to @name, signed by @keys, for @paths (separated by blanks). */
ObsJson *repo_delegation (const char *name, const char *keys, gboolean terminating,
                          const char *paths);
/* {"keys": …, "roles": []}, with the keys of these letters. */
ObsJson *repo_delegations (const char *keys);
/* A targets file of a delegated role, to be listed by the next snapshot; takes both. */
void repo_put_delegated (Repo *repo, const char *name, const char *keys, ObsJson *targets,
                         ObsJson *delegations);

void repo_put (Repo *repo, const char *name, GBytes *bytes);

/* The body of the next root, by the fields of @repo. (transfer full) */
ObsJson *repo_root_body (Repo *repo);
/* Publishes root at the version that stands in @repo, signed by @keys as well (or NULL). */
void repo_publish_root (Repo *repo, const char *also);
/* Publishes targets, snapshot and timestamp at the versions that stand in @repo. */
void repo_publish (Repo *repo);
/* The same with all three one version higher. */
void repo_publish_next (Repo *repo);

/* Begins the client with the root that is there. */
void repo_init (Repo *repo);
/* A fresh updater. (transfer full) */
ObsTufUpdater *repo_updater (Repo *repo);
/* One refresh; forgets earlier requests. */
gboolean repo_refresh (Repo *repo, GError **error);
/* The same; it has to fail with @code and to say @word (nullable). */
void repo_refuse (Repo *repo, int code, const char *word);
/* Version of the stored file of a role, 0 where there is none. */
gint64 repo_stored (Repo *repo, const char *role);
/* Asserts the stored file to be byte for byte what the host has under @name. */
void repo_same (Repo *repo, const char *role, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Repo, repo_free)
