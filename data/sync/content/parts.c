/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/parts.h"

#include "data/sync/content/bytes.h"

#include <string.h>

#define CELL_LEAST 512
#define CELLS_MOST 1024
#define BORDER_STEP 8                           /* bytes */
#define PART_COST (60 * 8 << OBS_LOG2_FRACTION) /* of a block and its code, as bits */

/* Small cells are joined, always the two neighbours that lose least by sharing a code, until each
 * further joining would lose more than a code of its own takes. */

typedef struct
{
  guint32 counts[256];
  gsize end;
  gint64 cost; /* with a code of its own, without the code */
  gint64 loss; /* by joining the next one */
  guint next;  /* 0: none */
  guint before;
  gboolean gone; /* joined to another one */
} Cell;

static gint64
cost_of (const guint32 *a, const guint32 *b)
{
  guint32 total = 0;
  gint64 cost = 0;

  for (guint i = 0; i < 256; i++)
    {
      guint32 count = a[i] + (b != NULL ? b[i] : 0);

      total += count;
      if (count > 1)
        cost -= (gint64) count * obs_log2_fixed (count);
    }
  return cost + (total > 0 ? (gint64) total * obs_log2_fixed (total) : 0);
}

static void
measure (Cell *cells, guint i)
{
  Cell *cell = &cells[i], *next = &cells[cell->next];

  if (cell->next != 0)
    cell->loss = cost_of (cell->counts, next->counts) - cell->cost - next->cost;
}

static void
join (Cell *cells, guint i)
{
  Cell *cell = &cells[i], *next = &cells[cell->next];

  for (guint b = 0; b < 256; b++)
    cell->counts[b] += next->counts[b];
  cell->end = next->end;
  cell->cost = cost_of (cell->counts, NULL);
  cell->next = next->next;
  next->gone = TRUE;
  if (cell->next != 0)
    cells[cell->next].before = i;
  measure (cells, i);
  if (i > 0)
    measure (cells, cell->before);
}

static guint
find_least_loss (const Cell *cells, guint n)
{
  guint found = n;

  for (guint i = 0; i < n; i++)
    if (!cells[i].gone && cells[i].next != 0 && cells[i].loss < PART_COST
        && (found == n || cells[i].loss < cells[found].loss))
      found = i;
  return found;
}

static void
fill_cells (Cell *cells, guint n, gsize size, const guint8 *bytes, gsize length)
{
  for (guint i = 0; i < n; i++)
    {
      gsize start = i * size, end = MIN (length, start + size);

      for (gsize at = start; at < end; at++)
        cells[i].counts[bytes[at]]++;
      cells[i].end = end;
      cells[i].cost = cost_of (cells[i].counts, NULL);
      cells[i].next = i + 1 < n ? i + 1 : 0;
      cells[i].before = i > 0 ? i - 1 : 0;
    }
  for (guint i = 0; i < n; i++)
    measure (cells, i);
}

/* What the two parts cost when the border between them is at @at, given the counts of all before
 * the middle part and of all behind it. */
static gsize
find_border (const guint8 *bytes, gsize start, gsize end, const guint32 *before,
             const guint32 *behind)
{
  guint32 left[256], right[256];
  gint64 least = G_MAXINT64;
  gsize border = start;

  memcpy (left, before, sizeof left);
  memcpy (right, behind, sizeof right);
  for (gsize at = start; at < end; at++)
    right[bytes[at]]++;
  for (gsize at = start; at <= end; at++)
    {
      if ((at - start) % BORDER_STEP == 0)
        {
          gint64 cost = cost_of (left, NULL) + cost_of (right, NULL);

          if (cost < least)
            {
              least = cost;
              border = at;
            }
        }
      if (at < end)
        {
          left[bytes[at]]++;
          right[bytes[at]]--;
        }
    }
  return border;
}

/* Moves the border between two parts to where it is best, within a cell to either side. */
static void
move_border (Cell *part, Cell *next, gsize part_start, gsize size, const guint8 *bytes)
{
  gsize start = MAX (part_start, part->end - MIN (part->end, size)),
        end = MIN (next->end, part->end + size);
  guint32 before[256], behind[256];

  memcpy (before, part->counts, sizeof before);
  memcpy (behind, next->counts, sizeof behind);
  for (gsize at = start; at < part->end; at++)
    before[bytes[at]]--;
  for (gsize at = part->end; at < end; at++)
    behind[bytes[at]]--;
  end = find_border (bytes, start, end, before, behind);
  for (gsize at = end; at < part->end; at++)
    {
      part->counts[bytes[at]]--;
      next->counts[bytes[at]]++;
    }
  for (gsize at = part->end; at < end; at++)
    {
      part->counts[bytes[at]]++;
      next->counts[bytes[at]]--;
    }
  part->end = end;
}

GArray *
obs_chunk_parts (const guint8 *bytes, gsize length)
{
  gsize size = MAX (CELL_LEAST, (length + CELLS_MOST - 1) / CELLS_MOST);
  guint n = MAX (1, (guint) ((length + size - 1) / size)), i;
  g_autofree Cell *cells = g_new0 (Cell, n);
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize start = 0;

  fill_cells (cells, n, size, bytes, length);
  while ((i = find_least_loss (cells, n)) < n)
    join (cells, i);
  i = 0;
  do
    {
      if (cells[i].next != 0)
        move_border (&cells[i], &cells[cells[i].next], start, size, bytes);
      start = cells[i].end;
      if (ends->len == 0 || start > g_array_index (ends, gsize, ends->len - 1))
        g_array_append_val (ends, start);
      i = cells[i].next;
    }
  while (i != 0);
  return ends;
}
