/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/fetch-private.h"

#include "data/sync/platform.h"

#include <glib/gstdio.h>
#include <string.h>

/* Taking an answer: its head is judged, its body kept, and noted how much is on the disk. */

#define MAX_HEADERS (64 * 1024)
/* What is on the disk for certain is noted this often; the rest is fetched again after a crash. */
#define CHECKPOINT (8 * 1024 * 1024)

long
obs_transfer_status (ObsTransfer *self)
{
  long status = 0;

  curl_easy_getinfo (self->fetch->easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

void
obs_transfer_reset_answer (ObsTransfer *self)
{
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->modified, g_free);
  self->chunked = FALSE;
  self->range_start = self->range_total = self->announced = -1;
  self->retry_after = 0;
}

gboolean
obs_transfer_is_date (const char *text)
{
  gsize n = strlen (text);

  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isprint (text[i]))
      return FALSE;
  return n >= 20 && n <= 40;
}

size_t
obs_transfer_header_cb (char *data, size_t size, size_t n, void *user_data)
{
  ObsTransfer *self = user_data;
  g_autofree char *line = g_strndup (data, size * n);
  char *value;

  self->header_bytes += size * n;
  if (self->header_bytes > MAX_HEADERS)
    {
      self->refusal = OBS_REFUSED_OVER;
      return 0;
    }
  if (g_str_has_prefix (line, "HTTP/"))
    obs_transfer_reset_answer (self);
  value = strchr (line, ':');
  if (value == NULL)
    return size * n;
  *value++ = '\0';
  g_strstrip (value);
  if (g_ascii_strcasecmp (line, "etag") == 0 && obs_transport_is_etag (value))
    {
      g_free (self->etag);
      self->etag = g_strdup (value);
    }
  else if (g_ascii_strcasecmp (line, "last-modified") == 0 && obs_transfer_is_date (value))
    {
      g_free (self->modified);
      self->modified = g_strdup (value);
    }
  else if (g_ascii_strcasecmp (line, "transfer-encoding") == 0)
    self->chunked = g_ascii_strcasecmp (value, "chunked") == 0;
  else if (g_ascii_strcasecmp (line, "content-range") == 0)
    obs_curl_read_range (value, &self->range_start, &self->range_total);
  else if (g_ascii_strcasecmp (line, "retry-after") == 0)
    self->retry_after = obs_patience_read_retry_after (value);
  return size * n;
}

/* By what a later request can ask for the rest of the very same bytes; a weak ETag does not say
 * that. */
static const char *
strong_validator (ObsTransfer *self)
{
  if (self->etag != NULL && self->etag[0] == '"')
    return self->etag;
  return self->etag == NULL ? self->modified : NULL;
}

/* What is on the disk, and of which file it is a part. */
static gboolean
write_mark (ObsTransfer *self)
{
  g_autofree char *text
      = g_strdup_printf ("%s\n%s\n%" G_GINT64_FORMAT "\n%" G_GUINT64_FORMAT "\n",
                         self->request->url, self->validator, self->total, self->safe);

  return self->validator == NULL
         || obs_platform_replace_text (self->mark, text, 0600, &self->sink_error);
}

/* Finds what an earlier transfer left; FALSE where that is of no use. */
gboolean
obs_transfer_read_mark (ObsTransfer *self)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean etag;
  GStatBuf st;

  if (g_stat (self->part, &st) != 0 || !g_file_get_contents (self->mark, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  if (g_strv_length (lines) != 5 || strcmp (lines[0], self->request->url) != 0)
    return FALSE;
  etag = lines[1][0] == '"' && obs_transport_is_etag (lines[1]);
  if (!etag && !obs_transfer_is_date (lines[1]))
    return FALSE;
  self->total = g_ascii_strtoll (lines[2], NULL, 10);
  self->safe = g_ascii_strtoull (lines[3], NULL, 10);
  if (self->safe == 0 || self->safe > (guint64) st.st_size
      || (self->total >= 0 && self->safe >= (guint64) self->total))
    return FALSE;
  self->validator = g_strdup (lines[1]);
  return TRUE;
}

gboolean
obs_transfer_start_anew (ObsTransfer *self, GError **error)
{
  self->offset = self->have = self->safe = 0;
  self->resumed = FALSE;
  self->total = -1;
  g_clear_pointer (&self->validator, g_free);
  if (self->text != NULL)
    {
      g_byte_array_set_size (self->text, 0);
      return TRUE;
    }
  obs_platform_remove (self->mark);
  return obs_platform_cut (self->fd, self->part, 0, error);
}

/* Brings what came to the disk and notes how much that is. */
gboolean
obs_transfer_checkpoint (ObsTransfer *self)
{
  int fd = self->fd;

  if (self->text != NULL || self->have == self->safe || self->validator == NULL)
    return TRUE;
  self->fd = -1;
  if (!obs_platform_sync_close (fd, self->part, &self->sink_error))
    return FALSE;
  self->fd = obs_platform_open (self->part, TRUE, 0600, &self->sink_error);
  self->safe = self->have;
  return self->fd >= 0 && write_mark (self);
}

/* Judges an answer by its head, before a byte of its body is taken. Success by libcurl means
 * little: hosts ignore ranges, shift them or leave out which one they send. */
ObsRefusal
obs_transfer_judge (ObsTransfer *self)
{
  long status = obs_transfer_status (self);
  curl_off_t announced = -1;
  guint64 most;

  curl_easy_getinfo (self->fetch->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  self->announced = announced;
  if (status == 206 && self->offset > 0)
    {
      if (self->range_start != (gint64) self->offset
          || (self->total >= 0 && self->range_total != self->total)
          || (announced >= 0 && announced != self->range_total - (gint64) self->offset)
          || (self->etag != NULL && self->validator[0] == '"'
              && strcmp (self->etag, self->validator) != 0))
        return OBS_REFUSED_RANGE;
      self->total = self->range_total;
    }
  else if (status == 200)
    {
      /* The host has another file by now, or knows no ranges: all of it comes from the start. */
      if (self->offset > 0 && !obs_transfer_start_anew (self, &self->sink_error))
        return OBS_REFUSED_STATUS;
      self->total = announced;
    }
  else
    return OBS_REFUSED_STATUS;
  most = self->request->max_size - MIN (self->have, self->request->max_size);
  if (self->total > (gint64) self->request->max_size
      || (announced >= 0 && (guint64) announced > most))
    return OBS_REFUSED_OVER;
  return OBS_REFUSED_NOT;
}

static gboolean
begin_body (ObsTransfer *self)
{
  self->begun = TRUE;
  self->refusal = obs_transfer_judge (self);
  if (self->refusal != OBS_REFUSED_NOT || self->sink_error != NULL)
    return FALSE;
  if (self->validator == NULL)
    self->validator = g_strdup (strong_validator (self));
  return TRUE;
}

size_t
obs_transfer_write_cb (char *data, size_t size, size_t n, void *user_data)
{
  ObsTransfer *self = user_data;
  gsize length = size * n;

  /* libcurl tells where a redirect leads only once its body is through; it is not kept. */
  if (obs_curl_is_redirect (obs_transfer_status (self)))
    {
      self->header_bytes += length;
      return self->header_bytes > MAX_HEADERS ? 0 : length;
    }
  if (!self->begun && !begin_body (self))
    return 0;
  if (length > self->request->max_size - self->have)
    self->refusal = OBS_REFUSED_OVER;
  if (self->refusal != OBS_REFUSED_NOT || g_cancellable_is_cancelled (self->cancellable))
    return 0;
  if (self->text != NULL)
    g_byte_array_append (self->text, (const guint8 *) data, (guint) length);
  else if (!obs_platform_write (self->fd, self->part, data, length, &self->sink_error))
    return 0;
  self->have += length;
  self->fetched += length;
  if (self->have - self->safe >= CHECKPOINT && !obs_transfer_checkpoint (self))
    return 0;
  if (self->request->progress != NULL)
    self->request->progress (self->have, self->total > 0 ? (guint64) self->total : 0,
                             self->request->user_data);
  return length;
}
