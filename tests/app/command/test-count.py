#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last line of tests/run is true: test-count.py COUNT-TESTS, in TAP."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

count, = tap.arguments()


def last(*tests):
    """(status, last line, all lines) for a log with these tests (name, result, output)."""
    with tempfile.TemporaryDirectory(prefix='observatory-count-') as folder:
        if tests:
            lines = [json.dumps({'name': name, 'result': result, 'stdout': out}) for name, result, out in tests]
            (pathlib.Path(folder) / 'tests-plain.json').write_text('\n'.join(lines), encoding='utf-8')
        done = subprocess.run([sys.executable, count, folder], stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stdout.splitlines()[-1], done.stdout


def test_passes():
    """TAP points and plain tests are counted."""
    assert last(('a', 'OK', '1..2\nok 1 x\nok 2 y\n'), ('b', 'OK', 'words'))[:2] == (0, '3 passed, 0 failed')


def test_failures():
    """Failed points, failed programs and programs that stop half way fail the run."""
    assert last(('a', 'FAIL', '1..2\nok 1 x\nnot ok 2 y\n'))[:2] == (1, '1 passed, 1 failed')
    assert last(('a', 'TIMEOUT', ''), ('b', 'OK', ''))[:2] == (1, '1 passed, 1 failed')
    assert last(('a', 'ERROR', '1..3\nok 1 x\n'))[:2] == (1, '1 passed, 1 failed')


def test_nothing():
    """A run without tests is a failure."""
    assert last()[:2] == (1, '0 passed, 0 failed')
    assert last(('a', 'SKIP', 'skipped: no tool'))[0] == 1


def test_skips():
    """Skipped tests are listed with their reasons."""
    status, line, text = last(('a', 'OK', '1..2\nok 1 x # SKIP no /dev/full\nok 2 y\n'),
                              ('b', 'SKIP', 'skipped: msgfmt is not installed\n'))
    assert (status, line) == (0, '1 passed, 0 failed, 2 skipped'), line
    assert 'a: x: no /dev/full' in text and 'b: msgfmt is not installed' in text, text


sys.exit(tap.run(dict(globals())))
