/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/engine/view.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ADDRESS_PREFIX "skills-observatory:view/"
#define TAXONOMY_PREFIX "skills-observatory:taxonomy/"
#define ADDRESS_MAX 4096

ObsView *
obs_view_new (const char *perspective, const char *question)
{
  ObsView *view = g_new0 (ObsView, 1);

  view->perspective = g_strdup (perspective);
  view->question = g_strdup (question);
  view->ranges = TRUE;
  view->pins = g_ptr_array_new_with_free_func (g_free);
  view->compare = g_ptr_array_new_with_free_func (g_free);
  return view;
}

ObsView *
obs_view_copy (const ObsView *view)
{
  ObsView *copy = obs_view_new (view->perspective, view->question);

  copy->ksb = g_strdup (view->ksb);
  copy->sector = g_strdup (view->sector);
  copy->area = g_strdup (view->area);
  copy->size = g_strdup (view->size);
  copy->data = g_strdup (view->data);
  copy->sort = g_strdup (view->sort);
  copy->tab = g_strdup (view->tab);
  copy->select = g_strdup (view->select);
  copy->ranges = view->ranges;
  copy->unknown = g_strdup (view->unknown);
  for (guint i = 0; i < view->pins->len; i++)
    g_ptr_array_add (copy->pins, g_strdup (g_ptr_array_index (view->pins, i)));
  for (guint i = 0; i < view->compare->len; i++)
    g_ptr_array_add (copy->compare, g_strdup (g_ptr_array_index (view->compare, i)));
  copy->compare_lost = view->compare_lost;
  copy->layout = g_strdup (view->layout);
  copy->source_class = g_strdup (view->source_class);
  copy->status = g_strdup (view->status);
  copy->find = g_strdup (view->find);
  copy->concept = g_strdup (view->concept);
  return copy;
}

void
obs_view_free (ObsView *view)
{
  if (view == NULL)
    return;
  g_free (view->perspective);
  g_free (view->question);
  g_free (view->ksb);
  g_free (view->sector);
  g_free (view->area);
  g_free (view->size);
  g_free (view->data);
  g_free (view->sort);
  g_free (view->tab);
  g_free (view->select);
  g_free (view->unknown);
  g_free (view->layout);
  g_free (view->source_class);
  g_free (view->status);
  g_free (view->find);
  g_free (view->concept);
  g_ptr_array_unref (view->pins);
  g_ptr_array_unref (view->compare);
  g_free (view);
}

gboolean
obs_view_equal (const ObsView *a, const ObsView *b)
{
  g_autofree char *x = NULL, *y = NULL;

  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;
  x = obs_view_to_address (a);
  y = obs_view_to_address (b);
  return strcmp (x, y) == 0;
}

static void
set_pins (ObsView *view, const char *value)
{
  g_auto (GStrv) keys = g_strsplit (value != NULL ? value : "", ",", 64);

  g_ptr_array_set_size (view->pins, 0);
  for (guint i = 0; keys[i] != NULL; i++)
    if (*keys[i] != '\0')
      g_ptr_array_add (view->pins, g_strdup (keys[i]));
}

static void
set_compare (ObsView *view, const char *value)
{
  g_auto (GStrv) codes = g_strsplit (value != NULL ? value : "", ",", 64);

  g_ptr_array_set_size (view->compare, 0);
  view->compare_lost = 0;
  for (guint i = 0; codes[i] != NULL; i++)
    {
      if (*codes[i] == '\0' || obs_view_compares (view, codes[i]))
        continue;
      if (view->compare->len < OBS_VIEW_MOST_AREAS)
        g_ptr_array_add (view->compare, g_strdup (codes[i]));
      else
        view->compare_lost++;
    }
}

static char **
field_of (ObsView *view, const char *key)
{
  struct
  {
    const char *key;
    char **field;
  } fields[] = {
    { "ksb", &view->ksb },         { "sector", &view->sector },
    { "place", &view->area },      { "size", &view->size },
    { "src", &view->data },        { "sort", &view->sort },
    { "tab", &view->tab },         { "select", &view->select },
    { "layout", &view->layout },   { "class", &view->source_class },
    { "status", &view->status },   { "find", &view->find },
    { "concept", &view->concept },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strcmp (fields[i].key, key) == 0)
      return fields[i].field;
  return NULL;
}

/* Addresses that people write say ksb=skills; views hold the letter. */
static const char *
ksb_letter (const char *value)
{
  const char *words[][2] = {
    { "knowledge", "K" },
    { "skills", "S" },
    { "behaviours", "B" },
  };

  for (gsize i = 0; value != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (value, words[i][0]) == 0
        || g_ascii_strcasecmp (value, words[i][1]) == 0)
      return words[i][1];
  return value;
}

gboolean
obs_view_set (ObsView *view, const char *key, const char *value)
{
  char **field = field_of (view, key);

  if (strcmp (key, "ksb") == 0)
    value = ksb_letter (value);

  if (field != NULL)
    {
      g_free (*field);
      *field
          = value == NULL || *value == '\0' || (strcmp (value, "all") == 0 && field != &view->find)
                ? NULL
                : g_strdup (value);
      return TRUE;
    }
  if (strcmp (key, "range") == 0)
    {
      view->ranges = g_strcmp0 (value, "0") != 0;
      return TRUE;
    }
  if (strcmp (key, "pin") == 0)
    {
      set_pins (view, value);
      return TRUE;
    }
  if (strcmp (key, "cmp") == 0)
    {
      set_compare (view, value);
      return TRUE;
    }
  return FALSE;
}

static void
append (GString *address, const char *key, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL || *value == '\0')
    return;
  escaped = g_uri_escape_string (value, ",", FALSE);
  g_string_append_c (address, strchr (address->str, '?') == NULL ? '?' : '&');
  g_string_append_printf (address, "%s=%s", key, escaped);
}

static char *
join_codes (const GPtrArray *codes)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < codes->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? "," : "", (char *) g_ptr_array_index (codes, i));
  return g_string_free (list, FALSE);
}

static void
append_list (GString *address, const char *key, const GPtrArray *codes)
{
  g_autofree char *list = join_codes (codes);

  append (address, key, list);
}

/**
 * obs_view_to_address:
 *
 * Returns: (transfer full): the address that holds all of @view; equal views give equal addresses
 */
char *
obs_view_to_address (const ObsView *view)
{
  g_autofree char *perspective = g_uri_escape_string (view->perspective, NULL, FALSE);
  g_autofree char *question = g_uri_escape_string (view->question, NULL, FALSE);
  GString *address = g_string_new (NULL);
  static const char *const keys[]
      = { "ksb",    "sector", "size",  "place",  "sort", "tab",    "src",
          "select", "layout", "class", "status", "find", "concept" };

  g_string_printf (address, ADDRESS_PREFIX "%s/%s", perspective, question);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    append (address, keys[i], *field_of ((ObsView *) view, keys[i]));
  append_list (address, "pin", view->pins);
  append_list (address, "cmp", view->compare);
  if (!view->ranges)
    append (address, "range", "0");
  if (view->unknown != NULL)
    g_string_append_printf (address, "%c%s", strchr (address->str, '?') == NULL ? '?' : '&',
                            view->unknown);
  return g_string_free (address, FALSE);
}

/* skills-observatory:taxonomy/K01 names no perspective: whoever shows it puts the reader's own.
 * NULL where @escaped stands for no code. */
static ObsView *
taxonomy_view (const char *escaped)
{
  g_autofree char *code = g_uri_unescape_string (escaped, NULL);
  ObsView *view;

  if (code == NULL || !g_utf8_validate (code, -1, NULL))
    return NULL;
  view = obs_view_new ("employer", "taxonomy");
  obs_view_set (view, "select", code);
  return view;
}

static void
keep_unknown (ObsView *view, const char *pair)
{
  g_autofree char *old = view->unknown;

  view->unknown = old == NULL ? g_strdup (pair) : g_strconcat (old, "&", pair, NULL);
}

/**
 * obs_view_from_address:
 * @address: a skills-observatory: address; the prefix may be left out
 *
 * Unknown keys are kept and never fatal. The codes in it are not checked here: whoever answers the
 * view falls back to the default where a code is unknown.
 *
 * Returns: (transfer full): the view, or NULL with %OBS_ERROR_INPUT
 */
ObsView *
obs_view_from_address (const char *address, GError **error)
{
  g_autoptr (ObsView) view = NULL;
  g_auto (GStrv) halves = NULL, path = NULL;
  const char *rest = address;

  if (strlen (address) > ADDRESS_MAX || !g_utf8_validate (address, -1, NULL))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("This link is too long or damaged. Copy it again from where it came from."));
      return NULL;
    }
  if (g_str_has_prefix (rest, TAXONOMY_PREFIX))
    view = taxonomy_view (rest + strlen (TAXONOMY_PREFIX));
  if (view != NULL)
    return g_steal_pointer (&view);
  if (g_str_has_prefix (rest, ADDRESS_PREFIX))
    rest += strlen (ADDRESS_PREFIX);
  halves = g_strsplit (rest, "?", 2);
  path = g_strsplit (halves[0] != NULL ? halves[0] : "", "/", 3);
  if (g_strv_length (path) != 2 || *path[0] == '\0' || *path[1] == '\0')
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is not a link to a view. It should look like "
                      "skills-observatory:view/employer/E1."),
                   address);
      return NULL;
    }
  {
    g_autofree char *perspective = g_uri_unescape_string (path[0], "/");
    g_autofree char *question = g_uri_unescape_string (path[1], "/");

    if (perspective == NULL || question == NULL || !g_utf8_validate (perspective, -1, NULL)
        || !g_utf8_validate (question, -1, NULL))
      {
        g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                     _ ("“%s” is not a link to a view: a “%%” in it stands for no letter."),
                     address);
        return NULL;
      }
    view = obs_view_new (perspective, question);
  }
  if (halves[1] != NULL)
    {
      g_auto (GStrv) pairs = g_strsplit (halves[1], "&", 64);

      for (guint i = 0; pairs[i] != NULL; i++)
        {
          g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
          g_autofree char *value = NULL;

          if (pair[0] == NULL || *pair[0] == '\0')
            continue;
          value = pair[1] != NULL ? g_uri_unescape_string (pair[1], NULL) : NULL;
          if (value == NULL || !g_utf8_validate (value, -1, NULL)
              || !obs_view_set (view, pair[0], value))
            keep_unknown (view, pairs[i]);
        }
    }
  return g_steal_pointer (&view);
}

/* Filters that narrow the people or place asked about. */
guint
obs_view_n_filters (const ObsView *view)
{
  return (view->sector != NULL) + (view->area != NULL) + (view->size != NULL);
}

gboolean
obs_view_compares (const ObsView *view, const char *area)
{
  return g_ptr_array_find_with_equal_func (view->compare, area, g_str_equal, NULL);
}

char *
obs_view_compare_with (const ObsView *view, const char *area)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();

  for (guint i = 0; i < view->compare->len; i++)
    if (strcmp (g_ptr_array_index (view->compare, i), area) != 0)
      g_ptr_array_add (codes, g_ptr_array_index (view->compare, i));
  if (codes->len == view->compare->len)
    {
      if (codes->len >= OBS_VIEW_MOST_AREAS)
        return NULL;
      g_ptr_array_add (codes, (gpointer) area);
    }
  return join_codes (codes);
}
