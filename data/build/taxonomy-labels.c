/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/taxonomy-private.h"

#include "data/build/match-cache.h"
#include "data/sync/digest.h"

#include <string.h>

void
obs_taxonomy_labels_init (ObsTaxonomyLabels *labels, ObsTables *tables)
{
  labels->matcher = obs_matcher_new (tables);
  labels->digest = obs_digest_new ();
}

void
obs_taxonomy_labels_clear (ObsTaxonomyLabels *labels)
{
  g_clear_pointer (&labels->matcher, obs_matcher_free);
  g_clear_pointer (&labels->digest, EVP_MD_CTX_free);
  g_clear_pointer (&labels->hash, g_free);
}

void
obs_taxonomy_labels_add (ObsTaxonomyLabels *labels, const ObsMatchLabel *label)
{
  obs_digest_text (labels->digest, label->id);
  obs_digest_text (labels->digest, label->label);
  obs_digest_text (labels->digest, label->alternatives);
  obs_digest_text (labels->digest, label->description);
  obs_digest_add (labels->digest, &label->ksb, 1);
  obs_matcher_add (labels->matcher, label);
}

void
obs_taxonomy_labels_finish (ObsTaxonomyLabels *labels)
{
  labels->hash = obs_digest_finish (labels->digest);
  g_clear_pointer (&labels->digest, EVP_MD_CTX_free);
  obs_matcher_finish (labels->matcher);
}

void
obs_taxonomy_label_areas (ObsTaxonomy *self)
{
  const GPtrArray *concepts = obs_layer_concepts (self->layer);

  obs_taxonomy_labels_init (&self->areas, self->tables);
  for (guint i = 0; i < concepts->len; i++)
    {
      const ObsLayerConcept *area = g_ptr_array_index (concepts, i);
      g_autoptr (GString) seeds = g_string_new (NULL);
      ObsMatchLabel label = { .id = area->code, .label = area->label, .ksb = area->ksb };

      if (!g_str_equal (area->kind, "area"))
        continue;
      for (guint j = 0; j < area->seeds->len; j++)
        g_string_append_printf (seeds, "%s%s", j > 0 ? "|" : "",
                                (const char *) g_ptr_array_index (area->seeds, j));
      label.alternatives = seeds->str;
      label.description = area->definition;
      obs_taxonomy_labels_add (&self->areas, &label);
    }
  obs_taxonomy_labels_finish (&self->areas);
}

/* A bar separates labels, so it is a blank within one. */
static void
append_label (GString *all, const char *label)
{
  gsize start = all->len + (all->len > 0);

  g_string_append_printf (all, "%s%s", all->len > 0 ? "|" : "", label);
  for (gsize i = start; i < all->len; i++)
    if (all->str[i] == '|')
      all->str[i] = ' ';
}

/* Adds the concept that @row stands on, with its other labels, and moves on to the next. */
static int
label_concept (ObsTaxonomyLabels *labels, sqlite3_stmt *row)
{
  g_autofree char *id = g_strdup (obs_db_text (row, 0));
  g_autofree char *name = g_strdup (obs_db_text (row, 1));
  g_autofree char *description = g_strdup (obs_db_text (row, 2));
  char ksb = *obs_db_text (row, 3);
  g_autoptr (GString) others = g_string_new (NULL);
  ObsMatchLabel label = { id, name, NULL, description, ksb };
  int more;

  do
    {
      if (*obs_db_text (row, 4) != '\0')
        append_label (others, obs_db_text (row, 4));
      more = obs_db_step (row, NULL, NULL);
    }
  while (more == 1 && g_str_equal (obs_db_text (row, 0), id));
  label.alternatives = others->str;
  obs_taxonomy_labels_add (labels, &label);
  return more;
}

void
obs_taxonomy_label_concepts (ObsTaxonomy *self)
{
  static const char sql[]
      = "SELECT c.code, c.label, c.description, c.ksb, l.label FROM concept AS c"
        " LEFT JOIN concept_label AS l ON l.concept = c.code AND l.kind = 'alternative'"
        " WHERE c.kind = 'concept' ORDER BY c.code, l.label";
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) row = obs_db_prepare (self->build->db, sql, &error);
  int more;

  if (row == NULL)
    g_error ("%s: %s", sql, error->message);
  obs_taxonomy_labels_init (&self->concepts, self->tables);
  more = obs_db_step (row, NULL, NULL);
  while (more == 1)
    more = label_concept (&self->concepts, row);
  obs_taxonomy_labels_finish (&self->concepts);
}

/* All that the matches of a text rest on but the text: 64 hex digits. */
static char *
task_of (const ObsTaxonomy *self, const ObsTaxonomyLabels *labels, const char *task, guint top)
{
  g_autoptr (EVP_MD_CTX) digest = obs_digest_new ();
  guint8 most = (guint8) top;

  obs_digest_text (digest, OBS_VERSION);
  obs_digest_text (digest, task);
  obs_digest_text (digest, labels->hash);
  obs_digest_text (digest, obs_tables_version (self->tables));
  obs_digest_add (digest, &most, 1);
  return obs_digest_finish (digest);
}

static void
tell_of_cache (ObsTaxonomy *self, const GError *error)
{
  if (error != NULL)
    obs_issues_add (self->build->report->issues, OBS_ISSUE_NOTICE, "cache", "", 0, NULL, NULL,
                    "cache", "%s", error->message);
}

/* Matches the texts that the cache did not have, and keeps what was found. */
static gboolean
match_rest (ObsTaxonomy *self, const ObsTaxonomyLabels *labels, ObsMatchText *texts,
            const GArray *rest, guint top, ObsMatchCache *cache)
{
  g_autofree ObsMatchText *some = g_new (ObsMatchText, rest->len + 1);

  for (guint i = 0; i < rest->len; i++)
    some[i] = texts[g_array_index (rest, guint, i)];
  if (!obs_match_all (labels->matcher, some, rest->len, top, 0, NULL, NULL,
                      self->build->cancellable, NULL))
    return FALSE;
  for (guint i = 0; i < rest->len; i++)
    {
      texts[g_array_index (rest, guint, i)].n = some[i].n;
      obs_match_cache_keep (cache, &some[i]);
    }
  return TRUE;
}

gboolean
obs_taxonomy_rank (ObsTaxonomy *self, const ObsTaxonomyLabels *labels, const char *task,
                   ObsMatchText *texts, guint n, guint top, guint *n_taken)
{
  g_autofree char *hash = task_of (self, labels, task, top);
  g_autoptr (GError) damage = NULL, full = NULL;
  g_autoptr (ObsMatchCache) cache = obs_match_cache_open (
      self->build->cache, hash, obs_matcher_n_labels (labels->matcher), top, &damage);
  g_autoptr (GArray) rest = g_array_new (FALSE, FALSE, sizeof (guint));

  tell_of_cache (self, damage);
  for (guint i = 0; i < n; i++)
    if (!obs_match_cache_take (cache, &texts[i]))
      g_array_append_val (rest, i);
  *n_taken = n - rest->len;
  if (rest->len > 0 && !match_rest (self, labels, texts, rest, top, cache))
    return FALSE;
  obs_match_cache_finish (cache, &full);
  tell_of_cache (self, full);
  return TRUE;
}
