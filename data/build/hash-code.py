#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hash of the code that turns files into facts, as a C constant.

A table that an earlier program read must not be taken for what this one would read: the hash is
part of the key under which tables are kept, so nobody has to remember to raise a number.

Usage: hash-code.py OUTPUT.c DEPFILE FOLDER FILE...
"""

import hashlib
import pathlib
import sys


def main(output, depfile, folder, *files):
    paths = [path for path in pathlib.Path(folder).iterdir() if path.suffix in (".c", ".h")]
    paths = sorted(paths, key=lambda path: path.name) + [pathlib.Path(name) for name in files]
    digest = hashlib.sha256()
    for path in paths:
        text = path.read_bytes()
        digest.update(f"{path.name} {len(text)}\n".encode("utf-8") + text)
    pathlib.Path(output).write_text(
        "/* Made from data/ingest by hash-code.py. */\n"
        '#include "config.h"\n\n#include "data/build/fact-cache-private.h"\n\n'
        f'const char obs_reading_code[] = "{digest.hexdigest()}";\n', encoding="utf-8", newline="\n")
    names = " ".join(str(path).replace("\\", "/").replace(" ", "\\ ") for path in paths)
    pathlib.Path(depfile).write_text(f"{output}: {names}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
