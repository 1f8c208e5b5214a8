/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where bytes become other ones. zstd has one code for all literals of a block, and blocks of 128
 * KiB unless it is told to end one: streams of different numbers each want their own code. */

/* The ends (gsize) of the parts of @length bytes, the last one being @length. (transfer full) */
GArray *obs_chunk_parts (const guint8 *bytes, gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
