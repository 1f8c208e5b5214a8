/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/disclosure-summary.h"

#include "data/disclosure/report.h"
#include "data/edition/db.h"
#include "data/error.h"
#include "data/publish/sign.h"
#include "data/sync/digest.h"
#include "data/sync/platform.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FORMAT 1

static const char *const members[]
    = { "format",  "edition_sha256",  "cells", "open", "withheld", "bands", "kept_from_earlier",
        "one_way", "dominance_rules", "sha256" };

/* Hash over all members but that of the hash itself. */
static char *
hash_of (const ObsJson *summary)
{
  g_autoptr (ObsJson) rest = obs_json_new_object ();
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < obs_json_length (summary); i++)
    if (strcmp (obs_json_name (summary, i), "sha256") != 0)
      obs_json_set (rest, obs_json_name (summary, i),
                    obs_json_copy (obs_json_element (summary, i)));
  bytes = obs_json_canonical (rest);
  return obs_sign_sha256 (bytes);
}

char *
obs_disclosure_summary_text (const char *counts, const char *edition, GCancellable *cancellable,
                             GError **error)
{
  g_autofree char *none = obs_disclosure_report_json (&(ObsDisclosureReport){ 0 });
  g_autofree char *edition_sha256 = obs_digest_file (edition, NULL, NULL, NULL, cancellable, error);
  g_autoptr (ObsJson) summary = NULL;
  g_autofree char *own = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (edition_sha256 == NULL)
    return NULL;
  if (counts == NULL)
    counts = none;
  summary = obs_json_read (counts, strlen (counts), error);
  if (summary == NULL)
    return NULL;
  obs_json_set (summary, "format", obs_json_new_integer (FORMAT));
  obs_json_set (summary, "edition_sha256", obs_json_new_string (edition_sha256));
  own = hash_of (summary);
  obs_json_set (summary, "sha256", obs_json_new_string (own));
  bytes = obs_json_text (summary);
  return g_strdup_printf ("%.*s\n", (int) g_bytes_get_size (bytes),
                          (const char *) g_bytes_get_data (bytes, NULL));
}

/* Reading. */

static gboolean
has_members (const ObsJson *summary)
{
  gint64 format = 0;

  if (obs_json_kind (summary) != OBS_JSON_OBJECT
      || obs_json_length (summary) != G_N_ELEMENTS (members)
      || !obs_json_integer (obs_json_member (summary, "format"), &format) || format != FORMAT)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (obs_json_member (summary, members[i]) == NULL)
      return FALSE;
  return obs_json_string (obs_json_member (summary, "edition_sha256")) != NULL;
}

static gboolean
was_changed (const ObsJson *summary)
{
  g_autofree char *hash = hash_of (summary);

  return g_strcmp0 (hash, obs_json_string (obs_json_member (summary, "sha256"))) != 0;
}

static gint64
count_of (const ObsJson *summary, const char *name)
{
  gint64 count = -1;

  return obs_json_integer (obs_json_member (summary, name), &count) ? count : -1;
}

/* All figures are shown or withheld for one of the reasons, and the rules of dominance were
 * applied. */
static gboolean
adds_up (const ObsJson *summary)
{
  const ObsJson *withheld = obs_json_member (summary, "withheld");
  gint64 open = count_of (summary, "open"), sum = open;

  for (guint i = 0; i < obs_json_length (withheld); i++)
    {
      gint64 count = count_of (withheld, obs_json_name (withheld, i));

      if (count < 0)
        return FALSE;
      sum += count;
    }
  return open >= 0 && sum == count_of (summary, "cells")
         && g_strcmp0 (obs_json_string (obs_json_member (summary, "dominance_rules")), "applied")
                == 0;
}

/* Figures of real businesses that the edition holds, counted in its tables: all, shown, as a band.
 */
static gboolean
count_figures (sqlite3 *db, gint64 counts[3], GError **error)
{
  g_autoptr (sqlite3_stmt) cubes
      = obs_db_prepare (db,
                        "SELECT c.name FROM cube AS c JOIN source AS s ON s.id = c.source "
                        "WHERE s.class = 'primary' AND c.name IN ('panel_score', 'panel_share')",
                        error);
  int rc = -1;

  while (cubes != NULL && (rc = obs_db_step (cubes, NULL, error)) > 0)
    {
      g_autofree char *sql
          = g_strdup_printf ("SELECT count(*), count(*) - count(missing), "
                             "count(*) FILTER (WHERE missing IN ('lt10', 'gt90')) FROM cube_%s",
                             obs_db_text (cubes, 0));
      g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);

      if (stmt == NULL || obs_db_step (stmt, NULL, error) < 0)
        return FALSE;
      for (int i = 0; i < 3; i++)
        counts[i] += sqlite3_column_int64 (stmt, i);
    }
  return rc == 0;
}

static gboolean
is_of_tables (const ObsJson *summary, const gint64 counts[3])
{
  return count_of (summary, "cells") == counts[0] && count_of (summary, "open") == counts[1]
         && count_of (summary, "bands") == counts[2];
}

static ObsJson *
read_file (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = obs_platform_read (path, OBS_JSON_MOST, error);
  g_autoptr (ObsJson) summary = NULL;
  const char *text;
  gsize length;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  summary = length > 0 ? obs_json_read (text, length, NULL) : NULL;
  if (summary != NULL && has_members (summary))
    return g_steal_pointer (&summary);
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("“%s” is not a summary that “observatory build --disclosure” wrote. Nothing was "
                  "signed."),
               shown);
  return NULL;
}

static gboolean
is_of_edition (const ObsJson *summary, const char *edition_sha256)
{
  return strcmp (obs_json_string (obs_json_member (summary, "edition_sha256")), edition_sha256)
         == 0;
}

static gboolean
check (const ObsJson *summary, const char *shown, const char *edition_sha256,
       const gint64 counts[3], GError **error)
{
  if (was_changed (summary))
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("“%s” was changed since “observatory build --disclosure” wrote it. Build the "
                    "edition again; nothing was signed."),
                 shown);
  else if (!is_of_edition (summary, edition_sha256))
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("“%s” tells how another edition was protected, not this one. Name the file "
                    "that was written when this edition was built; nothing was signed."),
                 shown);
  else if (!adds_up (summary))
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("“%s” does not say that every figure of a real business was judged by the "
                    "rules. Build the edition again; nothing was signed."),
                 shown);
  else if (!is_of_tables (summary, counts))
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("“%s” counts other figures of real businesses than the edition holds. Build "
                    "the edition again; nothing was signed."),
                 shown);
  else
    return TRUE;
  return FALSE;
}

ObsJson *
obs_disclosure_summary_read (const char *path, const char *edition_sha256, sqlite3 *db,
                             GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (ObsJson) summary = read_file (path, error);
  gint64 counts[3] = { 0 };

  if (summary == NULL || !count_figures (db, counts, error)
      || !check (summary, shown, edition_sha256, counts, error))
    return NULL;
  return g_steal_pointer (&summary);
}
