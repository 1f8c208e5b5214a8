/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/workbook-zip-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* The directory of a ZIP container, by PKWARE's APPNOTE 6.3: end record (4.3.16), its 64-bit form
 * (4.3.14, 4.3.15), central headers (4.3.12), local headers (4.3.7). libarchive unpacks; but it
 * does not say where an entry stands, nor that a name comes twice, and reads what comes before the
 * container too. So the directory is judged here, and a file that is anything but one container is
 * refused. */

#define END_SIZE 22
#define END64_SIZE 56
#define LOCATOR_SIZE 20
#define CENTRAL_SIZE 46
#define LOCAL_SIZE 30
#define MAX_COMMENT 65535
/* A thousand entries with the longest names that make sense. */
#define MAX_DIRECTORY (4 * 1024 * 1024)

#define FLAG_ENCRYPTED 0x0001
#define FLAG_DESCRIPTOR 0x0008
#define FLAG_STRONG 0x0040
#define FLAG_MASKED 0x2000

typedef struct
{
  guint64 entries;
  guint64 size;
  guint64 offset;
  guint64 end; /* where the directory has to end */
} End;

static guint
get16 (const guint8 *p)
{
  return (guint) (p[0] | p[1] << 8);
}

static guint64
get32 (const guint8 *p)
{
  return get16 (p) | (guint64) get16 (p + 2) << 16;
}

static guint64
get64 (const guint8 *p)
{
  return get32 (p) | get32 (p + 4) << 32;
}

gboolean
obs_zip_set_damaged (const ObsZip *self, GError **error)
{
  g_set_error (
      error, OBS_ERROR, OBS_ERROR_INPUT,
      _ ("%s is damaged or not whole: what it holds does not agree with its own directory. "
         "Fetch it again, or open it in a spreadsheet program and save it again."),
      self->name);
  return FALSE;
}

gboolean
obs_zip_set_bomb (const ObsZip *self, const char *part, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
               _ ("%s would unpack to far more than a workbook holds (part “%s”; at most %d MiB in "
                  "all and %d times its packed size). Save the sheet as CSV if it is a real one."),
               self->name, part, OBS_ZIP_MAX_TOTAL / (1024 * 1024), OBS_ZIP_MAX_RATIO);
  return FALSE;
}

static gboolean
set_name_fault (const ObsZip *self, const char *name, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (name, -1);

  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s holds a part with the name “%s”, which no spreadsheet program writes. The "
                  "file is not read; get it from its publisher again."),
               self->name, shown);
  return FALSE;
}

void
obs_zip_entry_clear (gpointer entry)
{
  g_free (((ObsZipEntry *) entry)->name);
}

static gboolean
read_at (const ObsZip *self, guint64 offset, void *buffer, gsize size, GError **error)
{
  gsize done = 0;

  if (offset > self->size || size > self->size - offset
      || lseek (self->fd, (off_t) offset, SEEK_SET) < 0)
    return obs_zip_set_damaged (self, error);
  while (done < size)
    {
      gssize n = read (self->fd, (guint8 *) buffer + done, size - done);

      if (n <= 0)
        return obs_zip_set_damaged (self, error);
      done += (gsize) n;
    }
  return TRUE;
}

/* The 64-bit end record, where the ordinary one says that its fields are too small. */
static gboolean
read_end64 (const ObsZip *self, guint64 end_at, End *end, GError **error)
{
  guint8 locator[LOCATOR_SIZE], record[END64_SIZE];
  guint64 at;

  if (end_at < LOCATOR_SIZE + END64_SIZE)
    return obs_zip_set_damaged (self, error);
  if (!read_at (self, end_at - LOCATOR_SIZE, locator, sizeof locator, error))
    return FALSE;
  at = get64 (locator + 8);
  if (memcmp (locator, "PK\6\7", 4) != 0 || get32 (locator + 4) != 0 || get32 (locator + 16) > 1
      || at > end_at - LOCATOR_SIZE - END64_SIZE)
    return obs_zip_set_damaged (self, error);
  if (!read_at (self, at, record, sizeof record, error))
    return FALSE;
  if (memcmp (record, "PK\6\6", 4) != 0 || get32 (record + 16) != 0 || get32 (record + 20) != 0
      || get64 (record + 24) != get64 (record + 32)
      || get64 (record + 4) != end_at - LOCATOR_SIZE - at - 12)
    return obs_zip_set_damaged (self, error);
  end->entries = get64 (record + 32);
  end->size = get64 (record + 40);
  end->offset = get64 (record + 48);
  end->end = at;
  return TRUE;
}

/* The end record stands last, before a comment of the length that it names. */
static gboolean
find_end (const ObsZip *self, End *end, GError **error)
{
  gsize length = (gsize) MIN (self->size, END_SIZE + MAX_COMMENT);
  g_autofree guint8 *tail = g_malloc (length + 1);
  guint64 start = self->size - length;

  if (length < END_SIZE)
    return obs_zip_set_damaged (self, error);
  if (!read_at (self, start, tail, length, error))
    return FALSE;
  for (gsize i = length - END_SIZE + 1; i-- > 0;)
    {
      const guint8 *p = tail + i;

      if (memcmp (p, "PK\5\6", 4) != 0 || get16 (p + 20) != length - i - END_SIZE)
        continue;
      if (get16 (p + 4) != 0 || get16 (p + 6) != 0 || get16 (p + 8) != get16 (p + 10))
        return obs_zip_set_damaged (self, error);
      end->entries = get16 (p + 10);
      end->size = get32 (p + 12);
      end->offset = get32 (p + 16);
      end->end = start + i;
      if (end->entries == 0xffff || end->size == 0xffffffff || end->offset == 0xffffffff)
        return read_end64 (self, start + i, end, error);
      return TRUE;
    }
  return obs_zip_set_damaged (self, error);
}

/* Takes the 64-bit fields, in their order, for those of the header that say so. */
static gboolean
read_extra64 (ObsZipEntry *entry, const guint8 *extra, gsize length)
{
  guint64 *fields[] = { &entry->size, &entry->packed, &entry->header };

  while (length >= 4)
    {
      guint id = get16 (extra);
      gsize size = get16 (extra + 2);

      extra += 4;
      length -= 4;
      if (size > length)
        return FALSE;
      for (gsize i = 0, at = 0; id == 1 && i < G_N_ELEMENTS (fields); i++)
        if (*fields[i] == 0xffffffff)
          {
            if (at + 8 > size)
              return FALSE;
            *fields[i] = get64 (extra + at);
            at += 8;
          }
      extra += size;
      length -= size;
      if (id == 1)
        break;
    }
  return entry->size != 0xffffffff && entry->packed != 0xffffffff && entry->header != 0xffffffff;
}

static gboolean
is_safe_name (const char *name, gsize length)
{
  g_auto (GStrv) steps = NULL;

  if (length == 0 || strlen (name) != length || *name == '/' || strchr (name, '\\') != NULL
      || !g_utf8_validate (name, (gssize) length, NULL))
    return FALSE;
  steps = g_strsplit (name, "/", -1);
  return !g_strv_contains ((const char *const *) steps, "..");
}

static gboolean
check_entry (const ObsZip *self, const ObsZipEntry *entry, GError **error)
{
  if (entry->flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("%s is encrypted. Open it with its password, save it without one, and read "
                      "that file."),
                   self->name);
      return FALSE;
    }
  if (entry->size > OBS_ZIP_RATIO_FROM && entry->size / OBS_ZIP_MAX_RATIO > entry->packed)
    return obs_zip_set_bomb (self, entry->name, error);
  if ((entry->method != 0 && entry->method != 8)
      || (entry->method == 0 && entry->size != entry->packed))
    return obs_zip_set_damaged (self, error);
  return TRUE;
}

static gboolean
read_entry (ObsZip *self, const guint8 **p, gsize *left, GError **error)
{
  gsize name, extra, comment;
  ObsZipEntry entry = { 0 };
  gboolean good;

  if (*left < CENTRAL_SIZE || memcmp (*p, "PK\1\2", 4) != 0)
    return obs_zip_set_damaged (self, error);
  name = get16 (*p + 28);
  extra = get16 (*p + 30);
  comment = get16 (*p + 32);
  if (name + extra + comment > *left - CENTRAL_SIZE || get16 (*p + 34) != 0)
    return obs_zip_set_damaged (self, error);

  entry.name = g_strndup ((const char *) *p + CENTRAL_SIZE, name);
  entry.flags = get16 (*p + 8);
  entry.method = get16 (*p + 10);
  entry.packed = get32 (*p + 20);
  entry.size = get32 (*p + 24);
  entry.header = get32 (*p + 42);
  good = read_extra64 (&entry, *p + CENTRAL_SIZE + name, extra);
  g_array_append_val (self->entries, entry);
  *p += CENTRAL_SIZE + name + extra + comment;
  *left -= CENTRAL_SIZE + name + extra + comment;

  if (!good)
    return obs_zip_set_damaged (self, error);
  /* g_strndup() stops at a NUL, which shows in the length. */
  if (!is_safe_name (entry.name, name))
    return set_name_fault (self, entry.name, error);
  if (!g_hash_table_insert (self->by_name, g_ascii_strdown (entry.name, -1),
                            GUINT_TO_POINTER (self->entries->len - 1)))
    return set_name_fault (self, entry.name, error);
  return check_entry (self, &entry, error);
}

static int
compare_headers (gconstpointer a, gconstpointer b)
{
  const ObsZipEntry *x = *(ObsZipEntry *const *) a, *y = *(ObsZipEntry *const *) b;

  return x->header < y->header ? -1 : x->header > y->header;
}

/* The local header must be the one that the directory speaks of; @end: behind its data. */
static gboolean
check_local (const ObsZip *self, const ObsZipEntry *entry, guint64 *end, GError **error)
{
  guint8 header[LOCAL_SIZE];
  gsize name = strlen (entry->name);
  g_autofree char *found = g_malloc (name + 1);
  guint flags;

  if (!read_at (self, entry->header, header, sizeof header, error))
    return FALSE;
  flags = get16 (header + 6);
  if (memcmp (header, "PK\3\4", 4) != 0 || get16 (header + 26) != name
      || get16 (header + 8) != entry->method
      || ((flags ^ entry->flags) & (FLAG_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_STRONG)) != 0)
    return obs_zip_set_damaged (self, error);
  /* Without a descriptor behind the data, the sizes stand here too; all ones: in 64 bits. */
  if (!(flags & FLAG_DESCRIPTOR)
      && ((get32 (header + 18) != 0xffffffff && get32 (header + 18) != entry->packed)
          || (get32 (header + 22) != 0xffffffff && get32 (header + 22) != entry->size)))
    return obs_zip_set_damaged (self, error);
  if (!read_at (self, entry->header + LOCAL_SIZE, found, name, error))
    return FALSE;
  if (memcmp (found, entry->name, name) != 0 || entry->packed > self->size)
    return obs_zip_set_damaged (self, error);
  *end = entry->header + LOCAL_SIZE + name + get16 (header + 28) + entry->packed;
  return TRUE;
}

/* No byte may belong to two entries, or to an entry and the directory. */
static gboolean
check_places (const ObsZip *self, guint64 directory, GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  guint64 free_from = 0;

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (sorted, &g_array_index (self->entries, ObsZipEntry, i));
  g_ptr_array_sort (sorted, compare_headers);
  for (guint i = 0; i < sorted->len; i++)
    {
      const ObsZipEntry *entry = g_ptr_array_index (sorted, i);

      if (entry->header < free_from)
        return obs_zip_set_damaged (self, error);
      if (!check_local (self, entry, &free_from, error))
        return FALSE;
      if (free_from > directory)
        return obs_zip_set_damaged (self, error);
    }
  return TRUE;
}

static gboolean
set_too_many (const ObsZip *self, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_TOO_LARGE,
               _ ("%s consists of more than %d parts. Save the sheet that is wanted as a file of "
                  "its own."),
               self->name, OBS_ZIP_MAX_ENTRIES);
  return FALSE;
}

gboolean
obs_zip_read_directory (ObsZip *self, GError **error)
{
  End end = { 0 };
  g_autofree guint8 *directory = NULL;
  const guint8 *p;
  gsize left;
  guint64 total = 0;

  if (!find_end (self, &end, error))
    return FALSE;
  if (end.entries > OBS_ZIP_MAX_ENTRIES)
    return set_too_many (self, error);
  if (end.size > MAX_DIRECTORY || end.offset > end.end || end.end - end.offset != end.size)
    return obs_zip_set_damaged (self, error);

  directory = g_malloc ((gsize) end.size + 1);
  if (!read_at (self, end.offset, directory, (gsize) end.size, error))
    return FALSE;
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  p = directory;
  left = (gsize) end.size;
  for (guint64 i = 0; i < end.entries; i++)
    {
      if (!read_entry (self, &p, &left, error))
        return FALSE;
      total += g_array_index (self->entries, ObsZipEntry, i).size;
      if (total > OBS_ZIP_MAX_TOTAL)
        return obs_zip_set_bomb (self, g_array_index (self->entries, ObsZipEntry, i).name, error);
    }
  if (left > 0)
    return obs_zip_set_damaged (self, error);
  return check_places (self, end.offset, error);
}
