# SPDX-License-Identifier: GPL-3.0-or-later
"""Random repositories, and single faults in them, for two clients to agree on."""

import hashlib

from keys import ahead, new_ecdsa, new_ed25519, new_rsa, sha256
from repository import Repository, encode

# Without signs that tuf-js hands on unquoted in addresses: the per cent sign, the number sign, the question mark.
WORDS = ['index', 'packs', 'a b', 'ü', 'x', 'data.zst', 'list', '目', '50', 'deep']


class Made:
    """A repository, the root a client begins with, and the targets it has to get."""

    def __init__(self, luck):
        self.luck = luck
        self.repository = Repository(consistent=luck.random() < 0.7, sizes=luck.random() < 0.6, key=self.key)
        self.paths = {}
        self.fill()

    def key(self):
        """A key of some kind."""
        kind = self.luck.random()
        return new_ed25519() if kind < 0.5 else new_ecdsa() if kind < 0.8 else new_rsa(serial=self.luck.randrange(8))

    def keys(self, count):
        """Different keys."""
        found = {}
        while len(found) < count:
            key = self.key()
            found[key.keyid] = key
        return list(found.values())

    def path(self):
        """A target path."""
        return '/'.join(self.luck.choice(WORDS) for _ in range(self.luck.randint(1,
                                                                                 3))) + str(self.luck.randrange(1000))

    def fill(self):
        """Keys, thresholds, targets, delegations, and a few editions."""
        luck, repository = self.luck, self.repository
        for role in luck.sample(['timestamp', 'snapshot', 'targets', 'root'], luck.randint(0, 3)):
            count = luck.randint(1, 4)
            repository.rotate(role, *self.keys(count), threshold=luck.randint(1, count))
        repository.put('root', bump=False)
        self.root = repository.latest['root']
        self.add(luck.randint(1, 5))
        delegated = self.delegate()
        repository.release(*delegated)
        for _ in range(luck.randint(0, 3)):
            if luck.random() < 0.5:
                role = luck.choice(['root', 'timestamp', 'snapshot', 'targets'])
                before = repository.rotate(role, *self.keys(1))
                repository.put_root(before if role == 'root' else ())
            self.add(1)
            repository.release(*luck.sample(delegated, luck.randint(0, len(delegated))))

    def add(self, count, role='targets'):
        """Targets of a role."""
        for _ in range(count):
            path = self.path()
            data = self.luck.randbytes(self.luck.randint(0, 3000))
            self.repository.add(path, data, role=role,
                                kinds=self.luck.choice([('sha256',), ('sha256', 'sha512'), ('sha512',)]))
            self.paths[path] = data

    def delegate(self):
        """Delegations of one of three kinds, or none; the names of the roles."""
        luck, repository = self.luck, self.repository
        kind = luck.random()
        if kind < 0.3:
            return []
        if kind < 0.5:
            bits = luck.randint(1, 4)
            names = repository.succinct('targets', bits, 'bin')
            path = self.path()
            number = int(sha256(path.encode())[:8], 16) >> (32 - bits)
            data = luck.randbytes(100)
            repository.add(path, data, role=names[number])
            self.paths.setdefault(path, data)
            return names
        names = []
        parent, prefix = 'targets', ''
        for depth in range(luck.randint(1, 4)):
            name = luck.choice(['role', 'a b', 'ü', 'x/y']) + str(depth)
            prefix += f'd{depth}/'
            keys = self.keys(luck.randint(1, 3))
            repository.delegate(parent, name, keys=keys, threshold=luck.randint(1, len(keys)),
                                terminating=luck.random() < 0.3,
                                paths=[prefix + '*' + '/*' * more for more in range(6)])
            data = luck.randbytes(64)
            repository.add(prefix + f'file{depth}', data, role=name)
            self.paths[prefix + f'file{depth}'] = data
            names.append(name)
            parent = name
        return names[::-1]

    # Faults

    def last(self, role):
        """The name of the newest file of a role on the host."""
        if role == 'root':
            return f'{self.repository.root["version"]}.root.json'
        return self.repository.file_name(role)

    def again(self, role):
        """Signs a role anew at its version, and what names it, so that only the one change is wrong."""
        repository = self.repository
        order = {'targets': ['targets', 'snapshot', 'timestamp'], 'snapshot': ['snapshot', 'timestamp'],
                 'timestamp': ['timestamp']}
        for name in order[role]:
            repository.put(name, bump=False)


def resealed(made, role, seal):
    """Signatures of a role changed, all else right."""
    repository = made.repository
    order = {'targets': ['snapshot', 'timestamp'], 'snapshot': ['timestamp'], 'timestamp': []}[role]
    repository.put(role, bump=False, seal=seal)
    for name in order:
        repository.put(name, bump=False)


def break_all(envelope):
    """Every signature bent in one digit, one that no kind of key ignores."""
    for entry in envelope['signatures']:
        sig = entry['sig']
        at = len(sig) // 2
        entry['sig'] = sig[:at] + ('0' if sig[at] != '0' else '1') + sig[at + 1:]


def no_signatures(envelope):
    """None."""
    envelope['signatures'] = []


def twice(envelope):
    """The first signature twice, which no file may have."""
    envelope['signatures'] = envelope['signatures'][:1] * 2


def bent(role, **fields):
    """Members of a role changed before signing."""
    def fault(made):
        for name, value in fields.items():
            value = value() if callable(value) else value
            if value is None:
                made.repository.signed[role].pop(name)
            else:
                made.repository.signed[role][name] = value
        made.again(role)
    return fault


def late(role):
    """A change after signing."""
    def seal(envelope):
        envelope['signed']['version'] += 0
        envelope['signed']['unsigned'] = 'added'
    return lambda made: resealed(made, role, seal)


def named(parent, child, **fields):
    """What one role says of another, changed."""
    def fault(made):
        entry = made.repository.signed[parent]['meta'][child]
        entry.update({name: value(entry) if callable(value) else value for name, value in fields.items()})
        made.again(parent)
    return fault


def gone(made):
    """A target's file is not on the host."""
    made.repository.targets.clear()


def target_bytes(made):
    """One bit of a target's file."""
    targets = made.repository.targets
    if not any(targets.values()):
        made.repository.targets.clear()
        return
    for path, data in list(targets.items()):
        if data:
            at = made.luck.randrange(len(data))
            targets[path] = data[:at] + bytes([data[at] ^ (1 << made.luck.randrange(8))]) + data[at + 1:]


def target_longer(made):
    """A byte more in each file."""
    for path in made.repository.targets:
        made.repository.targets[path] += b'x'


def target_entry(change):
    """What targets say of each file, changed."""
    def fault(made):
        for name, signed in made.repository.signed.items():
            if signed.get('targets'):
                for entry in signed['targets'].values():
                    change(entry)
        names = [name for name, signed in made.repository.signed.items() if signed['_type'] == 'targets']
        made.repository.release(*(name for name in names if name != 'targets'))
    return fault


def wrong_hashes(entry):
    """Hashes of something else; the file is found by its name on the host all the same."""
    entry['hashes'] = {kind: hashlib.new(kind, b'else').hexdigest() for kind in entry['hashes']}


def wrong_length(entry):
    """A byte less; what is empty gets other hashes."""
    if entry['length'] == 0:
        wrong_hashes(entry)
    else:
        entry['length'] -= 1


def missing(role):
    """A file that the host has not."""
    return lambda made: made.repository.files.pop(made.last(role))


def bytes_of(role, change):
    """The bytes of a file changed on the host."""
    def fault(made):
        name = made.last(role)
        made.repository.files[name] = change(made.luck, made.repository.files[name])
    return fault


def flip_value(luck, data):
    """A digit, in a random place of the signed part, replaced by another."""
    start = data.index(b'"signed"')
    digits = [at for at in range(start, len(data)) if data[at:at + 1].isdigit()]
    at = luck.choice(digits)
    return data[:at] + str((int(data[at:at + 1]) + luck.randint(1, 9)) % 10).encode() + data[at + 1:]


def shorten(luck, data):
    """The end cut away."""
    return data[:luck.randrange(len(data) - 2)]


def next_root(change=None, signers=None):
    """A next root that is wrong."""
    def fault(made):
        repository = made.repository
        if change:
            change(repository)
        repository.put('root', signers=signers(repository) if signers else None)
    return fault


def skip_root(made):
    """Root N+1 says N+2."""
    repository = made.repository
    version = repository.root['version']
    repository.root['version'] = version + 2
    repository.put('root', bump=False, name=f'{version + 1}.root.json')


def expired_root(made):
    """The last root has expired."""
    made.repository.root['expires'] = ahead(days=-1)
    made.repository.put('root')


def new_keys(repository):
    """A root with other keys, not signed by the old ones."""
    repository.rotate('root', new_ed25519())


def too_high(role):
    """A threshold that the signatures do not reach."""
    def fault(made):
        entry = made.repository.root['roles'][role]
        entry['threshold'] = len(entry['keyids']) + 1
        made.repository.put('root')
    return fault


FAULTS = {
    'no root key signed the next root': next_root(signers=lambda _: [new_ed25519()]),
    'next root by new keys only': next_root(new_keys),
    'next root skips a version': skip_root,
    'root expired': expired_root,
    'a target’s bit': target_bytes, 'a target longer': target_longer, 'targets gone': gone,
    'wrong hashes of targets': target_entry(wrong_hashes),
    'wrong lengths of targets': target_entry(wrong_length),
    'snapshot’s version': named('timestamp', 'snapshot.json', version=lambda entry: entry['version'] + 1),
    'targets’ version': named('snapshot', 'targets.json', version=lambda entry: entry['version'] + 1),
    'snapshot’s hash': named('timestamp', 'snapshot.json', hashes={'sha256': '0' * 64}),
    'targets’ hash': named('snapshot', 'targets.json', hashes={'sha256': '0' * 64}),
    'snapshot’s length': named('timestamp', 'snapshot.json', length=10),
    'targets’ length': named('snapshot', 'targets.json', length=10),
}
for ROLE in ('timestamp', 'snapshot', 'targets'):
    FAULTS |= {
        f'{ROLE} expired': bent(ROLE, expires=lambda: ahead(days=-1)),
        f'{ROLE} of another type': bent(ROLE, _type='root'),
        f'{ROLE} without version': bent(ROLE, version=None),
        f'{ROLE} without expiry': bent(ROLE, expires=None),
        f'{ROLE} changed late': late(ROLE),
        f'{ROLE} unsigned': lambda made, role=ROLE: resealed(made, role, no_signatures),
        f'{ROLE} with bent signatures': lambda made, role=ROLE: resealed(made, role, break_all),
        f'{ROLE} signed twice by one key': lambda made, role=ROLE: resealed(made, role, twice),
        f'{ROLE} not on the host': missing(ROLE),
        f'{ROLE} with another digit': bytes_of(ROLE, flip_value),
        f'{ROLE} cut short': bytes_of(ROLE, shorten),
        f'{ROLE} threshold too high': too_high(ROLE),
        f'{ROLE} is no JSON': bytes_of(ROLE, lambda luck, data: b'<' + data),
        f'{ROLE} is empty': bytes_of(ROLE, lambda luck, data: b''),
        f'{ROLE} is another role': bytes_of(ROLE, lambda luck,
                                            data: encode({'signatures': [], 'signed': {'_type': 'x'}})),
    }
