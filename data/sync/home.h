/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Editions on this computer:
 *   HOME/editions/2026-11-22-<16 hex of SHA-256>/observatory.sqlite (0444), verified.json,
 *                                                manifest.bin (what it holds, segment by segment)
 *   HOME/origins/   who publishes them (origins.h)
 *   HOME/staging/   what is being brought in from a file
 *   HOME/current    one line: name of the edition folder
 *   HOME/opening    the edition that is being tried out (opening.c), HOME/suspect: those that
 * failed HOME/lock       one sync at a time Editions are never overwritten; `current` is replaced
 * by rename; the last three of each origin are kept. Editions that came in without an origin, from
 * a file or before there were any, stay as they are; they count as an origin of their own. */

typedef struct
{
  char *name;      /* folder name */
  char *path;      /* of the SQLite file */
  char *date;      /* edition date */
  char *title;     /* of the edition */
  char *series;    /* edition.id */
  char *sha256;    /* of the SQLite file */
  char *origin_id; /* who published it; NULL: it came in from a file */
  gint64 edition;  /* its number there; 0: none */
  char *state;     /* what it holds (content.h), 64 hex digits; NULL: not known */
  guint64 size;    /* bytes */
  gboolean current;
  gboolean suspect; /* the program ended twice while it was being opened */
} ObsInstalled;

void obs_installed_free (ObsInstalled *installed);

/* The user's own: $OBSERVATORY_HOME, or the user data folder + "skills-observatory". (transfer
 * full) */
char *obs_home_default (void) G_GNUC_WARN_UNUSED_RESULT;

/* Newest first (of ObsInstalled *). */
GPtrArray *obs_home_list (const char *home_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The current one; NULL without error where the home holds none: use the bundled edition. */
ObsInstalled *obs_home_get_current (const char *home_dir, GError **error);

/* Verifies @name (hash) and makes it current: going back, or accepting a staged one. Whoever
 * chooses a suspect one by its name wants it: it counts as sound again. */
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

/* An edition that crashes the program must not do so for ever. The program says when it opens one
 * from the home, and again when it has run for a minute or ends in order; what was begun and never
 * ended counts, and after the second time in a row the edition is suspect: obs_home_open_path() and
 * obs_home_open_verified() pass it over, until it is chosen again by name. trial.h does this for
 * all that a store opens. */

typedef struct _ObsOpening ObsOpening;

#define OBS_OPENING_SECONDS 60

/* @path: what was returned by obs_home_open_…(). NULL where there is nothing to watch: the edition
 * is none of the home's, it is proven already, or another program is trying one. @again (out):
 * TRUE where it has just become suspect: ask obs_home_open_…() again. */
ObsOpening *obs_opening_begin (const char *home_dir, const char *path,
                               gboolean *again) G_GNUC_WARN_UNUSED_RESULT;
/* It went well; takes @opening (nullable). */
void obs_opening_end (ObsOpening *opening);
/* Neither well nor badly: it was not opened after all, or left before its time. Takes @opening
 * (nullable). */
void obs_opening_drop (ObsOpening *opening);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsInstalled, obs_installed_free)

G_END_DECLS
