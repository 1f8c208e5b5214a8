# SPDX-License-Identifier: GPL-3.0-or-later
"""One attack: a forged copy of the site, what comes of it, and the way back."""

import json
import os
import shutil

from . import forge, rig
from .network import Case
from .operations import STEPS


class Attack:
    """A forged copy of the site, a home, what comes of it, and the way back."""

    def __init__(self, world, report, name, step=STEPS - 1, version=STEPS):
        self.world = world
        self.report = report
        self.name = name
        self.case = Case(world, step)
        self.folder = os.path.join(world.folder, f'forged-{Case.number}')
        rig.copy_tree(world.version(version), self.folder)
        self.forger = forge.Forger(self.folder, world.site.keys, world.site.phrase)
        self.targets = self.forger.read('targets')
        self.bad_root = False

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.world.serve(STEPS)
        self.case.close()
        rig.clear(self.folder)

    def sync(self, **keys):
        """A sync against the forged site."""
        self.world.serve(self.folder)
        return self.case.sync(self.world.address, **keys)

    def honest_again(self):
        """The publisher publishes the newest edition anew, under higher numbers."""
        forger = self.forger
        if self.bad_root:
            forger.documents.pop('root', None)
            for name in os.listdir(forger.path('metadata')):
                if name.endswith('.root.json') and name != '1.root.json':
                    os.unlink(forger.path('metadata', name))
        elif 'root' in forger.documents:
            forger.next_root(lambda root: root.update(expires=forge.later(300)))

        def change(_, signed):
            signed['version'] = max(signed['version'], 0) + 20
            signed['expires'] = forge.later(10)
        roles = {role: forger.read(role) for role in ('segments', 'packs') if role in forger.documents}
        if not os.path.isdir(forger.path('targets', 'observatory', 'segments')):
            rig.copy_tree(os.path.join(self.world.version(STEPS), 'targets', 'observatory', 'segments'),
                          forger.path('targets', 'observatory', 'segments'))
        forger.release(json.loads(json.dumps(self.targets)), change, roles)

    def recovers(self):
        """Problems of the next honest sync from the site put right."""
        self.honest_again()
        self.world.serve(self.folder)
        done = self.case.sync(self.world.address)
        if done.code != 0:
            return [f'the next honest sync: {done.err.strip()}']
        return [f'after the next honest sync: {words}' for words in self.case.at(STEPS)]

    def row(self, done, problems, recovers=True):
        """Its line."""
        if not problems and recovers:
            problems = self.recovers()
        self.report.row(self.name, problems, done.err.strip()[:140])


def refused(world, report, name, prepare, words=None, **keys):
    """An attack that has to be refused."""
    if not keys.pop('always', False) and not world.takes(name):
        return
    env = keys.pop('env', None)
    before = keys.pop('before', ())
    bad_root = keys.pop('bad_root', False)
    with Attack(world, report, name, **keys) as attack:
        attack.bad_root = bad_root
        prepare(attack.forger)
        done = attack.sync(env=env, before=before)
        attack.row(done, attack.case.refused(done, words))


def accepted(world, report, name, prepare, **keys):
    """What looks odd and is right."""
    if not world.takes(name):
        return
    with Attack(world, report, name, **keys) as attack:
        prepare(attack.forger)
        done = attack.sync()
        attack.row(done, attack.case.at(STEPS) if done.code == 0 else [done.err.strip()], recovers=False)


def hide_packs(forger):
    """Moves all packs into the delegated role, and takes the segments away, so that they are needed."""
    targets, packs = forger.read('targets'), forger.read('packs')
    for path in [path for path in targets['targets'] if '/packs/' in path]:
        packs['targets'][path] = targets['targets'].pop(path)
    forger.documents |= {'targets': targets, 'packs': packs}
    shutil.rmtree(forger.path('targets', 'observatory', 'segments'))


def kind_of(path):
    """The folder of a chunk file, or index."""
    return path.split('/')[-2] if path.split('/')[-2] != 'observatory' else 'index'


def needed_targets(world):
    """Files of targets that a sync from the step before, and one from nothing, ask for."""
    found = []
    for step in (STEPS - 1, None):
        case = Case(world, step)
        before = len(world.nginx.requests())
        case.sync(world.address)
        found += [request['uri'] for request in world.nginx.requests()[before:] if '/targets/' in request['uri']]
        case.close()
    return list(dict.fromkeys(found))
