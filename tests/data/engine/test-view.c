/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/view.h"
#include "data/error.h"
#include "tests/begin.h"

#include <string.h>

static const char *
any_of (GRand *rand, const char *const *words, gint32 n)
{
  return words[g_rand_int_range (rand, 0, n)];
}

/* Codes as they stand in editions, and texts that an address has to escape. */
static const char *const values[]
    = { NULL,        "K",      "logistics",    "sport-health", "E07000130", "large",
        "published", "name",   "table",        "S.x y",        "100 %",     "a&b=c",
        "é/ü?#",     "+plus+", "\342\202\254", "percent%41",   "a\"'<>;",   "..",
        "%",         "名前",   "x=y" };

static const char *const keys[]
    = { "ksb", "sector", "size", "place", "sort", "tab", "src", "select" };

static ObsView *
random_view (GRand *rand)
{
  static const char *const perspectives[] = { "employer", "educator", "funder", "an adviser" };
  static const char *const questions[]
      = { "home", "E1", "C11", "R3", "K.basic-it", "S-MOST-01", "S-M?1" };
  ObsView *view = obs_view_new (any_of (rand, perspectives, G_N_ELEMENTS (perspectives)),
                                any_of (rand, questions, G_N_ELEMENTS (questions)));

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    obs_view_set (view, keys[i], any_of (rand, values, G_N_ELEMENTS (values)));
  obs_view_set (view, "range", g_rand_boolean (rand) ? "0" : "1");
  for (int n = g_rand_int_range (rand, 0, 7); n > 0; n--)
    {
      const char *pin = any_of (rand, values, G_N_ELEMENTS (values));

      if (pin != NULL)
        g_ptr_array_add (view->pins, g_strdup (pin));
    }
  if (g_rand_boolean (rand))
    view->unknown = g_strdup ("future=1&other=%20x");
  return view;
}

static void
assert_same (const ObsView *a, const ObsView *b)
{
  g_assert_cmpstr (a->perspective, ==, b->perspective);
  g_assert_cmpstr (a->question, ==, b->question);
  g_assert_cmpstr (a->ksb, ==, b->ksb);
  g_assert_cmpstr (a->sector, ==, b->sector);
  g_assert_cmpstr (a->area, ==, b->area);
  g_assert_cmpstr (a->size, ==, b->size);
  g_assert_cmpstr (a->data, ==, b->data);
  g_assert_cmpstr (a->sort, ==, b->sort);
  g_assert_cmpstr (a->tab, ==, b->tab);
  g_assert_cmpstr (a->select, ==, b->select);
  g_assert_cmpstr (a->unknown, ==, b->unknown);
  g_assert_cmpint (a->ranges, ==, b->ranges);
  g_assert_cmpuint (a->pins->len, ==, b->pins->len);
  for (guint i = 0; i < a->pins->len; i++)
    g_assert_cmpstr (a->pins->pdata[i], ==, b->pins->pdata[i]);
}

/* 200 states out and in again, as the same state and the same address. */
static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20221122);

  for (int i = 0; i < 200; i++)
    {
      g_autoptr (ObsView) view = random_view (rand);
      g_autofree char *address = obs_view_to_address (view);
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsView) back = obs_view_from_address (address, &error);
      g_autoptr (ObsView) copy = obs_view_copy (view);
      g_autofree char *again = NULL;

      g_test_message ("%s", address);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (address, "skills-observatory:view/"));
      assert_same (view, back);
      assert_same (view, copy);
      g_assert_true (obs_view_equal (view, back) && obs_view_equal (view, copy));
      again = obs_view_to_address (back);
      g_assert_cmpstr (address, ==, again);
    }
}

static void
test_equal (void)
{
  g_autoptr (ObsView) a = obs_view_new ("employer", "E1"), b = obs_view_new ("employer", "E1");

  g_assert_true (obs_view_equal (a, b));
  g_assert_true (obs_view_equal (NULL, NULL));
  g_assert_false (obs_view_equal (a, NULL) || obs_view_equal (NULL, a));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_true (obs_view_set (b, keys[i], "x"));
      g_assert_false (obs_view_equal (a, b));
      obs_view_set (b, keys[i], NULL);
      g_assert_true (obs_view_equal (a, b));
    }
  obs_view_set (b, "range", "0");
  g_assert_false (obs_view_equal (a, b));
}

static void
test_set (void)
{
  g_autoptr (ObsView) view = obs_view_new ("employer", "E1");

  obs_view_set (view, "sector", "logistics");
  obs_view_set (view, "place", "E07000130");
  obs_view_set (view, "size", "large");
  obs_view_set (view, "ksb", "K");
  g_assert_cmpstr (view->ksb, ==, "K");
  obs_view_set (view, "ksb", "skills");
  g_assert_cmpstr (view->ksb, ==, "S");
  obs_view_set (view, "ksb", "K");
  g_assert_cmpuint (obs_view_n_filters (view), ==, 3);
  obs_view_set (view, "sector", "all");
  obs_view_set (view, "place", "");
  obs_view_set (view, "size", NULL);
  g_assert_cmpuint (obs_view_n_filters (view), ==, 0);
  g_assert_null (view->sector);
  g_assert_false (obs_view_set (view, "nonsense", "1"));
  g_assert_true (obs_view_set (view, "pin", "a,,b,"));
  g_assert_cmpuint (view->pins->len, ==, 2);
  g_assert_true (obs_view_set (view, "pin", NULL));
  g_assert_cmpuint (view->pins->len, ==, 0);
}

/* What a newer program wrote stays in the address, word for word. */
static void
test_unknown_keys (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsView) view = obs_view_from_address (
      "skills-observatory:view/employer/E1?zoom=2&sector=logistics&flag&x=%zz&ksb=S", &error);
  g_autofree char *address = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (view->sector, ==, "logistics");
  g_assert_cmpstr (view->ksb, ==, "S");
  g_assert_cmpstr (view->unknown, ==, "zoom=2&flag&x=%zz");
  address = obs_view_to_address (view);
  g_assert_cmpstr (address, ==,
                   "skills-observatory:view/employer/E1?ksb=S&sector=logistics&zoom=2&flag&x=%zz");
}

static void
test_short_address (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsView) view = obs_view_from_address ("funder/F8", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (view->perspective, ==, "funder");
  g_assert_cmpstr (view->question, ==, "F8");
  g_assert_true (view->ranges);
}

static void
assert_refused (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsView) view = obs_view_from_address (address, &error);

  g_assert_null (view);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
  g_test_message ("%s", error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_true (g_str_has_suffix (error->message, "."));
  /* A person reads it: it does not print four thousand letters back. */
  g_assert_cmpuint (strlen (error->message), <, 4500);
}

static void
test_refused (void)
{
  static const char *const damaged[] = { "",
                                         "skills-observatory:view/",
                                         "employer",
                                         "skills-observatory:view/employer",
                                         "/E1",
                                         "skills-observatory:view/employer/",
                                         "a/b/c",
                                         "skills-observatory:view/employer/E1/more?ksb=S",
                                         "?ksb=S",
                                         "https://example.org/employer/E1",
                                         "a%zz/E1",
                                         "employer/E%1",
                                         "a%00b/E1",
                                         "employer/%ff",
                                         "employer/a%2Fb",
                                         "employer/E1\xff?ksb=S" };
  g_autofree char *many = g_strnfill (5000, 'x');
  g_autofree char *address = g_strconcat ("employer/E1?select=", many, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (damaged); i++)
    assert_refused (damaged[i]);
  assert_refused (address);
}

/* A value that is not text once it is unescaped is not taken in. */
static void
test_escaped_rubbish (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsView) view
      = obs_view_from_address ("employer/E1?select=%ff%fe&sector=a%00b&ksb=S", &error);

  g_assert_no_error (error);
  g_assert_null (view->select);
  g_assert_null (view->sector);
  g_assert_cmpstr (view->ksb, ==, "S");
}

/* Links to single things, as people paste them. */
static void
test_single_things (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsView) standard
      = obs_view_from_address ("skills-observatory:document/ST0005", &error);
  g_autoptr (ObsView) profile
      = obs_view_from_address ("skills-observatory:document/profile:a%2Fb", &error);
  g_autoptr (ObsView) statement = obs_view_from_address ("skills-observatory:statement/17", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (standard->question, ==, "document");
  g_assert_cmpstr (standard->select, ==, "ST0005");
  g_assert_cmpstr (profile->select, ==, "profile:a/b");
  g_assert_cmpstr (statement->question, ==, "statement");
  g_assert_cmpstr (statement->select, ==, "17");
  assert_refused ("skills-observatory:document/");
  assert_refused ("skills-observatory:document/%ff");
}

/* A concept has an address of its own, and the long one of the same view. */
static void
test_concept_address (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsView) view
      = obs_view_from_address ("skills-observatory:taxonomy/esco:a%20b", &error);
  g_autofree char *address = NULL;
  g_autoptr (ObsView) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (view->question, ==, "taxonomy");
  g_assert_cmpstr (view->select, ==, "esco:a b");
  address = obs_view_to_address (view);
  again = obs_view_from_address (address, &error);
  g_assert_no_error (error);
  g_assert_true (obs_view_equal (view, again));
  assert_refused ("skills-observatory:taxonomy/%ff");
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/engine/view/round-trip", test_round_trip);
  g_test_add_func ("/engine/view/equal", test_equal);
  g_test_add_func ("/engine/view/set", test_set);
  g_test_add_func ("/engine/view/unknown-keys", test_unknown_keys);
  g_test_add_func ("/engine/view/short-address", test_short_address);
  g_test_add_func ("/engine/view/refused", test_refused);
  g_test_add_func ("/engine/view/single-things", test_single_things);
  g_test_add_func ("/engine/view/escaped-rubbish", test_escaped_rubbish);
  g_test_add_func ("/engine/view/concept-address", test_concept_address);
  return g_test_run ();
}
