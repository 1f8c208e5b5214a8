/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/segment-list.h"
#include "data/sync/digest.h"

G_BEGIN_DECLS

/* Building an edition out of chunk files that were fetched and verified: on a copy of an edition
 * that is held, or from nothing. What it writes is thrown away unless it ends well, so it writes
 * without a journal. No SQL comes from outside: tables are made from the texts in the program. */

/* A chunk file on this computer. */
typedef struct
{
  char *path;
  guint64 plain; /* bytes when unpacked */
} ObsChunkFile;

ObsChunkFile *obs_chunk_file_new (const char *path, guint64 plain) G_GNUC_WARN_UNUSED_RESULT;
void obs_chunk_file_free (ObsChunkFile *file);

/* What is at hand when it starts. */
typedef struct
{
  const char *base;        /* file of an edition that is held, verified; NULL: from nothing */
  const ObsManifest *held; /* what is in it; NULL where @base is */
  const char *out;         /* file that is written */
  ObsBytesFunc progress;   /* bytes of chunk files applied; nullable */
  gpointer user_data;
  GCancellable *cancellable;
} ObsAssembly;

/* Applies @packs (of ObsChunkFile *), one after another, to a copy of the base. They have to lead
 * from its content to @state. Returns: (transfer full): what @out holds. OBS_ERROR_CORRUPT where a
 * pack does not fit. */
ObsManifest *obs_assemble_packs (const ObsAssembly *assembly, const GPtrArray *packs,
                                 const char *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Puts the segments of @list that the base does not have. Their files lie in @folder, named by
 * obs_assemble_segment_name(). */
ObsManifest *obs_assemble_segments (const ObsAssembly *assembly, const ObsSegmentList *list,
                                    const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): 64 hex digits */
char *obs_assemble_segment_name (const ObsSegmentFile *file) G_GNUC_WARN_UNUSED_RESULT;

/* What an edition file holds, read as a whole; for a base that came without a manifest. */
ObsManifest *obs_assemble_read (const char *path, ObsBytesFunc progress, gpointer user_data,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsChunkFile, obs_chunk_file_free)

G_END_DECLS
