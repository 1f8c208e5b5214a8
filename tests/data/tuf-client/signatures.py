# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: thresholds, signatures and keys."""

from cases import case
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from keys import new_ecdsa, new_ed25519, new_pkcs1, new_rsa
from roots import step

# Thresholds


def threshold(trial, sets, good, sign, **keys):
    """A snapshot of @sets keys with threshold @good, signed by the keys of those numbers."""
    honest = trial.start()
    after = honest.copy()
    after.rotate('snapshot', *[new_ed25519() for _ in range(sets)], threshold=good)
    after.put_root()
    own = after.signers['snapshot']
    after.put('targets')
    after.put('snapshot', signers=[own[number] for number in sign], seal=keys.get('seal'))
    after.put('timestamp')
    asked = ['2.root.json', '3.root.json', 'timestamp.json', '2.snapshot.json']
    if keys.get('fine', len(set(sign)) >= good):
        trial.accept(after, asked + ['2.targets.json'])
    else:
        # The key of the snapshot changed, so what was stored of it is gone.
        trial.refuse(after, ['root', 'timestamp'], asked, gone=['snapshot'], heal=False)
        after.signers['snapshot'] = own
        trial.accept(after.release())


case('thresholds', '1 of 1', 1, 1, [0])(threshold)
case('thresholds', '2 of 3', 3, 2, [2, 0])(threshold)
case('thresholds', '3 of 5, other three', 5, 3, [4, 1, 3])(threshold)
case('thresholds', '2 of 3 by one', 3, 2, [1], attacks='T9')(threshold)
case('thresholds', '3 of 5 by two', 5, 3, [4, 0], attacks='T9')(threshold)
case('thresholds', 'the same key id twice in signatures, below the threshold', 3, 2, [1, 1], fine=False,
     attacks='T9')(threshold)
case('thresholds', 'the same key id twice in signatures, threshold reached', 3, 2, [0, 1, 1], fine=False,
     attacks='T9')(threshold)


def seal_add(**signature):
    """Adds one more signature."""
    def seal(envelope):
        envelope['signatures'].append(signature)
    return seal


def seal_bend(number, function):
    """Changes one signature's text."""
    def seal(envelope):
        entry = envelope['signatures'][number]
        entry['sig'] = function(entry['sig'])
    return seal


BAD_SIGNATURES = {
    'empty': lambda sig: '', 'of odd length': lambda sig: sig[:-1], 'not hexadecimal': lambda sig: 'zz' + sig[2:],
    'a byte short': lambda sig: sig[:-2], 'a byte long': lambda sig: sig + '00', 'of zeros': lambda sig: '0' * len(sig),
    'very long': lambda sig: sig * 400,
}
MOST = ('empty', 'of odd length')
for words, function in BAD_SIGNATURES.items():
    case('thresholds', f'one signature {words}, the others enough', 3, 2, [0, 1, 2],
         seal=seal_bend(0, function), fine=True, often=words in MOST)(threshold)
    case('thresholds', f'one signature {words}, the others too few', 3, 2, [0, 1], attacks='T1',
         seal=seal_bend(0, function), fine=False, often=words in MOST)(threshold)
case('thresholds', 'a signature of an unknown key beside enough', 2, 2, [0, 1],
     seal=seal_add(keyid='ab' * 32, sig='cd' * 64), fine=True)(threshold)
case('thresholds', 'a signature of an unknown key instead', 2, 2, [0], seal=seal_add(keyid='ab' * 32, sig='cd' * 64),
     attacks='T1', fine=False)(threshold)


@case('thresholds', 'one key under two ids', attacks='T9')
def two_ids(trial):
    honest = trial.start()
    evil = honest.copy()
    key = new_ed25519()
    evil.rotate('snapshot', key, key.with_fields(note='the same key'), threshold=2)
    evil.put_root()
    evil.release()
    trial.serve(evil)
    assert trial.refresh() == 1, 'one key counted twice'
    assert trial.trusted().get('snapshot') in (None, honest.latest['snapshot'])
    root = trial.trusted()['root']
    after = evil if root == evil.latest['root'] else honest.copy()
    before = after.rotate('snapshot')
    assert before
    after.put_root()
    trial.accept(after.release())


@case('thresholds', 'one key listed nine times in a role', attacks='T9')
def listed_often(trial):
    honest = trial.start(full=False)
    evil = honest.copy()
    entry = evil.root['roles']['snapshot']
    entry['keyids'] = entry['keyids'] * 9
    entry['threshold'] = 6
    evil.put_root()
    evil.put('snapshot', seal=lambda envelope: envelope['signatures'].extend(envelope['signatures'] * 8))
    evil.put('timestamp')
    trial.serve(evil)
    assert trial.refresh() == 1, 'one key counted six times'
    assert 'snapshot' not in trial.trusted()
    if trial.trusted()['root'] == evil.latest['root']:
        honest = evil
        honest.trust('snapshot')
        honest.put_root()
    trial.accept(honest.copy().release())


@case('thresholds', 'above the number of keys', attacks='T9')
def above_keys(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.rotate('snapshot', *[new_ed25519() for _ in range(5)], threshold=6)
    evil.put_root()
    evil.release()
    trial.serve(evil)
    assert trial.refresh() == 1, 'a threshold that cannot be reached was reached'
    assert trial.trusted().get('snapshot') in (None, honest.latest['snapshot'])
    after = evil if trial.trusted()['root'] == evil.latest['root'] else honest.copy()
    after.trust('snapshot', threshold=2)
    after.put_root()
    trial.accept(after.release())


for number in (0, -1, '1', 1.5, None, True):
    case('thresholds', f'threshold {number!r}', lambda evil, number=number:
         evil.root['roles']['timestamp'].update(threshold=number), attacks='T9', often=number in (0, -1))(step)


@case('thresholds', 'the key of another role signs', attacks='T1')
def other_role(trial):
    honest = trial.start()
    evil = honest.copy()
    evil.put('targets', signers=evil.signers['timestamp'])
    evil.put('snapshot')
    evil.put('timestamp')
    trial.refuse(evil, ['timestamp', 'snapshot'],
                 ['2.root.json', 'timestamp.json', '2.snapshot.json', '2.targets.json'])


# Keys

PEM = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'


def one_line(pem):
    """The same PEM with its base64 unbroken."""
    first, *body, last = pem.splitlines()
    return '\n'.join([first, ''.join(body), last, ''])


KINDS = {
    'Ed25519': new_ed25519, 'ECDSA P-256': new_ecdsa,
    'ECDSA P-256 under its older type': lambda: new_ecdsa(keytype='ecdsa-sha2-nistp256'),
    'RSA-PSS': new_rsa, 'RSA-PSS with 3072 bits': lambda: new_rsa(bits=3072),
    'RSA-PSS with the longest salt': lambda: new_rsa(salt=256 - 32 - 2),
    'ECDSA with a PEM that has no last line end': lambda: new_ecdsa().with_pem(lambda pem: pem.rstrip()),
    'RSA-PSS with a PEM that has no last line end': lambda: new_rsa().with_pem(lambda pem: pem.rstrip()),
    'ECDSA with a PEM of CR LF': lambda: new_ecdsa().with_pem(lambda pem: pem.replace('\n', '\r\n')),
    'ECDSA with a PEM of one long line': lambda: new_ecdsa().with_pem(one_line),
    'Ed25519 with capital digits': lambda: new_ed25519().with_pem(str.upper),
}


def private_pem(key):
    """A key whose public part is the private one."""
    text = key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                     serialization.NoEncryption())
    return key.with_fields(keyval={'public': text.decode()})


BAD_KEYS = {
    'a curve other than P-256': lambda: new_ecdsa(ec.SECP384R1()),
    'the curve secp256k1': lambda: new_ecdsa(ec.SECP256K1()),
    'RSA of 1024 bits': lambda: new_rsa(bits=1024), 'RSA that signs in the older way': new_pkcs1,
    'unknown type': lambda: new_ed25519().with_fields(keytype='ed448'),
    'unknown scheme': lambda: new_ed25519().with_fields(scheme='ed25519-of-tomorrow'),
    'type and scheme that differ': lambda: new_ed25519().with_fields(keytype='ecdsa', scheme='ecdsa-sha2-nistp256'),
    'an RSA key under the scheme of ECDSA': lambda: new_rsa().with_fields(keytype='ecdsa',
                                                                          scheme='ecdsa-sha2-nistp256'),
    'public part not hexadecimal': lambda: new_ed25519().with_fields(keyval={'public': 'xyz'}),
    'public part a byte short': lambda: new_ed25519().with_fields(keyval={'public': 'ab' * 31}),
    'public part missing': lambda: new_ed25519().with_fields(keyval={}),
    'broken PEM': lambda: new_ecdsa().with_fields(keyval={'public': PEM}),
    'id that is not the hash of the key': lambda: new_ed25519().under('12' * 32),
    'id that leaves out an unknown field': lambda: (lambda key: key.with_fields(extra=1).under(key.keyid))(new_ecdsa()),
    'id in capital digits': lambda: (lambda key: key.under(key.keyid.upper()))(new_ed25519()),
    'the private key in PEM': lambda: private_pem(new_ecdsa()),
}
FURTHER = ('the curve secp256k1', 'type and scheme that differ', 'an RSA key under the scheme of ECDSA',
           'public part a byte short', 'public part missing')


def added_key(trial, make, fine):
    """A key more for root, threshold 2; then one for the timestamp beside a good one."""
    honest = trial.start()
    after = honest.copy()
    before = after.signers['root']
    after.signers['root'] = before + [make()]
    after.trust('root', threshold=2)
    after.put('root')
    if not fine:
        trial.refuse(after, (), ['2.root.json'])
        return
    trial.accept(after, ['2.root.json', '3.root.json', 'timestamp.json'])
    # The next root, with that key's signature bent, is refused.
    evil = after.copy()
    evil.put('root', seal=seal_bend(1, lambda sig: sig[:-6] + ('000000' if sig[-6:] != '000000' else 'ffffff')))
    trial.repository = after
    trial.refuse(evil, (), ['3.root.json'])


for words, make in KINDS.items():
    case('keys', words, make, True, often='with' not in words)(added_key)
for words, make in BAD_KEYS.items():
    case('keys', f'{words} is needed', make, False, attacks='T9' if '1024' in words else '',
         often=words not in FURTHER)(added_key)


def beside(trial, make):
    """A key that counts for nothing stands beside a good one, and the rest goes on."""
    honest = trial.start()
    after = honest.copy()
    after.signers['timestamp'] = after.signers['timestamp'] + [make()]
    after.trust('timestamp')
    after.put_root()
    after.release()
    trial.serve(after)
    if trial.refresh() == 0:
        trial.accept(after)
    else:
        raise AssertionError(trial.words)


for words in ('a curve other than P-256', 'RSA of 1024 bits', 'unknown type', 'unknown scheme', 'broken PEM'):
    case('keys', f'{words} beside a good one', BAD_KEYS[words], often='unknown' in words)(beside)


@case('keys', 'unknown fields in a key, and an id over all of them')
def fields(trial):
    honest = trial.start()
    after = honest.copy()
    after.signers['root'] = after.signers['root'] + [new_ed25519().with_fields(**{'extra': {'b': 2, 'a': [1, {}]}})]
    after.trust('root', threshold=2)
    after.root['custom-field'] = 'value'
    after.root['roles']['root']['another'] = 'value'
    after.put('root')
    trial.accept(after, ['2.root.json', '3.root.json', 'timestamp.json'])


@case('keys', 'keyid_hash_algorithms of another kind does not matter')
def algorithms(trial):
    honest = trial.start()
    after = honest.copy()
    after.rotate('snapshot', new_ecdsa().with_fields(keyid_hash_algorithms='md5'))
    after.put_root()
    after.release()
    trial.accept(after)
