/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/seen-marks.h"

#include <string.h>

/* The questions of @entry ("EDITION=E1,E8") where it is about @edition, else NULL. */
static const char *
questions_of (const char *entry, const char *edition)
{
  gsize length = strlen (edition);

  return g_str_has_prefix (entry, edition) && entry[length] == '=' ? entry + length + 1 : NULL;
}

static gboolean
holds (const char *questions, const char *question)
{
  g_auto (GStrv) parts = g_strsplit (questions, ",", -1);

  return g_strv_contains ((const char *const *) parts, question);
}

gboolean
obs_seen_marks_have (const char *text, const char *edition, const char *question)
{
  g_auto (GStrv) entries = g_strsplit (text, ";", -1);

  for (guint i = 0; entries[i] != NULL; i++)
    {
      const char *questions = questions_of (entries[i], edition);

      if (questions != NULL)
        return holds (questions, question);
    }
  return FALSE;
}

char *
obs_seen_marks_add (const char *text, const char *edition, const char *question)
{
  g_auto (GStrv) entries = g_strsplit (text, ";", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  const char *old = NULL;

  for (guint i = 0; entries[i] != NULL; i++)
    {
      const char *questions = questions_of (entries[i], edition);

      if (questions != NULL)
        old = questions;
      else if (*entries[i] != '\0')
        g_ptr_array_add (kept, g_strdup (entries[i]));
    }
  while (kept->len >= OBS_SEEN_EDITIONS)
    g_ptr_array_remove_index (kept, 0);
  if (old != NULL && holds (old, question))
    g_ptr_array_add (kept, g_strdup_printf ("%s=%s", edition, old));
  else if (old != NULL)
    g_ptr_array_add (kept, g_strdup_printf ("%s=%s,%s", edition, old, question));
  else
    g_ptr_array_add (kept, g_strdup_printf ("%s=%s", edition, question));
  g_ptr_array_add (kept, NULL);
  return g_strjoinv (";", (char **) kept->pdata);
}
