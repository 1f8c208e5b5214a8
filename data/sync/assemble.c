/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/assemble.h"

#include "data/edition/db.h"
#include "data/edition/schema.h"
#include "data/error.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Pages that SQLite keeps in memory, in KiB: an edition may be larger than memory. */
#define CACHE_KIB "65536"
#define STEPS 20000 /* of SQLite's machine between two looks at the cancellable */

ObsChunkFile *
obs_chunk_file_new (const char *path, guint64 plain)
{
  ObsChunkFile *file = g_new0 (ObsChunkFile, 1);

  file->path = g_strdup (path);
  file->plain = plain;
  return file;
}

void
obs_chunk_file_free (ObsChunkFile *file)
{
  g_free (file->path);
  g_free (file);
}

char *
obs_assemble_segment_name (const ObsSegmentFile *file)
{
  GString *hex = g_string_sized_new (64);

  for (guint i = 0; i < sizeof file->file; i++)
    g_string_append_printf (hex, "%02x", file->file[i]);
  return g_string_free (hex, FALSE);
}

static gboolean
set_unfit (GError **error)
{
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       _ ("What was fetched does not lead to the edition that was promised. The "
                          "edition on this computer stays in use."));
  return FALSE;
}

/* The database that is being built */

static int
cancelled_cb (void *user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

static sqlite3 *
open_output (const ObsAssembly *assembly, GError **error)
{
  static const char setup[]
      = "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = NONE;"
        "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -" CACHE_KIB;
  static const int off[]
      = { SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_VIEW,
          SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL };
  g_autoptr (sqlite3) db = NULL;
  g_autofree char *full = g_canonicalize_filename (assembly->out, NULL);
  int rc = sqlite3_open_v2 (full, &db,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc != SQLITE_OK)
    {
      obs_db_set_error (db, rc, error);
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (off); i++)
    sqlite3_db_config (db, off[i], 0, NULL);
  if (!obs_db_exec (db, setup, error))
    return NULL;
  if (assembly->cancellable != NULL)
    sqlite3_progress_handler (db, STEPS, cancelled_cb, assembly->cancellable);
  return g_steal_pointer (&db);
}

/* From nothing: the fixed tables, empty. */
static gboolean
create (sqlite3 *db, GError **error)
{
  g_autofree char *head
      = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN",
                         OBS_APPLICATION_ID, OBS_SCHEMA_VERSION);

  return obs_db_exec (db, head, error) && obs_schema_create (db, error)
         && obs_db_exec (db, "COMMIT", error);
}

static sqlite3 *
begin (const ObsAssembly *assembly, GError **error)
{
  g_autoptr (sqlite3) db = NULL;

  obs_platform_remove (assembly->out);
  if (assembly->base != NULL
      && !obs_platform_copy (assembly->base, assembly->out, assembly->cancellable, error))
    return NULL;
  db = open_output (assembly, error);
  if (db == NULL || (assembly->base == NULL && !create (db, error))
      || !obs_db_exec (db, "BEGIN", error))
    return NULL;
  return g_steal_pointer (&db);
}

/* An edition has no free pages: what was withdrawn is not in the file any more. */
static gboolean
close_up (const ObsAssembly *assembly, sqlite3 *db, GError **error)
{
  g_autofree char *packed = g_strconcat (assembly->out, ".packed", NULL);
  g_autoptr (sqlite3_stmt) into = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gint64 pages;

  stmt = obs_db_prepare (db, "PRAGMA freelist_count", error);
  if (stmt == NULL || obs_db_step (stmt, assembly->cancellable, error) != 1)
    return FALSE;
  pages = sqlite3_column_int64 (stmt, 0);
  g_clear_pointer (&stmt, sqlite3_finalize);
  if (pages == 0)
    return TRUE;
  obs_platform_remove (packed);
  into = obs_db_prepare (db, "VACUUM INTO ?1", error);
  if (into == NULL)
    return FALSE;
  sqlite3_bind_text (into, 1, packed, -1, SQLITE_STATIC);
  if (obs_db_step (into, assembly->cancellable, error) < 0)
    {
      g_clear_pointer (&into, sqlite3_finalize);
      obs_platform_remove (packed);
      return FALSE;
    }
  return obs_platform_rename (packed, assembly->out, error);
}

/* Errors of SQLite while it was told to stop are the person's will. */
static ObsManifest *
finish (const ObsAssembly *assembly, sqlite3 *db, ObsManifest *manifest, GError *local,
        GError **error)
{
  if (manifest != NULL && !close_up (assembly, db, &local))
    g_clear_pointer (&manifest, obs_manifest_free);
  sqlite3_close_v2 (db);
  if (manifest != NULL)
    return manifest;
  obs_platform_remove (assembly->out);
  if (g_cancellable_is_cancelled (assembly->cancellable))
    {
      g_clear_error (&local);
      g_cancellable_set_error_if_cancelled (assembly->cancellable, &local);
    }
  g_propagate_error (error, local);
  return NULL;
}

/* A chunk file, unpacked; its hash was compared when it was fetched. */
static GBytes *
read_chunk (const char *path, guint64 plain, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) packed
      = plain > OBS_CHUNK_MOST ? NULL : obs_platform_read (path, OBS_CHUNK_MOST, &local);

  if (packed == NULL && local != NULL && !g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (packed == NULL)
    {
      set_unfit (error);
      return NULL;
    }
  return obs_chunk_unpack (packed, (gsize) plain, error);
}

static void
tell (const ObsAssembly *assembly, guint64 done, guint64 total)
{
  if (assembly->progress != NULL)
    assembly->progress (MIN (done, total), total, assembly->user_data);
}

/* Packs */

static gboolean
apply_pack (const ObsAssembly *assembly, sqlite3 *db, const ObsChunkFile *file, char **state,
            ObsTouched *touched, GError **error)
{
  g_autoptr (GBytes) plain = read_chunk (file->path, file->plain, error);
  g_autoptr (ObsPack) pack = plain == NULL ? NULL : obs_pack_decode (plain, NULL, NULL, error);

  if (pack == NULL)
    return FALSE;
  if (strcmp (pack->from, *state) != 0)
    return set_unfit (error);
  g_free (*state);
  *state = g_strdup (pack->to);
  return obs_content_apply (db, pack, touched, assembly->cancellable, error);
}

static ObsManifest *
apply_packs (const ObsAssembly *assembly, sqlite3 *db, const GPtrArray *packs, const char *state,
             GError **error)
{
  g_autoptr (ObsTouched) touched = obs_touched_new ();
  g_autoptr (ObsManifest) manifest = NULL;
  g_autofree char *at = obs_manifest_state (assembly->held);
  g_autofree char *reached = NULL;
  guint64 done = 0, total = 1;

  for (guint i = 0; i < packs->len; i++)
    total += ((const ObsChunkFile *) packs->pdata[i])->plain;
  for (guint i = 0; i < packs->len; i++)
    {
      const ObsChunkFile *file = packs->pdata[i];

      if (g_cancellable_set_error_if_cancelled (assembly->cancellable, error)
          || !apply_pack (assembly, db, file, &at, touched, error))
        return NULL;
      done += file->plain;
      tell (assembly, done, total);
    }
  if (!obs_db_exec (db, "COMMIT", error))
    return NULL;
  manifest = obs_manifest_update (assembly->held, touched, db, assembly->cancellable, error);
  if (manifest == NULL)
    return NULL;
  tell (assembly, total, total);
  reached = obs_manifest_state (manifest);
  if (strcmp (reached, state) != 0)
    {
      set_unfit (error);
      return NULL;
    }
  return g_steal_pointer (&manifest);
}

ObsManifest *
obs_assemble_packs (const ObsAssembly *assembly, const GPtrArray *packs, const char *state,
                    GError **error)
{
  GError *local = NULL;
  sqlite3 *db = begin (assembly, error);
  ObsManifest *manifest;

  if (db == NULL)
    {
      obs_platform_remove (assembly->out);
      return NULL;
    }
  manifest = apply_packs (assembly, db, packs, state, &local);
  return finish (assembly, db, manifest, local, error);
}

/* Segments */

typedef struct
{
  const ObsAssembly *assembly;
  const ObsSegmentList *list;
  const char *folder;
  sqlite3 *db;
  ObsTouched *touched;
  GPtrArray *tables; /* of ObsContentTable *, as the database has them now */
  guint64 done, total;
} Putting;

static const ObsContentTable *
find_table (const GPtrArray *tables, const char *name)
{
  for (guint i = 0; i < tables->len; i++)
    if (strcmp (((const ObsContentTable *) tables->pdata[i])->name, name) == 0)
      return tables->pdata[i];
  return NULL;
}

static gboolean
is_fixed (const char *name)
{
  for (guint i = 0; i < obs_schema_n_tables; i++)
    if (strcmp (obs_schema_tables[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

/* Once the fixed tables are filled: the tables of the cubes that they describe, and no others. */
static gboolean
shape_cubes (Putting *self, GError **error)
{
  if (!obs_content_make_cubes (self->db, self->touched, error))
    return FALSE;
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  self->tables = obs_content_tables (self->db, error);
  return self->tables != NULL;
}

static gboolean
put_one (Putting *self, const ObsContentTable *table, const ObsManifestTable *wanted,
         const GArray *files, guint i, GError **error)
{
  const ObsManifestSegment *segment = wanted->segments->pdata[i];
  const ObsSegmentFile *file = &g_array_index (files, ObsSegmentFile, i);
  GBytes *next = i + 1 < wanted->segments->len
                     ? ((const ObsManifestSegment *) wanted->segments->pdata[i + 1])->first
                     : NULL;
  g_autofree char *name = obs_assemble_segment_name (file);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GBytes) plain = read_chunk (path, file->plain, error);

  if (plain == NULL
      || !obs_content_put_segment (self->db, table, segment, next, plain, self->touched,
                                   self->assembly->cancellable, error))
    return FALSE;
  self->done += file->length;
  tell (self->assembly, self->done, self->total);
  return !g_cancellable_set_error_if_cancelled (self->assembly->cancellable, error);
}

static gboolean
put_table (Putting *self, guint t, GError **error)
{
  const ObsManifestTable *wanted = self->list->manifest->tables->pdata[t];
  const ObsContentTable *table = find_table (self->tables, wanted->name);

  if (table == NULL)
    return set_unfit (error);
  if (!obs_content_clear_before (self->db, table, wanted, self->touched, error))
    return FALSE;
  for (guint i = 0; i < wanted->segments->len; i++)
    if (!obs_manifest_holds (self->assembly->held, wanted, i)
        && !put_one (self, table, wanted, self->list->files->pdata[t], i, error))
      return FALSE;
  return TRUE;
}

static ObsManifest *
read_back (const Putting *self, GError **error)
{
  const ObsAssembly *assembly = self->assembly;

  return assembly->held == NULL
             ? obs_manifest_make (self->db, NULL, NULL, assembly->cancellable, error)
             : obs_manifest_update (assembly->held, self->touched, self->db, assembly->cancellable,
                                    error);
}

static ObsManifest *
put_segments (Putting *self, GError **error)
{
  const GPtrArray *tables = self->list->manifest->tables;
  g_autoptr (ObsManifest) manifest = NULL;
  g_autofree char *state = obs_manifest_state (self->list->manifest);
  g_autofree char *reached = NULL;
  gboolean shaped = FALSE;

  self->tables = obs_content_tables (self->db, error);
  if (self->tables == NULL)
    return NULL;
  for (guint t = 0; t <= tables->len; t++)
    {
      /* The fixed tables come first. */
      if (!shaped
          && (t == tables->len || !is_fixed (((const ObsManifestTable *) tables->pdata[t])->name)))
        {
          if (!shape_cubes (self, error))
            return NULL;
          shaped = TRUE;
        }
      if (t < tables->len && !put_table (self, t, error))
        return NULL;
    }
  if (!obs_db_exec (self->db, "COMMIT", error))
    return NULL;
  manifest = read_back (self, error);
  if (manifest == NULL)
    return NULL;
  reached = obs_manifest_state (manifest);
  if (strcmp (reached, state) != 0)
    {
      set_unfit (error);
      return NULL;
    }
  return g_steal_pointer (&manifest);
}

static guint64
list_length (const ObsSegmentList *list)
{
  guint64 length = 1;

  for (guint t = 0; t < list->files->len; t++)
    {
      const GArray *files = list->files->pdata[t];

      for (guint i = 0; i < files->len; i++)
        length += g_array_index (files, ObsSegmentFile, i).length;
    }
  return length;
}

ObsManifest *
obs_assemble_segments (const ObsAssembly *assembly, const ObsSegmentList *list, const char *folder,
                       GError **error)
{
  Putting self = { .assembly = assembly, .list = list, .folder = folder };
  GError *local = NULL;
  ObsManifest *manifest;

  self.db = begin (assembly, error);
  if (self.db == NULL)
    {
      obs_platform_remove (assembly->out);
      return NULL;
    }
  self.touched = obs_touched_new ();
  self.total = list_length (list);
  manifest = put_segments (&self, &local);
  g_clear_pointer (&self.tables, g_ptr_array_unref);
  obs_touched_free (self.touched);
  return finish (assembly, self.db, manifest, local, error);
}

typedef struct
{
  ObsBytesFunc progress;
  gpointer user_data;
} Reading;

static void
rows_cb (guint64 done, guint64 total, gpointer user_data)
{
  const Reading *reading = user_data;

  if (reading->progress != NULL)
    reading->progress (done, total, reading->user_data);
}

ObsManifest *
obs_assemble_read (const char *path, ObsBytesFunc progress, gpointer user_data,
                   GCancellable *cancellable, GError **error)
{
  Reading reading = { progress, user_data };
  g_autoptr (ObsEdition) edition = obs_edition_open (path, error);

  return edition == NULL ? NULL
                         : obs_manifest_make (obs_edition_get_db (edition), rows_cb, &reading,
                                              cancellable, error);
}
