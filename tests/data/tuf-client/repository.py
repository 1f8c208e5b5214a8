# SPDX-License-Identifier: GPL-3.0-or-later
"""A small maker of repositories of The Update Framework for tests: every field of every role can be bent before it is
signed, every signature and every byte after. It serves what it made from memory (server.py)."""

import copy
import hashlib
import json
from urllib.parse import quote

from keys import ahead, new_ed25519, sha256

TOP = ('root', 'timestamp', 'snapshot', 'targets')
SPECIFICATION = '1.0.34'


def encode(envelope):
    """The bytes of a file: not the canonical form, so that a client that keeps its own form shows."""
    return (json.dumps(envelope, indent=1, ensure_ascii=False) + '\n').encode('utf-8', 'surrogatepass')


def target_entry(data, kinds=('sha256',), **custom):
    """What "targets" says of a file."""
    entry = {'length': len(data), 'hashes': {kind: hashlib.new(kind, data).hexdigest() for kind in kinds}}
    return {**entry, 'custom': custom} if custom else entry


class Repository:
    """Roles as dictionaries in @signed, their keys in @signers, the files that a host would have in @files (metadata)
    and @targets (by the path on the host), and the newest bytes of each role in @latest."""

    def __init__(self, consistent=True, sizes=True, key=new_ed25519):
        self.sizes = sizes
        self.files, self.targets, self.latest, self.versions, self.known = {}, {}, {}, {}, {}
        self.signers = {role: [key()] for role in TOP}
        expires = ahead(days=30)
        common = {'spec_version': SPECIFICATION, 'version': 0, 'expires': expires}
        self.signed = {
            'root': {'_type': 'root', **common, 'consistent_snapshot': consistent, 'keys': {}, 'roles': {}},
            'timestamp': {'_type': 'timestamp', **common, 'meta': {}},
            'snapshot': {'_type': 'snapshot', **common, 'meta': {}},
            'targets': {'_type': 'targets', **common, 'targets': {}},
        }
        self.trust(*TOP)
        self.put('root')
        self.release()

    root = property(lambda self: self.signed['root'])
    timestamp = property(lambda self: self.signed['timestamp'])
    snapshot = property(lambda self: self.signed['snapshot'])
    top = property(lambda self: self.signed['targets'])

    def copy(self):
        """Another repository with the same keys and history."""
        other = copy.copy(self)
        for name in ('files', 'targets', 'latest', 'versions', 'known'):
            setattr(other, name, dict(getattr(self, name)))
        other.signed = copy.deepcopy(self.signed)
        other.signers = {role: list(keys) for role, keys in self.signers.items()}
        return other

    # Keys

    def trust(self, *roles, threshold=None):
        """Writes the signers of @roles into root, and drops keys that no role names."""
        for role in roles:
            keys = self.signers[role]
            self.root['roles'][role] = {'keyids': [key.keyid for key in keys], 'threshold': threshold or 1}
            self.root['keys'].update({key.keyid: key.public for key in keys})
        used = {keyid for role in self.root['roles'].values() for keyid in role['keyids']}
        self.root['keys'] = {keyid: key for keyid, key in self.root['keys'].items() if keyid in used}

    def rotate(self, role, *keys, threshold=1):
        """New keys for a role, in root; they come into force with the next put('root')."""
        before = self.signers[role]
        self.signers[role] = list(keys) or [new_ed25519()]
        self.trust(role, threshold=threshold)
        return before

    # Files

    def put(self, role, bump=True, signers=None, seal=None, form=encode, name=None):
        """Signs a role as it stands and hands it out: with the next version if @bump; by @signers instead of its own;
        @seal may change signatures; @form makes the bytes; @name is the file, else the one it should have."""
        signed = self.signed[role]
        if bump:
            signed['version'] += 1
        signers = self.signers[role] if signers is None else signers
        envelope = {'signatures': [key.signature(signed) for key in signers], 'signed': copy.deepcopy(signed)}
        if seal:
            envelope = seal(envelope) or envelope
        data = form(envelope)
        self.files[name or self.file_name(role)] = data
        self.latest[role] = data
        self.known[role] = self.version(role)
        self.versions[(role, self.known[role])] = data
        if role == 'snapshot':
            self.timestamp['meta']['snapshot.json'] = self.meta(role, data)
        elif role not in TOP or role == 'targets':
            self.snapshot['meta'][f'{role}.json'] = self.meta(role, data)
        return data

    def put_root(self, before=(), **keys):
        """The next root, signed by the keys of the one @before as well as by its own."""
        own = self.signers['root']
        both = own + [key for key in before if key.keyid not in {mine.keyid for mine in own}]
        return self.put('root', signers=both, **keys)

    def version(self, role):
        """The version of a role; the last one it had where that was taken away."""
        return self.signed[role].get('version', self.known.get(role))

    def file_name(self, role):
        """The name on the host, below the address of the metadata, percent-encoded."""
        version = self.version(role)
        plain = quote(role, safe='') + '.json'
        if role == 'timestamp' or (role != 'root' and not self.root['consistent_snapshot']):
            return plain
        return f'{version}.{plain}'

    def meta(self, role, data):
        """What snapshot or timestamp says of a file."""
        entry = {'version': self.version(role)}
        return {**entry, 'length': len(data), 'hashes': {'sha256': sha256(data)}} if self.sizes else entry

    def release(self, *roles):
        """Delegated @roles, then targets, snapshot, timestamp: each with its next version."""
        for role in (*roles, 'targets', 'snapshot', 'timestamp'):
            self.put(role)
        return self

    # Targets

    def host_path(self, path, digest):
        """Where a target lies on the host."""
        if not self.root['consistent_snapshot']:
            return path
        folder, slash, base = path.rpartition('/')
        return f'{folder}{slash}{digest}.{base}'

    def add(self, path, data, role='targets', kinds=('sha256',), **custom):
        """Adds a target to a role (released later) and to the host, under each of its hashes."""
        entry = target_entry(data, kinds, **custom)
        self.signed[role]['targets'][path] = entry
        for digest in entry['hashes'].values():
            self.targets[self.host_path(path, digest)] = data
        return entry

    # Delegations

    def delegate(self, parent, name, keys=None, threshold=1, terminating=False, **rule):
        """A delegated role with its own file (released later). @rule: paths or path_hash_prefixes; paths '*' else."""
        keys = keys or [new_ed25519()]
        part = self.signed[parent].setdefault('delegations', {'keys': {}, 'roles': []})
        part['keys'].update({key.keyid: key.public for key in keys})
        part['roles'].append({'name': name, 'keyids': [key.keyid for key in keys], 'threshold': threshold,
                              'terminating': terminating, **(rule or {'paths': ['*']})})
        self.role(name, keys)

    def role(self, name, keys):
        """An empty delegated role, unless it is there already."""
        if name not in self.signed:
            self.signed[name] = {'_type': 'targets', 'spec_version': SPECIFICATION, 'version': 0,
                                 'expires': ahead(days=30), 'targets': {}}
            self.signers[name] = keys

    def succinct(self, parent, bits, prefix):
        """Hashed bins by one entry: 2^bits roles, named @prefix, '-' and the bin in hexadecimal digits."""
        key = new_ed25519()
        self.signed[parent]['delegations'] = {
            'keys': {key.keyid: key.public},
            'succinct_roles': {'keyids': [key.keyid], 'threshold': 1, 'bit_length': bits, 'name_prefix': prefix}}
        digits = (bits + 3) // 4
        names = [f'{prefix}-{number:0{digits}x}' for number in range(1 << bits)]
        for name in names:
            self.role(name, [key])
        return names
