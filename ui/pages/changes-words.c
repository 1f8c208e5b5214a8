/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/changes-words.h"

#include "data/engine/format.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gint64
obs_changes_sum (const ObsChangeCounts *counts)
{
  return counts->added + counts->revised + counts->withdrawn;
}

gboolean
obs_changes_are_none (const ObsChanges *changes)
{
  return obs_changes_sum (&changes->total) == 0 && changes->groups->len == 0
         && changes->questions->len == 0 && changes->methods->len == 0 && changes->texts->len == 0;
}

/* --- sentences ----------------------------------------------------------------------------- */

/* The first part names what is counted, the others need not say it again. Takes both. */
static void
add_part (GString *words, gint64 n, char *whole, char *brief)
{
  g_autofree char *first = whole;
  g_autofree char *further = brief;

  if (n == 0)
    return;
  if (words->len > 0)
    g_string_append (words, ", ");
  g_string_append (words, words->len > 0 ? further : first);
}

char *
obs_changes_counts_words (const ObsChangeCounts *counts)
{
  GString *words = g_string_new (NULL);
  gulong added = (gulong) counts->added, revised = (gulong) counts->revised;
  gulong withdrawn = (gulong) counts->withdrawn;
  g_autofree char *n_added = obs_format_number ((double) added, 0);
  g_autofree char *n_revised = obs_format_number ((double) revised, 0);
  g_autofree char *n_withdrawn = obs_format_number ((double) withdrawn, 0);

  add_part (words, counts->added,
            g_strdup_printf (ngettext ("%s figure is new", "%s figures are new", added), n_added),
            /* Translators: follows on "12 figures are revised, ". */
            g_strdup_printf (_ ("%s new"), n_added));
  add_part (words, counts->revised,
            g_strdup_printf (ngettext ("%s figure is revised", "%s figures are revised", revised),
                             n_revised),
            g_strdup_printf (_ ("%s revised"), n_revised));
  add_part (
      words, counts->withdrawn,
      g_strdup_printf (ngettext ("%s figure is withdrawn", "%s figures are withdrawn", withdrawn),
                       n_withdrawn),
      g_strdup_printf (_ ("%s withdrawn"), n_withdrawn));
  return g_string_free (words, words->len == 0);
}

static char *
no_figures_words (const ObsChanges *changes)
{
  if (obs_changes_are_none (changes))
    return g_strdup (_ ("nothing differs"));
  return g_strdup (_ ("no figure differs, but other things do"));
}

char *
obs_changes_head (const ObsChanges *changes)
{
  g_autofree char *before = obs_words_date (changes->before_date);
  g_autofree char *after = obs_words_date (changes->after_date);
  g_autofree char *words = obs_changes_counts_words (&changes->total);

  if (words == NULL)
    words = no_figures_words (changes);
  if (g_strcmp0 (changes->before_date, changes->after_date) > 0)
    /* Translators: two dates, the later first, then what differs. */
    return g_strdup_printf (_ ("Back from %s to %s: %s."), before, after, words);
  /* Translators: a date and what differs: "Since 1 Nov 2026: 412 figures are new, 37 revised." */
  return g_strdup_printf (_ ("Since %s: %s."), before, words);
}

static const ObsChangeQuestion *
find_question (const ObsChanges *changes, const char *key)
{
  for (guint i = 0; changes != NULL && i < changes->questions->len; i++)
    {
      const ObsChangeQuestion *one = g_ptr_array_index (changes->questions, i);

      if (g_strcmp0 (one->question, key) == 0)
        return one;
    }
  return NULL;
}

/* "12 figures here are new, 3 revised" */
static char *
here_words (const ObsChangeCounts *counts)
{
  GString *words = g_string_new (NULL);
  gulong added = (gulong) counts->added, revised = (gulong) counts->revised;
  gulong withdrawn = (gulong) counts->withdrawn;
  g_autofree char *n_added = obs_format_number ((double) added, 0);
  g_autofree char *n_revised = obs_format_number ((double) revised, 0);
  g_autofree char *n_withdrawn = obs_format_number ((double) withdrawn, 0);

  add_part (words, counts->added,
            g_strdup_printf (ngettext ("%s figure here is new", "%s figures here are new", added),
                             n_added),
            g_strdup_printf (_ ("%s new"), n_added));
  add_part (words, counts->revised,
            g_strdup_printf (
                ngettext ("%s figure here is revised", "%s figures here are revised", revised),
                n_revised),
            g_strdup_printf (_ ("%s revised"), n_revised));
  add_part (words, counts->withdrawn,
            g_strdup_printf (ngettext ("%s figure here is withdrawn",
                                       "%s figures here are withdrawn", withdrawn),
                             n_withdrawn),
            g_strdup_printf (_ ("%s withdrawn"), n_withdrawn));
  return g_string_free (words, words->len == 0);
}

char *
obs_changes_question_words (const ObsChanges *changes, const char *question)
{
  const ObsChangeQuestion *one = find_question (changes, question);
  g_autofree char *day = NULL;
  g_autofree char *figures = NULL;

  if (one == NULL)
    return NULL;
  day = obs_words_date (changes->before_date);
  figures = here_words (&one->counts);
  if (figures == NULL)
    return g_strdup_printf (
        _ ("The charts or the wording here are other ones than in the edition of %s."), day);
  if (one->specification)
    /* Translators: "12 figures here are new, 3 revised", then a date. */
    return g_strdup_printf (
        _ ("%s since the edition of %s; the charts or the wording are other ones too."), figures,
        day);
  return g_strdup_printf (_ ("%s since the edition of %s."), figures, day);
}

char *
obs_changes_question_title (const ObsJourneys *journeys, const char *key)
{
  for (guint i = 0; journeys != NULL && i < journeys->perspectives->len; i++)
    {
      const ObsJourneyQuestion *question
          = obs_words_question (g_ptr_array_index (journeys->perspectives, i), key);

      if (question != NULL)
        return g_strdup_printf ("%s %s", key, question->label);
    }
  return g_strdup (key);
}

/* --- tables -------------------------------------------------------------------------------- */

static void
add_counts (GPtrArray *cells, const ObsChangeCounts *counts)
{
  g_ptr_array_add (cells, g_strdup_printf ("%" G_GINT64_FORMAT, counts->added));
  g_ptr_array_add (cells, g_strdup_printf ("%" G_GINT64_FORMAT, counts->revised));
  g_ptr_array_add (cells, g_strdup_printf ("%" G_GINT64_FORMAT, counts->withdrawn));
}

static const char *
source_title (const ObsChangeGroup *group)
{
  return *group->source_title != '\0' ? group->source_title : group->source;
}

ObsTable *
obs_changes_groups_table (const ObsChanges *changes)
{
  static const ObsTableColumn columns[] = { { "item", N_ ("Source") },
                                            { "area", N_ ("Area") },
                                            { "new", N_ ("New") },
                                            { "revised", N_ ("Revised") },
                                            { "withdrawn", N_ ("Withdrawn") } };
  ObsTable *table = obs_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < changes->groups->len; i++)
    {
      const ObsChangeGroup *group = g_ptr_array_index (changes->groups, i);
      GPtrArray *cells = obs_table_add_row (table);

      g_ptr_array_add (cells, g_strdup (source_title (group)));
      if (*group->area == '\0')
        g_ptr_array_add (cells, g_strdup (_ ("No one area")));
      else
        g_ptr_array_add (cells,
                         g_strdup (*group->area_name != '\0' ? group->area_name : group->area));
      add_counts (cells, &group->counts);
    }
  return table;
}

ObsTable *
obs_changes_questions_table (const ObsChanges *changes, const ObsJourneys *journeys)
{
  static const ObsTableColumn columns[] = { { "item", N_ ("Question") },
                                            { "new", N_ ("New") },
                                            { "revised", N_ ("Revised") },
                                            { "withdrawn", N_ ("Withdrawn") },
                                            { "specification", N_ ("Charts or wording") } };
  ObsTable *table = obs_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < changes->questions->len; i++)
    {
      const ObsChangeQuestion *question = g_ptr_array_index (changes->questions, i);
      GPtrArray *cells = obs_table_add_row (table);

      g_ptr_array_add (cells, obs_changes_question_title (journeys, question->question));
      add_counts (cells, &question->counts);
      /* Translators: of the charts or the wording of a question. */
      g_ptr_array_add (cells, g_strdup (question->specification ? _ ("changed") : ""));
    }
  return table;
}

/* --- chart --------------------------------------------------------------------------------- */

typedef struct
{
  const ObsChangeGroup *first;
  ObsChangeCounts counts;
} Source;

static int
most_first (gconstpointer a, gconstpointer b)
{
  const Source *x = *(Source *const *) a, *y = *(Source *const *) b;
  gint64 left = obs_changes_sum (&x->counts), right = obs_changes_sum (&y->counts);

  if (left != right)
    return left > right ? -1 : 1;
  return strcmp (x->first->source, y->first->source);
}

/* Of Source *, by the number of their figures that differ. */
static GPtrArray *
sum_sources (const ObsChanges *changes)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < changes->groups->len; i++)
    {
      const ObsChangeGroup *group = g_ptr_array_index (changes->groups, i);
      Source *source = g_hash_table_lookup (known, group->source);

      if (source == NULL)
        {
          source = g_new0 (Source, 1);
          source->first = group;
          g_hash_table_insert (known, group->source, source);
          g_ptr_array_add (sources, source);
        }
      source->counts.added += group->counts.added;
      source->counts.revised += group->counts.revised;
      source->counts.withdrawn += group->counts.withdrawn;
    }
  g_ptr_array_sort (sources, most_first);
  return sources;
}

static void
add_bar (ObsFigure *figure, const Source *source)
{
  const char *title = source_title (source->first);
  ObsFigureRow *row = obs_figure_add_row (figure, source->first->source, title);
  g_autofree char *words = obs_changes_counts_words (&source->counts);

  row->estimate = (double) obs_changes_sum (&source->counts);
  row->source = g_strdup (source->first->source);
  row->link = g_strconcat ("source:", source->first->source, NULL);
  /* Translators: a source and what differs: "Job adverts: 12 figures are new, 3 revised". */
  row->name
      = g_strdup_printf (_ ("%s: %s"), title, words != NULL ? words : _ ("no figure differs"));
  if (!(figure->axis_max >= row->estimate))
    figure->axis_max = row->estimate;
}

static void
add_texts (ObsFigure *figure, const GPtrArray *sources)
{
  const Source *most = g_ptr_array_index (sources, 0);
  g_autofree char *n = obs_format_number ((double) obs_changes_sum (&most->counts), 0);
  g_autofree char *words = g_strdup_printf (
      /* Translators: the name of a source and a number, then how many sources there are. */
      ngettext ("“%s” has the most: %s. %u source differs in all.",
                "“%s” has the most: %s. %u sources differ in all.", sources->len),
      source_title (most->first), n, sources->len);

  figure->title = g_strdup (_ ("Figures that differ, by source"));
  figure->neutral_title = g_strdup (figure->title);
  figure->summary = g_steal_pointer (&words);
  figure->axis_title = g_strdup (_ ("Figures that differ"));
}

ObsFigure *
obs_changes_figure (const ObsChanges *changes)
{
  g_autoptr (GPtrArray) sources = sum_sources (changes);
  ObsFigure *figure;

  if (sources->len < 2)
    return NULL;
  figure = obs_figure_new ();
  figure->question = g_strdup ("changes");
  figure->figure_id = g_strdup ("changes");
  figure->form = OBS_FORM_RANKED_BARS;
  figure->simple_form = OBS_FORM_TABLE;
  figure->axis = OBS_AXIS_COUNT;
  figure->source_class = OBS_CLASS_SECONDARY;
  figure->edition_date = g_strdup (changes->after_date);
  for (guint i = 0; i < sources->len; i++)
    add_bar (figure, g_ptr_array_index (sources, i));
  add_texts (figure, sources);
  return figure;
}
