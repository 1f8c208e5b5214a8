/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/tuf/json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The roots of a folder, 1.root.json 2.root.json …, and what the newest of them says. */

typedef struct
{
  char *dir;
  GPtrArray *files;    /* of GBytes *, version 1 first */
  ObsJson *last;       /* the newest, as a whole */
  const ObsJson *root; /* its signed part */
  gint64 version;      /* of the newest */
  gint64 expires;      /* UNIX time */
  char *fingerprint;   /* SHA-256 of 1.root.json */
  char *origin_id;     /* its first 16 digits */
} ObsRootChain;

/* OBS_ERROR_NOT_FOUND where there is none, OBS_ERROR_CORRUPT for a file that is no root, that lacks
 * signatures of itself or of the one before it, or bears another version than its name. */
ObsRootChain *obs_root_chain_load (const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_root_chain_free (ObsRootChain *chain);

/* The path of version @version in @dir. (transfer full) */
char *obs_root_chain_path (const char *dir, gint64 version) G_GNUC_WARN_UNUSED_RESULT;

/* What a root is made of. */
typedef struct
{
  const char *role;
  guint threshold;
  GPtrArray *keys; /* of ObsJson *: key objects */
} ObsRootRole;

typedef struct
{
  gint64 version;
  gint64 expires;
  ObsRootRole roles[4]; /* root, snapshot, targets, timestamp */
} ObsRootPlan;

#define OBS_ROOT_ROOT 0
#define OBS_ROOT_SNAPSHOT 1
#define OBS_ROOT_TARGETS 2
#define OBS_ROOT_TIMESTAMP 3

ObsRootPlan *obs_root_plan_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* As in the signed part @root. */
ObsRootPlan *obs_root_plan_from (const ObsJson *root) G_GNUC_WARN_UNUSED_RESULT;
void obs_root_plan_free (ObsRootPlan *plan);
/* Its signed part. (transfer full) */
ObsJson *obs_root_plan_to_json (const ObsRootPlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/* Signatures that @envelope lacks as the successor of @before (signed part; NULL for the first),
 * so that no more are asked for than needed. */
guint obs_root_missing (const ObsJson *envelope, const ObsJson *before);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsRootChain, obs_root_chain_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsRootPlan, obs_root_plan_free)

G_END_DECLS
