/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/cube.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Rows from the published findings of the plan: as printed, at their grade. */

static void
finding_free (gpointer data)
{
  ObsFinding *f = data;

  g_free (f->id);
  g_free (f->source);
  g_free (f->section);
  g_free (f->domain);
  g_free (f->ksb);
  g_free (f->measure);
  g_free (f->sector);
  g_free (f->scope);
  g_free (f->horizon);
  g_free (f->item);
  g_free (f->label);
  g_free (f->item_label);
  g_free (f->direction);
  g_free (f->rank_basis);
  g_free (f->value_text);
  g_free (f->comparator);
  g_free (f->unit);
  g_free (f->value_kind);
  g_free (f->voice);
  g_free (f->basis);
  g_free (f->note);
  g_free (f->conflicts);
  g_free (f);
}

static ObsFinding *
read_finding (sqlite3_stmt *stmt)
{
  ObsFinding *f = g_new0 (ObsFinding, 1);
  char **texts[]
      = { &f->id,        &f->source,     &f->section,    &f->domain,     &f->ksb,   &f->measure,
          &f->sector,    &f->scope,      &f->horizon,    &f->item,       &f->label, &f->item_label,
          &f->direction, &f->rank_basis, &f->value_text, &f->comparator, &f->unit,  &f->value_kind,
          &f->voice,     &f->basis,      &f->note,       &f->conflicts };
  int n = (int) G_N_ELEMENTS (texts);

  for (int i = 0; i < n; i++)
    *texts[i] = g_strdup (obs_db_text (stmt, i));
  f->rank = sqlite3_column_int (stmt, n);
  f->value = obs_db_double (stmt, n + 1);
  obs_grade_from_key (obs_db_text (stmt, n + 2), &f->grade);
  return f;
}

#define FINDING_COLUMNS                                                                            \
  "f.id, f.source, f.section, f.domain, f.ksb, f.measure, f.sector, f.scope, f.horizon, f.item, "  \
  "f.label, i.label, f.direction, f.rank_basis, f.value_text, f.comparator, f.unit, "              \
  "f.value_kind, f.voice, f.basis, f.note, "                                                       \
  "(SELECT group_concat(other, ' ') FROM finding_conflict c WHERE c.finding = f.id), f.rank, "     \
  "f.value, f.grade"

/* "K-MOST-02..05" stands for K-MOST-02, -03, -04 and -05. */
gboolean
obs_finding_matches (const char *id, const char *pattern)
{
  const char *dots = strstr (pattern, "..");
  gsize stem;
  int number, first, last;

  if (dots == NULL)
    return obs_code_matches (id, pattern);
  stem = (gsize) (dots - pattern) - 2;
  if (dots - pattern < 3 || strncmp (id, pattern, stem) != 0 || strlen (id) != stem + 2)
    return FALSE;
  number = atoi (id + stem);
  first = atoi (pattern + stem);
  last = atoi (dots + 2);
  return number >= first && number <= last;
}

GPtrArray *
obs_findings_load (ObsAsk *ask, const char *const *patterns, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (finding_free);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (finding_free);
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (ask->db,
                        "SELECT " FINDING_COLUMNS " FROM finding f JOIN item i ON i.code = f.item "
                        "ORDER BY f.position",
                        error);
  int rc;

  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    g_ptr_array_add (all, read_finding (stmt));
  if (rc < 0)
    return NULL;
  for (guint p = 0; patterns[p] != NULL; p++)
    for (guint i = 0; i < all->len; i++)
      {
        ObsFinding *finding = g_ptr_array_index (all, i);

        if (finding != NULL && obs_finding_matches (finding->id, patterns[p]))
          {
            g_ptr_array_add (list, finding);
            all->pdata[i] = NULL;
          }
      }
  for (guint i = 0; i < all->len; i++)
    g_clear_pointer (&all->pdata[i], finding_free);
  g_ptr_array_set_free_func (all, NULL);
  return g_steal_pointer (&list);
}

static const char *
direction_words (const char *direction)
{
  static const struct
  {
    const char *direction;
    const char *words;
  } table[] = {
    { "high", N_ ("high") },
    { "low", N_ ("low") },
    { "middle", N_ ("in the middle") },
    { "higher", N_ ("higher than the others") },
    { "lower", N_ ("lower than the others") },
    { "mixed", N_ ("mixed") },
    { "most", N_ ("most") },
    { "least", N_ ("least") },
    { "not-in-top-three", N_ ("not in the first three") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].direction, direction) == 0)
      return _ (table[i].words);
  return "";
}

/* Months as words: "2021-01", "2022-01/2022-02"; "by" for a latest date. */
static char *
value_words (const ObsFinding *finding)
{
  g_auto (GStrv) parts = g_strsplit (finding->value_text, "/", 2);
  g_autofree char *first = obs_format_period (parts[0], "month");

  if (parts[1] != NULL)
    {
      g_autofree char *last = obs_format_period (parts[1], "month");

      return g_strdup_printf (C_ ("from month to month", "%s to %s"), first, last);
    }
  if (strcmp (finding->comparator, "<=") == 0)
    return g_strdup_printf (C_ ("latest date", "by %s"), first);
  return g_steal_pointer (&first);
}

/* What the source says, in its own strength: a value with its words, a place, or a direction. */
char *
obs_finding_words (const ObsFinding *finding)
{
  if (!isnan (finding->value))
    {
      if (strcmp (finding->basis, "derived") == 0 && g_str_has_prefix (finding->unit, "percent"))
        return g_strdup (_ ("the rest"));
      return obs_format_published (finding->value, finding->comparator, finding->value_kind,
                                   finding->unit);
    }
  if (finding->rank > 0 && strcmp (finding->rank_basis, "list-order") == 0)
    return g_strdup_printf (_ ("listed, place %d; the order is not stated"), finding->rank);
  if (finding->rank > 0)
    return g_strdup_printf (
        strcmp (finding->direction, "least") == 0 ? _ ("place %d from the least") : _ ("place %d"),
        finding->rank);
  if (*finding->value_text != '\0')
    return value_words (finding);
  if (*finding->direction != '\0')
    return g_strdup (direction_words (finding->direction));
  return g_strdup (_ ("stated in words"));
}

static gboolean
is_measured (const ObsFinding *finding)
{
  return finding->grade == OBS_GRADE_ROUNDED || finding->grade == OBS_GRADE_EXACT
         || finding->grade == OBS_GRADE_DERIVED;
}

/* Sections are those of the plan; another publication is named by its own line. */
static void
use_source (ObsAsk *ask, const ObsFinding *finding)
{
  obs_ask_source (ask, finding->source);
  if (strcmp (finding->source, "plan") == 0
      && !g_ptr_array_find_with_equal_func (ask->sections, finding->section, g_str_equal, NULL))
    g_ptr_array_add (ask->sections, g_strdup (finding->section));
}

void
obs_row_from_finding (ObsAsk *ask, ObsFigureRow *row, const ObsFinding *finding)
{
  row->grade = finding->grade;
  row->finding_ids = g_strdup (finding->id);
  row->source = g_strdup (finding->source);
  g_clear_pointer (&row->link, g_free);
  row->link = g_strconcat ("finding:", finding->id, NULL);
  row->base = OBS_BASE_NOT_PUBLISHED;
  row->conflict = *finding->conflicts != '\0';
  ask->conflict |= row->conflict;
  if (finding->grade == OBS_GRADE_ORDER)
    {
      if (strcmp (finding->rank_basis, "list-order") == 0)
        row->listed = finding->rank;
      else
        row->rank = finding->rank;
    }
  else
    row->words = obs_finding_words (finding);
  if (is_measured (finding) && !isnan (finding->value))
    row->estimate = finding->value;
  if (finding->grade == OBS_GRADE_ROUNDED && g_str_has_prefix (finding->unit, "percent"))
    row->open_end = TRUE;
  if (finding->grade == OBS_GRADE_EXACT)
    row->base = OBS_BASE_NONE;
  row->printed = finding->grade == OBS_GRADE_ROUNDED && strcmp (finding->value_kind, "exact") == 0;
  use_source (ask, finding);
}

static gboolean
for_all_sectors (const ObsFinding *finding)
{
  return strcmp (finding->scope, "overall") == 0 || strcmp (finding->scope, "across") == 0;
}

static const char *
row_label (ObsAsk *ask, JsonObject *list, const ObsFinding *finding)
{
  const char *own = obs_spec_string (obs_spec_object (list, "labels"), finding->id, NULL);
  const char *by = obs_spec_string (list, "label", "item");

  if (own != NULL)
    return own;
  if (strcmp (by, "finding") == 0)
    return finding->label;
  return finding->item_label;
}

static gboolean
add_list (ObsAsk *ask, JsonObject *list, GError **error)
{
  g_auto (GStrv) patterns = obs_spec_strings (list, "ids");
  g_autoptr (GPtrArray) findings = obs_findings_load (ask, (const char *const *) patterns, error);
  const char *heading = obs_spec_string (list, "heading", NULL);
  const char *by = obs_spec_string (list, "label", "item");
  const char *series = obs_spec_string (list, "series", NULL);
  JsonObject *words = obs_spec_object (list, "words");

  if (findings == NULL)
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    {
      const ObsFinding *finding = g_ptr_array_index (findings, i);
      const char *override = obs_spec_string (words, finding->id, NULL);
      ObsFigureRow *row;

      if (ask->sector != NULL && for_all_sectors (finding))
        ask->sector_ignored = TRUE;
      if (strcmp (by, "sector") == 0)
        {
          g_autofree char *label = obs_db_lookup (
              ask->db, "SELECT label FROM sector WHERE code = ?1", finding->sector);

          row = obs_figure_add_row (ask->figure, finding->sector, label);
        }
      else
        row = obs_figure_add_row (ask->figure, finding->item, row_label (ask, list, finding));
      row->group = g_strdup (heading);
      row->series = g_strdup (series);
      obs_row_from_finding (ask, row, finding);
      if (obs_spec_flag (list, "chips") && strlen (finding->ksb) == 1)
        row->ksb = g_strdup (finding->ksb);
      if (override != NULL)
        {
          g_free (row->words);
          row->words = g_strdup (override);
        }
      /* The layouts of lengths decide by the axis; where there is none, nothing may look like one.
       */
      if (ask->figure->axis == OBS_AXIS_NONE)
        row->estimate = NAN;
    }
  return TRUE;
}

/**
 * obs_rows_findings:
 *
 * Rows from lists of findings. Members: "lists": objects with "ids", "heading", "series", "label"
 * (item | finding | sector), "labels" and "words" by finding id, "chips"; a list with "gap" in
 * place of ids is a part of the printed list that is not published.
 */
gboolean
obs_rows_findings (ObsAsk *ask, GError **error)
{
  JsonArray *lists = obs_spec_array (ask->spec, "lists");
  JsonArray *series = obs_spec_array (ask->spec, "series");

  for (guint i = 0; series != NULL && i < json_array_get_length (series); i++)
    {
      JsonObject *one = json_array_get_object_element (series, i);
      const char *role = obs_spec_string (one, "role", "first");

      obs_figure_add_series (ask->figure, obs_spec_string (one, "key", ""),
                             obs_spec_string (one, "label", ""),
                             strcmp (role, "poor") == 0     ? OBS_ROLE_POOR
                             : strcmp (role, "good") == 0   ? OBS_ROLE_GOOD
                             : strcmp (role, "middle") == 0 ? OBS_ROLE_MIDDLE
                             : strcmp (role, "second") == 0 ? OBS_ROLE_SECOND
                                                            : OBS_ROLE_FIRST,
                             (int) i);
    }
  for (guint i = 0; lists != NULL && i < json_array_get_length (lists); i++)
    {
      JsonObject *list = json_array_get_object_element (lists, i);
      const char *gap = obs_spec_string (list, "gap", NULL);

      if (gap != NULL)
        {
          ObsFigureRow *row = obs_figure_add_row (ask->figure, "not-published", gap);

          row->group = g_strdup (obs_spec_string (list, "heading", NULL));
          row->code = g_strdup ("np");
          row->words = g_strdup (obs_spec_string (list, "words", NULL));
          row->base = OBS_BASE_NOT_PUBLISHED;
        }
      else if (!add_list (ask, list, error))
        return FALSE;
    }
  return TRUE;
}

static ObsFigureRow *
matrix_cell (GHashTable *cells, const ObsFinding *finding, const char *ksb, const char *group)
{
  g_autofree char *key = g_strdup_printf ("%s|%s|%s", group, finding->item, ksb);

  return g_hash_table_lookup (cells, key);
}

/* All cells of the matrix, listed or not: what the source does not list is said, never left out. */
static void
lay_matrix (ObsAsk *ask, GPtrArray *findings, const char *const *columns, gboolean by_sector,
            const char *fixed_group, GHashTable *cells)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (guint i = 0; i < findings->len; i++)
    {
      const ObsFinding *f = g_ptr_array_index (findings, i);
      const char *group = by_sector ? f->sector : fixed_group;

      if (!g_ptr_array_find_with_equal_func (groups, group, g_str_equal, NULL)
          && (!by_sector || ask->sector == NULL || strcmp (ask->sector, f->sector) == 0)
          && (!by_sector || strcmp (f->sector, "all") != 0))
        g_ptr_array_add (groups, g_strdup (group));
      if (!g_ptr_array_find_with_equal_func (items, f->item, g_str_equal, NULL))
        g_ptr_array_add (items, f->item);
    }
  for (guint g = 0; g < groups->len; g++)
    for (guint i = 0; i < items->len; i++)
      for (guint c = 0; columns[c] != NULL; c++)
        {
          const char *group = g_ptr_array_index (groups, g);
          const char *item = g_ptr_array_index (items, i);
          g_autofree char *label
              = obs_db_lookup (ask->db, "SELECT label FROM item WHERE code = ?1", item);
          g_autofree char *heading
              = by_sector
                    ? obs_db_lookup (ask->db, "SELECT label FROM sector WHERE code = ?1", group)
                    : g_strdup (group);
          ObsFigureRow *row = obs_figure_add_row (ask->figure, item, label);

          row->group = heading != NULL && *heading != '\0' ? g_strdup (heading) : NULL;
          row->series = g_strdup (columns[c]);
          row->grade = OBS_GRADE_ORDER;
          row->base = OBS_BASE_NOT_PUBLISHED;
          g_hash_table_insert (cells, g_strdup_printf ("%s|%s|%s", group, item, columns[c]), row);
        }
}

static void
mark_cell (ObsAsk *ask, ObsFigureRow *row, const ObsFinding *finding)
{
  g_autofree char *ids = g_steal_pointer (&row->finding_ids);
  g_autofree char *words = NULL;

  if (strcmp (finding->rank_basis, "list-order") == 0)
    row->listed = finding->rank;
  else if (finding->rank == 1)
    words = g_strdup (_ ("best"));
  else if (*finding->direction != '\0')
    words = g_strdup (direction_words (finding->direction));
  if (words != NULL && row->words == NULL)
    row->words = g_steal_pointer (&words);
  row->conflict |= *finding->conflicts != '\0';
  ask->conflict |= row->conflict;
  row->finding_ids
      = ids == NULL ? g_strdup (finding->id) : g_strconcat (ids, " ", finding->id, NULL);
  if (row->source == NULL)
    row->source = g_strdup (finding->source);
  if (row->link == NULL)
    row->link = g_strconcat ("finding:", finding->id, NULL);
  use_source (ask, finding);
}

/* A finding said of every sector counts in each panel. */
static void
mark_cells (ObsAsk *ask, GHashTable *cells, const ObsFinding *finding, const char *ksb,
            gboolean by_sector, const char *heading)
{
  if (by_sector && strcmp (finding->scope, "each") == 0)
    {
      g_autofree char *tail = g_strdup_printf ("|%s|%s", finding->item, ksb);
      GHashTableIter iter;
      gpointer key, row;

      g_hash_table_iter_init (&iter, cells);
      while (g_hash_table_iter_next (&iter, &key, &row))
        if (g_str_has_suffix (key, tail))
          mark_cell (ask, row, finding);
      return;
    }
  {
    ObsFigureRow *row = matrix_cell (cells, finding, ksb, by_sector ? finding->sector : heading);

    if (row != NULL)
      mark_cell (ask, row, finding);
  }
}

/**
 * obs_rows_matrix:
 *
 * A listed matrix: items by K, S and B, one panel a sector or a list. Members: "lists" with "ids"
 * and "heading", or "ids" with "by": "sector"; "columns" (default K, S, B).
 */
gboolean
obs_rows_matrix (ObsAsk *ask, GError **error)
{
  static const char *const letters[] = { "K", "S", "B", NULL };
  static const char *const names[] = { N_ ("Knowledge"), N_ ("Skills"), N_ ("Behaviours") };
  JsonArray *lists = obs_spec_array (ask->spec, "lists");
  gboolean by_sector = g_strcmp0 (obs_spec_string (ask->spec, "by", ""), "sector") == 0;
  guint n = lists != NULL ? json_array_get_length (lists) : 0;

  for (guint i = 0; letters[i] != NULL; i++)
    obs_figure_add_series (ask->figure, letters[i], _ (names[i]), OBS_ROLE_COLUMN, (int) i);
  for (guint l = 0; l < n; l++)
    {
      JsonObject *list = json_array_get_object_element (lists, l);
      g_auto (GStrv) patterns = obs_spec_strings (list, "ids");
      g_autoptr (GPtrArray) findings
          = obs_findings_load (ask, (const char *const *) patterns, error);
      g_autoptr (GHashTable) cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      const char *heading = obs_spec_string (list, "heading", "");

      if (findings == NULL)
        return FALSE;
      lay_matrix (ask, findings, letters, by_sector, heading, cells);
      for (guint i = 0; i < findings->len; i++)
        {
          const ObsFinding *f = g_ptr_array_index (findings, i);

          if (ask->sector != NULL && for_all_sectors (f))
            ask->sector_ignored = TRUE;
          for (guint c = 0; letters[c] != NULL; c++)
            {
              if (strstr (f->ksb, letters[c]) != NULL)
                mark_cells (ask, cells, f, letters[c], by_sector, heading);
            }
        }
    }
  for (guint i = 0; i < ask->figure->rows->len; i++)
    {
      ObsFigureRow *row = g_ptr_array_index (ask->figure->rows, i);

      if (row->listed == 0 && row->words == NULL)
        row->words = g_strdup (_ ("not listed"));
    }
  return TRUE;
}
