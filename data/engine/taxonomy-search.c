/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/taxonomy.h"

#include "data/edition/db.h"
#include "data/engine/search-words.h"

#include <string.h>

#define KEPT "concept-index"
#define MOST_ROWS 4000 /* looked at for one search, labels before descriptions */
#define ENOUGH 8       /* hits from which looser ways of searching are not tried */
#define MOST_WORDS 8

/* One text that leads to a concept: its label, another word, or (@text NULL) its description. */
typedef struct
{
  guint node;
  gboolean preferred;
  char *text;   /* as it stands, NULL for a label or a description */
  char *folded; /* NULL for a description */
} Entry;

/* The texts of an edition's taxonomy in an FTS5 table of our own, in memory: an edition holds none
 * and is never written to. Row n of the table is entry n - 1. */
typedef struct
{
  sqlite3 *db;
  sqlite3_stmt *find;
  GArray *entries;  /* of Entry */
  GPtrArray *words; /* of char *: every word of the table, rising */
} Index;

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->text);
  g_free (entry->folded);
}

static void
index_free (gpointer data)
{
  Index *self = data;

  sqlite3_finalize (self->find);
  sqlite3_close_v2 (self->db);
  g_array_unref (self->entries);
  g_ptr_array_unref (self->words);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Index, index_free)

static gboolean
add_entry (Index *self, sqlite3_stmt *insert, guint node, const char *text, gboolean preferred,
           gboolean description, GError **error)
{
  char *folded = obs_search_fold (text);
  Entry entry = { node, preferred, preferred || description ? NULL : g_strdup (text), NULL };
  int rc;

  sqlite3_reset (insert);
  sqlite3_bind_int64 (insert, 1, (gint64) self->entries->len + 1);
  sqlite3_bind_text (insert, 2, folded, -1, description ? g_free : SQLITE_STATIC);
  if (!description)
    entry.folded = folded;
  g_array_append_val (self->entries, entry);
  rc = obs_db_step (insert, NULL, error);
  sqlite3_reset (insert);
  return rc == 0;
}

static gboolean
add_from (Index *self, sqlite3_stmt *insert, const ObsTaxonomy *taxonomy, sqlite3 *edition,
          const char *sql, gboolean description, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (edition, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      int node = obs_taxonomy_find (taxonomy, obs_db_text (stmt, 0));

      if (node >= 0
          && !add_entry (self, insert, (guint) node, obs_db_text (stmt, 1), FALSE, description,
                         error))
        return FALSE;
    }
  return rc == 0;
}

/* Labels first, in the order of the tree, then other words, then descriptions: rows come back in
 * this order, and the last are the least of a loss where there are too many. */
static gboolean
fill (Index *self, const ObsTaxonomy *taxonomy, sqlite3 *edition, GCancellable *cancellable,
      GError **error)
{
  g_autoptr (sqlite3_stmt) insert
      = obs_db_prepare (self->db, "INSERT INTO text (rowid, words) VALUES (?1, ?2)", error);

  if (insert == NULL)
    return FALSE;
  for (guint i = 0; i < taxonomy->nodes->len; i++)
    if (!add_entry (self, insert, i, obs_taxonomy_node (taxonomy, i)->label, TRUE, FALSE, error))
      return FALSE;
  return add_from (self, insert, taxonomy, edition,
                   "SELECT l.concept, l.label FROM concept_label l JOIN concept c ON c.code = "
                   "l.concept ORDER BY c.position, l.concept, l.label",
                   FALSE, cancellable, error)
         && add_from (self, insert, taxonomy, edition,
                      "SELECT code, description FROM concept WHERE description <> '' ORDER BY "
                      "position, code",
                      TRUE, cancellable, error);
}

static gboolean
read_words (Index *self, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (self->db, "SELECT term FROM terms ORDER BY term", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    g_ptr_array_add (self->words, g_strdup (obs_db_text (stmt, 0)));
  return rc == 0;
}

static Index *
index_new (const ObsTaxonomy *taxonomy, sqlite3 *edition, GCancellable *cancellable, GError **error)
{
  g_autoptr (Index) self = g_new0 (Index, 1);
  int rc;

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->words = g_ptr_array_new_with_free_func (g_free);
  rc = sqlite3_open_v2 (":memory:", &self->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    {
      obs_db_set_error (self->db, rc, error);
      return NULL;
    }
  if (!obs_db_exec (self->db,
                    "CREATE VIRTUAL TABLE text USING fts5 (words, content = '', "
                    "tokenize = \"unicode61 tokenchars '.'\");"
                    "CREATE VIRTUAL TABLE terms USING fts5vocab (text, row); BEGIN",
                    error)
      || !fill (self, taxonomy, edition, cancellable, error)
      || !obs_db_exec (self->db, "COMMIT", error) || !read_words (self, error))
    return NULL;
  self->find = obs_db_prepare (
      self->db, "SELECT rowid FROM text WHERE text MATCH ?1 ORDER BY rowid LIMIT ?2", error);
  return self->find != NULL ? g_steal_pointer (&self) : NULL;
}

static Index *
get_index (ObsEdition *edition, const ObsTaxonomy *taxonomy, GCancellable *cancellable,
           GError **error)
{
  Index *self = obs_edition_kept (edition, KEPT);

  if (self != NULL)
    return self;
  self = index_new (taxonomy, obs_edition_get_db (edition), cancellable, error);
  if (self != NULL)
    obs_edition_keep (edition, KEPT, self, index_free);
  return self;
}

/* --- what was typed ------------------------------------------------------------------------ */

static gboolean
is_prefix (const Index *self, const char *word)
{
  guint low = 0, high = self->words->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (strcmp (g_ptr_array_index (self->words, middle), word) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->words->len && g_str_has_prefix (g_ptr_array_index (self->words, low), word);
}

/* "storing" also finds "stored" and "stores". NULL where nothing is to be taken off. (transfer
 * full) */
static char *
stem (const char *word)
{
  static const char *const endings[] = { "ing", "ed", "es", "er", "e", "s" };
  gsize n = strlen (word);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (n >= strlen (endings[i]) + 4 && g_str_has_suffix (word, endings[i]))
      return g_strndup (word, n - strlen (endings[i]));
  return NULL;
}

/* The words of the taxonomy that @word may have been meant as. */
static void
append_near (const Index *self, const char *word, GString *query)
{
  guint n = 0;

  for (guint i = 0; i < self->words->len && n < 6; i++)
    if (obs_search_nearly (word, g_ptr_array_index (self->words, i)))
      g_string_append_printf (query, "%s\"%s\" *", n++ > 0 ? " OR " : "",
                              (const char *) g_ptr_array_index (self->words, i));
  if (n == 0)
    g_string_append_printf (query, "\"%s\"", word);
}

/* Any of @words that is long enough to say something. */
static char *
query_for_some (const Index *self, char **words)
{
  GString *query = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) > 3 && is_prefix (self, words[i]))
      g_string_append_printf (query, "%s\"%s\" *", query->len > 0 ? " OR " : "", words[i]);
  return g_string_free (query, FALSE);
}

/* How many of @words a text holds the beginning of a word of, in hundredths of all. */
static int
share_of_words (const Entry *entry, char **words)
{
  guint n = 0, held = 0;

  for (; words[n] != NULL; n++)
    {
      g_autofree char *start = g_strconcat (" ", words[n], NULL);

      held += entry->folded != NULL && strstr (entry->folded, start) != NULL;
    }
  return n > 0 ? (int) (held * 100 / n) : 0;
}

/* @words are letters, digits and points only, so that nothing in them is a sign of the query. */
static char *
query_for (const Index *self, char **words, gboolean loose)
{
  GString *query = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *short_one = loose ? stem (words[i]) : NULL;

      g_string_append (query, i > 0 ? " AND (" : "(");
      if (short_one != NULL)
        g_string_append_printf (query, "\"%s\" *", short_one);
      else if (is_prefix (self, words[i]))
        g_string_append_printf (query, "\"%s\" *", words[i]);
      else
        append_near (self, words[i], query);
      g_string_append_c (query, ')');
    }
  return g_string_free (query, FALSE);
}

/* --- ranking ------------------------------------------------------------------------------- */

typedef struct
{
  guint node;
  guint entry;
  int score;
} Scored;

static int
score_entry (const Entry *entry, ObsConceptKind kind, const char *folded, const char *phrase)
{
  static const int of_kind[]
      = { [OBS_CONCEPT_FACET] = 60, [OBS_CONCEPT_AREA] = 60,   [OBS_CONCEPT_SPLIT] = 50,
          [OBS_CONCEPT_GROUP] = 20, [OBS_CONCEPT_CONCEPT] = 0, [OBS_CONCEPT_SCHEME] = 30 };
  int score = of_kind[kind];

  if (entry->folded == NULL)
    return score + 50;
  score += entry->preferred ? 200 : 100;
  if (strcmp (entry->folded, folded) == 0)
    score += 1000;
  else if (g_str_has_prefix (entry->folded, phrase))
    score += 700;
  else if (strstr (entry->folded, phrase) != NULL)
    score += 500;
  else
    score += 300;
  return score - (int) MIN (strlen (entry->folded), 100) / 2;
}

/* @some: the words, where not all of them have to stand in a text; else NULL. */
static gboolean
search_with (Index *self, const ObsTaxonomy *taxonomy, const char *query, const char *folded,
             char **some, int less, GHashTable *best, GArray *found, GCancellable *cancellable,
             GError **error)
{
  g_autofree char *phrase = g_strndup (folded, strlen (folded) - 1);
  int rc;

  sqlite3_reset (self->find);
  sqlite3_bind_text (self->find, 1, query, -1, SQLITE_STATIC);
  sqlite3_bind_int (self->find, 2, MOST_ROWS);
  while ((rc = obs_db_step (self->find, cancellable, error)) == 1)
    {
      guint number = (guint) sqlite3_column_int64 (self->find, 0) - 1;
      const Entry *entry = &g_array_index (self->entries, Entry, number);
      guint at = GPOINTER_TO_UINT (g_hash_table_lookup (best, GUINT_TO_POINTER (entry->node)));
      Scored scored
          = { entry->node, number,
              score_entry (entry, obs_taxonomy_node (taxonomy, entry->node)->kind, folded, phrase)
                  - less };

      if (some != NULL)
        {
          int share = share_of_words (entry, some);

          if (share < 50)
            continue;
          scored.score += share;
        }
      if (at > 0)
        {
          Scored *old = &g_array_index (found, Scored, at - 1);

          if (scored.score > old->score)
            *old = scored;
          continue;
        }
      g_array_append_val (found, scored);
      g_hash_table_insert (best, GUINT_TO_POINTER (entry->node), GUINT_TO_POINTER (found->len));
    }
  sqlite3_reset (self->find);
  sqlite3_clear_bindings (self->find);
  return rc == 0;
}

static int
compare_scored (gconstpointer a, gconstpointer b)
{
  const Scored *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return (x->node > y->node) - (x->node < y->node);
}

void
obs_concept_hit_free (ObsConceptHit *hit)
{
  g_free (hit->code);
  g_free (hit->label);
  g_free (hit->ksb);
  g_free (hit->scheme);
  g_free (hit->matched);
  g_free (hit->path);
  g_free (hit);
}

static ObsConceptHit *
hit_new (const Index *self, const ObsTaxonomy *taxonomy, const Scored *scored)
{
  const ObsConceptNode *node = obs_taxonomy_node (taxonomy, scored->node);
  const Entry *entry = &g_array_index (self->entries, Entry, scored->entry);
  ObsConceptHit *hit = g_new0 (ObsConceptHit, 1);

  hit->code = g_strdup (node->code);
  hit->label = g_strdup (node->label);
  hit->ksb = g_strdup (node->ksb);
  hit->kind = node->kind;
  hit->scheme
      = g_strdup (((const ObsScheme *) g_ptr_array_index (taxonomy->schemes, node->scheme))->title);
  hit->matched = g_strdup (entry->text);
  hit->by_description = entry->folded == NULL;
  hit->path = obs_taxonomy_path_words (taxonomy, scored->node);
  for (int side = 0; side < OBS_N_TEXT_SIDES; side++)
    hit->statements[side] = node->statements[side];
  return hit;
}

/* The words of @folded, at most MOST_WORDS. */
static char **
split_words (const char *folded)
{
  g_autofree char *inside = g_strstrip (g_strdup (folded));
  char **words = g_strsplit (inside, " ", MOST_WORDS + 1);

  if (g_strv_length (words) > MOST_WORDS)
    g_clear_pointer (&words[MOST_WORDS], g_free);
  return words;
}

GPtrArray *
obs_concept_search (ObsEdition *edition, const char *text, guint limit, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) hits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_concept_hit_free);
  g_autoptr (ObsTaxonomy) taxonomy = obs_taxonomy_load (edition, cancellable, error);
  g_autoptr (GHashTable) best = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Scored));
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;
  Index *self;

  if (taxonomy == NULL)
    return NULL;
  if (taxonomy->nodes->len == 0 || strlen (text) > 200 || !g_utf8_validate (text, -1, NULL))
    return g_steal_pointer (&hits);
  folded = obs_search_fold (text);
  words = split_words (folded);
  if (words[0] == NULL || *words[0] == '\0')
    return g_steal_pointer (&hits);
  self = get_index (edition, taxonomy, cancellable, error);
  if (self == NULL)
    return NULL;
  for (int loose = 0; loose <= 1 && found->len < ENOUGH; loose++)
    {
      g_autofree char *query = query_for (self, words, loose);

      if (!search_with (self, taxonomy, query, folded, NULL, loose ? 150 : 0, best, found,
                        cancellable, error))
        return NULL;
    }
  if (found->len == 0 && words[1] != NULL)
    {
      g_autofree char *query = query_for_some (self, words);

      if (*query != '\0'
          && !search_with (self, taxonomy, query, folded, words, 300, best, found, cancellable,
                           error))
        return NULL;
    }
  g_array_sort (found, compare_scored);
  for (guint i = 0; i < found->len && i < limit; i++)
    g_ptr_array_add (hits, hit_new (self, taxonomy, &g_array_index (found, Scored, i)));
  return g_steal_pointer (&hits);
}
