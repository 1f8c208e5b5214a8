/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/kept-editions.h"

#include "data/sync/home.h"

#include <string.h>

void
obs_kept_edition_free (gpointer data)
{
  ObsKeptEdition *kept = data;

  g_free (kept->key);
  g_free (kept->path);
  g_free (kept->date);
  g_free (kept->series);
  g_free (kept->title);
  g_free (kept);
}

/* NULL where the file is no edition and @date (what the home says of it) is not known either: a
 * damaged edition of the home is still listed, so that choosing it says what is wrong with it. */
static ObsKeptEdition *
kept_new (const char *key, const char *path, const char *date, const char *open_path)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (path, NULL);
  const ObsEditionInfo *info = edition != NULL ? obs_edition_get_info (edition) : NULL;
  ObsKeptEdition *kept;

  if (info == NULL && date == NULL)
    return NULL;
  kept = g_new0 (ObsKeptEdition, 1);
  kept->key = g_strdup (key);
  kept->path = g_strdup (path);
  kept->date = g_strdup (info != NULL ? info->date : date);
  kept->series = g_strdup (info != NULL ? info->id : "");
  kept->title = g_strdup (info != NULL ? info->title : "");
  kept->open = g_strcmp0 (path, open_path) == 0;
  return kept;
}

static gboolean
holds (const GPtrArray *list, const ObsKeptEdition *kept, gboolean same_file)
{
  for (guint i = 0; i < list->len; i++)
    {
      const ObsKeptEdition *other = g_ptr_array_index (list, i);

      if (g_str_equal (other->path, kept->path))
        return TRUE;
      if (!same_file && g_str_equal (other->date, kept->date)
          && g_str_equal (other->series, kept->series))
        return TRUE;
    }
  return FALSE;
}

/* After the last one that is not older. */
static void
insert (GPtrArray *list, ObsKeptEdition *kept)
{
  guint at = 0;

  while (at < list->len
         && strcmp (((const ObsKeptEdition *) g_ptr_array_index (list, at))->date, kept->date) >= 0)
    at++;
  g_ptr_array_insert (list, (int) at, kept);
}

static void
add_outside (GPtrArray *list, const char *key, const char *path, const char *open_path,
             gboolean same_file)
{
  ObsKeptEdition *kept = path != NULL ? kept_new (key, path, NULL, open_path) : NULL;

  if (kept == NULL)
    return;
  if (holds (list, kept, same_file))
    obs_kept_edition_free (kept);
  else
    insert (list, kept);
}

GPtrArray *
obs_kept_editions_load (const char *home_dir, const char *open_path)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (obs_kept_edition_free);
  g_autoptr (GPtrArray) installed = obs_home_list (home_dir, NULL);
  g_autofree char *bundled = obs_home_bundled ();

  for (guint i = 0; installed != NULL && i < installed->len; i++)
    {
      const ObsInstalled *one = g_ptr_array_index (installed, i);
      ObsKeptEdition *kept = kept_new (one->name, one->path, one->date, open_path);

      if (kept != NULL)
        g_ptr_array_add (list, kept);
    }
  if (g_strcmp0 (bundled, open_path) != 0)
    add_outside (list, "file", open_path, open_path, TRUE);
  /* The same edition may have come by a sync as well: its file then differs, its date does not. */
  add_outside (list, "bundled", bundled, open_path, g_strcmp0 (bundled, open_path) == 0);
  return list;
}

gboolean
obs_kept_editions_are_mixed (const GPtrArray *kept)
{
  const char *series = NULL;

  for (guint i = 0; i < kept->len; i++)
    {
      const ObsKeptEdition *one = g_ptr_array_index (kept, i);

      if (*one->series == '\0')
        continue;
      if (series != NULL && !g_str_equal (series, one->series))
        return TRUE;
      series = one->series;
    }
  return FALSE;
}

const ObsKeptEdition *
obs_kept_editions_find (const GPtrArray *kept, const char *word)
{
  for (guint i = 0; i < kept->len; i++)
    if (g_strcmp0 (((const ObsKeptEdition *) g_ptr_array_index (kept, i))->key, word) == 0)
      return g_ptr_array_index (kept, i);
  for (guint i = 0; i < kept->len; i++)
    if (g_strcmp0 (((const ObsKeptEdition *) g_ptr_array_index (kept, i))->date, word) == 0)
      return g_ptr_array_index (kept, i);
  return g_strcmp0 (word, "open") == 0 ? obs_kept_editions_get_open (kept) : NULL;
}

const ObsKeptEdition *
obs_kept_editions_get_open (const GPtrArray *kept)
{
  for (guint i = 0; i < kept->len; i++)
    if (((const ObsKeptEdition *) g_ptr_array_index (kept, i))->open)
      return g_ptr_array_index (kept, i);
  return NULL;
}

const ObsKeptEdition *
obs_kept_editions_before (const GPtrArray *kept, const ObsKeptEdition *one)
{
  gboolean passed = FALSE;

  for (guint i = 0; i < kept->len; i++)
    {
      const ObsKeptEdition *other = g_ptr_array_index (kept, i);

      if (other == one)
        passed = TRUE;
      else if (passed && g_str_equal (other->series, one->series))
        return other;
    }
  return NULL;
}

/* The newest of the series of @one, if that is another one. */
static const ObsKeptEdition *
newest_but (const GPtrArray *kept, const ObsKeptEdition *one)
{
  for (guint i = 0; i < kept->len; i++)
    {
      const ObsKeptEdition *other = g_ptr_array_index (kept, i);

      if (other == one)
        return NULL;
      if (g_str_equal (other->series, one->series))
        return other;
    }
  return NULL;
}

void
obs_kept_editions_choose (const GPtrArray *kept, const char *words, const ObsKeptEdition **before,
                          const ObsKeptEdition **after)
{
  g_auto (GStrv) parts = words != NULL ? g_strsplit (words, "..", 2) : NULL;
  gboolean given = parts != NULL && g_strv_length (parts) == 2;
  const ObsKeptEdition *open = obs_kept_editions_get_open (kept);
  const ObsKeptEdition *newest;

  *before = given ? obs_kept_editions_find (kept, parts[0]) : NULL;
  *after = given ? obs_kept_editions_find (kept, parts[1]) : NULL;
  if (*after == NULL)
    *after = open;
  if (*before == NULL && *after != NULL)
    *before = obs_kept_editions_before (kept, *after);
  if (*before != NULL || *after == NULL || given)
    return;
  newest = newest_but (kept, *after);
  if (newest != NULL)
    {
      *before = *after;
      *after = newest;
    }
}
