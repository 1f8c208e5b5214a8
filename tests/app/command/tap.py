# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the test_… functions of a module and reports them in TAP."""

import os
import subprocess
import sys
import tempfile


class Skip(Exception):
    """The test cannot run here; the words say why."""


def run(tests):
    """Reports every function of @tests whose name begins with test_, in order of writing."""
    found = [(name, value) for name, value in tests.items() if name.startswith('test_') and callable(value)]
    failed = 0
    print(f'1..{len(found)}', flush=True)
    for number, (name, test) in enumerate(found, 1):
        try:
            test()
            print(f'ok {number} {name}', flush=True)
        except Skip as why:
            print(f'ok {number} {name} # SKIP {why}', flush=True)
        except Exception as fault:  # any fault is a failed test, with its words
            failed += 1
            words = f'{type(fault).__name__}: {fault}'.replace('\n', '\n# ')
            print(f'not ok {number} {name}\n# {words}', flush=True)
    return 1 if failed else 0


class Command:
    """The built command, run with a home of its own and nothing of the person's."""

    def __init__(self, program, edition):
        self.program = program
        self.edition = edition
        self.folder = tempfile.TemporaryDirectory(prefix='observatory-command-')
        self.home = os.path.join(self.folder.name, 'home')
        # Under the sanitizers: the command is started hundreds of times, and its own leaks show without full unwinding.
        self.setting = {'OBSERVATORY_HOME': self.home, 'OBSERVATORY_BUNDLED': self.edition}
        if 'ASAN_OPTIONS' in os.environ:
            self.setting['ASAN_OPTIONS'] = os.environ['ASAN_OPTIONS'] + ':fast_unwind_on_malloc=1'

    def path(self, *names):
        """A path in the folder of this run."""
        return os.path.join(self.folder.name, *names)

    def __call__(self, *words, env=None, **keys):
        """Runs it; standard output and error are bytes."""
        setting = os.environ | self.setting | (env or {})
        return subprocess.run([self.program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, env=setting, timeout=300, check=False, **keys)

    def good(self, *words, **keys):
        """The same, which has to succeed and say nothing on standard error; standard output as text."""
        done = self(*words, **keys)
        assert done.returncode == 0, f'{words}: {done.returncode}: {done.stderr.decode()}'
        assert done.stderr == b'', f'{words}: {done.stderr.decode()}'
        return done.stdout.decode('utf-8')

    def bad(self, status, *words, **keys):
        """The same, which has to fail with @status and one sentence; the sentence."""
        done = self(*words, **keys)
        text = done.stderr.decode('utf-8')
        assert done.returncode == status, f'{words}: {done.returncode} instead of {status}: {text}'
        assert done.stdout == b'', f'{words}: {done.stdout.decode()}'
        lines = text.splitlines()
        assert len(lines) == 1, f'{words}: not one sentence: {text}'
        assert lines[0].startswith('observatory: '), text
        assert lines[0].endswith(('.', '!', '?')), text
        assert 'CRITICAL' not in text and 'WARNING' not in text, text
        return lines[0]


def arguments():
    """The words after the name of the test."""
    return sys.argv[1:]
