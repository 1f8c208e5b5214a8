/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/data/edition/fixture.h"
#include "tests/faults/refresh-rig.h"

#include <glib/gstdio.h>
#include <string.h>

/* A refresh from services with pages and releases of their own. */

static void
describe_nomis (Rig *rig)
{
  g_autofree char *url = nginx_address (rig->nginx, NGINX_PLAIN, "paged/nomis.csv");
  g_autofree char *ask = nginx_address (rig->nginx, NGINX_PLAIN, "site/def.sdmx.json");
  g_autofree char *get = g_strdup_printf ("url=%s?cell={cells}\nset cells=1...3\npaging=nomis\n"
                                          "page-size=2\ncheck=nomis\nask=%s",
                                          url, ask);

  rig_describe (rig, get);
}

static void
put_updated (Rig *rig, const char *when)
{
  g_autofree char *text = g_strdup_printf (
      "{\"structure\":{\"header\":{\"id\":\"none\"},\"keyfamilies\":{\"keyfamily\":[{\"agencyid\":"
      "\"NOMIS\",\"id\":\"NM_1_1\",\"annotations\":{\"annotation\":[{\"annotationtext\":"
      "\"Current\","
      "\"annotationtitle\":\"Status\"},{\"annotationtext\":\"%s\",\"annotationtitle\":"
      "\"LastUpdated\"}]}}]}}}",
      when);

  rig_put (rig, "def.sdmx.json", text);
}

/* Pages of a release are kept until it is whole. */
static void
forget_pages (Rig *rig)
{
  g_autofree char *partial = g_build_filename (rig->state, "partial", NULL);

  fixture_remove (partial);
}

#define COUNTED "area,month,job,count,RECORD_COUNT\n"

static void
test_nomis (Rig *rig)
{
  const ObsRefreshSource *line;

  describe_nomis (rig);
  put_updated (rig, "2025-07-15 09:30:00");
  rig_put (rig, "nomis.csv.0",
           COUNTED "D1,2025-06,11 - Managers,100,5\nD1,2025-06,12 - Cooks,200,5\n");
  rig_put (rig, "nomis.csv.2",
           COUNTED "D2,2025-06,11 - Managers,30,5\nD2,2025-06,12 - Cooks,40,5\n");
  rig_put (rig, "nomis.csv.4", COUNTED "D2,2025-07,12 - Cooks,50,5\n");
  line = rig_refresh (rig);
  g_assert_cmpstr (line->status, ==, "current");
  g_assert_cmpstr (line->released, ==, "2025-07-15");
  rig_assert_query (rig, "SELECT count(*) FROM cube_adverts", "5");
  g_assert_cmpuint (rig_count_in_log (rig, "q=cell=1...3&RecordLimit=2&RecordOffset="), ==, 3);
  /* The same day of update: no page is asked for. */
  line = rig_refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_UNCHANGED);
  g_assert_cmpuint (rig_count_in_log (rig, "RecordOffset="), ==, 3);

  /* The service answers the third page with the second: refused, with words, once more tried. */
  put_updated (rig, "2025-07-16 09:30:00");
  rig_put (rig, "nomis.csv.0",
           COUNTED "D1,2025-06,11 - Managers,101,5\nD1,2025-06,12 - Cooks,200,5\n");
  rig_put (rig, "nomis.csv.4",
           COUNTED "D2,2025-06,11 - Managers,30,5\nD2,2025-06,12 - Cooks,40,5\n");
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, "Page 3");
  g_assert_cmpuint (rig_count_in_log (rig, "RecordOffset=4"), ==, 3);
  /* A page is missing though none is short: the number of rows says so. */
  rig_put (rig, "nomis.csv.2", COUNTED "D2,2025-06,11 - Managers,30,5\n");
  forget_pages (rig);
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, "should hold 5");
  /* Headings that change from page to page. */
  rig_put (rig, "nomis.csv.2", HEAD "D2,2025-06,11 - Managers,30\nD2,2025-06,12 - Cooks,40\n");
  forget_pages (rig);
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, "headings");
  /* All is well again: pages that came before are not asked for again. */
  rig_put (rig, "nomis.csv.2",
           COUNTED "D2,2025-06,11 - Managers,30,5\nD2,2025-06,12 - Cooks,40,5\n");
  rig_put (rig, "nomis.csv.4", COUNTED "D2,2025-07,12 - Cooks,50,5\n");
  line = rig_refresh (rig);
  g_assert_cmpstr (line->status, ==, "current");
  rig_assert_value (rig, "D1", "11", "101");
}

/* The descriptor that comes with the program, with the service's address replaced by ours. */
static void
describe_shipped (Rig *rig, const char *name)
{
  g_autofree char *from
      = g_test_build_filename (G_TEST_DIST, "data", "sources", "sources", name, NULL);
  g_autofree char *to = g_build_filename (rig->sources, "sources", name, NULL);
  g_autofree char *other = g_build_filename (rig->sources, "sources", "adverts.source", NULL);
  g_autofree char *place = nginx_address (rig->nginx, NGINX_PLAIN, "paged/");
  g_autofree char *text = NULL;
  g_auto (GStrv) pieces = NULL;
  g_autofree char *moved = NULL;

  g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
  pieces = g_strsplit (text, "https://www.nomisweb.co.uk/api/v01/dataset/", -1);
  g_assert_cmpuint (g_strv_length (pieces), ==, 3);
  moved = g_strjoinv (place, pieces);
  g_assert_true (g_file_set_contents (to, moved, -1, NULL));
  g_unlink (other);
}

#define APS                                                                                        \
  "\"DATE_NAME\",\"GEOGRAPHY_CODE\",\"GEOGRAPHY_NAME\",\"VARIABLE_CODE\",\"VARIABLE_NAME\","       \
  "\"MEASURES\",\"MEASURES_NAME\",\"OBS_VALUE\",\"OBS_STATUS_NAME\",\"RECORD_OFFSET\","            \
  "\"RECORD_COUNT\"\n"
#define APS_ROW(area, measure, value, n)                                                           \
  "\"Apr 2023-Mar 2024\",\"" area "\",\"A place\",45,\"Employment rate - aged 16-64\"," measure    \
  ",\"A measure\"," value ",\"Normal Value\"," n ",5\n"

static void
test_nomis_shipped (Rig *rig)
{
  const ObsRefreshSource *line;

  describe_shipped (rig, "nomis-aps.source");
  put_updated (rig, "2025-07-15 09:30:00");
  {
    g_autofree char *plain = g_build_filename (rig->site, "def.sdmx.json", NULL);
    g_autofree char *asked = g_build_filename (rig->site, "NM_17_5.def.sdmx.json.", NULL);

    g_assert_cmpint (g_rename (plain, asked), ==, 0);
  }
  rig_put (rig, "NM_17_5.data.csv.0",
           APS APS_ROW ("D1", "20599", "71.5", "0") APS_ROW ("D1", "21003", "4.25", "1")
               APS_ROW ("D2", "20599", "", "2") APS_ROW ("D2", "21003", "", "3")
                   APS_ROW ("X9", "20599", "70", "4"));
  line = rig_refresh (rig);
  g_assert_cmpstr (line->error, ==, NULL);
  g_assert_cmpstr (line->released, ==, "2025-07-15");
  g_assert_cmpstr (line->next_release, ==, "2025-10-15");
  rig_assert_query (rig,
                    "SELECT group_concat(measure || ' ' || value) FROM (SELECT * FROM "
                    "cube_aps_rates WHERE area = 'D1' ORDER BY measure)",
                    "interval 4.25,share 71.5");
  rig_assert_query (rig, "SELECT count(*) FROM cube_aps_rates WHERE area = 'D2' AND missing = 'x'",
                    "2");
  rig_assert_query (rig, "SELECT count(*) FROM cube_aps_rates", "4");
}

/* Full pages of which the last is empty, by a generic page number. */
static void
test_pages (Rig *rig)
{
  g_autofree char *url = NULL;
  g_autofree char *get = NULL;

  url = nginx_address (rig->nginx, NGINX_PLAIN, "paged/plain.csv");
  get = g_strdup_printf ("url=%s?page={page}\npaging=page\npage-size=2", url);
  rig_describe (rig, get);
  rig_put (rig, "plain.csv.1", HEAD "D1,2025-06,11 - Managers,100\nD1,2025-06,12 - Cooks,200");
  rig_put (rig, "plain.csv.2", HEAD "D2,2025-06,11 - Managers,30\nD2,2025-06,12 - Cooks,40\n");
  rig_put (rig, "plain.csv.3", HEAD);
  rig_refresh (rig);
  rig_assert_query (rig, "SELECT count(*) FROM cube_adverts", "4");
}

static void
put_version (Rig *rig, const char *version, const char *published, const char *status)
{
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"0197aa00-0000-7000-8000-000000000001\",\"title\":\"Invented data set\","
      "\"summary\":\"For tests.\",\"status\":\"%s\",\"latestVersion\":{\"version\":\"%s\","
      "\"published\":\"%s\",\"totalResults\":3,\"file\":{\"id\":\"0197aa00-0000-7000-8000-"
      "000000000002\"},\"timePeriods\":{\"start\":\"2024/25\",\"end\":\"2024/25\"},"
      "\"geographicLevels\":[\"Local authority district\"],\"filters\":[\"Job\"],"
      "\"indicators\":[\"Adverts\"]}}",
      status, version, published);

  rig_put (rig, "data-set.json", text);
}

static void
test_ees (Rig *rig)
{
  g_autofree char *url = NULL, *ask = NULL, *get = NULL;
  const ObsRefreshSource *line;

  url = nginx_address (rig->nginx, NGINX_PLAIN, "site/vacancies.csv");
  ask = nginx_address (rig->nginx, NGINX_PLAIN, "site/data-set.json");
  get = g_strdup_printf ("url=%s?dataSetVersion={version}\ncheck=ees\nask=%s", url, ask);
  rig_describe (rig, get);
  put_version (rig, "1.0", "2025-07-10T09:30:00+00:00", "Published");
  line = rig_refresh (rig);
  g_assert_cmpstr (line->released, ==, "2025-07-10");
  g_assert_cmpuint (rig_count_in_log (rig, "q=dataSetVersion=1.0"), ==, 1);
  /* The file may change as it likes: what counts is the release. */
  rig_put (rig, "vacancies.csv", HEAD ROWS "D2,2025-06,12 - Cooks,5\n");
  line = rig_refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_UNCHANGED);
  g_assert_cmpuint (rig_count_in_log (rig, "q=dataSetVersion=1.0"), ==, 1);
  put_version (rig, "1.1", "2025-07-31T09:30:00+00:00", "Deprecated");
  line = rig_refresh (rig);
  g_assert_cmpint (line->outcome, ==, OBS_REFRESH_CHANGED);
  g_assert_cmpint (line->added, ==, 1);
  g_assert_nonnull (line->note);
  g_assert_cmpuint (rig_count_in_log (rig, "q=dataSetVersion=1.1"), ==, 1);
  rig_assert_query (rig, "SELECT released FROM source WHERE id = 'adverts'", "2025-07-31");
  put_version (rig, "1.1", "2025-07-31T09:30:00+00:00", "Withdrawn");
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, "withdrawn");
  rig_put (rig, "data-set.json", "<html>Please sign in</html>");
  rig_assert_late (rig, rig_refresh (rig), OBS_REFRESH_FAILED, "sign-in");
}

/* A data set as the service hands it out: packed, long, with the levels side by side and its own
 * markers. All of it invented. */
#define STARTS                                                                                     \
  "time_period,time_identifier,geographic_level,country_code,country_name,lad_code,lad_name,"      \
  "level,"                                                                                         \
  "starts,achievements\r\n"                                                                        \
  "2023/24,Academic year,National,E92000001,England,,,Advanced,900,300\r\n"                        \
  "2023/24,Academic year,Local authority district,E92000001,England,D1,North,Advanced,120,40\r\n"  \
  "2023/24,Academic year,Local authority district,E92000001,England,D1,North,Higher,low,c\r\n"     \
  "2023/24,Academic year,Local authority district,E92000001,England,D2,\"South, "                  \
  "the\",Higher,z,7\r\n"

static void
put_packed (Rig *rig, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (rig->site, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GZlibCompressor) pack = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autoptr (GOutputStream) raw = NULL;
  g_autoptr (GOutputStream) out = NULL;

  raw = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL));
  out = g_converter_output_stream_new (raw, G_CONVERTER (pack));
  g_assert_true (g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
}

static void
test_ees_packed (Rig *rig)
{
  g_autofree char *url = NULL, *ask = NULL, *text = NULL, *path = NULL;
  const ObsRefreshSource *line;

  url = nginx_address (rig->nginx, NGINX_PLAIN, "site/csv");
  ask = nginx_address (rig->nginx, NGINX_PLAIN, "site/data-set.json");
  text = g_strdup_printf (
      "[source]\nid=starts\ntitle=Starts\npublisher=Department\nlicence=OGL\n"
      "attribution=Source: Department.\n[get]\nfile=starts.csv\ncheck=ees\nask=%s\n"
      "url=%s?dataSetVersion={version}\n[table]\ncube=starts\ntitle=Starts\nnote=Counted.\n"
      "only=geographic_level: Local authority district\n"
      "[dimension area]\nfrom=lad_code\n[dimension period]\nfrom=time_period\n"
      "[dimension level]\nfrom=level\ncodes=slug\n"
      "[measure starts]\nfrom=starts\ntitle=Starts\nunit=starts\nrange=0..\n"
      "[measure "
      "achievements]\nfrom=achievements\ntitle=Achievements\nunit=achievements\nrange=0..\n"
      "[missing]\nc=c\nlow=low\nz=z\nx=x\n",
      ask, url);
  path = g_build_filename (rig->sources, "sources", "adverts.source", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  put_version (rig, "1.0", "2025-07-10T09:30:00+00:00", "Published");
  put_packed (rig, "csv", STARTS);
  line = rig_refresh (rig);
  g_assert_cmpstr (line->error, ==, NULL);
  rig_assert_query (rig, "SELECT count(*) FROM cube_starts", "6");
  rig_assert_query (rig,
                    "SELECT value FROM cube_starts WHERE area = 'D1' AND level = 'advanced' AND "
                    "measure = 'starts'",
                    "120.0");
  rig_assert_query (
      rig,
      "SELECT group_concat(missing) FROM (SELECT missing FROM cube_starts WHERE missing "
      "IS NOT NULL ORDER BY missing)",
      "c,low,z");
}

int
main (int argc, char **argv)
{
  static const RigTest tests[] = {
    { "/refresh/nomis", test_nomis },           { "/refresh/nomis-as-shipped", test_nomis_shipped },
    { "/refresh/pages", test_pages },           { "/refresh/ees", test_ees },
    { "/refresh/ees-packed", test_ees_packed },
  };

  return rig_run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
