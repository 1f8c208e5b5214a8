/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <openssl/evp.h>

/* The edition and the register of its sources. The register comes first, so that every other table
 * can be held against it; what it says about the rows taken from each source is filled in at the
 * end. */

static void
read_edition (ObsBuild *build)
{
  static const char *const names[]
      = { "id", "date", "title", "place", "publisher", "licence", "language", "notes" };
  g_autofree char *path = obs_build_find (build, "edition.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  GDate day;
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "edition", G_N_ELEMENTS (names));

  if (path == NULL)
    {
      obs_faults_take (&build->faults, g_strdup (_ ("edition.ini is missing. It says which edition "
                                                    "this is, of which place and day.")));
      return;
    }
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error))
    {
      obs_faults_take (&build->faults,
                       g_strdup_printf (_ ("edition.ini cannot be read: %s."), error->message));
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = g_key_file_get_string (file, "edition", names[i], NULL);

      if (value == NULL || *value == '\0')
        obs_faults_take (
            &build->faults,
            g_strdup_printf (_ ("edition.ini: “%s” is missing. Give it a value."), names[i]));
      if (g_str_equal (names[i], "date") && build->inputs->date != NULL)
        {
          g_free (value);
          value = g_strdup (build->inputs->date);
        }
      obs_build_bind_text (stmt, (int) i + 1, value != NULL ? value : "");
      if (g_str_equal (names[i], "date") && value != NULL && !obs_parse_day (value, &day))
        obs_faults_take (
            &build->faults,
            g_strdup_printf (_ ("edition.ini: “%s” is not a date. Write it as YYYY-MM-DD."),
                             value));
      if (g_str_equal (names[i], "date"))
        build->date = g_strdup (value != NULL ? value : "");
      if (g_str_equal (names[i], "place"))
        build->place = g_strdup (value != NULL ? value : "");
    }
  obs_build_run (build, stmt);
}

#define CLASSES "primary|secondary|published|simulated"

/* The hash and the number of rows follow at the end: until then they hold nothing. */
static const ObsField own_sources[] = {
  { "id", "source_id", OBS_FIELD_WORDS },
  { "title", "title", OBS_FIELD_WORDS },
  { "publisher", "publisher", OBS_FIELD_WORDS },
  { "publication", "publication", OBS_FIELD_OPTIONAL },
  { "class", "class", OBS_FIELD_WORDS, NULL, CLASSES },
  { "licence", "licence", OBS_FIELD_WORDS },
  { "attribution", "attribution", OBS_FIELD_WORDS },
  { "period", "period", OBS_FIELD_OPTIONAL },
  { "released", "released", OBS_FIELD_OPTIONAL },
  { "retrieved", NULL, OBS_FIELD_FIXED },
  { "next_release", NULL, OBS_FIELD_FIXED },
  { "checked", NULL, OBS_FIELD_FIXED },
  { "status", NULL, OBS_FIELD_FIXED, "fixed" },
  { "url", "url", OBS_FIELD_OPTIONAL },
  { "method", "method", OBS_FIELD_OPTIONAL },
  { "caveat", "caveat", OBS_FIELD_OPTIONAL },
  { "breaks", "breaks", OBS_FIELD_OPTIONAL },
  { "coverage", "coverage", OBS_FIELD_OPTIONAL },
  { "tier", "tier", OBS_FIELD_OPTIONAL },
  { "row_count", NULL, OBS_FIELD_ZERO },
  { "sha256", NULL, OBS_FIELD_FIXED, "" },
};

static const ObsField official_sources[] = {
  { "id", "source_id", OBS_FIELD_WORDS },
  { "title", "title", OBS_FIELD_WORDS },
  { "publisher", "publisher", OBS_FIELD_WORDS },
  { "publication", "publication", OBS_FIELD_OPTIONAL },
  { "class", NULL, OBS_FIELD_FIXED, "published" },
  { "licence", "licence", OBS_FIELD_WORDS },
  { "attribution", "attribution", OBS_FIELD_WORDS },
  { "period", "period", OBS_FIELD_OPTIONAL },
  { "released", NULL, OBS_FIELD_FIXED },
  { "retrieved", NULL, OBS_FIELD_FIXED },
  { "next_release", NULL, OBS_FIELD_FIXED },
  { "checked", NULL, OBS_FIELD_FIXED },
  { "status", NULL, OBS_FIELD_FIXED, "fixed" },
  { "url", "url", OBS_FIELD_OPTIONAL },
  { "method", "method", OBS_FIELD_OPTIONAL },
  { "caveat", "caveat", OBS_FIELD_OPTIONAL },
  { "breaks", "breaks", OBS_FIELD_OPTIONAL },
  { "coverage", NULL, OBS_FIELD_FIXED },
  { "tier", NULL, OBS_FIELD_FIXED, "official statistics" },
  { "row_count", NULL, OBS_FIELD_ZERO },
  { "sha256", NULL, OBS_FIELD_FIXED, "" },
};

static const ObsImport own_import
    = { "sources.csv", "source", 1, own_sources, G_N_ELEMENTS (own_sources) };
static const ObsImport official_import
    = { "official/sources.csv", "source", 1, official_sources, G_N_ELEMENTS (official_sources) };

/* Until a table is read for it, what a source rests on is its line in the register. */
static void
import_register (ObsBuild *build, const ObsImport *import, gboolean required)
{
  g_autoptr (ObsCsv) csv = obs_build_load (build, import->file, required);

  if (csv == NULL)
    return;
  obs_build_import (build, import, csv);
  for (guint row = 0; row < obs_csv_n_rows (csv) && obs_csv_find (csv, "source_id") >= 0; row++)
    g_hash_table_replace (
        build->register_hashes,
        g_strdup (obs_csv_get (csv, row, (guint) obs_csv_find (csv, "source_id"))),
        g_strdup (obs_csv_sha256 (csv)));
}

void
obs_build_register (ObsBuild *build)
{
  read_edition (build);
  /* A source has a row of a table or a descriptor. */
  import_register (build, &own_import, build->descriptors->len == 0);
  import_register (build, &official_import, FALSE);
}

static gboolean
add_hash (gpointer key, gpointer value, gpointer user_data)
{
  g_string_append (user_data, value);
  return FALSE;
}

/* One table: its hash. Several: the hash of their hashes, in order of file name. */
static char *
hash_of (ObsBuild *build, const char *source)
{
  GTree *files = g_hash_table_lookup (build->hashes, source);
  g_autoptr (GString) hashes = g_string_new (NULL);
  g_autoptr (GString) hex = g_string_new (NULL);
  guint8 digest[EVP_MAX_MD_SIZE];
  guint n = 0;

  if (files == NULL)
    return g_strdup (g_hash_table_lookup (build->register_hashes, source));
  g_tree_foreach (files, add_hash, hashes);
  if (g_tree_nnodes (files) == 1)
    return g_strdup (hashes->str);
  if (EVP_Digest (hashes->str, hashes->len, digest, &n, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is not available");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_strdup (hex->str);
}

void
obs_build_finish_register (ObsBuild *build)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) counts = NULL;
  g_autoptr (sqlite3_stmt) update = NULL;
  g_autoptr (sqlite3_stmt) ids = NULL;

  if (!obs_build_has_key (build, "area", build->place != NULL ? build->place : ""))
    obs_faults_take (
        &build->faults,
        g_strdup_printf (
            _ ("edition.ini: the place “%s” is not in the table “area”. Correct it, or "
               "add it to official/areas.csv."),
            build->place != NULL ? build->place : ""));
  /* A source whose files could not be read has no hash; its fault has been told. */
  if (obs_faults_any (&build->faults)
      || obs_issues_count (build->report->issues, OBS_ISSUE_FAULT) > 0)
    return;
  counts = obs_schema_count_rows (build->db, &error);
  if (counts != NULL)
    update = obs_db_prepare (build->db,
                             "UPDATE source SET row_count = ?2, sha256 = ?3 WHERE id = ?1", &error);
  if (update != NULL)
    ids = obs_db_prepare (build->db, "SELECT id FROM source ORDER BY id", &error);
  if (ids == NULL)
    {
      obs_faults_take (&build->faults, g_strdup (error->message));
      return;
    }
  while (obs_db_step (ids, NULL, NULL) == 1)
    {
      const char *id = obs_db_text (ids, 0);
      g_autofree char *hash = hash_of (build, id);

      obs_build_bind_text (update, 1, id);
      sqlite3_bind_int64 (update, 2, (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (counts, id)));
      obs_build_bind_text (update, 3, hash);
      obs_build_run (build, update);
    }
}
