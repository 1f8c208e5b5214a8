/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/fact-cache-private.h"

#include "data/ingest/values.h"
#include "data/sync/digest.h"

#include <math.h>
#include <string.h>

/* Bytes as facts, if they are what the cache would have written: every count, number and text is
 * checked before it is used, the hash notwithstanding. */

#define HEAD (8 + 4 + 64 + 8 + 64)

typedef struct
{
  const guint8 *at, *end;
  gboolean bad; /* something is out of place; what is read from here on is 0 and "" */
} Reader;

static guint64
get (Reader *self, guint n_bytes)
{
  guint64 little = 0;

  if (self->bad || (gsize) (self->end - self->at) < n_bytes)
    {
      self->bad = TRUE;
      return 0;
    }
  memcpy (&little, self->at, n_bytes);
  self->at += n_bytes;
  return GUINT64_FROM_LE (little);
}

/* At most @most, or all is bad. */
static guint64
get_below (Reader *self, guint n_bytes, guint64 most)
{
  guint64 number = get (self, n_bytes);

  self->bad |= number > most;
  return self->bad ? 0 : number;
}

/* How many things of at least @least bytes each follow. */
static guint
get_count (Reader *self, guint least)
{
  return (guint) get_below (self, 4, (guint64) (self->end - self->at) / least);
}

/* Infinite numbers and those that are none are no figures. */
static double
get_double (Reader *self)
{
  guint64 bits = get (self, 8);
  double number;

  memcpy (&number, &bits, sizeof number);
  self->bad |= !isfinite (number);
  return self->bad ? 0 : number;
}

/* Never NULL. (transfer full) */
static char *
get_text (Reader *self)
{
  gsize length = get_count (self, 1);
  const char *text = (const char *) self->at;

  /* Says no to a NUL inside as well. */
  self->bad |= !g_utf8_validate (text, (gssize) length, NULL);
  if (self->bad)
    return g_strdup ("");
  self->at += length;
  return g_strndup (text, length);
}

static void
read_files (Reader *self, ObsFacts *facts, const ObsFactInputs *inputs, const GPtrArray *hashes)
{
  guint n = get_count (self, 20);

  self->bad |= n != inputs->files->len || n != hashes->len;
  for (guint i = 0; i < n && !self->bad; i++)
    {
      ObsFactFile *file = g_new0 (ObsFactFile, 1);
      guint n_reasons;

      file->name = g_filename_display_basename (g_ptr_array_index (inputs->files, i));
      file->sha256 = g_strdup (g_ptr_array_index (hashes, i));
      g_ptr_array_add (facts->files, file);
      file->n_read = get_below (self, 8, G_MAXINT64);
      file->n_kept = get_below (self, 8, file->n_read);
      n_reasons = get_count (self, 28);
      for (guint j = 0; j < n_reasons && !self->bad; j++)
        {
          g_autofree char *reason = get_text (self);
          guint64 rows = get_below (self, 8, file->n_read);
          guint64 line = get_below (self, 8, G_MAXINT64);
          g_autofree char *column = get_text (self);
          g_autofree char *text = get_text (self);

          if (!self->bad)
            obs_fact_file_leave_out (file, reason, rows, line, column, text);
        }
    }
}

static gboolean
is_period (const char *code)
{
  char period[16];
  const char *kind;

  return obs_value_period (code, strlen (code), period, &kind, NULL);
}

/* A code that the reading could have given. */
static gboolean
is_code (const ObsFacts *facts, const ObsFactInputs *inputs, guint d, const char *code)
{
  const ObsFactContext *context = inputs->context;

  if (*code == '\0')
    return FALSE;
  if (strcmp (facts->names[d], "area") == 0)
    return obs_area_index_has (context->areas, code);
  if (strcmp (facts->names[d], "period") == 0)
    return is_period (code);
  for (guint i = 0; i < facts->descriptor->dimensions->len; i++)
    {
      const ObsDimension *dimension = g_ptr_array_index (facts->descriptor->dimensions, i);
      GHashTable *closed = NULL;

      if (strcmp (dimension->name, facts->names[d]) != 0)
        continue;
      if (context->lists != NULL)
        closed = g_hash_table_lookup (context->lists, dimension->list);
      return closed == NULL || g_hash_table_contains (closed, code);
    }
  return TRUE;
}

static void
read_codes (Reader *self, ObsFacts *facts, const ObsFactInputs *inputs)
{
  self->bad |= get (self, 4) != facts->n_dimensions;
  for (guint d = 0; d < facts->n_dimensions && !self->bad; d++)
    {
      guint n = (guint) get_below (self, 4, (guint64) (self->end - self->at) / 8 + 1);

      self->bad |= n == 0;
      for (guint i = 1; i < n && !self->bad; i++)
        {
          g_autofree char *code = get_text (self);
          gboolean added = FALSE;

          if (!self->bad && is_code (facts, inputs, d, code))
            obs_dictionary_add (facts->codes[d], code, strlen (code), &added);
          self->bad |= !added;
          g_ptr_array_add (facts->labels[d], get_text (self));
        }
    }
}

static void
read_issues (Reader *self, const ObsFactInputs *inputs, ObsIssues *issues)
{
  guint n = get_count (self, 29);

  for (guint i = 0; i < n && !self->bad; i++)
    {
      ObsIssueLevel level = (ObsIssueLevel) get_below (self, 1, OBS_ISSUE_WARNING);
      g_autofree char *file = get_text (self);
      guint64 line = get_below (self, 8, G_MAXINT64);
      g_autofree char *column = get_text (self);
      g_autofree char *value = get_text (self);
      g_autofree char *rule = get_text (self);
      g_autofree char *words = get_text (self);

      if (!self->bad)
        obs_issues_add (issues, level, inputs->descriptor->id, file, line, column, value, rule,
                        "%s", words);
    }
}

static void
read_row (Reader *self, const ObsFacts *facts, ObsFact *fact)
{
  guint64 base;

  for (guint d = 0; d < facts->n_dimensions; d++)
    fact->codes[d] = (guint32) get_below (self, 4, obs_dictionary_size (facts->codes[d]) - 1);
  fact->line = (guint32) get (self, 4);
  fact->file = (guint16) get_below (self, 2, facts->files->len - 1);
  fact->measure = (guint8) get_below (self, 1, facts->descriptor->measures->len - 1);
  fact->missing = (guint8) get (self, 1);
  fact->flags = (guint8) get_below (self, 1, 15);
  fact->has_range = (guint8) get_below (self, 1, 1);
  base = get (self, 4);
  fact->base = base == G_MAXUINT32 ? -1 : (gint32) base;
  self->bad |= fact->base < -1 || (fact->missing != 0 && strchr ("xzcul", fact->missing) == NULL);
  fact->value = get_double (self);
  if (fact->has_range == 0)
    return;
  fact->low = get_double (self);
  fact->high = get_double (self);
}

static void
read_rows (Reader *self, ObsFacts *facts)
{
  guint n = get_count (self, 22 + 4 * facts->n_dimensions);

  self->bad |= n > 0 && (facts->files->len == 0 || facts->descriptor->measures->len == 0);
  g_array_set_size (facts->rows, self->bad ? 0 : n);
  for (guint i = 0; i < facts->rows->len && !self->bad; i++)
    {
      ObsFact fact = { 0 };

      read_row (self, facts, &fact);
      g_array_index (facts->rows, ObsFact, i) = fact;
    }
  self->bad |= self->at != self->end || !obs_facts_are_sorted (facts);
}

/* A reading that held a period back says the date in its notices; any other holds for each date
 * that its periods allow. */
static gboolean
is_for_date (const ObsFacts *facts, const ObsFactContext *context, const char *date)
{
  int period = obs_facts_dimension (facts, "period");

  if (facts->held_back)
    return g_strcmp0 (date, context->date != NULL ? context->date : "") == 0;
  for (guint i = 1; period >= 0 && i < obs_dictionary_size (facts->codes[period]); i++)
    if (!obs_facts_allow_period (facts->descriptor, obs_dictionary_text (facts->codes[period], i),
                                 context->date))
      return FALSE;
  return TRUE;
}

static gboolean
is_whole (const char *key, const guint8 *bytes, gsize length)
{
  Reader head = { bytes, bytes + length, FALSE };
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  g_autofree char *hash = NULL;

  if (length < HEAD || memcmp (bytes, "OBSFACTS", 8) != 0 || memcmp (bytes + 12, key, 64) != 0)
    return FALSE;
  head.at = bytes + 8;
  if (get (&head, 4) != OBS_FACT_CACHE_FORMAT)
    return FALSE;
  head.at = bytes + 76;
  if (get (&head, 8) != length - HEAD)
    return FALSE;
  obs_digest_add (digest, bytes + HEAD, length - HEAD);
  hash = obs_digest_finish (digest);
  return memcmp (bytes + 84, hash, 64) == 0;
}

ObsKept
obs_kept_facts_read (const char *key, const guint8 *bytes, gsize length,
                     const ObsFactInputs *inputs, const GPtrArray *hashes, ObsFacts **facts,
                     ObsIssues **issues)
{
  g_autoptr (ObsFacts) own = obs_facts_new (inputs->descriptor);
  g_autoptr (ObsIssues) told = obs_issues_new ();
  Reader self = { bytes + MIN (length, HEAD), bytes + length, FALSE };
  g_autofree char *date = NULL;

  if (!is_whole (key, bytes, length))
    return OBS_KEPT_DAMAGED;
  own->held_back = (gboolean) get_below (&self, 1, 1);
  date = get_text (&self);
  read_files (&self, own, inputs, hashes);
  read_codes (&self, own, inputs);
  read_issues (&self, inputs, told);
  if (!self.bad)
    read_rows (&self, own);
  if (self.bad)
    return OBS_KEPT_DAMAGED;
  if (!is_for_date (own, inputs->context, date))
    return OBS_KEPT_OTHER_DATE;
  *facts = g_steal_pointer (&own);
  *issues = g_steal_pointer (&told);
  return OBS_KEPT_GOOD;
}
