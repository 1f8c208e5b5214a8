/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/store.h"

G_BEGIN_DECLS

/* A new edition of the home is watched while it is tried out (home.h), however it came on screen:
 * at the start of the program, after a sync, or chosen by the reader. */

typedef struct _ObsTrial ObsTrial;

/* Watches all that @store opens from @home_dir from now on; before it opens the first. What has
 * become suspect is refused with OBS_ERROR_SUSPECT: ask obs_home_open_…() for another. The disk is
 * touched by the thread of the store only. A minute is counted by the default main context. */
ObsTrial *obs_trial_new (ObsStore *store, const char *home_dir) G_GNUC_WARN_UNUSED_RESULT;
/* The program ends in order; takes @self (nullable). */
void obs_trial_end (ObsTrial *self);

G_END_DECLS
