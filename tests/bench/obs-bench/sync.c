/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench.h"
#include "rig.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* Both editions are published to a folder that a real nginx hands out, and brought in from there:
 * bytes and requests are those of its log. */

static double
size_of (const char *path)
{
  GStatBuf st;

  return g_stat (path, &st) == 0 ? (double) st.st_size : 0;
}

/* Another tool on the same two files; @command with $1 the base, $2 the next edition, $3 the file
 * whose size counts. A tool that is not there is a line of its own, not a zero. */
static void
peer (Rig *rig, const char *name, const char *command, const char *base, const char *next)
{
  g_autofree char *out = g_build_filename (rig->folder, "peer", NULL);
  g_autofree char *measure = g_strconcat ("peer.", name, NULL);
  g_autofree char *time = g_strconcat ("peer.", name, "-cpu", NULL);
  const char *argv[] = { "sh", "-c", command, "sh", base, next, out, NULL };
  double cpu = rig_cpu_s (RUSAGE_CHILDREN);
  int status = 0;

  g_unlink (out);
  if (g_spawn_sync (rig->folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                    &status, NULL)
      && g_spawn_check_wait_status (status, NULL))
    {
      bench_measure (measure, size_of (out), "B");
      bench_measure (time, rig_cpu_s (RUSAGE_CHILDREN) - cpu, "s");
    }
  else
    printf ("# %s is not here or failed\n", name);
}

/* zsync asks for the blocks that it misses: its bytes are those of nginx's log. */
static void
peer_zsync (Rig *rig, const char *base, const char *next, guint *lines)
{
  g_autofree char *plain = nginx_address (rig->nginx, NGINX_PLAIN, "site/");
  const char *command = "set -e; ln -f \"$2\" site/next.sqlite || cp \"$2\" site/next.sqlite;"
                        " zsyncmake -b 2048 -u next.sqlite -o site/next.zsync site/next.sqlite"
                        " >/dev/null; zsync -i \"$1\" -o zsynced \"$0next.zsync\" >/dev/null 2>&1";
  const char *argv[] = { "sh", "-c", command, plain, base, next, NULL };
  int status = 0;

  if (!g_spawn_sync (rig->folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                     &status, NULL)
      || !g_spawn_check_wait_status (status, NULL))
    {
      printf ("# zsync is not here or failed\n");
      return;
    }
  {
    g_autofree char *log = nginx_log (rig->nginx);
    g_auto (GStrv) all = g_strsplit (g_strchomp (log), "\n", -1);
    guint n = g_strv_length (all);
    double bytes = 0;

    for (guint i = *lines; i < n; i++)
      bytes += rig_body_of (all[i]);
    *lines = n;
    bench_measure ("peer.zsync", bytes, "B");
  }
}

static void
run_peers (Rig *rig, const char *base, const char *next, guint *lines)
{
  peer (rig, "zstd-19", "zstd -q -19 -T1 \"$2\" -o \"$3\"", base, next);
  peer (rig, "xdelta3", "xdelta3 -e -9 -f -s \"$1\" \"$2\" \"$3\"", base, next);
  peer (rig, "sqldiff",
        "sqldiff --changeset \"$3.raw\" \"$1\" \"$2\" && zstd -q -19 -T1 --rm"
        " \"$3.raw\" -o \"$3\"",
        base, next);
  peer_zsync (rig, base, next, lines);
}

gboolean
bench_sync (const char *base_name, const char *next_name, gboolean peers, GError **error)
{
  g_autofree char *base = g_canonicalize_filename (base_name, NULL);
  g_autofree char *next = g_canonicalize_filename (next_name, NULL);
  g_auto (Rig) rig = { 0 };
  g_autofree char *home = NULL;
  g_autofree char *fresh = NULL;
  guint lines = 0;
  gboolean done;

  if (!rig_start (&rig, error))
    return FALSE;
  home = g_build_filename (rig.folder, "home", NULL);
  fresh = g_build_filename (rig.folder, "fresh", NULL);
  lines = 0;
  printf ("# publishing the base\n");
  done = rig_publish (&rig, base, error);
  if (done)
    printf ("# first download of the base\n");
  done = done && rig_fetch (&rig, home, &lines, error);
  if (done)
    printf ("# publishing the next\n");
  done = done && rig_publish (&rig, next, error);
  if (done)
    printf ("# update by a day\n");
  done = done && rig_fetch (&rig, home, &lines, error);
  if (done)
    printf ("# nothing new\n");
  done = done && rig_fetch (&rig, home, &lines, error);
  if (done)
    printf ("# first download of the next\n");
  done = done && rig_fetch (&rig, fresh, &lines, error);
  if (done && peers)
    run_peers (&rig, base, next, &lines);
  return done;
}
