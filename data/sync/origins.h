/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The origins that this person trusts, each in a folder of its own in the home:
 *   HOME/origins/<id>/origin.json   address, mirrors, what was last heard
 *   HOME/origins/<id>/trust/        its signed metadata, in order of trust (tuf/updater.h)
 *   HOME/origins/<id>/staging/      what is being fetched and built
 *   HOME/origin                     one line: id of the one in use
 * An origin is its first root file; where it lies is only an address. To remove one forgets its
 * keys and keeps its editions. */

typedef struct
{
  char *id;          /* first 16 digits of the fingerprint */
  char *root_sha256; /* fingerprint: SHA-256 of 1.root.json */
  char *url;         /* of the folder, "/" at its end */
  char **mirrors;    /* further addresses, those that its index named last */
  char *series;      /* edition.id that it publishes; "": nothing was heard yet */
  char *title;       /* of its newest edition, or "" */
  char *etag;        /* of its timestamp.json; nullable */
  gint64 edition;    /* number of the newest edition that it confirmed; 0: none yet */
  gint64 checked;    /* UNIX time of the last sync that succeeded; 0: none yet */
  gint64 offline;    /* UNIX time of the first sync since then that could not reach it; 0: none */
  gint64 clock;      /* newest time known from it, UNIX time; never lowered */
  gboolean shipped;  /* it came with the program */
  gboolean used;     /* the one that a sync without an address asks */
} ObsOrigin;

void obs_origin_free (ObsOrigin *origin);

/* Of ObsOrigin *: the one in use first, then by address. Folders without a sound note are left
 * out. A home without origins gives an empty list. */
GPtrArray *obs_origins_list (const char *home_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* By its address, one of its mirrors' or its id; NULL where it is not known. (transfer full) */
ObsOrigin *obs_origins_find (const char *home_dir,
                             const char *address_or_id) G_GNUC_WARN_UNUSED_RESULT;

/* Those that came with the program, PKGDATADIR/origins/NAME.json ($OBSERVATORY_ORIGINS: another
 * folder): {"url": "https://…/", "root_sha256": "<64 hex>"}. Of ObsOrigin *, with url, id and
 * root_sha256. */
GPtrArray *obs_origins_shipped (void) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the note, durably; makes the folders where they are missing. Lock held. */
gboolean obs_origins_save (const char *home_dir, const ObsOrigin *origin, GError **error);

/* The origin that a sync without an address asks: what was chosen, else the only one, else the
 * first that came with the program. NULL: there is none. (transfer full) */
ObsOrigin *obs_origins_get_used (const char *home_dir) G_GNUC_WARN_UNUSED_RESULT;
/* OBS_ERROR_NOT_FOUND for one that is not known. Takes the lock. */
gboolean obs_origins_use (const char *home_dir, const char *address_or_id, GError **error);

/* Forgets the origin and its keys; editions, notes and views stay. OBS_ERROR_NOT_FOUND. Takes the
 * lock. */
gboolean obs_origins_remove (const char *home_dir, const char *address_or_id, GError **error);

/* A new one, not on the disk yet. (transfer full) */
ObsOrigin *obs_origin_new (const char *url, const char *root_sha256) G_GNUC_WARN_UNUSED_RESULT;
/* HOME/origins/<id>/@name. (transfer full) */
char *obs_origin_path (const char *home_dir, const char *id,
                       const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsOrigin, obs_origin_free)

G_END_DECLS
