/* SPDX-License-Identifier: GPL-3.0-or-later */
/* columns FOLDER [ORDER [STEP]]: what the encoding of columns makes of the facts of the benchmark
 * of linked views (its column files in FOLDER, 4 million rows, val-next-recent.bin and
 * val-next-spread.bin with them): bytes a row of all segments of the base version, by column, and
 * of the packs to the next version; times. ORDER: letters of the columns in the order by which rows
 * are sorted before they are numbered: m(onth) s(ector) o(ccupation, soc) k(sb) p(lace) r (source)
 * z (size) v(al). */

#include "config.h"

#include "data/sync/content/chunk.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SEGMENT_ROWS 65536
#define LEVEL 19
#define LAST_MONTH 119
#define N_FACTS 8
#define NEW_VALUE N_FACTS /* the value in the next version, not a column */

typedef struct
{
  guint16 values[N_FACTS + 2];
} Fact;

static const struct
{
  const char *name;
  guint width;
  char letter;
} facts[N_FACTS]
    = { { "sector", 1, 's' }, { "place", 2, 'p' }, { "month", 1, 'm' },  { "ksb", 2, 'k' },
        { "soc", 2, 'o' },    { "size", 1, 'z' },  { "source", 1, 'r' }, { "val", 1, 'v' } };

static guint order[N_FACTS];
static guint n_order;

static guint
read_column (const char *dir, const char *name, guint width, guint place, GArray *rows)
{
  g_autofree char *file = g_strconcat (name, ".bin", NULL);
  g_autofree char *path = g_build_filename (dir, file, NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }
  if (rows->len == 0)
    g_array_set_size (rows, (guint) (length / width));
  for (guint i = 0; i < rows->len; i++)
    {
      const guint8 *at = (const guint8 *) text + (gsize) i * width;

      g_array_index (rows, Fact, i).values[place]
          = (guint16) (at[0] | (width > 1 ? at[1] << 8 : 0));
    }
  return rows->len;
}

static int
compare_facts (gconstpointer a, gconstpointer b)
{
  const Fact *x = a, *y = b;

  for (guint i = 0; i < n_order; i++)
    if (x->values[order[i]] != y->values[order[i]])
      return x->values[order[i]] < y->values[order[i]] ? -1 : 1;
  return 0;
}

static GPtrArray *
fact_columns (void)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (int i = -1; i < N_FACTS; i++)
    {
      ObsChunkColumn *column = g_new0 (ObsChunkColumn, 1);

      column->name = g_strdup (i < 0 ? "row" : facts[i].name);
      column->kind = OBS_COLUMN_INTEGER;
      column->key = i < 0;
      g_ptr_array_add (columns, column);
    }
  return columns;
}

static ObsRows *
rows_of (const Fact *from, gint64 first, guint n)
{
  ObsRows *rows = g_new0 (ObsRows, 1);

  rows->n = n;
  rows->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_column_free);
  for (int c = -1; c < N_FACTS; c++)
    {
      ObsColumn *column = obs_column_new (OBS_COLUMN_INTEGER);

      for (guint i = 0; i < n; i++)
        obs_column_add_integer (column, c < 0 ? first + i : from[i].values[c]);
      g_ptr_array_add (rows->columns, column);
    }
  return rows;
}

/* Of this process, so that others do not count. */
static double
milliseconds (void)
{
  return (double) clock () * 1000 / CLOCKS_PER_SEC;
}

static double
milliseconds_since (double start)
{
  return milliseconds () - start;
}

static gsize
packed_length (GBytes *plain, int level)
{
  g_autoptr (GBytes) packed = obs_chunk_pack (plain, level);

  return g_bytes_get_size (packed);
}

static void
measure_segments (const Fact *rows, guint n, const GPtrArray *columns, guint step)
{
  gsize plain_length = 0, length = 0;
  double encode = 0, pack = 0, decode = 0, unpack = 0;
  guint measured = 0;

  for (guint at = 0, s = 0; at < n; at += SEGMENT_ROWS, s++)
    {
      guint here = MIN (SEGMENT_ROWS, n - at);
      g_autoptr (ObsRows) segment = NULL, again = NULL;
      g_autoptr (GBytes) plain = NULL, packed = NULL, unpacked = NULL;
      double start;

      if (s % step != 0)
        continue;
      segment = rows_of (rows + at, at, here);
      start = milliseconds ();
      plain = obs_segment_encode ("fact", columns, segment);
      encode += milliseconds_since (start);
      start = milliseconds ();
      packed = obs_chunk_pack (plain, LEVEL);
      pack += milliseconds_since (start);
      start = milliseconds ();
      unpacked = obs_chunk_unpack (packed, g_bytes_get_size (plain), NULL);
      unpack += milliseconds_since (start);
      start = milliseconds ();
      again = obs_segment_decode (unpacked, "fact", columns, NULL);
      decode += milliseconds_since (start);
      if (again == NULL)
        g_error ("a segment does not come back");
      measured += here;
      plain_length += g_bytes_get_size (plain);
      length += g_bytes_get_size (packed);
    }
  g_print ("MEASURE\tsegments.bytes-a-row\t%.4f\tB\n", (double) length / measured);
  g_print ("MEASURE\tsegments.plain-a-row\t%.4f\tB\n", (double) plain_length / measured);
  g_print ("MEASURE\tsegments.encode\t%.1f\tms\n", encode);
  g_print ("MEASURE\tsegments.pack\t%.1f\tms\n", pack);
  g_print ("MEASURE\tsegments.unpack\t%.2f\tms\n", unpack);
  g_print ("MEASURE\tsegments.decode\t%.2f\tms\n", decode);
  g_print ("MEASURE\tsegments.decode-speed\t%.1f\tmillion values a second\n",
           (double) measured * N_FACTS / 1000 / (decode + unpack));
}

static ObsPackTable *
pack_table (const Fact *rows, guint n_base, guint n, guint version)
{
  ObsPackTable *table = g_new0 (ObsPackTable, 1);
  ObsPackChange *change = g_new0 (ObsPackChange, 1);

  table->table = g_strdup ("fact");
  table->revised = g_new0 (ObsRows, 1);
  table->revised->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_column_free);
  g_ptr_array_add (table->revised->columns, obs_column_new (OBS_COLUMN_INTEGER));
  table->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_change_free);
  g_ptr_array_add (table->changes, change);
  change->column = N_FACTS;
  change->difference = TRUE;
  change->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  change->values = obs_column_new (OBS_COLUMN_INTEGER);
  for (guint i = 0; i < n_base; i++)
    {
      int difference = rows[i].values[NEW_VALUE + version] - rows[i].values[N_FACTS - 1];

      if (difference == 0)
        continue;
      g_array_append_val (change->rows, table->revised->n);
      table->revised->n++;
      obs_column_add_integer (g_ptr_array_index (table->revised->columns, 0), i);
      obs_column_add_integer (change->values, difference);
    }
  table->added = rows_of (rows + n_base, n_base, n - n_base);
  return table;
}

static const GPtrArray *
columns_of (const char *table, gpointer columns)
{
  return columns;
}

static void
measure_pack (const char *name, const Fact *rows, guint n_base, guint n, guint version,
              GPtrArray *columns)
{
  g_autoptr (ObsPack) pack = g_new0 (ObsPack, 1), again = NULL;
  g_autoptr (GBytes) plain = NULL, packed = NULL;
  g_autoptr (GByteArray) revised = g_byte_array_new ();
  g_autoptr (GBytes) revised_bytes = NULL;
  ObsPackTable *table = pack_table (rows, n_base, n, version);
  double start;
  double encode, zstd;

  pack->from = g_strnfill (64, '0');
  pack->to = g_strnfill (64, 'f');
  pack->summary = g_strdup ("{}");
  pack->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_pack_table_free);
  g_ptr_array_add (pack->tables, table);
  start = milliseconds ();
  plain = obs_pack_encode (pack, columns_of, columns, NULL);
  encode = milliseconds_since (start);
  start = milliseconds ();
  packed = obs_chunk_pack (plain, LEVEL);
  zstd = milliseconds_since (start);
  again = obs_pack_decode (plain, columns_of, columns, NULL);
  if (again == NULL)
    g_error ("a pack does not come back");
  obs_column_encode (g_ptr_array_index (table->revised->columns, 0), revised);
  revised_bytes = g_bytes_new (revised->data, revised->len);
  g_print ("MEASURE\tpack.%s.bytes\t%" G_GSIZE_FORMAT "\tB\n", name, g_bytes_get_size (packed));
  g_print ("MEASURE\tpack.%s.plain\t%" G_GSIZE_FORMAT "\tB\n", name, g_bytes_get_size (plain));
  g_print ("MEASURE\tpack.%s.revised-rows\t%" G_GSIZE_FORMAT "\tB of %u\n", name,
           packed_length (revised_bytes, LEVEL), table->revised->n);
  g_print ("MEASURE\tpack.%s.encode\t%.1f\tms\n", name, encode);
  g_print ("MEASURE\tpack.%s.pack\t%.1f\tms\n", name, zstd);
}

int
main (int argc, char *argv[])
{
  const char *letters = argc > 2 ? argv[2] : "msokpzrv";
  guint step = argc > 3 ? (guint) atoi (argv[3]) : 1;
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (Fact));
  g_autoptr (GPtrArray) columns = fact_columns ();
  guint n_base = 0;

  if (argc < 2)
    {
      g_printerr ("Usage: columns FOLDER [ORDER [STEP]]\n");
      return 2;
    }
  for (const char *l = letters; *l != '\0'; l++)
    for (guint i = 0; i < N_FACTS; i++)
      if (facts[i].letter == *l && n_order < N_FACTS)
        order[n_order++] = i;
  for (guint i = 0; i < N_FACTS; i++)
    read_column (argv[1], facts[i].name, facts[i].width, i, rows);
  read_column (argv[1], "val-next-recent", 1, NEW_VALUE, rows);
  read_column (argv[1], "val-next-spread", 1, NEW_VALUE + 1, rows);
  qsort (rows->data, rows->len, sizeof (Fact), compare_facts);
  while (n_base < rows->len && g_array_index (rows, Fact, n_base).values[2] < LAST_MONTH)
    n_base++;
  measure_pack ("recent", (Fact *) (void *) rows->data, n_base, rows->len, 0, columns);
  measure_pack ("spread", (Fact *) (void *) rows->data, n_base, rows->len, 1, columns);
  measure_segments ((Fact *) (void *) rows->data, n_base, columns, step);
  return 0;
}
