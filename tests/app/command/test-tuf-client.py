#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""observatory tuf-client as it is called: test-tuf-client.py OBSERVATORY SOURCE, in TAP. The repository that it follows was
made with tuf-on-ci 0.11 and lies beside the project, in $OBS_SHARED_DATA/tuf-vectors; where it is missing those tests are
skipped. The suite of repositories made here is in tests/data/tuf."""

import functools
import http.server
import os
import pathlib
import shutil
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

program, source = tap.arguments()
command = tap.Command(program, '')
shared = pathlib.Path(os.environ.get('OBS_SHARED_DATA', os.path.join(source, '..', 'shared', 'data')))
real = shared / 'tuf-vectors' / 'tuf-on-ci-0.11'
TARGET = 'delegatedrole/artifact'
ARTIFACT = 'targets/delegatedrole/45f337ee451b4c098d121d09cc224bacc7794503ac58a47a78cfe7ebefb7fab3.artifact'
FIRST = ['2.root.json', 'timestamp.json', '2.snapshot.json', '1.targets.json']


class Handler(http.server.SimpleHTTPRequestHandler):
    """Hands out a folder and keeps what was asked for."""

    def do_GET(self):
        """One file."""
        self.server.asked.append(self.path)
        super().do_GET()

    def log_message(self, *words):
        """Nothing on standard error."""


class Place:
    """A host with a copy of the repository, and a client of it that was given the first root."""

    def __init__(self, name):
        if not real.exists():
            raise tap.Skip('the repository of tuf-on-ci is not here')
        self.root = pathlib.Path(command.path(name))
        shutil.copytree(real, self.root / 'host')
        self.metadata = self.root / 'client' / 'metadata'
        self.targets = self.root / 'client' / 'targets'
        handler = functools.partial(Handler, directory=str(self.root / 'host'))
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
        self.server.asked = []
        self.address = f'http://127.0.0.1:{self.server.server_port}'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        assert self.call('init', str(self.root / 'host' / 'initial_root.json'))[0] == 0
        assert self.asked() == []

    def call(self, *words):
        """Status and lines of standard error."""
        done = command('tuf-client', '--metadata-dir', str(self.metadata), *words)
        assert done.stdout == b'', done.stdout
        return done.returncode, done.stderr.decode('utf-8').splitlines()

    def refresh(self, *words):
        """refresh, with an address without its last slash."""
        return self.call('--metadata-url', self.address + '/metadata', *words, 'refresh')

    def download(self, *names):
        """download of these targets."""
        options = [word for name in names for word in ('--target-name', name)]
        return self.call('download', '--metadata-url', self.address + '/metadata/', *options, '--target-base-url',
                         self.address + '/targets/', '--target-dir', str(self.targets))

    def asked(self):
        """The files that were asked for since the last call, without the folder of the metadata."""
        asked = [path.removeprefix('/metadata/').removeprefix('/') for path in self.server.asked]
        self.server.asked.clear()
        return asked

    def held(self):
        """Names and bytes in the folder of trusted metadata."""
        return {path.name: path.read_bytes() for path in self.metadata.iterdir()}


def test_usage():
    """A wrong call is status 2 and one sentence."""
    for words in [(), ('refresh', 'x'), ('init',), ('follow',), ('refresh',), ('init', 'x', 'y'),
                  ('--metadata-dir', 'm', 'refresh'), ('--metadata-dir', 'm', 'init'),
                  ('--metadata-dir', 'm', '--metadata-url', 'http://127.0.0.1/', 'download'),
                  ('--metadata-dir', 'm', '--metadata-url', 'http://127.0.0.1/', '--target-name', 'x', 'download'),
                  ('--metadata-dir', 'm', '--metadata-url', 'http://127.0.0.1/', '--days-in-future', 'x', 'refresh'),
                  ('--metadata-dir', 'm', '--metadata-url', 'http://127.0.0.1/', '--days-in-future', '99999', 'refresh'),
                  ('--metadata-dir', 'm', '--unknown', 'refresh')]:
        command.bad(2, 'tuf-client', *words)


def test_no_root():
    """Without a trusted root nothing is asked for; what is no root is not taken."""
    folder = command.path('none')
    assert 'root.json' in command.bad(1, 'tuf-client', '--metadata-dir', folder, '--metadata-url', 'http://127.0.0.1:9/',
                                      'refresh')
    wrong = pathlib.Path(command.path('wrong.json'))
    for text in ['', 'x', '{}', '{"signatures": [], "signed": {}}']:
        wrong.write_text(text, encoding='utf-8')
        command.bad(1, 'tuf-client', '--metadata-dir', folder, 'init', str(wrong))
    command.bad(1, 'tuf-client', '--metadata-dir', folder, 'init', command.path('nowhere'))
    assert not os.path.exists(folder) or os.listdir(folder) == []


def test_addresses():
    """Plain HTTP is for this computer only."""
    place = Place('addresses')
    for address in ['http://example.org/', 'ftp://127.0.0.1/', 'https://me:you@example.org/', place.address + '/?x']:
        status, lines = place.call('--metadata-url', address, 'refresh')
        assert status == 1 and len(lines) == 1, lines
    assert place.asked() == []


def test_refresh():
    """The four roles, byte for byte, each asked for once; the second time only what can have changed."""
    place = Place('refresh')
    status, lines = place.refresh()
    assert status == 0, lines
    assert place.asked() == FIRST
    host = place.root / 'host' / 'metadata'
    assert place.held() == {'root.json': (host / '1.root.json').read_bytes(),
                            'timestamp.json': (host / 'timestamp.json').read_bytes(),
                            'snapshot.json': (host / '2.snapshot.json').read_bytes(),
                            'targets.json': (host / '1.targets.json').read_bytes()}
    assert place.refresh()[0] == 0
    assert place.asked() == FIRST[:2]
    assert [line for line in lines if 'request' in line and 'not there' not in line] == [
        f'tuf-client: request {name}' for name in FIRST]


def test_days():
    """In 30 years all has expired, and nothing that is held changes."""
    place = Place('days')
    assert place.refresh()[0] == 0
    held = place.held()
    place.asked()
    status, lines = place.refresh('--days-in-future', '10950')
    assert status == 1 and 'was good until' in lines[-1], lines
    assert place.asked() == FIRST[:1] and place.held() == held


def test_download():
    """The target, once; again without a request; in order, up to the first that fails."""
    place = Place('download')
    status, lines = place.download(TARGET)
    assert status == 0, lines
    assert place.asked() == FIRST + ['2.delegatedrole.json', ARTIFACT]
    local = place.targets / 'delegatedrole%2Fartifact'
    assert [path.name for path in place.targets.iterdir()] == [local.name]
    assert local.read_bytes() == (real / ARTIFACT).read_bytes()
    assert place.download(TARGET, 'nothing', TARGET)[0] == 1
    assert place.asked() == FIRST[:2]
    local.write_bytes(b'damaged')
    assert place.download(TARGET)[0] == 0
    assert place.asked() == FIRST[:2] + [ARTIFACT]
    assert local.read_bytes() == (real / ARTIFACT).read_bytes()


def test_unknown_target():
    """A target that nobody lists: the metadata is brought up to date all the same."""
    place = Place('unknown')
    assert place.download('nothing')[0] == 1
    assert place.asked() == FIRST
    assert len(place.held()) == 4


def test_wrong_target():
    """Other bytes, one more and one less: refused, and nothing lies in the folder."""
    place = Place('wrong')
    artifact = place.root / 'host' / ARTIFACT
    good = artifact.read_bytes()
    for bad in [good[:-1] + b'x', good + b'\n', good[:-1], b'']:
        artifact.write_bytes(bad)
        assert place.download(TARGET)[0] == 1
        assert list(place.targets.iterdir()) == []
    artifact.unlink()
    assert place.download(TARGET)[0] == 1
    artifact.write_bytes(good)
    assert place.download(TARGET)[0] == 0


sys.exit(tap.run(globals()))
