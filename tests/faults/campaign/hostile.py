# SPDX-License-Identifier: GPL-3.0-or-later
"""What a publisher whose machine was taken over might sign, and what may lie in the person's own folders."""

import os
import re
import shutil
from urllib.parse import unquote

from . import checker, forge, proxy, rig
from .attacks import KIB, Attack, accepted, usual_memory
from .network import Case
from .operations import STEPS


def bombs(world, report):
    """Frames that unpack to more than they may, rightly signed."""
    zeros = forge.pack(bytes(200 << 20))
    usual, most = usual_memory(world), [0]
    def bomb(name, prepare, step=STEPS - 1):
        if not world.takes(name):
            return
        with Attack(world, report, f'T2 bomb: {name}', step=step) as attack:
            prepare(attack.forger)
            world.serve(attack.folder)
            done, memory = attack.case.sync_measured(world.address)
            most.append(memory)
            attack.row(done, attack.case.refused(done))

    claims = b'\x28\xb5\x2f\xfd\xe4' + (1 << 60).to_bytes(8, 'little') + bytes(40)
    bomb('index of 200 MB', lambda forger: forger.release_index(data=zeros))
    bomb('header of the index claims 2^60 bytes', lambda forger: forger.release_index(data=claims))
    for kind in ('list', 'packs'):
        for claim in (1000, 200 << 20, (1 << 53) - 1, 0, -1):
            bomb(f'{kind} of 200 MB, {claim} are claimed', lambda forger, kind=kind, claim=claim: plant(
                forger, kind, zeros, claim), None if kind == 'list' else STEPS - 1)
    report.row('T2 bomb: memory', [f'{max(most) - usual} KiB more'] if max(most) - usual > 64 * KIB else [],
               f'{max(most)} KiB, {usual} KiB without a fault')


def plant(forger, kind, data, plain, change=None):
    """Puts @data in place of the list of segments or of all packs, rightly signed. The list stays honest for packs, so
    that only what is planted decides; segments are taken away."""
    targets = forger.read('targets')
    folder = 'lists' if kind == 'list' else 'packs'
    path = f'observatory/{folder}/{forge.sha256(data)[:16]}.zst'
    targets['targets'][path] = forger.put_target(path, data)
    forger.put('targets', targets)  # for release_index(), which reads it again

    def edit(index):
        if kind == 'list':
            index['list'] = {'path': path, 'length': len(data), 'plain': plain}
        else:
            for entry in index['packs']:
                entry |= {'path': path, 'length': len(data), 'plain': plain}
            shutil.rmtree(forger.path('targets', 'observatory', 'segments'))
        if change is not None:
            change(index)
    forger.release_index(edit)


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
    codes = [one.wait() for one in running]
    for one in running:
        one.stdout.close()
        one.stderr.close()
    problems = case.at(STEPS)
    if 0 not in codes or set(codes) - {0, 1}:
        problems.append(f'exits {sorted(set(codes))}')
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
    bombs(world, report)
    hostile(world, report)
    names(world, report)
    local(world, report, thorough)
