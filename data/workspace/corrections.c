/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/workspace/corrections.h"

#include "data/error.h"
#include "data/workspace/workspace-file-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_REASON 2000 /* bytes */

ObsCorrection *
obs_correction_new (const char *hash, const char *level, const char *concept, ObsDecision decision)
{
  ObsCorrection *correction = g_new0 (ObsCorrection, 1);

  correction->hash = g_strdup (hash);
  correction->text = g_strdup ("");
  correction->level = g_strdup (level);
  correction->concept = g_strdup (concept);
  correction->label = g_strdup ("");
  correction->decision = decision;
  correction->reason = g_strdup ("");
  correction->author = g_strdup ("");
  correction->decided = g_strdup ("");
  return correction;
}

ObsCorrection *
obs_correction_copy (const ObsCorrection *correction)
{
  ObsCorrection *copy = g_new0 (ObsCorrection, 1);

  copy->hash = g_strdup (correction->hash);
  copy->text = g_strdup (correction->text);
  copy->level = g_strdup (correction->level);
  copy->concept = g_strdup (correction->concept);
  copy->label = g_strdup (correction->label);
  copy->decision = correction->decision;
  copy->reason = g_strdup (correction->reason);
  copy->author = g_strdup (correction->author);
  copy->decided = g_strdup (correction->decided);
  return copy;
}

void
obs_correction_free (ObsCorrection *correction)
{
  if (correction == NULL)
    return;
  g_free (correction->hash);
  g_free (correction->text);
  g_free (correction->level);
  g_free (correction->concept);
  g_free (correction->label);
  g_free (correction->reason);
  g_free (correction->author);
  g_free (correction->decided);
  g_free (correction);
}

GPtrArray *
obs_corrections_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) obs_correction_free);
}

const ObsCorrection *
obs_corrections_find (const GPtrArray *corrections, const char *hash, const char *level,
                      const char *concept)
{
  for (guint i = 0; corrections != NULL && i < corrections->len; i++)
    {
      const ObsCorrection *one = g_ptr_array_index (corrections, i);

      if (strcmp (one->hash, hash) == 0 && strcmp (one->level, level) == 0
          && strcmp (one->concept, concept) == 0)
        return one;
    }
  return NULL;
}

GPtrArray *
obs_corrections_inverse (const GPtrArray *changes, const GPtrArray *present)
{
  GPtrArray *inverse = obs_corrections_new ();

  for (guint i = 0; i < changes->len; i++)
    {
      const ObsCorrection *change = g_ptr_array_index (changes, i);
      const ObsCorrection *before
          = obs_corrections_find (present, change->hash, change->level, change->concept);

      g_ptr_array_add (inverse, before != NULL
                                    ? obs_correction_copy (before)
                                    : obs_correction_new (change->hash, change->level,
                                                          change->concept, OBS_DECISION_NONE));
    }
  return inverse;
}

/* --- the table ----------------------------------------------------------------------------- */

GPtrArray *
obs_corrections_list (ObsWorkspaceFile *file, GError **error)
{
  sqlite3 *db = obs_workspace_file_get_db (file);
  g_autoptr (GPtrArray) list = obs_corrections_new ();
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db,
                               "SELECT hash, level, concept, label, text, decision, reason, author,"
                               " decided FROM correction ORDER BY decided DESC, hash, level, "
                               "concept",
                               -1, &stmt, NULL);

  while (rc == SQLITE_OK || rc == SQLITE_ROW)
    {
      ObsCorrection *one;

      rc = sqlite3_step (stmt);
      if (rc != SQLITE_ROW)
        break;
      one = g_new0 (ObsCorrection, 1);
      one->hash = g_strdup (obs_db_text (stmt, 0));
      one->level = g_strdup (obs_db_text (stmt, 1));
      one->concept = g_strdup (obs_db_text (stmt, 2));
      one->label = g_strdup (obs_db_text (stmt, 3));
      one->text = g_strdup (obs_db_text (stmt, 4));
      one->decision
          = strcmp (obs_db_text (stmt, 5), "is") == 0 ? OBS_DECISION_IS : OBS_DECISION_IS_NOT;
      one->reason = g_strdup (obs_db_text (stmt, 6));
      one->author = g_strdup (obs_db_text (stmt, 7));
      one->decided = g_strdup (obs_db_text (stmt, 8));
      g_ptr_array_add (list, one);
    }
  if (rc == SQLITE_DONE)
    return g_steal_pointer (&list);
  obs_workspace_set_error (db, rc, obs_workspace_file_get_path (file), error);
  return NULL;
}

static gboolean
is_text (const char *text, gsize most)
{
  return text != NULL && strlen (text) <= most && g_utf8_validate (text, -1, NULL);
}

static gboolean
check (const ObsCorrection *change, GError **error)
{
  gboolean hash = change->hash != NULL && strlen (change->hash) == 32
                  && strspn (change->hash, "0123456789abcdef") == 32;
  gboolean level
      = g_strcmp0 (change->level, "area") == 0 || g_strcmp0 (change->level, "concept") == 0;

  if (hash && level && is_text (change->concept, 200) && *change->concept != '\0'
      && is_text (change->text, 1 << 20) && is_text (change->label, 2000)
      && is_text (change->author, 200) && is_text (change->decided, 10)
      && is_text (change->reason, MOST_REASON))
    return TRUE;
  if (change->reason != NULL && strlen (change->reason) > MOST_REASON)
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("The reason is too long: say it in at most %d letters."), MOST_REASON);
  else
    g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                 _ ("This cannot be kept as a correction: it names no text or no concept."));
  return FALSE;
}

static int
put (sqlite3 *db, const ObsCorrection *change)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  gboolean remove = change->decision == OBS_DECISION_NONE;
  const char *values[]
      = { change->hash,   change->level,  change->concept,
          change->label,  change->text,   change->decision == OBS_DECISION_IS ? "is" : "is-not",
          change->reason, change->author, *change->decided != '\0' ? change->decided : today };
  int rc = sqlite3_prepare_v2 (
      db,
      remove ? "DELETE FROM correction WHERE hash = ?1 AND level = ?2 AND concept = ?3"
             : "INSERT OR REPLACE INTO correction (hash, level, concept, label, text, decision, "
               "reason, author, decided) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      -1, &stmt, NULL);

  if (rc != SQLITE_OK)
    return rc;
  for (int i = 0; i < (remove ? 3 : (int) G_N_ELEMENTS (values)); i++)
    sqlite3_bind_text (stmt, i + 1, values[i], -1, SQLITE_TRANSIENT);
  rc = sqlite3_step (stmt);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

gboolean
obs_corrections_apply (ObsWorkspaceFile *file, const GPtrArray *changes, GError **error)
{
  sqlite3 *db = obs_workspace_file_get_db (file);
  const char *path = obs_workspace_file_get_path (file);
  int rc = SQLITE_OK;

  for (guint i = 0; i < changes->len; i++)
    if (!check (g_ptr_array_index (changes, i), error))
      return FALSE;
  if (!obs_workspace_exec (db, path, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (guint i = 0; i < changes->len && rc == SQLITE_OK; i++)
    rc = put (db, g_ptr_array_index (changes, i));
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    return TRUE;
  obs_workspace_set_error (db, rc, path, error);
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* --- as a table of builders ---------------------------------------------------------------- */

static void
append_cell (GString *out, const char *text, const char *end)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    g_string_append (out, text);
  else
    {
      g_string_append_c (out, '"');
      for (const char *p = text; *p != '\0'; p++)
        {
          if (*p == '"')
            g_string_append_c (out, '"');
          g_string_append_c (out, *p);
        }
      g_string_append_c (out, '"');
    }
  g_string_append (out, end);
}

char *
obs_corrections_to_csv (const GPtrArray *corrections)
{
  GString *out = g_string_new ("hash,text,level,concept,decision,reason,author,decided\n");

  for (guint i = corrections->len; i > 0; i--)
    {
      const ObsCorrection *one = g_ptr_array_index (corrections, i - 1);

      append_cell (out, one->hash, ",");
      append_cell (out, one->text, ",");
      append_cell (out, one->level, ",");
      append_cell (out, one->concept, ",");
      append_cell (out, one->decision == OBS_DECISION_IS ? "is" : "is-not", ",");
      append_cell (out, one->reason, ",");
      append_cell (out, one->author, ",");
      append_cell (out, one->decided, "\n");
    }
  return g_string_free (out, FALSE);
}
