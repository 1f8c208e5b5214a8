/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/disclosure/report.h"
#include "data/edition/schema.h"
#include "data/error.h"
#include "data/publish/disclosure-summary.h"
#include "data/publish/publisher-private.h"
#include "data/sync/digest.h"
#include "tests/data/publish-site/fixture.h"
#include "tests/data/sync/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* Answers of real businesses are not signed without the summary of their protection: the one of
 * this edition, unchanged, of which all figures are accounted for. */

#define PANEL                                                                                      \
  "INSERT INTO source (id, title, publisher, class, licence, attribution, status, row_count, "     \
  "sha256) VALUES ('panel', 'S', 'P', 'primary', 'CC0-1.0', 'S', 'fixed', %u, "                    \
  "printf('%%064d', 0));"                                                                          \
  "INSERT INTO area (code, name, kind, official, position) VALUES ('a', 'A', 'district', 0, 2), "  \
  "('b', 'B', 'district', 0, 3), ('c', 'C', 'district', 0, 4);"                                    \
  "INSERT INTO cube VALUES ('panel_share', 'Shares', 'share', 'panel', 'Counted.');"               \
  "INSERT INTO cube_dimension VALUES ('panel_share', 'area', 1, 'area', '', 'Area');"              \
  "INSERT INTO cube_measure VALUES ('panel_share', 'k', 'people', 'Some'), "                       \
  "('panel_share', 'n', 'people', 'All');%s"
#define ROWS                                                                                       \
  ";INSERT INTO cube_panel_share (area, k, n, missing) VALUES ('test-area', 20, 40, NULL), "       \
  "('a', 10, 20, NULL), ('b', NULL, NULL, 'c'), ('c', NULL, NULL, 'lt10');"

/* Four figures of real businesses: two shown, one withheld, one as a band. */
static char *
edition_with_panel (Fixture *self, const char *date, const char *more)
{
  static const char *const dimensions[] = { "area", NULL };
  g_autofree char *table = obs_schema_cube_sql ("panel_share", OBS_CUBE_SHARE, dimensions);
  g_autofree char *panel = g_strdup_printf (PANEL, 4u, table);
  g_autofree char *sql = g_strconcat (panel, ROWS, more, NULL);

  return fixture_edition_with (self->folder, date, sql);
}

static ObsDisclosureReport
right_counts (void)
{
  ObsDisclosureReport counts = { .n_cells = 4, .n_open = 2, .n_bands = 1, .n_one_way = 4 };

  counts.reasons[1] = 1;
  counts.reasons[2] = 1;
  return counts;
}

/* As "observatory build --disclosure" writes it. */
static char *
summary_of (const char *edition, ObsDisclosureReport counts)
{
  g_autofree char *json = counts.n_cells > 0 ? obs_disclosure_report_json (&counts) : NULL;
  g_autoptr (GError) error = NULL;
  char *text = obs_disclosure_summary_text (json, edition, NULL, &error);

  g_assert_no_error (error);
  return text;
}

typedef struct
{
  Fixture *self;
  const char *edition;
  char *path; /* of the summary */
  guint tries;
} Gate;

/* One try that has to be refused in one go: nothing of the site changes, no key is asked for. */
static void
refuse (Gate *gate, const char *text, const char *words)
{
  g_autofree char *before = g_build_filename (gate->self->folder, "before", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPublished) published = NULL;

  if (text != NULL)
    g_assert_true (g_file_set_contents (gate->path, text, -1, NULL));
  else
    g_unlink (gate->path);
  fixture_remove (before);
  fixture_copy_tree (gate->self->site, before);
  published = fixture_try (gate->self, gate->edition, NULL, &error);
  g_assert_null (published);
  g_assert_nonnull (error);
  g_assert_true (error->domain == OBS_ERROR);
  if (strstr (error->message, words) == NULL || strchr (error->message, '\n') != NULL)
    g_error ("try %u: “%s” does not say “%s”", gate->tries, error->message, words);
  fixture_assert_same (before, gate->self->site, NULL);
  gate->tries++;
}

/* The summary with @from put in the place of @to, which is in it. */
static void
refuse_changed (Gate *gate, const char *text, const char *from, const char *to, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);
  g_autofree char *changed = g_strjoinv (to, parts);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  refuse (gate, changed, words);
}

static ObsPublished *
publish_with (Fixture *self, const char *edition, char *path)
{
  g_autofree char *text = summary_of (edition, right_counts ());
  g_autoptr (GError) error = NULL;
  ObsPublished *published;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  self->disclosure = path;
  published = fixture_try (self, edition, NULL, &error);
  g_assert_no_error (error);
  return published;
}

static void
refuse_counts (Gate *gate)
{
  ObsDisclosureReport counts = right_counts ();
  g_autofree char *more_open = NULL;
  g_autofree char *none = NULL;
  g_autofree char *no_band = NULL;
  g_autofree char *one_more = NULL;
  g_autofree char *unjudged = NULL;

  counts.n_open = 3;
  counts.reasons[1] = 0;
  more_open = summary_of (gate->edition, counts);
  refuse (gate, more_open, "counts other figures");
  none = summary_of (gate->edition, (ObsDisclosureReport){ 0 });
  refuse (gate, none, "counts other figures");
  counts = right_counts ();
  counts.n_bands = 0;
  no_band = summary_of (gate->edition, counts);
  refuse (gate, no_band, "counts other figures");
  counts = right_counts ();
  counts.n_cells = 5;
  counts.reasons[1] = 2;
  one_more = summary_of (gate->edition, counts);
  refuse (gate, one_more, "counts other figures");
  counts = right_counts ();
  counts.reasons[1] = 0;
  unjudged = summary_of (gate->edition, counts);
  refuse (gate, unjudged, "was judged");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (self->folder, "summary.json", NULL);
  g_autofree char *folder = g_build_filename (self->folder, "folder", NULL);
  g_autofree char *last = edition_with_panel (self, "2026-01-05", "");
  g_autofree char *edition
      = edition_with_panel (self, "2026-01-06", "INSERT INTO glossary VALUES ('new', '', 'new');");
  g_autofree char *of_last = summary_of (last, right_counts ());
  g_autofree char *text = summary_of (edition, right_counts ());
  g_autofree char *twice = g_strconcat (text, text, NULL);
  g_autofree char *half = g_strndup (text, strlen (text) / 2);
  g_autofree char *sha256 = obs_digest_file (edition, NULL, NULL, NULL, NULL, NULL);
  g_autoptr (ObsPublished) first = publish_with (self, last, path);
  Gate gate = { self, edition, path, 0 };

  /* None, or what is none. */
  self->disclosure = NULL;
  refuse (&gate, NULL, "--disclosure");
  self->disclosure = path;
  refuse (&gate, NULL, "summary.json");
  refuse (&gate, "", "is not a summary");
  refuse (&gate, "no summary", "is not a summary");
  refuse (&gate, "{}\n", "is not a summary");
  refuse (&gate, "[]\n", "is not a summary");
  refuse (&gate, "{ \"cells\": 4, \"open\": 2 }\n", "is not a summary");
  refuse (&gate, half, "is not a summary");
  refuse (&gate, twice, "is not a summary");
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  self->disclosure = folder;
  refuse (&gate, text, "folder");
  self->disclosure = path;

  /* Changed, or of another edition. */
  refuse_changed (&gate, text, "\"open\":2", "\"open\":4", "was changed");
  refuse_changed (&gate, text, "\"dominance\":0", "\"dominance\":1", "was changed");
  refuse_changed (&gate, text, "\"applied\"", "\"left out\"", "was changed");
  refuse_changed (&gate, of_last, "\"one_way\"", "\"one-way\"", "is not a summary");
  refuse_changed (&gate, text, "\"format\":1", "\"format\":2", "is not a summary");
  refuse (&gate, of_last, "another edition");
  {
    g_autofree char *other = obs_digest_file (last, NULL, NULL, NULL, NULL, NULL);

    refuse_changed (&gate, of_last, other, sha256, "was changed");
  }
  refuse_counts (&gate);
  g_test_message ("%u tries", gate.tries);
  g_assert_cmpuint (gate.tries, >=, 20);

  /* The right one is signed, and stands in the audit. */
  g_clear_pointer (&first, obs_published_free);
  first = publish_with (self, edition, path);
  g_assert_cmpint (first->edition, ==, 2);
}

/* The index names the audit by its hash, and the audit holds the summary. */
static void
test_signed (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (self->folder, "summary.json", NULL);
  g_autofree char *edition = edition_with_panel (self, "2026-01-05", "");
  g_autofree char *sha256 = obs_digest_file (edition, NULL, NULL, NULL, NULL, NULL);
  g_autoptr (ObsPublished) published = publish_with (self, edition, path);
  g_autoptr (ObsJson) index = fixture_read_new (self, NULL);
  g_autofree char *audit
      = obs_site_path (self->site, OBS_SITE_AUDIT, fixture_text (index, "audit_sha256"));
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsPublished) again = NULL;

  g_assert_true (g_file_get_contents (audit, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"cells\":4"));
  g_assert_nonnull (strstr (text, sha256));
  again = fixture_try (self, edition, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (again->unchanged);

  /* The audit that was signed is damaged: it is not signed again. */
  fixture_damage (audit);
  g_clear_pointer (&again, obs_published_free);
  again = fixture_try (self, edition, NULL, &error);
  g_assert_null (again);
  g_assert_error (error, OBS_ERROR, OBS_ERROR_CORRUPT);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/publish-audit/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("refused", test_refused);
  ADD ("signed", test_signed);
  status = g_test_run ();
  fixture_end ();
  return status;
}
