/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/sync-private.h"

#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/names.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Whose word counts, and what it is. */

#define ROOT_MOST (64 * 1024)
#define METADATA_MS 20000 /* for all signed metadata from one address */
#define CLOCK_BEHIND (48 * 3600)

/* First contact */

static GBytes *
fetch_first_root (ObsBases *bases, GCancellable *cancellable, GError **error)
{
  g_auto (ObsTransportAnswer) answer = { 0 };
  ObsTransportAsk ask = { ROOT_MOST, NULL, METADATA_MS };

  return obs_bases_fetch_small (bases, "metadata/1.root.json", &ask, &answer, cancellable, error);
}

static gboolean
check_root (GBytes *root, const char *host, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean sound = obs_tuf_check_root (root, FALSE, &local);

  if (!sound)
    g_set_error (error, OBS_ERROR, local->domain == OBS_ERROR ? local->code : OBS_ERROR_CORRUPT,
                 /* Translators: the first is a host, the second a whole sentence */
                 _ ("%s does not publish editions that can be checked: %s The edition on this "
                    "computer stays in use."),
                 host, local->message);
  return sound;
}

gboolean
obs_sync_probe (const char *url, GCancellable *cancellable, char **fingerprint, GError **error)
{
  g_autofree char *given = NULL;
  g_autofree char *address = obs_address_parse_origin (url, &given, error);
  g_autoptr (ObsTransport) transport = NULL;
  g_autoptr (ObsBases) bases = NULL;
  g_autoptr (GBytes) root = NULL;

  if (address == NULL)
    return FALSE;
  transport = obs_transport_new (NULL);
  bases = obs_bases_new (transport, address, NULL);
  root = fetch_first_root (bases, cancellable, error);
  if (root == NULL || !check_root (root, obs_bases_host (bases), error))
    return FALSE;
  *fingerprint = obs_tuf_fingerprint (root);
  return TRUE;
}

/* Known origins */

/* The fingerprint of an address that came with the program, or NULL. */
static char *
shipped_fingerprint (const char *address)
{
  g_autoptr (GPtrArray) shipped = obs_origins_shipped ();

  for (guint i = 0; i < shipped->len; i++)
    {
      const ObsOrigin *origin = shipped->pdata[i];

      if (strcmp (origin->url, address) == 0)
        return g_strdup (origin->root_sha256);
    }
  return NULL;
}

static gboolean
is_shipped (const char *root_sha256)
{
  g_autoptr (GPtrArray) shipped = obs_origins_shipped ();

  for (guint i = 0; i < shipped->len; i++)
    if (strcmp (((const ObsOrigin *) shipped->pdata[i])->root_sha256, root_sha256) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
set_unknown (const char *address, GError **error)
{
  g_autofree char *host = obs_address_host (address);

  g_set_error (error, OBS_ERROR, OBS_ERROR_UNKNOWN_ORIGIN,
               _ ("%s is not known on this computer yet. Compare the fingerprint of its keys with "
                  "what its publisher says, then confirm it. The edition on this computer stays in "
                  "use."),
               host);
  return FALSE;
}

static gboolean
set_other_keys (const char *host, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
               _ ("The keys of %s are not the ones that were confirmed, so nothing was taken from "
                  "it. Ask its publisher by another way whether they changed; then remove the "
                  "origin and add it anew. The edition on this computer stays in use."),
               host);
  return FALSE;
}

/* Keys before anything else: what came is the file with this fingerprint, and a sound root. */
static gboolean
start_trust (ObsSyncRun *run, const char *fingerprint, GError **error)
{
  g_autofree char *trust = obs_origin_path (run->home, run->origin->id, "trust");
  g_autofree char *origins = g_build_filename (run->home, "origins", NULL);
  g_autofree char *folder = g_path_get_dirname (trust);
  g_autofree char *found = NULL;
  g_autoptr (GBytes) root = NULL;

  root = fetch_first_root (run->bases, run->cancellable, error);
  if (root == NULL)
    return FALSE;
  found = obs_tuf_fingerprint (root);
  if (strcmp (found, fingerprint) != 0)
    return set_other_keys (obs_bases_host (run->bases), error);
  obs_platform_remove (trust);
  return obs_platform_make_private (origins, error) && obs_platform_make_private (folder, error)
         && obs_platform_make_private (trust, error)
         && obs_tuf_init (trust, root, run->origin->shipped, error)
         && obs_origins_save (run->home, run->origin, error);
}

static void
set_bases (ObsSyncRun *run)
{
  g_clear_pointer (&run->bases, obs_bases_free);
  run->bases = obs_bases_new (run->transport, run->origin->url,
                              (const char *const *) run->origin->mirrors);
  obs_bases_set_patience (run->bases, &run->patience, obs_sync_pause_cb, run);
}

/* A turn has failed: TRUE where another one may do better, which it is time for then. */
static gboolean
may_go_on (ObsSyncRun *run, const GError *error)
{
  return error->domain == OBS_ERROR && error->code != OBS_ERROR_NO_SPACE
         && error->code != OBS_ERROR_BUSY && error->code != OBS_ERROR_NOT_FOUND
         && obs_bases_next (run->bases, run->cancellable);
}

/* What to say after the last turn. */
static gboolean
set_ended (ObsSyncRun *run, GError **reason, GError **error)
{
  if (!g_cancellable_set_error_if_cancelled (run->cancellable, error))
    g_propagate_error (error, g_steal_pointer (reason));
  return FALSE;
}

static gboolean
start_trust_patiently (ObsSyncRun *run, const char *fingerprint, GError **error)
{
  obs_sync_enter (run, _ ("Asking for the newest edition"));
  for (;;)
    {
      g_autoptr (GError) local = NULL;

      if (start_trust (run, fingerprint, &local))
        return TRUE;
      if (!may_go_on (run, local))
        return set_ended (run, &local, error);
    }
}

/* An address that is known with other keys than the ones it is said to have now is not followed;
 * keys that are known from another address have moved. */
static gboolean
meet_origin (ObsSyncRun *run, const char *address, const char *fingerprint, GError **error)
{
  g_autofree char *id = g_strndup (fingerprint, 16);
  g_autoptr (ObsOrigin) known = obs_origins_find (run->home, id);

  if (known != NULL && strcmp (known->root_sha256, fingerprint) == 0)
    {
      g_free (known->url);
      known->url = g_strdup (address);
      run->origin = g_steal_pointer (&known);
      set_bases (run);
      return TRUE;
    }
  run->origin = obs_origin_new (address, fingerprint);
  run->origin->shipped = is_shipped (fingerprint);
  set_bases (run);
  return start_trust_patiently (run, fingerprint, error);
}

static gboolean
find_used (ObsSyncRun *run, GError **error)
{
  g_autoptr (ObsOrigin) used = obs_origins_get_used (run->home);
  g_autoptr (ObsOrigin) known = NULL;

  if (used == NULL)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_USAGE,
                           _ ("There is no origin to sync with yet. Name the address of one."));
      return FALSE;
    }
  known = obs_origins_find (run->home, used->id);
  if (known == NULL)
    return meet_origin (run, used->url, used->root_sha256, error);
  run->origin = g_steal_pointer (&known);
  set_bases (run);
  return TRUE;
}

gboolean
obs_sync_find_origin (ObsSyncRun *run, const char *url, GError **error)
{
  g_autofree char *fingerprint = NULL;
  g_autofree char *address = NULL;
  g_autoptr (ObsOrigin) known = NULL;

  if (url == NULL || *url == '\0')
    return find_used (run, error);
  if (obs_name_is_origin (url))
    known = obs_origins_find (run->home, url);
  if (known == NULL)
    {
      address = obs_address_parse_origin (url, &fingerprint, error);
      if (address == NULL)
        return FALSE;
      known = obs_origins_find (run->home, address);
    }
  if (known != NULL)
    {
      if (fingerprint != NULL && strcmp (known->root_sha256, fingerprint) != 0)
        {
          g_autofree char *host = obs_address_host (address);

          return set_other_keys (host, error);
        }
      run->origin = g_steal_pointer (&known);
      set_bases (run);
      return TRUE;
    }
  if (fingerprint == NULL)
    fingerprint = shipped_fingerprint (address);
  return fingerprint != NULL ? meet_origin (run, address, fingerprint, error)
                             : set_unknown (address, error);
}

/* Refresh */

/* What is stored of the timestamp, where the host says that it is still the same. */
static GBytes *
stored_timestamp (ObsSyncRun *run)
{
  g_autofree char *folder = obs_origin_path (run->home, run->origin->id, "trust");
  g_autofree char *path = g_build_filename (folder, "timestamp.json", NULL);
  char *text = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &text, &length, NULL) ? g_bytes_new_take (text, length) : NULL;
}

static GBytes *
fetch_timestamp (ObsSyncRun *run, ObsTransportAsk *ask, ObsTransportAnswer *answer, GError **error)
{
  g_autoptr (GBytes) stored = stored_timestamp (run);
  g_autoptr (GError) local = NULL;
  GBytes *bytes;

  ask->etag = stored != NULL ? run->origin->etag : NULL;
  bytes = obs_bases_fetch_small (run->bases, "metadata/timestamp.json", ask, answer,
                                 run->cancellable, &local);
  g_clear_pointer (&run->etag, g_free);
  if (bytes == NULL && g_error_matches (local, OBS_ERROR, OBS_ERROR_NOT_MODIFIED))
    {
      run->etag = g_strdup (run->origin->etag);
      return g_steal_pointer (&stored);
    }
  if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    run->etag = g_strdup (answer->etag);
  return bytes;
}

/* An ObsTufFetchFunc: all from the address that is asked now. */
static GBytes *
fetch_metadata_cb (const char *name, gsize most, gboolean *missing, gpointer user_data,
                   GCancellable *cancellable, GError **error)
{
  ObsSyncRun *run = user_data;
  g_auto (ObsTransportAnswer) answer = { 0 };
  g_autofree char *path = g_strconcat ("metadata/", name, NULL);
  gint64 left = METADATA_MS - (g_get_monotonic_time () - run->started) / 1000;
  ObsTransportAsk ask = { most, NULL, (guint) MAX (left, 1) };
  g_autoptr (GError) local = NULL;
  GBytes *bytes;

  *missing = FALSE;
  if (strcmp (name, "timestamp.json") == 0)
    bytes = fetch_timestamp (run, &ask, &answer, &local);
  else
    bytes = obs_bases_fetch_small (run->bases, path, &ask, &answer, cancellable, &local);
  if (bytes != NULL)
    return bytes;
  *missing = g_error_matches (local, OBS_ERROR, OBS_ERROR_HTTP)
             && (answer.status == 404 || answer.status == 403);
  if (!*missing)
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* Day of the last word of the origin, as a date. */
static char *
last_word (ObsSyncRun *run)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (run->origin->checked);

  return g_date_time_format (time, "%Y-%m-%d");
}

/* The sentence without the one that ends all of them, to stand inside another one. */
static char *
bare_reason (const GError *reason)
{
  const char *end = strstr (reason->message, _ ("The edition on this computer stays in use."));
  char *bare = g_strndup (reason->message,
                          end != NULL ? (gsize) (end - reason->message) : strlen (reason->message));

  return g_strchomp (bare);
}

/* What the updater says is for those who look into it; this is for the person. */
static void
set_refused (ObsSyncRun *run, const GError *reason, GError **error)
{
  const char *host = obs_bases_host (run->bases);
  g_autofree char *day = last_word (run);
  g_autofree char *bare = bare_reason (reason);

  if (g_error_matches (reason, OBS_ERROR, OBS_ERROR_EXPIRED) && run->origin->checked > 0)
    g_set_error (error, OBS_ERROR, OBS_ERROR_EXPIRED,
                 /* Translators: a host, a date, and a whole sentence with the details */
                 _ ("%s no longer confirms what the newest edition is; the one on this computer is "
                    "not confirmed current since %s. (%s) The edition on this computer stays in "
                    "use."),
                 host, day, bare);
  else if (g_error_matches (reason, OBS_ERROR, OBS_ERROR_EXPIRED))
    g_set_error (error, OBS_ERROR, OBS_ERROR_EXPIRED,
                 _ ("%s no longer confirms what the newest edition is. (%s) The edition on this "
                    "computer stays in use."),
                 host, bare);
  else if (g_error_matches (reason, OBS_ERROR, OBS_ERROR_UNTRUSTED)
           && strstr (reason->message, host) == NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
                 _ ("What %s hands out is not what was signed with the keys that are trusted for "
                    "it. (%s) Try again later; if it stays so, ask its publisher. The edition on "
                    "this computer stays in use."),
                 host, bare);
  else if (reason->domain == OBS_ERROR && strstr (reason->message, host) == NULL)
    g_set_error (error, OBS_ERROR, reason->code,
                 _ ("What %s hands out cannot be used. (%s) The edition on this computer stays in "
                    "use."),
                 host, bare);
  else
    g_propagate_error (error, g_error_copy (reason));
}

/* The latest of what the clock says, what is known from the origin, and the last run. */
static void
set_time (ObsSyncRun *run)
{
  gint64 clock = g_get_real_time () / G_USEC_PER_SEC;

  run->now = MAX (clock, run->origin->clock);
  if (run->now - clock > CLOCK_BEHIND)
    {
      g_autoptr (GDateTime) known = g_date_time_new_from_unix_utc (run->now);
      g_autofree char *day = g_date_time_format (known, "%Y-%m-%d");

      g_free (run->result->notice);
      run->result->notice = g_strdup_printf (
          _ ("The clock of this computer is wrong: it is %s or later. Set it, or "
             "secure connections may fail."),
          day);
    }
}

/* What is trusted is damaged on this computer: begun anew with the keys that were confirmed. */
static gboolean
open_trust (ObsSyncRun *run, const char *trust, const ObsTufPolicy *policy, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_clear_pointer (&run->updater, obs_tuf_updater_free);
  run->updater = obs_tuf_updater_new (trust, policy, fetch_metadata_cb, run, &local);
  if (run->updater != NULL)
    return TRUE;
  if (local->domain != OBS_ERROR
      || (local->code != OBS_ERROR_NOT_FOUND && local->code != OBS_ERROR_CORRUPT
          && local->code != OBS_ERROR_UNTRUSTED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!start_trust (run, run->origin->root_sha256, error))
    return FALSE;
  run->updater = obs_tuf_updater_new (trust, policy, fetch_metadata_cb, run, error);
  return run->updater != NULL;
}

gboolean
obs_sync_refresh (ObsSyncRun *run, GError **error)
{
  g_autofree char *trust = obs_origin_path (run->home, run->origin->id, "trust");
  ObsTufPolicy policy = { .only_ed25519 = run->origin->shipped };
  g_autoptr (GError) first = NULL;

  obs_sync_enter (run, _ ("Asking for the newest edition"));
  set_time (run);
  policy.now = run->now;
  obs_bases_rewind (run->bases);
  for (;;)
    {
      guint rounds = obs_bases_rounds (run->bases);
      g_autoptr (GError) local = NULL;

      run->started = g_get_monotonic_time ();
      if (open_trust (run, trust, &policy, &local)
          && obs_tuf_updater_refresh (run->updater, run->cancellable, &local))
        return TRUE;
      /* What is told is what the first address of the last round failed with. */
      if (first == NULL)
        set_refused (run, local, &first);
      if (!may_go_on (run, local))
        return set_ended (run, &first, error);
      if (rounds != obs_bases_rounds (run->bases))
        g_clear_error (&first);
    }
}

/* The name is part of the promise: a chunk file is named by its hash, and nothing else by one. */
static gboolean
is_named_right (const ObsTufTarget *target)
{
  const char *name = strrchr (target->path, '/');

  if (target->sha256 == NULL || name == NULL)
    return FALSE;
  if (strcmp (target->path, OBS_OFFER_INDEX) == 0)
    return TRUE;
  return strncmp (name + 1, target->sha256, 16) == 0;
}

/* The roles between the index and a file are fetched when they are needed, by any address. */
static const ObsTufTarget *
find_target (ObsSyncRun *run, const char *path, GError **error)
{
  obs_bases_rewind (run->bases);
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (GError) refused = NULL;
      const ObsTufTarget *target;

      run->started = g_get_monotonic_time ();
      target = obs_tuf_updater_find (run->updater, path, run->cancellable, &local);
      if (target != NULL)
        return target;
      set_refused (run, local, &refused);
      if (!may_go_on (run, local))
        {
          set_ended (run, &refused, error);
          return NULL;
        }
    }
}

const ObsTufTarget *
obs_sync_target (ObsSyncRun *run, const char *path, guint64 most, GError **error)
{
  const ObsTufTarget *target = find_target (run, path, error);

  if (target == NULL)
    return NULL;
  if (target->length >= 1 && target->length <= most && is_named_right (target))
    return target;
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("%s lists “%s” with a length or a hash that cannot be right. Tell its publisher. "
                  "The edition on this computer stays in use."),
               obs_bases_host (run->bases), path);
  return NULL;
}
