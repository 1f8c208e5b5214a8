/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/odd-rows.h"

#include "app/command/command.h"

#include <glib/gi18n.h>

void
obs_odd_rows_note (ObsOddRows *odd, ObsOdd kind, guint64 line)
{
  if (odd->rows[kind]++ == 0)
    odd->first[kind] = line;
}

void
obs_odd_rows_note_row (ObsOddRows *odd, const ObsTsv *table)
{
  guint64 line = obs_tsv_line (table);
  ObsTsvOdd found = obs_tsv_odd (table);

  if ((found & OBS_TSV_SHORT) != 0)
    obs_odd_rows_note (odd, OBS_ODD_SHORT, line);
  if ((found & OBS_TSV_WIDE) != 0)
    obs_odd_rows_note (odd, OBS_ODD_WIDE, line);
  if ((found & OBS_TSV_LONG) != 0)
    obs_odd_rows_note (odd, OBS_ODD_LONG, line);
}

static const char *
words_of (ObsOdd kind)
{
  switch (kind)
    {
    case OBS_ODD_SHORT:
      return N_ ("fewer columns than the first line names; what is missing was read as empty");
    case OBS_ODD_WIDE:
      return N_ ("more columns than the first line names; what is beyond was not read");
    case OBS_ODD_LONG:
      return N_ ("a field of more than a megabyte; only its beginning was read");
    case OBS_ODD_TYPE:
      return N_ ("a type that is none of K, S and B; read as not known");
    case OBS_ODD_AGAIN:
      return N_ ("an id that was there before; both are kept");
    case OBS_ODD_EMPTY:
      return N_ ("neither a label nor another word; nothing will match them");
    case OBS_ODD_KINDS:
      break;
    }
  return "";
}

void
obs_odd_rows_say (const ObsOddRows *odd, const char *name)
{
  for (ObsOdd kind = 0; kind < OBS_ODD_KINDS; kind++)
    if (odd->rows[kind] > 0)
      /* TRANSLATORS: file, number of the line, what is odd about it, number of such lines. */
      obs_command_say (
          _ ("%s, line %" G_GUINT64_FORMAT ": %s. Lines like this: %" G_GUINT64_FORMAT "."), name,
          odd->first[kind], _ (words_of (kind)), odd->rows[kind]);
}
