/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What differs between systems about secrets: files for one person only, pass-phrases, core dumps.
 * One file for each system (platform-secret-posix.c, platform-secret-win32.c). */

/* Reads a file that only this person may read (a key, a pass-phrase): no link, a plain file of
 * theirs, closed to everybody else (OBS_ERROR_INPUT where it is not), at most @most bytes. A NUL
 * stands behind the bytes. (transfer full): for obs_secret_free() */
char *obs_platform_read_private (const char *path, gsize most, gsize *length,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The first line that comes from the descriptor @fd, byte by byte, so that what follows stays for
 * others; without its end. NULL: nothing came. (transfer full): for obs_secret_free() */
char *obs_platform_read_line (int fd) G_GNUC_WARN_UNUSED_RESULT;

/* Asks on the terminal, without showing what is typed. NULL: there is no terminal, or the person
 * gave up. (transfer full): for obs_secret_free() */
char *obs_platform_ask_secret (const char *prompt) G_GNUC_WARN_UNUSED_RESULT;

/* While it is held, the memory of this program goes into no core dump. */
typedef struct _ObsNoCore ObsNoCore;
ObsNoCore *obs_platform_no_core (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_platform_end_no_core (ObsNoCore *self);

/* The first line of a private file (as above), without its end. (transfer full): for
 * obs_secret_free() */
char *obs_secret_from_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Longest pass-phrase, in bytes. */
#define OBS_SECRET_MOST 1024

/* Memory of OBS_SECRET_MOST + 1 bytes; wiped when it is freed. */
char *obs_secret_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_secret_free (char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsNoCore, obs_platform_end_no_core)

G_END_DECLS
