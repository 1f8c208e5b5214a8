/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/sync/digest.h"
#include "data/sync/home.h"
#include "data/sync/platform.h"

G_BEGIN_DECLS

/* For sync.c, which holds the lock of a home from its first request to its last rename. */

#define OBS_HOME_KEPT 3                                 /* of each origin */
#define OBS_HOME_MARGIN (G_GUINT64_CONSTANT (64) << 20) /* free space that is left alone */

/* What stands in verified.json, written when an edition was brought in. */
typedef struct
{
  char *id; /* of the edition: names the series */
  char *date;
  char *title;
  char *sha256;
  guint64 length;
  int schema;
  char *origin_id; /* nullable */
  gint64 edition;  /* 0: none */
  char *state;     /* nullable */
} ObsVerified;

void obs_verified_free (ObsVerified *verified);

/* Makes the folders of the home where they are missing, then takes its lock. */
ObsLock *obs_home_lock (const char *home_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a path in the staging folder */
char *obs_home_staging (const char *home_dir, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Removes what was left in the staging folder, except the file @keep (nullable). Lock held. */
void obs_home_clean_staging (const char *home_dir, const char *keep);

/* OBS_ERROR_NO_SPACE where less than @bytes and the margin are free in the home. */
gboolean obs_home_need_space (const char *home_dir, guint64 bytes, GError **error);

/* An edition file that lies in a staging folder, and what it has to be. */
typedef struct
{
  const char *file;
  const char *sha256;    /* nullable: whatever it is */
  const char *series;    /* edition.id; nullable */
  const char *date;      /* nullable */
  const char *origin_id; /* nullable, with the three that follow */
  gint64 edition;
  const char *state;
  GBytes *manifest;
  const ObsCheckedTable *checked; /* what need not be read again; nullable */
  guint n_checked;
  gboolean make_current;
  ObsBytesFunc progress; /* of the checks; nullable */
  gpointer user_data;
} ObsArrival;

/* As obs_home_install(), with the lock held: takes the file from where it lies. Returns: (transfer
 * full): its folder name */
char *obs_home_take (const char *home_dir, const ObsArrival *arrival, GCancellable *cancellable,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* HOME/editions/@name/@file. (transfer full) */
char *obs_home_edition_path (const char *home_dir, const char *name,
                             const char *file) G_GNUC_WARN_UNUSED_RESULT;

/* opening.c */
gboolean obs_opening_is_suspect (const char *home_dir, const char *name);
void obs_opening_forgive (const char *home_dir, const char *name);

/* As obs_home_set_current(), with the lock held. */
gboolean obs_home_switch (const char *home_dir, const char *name, GCancellable *cancellable,
                          GError **error);

/* What verified.json says of the edition @name, looked at only from outside (size, first bytes). */
ObsVerified *obs_home_look (const char *home_dir, const char *name,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsVerified, obs_verified_free)

G_END_DECLS
