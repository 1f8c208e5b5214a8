/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/content.h"

G_BEGIN_DECLS

/* The list of segments that travels: the manifest of the edition, and for each of its segments the
 * file that holds its rows. */

typedef struct
{
  guint8 file[32]; /* SHA-256 of the chunk file */
  guint64 length;  /* bytes of the file */
  guint64 plain;   /* bytes when unpacked */
} ObsSegmentFile;

typedef struct
{
  ObsManifest *manifest;
  GPtrArray *files; /* of GArray * of ObsSegmentFile: a table's, in the order of the manifest */
} ObsSegmentList;

void obs_segment_list_free (ObsSegmentList *list);
GBytes *obs_segment_list_to_bytes (const ObsSegmentList *list) G_GNUC_WARN_UNUSED_RESULT;
/* OBS_ERROR_CORRUPT */
ObsSegmentList *obs_segment_list_from_bytes (GBytes *bytes,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsSegmentList, obs_segment_list_free)

G_END_DECLS
