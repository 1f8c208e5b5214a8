/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source descriptors: both parsers, and a small fixed table read as each descriptor says. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/ingest/facts.h"
#include "data/ingest/feed.h"
#include "data/ingest/text-reader.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define MAX_TEXT 20000

static const char flat[]
    = "place,name,kind,when,topic,code,value,half,low,high,base,flag,unit,2020,2021\n"
      "E1,Aford,LAD,2021/22,jobs,11 - Corporate managers,10,3,8,12,40,,people,1,2\n"
      "E1,Aford,LAD,2021/22,jobs,\"B,D,E Energy & water\",-,!,,,,p,people,3,*\n"
      "E1,Aford,LAD,2021/22,jobs,Total,10.5,2,8,12,41,,people,4,**\n"
      "E2,Bee's End,LAD,AY22/23,jobs,Total,0.29,~,0,1,u,e,people,5,~\n"
      "E3,B & C,LSIP,202122,adverts,RQF1 GCSE,1e3,*,900,1100,9,b,thousands,[c],low\n"
      "E3,B and C,LSIP,Jul-25,adverts,all,,,,,,,thousands,,z\n"
      "LAD:Aford,nowhere,CA,Apr 2020-Mar 2021,adverts,1 - Managers,x,,,,,?,people,-5,*%\n"
      "z,,,2099,adverts,,7,,,,,,people,7,8\n"
      "E1,Aford,LAD,2021/22,jobs,11 - Corporate managers,12,3,8,13,40,,people,1,2\n";

static const char blocks[] = "a survey\n"
                             "date,2021\n"
                             "kind,jobs\n"
                             "Area,Managers,,,Total,,\n"
                             ",number,Flags,conf,number,Flags,conf\n"
                             "LAD:Aford,10,,3,20,,4\n"
                             "LSIP:B & C,!,,!,~,,*\n"
                             "\n"
                             "! not known\n"
                             "date,2022\n"
                             "kind,jobs\n"
                             "Area,Managers,,,Total,,\n"
                             ",number,Flags,conf,number,Flags,conf\n"
                             "LAD:Aford,11,,*,,,\n";

static char *flat_path, *blocks_path;

static void
remove_tables (void)
{
  g_unlink (flat_path);
  g_unlink (blocks_path);
  g_free (flat_path);
  g_free (blocks_path);
}

static char *
write_table (const char *text, size_t length)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("obs-fuzz-XXXXXX", &path, NULL);

  FUZZ_CHECK (fd >= 0 && write (fd, text, length) == (gssize) length);
  close (fd);
  return path;
}

/* The tables are always the same, so they are written once. */
static void
write_tables (void)
{
  if (flat_path != NULL)
    return;
  flat_path = write_table (flat, sizeof flat - 1);
  blocks_path = write_table (blocks, sizeof blocks - 1);
  atexit (remove_tables);
}

static void
check_message (const char *message)
{
  FUZZ_CHECK (g_utf8_validate (message, -1, NULL));
  FUZZ_CHECK (g_str_has_suffix (message, "."));
}

static void
check_messages (const GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    check_message (g_ptr_array_index (messages, i));
}

static ObsAreaIndex *
make_areas (void)
{
  ObsAreaIndex *areas = obs_area_index_new ();

  FUZZ_CHECK (obs_area_index_add (areas, "E1", "district", "Aford"));
  FUZZ_CHECK (obs_area_index_add (areas, "E2", "district", "Bee’s End"));
  FUZZ_CHECK (obs_area_index_add (areas, "E3", "lsip-2023", "B and C"));
  FUZZ_CHECK (obs_area_index_alias (areas, "Nowhere", "lsip-2023", "E3"));
  return areas;
}

static GHashTable *
make_lists (void)
{
  GHashTable *lists
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_hash_table_unref);
  GHashTable *closed = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (closed, "11", "Managers");
  g_hash_table_insert (closed, "B-D-E", "Energy");
  g_hash_table_insert (lists, "closed", closed);
  return lists;
}

/* What a row promises, whatever the descriptor was. */
static void
check_fact (const ObsFacts *facts, const ObsFact *fact)
{
  const ObsMeasure *measure;

  FUZZ_CHECK (fact->measure < facts->descriptor->measures->len);
  FUZZ_CHECK (fact->file < facts->files->len && fact->line > 0);
  measure = g_ptr_array_index (facts->descriptor->measures, fact->measure);
  for (guint d = 0; d < facts->n_dimensions; d++)
    {
      FUZZ_CHECK (fact->codes[d] < obs_dictionary_size (facts->codes[d]));
      FUZZ_CHECK (*obs_facts_code (facts, fact, d) != '\0');
    }
  if (fact->missing != 0)
    {
      FUZZ_CHECK (strchr ("xzcul", fact->missing) != NULL);
      return;
    }
  FUZZ_CHECK (isfinite (fact->value));
  FUZZ_CHECK (facts->descriptor->sum
              || (fact->value >= measure->least && fact->value <= measure->most));
  FUZZ_CHECK (!fact->has_range
              || (isfinite (fact->low) && isfinite (fact->high) && fact->low <= fact->value
                  && fact->value <= fact->high));
}

static void
read_table (const ObsDescriptor *descriptor, const char *path)
{
  g_autoptr (ObsFacts) facts = obs_facts_new (descriptor);
  g_autoptr (ObsAreaIndex) areas = make_areas ();
  g_autoptr (GHashTable) lists = make_lists ();
  g_autoptr (GHashTable) parts
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (ObsIssues) issues = obs_issues_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *own = g_ptr_array_new ();
  ObsFactContext context
      = { .areas = areas, .lists = lists, .issues = issues, .date = "2026-11-22" };

  g_ptr_array_add (own, "E1");
  g_ptr_array_add (own, "E2");
  g_hash_table_insert (parts, "E3", own);
  if (!obs_facts_read (facts, path, &context, &error))
    check_message (error->message);
  else
    FUZZ_CHECK (error == NULL);
  for (guint i = 0; i < facts->rows->len; i++)
    check_fact (facts, &g_array_index (facts->rows, ObsFact, i));
  obs_facts_sort (facts, issues);
  obs_facts_check_totals (facts, areas, parts, issues);
  for (guint i = 0; i < facts->rows->len; i++)
    check_fact (facts, &g_array_index (facts->rows, ObsFact, i));
  for (guint i = 0; i < obs_issues_kept (issues)->len; i++)
    {
      g_autofree char *sentence
          = obs_issue_sentence (g_ptr_array_index (obs_issues_kept (issues), i));

      check_message (sentence);
    }
}

/* A table of texts: every value is text, and nothing is read twice. */
static void
read_texts (const ObsDescriptor *descriptor)
{
  g_autoptr (ObsIssues) issues = obs_issues_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTextReader) reader
      = obs_text_reader_open (descriptor, flat_path, issues, NULL, &error);
  g_autofree char *note = NULL;
  guint n = 0;

  while (reader != NULL && obs_text_reader_next (reader, &error) == 1)
    {
      FUZZ_CHECK (++n <= obs_text_reader_n_read (reader));
      for (ObsTextKey key = 0; key < OBS_N_TEXT_KEYS; key++)
        {
          const GPtrArray *list = obs_text_reader_list (reader, key);

          FUZZ_CHECK (g_utf8_validate (obs_text_reader_get (reader, key), -1, NULL));
          for (guint i = 0; list != NULL && i < list->len; i++)
            FUZZ_CHECK (*(const char *) g_ptr_array_index (list, i) != '\0');
        }
    }
  if (error != NULL)
    check_message (error->message);
  if (reader != NULL)
    note = obs_text_reader_note (reader);
  for (guint i = 0; i < obs_issues_kept (issues)->len; i++)
    {
      g_autofree char *sentence
          = obs_issue_sentence (g_ptr_array_index (obs_issues_kept (issues), i));

      check_message (sentence);
    }
}

static void
parse_feed (const char *text, size_t size)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ObsFeed) feed = obs_feed_parse ("fuzz.source", text, size, faults);
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GError) error = NULL;
  GDate today;

  FUZZ_CHECK (feed != NULL || faults->len > 0);
  check_messages (faults);
  if (feed == NULL || faults->len > 0 || feed->urls == NULL)
    return;
  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 22, 11, 2026);
  targets = obs_feed_targets (feed, "1.1", &today, &error);
  FUZZ_CHECK ((targets != NULL) == (error == NULL));
  for (guint i = 0; targets != NULL && i < targets->len; i++)
    FUZZ_CHECK (strpbrk (((ObsFeedTarget *) g_ptr_array_index (targets, i))->name, "/\\") == NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = g_memdup2 (data, size); /* no NUL behind it */
  g_autoptr (ObsDescriptor) descriptor = NULL;
  g_autoptr (GError) error = NULL;

  if (size > MAX_TEXT)
    return 0;
  write_tables ();
  parse_feed (text != NULL ? text : "", size);
  descriptor = obs_descriptor_parse ("fuzz.source", text != NULL ? text : "", size, faults, &error);
  FUZZ_CHECK ((descriptor == NULL) == (error != NULL));
  check_messages (faults);
  if (descriptor == NULL)
    check_message (error->message);
  else if (descriptor->kind == OBS_TABLE_CUBE)
    read_table (descriptor, descriptor->blocks != NULL ? blocks_path : flat_path);
  else if (descriptor->texts != NULL)
    read_texts (descriptor);
  return 0;
}
