/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/refresh/state.h"

G_BEGIN_DECLS

/* Reads state.json where there is one. */
gboolean obs_state_read (ObsState *state, GError **error);

G_END_DECLS
