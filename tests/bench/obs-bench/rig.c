/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rig.h"

#include "bench.h"
#include "data/publish/publisher.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

void
rig_clear (Rig *rig)
{
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", rig->folder);

  g_clear_pointer (&rig->nginx, nginx_free);
  if (rig->folder != NULL && !g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL))
    printf ("# %s was left behind\n", rig->folder);
  g_free (rig->folder);
  g_free (rig->site);
  g_free (rig->keys);
  g_free (rig->url);
}

static char *
ask_cb (G_GNUC_UNUSED const char *name, G_GNUC_UNUSED gboolean again, G_GNUC_UNUSED guint attempt,
        G_GNUC_UNUSED gpointer user_data)
{
  return g_strdup ("benchmark");
}

double
rig_cpu_s (int who)
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

gboolean
rig_start (Rig *rig, GError **error)
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
  address = nginx_address (rig->nginx, NGINX_PLAIN, "site/");
  rig->url = g_strconcat (address, "#", hash, NULL);
  return TRUE;
}

gboolean
rig_publish (Rig *rig, const char *edition, GError **error)
{
  ObsPublishPlan plan = { .keys_dir = rig->keys, .now = now_s (), .ask = ask_cb };
  g_autoptr (ObsPublished) published = NULL;
  double cpu = rig_cpu_s (RUSAGE_SELF);

  published = obs_publisher_run (edition, rig->site, &plan, NULL, error);
  if (published == NULL)
    return FALSE;
  bench_measure ("publish.cpu", rig_cpu_s (RUSAGE_SELF) - cpu, "s");
  bench_measure ("publish.segments", (double) published->segment_bytes, "B");
  bench_measure ("publish.pack", (double) published->pack_bytes, "B");
  bench_measure ("publish.pack-cpu", published->pack_cpu, "s");
  if (published->no_pack != NULL)
    printf ("# no pack: %s\n", published->no_pack);
  return TRUE;
}

/* Bytes of the body of an answer, at the end of its line. */
double
rig_body_of (const char *line)
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
      bytes = rig_body_of (lines[i]);
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

gboolean
rig_fetch (Rig *rig, const char *home, guint *lines, GError **error)
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
