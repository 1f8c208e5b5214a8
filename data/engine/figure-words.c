/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/ask.h"
#include "data/engine/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Subtitle, warnings, source line, tile foot and the four sentences of the summary. */

static void
add_part (GString *text, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
}

static gboolean
uses (ObsAsk *ask, const char *source)
{
  return g_ptr_array_find_with_equal_func (ask->sources, source, g_str_equal, NULL);
}

static gboolean
is_simulated (ObsAsk *ask)
{
  return ask->figure->source_class == OBS_CLASS_SIMULATED;
}

/* "28 Logistics businesses", "Demonstration panel of 122 businesses". */
static char *
who_words (ObsAsk *ask)
{
  const char *own = obs_spec_string (ask->text, "who", NULL);

  if (own != NULL)
    return g_strdup (own);
  if (uses (ask, "panel-demo"))
    {
      if (ask->sector != NULL && ask->base_high > 0)
        return ask->base_low == ask->base_high
                   ? g_strdup_printf (_ ("demonstration panel: %d %s"), ask->base_high,
                                      ask->sector_people)
                   : g_strdup_printf (_ ("demonstration panel: %d to %d %s"), ask->base_low,
                                      ask->base_high, ask->sector_people);
      return g_strdup (_ ("demonstration panel of 122 businesses"));
    }
  if (uses (ask, "plan") && ask->figure->source_class == OBS_CLASS_PUBLISHED)
    {
      const char *scope = obs_spec_string (ask->text, "scope", "all");

      if (strcmp (scope, "none") == 0)
        return NULL;
      if (strcmp (scope, "sector") == 0)
        return ask->sector != NULL ? g_strdup_printf (_ ("%s, panel of 121"), ask->sector_label)
                                   : g_strdup (_ ("by sector, panel of 121"));
      return g_strdup (_ ("all three sectors together, panel of 121"));
    }
  return NULL;
}

static char *
when_words (ObsAsk *ask)
{
  const char *own = obs_spec_string (ask->text, "when", NULL);

  if (own != NULL)
    return g_strdup (own);
  /* What the plan asks for or takes from elsewhere was not collected with the panel's answers. */
  if (uses (ask, "panel-demo") || (uses (ask, "plan") && !obs_spec_flag (ask->spec, "no_panel")))
    return g_strdup (_ ("January and February 2022"));
  return NULL;
}

/* "Leicester", "Leicester and 2 pinned areas". */
static char *
place_words (ObsAsk *ask)
{
  guint n = ask->figure->compared->len;

  if (n == 0)
    return g_strdup (ask->area_name);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s and %u pinned area", "%s and %u pinned areas", n),
      ask->area_name, n);
}

static void
set_subtitle (ObsAsk *ask)
{
  const char *plain = obs_spec_string (ask->text, "measure", ask->figure->question_text);
  g_autofree char *measure
      = ask->reworked != NULL ? g_strdup_printf (C_ ("measure, how it was worked over", "%s, %s"),
                                                 plain, ask->reworked)
                              : g_strdup (plain);
  g_autofree char *who = who_words (ask), *when = when_words (ask), *places = place_words (ask);
  g_autoptr (GString) rest = g_string_new (NULL);

  /* Pages say what they are themselves. */
  if (ask->figure->subtitle != NULL)
    {
      g_autofree char *own = ask->figure->subtitle;

      ask->figure->subtitle = is_simulated (ask)
                                  ? g_strdup_printf (_ ("%s. Courses and adverts simulated"), own)
                                  : g_steal_pointer (&own);
      return;
    }
  if (obs_spec_string (ask->text, "subtitle", NULL) != NULL)
    {
      ask->figure->subtitle = g_strdup (obs_spec_string (ask->text, "subtitle", NULL));
      return;
    }
  add_part (rest, who);
  if (is_simulated (ask))
    add_part (rest, _ ("simulated"));
  if (!obs_spec_flag (ask->text, "no_place"))
    add_part (rest, places);
  add_part (rest, ask->size_label);
  add_part (rest, when);
  if (rest->len == 0)
    ask->figure->subtitle = g_strdup (measure);
  else
    {
      g_autofree char *capital = g_utf8_strup (rest->str, 1);

      ask->figure->subtitle = g_strdup_printf (C_ ("measure, then who and where", "%s. %s%s"),
                                               measure, capital, g_utf8_next_char (rest->str));
    }
}

static char *
caveat_text (ObsAsk *ask, const char *key)
{
  return obs_db_lookup (ask->db, "SELECT text FROM caveat WHERE key = ?1", key);
}

static int
caveat_rank (ObsAsk *ask, const char *key)
{
  g_autofree char *rank = obs_db_lookup (ask->db, "SELECT rank FROM caveat WHERE key = ?1", key);

  return rank != NULL ? atoi (rank) : 1000;
}

static void
add_cautions (ObsFigure *figure, const GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    {
      g_ptr_array_add (figure->cautions, g_strdup (g_ptr_array_index (texts, i)));
      g_ptr_array_add (figure->notes, g_strdup (g_ptr_array_index (texts, i)));
    }
}

/* One band: the first that applies by rank; the rest are notes. */
static void
set_warnings (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  const char *band = NULL;
  int best = G_MAXINT;

  for (guint i = 0; i < ask->caveats->len; i++)
    {
      int rank = caveat_rank (ask, g_ptr_array_index (ask->caveats, i));

      if (rank < best)
        {
          best = rank;
          band = g_ptr_array_index (ask->caveats, i);
        }
    }
  if (band != NULL)
    {
      figure->band = caveat_text (ask, band);
      figure->band_key = g_strdup (band);
    }
  for (guint i = 0; i < ask->caveats->len; i++)
    {
      const char *key = g_ptr_array_index (ask->caveats, i);
      char *text = key != band ? caveat_text (ask, key) : NULL;

      if (text != NULL)
        g_ptr_array_add (figure->notes, text);
    }
  for (guint i = 0; i < ask->remarks->len; i++)
    g_ptr_array_add (figure->notes, g_strdup (g_ptr_array_index (ask->remarks, i)));
  add_cautions (figure, ask->breaks);
  add_cautions (figure, ask->cautions);
}

static void
gather_caveats (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  g_auto (GStrv) own = obs_spec_strings (ask->spec, "warnings");
  g_autofree char *always
      = obs_db_lookup (ask->db, "SELECT warnings FROM question WHERE key = ?1", figure->question);
  g_auto (GStrv) of_question = g_strsplit (always != NULL ? always : "", " ", -1);
  gboolean order = FALSE, listed = FALSE, direction = FALSE, rounded = FALSE, bound = FALSE;
  gboolean printed = FALSE;

  for (guint i = 0; own[i] != NULL; i++)
    obs_ask_caveat (ask, own[i]);
  /* A list of what is missing shows nothing that a warning could be about. */
  for (guint i = 0;
       of_question[i] != NULL && strcmp (obs_spec_string (ask->spec, "from", ""), "needs") != 0;
       i++)
    obs_ask_caveat (ask, of_question[i]);
  if (is_simulated (ask))
    obs_ask_caveat (ask, "simulated");
  else if (uses (ask, "plan"))
    {
      gboolean panel = !obs_spec_flag (ask->spec, "no_panel");

      if (panel)
        obs_ask_caveat (ask, "panel");
    }
  if (ask->conflict)
    obs_ask_caveat (ask, "conflict");
  if (ask->sector_ignored && ask->sections->len > 0)
    obs_ask_caveat (ask, "not-by-sector");
  for (guint i = 0; i < figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (figure, i);

      order |= row->grade == OBS_GRADE_ORDER && row->rank > 0;
      listed |= row->listed > 0;
      direction |= row->grade == OBS_GRADE_DIRECTION;
      rounded |= row->grade == OBS_GRADE_ROUNDED && !row->printed;
      printed |= row->printed;
      bound |= row->grade == OBS_GRADE_BOUND;
    }
  if (figure->form == OBS_FORM_TRAIL || is_simulated (ask))
    return;
  if (order)
    obs_ask_caveat (ask, "order-only");
  if (listed)
    obs_ask_caveat (ask, "list-only");
  if (direction)
    obs_ask_caveat (ask, "direction-only");
  if (rounded)
    obs_ask_caveat (ask, "rounded");
  if (printed)
    obs_ask_caveat (ask, "base-unknown");
  if (bound)
    obs_ask_caveat (ask, "bound");
  if (order && !listed)
    g_ptr_array_add (figure->tags, g_strdup (_ ("order only")));
  else if (order || listed)
    g_ptr_array_add (figure->tags, g_strdup (order ? _ ("order only") : _ ("as listed")));
  if (rounded)
    g_ptr_array_add (figure->tags, g_strdup (_ ("rounded in the source")));
  if (printed)
    g_ptr_array_add (figure->tags, g_strdup (_ ("printed without base")));
  if (direction && !order && !listed && !rounded)
    g_ptr_array_add (figure->tags, g_strdup (_ ("direction only")));
}

static char *
sections_words (ObsAsk *ask)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (ask->sections->len == 0)
    return g_strdup ("");
  for (guint i = 0; i < ask->sections->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "",
                            (char *) g_ptr_array_index (ask->sections, i));
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "section %s", "sections %s", (gulong) ask->sections->len),
      out->str);
}

/* "28 businesses", "1,242 to 70,217 businesses". */
static char *
bases_words (ObsAsk *ask)
{
  g_autofree char *low = obs_format_number (ask->base_low, 0);
  g_autofree char *high = obs_format_number (ask->base_high, 0);

  if (ask->base_low == ask->base_high)
    return g_strdup_printf (_ ("%s businesses"), high);
  return g_strdup_printf (_ ("%s to %s businesses"), low, high);
}

static void
set_source_line (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  g_autoptr (GString) line = g_string_new (NULL), licence = g_string_new (NULL);
  g_autofree char *edition = obs_format_date (figure->edition_date, TRUE);

  for (guint i = 0; i < ask->sources->len; i++)
    {
      const char *id = g_ptr_array_index (ask->sources, i);

      g_autofree char *title
          = obs_db_lookup (ask->db, "SELECT title FROM source WHERE id = ?1", id);

      if (title != NULL)
        obs_figure_add_choice (figure->sources, id, title);
    }
  for (guint i = 0; i < ask->sources->len; i++)
    {
      const char *id = g_ptr_array_index (ask->sources, i);
      g_autofree char *attribution
          = obs_db_lookup (ask->db, "SELECT attribution FROM source WHERE id = ?1", id);
      g_autofree char *terms
          = obs_db_lookup (ask->db, "SELECT licence FROM source WHERE id = ?1", id);

      if (strcmp (id, "plan") == 0)
        {
          g_autofree char *sections = sections_words (ask);

          g_string_append_printf (
              line, *sections != '\0' ? _ ("Source: LSIP 2022, %s. ") : _ ("Source: LSIP 2022%s. "),
              sections);
        }
      else if (strcmp (id, "panel-demo") == 0)
        g_string_append (line, _ ("Source: demonstration panel, simulated to agree with the 2022 "
                                  "plan. "));
      else if (strcmp (id, "market-demo") == 0)
        g_string_append (line, _ ("Source: demonstration courses and adverts, simulated. "));
      else if (attribution != NULL && strstr (line->str, attribution) == NULL)
        g_string_append_printf (line, "%s ", attribution);
      if (attribution != NULL && strstr (licence->str, attribution) == NULL)
        g_string_append_printf (licence, "%s%s (%s)", licence->len > 0 ? " " : "", attribution,
                                terms != NULL ? terms : "");
    }
  if (ask->base_high > 0)
    {
      g_autofree char *base = bases_words (ask);

      g_string_append_printf (line, _ ("Base: %s. "), base);
    }
  g_string_append_printf (line, _ ("Figure %s. Edition %s."), figure->figure_id, edition);
  figure->source_line = g_string_free (g_steal_pointer (&line), FALSE);
  figure->licence = g_string_free (g_steal_pointer (&licence), FALSE);
}

static void
set_filters (ObsAsk *ask)
{
  g_autoptr (GString) filters = g_string_new (NULL);

  add_part (filters, ask->sector_label);
  if (strcmp (ask->area, ask->place) != 0)
    add_part (filters, ask->area_name);
  add_part (filters, ask->size_label);
  ask->figure->filters = g_string_free (g_steal_pointer (&filters), FALSE);
}

static gboolean
by_sector (ObsAsk *ask)
{
  if (g_strcmp0 (obs_spec_string (ask->spec, "rows", NULL), "sector") == 0)
    return TRUE;
  for (guint i = 0; i < ask->figure->series->len; i++)
    if (((ObsFigureSeries *) g_ptr_array_index (ask->figure->series, i))->role == OBS_ROLE_SECTOR)
      return TRUE;
  return FALSE;
}

static void
set_foot (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  const char *tag = figure->tags->len > 0 ? g_ptr_array_index (figure->tags, 0) : NULL;
  g_autofree char *base = NULL;
  g_autofree char *capital = NULL;

  if (ask->base_high > 0)
    {
      g_autofree char *plain = bases_words (ask);

      base = ask->base_low < ask->base_high && by_sector (ask)
                 ? g_strdup_printf (_ ("%s a sector"), plain)
                 : g_steal_pointer (&plain);
    }
  if (tag != NULL)
    {
      g_autofree char *first = g_utf8_strup (tag, 1);

      capital = g_strconcat (first, g_utf8_next_char (tag), NULL);
    }
  if (base != NULL)
    figure->foot = g_strdup_printf ("%s · %s · %s", capital != NULL ? capital : _ ("Exact"), base,
                                    figure->question);
  else if (capital != NULL)
    figure->foot = g_strdup_printf ("%s · %s", capital, figure->question);
  else
    figure->foot = g_strdup (figure->question);
}

/**
 * obs_ask_words:
 *
 * Sets subtitle, warnings, tags, notes, source line, licence, filters and foot. After the rows.
 */
void
obs_ask_words (ObsAsk *ask)
{
  gather_caveats (ask);
  set_subtitle (ask);
  set_warnings (ask);
  set_source_line (ask);
  set_filters (ask);
  set_foot (ask);
}

static const char *
form_words (const ObsFigure *figure)
{
  switch (figure->form)
    {
    case OBS_FORM_RANK_LADDER:
      return _ ("A list in order, without lengths.");
    case OBS_FORM_ORDERED_STRIP:
      return _ ("A list in words, without numbers.");
    case OBS_FORM_PART_KNOWN:
      return _ ("Bars of a whole of which only a part is known.");
    case OBS_FORM_STACK:
      return _ ("Bars that each make up 100%.");
    case OBS_FORM_LISTED_MATRIX:
      return _ ("A grid of what is listed and what is not.");
    case OBS_FORM_RANKED_DOTS:
      return figure->has_ranges ? _ ("Ranked dots with likely ranges.") : _ ("Ranked dots.");
    case OBS_FORM_RANKED_BARS:
      return _ ("Ranked bars.");
    case OBS_FORM_LINE:
      return _ ("Lines over time.");
    case OBS_FORM_DUMBBELL:
      return _ ("Two dots for each item.");
    case OBS_FORM_GAP:
      return _ ("Two dots for each item, wanted and covered, and the gap between them.");
    case OBS_FORM_ROADMAP:
      return _ ("A roadmap by term and lead.");
    case OBS_FORM_MAP:
      return _ ("A map of rates, with ranked dots beside it.");
    case OBS_FORM_TRAIL:
      return _ ("A list in steps.");
    case OBS_FORM_TABLE:
    case OBS_N_FORMS:
    default:
      return _ ("A table.");
    }
}

/* Third sentence: from highest to lowest, by number, place or words. */
static char *
spread_words (ObsAsk *ask)
{
  const ObsFigureRow *high = NULL, *low = NULL;
  guint clear = 0, gaps = 0, missing = 0;

  for (guint i = 0; i < ask->figure->rows->len; i++)
    {
      const ObsFigureRow *row = obs_figure_row (ask->figure, i);
      const ObsFigureSeries *series = obs_figure_find_series (ask->figure, row->series);

      missing += row->code != NULL;
      if (ask->figure->form == OBS_FORM_GAP && g_strcmp0 (row->series, "gap") != 0)
        continue;
      gaps += g_strcmp0 (row->series, "gap") == 0 && !isnan (row->estimate);
      clear += row->clear;
      /* A small base carries no superlative. */
      if (isnan (row->estimate) || (series != NULL && series->role == OBS_ROLE_COUNT)
          || obs_show_for_base (row->base) == OBS_SHOW_RANGE)
        continue;
      if (high == NULL || row->estimate > high->estimate)
        high = row;
      if (low == NULL || row->estimate < low->estimate)
        low = row;
    }
  if (ask->figure->axis != OBS_AXIS_NONE && high != NULL && high != low
      && ask->figure->form != OBS_FORM_PART_KNOWN)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      g_string_append_printf (out, _ ("Lowest: %s. Highest: %s."), low->name, high->name);
      if (gaps > 0)
        g_string_append_printf (out, _ (" %u of %u gaps are clear."), clear, gaps);
      if (missing > 0)
        g_string_append_printf (out, _ (" Values without a number: %u."), missing);
      return g_string_free (g_steal_pointer (&out), FALSE);
    }
  {
    g_autoptr (GString) out = g_string_new (NULL);

    for (guint i = 0; i < ask->figure->rows->len && i < 4; i++)
      {
        const char *name = obs_figure_row (ask->figure, i)->name;

        g_string_append_printf (out, "%s%s%s", i > 0 ? " " : "", name,
                                strchr (".?!", name[MAX (1, strlen (name)) - 1]) ? "" : ".");
      }
    return g_string_free (g_steal_pointer (&out), FALSE);
  }
}

static char *
trust_words (ObsAsk *ask)
{
  g_autofree char *small = NULL;

  if (is_simulated (ask))
    {
      g_autofree char *text = caveat_text (ask, "simulated");

      if (ask->base_high > 0 && ask->base_low == ask->base_high)
        return g_strdup_printf (
            _ ("%s Based on %d simulated businesses in each group.%s"),
            text != NULL ? text : _ ("Simulated."), ask->base_high,
            ask->base_low < 30 ? _ (" Where the base is small, read the range, not the middle.")
                               : "");
      if (ask->base_high > 0)
        return g_strdup_printf (
            _ ("%s Based on %d to %d simulated businesses in each group.%s"),
            text != NULL ? text : _ ("Simulated."), ask->base_low, ask->base_high,
            ask->base_low < 30 ? _ (" Where the base is small, read the range, not the middle.")
                               : "");
      return g_strdup (text != NULL ? text : _ ("Simulated."));
    }
  if (uses (ask, "plan") && obs_spec_flag (ask->spec, "no_panel"))
    return g_strdup (g_ptr_array_find_with_equal_func (ask->caveats, "inferred", g_str_equal, NULL)
                         ? _ ("Taken from the text of the plan, in our words. We made the links.")
                         : _ ("Taken from the text of the plan, in our words."));
  if (uses (ask, "plan"))
    return g_strdup (
        _ ("These businesses agreed to take part and were not picked at random; the plan "
           "publishes neither base nor spread of single questions."));
  {
    g_autofree char *id
        = ask->sources->len > 0 ? g_strdup (g_ptr_array_index (ask->sources, 0)) : NULL;
    g_autofree char *caveat
        = id != NULL ? obs_db_lookup (ask->db, "SELECT caveat FROM source WHERE id = ?1", id)
                     : NULL;

    return g_strdup (caveat != NULL ? caveat : "");
  }
}

/* Some subtitles are whole sentences: the summary sets the stop itself. */
static char *
without_stop (const char *text)
{
  char *copy = g_strdup (text != NULL ? text : "");
  gsize n = strlen (copy);

  if (n > 0 && copy[n - 1] == '.')
    copy[n - 1] = '\0';
  return copy;
}

/**
 * obs_figure_summary:
 *
 * Four sentences or groups of them: what it is, the finding, highest and lowest, how far to trust
 * it. By grade: an order has no scores, a direction no numbers. After title, names and words.
 */
void
obs_figure_summary (ObsAsk *ask)
{
  ObsFigure *figure = ask->figure;
  g_autofree char *title = without_stop (figure->title);
  g_autofree char *subtitle = without_stop (figure->subtitle);
  g_autofree char *spread = NULL, *trust = NULL;

  if (figure->rows->len == 0)
    {
      trust = trust_words (ask);
      figure->summary = g_strdup_printf ("%s. %s.\n%s", title, subtitle, trust);
      g_strchomp (figure->summary);
      return;
    }
  spread = spread_words (ask);
  trust = trust_words (ask);
  figure->summary = g_strdup_printf (C_ ("summary", "%s %s.\n%s.\n%s\n%s"), form_words (figure),
                                     subtitle, title, spread, trust);
  g_strchomp (figure->summary);
  for (guint i = 0; i < figure->cautions->len; i++)
    {
      g_autofree char *before = figure->summary;

      figure->summary = g_strconcat (before, "\n", g_ptr_array_index (figure->cautions, i), NULL);
    }
}
