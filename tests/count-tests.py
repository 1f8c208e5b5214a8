#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what the last runs of "meson test" did: count-tests.py LOG-FOLDER [--leaks 0|1].

A program that reports in TAP counts as many tests as it reports, any other one counts as one. Skipped
tests are listed with their reasons; the last line is "N passed, N failed". The exit status is 1 when
a test failed or none ran.
"""

import argparse
import json
import pathlib
import re
import sys

BAD = ('FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'UNEXPECTEDPASS')
TAP = re.compile(r'^(not )?ok\b(?:\s+\d+)?\s*-?\s*([^#]*)(?:#\s*(SKIP|TODO)\b\s*(.*))?', re.IGNORECASE)


def read(folder):
    """The tests of all logs, one JSON object a line."""
    return [json.loads(line) for path in sorted(folder.glob('tests-*.json'))
            for line in path.read_text(encoding='utf-8').splitlines() if line.strip()]


def points(test):
    """(passed, failed, skipped with reasons) of the TAP that a test printed; all empty where it is none."""
    passed, failed, skipped = 0, 0, []
    for line in test.get('stdout', '').splitlines():
        match = TAP.match(line)
        if not match:
            continue
        if match.group(3) and match.group(3).upper() == 'SKIP':
            skipped.append((match.group(2).strip(), match.group(4).strip()))
        elif match.group(1):
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def reason(test):
    """The last words of a test that was skipped whole."""
    lines = [line for line in test.get('stdout', '').splitlines() if line.strip() and not line.startswith('1..')]
    return re.sub(r'^(?:#\s*)?(?:skipped:\s*)?', '', lines[-1]) if lines else 'it gave no reason'


def count(tests):
    """Sums over all tests; names of the failed ones; the skipped ones with reasons."""
    passed, failed, failures, skipped = 0, 0, [], []
    for test in tests:
        name = test['name']
        ok, bad, left_out = points(test)
        skipped += [(f'{name}: {point}', why) for point, why in left_out]
        if test['result'] == 'SKIP' and not left_out:
            skipped.append((name, reason(test)))
        elif test['result'] in BAD:
            passed += ok
            failed += max(bad, 1)
            failures.append(f"{name} ({test['result'].lower()})")
        elif test['result'] != 'SKIP':
            passed += ok if ok or left_out else 1
    return passed, failed, failures, skipped


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--leaks', default='1')
    options = parser.parse_args()
    passed, failed, failures, skipped = count(read(options.folder))
    for name, why in skipped:
        print(f'skipped: {name}: {why or "it gave no reason"}')
    if options.leaks == '0':
        print('note: leaks were not looked for, because the leak checker does not work on this system')
    for name in failures:
        print(f'failed: {name}')
    print(f'{passed} passed, {failed} failed' + (f', {len(skipped)} skipped' if skipped else ''))
    return 1 if failed or passed == 0 else 0


sys.exit(main())
