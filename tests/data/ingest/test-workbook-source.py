#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-workbook-source.py OBSERVATORY SOURCE_ROOT: workbooks become cubes by descriptors alone.

An ODS and an XLSX workbook of two sheets are written, one table of each is meant by its sheet's
name, and the edition that is built from them is asked.
"""
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

PROGRAM, ROOT = sys.argv[1], sys.argv[2]
BUNDLED = os.path.join(ROOT, "data", "bundled")
ROWS = [["People in work"], [], ["Area", "Year", "Level", "People", "+/-"],
        ["E69000020", 2020, "All", 1200, 100], ["E69000020", 2020, "Low & other", 700.5, 90],
        ["E69000020", 2021, "All", 1300, "*"], ["E69000020", 2021, "Low & other", "!", "!"]]
WANTED = [("E69000020", "2020", "all", 1200.0, 1100.0, 1300.0, None),
          ("E69000020", "2020", "low-and-other", 700.5, 610.5, 790.5, None),
          ("E69000020", "2021", "all", None, None, None, "u"),
          ("E69000020", "2021", "low-and-other", None, None, None, "x")]
DESCRIPTOR = """[source]
id=made-{kind}
title=People in work
publisher=Made-up Office
licence=CC0 1.0
attribution=Source: made up.

[get]
file=people.{kind}

[table]
cube=people_{kind}
sheet=Tab*2
header=3

[dimension area]
from=Area

[dimension period]
from=Year

[dimension level]
from=Level
codes=slug
total=All

[measure people]
from=People
unit=people
plus-minus=+/-
range=0..

[missing]
column=+/-
*=u
!=x

[caveat 1]
text=Made up.
"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
count = failed = 0


def equal(got, wanted, words):
    global count, failed
    count += 1
    failed += got != wanted
    print(f"{'' if got == wanted else 'not '}ok {count} - {words}", flush=True)
    if got != wanted:
        print(f"# wanted {wanted!r}\n# got {got!r}")


def xlsx(path, sheets):
    names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
    links = "".join(f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                    for i in range(1, len(sheets) + 1))
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.'
                    'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
                    for i in range(1, len(sheets) + 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                      'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
                      '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
                      f'sheet.main+xml"/>{types}</Types>')
        book.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
                      f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets>'
                      '</workbook>')
        book.writestr("xl/_rels/workbook.xml.rels",
                      f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>')
        for i, rows in enumerate(sheets.values(), 1):
            text = ""
            for n, row in enumerate(rows, 1):
                cells = ""
                for letter, value in zip("ABCDE", row):
                    cells += (f'<c r="{letter}{n}"><v>{value}</v></c>' if not isinstance(value, str) else
                              f'<c r="{letter}{n}" t="inlineStr"><is><t>{escape(value)}</t></is></c>')
                text += f'<row r="{n}">{cells}</row>'
            book.writestr(f"xl/worksheets/sheet{i}.xml",
                          f'<worksheet xmlns="{MAIN}"><sheetData>{text}</sheetData></worksheet>')


def ods(path, sheets):
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    body = ""
    for name, rows in sheets.items():
        body += f'<table:table table:name="{name}">'
        for row in rows:
            body += "<table:table-row>"
            for value in row or [""]:
                kind = "string" if isinstance(value, str) else "float"
                held = "" if kind == "string" else f' office:value="{value}"'
                body += ("<table:table-cell/>" if value == "" else
                         f'<table:table-cell office:value-type="{kind}"{held}><text:p>{escape(str(value))}'
                         '</text:p></table:table-cell>')
            body += "</table:table-row>"
        body += "</table:table>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        book.writestr("mimetype", kind, zipfile.ZIP_STORED)
        book.writestr("content.xml", f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}'
                      f'table:1.0" xmlns:text="{names}text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
                      f'{body}</office:spreadsheet></office:body></office:document-content>')
        book.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}manifest:1.0"><manifest:'
                      f'file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>')


def main():
    with tempfile.TemporaryDirectory(prefix="workbooks-") as folder:
        mine = os.path.join(folder, "mine")
        os.makedirs(os.path.join(mine, "sources"))
        sheets = {"Notes": [["Read me"], ["Area", "Year"], ["nowhere", 1]], "Table 2": ROWS}
        for kind, write in (("xlsx", xlsx), ("ods", ods)):
            write(os.path.join(mine, "people." + kind), sheets)
            with open(os.path.join(mine, "sources", kind + ".source"), "w", encoding="utf-8") as file:
                file.write(DESCRIPTOR.format(kind=kind))
        edition = os.path.join(folder, "edition.obs")
        done = subprocess.run([PROGRAM, "build", BUNDLED, mine, "-o", edition], capture_output=True, text=True,
                              encoding="utf-8")
        equal((done.returncode, done.stderr if done.returncode else ""), (0, ""), "builds")
        if done.returncode == 0:
            database = sqlite3.connect(f"file:{edition}?immutable=1", uri=True)
            for kind in ("xlsx", "ods"):
                rows = database.execute("SELECT area, period, level, value, low, high, nullif(missing, '') FROM "
                                        f"cube_people_{kind} ORDER BY 1, 2, 3").fetchall()
                equal(rows, WANTED, f"{kind}: the sheet that is meant, with its ranges and marks")
            database.close()
    print(f"1..{count}")
    return failed > 0


sys.exit(main())
