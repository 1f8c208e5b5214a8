/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What differs between two editions, for people: figures new, revised, withdrawn, by source and
 * area, which questions that touches, and where the methods are not the same. */

typedef struct
{
  gint64 added;     /* figures in the newer one only */
  gint64 revised;   /* in both, with another value, range, base, marker or flag */
  gint64 withdrawn; /* in the older one only */
} ObsChangeCounts;

typedef struct
{
  char *source;       /* id */
  char *source_title; /* of the newer edition; of the older where it is gone */
  char *area;         /* code, "" for figures of no area */
  char *area_name;
  ObsChangeCounts counts;
} ObsChangeGroup;

typedef struct
{
  char *question;         /* key */
  ObsChangeCounts counts; /* of the figures that its charts are drawn from */
  gboolean specification; /* its charts or its wording are other ones */
} ObsChangeQuestion;

typedef struct
{
  char *what;   /* title of the source, cube or method */
  char *before; /* how it was done; "" where it is new */
  char *after;  /* how it is done; "" where it is gone */
} ObsChangeMethod;

typedef struct
{
  char *before_date; /* edition dates */
  char *after_date;
  ObsChangeCounts total;
  GPtrArray *groups;    /* of ObsChangeGroup *, the largest first */
  GPtrArray *questions; /* of ObsChangeQuestion *, in the journeys' order */
  GPtrArray *methods;   /* of ObsChangeMethod * */
  GPtrArray *texts; /* of char *: other tables that differ, one sentence each ("12 statements are
                       new, …") */
} ObsChanges;

/* Worker threads. @before and @after: files. Segments that both editions have alike (from their
 * manifests, where they lie beside the files) are not read. */
ObsChanges *obs_changes_compare (const char *before, const char *after, GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_changes_free (ObsChanges *changes);

/* As a pack carries it. (transfer full) */
char *obs_changes_to_json (const ObsChanges *changes) G_GNUC_WARN_UNUSED_RESULT;
ObsChanges *obs_changes_from_json (const char *text, gsize length,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsChanges, obs_changes_free)

G_END_DECLS
