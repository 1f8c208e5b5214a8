/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"
#include "app/command/labels.h"
#include "app/command/texts.h"

#include "data/taxonomy/edition-labels.h"
#include "data/taxonomy/matcher.h"
#include "data/taxonomy/tsv.h"

#include <glib/gi18n.h>
#include <string.h>

/* The labels that fit each text best: of a table, or of an edition's own taxonomy. */

/* So many matches at most are held at a time. */
#define BLOCK_MATCHES 400000
#define BLOCK_TEXTS 16384

static char *index_file;
static char *edition_file;
static char *level;
static char *vectors;
static char *tables_folder;
static int top = 5;
static int threads;
static gboolean explain;
static gboolean names;
static gboolean show_time;

static const GOptionEntry options[] = {
  { "index", 'i', 0, G_OPTION_ARG_FILENAME, &index_file,
    N_ ("Table of the labels: columns id, label, alt (separated by |), description"),
    N_ ("LABELS.tsv") },
  OBS_COMMAND_EDITION (edition_file),
  { "level", 'l', 0, G_OPTION_ARG_STRING, &level,
    N_ ("Which of an edition's labels, in place of a table of them"), "area|concept" },
  { "top", 't', 0, G_OPTION_ARG_INT, &top, N_ ("Most labels for each text (5)"), N_ ("N") },
  { "explain", 'x', 0, G_OPTION_ARG_NONE, &explain,
    N_ ("Add the words that decided, each with the word of the label and its part of the score"),
    NULL },
  { "names", 'n', 0, G_OPTION_ARG_NONE, &names, N_ ("Add the labels in words"), NULL },
  { "vectors", 0, 0, G_OPTION_ARG_FILENAME, &vectors, N_ ("Use these word vectors too"),
    N_ ("FILE") },
  { "tables", 0, 0, G_OPTION_ARG_FILENAME, &tables_folder,
    N_ ("Tables of another training than the one that comes with the program"), N_ ("FOLDER") },
  { "threads", 0, 0, G_OPTION_ARG_INT, &threads, N_ ("How many threads (one for each processor)"),
    N_ ("N") },
  { "time", 0, 0, G_OPTION_ARG_NONE, &show_time, N_ ("Say how long each step took"), NULL },
  G_OPTION_ENTRY_NULL,
};

static ObsTables *
read_tables (GError **error)
{
  g_autoptr (ObsTables) tables = obs_tables_load (tables_folder, error);

  if (tables == NULL || (vectors != NULL && !obs_tables_load_vectors (tables, vectors, error)))
    return NULL;
  return g_steal_pointer (&tables);
}

static ObsMatcher *
read_labels (const GPtrArray *rows, GError **error)
{
  g_autoptr (ObsTables) tables = read_tables (error);
  g_autoptr (ObsMatcher) matcher = tables != NULL ? obs_matcher_new (tables) : NULL;
  g_autoptr (ObsEdition) edition = NULL;

  if (matcher != NULL && rows != NULL)
    {
      obs_labels_add (rows, matcher);
      return g_steal_pointer (&matcher);
    }
  edition = matcher != NULL ? obs_command_open (edition_file, error) : NULL;
  if (edition == NULL
      || !obs_matcher_add_edition (matcher, edition, level != NULL ? level : "area", error))
    return NULL;
  return g_steal_pointer (&matcher);
}

/* "store>storing 0.31; goods>goods 0.20" */
static char *
explanation (ObsMatchRun *run, const ObsText *text, guint label)
{
  g_autoptr (GPtrArray) words = obs_match_explain (run, text->text, text->ksb, label);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *list = NULL;

  for (guint i = 0; i < words->len; i++)
    {
      const ObsMatchWord *word = g_ptr_array_index (words, i);

      g_string_append_printf (all, "%s%s>%s %.3f", i > 0 ? "; " : "", word->word, word->meets,
                              word->part);
    }
  list = obs_tsv_field (all->str);
  return g_steal_pointer (&list);
}

static void
print_matches (const ObsMatcher *matcher, ObsMatchRun *run, const ObsText *text,
               const ObsMatchText *found)
{
  for (guint i = 0; i < found->n; i++)
    {
      const ObsMatch *match = &found->matches[i];

      obs_command_printf ("%s\t%u\t%s\t%.6f\t%.6f", text->id, i + 1,
                          obs_matcher_id (matcher, match->label), match->score, match->confidence);
      if (names)
        {
          g_autofree char *name = obs_tsv_field (obs_matcher_label (matcher, match->label));

          obs_command_printf ("\t%s", name);
        }
      if (run != NULL)
        {
          g_autofree char *words = explanation (run, text, match->label);

          obs_command_printf ("\t%s", words);
        }
      obs_command_print ("\n");
    }
}

typedef struct
{
  const ObsMatcher *matcher;
  guint top;
  ObsMatchText *asked; /* room for a block */
  ObsMatch *matches;
  guint most; /* texts of a block */
  guint64 done;
  gint64 microseconds; /* of matching alone */
} Work;

static void
progress_cb (guint done, guint all, gpointer user_data)
{
  const Work *work = user_data;

  obs_texts_show_progress (work->done + done);
}

static gboolean
match_block (Work *work, const GPtrArray *block, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  gboolean good;

  for (guint i = 0; i < block->len; i++)
    {
      const ObsText *text = g_ptr_array_index (block, i);

      work->asked[i] = (ObsMatchText){ .text = text->text,
                                       .ksb = text->ksb,
                                       .matches = work->matches + (gsize) i * work->top };
    }
  good = obs_match_all (work->matcher, work->asked, block->len, work->top, (guint) threads,
                        progress_cb, work, obs_command_cancellable (), error);
  work->microseconds += g_get_monotonic_time () - start;
  work->done += block->len;
  return good;
}

static gboolean
match_texts (const ObsMatcher *matcher, ObsTexts *texts, Work *work, GError **error)
{
  g_autoptr (GPtrArray) block = obs_texts_block_new ();
  g_autoptr (ObsMatchRun) run = explain ? obs_match_run_new (matcher) : NULL;
  g_autoptr (GError) fault = NULL;

  obs_command_printf ("statement\trank\tlabel\tscore\tconfidence%s%s\n", names ? "\tname" : "",
                      explain ? "\twords" : "");
  while (obs_texts_next (texts, block, work->most, &fault))
    {
      if (!match_block (work, block, &fault))
        break;
      obs_texts_show_progress (0);
      for (guint i = 0; i < block->len; i++)
        print_matches (matcher, run, g_ptr_array_index (block, i), &work->asked[i]);
    }
  obs_texts_show_progress (0);
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
check_options (void)
{
  if (index_file == NULL && edition_file == NULL && level == NULL)
    obs_command_usage (_ ("Say which labels: --index LABELS.tsv, or --level area or concept for "
                          "those of an edition."));
  else if (index_file != NULL && (edition_file != NULL || level != NULL))
    obs_command_usage (
        _ ("Labels come from a table (--index) or from an edition (--edition, --level), not from "
           "both."));
  else if (level != NULL && strcmp (level, "area") != 0 && strcmp (level, "concept") != 0)
    obs_command_usage (_ ("“%s” is not a level; the levels are: area, concept."), level);
  else if (top < 1)
    obs_command_usage (_ ("--top is a number of labels, 1 or more."));
  else if (threads < 0)
    obs_command_usage (_ ("--threads is a number of threads, 0 or more."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
match_all (ObsMatcher *matcher, ObsTexts *texts, GError **error)
{
  guint room = MIN ((guint) top, obs_matcher_n_labels (matcher));
  Work work
      = { .matcher = matcher, .top = room, .most = CLAMP (BLOCK_MATCHES / room, 16, BLOCK_TEXTS) };
  gint64 start = g_get_monotonic_time ();
  gint64 indexed;
  gboolean good;

  obs_matcher_finish (matcher);
  indexed = g_get_monotonic_time () - start;
  work.asked = g_new (ObsMatchText, work.most);
  work.matches = g_new (ObsMatch, (gsize) work.most * room);
  good = match_texts (matcher, texts, &work, error);
  g_free (work.asked);
  g_free (work.matches);
  if (good && show_time)
    obs_command_say (
        _ ("%u labels indexed in %.0f ms, %" G_GUINT64_FORMAT " texts matched in %.2f ms"),
        obs_matcher_n_labels (matcher), (double) indexed / 1000, work.done,
        (double) work.microseconds / 1000);
  return good;
}

static ObsExit
run_match (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (ObsTexts) texts = NULL;
  g_autoptr (ObsMatcher) matcher = NULL;

  if (!check_options () || obs_texts_lacking (words))
    return OBS_EXIT_USAGE;
  /* First lines first: what is wrong with them is told at once. */
  rows = index_file != NULL ? obs_labels_load (index_file, &error) : NULL;
  texts = error == NULL ? obs_texts_open (words, &error) : NULL;
  matcher = texts != NULL ? read_labels (rows, &error) : NULL;
  g_clear_pointer (&rows, g_ptr_array_unref);
  if (matcher == NULL || !match_all (matcher, texts, &error))
    return obs_command_fail (error);
  obs_texts_say_odd (texts);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_match = {
  .name = "match",
  .words = N_ ("[TEXT…]"),
  .summary = N_ ("Find the labels that texts mean: in a table of labels or in an edition"),
  .details
  = N_ ("Without a TEXT a table is read from standard input: columns id, text and perhaps type (K, "
        "S or B). Tables have a first line that names their columns, in any order, tabs between "
        "them and no quotation marks. The answer has a row for each text and label: statement, "
        "rank, label, score and confidence (how often a match like this one is right). A text "
        "that nothing fits has no row."),
  .options = options,
  .most = G_MAXUINT,
  .run = run_match,
};
