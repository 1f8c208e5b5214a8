# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: timestamp, snapshot, targets."""

from cases import case
from keys import ahead, new_ed25519, sha256
from repository import Repository, encode
from server import cut, endless, hang_up, lying, other, status

ALL = ['2.root.json', 'timestamp.json', '2.snapshot.json', '2.targets.json']
TO_TIMESTAMP, TO_SNAPSHOT = ALL[:2], ALL[:3]


def bent(trial, role, change=None, stored=(), asked=None, put=None, heal=True):
    """A whole new release with one role bent before it is signed; refused at that role."""
    honest = trial.start()
    evil = honest.copy()
    for name in ('targets', 'snapshot', 'timestamp'):
        keys = dict(put or {}) if name == role else {}
        if name == role:
            evil.signed[name]['version'] += 1
            if change:
                change(evil)
            keys['bump'] = False
        evil.put(name, **keys)
    trial.refuse(evil, stored, asked, heal=heal)


BEFORE = {'timestamp': [], 'snapshot': ['timestamp'], 'targets': ['timestamp', 'snapshot']}
ASKED = {'timestamp': TO_TIMESTAMP, 'snapshot': TO_SNAPSHOT, 'targets': ALL}


def without(envelope):
    """No signature."""
    envelope['signatures'] = []


def late(envelope):
    """A change after signing."""
    envelope['signed']['expires'] = ahead(days=300)


OFTEN = ('unsigned', 'changed after it was signed', 'wrong _type', 'expired')
FOR_ONE = ('signed by a key of nobody', 'signatures no list', 'expiry missing', 'spec_version 2.0.0', 'not JSON')
for role in ('timestamp', 'snapshot', 'targets'):
    def this(words, change=None, role=role, attacks='', **put):
        case(role, words, role, change, stored=BEFORE[role], asked=ASKED[role], put=put, attacks=attacks,
             often=words in OFTEN or (role == 'timestamp' and words in FOR_ONE))(bent)

    this('unsigned', seal=without, attacks='T1')
    this('signed by a key of nobody', signers=[new_ed25519()], attacks='T1')
    this('changed after it was signed', seal=late, attacks='T1')
    this('signatures no list', seal=lambda envelope: envelope.update(signatures={}), attacks='T1')
    this('signed no object', form=lambda envelope: encode({**envelope, 'signed': []}))
    this('wrong _type', lambda evil, role=role: evil.signed[role].update(_type='root'), attacks='T1')
    this('_type missing', lambda evil, role=role: evil.signed[role].pop('_type'))
    this('expired', lambda evil, role=role: evil.signed[role].update(expires=ahead(seconds=-2)), attacks='T5')
    this('expired a year ago', lambda evil, role=role: evil.signed[role].update(expires=ahead(days=-365)), attacks='T5')
    this('expiry missing', lambda evil, role=role: evil.signed[role].pop('expires'), attacks='T5')
    this('spec_version 2.0.0', lambda evil, role=role: evil.signed[role].update(spec_version='2.0.0'))
    this('spec_version missing', lambda evil, role=role: evil.signed[role].pop('spec_version'))
    this('not JSON', form=lambda _: b'{"signatures": [], ')
    this('empty file', form=lambda _: b'')

for role in ('timestamp', 'snapshot', 'targets'):
    @case(role, 'the key of another role signs', role, attacks='T1')
    def wrong_key(trial, role):
        honest = trial.start()
        evil = honest.copy()
        for name in ('targets', 'snapshot', 'timestamp'):
            evil.put(name, signers=evil.signers['root'] if name == role else None)
        trial.refuse(evil, BEFORE[role], ASKED[role])

    @case(role, 'the host does not have it', role)
    def missing(trial, role):
        honest = trial.start()
        evil = honest.copy().release()
        del evil.files[evil.file_name(role)]
        trial.refuse(evil, BEFORE[role], ASKED[role])

    @case(role, 'the host answers 500', role, often=role == 'timestamp')
    def fails(trial, role):
        honest = trial.start()
        evil = honest.copy().release()
        trial.mount.behave[evil.file_name(role)] = status(500)
        trial.refuse(evil, BEFORE[role], ASKED[role])

    @case(role, 'unknown fields are kept in the signed form', role, often=role == 'targets')
    def unknown(trial, role):
        honest = trial.start()
        after = honest.copy()
        after.signed[role]['x-more'] = {'z': [1, None, True], 'ä"\\': 'line\nbreak'}
        trial.accept(after.release(), ALL)


for version in ('1.0', '1.0.0', '1.0.99', '1.1.0'):
    @case('targets', f'spec_version {version} in every role', version, often=version == '1.0')
    def specification(trial, version):
        honest = trial.start()
        after = honest.copy()
        for signed in after.signed.values():
            signed['spec_version'] = version
        after.put_root()
        trial.accept(after.release(), ['2.root.json', '3.root.json', 'timestamp.json', '2.snapshot.json', '2.targets.json'])


@case('targets', 'root does not speak of consistent snapshots')
def unspoken(trial):
    honest = trial.start()
    after = honest.copy()
    after.root['consistent_snapshot'] = False
    del after.root['consistent_snapshot']
    after.put_root()
    after.root['consistent_snapshot'] = False
    after.release()
    trial.accept(after)


# Timestamp


@case('timestamp', 'lower', attacks='T8')
def lower(trial):
    honest = trial.start(Repository().release().release())
    evil = honest.copy()
    evil.timestamp['version'] = 2
    evil.put('timestamp', bump=False)
    trial.refuse(evil, (), TO_TIMESTAMP)


@case('timestamp', 'equal with other bytes: dropped, the stored one is used', attacks='T8')
def equal(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.timestamp['meta']['snapshot.json']['version'] = 100
    evil.put('timestamp', bump=False)
    trial.accept(evil, TO_TIMESTAMP, roles=('root', 'snapshot', 'targets'),
                 also={'timestamp': honest.latest['timestamp']})


@case('timestamp', 'equal with other bytes, not signed', attacks='T1')
def equal_unsigned(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.put('timestamp', bump=False, seal=late)
    trial.refuse(evil, (), TO_TIMESTAMP)


@case('timestamp', 'equal, and the stored one has expired', attacks='T5')
def equal_expired(trial):
    honest = Repository()
    honest.timestamp['expires'] = ahead(seconds=-5)
    honest.put('timestamp', bump=False)
    trial.start(honest)
    evil = honest.copy()
    evil.timestamp['expires'] = ahead(days=3)
    evil.put('timestamp', bump=False)
    trial.refuse(evil, (), TO_TIMESTAMP)


@case('timestamp', 'names a lower snapshot', attacks='T8')
def lower_snapshot(trial):
    honest = trial.start(Repository().release())
    evil = honest.copy()
    evil.snapshot['version'] = 1
    evil.put('snapshot', bump=False)
    evil.put('timestamp')
    trial.refuse(evil, (), TO_TIMESTAMP)


@case('timestamp', 'an expired one on disk still stops a rollback', attacks='T8')
def expired_stops(trial):
    honest = Repository().release().release()
    honest.timestamp['expires'] = ahead(days=-2)
    honest.put('timestamp', bump=False)
    trial.start(honest)
    evil = honest.copy()
    evil.timestamp.update(version=2, expires=ahead(days=9))
    evil.put('timestamp', bump=False)
    trial.refuse(evil, (), TO_TIMESTAMP)


@case('timestamp', 'an expired one on disk is followed by a newer one')
def expired_followed(trial):
    honest = Repository()
    for role in ('timestamp', 'snapshot', 'targets'):
        honest.signed[role]['expires'] = ahead(days=-2)
    honest.release()
    trial.start(honest)
    after = honest.copy()
    for role in ('timestamp', 'snapshot', 'targets'):
        after.signed[role]['expires'] = ahead(days=2)
    trial.accept(after.release(), ['2.root.json', 'timestamp.json', '3.snapshot.json', '3.targets.json'])


META = {
    'snapshot.json missing': lambda meta: meta.clear(),
    'version missing': lambda meta: meta['snapshot.json'].pop('version'),
    'version 0': lambda meta: meta['snapshot.json'].update(version=0),
    'version as text': lambda meta: meta['snapshot.json'].update(version='2'),
    'length negative': lambda meta: meta['snapshot.json'].update(length=-1),
    'hashes empty': lambda meta: meta['snapshot.json'].update(hashes={}),
    'hash not hexadecimal': lambda meta: meta['snapshot.json'].update(hashes={'sha256': 'x' * 64}),
}
for words, change in META.items():
    @case('timestamp', f'of the snapshot: {words}', change, often=words in list(META)[:2])
    def meta(trial, change):
        honest = trial.start()
        evil = honest.copy()
        evil.put('targets')
        evil.put('snapshot')
        change(evil.timestamp['meta'])
        evil.put('timestamp')
        trial.serve(evil)
        assert trial.refresh() == 1, 'taken'
        stored = trial.trusted()
        assert stored['snapshot'] == honest.latest['snapshot'] and stored['targets'] == honest.latest['targets']
        assert trial.mount.asked in (TO_TIMESTAMP, TO_SNAPSHOT), trial.mount.asked
        trial.heal(honest)


@case('timestamp', 'only it is newer: nothing else is asked for')
def only(trial):
    honest = trial.start()
    after = honest.copy()
    after.put('timestamp')
    trial.accept(after, TO_TIMESTAMP)


# Snapshot


def snapshot_sizes(change):
    """A release whose timestamp says something else of the snapshot."""
    def run(trial):
        honest = trial.start()
        evil = honest.copy()
        evil.put('targets')
        evil.put('snapshot')
        change(evil.timestamp['meta']['snapshot.json'])
        evil.put('timestamp')
        trial.refuse(evil, ['timestamp'], TO_SNAPSHOT)
    return run


def wrong_hash(entry):
    """Another hash."""
    entry['hashes'] = {'sha256': sha256(b'something else')}


def two_hashes(entry):
    """A right one and a wrong one."""
    entry['hashes']['sha512'] = '0' * 128


case('snapshot', 'wrong hash', attacks='T1 T7')(snapshot_sizes(wrong_hash))
case('snapshot', 'right SHA-256, wrong SHA-512', attacks='T1')(snapshot_sizes(two_hashes))
case('snapshot', 'too long for its length')(snapshot_sizes(lambda entry: entry.update(length=entry['length'] - 1)))
case('snapshot', 'too short for its length')(snapshot_sizes(lambda entry: entry.update(length=entry['length'] + 1)))
case('snapshot', 'hashes of unknown kinds only',
     attacks='T1')(snapshot_sizes(lambda entry: entry.update(hashes={'md5': '0' * 32})))


@case('snapshot', 'version not the timestamp’s', attacks='T7')
def other_version(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.sizes = False
    evil.put('targets')
    evil.put('snapshot')
    evil.timestamp['meta']['snapshot.json']['version'] = 3
    evil.put('timestamp')
    evil.files['3.snapshot.json'] = evil.files['2.snapshot.json']
    trial.refuse(evil, ['timestamp'], ['2.root.json', 'timestamp.json', '3.snapshot.json'])


def lists(trial, change, sizes):
    """A snapshot that takes something back."""
    honest = trial.start(Repository(sizes=sizes).release())
    evil = honest.copy()
    change(evil.snapshot['meta'])
    evil.put('snapshot')
    evil.put('timestamp')
    trial.refuse(evil, ['timestamp'], ['2.root.json', 'timestamp.json', '3.snapshot.json'])


for sizes in (True, False):
    words = ' with hashes' if sizes else ''
    case('snapshot', 'a role lower' + words, lambda meta: meta['targets.json'].update(version=1), sizes,
         attacks='T8')(lists)
    case('snapshot', 'a role gone' + words, lambda meta: meta.pop('targets.json'), sizes, attacks='T8')(lists)


@case('snapshot', 'a delegated role lower or gone', attacks='T8')
def delegated_gone(trial):
    honest = Repository()
    honest.delegate('targets', 'A')
    honest.release('A').release('A')
    trial.start(honest)
    for change in (lambda meta: meta['A.json'].update(version=1), lambda meta: meta.pop('A.json')):
        trial.start(honest)
        evil = honest.copy()
        change(evil.snapshot['meta'])
        evil.put('snapshot')
        evil.put('timestamp')
        trial.refuse(evil, ['timestamp'], ['2.root.json', 'timestamp.json', '4.snapshot.json'], heal=False)
    trial.heal(honest)


@case('snapshot', 'without hash and length')
def bare(trial):
    honest = trial.start(Repository(sizes=False))
    trial.accept(honest.copy().release(), ALL)


@case('snapshot', 'a stored one that has expired still stops a rollback', attacks='T8')
def snapshot_expired(trial):
    honest = Repository().release()
    honest.snapshot['expires'] = ahead(days=-1)
    honest.put('snapshot')
    honest.put('timestamp')
    trial.start(honest)
    evil = honest.copy()
    evil.snapshot['expires'] = ahead(days=5)
    evil.snapshot['meta']['targets.json']['version'] = 1
    evil.put('snapshot')
    evil.put('timestamp')
    trial.refuse(evil, ['timestamp'], ['2.root.json', 'timestamp.json', '4.snapshot.json'])


@case('snapshot', 'the stored one rolled back on the host: nothing is asked')
def simple_rollback(trial):
    honest = trial.start(Repository().release())
    evil = honest.copy()
    evil.files['2.snapshot.json'] = evil.files['1.snapshot.json']
    trial.accept(evil, TO_TIMESTAMP)


# Targets


def target_sizes(change):
    """A release whose snapshot says something else of targets."""
    def run(trial):
        honest = trial.start()
        evil = honest.copy()
        evil.put('targets')
        change(evil.snapshot['meta']['targets.json'])
        evil.put('snapshot')
        evil.put('timestamp')
        trial.refuse(evil, ['timestamp', 'snapshot'], ALL)
    return run


case('targets', 'wrong hash', attacks='T1 T7')(target_sizes(wrong_hash))
case('targets', 'too long for its length')(target_sizes(lambda entry: entry.update(length=entry['length'] - 1)))
case('targets', 'too short for its length')(target_sizes(lambda entry: entry.update(length=entry['length'] + 1)))


@case('targets', 'version not the snapshot’s', attacks='T7')
def targets_version(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.sizes = False
    evil.put('targets')
    evil.files['3.targets.json'] = evil.files['2.targets.json']
    evil.snapshot['meta']['targets.json']['version'] = 3
    evil.put('snapshot')
    evil.put('timestamp')
    trial.refuse(evil, ['timestamp', 'snapshot'],
                 ['2.root.json', 'timestamp.json', '2.snapshot.json', '3.targets.json'])


@case('targets', 'without consistent snapshots')
def inconsistent(trial):
    honest = trial.start(Repository(consistent=False))
    trial.accept(honest.copy().release(), ['2.root.json', 'timestamp.json', 'snapshot.json', 'targets.json'])


@case('targets', 'root turns consistent snapshots off')
def turned_off(trial):
    honest = trial.start()
    after = honest.copy()
    after.root['consistent_snapshot'] = False
    after.put_root()
    trial.accept(after.release(), ['2.root.json', '3.root.json', 'timestamp.json', 'snapshot.json', 'targets.json'])


# Transfer, of metadata


@case('timestamp', 'without end', attacks='T2')
def endless_timestamp(trial):
    honest = trial.start()
    evil = honest.copy().release()
    trial.mount.behave['timestamp.json'] = endless()
    trial.refuse(evil, (), TO_TIMESTAMP)


for words, behave in {'cut at half': cut(0.5), 'a length 10 too large': lying(10), 'a length 10 too small': lying(-10),
                      'a byte more': other(lambda data: data + b'x'), 'no answer': hang_up()}.items():
    @case('timestamp', f'transfer: {words}', behave, often=words.startswith(('a length', 'no')))
    def transfer(trial, behave):
        honest = trial.start()
        evil = honest.copy().release()
        trial.mount.behave['timestamp.json'] = behave
        trial.refuse(evil, (), TO_TIMESTAMP)


@case('timestamp', 'a blank more: stored as received')
def blank(trial):
    honest = trial.start()
    after = honest.copy()
    after.put('timestamp', form=lambda envelope: encode(envelope) + b' \n')
    trial.accept(after, TO_TIMESTAMP)


