/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <string.h>

static GPtrArray *
look_for (const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  GPtrArray *hits = obs_search (fixture_edition (), text, "employer", NULL, &error);
  gint64 spent = g_get_monotonic_time () - start;
  g_autofree char *shown = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (hits);
  shown = g_utf8_make_valid (text, MIN (40, (gssize) strlen (text)));
  g_test_message ("%s: %u hits in %.1f ms", shown, hits->len, (double) spent / 1000);
  return hits;
}

static gboolean
has_link (const GPtrArray *hits, const char *link)
{
  for (guint i = 0; i < hits->len; i++)
    if (strcmp (((const ObsHit *) g_ptr_array_index (hits, i))->link, link) == 0)
      return TRUE;
  return FALSE;
}

static void
assert_finds (const char *text, const char *link)
{
  g_autoptr (GPtrArray) hits = look_for (text);

  if (!has_link (hits, link))
    g_error ("“%s” does not find %s", text, link);
}

static void
test_finds (void)
{
  assert_finds ("Team working", "term:S.team-working");
  assert_finds ("TEAM  WORKING ", "term:S.team-working");
  assert_finds ("working team", "term:S.team-working");
  assert_finds ("sports and health", "filter:sector=sport-health");
  assert_finds ("logistics", "filter:sector=logistics");
  assert_finds ("charnwood", "filter:place=E07000130");
  assert_finds ("E07000130", "filter:place=E07000130");
  assert_finds ("confidence", "question:E7");
  assert_finds ("E8", "question:E8");
  assert_finds ("R3", "recommendation:R3");
  assert_finds ("S-MOST-01", "finding:S-MOST-01");
}

/* One wrong, missing, further or swapped letter. */
static void
test_forgives_a_letter (void)
{
  assert_finds ("team workng", "term:S.team-working");
  assert_finds ("team workking", "term:S.team-working");
  assert_finds ("team wroking", "term:S.team-working");
  assert_finds ("team wurking", "term:S.team-working");
  assert_finds ("charnwod", "filter:place=E07000130");
}

static void
test_section (void)
{
  g_autoptr (GPtrArray) hits = look_for ("2.2.3");
  guint findings = 0;

  for (guint i = 0; i < hits->len; i++)
    findings += g_str_has_prefix (((const ObsHit *) hits->pdata[i])->link, "finding:");
  g_assert_cmpuint (findings, >, 0);
  for (guint i = 0; i < hits->len; i++)
    {
      const ObsHit *hit = g_ptr_array_index (hits, i);

      if (g_str_has_prefix (hit->link, "finding:"))
        g_assert_nonnull (strstr (hit->detail, "2.2.3"));
    }
}

static void
test_alias (void)
{
  g_autoptr (GPtrArray) hits = look_for ("job centre plus");
  gboolean found = FALSE;

  for (guint i = 0; i < hits->len; i++)
    {
      const ObsHit *hit = g_ptr_array_index (hits, i);

      found |= g_ascii_strncasecmp (hit->title, "job", 3) == 0 && strstr (hit->title, "entre");
    }
  g_assert_true (found);
}

/* At most eight a group, and the groups keep their order. */
static void
test_groups (void)
{
  static const char *const texts[] = { "a", "e", "skills", "business", "the" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) hits = look_for (texts[i]);
      g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
      const char *last = NULL;
      guint n = 0;

      g_assert_cmpuint (hits->len, >, 0);
      for (guint h = 0; h < hits->len; h++)
        {
          const ObsHit *hit = g_ptr_array_index (hits, h);

          g_assert_true (*hit->title != '\0' && hit->detail != NULL && hit->link != NULL);
          n = g_strcmp0 (hit->group, last) == 0 ? n + 1 : 1;
          g_assert_cmpuint (n, <=, 8);
          if (n == 1)
            g_assert_true (g_hash_table_add (groups, hit->group));
          last = hit->group;
        }
    }
}

/* Nothing that can be typed is a command, a wildcard or too much. */
static void
test_hostile (void)
{
  static const char *const texts[] = { "",
                                       "   ",
                                       "%",
                                       "_",
                                       "'",
                                       "\"",
                                       "' OR 1=1 --",
                                       "\"; DROP TABLE term; --",
                                       "%%%%",
                                       "____",
                                       "*",
                                       "\\",
                                       "\n\t",
                                       "NEAR(a b)",
                                       "\342\200\256gnikrow maet",
                                       "\330\247\331\204\330\271\331\205\331\204",
                                       "\327\251\327\234\327\225\327\235",
                                       "\360\237\230\200",
                                       "a\xff"
                                       "b" };
  g_autofree char *lots = g_strnfill (10000, 'a');
  g_autofree char *words = NULL;
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GPtrArray) hits = look_for (lots), others = NULL;

  g_assert_cmpuint (hits->len, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) found = look_for (texts[i]);

      g_assert_cmpuint (found->len, <=, 9 * 8);
      if (i < 6)
        g_assert_cmpuint (found->len, ==, 0);
    }
  for (int i = 0; i < 90; i++)
    g_string_append (many, "e ");
  words = g_string_free (g_steal_pointer (&many), FALSE);
  others = look_for (words);
  g_assert_cmpuint (others->len, <=, 9 * 8);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  g_cancellable_cancel (cancellable);
  hits = obs_search (fixture_edition (), "team", "employer", cancellable, &error);
  g_assert_null (hits);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/search/finds", test_finds);
  g_test_add_func ("/engine/search/forgives-a-letter", test_forgives_a_letter);
  g_test_add_func ("/engine/search/section", test_section);
  g_test_add_func ("/engine/search/alias", test_alias);
  g_test_add_func ("/engine/search/groups", test_groups);
  g_test_add_func ("/engine/search/hostile", test_hostile);
  g_test_add_func ("/engine/search/cancelled", test_cancelled);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
