/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/texts.h"

#include "app/command/command.h"
#include "app/command/odd-rows.h"
#include "data/taxonomy/tsv.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef G_OS_UNIX
#include <gio/gunixinputstream.h>
#else
#include <gio/gwin32inputstream.h>
#include <windows.h>
#endif

/* A block holds no more bytes of text than this, and then what one row has. */
#define BLOCK_BYTES (8 << 20)

enum
{
  COLUMN_ID,
  COLUMN_TEXT,
  COLUMN_TYPE,
};

static const char *const columns[] = { "id", "text", "type", NULL };

struct _ObsTexts
{
  char **words; /* of the call; NULL: the table */
  guint used;   /* of the words */
  ObsTsv *table;
  ObsOddRows odd;
};

static void
text_free (gpointer data)
{
  ObsText *text = data;

  g_free (text->id);
  g_free (text->text);
  g_free (text);
}

GPtrArray *
obs_texts_block_new (void)
{
  return g_ptr_array_new_with_free_func (text_free);
}

static GInputStream *
standard_input (void)
{
#ifdef G_OS_UNIX
  return g_unix_input_stream_new (STDIN_FILENO, FALSE);
#else
  return g_win32_input_stream_new (GetStdHandle (STD_INPUT_HANDLE), FALSE);
#endif
}

gboolean
obs_texts_lacking (char **words)
{
  if (words[0] != NULL || !isatty (STDIN_FILENO))
    return FALSE;
  obs_command_usage (_ ("Say which texts: as words after the options, or as a table with the "
                        "columns id and text: < STATEMENTS.tsv."));
  return TRUE;
}

ObsTexts *
obs_texts_open (char **words, GError **error)
{
  g_autoptr (ObsTexts) self = g_new0 (ObsTexts, 1);
  g_autoptr (GInputStream) stream = NULL;

  if (words[0] != NULL)
    {
      self->words = g_strdupv (words);
      return g_steal_pointer (&self);
    }
  stream = standard_input ();
  self->table = obs_tsv_new (stream, _ ("standard input"), columns, COLUMN_TYPE,
                             obs_command_cancellable (), error);
  return self->table != NULL ? g_steal_pointer (&self) : NULL;
}

void
obs_texts_free (ObsTexts *self)
{
  g_strfreev (self->words);
  g_clear_pointer (&self->table, obs_tsv_free);
  g_free (self);
}

/* K, S or B for the letter or the word; 0 for nothing; -1 for anything else. */
static int
read_type (const char *type)
{
  static const struct
  {
    const char *word;
    char ksb;
  } known[] = { { "", 0 },
                { "k", 'K' },
                { "s", 'S' },
                { "b", 'B' },
                { "knowledge", 'K' },
                { "skill", 'S' },
                { "behaviour", 'B' },
                { "behavior", 'B' },
                { "skills", 'S' },
                { "behaviours", 'B' },
                { "behaviors", 'B' } };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (type, known[i].word) == 0)
      return known[i].ksb;
  return -1;
}

static ObsText *
read_row (ObsTexts *self)
{
  ObsText *text = g_new0 (ObsText, 1);
  g_autofree char *type = g_strstrip (g_strdup (obs_tsv_get (self->table, COLUMN_TYPE)));
  int ksb = read_type (type);

  text->id = obs_tsv_field (obs_tsv_get (self->table, COLUMN_ID));
  text->text = g_strdup (obs_tsv_get (self->table, COLUMN_TEXT));
  text->ksb = (char) MAX (ksb, 0);
  if (ksb < 0)
    obs_odd_rows_note (&self->odd, OBS_ODD_TYPE, obs_tsv_line (self->table));
  obs_odd_rows_note_row (&self->odd, self->table);
  return text;
}

static gboolean
next_word (ObsTexts *self, GPtrArray *block, guint most)
{
  while (block->len < most && self->words[self->used] != NULL)
    {
      ObsText *text = g_new0 (ObsText, 1);

      text->text = g_strdup (self->words[self->used]);
      text->id = g_strdup_printf ("%u", ++self->used);
      g_ptr_array_add (block, text);
    }
  return block->len > 0;
}

gboolean
obs_texts_next (ObsTexts *self, GPtrArray *block, guint most, GError **error)
{
  gsize bytes = 0;
  g_autoptr (GError) fault = NULL;

  g_ptr_array_set_size (block, 0);
  if (self->words != NULL)
    return next_word (self, block, most);
  while (block->len < most && bytes < BLOCK_BYTES && obs_tsv_next (self->table, &fault))
    {
      ObsText *text = read_row (self);

      bytes += strlen (text->id) + strlen (text->text);
      g_ptr_array_add (block, text);
    }
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  return block->len > 0;
}

void
obs_texts_say_odd (const ObsTexts *self)
{
  if (self->table != NULL)
    obs_odd_rows_say (&self->odd, obs_tsv_name (self->table));
}

void
obs_texts_show_progress (guint64 done)
{
  static GMutex mutex; /* any thread of the matcher may tell */
  static gint64 shown;
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (done > 0 && now - shown >= G_USEC_PER_SEC / 10 && isatty (STDERR_FILENO))
    {
      shown = now;
      fprintf (stderr, _ ("\r%" G_GUINT64_FORMAT " texts"), done);
      fflush (stderr);
    }
  else if (done == 0 && shown != 0)
    fputs ("\r\033[K", stderr);
}
