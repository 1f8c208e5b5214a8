/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of areas as publishers spell them, and numbers for texts. */

#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/ingest/area-index.h"
#include "data/ingest/dictionary.h"

#include <locale.h>
#include <string.h>

static void
test_fold (void)
{
  static const char *const names[][2] = {
    { "Tyne & Wear", "tyne and wear" },
    { "Tyne&Wear", "tyne and wear" },
    { "& Sons", "and sons" },
    { "King's Lynn", "kings lynn" },
    { "King’s  Lynn ", "kings lynn" },
    { "St. Helens", "st helens" },
    { "Bristol, City of", "bristol city of" },
    { "Stoke-on-Trent", "stoke on trent" },
    { "  (Upper)  Wolds.", "upper wolds" },
    { "Ynys Môn", "ynys môn" },
    { "STRASSE", "strasse" },
    { "Straße", "strasse" },
    { "-", "" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folded = obs_area_index_fold (names[i][0]);

      g_assert_cmpstr (folded, ==, names[i][1]);
    }
}

static void
test_find (void)
{
  g_autoptr (ObsAreaIndex) index = obs_area_index_new ();

  g_assert_true (obs_area_index_add (index, "E1", "district", "King’s Lynn & West Norfolk"));
  g_assert_true (obs_area_index_add (index, "E2", "lsip-2023", "Dorset"));
  g_assert_true (obs_area_index_add (index, "E3", "district", "Dorset"));
  g_assert_cmpstr (obs_area_index_find (index, "district", "KINGS LYNN AND WEST NORFOLK"), ==,
                   "E1");
  g_assert_cmpstr (obs_area_index_find (index, "lsip-2023", "dorset"), ==, "E2");
  g_assert_cmpstr (obs_area_index_find (index, "district", "Dorset."), ==, "E3");
  g_assert_null (obs_area_index_find (index, "country", "Dorset"));
  g_assert_null (obs_area_index_find (index, "district", "Dorsetshire"));
  g_assert_true (obs_area_index_has (index, "E2"));
  g_assert_false (obs_area_index_has (index, "e2"));
  g_assert_cmpstr (obs_area_index_kind (index, "E3"), ==, "district");
  g_assert_null (obs_area_index_kind (index, "E4"));
}

/* A name that two areas of a kind bear finds the first, and the second is told. */
static void
test_ambiguous (void)
{
  g_autoptr (ObsAreaIndex) index = obs_area_index_new ();

  g_assert_true (obs_area_index_add (index, "E1", "district", "St Peter's"));
  g_assert_false (obs_area_index_add (index, "E2", "district", "St. Peters"));
  g_assert_cmpstr (obs_area_index_find (index, "district", "St Peters"), ==, "E1");
  g_assert_true (obs_area_index_has (index, "E2"));
  g_assert_false (obs_area_index_alias (index, "ST PETER’S", "district", "E2"));
  g_assert_true (obs_area_index_alias (index, "ST PETER’S", "district", "E1"));
  g_assert_true (obs_area_index_alias (index, "Peterstown", "district", "E2"));
  g_assert_cmpstr (obs_area_index_find (index, "district", "peterstown"), ==, "E2");
  g_assert_false (obs_area_index_alias (index, "Elsewhere", "district", "E9"));
  g_assert_null (obs_area_index_find (index, "district", "Elsewhere"));
}

static void
test_dictionary (void)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  ObsDictionary *dictionary = obs_dictionary_new ();
  g_autofree guint32 *ranks = NULL;
  guint32 number;
  gboolean added;

  /* Many, of one length and of several, with beginnings in common. */
  for (guint i = 0; i < 20000; i++)
    {
      char *text = g_strdup_printf (i % 2 ? "text number %05u" : "%u", i);

      g_ptr_array_add (texts, text);
      g_assert_cmpuint (obs_dictionary_add (dictionary, text, strlen (text), &added), ==, i);
      g_assert_true (added);
    }
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);

      g_assert_cmpuint (obs_dictionary_add (dictionary, text, strlen (text), &added), ==, i);
      g_assert_false (added);
      g_assert_true (obs_dictionary_find (dictionary, text, &number));
      g_assert_cmpuint (number, ==, i);
      g_assert_cmpstr (obs_dictionary_text (dictionary, i), ==, text);
    }
  g_assert_cmpuint (obs_dictionary_size (dictionary), ==, 20000);
  g_assert_false (obs_dictionary_find (dictionary, "text number", &number));
  g_assert_cmpuint (obs_dictionary_add (dictionary, "", 0, &added), ==, 20000);
  g_assert_true (obs_dictionary_find (dictionary, "", &number));
  /* Only as many bytes as said. */
  g_assert_cmpuint (obs_dictionary_add (dictionary, "10 more", 2, &added), ==, 10);
  ranks = obs_dictionary_ranks (dictionary);
  for (guint i = 1; i < texts->len; i++)
    g_assert_cmpint (ranks[i] < ranks[i - 1], ==,
                     strcmp (g_ptr_array_index (texts, i), g_ptr_array_index (texts, i - 1)) < 0);
  g_assert_cmpuint (ranks[20000], ==, 0);
  obs_dictionary_free (dictionary);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/area-index/fold", test_fold);
  g_test_add_func ("/area-index/find", test_find);
  g_test_add_func ("/area-index/ambiguous", test_ambiguous);
  g_test_add_func ("/dictionary", test_dictionary);
  return g_test_run ();
}
