/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The client workflow of The Update Framework 1.0 (specification 1.0.34, section 5): brings the
 * signed metadata of a repository up to date in a folder of trusted files and answers which bytes a
 * target has to have. Knows nothing of editions and of HTTP. One updater is one run: its time is
 * fixed when it is made. One thread. */

typedef struct _ObsTufUpdater ObsTufUpdater;

/* Where the metadata comes from. @name is the file to ask for below the base address of the
 * metadata ("timestamp.json", "7.root.json", "3.a%2Fb.json": percent-encoded already); at most
 * @most bytes may come. Returns the bytes; NULL with @missing TRUE and no error where the host does
 * not have the file (404, 403); NULL with an error where it failed otherwise. */
typedef GBytes *(*ObsTufFetchFunc) (const char *name, gsize most, gboolean *missing,
                                    gpointer user_data, GCancellable *cancellable, GError **error);

typedef struct
{
  gboolean only_ed25519; /* production: keys of other kinds count for nothing */
  gint64 now;            /* UNIX time of the run, fixed by the caller */
  void (*log) (const char *line, gpointer user_data); /* each request and decision; nullable */
} ObsTufPolicy;

/* What a target has to be. */
typedef struct
{
  char *path;     /* target path, as signed */
  guint64 length; /* bytes */
  char *sha256;   /* 64 hex digits, or NULL where only SHA-512 is named */
  char *sha512;   /* 128 hex digits, or NULL */
  char *custom;   /* canonical JSON of its "custom" member, or NULL */
  char *remote;   /* path below the base address of the targets, with the hash in the file's
                   * name where root says consistent snapshots; not percent-encoded */
} ObsTufTarget;

/* Whether @root is a root file that its own threshold of keys signed. OBS_ERROR_UNTRUSTED,
 * OBS_ERROR_CORRUPT */
gboolean obs_tuf_check_root (GBytes *root, gboolean only_ed25519, GError **error);

/* Writes @root, which is trusted from now on, as root.json into @trust_dir, which is made where it
 * is missing; it takes the place of a root that was trusted before, and what else lies there has to
 * pass by its keys. Checks that it is a root file signed by its own threshold.
 * OBS_ERROR_UNTRUSTED, OBS_ERROR_CORRUPT */
gboolean obs_tuf_init (const char *trust_dir, GBytes *root, gboolean only_ed25519, GError **error);

/* The SHA-256 of a root file's bytes: the fingerprint that people compare. (transfer full) */
char *obs_tuf_fingerprint (GBytes *root) G_GNUC_WARN_UNUSED_RESULT;

/* Loads the trusted root of @trust_dir. OBS_ERROR_NOT_FOUND where there is none. */
ObsTufUpdater *obs_tuf_updater_new (const char *trust_dir, const ObsTufPolicy *policy,
                                    ObsTufFetchFunc fetch, gpointer user_data,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_tuf_updater_free (ObsTufUpdater *updater);

/* Root chain, timestamp, snapshot, targets: each stored as soon as it has passed.
 * OBS_ERROR_UNTRUSTED (signatures, versions, hashes), OBS_ERROR_EXPIRED, OBS_ERROR_CORRUPT,
 * OBS_ERROR_TOO_LARGE, OBS_ERROR_HTTP (a file is missing), or what the fetching failed with. */
gboolean obs_tuf_updater_refresh (ObsTufUpdater *updater, GCancellable *cancellable,
                                  GError **error);

/* Looks a target up after a refresh: top-level first, then delegations, depth first, each role
 * once, 32 roles at most. OBS_ERROR_NOT_FOUND where no role that may speak for it lists it.
 * Returns: (transfer none): owned by the updater */
const ObsTufTarget *obs_tuf_updater_find (ObsTufUpdater *updater, const char *path,
                                          GCancellable *cancellable, GError **error);

/* After a refresh: versions and latest expiry (UNIX time) of what is trusted now. */
gint64 obs_tuf_updater_version (ObsTufUpdater *updater, const char *role);
gint64 obs_tuf_updater_expires (ObsTufUpdater *updater, const char *role);

/* TRUE where @bytes have the length and the hashes of @target. */
gboolean obs_tuf_target_fits (const ObsTufTarget *target, GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTufUpdater, obs_tuf_updater_free)

G_END_DECLS
