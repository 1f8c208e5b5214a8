# SPDX-License-Identifier: GPL-3.0-or-later
"""The publishers' tables, read a second time: no code and no descriptor of the builder is used here.

Every table of RAW yields (cube, area, period, kind, codes, measure, cell) for each of its numbers;
a cell is (value, low, high, base, missing). Rows of places that the edition does not know yield
nothing.
"""
import csv
import gzip
import os
import re
import zipfile
from xml.etree import ElementTree

KINDS = {"Country": "country", "LSIP": "lsip-2023", "CA": "combined-authority", "LAD": "district"}
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def rows_of(folder, name):
    path = os.path.join(folder, name)
    opener = gzip.open if name.endswith(".gz") else open
    with opener(path, "rt", newline="", encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(path):
    """Rows of a workbook's only sheet: {column: text}, by number of the row."""
    with zipfile.ZipFile(path) as book:
        shared = ["".join(t.text or "" for t in item.iter(SHEET + "t"))
                  for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        rows = {}
        for row in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(SHEET + "row"):
            cells = {}
            for one in row.iter(SHEET + "c"):
                value = one.findtext(SHEET + "v") or ""
                column = 0
                for letter in re.match("[A-Z]+", one.get("r")).group():
                    column = column * 26 + ord(letter) - 64
                cells[column] = shared[int(value)] if one.get("t") == "s" and value else value
            rows[int(row.get("r"))] = cells
        return rows


def fold(text):
    text = text.lower().replace("'", "").replace("’", "").replace("&", " and ")
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def slug(text):
    return fold(text).replace(" ", "-")


def numbered(text):
    """ "11 - Corporate managers": 11; what bears no number becomes a slug."""
    found = re.match(r"([0-9A-Z][0-9A-Z,.\-]*)(?=[ :]|$)", text)
    return found.group(1).replace(",", "-") if found else slug(text)


def month(text):
    name, year = re.fullmatch(r"([A-Z][a-z]{2})[ -](\d{2,4})", text.strip()).groups()
    return int(year) + (2000 if len(year) == 2 else 0), MONTHS.index(name) + 1


def period(text):
    if re.fullmatch(r"\d{4}", text):
        return text, "year"
    if re.fullmatch(r"\d{4}-\d\d", text):
        return text, "month"
    found = re.fullmatch(r"(?:AY|20)(\d\d)/(\d\d)( \(Aug to Apr\))?", text)
    if found:
        return (f"20{found.group(1)}/{found.group(2)}",
                "academic-year-part" if found.group(3) else "academic-year")
    if "-" in text and len(text) > 9:
        year, number = month(re.split(r"\s*-\s*", text)[1])
        return (str(year), "year") if number == 12 else (f"{year}-{number:02d}", "year-to")
    return "%d-%02d" % month(text), "month"


class Places:
    """Codes of areas, from the publishers' own table and the other names that its users give them."""

    def __init__(self, folder):
        self.codes = {}
        self.parts = {}
        for row in rows_of(folder, "areas.csv"):
            if row["code"] and not (row["type"] == "CA" and not row["code"].startswith("E47")):
                self.codes[KINDS[row["type"]], fold(row["name"])] = row["code"]
            if row["type"] == "LAD" and row["lsip_2023_code"]:
                self.parts.setdefault(row["lsip_2023_code"], []).append(row["code"])
        self.codes["combined-authority", "greater london authority"] = "CA-LONDON"
        for name, code in (("Norfolk and Suffolk", "E69000022"), ("Gloucestershire", "E69000011"),
                           ("South East Midlands", "E69000027"),
                           ("Enterprise M3 LEP (including all of Surrey)", "E69000009")):
            self.codes["lsip-2023", fold(name)] = code

    def find(self, kind, name):
        return self.codes.get((KINDS.get(kind, kind), fold(name)))


def labels(root, name):
    """What a text is called in the edition, where it is not its own slug."""
    path = os.path.join(root, "data", "sources", "sources", name)
    with open(path, newline="", encoding="utf-8") as file:
        return {row["text"]: row["code"] for row in csv.DictReader(file)}


def cell(text, flag="", marks=None, scale=1, base=None, half=None, blank=None):
    missing = (marks or {}).get(flag) if flag else None
    if text == "" and not missing:
        missing = blank
    if missing:
        return (None, None, None, base, missing)
    value = float("%.12g" % (float(text) * scale)) if scale != 1 else float(text)
    if half:
        return (value, max(0.0, value - float(half)), value + float(half), base, None)
    return (value, None, None, base, None)


HUB = {
    "achievements": "achievements",
    "achievements_rate_per_100000_population": "achievement_rate",
    "participation": "participation",
    "participation_rate_per_100000_population": "participation_rate",
    "achievementsAims": "aims_achieved", "enrolmentsAims": "aims_enrolled",
    "vacancies": "adverts", "active": "active", "births": "births", "deaths": "deaths",
    "enterpriseCount": "businesses", "all": "people", "inemployment": "in_work",
    "selfemployed": "self_employed", "unemployed": "unemployed", "inactive": "inactive",
    "qualNone": "no_qualification", "qualL1": "level_1", "qualL2": "level_2", "qualL3": "level_3",
    "qualL4": "level_4", "qualApp": "apprenticeship", "qualOther": "other_qualification",
    "employmentProjection": "projected_jobs",
    "sustainedPositiveDestinationKS4Rate": "after_ks4",
    "sustainedPositiveDestinationKS5Rate": "after_16_18",
}
HUB_MARKS = {"low": "low", "z": "z", "NaN": "z", "Inf": "z", "missing": "x"}
APS_MARKS = {"!": "x", "*": "u", "~": "low"}
ESS_MARKS = {"**": "u", "*%": "low", "-": "x"}


class Raw:
    def __init__(self, root, folder):
        self.root, self.folder = root, folder
        self.places = Places(folder)
        self.lep = {}
        self.lea = {}
        sources = os.path.join(root, "data", "sources", "sources")
        with open(os.path.join(root, "data", "sources", "area-aliases.csv"), newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["kind"] in ("lep", "lea"):
                    getattr(self, row["kind"])[fold(row["alias"])] = row["area"]
        with open(os.path.join(sources, "areas-before.csv"), newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["kind"] == "LEP area 2019":
                    self.lep[fold(row["name"])] = row["code"]

    def hub_like(self, name, cube, dims):
        for row in rows_of(self.folder, name):
            area = self.places.find(row["area_type"], row["area_name"])
            if area is None:
                continue
            measure = HUB[row["metric"]]
            scale = 100 if measure.startswith("after_") else 1
            yield (cube, area, *period(row["period"]), dims(row), measure,
                   cell(row["value"], row["flag"], HUB_MARKS, scale))

    def two(self, breakdown_names, group_rule, group_names=None):
        names = labels(self.root, breakdown_names) if breakdown_names else {}
        groups = labels(self.root, group_names) if group_names else {}

        def dims(row):
            b, g = row["breakdown"], row["subgroup"]
            return ("all" if b == "Total" else names.get(b) or slug(b),
                    "all" if g == "Total" else groups.get(g) or group_rule(g))
        return dims

    def hub(self):
        yield from self.hub_like("local_skills_full_all_areas.csv.gz", "local_skills",
                                 self.two("hub-breakdowns.csv", numbered))

    def adverts(self):
        yield from self.hub_like("job_adverts_monthly_totals.csv", "job_adverts", lambda row: ())

    def adverts_occupation(self):
        yield from self.hub_like("job_adverts_by_occupation_2025_07.csv", "job_adverts_occupation",
                                 self.two("occupation-detail.csv", numbered))

    def learners(self):
        yield from self.hub_like("fe_participation_achievement.csv", "fe_participation",
                                 self.two(None, slug, "fe-groups.csv"))

    def aims(self):
        yield from self.hub_like("fe_aims_by_sector_subject.csv", "fe_aims_subject",
                                 self.two(None, slug))

    def employment(self):
        yield from self.hub_like("employment_by_occupation_industry.csv",
                                 "employment_by_occupation",
                                 self.two("hub-breakdowns.csv", numbered, "employment-groups.csv"))

    def businesses(self):
        yield from self.hub_like("business_counts.csv", "business_counts",
                                 self.two(None, slug, "business-groups.csv"))

    def qualifications(self):
        yield from self.hub_like("qualifications.csv", "qualifications_local",
                                 self.two(None, slug))

    def destinations(self):
        yield from self.hub_like("destinations_ks4_ks5.csv", "destinations", self.two(None, slug))

    def soc4(self):
        for row in rows_of(self.folder, "job_adverts_england_soc4_monthly.csv"):
            yield ("new_adverts_occupation", "E92000001", row["month"], "month",
                   (row["soc2020_unit_group"].lower(),), "new_adverts",
                   cell(row["new_adverts_3m_avg"]))

    def professions(self):
        for row in rows_of(self.folder, "job_adverts_by_profession_lsip_2022_12.csv"):
            area = self.places.find(row["area_type"], row["area_name"])
            if area:
                yield ("job_adverts_profession", area, *period(row["period"]),
                       (slug(row["profession_group"]), slug(row["profession"])), "adverts",
                       cell(row["adverts"]))

    def aims_level(self):
        levels = labels(self.root, "fe-levels.csv")
        for row in rows_of(self.folder, "fe_aims_by_subject_level_sex_lsip_2021_22.csv"):
            codes = (slug(row["sector_subject_area"]),
                     "all" if row["level"] == "Total" else levels[row["level"]],
                     "all" if row["sex"] == "Total" else slug(row["sex"]))
            for column, measure in (("achievements", "aims_achieved"),
                                    ("enrolments", "aims_enrolled")):
                yield ("fe_aims_subject_level", self.places.find("LSIP", row["area_name"]),
                       "2021/22", "academic-year", codes, measure, cell(row[column], blank="x"))

    def flows(self):
        sums = {}
        for row in rows_of(self.folder, "apprenticeships_learner_flows_leicestershire.csv"):
            area = self.places.find("LAD", row["learner_home_lad"])
            if area:
                for measure in ("starts", "enrolments", "achievements"):
                    key = (area, *period(row["year"]), (slug(row["delivery_lad"]),), measure)
                    sums[key] = sums.get(key, 0) + int(row[measure])
        for (area, when, kind, codes, measure), value in sums.items():
            yield ("apprenticeship_flows", area, when, kind, codes, measure,
                   (float(value), None, None, None, None))

    def districts(self):
        for row in rows_of(self.folder, "apprenticeships_by_local_authority.csv"):
            area = self.places.find("LAD", row["local_authority_district"])
            for side in ("home", "delivery"):
                for what in ("starts", "enrolments", "achievements"):
                    if area:
                        yield ("apprenticeships_by_district", area, *period(row["year"]), (),
                               f"{side}_{what}", cell(row[f"{side}_{what}"]))

    def aps(self):
        names = {topic: labels(self.root, f"aps-{plural}.csv")
                 for topic, plural in (("industry", "industries"), ("status", "status"),
                                       ("occupation", "occupations"),
                                       ("qualification", "qualifications"))}
        for row in rows_of(self.folder, "aps_estimates_with_confidence_intervals.csv"):
            area = self.places.find(row["area_type"], row["area_name"])
            yield (f"aps_{row['topic']}", area, *period(row["period"]),
                   (names[row["topic"]][row["cell"]],), "people",
                   cell(row["estimate"], row["flag"], APS_MARKS, half=row["ci95_plus_minus"]))

    def aps_workbook(self):
        """Blocks, one a year: a line "date", headings over three columns each, then the areas."""
        names = labels(self.root, "aps-occupations.csv")
        own = {}
        with open(os.path.join(self.root, "data", "sources", "area-aliases.csv"), newline="",
                  encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["kind"] == "lsip-2023":
                    own[fold(row["alias"])] = row["area"]
        path = os.path.join(self.folder, "raw", "nomis_aps_employment_by_occupation_2023_04_24.xlsx")
        when, heads = None, {}
        for _, cells in sorted(sheet_of(path).items()):
            first = cells.get(1, "")
            if first == "date":
                when, heads = period(cells[2]), {}
            elif first == "Area":
                heads = {c: names[re.search(r"All people - (.*) : All people", t).group(1)]
                         for c, t in cells.items() if c > 1 and t}
            elif re.match("country:|ladu:|User Defined Geography:", first):
                kind, name = first.split(":", 1)
                area = (own.get(fold(name)) if kind.startswith("User")
                        else self.places.find("LAD" if kind == "ladu" else "Country", name))
                for column, code in heads.items():
                    number, half = cells.get(column, ""), cells.get(column + 2, "")
                    missing = (APS_MARKS.get(number) or {"-": "x", "": "x"}.get(number)
                               or APS_MARKS.get(half))
                    if area:
                        yield ("aps_occupation_districts", area, *when, (code,), "people",
                               (None, None, None, None, missing) if missing
                               else cell(number, half=half))

    def achievements(self):
        """The columns that have only totals are dimensions too."""
        known = set(self.places.codes.values())
        for row in rows_of(self.folder, "raw/ees_FEAchSSAAug21-Apr22.csv"):
            if row["location_code"] not in known:
                continue
            codes = tuple("all" if row[column] == "Total" else slug(row[column])
                          for column in ("ssa_t1_desc", "notional_nvq_level", "gender",
                                         "ethnicity_group"))
            text = row["e_and_t_aims_ach"]
            yield ("fe_achievements_part_year", row["location_code"], "2021/22",
                   "academic-year-part", codes, "aims_achieved",
                   (None, None, None, None, "low") if text == "low" else cell(text))

    def projections(self):
        names = labels(self.root, "hub-breakdowns.csv")
        groups = labels(self.root, "projection-groups.csv")
        for row in rows_of(self.folder, "employment_projections_2010_2035_wide.csv"):
            b, g = row["breakdown"], row["subgroup"]
            codes = ("all" if b == "Total" else names.get(b) or slug(b),
                     "all" if g == "Total" else groups.get(g) or numbered(g))
            for year in range(2010, 2036):
                yield ("projections", self.places.find(row["area_type"], row["area_name"]),
                       str(year), "year", codes, "jobs", cell(row[str(year)]))

    def openings(self):
        columns = (("employment_2020", 1), ("employment_2035", 1), ("net_change", 1),
                   ("replacement_demand", 1), ("total_requirement", 1))
        own = labels(self.root, "industry-labels.csv")
        for name, cube in (("occupation", "openings_occupation"), ("industry", "openings_industry")):
            file = f"employment_projections_replacement_demand_by_{name}.csv"
            for row in rows_of(self.folder, file):
                if name == "occupation":
                    codes = (numbered(row["occupation_soc2020_submajor"]),
                             "all" if row["sex"] == "All" else slug(row["sex"]))
                else:
                    text = row["industry"]
                    codes = ("all" if text == "All industries" else own.get(text) or slug(text),)
                area = self.places.find(row["area_type"], row["area_name"])
                for column, scale in columns:
                    yield (cube, area, "2035", "year", codes, column, cell(row[column]))
                yield (cube, area, "2035", "year", codes, "replacement_rate",
                       cell(row["annual_replacement_rate"], scale=100))

    def occupation_qualification(self):
        levels = labels(self.root, "rqf-levels.csv")
        for row in rows_of(self.folder, "employment_2020_occupation_by_qualification.csv"):
            yield ("jobs_occupation_qualification",
                   self.places.find(row["area_type"], row["area_name"]), "2020", "year",
                   (numbered(row["occupation_soc2020_submajor"]), levels[row["qualification"]]),
                   "jobs", cell(row["employment_2020"]))

    @staticmethod
    def ess_measure(text):
        if text.startswith(("%", "MA_", "MD_", "Establishments with", "Have a")):
            return "share", 100
        if " as a %" in text or " as % " in text:
            return "share", 100
        if text.startswith("Training days per"):
            return "days_each", 1
        if "Days" in text:
            return "training_days", 1
        if "vacancies" in text:
            return "vacancies", 1
        return ("people" if "staff" in text or "gaps" in text or "trained" in text
                else "establishments"), 1

    def ess_2019(self):
        names = labels(self.root, "ess-2019-questions.csv")
        for row in rows_of(self.folder, "ess2019_summary_all_leps.csv"):
            area = self.lep.get(fold(row["area"]))
            measure, scale = self.ess_measure(row["measure"])
            yield ("employers_2019", area, "2019", "year",
                   (slug(row["section"]), names[row["measure"]]), measure,
                   cell(row["value"], row["flag"], ESS_MARKS, scale, int(row["unweighted_base"])))

    def ess_2019_sectors(self):
        names = labels(self.root, "ess-2019-questions.csv")
        groups = labels(self.root, "ess-2019-groupings.csv")
        file = "ess2019_summary_leicester_leicestershire_by_sector_size.csv"
        for row in rows_of(self.folder, file):
            if row["group"] in ("ENGLAND", "REGION"):
                continue
            total = row["group"] == "LEP"
            measure, scale = self.ess_measure(row["measure"])
            yield ("employers_2019_sectors", "E69000020", "2019", "year",
                   ("all" if total else groups[row["group"]],
                    "all" if total else slug(row["column"]),
                    slug(row["section"]), names[row["measure"]]), measure,
                   cell(row["value"], row["flag"], ESS_MARKS, scale, int(row["unweighted_base"])))

    def ess_2019_skills(self):
        names = labels(self.root, "ess-skills.csv")
        for row in rows_of(self.folder, "ess2019_skills_that_need_developing.csv"):
            level, name = row["area_level"], fold(row["area"])
            area = (self.lep.get(name) if level.startswith("Local Enterprise")
                    else self.lea.get(name) if level.startswith("Local Education")
                    else self.places.find("CA" if level.startswith("Comb") else "Country", name))
            if area is None:
                continue
            for column, measure, scale, base in (
                    ("share", "share", 100, None),
                    ("establishments", "establishments", 1, int(row["base_establishments"]))):
                yield ("employers_2019_skills", area, "2019", "year", (names[row["skill"]],),
                       measure, cell(row[column], row["flag"], ESS_MARKS, scale, base))

    def ess_2017(self):
        names = labels(self.root, "ess-2017-tables.csv")
        for row in rows_of(self.folder, "ess2017_lep_selected_tables.csv"):
            area = self.lep.get(fold(row["area"]))
            share = row["unit"] == "share"
            if area:
                yield ("employers_2017", area, "2017", "year",
                       (names[row["table"]], slug(row["measure"])),
                       "share" if share else "number",
                       cell(row["value"], row["flag"], ESS_MARKS, 100 if share else 1))

    def providers(self):
        columns = (("Apprenticeships", "apprenticeships"),
                   ("Education and Training", "education_training"),
                   ("Tailored Learning", "tailored_learning"),
                   ("Community Learning", "community_learning"))
        for row in rows_of(self.folder, "fe_provider_summary_local_providers.csv"):
            learners = row["Learner characteristic"]
            for column, measure in columns:
                text = row[column]
                missing = {"z": "z", "low": "low"}.get(text)
                yield ("provider_learners", "E92000001", *period(row["Academic Year"]),
                       (row["UKPRN"] or "all", "all" if learners == "Total" else slug(learners)),
                       measure, (None, None, None, None, missing) if missing else cell(text))


TABLES = ("hub", "adverts", "adverts_occupation", "soc4", "professions", "learners", "aims",
          "aims_level", "flows", "districts", "employment", "aps", "projections", "openings",
          "occupation_qualification", "businesses", "qualifications", "destinations", "ess_2019",
          "ess_2019_sectors", "ess_2019_skills", "ess_2017", "providers", "achievements",
          "aps_workbook")
