/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/taxonomy.h"

#include "data/edition/db.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define KEPT "taxonomy"
/* A path longer than this is a circle in a damaged edition. */
#define DEEPEST 24

static void
scheme_free (gpointer data)
{
  ObsScheme *scheme = data;

  g_free (scheme->id);
  g_free (scheme->title);
  g_free (scheme->version);
  g_free (scheme->url);
  g_free (scheme);
}

static void
node_free (gpointer data)
{
  ObsConceptNode *node = data;

  g_free (node->code);
  g_free (node->label);
  g_free (node->ksb);
  g_array_unref (node->narrower);
  g_free (node);
}

ObsTaxonomy *
obs_taxonomy_ref (ObsTaxonomy *taxonomy)
{
  g_atomic_ref_count_inc (&taxonomy->refs);
  return taxonomy;
}

void
obs_taxonomy_unref (ObsTaxonomy *taxonomy)
{
  if (!g_atomic_ref_count_dec (&taxonomy->refs))
    return;
  g_ptr_array_unref (taxonomy->schemes);
  g_hash_table_unref (taxonomy->by_code);
  g_ptr_array_unref (taxonomy->nodes);
  g_array_unref (taxonomy->roots);
  g_free (taxonomy);
}

static ObsTaxonomy *
taxonomy_new (void)
{
  ObsTaxonomy *self = g_new0 (ObsTaxonomy, 1);

  self->schemes = g_ptr_array_new_with_free_func (scheme_free);
  self->nodes = g_ptr_array_new_with_free_func (node_free);
  self->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  self->roots = g_array_new (FALSE, FALSE, sizeof (guint));
  g_atomic_ref_count_init (&self->refs);
  return self;
}

const ObsConceptNode *
obs_taxonomy_node (const ObsTaxonomy *taxonomy, guint number)
{
  return g_ptr_array_index (taxonomy->nodes, number);
}

int
obs_taxonomy_find (const ObsTaxonomy *taxonomy, const char *code)
{
  if (code == NULL)
    return -1;
  return GPOINTER_TO_INT (g_hash_table_lookup (taxonomy->by_code, code)) - 1;
}

GArray *
obs_taxonomy_path (const ObsTaxonomy *taxonomy, guint number)
{
  GArray *path = g_array_new (FALSE, FALSE, sizeof (guint));
  int at = (int) number;

  for (int step = 0; at >= 0 && step < DEEPEST; step++)
    {
      guint one = (guint) at;

      g_array_prepend_val (path, one);
      at = obs_taxonomy_node (taxonomy, one)->broader;
    }
  return path;
}

char *
obs_taxonomy_path_words (const ObsTaxonomy *taxonomy, guint number)
{
  g_autoptr (GArray) path = obs_taxonomy_path (taxonomy, number);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i + 1 < path->len; i++)
    {
      const ObsConceptNode *node = obs_taxonomy_node (taxonomy, g_array_index (path, guint, i));

      /* Translators: between the steps of a path, as in "Skills › Storing goods". */
      g_string_append_printf (words, "%s%s", i > 0 ? _ (" › ") : "", node->label);
    }
  return g_string_free (words, FALSE);
}

/* Facets, areas and splits are the level "area" of matches. */
static gboolean
is_upper (ObsConceptKind kind)
{
  return kind == OBS_CONCEPT_FACET || kind == OBS_CONCEPT_AREA || kind == OBS_CONCEPT_SPLIT;
}

/* @seen holds, for each node, the number of the walk that met it last. */
static void
walk (const ObsTaxonomy *self, guint from, guint *seen, guint stamp, GArray *out)
{
  gboolean upper = is_upper (obs_taxonomy_node (self, from)->kind);

  g_array_set_size (out, 0);
  g_array_append_val (out, from);
  seen[from] = stamp;
  for (guint i = 0; i < out->len; i++)
    {
      const GArray *narrower = obs_taxonomy_node (self, g_array_index (out, guint, i))->narrower;

      for (guint k = 0; k < narrower->len; k++)
        {
          guint next = g_array_index (narrower, guint, k);

          if (seen[next] == stamp || is_upper (obs_taxonomy_node (self, next)->kind) != upper)
            continue;
          seen[next] = stamp;
          g_array_append_val (out, next);
        }
    }
}

GArray *
obs_taxonomy_below (const ObsTaxonomy *taxonomy, guint number)
{
  g_autofree guint *seen = g_new0 (guint, taxonomy->nodes->len);
  GArray *out = g_array_new (FALSE, FALSE, sizeof (guint));

  walk (taxonomy, number, seen, 1, out);
  return out;
}

double
obs_taxonomy_untied (const ObsTaxonomy *taxonomy, ObsTextSide side)
{
  guint all = taxonomy->statements[side];

  return all > 0 ? (double) (all - MIN (all, taxonomy->tied[side])) / all : NAN;
}

/* --- words --------------------------------------------------------------------------------- */

static const char *const side_keys[OBS_N_TEXT_SIDES] = { "supply", "demand", "survey" };

const char *
obs_text_side_key (ObsTextSide side)
{
  return side_keys[side];
}

gboolean
obs_text_side_from_key (const char *key, ObsTextSide *side)
{
  for (int i = 0; i < OBS_N_TEXT_SIDES; i++)
    if (g_strcmp0 (key, side_keys[i]) == 0)
      {
        *side = (ObsTextSide) i;
        return TRUE;
      }
  return FALSE;
}

static const struct
{
  const char *key, *words;
} kinds[] = {
  [OBS_CONCEPT_FACET] = { "facet", N_ ("Main part") },
  [OBS_CONCEPT_AREA] = { "area", N_ ("Area") },
  [OBS_CONCEPT_SPLIT] = { "split", N_ ("Part of an area") },
  [OBS_CONCEPT_GROUP] = { "group", N_ ("Group") },
  [OBS_CONCEPT_CONCEPT] = { "concept", N_ ("Concept") },
  [OBS_CONCEPT_SCHEME] = { "", N_ ("Scheme") },
};

const char *
obs_concept_kind_words (ObsConceptKind kind)
{
  return _ (kinds[kind].words);
}

static ObsConceptKind
kind_from_key (const char *key)
{
  for (guint i = 0; i < OBS_CONCEPT_SCHEME; i++)
    if (strcmp (key, kinds[i].key) == 0)
      return (ObsConceptKind) i;
  return OBS_CONCEPT_CONCEPT;
}

const char *
obs_taxonomy_document_words (const char *kind)
{
  static const char *const words[][2] = {
    { "standard", N_ ("Standard") },        { "course", N_ ("Course") },
    { "advert", N_ ("Job advert") },        { "profile", N_ ("Job profile") },
    { "adverts", N_ ("Many job adverts") }, { "survey", N_ ("Survey") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (kind, words[i][0]) == 0)
      return _ (words[i][1]);
  return kind;
}

/* --- the tree ------------------------------------------------------------------------------ */

static gboolean
read_schemes (ObsTaxonomy *self, sqlite3 *db, GHashTable *numbers, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db, "SELECT id, title, version, url FROM scheme ORDER BY position, id", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsScheme *scheme = g_new0 (ObsScheme, 1);

      scheme->id = g_strdup (obs_db_text (stmt, 0));
      scheme->title = g_strdup (obs_db_text (stmt, 1));
      scheme->version = g_strdup (obs_db_text (stmt, 2));
      scheme->url = g_strdup (obs_db_text (stmt, 3));
      g_hash_table_insert (numbers, scheme->id, GUINT_TO_POINTER (self->schemes->len));
      g_ptr_array_add (self->schemes, scheme);
    }
  return rc == 0;
}

static guint
add_node (ObsTaxonomy *self, const char *code, const char *label, const char *ksb,
          ObsConceptKind kind, guint scheme)
{
  ObsConceptNode *node = g_new0 (ObsConceptNode, 1);

  node->code = g_strdup (code);
  node->label = g_strdup (label);
  node->ksb = g_strdup (ksb);
  node->kind = kind;
  node->scheme = scheme;
  node->broader = -1;
  node->narrower = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (self->nodes, node);
  g_hash_table_insert (self->by_code, node->code, GUINT_TO_POINTER (self->nodes->len));
  return self->nodes->len - 1;
}

static gboolean
read_concepts (ObsTaxonomy *self, sqlite3 *db, GHashTable *schemes, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT c.code, c.label, c.ksb, c.kind, c.scheme FROM concept c JOIN scheme s ON s.id = "
      "c.scheme ORDER BY s.position, s.id, c.position, c.code",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    add_node (self, obs_db_text (stmt, 0), obs_db_text (stmt, 1), obs_db_text (stmt, 2),
              kind_from_key (obs_db_text (stmt, 3)),
              GPOINTER_TO_UINT (g_hash_table_lookup (schemes, obs_db_text (stmt, 4))));
  return rc == 0;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

/* Numbers of nodes stand in the order of lists: areas before the concepts of other schemes. */
static gboolean
read_broader (ObsTaxonomy *self, sqlite3 *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db,
                        "SELECT concept, broader FROM concept_broader ORDER BY concept, method <> "
                        "'declared', broader",
                        error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      int child = obs_taxonomy_find (self, obs_db_text (stmt, 0));
      int parent = obs_taxonomy_find (self, obs_db_text (stmt, 1));
      ObsConceptNode *node;
      guint number = (guint) child;

      if (child < 0 || parent < 0 || child == parent)
        continue;
      node = g_ptr_array_index (self->nodes, child);
      if (node->broader < 0)
        node->broader = parent;
      g_array_append_val (((ObsConceptNode *) g_ptr_array_index (self->nodes, parent))->narrower,
                          number);
    }
  for (guint i = 0; i < self->nodes->len; i++)
    g_array_sort (((ObsConceptNode *) g_ptr_array_index (self->nodes, i))->narrower,
                  compare_numbers);
  return rc == 0;
}

/* Facets are the roots; what stands below nothing is found below its scheme's name. */
static void
find_roots (ObsTaxonomy *self)
{
  guint n = self->nodes->len;
  g_autofree int *roots = g_new (int, self->schemes->len + 1);

  for (guint i = 0; i < self->schemes->len; i++)
    roots[i] = -1;
  for (guint i = 0; i < n; i++)
    if (obs_taxonomy_node (self, i)->kind == OBS_CONCEPT_FACET
        && obs_taxonomy_node (self, i)->broader < 0)
      g_array_append_val (self->roots, i);
  for (guint i = 0; i < n; i++)
    {
      ObsConceptNode *node = g_ptr_array_index (self->nodes, i);
      const ObsScheme *scheme = g_ptr_array_index (self->schemes, node->scheme);

      if (node->kind == OBS_CONCEPT_FACET || node->broader >= 0)
        continue;
      if (roots[node->scheme] < 0)
        {
          g_autofree char *code = g_strconcat ("scheme:", scheme->id, NULL);
          guint root = add_node (self, code, scheme->title, "", OBS_CONCEPT_SCHEME, node->scheme);

          roots[node->scheme] = (int) root;
          g_array_append_val (self->roots, root);
        }
      node->broader = roots[node->scheme];
      g_array_append_val (
          ((ObsConceptNode *) g_ptr_array_index (self->nodes, roots[node->scheme]))->narrower, i);
    }
}

/* --- counts -------------------------------------------------------------------------------- */

/* The matches of one concept, and the statements that they are of. */
typedef struct
{
  guint statement; /* its number in Counts.ids */
  guint8 unsure;
} Match;

typedef struct
{
  GArray *ids;       /* of gint64, rising */
  GByteArray *sides; /* of each */
  GArray **matches;  /* for each node, of Match; NULL where there are none */
  guint *counted;    /* for each statement, the walk that counted it last */
  guint *doubted;
} Counts;

static void
counts_clear (Counts *counts, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&counts->matches[i], g_array_unref);
  g_array_unref (counts->ids);
  g_byte_array_unref (counts->sides);
  g_free (counts->matches);
  g_free (counts->counted);
  g_free (counts->doubted);
}

static gboolean
read_statements (ObsTaxonomy *self, sqlite3 *db, Counts *counts, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db, "SELECT id, side FROM statement ORDER BY id", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);
      ObsTextSide side = OBS_TEXT_SURVEY;
      guint8 byte;

      obs_text_side_from_key (obs_db_text (stmt, 1), &side);
      byte = (guint8) side;
      g_array_append_val (counts->ids, id);
      g_byte_array_append (counts->sides, &byte, 1);
      self->statements[side]++;
    }
  counts->counted = g_new0 (guint, counts->ids->len + 1);
  counts->doubted = g_new0 (guint, counts->ids->len + 1);
  return rc == 0;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gboolean
read_matches (ObsTaxonomy *self, sqlite3 *db, Counts *counts, GCancellable *cancellable,
              GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db, "SELECT concept, level, statement, status = 'unsure' FROM statement_match", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      int node = obs_taxonomy_find (self, obs_db_text (stmt, 0));
      gboolean upper = strcmp (obs_db_text (stmt, 1), "area") == 0;
      gint64 id = sqlite3_column_int64 (stmt, 2);
      Match match = { 0, (guint8) sqlite3_column_int (stmt, 3) };

      if (node < 0 || is_upper (obs_taxonomy_node (self, (guint) node)->kind) != upper
          || !g_array_binary_search (counts->ids, &id, compare_ids, &match.statement))
        continue;
      if (counts->matches[node] == NULL)
        counts->matches[node] = g_array_new (FALSE, FALSE, sizeof (Match));
      g_array_append_val (counts->matches[node], match);
    }
  return rc == 0;
}

/* Each statement once, as counted where one of its matches below is. */
static void
count_node (ObsTaxonomy *self, Counts *counts, guint number, const GArray *below)
{
  ObsConceptNode *node = g_ptr_array_index (self->nodes, number);

  for (int unsure = 0; unsure <= 1; unsure++)
    for (guint i = 0; i < below->len; i++)
      {
        const GArray *matches = counts->matches[g_array_index (below, guint, i)];

        for (guint k = 0; matches != NULL && k < matches->len; k++)
          {
            const Match *match = &g_array_index (matches, Match, k);
            ObsTextSide side = counts->sides->data[match->statement];

            if (match->unsure != unsure || counts->counted[match->statement] == number + 1
                || (unsure && counts->doubted[match->statement] == number + 1))
              continue;
            (unsure ? counts->doubted : counts->counted)[match->statement] = number + 1;
            (unsure ? node->unsure : node->statements)[side]++;
          }
      }
}

static void
count_tied (ObsTaxonomy *self, const Counts *counts)
{
  g_autofree guint8 *tied = g_new0 (guint8, counts->ids->len + 1);

  for (guint i = 0; i < self->nodes->len; i++)
    for (guint k = 0; counts->matches[i] != NULL && k < counts->matches[i]->len; k++)
      {
        const Match *match = &g_array_index (counts->matches[i], Match, k);

        if (!is_upper (obs_taxonomy_node (self, i)->kind) || match->unsure
            || tied[match->statement])
          continue;
        tied[match->statement] = 1;
        self->tied[counts->sides->data[match->statement]]++;
      }
}

static gboolean
count_documents (ObsTaxonomy *self, sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (db, "SELECT side, count(*) FROM document GROUP BY side", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    {
      ObsTextSide side;

      if (obs_text_side_from_key (obs_db_text (stmt, 0), &side))
        self->documents[side] = (guint) sqlite3_column_int (stmt, 1);
    }
  return rc == 0;
}

static gboolean
read_counts (ObsTaxonomy *self, sqlite3 *db, GCancellable *cancellable, GError **error)
{
  Counts counts = { g_array_new (FALSE, FALSE, sizeof (gint64)), g_byte_array_new (),
                    g_new0 (GArray *, self->nodes->len + 1), NULL, NULL };
  gboolean ok = read_statements (self, db, &counts, cancellable, error)
                && read_matches (self, db, &counts, cancellable, error)
                && count_documents (self, db, error);

  if (ok)
    {
      g_autofree guint *seen = g_new0 (guint, self->nodes->len + 1);
      g_autoptr (GArray) below = g_array_new (FALSE, FALSE, sizeof (guint));

      for (guint i = 0; i < self->nodes->len; i++)
        {
          walk (self, i, seen, i + 1, below);
          count_node (self, &counts, i, below);
        }
      count_tied (self, &counts);
    }
  counts_clear (&counts, self->nodes->len);
  return ok;
}

static ObsTaxonomy *
read_taxonomy (sqlite3 *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (ObsTaxonomy) self = taxonomy_new ();
  g_autoptr (GHashTable) schemes = g_hash_table_new (g_str_hash, g_str_equal);

  if (!read_schemes (self, db, schemes, error)
      || !read_concepts (self, db, schemes, cancellable, error)
      || !read_broader (self, db, cancellable, error))
    return NULL;
  find_roots (self);
  if (!read_counts (self, db, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
drop_kept (gpointer taxonomy)
{
  obs_taxonomy_unref (taxonomy);
}

ObsTaxonomy *
obs_taxonomy_load (ObsEdition *edition, GCancellable *cancellable, GError **error)
{
  ObsTaxonomy *taxonomy = obs_edition_kept (edition, KEPT);

  if (taxonomy == NULL)
    {
      taxonomy = read_taxonomy (obs_edition_get_db (edition), cancellable, error);
      if (taxonomy == NULL)
        return NULL;
      obs_edition_keep (edition, KEPT, taxonomy, drop_kept);
    }
  return obs_taxonomy_ref (taxonomy);
}
