/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A web server on loopback that breaks the rules on purpose, in a thread of its own. What no honest
 * server can be made to do, this one does. */
typedef enum
{
  RUDE_HONEST,       /* answers ranges rightly */
  RUDE_RESET,        /* resets the connection after @at bytes */
  RUDE_CUT,          /* closes it after @at bytes */
  RUDE_STALL,        /* sends @at bytes, then nothing more, and keeps the line */
  RUDE_SILENT,       /* takes the request and never answers */
  RUDE_DRIP,         /* sends @at bytes, then a byte ten times a second */
  RUDE_SLICES,       /* honest, in slices of one byte at first */
  RUDE_LONG,         /* announces and sends more than it has */
  RUDE_SHORT,        /* announces and sends less */
  RUDE_LIES_LONG,    /* announces more than it sends */
  RUDE_UNANNOUNCED,  /* no length, sends more than it has, closes */
  RUDE_ENDLESS,      /* chunked, without end */
  RUDE_HEADERS,      /* headers without end */
  RUDE_HEADER_LINE,  /* one header line without end */
  RUDE_CONTINUES,    /* "100 Continue" without end */
  RUDE_GARBAGE,      /* no HTTP */
  RUDE_CLOSE,        /* closes without a word */
  RUDE_PORTAL,       /* answers everything with its own page and status 200 */
  RUDE_STATUS,       /* answers everything with status @at; @target: Retry-After */
  RUDE_SENDS_AWAY,   /* redirects everything to @target */
  RUDE_NOT_MODIFIED, /* 304 to a request without a condition */
  /* The first answer is cut after @at bytes; from then on: */
  RUDE_IGNORES_RANGE, /* the whole file with status 200 */
  RUDE_WHOLE_AS_PART, /* the whole file with status 206 */
  RUDE_SHIFTS_RANGE,  /* says so and sends from 7 bytes further on */
  RUDE_LIES_RANGE,    /* says the right range and sends other bytes */
  RUDE_NO_RANGE,      /* 206 without Content-Range */
  RUDE_BAD_RANGE,     /* a Content-Range that is none */
  RUDE_UNSATISFIED,   /* 416 with a body */
  RUDE_OTHER_TOTAL,   /* another total length */
  RUDE_OTHER_ETAG,    /* another ETag */
  RUDE_LONG_RANGE,    /* bytes added at the end */
  RUDE_CUTS_ON,       /* cuts each answer after @at bytes */
} RudeManner;

typedef struct _RudeServer RudeServer;

RudeServer *rude_server_new (void);
void rude_server_free (RudeServer *server);

/* What it hands out at @path; copied. */
void rude_server_put (RudeServer *server, const char *path, gconstpointer data, gsize length);
void rude_server_put_tree (RudeServer *server, const char *folder);

/* How it treats the paths that end in @suffix (all others honestly). Counts start anew. */
void rude_server_behave (RudeServer *server, RudeManner manner, const char *suffix, gsize at,
                         const char *target);

/* Requests and body bytes since then. */
guint rude_server_requests (RudeServer *server);
guint64 rude_server_sent (RudeServer *server);

/* (transfer full): http://127.0.0.1:PORT/ */
char *rude_server_address (RudeServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RudeServer, rude_server_free)

G_END_DECLS
