/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/review-private.h"

#include "data/edition/db.h"
#include "data/error.h"
#include "data/ingest/records.h"
#include "data/ingest/values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  COLUMN_HASH,
  COLUMN_LEVEL,
  COLUMN_CONCEPT,
  COLUMN_DECISION,
  COLUMN_OTHER,
  COLUMN_TEXT,
  COLUMN_REASON,
  COLUMN_AUTHOR,
  COLUMN_DECIDED,
  N_COLUMNS
};

static const char *const columns[N_COLUMNS]
    = { "hash", "level",  "concept", "decision", "other concept",
        "text", "reason", "author",  "decided" };
/* The first ones must be there. */
#define NEEDED COLUMN_TEXT

typedef struct
{
  ObsRecords *records;
  const ObsReviewDefaults *defaults;
  sqlite3_stmt *texts, *codes, *labels;
  int at[N_COLUMNS]; /* -1: not there */
  char *cells[N_COLUMNS];
  GPtrArray *decisions;
  GHashTable *lines; /* key of a decision -> its place in decisions, plus 1 */
  GPtrArray *faults;
  guint open;
} Sheet;

void
obs_review_decision_free (ObsReviewDecision *decision)
{
  g_free (decision->hash);
  g_free (decision->text);
  g_free (decision->level);
  g_free (decision->concept);
  g_free (decision->decision);
  g_free (decision->reason);
  g_free (decision->author);
  g_free (decision->decided);
  g_free (decision);
}

static void fault (Sheet *sheet, guint column, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
fault (Sheet *sheet, guint column, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  /* TRANSLATORS: file, number of the line, name of the column, what is wrong and what to do. */
  g_ptr_array_add (sheet->faults,
                   g_strdup_printf (_ ("%s, line %" G_GUINT64_FORMAT ", column “%s”: %s"),
                                    obs_records_name (sheet->records),
                                    obs_records_line (sheet->records), columns[column], words));
}

static char *
cell_name (const ObsSlice *field)
{
  return g_strstrip (g_strndup (field->text, field->length));
}

static gboolean
read_names (Sheet *sheet, GError **error)
{
  const ObsSlice *fields;
  guint n;
  int step = obs_records_next (sheet->records, &fields, &n, error);

  for (guint i = 0; i < N_COLUMNS; i++)
    sheet->at[i] = -1;
  if (step < 0)
    return FALSE;
  if (step > 0 && !obs_records_check_headings (sheet->records, fields, n, error))
    return FALSE;
  for (guint f = 0; step > 0 && f < n; f++)
    {
      g_autofree char *name = cell_name (&fields[f]);

      for (guint i = 0; i < N_COLUMNS; i++)
        if (g_ascii_strcasecmp (name, columns[i]) == 0)
          sheet->at[i] = (int) f;
    }
  for (guint i = 0; i < NEEDED; i++)
    if (sheet->at[i] < 0)
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("%s, line 1: there is no column “%s”. Fill in a sheet that “observatory "
                        "review” wrote, and keep its heading."),
                     obs_records_name (sheet->records), columns[i]);
        return FALSE;
      }
  return TRUE;
}

/* What the first row of @stmt holds for up to two values; NULL where there is not exactly one. */
static char *
only_one (sqlite3_stmt *stmt, const char *first, const char *second)
{
  char *found = NULL;

  sqlite3_reset (stmt);
  sqlite3_bind_text (stmt, 1, first, -1, SQLITE_TRANSIENT);
  if (second != NULL)
    sqlite3_bind_text (stmt, 2, second, -1, SQLITE_TRANSIENT);
  if (obs_db_step (stmt, NULL, NULL) > 0)
    found = g_strdup (obs_db_text (stmt, 0));
  if (found != NULL && obs_db_step (stmt, NULL, NULL) > 0)
    g_clear_pointer (&found, g_free);
  return found;
}

/* The code of the concept that a cell names: by its code, by its code with words behind it as the
 * column of alternatives has it, or by its label. NULL after a fault. */
static char *
read_concept (Sheet *sheet, guint column)
{
  const char *cell = sheet->cells[column];
  const char *level = sheet->cells[COLUMN_LEVEL];
  g_autofree char *first = g_strndup (cell, strcspn (cell, " "));
  char *code = only_one (sheet->codes, cell, level);

  if (code == NULL)
    code = only_one (sheet->labels, cell, level);
  if (code == NULL)
    code = only_one (sheet->codes, first, level);
  if (code == NULL)
    fault (sheet, column,
           strcmp (level, "area") == 0
               ? _ ("“%s” is not an area of this edition. Write its code, for example K01.")
               : _ ("“%s” is not a concept of this edition. Write its code, for example "
                    "esco:… with its number."),
           cell);
  return code;
}

/* "is", "is-not" or "" as it is written, or NULL after a fault. */
static const char *
read_decision (Sheet *sheet)
{
  static const char *const known[][2]
      = { { "", "" },         { "is", "is" },         { "yes", "is" },
          { "y", "is" },      { "is-not", "is-not" }, { "is not", "is-not" },
          { "no", "is-not" }, { "n", "is-not" } };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (sheet->cells[COLUMN_DECISION], known[i][0]) == 0)
      return known[i][1];
  fault (sheet, COLUMN_DECISION,
         _ ("“%s” is not a decision. Write is, is-not, or nothing while it is open."),
         sheet->cells[COLUMN_DECISION]);
  return NULL;
}

static gboolean
check_key (Sheet *sheet)
{
  const char *hash = sheet->cells[COLUMN_HASH];
  const char *level = sheet->cells[COLUMN_LEVEL];

  if (strlen (hash) != 32 || strspn (hash, "0123456789abcdef") != 32)
    fault (sheet, COLUMN_HASH,
           _ ("“%s” is not the mark of a text: 32 digits and letters a to f. Copy it from the "
              "sheet as it was written."),
           hash);
  else if (strcmp (level, "area") != 0 && strcmp (level, "concept") != 0)
    fault (sheet, COLUMN_LEVEL, _ ("“%s” is not a level. Write area or concept."), level);
  else
    return TRUE;
  return FALSE;
}

/* Fills an empty cell, else says that it has to be filled. */
static gboolean
fill_in (Sheet *sheet, guint column, const char *otherwise, const char *what)
{
  if (*sheet->cells[column] != '\0')
    return TRUE;
  if (otherwise == NULL)
    {
      fault (sheet, column, "%s", what);
      return FALSE;
    }
  g_free (sheet->cells[column]);
  sheet->cells[column] = g_strdup (otherwise);
  return TRUE;
}

static gboolean
check_why_who_and_when (Sheet *sheet)
{
  char day[OBS_VALUE_DATE_SIZE];
  g_autoptr (GError) error = NULL;

  if (!fill_in (sheet, COLUMN_REASON, sheet->defaults->reason,
                _ ("the field is empty. Say in a few words why, or give --reason."))
      || !fill_in (sheet, COLUMN_AUTHOR, sheet->defaults->author,
                   _ ("the field is empty. Write the role of who decided, or give --author."))
      || !fill_in (sheet, COLUMN_DECIDED, sheet->defaults->decided,
                   _ ("the field is empty. Write the day as YYYY-MM-DD, or give --decided.")))
    return FALSE;
  if (!obs_value_date (sheet->cells[COLUMN_DECIDED], strlen (sheet->cells[COLUMN_DECIDED]), FALSE,
                       day, &error))
    {
      fault (sheet, COLUMN_DECIDED, _ ("“%s” is not a day. Write it as YYYY-MM-DD."),
             sheet->cells[COLUMN_DECIDED]);
      return FALSE;
    }
  g_free (sheet->cells[COLUMN_DECIDED]);
  sheet->cells[COLUMN_DECIDED] = g_strdup (day);
  return TRUE;
}

char *
obs_review_key (const char *hash, const char *level, const char *concept)
{
  return g_strjoin ("\t", hash, level, concept, NULL);
}

/* The sentence as the edition has it, else as the sheet has it. */
static char *
text_of (Sheet *sheet)
{
  char *text = NULL;

  sqlite3_reset (sheet->texts);
  sqlite3_bind_text (sheet->texts, 1, sheet->cells[COLUMN_HASH], -1, SQLITE_TRANSIENT);
  if (obs_db_step (sheet->texts, NULL, NULL) > 0)
    text = g_strdup (obs_db_text (sheet->texts, 0));
  return text != NULL ? text : g_strdup (obs_review_plain (sheet->cells[COLUMN_TEXT]));
}

/* FALSE where an earlier row says the opposite. */
static gboolean
add_decision (Sheet *sheet, const char *concept, const char *decision, guint column)
{
  g_autofree char *key
      = obs_review_key (sheet->cells[COLUMN_HASH], sheet->cells[COLUMN_LEVEL], concept);
  guint earlier = GPOINTER_TO_UINT (g_hash_table_lookup (sheet->lines, key));
  ObsReviewDecision *one;

  if (earlier > 0)
    {
      one = g_ptr_array_index (sheet->decisions, earlier - 1);
      if (strcmp (one->decision, decision) == 0)
        return TRUE;
      fault (sheet, column,
             _ ("line %" G_GUINT64_FORMAT " says the opposite of the same text and %s. Take one of "
                "them out."),
             one->line, concept);
      return FALSE;
    }
  one = g_new0 (ObsReviewDecision, 1);
  one->hash = g_strdup (sheet->cells[COLUMN_HASH]);
  one->text = text_of (sheet);
  one->level = g_strdup (sheet->cells[COLUMN_LEVEL]);
  one->concept = g_strdup (concept);
  one->decision = g_strdup (decision);
  one->reason = g_strdup (sheet->cells[COLUMN_REASON]);
  one->author = g_strdup (sheet->cells[COLUMN_AUTHOR]);
  one->decided = g_strdup (sheet->cells[COLUMN_DECIDED]);
  one->line = obs_records_line (sheet->records);
  g_ptr_array_add (sheet->decisions, one);
  g_hash_table_insert (sheet->lines, g_steal_pointer (&key),
                       GUINT_TO_POINTER (sheet->decisions->len));
  return TRUE;
}

/* A row with all cells filled: what it decides about the concept found and about another one. */
static void
read_row (Sheet *sheet)
{
  const char *decision = read_decision (sheet);
  gboolean has_other = *sheet->cells[COLUMN_OTHER] != '\0';
  gboolean has_concept = *sheet->cells[COLUMN_CONCEPT] != '\0';
  g_autofree char *concept = NULL;
  g_autofree char *other = NULL;

  if (decision == NULL)
    return;
  if (*decision == '\0' && !has_other)
    {
      sheet->open++;
      return;
    }
  if (!check_key (sheet) || !check_why_who_and_when (sheet))
    return;
  if (strcmp (decision, "is") == 0 && has_other)
    {
      fault (sheet, COLUMN_OTHER,
             _ ("“%s” stands beside “is”. Where the text is that instead, write is-not; else take "
                "it out."),
             sheet->cells[COLUMN_OTHER]);
      return;
    }
  if (!has_concept && !has_other)
    {
      fault (sheet, COLUMN_OTHER,
             _ ("nothing was found for this text. Write what it is, or leave the decision open."));
      return;
    }
  if ((has_concept && (concept = read_concept (sheet, COLUMN_CONCEPT)) == NULL)
      || (has_other && (other = read_concept (sheet, COLUMN_OTHER)) == NULL))
    return;
  if (concept != NULL && g_strcmp0 (concept, other) == 0)
    {
      fault (sheet, COLUMN_OTHER, _ ("it is the same as the concept. Write another one, or is."));
      return;
    }
  if (concept != NULL
      && !add_decision (sheet, concept, strcmp (decision, "is") == 0 ? "is" : "is-not",
                        COLUMN_DECISION))
    return;
  if (other != NULL)
    add_decision (sheet, other, "is", COLUMN_OTHER);
}

static gboolean
read_rows (Sheet *sheet, GError **error)
{
  const ObsSlice *fields;
  guint n;
  int step;

  while ((step = obs_records_next (sheet->records, &fields, &n, error)) > 0)
    {
      for (guint i = 0; i < N_COLUMNS; i++)
        {
          g_free (sheet->cells[i]);
          sheet->cells[i] = sheet->at[i] >= 0 && (guint) sheet->at[i] < n
                                ? cell_name (&fields[sheet->at[i]])
                                : g_strdup ("");
        }
      read_row (sheet);
    }
  return step == 0;
}

static gboolean
prepare (Sheet *sheet, ObsEdition *edition, GError **error)
{
#define AT_LEVEL "CASE ?2 WHEN 'area' THEN kind IN ('area', 'split') ELSE kind = 'concept' END"
  sqlite3 *db = obs_edition_get_db (edition);

  sheet->texts = obs_db_prepare (
      db, "SELECT text FROM statement WHERE hash = ?1 ORDER BY id LIMIT 1", error);
  sheet->codes
      = sheet->texts != NULL
            ? obs_db_prepare (db, "SELECT code FROM concept WHERE code = ?1 AND " AT_LEVEL, error)
            : NULL;
  sheet->labels
      = sheet->codes != NULL ? obs_db_prepare (
            db, "SELECT code FROM concept WHERE label = ?1 COLLATE NOCASE AND " AT_LEVEL, error)
                             : NULL;
  return sheet->labels != NULL;
#undef AT_LEVEL
}

GPtrArray *
obs_review_read (ObsEdition *edition, const char *path, const ObsReviewDefaults *defaults,
                 GPtrArray *faults, guint *open, GCancellable *cancellable, GError **error)
{
  const ObsRecordsOptions options = { 0 };
  Sheet sheet = { .defaults = defaults, .faults = faults };
  gboolean good = FALSE;

  sheet.decisions = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_review_decision_free);
  sheet.lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sheet.records = obs_records_open (path, &options, cancellable, error);
  good = sheet.records != NULL && prepare (&sheet, edition, error) && read_names (&sheet, error)
         && read_rows (&sheet, error);
  *open = sheet.open;
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (sheet.cells[i]);
  sqlite3_finalize (sheet.texts);
  sqlite3_finalize (sheet.codes);
  sqlite3_finalize (sheet.labels);
  g_clear_pointer (&sheet.records, obs_records_free);
  g_hash_table_unref (sheet.lines);
  if (!good)
    g_clear_pointer (&sheet.decisions, g_ptr_array_unref);
  return sheet.decisions;
}
