/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an origin offers: its index (README.md has the format), which is a signed target. Signed is
 * not harmless: every member is checked before it is used, and nothing in it leads anywhere but to
 * targets of the forms that this file knows. Pure. */

#define OBS_OFFER_FORMAT 2
#define OBS_OFFER_INDEX "observatory/index.json.zst"
#define OBS_OFFER_MOST (1024 * 1024) /* bytes of the index when unpacked */
#define OBS_OFFER_PACKS 4000         /* packs in the index, or in the list of old ones */
#define OBS_OFFER_TABLES 4000
#define OBS_OFFER_PLAIN (G_GUINT64_CONSTANT (64) << 30) /* of an edition: 64 GiB */
#define OBS_OFFER_VERSION (G_GINT64_CONSTANT (1) << 53)

typedef struct
{
  char *path;     /* target path */
  guint64 length; /* bytes */
  guint64 plain;  /* bytes when unpacked */
} ObsOfferFile;

typedef struct
{
  ObsOfferFile file;
  gint64 from, to; /* editions */
  char *from_state, *to_state;
  guint64 segments; /* bytes of the segments that differ between the two; 0: not said */
} ObsOfferPack;

typedef struct
{
  char *name;
  guint64 rows;
  char *sha256; /* logical hash */
} ObsOfferTable;

typedef struct
{
  char *origin_id;
  char *series; /* edition.id */
  gint64 edition;
  char *date;
  char *title;
  gint64 published; /* UNIX time */
  char *data_to;    /* YYYY-MM, or "" */
  int schema;
  char *min_app;
  char *licence;
  char *notes;
  char *state;
  guint64 rows;
  guint64 plain_length; /* of the SQLite file, about */
  GPtrArray *tables;    /* of ObsOfferTable * */
  ObsOfferFile list;    /* of segments */
  guint64 segments_length;
  GPtrArray *packs;       /* of ObsOfferPack * */
  ObsOfferFile old_packs; /* path NULL: there are none */
  char **removed;         /* "table:NAME", "area:CODE", "rows:NAME" */
  char **mirrors;         /* addresses as obs_address_parse() gives them */
  char *audit_sha256;
} ObsOffer;

/* @packed: the bytes of the target, its hash checked. @where names the host in sentences.
 * OBS_ERROR_CORRUPT; OBS_ERROR_SCHEMA_TOO_NEW where a newer program is needed for it. */
ObsOffer *obs_offer_read (GBytes *packed, const char *where,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_offer_free (ObsOffer *offer);

/* Adds the packs of the list behind "old_packs". OBS_ERROR_CORRUPT */
gboolean obs_offer_add_old_packs (ObsOffer *offer, GBytes *packed, const char *where,
                                  GError **error);

/* Checks the "custom" member of the index's target, which is read before the index is fetched, and
 * gives the edition's number. OBS_ERROR_CORRUPT for another origin's, OBS_ERROR_SCHEMA_TOO_NEW. */
gboolean obs_offer_check_custom (const char *custom, const char *origin_id, const char *where,
                                 gint64 *edition, GError **error);

/* Target path of a chunk file with this hash (64 hex digits). (transfer full) */
char *obs_offer_segment_path (const char *sha256) G_GNUC_WARN_UNUSED_RESULT;

/* Less than, equal to or greater than 0; of versions like "1.2.0". Pure; for tests. */
int obs_offer_compare_versions (const char *a, const char *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsOffer, obs_offer_free)

G_END_DECLS
