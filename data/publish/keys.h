/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The publisher's keys: Ed25519, each in a PKCS#8 file of its own (0600), encrypted with scrypt
 * under a pass-phrase. A folder of keys: root-1.pem root-2.pem root-3.pem   offline: two of the
 * three sign the root targets.pem snapshot.pem           the publisher's; "publisher" signs also
 * the delegated roles timestamp.pem                      online: can only say "this is the newest"
 *   *.pub                              the public parts, as TUF key objects
 *   1.root.json 2.root.json …          the chain of roots, each signed by the threshold of the last
 * Nothing of a key or pass-phrase is ever printed, logged or passed as an argument. */

/* Asks for the pass-phrase of the key file @name (its base name); @again: a new one, asked twice.
 * NULL: the person gave up. (transfer full), wiped by the caller. */
typedef char *(*ObsPassphraseFunc) (const char *name, gboolean again, gpointer user_data);

typedef struct
{
  guint roots;             /* number of root keys: 3 */
  guint threshold;         /* how many of them sign: 2 */
  guint targets_threshold; /* 1, or 2 where two people release */
  gint64 now;              /* UNIX time */
} ObsKeysPlan;

/* Makes all keys and 1.root.json in the new or empty folder @dir. */
gboolean obs_keys_create (const char *dir, const ObsKeysPlan *plan, ObsPassphraseFunc ask,
                          gpointer user_data, GError **error);

/* Makes a new key for @role ("root-2", "targets", "snapshot", "timestamp") and the next root,
 * signed by the threshold of the old and of the new one. The old file stays as NAME.revoked. */
gboolean obs_keys_rotate (const char *dir, const char *role, gint64 now, ObsPassphraseFunc ask,
                          gpointer user_data, GError **error);

/* The next root with the same keys, for another 400 days. */
gboolean obs_keys_renew (const char *dir, gint64 now, ObsPassphraseFunc ask, gpointer user_data,
                         GError **error);

G_END_DECLS
