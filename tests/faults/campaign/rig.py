# SPDX-License-Identifier: GPL-3.0-or-later
"""What every part of the campaign stands on: editions, sites, homes, the program and what strikes it."""

import dataclasses
import glob
import hashlib
import itertools
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading

CANNOT = 99  # strike cannot work here
WORKSPACE = b'SQLite format 3\0' + bytes(range(256)) * 20  # looked at as bytes only


class Skip(Exception):
    """This part cannot run here; the words say why."""


# --- a folder in memory -------------------------------------------------------------------------

def make_folder():
    """A new folder, in memory where there is such a place: syncing costs nothing there."""
    base = '/dev/shm' if os.path.isdir('/dev/shm') and os.access('/dev/shm', os.W_OK) else None
    return tempfile.mkdtemp(prefix='observatory-faults-', dir=base)


def clear(path):
    """Takes a tree away, read-only folders and all."""
    def unlock(function, name, _):
        os.chmod(os.path.dirname(name), 0o700)
        os.chmod(name, 0o700)
        function(name)
    if os.path.islink(path) or os.path.isfile(path):
        os.unlink(path)
    elif os.path.isdir(path):
        shutil.rmtree(path, onerror=unlock)


def copy_tree(source, target):
    """Copies a tree with its modes, links as links; several times faster than shutil's."""
    os.mkdir(target, 0o700)
    with os.scandir(source) as entries:
        for entry in entries:
            to = os.path.join(target, entry.name)
            if entry.is_symlink():
                os.symlink(os.readlink(entry.path), to)
            elif entry.is_dir():
                copy_tree(entry.path, to)
            else:
                mode = entry.stat().st_mode & 0o777
                with open(entry.path, 'rb') as file, open(to, 'wb') as out:
                    out.write(file.read())
                if mode != 0o644:
                    os.chmod(to, mode)


def restore(template, place):
    """Makes @place what @template is."""
    clear(place)
    copy_tree(template, place)


_ages = itertools.count(1)


def make_distinct(path):
    """Gives a file a time of its own: a web server tells files of the same length apart by their second."""
    stamp = 1700000000 + next(_ages)
    os.utime(path, (stamp, stamp))


def file_hash(path):
    """SHA-256 of a file, hex."""
    with open(path, 'rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest()


# --- editions -----------------------------------------------------------------------------------

def schema(source):
    """The schema of the tree: its SQL, its number and its application id."""
    parts = sorted(glob.glob(os.path.join(source, 'data/edition/schema/*.sql')))
    with open(os.path.join(source, 'data/edition/edition.h'), encoding='utf-8') as file:
        header = file.read()
    number = int(re.search(r'OBS_SCHEMA_VERSION (\d+)', header).group(1))
    application = int(re.search(r'OBS_APPLICATION_ID (0x[0-9a-fA-F]+)', header).group(1), 16)
    return [open(part, encoding='utf-8').read() for part in parts], number, application


def make_edition(source, path, seed, step, rows=60, series='test-place', areas=6):
    """Writes an edition with plain SQLite. Each @step of the same @seed changes, adds and takes away a few rows."""
    texts, number, application = schema(source)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute('PRAGMA page_size = 4096')
    db.execute(f'PRAGMA application_id = {application}')
    db.execute(f'PRAGMA user_version = {number}')
    db.execute('PRAGMA synchronous = OFF')
    db.execute('PRAGMA journal_mode = OFF')
    for text in texts:
        db.executescript(text)
    db.execute('BEGIN')
    for i in range(areas):
        db.execute('INSERT INTO area (code, name, kind, official, position) VALUES (?, ?, ?, 0, ?)',
                   (f'area-{i}', f'Area {i}', 'district', i + 1))
    db.execute("INSERT INTO edition VALUES (?, ?, 'Test edition', 'area-0', 'Test publisher', 'CC0-1.0', 'en-GB', ?)",
               (series, f'2026-{step:02}-01', f'For tests, {seed}'))
    db.execute("INSERT INTO source (id, title, publisher, class, licence, attribution, status, row_count, sha256) VALUES "
               "('test', 'Test figures', 'Test publisher', 'published', 'CC0-1.0', 'Test', 'fixed', 0, ?)", ('0' * 64,))
    dice = random.Random(f'{seed}')
    words = [(f'word {i:05}', '', ''.join(dice.choices('0123456789abcdef', k=dice.randint(50, 400))))
             for i in range(rows)]
    for i in range(1, step):  # every step touches some rows
        dice = random.Random(f'{seed}-{i}')
        for place in dice.sample(range(len(words)), 5):
            words[place] = (words[place][0], '', words[place][2][::-1] + str(i))
        del words[dice.randrange(len(words))]
        words += [(f'word {i:02}-{k}', '', f'new in step {i}') for k in range(4)]
    db.executemany('INSERT INTO glossary VALUES (?, ?, ?)', sorted(words))
    db.execute('COMMIT')
    db.execute('VACUUM')
    db.close()
    return path


# --- the program --------------------------------------------------------------------------------

@dataclasses.dataclass
class Done:
    """What a run of the program came to."""
    code: int  # 128 + signal where it was killed
    out: str
    err: str

    @property
    def sentences(self):
        """What it said on standard error, a line each."""
        return [line for line in self.err.split('\n') if line]


class Program:
    """The command, run as a stranger would, and struck where asked."""

    def __init__(self, path, strike, folder):
        self.path = os.path.abspath(path)
        self.strike = os.path.abspath(strike)
        self.folder = folder
        self.authority = None  # PEM file that takes the place of the system's authorities
        self.environment = {name: value for name, value in os.environ.items()
                            if name in ('PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'LD_LIBRARY_PATH')}
        self.environment |= {'HOME': folder, 'OBSERVATORY_BUNDLED': '/nonexistent', 'LC_ALL': 'C.UTF-8',
                             'XDG_DATA_HOME': os.path.join(folder, 'xdg')}
        # faketime stands before the sanitizer in the list of libraries.
        self.environment['ASAN_OPTIONS'] = self.environment.get('ASAN_OPTIONS', 'detect_leaks=0') + \
            ':verify_asan_link_order=0'

    def run(self, words, strike=None, env=None, before=(), timeout=120, patient=False):
        """Runs @words; @strike: options for strike; @before: words before it all (faketime, unshare); @patient: with the
        pauses and second tries that a person has."""
        command = [self.path, *(words if patient else once(words))]
        if strike is not None:
            command = [self.strike, *strike, *command]
        if self.authority is not None:
            command = trusting(self.authority) + command
        done = subprocess.run([*before, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=self.environment | (env or {}), timeout=timeout, check=False,
                              cwd=self.folder)
        code = done.returncode if done.returncode >= 0 else 128 - done.returncode
        if strike is not None and code == CANNOT:
            raise Skip('tracing is not allowed here: ' + done.stderr.decode(errors='replace').strip())
        return Done(code, done.stdout.decode(errors='replace'), done.stderr.decode(errors='replace'))

    def good(self, words, **keys):
        """The same, which has to succeed."""
        done = self.run(words, **keys)
        if done.code != 0:
            raise AssertionError(f'{" ".join(words)}: exit {done.code}: {done.err.strip()}')
        return done

    def cost(self, words, **keys):
        """Runs it. Returns: what it came to, the most memory that it had, in KiB, and seconds of the processor."""
        listing = os.path.join(self.folder, f'cost-{threading.get_ident()}.txt')
        done = self.run(words, strike=['--under', '/nowhere', '--memory', listing], **keys)
        with open(listing, encoding='ascii') as file:
            memory, milliseconds = map(int, file.read().split())
        return done, memory, milliseconds / 1000

    def start(self, words, env=None, before=()):
        """Starts it and does not wait."""
        return subprocess.Popen([*before, self.path, *once(words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment | (env or {}), cwd=self.folder)

    def calls(self, words, under, reads=False):
        """The calls that a whole run makes below the folders @under: (number, name, path, path2)."""
        listing = os.path.join(self.folder, 'calls.txt')
        options = ['--list', listing] + (['--reads'] if reads else [])
        for folder in under:
            options += ['--under', folder]
        done = self.run(words, strike=options)
        found = []
        with open(listing, encoding='utf-8', errors='replace') as file:
            for line in file:
                number, name, path, path2, _ = line.rstrip('\n').split('\t')
                found.append((int(number), name, path, path2))
        return done, found


def once(words):
    """The words of a sync with one try: thousands of them are struck, and none is to wait for better times."""
    return ['sync', '--tries', '1', *words[1:]] if words[0] == 'sync' else words


def trusting(authority):
    """Words that run a command with @authority as the only authority of the system, in a mount namespace."""
    words = ['unshare', '-m'] if os.geteuid() == 0 else ['unshare', '-rm']
    script = 'mount --bind "$1" /etc/ssl/certs/ca-certificates.crt && shift && exec "$@"'
    return [*words, 'sh', '-c', script, 'sh', authority]


def can_trust():
    """Whether that works here."""
    return os.path.exists('/etc/ssl/certs/ca-certificates.crt') and subprocess.run(
        [*trusting('/dev/null'), 'true'], capture_output=True, check=False).returncode == 0


# --- sites --------------------------------------------------------------------------------------

class Site:
    """A published folder with its keys. All that knows how a site is made and named stands here."""

    phrase = 'correct horse battery staple'

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.keys = folder + '.keys'
        self.phrase_file = folder + '.phrase'
        with open(self.phrase_file, 'w', encoding='ascii') as file:
            file.write(self.phrase + '\n')
        os.chmod(self.phrase_file, 0o600)
        program.good(['keys', 'create', self.keys, *self.secret()])
        self.make_quick(self.keys)
        with open(os.path.join(self.keys, '1.root.json'), 'rb') as file:
            self.fingerprint = hashlib.sha256(file.read()).hexdigest()

    def make_quick(self, folder):
        """Encrypts the key files again, so that to open one does not take the tenths of a second that it is meant to."""
        for name in os.listdir(folder):
            if '.pem' in name:
                path = os.path.join(folder, name)
                secret = f'file:{self.phrase_file}'
                openssl(folder, 'pkcs8', '-topk8', '-scrypt', '-scrypt_N', '16', '-in', path, '-passin', secret, '-out',
                        path + '.quick', '-passout', f'pass:{self.phrase}')
                os.chmod(path + '.quick', 0o600)
                os.rename(path + '.quick', path)

    def secret(self, keys=None):
        """Options that open the keys."""
        return ['--passphrase-file', self.phrase_file] + (['--keys', keys] if keys else [])

    def words(self, edition, folder=None, keys=None):
        """The command that publishes @edition here, or in the copy @folder."""
        return ['publish', edition, folder or self.folder, *self.secret(keys or self.keys)]

    def refresh_words(self, folder=None, keys=None):
        """The command that says anew what is the newest."""
        return ['publish', folder or self.folder, '--refresh-timestamp', *self.secret(keys or self.keys)]

    def rotate_words(self, role, keys=None):
        """The command that makes a new key."""
        return ['keys', 'rotate', keys or self.keys, role, *self.secret()]

    def publish(self, edition, **keys):
        """Publishes it."""
        return self.program.good(self.words(edition), **keys)

    def copy(self, target, source=None):
        """Copies the site with what the publisher keeps beside it."""
        source = source or self.folder
        for suffix in ('', '.work'):
            copy_tree(source + suffix, target + suffix)

    def address_words(self, address):
        """What a person gives the program for @address."""
        return f'observatory+{address}#{self.fingerprint}'


def make_site(program, folder, editions=()):
    """A site with @editions, published one after the other. The one place that knows the format's commands."""
    site = Site(program, folder)
    for edition in editions:
        site.publish(edition)
    return site


# --- a web server -------------------------------------------------------------------------------

CERTIFICATES = ('good', 'self', 'wronghost', 'expired', 'unknown', 'oldtls')


def free_ports(count):
    """Ports that nobody listens at now."""
    import socket
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(('127.0.0.1', 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def openssl(folder, *words, before=()):
    """Runs openssl in @folder."""
    done = subprocess.run([*before, 'openssl', *words], cwd=folder, capture_output=True, check=False)
    if done.returncode != 0:
        raise Skip('openssl: ' + done.stderr.decode(errors='replace').strip())


def make_certificates(folder):
    """Two private authorities and six certificates, as in the security guide, 9.1."""
    new = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes')
    for name in ('good-ca', 'other-ca'):
        openssl(folder, 'req', '-x509', *new, '-days', '30', '-subj', f'/CN=test {name}', '-keyout', f'{name}.key',
                '-out', f'{name}.crt')
    leaves = {'good': ('localhost', 'good-ca', ()), 'wronghost': ('elsewhere.example', 'good-ca', ()),
              'expired': ('localhost', 'good-ca', ('faketime', '2020-01-01 00:00:00')),
              'unknown': ('localhost', 'other-ca', ())}
    for name, (host, authority, before) in leaves.items():
        openssl(folder, 'req', *new, '-subj', f'/CN={host}', '-keyout', f'{name}.key', '-out', f'{name}.csr')
        with open(os.path.join(folder, f'{name}.ext'), 'w', encoding='ascii') as file:
            file.write(f'subjectAltName=DNS:{host}\n')
        openssl(folder, 'x509', '-req', '-in', f'{name}.csr', '-CA', f'{authority}.crt', '-CAkey', f'{authority}.key',
                '-CAcreateserial', '-days', '20', '-extfile', f'{name}.ext', '-out', f'{name}.crt', before=before)
    openssl(folder, 'req', '-x509', *new, '-days', '30', '-subj', '/CN=localhost', '-addext',
            'subjectAltName=DNS:localhost', '-keyout', 'self.key', '-out', 'self.crt')


class Nginx:
    """A real web server on loopback: plain at one port, TLS at six others, each with its own fault."""

    def __init__(self, folder, root, tls=False):
        self.folder = folder
        self.root = root
        self.program = shutil.which('nginx') or '/usr/sbin/nginx'
        if not os.path.exists(self.program):
            raise Skip('nginx is not installed')
        os.makedirs(os.path.join(folder, 'tmp'))
        ports = free_ports(1 + (len(CERTIFICATES) if tls else 0))
        self.plain = ports[0]
        self.tls = dict(zip(CERTIFICATES, ports[1:]))
        if tls:
            make_certificates(folder)
        self.log = os.path.join(folder, 'wire.log')
        self._configure()
        self.process = subprocess.Popen([self.program, '-p', folder, '-e', f'{folder}/error.log', '-c',
                                         f'{folder}/nginx.conf'], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_us)
        self._wait()

    def _configure(self):
        folder = self.folder
        lines = ['user root;'] if os.geteuid() == 0 else []
        lines += ['daemon off; worker_processes 1;', f'pid {folder}/nginx.pid; error_log {folder}/error.log;',
                  'events { worker_connections 128; }', 'http {',
                  "  log_format wire '$request_method $request_uri $status $bytes_sent c=$http_cookie "
                  "a=$http_authorization u=$http_user_agent q=$args b=$content_length';",
                  f'  access_log {folder}/wire.log wire;']
        lines += [f'  {kind}_temp_path {folder}/tmp;' for kind in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi')]
        lines += [f'  server {{ listen 127.0.0.1:{self.plain}; server_name localhost; root {self.root}; }}']
        for name, port in self.tls.items():
            pair = 'good' if name == 'oldtls' else name
            more = ''
            if name == 'oldtls':
                more = 'ssl_protocols TLSv1 TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;'
            if name == 'good':
                more = ' '.join(f'location /{path}/ {{ {rule} }}' for path, rule in self.redirects().items())
            lines += [f'  server {{ listen 127.0.0.1:{port} ssl; server_name localhost; root {self.root};',
                      f'    ssl_certificate {folder}/{pair}.crt; ssl_certificate_key {folder}/{pair}.key; {more} }}']
        with open(os.path.join(folder, 'nginx.conf'), 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines + ['}']) + '\n')

    def redirects(self):
        """Places that lead elsewhere, with their rules."""
        rules = {'to-plain': f'return 302 http://localhost:{self.plain}/site/$uri;',
                 'to-file': 'return 302 file:///etc/hostname;', 'to-ftp': 'return 302 ftp://localhost/x;',
                 'to-gopher': 'return 302 gopher://localhost/x;', 'to-dict': 'return 302 dict://localhost/x;',
                 'to-private': 'return 302 https://10.0.0.1/x;', 'to-metadata': 'return 302 https://169.254.169.254/x;',
                 'to-credentials': 'return 302 https://user:word@localhost/x;',
                 'loop': 'rewrite ^(.*)$ $1 redirect;', 'to-query': 'return 302 https://localhost/x?track=1;'}
        chain = {f'hop{i}': f'rewrite ^/hop{i}/(.*)$ /hop{i - 1}/$1 redirect;' for i in range(2, 6)}
        chain['hop1'] = 'rewrite ^/hop1/(.*)$ /site/$1 redirect;'
        return rules | chain

    def _wait(self):
        import socket
        import time
        for _ in range(400):
            try:
                socket.create_connection(('127.0.0.1', self.plain), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.01)
        raise Skip('nginx does not start here')

    def address(self, path, certificate=None):
        """The address of @path, plain or by the server with @certificate."""
        if certificate is None:
            return f'http://127.0.0.1:{self.plain}/{path}/'
        return f'https://localhost:{self.tls[certificate]}/{path}/'

    def requests(self):
        """What was asked for, a dictionary a line."""
        found = []
        with open(self.log, encoding='utf-8') as file:
            for line in file:
                match = re.fullmatch(r'(\S+) (\S+) (\d+) (\d+) c=(.*) a=(.*) u=(.*) q=(.*) b=(.*)\n', line)
                names = ('method', 'uri', 'status', 'bytes', 'cookie', 'authorization', 'agent', 'query', 'body')
                found.append(dict(zip(names, match.groups())) if match else {'line': line})
        return found

    def stop(self):
        """Ends the server that was started here."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def die_with_us():
    """A campaign that is cut off leaves no server behind."""
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


# --- reporting ----------------------------------------------------------------------------------

class Report:
    """Cases in TAP, and the counts of the last line."""

    def __init__(self):
        self.counts = {}
        self.rows = 0
        self.bad = 0
        self.loose = 0  # bad ones that no row has told of yet
        self.lock = threading.Lock()  # cases end in several threads

    def say(self, line):
        """A line, whole."""
        sys.stdout.write(line.replace('\n', ' ') + '\n')
        sys.stdout.flush()

    def add(self, what, number=1):
        """Counts @number of @what: "kills", "power-loss states"."""
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + number

    def note(self, words):
        """A remark."""
        with self.lock:
            self.say(f'# {words}')

    def fault(self, where, words):
        """Something that must not be, within a row that comes later."""
        with self.lock:
            self.loose += 1
            self.bad += 1
            self.say(f'# BAD {where}: {words}')

    def row(self, name, problems, note=''):
        """One case."""
        good = 'not ok' if problems else 'ok'
        words = f' … ok' + (f' ({note})' if note else '') if not problems else f': {"; ".join(problems)}'
        with self.lock:
            self.rows += 1
            self.bad += bool(problems)
            self.say(f'{good} {self.rows} {name}{words}'.replace('#', '№'))

    def skip(self, name, why):
        """One that cannot be tried here."""
        with self.lock:
            self.rows += 1
            self.say(f'ok {self.rows} {name} # SKIP {why}')

    def finish(self):
        """The plan and the last line. Returns: the exit status."""
        print(f'1..{self.rows}')
        parts = [f'{number} {what}' for what, number in self.counts.items()]
        print('# ' + ', '.join(parts + [f'{self.rows} cases', f'{self.bad} bad']), flush=True)
        return 1 if self.bad else 0
