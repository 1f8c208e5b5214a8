/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON files as tables: the records that any bytes hold. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/ingest/records.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_TEXT 20000

static const char *const columns[]
    = { "referenceNumber", "a.b", "^referenceNumber", "#", "detail", "typicalJobTitles", NULL };

static void
read_records (const char *path, const char *rows, const char *const *wanted)
{
  const ObsRecordsOptions options
      = { .name = "fuzz.json", .format = "json", .rows = rows, .columns = wanted };
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRecords) records = obs_records_open (path, &options, NULL, &error);
  const guint n_wanted = g_strv_length ((char **) wanted);
  const ObsSlice *fields;
  guint n;
  int rc = -1;

  FUZZ_CHECK ((records == NULL) == (error != NULL));
  while (records != NULL && (rc = obs_records_next (records, &fields, &n, &error)) == 1)
    {
      FUZZ_CHECK (n == n_wanted);
      for (guint i = 0; i < n; i++)
        {
          FUZZ_CHECK (strlen (fields[i].text) == fields[i].length);
          FUZZ_CHECK (g_utf8_validate (fields[i].text, -1, NULL));
        }
    }
  FUZZ_CHECK ((rc < 0) == (error != NULL));
  FUZZ_CHECK (error == NULL || g_utf8_validate (error->message, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static char *path;

  if (size > MAX_TEXT)
    return 0;
  if (path == NULL)
    {
      int fd = g_file_open_tmp ("obs-fuzz-XXXXXX", &path, NULL);

      FUZZ_CHECK (fd >= 0);
      close (fd);
    }
  FUZZ_CHECK (g_file_set_contents_full (path, (const char *) data, (gssize) size,
                                        G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  for (guint first = 0; columns[first] != NULL; first++)
    read_records (path, first % 2 == 0 ? NULL : "skills", columns + first);
  read_records (path, "a.b", columns + G_N_ELEMENTS (columns) - 2);
  g_unlink (path);
  return 0;
}
