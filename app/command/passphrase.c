/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/passphrase.h"

#include "app/command/command.h"

#include "data/publish/keys.h"
#include "data/sync/platform-secret.h"

#include <glib/gi18n.h>
#include <string.h>

char *obs_passphrase_file;
int obs_passphrase_fd = -1;

static char *from_fd;

static char *
read_file (void)
{
  g_autoptr (GError) error = NULL;
  char *secret = obs_secret_from_file (obs_passphrase_file, &error);

  if (secret == NULL)
    obs_command_say ("%s", error->message);
  return secret;
}

static char *
read_fd (void)
{
  char *secret = NULL;

  if (from_fd == NULL)
    from_fd = obs_platform_read_line (obs_passphrase_fd);
  if (from_fd != NULL)
    {
      secret = obs_secret_new ();
      memcpy (secret, from_fd, strlen (from_fd));
    }
  return secret;
}

/* A new one is asked for until both are alike and long enough. */
static char *
ask_new (const char *name)
{
  g_autofree char *first = g_strdup_printf (_ ("New pass-phrase for the key “%s”: "), name);
  g_autofree char *second = g_strdup_printf (_ ("The same again: "));

  for (;;)
    {
      char *one = obs_platform_ask_secret (first), *two;

      if (one == NULL)
        return NULL;
      if (strlen (one) < OBS_KEYS_SHORTEST_PHRASE)
        {
          obs_secret_free (one);
          obs_command_say (_ ("A pass-phrase has 8 characters at least; four or five words are "
                              "good."));
          continue;
        }
      two = obs_platform_ask_secret (second);
      if (two != NULL && strcmp (one, two) == 0)
        {
          obs_secret_free (two);
          return one;
        }
      obs_secret_free (one);
      if (two == NULL)
        return NULL;
      obs_secret_free (two);
      obs_command_say (_ ("The two are not alike."));
    }
}

char *
obs_passphrase_ask (const char *name, gboolean again, guint tries, gpointer user_data)
{
  g_autofree char *prompt = NULL;

  /* What did not fit will not fit either when it is read again. */
  if (obs_passphrase_file != NULL)
    return tries == 0 ? read_file () : NULL;
  if (obs_passphrase_fd >= 0)
    return tries == 0 ? read_fd () : NULL;
  if (again)
    return ask_new (name);
  if (tries > 0)
    obs_command_say (_ ("That is not the pass-phrase."));
  prompt = g_strdup_printf (_ ("Pass-phrase of the key “%s”: "), name);
  return obs_platform_ask_secret (prompt);
}

void
obs_passphrase_forget (void)
{
  g_clear_pointer (&from_fd, obs_secret_free);
}
