/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts against labels, both from anywhere. The first byte says how to read; then a table of
 * labels, up to a byte 0x1d, then a table of texts. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/taxonomy/matcher.h"
#include "data/taxonomy/sentences.h"
#include "data/taxonomy/tsv.h"

#include <math.h>
#include <string.h>

#define TOP 4
#define MOST_ROWS 40 /* of a table: more of them show nothing new */

static const char *const label_columns[] = { "id", "label", "alt", "description", NULL };
static const char *const text_columns[] = { "id", "text", "type", NULL };

static void
check_text (const char *text)
{
  FUZZ_CHECK (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p++)
    FUZZ_CHECK (!g_ascii_iscntrl (*p) || *p == '\n');
}

/* What a cleaned sentence promises, and its parts. */
static void
check_sentence (const char *text, const ObsTables *tables)
{
  g_autofree char *clean = obs_sentences_clean (text);
  g_autofree char *hash = obs_sentences_hash (clean);
  g_autoptr (GPtrArray) parts = obs_sentences_split (clean);
  double probability = -1;
  char type = obs_tables_type (tables, clean, &probability);
  gsize size = 0;

  check_text (clean);
  FUZZ_CHECK (strlen (clean) <= OBS_SENTENCES_MOST);
  FUZZ_CHECK (strlen (hash) == 32 && strspn (hash, "0123456789abcdef") == 32);
  for (guint i = 0; i < parts->len; i++)
    {
      check_text (g_ptr_array_index (parts, i));
      FUZZ_CHECK (*(const char *) g_ptr_array_index (parts, i) != '\0');
      size += strlen (g_ptr_array_index (parts, i));
    }
  FUZZ_CHECK (size <= strlen (clean));
  FUZZ_CHECK (type == 'K' || type == 'S' || type == 'B');
  FUZZ_CHECK (probability > 0 && probability <= 1);
}

static ObsTsv *
open_table (const uint8_t *data, size_t size, const char *const *columns)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (GError) error = NULL;
  ObsTsv *table = obs_tsv_new (stream, "t.tsv", columns, 2, NULL, &error);

  FUZZ_CHECK ((table == NULL) == (error != NULL));
  if (error != NULL)
    FUZZ_CHECK (g_utf8_validate (error->message, -1, NULL)
                && g_str_has_suffix (error->message, "."));
  return table;
}

static void
read_labels (const uint8_t *data, size_t size, ObsMatcher *matcher)
{
  g_autoptr (ObsTsv) table = open_table (data, size, label_columns);
  guint64 line = 1;

  while (table != NULL && obs_matcher_n_labels (matcher) < MOST_ROWS && obs_tsv_next (table, NULL))
    {
      ObsMatchLabel label = { .id = obs_tsv_get (table, 0),
                              .label = obs_tsv_get (table, 1),
                              .alternatives = obs_tsv_get (table, 2),
                              .description = obs_tsv_get (table, 3),
                              .ksb = "\0KSB"[obs_tsv_line (table) % 4] };

      FUZZ_CHECK (obs_tsv_line (table) > line);
      line = obs_tsv_line (table);
      obs_matcher_add (matcher, &label);
    }
}

static void
check_explanation (ObsMatchRun *run, const char *text, char ksb, guint label)
{
  g_autoptr (GPtrArray) words = obs_match_explain (run, text, ksb, label);
  double all = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const ObsMatchWord *word = g_ptr_array_index (words, i);

      check_text (word->word);
      check_text (word->meets);
      FUZZ_CHECK (word->part >= 0 && word->part <= 1);
      all += word->part;
    }
  FUZZ_CHECK (all <= 1.000001);
}

static void
check_matches (const ObsMatcher *matcher, const ObsMatch *matches, guint n)
{
  FUZZ_CHECK (n <= TOP);
  for (guint i = 0; i < n; i++)
    {
      FUZZ_CHECK (matches[i].label < obs_matcher_n_labels (matcher));
      FUZZ_CHECK (matches[i].score >= 0 && matches[i].score <= 1);
      FUZZ_CHECK (matches[i].confidence >= 0 && matches[i].confidence <= 1);
      FUZZ_CHECK (isfinite (matches[i].margin));
      FUZZ_CHECK (i == 0 || matches[i - 1].score >= matches[i].score);
      for (guint j = 0; j < i; j++)
        FUZZ_CHECK (matches[j].label != matches[i].label);
    }
}

/* Asked alone and among others, a text has the same answer. */
static void
try_text (const ObsMatcher *matcher, ObsMatchRun *run, const char *text, char ksb)
{
  ObsMatch alone[TOP], together[2][TOP];
  ObsMatchText asked[2] = { { .text = text, .ksb = ksb, .matches = together[0] },
                            { .text = text, .ksb = ksb, .matches = together[1] } };
  guint n = obs_match_rank (run, text, ksb, TOP, alone);

  check_matches (matcher, alone, n);
  FUZZ_CHECK (obs_match_all (matcher, asked, 2, TOP, 1, NULL, NULL, NULL, NULL));
  for (guint k = 0; k < 2; k++)
    {
      FUZZ_CHECK (asked[k].n == n);
      for (guint i = 0; i < n; i++)
        FUZZ_CHECK (together[k][i].label == alone[i].label
                    && fabs (together[k][i].score - alone[i].score) < 1e-12);
    }
  if (n > 0)
    check_explanation (run, text, ksb, alone[0].label);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static ObsTables *tables; /* read once: they never change */
  uint8_t how = size > 0 ? data[0] : 0;
  const uint8_t *labels = data + (size > 0 ? 1 : 0);
  size_t left = size - (size_t) (labels - data);
  const uint8_t *texts = left > 0 ? memchr (labels, 0x1d, left) : NULL;
  size_t n_labels = texts != NULL ? (size_t) (texts - labels) : left;
  g_autoptr (ObsMatcher) matcher = NULL;
  g_autoptr (ObsMatchRun) run = NULL;
  g_autoptr (ObsTsv) table = NULL;

  if (tables == NULL)
    tables = obs_tables_load (NULL, NULL);
  FUZZ_CHECK (tables != NULL);
  matcher = obs_matcher_new (tables);
  read_labels (labels, n_labels, matcher);
  obs_matcher_finish (matcher);
  run = obs_match_run_new (matcher);
  if (texts != NULL)
    table = open_table (texts + 1, left - n_labels - 1, text_columns);
  for (guint i = 0; table != NULL && i < MOST_ROWS && obs_tsv_next (table, NULL); i++)
    {
      check_sentence (obs_tsv_get (table, 1), tables);
      try_text (matcher, run, obs_tsv_get (table, 1), "\0KSB"[(how + i) % 4]);
    }
  return 0;
}
