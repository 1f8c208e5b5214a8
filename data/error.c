/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/error.h"

/* clang-format off */
G_DEFINE_QUARK (obs-error-quark, obs_error)
/* clang-format on */
