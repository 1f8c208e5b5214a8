/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/texts/harness.h"

Harness *
harness_new (const char *const *folders)
{
  Harness *self = g_new0 (Harness, 1);
  ObsBuild *build = &self->build;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; folders[i] != NULL; i++)
    self->folders[i] = folders[i];
  self->inputs.folders = self->folders;
  build->inputs = &self->inputs;
  build->report = obs_build_report_new ();
  build->folders = g_strdupv ((char **) folders);
  obs_faults_init (&build->faults);
  build->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_hash_table_unref);
  build->hashes
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_tree_unref);
  build->register_hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  build->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) g_hash_table_unref);
  g_assert_cmpint (sqlite3_open (":memory:", &build->db), ==, SQLITE_OK);
  obs_schema_create (build->db, &error);
  g_assert_no_error (error);
  obs_build_find_descriptors (build);
  obs_build_register (build);
  obs_build_source_register (build);
  obs_build_reference (build);
  obs_build_source_areas (build);
  obs_build_source_texts (build);
  obs_db_exec (build->db, "COMMIT", NULL);
  return self;
}

void
harness_free (Harness *self)
{
  ObsBuild *build = &self->build;

  obs_faults_clear (&build->faults);
  g_hash_table_unref (build->keys);
  g_hash_table_unref (build->hashes);
  g_hash_table_unref (build->register_hashes);
  g_hash_table_unref (build->lists);
  g_free (build->place);
  g_free (build->date);
  g_strfreev (build->folders);
  g_clear_pointer (&build->descriptors, g_ptr_array_unref);
  g_clear_pointer (&build->areas, obs_area_index_free);
  obs_build_report_free (build->report);
  g_assert_cmpint (sqlite3_close (build->db), ==, SQLITE_OK);
  g_free (self);
}

char *
harness_faults (const Harness *self)
{
  GString *all = g_string_new (NULL);
  const GPtrArray *kept = obs_issues_kept (self->build.report->issues);

  for (guint i = 0; i < self->build.faults.sentences->len; i++)
    g_string_append_printf (all, "%s\n",
                            (const char *) g_ptr_array_index (self->build.faults.sentences, i));
  for (guint i = 0; i < kept->len; i++)
    if (((const ObsIssue *) g_ptr_array_index (kept, i))->level == OBS_ISSUE_FAULT)
      {
        g_autofree char *sentence = obs_issue_sentence (g_ptr_array_index (kept, i));

        g_string_append_printf (all, "%s\n", sentence);
      }
  return g_string_free (all, FALSE);
}

void
harness_assert_good (const Harness *self)
{
  g_autofree char *faults = harness_faults (self);

  g_assert_cmpstr (faults, ==, "");
}

void
harness_assert_answer (const Harness *self, const char *sql, const char *expected)
{
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (self->build.db, sql, &error);

  g_assert_no_error (error);
  while (obs_db_step (stmt, NULL, &error) == 1)
    g_string_append_printf (answer, "%s%s", answer->len > 0 ? " " : "", obs_db_text (stmt, 0));
  g_assert_no_error (error);
  if (!g_str_equal (answer->str, expected))
    g_test_message ("%s", sql);
  g_assert_cmpstr (answer->str, ==, expected);
}

char *
harness_note (const Harness *self, const char *file, guint nth)
{
  const GPtrArray *files = self->build.report->files;

  for (guint i = 0; i < files->len; i++)
    {
      const ObsReadFile *one = g_ptr_array_index (files, i);

      if (g_str_equal (one->file, file) && nth-- == 0)
        return g_strdup_printf ("%u/%u %s", (guint) one->n_kept, (guint) one->n_read,
                                one->left_out);
    }
  return g_strdup ("");
}
