/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/changes-private.h"

#include "data/edition/db.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where methods are not the same, and one sentence about each group of tables that are no figures.
 */

typedef enum
{
  GROUP_SOURCES,
  GROUP_AREAS,
  GROUP_CODES,
  GROUP_TERMS,
  GROUP_PROVIDERS,
  GROUP_PLAN,
  GROUP_FINDINGS,
  GROUP_PANEL,
  GROUP_QUESTIONS,
  GROUP_CONCEPTS,
  GROUP_DOCUMENTS,
  GROUP_STATEMENTS,
  GROUP_MATCHES,
  GROUP_OTHERS,
  N_GROUPS,
} Group;

static const struct
{
  const char *table;
  Group group;
} groups[] = {
  { "source", GROUP_SOURCES },
  { "area", GROUP_AREAS },
  { "area_part", GROUP_AREAS },
  { "area_change", GROUP_AREAS },
  { "code", GROUP_CODES },
  { "item", GROUP_TERMS },
  { "term", GROUP_TERMS },
  { "provider", GROUP_PROVIDERS },
  { "course", GROUP_PROVIDERS },
  { "advert", GROUP_PROVIDERS },
  { "issue", GROUP_PLAN },
  { "evidence", GROUP_PLAN },
  { "recommendation", GROUP_PLAN },
  { "action", GROUP_PLAN },
  { "roadmap", GROUP_PLAN },
  { "roadmap_cell", GROUP_PLAN },
  { "body", GROUP_PLAN },
  { "finding", GROUP_FINDINGS },
  { "survey", GROUP_PANEL },
  { "survey_question", GROUP_PANEL },
  { "wave", GROUP_PANEL },
  { "question", GROUP_QUESTIONS },
  { "journey_question", GROUP_QUESTIONS },
  { "figure", GROUP_QUESTIONS },
  { "concept", GROUP_CONCEPTS },
  { "document", GROUP_DOCUMENTS },
  { "statement", GROUP_STATEMENTS },
  { "statement_match", GROUP_MATCHES },
};

/* Told elsewhere: as methods, or as what belongs to a cube. */
static const char *const silent[] = { "edition", "method", "series_break" };

struct _ObsOtherChanges
{
  const ObsMergeSide *before, *after;
  ObsChangeCounts counts[N_GROUPS];
  GPtrArray *methods; /* of ObsChangeMethod * */
  const ObsTableShape *shape;
  Group group;
  gboolean is_silent;
};

ObsOtherChanges *
obs_other_changes_new (const ObsMergeSide *before, const ObsMergeSide *after)
{
  ObsOtherChanges *self = g_new0 (ObsOtherChanges, 1);

  self->before = before;
  self->after = after;
  self->methods = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_change_method_free);
  return self;
}

void
obs_other_changes_free (ObsOtherChanges *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->methods);
  g_free (self);
}

void
obs_other_changes_begin (ObsOtherChanges *self, const ObsTableShape *shape)
{
  self->shape = shape;
  self->group = GROUP_OTHERS;
  self->is_silent = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strcmp (groups[i].table, shape->table.name) == 0)
      self->group = groups[i].group;
  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    self->is_silent |= strcmp (silent[i], shape->table.name) == 0;
}

/* --- methods ------------------------------------------------------------------------------- */

static char *
text_of (const ObsOtherChanges *self, sqlite3_stmt *row, const char *column)
{
  int at = row != NULL ? obs_column_of (self->shape, column) : -1;

  return g_strdup (at >= 0 ? obs_db_text (row, at) : "");
}

static void
add_method (ObsOtherChanges *self, char *what, char *before, char *after)
{
  ObsChangeMethod *method = g_new0 (ObsChangeMethod, 1);

  method->what = what;
  method->before = before;
  method->after = after;
  if (strcmp (before, after) == 0)
    obs_change_method_free (method);
  else
    g_ptr_array_add (self->methods, method);
}

/* A text in a row that stands in both: what is new or gone is told as such. */
static void
compare_text (ObsOtherChanges *self, sqlite3_stmt *before, sqlite3_stmt *after, const char *title,
              const char *column)
{
  if (before != NULL && after != NULL)
    add_method (self, text_of (self, after, title), text_of (self, before, column),
                text_of (self, after, column));
}

static char *
cube_title (const ObsOtherChanges *self, const char *cube)
{
  sqlite3 *dbs[] = { self->after->db, self->before->db };

  for (gsize i = 0; i < G_N_ELEMENTS (dbs); i++)
    {
      g_autoptr (sqlite3_stmt) stmt
          = obs_db_prepare (dbs[i], "SELECT title FROM cube WHERE name = ?1", NULL);

      if (stmt == NULL)
        continue;
      sqlite3_bind_text (stmt, 1, cube, -1, SQLITE_STATIC);
      if (obs_db_step (stmt, NULL, NULL) == 1)
        return g_strdup (obs_db_text (stmt, 0));
    }
  return g_strdup (cube);
}

static void
add_methods (ObsOtherChanges *self, sqlite3_stmt *before, sqlite3_stmt *after)
{
  const char *table = self->shape->table.name;

  if (strcmp (table, "method") == 0)
    add_method (self, text_of (self, after != NULL ? after : before, "title"),
                text_of (self, before, "text"), text_of (self, after, "text"));
  else if (strcmp (table, "source") == 0)
    compare_text (self, before, after, "title", "method");
  else if (strcmp (table, "cube") == 0)
    compare_text (self, before, after, "title", "note");
  else if (strcmp (table, "series_break") == 0)
    {
      g_autofree char *cube = text_of (self, after != NULL ? after : before, "cube");

      add_method (self, cube_title (self, cube), text_of (self, before, "text"),
                  text_of (self, after, "text"));
    }
}

/* --- sentences ----------------------------------------------------------------------------- */

void
obs_other_changes_add (ObsOtherChanges *self, sqlite3_stmt *before, sqlite3_stmt *after)
{
  add_methods (self, before, after);
  if (!self->is_silent)
    obs_change_counts_add (&self->counts[self->group], before != NULL, after != NULL);
}

/* The numbers are those of all rows that differ, of new, revised and withdrawn ones. (transfer
 * full)
 */
static char *
sentence (Group group, gulong n, const char *all, const char *new, const char *revised,
          const char *gone)
{
  switch (group)
    {
    case GROUP_SOURCES:
      return g_strdup_printf (
          ngettext ("%s entry in the register of sources differs: %s new, %s revised, %s gone.",
                    "%s entries in the register of sources differ: %s new, %s revised, %s gone.",
                    n),
          all, new, revised, gone);
    case GROUP_AREAS:
      return g_strdup_printf (
          ngettext ("%s entry in the lists of areas differs: %s new, %s revised, %s gone.",
                    "%s entries in the lists of areas differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    case GROUP_CODES:
      return g_strdup_printf (
          ngettext ("%s code in the code lists differs: %s new, %s revised, %s gone.",
                    "%s codes in the code lists differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    case GROUP_TERMS:
      return g_strdup_printf (
          ngettext ("%s entry in the lists of terms differs: %s new, %s revised, %s gone.",
                    "%s entries in the lists of terms differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    case GROUP_PROVIDERS:
      return g_strdup_printf (
          ngettext ("%s provider, course or advert differs: %s new, %s revised, %s gone.",
                    "%s providers, courses and adverts differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    case GROUP_PLAN:
      return g_strdup_printf (
          ngettext ("%s entry of the plan differs: %s new, %s revised, %s gone.",
                    "%s entries of the plan differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    case GROUP_FINDINGS:
      return g_strdup_printf (ngettext ("%s finding differs: %s new, %s revised, %s gone.",
                                        "%s findings differ: %s new, %s revised, %s gone.", n),
                              all, new, revised, gone);
    case GROUP_PANEL:
      return g_strdup_printf (
          ngettext ("%s question or wave of the panel differs: %s new, %s revised, %s gone.",
                    "%s questions and waves of the panel differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    case GROUP_QUESTIONS:
      return g_strdup_printf (
          ngettext ("%s question or chart is set up differently: %s new, %s revised, %s gone.",
                    "%s questions and charts are set up differently: %s new, %s revised, %s "
                    "gone.",
                    n),
          all, new, revised, gone);
    case GROUP_CONCEPTS:
      return g_strdup_printf (
          ngettext ("%s concept of the taxonomy differs: %s new, %s revised, %s gone.",
                    "%s concepts of the taxonomy differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    case GROUP_DOCUMENTS:
      return g_strdup_printf (ngettext ("%s document differs: %s new, %s revised, %s gone.",
                                        "%s documents differ: %s new, %s revised, %s gone.", n),
                              all, new, revised, gone);
    case GROUP_STATEMENTS:
      return g_strdup_printf (ngettext ("%s statement differs: %s new, %s revised, %s gone.",
                                        "%s statements differ: %s new, %s revised, %s gone.", n),
                              all, new, revised, gone);
    case GROUP_MATCHES:
      return g_strdup_printf (
          ngettext ("%s match of a statement differs: %s new, %s revised, %s gone.",
                    "%s matches of statements differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    case GROUP_OTHERS:
    case N_GROUPS:
    default:
      return g_strdup_printf (
          ngettext ("%s row of other tables differs: %s new, %s revised, %s gone.",
                    "%s rows of other tables differ: %s new, %s revised, %s gone.", n),
          all, new, revised, gone);
    }
}

void
obs_other_changes_finish (ObsOtherChanges *self, ObsChanges *changes)
{
  g_ptr_array_unref (changes->methods);
  changes->methods = g_ptr_array_ref (self->methods);
  for (Group group = 0; group < N_GROUPS; group++)
    {
      const ObsChangeCounts *counts = &self->counts[group];
      gint64 all = counts->added + counts->revised + counts->withdrawn;
      g_autofree char *number = NULL, *new = NULL, *revised = NULL, *gone = NULL;

      if (all == 0)
        continue;
      number = obs_format_number ((double) all, 0);
      new = obs_format_number ((double) counts->added, 0);
      revised = obs_format_number ((double) counts->revised, 0);
      gone = obs_format_number ((double) counts->withdrawn, 0);
      g_ptr_array_add (changes->texts, sentence (group, (gulong) all, number, new, revised, gone));
    }
}
