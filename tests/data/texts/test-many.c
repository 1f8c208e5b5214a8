/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many texts at once: how much is worked is counted, and what comes out is the same for any number
 * of threads. */

#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/taxonomy/matcher.h"
#include "data/taxonomy/sentences.h"

#include <string.h>

#define TOP 5

static const char *const words[]
    = { "store",  "move", "goods",   "lay",   "bricks", "team",   "safety", "hazard", "Excel",
        "budget", "code", "network", "child", "care",   "report", "energy", "waste",  "customer" };

/* A sentence of a few words; the same number gives the same one. */
static char *
sentence (guint number)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0, n = number; i < 4; i++, n /= G_N_ELEMENTS (words))
    g_string_append_printf (text, "%s ", words[(n + i * 7) % G_N_ELEMENTS (words)]);
  return g_string_free (text, FALSE);
}

static ObsMatcher *
make_matcher (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTables) tables = obs_tables_load (NULL, &error);
  ObsMatcher *matcher;

  g_assert_no_error (error);
  matcher = obs_matcher_new (tables);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      g_autofree char *name = sentence (i * 37);
      g_autofree char *more = sentence (i * 53 + 5);
      ObsMatchLabel label = { .id = id,
                              .label = name,
                              .alternatives = i % 3 == 0 ? more : NULL,
                              .description = i % 2 == 0 ? more : "" };

      obs_matcher_add (matcher, &label);
    }
  obs_matcher_finish (matcher);
  return matcher;
}

/* Made once: it never changes. */
static const ObsMatcher *
shared_matcher (void)
{
  static ObsMatcher *matcher;

  if (matcher == NULL)
    matcher = make_matcher ();
  return matcher;
}

typedef struct
{
  ObsMatchText *texts;
  ObsMatch *matches;
  char **strings;
  guint n;
} Asked;

static Asked
ask (guint n, guint different, const char *ksbs)
{
  Asked asked = { g_new0 (ObsMatchText, n), g_new0 (ObsMatch, n * TOP), g_new0 (char *, n + 1), n };

  for (guint i = 0; i < n; i++)
    {
      char ksb = ksbs[i / different % strlen (ksbs)];

      if (i < different)
        asked.strings[i] = sentence (i * 11);
      asked.texts[i].text = asked.strings[i % different];
      asked.texts[i].ksb = ksb == '-' ? 0 : ksb;
      asked.texts[i].matches = asked.matches + i * TOP;
    }
  return asked;
}

static void
forget (Asked *asked)
{
  g_free (asked->texts);
  g_free (asked->matches);
  g_strfreev (asked->strings);
}

typedef struct
{
  int all, most_done;
} Seen;

static void
progress_cb (guint done, guint all, gpointer user_data)
{
  Seen *seen = user_data;

  g_assert_cmpuint (done, <=, all);
  g_atomic_int_set (&seen->all, (int) all);
  if ((int) done > g_atomic_int_get (&seen->most_done))
    g_atomic_int_set (&seen->most_done, (int) done);
}

/* What is ranked is counted by the progress that is told. */
static void
test_equal_once (void)
{
  const ObsMatcher *matcher = shared_matcher ();
  static const struct
  {
    guint different;
    const char *ksbs;
    int ranked;
  } cases[] = { { 1, "K", 1 }, { 1, "KSB", 3 }, { 60, "S", 60 }, { 16, "KB", 32 } };

  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      Asked asked = ask (100000, cases[c].different, cases[c].ksbs);
      Seen seen = { 0 };

      g_assert_true (
          obs_match_all (matcher, asked.texts, asked.n, TOP, 2, progress_cb, &seen, NULL, NULL));
      g_assert_cmpint (seen.all, ==, cases[c].ranked);
      g_assert_cmpint (seen.most_done, ==, cases[c].ranked);
      for (guint i = cases[c].different * (guint) strlen (cases[c].ksbs); i < asked.n; i++)
        {
          guint first = i % (cases[c].different * (guint) strlen (cases[c].ksbs));

          g_assert_cmpuint (asked.texts[i].n, ==, asked.texts[first].n);
          g_assert_true (memcmp (asked.texts[i].matches, asked.texts[first].matches,
                                 asked.texts[i].n * sizeof (ObsMatch))
                         == 0);
        }
      forget (&asked);
    }
}

/* The same to the last bit, and the same as one text asked alone. */
static void
test_any_threads (void)
{
  const ObsMatcher *matcher = shared_matcher ();
  g_autoptr (ObsMatchRun) run = obs_match_run_new (matcher);
  const guint threads[] = { 1, 2, 4, 7 };
  Asked first = ask (120, 40, "-KS");
  guint found = 0;

  for (guint i = 0; i < first.n; i++)
    first.texts[i].n = obs_match_rank (run, first.texts[i].text, first.texts[i].ksb, TOP,
                                       first.texts[i].matches);
  for (gsize t = 0; t < G_N_ELEMENTS (threads); t++)
    {
      Asked asked = ask (120, 40, "-KS");

      g_assert_true (
          obs_match_all (matcher, asked.texts, asked.n, TOP, threads[t], NULL, NULL, NULL, NULL));
      for (guint i = 0; i < asked.n; i++)
        {
          g_assert_cmpuint (asked.texts[i].n, ==, first.texts[i].n);
          for (guint k = 0; k < asked.texts[i].n; k++)
            {
              const ObsMatch *a = &asked.texts[i].matches[k], *b = &first.texts[i].matches[k];

              g_assert_cmpuint (a->label, ==, b->label);
              g_assert_true (a->score == b->score && a->margin == b->margin
                             && a->confidence == b->confidence);
              found++;
            }
        }
      forget (&asked);
    }
  g_assert_cmpuint (found, >, 1000);
  forget (&first);
}

/* Another index of the same labels answers the same: no order of a hash table shows. */
static void
test_any_index (void)
{
  const ObsMatcher *one = shared_matcher ();
  g_autoptr (ObsMatcher) two = make_matcher ();
  Asked a = ask (40, 40, "S"), b = ask (40, 40, "S");

  g_assert_true (obs_match_all (one, a.texts, a.n, TOP, 1, NULL, NULL, NULL, NULL));
  g_assert_true (obs_match_all (two, b.texts, b.n, TOP, 2, NULL, NULL, NULL, NULL));
  g_assert_true (memcmp (a.matches, b.matches, a.n * TOP * sizeof (ObsMatch)) == 0);
  forget (&a);
  forget (&b);
}

static void
test_stopped (void)
{
  const ObsMatcher *matcher = shared_matcher ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Asked asked = ask (10, 10, "S");

  g_cancellable_cancel (cancellable);
  g_assert_false (
      obs_match_all (matcher, asked.texts, asked.n, TOP, 2, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  forget (&asked);
}

/* However long a text is, what the matcher sees of it is not. */
static void
test_long_texts (void)
{
  static const char *const units[]
      = { "x",        "word ", "<",    "<b>", "&",    "&amp;",          "e\xcc\x81",
          "\xcc\x81", "\xff",  "\x01", "a. ", "(a) ", "\xe2\x80\xa2 x", "1." };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) text = g_string_new ("begin ");
      g_autofree char *clean = NULL;
      g_autoptr (GPtrArray) parts = NULL;

      while (text->len < 1000000)
        g_string_append (text, units[i]);
      clean = obs_sentences_clean (text->str);
      parts = obs_sentences_split (clean);
      g_assert_true (g_str_has_prefix (clean, "begin"));
      g_assert_cmpuint (strlen (clean), <=, OBS_SENTENCES_MOST);
      g_assert_cmpuint (parts->len, <=, OBS_SENTENCES_MOST / 2);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/texts/many/equal-once", test_equal_once);
  g_test_add_func ("/texts/many/any-threads", test_any_threads);
  g_test_add_func ("/texts/many/any-index", test_any_index);
  g_test_add_func ("/texts/many/stopped", test_stopped);
  g_test_add_func ("/texts/many/long-texts", test_long_texts);
  return g_test_run ();
}
