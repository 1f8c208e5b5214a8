/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/unpack.h"

#include "data/error.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <zstd.h>

#define WINDOW_LOG_MAX 25
#define FRAME_HEADER_MAX 18
#define CHECKSUM_FLAG 0x04

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZSTD_DCtx, ZSTD_freeDCtx)

typedef struct
{
  FILE *in;
  int out;
  const char *path;
  guint64 length; /* promised */
  guint64 done;   /* written */
  EVP_MD_CTX *digest;
  ObsBytesFunc progress;
  gpointer user_data;
  GCancellable *cancellable;
} Unpacking;

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       _ ("The edition that was fetched cannot be unpacked: its file is damaged or "
                          "is not what was promised. The edition on this computer stays in use."));
  return FALSE;
}

/* The frame has to say what it holds, before a byte of it is decoded. */
static gboolean
check_header (Unpacking *self, GError **error)
{
  guint8 header[FRAME_HEADER_MAX] = { 0 };
  gsize n = fread (header, 1, sizeof header, self->in);

  if (n < 6 || memcmp (header, "\x28\xb5\x2f\xfd", 4) != 0 || !(header[4] & CHECKSUM_FLAG)
      || ZSTD_getFrameContentSize (header, n) != self->length)
    return set_damaged (error);
  rewind (self->in);
  return TRUE;
}

static gboolean
put (Unpacking *self, const void *data, gsize n, GError **error)
{
  if (n > self->length - self->done)
    return set_damaged (error);
  if (!obs_platform_write (self->out, self->path, data, n, error))
    return FALSE;
  obs_digest_add (self->digest, data, n);
  self->done += n;
  if (self->progress != NULL)
    self->progress (self->done, self->length, self->user_data);
  return TRUE;
}

static gboolean
decode (Unpacking *self, GError **error)
{
  g_autoptr (ZSTD_DCtx) context = ZSTD_createDCtx ();
  gsize in_size = ZSTD_DStreamInSize (), out_size = ZSTD_DStreamOutSize (), left = 1, n;
  g_autofree guint8 *in = g_malloc (in_size);
  g_autofree guint8 *out = g_malloc (out_size);

  if (context == NULL
      || ZSTD_isError (ZSTD_DCtx_setParameter (context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)))
    return set_damaged (error);
  while ((n = fread (in, 1, in_size, self->in)) > 0)
    {
      ZSTD_inBuffer from = { in, n, 0 };
      gboolean full = FALSE;

      while (from.pos < from.size || full)
        {
          ZSTD_outBuffer to = { out, out_size, 0 };

          if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
            return FALSE;
          if (left == 0) /* bytes behind the end of the frame */
            return set_damaged (error);
          left = ZSTD_decompressStream (context, &to, &from);
          if (ZSTD_isError (left))
            return set_damaged (error);
          if (!put (self, out, to.pos, error))
            return FALSE;
          full = to.pos == to.size && left != 0;
        }
    }
  if (ferror (self->in))
    {
      obs_platform_set_error (EIO, self->path, error);
      return FALSE;
    }
  return (left == 0 && self->done == self->length) || set_damaged (error);
}

gboolean
obs_unpack (const char *packed, const char *path, guint64 length, const char *sha256,
            ObsBytesFunc progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  Unpacking self = { NULL, -1, path, length, 0, digest, progress, user_data, cancellable };
  g_autofree char *found = NULL;
  gboolean good;

  self.in = g_fopen (packed, "rb");
  if (self.in == NULL)
    {
      obs_platform_set_error (errno, packed, error);
      return FALSE;
    }
  good = check_header (&self, error)
         && (self.out = obs_platform_open (path, FALSE, 0600, error)) >= 0 && decode (&self, error);
  fclose (self.in);
  if (good)
    good = obs_platform_sync_close (self.out, path, error);
  else if (self.out >= 0)
    g_close (self.out, NULL);
  if (good)
    {
      found = obs_digest_finish (digest);
      if (strcmp (found, sha256) != 0)
        {
          g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
                               _ ("The edition that was fetched is not the one that was promised, "
                                  "so it was thrown away. The edition on this computer stays in "
                                  "use."));
          good = FALSE;
        }
    }
  if (!good && self.out >= 0)
    obs_platform_remove (path);
  return good;
}
