/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ksb-sides.h"

#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* "all" where it is held, else the latest. */
static const char *
better_period (const char *best, const char *period)
{
  if (best == NULL || strcmp (period, "all") == 0)
    return period;
  if (strcmp (best, "all") == 0)
    return best;
  return strcmp (period, best) > 0 ? period : best;
}

static void
take_cells (ObsAsk *ask, const GPtrArray *cells, const char *period, GHashTable *taken)
{
  for (guint i = 0; i < cells->len; i++)
    {
      const ObsCell *cell = g_ptr_array_index (cells, i);
      ObsKsbCell *mine;

      if (isnan (cell->value) || strcmp (cell->codes[1], period) != 0)
        continue;
      mine = g_new0 (ObsKsbCell, 1);
      mine->interval = (ObsInterval){ cell->value, cell->low, cell->high };
      mine->texts = MAX (cell->base, 0);
      g_hash_table_replace (taken, g_strdup (cell->codes[0]), mine);
      obs_ask_source (ask, cell->source);
    }
}

GHashTable *
obs_ksb_cells (ObsAsk *ask, const char *cube, const ObsCubeFilter *filters, char **period,
               GError **error)
{
  static const char *const dimensions[] = { "concept", "period", NULL };
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GArray) all = g_array_new (TRUE, TRUE, sizeof (ObsCubeFilter));
  const char *sector[] = { ask->sector != NULL ? ask->sector : "all", NULL };
  const char *area[] = { ask->area, NULL };
  ObsCubeFilter by_sector = { "sector", sector }, by_area = { "area", area };
  g_autoptr (GPtrArray) cells = NULL;
  const char *best = *period;

  for (guint i = 0; filters[i].dimension != NULL; i++)
    {
      if (strcmp (filters[i].dimension, "sector") == 0)
        by_sector = filters[i];
      else
        g_array_append_val (all, filters[i]);
    }
  g_array_append_val (all, by_sector);
  g_array_append_val (all, by_area);
  cells = obs_cube_query (ask->db, cube, dimensions, (const ObsCubeFilter *) all->data, NULL,
                          ask->cancellable, error);
  if (cells == NULL)
    return NULL;
  for (guint i = 0; i < cells->len && *period == NULL; i++)
    best = better_period (best, ((const ObsCell *) g_ptr_array_index (cells, i))->codes[1]);
  if (best != NULL)
    take_cells (ask, cells, best, taken);
  if (*period == NULL)
    *period = g_strdup (best);
  return g_steal_pointer (&taken);
}

static void
concept_free (gpointer data)
{
  ObsKsbConcept *concept = data;

  g_free (concept->code);
  g_free (concept->label);
  g_free (concept->ksb);
  g_free (concept);
}

static gboolean
of_kind (JsonObject *spec, const char *kind)
{
  g_auto (GStrv) kinds = obs_spec_strings (spec, "kinds");

  return kinds[0] == NULL ? strcmp (kind, "area") == 0
                          : g_strv_contains ((const char *const *) kinds, kind);
}

GPtrArray *
obs_ksb_concepts (ObsAsk *ask, GError **error)
{
  g_autoptr (GPtrArray) concepts = g_ptr_array_new_with_free_func (concept_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  const char *parent = ask->view->concept != NULL ? ask->view->concept
                                                  : obs_spec_string (ask->spec, "concept", NULL);
  g_autofree char *label
      = parent != NULL
            ? obs_db_lookup (ask->db, "SELECT label FROM concept WHERE code = ?1", parent)
            : NULL;
  int rc;

  if (parent != NULL && label == NULL)
    obs_ask_remark (ask, _ ("This edition does not know the concept of the link. All areas are "
                            "shown."));
  if (label != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("What is narrower than: %s."), label);

      obs_ask_remark (ask, text);
    }
  stmt = obs_db_prepare (ask->db,
                         label != NULL
                             ? "SELECT c.code, c.label, c.ksb, c.kind FROM concept_broader AS b"
                               " JOIN concept AS c ON c.code = b.concept WHERE b.broader = ?1"
                               " ORDER BY c.position, c.code"
                             : "SELECT code, label, ksb, kind FROM concept"
                               " WHERE kind <> 'facet' ORDER BY position, code",
                         error);
  if (stmt == NULL)
    return NULL;
  if (label != NULL)
    sqlite3_bind_text (stmt, 1, parent, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, ask->cancellable, error)) == 1)
    {
      const char *ksb = obs_db_text (stmt, 2);
      ObsKsbConcept *concept;

      if (label == NULL
          && (!of_kind (ask->spec, obs_db_text (stmt, 3))
              || (*ask->figure->ksb != '\0' && *ksb != *ask->figure->ksb)))
        continue;
      concept = g_new0 (ObsKsbConcept, 1);
      concept->code = g_strdup (obs_db_text (stmt, 0));
      concept->label = g_strdup (obs_db_text (stmt, 1));
      concept->ksb = g_strdup (ksb);
      g_ptr_array_add (concepts, concept);
    }
  return rc == 0 ? g_steal_pointer (&concepts) : NULL;
}

char *
obs_ksb_basis_label (ObsAsk *ask, const char *basis)
{
  char *label = obs_db_lookup (
      ask->db, "SELECT label FROM code WHERE list = 'ksb-basis' AND code = ?1", basis);

  return label != NULL ? label : g_strdup (basis);
}

void
obs_ksb_note_coverage (ObsAsk *ask, const char *basis, const char *period)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      ask->db,
      "SELECT max(CASE measure WHEN 'texts' THEN value END),"
      " max(CASE measure WHEN 'statements' THEN value END),"
      " max(CASE measure WHEN 'unmatched' THEN value END), held,"
      " coalesce ((SELECT name FROM area WHERE code = held), '') FROM cube_ksb_coverage"
      " WHERE basis = ?1 AND sector = ?2 AND area = ?3 AND level = 'all' AND period = ?4"
      " GROUP BY held",
      NULL);
  g_autofree char *label = obs_ksb_basis_label (ask, basis);
  g_autofree char *texts = NULL, *statements = NULL, *share = NULL, *text = NULL;

  if (stmt == NULL || period == NULL)
    return;
  sqlite3_bind_text (stmt, 1, basis, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 2, ask->sector != NULL ? ask->sector : "all", -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 3, ask->area, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 4, period, -1, SQLITE_TRANSIENT);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return;
  texts = obs_format_number (obs_db_double (stmt, 0), 0);
  statements = obs_format_number (obs_db_double (stmt, 1), 0);
  share = obs_format_number (obs_db_double (stmt, 2), 0);
  text = strcmp (period, "all") == 0
             ? g_strdup_printf (_ ("%s: %s texts. %s%% of their %s statements could not be tied to "
                                   "an area and are not counted."),
                                label, texts, share, statements)
             : g_strdup_printf (_ ("%s, %s: %s texts. %s%% of their %s statements could not be "
                                   "tied to an area and are not counted."),
                                label, period, texts, share, statements);
  obs_ask_remark (ask, text);
  if (strcmp (obs_db_text (stmt, 3), ask->area) != 0)
    {
      const char *name = obs_db_text (stmt, 4);
      g_autofree char *around
          = *name != '\0'
                ? g_strdup_printf (_ ("None are held for %s: those of %s stand in."),
                                   ask->area_name, name)
                : g_strdup_printf (_ ("None are held for %s: those that name no place stand in."),
                                   ask->area_name);

      obs_ask_remark (ask, around);
    }
}

ObsFigureRow *
obs_ksb_add_row (ObsAsk *ask, const ObsKsbConcept *concept, const char *series)
{
  ObsFigureRow *row = obs_figure_add_row (ask->figure, concept->code, concept->label);

  row->series = g_strdup (series);
  row->ksb = *concept->ksb != '\0' ? g_strdup (concept->ksb) : NULL;
  row->grade = OBS_GRADE_DERIVED;
  row->link = g_strconcat ("taxonomy:", concept->code, NULL);
  return row;
}

void
obs_ksb_fill_share (ObsAsk *ask, ObsFigureRow *row, const ObsKsbCell *cell, const char *basis,
                    const char *none)
{
  gboolean panel = strcmp (basis, "panel") == 0;

  if (cell == NULL)
    {
      row->code = g_strdup ("x");
      row->words = g_strdup (none);
      return;
    }
  row->estimate = cell->interval.estimate;
  row->low = cell->interval.low;
  row->high = cell->interval.high;
  if (panel)
    {
      row->base = (int) cell->texts;
      obs_ask_base (ask, row->base);
    }
  else
    row->texts = cell->texts;
  switch (obs_show_for_base ((int) MIN (cell->texts, G_MAXINT)))
    {
    case OBS_SHOW_NOTHING:
      row->low = row->high = NAN;
      row->base = OBS_BASE_NONE;
      row->words = g_strdup (_ ("too few texts"));
      G_GNUC_FALLTHROUGH;
    case OBS_SHOW_BAND_ONLY:
      row->estimate = NAN;
      row->code = g_strdup ("u");
      break;
    case OBS_SHOW_RANGE:
    case OBS_SHOW_ALL:
    default:
      break;
    }
}

void
obs_ksb_cut (ObsAsk *ask, guint most)
{
  GPtrArray *rows = ask->figure->rows;
  const char *last = NULL;
  guint things = 0, keep = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const char *key = obs_figure_row (ask->figure, i)->key;

      if (g_strcmp0 (key, last) != 0)
        things++;
      last = key;
      if (things <= most)
        keep = i + 1;
    }
  if (things <= most)
    return;
  {
    g_autofree char *text = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "The first %u are shown; %u more is in the taxonomy.",
                     "The first %u are shown; %u more are in the taxonomy.", things - most),
        most, things - most);

    obs_ask_remark (ask, text);
  }
  g_ptr_array_set_size (rows, (int) keep);
}
