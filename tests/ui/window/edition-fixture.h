/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/store.h"

G_BEGIN_DECLS

/* A store that has the edition of the source tables open, built anew in a folder of the test. */
ObsStore *fixture_store (void) G_GNUC_WARN_UNUSED_RESULT;
/* Path of that edition. Owned by the fixture. */
const char *fixture_path (void);

/* Runs the main loop until @done says TRUE; fails the test after 20 seconds. */
typedef gboolean (*FixtureFunc) (gpointer data);
void fixture_wait (FixtureFunc done, gpointer data);
/* Lets everything that waits in the main loop happen. */
void fixture_settle (void);

G_END_DECLS
