/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/fetch.h"

G_BEGIN_DECLS

/* The part of a source descriptor that says where its files come from and when (the groups "get"
 * and "release", see "Automatic" in data/sources/README.md), and how that is carried out. Knows
 * nothing of what the columns mean. */

typedef enum
{
  OBS_FEED_CONDITIONAL, /* asks for the file with If-None-Match and If-Modified-Since */
  OBS_FEED_CALENDAR,    /* the same, but only from the day of the next release on */
  OBS_FEED_EES,         /* asks the Explore Education Statistics API for the version */
  OBS_FEED_NOMIS,       /* asks Nomis when the data set was last updated */
} ObsFeedCheck;

typedef enum
{
  OBS_PAGING_NONE,
  OBS_PAGING_NOMIS, /* RecordLimit and RecordOffset */
  OBS_PAGING_PAGE,  /* {page} in the address: 1, 2, 3, … */
} ObsFeedPaging;

typedef struct
{
  char *name;           /* of the descriptor, for messages */
  char *folder;         /* in which it was looked for */
  char *sha256;         /* of the descriptor's bytes */
  char *id;             /* of the source */
  char **files;         /* globs of its raw files */
  char **urls;          /* templates; NULL: its files are put there by hand */
  char *as;             /* template of the name under which an answer is kept */
  GPtrArray *variables; /* of ObsFeedVariable * */
  char *unfilled;       /* a variable of the address that has no value yet: nothing is fetched, and
                         * "urls" is NULL; NULL where all have one */
  ObsFeedCheck check;
  char *ask; /* template of the address that is asked first; NULL for CONDITIONAL and CALENDAR */
  ObsFeedPaging paging;
  guint page_size;
  guint64 max_size;
  char **accept_hosts;
  guint smaller;     /* per cent by which a new file may be smaller than the last */
  guint header;      /* line of the headings */
  char delimiter;    /* 0: find out */
  char **moving;     /* globs of headings that come and go (wide tables) */
  char *calendar;    /* "monthly", …; NULL */
  char *next;        /* YYYY-MM-DD or YYYY-MM; NULL */
  guint grace, dead; /* days */
} ObsFeed;

/* NULL where the file cannot be read or is no descriptor; what is wrong in it is added to @faults
 * (of char *: sentences that name file, group and key). */
ObsFeed *obs_feed_load (const char *path, GPtrArray *faults) G_GNUC_WARN_UNUSED_RESULT;
ObsFeed *obs_feed_parse (const char *name, const char *text, gsize length,
                         GPtrArray *faults) G_GNUC_WARN_UNUSED_RESULT;
void obs_feed_free (ObsFeed *feed);

/* All of the folder's "sources" folder and of the folder itself, by name. (transfer full): of
 * ObsFeed * */
GPtrArray *obs_feeds_in (const char *folder, GPtrArray *faults) G_GNUC_WARN_UNUSED_RESULT;

/* One address and the name of its file. */
typedef struct
{
  char *url;
  char *name;
} ObsFeedTarget;

/* Fills in the templates. @version (nullable): of the release; @today: for {year}, {month}, {day},
 * {last-year}. OBS_ERROR_INPUT where a name is not defined or the result is no address.
 * Returns: (transfer full): of ObsFeedTarget *, one for each combination of the variables */
GPtrArray *obs_feed_targets (const ObsFeed *feed, const char *version, const GDate *today,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a publisher's service says of its newest release. */
typedef struct
{
  char *key;      /* differs from that of any other release */
  char *version;  /* for {version}; NULL: none */
  char *released; /* YYYY-MM-DD; NULL: not said */
  char *note;     /* words worth telling, or NULL */
} ObsFeedNews;

void obs_feed_news_free (ObsFeedNews *news);

/* Asks the service (@feed->ask). OBS_ERROR_CORRUPT where the answer is not of the service's form.
 */
ObsFeedNews *obs_feed_ask (const ObsFeed *feed, ObsFetch *fetch, const GDate *today,
                           GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads such an answer. */
ObsFeedNews *obs_feed_read_ees (const char *text, gsize length,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
ObsFeedNews *obs_feed_read_nomis (const char *text, gsize length,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file that came. */
typedef struct
{
  char *name, *url;
  char *path; /* NULL: the same as the one that is held */
  char *etag, *modified;
  guint64 length, fetched;
  gboolean resumed, announced;
  guint pages;
} ObsFeedFile;

void obs_feed_file_free (ObsFeedFile *file);

/* The condition for the file of that address; FALSE where none is held. */
typedef gboolean (*ObsFeedHeldFunc) (const ObsFeedTarget *target, const char **etag,
                                     const char **modified, gpointer user_data);

/**
 * obs_feed_fetch:
 * @key: of the release, or NULL; pages of the same release are not fetched twice
 * @folder: for parts and whole files; the caller removes it
 * @held: (nullable): asks with a condition
 *
 * Fetches all files of the feed, page by page where there are pages.
 *
 * Returns: (transfer full): of ObsFeedFile *
 */
GPtrArray *obs_feed_fetch (const ObsFeed *feed, ObsFetch *fetch, GPtrArray *targets,
                           const char *key, const char *folder, ObsFeedHeldFunc held,
                           ObsBytesFunc progress, gpointer user_data, GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * obs_feed_check_file:
 * @last: (nullable): the file of that name that is held
 *
 * What can be said of a file before it is read as a table: not empty, no web page, not a sentence
 * in place of a table, whole, not much smaller than the last, no heading gone.
 *
 * Returns: FALSE with OBS_ERROR_INPUT: one sentence
 */
gboolean obs_feed_check_file (const ObsFeed *feed, const ObsFeedFile *file, const char *last,
                              GError **error);

/* Fields of the first record of @text, by RFC 4180; @next (out): where the next begins, 0 where the
 * record has no end in @text. (transfer full): of char * */
GPtrArray *obs_feed_split (const char *text, gsize length, char delimiter,
                           gsize *next) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsFeed, obs_feed_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsFeedNews, obs_feed_news_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsFeedFile, obs_feed_file_free)

G_END_DECLS
