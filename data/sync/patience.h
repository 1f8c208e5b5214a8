/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which requests that failed are worth making again, and after how long: one policy for editions
 * (bases.c) and for sources (data/ingest/fetch.c). Knows nothing of networks. */

typedef struct
{
  guint tries;    /* in all; of a sync: rounds over all addresses. 1: no second one */
  guint pause_ms; /* before the second; twice as long before each further one */
  /* Called in place of waiting, with what would be waited without obs_patience_spread(); FALSE
   * stops. NULL: waits. For tests. */
  gboolean (*wait) (guint ms, gpointer user_data);
  gpointer wait_data;
} ObsPatience;

/* 5 tries, pauses of 1, 2, 4 and 8 s. */
extern const ObsPatience obs_patience;
/* One try. */
extern const ObsPatience obs_patience_none;

/* What a failed request leaves to hope for. */
typedef struct
{
  gboolean passing;  /* the same request may do better later */
  guint retry_after; /* seconds that the host asks to be left alone; 0: it did not say */
} ObsSetback;

/* Answers of a host that has trouble now: 408, 429, 5xx. */
gboolean obs_patience_is_passing (long status);

/* The header Retry-After in seconds, 60 at most; 0 where it is a date or nothing that is known. */
guint obs_patience_read_retry_after (const char *value);

/* Milliseconds before try @n + 1, @n from 1: @first_ms, doubled each time, but never more than a
 * minute nor less than the host asks for. */
guint obs_patience_pause (guint first_ms, guint n, guint retry_after);

/* The same give or take a fifth, so that a thousand programs do not come back in one second; but
 * not before the time that the host asked for. */
guint obs_patience_spread (guint ms, guint retry_after);

G_END_DECLS
