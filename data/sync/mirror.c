/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/mirror.h"

#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>

struct _ObsMirror
{
  ObsTransport *transport;
  char *metadata, *targets; /* with "/" at their ends */
};

ObsMirror *
obs_mirror_new (const char *metadata, const char *targets, const ObsTransportLimits *limits,
                GError **error)
{
  g_autofree char *base = obs_address_parse (metadata, error);
  g_autofree char *other = NULL;
  ObsMirror *self;

  if (base == NULL)
    return NULL;
  if (targets != NULL && (other = obs_address_parse (targets, error)) == NULL)
    return NULL;
  self = g_new0 (ObsMirror, 1);
  self->transport = obs_transport_new (limits);
  self->metadata = g_steal_pointer (&base);
  self->targets = g_steal_pointer (&other);
  return self;
}

void
obs_mirror_free (ObsMirror *self)
{
  obs_transport_free (self->transport);
  g_free (self->metadata);
  g_free (self->targets);
  g_free (self);
}

GBytes *
obs_mirror_fetch_metadata (const char *name, gsize most, gboolean *missing, gpointer mirror,
                           GCancellable *cancellable, GError **error)
{
  ObsMirror *self = mirror;
  g_autofree char *url = g_strconcat (self->metadata, name, NULL);
  g_auto (ObsTransportAnswer) answer = { 0 };
  g_autoptr (GError) local = NULL;
  ObsTransportAsk ask = { most, NULL, 0 };
  GBytes *bytes
      = obs_transport_fetch_bytes (self->transport, url, &ask, &answer, cancellable, &local);

  /* What is said beside such an answer does not matter. */
  *missing = g_error_matches (local, OBS_ERROR, OBS_ERROR_HTTP)
             && (answer.status == 404 || answer.status == 403);
  if (bytes == NULL && !*missing)
    g_propagate_error (error, g_steal_pointer (&local));
  return bytes;
}

char *
obs_mirror_target_address (const ObsMirror *self, const char *remote)
{
  g_autofree char *escaped
      = g_uri_escape_string (remote, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);

  return g_strconcat (self->targets, escaped, NULL);
}

/* Whether the address of a target stays below the base address: a host that tidies "." and ".."
 * away, percent-encoded or not, would hand out something from elsewhere. */
static gboolean
stays_below (const ObsTufTarget *target, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (target->remote, "/", -1);

  if (!g_strv_contains ((const char *const *) parts, ".")
      && !g_strv_contains ((const char *const *) parts, ".."))
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_UNTRUSTED,
               _ ("The target “%s” would lie outside the folder of targets, so it is not fetched. "
                  "The edition on this computer stays in use."),
               target->path);
  return FALSE;
}

/* Nothing to fetch: the file is as its length says. */
static gboolean
make_empty (const char *path, GError **error)
{
  int fd = obs_platform_open (path, FALSE, 0600, error);

  return fd >= 0 && obs_platform_sync_close (fd, path, error);
}

static gboolean
check (const ObsTufTarget *target, const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &local);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;

  if (bytes != NULL && obs_tuf_target_fits (target, bytes))
    return TRUE;
  if (bytes == NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED, _ ("“%s” cannot be read: %s."), path,
                 local->message);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_CHECKSUM,
                 _ ("The file “%s” is not the one that was signed: its hash differs. The edition "
                    "on this computer stays in use."),
                 target->path);
  return FALSE;
}

gboolean
obs_mirror_fetch_target (ObsMirror *self, const ObsTufTarget *target, const char *path,
                         GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *random = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (".%part-", random, NULL);
  g_autofree char *temporary = g_build_filename (folder, name, NULL);
  g_autofree char *url = obs_mirror_target_address (self, target->remote);
  ObsTransportTally tally;
  gboolean done;

  if (!stays_below (target, error))
    return FALSE;
  done = target->length == 0
             ? make_empty (temporary, error)
             : obs_transport_fetch_file (self->transport, url, temporary, target->length, NULL,
                                         NULL, &tally, cancellable, error);
  if (done && check (target, temporary, error) && obs_platform_rename (temporary, path, error))
    return obs_platform_sync_folder (folder, error);
  obs_platform_remove (temporary);
  return FALSE;
}
