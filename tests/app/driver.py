# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the program in a real window that nobody sees, and uses it as a person with a keyboard and a
screen reader does.

A Desktop is an X server, a session bus and an accessibility bus of its own. A Program is one run of the
program on it with a home of its own: what it shows is read from the accessibility tree, what it is told
comes from key presses and from the actions that the tree offers. Nothing waits for a fixed time: every
wait looks until what it waits for is there, and fails with the tree after MOST_SECONDS.
"""

import atexit
import ctypes
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib

try:
    import gi
    gi.require_version('Atspi', '2.0')
    from gi.repository import Atspi, Gio, GLib
    GI_PROBLEM = None
except (ImportError, ValueError) as fault:
    GI_PROBLEM = f'python3-gi with gir1.2-atspi-2.0 is missing: {fault}'

# A slow machine may say how long is too long.
MOST_SECONDS = int(os.environ.get('OBSERVATORY_TEST_SECONDS', '60'))
LAUNCHERS = ('/usr/libexec/at-spi-bus-launcher', '/usr/lib/at-spi2-core/at-spi-bus-launcher')
BAD_LINE = re.compile(r'(WARNING|CRITICAL|ERROR) \*\*|Sanitizer|runtime error:')
ACCESSIBLE = 'org.a11y.atspi.Accessible'
COMPONENT = 'org.a11y.atspi.Component'
ACTION = 'org.a11y.atspi.Action'
PROPERTIES = 'org.freedesktop.DBus.Properties'

BUS_CONFIG = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''


class Failure(AssertionError):
    """Something did not come, or came wrong; the words say what was there instead."""


def launcher():
    """The program that starts the accessibility bus, or None."""
    return next((path for path in LAUNCHERS if os.access(path, os.X_OK)), None)


def missing():
    """What this machine lacks for a window, in words; None when it has all."""
    for tool in ('Xvfb', 'dbus-daemon'):
        if shutil.which(tool) is None:
            return f'{tool} is missing'
    if launcher() is None:
        return 'at-spi-bus-launcher is missing'
    for name in ('libX11.so.6', 'libXtst.so.6'):
        try:
            ctypes.CDLL(name)
        except OSError:
            return f'{name} is missing'
    return GI_PROBLEM


def leave_if_missing():
    """Ends a test that cannot run here, with the reason, in the way of TAP."""
    reason = missing()
    if reason is not None:
        print(f'1..0 # SKIP {reason}')
        sys.exit(0)


def wait_for(look, what, seconds=MOST_SECONDS, pause=0.05):
    """Looks until @look gives something; that. @what is for the words of a failure."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise Failure(f'{what() if callable(what) else what}: not after {seconds} s')
        time.sleep(pause)


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent with data in longs, with the room of an XEvent behind it."""
    _fields_ = [('type', ctypes.c_int), ('serial', ctypes.c_ulong), ('send_event', ctypes.c_int),
                ('display', ctypes.c_void_p), ('window', ctypes.c_ulong), ('message', ctypes.c_ulong),
                ('format', ctypes.c_int), ('data', ctypes.c_long * 5), ('room', ctypes.c_long * 24)]


class Image(ctypes.Structure):
    """The beginning of an XImage."""
    _fields_ = [('width', ctypes.c_int), ('height', ctypes.c_int), ('offset', ctypes.c_int),
                ('format', ctypes.c_int), ('data', ctypes.c_void_p), ('byte_order', ctypes.c_int),
                ('unit', ctypes.c_int), ('bit_order', ctypes.c_int), ('pad', ctypes.c_int),
                ('depth', ctypes.c_int), ('line', ctypes.c_int)]


ERROR_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class Screen:
    """The few calls of Xlib that a keyboard, a window's edge and a camera need."""

    def __init__(self, name):
        window, pointer, number = ctypes.c_ulong, ctypes.c_void_p, ctypes.c_int
        self.x = ctypes.CDLL('libX11.so.6')
        self.test = ctypes.CDLL('libXtst.so.6')
        for call, result, words in (
                ('XOpenDisplay', pointer, [ctypes.c_char_p]),
                ('XDefaultRootWindow', window, [pointer]),
                ('XQueryTree', number, [pointer, window] + [pointer] * 4),
                ('XFree', number, [pointer]),
                ('XGetGeometry', number, [pointer, window] + [pointer] * 7),
                ('XGetWindowAttributes', number, [pointer, window, pointer]),
                ('XGetInputFocus', number, [pointer, pointer, pointer]),
                ('XSetInputFocus', number, [pointer, window, number, ctypes.c_ulong]),
                ('XResizeWindow', number, [pointer, window, ctypes.c_uint, ctypes.c_uint]),
                ('XInternAtom', ctypes.c_ulong, [pointer, ctypes.c_char_p, number]),
                ('XSendEvent', number, [pointer, window, number, ctypes.c_long, pointer]),
                ('XSync', number, [pointer, number]),
                ('XWarpPointer', number, [pointer, window, window] + [number] * 6),
                ('XStringToKeysym', ctypes.c_ulong, [ctypes.c_char_p]),
                ('XKeysymToKeycode', ctypes.c_ubyte, [pointer, ctypes.c_ulong]),
                ('XkbKeycodeToKeysym', ctypes.c_ulong, [pointer, ctypes.c_ubyte, number, number]),
                ('XChangeProperty', number, [pointer, window, ctypes.c_ulong, ctypes.c_ulong, number, number,
                                             ctypes.c_char_p, number]),
                ('XGetImage', pointer, [pointer, window, number, number, ctypes.c_uint, ctypes.c_uint,
                                        ctypes.c_ulong, number])):
            function = getattr(self.x, call)
            function.restype, function.argtypes = result, words
        self.test.XTestFakeKeyEvent.argtypes = [pointer, ctypes.c_uint, number, ctypes.c_ulong]
        # A window may go between two questions about it; that is no fault.
        self.handler = ERROR_HANDLER(lambda display, event: 0)
        self.x.XSetErrorHandler(self.handler)
        self.display = self.x.XOpenDisplay(name.encode())
        if not self.display:
            raise Failure(f'the X server at {name} does not answer')
        self.root = self.x.XDefaultRootWindow(self.display)

    def geometry(self, window):
        """(x, y, width, height), or None where the window is gone."""
        root, x, y = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
        width, height, border, depth = (ctypes.c_uint() for _ in range(4))
        good = self.x.XGetGeometry(self.display, window, *(ctypes.byref(value) for value in (
            root, x, y, width, height, border, depth)))
        return (x.value, y.value, width.value, height.value) if good else None

    def is_main(self, window):
        """Whether it is mapped and an ordinary window, not a popover."""
        room = (ctypes.c_char * 256)()
        if not self.x.XGetWindowAttributes(self.display, window, room):
            return False
        # map_state and override_redirect of an XWindowAttributes
        state = struct.unpack_from('=i', room, 92)[0]
        override = struct.unpack_from('=i', room, 120)[0]
        _, _, width, height = self.geometry(window) or (0, 0, 0, 0)
        return state == 2 and not override and width > 1 and height > 1

    def windows(self):
        """Ordinary windows, the lowest first."""
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.c_void_p()
        self.x.XQueryTree(self.display, self.root, *(ctypes.byref(value) for value in (
            root, parent, children, count)))
        if not children.value:
            return []
        found = list((ctypes.c_ulong * count.value).from_address(children.value))
        self.x.XFree(children)
        return [window for window in found if self.is_main(window)]

    def give_focus(self):
        """The keyboard goes to the window on top, as a desktop would have it."""
        windows = self.windows()
        if not windows:
            raise Failure('there is no window')
        focus, revert = ctypes.c_ulong(), ctypes.c_int()
        self.x.XGetInputFocus(self.display, ctypes.byref(focus), ctypes.byref(revert))
        if focus.value != windows[-1]:
            self.x.XSetInputFocus(self.display, windows[-1], 1, 0)
            self.x.XSync(self.display, 0)

    def resize(self, window, width, height):
        """As by pulling at its corner."""
        self.x.XResizeWindow(self.display, window, width, height)
        self.x.XSync(self.display, 0)

    def close(self, window):
        """As by its close button."""
        atom = lambda name: self.x.XInternAtom(self.display, name, 0)
        event = ClientMessage(type=33, window=window, message=atom(b'WM_PROTOCOLS'), format=32)
        event.data[0] = atom(b'WM_DELETE_WINDOW')
        self.x.XSendEvent(self.display, window, 0, 0, ctypes.byref(event))
        self.x.XSync(self.display, 0)

    def set_text_size(self, dpi):
        """How large a desktop wants text in programs that start from now on: 96 is the usual."""
        words = f'Xft.dpi: {dpi}\n'.encode()
        self.x.XChangeProperty(self.display, self.root, self.x.XInternAtom(self.display, b'RESOURCE_MANAGER', 0),
                               31, 8, 0, words, len(words))  # 31: the atom STRING
        self.x.XSync(self.display, 0)

    def put_pointer(self, x, y):
        """The pointer, where it is in nobody's way."""
        self.x.XWarpPointer(self.display, 0, self.root, 0, 0, 0, 0, x, y)
        self.x.XSync(self.display, 0)

    def code(self, keysym):
        """(key code, whether Shift is needed) of a key symbol."""
        code = self.x.XKeysymToKeycode(self.display, keysym)
        if not code:
            raise Failure(f'no key gives the symbol {keysym:#x}')
        return code, self.x.XkbKeycodeToKeysym(self.display, code, 0, 0) != keysym

    def press(self, keysym, held=()):
        """Presses and lets go a key with others held."""
        code, shift = self.code(keysym)
        held = [self.code(self.x.XStringToKeysym(name))[0] for name in held]
        if shift and not held:
            held = [self.code(self.x.XStringToKeysym(b'Shift_L'))[0]]
        for other in held:
            self.test.XTestFakeKeyEvent(self.display, other, 1, 0)
        self.test.XTestFakeKeyEvent(self.display, code, 1, 0)
        self.test.XTestFakeKeyEvent(self.display, code, 0, 0)
        for other in reversed(held):
            self.test.XTestFakeKeyEvent(self.display, other, 0, 0)
        self.x.XSync(self.display, 0)

    def picture(self, window, path):
        """Writes what a window looks like as a PNG."""
        _, _, width, height = self.geometry(window)
        found = self.x.XGetImage(self.display, window, 0, 0, width, height, 0xffffffff, 2)
        if not found:
            raise Failure('the window cannot be photographed')
        image = Image.from_address(found)
        raw = ctypes.string_at(image.data, image.line * height)
        rows = bytearray()
        for y in range(height):
            line = raw[y * image.line:y * image.line + 4 * width]
            row = bytearray(3 * width)
            row[0::3], row[1::3], row[2::3] = line[2::4], line[1::4], line[0::4]
            rows += b'\0' + row
        self.x.XFree(image.data)
        self.x.XFree(found)

        def chunk(kind, data):
            return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
        with open(path, 'wb') as file:
            file.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
                       + chunk(b'IDAT', zlib.compress(bytes(rows), 5)) + chunk(b'IEND', b''))


class Node:
    """One thing of the accessibility tree as it was when it was read."""

    __slots__ = ('bus', 'path', 'name', 'description', 'role', 'states', 'children', 'parent')

    def __init__(self, bus, path, parent):
        self.bus, self.path, self.parent = bus, path, parent
        self.name = self.description = self.role = ''
        self.states = frozenset()
        self.children = []

    def walk(self):
        """This node and all below, in order of reading."""
        yield self
        for child in self.children:
            yield from child.walk()

    def above(self):
        """The nodes that hold this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def all(self, role=None, name=None):
        """Nodes below with this role and name; a name may be a compiled expression."""
        for node in self.walk():
            if role is not None and node.role != role:
                continue
            if name is None or (name.search(node.name) if hasattr(name, 'search') else name == node.name):
                yield node

    def __str__(self):
        return f'{self.role} “{self.name}”'


class Desktop:
    """An X server with a session bus and an accessibility bus, ended with the test."""

    def __init__(self, width=1600, height=1200):
        self.folder = tempfile.mkdtemp(prefix='observatory-window-')
        self.processes = []
        atexit.register(self.end)
        runtime = os.path.join(self.folder, 'runtime')
        os.mkdir(runtime, 0o700)
        self.environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith(('DBUS_', 'AT_SPI', 'WAYLAND_', 'GTK_', 'XDG_', 'LC_', 'G_DEBUG', 'XAUTHORITY'))}
        self.environment |= {'XDG_RUNTIME_DIR': runtime, 'HOME': self.folder, 'LC_ALL': 'C.UTF-8',
                             'XDG_DATA_DIRS': '/usr/local/share:/usr/share'}
        self.environment['DISPLAY'] = self.start_server(width, height)
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = self.start_bus()
        self.screen = Screen(self.environment['DISPLAY'])
        self.screen.put_pointer(width - 1, height - 1)
        self.connection = self.connect()

    def spawn(self, words, **keys):
        """Starts a process that ends with the desktop."""
        process = subprocess.Popen(words, start_new_session=True, stdin=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=self.environment, **keys)
        self.processes.append(process)
        return process

    def read_line(self, words):
        """Starts a process that is told the number of a pipe in its @words; the line that it writes there."""
        read, write = os.pipe()
        self.spawn([word.format(pipe=write) for word in words], pass_fds=[write], stdout=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            line = pipe.readline().strip()
        if not line:
            raise Failure(f'{words[0]} did not start')
        return line

    def start_server(self, width, height):
        """The X server on a display number that it chooses itself."""
        number = self.read_line(['Xvfb', '-nolisten', 'tcp', '-noreset', '-screen', '0', f'{width}x{height}x24',
                                 '-displayfd', '{pipe}'])
        return f':{number}'

    def start_bus(self):
        """A session bus that starts nothing by itself."""
        config = os.path.join(self.folder, 'bus.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write(BUS_CONFIG.format(folder=self.folder))
        return self.read_line(['dbus-daemon', '--nofork', '--config-file=' + config, '--print-address={pipe}'])

    def open_bus(self, address):
        """A connection to the bus at @address."""
        return Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    def connect(self):
        """A connection to the accessibility bus."""
        self.spawn([launcher(), '--launch-immediately'], stdout=subprocess.DEVNULL)
        session = self.open_bus(self.environment['DBUS_SESSION_BUS_ADDRESS'])

        def ask():
            try:
                return session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None,
                                         None, Gio.DBusCallFlags.NONE, 5000, None).unpack()[0]
            except GLib.Error:
                return None
        self.session = session
        self.accessibility = self.open_bus(wait_for(ask, 'the accessibility bus'))
        return self.accessibility

    def many(self, calls):
        """Makes @calls (bus, path, interface, method, words) at once; results in order, None for a failed one."""
        results = [None] * len(calls)
        left = len(calls)
        context = GLib.MainContext.default()

        def done(connection, result, index):
            nonlocal left
            left -= 1
            try:
                results[index] = connection.call_finish(result).unpack()
            except GLib.Error:
                pass  # the node went between two questions
        for index, (bus, path, interface, method, words) in enumerate(calls):
            self.connection.call(bus, path, interface, method, words, None, Gio.DBusCallFlags.NONE,
                                 MOST_SECONDS * 1000, None, done, index)
        while left:
            context.iteration(True)
        return results

    def one(self, *call):
        """Makes one call; its result, or None."""
        return self.many([call])[0]

    def end(self):
        """Ends what was started, the last first."""
        for process in reversed(self.processes):
            if process.poll() is None:
                try:
                    os.killpg(process.pid, signal.SIGTERM)
                except ProcessLookupError:
                    pass
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        self.processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def role_name(number):
    """Role 43 is a push button."""
    try:
        return Atspi.role_get_name(Atspi.Role(number))
    except ValueError:
        return f'role {number}'


def state_names():
    """The words for the bits of a state: 12 is focused."""
    names = (name for name in dir(Atspi.StateType) if name.isupper())
    return {int(getattr(Atspi.StateType, name)): name.lower().replace('_', '-') for name in names}


STATES = {} if GI_PROBLEM else state_names()


class Program:
    """One run of the program. @settings are written before it starts, as the program keeps them."""

    def __init__(self, desktop, program, words=(), home=None, settings=None, gtk=None, bundled=None):
        self.desktop = desktop
        self.screen = desktop.screen
        self.home = home or tempfile.mkdtemp(prefix='home-', dir=desktop.folder)
        self.data = os.path.join(self.home, 'observatory')
        self.log = os.path.join(self.home, 'stderr')
        self.bus = None
        self.write_settings(settings or {})
        self.write_gtk({'gtk-enable-animations': 0, 'gtk-cursor-blink': 0} | (gtk or {}))
        build = os.path.dirname(os.path.dirname(os.path.realpath(program)))
        environment = self.environment = desktop.environment | {
            'HOME': self.home, 'OBSERVATORY_HOME': self.data, 'GTK_A11Y': 'atspi', 'GSK_RENDERER': 'cairo',
            'GDK_BACKEND': 'x11', 'GSETTINGS_BACKEND': 'keyfile', 'GIO_USE_VFS': 'local', 'GTK_USE_PORTAL': '0',
            'GTK_IM_MODULE': 'gtk-im-context-simple',
            'GSETTINGS_SCHEMA_DIR': os.path.join(build, 'app', 'identity')}
        # GTK and the libraries below it keep what they have until the end. Without the search for leaks nobody needs
        # the full stack of each allocation, which makes a window five times slower.
        environment['ASAN_OPTIONS'] = ':'.join(filter(None, (
            environment.get('ASAN_OPTIONS'), 'detect_leaks=0', 'fast_unwind_on_malloc=1', 'malloc_context_size=30')))
        if bundled is not None:
            environment['OBSERVATORY_BUNDLED'] = bundled
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen([program, *words], env=environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, cwd=self.home, start_new_session=True)
        desktop.processes.append(self.process)
        self.find_bus()

    # What it starts with

    def write_settings(self, settings):
        """Settings in the text form of GVariant, into the file where the program keeps them."""
        folder = os.path.join(self.home, '.config', 'glib-2.0', 'settings')
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, 'keyfile')
        if settings or not os.path.exists(path):
            with open(path, 'w', encoding='utf-8') as file:
                file.write('[org/skillsobservatory/SkillsObservatory]\n')
                file.writelines(f'{key}={value}\n' for key, value in settings.items())

    def write_gtk(self, values):
        """What a desktop would say to every GTK program."""
        folder = os.path.join(self.home, '.config', 'gtk-4.0')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'settings.ini'), 'w', encoding='utf-8') as file:
            file.write('[Settings]\n')
            file.writelines(f'{key}={value}\n' for key, value in values.items())

    # The tree

    def alive(self):
        """Fails with what the program said when it has ended by itself."""
        if self.process.poll() is not None:
            raise Failure(f'the program ended with {self.process.returncode}:\n{self.said()}')

    def find_bus(self):
        """Waits until the program stands in the registry."""
        def look():
            self.alive()
            listed = self.desktop.one('org.a11y.atspi.Registry', '/org/a11y/atspi/accessible/root', ACCESSIBLE,
                                      'GetChildren', None)
            for bus, path in listed[0] if listed else []:
                owner = self.desktop.one('org.freedesktop.DBus', '/', 'org.freedesktop.DBus',
                                         'GetConnectionUnixProcessID', GLib.Variant('(s)', (bus,)))
                if owner and owner[0] == self.process.pid:
                    return bus, path
            return None
        self.bus = wait_for(look, 'the program in the list of accessible ones', pause=0.1)

    def tree(self, whole=False):
        """The tree as it is now; the many cells of tables only when @whole. Fails where the program has ended."""
        self.alive()
        root = Node(*self.bus, None)
        level, seen = [root], {self.bus}
        while level:
            calls = []
            for node in level:
                calls += [(node.bus, node.path, PROPERTIES, 'GetAll', GLib.Variant('(s)', (ACCESSIBLE,))),
                          (node.bus, node.path, ACCESSIBLE, 'GetRole', None),
                          (node.bus, node.path, ACCESSIBLE, 'GetState', None),
                          (node.bus, node.path, ACCESSIBLE, 'GetChildren', None)]
            results = self.desktop.many(calls)
            below = []
            for index, node in enumerate(level):
                values, role, states, children = results[4 * index:4 * index + 4]
                if values:
                    node.name = values[0].get('Name', '')
                    node.description = values[0].get('Description', '')
                node.role = role_name(role[0]) if role else 'gone'
                if states:
                    bits = states[0][0] | states[0][1] << 32
                    node.states = frozenset(word for number, word in STATES.items() if bits >> number & 1)
                if node.name == 'Rows' and not whole:
                    continue
                for place in children[0] if children else []:
                    if place not in seen and not place[1].endswith('/null'):
                        seen.add(place)
                        node.children.append(Node(*place, node))
                below += node.children
            level = below
        self.alive()
        return root

    def boxes(self, nodes):
        """(x, y, width, height) of each node in its window; None where it has none."""
        found = self.desktop.many([(node.bus, node.path, COMPONENT, 'GetExtents', GLib.Variant('(u)', (1,)))
                                   for node in nodes])
        return [result[0] if result else None for result in found]

    def on_screen(self, nodes):
        """Those of @nodes that are drawn: the tree holds hidden pages too, which contain no point."""
        nodes = list(nodes)
        boxes = self.boxes(nodes)
        middles = [GLib.Variant('(iiu)', (box[0] + box[2] // 2, box[1] + box[3] // 2, 1)) if box
                   else GLib.Variant('(iiu)', (0, 0, 1)) for box in boxes]
        inside = self.desktop.many([(node.bus, node.path, COMPONENT, 'Contains', middle)
                                    for node, middle in zip(nodes, middles)])
        return [node for node, box, result in zip(nodes, boxes, inside) if box and result and result[0]]

    def look_for(self, role=None, name=None, hidden=False, test=None):
        """Nodes of the present tree with this role and name that are drawn (or not, with @hidden)."""
        nodes = [node for node in self.tree().all(role, name) if test is None or test(node)]
        return nodes if hidden else self.on_screen(nodes)

    def find(self, role=None, name=None, hidden=False, test=None, seconds=MOST_SECONDS):
        """Waits for such a node; the first one."""
        words = name.pattern if hasattr(name, 'pattern') else name
        return wait_for(lambda: self.look_for(role, name, hidden, test),
                        lambda: f'{role or "anything"} called “{words}”\n{self.outline()}', seconds)[0]

    def gone(self, role=None, name=None):
        """Waits until there is no such node on the screen."""
        wait_for(lambda: not self.look_for(role, name), f'{role} “{name}” still there')

    def outline(self):
        """The present tree for the words of a failure: what is drawn and has a name."""
        tree = self.tree()
        drawn = set(id(node) for node in self.on_screen(node for node in tree.walk() if node.name))
        return '\n'.join(f'{"  " * len(list(node.above()))}{node}'
                         + (f' ({node.description})' if node.description else '')
                         + (' *' if 'focused' in node.states else '')
                         for node in tree.walk() if id(node) in drawn)

    def focused(self):
        """The node that has the keyboard now, or None."""
        return next((node for node in self.tree().walk() if 'focused' in node.states), None)

    def wait_focus(self, test, what):
        """Waits until the node with the keyboard passes @test; that node."""
        def look():
            node = self.focused()
            return node if node is not None and test(node) else None
        return wait_for(look, lambda: f'{what}; the focus is at {self.focused()}')

    def actions(self, node):
        """Names of what can be done with a node."""
        found = self.desktop.one(node.bus, node.path, ACTION, 'GetActions', None)
        return [action[0] for action in found[0]] if found else []

    def act(self, node, action=None):
        """Does the first thing that can be done with a node, or the one called @action."""
        names = self.actions(node)
        if not names or (action is not None and action not in names):
            raise Failure(f'{node} offers only {names}')
        number = names.index(action) if action else 0
        done = self.desktop.one(node.bus, node.path, ACTION, 'DoAction', GLib.Variant('(i)', (number,)))
        if not done or not done[0]:
            raise Failure(f'{node} does not do {names[number]}')

    # The keyboard

    def key(self, chord, times=1):
        """Presses keys: "Tab", "ctrl+k", "alt+Left"."""
        *held, last = chord.split('+') if len(chord) > 1 else [chord]
        names = {'ctrl': b'Control_L', 'alt': b'Alt_L', 'shift': b'Shift_L'}
        keysym = self.screen.x.XStringToKeysym(last.encode())
        for _ in range(times):
            self.alive()
            self.screen.give_focus()
            self.screen.press(keysym, [names[name] for name in held])

    def type(self, text):
        """Types letters one by one."""
        for letter in text:
            self.screen.give_focus()
            self.screen.press(ord(letter))

    def choose(self, button, item):
        """Opens the menu of a button and takes an entry with the arrow keys and Enter."""
        self.act(self.find('push button', button, test=lambda node: not any(
            child.role == 'push button' for child in node.children)))
        wanted = self.find('menu item', item)
        node = self.wait_focus(lambda node: node.role == 'menu item', 'the menu has the keyboard')
        for _ in range(20):
            if node.path == wanted.path:
                self.key('Return')
                return self.gone('menu item', item)
            last = node
            self.key('Down')
            node = self.wait_focus(lambda node: node.path != last.path, f'Down leaves {last}')
        raise Failure(f'the arrow keys do not reach {wanted}')

    def tab_to(self, role, name):
        """Presses Tab until the keyboard is at such a node; that node."""
        node = self.focused()
        for _ in range(60):
            if node is not None and node.role == role and (
                    name.search(node.name) if hasattr(name, 'search') else name == node.name):
                return node
            last = node
            self.key('Tab')
            node = self.wait_focus(lambda node: last is None or node.path != last.path, f'Tab leaves {last}')
        raise Failure(f'Tab does not reach {role} “{name}”')

    # Windows

    def window(self):
        """The X window on top."""
        return wait_for(lambda: self.screen.windows()[-1:], 'a window')[0]

    def titles(self):
        """What its windows are called."""
        return [node.name for node in self.tree().children]

    def wait_title(self, words):
        """Waits until a window has @words in its title."""
        wait_for(lambda: any(words in title for title in self.titles()),
                 lambda: f'a window called “{words}”; there is {self.titles()}')

    # The end

    def said(self):
        """What it wrote to its standard error."""
        with open(self.log, encoding='utf-8', errors='replace') as log:
            return log.read()

    def complaints(self):
        """The lines among that which say that something went wrong, and what follows them."""
        lines = self.said().splitlines()
        for number, line in enumerate(lines):
            if BAD_LINE.search(line):
                return '\n'.join(lines[number:number + 40])
        return ''

    def check_quiet(self):
        """Fails when the program has complained."""
        self.alive()
        words = self.complaints()
        assert not words, f'the program complained:\n{words}'

    def finish(self):
        """Closes it as a person does, and fails when it complained or did not end well."""
        self.key('ctrl+q')
        wait_for(lambda: self.process.poll() is not None, 'the end of the program')
        assert self.process.returncode == 0, f'ended with {self.process.returncode}:\n{self.said()}'
        words = self.complaints()
        assert not words, f'the program complained:\n{words}'

    def kill(self):
        """Ends it at once, where a test has failed."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
