/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/feed-private.h"

#include "data/error.h"
#include "data/ingest/descriptor.h"
#include "data/sync/digest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DESCRIPTOR (256 * 1024)
#define MIB (1024 * 1024)

static void
variable_free (gpointer data)
{
  ObsFeedVariable *variable = data;

  g_free (variable->name);
  g_strfreev (variable->values);
  g_free (variable);
}

void
obs_feed_free (ObsFeed *feed)
{
  g_free (feed->name);
  g_free (feed->folder);
  g_free (feed->sha256);
  g_free (feed->id);
  g_strfreev (feed->files);
  g_strfreev (feed->urls);
  g_free (feed->as);
  g_ptr_array_unref (feed->variables);
  g_free (feed->unfilled);
  g_free (feed->ask);
  g_strfreev (feed->accept_hosts);
  g_strfreev (feed->moving);
  g_free (feed->calendar);
  g_free (feed->next);
  g_free (feed);
}

/* One descriptor while it is read. */
typedef struct
{
  GKeyFile *file;
  ObsFeed *feed;
  GPtrArray *faults;
} Reading;

static void add_fault (Reading *self, const char *key, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
add_fault (Reading *self, const char *key, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->faults,
                   g_strdup_printf (_ ("%s, group “%s”, key “%s”: %s"), self->feed->name,
                                    strcmp (key, "next") == 0 || strcmp (key, "grace") == 0
                                            || strcmp (key, "dead") == 0
                                            || strcmp (key, "calendar") == 0
                                        ? "release"
                                        : "get",
                                    key, words));
}

/* (transfer full): NULL where there is none or it is empty */
static char *
take_text (Reading *self, const char *group, const char *key)
{
  char *text = g_key_file_get_string (self->file, group, key, NULL);

  if (text != NULL && *g_strstrip (text) == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* (transfer full): ended by NULL; NULL where there is none */
static char **
split_list (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  g_auto (GStrv) list = NULL;

  if (text == NULL)
    return NULL;
  parts = g_strsplit (text, ";", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);
  list = g_strv_builder_end (builder);
  return *list == NULL ? NULL : g_steal_pointer (&list);
}

static char **
take_list (Reading *self, const char *key)
{
  g_autofree char *text = take_text (self, "get", key);

  return split_list (text);
}

static guint
take_number (Reading *self, const char *group, const char *key, guint least, guint most,
             guint otherwise)
{
  g_autofree char *text = take_text (self, group, key);
  guint64 number;

  if (text == NULL)
    return otherwise;
  if (g_ascii_string_to_unsigned (text, 10, least, most, &number, NULL))
    return (guint) number;
  add_fault (self, key, _ ("“%s” is not a whole number from %u to %u."), text, least, most);
  return otherwise;
}

/* The place of the text in a list of words; 0 where it is not there. */
static guint
take_word (Reading *self, const char *key, const char *const *words)
{
  g_autofree char *text = take_text (self, "get", key);
  g_autofree char *known = NULL;

  for (guint i = 0; text != NULL && words[i] != NULL; i++)
    if (strcmp (words[i], text) == 0)
      return i;
  if (text != NULL)
    {
      known = g_strjoinv (", ", (char **) words);
      add_fault (self, key, _ ("“%s” is not known here; it is one of: %s."), text, known);
    }
  return 0;
}

/* The key file names a key that stands twice twice; its last value counts. */
static gboolean
has_variable (const ObsFeed *feed, const char *name)
{
  for (guint i = 0; i < feed->variables->len; i++)
    if (strcmp (((const ObsFeedVariable *) g_ptr_array_index (feed->variables, i))->name, name)
        == 0)
      return TRUE;
  return FALSE;
}

/* A name such as {dataset}: small letters, digits, hyphens. */
static gboolean
is_name (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '-' && *c != '_')
      return FALSE;
  return *text != '\0';
}

static void
read_variables (Reading *self)
{
  g_auto (GStrv) keys = g_key_file_get_keys (self->file, "get", NULL, NULL);
  static const char *const known[]
      = { "file",      "url",      "name",        "check",   "ask", "paging",
          "page-size", "max-size", "accept-host", "smaller", NULL };

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      ObsFeedVariable *variable;
      g_auto (GStrv) values = NULL;

      if (!g_str_has_prefix (keys[i], "set "))
        {
          if (!g_strv_contains (known, keys[i]))
            add_fault (self, keys[i], _ ("this key is not known."));
          continue;
        }
      if (has_variable (self->feed, keys[i] + 4))
        continue;
      values = take_list (self, keys[i]);
      if (!is_name (keys[i] + 4))
        {
          add_fault (self, keys[i], _ ("it takes a name of small letters, digits and hyphens."));
          continue;
        }
      if (values == NULL)
        {
          if (self->feed->unfilled == NULL)
            self->feed->unfilled = g_strdup (keys[i] + 4);
          continue;
        }
      variable = g_new0 (ObsFeedVariable, 1);
      variable->name = g_strdup (keys[i] + 4);
      variable->values = g_steal_pointer (&values);
      g_ptr_array_add (self->feed->variables, variable);
    }
}

static void
read_size (Reading *self)
{
  g_autofree char *text = take_text (self, "get", "max-size");
  char *end = NULL;
  double number;

  self->feed->max_size = 64 * MIB;
  if (text == NULL)
    return;
  number = g_ascii_strtod (text, &end);
  g_strchug (end);
  if (number >= 1 && number <= 16384 && (strcmp (end, "MiB") == 0 || strcmp (end, "MB") == 0))
    self->feed->max_size = (guint64) (number * MIB);
  else
    add_fault (self, "max-size", _ ("“%s” is not a size from 1 MiB to 16384 MiB."), text);
}

static gboolean
is_day_or_month (const char *text)
{
  GDate date;

  if (strlen (text) != 7 && strlen (text) != 10)
    return FALSE;
  for (guint i = 0; text[i] != '\0'; i++)
    if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit (text[i]))
      return FALSE;
  if (atoi (text) < 1900 || atoi (text + 5) < 1 || atoi (text + 5) > 12)
    return FALSE;
  g_date_clear (&date, 1);
  return strlen (text) == 7
         || g_date_valid_dmy ((GDateDay) atoi (text + 8), (GDateMonth) atoi (text + 5),
                              (GDateYear) atoi (text));
}

static void
read_release (Reading *self)
{
  static const char *const calendars[]
      = { "monthly", "quarterly", "yearly", "irregular", "once", NULL };
  ObsFeed *feed = self->feed;

  feed->calendar = take_text (self, "release", "calendar");
  feed->next = take_text (self, "release", "next");
  feed->grace = take_number (self, "release", "grace", 0, 3660, 14);
  feed->dead = take_number (self, "release", "dead", 1, 36600, 365);
  if (feed->calendar != NULL && !g_strv_contains (calendars, feed->calendar))
    {
      g_autofree char *known = g_strjoinv (", ", (char **) calendars);

      add_fault (self, "calendar", _ ("“%s” is not known here; it is one of: %s."), feed->calendar,
                 known);
      g_clear_pointer (&feed->calendar, g_free);
    }
  if (feed->next != NULL && !is_day_or_month (feed->next))
    {
      add_fault (self, "next", _ ("“%s” is not a date like 2025-03-27 or 2025-03."), feed->next);
      g_clear_pointer (&feed->next, g_free);
    }
}

/* Headings that hold a period come and go; the rest of the table's own words are not ours. */
static void
read_table (Reading *self)
{
  g_autofree char *delimiter = take_text (self, "table", "delimiter");
  g_auto (GStrv) groups = g_key_file_get_groups (self->file, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  self->feed->header = take_number (self, "table", "header", 1, 10000, 1);
  if (delimiter != NULL)
    self->feed->delimiter
        = strcmp (delimiter, "tab") == 0 || strcmp (delimiter, "\\t") == 0 ? '\t' : *delimiter;
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *from = NULL;

      if (g_str_has_prefix (groups[i], "measure "))
        from = take_text (self, groups[i], "from");
      if (from != NULL && strpbrk (from, "*?") != NULL)
        g_strv_builder_add (builder, from);
    }
  self->feed->moving = g_strv_builder_end (builder);
}

static void
read_get (Reading *self)
{
  static const char *const checks[] = { "conditional", "calendar", "ees", "nomis", NULL };
  static const char *const pagings[] = { "none", "nomis", "page", NULL };
  ObsFeed *feed = self->feed;
  gboolean asks;

  feed->files = take_list (self, "file");
  feed->urls = take_list (self, "url");
  feed->as = take_text (self, "get", "name");
  feed->ask = take_text (self, "get", "ask");
  feed->accept_hosts = take_list (self, "accept-host");
  feed->check = (ObsFeedCheck) take_word (self, "check", checks);
  feed->paging = (ObsFeedPaging) take_word (self, "paging", pagings);
  feed->page_size = take_number (self, "get", "page-size", 1,
                                 feed->paging == OBS_PAGING_NOMIS ? 25000 : 1000000, 25000);
  feed->smaller = take_number (self, "get", "smaller", 1, 100, 50);
  read_size (self);
  read_variables (self);
  if (feed->urls == NULL)
    g_clear_pointer (&feed->unfilled, g_free);
  /* Until somebody fills it in, its files are put there by hand. */
  if (feed->unfilled != NULL)
    g_clear_pointer (&feed->urls, g_strfreev);
  if (feed->urls == NULL)
    return;
  if (feed->as == NULL && feed->files != NULL && feed->files[1] == NULL
      && strpbrk (feed->files[0], "*?") == NULL)
    feed->as = g_strdup (feed->files[0]);
  if (feed->as == NULL)
    add_fault (self, "name", _ ("say under which name the answer is kept; it must fit “file”."));
  asks = feed->check == OBS_FEED_EES || feed->check == OBS_FEED_NOMIS;
  if (asks != (feed->ask != NULL))
    add_fault (self, "ask",
               asks ? _ ("say which address of the service is asked first.")
                    : _ ("only “check=ees” and “check=nomis” ask an address first."));
  if (feed->paging == OBS_PAGING_PAGE)
    for (guint i = 0; feed->urls[i] != NULL; i++)
      if (strstr (feed->urls[i], "{page}") == NULL)
        add_fault (self, "url", _ ("with “paging=page” the address must hold {page}."));
}

/* The templates are tried once, so that a fault shows before anything is fetched. */
static void
try_targets (Reading *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  GDate today;

  if (self->feed->urls == NULL || self->feed->as == NULL)
    return;
  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 1, 1, 2025);
  targets = obs_feed_targets (self->feed, "1.0", &today, &error);
  if (targets == NULL)
    add_fault (self, "url", "%s", error->message);
}

ObsFeed *
obs_feed_parse (const char *name, const char *text, gsize length, GPtrArray *faults)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFeed) feed = NULL;
  g_autofree char *group = NULL;
  g_autofree char *key = NULL;
  Reading reading = { file, NULL, faults };
  EVP_MD_CTX *digest;
  guint before = faults->len;

  if (length > MAX_DESCRIPTOR || memchr (text, '\0', length) != NULL
      || !g_utf8_validate (text, (gssize) length, NULL)
      || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    {
      g_ptr_array_add (
          faults,
          g_strdup_printf (_ ("%s is not a descriptor: %s."), name,
                           error != NULL ? error->message : _ ("it is too long or not a text")));
      return NULL;
    }
  if (obs_descriptor_bad_escape (file, &group, &key))
    {
      g_ptr_array_add (faults, g_strdup_printf (_ ("%s, group “%s”, key “%s”: a backslash stands "
                                                   "here alone. Write it twice, “\\\\”."),
                                                name, group, key));
      return NULL;
    }
  feed = g_new0 (ObsFeed, 1);
  feed->variables = g_ptr_array_new_with_free_func (variable_free);
  feed->name = g_strdup (name);
  reading.feed = feed;
  digest = obs_digest_new ();
  obs_digest_add (digest, text, length);
  feed->sha256 = obs_digest_finish (digest);
  EVP_MD_CTX_free (digest);
  feed->id = take_text (&reading, "source", "use");
  if (feed->id == NULL)
    feed->id = take_text (&reading, "source", "id");
  if (feed->id == NULL || !is_name (feed->id) || strlen (feed->id) > 100)
    {
      g_ptr_array_add (faults, g_strdup_printf (_ ("%s, group “source”, key “id”: it takes small "
                                                   "letters, digits and hyphens."),
                                                name));
      return NULL;
    }
  read_get (&reading);
  read_release (&reading);
  read_table (&reading);
  if (faults->len == before)
    try_targets (&reading);
  return g_steal_pointer (&feed);
}

ObsFeed *
obs_feed_load (const char *path, GPtrArray *faults)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      g_ptr_array_add (faults, g_strdup (error->message));
      return NULL;
    }
  return obs_feed_parse (name, text, length, faults);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_feeds (GPtrArray *feeds, const char *folder, const char *where, GPtrArray *faults)
{
  g_autoptr (GDir) dir = g_dir_open (where, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".source"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_texts);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (where, g_ptr_array_index (names, i), NULL);
      ObsFeed *feed = obs_feed_load (path, faults);

      if (feed == NULL)
        continue;
      feed->folder = g_strdup (folder);
      g_ptr_array_add (feeds, feed);
    }
}

GPtrArray *
obs_feeds_in (const char *folder, GPtrArray *faults)
{
  GPtrArray *feeds = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_feed_free);
  g_autofree char *inner = g_build_filename (folder, "sources", NULL);

  add_feeds (feeds, folder, inner, faults);
  add_feeds (feeds, folder, folder, faults);
  return feeds;
}

void
obs_feed_news_free (ObsFeedNews *news)
{
  g_free (news->key);
  g_free (news->version);
  g_free (news->released);
  g_free (news->note);
  g_free (news);
}

void
obs_feed_file_free (ObsFeedFile *file)
{
  g_free (file->name);
  g_free (file->url);
  g_free (file->path);
  g_free (file->etag);
  g_free (file->modified);
  g_free (file);
}
