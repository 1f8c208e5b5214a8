/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/csv-bytes.h"

#include "data/error.h"
#include "data/sync/digest.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define PACKED_BLOCK (64 * 1024)
#define BLOCK (512 * 1024)
#define N_BLOCKS 3
/* Below this many bytes a thread costs more than it saves. */
#define AHEAD_FROM (1024 * 1024)

/* A real table is packed to a tenth or a twentieth. The ratio is looked at beyond a few MiB, since
 * short and dull tables go further. */
#define MAX_RATIO 100
#define RATIO_FROM (16u * 1024 * 1024)

typedef struct
{
  char *bytes; /* of BLOCK */
  gsize length, at;
  GError *error;
} Block;

struct _ObsCsvBytes
{
  char *name;
  char *path; /* NULL: memory */
  FILE *file;
  const char *memory;
  gsize memory_length, memory_at, step;
  guint64 size;             /* on disk or in memory, when it was opened */
  guint64 packed, unpacked; /* bytes so far: on disk, given */
  EVP_MD_CTX *digest;       /* of a file's bytes; NULL for a second look */
  GCancellable *cancellable;
  gboolean gzip;
  z_stream z;
  char *in;         /* of PACKED_BLOCK, what zlib reads from */
  gboolean whole;   /* the last gzip member ended */
  gboolean damaged; /* which is said when all that came before was given */

  /* Reading ahead: blocks go round between the two queues. */
  GThread *thread;
  GAsyncQueue *empty, *full;
  Block blocks[N_BLOCKS];
  Block *block; /* the one that is being given */
  int stop;     /* atomic */
};

static gboolean
set_unreadable (const ObsCsvBytes *self, int code, GError **error)
{
  g_set_error (error, OBS_ERROR, code == ENOENT ? OBS_ERROR_NOT_FOUND : OBS_ERROR_INPUT,
               _ ("%s cannot be read: %s."), self->name, g_strerror (code));
  return FALSE;
}

static gboolean
set_too_large (const ObsCsvBytes *self, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
               _ ("%s: the file is larger than %u MiB. Split it."), self->name,
               OBS_CSV_MAX_FILE / (1024 * 1024));
  return FALSE;
}

/* Bytes as they stand on disk or in memory. */
static gboolean
read_stored (ObsCsvBytes *self, char *out, gsize room, gsize *n, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->path != NULL)
    {
      *n = fread (out, 1, room, self->file);
      if (*n < room && ferror (self->file))
        return set_unreadable (self, errno != 0 ? errno : EIO, error);
    }
  else
    {
      *n = MIN (room, self->memory_length - self->memory_at);
      if (self->step > 0)
        *n = MIN (*n, self->step);
      if (*n > 0)
        memcpy (out, self->memory + self->memory_at, *n);
      self->memory_at += *n;
    }
  self->packed += *n;
  if (self->packed > OBS_CSV_MAX_FILE) /* it grew since it was opened */
    return set_too_large (self, error);
  if (self->digest != NULL)
    obs_digest_add (self->digest, out, *n);
  return TRUE;
}

static gboolean
check_unpacked (const ObsCsvBytes *self, GError **error)
{
  if (self->unpacked > OBS_CSV_MAX_UNPACKED)
    g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                 _ ("%s: the file unpacks to more than %u MiB. Split it."), self->name,
                 OBS_CSV_MAX_UNPACKED / (1024 * 1024));
  else if (self->unpacked > RATIO_FROM && self->unpacked / MAX_RATIO > self->packed)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
        _ ("%s: the file unpacks to more than %u times its size, which no table of figures "
           "does. If it is right, unpack it first."),
        self->name, MAX_RATIO);
  else
    return TRUE;
  return FALSE;
}

static gboolean
set_damaged (const ObsCsvBytes *self, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s: the file cannot be unpacked: it is damaged or cut short. Fetch it again."),
               self->name);
  return FALSE;
}

/* Unpacks until there is something to give. A gzip file may hold several members one after the
 * other, and zero bytes behind the last. */
static gboolean
read_unpacked (ObsCsvBytes *self, char *out, gsize room, gsize *n, GError **error)
{
  z_stream *z = &self->z;
  gboolean ended = FALSE;

  z->next_out = (Bytef *) out;
  z->avail_out = (uInt) room;
  while (z->avail_out == room && !ended && !self->damaged)
    {
      int status;

      if (z->avail_in == 0)
        {
          gsize got;

          if (!read_stored (self, self->in, PACKED_BLOCK, &got, error))
            return FALSE;
          z->next_in = (Bytef *) self->in;
          z->avail_in = (uInt) got;
          ended = got == 0; /* though there may be more to come of what was taken in before */
          if (ended && self->whole)
            break;
        }
      if (self->whole)
        {
          for (; z->avail_in > 0 && *z->next_in == 0; z->avail_in--)
            z->next_in++;
          if (z->avail_in == 0)
            continue;
          self->whole = FALSE;
          inflateReset (z);
        }
      status = inflate (z, Z_NO_FLUSH);
      self->whole = status == Z_STREAM_END;
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        {
          self->damaged = TRUE;
          break;
        }
    }
  *n = room - z->avail_out;
  self->unpacked += *n;
  if (*n == 0 && (self->damaged || !self->whole))
    return set_damaged (self, error);
  return check_unpacked (self, error);
}

static gboolean
read_now (ObsCsvBytes *self, char *out, gsize room, gsize *n, GError **error)
{
  return self->gzip ? read_unpacked (self, out, room, n, error)
                    : read_stored (self, out, room, n, error);
}

static gpointer
read_ahead (gpointer data)
{
  ObsCsvBytes *self = data;

  for (;;)
    {
      Block *block = g_async_queue_pop (self->empty);
      gboolean last;

      if (g_atomic_int_get (&self->stop))
        return NULL;
      block->at = 0;
      if (!read_now (self, block->bytes, BLOCK, &block->length, &block->error))
        block->length = 0;
      last = block->length == 0;
      g_async_queue_push (self->full, block);
      if (last)
        return NULL;
    }
}

static void
start_ahead (ObsCsvBytes *self)
{
  self->empty = g_async_queue_new ();
  self->full = g_async_queue_new ();
  for (guint i = 0; i < N_BLOCKS; i++)
    {
      self->blocks[i].bytes = g_malloc (BLOCK);
      g_async_queue_push (self->empty, &self->blocks[i]);
    }
  self->thread = g_thread_new ("table", read_ahead, self);
}

static void
stop_ahead (ObsCsvBytes *self)
{
  if (self->thread == NULL)
    return;
  g_atomic_int_set (&self->stop, TRUE);
  g_async_queue_push (self->empty, &self->blocks[0]); /* wakes it; it looks at @stop alone */
  g_thread_join (self->thread);
  g_async_queue_unref (self->empty);
  g_async_queue_unref (self->full);
  for (guint i = 0; i < N_BLOCKS; i++)
    {
      g_free (self->blocks[i].bytes);
      g_clear_error (&self->blocks[i].error);
    }
}

gboolean
obs_csv_bytes_read (ObsCsvBytes *self, char *out, gsize room, gsize *n, GError **error)
{
  Block *block;

  if (self->thread == NULL)
    return read_now (self, out, room, n, error);
  if (self->block == NULL)
    self->block = g_async_queue_pop (self->full);
  block = self->block;
  if (block->error != NULL)
    {
      g_propagate_error (error, g_error_copy (block->error));
      return FALSE;
    }
  *n = MIN (room, block->length - block->at);
  if (*n == 0)
    return TRUE; /* the end; the empty block stays, so that it is the end again */
  memcpy (out, block->bytes + block->at, *n);
  block->at += *n;
  if (block->at == block->length)
    {
      g_async_queue_push (self->empty, block);
      self->block = NULL;
    }
  return TRUE;
}

/* Looks at the first bytes for what is no text at all. */
static gboolean
look_at_head (ObsCsvBytes *self, GError **error)
{
  guint8 head[4] = { 0 };
  gsize n;

  if (self->path != NULL)
    {
      n = fread (head, 1, sizeof head, self->file);
      rewind (self->file);
    }
  else
    {
      n = MIN (sizeof head, self->memory_length);
      if (n > 0)
        memcpy (head, self->memory, n);
    }
  self->gzip = n >= 2 && head[0] == 0x1f && head[1] == 0x8b;
  if (n == 4 && (memcmp (head, "PK\3\4", 4) == 0 || memcmp (head, "\xd0\xcf\x11\xe0", 4) == 0))
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          _ ("%s: the file is a workbook or an archive, not a table in plain text. Give it "
             "its own extension, such as .xlsx or .ods, or save the sheet as CSV."),
          self->name);
      return FALSE;
    }
  if (!self->gzip)
    return TRUE;
  self->in = g_malloc (PACKED_BLOCK);
  if (inflateInit2 (&self->z, 16 + MAX_WBITS) != Z_OK)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED, _ ("%s cannot be unpacked."), self->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
open_file (ObsCsvBytes *self, GError **error)
{
  GStatBuf info;

  if (g_stat (self->path, &info) != 0)
    return set_unreadable (self, errno, error);
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s cannot be read: it is not a file."),
                   self->name);
      return FALSE;
    }
  self->size = (guint64) info.st_size;
  if (self->size > OBS_CSV_MAX_FILE)
    return set_too_large (self, error);
  self->file = g_fopen (self->path, "rb");
  if (self->file == NULL)
    return set_unreadable (self, errno, error);
  setvbuf (self->file, NULL, _IONBF, 0); /* blocks are large */
  return look_at_head (self, error);
}

static ObsCsvBytes *
bytes_new (const char *path, const char *name)
{
  ObsCsvBytes *self = g_new0 (ObsCsvBytes, 1);

  self->path = g_strdup (path);
  self->name = g_strdup (name);
  return self;
}

ObsCsvBytes *
obs_csv_bytes_open (const char *path, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsCsvBytes) self = bytes_new (path, name);

  g_set_object (&self->cancellable, cancellable);
  self->digest = obs_digest_new ();
  if (!open_file (self, error))
    return NULL;
  if (self->size >= (self->gzip ? AHEAD_FROM / 8 : AHEAD_FROM))
    start_ahead (self);
  return g_steal_pointer (&self);
}

ObsCsvBytes *
obs_csv_bytes_new (gconstpointer data, gsize length, gsize step, const char *name)
{
  ObsCsvBytes *self = bytes_new (NULL, name);

  self->memory = data;
  self->memory_length = length;
  self->size = length;
  self->step = step;
  self->digest = obs_digest_new ();
  /* Packed text in memory is looked at, but no error may come out here: it would be text. */
  if (!look_at_head (self, NULL))
    self->gzip = FALSE;
  return self;
}

ObsCsvBytes *
obs_csv_bytes_again (const ObsCsvBytes *self, GError **error)
{
  g_autoptr (ObsCsvBytes) again = NULL;

  if (self->path == NULL)
    {
      again = obs_csv_bytes_new (self->memory, self->memory_length, self->step, self->name);
      g_clear_pointer (&again->digest, EVP_MD_CTX_free);
      return g_steal_pointer (&again);
    }
  again = bytes_new (self->path, self->name);
  g_set_object (&again->cancellable, self->cancellable);
  if (!open_file (again, error))
    return NULL;
  return g_steal_pointer (&again);
}

void
obs_csv_bytes_free (ObsCsvBytes *self)
{
  if (self == NULL)
    return;
  stop_ahead (self);
  if (self->file != NULL)
    fclose (self->file);
  if (self->in != NULL)
    inflateEnd (&self->z);
  g_clear_pointer (&self->digest, EVP_MD_CTX_free);
  g_clear_object (&self->cancellable);
  g_free (self->in);
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}

char *
obs_csv_bytes_take_sha256 (ObsCsvBytes *self)
{
  g_autoptr (EVP_MD_CTX) digest = NULL;

  /* The thread has given its last block and touches nothing more. */
  if (self->thread != NULL)
    g_assert (self->block != NULL && self->block->length == 0);
  digest = g_steal_pointer (&self->digest);
  return digest != NULL ? obs_digest_finish (digest) : NULL;
}

gsize
obs_csv_bytes_expected (const ObsCsvBytes *self)
{
  return self->gzip ? 0 : self->size;
}

gsize
obs_csv_bytes_memory (const ObsCsvBytes *self)
{
  return sizeof *self + (self->thread != NULL ? N_BLOCKS * BLOCK : 0)
         + (self->in != NULL ? PACKED_BLOCK + 48 * 1024 : 0);
}
