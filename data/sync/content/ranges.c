/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/integers.h"

#define FRACTION 8    /* bits behind the point of costs */
#define RANGE_COST 14 /* bits that each range takes in the head, and in the table of zstd */

/* A number is paid with the bits of its range's code, log2 (all / those in the range), and its
 * place in the range. What a range costs depends on nothing else, so the best ones are found by
 * comparing, from the smallest up, each aligned range of 2^b numbers with what its two halves cost
 * at best. */

typedef struct
{
  guint64 value; /* without the sign: rising as the numbers do */
  guint count;
} Distinct;

typedef struct
{
  const Distinct *distinct;
  guint total; /* log2 of how many numbers there are */
  guint64 range_cost;
  ObsRange *ranges;
  guint n; /* ranges; may grow beyond the room, then nothing is written */
} Choosing;

#define SIGN ((guint64) 1 << 63)

static guint64
cost_of (const Choosing *self, guint count, guint bits)
{
  return (guint64) count * (self->total - obs_log2_fixed (count) + (bits << OBS_LOG2_FRACTION))
         + self->range_cost;
}

static void
put_range (Choosing *self, guint64 start, guint bits)
{
  if (self->n < OBS_RANGES_MOST)
    {
      self->ranges[self->n].start = (gint64) (start ^ SIGN);
      self->ranges[self->n].bits = (guint8) bits;
    }
  self->n++;
}

/* The best ranges for the distinct values from @first to before @end. */
static guint64
choose (Choosing *self, guint first, guint end)
{
  const Distinct *distinct = self->distinct;
  guint64 differ = distinct[first].value ^ distinct[end - 1].value, whole, halves;
  guint count = 0, bits, low = first, high = end, n = self->n;

  if (end - first == 1)
    {
      put_range (self, distinct[first].value, 0);
      return cost_of (self, distinct[first].count, 0);
    }
  bits = 64 - (guint) __builtin_clzll (differ);
  for (guint i = first; i < end; i++)
    count += distinct[i].count;
  whole = cost_of (self, count, bits);
  while (low < high) /* the first one with the highest bit that differs */
    {
      guint middle = (low + high) / 2;

      if (distinct[middle].value >> (bits - 1) & 1)
        high = middle;
      else
        low = middle + 1;
    }
  halves = choose (self, first, low) + choose (self, low, end);
  if (halves < whole)
    return halves;
  self->n = n;
  put_range (self, bits < 64 ? distinct[first].value >> bits << bits : 0, bits);
  return whole;
}

guint
obs_ranges_choose (const gint64 *sorted, guint n, ObsRange *ranges)
{
  g_autoptr (GArray) distinct = g_array_new (FALSE, FALSE, sizeof (Distinct));
  Choosing self = { NULL, obs_log2_fixed (n), RANGE_COST << OBS_LOG2_FRACTION, ranges, 0 };

  for (guint i = 0; i < n; i++)
    if (i > 0 && sorted[i] == sorted[i - 1])
      g_array_index (distinct, Distinct, distinct->len - 1).count++;
    else
      {
        Distinct one = { (guint64) sorted[i] ^ SIGN, 1 };

        g_array_append_val (distinct, one);
      }
  self.distinct = (const Distinct *) (void *) distinct->data;
  do
    {
      self.n = 0;
      choose (&self, 0, distinct->len);
      self.range_cost *= 2; /* fewer of them next time, where there were too many */
    }
  while (self.n > OBS_RANGES_MOST);
  return self.n;
}
