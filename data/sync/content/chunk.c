/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/chunk.h"

#include "data/sync/content/bytes.h"
#include "data/sync/content/parts.h"

#include <string.h>
#include <zstd.h>

#define WINDOW_LOG_MAX 25 /* of what is decoded: 32 MiB */
#define FRAME_HEADER_MAX 18
#define CHECKSUM_FLAG 0x04
#define LONG_MATCH 6
#define BLOCK_HEADER 8 /* bytes, and what a flush may add */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZSTD_CCtx, ZSTD_freeCCtx)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZSTD_DCtx, ZSTD_freeDCtx)

/* A block for each part of @plain that has its own bytes. @least_match: repetitions of so many
 * bytes are sought; 0: as the level says. (transfer full) */
static GBytes *
compress (GBytes *plain, const GArray *ends, int level, int least_match)
{
  g_autoptr (ZSTD_CCtx) context = ZSTD_createCCtx ();
  gsize length, most, left = 0;
  const guint8 *data = g_bytes_get_data (plain, &length);
  ZSTD_inBuffer in = { data != NULL ? data : (const guint8 *) "", 0, 0 };
  ZSTD_outBuffer out = { NULL, 0, 0 };

  most = ZSTD_compressBound (length) + ends->len * BLOCK_HEADER;
  out.dst = g_malloc (most);
  out.size = most;
  ZSTD_CCtx_setParameter (context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter (context, ZSTD_c_contentSizeFlag, 1);
  if (least_match > 0)
    ZSTD_CCtx_setParameter (context, ZSTD_c_minMatch, least_match);
  ZSTD_CCtx_setPledgedSrcSize (context, length);
  for (guint i = 0; i < ends->len; i++)
    {
      in.size = g_array_index (ends, gsize, i);
      left = ZSTD_compressStream2 (context, &out, &in,
                                   i + 1 < ends->len ? ZSTD_e_flush : ZSTD_e_end);
      if (left != 0) /* there is room for all: only where memory ran out */
        g_error ("zstd: %s", ZSTD_isError (left) ? ZSTD_getErrorName (left) : "no end");
    }
  return g_bytes_new_take (g_realloc (out.dst, out.pos), out.pos);
}

/* In one piece, in parts, and in parts without short repetitions, which zstd overrates where a
 * block is not like the one before: what is shortest. */
GBytes *
obs_chunk_pack (GBytes *plain, int level)
{
  static const int least_matches[] = { 0, 0, LONG_MATCH };
  gsize length = g_bytes_get_size (plain);
  g_autoptr (GArray) whole = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GArray) parts = obs_chunk_parts (g_bytes_get_data (plain, NULL), length);
  GBytes *best = NULL;

  g_array_append_val (whole, length);
  for (guint i = 0; i < G_N_ELEMENTS (least_matches) && (i == 0 || parts->len > 1); i++)
    {
      GBytes *packed = compress (plain, i == 0 ? whole : parts, level, least_matches[i]);

      if (best == NULL || g_bytes_get_size (packed) < g_bytes_get_size (best))
        {
          g_clear_pointer (&best, g_bytes_unref);
          best = packed;
        }
      else
        g_bytes_unref (packed);
    }
  return best;
}

GBytes *
obs_chunk_unpack (GBytes *packed, gsize plain_length, GError **error)
{
  g_autoptr (ZSTD_DCtx) context = NULL;
  g_autofree guint8 *out = NULL;
  gsize length, n;
  const guint8 *data = g_bytes_get_data (packed, &length);

  if (plain_length > OBS_CHUNK_MOST || length < 6 || memcmp (data, "\x28\xb5\x2f\xfd", 4) != 0
      || !(data[4] & CHECKSUM_FLAG)
      || ZSTD_getFrameContentSize (data, length) != (unsigned long long) plain_length
      || ZSTD_findFrameCompressedSize (data, length) != length)
    {
      obs_bytes_refuse (error, "its zstd frame is not the one that was promised");
      return NULL;
    }
  context = ZSTD_createDCtx ();
  out = g_try_malloc (MAX (plain_length, 1));
  if (context == NULL || out == NULL
      || ZSTD_isError (ZSTD_DCtx_setParameter (context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)))
    {
      obs_bytes_refuse (error, "there is not enough memory for %" G_GSIZE_FORMAT " bytes",
                        plain_length);
      return NULL;
    }
  n = ZSTD_decompressDCtx (context, out, plain_length, data, length);
  if (ZSTD_isError (n) || n != plain_length)
    {
      obs_bytes_refuse (error, "its zstd frame cannot be unpacked");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&out), plain_length);
}
