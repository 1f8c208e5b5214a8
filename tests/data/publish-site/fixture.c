/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/data/publish-site/fixture.h"

#include "data/edition/db.h"
#include "data/publish/publisher-private.h"
#include "data/sync/platform-secret.h"
#include "data/sync/platform.h"
#include "data/sync/tuf/updater.h"
#include "tests/data/sync/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* An edition has a source at least. */
#define SOURCE                                                                                     \
  "INSERT INTO source (id, title, publisher, class, licence, attribution, released, status, "      \
  "row_count, sha256) VALUES ('book', 'Book', 'P', 'published', 'CC0-1.0', 'B', '2025-12', "       \
  "'fixed', 0, printf('%064d', 0))"

char *
fixture_ask (const char *name, gboolean again, guint tries, gpointer user_data)
{
  char *secret;

  if (tries > 0)
    return NULL;
  secret = obs_secret_new ();
  strcpy (secret, PHRASE);
  return secret;
}

char *
fixture_keys (const char *folder, const char *name)
{
  ObsKeysPlan plan = { .roots = 3, .threshold = 2, .targets_threshold = 1, .now = NOW };
  char *dir = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  obs_key_file_passes = 1;
  obs_keys_create (dir, &plan, fixture_ask, NULL, &error);
  g_assert_no_error (error);
  return dir;
}

char *
fixture_edition_with (const char *folder, const char *date, const char *sql)
{
  char *path = fixture_edition (folder, date, 8);
  g_autoptr (sqlite3) db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", NULL, NULL, NULL)
          != SQLITE_OK
      || sqlite3_exec (db, SOURCE, NULL, NULL, &message) != SQLITE_OK
      || sqlite3_exec (db, sql != NULL ? sql : "", NULL, NULL, &message) != SQLITE_OK
      || sqlite3_exec (db, "VACUUM", NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
  return path;
}

/* To make and to open keys takes a while, as it should: once for all tests of a program. */
static char *common_folder, *common_keys;
static ObsKeyRing *common_ring;

void
fixture_set_up (Fixture *self, gconstpointer unused)
{
  if (common_folder == NULL)
    {
      common_folder = fixture_folder ();
      common_keys = fixture_keys (common_folder, "keys");
      common_ring = obs_key_ring_new (common_keys, fixture_ask, NULL);
    }
  self->folder = fixture_folder ();
  self->keys = common_keys;
  self->ring = common_ring;
  self->site = g_build_filename (self->folder, "site", NULL);
  self->work = g_build_filename (self->folder, "site.work", NULL);
  self->now = NOW + DAY;
}

void
fixture_tear_down (Fixture *self, gconstpointer unused)
{
  fixture_clear (self->folder);
  g_free (self->site);
  g_free (self->work);
}

void
fixture_end (void)
{
  g_clear_pointer (&common_ring, obs_key_ring_free);
  g_clear_pointer (&common_folder, fixture_clear);
  g_clear_pointer (&common_keys, g_free);
}

char *
fixture_copy_keys (Fixture *self)
{
  char *copy = g_build_filename (self->folder, "keys-copy", NULL);
  g_autoptr (GPtrArray) files = NULL;

  fixture_copy_tree (common_keys, copy);
  files = fixture_files (copy);
  for (guint i = 0; i < files->len; i++)
    if (g_str_has_suffix (files->pdata[i], ".pem"))
      g_assert_cmpint (g_chmod (files->pdata[i], 0600), ==, 0);
  return copy;
}

ObsPublished *
fixture_try (Fixture *self, const char *edition, const char *site, GError **error)
{
  ObsPublishPlan plan = { .keys_dir = self->keys,
                          .announced = self->announced,
                          .disclosure = self->disclosure,
                          .now = self->now,
                          .ask = fixture_ask };

  return obs_publisher_run_with (edition, site != NULL ? site : self->site, &plan, self->ring, NULL,
                                 error);
}

ObsPublished *
fixture_publish (Fixture *self, const char *date, const char *sql)
{
  g_autofree char *edition = fixture_edition_with (self->folder, date, sql);
  g_autoptr (GError) error = NULL;
  ObsPublished *published = fixture_try (self, edition, NULL, &error);

  g_assert_no_error (error);
  return published;
}

/* The reader. */

static GBytes *
fetch (const char *name, gsize most, gboolean *missing, gpointer user_data,
       GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (user_data, "metadata", name, NULL);
  char *text = NULL;
  gsize length = 0;

  *missing = !g_file_get_contents (path, &text, &length, NULL);
  if (*missing)
    return NULL;
  g_assert_cmpuint (length, <=, most);
  return g_bytes_new_take (text, length);
}

static GBytes *
get_target (ObsTufUpdater *updater, const char *site, const char *path, GError **error)
{
  const ObsTufTarget *target = obs_tuf_updater_find (updater, path, NULL, error);
  g_autofree char *file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text = NULL;
  gsize length;

  if (target == NULL)
    return NULL;
  file = g_build_filename (site, "targets", target->remote, NULL);
  if (!g_file_get_contents (file, &text, &length, error))
    return NULL;
  bytes = g_bytes_new_take (text, length);
  if (obs_tuf_target_fits (target, bytes))
    return g_steal_pointer (&bytes);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not what was signed", path);
  return NULL;
}

/* A file that the index names with its lengths. */
static GBytes *
get_packed (ObsTufUpdater *updater, const char *site, const ObsJson *entry, GError **error)
{
  g_autoptr (GBytes) bytes
      = get_target (updater, site, obs_json_string (obs_json_member (entry, "path")), error);

  if (bytes == NULL)
    return NULL;
  g_assert_cmpint ((gint64) g_bytes_get_size (bytes), ==, fixture_number (entry, "length"));
  return obs_chunk_unpack (bytes, (gsize) fixture_number (entry, "plain"), error);
}

static gboolean
read_packs (ObsTufUpdater *updater, const char *site, const ObsJson *list, GError **error)
{
  const ObsJson *packs = obs_json_member (list, "packs");

  for (guint i = 0; i < obs_json_length (packs); i++)
    {
      const ObsJson *entry = obs_json_element (packs, i);
      g_autoptr (GBytes) plain = get_packed (updater, site, entry, error);
      g_autoptr (ObsPack) pack = NULL;

      if (plain == NULL)
        return FALSE;
      pack = obs_pack_decode (plain, NULL, NULL, error);
      if (pack == NULL)
        return FALSE;
      g_assert_cmpstr (pack->from, ==, fixture_text (entry, "from_state"));
      g_assert_cmpstr (pack->to, ==, fixture_text (entry, "to_state"));
    }
  return TRUE;
}

static gboolean
read_segments (ObsTufUpdater *updater, const char *site, const ObsJson *index, GError **error)
{
  g_autoptr (GBytes) plain = get_packed (updater, site, obs_json_member (index, "list"), error);
  g_autoptr (ObsSegmentList) list
      = plain != NULL ? obs_segment_list_from_bytes (plain, error) : NULL;
  g_autofree char *state = NULL;

  if (list == NULL)
    return FALSE;
  state = obs_manifest_state (list->manifest);
  g_assert_cmpstr (state, ==, fixture_text (index, "state"));
  for (guint i = 0; i < list->files->len; i++)
    {
      const GArray *files = list->files->pdata[i];
      const ObsManifestTable *table = list->manifest->tables->pdata[i];

      g_assert_cmpuint (files->len, ==, table->segments->len);
      for (guint k = 0; k < files->len; k++)
        {
          const ObsSegmentFile *file = &g_array_index (files, ObsSegmentFile, k);
          GString *path = g_string_new ("observatory/segments/");
          g_autoptr (GBytes) packed = NULL;
          g_autoptr (GBytes) segment = NULL;

          for (guint b = 0; b < 8; b++)
            g_string_append_printf (path, "%02x", file->file[b]);
          g_string_append (path, ".zst");
          packed = get_target (updater, site, path->str, error);
          g_string_free (path, TRUE);
          segment = packed != NULL ? obs_chunk_unpack (packed, file->plain, error) : NULL;
          if (segment == NULL)
            return FALSE;
        }
    }
  return TRUE;
}

static ObsJson *
read_all (ObsTufUpdater *updater, const char *site, GError **error)
{
  g_autoptr (GBytes) packed = get_target (updater, site, OBS_SITE_INDEX, error);
  g_autoptr (GBytes) audit
      = packed != NULL ? get_target (updater, site, OBS_SITE_AUDIT, error) : NULL;
  g_autoptr (ObsJson) index = audit != NULL ? obs_site_unpack_json (packed, error) : NULL;
  g_autofree char *sha256 = NULL;
  const ObsJson *old;

  if (index == NULL)
    return NULL;
  sha256 = obs_sign_sha256 (audit);
  g_assert_cmpstr (sha256, ==, fixture_text (index, "audit_sha256"));
  old = obs_json_member (index, "old_packs");
  if (old != NULL)
    {
      g_autoptr (GBytes) plain = get_packed (updater, site, old, error);
      g_autoptr (ObsJson) list = NULL;

      if (plain == NULL)
        return NULL;
      list = obs_json_read (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), error);
      if (list == NULL || !read_packs (updater, site, list, error))
        return NULL;
    }
  if (!read_packs (updater, site, index, error) || !read_segments (updater, site, index, error))
    return NULL;
  return g_steal_pointer (&index);
}

ObsJson *
fixture_read (const char *site, const char *trust, gint64 now, GError **error)
{
  ObsTufPolicy policy = { .only_ed25519 = TRUE, .now = now };
  g_autofree char *root = g_build_filename (site, "metadata", "1.root.json", NULL);
  g_autoptr (ObsTufUpdater) updater = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text = NULL;
  gsize length;

  if (!g_file_test (trust, G_FILE_TEST_EXISTS))
    {
      if (!g_file_get_contents (root, &text, &length, error))
        return NULL;
      bytes = g_bytes_new_take (text, length);
      if (!obs_tuf_init (trust, bytes, TRUE, error))
        return NULL;
    }
  updater = obs_tuf_updater_new (trust, &policy, fetch, (gpointer) site, error);
  if (updater == NULL || !obs_tuf_updater_refresh (updater, NULL, error))
    return NULL;
  return read_all (updater, site, error);
}

ObsJson *
fixture_read_new (Fixture *self, const char *site)
{
  static guint n;
  g_autofree char *name = g_strdup_printf ("reader-%u", n++);
  g_autofree char *trust = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  ObsJson *index = fixture_read (site != NULL ? site : self->site, trust, self->now, &error);

  g_assert_no_error (error);
  return index;
}

gint64
fixture_number (const ObsJson *index, const char *name)
{
  gint64 number = 0;

  g_assert_true (obs_json_integer (obs_json_member (index, name), &number));
  return number;
}

const char *
fixture_text (const ObsJson *index, const char *name)
{
  const char *text = obs_json_string (obs_json_member (index, name));

  g_assert_nonnull (text);
  return text;
}

char *
fixture_packs (const ObsJson *list)
{
  const ObsJson *packs = obs_json_member (list, "packs");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < obs_json_length (packs); i++)
    g_string_append_printf (text, "%s%d-%d", i > 0 ? " " : "",
                            (int) fixture_number (obs_json_element (packs, i), "from"),
                            (int) fixture_number (obs_json_element (packs, i), "to"));
  return g_string_free (text, FALSE);
}

static char *
kinds_of (const ObsSite *site)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < site->packs->len; i++)
    {
      const ObsSitePack *pack = site->packs->pdata[i];

      g_string_append_printf (text, "%s%s %d-%d", i > 0 ? ", " : "", pack->kind, (int) pack->from,
                              (int) pack->to);
    }
  return g_string_free (text, FALSE);
}

void
fixture_assert_packs (Fixture *self, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsSite) site = obs_site_read (self->site, &error);
  g_autofree char *kinds = NULL;

  g_assert_no_error (error);
  kinds = kinds_of (site);
  g_assert_cmpstr (kinds, ==, expected);
}

/* Folders. */

static void
add_files (const char *folder, GPtrArray *files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        add_files (path, files);
      else if (strcmp (name, ".lock") != 0)
        g_ptr_array_add (files, g_steal_pointer (&path));
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
fixture_files (const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  add_files (folder, files);
  g_ptr_array_sort (files, compare);
  return files;
}

void
fixture_assert_same (const char *one, const char *two, const char *but)
{
  g_autoptr (GPtrArray) first = fixture_files (one);
  g_autoptr (GPtrArray) second = fixture_files (two);

  g_assert_cmpuint (first->len, ==, second->len);
  for (guint i = 0; i < first->len; i++)
    {
      const char *a = first->pdata[i], *b = second->pdata[i];
      g_autofree char *hash = NULL;
      g_autofree char *other = NULL;

      g_assert_cmpstr (a + strlen (one), ==, b + strlen (two));
      if (but != NULL && g_str_has_suffix (a, but))
        continue;
      hash = fixture_sha256 (a);
      other = fixture_sha256 (b);
      if (strcmp (hash, other) != 0)
        g_error ("%s and %s differ", a, b);
    }
}

void
fixture_remove (const char *folder)
{
  obs_platform_remove (folder);
}
