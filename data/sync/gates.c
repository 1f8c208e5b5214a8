/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/gates.h"

#include "data/edition/db.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_STEPS 4
#define NAMED 5 /* losses that a sentence names */

static void
add_loss (GPtrArray *losses, const char *kind, const char *name)
{
  g_ptr_array_add (losses, g_strconcat (kind, ":", name, NULL));
}

/* Returns: (transfer full): codes of the edition's areas, in order */
static GPtrArray *
read_areas (const char *path, GError **error)
{
  g_autoptr (ObsEdition) edition = obs_edition_open (path, error);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int rc;

  if (edition == NULL)
    return NULL;
  stmt
      = obs_db_prepare (obs_edition_get_db (edition), "SELECT code FROM area ORDER BY code", error);
  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, NULL, error)) == 1)
    g_ptr_array_add (codes, g_strdup (obs_db_text (stmt, 0)));
  return rc < 0 ? NULL : g_steal_pointer (&codes);
}

static gboolean
add_areas (GPtrArray *losses, const char *before, const char *after, GError **error)
{
  g_autoptr (GPtrArray) old = read_areas (before, error);
  g_autoptr (GPtrArray) new = old == NULL ? NULL : read_areas (after, error);

  if (new == NULL)
    return FALSE;
  for (guint i = 0; i < old->len; i++)
    if (!g_ptr_array_find_with_equal_func (new, old->pdata[i], g_str_equal, NULL))
      add_loss (losses, "area", old->pdata[i]);
  return TRUE;
}

GPtrArray *
obs_gates_losses (const char *before, const ObsManifest *before_manifest, const char *after,
                  const ObsManifest *after_manifest, guint steps, GError **error)
{
  g_autoptr (GPtrArray) losses = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < before_manifest->tables->len; i++)
    {
      const ObsManifestTable *table = before_manifest->tables->pdata[i];

      if (obs_manifest_table (after_manifest, table->name) == NULL)
        add_loss (losses, "table", table->name);
    }
  for (guint i = 0; i < before_manifest->tables->len; i++)
    {
      const ObsManifestTable *table = before_manifest->tables->pdata[i];
      const ObsManifestTable *now = obs_manifest_table (after_manifest, table->name);

      if (now != NULL && now->rows < table->rows >> CLAMP (steps, 1, MAX_STEPS))
        add_loss (losses, "rows", table->name);
    }
  return add_areas (losses, before, after, error) ? g_steal_pointer (&losses) : NULL;
}

gboolean
obs_gates_check (const GPtrArray *losses, const char *const *announced, GError **error)
{
  g_autoptr (GString) named = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < losses->len; i++)
    {
      const char *loss = losses->pdata[i];

      if (announced != NULL && g_strv_contains (announced, loss))
        continue;
      if (n < NAMED)
        g_string_append_printf (named, "%s%s", n == 0 ? "" : ", ", loss);
      else if (n == NAMED)
        g_string_append (named, ", …");
      n++;
    }
  if (n == 0)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_UNANNOUNCED,
               /* Translators: what follows the colon are keys like "area:E06000016" */
               _ ("The new edition lost more than its publisher announced, so it was not brought "
                  "in: %s. Tell the publisher. The edition on this computer stays in use."),
               named->str);
  return FALSE;
}
