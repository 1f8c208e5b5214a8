/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/keys.h"

G_BEGIN_DECLS

/* The folder that any static server can hand out: data/sync/README.md says what lies in it.
 * Worker threads; one publisher at a time works on a folder. */

/* What is done now, for people; @done of @total (0: not known). */
typedef void (*ObsPublishFunc) (const char *what, guint64 done, guint64 total, gpointer user_data);

typedef struct
{
  const char *keys_dir;
  const char *work_dir; /* what the publisher keeps between editions (the last ones, for packs);
                         * NULL: the site's folder with ".work" behind its name */
  char **announced;  /* losses that are meant: "table:NAME", "area:CODE", "rows:NAME"; nullable */
  char **mirrors;    /* further addresses that hand out the same folder; nullable */
  const char *notes; /* for the readers of this edition; nullable */
  const char *disclosure; /* file that "observatory build --disclosure" wrote for this edition;
                           * needed where it holds answers of real businesses (a primary source);
                           * another one, or a changed one, is refused: disclosure-summary.h */
  gint64 now;             /* UNIX time of signing */
  ObsPassphraseFunc ask;
  ObsPublishFunc progress; /* nullable */
  gpointer user_data;      /* of both */
} ObsPublishPlan;

typedef struct
{
  gint64 edition;        /* number */
  gboolean unchanged;    /* the same content was published last */
  guint64 segment_bytes; /* of new segments */
  guint new_segments;
  guint64 pack_bytes; /* of the day's pack; 0: none was made */
  guint rollups;      /* packs of a week, month or quarter that ended */
  double pack_cpu;    /* seconds of the processor for the day's pack */
  double seconds;     /* of the whole */
  char *no_pack;      /* why none was made, one sentence; or NULL */
  GPtrArray *remarks; /* of char *: what a person should know, one sentence each */
} ObsPublished;

/* Checks the edition, writes what is new under names of its own, then targets, snapshot and the
 * timestamp by rename, and new roots last: a reader sees the old state or the new one. All of it is
 * read back with the client's code before the timestamp comes. A lost table, halved rows or a lost
 * area that is not announced: OBS_ERROR_UNANNOUNCED, nothing changes. Publishing the same content
 * again changes nothing but the timestamp (and what is near its end, or was signed by keys since
 * replaced). */
ObsPublished *obs_publisher_run (const char *edition, const char *site_dir,
                                 const ObsPublishPlan *plan, GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_published_free (ObsPublished *published);

/* Signs the timestamp anew for another 14 days; needs the timestamp key only. Brings along roots
 * that are newer than those of the site, as long as they leave the keys of the roles alone. @remark
 * (out): what a person should know, or NULL. */
gboolean obs_publisher_refresh_timestamp (const char *site_dir, const ObsPublishPlan *plan,
                                          char **remark, GError **error);

/* Removes what none of the last eight states of the folder names: a reader that began with one of
 * those still finds everything. Needs no keys. @files, @bytes (out): what was removed. */
gboolean obs_publisher_clean (const char *site_dir, guint *files, guint64 *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPublished, obs_published_free)

G_END_DECLS
