# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that mistreats connections, and a web server that lies. Both on loopback, in a thread of their own."""

import asyncio
import dataclasses
import os
import re
import socket
import struct
import threading
import zlib
from urllib.parse import unquote

BLOCK = 16384


class _Served:
    """Something asyncio serves in a thread; used as a context."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.port = None
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        self.ready.wait()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.set_exception_handler(lambda *_: None)
        server = self.loop.run_until_complete(asyncio.start_server(self._guard, '127.0.0.1', 0))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    async def _guard(self, reader, writer):
        # What was sent and not read yet shall be little, or nobody could say where the reader stopped.
        writer.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        writer.transport.set_write_buffer_limits(high=4096)
        try:
            await self.serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, EOFError):
            pass
        finally:
            try:
                writer.close()
            except OSError:
                pass


def reset(writer):
    """Ends a connection with a reset instead of an end."""
    sock = writer.get_extra_info('socket')
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    writer.transport.abort()


# --- the proxy ----------------------------------------------------------------------------------

TOXICS = ('latency', 'bandwidth', 'slow close', 'timeout', 'reset', 'slicer', 'data limit')


@dataclasses.dataclass
class Toxic:
    """What happens to one direction ("up": what the program sends) from byte @at of each connection on."""
    kind: str
    direction: str = 'down'
    at: int = 0
    seconds: float = 3.0   # of latency, of a slow close
    rate: int = 8192       # bytes a second
    connections: int = 1 << 30  # only the first so many are mistreated


class Proxy(_Served):
    """Passes connections on to @target (a port), with a toxic."""

    def __init__(self, target, toxic=None):
        super().__init__()
        self.target = target
        self.toxic = toxic
        self.seen = 0
        self.open = []

    def hang_up(self):
        """Resets all connections that are open now; new ones are taken."""
        self.loop.call_soon_threadsafe(lambda: [reset(one) for one in self.open])

    async def serve(self, reader, writer):
        """One connection."""
        self.seen += 1
        self.open.append(writer)
        toxic = self.toxic if self.toxic is not None and self.seen <= self.toxic.connections else None
        far_reader, far_writer = await asyncio.open_connection('127.0.0.1', self.target)
        both = (writer, far_writer)
        down = self._pass(far_reader, writer, toxic if toxic and toxic.direction == 'down' else None, both)
        up = self._pass(reader, far_writer, toxic if toxic and toxic.direction == 'up' else None, both)
        await asyncio.gather(down, up, return_exceptions=True)
        far_writer.close()

    async def _pass(self, reader, writer, toxic, both):
        sent = 0
        delayed = False
        while data := await reader.read(BLOCK):
            while data:
                until = None if toxic is None or sent >= toxic.at else toxic.at - sent
                part, data = (data, b'') if until is None else (data[:until], data[until:])
                if toxic is not None and sent >= toxic.at:
                    if toxic.kind == 'latency' and not delayed:
                        delayed = True
                        await asyncio.sleep(toxic.seconds)
                    if not await self._mistreat(toxic, part, writer, both):
                        return
                else:
                    writer.write(part)
                    await writer.drain()
                sent += len(part)
        if toxic is not None and toxic.kind == 'slow close':
            await asyncio.sleep(toxic.seconds)
        if writer.can_write_eof():
            writer.write_eof()

    async def _mistreat(self, toxic, data, writer, both):
        """Returns: whether to go on."""
        if toxic.kind == 'timeout':
            await asyncio.sleep(3600)
        if toxic.kind == 'reset':
            for one in both:
                reset(one)
            return False
        if toxic.kind == 'data limit':
            for one in both:
                one.close()
            return False
        size = {'slicer': 1, 'bandwidth': max(1, toxic.rate // 10)}.get(toxic.kind, len(data))
        for at in range(0, len(data), size):
            writer.write(data[at:at + size])
            await writer.drain()
            if toxic.kind == 'bandwidth':
                await asyncio.sleep(size / toxic.rate)
            elif toxic.kind == 'slicer' and at < 400:
                await asyncio.sleep(0)
        return True


# --- the liar -----------------------------------------------------------------------------------

MANNERS = ('hangs', 'silent', 'closes', 'reset', 'cut', 'stalls', 'drips', '404', '403', '500', '200 portal', 'garbage', 'wrong bytes',
           'one bit', 'endless', 'endless headers', 'longer', 'shorter', 'lies longer', 'lies shorter', 'no length, longer',
           'no length, endless', 'gzip bomb', 'drips headers', 'redirects')


class Liar(_Served):
    """A web server for the tree @root that treats paths matching @pattern in a @manner, all others honestly."""

    def __init__(self, root, manner=None, pattern='', at=0, target=''):
        super().__init__()
        self.root = root
        self.manner = manner
        self.pattern = re.compile(pattern)
        self.at = at
        self.target = target
        self.extra = {}      # path, unquoted: bytes that no file has
        self.seen = 0        # connections
        self.requests = []   # (path, headers)
        self.sent = {}       # path: bytes of bodies

    @property
    def address(self):
        """Where it listens."""
        return f'http://127.0.0.1:{self.port}/'

    async def serve(self, reader, writer):
        """One connection, request after request."""
        self.seen += 1
        while True:
            head = await reader.readuntil(b'\r\n\r\n')
            path = head.split(b' ', 2)[1].decode('latin-1')
            self.requests.append((path, head.decode('latin-1')))
            rude = self.manner if self.manner and self.pattern.search(path) else None
            if not await self._answer(path, head, writer, rude):
                return

    def _read(self, path):
        if unquote(path) in self.extra:
            return self.extra[unquote(path)]
        name = os.path.normpath(os.path.join(self.root, unquote(path.split('?')[0]).lstrip('/')))
        if not name.startswith(self.root) or not os.path.isfile(name):
            return None
        with open(name, 'rb') as file:
            return file.read()

    async def _send(self, writer, path, status, body, headers=()):
        lines = [f'HTTP/1.1 {status}', *headers, '', '']
        writer.write('\r\n'.join(lines).encode('latin-1') + body)
        self.sent[path] = self.sent.get(path, 0) + len(body)
        await writer.drain()

    async def _answer(self, path, head, writer, rude):
        body = self._read(path)
        if rude is not None:
            return await self._lie(path, writer, rude, body if body is not None else b'nothing\n')
        if body is None:
            await self._send(writer, path, '404 Not Found', b'', ['Content-Length: 0'])
            return True
        part = re.search(rb'\r\nRange: bytes=(\d+)-', head)
        if part and int(part.group(1)) < len(body):
            start = int(part.group(1))
            await self._send(writer, path, '206 Partial Content', body[start:],
                             [f'Content-Length: {len(body) - start}',
                              f'Content-Range: bytes {start}-{len(body) - 1}/{len(body)}'])
        else:
            await self._send(writer, path, '200 OK', body, [f'Content-Length: {len(body)}'])
        return True

    async def _lie(self, path, writer, manner, body):
        """Returns: whether the connection stays."""
        length = len(body)
        at = min(self.at or length // 2, length)
        if manner in ('hangs', 'silent'):
            await asyncio.sleep(3600)
        if manner == 'closes':
            return False
        if manner in ('404', '403', '500'):
            await self._send(writer, path, f'{manner} No', b'no\n', ['Content-Length: 3'])
            return True
        if manner == '200 portal':
            page = b'<html><title>Please log in</title></html>\n' * 20
            await self._send(writer, path, '200 OK', page, [f'Content-Length: {len(page)}', 'Content-Type: text/html'])
            return True
        if manner == 'redirects':
            await self._send(writer, path, '302 Found', b'', ['Content-Length: 0', f'Location: {self.target}'])
            return True
        if manner == 'garbage':
            writer.write(os.urandom(2000))
            await writer.drain()
            return False
        if manner == 'wrong bytes':
            await self._send(writer, path, '200 OK', bytes(255 - byte for byte in body), [f'Content-Length: {length}'])
            return True
        if manner == 'one bit':
            place = min(at, length - 1)
            changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1:]
            await self._send(writer, path, '200 OK', changed, [f'Content-Length: {length}'])
            return True
        if manner == 'shorter':
            await self._send(writer, path, '200 OK', body[:at], [f'Content-Length: {at}'])
            return True
        if manner == 'longer':
            await self._send(writer, path, '200 OK', body + b'more' * 50, [f'Content-Length: {length + 200}'])
            return True
        if manner == 'lies longer':
            await self._send(writer, path, '200 OK', body, [f'Content-Length: {length + 200}'])
            return False
        if manner == 'lies shorter':  # what is left over stands where the next answer is looked for
            await self._send(writer, path, '200 OK', body, [f'Content-Length: {at}'])
            return True
        if manner == 'no length, longer':
            await self._send(writer, path, '200 OK', body + b'more' * 50, ['Connection: close'])
            return False
        if manner == 'gzip bomb':
            packer = zlib.compressobj(9, zlib.DEFLATED, 31)
            bomb = b''.join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
            await self._send(writer, path, '200 OK', bomb, [f'Content-Length: {len(bomb)}', 'Content-Encoding: gzip'])
            return True
        return await self._drag(path, writer, manner, body, at)

    async def _drag(self, path, writer, manner, body, at):
        headers = [f'Content-Length: {len(body)}']
        if manner == 'endless':
            await self._send(writer, path, '200 OK', b'', ['Transfer-Encoding: chunked'])
            while True:
                writer.write(b'1000\r\n' + bytes(0x1000) + b'\r\n')
                self.sent[path] += 0x1000
                await writer.drain()
        if manner == 'no length, endless':
            await self._send(writer, path, '200 OK', b'', ['Connection: close'])
            while True:
                writer.write(bytes(0x1000))
                self.sent[path] += 0x1000
                await writer.drain()
        if manner == 'drips headers':
            for byte in f'HTTP/1.1 200 OK\r\n{headers[0]}\r\n\r\n'.encode():
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
            await self._send(writer, path, '', body)
        if manner == 'endless headers':
            writer.write(b'HTTP/1.1 200 OK\r\n')
            while True:
                writer.write(b'X-More: ' + b'more' * 500 + b'\r\n')
                await writer.drain()
        if manner == 'drips':
            await self._send(writer, path, '200 OK', body[:self.at], headers)
            for byte in body[self.at:]:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
            return True
        await self._send(writer, path, '200 OK', body[:at], headers)
        if manner == 'stalls':
            await asyncio.sleep(3600)
        if manner == 'reset':
            await asyncio.sleep(0.02)
            reset(writer)
        return False
