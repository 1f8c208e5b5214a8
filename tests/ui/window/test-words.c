/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "ui/pages/preferences.h"
#include "ui/pages/trust-dialog.h"
#include "ui/pages/search-palette.h"
#include "ui/status-line.h"
#include "ui/words.h"
#include "tests/begin.h"

#include <string.h>

#define CHECK_TEXT(expression, expected)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text = expression;                                                            \
    g_assert_cmpstr (text, ==, expected);                                                          \
  }                                                                                                \
  G_STMT_END

static void
test_dates (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new (utc, 2022, 4, 1, 12, 0, 0);

  CHECK_TEXT (obs_words_date ("2022-02-11"), "11 Feb 2022");
  CHECK_TEXT (obs_words_date ("2022-02-01"), "1 Feb 2022");
  CHECK_TEXT (obs_words_date ("soon"), "soon");
  CHECK_TEXT (obs_words_date (NULL), "");
  CHECK_TEXT (obs_words_age ("2022-04-01", now), "dated today");
  CHECK_TEXT (obs_words_age ("2022-03-31", now), "1 day old");
  CHECK_TEXT (obs_words_age ("2022-02-11", now), "49 days old");
  CHECK_TEXT (obs_words_age ("2021-10-01", now), "6 months old");
  CHECK_TEXT (obs_words_age ("2019-04-01", now), "3 years old");
  CHECK_TEXT (obs_words_age ("2022-05-01", now),
              "dated later than today by the clock of this computer");
}

static void
test_badge (void)
{
  CHECK_TEXT (obs_badge_words (OBS_BADGE_CURRENT, "2022-02-11", NULL),
              "Edition 11 Feb 2022 · up to date");
  CHECK_TEXT (obs_badge_words (OBS_BADGE_OFFLINE, "2022-02-11", NULL),
              "Offline · edition 11 Feb 2022");
  CHECK_TEXT (obs_badge_words (OBS_BADGE_OFFLINE, "2022-02-11", "1 Mar 2022"),
              "Offline since 1 Mar 2022 · edition 11 Feb 2022");
  CHECK_TEXT (obs_badge_words (OBS_BADGE_FAILED, "2022-02-11", NULL),
              "Update failed, still showing edition 11 Feb 2022");
  CHECK_TEXT (obs_badge_words (OBS_BADGE_UPDATING, "2022-02-11", "Fetching 3 of 7 MB"),
              "Fetching 3 of 7 MB");
  CHECK_TEXT (obs_badge_words (OBS_BADGE_UPDATING, "2022-02-11", NULL), "Updating…");
  CHECK_TEXT (obs_badge_words (OBS_BADGE_CHECK_FAILED, "2022-02-11", NULL),
              "Edition did not pass its check. Not used.");
  CHECK_TEXT (obs_badge_words (OBS_BADGE_EARLIER, "2022-02-11", NULL),
              "Looking at edition 11 Feb 2022");
}

static void
test_changes (void)
{
  g_autoptr (GPtrArray) sectors = g_ptr_array_new ();
  ObsChoice logistics = { (char *) "logistics", (char *) "Logistics" };
  ObsJourneys journeys = { .sectors = sectors };

  g_ptr_array_add (sectors, &logistics);
  CHECK_TEXT (obs_words_change (&journeys, "sector", "logistics"), "Filter: Logistics");
  CHECK_TEXT (obs_words_change (&journeys, "sector", "all"), "Filter: all sectors");
  CHECK_TEXT (obs_words_change (&journeys, "sector", "unknown"), "Filter: unknown");
  CHECK_TEXT (obs_words_change (NULL, "place", NULL), "Filter: whole area");
  CHECK_TEXT (obs_words_change (NULL, "sort", "value"), "Sort");
}

#define FINGERPRINT "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"

static void
test_addresses (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } cases[] = {
    { "", TRUE },
    { "https://data.example.org/editions/", TRUE },
    { "http://localhost:8000/", TRUE },
    { "http://127.0.0.1:8000/x", TRUE },
    { "http://data.example.org/", FALSE },
    { "data.example.org", FALSE },
    { "file:///tmp/x", FALSE },
    { "https://", FALSE },
    { "ftp://example.org/", FALSE },
    { "https://data.example.org/#" FINGERPRINT, TRUE },
    { "observatory+https://data.example.org/#" FINGERPRINT, TRUE },
    { "https://data.example.org/#", TRUE },
    { "https://data.example.org/#0123", FALSE },
    { "https://data.example.org/#" FINGERPRINT "0", FALSE },
    { "https://data.example.org/#" FINGERPRINT " x", FALSE },
    { "#" FINGERPRINT, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *problem = NULL;
      gboolean good = obs_preferences_check_address (cases[i].text, &problem);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (good, ==, cases[i].good);
      g_assert_cmpint (problem == NULL, ==, good);
    }
}

/* As people copy it from paper, and as the dialog shows it. */
static void
test_fingerprints (void)
{
  g_autofree char *groups = obs_trust_groups (FINGERPRINT);
  g_autofree char *address = NULL, *fingerprint = NULL, *problem = NULL;
  g_autofree char *upper = g_ascii_strup (groups, -1);
  g_autofree char *text = NULL;

  g_assert_true (g_str_has_prefix (groups, "3a7b d3e2 360a 3d29\neea4 "));
  g_assert_cmpuint (strlen (groups), ==, 64 + 15);
  g_strdelimit (upper, "\n", ':');
  text = g_strdup_printf (" observatory+https://a.example/x/#%s ", upper);
  g_assert_true (obs_trust_split (text, &address, &fingerprint, &problem));
  g_assert_cmpstr (address, ==, "https://a.example/x/");
  g_assert_cmpstr (fingerprint, ==, FINGERPRINT);
  g_assert_null (problem);

  g_assert_true (obs_trust_same_address ("https://a.example/x/#1", "https://a.example/x"));
  g_assert_true (obs_trust_same_address ("", ""));
  g_assert_false (obs_trust_same_address ("https://a.example/x", "https://a.example/xy"));
  g_assert_false (obs_trust_same_address ("https://a.example/", ""));
}

static void
test_matches (void)
{
  g_assert_true (obs_search_matches ("Team working", "TEAM"));
  g_assert_true (obs_search_matches ("Café work", "cafe"));
  g_assert_true (obs_search_matches ("Team working", ""));
  g_assert_false (obs_search_matches ("Team working", "player"));
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/words/dates", test_dates);
  g_test_add_func ("/words/badge", test_badge);
  g_test_add_func ("/words/changes", test_changes);
  g_test_add_func ("/words/addresses", test_addresses);
  g_test_add_func ("/words/fingerprints", test_fingerprints);
  g_test_add_func ("/words/matches", test_matches);
  return g_test_run ();
}
