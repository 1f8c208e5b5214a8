/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench.h"

#include "data/publish/publisher.h"
#include "tests/faults/nginx.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* Both editions are published to a folder that a real nginx hands out, and brought in from there:
 * bytes and requests are those of its log. */

typedef struct
{
  char *folder;
  char *site;
  char *keys;
  Nginx *nginx;
  char *url;
} Rig;

static void
rig_clear (Rig *rig)
{
  g_clear_pointer (&rig->nginx, nginx_free);
  g_free (rig->folder);
  g_free (rig->site);
  g_free (rig->keys);
  g_free (rig->url);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rig, rig_clear)

static char *
ask_cb (G_GNUC_UNUSED const char *name, G_GNUC_UNUSED gboolean again, G_GNUC_UNUSED guint attempt,
        G_GNUC_UNUSED gpointer user_data)
{
  return g_strdup ("benchmark");
}

static double
cpu_s (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
start (Rig *rig, GError **error)
{
  ObsKeysPlan plan = { 3, 2, 1, now_s () };
  g_autofree char *root = NULL;
  g_autofree char *data = NULL;
  g_autofree char *address = NULL;
  g_autofree char *hash = NULL;
  const char *why = NULL;
  gsize length = 0;

  rig->folder = g_dir_make_tmp ("obs-bench-XXXXXX", error);
  if (rig->folder == NULL)
    return FALSE;
  rig->site = g_build_filename (rig->folder, "site", NULL);
  rig->keys = g_build_filename (rig->folder, "keys", NULL);
  if (!obs_keys_create (rig->keys, &plan, ask_cb, NULL, error))
    return FALSE;
  root = g_build_filename (rig->keys, "1.root.json", NULL);
  if (!g_file_get_contents (root, &data, &length, error))
    return FALSE;
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) data, length);
  rig->nginx = nginx_new (rig->folder, &why);
  if (rig->nginx == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no nginx: %s", why);
      return FALSE;
    }
  address = nginx_address (rig->nginx, NGINX_PLAIN, "site");
  rig->url = g_strconcat (address, "#", hash, NULL);
  return TRUE;
}

static gboolean
publish (Rig *rig, const char *edition, GError **error)
{
  ObsPublishPlan plan = { .keys_dir = rig->keys, .now = now_s (), .ask = ask_cb };
  g_autoptr (ObsPublished) published = NULL;
  double cpu = cpu_s (RUSAGE_SELF);

  published = obs_publisher_run (edition, rig->site, &plan, NULL, error);
  if (published == NULL)
    return FALSE;
  bench_measure ("publish.cpu", cpu_s (RUSAGE_SELF) - cpu, "s");
  bench_measure ("publish.segments", (double) published->segment_bytes, "B");
  bench_measure ("publish.pack", (double) published->pack_bytes, "B");
  bench_measure ("publish.pack-cpu", published->pack_cpu, "s");
  if (published->no_pack != NULL)
    printf ("# no pack: %s\n", published->no_pack);
  return TRUE;
}

/* Bytes of the body of an answer, at the end of its line. */
static double
body_of (const char *line)
{
  const char *at = g_strrstr (line, " b=");

  return at == NULL ? 0 : g_ascii_strtod (at + 3, NULL);
}

/* Adds up what the log says from line @from on; returns its number of lines. */
static guint
count (Rig *rig, guint from)
{
  g_autofree char *log = nginx_log (rig->nginx);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (log), "\n", -1);
  double payload = 0, index = 0;
  guint n = g_strv_length (lines), ranges = 0;

  for (guint i = from; i < n; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      gboolean data;
      double bytes;

      if (g_strv_length (fields) < 4)
        continue;
      data = strstr (fields[1], "/segments/") != NULL || strstr (fields[1], "/packs/") != NULL;
      bytes = body_of (lines[i]);
      ranges += strcmp (fields[2], "206") == 0;
      if (data)
        payload += bytes;
      else
        index += bytes;
    }
  bench_measure ("sync.payload", payload, "B");
  bench_measure ("sync.index", index, "B");
  bench_measure ("sync.requests", n - from, "count");
  bench_measure ("sync.ranges", ranges, "count");
  return n;
}

static gboolean
fetch (Rig *rig, const char *home, guint *lines, GError **error)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", error);
  const char *argv[] = { self, "client", rig->url, home, NULL };
  g_autofree char *out = NULL;
  int status = 0;

  if (self == NULL
      || !g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL,
                        &status, error)
      || !g_spawn_check_wait_status (status, error))
    return FALSE;
  fputs (out, stdout);
  *lines = count (rig, *lines);
  return TRUE;
}

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
  double cpu = cpu_s (RUSAGE_CHILDREN);
  int status = 0;

  g_unlink (out);
  if (g_spawn_sync (rig->folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                    &status, NULL)
      && g_spawn_check_wait_status (status, NULL))
    {
      bench_measure (measure, size_of (out), "B");
      bench_measure (time, cpu_s (RUSAGE_CHILDREN) - cpu, "s");
    }
  else
    printf ("# %s is not here or failed\n", name);
}

/* zsync asks for the blocks that it misses: its bytes are those of nginx's log. */
static void
peer_zsync (Rig *rig, const char *base, const char *next, guint *lines)
{
  g_autofree char *plain = nginx_address (rig->nginx, NGINX_PLAIN, "site");
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
      bytes += body_of (all[i]);
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
bench_sync (const char *base, const char *next, gboolean peers, GError **error)
{
  g_auto (Rig) rig = { 0 };
  g_autofree char *home = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *remove = NULL;
  guint lines = 0;
  gboolean done;

  if (!start (&rig, error))
    return FALSE;
  home = g_build_filename (rig.folder, "home", NULL);
  fresh = g_build_filename (rig.folder, "fresh", NULL);
  lines = 0;
  printf ("# publishing the base\n");
  done = publish (&rig, base, error);
  if (done)
    printf ("# first download of the base\n");
  done = done && fetch (&rig, home, &lines, error);
  if (done)
    printf ("# publishing the next\n");
  done = done && publish (&rig, next, error);
  if (done)
    printf ("# update by a day\n");
  done = done && fetch (&rig, home, &lines, error);
  if (done)
    printf ("# nothing new\n");
  done = done && fetch (&rig, home, &lines, error);
  if (done)
    printf ("# first download of the next\n");
  done = done && fetch (&rig, fresh, &lines, error);
  if (done && peers)
    run_peers (&rig, base, next, &lines);
  g_clear_pointer (&rig.nginx, nginx_free);
  remove = g_strdup_printf ("rm -rf '%s'", rig.folder);
  if (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL))
    return done;
  return done;
}
