/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/publish/people-cells.h"

#include <math.h>
#include <string.h>

/* The rules are those of data/disclosure, by enterprise group: threshold for the base, for those
 * who chose and for those who did not; no group, and no two, make most of the people; counts
 * rounded, means and spreads rounded; a cell that an earlier edition has shown stays as it was
 * until the base has clearly changed. */

typedef struct
{
  guint people, chosen;
} Group;

typedef struct
{
  gboolean share;
  char *question, *item, *horizon;
  GHashTable *groups; /* group to Group */
  guint n, k;
  double sum, sum2;
} Cell;

struct _ObsPeopleCells
{
  GTree *cells; /* key to Cell, in order */
};

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_free (cell->question);
  g_free (cell->item);
  g_free (cell->horizon);
  g_hash_table_unref (cell->groups);
  g_free (cell);
}

ObsPeopleCells *
obs_people_cells_new (void)
{
  ObsPeopleCells *self = g_new0 (ObsPeopleCells, 1);

  self->cells = g_tree_new_full (compare_keys, NULL, g_free, cell_free);
  return self;
}

void
obs_people_cells_free (ObsPeopleCells *self)
{
  g_tree_unref (self->cells);
  g_free (self);
}

void
obs_people_cells_add (ObsPeopleCells *self, gboolean share, const char *question, const char *item,
                      const char *horizon, const char *group, double value)
{
  g_autofree char *key = g_strjoin ("\1", share ? "1" : "0", question, item, horizon, NULL);
  Cell *cell = g_tree_lookup (self->cells, key);
  Group *own;

  if (cell == NULL)
    {
      cell = g_new0 (Cell, 1);
      cell->share = share;
      cell->question = g_strdup (question);
      cell->item = g_strdup (item);
      cell->horizon = g_strdup (horizon);
      cell->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_tree_insert (self->cells, g_steal_pointer (&key), cell);
    }
  own = g_hash_table_lookup (cell->groups, group);
  if (own == NULL)
    {
      own = g_new0 (Group, 1);
      g_hash_table_insert (cell->groups, g_strdup (group), own);
    }
  own->people++;
  own->chosen += value != 0;
  cell->n++;
  cell->k += value != 0;
  cell->sum += value;
  cell->sum2 += value * value;
}

/* Groups with people on one side of a choice, and the people of the largest two. */
typedef struct
{
  guint n_groups, people, largest, second;
} Side;

static void
add_group (Side *side, guint people)
{
  if (people == 0)
    return;
  side->n_groups++;
  side->people += people;
  if (people > side->largest)
    {
      side->second = side->largest;
      side->largest = people;
    }
  else if (people > side->second)
    side->second = people;
}

/* Enough groups, and neither one nor two of them make most of the people. */
static gboolean
is_safe (const Side *side, const ObsPolicy *policy)
{
  return side->n_groups >= policy->threshold
         && side->largest * 100.0 <= policy->dominance1 * side->people
         && (side->largest + side->second) * 100.0 <= policy->dominance2 * side->people;
}

static gboolean
may_show (const Cell *cell, const ObsPolicy *policy)
{
  Side all = { 0 }, chose = { 0 }, others = { 0 };
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, cell->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Group *group = value;

      add_group (&all, group->people);
      add_group (&chose, group->chosen);
      add_group (&others, group->people - group->chosen);
    }
  if (!is_safe (&all, policy))
    return FALSE;
  return !cell->share || (is_safe (&chose, policy) && is_safe (&others, policy));
}

static double
to_step (double value, double step)
{
  return round (value / step) * step;
}

/* What is written of a cell. */
typedef struct
{
  gboolean hidden;
  gint64 n, k;
  double sum, sum2;
} Shown;

static Shown
shown_of (const Cell *cell, const ObsPolicy *policy)
{
  Shown shown = { .hidden = !may_show (cell, policy) };
  double mean, spread;

  if (shown.hidden)
    return shown;
  shown.n = obs_policy_round (policy, cell->n);
  shown.k = MIN (shown.n, (gint64) obs_policy_round (policy, cell->k));
  mean = to_step (cell->sum / cell->n, policy->decimals);
  spread = to_step (
      sqrt (fmax (0, cell->sum2 / cell->n - (cell->sum / cell->n) * (cell->sum / cell->n))),
      policy->decimals);
  shown.sum = mean * (double) shown.n;
  shown.sum2 = (spread * spread + mean * mean) * (double) shown.n;
  return shown;
}

/* The same cell as the latest earlier edition has it; FALSE where it has none. */
static gboolean
find_earlier (sqlite3 *db, const Cell *cell, Shown *shown)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (db == NULL)
    return FALSE;
  stmt = obs_db_prepare (db,
                         cell->share ? "SELECT n, k, 0, 0 FROM cube_panel_share_people WHERE "
                                       "question = ?1 AND item = ?2 AND ?3 = ?3"
                                     : "SELECT n, 0, sum, sum2 FROM cube_panel_score_people WHERE "
                                       "question = ?1 AND item = ?2 AND horizon = ?3",
                         NULL);
  if (stmt == NULL)
    return FALSE;
  obs_build_bind_text (stmt, 1, cell->question);
  obs_build_bind_text (stmt, 2, cell->item);
  obs_build_bind_text (stmt, 3, cell->horizon);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return FALSE;
  shown->hidden = sqlite3_column_type (stmt, 0) == SQLITE_NULL;
  shown->n = sqlite3_column_int64 (stmt, 0);
  shown->k = sqlite3_column_int64 (stmt, 1);
  shown->sum = sqlite3_column_double (stmt, 2);
  shown->sum2 = sqlite3_column_double (stmt, 3);
  return TRUE;
}

/* Two editions whose people differ by a few would show what those few said. A cell that was hidden
 * stays so: that it can be shown now would tell of the few that came. */
static Shown
settle (const Cell *cell, const ObsPolicy *policy, sqlite3 *earlier)
{
  Shown shown = shown_of (cell, policy);
  Shown before;
  guint least, greatest;

  if (!find_earlier (earlier, cell, &before))
    return shown;
  if (before.hidden || shown.hidden)
    return (Shown){ .hidden = TRUE };
  obs_policy_interval (policy, (guint) before.n, &least, &greatest);
  if (cell->n + policy->leavers > least && cell->n < greatest + policy->leavers)
    return before;
  return shown;
}

typedef struct
{
  ObsBuild *build;
  const ObsPolicy *policy;
  sqlite3 *earlier;
  sqlite3_stmt *scores, *shares;
} Writer;

static gboolean
write_cell (gpointer key, gpointer value, gpointer user_data)
{
  const Cell *cell = value;
  Writer *writer = user_data;
  Shown shown = settle (cell, writer->policy, writer->earlier);
  sqlite3_stmt *stmt = cell->share ? writer->shares : writer->scores;
  const char *codes[]
      = { cell->question, cell->item, cell->horizon, "all", writer->build->place, "all", "all" };
  int column = 1;

  sqlite3_clear_bindings (stmt);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (!cell->share || i != 2)
      obs_build_bind_text (stmt, column++, codes[i]);
  if (shown.hidden)
    obs_build_bind_text (stmt, column + (cell->share ? 2 : 3), "c");
  else if (cell->share)
    {
      sqlite3_bind_int64 (stmt, column, shown.k);
      sqlite3_bind_int64 (stmt, column + 1, shown.n);
    }
  else
    {
      sqlite3_bind_int64 (stmt, column, shown.n);
      sqlite3_bind_double (stmt, column + 1, shown.sum);
      sqlite3_bind_double (stmt, column + 2, shown.sum2);
    }
  obs_build_run (writer->build, stmt);
  return FALSE;
}

void
obs_people_cells_write (ObsPeopleCells *self, ObsBuild *build)
{
  g_autoptr (ObsPolicy) policy = build->policy == NULL ? obs_policy_new () : NULL;
  g_autoptr (sqlite3_stmt) scores = obs_build_insert (build, "cube_panel_score_people", 11);
  g_autoptr (sqlite3_stmt) shares = obs_build_insert (build, "cube_panel_share_people", 9);
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (GError) error = NULL;
  Writer writer = { build, policy != NULL ? policy : build->policy, NULL, scores, shares };

  if (build->inputs->earlier != NULL && build->inputs->earlier[0] != NULL)
    {
      edition = obs_edition_open (build->inputs->earlier[0], &error);
      if (edition == NULL)
        {
          obs_faults_take (&build->faults, g_strdup (error->message));
          return;
        }
      writer.earlier = obs_edition_get_db (edition);
    }
  g_tree_foreach (self->cells, write_cell, &writer);
}
