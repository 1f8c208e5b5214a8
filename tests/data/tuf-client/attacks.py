# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: the attacks T1 to T11 as far as the client meets them, beside those that stand with the part they belong to.

T6 (mirrors) and the half of T10 that needs an edition (origin_id) belong to the sync and are tested there."""

import itertools
import json
import os
import random

from cases import CAMPAIGN, case
from keys import ahead, canonical, new_ed25519, sha256
from repository import TOP, Repository, encode
from server import bomb, endless, lying, redirect, silence, status, trickle

ALL = ['2.root.json', 'timestamp.json', '2.snapshot.json', '2.targets.json']

# T1: arbitrary installation


def meaning(data):
    """What a file says: its signed part."""
    return canonical(json.loads(data.decode('utf-8'))['signed'])


def flips(trial, role, bits):
    """Single bits flipped in a role of a release: refused, or its signed part is the same."""
    honest = trial.start()
    good = honest.copy()
    good.sizes = False
    if role == 'root':
        good.put_root()
    for name in ('targets', 'snapshot', 'timestamp'):
        good.put(name, form=canonical)
    name = '2.root.json' if role == 'root' else good.file_name(role)
    data = good.files[name]
    for bit in bits(len(data) * 8):
        evil = good.copy()
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << (bit % 8)
        evil.files[name] = bytes(changed)
        trial.plant(**{other: honest.latest[other] for other in TOP})
        trial.serve(evil)
        code = trial.refresh()
        stored = trial.trusted()[role]
        if stored not in (honest.latest[role], data):
            same = stored == bytes(changed) and meaning(stored) == meaning(data)
            assert same, f'bit {bit} of {role} was taken: {stored!r}'
        assert code == 0 or trial.words.strip(), f'bit {bit}'
        assert code == 1 or stored != honest.latest[role], f'bit {bit}: nothing new, and no fault'
    trial.plant(**{other: honest.latest[other] for other in TOP})
    trial.heal(honest)


for role in TOP:
    if CAMPAIGN:
        case('bits', f'every bit of {role}', role, range, attacks='T1')(flips)
    else:
        case('bits', f'4 bits of {role}', role, lambda count, role=role: random.Random(role).sample(range(count), 4),
             attacks='T1')(flips)


@case('attack', 'signatures of two roles swapped', attacks='T1')
def swapped(trial):
    honest = trial.start()
    evil = honest.copy().release()
    first, second = (json.loads(evil.latest[role]) for role in ('timestamp', 'snapshot'))
    first['signatures'], second['signatures'] = second['signatures'], first['signatures']
    evil.files['timestamp.json'] = encode(first)
    trial.refuse(evil, (), ALL[:2])


@case('attack', 'a whole repository of somebody else at the address', attacks='T1 T10')
def foreign(trial):
    trial.start()
    evil = Repository().release().release()
    evil.put_root()
    trial.refuse(evil, (), ['2.root.json'])


@case('attack', 'somebody else’s files under the right root', attacks='T1 T10')
def foreign_files(trial):
    trial.start()
    evil = Repository().release().release()
    trial.refuse(evil, (), ALL[:2])


# T2: endless data


def transfer(trial, name, behave, stored, asked):
    """Something is wrong with the transfer of one file."""
    honest = trial.start()
    evil = honest.copy()
    evil.sizes = False
    evil.release()
    trial.mount.behave[name] = behave
    trial.refuse(evil, stored, asked)
    # What a socket holds on both sides comes on top of what the client read: it is not the client's memory.
    assert trial.mount.sent[name] <= 12 << 20, f'{trial.mount.sent[name]} bytes were taken'


FILES = {'2.root.json': ((), ALL[:1]), 'timestamp.json': ((), ALL[:2]), '2.snapshot.json': (('timestamp',), ALL[:3]),
         '2.targets.json': (('timestamp', 'snapshot'), ALL)}
for name, (stored, asked) in FILES.items():
    case('attack', f'{name} without end, without a length', name, endless(chunked=False), stored, asked, attacks='T2',
         often='.t' in name)(transfer)
    case('attack', f'{name}, a compressed bomb', name, bomb(), stored, asked, attacks='T2',
         often=name == 'timestamp.json')(transfer)
case('attack', 'timestamp.json, a length far too large', 'timestamp.json', lying(1 << 40), (), ALL[:2],
     attacks='T2')(transfer)


def caps(trial, role, size, fine):
    """A rightly signed file of about @size bytes, without a length in what names it."""
    honest = trial.start()
    after = honest.copy()
    after.sizes = False
    for name in ('targets', 'snapshot', 'timestamp'):
        if name == role:
            after.signed[name]['padding'] = 'x' * (size - 1500)
        after.put(name)
    if fine:
        trial.accept(after, ALL)
    else:
        trial.refuse(after, {'timestamp': (), 'snapshot': ('timestamp',), 'targets': ('timestamp', 'snapshot')}[role],
                     ALL[:{'timestamp': 2, 'snapshot': 3, 'targets': 4}[role]])


for role, cap in (('timestamp', 64 << 10), ('snapshot', 1 << 20), ('targets', 1 << 20)):
    case('attack', f'{role} just below its cap', role, cap - 200, True, often=role != 'snapshot')(caps)
    case('attack', f'{role} above its cap, rightly signed', role, cap + 3000, False, attacks='T2',
         often=role != 'snapshot')(caps)


# T3: extraneous dependencies


def nothing_more(trial, change, path='wanted'):
    """A repository full of things nobody asked for: only the wanted target is fetched."""
    repository = Repository()
    repository.add(path, b'wanted')
    change(trial, repository)
    for role in ('targets', 'snapshot', 'timestamp'):
        repository.put(role, bump=False)
    trial.start(repository, full=False)
    trial.serve(repository)
    astray = list(trial.server.astray)
    assert trial.download(path) == 0, trial.words
    trial.same_requests(['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json'])
    assert trial.mount.fetched == [repository.host_path(path, sha256(b'wanted'))], trial.mount.fetched
    assert set(trial.downloaded()) == {path}
    assert [name for name in trial.server.astray if name not in astray and trial.mount.name in name] == []
    trial.heal(repository)


def more_targets(_, repository):
    """A hundred other targets."""
    for number in range(100):
        repository.add(f'other/{number}', b'%d' % number)


def addresses(trial, repository):
    """Addresses and commands in custom fields."""
    trap = f'{trial.server.base}/{trial.mount.name}/targets/trap'
    repository.add('wanted', b'wanted', url=trap, mirrors=[trap], command='touch /tmp/trap', depends=['other'])
    repository.top['mirrors'] = [trap]
    repository.timestamp['next'] = trap
    repository.snapshot['meta']['other.json'] = {'version': 3}


def foreign_delegation(_, repository):
    """A delegation for something else."""
    repository.delegate('targets', 'other', paths=['elsewhere/*'])
    repository.put('other')


def wide_delegation(_, repository):
    """A delegation of everything, which does not matter because targets has it."""
    repository.delegate('targets', 'all', paths=['*', '*/*'])
    repository.add('wanted', b'not this', role='all')
    repository.put('all')


for words, change in {'a hundred other targets': more_targets, 'addresses in custom fields': addresses,
                      'delegations of other paths': foreign_delegation,
                      'a delegation of everything': wide_delegation}.items():
    case('attack', f'only what was asked for is fetched: {words}', change, attacks='T3')(nothing_more)


# T4: fast-forward


def forward(trial, pushed, recovered):
    """Version numbers pushed up; after new keys of @recovered lower numbers are taken again."""
    honest = trial.start()
    evil = honest.copy()
    high = 2 ** 53 - 2
    for role in ('targets', 'snapshot', 'timestamp'):
        if role in pushed:
            evil.signed[role]['version'] = high
        evil.put(role)
    trial.accept(evil)
    after = honest.copy()
    for role in recovered:
        after.rotate(role)
    after.put_root()
    after.release()
    trial.accept(after)
    trial.repository = after
    trial.heal(after)


case('attack', 'timestamp pushed up, its key renewed', ['timestamp'], ['timestamp'], attacks='T4')(forward)
case('attack', 'snapshot pushed up, keys of timestamp and snapshot renewed', ['snapshot'], ['timestamp', 'snapshot'],
     attacks='T4')(forward)
case('attack', 'targets pushed up, key of the snapshot renewed', ['targets'], ['timestamp', 'snapshot', 'targets'],
     attacks='T4')(forward)
case('attack', 'all pushed up, all keys renewed', ['timestamp', 'snapshot', 'targets'],
     ['timestamp', 'snapshot', 'targets'], attacks='T4')(forward)


@case('attack', 'targets pushed up, only the key of the snapshot renewed', attacks='T4')
def forward_snapshot_key(trial):
    honest = trial.start()
    for _ in range(5):
        honest.put('targets')
    honest.put('snapshot')
    honest.put('timestamp')
    trial.accept(honest)
    after = honest.copy()
    after.rotate('snapshot')
    after.put_root()
    after.top['version'] = 1
    after.release()
    trial.accept(after)


for version in (2 ** 31, 2 ** 32, 2 ** 53 - 1):
    @case('attack', f'version {version} is taken', version, attacks='T4', often=version > 2 ** 40)
    def high_version(trial, version):
        honest = trial.start()
        after = honest.copy()
        after.signed['targets']['version'] = after.snapshot['version'] = after.timestamp['version'] = version - 1
        trial.accept(after.release())


# T5: indefinite freeze


@case('attack', 'the same files for ever: refused once they have expired', attacks='T5')
def frozen(trial):
    honest = trial.start()
    trial.accept(honest, ALL[:2], run=lambda: trial.refresh('--days-in-future', '29'))
    trial.refuse(honest, (), None, run=lambda: trial.refresh('--days-in-future', '31'), heal=False)
    trial.accept(honest, ALL[:2])
    trial.heal(honest)


@case('attack', 'an expired release does not replace a good one', attacks='T5')
def expired_release(trial):
    honest = trial.start()
    evil = honest.copy()
    for role in ('targets', 'snapshot', 'timestamp'):
        evil.signed[role]['expires'] = ahead(seconds=-1)
    trial.refuse(evil.release(), (), ALL[:2])


# T7: mix-and-match


def mix(trial, chosen):
    """The four files, each of one of two editions. Between these the keys of all roles but root changed. No hashes:
    only versions and signatures bind them."""
    honest = Repository(sizes=False)
    trial.start(honest)
    older = honest.copy().release()
    newer = older.copy()
    for role in TOP[1:]:
        newer.rotate(role)
    newer.put_root()
    newer.release()
    evil = newer.copy()
    editions = dict(zip(TOP, (newer if number else older for number in chosen)))
    evil.files = {
        '1.root.json': honest.files['1.root.json'],
        'timestamp.json': editions['timestamp'].latest['timestamp'],
        f'{editions["timestamp"].snapshot["version"]}.snapshot.json': editions['snapshot'].latest['snapshot'],
        f'{editions["snapshot"].top["version"]}.targets.json': editions['targets'].latest['targets'],
    }
    if editions['root'] is newer:
        evil.files['2.root.json'] = newer.files['2.root.json']
    trial.serve(evil)
    code = trial.refresh()
    found = trial.trusted()
    if len(set(chosen)) == 1:
        assert code == 0, trial.words
        assert found == editions['root'].latest
    else:
        assert code == 1, f'a mix was taken: {chosen}'
        assert found['targets'] == honest.latest['targets'], 'targets of a mix were stored'
    trial.heal(newer)


for chosen in itertools.product((0, 1), repeat=4):
    words = ', '.join(f'{role} of {"n+1" if edition else "n"}' for role, edition in zip(TOP, chosen))
    case('attack', f'mix of editions: {words}', chosen, attacks='T7', often=sum(chosen) in (1, 3))(mix)


@case('attack', 'a publisher interrupted between any two uploads', attacks='T7')
def interrupted(trial):
    honest = trial.start()
    after = honest.copy().release()
    steps = ['2.targets.json', '2.snapshot.json', 'timestamp.json']
    partial = honest.copy()
    for number in range(len(steps) + 1):
        done = number == len(steps)
        if number:
            partial.files[steps[number - 1]] = after.files[steps[number - 1]]
        trial.serve(partial)
        assert trial.refresh() == 0, trial.words
        trial.same_files((after if done else honest).latest, f'after {number} uploads')


# T8: rollback


@case('attack', 'every older edition offered again', attacks='T8')
def replay(trial):
    honest = Repository()
    editions = []
    for _ in range(5):
        editions.append(honest.copy())
        honest.release()
    trial.start(honest)
    for older in editions:
        trial.refuse(older, (), ALL[:2], heal=False)
    trial.heal(honest)


@case('attack', 'an older folder of trust against a newer server goes forward', attacks='T8')
def older_folder(trial):
    honest = trial.start()
    after = honest.copy()
    for _ in range(3):
        after.put_root()
        after.release()
    trial.accept(after,
                 ['2.root.json', '3.root.json', '4.root.json', '5.root.json', 'timestamp.json', '4.snapshot.json',
                  '4.targets.json'])


# T9: key compromise below the threshold


@case('attack', 'root 2 of 3: one stolen key signs nothing', attacks='T9')
def stolen(trial):
    honest = Repository()
    honest.rotate('root', *[new_ed25519() for _ in range(3)], threshold=2)
    honest.put('root', bump=False)
    trial.start(honest)
    for number in range(3):
        evil = honest.copy()
        thief = new_ed25519()
        evil.rotate('timestamp', thief)
        evil.put('root', signers=[honest.signers['root'][number], thief])
        trial.refuse(evil, (), ['2.root.json'], heal=False)
        evil = honest.copy()
        kept = [honest.signers['root'][number], thief, new_ed25519()]
        evil.rotate('root', *kept, threshold=2)
        evil.put('root', signers=kept)
        trial.refuse(evil, (), ['2.root.json'], heal=False)
    trial.heal(honest)


# T10: wrong file


@case('attack', 'the right file under another name', attacks='T10')
def other_name(trial):
    repository = Repository()
    repository.add('a', b'file a')
    repository.add('b', b'file b')
    for role in ('targets', 'snapshot', 'timestamp'):
        repository.put(role, bump=False)
    first, second = (repository.host_path(name, sha256(b'file ' + name.encode())) for name in 'ab')
    trial.start(repository, full=False)
    evil = repository.copy()
    evil.targets[first], evil.targets[second] = evil.targets[second], evil.targets[first]
    trial.serve(evil)
    assert trial.download('a') == 1 and trial.download('b') == 1
    assert trial.downloaded() == {}
    trial.serve(repository)
    assert trial.download('a', 'b') == 0, trial.words


@case('attack', 'files swapped between two origins with the same keys', attacks='T10')
def origins(trial):
    honest = Repository()
    honest.add('index', b'of this one')
    twin = honest.copy()
    twin.add('index', b'of that one')
    for repository in (honest, twin):
        repository.release()
    trial.start(honest)
    evil = honest.copy().release()
    evil.targets = {evil.host_path('index', sha256(b'of this one')): b'of that one'}
    trial.serve(evil)
    assert trial.download('index') == 1
    assert trial.downloaded() == {}
    trial.heal(evil)


# T11: slow retrieval. The clock of the command runs 60 times as fast; nothing here is timed by this test.

FAST = '+0 x60'


def slow(trial, name, behave, stored, asked):
    """The command gives up by itself, keeps what it had, and takes the next honest release."""
    honest = trial.start()
    evil = honest.copy()
    evil.sizes = False
    evil.top['padding'] = 'x' * 3000
    evil.release()
    trial.mount.behave[name] = behave
    trial.refuse(evil, stored, asked, run=lambda: trial.refresh(fake=FAST))


SLOW = {'1 byte every 6 seconds of its clock': trickle(0.1), 'silence at once': silence(),
        'silence before the head': silence(head=False),
        'slow head': trickle(0.1, head=False)}
for words, behave in SLOW.items():
    case('attack', f'timestamp: {words}', 'timestamp.json', behave, (), ALL[:2], attacks='T11')(slow)
for share in (25, 50, 99):
    case('attack', f'targets: full speed, then silence at {share} %', '2.targets.json', silence(share / 100),
         ('timestamp', 'snapshot'), ALL, attacks='T11')(slow)


@case('attack', 'a target: silence at half, and what was there before is kept', attacks='T11')
def slow_target(trial):
    repository = Repository()
    repository.add('one', b'one')
    repository.add('two', b'two' * 9000)
    repository.release()
    trial.start(repository)
    trial.serve(repository)
    trial.mount.behave[repository.host_path('two', sha256(b'two' * 9000))] = silence(0.5)
    assert trial.download('one', 'two', fake=FAST) == 1
    assert trial.downloaded() == {'one': b'one'}
    trial.mount.behave.clear()
    assert trial.download('one', 'two') == 0, trial.words
    assert set(trial.downloaded()) == {'one', 'two'}
    assert os.listdir(trial.folder)


# Redirects and odd answers


@case('attack', 'metadata behind a redirect elsewhere', attacks='T10')
def redirected(trial):
    honest = trial.start()
    for address in ('file:///etc/hostname', 'http://example.invalid/x', 'ftp://127.0.0.1/x'):
        trial.mount.behave['timestamp.json'] = redirect(address)
        trial.refuse(honest.copy().release(), (), None, heal=False)
    trial.heal(honest)


@case('attack', 'a redirect loop', attacks='T11')
def loop(trial):
    honest = trial.start()
    trial.mount.behave['timestamp.json'] = redirect(f'{trial.mount.metadata}/timestamp.json')
    trial.serve(honest)
    assert trial.refresh() == 1
    assert len(trial.mount.asked) <= 6, trial.mount.asked
    trial.heal(honest)


@case('attack', 'a page of a captive portal with status 200', attacks='T5')
def portal(trial):
    honest = trial.start()
    evil = honest.copy().release()
    evil.files = {name: b'<html><title>Welcome</title></html>' for name in ('timestamp.json',)}
    trial.refuse(evil, (), ALL[:2])


@case('attack', 'every file answered with 404', attacks='T5')
def nothing(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.files = {}
    trial.refuse(evil, (), ALL[:2])


@case('attack', 'every file answered with 503', attacks='T5')
def unavailable(trial):
    honest = trial.start()
    trial.mount.behave['*'] = status(503)
    trial.refuse(honest, (), ALL[:1])
