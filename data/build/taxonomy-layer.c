/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/taxonomy-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The layer's entry in the register, unless the tables of the edition bring one. */
static void
write_source (ObsTaxonomy *self)
{
  static const char sql[]
      = "INSERT INTO source (id, title, publisher, publication, class, licence, attribution, "
        "period,"
        " released, status, method, caveat, coverage, tier, row_count, sha256) VALUES (?1, ?2, ?3,"
        " ?4, 'published', ?5, ?6, ?7, ?8, 'fixed', ?9, ?10, ?11, 'own', 0, '')";
  static const char *const keys[]
      = { "title",  "publisher", "publication", "licence", "attribution",
          "period", "released",  "method",      "caveat",  "coverage" };
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  for (gsize i = 0; obs_layer_files[i] != NULL; i++)
    obs_build_read_from (self->build, OBS_TAXONOMY_SOURCE, obs_layer_files[i],
                         obs_layer_hash (self->layer, obs_layer_files[i]));
  if (!obs_build_add_key (self->build, "source", OBS_TAXONOMY_SOURCE))
    return;
  stmt = obs_db_prepare (self->build->db, sql, &error);
  if (stmt == NULL)
    g_error ("%s: %s", sql, error->message);
  obs_build_bind_text (stmt, 1, OBS_TAXONOMY_SOURCE);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    obs_build_bind_text (stmt, (int) i + 2, obs_layer_about (self->layer, keys[i]));
  obs_build_run (self->build, stmt);
}

/* TRUE where no other source has taken the name of the layer's scheme. */
static gboolean
is_free (ObsTaxonomy *self)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      self->build->db, "SELECT 1 FROM scheme WHERE id = '" OBS_TAXONOMY_SCHEME "'", NULL);

  return stmt == NULL || obs_db_step (stmt, NULL, NULL) != 1;
}

static void
write_scheme (ObsTaxonomy *self)
{
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (self->build, "scheme", 6);

  obs_build_bind_text (stmt, 1, OBS_TAXONOMY_SCHEME);
  obs_build_bind_text (stmt, 2, obs_layer_about (self->layer, "title"));
  obs_build_bind_text (stmt, 3, obs_layer_about (self->layer, "version"));
  obs_build_bind_text (stmt, 4, obs_layer_about (self->layer, "url"));
  sqlite3_bind_int (stmt, 5, 0);
  obs_build_bind_text (stmt, 6, OBS_TAXONOMY_SOURCE);
  obs_build_run (self->build, stmt);
}

/* The term is named where the edition has it. */
static void
write_concept (ObsTaxonomy *self, sqlite3_stmt *stmt, const ObsLayerConcept *concept, int position)
{
  char ksb[] = { concept->ksb, '\0' };

  obs_build_bind_text (stmt, 1, concept->code);
  obs_build_bind_text (stmt, 2, OBS_TAXONOMY_SCHEME);
  obs_build_bind_text (stmt, 3, concept->kind);
  obs_build_bind_text (stmt, 4, ksb);
  obs_build_bind_text (stmt, 5, concept->label);
  obs_build_bind_text (stmt, 6, concept->definition);
  obs_build_bind_text (stmt, 7, NULL);
  obs_build_bind_text (
      stmt, 8, obs_build_has_key (self->build, "term", concept->term) ? concept->term : NULL);
  sqlite3_bind_int (stmt, 9, position);
  obs_build_run (self->build, stmt);
}

/* Links to concepts that the edition has; they were read before. */
static void
write_links (ObsTaxonomy *self)
{
  static const char sql[] = "INSERT INTO concept_link (concept, relation, target) SELECT ?1, ?2,"
                            " code FROM concept WHERE code = ?3";
  const GPtrArray *links = obs_layer_links (self->layer);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (self->build->db, sql, &error);

  if (stmt == NULL)
    g_error ("%s: %s", sql, error->message);
  for (guint i = 0; i < links->len; i++)
    {
      const ObsLayerLink *link = g_ptr_array_index (links, i);

      obs_build_insert_texts (self->build, stmt, link->area, link->relation, link->target, NULL);
    }
}

gboolean
obs_taxonomy_write_layer (ObsTaxonomy *self)
{
  const GPtrArray *concepts = obs_layer_concepts (self->layer);
  g_autoptr (sqlite3_stmt) row = obs_build_insert (self->build, "concept", 9);
  g_autoptr (sqlite3_stmt) label = obs_build_insert (self->build, "concept_label", 3);
  g_autoptr (sqlite3_stmt) broader = obs_build_insert (self->build, "concept_broader", 3);

  if (!is_free (self))
    {
      obs_faults_take (
          &self->build->faults,
          g_strdup (_ ("The scheme “areas” is the name of the layer of areas. Give the "
                       "scheme of the source another id.")));
      return FALSE;
    }
  write_source (self);
  write_scheme (self);
  for (guint i = 0; i < concepts->len; i++)
    {
      const ObsLayerConcept *concept = g_ptr_array_index (concepts, i);

      write_concept (self, row, concept, (int) i + 1);
      for (guint j = 0; j < concept->seeds->len; j++)
        obs_build_insert_texts (self->build, label, concept->code,
                                g_ptr_array_index (concept->seeds, j), "seed", NULL);
      if (*concept->broader != '\0')
        obs_build_insert_texts (self->build, broader, concept->code, concept->broader, "declared",
                                NULL);
    }
  write_links (self);
  return TRUE;
}

/* The page of a method: its first line is the title. NULL after a fault. */
static char *
read_method (ObsTaxonomy *self, const char *id)
{
  static const char *const places[]
      = { PKGDATADIR "/taxonomy/methods", OBS_SOURCE_ROOT "/data/taxonomy/methods" };
  g_autofree char *file = g_strconcat (id, ".txt", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (places) && text == NULL; i++)
    {
      g_autofree char *path = g_build_filename (places[i], file, NULL);

      g_clear_error (&error);
      g_file_get_contents (path, &text, NULL, &error);
    }
  if (text == NULL)
    obs_faults_take (&self->build->faults,
                     g_strdup_printf (_ ("The page of the method “%s” cannot be read: %s."), id,
                                      error->message));
  return text;
}

static void
write_method (ObsTaxonomy *self, const char *id)
{
  g_autofree char *text = read_method (self, id);
  char *body = text != NULL ? strchr (text, '\n') : NULL;
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (self->build, "method", 4);

  if (body == NULL)
    return;
  *body++ = '\0';
  obs_build_insert_texts (self->build, stmt, id, text, obs_tables_version (self->tables),
                          g_strchomp (body + strspn (body, "\n")), NULL);
}

void
obs_taxonomy_write_methods (ObsTaxonomy *self)
{
  write_method (self, OBS_TAXONOMY_AREAS);
  if (obs_matcher_n_labels (self->concepts.matcher) > 0)
    write_method (self, OBS_TAXONOMY_CONCEPTS);
}

/* Finds the route of each document, and its sector where nobody said which. */
void
obs_taxonomy_route_documents (ObsTaxonomy *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) row
      = obs_db_prepare (self->build->db,
                        "SELECT code, route, soc, soc_edition, sector IS NULL FROM document"
                        " ORDER BY code",
                        &error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (sqlite3_stmt) update
      = obs_db_prepare (self->build->db, "UPDATE document SET sector = ?2 WHERE code = ?1", &error);

  if (row == NULL || update == NULL)
    g_error ("document: %s", error->message);
  while (obs_db_step (row, NULL, NULL) == 1)
    {
      const char *sector = NULL;
      const char *route = obs_layer_route (self->layer, obs_db_text (row, 1), obs_db_text (row, 2),
                                           obs_db_text (row, 3), &sector);

      if (route != NULL)
        g_hash_table_insert (self->routes, g_strdup (obs_db_text (row, 0)), (gpointer) route);
      if (sector != NULL && sqlite3_column_int (row, 4) == 1
          && obs_build_has_key (self->build, "sector", sector))
        {
          g_ptr_array_add (found, g_strdup (obs_db_text (row, 0)));
          g_ptr_array_add (found, g_strdup (sector));
        }
    }
  for (guint i = 0; i < found->len; i += 2)
    obs_build_insert_texts (self->build, update, g_ptr_array_index (found, i),
                            g_ptr_array_index (found, i + 1), NULL);
}
