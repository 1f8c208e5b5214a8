/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/names.h"

#include <string.h>

#define MAX_TITLE 200
#define MAX_SERIES 64

gboolean
obs_name_is_date (const char *text)
{
  guint number[3];

  if (text == NULL || strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  for (int i = 0; i < 10; i++)
    if (i != 4 && i != 7 && !g_ascii_isdigit (text[i]))
      return FALSE;
  number[0] = (guint) g_ascii_strtoull (text, NULL, 10);
  number[1] = (guint) g_ascii_strtoull (text + 5, NULL, 10);
  number[2] = (guint) g_ascii_strtoull (text + 8, NULL, 10);
  return number[0] >= 2000 && number[0] <= 2199
         && g_date_valid_dmy ((GDateDay) number[2], (GDateMonth) number[1], (GDateYear) number[0]);
}

gboolean
obs_name_is_series (const char *text)
{
  gsize length = text == NULL ? 0 : strlen (text);

  return length >= 1 && length <= MAX_SERIES && text[0] != '-'
         && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

gboolean
obs_name_is_edition (const char *text)
{
  g_autofree char *date = NULL;

  if (text == NULL || strlen (text) != 27 || text[10] != '-'
      || strspn (text + 11, "0123456789abcdef") != 16)
    return FALSE;
  date = g_strndup (text, 10);
  return obs_name_is_date (date);
}

gboolean
obs_name_is_origin (const char *text)
{
  return text != NULL && strlen (text) == 16 && strspn (text, "0123456789abcdef") == 16;
}

/* Marks that turn the direction of a text can make it read as another one. */
static gboolean
is_harmless (gunichar u)
{
  return !g_unichar_iscntrl (u) && !(u >= 0x200e && u <= 0x200f) && !(u >= 0x2028 && u <= 0x202e)
         && !(u >= 0x2066 && u <= 0x2069) && u != 0xfeff;
}

gboolean
obs_name_is_title (const char *text)
{
  glong n = 0;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c), n++)
    if (!is_harmless (g_utf8_get_char (c)))
      return FALSE;
  return n >= 1 && n <= MAX_TITLE;
}

gboolean
obs_name_is_text (const char *text, gsize most)
{
  if (text == NULL || strlen (text) > most || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (*c != '\n' && !is_harmless (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

gboolean
obs_name_is_time (const char *text, gint64 *time)
{
  static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
  g_autoptr (GDateTime) read = NULL;

  if (text == NULL || strlen (text) != sizeof form - 1)
    return FALSE;
  for (gsize i = 0; i < sizeof form - 1; i++)
    if (form[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != form[i])
      return FALSE;
  read = g_date_time_new_from_iso8601 (text, NULL);
  if (read == NULL)
    return FALSE;
  if (time != NULL)
    *time = g_date_time_to_unix (read);
  return TRUE;
}

char *
obs_name_make_edition (const char *date, const char *sha256)
{
  return g_strdup_printf ("%s-%.16s", date, sha256);
}
