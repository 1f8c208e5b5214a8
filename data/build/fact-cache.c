/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/fact-cache-private.h"

#include "data/error.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

/* The folder of kept tables, and the keys under which they are found. */

#define SUFFIX ".facts"

struct _ObsFactCache
{
  char *folder;
  GHashTable *hashes; /* path of a raw file to its SHA-256, as of this build */
  GHashTable *used;   /* set of file names */
  guint64 bytes;      /* of those */
  gboolean closed;    /* a write failed: the next would fail as well */
};

ObsFactCache *
obs_fact_cache_open (const char *folder, GError **error)
{
  ObsFactCache *self;

  if (!obs_platform_make_private (folder, error))
    return NULL;
  self = g_new0 (ObsFactCache, 1);
  self->folder = g_strdup (folder);
  self->hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
obs_fact_cache_free (ObsFactCache *self)
{
  g_free (self->folder);
  g_hash_table_unref (self->hashes);
  g_hash_table_unref (self->used);
  g_free (self);
}

/* Several descriptors may take their parts from one file. */
static const char *
hash_of (ObsFactCache *self, const char *path, GCancellable *cancellable, GError **error)
{
  char *hash = g_hash_table_lookup (self->hashes, path);

  if (hash != NULL)
    return hash;
  hash = obs_digest_file (path, NULL, NULL, NULL, cancellable, error);
  if (hash != NULL)
    g_hash_table_insert (self->hashes, g_strdup (path), hash);
  return hash;
}

/* Labels and the words of notices are in the language of the person, numbers in words in its way of
 * writing them. */
static void
add_program (EVP_MD_CTX *digest)
{
  g_autofree char *languages = g_strjoinv (":", (char **) g_get_language_names ());
  guint8 format = OBS_FACT_CACHE_FORMAT;

  obs_digest_add (digest, &format, 1);
  obs_digest_text (digest, OBS_VERSION);
  obs_digest_text (digest, obs_reading_code);
  obs_digest_text (digest, setlocale (LC_ALL, NULL));
  obs_digest_text (digest, languages);
}

/* The descriptor as it was read, whatever its file has become meanwhile; and its label files. */
static gboolean
add_descriptor (EVP_MD_CTX *digest, const ObsFactInputs *inputs, GError **error)
{
  const ObsDescriptor *descriptor = inputs->descriptor;
  g_autofree char *text = g_key_file_to_data (descriptor->file, NULL, NULL);

  obs_digest_text (digest, descriptor->name);
  obs_digest_text (digest, text);
  for (guint i = 0; i < descriptor->dimensions->len; i++)
    {
      const ObsDimension *dimension = g_ptr_array_index (descriptor->dimensions, i);
      GHashTable *closed = NULL;

      if (dimension->labels != NULL)
        {
          g_autofree char *path = g_build_filename (
              descriptor->folder != NULL ? descriptor->folder : ".", dimension->labels, NULL);
          g_autofree char *hash
              = obs_digest_file (path, NULL, NULL, NULL, inputs->context->cancellable, error);

          if (hash == NULL)
            return FALSE;
          obs_digest_text (digest, hash);
        }
      if (inputs->context->lists != NULL)
        closed = g_hash_table_lookup (inputs->context->lists, dimension->list);
      obs_digest_text (digest, closed != NULL ? dimension->list : NULL);
      if (closed != NULL)
        obs_digest_table (digest, closed);
    }
  return TRUE;
}

/* Parts matter where a total speaks of them. */
static void
add_areas (EVP_MD_CTX *digest, const ObsFactInputs *inputs)
{
  const GPtrArray *totals = inputs->descriptor->totals;
  g_autofree char *areas = obs_area_index_digest (inputs->context->areas);
  gboolean parts = FALSE;

  obs_digest_text (digest, areas);
  for (guint i = 0; i < totals->len; i++)
    parts |= ((const ObsTotal *) g_ptr_array_index (totals, i))->dimension == NULL;
  if (parts)
    {
      g_autoptr (GHashTable) joined = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
      GHashTableIter iter;
      gpointer code, own;

      g_hash_table_iter_init (&iter, inputs->parts);
      while (g_hash_table_iter_next (&iter, &code, &own))
        {
          GString *text = g_string_new (NULL);

          for (guint i = 0; i < ((GPtrArray *) own)->len; i++)
            g_string_append_printf (text, "%s\1",
                                    (char *) g_ptr_array_index ((GPtrArray *) own, i));
          g_hash_table_insert (joined, code, g_string_free (text, FALSE));
        }
      obs_digest_table (digest, joined);
    }
}

char *
obs_fact_cache_key (ObsFactCache *self, const ObsFactInputs *inputs, GError **error)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();

  add_program (digest);
  if (!add_descriptor (digest, inputs, error))
    return NULL;
  add_areas (digest, inputs);
  /* Only whether there is a date: which one is a matter of the periods found. */
  obs_digest_text (digest, inputs->context->date != NULL ? "dated" : NULL);
  for (guint i = 0; i < inputs->files->len; i++)
    {
      const char *path = g_ptr_array_index (inputs->files, i);
      const char *hash = hash_of (self, path, inputs->context->cancellable, error);
      g_autofree char *name = g_filename_display_basename (path);

      if (hash == NULL)
        return NULL;
      obs_digest_text (digest, name);
      obs_digest_text (digest, hash);
    }
  return obs_digest_finish (digest);
}

/* NULL where there is no such file, or none that a cache would have written. */
static GByteArray *
read_file (const char *path)
{
  GByteArray *bytes = g_byte_array_new ();
  GStatBuf st;
  FILE *file;
  gsize n = 0;

  if (g_lstat (path, &st) == 0 && S_ISREG (st.st_mode) && st.st_size > 0
      && st.st_size <= OBS_FACT_CACHE_MOST && (file = g_fopen (path, "rb")) != NULL)
    {
      g_byte_array_set_size (bytes, (guint) st.st_size);
      n = fread (bytes->data, 1, bytes->len, file);
      fclose (file);
    }
  g_byte_array_set_size (bytes, (guint) n);
  return bytes;
}

void
obs_fact_cache_note (ObsFactCache *self, const char *name, guint64 length)
{
  if (g_hash_table_add (self->used, g_strdup (name)))
    self->bytes += length;
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

GByteArray *
obs_fact_cache_load (ObsFactCache *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return is_there (path) ? read_file (path) : NULL;
}

char *
obs_fact_cache_drop (ObsFactCache *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  obs_platform_remove (path);
  return g_filename_display_name (path);
}

ObsFacts *
obs_fact_cache_take (ObsFactCache *self, const char *key, const ObsFactInputs *inputs,
                     GError **error)
{
  g_autofree char *name = g_strconcat (key, SUFFIX, NULL);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GPtrArray) hashes = g_ptr_array_new ();
  g_autoptr (ObsIssues) issues = NULL;
  ObsFacts *facts = NULL;
  ObsKept kept;

  bytes = obs_fact_cache_load (self, name);
  if (bytes == NULL)
    return NULL;
  for (guint i = 0; i < inputs->files->len; i++)
    g_ptr_array_add (hashes,
                     g_hash_table_lookup (self->hashes, g_ptr_array_index (inputs->files, i)));
  kept = obs_kept_facts_read (key, bytes->data, bytes->len, inputs, hashes, &facts, &issues);
  if (kept == OBS_KEPT_DAMAGED)
    {
      g_autofree char *shown = obs_fact_cache_drop (self, name);

      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("The kept table “%s” is damaged. It is removed, and its files are read "
                      "again."),
                   shown);
    }
  if (kept != OBS_KEPT_GOOD)
    return NULL;
  obs_fact_cache_note (self, name, bytes->len);
  for (guint i = 0; i < obs_issues_kept (issues)->len; i++)
    {
      const ObsIssue *issue = g_ptr_array_index (obs_issues_kept (issues), i);

      obs_issues_add (inputs->context->issues, issue->level, issue->source, issue->file,
                      issue->line, issue->column, issue->value, issue->rule, "%s", issue->words);
    }
  return facts;
}

/* The files are what was hashed, and the labels are what they were, also after the reading. */
static gboolean
is_same_still (ObsFactCache *self, const char *key, const ObsFactInputs *inputs,
               const ObsFacts *facts)
{
  g_autofree char *now = NULL;

  if (facts->files->len != inputs->files->len)
    return FALSE;
  for (guint i = 0; i < facts->files->len; i++)
    {
      const ObsFactFile *file = g_ptr_array_index (facts->files, i);
      const char *hash = g_hash_table_lookup (self->hashes, g_ptr_array_index (inputs->files, i));

      if (g_strcmp0 (hash, file->sha256) != 0)
        return FALSE;
    }
  now = obs_fact_cache_key (self, inputs, NULL);
  return g_strcmp0 (now, key) == 0;
}

/* Not brought to the disk: a file that a loss of power cut short is found out by its hash. */
static gboolean
write_file (const char *path, const GByteArray *bytes, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_RDWR, 0600);
  gboolean done;

  if (fd < 0)
    {
      obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  done = obs_platform_write (fd, temporary, bytes->data, bytes->len, error);
  /* Some file systems report a full disk only here. */
  done = g_close (fd, done ? error : NULL) && done;
  done = done && obs_platform_rename (temporary, path, error);
  if (!done)
    g_unlink (temporary);
  return done;
}

gboolean
obs_fact_cache_store (ObsFactCache *self, const char *name, const GByteArray *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  if (self->closed || self->bytes + bytes->len > OBS_FACT_CACHE_MOST)
    return TRUE;
  if (!write_file (path, bytes, error))
    {
      self->closed = TRUE;
      return FALSE;
    }
  obs_fact_cache_note (self, name, bytes->len);
  return TRUE;
}

gboolean
obs_fact_cache_keep (ObsFactCache *self, const char *key, const ObsFactInputs *inputs,
                     const ObsFacts *facts, guint first, GError **error)
{
  g_autofree char *name = g_strconcat (key, SUFFIX, NULL);
  g_autoptr (GByteArray) bytes = NULL;

  if (self->closed || !is_same_still (self, key, inputs, facts))
    return TRUE;
  bytes = obs_kept_facts_write (key, facts, inputs->context->issues, first, inputs->context->date);
  return bytes == NULL || obs_fact_cache_store (self, name, bytes, error);
}

/* A kept table, or one that was being written when its program died. */
static gboolean
is_ours (const char *name)
{
  return strspn (name, "0123456789abcdef") == 64
         && (g_str_has_prefix (name + 64, SUFFIX)
             || g_str_has_prefix (name + 64, OBS_MATCHES_SUFFIX));
}

void
obs_fact_cache_finish (ObsFactCache *self, gboolean good)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  g_autoptr (GPtrArray) unused = g_ptr_array_new_with_free_func (g_free);
  guint64 total = self->bytes;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_ours (name) && !g_hash_table_contains (self->used, name))
      {
        char *path = g_build_filename (self->folder, name, NULL);
        GStatBuf st;

        g_ptr_array_add (unused, path);
        total += g_lstat (path, &st) == 0 ? (guint64) st.st_size : 0;
      }
  if (!good && total <= OBS_FACT_CACHE_MOST)
    return;
  for (guint i = 0; i < unused->len; i++)
    obs_platform_remove (g_ptr_array_index (unused, i));
}
