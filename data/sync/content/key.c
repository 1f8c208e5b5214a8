/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/edition/schema.h"
#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* README.md, "Keys": a whole number is one byte 1 and its eight bytes, the highest first, with the
 * sign turned over; a text is one byte 2, its bytes and a 0. So the bytes sort as the keys do. */

#define KEY_INTEGER 1
#define KEY_TEXT 2
#define INTEGER_SIZE 9

int
obs_key_compare (gconstpointer a, gsize a_length, gconstpointer b, gsize b_length)
{
  int order = memcmp (a, b, MIN (a_length, b_length));

  return order != 0 ? order : a_length < b_length ? -1 : a_length > b_length;
}

int
obs_key_compare_bytes (GBytes *a, GBytes *b)
{
  gsize a_length, b_length;
  gconstpointer a_data = g_bytes_get_data (a, &a_length);
  gconstpointer b_data = g_bytes_get_data (b, &b_length);

  return obs_key_compare (a_data, a_length, b_data, b_length);
}

void
obs_key_add_integer (GByteArray *key, gint64 value)
{
  guint8 bytes[INTEGER_SIZE] = { KEY_INTEGER };
  guint64 big = GUINT64_TO_BE ((guint64) value ^ (G_GUINT64_CONSTANT (1) << 63));

  memcpy (bytes + 1, &big, sizeof big);
  g_byte_array_append (key, bytes, sizeof bytes);
}

void
obs_key_add_text (GByteArray *key, const char *text, gsize length)
{
  static const guint8 tag = KEY_TEXT, end = 0;

  g_byte_array_append (key, &tag, 1);
  g_byte_array_append (key, (const guint8 *) text, (guint) length);
  g_byte_array_append (key, &end, 1);
}

gboolean
obs_key_of_row (const ObsTableShape *shape, sqlite3_stmt *stmt, GByteArray *key, GError **error)
{
  g_byte_array_set_size (key, 0);
  for (guint i = 0; i < shape->keys->len; i++)
    {
      guint at = g_array_index (shape->keys, guint, i);
      ObsColumnKind kind = obs_shape_column (shape, at)->kind;
      int type = sqlite3_column_type (stmt, (int) at);

      if (kind == OBS_COLUMN_INTEGER && type == SQLITE_INTEGER)
        obs_key_add_integer (key, sqlite3_column_int64 (stmt, (int) at));
      else if (kind == OBS_COLUMN_TEXT && type == SQLITE_TEXT)
        {
          const char *text = (const char *) sqlite3_column_text (stmt, (int) at);
          gsize length = (gsize) sqlite3_column_bytes (stmt, (int) at);

          if (memchr (text, '\0', length) != NULL)
            break;
          obs_key_add_text (key, text, length);
        }
      else
        break;
      if (i + 1 == shape->keys->len)
        return TRUE;
    }
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("The table “%s” has a row whose key is not of the kind that it should be."),
               shape->table.name);
  return FALSE;
}

void
obs_key_of_rows (const ObsTableShape *shape, const ObsRows *rows, gboolean keys_only, guint i,
                 GByteArray *key)
{
  g_byte_array_set_size (key, 0);
  for (guint k = 0; k < shape->keys->len; k++)
    {
      guint at = g_array_index (shape->keys, guint, k);
      const ObsColumn *column;

      /* Key columns alone stand in the table's order, which need not be the key's. */
      if (keys_only)
        {
          guint place = 0;

          for (guint c = 0; c < at; c++)
            place += obs_shape_column (shape, c)->key > 0;
          at = place;
        }
      column = g_ptr_array_index (rows->columns, at);
      if (column->kind == OBS_COLUMN_INTEGER)
        obs_key_add_integer (key, g_array_index (column->integers, gint64, i));
      else
        {
          gsize length;
          const char *text = obs_column_text (column, i, &length);

          obs_key_add_text (key, text, length);
        }
    }
}

/* Binds the value at *@at; FALSE where the bytes are no value of that kind. */
static gboolean
bind_value (const guint8 **at, const guint8 *end, ObsColumnKind kind, sqlite3_stmt *stmt,
            int parameter)
{
  const guint8 *p = *at;

  if (kind == OBS_COLUMN_INTEGER)
    {
      guint64 big;

      if (end - p < INTEGER_SIZE || *p != KEY_INTEGER)
        return FALSE;
      memcpy (&big, p + 1, sizeof big);
      sqlite3_bind_int64 (stmt, parameter,
                          (gint64) (GUINT64_FROM_BE (big) ^ (G_GUINT64_CONSTANT (1) << 63)));
      *at = p + INTEGER_SIZE;
    }
  else
    {
      const guint8 *zero
          = p < end && *p == KEY_TEXT ? memchr (p + 1, 0, (gsize) (end - p - 1)) : NULL;

      if (zero == NULL || !g_utf8_validate_len ((const char *) p + 1, (gsize) (zero - p - 1), NULL))
        return FALSE;
      sqlite3_bind_text (stmt, parameter, (const char *) p + 1, (int) (zero - p - 1),
                         SQLITE_STATIC);
      *at = zero + 1;
    }
  return TRUE;
}

gboolean
obs_key_bind (const ObsTableShape *shape, GBytes *bytes, sqlite3_stmt *stmt, int parameter,
              GError **error)
{
  gsize length;
  const guint8 *at = g_bytes_get_data (bytes, &length);
  const guint8 *end = at != NULL ? at + length : NULL;
  gboolean good = at != NULL && length <= G_MAXINT;

  for (guint i = 0; good && i < shape->keys->len; i++)
    good = bind_value (&at, end,
                       obs_shape_column (shape, g_array_index (shape->keys, guint, i))->kind, stmt,
                       parameter + (int) i);
  if (good && at == end)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               _ ("A segment of the table “%s” begins with something that is no key of it."),
               shape->table.name);
  return FALSE;
}

gint64
obs_key_integer (GBytes *key)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (key, &length);
  guint64 big = 0;

  if (length == INTEGER_SIZE)
    memcpy (&big, data + 1, sizeof big);
  return (gint64) (GUINT64_FROM_BE (big) ^ (G_GUINT64_CONSTANT (1) << 63));
}

/* Rounds down, below 0 as well. */
gint64
obs_key_bucket (const ObsTableShape *shape, gint64 key)
{
  return key & ~((G_GINT64_CONSTANT (1) << shape->bits) - 1);
}

GBytes *
obs_key_start (const ObsTableShape *shape, GBytes *key)
{
  g_autoptr (GByteArray) start = NULL;

  if (!shape->table.integer_key || g_bytes_get_size (key) != INTEGER_SIZE)
    return g_bytes_ref (key);
  start = g_byte_array_new ();
  obs_key_add_integer (start, obs_key_bucket (shape, obs_key_integer (key)));
  return g_byte_array_free_to_bytes (g_steal_pointer (&start));
}

/* FNV-1a of 64 bits (Fowler, Noll, Vo; RFC 9923), and the last step of MurmurHash3 (Appleby) over
 * it, because the low bits of FNV alone depend on the low bits of the input only. */
gboolean
obs_key_cuts (const ObsTableShape *shape, const GByteArray *key)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (guint i = 0; i < key->len; i++)
    hash = (hash ^ key->data[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  hash = (hash ^ (hash >> 33)) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  hash = (hash ^ (hash >> 33)) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  hash ^= hash >> 33;
  return (hash & ((G_GUINT64_CONSTANT (1) << shape->bits) - 1)) == 0;
}
