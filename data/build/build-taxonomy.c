/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/taxonomy-private.h"

#include <glib/gi18n-lib.h>

/* The taxonomy of an edition: the layer of areas, the concepts of other schemes under them, and
 * what each statement is about. Where an edition has neither statements nor concepts, nothing of it
 * is written. */

static gboolean
has_rows (ObsBuild *build, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM %s LIMIT 1", table);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (build->db, sql, NULL);

  return stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1;
}

static void
taxonomy_clear (ObsTaxonomy *self)
{
  obs_taxonomy_labels_clear (&self->areas);
  obs_taxonomy_labels_clear (&self->concepts);
  g_clear_pointer (&self->layer, obs_layer_free);
  g_clear_pointer (&self->tables, obs_tables_unref);
  g_clear_pointer (&self->routes, g_hash_table_unref);
  g_clear_pointer (&self->corrections, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ObsTaxonomy, taxonomy_clear)

/* The tables that come with the program, read once: they never change, and a program that builds
 * many editions would read two million bytes for each. */
static ObsTables *
shipped_tables (GError **error)
{
  static GMutex lock;
  static ObsTables *tables;
  ObsTables *ours;

  g_mutex_lock (&lock);
  if (tables == NULL)
    tables = obs_tables_load (NULL, error);
  ours = tables != NULL ? obs_tables_ref (tables) : NULL;
  g_mutex_unlock (&lock);
  return ours;
}

/* A folder of the build may bring a layer of its own. */
static gboolean
load (ObsTaxonomy *self)
{
  g_autofree char *ini = obs_build_find (self->build, "taxonomy/areas/layer.ini");
  g_autofree char *folder = ini != NULL ? g_path_get_dirname (ini) : NULL;
  g_autoptr (GError) error = NULL;

  self->layer = obs_layer_load (folder, &error);
  if (self->layer != NULL)
    self->tables = shipped_tables (&error);
  if (self->tables == NULL)
    obs_faults_take (&self->build->faults, g_strdup (error->message));
  return self->tables != NULL;
}

/* Corrections need statements: without any, a reader is told that they wait. */
static void
tell_of_corrections (ObsBuild *build)
{
  g_autofree char *path = obs_build_find (build, "taxonomy/corrections.csv");

  if (path != NULL)
    obs_issues_add (build->report->issues, OBS_ISSUE_NOTICE, "taxonomy", "taxonomy/corrections.csv",
                    0, NULL, NULL, "correction",
                    _ ("this edition has no statements, so its corrections are not used."));
}

void
obs_build_taxonomy (ObsBuild *build)
{
  g_auto (ObsTaxonomy) self = { .build = build };

  /* What a fault left out would only be told again as a text without a match. */
  if (obs_faults_any (&build->faults)
      || obs_issues_count (build->report->issues, OBS_ISSUE_FAULT) > 0)
    return;
  if (!has_rows (build, "statement") && !has_rows (build, "concept"))
    {
      tell_of_corrections (build);
      return;
    }
  if (!load (&self))
    return;
  self.routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.corrections
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  if (!obs_taxonomy_write_layer (&self))
    return;
  obs_taxonomy_label_areas (&self);
  obs_taxonomy_label_concepts (&self);
  obs_taxonomy_write_methods (&self);
  obs_taxonomy_place_concepts (&self);
  obs_taxonomy_route_documents (&self);
  obs_taxonomy_predict_types (&self);
  obs_taxonomy_read_corrections (&self);
  obs_taxonomy_match_statements (&self);
  obs_taxonomy_tell_unused (&self);
}
