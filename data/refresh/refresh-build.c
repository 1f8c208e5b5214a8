/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/refresh/refresh-private.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/content/changes.h"
#include "data/sync/digest.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The edition: built only where its inputs changed; with the last good files of a source whose new
 * ones do not pass the checks; in its place in one step. */

typedef struct
{
  ObsRefresh *run;
  char *folder;   /* in which it is built, beside its place; removed with what is in it */
  char *scratch;  /* … under this name */
  gboolean there; /* an edition stands at the place already */
} Making;

static gboolean
add_file_hash (EVP_MD_CTX *digest, const char *path, const char *shown, GError **error)
{
  g_autofree char *hash = obs_digest_file (path, NULL, NULL, NULL, NULL, error);
  g_autofree char *line = hash != NULL ? g_strdup_printf ("%s %s\n", hash, shown) : NULL;

  if (hash == NULL)
    return FALSE;
  obs_digest_add (digest, line, strlen (line));
  return TRUE;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* All files below @folder, but not what a refresh itself writes there. */
static gboolean
add_folder_hash (Making *self, EVP_MD_CTX *digest, const char *folder, const char *shown,
                 guint depth, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *edition = g_canonicalize_filename (self->run->inputs->edition, NULL);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_texts);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *joined = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      g_autofree char *path = g_canonicalize_filename (joined, NULL);
      g_autofree char *below = g_build_filename (shown, g_ptr_array_index (names, i), NULL);

      if (strcmp (path, edition) == 0 || strcmp (path, self->folder) == 0
          || strcmp (path, self->run->state->folder) == 0)
        continue;
      if (g_file_test (path, G_FILE_TEST_IS_DIR)
              ? depth > 0 && !add_folder_hash (self, digest, path, below, depth - 1, error)
              : g_file_test (path, G_FILE_TEST_IS_REGULAR)
                    && !add_file_hash (digest, path, below, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fits (const ObsFeed *feed, const char *name)
{
  for (guint i = 0; feed->files != NULL && feed->files[i] != NULL; i++)
    if (g_pattern_match_simple (feed->files[i], name))
      return TRUE;
  return FALSE;
}

/* Files of a further table of a source that come by hand: those in the folders. */
static void
look_in (const ObsFeed *feed, const char *folder, guint depth, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *joined = g_build_filename (folder, name, NULL);
      g_autofree char *path = g_canonicalize_filename (joined, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && depth > 0)
        look_in (feed, path, depth - 1, paths);
      else if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && fits (feed, name))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

/* Absolute names of what a source is read from; NULL where nothing of it was ever fetched: then
 * the builder looks in the folders itself. */
static char **
files_of (Making *self, const ObsSourceRecord *record, const ObsVersion *version)
{
  const ObsRefresh *run = self->run;
  GPtrArray *paths;

  if (version == NULL)
    return NULL;
  paths = g_ptr_array_new ();
  for (guint i = 0; i < version->files->len; i++)
    g_ptr_array_add (paths, obs_state_path (run->state, g_ptr_array_index (version->files, i)));
  for (guint i = 0; i < run->feeds->len; i++)
    {
      const ObsFeed *feed = g_ptr_array_index (run->feeds, i);

      if (feed->urls == NULL && strcmp (feed->id, record->id) == 0)
        for (guint f = 0; run->folders[f] != NULL; f++)
          look_in (feed, run->folders[f], 1, paths);
    }
  g_ptr_array_sort (paths, compare_texts);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

/* Which version of a source is used. @older: ids that go back to the one before. */
static const ObsVersion *
version_for (const ObsSourceRecord *record, GHashTable *older)
{
  guint at = older != NULL && g_hash_table_contains (older, record->id) ? 1 : 0;

  return at < record->versions->len ? g_ptr_array_index (record->versions, at) : NULL;
}

static GHashTable *
make_states (Making *self, GHashTable *older)
{
  GHashTable *states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) obs_source_state_free);

  for (guint i = 0; i < self->run->report->sources->len; i++)
    {
      const ObsRefreshSource *line = g_ptr_array_index (self->run->report->sources, i);
      const ObsSourceRecord *record = obs_state_source (self->run->state, line->id);
      const ObsVersion *version = version_for (record, older);
      ObsSourceState *state = g_new0 (ObsSourceState, 1);
      gboolean back = older != NULL && g_hash_table_contains (older, line->id);

      state->released = g_strdup (version != NULL ? version->released : NULL);
      state->retrieved = g_strdup (version != NULL ? version->retrieved : NULL);
      state->next_release = g_strdup (line->next_release);
      state->checked = g_strdup (record->succeeded);
      state->status
          = g_strdup (back && strcmp (line->status, "current") == 0 ? "late" : line->status);
      state->files = files_of (self, record, version);
      g_hash_table_insert (states, g_strdup (line->id), state);
    }
  return states;
}

/* Hash of all that decides what the edition is. The day of the last question is not in it: to have
 * asked in vain is no new edition. */
static char *
hash_inputs (Making *self, GError **error)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autoptr (GHashTable) states = make_states (self, NULL);
  const ObsRefresh *run = self->run;

  obs_digest_add (digest, OBS_VERSION "\n", strlen (OBS_VERSION) + 1);
  for (guint i = 0; run->folders[i] != NULL; i++)
    {
      g_autofree char *shown = g_strdup_printf ("%u", i);

      if (!add_folder_hash (self, digest, run->folders[i], shown, 8, error))
        return NULL;
    }
  for (guint i = 0; i < run->report->sources->len; i++)
    {
      const ObsRefreshSource *line = g_ptr_array_index (run->report->sources, i);
      const ObsSourceState *state = g_hash_table_lookup (states, line->id);
      const ObsVersion *version = obs_source_current (obs_state_source (run->state, line->id));
      g_autofree char *files = version != NULL ? obs_version_hash (version) : NULL;
      g_autofree char *text = g_strdup_printf (
          "%s|%s|%s|%s|%s|%s\n", line->id, state->status,
          state->released != NULL ? state->released : "",
          state->next_release != NULL ? state->next_release : "",
          state->retrieved != NULL ? state->retrieved : "", files != NULL ? files : "");

      obs_digest_add (digest, text, strlen (text));
    }
  return obs_digest_finish (digest);
}

/* The one call of the builder. */
static gboolean
build_once (Making *self, GHashTable *older, ObsBuildReport **report, GError **error)
{
  ObsRefresh *run = self->run;
  g_autoptr (GHashTable) states = make_states (self, older);
  g_autofree char *cache = g_build_filename (run->state->folder, "cache", NULL);
  ObsRefreshBuildFunc build = run->inputs->build != NULL ? run->inputs->build : obs_build_edition;
  ObsBuildInputs inputs = { 0 };

  inputs.folders = run->inputs->folders;
  inputs.previous = self->there ? run->inputs->edition : NULL;
  inputs.accept = run->inputs->accept;
  inputs.states = states;
  inputs.date = run->inputs->date != NULL ? run->inputs->date : run->day;
  inputs.cache = cache;
  obs_platform_remove (self->folder);
  if (!obs_platform_make_private (self->folder, error))
    return FALSE;
  obs_refresh_tell (run, "building", NULL, 0, 0);
  return build (&inputs, self->scratch, report, run->cancellable, error);
}

static gboolean
is_about_tables (const GError *error)
{
  return error != NULL && error->domain == OBS_ERROR
         && (error->code == OBS_ERROR_INPUT || error->code == OBS_ERROR_CORRUPT
             || error->code == OBS_ERROR_SPEC);
}

static void
set_report (Making *self, ObsBuildReport *report)
{
  ObsRefreshReport *own = self->run->report;

  g_free (own->build_words);
  g_free (own->build_json);
  own->build_words = report != NULL ? obs_build_report_words (report) : NULL;
  own->build_json = report != NULL ? obs_build_report_json (report) : NULL;
}

/* The newest files of a source do not pass: they go aside, and it is late. */
static void
refuse (Making *self, const char *id, const GError *why, ObsBuildReport *report)
{
  ObsRefresh *run = self->run;
  ObsSourceRecord *record = obs_state_source (run->state, id);
  ObsRefreshSource *line = obs_refresh_line (run, id);
  g_autofree char *words = report != NULL ? obs_build_report_words (report) : NULL;
  g_autofree char *reason = g_strdup_printf ("%s\n%s", why->message, words != NULL ? words : "");
  const char *end = strchr (why->message, '\n');

  g_free (record->refused);
  g_free (record->refused_inputs);
  g_free (record->refused_files);
  record->refused = end != NULL ? g_strndup (why->message, (gsize) (end - why->message))
                                : g_strdup (why->message);
  record->refused_inputs = obs_refresh_descriptors_hash (run, id);
  record->refused_files = obs_version_hash (obs_source_current (record));
  record->pending = FALSE;
  obs_state_drop_newest (run->state, record, run->day, reason);
  line->outcome = OBS_REFRESH_REFUSED;
}

/* Which of the new files are at fault is found out by adding them one by one to what was good. */
static gboolean
build_without_faults (Making *self, GPtrArray *pending, const GError *first, GError **error)
{
  g_autoptr (GHashTable) older = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (ObsBuildReport) base = NULL;
  gboolean last_good = FALSE;

  for (guint i = 0; i < pending->len; i++)
    g_hash_table_add (older, g_ptr_array_index (pending, i));
  if (!build_once (self, older, &base, error))
    {
      /* Not the fault of what came: the first sentences say what is wrong. */
      if (is_about_tables (*error))
        {
          g_clear_error (error);
          g_propagate_error (error, g_error_copy (first));
        }
      return FALSE;
    }
  set_report (self, base);
  for (guint i = 0; i < pending->len; i++)
    {
      const char *id = g_ptr_array_index (pending, i);
      g_autoptr (ObsBuildReport) report = NULL;
      g_autoptr (GError) why = NULL;

      g_hash_table_remove (older, id);
      last_good = build_once (self, older, &report, &why);
      if (last_good)
        {
          set_report (self, report);
          continue;
        }
      if (!is_about_tables (why))
        {
          g_propagate_error (error, g_steal_pointer (&why));
          return FALSE;
        }
      refuse (self, id, why, report);
    }
  /* The versions at fault are gone by now; all that is left is good together. */
  return TRUE;
}

static GPtrArray *
find_pending (Making *self)
{
  GPtrArray *pending = g_ptr_array_new ();

  for (guint i = 0; i < self->run->report->sources->len; i++)
    {
      ObsRefreshSource *line = g_ptr_array_index (self->run->report->sources, i);
      ObsSourceRecord *record = obs_state_source (self->run->state, line->id);

      if (record->pending)
        g_ptr_array_add (pending, line->id);
    }
  return pending;
}

/* Late by now, as obs_refresh_status() says it of a record with refused files. */
static void
settle_lines (Making *self)
{
  ObsRefresh *run = self->run;

  for (guint i = 0; i < run->report->sources->len; i++)
    {
      ObsRefreshSource *line = g_ptr_array_index (run->report->sources, i);
      g_autofree char *next = NULL;
      g_autofree char *why = NULL;

      line->status = g_strdup (obs_refresh_status (run, line->id, &next, &why));
      line->error = g_steal_pointer (&why);
      line->next_release = g_steal_pointer (&next);
    }
}

static void
clear_lines (Making *self)
{
  for (guint i = 0; i < self->run->report->sources->len; i++)
    {
      ObsRefreshSource *line = g_ptr_array_index (self->run->report->sources, i);

      g_clear_pointer (&line->status, g_free);
      g_clear_pointer (&line->error, g_free);
      g_clear_pointer (&line->next_release, g_free);
    }
}

static gboolean
make (Making *self, GError **error)
{
  g_autoptr (GPtrArray) pending = find_pending (self);
  g_autoptr (ObsBuildReport) report = NULL;
  g_autoptr (GError) first = NULL;
  gboolean good = build_once (self, NULL, &report, &first);

  set_report (self, report);
  if (!good)
    {
      if (!is_about_tables (first) || pending->len == 0)
        {
          g_propagate_error (error, g_steal_pointer (&first));
          return FALSE;
        }
      g_clear_pointer (&report, obs_build_report_free);
      if (!build_without_faults (self, pending, first, error))
        return FALSE;
      /* Once more, with the register as it is now: refused sources are late. */
      clear_lines (self);
      settle_lines (self);
      if (!build_once (self, NULL, &report, error))
        return FALSE;
      set_report (self, report);
    }
  for (guint i = 0; i < pending->len; i++)
    obs_state_source (self->run->state, g_ptr_array_index (pending, i))->pending = FALSE;
  return TRUE;
}

static void
compare (Making *self)
{
  ObsRefreshReport *report = self->run->report;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsChanges) changes = NULL;

  if (!self->there)
    return;
  obs_refresh_tell (self->run, "comparing", NULL, 0, 0);
  changes = obs_changes_compare (self->run->inputs->edition, self->scratch, self->run->cancellable,
                                 &error);
  if (changes == NULL)
    {
      g_ptr_array_add (report->notices,
                       g_strdup_printf (_ ("The figures were not compared with the edition before: "
                                           "%s"),
                                        error->message));
      return;
    }
  for (guint i = 0; i < report->sources->len; i++)
    {
      ObsRefreshSource *line = g_ptr_array_index (report->sources, i);

      line->added = line->revised = line->withdrawn = 0;
      for (guint g = 0; g < changes->groups->len; g++)
        {
          const ObsChangeGroup *group = g_ptr_array_index (changes->groups, g);

          if (strcmp (group->source, line->id) != 0)
            continue;
          line->added += group->counts.added;
          line->revised += group->counts.revised;
          line->withdrawn += group->counts.withdrawn;
        }
    }
}

/* In its place in one step, and the state knows it. */
static gboolean
put_in_place (Making *self, GError **error)
{
  ObsRefresh *run = self->run;
  g_autofree char *whole = g_canonicalize_filename (run->inputs->edition, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autofree char *hash = obs_digest_file (self->scratch, NULL, NULL, NULL, NULL, error);
  g_autofree char *inputs = hash != NULL ? hash_inputs (self, error) : NULL;

  if (inputs == NULL)
    return FALSE;
  obs_refresh_tell (run, "writing", NULL, 0, 0);
  if (!obs_platform_rename (self->scratch, whole, error)
      || !obs_platform_sync_folder (folder, error))
    return FALSE;
  run->report->written = TRUE;
  run->report->date = g_strdup (run->inputs->date != NULL ? run->inputs->date : run->day);
  g_free (run->state->inputs);
  run->state->inputs = g_steal_pointer (&inputs);
  g_free (run->state->edition_sha256);
  run->state->edition_sha256 = g_steal_pointer (&hash);
  return obs_state_save (run->state, error);
}

gboolean
obs_refresh_build (ObsRefresh *run, GError **error)
{
  const char *edition = run->inputs->edition;
  g_autofree char *whole = g_canonicalize_filename (edition, NULL);
  g_autofree char *folder = g_strconcat (whole, ".refresh", NULL);
  g_autofree char *scratch = g_build_filename (folder, "edition.sqlite", NULL);
  g_autofree char *held = NULL;
  g_autofree char *inputs = NULL;
  Making self = { run, folder, scratch, obs_edition_is_file (edition) };
  gboolean good;

  settle_lines (&self);
  if (!self.there && g_file_test (edition, G_FILE_TEST_EXISTS))
    {
      g_autofree char *shown = g_filename_display_name (edition);

      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” exists already and is not an edition. Give another name."), shown);
      return FALSE;
    }
  inputs = hash_inputs (&self, error);
  if (inputs == NULL)
    return FALSE;
  if (self.there && g_strcmp0 (inputs, run->state->inputs) == 0)
    {
      held = obs_digest_file (edition, NULL, NULL, NULL, NULL, error);
      if (held == NULL)
        return FALSE;
      if (g_strcmp0 (held, run->state->edition_sha256) == 0)
        return TRUE;
    }
  good = make (&self, error);
  if (good)
    {
      compare (&self);
      good = put_in_place (&self, error);
    }
  obs_platform_remove (folder);
  if (!good)
    obs_state_save (run->state, NULL);
  return good;
}
