/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"
#include "app/command/passphrase.h"

#include "data/publish/keys.h"
#include "data/publish/sign.h"

#include <glib/gi18n.h>
#include <string.h>

/* The keys that editions are signed with. */

static int roots = 3, threshold = 2, targets_threshold = 1;

static const GOptionEntry options[] = {
  { "roots", 0, 0, G_OPTION_ARG_INT, &roots, N_ ("Make this many root keys (3)"), N_ ("N") },
  { "threshold", 0, 0, G_OPTION_ARG_INT, &threshold,
    N_ ("This many root keys have to sign a change of keys (2)"), N_ ("N") },
  { "targets-threshold", 0, 0, G_OPTION_ARG_INT, &targets_threshold,
    N_ ("This many people have to sign an edition (1)"), "1|2" },
  OBS_PASSPHRASE_OPTIONS,
  G_OPTION_ENTRY_NULL,
};

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
show (const char *dir, GError **error)
{
  g_autoptr (ObsKeysView) view = obs_keys_view (dir, error);
  g_autofree char *until = NULL;
  g_autofree char *groups = NULL;

  if (view == NULL)
    return FALSE;
  until = obs_sign_time (view->expires);
  groups = obs_keys_group (view->fingerprint);
  obs_command_printf (_ ("Root %" G_GINT64_FORMAT ", valid until %s\n"), view->version, until);
  obs_command_printf (_ ("Fingerprint of the first root: %s\n"), groups);
  for (guint i = 0; i < view->keys->len; i++)
    {
      const ObsKeyView *key = view->keys->pdata[i];

      if (i == 0 || strcmp (key->role, ((ObsKeyView *) view->keys->pdata[i - 1])->role) != 0)
        obs_command_printf (ngettext ("%s: %u key signs\n", "%s: %u keys sign\n", key->threshold),
                            key->role, key->threshold);
      obs_command_printf ("  %-12s %s%s\n", key->name, key->id,
                          key->here ? "" : _ (" (its file is elsewhere)"));
    }
  return TRUE;
}

static gboolean
create (const char *dir, GError **error)
{
  ObsKeysPlan plan = { .roots = (guint) MAX (roots, 0),
                       .threshold = (guint) MAX (threshold, 0),
                       .targets_threshold = (guint) MAX (targets_threshold, 0),
                       .now = now () };

  if (!obs_keys_create (dir, &plan, obs_passphrase_ask, NULL, error))
    return FALSE;
  obs_command_printf (
      _ ("The keys are in “%s”. Move root-1.pem, root-2.pem … to separate media in separate "
         "places and keep copies of them: without enough of them no key can ever be replaced. "
         "Readers compare the fingerprint when they add this origin by hand.\n"),
      dir);
  return show (dir, error);
}

/* What became of the next root. */
static gboolean
say_next (const char *dir, const char *unfinished, GError **error)
{
  if (unfinished == NULL)
    {
      obs_command_printf (_ ("The next root is signed. The next “observatory publish” hands it "
                             "out.\n"));
      return show (dir, error);
    }
  obs_command_printf (_ ("More root keys have to sign “%s”: take that file and the files "
                         "N.root.json to where those keys are and call “observatory keys sign” "
                         "there; then the same here.\n"),
                      unfinished);
  return TRUE;
}

static gboolean
rotate (const char *dir, const char *role, GError **error)
{
  g_autofree char *unfinished = NULL;

  return obs_keys_rotate (dir, role, now (), obs_passphrase_ask, NULL, &unfinished, error)
         && say_next (dir, unfinished, error);
}

static gboolean
renew (const char *dir, GError **error)
{
  g_autofree char *unfinished = NULL;

  return obs_keys_renew (dir, now (), obs_passphrase_ask, NULL, &unfinished, error)
         && say_next (dir, unfinished, error);
}

static gboolean
sign (const char *dir, const char *file, GError **error)
{
  g_autofree char *what = obs_keys_compare (dir, file, error);
  guint missing = 0;

  if (what == NULL)
    return FALSE;
  obs_command_printf (_ ("This root changes:\n%s"), what);
  if (!obs_keys_sign (dir, file, obs_passphrase_ask, NULL, &missing, error))
    return FALSE;
  if (missing == 0)
    return say_next (dir, NULL, error);
  obs_command_printf (ngettext ("Signed. %u more signature is needed.\n",
                                "Signed. %u more signatures are needed.\n", missing),
                      missing);
  return TRUE;
}

static ObsExit
run_keys (char **words)
{
  static const char *const with_one[] = { "create", "renew", "show", NULL };
  static const char *const with_two[] = { "rotate", "sign", NULL };
  g_autoptr (GError) error = NULL;
  guint n = g_strv_length (words);
  gboolean done;

  if (!(g_strv_contains (with_one, words[0]) && n == 2)
      && !(g_strv_contains (with_two, words[0]) && n == 3))
    return obs_command_usage (
        _ ("Call it as: observatory keys create|renew|show DIR, observatory keys rotate DIR KEY, "
           "or observatory keys sign DIR FILE."));
  if (strcmp (words[0], "create") == 0)
    done = create (words[1], &error);
  else if (strcmp (words[0], "renew") == 0)
    done = renew (words[1], &error);
  else if (strcmp (words[0], "show") == 0)
    done = show (words[1], &error);
  else if (strcmp (words[0], "rotate") == 0)
    done = rotate (words[1], words[2], &error);
  else
    done = sign (words[1], words[2], &error);
  obs_passphrase_forget ();
  return done ? OBS_EXIT_OK : obs_command_fail (error);
}

const ObsCommand obs_command_keys = {
  .name = "keys",
  .words = "create|rotate|renew|sign|show DIR [KEY]",
  .summary = N_ ("Make, replace and renew the keys that editions are signed with"),
  .details
  = N_ ("“rotate DIR KEY” puts a new key in the place of root-2, targets, snapshot or timestamp; "
        "“renew DIR” prolongs the root by 400 days; “sign DIR FILE” adds the signatures of the "
        "root keys in DIR to a root that still needs some. Key files are encrypted; pass-phrases "
        "are asked for on the terminal."),
  .options = options,
  .least = 2,
  .most = 3,
  .run = run_keys,
};
