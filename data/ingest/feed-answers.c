/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/feed.h"

#include "data/error.h"
#include "data/sync/strict-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the services of publishers say of their newest release. */

#define MAX_DEPTH 16

static JsonNode *
parse (const char *service, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) why = NULL;
  JsonNode *root = obs_strict_json_parse_deep (text, length, MAX_DEPTH, &why);

  if (root == NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                 _ ("The answer is not one of %s (%s). If this computer is behind a sign-in page, "
                    "sign in first."),
                 service, why->message);
  return root;
}

/* The day at the beginning of a date with time; (transfer full), NULL where it is none. */
static char *
day_of (const char *text)
{
  GDate date;

  if (text == NULL || strlen (text) < 10 || text[4] != '-' || text[7] != '-')
    return NULL;
  for (guint i = 0; i < 10; i++)
    if (i != 4 && i != 7 && !g_ascii_isdigit (text[i]))
      return NULL;
  g_date_clear (&date, 1);
  if (!g_date_valid_dmy ((GDateDay) atoi (text + 8), (GDateMonth) atoi (text + 5),
                         (GDateYear) atoi (text)))
    return NULL;
  return g_strndup (text, 10);
}

/* A version stands in addresses. */
static gboolean
is_version (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isdigit (*c) && *c != '.')
      return FALSE;
  return *text != '\0' && strlen (text) <= 20;
}

static ObsFeedNews *
make_news (const char *version, const char *published)
{
  ObsFeedNews *news = g_new0 (ObsFeedNews, 1);

  news->key = g_strdup_printf ("%s %s", version != NULL ? version : "-",
                               published != NULL ? published : "-");
  g_strstrip (g_strcanon (news->key,
                          "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                          ".:+- ",
                          '?'));
  if (strlen (news->key) > 100)
    news->key[100] = '\0';
  news->version = g_strdup (version);
  news->released = day_of (published);
  return news;
}

/* The first published one of a list of versions, which comes newest first. */
static JsonObject *
first_published (JsonArray *results)
{
  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonObject *one = obs_strict_json_element (results, i);

      if (one != NULL && g_strcmp0 (obs_strict_json_string (one, "status"), "Published") == 0)
        return one;
    }
  return NULL;
}

/* A data set (its latest version), the list of its versions, or a publication. */
ObsFeedNews *
obs_feed_read_ees (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) root = parse ("Explore Education Statistics", text, length, error);
  JsonObject *object = root != NULL ? json_node_get_object (root) : NULL;
  JsonObject *latest = obs_strict_json_object (object, "latestVersion");
  JsonArray *results = obs_strict_json_list (object, "results");
  const char *status, *version, *published, *next;
  ObsFeedNews *news;

  if (root == NULL)
    return NULL;
  status = obs_strict_json_string (object, "status");
  if (g_strcmp0 (status, "Withdrawn") == 0)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                           _ ("The publisher has withdrawn this data set."));
      return NULL;
    }
  if (latest == NULL && results != NULL)
    latest = first_published (results);
  version = latest != NULL ? obs_strict_json_string (latest, "version") : NULL;
  published = latest != NULL ? obs_strict_json_string (latest, "published")
                             : obs_strict_json_string (object, "lastPublished");
  if (latest != NULL ? version == NULL || !is_version (version) : published == NULL)
    {
      const char *title = obs_strict_json_string (object, "title");

      g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                   _ ("The answer of Explore Education Statistics names no published version "
                      "(it says “%.80s”)."),
                   title != NULL ? title : "");
      return NULL;
    }
  news = make_news (version, published);
  next = obs_strict_json_string (object, "supersedingDataSetId");
  if (g_strcmp0 (status, "Deprecated") == 0)
    news->note = g_strdup_printf (_ ("the publisher will not update this data set any more (%s)"),
                                  next != NULL ? next : _ ("no successor is named"));
  return news;
}

/* The text of the annotation of that title. */
static const char *
annotation (JsonArray *annotations, const char *title)
{
  for (guint i = 0; i < json_array_get_length (annotations); i++)
    {
      JsonObject *one = obs_strict_json_element (annotations, i);

      if (one != NULL && g_strcmp0 (obs_strict_json_string (one, "annotationtitle"), title) == 0)
        return obs_strict_json_string (one, "annotationtext");
    }
  return NULL;
}

/* The definition of a data set (NM_….def.sdmx.json). */
ObsFeedNews *
obs_feed_read_nomis (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) root = parse ("Nomis", text, length, error);
  JsonObject *object = root != NULL ? json_node_get_object (root) : NULL;
  JsonObject *families
      = obs_strict_json_object (obs_strict_json_object (object, "structure"), "keyfamilies");
  JsonArray *list = obs_strict_json_list (families, "keyfamily");
  JsonObject *family
      = list != NULL && json_array_get_length (list) > 0 ? obs_strict_json_element (list, 0) : NULL;
  JsonArray *annotations
      = obs_strict_json_list (obs_strict_json_object (family, "annotations"), "annotation");
  const char *updated = annotations != NULL ? annotation (annotations, "LastUpdated") : NULL;
  const char *status = annotations != NULL ? annotation (annotations, "Status") : NULL;
  const char *fault;
  ObsFeedNews *news;

  if (root == NULL)
    return NULL;
  fault = obs_strict_json_string (object, "error");
  if (fault != NULL)
    g_set_error (error, OBS_ERROR, OBS_ERROR_HTTP, _ ("Nomis says: “%.200s”"), fault);
  else if (family == NULL)
    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_NOT_FOUND,
                         _ ("Nomis does not know this data set."));
  else if (updated == NULL || *updated == '\0')
    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                         _ ("Nomis does not say when this data set was last updated."));
  else
    {
      news = make_news (NULL, updated);
      if (status != NULL && !g_str_has_prefix (status, "Current"))
        news->note = g_strdup_printf (_ ("Nomis calls this data set “%.80s”"), status);
      return news;
    }
  return NULL;
}
