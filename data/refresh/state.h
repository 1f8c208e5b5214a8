/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/feed.h"
#include "data/sync/platform.h"

G_BEGIN_DECLS

/* What is known of the sources between one refresh and the next: a folder with
 *   lock         one refresh at a time
 *   state.json   what was asked, when, and what came of it; replaced in one step
 *   raw/HASH/    each file that came, under the SHA-256 of its bytes and its own name; never
 * changed partial/ID/  what is on its way refused/ID/  files that were not taken, each with the
 * reason beside it cache/       of the builder Days are YYYY-MM-DD. */

typedef struct
{
  char *name, *sha256, *url;
  char *feed; /* name of the descriptor that it came by */
  guint64 length;
} ObsRawFile;

/* A set of files that belong together. */
typedef struct
{
  char *released;   /* NULL: not known */
  char *retrieved;  /* day on which it came */
  GPtrArray *files; /* of ObsRawFile * */
} ObsVersion;

/* What the last answer for a file said of itself. */
typedef struct
{
  char *name, *url, *etag, *modified;
} ObsSeen;

typedef struct
{
  char *id;
  char *first_asked, *asked, *succeeded, *changed; /* days; NULL: never */
  char *error;                                     /* why the last try failed; NULL: it did not */
  char *refused;        /* why the newest files were not taken; NULL: they were */
  char *refused_inputs; /* descriptors under which that was so */
  char *refused_files;  /* hash of the files; NULL where it was only one */
  GHashTable *keys;     /* descriptor to the release that was last seen */
  GHashTable *seen;     /* file name to ObsSeen * */
  GPtrArray *versions;  /* of ObsVersion *, the newest first; the first is in use */
  gboolean pending;     /* the newest version is in no edition yet */
} ObsSourceRecord;

typedef struct
{
  char *folder;
  ObsLock *lock;
  GPtrArray *sources;   /* of ObsSourceRecord *, by id */
  char *inputs;         /* hash of all that the last edition was made from; NULL */
  char *edition_sha256; /* of the edition that was written then; NULL */
} ObsState;

/* Takes the lock and reads. OBS_ERROR_BUSY where another refresh is at work; OBS_ERROR_CORRUPT. */
ObsState *obs_state_open (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_state_close (ObsState *state);

gboolean obs_state_save (ObsState *state, GError **error);

/* The record of that source, made where there is none. Owned by the state. */
ObsSourceRecord *obs_state_source (ObsState *state, const char *id);

/* Moves a file that came to its place; one that is there already stays as it is.
 * Returns: (transfer full): its hash */
char *obs_state_keep (ObsState *state, const char *path, const char *name,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Absolute name of a kept file; (transfer full) */
char *obs_state_path (const ObsState *state, const ObsRawFile *file) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) */
char *obs_state_partial (const ObsState *state, const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* Puts a file aside with the reason. @sha256 (nullable): found out. Best effort. */
void obs_state_refuse (ObsState *state, const char *id, const char *path, const char *name,
                       const char *day, const char *why);

/* The newest version is not used any more: its files go aside, the one before is in use again. */
void obs_state_drop_newest (ObsState *state, ObsSourceRecord *source, const char *day,
                            const char *why);

/* Keeps the last @versions of each source, and five refused files. */
void obs_state_prune (ObsState *state, guint versions);

void obs_raw_file_free (ObsRawFile *file);
ObsRawFile *obs_raw_file_copy (const ObsRawFile *file) G_GNUC_WARN_UNUSED_RESULT;
ObsVersion *obs_version_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_version_free (ObsVersion *version);
/* Hash of what the files are, in any order; (transfer full) */
char *obs_version_hash (const ObsVersion *version) G_GNUC_WARN_UNUSED_RESULT;
/* The one of that name, or NULL. */
const ObsRawFile *obs_version_file (const ObsVersion *version, const char *name);
/* In use; NULL where there is none. */
ObsVersion *obs_source_current (const ObsSourceRecord *source);
void obs_source_saw (ObsSourceRecord *source, const char *name, const char *url, const char *etag,
                     const char *modified);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsState, obs_state_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsVersion, obs_version_free)

G_END_DECLS
