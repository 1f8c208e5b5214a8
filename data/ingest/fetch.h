/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/transport.h"

G_BEGIN_DECLS

/* Bytes from a publisher's address. Unlike the files of an edition (data/sync/transport.h) they
 * come without a promised length or hash, may have moved to another host, and are asked for with a
 * condition. The rules of the line are the same: HTTPS, plain HTTP on this computer only, at most
 * three redirects, no cookie, password or netrc, a limit on the bytes, cancelling at once. What the
 * host packed stays packed. One ObsFetch belongs to the thread that made it. */

typedef struct _ObsFetch ObsFetch;

typedef struct
{
  ObsTransportLimits net; /* tries: requests in all; pause_ms: before the second, then doubled */
  /* Called in place of waiting, with what would be waited without obs_patience_spread(); FALSE
   * stops. NULL: waits. For tests. */
  gboolean (*pause) (guint ms, gpointer user_data);
  gpointer pause_data;
} ObsFetchLimits;

/* 20 s to connect, 30 s for a text, 1 KiB/s for 30 s, 4 tries, pauses of 1, 2 and 4 s or what the
 * host asks for (Retry-After), a minute at most. */
extern const ObsFetchLimits obs_fetch_limits;

typedef struct
{
  const char *url;
  const char *const
      *accept_hosts;           /* globs of hosts that it may send us on to; NULL: only its own */
  guint64 max_size;            /* bytes */
  const char *etag, *modified; /* of what is held: asks whether there is something else; or NULL */
  ObsBytesFunc progress;       /* total is 0 where the host does not say it */
  gpointer user_data;
} ObsFetchRequest;

/* What an answer said of itself; texts NULL where it said nothing. */
typedef struct
{
  char *etag;
  char *modified;     /* the header Last-Modified as it came */
  guint64 length;     /* bytes in all */
  guint64 fetched;    /* of these, over the network now */
  gboolean resumed;   /* the rest is from an earlier transfer */
  gboolean announced; /* the host said where the end is; else a cut looks like an end */
  guint tries;
} ObsFetchAnswer;

void obs_fetch_answer_clear (ObsFetchAnswer *answer);

/* @limits NULL: obs_fetch_limits. */
ObsFetch *obs_fetch_new (const ObsFetchLimits *limits) G_GNUC_WARN_UNUSED_RESULT;
void obs_fetch_free (ObsFetch *fetch);

/**
 * obs_fetch_file:
 * @path: where the file is once it is whole; on the way it is PATH.part, with PATH.mark beside it
 *
 * Goes on where an earlier transfer of the same address stopped, if the host says that the file is
 * still the same (If-Range) and sends exactly the part that was asked for; else starts anew. What
 * was cut stays for the next time.
 *
 * Returns: FALSE with OBS_ERROR_NOT_MODIFIED where nothing changed; OBS_ERROR_OFFLINE, _HTTP,
 * _TOO_LARGE, _NO_SPACE, or cancelled
 */
gboolean obs_fetch_file (ObsFetch *fetch, const ObsFetchRequest *request, const char *path,
                         ObsFetchAnswer *answer, GCancellable *cancellable, GError **error);

/* The same for a short text, which is kept in memory. @length (out): bytes; a NUL follows.
 * Returns: (transfer full) */
char *obs_fetch_text (ObsFetch *fetch, const ObsFetchRequest *request, gsize *length,
                      ObsFetchAnswer *answer, GCancellable *cancellable,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The pause before try number @n (from 1): the same for whoever repeats more than one request. */
gboolean obs_fetch_pause (ObsFetch *fetch, guint n, GCancellable *cancellable, GError **error);

/* An address that may be fetched from: HTTPS, or HTTP on this computer; no name or password.
 * OBS_ERROR_INPUT */
gboolean obs_fetch_check_url (const char *url, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsFetchAnswer, obs_fetch_answer_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsFetch, obs_fetch_free)

G_END_DECLS
