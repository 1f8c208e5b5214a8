#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source tables of a folder, one a line, in order: list-tables.py FOLDER."""

import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
for path in sorted(folder.rglob('*')):
    if path.suffix in ('.csv', '.ini', '.json', '.tsv', '.txt') and path.is_file():
        print(path.relative_to(folder).as_posix())
