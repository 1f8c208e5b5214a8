/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/sync/route.h"
#include "tests/begin.h"

#include <string.h>

/* A year of editions: a pack a day, one a week (days 1 to 7 and so on) and one a month. */

#define DAYS 366

static char *
state_of (int edition)
{
  return g_strdup_printf ("%064d", edition);
}

static void
pack_free (ObsOfferPack *pack)
{
  g_free (pack->file.path);
  g_free (pack->from_state);
  g_free (pack->to_state);
  g_free (pack);
}

static void
add_pack (GPtrArray *packs, int from, int to, guint64 length)
{
  ObsOfferPack *pack = g_new0 (ObsOfferPack, 1);

  pack->file.path = g_strdup_printf ("observatory/packs/%016d.zst", (int) packs->len);
  pack->file.length = length;
  pack->file.plain = length;
  pack->from = from;
  pack->to = to;
  pack->from_state = state_of (from);
  pack->to_state = state_of (to);
  g_ptr_array_add (packs, pack);
}

/* Editions 1 to DAYS + 1. What several days have in common makes a roll-up smaller than its days.
 */
static GPtrArray *
make_year (void)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func ((GDestroyNotify) pack_free);

  for (int day = 1; day <= DAYS; day++)
    add_pack (packs, day, day + 1, 10000);
  for (int day = 1; day + 7 <= DAYS + 1; day += 7)
    add_pack (packs, day, day + 7, 65000);
  for (int day = 1; day + 28 <= DAYS + 1; day += 28)
    add_pack (packs, day, day + 28, 240000);
  return packs;
}

/* The chain leads from where it starts to where it ends, without a gap. */
static void
check_chain (const ObsRoute *route, int from, int to)
{
  guint64 length = 0;
  gint64 at = from;

  for (guint i = 0; i < route->packs->len; i++)
    {
      const ObsOfferPack *pack = route->packs->pdata[i];

      g_assert_cmpint (pack->from, ==, at);
      at = pack->to;
      length += pack->file.length;
    }
  g_assert_cmpint (at, ==, to);
  g_assert_cmpuint (length, ==, route->length);
  g_assert_cmpuint (route->files, ==, route->packs->len);
  g_assert_cmpuint (route->cost, ==, length + route->files * OBS_ROUTE_REQUEST);
}

/* Cheapest cost to @to from every edition, by going back from the end: packs lead onwards only. */
static guint64 *
reference (const GPtrArray *packs, int to)
{
  guint64 *cost = g_new (guint64, DAYS + 2);

  for (int i = 0; i < DAYS + 2; i++)
    cost[i] = G_MAXUINT64;
  cost[to] = 0;
  for (int at = to - 1; at >= 1; at--)
    for (guint i = 0; i < packs->len; i++)
      {
        const ObsOfferPack *pack = packs->pdata[i];

        if (pack->from == at && pack->to <= to && cost[pack->to] != G_MAXUINT64)
          cost[at] = MIN (cost[at], cost[pack->to] + pack->file.length + OBS_ROUTE_REQUEST);
      }
  return cost;
}

static void
test_any_start (void)
{
  g_autoptr (GPtrArray) packs = make_year ();
  g_autofree char *to = state_of (DAYS + 1);
  g_autofree guint64 *cost = reference (packs, DAYS + 1);

  for (int from = 1; from <= DAYS; from++)
    {
      g_autofree char *start = state_of (from);
      g_autoptr (ObsRoute) route = obs_route_chain (packs, start, to);

      g_assert_nonnull (route);
      g_assert_cmpint (route->kind, ==, OBS_ROUTE_PACKS);
      check_chain (route, from, DAYS + 1);
      g_assert_cmpuint (route->cost, ==, cost[from]);
    }
}

/* A client k days behind: as few files as the roll-ups allow. */
static void
test_days_behind (void)
{
  static const struct
  {
    int k;
    guint files;
  } cases[] = { { 1, 1 }, { 7, 7 }, { 30, 13 }, { 90, 17 }, { 365, 23 } };
  g_autoptr (GPtrArray) packs = make_year ();
  g_autofree char *to = state_of (DAYS + 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int from = DAYS + 1 - cases[i].k;
      g_autofree char *start = state_of (from);
      g_autoptr (ObsRoute) route = obs_route_chain (packs, start, to);

      check_chain (route, from, DAYS + 1);
      g_test_message ("%d days: %u files, %u bytes", cases[i].k, route->files,
                      (guint) route->length);
      g_assert_cmpuint (route->files, <=, cases[i].files);
      g_assert_cmpuint (route->length, <=, (guint64) cases[i].k * 10000);
    }
}

static void
test_none (void)
{
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) pack_free);
  g_autofree char *one = state_of (1);
  g_autofree char *two = state_of (2);
  g_autofree char *three = state_of (3);
  g_autoptr (ObsRoute) here = NULL;

  g_assert_null (obs_route_chain (packs, one, two));
  add_pack (packs, 2, 3, 10);
  g_assert_null (obs_route_chain (packs, one, three));
  /* Packs do not lead back. */
  g_assert_null (obs_route_chain (packs, three, two));
  here = obs_route_chain (packs, two, two);
  g_assert_cmpuint (here->packs->len, ==, 0);
  g_assert_cmpuint (here->cost, ==, 0);
}

/* Of the same cost the one of fewer files; rings do no harm. */
static void
test_ties (void)
{
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) pack_free);
  g_autofree char *one = state_of (1);
  g_autofree char *three = state_of (3);
  g_autoptr (ObsRoute) route = NULL;

  add_pack (packs, 1, 2, 100);
  add_pack (packs, 2, 3, 100);
  add_pack (packs, 1, 3, 200 + OBS_ROUTE_REQUEST);
  add_pack (packs, 2, 1, 1);
  add_pack (packs, 2, 2, 1);
  route = obs_route_chain (packs, one, three);
  g_assert_cmpuint (route->files, ==, 1);
}

static GBytes *
key_of (guint i)
{
  guint8 key[2] = { (guint8) (i >> 8), (guint8) i };

  return g_bytes_new (key, sizeof key);
}

/* A table of @n segments whose hashes begin with their number and end with @version, for those
 * whose number is a multiple of @every. */
static ObsManifest *
make_manifest (guint n, guint8 version, guint every)
{
  ObsManifest *manifest = obs_manifest_new ();
  ObsManifestTable *table = obs_manifest_table_new ("glossary");

  for (guint i = 0; i < n; i++)
    {
      ObsManifestSegment *segment = obs_manifest_segment_new (key_of (i));

      segment->rows = 100;
      segment->sha256[0] = (guint8) i;
      segment->sha256[31] = i % every == 0 ? version : 0;
      g_ptr_array_add (table->segments, segment);
    }
  obs_manifest_table_finish (table);
  g_ptr_array_add (manifest->tables, table);
  return manifest;
}

static ObsSegmentList *
make_list (ObsManifest *manifest, guint64 length)
{
  ObsSegmentList *list = g_new0 (ObsSegmentList, 1);
  const ObsManifestTable *table = manifest->tables->pdata[0];
  GArray *files = g_array_new (FALSE, TRUE, sizeof (ObsSegmentFile));

  list->manifest = manifest;
  list->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < table->segments->len; i++)
    {
      const ObsManifestSegment *segment = table->segments->pdata[i];
      ObsSegmentFile file = { .length = length, .plain = length };

      memcpy (file.file, segment->sha256, sizeof file.file);
      g_array_append_val (files, file);
    }
  g_ptr_array_add (list->files, files);
  return list;
}

static void
test_segments (void)
{
  ObsOffer offer = { .list = { NULL, 500, 4000 }, .segments_length = 40000 };
  g_autoptr (ObsManifest) held = make_manifest (40, 1, 10);
  ObsSegmentList *list = make_list (make_manifest (40, 2, 10), 1000);
  g_autoptr (ObsRoute) changed = obs_route_segments (&offer, list, held);
  g_autoptr (ObsRoute) all = obs_route_segments (&offer, list, NULL);

  g_assert_cmpint (changed->kind, ==, OBS_ROUTE_CHANGED);
  g_assert_cmpuint (changed->files, ==, 4);
  g_assert_cmpuint (changed->length, ==, 4000);
  /* With the list, and what vouches for its 50 segments. */
  g_assert_cmpuint (changed->cost, ==, 4000 + 500 + 6 * OBS_ROUTE_REQUEST + 50 * 180);
  g_assert_cmpint (all->kind, ==, OBS_ROUTE_ALL);
  g_assert_cmpuint (all->files, ==, 40);
  obs_segment_list_free (list);
}

/* The list is only fetched where it may pay. */
static void
test_worth_listing (void)
{
  g_autoptr (ObsManifest) held = make_manifest (40, 1, 10);
  g_autofree char *other = g_strnfill (64, 'e');
  ObsOfferTable table = { (char *) "glossary", 4000, other };
  ObsOffer offer = { .list = { NULL, 3000, 40 * 80 }, .segments_length = 4000000 };
  ObsOfferPack pack = { 0 };
  ObsRoute chain = { .packs = g_ptr_array_new (), .cost = 10000 };

  offer.tables = g_ptr_array_new ();
  g_ptr_array_add (offer.tables, &table);
  g_ptr_array_add (chain.packs, &pack);
  /* A segment is about 100 kB, so a pack of 10 kB is taken unseen and one of 2 MB is not. */
  g_assert_false (obs_route_worth_listing (&offer, held, &chain));
  g_assert_true (obs_route_worth_listing (&offer, NULL, &chain));
  chain.cost = 2000000;
  g_assert_true (obs_route_worth_listing (&offer, held, &chain));
  /* Where it is said that more than that differs, it is. */
  pack.segments = 2100000;
  g_assert_false (obs_route_worth_listing (&offer, held, &chain));
  pack.segments = 1900000;
  g_assert_true (obs_route_worth_listing (&offer, held, &chain));
  g_ptr_array_unref (chain.packs);
  g_ptr_array_unref (offer.tables);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/route/any-start", test_any_start);
  g_test_add_func ("/route/days-behind", test_days_behind);
  g_test_add_func ("/route/none", test_none);
  g_test_add_func ("/route/ties", test_ties);
  g_test_add_func ("/route/segments", test_segments);
  g_test_add_func ("/route/worth-listing", test_worth_listing);
  return g_test_run ();
}
