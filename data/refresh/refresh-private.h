/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/feed.h"
#include "data/refresh/refresh.h"
#include "data/refresh/state.h"

G_BEGIN_DECLS

/* One run. */
typedef struct
{
  const ObsRefreshInputs *inputs;
  GDate today;
  char *day;        /* the same as text */
  char **folders;   /* of the inputs, and the one that comes with the program where it counts */
  GPtrArray *feeds; /* of ObsFeed *: all descriptors, also those whose files come by hand */
  ObsState *state;
  ObsFetch *fetch;
  ObsRefreshReport *report;
  GCancellable *cancellable;
} ObsRefresh;

void obs_refresh_tell (ObsRefresh *self, const char *what, const char *source, guint64 done,
                       guint64 total);

/* Line of the report; made where there is none. */
ObsRefreshSource *obs_refresh_line (ObsRefresh *self, const char *id);

/* Asks and fetches one source. FALSE only where the whole run must stop: cancelled, disk full,
 * state not writable; all else is in the report and the state. */
gboolean obs_refresh_source (ObsRefresh *self, const char *id, GError **error);

/* What the calendar and the last tries come to. @next (out): NULL where none is announced. Returns:
 * "current", "late" or "dead"; @why (out): a sentence where the calendar is what makes it late. */
const char *obs_refresh_status (const ObsRefresh *self, const char *id, char **next, char **why);

/* The next release that the calendar expects; FALSE where it says nothing. */
gboolean obs_refresh_next_release (const ObsFeed *feed, const ObsSourceRecord *source, GDate *next);

/* YYYY-MM-DD, or YYYY-MM: its last day. */
gboolean obs_refresh_parse_day (const char *text, GDate *day);
char *obs_refresh_day_text (const GDate *day) G_GNUC_WARN_UNUSED_RESULT;

/* Builds where something changed, with fall-back to the last good files. */
gboolean obs_refresh_build (ObsRefresh *self, GError **error);

/* Hash of the descriptors of a source. */
char *obs_refresh_descriptors_hash (const ObsRefresh *self,
                                    const char *id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
