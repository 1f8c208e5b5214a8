/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "package.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct
{
  char *name;
  GBytes *bytes;
} Part;

struct _Package
{
  GArray *parts;
};

static void
part_clear (gpointer data)
{
  Part *part = data;

  g_free (part->name);
  g_bytes_unref (part->bytes);
}

Package *
package_new (void)
{
  Package *self = g_new0 (Package, 1);

  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_array_set_clear_func (self->parts, part_clear);
  return self;
}

void
package_free (Package *self)
{
  g_array_unref (self->parts);
  g_free (self);
}

void
package_add_bytes (Package *self, const char *name, const void *bytes, gsize length)
{
  Part part = { g_strdup (name), g_bytes_new (bytes, length) };

  for (guint i = 0; i < self->parts->len; i++)
    if (g_str_equal (g_array_index (self->parts, Part, i).name, name))
      {
        part_clear (&g_array_index (self->parts, Part, i));
        g_array_index (self->parts, Part, i) = part;
        return;
      }
  g_array_append_val (self->parts, part);
}

void
package_add (Package *self, const char *name, const char *text)
{
  package_add_bytes (self, name, text, strlen (text));
}

void
package_add_again (Package *self, const char *name, const char *text)
{
  Part part = { g_strdup (name), g_bytes_new (text, strlen (text)) };

  g_array_append_val (self->parts, part);
}

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

Package *
package_new_xlsx (const char *rows)
{
  Package *self = package_new ();
  g_autofree char *sheet = g_strdup_printf (
      XML "<worksheet xmlns=\"" MAIN "\"><sheetData>%s</sheetData></worksheet>", rows);

  package_add (self, "[Content_Types].xml",
               XML "<Types xmlns=\"" PACKAGE "content-types\">"
                   "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                   "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE
                   "sheet.main+xml\"/></Types>");
  package_add (self, "_rels/.rels",
               XML "<Relationships xmlns=\"" PACKAGE "relationships\">"
                   "<Relationship Id=\"r1\" Type=\"" RELATION "/officeDocument\" "
                   "Target=\"xl/workbook.xml\"/></Relationships>");
  package_add (self, "xl/workbook.xml",
               XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATION "\">"
                   "<sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
  package_add (self, "xl/_rels/workbook.xml.rels",
               XML "<Relationships xmlns=\"" PACKAGE "relationships\">"
                   "<Relationship Id=\"r1\" Type=\"" RELATION "/worksheet\" "
                   "Target=\"worksheets/sheet1.xml\"/>"
                   "<Relationship Id=\"r2\" Type=\"" RELATION "/worksheet\" "
                   "Target=\"/xl/worksheets/sheet2.xml\"/>"
                   "<Relationship Id=\"r3\" Type=\"" RELATION "/styles\" Target=\"styles.xml\"/>"
                   "<Relationship Id=\"r4\" Type=\"" RELATION
                   "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>");
  package_add (self, "xl/worksheets/sheet1.xml", sheet);
  package_add (self, "xl/worksheets/sheet2.xml",
               XML "<worksheet xmlns=\"" MAIN "\"><sheetData><row r=\"1\"><c r=\"A1\">"
                   "<v>2</v></c></row></sheetData></worksheet>");
  package_add (self, "xl/styles.xml",
               XML "<styleSheet xmlns=\"" MAIN "\">"
                   "<numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"mmm\\-yy\"/>"
                   "<numFmt numFmtId=\"165\" formatCode=\"0.0&quot;d&quot;\"/>"
                   "<numFmt numFmtId=\"166\" formatCode=\"[$-809]dd/mm/yyyy hh:mm;@\"/></numFmts>"
                   "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                   "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
                   "<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"20\"/>"
                   "<xf numFmtId=\"46\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>");
  package_add (self, "xl/sharedStrings.xml",
               XML
               "<sst xmlns=\"" MAIN "\"><si><t>first</t></si>"
               "<si><r><t>rich </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> text</t></r>"
               "<rPh sb=\"0\" eb=\"1\"><t>reading</t></rPh></si>"
               "<si><t xml:space=\"preserve\">  kept  </t></si><si><t>  cut  </t></si>"
               "<si><t>a_x000A_b_x005F_x</t></si><si/></sst>");
  return self;
}

#define NS "urn:oasis:names:tc:opendocument:xmlns:"

Package *
package_new_ods (const char *styles, const char *tables)
{
  Package *self = package_new ();
  g_autofree char *content = g_strdup_printf (
      XML "<office:document-content xmlns:office=\"" NS "office:1.0\" xmlns:table=\"" NS
          "table:1.0\" xmlns:text=\"" NS "text:1.0\" xmlns:style=\"" NS
          "style:1.0\" xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:"
          "calcext:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
          "<office:automatic-styles>%s</office:automatic-styles>"
          "<office:body><office:spreadsheet>%s</office:spreadsheet></office:body>"
          "</office:document-content>",
      styles, tables);

  package_add (self, "mimetype", "application/vnd.oasis.opendocument.spreadsheet");
  package_add (self, "META-INF/manifest.xml",
               XML "<manifest:manifest xmlns:manifest=\"" NS "manifest:1.0\">"
                   "<manifest:file-entry manifest:full-path=\"content.xml\" "
                   "manifest:media-type=\"text/xml\"/></manifest:manifest>");
  package_add (self, "content.xml", content);
  return self;
}

static void
put (GByteArray *out, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++)
    {
      guint8 byte = (guint8) (i < 8 ? value >> 8 * i : 0);

      g_byte_array_append (out, &byte, 1);
    }
}

/* (transfer full) */
static GBytes *
deflate_bytes (GBytes *bytes)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 9);
  gsize length, capacity, read, written;
  const void *data = g_bytes_get_data (bytes, &length);
  guint8 *packed = g_malloc (capacity = length + length / 100 + 64);

  g_assert_cmpint (g_converter_convert (G_CONVERTER (compressor), data != NULL ? data : "", length,
                                        packed, capacity, G_CONVERTER_INPUT_AT_END, &read, &written,
                                        NULL),
                   ==, G_CONVERTER_FINISHED);
  return g_bytes_new_take (packed, written);
}

typedef struct
{
  guint64 offset, packed, size;
  guint32 crc;
  guint method;
} Entry;

static void
put_sizes (GByteArray *out, const Entry *entry, PackFlags flags, gboolean known)
{
  put (out, known ? entry->crc : 0, 4);
  put (out, flags & PACK_ZIP64 ? 0xffffffff : known ? entry->packed : 0, 4);
  put (out, flags & PACK_ZIP64 ? 0xffffffff : known ? entry->size : 0, 4);
}

static void
put_extra64 (GByteArray *out, const Entry *entry, gboolean with_offset)
{
  put (out, 1, 2);
  put (out, with_offset ? 24 : 16, 2);
  put (out, entry->size, 8);
  put (out, entry->packed, 8);
  if (with_offset)
    put (out, entry->offset, 8);
}

static void
put_local (GByteArray *out, const Part *part, Entry *entry, PackFlags flags)
{
  g_autoptr (GBytes) packed
      = flags & PACK_STORED ? g_bytes_ref (part->bytes) : deflate_bytes (part->bytes);
  gsize length;
  const void *data = g_bytes_get_data (part->bytes, &length);

  entry->offset = out->len;
  entry->packed = g_bytes_get_size (packed);
  entry->size = length;
  entry->crc = (guint32) crc32 (crc32 (0, NULL, 0), data, (uInt) length);
  entry->method = flags & PACK_STORED ? 0 : 8;
  put (out, 0x04034b50, 4);
  put (out, flags & PACK_ZIP64 ? 45 : 20, 2);
  put (out, flags & PACK_DESCRIPTORS ? 8 : 0, 2);
  put (out, entry->method, 2);
  put (out, 0x21, 4);
  put_sizes (out, entry, flags, !(flags & PACK_DESCRIPTORS));
  put (out, strlen (part->name), 2);
  put (out, flags & PACK_ZIP64 ? 20 : 0, 2);
  g_byte_array_append (out, (const guint8 *) part->name, (guint) strlen (part->name));
  if (flags & PACK_ZIP64)
    put_extra64 (out, entry, FALSE);
  g_byte_array_append (out, g_bytes_get_data (packed, NULL), (guint) entry->packed);
  if (flags & PACK_DESCRIPTORS)
    {
      put (out, 0x08074b50, 4);
      put (out, entry->crc, 4);
      put (out, entry->packed, flags & PACK_ZIP64 ? 8 : 4);
      put (out, entry->size, flags & PACK_ZIP64 ? 8 : 4);
    }
}

static void
put_central (GByteArray *out, const Part *part, const Entry *entry, PackFlags flags)
{
  put (out, 0x02014b50, 4);
  put (out, flags & PACK_ZIP64 ? 45 : 20, 2);
  put (out, flags & PACK_ZIP64 ? 45 : 20, 2);
  put (out, (flags & PACK_DESCRIPTORS ? 8 : 0) | (flags & PACK_ENCRYPTED ? 1 : 0), 2);
  put (out, entry->method, 2);
  put (out, 0x21, 4);
  put_sizes (out, entry, flags, TRUE);
  put (out, strlen (part->name), 2);
  put (out, flags & PACK_ZIP64 ? 28 : 0, 2);
  put (out, 0, 10);
  put (out, flags & PACK_ZIP64 ? 0xffffffff : entry->offset, 4);
  g_byte_array_append (out, (const guint8 *) part->name, (guint) strlen (part->name));
  if (flags & PACK_ZIP64)
    put_extra64 (out, entry, TRUE);
}

GBytes *
package_pack (Package *self, PackFlags flags)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  guint64 start, size, end;

  g_array_set_size (entries, self->parts->len);
  for (guint i = 0; i < entries->len; i++)
    put_local (out, &g_array_index (self->parts, Part, i), &g_array_index (entries, Entry, i),
               flags);
  start = out->len;
  for (guint i = 0; i < entries->len; i++)
    put_central (out, &g_array_index (self->parts, Part, i), &g_array_index (entries, Entry, i),
                 flags);
  end = out->len;
  size = end - start;
  if (flags & PACK_ZIP64)
    {
      put (out, 0x06064b50, 4);
      put (out, 44, 8);
      put (out, 45 << 16 | 45, 4);
      put (out, 0, 8);
      put (out, entries->len, 8);
      put (out, entries->len, 8);
      put (out, size, 8);
      put (out, start, 8);
      put (out, 0x07064b50, 4);
      put (out, 0, 4);
      put (out, end, 8);
      put (out, 1, 4);
    }
  put (out, 0x06054b50, 4);
  put (out, 0, 4);
  put (out, entries->len, 2);
  put (out, entries->len, 2);
  put (out, flags & PACK_ZIP64 ? 0xffffffff : size, 4);
  put (out, flags & PACK_ZIP64 ? 0xffffffff : start, 4);
  put (out, 0, 2);
  return g_byte_array_free_to_bytes (out);
}

static char *folder; /* of the test, removed at its end */

static void
remove_folder (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
}

char *
write_bytes (GBytes *bytes, const char *name)
{
  char *path;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (folder == NULL)
    {
      folder = g_dir_make_tmp ("obs-sheets-XXXXXX", NULL);
      atexit (remove_folder);
    }
  path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
  return path;
}

char *
package_write (Package *self, const char *name)
{
  g_autoptr (GBytes) bytes = package_pack (self, PACK_PLAIN);

  return write_bytes (bytes, name);
}

char *
read_all (const char *path, const ObsRecordsOptions *options, GPtrArray **notices, GError **error)
{
  g_autoptr (ObsRecords) records = obs_records_open (path, options, NULL, error);
  g_autoptr (GString) text = g_string_new (NULL);
  const ObsSlice *fields;
  guint n;
  int status;

  if (records == NULL)
    return NULL;
  while ((status = obs_records_next (records, &fields, &n, error)) > 0)
    {
      g_string_append_printf (text, "%" G_GUINT64_FORMAT ":", obs_records_line (records));
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (strlen (fields[i].text), ==, fields[i].length);
          g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", fields[i].text);
        }
      g_string_append_c (text, '\n');
    }
  if (notices != NULL)
    *notices = g_ptr_array_ref (obs_records_notices (records));
  if (status < 0)
    return NULL;
  g_assert_nonnull (obs_records_sha256 (records));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
shared_data (const char *file)
{
  const char *given = g_getenv ("OBS_SHARED_DATA");
  g_autofree char *usual
      = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "shared", "data", NULL);
  char *path = g_build_filename (given != NULL ? given : usual, file, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  g_test_skip ("the shared data is not on this computer; set OBS_SHARED_DATA to its folder");
  return NULL;
}
