/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/curl-setup.h"

#include "data/sync/address.h"

#define USER_AGENT "SkillsObservatory/1.0"

void
obs_curl_begin (void)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&ready, 1);
    }
}

CURL *
obs_curl_prepare (CURL *used, const char *url, const ObsTransportLimits *limits, gboolean small)
{
  gboolean plain = obs_address_is_plain (url);
  CURL *easy = curl_easy_init ();

  curl_easy_cleanup (used);
  if (easy == NULL)
    g_error ("libcurl cannot be used");
  curl_easy_setopt (easy, CURLOPT_URL, url);
  /* Names of files are asked for as they are, dots and all: the host knows its own folders. */
  curl_easy_setopt (easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
  /* Redirects are followed by the caller, who looks at each one first. */
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
#ifdef G_OS_WIN32
  curl_easy_setopt (easy, CURLOPT_SSL_OPTIONS, (long) CURLSSLOPT_NATIVE_CA);
#endif
  if (limits->authorities != NULL)
    curl_easy_setopt (easy, CURLOPT_CAINFO, limits->authorities);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) limits->connect_ms);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_LIMIT, (long) limits->slow_bytes);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_TIME, (long) limits->slow_seconds);
  if (small)
    curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long) limits->text_ms);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  /* Without this a look-up of a name that hangs would hold up cancelling. */
  curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt (easy, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, USER_AGENT);
  if (plain) /* never sent off this computer, whatever proxy it uses */
    curl_easy_setopt (easy, CURLOPT_PROXY, "");
  return easy;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  curl_multi_wakeup (user_data);
}

/* The signal of the cancellable wakes the wait. */
CURLcode
obs_curl_perform (CURLM *multi, CURL *easy, GCancellable *cancellable)
{
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  int running = 1, left;
  gulong handler = 0;
  CURLMsg *message;

  if (curl_multi_add_handle (multi, easy) != CURLM_OK)
    return CURLE_FAILED_INIT;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), multi, NULL);
  while (running > 0 && !g_cancellable_is_cancelled (cancellable))
    if (curl_multi_perform (multi, &running) != CURLM_OK
        || (running > 0 && curl_multi_poll (multi, NULL, 0, 1000, NULL) != CURLM_OK))
      {
        code = CURLE_FAILED_INIT;
        break;
      }
  g_cancellable_disconnect (cancellable, handler);
  while ((message = curl_multi_info_read (multi, &left)) != NULL)
    if (message->msg == CURLMSG_DONE)
      code = message->data.result;
  curl_multi_remove_handle (multi, easy);
  return code;
}

gboolean
obs_curl_pause (CURLM *multi, guint ms, GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + (gint64) ms * 1000;
  gulong handler = 0;
  gint64 left;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), multi, NULL);
  while (!g_cancellable_is_cancelled (cancellable) && (left = end - g_get_monotonic_time ()) > 0)
    curl_multi_poll (multi, NULL, 0, (int) (left / 1000 + 1), NULL);
  g_cancellable_disconnect (cancellable, handler);
  return !g_cancellable_is_cancelled (cancellable);
}

gboolean
obs_curl_is_redirect (long status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

gboolean
obs_curl_is_certificate_fault (CURLcode code)
{
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR
         || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR
         || code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_CIPHER
         || code == CURLE_SSL_INVALIDCERTSTATUS || code == CURLE_USE_SSL_FAILED;
}

gboolean
obs_curl_is_passing (CURLcode code)
{
  /* A connection that is cut while both sides still greet each other comes as SSL_CONNECT_ERROR. */
  return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY
         || code == CURLE_COULDNT_CONNECT || code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE
         || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_SSL_CONNECT_ERROR
         || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM || code == CURLE_PROXY;
}

void
obs_curl_read_range (const char *value, gint64 *start, gint64 *total_length)
{
  guint64 first, last, total;
  char *end;

  if (g_ascii_strncasecmp (value, "bytes ", 6) != 0)
    return;
  first = g_ascii_strtoull (value + 6, &end, 10);
  if (*end != '-')
    return;
  last = g_ascii_strtoull (end + 1, &end, 10);
  if (*end != '/')
    return;
  total = g_ascii_strtoull (end + 1, &end, 10);
  if (*end != '\0' || last < first || last >= total || total > G_MAXINT64)
    return;
  *start = (gint64) first;
  *total_length = (gint64) total;
}
