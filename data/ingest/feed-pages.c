/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/feed.h"

#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_PAGES 4000

/* All files of a feed, or the pages of one. */
typedef struct
{
  const ObsFeed *feed;
  ObsFetch *fetch;
  const char *key;
  const char *folder;
  ObsFeedHeldFunc held;
  ObsBytesFunc progress;
  gpointer user_data;
  GCancellable *cancellable;
  guint64 before; /* bytes of the files and pages that are through */
} Run;

/* One target that comes in pages. */
typedef struct
{
  Run *run;
  const ObsFeedTarget *target;
  char *path; /* of the whole */
  int fd;
  ObsFeedFile *file;
  char *headings; /* the first line of the first page, as bytes */
  gsize headings_length;
  gint64 announced; /* rows in all, where a column RECORD_COUNT says so; -1 */
  guint64 rows;
  char *last_hash; /* of the rows of the page before */
} Pages;

static void
pages_clear (Pages *self)
{
  g_free (self->path);
  g_free (self->headings);
  g_free (self->last_hash);
  g_clear_pointer (&self->file, obs_feed_file_free);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pages, pages_clear)

static char *
hash_of (gconstpointer data, gsize length)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();

  obs_digest_add (digest, data, length);
  return obs_digest_finish (digest);
}

/* Parts of one release are never put together with those of another. */
static char *
place_of (Run *run, const char *url)
{
  g_autofree char *text = g_strconcat (url, "\n", run->key, NULL);
  g_autofree char *hash = hash_of (text, strlen (text));

  hash[32] = '\0';
  return g_build_filename (run->folder, hash, NULL);
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  Run *run = user_data;

  if (run->progress != NULL)
    run->progress (run->before + done, total > 0 ? run->before + total : 0, run->user_data);
}

static gboolean
fetch_one (Run *run, const char *url, const char *path, const char *etag, const char *modified,
           ObsFetchAnswer *answer, GError **error)
{
  ObsFetchRequest request = { 0 };
  gboolean good;

  request.url = url;
  request.accept_hosts = (const char *const *) run->feed->accept_hosts;
  request.max_size = run->feed->max_size;
  request.etag = etag;
  request.modified = modified;
  request.progress = progress_cb;
  request.user_data = run;
  good = obs_fetch_file (run->fetch, &request, path, answer, run->cancellable, error);
  run->before += good ? answer->length : 0;
  return good;
}

static char *
page_url (Pages *self, guint page)
{
  const ObsFeed *feed = self->run->feed;
  const char *url = self->target->url;

  if (feed->paging == OBS_PAGING_NOMIS)
    return g_strdup_printf ("%s%cRecordLimit=%u&RecordOffset=%" G_GUINT64_FORMAT, url,
                            strchr (url, '?') != NULL ? '&' : '?', feed->page_size,
                            (guint64) feed->page_size * page);
  {
    g_autofree char *number = g_strdup_printf ("%u", page + 1);
    g_autofree char *size = g_strdup_printf ("%u", feed->page_size);
    g_auto (GStrv) pieces = g_strsplit (url, "{page}", -1);
    g_autofree char *numbered = g_strjoinv (number, pieces);
    g_auto (GStrv) others = g_strsplit (numbered, "{page-size}", -1);

    return g_strjoinv (size, others);
  }
}

/* Records in CSV text; blank lines do not count. */
static guint64
count_records (const char *text, gsize length)
{
  gboolean quoted = FALSE, any = FALSE;
  guint64 n = 0;

  for (gsize i = 0; i < length; i++)
    if (text[i] == '"')
      quoted = any = TRUE, quoted = !quoted;
    else if (!quoted && (text[i] == '\n' || text[i] == '\r'))
      {
        n += any;
        any = FALSE;
      }
    else
      any = TRUE;
  return n + any;
}

static void
set_page_error (Pages *self, guint page, const char *why, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("Page %u of “%s” was refused: %s."), page + 1,
               self->target->name, why);
}

/* The number of rows in all, where the table says it in each row. */
static gint64
find_announced (GPtrArray *headings, const char *rows, gsize length, char delimiter)
{
  g_autoptr (GPtrArray) fields = NULL;
  guint64 number;
  gsize next;

  for (guint i = 0; length > 0 && i < headings->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (headings, i), "RECORD_COUNT") == 0)
      {
        fields = obs_feed_split (rows, length, delimiter, &next);
        if (i < fields->len
            && g_ascii_string_to_unsigned (g_ptr_array_index (fields, i), 10, 0, G_MAXINT32,
                                           &number, NULL))
          return (gint64) number;
      }
  return -1;
}

static gboolean
take_headings (Pages *self, guint page, const char *text, gsize length, gsize *start,
               GError **error)
{
  char delimiter = self->run->feed->delimiter != '\0' ? self->run->feed->delimiter : ',';
  g_autoptr (GPtrArray) headings = obs_feed_split (text, length, delimiter, start);

  if (*start == 0)
    *start = length;
  if (page > 0)
    {
      if (*start == self->headings_length && memcmp (text, self->headings, *start) == 0)
        return TRUE;
      set_page_error (self, page, _ ("its headings are not those of the first page"), error);
      return FALSE;
    }
  self->headings = g_memdup2 (text, *start);
  self->headings_length = *start;
  self->announced = find_announced (headings, text + *start, length - *start, delimiter);
  return TRUE;
}

/* What a page has come to. */
typedef enum
{
  PAGE_FAILED,
  PAGE_MORE,
  PAGE_LAST,
  PAGE_AGAIN, /* the same rows as the page before */
} PageEnd;

/* Puts the rows of one page behind the others, the headings once. */
static PageEnd
add_page (Pages *self, guint page, const char *text, gsize length, GError **error)
{
  guint size = self->run->feed->page_size;
  g_autofree char *hash = NULL;
  guint64 rows;
  gsize start;

  /* A service that has no more may send nothing at all. */
  if (length == 0 && page > 0)
    return PAGE_LAST;
  if (!take_headings (self, page, text, length, &start, error))
    return PAGE_FAILED;
  rows = count_records (text + start, length - start);
  if (rows > size)
    {
      set_page_error (self, page, _ ("it holds more rows than were asked for"), error);
      return PAGE_FAILED;
    }
  hash = hash_of (text + start, length - start);
  if (rows > 0 && g_strcmp0 (hash, self->last_hash) == 0)
    return PAGE_AGAIN;
  g_free (self->last_hash);
  self->last_hash = g_steal_pointer (&hash);
  if (self->file->length + length > self->run->feed->max_size)
    {
      set_page_error (self, page, _ ("all pages together are more than “max-size” allows"), error);
      return PAGE_FAILED;
    }
  start = page == 0 ? 0 : start;
  if (!obs_platform_write (self->fd, self->path, text + start, length - start, error)
      || (length > start && text[length - 1] != '\n'
          && !obs_platform_write (self->fd, self->path, "\n", 1, error)))
    return PAGE_FAILED;
  self->file->length += length - start + (length > start && text[length - 1] != '\n');
  self->rows += rows;
  self->file->pages++;
  return rows < size ? PAGE_LAST : PAGE_MORE;
}

/* A page of a release that has a name is not fetched again after a crash. */
static PageEnd
fetch_page (Pages *self, guint page, gboolean again, GError **error)
{
  Run *run = self->run;
  g_autofree char *url = page_url (self, page);
  g_autofree char *path = place_of (run, url);
  g_auto (ObsFetchAnswer) answer = { 0 };
  g_autoptr (GMappedFile) bytes = NULL;
  ObsFeedFile one = { 0 };
  PageEnd end;

  if (again || run->key == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      if (!fetch_one (run, url, path, NULL, NULL, &answer, error))
        return PAGE_FAILED;
      self->file->fetched += answer.fetched;
      self->file->resumed |= answer.resumed;
    }
  bytes = g_mapped_file_new (path, FALSE, error);
  if (bytes == NULL)
    return PAGE_FAILED;
  one.name = self->target->name;
  one.path = path;
  one.length = g_mapped_file_get_length (bytes);
  one.announced = answer.announced || answer.length == 0;
  /* The first page is looked at as a table of its own; later ones must have its headings. */
  if (page == 0 && !obs_feed_check_file (run->feed, &one, NULL, error))
    end = PAGE_FAILED;
  else
    end = add_page (self, page, g_mapped_file_get_contents (bytes),
                    g_mapped_file_get_length (bytes), error);
  if (end == PAGE_FAILED || end == PAGE_AGAIN)
    obs_platform_remove (path);
  return end;
}

static gboolean
fetch_pages (Pages *self, GError **error)
{
  for (guint page = 0; page < MAX_PAGES; page++)
    {
      PageEnd end = fetch_page (self, page, FALSE, error);

      /* A cache on the way may have answered with the page before; once more, then it is a fault.
       */
      if (end == PAGE_AGAIN)
        {
          if (!obs_fetch_pause (self->run->fetch, 1, self->run->cancellable, error))
            return FALSE;
          end = fetch_page (self, page, TRUE, error);
        }
      if (end == PAGE_AGAIN)
        set_page_error (self, page, _ ("it holds the same rows as the page before"), error);
      if (end == PAGE_FAILED || end == PAGE_AGAIN)
        return FALSE;
      if (end == PAGE_LAST)
        {
          if (self->announced < 0 || (guint64) self->announced == self->rows)
            return TRUE;
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("The file “%s” was refused: it should hold %.0f rows, but %.0f came."),
                       self->target->name, (double) self->announced, (double) self->rows);
          return FALSE;
        }
    }
  g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE, _ ("“%s” comes in more than %d pages."),
               self->target->name, MAX_PAGES);
  return FALSE;
}

static ObsFeedFile *
fetch_paged (Run *run, const ObsFeedTarget *target, GError **error)
{
  g_auto (Pages) self = { 0 };
  g_autofree char *place = place_of (run, target->url);
  int fd;

  self.run = run;
  self.target = target;
  self.announced = -1;
  self.path = g_strconcat (place, ".whole", NULL);
  self.file = g_new0 (ObsFeedFile, 1);
  self.fd = obs_platform_open (self.path, FALSE, 0600, error);
  if (self.fd < 0 || !fetch_pages (&self, error))
    return NULL;
  fd = self.fd;
  self.fd = -1;
  if (!obs_platform_sync_close (fd, self.path, error))
    return NULL;
  self.file->path = g_strdup (self.path);
  self.file->announced = TRUE;
  return g_steal_pointer (&self.file);
}

static ObsFeedFile *
fetch_whole (Run *run, const ObsFeedTarget *target, GError **error)
{
  g_autofree char *path = place_of (run, target->url);
  g_auto (ObsFetchAnswer) answer = { 0 };
  g_autoptr (GError) local = NULL;
  const char *etag = NULL, *modified = NULL;
  gboolean conditional = run->held != NULL && run->held (target, &etag, &modified, run->user_data)
                         && (etag != NULL || modified != NULL);
  ObsFeedFile *file;

  if (!fetch_one (run, target->url, path, conditional ? etag : NULL, conditional ? modified : NULL,
                  &answer, &local))
    {
      if (!g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_MODIFIED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      return g_new0 (ObsFeedFile, 1);
    }
  file = g_new0 (ObsFeedFile, 1);
  file->path = g_steal_pointer (&path);
  file->etag = g_steal_pointer (&answer.etag);
  file->modified = g_steal_pointer (&answer.modified);
  file->length = answer.length;
  file->fetched = answer.fetched;
  file->resumed = answer.resumed;
  file->announced = answer.announced;
  return file;
}

GPtrArray *
obs_feed_fetch (const ObsFeed *feed, ObsFetch *fetch, GPtrArray *targets, const char *key,
                const char *folder, ObsFeedHeldFunc held, ObsBytesFunc progress, gpointer user_data,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files
      = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_feed_file_free);
  Run run = { feed, fetch, key, folder, held, progress, user_data, cancellable, 0 };

  if (!obs_platform_make_private (folder, error))
    return NULL;
  for (guint i = 0; i < targets->len; i++)
    {
      const ObsFeedTarget *target = g_ptr_array_index (targets, i);
      ObsFeedFile *file = feed->paging != OBS_PAGING_NONE ? fetch_paged (&run, target, error)
                                                          : fetch_whole (&run, target, error);

      if (file == NULL)
        return NULL;
      file->name = g_strdup (target->name);
      file->url = g_strdup (target->url);
      g_ptr_array_add (files, file);
    }
  return g_steal_pointer (&files);
}
