# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: the initial root, the chain of roots, and keys that change."""

import json

from cases import case
from keys import ahead, new_ecdsa, new_ed25519, new_rsa
from repository import Repository, encode
from server import endless, status

FIRST = ['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json']
SAME = ['2.root.json', 'timestamp.json']


def bent_root(change, sign_again=True):
    """The bytes of a root with a change, signed again (or not)."""
    repository = Repository()
    other = repository.copy()
    change(other.root)
    if not sign_again:
        envelope = json.loads(repository.latest['root'])
        change(envelope['signed'])
        return encode(envelope)
    return other.put('root', bump=False)


def no_signature(envelope):
    """Takes all signatures away."""
    envelope['signatures'] = []


INITIAL = {
    'not JSON': lambda: b'this is no root\n',
    'empty': lambda: b'',
    'wrong _type': lambda: bent_root(lambda root: root.update(_type='targets')),
    'version missing': lambda: bent_root(lambda root: root.pop('version')),
    'version missing, signature of the whole': lambda: bent_root(lambda root: root.pop('version'), sign_again=False),
    'keys missing': lambda: bent_root(lambda root: root.pop('keys')),
    'roles missing': lambda: bent_root(lambda root: root.pop('roles')),
    'a role missing': lambda: bent_root(lambda root: root['roles'].pop('timestamp')),
    'expiry missing': lambda: bent_root(lambda root: root.pop('expires')),
    'version 0': lambda: bent_root(lambda root: root.update(version=0)),
    'another major version of the specification': lambda: bent_root(lambda root: root.update(spec_version='2.0.0')),
    'below its own threshold': lambda: bent_root(lambda root: root['roles']['root'].update(threshold=2)),
    'changed after it was signed': lambda: bent_root(lambda root: root.update(version=2), sign_again=False),
    'without signatures': lambda: Repository().put('root', bump=False, seal=no_signature),
    'signed by another key': lambda: Repository().put('root', bump=False, signers=[new_ed25519()]),
}
OFTEN = ('not JSON', 'wrong _type', 'version missing', 'keys missing', 'below its own threshold', 'without signatures',
         'changed after it was signed')


def initial(trial, make):
    """Neither init nor a planted file gets the client to ask anything; the right root then works."""
    root = make()
    honest = Repository()
    trial.serve(honest)
    assert trial.init(root) == 1, 'init took it'
    assert trial.trusted() == {}, 'init left something'
    trial.plant(root=root)
    assert trial.refresh() == 1, 'a refresh from it'
    assert trial.words.strip()
    trial.same_files({'root': root}, 'after it')
    assert trial.mount.asked == [], f'it asked for {trial.mount.asked}'
    trial.plant(root=None)
    assert trial.init(honest.latest['root']) == 0, trial.words
    assert trial.mount.asked == []
    trial.accept(honest, FIRST)


for words, make in INITIAL.items():
    case('initial root', words, make, often=words in OFTEN)(initial)


@case('initial root', 'right: init asks nothing, refresh asks for each role once')
def right(trial):
    honest = trial.start(full=False)
    trial.plant(root=None)
    assert trial.init(honest.latest['root']) == 0, trial.words
    assert trial.mount.asked == [] and trial.trusted() == {'root': honest.latest['root']}
    trial.accept(honest, FIRST)
    trial.accept(honest, SAME)


@case('initial root', 'expired, a newer one exists')
def expired_with_newer(trial):
    honest = Repository()
    honest.root['expires'] = ahead(days=-1)
    honest.put('root', bump=False)
    trial.start(honest, full=False)
    after = honest.copy()
    after.root['expires'] = ahead(days=30)
    after.put_root()
    trial.accept(after, ['2.root.json', '3.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json'])


@case('initial root', 'expired, none newer', attacks='T5')
def expired_alone(trial):
    honest = Repository()
    fresh = honest.copy()
    honest.root['expires'] = ahead(days=-1)
    honest.put('root', bump=False)
    trial.start(honest, full=False)
    trial.repository = fresh
    trial.refuse(honest, asked=['2.root.json'], heal=False)
    fresh.put_root()
    trial.accept(fresh)


@case('initial root', 'addresses with and without a final slash, options before and after the word')
def command_line(trial):
    honest = trial.start(full=False)
    trial.mount.metadata += '/'
    trial.accept(honest, FIRST)
    code = trial.run('refresh', '--metadata-url', trial.mount.metadata[:-1], '--metadata-dir', trial.trust_dir)
    assert code == 0, trial.words
    for words in ([], ['refresh'], ['--metadata-dir', trial.trust_dir, 'refresh'],
                  ['--metadata-dir', trial.trust_dir, 'init'],
                  ['--metadata-dir', trial.trust_dir, '--metadata-url', trial.mount.metadata, 'fly'],
                  ['--metadata-dir', trial.trust_dir, '--metadata-url', trial.mount.metadata, '--no-such', 'refresh'],
                  ['--metadata-dir', trial.trust_dir, '--metadata-url', trial.mount.metadata, 'download']):
        assert trial.run(*words) == 2, f'{words}: {trial.words}'
        assert trial.words.strip(), words
    trial.same_files({role: honest.latest[role] for role in honest.latest}, 'after wrong command lines')


# The chain


MOST_ROOTS = 1024  # in one run


def chain(trial, length, **keys):
    """@length newer roots, one after another, each with a key of its own."""
    honest = trial.start()
    after = honest.copy()
    for _ in range(length):
        after.put_root(after.rotate('root', *(keys.get('keys') or [new_ed25519()])))
    first = honest.root['version']
    # After as many as a run takes at most, it goes on without asking for one more.
    asked = [f'{first + step}.root.json' for step in range(1, min(length + 1, MOST_ROOTS) + 1)]
    trial.accept(after, asked + ['timestamp.json'])


case('root chain', 'none newer', 0)(chain)
case('root chain', 'one newer', 1)(chain)
case('root chain', 'two newer', 2)(chain)
case('root chain', '100 newer', 100, attacks='T9')(chain)
case('root chain', '1,024 newer', 1024, attacks='T9', often=False)(chain)


@case('root chain', '1,025 newer: the rest of them at the next run at the latest', attacks='T9', often=False)
def more_than_most(trial):
    honest = trial.start()
    after = honest.copy()
    for _ in range(1025):
        after.put_root()
    trial.serve(after)
    trial.refresh()
    assert json.loads(trial.trusted()['root'])['signed']['version'] >= 1025, trial.words
    trial.accept(after)


def step(trial, change, stored=(), asked=('2.root.json',), **put):
    """A second root that is not right."""
    honest = trial.start()
    evil = honest.copy()
    before = change(evil) if change else []
    evil.put('root', **{**{'signers': (before or []) + evil.signers['root']}, **put})
    trial.refuse(evil, stored, list(asked))


def say_version(version):
    """A root that says another version than its name."""
    def change(evil):
        evil.root['version'] = version
    return change


case('root chain', 'file 2 says version 1', say_version(1), bump=False, name='2.root.json', attacks='T8')(step)
case('root chain', 'file 2 says version 3', say_version(3), bump=False, name='2.root.json')(step)
case('root chain', 'file 2 says version 2^53', say_version(2 ** 53), bump=False, name='2.root.json', attacks='T4')(step)


@case('root chain', 'a gap: 2 missing, 3 there', attacks='T9')
def gap(trial):
    honest = trial.start()
    after = honest.copy()
    after.put_root()
    after.put_root()
    del after.files['2.root.json']
    trial.accept(after, SAME, roles=('timestamp', 'snapshot', 'targets'), also={'root': honest.latest['root']})


def rotated(evil):
    """Another root key."""
    return evil.rotate('root')


@case('root chain', 'signed by the old key only', attacks='T9 T1')
def old_only(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.put('root', signers=rotated(evil))
    trial.refuse(evil, (), ['2.root.json'])


@case('root chain', 'signed by the new key only', attacks='T9 T1')
def new_only(trial):
    honest = trial.start()
    evil = honest.copy()
    rotated(evil)
    evil.put('root')
    trial.refuse(evil, (), ['2.root.json'])


@case('root chain', 'a revoked key signs the next one', attacks='T9')
def revoked(trial):
    honest = trial.start()
    after = honest.copy()
    before = rotated(after)
    after.put_root(before)
    trial.repository = after.copy()
    after.rotate('root', *before)
    after.put('root')
    trial.serve(after)
    assert trial.refresh() == 1, 'the revoked key was taken'
    trial.same_files({**trial.before, 'root': after.versions[('root', 2)]}, 'after it')
    trial.same_requests(['2.root.json', '3.root.json'])
    trial.heal(trial.repository)


@case('root chain', 'a bad second step keeps the first', attacks='T9')
def second_step(trial):
    honest = trial.start()
    after = honest.copy()
    after.put_root()
    good = after.copy()
    after.put('root', signers=[new_ed25519()])
    trial.serve(after)
    assert trial.refresh() == 1
    trial.same_files({**trial.before, 'root': good.latest['root']}, 'after it')
    trial.same_requests(['2.root.json', '3.root.json'])
    trial.heal(good)


@case('root chain', 'expired in the middle')
def expired_middle(trial):
    honest = trial.start()
    after = honest.copy()
    after.root['expires'] = ahead(days=-3)
    after.put_root()
    after.root['expires'] = ahead(days=3)
    after.put_root()
    trial.accept(after, ['2.root.json', '3.root.json', '4.root.json', 'timestamp.json'])


@case('root chain', 'expired at the end: root kept, nothing else changes', attacks='T5')
def expired_end(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.root['expires'] = ahead(days=-1)
    evil.put_root()
    evil.release()
    trial.refuse(evil, ['root'], ['2.root.json', '3.root.json'], heal=False)
    evil.root['expires'] = ahead(days=30)
    evil.put_root()
    trial.accept(evil)


@case('root chain', 'larger than the cap, rightly signed', attacks='T2')
def too_large(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.root['padding'] = 'x' * (70 * 1024)
    evil.put_root()
    trial.refuse(evil, (), ['2.root.json'])


for code in (500, 503, 400, 401, 410, 204, 206, 304):
    @case('root chain', f'the host answers {code}', code, often=code in (500, 304))
    def host_fails(trial, code):
        honest = trial.start()
        trial.mount.behave['2.root.json'] = status(code)
        trial.refuse(honest, (), ['2.root.json'])


@case('root chain', 'the host says 403 for the next root, as object stores do')
def forbidden(trial):
    honest = trial.start()
    after = honest.copy().release()
    trial.mount.behave['2.root.json'] = status(403)
    trial.accept(after, ['2.root.json', 'timestamp.json', '2.snapshot.json', '2.targets.json'])


# Rotation


def rotation(trial, role):
    """A new key for a role: what the new key signs is taken, what the old one signs is not."""
    honest = trial.start()
    after = honest.copy()
    before = after.rotate(role)
    after.put_root(before if role == 'root' else ())
    evil = after.copy()
    evil.signers[role] = before
    evil.release()
    after.release()
    if role != 'root':
        trial.serve(evil)
        assert trial.refresh() == 1, 'the old key was taken'
        stored = trial.trusted()
        assert stored['root'] == after.latest['root']
        assert stored.get(role) != evil.latest[role]
        trial.before = stored
        after.release()
    trial.accept(after)


for name in ('root', 'timestamp', 'snapshot', 'targets'):
    case('key rotation', f'the key of {name}', name, attacks='T9')(rotation)


@case('key rotation', 'of a role to more keys and a higher threshold')
def more_keys(trial):
    honest = trial.start()
    after = honest.copy()
    for role in ('timestamp', 'snapshot', 'targets'):
        after.rotate(role, *[new_ed25519() for _ in range(3)], threshold=2)
    after.put_root()
    trial.accept(after.release())


@case('key rotation', 'a root of all kinds of keys, three of three')
def mixed(trial):
    honest = trial.start()
    after = honest.copy()
    before = after.rotate('root', new_ed25519(), new_ecdsa(), new_rsa(), threshold=3)
    after.put_root(before)
    after.put_root()
    trial.accept(after)


def endless_root(trial):
    """Kept here because it is a root: stops at the cap."""
    honest = trial.start()
    trial.mount.behave['2.root.json'] = endless()
    trial.refuse(honest, (), ['2.root.json'])
    assert trial.mount.sent['2.root.json'] <= 8 << 20


case('root chain', 'a root without end', attacks='T2')(endless_root)
