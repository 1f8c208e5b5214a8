#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-local-figures.py OBSERVATORY SOURCE_ROOT: the shipped descriptors over the real files.

An edition is built from the publishers' own files, and what stands in it is held against a second,
separate reading of the same files (raw_tables.py). Skipped where the files are not there: they are
not part of the project.
"""
import csv
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from raw_tables import TABLES, Raw, rows_of  # noqa: E402

PROGRAM, ROOT = sys.argv[1], sys.argv[2]
SHARED = os.environ.get("OBS_SHARED_DATA") or os.path.join(ROOT, "..", "shared", "data")
DFE, GEO = os.path.join(SHARED, "dfe"), os.path.join(SHARED, "geo")
SOURCES = os.path.join(ROOT, "data", "sources")
HERE, ENGLAND, SUCCESSOR = "E69000020", "E92000001", "LSIP2025-LLR"
SEED = 20261122

count = failed = 0


def ok(good, words, detail=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {count} - {words}", flush=True)
    if not good and detail:
        for line in str(detail).splitlines()[:30]:
            print("# " + line)


def equal(got, wanted, words):
    ok(got == wanted, words, f"wanted {wanted!r}, got {got!r}")


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, encoding="utf-8")


def build(edition, *folders):
    result = run("build", *folders, "-o", edition)
    ok(result.returncode == 0, "builds " + " ".join(os.path.basename(f) for f in folders),
       result.stderr[-4000:])
    return result.returncode == 0


class Edition:
    def __init__(self, path):
        self.path = path
        self.db = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        self.dimensions = {}
        for cube, name in self.db.execute(
                "SELECT cube, name FROM cube_dimension ORDER BY cube, position"):
            self.dimensions.setdefault(cube, []).append(name)

    def one(self, sql, *values):
        row = self.db.execute(sql, values).fetchone()
        return row[0] if row else None

    def value(self, cube, measure, column="value", **codes):
        """The one cell with these codes; dimensions that are not named are at their total."""
        names = self.dimensions[cube]
        given = {"area": HERE, **codes}
        wanted = {n: given.get(n, "all") for n in names if n != "period_kind"}
        where = " AND ".join(f'"{n}" = ?' for n in wanted)
        rows = self.db.execute(f'SELECT "{column}" FROM "cube_{cube}" WHERE measure = ? AND '
                               + where, (measure, *wanted.values())).fetchall()
        return rows[0][0] if len(rows) == 1 else f"{len(rows)} rows"


# --- every number of every table ---------------------------------------------------------------


def same(cell, row):
    value, low, high, base, missing = cell
    if missing != (row[4] or None) or (value is None) != (row[0] is None) or base != row[3]:
        return False
    for a, b in ((value, row[0]), (low, row[1]), (high, row[2])):
        if (a is None) != (b is None) or (a is not None and abs(a - b) > 1e-9 * max(1, abs(a))):
            return False
    return True


def compare_table(edition, raw, table, seen_cubes):
    """All rows of a table, and 200 of them looked up one by one as anybody would."""
    wanted = {}
    for cube, area, period, kind, codes, measure, cell in getattr(raw, table)():
        wanted.setdefault(cube, {})[(area, period, kind, *codes, measure)] = cell
    for cube, cells in wanted.items():
        seen_cubes.add(cube)
        if cube not in edition.dimensions:
            ok(False, f"{cube} is in the edition")
            continue
        names = edition.dimensions[cube]
        columns = ", ".join(f'"{n}"' for n in names)
        equal(names[:3], ["area", "period", "period_kind"], f"{cube}: area and period come first")
        query = f'SELECT {columns}, measure, value, low, high, base, missing FROM "cube_{cube}"'
        held = {row[:-5]: row[-5:] for row in edition.db.execute(query)}
        ok(held.keys() == cells.keys(), f"{cube}: {len(cells)} cells, no more and no fewer",
           f"{len(held)} held; lacking {sorted(map(str, cells.keys() - held.keys()))[:3]}, "
           f"beyond {sorted(map(str, held.keys() - cells.keys()))[:3]}")
        other = [key for key in cells.keys() & held.keys() if not same(cells[key], held[key])]
        ok(not other, f"{cube}: every number, range, base and missing code is the publisher's",
           "\n".join(f"{k}: {cells[k]} / {held[k]}" for k in sorted(other, key=str)[:5]))
        look_up(edition, cube, names, cells)
        zero = edition.one(f'SELECT count(*) FROM "cube_{cube}" WHERE missing <> \'\' '
                           "AND value IS NOT NULL")
        equal(zero, 0, f"{cube}: what is missing has no number, least of all zero")


def look_up(edition, cube, names, cells):
    draw = random.Random(SEED)
    keys = draw.sample(sorted(cells, key=str), min(200, len(cells)))
    where = " AND ".join(f'"{n}" = ?' for n in [*names, "measure"])
    query = f'SELECT value, low, high, base, missing FROM "cube_{cube}" WHERE {where}'
    wrong = [key for key in keys
             if not same(cells[key], edition.db.execute(query, key).fetchone() or (0,) * 5)]
    ok(not wrong, f"{cube}: {len(keys)} drawn rows, each found", wrong[:3])


# --- what is known of the figures -----------------------------------------------------------


def facts(edition, raw):
    v = edition.value
    districts = raw.places.parts[HERE]
    adverts = [v("job_adverts", "adverts", area=d, period="2025-07") for d in districts]
    equal(v("job_adverts", "adverts", period="2025-07"), 24348, "adverts, July 2025: 24,348")
    equal((len(districts), sum(adverts)), (8, 24348), "which is the sum of the eight districts")
    higher = edition.one(
        "SELECT count(*) FROM cube_job_adverts c JOIN area a ON a.code = c.area WHERE a.kind = "
        "'lsip-2023' AND c.period = '2025-07' AND c.value > 24348")
    areas = edition.one("SELECT count(*) FROM cube_job_adverts c JOIN area a ON a.code = c.area "
                        "WHERE a.kind = 'lsip-2023' AND c.period = '2025-07'")
    equal((higher + 1, areas), (23, 38), "which is rank 23 of 38 LSIP areas")
    equal(v("local_skills", "adverts", period="2025-07"), 24348, "the data hub says the same")
    equal(v("fe_aims_subject", "aims_achieved", period="2023/24"), 35730, "aims achieved: 35,730")
    equal(edition.one("SELECT sum(value) FROM cube_fe_aims_subject WHERE area = ? AND subject <> "
                      "'all' AND measure = 'aims_achieved'", HERE), 35790,
          "their subjects add up to 35,790: rounding, and no fault")
    jobs = [v("projections", "jobs", period=str(year)) for year in (2020, 2035)]
    equal(jobs, [551376, 572851], "jobs 551,376 in 2020, 572,851 in 2035")
    equal(v("openings_industry", "total_requirement", period="2035"), 288845,
          "total requirement 288,845")
    equal(v("openings_industry", "net_change", period="2035")
          + v("openings_industry", "replacement_demand", period="2035"), 288845,
          "expansion and replacement are all of it")
    equal(edition.one("SELECT sum(value) FROM cube_openings_occupation WHERE area = ? AND sex = "
                      "'all' AND measure = 'total_requirement'", HERE), 288845,
          "so are the 26 occupations")
    equal([v("fe_achievements_part_year", "aims_achieved", area="E06000016", period="2021/22",
             subject=subject) for subject in ("all", "preparation-for-life-and-work")],
          [7330, 5020], "Leicester, August 2021 to April 2022: 7,330 courses achieved")
    equal(v("fe_achievements_part_year", "aims_achieved", "missing", area="E06000016",
            period="2021/22", subject="social-sciences"), "low", "a low number is no zero")
    equal(edition.one("SELECT count(*) FROM cube_fe_achievements_part_year WHERE period_kind <> "
                      "'academic-year-part'"), 0, "and none of it is a whole year")
    workbook(edition)
    for year, estimate, half in (("2021", 67200, 10600), ("2022", 74000, 10900)):
        got = [v("aps_industry", "people", column, period=year, industry="manufacturing")
               for column in ("value", "low", "high")]
        equal(got, [estimate, estimate - half, estimate + half],
              f"Manufacturing {year}: {estimate:,} ± {half:,}")
    equal(v("new_adverts_occupation", "new_adverts", area=ENGLAND, period="2025-11",
            occupation="6135"), 15615.7, "new adverts for care workers, England, November 2025")
    equal(v("job_adverts_occupation", "adverts", period="2025-07", detail="major",
            occupation="2"),
          v("local_skills", "adverts", period="2025-07", breakdown="occupation-major",
            subgroup="2"), "adverts for professionals are equal in both tables")
    equal(edition.one("SELECT count(DISTINCT measure) FROM cube_local_skills"), 26, "26 measures")
    equal(v("employers_2019", "share", period="2019", section="skills-gaps",
            question="skills-gap"), 16, "16% of establishments had a skills gap in 2019")
    equal(v("employers_2019", "share", "base", period="2019", section="skills-gaps",
            question="skills-gap"), 1358, "on 1,358 establishments")
    equal(v("employers_2017", "number", period="2017", question="table-80", answer="total"), 16920,
          "16,920 establishments in table 80 of 2017")
    equal(v("employers_2017", "share", "missing", period="2017", question="table-80",
            answer="dont-know"), "low", "below 0.5% is low, not zero")
    equal(v("provider_learners", "tailored_learning", "missing", area=ENGLAND, period="2023/24",
            provider="10003867"), "z", "no tailored learning before 2024/25: does not apply")
    equal(v("destinations", "after_ks4", period="2022/23", breakdown="outcome",
            subgroup="education"),
          float("%.12g" % (100 * float(next(
              r["value"] for r in rows_of(DFE, "destinations_ks4_ks5.csv")
              if r["area_code"] == HERE and r["subgroup"] == "Education"
              and r["period"] == "AY22/23" and "KS4" in r["metric"])))),
          "destinations are per cent")
    for breakdown in ("breakdown", "subgroup"):
        ok(edition.one(f"SELECT count(*) FROM cube_business_counts WHERE {breakdown} = 'all'") > 0,
           f"businesses have a total of their {breakdown}")
    england = edition.one("SELECT sum(value) FROM cube_apprenticeships_by_district WHERE measure "
                          "= 'home_starts' AND period = '2022/23'")
    ok(330000 < england < 337137, "starts by home district, England: the districts of 337,136")
    equal(edition.one("SELECT count(*) FROM cube_apprenticeship_flows WHERE period = '2025/26' "
                      "AND period_kind <> 'academic-year-part'"), 0,
          "the newest year of apprenticeships is a part of a year")


def workbook(edition):
    """The workbook of Nomis by its descriptor, against the table that others made of it."""
    join = ("FROM cube_aps_occupation c JOIN cube_aps_occupation_districts w ON w.area = c.area AND "
            "w.period = c.period AND w.occupation = c.occupation AND w.measure = c.measure")
    cells = edition.one("SELECT count(*) FROM cube_aps_occupation")
    equal((cells, edition.one("SELECT count(*) " + join)), (6000, 6000),
          "the workbook of Nomis holds all 6,000 cells of the table")
    equal(edition.one("SELECT count(*) " + join + " WHERE w.value IS NOT c.value OR w.low IS NOT "
                      "c.low OR w.high IS NOT c.high OR w.missing IS NOT c.missing"), 0,
          "with the same numbers, ranges and marks")
    districts = edition.one("SELECT count(DISTINCT w.area) FROM cube_aps_occupation_districts w "
                            "JOIN area a ON a.code = w.area WHERE a.kind = 'district'")
    ok(districts > 250, f"and {districts} districts in place of nine", districts)


def areas(edition):
    one = edition.one
    counts = dict(edition.db.execute("SELECT kind, count(*) FROM area GROUP BY kind"))
    wanted = {"country": 1, "lsip-2023": 38, "lsip-2025": 42, "district": 296,
              "combined-authority": 12, "lep": 22}
    equal({k: counts.get(k) for k in wanted}, wanted, "areas of every kind")
    equal(one("SELECT count(*) FROM area WHERE code = '' OR code IS NULL"), 0, "all have a code")
    note = edition.db.execute("SELECT rows_read, rows_kept, note FROM source_file WHERE name = "
                              "'areas.csv'").fetchall()
    equal(note, [(419, 347, "72 rows without a code were left out")],
          "72 areas without a code are left out and counted")
    parts = [r[0] for r in edition.db.execute(
        "SELECT part FROM area_part WHERE area = ? ORDER BY part", (SUCCESSOR,))]
    equal((len(parts), "E06000017" in parts), (9, True), "the area of 2025: nine districts, Rutland")
    equal(one("SELECT count(*) FROM area_part WHERE area = ?", HERE), 8,
          "the area of 2023: eight districts")
    equal(one("SELECT since FROM area_change WHERE area = ? AND successor = ?", HERE, SUCCESSOR),
          "2025-09", "it changed in September 2025")
    equal(one("SELECT count(*) FROM area_change WHERE area NOT IN (SELECT code FROM area WHERE "
              "kind = 'lsip-2023')"), 0, "only areas of 2023 have successors")
    equal(one("SELECT count(DISTINCT area) FROM area_change"), 38, "and all of them have one")
    for kind in ("country", "lsip-2023", "lsip-2025", "district", "combined-authority"):
        lacking = one("SELECT count(*) FROM area a WHERE kind = ? AND code NOT LIKE 'CA-%' AND "
                      "NOT EXISTS (SELECT 1 FROM area_boundary b WHERE b.area = a.code)", kind)
        equal(lacking, 0, f"every area of the kind {kind} has an outline")
    ok(one("SELECT count(*) FROM code WHERE list = 'soc2020'") == 552,
       "SOC 2020: 551 codes, and one for not known")


def register(edition):
    rows = edition.db.execute("SELECT id, publisher, licence, attribution, class, tier, "
                              "row_count, status FROM source").fetchall()
    ok(all(all(r[1:6]) for r in rows), "every source names publisher, licence, class and tier",
       [r for r in rows if not all(r[1:6])])
    ok(all(r[4] in ("published", "secondary") for r in rows), "nothing here is simulated")
    used = {r[0] for r in edition.db.execute("SELECT source FROM cube")}
    ok(all(r[6] > 0 for r in rows if r[0] in used), "every source of a cube has rows")
    ok(not any("Open Government" in r[2] and "check before publishing" not in r[2] for r in rows),
       "no licence is claimed that the files do not state")
    projections = edition.one("SELECT licence FROM source WHERE id = 'ier-projections'")
    ok("Warwick" in projections and "check" in projections, "the copyright of the projections")
    for cube, period in (("qualifications_local", "2022"), ("job_adverts", "2026-01")):
        equal(edition.one("SELECT period FROM series_break WHERE cube = ?", cube), period,
              f"{cube}: the break of {period}")
    none = edition.db.execute("SELECT name FROM cube WHERE name NOT IN (SELECT cube FROM "
                              "cube_caveat)").fetchall()
    equal(none, [], "every cube has a caveat")


# --- in the program -----------------------------------------------------------------------------


def query(edition, cube, by, *where, more=()):
    words = ["query", edition.path, "--cube", cube, "--by", by, "--format", "csv", *more]
    for one in where:
        words += ["--where", one]
    result = run(*words)
    return list(csv.DictReader(io.StringIO(result.stdout))) if result.returncode == 0 else []


def one_value(edition, cube, measure, *where, column="value"):
    rows = query(edition, cube, "area", "area=" + HERE, *where, more=("--measure", measure))
    return float(rows[0][column]) if len(rows) == 1 and rows[0][column] else None


def asked(edition):
    """The same facts by the command that anybody has."""
    july = "period=2025-07"
    equal(one_value(edition, "job_adverts", "adverts", july), 24348.0, "query: adverts, July 2025")
    ranks = query(edition, "job_adverts", "area", "area.kind=lsip-2023", july, more=("--rank",))
    here = [row["rank"] for row in ranks if row["area"] == HERE]
    equal((here, len(ranks)), (["23"], 38), "query: rank 23 of 38")
    parts = query(edition, "job_adverts", "area", "area.kind=district", "area.parent=" + HERE, july)
    equal((len(parts), sum(float(r["value"]) for r in parts)), (8, 24348.0),
          "query: eight districts add up to it")
    equal(one_value(edition, "fe_aims_subject", "aims_achieved", "period=2023/24"), 35730.0,
          "query: aims achieved 2023/24")
    for year, jobs in (("2020", 551376.0), ("2035", 572851.0)):
        equal(one_value(edition, "projections", "jobs", "period=" + year), jobs,
              f"query: jobs in {year}")
    equal(one_value(edition, "openings_industry", "total_requirement"), 288845.0,
          "query: total requirement")
    made = [one_value(edition, "aps_industry", "people", "period=" + year,
                      "industry=manufacturing", column=column)
            for year in ("2021", "2022") for column in ("value", "low", "high")]
    equal(made, [67200.0, 56600.0, 77800.0, 74000.0, 63100.0, 84900.0],
          "query: Manufacturing 67,200 ± 10,600 and 74,000 ± 10,900")


def answer(edition, question, data):
    result = run("answer", question, "--data", data, "-e", edition.path, "--format", "json")
    try:
        return json.loads(result.stdout)
    except ValueError:
        return {"fault": result.stderr or "no answer"}


def figures():
    folder = os.path.join(SOURCES, "journeys", "figures")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            document = json.load(file)
        for figure in document["figures"]:
            yield document["question"], figure


def in_the_program(edition):
    """Every figure of every question is drawn, from numbers; no title says more than the range."""
    questions = run("questions", "-e", edition.path, "--keys").stdout.split()
    ok(len([q for q in questions if q.startswith("L")]) == 13, "thirteen questions", questions)
    for question, figure in figures():
        held = edition.one("SELECT 1 FROM figure WHERE question = ? AND data = ?", question,
                           figure["data"])
        if held is None:
            parts = [p["cube"] for p in figure.get("parts", []) if "cube" in p]
            if figure["from"].startswith("ksb_"):
                parts += [p["cube"] for p in (figure, figure.get("wanted", {}), figure.get("covered", {})) if "cube" in p]
            sectors = 2
            if figure["from"] == "ksb_common":
                sectors = edition.one("SELECT count(DISTINCT sector) FROM cube_ksb_demand WHERE basis = ? AND sector <> 'all'",
                                      figure["basis"])
            ok(sectors < 2 or any(p not in edition.dimensions for p in parts),
               f"{question} {figure['data']} is left out for want of a cube")
            continue
        told = answer(edition, question, figure["data"])
        numbers = [row for row in told.get("rows", []) if row.get("value") is not None]
        ok(len(numbers) > 1, f"{question} {figure['data']}: {len(numbers)} numbers",
           told.get("fault") or json.dumps(told)[:500])
    for data, since in (("official", "2018"), ("last-two", "2021")):
        equal(answer(edition, "L4", data).get("title"),
              f"No clear change in manufacturing employment since {since}",
              f"Manufacturing since {since}: no clear change")
    for question, data in (("L4", "recent"), ("L5", "recent"), ("L7", "official"),
                           ("L12", "official")):
        title = answer(edition, question, data).get("title", "rose")
        ok(not any(word in title for word in (" rose ", " fell ", "first")),
           f"{question} {data} claims nothing", title)


def main():
    if not os.path.isdir(DFE):
        print("1..0 # SKIP the publishers' files are not here (OBS_SHARED_DATA)")
        return 0
    raw = Raw(ROOT, DFE)
    with tempfile.TemporaryDirectory(prefix="local-figures-") as folder:
        path = os.path.join(folder, "edition.obs")
        if build(path, SOURCES, DFE, GEO):
            edition = Edition(path)
            seen = set()
            for table in TABLES:
                compare_table(edition, raw, table, seen)
            # What is worked out from texts (ksb_...) is held against hand-worked figures elsewhere.
            own = {name for name in edition.dimensions if not name.startswith("ksb_")}
            equal(own - seen, set(), "there is no cube that was not compared")
            facts(edition, raw)
            areas(edition)
            register(edition)
            asked(edition)
            in_the_program(edition)
        bare = os.path.join(folder, "bare.obs")
        if build(bare, DFE, GEO) and os.path.exists(path):
            with open(bare, "rb") as one, open(path, "rb") as other:
                ok(one.read() == other.read(), "without a word the shipped descriptors are used")
        both = os.path.join(folder, "both.obs")
        if build(both, os.path.join(ROOT, "data", "bundled"), SOURCES, DFE, GEO):
            edition = Edition(both)
            equal(edition.value("job_adverts", "adverts", period="2025-07"), 24348,
                  "beside the plan the figures are the same")
            ok(edition.one("SELECT count(*) FROM finding") > 0, "and the plan is there")
            told = answer(edition, "L13", "beside")
            ok(len(told.get("rows", [])) > 10 and told.get("class") == "simulated"
               or "imulated" in json.dumps(told), "the panel stands beside the survey, as simulated",
               json.dumps(told)[:500])
            asks = run("questions", "-e", both, "-p", "funder", "--keys").stdout.split()
            ok({"F1", "L1", "L6"} <= set(asks), "the plan's own perspectives ask them too", asks)
    print(f"1..{count}")
    return failed > 0


sys.exit(main())
