/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/matcher-private.h"

#include <string.h>

/* Many texts, shared out to threads one by one; equal texts are ranked once. */

typedef struct
{
  const ObsMatcher *matcher;
  ObsMatchText *texts;
  const guint *which; /* the first of each set of equal texts */
  guint n, top;
  int next, done;
  ObsMatchProgress progress;
  gpointer user_data;
  GCancellable *cancellable;
} Work;

static gpointer
work_on (gpointer data)
{
  Work *work = data;
  g_autoptr (ObsMatchRun) run = obs_match_run_new (work->matcher);

  while (!g_cancellable_is_cancelled (work->cancellable))
    {
      guint at = (guint) g_atomic_int_add (&work->next, 1);
      ObsMatchText *text;
      guint done;

      if (at >= work->n)
        break;
      text = &work->texts[work->which[at]];
      text->n = obs_match_rank (run, text->text, text->ksb, work->top, text->matches);
      done = (guint) g_atomic_int_add (&work->done, 1) + 1;
      if (work->progress != NULL && (done % 64 == 0 || done == work->n))
        work->progress (done, work->n, work->user_data);
    }
  return NULL;
}

static guint
hash_text (gconstpointer key)
{
  const ObsMatchText *text = key;

  return g_str_hash (text->text) ^ (guint) text->ksb;
}

static gboolean
same_text (gconstpointer a, gconstpointer b)
{
  const ObsMatchText *x = a, *y = b;

  return x->ksb == y->ksb && strcmp (x->text, y->text) == 0;
}

gboolean
obs_match_all (const ObsMatcher *matcher, ObsMatchText *texts, guint n, guint top, guint threads,
               ObsMatchProgress progress, gpointer user_data, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GHashTable) firsts = g_hash_table_new (hash_text, same_text);
  g_autofree guint *which = g_new (guint, n + 1);
  g_autofree guint *same = g_new (guint, n + 1);
  g_autoptr (GPtrArray) workers = g_ptr_array_new ();
  Work work = { matcher, texts, which, 0, top, 0, 0, progress, user_data, cancellable };

  for (guint i = 0; i < n; i++)
    {
      gpointer first = g_hash_table_lookup (firsts, &texts[i]);

      same[i] = first != NULL ? (guint) ((ObsMatchText *) first - texts) : i;
      if (first != NULL)
        continue;
      g_hash_table_add (firsts, &texts[i]);
      which[work.n++] = i;
    }
  if (threads == 0)
    threads = MIN (g_get_num_processors (), 16u);
  threads = MIN (threads, MAX (1u, work.n / 16));
  for (guint i = 1; i < threads; i++)
    g_ptr_array_add (workers, g_thread_new ("match", work_on, &work));
  work_on (&work);
  for (guint i = 0; i < workers->len; i++)
    g_thread_join (g_ptr_array_index (workers, i));
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (same[i] != i)
      {
        texts[i].n = texts[same[i]].n;
        memcpy (texts[i].matches, texts[same[i]].matches, texts[i].n * sizeof (ObsMatch));
      }
  return TRUE;
}
