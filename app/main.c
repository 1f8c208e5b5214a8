/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/application.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (ObsApplication) app = NULL;
  const char *address = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("skills-observatory");

  for (int i = 1; i < argc && address == NULL; i++)
    if (g_str_has_prefix (argv[i], "skills-observatory:"))
      address = argv[i];
  app = obs_application_new (address);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
