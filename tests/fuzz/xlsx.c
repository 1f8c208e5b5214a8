/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workbooks. The first byte says what the rest is: a whole file, or one part of a sound one, so
 * that checksums do not stop the fuzzer at the door. */

#include "config.h"

#include "tests/fuzz/target.h"

#include "data/ingest/workbook.h"
#include "tests/data/sheets/package.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_RECORDS 20000

static void
check_message (const char *message)
{
  FUZZ_CHECK (g_utf8_validate (message, -1, NULL));
  FUZZ_CHECK (g_str_has_suffix (message, "."));
}

static void
read_sheet (const char *path, const char *sheet)
{
  ObsRecordsOptions options = { .name = "fuzz", .format = "xlsx", .sheet = sheet, .plain = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsRecords) records = NULL;
  const ObsSlice *fields;
  guint n_fields, n_records = 0;
  guint64 line = 0;
  int status = -1;

  records = obs_records_open (path, &options, NULL, &error);
  if (records == NULL && error != NULL && strstr (error->message, "ods") != NULL)
    {
      g_clear_error (&error);
      options.format = "ods";
      records = obs_records_open (path, &options, NULL, &error);
    }
  while (records != NULL && n_records++ < MAX_RECORDS
         && (status = obs_records_next (records, &fields, &n_fields, &error)) > 0)
    {
      FUZZ_CHECK (n_fields > 0 && n_fields <= 1000);
      FUZZ_CHECK (obs_records_line (records) > line);
      line = obs_records_line (records);
      for (guint i = 0; i < n_fields; i++)
        FUZZ_CHECK (strlen (fields[i].text) == fields[i].length
                    && g_utf8_validate (fields[i].text, (gssize) fields[i].length, NULL));
    }
  FUZZ_CHECK ((status < 0) == (error != NULL));
  if (error != NULL)
    check_message (error->message);
  for (guint i = 0; records != NULL && i < obs_records_notices (records)->len; i++)
    check_message (g_ptr_array_index (obs_records_notices (records), i));
}

static void
read_file (GBytes *bytes)
{
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) sheets = NULL;
  int fd = g_file_open_tmp ("obs-fuzz-XXXXXX", &path, NULL);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  FUZZ_CHECK (fd >= 0 && (length == 0 || write (fd, data, length) == (gssize) length));
  close (fd);
  read_sheet (path, NULL);
  sheets = obs_workbook_list_sheets (path, NULL, NULL);
  for (guint i = 0; sheets != NULL && i < MIN (sheets->len, 4); i++)
    read_sheet (path, ((ObsWorkbookSheet *) g_ptr_array_index (sheets, i))->name);
  g_unlink (path);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const parts[] = { "xl/worksheets/sheet1.xml",
                                       "xl/sharedStrings.xml",
                                       "xl/styles.xml",
                                       "xl/workbook.xml",
                                       "content.xml",
                                       "META-INF/manifest.xml",
                                       "xl/_rels/workbook.xml.rels",
                                       "[Content_Types].xml" };
  g_autoptr (Package) package = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *part;

  if (size < 1 || size > 100000)
    return 0;
  if (data[0] < 'a' || data[0] >= 'a' + G_N_ELEMENTS (parts))
    bytes = g_bytes_new (data + 1, size - 1);
  else
    {
      part = parts[data[0] - 'a'];
      package = g_str_equal (part, "content.xml") || g_str_has_prefix (part, "META")
                    ? package_new_ods ("", "")
                    : package_new_xlsx ("<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"s\"><v>1</v></c>"
                                        "<c r=\"B1\" s=\"1\"><v>44287</v></c></row>");
      package_add_bytes (package, part, data + 1, size - 1);
      bytes = package_pack (package, PACK_STORED);
    }
  read_file (bytes);
  return 0;
}
