/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/sources/made-up.h"
#include "tests/data/texts/harness.h"

#include <string.h>

/* A made-up scheme, trades with their statements and figures, and all that can be wrong with them.
 * Its places are those of the made-up boats: P1 with the districts D1 and D2, P2 with D3. */

static const char *const files[][2] = {
  { "sources/knots.source", "[source]\n"
                            "id=knots\n"
                            "title=Knots\n"
                            "publisher=Nobody\n"
                            "licence=CC0 1.0\n"
                            "attribution=Source: nobody.\n"
                            "[get]\n"
                            "file=knots.csv\n"
                            "[table]\n"
                            "kind=concepts\n"
                            "[scheme]\n"
                            "id=knots\n"
                            "title=Knots and ropes\n"
                            "version=7\n"
                            "[columns]\n"
                            "code=knots:{id}\n"
                            "label=name\n"
                            "ksb=sort\n"
                            "kind=what\n"
                            "description=about\n"
                            "broader=knots:{above}\n"
                            "alternatives=also\n"
                            "[values ksb]\n"
                            "lore=K\n"
                            "craft*=S\n"
                            "blank=\n"
                            "[values kind]\n"
                            "family=group\n"
                            "blank=concept\n" },
  { "raw/knots.csv", "id,name,sort,what,about,above,also\n"
                     "2,reef knot,craft of hands,,Ties two ends.,1,square knot|flat knot| \n"
                     "1,knots,,family,,,\n"
                     "3,history of rope,lore,,,1 2,\n" },
  { "sources/names.source", "[source]\n"
                            "use=knots\n"
                            "[get]\n"
                            "file=names.csv\n"
                            "[table]\n"
                            "kind=labels\n"
                            "[columns]\n"
                            "concept=knots:{id}\n"
                            "label=names\n" },
  { "raw/names.csv", "id,names\n"
                     "2,\"Hercules knot\nflat knot\"\n"
                     "3,\n" },
  { "sources/kin.source", "[source]\n"
                          "use=knots\n"
                          "[get]\n"
                          "file=kin.csv\n"
                          "[table]\n"
                          "kind=links\n"
                          "[columns]\n"
                          "concept=knots:{one}\n"
                          "target=knots:{other}\n"
                          "relation=how\n"
                          "[values relation]\n"
                          "like=close\n"
                          "same=exact\n" },
  { "raw/kin.csv", "one,how,other\n"
                   "2,like,3\n"
                   "2,like,3\n" },
  { "sources/trades.source", "[source]\n"
                             "id=trades\n"
                             "title=Trades\n"
                             "publisher=Nobody\n"
                             "licence=CC0 1.0\n"
                             "attribution=Source: nobody.\n"
                             "[get]\n"
                             "file=trades.csv\n"
                             "[table]\n"
                             "kind=documents\n"
                             "[columns]\n"
                             "code=ref\n"
                             "title=title\n"
                             "kind=kind\n"
                             "side=side\n"
                             "level=level\n"
                             "area=where\n"
                             "period=when\n"
                             "soc=soc\n"
                             "texts=texts\n"
                             "titles=jobs\n"
                             "key=group\n"
                             "[fixed]\n"
                             "soc-edition=2010\n"
                             "[area]\n"
                             "kind=district\n" },
  { "raw/trades.csv", "ref,title,kind,side,level,where,when,soc,texts,jobs,group\n"
                      "T1,Net maker,standard,supply,Level 3,,,,,Netter; Mender|Netter; Mender,\n"
                      "T2,Rope & Sail maker,standard,supply,2,,,,,,\n"
                      "P-1,Deckhand,profile,demand,,,2020,8232,,,sea\n"
                      "P-2,Pilot,profile,demand,,,2020-11,8231,,,sea\n"
                      "P-3,Cook,profile,demand,,,,5434,,,land\n"
                      "A-1,Adverts of Cliff,adverts,demand,,\"Cliff, East\",31/12/2021,,200,,\n" },
  { "sources/lines.source", "[source]\n"
                            "use=trades\n"
                            "[get]\n"
                            "file=lines.csv\n"
                            "[table]\n"
                            "kind=statements\n"
                            "[columns]\n"
                            "document=ref\n"
                            "number={sort}{n}\n"
                            "ksb=sort\n"
                            "text=text\n"
                            "mentions=mentions\n"
                            "share=share\n"
                            "share-less=less\n" },
  { "raw/lines.csv", "ref,sort,n,text,mentions,share,less\n"
                     "T2,S,1,\"<b>S1:</b> Splice &amp; whip a rope\",,,\n"
                     "T1,K,1,Kinds of fibre,,,\n"
                     "T1,K,2,These are what a net maker knows:,,,\n"
                     "T1,,3,Mend a net,,,\n"
                     "T1,B,4,---,,,\n"
                     "A-1,,,storing goods,20.000000004,,\n"
                     "A-1,,,lifting,,0.3,0.05\n" },
  { "sources/needs.source", "[source]\n"
                            "use=trades\n"
                            "[get]\n"
                            "file=needs.csv\n"
                            "[table]\n"
                            "kind=statements\n"
                            "repeats=yes\n"
                            "[columns]\n"
                            "key=group\n"
                            "text=need\n"
                            "[otherwise]\n"
                            "key=leave-out\n" },
  { "raw/needs.csv", "group,need\n"
                     "sea,Balance\n"
                     "sea,Balance\n"
                     "air,Wings\n" },
  { "sources/flows.source", "[source]\n"
                            "use=trades\n"
                            "[get]\n"
                            "file=flows.csv\n"
                            "[table]\n"
                            "kind=shares\n"
                            "shares=where-taught\n"
                            "[columns]\n"
                            "provider={school|brackets}\n"
                            "area=place\n"
                            "period=year\n"
                            "value=starts\n"
                            "[area]\n"
                            "kind=district\n"
                            "[otherwise]\n"
                            "area=leave-out\n" },
  { "raw/flows.csv", "school,place,year,starts\n"
                     "Net School (77),\"Cliff, East\",2023/24,6\n"
                     "NET SCHOOL LTD (77),Dune and Bay,2023/24,4\n"
                     "Net School (77),Marsh,2023/24,5\n"
                     "Net School (77),Abroad,2023/24,9\n"
                     "Net School (77),Dune & Bay,2024/25 (Aug to Apr),8\n"
                     "Sail School (88),Dune & Bay,2023/24,50\n" },
  { "sources/starts.source", "[source]\n"
                             "use=trades\n"
                             "[get]\n"
                             "file=starts.csv\n"
                             "[table]\n"
                             "kind=weights\n"
                             "sum=yes\n"
                             "only=what: Starts, Ends\n"
                             "[columns]\n"
                             "title=trade\n"
                             "measure=what\n"
                             "provider={school|brackets}\n"
                             "period=year\n"
                             "value=number\n"
                             "[fixed]\n"
                             "area=place\n"
                             "[values measure]\n"
                             "Starts=starts\n"
                             "Ends=achievements\n"
                             "[share]\n"
                             "by=where-taught\n"
                             "measure=starts\n"
                             "only=old: no\n"
                             "[otherwise]\n"
                             "title=leave-out\n"
                             "[missing]\n"
                             "low=low\n" },
  { "raw/starts.csv", "school,trade,year,what,number,old\n"
                      "Net School (77),NET-MAKER (level 3),2023/24,Starts,20,no\n"
                      "Net School (77),net maker,2023/24,Starts,10,no\n"
                      "Net School (77),Net Maker,2023/24,Ends,8,no\n"
                      "Net School (77),Net Maker,2023/24,Starts,10,yes\n"
                      "Net School (77),Rope and sail maker,2023/24,Starts,low,no\n"
                      "Net School (77),Anchor smith,2024/25 (Aug to Apr),Starts,8,no\n"
                      "Net School (77),Net Maker,2024/25 (Aug to Apr),Starts,8,no\n"
                      "Net School (77),Net Maker,2023/24,Enrolled,99,no\n"
                      "Sail School (88),Rope & sail maker,2023/24,Starts,40,no\n" },
  { "sources/wanted.source", "[source]\n"
                             "use=trades\n"
                             "[get]\n"
                             "file=wanted.csv\n"
                             "[table]\n"
                             "kind=weights\n"
                             "[columns]\n"
                             "soc={job|number}\n"
                             "area=place\n"
                             "period=month\n"
                             "value=n\n"
                             "[fixed]\n"
                             "measure=vacancies\n"
                             "[share]\n"
                             "among=profile\n"
                             "[area]\n"
                             "kind-from=sort\n"
                             "kinds=Area: lsip-2023; District: district\n"
                             "only=place\n" },
  { "raw/wanted.csv", "sort,place,job,month,n\n"
                      "Area,Shore,82 - Drivers,Jul-25,30\n"
                      "Area,Shore,54 - Cooks,Jul-25,7\n"
                      "Area,Shore,63 - Others,Jul-25,5\n"
                      "Area,Fen,82 - Drivers,Jul-25,9\n" },
};

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = made_up_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    made_up_write (fixture->folder, files[i][0], files[i][1]);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  made_up_free (fixture->folder);
}

static Harness *
read_folder (const Fixture *fixture)
{
  const char *folders[] = { fixture->folder, NULL };

  return harness_new (folders);
}

static void
test_concepts (Fixture *fixture, gconstpointer data)
{
  Harness *self = read_folder (fixture);
  g_autofree char *names = harness_note (self, "names.csv", 0);
  g_autofree char *kin = harness_note (self, "kin.csv", 0);

  harness_assert_good (self);
  harness_assert_answer (self, "SELECT id || ' ' || title || ' ' || version FROM scheme",
                         "knots Knots and ropes 7");
  harness_assert_answer (
      self, "SELECT code || kind || ksb || ':' || label FROM concept ORDER BY position",
      "knots:2conceptS:reef knot knots:1group:knots knots:3conceptK:history of rope");
  harness_assert_answer (
      self, "SELECT concept || '<' || broader || method FROM concept_broader ORDER BY 1",
      "knots:2<knots:1declared knots:3<knots:1declared knots:3<knots:2declared");
  harness_assert_answer (self, "SELECT label || '/' FROM concept_label ORDER BY label",
                         "Hercules knot/ flat knot/ square knot/");
  harness_assert_answer (self, "SELECT relation || concept || target FROM concept_link",
                         "closeknots:2knots:3");
  g_assert_cmpstr (names, ==, "1/2 1 row was left out: rows without a label (line 4)");
  g_assert_cmpstr (kin, ==, "1/2 1 row was left out: links to itself or told before (line 3)");
  harness_free (self);
}

static void
test_documents (Fixture *fixture, gconstpointer data)
{
  Harness *self = read_folder (fixture);

  harness_assert_answer (
      self,
      "SELECT code || ':' || coalesce (level, '-') || coalesce (area, '-') || period || soc ||"
      " soc_edition || coalesce (texts, '-') FROM document ORDER BY code",
      "A-1:-D12021-12-31200.0 P-1:--202082322010- P-2:--2020-1182312010- P-3:--54342010- T1:3-- "
      "T2:2--");
  harness_assert_answer (self, "SELECT title FROM document_title ORDER BY title", "Netter; Mender");
  harness_free (self);
}

static void
test_statements (Fixture *fixture, gconstpointer data)
{
  Harness *self = read_folder (fixture);
  g_autofree char *lines = harness_note (self, "lines.csv", 0);
  g_autofree char *needs = harness_note (self, "needs.csv", 0);

  harness_assert_answer (
      self,
      "SELECT id || document || number || ksb || declared || side || ':' || text FROM statement"
      " ORDER BY id",
      "1T1K1K1supply:Kinds of fibre 2T130supply:Mend a net 3T2S1S1supply:Splice & whip a rope "
      "4A-10demand:storing goods 5A-10demand:lifting 6P-10demand:Balance 7P-20demand:Balance");
  harness_assert_answer (self, "SELECT mentions FROM statement WHERE mentions IS NOT NULL",
                         "20.0 50.0");
  harness_assert_answer (self,
                         "SELECT count (DISTINCT hash) || length (hash) FROM statement WHERE text ="
                         " 'Balance'",
                         "132");
  g_assert_cmpstr (
      lines, ==,
      "5/7 1 row was left out: headings that only lead to what follows (line 4); 1 row "
      "was left out: statements without a word (line 6)");
  g_assert_cmpstr (
      needs, ==,
      "1/3 2 rows were left out: rows that repeat a statement (line 3 the first); 1 row "
      "was left out: a document not known here (line 4)");
  harness_free (self);
}

/* Of 40 starts of the net school, an old framework's ten among them, ten were in the place: a
 * quarter of its thirty net makers and of the eight who finished. In the part year eight of
 * sixteen. The sail school has more starts here than in all: a hundred per cent at most. */
static void
test_weights (Fixture *fixture, gconstpointer data)
{
  Harness *self = read_folder (fixture);

  harness_assert_answer (
      self,
      "SELECT document || '/' || measure || '/' || area || '/' || provider || '/' || period || '='"
      " || value || '/' || estimate FROM document_weight WHERE measure <> 'vacancies' ORDER BY 1",
      "T1/achievements/P1//2023/24=2.0/1 T1/achievements/P1/77/2023/24=2.0/1 "
      "T1/starts/P1//2023/24=7.5/1 T1/starts/P1//2024/25 (part)=4.0/1 "
      "T1/starts/P1/77/2023/24=7.5/1 T1/starts/P1/77/2024/25 (part)=4.0/1 "
      "T2/starts/P1//2023/24=40.0/1 T2/starts/P1/88/2023/24=40.0/1");
  harness_assert_answer (
      self, "SELECT document || '=' || value FROM document_weight WHERE measure = 'vacancies'",
      "P-1=15.0 P-2=15.0 P-3=7.0");
  harness_free (self);
}

static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  Harness *self = read_folder (fixture);
  g_autofree char *starts = harness_note (self, "starts.csv", 0);
  g_autofree char *wanted = harness_note (self, "wanted.csv", 0);
  g_autofree char *flows = harness_note (self, "flows.csv", 0);
  const GPtrArray *kept = obs_issues_kept (self->build.report->issues);
  gboolean told = FALSE;

  g_assert_cmpstr (starts, ==,
                   "5/8 1 row was left out: rows that only count in the whole of a provider (line "
                   "5); 1 row was left out: figures that their publisher does not give (line 6); 1 "
                   "row was left out: the title of a document not known here (line 7)");
  g_assert_cmpstr (wanted, ==,
                   "2/4 1 row was left out: groups of occupations without a document (line 4); 1 "
                   "row was left out: other areas than those asked for (line 5)");
  g_assert_cmpstr (
      flows, ==,
      "4/6 1 row was left out: areas outside of the edition’s place (line 4); 1 row was "
      "left out: an area not known here (line 5)");
  for (guint i = 0; i < kept->len; i++)
    told |= strstr (((const ObsIssue *) g_ptr_array_index (kept, i))->words, ": Anchor smith")
            != NULL;
  g_assert_true (told);
  harness_free (self);
}

/* One change in one file, and the sentence that must come of it. */
static const struct
{
  const char *file, *from, *to;
  const char *words;
} faults[] = {
  /* Descriptors: words that nobody reads. */
  { "sources/knots.source", "label=name\n", "labels=name\n",
    "knots.source, group [columns], key labels: there is no such key. Use one of: code label "
    "kind" },
  { "sources/knots.source", "label=name\n", "",
    "knots.source, group [columns], key label: this is missing" },
  { "sources/knots.source", "[scheme]\nid=knots\n", "[scheme]\nid=Knots!\n",
    "knots.source, group [scheme], key id: give the scheme an id" },
  { "sources/knots.source", "version=7", "edition=7", "group [scheme], key edition: there is no" },
  { "sources/knots.source", "code=knots:{id}", "code=knots:{id|shout}",
    "group [columns], key code: “shout” is not one of last, slug" },
  { "sources/knots.source", "code=knots:{id}", "code=knots:{id",
    "key code: a brace is not closed" },
  { "sources/knots.source", "[values kind]", "[values sort]",
    "group [values sort], key sort: there is no such key" },
  { "sources/knots.source", "kind=concepts", "kind=concept",
    "group [table], key kind: “concept” is not one of cube|areas" },
  { "sources/trades.source", "[area]", "[lists]\ncode=;\n[area]",
    "group [lists], key code: this is one value and no list" },
  { "sources/trades.source", "[area]", "[lists]\ntitles=comma\n[area]",
    "key titles: “comma” is neither “blank”" },
  { "sources/trades.source", "[area]", "[otherwise]\ncode=blank\n[area]",
    "group [otherwise], key code: a row needs this" },
  { "sources/trades.source", "soc-edition=2010\n", "soc-edition=2010\nlevel=2\n",
    "group [fixed], key level: a column is named for it already" },
  { "sources/lines.source", "document=ref\n", "", "statements name their document by “document”" },
  { "sources/flows.source", "shares=where-taught\n", "", "a table of shares needs a name" },
  { "sources/wanted.source", "[share]\namong=profile\n", "",
    "group [share], key among: weights by “soc” are shared equally" },
  { "sources/starts.source", "provider={school|brackets}\n", "",
    "key provider: what is shared out by provider needs" },
  { "sources/boats.source", "[caveat 1]", "[scheme]\nid=x\n[caveat 1]",
    "group [scheme]: only tables of texts and concepts have this group" },
  { "sources/knots.source", "[values kind]", "[dimension kind]",
    "group [dimension kind]: tables of texts and concepts do not have this group" },
  { "sources/knots.source", "[values kind]", "[values broader]",
    "group [values broader]: it explains the texts of a column with one value a cell" },
  { "sources/trades.source", "[fixed]", "[values soc-edition]\n10=2010\n[fixed]",
    "group [values soc-edition]: it explains" },
  { "sources/trades.source", "kind=documents", "kind=documents\nsplit=yes",
    "group [table], key split: tables of this kind do not have it" },
  { "sources/lines.source", "[columns]", "[scheme]\nid=x\n[columns]",
    "group [scheme]: tables of this kind do not have it" },
  { "sources/lines.source", "kind=statements", "kind=statements\nquote=single",
    "key quote: “single” is not one of usual|none" },
  { "sources/boats.source", "cube=boats", "cube=boats\nshares=x",
    "group [table], key shares: tables of this kind do not have it" },
  /* Tables: file, line, column, value and rule. */
  { "raw/knots.csv", "id,name", "id,label",
    "knots.csv, line 1: there is no column “name”. Correct the heading, or the descriptor "
    "knots.source" },
  { "raw/knots.csv", "craft of hands", "feeling",
    "knots.csv, line 2, column sort: “feeling” is not known as ksb" },
  { "raw/knots.csv", "\n1,knots", "\n2,knots", "knots.csv, line 3, column id: “knots:2” is there" },
  { "raw/knots.csv", "\n1,knots,,family", "\n1,,,family",
    "knots.csv, line 3, column name: the label is empty" },
  { "raw/knots.csv", "\n1,knots", "\n,knots", "line 3, column id: the code is empty" },
  { "raw/knots.csv", ",,1 2,", ",,1 9,",
    "knots.csv, line 4, column above: “knots:9” is no concept of this edition" },
  { "raw/names.csv", "3,\n", "9,bend\n",
    "names.csv, line 4, column id: “knots:9” is not known as a concept" },
  { "raw/kin.csv", "2,like,3\n2", "2,unlike,3\n2",
    "kin.csv, line 2, column how: “unlike” is not known as relation" },
  { "raw/kin.csv", "2,like,3\n2", "2,like,8\n2", "kin.csv, line 2, column other: “knots:8”" },
  { "raw/trades.csv", "\nT2,", "\nT1,", "trades.csv, line 3, column ref: “T1” is there a second" },
  { "raw/trades.csv", "Level 3", "Level 9", "trades.csv, line 2, column level: “Level 9” is no" },
  { "raw/trades.csv", "supply,2,", "both,2,", "line 3, column side: “both” is not one of supply" },
  { "raw/trades.csv", "P-1,Deckhand,profile", "P-1,Deckhand,job",
    "line 4, column kind: “job” is not one of standard" },
  { "raw/trades.csv", "\"Cliff, East\"", "Atlantis",
    "trades.csv, line 7, column where: “Atlantis” is not known as an area" },
  { "raw/trades.csv", "31/12/2021", "31/13/2021", "line 7, column when: “31/13/2021” is no day" },
  { "raw/trades.csv", ",8232,", ",82321,",
    "line 4, column soc: “82321” is no code of occupations" },
  { "raw/trades.csv", ",200,", ",-200,", "line 7, column texts: “-200” is below zero" },
  { "raw/trades.csv", ",200,", ",many,", "line 7, column texts: “many” is not" },
  { "sources/trades.source", "soc-edition=2010", "soc-edition=2015", "SOC 2010 or 2020" },
  { "raw/lines.csv", "T2,S,1", "T2,X,1", "lines.csv, line 2, column sort: “X” is not K, S or B" },
  { "raw/lines.csv", "T2,S,1", "T9,S,1",
    "lines.csv, line 2, column ref: “T9” is not known as a document" },
  { "raw/lines.csv", "20.000000004", "201",
    "lines.csv, line 7, column mentions: 201 of the 200 texts of “A-1” cannot carry it" },
  { "raw/lines.csv", "0.3,0.05", "0.05,0.3", "line 8, column share: -50 of the 200 texts" },
  { "raw/lines.csv", "0.3,0.05", "30 %,0.05", "line 8, column share: 5990 of the 200 texts" },
  { "raw/starts.csv", "Starts,20,no", "Starts,2O,no", "starts.csv, line 2, column number: “2O”" },
  { "raw/starts.csv", "Starts,20,no", "Starts,,no", "line 2, column number: there is no figure" },
  { "raw/starts.csv", "(level 3),2023/24", "(level 3),2023-25", "starts.csv, line 2, column year" },
  { "raw/starts.csv", "Starts,20,no", "Starts,-20,no", "line 2, column number: “-20” is below" },
  { "raw/wanted.csv", "Area,Fen", "Area,Shore",
    "wanted.csv, line 5, column job: “82” stands in an earlier row" },
  { "raw/wanted.csv", "Area,Fen", "Area,Bog",
    "wanted.csv, line 5, column place: “Bog” is not known as an area" },
  { "raw/wanted.csv", "30\n", "30,1\n", "wanted.csv, line 2" },
};

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, faults[i].file, NULL);
      g_autofree char *before = NULL;
      g_autofree char *found = NULL;
      Harness *self;

      g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
      made_up_change (fixture->folder, faults[i].file, faults[i].from, faults[i].to);
      self = read_folder (fixture);
      found = harness_faults (self);
      if (strstr (found, faults[i].words) == NULL)
        g_test_message ("case %u: wanted “%s”, found “%s”", (guint) i, faults[i].words, found);
      g_assert_nonnull (strstr (found, faults[i].words));
      harness_free (self);
      made_up_write (fixture->folder, faults[i].file, before);
    }
}

/* The descriptor @name as it stands above. */
static const char *
text_of (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_has_suffix (files[i][0], name))
      return files[i][1];
  g_assert_not_reached ();
}

/* A later source of the same scheme or standards adds nothing twice. */
static void
test_two_sources (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name, *from, *to;
  } again[] = {
    { "knots.source", "id=knots\ntitle", "id=more-knots\ntitle" },
    { "trades.source", "id=trades", "id=more-trades" },
    { "lines.source", "use=trades", "use=more-trades" },
  };
  Harness *self;
  g_autofree char *knots = NULL;
  g_autofree char *lines = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (again); i++)
    {
      g_autofree char *name = g_strconcat ("sources/z-", again[i].name, NULL);

      made_up_write (fixture->folder, name, text_of (again[i].name));
      made_up_change (fixture->folder, name, again[i].from, again[i].to);
    }
  self = read_folder (fixture);
  knots = harness_note (self, "knots.csv", 1);
  lines = harness_note (self, "lines.csv", 1);
  g_assert_cmpstr (knots, ==,
                   "0/3 3 rows were left out: concepts that another source has brought (line 2 the "
                   "first)");
  g_assert_true (g_str_has_prefix (lines, "0/7 7 rows were left out: statements of documents that "
                                          "another source has brought"));
  harness_assert_good (self);
  harness_assert_answer (self, "SELECT count (*) FROM statement", "7");
  harness_assert_answer (self, "SELECT count (*) FROM concept", "3");
  harness_free (self);
}

/* Text of any kind neither breaks nor slows the reading, and what stands in the edition is clean.
 */
static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("ref,sort,n,text,mentions,share,less\n");
  Harness *self;

  g_string_append (table, "T1,K,1,\"");
  for (guint i = 0; i < 200000; i++)
    g_string_append (table, "word ");
  g_string_append (table,
                   "\",,,\nT1,K,2,\"\xe2\x80\xae evil \xef\xbb\xbf\x01<script>x</script>\",,,\n");
  g_string_append (table, "T1,K,3,\"&lt;&lt;&amp;amp;&#0;&#x110000;\",,,\n");
  for (guint i = 0; i < 5000; i++)
    g_string_append (table, "T2,S,1,The same again,,,\n");
  made_up_write (fixture->folder, "raw/lines.csv", table->str);
  self = read_folder (fixture);
  harness_assert_good (self);
  harness_assert_answer (self, "SELECT max (length (text)) <= 8192 FROM statement", "1");
  harness_assert_answer (self, "SELECT text FROM statement WHERE number = 'K2'", "evil x");
  harness_assert_answer (self,
                         "SELECT count (*) || count (DISTINCT hash) FROM statement WHERE document"
                         " = 'T2'",
                         "50001");
  harness_free (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)
  ADD ("/texts/concepts", test_concepts);
  ADD ("/texts/documents", test_documents);
  ADD ("/texts/statements", test_statements);
  ADD ("/texts/weights", test_weights);
  ADD ("/texts/left-out", test_left_out);
  ADD ("/texts/two-sources", test_two_sources);
  ADD ("/texts/hostile", test_hostile);
  ADD ("/texts/faults", test_faults);
  return g_test_run ();
}
