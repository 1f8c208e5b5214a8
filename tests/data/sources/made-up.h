/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder with a made-up source: areas, a cube with everything that a descriptor can say. */
char *made_up_new (void) G_GNUC_WARN_UNUSED_RESULT;
void made_up_free (char *folder);
void made_up_write (const char *folder, const char *name, const char *text);
/* Replaces the first @from in the file, which must be there. */
void made_up_change (const char *folder, const char *name, const char *from, const char *to);

G_END_DECLS
