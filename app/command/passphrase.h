/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where pass-phrases come from: the terminal, or for scripts a file or a descriptor; never an
 * argument and never the environment. */

extern char *obs_passphrase_file;
extern int obs_passphrase_fd;

/* The options of every command that opens keys. */
#define OBS_PASSPHRASE_OPTIONS                                                                     \
  { "passphrase-file",                                                                             \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_FILENAME,                                                                         \
    &obs_passphrase_file,                                                                          \
    N_ ("Take the pass-phrase from the first line of this file, which only you may read"),         \
    N_ ("FILE") },                                                                                 \
  {                                                                                                \
    "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &obs_passphrase_fd,                                   \
        N_ ("Take the pass-phrase from the first line of this descriptor"), N_ ("N")               \
  }

/* An ObsPassphraseFunc. */
char *obs_passphrase_ask (const char *name, gboolean again, guint tries, gpointer user_data);
/* Wipes what is remembered of a descriptor. */
void obs_passphrase_forget (void);

G_END_DECLS
