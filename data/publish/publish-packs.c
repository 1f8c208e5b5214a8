/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/publisher-private.h"

#include "data/edition/db.h"
#include "data/error.h"
#include "data/sync/platform.h"
#include "data/sync/route.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

/* Packs lead from one edition to a later one. The day's pack starts from the edition published
 * last. The pack of a week, month or quarter leads from the last edition before it to the last one
 * in it, and stays once that time is over. Of the week and the month that still go on there is one
 * "so far", made anew with each edition: so the end of a long way is one file, not a handful.
 *
 * However far behind a reader is, up to a year: at most nine packs to the end of a month, two
 * months, three quarters, two months and the month so far. */

#define INDEX_DAYS 40  /* packs by day that the index names */
#define INDEX_WEEKS 62 /* by week, also in days */
#define OLDEST 400     /* older packs of all kinds are named nowhere */

static const struct
{
  const char *kind, *so_far; /* NULL: none */
} periods[] = {
  [OBS_PERIOD_WEEK] = { "week", "week-so-far" },
  [OBS_PERIOD_MONTH] = { "month", "month-so-far" },
  [OBS_PERIOD_QUARTER] = { "quarter", NULL },
};

static double
processor_seconds (void)
{
  struct timespec now;

  return clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now) == 0
             ? (double) now.tv_sec + (double) now.tv_nsec / 1e9
             : 0;
}

/* One end of a pack. */
typedef struct
{
  gint64 number;
  const char *date;
  const char *state;
  const char *path;
  const ObsManifest *manifest;
} End;

typedef struct
{
  GPtrArray *before; /* of ObsContentTable * */
  GPtrArray *after;
} Shapes;

static const GPtrArray *
columns_in (const GPtrArray *tables, const char *name)
{
  for (guint i = 0; tables != NULL && i < tables->len; i++)
    {
      const ObsContentTable *table = tables->pdata[i];

      if (strcmp (table->name, name) == 0)
        return table->columns;
    }
  return NULL;
}

static const GPtrArray *
columns_of (const char *name, gpointer user_data)
{
  const Shapes *shapes = user_data;
  const GPtrArray *columns = columns_in (shapes->after, name);

  return columns != NULL ? columns : columns_in (shapes->before, name);
}

static GPtrArray *
tables_of (const char *path, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  int rc = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL);

  if (rc != SQLITE_OK)
    {
      obs_db_set_error (db, rc, error);
      return NULL;
    }
  return obs_content_tables (db, error);
}

static GBytes *
make_pack (ObsPublishJob *job, const End *from, const End *to, GError **error)
{
  g_autoptr (ObsPack) pack = obs_content_diff (from->path, from->manifest, to->path, to->manifest,
                                               job->cancellable, error);
  Shapes shapes = { NULL, NULL };
  GBytes *plain = NULL;

  if (pack == NULL)
    return NULL;
  shapes.before = tables_of (from->path, error);
  shapes.after = shapes.before != NULL ? tables_of (to->path, error) : NULL;
  if (shapes.after != NULL)
    plain = obs_pack_encode (pack, columns_of, &shapes, error);
  g_clear_pointer (&shapes.before, g_ptr_array_unref);
  g_clear_pointer (&shapes.after, g_ptr_array_unref);
  return plain;
}

/* Applies the pack to a copy of the edition that it starts from, as a client does. */
static gboolean
try_on (ObsPublishJob *job, sqlite3 *db, const End *from, const End *to, GBytes *plain,
        GError **error)
{
  g_autoptr (ObsPack) pack = obs_pack_decode (plain, NULL, NULL, error);
  g_autoptr (ObsTouched) touched = obs_touched_new ();
  g_autoptr (ObsManifest) manifest = NULL;
  g_autofree char *state = NULL;

  if (pack == NULL
      || !obs_db_exec (db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN", error)
      || !obs_content_apply (db, pack, touched, job->cancellable, error)
      || !obs_db_exec (db, "COMMIT", error))
    return FALSE;
  manifest = obs_manifest_update (from->manifest, touched, db, job->cancellable, error);
  if (manifest == NULL)
    return FALSE;
  state = obs_manifest_state (manifest);
  if (strcmp (state, to->state) == 0)
    return TRUE;
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_FAILED,
                       _ ("Applied to the edition that it starts from, it led elsewhere."));
  return FALSE;
}

static gboolean
copy_file (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);

  return g_file_copy (source, target, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                      cancellable, NULL, NULL, error);
}

static gboolean
check_pack (ObsPublishJob *job, const End *from, const End *to, GBytes *plain, GError **error)
{
  g_autofree char *path = g_build_filename (job->work, "trial.sqlite", NULL);
  sqlite3 *db = NULL;
  gboolean good = FALSE;
  int rc;

  if (!copy_file (from->path, path, job->cancellable, error))
    return FALSE;
  g_chmod (path, 0600);
  rc = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL);
  if (rc == SQLITE_OK)
    good = try_on (job, db, from, to, plain, error);
  else
    obs_db_set_error (db, rc, error);
  sqlite3_close_v2 (db);
  obs_platform_remove (path);
  return good;
}

/* Bytes of the segments that differ; known for packs to the edition that is being published. */
static guint64
differing (const ObsPublishJob *job, const End *from, const End *to)
{
  static const ObsOffer none;
  g_autoptr (ObsRoute) route = NULL;

  if (to->manifest != job->manifest)
    return 0;
  route = obs_route_segments (&none, job->segment_list, from->manifest);
  return route->length;
}

/* Makes the pack and lists it. FALSE without error where there is none: @why says why. */
static gboolean
add_pack (ObsPublishJob *job, const char *kind, const End *from, const End *to, double *cpu,
          char **why, GError **error)
{
  double begun = processor_seconds ();
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) plain = make_pack (job, from, to, &local);
  g_autoptr (GBytes) packed = plain != NULL ? obs_chunk_pack (plain, OBS_SITE_LEVEL) : NULL;
  ObsSitePack *pack;

  *cpu = processor_seconds () - begun;
  if (packed != NULL && g_bytes_get_size (packed) >= job->segments_length)
    {
      *why = g_strdup (_ ("It would be no smaller than all segments."));
      return FALSE;
    }
  if (packed == NULL || !check_pack (job, from, to, plain, &local))
    {
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED)
          || g_error_matches (local, OBS_ERROR, OBS_ERROR_NO_SPACE))
        g_propagate_error (error, g_steal_pointer (&local));
      else
        *why = g_strdup (local->message);
      return FALSE;
    }
  pack = g_new0 (ObsSitePack, 1);
  pack->from = from->number;
  pack->to = to->number;
  pack->from_state = g_strdup (from->state);
  pack->to_state = g_strdup (to->state);
  pack->kind = g_strdup (kind);
  pack->date = g_strdup (to->date);
  pack->segments = differing (job, from, to);
  g_ptr_array_add (job->packs, pack);
  return obs_publish_put_chunk (job, "packs", packed, g_bytes_get_size (plain), &pack->file, NULL,
                                error);
}

static gboolean
day_pack (ObsPublishJob *job, GError **error)
{
  const ObsKept *last = obs_publish_kept_current (job);
  g_autoptr (ObsManifest) manifest = NULL;
  g_autofree char *why = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) local = NULL;

  if (last == NULL)
    why = g_strdup (_ ("The work folder does not hold the edition that was published last."));
  else
    path = obs_publish_kept_path (job, last, &manifest, &why);
  if (path != NULL)
    {
      End from = { last->number, last->date, last->state, path, manifest };
      End to = { job->number, job->date, job->state, job->copy, job->manifest };

      if (add_pack (job, "day", &from, &to, &job->result->pack_cpu, &why, &local))
        {
          const ObsSitePack *pack = job->packs->pdata[job->packs->len - 1];

          job->result->pack_bytes = pack->file.length;
          return TRUE;
        }
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  job->result->no_pack
      = g_strdup_printf (_ ("No pack leads to this edition from the one before it; readers fetch "
                            "the segments that differ. %s"),
                         why);
  return TRUE;
}

static gboolean
is_there (ObsPublishJob *job, gint64 from, gint64 to)
{
  for (guint i = 0; i < job->packs->len; i++)
    {
      const ObsSitePack *pack = job->packs->pdata[i];

      if (pack->from == from && pack->to == to)
        return TRUE;
    }
  return FALSE;
}

/* The pack from the last edition before the period of @to to @to. FALSE without error where there
 * is none: @why says why, if it is worth saying. */
static gboolean
period_pack (ObsPublishJob *job, ObsPeriod period, const char *kind, const End *to, char **why,
             GError **error)
{
  const ObsKept *first = obs_publish_kept_before (job, to->date, period);
  g_autoptr (ObsManifest) manifest = NULL;
  g_autofree char *path = NULL;
  double cpu;

  if (first == NULL || is_there (job, first->number, to->number))
    return FALSE;
  path = obs_publish_kept_path (job, first, &manifest, why);
  if (path != NULL)
    {
      End from = { first->number, first->date, first->state, path, manifest };

      return add_pack (job, kind, &from, to, &cpu, why, error);
    }
  return FALSE;
}

static char *
no_roll_up (ObsPeriod period, const char *date, const char *why)
{
  switch (period)
    {
    case OBS_PERIOD_WEEK:
      return g_strdup_printf (_ ("No pack of the week up to %s was made. %s"), date, why);
    case OBS_PERIOD_QUARTER:
      return g_strdup_printf (_ ("No pack of the quarter up to %s was made. %s"), date, why);
    case OBS_PERIOD_MONTH:
    default:
      return g_strdup_printf (_ ("No pack of the month up to %s was made. %s"), date, why);
    }
}

/* The pack of the period that ended with the edition published last. */
static gboolean
roll_up (ObsPublishJob *job, ObsPeriod period, GError **error)
{
  const ObsKept *last = obs_publish_kept_current (job);
  g_autoptr (ObsManifest) manifest = NULL;
  g_autofree char *path = NULL;
  g_autofree char *why = NULL;
  g_autoptr (GError) local = NULL;

  if (last == NULL
      || obs_publish_period (period, last->date) == obs_publish_period (period, job->date))
    return TRUE;
  path = obs_publish_kept_path (job, last, &manifest, &why);
  if (path != NULL)
    {
      End to = { last->number, last->date, last->state, path, manifest };

      if (period_pack (job, period, periods[period].kind, &to, &why, &local))
        job->result->rollups++;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (why != NULL)
    g_ptr_array_add (job->result->remarks, no_roll_up (period, last->date, why));
  return TRUE;
}

/* The pack of the period that goes on. Nobody misses it where there is none: the packs by day lead
 * the same way. */
static gboolean
so_far (ObsPublishJob *job, ObsPeriod period, GError **error)
{
  End to = { job->number, job->date, job->state, job->copy, job->manifest };
  g_autofree char *why = NULL;
  g_autoptr (GError) local = NULL;

  if (period_pack (job, period, periods[period].so_far, &to, &why, &local) || local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static ObsSitePack *
copy_pack (const ObsSitePack *pack, const char *kind)
{
  ObsSitePack *copy = g_new0 (ObsSitePack, 1);

  copy->file = pack->file;
  copy->file.path = g_strdup (pack->file.path);
  copy->file.sha256 = g_strdup (pack->file.sha256);
  copy->from = pack->from;
  copy->to = pack->to;
  copy->from_state = g_strdup (pack->from_state);
  copy->to_state = g_strdup (pack->to_state);
  copy->kind = g_strdup (kind);
  copy->date = g_strdup (pack->date);
  copy->segments = pack->segments;
  return copy;
}

/* What becomes of a pack "so far": it leads to the edition published last, so with the end of its
 * period it is that period's pack. NULL: there is a newer one. */
static const char *
kind_now (const ObsPublishJob *job, const ObsSitePack *pack)
{
  if (job->result->unchanged)
    return pack->kind;
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    if (g_strcmp0 (pack->kind, periods[i].so_far) == 0)
      return pack->to == job->site->edition
                     && obs_publish_period (i, pack->date) != obs_publish_period (i, job->date)
                 ? periods[i].kind
                 : NULL;
  return pack->kind;
}

/* Those of before that are neither too old nor lost. */
static void
take_over (ObsPublishJob *job)
{
  guint lost = 0;

  for (guint i = 0; i < job->site->packs->len; i++)
    {
      const ObsSitePack *pack = job->site->packs->pdata[i];
      const char *kind = kind_now (job, pack);

      if (kind == NULL || obs_publish_days (pack->date, job->date) > OLDEST)
        continue;
      if (!obs_publish_is_whole (job, &pack->file))
        lost++;
      else
        g_ptr_array_add (job->packs, copy_pack (pack, kind));
      job->result->rollups += strcmp (kind, pack->kind) != 0;
    }
  if (lost > 0)
    g_ptr_array_add (
        job->result->remarks,
        g_strdup_printf (ngettext ("%u pack of earlier editions is missing or damaged and is no "
                                   "longer offered.",
                                   "%u packs of earlier editions are missing or damaged and are no "
                                   "longer offered.",
                                   lost),
                         lost));
}

gboolean
obs_publish_packs (ObsPublishJob *job, GError **error)
{
  job->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_site_pack_free);
  take_over (job);
  if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
    return FALSE;
  if (job->result->unchanged || job->site->index == NULL)
    return TRUE;
  obs_publish_say (job, _ ("Making packs"), 0, 0);
  for (ObsPeriod period = OBS_PERIOD_WEEK; period <= OBS_PERIOD_QUARTER; period++)
    if (!roll_up (job, period, error))
      return FALSE;
  return day_pack (job, error) && so_far (job, OBS_PERIOD_WEEK, error)
         && so_far (job, OBS_PERIOD_MONTH, error);
}

gboolean
obs_publish_is_recent (const ObsPublishJob *job, const ObsSitePack *pack)
{
  int days = obs_publish_days (pack->date, job->date);

  return days <= (strcmp (pack->kind, "day") == 0    ? INDEX_DAYS
                  : strcmp (pack->kind, "week") == 0 ? INDEX_WEEKS
                                                     : OLDEST);
}
