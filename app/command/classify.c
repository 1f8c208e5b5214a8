/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"
#include "app/command/texts.h"

#include "data/taxonomy/sentences.h"
#include "data/taxonomy/tables.h"

#include <glib/gi18n.h>

/* Whether each text speaks of knowledge, a skill or a behaviour. */

#define BLOCK 4096

static char *tables_folder;

static const GOptionEntry options[] = {
  { "tables", 0, 0, G_OPTION_ARG_FILENAME, &tables_folder,
    N_ ("Tables of another training than the one that comes with the program"), N_ ("FOLDER") },
  G_OPTION_ENTRY_NULL,
};

static void
print_block (const ObsTables *tables, const GPtrArray *block)
{
  for (guint i = 0; i < block->len; i++)
    {
      const ObsText *text = g_ptr_array_index (block, i);
      g_autofree char *clean = obs_sentences_clean (text->text);
      double probability = 0;
      char type = obs_tables_type (tables, clean, &probability);

      obs_command_printf ("%s\t%c\t%.6f\n", text->id, type, probability);
    }
}

static ObsExit
run_classify (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsTables) tables = NULL;
  g_autoptr (ObsTexts) texts = NULL;
  g_autoptr (GPtrArray) block = obs_texts_block_new ();
  guint64 done = 0;

  if (obs_texts_lacking (words))
    return OBS_EXIT_USAGE;
  texts = obs_texts_open (words, &error);
  tables = texts != NULL ? obs_tables_load (tables_folder, &error) : NULL;
  if (tables == NULL)
    return obs_command_fail (error);
  obs_command_print ("id\ttype\tprobability\n");
  while (obs_texts_next (texts, block, BLOCK, &error))
    {
      print_block (tables, block);
      done += block->len;
      obs_texts_show_progress (done);
    }
  obs_texts_show_progress (0);
  if (error != NULL)
    return obs_command_fail (error);
  obs_texts_say_odd (texts);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_classify = {
  .name = "classify",
  .words = N_ ("[TEXT…]"),
  .summary = N_ ("Say whether texts speak of knowledge, a skill or a behaviour"),
  .details
  = N_ ("Without a TEXT a table is read from standard input, with the columns id and text: a first "
        "line that names its columns, tabs between them and no quotation marks. The answer has a "
        "row for each text: id, type (K, S or B) and how probable it is."),
  .options = options,
  .most = G_MAXUINT,
  .run = run_classify,
};
