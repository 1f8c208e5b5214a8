/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The signed roles: targets, the delegated roles "packs" and "segments" (with bins of its own where
 * there are many), snapshot, timestamp. A role whose content is what it was keeps its file until
 * half of its time is over. */

#define RENEW_DAYS (OBS_SIGN_TARGETS_DAYS / 2)

guint obs_publish_bin_most = 4000;

static ObsJson *
target_json (const ObsSiteFile *file, ObsJson *custom)
{
  ObsJson *target = obs_json_new_object ();
  ObsJson *hashes = obs_json_new_object ();

  obs_json_set (hashes, "sha256", obs_json_new_string (file->sha256));
  obs_json_set (target, "hashes", hashes);
  obs_json_set (target, "length", obs_json_new_integer ((gint64) file->length));
  if (custom != NULL)
    obs_json_set (target, "custom", custom);
  return target;
}

static void
list_target (ObsPublishJob *job, ObsJson *targets, const ObsSiteFile *file, ObsJson *custom)
{
  obs_json_set (targets, file->path, target_json (file, custom));
  g_hash_table_add (job->listed, g_strdup (file->path));
}

static ObsJson *
index_custom (ObsPublishJob *job)
{
  ObsJson *custom = obs_json_new_object ();

  obs_json_set (custom, "edition", obs_json_new_integer (job->number));
  obs_json_set (custom, "format", obs_json_new_integer (2));
  obs_json_set (custom, "min_app", obs_json_new_string (OBS_SITE_MIN_APP));
  obs_json_set (custom, "origin_id", obs_json_new_string (job->chain->origin_id));
  obs_json_set (custom, "schema", obs_json_new_integer (job->schema));
  return custom;
}

/* So that the next run knows how old it is, whatever is left of the work folder. */
static ObsJson *
pack_custom (const ObsSitePack *pack)
{
  ObsJson *custom = obs_json_new_object ();

  obs_json_set (custom, "date", obs_json_new_string (pack->date));
  obs_json_set (custom, "kind", obs_json_new_string (pack->kind));
  return custom;
}

static ObsJson *
delegation (ObsPublishJob *job, const char *name, const char *rule, ObsJson *patterns)
{
  ObsJson *role = obs_json_new_object ();
  ObsJson *ids = obs_json_new_array ();

  for (guint i = 0; i < job->targets_keys->len; i++)
    obs_json_append (ids, obs_json_new_string (((ObsSigner *) job->targets_keys->pdata[i])->id));
  obs_json_set (role, "keyids", ids);
  obs_json_set (role, "name", obs_json_new_string (name));
  obs_json_set (role, rule, patterns);
  obs_json_set (role, "terminating", obs_json_new_boolean (TRUE));
  obs_json_set (role, "threshold", obs_json_new_integer (job->targets_keys->len));
  return role;
}

static ObsJson *
one_text (const char *text)
{
  ObsJson *array = obs_json_new_array ();

  obs_json_append (array, obs_json_new_string (text));
  return array;
}

/* {"keys": …, "roles": @roles}; takes @roles. */
static ObsJson *
delegations (ObsPublishJob *job, ObsJson *roles)
{
  ObsJson *object = obs_json_new_object ();
  ObsJson *keys = obs_json_new_object ();

  for (guint i = 0; i < job->targets_keys->len; i++)
    {
      const ObsSigner *signer = job->targets_keys->pdata[i];

      obs_json_set (keys, signer->id, obs_json_copy (signer->key));
    }
  obs_json_set (object, "keys", keys);
  obs_json_set (object, "roles", roles);
  return object;
}

/* Writing a role. */

static const ObsJson *
member_of_signed (const ObsJson *envelope, const char *name)
{
  return obs_json_member (obs_json_member (envelope, "signed"), name);
}

static gboolean
are_equal (const ObsJson *a, const ObsJson *b)
{
  g_autoptr (GBytes) one = a != NULL ? obs_json_canonical (a) : NULL;
  g_autoptr (GBytes) two = b != NULL ? obs_json_canonical (b) : NULL;

  return (one == NULL && two == NULL) || (one != NULL && two != NULL && g_bytes_equal (one, two));
}

static gboolean
has_signers (const ObsJson *envelope, const GPtrArray *signers)
{
  const ObsJson *signatures = obs_json_member (envelope, "signatures");

  if (obs_json_length (signatures) != signers->len)
    return FALSE;
  for (guint i = 0; i < signers->len; i++)
    if (g_strcmp0 (obs_json_string (obs_json_member (obs_json_element (signatures, i), "keyid")),
                   ((ObsSigner *) signers->pdata[i])->id)
        != 0)
      return FALSE;
  return TRUE;
}

static gboolean
may_stay (ObsPublishJob *job, const ObsJson *envelope, const ObsJson *content,
          const GPtrArray *signers)
{
  static const char *const parts[] = { "targets", "delegations", "meta" };
  gint64 expires = obs_sign_read_time (obs_json_string (member_of_signed (envelope, "expires")));

  if (envelope == NULL || !has_signers (envelope, signers)
      || expires < job->plan->now + (gint64) RENEW_DAYS * OBS_SIGN_DAY)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!are_equal (member_of_signed (envelope, parts[i]), obs_json_member (content, parts[i])))
      return FALSE;
  return TRUE;
}

/* The next version of a role. Files that an interrupted run left behind are not written over. */
static gint64
next_version (ObsPublishJob *job, const ObsJson *envelope, const char *role, char **path)
{
  gint64 version = 0;

  if (envelope != NULL)
    obs_json_integer (member_of_signed (envelope, "version"), &version);
  for (version++;; version++)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".%s.json", version, role);

      *path = obs_site_metadata_path (job->dir, name);
      if (!g_file_test (*path, G_FILE_TEST_EXISTS))
        return version;
      g_free (*path);
    }
}

static ObsJson *
meta_json (gint64 version, GBytes *bytes)
{
  ObsJson *meta = obs_json_new_object ();
  ObsJson *hashes = obs_json_new_object ();
  g_autofree char *sha256 = obs_sign_sha256 (bytes);

  obs_json_set (hashes, "sha256", obs_json_new_string (sha256));
  obs_json_set (meta, "hashes", hashes);
  obs_json_set (meta, "length", obs_json_new_integer ((gint64) g_bytes_get_size (bytes)));
  obs_json_set (meta, "version", obs_json_new_integer (version));
  return meta;
}

/* Signs and writes the role, and enters it in @meta. Takes @content: what the role says, without
 * the members that all roles have. */
static gboolean
put_role (ObsPublishJob *job, const char *role, const char *type, ObsJson *content, ObsJson *meta,
          const GPtrArray *signers, GError **error)
{
  const ObsJson *before = obs_site_role (job->site, role);
  g_autofree char *file = g_strconcat (role, ".json", NULL);
  g_autofree char *path = NULL;
  g_autofree char *expires
      = obs_sign_time (job->plan->now + (gint64) OBS_SIGN_TARGETS_DAYS * OBS_SIGN_DAY);
  g_autoptr (GBytes) bytes = NULL;
  gint64 version;

  if (may_stay (job, before, content, signers))
    {
      obs_json_free (content);
      bytes = obs_json_canonical (before);
      obs_json_integer (member_of_signed (before, "version"), &version);
      obs_json_set (meta, file, meta_json (version, bytes));
      return TRUE;
    }
  version = next_version (job, before, role, &path);
  obs_json_set (content, "_type", obs_json_new_string (type));
  obs_json_set (content, "expires", obs_json_new_string (expires));
  obs_json_set (content, "spec_version", obs_json_new_string (OBS_SIGN_SPEC));
  obs_json_set (content, "version", obs_json_new_integer (version));
  bytes = obs_sign (content, signers, NULL);
  if (g_bytes_get_size (bytes) > OBS_JSON_MOST)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
                   _ ("The edition was not published: the signed list “%s” would be larger than 1 "
                      "MiB."),
                   file);
      return FALSE;
    }
  obs_json_set (meta, file, meta_json (version, bytes));
  return obs_publish_write (path, bytes, error);
}

static ObsJson *
role_content (ObsJson *targets)
{
  ObsJson *content = obs_json_new_object ();

  obs_json_set (content, "targets", targets);
  return content;
}

/* Which bin a path is in, by the first @digits of the hash of the path. */
static guint
bin_of (const char *path, guint digits)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);

  hash[digits] = '\0';
  return (guint) g_ascii_strtoull (hash, NULL, 16);
}

static gboolean
put_bins (ObsPublishJob *job, ObsJson *meta, guint digits, ObsJson *roles, GError **error)
{
  guint n = digits == 1 ? 16 : 256;
  g_autoptr (GPtrArray) bins = g_ptr_array_new ();
  gboolean good = TRUE;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (bins, obs_json_new_object ());
  for (guint i = 0; i < job->segments->len; i++)
    {
      const ObsSiteFile *file = job->segments->pdata[i];

      list_target (job, bins->pdata[bin_of (file->path, digits)], file, NULL);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("%0*x", (int) digits, i);
      g_autofree char *name = g_strconcat ("segments-", prefix, NULL);
      ObsJson *content = role_content (bins->pdata[i]);

      obs_json_append (roles, delegation (job, name, "path_hash_prefixes", one_text (prefix)));
      if (good)
        good = put_role (job, name, "targets", content, meta, job->targets_keys, error);
      else
        obs_json_free (content);
    }
  return good;
}

static gboolean
put_segments (ObsPublishJob *job, ObsJson *meta, GError **error)
{
  ObsJson *targets = obs_json_new_object ();
  ObsJson *content = role_content (targets);

  if (job->segments->len > obs_publish_bin_most)
    {
      ObsJson *roles = obs_json_new_array ();
      guint digits = job->segments->len > 12 * obs_publish_bin_most ? 2 : 1;

      if (!put_bins (job, meta, digits, roles, error))
        {
          obs_json_free (roles);
          obs_json_free (content);
          return FALSE;
        }
      obs_json_set (content, "delegations", delegations (job, roles));
    }
  else
    for (guint i = 0; i < job->segments->len; i++)
      list_target (job, targets, job->segments->pdata[i], NULL);
  return put_role (job, "segments", "targets", content, meta, job->targets_keys, error);
}

static gboolean
put_packs (ObsPublishJob *job, ObsJson *meta, GError **error)
{
  ObsJson *targets = obs_json_new_object ();

  for (guint i = 0; i < job->packs->len; i++)
    {
      const ObsSitePack *pack = job->packs->pdata[i];

      if (!obs_publish_is_recent (job, pack))
        list_target (job, targets, &pack->file, pack_custom (pack));
    }
  return put_role (job, "packs", "targets", role_content (targets), meta, job->targets_keys, error);
}

static gboolean
put_targets (ObsPublishJob *job, ObsJson *meta, GError **error)
{
  ObsJson *targets = obs_json_new_object ();
  ObsJson *content = role_content (targets);
  ObsJson *roles = obs_json_new_array ();

  list_target (job, targets, &job->index, index_custom (job));
  list_target (job, targets, &job->audit, NULL);
  list_target (job, targets, &job->list, NULL);
  if (job->old_packs.path != NULL)
    list_target (job, targets, &job->old_packs, NULL);
  for (guint i = 0; i < job->packs->len; i++)
    {
      const ObsSitePack *pack = job->packs->pdata[i];

      if (obs_publish_is_recent (job, pack))
        list_target (job, targets, &pack->file, pack_custom (pack));
    }
  obs_json_append (roles,
                   delegation (job, "segments", "paths", one_text ("observatory/segments/*")));
  obs_json_append (roles, delegation (job, "packs", "paths", one_text ("observatory/packs/*")));
  obs_json_set (content, "delegations", delegations (job, roles));
  return put_role (job, "targets", "targets", content, meta, job->targets_all, error);
}

GBytes *
obs_publish_timestamp (const ObsJson *meta, gint64 version, gint64 now, const GPtrArray *signers)
{
  g_autofree char *expires = obs_sign_time (now + (gint64) OBS_SIGN_TIMESTAMP_DAYS * OBS_SIGN_DAY);
  ObsJson *content = obs_json_new_object ();

  obs_json_set (content, "_type", obs_json_new_string ("timestamp"));
  obs_json_set (content, "expires", obs_json_new_string (expires));
  obs_json_set (content, "meta", obs_json_copy (meta));
  obs_json_set (content, "spec_version", obs_json_new_string (OBS_SIGN_SPEC));
  obs_json_set (content, "version", obs_json_new_integer (version));
  return obs_sign (content, signers, NULL);
}

static gboolean
put_snapshot (ObsPublishJob *job, ObsJson *meta, ObsJson *above, GError **error)
{
  ObsJson *content = obs_json_new_object ();

  obs_json_set (content, "meta", meta);
  return put_role (job, "snapshot", "snapshot", content, above, job->snapshot_all, error);
}

/* A snapshot may gain files and never lose one: bins that are no longer needed stay as they are,
 * empty. */
static gboolean
keep_old_bins (ObsPublishJob *job, ObsJson *meta, GError **error)
{
  const ObsJson *before = member_of_signed (obs_site_role (job->site, "snapshot"), "meta");

  for (guint i = 0; i < obs_json_length (before); i++)
    {
      const char *file = obs_json_name (before, i);
      g_autofree char *role = g_strndup (file, strlen (file) - MIN (5, strlen (file)));

      if (obs_json_member (meta, file) == NULL
          && !put_role (job, role, "targets", role_content (obs_json_new_object ()), meta,
                        job->targets_keys, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
obs_publish_metadata (ObsPublishJob *job, GError **error)
{
  g_autoptr (ObsJson) meta = obs_json_new_object ();
  g_autoptr (ObsJson) above = obs_json_new_object ();

  obs_publish_say (job, _ ("Signing"), 0, 0);
  job->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!put_segments (job, meta, error) || !put_packs (job, meta, error)
      || !put_targets (job, meta, error) || !keep_old_bins (job, meta, error)
      || !put_snapshot (job, g_steal_pointer (&meta), above, error))
    return FALSE;
  job->timestamp
      = obs_publish_timestamp (above, job->site->timestamp + 1, job->plan->now, job->timestamp_all);
  return TRUE;
}
