# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: a real repository, made by other software, where the shared data has it."""

import os
import shutil

from cases import case
from repository import TOP
from server import styled
from trial import Skip

SOURCE = []


class Files:
    """A repository as it lies on disk."""

    def __init__(self, folder):
        self.folder = folder
        self.files = self.read('metadata')
        self.targets = self.read('targets')

    def read(self, name):
        """Path -> bytes, of a folder."""
        found = {}
        top = os.path.join(self.folder, name)
        for place, _, names in os.walk(top):
            for each in names:
                path = os.path.join(place, each)
                with open(path, 'rb') as file:
                    found[os.path.relpath(path, top)] = file.read()
        return found

    def text(self, name):
        """A small file beside them."""
        with open(os.path.join(self.folder, name), 'rb') as file:
            return file.read()


def tuf_on_ci(trial):
    """The repository, served; its time for faketime."""
    shared = os.environ.get('OBS_SHARED_DATA') or os.path.join(SOURCE[0], '..', 'shared', 'data')
    folder = os.path.join(shared, 'tuf-vectors', 'tuf-on-ci-0.11')
    if not os.path.isdir(folder):
        raise Skip('the shared data is not here')
    repository = Files(folder)
    trial.serve(repository)
    return repository, repository.text('faketime').decode().strip()[:19]


@case('real repository', 'tuf-on-ci 0.11: refresh and download at its time')
def real(trial):
    repository, moment = tuf_on_ci(trial)
    assert trial.init(repository.text('initial_root.json')) == 0, trial.words
    fake = '@' + moment
    assert trial.refresh(fake=fake) == 0, trial.words
    path = repository.text('targetpath').decode().strip()
    assert trial.download(path, fake=fake) == 0, trial.words
    (data,) = repository.targets.values()
    assert trial.downloaded() == {path: data}
    found = trial.trusted()
    assert found['timestamp'] == repository.files['timestamp.json']
    assert set(found) == {*TOP, 'delegatedrole'}


@case('real repository', 'tuf-on-ci 0.11: under the program faketime, on a server of HTTP/1.0')
def real_wrapped(trial):
    wrapper = shutil.which('faketime')
    if wrapper is None:
        raise Skip('faketime is not installed')
    repository, _ = tuf_on_ci(trial)
    trial.mount.behave['*'] = styled('1.0', 'length')
    trial.setting = {'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', 'detect_leaks=0') + ':verify_asan_link_order=0'}
    assert trial.init(repository.text('initial_root.json')) == 0, trial.words
    path = repository.text('targetpath').decode().strip()
    trial.wrapper = [wrapper, repository.text('faketime').decode().strip()]
    assert trial.refresh() == 0, trial.words
    assert trial.download(path) == 0, trial.words
    (data,) = repository.targets.values()
    assert trial.downloaded() == {path: data}
    assert set(trial.trusted()) == {*TOP, 'delegatedrole'}


@case('real repository', 'tuf-on-ci 0.11: a bit flipped in each file', attacks='T1')
def real_bits(trial):
    repository, moment = tuf_on_ci(trial)
    path = repository.text('targetpath').decode().strip()
    root = repository.text('initial_root.json')
    for where in (repository.files, repository.targets):
        for name in sorted(where):
            if name == '1.root.json':
                continue
            good = where[name]
            # A byte of the signed part that is not a blank outside a string: the middle of the last value.
            at = good.rfind(b'"version"') + 3 if where is repository.files else len(good) // 2
            where[name] = good[:at] + bytes([good[at] ^ 1]) + good[at + 1:]
            trial.plant(root=root)
            for other in set(trial.trusted()) - {'root'}:
                trial.plant(**{other: None})
            assert trial.download(path, fake='@' + moment) == 1, f'{name} was taken'
            assert trial.downloaded() == {}
            where[name] = good
    assert trial.download(path, fake='@' + moment) == 0, trial.words
