/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/sources.h"

#include "data/edition/db.h"
#include "data/engine/format.h"
#include "data/engine/source-uses.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *key, *label;
} states[] = {
  [OBS_SOURCE_CURRENT] = { "current", N_ ("Current") },
  [OBS_SOURCE_LATE] = { "late", N_ ("Late") },
  [OBS_SOURCE_DEAD] = { "dead", N_ ("Dead") },
  [OBS_SOURCE_FIXED] = { "fixed", N_ ("Fixed copy") },
};

const char *
obs_source_status_key (ObsSourceStatus status)
{
  return states[status].key;
}

gboolean
obs_source_status_from_key (const char *key, ObsSourceStatus *status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].key, key) == 0)
      {
        *status = (ObsSourceStatus) i;
        return TRUE;
      }
  return FALSE;
}

const char *
obs_source_status_label (ObsSourceStatus status)
{
  return _ (states[status].label);
}

static void
file_free (gpointer data)
{
  ObsSourceFile *file = data;

  g_free (file->name);
  g_free (file->sha256);
  g_free (file->note);
  g_free (file);
}

void
obs_source_free (ObsSource *source)
{
  char *texts[] = { source->id,           source->title,        source->publisher,
                    source->publication,  source->licence,      source->attribution,
                    source->period,       source->released,     source->retrieved,
                    source->next_release, source->checked,      source->url,
                    source->method,       source->caveat,       source->breaks,
                    source->coverage,     source->tier,         source->sha256,
                    source->status_words, source->last_success, source->coverage_words,
                    source->citation };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_ptr_array_unref (source->files);
  g_ptr_array_unref (source->cubes);
  g_ptr_array_unref (source->areas);
  g_ptr_array_unref (source->changes);
  g_ptr_array_unref (source->caveats);
  g_ptr_array_unref (source->questions);
  g_free (source);
}

/* --- words --------------------------------------------------------------------------------- */

/* "20 Jan 2026", "January 2026", or "" */
static char *
day_words (const char *iso)
{
  return strlen (iso) == 7 ? obs_format_period (iso, "month") : obs_format_date (iso, TRUE);
}

/* A month is over when its last day is. */
static gboolean
is_past (const char *due, const char *day)
{
  return *due != '\0' && strncmp (due, day, strlen (due)) < 0;
}

static char *
status_words (const ObsSource *source, const char *edition_date)
{
  g_autofree char *next = day_words (source->next_release);
  g_autofree char *asked
      = day_words (*source->checked != '\0' ? source->checked : source->retrieved);
  gboolean overdue = is_past (source->next_release, edition_date);

  switch (source->status)
    {
    case OBS_SOURCE_LATE:
      if (overdue)
        return g_strdup_printf (_ ("Late: next release was due %s"), next);
      return *asked != '\0'
                 ? g_strdup_printf (_ ("Late: the last try to reach the publisher failed. Last "
                                       "success %s"),
                                    asked)
                 : g_strdup (_ ("Late: the publisher could not be reached"));
    case OBS_SOURCE_DEAD:
      return *next != '\0' && overdue
                 ? g_strdup_printf (_ ("Dead: next release was due %s and has not come"), next)
                 : g_strdup (_ ("Dead: nothing new comes from this source any more"));
    case OBS_SOURCE_FIXED:
      return g_strdup (_ ("Fixed copy: not followed, newer releases are not taken in"));
    case OBS_SOURCE_CURRENT:
    case OBS_N_SOURCE_STATES:
    default:
      return *next != '\0' ? g_strdup_printf (_ ("Current: next release expected %s"), next)
                           : g_strdup (_ ("Current: no next release is announced"));
    }
}

static char *
success_words (const ObsSource *source)
{
  const char *day = *source->checked != '\0' ? source->checked : source->retrieved;

  return *day != '\0' ? day_words (day) : g_strdup (_ ("not recorded"));
}

static char *
coverage_words (const ObsSource *source)
{
  g_autofree char *areas = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u area", "%u areas", source->areas->len), source->areas->len);
  g_autofree char *cubes = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u data set", "%u data sets", source->cubes->len),
      source->cubes->len);

  if (source->areas->len == 0 && source->cubes->len == 0)
    return g_strdup (_ ("no figures by place"));
  if (source->areas->len == 1)
    return g_strdup_printf (C_ ("area, number of data sets", "%s, %s"),
                            ((ObsChoice *) g_ptr_array_index (source->areas, 0))->label, cubes);
  return g_strdup_printf (C_ ("number of areas, number of data sets", "%s, %s"), areas, cubes);
}

/* Publisher: title, publication. Date. Licence. Address. Edition. */
static char *
citation_words (const ObsSource *source, const ObsEditionInfo *info)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *released = day_words (source->released);
  g_autofree char *edition = obs_format_date (info->date, TRUE);

  g_string_append_printf (out, "%s: %s", source->publisher, source->title);
  if (*source->publication != '\0' && strcmp (source->publication, source->title) != 0)
    g_string_append_printf (out, ", %s", source->publication);
  g_string_append (out, ".");
  if (source->source_class == OBS_CLASS_SIMULATED)
    g_string_append_printf (out, " %s", _ ("[simulated, not real]"));
  if (*released != '\0')
    g_string_append_printf (out, _ (" Released %s."), released);
  if (*source->period != '\0')
    g_string_append_printf (out, _ (" Period: %s."), source->period);
  g_string_append_printf (out, _ (" Licence: %s."), source->licence);
  if (*source->url != '\0')
    g_string_append_printf (out, " %s", source->url);
  g_string_append_printf (out, _ (" As held in %s, edition %s."), info->title, edition);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- reading ------------------------------------------------------------------------------- */

static GPtrArray *
choices_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);
}

static ObsSource *
read_source (sqlite3_stmt *stmt)
{
  ObsSource *source = g_new0 (ObsSource, 1);
  char **texts[]
      = { &source->id,        &source->title,        &source->publisher, &source->publication,
          &source->licence,   &source->attribution,  &source->period,    &source->released,
          &source->retrieved, &source->next_release, &source->checked,   &source->url,
          &source->method,    &source->caveat,       &source->breaks,    &source->coverage,
          &source->tier,      &source->sha256 };
  int n = G_N_ELEMENTS (texts);

  for (int i = 0; i < n; i++)
    *texts[i] = g_strdup (obs_db_text (stmt, i));
  source->source_class = OBS_CLASS_PUBLISHED;
  obs_source_class_from_key (obs_db_text (stmt, n), &source->source_class);
  source->status = OBS_SOURCE_FIXED;
  obs_source_status_from_key (obs_db_text (stmt, n + 1), &source->status);
  source->rows = sqlite3_column_int64 (stmt, n + 2);
  source->files = g_ptr_array_new_with_free_func (file_free);
  source->cubes = choices_new ();
  source->areas = choices_new ();
  source->changes = g_ptr_array_new_with_free_func (g_free);
  source->caveats = g_ptr_array_new_with_free_func (g_free);
  source->questions = choices_new ();
  return source;
}

static GPtrArray *
read_sources (sqlite3 *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_source_free);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT id, title, publisher, publication, licence, attribution, period, released, "
      "retrieved, next_release, checked, url, method, caveat, breaks, coverage, tier, sha256, "
      "class, status, row_count FROM source ORDER BY title COLLATE NOCASE, id",
      error);
  int rc;

  if (stmt == NULL)
    return NULL;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    g_ptr_array_add (sources, read_source (stmt));
  return rc == 0 ? g_steal_pointer (&sources) : NULL;
}

static ObsSource *
find_source (const GPtrArray *sources, const char *id)
{
  for (guint i = 0; i < sources->len; i++)
    if (strcmp (((ObsSource *) g_ptr_array_index (sources, i))->id, id) == 0)
      return g_ptr_array_index (sources, i);
  return NULL;
}

static gboolean
read_files (sqlite3 *db, GPtrArray *sources, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (
      db,
      "SELECT source, name, sha256, rows_read, rows_kept, note FROM source_file ORDER BY source, "
      "name",
      error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      ObsSource *source = find_source (sources, obs_db_text (stmt, 0));
      ObsSourceFile *file;

      if (source == NULL)
        continue;
      file = g_new0 (ObsSourceFile, 1);
      file->name = g_strdup (obs_db_text (stmt, 1));
      file->sha256 = g_strdup (obs_db_text (stmt, 2));
      file->rows_read = sqlite3_column_int64 (stmt, 3);
      file->rows_kept = sqlite3_column_int64 (stmt, 4);
      file->note = g_strdup (obs_db_text (stmt, 5));
      g_ptr_array_add (source->files, file);
    }
  return rc == 0;
}

static void
add_once (GPtrArray *choices, const char *key, const char *label)
{
  for (guint i = 0; i < choices->len; i++)
    if (strcmp (((ObsChoice *) g_ptr_array_index (choices, i))->key, key) == 0)
      return;
  obs_figure_add_choice (choices, key, label);
}

static void
add_text_once (GPtrArray *texts, const char *text)
{
  if (*text != '\0' && !g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_strdup (text));
}

/* One pass over the rows of a cube: whose they are and which areas they are about. */
static gboolean
read_cube (sqlite3 *db, GPtrArray *sources, const ObsUsedCube *cube, GCancellable *cancellable,
           GError **error)
{
  char *sql = sqlite3_mprintf (
      "SELECT c.source, c.area, a.name FROM (SELECT DISTINCT %s AS source, %s AS area FROM "
      "\"cube_%w\") c LEFT JOIN area a ON a.code = c.area ORDER BY a.position, c.area",
      cube->published ? "source" : "?1", cube->has_area ? "area" : "NULL", cube->name);
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);
  int rc;

  sqlite3_free (sql);
  if (stmt == NULL)
    return FALSE;
  if (sqlite3_bind_parameter_count (stmt) > 0)
    sqlite3_bind_text (stmt, 1, cube->source, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      ObsSource *source = find_source (sources, obs_db_text (stmt, 0));

      if (source == NULL)
        continue;
      add_once (source->cubes, cube->name, cube->title);
      if (sqlite3_column_type (stmt, 2) != SQLITE_NULL)
        add_once (source->areas, obs_db_text (stmt, 1), obs_db_text (stmt, 2));
    }
  return rc == 0;
}

/* Every change and caveat of a cube goes to the sources with rows in it. */
static gboolean
read_remarks (sqlite3 *db, GPtrArray *sources, const char *sql, gboolean changes,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    for (guint i = 0; i < sources->len; i++)
      {
        ObsSource *source = g_ptr_array_index (sources, i);

        for (guint k = 0; k < source->cubes->len; k++)
          {
            const ObsChoice *cube = g_ptr_array_index (source->cubes, k);
            g_autofree char *when = NULL;
            g_autofree char *text = NULL;

            if (strcmp (cube->key, obs_db_text (stmt, 0)) != 0)
              continue;
            when = obs_format_period (obs_db_text (stmt, 1), NULL);
            /* Translators: a data set, from when on, and what changed in how it is measured. */
            text = changes ? g_strdup_printf (_ ("%s, from %s: %s"), cube->label, when,
                                              obs_db_text (stmt, 2))
                           : g_strdup (obs_db_text (stmt, 2));
            add_text_once (changes ? source->changes : source->caveats, text);
          }
      }
  return rc == 0;
}

static gboolean
read_cubes (sqlite3 *db, GPtrArray *sources, const GPtrArray *cubes, GCancellable *cancellable,
            GError **error)
{
  for (guint i = 0; i < cubes->len; i++)
    if (!read_cube (db, sources, g_ptr_array_index (cubes, i), cancellable, error))
      return FALSE;
  return read_remarks (db, sources,
                       "SELECT cube, period, text FROM series_break ORDER BY cube, period, measure",
                       TRUE, cancellable, error)
         && read_remarks (db, sources,
                          "SELECT cube, '', text FROM cube_caveat ORDER BY cube, position, measure",
                          FALSE, cancellable, error);
}

/**
 * obs_sources_load:
 *
 * Returns: (transfer full): of #ObsSource *, by title; NULL with @error set
 */
GPtrArray *
obs_sources_load (ObsEdition *edition, GCancellable *cancellable, GError **error)
{
  sqlite3 *db = obs_edition_get_db (edition);
  const ObsEditionInfo *info = obs_edition_get_info (edition);
  g_autoptr (GPtrArray) sources = read_sources (db, cancellable, error);
  g_autoptr (GPtrArray) cubes = NULL;

  if (sources == NULL || !read_files (db, sources, cancellable, error))
    return NULL;
  cubes = obs_used_cubes (db, error);
  if (cubes == NULL || !read_cubes (db, sources, cubes, cancellable, error)
      || !obs_source_uses (db, sources, cancellable, error))
    return NULL;
  for (guint i = 0; i < sources->len; i++)
    {
      ObsSource *source = g_ptr_array_index (sources, i);

      source->status_words = status_words (source, info->date);
      source->last_success = success_words (source);
      source->coverage_words = coverage_words (source);
      source->citation = citation_words (source, info);
    }
  return g_steal_pointer (&sources);
}

/* --- choosing ------------------------------------------------------------------------------ */

static gboolean
has_words (const ObsSource *source, const char *find)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *all
      = g_strjoin (" ", source->id, source->title, source->publisher, source->publication,
                   source->licence, source->period, source->coverage, source->caveat,
                   obs_source_class_words (source->source_class), source->status_words, NULL);
  g_autofree char *plain = g_str_to_ascii (all, "C");
  g_autofree char *small = g_ascii_strdown (plain, -1);
  g_autofree char *wanted = g_str_to_ascii (find, "C");
  g_autofree char *folded = g_ascii_strdown (wanted, -1);

  words = g_strsplit (folded, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (small, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* What needs care first. */
static int
care (const ObsSource *source)
{
  static const int order[] = {
    [OBS_SOURCE_DEAD] = 0, [OBS_SOURCE_LATE] = 1, [OBS_SOURCE_CURRENT] = 2, [OBS_SOURCE_FIXED] = 3
  };

  return order[source->status];
}

static int
compare_sources (gconstpointer a, gconstpointer b, gpointer data)
{
  const ObsSource *x = *(const ObsSource *const *) a, *y = *(const ObsSource *const *) b;
  const char *sort = data;
  int order = 0;

  if (g_strcmp0 (sort, "status") == 0)
    order = care (x) - care (y);
  else if (g_strcmp0 (sort, "released") == 0)
    order = strcmp (y->released, x->released);
  else if (g_strcmp0 (sort, "rows") == 0)
    order = (x->rows < y->rows) - (x->rows > y->rows);
  if (order == 0)
    order = g_utf8_collate (x->title, y->title);
  return order != 0 ? order : strcmp (x->id, y->id);
}

GPtrArray *
obs_sources_filter (const GPtrArray *sources, const ObsSourceFilter *filter)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < sources->len; i++)
    {
      const ObsSource *source = g_ptr_array_index (sources, i);

      if (filter->source_class != NULL
          && strcmp (filter->source_class, obs_source_class_key (source->source_class)) != 0)
        continue;
      if (filter->status != NULL
          && strcmp (filter->status, obs_source_status_key (source->status)) != 0)
        continue;
      if (filter->find != NULL && !has_words (source, filter->find))
        continue;
      g_ptr_array_add (chosen, (gpointer) source);
    }
  g_ptr_array_sort_with_data (chosen, compare_sources, (gpointer) filter->sort);
  return chosen;
}

/* --- as a table ---------------------------------------------------------------------------- */

static char *
join_choices (const GPtrArray *choices, gboolean keys)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (choices, i);

      g_string_append_printf (out, "%s%s", i > 0 ? (keys ? " " : ", ") : "",
                              keys ? choice->key : choice->label);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
join_texts (const char *first, const GPtrArray *texts)
{
  g_autoptr (GString) out = g_string_new (first);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "",
                            (char *) g_ptr_array_index (texts, i));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
file_words (const ObsSource *source)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < source->files->len; i++)
    {
      const ObsSourceFile *file = g_ptr_array_index (source->files, i);

      g_string_append_printf (out, "%s%s %s", i > 0 ? "; " : "", file->name, file->sha256);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_row (GPtrArray *cells, const ObsSource *source)
{
  const char *plain[] = { source->title,
                          source->id,
                          obs_source_class_key (source->source_class),
                          obs_source_status_key (source->status),
                          source->status_words,
                          source->publisher,
                          source->licence,
                          source->period,
                          source->released,
                          source->next_release,
                          source->checked,
                          source->retrieved };

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    g_ptr_array_add (cells, g_strdup (plain[i]));
  g_ptr_array_add (
      cells, g_strdup (*source->coverage != '\0' ? source->coverage : source->coverage_words));
  g_ptr_array_add (cells, g_strdup_printf ("%u", source->areas->len));
  g_ptr_array_add (cells, join_choices (source->cubes, FALSE));
  g_ptr_array_add (cells, join_choices (source->questions, TRUE));
  g_ptr_array_add (cells, join_texts (source->caveat, source->caveats));
  g_ptr_array_add (cells, join_texts (source->breaks, source->changes));
  g_ptr_array_add (cells, g_strdup_printf ("%" G_GINT64_FORMAT, source->rows));
  g_ptr_array_add (cells, file_words (source));
  g_ptr_array_add (cells, g_strdup (source->sha256));
  g_ptr_array_add (cells, g_strdup (source->url));
}

/* @text, or @missing where it is empty: never a blank. (transfer full both ways) */
static char *
or_words (char *text, const char *missing)
{
  if (*text != '\0')
    return text;
  g_free (text);
  return g_strdup (missing);
}

static void
add_brief_row (GPtrArray *cells, const ObsSource *source)
{
  g_ptr_array_add (cells, g_strdup (source->title));
  g_ptr_array_add (cells, g_strdup (obs_source_class_words (source->source_class)));
  g_ptr_array_add (cells, g_strdup (source->status == OBS_SOURCE_FIXED
                                        ? obs_source_status_label (source->status)
                                        : source->status_words));
  g_ptr_array_add (cells, g_strdup (source->publisher));
  g_ptr_array_add (cells, or_words (day_words (source->released), _ ("no date")));
  g_ptr_array_add (cells, or_words (day_words (source->next_release), _ ("none announced")));
  g_ptr_array_add (cells, g_strdup (source->last_success));
  g_ptr_array_add (cells, g_strdup_printf ("%u", source->areas->len));
  g_ptr_array_add (cells, g_strdup_printf ("%" G_GINT64_FORMAT, source->rows));
  g_ptr_array_add (cells, or_words (join_choices (source->questions, TRUE), _ ("none")));
}

static const ObsTableColumn whole_columns[] = {
  { "item", N_ ("Source") },        { "id", N_ ("Key") },
  { "class", N_ ("Class") },        { "status", N_ ("Status") },
  { "status_words", N_ ("State") }, { "publisher", N_ ("Publisher") },
  { "licence", N_ ("Licence") },    { "period", N_ ("Period") },
  { "released", N_ ("Released") },  { "next_release", N_ ("Next release") },
  { "checked", N_ ("Checked") },    { "retrieved", N_ ("Taken") },
  { "coverage", N_ ("Coverage") },  { "areas", N_ ("Areas") },
  { "cubes", N_ ("Data sets") },    { "questions", N_ ("Used in") },
  { "caveats", N_ ("Caveats") },    { "breaks", N_ ("Changes of method") },
  { "rows", N_ ("Rows") },          { "files", N_ ("Files") },
  { "sha256", N_ ("SHA-256") },     { "url", N_ ("Address") },
};

static const ObsTableColumn brief_columns[] = {
  { "item", N_ ("Source") },
  { "class", N_ ("Class") },
  { "status_words", N_ ("State") },
  { "publisher", N_ ("Publisher") },
  { "released", N_ ("Released") },
  { "next_release", N_ ("Next release") },
  { "checked", N_ ("Last success") },
  { "areas", N_ ("Areas") },
  { "rows", N_ ("Rows") },
  { "questions", N_ ("Used in") },
};

ObsTable *
obs_sources_to_table (const GPtrArray *sources, gboolean brief)
{
  const ObsTableColumn *columns = brief ? brief_columns : whole_columns;
  gsize n = brief ? G_N_ELEMENTS (brief_columns) : G_N_ELEMENTS (whole_columns);
  ObsTable *table = obs_table_new (columns, n);

  for (guint i = 0; i < sources->len; i++)
    (brief ? add_brief_row : add_row) (obs_table_add_row (table), g_ptr_array_index (sources, i));
  return table;
}
