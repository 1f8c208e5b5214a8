/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/ingest/feed.h"

#include <glib/gstdio.h>
#include <string.h>

/* How a descriptor says what is fetched, and what the services' answers are taken to say. The
 * answers have the shape of the services', with words and numbers of our own. */

static ObsFeed *
parse (const char *get, GPtrArray *faults)
{
  g_autofree char *text = g_strdup_printf ("[source]\nid=one\n[get]\n%s", get);

  return obs_feed_parse ("one.source", text, strlen (text), faults);
}

static void
assert_fault (const char *get, const char *words)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ObsFeed) feed = parse (get, faults);

  if (faults->len != 1 || strstr (g_ptr_array_index (faults, 0), words) == NULL)
    g_error ("%s: %u faults, the first is “%s”", get, faults->len,
             faults->len > 0 ? (char *) g_ptr_array_index (faults, 0) : "");
  g_assert_true (g_str_has_prefix (g_ptr_array_index (faults, 0), "one.source"));
}

static void
test_faults (void)
{
  assert_fault ("file=a.csv\nurl=http://example.org/a.csv\n", "https://");
  assert_fault ("file=a.csv\nurl=ftp://example.org/a.csv\n", "https://");
  assert_fault ("file=a.csv\nurl=https://me:secret@example.org/a.csv\n", "before the @");
  assert_fault ("file=a.csv\nurl=https:///a.csv\n", "not an address");
  assert_fault ("file=a.csv\nurl=https://example.org/a b.csv\n", "%20");
  assert_fault ("file=a.csv\nurl=https://example.org/{nothing}\n", "{nothing}");
  assert_fault ("file=a*.csv\nurl=https://example.org/a.csv\n", "“name”");
  assert_fault ("file=a*.csv\nname=b.csv\nurl=https://example.org/a.csv\n", "does not fit");
  assert_fault ("file=*\nname=../b.csv\nurl=https://example.org/a.csv\n", "does not fit");
  assert_fault ("file=a.csv\nurl=https://example.org/a.csv; https://example.org/b.csv\n", "{n}");
  assert_fault ("file=a.csv\nurl=https://example.org/a.csv\ncheck=often\n", "often");
  assert_fault ("file=a.csv\nurl=https://example.org/a.csv\ncheck=ees\n", "“ask”");
  assert_fault ("file=a.csv\nurl=https://example.org/a.csv\nask=https://example.org/b\n", "“ask”");
  assert_fault ("file=a.csv\nurl=https://example.org/a.csv\npaging=page\n", "{page}");
  assert_fault ("file=a.csv\nurl=https://example.org/a.csv\npaging=nomis\npage-size=30000\n",
                "25000");
  assert_fault ("file=a.csv\nurl=https://example.org/a.csv\nmax-size=much\n", "much");
  assert_fault ("file=a.csv\nurl=https://example.org/a.csv\nhow=fast\n", "“how”");
  assert_fault ("file=a.csv\nset Big Name=1\n", "small letters");
  assert_fault ("file=a.csv\n[release]\ncalendar=weekly\n", "weekly");
  assert_fault ("file=a.csv\n[release]\nnext=2025-02-30\n", "2025-02-30");
  assert_fault ("file=a.csv\n[release]\nnext=25 March\n", "25 March");
}

static void
test_targets (void)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ObsFeed) feed
      = parse ("file=a-*.csv\nname=a-{area}-{kind}.csv\nset area=E1; E2\nset kind=x; y; z\n"
               "url=https://example.org/{area}/{kind}/{year}-{month}?v={version}&p={last-year}\n",
               faults);
  g_autoptr (GPtrArray) targets = NULL;
  const ObsFeedTarget *last;
  GDate day;

  g_assert_cmpuint (faults->len, ==, 0);
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, 3, 4, 2025);
  targets = obs_feed_targets (feed, "2.1", &day, NULL);
  g_assert_cmpuint (targets->len, ==, 6);
  last = g_ptr_array_index (targets, 5);
  g_assert_cmpstr (last->name, ==, "a-E2-z.csv");
  g_assert_cmpstr (last->url, ==, "https://example.org/E2/z/2025-04?v=2.1&p=2024");
}

#define DATA_SET(status, latest)                                                                   \
  "{\"id\":\"0197aa00-0000-7000-8000-000000000001\",\"title\":\"Invented\",\"summary\":\"Words."   \
  "\","                                                                                            \
  "\"status\":\"" status "\"" latest "}"

static void
test_ees (void)
{
  static const struct
  {
    const char *text, *key, *version, *released, *words;
  } answers[] = {
    { DATA_SET ("Published", ",\"latestVersion\":{\"version\":\"2.0\",\"published\":"
                             "\"2025-03-27T09:30:00+00:00\",\"totalResults\":41,\"timePeriods\":"
                             "{\"start\":\"2019/20\",\"end\":\"2023/24\"}}"),
      "2.0 2025-03-27T09:30:00+00:00", "2.0", "2025-03-27", NULL },
    { "{\"paging\":{\"page\":1,\"pageSize\":20,\"totalResults\":2,\"totalPages\":1},\"results\":["
      "{\"version\":\"1.2\",\"type\":\"Minor\",\"status\":\"Withdrawn\",\"published\":"
      "\"2025-05-01T09:30:00+00:00\"},{\"version\":\"1.1\",\"type\":\"Minor\",\"status\":"
      "\"Published\",\"published\":\"2025-04-01T09:30:00+00:00\",\"notes\":\"\"}]}",
      "1.1 2025-04-01T09:30:00+00:00", "1.1", "2025-04-01", NULL },
    { "{\"id\":\"0197aa00-0000-7000-8000-000000000003\",\"title\":\"Invented\",\"slug\":\"i\","
      "\"summary\":\"\",\"lastPublished\":\"2025-01-30T09:30:00+00:00\"}",
      "- 2025-01-30T09:30:00+00:00", NULL, "2025-01-30", NULL },
    { DATA_SET ("Withdrawn", ""), NULL, NULL, NULL, "withdrawn" },
    { DATA_SET ("Published", ""), NULL, NULL, NULL, "Invented" },
    { DATA_SET ("Published", ",\"latestVersion\":{\"version\":\"1/../2\"}"), NULL, NULL, NULL,
      "no published version" },
    { "{\"title\":\"Not Found\",\"status\":404,\"errors\":[]}", NULL, NULL, NULL, "Not Found" },
    { "<html>Sign in</html>", NULL, NULL, NULL, "sign-in" },
    { "", NULL, NULL, NULL, "sign-in" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsFeedNews) news
          = obs_feed_read_ees (answers[i].text, strlen (answers[i].text), &error);

      if (answers[i].words != NULL)
        {
          g_assert_null (news);
          g_assert_nonnull (strstr (error->message, answers[i].words));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (news->key, ==, answers[i].key);
      g_assert_cmpstr (news->version, ==, answers[i].version);
      g_assert_cmpstr (news->released, ==, answers[i].released);
    }
}

#define DEFINITION(annotations)                                                                    \
  "{\"structure\":{\"header\":{\"id\":\"none\",\"prepared\":\"2025-03-10T10:19:25Z\",\"sender\":"  \
  "{\"contact\":{\"name\":\"Nomis\"},\"id\":\"NOMIS\"},\"test\":\"false\"},\"keyfamilies\":"       \
  "{\"keyfamily\":[{\"agencyid\":\"NOMIS\",\"annotations\":{\"annotation\":[" annotations          \
  "]},\"components\":{\"attribute\":[{\"assignmentstatus\":\"Mandatory\",\"codelist\":"            \
  "\"CL_OBS_STATUS\"}],\"dimension\":[{\"codelist\":\"CL_GEO\",\"conceptref\":\"GEOGRAPHY\"}]},"   \
  "\"id\":\"NM_0_0\",\"name\":{\"lang\":\"en\",\"value\":\"invented\"},\"version\":1.0}]}}}"

static void
test_nomis (void)
{
  static const struct
  {
    const char *text, *released, *note, *words;
  } answers[] = {
    { DEFINITION ("{\"annotationtext\":\"Current (being actively updated)\",\"annotationtitle\":"
                  "\"Status\"},{\"annotationtext\":\"2025-07-15 09:30:00\",\"annotationtitle\":"
                  "\"LastUpdated\"}"),
      "2025-07-15", NULL, NULL },
    { DEFINITION (
          "{\"annotationtext\":\"Discontinued\",\"annotationtitle\":\"Status\"},"
          "{\"annotationtext\":\"2015-07-15 09:30:00\",\"annotationtitle\":\"LastUpdated\"}"),
      "2015-07-15", "Discontinued", NULL },
    { DEFINITION (""), NULL, NULL, "last updated" },
    { "{\"structure\":{\"header\":{\"id\":\"none\"},\"keyfamilies\":null}}", NULL, NULL,
      "does not know" },
    { "{\"error\":\"Cannot find dataset\"}", NULL, NULL, "Cannot find dataset" },
    { "{\"error\":\"a\",\"error\":\"b\"}", NULL, NULL, "sign-in" },
    { "Sorry, the service is not available", NULL, NULL, "sign-in" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsFeedNews) news
          = obs_feed_read_nomis (answers[i].text, strlen (answers[i].text), &error);

      if (answers[i].words != NULL)
        {
          g_assert_null (news);
          g_assert_nonnull (strstr (error->message, answers[i].words));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (news->released, ==, answers[i].released);
      g_assert_true ((news->note != NULL) == (answers[i].note != NULL));
      if (news->note != NULL)
        g_assert_nonnull (strstr (news->note, answers[i].note));
    }
}

static void
test_split (void)
{
  static const struct
  {
    const char *text;
    guint n, last_length;
    gsize next;
  } lines[] = {
    { "a,b\nc", 2, 1, 4 },       { "a,b\r\nc", 2, 1, 5 }, { "a,\"b\nc\"\n", 2, 3, 8 },
    { "\"a\"\"b\",c", 2, 1, 0 }, { "", 1, 0, 0 },         { "a,,\n", 3, 0, 4 },
    { "\"a", 1, 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gsize next;
      g_autoptr (GPtrArray) fields
          = obs_feed_split (lines[i].text, strlen (lines[i].text), ',', &next);

      g_assert_cmpuint (fields->len, ==, lines[i].n);
      g_assert_cmpuint (strlen (g_ptr_array_index (fields, fields->len - 1)), ==,
                        lines[i].last_length);
      g_assert_cmpuint (next, ==, lines[i].next);
    }
}

/* All descriptors that come with the program say what they fetch without a fault. */
static void
test_shipped (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "sources", NULL);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) feeds = obs_feeds_in (folder, faults);
  guint n = 0;

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (faults, i));
  g_assert_cmpuint (faults->len, ==, 0);
  for (guint i = 0; i < feeds->len; i++)
    n += ((ObsFeed *) g_ptr_array_index (feeds, i))->urls != NULL;
  g_assert_cmpuint (n, >=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/faults", test_faults);
  g_test_add_func ("/feed/targets", test_targets);
  g_test_add_func ("/feed/ees", test_ees);
  g_test_add_func ("/feed/nomis", test_nomis);
  g_test_add_func ("/feed/split", test_split);
  g_test_add_func ("/feed/shipped", test_shipped);
  return g_test_run ();
}
