# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at a home after a fault. Plain SQLite and hashes: shares no code with the program."""

import hashlib
import json
import os
import re
import sqlite3

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:  # then signatures are not looked at here, only hashes
    Ed25519PublicKey = None

DATABASE = 'observatory.sqlite'
_contents = {}  # hash of a file: its content, or why it has none


def content(path):
    """What an edition holds, whatever its pages look like: a hash over all rows of all tables that travel."""
    with open(path, 'rb') as file:
        digest = hashlib.file_digest(file, 'sha256').hexdigest()
    if digest not in _contents:
        _contents[digest] = _read(path)
    return digest, _contents[digest]


def _read(path):
    hasher = hashlib.sha256()
    try:
        db = sqlite3.connect(f'file:{path}?mode=ro&immutable=1', uri=True)
        if db.execute('PRAGMA integrity_check').fetchone()[0] != 'ok':
            return 'damaged'
        names = [name for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                                              "'sqlite_%' AND name NOT LIKE 'fts_%' ORDER BY name")]
        for name in names:
            hasher.update(name.encode() + b'\0')
            for row in sorted(repr(row) for row in db.execute(f'SELECT * FROM "{name}"')):
                hasher.update(row.encode('utf-8', 'surrogatepass') + b'\0')
        db.close()
    except sqlite3.Error as why:
        return f'unreadable ({why})'
    return hasher.hexdigest()


class Home:
    """A home as its files say. Finds the pointer wherever the layout has it."""

    def __init__(self, folder):
        self.folder = folder

    def bases(self):
        """Folders that have a place for editions."""
        found = []
        for base, folders, _ in os.walk(self.folder):
            if 'editions' in folders:
                found.append(base)
                folders.remove('editions')
            for name in ('staging', 'trust', 'backups'):
                if name in folders:
                    folders.remove(name)
        return found

    def current(self):
        """(name, path of the file) of the edition in use; (None, None) where none is; raises ValueError for a half state."""
        found = [os.path.join(base, 'current') for base in self.bases()
                 if os.path.lexists(os.path.join(base, 'current'))]
        if not found:
            return None, None
        if len(found) > 1:
            raise ValueError('more than one pointer')
        with open(found[0], 'rb') as file:
            line = file.read()
        if not re.fullmatch(rb'[0-9A-Za-z./ -]{8,300}\n', line):
            raise ValueError(f'the pointer holds {line[:80]!r}')
        name = line.decode().strip()
        base = os.path.dirname(found[0])
        for path in (os.path.join(base, 'editions', name, DATABASE), os.path.join(base, name, DATABASE)):
            if os.path.isfile(path) and not os.path.islink(path):
                return name, path
        raise ValueError(f'the pointer leads to {name}, which is not there')

    def editions(self):
        """Folders of editions: name to path."""
        found = {}
        for base in self.bases():
            place = os.path.join(base, 'editions')
            for name in sorted(os.listdir(place)):
                found[name] = os.path.join(place, name)
        return found


def check_home(folder, known, allowed, workspace=None):
    """Problems of the home @folder, a list of sentences. @known: content to name of all that was ever published;
    @allowed: names that may be in use, None among them where there may be none."""
    problems = []
    home = Home(folder)
    if workspace is not None:
        path = os.path.join(folder, 'workspace.sqlite')
        try:
            with open(path, 'rb') as file:
                if file.read() != workspace:
                    problems.append('the workspace changed')
        except OSError:
            problems.append('the workspace is gone')
    if not os.path.isdir(folder):
        return problems + ([] if None in allowed else ['the home is gone'])
    try:
        _, path = home.current()
    except (ValueError, OSError) as why:
        return problems + [str(why)]
    if path is None:
        return problems + ([] if None in allowed else ['no edition is in use any more'])
    _, found = content(path)
    if found not in known:
        problems.append(f'the edition in use is {found[:40]}, which nobody published')
    elif known[found] not in allowed:
        problems.append(f'the edition in use is {known[found]}, allowed are {allowed}')
    for name, place in home.editions().items():
        problems += _check_kept(name, place, known)
    return problems


def _check_kept(name, place, known):
    """A folder in the list of editions has to be whole, or not look like one."""
    database = os.path.join(place, DATABASE)
    note = os.path.join(place, 'verified.json')
    if not os.path.isfile(database) or not os.path.isfile(note):
        return []  # nothing that the program would take for an edition
    digest, found = content(database)
    try:
        with open(note, encoding='utf-8') as file:
            verified = json.load(file)
    except ValueError:
        return []
    if digest not in json.dumps(verified):
        return [] if os.path.getsize(database) != verified.get('length') else [f'the kept edition {name} is damaged']
    return [] if found in known else [f'the kept edition {name} is one that nobody published']


# --- sites --------------------------------------------------------------------------------------

def _canonical(value):
    """Canonical JSON of what we write: objects, lists, texts, whole numbers, booleans."""
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()


def _signed_by(file, root, role):
    """Whether enough keys of @root have signed @file for the role."""
    text = _canonical(file['signed'])
    good = set()
    for signature in file['signatures']:
        if Ed25519PublicKey is None:
            good.add(signature['keyid'])
            continue
        if signature['keyid'] not in root['roles'][role]['keyids']:
            continue
        public = root['keys'][signature['keyid']]['keyval']['public']
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature['sig']), text)
            good.add(public)
        except (InvalidSignature, ValueError):
            pass
    return len(good) >= root['roles'][role]['threshold']


def _load(path):
    with open(path, 'rb') as file:
        data = file.read()
    return data, json.loads(data)


def _fits(data, entry):
    return len(data) == entry['length'] and hashlib.sha256(data).hexdigest() == entry['hashes']['sha256']


def _roots(folder):
    """The newest root of a folder, its chain checked."""
    number, root = 1, None
    while os.path.exists(os.path.join(folder, f'{number}.root.json')):
        _, file = _load(os.path.join(folder, f'{number}.root.json'))
        signed = file['signed']
        if signed['version'] != number or not _signed_by(file, signed, 'root') or (
                root is not None and not _signed_by(file, root, 'root')):
            raise ValueError(f'{number}.root.json is not rightly signed')
        root, number = signed, number + 1
    if root is None:
        raise ValueError('there is no root')
    return root


def site_problems(folder):
    """What a stranger finds wrong with a site: from the timestamp down, all is there, signed and as long as it says."""
    metadata = os.path.join(folder, 'metadata')
    try:
        root = _roots(metadata)
        _, timestamp = _load(os.path.join(metadata, 'timestamp.json'))
        if not _signed_by(timestamp, root, 'timestamp'):
            return ['the timestamp is not rightly signed']
        entry = timestamp['signed']['meta']['snapshot.json']
        data, snapshot = _load(os.path.join(metadata, f"{entry['version']}.snapshot.json"))
        if not _fits(data, entry) or not _signed_by(snapshot, root, 'snapshot'):
            return ['the snapshot is not what the timestamp names']
        problems = []
        for name, entry in snapshot['signed']['meta'].items():
            data, file = _load(os.path.join(metadata, f"{entry['version']}.{name}"))
            if not _fits(data, entry):
                problems.append(f'{name} is not what the snapshot names')
            if name == 'targets.json' and not _signed_by(file, root, 'targets'):
                problems.append('targets are not rightly signed')
            for path, target in file['signed']['targets'].items():
                place, leaf = os.path.split(path)
                whole = os.path.join(folder, 'targets', place, f"{target['hashes']['sha256']}.{leaf}")
                with open(whole, 'rb') as opened:
                    if not _fits(opened.read(), target):
                        problems.append(f'{path} is not what {name} names')
        return problems
    except (OSError, ValueError, KeyError) as why:
        return [f'the site: {type(why).__name__} {why}']


def keys_problems(folder, whole=True):
    """What is wrong with a folder of keys: each role of the newest root has its key files. @whole False: what the next
    command puts right may still be under way."""
    try:
        root = _roots(folder)
        if not whole:
            return []
        have = set()
        for name in os.listdir(folder):
            if name.endswith('.pub') and os.path.exists(os.path.join(folder, name[:-4] + '.pem')):
                _, key = _load(os.path.join(folder, name))
                have.add(key['keyval']['public'])
        return [f'{role} has no key file any more' for role, entry in root['roles'].items()
                if sum(root['keys'][one]['keyval']['public'] in have for one in entry['keyids']) < entry['threshold']]
    except (OSError, ValueError, KeyError) as why:
        return [f'the keys: {type(why).__name__} {why}']
