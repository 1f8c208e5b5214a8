/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/values.h"

G_BEGIN_DECLS

#define OBS_VALUE_SHOWN_SIZE 256

/* The text as a message may quote it: one line of valid UTF-8, not too long. Returns @out. */
const char *obs_value_shown (const char *text, gsize length, char out[OBS_VALUE_SHOWN_SIZE]);

/* Takes blanks around off, no-break spaces among them. */
void obs_value_trim (const char **text, gsize *length);

G_END_DECLS
