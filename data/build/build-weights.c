/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-texts-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How much a document counts: figures that name it, national figures of providers shared out to the
 * place of the edition, and figures of groups of occupations shared equally among their documents.
 */

#define MAX_LISTED 200 /* titles without a document that the report names */

/* A figure of a row that is to be shared out by provider, once all of them are known. */
typedef struct
{
  char *document, *measure, *provider, *period;
  double value;
} Waiting;

typedef struct
{
  sqlite3_stmt *stmt;
  GTree *values;      /* "document\1measure\1area\1provider\1period" to double * */
  GArray *waiting;    /* of Waiting */
  GHashTable *wholes; /* "provider\1period" to double *: all of a provider */
  GTree *not_found;   /* title to guint64 *: rows whose title no document bears */
} Weights;

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

static void
waiting_clear (gpointer data)
{
  Waiting *waiting = data;

  g_free (waiting->document);
  g_free (waiting->measure);
  g_free (waiting->provider);
  g_free (waiting->period);
}

static void
add_to (GHashTable *sums, const char *key, double value)
{
  double *sum = g_hash_table_lookup (sums, key);

  if (sum == NULL)
    {
      sum = g_new0 (double, 1);
      g_hash_table_insert (sums, g_strdup (key), sum);
    }
  *sum += value;
}

/* A month, a year, an academic year, or a part of one: "2025/26 (part)", which is never set beside
 * whole years. (transfer full): NULL after a fault */
static char *
read_period (ObsTextReader *reader)
{
  const char *text = obs_text_reader_get (reader, OBS_TEXT_PERIOD);
  char period[OBS_VALUE_PERIOD_SIZE];
  const char *kind = NULL;
  g_autoptr (GError) error = NULL;

  if (obs_value_period (text, strlen (text), period, &kind, &error))
    return g_str_equal (kind, "academic-year-part") ? g_strconcat (period, " (part)", NULL)
                                                    : g_strdup (period);
  obs_text_reader_fault (reader, OBS_TEXT_PERIOD, "period", "%s", error->message);
  return NULL;
}

/* FALSE where the row has no figure: unknown is never zero. */
static gboolean
read_value (ObsTextReader *reader, const ObsDescriptor *descriptor, double *value)
{
  const char *text = obs_text_reader_get (reader, OBS_TEXT_VALUE);
  const char *marker = descriptor->missing_column != NULL
                           ? obs_text_reader_cell (reader, descriptor->missing_column)
                           : "";

  if (g_hash_table_contains (descriptor->missing, text)
      || (*marker != '\0' && g_hash_table_contains (descriptor->missing, marker)))
    {
      obs_text_reader_leave_out (reader, _ ("figures that their publisher does not give"));
      return FALSE;
    }
  if (!obs_texts_number (reader, OBS_TEXT_VALUE, value))
    return FALSE;
  if (!isnan (*value))
    return TRUE;
  obs_text_reader_fault (reader, OBS_TEXT_VALUE, "number",
                         _ ("there is no figure. Say in [missing] what an empty cell (“blank”) "
                            "means."));
  return FALSE;
}

/* "provider\1period" of one row of shares; its districts in the place are added up. */
static void
read_share (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
            gpointer user_data)
{
  const char *name = descriptor->texts->shares;
  GHashTable *shares = g_hash_table_lookup (texts->shares, name);
  const char *area;
  g_autofree char *period = NULL;
  g_autofree char *key = NULL;
  double value;

  if (shares == NULL)
    {
      shares = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_hash_table_insert (texts->shares, g_strdup (name), shares);
    }
  if (!obs_texts_area (texts, reader, descriptor, &area) || (period = read_period (reader)) == NULL
      || !read_value (reader, descriptor, &value))
    return;
  if (!g_hash_table_contains (texts->place_parts, area))
    {
      obs_text_reader_leave_out (reader, _ ("areas outside of the edition’s place"));
      return;
    }
  key = g_strjoin ("\1", obs_text_reader_get (reader, OBS_TEXT_PROVIDER), period, NULL);
  add_to (shares, key, value);
  obs_text_reader_keep (reader);
}

/* FALSE where the same figure stands here again and the table does not add up. */
static gboolean
add_weight (Weights *weights, const ObsDescriptor *descriptor, const char *document,
            const char *measure, const char *area, const char *provider, const char *period,
            double value)
{
  g_autofree char *key = g_strjoin ("\1", document, measure, area, provider, period, NULL);
  double *sum = g_tree_lookup (weights->values, key);

  if (sum != NULL && !descriptor->sum)
    return FALSE;
  if (sum == NULL)
    {
      sum = g_new0 (double, 1);
      g_tree_insert (weights->values, g_steal_pointer (&key), sum);
    }
  *sum += value;
  return TRUE;
}

/* The document that the row names by its code or title; a title without one is counted. */
static const ObsTextDocument *
find_document (ObsTexts *texts, Weights *weights, ObsTextReader *reader)
{
  const gboolean by_title = obs_text_reader_has (reader, OBS_TEXT_TITLE);
  const char *name = obs_text_reader_get (reader, by_title ? OBS_TEXT_TITLE : OBS_TEXT_DOCUMENT);
  const ObsTextDocument *document = NULL;
  g_autofree char *key = by_title ? obs_texts_title_key ("standard", name) : NULL;
  guint64 *n;

  document = by_title ? g_hash_table_lookup (texts->by_title, key)
                      : g_hash_table_lookup (texts->documents, name);
  if (document != NULL)
    return document;
  obs_text_reader_unknown (reader, by_title ? OBS_TEXT_TITLE : OBS_TEXT_DOCUMENT, name,
                           by_title ? _ ("the title of a document") : _ ("a document"));
  n = g_tree_lookup (weights->not_found, name);
  if (n == NULL)
    {
      n = g_new0 (guint64, 1);
      g_tree_insert (weights->not_found, g_strdup (name), n);
    }
  ++*n;
  return NULL;
}

/* Documents of the kind whose code of occupation begins with these digits. */
static guint
count_by_soc (ObsTexts *texts, const char *kind, const char *digits)
{
  guint n = 0;

  for (guint i = 0; i < texts->in_order->len; i++)
    {
      const ObsTextDocument *document = g_ptr_array_index (texts->in_order, i);

      n += g_str_equal (document->kind, kind) && *document->soc != '\0'
           && g_str_has_prefix (document->soc, digits);
    }
  return n;
}

/* The figure of a group of occupations, in equal parts to the documents of the group. */
static void
share_equally (ObsTexts *texts, Weights *weights, ObsTextReader *reader,
               const ObsDescriptor *descriptor, const char *area, const char *period, double value)
{
  const char *digits = obs_text_reader_get (reader, OBS_TEXT_SOC);
  const char *kind = descriptor->texts->share_among;
  guint n = *digits != '\0' ? count_by_soc (texts, kind, digits) : 0;

  if (n == 0)
    {
      obs_text_reader_leave_out (reader, _ ("groups of occupations without a document"));
      return;
    }
  for (guint i = 0; i < texts->in_order->len; i++)
    {
      const ObsTextDocument *document = g_ptr_array_index (texts->in_order, i);

      if (g_str_equal (document->kind, kind) && *document->soc != '\0'
          && g_str_has_prefix (document->soc, digits)
          && !add_weight (weights, descriptor, document->code,
                          obs_text_reader_get (reader, OBS_TEXT_MEASURE), area,
                          obs_text_reader_get (reader, OBS_TEXT_PROVIDER), period, value / n))
        {
          obs_text_reader_fault (reader, OBS_TEXT_SOC, "key",
                                 _ ("“%s” stands in an earlier row. Keep one of them, or say "
                                    "sum=yes."),
                                 digits);
          return;
        }
    }
  obs_text_reader_keep (reader);
}

/* A figure that waits for the whole of its provider. */
static void
wait_for_whole (ObsTexts *texts, Weights *weights, ObsTextReader *reader,
                const ObsDescriptor *descriptor, const char *period, double value)
{
  const char *provider = obs_text_reader_get (reader, OBS_TEXT_PROVIDER);
  const char *measure = obs_text_reader_get (reader, OBS_TEXT_MEASURE);
  const ObsTextDocument *document;
  Waiting waiting = { .value = value };

  if (g_str_equal (measure, descriptor->texts->share_measure))
    {
      g_autofree char *key = g_strjoin ("\1", provider, period, NULL);

      add_to (weights->wholes, key, value);
    }
  if (!obs_text_reader_passes (reader, descriptor->texts->share_rows))
    {
      obs_text_reader_leave_out (reader, _ ("rows that only count in the whole of a provider"));
      return;
    }
  document = find_document (texts, weights, reader);
  if (document == NULL)
    return;
  waiting.document = g_strdup (document->code);
  waiting.measure = g_strdup (measure);
  waiting.provider = g_strdup (provider);
  waiting.period = g_strdup (period);
  g_array_append_val (weights->waiting, waiting);
  obs_text_reader_keep (reader);
}

static gboolean
check_measure (ObsTextReader *reader)
{
  static const char *const measures[]
      = { "starts", "achievements", "vacancies", "employment", NULL };
  const char *measure = obs_text_reader_get (reader, OBS_TEXT_MEASURE);

  if (g_strv_contains (measures, measure))
    return TRUE;
  obs_text_reader_fault (reader, OBS_TEXT_MEASURE, "measure",
                         _ ("“%s” is not one of starts, achievements, vacancies, employment. "
                            "Explain it in [values measure]."),
                         measure);
  return FALSE;
}

static void
read_weight (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
             gpointer user_data)
{
  Weights *weights = user_data;
  const ObsTextDocument *document;
  const char *area;
  g_autofree char *period = NULL;
  double value;

  if (!obs_texts_area (texts, reader, descriptor, &area) || !check_measure (reader)
      || (period = read_period (reader)) == NULL || !read_value (reader, descriptor, &value))
    return;
  if (descriptor->texts->share_by != NULL)
    wait_for_whole (texts, weights, reader, descriptor, period, value);
  else if (descriptor->texts->share_among != NULL)
    share_equally (texts, weights, reader, descriptor, area, period, value);
  else if ((document = find_document (texts, weights, reader)) != NULL)
    {
      if (add_weight (weights, descriptor, document->code,
                      obs_text_reader_get (reader, OBS_TEXT_MEASURE), area,
                      obs_text_reader_get (reader, OBS_TEXT_PROVIDER), period, value))
        obs_text_reader_keep (reader);
      else
        obs_text_reader_fault (reader, OBS_TEXT_VALUE, "key",
                               _ ("the figure of “%s” stands in an earlier row. Keep one of them, "
                                  "or say sum=yes."),
                               document->code);
    }
}

/* The part of a provider's whole that falls into the place, 0 to 1. More local than national
 * figures come of two tables of different days: then it is all of it. */
static double
part_of (const Weights *weights, GHashTable *shares, const Waiting *waiting)
{
  g_autofree char *key = g_strjoin ("\1", waiting->provider, waiting->period, NULL);
  const double *whole = g_hash_table_lookup (weights->wholes, key);
  const double *local = g_hash_table_lookup (shares, key);

  if (local == NULL || whole == NULL || *whole <= 0)
    return 0;
  return MIN (1, *local / *whole);
}

static void
share_out (ObsTexts *texts, Weights *weights, ObsTextReader *reader,
           const ObsDescriptor *descriptor)
{
  GHashTable *shares = g_hash_table_lookup (texts->shares, descriptor->texts->share_by);

  if (shares == NULL)
    {
      obs_issues_add (texts->build->report->issues, OBS_ISSUE_NOTICE, descriptor->id,
                      obs_text_reader_name (reader), 0, NULL, descriptor->texts->share_by, "share",
                      _ ("there are no shares “%s” here, so nothing of it is shared out to the "
                         "place."),
                      descriptor->texts->share_by);
      return;
    }
  for (guint i = 0; i < weights->waiting->len; i++)
    {
      const Waiting *one = &g_array_index (weights->waiting, Waiting, i);
      double part = part_of (weights, shares, one) * one->value;

      /* Nothing that is taught elsewhere: not known here rather than none. */
      if (part <= 0)
        continue;
      add_weight (weights, descriptor, one->document, one->measure, texts->build->place,
                  one->provider, one->period, part);
      add_weight (weights, descriptor, one->document, one->measure, texts->build->place, "",
                  one->period, part);
    }
}

static gboolean
list_title (gpointer key, gpointer value, gpointer user_data)
{
  g_ptr_array_add (user_data, key);
  return FALSE;
}

static void
tell_not_found (ObsTexts *texts, Weights *weights, ObsTextReader *reader,
                const ObsDescriptor *descriptor)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  g_autofree char *all = NULL;
  guint n;

  g_tree_foreach (weights->not_found, list_title, titles);
  n = titles->len;
  if (n == 0)
    return;
  g_ptr_array_set_size (titles, (int) MIN (n, MAX_LISTED));
  g_ptr_array_add (titles, NULL);
  all = g_strjoinv ("; ", (char **) titles->pdata);
  obs_issues_add (texts->build->report->issues, OBS_ISSUE_NOTICE, descriptor->id,
                  obs_text_reader_name (reader), 0, NULL, NULL, "title",
                  ngettext ("%u name without a document, whose figures are left out: %s.",
                            "%u names without a document, whose figures are left out: %s.", n),
                  n, all);
}

typedef struct
{
  ObsTexts *texts;
  Weights *weights;
  const ObsDescriptor *descriptor;
} Writing;

static gboolean
write_weight (gpointer key, gpointer value, gpointer user_data)
{
  const Writing *writing = user_data;
  const ObsTextTable *table = writing->descriptor->texts;
  sqlite3_stmt *stmt = writing->weights->stmt;
  g_auto (GStrv) parts = g_strsplit (key, "\1", 5);

  if (!obs_build_add_key (writing->texts->build, "document_weight", key))
    {
      obs_issues_add (writing->texts->build->report->issues, OBS_ISSUE_FAULT,
                      writing->descriptor->id, "", 0, NULL, parts[0], "key",
                      _ ("%s of “%s” in %s are given by another table too. Keep one of the two."),
                      parts[1], parts[0], parts[4]);
      return FALSE;
    }
  for (int i = 0; i < 5; i++)
    obs_build_bind_text (stmt, i + 1, parts[i]);
  sqlite3_bind_double (stmt, 6, *(const double *) value);
  sqlite3_bind_int (stmt, 7, table->share_by != NULL || table->share_among != NULL);
  obs_build_bind_text (stmt, 8, writing->descriptor->id);
  obs_build_run (writing->texts->build, stmt);
  return FALSE;
}

static void
weights_reset (Weights *weights)
{
  g_clear_pointer (&weights->values, g_tree_unref);
  g_clear_pointer (&weights->not_found, g_tree_unref);
  g_clear_pointer (&weights->waiting, g_array_unref);
  g_clear_pointer (&weights->wholes, g_hash_table_unref);
}

static void
weights_begin (Weights *weights)
{
  weights->values = g_tree_new_full (compare_keys, NULL, g_free, g_free);
  weights->not_found = g_tree_new_full (compare_keys, NULL, g_free, g_free);
  weights->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  g_array_set_clear_func (weights->waiting, waiting_clear);
  weights->wholes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* After the last file of a descriptor. */
static void
finish_weights (ObsTexts *texts, ObsTextReader *reader, const ObsDescriptor *descriptor,
                gpointer user_data)
{
  Weights *weights = user_data;
  Writing writing = { texts, weights, descriptor };

  if (descriptor->texts->share_by != NULL)
    share_out (texts, weights, reader, descriptor);
  tell_not_found (texts, weights, reader, descriptor);
  g_tree_foreach (weights->values, write_weight, &writing);
  weights_reset (weights);
  weights_begin (weights);
}

void
obs_texts_read_weights (ObsTexts *texts)
{
  Weights weights = {
    .stmt = obs_build_insert (
        texts->build,
        "document_weight (document, measure, area, provider, period, value, estimate, source)", 8),
  };

  weights_begin (&weights);
  obs_texts_read_kind (texts, OBS_TABLE_SHARES, read_share, NULL, NULL);
  obs_texts_read_kind (texts, OBS_TABLE_WEIGHTS, read_weight, finish_weights, &weights);
  weights_reset (&weights);
  sqlite3_finalize (weights.stmt);
}
