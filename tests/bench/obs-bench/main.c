/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench.h"

#include "data/sync/home.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *version_option, *frame_option;
static int day_option = 365;
static gboolean no_peers;

static const GOptionEntry options[] = {
  { "version", 0, 0, G_OPTION_ARG_STRING, &version_option,
    "all, base, next-recent, next-spread or year", "VERSION" },
  { "day", 0, 0, G_OPTION_ARG_INT, &day_option, "with year: days that have passed", "N" },
  { "frame", 0, 0, G_OPTION_ARG_FILENAME, &frame_option,
    "edition whose tables are taken along (default: that of the program)", "EDITION" },
  { "no-peers", 0, 0, G_OPTION_ARG_NONE, &no_peers, "sync: without the other tools", NULL },
  G_OPTION_ENTRY_NULL,
};

void
bench_measure (const char *name, double value, const char *unit)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, value == (double) (gint64) value ? "%.0f" : "%.3f", value);
  printf ("MEASURE\t%s\t%s\t%s\n", name, text, unit);
  fflush (stdout);
}

static char *
frame (GError **error)
{
  char *path = frame_option != NULL ? g_strdup (frame_option) : obs_home_bundled ();

  if (path == NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "there is no edition for --frame");
  return path;
}

static gboolean
run_year (char **words, GError **error)
{
  g_autofree char *path = frame (error);

  return path != NULL && bench_year (words[2], path, (guint) CLAMP (day_option, 0, 365), error);
}

static gboolean
run_make (char **words, GError **error)
{
  static const char *const names[] = { "all", "base", "next-recent", "next-spread", "year" };
  g_autofree char *path = frame (error);
  const char *name = version_option != NULL ? version_option : "all";

  for (guint i = 0; path != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return bench_make (words[2], path, words[3], (BenchVersion) i,
                         (guint) CLAMP (day_option, 0, 365), error);
  if (path != NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no such version: %s", name);
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (
      "make DIR EDITION | sync BASE NEXT | year DIR\n\nMeasures the sync. Prints "
      "lines MEASURE<TAB>name<TAB>value<TAB>unit.");
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    done = FALSE;
  else if (argc == 4 && strcmp (argv[1], "make") == 0)
    done = run_make (argv, &error);
  else if (argc == 4 && strcmp (argv[1], "sync") == 0)
    done = bench_sync (argv[2], argv[3], !no_peers, &error);
  else if (argc == 3 && strcmp (argv[1], "year") == 0)
    done = run_year (argv, &error);
  else if (argc == 4 && strcmp (argv[1], "client") == 0)
    done = bench_client (argv[2], argv[3], &error);
  else
    g_set_error_literal (&error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         "obs-bench make DIR EDITION, sync BASE NEXT, or year DIR");
  if (done)
    return EXIT_SUCCESS;
  fprintf (stderr, "obs-bench: %s\n", error != NULL ? error->message : "failed");
  return EXIT_FAILURE;
}
