/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/edition/db.h"
#include "data/engine/answer.h"
#include "data/engine/search-words.h"
#include "data/engine/taxonomy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HITS_A_GROUP 8
#define AFTER_CONCEPTS 2 /* group before which those of the taxonomy stand */

/* Each source of hits: columns are title, further words that are searched, detail, link. */
static const struct
{
  const char *group;
  const char *sql;
} groups[] = {
  { N_ ("Questions"),
    "SELECT coalesce(nullif(j.text, ''), q.text), q.key || ' ' || q.label || ' ' || "
    "coalesce(j.label, ''), "
    "q.key || ' ' || q.label, 'question:' || q.key FROM question q LEFT JOIN journey_question j "
    "ON j.question = q.key AND j.perspective = ?1 "
    "ORDER BY j.position IS NULL, j.position, q.key" },
  { N_ ("Knowledge, skills and behaviours"),
    "SELECT i.label, i.aliases || ' ' || t.definition || ' ' || t.code, t.definition, 'term:' || "
    "t.code "
    "FROM term t JOIN item i ON i.code = t.code ORDER BY i.position" },
  { N_ ("Recommendations"),
    "SELECT r.position || '  ' || r.title, r.id || ' ' || r.label || ' ' || r.bodies, r.label, "
    "'recommendation:' || r.id FROM recommendation r ORDER BY r.position" },
  { N_ ("Findings"),
    "SELECT f.label, f.id || ' ' || f.section || ' ' || f.measure || ' ' || f.note, "
    "f.id || ' · ' || f.section || ' · ' || replace(f.measure, '-', ' '), 'finding:' || f.id "
    "FROM finding f ORDER BY f.position" },
  { N_ ("Actions"), "SELECT a.text, a.id || ' ' || a.who, a.who, 'recommendation:' || "
                    "a.recommendation FROM action a "
                    "ORDER BY a.position" },
  { N_ ("Sectors"),
    "SELECT s.label, s.code || ' ' || coalesce((SELECT group_concat(alias, ' ') FROM sector_alias "
    "a "
    "WHERE a.sector = s.code), ''), s.people, 'filter:sector=' || s.code FROM sector s "
    "WHERE s.code <> 'all' ORDER BY s.position" },
  { N_ ("Places"),
    "SELECT a.name, a.code || ' ' || a.kind, coalesce(p.name, ''), 'filter:place=' || a.code FROM "
    "area a LEFT JOIN area p ON p.code = a.parent ORDER BY a.parent IS NOT (SELECT place FROM "
    "edition), a.position" },
  { N_ ("Sources"), "SELECT title, id || ' ' || publisher || ' ' || coalesce(publication, ''), "
                    "publisher, 'source:' || id FROM source ORDER BY title" },
  { N_ ("Qualifications and channels"), "SELECT i.label, i.aliases || ' ' || i.code, '', CASE "
                                        "i.kind WHEN 'channel' THEN 'question:E6' ELSE "
                                        "'question:E5' END FROM item i WHERE i.kind IN "
                                        "('qualification', 'channel') ORDER BY i.position" },
  { N_ ("Words"), "SELECT word, aliases, meaning, '' FROM glossary ORDER BY word" },
};

void
obs_hit_free (ObsHit *hit)
{
  g_free (hit->group);
  g_free (hit->title);
  g_free (hit->detail);
  g_free (hit->link);
  g_free (hit);
}

char *
obs_search_fold (const char *text)
{
  g_autofree char *plain = g_str_to_ascii (text, "C");
  g_autofree char *small = g_ascii_strdown (plain, -1);
  GString *out = g_string_new (" ");

  for (const char *p = small; *p != '\0'; p++)
    if (g_ascii_isalnum (*p) || *p == '.')
      g_string_append_c (out, *p);
    else if (out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  if (out->str[out->len - 1] != ' ')
    g_string_append_c (out, ' ');
  return g_string_free (out, FALSE);
}

gboolean
obs_search_nearly (const char *word, const char *other)
{
  gsize n = strlen (word), same = 0;
  const char *a, *b;

  if (n < 4)
    return FALSE;
  while (word[same] != '\0' && word[same] == other[same])
    same++;
  a = word + same;
  b = other + same;
  if (*a == '\0' || *b == '\0' || *b == ' ')
    return *a == '\0' || a[1] == '\0';
  return g_str_has_prefix (b + 1, a + 1)                                       /* wrong */
         || g_str_has_prefix (b + 1, a)                                        /* missing */
         || g_str_has_prefix (b, a + 1)                                        /* further */
         || (a[0] == b[1] && a[1] == b[0] && g_str_has_prefix (b + 2, a + 2)); /* swapped */
}

/* 0: does not match; higher is better. */
static int
score_word (const char *word, const char *title, const char *more)
{
  g_autofree char *start = g_strconcat (" ", word, NULL);
  const char *at;

  if (g_str_has_prefix (title, start))
    return 100;
  if (strstr (title, start) != NULL)
    return 80;
  if (strstr (more, start) != NULL)
    return 50;
  if (strlen (word) > 2 && strstr (title, word) != NULL)
    return 30;
  for (at = title; *at != '\0'; at++)
    if (*at == ' ' && obs_search_nearly (word, at + 1))
      return 20;
  for (at = more; *at != '\0'; at++)
    if (*at == ' ' && obs_search_nearly (word, at + 1))
      return 10;
  return 0;
}

typedef struct
{
  ObsHit *hit;
  int score;
  guint position;
} Scored;

static int
compare_scored (gconstpointer a, gconstpointer b)
{
  const Scored *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->position < y->position ? -1 : 1;
}

static gboolean
search_group (sqlite3 *db, guint group, char **words, const char *perspective, GPtrArray *hits,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = obs_db_prepare (db, groups[group].sql, error);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Scored));
  int rc;

  if (stmt == NULL)
    return FALSE;
  if (sqlite3_bind_parameter_count (stmt) > 0)
    sqlite3_bind_text (stmt, 1, perspective, -1, SQLITE_TRANSIENT);
  while ((rc = obs_db_step (stmt, cancellable, error)) == 1)
    {
      g_autofree char *title = obs_search_fold (obs_db_text (stmt, 0));
      g_autofree char *more = obs_search_fold (obs_db_text (stmt, 1));
      Scored scored = { NULL, 0, found->len };
      gboolean all = TRUE;

      for (guint i = 0; words[i] != NULL && all; i++)
        {
          int score = *words[i] != '\0' ? score_word (words[i], title, more) : 1;

          all = score > 0;
          scored.score += score;
        }
      if (!all)
        continue;
      scored.hit = g_new0 (ObsHit, 1);
      scored.hit->group = g_strdup (_ (groups[group].group));
      scored.hit->title = g_strdup (obs_db_text (stmt, 0));
      scored.hit->detail = g_strdup (obs_db_text (stmt, 2));
      scored.hit->link = g_strdup (obs_db_text (stmt, 3));
      g_array_append_val (found, scored);
    }
  g_array_sort (found, compare_scored);
  for (guint i = 0; i < found->len; i++)
    {
      ObsHit *hit = g_array_index (found, Scored, i).hit;

      if (i < HITS_A_GROUP)
        g_ptr_array_add (hits, hit);
      else
        obs_hit_free (hit);
    }
  return rc == 0;
}

/* "Skills › Logistics · also called “stock handling”" */
static char *
concept_detail (const ObsConceptHit *hit)
{
  const char *where = *hit->path != '\0' ? hit->path : hit->scheme;

  if (hit->matched == NULL)
    return g_strdup (where);
  /* Translators: where a concept stands, then the other word for it that was found. */
  return g_strdup_printf (_ ("%s · also “%s”"), where, hit->matched);
}

static gboolean
search_concepts (ObsEdition *edition, const char *text, GPtrArray *hits, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) found
      = obs_concept_search (edition, text, HITS_A_GROUP, cancellable, error);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const ObsConceptHit *one = g_ptr_array_index (found, i);
      ObsHit *hit = g_new0 (ObsHit, 1);

      hit->group = g_strdup (_ ("Taxonomy"));
      hit->title = g_strdup (one->label);
      hit->detail = concept_detail (one);
      hit->link = g_strconcat ("taxonomy:", one->code, NULL);
      g_ptr_array_add (hits, hit);
    }
  return found != NULL;
}

/**
 * obs_search:
 * @text: what was typed; every word of it has to match, case and accents are ignored
 *
 * Returns: (transfer full): of #ObsHit *, groups in a fixed order, at most eight a group
 */
GPtrArray *
obs_search (ObsEdition *edition, const char *text, const char *perspective,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_hit_free);
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;

  if (strlen (text) > 200 || !g_utf8_validate (text, -1, NULL))
    return g_steal_pointer (&hits);
  folded = obs_search_fold (text);
  words = g_strsplit (g_strstrip (folded), " ", 12);
  if (words[0] == NULL || *words[0] == '\0')
    return g_steal_pointer (&hits);
  for (guint group = 0; group < G_N_ELEMENTS (groups); group++)
    if ((group == AFTER_CONCEPTS && !search_concepts (edition, text, hits, cancellable, error))
        || !search_group (obs_edition_get_db (edition), group, words, perspective, hits,
                          cancellable, error))
      return NULL;
  return g_steal_pointer (&hits);
}
