/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which questions were opened since an edition came, as one text for the settings:
 * "2026-11-22-0123456789abcdef=E1,E8;bundled@2022-02-11=C1". The last few editions are remembered.
 */

#define OBS_SEEN_EDITIONS 4

gboolean obs_seen_marks_have (const char *text, const char *edition, const char *question);

/* @text with @question of @edition added; @edition is then the last one. (transfer full) */
char *obs_seen_marks_add (const char *text, const char *edition,
                          const char *question) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
