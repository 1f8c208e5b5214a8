/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/segment-list.h"
#include "data/sync/offer.h"

G_BEGIN_DECLS

/* How to get from the edition that is held to the one that is offered with the fewest bytes: by a
 * chain of packs, by the segments that differ, or by all segments. Pure. */

/* What a request costs beside the bytes of its answer: its own and the answer's head. */
#define OBS_ROUTE_REQUEST 400

typedef enum
{
  OBS_ROUTE_PACKS,   /* a chain of packs */
  OBS_ROUTE_CHANGED, /* the segments that differ, and the list of them */
  OBS_ROUTE_ALL,     /* all segments, and the list of them */
} ObsRouteKind;

typedef struct
{
  ObsRouteKind kind;
  GPtrArray *packs; /* PACKS: of const ObsOfferPack *, in order; they belong to the offer */
  guint files;      /* to be fetched */
  guint64 length;   /* their bytes */
  guint64 cost;     /* with what the requests cost */
} ObsRoute;

void obs_route_free (ObsRoute *route);

/* The cheapest chain of @packs (of ObsOfferPack *) from the content @from to @to; NULL where there
 * is none. Of several of the same cost the one of fewest packs. Method: Dijkstra (1959), over the
 * states that the packs name. */
ObsRoute *obs_route_chain (const GPtrArray *packs, const char *from,
                           const char *to) G_GNUC_WARN_UNUSED_RESULT;

/* By segments, with the list at hand: those of @list that @held (nullable) does not have. */
ObsRoute *obs_route_segments (const ObsOffer *offer, const ObsSegmentList *list,
                              const ObsManifest *held) G_GNUC_WARN_UNUSED_RESULT;

/* Before the list is fetched: can segments be cheaper than @chain? What its packs say differs has
 * to be fetched; and of each table that @held has otherwise a segment, which is a quarter of the
 * average size at least. Without @held: TRUE. */
gboolean obs_route_worth_listing (const ObsOffer *offer, const ObsManifest *held,
                                  const ObsRoute *chain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsRoute, obs_route_free)

G_END_DECLS
