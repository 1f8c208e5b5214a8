/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/refresh/refresh.h"
#include "tests/faults/nginx.h"
#include "tests/faults/rude-server.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the tests of a refresh have in common: a source that is fetched from a real web server, a
 * rude one beside it, and the edition that is made of what comes. */

typedef struct
{
  char *sources, *folder, *site, *state, *edition;
  const char *today;
  gboolean offline;
  const char *accept;
  Nginx *nginx;
  RudeServer *rude;
  guint tries;
  guint pauses;
  time_t clock;      /* of the files on the server */
  guint64 cancel_at; /* bytes; 0: never */
  GCancellable *cancellable;
  ObsRefreshReport *report;
} Rig;

#define HEAD "area,month,job,count\n"
#define ROWS                                                                                       \
  "D1,2025-06,11 - Managers,100\nD1,2025-06,12 - Cooks,200\nD2,2025-06,11 - Managers,30\n"

typedef struct
{
  const char *path;
  void (*test) (Rig *rig);
} RigTest;

/* All of main(): runs the tests, each with a new rig. Where there is no web server they count as
 * skipped, with the reason. Returns: the exit status. */
int rig_run_tests (int argc, char **argv, const RigTest *tests, guint n_tests);

/* One refresh, as the rig says; its report is rig->report. */
gboolean rig_try_refresh (Rig *rig, GError **error);
/* The same, which must go well. Returns: (transfer none): the line of its one source */
const ObsRefreshSource *rig_refresh (Rig *rig);

/* Another file on the server has another time, also within a second. @text: NULL: the file goes. */
void rig_put (Rig *rig, const char *name, const char *text);
/* HEAD, ROWS and @n rows more, whose numbers begin with @first: 1 MiB and more, for the slow
 * address. (transfer full) */
char *rig_long_table (guint n, guint first);

/* The source: @get: lines of the group "get" beside the file's name; or its address, or its path on
 * the server. */
void rig_describe (Rig *rig, const char *get);
void rig_describe_url (Rig *rig, const char *url);
void rig_describe_site (Rig *rig, const char *path);

void rig_assert_query (Rig *rig, const char *sql, const char *expected);
void rig_assert_value (Rig *rig, const char *area, const char *job, const char *expected);
/* The register of the edition says this of the source. */
void rig_assert_register (Rig *rig, const char *status);
/* Late, with these words, and the figures of the first run still there. */
void rig_assert_late (Rig *rig, const ObsRefreshSource *line, ObsRefreshOutcome outcome,
                      const char *words);
/* How often the server's log has @text. */
guint rig_count_in_log (Rig *rig, const char *text);

G_END_DECLS
