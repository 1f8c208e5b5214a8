/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"
#include "data/taxonomy/sentences.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is taught and what adverts ask for: providers, courses, adverts and their statements, each
 * tied to terms, and the two cubes that are counted from them. */

/* The register's entry of the demonstration; tables with a column "source" name their own. */
#define DEFAULT_SOURCE "market-demo"

static gboolean
bind_source (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
             sqlite3_stmt *stmt, int index)
{
  int column = obs_csv_find (csv, "source");
  const char *source = column >= 0 ? obs_csv_get (csv, row, (guint) column) : DEFAULT_SOURCE;

  obs_build_bind_text (stmt, index, source);
  if (!obs_build_has_key (build, "source", source))
    {
      obs_build_fault (build, csv, row, "source",
                       _ ("“%s” is not in the table “source”. Add it to sources.csv."), source);
      return FALSE;
    }
  obs_build_read_from (build, source, obs_csv_name (csv), obs_csv_sha256 (csv));
  return TRUE;
}

static gboolean
bind_level (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
            sqlite3_stmt *stmt, int index)
{
  const char *text = obs_csv_get_named (csv, row, "level");
  gint64 level = 0;

  sqlite3_bind_null (stmt, index);
  if (*text == '\0')
    return TRUE;
  if (!obs_parse_integer (text, &level) || level < 1 || level > 8)
    {
      obs_build_fault (build, csv, row, "level",
                       _ ("“%s” is not a level. Write a number from 1 to 8, or nothing."), text);
      return FALSE;
    }
  sqlite3_bind_int64 (stmt, index, level);
  return TRUE;
}

static gboolean
bind_month (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
            sqlite3_stmt *stmt, int index)
{
  const char *text = obs_csv_get_named (csv, row, "period");

  obs_build_bind_text (stmt, index, text);
  if (g_regex_match_simple ("^\\d{4}-(0[1-9]|1[0-2])$", text, G_REGEX_DOLLAR_ENDONLY, 0))
    return TRUE;
  obs_build_fault (build, csv, row, "period", _ ("“%s” is not a month. Write it as YYYY-MM."),
                   text);
  return FALSE;
}

static const ObsField provider_fields[] = {
  { "code", "code", OBS_FIELD_WORDS },
  { "name", "name", OBS_FIELD_WORDS },
  { "kind", "kind", OBS_FIELD_WORDS, NULL, "college|university|training-provider|council|school" },
  { "area", "area", OBS_FIELD_OPTIONAL, "area" },
  { "source", NULL, OBS_FIELD_OWN, .bind = bind_source },
};

static const ObsField course_fields[] = {
  { "code", "code", OBS_FIELD_WORDS },
  { "title", "title", OBS_FIELD_WORDS },
  { "provider", "provider", OBS_FIELD_WORDS, "provider" },
  { "sector", "sector", OBS_FIELD_WORDS, "sector" },
  { "qualification", "qualification", OBS_FIELD_WORDS, "item" },
  { "level", "level", OBS_FIELD_OWN, .bind = bind_level },
  { "mode", "mode", OBS_FIELD_TEXT },
  { "length", "length", OBS_FIELD_TEXT },
  { "area", "area", OBS_FIELD_OPTIONAL, "area" },
  { "source", NULL, OBS_FIELD_OWN, .bind = bind_source },
};

static const ObsField advert_fields[] = {
  { "code", "code", OBS_FIELD_WORDS },
  { "title", "title", OBS_FIELD_WORDS },
  { "sector", "sector", OBS_FIELD_WORDS, "sector" },
  { "area", "area", OBS_FIELD_OPTIONAL, "area" },
  { "period", "period", OBS_FIELD_OWN, .bind = bind_month },
  { "source", NULL, OBS_FIELD_OWN, .bind = bind_source },
};

static const ObsImport provider_import
    = { "market/providers.csv", "provider", 1, provider_fields, G_N_ELEMENTS (provider_fields) };
static const ObsImport course_import
    = { "market/courses.csv", "course", 1, course_fields, G_N_ELEMENTS (course_fields) };
static const ObsImport advert_import
    = { "market/adverts.csv", "advert", 1, advert_fields, G_N_ELEMENTS (advert_fields) };

/* One side of the market while its statements are read. */
typedef struct
{
  ObsBuild *build;
  const char *file;  /* of the statements */
  const char *owner; /* "course" or "advert" */
  GHashTable *cover; /* "owner\1term" to GINT_TO_POINTER (100 in full, 50 in part) */
  GHashTable *terms; /* set of terms that any statement is tied to */
  gint64 next_id;
} Side;

static int
cover_of (const Side *side, const char *owner, const char *term)
{
  g_autofree char *key = g_strconcat (owner, "\1", term, NULL);

  return GPOINTER_TO_INT (g_hash_table_lookup (side->cover, key));
}

static void
tie (Side *side, sqlite3_stmt *stmt, gint64 id, const char *owner, const char *term, int cover)
{
  sqlite3_bind_int64 (stmt, 1, id);
  obs_build_bind_text (stmt, 2, term);
  sqlite3_bind_double (stmt, 3, cover / 100.0);
  obs_build_bind_text (stmt, 4, "declared");
  sqlite3_bind_null (stmt, 5);
  obs_build_run (side->build, stmt);

  g_hash_table_add (side->terms, g_strdup (term));
  if (cover > cover_of (side, owner, term))
    g_hash_table_insert (side->cover, g_strconcat (owner, "\1", term, NULL),
                         GINT_TO_POINTER (cover));
}

/* How far the statement of a row covers its terms; 0 after a fault. Adverts ask or do not ask. */
static int
read_cover (Side *side, const ObsCsv *csv, guint row)
{
  const char *cover;

  if (g_str_equal (side->owner, "advert"))
    return 100;
  cover = obs_csv_get_named (csv, row, "cover");
  if (g_str_equal (cover, "full"))
    return 100;
  if (g_str_equal (cover, "part"))
    return 50;
  obs_build_fault (side->build, csv, row, "cover",
                   _ ("“%s” is not known here. Use “full” or “part”."), cover);
  return 0;
}

static gboolean
check_statement (Side *side, const ObsCsv *csv, guint row, char **terms)
{
  const char *owner = obs_csv_get_named (csv, row, side->owner);
  const char *ksb = obs_csv_get_named (csv, row, "ksb");
  guint before = side->build->faults.sentences->len;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!obs_build_has_key (side->build, side->owner, owner))
    obs_build_fault (side->build, csv, row, side->owner,
                     _ ("“%s” is not in the table “%s”. Correct it, or add it there."), owner,
                     side->owner);
  if (strlen (ksb) != 1 || strchr ("KSB", *ksb) == NULL)
    obs_build_fault (side->build, csv, row, "ksb", _ ("“%s” is not K, S or B. Use one of them."),
                     ksb);
  if (*obs_csv_get_named (csv, row, "text") == '\0')
    obs_build_fault (side->build, csv, row, "text", _ ("the field is empty. Fill it in."));
  for (gsize i = 0; terms[i] != NULL; i++)
    if (*terms[i] != '\0' && !obs_build_has_key (side->build, "term", terms[i]))
      obs_build_fault (side->build, csv, row, "term",
                       _ ("“%s” is not in the table “%s”. Correct it, or add it there."), terms[i],
                       "term");
    else if (!g_hash_table_add (seen, terms[i]))
      obs_build_fault (side->build, csv, row, "term",
                       _ ("“%s” is named twice. Remove one of them."), terms[i]);
  return side->build->faults.sentences->len == before;
}

typedef struct
{
  const ObsCsv *csv;
  const char *owner;
} Sheet;

/* Rows in order of their owners, otherwise as they stand. */
static int
compare_owners (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;
  const Sheet *sheet = user_data;
  int order = strcmp (obs_csv_get_named (sheet->csv, first, sheet->owner),
                      obs_csv_get_named (sheet->csv, second, sheet->owner));

  return order != 0 ? order : first < second ? -1 : first > second;
}

/* Source of the courses or adverts: the first by name, where there are several. */
static char *
source_of (const Side *side)
{
  g_autofree char *sql = g_strdup_printf ("SELECT min(source) FROM %s", side->owner);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (side->build->db, sql, NULL);

  if (stmt == NULL || obs_db_step (stmt, NULL, NULL) != 1
      || sqlite3_column_type (stmt, 0) == SQLITE_NULL)
    return NULL;
  return g_strdup (obs_db_text (stmt, 0));
}

static void
write_statement (const Side *side, sqlite3_stmt *stmt, const ObsCsv *csv, guint row)
{
  g_autofree char *cleaned = obs_sentences_clean (obs_csv_get_named (csv, row, "text"));
  g_autofree char *hash = obs_sentences_hash (cleaned);

  sqlite3_bind_int64 (stmt, 1, side->next_id);
  obs_build_bind_text (stmt, 2, obs_csv_get_named (csv, row, side->owner));
  obs_build_bind_text (stmt, 3, g_str_equal (side->owner, "course") ? "supply" : "demand");
  obs_build_bind_text (stmt, 4, "");
  obs_build_bind_text (stmt, 5, obs_csv_get_named (csv, row, "ksb"));
  sqlite3_bind_int (stmt, 6, 1);
  sqlite3_bind_null (stmt, 7);
  obs_build_bind_text (stmt, 8, obs_csv_get_named (csv, row, "text"));
  obs_build_bind_text (stmt, 9, hash);
  sqlite3_bind_null (stmt, 10);
  obs_build_run (side->build, stmt);
}

static void
read_statements (Side *side)
{
  ObsBuild *build = side->build;
  gboolean supply = g_str_equal (side->owner, "course");
  const char *const wanted[]
      = { side->owner, "ksb", "text", "term", supply ? "cover" : NULL, NULL };
  g_autoptr (ObsCsv) csv = obs_build_load (build, side->file, FALSE);
  g_autoptr (sqlite3_stmt) statement = obs_build_insert (build, "statement", 10);
  g_autoptr (sqlite3_stmt) link = obs_build_insert (build, "statement_term", 5);
  g_autofree guint *order = NULL;
  g_autofree char *source = NULL;

  if (csv == NULL || !obs_build_require (build, csv, wanted))
    return;
  order = g_new (guint, obs_csv_n_rows (csv) + 1);
  for (guint i = 0; i < obs_csv_n_rows (csv); i++)
    order[i] = i;
  g_qsort_with_data (order, (int) obs_csv_n_rows (csv), sizeof *order, compare_owners,
                     &(Sheet){ csv, side->owner });
  source = source_of (side);
  if (source != NULL)
    obs_build_read_from (build, source, obs_csv_name (csv), obs_csv_sha256 (csv));
  for (guint i = 0; i < obs_csv_n_rows (csv); i++)
    {
      guint row = order[i];
      const char *owner = obs_csv_get_named (csv, row, side->owner);
      g_auto (GStrv) terms = g_strsplit (obs_csv_get_named (csv, row, "term"), " ", -1);
      int cover = read_cover (side, csv, row);

      if (!check_statement (side, csv, row, terms) || cover == 0)
        continue;
      write_statement (side, statement, csv, row);
      for (gsize j = 0; terms[j] != NULL; j++)
        if (*terms[j] != '\0')
          tie (side, link, side->next_id, owner, terms[j], cover);
      side->next_id++;
    }
}

/* Counts one course under one term: crossed by sector, and there by one more property at most. */
static void
count_course (ObsBuild *build, ObsCells *cells, const char *term, sqlite3_stmt *course, int cover)
{
  const char *sectors[] = { "all", obs_db_text (course, 1) };

  for (gsize i = 0; i < G_N_ELEMENTS (sectors); i++)
    {
      const char *total[] = { term, sectors[i], "all", "all", build->place };

      if (i == 1 && g_str_equal (sectors[1], "all"))
        break;
      obs_cells_add (cells, total, cover);
      for (int d = 2; d < 5; d++)
        {
          const char *codes[] = { term, sectors[i], "all", "all", build->place };

          codes[d] = obs_db_text (course, d);
          if (*codes[d] != '\0' && !g_str_equal (codes[d], total[d]))
            obs_cells_add (cells, codes, cover);
        }
    }
}

static void
count_advert (ObsBuild *build, ObsCells *cells, const char *term, sqlite3_stmt *advert, int cover)
{
  const char *sectors[] = { "all", obs_db_text (advert, 1) };
  const char *areas[] = { build->place, obs_db_text (advert, 2) };

  for (gsize i = 0; i < G_N_ELEMENTS (sectors); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (areas); j++)
      {
        const char *codes[] = { term, sectors[i], areas[j] };

        if ((i == 0 || !g_str_equal (sectors[1], "all"))
            && (j == 0 || (*areas[1] != '\0' && !g_str_equal (areas[1], areas[0]))))
          obs_cells_add (cells, codes, cover);
      }
}

typedef void (*CountFunc) (ObsBuild *build, ObsCells *cells, const char *term, sqlite3_stmt *owner,
                           int cover);

/* Every owner counts for every term of its side, with 0 where it has no statement on it. A term
 * that no statement at all is tied to has no rows: nothing is known about it, which is not
 * "nobody". */
static void
count_side (const Side *side, ObsCells *cells, const char *sql, CountFunc count)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) owners = obs_db_prepare (side->build->db, sql, &error);
  guint n_terms = 0;
  g_autofree gpointer *terms = g_hash_table_get_keys_as_array (side->terms, &n_terms);

  if (owners == NULL)
    g_error ("%s: %s", sql, error->message);
  while (obs_db_step (owners, NULL, NULL) == 1)
    for (guint i = 0; i < n_terms; i++)
      {
        const char *term = terms[i];

        count (side->build, cells, term, owners, cover_of (side, obs_db_text (owners, 0), term));
      }
}

static void
write_supply (const Side *side)
{
  static const char *const dimensions[] = { "item",
                                            "item",
                                            "Term",
                                            "sector",
                                            "sector",
                                            "Sector",
                                            "qualification",
                                            "item",
                                            "Type of qualification",
                                            "level",
                                            "",
                                            "Level",
                                            "area",
                                            "area",
                                            "Area",
                                            NULL };
  g_autofree char *source = source_of (side);
  g_autoptr (ObsCells) cells = obs_cells_new (OBS_CUBE_SCORE, 5);

  if (!obs_build_cube (side->build, "market_supply", OBS_CUBE_SCORE,
                       "How far courses cover each term", source,
                       "Each course counts 100 where a statement covers the term in full, 50 in "
                       "part, 0 where none does.",
                       dimensions))
    return;
  obs_build_measure (side->build, "market_supply", "n", "courses", "Courses");
  obs_build_measure (side->build, "market_supply", "sum", "0 to 100", "Cover");
  count_side (side, cells,
              "SELECT code, sector, qualification, level, area FROM course ORDER BY code",
              count_course);
  obs_cells_write (side->build, cells, "market_supply", 0);
}

static void
write_demand (const Side *side)
{
  static const char *const dimensions[]
      = { "item", "item", "Term", "sector", "sector", "Sector", "area", "area", "Area", NULL };
  g_autofree char *source = source_of (side);
  g_autoptr (ObsCells) cells = obs_cells_new (OBS_CUBE_SHARE, 3);

  if (!obs_build_cube (side->build, "market_demand", OBS_CUBE_SHARE,
                       "How many adverts ask for each term", source,
                       "An advert counts once for each term that its statements are tied to.",
                       dimensions))
    return;
  obs_build_measure (side->build, "market_demand", "k", "adverts", "Adverts that ask for it");
  obs_build_measure (side->build, "market_demand", "n", "adverts", "Adverts");
  count_side (side, cells, "SELECT code, sector, area FROM advert ORDER BY code", count_advert);
  obs_cells_write (side->build, cells, "market_demand", 0);
}

static void
side_init (Side *side, ObsBuild *build, const char *owner, const char *file, gint64 first_id)
{
  side->build = build;
  side->owner = owner;
  side->file = file;
  side->next_id = first_id;
  side->cover = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  side->terms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
side_clear (Side *side)
{
  g_hash_table_unref (side->cover);
  g_hash_table_unref (side->terms);
}

/* Courses and adverts are documents too: texts that statements stand in. */
static void
write_documents (ObsBuild *build)
{
  static const char sql[]
      = "INSERT INTO document (code, kind, side, title, description, level, route, sector, area,"
        " period, soc, soc_edition, provider, texts, url, source)"
        " SELECT code, 'course', 'supply', title, '', level, '', sector, area, '', '', '',"
        " provider, NULL, NULL, source FROM course UNION ALL"
        " SELECT code, 'advert', 'demand', title, '', NULL, '', sector, area, period, '', '',"
        " NULL, NULL, NULL, source FROM advert ORDER BY 1";
  g_autoptr (GError) error = NULL;

  if (!obs_db_exec (build->db, sql, &error))
    obs_faults_take (&build->faults, g_strdup (error->message));
}

/* The statements of descriptors come first. */
static gint64
next_statement (ObsBuild *build)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (build->db, "SELECT coalesce (max (id), 0) FROM statement", NULL);

  return stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1 ? sqlite3_column_int64 (stmt, 0) + 1
                                                             : 1;
}

void
obs_build_market (ObsBuild *build)
{
  Side supply, demand;

  obs_build_import_file (build, &provider_import, FALSE);
  obs_build_import_file (build, &course_import, FALSE);
  obs_build_import_file (build, &advert_import, FALSE);
  write_documents (build);
  side_init (&supply, build, "course", "market/course-statements.csv", next_statement (build));
  read_statements (&supply);
  side_init (&demand, build, "advert", "market/advert-statements.csv", supply.next_id);
  read_statements (&demand);
  if (!obs_faults_any (&build->faults) && g_hash_table_size (supply.terms) > 0)
    write_supply (&supply);
  if (!obs_faults_any (&build->faults) && g_hash_table_size (demand.terms) > 0)
    write_demand (&demand);
  side_clear (&supply);
  side_clear (&demand);
}
