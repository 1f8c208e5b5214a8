/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-texts-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Documents: standards, courses, adverts, job profiles, and sums of many adverts. */

typedef struct
{
  sqlite3_stmt *document, *title, *provider;
} Documents;

/* What a row says, checked. */
typedef struct
{
  const char *area, *sector, *provider;
  char *period;
  gint64 level; /* 0: none */
  double texts;
} Row;

static gboolean
check_words (ObsTextReader *reader, ObsTextKey key, const char *const *allowed)
{
  const char *text = obs_text_reader_get (reader, key);
  g_autofree char *words = NULL;

  if (g_strv_contains (allowed, text))
    return TRUE;
  words = g_strjoinv (", ", (char **) allowed);
  obs_text_reader_fault (reader, key, obs_text_key_name (key), _ ("“%s” is not one of %s."), text,
                         words);
  return FALSE;
}

/* "3", "Level 3" */
static gboolean
read_level (ObsTextReader *reader, gint64 *level)
{
  const char *text = obs_text_reader_get (reader, OBS_TEXT_LEVEL);
  const char *number = g_ascii_strncasecmp (text, "level ", 6) == 0 ? text + 6 : text;

  *level = 0;
  if (*text == '\0' || (obs_parse_integer (number, level) && *level >= 1 && *level <= 8))
    return TRUE;
  obs_text_reader_fault (reader, OBS_TEXT_LEVEL, "level",
                         _ ("“%s” is no level. Write a number from 1 to 8, or explain it in "
                            "[values level]."),
                         text);
  return FALSE;
}

/* A day, a month or a year. */
static gboolean
read_period (ObsTextReader *reader, char **period)
{
  const char *text = obs_text_reader_get (reader, OBS_TEXT_PERIOD);
  char date[OBS_VALUE_DATE_SIZE], found[OBS_VALUE_PERIOD_SIZE];
  const char *kind = NULL;

  *period = NULL;
  if (*text == '\0')
    *period = g_strdup ("");
  else if (obs_value_date (text, strlen (text), TRUE, date, NULL))
    *period = g_strdup (date);
  else if (obs_value_period (text, strlen (text), found, &kind, NULL)
           && (g_str_equal (kind, "month") || g_str_equal (kind, "year")))
    *period = g_strdup (found);
  else
    obs_text_reader_fault (reader, OBS_TEXT_PERIOD, "period",
                           _ ("“%s” is no day, month or year. Write it as 2025-07-31."), text);
  return *period != NULL;
}

static gboolean
check_soc (ObsTextReader *reader)
{
  const char *soc = obs_text_reader_get (reader, OBS_TEXT_SOC);
  const char *edition = obs_text_reader_get (reader, OBS_TEXT_SOC_EDITION);

  if (*soc == '\0')
    return TRUE;
  if (!g_regex_match_simple ("^\\d{1,4}[A-Za-z]?$", soc, G_REGEX_DOLLAR_ENDONLY, 0))
    obs_text_reader_fault (reader, OBS_TEXT_SOC, "soc",
                           _ ("“%s” is no code of occupations. It has up to four digits."), soc);
  else if (!g_str_equal (edition, "2010") && !g_str_equal (edition, "2020"))
    obs_text_reader_fault (reader, OBS_TEXT_SOC_EDITION, "soc",
                           _ ("say whether the code “%s” is of SOC 2010 or 2020 (“soc-edition”)."),
                           soc);
  else
    return TRUE;
  return FALSE;
}

/* By its code, label or other name. */
static gboolean
read_sector (ObsTexts *texts, ObsTextReader *reader, const char **sector)
{
  const char *text = obs_text_reader_get (reader, OBS_TEXT_SECTOR);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  *sector = NULL;
  if (*text == '\0')
    return TRUE;
  if (obs_build_has_key (texts->build, "sector", text))
    {
      *sector = text;
      return TRUE;
    }
  stmt = obs_db_prepare (texts->build->db,
                         "SELECT code FROM sector WHERE code = (SELECT sector FROM sector_alias"
                         " WHERE alias = ?1 COLLATE NOCASE) OR label = ?1 COLLATE NOCASE",
                         NULL);
  if (stmt == NULL)
    return FALSE;
  obs_build_bind_text (stmt, 1, text);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return obs_text_reader_unknown (reader, OBS_TEXT_SECTOR, text, _ ("a sector"));
  *sector = g_intern_string (obs_db_text (stmt, 0));
  return TRUE;
}

/* A provider that nobody has named before is added where the row gives its name. */
static gboolean
read_provider (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
               const Documents *documents, const char **provider)
{
  const char *code = obs_text_reader_get (reader, OBS_TEXT_PROVIDER);
  const char *name = obs_text_reader_get (reader, OBS_TEXT_PROVIDER_NAME);

  *provider = *code != '\0' ? code : NULL;
  if (*code == '\0' || obs_build_has_key (texts->build, "provider", code))
    return TRUE;
  if (*name == '\0')
    {
      *provider = NULL;
      return obs_text_reader_unknown (reader, OBS_TEXT_PROVIDER, code, _ ("a provider"));
    }
  obs_build_add_key (texts->build, "provider", code);
  obs_build_insert_texts (texts->build, documents->provider, code, name, "training-provider",
                          descriptor->id, NULL);
  return TRUE;
}

/* All that the row says, to compare it with another row of the same code. */
static char *
rest_of (const ObsTextReader *reader)
{
  GString *rest = g_string_new (NULL);

  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    if (i != OBS_TEXT_TITLES)
      g_string_append_printf (rest, "%s\1", obs_text_reader_get (reader, i));
  return g_string_free (rest, FALSE);
}

/* TRUE where the code is new here. */
static gboolean
check_code (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor)
{
  const char *code = obs_text_reader_get (reader, OBS_TEXT_CODE);
  const ObsTextDocument *known = g_hash_table_lookup (texts->documents, code);
  g_autofree char *rest = NULL;

  if (*code == '\0')
    obs_text_reader_fault (reader, OBS_TEXT_CODE, "key", _ ("the code is empty. Fill it in."));
  else if (known != NULL && !g_str_equal (known->descriptor->id, descriptor->id))
    obs_text_reader_leave_out (reader, _ ("documents that another source has brought"));
  else if (known != NULL && descriptor->texts->repeats)
    {
      rest = rest_of (reader);
      if (!g_str_equal (rest, known->rest))
        obs_text_reader_fault (reader, OBS_TEXT_CODE, "key",
                               _ ("“%s” stands in an earlier row with other fields. Make them "
                                  "equal."),
                               code);
      else
        obs_text_reader_leave_out (reader, _ ("rows that repeat a document"));
    }
  else if (known != NULL || obs_build_has_key (texts->build, "document", code))
    obs_text_reader_fault (reader, OBS_TEXT_CODE, "key",
                           _ ("“%s” is there a second time. Keep one of the rows."), code);
  else if (*obs_text_reader_get (reader, OBS_TEXT_TITLE) == '\0')
    obs_text_reader_fault (reader, OBS_TEXT_TITLE, "title", _ ("the title is empty. Fill it in."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_row (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
          const Documents *documents, Row *row)
{
  static const char *const kinds[]
      = { "standard", "course", "advert", "profile", "adverts", "survey", NULL };
  static const char *const sides[] = { "supply", "demand", "survey", NULL };

  return check_code (texts, reader, descriptor) && check_words (reader, OBS_TEXT_KIND, kinds)
         && check_words (reader, OBS_TEXT_SIDE, sides) && read_level (reader, &row->level)
         && check_soc (reader) && obs_texts_area (texts, reader, descriptor, &row->area)
         && read_sector (texts, reader, &row->sector)
         && obs_texts_number (reader, OBS_TEXT_TEXTS, &row->texts)
         && read_provider (texts, reader, descriptor, documents, &row->provider)
         && read_period (reader, &row->period);
}

static void
write_document (ObsTexts *texts, const ObsTextReader *reader, const ObsDescriptor *descriptor,
                sqlite3_stmt *stmt, const Row *row)
{
  const char *soc = obs_text_reader_get (reader, OBS_TEXT_SOC);
  const char *url = obs_text_reader_get (reader, OBS_TEXT_URL);

  obs_build_bind_text (stmt, 1, obs_text_reader_get (reader, OBS_TEXT_CODE));
  obs_build_bind_text (stmt, 2, obs_text_reader_get (reader, OBS_TEXT_KIND));
  obs_build_bind_text (stmt, 3, obs_text_reader_get (reader, OBS_TEXT_SIDE));
  obs_build_bind_text (stmt, 4, obs_text_reader_get (reader, OBS_TEXT_TITLE));
  obs_build_bind_text (stmt, 5, obs_text_reader_get (reader, OBS_TEXT_DESCRIPTION));
  sqlite3_bind_null (stmt, 6);
  if (row->level > 0)
    sqlite3_bind_int64 (stmt, 6, row->level);
  obs_build_bind_text (stmt, 7, obs_text_reader_get (reader, OBS_TEXT_ROUTE));
  obs_build_bind_text (stmt, 8, row->sector);
  obs_build_bind_text (stmt, 9, row->area);
  obs_build_bind_text (stmt, 10, row->period);
  obs_build_bind_text (stmt, 11, soc);
  obs_build_bind_text (stmt, 12,
                       *soc != '\0' ? obs_text_reader_get (reader, OBS_TEXT_SOC_EDITION) : "");
  obs_build_bind_text (stmt, 13, row->provider);
  sqlite3_bind_null (stmt, 14);
  if (!isnan (row->texts))
    sqlite3_bind_double (stmt, 14, row->texts);
  obs_build_bind_text (stmt, 15, *url != '\0' ? url : NULL);
  obs_build_bind_text (stmt, 16, descriptor->id);
  obs_build_run (texts->build, stmt);
}

/* So that statements, weights and the title's own weights find it. */
static void
remember (ObsTexts *texts, const ObsTextReader *reader, const ObsDescriptor *descriptor,
          double n_texts)
{
  ObsTextDocument *document = g_new0 (ObsTextDocument, 1);
  const char *key = obs_text_reader_get (reader, OBS_TEXT_KEY);
  char *title;

  document->code = g_strdup (obs_text_reader_get (reader, OBS_TEXT_CODE));
  document->kind = g_strdup (obs_text_reader_get (reader, OBS_TEXT_KIND));
  document->side = g_strdup (obs_text_reader_get (reader, OBS_TEXT_SIDE));
  document->soc = g_strdup (obs_text_reader_get (reader, OBS_TEXT_SOC));
  document->title = g_strdup (obs_text_reader_get (reader, OBS_TEXT_TITLE));
  document->descriptor = descriptor;
  document->texts = n_texts;
  if (descriptor->texts->repeats)
    document->rest = rest_of (reader);
  obs_build_add_key (texts->build, "document", document->code);
  g_ptr_array_add (texts->in_order, document);
  g_hash_table_insert (texts->documents, document->code, document);
  title = obs_texts_title_key (document->kind, document->title);
  /* A title that two documents bear is nobody's. */
  g_hash_table_replace (texts->by_title, title,
                        g_hash_table_contains (texts->by_title, title) ? NULL : document);
  if (*key != '\0')
    {
      GPtrArray *all = g_hash_table_lookup (texts->by_key, key);

      if (all == NULL)
        {
          all = g_ptr_array_new ();
          g_hash_table_insert (texts->by_key, g_strdup (key), all);
        }
      g_ptr_array_add (all, document);
    }
}

static void
add_titles (ObsTexts *texts, const ObsTextReader *reader, sqlite3_stmt *stmt,
            const ObsTextDocument *document)
{
  const GPtrArray *titles = obs_text_reader_list (reader, OBS_TEXT_TITLES);

  for (guint i = 0; titles != NULL && i < titles->len; i++)
    {
      const char *title = g_ptr_array_index (titles, i);
      g_autofree char *key = g_strjoin ("\1", document->code, title, NULL);

      if (!g_str_equal (title, document->title)
          && obs_build_add_key (texts->build, "document_title", key))
        obs_build_insert_texts (texts->build, stmt, document->code, title, NULL);
    }
}

static void
read_document (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
               gpointer user_data)
{
  const Documents *documents = user_data;
  Row row = { 0 };

  if (read_row (texts, reader, descriptor, documents, &row))
    {
      write_document (texts, reader, descriptor, documents->document, &row);
      remember (texts, reader, descriptor, row.texts);
      add_titles (texts, reader, documents->title,
                  g_ptr_array_index (texts->in_order, texts->in_order->len - 1));
      obs_text_reader_keep (reader);
    }
  g_free (row.period);
}

static void
read_titles (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
             gpointer user_data)
{
  const Documents *documents = user_data;
  const char *code = obs_text_reader_get (reader, OBS_TEXT_DOCUMENT);
  const ObsTextDocument *document = g_hash_table_lookup (texts->documents, code);

  if (document == NULL)
    obs_text_reader_unknown (reader, OBS_TEXT_DOCUMENT, code, _ ("a document"));
  else if (!g_str_equal (document->descriptor->id, descriptor->id))
    obs_text_reader_leave_out (reader, _ ("titles of documents that another source has brought"));
  else
    {
      add_titles (texts, reader, documents->title, document);
      obs_text_reader_keep (reader);
    }
}

void
obs_texts_read_documents (ObsTexts *texts)
{
  Documents documents = {
    .document = obs_build_insert (
        texts->build,
        "document (code, kind, side, title, description, level, route, sector, area, period, soc,"
        " soc_edition, provider, texts, url, source)",
        16),
    .title = obs_build_insert (texts->build, "document_title", 2),
    .provider = obs_build_insert (texts->build, "provider (code, name, kind, source)", 4),
  };

  obs_texts_read_kind (texts, OBS_TABLE_DOCUMENTS, read_document, NULL, &documents);
  obs_texts_read_kind (texts, OBS_TABLE_TITLES, read_titles, NULL, &documents);
  sqlite3_finalize (documents.document);
  sqlite3_finalize (documents.title);
  sqlite3_finalize (documents.provider);
}
