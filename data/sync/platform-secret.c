/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/platform-secret.h"

#include <openssl/crypto.h>
#include <string.h>

/* The parts that are alike on every system. */

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
