#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""observatory refresh as a schedule meets it: test-refresh.py OBSERVATORY EDITION SOURCE-FOLDER, in TAP."""

import contextlib
import functools
import http.server
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

program, edition, source = tap.arguments()
command = tap.Command(program, edition)
bundled = os.path.join(source, 'data/bundled')
HEAD = 'area,month,count\n'
ROWS = 'E69000020,2025-06,10\nE69000020,2025-07,20\n'


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and keeps still."""

    def log_message(self, *words):
        """Nothing."""


@contextlib.contextmanager
def served(folder):
    """The folder on this computer's web; its address."""
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f'http://127.0.0.1:{server.server_address[1]}/'
    finally:
        server.shutdown()
        server.server_close()


class Place:
    """A folder of sources, one of a server, a state and an edition."""

    def __init__(self, name):
        self.root = pathlib.Path(command.path(name))
        self.sources = self.root / 'mine'
        self.site = self.root / 'site'
        (self.sources / 'sources').mkdir(parents=True)
        self.site.mkdir()
        self.edition = str(self.root / 'edition.sqlite')
        self.words = (bundled, str(self.sources), str(self.root / 'state'), '-o', self.edition)

    def describe(self, url, name='counted'):
        """One descriptor, and nothing else."""
        (self.sources / 'sources' / f'{name}.source').write_text(
            f'[source]\nid={name}\ntitle=Counted\npublisher=Nobody\nlicence=CC0\nattribution=Nobody\n'
            f'[get]\nfile={name}.csv\nurl={url}\n[table]\ncube={name}\ntitle=Counted\nnote=Counted.\n'
            '[dimension area]\nfrom=area\n[dimension period]\nfrom=month\n'
            '[measure things]\nfrom=count\ntitle=Things\nunit=things\n[limits]\nrows=1000\n', encoding='utf-8')

    def put(self, text, name='counted'):
        """What the publisher has now."""
        path = self.site / f'{name}.csv'
        newer = path.stat().st_mtime + 5 if path.exists() else 1753000000
        path.write_text(text, encoding='utf-8')
        os.utime(path, (newer, newer))


def test_wrong_calls():
    """Wrong calls end with status 2 and one sentence."""
    assert '-o' in command.bad(2, 'refresh', bundled, command.path('state'))
    assert 'SOURCES' in command.bad(2, 'refresh', bundled)
    assert 'text, json' in command.bad(2, 'refresh', bundled, command.path('state'), '-o', 'x', '--format', 'csv')
    out = command.path('wrong.sqlite')
    assert 'yesterday' in command.bad(2, 'refresh', bundled, command.path('state'), '-o', out, '--date', 'yesterday')
    assert 'nobody' in command.bad(2, 'refresh', bundled, command.path('state'), '-o', out, '--only', 'nobody')
    assert 'no folder' in command.bad(1, 'refresh', command.path('none'), command.path('state'), '-o', out)
    assert not os.path.exists(out)


def test_runs():
    """First run, nothing new, new figures, a publisher out of reach; by words and as JSON."""
    place = Place('runs')
    with served(place.site) as address:
        place.describe(address + 'counted.csv')
        place.put(HEAD + ROWS)
        text = command.good('refresh', *place.words, '--date', '2026-12-01')
        assert 'counted: new files' in text and 'A new edition was written: 2026-12-01.' in text, text
        command.good('check', place.edition)
        before = os.stat(place.edition)
        text = command.good('refresh', *place.words)
        assert 'counted: nothing new' in text and 'left as it is' in text, text
        after = os.stat(place.edition)
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
        place.put(HEAD + ROWS.replace(',20\n', ',21\n') + 'E69000020,2025-08,30\n')
        answer = json.loads(command.good('refresh', *place.words, '--format', 'json'))
        assert answer['written'] and answer['late'] == 0, answer
        line = answer['sources'][0]
        assert (line['id'], line['outcome'], line['new'], line['revised'], line['withdrawn']) == \
            ('counted', 'changed', 1, 1, 0), line
        assert command.good('refresh', *place.words, '--quiet') == ''
    done = command('refresh', *place.words)
    assert done.returncode == 0 and b'late: 127.0.0.1' in done.stdout, done
    done = command('refresh', *place.words, '--strict')
    assert done.returncode == 1 and done.stderr == b'observatory: 1 source is late.\n', done
    answer = json.loads(command.good('refresh', *place.words, '--offline', '--format', 'json'))
    assert answer['sources'][0]['outcome'] == 'not asked' and answer['sources'][0]['status'] == 'late', answer


def test_only():
    """--only asks no other source."""
    place = Place('only')
    with served(place.site) as address:
        for name in ('one', 'two'):
            place.describe(f'{address}{name}.csv', name)
            place.put(HEAD + ROWS, name)
        answer = json.loads(command.good('refresh', *place.words, '--only', 'two', '--format', 'json'))
        assert [line['outcome'] for line in answer['sources']] == ['not asked', 'changed'], answer


def test_reads_what_changed():
    """Of two sources one has new figures: only its file is read, also on another day."""
    place = Place('kept')

    def build(*words):
        answer = json.loads(command.good('refresh', *place.words, *words, '--format', 'json'))
        assert answer['written'], answer
        return {file['cube']: file['from_cache'] for file in answer['build']['files'] if file['cube']}

    with served(place.site) as address:
        for name in ('one', 'two'):
            place.describe(f'{address}{name}.csv', name)
            place.put(HEAD + ROWS, name)
        assert build('--date', '2026-12-01') == {'one': False, 'two': False}
        place.put(HEAD + ROWS.replace(',20\n', ',21\n'), 'two')
        assert build('--date', '2026-12-02') == {'one': True, 'two': False}


def test_bad_descriptor():
    """A fault in a descriptor is named, and nothing is done."""
    place = Place('bad')
    place.describe('http://example.org/counted.csv')
    done = command('refresh', *place.words)
    assert done.returncode == 1 and b'counted.source' in done.stderr and b'https://' in done.stderr, done
    assert not os.path.exists(place.edition)


def test_unfilled():
    """An address that lacks a value is no failure: said in words, read from the folder, never late."""
    place = Place('unfilled')
    place.describe('https://example.org/{data-set}.csv\nset data-set=\n'
                   '[release]\ncalendar=monthly\nnext=2020-01\ngrace=1\ndead=30')
    (place.sources / 'counted.csv').write_text(HEAD + ROWS, encoding='utf-8')
    text = command.good('refresh', *place.words, '--strict')
    assert ('“counted” is not fetched: fill in “set data-set=” in counted.source, or put its file (counted.csv) into '
            'a folder of the sources.') in text and 'late' not in text, text
    with contextlib.closing(sqlite3.connect(f'file:{place.edition}?immutable=1', uri=True)) as database:
        assert database.execute("SELECT status FROM source WHERE id = 'counted'").fetchall() == [('fixed',)]
        assert database.execute('SELECT count(*) FROM cube_counted').fetchall() == [(2,)]


def test_not_an_edition():
    """A file that is no edition is somebody's work."""
    place = Place('work')
    with served(place.site) as address:
        place.describe(address + 'counted.csv')
        place.put(HEAD + ROWS)
        pathlib.Path(place.edition).write_text('my notes', encoding='utf-8')
        done = command('refresh', *place.words)
        assert done.returncode == 1 and b'is not an edition' in done.stderr, done
        assert pathlib.Path(place.edition).read_text(encoding='utf-8') == 'my notes'


def test_interrupted():
    """Ctrl+C on a silent server: status 1 and one sentence; the next run succeeds."""
    place = Place('interrupted')
    with socket.socket() as server:
        server.bind(('127.0.0.1', 0))
        server.listen(8)
        held = []
        threading.Thread(target=lambda: held.append(server.accept()), daemon=True).start()
        place.describe(f'http://127.0.0.1:{server.getsockname()[1]}/counted.csv')
        with subprocess.Popen([program, 'refresh', *place.words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=os.environ | command.setting) as running:
            end = time.monotonic() + 30
            while not held and time.monotonic() < end and running.poll() is None:
                time.sleep(0.02)
            assert held, 'the command never asked the server'
            running.send_signal(signal.SIGINT)
            _, err = running.communicate(timeout=30)
        assert running.returncode == 1, (running.returncode, err)
        assert err.decode().startswith('observatory: Stopped. '), err
    with served(place.site) as address:
        place.put(HEAD + ROWS)
        place.describe(address + 'counted.csv')
        assert 'A new edition was written' in command.good('refresh', *place.words)


sys.exit(tap.run(globals()))
