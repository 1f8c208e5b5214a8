/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include "data/ingest/geojson.h"
#include "data/sync/digest.h"

#include <glib/gi18n-lib.h>

/* Outlines of areas: outer rings, simplified so that neighbours keep one border. */

typedef struct
{
  ObsBuild *build;
  const ObsDescriptor *descriptor;
  const char *file;
  const ObsGeojson *shapes;
  const char *code, *name, *kind; /* properties, and the kind of areas found by name */
  sqlite3_stmt *insert;
} Outlines;

/* Code of the area of a feature; NULL after a notice or a fault. */
static const char *
area_of (Outlines *self, guint feature)
{
  const char *property = self->code != NULL ? self->code : self->name;
  const char *text = obs_geojson_property (self->shapes, feature, property);

  if (text == NULL)
    {
      obs_issues_add (self->build->report->issues, OBS_ISSUE_FAULT, self->descriptor->id,
                      self->file, 0, property, NULL, "property",
                      _ ("feature %u has no property “%s”. Correct [columns], or the file."),
                      feature + 1, property);
      return NULL;
    }
  if (self->code != NULL && obs_area_index_has (self->build->areas, text))
    return text;
  if (self->code == NULL)
    {
      const char *code = obs_area_index_find (self->build->areas, self->kind, text);

      if (code != NULL)
        return code;
    }
  obs_issues_add (self->build->report->issues, OBS_ISSUE_NOTICE, self->descriptor->id, self->file,
                  0, property, text, "code",
                  _ ("“%s” is no area of this edition; its outline is left out."), text);
  return NULL;
}

static void
write_ring (Outlines *self, const char *area, guint number, const ObsGeoRing *ring)
{
  for (guint i = 0; i < ring->n_points; i++)
    {
      obs_build_bind_text (self->insert, 1, area);
      sqlite3_bind_int64 (self->insert, 2, number);
      sqlite3_bind_int64 (self->insert, 3, i + 1);
      sqlite3_bind_double (self->insert, 4, ring->points[i].lon);
      sqlite3_bind_double (self->insert, 5, ring->points[i].lat);
      obs_build_run (self->build, self->insert);
    }
}

static guint
write_features (Outlines *self)
{
  guint n_kept = 0;

  for (guint i = 0; i < obs_geojson_n_features (self->shapes); i++)
    {
      const char *area = area_of (self, i);
      g_autoptr (GArray) rings = NULL;

      /* The first outline of an area counts: those of the edition's own tables come before. */
      if (area == NULL || !obs_build_add_key (self->build, "outlined", area))
        continue;
      n_kept++;
      rings = obs_geojson_outlines (self->shapes, i);
      for (guint j = 0; j < rings->len; j++)
        {
          ObsGeoRing ring = obs_geojson_ring (self->shapes, i, g_array_index (rings, guint, j));

          write_ring (self, area, j + 1, &ring);
        }
    }
  return n_kept;
}

static void
know_outlined (ObsBuild *build)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (build->db, "SELECT DISTINCT area FROM area_boundary", NULL);

  while (stmt != NULL && obs_db_step (stmt, NULL, NULL) == 1)
    obs_build_add_key (build, "outlined", obs_db_text (stmt, 0));
}

/* "dissolve" joins features first; "detail" in metres is the side of the smallest triangle kept. */
static ObsGeojson *
prepare_shapes (const ObsBuild *build, const ObsDescriptor *descriptor, const char *path,
                GError **error)
{
  g_autofree char *dissolve = g_key_file_get_string (descriptor->file, "columns", "dissolve", NULL);
  double detail = g_key_file_get_double (descriptor->file, "table", "detail", NULL) / 1000;
  g_autoptr (ObsGeojson) shapes = obs_geojson_load (path, build->cancellable, error);

  if (shapes != NULL && dissolve != NULL)
    {
      ObsGeojson *joined = obs_geojson_dissolve (shapes, dissolve, error);

      obs_geojson_free (shapes);
      shapes = joined;
    }
  if (shapes == NULL || detail <= 0)
    return g_steal_pointer (&shapes);
  return obs_geojson_simplify (shapes, detail * detail / 2, detail * detail * 4, build->cancellable,
                               error);
}

void
obs_build_outlines_from (ObsBuild *build, const ObsDescriptor *descriptor, const char *path)
{
  g_autofree char *file = g_filename_display_basename (path);
  g_autofree char *code = g_key_file_get_string (descriptor->file, "columns", "code", NULL);
  g_autofree char *name = g_key_file_get_string (descriptor->file, "columns", "name", NULL);
  g_autofree char *kind = g_key_file_get_string (descriptor->file, "columns", "kind", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsGeojson) shapes = prepare_shapes (build, descriptor, path, &error);
  g_autoptr (sqlite3_stmt) insert = NULL;
  g_autofree char *hash = NULL;
  Outlines self = { build, descriptor, file, shapes, code, name, kind, NULL };
  const GPtrArray *notices;

  if (shapes == NULL
      || (hash = obs_digest_file (path, NULL, NULL, NULL, build->cancellable, &error)) == NULL
      || (code == NULL && (name == NULL || kind == NULL)))
    {
      obs_issues_add (build->report->issues, OBS_ISSUE_FAULT, descriptor->id, file, 0, NULL, NULL,
                      "reading", "%s",
                      error != NULL ? error->message
                                    : _ ("the descriptor says neither “code” nor “name” with "
                                         "“kind” under [columns]."));
      return;
    }
  notices = obs_geojson_notices (shapes);
  for (guint i = 0; i < notices->len; i++)
    obs_issues_add (build->report->issues, OBS_ISSUE_NOTICE, descriptor->id, file, 0, NULL, NULL,
                    "reading", "%s", (const char *) g_ptr_array_index (notices, i));
  know_outlined (build);
  insert = obs_build_insert (build, "area_boundary", 5);
  self.insert = insert;
  obs_build_note_file (build, descriptor, file, hash, obs_geojson_n_features (shapes),
                       write_features (&self), "");
}
