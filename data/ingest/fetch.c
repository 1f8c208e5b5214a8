/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/fetch-private.h"

#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/patience.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_REDIRECTS 3
#define MAX_TEXT (1024 * 1024)
#define MAX_URL 8000

const ObsFetchLimits obs_fetch_limits = { { 20000, 30000, 1024, 30, 4, 1000, NULL }, NULL, NULL };

static void
transfer_clear (ObsTransfer *self)
{
  g_free (self->url);
  g_free (self->host);
  g_free (self->part);
  g_free (self->mark);
  g_free (self->validator);
  g_free (self->etag);
  g_free (self->modified);
  g_clear_error (&self->sink_error);
  g_clear_pointer (&self->text, g_byte_array_unref);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsTransfer, transfer_clear)

void
obs_fetch_answer_clear (ObsFetchAnswer *answer)
{
  g_free (answer->etag);
  g_free (answer->modified);
  *answer = (ObsFetchAnswer){ 0 };
}

gboolean
obs_fetch_check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (strlen (url) <= MAX_URL)
    uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("“%.200s” is not an address. It looks like https://example.org/table.csv."),
                 url);
  else if (g_uri_get_userinfo (uri) != NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("The address of a source at %s holds a name or a password. Take out what "
                    "stands before the @ sign."),
                 g_uri_get_host (uri));
  else if (strcmp (g_uri_get_scheme (uri), "https") != 0
           && !(strcmp (g_uri_get_scheme (uri), "http") == 0 && obs_address_is_this_computer (url)))
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("“%.200s” would come over a line that anybody can change. Use an address that "
                    "begins with https://."),
                 url);
  else
    return TRUE;
  return FALSE;
}

/* Whether the host may send us on to @next. */
static gboolean
is_accepted (ObsTransfer *self, const char *next)
{
  g_autofree char *place = NULL;
  g_autofree char *bare = NULL;
  char *colon;

  if (!obs_fetch_check_url (next, NULL)
      || (obs_address_is_plain (next) && !obs_address_is_plain (self->url)))
    return FALSE;
  if (obs_address_same_place (self->request->url, next))
    return TRUE;
  place = obs_address_host (next);
  bare = g_strdup (place);
  colon = strrchr (bare, ':');
  if (colon != NULL)
    *colon = '\0';
  for (guint i = 0; self->request->accept_hosts != NULL && self->request->accept_hosts[i] != NULL;
       i++)
    if (g_pattern_match_simple (self->request->accept_hosts[i], place)
        || g_pattern_match_simple (self->request->accept_hosts[i], bare))
      return TRUE;
  return FALSE;
}

static gboolean
follow (ObsTransfer *self, guint n, GError **error)
{
  g_autofree char *other = NULL;
  char *next = NULL;

  curl_easy_getinfo (self->fetch->easy, CURLINFO_REDIRECT_URL, &next);
  if (next == NULL || n >= MAX_REDIRECTS)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                   next == NULL ? _ ("%s sends us on without saying where.")
                                : _ ("%s sends us on again and again."),
                   self->host);
      return FALSE;
    }
  if (!is_accepted (self, next))
    {
      other = obs_address_host (next);
      g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                   _ ("%s sends us on to another place (%s), which is not followed. If that is "
                      "right, name the host under “accept-host” of the descriptor."),
                   self->host, other);
      return FALSE;
    }
  g_free (self->url);
  g_free (self->host);
  self->url = g_strdup (next);
  self->host = obs_address_host (next);
  return TRUE;
}

static struct curl_slist *
make_headers (ObsTransfer *self)
{
  const ObsFetchRequest *request = self->request;
  struct curl_slist *headers = NULL;
  g_autofree char *none = NULL, *since = NULL, *range = NULL, *part = NULL;

  if (self->offset > 0)
    {
      /* As headers and not as libcurl's options: those take a redirect for a refused range. All
       * that they would check, and more, obs_transfer_judge() does. */
      range = g_strdup_printf ("Range: bytes=%" G_GUINT64_FORMAT "-", self->offset);
      part = g_strconcat ("If-Range: ", self->validator, NULL);
      headers = curl_slist_append (headers, range);
      return curl_slist_append (headers, part);
    }
  if (request->etag != NULL && obs_transport_is_etag (request->etag))
    {
      none = g_strconcat ("If-None-Match: ", request->etag, NULL);
      headers = curl_slist_append (headers, none);
    }
  if (request->modified != NULL && obs_transfer_is_date (request->modified))
    {
      since = g_strconcat ("If-Modified-Since: ", request->modified, NULL);
      headers = curl_slist_append (headers, since);
    }
  return headers;
}

/* One request with its redirects. */
static CURLcode
run_request (ObsTransfer *self, GError **error)
{
  struct curl_slist *headers = make_headers (self);
  CURLcode code = CURLE_TOO_MANY_REDIRECTS;

  g_free (self->url);
  g_free (self->host);
  self->url = g_strdup (self->request->url);
  self->host = obs_address_host (self->url);
  for (guint n = 0;; n++)
    {
      CURL *easy = obs_curl_prepare (self->fetch->easy, self->url, &self->fetch->limits.net,
                                     self->text != NULL);

      self->fetch->easy = easy;
      self->begun = FALSE;
      self->refusal = OBS_REFUSED_NOT;
      self->header_bytes = 0;
      obs_transfer_reset_answer (self);
      curl_easy_setopt (easy, CURLOPT_HTTPHEADER, headers);
      curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, obs_transfer_header_cb);
      curl_easy_setopt (easy, CURLOPT_HEADERDATA, self);
      curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, obs_transfer_write_cb);
      curl_easy_setopt (easy, CURLOPT_WRITEDATA, self);
      code = obs_curl_perform (self->fetch->multi, easy, self->cancellable);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !obs_curl_is_redirect (obs_transfer_status (self)) || self->refusal != OBS_REFUSED_NOT
          || !follow (self, n, error))
        break;
    }
  curl_slist_free_all (headers);
  return code;
}

static void
set_status_error (ObsTransfer *self, long status, GError **error)
{
  if (status == 404 || status == 410)
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                 _ ("%s has no such file (answer %ld). If it has moved, the address in the "
                    "descriptor must be changed."),
                 self->host, status);
  else if (status == 429)
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                 _ ("%s is asked too often (answer 429). It is tried again next time."),
                 self->host);
  else if (status >= 500)
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP, _ ("%s has a fault of its own (answer %ld)."),
                 self->host, status);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                 _ ("%s does not hand out the file (answer %ld)."), self->host, status);
}

/* The one place where libcurl's codes become ours. */
static void
set_curl_error (ObsTransfer *self, CURLcode code, GError **error)
{
  const char *host = self->host;

  if (obs_curl_is_certificate_fault (code))
    g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                 _ ("%s could not prove that it is the right host (%s)."), host,
                 curl_easy_strerror (code));
  else if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
    g_set_error (error, OBS_ERROR, OBS_ERROR_OFFLINE, _ ("%s was not found on the network."), host);
  else if (code == CURLE_COULDNT_CONNECT)
    g_set_error (error, OBS_ERROR, OBS_ERROR_OFFLINE, _ ("%s cannot be reached."), host);
  else if (code == CURLE_OPERATION_TIMEDOUT)
    g_set_error (error, OBS_ERROR, OBS_ERROR_OFFLINE, _ ("%s is too slow or has fallen silent."),
                 host);
  else if (code == CURLE_OUT_OF_MEMORY) /* so comes a header line without end */
    g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE, _ ("%s sends headers without end."), host);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_OFFLINE,
                 _ ("The connection to %s was cut (%s). It goes on where it stopped."), host,
                 curl_easy_strerror (code));
}

static void
set_refusal_error (ObsTransfer *self, GError **error)
{
  g_autofree char *size = NULL;

  if (self->refusal == OBS_REFUSED_OVER)
    {
      size = g_format_size_full (self->request->max_size, G_FORMAT_SIZE_IEC_UNITS);
      g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                   _ ("%s sends more than the %s that are allowed. If the file has really grown, "
                      "raise “max-size” of the descriptor."),
                   self->host, size);
    }
  else if (self->refusal == OBS_REFUSED_RANGE)
    g_set_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
                 _ ("%s sends another part of the file than was asked for."), self->host);
  else
    set_status_error (self, obs_transfer_status (self), error);
}

typedef enum
{
  NEXT_DONE,
  NEXT_AGAIN,
  NEXT_STOP,
} Next;

/* What one request has come to; @error is set unless it is done. */
static Next
weigh (ObsTransfer *self, CURLcode code, GError **error)
{
  long status = obs_transfer_status (self);

  if (self->sink_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->sink_error));
      return NEXT_STOP;
    }
  if (self->refusal == OBS_REFUSED_RANGE
      || (self->offset > 0 && self->refusal == OBS_REFUSED_STATUS && status == 416))
    {
      self->refusal = OBS_REFUSED_RANGE;
      set_refusal_error (self, error);
      return obs_transfer_start_anew (self, NULL) ? NEXT_AGAIN : NEXT_STOP;
    }
  if (self->refusal != OBS_REFUSED_NOT)
    {
      set_refusal_error (self, error);
      return self->refusal == OBS_REFUSED_STATUS && obs_patience_is_passing (status) ? NEXT_AGAIN
                                                                                     : NEXT_STOP;
    }
  if (code != CURLE_OK)
    {
      set_curl_error (self, code, error);
      return obs_curl_is_certificate_fault (code) || code == CURLE_OUT_OF_MEMORY
                     || code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL
                 ? NEXT_STOP
                 : NEXT_AGAIN;
    }
  if (status == 304 && self->offset == 0
      && (self->request->etag != NULL || self->request->modified != NULL))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_MODIFIED, _ ("%s has nothing newer."),
                   self->host);
      return NEXT_STOP;
    }
  if (!self->begun) /* no body at all */
    {
      self->refusal = obs_transfer_judge (self);
      if (self->refusal != OBS_REFUSED_NOT)
        {
          set_refusal_error (self, error);
          return obs_patience_is_passing (status) ? NEXT_AGAIN : NEXT_STOP;
        }
    }
  if (self->total >= 0 && self->have != (guint64) self->total)
    {
      set_curl_error (self, CURLE_PARTIAL_FILE, error);
      return NEXT_AGAIN;
    }
  return NEXT_DONE;
}

static gboolean
wait_before (ObsFetch *self, guint n, guint retry_after, GCancellable *cancellable, GError **error)
{
  guint ms = obs_patience_pause (self->limits.net.pause_ms, n, retry_after);
  gboolean on
      = self->limits.pause != NULL
            ? self->limits.pause (ms, self->limits.pause_data)
            : obs_curl_pause (self->multi, obs_patience_spread (ms, retry_after), cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!on)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped."));
  return on;
}

gboolean
obs_fetch_pause (ObsFetch *self, guint n, GCancellable *cancellable, GError **error)
{
  return wait_before (self, n, 0, cancellable, error);
}

/* Seconds that a host with trouble of its own asks for. */
static guint
asked_for (ObsTransfer *self)
{
  return obs_patience_is_passing (obs_transfer_status (self)) ? self->retry_after : 0;
}

/* Requests, until all is there or there is no use in trying on. What came is noted each time. */
static gboolean
run_requests (ObsTransfer *self, guint *tries, GError **error)
{
  for (guint n = 1;; n++)
    {
      g_autoptr (GError) local = NULL;
      CURLcode code;
      Next next;

      *tries = n;
      /* Without a validator the rest cannot be asked for. */
      if (self->have > 0 && (self->validator == NULL || self->text != NULL)
          && !obs_transfer_start_anew (self, error))
        return FALSE;
      self->offset = self->have;
      code = run_request (self, &local);
      next = local != NULL ? NEXT_STOP : weigh (self, code, &local);
      if (next == NEXT_DONE)
        return TRUE;
      obs_transfer_checkpoint (self);
      if (next == NEXT_STOP || n >= self->fetch->limits.net.tries)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!wait_before (self->fetch, n, asked_for (self), self->cancellable, error))
        return FALSE;
    }
}

static gboolean
run_transfer (ObsTransfer *self, ObsFetchAnswer *answer, GError **error)
{
  gboolean good = obs_fetch_check_url (self->request->url, error)
                  && run_requests (self, &answer->tries, error);

  answer->fetched = self->fetched;
  answer->resumed = self->resumed;
  if (!good)
    return FALSE;
  answer->length = self->have;
  answer->announced = self->total >= 0 || self->chunked;
  answer->etag = g_steal_pointer (&self->etag);
  answer->modified = g_steal_pointer (&self->modified);
  return TRUE;
}

static void
transfer_init (ObsTransfer *self, ObsFetch *fetch, const ObsFetchRequest *request,
               GCancellable *cancellable)
{
  self->fetch = fetch;
  self->request = request;
  self->cancellable = cancellable;
  self->fd = -1;
  self->total = -1;
}

gboolean
obs_fetch_file (ObsFetch *fetch, const ObsFetchRequest *request, const char *path,
                ObsFetchAnswer *answer, GCancellable *cancellable, GError **error)
{
  g_auto (ObsTransfer) self = { 0 };
  int fd;

  g_return_val_if_fail (fetch->owner == g_thread_self (), FALSE);

  obs_fetch_answer_clear (answer);
  transfer_init (&self, fetch, request, cancellable);
  self.part = g_strconcat (path, ".part", NULL);
  self.mark = g_strconcat (path, ".mark", NULL);
  self.resumed = obs_transfer_read_mark (&self);
  self.fd = obs_platform_open (self.part, TRUE, 0600, error);
  if (self.fd < 0)
    return FALSE;
  if (self.resumed ? !obs_platform_cut (self.fd, self.part, self.safe, error)
                   : !obs_transfer_start_anew (&self, error))
    return FALSE;
  self.have = self.safe;
  if (!run_transfer (&self, answer, error))
    return FALSE;
  fd = self.fd;
  self.fd = -1;
  if (!obs_platform_sync_close (fd, self.part, error)
      || !obs_platform_rename (self.part, path, error))
    return FALSE;
  obs_platform_remove (self.mark);
  return TRUE;
}

char *
obs_fetch_text (ObsFetch *fetch, const ObsFetchRequest *request, gsize *length,
                ObsFetchAnswer *answer, GCancellable *cancellable, GError **error)
{
  g_auto (ObsTransfer) self = { 0 };
  ObsFetchRequest small = *request;

  g_return_val_if_fail (fetch->owner == g_thread_self (), NULL);

  obs_fetch_answer_clear (answer);
  small.max_size = request->max_size > 0 ? MIN (request->max_size, MAX_TEXT) : MAX_TEXT;
  transfer_init (&self, fetch, &small, cancellable);
  self.text = g_byte_array_new ();
  if (!run_transfer (&self, answer, error))
    return NULL;
  *length = self.text->len;
  g_byte_array_append (self.text, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (g_steal_pointer (&self.text), FALSE);
}

ObsFetch *
obs_fetch_new (const ObsFetchLimits *limits)
{
  ObsFetch *self = g_new0 (ObsFetch, 1);

  obs_curl_begin ();
  self->limits = limits == NULL ? obs_fetch_limits : *limits;
  self->owner = g_thread_self ();
  self->multi = curl_multi_init ();
  self->easy = curl_easy_init ();
  if (self->multi == NULL || self->easy == NULL)
    g_error ("libcurl cannot be started");
  return self;
}

void
obs_fetch_free (ObsFetch *self)
{
  curl_easy_cleanup (self->easy);
  curl_multi_cleanup (self->multi);
  g_free (self);
}
