/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Finds the characters that mean something in CSV, 64 bytes at a time: a bit for each byte, taken
 * off one after the other. Private to the CSV reader.
 *
 * The text must have OBS_CSV_PADDING readable bytes behind its end. */

#define OBS_CSV_PADDING 64

typedef unsigned char ObsCsvLanes __attribute__ ((vector_size (16)));

typedef struct
{
  ObsCsvLanes quote, delimiter; /* the same character in every lane */
  const char *text;
  gsize base;   /* of the 64 bytes that are being looked at */
  guint64 bits; /* of those, the ones still to come */
} ObsCsvScan;

/* A bit for each lane that is all ones; lanes are all ones or zero. */
static inline guint64
obs_csv_lane_bits (ObsCsvLanes lanes)
{
#ifdef __SSE2__
  typedef char Signed __attribute__ ((vector_size (16)));

  return (guint64) (guint) __builtin_ia32_pmovmskb128 ((Signed) lanes);
#else
  guint64 half[2];

  memcpy (half, &lanes, sizeof half);
  for (int i = 0; i < 2; i++)
    half[i] = ((GUINT64_FROM_LE (half[i]) & G_GUINT64_CONSTANT (0x8040201008040201))
               * G_GUINT64_CONSTANT (0x0101010101010101))
              >> 56;
  return half[0] | half[1] << 8;
#endif
}

static inline guint64
obs_csv_special_bits (const ObsCsvScan *scan, const char *text)
{
  guint64 bits = 0;

  for (int i = 0; i < 4; i++)
    {
      ObsCsvLanes v, found;

      memcpy (&v, text + 16 * i, 16);
      found
          = (ObsCsvLanes) ((v == scan->quote) | (v == scan->delimiter) | (v == '\n') | (v == '\r'));
      bits |= obs_csv_lane_bits (found) << (16 * i);
    }
  return bits;
}

static inline void
obs_csv_scan_characters (ObsCsvScan *scan, char quote, char delimiter)
{
  memset (&scan->quote, quote, sizeof scan->quote);
  memset (&scan->delimiter, delimiter, sizeof scan->delimiter);
}

/* Starts at @at; also after the text was moved or there is more of it. */
static inline void
obs_csv_scan_from (ObsCsvScan *scan, const char *text, gsize at)
{
  scan->text = text;
  scan->base = at & ~(gsize) 63;
  scan->bits = obs_csv_special_bits (scan, text + scan->base) & (G_MAXUINT64 << (at & 63));
}

/* The next of the characters, or @end where there is none before it. */
static inline gsize
obs_csv_scan_next (ObsCsvScan *scan, gsize end)
{
  gsize at;

  while (scan->bits == 0)
    {
      scan->base += 64;
      if (scan->base >= end)
        {
          scan->base -= 64; /* so that asking again gives the same */
          return end;
        }
      scan->bits = obs_csv_special_bits (scan, scan->text + scan->base);
    }
  at = scan->base + (gsize) __builtin_ctzll (scan->bits);
  scan->bits &= scan->bits - 1;
  return MIN (at, end);
}

G_END_DECLS
