/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A cube from its facts: noted in the register, described, written. */

/* Reasons for rows left out, the most frequent first. */
static char *
words_of_left_out (const ObsFactFile *file)
{
  g_autofree char *number = NULL;
  guint64 total = 0;
  guint64 most = 0;
  const char *reason = NULL;
  GHashTableIter iter;
  gpointer key, value;

  if (file->left_out == NULL)
    return g_strdup ("");
  g_hash_table_iter_init (&iter, file->left_out);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint64 n = ((const ObsLeftOut *) value)->n;

      total += n;
      if (n > most || (n == most && reason != NULL && strcmp (key, reason) < 0))
        {
          most = n;
          reason = key;
        }
    }
  number = g_strdup_printf ("%" G_GUINT64_FORMAT, total);
  return g_strdup_printf (ngettext ("%s row was left out, as the descriptor says. Most often: %s",
                                    "%s rows were left out, as the descriptor says. Most often: %s",
                                    (gulong) total),
                          number, reason);
}

void
obs_build_note_file (ObsBuild *build, const ObsDescriptor *descriptor, const char *file,
                     const char *sha256, guint64 n_read, guint64 n_kept, const char *note)
{
  g_autofree char *key = g_strjoin ("\1", descriptor->id, file, NULL);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  obs_build_report_read (build->report, descriptor->id, descriptor->cube, file, n_read, n_kept,
                         note);
  /* A file that could not be read to its end has no hash, and stopped the build. */
  if (sha256 == NULL)
    return;
  obs_build_read_from (build, descriptor->id, file, sha256);
  if (obs_build_add_key (build, "source_file", key))
    stmt = obs_build_insert (build,
                             "source_file (source, name, sha256, rows_read, rows_kept, note)", 6);
  else
    /* Several descriptors take their parts from one file. */
    stmt
        = obs_db_prepare (build->db,
                          "INSERT INTO source_file VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO"
                          " UPDATE SET rows_kept = min (rows_read, rows_kept + excluded.rows_kept)",
                          NULL);
  if (stmt == NULL)
    return;
  obs_build_bind_text (stmt, 1, descriptor->id);
  obs_build_bind_text (stmt, 2, file);
  obs_build_bind_text (stmt, 3, sha256);
  sqlite3_bind_int64 (stmt, 4, (gint64) n_read);
  sqlite3_bind_int64 (stmt, 5, (gint64) n_kept);
  obs_build_bind_text (stmt, 6, note);
  obs_build_run (build, stmt);
}

static void
note_files (ObsBuild *build, const ObsFacts *facts, gboolean taken)
{
  for (guint i = 0; i < facts->files->len; i++)
    {
      const ObsFactFile *file = g_ptr_array_index (facts->files, i);
      g_autofree char *left_out = words_of_left_out (file);

      obs_build_note_file (build, facts->descriptor, file->name, file->sha256, file->n_read,
                           file->n_kept, left_out);
      if (taken)
        obs_build_report_taken (build->report);
    }
}

static const ObsDimension *
dimension_of (const ObsFacts *facts, const char *name)
{
  for (guint i = 0; i < facts->descriptor->dimensions->len; i++)
    {
      const ObsDimension *dimension = g_ptr_array_index (facts->descriptor->dimensions, i);

      if (g_str_equal (dimension->name, name))
        return dimension;
    }
  return NULL;
}

static gboolean
describe_cube (ObsBuild *build, const ObsFacts *facts)
{
  const ObsDescriptor *descriptor = facts->descriptor;
  const char *triples[OBS_FACT_DIMENSIONS * 3 + 1] = { NULL };
  char *references[OBS_FACT_DIMENSIONS] = { NULL };
  gboolean done;

  for (guint i = 0; i < facts->n_dimensions; i++)
    {
      const ObsDimension *dimension = dimension_of (facts, facts->names[i]);

      if (g_str_equal (facts->names[i], "area"))
        references[i] = g_strdup ("area");
      else if (dimension == NULL || g_str_equal (facts->names[i], "period")
               || *dimension->list == '\0')
        references[i] = g_strdup ("");
      else
        references[i] = g_strconcat ("code:", dimension->list, NULL);
      triples[i * 3] = facts->names[i];
      triples[i * 3 + 1] = references[i];
      triples[i * 3 + 2] = dimension != NULL ? dimension->title : _ ("Kind of period");
    }
  done = obs_build_cube (build, descriptor->cube, OBS_CUBE_PUBLISHED,
                         descriptor->title != NULL ? descriptor->title : descriptor->cube,
                         descriptor->id, descriptor->note != NULL ? descriptor->note : "", triples);
  for (guint i = 0; i < facts->n_dimensions; i++)
    g_free (references[i]);
  return done;
}

static void
describe_measures (ObsBuild *build, const ObsDescriptor *descriptor)
{
  g_autoptr (sqlite3_stmt) caveat = obs_build_insert (build, "cube_caveat", 4);
  g_autoptr (sqlite3_stmt) broken = obs_build_insert (build, "series_break", 4);
  guint position = 0;

  for (guint i = 0; i < descriptor->measures->len; i++)
    {
      const ObsMeasure *measure = g_ptr_array_index (descriptor->measures, i);

      obs_build_measure (build, descriptor->cube, measure->name, measure->unit, measure->title);
      if (measure->note == NULL)
        continue;
      obs_build_bind_text (caveat, 1, descriptor->cube);
      obs_build_bind_text (caveat, 2, measure->name);
      sqlite3_bind_int64 (caveat, 3, ++position);
      obs_build_bind_text (caveat, 4, measure->note);
      obs_build_run (build, caveat);
    }
  for (guint i = 0; i < descriptor->caveats->len; i++)
    {
      const ObsRemark *remark = g_ptr_array_index (descriptor->caveats, i);

      obs_build_bind_text (caveat, 1, descriptor->cube);
      obs_build_bind_text (caveat, 2, remark->measure);
      sqlite3_bind_int64 (caveat, 3, ++position);
      obs_build_bind_text (caveat, 4, remark->text);
      obs_build_run (build, caveat);
    }
  for (guint i = 0; i < descriptor->breaks->len; i++)
    {
      const ObsRemark *remark = g_ptr_array_index (descriptor->breaks, i);

      obs_build_insert_texts (build, broken, descriptor->cube, remark->measure, remark->period,
                              remark->text, NULL);
    }
}

/* The codes of open lists, in the order in which the files name them. */
static void
write_codes (ObsBuild *build, const ObsFacts *facts, guint at, const ObsDimension *dimension)
{
  g_autoptr (sqlite3_stmt) list = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (dimension == NULL || *dimension->list == '\0' || g_str_equal (dimension->name, "area")
      || g_str_equal (dimension->name, "period")
      || g_hash_table_contains (build->lists, dimension->list))
    return;
  if (obs_build_add_key (build, "code_list", dimension->list))
    {
      list = obs_build_insert (build, "code_list", 2);
      obs_build_insert_texts (build, list, dimension->list, dimension->title, NULL);
    }
  stmt = obs_build_insert (build, "code", 5);
  for (guint i = 1; i < obs_dictionary_size (facts->codes[at]); i++)
    {
      const char *code = obs_dictionary_text (facts->codes[at], i);
      g_autofree char *key = g_strjoin ("\1", dimension->list, code, NULL);

      if (!obs_build_add_key (build, "code", key))
        continue;
      obs_build_bind_text (stmt, 1, dimension->list);
      obs_build_bind_text (stmt, 2, code);
      obs_build_bind_text (stmt, 3, g_ptr_array_index (facts->labels[at], i));
      obs_build_bind_text (stmt, 4, NULL);
      sqlite3_bind_int64 (stmt, 5, i);
      obs_build_run (build, stmt);
    }
}

static const char *
missing_text (guint8 letter)
{
  switch (letter)
    {
    case 'z':
      return "z";
    case 'c':
      return "c";
    case 'u':
      return "u";
    case 'l':
      return "low";
    default:
      return "x";
    }
}

/* The letters of the flags by their bits, joined by blanks: made once for each combination. */
static void
make_flag_texts (char texts[16][8])
{
  for (guint bits = 0; bits < 16; bits++)
    {
      guint n = 0;

      for (guint i = 0; i < 4; i++)
        if (bits & (1u << i))
          {
            if (n > 0)
              texts[bits][n++] = ' ';
            texts[bits][n++] = OBS_FACT_FLAGS[i];
          }
      texts[bits][n] = '\0';
    }
}

static void
bind_value (sqlite3_stmt *stmt, int at, const ObsFact *fact)
{
  if (fact->missing != 0)
    for (int i = 0; i < 3; i++)
      sqlite3_bind_null (stmt, at + i);
  else
    {
      sqlite3_bind_double (stmt, at, fact->value);
      if (fact->has_range)
        {
          sqlite3_bind_double (stmt, at + 1, fact->low);
          sqlite3_bind_double (stmt, at + 2, fact->high);
        }
      else
        {
          sqlite3_bind_null (stmt, at + 1);
          sqlite3_bind_null (stmt, at + 2);
        }
    }
  if (fact->base >= 0)
    sqlite3_bind_int (stmt, at + 3, fact->base);
  else
    sqlite3_bind_null (stmt, at + 3);
}

/* Rows are in order of their key, so each goes to the end of the table. What does not change from
 * row to row stays bound. */
static gboolean
write_rows (ObsBuild *build, const ObsFacts *facts, GError **error)
{
  const ObsDescriptor *descriptor = facts->descriptor;
  int n = (int) facts->n_dimensions;
  g_autofree char *table = g_strconcat ("cube_", descriptor->cube, NULL);
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, table, (guint) n + 9);
  guint32 last[OBS_FACT_DIMENSIONS];
  char flags[16][8];
  int last_measure = -1;

  make_flag_texts (flags);
  memset (last, 0xff, sizeof last);
  sqlite3_bind_text (stmt, n + 9, descriptor->id, -1, SQLITE_STATIC);
  for (guint i = 0; i < facts->rows->len; i++)
    {
      const ObsFact *fact = &g_array_index (facts->rows, ObsFact, i);
      int rc;

      for (int d = 0; d < n; d++)
        if (fact->codes[d] != last[d])
          {
            last[d] = fact->codes[d];
            sqlite3_bind_text (stmt, d + 1, obs_facts_code (facts, fact, (guint) d), -1,
                               SQLITE_STATIC);
          }
      if (fact->measure != last_measure)
        {
          const ObsMeasure *measure = g_ptr_array_index (descriptor->measures, fact->measure);

          last_measure = fact->measure;
          sqlite3_bind_text (stmt, n + 1, measure->name, -1, SQLITE_STATIC);
          sqlite3_bind_text (stmt, n + 6, measure->unit, -1, SQLITE_STATIC);
        }
      bind_value (stmt, n + 2, fact);
      if (fact->missing != 0)
        sqlite3_bind_text (stmt, n + 7, missing_text (fact->missing), -1, SQLITE_STATIC);
      else
        sqlite3_bind_null (stmt, n + 7);
      sqlite3_bind_text (stmt, n + 8, flags[fact->flags & 15], -1, SQLITE_STATIC);
      rc = sqlite3_step (stmt);
      sqlite3_reset (stmt);
      if (rc != SQLITE_DONE)
        {
          obs_db_set_error (build->db, rc, error);
          return FALSE;
        }
      if (i % 8192 == 0 && g_cancellable_set_error_if_cancelled (build->cancellable, error))
        return FALSE;
    }
  return TRUE;
}

void
obs_build_facts_from (ObsBuild *build, const ObsDescriptor *descriptor, const GPtrArray *files)
{
  guint64 before = obs_issues_count (build->report->issues, OBS_ISSUE_FAULT);
  g_autoptr (ObsFacts) facts = NULL;
  g_autoptr (GError) error = NULL;
  gboolean taken;

  if (!obs_build_add_key (build, "cube", descriptor->cube))
    {
      obs_faults_take (&build->faults,
                       g_strdup_printf (_ ("%s: there is a cube “%s” already. Give it another "
                                           "name."),
                                        descriptor->name, descriptor->cube));
      return;
    }
  facts = obs_build_read_facts (build, descriptor, files, &taken);
  if (facts == NULL)
    return;
  note_files (build, facts, taken);
  if (obs_issues_count (build->report->issues, OBS_ISSUE_FAULT) > before
      || !describe_cube (build, facts))
    return;
  describe_measures (build, descriptor);
  obs_build_note_extent (build, facts);
  for (guint i = 0; i < facts->n_dimensions; i++)
    write_codes (build, facts, i, dimension_of (facts, facts->names[i]));
  if (!write_rows (build, facts, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    obs_faults_take (&build->faults, g_strdup (error->message));
}
