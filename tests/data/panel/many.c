/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/panel/many.h"
#include "tests/data/panel/sources.h"

#include <glib.h>

#define FIRMS 90
#define HOLDING 5
/* Firms that leave after the first week: their cell of the second week can be told from the pooled
 * one. */
#define LEAVE 4

static const char responses[]
    = "[responses]\nkind=own\nfiles=own.csv\n\n[answer Q01]\nitem K.maths=maths\n"
      "item S.welding=weld\nitem B.calm=calm\n\n[answer Q02]\ncolumn=where\nnone=None\n\n"
      "[answer Q03]\ncolumn=fit\n\n[answer Q04]\ncolumn=first\n\n[answer Q05]\ncolumn=part\n\n"
      "[answer Q06]\ncolumn=order\n\n[answer Q16]\ncolumn=conf\n";

static int
mark (GRand *random, int low, int high)
{
  return g_rand_int_range (random, low, high + 1);
}

static const char *
one_of (GRand *random, const char *const *texts, int n)
{
  return texts[g_rand_int_range (random, 0, n)];
}

/* What a person says on each day that something is asked. */
static void
append_person (GString *rows, GRand *random, const char *who, gboolean leaves)
{
  static const char *const where[]
      = { "Word of mouth", "Online", "Word of mouth;Schools", "Online;Schools", "None" };
  static const char *const fit[] = { "Not well", "Neither", "Well" };
  static const char *const first[]
      = { "Online;Schools;An agency", "Word of mouth;Online;Schools",
          "Word of mouth;An agency;Schools", "Word of mouth;Online;An agency" };
  static const char *const order[]
      = { "Train;Hire;Automate", "Hire;Train;Automate", "Automate;Hire;Train" };
  int maths = mark (random, 2, 9), weld = mark (random, 5, 10), calm = mark (random, 1, 10);

  g_string_append_printf (rows, "2026-01-19 09:00,%s,%d,%d,%d,,,,,,%d\n", who, maths, weld, calm,
                          mark (random, 1, 10));
  g_string_append_printf (rows, "2026-01-20 09:00,%s,,,,%s,,,,,\n", who, one_of (random, where, 5));
  g_string_append_printf (rows, "2026-01-21 09:00,%s,,,,,%s,,,,\n", who, one_of (random, fit, 3));
  g_string_append_printf (rows, "2026-01-22 09:00,%s,,,,,,%s,,,\n", who, one_of (random, first, 4));
  g_string_append_printf (rows, "2026-01-23 09:00,%s,,,,,,,%d,,\n", who, mark (random, 10, 90));
  if (!leaves)
    g_string_append_printf (rows, "2026-01-26 09:00,%s,,,,,,,,%s,%d\n", who,
                            one_of (random, order, 3), mark (random, 1, 10));
}

char *
many_new (unsigned seed, unsigned n_away)
{
  char *folder = sources_new (NULL);
  GRand *random = g_rand_new_with_seed (seed);
  g_autoptr (GString) firms = g_string_new ("firm,group,sector,size,area\n");
  g_autoptr (GString) rows
      = g_string_new ("time,person,firm,maths,weld,calm,where,fit,first,part,order,conf\n");

  for (guint i = 0; i < FIRMS; i++)
    {
      const char *group = i < 3 ? "Holding A" : i < HOLDING ? "Holding B" : "";
      guint n_people = (guint) g_rand_int_range (random, 1, 4);

      g_string_append_printf (firms, "Firm %03u (invented),%s,%s,%s,%s\n", i + 1, group,
                              i % 5 < 3 ? "making" : "moving", i % 2 == 0 ? "Z.1-9" : "Z.10-49",
                              i % 7 < 4 ? "D1" : "D2");
      for (guint p = 0; p < n_people; p++)
        {
          g_autofree char *who
              = g_strdup_printf ("canary-%u-%u@example.invalid,Firm %03u (invented)", i, p, i + 1);
          g_autoptr (GString) none = g_string_new (NULL);
          gboolean away = i >= HOLDING && i < HOLDING + n_away;

          /* Drawn for those who are away, too, so that the others say the same without them. */
          append_person (away ? none : rows, random, who, i >= FIRMS - LEAVE);
        }
    }
  g_rand_free (random);
  fixture_set (folder, "panel/firms.csv", firms->str);
  fixture_set (folder, "panel/own.csv", rows->str);
  fixture_set (folder, "panel/responses.ini", responses);
  return folder;
}
