/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments. The bytes are what stands in the chunk file once it is unpacked; its table and columns
 * are taken as they are told in it. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/error.h"
#include "data/sync/content/rows.h"

#include <math.h>
#include <string.h>

#define MAGIC_LENGTH 5

static void
check_column (const ObsColumn *column, const ObsChunkColumn *shape, guint n)
{
  gsize length;

  FUZZ_CHECK (column->n == n && column->kind == shape->kind);
  FUZZ_CHECK (!column->has_nulls || (shape->nullable && shape->key == 0));
  for (guint i = 0; i < n; i++)
    if (column->kind == OBS_COLUMN_REAL)
      FUZZ_CHECK (isfinite (g_array_index (column->reals, double, i)));
    else if (column->kind == OBS_COLUMN_TEXT)
      {
        const char *text = obs_column_text (column, i, &length);

        FUZZ_CHECK (length <= OBS_COLUMN_TEXT_MOST);
        FUZZ_CHECK (g_utf8_validate_len (text, length, NULL));
        FUZZ_CHECK (!obs_column_is_null (column, i) || length == 0);
      }
    else
      FUZZ_CHECK (!obs_column_is_null (column, i)
                  || g_array_index (column->integers, gint64, i) == 0);
}

/* What was read is written and read again alike. */
static void
check_again (const char *table, const GPtrArray *columns, const ObsRows *rows)
{
  g_autoptr (GBytes) bytes = obs_segment_encode (table, columns, rows);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRows) again = obs_segment_decode (bytes, table, columns, &error);
  g_autoptr (GBytes) twice = NULL;

  FUZZ_CHECK (again != NULL && again->n == rows->n);
  twice = obs_segment_encode (table, columns, again);
  FUZZ_CHECK (g_bytes_equal (bytes, twice));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) plain = g_bytes_new_static (data, size);
  g_autoptr (GPtrArray) columns = NULL;
  g_autoptr (ObsRows) rows = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *table = NULL;
  ObsCursor cursor = { data, data + size };
  const guint8 *magic;

  if (!obs_bytes_get (&cursor, MAGIC_LENGTH, &magic) || !obs_bytes_get_text (&cursor, 1000, &table))
    return 0;
  columns = obs_rows_get_shape (&cursor, NULL);
  if (columns == NULL)
    return 0;
  rows = obs_segment_decode (plain, table, columns, &error);
  FUZZ_CHECK ((rows == NULL) == (error != NULL));
  if (rows == NULL)
    {
      FUZZ_CHECK (g_error_matches (error, OBS_ERROR, OBS_ERROR_CORRUPT));
      return 0;
    }
  FUZZ_CHECK (rows->columns->len == columns->len);
  for (guint i = 0; i < columns->len; i++)
    check_column (g_ptr_array_index (rows->columns, i), g_ptr_array_index (columns, i), rows->n);
  if (obs_rows_memory (rows) < 1000 * 1000) /* writing tries much, and takes long */
    check_again (table, columns, rows);
  return 0;
}
