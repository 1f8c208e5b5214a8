/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/refresh/refresh.h"

#include "data/json-write.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a refresh did, for people and for programs. */

static const char *const outcomes[]
    = { "not asked", "nothing new", "changed", "refused", "failed" };

static char *
outcome_words (ObsRefreshOutcome outcome)
{
  switch (outcome)
    {
    case OBS_REFRESH_UNCHANGED:
      return g_strdup (_ ("nothing new"));
    case OBS_REFRESH_CHANGED:
      return g_strdup (_ ("new files"));
    case OBS_REFRESH_REFUSED:
      return g_strdup (_ ("new files refused, the last good ones stay"));
    case OBS_REFRESH_FAILED:
      return g_strdup (_ ("not reached, the last good files stay"));
    case OBS_REFRESH_NOT_ASKED:
    default:
      return g_strdup (_ ("not asked"));
    }
}

static const char *
status_words (const char *status)
{
  if (g_strcmp0 (status, "late") == 0)
    return _ ("late");
  return g_strcmp0 (status, "dead") == 0 ? _ ("dead") : _ ("current");
}

static void
add_figures (GString *out, const ObsRefreshSource *line)
{
  if (line->added <= 0 && line->revised <= 0 && line->withdrawn <= 0)
    return;
  g_string_append_printf (out, _ ("; figures: %.0f new, %.0f revised, %.0f withdrawn"),
                          (double) line->added, (double) line->revised, (double) line->withdrawn);
}

char *
obs_refresh_report_words (const ObsRefreshReport *report)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < report->sources->len; i++)
    {
      const ObsRefreshSource *line = g_ptr_array_index (report->sources, i);
      g_autofree char *outcome = outcome_words (line->outcome);

      g_string_append_printf (out, "%s: %s", line->id, outcome);
      if (line->fetched > 0)
        {
          g_autofree char *size = g_format_size (line->fetched);

          g_string_append_printf (out, _ (", %s fetched"), size);
        }
      add_figures (out, line);
      g_string_append_printf (out, "; %s", status_words (line->status));
      if (line->error != NULL)
        g_string_append_printf (out, ": %s", line->error);
      if (line->note != NULL)
        g_string_append_printf (out, " (%s)", line->note);
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < report->notices->len; i++)
    g_string_append_printf (out, "%s\n", (char *) g_ptr_array_index (report->notices, i));
  if (report->written)
    g_string_append_printf (out, _ ("A new edition was written: %s.\n"), report->date);
  else
    g_string_append (out, _ ("The edition was left as it is.\n"));
  return g_string_free (out, FALSE);
}

static void
add_count (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  if (number >= 0)
    json_builder_add_int_value (builder, number);
  else
    json_builder_add_null_value (builder);
}

static void
add_line (JsonBuilder *builder, const ObsRefreshSource *line)
{
  json_builder_begin_object (builder);
  obs_json_write_text (builder, "id", line->id);
  obs_json_write_text (builder, "outcome", outcomes[line->outcome]);
  obs_json_write_text (builder, "status", line->status);
  obs_json_write_text (builder, "error", line->error);
  obs_json_write_text (builder, "note", line->note);
  obs_json_write_text (builder, "released", line->released);
  obs_json_write_text (builder, "next_release", line->next_release);
  obs_json_write_text (builder, "checked", line->checked);
  obs_json_write_text (builder, "retrieved", line->retrieved);
  add_count (builder, "files", line->files);
  add_count (builder, "fetched", (gint64) line->fetched);
  obs_json_write_flag (builder, "resumed", line->resumed);
  add_count (builder, "new", line->added);
  add_count (builder, "revised", line->revised);
  add_count (builder, "withdrawn", line->withdrawn);
  json_builder_end_object (builder);
}

char *
obs_refresh_report_json (const ObsRefreshReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  JsonNode *build = report->build_json != NULL ? json_from_string (report->build_json, NULL) : NULL;
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  obs_json_write_flag (builder, "written", report->written);
  obs_json_write_text (builder, "date", report->date);
  add_count (builder, "late", report->n_late);
  obs_json_write_list (builder, "sources");
  for (guint i = 0; i < report->sources->len; i++)
    add_line (builder, g_ptr_array_index (report->sources, i));
  json_builder_end_array (builder);
  obs_json_write_texts (builder, "notices", report->notices);
  json_builder_set_member_name (builder, "build");
  if (build != NULL)
    json_builder_add_value (builder, build);
  else
    json_builder_add_null_value (builder);
  json = obs_json_write_end (builder, TRUE);
  return g_strconcat (json, "\n", NULL);
}
