/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Builds an edition from folders of source tables, descriptors and raw files
 * (data/sources/README.md). Deterministic: the same inputs give the same bytes. */

/* What is known of a source beyond its files: filled in by whoever fetched them. Texts may be NULL
 * (not known). */
typedef struct
{
  char *released;     /* YYYY-MM-DD or YYYY-MM of the release held */
  char *next_release; /* the same of the next */
  char *retrieved;    /* YYYY-MM-DD on which the files were fetched */
  char *checked;      /* YYYY-MM-DD on which the publisher was last asked with success */
  char *status;       /* "current", "late" or "dead" */
  char **files;       /* absolute names of its raw files; NULL: look for them in the folders */
} ObsSourceState;

void obs_source_state_free (ObsSourceState *state);

typedef struct
{
  const char *const *folders; /* ended by NULL; in order, the first edition.ini counts */
  const char *previous;       /* edition to compare counts with; NULL: none */
  const char *const *accept;  /* ids of sources whose rows may jump; NULL: none */
  GHashTable *states;         /* source id to ObsSourceState; NULL: none */
  const char *date;           /* date of the edition, YYYY-MM-DD; NULL: that of edition.ini */
  const char *cache;          /* folder that keeps read tables for the next build; NULL: none */
  gboolean strict;            /* warnings stop the build as well */
  const char *policy;         /* file of the disclosure policy; NULL: the defaults */
  const char *const *earlier; /* editions published before, the latest first; NULL: none */
  gboolean protect;           /* protect the panel also where it is simulated */
} ObsBuildInputs;

/* What a build did, for people and for programs. */
typedef struct _ObsBuildReport ObsBuildReport;

void obs_build_report_free (ObsBuildReport *report);
char *obs_build_report_words (const ObsBuildReport *report) G_GNUC_WARN_UNUSED_RESULT;
char *obs_build_report_json (const ObsBuildReport *report) G_GNUC_WARN_UNUSED_RESULT;
/* How much of a real panel was withheld, and why, as JSON; NULL where nothing was protected. */
char *obs_build_report_disclosure (const ObsBuildReport *report) G_GNUC_WARN_UNUSED_RESULT;

/**
 * obs_build_edition:
 * @path: where to write; what was there before stays until the new one is whole and checked
 * @report: (out) (optional) (transfer full): also set where the build was stopped
 *
 * Returns: FALSE with the first faults as sentences (%OBS_ERROR_INPUT)
 */
gboolean obs_build_edition (const ObsBuildInputs *inputs, const char *path, ObsBuildReport **report,
                            GCancellable *cancellable, GError **error);

/* The folders that a build reads: those named, and before them the one that comes with the program
 * where none of them says which edition this is. Returns: (transfer full): ended by NULL;
 * OBS_ERROR_NOT_FOUND */
char **obs_build_list_folders (const char *const *names, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for one folder of tables. */
gboolean obs_build_folder (const char *folder, const char *path, GCancellable *cancellable,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsBuildReport, obs_build_report_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsSourceState, obs_source_state_free)

typedef struct
{
  const char *policy; /* file of the disclosure policy, or NULL for the defaults */
  const char *const
      *earlier;        /* editions published before, the latest first, ended by NULL; or NULL */
  gboolean protect;    /* protect the panel also where it is simulated */
  char **report_words; /* out, or NULL: what was withheld; NULL where nothing was protected */
  char **report_json;  /* out, or NULL: the same as JSON */
} ObsBuildOptions;

/* As above, with options: a panel of real businesses (source of class primary) is protected by the
 * policy, and against what earlier editions have shown. */
gboolean obs_build_edition_full (const char *sources_dir, const char *path,
                                 const ObsBuildOptions *options, GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
