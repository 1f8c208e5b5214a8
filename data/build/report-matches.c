/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/build/report.h"

#include "data/json-write.h"

#include <glib/gi18n-lib.h>

/* How many texts were matched, and how many statements of each side are without a match: a figure
 * that rests on matches is worth no more than that. */

void
obs_build_report_matched (ObsBuildReport *report, const char *level, guint n_texts, guint n_taken)
{
  ObsMatchedTexts texts = { level, n_texts, n_taken };

  g_array_append_val (report->matched, texts);
}

void
obs_build_report_statement (ObsBuildReport *report, const char *side, gboolean matched)
{
  ObsMatchedSide *own = NULL;

  for (guint i = 0; i < report->sides->len && own == NULL; i++)
    {
      ObsMatchedSide *other = g_ptr_array_index (report->sides, i);

      if (g_str_equal (other->side, side))
        own = other;
    }
  if (own == NULL)
    {
      own = g_new0 (ObsMatchedSide, 1);
      own->side = g_strdup (side);
      g_ptr_array_add (report->sides, own);
    }
  own->n_statements++;
  own->n_unmatched += !matched;
}

static const char *
level_words (const char *level)
{
  return g_str_equal (level, "area") ? _ ("statements to areas") : _ ("statements to concepts");
}

static const char *
side_words (const char *side)
{
  return g_str_equal (side, "supply")   ? _ ("supply")
         : g_str_equal (side, "demand") ? _ ("demand")
                                        : _ ("survey");
}

void
obs_build_report_match_words (const ObsBuildReport *report, GString *text)
{
  guint n_placed = report->n_placed_by_links + report->n_placed_by_matches;

  if (n_placed + report->n_not_placed > 0)
    g_string_append_printf (text,
                            _ ("concepts of other schemes: %u put under areas by links, %u by "
                               "matching, %u under none\n"),
                            report->n_placed_by_links, report->n_placed_by_matches,
                            report->n_not_placed);
  for (guint i = 0; i < report->matched->len; i++)
    {
      const ObsMatchedTexts *texts = &g_array_index (report->matched, ObsMatchedTexts, i);

      g_string_append_printf (text, _ ("%s: %u texts matched, %u taken from the cache\n"),
                              level_words (texts->level), texts->n_texts - texts->n_taken,
                              texts->n_taken);
    }
  for (guint i = 0; i < report->sides->len; i++)
    {
      const ObsMatchedSide *side = g_ptr_array_index (report->sides, i);

      g_string_append_printf (text, _ ("%s: %u of %u statements unmatched (%.1f %%)\n"),
                              side_words (side->side), side->n_unmatched, side->n_statements,
                              100.0 * side->n_unmatched / side->n_statements);
    }
}

static void
add_name (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_begin_object (builder);
  obs_json_write_text (builder, name, text);
}

void
obs_build_report_match_json (const ObsBuildReport *report, JsonBuilder *builder)
{
  obs_json_write_object (builder, "matches");
  obs_json_write_list (builder, "levels");
  for (guint i = 0; i < report->matched->len; i++)
    {
      const ObsMatchedTexts *texts = &g_array_index (report->matched, ObsMatchedTexts, i);

      add_name (builder, "level", texts->level);
      obs_json_write_number (builder, "texts", texts->n_texts);
      obs_json_write_number (builder, "from_cache", texts->n_taken);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  obs_json_write_list (builder, "sides");
  for (guint i = 0; i < report->sides->len; i++)
    {
      const ObsMatchedSide *side = g_ptr_array_index (report->sides, i);

      add_name (builder, "side", side->side);
      obs_json_write_number (builder, "statements", side->n_statements);
      obs_json_write_number (builder, "unmatched", side->n_unmatched);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  obs_json_write_number (builder, "concepts_by_links", report->n_placed_by_links);
  obs_json_write_number (builder, "concepts_by_matches", report->n_placed_by_matches);
  obs_json_write_number (builder, "concepts_under_none", report->n_not_placed);
  json_builder_end_object (builder);
}
