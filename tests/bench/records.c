/* SPDX-License-Identifier: GPL-3.0-or-later */
/* records FILE…: how fast a table is read record by record, in MB/s of the file's text and as a
 * ratio to copying the same bytes in memory. Best of five runs. */

#include "config.h"

#include "data/ingest/csv-reader-private.h"
#include "data/ingest/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNS 5

/* Seconds for one copy of @length bytes from a warm source. */
static double
time_copy (const char *from, gsize length)
{
  g_autofree char *to = g_malloc0 (length + 1);
  double best = 1e9;

  for (int run = 0; run < RUNS; run++)
    {
      gint64 start = g_get_monotonic_time ();

      memcpy (to, from, length);
      if (to[length / 2] != from[length / 2])
        abort ();
      best = MIN (best, (double) (g_get_monotonic_time () - start) / 1e6);
    }
  return best;
}

static double
time_records (const char *path, guint64 *n_records, guint64 *bytes, gsize *peak)
{
  double best = 1e9;

  for (int run = 0; run < RUNS; run++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();
      g_autoptr (ObsRecords) records = obs_records_open (path, NULL, NULL, &error);
      const ObsSlice *fields;
      guint n_fields;
      int status = -1;

      *n_records = *bytes = 0;
      while (records != NULL
             && (status = obs_records_next (records, &fields, &n_fields, &error)) > 0)
        {
          ++*n_records;
          for (guint i = 0; i < n_fields; i++)
            *bytes += fields[i].length;
        }
      if (status < 0)
        {
          fprintf (stderr, "%s\n", error->message);
          exit (1);
        }
      best = MIN (best, (double) (g_get_monotonic_time () - start) / 1e6);
      *peak = obs_csv_reader_peak (records);
    }
  return best;
}

int
main (int argc, char *argv[])
{
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *text = NULL;
      guint64 n_records, bytes;
      gsize length, peak;
      double copy, records;

      if (!g_file_get_contents (argv[i], &text, &length, NULL))
        {
          fprintf (stderr, "%s cannot be read\n", argv[i]);
          return 1;
        }
      copy = time_copy (text, length);
      records = time_records (argv[i], &n_records, &bytes, &peak);
      printf ("%s: %" G_GUINT64_FORMAT " records, %.1f MB of text in fields, %.1f MB on disk\n"
              "  %.3f s, %.0f MB/s of the file, %.1f times the time of a copy in memory, "
              "%.1f MiB held at most\n",
              argv[i], n_records, (double) bytes / 1e6, (double) length / 1e6, records,
              (double) length / 1e6 / records, records / copy, (double) peak / 1048576);
    }
  return 0;
}
