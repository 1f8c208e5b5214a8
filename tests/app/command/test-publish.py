#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and signed sites by the command: test-publish.py OBSERVATORY EDITION, in TAP."""

import base64
import hashlib
import os
import pty
import re
import shutil
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

program, bundled = tap.arguments()
command = tap.Command(program, bundled)
PHRASE = 'staple-battery-horse'
phrase_file = command.path('phrase')
keys = command.path('keys')
site = command.path('site')
WITH = ['--passphrase-file', phrase_file]


def write(path, text, mode):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), 'w', encoding='utf-8') as file:
        file.write(text)
    os.chmod(path, mode)


def edition(date, *statements):
    """The edition that comes with the program, of another day and changed."""
    path = command.path(f'{date}.sqlite')
    shutil.copy(bundled, path)
    os.chmod(path, 0o600)
    db = sqlite3.connect(path)
    db.execute('UPDATE edition SET date = ?', (date,))
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.execute('VACUUM')
    db.close()
    return path


def files(folder):
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)


def contents(folder):
    return {path: open(path, 'rb').read() for path in files(folder) if not path.endswith('.lock')}


def test_keys():
    write(phrase_file, PHRASE + '\n', 0o644)
    words = command('keys', 'create', keys, *WITH)
    assert words.returncode == 1 and b'others may read' in words.stderr, words
    assert files(keys) == []
    os.chmod(phrase_file, 0o600)
    text = command.good('keys', 'create', keys, *WITH)
    assert re.search(r'Fingerprint of the first root: ([0-9a-f]{4} ){15}[0-9a-f]{4}\n', text), text
    assert 'targets: 1 key signs' in text and 'root: 2 keys sign' in text, text
    assert command.good('keys', 'show', keys) in text
    assert 'empty' in command.bad(1, 'keys', 'create', keys, *WITH)
    command.bad(2, 'keys', 'create')
    command.bad(2, 'keys', 'rotate', keys)
    command.bad(2, 'keys', 'lose', keys)
    command.bad(2, 'keys', 'create', command.path('other'), '--threshold', '4', *WITH)
    # Nobody is there to be asked, and nothing is taken from elsewhere.
    assert 'pass-phrase' in command.bad(1, 'keys', 'renew', keys)
    assert 'pass-phrase' in command.bad(1, 'keys', 'renew', keys, env={'OBS_PASSPHRASE': PHRASE, 'PASSPHRASE': PHRASE})


def test_publish():
    first = edition('2026-12-01')
    text = command.good('publish', first, site, '--keys', keys, *WITH)
    assert text.startswith('Published edition 1 to') and 'new segments' in text, text
    text = command.good('publish', first, site, '--keys', keys, *WITH)
    assert 'already' in text and '0 new segments' in text, text
    second = edition('2026-12-02', "INSERT INTO glossary VALUES ('zz', '', 'the last one')")
    text = command.good('publish', second, site, '--keys', keys, *WITH, '--notes', 'Two\nlines', '--mirror', 'https://m.example/x')
    assert text.startswith('Published edition 2 to') and '2 new segments' in text and 'pack from' in text, text
    before = contents(site)
    assert '2026-12-02' in command.bad(1, 'publish', first, site, '--keys', keys, *WITH)
    lost = edition('2026-12-03', 'DELETE FROM glossary')
    assert '--announce rows:glossary' in command.bad(1, 'publish', lost, site, '--keys', keys, *WITH)
    assert contents(site) == before
    text = command.good('publish', lost, site, '--keys', keys, *WITH, '--announce', 'rows:glossary')
    assert text.startswith('Published edition 3 to'), text


def test_audit():
    """What a build says of the protection of businesses is signed with its own edition, and with no other."""
    built, summary, audited = (command.path(name) for name in ('built.sqlite', 'summary.json', 'audited'))
    tables = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../data/bundled')
    command.good('build', tables, '-o', built, '--disclosure', summary)
    real = edition('2026-12-05', "UPDATE source SET class = 'primary' WHERE id IN (SELECT source FROM cube WHERE name LIKE "
                   "'panel_s%')")
    assert '--disclosure' in command.bad(1, 'publish', real, audited, '--keys', keys, *WITH)
    with_it = [audited, '--keys', keys, *WITH, '--disclosure', summary]
    assert 'another edition' in command.bad(1, 'publish', real, *with_it)
    with open(summary, encoding='utf-8') as file:
        text = file.read()
    assert hashlib.sha256(open(built, 'rb').read()).hexdigest() in text, text
    write(summary, text.replace('"open":0', '"open":9'), 0o644)
    assert 'was changed' in command.bad(1, 'publish', built, *with_it)
    assert not [path for path in files(audited) if path.endswith('.json')], files(audited)
    write(summary, text, 0o644)
    command.good('publish', built, *with_it)


def test_upkeep():
    before = contents(site)
    command.good('publish', '--refresh-timestamp', site, '--keys', keys, *WITH)
    after = contents(site)
    assert [os.path.basename(path) for path in before if before[path] != after[path]] == ['timestamp.json']
    assert command.good('publish', '--clean', site).startswith('0 files removed')
    assert command.good('publish', '--clean', '--quiet', site) == ''
    command.bad(2, 'publish', '--clean', '--refresh-timestamp', site)
    command.bad(2, 'publish', '--refresh-timestamp', site)
    command.bad(2, 'publish', site, '--keys', keys)
    command.bad(1, 'publish', '--clean', command.path('nowhere', 'at', 'all'))


def test_rotate():
    text = command.good('keys', 'rotate', keys, 'targets', *WITH)
    assert 'Root 2' in text, text
    assert 'replaced' in command.bad(1, 'publish', '--refresh-timestamp', site, '--keys', keys, *WITH)
    command.good('publish', edition('2026-12-04', 'DELETE FROM glossary'), site, '--keys', keys, *WITH)
    assert os.path.exists(os.path.join(site, 'metadata', '2.root.json'))
    os.rename(os.path.join(keys, 'root-1.pem'), command.path('root-1.pem'))
    os.rename(os.path.join(keys, 'root-2.pem'), command.path('root-2.pem'))
    text = command.good('keys', 'renew', keys, *WITH)
    assert '3.root.unfinished.json' in text, text
    unfinished = os.path.join(keys, '3.root.unfinished.json')
    command.bad(1, 'publish', command.path('nothing.sqlite'), site, '--keys', keys, *WITH)
    os.rename(command.path('root-1.pem'), os.path.join(keys, 'root-1.pem'))
    text = command.good('keys', 'sign', keys, unfinished, *WITH)
    assert 'Root 3' in text and 'valid until' in text, text
    assert not os.path.exists(unfinished)


def test_descriptor():
    read, wrote = os.pipe()
    os.write(wrote, (PHRASE + '\nmore\n').encode())
    os.close(wrote)
    command.good('publish', '--refresh-timestamp', site, '--keys', keys, '--passphrase-fd', str(read), pass_fds=[read])
    assert os.read(read, 100) == b'more\n'
    os.close(read)
    read, wrote = os.pipe()
    os.write(wrote, b'wrong one\n')
    os.close(wrote)
    assert 'does not fit' in command.bad(1, 'publish', '--refresh-timestamp', site, '--keys', keys, '--passphrase-fd', str(read),
                                         pass_fds=[read])
    os.close(read)


def on_terminal(words, answers):
    """Runs the command on a terminal of its own and answers each question; all that was shown."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(command.setting)
        os.execv(program, [program, *words])
    shown = b''
    answers = list(answers)
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if part == b'':
            break
        shown += part
        if answers and shown.endswith(('”: '.encode(), b'again: ')):
            os.write(terminal, answers.pop(0).encode() + b'\n')
            shown += b'<answered>'
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_terminal():
    folder = command.path('asked')
    status, shown = on_terminal(['keys', 'create', folder, '--roots', '1', '--threshold', '1'],
                                ['short', PHRASE, 'another one', PHRASE, PHRASE, *[PHRASE] * 6])
    assert status == 0, shown
    assert PHRASE not in shown and 'another one' not in shown, shown
    assert '8 characters' in shown and 'not alike' in shown, shown
    status, shown = on_terminal(['keys', 'renew', folder], ['wrong one'] * 5)
    assert status == 1 and 'five times' in shown and 'wrong one' not in shown, shown
    status, shown = on_terminal(['keys', 'renew', folder], ['wrong one', PHRASE])
    assert status == 0 and 'Root 2' in shown and PHRASE not in shown, shown
    status, shown = on_terminal(['keys', 'renew', folder], ['\x03'])
    assert status == 1 and 'no pass-phrase' in shown, shown


def test_no_secret_is_written():
    strace = shutil.which('strace')
    if strace is None:
        raise tap.Skip('strace is not installed')
    trace = command.path('trace')
    done = subprocess.run([strace, '-f', '-qq', '-s', '100000', '-o', trace, '-e',
                           'trace=write,pwrite64,writev,sendto,sendmsg,execve,rename,mmap', program, 'publish', '--refresh-timestamp', site, '--keys',
                           keys, *WITH], env=os.environ | command.setting | {'ASAN_OPTIONS': 'detect_leaks=0'},
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=300)
    if done.returncode != 0 and b'ptrace' in done.stderr:
        raise tap.Skip('nothing may be traced here')
    assert done.returncode == 0, done.stderr
    with open(trace, encoding='latin-1') as file:
        text = file.read()
    assert text.count('write') >= 3, text
    pem = open(os.path.join(keys, 'timestamp.pem'), encoding='ascii').read().splitlines()[1:-1]
    der = subprocess.run(['openssl', 'pkey', '-in', os.path.join(keys, 'timestamp.pem'), '-passin', 'file:' + phrase_file, '-outform', 'DER'],
                         stdout=subprocess.PIPE, check=True).stdout
    raw = der[-32:]
    secrets = [PHRASE, pem[0], raw.hex(), base64.b64encode(raw).decode()[:40], ''.join(f'\\{byte:o}' for byte in raw[:8])]
    for secret in secrets:
        assert secret not in text, 'a secret is written'
        for path, content in contents(site).items():
            assert secret.encode() not in content, path


sys.exit(tap.run(globals()))
