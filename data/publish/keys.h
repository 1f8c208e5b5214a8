/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The publisher's keys: Ed25519, each in a PKCS#8 file of its own (0600), encrypted with scrypt
 * under a pass-phrase. A folder of keys:
 *
 *   root-1.pem root-2.pem root-3.pem   offline: two of the three sign the root
 *   targets.pem snapshot.pem           the publisher's; "targets" signs the delegated roles too
 *                                      (targets-1.pem and targets-2.pem where two people release)
 *   timestamp.pem                      online: can only say "this is the newest"
 *   *.pub                              the public parts, as TUF key objects
 *   1.root.json 2.root.json …          the chain of roots, each signed by the threshold of the last
 *
 * Key files may lie elsewhere as long as they are not needed; the *.pub and roots stay. Nothing of
 * a key or pass-phrase is ever printed, logged or passed as an argument. Worker threads. */

/* Asks for the pass-phrase of the key file @name (its base name); @again: a new one, asked twice.
 * @tries: how many were wrong so far; five at most are asked for. NULL: the person gave up.
 * (transfer full): made by obs_secret_new(), wiped by the caller. */
typedef char *(*ObsPassphraseFunc) (const char *name, gboolean again, guint tries,
                                    gpointer user_data);

typedef struct
{
  guint roots;             /* number of root keys: 3 */
  guint threshold;         /* how many of them sign: 2 */
  guint targets_threshold; /* 1, or 2 where two people release */
  gint64 now;              /* UNIX time */
} ObsKeysPlan;

#define OBS_KEYS_MOST_ROOTS 9
#define OBS_KEYS_SHORTEST_PHRASE 8

/* Makes all keys and 1.root.json in the new or empty folder @dir. */
gboolean obs_keys_create (const char *dir, const ObsKeysPlan *plan, ObsPassphraseFunc ask,
                          gpointer user_data, GError **error);

/* Makes a new key in place of that of @role ("root-2", "targets", "snapshot", "timestamp": the base
 * name of a key file) and the next root, signed by the threshold of the old and of the new one. The
 * old file stays as NAME.pem.revoked-N, N the number of that root. Only as many root keys as are
 * needed have to be in @dir; where there are fewer, the root stays unfinished: @unfinished (out) is
 * then the path of the file that obs_keys_sign() has to see where the others are. */
gboolean obs_keys_rotate (const char *dir, const char *role, gint64 now, ObsPassphraseFunc ask,
                          gpointer user_data, char **unfinished, GError **error);

/* The next root with the same keys, for another 400 days. */
gboolean obs_keys_renew (const char *dir, gint64 now, ObsPassphraseFunc ask, gpointer user_data,
                         char **unfinished, GError **error);

/* Adds the signatures of those root keys that are in @dir to the unfinished root @file; where that
 * makes it whole, it becomes the newest root of @dir. @missing (out): signatures that it still
 * needs, 0 when it is whole. @file has to be the successor of the newest root in @dir. */
gboolean obs_keys_sign (const char *dir, const char *file, ObsPassphraseFunc ask,
                        gpointer user_data, guint *missing, GError **error);

/* What an unfinished root would change, a line each, for the person who is about to sign it. */
char *obs_keys_compare (const char *dir, const char *file,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  char *role;      /* "root" … */
  char *name;      /* base name of its key files, "" where only the id is known */
  char *id;        /* key id, 64 hex digits */
  gboolean here;   /* its file is in the folder */
  guint threshold; /* of the role */
} ObsKeyView;

typedef struct
{
  gint64 version;    /* of the newest root */
  gint64 expires;    /* UNIX time */
  char *fingerprint; /* of 1.root.json: 64 hex digits */
  GPtrArray *keys;   /* of ObsKeyView *, by role */
} ObsKeysView;

/* Needs no pass-phrase. */
ObsKeysView *obs_keys_view (const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_keys_view_free (ObsKeysView *view);

/* 64 hex digits in groups of four, for reading aloud. (transfer full) */
char *obs_keys_group (const char *hex) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsKeysView, obs_keys_view_free)

G_END_DECLS
