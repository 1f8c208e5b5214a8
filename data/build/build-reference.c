/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/build-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Areas, sectors, and all things that are ranked or rated. */

static const ObsField area_fields[] = {
  { "code", "code", OBS_FIELD_WORDS },
  { "name", "name", OBS_FIELD_WORDS },
  { "kind", "kind", OBS_FIELD_WORDS, NULL, "country|region|lsip-2023|lsip-2025|district" },
  { "parent", "parent", OBS_FIELD_OPTIONAL, "area" },
  { "official", "official_code", OBS_FIELD_FLAG },
  { "valid_from", "valid_from", OBS_FIELD_OPTIONAL },
  { "valid_to", "valid_to", OBS_FIELD_OPTIONAL },
  { "lon", "lon", OBS_FIELD_REAL_OR_NULL },
  { "lat", "lat", OBS_FIELD_REAL_OR_NULL },
  { "position", NULL, OBS_FIELD_POSITION },
  { "note", "note", OBS_FIELD_OPTIONAL },
};

static const ObsField boundary_fields[] = {
  { "area", "area_code", OBS_FIELD_WORDS, "area" },
  { "ring", "ring", OBS_FIELD_INTEGER },
  { "seq", "seq", OBS_FIELD_INTEGER },
  { "lon", "lon", OBS_FIELD_REAL },
  { "lat", "lat", OBS_FIELD_REAL },
};

/* The place in the palette: 0 belongs to all sectors together, which must be the first row. */
static gboolean
bind_place (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
            sqlite3_stmt *stmt, int index)
{
  sqlite3_bind_int64 (stmt, index, row);
  if ((row == 0) == g_str_equal (obs_csv_get_named (csv, row, "code"), "all"))
    return TRUE;
  obs_build_fault (build, csv, row, "code",
                   _ ("the sector “all” stands for all sectors together and must be the first row, "
                      "and only that. "
                      "Move it there."));
  return FALSE;
}

static const ObsField sector_fields[] = {
  { "code", "code", OBS_FIELD_WORDS },     { "label", "label", OBS_FIELD_WORDS },
  { "short", "short", OBS_FIELD_TEXT },    { "position", NULL, OBS_FIELD_OWN, .bind = bind_place },
  { "people", "people", OBS_FIELD_WORDS },
};

static const ObsField alias_fields[] = {
  { "alias", "alias", OBS_FIELD_WORDS },
  { "sector", "sector", OBS_FIELD_WORDS, "sector" },
};

static const ObsImport area_import
    = { "official/areas.csv", "area", 1, area_fields, G_N_ELEMENTS (area_fields) };
static const ObsImport boundary_import = { "official/boundaries.csv", "area_boundary", 3,
                                           boundary_fields, G_N_ELEMENTS (boundary_fields) };
static const ObsImport sector_import
    = { "reference/sectors.csv", "sector", 1, sector_fields, G_N_ELEMENTS (sector_fields) };
static const ObsImport alias_import = { "reference/sector-aliases.csv", "sector_alias", 1,
                                        alias_fields, G_N_ELEMENTS (alias_fields) };

static const struct
{
  char prefix;
  const char *kind;
} kinds[] = {
  { 'A', "need" },  { 'Q', "qualification" }, { 'C', "channel" }, { 'R', "reason" },
  { 'N', "route" }, { 'P', "payer" },         { 'H', "horizon" }, { 'D', "readiness" },
  { 'L', "fit" },   { 'Z', "size" },          { 'X', "other" },   { 'K', "term" },
  { 'S', "term" },  { 'B', "term" },
};

static const char *
kind_of (const char *code)
{
  if (code[0] != '\0' && code[1] == '.' && code[2] != '\0')
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (code[0] == kinds[i].prefix)
        return kinds[i].kind;
  return NULL;
}

typedef struct
{
  char *code, *kind, *label, *aliases;
  gint64 position;
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->code);
  g_free (item->kind);
  g_free (item->label);
  g_free (item->aliases);
  g_free (item);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Item *const *) a)->code, (*(const Item *const *) b)->code);
}

static void
add_item (ObsBuild *build, GPtrArray *items, const char *code, const char *kind, const char *label,
          const char *aliases)
{
  Item *item = g_new0 (Item, 1);

  obs_build_add_key (build, "item", code);
  item->code = g_strdup (code);
  item->kind = g_strdup (kind);
  item->label = g_strdup (label);
  item->aliases = g_strdup (aliases);
  item->position = items->len + 1;
  g_ptr_array_add (items, item);
}

/* TRUE when the row's code is a good and new one of the kind that its first letter promises. */
static gboolean
check_code (ObsBuild *build, const ObsCsv *csv, guint row, const char *kind)
{
  const char *code = obs_csv_get_named (csv, row, "code");
  const char *promised = kind_of (code);

  if (promised == NULL)
    obs_build_fault (
        build, csv, row, "code",
        _ ("“%s” does not begin with one of the letters of item codes and a full stop. Write it as "
           "K.basic-it."),
        code);
  else if (!g_str_equal (promised, kind))
    obs_build_fault (build, csv, row, "code",
                     _ ("“%s” promises the kind “%s”, and the row says “%s”. Correct one of them."),
                     code, promised, kind);
  else if (obs_build_has_key (build, "item", code))
    obs_build_fault (build, csv, row, "code",
                     _ ("“%s” is there a second time. Keep one of the rows."), code);
  else if (*obs_csv_get_named (csv, row, "label") == '\0')
    obs_build_fault (build, csv, row, "label", _ ("the field is empty. Fill it in."));
  else
    return TRUE;
  return FALSE;
}

static void
read_items (ObsBuild *build, GPtrArray *items)
{
  static const char *const columns[] = { "code", "kind", "label", "aliases", NULL };
  g_autoptr (ObsCsv) csv
      = obs_build_load (build, "reference/items.csv", build->descriptors->len == 0);

  if (csv == NULL || !obs_build_require (build, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *kind = obs_csv_get_named (csv, row, "kind");

      if (g_str_equal (kind, "term"))
        obs_build_fault (build, csv, row, "kind",
                         _ ("terms stand in reference/terms.csv. Move the row there."));
      else if (check_code (build, csv, row, kind))
        add_item (build, items, obs_csv_get_named (csv, row, "code"), kind,
                  obs_csv_get_named (csv, row, "label"), obs_csv_get_named (csv, row, "aliases"));
    }
}

/* What findings name and the lists lack: things that occur once, under the words of their first
 * finding. */
static void
read_others (ObsBuild *build, GPtrArray *items)
{
  static const char *const columns[] = { "item_code", "item", NULL };
  g_autoptr (ObsCsv) csv = obs_build_load (build, "plan/findings.csv", FALSE);

  if (csv == NULL || obs_csv_find (csv, "item_code") < 0 || obs_csv_find (csv, "item") < 0
      || !obs_build_require (build, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *code = obs_csv_get_named (csv, row, "item_code");

      if (g_strcmp0 (kind_of (code), "other") == 0 && !obs_build_has_key (build, "item", code))
        add_item (build, items, code, "other", obs_csv_get_named (csv, row, "item"), "");
    }
}

static void
insert_items (ObsBuild *build, GPtrArray *items)
{
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "item", 5);

  g_ptr_array_sort (items, compare_items);
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = g_ptr_array_index (items, i);

      obs_build_bind_text (stmt, 1, item->code);
      obs_build_bind_text (stmt, 2, item->kind);
      obs_build_bind_text (stmt, 3, item->label);
      obs_build_bind_text (stmt, 4, item->aliases);
      sqlite3_bind_int64 (stmt, 5, item->position);
      obs_build_run (build, stmt);
    }
}

static gboolean
bind_letter (ObsBuild *build, const ObsField *field, const ObsCsv *csv, guint row,
             sqlite3_stmt *stmt, int index)
{
  const char *code = obs_csv_get_named (csv, row, field->from);

  sqlite3_bind_text (stmt, index, code, 1, SQLITE_TRANSIENT);
  return TRUE;
}

static const ObsField term_fields[] = {
  { "code", "code", OBS_FIELD_WORDS, "item" },
  { "ksb", "code", OBS_FIELD_OWN, .bind = bind_letter },
  { "definition", "definition", OBS_FIELD_WORDS },
  { "in_plan", "in_plan", OBS_FIELD_FLAG },
};

static const ObsImport term_import
    = { "reference/terms.csv", "term", 1, term_fields, G_N_ELEMENTS (term_fields) };

static void
import_labels (ObsBuild *build, const ObsCsv *csv)
{
  g_autoptr (sqlite3_stmt) stmt = obs_build_insert (build, "term_label", 2);

  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    {
      const char *code = obs_csv_get_named (csv, row, "code");
      g_auto (GStrv) aliases = g_strsplit (obs_csv_get_named (csv, row, "aliases"), ";", -1);

      for (gsize i = 0; aliases[i] != NULL; i++)
        {
          g_autofree char *key = g_strconcat (code, "\1", g_strstrip (aliases[i]), NULL);

          if (*aliases[i] == '\0')
            continue;
          if (obs_build_add_key (build, "term_label", key))
            obs_build_insert_texts (build, stmt, code, aliases[i], NULL);
          else
            obs_build_fault (build, csv, row, "aliases",
                             _ ("“%s” is there a second time. Keep one of them."), aliases[i]);
        }
    }
}

/* The terms are items first. Where one of them is bad, all still count as known: other tables are
 * not to be blamed for it. */
static void
read_terms (ObsBuild *build, GPtrArray *items)
{
  static const char *const columns[]
      = { "code", "label", "aliases", "definition", "in_plan", NULL };
  g_autoptr (ObsCsv) csv = obs_build_load (build, term_import.file, build->descriptors->len == 0);
  guint before = build->faults.sentences->len;

  if (csv == NULL || !obs_build_require (build, csv, columns))
    return;
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    if (check_code (build, csv, row, "term"))
      add_item (build, items, obs_csv_get_named (csv, row, "code"), "term",
                obs_csv_get_named (csv, row, "label"), obs_csv_get_named (csv, row, "aliases"));
  if (build->faults.sentences->len == before)
    {
      obs_build_import (build, &term_import, csv);
      import_labels (build, csv);
      return;
    }
  for (guint row = 0; row < obs_csv_n_rows (csv); row++)
    obs_build_add_key (build, "term", obs_csv_get_named (csv, row, "code"));
}

void
obs_build_reference (ObsBuild *build)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (item_free);
  /* An edition of official figures alone has neither sectors nor terms; its areas come by a
   * descriptor. */
  gboolean needed = build->descriptors->len == 0;

  obs_build_import_file (build, &area_import, needed);
  obs_build_import_file (build, &boundary_import, FALSE);
  obs_build_import_file (build, &sector_import, needed);
  obs_build_import_file (build, &alias_import, FALSE);
  read_terms (build, items);
  read_items (build, items);
  read_others (build, items);
  insert_items (build, items);
}
