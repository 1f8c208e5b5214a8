/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Descriptors: which there are, whose files are here, and their lines in the register. */

static gboolean
is_known_id (ObsBuild *build, const ObsDescriptor *descriptor)
{
  for (guint i = 0; i < build->descriptors->len; i++)
    {
      const ObsDescriptor *other = g_ptr_array_index (build->descriptors, i);

      if (!other->further && !descriptor->further && g_str_equal (other->id, descriptor->id))
        {
          obs_faults_take (
              &build->faults,
              g_strdup_printf (_ ("%s: the source “%s” is described in %s already. Give one of the "
                                  "two another id, or say use=%s."),
                               descriptor->name, descriptor->id, other->name, descriptor->id));
          return TRUE;
        }
    }
  return FALSE;
}

static void
check_uses (ObsBuild *build)
{
  for (guint i = 0; i < build->descriptors->len; i++)
    {
      const ObsDescriptor *one = g_ptr_array_index (build->descriptors, i);
      gboolean found = !one->further;

      for (guint j = 0; !found && j < build->descriptors->len; j++)
        {
          const ObsDescriptor *other = g_ptr_array_index (build->descriptors, j);

          found = !other->further && g_str_equal (other->id, one->id);
        }
      if (!found)
        obs_faults_take (&build->faults,
                         g_strdup_printf (_ ("%s, group [source], key use: no descriptor has the "
                                             "id “%s”. Correct it, or add that descriptor."),
                                          one->name, one->id));
    }
}

void
obs_build_find_descriptors (ObsBuild *build)
{
  build->descriptors = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_descriptor_free);
  for (guint i = 0; build->folders[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GPtrArray) found = obs_descriptors_in (build->folders[i], faults);

      for (guint j = 0; j < faults->len; j++)
        obs_faults_take (&build->faults, g_strdup (g_ptr_array_index (faults, j)));
      g_ptr_array_set_free_func (found, NULL);
      for (guint j = 0; j < found->len; j++)
        {
          ObsDescriptor *descriptor = g_ptr_array_index (found, j);

          if (is_known_id (build, descriptor))
            obs_descriptor_free (descriptor);
          else
            g_ptr_array_add (build->descriptors, descriptor);
        }
    }
  check_uses (build);
}

static int
compare_base_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *x = g_path_get_basename (*(const char *const *) a);
  g_autofree char *y = g_path_get_basename (*(const char *const *) b);
  int order = strcmp (x, y);

  return order != 0 ? order : strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
fits (const ObsDescriptor *descriptor, const char *name)
{
  for (guint i = 0; descriptor->files[i] != NULL; i++)
    if (g_pattern_match_simple (descriptor->files[i], name))
      return TRUE;
  return FALSE;
}

/* Folders of the edition's own tables, whose names a publisher may use too. */
static gboolean
is_own_folder (const char *name)
{
  static const char *const own[]
      = { "journeys", "market", "official", "panel", "plan", "reference", NULL };

  return g_strv_contains (own, name);
}

static void
look_in (const ObsDescriptor *descriptor, const char *folder, guint depth, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          if (depth > 0 && !is_own_folder (name))
            look_in (descriptor, path, depth - 1, paths);
        }
      else if (fits (descriptor, name))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

GPtrArray *
obs_build_files_of (const ObsBuild *build, const ObsDescriptor *descriptor)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const ObsSourceState *state = build->inputs->states != NULL
                                    ? g_hash_table_lookup (build->inputs->states, descriptor->id)
                                    : NULL;

  if (state != NULL && state->files != NULL)
    {
      for (guint i = 0; state->files[i] != NULL; i++)
        {
          g_autofree char *name = g_path_get_basename (state->files[i]);

          if (descriptor->files[0] == NULL || fits (descriptor, name))
            g_ptr_array_add (paths, g_strdup (state->files[i]));
        }
      return paths;
    }
  for (guint i = 0; build->folders[i] != NULL; i++)
    look_in (descriptor, build->folders[i], 1, paths);
  g_ptr_array_sort (paths, compare_base_names);
  return paths;
}

static gboolean
has_files (ObsBuild *build, const char *id)
{
  for (guint i = 0; i < build->descriptors->len; i++)
    {
      const ObsDescriptor *descriptor = g_ptr_array_index (build->descriptors, i);
      g_autoptr (GPtrArray) files = NULL;

      if (!g_str_equal (descriptor->id, id))
        continue;
      files = obs_build_files_of (build, descriptor);
      if (files->len > 0)
        return TRUE;
    }
  return FALSE;
}

/* The first day of what is written YYYY-MM or YYYY-MM-DD. */
static gboolean
parse_release (const char *text, GDate *day)
{
  g_autofree char *whole = NULL;

  if (text == NULL)
    return FALSE;
  if (strlen (text) == 7)
    whole = g_strconcat (text, "-01", NULL);
  return obs_parse_day (whole != NULL ? whole : text, day);
}

/* What the calendar says on the day of the edition, where nobody asked the publisher. */
static const char *
status_by_calendar (const ObsBuild *build, const ObsDescriptor *descriptor)
{
  GDate next, today;
  int overdue;

  /* Nobody asks a publisher whose address is not whole: what was put there stays as it is. */
  if (descriptor->unfilled)
    return "fixed";
  if (descriptor->calendar == NULL || g_str_equal (descriptor->calendar, "once"))
    return "fixed";
  if (!parse_release (descriptor->next_release, &next) || !parse_release (build->date, &today))
    return "current";
  overdue = g_date_days_between (&next, &today);
  if (overdue > (int) descriptor->dead)
    return "dead";
  return overdue > (int) descriptor->grace ? "late" : "current";
}

static void
register_source (ObsBuild *build, const ObsDescriptor *descriptor)
{
  static const char *const texts[]
      = { "title",  "publisher", "publication", "class", "licence", "attribution",
          "period", "released",  NULL,          NULL,    "url",     "method",
          "caveat", NULL,        "coverage",    "tier" };
  const ObsSourceState *state = build->inputs->states != NULL
                                    ? g_hash_table_lookup (build->inputs->states, descriptor->id)
                                    : NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (
      build,
      "source (id, title, publisher, publication, class, licence, attribution, period, released,"
      " retrieved, next_release, url, method, caveat, breaks, coverage, tier, row_count, sha256,"
      " checked, status)",
      21);

  obs_build_bind_text (stmt, 1, descriptor->id);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text
          = texts[i] != NULL ? obs_descriptor_source_text (descriptor, texts[i]) : NULL;

      if (text == NULL && g_strcmp0 (texts[i], "class") == 0)
        text = g_strdup ("published");
      obs_build_bind_text (stmt, (int) i + 2, text);
    }
  sqlite3_bind_int (stmt, 18, 0);
  obs_build_bind_text (stmt, 19, "");
  obs_build_bind_text (stmt, 11, descriptor->next_release);
  obs_build_bind_text (stmt, 21, status_by_calendar (build, descriptor));
  if (state != NULL)
    {
      if (state->released != NULL)
        obs_build_bind_text (stmt, 9, state->released);
      if (state->next_release != NULL)
        obs_build_bind_text (stmt, 11, state->next_release);
      obs_build_bind_text (stmt, 10, state->retrieved);
      obs_build_bind_text (stmt, 20, state->checked);
      if (state->status != NULL)
        obs_build_bind_text (stmt, 21, state->status);
    }
  obs_build_run (build, stmt);
}

void
obs_build_source_register (ObsBuild *build)
{
  for (guint i = 0; i < build->descriptors->len; i++)
    {
      const ObsDescriptor *descriptor = g_ptr_array_index (build->descriptors, i);

      if (descriptor->further || !has_files (build, descriptor->id))
        continue;
      if (!obs_build_add_key (build, "source", descriptor->id))
        {
          obs_faults_take (
              &build->faults,
              g_strdup_printf (_ ("%s: the source “%s” stands in the register already. Give it "
                                  "another id."),
                               descriptor->name, descriptor->id));
          continue;
        }
      register_source (build, descriptor);
    }
}

typedef void (*ReadFunc) (ObsBuild *build, const ObsDescriptor *descriptor, const char *path);

static void
read_kind (ObsBuild *build, ObsTableKind kind, ReadFunc read)
{
  for (guint i = 0; i < build->descriptors->len; i++)
    {
      const ObsDescriptor *descriptor = g_ptr_array_index (build->descriptors, i);
      g_autoptr (GPtrArray) files = NULL;

      if (descriptor->kind != kind)
        continue;
      files = obs_build_files_of (build, descriptor);
      if (files->len == 0)
        g_ptr_array_add (build->report->not_found, g_strdup (descriptor->name));
      for (guint j = 0; j < files->len; j++)
        read (build, descriptor, g_ptr_array_index (files, j));
    }
}

void
obs_build_source_areas (ObsBuild *build)
{
  obs_build_index_areas (build);
  read_kind (build, OBS_TABLE_AREAS, obs_build_areas_from);
  obs_build_area_aliases (build);
  for (guint i = 0; i < build->descriptors->len; i++)
    obs_build_area_changes (build, g_ptr_array_index (build->descriptors, i));
  read_kind (build, OBS_TABLE_CODES, obs_build_codes_from);
  read_kind (build, OBS_TABLE_BOUNDARIES, obs_build_outlines_from);
}

void
obs_build_source_cubes (ObsBuild *build)
{
  for (guint i = 0; i < build->descriptors->len; i++)
    {
      const ObsDescriptor *descriptor = g_ptr_array_index (build->descriptors, i);
      g_autoptr (GPtrArray) files = NULL;

      if (descriptor->kind != OBS_TABLE_CUBE)
        continue;
      if (g_cancellable_is_cancelled (build->cancellable))
        return;
      files = obs_build_files_of (build, descriptor);
      if (files->len == 0)
        g_ptr_array_add (build->report->not_found, g_strdup (descriptor->name));
      else
        obs_build_facts_from (build, descriptor, files);
    }
}
