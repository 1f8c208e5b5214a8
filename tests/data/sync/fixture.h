/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder of its own, removed with what is in it by fixture_clear(). */
char *fixture_folder (void);
void fixture_clear (char *folder);

/* A small valid edition of the series "test-place" in @folder. @noise: kibibytes that do not
 * compress. Returns: path; the same arguments give the same bytes. */
char *fixture_edition (const char *folder, const char *date, guint noise);

/* The same for another series. */
char *fixture_edition_of (const char *folder, const char *id, const char *date, guint noise);

/* SHA-256 by GChecksum, which the program does not use. */
char *fixture_sha256 (const char *path);

/* Reads a home without any of the program's code: the name in `current` is that of a folder whose
 * database has the hash that its name begins and is sound for plain SQLite. Returns its edition
 * date; fails the test where that is not so. */
char *fixture_current_date (const char *home);

/* Overwrites one byte in the middle of a file. */
void fixture_damage (const char *path);

void fixture_copy_tree (const char *from, const char *to);

/* Publishes with test keys, which are made once a process, into the folder @site. @announced
 * (nullable): losses that are meant, ended by NULL; @mirrors (nullable). */
void fixture_sign (const char *edition, const char *site);
void fixture_sign_with (const char *edition, const char *site, char **announced, char **mirrors,
                        gint64 now);
/* The same signed by other keys. */
void fixture_sign_foreign (const char *edition, const char *site);

/* Fingerprint of the test keys' first root, of the other keys' too. (transfer full) */
char *fixture_fingerprint (void);
char *fixture_foreign_fingerprint (void);
/* @address with the fingerprint behind it. (transfer full) */
char *fixture_origin (const char *address);

/* An edition like fixture_edition() in which @rows rows have other texts, @more were added, and
 * @fewer are missing of the first ones. */
char *fixture_next_edition (const char *folder, const char *date, guint noise, guint rows,
                            guint more, guint fewer);

G_END_DECLS
