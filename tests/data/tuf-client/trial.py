# SPDX-License-Identifier: GPL-3.0-or-later
"""One case: a client with its folder, a repository behind an address, and what has to be so afterwards.

A case begins with a client that trusts the root of an honest repository, or everything in it (start()). Then it serves
something else and says what the client has to make of it (accept(), refuse()). Each of these looks at the exit code, at
every file in the folder of trusted metadata, byte for byte, and at the requests and their order; and after a refusal
the next honest refresh has to work, with the versions that an honest publisher would give."""

import os
import shutil
import subprocess
import tempfile
from urllib.parse import quote, unquote

from keys import ahead
from repository import TOP, Repository

FAKETIME = next((path for path in ('/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
                                   '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1') if os.path.exists(path)),
                None)
CRASH = 99  # the exit code of the sanitizers, so that no crash looks like a refusal


class Skip(Exception):
    """The case cannot run here; the words say why."""


def local_name(path):
    """The name of a target in its folder; none is hidden."""
    name = quote(path, safe='')
    return '%2E' + name[1:] if name.startswith('.') else name


class Trial:
    """A client and its repository."""

    def __init__(self, program, server, folder, name):
        self.program, self.server, self.folder = program, server, folder
        self.mount = server.mount(name)
        self.trust_dir = os.path.join(folder, 'metadata')
        self.target_dir = os.path.join(folder, 'targets')
        os.makedirs(self.trust_dir)
        os.makedirs(self.target_dir)
        self.repository, self.before, self.words = None, {}, ''
        self.wrapper = []  # what the command is run by
        self.setting = {}  # variables of the command's environment that are not as usual; None: not set

    # The command

    def run(self, *words, fake=None):
        """Runs the command; its exit code. @fake: the clock, as faketime takes it."""
        setting = {name: value for name, value in (os.environ | self.setting).items() if value is not None}
        setting['ASAN_OPTIONS'] = setting.get('ASAN_OPTIONS', 'detect_leaks=0') + f':exitcode={CRASH}'
        setting['UBSAN_OPTIONS'] = f'halt_on_error=1:print_stacktrace=1:exitcode={CRASH}'
        if fake:
            if not FAKETIME:
                raise Skip('libfaketime is not installed')
            setting |= {'LD_PRELOAD': FAKETIME, 'FAKETIME': fake}
            setting['ASAN_OPTIONS'] += ':verify_asan_link_order=0'
            if ' x' not in fake:
                setting['FAKETIME_DONT_FAKE_MONOTONIC'] = '1'
        done = subprocess.run([*self.wrapper, self.program, 'tuf-client', *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, env=setting, timeout=300, check=False)
        self.words = done.stderr.decode('utf-8', 'replace')
        assert done.returncode in (0, 1, 2), f'exit code {done.returncode}: {self.words}'
        assert 'CRITICAL' not in self.words and 'WARNING' not in self.words, self.words
        assert done.stdout == b'', f'standard output: {done.stdout!r}'
        return done.returncode

    def init(self, root):
        """The command with "init" and the bytes of a root."""
        path = os.path.join(self.folder, 'initial.json')
        with open(path, 'wb') as file:
            file.write(root)
        return self.run('--metadata-dir', self.trust_dir, 'init', path)

    def refresh(self, *more, fake=None):
        """The command with "refresh"."""
        return self.run('--metadata-dir', self.trust_dir, '--metadata-url', self.mount.metadata, *more, 'refresh',
                        fake=fake)

    def download(self, *paths, more=(), fake=None):
        """The command with "download"."""
        names = [word for path in paths for word in ('--target-name', path)]
        return self.run('--metadata-dir', self.trust_dir, '--metadata-url', self.mount.metadata, *more, *names,
                        '--target-base-url', self.mount.targets, '--target-dir', self.target_dir, 'download', fake=fake)

    # Folders

    def trusted(self):
        """What lies in the folder of metadata: role name -> bytes. Any other file is a fault."""
        found = {}
        for name in os.listdir(self.trust_dir):
            path = os.path.join(self.trust_dir, name)
            assert name.endswith('.json') and os.path.isfile(path), f'{name} in the folder of metadata'
            with open(path, 'rb') as file:
                found[name[:-5]] = file.read()
        return found

    def plant(self, **files):
        """Puts files into the folder of metadata; None takes one away."""
        for name, data in files.items():
            path = os.path.join(self.trust_dir, f'{name}.json')
            if data is None:
                os.unlink(path)
            else:
                with open(path, 'wb') as file:
                    file.write(data)
        self.before = self.trusted()

    def downloaded(self):
        """What lies in the folder of targets: target path -> bytes. Its name there is the percent-encoded path."""
        found = {}
        for name in os.listdir(self.target_dir):
            path = unquote(name)
            assert name == local_name(path), f'{path} is {name} here'
            with open(os.path.join(self.target_dir, name), 'rb') as file:
                found[path] = file.read()
        return found

    # Beginning

    def start(self, repository=None, full=True):
        """A client that trusts @repository: all of it as after a refresh, or only its root."""
        self.repository = repository or Repository()
        self.mount.repository = self.repository
        roles = TOP if full else ('root',)
        self.plant(**{role: self.repository.latest[role] for role in roles})
        return self.repository

    def serve(self, repository):
        """From now on the address hands out @repository."""
        self.mount.repository = repository
        self.mount.asked.clear()
        self.mount.fetched.clear()

    # Ends

    def same_files(self, wanted, what):
        """The folder holds exactly @wanted."""
        found = self.trusted()
        names = {name: found.get(name) == data for name, data in wanted.items()}
        assert found == wanted, (f'{what}: the folder has {sorted(found)}, differing '
                                 f'{sorted(name for name, same in names.items() if not same)}, '
                                 f'unexpected {sorted(set(found) - set(wanted))}: {self.words}')

    def same_requests(self, asked):
        """The requests for metadata were these, in this order."""
        assert self.mount.asked == asked, f'asked for {self.mount.asked} instead of {asked}: {self.words}'
        assert len(set(self.mount.asked)) == len(self.mount.asked), f'asked twice: {self.mount.asked}'

    def accept(self, repository, asked=None, roles=TOP, run=None, also=None):
        """Serves @repository: the refresh succeeds and the folder holds its newest files of @roles (and @also)."""
        self.serve(repository)
        code = (run or self.refresh)()
        assert code == 0, f'refused: {self.words}'
        self.same_files({quote(role, safe=''): repository.latest[role] for role in roles} | (also or {}), 'after it')
        if asked is not None:
            self.same_requests(asked)
        self.before = self.trusted()

    def refuse(self, repository, stored=(), asked=None, gone=(), heal=True, run=None):
        """Serves @repository: the refresh fails with a sentence; of its files those of the roles @stored are in the
        folder, those of @gone are not there any more, all else is as it was."""
        self.serve(repository)
        code = (run or self.refresh)()
        assert code == 1, f'exit code {code}: {self.words}'
        assert self.words.strip(), 'it failed without a word'
        wanted = {name: data for name, data in self.before.items() if name not in gone}
        wanted |= {role: repository.latest[role] for role in stored}
        self.same_files(wanted, 'after the refusal')
        if asked is not None:
            self.same_requests(asked)
        self.before = self.trusted()
        if heal:
            self.heal(repository if heal == 'same' else self.repository)

    def heal(self, repository):
        """The honest publisher's next release is taken. @repository goes on from versions above all that was seen."""
        next_one = repository.copy()
        self.mount.behave.clear()
        for role, signed in next_one.signed.items():
            if role != 'root':
                signed['version'] = self.above(signed['version'])
                signed['expires'] = ahead(days=30)
        next_one.release(*(role for role in next_one.signed if role not in TOP))
        self.serve(next_one)
        assert self.refresh() == 0, f'the next honest refresh failed: {self.words}'
        found = self.trusted()
        for role in TOP:
            same = found.get(role) == next_one.latest[role]
            assert same, f'the next honest refresh left another {role}: {self.words}'
        self.before = found

    @staticmethod
    def above(version):
        """An honest version above what the attacks used, where theirs were small; else the honest one itself."""
        return version + 20 if isinstance(version, int) and version < 1000 else version

    def finish(self):
        """What holds for every case."""
        assert not self.mount.strange, f'strange requests: {self.mount.strange}'
        shutil.rmtree(self.folder)


def new_trial(program, server, name):
    """A trial in a folder of its own."""
    return Trial(program, server, tempfile.mkdtemp(prefix='observatory-tuf-'), name)
