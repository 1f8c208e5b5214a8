/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "data/engine/store.h"
#include "data/error.h"
#include "tests/data/engine/fixture.h"
#include "tests/begin.h"

#include <string.h>

typedef struct
{
  GAsyncResult *result;
  guint calls;
  GThread *thread;
} Wait;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  g_set_object (&wait->result, result);
  wait->calls++;
  wait->thread = g_thread_self ();
}

/* Runs the main loop until the callback came. */
static void
wait_for (Wait *wait, guint calls)
{
  while (wait->calls < calls)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_clear (Wait *wait)
{
  g_clear_object (&wait->result);
  wait->calls = 0;
}

static gboolean
open_edition (ObsStore *store, const char *path, GCancellable *cancellable, GError **error)
{
  Wait wait = { NULL, 0, NULL };
  gboolean ok;

  obs_store_open_async (store, path, cancellable, done_cb, &wait);
  wait_for (&wait, 1);
  g_assert_true (wait.thread == g_thread_self ());
  ok = obs_store_open_finish (store, wait.result, error);
  wait_clear (&wait);
  return ok;
}

static ObsFigure *
answer (ObsStore *store, const char *address, GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsView) view = obs_view_from_address (address, NULL);
  Wait wait = { NULL, 0, NULL };
  ObsFigure *figure;

  obs_store_answer_async (store, view, cancellable, done_cb, &wait);
  /* The store has its own copy of the view. */
  obs_view_set (view, "sector", "fishing");
  wait_for (&wait, 1);
  figure = obs_store_answer_finish (store, wait.result, error);
  wait_clear (&wait);
  return figure;
}

/* All that is under way has given up the store: finishes what the main loop still holds. */
static void
drop (ObsStore *store)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}

static void
count_cb (ObsStore *store, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_before_open (void)
{
  ObsStore *store = obs_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFigure) figure = NULL;

  g_assert_null (obs_store_get_journeys (store));
  g_assert_null (obs_store_get_path (store));
  figure = answer (store, "employer/E1", NULL, &error);
  g_assert_null (figure);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND);
  drop (store);
}

static void
test_answers (void)
{
  ObsStore *store = obs_store_new ();
  g_autoptr (ObsView) view = obs_view_new ("employer", "home");
  g_autoptr (ObsFigure) figure = NULL, same = fixture_answer ("employer/E1?ksb=S");
  g_autoptr (ObsCard) card = NULL;
  g_autoptr (GPtrArray) tiles = NULL, hits = NULL;
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL, 0, NULL };
  guint changed = 0;

  g_signal_connect (store, "changed", G_CALLBACK (count_cb), &changed);
  g_assert_true (open_edition (store, fixture_path (), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_cmpstr (obs_store_get_path (store), ==, fixture_path ());
  g_assert_cmpuint (obs_store_get_journeys (store)->perspectives->len, >=, 3);

  figure = answer (store, "employer/E1?ksb=S", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (figure->title, ==, same->title);
  g_assert_cmpstr (figure->summary, ==, same->summary);
  g_assert_cmpstr (figure->filters, ==, "");

  obs_store_home_async (store, view, NULL, done_cb, &wait);
  wait_for (&wait, 1);
  tiles = obs_store_home_finish (store, wait.result, &error);
  g_assert_cmpuint (tiles->len, ==, 5);
  wait_clear (&wait);

  obs_store_card_async (store, view, figure, 0, NULL, done_cb, &wait);
  wait_for (&wait, 1);
  card = obs_store_card_finish (store, wait.result, &error);
  g_assert_cmpstr (card->title, ==, obs_figure_row (figure, 0)->label);
  wait_clear (&wait);

  obs_store_search_async (store, "team working", "employer", NULL, done_cb, &wait);
  wait_for (&wait, 1);
  hits = obs_store_search_finish (store, wait.result, &error);
  g_assert_cmpuint (hits->len, >, 0);
  wait_clear (&wait);
  g_assert_no_error (error);
  g_assert_cmpuint (changed, ==, 1);
  drop (store);
}

/* A file that is no edition: refused in one sentence, what was open stays open and silent. */
static void
test_bad_file (void)
{
  ObsStore *store = obs_store_new ();
  g_autofree char *bad = g_build_filename (fixture_folder (), "bad.obs", NULL);
  g_autofree char *none = g_build_filename (fixture_folder (), "none.obs", NULL);
  const char *const paths[] = { bad, none, fixture_folder () };
  const ObsJourneys *journeys;
  g_autoptr (GError) error = NULL;
  guint changed = 0;

  g_assert_true (g_file_set_contents (bad, "This is no database.", -1, NULL));
  g_assert_true (open_edition (store, fixture_path (), NULL, &error));
  journeys = obs_store_get_journeys (store);
  g_signal_connect (store, "changed", G_CALLBACK (count_cb), &changed);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) refused = NULL;
      g_autoptr (ObsFigure) figure = NULL;

      g_assert_false (open_edition (store, paths[i], NULL, &refused));
      g_assert_nonnull (refused);
      g_test_message ("%s", refused->message);
      g_assert_true (g_str_has_suffix (refused->message, "."));
      g_assert_true (obs_store_get_journeys (store) == journeys);
      g_assert_cmpstr (obs_store_get_path (store), ==, fixture_path ());
      figure = answer (store, "employer/E1", NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (figure);
    }
  g_assert_cmpuint (changed, ==, 0);
  drop (store);
}

/* Opening another edition changes once; figures of the first stay valid. */
static void
test_second_edition (void)
{
  ObsStore *store = obs_store_new ();
  g_autofree char *copy = g_build_filename (fixture_folder (), "second.obs", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFigure) before = NULL, after = NULL;
  g_autofree char *bytes = NULL;
  gsize length;
  guint changed = 0;

  g_assert_true (g_file_get_contents (fixture_path (), &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (copy, bytes, (gssize) length, NULL));
  g_signal_connect (store, "changed", G_CALLBACK (count_cb), &changed);
  g_assert_true (open_edition (store, fixture_path (), NULL, &error));
  before = answer (store, "funder/F4", NULL, &error);
  g_assert_true (open_edition (store, copy, NULL, &error));
  g_assert_cmpuint (changed, ==, 2);
  g_assert_cmpstr (obs_store_get_path (store), ==, copy);
  after = answer (store, "funder/F4", NULL, &error);
  g_assert_cmpstr (before->summary, ==, after->summary);
  drop (store);
}

static void
test_cancelled (void)
{
  ObsStore *store = obs_store_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL, opening = NULL;
  g_autoptr (ObsFigure) figure = NULL;
  guint changed = 0;

  g_cancellable_cancel (cancellable);
  g_signal_connect (store, "changed", G_CALLBACK (count_cb), &changed);
  g_assert_false (open_edition (store, fixture_path (), cancellable, &opening));
  g_assert_error (opening, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (changed, ==, 0);
  g_assert_null (obs_store_get_journeys (store));
  g_assert_true (open_edition (store, fixture_path (), NULL, &error));
  figure = answer (store, "employer/E1", cancellable, &error);
  g_assert_null (figure);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  drop (store);
}

/* An opening that is cancelled at any moment is either refused whole or done whole: path, journeys
 * and answers always belong to one edition. */
static void
test_cancelled_midway (void)
{
  for (int i = 0; i < 20; i++)
    {
      ObsStore *store = obs_store_new ();
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL, asked = NULL;
      g_autoptr (ObsFigure) figure = NULL;
      Wait wait = { NULL, 0, NULL };
      gboolean ok;

      obs_store_open_async (store, fixture_path (), cancellable, done_cb, &wait);
      g_usleep ((gulong) i * 300);
      g_cancellable_cancel (cancellable);
      wait_for (&wait, 1);
      ok = obs_store_open_finish (store, wait.result, &error);
      wait_clear (&wait);
      figure = answer (store, "employer/E1", NULL, &asked);
      g_assert_cmpint (ok, ==, figure != NULL);
      g_assert_cmpint (ok, ==, obs_store_get_journeys (store) != NULL);
      g_assert_cmpint (ok, ==, error == NULL);
      drop (store);
    }
}

typedef struct
{
  guint answered, cancelled;
  char *newest;
} Quick;

static void
quick_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Quick *quick = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFigure) figure = obs_store_answer_finish (OBS_STORE (source), result, &error);

  if (figure != NULL)
    {
      quick->answered++;
      g_free (quick->newest);
      quick->newest = g_strdup (figure->figure_id);
      return;
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  quick->cancelled++;
}

/* Somebody holds a key down: fifty requests, each cancels the one before; the last one answers. */
static void
test_newest_wanted (void)
{
  static const char *const questions[] = { "E1", "E6", "C1", "F8", "E14" };
  ObsStore *store = obs_store_new ();
  g_autoptr (GCancellable) last = NULL;
  g_autoptr (GError) error = NULL;
  Quick quick = { 0, 0, NULL };

  g_assert_true (open_edition (store, fixture_path (), NULL, &error));
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (ObsView) view = obs_view_new ("employer", questions[i % 5]);

      if (last != NULL)
        g_cancellable_cancel (last);
      g_clear_object (&last);
      last = g_cancellable_new ();
      obs_store_answer_async (store, view, last, quick_cb, &quick);
    }
  while (quick.answered + quick.cancelled < 50)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (quick.answered, ==, 1);
  g_assert_cmpuint (quick.cancelled, ==, 49);
  g_assert_cmpstr (quick.newest, ==, "E14");
  g_free (quick.newest);
  drop (store);
}

static void
gone_cb (gpointer user_data, GObject *where_the_object_was)
{
  GThread **thread = user_data;

  *thread = g_thread_self ();
}

/* The owner gives the store up while requests are under way: they still come back, and the store
 * goes after the last of them, on this thread. */
static void
test_dropped_early (void)
{
  for (int i = 0; i < 50; i++)
    {
      ObsStore *store = obs_store_new ();
      g_autoptr (ObsView) view = obs_view_new ("employer", "E1");
      Quick quick = { 0, 0, NULL };
      Wait wait = { NULL, 0, NULL };
      GThread *thread = NULL;

      g_object_weak_ref (G_OBJECT (store), gone_cb, &thread);
      obs_store_open_async (store, fixture_path (), NULL, done_cb, &wait);
      obs_store_answer_async (store, view, NULL, quick_cb, &quick);
      g_object_unref (store);
      while (wait.calls == 0 || quick.answered == 0)
        g_main_context_iteration (NULL, TRUE);
      wait_clear (&wait);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_true (thread == g_thread_self ());
      g_free (quick.newest);
    }
}

int
main (int argc, char **argv)
{
  int status;

  test_begin (&argc, &argv);
  fixture_set_up ();
  g_test_add_func ("/engine/store/before-open", test_before_open);
  g_test_add_func ("/engine/store/answers", test_answers);
  g_test_add_func ("/engine/store/bad-file", test_bad_file);
  g_test_add_func ("/engine/store/second-edition", test_second_edition);
  g_test_add_func ("/engine/store/cancelled", test_cancelled);
  g_test_add_func ("/engine/store/cancelled-midway", test_cancelled_midway);
  g_test_add_func ("/engine/store/newest-wanted", test_newest_wanted);
  g_test_add_func ("/engine/store/dropped-early", test_dropped_early);
  status = g_test_run ();
  fixture_tear_down ();
  return status;
}
