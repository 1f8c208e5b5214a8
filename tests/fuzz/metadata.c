/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed metadata: the strict reader, the canonical form, each kind of file, signatures, and the
 * search for paths in delegations. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/sync/tuf/metadata.h"

#include <string.h>

#define MAX_TEXT 20000

static void
check_message (const GError *error)
{
  FUZZ_CHECK (g_utf8_validate (error->message, -1, NULL));
  FUZZ_CHECK (g_str_has_suffix (error->message, "."));
}

/* Read, written and read again it is the same; the order of the text is kept. */
static void
check_json (const char *text, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) json = obs_json_read (text, size, &error);
  g_autoptr (ObsJson) again = NULL, copy = NULL;
  g_autoptr (GBytes) once = NULL, file = NULL, twice = NULL, copied = NULL;

  FUZZ_CHECK ((json == NULL) == (error != NULL));
  if (json == NULL)
    {
      check_message (error);
      return;
    }
  once = obs_json_canonical (json);
  file = obs_json_text (json);
  again = obs_json_read (g_bytes_get_data (file, NULL), g_bytes_get_size (file), &error);
  FUZZ_CHECK (again != NULL);
  twice = obs_json_canonical (again);
  FUZZ_CHECK (g_bytes_equal (once, twice));
  copy = obs_json_copy (json);
  copied = obs_json_text (copy);
  FUZZ_CHECK (g_bytes_equal (file, copied));
  for (guint i = 0; i < obs_json_length (json); i++)
    if (obs_json_kind (json) == OBS_JSON_OBJECT)
      FUZZ_CHECK (obs_json_member (json, obs_json_name (json, i)) == obs_json_element (json, i));
}

static void
check_delegations (const ObsTufMetadata *metadata)
{
  static const char *const paths[] = { "", "a", "a/b", "observatory/packs/0.zst", "\xc3\xa9/" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      gboolean terminating;
      g_autoptr (GPtrArray) roles = obs_tuf_delegations_for (metadata, paths[i], &terminating);

      FUZZ_CHECK (metadata->bins == NULL || roles->len == 1);
      for (guint j = 0; j < roles->len; j++)
        {
          const ObsTufRole *role = g_ptr_array_index (roles, j);

          FUZZ_CHECK (*role->name != '\0' && role->threshold >= 1);
          FUZZ_CHECK (role->terminating == (terminating && j == roles->len - 1));
        }
    }
}

/* What a file promises once it was read. */
static void
check_metadata (ObsTufMetadata *metadata)
{
  GHashTableIter iter;
  gpointer value;

  FUZZ_CHECK (metadata->version >= 1 && metadata->version <= G_GINT64_CONSTANT (9007199254740991));
  switch (metadata->type)
    {
    case OBS_TUF_ROOT:
      FUZZ_CHECK (metadata->keys != NULL && metadata->roles->len == 4);
      for (guint i = 0; i < metadata->roles->len; i++)
        obs_tuf_metadata_verify (metadata, "f", g_ptr_array_index (metadata->roles, i),
                                 metadata->keys, NULL);
      break;
    case OBS_TUF_TARGETS:
      check_delegations (metadata);
      break;
    case OBS_TUF_TIMESTAMP:
    case OBS_TUF_SNAPSHOT:
    default:
      g_hash_table_iter_init (&iter, metadata->files);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        FUZZ_CHECK (((ObsTufFile *) value)->version >= 1 && ((ObsTufFile *) value)->length >= -1);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_memdup2 (data, size); /* no NUL behind it */
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  if (size > MAX_TEXT)
    return 0;
  check_json (text != NULL ? text : "", size);
  for (guint type = 0; type < 4; type++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ObsTufMetadata) metadata = obs_tuf_metadata_open ("f", bytes, &error);
      gboolean good
          = metadata != NULL
            && obs_tuf_metadata_read (metadata, "f", (ObsTufType) type, type % 2 == 1, &error);

      FUZZ_CHECK (good == (error == NULL));
      if (good)
        check_metadata (metadata);
      else
        check_message (error);
    }
  return 0;
}
