/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/edition/fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static const struct
{
  const char *file;
  const char *text;
} files[] = {
  { "edition.ini",
    "[edition]\nid=small\ndate=2026-01-31\ntitle=Small edition\nplace=P1\npublisher=Nobody\n"
    "licence=CC0 1.0\nlanguage=en-GB\nnotes=For tests.\n" },
  { "sources.csv",
    "source_id,title,publisher,publication,class,licence,attribution,period,released,url,method,"
    "caveat,breaks,"
    "coverage,tier\n"
    "plan,A plan,Nobody,,published,CC0 1.0,Source: a plan.,2022,,,,,,,plan\n"
    "market-demo,Invented,Nobody,,simulated,CC0 1.0,Simulated.,2026,,,,,,,simulated\n" },
  { "official/sources.csv",
    "source_id,title,publisher,publication,licence,attribution,period,url,method,caveat,breaks\n"
    "stats,Figures,Office,,OGL,Source: Office.,2022,,,,\n" },
  { "official/areas.csv", "code,official_code,name,kind,parent,valid_from,valid_to,lsip_2023,lsip_"
                          "2025,lon,lat,districts,note\n"
                          "P1,yes,Place,lsip-2023,,,,,,-1.1,52.6,,\n"
                          "D1,yes,North,district,P1,,,,,-1.2,52.7,,\n"
                          "D2,no,South,district,P1,,,,,-1.0,52.5,,\n" },
  { "official/boundaries.csv",
    "area_code,ring,seq,lon,lat\nD1,1,1,-1.2,52.7\nD1,1,2,-1.1,52.7\nD1,1,3,-1.1,52.8\n" },
  { "official/figures.csv",
    "cube,measure,area_code,area,period,period_kind,dim1_name,dim1,dim2_name,dim2,value,low,high,"
    "unit,missing_code,"
    "flag,source_id,base\n"
    "jobs,people,D1,North,2022,year,Work Status,All,,,1000,900,1100,people,,e p,stats,\n"
    "jobs,people,D1,North,2022,year,Work Status,In work,,,,,,people,u,,stats,\n"
    "rates,share,P1,Place,2021/22,academic-year,,,,,45.5,,,%,,,stats,120\n" },
  { "official/cubes.csv", "cube,title,note\nrates,Rates of something,Made up.\n" },
  { "reference/sectors.csv",
    "code,label,short,people\nall,All sectors,,businesses\nmaking,Making,MAK,Makers\n" },
  { "reference/sector-aliases.csv", "alias,sector\nmanufacture,making\n" },
  { "reference/items.csv",
    "code,kind,label,aliases\nQ.degree,qualification,Degrees,degree\nZ.1-9,size,Small,\n" },
  { "reference/terms.csv",
    "code,label,aliases,definition,in_plan\nK.maths,Maths,sums; numbers,Working with numbers,1\n"
    "S.welding,Welding,,Joining metal,0\nB.calm,Calm,,Stays calm,0\n" },
  { "plan/findings.csv",
    "id,source,section,domain,ksb,measure,sector,scope,horizon,item_code,item,direction,rank,rank_"
    "basis,value,comparator,"
    "unit,value_kind,voice,basis,conflict,note\n"
    "F1,plan,1,panel,,size,all,overall,,X.panel,Businesses,,,,121,=,businesses,exact,official,"
    "stated,F2,\n"
    "F2,plan,1,panel,,size,all,overall,,X.panel,Sum,,,,122,=,businesses,exact,computed,derived,,\n"
    "F3,plan,2,skill,S,importance,making,sector,,S.welding,Welding,most,1,stated,,,,ordinal,panel,"
    "stated,,\n"
    "F4,plan,2,method,,window,all,overall,,X.window,Window,,,,2022-01/"
    "2022-02,=,months,exact,official,stated,,\n" },
  { "plan/issues.csv", "issue_id,issue_order,issue_title,section,evidence_id,tone,evidence,about,"
                       "finding_ids,rec_ids,rec_link_basis\n"
                       "I1,1,Issue,3,E1,need,Something is needed,firms,F1 F3,R1,inferred\n"
                       "I1,1,Issue,3,E2,problem,Something is wrong,firms,,R1,inferred\n" },
  { "plan/recommendations.csv",
    "rec_id,order,title,roadmap_label,section,lead_stakeholders,short_term,medium_term,long_term,"
    "lead_vs_timeline,"
    "issues_primary,issues_secondary,issue_link_basis,linked_bodies,builds_on,needs_rec,needs_rec_"
    "basis,ciso_role,"
    "action_count\n"
    "R1,1,Do it,1. Do it,3,ERB,ERB,,,same,I1,,inferred,,,,,,1\nR2,2,Then that,2. "
    "That,3,ERB,,,,same,,I1,inferred,,,R1,"
    "stated,,0\n" },
  { "plan/actions.csv",
    "action_id,rec_id,section,action,who,who_basis,modality,when,uses,evidence_ksb_link,note\n"
    "R1-A1,R1,3,Act,ERB,stated,must,,,F1 and the others of I1,\n" },
  { "plan/roadmap.csv", "rec_id,row_order,label,lead_stakeholders,short_term,medium_term,long_term,"
                        "lead_vs_timeline,period,"
                        "certain,ambiguous\nR1,1,1. Do it,ERB,ERB,,,same,2022-2025,,\n" },
  { "plan/stakeholders.csv",
    "id,name,abbreviation,aliases,kind,status,role,sections,perspective,perspective_basis,"
    "roadmap_lead,note\nO1,Body,,,group,existing,,,employer,,R1 R2,\n" },
  { "plan/survey.csv", "id,row_kind,theme_id,name,form,scale_min,scale_max,options,horizons,"
                       "cadence,who,duration,linked_findings,"
                       "basis,source,section,note\nP1,protocol,,Every weekday,,,,,,daily,firms,5 "
                       "weeks,F1,stated,plan,1,\n" },
  { "market/providers.csv", "code,name,kind,area\nV1,College,college,D1\n" },
  { "market/courses.csv", "code,title,provider,sector,qualification,level,mode,length,area\n"
                          "C1,Course one,V1,making,Q.degree,4,Full time,3 years,D1\nC2,Course "
                          "two,V1,making,Q.degree,,Day,1 year,D2\n" },
  { "market/course-statements.csv", "course,ksb,text,term,cover\nC2,S,Weld a "
                                    "little,S.welding,part\nC1,K,Calculate,K.maths S.welding,full\n"
                                    "C2,S,Weld well,S.welding,full\n" },
  { "market/adverts.csv",
    "code,title,sector,area,period\nA1,Welder,making,D1,2026-05\nA2,Clerk,making,D2,2026-06\n" },
  { "market/advert-statements.csv",
    "advert,ksb,text,term\nA1,S,Must weld,S.welding\nA2,B,Keeps calm,\n" },
  { "journeys/caveats.csv", "key,rank,text\nsimulated,1,Not real.\n" },
  { "journeys/glossary.csv", "word,aliases,meaning\nterm,word,One thing.\n" },
  { "journeys/perspectives.csv", "key,label,description,heading,subheading,in_header,source_first,"
                                 "next_action\nemployer,Employer,Firms,Home,Line,1,panel,[]\n" },
  { "journeys/groups.csv", "perspective,position,label\nemployer,1,People\n" },
  { "journeys/questions.csv",
    "key,label,text,subject,needs,warnings\nE1,Skills,Which skills?,skills,,simulated\n" },
  { "journeys/journey.csv",
    "perspective,group,question,label,text,action\nemployer,1,E1,,,Do this.\n" },
  { "journeys/counterparts.csv", "question,perspective,counterpart\nE1,employer,E1\n" },
  { "journeys/figures/E1.json", "{\"question\": \"E1\", \"figures\": [{\"form\": \"RL\", \"data\": "
                                "\"published\", \"ksb\": \"S\", "
                                "\"from\": \"findings\", \"lists\": [{\"ids\": \"F3\"}], \"text\": "
                                "{\"neutral\": \"Skills \\u2013 most important\", "
                                "\"measure\": \"Order\", \"short\": \"skill\"}}]}" },
  { "journeys/tiles.csv", "perspective,position,question,source,ksb\nemployer,1,E1,published,S\n" },
};

void
fixture_set (const char *folder, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  if (text == NULL)
    {
      g_assert_no_errno (g_unlink (path));
      return;
    }
  g_assert_no_errno (g_mkdir_with_parents (parent, 0700));
  /* Written in place, a longer file would keep its end. */
  g_unlink (path);
  /* Not made to last: waiting for the disk would be most of the time of the tests. */
  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

char *
fixture_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("edition-XXXXXX", &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    fixture_set (folder, files[i].file, files[i].text);
  return folder;
}

void
fixture_change (const char *folder, const char *file, const char *from, const char *to)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, from, to, 0), ==, 1);
  g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
}

void
fixture_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        fixture_remove (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

char *
fixture_hash (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

char *
fixture_query (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  char *answer;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  answer = sqlite3_step (stmt) == SQLITE_ROW
               ? g_strdup ((const char *) sqlite3_column_text (stmt, 0))
               : NULL;
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return answer;
}
