/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Builds an edition from a folder of source tables (layout: data/bundled/README.md). Deterministic:
 * the same inputs give the same bytes. Nothing is left behind where it fails; a bad row is named by
 * file, line, column, value and rule. At most 50 faults are gathered, one sentence a line. */
gboolean obs_build_edition (const char *sources_dir, const char *path, GCancellable *cancellable,
                            GError **error);

typedef struct
{
  const char *policy; /* file of the disclosure policy, or NULL for the defaults */
  const char *const
      *earlier;        /* editions published before, the latest first, ended by NULL; or NULL */
  gboolean protect;    /* protect the panel also where it is simulated */
  char **report_words; /* out, or NULL: what was withheld; NULL where nothing was protected */
  char **report_json;  /* out, or NULL: the same as JSON */
} ObsBuildOptions;

/* As above, with options: a panel of real businesses (source of class primary) is protected by the
 * policy, and against what earlier editions have shown. */
gboolean obs_build_edition_full (const char *sources_dir, const char *path,
                                 const ObsBuildOptions *options, GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
