/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/content/content-private.h"

#include "data/error.h"
#include "data/sync/digest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* README.md, "Rows as they are hashed". Bytes are gathered, because a call of the library for each
 * value would cost more than the hash. */

#define BUFFER (64 * 1024)
#define MOST_OF_A_NUMBER 9

#define TAG_NULL 0x00
#define TAG_INTEGER 0x10 /* and how many bytes follow */
#define TAG_REAL 0x20
#define TAG_TEXT 0x30 /* and how many bytes of length follow */

struct _ObsRowHash
{
  EVP_MD_CTX *digest;
  gsize n;
  guint8 buffer[BUFFER];
};

ObsRowHash *
obs_row_hash_new (void)
{
  ObsRowHash *self = g_new (ObsRowHash, 1);

  self->digest = obs_digest_new ();
  self->n = 0;
  return self;
}

void
obs_row_hash_free (ObsRowHash *self)
{
  if (self == NULL)
    return;
  EVP_MD_CTX_free (self->digest);
  g_free (self);
}

static void
flush (ObsRowHash *self)
{
  EVP_DigestUpdate (self->digest, self->buffer, self->n);
  self->n = 0;
}

/* The fewest bytes that hold @value with its sign; none for 0. */
static inline guint8 *
put_integer (guint8 *at, gint64 value)
{
  guint64 magnitude = (guint64) (value ^ (value >> 63));
  guint bits = magnitude == 0 ? 0 : 64 - (guint) __builtin_clzll (magnitude);
  guint bytes = value == 0 ? 0 : bits / 8 + 1;
  guint64 big;

  *at++ = (guint8) (TAG_INTEGER | bytes);
  if (bytes == 0)
    return at;
  big = GUINT64_TO_BE ((guint64) value << (64 - 8 * bytes));
  memcpy (at, &big, sizeof big);
  return at + bytes;
}

static void
add_real (ObsRowHash *self, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_BE (bits);
  self->buffer[self->n++] = TAG_REAL;
  memcpy (self->buffer + self->n, &bits, sizeof bits);
  self->n += sizeof bits;
}

static void
add_text (ObsRowHash *self, const char *text, gsize length)
{
  guint bytes = length == 0 ? 0 : (64 - (guint) __builtin_clzll (length) + 7) / 8;

  self->buffer[self->n++] = (guint8) (TAG_TEXT | bytes);
  for (guint i = bytes; i > 0; i--)
    self->buffer[self->n++] = (guint8) (length >> (8 * (i - 1)));
  if (length > BUFFER - self->n)
    flush (self);
  if (length > BUFFER)
    EVP_DigestUpdate (self->digest, text, length);
  else
    {
      memcpy (self->buffer + self->n, text, length);
      self->n += length;
    }
}

gboolean
obs_row_hash_add (ObsRowHash *self, const ObsTableShape *shape, sqlite3_stmt *stmt, GError **error)
{
  const GPtrArray *columns = shape->table.columns;

  for (guint i = 0; i < columns->len; i++)
    {
      const ObsChunkColumn *column = g_ptr_array_index (columns, i);
      sqlite3_value *value = sqlite3_column_value (stmt, (int) i);
      int type = sqlite3_value_type (value);

      if (BUFFER - self->n < 2 * MOST_OF_A_NUMBER)
        flush (self);
      if (type == SQLITE_INTEGER && column->kind == OBS_COLUMN_INTEGER)
        self->n = (gsize) (put_integer (self->buffer + self->n, sqlite3_value_int64 (value))
                           - self->buffer);
      else if (type == SQLITE_TEXT && column->kind == OBS_COLUMN_TEXT)
        {
          const char *text = (const char *) sqlite3_value_text (value);

          add_text (self, text, (gsize) sqlite3_value_bytes (value));
        }
      else if (type == SQLITE_FLOAT && column->kind == OBS_COLUMN_REAL)
        add_real (self, sqlite3_value_double (value));
      else if (type == SQLITE_NULL)
        self->buffer[self->n++] = TAG_NULL;
      else
        {
          g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
                       _ ("The table “%s” has a value in its column “%s” that is not of the kind "
                          "that it should be."),
                       shape->table.name, column->name);
          return FALSE;
        }
    }
  return TRUE;
}

void
obs_row_hash_finish (ObsRowHash *self, guint8 sha256[32])
{
  unsigned int length = 0;

  flush (self);
  EVP_DigestFinal_ex (self->digest, sha256, &length);
  EVP_DigestInit_ex (self->digest, EVP_sha256 (), NULL);
}
