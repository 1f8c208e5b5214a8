/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/taxonomy/small-build.h"

#include "data/taxonomy/sentences.h"

#include <glib/gstdio.h>

void
small_build_run (SmallBuild *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  obs_db_exec (self->build.db, sql, &error);
  g_assert_no_error (error);
}

void
small_build_init (SmallBuild *self)
{
  ObsBuild *build = &self->build;
  g_autoptr (GError) error = NULL;

  *self = (SmallBuild){ .folder = g_dir_make_tmp ("taxonomy-XXXXXX", NULL) };
  self->folders[0] = self->folder;
  g_assert_cmpint (sqlite3_open (":memory:", &build->db), ==, SQLITE_OK);
  obs_schema_create (build->db, &error);
  g_assert_no_error (error);
  build->inputs = &self->inputs;
  build->folders = self->folders;
  build->report = obs_build_report_new ();
  obs_faults_init (&build->faults);
  build->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_hash_table_unref);
  build->hashes
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_tree_unref);
  obs_build_add_key (build, "source", "made-up");
  obs_build_add_key (build, "sector", "logistics");
  small_build_run (
      self, "INSERT INTO source VALUES ('made-up', 'Made up', 'Nobody', NULL, 'published', 'CC0',"
            " 'Nobody', NULL, NULL, NULL, NULL, NULL, 'fixed', NULL, NULL, NULL, NULL, NULL, NULL,"
            " 0, '');"
            "INSERT INTO sector VALUES ('logistics', 'Logistics', 'LOG', 1, 'Firms')");
}

void
small_build_clear (SmallBuild *self)
{
  ObsBuild *build = &self->build;

  obs_faults_clear (&build->faults);
  g_hash_table_unref (build->keys);
  g_hash_table_unref (build->hashes);
  obs_build_report_free (build->report);
  g_assert_cmpint (sqlite3_close (build->db), ==, SQLITE_OK);
  g_rmdir (self->folder);
  g_free (self->folder);
}

void
small_build_document (SmallBuild *self, const char *code, const char *side, const char *route,
                      const char *soc)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_build_insert (&self->build,
                          "document (code, kind, side, title, description, route, soc, soc_edition,"
                          " period, source)",
                          10);

  obs_build_insert_texts (&self->build, stmt, code,
                          g_str_equal (side, "supply") ? "standard" : "advert", side, code, "",
                          route, soc, *soc != '\0' ? "2020" : "", "", "made-up", NULL);
}

void
small_build_statement (SmallBuild *self, const char *document, char ksb, const char *text)
{
  g_autofree char *cleaned = obs_sentences_clean (text);
  g_autofree char *hash = obs_sentences_hash (cleaned);
  const char type[] = { ksb != 0 ? ksb : 'K', '\0' };
  const char *declared = ksb != 0 ? "1" : "0";
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (self->build.db,
                        "INSERT INTO statement (document, side, number, ksb, declared, probability,"
                        " text, hash) SELECT ?1, side, '', ?2, ?3 + 0, CASE ?3 WHEN '0' THEN 0.34"
                        " END, ?4, ?5 FROM document WHERE code = ?1",
                        NULL);

  obs_build_insert_texts (&self->build, stmt, document, type, declared, text, hash, NULL);
}

char *
small_build_query (SmallBuild *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (self->build.db, sql, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", obs_db_text (stmt, 0));
  return g_string_free (text, FALSE);
}

void
small_build_expect (SmallBuild *self, const char *sql, const char *expected)
{
  g_autofree char *answer = small_build_query (self, sql);

  for (guint i = 0; i < self->build.faults.sentences->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (self->build.faults.sentences, i));
  if (!g_str_equal (answer, expected))
    g_test_fail_printf ("%s: “%s”, not “%s”", sql, answer, expected);
}
