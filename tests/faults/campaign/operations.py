# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations that are struck, each with the state it starts from and what may be true after a fault."""

import dataclasses
import functools
import glob
import json
import os
import zlib

from . import checker, forge, rig

STEPS = 4


@dataclasses.dataclass
class Operation:
    """One command on a prepared place."""
    name: str
    words: list          # of the command
    template: str        # what the place is before it
    allowed: set         # editions that may be in use afterwards, None: none
    serve: int           # which version of the site is on the web
    goal: object         # edition in use when it has succeeded; False: it changes no home
    under: list          # folders whose calls count
    recover: list        # words of the next honest run
    recovered: object    # edition in use after that
    publisher: bool = False  # the place has a site and keys, which are checked and used too


class World:
    """Editions, the versions of a site that offers them, a web server and one place where homes are struck."""

    def __init__(self, program, source, folder, seed, rows=90):
        self.program = program
        self.source = source
        self.folder = folder
        self.seed = seed
        self.editions = {}
        self.known = {}
        self.secure = None
        self.served = None
        self.every = 1  # of the cases that are many of a kind, this share is taken
        for name in ('www', 'versions', 'templates', 'nginx'):
            os.makedirs(os.path.join(folder, name))
        self.place = os.path.join(folder, 'place')
        self.home = os.path.join(self.place, 'home')
        for step in range(1, STEPS + 1):
            path = rig.make_edition(source, os.path.join(folder, f'{step}.sqlite'), seed, step, rows)
            self.editions[step] = path
            self.known[checker.content(path)[1]] = step
        self._publish()
        self.nginx = rig.Nginx(os.path.join(folder, 'nginx'), os.path.join(folder, 'www'))
        self.serve(STEPS)

    def _publish(self):
        working = os.path.join(self.folder, 'working')
        self.site = rig.make_site(self.program, working)
        for step, path in self.editions.items():
            self.site.publish(path)
            self.site.copy(self.version(step))
            rig.make_distinct(os.path.join(self.version(step), 'metadata', 'timestamp.json'))
        self.address_words = self.site.address_words

    def version(self, step):
        """The folder of the site as it was after @step editions."""
        return os.path.join(self.folder, 'versions', str(step))

    def serve(self, version):
        """Puts a version (a number, or a folder) on the web."""
        link = os.path.join(self.folder, 'www', 'site')
        target = self.version(version) if isinstance(version, int) else version
        if os.path.lexists(link):
            os.unlink(link)
        os.symlink(target, link)
        self.served = version

    def takes(self, name):
        """Whether a case of many is taken; always the same ones."""
        return zlib.crc32(name.encode()) % self.every == 0

    @property
    def address(self):
        """What the program is given as the address."""
        return self.address_words(self.nginx.address('site'))

    def sync_words(self, *more):
        """The command of a sync."""
        return ['sync', self.address, '--home', self.home, *more]

    def fresh(self):
        """An empty place with a workspace."""
        rig.clear(self.place)
        os.makedirs(self.home, mode=0o700)
        with open(os.path.join(self.home, 'workspace.sqlite'), 'wb') as file:
            file.write(rig.WORKSPACE)

    def keep(self, name):
        """Keeps the place as it is now as a template."""
        folder = os.path.join(self.folder, 'templates', name)
        rig.clear(folder)
        rig.copy_tree(self.place, folder)
        return folder

    def held(self, *steps):
        """A home that was synced to each of @steps in turn."""
        name = 'held-' + '-'.join(map(str, steps))
        template = os.path.join(self.folder, 'templates', name)
        if not os.path.isdir(template):
            served = self.served
            self.fresh()
            for step in steps:
                self.serve(step)
                self.program.good(self.sync_words())
            self.keep(name)
            self.serve(served)
        return template

    def template_home(self, template):
        """Puts a template in its place. Returns: the home."""
        rig.restore(template, self.place)
        return self.home

    def name_of(self, step):
        """What the home calls the edition of @step."""
        home = checker.Home(self.home)
        for name, place in home.editions().items():
            path = os.path.join(place, checker.DATABASE)
            if os.path.isfile(path) and self.known.get(checker.content(path)[1]) == step:
                return name
        raise AssertionError(f'edition {step} is not in the home')

    def problems(self, operation):
        """What is wrong with the place after a fault."""
        found = checker.check_home(self.home, self.known, operation.allowed, rig.WORKSPACE)
        if operation.publisher:
            found += checker.site_problems(os.path.join(self.place, 'site'))
            found += checker.keys_problems(os.path.join(self.place, 'keys'), whole=False)
        return found

    def recovery_problems(self, operation):
        """What is wrong after the next honest run."""
        done = self.program.run(operation.recover)
        if done.code != 0:
            return [f'the next honest run: exit {done.code}: {done.err.strip()}']
        found = checker.check_home(self.home, self.known, {operation.recovered}, rig.WORKSPACE)
        if operation.publisher and not found:
            found += self._publish_on()
        return [f'after the next honest run: {words}' for words in found]

    def empty(self):
        """A home without editions."""
        template = os.path.join(self.folder, 'templates', 'empty')
        if not os.path.isdir(template):
            self.fresh()
            self.keep('empty')
        return template

    def tls(self):
        """The same site by a server with TLS, made when it is first asked for."""
        if self.secure is None:
            os.makedirs(os.path.join(self.folder, 'tls'))
            self.secure = rig.Nginx(os.path.join(self.folder, 'tls'), os.path.join(self.folder, 'www'), tls=True)
        return self.secure

    def _publish_on(self):
        """The publisher goes on with what is there, and a reader gets it."""
        site, keys = os.path.join(self.place, 'site'), os.path.join(self.place, 'keys')
        done = self.program.run(self.site.words(self.editions[STEPS], site, keys))
        if done.code != 0:
            return [f'publishing: {done.err.strip()}']
        found = checker.site_problems(site) + checker.keys_problems(keys)
        served = self.served
        self.serve(site)
        done = self.program.run(self.sync_words())
        self.serve(served)
        if done.code != 0:
            return found + [f'a reader: {done.err.strip()}']
        return found + checker.check_home(self.home, self.known, {STEPS}, rig.WORKSPACE)

    def stop(self):
        """Ends the web servers."""
        self.nginx.stop()
        if self.secure is not None:
            self.secure.stop()

    # --- what is struck -------------------------------------------------------------------------

    def operations(self):
        """All of them, in order."""
        found = [self._first(), self._update(), self._far(), self._resume(), self._back(), self._switch(),
                 self._clean_up(), self._nothing_new(), self._root_rotation(), self._stage(),
                 self._first_through_roots()]
        found += [self._publisher('publish', lambda site, keys: self.site.words(self.editions[STEPS], site, keys)),
                  self._publisher('refresh timestamp', self.site.refresh_words),
                  self._publisher('clean the site', lambda site, keys: ['publish', site, '--clean']),
                  self._publisher('renew the root', lambda site, keys: ['keys', 'renew', keys, *self.site.secret()]),
                  self._publisher('rotate a key', lambda site, keys: self.site.rotate_words('timestamp', keys))]
        return found + ([self._add_origin()] if self.has_origins else [])

    @functools.cached_property
    def has_origins(self):
        """Whether the program has a command for origins."""
        return self.program.run(['origins', '--help']).code == 0

    def _publisher(self, name, words_for):
        """A command of the publisher on copies of the site and the keys."""
        rig.restore(self.held(STEPS - 1), self.place)
        site, keys = os.path.join(self.place, 'site'), os.path.join(self.place, 'keys')
        self.site.copy(site, self.version(STEPS - 1))
        rig.copy_tree(self.site.keys, keys)
        words = words_for(site, keys)
        return Operation(name, words, self.keep(name), {STEPS - 1}, STEPS, False,
                         [site, site + '.work', keys], words, STEPS - 1, True)

    def _root_rotation(self):
        """A sync that meets a new root, new keys and a new edition."""
        operation = self._sync('root rotation', self.held(STEPS - 1), {STEPS - 1, STEPS}, STEPS)
        operation.serve = self.rotated()
        return operation

    def _add_origin(self):
        return Operation('add an origin', ['origins', 'add', self.address, '--home', self.home], self.empty(),
                         {None}, STEPS, None, [self.home], self.sync_words(), STEPS)

    def _sync(self, name, template, allowed, goal, **more):
        return Operation(name, self.sync_words(), template, allowed, STEPS, goal, [self.home], self.sync_words(),
                         STEPS, **more)

    def _first(self):
        return self._sync('first sync', self.empty(), {None, STEPS}, STEPS)

    def _update(self):
        return self._sync('update by pack', self.held(STEPS - 1), {STEPS - 1, STEPS}, STEPS)

    def _far(self):
        operation = self._sync('update by segments', self.held(1), {1, STEPS}, STEPS)
        operation.serve = self.without_packs()
        return operation

    def without_packs(self):
        """The newest site without any pack, so that segments are the only way."""
        folder = os.path.join(self.folder, 'without-packs')
        if not os.path.isdir(folder):
            rig.copy_tree(self.version(STEPS), folder)
            forger = forge.Forger(folder, self.site.keys, self.site.phrase)
            forger.release_index(lambda index: (index.update(packs=[]), index.pop('old_packs', None)))
        return folder

    def rotated(self):
        """The site with the newest edition, after two keys were replaced."""
        folder = os.path.join(self.folder, 'rotated')
        if not os.path.isdir(folder):
            keys = folder + '.keys'
            self.site.copy(folder, self.version(STEPS - 1))
            rig.copy_tree(self.site.keys, keys)
            for role in ('timestamp', 'root-1'):
                self.program.good(self.site.rotate_words(role, keys))
            self.program.good(self.site.words(self.editions[STEPS], folder, keys))
        return folder

    def deep_targets(self):
        """Paths of a segment and of an old pack that delegated roles list, "-" where there is none."""
        found = {'segments': '-', 'packs': '-'}
        for role in found:
            paths = glob.glob(os.path.join(self.rotated(), 'metadata', f'*.{role}.json'))
            with open(max(paths, key=lambda path: int(os.path.basename(path).split('.')[0])), encoding='utf-8') as file:
                for target in json.load(file)['signed']['targets']:
                    found[role] = target
        return found['segments'], found['packs']

    def _resume(self):
        rig.restore(self.held(STEPS - 1), self.place)
        self.serve(STEPS)
        _, calls = self.program.calls(self.sync_words(), [self.home])
        rig.restore(self.held(STEPS - 1), self.place)
        self.program.run(self.sync_words(), strike=['--under', self.home, '--kill', str(len(calls) * 6 // 10)])
        return self._sync('resume after a cut', self.keep('cut'), {STEPS - 1, STEPS}, STEPS)

    def _back(self):
        template = self.held(STEPS - 1, STEPS)
        rig.restore(template, self.place)
        return Operation('go back', ['editions', 'use', self.name_of(STEPS - 1), '--home', self.home], template,
                         {STEPS - 1, STEPS}, STEPS, STEPS - 1, [self.home],
                         ['editions', 'use', self.name_of(STEPS), '--home', self.home], STEPS)

    def _switch(self):
        rig.restore(self.held(STEPS - 1), self.place)
        self.serve(STEPS)
        self.program.good(self.sync_words('--stage'))
        name = self.name_of(STEPS)
        return Operation('switch', ['editions', 'use', name, '--home', self.home], self.keep('staged'),
                         {STEPS - 1, STEPS}, STEPS, STEPS, [self.home], self.sync_words(), STEPS)

    def _first_through_roots(self):
        operation = self._sync('first sync through new roots', self.empty(), {None, STEPS}, STEPS)
        operation.serve = self.rotated()
        operation.recover = operation.words
        return operation

    def _stage(self):
        operation = self._sync('bring in, do not switch', self.held(STEPS - 1), {STEPS - 1}, STEPS - 1)
        operation.words = self.sync_words('--stage')
        return operation

    def _clean_up(self):
        rig.restore(self.held(1, 2, 3), self.place)
        for base in checker.Home(self.home).bases():
            staging = os.path.join(base, 'staging')
            os.makedirs(os.path.join(staging, 'folder', 'inner'), exist_ok=True)
            for name in ('left.part', 'left.sqlite', 'left.sqlite-journal', 'folder/inner/file'):
                with open(os.path.join(staging, name), 'wb') as file:
                    file.write(b'left over' * 500)
        return self._sync('clean-up', self.keep('littered'), {3, STEPS}, STEPS)

    def _nothing_new(self):
        return self._sync('nothing new', self.held(STEPS), {STEPS}, STEPS)
