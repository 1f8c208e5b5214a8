#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-only-data.py OBSERVATORY SOURCE_ROOT: nothing but data.

A fourth sector, a second LSIP area, a perspective and a made-up source with a question of its own
are put into a folder as text, and the program that is there builds them in and answers for them.
"""
import csv
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

PROGRAM, ROOT = (sys.argv + ["", ""])[1:3]
BUNDLED = os.path.join(ROOT, "data", "bundled")
count = failed = 0

SECTOR = """code,label,short,people
hospitality,Hospitality,HOS,Hospitality businesses
"""
ALIAS = """alias,sector
Hotels and catering,hospitality
"""
AREAS = """[source]
id=wolds
title=Areas of the Wolds
publisher=Made-up Society of Innkeepers
licence=CC0 1.0
attribution=Source: made-up innkeepers.
class=secondary
tier=reference

[get]
file=wolds.csv

[table]
kind=areas

[columns]
code=id
name=what
kind=sort
part-of lsip-2025=area

[kinds]
la=district

[keys]
Upper Wolds=LSIP-WOLDS

[parents]
lsip-2025=E92000001
"""
WOLDS = """id,what,sort,area
DISTRICT-FEN,Fenside,la,Upper Wolds
DISTRICT-HILL,Hilltop,la,Upper Wolds
"""
SOURCE = """# A source that nobody publishes.
[source]
id=innkeepers
title=Guest beds
publisher=Made-up Society of Innkeepers
licence=CC0 1.0
attribution=Source: made-up innkeepers.
class=secondary
tier=survey
caveat=Nobody counted these beds.

[get]
file=beds-*.csv

[release]
calendar=yearly
next=2030-01

[table]
cube=guest_beds
title=Guest beds

[dimension area]
from=Where
by=name
kind-from=What
kinds=LSIP: lsip-2025; LA: district

[dimension period]
from=When

[dimension sector]
title=Sector
from=Trade
codes=slug
total=All trades

[measure beds]
title=Guest beds
unit=beds
from=Beds
range=0..
rounding=5

[measure full]
title=Beds taken
unit=%
from=Share
scale=100
range=0..100
base=Inns

[missing]
-=x
~=low

[total districts]
parts=area
whole=lsip-2025
part=district
where=measure: beds

[break 2025]
measure=beds
text=From 2025 folding beds count.
"""
BEDS = """Where,What,When,Trade,Beds,Share,Inns
Upper Wolds,LSIP,2024,All trades,400,0.61,40
upper  WOLDS,LSIP,2025,All trades,520,0.63,44
Upper Wolds,LSIP,2024,Hospitality,"1,390",0.7,31
Upper Wolds,LSIP,2025,Hospitality,1455,0.72,33
Fenside,LA,2024,All trades,150,-,9
Fenside,LA,2025,All trades,~,-,9
Hilltop,LA,2024,All trades,250,0.5,31
Hilltop,LA,2025,All trades,300,0.55,35
"""
JOURNEYS = {
    "perspectives.csv": """key,label,description,heading,subheading,in_header,source_first,next_action
guest,Guest,Whoever needs a bed,Where to sleep,Made up,0,beds,evidence-pack
""",
    "groups.csv": "perspective,position,label\nguest,1,Beds\n",
    "further-groups.csv": "perspective,position,label\nemployer,9,Beds\nnobody,1,Beds\n",
    "further-journey.csv": "perspective,group,question,label,text,action\n"
                           "employer,9,M1,,,Next: sleep.\nnobody,1,M1,,,Next: sleep.\n",
    "questions.csv": "key,label,text,subject,needs,warnings\n"
                     "M1,Beds,How many guest beds are there?,beds vary,,\n"
                     "M2,Boats,How many boats are there?,boats vary,,\n",
    "journey.csv": "perspective,group,question,label,text,action\nguest,1,M1,,,Next: sleep.\n"
                   "guest,1,M2,,,Next: row.\n",
}
FIGURES = {
    "M1": [
        {"data": "beds", "data_label": "Beds by year", "ksb": "", "form": "LN", "axis": "count",
         "axis_title": "Beds", "simple": "TB", "from": "cube", "cube": "guest_beds",
         "measure": "beds", "x": "period", "label": "Beds", "census": True,
         "text": {"neutral": "Guest beds by year", "measure": "Guest beds", "when": "",
                  "what": "Beds"}, "titles": ["neutral"]},
        {"data": "districts", "data_label": "Beds by district, 2024", "ksb": "", "form": "RB",
         "axis": "count", "axis_title": "Beds", "simple": "TB", "from": "cube",
         "cube": "guest_beds", "measure": "beds", "rows": "area",
         "areas": "DISTRICT-FEN DISTRICT-HILL", "where": {"period": "2024", "sector": "all"},
         "text": {"neutral": "Guest beds by district", "measure": "Guest beds", "when": "2024",
                  "no_place": True}, "titles": ["neutral"]},
    ],
    "M2": [
        {"data": "boats", "ksb": "", "optional": True, "form": "RB", "axis": "count",
         "axis_title": "Boats", "simple": "TB", "from": "cube", "cube": "boats",
         "measure": "boats", "rows": "area", "text": {"neutral": "Boats", "measure": "Boats",
                                                      "when": ""}, "titles": ["neutral"]},
    ],
}


def ok(good, words, detail=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {count} - {words}", flush=True)
    for line in str(detail).splitlines()[:20] if not good else ():
        print("# " + line)


def equal(got, wanted, words):
    ok(got == wanted, words, f"wanted {wanted!r}, got {got!r}")


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, encoding="utf-8")


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def hash_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def fill(folder):
    write(folder, "reference/sectors.csv", SECTOR)
    write(folder, "reference/sector-aliases.csv", ALIAS)
    write(folder, "sources/wolds.source", AREAS)
    write(folder, "wolds.csv", WOLDS)
    write(folder, "sources/innkeepers.source", SOURCE)
    write(folder, "beds-2025.csv", BEDS)
    for name, text in JOURNEYS.items():
        write(folder, "journeys/" + name, text)
    for key, figures in FIGURES.items():
        write(folder, f"journeys/figures/{key}.json",
              json.dumps({"question": key, "figures": figures}))


def answer(edition, *words):
    result = run("answer", *words, "-e", edition, "--format", "csv")
    ok(result.returncode == 0, "answers " + " ".join(words), result.stderr)
    return list(csv.DictReader(io.StringIO(result.stdout)))


def values(rows):
    return [float(row["value"]) if row["value"] else None for row in rows]


def ask(edition):
    listed = run("questions", "-e", edition, "--keys").stdout.split()
    ok("M1" in listed and "E1" in listed, "the question stands beside those that were there")
    ok("M2" not in listed, "a question whose data are not there is not asked")
    ok("M1" in run("questions", "-e", edition, "-p", "employer", "--keys").stdout.split(),
       "and in a perspective that was there")
    equal(run("questions", "-e", edition, "-p", "guest", "--keys").stdout.split(), ["M1"],
          "the new perspective asks it")
    view = "skills-observatory:view/guest/M1?src=beds&place="
    equal(values(answer(edition, view + "LSIP-WOLDS")), [400, 520], "the new area has its beds")
    equal(values(answer(edition, view + "LSIP-WOLDS&sector=hospitality")), [1390, 1455],
          "the new sector has its own")
    equal(sorted(values(answer(edition, "M1", "--data", "districts"))), [150, 250],
          "so have its districts")
    equal(values(answer(edition, view + "DISTRICT-FEN")), [150, None],
          "what rounds to zero is not zero")
    rows = answer(edition, "E1", "--data", "panel", "--filter=sector=hospitality")
    ok(all(value is None for value in values(rows)), "where it was not asked there is no number")
    ok(run("check", edition).returncode == 0, "the edition is sound")


def look(edition):
    db = sqlite3.connect(f"file:{edition}?immutable=1", uri=True)

    def one(sql):
        return db.execute(sql).fetchone()

    equal(one("SELECT label FROM sector WHERE code = 'hospitality'"), ("Hospitality",),
          "a fourth sector")
    equal(one("SELECT count(*) FROM sector WHERE code <> 'all'")[0], 4, "four sectors in all")
    equal(one("SELECT kind, parent FROM area WHERE code = 'LSIP-WOLDS'"),
          ("lsip-2025", "E92000001"), "a second LSIP area")
    equal(one("SELECT title, publisher, class, row_count > 0 FROM source WHERE id = 'innkeepers'"),
          ("Guest beds", "Made-up Society of Innkeepers", "secondary", 1), "the source is registered")
    equal(one("SELECT value, missing, base FROM cube_guest_beds WHERE area = 'DISTRICT-FEN' AND "
              "period = '2025' AND measure = 'beds'"), (None, "low", None), "its markers are codes")
    equal(one("SELECT value, base FROM cube_guest_beds WHERE area = 'LSIP-WOLDS' AND period = "
              "'2025' AND sector = 'hospitality' AND measure = 'full'"), (72, 33),
          "rates are per cent, with their base")
    equal(one("SELECT period, measure FROM series_break WHERE cube = 'guest_beds'"),
          ("2025", "beds"), "its break is known")


def query(edition):
    result = run("query", edition, "--cube", "guest_beds", "--by", "period", "--where",
                 "area=LSIP-WOLDS", "--where", "sector=all", "--measure", "beds", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    equal([(r["period"], float(r["value"])) for r in rows], [("2024", 400.0), ("2025", 520.0)],
          "any cube can be asked for")


def refuse(folder):
    """A wrong sum is named, and nothing is written."""
    write(folder, "beds-2025.csv", BEDS.replace("Hilltop,LA,2024,All trades,250",
                                                "Hilltop,LA,2024,All trades,290"))
    path = os.path.join(folder, "wrong.obs")
    result = run("build", BUNDLED, folder, "-o", path)
    ok(result.returncode == 1 and not os.path.exists(path), "districts that do not add up stop it")
    ok("beds-2025.csv, line 2" in result.stderr and "440" in result.stderr,
       "file, line and sum are named", result.stderr)


def main():
    before = hash_of(PROGRAM)
    with tempfile.TemporaryDirectory(prefix="only-data-") as folder:
        fill(folder)
        edition = os.path.join(folder, "edition.obs")
        result = run("build", BUNDLED, folder, "-o", edition)
        ok(result.returncode == 0, "builds what is data only", result.stderr)
        if result.returncode == 0:
            look(edition)
            ask(edition)
            query(edition)
        refuse(folder)
    equal(hash_of(PROGRAM), before, "the program is the one that was there")
    print(f"1..{count}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
