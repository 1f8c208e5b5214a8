/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-texts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Schemes: their concepts, other labels, what is broader, and links. */

/* A broader concept may stand in a later row or table than the one that names it. */
typedef struct
{
  char *concept, *broader, *file;
  guint64 line;
  const ObsDescriptor *descriptor;
} Above;

typedef struct
{
  sqlite3_stmt *concept, *label, *broader, *link;
  GPtrArray *above; /* of Above * */
} Concepts;

static void
above_free (gpointer data)
{
  Above *above = data;

  g_free (above->concept);
  g_free (above->broader);
  g_free (above->file);
  g_free (above);
}

static gboolean
is_ksb (const char *text)
{
  return *text == '\0' || (strlen (text) == 1 && strchr ("KSB", *text) != NULL);
}

/* The line of a scheme, from the first of its tables that gives a title. */
static void
add_scheme (ObsTexts *texts, const ObsDescriptor *descriptor)
{
  const ObsTextTable *table = descriptor->texts;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (sqlite3_stmt) last = NULL;

  if (table->scheme_title == NULL || !g_hash_table_add (texts->schemes, g_strdup (table->scheme))
      || !obs_build_add_key (texts->build, "scheme", table->scheme))
    return;
  last = obs_db_prepare (texts->build->db, "SELECT coalesce (max (position), 0) FROM scheme", NULL);
  stmt = obs_build_insert (texts->build, "scheme (id, title, version, url, source, position)", 6);
  obs_build_bind_text (stmt, 1, table->scheme);
  obs_build_bind_text (stmt, 2, table->scheme_title);
  obs_build_bind_text (stmt, 3, table->scheme_version != NULL ? table->scheme_version : "");
  obs_build_bind_text (stmt, 4, table->scheme_url);
  obs_build_bind_text (stmt, 5, descriptor->id);
  sqlite3_bind_int64 (
      stmt, 6,
      last != NULL && obs_db_step (last, NULL, NULL) == 1 ? sqlite3_column_int64 (last, 0) + 1 : 1);
  obs_build_run (texts->build, stmt);
}

/* Schemes whose tables all say their id only, or whose files are not here, have no line. */
static void
add_schemes (ObsTexts *texts)
{
  const GPtrArray *descriptors = texts->build->descriptors;

  for (guint i = 0; i < descriptors->len; i++)
    {
      const ObsDescriptor *descriptor = g_ptr_array_index (descriptors, i);
      g_autoptr (GPtrArray) files = NULL;

      if (descriptor->kind != OBS_TABLE_CONCEPTS)
        continue;
      files = obs_build_files_of (texts->build, descriptor);
      if (files->len > 0)
        add_scheme (texts, descriptor);
    }
}

static void
add_label (ObsTexts *texts, const Concepts *concepts, const char *concept, const char *label,
           const char *kind)
{
  g_autofree char *key = g_strjoin ("\1", concept, label, NULL);

  if (obs_build_add_key (texts->build, "concept_label", key))
    obs_build_insert_texts (texts->build, concepts->label, concept, label, kind, NULL);
}

/* TRUE where the row's code is new and good. */
static gboolean
check_concept (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor)
{
  const char *code = obs_text_reader_get (reader, OBS_TEXT_CODE);
  const char *kind = obs_text_reader_get (reader, OBS_TEXT_KIND);
  const char *ksb = obs_text_reader_get (reader, OBS_TEXT_KSB);
  const char *source = g_hash_table_lookup (texts->concepts, code);

  if (*code == '\0')
    obs_text_reader_fault (reader, OBS_TEXT_CODE, "key", _ ("the code is empty. Fill it in."));
  else if (source != NULL && !g_str_equal (source, descriptor->id))
    obs_text_reader_leave_out (reader, _ ("concepts that another source has brought"));
  else if (source != NULL && descriptor->texts->repeats)
    obs_text_reader_leave_out (reader, _ ("rows that repeat a concept"));
  else if (!g_hash_table_contains (texts->schemes, descriptor->texts->scheme))
    obs_text_reader_fault (reader, OBS_TEXT_CODE, "scheme",
                           _ ("its scheme “%s” has no title. Say it in [scheme] of %s."),
                           descriptor->texts->scheme, descriptor->name);
  else if (*obs_text_reader_get (reader, OBS_TEXT_LABEL) == '\0')
    obs_text_reader_fault (reader, OBS_TEXT_LABEL, "label", _ ("the label is empty. Fill it in."));
  else if (!is_ksb (ksb))
    obs_text_reader_fault (reader, OBS_TEXT_KSB, "ksb",
                           _ ("“%s” is not K, S or B. Explain it in [values ksb]."), ksb);
  else if (*kind != '\0' && !g_str_equal (kind, "concept") && !g_str_equal (kind, "group"))
    obs_text_reader_fault (reader, OBS_TEXT_KIND, "kind",
                           _ ("“%s” is neither “concept” nor “group”."), kind);
  else if (!obs_build_add_key (texts->build, "concept", code))
    obs_text_reader_fault (reader, OBS_TEXT_CODE, "key",
                           _ ("“%s” is there a second time. Keep one of the rows."), code);
  else
    return TRUE;
  return FALSE;
}

static void
remember_broader (Concepts *concepts, const ObsTextReader *reader, const ObsDescriptor *descriptor,
                  const char *concept, const char *broader)
{
  Above *above = g_new0 (Above, 1);

  above->concept = g_strdup (concept);
  above->broader = g_strdup (broader);
  above->file = g_strdup (obs_text_reader_name (reader));
  above->line = obs_text_reader_line (reader);
  above->descriptor = descriptor;
  g_ptr_array_add (concepts->above, above);
}

static void
read_concept (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
              gpointer user_data)
{
  Concepts *concepts = user_data;
  const char *code = obs_text_reader_get (reader, OBS_TEXT_CODE);
  const char *label = obs_text_reader_get (reader, OBS_TEXT_LABEL);
  const char *kind = obs_text_reader_get (reader, OBS_TEXT_KIND);
  const char *url = obs_text_reader_get (reader, OBS_TEXT_URL);
  const GPtrArray *others = obs_text_reader_list (reader, OBS_TEXT_ALTERNATIVES);
  const GPtrArray *broader = obs_text_reader_list (reader, OBS_TEXT_BROADER);

  if (!check_concept (texts, reader, descriptor))
    return;
  g_hash_table_insert (texts->concepts, g_strdup (code), descriptor->id);
  obs_build_bind_text (concepts->concept, 1, code);
  obs_build_bind_text (concepts->concept, 2, descriptor->texts->scheme);
  obs_build_bind_text (concepts->concept, 3, *kind != '\0' ? kind : "concept");
  obs_build_bind_text (concepts->concept, 4, obs_text_reader_get (reader, OBS_TEXT_KSB));
  obs_build_bind_text (concepts->concept, 5, label);
  obs_build_bind_text (concepts->concept, 6, obs_text_reader_get (reader, OBS_TEXT_DESCRIPTION));
  obs_build_bind_text (concepts->concept, 7, *url != '\0' ? url : NULL);
  sqlite3_bind_int64 (concepts->concept, 8, ++texts->n_concepts);
  obs_build_run (texts->build, concepts->concept);
  obs_text_reader_keep (reader);
  for (guint i = 0; others != NULL && i < others->len; i++)
    if (!g_str_equal (g_ptr_array_index (others, i), label))
      add_label (texts, concepts, code, g_ptr_array_index (others, i), "alternative");
  for (guint i = 0; broader != NULL && i < broader->len; i++)
    remember_broader (concepts, reader, descriptor, code, g_ptr_array_index (broader, i));
}

/* What a scheme's rows name as broader and nobody has is refused, or left out and told once. */
static void
tell_of_broader (ObsTexts *texts, const Above *above, guint *n)
{
  const ObsTextColumn *column = &above->descriptor->texts->columns[OBS_TEXT_BROADER];
  const gboolean refuse = column->otherwise == OBS_TEXT_REFUSE;

  if (refuse || (*n)++ == 0)
    obs_issues_add (texts->build->report->issues, refuse ? OBS_ISSUE_FAULT : OBS_ISSUE_NOTICE,
                    above->descriptor->id, above->file, above->line, obs_text_column_name (column),
                    above->broader, "broader",
                    refuse ? _ ("“%s” is no concept of this edition. Correct it, or say in "
                                "[otherwise] of the descriptor what becomes of it.")
                           : _ ("“%s” is no concept of this edition, and its tie is left out; so "
                                "are others like it."),
                    above->broader);
}

static void
tie_broader (ObsTexts *texts, Concepts *concepts)
{
  guint n = 0;

  for (guint i = 0; i < concepts->above->len; i++)
    {
      const Above *above = g_ptr_array_index (concepts->above, i);
      g_autofree char *key = g_strjoin ("\1", above->concept, above->broader, NULL);

      if (!g_hash_table_contains (texts->concepts, above->broader)
          || g_str_equal (above->concept, above->broader))
        tell_of_broader (texts, above, &n);
      else if (obs_build_add_key (texts->build, "concept_broader", key))
        obs_build_insert_texts (texts->build, concepts->broader, above->concept, above->broader,
                                "declared", NULL);
    }
  g_ptr_array_set_size (concepts->above, 0);
}

static gboolean
is_known (ObsTexts *texts, ObsTextReader *reader, ObsTextKey key, const char *code)
{
  return g_hash_table_contains (texts->concepts, code)
         || (obs_text_reader_unknown (reader, key, code, _ ("a concept")) && FALSE);
}

static void
read_label (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
            gpointer user_data)
{
  const char *concept = obs_text_reader_get (reader, OBS_TEXT_CONCEPT);
  const char *kind = obs_text_reader_get (reader, OBS_TEXT_KIND);
  const GPtrArray *labels = obs_text_reader_list (reader, OBS_TEXT_LABEL);

  if (!is_known (texts, reader, OBS_TEXT_CONCEPT, concept))
    return;
  if (*kind != '\0' && !g_str_equal (kind, "alternative") && !g_str_equal (kind, "seed"))
    {
      obs_text_reader_fault (reader, OBS_TEXT_KIND, "kind",
                             _ ("“%s” is neither “alternative” nor “seed”."), kind);
      return;
    }
  if (labels->len == 0)
    {
      obs_text_reader_leave_out (reader, _ ("rows without a label"));
      return;
    }
  for (guint i = 0; i < labels->len; i++)
    add_label (texts, user_data, concept, g_ptr_array_index (labels, i),
               *kind != '\0' ? kind : "alternative");
  obs_text_reader_keep (reader);
}

static void
read_broader (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
              gpointer user_data)
{
  Concepts *concepts = user_data;
  const char *concept = obs_text_reader_get (reader, OBS_TEXT_CONCEPT);
  const GPtrArray *broader = obs_text_reader_list (reader, OBS_TEXT_BROADER);

  if (!is_known (texts, reader, OBS_TEXT_CONCEPT, concept))
    return;
  for (guint i = 0; i < broader->len; i++)
    if (!is_known (texts, reader, OBS_TEXT_BROADER, g_ptr_array_index (broader, i)))
      return;
  for (guint i = 0; i < broader->len; i++)
    remember_broader (concepts, reader, descriptor, concept, g_ptr_array_index (broader, i));
  obs_text_reader_keep (reader);
}

static void
read_link (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
           gpointer user_data)
{
  static const char *const relations[] = { "exact", "close", "related", NULL };
  Concepts *concepts = user_data;
  const char *concept = obs_text_reader_get (reader, OBS_TEXT_CONCEPT);
  const char *target = obs_text_reader_get (reader, OBS_TEXT_TARGET);
  const char *relation = obs_text_reader_get (reader, OBS_TEXT_RELATION);
  g_autofree char *key = NULL;

  if (!is_known (texts, reader, OBS_TEXT_CONCEPT, concept)
      || !is_known (texts, reader, OBS_TEXT_TARGET, target))
    return;
  if (*relation == '\0')
    relation = "related";
  if (!g_strv_contains (relations, relation))
    {
      obs_text_reader_fault (reader, OBS_TEXT_RELATION, "relation",
                             _ ("“%s” is not one of exact, close, related. Explain it in "
                                "[values relation]."),
                             relation);
      return;
    }
  key = g_strjoin ("\1", concept, relation, target, NULL);
  if (g_str_equal (concept, target) || !obs_build_add_key (texts->build, "concept_link", key))
    {
      obs_text_reader_leave_out (reader, _ ("links to itself or told before"));
      return;
    }
  obs_build_insert_texts (texts->build, concepts->link, concept, relation, target, NULL);
  obs_text_reader_keep (reader);
}

void
obs_texts_read_concepts (ObsTexts *texts)
{
  ObsBuild *build = texts->build;
  Concepts concepts = {
    .concept = obs_build_insert (
        build, "concept (code, scheme, kind, ksb, label, description, url, position)", 8),
    .label = obs_build_insert (build, "concept_label", 3),
    .broader = obs_build_insert (build, "concept_broader", 3),
    .link = obs_build_insert (build, "concept_link (concept, relation, target)", 3),
    .above = g_ptr_array_new_with_free_func (above_free),
  };

  add_schemes (texts);
  obs_texts_read_kind (texts, OBS_TABLE_CONCEPTS, read_concept, NULL, &concepts);
  tie_broader (texts, &concepts);
  obs_texts_read_kind (texts, OBS_TABLE_LABELS, read_label, NULL, &concepts);
  obs_texts_read_kind (texts, OBS_TABLE_BROADER, read_broader, NULL, &concepts);
  tie_broader (texts, &concepts);
  obs_texts_read_kind (texts, OBS_TABLE_LINKS, read_link, NULL, &concepts);
  g_ptr_array_unref (concepts.above);
  sqlite3_finalize (concepts.concept);
  sqlite3_finalize (concepts.label);
  sqlite3_finalize (concepts.broader);
  sqlite3_finalize (concepts.link);
}
