/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/chunk.h"

#include "data/sync/content/bytes.h"

#include <string.h>
#include <zstd.h>

#define WINDOW_LOG_MAX 25 /* of what is decoded: 32 MiB */
#define FRAME_HEADER_MAX 18
#define CHECKSUM_FLAG 0x04

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZSTD_CCtx, ZSTD_freeCCtx)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZSTD_DCtx, ZSTD_freeDCtx)

/* One thread: the same bytes each time. */
GBytes *
obs_chunk_pack (GBytes *plain, int level)
{
  g_autoptr (ZSTD_CCtx) context = ZSTD_createCCtx ();
  gsize length, most, n;
  gconstpointer data = g_bytes_get_data (plain, &length);
  guint8 *out;

  most = ZSTD_compressBound (length);
  out = g_malloc (most);
  ZSTD_CCtx_setParameter (context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter (context, ZSTD_c_contentSizeFlag, 1);
  n = ZSTD_compress2 (context, out, most, data != NULL ? data : "", length);
  if (ZSTD_isError (n))
    g_error ("zstd: %s", ZSTD_getErrorName (n)); /* only where memory ran out */
  return g_bytes_new_take (g_realloc (out, n), n);
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
