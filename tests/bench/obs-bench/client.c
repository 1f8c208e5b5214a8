/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench.h"

#include "data/sync/sync.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* The client's side of a sync in a process of its own, so that its memory and its time are no one
 * else's. */

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static double
peak_kib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmHWM:");
  return line == NULL ? 0 : g_ascii_strtod (line + 6, NULL);
}

gboolean
bench_client (const char *url, const char *home, GError **error)
{
  g_autoptr (ObsSyncResult) result = NULL;
  g_autofree char *route = NULL;
  double cpu = cpu_ms ();
  gint64 start = g_get_monotonic_time ();

  /* Who has nothing has not the edition of the program either. */
  g_setenv ("OBSERVATORY_BUNDLED", "/nonexistent", TRUE);
  result = obs_sync_run (url, home, OBS_SYNC_INSTALL, NULL, NULL, NULL, NULL, error);
  if (result == NULL)
    return FALSE;
  route = obs_sync_result_route (result);
  printf ("# %s: %s\n", result->outcome == OBS_SYNC_INSTALLED ? "installed" : "nothing newer",
          route);
  bench_measure ("sync.wall", (double) (g_get_monotonic_time () - start) / 1e3, "ms");
  bench_measure ("sync.cpu", cpu_ms () - cpu, "ms");
  bench_measure ("sync.install-cpu", result->install_cpu * 1e3, "ms");
  bench_measure ("memory.peak", peak_kib (), "KiB");
  return TRUE;
}
