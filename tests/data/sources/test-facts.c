/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a descriptor makes of a table: codes, values, ranges, marks, sums and totals. */

#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/ingest/facts.h"
#include "tests/data/sheets/package.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#define SOURCE "[source]\nid=made-up\ntitle=T\npublisher=P\nlicence=L\nattribution=A\n"
#define TABLE SOURCE "[table]\ncube=made_up\n"
#define FIXED "[dimension area]\nfixed=E1\n[dimension period]\nfixed=2021\n"
#define WHAT "[dimension what]\nfrom=what\n"
#define MEASURE "[measure people]\nfrom=value\nunit=people\n"

typedef struct
{
  ObsDescriptor *descriptor;
  ObsAreaIndex *areas;
  GHashTable *lists, *parts;
  ObsIssues *issues;
  ObsFacts *facts;
} Table;

static void
table_clear (Table *table)
{
  obs_facts_free (table->facts);
  obs_issues_free (table->issues);
  obs_area_index_free (table->areas);
  g_hash_table_unref (table->lists);
  g_hash_table_unref (table->parts);
  obs_descriptor_free (table->descriptor);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static void
add_closed_list (Table *table)
{
  GHashTable *list = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (list, "11", "Managers and directors");
  g_hash_table_insert (list, "21", "Professionals");
  g_hash_table_insert (table->lists, "jobs", list);
}

static Table
read_file (const char *text, const char *path)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  Table table = { 0 };
  ObsFactContext context;
  GPtrArray *own = g_ptr_array_new ();

  table.descriptor = obs_descriptor_parse ("t.source", text, strlen (text), faults, &error);
  g_assert_no_error (error);
  table.descriptor->folder = g_path_get_dirname (path);
  table.areas = obs_area_index_new ();
  g_assert_true (obs_area_index_add (table.areas, "E1", "district", "Aford"));
  g_assert_true (obs_area_index_add (table.areas, "E2", "district", "Bee's End & Co"));
  g_assert_true (obs_area_index_add (table.areas, "E9", "lsip-2023", "Aford"));
  table.lists
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_hash_table_unref);
  add_closed_list (&table);
  table.parts
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_ptr_array_add (own, "E1");
  g_ptr_array_add (own, "E2");
  g_hash_table_insert (table.parts, "E9", own);
  table.issues = obs_issues_new ();
  table.facts = obs_facts_new (table.descriptor);
  context = (ObsFactContext){
    .areas = table.areas, .lists = table.lists, .issues = table.issues, .date = "2026-11-22"
  };
  obs_facts_read (table.facts, path, &context, &error);
  g_assert_no_error (error);
  obs_facts_sort (table.facts, table.issues);
  obs_facts_check_totals (table.facts, table.areas, table.parts, table.issues);
  return table;
}

static char *
write_text (const char *name, const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("obs-facts-XXXXXX", NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
remove_file (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static Table
read_text (const char *descriptor, const char *csv)
{
  g_autofree char *path = write_text ("t.csv", csv);
  Table table = read_file (descriptor, path);

  remove_file (path);
  return table;
}

/* The rows, one a line: codes, measure, value, range, base, missing, flags. */
static char *
show (const Table *table)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < table->facts->rows->len; i++)
    {
      const ObsFact *fact = &g_array_index (table->facts->rows, ObsFact, i);
      const ObsMeasure *measure = g_ptr_array_index (table->descriptor->measures, fact->measure);

      for (guint d = 0; d < table->facts->n_dimensions; d++)
        g_string_append_printf (text, "%s ", obs_facts_code (table->facts, fact, d));
      g_string_append (text, measure->name);
      if (fact->missing != 0)
        g_string_append_printf (text, " missing %c", fact->missing);
      else
        g_string_append_printf (text, " %.17g", fact->value);
      if (fact->missing == 0 && fact->has_range)
        g_string_append_printf (text, " [%.10g %.10g]", fact->low, fact->high);
      if (fact->base >= 0)
        g_string_append_printf (text, " n=%d", fact->base);
      for (guint f = 0; f < strlen (OBS_FACT_FLAGS); f++)
        if (fact->flags & (1 << f))
          g_string_append_printf (text, " %c", OBS_FACT_FLAGS[f]);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
assert_rows (const Table *table, const char *wanted)
{
  g_autofree char *shown = show (table);

  g_assert_cmpstr (shown, ==, wanted);
}

/* All that was found, one sentence a line. */
static void
assert_issues (const Table *table, const char *wanted)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const GPtrArray *kept = obs_issues_kept (table->issues);

  for (guint i = 0; i < kept->len; i++)
    {
      g_autofree char *sentence = obs_issue_sentence (g_ptr_array_index (kept, i));

      g_string_append_printf (text, "%s\n", sentence);
    }
  g_assert_cmpstr (text->str, ==, wanted);
}

static void
test_numbered (void)
{
  static const char *const texts[][3] = {
    { "11 - Corporate managers", "11", "Corporate managers" },
    { "1 - Managers", "1", "Managers" },
    { "B,D,E Energy & water", "B-D-E", "Energy & water" },
    { "RQF1 GCSE", "RQF1", "GCSE" },
    { "K-N Banking", "K-N", "Banking" },
    { "3. Third", "3", "Third" },
    { "6135: Care workers", "6135", "Care workers" },
    { "1131", "1131", "1131" },
    { "Health & social work", "health-and-social-work", "Health & social work" },
    { "- None of these", "none-of-these", "- None of these" },
    { "King’s men", "kings-men", "King’s men" },
    { "25+", "25", "25+" },
  };
  g_autoptr (GString) csv = g_string_new ("what,value\n");
  g_auto (Table) table = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (csv, "\"%s\",%u\n", texts[i][0], (guint) i);
  table = read_text (TABLE FIXED WHAT "codes=number\n" MEASURE, csv->str);
  assert_issues (&table, "");
  g_assert_cmpuint (table.facts->rows->len, ==, G_N_ELEMENTS (texts));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      guint at = (guint) obs_facts_dimension (table.facts, "what");
      guint32 number;

      g_assert_true (obs_dictionary_find (table.facts->codes[at], texts[i][1], &number));
      g_assert_cmpstr (g_ptr_array_index (table.facts->labels[at], number), ==, texts[i][2]);
    }
}

static void
test_slug_and_totals (void)
{
  g_auto (Table) table
      = read_text (TABLE FIXED WHAT "codes=slug\ntotal=Total; All  of them\n" MEASURE,
                   "what,value\nTotal,30\n Health & Social  Work ,10\n\"Retail, other\",20\n"
                   "All,5\n***,6\n");

  assert_rows (&table, "E1 2021 year all people 30\n"
                       "E1 2021 year health-and-social-work people 10\n"
                       "E1 2021 year retail-other people 20\n");
  assert_issues (&table, "t.csv, line 5, column what: “All” is no code. Where it means the total, "
                         "say so with “total”.\n"
                         "t.csv, line 6, column what: “***” is no code. Where it means the total, "
                         "say so with “total”.\n");
}

static void
test_closed_lists (void)
{
  static const char csv[] = "what,value\n11 - Managers,1\n99 - Nobody,2\n21,3\n99 - Nobody,4\n";
  g_auto (Table) refused = read_text (TABLE FIXED WHAT "codes=number\nlist=jobs\n" MEASURE, csv);
  g_auto (Table) left_out
      = read_text (TABLE FIXED WHAT "codes=number\nlist=jobs\notherwise=leave-out\n" MEASURE, csv);
  const ObsFactFile *file = g_ptr_array_index (left_out.facts->files, 0);
  guint32 number;

  assert_rows (&refused, "E1 2021 year 11 people 1\nE1 2021 year 21 people 3\n");
  assert_issues (&refused,
                 "t.csv, line 3, column what: “99 - Nobody” is not in the code list “jobs”. "
                 "Correct it, or add it there or to the labels.\n"
                 "t.csv, line 5, column what: “99 - Nobody” is not in the code list “jobs”. "
                 "Correct it, or add it there or to the labels.\n");
  g_assert_true (obs_dictionary_find (refused.facts->codes[3], "11", &number));
  g_assert_cmpstr (g_ptr_array_index (refused.facts->labels[3], number), ==,
                   "Managers and directors");
  assert_rows (&left_out, "E1 2021 year 11 people 1\nE1 2021 year 21 people 3\n");
  g_assert_cmpuint (obs_issues_count (left_out.issues, OBS_ISSUE_FAULT), ==, 0);
  assert_issues (&left_out,
                 "t.csv, line 3, column what: 2 rows are left out from here on: “99 - Nobody” is "
                 "not in the code list “jobs”. Correct it, or add it there or to the labels.\n");
  g_assert_cmpuint (file->n_read, ==, 4);
  g_assert_cmpuint (file->n_kept, ==, 2);
}

static void
test_areas (void)
{
  g_auto (Table) named = read_text (
      TABLE "[dimension area]\nfrom=area\nby=name\nkind-from=kind\nkinds=LAD: district; LSIP: "
            "lsip-2023\n[dimension period]\nfixed=2021\n" MEASURE,
      "area,kind,value\naford,LAD,1\nAFORD,LSIP,2\nBees End and Co.,LAD,3\nBees End,LAD,4\n"
      "Aford,CA,5\n");
  g_auto (Table) prefixed = read_text (
      TABLE "[dimension area]\nfrom=area\nby=name\nkind-from=prefix\nkinds=ladu: district; A G: "
            "lsip-2023\notherwise=leave-out\n[dimension period]\nfixed=2021\n" MEASURE,
      "area,value\nladu:Aford,1\nA G:Aford,2\nlep:Aford,3\nAford,4\n");

  assert_rows (&named, "E1 2021 year people 1\nE2 2021 year people 3\nE9 2021 year people 2\n");
  assert_issues (&named, "t.csv, line 5, column area: “Bees End” is no area of this edition. "
                         "Correct it, or add it to the areas or their other names.\n"
                         "t.csv, line 6, column area: “CA” is no kind of area that the descriptor "
                         "maps. Add it to “kinds”.\n");
  assert_rows (&prefixed, "E1 2021 year people 1\nE9 2021 year people 2\n");
  g_assert_cmpuint (obs_issues_count (prefixed.issues, OBS_ISSUE_NOTICE), ==, 2);
}

static void
test_periods (void)
{
  g_auto (Table) table = read_text (
      TABLE
      "[dimension area]\nfixed=E1\n[dimension period]\nfrom=when\nmonths=Aug to Apr\n" MEASURE,
      "when,value\n202122,1\n202223,2\n201112,3\n2021,4\n");
  g_auto (Table) future
      = read_text (TABLE "[dimension area]\nfixed=E1\n[dimension period]\nfrom=when\n" MEASURE,
                   "when,value\n2026-11,1\n2026-12,2\n1899,3\n2027,4\n");

  assert_rows (&table, "E1 2011/12 academic-year-part people 3\n"
                       "E1 2021/22 academic-year-part people 1\n"
                       "E1 2022/23 academic-year-part people 2\n");
  g_assert_cmpuint (obs_issues_count (table.issues, OBS_ISSUE_FAULT), ==, 1);
  assert_rows (&future, "E1 2026-11 month people 1\n");
  g_assert_cmpuint (obs_issues_count (future.issues, OBS_ISSUE_FAULT), ==, 3);
}

/* Rows that are not meant, columns that hold several measures. */
static void
test_only_and_when (void)
{
  g_auto (Table) table = read_text (
      SOURCE "[table]\ncube=c\nonly=topic: jobs, \"a, b; c\", adv*; kind: x\n" FIXED
             "[measure jobs]\nfrom=value\nunit=u\nwhen=topic: jobs\n"
             "[measure adverts]\nfrom=value\nunit=u\nwhen=topic: adv*\nunits=kind: x, thou*\n",
      "topic,kind,value\njobs,x,1\njob,x,2\njobs,y,3\nadverts (all),x,4\n");

  assert_rows (&table, "E1 2021 year adverts 4\nE1 2021 year jobs 1\n");
  assert_issues (&table, "");
}

static void
test_markers (void)
{
  g_auto (Table) table = read_text (
      TABLE FIXED WHAT MEASURE "range=-10..\n[missing]\n*=u\n!=x\n~=low\n**=u\n*%=low\n-=x\nc=c\n"
                               "blank=x\nz=z\n1-2=c\n[flags]\ncolumn=mark\np=p\nest=e\n",
      "what,value,mark\na,*,\nb,!,\nc,~,\nd,**,\ne,*%,\nf,-,\ng,[c],\nh,,\ni,z,p\nj,0,p\nk,-5,est\n"
      "l,1-2,\nm,?,\nn,7,q\n");

  assert_rows (&table, "E1 2021 year a people missing u\nE1 2021 year b people missing x\n"
                       "E1 2021 year c people missing l\nE1 2021 year d people missing u\n"
                       "E1 2021 year e people missing l\nE1 2021 year f people missing x\n"
                       "E1 2021 year g people missing c\nE1 2021 year h people missing x\n"
                       "E1 2021 year i people missing z p\nE1 2021 year j people 0 p\n"
                       "E1 2021 year k people -5 e\nE1 2021 year l people missing c\n");
  g_assert_cmpuint (obs_issues_count (table.issues, OBS_ISSUE_FAULT), ==, 2);
}

static void
test_marker_column (void)
{
  g_auto (Table) table
      = read_text (TABLE FIXED WHAT MEASURE "[missing]\ncolumn=flag\nlow=low\nblank=x\n",
                   "what,value,flag\na,1,\nb,,low\nc,,\nd,4,odd\n");

  assert_rows (&table, "E1 2021 year a people 1\nE1 2021 year b people missing l\n"
                       "E1 2021 year c people missing x\n");
  assert_issues (&table, "t.csv, line 5, column flag: “odd” is a marker that the descriptor does "
                         "not know. Add it to [missing] with its meaning.\n");
}

/* Marks beside the number, where its range stands otherwise; the number's own comes first. */
static void
test_marker_beside (void)
{
  g_auto (Table) table = read_text (
      TABLE FIXED WHAT MEASURE "plus-minus=half\nrange=0..\n[missing]\ncolumn=half\n!=x\n*=u\n"
                               "~=low\nblank=x\n",
      "what,value,half\na,100,20\nb,100,*\nc,!,!\nd,~,*\ne,~,30\nf,10,20\ng,,\nh,5,\n");

  assert_rows (&table, "E1 2021 year a people 100 [80 120]\nE1 2021 year b people missing u\n"
                       "E1 2021 year c people missing x\nE1 2021 year d people missing l\n"
                       "E1 2021 year e people missing l\nE1 2021 year f people 10 [0 30]\n"
                       "E1 2021 year g people missing x\nE1 2021 year h people 5\n");
  assert_issues (&table, "");
}

static void
test_values (void)
{
  g_auto (Table) table = read_text (
      TABLE FIXED WHAT "[measure share]\nfrom=value\nunit=%\nscale=100\nlow=low\nhigh=high\n"
                       "base=n\nrange=0..100\n",
      "what,value,low,high,n\na,0.29,0.28,0.3,40\nb,0.5,0.6,0.7,1\nc,1.01,,,1\nd,0.1,,,-1\n"
      "e,0.1,,,2.5\nf,1e308,,,3\ng,x,,,3\n");

  assert_rows (&table, "E1 2021 year a share 29 [28 30] n=40\n");
  assert_issues (
      &table,
      "t.csv, line 3, column value: the value lies outside its own range, 60 to 70. Ask the "
      "publisher.\n"
      "t.csv, line 4, column value: “1.01” lies outside of what can be, 0 to 100.\n"
      "t.csv, line 5, column n: “-1” is no number of answers. A base is a whole number from 0.\n"
      "t.csv, line 6, column n: “2.5” is no number of answers. A base is a whole number from 0.\n"
      "t.csv, line 7, column value: “1e308” lies outside of what can be, 0 to 100.\n"
      "t.csv, line 8, column value: “x” is not a number. Correct it, or say which sign stands "
      "for a missing figure.\n");
}

/* A title above the headings is narrower than the table. */
static void
test_title_above (void)
{
  g_auto (Table) table = read_text (SOURCE "[table]\ncube=c\nheader=3\n" FIXED WHAT MEASURE,
                                    "People\n\nwhat,value,note\na,1\nb,2,,,\nc,3,,x\nd,4,y\n");

  assert_rows (&table, "E1 2021 year a people 1\nE1 2021 year b people 2\n"
                       "E1 2021 year d people 4\n");
  assert_issues (&table, "t.csv, line 6: the row has 4 fields in place of 3. Compare it with its "
                         "neighbours.\n");
}

static void
test_sums (void)
{
  static const char csv[] = "what,value\na,1\nb,2\na,3\nb,*\nc,-\n";
  g_auto (Table) added = read_text (
      SOURCE "[table]\ncube=c\nsum=yes\n" FIXED WHAT MEASURE "[missing]\n*=u\n-=x\n", csv);
  g_auto (Table) twice = read_text (TABLE FIXED WHAT MEASURE "[missing]\n*=u\n-=x\n", csv);

  assert_rows (&added, "E1 2021 year a people 4\nE1 2021 year b people missing u\n"
                       "E1 2021 year c people missing x\n");
  assert_issues (&added, "");
  assert_issues (&twice,
                 "t.csv, line 4: People of “E1, 2021, year, a” stands here again, after t.csv, "
                 "line 2. Remove one of the two, or say “sum=yes”.\n"
                 "t.csv, line 5: People of “E1, 2021, year, b” stands here again, after t.csv, "
                 "line 3. Remove one of the two, or say “sum=yes”.\n");
}

static void
test_wide (void)
{
  g_auto (Table) table
      = read_text (TABLE "[dimension area]\nfrom=area\n[dimension period]\nfrom=heading\n"
                         "[measure jobs]\nfrom=20??\nunit=people\n[missing]\n*=u\n",
                   "area,2020,2021,2022/23\nE1,1,*,9\nE2,3,4,9\n");

  assert_rows (&table, "E1 2020 year jobs 1\nE1 2021 year jobs missing u\nE2 2020 year jobs 3\n"
                       "E2 2021 year jobs 4\n");
  assert_issues (&table, "");
}

/* Too many columns are told, not dropped. */
static void
test_too_wide (void)
{
  g_autoptr (GString) csv = g_string_new ("area");
  g_auto (Table) table = { 0 };

  for (guint i = 0; i < 201; i++)
    g_string_append_printf (csv, ",v%u", i);
  g_string_append (csv, "\nE1\n");
  for (guint i = 0; i < 201; i++)
    g_string_insert (csv, (gssize) csv->len - 1, ",1");
  table = read_text (TABLE "[dimension area]\nfrom=area\n[dimension period]\nfixed=2021\n"
                           "[dimension what]\nfrom=heading\n[measure jobs]\nfrom=v*\nunit=u\n",
                     csv->str);
  assert_rows (&table, "");
  assert_issues (&table, "t.csv, line 1, column v200: there are more than 200 columns of values. "
                         "Narrow “from” in the descriptor.\n");
}

/* Rounded to 10: each part and the total may be off by 5. */
static void
test_totals (void)
{
  static const char how[] = "rounding=10\n[missing]\n*=u\n[total whats]\ndimension=what\n";
  g_auto (Table) good = read_text (TABLE FIXED WHAT "total=T\n" MEASURE "rounding=10\n[total "
                                                    "whats]\ndimension=what\n",
                                   "what,value\nT,100\na,50\nb,65\n");
  g_auto (Table) over = read_text (TABLE FIXED WHAT "total=T\n" MEASURE "rounding=10\n[total "
                                                    "whats]\ndimension=what\n",
                                   "what,value\nT,100\na,50\nb,66\n");
  g_autofree char *unknown = g_strconcat (TABLE FIXED WHAT "total=T\n" MEASURE, how, NULL);
  g_auto (Table) below = read_text (unknown, "what,value\nT,100\na,10\nb,*\n");
  g_auto (Table) above = read_text (unknown, "what,value\nT,100\na,130\nb,*\n");

  assert_issues (&good, "");
  assert_issues (&over, "t.csv, line 2: People of “E1, 2021, year, all” is 100, but its parts "
                        "(“whats”) add up to 116; 15 more or less would be rounding.\n");
  assert_issues (&below, "");
  g_assert_cmpuint (obs_issues_count (above.issues, OBS_ISSUE_FAULT), ==, 1);
}

static void
test_total_of_areas (void)
{
  static const char text[]
      = TABLE "[dimension area]\nfrom=area\n[dimension period]\nfixed=2021\n" MEASURE
              "[total places]\nparts=area\nwhole=lsip-2023\npart=district\n"
              "level=notice\n";
  g_auto (Table) wrong = read_text (text, "area,value\nE1,1\nE2,2\nE9,4\n");
  g_auto (Table) lacking = read_text (text, "area,value\nE1,1\nE9,4\n");

  assert_issues (&wrong, "t.csv, line 4: People of “E9, 2021, year” is 4, but its parts (“places”) "
                         "add up to 3; 1e-06 more or less would be rounding.\n");
  g_assert_cmpuint (obs_issues_count (wrong.issues, OBS_ISSUE_FAULT), ==, 0);
  assert_issues (&lacking, "");
}

static void
test_blocks (void)
{
  g_auto (Table) table = read_text (
      TABLE "[blocks]\nstart=date\nheading=Area\nparts=number; conf\npart-names=n; half\n"
            "column=what\n[dimension area]\nfrom=Area\n[dimension period]\nfrom=date\n"
            "[dimension what]\nfrom=what\ncodes=slug\ntotal=All\n[measure people]\nfrom=n\n"
            "unit=people\nplus-minus=half\n[missing]\ncolumn=half\n!=x\n",
      "a survey\ndate,2020\nArea,All,,Some of,\n,number,conf,number,conf\nE1,10,1,5,2\nE2,!,!,6,3\n"
      "\n! not known\ndate,2021\nArea,All,,Some of,\n,number,conf,number,conf\nE1,11,1,6,2\n");

  assert_rows (&table, "E1 2020 year all people 10 [9 11]\nE1 2020 year some-of people 5 [3 7]\n"
                       "E1 2021 year all people 11 [10 12]\nE1 2021 year some-of people 6 [4 8]\n"
                       "E2 2020 year all people missing x\nE2 2020 year some-of people 6 [3 9]\n");
  assert_issues (&table, "");
}

/* Tables in workbooks: headings below a title, one sheet of several by its name. */
static void
test_sheets (void)
{
  static const char descriptor[] = SOURCE
      "[table]\ncube=c\nsheet=Fig*\nheader=2\n[dimension area]\nfrom=Area\n[dimension period]\n"
      "from=Year\n[measure people]\nfrom=People\nunit=people\n[missing]\n*=u\n";
  static const char sheet[]
      = "<table:table table:name=\"Notes\"><table:table-row><table:table-cell office:value-type="
        "\"string\"><text:p>Read me</text:p></table:table-cell></table:table-row></table:table>"
        "<table:table table:name=\"Figures\">"
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>People</text:p>"
        "</table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Area</text:p>"
        "</table:table-cell><table:table-cell office:value-type=\"string\"><text:p>Year</text:p>"
        "</table:table-cell><table:table-cell office:value-type=\"string\"><text:p>People</text:p>"
        "</table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>E1</text:p>"
        "</table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"2021\">"
        "<text:p>2021</text:p></table:table-cell><table:table-cell office:value-type=\"float\" "
        "office:value=\"1234.5\"><text:p>1,234.5</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>E2</text:p>"
        "</table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"2021\">"
        "<text:p>2021</text:p></table:table-cell><table:table-cell office:value-type=\"string\">"
        "<text:p>*</text:p></table:table-cell></table:table-row></table:table>";
#define TEXT(place, text) "<c r=\"" place "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
  static const char rows[]
      = "<row r=\"1\">" TEXT ("A1", "People") "</row><row r=\"2\">" TEXT ("A2", "Area")
          TEXT ("B2", "Year") TEXT ("C2", "People") "</row><row r=\"3\">" TEXT (
              "A3", "E1") "<c r=\"B3\"><v>2021</v></c><c r=\"C3\"><v>1234.5</v></c></row>"
                          "<row r=\"4\">" TEXT ("A4", "E2") "<c r=\"B4\"><v>2021</v></c>" TEXT (
                              "C4", "*") "</row>";
#undef TEXT
  static const char wanted[] = "E1 2021 year people 1234.5\nE2 2021 year people missing u\n";
  g_autoptr (Package) ods = package_new_ods ("", sheet);
  g_autoptr (Package) xlsx = package_new_xlsx (rows);
  g_autofree char *ods_path = package_write (ods, "facts.ods");
  g_autofree char *xlsx_path = package_write (xlsx, "facts.xlsx");
  g_autofree char *of_data = g_strdup (descriptor);
  g_auto (Table) one = read_file (descriptor, ods_path);
  g_auto (Table) two = { 0 };

  memcpy (strstr (of_data, "Fig*"), "Data", 4);
  two = read_file (of_data, xlsx_path);
  assert_rows (&one, wanted);
  assert_issues (&one, "");
  assert_rows (&two, wanted);
  assert_issues (&two, "");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts/numbered", test_numbered);
  g_test_add_func ("/facts/slug", test_slug_and_totals);
  g_test_add_func ("/facts/closed-lists", test_closed_lists);
  g_test_add_func ("/facts/areas", test_areas);
  g_test_add_func ("/facts/periods", test_periods);
  g_test_add_func ("/facts/only", test_only_and_when);
  g_test_add_func ("/facts/markers", test_markers);
  g_test_add_func ("/facts/marker-column", test_marker_column);
  g_test_add_func ("/facts/marker-beside", test_marker_beside);
  g_test_add_func ("/facts/values", test_values);
  g_test_add_func ("/facts/title-above", test_title_above);
  g_test_add_func ("/facts/sums", test_sums);
  g_test_add_func ("/facts/wide", test_wide);
  g_test_add_func ("/facts/too-wide", test_too_wide);
  g_test_add_func ("/facts/totals", test_totals);
  g_test_add_func ("/facts/total-of-areas", test_total_of_areas);
  g_test_add_func ("/facts/blocks", test_blocks);
  g_test_add_func ("/facts/sheets", test_sheets);
  return g_test_run ();
}
