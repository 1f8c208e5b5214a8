/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs. The first byte says what else is read from the rest: a pack, or a chunk file, a manifest
 * or a list of segments. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/error.h"
#include "data/sync/content/segment-list.h"

#include <string.h>

static void
check_change (const ObsPackTable *table, const ObsPackChange *change)
{
  const ObsChunkColumn *column;

  FUZZ_CHECK (change->column < table->columns->len);
  column = g_ptr_array_index (table->columns, change->column);
  FUZZ_CHECK (column->key == 0 && change->values->kind == column->kind);
  FUZZ_CHECK (change->values->n == change->rows->len);
  FUZZ_CHECK (!change->difference
              || (column->kind == OBS_COLUMN_INTEGER && !change->values->has_nulls));
  for (guint i = 0; i < change->rows->len; i++)
    {
      guint32 row = g_array_index (change->rows, guint32, i);

      FUZZ_CHECK (row < table->revised->n);
      FUZZ_CHECK (i == 0 || row > g_array_index (change->rows, guint32, i - 1));
    }
}

static void
check_pack (const ObsPack *pack)
{
  FUZZ_CHECK (strlen (pack->from) == 64 && strlen (pack->to) == 64);
  FUZZ_CHECK (g_utf8_validate (pack->summary, -1, NULL));
  for (guint t = 0; t < pack->tables->len; t++)
    {
      const ObsPackTable *table = g_ptr_array_index (pack->tables, t);

      FUZZ_CHECK (table->added->columns->len == table->columns->len);
      for (guint i = 0; i < table->changes->len; i++)
        check_change (table, g_ptr_array_index (table->changes, i));
    }
}

static void
try_pack (GBytes *plain, GError **error)
{
  g_autoptr (ObsPack) pack = obs_pack_decode (plain, NULL, NULL, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ObsPack) again = NULL;

  FUZZ_CHECK ((pack == NULL) == (*error != NULL));
  if (pack == NULL)
    return;
  check_pack (pack);
  if (g_bytes_get_size (plain) > 5000) /* writing tries much, and takes long */
    return;
  bytes = obs_pack_encode (pack, NULL, NULL, error);
  FUZZ_CHECK (bytes != NULL);
  again = obs_pack_decode (bytes, NULL, NULL, error);
  FUZZ_CHECK (again != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = NULL, plain = NULL;
  g_autoptr (ObsManifest) manifest = NULL;
  g_autoptr (ObsSegmentList) list = NULL;
  g_autoptr (GError) error = NULL;

  if (size == 0)
    return 0;
  bytes = g_bytes_new (data + 1, size - 1);
  if (data[0] == 'c')
    {
      plain = obs_chunk_unpack (bytes, 1000, &error);
      FUZZ_CHECK ((plain == NULL) == (error != NULL));
    }
  else if (data[0] == 'm')
    {
      manifest = obs_manifest_from_bytes (bytes, &error);
      FUZZ_CHECK ((manifest == NULL) == (error != NULL));
    }
  else if (data[0] == 'l')
    {
      list = obs_segment_list_from_bytes (bytes, &error);
      FUZZ_CHECK ((list == NULL) == (error != NULL));
    }
  else
    try_pack (bytes, &error);
  FUZZ_CHECK (error == NULL || g_error_matches (error, OBS_ERROR, OBS_ERROR_CORRUPT));
  return 0;
}
