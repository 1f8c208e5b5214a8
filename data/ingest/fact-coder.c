/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/facts-private.h"

#include "data/ingest/csv.h"
#include "data/ingest/values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How the texts of a publisher become the codes of a dimension. */

ObsColumn *
obs_fact_column (ObsFactReading *reading, const char *name)
{
  ObsColumn *column;

  for (guint i = 0; i < reading->columns->len; i++)
    {
      column = g_ptr_array_index (reading->columns, i);
      if (g_str_equal (column->name, name))
        return column;
    }
  for (guint i = 0; i < reading->n_headings; i++)
    if (g_str_equal (reading->headings[i], name))
      {
        column = g_new0 (ObsColumn, 1);
        column->name = g_strdup (name);
        column->index = i;
        column->texts = obs_dictionary_new ();
        g_ptr_array_add (reading->columns, column);
        return column;
      }
  obs_issues_add (reading->context->issues, OBS_ISSUE_FAULT, reading->source, reading->file,
                  reading->line, NULL, name, "column",
                  _ ("there is no column “%s”. Correct the heading, or the descriptor."), name);
  return NULL;
}

/* A CSV file beside the descriptor: text, code, label. */
static gboolean
read_labels (ObsCoder *coder, ObsFactReading *reading)
{
  const ObsDescriptor *descriptor = reading->facts->descriptor;
  g_autofree char *path = NULL;
  g_autoptr (ObsCsv) csv = NULL;
  g_autoptr (GError) error = NULL;

  if (coder->dimension->labels == NULL)
    return TRUE;
  path = g_build_filename (descriptor->folder != NULL ? descriptor->folder : ".",
                           coder->dimension->labels, NULL);
  csv = obs_csv_load (path, &error);
  if (csv == NULL || !obs_csv_require (csv, &error, "text", "code", "label", NULL))
    {
      obs_issues_add (reading->context->issues, OBS_ISSUE_FAULT, reading->source, descriptor->name,
                      0, NULL, NULL, "labels", "%s", error->message);
      return FALSE;
    }
  coder->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    g_hash_table_replace (coder->labels, g_strdup (obs_csv_get_named (csv, row, "text")),
                          g_strjoin ("\1", obs_csv_get_named (csv, row, "code"),
                                     obs_csv_get_named (csv, row, "label"), NULL));
  return TRUE;
}

gboolean
obs_coder_init (ObsCoder *coder, ObsFactReading *reading, const ObsDimension *dimension)
{
  memset (coder, 0, sizeof *coder);
  coder->dimension = dimension;
  coder->at = (guint) obs_facts_dimension (reading->facts, dimension->name);
  coder->codings = g_array_new (FALSE, TRUE, sizeof (ObsCoding));
  coder->pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  if (*dimension->list != '\0' && reading->context->lists != NULL)
    coder->closed = g_hash_table_lookup (reading->context->lists, dimension->list);
  if (!read_labels (coder, reading))
    return FALSE;
  if (dimension->kind_from != NULL
      && (coder->kind = obs_fact_column (reading, dimension->kind_from)) == NULL)
    return FALSE;
  if (dimension->from != NULL)
    return (coder->column = obs_fact_column (reading, dimension->from)) != NULL;
  if (dimension->fixed != NULL)
    {
      coder->fixed = obs_coder_code_text (coder, reading, dimension->fixed, NULL);
      if (coder->fixed.what != OBS_CODED)
        obs_coder_tell (coder, reading, dimension->fixed, &coder->fixed);
      return coder->fixed.what == OBS_CODED;
    }
  return TRUE;
}

void
obs_coder_clear (ObsCoder *coder)
{
  g_clear_pointer (&coder->codings, g_array_unref);
  g_clear_pointer (&coder->pairs, g_hash_table_unref);
  g_clear_pointer (&coder->labels, g_hash_table_unref);
}

/* A code of the facts' dimension @at, with its label where it is new. */
static guint32
add_code (ObsFacts *facts, guint at, const char *code, const char *label)
{
  gboolean added;
  guint32 number = obs_dictionary_add (facts->codes[at], code, strlen (code), &added);

  if (added)
    g_ptr_array_add (facts->labels[at], g_strdup (label != NULL && *label != '\0' ? label : code));
  return number;
}

void
obs_coder_tell (const ObsCoder *coder, const ObsFactReading *reading, const char *text,
                const ObsCoding *coding)
{
  obs_issues_add (reading->context->issues,
                  coding->what == OBS_CODE_LEFT_OUT ? OBS_ISSUE_NOTICE : OBS_ISSUE_FAULT,
                  reading->source, reading->file, reading->line,
                  coder->column != NULL ? coder->column->name : coder->dimension->name, text,
                  "code", "%s", coding->words);
}

static ObsCoding
refuse (ObsCoder *coder, ObsFactReading *reading, const char *words)
{
  return (ObsCoding){ coder->dimension->leave_out ? OBS_CODE_LEFT_OUT : OBS_CODE_REFUSED, 0, 0,
                      g_string_chunk_insert (reading->strings, words) };
}

static ObsCoding
code_area (ObsCoder *coder, ObsFactReading *reading, const char *text, const char *kind_text)
{
  const ObsDimension *dimension = coder->dimension;
  const ObsAreaIndex *areas = reading->context->areas;
  ObsCoding coding = { OBS_CODED, 0, 0, NULL };
  const char *kind = dimension->kind;
  const char *code, *colon;
  g_autofree char *before = NULL;
  g_autofree char *words = NULL;

  if (dimension->prefix)
    {
      colon = strchr (text, ':');
      kind_text = before = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup ("");
      text = colon != NULL ? colon + 1 : text;
    }
  code = text;
  if (kind_text != NULL)
    {
      kind = g_hash_table_lookup (dimension->kinds, kind_text);
      if (kind == NULL)
        {
          words = g_strdup_printf (
              _ ("“%s” is no kind of area that the descriptor maps. Add it to “kinds”."),
              kind_text);
          return refuse (coder, reading, words);
        }
    }
  if (dimension->by_name)
    code = obs_area_index_find (areas, kind, text);
  if (code == NULL || !obs_area_index_has (areas, code))
    {
      if (*text == '\0')
        words = g_strdup (_ ("the code of the area is empty. Add it, or leave such rows out with "
                             "“otherwise=leave-out”."));
      else
        words = g_strdup_printf (
            _ ("“%s” is no area of this edition. Correct it, or add it to the areas or their other "
               "names."),
            text);
      return refuse (coder, reading, words);
    }
  coding.code = add_code (reading->facts, coder->at, code, NULL);
  return coding;
}

/* Before 1900, or after the day of the edition: somebody's slip, unless the source says that it
 * looks ahead. Codes begin with the year; months have it as "2025-07". */
gboolean
obs_facts_allow_period (const ObsDescriptor *descriptor, const char *period, const char *date)
{
  gboolean month = strlen (period) == 7 && period[4] == '-' && period[5] != 'Q';

  if (strncmp (period, "1900", 4) < 0)
    return FALSE;
  return descriptor->future || date == NULL || strncmp (period, date, month ? 7 : 4) <= 0;
}

static ObsCoding
code_period (ObsCoder *coder, ObsFactReading *reading, const char *text)
{
  ObsCoding coding = { OBS_CODED, 0, 0, NULL };
  char period[16];
  const char *kind = NULL;
  g_autofree char *whole = NULL;
  g_autoptr (GError) error = NULL;

  if (coder->dimension->months != NULL)
    text = whole = g_strdup_printf ("%s (%s)", text, coder->dimension->months);
  if (!obs_value_period (text, strlen (text), period, &kind, &error))
    return refuse (coder, reading, error->message);
  if (!obs_facts_allow_period (reading->facts->descriptor, period, reading->context->date))
    {
      g_autofree char *words = g_strdup_printf (
          _ ("“%s” is before 1900 or after the edition of %s. Correct it; of projections the "
             "descriptor says future=yes under [limits]."),
          text, reading->context->date != NULL ? reading->context->date : "–");

      reading->facts->held_back = TRUE;
      return refuse (coder, reading, words);
    }
  coding.code = add_code (reading->facts, coder->at, period, NULL);
  coding.kind_code = add_code (reading->facts, coder->at + 1, kind, NULL);
  return coding;
}

/* "Health & social work" becomes "health-social-work". */
static char *
slug_of (const char *text)
{
  g_autofree char *folded = obs_area_index_fold (text);
  GString *slug = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (slug, *at);
    else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
      g_string_append_c (slug, '-');
  if (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  return g_string_free (slug, FALSE);
}

/* "11 - Corporate managers" becomes "11" and "Corporate managers"; "B,D,E Energy" "B-D-E" and
 * "Energy". A text without such a beginning becomes a slug. */
static char *
number_of (const char *text, const char **label)
{
  gsize length = strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ,.-");
  const char *rest = text + length;
  char *code;

  *label = text;
  while (length > 0 && strchr (",.-", text[length - 1]) != NULL)
    length--; /* "1. Managers" */
  if (!g_ascii_isalnum (*text) || (*rest != ' ' && *rest != '\0' && *rest != ':'))
    return slug_of (text);
  code = g_strdelimit (g_strndup (text, length), ",", '-');
  while (*rest == ' ' || *rest == '-' || *rest == ':')
    rest++;
  if (*rest != '\0')
    *label = rest;
  return code;
}

static ObsCoding
code_listed (ObsCoder *coder, ObsFactReading *reading, const char *text)
{
  const ObsDimension *dimension = coder->dimension;
  ObsCoding coding = { OBS_CODED, 0, 0, NULL };
  const char *told = coder->labels != NULL ? g_hash_table_lookup (coder->labels, text) : NULL;
  g_auto (GStrv) pair = told != NULL ? g_strsplit (told, "\1", 2) : NULL;
  const char *label = pair != NULL ? pair[1] : text;
  g_autofree char *code = NULL;

  if (g_strv_contains ((const char *const *) dimension->totals, text))
    return coding; /* number 0 is the total */
  if (pair != NULL)
    code = g_strdup (pair[0]);
  else if (dimension->codes == OBS_CODES_NUMBER)
    code = number_of (text, &label);
  else if (dimension->codes == OBS_CODES_SLUG)
    code = slug_of (text);
  else
    code = g_strdup (text);
  if (*code == '\0' || (g_str_equal (code, "all") && pair == NULL))
    {
      g_autofree char *words = g_strdup_printf (
          _ ("“%s” is no code. Where it means the total, say so with “total”."), text);

      return refuse (coder, reading, words);
    }
  if (g_str_equal (code, "all"))
    return coding;
  if (coder->closed != NULL)
    {
      label = g_hash_table_lookup (coder->closed, code);
      if (label == NULL)
        {
          g_autofree char *words
              = g_strdup_printf (_ ("“%s” is not in the code list “%s”. Correct it, or add it "
                                    "there or to the labels."),
                                 text, dimension->list);

          return refuse (coder, reading, words);
        }
    }
  coding.code = add_code (reading->facts, coder->at, code, label);
  return coding;
}

ObsCoding
obs_coder_code_text (ObsCoder *coder, ObsFactReading *reading, const char *text, const char *kind)
{
  if (g_str_equal (coder->dimension->name, "area"))
    return code_area (coder, reading, text, kind);
  if (g_str_equal (coder->dimension->name, "period"))
    return code_period (coder, reading, text);
  return code_listed (coder, reading, text);
}

/* Texts come with their column's blanks around them now and then. */
static ObsCoding
code_column (ObsCoder *coder, ObsFactReading *reading)
{
  g_autofree char *text
      = g_strstrip (g_strdup (obs_dictionary_text (coder->column->texts, coder->column->id)));
  g_autofree char *kind
      = coder->kind == NULL
            ? NULL
            : g_strstrip (g_strdup (obs_dictionary_text (coder->kind->texts, coder->kind->id)));

  return obs_coder_code_text (coder, reading, text, kind);
}

/* Areas by name rest on two texts. */
static const ObsCoding *
code_pair (ObsCoder *coder, ObsFactReading *reading)
{
  gint64 key = ((gint64) coder->kind->id << 32) | coder->column->id;
  ObsCoding *coding = g_hash_table_lookup (coder->pairs, &key);

  if (coding == NULL)
    {
      coding = g_new (ObsCoding, 1);
      *coding = code_column (coder, reading);
      g_hash_table_insert (coder->pairs, g_memdup2 (&key, sizeof key), coding);
    }
  return coding;
}

const ObsCoding *
obs_coder_code (ObsCoder *coder, ObsFactReading *reading)
{
  ObsColumn *column = coder->column;

  if (column == NULL)
    return &coder->fixed;
  if (coder->kind != NULL)
    return code_pair (coder, reading);
  /* Texts get their numbers one by one, so a new one is always the next. */
  while (column->id >= coder->codings->len)
    {
      guint32 wanted = column->id;
      ObsCoding coding;

      column->id = coder->codings->len;
      coding = column->id == wanted ? code_column (coder, reading)
                                    : (ObsCoding){ OBS_CODE_REFUSED, G_MAXUINT32, 0, NULL };
      column->id = wanted;
      g_array_append_val (coder->codings, coding);
    }
  if (g_array_index (coder->codings, ObsCoding, column->id).code == G_MAXUINT32)
    g_array_index (coder->codings, ObsCoding, column->id) = code_column (coder, reading);
  return &g_array_index (coder->codings, ObsCoding, column->id);
}

static void
left_out_free (gpointer data)
{
  ObsLeftOut *left = data;

  g_free (left->column);
  g_free (left->text);
  g_free (left);
}

void
obs_fact_file_leave_out (ObsFactFile *file, const char *reason, guint64 n, guint64 line,
                         const char *column, const char *text)
{
  ObsLeftOut *left;

  if (file->left_out == NULL)
    file->left_out = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, left_out_free);
  left = g_hash_table_lookup (file->left_out, reason);
  if (left == NULL)
    {
      left = g_new0 (ObsLeftOut, 1);
      left->line = line;
      left->column = g_strdup (column);
      left->text = g_strdup (text);
      g_hash_table_insert (file->left_out, g_strdup (reason), left);
    }
  left->n += n;
}

void
obs_fact_left_out (ObsFactFile *file, const ObsCoder *coder, const ObsFactReading *reading,
                   const char *text, const ObsCoding *coding)
{
  obs_fact_file_leave_out (file, coding->words, 1, reading->line,
                           coder->column != NULL ? coder->column->name : coder->dimension->name,
                           text);
}
