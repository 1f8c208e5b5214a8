/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/feed-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From the templates of a descriptor to addresses and names of files. */

#define MAX_TARGETS 200
#define MAX_SHOWN 150 /* characters of an address or a name in a message */

static void
target_free (gpointer data)
{
  ObsFeedTarget *target = data;

  g_free (target->url);
  g_free (target->name);
  g_free (target);
}

/* The value of a built-in name; (transfer full), NULL where there is none. */
static char *
built_in (const char *name, const char *version, const GDate *today)
{
  if (strcmp (name, "version") == 0)
    return g_strdup (version);
  if (strcmp (name, "year") == 0)
    return g_strdup_printf ("%04u", g_date_get_year (today));
  if (strcmp (name, "last-year") == 0)
    return g_strdup_printf ("%04u", g_date_get_year (today) - 1);
  if (strcmp (name, "month") == 0)
    return g_strdup_printf ("%02d", (int) g_date_get_month (today));
  if (strcmp (name, "day") == 0)
    return g_strdup_printf ("%02u", g_date_get_day (today));
  /* Filled in page by page. */
  if (strcmp (name, "page") == 0 || strcmp (name, "page-size") == 0)
    return g_strdup_printf ("{%s}", name);
  return NULL;
}

/* Fills in one template. @chosen: which value of each variable. */
static char *
fill_in (const ObsFeed *feed, const char *template, const guint *chosen, const char *version,
         const GDate *today, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *c = template; *c != '\0'; c++)
    {
      const char *end = *c == '{' ? strchr (c, '}') : NULL;
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (end == NULL)
        {
          g_string_append_c (out, *c);
          continue;
        }
      name = g_strndup (c + 1, (gsize) (end - c - 1));
      for (guint i = 0; value == NULL && i < feed->variables->len; i++)
        {
          ObsFeedVariable *variable = g_ptr_array_index (feed->variables, i);

          if (strcmp (variable->name, name) == 0)
            value = g_strdup (variable->values[chosen[i]]);
        }
      if (value == NULL)
        value = built_in (name, version, today);
      if (value == NULL)
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("{%s} is not defined; add “set %s=…”."), name, name);
          return NULL;
        }
      g_string_append (out, value);
      c = end;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* A name that is safe as that of a file on any system. */
static gboolean
is_file_name (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("._- ", *c) == NULL)
      return FALSE;
  return g_ascii_isalnum (*name) && strlen (name) <= 120;
}

static gboolean
fits (const ObsFeed *feed, const char *name)
{
  for (guint i = 0; feed->files != NULL && feed->files[i] != NULL; i++)
    if (g_pattern_match_simple (feed->files[i], name))
      return TRUE;
  return FALSE;
}

/* As much of the text as a message shows. */
static char *
shown (const char *text)
{
  return g_utf8_strlen (text, -1) <= MAX_SHOWN ? g_strdup (text)
                                               : g_utf8_substring (text, 0, MAX_SHOWN);
}

static gboolean
check_target (const ObsFeed *feed, ObsFeedTarget *target, GPtrArray *others, GError **error)
{
  g_autofree char *url = shown (target->url);
  g_autofree char *name = shown (target->name);

  for (const char *c = target->url; *c != '\0'; c++)
    if ((guchar) *c <= ' ' || (guchar) *c >= 0x7f || strchr ("\\\"<>`", *c) != NULL)
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("“%s” holds a blank or a character that an address cannot hold; write "
                        "it as %%20 and so on."),
                     url);
        return FALSE;
      }
  if (!is_file_name (target->name) || !fits (feed, target->name))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("the name “%s” does not fit “file”, or is not one of letters, digits, "
                      "dots and hyphens."),
                   name);
      return FALSE;
    }
  for (guint i = 0; i < others->len; i++)
    if (strcmp (((ObsFeedTarget *) g_ptr_array_index (others, i))->name, target->name) == 0)
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("two addresses would be kept under the name “%s”; put what tells them "
                        "apart into “name”, or {n}."),
                     target->name);
        return FALSE;
      }
  return obs_fetch_check_url (target->url, error);
}

/* The next combination of values; FALSE after the last. */
static gboolean
next_choice (const ObsFeed *feed, guint *chosen)
{
  for (guint i = 0; i < feed->variables->len; i++)
    {
      ObsFeedVariable *variable = g_ptr_array_index (feed->variables, i);

      if (variable->values[++chosen[i]] != NULL)
        return TRUE;
      chosen[i] = 0;
    }
  return FALSE;
}

static ObsFeedTarget *
make_target (const ObsFeed *feed, const char *url, guint n, const guint *chosen,
             const char *version, const GDate *today, GError **error)
{
  ObsFeedTarget *target = g_new0 (ObsFeedTarget, 1);
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_auto (GStrv) pieces = g_strsplit (feed->as, "{n}", -1);
  g_autofree char *numbered = g_strjoinv (number, pieces);

  target->url = fill_in (feed, url, chosen, version, today, error);
  if (target->url != NULL)
    target->name = fill_in (feed, numbered, chosen, version, today, error);
  if (target->name == NULL)
    g_clear_pointer (&target, target_free);
  return target;
}

GPtrArray *
obs_feed_targets (const ObsFeed *feed, const char *version, const GDate *today, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (target_free);
  g_autofree guint *chosen = g_new0 (guint, feed->variables->len + 1);

  do
    for (guint i = 0; feed->urls[i] != NULL; i++)
      {
        ObsFeedTarget *target
            = make_target (feed, feed->urls[i], targets->len + 1, chosen, version, today, error);

        if (target == NULL)
          return NULL;
        if (!check_target (feed, target, targets, error))
          {
            target_free (target);
            return NULL;
          }
        g_ptr_array_add (targets, target);
        if (targets->len > MAX_TARGETS)
          {
            g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                         _ ("the variables make more than %d addresses."), MAX_TARGETS);
            return NULL;
          }
      }
  while (next_choice (feed, chosen));
  return g_steal_pointer (&targets);
}

ObsFeedNews *
obs_feed_ask (const ObsFeed *feed, ObsFetch *fetch, const GDate *today, GCancellable *cancellable,
              GError **error)
{
  g_autofree guint *chosen = g_new0 (guint, feed->variables->len + 1);
  g_autofree char *url = fill_in (feed, feed->ask, chosen, NULL, today, error);
  g_auto (ObsFetchAnswer) answer = { 0 };
  g_autofree char *text = NULL;
  ObsFetchRequest request = { 0 };
  gsize length;

  if (url == NULL)
    return NULL;
  request.url = url;
  request.accept_hosts = (const char *const *) feed->accept_hosts;
  text = obs_fetch_text (fetch, &request, &length, &answer, cancellable, error);
  if (text == NULL)
    return NULL;
  return feed->check == OBS_FEED_EES ? obs_feed_read_ees (text, length, error)
                                     : obs_feed_read_nomis (text, length, error);
}
