/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/begin.h"
#include "tests/ui/window/changes-fixture.h"

#include "ui/comparisons.h"
#include "ui/kept-editions.h"
#include "ui/pages/changes-words.h"
#include "ui/seen-marks.h"

#include <string.h>

/* What needs no window: words, tables, which editions are compared, what was seen. */

static void
assert_head (gint64 added, gint64 revised, gint64 withdrawn, const char *expected)
{
  g_autoptr (ObsChanges) changes = changes_new ("2026-11-01", "2026-11-22");
  g_autofree char *head = NULL;

  changes_add_group (changes, "a", "", added, revised, withdrawn);
  head = obs_changes_head (changes);
  g_assert_cmpstr (head, ==, expected);
}

static void
test_head (void)
{
  g_autoptr (ObsChanges) none = changes_new ("2026-11-01", "2026-11-22");
  g_autoptr (ObsChanges) back = changes_new ("2026-11-22", "2026-11-01");
  g_autofree char *head = NULL;

  assert_head (412, 37, 2, "Since 1 Nov 2026: 412 figures are new, 37 revised, 2 withdrawn.");
  assert_head (1, 0, 0, "Since 1 Nov 2026: 1 figure is new.");
  assert_head (0, 0, 1, "Since 1 Nov 2026: 1 figure is withdrawn.");
  assert_head (0, 1200, 1, "Since 1 Nov 2026: 1,200 figures are revised, 1 withdrawn.");
  head = obs_changes_head (none);
  g_assert_cmpstr (head, ==, "Since 1 Nov 2026: nothing differs.");
  g_assert_true (obs_changes_are_none (none));
  g_ptr_array_add (none->texts, g_strdup ("A statement is new."));
  g_free (head);
  head = obs_changes_head (none);
  g_assert_cmpstr (head, ==, "Since 1 Nov 2026: no figure differs, but other things do.");
  changes_add_group (back, "a", "", 3, 0, 0);
  g_free (head);
  head = obs_changes_head (back);
  g_assert_cmpstr (head, ==, "Back from 22 Nov 2026 to 1 Nov 2026: 3 figures are new.");
}

static void
test_question (void)
{
  g_autoptr (ObsChanges) changes = changes_new ("2026-11-01", "2026-11-22");
  g_autofree char *both = NULL, *only = NULL, *none = NULL;

  changes_add_question (changes, "E1", 12, 3, FALSE);
  changes_add_question (changes, "E8", 0, 0, TRUE);
  both = obs_changes_question_words (changes, "E1");
  only = obs_changes_question_words (changes, "E8");
  none = obs_changes_question_words (changes, "E2");
  g_assert_cmpstr (both, ==, "12 figures here are new, 3 revised since the edition of 1 Nov 2026.");
  g_assert_nonnull (strstr (only, "wording"));
  g_assert_null (none);
  g_assert_null (obs_changes_question_words (NULL, "E1"));
}

static const char *
cell (const ObsTable *table, guint row, guint column)
{
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (table->rows, row), column);
}

/* Unknown is never zero, and zero is a zero: a figure that did not change is counted as none. */
static void
test_tables (void)
{
  g_autoptr (ObsChanges) changes = changes_new ("2026-11-01", "2026-11-22");
  g_autoptr (ObsTable) groups = NULL;
  g_autoptr (ObsFigure) figure = NULL;

  changes_add_group (changes, "few", "", 1, 0, 0);
  g_assert_null (obs_changes_figure (changes));
  changes_add_group (changes, "many", "E07000130", 5, 0, 2);
  changes_add_group (changes, "few", "E07000130", 1, 1, 0);
  groups = obs_changes_groups_table (changes);
  g_assert_cmpstr (cell (groups, 0, 1), ==, "No one area");
  g_assert_cmpstr (cell (groups, 1, 1), ==, "Charnwood");
  g_assert_cmpstr (cell (groups, 1, 3), ==, "0");
  g_assert_cmpstr (cell (groups, 1, 4), ==, "2");

  figure = obs_changes_figure (changes);
  g_assert_cmpuint (figure->rows->len, ==, 2);
  g_assert_cmpstr (obs_figure_row (figure, 0)->key, ==, "many");
  g_assert_cmpfloat (obs_figure_row (figure, 0)->estimate, ==, 7);
  g_assert_cmpfloat (obs_figure_row (figure, 1)->estimate, ==, 3);
  g_assert_cmpstr (obs_figure_row (figure, 0)->name, ==,
                   "Title of many: 5 figures are new, 2 withdrawn");
  g_assert_cmpfloat (figure->axis_max, ==, 7);
}

/* --- which editions ------------------------------------------------------------------------ */

static void
add_kept (GPtrArray *list, const char *key, const char *date, const char *series, gboolean open)
{
  ObsKeptEdition *kept = g_new0 (ObsKeptEdition, 1);

  kept->key = g_strdup (key);
  kept->path = g_strconcat ("/nowhere/", key, NULL);
  kept->date = g_strdup (date);
  kept->series = g_strdup (series);
  kept->title = g_strdup (series);
  kept->open = open;
  g_ptr_array_add (list, kept);
}

static void
assert_choice (const GPtrArray *kept, const char *words, const char *before, const char *after)
{
  const ObsKeptEdition *b, *a;

  obs_kept_editions_choose (kept, words, &b, &a);
  g_assert_cmpstr (b != NULL ? b->key : NULL, ==, before);
  g_assert_cmpstr (a != NULL ? a->key : NULL, ==, after);
}

static void
test_choose (void)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (obs_kept_edition_free);

  assert_choice (kept, NULL, NULL, NULL);
  add_kept (kept, "c", "2026-03-01", "here", TRUE);
  assert_choice (kept, NULL, NULL, "c");
  assert_choice (kept, "2025-01-01..c", NULL, "c");
  add_kept (kept, "x", "2026-02-15", "there", FALSE);
  add_kept (kept, "b", "2026-02-01", "here", FALSE);
  add_kept (kept, "a", "2026-01-01", "here", FALSE);
  g_assert_true (obs_kept_editions_are_mixed (kept));
  /* Another custodian's edition in between is not the one before. */
  assert_choice (kept, NULL, "b", "c");
  assert_choice (kept, "..b", "a", "b");
  assert_choice (kept, "2026-01-01..2026-03-01", "a", "c");
  assert_choice (kept, "a..open", "a", "c");
  assert_choice (kept, "c..c", "c", "c");
  assert_choice (kept, "gone..b", "a", "b");
  assert_choice (kept, "gone", "b", "c");
  /* The oldest is on screen: what came after it. */
  ((ObsKeptEdition *) g_ptr_array_index (kept, 0))->open = FALSE;
  ((ObsKeptEdition *) g_ptr_array_index (kept, 3))->open = TRUE;
  assert_choice (kept, NULL, "a", "c");
}

static void
test_seen (void)
{
  g_autofree char *text = g_strdup ("");

  for (int i = 0; i < 2 * OBS_SEEN_EDITIONS; i++)
    {
      g_autofree char *old = text;
      g_autofree char *edition = g_strdup_printf ("2026-01-%02d-aa", i);
      g_autofree char *one = obs_seen_marks_add (old, edition, "E1");
      g_autofree char *again = obs_seen_marks_add (one, edition, "E1");

      g_assert_cmpstr (one, ==, again);
      text = obs_seen_marks_add (again, edition, "C12");
    }
  g_assert_true (obs_seen_marks_have (text, "2026-01-07-aa", "E1"));
  g_assert_true (obs_seen_marks_have (text, "2026-01-07-aa", "C12"));
  g_assert_true (obs_seen_marks_have (text, "2026-01-04-aa", "C12"));
  g_assert_false (obs_seen_marks_have (text, "2026-01-07-aa", "C1"));
  g_assert_false (obs_seen_marks_have (text, "2026-01-07", "E1"));
  g_assert_false (obs_seen_marks_have (text, "2026-01-03-aa", "E1"));
  g_assert_false (obs_seen_marks_have ("", "a", "E1"));
  g_assert_false (obs_seen_marks_have ("a=E1;;=;b", "b", "E1"));
}

/* --- comparing once ------------------------------------------------------------------------ */

static gint runs; /* atomic */
static gint may_end;

static ObsChanges *
slow_compare (const char *before, const char *after, GCancellable *cancellable, GError **error)
{
  g_atomic_int_inc (&runs);
  while (!g_atomic_int_get (&may_end))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_thread_yield ();
    }
  return changes_new (before, after);
}

typedef struct
{
  gboolean done;
  const ObsChanges *changes;
  GError *error;
} Answer;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->changes = obs_comparisons_ask_finish (OBS_COMPARISONS (source), result, &answer->error);
  answer->done = TRUE;
}

static void
wait_for (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_comparisons (void)
{
  g_autoptr (ObsComparisons) comparisons = obs_comparisons_new (slow_compare);
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (GCancellable) leave = g_cancellable_new ();
  Answer first = { 0 }, second = { 0 }, third = { 0 };

  /* Two ask for the same, one leaves: the other has its answer, and the work was done once. */
  obs_comparisons_ask_async (comparisons, "a", "b", stop, answer_cb, &first);
  obs_comparisons_ask_async (comparisons, "a", "b", NULL, answer_cb, &second);
  g_cancellable_cancel (stop);
  wait_for (&first);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_atomic_int_set (&may_end, 1);
  wait_for (&second);
  g_assert_no_error (second.error);
  g_assert_cmpint (g_atomic_int_get (&runs), ==, 1);
  g_assert_true (obs_comparisons_peek (comparisons, "a", "b") == second.changes);
  g_assert_null (obs_comparisons_peek (comparisons, "b", "a"));

  /* All leave: the work stops, and asking again begins anew. */
  g_atomic_int_set (&may_end, 0);
  obs_comparisons_ask_async (comparisons, "b", "c", leave, answer_cb, &third);
  g_cancellable_cancel (leave);
  wait_for (&third);
  g_assert_error (third.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (obs_comparisons_peek (comparisons, "b", "c"));
  g_clear_error (&third.error);
  third.done = FALSE;
  g_atomic_int_set (&may_end, 1);
  obs_comparisons_ask_async (comparisons, "b", "c", NULL, answer_cb, &third);
  wait_for (&third);
  g_assert_no_error (third.error);
  g_assert_cmpstr (third.changes->after_date, ==, "c");
  g_clear_error (&first.error);
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  g_test_add_func ("/changes/head", test_head);
  g_test_add_func ("/changes/question", test_question);
  g_test_add_func ("/changes/tables", test_tables);
  g_test_add_func ("/changes/choose", test_choose);
  g_test_add_func ("/changes/seen", test_seen);
  g_test_add_func ("/changes/comparisons", test_comparisons);
  return g_test_run ();
}
