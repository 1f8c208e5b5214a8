/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/engine/figure.h"

G_BEGIN_DECLS

/* Files made from a figure: no GTK, so the command and the program write the same bytes. Each
 * carries title, subtitle, warnings, grade words, source, licence, edition, filters and the
 * simulated mark. */

typedef enum
{
  OBS_FILE_PNG, /* 2x */
  OBS_FILE_SVG,
  OBS_FILE_PDF,
  OBS_FILE_CSV, /* and a .json of metadata beside it */
  OBS_FILE_JSON,
} ObsFileKind;

gboolean obs_file_kind_from_path (const char *path, ObsFileKind *kind);

/* The bytes of such a file. (transfer full) */
GBytes *obs_figure_to_bytes (ObsFigure *figure, ObsFileKind kind, gboolean ranges,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes @path by way of a temporary file and a rename; a failed export leaves nothing behind. */
gboolean obs_figure_save (ObsFigure *figure, const char *path, gboolean ranges, GError **error);

/* Name that tells what is inside: "E1-S-LOG-2026-11-22.png". */
char *obs_figure_file_name (const ObsFigure *figure, ObsFileKind kind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
