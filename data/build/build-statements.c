/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-texts-private.h"
#include "data/taxonomy/sentences.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Statements of documents: kept as published, in order of side, document and place in it. */

typedef struct
{
  const ObsTextDocument *document;
  char *number, *text;
  char ksb; /* '\0': not declared; the next part of the build predicts it */
  double mentions;
  guint place; /* in the order in which they were read */
} Statement;

typedef struct
{
  GArray *all;      /* of Statement */
  GHashTable *seen; /* of tables whose rows repeat: "document\1text" to its place in "all" + 1 */
} Statements;

static void
statement_clear (gpointer data)
{
  Statement *statement = data;

  g_free (statement->number);
  g_free (statement->text);
}

/* "A baker will be able to": words that only lead to what follows. */
static gboolean
is_lead (const char *words)
{
  static const char *const endings[] = { " able to", " below", " following", NULL };
  static const char *const beginnings[] = { "These ", "The following ", "This ", NULL };

  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (words, endings[i]) || g_str_has_prefix (words, beginnings[i]))
      return TRUE;
  return FALSE;
}

/* A sentence that only leads to the next ones. What ends in a colon and says something itself
 * ("Keep records, including:") is none. */
static gboolean
is_heading (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *words = NULL;
  guint n_blanks = 0;

  if (length == 0 || text[length - 1] != ':')
    return FALSE;
  words = g_strchomp (g_strndup (text, length - 1));
  for (const char *at = words; *at != '\0'; at++)
    n_blanks += *at == ' ';
  return is_lead (words) || n_blanks < 3;
}

/* The first item of a list stands behind the words that lead to it. */
static const char *
behind_lead (const char *sentence)
{
  const char *colon = strstr (sentence, ": ");
  g_autofree char *words = colon != NULL ? g_strndup (sentence, (gsize) (colon - sentence)) : NULL;

  return words != NULL && is_lead (words) ? colon + 2 : sentence;
}

static gboolean
has_letters (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isalpha (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

/* Counts come as fractions of all texts, or as binary fractions of a whole number. */
static double
settle (double value)
{
  double whole = rint (value);

  return fabs (value - whole) <= 1e-6 * MAX (1, fabs (whole)) ? whole : value;
}

/* How many of the document's texts carry the statement; NAN where it is not said. */
static gboolean
read_mentions (ObsTextReader *reader, const ObsTextDocument *document, double *mentions)
{
  double share, less;
  ObsTextKey key = OBS_TEXT_MENTIONS;

  if (!obs_texts_number (reader, OBS_TEXT_MENTIONS, mentions)
      || !obs_texts_number (reader, OBS_TEXT_SHARE, &share)
      || !obs_texts_number (reader, OBS_TEXT_SHARE_LESS, &less))
    return FALSE;
  if (!isnan (share))
    {
      key = OBS_TEXT_SHARE;
      *mentions = (share - (isnan (less) ? 0 : less)) * document->texts;
    }
  if (!isnan (*mentions))
    *mentions = settle (*mentions);
  if (isnan (*mentions) || (*mentions >= 0 && !(*mentions > document->texts)))
    return TRUE;
  obs_text_reader_fault (reader, key, "range",
                         _ ("%g of the %g texts of “%s” cannot carry it. Correct the number."),
                         *mentions, document->texts, document->code);
  return FALSE;
}

static gboolean
read_ksb (ObsTextReader *reader, char *ksb)
{
  const char *text = obs_text_reader_get (reader, OBS_TEXT_KSB);

  *ksb = *text;
  if (*text == '\0' || (strlen (text) == 1 && strchr ("KSB", *text) != NULL))
    return TRUE;
  obs_text_reader_fault (reader, OBS_TEXT_KSB, "ksb",
                         _ ("“%s” is not K, S or B. Explain it in [values ksb]."), text);
  return FALSE;
}

/* Types of all labels of a scheme, read once. */
static void
read_types (ObsTexts *texts, const char *scheme)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      texts->build->db, "SELECT label, ksb FROM concept WHERE scheme = ?1 AND ksb <> ''", NULL);

  if (stmt == NULL || !g_hash_table_insert (texts->types, g_strdup (scheme), NULL))
    return;
  obs_build_bind_text (stmt, 1, scheme);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    {
      g_autofree char *folded = obs_area_index_fold (obs_db_text (stmt, 0));
      char *key = g_strjoin ("\1", scheme, folded, NULL);
      const int ksb = *obs_db_text (stmt, 1);
      gpointer before = NULL;
      const gboolean known = g_hash_table_lookup_extended (texts->types, key, NULL, &before);

      g_hash_table_replace (texts->types, key,
                            GINT_TO_POINTER (!known || GPOINTER_TO_INT (before) == ksb ? ksb : 0));
    }
}

/* The type of the scheme's concept whose label is this text, '\0' where there is none. */
static char
type_by_label (ObsTexts *texts, const char *scheme, const char *text)
{
  g_autofree char *folded = obs_area_index_fold (text);
  g_autofree char *key = g_strjoin ("\1", scheme, folded, NULL);

  if (!g_hash_table_contains (texts->types, scheme))
    read_types (texts, scheme);
  return (char) GPOINTER_TO_INT (g_hash_table_lookup (texts->types, key));
}

/* FALSE where the table says the same again: counted, or a fault where it says something else. */
static gboolean
is_new (Statements *statements, ObsTextReader *reader, const ObsTextDocument *document,
        const char *text, double mentions)
{
  g_autofree char *key = g_strjoin ("\1", document->code, text, NULL);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (statements->seen, key));
  double before;

  if (place == 0)
    {
      g_hash_table_insert (statements->seen, g_steal_pointer (&key),
                           GUINT_TO_POINTER (statements->all->len + 1));
      return TRUE;
    }
  before = g_array_index (statements->all, Statement, place - 1).mentions;
  if (isnan (before) != isnan (mentions) || fabs (before - mentions) > 0.5)
    obs_text_reader_fault (reader, OBS_TEXT_TEXT, "key",
                           _ ("“%s” of “%s” stands in an earlier row with another number (%g, "
                              "here %g). Make them equal."),
                           text, document->code, before, mentions);
  else
    obs_text_reader_leave_out (reader, _ ("rows that repeat a statement"));
  return FALSE;
}

static gboolean
add_statement (Statements *statements, ObsTextReader *reader, const ObsDescriptor *descriptor,
               const ObsTextDocument *document, const char *text, char ksb, double mentions)
{
  Statement statement = {
    .document = document,
    .ksb = ksb,
    .mentions = mentions,
    .place = statements->all->len,
  };

  if (descriptor->texts->repeats && !is_new (statements, reader, document, text, mentions))
    return FALSE;
  statement.number = g_strdup (obs_text_reader_get (reader, OBS_TEXT_NUMBER));
  statement.text = g_strdup (text);
  g_array_append_val (statements->all, statement);
  return TRUE;
}

/* The statements of one row of one document. */
static gboolean
add_row (ObsTexts *texts, Statements *statements, ObsTextReader *reader,
         const ObsDescriptor *descriptor, const ObsTextDocument *document, const char *cleaned)
{
  g_autoptr (GPtrArray) sentences = NULL;
  double mentions;
  gboolean any = FALSE;
  char ksb;

  if (!read_ksb (reader, &ksb) || !read_mentions (reader, document, &mentions))
    return FALSE;
  if (ksb == '\0' && descriptor->texts->type_from != NULL)
    ksb = type_by_label (texts, descriptor->texts->type_from, cleaned);
  if (!descriptor->texts->split)
    return add_statement (statements, reader, descriptor, document, cleaned, ksb, mentions);
  sentences = obs_sentences_split (cleaned);
  for (guint i = 0; i < sentences->len; i++)
    {
      const char *sentence = behind_lead (g_ptr_array_index (sentences, i));

      if (has_letters (sentence) && !is_heading (sentence))
        any |= add_statement (statements, reader, descriptor, document, sentence, ksb, mentions);
    }
  return any;
}

/* The documents that the row belongs to: one by its code, or all that bear its key. NULL where
 * there are none, told or counted. */
static GPtrArray *
documents_of (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor)
{
  const gboolean by_key = obs_text_reader_has (reader, OBS_TEXT_KEY);
  const ObsTextKey key = by_key ? OBS_TEXT_KEY : OBS_TEXT_DOCUMENT;
  const char *name = obs_text_reader_get (reader, key);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  const GPtrArray *all = by_key ? g_hash_table_lookup (texts->by_key, name) : NULL;
  ObsTextDocument *one = by_key ? NULL : g_hash_table_lookup (texts->documents, name);
  const guint n = all != NULL ? all->len : one != NULL;

  for (guint i = 0; i < n; i++)
    {
      ObsTextDocument *document = all != NULL ? g_ptr_array_index (all, i) : one;

      /* Statements come from where their document comes from; those of another edition of the same
       * document would stand in it twice. */
      if (g_str_equal (document->descriptor->id, descriptor->id))
        g_ptr_array_add (found, document);
    }
  if (found->len > 0)
    return g_steal_pointer (&found);
  if (n > 0)
    obs_text_reader_leave_out (reader,
                               _ ("statements of documents that another source has brought"));
  else
    obs_text_reader_unknown (reader, key, name, _ ("a document"));
  return NULL;
}

static void
read_statement (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
                gpointer user_data)
{
  g_autofree char *cleaned = obs_sentences_clean (obs_text_reader_get (reader, OBS_TEXT_TEXT));
  g_autoptr (GPtrArray) documents = documents_of (texts, reader, descriptor);
  gboolean any = FALSE;

  if (documents == NULL)
    return;
  if (!has_letters (cleaned))
    {
      obs_text_reader_leave_out (reader, _ ("statements without a word"));
      return;
    }
  if (is_heading (cleaned))
    {
      obs_text_reader_leave_out (reader, _ ("headings that only lead to what follows"));
      return;
    }
  for (guint i = 0; i < documents->len; i++)
    any |= add_row (texts, user_data, reader, descriptor, g_ptr_array_index (documents, i),
                    cleaned);
  if (any)
    obs_text_reader_keep (reader);
}

static int
rank_of_side (const char *side)
{
  return g_str_equal (side, "supply") ? 0 : g_str_equal (side, "demand") ? 1 : 2;
}

static int
compare_statements (gconstpointer a, gconstpointer b)
{
  const Statement *x = a, *y = b;
  int order = rank_of_side (x->document->side) - rank_of_side (y->document->side);

  if (order == 0)
    order = strcmp (x->document->code, y->document->code);
  return order != 0 ? order : x->place < y->place ? -1 : x->place > y->place;
}

static void
write_statements (ObsBuild *build, const GArray *all)
{
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (
      build,
      "statement (id, document, side, number, ksb, declared, text, hash, mentions, probability)",
      10);

  for (guint i = 0; i < all->len; i++)
    {
      const Statement *one = &g_array_index (all, Statement, i);
      const char ksb[] = { one->ksb, '\0' };
      g_autofree char *hash = obs_sentences_hash (one->text);

      sqlite3_bind_int64 (stmt, 1, i + 1);
      obs_build_bind_text (stmt, 2, one->document->code);
      obs_build_bind_text (stmt, 3, one->document->side);
      obs_build_bind_text (stmt, 4, one->number);
      obs_build_bind_text (stmt, 5, ksb);
      sqlite3_bind_int (stmt, 6, one->ksb != '\0');
      obs_build_bind_text (stmt, 7, one->text);
      obs_build_bind_text (stmt, 8, hash);
      sqlite3_bind_null (stmt, 9);
      if (!isnan (one->mentions))
        sqlite3_bind_double (stmt, 9, one->mentions);
      sqlite3_bind_null (stmt, 10);
      obs_build_run (build, stmt);
    }
}

void
obs_texts_read_statements (ObsTexts *texts)
{
  Statements statements = {
    .all = g_array_new (FALSE, FALSE, sizeof (Statement)),
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };

  g_array_set_clear_func (statements.all, statement_clear);
  obs_texts_read_kind (texts, OBS_TABLE_STATEMENTS, read_statement, NULL, &statements);
  g_array_sort (statements.all, compare_statements);
  write_statements (texts->build, statements.all);
  g_array_unref (statements.all);
  g_hash_table_unref (statements.seen);
}
