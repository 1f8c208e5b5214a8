# SPDX-License-Identifier: GPL-3.0-or-later
"""The attacks of section 3.1 of the security guide, T1 to T11, and hostile content that is rightly signed (3.4)."""

import itertools
import json
import os
import shutil
import time

from . import forge, proxy, rig
from .network import Case, parallel
from .operations import STEPS

KIB = 1024
YEAR = 365 * 86400
# What a role may be at most (T2), and what a loopback connection holds on its way.
CAPS = {'timestamp': 64 * KIB, 'root': 64 * KIB, 'snapshot': 1024 * KIB, 'targets': 1024 * KIB}
ON_THE_WAY = 512 * KIB


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
        forger.release(json.loads(json.dumps(self.targets)), change)

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
    if not world.takes(name):
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


# --- T1: arbitrary installation -----------------------------------------------------------------

def spoilers(forger, role):
    """Ways to sign wrongly: name to a function that gives the file's bytes."""
    other = {'timestamp': 'snapshot', 'snapshot': 'targets', 'targets': 'timestamp'}[role]

    def edit(signed, function):
        file = json.loads(forger.signed(signed, forger.key_ids(role)))
        function(file['signatures'][0])
        return forge.canonical(file)

    return {
        'no signatures': lambda signed: forge.canonical({'signatures': [], 'signed': signed}),
        'no list of signatures': lambda signed: forge.canonical({'signed': signed}),
        'empty signature': lambda signed: edit(signed, lambda one: one.update(sig='')),
        'signature cut by a byte': lambda signed: edit(signed, lambda one: one.update(sig=one['sig'][:-2])),
        'signature a byte longer': lambda signed: edit(signed, lambda one: one.update(sig=one['sig'] + '00')),
        'signature of zeros': lambda signed: edit(signed, lambda one: one.update(sig='00' * 64)),
        'unknown key': lambda signed: forger.signed(signed, [forger.new_key()]),
        'unknown key under the right id': lambda signed: edit(signed, lambda one: one.update(
            sig=forger.keys[forger.new_key()].sign(forge.canonical(signed)).hex())),
        'key of another role': lambda signed: forger.signed(signed, forger.key_ids(other)),
        'signed over other bytes': lambda signed: forge.canonical(
            json.loads(forger.signed(signed, forger.key_ids(role)))
            | {'signed': signed | {'expires': forge.later(300)}}),
        'not JSON': lambda signed: b'{"signatures": [',
        'nothing': lambda signed: b'',
    }


def t1(world, report):
    """Signatures that are wrong in each way, for each role; each chunk file with one bit changed."""
    with Attack(world, report, '') as attack:
        ways = list(spoilers(attack.forger, 'timestamp'))
    for role in ('timestamp', 'snapshot', 'targets'):
        for way in ways:
            refused(world, report, f'T1 signatures: {role}, {way}',
                    lambda forger, role=role, way=way: forger.release(spoil={role: spoilers(forger, role)[way]}))
    wanted = needed_targets(world)
    for path in wanted[:3 if world.every > 1 else None]:
        case = Case(world)
        with proxy.Liar(os.path.join(world.folder, 'www'), 'one bit', os.path.basename(path)) as liar:
            done = case.sync(world.address_words(liar.address + 'site/'))
            report.row(f'T1 one bit: {kind_of(path)} {os.path.basename(path)[:12]}',
                       case.either(done) or case.recovers(), done.err.strip()[:100])
            case.close()


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


# --- T2: endless data ---------------------------------------------------------------------------

def t2(world, report, thorough):
    """Answers that are longer than they may be."""
    with Attack(world, report, '') as attack:
        names = {role: attack.forger.name(role) for role in ('timestamp', 'snapshot', 'targets')}
        names['root'] = f"{attack.forger.version('root') + 1}.root.json"
    caps = {names[role]: CAPS[role] for role in names}
    for uri in needed_targets(world)[:None if thorough else 3]:
        path = world.version(STEPS) + uri.removeprefix('/site')
        caps[uri] = os.path.getsize(path)
    manners = ('endless', 'no length, longer', 'lies longer', 'longer', 'shorter', 'gzip bomb', 'endless headers')
    usual, most = usual_memory(world), 0
    for (name, cap), manner in itertools.product(caps.items(), manners):
        if not world.takes(f'{os.path.basename(name)[-20:]} {manner}'):
            continue
        case = Case(world)
        with proxy.Liar(os.path.join(world.folder, 'www'), manner, name.replace('.', r'\.') + '$') as liar:
            done, memory = case.sync_measured(world.address_words(liar.address + 'site/'))
            most = max(most, memory)
            problems = case.either(done)
            sent = max([length for path, length in liar.sent.items() if path.endswith(name)], default=0)
            asked = max(1, sum(path.endswith(name) for path, _ in liar.requests))
            if sent > asked * (cap + 64 * KIB + ON_THE_WAY):
                problems.append(f'{sent // KIB} KiB came where {cap // KIB} may come')
            largest = largest_file(case.home)
            report.row(f'T2 endless: {os.path.basename(name)[:20]}, {manner}', problems or case.recovers(),
                       f'{sent // KIB} KiB sent in {asked} answers, {done.err.strip()[:80]}')
            if largest > 64 << 20:
                report.fault(f'T2 endless: {name}', f'a file of {largest} bytes')
            case.close()
    report.row('T2 endless: memory', [f'{most - usual} KiB more'] if most - usual > 32 * KIB else [],
               f'{most} KiB, {usual} KiB without a fault')


def largest_file(folder):
    """Size of the largest file below it."""
    return max((os.path.getsize(os.path.join(base, name)) for base, _, names in os.walk(folder) for name in names
                if not os.path.islink(os.path.join(base, name))), default=0)


def usual_memory(world):
    """What an honest sync from nothing takes, in KiB."""
    case = Case(world, None)
    _, memory = case.sync_measured(world.address)
    case.close()
    return memory


# --- T3, T4, T5 ---------------------------------------------------------------------------------

def t3(world, report):
    """Targets, delegations and addresses that nobody asked for."""
    def extra(forger):
        targets = forger.read('targets')
        for path in ('evil/x', 'observatory/extra.bin', '../outside', 'observatory/index.json.zst.sh', '/etc/passwd'):
            targets['targets'][path] = forger.put_target('observatory/extra.bin', b'#!/bin/sh\n')
        forger.release(targets)

    def delegation(forger):
        targets = forger.read('targets')
        roles = targets['delegations']['roles']
        roles.insert(0, {'name': 'evil', 'keyids': roles[0]['keyids'], 'threshold': 1, 'terminating': True,
                         'paths': ['*', '*/*', '*/*/*']})
        forger.release(targets)

    def custom(forger):
        forger.release_index(custom=lambda custom: custom.update(
            url='http://127.0.0.1:9/steal', exec='/bin/sh', path='file:///etc/passwd', mirrors=['http://127.0.0.1:9/']))

    def member(forger):
        forger.release_index(lambda index: index.update(download='http://127.0.0.1:9/', command='rm -rf /'))

    for name, prepare in (('extra targets', extra), ('addresses in custom', custom), ('unknown members of the index', member),
                          ('delegation of everything', delegation)):
        with Attack(world, report, f'T3 extraneous: {name}') as attack:
            prepare(attack.forger)
            before = len(world.nginx.requests())
            done = attack.sync()
            asked = [request['uri'] for request in world.nginx.requests()[before:]]
            problems = attack.case.either(done)
            problems += [f'{uri} was asked for' for uri in asked
                         if 'extra' in uri or 'evil' in uri and 'evil.json' not in uri or 'passwd' in uri]
            attack.row(done, problems)


def t4(world, report):
    """Version numbers that are pushed up, and the way back from that."""
    roles = ('timestamp', 'snapshot', 'targets')

    def pushed(number, which):
        return lambda forger: forger.release(change=lambda role, signed: signed.update(
            version=number if role in which else signed['version']))

    for number in (2 ** 31, 2 ** 53 - 1):
        for role in roles:
            accepted(world, report, f'T4 fast-forward: {role} of version {number} is taken', pushed(number, [role]))
    for number in (2 ** 53, 2 ** 64, 0, -1, b'1.0', b'1e3', '1', None, True, b'007'):
        for role in roles:
            refused(world, report, f'T4 fast-forward: {role} of version {number!r}', odd_version(role, number))
    for rotated in ('timestamp', 'snapshot'):
        with Attack(world, report, f'T4 fast-forward: back after a new key for {rotated}') as attack:
            forger = attack.forger
            pushed(2 ** 53 - 1, ['timestamp'] if rotated == 'timestamp' else ['snapshot'])(forger)
            done = attack.sync()
            problems = attack.case.at(STEPS) if done.code == 0 else [done.err.strip()]
            rig.clear(attack.folder)
            rig.copy_tree(world.version(STEPS), attack.folder)
            forger.documents.clear()
            new = forger.new_key()

            def change(root):
                root['keys'][new] = forger.key_object(forger.keys[new])
                root['roles'][rotated]['keyids'] = [new]
            forger.next_root(change)
            forger.release()
            done = attack.sync()
            problems += [] if done.code == 0 else [done.err.strip()]
            attack.row(done, problems + attack.case.at(STEPS), recovers=False)


def odd_version(role, number):
    """A release in which @role has the version @number, which may be none."""
    def prepare(forger):
        honest = {}

        def change(which, signed):
            if which == role:
                honest['version'] = signed['version']

        def spoil(signed):
            return forger.signed(signed | {'version': number}, forger.key_ids(role))
        forger.release(change=change, spoil={role: spoil})
    return prepare


def t5(world, report):
    """Files that have expired, a server that stands still, clocks that are wrong."""
    for role in ('timestamp', 'snapshot', 'targets'):
        refused(world, report, f'T5 freeze: {role} expired yesterday',
                lambda forger, role=role: forger.release(change=lambda which, signed: signed.update(
                    expires=forge.later(-1) if which == role else signed['expires'])), 'expired|confirmed|older|date')
    refused(world, report, 'T5 freeze: root expired yesterday',
            lambda forger: forger.next_root(lambda root: root.update(expires=forge.later(-1))))
    if shutil.which('faketime') is None:
        report.skip('T5 freeze: clocks', 'faketime is not installed')
        return
    for offset, name in (('+400d', 'a year ahead'), ('+40d', '40 days ahead')):
        for step in (STEPS - 1, STEPS):
            case = Case(world, step)
            done = case.sync(world.address, before=('faketime', '-f', offset))
            report.row(f'T5 freeze: the same files, clock {name}, home at {step}',
                       case.refused(done, 'confirmed|expired') or case.recovers(), done.err.strip()[:140])
            case.close()
    case = Case(world)
    done = case.sync(world.address, before=('faketime', '-f', '-1y'))
    report.row('T5 freeze: clock a year behind', case.either(done) or case.recovers(), done.err.strip()[:140])
    case.close()
    with Attack(world, report, 'T5 freeze: a clock set back does not revive expired files') as attack:
        attack.forger.release(change=lambda role, signed: signed.update(
            expires=forge.later(-2) if role == 'timestamp' else signed['expires']))
        done = attack.sync(before=('faketime', '-f', '-10d'))
        attack.row(done, attack.case.refused(done))


# --- T6: mirrors --------------------------------------------------------------------------------

T6 = ('hangs', '404', '500', 'wrong bytes', 'endless', 'reset', 'closes', 'garbage', '200 portal', 'shorter', 'stalls')


def t6(world, report, thorough):
    """With two addresses known, the good one is reached within 60 s."""
    def case_of(manner):
        def run():
            with proxy.Liar(os.path.join(world.folder, 'mirror-www')) as liar:
                case = Case(world, None)
                first = case.sync(world.address_words(liar.address + 'before/'))
                problems = [] if first.code == 0 else [f'without a fault: {first.err.strip()}']
                liar.manner, started = manner, time.monotonic()
    
                done = case.sync(world.address_words(liar.address + 'before/')) if not problems else first
                seconds = time.monotonic() - started
                if not problems:
                    problems = case.at(STEPS) if done.code == 0 else [done.err.strip()]
                if seconds > 60:
                    problems.append(f'{seconds:.0f} s')
                report.row(f'T6 mirror: first mirror {manner}', problems, f'{seconds:.1f} s')
                case.close()
        return run

    # A site whose index names the honest server as its mirror, before and after the newest edition.
    with Attack(world, report, '', version=STEPS - 1) as before, Attack(world, report, '') as after:
        good = world.nginx.address('site')
        for attack in (before, after):
            attack.forger.release_index(lambda index: index.update(mirrors=[good]))
        root = os.path.join(world.folder, 'mirror-www')
        os.makedirs(root, exist_ok=True)
        rig.restore(before.folder, os.path.join(root, 'before'))
        world.serve(after.folder)
        world.empty()
        parallel([case_of(manner) for manner in (T6 if thorough else ('404', 'wrong bytes', 'endless'))])
        t6_tls(world, report, before.folder)


def t6_tls(world, report, before):
    """The first address is one with TLS whose authority is not trusted any more."""
    if not rig.can_trust():
        report.skip('T6 mirror: first mirror TLS failure', 'a mount namespace is not allowed here')
        return
    secure = world.tls()
    rig.restore(before, os.path.join(world.folder, 'www', 'before'))
    address = world.address_words(secure.address('before', 'good'))
    case = Case(world, None)
    try:
        world.program.authority = os.path.join(secure.folder, 'good-ca.crt')
        first = case.sync(address)
        world.program.authority = os.path.join(secure.folder, 'other-ca.crt')
        started = time.monotonic()
        done = case.sync(address) if first.code == 0 else first
        seconds = time.monotonic() - started
        report.row('T6 mirror: first mirror TLS failure', case.at(STEPS) if done.code == 0 else [done.err.strip()],
                   f'{seconds:.1f} s')
    finally:
        world.program.authority = None
        case.close()


# --- T7, T8 -------------------------------------------------------------------------------------

def t7(world, report):
    """All mixes of four files of two editions."""
    for mask in range(1, 15):
        if not world.takes(f'T7 {mask}'):
            continue
        with Attack(world, report, f'T7 mix-and-match: {mask:04b}', step=STEPS - 2) as attack:
            mix(world, attack, mask)
            done = attack.sync()
            problems = attack.case.refused(done)
            world.serve(STEPS)
            attack.row(done, problems or attack.case.recovers(), recovers=False)


def mix(world, attack, mask):
    """Bits of @mask from the left: timestamp, snapshot, targets, index of the newer edition, otherwise of the older."""
    old = forge.Forger(world.version(STEPS - 1), world.site.keys, world.site.phrase)
    new = forge.Forger(world.version(STEPS), world.site.keys, world.site.phrase)
    pick = [new if mask >> (3 - i) & 1 else old for i in range(4)]

    def content(forger, role):
        with open(forger.path('metadata', forger.name(role)), 'rb') as file:
            return file.read()
    files = [content(pick[0], 'timestamp'), content(pick[1], 'snapshot'), content(pick[2], 'targets')]
    signed = [json.loads(data)['signed'] for data in files]
    entry = pick[3].read('targets')['targets'][forge.INDEX]
    with open(pick[3].target_file(forge.INDEX, entry), 'rb') as file:
        index = file.read()
    wanted = signed[2]['targets'][forge.INDEX]
    names = ['timestamp.json', f"{signed[0]['meta']['snapshot.json']['version']}.snapshot.json",
             f"{signed[1]['meta']['targets.json']['version']}.targets.json"]
    for name, data in zip(names, files):
        with open(os.path.join(attack.folder, 'metadata', name), 'wb') as file:
            file.write(data)
    with open(attack.forger.target_file(forge.INDEX, wanted), 'wb') as file:
        file.write(index)


def t8(world, report):
    """Older editions offered again; a trust folder from before."""
    for step in range(1, STEPS):
        case = Case(world, STEPS)
        world.serve(step)
        done = case.sync(world.address)
        world.serve(STEPS)
        report.row(f'T8 rollback: edition {step} is offered to a home at {STEPS}', case.refused(done) or case.recovers(),
                   done.err.strip()[:140])
        case.close()
    for role in ('timestamp', 'snapshot', 'targets'):
        def lower(forger, role=role):
            forger.release(change=lambda which, signed: signed.update(
                version=1 if which == role else signed['version']))
        refused(world, report, f'T8 rollback: {role} falls to version 1', lower)
    for step in range(1, STEPS):
        case, older = Case(world, STEPS), Case(world, step)
        for base, folders, _ in os.walk(older.home):
            if 'trust' in folders:
                rig.restore(os.path.join(base, 'trust'), os.path.join(case.home, os.path.relpath(base, older.home), 'trust'))
        done = case.sync(world.address)
        report.row(f'T8 rollback: trust folder of edition {step} put back',
                   (case.at(STEPS) if done.code == 0 else case.refused(done)) or case.recovers(), done.err.strip()[:140])
        case.close()
        older.close()


# --- T9, T10 ------------------------------------------------------------------------------------

def t9(world, report, thorough):
    """Roots that fewer keys sign than have to."""
    def by(select):
        return lambda forger: forger.next_root(ids=select(forger.root()['roles']['root']['keyids']))

    for name, select in (('by one key', lambda ids: ids[:1]), ('by one key twice', lambda ids: [ids[0], ids[0]]),
                         ('by nobody', lambda ids: [])):
        refused(world, report, f'T9 root: {name}', by(select), bad_root=True)

    def two_ids(forger):
        ids = forger.root()['roles']['root']['keyids']
        root = forger.root()
        root['version'] += 1
        second = '0' * 64
        root['keys'][second] = forger.key_object(forger.keys[ids[0]])
        root['roles']['root']['keyids'] = [ids[0], second]
        forger.keys[second] = forger.keys[ids[0]]
        forger.put('root', root, [ids[0], second])
    refused(world, report, 'T9 root: one key under two ids', two_ids, bad_root=True)

    def replaced(sign):
        def prepare(forger):
            old = forger.root()['roles']['root']['keyids']
            new = [forger.new_key(), forger.new_key()]

            def change(root):
                for one in new:
                    root['keys'][one] = forger.key_object(forger.keys[one])
                root['roles']['root']['keyids'] = new
            forger.next_root(change, ids=sign(old, new))
        return prepare
    refused(world, report, 'T9 root: new keys, signed by the old ones only', replaced(lambda old, new: old[:2]), bad_root=True)
    refused(world, report, 'T9 root: new keys, signed by the new ones only', replaced(lambda old, new: new), bad_root=True)
    accepted(world, report, 'T9 root: new keys, signed by both', replaced(lambda old, new: old[:2] + new))

    def revoked(forger):
        ids = forger.root()['roles']['targets']['keyids']
        new = forger.new_key()

        def change(root):
            root['keys'][new] = forger.key_object(forger.keys[new])
            root['roles']['targets']['keyids'] = [new]
        forger.next_root(change)
        forger.release(spoil={'targets': lambda signed: forger.signed(signed, ids)})
    refused(world, report, 'T9 root: targets by a revoked key', revoked)

    def gap(forger):
        new = forger.new_key()
        root = forger.root()
        root['version'] += 2
        root['keys'][new] = forger.key_object(forger.keys[new])
        root['roles']['timestamp']['keyids'] = [new]
        forger.put('root', root, root['roles']['root']['keyids'][:2])
        forger.release()
    refused(world, report, 'T9 root: a link is missing', gap, bad_root=True)

    def wrong_number(forger):
        root = forger.root()
        name = root['version'] + 1
        root['version'] += 2
        data = forger.signed(root, root['roles']['root']['keyids'][:2])
        with open(forger.path('metadata', f'{name}.root.json'), 'wb') as file:
            file.write(data)
    refused(world, report, 'T9 root: another number inside than on its name', wrong_number, bad_root=True)
    for count in (1, 2, 100) + ((1024,) if thorough else ()):
        accepted(world, report, f'T9 root: a chain of {count}',
                 lambda forger, count=count: [forger.next_root() for _ in range(count)])
    if thorough:
        with Attack(world, report, 'T9 root: a chain of 1025 ends in two runs or is refused') as attack:
            for _ in range(1025):
                attack.forger.next_root()
            done = attack.sync()
            attack.row(done, attack.case.either(done))


def t10(world, report, other):
    """Files in the wrong place."""
    refused(world, report, 'T10 wrong file: origin_id of another origin',
            lambda forger: forger.release_index(lambda index: index.update(origin_id='0123456789abcdef'),
                                                lambda custom: custom.update(origin_id='0123456789abcdef')))
    refused(world, report, 'T10 wrong file: origin_id of another origin in the index only',
            lambda forger: forger.release_index(lambda index: index.update(origin_id='0123456789abcdef'),
                                                lambda custom: custom.update(origin_id=forger_id(forger))))
    refused(world, report, 'T10 wrong file: a newer schema', lambda forger: forger.release_index(
        lambda index: index.update(schema=99)), 'newer|version')
    refused(world, report, 'T10 wrong file: a newer program is needed', lambda forger: forger.release_index(
        lambda index: index.update(min_app='999.0.0')), 'newer|version')
    refused(world, report, 'T10 wrong file: another series', lambda forger: forger.release_index(
        lambda index: index.update(series='somewhere-else')))
    refused(world, report, 'T10 wrong file: another number of the edition in custom', lambda forger: forger.release_index(
        custom=lambda custom: custom.update(edition=77)))
    case = Case(world)
    world.serve(other)
    done = case.sync(world.address)
    world.serve(STEPS)
    report.row('T10 wrong file: another origin at the same address', case.refused(done) or case.recovers(),
               done.err.strip()[:140])
    case.close()


def forger_id(forger):
    """The origin's id."""
    with open(forger.path('metadata', '1.root.json'), 'rb') as file:
        return forge.sha256(file.read())[:16]


# --- T11: slow ----------------------------------------------------------------------------------

def t11(world, report, limit=75):
    """One byte a second, and silence in the middle; what the limits of the program say, in real time, side by side."""
    world.serve(STEPS)
    pack = next((uri for uri in needed_targets(world) if '/packs/' in uri or '/segments/' in uri), '')
    cases = [(manner, name, 0) for manner in ('drips', 'silent') for name in (r'timestamp\.json', r'snapshot\.json')]
    cases += [(manner, os.path.basename(pack).replace('.', r'\.'), share) for manner in ('stalls',) for share in (25, 50, 99)]

    def case_of(manner, name, share):
        def run():
            case = Case(world)
            at = os.path.getsize(world.version(STEPS) + pack.removeprefix('/site')) * share // 100 if share else 0
            with proxy.Liar(os.path.join(world.folder, 'www'), manner, name, at=at) as liar:
                started = time.monotonic()
                done = case.sync(world.address_words(liar.address + 'site/'), timeout=300)
                seconds = time.monotonic() - started
                problems = case.either(done)
                if seconds > limit:
                    problems.append(f'it took {seconds:.0f} s')
                report.row(f'T11 slow: {manner} {name[:24]} {share or ""}', problems or case.recovers(),
                           f'{seconds:.1f} s')
                case.close()
        return run
    parallel([case_of(*one) for one in cases])


def run(world, report, thorough, other):
    """All of it. @other: the folder of a site by other keys."""
    t1(world, report)
    t2(world, report, thorough)
    t3(world, report)
    t4(world, report)
    t5(world, report)
    t6(world, report, thorough)
    t7(world, report)
    t8(world, report)
    t9(world, report, thorough)
    t10(world, report, other)
    if thorough:
        t11(world, report)
