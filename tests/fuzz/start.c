/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked into every fuzzer: a warning of GLib is a finding. GLib's own way to stop is a trap, for
 * which the fuzzer would not keep the input. */

#include "config.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);

static void
stop (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    {
      g_printerr ("%s: %s\n", domain != NULL ? domain : "", message);
      abort ();
    }
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (stop, NULL);
  return 0;
}
