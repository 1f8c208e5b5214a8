/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/transport.h"

#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/curl-setup.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_REDIRECTS 3
#define MAX_HEADERS (64 * 1024)
#define MAX_ETAG 200

const ObsTransportLimits obs_transport_limits = { 10000, 20000, 1024, 30, 4, 0, NULL };

struct _ObsTransport
{
  CURLM *multi;
  CURL *easy;
  ObsTransportLimits limits;
  GThread *owner;
};

/* Why the body of an answer was not taken. */
typedef enum
{
  REFUSED_NOT,
  REFUSED_STATUS,  /* not the status that was asked for */
  REFUSED_RANGE,   /* another part than was asked for */
  REFUSED_CHANGED, /* another ETag than at the start */
  REFUSED_LENGTH,  /* announces another length than promised */
  REFUSED_OVER,    /* more bytes than promised or allowed */
  REFUSED_HEADERS, /* headers without end */
  REFUSED_PAGE,    /* a web page of another length */
} Refusal;

/* One request after another for the same thing. */
typedef struct
{
  ObsTransport *transport;
  char *url;
  char *host;
  GCancellable *cancellable;

  gboolean exact; /* @cap is the length, not only a limit */
  guint64 cap;
  guint64 offset;   /* where this request starts */
  guint64 have;     /* bytes of the whole that are there */
  guint64 fetched;  /* bytes over the network, all requests together */
  gboolean resumed; /* part of what is there is from an earlier transfer */
  GByteArray *text; /* where they go: memory, … */
  int fd;           /* … or a file */
  const char *path;
  guint ms; /* for the whole answer; 0: the limit of the transport */
  GError *sink_error;
  ObsBytesFunc progress;
  gpointer user_data;

  /* of the answer */
  gsize header_bytes;
  char *etag;
  char *first_etag; /* of the first answer that carried part of the file */
  gint64 range_start;
  gint64 range_total;
  guint retry_after; /* seconds */
  gboolean begun;    /* the first bytes of the body were judged */
  Refusal refusal;
} Transfer;

static void
transfer_clear (Transfer *transfer)
{
  g_free (transfer->url);
  g_free (transfer->host);
  g_free (transfer->etag);
  g_free (transfer->first_etag);
  g_clear_error (&transfer->sink_error);
  g_clear_pointer (&transfer->text, g_byte_array_unref);
  if (transfer->fd >= 0)
    g_close (transfer->fd, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Transfer, transfer_clear)

gboolean
obs_transport_is_etag (const char *text)
{
  gsize length = text == NULL ? 0 : strlen (text);

  if (length > MAX_ETAG || length < 2)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  return text[length - 1] == '"' && (text[0] == '"' || g_str_has_prefix (text, "W/\""));
}

static long
status_of (Transfer *transfer)
{
  long status = 0;

  curl_easy_getinfo (transfer->transport->easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

static size_t
header_cb (char *data, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;
  g_autofree char *line = g_strndup (data, size * n);
  char *value;

  transfer->header_bytes += size * n;
  if (transfer->header_bytes > MAX_HEADERS)
    {
      transfer->refusal = REFUSED_HEADERS;
      return 0;
    }
  if (g_str_has_prefix (line, "HTTP/"))
    {
      g_clear_pointer (&transfer->etag, g_free);
      transfer->range_start = transfer->range_total = -1;
      transfer->retry_after = 0;
    }
  value = strchr (line, ':');
  if (value == NULL)
    return size * n;
  *value++ = '\0';
  g_strstrip (value);
  if (g_ascii_strcasecmp (line, "etag") == 0 && obs_transport_is_etag (value))
    {
      g_free (transfer->etag);
      transfer->etag = g_strdup (value);
    }
  else if (g_ascii_strcasecmp (line, "content-range") == 0)
    obs_curl_read_range (value, &transfer->range_start, &transfer->range_total);
  else if (g_ascii_strcasecmp (line, "retry-after") == 0)
    transfer->retry_after = obs_patience_read_retry_after (value);
  return size * n;
}

/* Judges an answer by its head and the first byte of its body, before that is taken. */
static Refusal
judge (Transfer *transfer, char first)
{
  long status = status_of (transfer);
  curl_off_t announced = -1;

  if (status != (transfer->offset > 0 ? 206 : 200))
    return REFUSED_STATUS;
  if (transfer->offset > 0
      && (transfer->range_start != (gint64) transfer->offset
          || transfer->range_total != (gint64) transfer->cap))
    return REFUSED_RANGE;
  if (transfer->offset > 0 && transfer->etag != NULL && transfer->first_etag != NULL
      && strcmp (transfer->etag, transfer->first_etag) != 0)
    return REFUSED_CHANGED;
  curl_easy_getinfo (transfer->transport->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  if (announced < 0)
    return REFUSED_NOT;
  if (transfer->exact && first == '<' && (guint64) announced != transfer->cap - transfer->offset)
    return REFUSED_PAGE;
  if ((guint64) announced > transfer->cap - transfer->offset)
    return REFUSED_OVER;
  if (transfer->exact && (guint64) announced != transfer->cap - transfer->offset)
    return REFUSED_LENGTH;
  return REFUSED_NOT;
}

static size_t
write_cb (char *data, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;
  gsize length = size * n;

  /* libcurl tells where a redirect leads only once its body is through; it is not kept. */
  if (obs_curl_is_redirect (status_of (transfer)))
    {
      transfer->header_bytes += length;
      return transfer->header_bytes > MAX_HEADERS ? 0 : length;
    }
  if (!transfer->begun)
    {
      transfer->begun = TRUE;
      transfer->refusal = judge (transfer, *data);
      if (transfer->refusal == REFUSED_NOT && transfer->first_etag == NULL)
        transfer->first_etag = g_strdup (transfer->etag);
    }
  /* The cap belongs here: libcurl's own limit does not stop an answer of unknown length. */
  if (transfer->refusal == REFUSED_NOT && length > transfer->cap - transfer->have)
    transfer->refusal = REFUSED_OVER;
  if (transfer->refusal != REFUSED_NOT || g_cancellable_is_cancelled (transfer->cancellable))
    return 0;

  if (transfer->text != NULL)
    g_byte_array_append (transfer->text, (const guint8 *) data, (guint) length);
  else if (!obs_platform_write (transfer->fd, transfer->path, data, length, &transfer->sink_error))
    return 0;
  transfer->have += length;
  transfer->fetched += length;
  if (transfer->progress != NULL)
    transfer->progress (transfer->have, transfer->cap, transfer->user_data);
  return length;
}

static void
set_options (Transfer *transfer, gboolean small)
{
  CURL *easy = obs_curl_prepare (transfer->transport->easy, transfer->url,
                                 &transfer->transport->limits, small);

  transfer->transport->easy = easy;
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, transfer);
  if (transfer->ms > 0)
    curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long) transfer->ms);
  /* Left alone on purpose: ACCEPT_ENCODING (bombs), RANGE (wrong answers pass as success), any
   * cookie option. RESUME_FROM_LARGE refuses an ignored or shifted range by itself. */
  if (transfer->offset > 0)
    curl_easy_setopt (easy, CURLOPT_RESUME_FROM_LARGE, (curl_off_t) transfer->offset);
}

/* Takes the address that the host sends us on to; FALSE where it may not be followed. */
static gboolean
follow (Transfer *transfer, guint n, GError **error)
{
  g_autofree char *host = NULL;
  char *next = NULL;

  curl_easy_getinfo (transfer->transport->easy, CURLINFO_REDIRECT_URL, &next);
  if (next == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                   _ ("%s sends us on without saying where. The edition on this computer stays in "
                      "use."),
                   transfer->host);
      return FALSE;
    }
  /* What comes is judged by its signature; only the line that it comes over must not get worse. */
  if (!obs_address_same_place (transfer->url, next) && !obs_address_is_safe (transfer->url, next))
    {
      host = obs_address_host (next);
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_HTTP,
          _ ("%s sends us on to another place (%s), which is not followed. If the editions "
             "have moved, ask their publisher for the new address. The edition on this "
             "computer stays in use."),
          transfer->host, host);
      return FALSE;
    }
  if (n >= MAX_REDIRECTS)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                   _ ("%s sends us on again and again. The edition on this computer stays in use."),
                   transfer->host);
      return FALSE;
    }
  g_free (transfer->url);
  transfer->url = g_strdup (next);
  return TRUE;
}

gboolean
obs_transport_set_web_page (const char *host, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_OFFLINE,
               _ ("%s answered with a web page instead of the signed file. Check the address; on a "
                  "public network, sign in there first. The edition on this computer stays in "
                  "use."),
               host);
  return FALSE;
}

static void
set_status_error (Transfer *transfer, long status, GError **error)
{
  if (status == 404 || status == 410)
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                 _ ("%s has no such file (answer %ld). Check the address. The edition on this "
                    "computer stays in use."),
                 transfer->host, status);
  else if (status == 429)
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                 _ ("%s is asked too often (answer 429). Try again later. The edition on this "
                    "computer stays in use."),
                 transfer->host);
  else if (status >= 500)
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP,
                 _ ("%s has a fault of its own (answer %ld). Try again later. The edition on this "
                    "computer stays in use."),
                 transfer->host, status);
  else
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_HTTP,
        _ ("%s does not hand out the file (answer %ld). The edition on this computer stays "
           "in use."),
        transfer->host, status);
}

/* The one place where libcurl's codes become ours. */
static void
set_curl_error (Transfer *transfer, CURLcode code, GError **error)
{
  const char *host = transfer->host;

  if (obs_curl_is_certificate_fault (code))
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_FAILED,
        _ ("%s could not prove that it is the right host (%s), so nothing was fetched from "
           "it. The edition on this computer stays in use."),
        host, curl_easy_strerror (code));
  else if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
    g_set_error (error, OBS_ERROR, OBS_ERROR_OFFLINE,
                 _ ("%s was not found. Check that this computer is online, and the address. The "
                    "edition on this computer stays in use."),
                 host);
  else if (code == CURLE_COULDNT_CONNECT)
    g_set_error (error, OBS_ERROR, OBS_ERROR_OFFLINE,
                 _ ("%s cannot be reached. Check that this computer is online, or try again later. "
                    "The edition on this computer stays in use."),
                 host);
  else if (code == CURLE_OPERATION_TIMEDOUT)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_OFFLINE,
        _ ("%s is too slow or has fallen silent. Try again: a sync goes on where it stopped. "
           "The edition on this computer stays in use."),
        host);
  /* A header line without end comes as "out of memory". */
  else if (code == CURLE_FILESIZE_EXCEEDED || code == CURLE_OUT_OF_MEMORY)
    g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                 _ ("%s sends more than it promised or than is allowed. The edition on this "
                    "computer stays in use."),
                 host);
  else
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_OFFLINE,
        _ ("The connection to %s was cut (%s). Try again: a sync goes on where it stopped. The "
           "edition on this computer stays in use."),
        host, curl_easy_strerror (code));
}

static void
set_refusal_error (Transfer *transfer, GError **error)
{
  switch (transfer->refusal)
    {
    case REFUSED_OVER:
    case REFUSED_HEADERS:
      set_curl_error (transfer, CURLE_FILESIZE_EXCEEDED, error);
      break;
    case REFUSED_LENGTH:
    case REFUSED_RANGE:
    case REFUSED_CHANGED:
      g_set_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
                   _ ("The file at %s is not the one that was promised: it has another length. Try "
                      "again later. The edition on this computer stays in use."),
                   transfer->host);
      break;
    case REFUSED_PAGE:
      obs_transport_set_web_page (transfer->host, error);
      break;
    default:
      set_status_error (transfer, status_of (transfer), error);
    }
}

/* Time ran out before the host could be reached. One that was reached and is too slow has had its
 * time: it would only hold the run up again. */
static gboolean
was_never_reached (Transfer *transfer)
{
  curl_off_t connected = 0;
  long sent = 0;

  curl_easy_getinfo (transfer->transport->easy, CURLINFO_CONNECT_TIME_T, &connected);
  curl_easy_getinfo (transfer->transport->easy, CURLINFO_REQUEST_SIZE, &sent);
  return connected == 0 && sent == 0;
}

/* What can be hoped for after a request that failed with @code. */
static ObsSetback
setback_of (Transfer *transfer, CURLcode code)
{
  ObsSetback setback = { FALSE, 0 };
  long status = status_of (transfer);

  if (transfer->refusal == REFUSED_PAGE)
    setback.passing = TRUE;
  else if (transfer->refusal == REFUSED_STATUS || (code == CURLE_OK && status >= 300))
    {
      setback.passing = obs_patience_is_passing (status);
      setback.retry_after = setback.passing ? transfer->retry_after : 0;
    }
  else if (transfer->refusal != REFUSED_NOT)
    return setback;
  else if (code == CURLE_OPERATION_TIMEDOUT)
    setback.passing = was_never_reached (transfer);
  else if (code == CURLE_OK) /* an end that nobody announced */
    setback.passing = transfer->exact && (status == 200 || status == 206);
  else
    setback.passing = obs_curl_is_passing (code);
  return setback;
}

/* One request with its redirects. Returns libcurl's code; @error is set where a redirect was
 * refused or the person cancelled. */
static CURLcode
request (Transfer *transfer, struct curl_slist *headers, gboolean small, GError **error)
{
  for (guint n = 0;; n++)
    {
      CURLcode code;

      transfer->begun = FALSE;
      transfer->refusal = REFUSED_NOT;
      transfer->header_bytes = 0;
      g_clear_pointer (&transfer->etag, g_free);
      transfer->range_start = transfer->range_total = -1;
      transfer->retry_after = 0;
      set_options (transfer, small);
      if (headers != NULL)
        curl_easy_setopt (transfer->transport->easy, CURLOPT_HTTPHEADER, headers);
      code = obs_curl_perform (transfer->transport->multi, transfer->transport->easy,
                               transfer->cancellable);
      if (g_cancellable_set_error_if_cancelled (transfer->cancellable, error))
        return CURLE_ABORTED_BY_CALLBACK;
      if (!obs_curl_is_redirect (status_of (transfer)) || transfer->refusal == REFUSED_HEADERS)
        return code;
      if (!follow (transfer, n, error))
        return CURLE_TOO_MANY_REDIRECTS;
    }
}

static void
transfer_init (Transfer *transfer, ObsTransport *self, const char *url, GCancellable *cancellable)
{
  transfer->transport = self;
  transfer->url = g_strdup (url);
  transfer->host = obs_address_host (url);
  transfer->cancellable = cancellable;
  transfer->fd = -1;
}

void
obs_transport_answer_clear (ObsTransportAnswer *answer)
{
  g_clear_pointer (&answer->etag, g_free);
}

/* What the one request for bytes came to. */
static gboolean
weigh_bytes (Transfer *transfer, CURLcode code, gboolean conditional, GError **error)
{
  long status = status_of (transfer);

  if (transfer->refusal != REFUSED_NOT)
    set_refusal_error (transfer, error);
  else if (code != CURLE_OK)
    set_curl_error (transfer, code, error);
  else if (status == 304 && conditional)
    g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_MODIFIED,
                 _ ("%s has nothing newer. The edition on this computer stays in use."),
                 transfer->host);
  else if (status != 200)
    set_status_error (transfer, status, error);
  else
    return TRUE;
  return FALSE;
}

GBytes *
obs_transport_fetch_bytes (ObsTransport *self, const char *url, const ObsTransportAsk *ask,
                           ObsTransportAnswer *answer, GCancellable *cancellable, GError **error)
{
  g_auto (Transfer) transfer = { 0 };
  g_autoptr (GError) local = NULL;
  struct curl_slist *headers = NULL;
  gboolean conditional = ask->etag != NULL && obs_transport_is_etag (ask->etag);
  CURLcode code;

  g_return_val_if_fail (self->owner == g_thread_self (), NULL);

  *answer = (ObsTransportAnswer){ 0 };
  transfer_init (&transfer, self, url, cancellable);
  transfer.cap = ask->most;
  transfer.ms = ask->ms;
  transfer.text = g_byte_array_new ();
  if (conditional)
    {
      g_autofree char *line = g_strconcat ("If-None-Match: ", ask->etag, NULL);

      headers = curl_slist_append (NULL, line);
    }
  code = request (&transfer, headers, TRUE, &local);
  curl_slist_free_all (headers);
  answer->status = status_of (&transfer);
  answer->fetched = transfer.fetched;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (!weigh_bytes (&transfer, code, conditional, error))
    {
      answer->setback = setback_of (&transfer, code);
      return NULL;
    }
  answer->etag = g_steal_pointer (&transfer.etag);
  return g_byte_array_free_to_bytes (g_steal_pointer (&transfer.text));
}

typedef enum
{
  NEXT_DONE, /* the file is whole */
  NEXT_ON,   /* cut: go on from where it stopped */
  NEXT_ANEW, /* the host cannot or will not go on: from the start */
  NEXT_STOP, /* failed; what came is kept */
  NEXT_DROP, /* failed; what came is of no use */
} Next;

/* What one request for a part of the file has come to. @error is set for STOP and DROP, and for ON
 * and ANEW too, in case there is no further try. */
static Next
weigh (Transfer *transfer, CURLcode code, GError **error)
{
  long status = status_of (transfer);
  gboolean resuming = transfer->offset > 0;

  if (transfer->sink_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&transfer->sink_error));
      return NEXT_STOP;
    }
  if (transfer->refusal != REFUSED_NOT)
    {
      set_refusal_error (transfer, error);
      if (transfer->refusal == REFUSED_HEADERS)
        return NEXT_STOP;
      if (transfer->refusal == REFUSED_STATUS)
        return resuming && (status == 200 || status == 206 || status == 416) ? NEXT_ANEW
                                                                             : NEXT_STOP;
      return resuming && !(transfer->refusal == REFUSED_OVER && transfer->have > transfer->offset)
                 ? NEXT_ANEW
                 : NEXT_DROP;
    }
  if (resuming && (code == CURLE_RANGE_ERROR || status == 416))
    {
      transfer->refusal = REFUSED_RANGE;
      set_refusal_error (transfer, error);
      return NEXT_ANEW;
    }
  if (code == CURLE_OK && status != (resuming ? 206 : 200))
    {
      set_status_error (transfer, status, error);
      return resuming && status == 200 ? NEXT_ANEW : NEXT_STOP;
    }
  if (code == CURLE_OK && transfer->have == transfer->cap)
    return NEXT_DONE;
  /* An answer of unknown length that ends early looks like success; it is a cut like any other. */
  set_curl_error (transfer, code == CURLE_OK ? CURLE_PARTIAL_FILE : code, error);
  return transfer->have > transfer->offset && code != CURLE_OPERATION_TIMEDOUT ? NEXT_ON
                                                                               : NEXT_STOP;
}

/* Requests, until the file is whole or there is no use in trying on. Without a pause: each of them
 * brought something, or is for the whole file at last; where they came to nothing, other addresses
 * have their turn first (bases.c). */
static Next
fetch_parts (Transfer *transfer, ObsSetback *setback, GError **error)
{
  const ObsTransportLimits *limits = &transfer->transport->limits;
  gboolean whole_only = FALSE;

  for (guint n = 1;; n++)
    {
      g_autoptr (GError) local = NULL;
      CURLcode code;
      Next next;

      transfer->offset = transfer->have;
      code = request (transfer, NULL, FALSE, &local);
      next = local != NULL ? NEXT_STOP : weigh (transfer, code, &local);
      if (next == NEXT_DONE)
        return next;
      whole_only |= next == NEXT_ANEW;
      if (next == NEXT_STOP || next == NEXT_DROP || n >= limits->tries)
        {
          *setback = setback_of (transfer, code);
          g_propagate_error (error, g_steal_pointer (&local));
          return next == NEXT_ON ? NEXT_STOP : next;
        }
      if (whole_only)
        {
          if (!obs_platform_empty (transfer->fd, transfer->path, error))
            return NEXT_STOP;
          transfer->have = 0;
          transfer->resumed = FALSE;
          g_clear_pointer (&transfer->first_etag, g_free);
        }
    }
}

/* Some file systems tell only when a file is closed that it is not there. */
static gboolean
set_unwritten (const char *path, GError **error)
{
  obs_platform_set_error (errno, path, error);
  obs_platform_remove (path);
  return FALSE;
}

gboolean
obs_transport_fetch_file (ObsTransport *self, const char *url, const char *path, guint64 length,
                          ObsBytesFunc progress, gpointer user_data, ObsTransportTally *tally,
                          GCancellable *cancellable, GError **error)
{
  g_auto (Transfer) transfer = { 0 };
  GStatBuf st;
  Next next;
  int fd;

  g_return_val_if_fail (self->owner == g_thread_self () && length > 0, FALSE);

  *tally = (ObsTransportTally){ 0 };
  transfer_init (&transfer, self, url, cancellable);
  transfer.exact = TRUE;
  transfer.cap = length;
  transfer.path = path;
  transfer.progress = progress;
  transfer.user_data = user_data;
  transfer.fd = obs_platform_open (path, TRUE, 0600, error);
  if (transfer.fd < 0)
    return FALSE;
  transfer.have = g_stat (path, &st) == 0 ? (guint64) st.st_size : 0;
  if (transfer.have > length)
    {
      if (!obs_platform_empty (transfer.fd, path, error))
        return FALSE;
      transfer.have = 0;
    }
  transfer.resumed = transfer.have > 0;

  next = transfer.have == length ? NEXT_DONE : fetch_parts (&transfer, &tally->setback, error);
  tally->fetched = transfer.fetched;
  tally->resumed = transfer.resumed;
  fd = transfer.fd;
  transfer.fd = -1;
  if (next == NEXT_DONE)
    return g_close (fd, NULL) || set_unwritten (path, error);
  g_close (fd, NULL);
  if (next == NEXT_DROP || next == NEXT_ANEW)
    obs_platform_remove (path);
  return FALSE;
}

gboolean
obs_transport_pause (ObsTransport *self, guint ms, GCancellable *cancellable)
{
  return obs_curl_pause (self->multi, ms, cancellable);
}

ObsTransport *
obs_transport_new (const ObsTransportLimits *limits)
{
  ObsTransport *self = g_new0 (ObsTransport, 1);

  obs_curl_begin ();
  self->limits = limits == NULL ? obs_transport_limits : *limits;
  self->owner = g_thread_self ();
  self->multi = curl_multi_init ();
  self->easy = curl_easy_init ();
  if (self->multi == NULL || self->easy == NULL)
    g_error ("libcurl cannot be started");
  return self;
}

void
obs_transport_free (ObsTransport *self)
{
  curl_easy_cleanup (self->easy);
  curl_multi_cleanup (self->multi);
  g_free (self);
}
