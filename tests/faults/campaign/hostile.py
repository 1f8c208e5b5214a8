# SPDX-License-Identifier: GPL-3.0-or-later
"""What a publisher whose machine was taken over might sign, and what may lie in the person's own folders."""

import os
import re
import shutil
import sqlite3
from urllib.parse import unquote

from . import checker, chunks, databases, forge, proxy, rig
from .attack import Attack, accepted
from .attacks_hosts import KIB
from .network import Case
from .operations import STEPS


class Costs:
    """What refusing took: the most memory beyond an honest sync, in KiB, and the most seconds of the processor."""

    def __init__(self, world):
        case = Case(world, None)
        _, self.usual, self.usual_seconds = case.sync_measured(world.address)
        case.close()
        self.memory, self.seconds, self.cases = 0, 0.0, 0

    def sync(self, attack):
        """A sync from the forged site, measured."""
        attack.world.serve(attack.folder)
        done, memory, seconds = attack.case.sync_measured(attack.world.address)
        self.memory, self.seconds = max(self.memory, memory - self.usual), max(self.seconds, seconds - self.usual_seconds)
        self.cases += 1
        return done

    def row(self, report, name, memory, thorough):
        """Its line. Time is only looked at where the machine is ours and the program is without sanitizers."""
        problems = [f'{self.memory} KiB more'] if self.memory > memory else []
        if thorough and self.seconds > 1:
            problems.append(f'{self.seconds:.2f} s more')
        report.row(name, problems, f'{self.cases} cases, at most {self.memory} KiB and {self.seconds:.2f} s more than an honest '
                   f'sync with its {self.usual} KiB and {self.usual_seconds:.2f} s')


def bombs(world, report, thorough):
    """Frames that unpack to more than they may, rightly signed."""
    content = bytes(200 << 20)
    zeros, liar = forge.pack(content), chunks.claiming(content, 1000)
    costs = Costs(world)

    def bomb(name, prepare, step=STEPS - 1):
        if not world.takes(name):
            return
        with Attack(world, report, f'T2 bomb: {name}', step=step) as attack:
            prepare(attack.forger)
            done = costs.sync(attack)
            attack.row(done, attack.case.refused(done))

    claims = b'\x28\xb5\x2f\xfd\xe4' + (1 << 60).to_bytes(8, 'little') + bytes(40)
    bomb('index of 200 MB', lambda forger: forger.release_index(data=zeros))
    bomb('index of 200 MB whose header claims 1,000 bytes', lambda forger: forger.release_index(data=liar))
    bomb('header of the index claims 2^60 bytes', lambda forger: forger.release_index(data=claims))
    for kind in ('list', 'packs', 'segment'):
        step = STEPS - 1 if kind == 'packs' else None
        for claim in (1000, 16 << 20, 200 << 20, (1 << 53) - 1, 0) + ((-1,) if kind != 'segment' else ()):
            bomb(f'{kind} of 200 MB, {claim} are claimed', lambda forger, kind=kind, claim=claim: plant(
                forger, kind, zeros, claim), step)
        bomb(f'{kind} of 200 MB whose header claims the 1,000 bytes of the index', lambda forger, kind=kind: plant(
            forger, kind, liar, 1000), step)
    costs.row(report, 'T2 bomb: memory', 32 * KIB, thorough)


def plant(forger, kind, data, plain):
    """Puts @data in place of the list of segments, of the first segment of the glossary, or of all packs, rightly signed. All
    else stays honest, so that only what is planted decides; for packs the segments are taken away."""
    targets = forger.read('targets')
    folder = {'list': 'lists', 'segment': 'segments', 'packs': 'packs'}[kind]
    path = f'observatory/{folder}/{forge.sha256(data)[:16]}.zst'
    entry = forger.put_target(path, data)
    roles = {}
    if kind == 'segment':
        roles['segments'] = forger.read('segments')
        roles['segments']['targets'][path] = entry
        old = forger.index()['list']
        with open(forger.target_file(old['path'], targets['targets'][old['path']]), 'rb') as file:
            listing = chunks.replace_segment(forge.unpack(file.read()), 'glossary', data, plain)
        plain, data = len(listing), forge.pack(listing)
        path = f'observatory/lists/{forge.sha256(data)[:16]}.zst'
        targets['targets'][path] = forger.put_target(path, data)
    else:
        targets['targets'][path] = entry
    forger.documents['targets'] = targets  # for release_index(), which reads it again

    def edit(index):
        if kind == 'packs':
            for one in index['packs']:
                one |= {'path': path, 'length': len(data), 'plain': plain}
            shutil.rmtree(forger.path('targets', 'observatory', 'segments'))
        else:
            index['list'] = {'path': path, 'length': len(data), 'plain': plain}
        if kind == 'segment':
            index['packs'] = []
    forger.release_index(edit, roles=roles)


def hand_made(world, report, thorough):
    """Segments and packs that were made by hand, rightly signed: refused, within a second and 64 MiB."""
    costs = Costs(world)

    def refuse(kind, name, data, plain):
        if not world.takes(f'{kind} {name}'):
            return
        with Attack(world, report, f'3.4 {kind}: {name}', step=STEPS - 1 if kind == 'packs' else None) as attack:
            plant(attack.forger, kind, data, plain)
            before = len(world.nginx.requests())
            done = costs.sync(attack)
            asked = kind.rstrip('s') in ' '.join(request['uri'] for request in world.nginx.requests()[before:])
            problems = attack.case.refused(done)
            if not asked and not re.search('cannot be used|cannot be right', done.err):
                problems.append('it was not asked for, so this shows nothing')
            attack.row(done, problems)
            report.add('hostile chunk files')

    for name, content in chunks.SEGMENTS.items():
        refuse('segment', name, forge.pack(content), len(content))
    for name, data in chunks.frames(chunks.HEAD + chunks.rows(chunks.GOOD)).items():
        refuse('segment', f'frame, {name}', data, len(chunks.HEAD + chunks.rows(chunks.GOOD)))
    with Attack(world, report, '') as attack:
        index = attack.forger.index()
    start = next(one for one in index['packs'] if one['to'] == index['edition'])['from_state']
    with sqlite3.connect(world.editions[STEPS - 1]) as db:
        words = [word.encode() for word, in db.execute('SELECT word FROM glossary ORDER BY word')]
    for name, content in chunks.packs(start, index['state'], words).items():
        refuse('packs', name, forge.pack(content), len(content))
    costs.row(report, '3.4 hand-made chunk files: what refusing takes', 64 * KIB, thorough)


def consistent(forger, name, columns, key, rows):
    """Signs an edition whose table @name has these @rows of texts, with hashes and a state that are right for them."""
    targets, segments = forger.read('targets'), forger.read('segments')
    old = forger.index()
    with open(forger.target_file(old['list']['path'], targets['targets'][old['list']['path']]), 'rb') as file:
        tables = chunks.read_list(forge.unpack(file.read()))
    assert chunks.state(tables) == old['state'], 'the state is not worked out here as the program does'
    content, entry = chunks.segment(name, columns, key, rows)
    data = forge.pack(content)
    path = f'observatory/segments/{forge.sha256(data)[:16]}.zst'
    segments['targets'][path] = forger.put_target(path, data)
    for table in tables:
        if table[0] == name:
            table[1] = [[*entry, bytes.fromhex(forge.sha256(data)), len(data), len(content)]]
    listing = chunks.write_list(tables)
    packed = forge.pack(listing)
    path = f'observatory/lists/{forge.sha256(packed)[:16]}.zst'
    targets['targets'][path] = forger.put_target(path, packed)
    forger.documents['targets'] = targets

    def edit(index):
        for one, (_, entries) in zip(index['tables'], tables):
            one |= {'rows': sum(entry[1] for entry in entries), 'sha256': chunks.logical(entries).hex()}
        index |= {'state': chunks.state(tables), 'packs': [], 'list': {'path': path, 'length': len(packed), 'plain': len(listing)},
                  'rows': sum(one['rows'] for one in index['tables'])}
        index.pop('old_packs', None)
    forger.release_index(edit, roles={'segments': segments})


EDITION = ('id', 'date', 'title', 'place', 'publisher', 'licence', 'language', 'notes')


def sound_hashes(world, report):
    """All hashes are right, what they are of is not: the checks of an edition stand last."""
    good = [b'test-place', b'2026-04-01', b'Test edition', b'area-0', b'Test publisher', b'CC0-1.0', b'en-GB', b'For tests']

    def edition(**other):
        return [tuple(other.get(name, value) for name, value in zip(EDITION, good))]
    cases = [('a reference to an area that is not there', 'area_part', ('area', 'part'), ('area', 'part'), [(b'area-0', b'nobody')],
              'names something'),
             ('the place of the edition is not there', 'edition', EDITION, ('id',), edition(place=b'nowhere'), 'place|edition'),
             ('another series inside', 'edition', EDITION, ('id',), edition(id=b'elsewhere'), 'not what was promised|place'),
             ('another date inside', 'edition', EDITION, ('id',), edition(date=b'2031-01-01'), 'not what was promised'),
             ('a date that is none inside', 'edition', EDITION, ('id',), edition(date=b'../../../x'), ''),
             ('two editions inside', 'edition', EDITION, ('id',), edition(id=b'a') + edition(), 'edition'),
             ('one glossary word', 'glossary', ('word', 'aliases', 'meaning'), ('word',), [(b'a', b'', b'b')], 'rows:glossary')]
    for name, table, columns, key, rows, words in cases:
        if not world.takes(name) and 'reference' not in name:
            continue
        step = STEPS - 1 if table == 'glossary' else None
        with Attack(world, report, f'3.4 right hashes: {name}', step=step) as attack:
            consistent(attack.forger, table, columns, key, rows)
            done = attack.sync()
            attack.row(done, attack.case.refused(done, words))


def hostile(world, report):
    """What a publisher whose machine was taken over might sign."""
    def wrong_base(forger):
        def change(index):
            for entry in index['packs']:  # it leads from one edition earlier, so it says
                earlier = [one for one in index['packs'] if one['to'] == entry['from']]
                if earlier:
                    entry |= {'from': earlier[0]['from'], 'from_state': earlier[0]['from_state']}
        forger.release_index(change)

    def wrong_state(forger):
        forger.release_index(lambda index: index.update(state='0' * 64))

    def unannounced(forger):
        forger.release_index(lambda index: index.update(tables=index['tables'][:5]))

    def no_packs(forger):
        forger.release_index(lambda index: index.update(packs=[]))

    def to_nowhere(forger):
        def change(index):
            for entry in index['packs']:
                entry['path'] = 'observatory/packs/0000000000000000.zst'
        forger.release_index(change)

    for name, prepare in (('packs with the wrong base', wrong_base), ('a state that nothing leads to', wrong_state),
                          ('tables left out', unannounced), ('packs that are not there', to_nowhere)):
        with Attack(world, report, f'hostile: {name}', step=STEPS - 2) as attack:
            prepare(attack.forger)
            done = attack.sync()
            attack.row(done, attack.case.either(done))
    accepted(world, report, 'hostile: no packs at all is only more to fetch', no_packs)
    index_faults(world, report)


# Names that a publisher whose machine was taken over may give to roles and files.
NAMES = ('../x', '../../../../x', '/x', '//x/y', '.', '..', '...', './x', 'a/../../x', 'C:\\x', 'C:x', '\\\\host\\share',
         '..\\x', 'nul', 'con', 'COM1', 'aux.json', 'x' * 300, 'x' * 5000, 'a\0b', '\0', 'a\u202etxt.exe', '\u200b', '\u2044x',
         '%2e%2e%2fx', '%00', 'x%', '~root', '$HOME', '`id`', '-rf', 'root', '../trust/root', 'current\n', ' ', '\x7f\x1b[2J',
         'lock', '.json', 'x?y#z')


def names(world, report):
    """Hostile names of a delegated role and of a file, rightly signed and there: nothing of that name is made anywhere."""
    for name in NAMES:
        if not world.takes(name):
            continue
        with Attack(world, report, f'3.2 name: {name[:30]!r}') as attack:
            role = named(attack.forger, name)
            world.serve(attack.folder)
            around = [sorted(os.listdir(place)) for place in (attack.case.place, world.folder, world.program.folder)]
            with proxy.Liar(os.path.join(world.folder, 'www')) as liar:
                liar.extra = {f'/site/metadata/1.{name}.json': role}
                done = attack.case.sync(world.address_words(liar.address + 'site/'))
                asked = [path for path, _ in liar.requests if unquote(path) in liar.extra]
            problems = attack.case.either(done)
            if name != 'root' and not asked and done.code == 0:
                problems.append('the role was not asked for, so this shows nothing')
            if around != [sorted(os.listdir(place)) for place in (attack.case.place, world.folder, world.program.folder)]:
                problems.append('something was made beside the home')
            for base, folders, files in os.walk(attack.case.home):
                problems += [f'it made {one!r} in {base}' for one in folders + files
                             if not re.fullmatch(r'[0-9a-zA-Z.%_~-]{1,255}', one) or one in ('x', 'nul', 'con', 'COM1')]
            if any(ord(letter) < 32 or ord(letter) == 127 for letter in name):  # no strict reader takes the file with it
                del attack.forger.documents['snapshot']['meta'][name + '.json']
            attack.row(done, problems)
            report.add('hostile names')


def named(forger, name):
    """Lists the packs nowhere but behind a role of this @name, and a file of this name first. Returns: the role's file."""
    targets = forger.read('targets')
    forger.put('targets', targets)
    ids = targets['delegations']['roles'][0]['keyids']
    role = {'_type': 'targets', 'spec_version': targets['spec_version'], 'version': 1, 'expires': forge.later(50),
            'targets': {path: entry for path, entry in targets['targets'].items() if '/packs/' in path}}
    data = forger.signed(role, ids)
    for path in role['targets']:
        del targets['targets'][path]
    targets['targets'][f'observatory/packs/{name}'] = {'length': 3, 'hashes': {'sha256': forge.sha256(b'abc')}}
    targets['delegations']['roles'].insert(0, {'name': name, 'keyids': ids, 'threshold': 1, 'terminating': False,
                                               'paths': ['observatory/packs/*']})
    snapshot = forger.read('snapshot')
    snapshot['meta'][name + '.json'] = {'version': 1, 'length': len(data), 'hashes': {'sha256': forge.sha256(data)}}
    forger.documents['snapshot'] = snapshot
    forger.documents['targets'] = targets
    forger.release_index()
    return data


def index_faults(world, report):
    """Members of the index that are not what they have to be."""
    odd = {'format': [1, 3, '2', None], 'edition': [0, -1, 2 ** 53, '4'], 'date': ['2026-13-01', '../../x', '', 5],
           'series': ['../x', '', 'a' * 5000, 7], 'state': ['x', '', 'A' * 64], 'rows': [-1, 2 ** 60],
           'plain_length': [-1, 0, 2 ** 60], 'tables': [{}, [{}], [{'name': '../x', 'rows': 1, 'sha256': '0' * 64}]],
           'list': [None, {}, {'path': '../../etc/passwd', 'length': 1, 'plain': 1},
                    {'path': 'observatory/lists/' + '0' * 16 + '.zst', 'length': -1, 'plain': 1}],
           'segments_length': [-1], 'packs': [{}, [1], [{}]], 'removed': [{}, [1], ['x' * 100000]],
           'mirrors': [{}, ['file:///etc/'], ['http://192.0.2.1/'], [5]], 'schema': [0, -1, '3']}
    for member, values in odd.items():
        for value in values:
            if not world.takes(f'{member} {str(value)[:30]}'):
                continue
            with Attack(world, report, f'hostile: index, {member} = {str(value)[:30]!r}') as attack:
                attack.forger.release_index(lambda index: index.update({member: value}))
                done = attack.sync()
                attack.row(done, attack.case.either(done))


def local(world, report, thorough):
    """Two programs at once, planted side files, links."""
    starts = 50 if thorough else 6
    case = Case(world)
    running = [world.program.start(['sync', world.address, '--home', case.home]) for _ in range(starts)]
    said = [one.communicate()[1].decode() for one in running]
    codes = [one.returncode for one in running]
    problems = case.at(STEPS)
    if 0 not in codes or set(codes) - {0, 1}:
        problems.append(f'exits {sorted(set(codes))}')
    problems += [f'one says {words!r}' for words, code in zip(said, codes)
                 if code == 1 and (words.count('\n') != 1 or 'Another program is already bringing in' not in words)][:1]
    report.row(f'3.2 {starts} starts at once', problems or case.recovers(), f'{codes.count(0)} came through')
    case.close()
    for suffix in ('-journal', '-wal', '-shm'):
        case = Case(world)
        for place in checker.Home(case.home).editions().values():
            with open(os.path.join(place, checker.DATABASE + suffix), 'wb') as file:
                file.write(b'\xd9\xd5\x05\xf9 \xa1c\xd7' + bytes(4000))
        done = case.sync(world.address)
        report.row(f'3.4 planted {suffix}', case.either(done) or case.recovers(), done.err.strip()[:100])
        case.close()
    outside = os.path.join(world.folder, 'outside')
    for name in ('editions', 'staging', 'origins', 'current', 'lock', 'origin', ''):
        os.makedirs(outside, exist_ok=True)
        with open(os.path.join(outside, 'canary'), 'wb') as file:
            file.write(b'canary')
        case = Case(world)
        target = os.path.join(case.home, name) if name else case.home
        kept = target + '.kept'
        there = os.path.lexists(target.rstrip('/'))
        if there:
            os.rename(target.rstrip('/'), kept)
        os.symlink(outside if name not in ('current', 'lock', 'origin') else os.path.join(outside, 'canary'),
                   target.rstrip('/'))
        done = case.sync(world.address)
        left = sorted(os.listdir(outside))
        problems = [] if left == ['canary'] and open(os.path.join(outside, 'canary'), 'rb').read() == b'canary' else [
            f'it wrote where the link leads: {left}']
        if done.code not in (0, 1):
            problems.append(f'exit {done.code}: {done.err.strip()}')
        if os.path.islink(target.rstrip('/')):
            os.unlink(target.rstrip('/'))
        if there and not os.path.lexists(target.rstrip('/')):
            os.rename(kept, target.rstrip('/'))
        report.row(f'3.3 link in place of {name or "the home"}', problems or case.recovers(), done.err.strip()[:100])
        case.close()
        rig.clear(outside)


def run(world, report, thorough):
    """All of it."""
    bombs(world, report, thorough)
    hand_made(world, report, thorough)
    sound_hashes(world, report)
    hostile(world, report)
    names(world, report)
    databases.run(world, report, thorough)
    local(world, report, thorough)
