/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/digest.h"
#include "data/sync/patience.h"

G_BEGIN_DECLS

/* Bytes from an address, with limits, resume and cancel; knows nothing of editions. One transport
 * belongs to the thread that made it. HTTPS (TLS 1.2 or later, certificate and host checked, no way
 * around it), plain HTTP on this computer only; at most three redirects, by HTTPS to HTTPS, from
 * plain HTTP to the same host only; no cookie, no password, no netrc. Cancelling takes effect at
 * once. */

typedef struct _ObsTransport ObsTransport;

typedef struct
{
  guint connect_ms;        /* until a connection stands */
  guint text_ms;           /* for a small file in all */
  guint slow_bytes;        /* a second; a slower host is given up … */
  guint slow_seconds;      /* … after this long */
  guint tries;             /* connections for one file; a cut transfer goes on where it stopped */
  guint pause_ms;          /* of sources (data/ingest/fetch.h); a cut file goes on at once */
  const char *authorities; /* PEM file of certificate authorities, NULL: those of the system */
} ObsTransportLimits;

/* 10 s, 20 s, 1 KiB/s for 30 s, 4 tries. */
extern const ObsTransportLimits obs_transport_limits;

/* What a file transfer did; also filled in where it failed. */
typedef struct
{
  guint64 fetched;  /* bytes that came over the network */
  gboolean resumed; /* part of the file is from an earlier transfer */
  ObsSetback setback;
} ObsTransportTally;

/* @limits NULL: obs_transport_limits. */
ObsTransport *obs_transport_new (const ObsTransportLimits *limits) G_GNUC_WARN_UNUSED_RESULT;
void obs_transport_free (ObsTransport *transport);

/* What a request for bytes asks for beside its address. */
typedef struct
{
  gsize most;       /* bytes that may come at most */
  const char *etag; /* nullable: that of what is held; OBS_ERROR_NOT_MODIFIED where it still is */
  guint ms;         /* for the whole answer; 0: the transport's own limit */
} ObsTransportAsk;

typedef struct
{
  long status;     /* of the last answer; 0: there was none */
  char *etag;      /* nullable: the host gave none that may be stored */
  guint64 fetched; /* bytes of the body */
  ObsSetback setback;
} ObsTransportAnswer;

void obs_transport_answer_clear (ObsTransportAnswer *answer);

/* Fetches a small file into memory. @answer (out) is also filled in where it failed.
 * OBS_ERROR_TOO_LARGE after @most bytes, OBS_ERROR_HTTP where the host does not hand it out.
 * Returns: (transfer full) */
GBytes *obs_transport_fetch_bytes (ObsTransport *transport, const char *url,
                                   const ObsTransportAsk *ask, ObsTransportAnswer *answer,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fetches a file of exactly @length bytes into @path, going on with what is already there. After a
 * transfer that was cut or cancelled @path keeps what came, never more than @length; after a wrong
 * answer it is removed. The hash is the caller's to check, also of what lies there from before. */
gboolean obs_transport_fetch_file (ObsTransport *transport, const char *url, const char *path,
                                   guint64 length, ObsBytesFunc progress, gpointer user_data,
                                   ObsTransportTally *tally, GCancellable *cancellable,
                                   GError **error);

/* Waits; FALSE where cancelled meanwhile, which takes effect at once. */
gboolean obs_transport_pause (ObsTransport *transport, guint ms, GCancellable *cancellable);

/* The sentence for a web page in place of a file: public networks answer every request with their
 * own page until somebody signs in. FALSE */
gboolean obs_transport_set_web_page (const char *host, GError **error);

/* An ETag that may be stored and sent: up to 200 printable characters in quotes. */
gboolean obs_transport_is_etag (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTransport, obs_transport_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsTransportAnswer, obs_transport_answer_clear)

G_END_DECLS
