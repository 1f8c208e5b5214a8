/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/gap-texts.h"

#include "data/engine/statistics.h"

#include <math.h>
#include <string.h>

/* Reads concepts, texts and ties out of the edition that is being built. */

const char *const obs_gap_basis_keys[]
    = { "panel", "adverts", "vacancies", "employment", "offered", "starts", "achievements" };

static void
concept_free (gpointer pointer)
{
  ObsGapConcept *concept = pointer;

  g_free (concept->code);
  g_free (concept->term);
  g_free (concept->up);
  g_free (concept);
}

static void
doc_free (gpointer pointer)
{
  ObsGapDoc *doc = pointer;

  g_free (doc->code);
  g_array_unref (doc->ties);
  g_free (doc);
}

void
obs_gap_data_free (ObsGapData *data)
{
  if (data == NULL)
    return;
  g_clear_pointer (&data->areas, g_ptr_array_unref);
  g_clear_pointer (&data->sectors, g_ptr_array_unref);
  g_clear_pointer (&data->area_of, g_hash_table_unref);
  g_clear_pointer (&data->sector_of, g_hash_table_unref);
  g_clear_pointer (&data->leaves, g_ptr_array_unref);
  g_clear_pointer (&data->concepts, g_ptr_array_unref);
  g_clear_pointer (&data->docs, g_ptr_array_unref);
  for (guint i = 0; i < OBS_GAP_N_BASES; i++)
    g_clear_pointer (&data->weights[i], g_array_unref);
  g_clear_pointer (&data->panel, g_array_unref);
  g_free (data);
}

/* Index of a code; OBS_GAP_ALL where it is none. */
static int
index_of (GHashTable *table, const char *code)
{
  gpointer value;

  return g_hash_table_lookup_extended (table, code, NULL, &value) ? GPOINTER_TO_INT (value)
                                                                  : OBS_GAP_ALL;
}

static gboolean
load_codes (sqlite3 *db, const char *sql, GPtrArray *codes, GHashTable *table, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      char *code = g_strdup (obs_db_text (stmt, 0));

      g_hash_table_insert (table, code, GUINT_TO_POINTER (codes->len));
      g_ptr_array_add (codes, code);
    }
  return rc == 0;
}

/* Links of one index to others, in both directions asked for by @sql: (index, index). */
static GPtrArray *
load_links (sqlite3 *db, const char *sql, GHashTable *table, guint n, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);
  int rc;

  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (links, g_array_new (FALSE, FALSE, sizeof (guint)));
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      int from = index_of (table, obs_db_text (stmt, 0)),
          to = index_of (table, obs_db_text (stmt, 1));

      if (from >= 0 && to >= 0 && from != to)
        g_array_append_val (g_ptr_array_index (links, (guint) from), to);
    }
  return rc == 0 ? g_steal_pointer (&links) : NULL;
}

/* All that can be reached from @start, itself included; each once, in the order of its finding. */
static GArray *
reach (const GPtrArray *links, guint start)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_array_append_val (found, start);
  g_hash_table_add (seen, GUINT_TO_POINTER (start));
  for (guint i = 0; i < found->len; i++)
    {
      const GArray *next = g_ptr_array_index (links, g_array_index (found, guint, i));

      for (guint j = 0; j < next->len; j++)
        {
          guint to = g_array_index (next, guint, j);

          if (g_hash_table_add (seen, GUINT_TO_POINTER (to)))
            g_array_append_val (found, to);
        }
    }
  return found;
}

static gboolean
load_areas (ObsGapData *data, ObsBuild *build, GError **error)
{
  g_autoptr (GPtrArray) parts = NULL;

  if (!load_codes (build->db, "SELECT code FROM area ORDER BY code", data->areas, data->area_of,
                   error)
      || !load_codes (build->db,
                      "SELECT code FROM sector WHERE code <> 'all' ORDER BY position, code",
                      data->sectors, data->sector_of, error))
    return FALSE;
  parts = load_links (build->db,
                      "SELECT parent, code FROM area WHERE parent IS NOT NULL UNION"
                      " SELECT area, part FROM area_part ORDER BY 1, 2",
                      data->area_of, data->areas->len, error);
  if (parts == NULL)
    return FALSE;
  for (guint i = 0; i < data->areas->len; i++)
    {
      GHashTable *leaves = g_hash_table_new (NULL, NULL);
      g_autoptr (GArray) found = reach (parts, i);

      for (guint j = 0; j < found->len; j++)
        {
          guint area = g_array_index (found, guint, j);

          if (((const GArray *) g_ptr_array_index (parts, area))->len == 0)
            g_hash_table_add (leaves, GUINT_TO_POINTER (area));
        }
      g_ptr_array_add (data->leaves, leaves);
    }
  data->place = index_of (data->area_of, build->place != NULL ? build->place : "");
  return TRUE;
}

gboolean
obs_gap_within (const ObsGapData *data, int part, int whole)
{
  GHashTable *inner, *outer;
  GHashTableIter iter;
  gpointer area;

  if (whole == OBS_GAP_ALL || part == whole)
    return TRUE;
  if (part == OBS_GAP_ALL)
    return FALSE;
  inner = g_ptr_array_index (data->leaves, (guint) part);
  outer = g_ptr_array_index (data->leaves, (guint) whole);
  if (g_hash_table_size (inner) > g_hash_table_size (outer))
    return FALSE;
  g_hash_table_iter_init (&iter, inner);
  while (g_hash_table_iter_next (&iter, &area, NULL))
    if (!g_hash_table_contains (outer, area))
      return FALSE;
  return TRUE;
}

/* Areas roll up to areas, and concepts of a scheme to its groups: what a sentence is about at one
 * level does not decide about the other. */
static gboolean
load_concepts (ObsGapData *data, sqlite3 *db, GHashTable *concept_of, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db, "SELECT code, kind, term FROM concept WHERE kind <> 'facet' ORDER BY code", error);
  g_autoptr (GPtrArray) links = NULL;
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsGapConcept *concept = g_new0 (ObsGapConcept, 1);
      const char *kind = obs_db_text (stmt, 1);

      concept->code = g_strdup (obs_db_text (stmt, 0));
      concept->area = strcmp (kind, "area") == 0;
      concept->coarse = concept->area || strcmp (kind, "split") == 0;
      if (sqlite3_column_type (stmt, 2) != SQLITE_NULL)
        concept->term = g_strdup (obs_db_text (stmt, 2));
      g_hash_table_insert (concept_of, concept->code, GUINT_TO_POINTER (data->concepts->len));
      g_ptr_array_add (data->concepts, concept);
    }
  if (rc < 0)
    return FALSE;
  links = load_links (db, "SELECT concept, broader FROM concept_broader ORDER BY 1, 2", concept_of,
                      data->concepts->len, error);
  if (links == NULL)
    return FALSE;
  for (guint i = 0; i < data->concepts->len; i++)
    {
      ObsGapConcept *concept = g_ptr_array_index (data->concepts, i);
      g_autoptr (GArray) found = reach (links, i);

      concept->up = g_new (guint, found->len);
      for (guint j = 0; j < found->len; j++)
        {
          guint up = g_array_index (found, guint, j);

          if (((const ObsGapConcept *) g_ptr_array_index (data->concepts, up))->coarse
              == concept->coarse)
            concept->up[concept->n_up++] = up;
        }
    }
  return TRUE;
}

static gboolean
kind_of (const char *text, ObsGapKind *kind)
{
  static const char *const kinds[] = { "standard", "course", "advert", "profile", "adverts" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i], text) == 0)
      {
        *kind = (ObsGapKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
load_docs (ObsGapData *data, sqlite3 *db, GHashTable *doc_of, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT code, kind, sector, area, level, period, texts, source, source IN (SELECT id FROM"
      " source WHERE class = 'simulated') FROM document ORDER BY code",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsGapDoc *doc;
      g_autofree char *year = g_strndup (obs_db_text (stmt, 5), 4);
      ObsGapKind kind;

      if (!kind_of (obs_db_text (stmt, 1), &kind))
        continue;
      doc = g_new0 (ObsGapDoc, 1);
      doc->code = g_strdup (obs_db_text (stmt, 0));
      doc->kind = kind;
      doc->sector = index_of (data->sector_of, obs_db_text (stmt, 2));
      doc->area = index_of (data->area_of, obs_db_text (stmt, 3));
      doc->around = OBS_GAP_ALL;
      doc->level = sqlite3_column_int (stmt, 4);
      doc->year = g_intern_string (year);
      doc->texts = kind == OBS_GAP_SUM ? sqlite3_column_double (stmt, 6) : 1;
      doc->source = g_intern_string (obs_db_text (stmt, 7));
      doc->simulated = sqlite3_column_int (stmt, 8) != 0;
      doc->ties = g_array_new (FALSE, FALSE, sizeof (ObsGapTie));
      g_hash_table_insert (doc_of, doc->code, GUINT_TO_POINTER (data->docs->len));
      g_ptr_array_add (data->docs, doc);
    }
  return rc == 0;
}

/* A sum of the whole country and those of its regions count the same adverts. */
static void
find_sums_around (ObsGapData *data)
{
  for (guint i = 0; i < data->docs->len; i++)
    {
      ObsGapDoc *doc = g_ptr_array_index (data->docs, i);

      for (guint j = 0; doc->kind == OBS_GAP_SUM && j < data->docs->len; j++)
        {
          const ObsGapDoc *other = g_ptr_array_index (data->docs, j);

          if (other->kind == OBS_GAP_SUM && other->area >= 0 && other->source == doc->source
              && other->year == doc->year && obs_gap_within (data, doc->area, other->area)
              && !obs_gap_within (data, other->area, doc->area)
              && (doc->around < 0 || obs_gap_within (data, other->area, doc->around)))
            doc->around = other->area;
        }
    }
}

/* What the statements of one text carry, while they are read. */
typedef struct
{
  ObsGapData *data;
  double *confidence; /* of the statement, one for each concept; 0: not tied */
  double *doubt;      /* of the text; 1: not tied */
  ObsGapSum *sums;
  GArray *of_statement, *of_text; /* of guint: concepts */
  gint64 statement;
  double mentions;
  gboolean tied;
} Reader;

static void
end_statement (Reader *reader, ObsGapDoc *doc)
{
  for (guint i = 0; i < reader->of_statement->len; i++)
    {
      guint c = g_array_index (reader->of_statement, guint, i);

      if (reader->doubt[c] > 1)
        {
          reader->doubt[c] = 1;
          reader->sums[c] = (ObsGapSum) OBS_GAP_SUM_INIT;
          g_array_append_val (reader->of_text, c);
        }
      reader->doubt[c] *= 1 - reader->confidence[c];
      if (doc->kind == OBS_GAP_SUM && doc->texts > 0)
        obs_gap_sum_add (&reader->sums[c], reader->mentions, doc->texts, reader->confidence[c]);
      reader->confidence[c] = 0;
    }
  doc->n_tied += reader->tied;
  reader->tied = FALSE;
  g_array_set_size (reader->of_statement, 0);
}

static void
end_text (Reader *reader, ObsGapDoc *doc)
{
  for (guint i = 0; i < reader->of_text->len; i++)
    {
      guint c = g_array_index (reader->of_text, guint, i);
      ObsGapTie tie = { c, reader->doubt[c], reader->sums[c] };
      ObsGapConcept *concept = g_ptr_array_index (reader->data->concepts, c);

      g_array_append_val (doc->ties, tie);
      concept->n_docs++;
      concept->in_sum |= doc->kind == OBS_GAP_SUM;
      reader->doubt[c] = 2;
    }
  g_array_set_size (reader->of_text, 0);
}

/* One match: its concept and the broader ones, each with the best confidence of the statement. */
static void
take_match (Reader *reader, ObsGapDoc *doc, guint c, double confidence)
{
  const ObsGapConcept *concept = g_ptr_array_index (reader->data->concepts, c);

  reader->tied |= concept->coarse;
  for (guint i = 0; i < concept->n_up; i++)
    {
      guint up = concept->up[i];

      if (reader->confidence[up] <= 0)
        g_array_append_val (reader->of_statement, up);
      reader->confidence[up] = MAX (reader->confidence[up], MAX (confidence, 1e-6));
    }
}

/* Statements in order of their texts; columns: document, statement, mentions, level, concept,
 * confidence, whether it counts. */
#define STATEMENTS                                                                                 \
  "SELECT s.document, s.id, s.mentions, m.level, m.concept,"                                       \
  " CASE WHEN m.status IN ('confirmed', 'corrected') THEN 1 ELSE m.confidence END,"                \
  " m.status IN ('matched', 'confirmed', 'corrected')"                                             \
  " FROM statement AS s LEFT JOIN statement_match AS m ON m.statement = s.id"                      \
  " ORDER BY s.document, s.id, m.level, m.rank"

static gboolean
read_statements (Reader *reader, sqlite3 *db, GHashTable *doc_of, GHashTable *concept_of,
                 GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, STATEMENTS, error);
  gboolean reads_areas[OBS_GAP_SUM + 1] = { FALSE };
  ObsGapDoc *doc = NULL;
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      int d = index_of (doc_of, obs_db_text (stmt, 0)), c;
      ObsGapDoc *next = d >= 0 ? g_ptr_array_index (reader->data->docs, (guint) d) : NULL;
      gint64 id = sqlite3_column_int64 (stmt, 1);

      if (doc != NULL && (next != doc || id != reader->statement))
        end_statement (reader, doc);
      if (doc != NULL && next != doc)
        end_text (reader, doc);
      doc = next;
      if (doc == NULL)
        continue;
      if (id != reader->statement || doc->n_statements == 0)
        doc->n_statements++;
      reader->statement = id;
      reader->mentions = sqlite3_column_double (stmt, 2);
      if (sqlite3_column_type (stmt, 3) == SQLITE_NULL)
        continue;
      if (strcmp (obs_db_text (stmt, 3), "area") == 0)
        reads_areas[doc->kind] = TRUE;
      else
        reader->data->reads_concepts[doc->kind] = TRUE;
      c = index_of (concept_of, obs_db_text (stmt, 4));
      if (c >= 0 && sqlite3_column_int (stmt, 6) != 0)
        take_match (reader, doc, (guint) c, sqlite3_column_double (stmt, 5));
    }
  if (doc != NULL)
    {
      end_statement (reader, doc);
      end_text (reader, doc);
    }
  /* Texts that nobody has matched say nothing, which is not "nobody asks". */
  for (guint i = 0; i < reader->data->docs->len; i++)
    {
      ObsGapDoc *unread = g_ptr_array_index (reader->data->docs, i);

      if (!reads_areas[unread->kind])
        unread->n_statements = 0;
    }
  return rc == 0;
}

/* Simulated and real texts never share a figure: where there are real adverts, or real courses or
 * standards, the demonstration's say nothing. */
static void
leave_out_simulated (ObsGapData *data)
{
  for (guint i = 0; i < data->docs->len; i++)
    {
      const ObsGapDoc *doc = g_ptr_array_index (data->docs, i);
      gboolean supply = doc->kind == OBS_GAP_STANDARD || doc->kind == OBS_GAP_COURSE;

      if (doc->kind != OBS_GAP_PROFILE && doc->n_statements > 0 && !doc->simulated)
        data->real[supply] = TRUE;
    }
  for (guint i = 0; i < data->docs->len; i++)
    {
      ObsGapDoc *doc = g_ptr_array_index (data->docs, i);
      gboolean supply = doc->kind == OBS_GAP_STANDARD || doc->kind == OBS_GAP_COURSE;

      if (doc->kind != OBS_GAP_PROFILE && doc->simulated && data->real[supply])
        doc->n_statements = 0;
    }
}

static gboolean
load_statements (ObsGapData *data, sqlite3 *db, GHashTable *doc_of, GHashTable *concept_of,
                 GError **error)
{
  guint n = data->concepts->len;
  g_autofree double *confidence = g_new0 (double, n + 1);
  g_autofree double *doubt = g_new0 (double, n + 1);
  g_autofree ObsGapSum *sums = g_new0 (ObsGapSum, n + 1);
  g_autoptr (GArray) of_statement = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) of_text = g_array_new (FALSE, FALSE, sizeof (guint));
  Reader reader = { data, confidence, doubt, sums, of_statement, of_text, -1, 0, FALSE };

  for (guint i = 0; i < n; i++)
    doubt[i] = 2;
  return read_statements (&reader, db, doc_of, concept_of, error);
}

/* Where the providers of an area are told all together, that is taken; else they are added up. */
#define WEIGHTS                                                                                    \
  "SELECT document, area, period, CASE WHEN max(provider = '')"                                    \
  " THEN sum(CASE WHEN provider = '' THEN value END) ELSE sum(value) END, max(estimate),"          \
  " min(source) FROM document_weight WHERE measure = ?1"                                           \
  " GROUP BY document, area, period ORDER BY document, area, period"

static gboolean
load_weights (ObsGapData *data, sqlite3 *db, ObsGapBasis basis, GHashTable *doc_of, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, WEIGHTS, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, obs_gap_basis_keys[basis], -1, SQLITE_STATIC);
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      int doc = index_of (doc_of, obs_db_text (stmt, 0));
      ObsGapWeight weight = { .doc = (guint) MAX (doc, 0),
                              .area = index_of (data->area_of, obs_db_text (stmt, 1)),
                              .period = g_intern_string (obs_db_text (stmt, 2)),
                              .source = g_intern_string (obs_db_text (stmt, 5)),
                              .value = sqlite3_column_double (stmt, 3),
                              .estimate = sqlite3_column_int (stmt, 4) != 0 };

      if (doc >= 0 && weight.area >= 0 && weight.value > 0)
        g_array_append_val (data->weights[basis], weight);
    }
  return rc == 0;
}

/* How much something matters to the success of the business: the questions with a scale whose
 * answers are about the plan's terms. Where there are several for a term, the first counts. */
#define PANEL                                                                                      \
  "SELECT c.code, p.sector, p.area, p.n, p.sum, p.sum2, q.low, q.high FROM cube_panel_score AS p"  \
  " JOIN survey_question AS q ON q.id = p.question AND q.form = 'score'"                           \
  " JOIN concept AS c ON c.term = p.item AND c.kind = 'area'"                                      \
  " WHERE p.horizon = 'all' AND p.size = 'all' AND p.period = 'all' AND p.missing IS NULL"         \
  " AND q.low < q.high ORDER BY c.code, p.sector, p.area, p.question"

/* Whether the one before is about the same: of an earlier question. */
static gboolean
is_last (const GArray *panel, const ObsGapImportance *importance)
{
  const ObsGapImportance *last
      = panel->len > 0 ? &g_array_index (panel, ObsGapImportance, panel->len - 1) : NULL;

  return last != NULL && last->concept == importance->concept && last->sector == importance->sector
         && last->area == importance->area;
}

static gboolean
load_panel (ObsGapData *data, sqlite3 *db, GHashTable *concept_of, GError **error)
{
  g_autoptr (sqlite3_stmt) cube
      = obs_db_prepare (db, "SELECT source FROM cube WHERE name = 'panel_score'", error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc;

  if (cube == NULL)
    return FALSE;
  if ((rc = obs_db_step (cube, NULL, error)) != 1)
    return rc == 0;
  data->panel_source = g_intern_string (obs_db_text (cube, 0));
  stmt = obs_db_prepare (db, PANEL, error);
  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      int concept = index_of (concept_of, obs_db_text (stmt, 0));
      ObsMoments moments = { sqlite3_column_int (stmt, 3), sqlite3_column_double (stmt, 4),
                             sqlite3_column_double (stmt, 5) };
      double low = sqlite3_column_double (stmt, 6), high = sqlite3_column_double (stmt, 7);
      double scale = 100 / (high - low);
      ObsInterval mean = obs_mean_interval (&moments, 0.95, -1e9, 1e9);
      ObsGapImportance importance = { .concept = (guint) MAX (concept, 0),
                                      .sector = index_of (data->sector_of, obs_db_text (stmt, 1)),
                                      .area = index_of (data->area_of, obs_db_text (stmt, 2)),
                                      .estimate = CLAMP ((mean.estimate - low) * scale, 0, 100),
                                      .half = (mean.high - mean.estimate) * scale,
                                      .n = moments.n };

      if (concept >= 0 && !isnan (mean.low) && !is_last (data->panel, &importance))
        g_array_append_val (data->panel, importance);
    }
  return rc == 0;
}

static gboolean
has_matches (sqlite3 *db)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db, "SELECT 1 FROM statement_match WHERE level = 'area' LIMIT 1", NULL);

  return stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1;
}

ObsGapData *
obs_gap_data_load (ObsBuild *build, GError **error)
{
  g_autoptr (ObsGapData) data = NULL;
  g_autoptr (GHashTable) concept_of = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) doc_of = g_hash_table_new (g_str_hash, g_str_equal);

  if (!has_matches (build->db))
    return NULL;
  data = g_new0 (ObsGapData, 1);
  data->areas = g_ptr_array_new_with_free_func (g_free);
  data->sectors = g_ptr_array_new_with_free_func (g_free);
  data->area_of = g_hash_table_new (g_str_hash, g_str_equal);
  data->sector_of = g_hash_table_new (g_str_hash, g_str_equal);
  data->leaves = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  data->concepts = g_ptr_array_new_with_free_func (concept_free);
  data->docs = g_ptr_array_new_with_free_func (doc_free);
  data->panel = g_array_new (FALSE, FALSE, sizeof (ObsGapImportance));
  for (guint i = 0; i < OBS_GAP_N_BASES; i++)
    data->weights[i] = g_array_new (FALSE, FALSE, sizeof (ObsGapWeight));
  if (!load_areas (data, build, error) || !load_concepts (data, build->db, concept_of, error)
      || !load_docs (data, build->db, doc_of, error)
      || !load_statements (data, build->db, doc_of, concept_of, error)
      || !load_panel (data, build->db, concept_of, error))
    return NULL;
  leave_out_simulated (data);
  find_sums_around (data);
  for (guint i = OBS_GAP_VACANCIES; i < OBS_GAP_N_BASES; i++)
    if (i != OBS_GAP_OFFERED && !load_weights (data, build->db, i, doc_of, error))
      return NULL;
  return g_steal_pointer (&data);
}
