/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/changes-fixture.h"

static void
group_free (gpointer data)
{
  ObsChangeGroup *group = data;

  g_free (group->source);
  g_free (group->source_title);
  g_free (group->area);
  g_free (group->area_name);
  g_free (group);
}

static void
question_free (gpointer data)
{
  ObsChangeQuestion *question = data;

  g_free (question->question);
  g_free (question);
}

static void
method_free (gpointer data)
{
  ObsChangeMethod *method = data;

  g_free (method->what);
  g_free (method->before);
  g_free (method->after);
  g_free (method);
}

ObsChanges *
changes_new (const char *before_date, const char *after_date)
{
  ObsChanges *changes = g_new0 (ObsChanges, 1);

  changes->before_date = g_strdup (before_date);
  changes->after_date = g_strdup (after_date);
  changes->groups = g_ptr_array_new_with_free_func (group_free);
  changes->questions = g_ptr_array_new_with_free_func (question_free);
  changes->methods = g_ptr_array_new_with_free_func (method_free);
  changes->texts = g_ptr_array_new_with_free_func (g_free);
  return changes;
}

void
changes_add_group (ObsChanges *changes, const char *source, const char *area, gint64 added,
                   gint64 revised, gint64 withdrawn)
{
  ObsChangeGroup *group = g_new0 (ObsChangeGroup, 1);

  group->source = g_strdup (source);
  group->source_title = g_strdup_printf ("Title of %s", source);
  group->area = g_strdup (area);
  group->area_name = g_strdup (*area != '\0' ? "Charnwood" : "");
  group->counts = (ObsChangeCounts){ added, revised, withdrawn };
  changes->total.added += added;
  changes->total.revised += revised;
  changes->total.withdrawn += withdrawn;
  g_ptr_array_add (changes->groups, group);
}

void
changes_add_question (ObsChanges *changes, const char *key, gint64 added, gint64 revised,
                      gboolean specification)
{
  ObsChangeQuestion *question = g_new0 (ObsChangeQuestion, 1);

  question->question = g_strdup (key);
  question->counts = (ObsChangeCounts){ added, revised, 0 };
  question->specification = specification;
  g_ptr_array_add (changes->questions, question);
}

void
changes_add_method (ObsChanges *changes, const char *what, const char *before, const char *after)
{
  ObsChangeMethod *method = g_new0 (ObsChangeMethod, 1);

  method->what = g_strdup (what);
  method->before = g_strdup (before);
  method->after = g_strdup (after);
  g_ptr_array_add (changes->methods, method);
}
