# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: delegations. Each says in which order the roles are asked for, and where the target is found."""

import hashlib
from urllib.parse import quote

from cases import case
from keys import ahead, new_ed25519
from repository import Repository
from server import endless, status

TOP_FOUR = ['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json']


def build(*edges, targets=(), keys=None):
    """A repository with delegations: edges (parent, name, rule), targets (role, path, data)."""
    repository = Repository()
    for parent, name, *rule in edges:
        repository.delegate(parent, name, keys=(keys or {}).get(name), **(rule[0] if rule else {}))
    for role, path, data in targets:
        repository.add(path, data, role=role)
    names = list(dict.fromkeys(edge[1] for edge in edges))
    for name in names:
        repository.put(name)
    repository.signed['targets']['version'] = repository.snapshot['version'] = repository.timestamp['version'] = 0
    repository.release()
    return repository


def search(trial, repository, path, visited, found, stored=None, version=1):
    """Downloads @path from nothing but the root: the roles asked for, the ones stored, and the bytes."""
    trial.start(repository, full=False)
    trial.serve(repository)
    code = trial.download(path)
    assert code == (0 if found is not None else 1), f'exit code {code}: {trial.words}'
    trial.same_requests(TOP_FOUR + [f'{version}.{quote(name, safe="")}.json' for name in visited])
    kept = visited if stored is None else stored
    trial.same_files({quote(name, safe=''): repository.latest[name]
                      for name in ('root', 'timestamp', 'snapshot', 'targets', *kept)}, 'after it')
    wanted = {} if found is None else {path: found}
    assert trial.downloaded() == wanted, trial.downloaded()
    assert len(trial.mount.fetched) == len(wanted), trial.mount.fetched
    trial.before = trial.trusted()
    trial.heal(repository)


def star(*names):
    """Delegations of targets to each of @names."""
    return [('targets', name) for name in names]


PY = {'paths': ['*.py']}
END = {'terminating': True, 'paths': ['*']}
GRAPHS = {
    'none': ([], []),
    'one': (star('A'), ['A']),
    'two beside each other': (star('A', 'B'), ['A', 'B']),
    'order decides, not the name': (star('B', 'A'), ['B', 'A']),
    'nested in the second': (star('A', 'B') + [('B', 'C')], ['A', 'B', 'C']),
    'depth first': (star('A', 'B') + [('A', 'C'), ('A', 'D')], ['A', 'C', 'D', 'B']),
    'depth first, three deep': (star('A', 'B') + [('A', 'C'), ('C', 'D')], ['A', 'C', 'D', 'B']),
    'five deep': (star('A') + [('A', 'B'), ('B', 'C'), ('C', 'D'), ('D', 'E')], ['A', 'B', 'C', 'D', 'E']),
    'terminating at the top': ([('targets', 'A', END), ('targets', 'B')], ['A']),
    'terminating below ends all': (star('A', 'B') + [('A', 'C', END), ('A', 'D')], ['A', 'C']),
    'terminating, what is below it counts': (star('A', 'B') + [('A', 'C', END), ('C', 'D')], ['A', 'C', 'D']),
    'terminating that does not match': ([('targets', 'A', {'terminating': True, **PY}), ('targets', 'B')], ['B']),
    'a branch that does not match': ([('targets', 'A', PY), ('targets', 'B'), ('A', 'C')], ['B']),
    'a branch below that does not match': (star('A', 'B') + [('A', 'C', PY), ('C', 'D')], ['A', 'B']),
    'cycle': (star('A', 'B') + [('B', 'C'), ('C', 'D'), ('D', 'B')], ['A', 'B', 'C', 'D']),
    'to itself': (star('A') + [('A', 'A')], ['A']),
    'two parents': (star('A', 'B') + [('B', 'C'), ('A', 'C')], ['A', 'C', 'B']),
    'two parents, only one matches': (star('A', 'B') + [('B', 'C'), ('A', 'C', PY)], ['A', 'B', 'C']),
}


def graph(trial, edges, visited):
    """A target that no role has: every role that may have it is asked, in order, once."""
    shared = {name: [new_ed25519()] for name in {edge[1] for edge in edges}}
    search(trial, build(*edges, keys=shared), 'nosuch', visited, None)


for words, (edges, visited) in GRAPHS.items():
    case('delegations', words, edges, visited)(graph)

TREE = [('targets', 'A', {'paths': ['*.doc', '*.md']}), ('targets', 'B', {'paths': ['releases/*/*']}),
        ('B', 'C', {'paths': ['releases/x/*']}), ('B', 'D', {'paths': ['releases/y/*.zip']})]
FILES = [('targets', 'plain', b'plain'), ('A', 'read.md', b'by A'), ('C', 'releases/x/1', b'by C'),
         ('D', 'releases/y/1.zip', b'by D'), ('D', 'releases/z/1.zip', b'not for D to give'),
         ('A', 'sub/read.md', b'nor this')]


def tree(trial, path, visited):
    """A target in a tree of roles with paths."""
    repository = build(*TREE, targets=FILES)
    data = {name: content for _, name, content in FILES}[path] if visited is not None else None
    search(trial, repository, path, visited or [], data)


case('delegations', 'top-level target, no role asked', 'plain', [])(tree)
case('delegations', 'a pattern', 'read.md', ['A'])(tree)
case('delegations', 'patterns with folders', 'releases/x/1', ['B', 'C'])(tree)
case('delegations', 'patterns with folders and endings', 'releases/y/1.zip', ['B', 'D'])(tree)


@case('delegations', 'a target that not the whole chain may give', attacks='T1 T3')
def not_whole_chain(trial):
    search(trial, build(*TREE, targets=FILES), 'releases/z/1.zip', ['B'], None)


@case('delegations', '* does not match /', attacks='T3')
def star_slash(trial):
    search(trial, build(*TREE, targets=FILES), 'sub/read.md', [], None)


PATTERNS = [
    ('a?c', 'abc', True), ('a?c', 'a/c', False), ('a?c', 'ac', False), ('*', 'a/b', False), ('*/*', 'a/b', True),
    ('*', '', None), ('a*c', 'ac', True), ('a*b*c', 'axxbxbc', True), ('a*b*c', 'axxbxb', False),
    ('*.tgz', '.tgz', True),
    ('a[xb]d', 'abd', True), ('a[xb]d', 'a/d', False), ('a[b', 'a[b', True), ('a\\*c', 'axc', False),
    ('A', 'a', False), ('a/*', 'a/b/c', False),
    ('?', 'ä', True), ('a*', 'a', True), ('**', 'a/b', False), ('foo-*/?.x', 'foo-1/2.x', True), ('a/*', 'a', False),
]


@case('delegations', 'patterns: *, ?, and what is no pattern')
def patterns(trial):
    edges, targets, wanted = [], [], []
    for number, (pattern, path, match) in enumerate(PATTERNS):
        if match is None:
            continue
        edges.append(('targets', f'r{number}', {'paths': [pattern]}))
        targets.append((f'r{number}', path, b'%d' % number))
    shared = new_ed25519()
    repository = build(*edges, targets=targets, keys={edge[1]: [shared] for edge in edges})
    trial.start(repository, full=False)
    trial.serve(repository)
    paths = list(dict.fromkeys(path for _, path, match in PATTERNS if match))
    assert trial.download(*paths) == 0, trial.words
    got = trial.downloaded()
    for path in paths:
        first = next(number for number, (_, other, match) in enumerate(PATTERNS) if other == path and match)
        assert got[path] == b'%d' % first, f'{path}: {got.get(path)}'
    assert len(set(trial.mount.asked)) == len(trial.mount.asked), 'a role was asked for twice in one run'
    for path in {path for _, path, match in PATTERNS if match is False} - set(paths):
        assert trial.download(path) == 1, f'{path} was found'
    trial.heal(repository)


def many(count):
    """Roles beside each other, the last of which has the target."""
    names = [f'r{number}' for number in range(count)]
    return build(*star(*names), targets=[(names[-1], 'deep', b'deep')],
                 keys={name: [KEY] for name in names}), names


KEY = new_ed25519()


@case('delegations', '32 roles')
def roles_32(trial):
    repository, names = many(32)
    search(trial, repository, 'deep', names, b'deep')


@case('delegations', '33 roles', attacks='T2')
def roles_33(trial):
    repository, names = many(33)
    search(trial, repository, 'deep', names[:32], None)


def bins(repository, bits, digits):
    """Delegations of targets to hashed bins by prefixes."""
    shared = new_ed25519()
    for number in range(1 << bits):
        prefixes = [f'{value:0{digits}x}' for value in range(16 ** digits) if value >> (4 * digits - bits) == number]
        repository.delegate('targets', f'bin{number}', keys=[shared], path_hash_prefixes=prefixes)


@case('delegations', 'hashed bins by path_hash_prefixes')
def hashed(trial):
    repository = Repository()
    bins(repository, 4, 2)
    paths = [f'some/path/{number}' for number in range(6)]
    for path in paths:
        repository.add(path, path.encode(), role=f'bin{int(hashlib.sha256(path.encode()).hexdigest()[0], 16)}')
    repository.signed['targets']['version'] = repository.snapshot['version'] = repository.timestamp['version'] = 0
    repository.release(*(f'bin{number}' for number in range(16)))
    trial.start(repository, full=False)
    trial.serve(repository)
    assert trial.download(*paths) == 0, trial.words
    assert trial.downloaded() == {path: path.encode() for path in paths}
    used = list(dict.fromkeys(f'1.bin{int(hashlib.sha256(path.encode()).hexdigest()[0], 16)}.json' for path in paths))
    trial.same_requests(TOP_FOUR + used)
    trial.heal(repository)


@case('delegations', 'a target in the wrong bin is not found', attacks='T1 T3')
def wrong_bin(trial):
    repository = Repository()
    bins(repository, 1, 1)
    first = int(hashlib.sha256(b'thing').hexdigest()[0], 16) >> 3
    repository.add('thing', b'thing', role=f'bin{1 - first}')
    repository.signed['targets']['version'] = repository.snapshot['version'] = repository.timestamp['version'] = 0
    repository.release('bin0', 'bin1')
    search(trial, repository, 'thing', [f'bin{first}'], None)


for bits, path in ((1, 'foo'), (2, 'bar'), (3, 'a/b/c'), (8, 'ä ö'), (5, 'x')):
    @case('delegations', f'succinct roles of {bits} bits', bits, path, often=bits in (2, 8))
    def succinct(trial, bits, path):
        repository = Repository()
        names = repository.succinct('targets', bits, 'bin')
        number = int(hashlib.sha256(path.encode()).hexdigest()[:8], 16) >> (32 - bits)
        repository.add(path, b'found', role=names[number])
        repository.signed['targets']['version'] = repository.snapshot['version'] = repository.timestamp['version'] = 0
        repository.release(*names)
        search(trial, repository, path, [names[number]], b'found')


def two_of_three(trial, sign, found):
    """A delegated role with threshold 2 of 3."""
    keys = [new_ed25519() for _ in range(3)]
    repository = build(('targets', 'A', {'threshold': 2, 'paths': ['*']}), keys={'A': keys}, targets=[('A', 'x', b'x')])
    repository.put('A', bump=False, signers=[keys[number] for number in sign])
    repository.put('snapshot', bump=False)
    repository.put('timestamp', bump=False)
    search(trial, repository, 'x', ['A'], b'x' if found else None, stored=['A'] if found else [])


case('delegations', 'threshold 2 of 3 reached', [0, 2], True)(two_of_three)
case('delegations', 'threshold 2 of 3 not reached', [1], False, attacks='T9')(two_of_three)
case('delegations', 'threshold 2 of 3, one key twice', [1, 1], False, attacks='T9')(two_of_three)


def no_signature(envelope):
    """Takes all signatures away."""
    envelope['signatures'] = []


ROLE_FAULTS = {
    'unsigned': ({'seal': no_signature}, None, 'T1'),
    'signed by the key of targets': ({}, lambda repository: repository.signers.update(A=repository.signers['targets']),
                                     'T1'),
    'expired': ({}, lambda repository: repository.signed['A'].update(expires=ahead(seconds=-3)), 'T5'),
    'wrong _type': ({}, lambda repository: repository.signed['A'].update(_type='snapshot'), 'T1'),
    'not JSON': ({'form': lambda _: b'{'}, None, ''),
    'version as text': ({}, lambda repository: repository.signed['A'].update(version='1'), ''),
}


def role_fault(trial, put, change):
    """One of them, without length and hash in the snapshot, so that the role itself is judged."""
    repository = build(*star('A', 'B'), targets=[('A', 'x', b'from A'), ('B', 'x', b'from B')])
    good = repository.copy()
    repository.sizes = False
    if change:
        change(repository)
    repository.put('A', bump=False, name='1.A.json', **put)
    repository.snapshot['meta']['A.json']['version'] = 1
    repository.put('snapshot', bump=False)
    repository.put('timestamp', bump=False)
    trial.start(repository, full=False)
    trial.serve(repository)
    assert trial.download('x') == 1, 'taken'
    trial.same_requests(TOP_FOUR + ['1.A.json'])
    trial.same_files({role: repository.latest[role] for role in ('root', 'timestamp', 'snapshot', 'targets')},
                     'after it')
    assert trial.downloaded() == {} and trial.mount.fetched == []
    good.snapshot['version'] = good.timestamp['version'] = repository.timestamp['version'] + 1
    trial.heal(good)
    assert trial.download('x') == 0, trial.words
    assert trial.downloaded() == {'x': b'from A'}


for words, (put, change, kinds) in ROLE_FAULTS.items():
    case('delegations', f'delegated role {words}', put, change, attacks=kinds)(role_fault)


def role_transfer(trial, behave):
    """The host fails at the delegated role."""
    repository = build(*star('A', 'B'), targets=[('A', 'x', b'from A'), ('B', 'x', b'from B')])
    trial.mount.behave['1.A.json'] = behave
    search(trial, repository, 'x', ['A'], None, stored=[])


case('delegations', 'delegated role: 500', status(500))(role_transfer)
case('delegations', 'delegated role: 404', status(404))(role_transfer)
case('delegations', 'delegated role without end', endless(), attacks='T2')(role_transfer)


@case('delegations', 'delegated role that the snapshot does not list', attacks='T7')
def unlisted(trial):
    repository = build(*star('A'), targets=[('A', 'x', b'x')])
    good = repository.copy()
    del repository.snapshot['meta']['A.json']
    repository.put('snapshot', bump=False)
    repository.put('timestamp', bump=False)
    trial.start(repository, full=False)
    trial.serve(repository)
    assert trial.download('x') == 1, 'taken'
    trial.same_requests(TOP_FOUR)
    assert trial.downloaded() == {}
    trial.heal(good)


@case('delegations', 'a role that has expired on disk: not used, a newer one is', attacks='T5')
def expired_on_disk(trial):
    honest = build(*star('A'), targets=[('A', 'x', b'x'), ('A', 'y', b'y')])
    for name in honest.signed:
        honest.signed[name]['expires'] = ahead(days=7 if name == 'A' else 60)
    honest.release('A')
    honest.put_root()
    trial.start(honest)
    trial.serve(honest)
    assert trial.download('x') == 0, trial.words
    assert trial.download('y', more=['--days-in-future', '18']) == 1, 'an expired role was used'
    assert trial.downloaded() == {'x': b'x'}
    after = honest.copy()
    after.signed['A']['expires'] = ahead(days=21)
    trial.serve(after.release('A'))
    assert trial.download('y', more=['--days-in-future', '18']) == 0, trial.words
    assert trial.downloaded() == {'x': b'x', 'y': b'y'}


@case('delegations', 'a stored role is not asked for again')
def stored_role(trial):
    honest = build(*star('A'), targets=[('A', 'x', b'x'), ('A', 'y', b'y')])
    search(trial, honest, 'x', ['A'], b'x')
    trial.serve(trial.mount.repository)
    assert trial.download('y') == 0, trial.words
    assert len(trial.mount.asked) == 3, trial.mount.asked
    trial.mount.asked.clear()
    assert trial.download('y') == 0, trial.words
    trial.same_requests(['2.root.json', 'timestamp.json'])


def two_parents(trial, signer):
    """Two parents delegate to the same role C with different keys; @signer's keys sign it."""
    first, second = new_ed25519(), new_ed25519()
    repository = build(('targets', 'A', {'paths': ['a*']}), ('targets', 'B', {'paths': ['b*']}))
    repository.delegate('A', 'C', keys=[first], paths=['a*'])
    repository.delegate('B', 'C', keys=[second], paths=['b*'])
    repository.signers['C'] = {'A': [first], 'B': [second], 'both': [first, second]}[signer]
    repository.add('a1', b'a', role='C')
    repository.add('b1', b'b', role='C')
    for name in ('A', 'B', 'targets', 'snapshot', 'timestamp'):
        repository.signed[name]['version'] = 0
    repository.release('C', 'B', 'A')
    trial.start(repository, full=False)
    trial.serve(repository)
    return repository


def shared_role(trial, signer, paths, found):
    """Each edge judges the role by its own keys, in one run."""
    repository = two_parents(trial, signer)
    assert trial.download(*paths) == (0 if len(found) == len(paths) else 1), trial.words
    assert trial.downloaded() == {path: path[:1].encode() for path in found}
    assert len(set(trial.mount.asked)) == len(trial.mount.asked), f'asked twice: {trial.mount.asked}'
    trial.heal(repository)


case('delegations', 'two parents, two keys, signed by the first parent’s', 'A', ['a1', 'b1'], ['a1'],
     attacks='T1')(shared_role)
case('delegations', 'two parents, two keys, signed by the second parent’s', 'B', ['b1', 'a1'], ['b1'],
     attacks='T1')(shared_role)
case('delegations', 'two parents, two keys, signed by both', 'both', ['a1', 'b1'], ['a1', 'b1'])(shared_role)


@case('delegations', 'two parents, two keys: what one run stored is judged anew by the next', attacks='T1')
def shared_on_disk(trial):
    repository = two_parents(trial, 'A')
    assert trial.download('a1') == 0, trial.words
    trial.mount.asked.clear()
    assert trial.download('b1') == 1, 'signed by the keys of another parent'
    trial.same_requests(['2.root.json', 'timestamp.json', '1.B.json', '1.C.json'])
    assert trial.trusted()['C'] == repository.latest['C'] and trial.downloaded() == {'a1': b'a'}
    assert trial.download('a1') == 0, trial.words
    trial.heal(repository)


@case('delegations', 'a delegated role damaged on disk is fetched anew')
def damaged_role(trial):
    honest = build(*star('A'), targets=[('A', 'x', b'x'), ('A', 'y', b'y')])
    search(trial, honest, 'x', ['A'], b'x')
    trial.serve(trial.mount.repository)
    newest = trial.mount.repository
    assert trial.download('x') == 0, trial.words
    for change in (lambda data: data[:len(data) // 2], lambda data: b'', lambda data: data.replace(b'"y"', b'"z"')):
        trial.plant(A=change(newest.latest['A']))
        trial.mount.asked.clear()
        assert trial.download('y') == 0, trial.words
        trial.same_requests(['2.root.json', 'timestamp.json', newest.file_name('A')])
        assert trial.trusted()['A'] == newest.latest['A']


NAMES = ['?', '#', '/delegated', '../delegated', '..', 'a b', 'a%2Fb', 'ünïcode', 'metadata/root', '.', '%', '角色',
         'a\\b', 'C:', 'nul', 'a.json',
         '..%2f..', 'x' * 80, 'a\u202eb', '~', 'a&b=c', "'; rm", '1.root']


def odd_name(trial, name):
    """A role with an unusual name: quoted in the address, inside the folder on disk."""
    search(trial, build(('targets', name), targets=[(name, 'x', b'x')]), 'x', [name], b'x')


for name in NAMES:
    case('delegations', f'a role named {name!a}', name, often=name in NAMES[:9])(odd_name)


for name in ('root', 'timestamp', 'snapshot', 'targets'):
    @case('delegations', f'a delegated role named {name} does not get over the real one', name, attacks='T1',
          often=name in ('root', 'timestamp'))
    def impostor(trial, name):
        honest = trial.start()
        evil = honest.copy()
        key = new_ed25519()
        evil.signed['targets']['delegations'] = {'keys': {key.keyid: key.public}, 'roles': [
            {'name': name, 'keyids': [key.keyid], 'threshold': 1, 'terminating': False, 'paths': ['*']}]}
        evil.put('targets')
        fake = {'_type': 'targets', 'spec_version': '1.0.34', 'version': 9, 'expires': ahead(days=9), 'targets': {}}
        saved = dict(evil.signed), dict(evil.latest), dict(evil.signers)
        evil.signed['evil'], evil.signers['evil'] = fake, [key]
        data = evil.put('evil', bump=False, name=f'9.{name}.json')
        evil.snapshot['meta'].pop('evil.json')
        if name != 'targets':
            evil.snapshot['meta'][f'{name}.json'] = {'version': 9}
        evil.signed, evil.latest, evil.signers = saved
        evil.put('snapshot')
        evil.put('timestamp')
        trial.serve(evil)
        assert trial.download('x') == 1, 'found'
        found = trial.trusted()
        assert data not in found.values(), 'the file of the delegated role was stored'
        assert found['root'] == honest.latest['root']
        for role in ('timestamp', 'snapshot', 'targets'):
            assert found.get(role) in (honest.latest[role], evil.latest[role]), role
        # A snapshot may not drop what an earlier one listed.
        honest.snapshot['meta'].update({f'{name}.json': {'version': 30}} if name != 'targets' else {})
        trial.heal(honest)


BAD_DELEGATIONS = {
    'paths and path_hash_prefixes': lambda entry: entry.update(path_hash_prefixes=['00']),
    'neither paths nor path_hash_prefixes': lambda entry: entry.pop('paths'),
    'no name': lambda entry: entry.pop('name'), 'threshold 0': lambda entry: entry.update(threshold=0),
    'a key id that is not there': lambda entry: entry.update(keyids=['00' * 32]),
    'keyids missing': lambda entry: entry.pop('keyids'), 'paths as text': lambda entry: entry.update(paths='*'),
    'name empty': lambda entry: entry.update(name=''), 'name a number': lambda entry: entry.update(name=1),
    'terminating as text': lambda entry: entry.update(terminating='no'),
}


def bad_delegation(trial, change):
    """A delegation that is not one: nothing is found by it."""
    repository = build(*star('A'), targets=[('A', 'x', b'x')])
    good = repository.copy()
    change(repository.signed['targets']['delegations']['roles'][0])
    repository.put('targets', bump=False)
    repository.put('snapshot', bump=False)
    repository.put('timestamp', bump=False)
    trial.start(repository, full=False)
    trial.serve(repository)
    assert trial.download('x') == 1, 'found'
    assert trial.downloaded() == {}
    trial.heal(good)


for words, change in BAD_DELEGATIONS.items():
    case('delegations', f'bad: {words}', change, often=words in list(BAD_DELEGATIONS)[:4])(bad_delegation)


@case('delegations', 'one name twice among the delegations of a role')
def twice(trial):
    repository = build(*star('A'), targets=[('A', 'x', b'x')])
    good = repository.copy()
    roles = repository.signed['targets']['delegations']['roles']
    roles.append(dict(roles[0]))
    repository.put('targets', bump=False)
    repository.put('snapshot', bump=False)
    repository.put('timestamp', bump=False)
    trial.start(repository, full=False)
    trial.serve(repository)
    trial.download('x')
    assert trial.mount.asked.count('1.A.json') <= 1
    trial.heal(good)
