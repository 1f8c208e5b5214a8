/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/protected-panel.h"

#include "data/disclosure/protect.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The answers of a group to one thing. */
typedef struct
{
  guint unit;
  guint n;
  double sum;
  double first; /* of its first business, for choices */
} GroupAnswer;

/* What was asked, in one period. */
typedef struct
{
  char *question, *item, *horizon, *period;
  GArray *answers;   /* of GroupAnswer */
  GHashTable *index; /* unit + 1 to its place in @answers + 1 */
} Asked;

struct _ObsProtectedPanel
{
  ObsBuild *build;
  GHashTable *forms;
  ObsPanelTables *tables;
  GHashTable *units; /* ObsBusiness * to unit + 1 */
  GTree *asked;      /* key to Asked, in order */
};

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->question);
  g_free (asked->item);
  g_free (asked->horizon);
  g_free (asked->period);
  g_array_unref (asked->answers);
  g_hash_table_unref (asked->index);
  g_free (asked);
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

/* A group stands where its first business stands: it counts once, in one sector, area and size. */
static void
add_units (ObsProtectedPanel *self, const ObsPanel *panel)
{
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < panel->businesses->len; i++)
    {
      ObsBusiness *business = g_ptr_array_index (panel->businesses, i);
      gboolean alone = business->group == NULL || *business->group == '\0';
      gpointer unit = alone ? NULL : g_hash_table_lookup (groups, business->group);

      if (unit == NULL)
        {
          unit = GUINT_TO_POINTER (1
                                   + obs_panel_tables_add_unit (self->tables, business->sector,
                                                                business->area, business->size));
          if (!alone)
            g_hash_table_insert (groups, business->group, unit);
        }
      g_hash_table_insert (self->units, business, unit);
    }
}

ObsProtectedPanel *
obs_protected_panel_new (ObsBuild *build, const ObsPanel *panel, GHashTable *forms)
{
  ObsProtectedPanel *self = g_new0 (ObsProtectedPanel, 1);

  self->build = build;
  self->forms = forms;
  self->tables = obs_panel_tables_new (build->place);
  self->units = g_hash_table_new (NULL, NULL);
  self->asked = g_tree_new_full (compare_keys, NULL, g_free, asked_free);
  add_units (self, panel);
  return self;
}

void
obs_protected_panel_free (ObsProtectedPanel *self)
{
  obs_panel_tables_free (self->tables);
  g_hash_table_unref (self->units);
  g_tree_unref (self->asked);
  g_free (self);
}

void
obs_protected_panel_add (ObsProtectedPanel *self, const ObsBusiness *business, const char *question,
                         const char *item, const char *horizon, const char *period, double mean,
                         double last)
{
  g_autofree char *key = g_strjoin ("\1", question, period, horizon, item, NULL);
  Asked *asked = g_tree_lookup (self->asked, key);
  gpointer unit = g_hash_table_lookup (self->units, business), place;
  GroupAnswer *answer;

  g_return_if_fail (unit != NULL);

  if (asked == NULL)
    {
      asked = g_new0 (Asked, 1);
      asked->question = g_strdup (question);
      asked->item = g_strdup (item);
      asked->horizon = g_strdup (horizon);
      asked->period = g_strdup (period);
      asked->answers = g_array_new (FALSE, TRUE, sizeof (GroupAnswer));
      asked->index = g_hash_table_new (NULL, NULL);
      g_tree_insert (self->asked, g_steal_pointer (&key), asked);
    }
  place = g_hash_table_lookup (asked->index, unit);
  if (place == NULL)
    {
      GroupAnswer first = { .unit = GPOINTER_TO_UINT (unit) - 1, .first = last };

      g_array_append_val (asked->answers, first);
      place = GUINT_TO_POINTER (asked->answers->len);
      g_hash_table_insert (asked->index, unit, place);
    }
  answer = &g_array_index (asked->answers, GroupAnswer, GPOINTER_TO_UINT (place) - 1);
  answer->n++;
  answer->sum += mean;
}

/* --- Tables --------------------------------------------------------------------------------- */

/* The scale of a question; where it has none, from 0 to the greatest answer. */
static void
find_scale (ObsProtectedPanel *self, const Asked *asked, double *low, double *high)
{
  g_autoptr (sqlite3_stmt) stmt
      = obs_db_prepare (self->build->db,
                        "SELECT low, high FROM survey_question WHERE id = ?1 AND "
                        "low IS NOT NULL AND high IS NOT NULL",
                        NULL);

  *low = 0;
  *high = 1;
  for (guint i = 0; i < asked->answers->len; i++)
    {
      const GroupAnswer *answer = &g_array_index (asked->answers, GroupAnswer, i);

      *low = MIN (*low, answer->sum / answer->n);
      *high = MAX (*high, answer->sum / answer->n);
    }
  if (stmt == NULL)
    return;
  obs_build_bind_text (stmt, 1, asked->question);
  if (obs_db_step (stmt, NULL, NULL) != 1)
    return;
  *low = obs_db_double (stmt, 0);
  *high = obs_db_double (stmt, 1);
}

static void
add_score (ObsProtectedPanel *self, const Asked *asked)
{
  double low, high;
  ObsPanelTable *table;

  find_scale (self, asked, &low, &high);
  table = obs_panel_tables_add_score (self->tables, asked->question, asked->item, asked->horizon,
                                      asked->period, low, high);
  for (guint i = 0; i < asked->answers->len; i++)
    {
      const GroupAnswer *answer = &g_array_index (asked->answers, GroupAnswer, i);
      double mean = CLAMP (answer->sum / answer->n, low, high);

      obs_panel_table_answer (table, answer->unit, &mean);
    }
}

static const GroupAnswer *
find_answer (const Asked *asked, guint unit)
{
  gpointer place = g_hash_table_lookup (asked->index, GUINT_TO_POINTER (unit + 1));

  return place == NULL ? NULL
                       : &g_array_index (asked->answers, GroupAnswer, GPOINTER_TO_UINT (place) - 1);
}

/* How many of the options each group chose, where that is the same for all; 0 where it is not; -1
 * where not every group was shown every option. */
static int
count_each (const GPtrArray *options)
{
  const Asked *first = g_ptr_array_index (options, 0);
  int each = -1;

  for (guint i = 0; i < first->answers->len; i++)
    {
      int n = 0;

      for (guint j = 0; j < options->len; j++)
        {
          const Asked *option = g_ptr_array_index (options, j);
          const GroupAnswer *answer
              = find_answer (option, g_array_index (first->answers, GroupAnswer, i).unit);

          if (answer == NULL || option->answers->len != first->answers->len)
            return -1;
          n += answer->first != 0;
        }
      each = i == 0 || each == n ? n : 0;
      if (each == 0)
        break;
    }
  return each;
}

static void
add_shares (ObsProtectedPanel *self, const GPtrArray *options, guint from, guint n, guint each)
{
  const Asked *first = g_ptr_array_index (options, from);
  g_autofree const char **categories = g_new0 (const char *, n + 1);
  g_autofree double *values = g_new (double, n);
  ObsPanelTable *table;

  for (guint i = 0; i < n; i++)
    categories[i] = ((const Asked *) g_ptr_array_index (options, from + i))->item;
  table
      = obs_panel_tables_add_share (self->tables, first->question, first->period, categories, each);
  for (guint i = 0; i < first->answers->len; i++)
    {
      guint unit = g_array_index (first->answers, GroupAnswer, i).unit;

      for (guint j = 0; j < n; j++)
        values[j] = find_answer (g_ptr_array_index (options, from + j), unit)->first != 0;
      obs_panel_table_answer (table, unit, values);
    }
}

/* Options of which each group chose the same number add up and are one table; others stand alone.
 */
static void
flush_options (ObsProtectedPanel *self, GPtrArray *options)
{
  int each = options->len > 1 ? count_each (options) : 0;

  if (each > 0)
    add_shares (self, options, 0, options->len, (guint) each);
  else
    for (guint i = 0; i < options->len; i++)
      add_shares (self, options, i, 1, 0);
  g_ptr_array_set_size (options, 0);
}

typedef struct
{
  ObsProtectedPanel *self;
  GPtrArray *options; /* of Asked *: options of one question, not yet a table */
} Walk;

static gboolean
add_table (gpointer key, gpointer value, gpointer data)
{
  Walk *walk = data;
  Asked *asked = value;
  const Asked *last
      = walk->options->len > 0 ? g_ptr_array_index (walk->options, walk->options->len - 1) : NULL;
  const char *form = g_hash_table_lookup (walk->self->forms, asked->question);

  if (last != NULL
      && (!g_str_equal (last->question, asked->question)
          || !g_str_equal (last->period, asked->period)))
    flush_options (walk->self, walk->options);
  if (g_str_equal (form, "score") || g_str_equal (form, "percent") || g_str_equal (form, "rank"))
    add_score (walk->self, asked);
  else
    g_ptr_array_add (walk->options, asked);
  return FALSE;
}

/* Where a cell of a rank stands, whatever the thing ranked. (transfer full) */
static char *
rank_key (const ObsProtectedRow *row)
{
  return g_strjoin ("\1", row->codes[0], row->codes[2], row->codes[3], row->codes[4], row->codes[5],
                    row->codes[6], NULL);
}

/* The places that everybody gives add up to the same number, so the mean of one thing is what those
 * of the others leave: all of a cell are shown, or none. */
static void
close_ranks (const ObsProtectedPanel *self, ObsProtected *result)
{
  g_autoptr (GHashTable) closed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < result->rows->len; i++)
      {
        ObsProtectedRow *row = &g_array_index (result->rows, ObsProtectedRow, i);
        g_autofree char *key = NULL;

        if (row->shares || !g_str_equal (g_hash_table_lookup (self->forms, row->codes[0]), "rank"))
          continue;
        key = rank_key (row);
        if (pass == 0 && row->missing != NULL)
          g_hash_table_add (closed, g_steal_pointer (&key));
        else if (pass == 1 && row->missing == NULL && g_hash_table_contains (closed, key))
          {
            row->missing = (char *) g_intern_string ("c");
            obs_disclosure_report_withhold (&result->report);
          }
      }
}

/* --- Writing -------------------------------------------------------------------------------- */

static void
write_row (ObsProtectedPanel *self, sqlite3_stmt *stmt, const ObsProtectedRow *row)
{
  int column = 1;

  sqlite3_clear_bindings (stmt);
  for (guint i = 0; row->codes[i] != NULL; i++)
    obs_build_bind_text (stmt, column++, row->codes[i]);
  if (row->missing != NULL)
    obs_build_bind_text (stmt, column + (row->shares ? 2 : 3), row->missing);
  else if (row->shares)
    {
      sqlite3_bind_int64 (stmt, column, row->k);
      sqlite3_bind_int64 (stmt, column + 1, row->n);
    }
  else
    {
      sqlite3_bind_int64 (stmt, column, row->n);
      sqlite3_bind_double (stmt, column + 1, row->sum);
      sqlite3_bind_double (stmt, column + 2, row->sum2);
    }
  obs_build_run (self->build, stmt);
}

void
obs_protected_panel_write (ObsProtectedPanel *self)
{
  ObsBuild *build = self->build;
  g_autoptr (GPtrArray) options = g_ptr_array_new ();
  g_autoptr (ObsPolicy) policy = build->policy == NULL ? obs_policy_new () : NULL;
  g_autoptr (ObsProtected) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) scores = obs_build_insert (build, "cube_panel_score", 11);
  g_autoptr (sqlite3_stmt) shares = obs_build_insert (build, "cube_panel_share", 9);
  Walk walk = { self, options };

  g_tree_foreach (self->asked, add_table, &walk);
  if (options->len > 0)
    flush_options (self, options);
  result = obs_disclosure_protect (self->tables, policy != NULL ? policy : build->policy,
                                   build->earlier, build->cancellable, &error);
  if (result == NULL)
    {
      obs_faults_take (&build->faults, g_strdup_printf (_ ("panel: %s"), error->message));
      return;
    }
  close_ranks (self, result);
  for (guint i = 0; i < result->rows->len; i++)
    {
      const ObsProtectedRow *row = &g_array_index (result->rows, ObsProtectedRow, i);

      write_row (self, row->shares ? shares : scores, row);
    }
  build->report->disclosure = result->report;
  if (!obs_db_exec (build->db,
                    "UPDATE cube SET note = note || ' Real businesses: rounded, and withheld where "
                    "one could be recognised; dominance rules applied.' "
                    "WHERE name IN ('panel_score', 'panel_share')",
                    &error))
    obs_faults_take (&build->faults, g_strdup (error->message));
}

gboolean
obs_panel_is_real (ObsBuild *build, const char *source)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      build->db, "SELECT 1 FROM source WHERE id = ?1 AND class = 'primary'", NULL);

  if (stmt == NULL)
    return TRUE;
  obs_build_bind_text (stmt, 1, source);
  return obs_db_step (stmt, NULL, NULL) != 0;
}
