/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/error.h"
#include "data/sync/address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Index and audit of an edition. */

static void
set_text (ObsJson *object, const char *name, const char *text)
{
  obs_json_set (object, name, obs_json_new_string (text));
}

static void
set_number (ObsJson *object, const char *name, guint64 number)
{
  obs_json_set (object, name, obs_json_new_integer ((gint64) number));
}

static ObsJson *
texts (const GPtrArray *from)
{
  ObsJson *array = obs_json_new_array ();

  for (guint i = 0; i < from->len; i++)
    obs_json_append (array, obs_json_new_string (from->pdata[i]));
  return array;
}

static gboolean
put_audit (ObsPublishJob *job, GError **error)
{
  g_autoptr (ObsJson) audit = obs_json_new_object ();
  g_autofree char *checked = obs_sign_time (job->plan->now);
  g_autoptr (GBytes) bytes = NULL;

  set_number (audit, "format", 1);
  set_text (audit, "origin_id", job->chain->origin_id);
  set_text (audit, "series", job->series);
  set_number (audit, "edition", (guint64) job->number);
  set_text (audit, "date", job->date);
  set_text (audit, "state", job->state);
  set_number (audit, "schema", (guint64) job->schema);
  set_number (audit, "tables", job->manifest->tables->len);
  set_number (audit, "rows", job->rows);
  set_text (audit, "checked", checked);
  set_text (audit, "program", "observatory " OBS_VERSION);
  set_text (audit, "edition_check", "passed");
  set_text (audit, "losses", job->site->index != NULL ? "compared" : "first edition");
  obs_json_set (audit, "removed", texts (job->removed));
  if (job->disclosure != NULL)
    obs_json_set (audit, "disclosure", obs_json_copy (job->disclosure));
  bytes = obs_json_canonical (audit);
  return obs_publish_put_named (job, OBS_SITE_AUDIT, bytes, &job->audit, error);
}

/* What was checked stays as it was while the content stays. */
static gboolean
keep_audit (ObsPublishJob *job, GError **error)
{
  g_autoptr (GBytes) bytes
      = obs_site_target (job->site, obs_site_role (job->site, "targets"), OBS_SITE_AUDIT, error);

  return bytes != NULL && obs_publish_put_named (job, OBS_SITE_AUDIT, bytes, &job->audit, error);
}

static ObsJson *
file_json (const ObsSiteFile *file)
{
  ObsJson *object = obs_json_new_object ();

  set_text (object, "path", file->path);
  set_number (object, "length", file->length);
  set_number (object, "plain", file->plain);
  return object;
}

static ObsJson *
packs_json (const ObsPublishJob *job, gboolean recent)
{
  ObsJson *array = obs_json_new_array ();

  for (guint i = 0; i < job->packs->len; i++)
    {
      const ObsSitePack *pack = job->packs->pdata[i];
      ObsJson *object;

      if (obs_publish_is_recent (job, pack) != recent)
        continue;
      object = file_json (&pack->file);
      set_number (object, "from", (guint64) pack->from);
      set_number (object, "to", (guint64) pack->to);
      set_text (object, "from_state", pack->from_state);
      set_text (object, "to_state", pack->to_state);
      if (pack->segments > 0)
        set_number (object, "segments", pack->segments);
      obs_json_append (array, object);
    }
  return array;
}

static gboolean
put_old_packs (ObsPublishJob *job, GError **error)
{
  g_autoptr (ObsJson) list = obs_json_new_object ();
  ObsJson *packs = packs_json (job, FALSE);
  g_autoptr (GBytes) bytes = NULL;
  guint64 plain;

  if (obs_json_length (packs) == 0)
    {
      obs_json_free (packs);
      return TRUE;
    }
  obs_json_set (list, "packs", packs);
  bytes = obs_publish_pack_json (list, &plain);
  return obs_publish_put_chunk (job, "lists", bytes, plain, &job->old_packs, NULL, error);
}

static ObsJson *
tables_json (const ObsManifest *manifest)
{
  ObsJson *array = obs_json_new_array ();

  for (guint i = 0; i < manifest->tables->len; i++)
    {
      const ObsManifestTable *table = manifest->tables->pdata[i];
      ObsJson *object = obs_json_new_object ();
      GString *hex = g_string_sized_new (64);

      for (guint k = 0; k < sizeof table->sha256; k++)
        g_string_append_printf (hex, "%02x", table->sha256[k]);
      set_text (object, "name", table->name);
      set_number (object, "rows", table->rows);
      set_text (object, "sha256", hex->str);
      g_string_free (hex, TRUE);
      obs_json_append (array, object);
    }
  return array;
}

static ObsJson *
mirrors_json (ObsPublishJob *job, GError **error)
{
  ObsJson *array = obs_json_new_array ();

  for (guint i = 0; job->plan->mirrors != NULL && job->plan->mirrors[i] != NULL; i++)
    {
      g_autofree char *address = obs_address_parse (job->plan->mirrors[i], error);

      if (address == NULL)
        {
          obs_json_free (array);
          return NULL;
        }
      obs_json_append (array, obs_json_new_string (address));
    }
  return array;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The same edition keeps the time at which it was published first. */
static void
set_words (ObsPublishJob *job, ObsJson *index)
{
  const char *before = obs_site_text (job->site, "published");
  g_autofree char *now = obs_sign_time (job->plan->now);
  g_autofree char *notes
      = obs_publish_clean_text (job->plan->notes != NULL ? job->plan->notes : "");

  set_text (index, "origin_id", job->chain->origin_id);
  set_text (index, "series", job->series);
  set_text (index, "date", job->date);
  set_text (index, "title", job->title);
  set_text (index, "published", job->result->unchanged ? before : now);
  set_text (index, "data_to", job->data_to);
  set_text (index, "min_app", OBS_SITE_MIN_APP);
  set_text (index, "licence", job->licence);
  set_text (index, "notes", notes);
  set_text (index, "state", job->state);
  set_text (index, "audit_sha256", job->audit.sha256);
}

static gboolean
put_index (ObsPublishJob *job, GError **error)
{
  g_autoptr (ObsJson) index = obs_json_new_object ();
  ObsJson *mirrors = mirrors_json (job, error);
  g_autoptr (GBytes) bytes = NULL;
  guint64 plain;

  if (mirrors == NULL)
    return FALSE;
  obs_json_set (index, "mirrors", mirrors);
  set_words (job, index);
  set_number (index, "format", 2);
  set_number (index, "edition", (guint64) job->number);
  set_number (index, "schema", (guint64) job->schema);
  set_number (index, "rows", job->rows);
  set_number (index, "plain_length", job->copy_length);
  set_number (index, "segments_length", job->segments_length);
  obs_json_set (index, "tables", tables_json (job->manifest));
  obs_json_set (index, "list", file_json (&job->list));
  obs_json_set (index, "packs", packs_json (job, TRUE));
  if (job->old_packs.path != NULL)
    obs_json_set (index, "old_packs", file_json (&job->old_packs));
  obs_json_set (index, "removed", texts (job->removed));
  bytes = obs_publish_pack_json (index, &plain);
  if (plain > OBS_JSON_MOST)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                           _ ("The edition was not published: its index is larger than 1 MiB. "
                              "Shorten the notes; nothing was changed."));
      return FALSE;
    }
  return obs_publish_put_named (job, OBS_SITE_INDEX, bytes, &job->index, error);
}

gboolean
obs_publish_index (ObsPublishJob *job, GError **error)
{
  g_ptr_array_sort (job->removed, compare_texts);
  return (job->result->unchanged ? keep_audit (job, error) : put_audit (job, error))
         && put_old_packs (job, error) && put_index (job, error);
}
