/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/labels.h"

#include "app/command/command.h"
#include "app/command/odd-rows.h"

#include "data/error.h"

#include <glib/gi18n.h>
#include <string.h>

enum
{
  COLUMN_ID,
  COLUMN_LABEL,
  COLUMN_ALT,
  COLUMN_DESCRIPTION,
  N_COLUMNS
};

static const char *const columns[] = { "id", "label", "alt", "description", NULL };

static void
row_free (gpointer data)
{
  char **row = data;

  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (row[i]);
  g_free (row);
}

static gboolean
is_ksb_code (const char *id)
{
  return strchr ("KSB", id[0]) != NULL && id[0] != '\0' && id[1] != '\0'
         && strspn (id + 1, "0123456789") == strlen (id + 1);
}

static gboolean
check_id (const ObsTsv *table, const char *id, GError **error)
{
  if (*id != '\0')
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s, line %" G_GUINT64_FORMAT
                  ", column “id”: the field is empty. Give every label an id."),
               obs_tsv_name (table), obs_tsv_line (table));
  return FALSE;
}

/* Rows of texts, in order. */
static GPtrArray *
read_rows (ObsTsv *table, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) fault = NULL;
  ObsOddRows odd = { 0 };

  while (obs_tsv_next (table, &fault))
    {
      char **row = g_new0 (char *, N_COLUMNS);

      g_ptr_array_add (rows, row);
      row[COLUMN_ID] = g_strstrip (obs_tsv_field (obs_tsv_get (table, COLUMN_ID)));
      for (guint i = COLUMN_LABEL; i < N_COLUMNS; i++)
        row[i] = g_strdup (obs_tsv_get (table, i));
      if (!check_id (table, row[COLUMN_ID], error))
        return NULL;
      if (!g_hash_table_add (seen, row[COLUMN_ID]))
        obs_odd_rows_note (&odd, OBS_ODD_AGAIN, obs_tsv_line (table));
      if (*row[COLUMN_LABEL] == '\0' && *row[COLUMN_ALT] == '\0'
          && *row[COLUMN_DESCRIPTION] == '\0')
        obs_odd_rows_note (&odd, OBS_ODD_EMPTY, obs_tsv_line (table));
      obs_odd_rows_note_row (&odd, table);
    }
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  obs_odd_rows_say (&odd, obs_tsv_name (table));
  return g_steal_pointer (&rows);
}

GPtrArray *
obs_labels_load (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (ObsTsv) table = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) fault = NULL;

  stream = g_file_read (file, obs_command_cancellable (), &fault);
  if (stream == NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s."), name,
                   fault->message);
      return NULL;
    }
  table = obs_tsv_new (G_INPUT_STREAM (stream), name, columns, COLUMN_ALT,
                       obs_command_cancellable (), error);
  rows = table != NULL ? read_rows (table, error) : NULL;
  if (rows != NULL && rows->len == 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s has no labels below its first line. Add one a line."), name);
      return NULL;
    }
  return g_steal_pointer (&rows);
}

void
obs_labels_add (const GPtrArray *rows, ObsMatcher *matcher)
{
  gboolean typed = TRUE;

  for (guint i = 0; i < rows->len && typed; i++)
    typed = is_ksb_code (((char **) g_ptr_array_index (rows, i))[COLUMN_ID]);
  for (guint i = 0; i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);
      ObsMatchLabel label = { .id = row[COLUMN_ID],
                              .label = row[COLUMN_LABEL],
                              .alternatives = row[COLUMN_ALT],
                              .description = row[COLUMN_DESCRIPTION],
                              .ksb = typed ? row[COLUMN_ID][0] : '\0' };

      obs_matcher_add (matcher, &label);
    }
}

gboolean
obs_labels_read (const char *path, ObsMatcher *matcher, GError **error)
{
  g_autoptr (GPtrArray) rows = obs_labels_load (path, error);

  if (rows != NULL)
    obs_labels_add (rows, matcher);
  return rows != NULL;
}
