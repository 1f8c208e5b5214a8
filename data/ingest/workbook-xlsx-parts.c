/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/workbook-xlsx-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ECMA-376 part 2 (packaging: content types, relations) and part 1, 18.2 (workbook). Everything is
 * found by the relations, never by the usual names of parts. */

#define MAX_SHARED (64 * 1024 * 1024)
#define MAX_FORMATS 65536

typedef struct
{
  char *id;
  char *kind; /* last word of the type */
  char *part;
} Relation;

static void
relation_clear (gpointer data)
{
  Relation *relation = data;

  g_free (relation->id);
  g_free (relation->kind);
  g_free (relation->part);
}

/* @target seen from the part @from: "/xl/a.xml" as it stands, others beside @from. */
static char *
resolve (const char *from, const char *target)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_path_get_dirname (from);
  g_autofree char *whole
      = *target == '/' ? g_strdup (target) : g_strconcat (folder, "/", target, NULL);
  g_auto (GStrv) words = g_strsplit (whole, "/", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], "..") && steps->len > 0)
      g_ptr_array_set_size (steps, (int) steps->len - 1);
    else if (*words[i] != '\0' && !g_str_equal (words[i], ".") && !g_str_equal (words[i], ".."))
      g_ptr_array_add (steps, g_strdup (words[i]));
  g_ptr_array_add (steps, NULL);
  return g_strjoinv ("/", (char **) steps->pdata);
}

/* A program in the workbook, or a kind of workbook that is not read. */
static gboolean
check_type (ObsWorkbook *self, const char *type, GError **error)
{
  if (strstr (type, "sheet.binary") != NULL)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s is a binary workbook (.xlsb), which is not read. Save it as .xlsx, .ods "
                      "or CSV and read that file."),
                   self->base.name);
      return FALSE;
    }
  if (strstr (type, "macroEnabled") != NULL || strstr (type, "vbaProject") != NULL
      || strstr (type, "macrosheet") != NULL)
    return obs_workbook_refuse_macros (self, error);
  if (strstr (type, "externalLink") != NULL)
    return obs_workbook_refuse_references (self, type, error);
  return TRUE;
}

static gboolean
check_types (ObsWorkbook *self, GError **error)
{
  g_autoptr (ObsXml) xml = obs_xml_open (self->zip, "[Content_Types].xml", error);
  int status;

  if (xml == NULL)
    return FALSE;
  while ((status = obs_xml_next (xml, error)) > 0)
    if (obs_xml_is_start (xml))
      {
        const char *type = obs_xml_attribute (xml, "ContentType");

        if (type != NULL && !check_type (self, type, error))
          return FALSE;
      }
  if (status < 0)
    return FALSE;
  for (guint i = 0; i < obs_zip_n_entries (self->zip); i++)
    {
      g_autofree char *name = g_ascii_strdown (obs_zip_entry (self->zip, i), -1);

      if (g_str_has_suffix (name, "vbaproject.bin") || strstr (name, "xl/macrosheets/") != NULL)
        return obs_workbook_refuse_macros (self, error);
      if (strstr (name, "xl/externallinks/") != NULL)
        return obs_workbook_refuse_references (self, obs_zip_entry (self->zip, i), error);
    }
  return TRUE;
}

/* The relations of @part, where "" is the package. */
static GArray *
read_relations (ObsWorkbook *self, const char *part, GError **error)
{
  g_autoptr (GArray) relations = g_array_new (FALSE, FALSE, sizeof (Relation));
  g_autofree char *folder = g_path_get_dirname (part);
  g_autofree char *file = g_path_get_basename (part);
  g_autofree char *name = *part == '\0' ? g_strdup ("_rels/.rels")
                                        : g_strdup_printf ("%s/_rels/%s.rels", folder, file);
  g_autofree char *path = resolve ("", name);
  g_autoptr (ObsXml) xml = obs_xml_open (self->zip, path, error);
  int status;

  g_array_set_clear_func (relations, relation_clear);
  if (xml == NULL)
    return NULL;
  while ((status = obs_xml_next (xml, error)) > 0)
    {
      const char *id, *type, *target;
      Relation relation;

      if (!obs_xml_is_start (xml) || !obs_xml_is (xml, "Relationship"))
        continue;
      id = obs_xml_attribute (xml, "Id");
      type = obs_xml_attribute (xml, "Type");
      target = obs_xml_attribute (xml, "Target");
      if (id == NULL || type == NULL || target == NULL)
        continue;
      if (g_strcmp0 (obs_xml_attribute (xml, "TargetMode"), "External") == 0)
        {
          obs_workbook_refuse_references (self, target, error);
          return NULL;
        }
      relation.id = g_strdup (id);
      relation.kind = g_path_get_basename (type);
      relation.part = resolve (part, target);
      g_array_append_val (relations, relation);
    }
  return status < 0 ? NULL : g_steal_pointer (&relations);
}

static const Relation *
find_relation (const GArray *relations, const char *id, const char *kind)
{
  for (guint i = 0; i < relations->len; i++)
    {
      const Relation *relation = &g_array_index (relations, Relation, i);

      if ((id == NULL || g_str_equal (relation->id, id)) && g_str_equal (relation->kind, kind))
        return relation;
    }
  return NULL;
}

static gboolean
set_no_workbook (ObsWorkbook *self, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s is an office file, but no workbook. Give an .xlsx or .ods file."),
               self->base.name);
  return FALSE;
}

static gboolean
is_true (const char *text)
{
  return text != NULL && (g_str_equal (text, "1") || g_str_equal (text, "true"));
}

static gboolean
read_workbook (ObsWorkbook *self, ObsXlsx *xlsx, const char *part, const GArray *relations,
               GError **error)
{
  g_autoptr (ObsXml) xml = obs_xml_open (self->zip, part, error);
  int status;

  if (xml == NULL)
    return FALSE;
  while ((status = obs_xml_next (xml, error)) > 0)
    {
      if (!obs_xml_is_start (xml))
        continue;
      if (obs_xml_depth (xml) == 0 && !obs_xml_is (xml, "workbook"))
        return set_no_workbook (self, error);
      if (obs_xml_is (xml, "workbookPr"))
        xlsx->from_1904 = is_true (obs_xml_attribute (xml, "date1904"));
      if (obs_xml_is (xml, "sheet"))
        {
          const char *name = obs_xml_attribute (xml, "name");
          const char *id = obs_xml_attribute (xml, "id");
          const char *state = obs_xml_attribute (xml, "state");
          const Relation *relation = id != NULL ? find_relation (relations, id, "worksheet") : NULL;

          if (name == NULL || relation == NULL)
            continue;
          obs_workbook_add_sheet (self, name, state != NULL && !g_str_equal (state, "visible"));
          g_ptr_array_add (xlsx->parts, g_strdup (relation->part));
        }
    }
  return status == 0;
}

gboolean
obs_xlsx_list (ObsWorkbook *self, GError **error)
{
  ObsXlsx *xlsx = g_new0 (ObsXlsx, 1);
  g_autoptr (GArray) package = NULL;
  g_autoptr (GArray) relations = NULL;
  const Relation *main_part, *found;

  self->data = xlsx;
  xlsx->parts = g_ptr_array_new_with_free_func (g_free);
  xlsx->kinds = g_array_new (FALSE, TRUE, sizeof (guint8));
  xlsx->shared = g_string_new (NULL);
  xlsx->ends = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (!check_types (self, error))
    return FALSE;
  package = read_relations (self, "", error);
  if (package == NULL)
    return FALSE;
  main_part = find_relation (package, NULL, "officeDocument");
  if (main_part == NULL)
    return set_no_workbook (self, error);
  relations = read_relations (self, main_part->part, error);
  if (relations == NULL || !read_workbook (self, xlsx, main_part->part, relations, error))
    return FALSE;
  found = find_relation (relations, NULL, "styles");
  xlsx->styles_part = found != NULL ? g_strdup (found->part) : NULL;
  found = find_relation (relations, NULL, "sharedStrings");
  xlsx->strings_part = found != NULL ? g_strdup (found->part) : NULL;
  return TRUE;
}

gboolean
obs_xlsx_read_styles (ObsWorkbook *self, ObsXlsx *xlsx, GError **error)
{
  g_autoptr (GHashTable) formats = g_hash_table_new (NULL, NULL);
  g_autoptr (ObsXml) xml = NULL;
  gboolean in_cells = FALSE;
  int status;

  if (xlsx->styles_part == NULL)
    return TRUE;
  xml = obs_xml_open (self->zip, xlsx->styles_part, error);
  if (xml == NULL)
    return FALSE;
  while ((status = obs_xml_next (xml, error)) > 0)
    {
      const char *id;
      guint number;

      if (obs_xml_depth (xml) == 1 && (obs_xml_is_start (xml) || obs_xml_is_end (xml)))
        in_cells = obs_xml_is_start (xml) && obs_xml_is (xml, "cellXfs");
      if (!obs_xml_is_start (xml) || obs_xml_depth (xml) != 2)
        continue;
      id = obs_xml_attribute (xml, "numFmtId");
      number = id != NULL ? (guint) g_ascii_strtoull (id, NULL, 10) : 0;
      if (obs_xml_is (xml, "numFmt"))
        {
          const char *code = obs_xml_attribute (xml, "formatCode");

          if (code != NULL && g_hash_table_size (formats) < MAX_FORMATS)
            g_hash_table_insert (formats, GUINT_TO_POINTER (number),
                                 GUINT_TO_POINTER (obs_cell_kind_of_format (code)));
        }
      else if (in_cells && obs_xml_is (xml, "xf") && xlsx->kinds->len < MAX_FORMATS)
        {
          gpointer own;
          gboolean has
              = g_hash_table_lookup_extended (formats, GUINT_TO_POINTER (number), NULL, &own);
          guint8 kind = (guint8) (has ? GPOINTER_TO_UINT (own) : obs_cell_kind_of_builtin (number));

          g_array_append_val (xlsx->kinds, kind);
        }
    }
  return status == 0;
}

gboolean
obs_xlsx_read_item (ObsXml *xml, GString *text, GError **error)
{
  int depth = obs_xml_depth (xml), status;
  gsize start = text->len;
  int reading = -1, in_text = -1; /* depth of <rPh>, of <t> */
  gboolean keep = FALSE;
  gsize run = 0;

  if (obs_xml_is_empty (xml))
    return TRUE;
  while ((status = obs_xml_next (xml, error)) > 0)
    {
      int here = obs_xml_depth (xml);

      if (obs_xml_is_end (xml) && here == depth)
        {
          obs_cell_unescape (text, start);
          return TRUE;
        }
      if (obs_xml_is_start (xml) && !obs_xml_is_empty (xml))
        {
          if (obs_xml_is (xml, "rPh") && reading < 0)
            reading = here;
          if (obs_xml_is (xml, "t") && reading < 0 && in_text < 0)
            {
              in_text = here;
              keep = obs_xml_keeps_space (xml);
              run = text->len;
            }
        }
      else if (obs_xml_is_text (xml) && in_text >= 0)
        g_string_append (text, obs_xml_text (xml));
      else if (obs_xml_is_end (xml) && here == reading)
        reading = -1;
      else if (obs_xml_is_end (xml) && here == in_text)
        {
          /* Without xml:space, blanks at the edges are only layout. */
          while (!keep && text->len > run && strchr (" \t\r\n", text->str[text->len - 1]) != NULL)
            g_string_truncate (text, text->len - 1);
          if (!keep)
            g_string_erase (text, (gssize) run, (gssize) strspn (text->str + run, " \t\r\n"));
          in_text = -1;
        }
    }
  return FALSE;
}

gboolean
obs_xlsx_read_strings (ObsWorkbook *self, ObsXlsx *xlsx, GError **error)
{
  g_autoptr (ObsXml) xml = NULL;
  int status;

  if (xlsx->strings_part == NULL)
    return TRUE;
  xml = obs_xml_open (self->zip, xlsx->strings_part, error);
  if (xml == NULL)
    return FALSE;
  while ((status = obs_xml_next (xml, error)) > 0)
    {
      guint32 end;

      if (!obs_xml_is_start (xml) || !obs_xml_is (xml, "si"))
        continue;
      if (!obs_xlsx_read_item (xml, xlsx->shared, error))
        return FALSE;
      if (xlsx->shared->len + xlsx->ends->len * sizeof end > MAX_SHARED)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                       _ ("%s holds more than %d MiB of texts. Save the sheet that is wanted as "
                          "CSV and read that file."),
                       self->base.name, MAX_SHARED / (1024 * 1024));
          return FALSE;
        }
      end = (guint32) xlsx->shared->len;
      g_array_append_val (xlsx->ends, end);
    }
  return status == 0;
}
