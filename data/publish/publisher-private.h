/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/key-file.h"
#include "data/publish/publisher.h"
#include "data/publish/root-chain.h"
#include "data/sync/content/content.h"
#include "data/sync/content/segment-list.h"

G_BEGIN_DECLS

/* One run of the publisher, from hand to hand:
 *
 *   site-state.c          what the folder says now
 *   publish-edition.c     the edition: a copy of its own, its checks
 *   publish-losses.c      what it lost against the one before it
 *   publish-segments.c    its segments and their list
 *   publish-kept.c        the editions that are kept for packs
 *   publish-packs.c       the day's pack, roll-ups, packs so far, which are listed where
 *   publish-index.c       index and audit
 *   publish-metadata.c    the signed roles
 *   publish-roots.c       roots that are new to the site, and the timestamp
 *   publish-verify.c      all of it read back as a client does
 *   publisher.c           the order of these */

#define OBS_SITE_INDEX "observatory/index.json.zst"
#define OBS_SITE_AUDIT "observatory/audit.json"
#define OBS_SITE_MIN_APP "0.1.0" /* the first release that reads this format */
#define OBS_SITE_LEVEL 19

/* A target. */
typedef struct
{
  char *path; /* as signed: observatory/… */
  char *sha256;
  guint64 length;
  guint64 plain; /* bytes when unpacked; 0 where it is not packed */
} ObsSiteFile;

typedef struct
{
  ObsSiteFile file;
  gint64 from, to; /* editions */
  char *from_state, *to_state;
  char *kind;       /* day, week, month, quarter, week-so-far, month-so-far */
  char *date;       /* of the edition that it leads to */
  guint64 segments; /* bytes of the segments that differ between the two; 0: not known */
} ObsSitePack;

void obs_site_file_clear (ObsSiteFile *file);
void obs_site_pack_free (ObsSitePack *pack);

/* What the folder says now. */
typedef struct
{
  char *dir;
  gboolean old_form; /* an unsigned index of earlier programs lies there too */
  gint64 timestamp;  /* version; 0: nothing was published here */
  gint64 root;       /* version of its newest root */
  ObsJson *roles; /* the whole files: "timestamp", "snapshot", "targets", "packs", "segments" … */
  ObsJson *index; /* NULL: nothing was published here */
  gint64 edition; /* number */
  GPtrArray *packs; /* of ObsSitePack *, in order */
} ObsSite;

/* Checks every hash on the way; OBS_ERROR_CORRUPT where one does not fit. */
ObsSite *obs_site_read (const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_site_free (ObsSite *site);
/* Text of the index; "" where there is none. */
const char *obs_site_text (const ObsSite *site, const char *name);
/* The whole file of a role, or NULL. */
const ObsJson *obs_site_role (const ObsSite *site, const char *role);
/* Path on disk of the target @path with this hash. (transfer full) */
char *obs_site_path (const char *dir, const char *path,
                     const char *sha256) G_GNUC_WARN_UNUSED_RESULT;
char *obs_site_metadata_path (const char *dir, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* The bytes of the target @path as @role (its whole file) lists it, their hash checked. */
GBytes *obs_site_target (const ObsSite *site, const ObsJson *role, const char *path,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What a list of packs ({"packs": […]} or the index) holds, added to @packs. @role: whose targets
 * say their hashes, kinds and dates. */
gboolean obs_site_read_packs (const ObsJson *list, const ObsJson *role, GPtrArray *packs);
/* At most @most bytes unpacked. */
ObsJson *obs_site_unpack_json (GBytes *packed, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What packs are rolled up by. Weeks are days 1 to 7, 8 to 14, 15 to 21, 22 to the end of a month.
 */
typedef enum
{
  OBS_PERIOD_WEEK,
  OBS_PERIOD_MONTH,
  OBS_PERIOD_QUARTER,
} ObsPeriod;

/* An edition that is kept in the work folder. */
typedef struct
{
  gint64 number;
  char *date;
  char *state;
  char *sha256; /* of its file */
} ObsKept;

typedef struct
{
  const ObsPublishPlan *plan;
  GCancellable *cancellable;
  const char *dir; /* the site */
  char *work;
  ObsRootChain *chain;
  ObsKeyRing *ring; /* (not owned) */
  /* Of ObsSigner *, not owned. Those that end in "all": with those of roots that readers may still
   * have. */
  GPtrArray *targets_keys, *targets_all, *snapshot_all, *timestamp_all;
  gboolean bridged; /* "all" are all of them */
  ObsSite *site;
  ObsPublished *result;

  char *copy; /* the edition, a file of our own */
  guint64 copy_length;
  char *copy_sha256;
  sqlite3 *db;
  char *series, *date, *title, *licence, *data_to;
  int schema;
  ObsJson *disclosure; /* the summary of protection that the audit takes in; NULL: none */
  GPtrArray *removed;  /* of char *: announced losses, those of earlier editions included */

  ObsManifest *manifest;
  char *state;
  gint64 number;
  guint64 rows;
  GPtrArray *segments; /* of ObsSiteFile *, each once */
  guint64 segments_length;
  ObsSegmentList *segment_list; /* its manifest is @manifest */
  ObsSiteFile list;

  GPtrArray *kept;  /* of ObsKept * */
  GPtrArray *packs; /* of ObsSitePack *: all that are listed somewhere */
  ObsSiteFile old_packs;
  ObsSiteFile audit;
  ObsSiteFile index;
  GHashTable *taken; /* target path to hash: 16 digits must not clash */

  GBytes *timestamp;  /* that is to come */
  GHashTable *listed; /* target paths of all roles, for the check */
} ObsPublishJob;

void obs_publish_say (ObsPublishJob *job, const char *what, guint64 done, guint64 total);

/* Writes @bytes below the folder @kind ("segments", "packs", "lists") under the name of their hash;
 * a file that is there is kept where it is whole. Fills in @file. @added (nullable): it was not
 * there. */
gboolean obs_publish_put_chunk (ObsPublishJob *job, const char *kind, GBytes *bytes, guint64 plain,
                                ObsSiteFile *file, gboolean *added, GError **error);
/* The same for a target with a name of its own. */
gboolean obs_publish_put_named (ObsPublishJob *job, const char *path, GBytes *bytes,
                                ObsSiteFile *file, GError **error);
/* TRUE where the file of @file is there, of that length and hash. */
gboolean obs_publish_is_whole (ObsPublishJob *job, const ObsSiteFile *file);
/* By temporary file, sync, rename; the folder's sync is the caller's. */
gboolean obs_publish_write (const char *path, GBytes *bytes, GError **error);
/* Packs JSON as one zstd frame. (transfer full) */
GBytes *obs_publish_pack_json (const ObsJson *json, guint64 *plain) G_GNUC_WARN_UNUSED_RESULT;
/* @text as it may stand in signed JSON: control characters become blanks. (transfer full) */
char *obs_publish_clean_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

gboolean obs_publish_open_edition (ObsPublishJob *job, const char *edition, GError **error);
gboolean obs_publish_check_losses (ObsPublishJob *job, GError **error);
gboolean obs_publish_segments (ObsPublishJob *job, GError **error);
gboolean obs_publish_packs (ObsPublishJob *job, GError **error);
/* Whether the index itself names it. */
gboolean obs_publish_is_recent (const ObsPublishJob *job, const ObsSitePack *pack);
gboolean obs_publish_index (ObsPublishJob *job, GError **error);
gboolean obs_publish_metadata (ObsPublishJob *job, GError **error);
gboolean obs_publish_verify (ObsPublishJob *job, GError **error);
GBytes *obs_publish_timestamp (const ObsJson *meta, gint64 version, gint64 now,
                               const GPtrArray *signers) G_GNUC_WARN_UNUSED_RESULT;

/* Who signs @role while readers cross from the root @from of a site (0: it has none) to the newest
 * of @chain: @now and what the roots between need beside them. Sets @whole to FALSE where some of
 * those are not to be had. Returns: (transfer container): of ObsSigner * */
GPtrArray *obs_publish_bridge (ObsKeyRing *ring, const ObsRootChain *chain, gint64 from,
                               const char *role, const GPtrArray *now,
                               gboolean *whole) G_GNUC_WARN_UNUSED_RESULT;
/* From here on readers see what @timestamp names. @bridged: readers of the site's root and of the
 * newest take it. */
gboolean obs_publish_switch (const ObsSite *site, const ObsRootChain *chain, GBytes *timestamp,
                             gboolean bridged, GError **error);
/* What a person should know where they do not. (transfer none) */
const char *obs_publish_no_bridge (void);

/* Editions that are kept: their list and their files. */
gboolean obs_publish_kept_load (ObsPublishJob *job);
/* Before the timestamp: the new edition beside those that may still be needed. */
gboolean obs_publish_kept_add (ObsPublishJob *job, GError **error);
/* After it: what is no longer needed. */
void obs_publish_kept_prune (ObsPublishJob *job);
/* The last edition before the period that @date is in; NULL where none is kept. */
const ObsKept *obs_publish_kept_before (ObsPublishJob *job, const char *date, ObsPeriod period);
/* The edition that the site offers now. */
const ObsKept *obs_publish_kept_current (ObsPublishJob *job);
/* Its path, where the file is whole; else NULL and why in @why. (transfer full) */
char *obs_publish_kept_path (ObsPublishJob *job, const ObsKept *kept, ObsManifest **manifest,
                             char **why) G_GNUC_WARN_UNUSED_RESULT;

/* The number of the period that @date, "YYYY-MM-DD", is in; later ones have larger numbers. */
int obs_publish_period (ObsPeriod period, const char *date);
/* Days from @a to @b. */
int obs_publish_days (const char *a, const char *b);

/* obs_publisher_run() with keys that are open already. */
ObsPublished *obs_publisher_run_with (const char *edition, const char *site_dir,
                                      const ObsPublishPlan *plan, ObsKeyRing *ring,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsSite, obs_site_free)

/* Segments in one file of metadata: 4,000; more are put in bins. Another number for tests. */
extern guint obs_publish_bin_most;

/* For tests: called before each file comes under its name. */
extern void (*obs_publish_before_rename) (const char *path);

G_END_DECLS
