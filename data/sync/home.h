/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Editions on this computer:
 *   HOME/editions/2026-11-22-<16 hex of SHA-256>/observatory.sqlite (0444), verified.json
 *   HOME/staging/   what is being fetched
 *   HOME/current    one line: name of the edition folder
 *   HOME/lock       one sync at a time
 * Editions are never overwritten; `current` is replaced by rename; the last three are kept. */

typedef struct
{
  char *name;   /* folder name */
  char *path;   /* of the SQLite file */
  char *date;   /* edition date */
  char *sha256; /* of the SQLite file */
  guint64 size; /* bytes */
  gboolean current;
} ObsInstalled;

void obs_installed_free (ObsInstalled *installed);

/* The user's own: $OBSERVATORY_HOME, or the user data folder + "skills-observatory". (transfer
 * full) */
char *obs_home_default (void) G_GNUC_WARN_UNUSED_RESULT;

/* Newest first (of ObsInstalled *). */
GPtrArray *obs_home_list (const char *home_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The current one; NULL without error where the home holds none: use the bundled edition. */
ObsInstalled *obs_home_get_current (const char *home_dir, GError **error);

/* Verifies @name (hash) and makes it current: going back, or accepting a staged one. */
gboolean obs_home_set_current (const char *home_dir, const char *name, GError **error);

/* Brings a verified edition file in: hash, obs_edition_check(), fsync, rename. Returns its folder
 * name. */
char *obs_home_install (const char *home_dir, const char *file, const char *sha256,
                        gboolean make_current, GCancellable *cancellable,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Path of the edition that came with the program (build tree or installed), or NULL. */
char *obs_home_bundled (void) G_GNUC_WARN_UNUSED_RESULT;

/* What the program opens: the current edition, else the bundled one; error where there is neither.
 * Looks at sizes and first bytes only (a millisecond); where the current edition is damaged, the
 * newest kept one is taken, then the bundled one. */
char *obs_home_open_path (const char *home_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but reads the whole file and compares its hash (1 s for 1 GB; worker threads). @notice
 * (out, nullable, transfer full): NULL, or a sentence for the person that the current edition is
 * damaged and which one is open instead. The next sync brings the damaged one in anew. */
char *obs_home_open_verified (const char *home_dir, char **notice, GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Compares the hash of the edition @name: OBS_ERROR_CORRUPT where it is damaged. Worker threads. */
gboolean obs_home_verify (const char *home_dir, const char *name, GCancellable *cancellable,
                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsInstalled, obs_installed_free)

G_END_DECLS
