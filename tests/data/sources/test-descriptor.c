/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a source descriptor: what each means, and the sentence for each that is wrong. */

#include "config.h"
#undef G_DISABLE_ASSERT

#include "data/error.h"
#include "data/ingest/descriptor.h"
#include "data/ingest/feed.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define SOURCE "[source]\nid=made-up\ntitle=T\npublisher=P\nlicence=L\nattribution=A\n"
#define TABLE "[table]\ncube=made_up\n"
#define PLACES "[dimension area]\nfrom=area\n[dimension period]\nfrom=period\n"
#define MEASURE "[measure people]\nfrom=value\nunit=people\n"
#define ALL SOURCE TABLE PLACES MEASURE

static ObsDescriptor *
parse (const char *text)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  ObsDescriptor *descriptor
      = obs_descriptor_parse ("t.source", text, strlen (text), faults, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (faults->len, ==, 0);
  return descriptor;
}

/* The texts of a list, with "|" between them. */
static void
assert_list (char **list, const char *wanted)
{
  g_autofree char *joined = g_strjoinv ("|", list);

  g_assert_cmpstr (joined, ==, wanted);
}

static void
assert_only (const GPtrArray *all, guint at, const char *column, const char *texts)
{
  const ObsOnly *only = g_ptr_array_index (all, at);

  g_assert_cmpstr (only->column, ==, column);
  assert_list (only->texts, texts);
}

static void
test_smallest (void)
{
  g_autoptr (ObsDescriptor) d = parse (ALL);
  const ObsMeasure *measure = g_ptr_array_index (d->measures, 0);
  const ObsDimension *area = g_ptr_array_index (d->dimensions, 0);

  g_assert_cmpstr (d->id, ==, "made-up");
  g_assert_false (d->further);
  g_assert_cmpuint (d->grace, ==, 14);
  g_assert_cmpuint (d->dead, ==, 365);
  g_assert_cmpuint (d->header, ==, 1);
  g_assert_false (d->sum || d->may_be_empty || d->future || d->unfilled);
  g_assert_null (d->blocks);
  g_assert_cmpfloat (d->rows_jump, ==, 20);
  g_assert_cmpstr (area->title, ==, "Area");
  g_assert_cmpstr (area->list, ==, "made_up_area");
  g_assert_cmpint (area->codes, ==, OBS_CODES_SAME);
  g_assert_false (area->leave_out || area->by_name || area->prefix);
  g_assert_cmpfloat (measure->least, ==, -INFINITY);
  g_assert_cmpfloat (measure->most, ==, INFINITY);
  g_assert_cmpfloat (measure->scale, ==, 1);
  g_assert_cmpfloat (measure->rounding, ==, 0);
}

static void
test_table (void)
{
  g_autoptr (ObsDescriptor) d = parse (
      "[source]\nuse=other-one\n[get]\nfile=a*.csv; b.csv ;;\n"
      "[release]\ncalendar=quarterly\nnext=2026-12\ngrace=30\ndead=90\n"
      "[table]\ncube=c\ntitle= T \nnote=N\nformat=csv\nencoding=windows-1252\ndelimiter=tab\n"
      "sheet=D*\nheader=4\nsum=yes\nonly=topic: jobs, \"a, b; c\", adv*;kind :LAD\n"
      "[limits]\nrows=5\nareas=2%\nempty=yes\nfuture=yes\n" PLACES MEASURE
      "[break 2021]\ntext=New sample.\nmeasure=people\n[caveat 1]\ntext=Careful.\n");
  const ObsRemark *remark = g_ptr_array_index (d->breaks, 0);

  g_assert_true (d->further);
  g_assert_cmpstr (d->id, ==, "other-one");
  assert_list (d->files, "a*.csv|b.csv");
  g_assert_cmpstr (d->calendar, ==, "quarterly");
  g_assert_cmpstr (d->next_release, ==, "2026-12");
  g_assert_cmpuint (d->grace, ==, 30);
  g_assert_cmpuint (d->dead, ==, 90);
  g_assert_cmpstr (d->title, ==, "T");
  g_assert_cmpstr (d->format, ==, "csv");
  g_assert_cmpstr (d->encoding, ==, "windows-1252");
  g_assert_cmpint (d->delimiter, ==, '\t');
  g_assert_cmpstr (d->sheet, ==, "D*");
  g_assert_cmpuint (d->header, ==, 4);
  g_assert_true (d->sum && d->may_be_empty && d->future);
  g_assert_cmpfloat (d->rows_jump, ==, 5);
  g_assert_cmpfloat (d->areas_jump, ==, 2);
  g_assert_cmpuint (d->only->len, ==, 2);
  assert_only (d->only, 0, "topic", "jobs|a, b; c|adv*");
  assert_only (d->only, 1, "kind", "LAD");
  g_assert_cmpstr (remark->period, ==, "2021");
  g_assert_cmpstr (remark->measure, ==, "people");
  remark = g_ptr_array_index (d->caveats, 0);
  g_assert_cmpstr (remark->measure, ==, "");
  g_assert_null (remark->period);
}

static void
test_dimensions (void)
{
  g_autoptr (ObsDescriptor) d = parse (
      SOURCE TABLE
      "[dimension area]\nfrom=name\nby=name\nkind-from=kind\notherwise=leave-out\n"
      "kinds=LSIP: lsip-2023; A: B: district\n"
      "[dimension period]\nfrom=year\nmonths=Aug to Apr\n"
      "[dimension what_else]\nfrom=heading\ncodes=number\nlist=none\n"
      "total=Total; All, of them\n"
      "[dimension sex]\nfixed=all\ncodes=slug\naliases=sex.csv\nlist=sexes\ntitle=S\n" MEASURE);
  const ObsDimension *one = g_ptr_array_index (d->dimensions, 0);

  g_assert_true (one->by_name && one->leave_out);
  g_assert_cmpstr (one->kind_from, ==, "kind");
  g_assert_cmpstr (g_hash_table_lookup (one->kinds, "LSIP"), ==, "lsip-2023");
  g_assert_cmpstr (g_hash_table_lookup (one->kinds, "A: B"), ==, "district");
  one = g_ptr_array_index (d->dimensions, 1);
  g_assert_cmpstr (one->months, ==, "Aug to Apr");
  one = g_ptr_array_index (d->dimensions, 2);
  g_assert_true (one->heading);
  g_assert_null (one->from);
  g_assert_cmpstr (one->title, ==, "What else");
  g_assert_cmpstr (one->list, ==, "");
  g_assert_cmpint (one->codes, ==, OBS_CODES_NUMBER);
  assert_list (one->totals, "Total|All, of them");
  one = g_ptr_array_index (d->dimensions, 3);
  g_assert_cmpstr (one->fixed, ==, "all");
  g_assert_cmpstr (one->labels, ==, "sex.csv");
  g_assert_cmpstr (one->list, ==, "sexes");
  g_assert_cmpint (one->codes, ==, OBS_CODES_SLUG);
}

static void
test_measures (void)
{
  g_autoptr (ObsDescriptor) d = parse (
      SOURCE TABLE PLACES
      "[measure share]\nfrom=20??\nunit=%\ntitle=Share\nnote=N\nscale=100\nrounding=0.5\n"
      "range= 0 .. 100 \nlow=lo\nhigh=hi\nbase=n\nwhen=topic: share*; kind: a, b\nunits=unit: %\n"
      "[measure change]\nfrom=value\nunit=people\nrange=..-1e3\nplus-minus=half\n"
      "[total one]\ndimension=what\nwithin=kind\ntolerance=1.5%\nwhere=measure: share\n"
      "[total two]\nparts=area\nwhole=lsip-2023\npart=district\ntolerance=20\nlevel=notice\n");
  const ObsMeasure *one = g_ptr_array_index (d->measures, 0);
  const ObsTotal *total = g_ptr_array_index (d->totals, 0);

  g_assert_cmpfloat (one->scale, ==, 100);
  g_assert_cmpfloat (one->rounding, ==, 0.5);
  g_assert_cmpfloat (one->least, ==, 0);
  g_assert_cmpfloat (one->most, ==, 100);
  g_assert_cmpstr (one->low, ==, "lo");
  g_assert_cmpstr (one->high, ==, "hi");
  g_assert_cmpstr (one->base, ==, "n");
  assert_only (one->when, 0, "topic", "share*");
  assert_only (one->when, 1, "kind", "a|b");
  assert_only (one->units, 0, "unit", "%");
  one = g_ptr_array_index (d->measures, 1);
  g_assert_cmpfloat (one->least, ==, -INFINITY);
  g_assert_cmpfloat (one->most, ==, -1000);
  g_assert_cmpstr (one->plus_minus, ==, "half");
  g_assert_cmpstr (total->dimension, ==, "what");
  g_assert_cmpstr (total->within, ==, "kind");
  g_assert_cmpfloat (total->tolerance_percent, ==, 1.5);
  g_assert_cmpfloat (total->tolerance, ==, 0);
  g_assert_false (total->notice);
  total = g_ptr_array_index (d->totals, 1);
  g_assert_null (total->dimension);
  g_assert_cmpstr (total->whole, ==, "lsip-2023");
  g_assert_cmpstr (total->part, ==, "district");
  g_assert_cmpfloat (total->tolerance, ==, 20);
  g_assert_true (total->notice);
}

static void
test_markers (void)
{
  static const char *const markers[][2]
      = { { "*", "u" },    { "!", "x" },   { "~", "low" },   { "**", "u" },
          { "*%", "low" }, { "-", "x" },   { "c", "c" },     { "", "x" },
          { "z", "z" },    { "n/a", "x" }, { "low", "low" }, { "..", "x" } };
  g_autoptr (ObsDescriptor) d = parse (
      ALL "[missing]\ncolumn=flag\n*=u\n!=x\n~=low\n**=u\n*%=low\n-=x\nc=c\nblank=x\nz=z\nn/a=x\n"
          "low=low\n..=x\n[flags]\ncolumn=mark\np=p\nest.=e\n?=b\nR=r\n");

  g_assert_cmpstr (d->missing_column, ==, "flag");
  g_assert_cmpstr (d->flag_column, ==, "mark");
  g_assert_cmpuint (g_hash_table_size (d->missing), ==, G_N_ELEMENTS (markers));
  for (gsize i = 0; i < G_N_ELEMENTS (markers); i++)
    g_assert_cmpstr (g_hash_table_lookup (d->missing, markers[i][0]), ==, markers[i][1]);
  g_assert_cmpuint (g_hash_table_size (d->flags), ==, 4);
  g_assert_cmpstr (g_hash_table_lookup (d->flags, "est."), ==, "e");
}

static void
test_blocks (void)
{
  g_autoptr (ObsDescriptor) d
      = parse (ALL "[blocks]\nstart=date\nheading=Area\nparts=number; Flags; conf; n\n"
                   "part-names=a; b; c; d\ncolumn=what\n");

  g_assert_cmpstr (d->blocks->start, ==, "date");
  g_assert_cmpstr (d->blocks->heading, ==, "Area");
  g_assert_cmpstr (d->blocks->column, ==, "what");
  assert_list (d->blocks->parts, "number|Flags|conf|n");
  assert_list (d->blocks->part_names, "a|b|c|d");
}

/* What is added to a sound descriptor, and the first sentence that follows. */
static const struct
{
  const char *text;
  const char *sentence;
} faults[] = {
  { ALL "[tabel]\na=b\n",
    "t.source, group [tabel]: there is no such group. Correct its name, or remove it." },
  { ALL "[limits]\nrow=5\n",
    "t.source, group [limits], key row: there is no such key. Use one of: rows areas empty "
    "future." },
  { ALL "[table]\ntitle[de]=T\n",
    "t.source, group [table], key title[de]: there is no such key. Use one of: kind cube title "
    "note format encoding delimiter sheet header only sum detail list quote repeats split shares." },
  { "[source]\nid=Made Up\ntitle=T\npublisher=P\nlicence=L\nattribution=A\n" TABLE PLACES MEASURE,
    "t.source, group [source], key id: give the source an id of small letters, digits and "
    "hyphens." },
  { "[source]\nid=a\ntitle=T\npublisher=P\nlicence= \nattribution=A\n" TABLE PLACES MEASURE,
    "t.source, group [source], key licence: this is missing. Every source needs it." },
  { ALL "[source]\nclass=secret\n", "t.source, group [source], key class: “secret” is not one of "
                                    "published|secondary|primary|simulated." },
  { ALL "[table]\ncube=Made Up\n",
    "t.source, group [table], key cube: name the cube with small letters, digits and "
    "underscores." },
  { ALL "[table]\ndelimiter=:\n",
    "t.source, group [table], key delimiter: “:” is not one of , ; | tab." },
  { ALL "[table]\nheader=0\n",
    "t.source, group [table], key header: “0” is not a whole number from 1 to 10000." },
  { ALL "[table]\nsum=maybe\n", "t.source, group [table], key sum: “maybe” is not one of no|yes." },
  { ALL "[table]\nonly=topic\n",
    "t.source, group [table], key only: “topic” is not of the form “column: text, text”." },
  { ALL "[table]\nonly=: a\n",
    "t.source, group [table], key only: “: a” is not of the form “column: text, text”." },
  { ALL "[table]\nnote=a\\b\n",
    "t.source, group [table], key note: a backslash stands here alone. Write it twice, “\\\\”." },
  { ALL "[release]\ngrace=1e99\n",
    "t.source, group [release], key grace: “1e99” is not a whole number from 0 to 3660." },
  { ALL "[limits]\nrows=-1\n",
    "t.source, group [limits], key rows: “-1” is not a number of at least 0." },
  { ALL "[dimension value]\nfrom=v\n",
    "t.source, group [dimension value]: “value” cannot name a dimension. Use small letters, "
    "digits and underscores, and no name of a measure’s column." },
  { ALL "[dimension what]\nfrom=v\nfixed=w\n",
    "t.source, group [dimension what], key from: say where the codes come from: a column, "
    "“heading”, or “fixed”." },
  { ALL "[dimension what]\ncodes=same\n",
    "t.source, group [dimension what], key from: say where the codes come from: a column, "
    "“heading”, or “fixed”." },
  { ALL "[dimension area]\nby=name\n",
    "t.source, group [dimension area], key kind: areas found by name need their kind: names come "
    "twice." },
  { ALL "[dimension area]\nkinds=LAD\n",
    "t.source, group [dimension area], key kinds: “LAD” is not of the form “text: word”." },
  { ALL "[dimension what]\nfrom=w\nlabels=../../secret.csv\n",
    "t.source, group [dimension what], key labels: “../../secret.csv” is not the name of a file "
    "beside the descriptor." },
  { ALL "[dimension what]\nfrom=w\naliases=/dev/zero\n",
    "t.source, group [dimension what], key labels: “/dev/zero” is not the name of a file beside "
    "the descriptor." },
  { ALL "[dimension period]\nmonths=Jan to Apr\n",
    "t.source, group [dimension period], key months: “Jan to Apr” is not of the form “Aug to "
    "Apr”: the months of each academic year, for the dimension “period”." },
  { ALL "[dimension area]\nmonths=Aug to Apr\n",
    "t.source, group [dimension area], key months: “Aug to Apr” is not of the form “Aug to Apr”: "
    "the months of each academic year, for the dimension “period”." },
  { ALL "[measure People]\nfrom=v\nunit=u\n",
    "t.source, group [measure People]: “People” cannot name a measure. Use small letters, digits "
    "and underscores." },
  { ALL "[measure b]\nunit=u\n",
    "t.source, group [measure b], key from: name the column that holds the values." },
  { ALL "[measure b]\nfrom=v\n",
    "t.source, group [measure b], key unit: say what one is: people, adverts, %." },
  { ALL "[measure b]\nfrom=v\nunit=u\nlow=l\n",
    "t.source, group [measure b], key low: a range has “low” and “high”, or “plus-minus”." },
  { ALL "[measure b]\nfrom=v\nunit=u\nlow=l\nhigh=h\nplus-minus=p\n",
    "t.source, group [measure b], key low: a range has “low” and “high”, or “plus-minus”." },
  { ALL "[measure b]\nfrom=v\nunit=u\nrange=0-100\n",
    "t.source, group [measure b], key range: “0-100” is not a range. Write “0..”, “..100” or "
    "“0..100”." },
  { ALL "[measure b]\nfrom=v\nunit=u\nrange=5..1\n",
    "t.source, group [measure b], key range: “5..1” is not a range. Write “0..”, “..100” or "
    "“0..100”." },
  { ALL "[measure b]\nfrom=v\nunit=u\nrange=0..x\n",
    "t.source, group [measure b], key range: “0..x” is not a range. Write “0..”, “..100” or "
    "“0..100”." },
  { ALL "[measure b]\nfrom=v\nunit=u\nscale=0\n",
    "t.source, group [measure b], key scale: “0” is not a number of at least 1e-09." },
  { ALL "[missing]\n*=q\n", "t.source, group [missing], key *: “q” is not one of x|z|c|u|low." },
  { ALL "[missing]\n*=\n", "t.source, group [missing], key *: “” is not one of x|z|c|u|low." },
  { ALL "[flags]\np=x\n", "t.source, group [flags], key p: “x” is not one of e|p|b|r." },
  { ALL "[total a]\nwhere=measure: people\n",
    "t.source, group [total a], key dimension: say what adds up: “dimension”, or “parts=area” "
    "with “whole” and “part”." },
  { ALL "[total a]\nparts=area\nwhole=w\n",
    "t.source, group [total a], key whole: say which kinds of areas are the whole and the part." },
  { ALL "[total a]\ndimension=w\ntolerance=a lot\n",
    "t.source, group [total a], key tolerance: “a lot” is not a number of at least 0." },
  { ALL "[break 2021]\nmeasure=people\n",
    "t.source, group [break 2021], key text: say in a sentence what it is." },
  { ALL "[blocks]\nheading=Area\n",
    "t.source, group [blocks], key start: this is missing. Blocks need their first label "
    "(“start”) and the first cell of their headings (“heading”)." },
  { ALL "[blocks]\nstart=date\nheading=Area\nparts=a;b\npart-names=c\n",
    "t.source, group [blocks], key part-names: give each of the 2 parts a name." },
  { ALL "[blocks]\nstart=date\nheading=Area\nparts=a;b;c;d\n",
    "t.source, group [blocks], key part-names: give each of the 4 parts a name." },
  { ALL "[blocks]\nstart=date\nheading=Area\nparts=1;2;3;4;5;6;7;8;9\n",
    "t.source, group [blocks], key parts: a group has at most 8 parts." },
  { ALL "[table]\nheader=3\n[blocks]\nstart=date\nheading=Area\n",
    "t.source, group [table], key header: the headings of blocks are found by “heading”. Remove "
    "one of the two." },
  { SOURCE TABLE "[dimension area]\nfrom=a\n" MEASURE,
    "t.source, group [table]: a cube needs the dimensions “area” and “period”. Where all rows are "
    "of one, say so with “fixed”." },
  { SOURCE TABLE PLACES, "t.source, group [table]: a cube needs a measure." },
  { ALL "[dimension a]\nfrom=heading\n[dimension b]\nfrom=heading\n",
    "t.source, group [table]: the headings can hold the codes of one dimension only." },
  { ALL "[dimension a]\nfrom=a\n[dimension b]\nfrom=b\n[dimension c]\nfrom=c\n[dimension d]\n"
        "from=d\n[dimension e]\nfrom=e\n",
    "t.source, group [table]: a cube has at most 6 dimensions." },
};

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;
      const char *text = faults[i].text;

      g_test_message ("%s", faults[i].sentence);

      g_assert_null (obs_descriptor_parse ("t.source", text, strlen (text), found, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      g_assert_cmpuint (found->len, >=, 1);
      g_assert_cmpstr (g_ptr_array_index (found, 0), ==, faults[i].sentence);
      g_assert_cmpstr (error->message, ==, faults[i].sentence);
    }
}

static void
test_no_descriptor (void)
{
  static const struct
  {
    const char *text;
    gsize length;
    const char *sentence;
  } cases[] = {
    { "[source]\nid=\xff\n", 15,
      "t.source is not a source descriptor: it must be text in UTF-8 of at most 256 KiB." },
    { "[source]\nid=\0\n", 14,
      "t.source is not a source descriptor: it must be text in UTF-8 of at most 256 KiB." },
    { "id=a\n", 5, "t.source is not a source descriptor: Key file does not start with a group." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;

      g_assert_null (
          obs_descriptor_parse ("t.source", cases[i].text, cases[i].length, found, &error));
      g_assert_error (error, OBS_ERROR, OBS_ERROR_INPUT);
      g_assert_cmpstr (error->message, ==, cases[i].sentence);
      g_assert_cmpuint (found->len, ==, 0);
    }
}

/* All faults are told at once. */
static void
test_many_faults (void)
{
  const char *text = "[source]\nid=A\n[table]\ncube=B\nsum=c\n" MEASURE;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_assert_null (obs_descriptor_parse ("t.source", text, strlen (text), found, &error));
  g_assert_cmpuint (found->len, ==, 8);
  g_assert_nonnull (error);
}

static void
test_too_many_measures (void)
{
  g_autoptr (GString) text = g_string_new (ALL);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (text, "[measure m%u]\nfrom=v\nunit=u\n", i);
  g_assert_null (obs_descriptor_parse ("t.source", text->str, text->len, found, &error));
  g_assert_cmpstr (error->message, ==, "t.source, group [table]: a cube has at most 200 measures.");
}

/* An address that waits for a value: no fault, nothing is fetched. */
static void
test_unfilled (void)
{
  static const char get[] = "[get]\nfile=a.csv\nurl=https://example.org/{data-set}.csv\n"
                            "check=ees\nask=https://example.org/{data-set}\nset data-set=";
  static const char *const values[] = { "", "8f2a" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = g_strconcat (ALL, get, values[i], "\n", NULL);
      g_autoptr (ObsDescriptor) d = parse (text);
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (ObsFeed) feed = obs_feed_parse ("t.source", text, strlen (text), found);

      g_assert_cmpuint (found->len, ==, 0);
      g_assert_cmpint (d->unfilled, ==, i == 0);
      g_assert_cmpstr (feed->unfilled, ==, i == 0 ? "data-set" : NULL);
      g_assert_cmpint (feed->urls == NULL, ==, i == 0);
      assert_list (feed->files, "a.csv");
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/descriptor/smallest", test_smallest);
  g_test_add_func ("/descriptor/table", test_table);
  g_test_add_func ("/descriptor/dimensions", test_dimensions);
  g_test_add_func ("/descriptor/measures", test_measures);
  g_test_add_func ("/descriptor/markers", test_markers);
  g_test_add_func ("/descriptor/blocks", test_blocks);
  g_test_add_func ("/descriptor/faults", test_faults);
  g_test_add_func ("/descriptor/none", test_no_descriptor);
  g_test_add_func ("/descriptor/many-faults", test_many_faults);
  g_test_add_func ("/descriptor/too-many-measures", test_too_many_measures);
  g_test_add_func ("/descriptor/unfilled", test_unfilled);
  return g_test_run ();
}
