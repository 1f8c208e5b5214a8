/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/patience.h"

#include <string.h>

#define MOST_SECONDS 60

const ObsPatience obs_patience = { 5, 1000, NULL, NULL };
const ObsPatience obs_patience_none = { 1, 0, NULL, NULL };

gboolean
obs_patience_is_passing (long status)
{
  return status == 408 || status == 429 || (status >= 500 && status <= 599);
}

guint
obs_patience_read_retry_after (const char *value)
{
  gsize length = strlen (value);

  if (length == 0 || strspn (value, "0123456789") != length)
    return 0;
  /* A number that is too large for a guint64 is the largest one. */
  return (guint) MIN (g_ascii_strtoull (value, NULL, 10), MOST_SECONDS);
}

guint
obs_patience_pause (guint first_ms, guint n, guint retry_after)
{
  guint64 ms = (guint64) first_ms << MIN (n - 1, 16);

  ms = MAX (ms, (guint64) retry_after * 1000);
  return (guint) MIN (ms, MOST_SECONDS * 1000);
}

guint
obs_patience_spread (guint ms, guint retry_after)
{
  guint least = ms <= retry_after * 1000 ? ms : MAX (ms - ms / 5, retry_after * 1000);

  return (guint) g_random_double_range (least, (double) ms + ms / 5 + 1);
}
