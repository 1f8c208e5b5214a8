#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The units of the daily refresh: test-units.py OBSERVATORY SERVICE TIMER. Exit status 77: skipped."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

program, service, timer = (pathlib.Path(path) for path in sys.argv[1:])
tool = shutil.which('systemd-analyze')
if tool is None:
    print('skipped: systemd-analyze is not installed')
    sys.exit(77)
text = service.read_text(encoding='utf-8')
assert '@' not in text.replace('@system-service', '').replace('@privileged', ''), 'a place was not filled in'
for line in ('NoNewPrivileges=yes', 'ProtectSystem=strict', 'DynamicUser=yes', 'StateDirectory=observatory'):
    assert f'\n{line}\n' in text, line
assert '\nPersistent=true\n' in timer.read_text(encoding='utf-8')

with tempfile.TemporaryDirectory() as folder:
    # The program is not installed where the unit looks for it.
    moved = re.sub(r'(?m)^ExecStart=\S+', f'ExecStart={program.resolve()}', text)
    assert moved != text
    paths = [pathlib.Path(folder, service.name), pathlib.Path(folder, timer.name)]
    paths[0].write_text(moved, encoding='utf-8')
    paths[1].write_bytes(timer.read_bytes())
    done = subprocess.run([tool, 'verify', '--man=no', *map(str, paths)], capture_output=True, text=True, timeout=60,
                          check=False)
    said = done.stdout + done.stderr
    ours = [line for line in said.splitlines() if 'observatory-refresh' in line]
    if done.returncode != 0 and not ours:
        print('skipped: systemd-analyze does not work here:', said.strip()[:300])
        sys.exit(77)
    assert done.returncode == 0 and not ours, said
    # The words of the unit are a call that the program takes.
    words = re.search(r'(?m)^ExecStart=\S+ (.*)$', text)[1].replace('%S', folder).split()
    words = [word.replace('$SOURCES', folder + '/none') for word in words]
    call = subprocess.run([program, *words], capture_output=True, text=True, timeout=60, check=False)
    assert call.returncode == 1 and 'none' in call.stderr, call
print('ok')
