/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For the second opinion: reads a JSON value a line from standard input and writes, a line each,
 * the hexadecimal digits of its canonical form, or "refused". */

#include <stdio.h>

#include "data/sync/tuf/json.h"

static void
answer (const char *line, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsJson) json = obs_json_read (line, length, &error);
  g_autoptr (GBytes) bytes = json == NULL ? NULL : obs_json_canonical (json);
  gsize size = 0;
  const guint8 *data = bytes == NULL ? NULL : g_bytes_get_data (bytes, &size);

  if (bytes == NULL)
    fputs ("refused", stdout);
  for (gsize i = 0; i < size; i++)
    printf ("%02x", data[i]);
  fputc ('\n', stdout);
}

int
main (void)
{
  g_autoptr (GIOChannel) in = g_io_channel_unix_new (fileno (stdin));
  g_autofree char *all = NULL;
  gsize length = 0, start = 0;

  g_io_channel_set_encoding (in, NULL, NULL);
  if (g_io_channel_read_to_end (in, &all, &length, NULL) != G_IO_STATUS_NORMAL)
    return 1;
  for (gsize i = 0; i < length; i++)
    if (all[i] == '\n')
      {
        answer (all + start, i - start);
        start = i + 1;
      }
  return 0;
}
