#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of The Update Framework by its command: test-tuf-client.py OBSERVATORY SOURCE [WORD…], in TAP.

With words only the cases whose title has one of them. With OBS_CAMPAIGN=1 what takes minutes runs too."""

import importlib
import sys

sys.dont_write_bytecode = True

try:
    import cryptography  # noqa: F401
except ImportError:
    print('1..0 # SKIP python3-cryptography is not installed')
    sys.exit(0)

import cases  # noqa: E402
import real  # noqa: E402, F401

for part in ('attacks', 'delegations', 'downloads', 'roles', 'reading', 'roots', 'signatures'):
    importlib.import_module(part)

from server import Server  # noqa: E402


def chosen(words):
    """The cases that run, in the order of the parts."""
    def title(entry):
        return f'{entry[2]}: {entry[0]}: {entry[1]}'
    return [entry for entry in cases.CASES if not words or any(word in title(entry) for word in words)]


def main():
    """All of it."""
    program, source, *words = sys.argv[1:]
    real.SOURCE[:] = [source]
    entries = chosen(words)
    server = Server()
    code = cases.run(program, server, entries)
    print(cases.table(entries))
    server.close()
    return code


sys.exit(main())
