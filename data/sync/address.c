/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/address.h"

#include "data/error.h"

#include <curl/curl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ADDRESS 2000

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURLU, curl_url_cleanup)

/* Returns: (transfer full): the part, or NULL where the address has none */
static char *
part (CURLU *url, CURLUPart which, guint flags)
{
  char *found = NULL;
  char *copy;

  if (curl_url_get (url, which, &found, flags) != CURLUE_OK)
    return NULL;
  copy = g_strdup (found);
  curl_free (found);
  return copy;
}

static gboolean
is_this_computer (const char *host)
{
  g_autofree char *bare = g_strdup (host);
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  if (bare[0] == '[' && g_str_has_suffix (bare, "]"))
    {
      bare[strlen (bare) - 1] = '\0';
      memmove (bare, bare + 1, strlen (bare));
    }
  address = g_inet_address_new_from_string (bare);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
has_unsafe_characters (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c <= ' ' || *c == '\\' || (guchar) *c == 0x7f)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): why the address may not be used, or NULL */
static char *
find_fault (CURLU *url, const char *text)
{
  g_autofree char *scheme = part (url, CURLUPART_SCHEME, 0);
  g_autofree char *host = part (url, CURLUPART_HOST, 0);
  g_autofree char *user = part (url, CURLUPART_USER, 0);
  g_autofree char *password = part (url, CURLUPART_PASSWORD, 0);
  g_autofree char *query = part (url, CURLUPART_QUERY, 0);
  g_autofree char *fragment = part (url, CURLUPART_FRAGMENT, 0);

  if (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0)
    return g_strdup_printf (_ ("“%s” is not an address of editions: it has to begin with "
                               "https://."),
                            text);
  if (host == NULL || *host == '\0')
    return g_strdup_printf (_ ("“%s” is not an address of editions: it names no host."), text);
  if (user != NULL || password != NULL)
    return g_strdup (_ ("An address of editions holds no name and no password. Take out what "
                        "stands before the @ sign."));
  if (query != NULL || fragment != NULL || strpbrk (text, "?#") != NULL)
    return g_strdup_printf (_ ("“%s” is not an address of editions: take out the part from ? or # "
                               "on."),
                            text);
  if (strcmp (scheme, "http") == 0 && !is_this_computer (host))
    return g_strdup_printf (_ ("“%s” would come over a line that anybody can change. Use the "
                               "address that begins with https://."),
                            text);
  return NULL;
}

char *
obs_address_parse (const char *text, GError **error)
{
  g_autoptr (CURLU) url = curl_url ();
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *fault = NULL;
  g_autofree char *whole = NULL;

  if (*trimmed == '\0' || strlen (trimmed) > MAX_ADDRESS || !g_utf8_validate (trimmed, -1, NULL)
      || has_unsafe_characters (trimmed)
      || curl_url_set (url, CURLUPART_URL, trimmed, CURLU_DEFAULT_SCHEME | CURLU_NON_SUPPORT_SCHEME)
             != CURLUE_OK)
    fault = g_strdup (_ ("This is not an address of editions. It looks like "
                         "https://example.org/editions/."));
  else
    fault = find_fault (url, trimmed);
  if (fault == NULL)
    {
      whole = part (url, CURLUPART_URL, 0);
      if (whole == NULL)
        fault = g_strdup (_ ("This is not an address of editions. It looks like "
                             "https://example.org/editions/."));
    }
  if (fault != NULL)
    {
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT, fault);
      return NULL;
    }

  if (g_str_has_suffix (whole, "/index.json"))
    whole[strlen (whole) - strlen ("index.json")] = '\0';
  return g_str_has_suffix (whole, "/") ? g_steal_pointer (&whole) : g_strconcat (whole, "/", NULL);
}

char *
obs_address_read_fingerprint (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isxdigit (*c))
      g_string_append_c (digits, g_ascii_tolower (*c));
    else if (strchr (" :-\t\n", *c) == NULL)
      return NULL;
  return digits->len == 64 ? g_strdup (digits->str) : NULL;
}

char *
obs_address_group_digits (const char *fingerprint)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; fingerprint[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, fingerprint[i]);
    }
  return g_string_free (text, FALSE);
}

char *
obs_address_with_fingerprint (const char *address, const char *fingerprint)
{
  return g_strdup_printf ("observatory+%s#%s", address, fingerprint);
}

char *
obs_address_parse_origin (const char *text, char **fingerprint, GError **error)
{
  static const char *const heads[] = { "skills-observatory:origin/", "observatory+" };
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *found = NULL;
  char *start = trimmed;
  char *mark;
  char *address;

  *fingerprint = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (g_ascii_strncasecmp (start, heads[i], strlen (heads[i])) == 0)
      start += strlen (heads[i]);
  mark = strchr (start, '#');
  if (mark != NULL)
    {
      *mark++ = '\0';
      if (strlen (mark) == 64)
        found = obs_address_read_fingerprint (mark);
      if (found == NULL)
        {
          g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT,
                               _ ("What stands behind the # sign of the address is no fingerprint: "
                                  "one has 64 digits from 0 to 9 and a to f. Copy the address "
                                  "again."));
          return NULL;
        }
    }
  address = obs_address_parse (start, error);
  if (address != NULL)
    *fingerprint = g_steal_pointer (&found);
  return address;
}

/* A host may send us on to any bytes; what stands in a sentence is text without controls. */
static char *
make_readable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (out, g_unichar_isgraph (g_utf8_get_char (at)) ? g_utf8_get_char (at)
                                                                           : 0xFFFD);
  return g_string_free (out, FALSE);
}

char *
obs_address_host (const char *address)
{
  g_autoptr (CURLU) url = curl_url ();
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  g_autofree char *whole = NULL;

  if (curl_url_set (url, CURLUPART_URL, address, 0) != CURLUE_OK)
    return make_readable (address);
  host = part (url, CURLUPART_HOST, 0);
  port = part (url, CURLUPART_PORT, 0);
  if (host == NULL)
    return make_readable (address);
  whole = port == NULL ? g_strdup (host) : g_strconcat (host, ":", port, NULL);
  return make_readable (whole);
}

gboolean
obs_address_same_place (const char *address, const char *other)
{
  const CURLUPart same[] = { CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT };
  g_autoptr (CURLU) a = curl_url ();
  g_autoptr (CURLU) b = curl_url ();
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  if (curl_url_set (a, CURLUPART_URL, address, 0) != CURLUE_OK
      || curl_url_set (b, CURLUPART_URL, other, 0) != CURLUE_OK)
    return FALSE;
  user = part (b, CURLUPART_USER, 0);
  password = part (b, CURLUPART_PASSWORD, 0);
  if (user != NULL || password != NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *one = part (a, same[i], CURLU_DEFAULT_PORT);
      g_autofree char *two = part (b, same[i], CURLU_DEFAULT_PORT);

      if (one == NULL || two == NULL || g_ascii_strcasecmp (one, two) != 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
obs_address_is_safe (const char *address, const char *other)
{
  g_autoptr (CURLU) url = curl_url ();
  g_autofree char *scheme = NULL;
  g_autofree char *host = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  if (g_ascii_strncasecmp (address, "https:", 6) != 0
      || curl_url_set (url, CURLUPART_URL, other, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return FALSE;
  scheme = part (url, CURLUPART_SCHEME, 0);
  host = part (url, CURLUPART_HOST, 0);
  user = part (url, CURLUPART_USER, 0);
  password = part (url, CURLUPART_PASSWORD, 0);
  return g_strcmp0 (scheme, "https") == 0 && host != NULL && user == NULL && password == NULL;
}

gboolean
obs_address_is_plain (const char *address)
{
  return g_ascii_strncasecmp (address, "http:", 5) == 0;
}

gboolean
obs_address_is_this_computer (const char *address)
{
  g_autoptr (CURLU) url = curl_url ();
  g_autofree char *host = NULL;

  if (curl_url_set (url, CURLUPART_URL, address, 0) != CURLUE_OK)
    return FALSE;
  host = part (url, CURLUPART_HOST, 0);
  return host != NULL && is_this_computer (host);
}
