/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/taxonomy/tables.h"

#include "data/error.h"
#include "data/taxonomy/matcher-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

const char *const obs_weight_names[OBS_N_WEIGHTS]
    = { "name-words", "name-runs", "name-recall", "full-words", "full-runs", "names-count",
        "spread",     "pair",      "long",        "long-full",  "long-name", "group-text",
        "group-best", "areas",     "vectors",     "pivot" };
const char *const obs_sign_names[OBS_N_SIGNS]
    = { "one",   "score", "below", "margin", "recall", "coverage",
        "words", "runs",  "share", "exact",  "first",  "document" };
const char *const obs_labels_kind_names[OBS_N_LABELS_KINDS]
    = { "names", "alternatives", "concepts", "long", "texts", "areas" };

ObsTables *
obs_tables_ref (ObsTables *tables)
{
  g_atomic_ref_count_inc (&tables->refs);
  return tables;
}

void
obs_tables_unref (ObsTables *tables)
{
  if (tables == NULL || !g_atomic_ref_count_dec (&tables->refs))
    return;
  g_free (tables->version);
  obs_linear_free (tables->type);
  obs_linear_free (tables->areas);
  obs_terms_clear (&tables->stems);
  g_array_unref (tables->meanings_start);
  g_array_unref (tables->meanings);
  g_ptr_array_unref (tables->meaning_words);
  g_ptr_array_unref (tables->area_labels);
  obs_vectors_free (tables->vectors);
  g_free (tables);
}

const char *
obs_tables_version (const ObsTables *tables)
{
  return tables->version;
}

gboolean
obs_tables_load_vectors (ObsTables *tables, const char *file, GError **error)
{
  g_clear_pointer (&tables->vectors, obs_vectors_free);
  tables->vectors = obs_vectors_load (file, error);
  return tables->vectors != NULL;
}

/* Takes the cells of a line; FALSE where they are not what the table holds. */
typedef gboolean (*LineFunc) (ObsTables *tables, char **cells, guint n);

static gboolean
number_in (const char *text, double *value)
{
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

static int
place_of (const char *const *names, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (names[i], name))
      return (int) i;
  return -1;
}

static gboolean
take_weight (ObsTables *tables, char **cells, guint n)
{
  int place = n == 2 ? place_of (obs_weight_names, OBS_N_WEIGHTS, cells[0]) : -1;

  return place >= 0 && number_in (cells[1], &tables->weights[place]);
}

static gboolean
take_sign (ObsTables *tables, char **cells, guint n)
{
  int kind = n == 3 ? place_of (obs_labels_kind_names, OBS_N_LABELS_KINDS, cells[0]) : -1;
  int sign = n == 3 ? place_of (obs_sign_names, OBS_N_SIGNS, cells[1]) : -1;

  return kind >= 0 && sign >= 0 && number_in (cells[2], &tables->signs[kind][sign]);
}

/* "stem TAB other stem TAB weight": all others of a stem stand together. */
static gboolean
take_meaning (ObsTables *tables, char **cells, guint n)
{
  ObsMeaning meaning;
  guint32 stem, last;
  double weight;

  if (n != 3 || !number_in (cells[2], &weight) || weight <= 0 || weight > 1)
    return FALSE;
  stem = obs_terms_add (&tables->stems, obs_words_key ('w', cells[0], strlen (cells[0])));
  if (stem + 1 < tables->stems.n)
    return FALSE;
  meaning.key = obs_words_key ('w', cells[1], strlen (cells[1]));
  meaning.weight = (float) weight;
  g_array_append_val (tables->meanings, meaning);
  g_ptr_array_add (tables->meaning_words, g_strdup (cells[1]));
  last = tables->meanings->len;
  g_array_set_size (tables->meanings_start, stem + 2);
  g_array_index (tables->meanings_start, guint32, stem + 1) = last;
  return TRUE;
}

static gboolean
read_table (ObsTables *tables, const char *folder, const char *name, LineFunc take, GError **error)
{
  g_autofree char *file = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  guint number = 0;
  gsize size;

  if (!g_file_get_contents (file, &text, &size, error))
    return FALSE;
  for (char *line = text, *next; line != NULL && *line != '\0'; line = next)
    {
      g_auto (GStrv) cells = NULL;

      next = memchr (line, '\n', (gsize) (text + size - line));
      if (next != NULL)
        *next++ = '\0';
      number++;
      if (*line == '#' || *line == '\0')
        continue;
      cells = g_strsplit (line, "\t", -1);
      if (take (tables, cells, g_strv_length (cells)))
        continue;
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s, line %u: this is not a row of that table. Make the table again with "
                      "“observatory train”."),
                   name, number);
      return FALSE;
    }
  return TRUE;
}

/* "area TAB label" of the areas that were trained. */
static gboolean
take_area (ObsTables *tables, char **cells, guint n)
{
  if (n != 2)
    return FALSE;
  for (guint i = 0; i < tables->areas->classes->len; i++)
    if (g_str_equal (g_ptr_array_index (tables->areas->classes, i), cells[0]))
      {
        g_free (tables->area_labels->pdata[i]);
        tables->area_labels->pdata[i] = g_strdup (cells[1]);
        return TRUE;
      }
  return TRUE;
}

/* The version is that of the method and the hash of all tables: other tables, other matches. */
static char *
version_of (const char *folder, GError **error)
{
  static const char *const names[] = { "type.tsv",  "areas.tsv",   "area-names.tsv",
                                       "words.tsv", "ranking.tsv", "calibration.tsv" };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (folder, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      if (!g_file_get_contents (file, &bytes, &length, error))
        return NULL;
      g_checksum_update (sum, (const guchar *) bytes, (gssize) length);
    }
  return g_strdup_printf ("1 (%.8s)", g_checksum_get_string (sum));
}

static ObsTables *
tables_new (void)
{
  ObsTables *tables = g_new0 (ObsTables, 1);
  guint32 zero = 0;

  g_atomic_ref_count_init (&tables->refs);
  obs_terms_init (&tables->stems);
  tables->meanings_start = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (tables->meanings_start, zero);
  tables->meanings = g_array_new (FALSE, FALSE, sizeof (ObsMeaning));
  tables->meaning_words = g_ptr_array_new_with_free_func (g_free);
  tables->area_labels = g_ptr_array_new_with_free_func (g_free);
  return tables;
}

static gboolean
read_all (ObsTables *tables, const char *folder, GError **error)
{
  g_autofree char *type = g_build_filename (folder, "type.tsv", NULL);
  g_autofree char *areas = g_build_filename (folder, "areas.tsv", NULL);

  tables->type = obs_linear_load (type, &obs_linear_type_terms, error);
  if (tables->type == NULL)
    return FALSE;
  tables->areas = obs_linear_load (areas, &obs_linear_area_terms, error);
  if (tables->areas == NULL)
    return FALSE;
  g_ptr_array_set_size (tables->area_labels, (int) tables->areas->classes->len);
  tables->version = version_of (folder, error);
  return tables->version != NULL && read_table (tables, folder, "area-names.tsv", take_area, error)
         && read_table (tables, folder, "words.tsv", take_meaning, error)
         && read_table (tables, folder, "ranking.tsv", take_weight, error)
         && read_table (tables, folder, "calibration.tsv", take_sign, error);
}

ObsTables *
obs_tables_load (const char *folder, GError **error)
{
  static const char *const places[]
      = { PKGDATADIR "/taxonomy/tables", OBS_SOURCE_ROOT "/data/taxonomy/tables" };
  g_autoptr (ObsTables) tables = tables_new ();
  g_autoptr (GError) fault = NULL;

  for (guint i = 0; folder == NULL && i < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_IS_DIR))
      folder = places[i];
  if (folder == NULL)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                           _ ("The tables of the matcher that come with the program are missing. "
                              "Install it again."));
      return NULL;
    }
  if (read_all (tables, folder, &fault))
    return g_steal_pointer (&tables);
  if (fault->domain == G_FILE_ERROR)
    g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                 _ ("The tables of the matcher cannot be read: %s."), fault->message);
  else
    g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

const ObsMeaning *
obs_tables_meanings (const ObsTables *tables, guint64 key, guint *n)
{
  guint32 stem = obs_terms_find (&tables->stems, key);
  const guint32 *starts;

  *n = 0;
  if (stem == OBS_NO_TERM)
    return NULL;
  starts = &g_array_index (tables->meanings_start, guint32, stem);
  *n = starts[1] - starts[0];
  return *n > 0 ? &g_array_index (tables->meanings, ObsMeaning, starts[0]) : NULL;
}

char
obs_tables_type (const ObsTables *tables, const char *text, double *probability)
{
  g_autoptr (ObsWords) words = obs_words_new ();
  double values[8] = { 0 };
  guint best = 0;

  if (tables->type->classes->len > G_N_ELEMENTS (values))
    return 'K';
  obs_linear_apply (tables->type, words, text, 0, values);
  for (guint i = 1; i < tables->type->classes->len; i++)
    if (values[i] > values[best])
      best = i;
  if (probability != NULL)
    *probability = values[best];
  return *(const char *) g_ptr_array_index (tables->type->classes, best);
}

double
obs_tables_confidence (const ObsTables *tables, ObsLabelsKind kind, const double *signs)
{
  double sum = 0;

  for (guint i = 0; i < OBS_N_SIGNS; i++)
    sum += tables->signs[kind][i] * signs[i];
  return 1 / (1 + exp (-sum));
}
