/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/refresh/refresh-private.h"

#include "data/error.h"
#include "data/sync/digest.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* One source: ask, fetch, look, keep. */

typedef struct
{
  ObsRefresh *run;
  ObsSourceRecord *record;
  ObsRefreshSource *line;
  gboolean accepted;     /* may shrink and lose headings */
  gboolean anew;         /* without conditions: what is held was refused, damaged, or is accepted */
  gboolean changed;      /* a feed brought other files */
  gboolean seen_refused; /* what the publisher has is what was refused before */
  guint n_parts;         /* addresses that were fetched from */
  ObsVersion *version;   /* that is put together */
  GPtrArray *saw;        /* of ObsFeedFile *, not owned: noted once all of the source is here */
  GHashTable *keys;      /* descriptor to release: noted then too */
  GPtrArray *batches;    /* lists that own the files */
} Asking;

static gboolean
is_listed (const char *const *list, const char *id)
{
  return list != NULL && g_strv_contains (list, id);
}

/* What ends the whole run and not only this source. */
static gboolean
is_fatal (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, OBS_ERROR, OBS_ERROR_NO_SPACE);
}

static gboolean
held_cb (const ObsFeedTarget *target, const char **etag, const char **modified, gpointer user_data)
{
  Asking *self = user_data;
  const ObsSeen *seen = g_hash_table_lookup (self->record->seen, target->name);

  /* Marks of one address mean nothing at another. */
  if (self->anew || seen == NULL || g_strcmp0 (seen->url, target->url) != 0)
    return FALSE;
  *etag = seen->etag;
  *modified = seen->modified;
  return TRUE;
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  Asking *self = user_data;

  obs_refresh_tell (self->run, "fetching", self->record->id, done, total);
}

/* Looks at what came, puts it to the kept files, and notes it in the new version. */
static gboolean
take_file (Asking *self, const ObsFeed *feed, ObsFeedFile *file, GError **error)
{
  const ObsRawFile *held = obs_version_file (obs_source_current (self->record), file->name);
  g_autofree char *last = held != NULL ? obs_state_path (self->run->state, held) : NULL;
  g_autoptr (GError) why = NULL;
  ObsRawFile *raw;

  if (file->path == NULL)
    {
      if (held != NULL)
        g_ptr_array_add (self->version->files, obs_raw_file_copy (held));
      return TRUE;
    }
  self->line->fetched += file->fetched;
  self->line->resumed |= file->resumed;
  if (!obs_feed_check_file (feed, file, self->accepted ? NULL : last, &why))
    {
      obs_state_refuse (self->run->state, self->record->id, file->path, file->name, self->run->day,
                        why->message);
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  raw = g_new0 (ObsRawFile, 1);
  raw->name = g_strdup (file->name);
  raw->url = g_strdup (file->url);
  raw->feed = g_strdup (feed->name);
  raw->length = file->length;
  g_ptr_array_add (self->version->files, raw);
  raw->sha256 = obs_state_keep (self->run->state, file->path, file->name, error);
  if (raw->sha256 == NULL)
    return FALSE;
  obs_refresh_tell (self->run, "kept", self->record->id, file->length, file->length);
  self->changed |= held == NULL || strcmp (held->sha256, raw->sha256) != 0;
  return TRUE;
}

/* A release day that the HTTP header says: RFC 9110's "Sun, 06 Nov 1994 08:49:37 GMT". */
static char *
day_of_header (const char *text)
{
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  char month[4] = "";
  int day = 0, year = 0;

  if (text == NULL || sscanf (text, "%*3s, %2d %3s %4d", &day, month, &year) != 3)
    return NULL;
  for (int i = 0; i < 12; i++)
    if (strcmp (months[i], month) == 0
        && g_date_valid_dmy ((GDateDay) day, (GDateMonth) (i + 1), (GDateYear) year))
      return g_strdup_printf ("%04d-%02d-%02d", year, i + 1, day);
  return NULL;
}

/* Takes all files of a feed, or none. */
static gboolean
take_files (Asking *self, const ObsFeed *feed, const ObsFeedNews *news, GPtrArray *files,
            GError **error)
{
  gboolean same = TRUE;

  for (guint i = 0; i < files->len; i++)
    {
      ObsFeedFile *file = g_ptr_array_index (files, i);

      same &= file->path == NULL;
      /* Noted also where the file is refused: it is asked for again only once it is another. */
      if (file->path != NULL)
        g_ptr_array_add (self->saw, file);
      if (!take_file (self, feed, file, error))
        return FALSE;
      if (file->modified != NULL && news == NULL)
        {
          g_autofree char *day = day_of_header (file->modified);

          if (day != NULL
              && (self->version->released == NULL || strcmp (day, self->version->released) > 0))
            {
              g_free (self->version->released);
              self->version->released = g_steal_pointer (&day);
            }
        }
    }
  if (same && self->record->refused != NULL)
    self->seen_refused = TRUE;
  if (news != NULL && news->released != NULL)
    {
      g_free (self->version->released);
      self->version->released = g_strdup (news->released);
    }
  return TRUE;
}

/* The service may bring out a new release while its pages are on their way. */
static gboolean
is_still_the_same (Asking *self, const ObsFeed *feed, const ObsFeedNews *news, GError **error)
{
  g_autoptr (ObsFeedNews) after = NULL;

  if (news == NULL || feed->paging == OBS_PAGING_NONE)
    return TRUE;
  after = obs_feed_ask (feed, self->run->fetch, &self->run->today, self->run->cancellable, error);
  if (after == NULL)
    return FALSE;
  if (strcmp (after->key, news->key) == 0)
    return TRUE;
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
                       _ ("A new release came out while the old one was fetched; the new one is "
                          "fetched next time."));
  return FALSE;
}

/* What the version has from before of a feed whose files did not change. */
static void
carry_over (Asking *self, const ObsFeed *feed)
{
  const ObsVersion *current = obs_source_current (self->record);

  for (guint i = 0; current != NULL && i < current->files->len; i++)
    {
      const ObsRawFile *file = g_ptr_array_index (current->files, i);

      if (g_strcmp0 (file->feed, feed->name) == 0)
        g_ptr_array_add (self->version->files, obs_raw_file_copy (file));
    }
}

static gboolean
has_files_of (const Asking *self, const ObsFeed *feed)
{
  const ObsVersion *current = obs_source_current (self->record);

  for (guint i = 0; current != NULL && i < current->files->len; i++)
    if (g_strcmp0 (((ObsRawFile *) g_ptr_array_index (current->files, i))->feed, feed->name) == 0)
      return TRUE;
  return FALSE;
}

static void
add_note (Asking *self, const char *note)
{
  if (note == NULL || self->line->note != NULL)
    return;
  self->line->note = g_strdup (note);
}

static gboolean
run_feed (Asking *self, const ObsFeed *feed, GError **error)
{
  ObsRefresh *run = self->run;
  g_autoptr (ObsFeedNews) news = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  GPtrArray *files;
  g_autofree char *partial = obs_state_partial (run->state, self->record->id);
  const char *key = g_hash_table_lookup (self->record->keys, feed->name);

  obs_refresh_tell (run, "asking", self->record->id, 0, 0);
  if (feed->check == OBS_FEED_EES || feed->check == OBS_FEED_NOMIS)
    {
      news = obs_feed_ask (feed, run->fetch, &run->today, run->cancellable, error);
      if (news == NULL)
        return FALSE;
      add_note (self, news->note);
      if (!self->anew && g_strcmp0 (news->key, key) == 0
          && (has_files_of (self, feed) || self->record->refused != NULL))
        {
          self->seen_refused |= self->record->refused != NULL;
          carry_over (self, feed);
          return TRUE;
        }
    }
  targets = obs_feed_targets (feed, news != NULL ? news->version : NULL, &run->today, error);
  if (targets == NULL)
    return FALSE;
  self->n_parts += targets->len;
  files
      = obs_feed_fetch (feed, run->fetch, targets, news != NULL ? news->key : NULL, partial,
                        news == NULL ? held_cb : NULL, progress_cb, self, run->cancellable, error);
  if (files == NULL)
    return FALSE;
  g_ptr_array_add (self->batches, files);
  if (!is_still_the_same (self, feed, news, error))
    return FALSE;
  if (news != NULL)
    g_hash_table_replace (self->keys, g_strdup (feed->name), g_strdup (news->key));
  if (take_files (self, feed, news, files, error))
    return TRUE;
  if (g_error_matches (*error, OBS_ERROR, OBS_ERROR_INPUT))
    {
      g_free (self->record->refused);
      g_free (self->record->refused_inputs);
      self->record->refused = g_strdup ((*error)->message);
      self->record->refused_inputs = obs_refresh_descriptors_hash (run, self->record->id);
    }
  return FALSE;
}

/* With check=calendar nobody is asked before the day; a failure or something missing is asked for.
 */
static gboolean
is_due (const Asking *self, const ObsFeed *feed)
{
  GDate next;

  if (feed->check != OBS_FEED_CALENDAR || !has_files_of (self, feed) || self->anew
      || self->record->error != NULL)
    return TRUE;
  return !obs_refresh_next_release (feed, self->record, &next)
         || g_date_compare (&self->run->today, &next) >= 0;
}

/* Files that were damaged or taken away are fetched again. */
static void
check_held (Asking *self)
{
  ObsVersion *current = obs_source_current (self->record);

  for (guint i = 0; current != NULL && i < current->files->len; i++)
    {
      const ObsRawFile *file = g_ptr_array_index (current->files, i);
      g_autofree char *path = obs_state_path (self->run->state, file);
      g_autofree char *hash = obs_digest_file (path, NULL, NULL, NULL, NULL, NULL);

      if (g_strcmp0 (hash, file->sha256) == 0)
        continue;
      g_ptr_array_add (self->run->report->notices,
                       g_strdup_printf (_ ("The kept file “%s” of “%s” is damaged or gone; it is "
                                           "fetched again."),
                                        file->name, self->record->id));
      g_ptr_array_remove_index (self->record->versions, 0);
      self->anew = TRUE;
      return;
    }
}

/* From now on the publisher is asked only for what differs from this. */
static void
note_seen (Asking *self)
{
  GHashTableIter iter;
  gpointer name, key;

  for (guint i = 0; i < self->saw->len; i++)
    {
      const ObsFeedFile *file = g_ptr_array_index (self->saw, i);

      obs_source_saw (self->record, file->name, file->url, file->etag, file->modified);
    }
  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &name, &key))
    g_hash_table_replace (self->record->keys, g_strdup (name), g_strdup (key));
}

/* A version of which a part is from before is at least as old as that part's release. */
static void
settle_release (Asking *self)
{
  ObsVersion *current = obs_source_current (self->record);
  gboolean part = FALSE;

  if (current == NULL || current->released == NULL)
    return;
  for (guint i = 0; i < self->version->files->len; i++)
    {
      const ObsRawFile *file = g_ptr_array_index (self->version->files, i);
      const ObsRawFile *before = obs_version_file (current, file->name);

      part |= before != NULL && strcmp (before->sha256, file->sha256) == 0;
    }
  if (part && self->version->released == NULL)
    self->version->released = g_strdup (current->released);
}

static void
note_success (Asking *self)
{
  ObsSourceRecord *record = self->record;
  ObsVersion *current = obs_source_current (record);
  g_autofree char *files = obs_version_hash (self->version);

  g_clear_pointer (&record->error, g_free);
  g_free (record->succeeded);
  record->succeeded = g_strdup (self->run->day);
  note_seen (self);
  settle_release (self);
  if (self->changed && record->refused != NULL && g_strcmp0 (record->refused_files, files) == 0)
    {
      self->changed = FALSE;
      self->seen_refused = TRUE;
    }
  if (self->changed)
    {
      self->version->retrieved = g_strdup (self->run->day);
      g_ptr_array_insert (record->versions, 0, g_steal_pointer (&self->version));
      g_free (record->changed);
      record->changed = g_strdup (self->run->day);
      record->pending = TRUE;
      self->line->outcome = OBS_REFRESH_CHANGED;
    }
  else
    {
      self->line->outcome = self->seen_refused ? OBS_REFRESH_REFUSED : OBS_REFRESH_UNCHANGED;
      /* The same bytes were released again. */
      if (!self->seen_refused && current != NULL && self->version->released != NULL
          && g_strcmp0 (self->version->released, current->released) > 0)
        {
          g_free (current->released);
          current->released = g_strdup (self->version->released);
        }
    }
  if (!self->seen_refused)
    {
      g_clear_pointer (&record->refused, g_free);
      g_clear_pointer (&record->refused_inputs, g_free);
      g_clear_pointer (&record->refused_files, g_free);
    }
}

/* FALSE where the whole run must stop. */
static gboolean
note_failure (Asking *self, GError *failure, GError **error)
{
  g_autoptr (GError) owned = failure;

  if (is_fatal (owned))
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }
  g_free (self->record->error);
  self->record->error = g_strdup (owned->message);
  self->line->outcome
      = self->record->refused != NULL && g_strcmp0 (self->record->refused, owned->message) == 0
            ? OBS_REFRESH_REFUSED
            : OBS_REFRESH_FAILED;
  /* Such a file was received: the publisher was reached. Where it is the only one, it is asked for
   * again only once it is another. */
  if (self->line->outcome == OBS_REFRESH_REFUSED)
    {
      if (self->n_parts == 1)
        note_seen (self);
      g_clear_pointer (&self->record->error, g_free);
      g_free (self->record->succeeded);
      self->record->succeeded = g_strdup (self->run->day);
    }
  return TRUE;
}

static gboolean
run_feeds (Asking *self, gboolean *asked, GError **error)
{
  for (guint i = 0; i < self->run->feeds->len; i++)
    {
      const ObsFeed *feed = g_ptr_array_index (self->run->feeds, i);

      if (feed->urls == NULL || strcmp (feed->id, self->record->id) != 0)
        continue;
      if (!is_due (self, feed))
        {
          carry_over (self, feed);
          continue;
        }
      *asked = TRUE;
      if (!run_feed (self, feed, error))
        return FALSE;
    }
  return TRUE;
}

/* TRUE where the source comes in more than one file, as far as its addresses say. */
static gboolean
has_parts (const Asking *self)
{
  guint n = 0;

  for (guint i = 0; i < self->run->feeds->len; i++)
    {
      const ObsFeed *feed = g_ptr_array_index (self->run->feeds, i);
      g_autoptr (GPtrArray) targets = NULL;

      if (feed->urls == NULL || strcmp (feed->id, self->record->id) != 0)
        continue;
      targets = obs_feed_targets (feed, "1", &self->run->today, NULL);
      n += targets != NULL ? targets->len : 1;
    }
  return n > 1;
}

static void
begin (Asking *self)
{
  g_autofree char *inputs = obs_refresh_descriptors_hash (self->run, self->record->id);
  gboolean other_inputs
      = self->record->refused != NULL && g_strcmp0 (self->record->refused_inputs, inputs) != 0;

  check_held (self);
  self->accepted = is_listed (self->run->inputs->accept, self->record->id);
  /* What was refused may pass under another descriptor, or because somebody said so. */
  self->anew |= other_inputs || (self->accepted && self->record->refused != NULL);
  if (self->anew)
    {
      g_clear_pointer (&self->record->refused, g_free);
      g_clear_pointer (&self->record->refused_inputs, g_free);
      g_clear_pointer (&self->record->refused_files, g_free);
    }
  /* Of several files one may be another by now: never old ones beside new ones. */
  self->anew |= self->record->refused != NULL && has_parts (self);
  self->version = obs_version_new ();
  self->saw = g_ptr_array_new ();
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
end (Asking *self)
{
  g_clear_pointer (&self->version, obs_version_free);
  g_ptr_array_unref (self->saw);
  g_ptr_array_unref (self->batches);
  g_hash_table_unref (self->keys);
}

gboolean
obs_refresh_source (ObsRefresh *run, const char *id, GError **error)
{
  Asking self = { 0 };
  g_autoptr (GError) failure = NULL;
  gboolean asked = FALSE, good, stop = FALSE;

  self.run = run;
  self.record = obs_state_source (run->state, id);
  self.line = obs_refresh_line (run, id);
  if (run->inputs->offline || (run->inputs->only != NULL && !is_listed (run->inputs->only, id)))
    return TRUE;
  begin (&self);
  if (self.record->first_asked == NULL)
    self.record->first_asked = g_strdup (run->day);
  good = run_feeds (&self, &asked, &failure);
  if (asked)
    {
      g_free (self.record->asked);
      self.record->asked = g_strdup (run->day);
    }
  if (!good)
    stop = !note_failure (&self, g_steal_pointer (&failure), error);
  else if (asked)
    note_success (&self);
  end (&self);
  if (good || self.line->outcome == OBS_REFRESH_REFUSED)
    {
      g_autofree char *partial = obs_state_partial (run->state, id);

      obs_platform_remove (partial);
    }
  /* Each source by itself: what one brought is not lost when the next is cut. */
  return obs_state_save (run->state, stop ? NULL : error) && !stop;
}
