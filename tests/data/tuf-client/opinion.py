# SPDX-License-Identifier: GPL-3.0-or-later
"""The second opinion: tuf-js, in a process that is started once."""

import json
import os
import shutil
import subprocess
import tempfile
import threading

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'second-opinion')


class Unavailable(Exception):
    """It cannot be had here; the words say why."""


def install(folder):
    """Installs the packages of the lock file into @folder of the build, once."""
    if not shutil.which('npm') or not shutil.which('node'):
        raise Unavailable('npm or node is not installed')
    os.makedirs(folder, exist_ok=True)
    for name in ('package.json', 'package-lock.json'):
        shutil.copyfile(os.path.join(HERE, name), os.path.join(folder, name))
    with open(os.path.join(HERE, 'package-lock.json'), 'rb') as file:
        lock = file.read()
    mark = os.path.join(folder, 'installed')
    if os.path.exists(mark):
        with open(mark, 'rb') as file:
            if file.read() == lock:
                return
    try:
        done = subprocess.run(['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=1',
                               '--fetch-timeout=20000'], cwd=folder, capture_output=True, timeout=180, check=False)
    except subprocess.TimeoutExpired as slow:
        raise Unavailable('npm did not end') from slow
    if done.returncode != 0:
        raise Unavailable('npm could not install tuf-js: ' + done.stderr.decode()[-200:].replace('\n', ' '))
    with open(mark, 'wb') as file:
        file.write(lock)


class Judge:
    """The other implementation."""

    def __init__(self, folder):
        install(folder)
        self.lock = threading.Lock()
        self.process = subprocess.Popen(['node', os.path.join(HERE, 'judge.mjs'), folder], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, **question):
        """One answer."""
        with self.lock:
            self.process.stdin.write(json.dumps(question).encode() + b'\n')
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        if not line:
            raise AssertionError('the second opinion ended: ' + self.process.stderr.read().decode())
        return json.loads(line)

    def client(self, trial, root, paths):
        """Refreshes the repository of @trial, at an address of its own, from nothing but @root, and downloads @paths;
        None, or why it refused."""
        mount = trial.server.mount(trial.mount.name + '-other')
        mount.repository = trial.mount.repository
        with tempfile.TemporaryDirectory(prefix='observatory-opinion-') as folder:
            for name in ('metadata', 'targets'):
                os.mkdir(os.path.join(folder, name))
            with open(os.path.join(folder, 'metadata', 'root.json'), 'wb') as file:
                file.write(root)
            answer = self.ask(metadata=mount.metadata, targets=mount.targets, folder=folder, paths=paths)
        return answer.get('error')

    def close(self):
        """Ends it."""
        self.process.stdin.close()
        self.process.wait(30)
