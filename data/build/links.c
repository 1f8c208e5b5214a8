/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include <glib/gi18n-lib.h>

/* Cells that list ids become rows of tables of links. */

static void
insert_link (ObsBuild *build, const ObsLinks *links, sqlite3_stmt *stmt, const char *id,
             const char *listed, const char *const extras[2])
{
  g_autofree char *key = g_strconcat (id, "\1", listed, NULL);

  /* The same link twice is no fault: conflicts are often listed from both sides. */
  if (obs_build_add_key (build, links->table, key))
    obs_build_insert_texts (build, stmt, id, listed, extras[0],
                            extras[0] != NULL ? extras[1] : NULL, NULL);
}

void
obs_build_import_links (ObsBuild *build, const ObsLinks *links, ObsCsv *csv)
{
  guint n = 2 + (links->extras[0] != NULL) + (links->extras[1] != NULL);
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, links->table, n);
  const char *columns[5] = { links->id, links->list };
  guint n_columns = 2;

  for (guint i = 0; i < 2; i++)
    if (links->extras[i] != NULL && links->extras[i][0] == '@')
      columns[n_columns++] = links->extras[i] + 1;
  if (!obs_build_require (build, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *id = obs_csv_get_named (csv, row, links->id);
      g_auto (GStrv) listed = g_strsplit (obs_csv_get_named (csv, row, links->list), " ", -1);
      const char *extras[2];

      for (guint i = 0; i < 2; i++)
        extras[i] = links->extras[i] != NULL && links->extras[i][0] == '@'
                        ? obs_csv_get_named (csv, row, links->extras[i] + 1)
                        : links->extras[i];
      for (gsize i = 0; listed[i] != NULL; i++)
        {
          if (*listed[i] == '\0')
            continue;
          if (obs_build_has_key (build, links->refers, listed[i]) && !g_str_equal (listed[i], id))
            {
              insert_link (build, links, stmt, id, listed[i], extras);
              if (links->both_ways)
                insert_link (build, links, stmt, listed[i], id, extras);
            }
          else if (!links->among_words)
            obs_build_fault (
                build, csv, row, links->list,
                _ ("“%s” is not another row of the table “%s”. Correct it, or add it there."),
                listed[i], links->refers);
        }
    }
}
