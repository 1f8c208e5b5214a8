# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs what no honest publisher would: rightly signed sites with hostile content, and wrongly signed ones.

Shares no code with the program: the metadata is read, changed and signed here, after the specification.
"""

import copy
import ctypes
import ctypes.util
import functools
import glob
import hashlib
import json
import os
import time

from . import rig

try:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519
except ImportError:
    serialization = ed25519 = None

INDEX = 'observatory/index.json.zst'


def canonical(value):
    """Canonical JSON: sorted, no spaces, only quote and backslash escaped."""
    if isinstance(value, dict):
        return b'{' + b','.join(canonical(key) + b':' + canonical(value[key]) for key in sorted(value)) + b'}'
    if isinstance(value, (list, tuple)):
        return b'[' + b','.join(canonical(one) for one in value) + b']'
    if isinstance(value, str):
        return b'"' + value.encode().replace(b'\\', b'\\\\').replace(b'"', b'\\"') + b'"'
    if isinstance(value, bytes):
        return value  # as it is: what no encoder would write
    for constant, text in ((True, b'true'), (False, b'false'), (None, b'null')):
        if value is constant:
            return text
    return str(value).encode()


def sha256(data):
    """Hex."""
    return hashlib.sha256(data).hexdigest()


def later(days):
    """A time that many days from now, as the metadata writes it."""
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + days * 86400))


# --- zstd ---------------------------------------------------------------------------------------

def zstd():
    name = ctypes.util.find_library('zstd') or 'libzstd.so.1'
    try:
        lib = ctypes.CDLL(name)
    except OSError as why:
        raise rig.Skip('libzstd is not here') from why
    for function in ('ZSTD_compressBound', 'ZSTD_compress2', 'ZSTD_decompress'):
        getattr(lib, function).restype = ctypes.c_size_t
    lib.ZSTD_createCCtx.restype = ctypes.c_void_p
    lib.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
    return lib


def pack(data, level=9):
    """One frame with its content size and checksum."""
    lib = zstd()
    context = ctypes.c_void_p(lib.ZSTD_createCCtx())
    lib.ZSTD_CCtx_setParameter(context, 100, level)
    lib.ZSTD_CCtx_setParameter(context, 201, 1)  # checksum
    room = lib.ZSTD_compressBound(ctypes.c_size_t(len(data)))
    out = ctypes.create_string_buffer(room)
    length = lib.ZSTD_compress2(context, out, ctypes.c_size_t(room), data, ctypes.c_size_t(len(data)))
    lib.ZSTD_freeCCtx(context)
    return out.raw[:length]


def unpack(data):
    """The content of one frame."""
    lib = zstd()
    room = lib.ZSTD_getFrameContentSize(data, ctypes.c_size_t(len(data)))
    out = ctypes.create_string_buffer(room)
    length = lib.ZSTD_decompress(out, ctypes.c_size_t(room), data, ctypes.c_size_t(len(data)))
    return out.raw[:length]


# --- signing ------------------------------------------------------------------------------------

@functools.lru_cache(None)
def load_key(path, phrase):
    """A private key; opening one takes the time that it is meant to take."""
    with open(path, 'rb') as file:
        return serialization.load_pem_private_key(file.read(), phrase.encode())


class Forger:
    """A site and the private keys of its publisher."""

    def __init__(self, site, keys, phrase):
        if ed25519 is None:
            raise rig.Skip('python3-cryptography is not installed')
        self.site = site
        self.documents = {}  # role: what was signed last here, rightly or not
        self.keys = {}       # key id: private key
        for path in glob.glob(os.path.join(keys, '*.pem')):
            key = load_key(path, phrase)
            self.keys[self.key_id(key)] = key

    @staticmethod
    def key_object(key):
        """The public part as metadata has it."""
        public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
        return {'keytype': 'ed25519', 'scheme': 'ed25519', 'keyval': {'public': public}}

    def key_id(self, key):
        """Its id."""
        return sha256(canonical(self.key_object(key)))

    def new_key(self):
        """A key that nobody knows. Returns: its id."""
        key = ed25519.Ed25519PrivateKey.generate()
        self.keys[self.key_id(key)] = key
        return self.key_id(key)

    def path(self, *names):
        """Below the site."""
        return os.path.join(self.site, *names)

    def metadata(self, name):
        """A file of metadata."""
        with open(self.path('metadata', name), 'rb') as file:
            return json.loads(file.read())

    def version(self, role):
        """The newest version of a role."""
        if role in self.documents:
            return self.documents[role]['version']
        if role == 'timestamp':
            return self.metadata('timestamp.json')['signed']['version']
        found = [int(os.path.basename(path).split('.')[0])
                 for path in glob.glob(self.path('metadata', f'*.{role}.json'))]
        return max(found)

    def name(self, role, version=None):
        """The file of a role."""
        return 'timestamp.json' if role == 'timestamp' else f'{version or self.version(role)}.{role}.json'

    def read(self, role):
        """The newest signed part of a role, to be changed."""
        if role in self.documents:
            return copy.deepcopy(self.documents[role])
        return copy.deepcopy(self.metadata(self.name(role))['signed'])

    def root(self):
        """The newest root."""
        return self.read('root')

    def key_ids(self, role):
        """Who may sign for a role."""
        if role not in self.root()['roles']:
            for entry in self.read('targets')['delegations']['roles']:
                if entry['name'] == role:
                    return entry['keyids']
        return self.root()['roles'][role]['keyids']

    def signed(self, signed, ids):
        """A file: @signed with signatures of @ids."""
        text = canonical(signed)
        return canonical({'signatures': [{'keyid': one, 'sig': self.keys[one].sign(text).hex()} for one in ids],
                          'signed': signed})

    def put(self, role, signed, ids=None, data=None):
        """Writes a role. Returns: its bytes."""
        self.documents[role] = copy.deepcopy(signed)
        data = data if data is not None else self.signed(signed, ids if ids is not None else self.key_ids(role))
        path = self.path('metadata', self.name(role, signed['version']))
        with open(path, 'wb') as file:
            file.write(data)
        rig.make_distinct(path)
        return data

    # --- targets --------------------------------------------------------------------------------

    def put_target(self, path, data):
        """Writes a target's file. Returns: its entry."""
        digest = sha256(data)
        folder, name = os.path.split(path)
        place = self.path('targets', folder)
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, f'{digest}.{name}'), 'wb') as file:
            file.write(data)
        return {'length': len(data), 'hashes': {'sha256': digest}}

    def target_file(self, path, entry):
        """Where the bytes of a target lie."""
        folder, name = os.path.split(path)
        return self.path('targets', folder, f"{entry['hashes']['sha256']}.{name}")

    def index(self):
        """The newest index, unpacked."""
        entry = self.read('targets')['targets'][INDEX]
        with open(self.target_file(INDEX, entry), 'rb') as file:
            return json.loads(unpack(file.read()))

    def release(self, targets=None, change=None, roles=None, spoil=None):
        """Signs new targets, snapshot and timestamp, rightly. @change is called with the role and its signed part before
        each is signed; @spoil: {role: function of the signed part that gives the file's bytes instead}."""
        change = change or (lambda role, signed: None)
        spoil = spoil or {}

        def put(role, signed):
            change(role, signed)
            return self.put(role, signed, data=spoil[role](signed) if role in spoil else None)
        targets = targets or self.read('targets')
        snapshot = self.read('snapshot')
        timestamp = self.read('timestamp')
        targets['version'] += 1
        targets['expires'] = later(80)
        entries = {'targets.json': (targets, put('targets', targets))}
        for role, signed in (roles or {}).items():
            signed['version'] += 1
            entries[f'{role}.json'] = (signed, put(role, signed))
        for name, (signed, bytes_) in entries.items():
            snapshot['meta'][name] = {'version': signed['version'], 'length': len(bytes_),
                                      'hashes': {'sha256': sha256(bytes_)}}
        snapshot['version'] += 1
        data = put('snapshot', snapshot)
        timestamp['meta']['snapshot.json'] = {'version': snapshot['version'], 'length': len(data),
                                              'hashes': {'sha256': sha256(data)}}
        timestamp['version'] += 1
        put('timestamp', timestamp)

    def release_index(self, change=None, custom=None, data=None, roles=None):
        """Signs a changed index: @change is called with it; @data: its bytes instead; @custom with the custom member."""
        targets = self.read('targets')
        index = self.index()
        if change is not None:
            change(index)
        entry = self.put_target(INDEX, data if data is not None else pack(json.dumps(index).encode()))
        entry['custom'] = targets['targets'][INDEX]['custom']
        entry['custom'] |= {name: index[name] for name in entry['custom'] if name in index}
        if custom is not None:
            custom(entry['custom'])
        targets['targets'][INDEX] = entry
        self.release(targets, roles=roles)

    def next_root(self, change=None, ids=None):
        """The next root, signed by @ids (otherwise by all root keys of both)."""
        before = self.root()
        root = copy.deepcopy(before)
        root['version'] += 1
        if change is not None:
            change(root)
        if ids is None:
            ids = [one for one in dict.fromkeys(before['roles']['root']['keyids'] + root['roles']['root']['keyids'])
                   if one in self.keys]
        self.put('root', root, ids)
        return root
