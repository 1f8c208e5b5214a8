/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/fetch.h"
#include "data/build/build.h"

G_BEGIN_DECLS

/* Brings an edition up to date with its publishers: asks each source whether something new is
 * released, fetches it, looks at it, keeps it, and builds the edition anew where something changed.
 * What fails keeps its last good files and is marked late or dead, never fresh. */

typedef gboolean (*ObsRefreshBuildFunc) (const ObsBuildInputs *inputs, const char *path,
                                         ObsBuildReport **report, GCancellable *cancellable,
                                         GError **error);

/* @what: where it is ("asking", "fetching", "kept", "building", "comparing", "writing", "done");
 * @source: id, or NULL; @done, @total: bytes, total 0 where it is not known. */
typedef void (*ObsRefreshProgressFunc) (const char *what, const char *source, guint64 done,
                                        guint64 total, gpointer user_data);

typedef struct
{
  const char *const *folders;   /* of descriptors and tables, as for the builder */
  const char *state;            /* folder (data/refresh/state.h) */
  const char *edition;          /* file that is written */
  const char *const *only;      /* ids: asks no other; NULL: all */
  const char *const *accept;    /* ids whose files may shrink, lose headings and jump; NULL: none */
  const char *date;             /* of the edition, YYYY-MM-DD; NULL: @today */
  const char *today;            /* YYYY-MM-DD; NULL: the clock */
  gboolean offline;             /* asks nobody */
  guint keep;                   /* versions of each source that are kept; 0: 3 */
  const ObsFetchLimits *limits; /* NULL: obs_fetch_limits */
  ObsRefreshBuildFunc build;    /* NULL: obs_build_edition */
  ObsRefreshProgressFunc progress;
  gpointer user_data;
} ObsRefreshInputs;

typedef enum
{
  OBS_REFRESH_NOT_ASKED, /* offline, another was meant, or its calendar says not yet */
  OBS_REFRESH_UNCHANGED,
  OBS_REFRESH_CHANGED,
  OBS_REFRESH_REFUSED, /* something came and was not taken */
  OBS_REFRESH_FAILED,  /* nothing came */
} ObsRefreshOutcome;

typedef struct
{
  char *id;
  ObsRefreshOutcome outcome;
  char *status; /* "current", "late" or "dead" */
  char *error;  /* why it is not current, one or two sentences; NULL */
  char *note;   /* worth knowing; NULL */
  char *released, *next_release, *checked, *retrieved; /* NULL: not known */
  guint files;                                         /* in use */
  guint64 fetched;                                     /* bytes */
  gboolean resumed;                 /* part of it was there from an earlier run */
  gint64 added, revised, withdrawn; /* figures against the edition before; -1: not compared */
} ObsRefreshSource;

typedef struct
{
  GPtrArray *sources;             /* of ObsRefreshSource *, by id */
  GPtrArray *notices;             /* of char *: sentences */
  gboolean written;               /* a new edition stands there */
  char *date;                     /* of the edition that was written; NULL */
  char *build_words, *build_json; /* report of the builder; NULL where nothing was built */
  guint n_late;                   /* sources late or dead */
} ObsRefreshReport;

/**
 * obs_refresh:
 * @report: (out) (transfer full): also set where it failed after the sources were asked; NULL else
 *
 * A run that is cancelled or killed leaves what it has; the next one goes on from there. Blocks;
 * worker threads only.
 *
 * Returns: TRUE where the edition is up to date with what is held (written anew or left as it was);
 * that sources are late is in the report. FALSE with OBS_ERROR_BUSY, OBS_ERROR_INPUT (descriptors,
 * or tables that fail with the last good files too), OBS_ERROR_NO_SPACE, or cancelled
 */
gboolean obs_refresh (const ObsRefreshInputs *inputs, ObsRefreshReport **report,
                      GCancellable *cancellable, GError **error);

void obs_refresh_report_free (ObsRefreshReport *report);
char *obs_refresh_report_words (const ObsRefreshReport *report) G_GNUC_WARN_UNUSED_RESULT;
char *obs_refresh_report_json (const ObsRefreshReport *report) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsRefreshReport, obs_refresh_report_free)

G_END_DECLS
