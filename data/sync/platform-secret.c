/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/platform-secret.h"

#include <openssl/crypto.h>
#include <string.h>

/* The parts that are alike on every system. */

#define FILE_MOST 8192

char *
obs_secret_from_file (const char *path, GError **error)
{
  gsize length = 0;
  char *text = obs_platform_read_private (path, FILE_MOST, &length, error);
  char *secret = NULL;

  if (text == NULL)
    return NULL;
  secret = obs_secret_new ();
  memcpy (secret, text, MIN (strcspn (text, "\r\n"), OBS_SECRET_MOST));
  OPENSSL_clear_free (text, FILE_MOST + 1);
  return secret;
}

char *
obs_secret_new (void)
{
  char *secret = OPENSSL_zalloc (OBS_SECRET_MOST + 1);

  if (secret == NULL)
    g_error ("No memory is left");
  return secret;
}

void
obs_secret_free (char *secret)
{
  if (secret != NULL)
    OPENSSL_clear_free (secret, strlen (secret) + 1);
}
