/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"
#include "app/command/passphrase.h"

#include "data/publish/publisher.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* The custodian's part: hand out an edition. */

static char *keys, *work, *notes, *disclosure;
static char **announced, **mirrors;
static gboolean refresh, clean, quiet;

static const GOptionEntry options[] = {
  { "keys", 'k', 0, G_OPTION_ARG_FILENAME, &keys, N_ ("Sign with the keys in this folder"),
    N_ ("DIR") },
  OBS_PASSPHRASE_OPTIONS,
  { "work", 0, 0, G_OPTION_ARG_FILENAME, &work,
    N_ ("Keep the last editions here, for packs (default: SITE.work)"), N_ ("FOLDER") },
  { "announce", 0, 0, G_OPTION_ARG_STRING_ARRAY, &announced,
    N_ ("This loss is meant: table:NAME, area:CODE or rows:NAME (may be given several times)"),
    N_ ("NAME") },
  { "mirror", 0, 0, G_OPTION_ARG_STRING_ARRAY, &mirrors,
    N_ ("This address hands out the same folder (may be given several times)"), N_ ("URL") },
  { "notes", 0, 0, G_OPTION_ARG_STRING, &notes, N_ ("Tell readers this about the edition"),
    N_ ("WORDS") },
  { "disclosure", 0, 0, G_OPTION_ARG_FILENAME, &disclosure,
    N_ ("The summary of protection that “observatory build --disclosure” wrote"), N_ ("FILE") },
  { "refresh-timestamp", 0, 0, G_OPTION_ARG_NONE, &refresh,
    N_ ("Only say anew that the edition in SITE is the newest; call it every week"), NULL },
  { "clean", 0, 0, G_OPTION_ARG_NONE, &clean,
    N_ ("Only remove files in SITE that no reader can need any more"), NULL },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_ ("Say nothing unless it fails"), NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct
{
  gint64 shown;  /* monotonic time of the last line */
  gboolean open; /* a line without its end stands on the terminal */
} Progress;

static void
end_line (Progress *progress)
{
  if (progress->open)
    fputs ("\r\033[K", stderr);
  progress->open = FALSE;
}

static void
progress_cb (const char *what, guint64 done, guint64 total, gpointer user_data)
{
  Progress *progress = user_data;
  gint64 now = g_get_monotonic_time ();

  if (quiet || !isatty (STDERR_FILENO)
      || (progress->open && done > 0 && now - progress->shown < G_USEC_PER_SEC / 10))
    return;
  progress->shown = now;
  progress->open = TRUE;
  if (total > 0)
    fprintf (stderr, "\r\033[K%s %3d %%", what, (int) (100 * ((double) done / (double) total)));
  else
    fprintf (stderr, "\r\033[K%s", what);
  fflush (stderr);
}

/* The line of progress goes before a question comes. */
static char *
ask (const char *name, gboolean again, guint tries, gpointer user_data)
{
  end_line (user_data);
  return obs_passphrase_ask (name, again, tries, NULL);
}

static void
report (const ObsPublished *published, const char *site)
{
  g_autofree char *segments = g_format_size (published->segment_bytes);
  g_autofree char *pack = g_format_size (published->pack_bytes);

  if (quiet)
    return;
  if (published->unchanged)
    obs_command_printf (
        _ ("Edition %" G_GINT64_FORMAT " is published in “%s” already; its timestamp is new.\n"),
        published->edition, site);
  else
    obs_command_printf (_ ("Published edition %" G_GINT64_FORMAT
                           " to “%s”. Any static web server can hand out this folder.\n"),
                        published->edition, site);
  obs_command_printf (
      ngettext ("%u new segment, %s", "%u new segments, %s", published->new_segments),
      published->new_segments, segments);
  if (published->pack_bytes > 0)
    obs_command_printf (_ ("; pack from the edition before %s (%.1f s of the processor)"), pack,
                        published->pack_cpu);
  if (published->rollups > 0)
    obs_command_printf (ngettext ("; %u pack of a period that ended",
                                  "; %u packs of periods that ended", published->rollups),
                        published->rollups);
  obs_command_printf (_ ("; %.1f seconds\n"), published->seconds);
  if (published->no_pack != NULL)
    obs_command_printf ("%s\n", published->no_pack);
  for (guint i = 0; i < published->remarks->len; i++)
    obs_command_printf ("%s\n", (char *) published->remarks->pdata[i]);
}

static ObsExit
run_signed (const char *edition, const char *site, const ObsPublishPlan *plan, Progress *progress)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPublished) published
      = obs_publisher_run (edition, site, plan, obs_command_cancellable (), &error);

  end_line (progress);
  obs_passphrase_forget ();
  if (published == NULL)
    return obs_command_fail (error);
  report (published, site);
  return OBS_EXIT_OK;
}

static ObsExit
run_refresh (const char *site, const ObsPublishPlan *plan)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *remark = NULL;
  gboolean done = obs_publisher_refresh_timestamp (site, plan, &remark, &error);

  obs_passphrase_forget ();
  if (!done)
    return obs_command_fail (error);
  if (!quiet)
    obs_command_printf (_ ("The timestamp of “%s” is signed for another 14 days.\n"), site);
  if (remark != NULL)
    obs_command_say ("%s", remark);
  return OBS_EXIT_OK;
}

static ObsExit
run_clean (const char *site)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  guint64 bytes = 0;
  guint files = 0;

  if (!obs_publisher_clean (site, &files, &bytes, &error))
    return obs_command_fail (error);
  size = g_format_size (bytes);
  if (!quiet)
    obs_command_printf (ngettext ("%u file removed, %s.\n", "%u files removed, %s.\n", files),
                        files, size);
  return OBS_EXIT_OK;
}

static ObsExit
run_publish (char **words)
{
  Progress progress = { 0 };
  ObsPublishPlan plan = { .keys_dir = keys,
                          .work_dir = work,
                          .announced = announced,
                          .mirrors = mirrors,
                          .notes = notes,
                          .disclosure = disclosure,
                          .now = g_get_real_time () / G_USEC_PER_SEC,
                          .ask = ask,
                          .progress = progress_cb,
                          .user_data = &progress };
  guint n = g_strv_length (words);

  if (refresh && clean)
    return obs_command_usage (_ ("Give --refresh-timestamp or --clean, not both."));
  if (n != (refresh || clean ? 1 : 2))
    return obs_command_usage (_ ("Call it as: observatory publish EDITION SITE --keys DIR, or "
                                 "with --refresh-timestamp or --clean and SITE alone."));
  if (clean)
    return run_clean (words[0]);
  if (keys == NULL)
    return obs_command_usage (
        _ ("Say where the keys are: --keys DIR. “observatory keys create DIR” "
           "makes them."));
  return refresh ? run_refresh (words[0], &plan)
                 : run_signed (words[0], words[1], &plan, &progress);
}

const ObsCommand obs_command_publish = {
  .name = "publish",
  .words = N_ ("EDITION SITE"),
  .summary = N_ ("Write the folder from which a web server hands out an edition"),
  .details = N_ ("What is there stays; the timestamp is replaced last, so a reader never sees half "
                 "of it. Losses of tables, rows and areas stop it unless they are announced."),
  .options = options,
  .least = 1,
  .most = 2,
  .run = run_publish,
};
