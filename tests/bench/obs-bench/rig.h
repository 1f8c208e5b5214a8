/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/faults/nginx.h"

G_BEGIN_DECLS

/* Keys, a published folder and a real nginx that hands it out: bytes and requests of a client are
 * those of nginx's log. */
typedef struct
{
  char *folder;
  char *site;
  char *keys;
  Nginx *nginx;
  char *url; /* with the fingerprint */
} Rig;

gboolean rig_start (Rig *rig, GError **error);
void rig_clear (Rig *rig);

/* Prints what it took. */
gboolean rig_publish (Rig *rig, const char *edition, GError **error);

/* A sync in a process of its own; prints what it took. @lines: of the log so far, in and out. */
gboolean rig_fetch (Rig *rig, const char *home, guint *lines, GError **error);

/* Bytes of the body of an answer, from its line in the log. */
double rig_body_of (const char *line);

/* CPU seconds of RUSAGE_SELF or RUSAGE_CHILDREN. */
double rig_cpu_s (int who);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rig, rig_clear)

G_END_DECLS
