#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the SQL files of the edition's schema into a C table.

SQLite keeps the text of each CREATE statement as it was written, comments included, so the text
embedded here is also what an edition file must hold, word for word.

Usage: embed-schema.py OUTPUT.c FILE.sql...
"""

import re
import sys

STATEMENT = re.compile(r"^CREATE TABLE (\w+) \(\n.*?^\) STRICT(?:, WITHOUT ROWID)?;$", re.M | re.S)


def quote(text):
    """C string literal, one line of source for each line of text."""
    out = []
    for line in text.splitlines(keepends=True):
        # Octal escapes end after three digits, so that a digit may follow.
        body = "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}"
                       for b in line.encode("utf-8"))
        out.append(f'    "{body}"')
    return "\n".join(out)


def main(output, *files):
    entries = []
    for name in files:
        with open(name, encoding="utf-8", newline="\n") as file:
            text = file.read()
        rest = STATEMENT.sub("", text)
        for line in rest.splitlines():
            if line.strip() and not line.startswith("--"):
                sys.exit(f"{name}: not a comment and not a whole CREATE TABLE statement: {line}")
        for match in STATEMENT.finditer(text):
            entries.append((match.group(1), match.group(0)[:-1]))
    with open(output, "w", encoding="utf-8", newline="\n") as file:
        file.write('/* Made from data/edition/schema by embed-schema.py. */\n'
                   '#include "config.h"\n\n#include "data/edition/schema.h"\n\n'
                   "const ObsSchemaTable obs_schema_tables[] = {\n")
        for name, sql in entries:
            file.write(f'  {{ "{name}",\n{quote(sql)} }},\n')
        file.write("};\n\nconst unsigned obs_schema_n_tables = G_N_ELEMENTS (obs_schema_tables);\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
