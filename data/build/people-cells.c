/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/people-cells.h"

#include <math.h>
#include <string.h>

/* A cell of people is shown where that of the businesses is, and where no group, and no two, make
 * most of its people or of the sum of their answers. It is made anew only where the cell of the
 * businesses has clearly changed, so that two editions never differ by a few groups. */

typedef struct
{
  guint people, chosen;
  double sum;
} Group;

typedef struct
{
  const char *form, *question, *item, *horizon; /* interned */
  GHashTable *groups;                           /* group to Group */
  guint n, k;
  double sum, sum2, least, greatest;
  ObsProtectedRow row; /* what is written; its codes are not used */
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
  g_hash_table_unref (((Cell *) data)->groups);
  g_free (data);
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

static gboolean
is_one_of (const char *form, const char *const *forms)
{
  return g_strv_contains (forms, form);
}

static gboolean
is_share (const Cell *cell)
{
  static const char *const numbers[] = { "score", "percent", "rank", NULL };

  return !is_one_of (cell->form, numbers);
}

/* What is said of one thing follows, or nearly follows, from what is said of the others. */
static gboolean
adds_up (const Cell *cell)
{
  static const char *const forms[] = { "rank", "likert", "choice", "top3", NULL };

  return is_one_of (cell->form, forms);
}

static Cell *
cell_new (const char *form, const char *question, const char *item, const char *horizon)
{
  Cell *cell = g_new0 (Cell, 1);

  cell->form = g_intern_string (form);
  cell->question = g_intern_string (question);
  cell->item = g_intern_string (item);
  cell->horizon = g_intern_string (horizon);
  cell->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  cell->least = HUGE_VAL;
  cell->greatest = -HUGE_VAL;
  return cell;
}

void
obs_people_cells_add (ObsPeopleCells *self, const char *form, const char *question,
                      const char *item, const char *horizon, const char *group, double value)
{
  g_autofree char *key = g_strjoin ("\1", question, item, horizon, NULL);
  Cell *cell = g_tree_lookup (self->cells, key);
  Group *own;

  if (cell == NULL)
    {
      cell = cell_new (form, question, item, horizon);
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
  own->sum += value;
  cell->n++;
  cell->k += value != 0;
  cell->sum += value;
  cell->sum2 += value * value;
  cell->least = MIN (cell->least, value);
  cell->greatest = MAX (cell->greatest, value);
}

/* --- May it be shown? ----------------------------------------------------------------------- */

/* What groups hold of something: people, those who chose it, the sum of answers. */
typedef struct
{
  guint n_groups;
  double total, largest, second;
} Side;

static void
add_group (Side *side, guint people, double amount)
{
  if (people == 0)
    return;
  side->n_groups++;
  side->total += amount;
  if (amount > side->largest)
    {
      side->second = side->largest;
      side->largest = amount;
    }
  else
    side->second = MAX (side->second, amount);
}

/* Enough groups, and neither one nor two of them hold most. */
static gboolean
is_safe (const Side *side, const ObsPolicy *policy)
{
  double two = side->largest + side->second;

  return side->n_groups >= policy->threshold
         && side->largest * 100 <= policy->dominance1 * side->total
         && two * 100 <= policy->dominance2 * side->total
         && (side->total - two) * 100 >= policy->p_percent * side->largest;
}

static gboolean
may_show (const Cell *cell, const ObsPolicy *policy)
{
  Side all = { 0 }, chose = { 0 }, others = { 0 }, answers = { 0 };
  guint several = 0; /* groups of more people than one */
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, cell->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Group *group = value;

      several += group->people > 1;
      add_group (&all, group->people, group->people);
      add_group (&chose, group->chosen, group->chosen);
      add_group (&others, group->people - group->chosen, group->people - group->chosen);
      add_group (&answers, group->people, fabs (group->sum));
    }
  /* Only these differ from the cell of the businesses: the difference must not be about a few. */
  if (several > 0 && several < policy->leavers)
    return FALSE;
  if (!is_safe (&all, policy))
    return FALSE;
  if (is_share (cell))
    return is_safe (&chose, policy) && is_safe (&others, policy);
  /* All gave the same answer: then each of them did. */
  return cell->least < cell->greatest && is_safe (&answers, policy);
}

static double
to_step (double value, double step)
{
  return floor (value / step + 0.5) * step;
}

/* The row as the rules of this edition alone make it. */
static ObsProtectedRow
row_of (const Cell *cell, const ObsPolicy *policy)
{
  ObsProtectedRow row = { .shares = is_share (cell), .people = TRUE };
  double n, mean, spread;

  if (!may_show (cell, policy))
    {
      row.missing = (char *) g_intern_string ("c");
      return row;
    }
  row.n = obs_policy_round (policy, cell->n);
  if (row.shares)
    {
      row.k = obs_policy_round (policy, cell->k);
      return row;
    }
  n = cell->n;
  mean = to_step (cell->sum / n, policy->decimals);
  spread = to_step (sqrt (fmax (0, (cell->sum2 - cell->sum * cell->sum / n) / (n - 1))),
                    policy->decimals);
  row.sum = (double) row.n * mean;
  row.sum2 = spread * spread * ((double) row.n - 1) + (double) row.n * mean * mean;
  return row;
}

/* --- Beside the businesses, and after earlier editions -------------------------------------- */

typedef struct
{
  ObsBuild *build;
  const ObsPolicy *policy;
  sqlite3_stmt *firm_scores, *firm_shares;
  sqlite3_stmt *scores, *shares;
  GHashTable *closed; /* questions whose things add up, one of which is withheld */
} Writer;

static void
get_codes (const Writer *writer, const Cell *cell, const char *codes[8])
{
  guint n = 0;

  codes[n++] = cell->question;
  codes[n++] = cell->item;
  if (!is_share (cell))
    codes[n++] = cell->horizon;
  codes[n++] = "all";
  codes[n++] = writer->build->place;
  codes[n++] = "all";
  codes[n++] = "all";
  codes[n] = NULL;
}

/* The base that this edition shows of the businesses; 0: none. */
static gint64
firm_base (Writer *writer, const Cell *cell)
{
  sqlite3_stmt *stmt = is_share (cell) ? writer->firm_shares : writer->firm_scores;
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  if (stmt == NULL)
    return 0;
  obs_build_bind_text (stmt, 1, cell->question);
  obs_build_bind_text (stmt, 2, cell->item);
  obs_build_bind_text (stmt, 3, writer->build->place);
  if (!is_share (cell))
    obs_build_bind_text (stmt, 4, cell->horizon);
  if (obs_db_step (stmt, NULL, &error) == 1)
    n = sqlite3_column_int64 (stmt, 0);
  if (error != NULL)
    obs_faults_take (&writer->build->faults, g_strdup (error->message));
  sqlite3_reset (stmt);
  return n;
}

/* Whatever the rounding hid, so many groups have come or gone that nothing is told of any. */
static gboolean
differs_for_certain (const ObsPolicy *policy, gint64 now, const ObsProtectedRow *then)
{
  guint least, greatest, least_then, greatest_then;

  if (then == NULL || then->missing != NULL)
    return FALSE;
  obs_policy_interval (policy, (guint) now, &least, &greatest);
  obs_policy_interval (policy, (guint) then->n, &least_then, &greatest_then);
  return least >= greatest_then + policy->leavers || greatest + policy->leavers <= least_then;
}

/* A cell stays as the latest edition has it, withheld or not, unless the businesses have clearly
 * changed; and it is not made anew beside an older edition that it is still near to. */
static void
settle (Writer *writer, Cell *cell)
{
  const ObsEarlier *earlier = writer->build->earlier;
  guint n = MIN (obs_earlier_n_editions (earlier), writer->policy->editions);
  gint64 base = firm_base (writer, cell);
  gboolean first = TRUE;
  const char *codes[8];

  cell->row = row_of (cell, writer->policy);
  if (base == 0)
    cell->row.missing = (char *) g_intern_string ("c");
  get_codes (writer, cell, codes);
  for (guint edition = 0; edition < n && cell->row.missing == NULL; edition++)
    {
      const ObsProtectedRow *then
          = obs_earlier_find_people (earlier, edition, is_share (cell), codes);
      const ObsProtectedRow *firms = obs_earlier_find (earlier, edition, is_share (cell), codes);

      if (then == NULL)
        continue;
      if (!differs_for_certain (writer->policy, base, firms))
        {
          if (first)
            {
              cell->row = *then;
              return;
            }
          if (then->missing == NULL)
            cell->row.missing = (char *) g_intern_string ("c");
        }
      first = FALSE;
    }
}

static gboolean
settle_cell (gpointer key, gpointer value, gpointer user_data)
{
  Cell *cell = value;
  Writer *writer = user_data;

  settle (writer, cell);
  if (adds_up (cell) && cell->row.missing != NULL)
    g_hash_table_add (writer->closed, (gpointer) cell->question);
  return FALSE;
}

/* --- Writing -------------------------------------------------------------------------------- */

static gboolean
write_cell (gpointer key, gpointer value, gpointer user_data)
{
  const Cell *cell = value;
  Writer *writer = user_data;
  gboolean share = is_share (cell);
  sqlite3_stmt *stmt = share ? writer->shares : writer->scores;
  const char *codes[8];
  int column = 1;

  sqlite3_clear_bindings (stmt);
  get_codes (writer, cell, codes);
  for (guint i = 0; codes[i] != NULL; i++)
    obs_build_bind_text (stmt, column++, codes[i]);
  if (cell->row.missing != NULL || g_hash_table_contains (writer->closed, cell->question))
    obs_build_bind_text (stmt, column + (share ? 2 : 3), "c");
  else if (share)
    {
      sqlite3_bind_int64 (stmt, column, cell->row.k);
      sqlite3_bind_int64 (stmt, column + 1, cell->row.n);
    }
  else
    {
      sqlite3_bind_int64 (stmt, column, cell->row.n);
      sqlite3_bind_double (stmt, column + 1, cell->row.sum);
      sqlite3_bind_double (stmt, column + 2, cell->row.sum2);
    }
  obs_build_run (writer->build, stmt);
  return FALSE;
}

void
obs_people_cells_write (ObsPeopleCells *self, ObsBuild *build)
{
  static const char *const of_firms
      = "SELECT n FROM %s WHERE question = ?1 AND item = ?2 AND sector = 'all' AND area = ?3 AND "
        "size = 'all' AND period = 'all' AND missing IS NULL%s";
  g_autofree char *scores_sql = g_strdup_printf (of_firms, "cube_panel_score", " AND horizon = ?4");
  g_autofree char *shares_sql = g_strdup_printf (of_firms, "cube_panel_share", "");
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPolicy) policy = build->policy == NULL ? obs_policy_new () : NULL;
  g_autoptr (sqlite3_stmt) firm_scores = obs_db_prepare (build->db, scores_sql, &error);
  g_autoptr (sqlite3_stmt) firm_shares
      = error == NULL ? obs_db_prepare (build->db, shares_sql, &error) : NULL;
  g_autoptr (sqlite3_stmt) scores = obs_build_insert (build, "cube_panel_score_people", 11);
  g_autoptr (sqlite3_stmt) shares = obs_build_insert (build, "cube_panel_share_people", 9);
  g_autoptr (GHashTable) closed = g_hash_table_new (NULL, NULL);
  Writer writer
      = { build, policy != NULL ? policy : build->policy, firm_scores, firm_shares, scores, shares,
          closed };

  if (error != NULL)
    {
      obs_faults_take (&build->faults, g_strdup (error->message));
      return;
    }
  g_tree_foreach (self->cells, settle_cell, &writer);
  g_tree_foreach (self->cells, write_cell, &writer);
}
