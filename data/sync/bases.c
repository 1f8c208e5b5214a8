/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/bases.h"

#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_ADDRESSES 32

struct _ObsBases
{
  ObsTransport *transport;
  GPtrArray *urls; /* of char * */
  GPtrArray *hosts;
  guint at;    /* the one that is asked */
  guint tried; /* that failed since the last rewind */
  ObsPatience patience;
  ObsPauseFunc tell;
  gpointer tell_data;
  guint rounds;      /* begun after a pause */
  ObsSetback last;   /* of the latest request */
  guint retry_after; /* seconds; the most that was asked for in this round */
  guint32 willing;   /* a bit for each that may still do better since the last rewind */
  guint requests;
  guint64 fetched;
};

static void
add (ObsBases *self, const char *url)
{
  if (self->urls->len == MOST_ADDRESSES
      || g_ptr_array_find_with_equal_func (self->urls, url, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->urls, g_strdup (url));
  g_ptr_array_add (self->hosts, obs_address_host (url));
}

ObsBases *
obs_bases_new (ObsTransport *transport, const char *url, const char *const *mirrors)
{
  ObsBases *self = g_new0 (ObsBases, 1);

  self->transport = transport;
  self->patience = obs_patience_none;
  self->urls = g_ptr_array_new_with_free_func (g_free);
  self->hosts = g_ptr_array_new_with_free_func (g_free);
  add (self, url);
  for (guint i = 0; mirrors != NULL && mirrors[i] != NULL; i++)
    add (self, mirrors[i]);
  obs_bases_rewind (self);
  return self;
}

void
obs_bases_free (ObsBases *bases)
{
  g_ptr_array_unref (bases->urls);
  g_ptr_array_unref (bases->hosts);
  g_free (bases);
}

const char *
obs_bases_host (ObsBases *bases)
{
  return bases->hosts->pdata[bases->at];
}

void
obs_bases_set_patience (ObsBases *self, const ObsPatience *patience, ObsPauseFunc tell,
                        gpointer user_data)
{
  self->patience = *patience;
  self->tell = tell;
  self->tell_data = user_data;
}

void
obs_bases_rewind (ObsBases *bases)
{
  bases->tried = 0;
  bases->retry_after = 0;
  bases->willing = G_MAXUINT32;
  bases->last = (ObsSetback){ FALSE, 0 };
}

guint
obs_bases_rounds (ObsBases *bases)
{
  return bases->rounds;
}

static gboolean
wait_for_round (ObsBases *self, GCancellable *cancellable)
{
  const ObsPatience *patience = &self->patience;
  guint after = self->retry_after;
  gboolean on;
  guint ms;

  if (self->willing << (MOST_ADDRESSES - self->urls->len) == 0
      || self->rounds + 1 >= patience->tries)
    return FALSE;
  ms = obs_patience_pause (patience->pause_ms, ++self->rounds, after);
  if (self->tell != NULL)
    self->tell (MAX ((ms + 999) / 1000, 1), self->rounds + 1, patience->tries, self->tell_data);
  on = patience->wait != NULL
           ? patience->wait (ms, patience->wait_data)
           : obs_transport_pause (self->transport, obs_patience_spread (ms, after), cancellable);
  if (!on || g_cancellable_is_cancelled (cancellable))
    return FALSE;
  if (self->tell != NULL)
    self->tell (0, self->rounds + 1, patience->tries, self->tell_data);
  self->tried = 0;
  self->retry_after = 0;
  return TRUE;
}

gboolean
obs_bases_next (ObsBases *self, GCancellable *cancellable)
{
  if (!self->last.passing)
    self->willing &= ~(1u << self->at);
  self->retry_after = MAX (self->retry_after, self->last.retry_after);
  self->last = (ObsSetback){ FALSE, 0 };
  do
    {
      if (++self->tried >= self->urls->len && !wait_for_round (self, cancellable))
        return FALSE;
      self->at = (self->at + 1) % self->urls->len;
    }
  while ((self->willing & 1u << self->at) == 0);
  return TRUE;
}

guint
obs_bases_requests (ObsBases *bases)
{
  return bases->requests;
}

guint64
obs_bases_fetched (ObsBases *bases)
{
  return bases->fetched;
}

static gboolean
is_web_page (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return text[i] == '<';
  return FALSE;
}

GBytes *
obs_bases_fetch_small (ObsBases *bases, const char *name, const ObsTransportAsk *ask,
                       ObsTransportAnswer *answer, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strconcat (bases->urls->pdata[bases->at], name, NULL);
  g_autoptr (GBytes) bytes
      = obs_transport_fetch_bytes (bases->transport, url, ask, answer, cancellable, error);

  bases->requests++;
  bases->fetched += answer->fetched;
  if (bytes != NULL && is_web_page (bytes))
    {
      answer->setback.passing = TRUE;
      g_clear_pointer (&bytes, g_bytes_unref);
      obs_transport_set_web_page (obs_bases_host (bases), error);
    }
  bases->last = answer->setback;
  return g_steal_pointer (&bytes);
}

/* Where the next address may do better: not where this computer or the person is in the way. */
static gboolean
is_of_host (const GError *error)
{
  return error->domain == OBS_ERROR
         && (error->code == OBS_ERROR_OFFLINE || error->code == OBS_ERROR_HTTP
             || error->code == OBS_ERROR_TOO_LARGE || error->code == OBS_ERROR_CHECKSUM
             || error->code == OBS_ERROR_FAILED);
}

/* TRUE: there is another turn. FALSE: @error is set from @local, or says that it was cancelled. */
static gboolean
may_go_on (ObsBases *bases, GError **local, GCancellable *cancellable, GError **error)
{
  if (is_of_host (*local) && obs_bases_next (bases, cancellable))
    return TRUE;
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

static char *
remote_name (const ObsTufTarget *target)
{
  g_autofree char *escaped = g_uri_escape_string (target->remote, "/", FALSE);

  return g_strconcat ("targets/", escaped, NULL);
}

static void
set_wrong_bytes (ObsBases *bases, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
               _ ("The file that came from %s is not the one that was promised, so it was thrown "
                  "away. Try again later. The edition on this computer stays in use."),
               obs_bases_host (bases));
}

GBytes *
obs_bases_fetch_target (ObsBases *bases, const ObsTufTarget *target, GCancellable *cancellable,
                        GError **error)
{
  g_autofree char *name = remote_name (target);
  ObsTransportAsk ask = { (gsize) target->length, NULL, 0 };

  obs_bases_rewind (bases);
  for (;;)
    {
      g_auto (ObsTransportAnswer) answer = { 0 };
      g_autoptr (GError) local = NULL;
      g_autoptr (GBytes) bytes
          = obs_bases_fetch_small (bases, name, &ask, &answer, cancellable, &local);

      if (bytes != NULL && obs_tuf_target_fits (target, bytes))
        return g_steal_pointer (&bytes);
      if (bytes != NULL)
        set_wrong_bytes (bases, &local);
      if (!may_go_on (bases, &local, cancellable, error))
        return NULL;
    }
}

/* From the address that is asked now. A part of an earlier run may be of another file, or damaged:
 * then once more from the start. */
static gboolean
fetch_whole (ObsBases *bases, const ObsTufTarget *target, const char *path, ObsBytesFunc progress,
             gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = remote_name (target);
  g_autofree char *url = g_strconcat (bases->urls->pdata[bases->at], name, NULL);

  for (;;)
    {
      g_autofree char *found = NULL;
      ObsTransportTally tally;
      guint64 length = 0;
      gboolean whole = obs_transport_fetch_file (bases->transport, url, path, target->length,
                                                 progress, user_data, &tally, cancellable, error);

      bases->requests++;
      bases->fetched += tally.fetched;
      bases->last = tally.setback;
      if (!whole)
        return FALSE;
      found = obs_digest_file (path, &length, NULL, NULL, cancellable, error);
      if (found == NULL)
        return FALSE;
      if (length == target->length && g_strcmp0 (found, target->sha256) == 0)
        return TRUE;
      obs_platform_remove (path);
      if (!tally.resumed)
        {
          set_wrong_bytes (bases, error);
          return FALSE;
        }
    }
}

gboolean
obs_bases_fetch_file (ObsBases *bases, const ObsTufTarget *target, const char *path,
                      ObsBytesFunc progress, gpointer user_data, GCancellable *cancellable,
                      GError **error)
{
  obs_bases_rewind (bases);
  for (;;)
    {
      g_autoptr (GError) local = NULL;

      if (fetch_whole (bases, target, path, progress, user_data, cancellable, &local))
        return TRUE;
      if (!may_go_on (bases, &local, cancellable, error))
        return FALSE;
    }
}
