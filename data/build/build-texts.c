/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-texts-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Schemes of concepts, texts of both sides with their statements, and how much each counts: from
 * tables that descriptors explain. */

static void
document_free (gpointer data)
{
  ObsTextDocument *document = data;

  g_free (document->code);
  g_free (document->kind);
  g_free (document->side);
  g_free (document->soc);
  g_free (document->title);
  g_free (document->rest);
  g_free (document);
}

/* What lies in the place of the edition: its parts, and areas of which it is the parent. */
static GHashTable *
parts_of_place (ObsBuild *build)
{
  static const char sql[] = "SELECT part FROM area_part WHERE area = ?1 UNION"
                            " SELECT code FROM area WHERE parent = ?1 UNION SELECT ?1";
  GHashTable *parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (build->db, sql, NULL);

  if (stmt == NULL)
    return parts;
  obs_build_bind_text (stmt, 1, build->place);
  while (obs_db_step (stmt, NULL, NULL) == 1)
    g_hash_table_add (parts, g_strdup (obs_db_text (stmt, 0)));
  return parts;
}

static void
texts_init (ObsTexts *texts, ObsBuild *build)
{
  texts->build = build;
  texts->schemes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  texts->concepts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  texts->documents = g_hash_table_new (g_str_hash, g_str_equal);
  texts->in_order = g_ptr_array_new_with_free_func (document_free);
  texts->by_key
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  texts->by_title = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  texts->shares = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) g_hash_table_unref);
  texts->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  texts->place_parts = parts_of_place (build);
}

static void
texts_clear (ObsTexts *texts)
{
  g_hash_table_unref (texts->schemes);
  g_hash_table_unref (texts->concepts);
  g_hash_table_unref (texts->documents);
  g_ptr_array_unref (texts->in_order);
  g_hash_table_unref (texts->by_key);
  g_hash_table_unref (texts->by_title);
  g_hash_table_unref (texts->shares);
  g_hash_table_unref (texts->types);
  g_hash_table_unref (texts->place_parts);
}

static void
tell_of_file (ObsTexts *texts, const ObsDescriptor *descriptor, const char *path,
              const GError *error)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    obs_issues_add (texts->build->report->issues, OBS_ISSUE_FAULT, descriptor->id, "", 0, NULL,
                    name, "reading", "%s", error->message);
}

/* FALSE where the file cannot be read to its end. */
static gboolean
read_rows (ObsTexts *texts, const ObsDescriptor *descriptor, ObsTextReader *reader,
           ObsTextRowFunc row, gpointer user_data, GError **error)
{
  int rc;

  while ((rc = obs_text_reader_next (reader, error)) == 1)
    row (texts, reader, descriptor, user_data);
  return rc == 0;
}

static void
note_reading (ObsTexts *texts, const ObsDescriptor *descriptor, const ObsTextReader *reader)
{
  g_autofree char *note = obs_text_reader_note (reader);

  obs_build_note_file (texts->build, descriptor, obs_text_reader_name (reader),
                       obs_text_reader_sha256 (reader), obs_text_reader_n_read (reader),
                       obs_text_reader_n_kept (reader), note);
}

static void
read_descriptor (ObsTexts *texts, const ObsDescriptor *descriptor, ObsTextRowFunc row,
                 ObsTextEndFunc end, gpointer user_data)
{
  g_autoptr (GPtrArray) files = obs_build_files_of (texts->build, descriptor);
  g_autoptr (GPtrArray) readers
      = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_text_reader_free);

  if (files->len == 0)
    g_ptr_array_add (texts->build->report->not_found, g_strdup (descriptor->name));
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autoptr (GError) error = NULL;
      ObsTextReader *reader = obs_text_reader_open (descriptor, path, texts->build->report->issues,
                                                    texts->build->cancellable, &error);

      if (reader != NULL)
        g_ptr_array_add (readers, reader);
      if (reader == NULL || !read_rows (texts, descriptor, reader, row, user_data, &error))
        tell_of_file (texts, descriptor, path, error);
    }
  if (end != NULL && readers->len > 0)
    end (texts, g_ptr_array_index (readers, readers->len - 1), descriptor, user_data);
  for (guint i = 0; i < readers->len; i++)
    note_reading (texts, descriptor, g_ptr_array_index (readers, i));
}

void
obs_texts_read_kind (ObsTexts *texts, ObsTableKind kind, ObsTextRowFunc row, ObsTextEndFunc end,
                     gpointer user_data)
{
  const GPtrArray *descriptors = texts->build->descriptors;

  for (guint i = 0; i < descriptors->len; i++)
    {
      const ObsDescriptor *descriptor = g_ptr_array_index (descriptors, i);

      if (g_cancellable_is_cancelled (texts->build->cancellable))
        return;
      if (descriptor->kind == kind)
        read_descriptor (texts, descriptor, row, end, user_data);
    }
}

/* By code, or by name within the kinds that the descriptor says; NULL where there is none. */
static const char *
find_area (const ObsTexts *texts, const ObsTextReader *reader, const ObsTextTable *table,
           const char *text)
{
  const ObsAreaIndex *areas = texts->build->areas;
  const char *kind = NULL, *code;

  if (g_str_equal (text, "place"))
    return texts->build->place;
  if (table->area_kind_from != NULL)
    kind = g_hash_table_lookup (table->area_words,
                                obs_text_reader_cell (reader, table->area_kind_from));
  if (kind != NULL)
    return obs_area_index_find (areas, kind, text);
  for (guint i = 0; table->area_kinds[i] != NULL; i++)
    if ((code = obs_area_index_find (areas, table->area_kinds[i], text)) != NULL)
      return code;
  return obs_build_has_key (texts->build, "area", text) ? text : NULL;
}

gboolean
obs_texts_area (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
                const char **area)
{
  const ObsTextTable *table = descriptor->texts;
  const char *text = obs_text_reader_get (reader, OBS_TEXT_AREA);
  gboolean wanted = table->area_only[0] == NULL;

  *area = NULL;
  if (*text == '\0' && descriptor->kind == OBS_TABLE_DOCUMENTS)
    return TRUE;
  *area = *text != '\0' ? find_area (texts, reader, table, text) : NULL;
  if (*area == NULL)
    return obs_text_reader_unknown (reader, OBS_TEXT_AREA, text, _ ("an area"));
  for (guint i = 0; table->area_only[i] != NULL; i++)
    wanted |= g_str_equal (g_str_equal (table->area_only[i], "place") ? texts->build->place
                                                                      : table->area_only[i],
                           *area);
  if (!wanted)
    obs_text_reader_leave_out (reader, _ ("other areas than those asked for"));
  return wanted;
}

gboolean
obs_texts_number (ObsTextReader *reader, ObsTextKey key, double *value)
{
  const char *text = obs_text_reader_get (reader, key);
  g_autoptr (GError) error = NULL;

  *value = NAN;
  if (*text == '\0')
    return TRUE;
  if (!obs_value_number (text, strlen (text), value, &error))
    obs_text_reader_fault (reader, key, "number", "%s", error->message);
  else if (*value < 0 && key != OBS_TEXT_SHARE && key != OBS_TEXT_SHARE_LESS)
    obs_text_reader_fault (reader, key, "range", _ ("“%s” is below zero. Correct the number."),
                           text);
  else
    return TRUE;
  return FALSE;
}

char *
obs_texts_title_key (const char *kind, const char *title)
{
  g_autofree char *folded = obs_text_fold_title (title);

  return g_strconcat (kind, "\1", folded, NULL);
}

void
obs_build_source_texts (ObsBuild *build)
{
  ObsTexts texts = { 0 };

  /* An edition without place or areas has been told already. */
  if (build->place == NULL || build->areas == NULL)
    return;
  texts_init (&texts, build);
  obs_texts_read_concepts (&texts);
  obs_texts_read_documents (&texts);
  obs_texts_read_statements (&texts);
  obs_texts_read_weights (&texts);
  texts_clear (&texts);
}
