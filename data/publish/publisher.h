/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/keys.h"

G_BEGIN_DECLS

/* The folder that any static server can hand out: data/sync/README.md says what lies in it. */

typedef struct
{
  const char *keys_dir;
  const char *work_dir; /* what the publisher keeps between editions (the last ones, for packs);
                         * NULL: the site's folder with ".work" behind its name */
  char **announced; /* losses that are meant: "table:NAME", "area:CODE", "rows:NAME"; nullable */
  char **mirrors;   /* further addresses that hand out the same folder; nullable */
  gint64 now;       /* UNIX time of signing */
  ObsPassphraseFunc ask;
  gpointer user_data;
} ObsPublishPlan;

typedef struct
{
  gint64 edition;        /* number */
  guint64 segment_bytes; /* of new segments */
  guint new_segments;
  guint64 pack_bytes; /* of the day's pack; 0: none was made */
  double pack_cpu;    /* seconds of the processor for it */
  char *no_pack;      /* why none was made, one sentence; or NULL */
} ObsPublished;

/* Checks the edition, writes what is new under names of its own, then targets, snapshot and last
 * the timestamp by rename: a reader sees the old state or the new one. A lost table, halved rows or
 * a lost area that is not announced: OBS_ERROR_UNANNOUNCED, nothing changes. Publishing the same
 * content again changes nothing but the timestamp. */
ObsPublished *obs_publisher_run (const char *edition, const char *site_dir,
                                   const ObsPublishPlan *plan, GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_published_free (ObsPublished *published);

/* Signs the timestamp anew for another 14 days; needs the timestamp key only. */
gboolean obs_publisher_refresh_timestamp (const char *site_dir, const ObsPublishPlan *plan,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPublished, obs_published_free)

G_END_DECLS
