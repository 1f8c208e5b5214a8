/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/transport.h"

#include <curl/curl.h>

G_BEGIN_DECLS

/* The one place that sets libcurl up, for editions (transport.c) and for sources
 * (data/ingest/fetch.c): TLS 1.2 with certificate and host checked, plain HTTP on this computer
 * only, no redirect followed unseen, no cookie, password or netrc, a host that falls silent is
 * given up, cancelling takes effect at once. */

/* Once a process, before anything else; any thread. */
void obs_curl_begin (void);

/* A handle with all set but the callbacks, in place of @used (nullable), which is freed;
 * connections stay, they belong to the multi handle. Never the same handle twice: libcurl 7.88
 * remembers the last header of one answer in the next, where it is freed memory (a header that
 * begins with a blank).
 * @small: a short answer, with an end to its time. */
CURL *obs_curl_prepare (CURL *used, const char *url, const ObsTransportLimits *limits,
                        gboolean small) G_GNUC_WARN_UNUSED_RESULT;

/* Runs @easy to its end, or to the moment of cancelling (CURLE_ABORTED_BY_CALLBACK). */
CURLcode obs_curl_perform (CURLM *multi, CURL *easy, GCancellable *cancellable);

/* Waits; FALSE where cancelled meanwhile. */
gboolean obs_curl_pause (CURLM *multi, guint ms, GCancellable *cancellable);

gboolean obs_curl_is_redirect (long status);
gboolean obs_curl_is_certificate_fault (CURLcode code);
/* The network failed, not what was asked for: the same may go well a moment later. Time that ran
 * out is for the caller to judge. */
gboolean obs_curl_is_passing (CURLcode code);

/* Content-Range: "bytes FIRST-LAST/TOTAL"; anything else leaves both numbers alone. */
void obs_curl_read_range (const char *value, gint64 *start, gint64 *total);

G_END_DECLS
