# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves repositories from memory on the loopback address, logs each request, and can misbehave."""

import functools
import gzip
import http.server
import socket
import threading
import time
from urllib.parse import unquote


class Mount:
    """One repository under an address of its own: the requests made, and what to do otherwise with some of them."""

    def __init__(self, server, name):
        self.name, self.repository = name, None
        self.metadata = f'{server.base}/{name}/metadata'
        self.targets = f'{server.base}/{name}/targets'
        self.asked, self.fetched, self.strange, self.sent = [], [], [], {}
        self.behave = {}  # file name, or '*' -> function (handler, data)

    def answer(self, kind, name):
        """The bytes of a file, or None."""
        if self.repository is None:
            return None
        if kind == 'metadata':
            return self.repository.files.get(name)
        return self.repository.targets.get(unquote(name))


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    protocol_version = 'HTTP/1.1'

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, *_):
        pass

    def do_GET(self):
        """Files of a mount; everything that is not an address of one is noted as strange."""
        parts = self.path.split('/', 3)
        mount = self.server.mounts.get(parts[1]) if len(parts) == 4 else None
        if mount is None or parts[2] not in ('metadata', 'targets'):
            self.server.astray.append(self.path)
            self.plain(404, b'')
            return
        kind, name = parts[2], parts[3]
        (mount.asked if kind == 'metadata' else mount.fetched).append(name)
        if '?' in self.path or self.headers.get('User-Agent') != 'SkillsObservatory/1.0' \
                or not set(self.headers) <= {'Host', 'User-Agent', 'Accept', 'Range'}:
            mount.strange.append(f'{self.path} {self.headers.as_string()}')
        data = mount.answer(kind, name)
        behave = mount.behave.get(name) or mount.behave.get('*')
        if behave:
            self.close_connection = True
            try:
                behave(self, data)
            except OSError:  # the client hung up, as it should
                pass
            mount.sent[name] = getattr(self, 'body_sent', 0)
        elif data is None:
            self.plain(404, b'not here')
        else:
            self.plain(200, data)

    def other(self):
        """Only GET is expected."""
        self.server.astray.append(f'{self.command} {self.path}')
        self.plain(405, b'')

    do_POST = do_PUT = do_HEAD = do_OPTIONS = other

    def head(self, status, *headers):
        """The head of an answer with exactly these headers."""
        lines = [f'HTTP/1.1 {status} X'] + [f'{name}: {value}' for name, value in headers] + ['Connection: close', '',
                                                                                              '']
        self.wfile.write('\r\n'.join(lines).encode())

    def body(self, data):
        """A piece of the body, counted."""
        self.wfile.write(data)
        self.body_sent = getattr(self, 'body_sent', 0) + len(data)

    def plain(self, status, data):
        """An answer as it should be."""
        self.send_response(status)
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(data)


# What a server can do instead.


def status(code):
    """Another status, with the right body all the same."""
    def behave(handler, data):
        handler.head(code, ('Content-Length', len(data or b'')))
        handler.body(data or b'')
    return behave


def styled(version, length):
    """The right answer in another style: of HTTP/1.0, or with no length but the end of the connection, or in chunks."""
    def behave(handler, data):
        headers = {'length': [f'Content-Length: {len(data or b"")}'], 'chunks': ['Transfer-Encoding: chunked'], 'none': []}
        handler.wfile.write('\r\n'.join([f'HTTP/{version} {404 if data is None else 200} X', *headers[length],
                                         'Connection: close', '', '']).encode())
        pieces = [data[at:at + 100] for at in range(0, len(data or b''), 100)]
        for piece in pieces:
            handler.body(b'%x\r\n%s\r\n' % (len(piece), piece) if length == 'chunks' else piece)
        if length == 'chunks':
            handler.body(b'0\r\n\r\n')
    return behave


def endless(start=None, chunked=True):
    """Bytes without end, in chunks or until the connection closes; at most 64 MiB."""
    def behave(handler, data):
        handler.head(200, *([('Transfer-Encoding', 'chunked')] if chunked else []))
        piece = b' ' * 16384
        first = (data or b'') if start is None else start
        for block in [first] + [piece] * 4096:
            if block:
                handler.body(b'%x\r\n%s\r\n' % (len(block), block) if chunked else block)
    return behave


def lying(length):
    """The right bytes under a length that is not theirs: @length more (or fewer)."""
    def behave(handler, data):
        handler.head(200, ('Content-Length', max(0, len(data) + length)))
        handler.body(data)
    return behave


def other(change):
    """Other bytes: change(data)."""
    def behave(handler, data):
        body = change(data)
        handler.head(200, ('Content-Length', len(body)))
        handler.body(body)
    return behave


@functools.lru_cache(None)
def packed_blanks(data):
    """@data and 64 MiB of blanks, compressed."""
    return gzip.compress(data + b' ' * (64 << 20), 1)


def bomb():
    """A compressed answer that nobody asked for, of 64 MiB when unpacked."""
    def behave(handler, _):
        packed = packed_blanks(b'{}')
        handler.head(200, ('Content-Encoding', 'gzip'), ('Content-Length', len(packed)))
        handler.body(packed)
    return behave


def redirect(address):
    """Somewhere else."""
    def behave(handler, _):
        handler.head(302, ('Location', address), ('Content-Length', 0))
    return behave


def cut(share, reset=False):
    """A part of the body under the whole length, and then the connection ends."""
    def behave(handler, data):
        handler.head(200, ('Content-Length', len(data)))
        handler.body(data[:int(len(data) * share)])
        if reset:
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
    return behave


def hang_up():
    """No answer at all: the connection ends."""
    return lambda handler, data: None


def trickle(pause, share=0.0, head=True):
    """@share of the body at once, then a byte each @pause seconds, until the client has had enough; 30 seconds at most.
    Without @head the head itself comes so."""
    def behave(handler, data):
        text = b'HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n' % len(data)
        whole = text + data
        at = (len(text) if head else 0) + int(len(data) * share)
        handler.body(whole[:at])
        end = time.monotonic() + 30
        while at < len(whole) and time.monotonic() < end and not handler.server.over:
            time.sleep(pause)
            handler.body(whole[at:at + 1])
            at += 1
    return behave


def silence(share=0.0, head=True):
    """Nothing more after @share of the body, until the client hangs up."""
    def behave(handler, data):
        if head:
            handler.head(200, ('Content-Length', len(data)))
            handler.body(data[:int(len(data) * share)])
            handler.wfile.flush()
        handler.connection.settimeout(60)
        handler.connection.recv(1)
    return behave


class Server(http.server.ThreadingHTTPServer):
    """One for a whole run."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Handler)
        self.base = f'http://127.0.0.1:{self.server_address[1]}'
        self.mounts, self.astray, self.over = {}, [], False
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    def handle_error(self, request, client_address):
        """Connections that the client cuts are part of the tests."""

    def mount(self, name):
        """A new address."""
        self.mounts[name] = Mount(self, name)
        return self.mounts[name]

    def close(self):
        """Ends it and what still trickles."""
        self.over = True
        self.shutdown()
        self.server_close()
