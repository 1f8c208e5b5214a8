/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/key-file.h"
#include "data/publish/publisher.h"

G_BEGIN_DECLS

/* Sites of tiny editions, signed by keys of their own, and a reader of them that has nothing but
 * the folder and the client's code. */

#define PHRASE "correct horse battery"
#define NOW (G_GINT64_CONSTANT (1767225600)) /* 2026-01-01 */
#define DAY (24 * 60 * 60)

/* An ObsPassphraseFunc: always PHRASE. */
char *fixture_ask (const char *name, gboolean again, guint tries, gpointer user_data);

/* A folder with keys: three roots of which two sign. */
char *fixture_keys (const char *folder, const char *name);

/* An edition of the series "test-place" with eight words in its glossary, then changed by @sql
 * (nullable). Returns: path */
char *fixture_edition_with (const char *folder, const char *date, const char *sql);

typedef struct
{
  char *folder; /* everything lies below it */
  char *keys;   /* a folder that all tests of a program share: not to be changed */
  char *site;
  char *work;
  gint64 now;
  char **announced;
  const char *disclosure;
  ObsKeyRing *ring; /* of @keys */
} Fixture;

void fixture_set_up (Fixture *self, gconstpointer unused);
void fixture_tear_down (Fixture *self, gconstpointer unused);
/* After the last test. */
void fixture_end (void);
/* A copy of the keys that may be changed. Returns: path */
char *fixture_copy_keys (Fixture *self);

/* Publishes into @site (NULL: the fixture's); work folder: the site's with ".work". */
ObsPublished *fixture_try (Fixture *self, const char *edition, const char *site, GError **error);
/* The same for an edition of @date changed by @sql; has to succeed. */
ObsPublished *fixture_publish (Fixture *self, const char *date, const char *sql);

/* Brings @trust (a folder; made from the site's first root where it is missing) up to date from
 * @site and looks at every target that the index names. Returns: the index, or NULL. */
ObsJson *fixture_read (const char *site, const char *trust, gint64 now, GError **error);
/* The same with a new reader; has to succeed. */
ObsJson *fixture_read_new (Fixture *self, const char *site);

gint64 fixture_number (const ObsJson *index, const char *name);
const char *fixture_text (const ObsJson *index, const char *name);
/* "1-2 2-3 …" */
char *fixture_packs (const ObsJson *list);

/* Fails the test where the folder does not list these packs: "day 1-2, week 1-3 …" */
void fixture_assert_packs (Fixture *self, const char *expected);

/* Fails the test where the two folders do not hold the same files with the same bytes, apart from
 * those whose names end with @but (nullable). */
void fixture_assert_same (const char *one, const char *two, const char *but);
void fixture_remove (const char *folder);
/* Paths of all files below @folder, sorted. */
GPtrArray *fixture_files (const char *folder);

G_END_DECLS
