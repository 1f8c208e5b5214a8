/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/sync-private.h"

#include "data/edition/db.h"
#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/assemble.h"
#include "data/sync/gates.h"
#include "data/sync/names.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

/* From the offer to an edition in the home: where to start from, which files, the building. */

/* From this many rows on an update reads only what may have changed; see README.md. */
#define LARGE_EDITION 2000000
#define LARGE_TABLE 200000

void
obs_bringing_clear (ObsBringing *self)
{
  g_free (self->base.path);
  g_free (self->base.state);
  g_clear_pointer (&self->base.manifest, obs_manifest_free);
  g_free (self->staging);
  g_free (self->out);
  g_clear_pointer (&self->list, obs_segment_list_free);
  g_clear_pointer (&self->needed, g_hash_table_unref);
}

/* The base */

static ObsManifest *
load_manifest (ObsSyncRun *run, const ObsInstalled *installed)
{
  g_autofree char *path = obs_home_edition_path (run->home, installed->name, "manifest.bin");
  g_autofree char *state = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ObsManifest) manifest = NULL;
  char *data = NULL;
  gsize length;

  if (installed->state == NULL || !g_file_get_contents (path, &data, &length, NULL))
    return NULL;
  bytes = g_bytes_new_take (data, length);
  manifest = obs_manifest_from_bytes (bytes, NULL);
  if (manifest == NULL)
    return NULL;
  state = obs_manifest_state (manifest);
  return strcmp (state, installed->state) == 0 ? g_steal_pointer (&manifest) : NULL;
}

/* Takes @path as the base, @edition of this origin (0: it came otherwise); what it holds is read
 * where no note says so. */
static gboolean
take_base (ObsBringing *self, const char *path, ObsManifest *manifest, gint64 edition)
{
  if (manifest == NULL)
    {
      obs_sync_enter (self->run, _ ("Looking through the edition on this computer"));
      manifest
          = obs_assemble_read (path, obs_sync_tell_cb, self->run, self->run->cancellable, NULL);
    }
  if (manifest == NULL)
    return FALSE;
  self->base = (ObsSyncBase){ g_strdup (path), obs_manifest_state (manifest), manifest, edition,
                              edition > 0 };
  return TRUE;
}

static gboolean
try_installed (ObsBringing *self, const ObsInstalled *installed)
{
  ObsSyncRun *run = self->run;
  gboolean of_origin = g_strcmp0 (installed->origin_id, run->origin->id) == 0;

  return strcmp (installed->series, run->offer->series) == 0
         && (g_strcmp0 (installed->name, run->verified) == 0
             || obs_home_verify (run->home, installed->name, run->cancellable, NULL))
         && take_base (self, installed->path, load_manifest (run, installed),
                       of_origin ? installed->edition : 0);
}

static gboolean
try_bundled (ObsBringing *self)
{
  g_autofree char *path = obs_home_bundled ();
  g_autoptr (ObsEdition) edition = path == NULL ? NULL : obs_edition_open (path, NULL);

  return edition != NULL
         && strcmp (obs_edition_get_info (edition)->id, self->run->offer->series) == 0
         && take_base (self, path, NULL, 0);
}

/* The newest that this origin published; else the one in use; else the one that came with the
 * program. None is no fault. */
static gboolean
find_base (ObsBringing *self, GError **error)
{
  ObsSyncRun *run = self->run;
  g_autoptr (GPtrArray) list = obs_home_list (run->home, error);

  if (list == NULL)
    return FALSE;
  for (int own = 1; own >= 0; own--)
    for (guint i = 0; i < list->len; i++)
      {
        const ObsInstalled *installed = list->pdata[i];
        gboolean is_own = g_strcmp0 (installed->origin_id, run->origin->id) == 0;

        if (is_own == (own == 1) && (is_own || installed->current)
            && try_installed (self, installed))
          return TRUE;
        if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
          return FALSE;
      }
  try_bundled (self);
  return !g_cancellable_set_error_if_cancelled (run->cancellable, error);
}

/* Building */

static double
cpu_now (void)
{
#ifdef CLOCK_PROCESS_CPUTIME_ID
  struct timespec now;

  if (clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now) == 0)
    return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
#endif
  return (double) clock () / CLOCKS_PER_SEC;
}

static ObsManifest *
build (ObsBringing *self, const ObsRoute *route, GError **error)
{
  ObsSyncRun *run = self->run;
  gboolean from_nothing = route->kind == OBS_ROUTE_ALL;
  ObsAssembly assembly = { from_nothing ? NULL : self->base.path,
                           from_nothing ? NULL : self->base.manifest,
                           self->out,
                           obs_sync_tell_cb,
                           run,
                           run->cancellable };
  g_autoptr (GPtrArray) packs = NULL;
  ObsManifest *manifest = NULL;
  double start;

  self->before = 0;
  self->total = MAX (route->length, 1);
  g_hash_table_remove_all (self->needed);
  obs_sync_enter (run, _ ("Fetching the edition"));
  if (route->kind == OBS_ROUTE_PACKS)
    packs = obs_bring_fetch_packs (self, route, error);
  if (route->kind == OBS_ROUTE_PACKS ? packs == NULL
                                     : !obs_bring_fetch_segments (self, assembly.held, error))
    return NULL;
  start = cpu_now ();
  obs_sync_enter (run, _ ("Building the edition"));
  manifest = packs != NULL ? obs_assemble_packs (&assembly, packs, run->offer->state, error)
                           : obs_assemble_segments (&assembly, self->list, self->staging, error);
  run->result->install_cpu = cpu_now () - start;
  run->result->files = route->files;
  run->result->payload = route->length;
  run->result->route = route->kind == OBS_ROUTE_PACKS     ? OBS_SYNC_ROUTE_PACKS
                       : route->kind == OBS_ROUTE_CHANGED ? OBS_SYNC_ROUTE_SEGMENTS
                                                          : OBS_SYNC_ROUTE_ALL;
  return manifest;
}

/* Packs where that is the cheapest. NULL without error: there is no way by packs, or a longer one.
 */
static ObsRoute *
choose_packs (ObsBringing *self, GError **error)
{
  const ObsOffer *offer = self->run->offer;
  g_autoptr (ObsRoute) chain = NULL;
  g_autoptr (ObsRoute) segments = NULL;

  if (self->base.path == NULL)
    return NULL;
  chain = obs_route_chain (offer->packs, self->base.state, offer->state);
  if (chain == NULL && offer->old_packs.path != NULL && !self->has_old_packs)
    {
      if (!obs_bring_get_old_packs (self, error))
        return NULL;
      chain = obs_route_chain (offer->packs, self->base.state, offer->state);
    }
  if (chain == NULL || !obs_route_worth_listing (offer, self->base.manifest, chain))
    return g_steal_pointer (&chain);
  if (!obs_bring_get_list (self, error))
    return NULL;
  segments = obs_route_segments (offer, self->list, self->base.manifest);
  return segments->cost < chain->cost ? NULL : g_steal_pointer (&chain);
}

/* A way that does not lead to what was promised is given up for the next one; anything else that is
 * in the way is in the way of all. */
static gboolean
leads_astray (const GError *error)
{
  return error->domain == OBS_ERROR
         && (error->code == OBS_ERROR_CORRUPT || error->code == OBS_ERROR_CHECKSUM
             || error->code == OBS_ERROR_NOT_FOUND || error->code == OBS_ERROR_TOO_LARGE);
}

static gboolean
need_space (ObsBringing *self, const ObsRoute *route, GError **error)
{
  guint64 have = obs_bring_size_here (self);

  return obs_home_need_space (
      self->run->home, route->length - MIN (have, route->length) + self->run->offer->plain_length,
      error);
}

static ObsManifest *
try_segments (ObsBringing *self, gboolean all, GError **error)
{
  g_autoptr (ObsRoute) route = NULL;

  if (!obs_bring_get_list (self, error))
    return NULL;
  route = obs_route_segments (self->run->offer, self->list, all ? NULL : self->base.manifest);
  return need_space (self, route, error) ? build (self, route, error) : NULL;
}

static ObsManifest *
build_by_any (ObsBringing *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (ObsRoute) packs = choose_packs (self, &local);
  ObsManifest *manifest = NULL;

  if (packs != NULL && need_space (self, packs, &local))
    manifest = build (self, packs, &local);
  if (manifest == NULL && (local == NULL || leads_astray (local)) && self->base.path != NULL)
    {
      g_clear_error (&local);
      manifest = try_segments (self, FALSE, &local);
    }
  if (manifest == NULL && (local == NULL || leads_astray (local)))
    {
      g_clear_error (&local);
      manifest = try_segments (self, TRUE, &local);
    }
  if (manifest == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return manifest;
}

/* Every table has the rows and the hash that the offer promises; the state says so too, and this
 * says which one where it does not. */
static gboolean
check_tables (ObsSyncRun *run, const ObsManifest *manifest, GError **error)
{
  g_autofree char *state = obs_manifest_state (manifest);

  for (guint i = 0; i < run->offer->tables->len; i++)
    {
      const ObsOfferTable *promised = run->offer->tables->pdata[i];
      const ObsManifestTable *table = obs_manifest_table (manifest, promised->name);

      if (table == NULL || table->rows != promised->rows)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       _ ("The table “%s” is not the one that was promised. The edition on this "
                          "computer stays in use."),
                       promised->name);
          return FALSE;
        }
    }
  if (manifest->tables->len == run->offer->tables->len && strcmp (state, run->offer->state) == 0)
    return TRUE;
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       _ ("What was fetched does not lead to the edition that was promised. The "
                          "edition on this computer stays in use."));
  return FALSE;
}

/* What the checks of an edition say is of a file; this is of who offers it. */
static gboolean
set_unsound (ObsSyncRun *run, GError *reason, GError **error)
{
  g_autoptr (GError) owned = reason;

  if (!g_error_matches (reason, OBS_ERROR, OBS_ERROR_CORRUPT)
      || strstr (reason->message, _ ("The edition on this computer stays in use.")) != NULL)
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                 /* Translators: a host, and a whole sentence with the details */
                 _ ("The edition that %s offers is not sound, so it was not brought in. (%s) Tell "
                    "its publisher. The edition on this computer stays in use."),
                 obs_bases_host (run->bases), reason->message);
  return FALSE;
}

static gboolean
check_losses (ObsBringing *self, const ObsManifest *manifest, GError **error)
{
  g_autoptr (GPtrArray) losses = NULL;
  g_autoptr (GError) local = NULL;
  gint64 steps = self->run->offer->edition - self->base.edition;

  if (!self->base.of_origin)
    return TRUE;
  losses = obs_gates_losses (self->base.path, self->base.manifest, self->out, manifest,
                             (guint) CLAMP (steps, 1, 100), &local);
  if (losses == NULL)
    return set_unsound (self->run, g_steal_pointer (&local), error);
  return obs_gates_check (losses, (const char *const *) self->run->offer->removed, error);
}

static void
checked_clear (gpointer data)
{
  ObsCheckedTable *checked = data;

  if (checked->rows != NULL)
    g_array_unref ((GArray *) checked->rows);
}

/* TRUE for a cube of facts: its rows have numbers. */
static gboolean
has_numbers (const GPtrArray *tables, const char *name)
{
  for (guint i = 0; i < tables->len; i++)
    {
      const ObsContentTable *table = tables->pdata[i];

      if (strcmp (table->name, name) == 0)
        return table->integer_key && g_str_has_prefix (name, "cube_");
    }
  return FALSE;
}

/* What need not be read again of a large edition: tables that are as they were in an edition that
 * passed, and of the facts all rows but those in segments that differ. */
static GArray *
checked_tables (ObsBringing *self, const ObsManifest *manifest)
{
  GArray *all = g_array_new (FALSE, TRUE, sizeof (ObsCheckedTable));
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (GPtrArray) tables = NULL;

  g_array_set_clear_func (all, checked_clear);
  if (!self->base.of_origin || self->run->result->route == OBS_SYNC_ROUTE_ALL
      || self->run->offer->rows < LARGE_EDITION)
    return all;
  edition = obs_edition_open (self->base.path, NULL);
  tables = edition == NULL ? NULL : obs_content_tables (obs_edition_get_db (edition), NULL);
  for (guint i = 0; tables != NULL && i < manifest->tables->len; i++)
    {
      const ObsManifestTable *table = manifest->tables->pdata[i];
      const ObsManifestTable *before = obs_manifest_table (self->base.manifest, table->name);
      ObsCheckedTable checked = { table->name, NULL };

      if (before == NULL || table->rows < LARGE_TABLE)
        continue;
      if (memcmp (before->sha256, table->sha256, sizeof table->sha256) == 0)
        g_array_append_val (all, checked);
      else if (has_numbers (tables, table->name))
        {
          checked.rows = obs_manifest_changed_rows (before, table);
          g_array_append_val (all, checked);
        }
    }
  return all;
}

static gboolean
install (ObsBringing *self, const ObsManifest *manifest, GError **error)
{
  ObsSyncRun *run = self->run;
  g_autoptr (GArray) checked = checked_tables (self, manifest);
  g_autoptr (GBytes) bytes = obs_manifest_to_bytes (manifest);
  g_autoptr (GError) local = NULL;
  double start = cpu_now ();
  ObsArrival arrival = { .file = self->out,
                         .series = run->offer->series,
                         .date = run->offer->date,
                         .origin_id = run->origin->id,
                         .edition = run->offer->edition,
                         .state = run->offer->state,
                         .manifest = bytes,
                         .checked = (const ObsCheckedTable *) (gpointer) checked->data,
                         .n_checked = checked->len,
                         .make_current = run->mode == OBS_SYNC_INSTALL,
                         .progress = obs_sync_tell_cb,
                         .user_data = run };

  obs_sync_enter (run, _ ("Checking the edition"));
  if (!check_tables (run, manifest, error) || !check_losses (self, manifest, error))
    return FALSE;
  run->result->edition = obs_home_take (run->home, &arrival, run->cancellable, &local);
  run->result->install_cpu += cpu_now () - start;
  return run->result->edition != NULL || set_unsound (run, g_steal_pointer (&local), error);
}

gboolean
obs_sync_bring (ObsSyncRun *run, GError **error)
{
  g_auto (ObsBringing) self = { .run = run };
  g_autoptr (ObsManifest) manifest = NULL;
  g_autoptr (GError) local = NULL;

  self.staging = obs_origin_path (run->home, run->origin->id, "staging");
  self.out = g_build_filename (self.staging, "edition.sqlite", NULL);
  self.needed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!obs_platform_make_private (self.staging, error))
    return FALSE;
  obs_bring_clean (&self, FALSE);
  if (!find_base (&self, error))
    return FALSE;
  manifest = build_by_any (&self, &local);
  if (manifest != NULL && install (&self, manifest, &local))
    {
      obs_bring_clean (&self, TRUE);
      return TRUE;
    }
  obs_platform_remove (self.out);
  /* Kept where only the person, the line or the disk was in the way: it need not come again. */
  if (leads_astray (local) || g_error_matches (local, OBS_ERROR, OBS_ERROR_UNANNOUNCED))
    obs_bring_clean (&self, TRUE);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
