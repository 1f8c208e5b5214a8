# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: download of targets."""

import concurrent.futures
import os
from urllib.parse import unquote

from cases import case
from keys import sha256
from repository import TOP, Repository
from server import bomb, cut, endless, hang_up, lying, other, redirect, status, styled
from trial import local_name

FIRST = ['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json']


def with_targets(files, consistent=True, **keys):
    """A repository with targets in its first version."""
    repository = Repository(consistent=consistent)
    for path, data in files.items():
        repository.add(path, data, **keys)
    for role in ('targets', 'snapshot', 'timestamp'):
        repository.put(role, bump=False)
    return repository


def begin(trial, files, **keys):
    """A client that trusts its root only, and the repository served."""
    repository = with_targets(files, **keys)
    trial.start(repository, full=False)
    trial.serve(repository)
    return repository


def holds(trial, **files):
    """The folder of targets has exactly these."""
    found = trial.downloaded()
    assert found == files, f'{found} instead of {files}: {trial.words}'


def refused(trial, path, repository, fetched=(1,)):
    """@path is not to be had: metadata is brought up to date all the same, and nothing lies in the folder."""
    assert trial.download(path) == 1, 'taken'
    assert trial.words.strip()
    holds(trial)
    trial.same_files(repository.latest, 'after it')
    trial.same_requests(FIRST)
    assert len(trial.mount.fetched) in fetched, trial.mount.fetched
    trial.before = trial.trusted()
    trial.heal(repository)


@case('download', 'unknown target: refreshed first, then not found')
def unknown(trial):
    refused(trial, 'nosuch', begin(trial, {}), fetched=(0,))


@case('download', 'the name of a member of every object is no target')
def member(trial):
    refused(trial, 'hashes', begin(trial, {'x': b'x'}), fetched=(0,))


for path in ('target.txt', 'path/to/a/target.txt'):
    for consistent in (True, False):
        @case('download', f'{path}, consistent snapshots {"on" if consistent else "off"}', path, consistent)
        def right(trial, path, consistent):
            repository = begin(trial, {path: b'content of it'}, consistent=consistent)
            assert trial.download(path) == 0, trial.words
            holds(trial, **{path: b'content of it'})
            trial.same_files(repository.latest, 'after it')
            trial.same_requests(FIRST if consistent else ['2.root.json', 'timestamp.json', 'snapshot.json',
                                                          'targets.json'])
            assert trial.mount.fetched == [repository.host_path(path, sha256(b'content of it'))], trial.mount.fetched
            trial.heal(repository)


for version, length in (('1.0', 'length'), ('1.0', 'none'), ('1.1', 'none'), ('1.1', 'chunks')):
    @case('download', f'a server of HTTP/{version}, length of the answers: {length}', version, length)
    def server_style(trial, version, length):
        repository = begin(trial, {'target': b'content of it' * 50})
        trial.mount.behave['*'] = styled(version, length)
        assert trial.download('target') == 0, trial.words
        holds(trial, target=b'content of it' * 50)
        trial.same_files(repository.latest, 'after it')
        trial.same_requests(FIRST)


@case('download', 'addresses with the name localhost')
def localhost(trial):
    repository = begin(trial, {'target': b'content'})
    trial.mount.metadata = trial.mount.metadata.replace('127.0.0.1', 'localhost')
    trial.mount.targets = trial.mount.targets.replace('127.0.0.1', 'localhost')
    assert trial.download('target') == 0, trial.words
    holds(trial, target=b'content')
    trial.same_files(repository.latest, 'after it')


@case('download', 'base addresses with escapes stay as they are')
def escaped_base(trial):
    repository, case_name = with_targets({'a/b': b'content'}), trial.mount.name
    for name in ('a%5B..%2Fb%5D', 'a%23%3F%25%2e%2E', 'a%20%C3%BC%2F%2F', 'a%5Brsa%2Fpss%5D'):
        trial.mount = trial.server.mount(f'{case_name}-{name}')
        trial.start(repository, full=False)
        assert trial.download('a/b') == 0, trial.words
        trial.same_requests(FIRST)
        trial.same_files(repository.latest, 'after it')
        holds(trial, **{'a/b': b'content'})
        os.unlink(os.path.join(trial.target_dir, 'a%2Fb'))
        for role in TOP[1:]:
            trial.plant(**{role: None})
    assert not [address for address in trial.server.astray if f'{case_name}-' in address]


@case('download', 'names outside ASCII, whatever the locale of the command')
def any_locale(trial):
    repository = begin(trial, {'ünïcode/目标': b'content'})
    for locale in ('C', 'POSIX', 'xx_YY.ISO-8859-1', 'C.UTF-8', None):
        trial.setting = {'LC_ALL': locale, 'LANG': locale, 'LC_CTYPE': None, 'LANGUAGE': None}
        assert trial.download('ünïcode/目标') == 0, f'{locale}: {trial.words}'
        holds(trial, **{'ünïcode/目标': b'content'})
        os.unlink(os.path.join(trial.target_dir, local_name('ünïcode/目标')))
        assert trial.download(b'\xfcn\xefcode') == 2, f'{locale}: {trial.words}'
        assert trial.words.strip()
    trial.same_files(repository.latest, 'after it')


@case('download', 'nothing but the command line counts: no environment, a proxy in it')
def environment(trial):
    repository = begin(trial, {'one': b'one'})
    nowhere = 'http://127.0.0.1:9'
    for setting in ({'http_proxy': nowhere, 'HTTP_PROXY': nowhere, 'ALL_PROXY': nowhere, 'all_proxy': nowhere},
                    dict.fromkeys(name for name in os.environ if name[:4] not in ('ASAN', 'UBSA', 'LSAN', 'LD_L'))):
        trial.setting = setting
        assert trial.download('one') == 0, trial.words
        holds(trial, one=b'one')
        os.unlink(os.path.join(trial.target_dir, 'one'))
    trial.same_files(repository.latest, 'after it')


@case('download', 'empty target')
def empty(trial):
    begin(trial, {'nothing': b''})
    assert trial.download('nothing') == 0, trial.words
    holds(trial, nothing=b'')


@case('download', 'a target of 3 MiB')
def large(trial):
    data = os.urandom(3 << 20)
    begin(trial, {'large': data})
    assert trial.download('large') == 0, trial.words
    holds(trial, large=data)


BODIES = {
    'other bytes of the same length': (other(lambda data: data[::-1]), 'T1 T10'),
    'a bit flipped': (other(lambda data: bytes([data[0] ^ 1]) + data[1:]), 'T1'),
    'one byte more': (other(lambda data: data + b'x'), 'T2'),
    'one byte less': (other(lambda data: data[:-1]), 'T1'),
    'nothing': (other(lambda data: b''), 'T1'),
    'without end': (endless(), 'T2'), 'without end, not chunked': (endless(chunked=False), 'T2'),
    'a length too large': (lying(5), 'T2'), 'a length too small': (lying(-5), 'T2'),
    'a compressed answer nobody asked for': (bomb(), 'T2'),
    'cut at half': (cut(0.5), ''), 'reset at half': (cut(0.5, reset=True), ''), 'no answer': (hang_up(), ''),
    'status 500': (status(500), ''), 'status 404': (status(404), ''), 'status 206': (status(206), ''),
    'status 203': (status(203), ''),
    'redirect to a file': (redirect('file:///etc/hostname'), 'T10'),
    'redirect to another host': (redirect('http://example.invalid/x'), 'T10'),
}


FURTHER = ('one byte less', 'nothing', 'without end, not chunked', 'reset at half', 'status 206', 'status 203',
           'a length too large')


def body(trial, behave, tries):
    """The host hands out something else; the right file is taken afterwards."""
    data = b'this is the content of the target\n' * 40
    repository = begin(trial, {'target': data})
    trial.mount.behave[repository.host_path('target', sha256(data))] = behave
    # A connection that was cut may be tried again, a few times.
    refused(trial, 'target', repository, fetched=range(1, 7) if tries else (1,))
    assert trial.download('target') == 0, trial.words
    holds(trial, target=data)


for words, (behave, kinds) in BODIES.items():
    case('download', f'the host hands out: {words}', behave, 'at half' in words or words == 'no answer', attacks=kinds,
         often=words not in FURTHER)(body)


def hashes(trial, kinds, change, fine):
    """A target under other hashes."""
    repository = Repository()
    entry = repository.add('target', b'content', kinds=kinds)
    if change:
        change(entry)
    for digest in entry['hashes'].values():
        repository.targets[repository.host_path('target', digest)] = b'content'
    for role in ('targets', 'snapshot', 'timestamp'):
        repository.put(role, bump=False)
    trial.start(repository, full=False)
    trial.serve(repository)
    assert trial.download('target') == (0 if fine else 1), trial.words
    holds(trial, **({'target': b'content'} if fine else {}))
    if fine:
        assert len(trial.mount.fetched) == 1
        assert trial.mount.fetched[0] in {repository.host_path('target', digest) for digest in entry['hashes'].values()}
    repository.top['targets'].clear()
    repository.add('target', b'content')
    trial.heal(repository)
    assert trial.download('target') == 0, trial.words


def rename(entry):
    """An algorithm that nobody knows."""
    entry['hashes'] = {'sha3-1000': entry['hashes']['sha512']}


case('download', 'SHA-256', ['sha256'], None, True)(hashes)
case('download', 'SHA-512', ['sha512'], None, True)(hashes)
case('download', 'SHA-256 and SHA-512', ['sha256', 'sha512'], None, True)(hashes)
case('download', 'SHA-512 and SHA-256', ['sha512', 'sha256'], None, True, often=False)(hashes)
case('download', 'an unknown algorithm beside a known one', ['sha256'],
     lambda entry: entry['hashes'].update({'aaa': '00'}), True)(hashes)
case('download', 'only an unknown algorithm', ['sha512'], rename, False, attacks='T10')(hashes)
case('download', 'SHA-256 right, SHA-512 wrong', ['sha256', 'sha512'],
     lambda entry: entry['hashes'].update(sha512='0' * 128), False, attacks='T10')(hashes)
case('download', 'SHA-512 right, SHA-256 wrong', ['sha256', 'sha512'],
     lambda entry: entry['hashes'].update(sha256='0' * 64), False, attacks='T10')(hashes)
case('download', 'no hashes', ['sha256'], lambda entry: entry.update(hashes={}), False, attacks='T10')(hashes)
case('download', 'a hash cut short', ['sha256'],
     lambda entry: entry['hashes'].update(sha256=entry['hashes']['sha256'][:16]), False, attacks='T10')(hashes)
case('download', 'length too small', ['sha256'], lambda entry: entry.update(length=6), False)(hashes)
case('download', 'length too large', ['sha256'], lambda entry: entry.update(length=8), False)(hashes)
case('download', 'length negative', ['sha256'], lambda entry: entry.update(length=-1), False, often=False)(hashes)
case('download', 'length as text', ['sha256'], lambda entry: entry.update(length='7'), False, often=False)(hashes)


@case('download', 'again unchanged: no request for it')
def again(trial):
    begin(trial, {'target': b'content'})
    assert trial.download('target') == 0, trial.words
    trial.serve(trial.repository)
    assert trial.download('target') == 0, trial.words
    assert trial.mount.fetched == [], trial.mount.fetched
    trial.same_requests(['2.root.json', 'timestamp.json'])
    holds(trial, target=b'content')


@case('download', 'again changed: the same local name')
def changed(trial):
    repository = begin(trial, {'a/target': b'content'})
    assert trial.download('a/target') == 0, trial.words
    for number in range(3):
        repository = repository.copy()
        repository.add('a/target', b'content %d' % number)
        trial.serve(repository.release())
        assert trial.download('a/target') == 0, trial.words
        holds(trial, **{'a/target': b'content %d' % number})


@case('download', 'again, damaged on disk: fetched anew')
def damaged(trial):
    begin(trial, {'target': b'content'})
    assert trial.download('target') == 0, trial.words
    for data in (b'contenT', b'content and more', b''):
        with open(os.path.join(trial.target_dir, 'target'), 'wb') as file:
            file.write(data)
        trial.serve(trial.repository)
        assert trial.download('target') == 0, trial.words
        assert len(trial.mount.fetched) == 1
        holds(trial, target=b'content')


@case('download', 'a file that was replaced on the host does not replace the one here', attacks='T1')
def replaced(trial):
    repository = begin(trial, {'one': b'one', 'two': b'two'})
    assert trial.download('one') == 0, trial.words
    for name in ('one', 'two'):
        trial.mount.behave[repository.host_path(name, sha256(name.encode()))] = other(lambda data: b'bad')
    trial.download('one')
    holds(trial, one=b'one')
    assert trial.download('two') == 1
    holds(trial, one=b'one')


@case('download', 'a newer wrong file leaves the older right one', attacks='T1 T10')
def newer_wrong(trial):
    repository = begin(trial, {'target': b'content'})
    assert trial.download('target') == 0, trial.words
    after = repository.copy()
    after.add('target', b'newer one')
    trial.serve(after.release())
    trial.mount.behave[after.host_path('target', sha256(b'newer one'))] = other(lambda data: b'newer ONE')
    assert trial.download('target') == 1
    holds(trial, target=b'content')
    trial.mount.behave.clear()
    assert trial.download('target') == 0, trial.words
    holds(trial, target=b'newer one')


@case('download', 'a target taken back is not to be had any more', attacks='T8')
def taken_back(trial):
    repository = begin(trial, {'target': b'content'})
    assert trial.download('target') == 0, trial.words
    after = repository.copy()
    del after.top['targets']['target']
    trial.serve(after.release())
    assert trial.download('target') == 1


@case('download', 'several names, in their order, in one run')
def several(trial):
    repository = begin(trial, {'one': b'one', 'two': b'two', 'three': b'three'})
    assert trial.download('two', 'three', 'one') == 0, trial.words
    holds(trial, one=b'one', two=b'two', three=b'three')
    trial.same_requests(FIRST)
    assert trial.mount.fetched == [repository.host_path(name, sha256(name.encode())) for name in ('two', 'three',
                                                                                                  'one')]


@case('download', 'several names, the second failing: the third is not tried')
def second_fails(trial):
    repository = begin(trial, {'one': b'one', 'three': b'three'})
    assert trial.download('one', 'two', 'three') == 1
    holds(trial, one=b'one')
    assert trial.mount.fetched == [repository.host_path('one', sha256(b'one'))]
    assert trial.download('one', 'three') == 0, trial.words


@case('download', 'eight runs at once on the same folders')
def at_once(trial):
    repository = begin(trial, {'one': os.urandom(200000)})
    for _ in range(4):
        repository.put_root()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: trial.download('one'), range(8)))
    assert codes == [0] * 8, f'{codes}: {trial.words}'
    trial.same_files(repository.latest, 'after it')
    assert list(trial.downloaded()) == ['one']
    assert len(trial.mount.fetched) == 1, 'fetched although it was there'
    assert len([name for name in trial.mount.asked if name == '3.root.json']) == 1, trial.mount.asked


@case('download', 'one name twice')
def name_twice(trial):
    begin(trial, {'one': b'one'})
    assert trial.download('one', 'one') == 0, trial.words
    assert len(trial.mount.fetched) == 1


@case('download', 'base address of targets with a final slash')
def slash(trial):
    begin(trial, {'a/b': b'one'})
    trial.mount.targets += '/'
    assert trial.download('a/b') == 0, trial.words
    assert '//' not in trial.mount.fetched[0]


PATHS = ['a b', '50%', 'a#b', 'a?b=c', 'ünïcode/ß', 'a\\b', '%2e%2e%2fx', 'C:x', '目标/文件', 'a+b', 'a&b', "it's", 'a;b',
         'a:b', 'nul', '~x', '.hidden', 'a\u202eb',
         'x' * 60, 'a=b', '[x]', '{x}', '"x"', '<x>', 'a|b', '-x']


def odd_path(trial, path):
    """A target path that has to be quoted in the address and on disk."""
    repository = begin(trial, {path: b'content'})
    assert trial.download(path) == 0, trial.words
    holds(trial, **{path: b'content'})
    assert [unquote(name) for name in trial.mount.fetched] == [repository.host_path(path, sha256(b'content'))]
    assert trial.mount.fetched[0].isascii() and ' ' not in trial.mount.fetched[0]
    if path == '50%':
        trial.heal(repository)


for path in PATHS:
    case('download', f'target path {path!a}', path, often=path in PATHS[:8])(odd_path)

CLIMBING = ['../secret', '/etc/passwd', 'a/../../secret', '..', '.', 'a/..', './x', '//x', 'a//b', '\\..\\x', '..\\x']


def climbing(trial, path):
    """A path that would lead elsewhere: found or refused, it stays below the address and in the folder."""
    repository = begin(trial, {path: b'content'})
    repository.targets[path] = b'content'
    code = trial.download(path)
    assert code in (0, 1), trial.words
    if '..' in path.split('/')[:-1]:
        assert code == 1 and not trial.mount.fetched, f'it asked for {trial.mount.fetched}'
    astray = [address for address in trial.server.astray if trial.mount.name in address]
    assert not astray, astray
    for name in trial.mount.fetched:
        plain = unquote(name)
        assert os.path.normpath('/base/' + plain.lstrip('/')).startswith('/base'), name
        assert '..' not in name.split('/')[:-1] and not name.endswith('/..'), name
    found = trial.downloaded()
    assert set(found) <= {path}, found
    outside = {name for name in os.listdir(trial.folder)} - {'metadata', 'targets'}
    assert not outside, outside
    trial.same_files(repository.latest, 'after it')
    trial.heal(repository)


for path in CLIMBING:
    case('download', f'target path {path!a} stays inside', path, attacks='T10', often=path in CLIMBING[:4])(climbing)


@case('download', 'a name too long for a file')
def too_long(trial):
    path = 'ä' * 120
    repository = begin(trial, {path: b'content'})
    code = trial.download(path)
    assert code in (0, 1) and (code == 0 or trial.words.strip())
    assert len(trial.downloaded()) == (1 if code == 0 else 0)
    trial.heal(repository)


@case('download', 'the folder of targets is not there')
def no_folder(trial):
    begin(trial, {'one': b'one'})
    os.rmdir(trial.target_dir)
    assert trial.download('one') in (0, 1), trial.words
    if not os.path.isdir(trial.target_dir):
        assert trial.words.strip()
        os.mkdir(trial.target_dir)
    assert trial.download('one') == 0, trial.words
    holds(trial, one=b'one')


@case('download', 'addresses that are not of this machine, without TLS, are refused')
def not_loopback(trial):
    repository = trial.start(full=False)
    for address in ('http://example.invalid/x', 'http://127.0.0.1.example.invalid/', 'ftp://127.0.0.1/',
                    'file:///tmp/x', 'gopher://127.0.0.1/x',
                    'http://user:pass@127.0.0.1/x', 'nonsense', ''):
        code = trial.run('--metadata-dir', trial.trust_dir, '--metadata-url', address, 'refresh')
        assert code in (1, 2), f'{address}: {code}'
        assert trial.words.strip(), address
    trial.same_files({'root': repository.latest['root']}, 'after it')
    trial.accept(repository, FIRST)
