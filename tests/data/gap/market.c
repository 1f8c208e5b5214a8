/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#undef G_DISABLE_ASSERT

#include "tests/data/gap/market.h"

#include "data/build/build-private.h"

#include <math.h>

/* Standards: T1 and T2 were started, T3 never. Courses: C1 to C3 in the place, C4 outside, C5
 * without any statement. Adverts: A1 to A4 in the place, A5 outside. */
static const char market[]
    = "INSERT INTO source (id, title, publisher, class, licence, attribution, status, row_count,"
      " sha256) VALUES ('s', 's', 's', 'published', 's', 's', 'current', 0, '');"
      "INSERT INTO area (code, name, kind, parent, official, position) VALUES"
      " ('E', 'Country', 'country', NULL, 1, 1), ('P', 'Place', 'lsip-2023', 'E', 1, 2),"
      " ('D1', 'One', 'district', 'P', 1, 3), ('D2', 'Two', 'district', 'P', 1, 4),"
      " ('D3', 'Three', 'district', 'E', 1, 5), ('R', 'Region', 'region', 'E', 1, 6),"
      " ('D4', 'Four', 'district', 'E', 1, 7);"
      "INSERT INTO area_part VALUES ('R', 'D1'), ('R', 'D2'), ('R', 'D3');"
      "INSERT INTO sector VALUES ('all', 'All', '', 0, ''), ('making', 'Making', 'M', 1, 'm'),"
      " ('moving', 'Moving', 'V', 2, 'v');"
      "INSERT INTO item VALUES ('S.one', 'term', 'One', '', 1);"
      "INSERT INTO term VALUES ('S.one', 'S', '', 1);"
      "INSERT INTO scheme VALUES ('areas', 'Areas', '1', NULL, 1, 's'),"
      " ('esco', 'ESCO', '1.2', NULL, 2, 's');"
      "INSERT INTO concept (code, scheme, kind, ksb, label, description, term, position) VALUES"
      " ('S', 'areas', 'facet', 'S', 'Skills', '', NULL, 1),"
      " ('S01', 'areas', 'area', 'S', 'One', '', 'S.one', 2),"
      " ('S01.x', 'areas', 'split', 'S', 'One in x', '', NULL, 3),"
      " ('S02', 'areas', 'area', 'S', 'Two', '', NULL, 4),"
      " ('K01', 'areas', 'area', 'K', 'Knowing', '', NULL, 5),"
      " ('esco:a', 'esco', 'concept', 'S', 'do one', '', NULL, 6);"
      "INSERT INTO concept_broader VALUES ('S01', 'S', 'declared'), ('S02', 'S', 'declared'),"
      " ('S01.x', 'S01', 'declared'), ('esco:a', 'S02', 'declared');"
      "INSERT INTO method VALUES ('areas-1', 'a', '1', '');"
      "INSERT INTO document (code, kind, side, title, description, level, route, sector, area,"
      " period, soc, soc_edition, source) VALUES"
      " ('C1', 'course', 'supply', '', '', 2, '', 'making', 'D1', '', '', '', 's'),"
      " ('C2', 'course', 'supply', '', '', 3, '', 'making', 'D2', '', '', '', 's'),"
      " ('C3', 'course', 'supply', '', '', 3, '', 'moving', 'D1', '', '', '', 's'),"
      " ('C4', 'course', 'supply', '', '', 3, '', 'moving', 'D3', '', '', '', 's'),"
      " ('C5', 'course', 'supply', '', '', 3, '', 'moving', 'D1', '', '', '', 's'),"
      " ('T1', 'standard', 'supply', '', '', 3, '', 'making', NULL, '', '', '', 's'),"
      " ('T2', 'standard', 'supply', '', '', 4, '', 'moving', NULL, '', '', '', 's'),"
      " ('T3', 'standard', 'supply', '', '', 4, '', 'moving', NULL, '', '', '', 's'),"
      " ('A1', 'advert', 'demand', '', '', NULL, '', 'making', 'D1', '2026-03', '', '', 's'),"
      " ('A2', 'advert', 'demand', '', '', NULL, '', 'making', 'D2', '2026-03', '', '', 's'),"
      " ('A3', 'advert', 'demand', '', '', NULL, '', 'moving', 'D2', '2026-04', '', '', 's'),"
      " ('A4', 'advert', 'demand', '', '', NULL, '', 'moving', 'D2', '2025-04', '', '', 's'),"
      " ('A5', 'advert', 'demand', '', '', NULL, '', 'moving', 'D3', '2026-04', '', '', 's');"
      "INSERT INTO document_weight VALUES"
      " ('T1', 'starts', 'P', '', '2023/24', 30, 0, 's'),"
      " ('T1', 'starts', 'P', 'college', '2023/24', 12, 0, 's'),"
      " ('T2', 'starts', 'D1', '', '2023/24', 6, 0, 's'),"
      " ('T2', 'starts', 'D2', '', '2023/24', 4, 1, 's'),"
      " ('T1', 'starts', 'P', '', '2022/23', 20, 0, 's');"
      "INSERT INTO statement (id, document, side, number, ksb, declared, text, hash) VALUES"
      " (1, 'C1', 'supply', '', 'S', 1, 'one', 'h1'), (2, 'C1', 'supply', '', 'S', 1, 'x', 'h2'),"
      " (3, 'C2', 'supply', '', 'S', 1, 'one', 'h1'), (4, 'C2', 'supply', '', 'S', 1, 'y', 'h3'),"
      " (5, 'C3', 'supply', '', 'S', 1, 'z', 'h4'), (6, 'C4', 'supply', '', 'S', 1, 'one', 'h1'),"
      " (7, 'T1', 'supply', 'S1', 'S', 1, 'xx', 'h5'), (8, 'T2', 'supply', '', 'S', 1, 'q', 'h6'),"
      " (9, 'T3', 'supply', '', 'S', 1, 'one', 'h1'),"
      " (10, 'A1', 'demand', '', 'S', 1, 'two', 'h7'), (11, 'A2', 'demand', '', 'S', 1, 'two', "
      "'h7'),"
      " (12, 'A3', 'demand', '', 'S', 1, 'two', 'h7'), (13, 'A4', 'demand', '', 'S', 1, 'w', 'h8'),"
      " (14, 'A5', 'demand', '', 'S', 1, 'one', 'h1');"
      "INSERT INTO statement_match VALUES"
      " (1, 'area', 1, 'S01', 0.9, 0.5, 0.9, 'areas-1', 'matched'),"
      " (1, 'area', 2, 'S02', 0.3, 0.1, 0.2, 'areas-1', 'unsure'),"
      " (2, 'area', 1, 'S01.x', 0.5, 0.1, 0.5, 'areas-1', 'matched'),"
      " (3, 'area', 1, 'S01', 0.9, 0.5, 0.9, 'areas-1', 'matched'),"
      " (5, 'area', 1, 'S01', 0.2, 0.1, 0.2, 'areas-1', 'unsure'),"
      " (6, 'area', 1, 'S01', 0.9, 0.5, 0.9, 'areas-1', 'matched'),"
      " (7, 'area', 1, 'S01.x', 0.4, 0.1, 0.4, 'areas-1', 'corrected'),"
      " (8, 'area', 1, 'S02', 0.4, 0.1, 0.4, 'areas-1', 'matched'),"
      " (9, 'area', 1, 'S01', 0.9, 0.5, 0.9, 'areas-1', 'matched'),"
      " (10, 'area', 1, 'S02', 0.8, 0.5, 0.8, 'areas-1', 'matched'),"
      " (11, 'area', 1, 'S02', 0.8, 0.5, 0.8, 'areas-1', 'matched'),"
      " (12, 'area', 1, 'S02', 0.8, 0.5, 0.8, 'areas-1', 'matched'),"
      " (14, 'area', 1, 'S01', 0.9, 0.5, 0.9, 'areas-1', 'matched'),"
      " (14, 'concept', 1, 'esco:a', 0.9, 0.5, 0.9, 'areas-1', 'matched');";

sqlite3 *
market_open (void)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  g_assert_true (obs_schema_create (db, &error));
  market_run (db, market);
  return db;
}

void
market_run (sqlite3 *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  obs_db_exec (db, sql, &error);
  g_assert_no_error (error);
}

void
market_build_gap (sqlite3 *db)
{
  ObsBuild build = { .db = db };

  build.place = (char *) "P";
  build.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) g_hash_table_unref);
  obs_faults_init (&build.faults);
  obs_build_gap (&build);
  for (guint i = 0; i < build.faults.sentences->len; i++)
    g_error ("%s", (char *) g_ptr_array_index (build.faults.sentences, i));
  obs_faults_clear (&build.faults);
  g_hash_table_unref (build.keys);
}

double
market_number (sqlite3 *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, &error);

  g_assert_no_error (error);
  if (obs_db_step (stmt, NULL, &error) != 1)
    return NAN;
  return obs_db_double (stmt, 0);
}

char *
market_text (sqlite3 *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, &error);

  g_assert_no_error (error);
  return g_strdup (obs_db_step (stmt, NULL, &error) == 1 ? obs_db_text (stmt, 0) : "");
}
