/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/fetch.h"
#include "data/sync/curl-setup.h"

G_BEGIN_DECLS

/* One transfer: its requests are made in fetch.c, its answers taken in fetch-answer.c. */

struct _ObsFetch
{
  CURLM *multi;
  CURL *easy;
  ObsFetchLimits limits;
  GThread *owner;
};

typedef enum
{
  OBS_REFUSED_NOT,
  OBS_REFUSED_STATUS, /* not the status that was asked for */
  OBS_REFUSED_RANGE,  /* another part than was asked for */
  OBS_REFUSED_OVER,   /* more bytes than allowed */
} ObsRefusal;

typedef struct
{
  ObsFetch *fetch;
  const ObsFetchRequest *request;
  GCancellable *cancellable;
  char *url, *host; /* after redirects */

  GByteArray *text; /* where the bytes go: memory, … */
  int fd;           /* … or a file */
  char *part, *mark;
  GError *sink_error;
  guint64 offset; /* where this request starts */
  guint64 have;   /* bytes of the whole that are there */
  guint64 safe;   /* of these, on the disk for certain */
  guint64 fetched;
  gboolean resumed;
  /* what the first part came with */
  char *validator; /* ETag or date; NULL: the rest cannot be asked for */
  gint64 total;    /* -1: not known */

  /* of the answer */
  gsize header_bytes;
  char *etag, *modified;
  gboolean chunked;
  gint64 announced; /* bytes of the body; -1 */
  gint64 range_start, range_total;
  guint retry_after; /* seconds */
  gboolean begun;
  ObsRefusal refusal;
} ObsTransfer;

long obs_transfer_status (ObsTransfer *self);
void obs_transfer_reset_answer (ObsTransfer *self);

/* A date that may be stored and sent again: printable, in one line, of ordinary length. */
gboolean obs_transfer_is_date (const char *text);

/* For libcurl; the user data is the transfer. */
size_t obs_transfer_header_cb (char *data, size_t size, size_t n, void *user_data);
size_t obs_transfer_write_cb (char *data, size_t size, size_t n, void *user_data);

/* Judges an answer by its head. */
ObsRefusal obs_transfer_judge (ObsTransfer *self);

/* Finds what an earlier transfer left; FALSE where that is of no use. */
gboolean obs_transfer_read_mark (ObsTransfer *self);

/* Brings what came to the disk and notes how much that is. */
gboolean obs_transfer_checkpoint (ObsTransfer *self);

/* Throws away what came. */
gboolean obs_transfer_start_anew (ObsTransfer *self, GError **error);

G_END_DECLS
