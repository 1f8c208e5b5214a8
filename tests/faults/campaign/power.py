# SPDX-License-Identifier: GPL-3.0-or-later
"""Power loss: a run is recorded with all that it wrote, and disks are made as they may be found afterwards.

The rules of a legal disk: what was written before a finished sync of that file is there. What was not synced may be
missing, be there in part (sectors of 512 or 4,096 bytes) or in another order. A name that was made, changed or taken
away counts only once its folder was synced; before that it may be there or not, each for itself.
"""

import dataclasses
import hashlib
import os
import random

from . import rig
from .kills import under_words

O_TRUNC = os.O_TRUNC
AT_REMOVEDIR = 0x200


@dataclasses.dataclass
class Op:
    """A change: of a file's bytes, or of names."""
    kind: str                 # write, cut, extend, names, sync
    node: int = 0             # the file; for names: the folder whose sync makes it last
    offset: int = 0
    data: bytes = b''
    sets: tuple = ()          # names: ((folder, name, node or None), …), all at once
    durable_at: int = 1 << 60  # index of the sync that makes it last


class Recording:
    """The changes of one run on a place, and the place before."""

    def __init__(self, place, log):
        self.place = place
        self.nodes = {}      # id: bytes of a file, or None for a folder
        self.modes = {}
        self.names = {}      # (folder, name): node, as before the run
        self.links = {}      # (folder, name): text of a symbolic link
        self.by_inode = {}
        self.ops = []
        self.root = self._scan(place)
        self.live = dict(self.names)
        self.log = log

    def _add(self, content, mode):
        number = len(self.nodes) + 1
        self.nodes[number] = content
        self.modes[number] = mode
        return number

    def _scan(self, path):
        st = os.lstat(path)
        number = self._add(None, st.st_mode & 0o777)
        self.by_inode[st.st_ino] = number
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_symlink():
                    self.links[number, entry.name] = os.readlink(entry.path)
                elif entry.is_dir():
                    self.names[number, entry.name] = self._scan(entry.path)
                else:
                    with open(entry.path, 'rb') as file:
                        node = self._add(file.read(), entry.stat().st_mode & 0o777)
                    self.by_inode[entry.inode()] = node
                    self.names[number, entry.name] = node
        return number

    def _find(self, path):
        """(folder, name) of a path as the names are now."""
        parts = [part for part in os.path.relpath(os.path.normpath(path), self.place).split('/') if part != '.']
        folder = self.root
        for part in parts[:-1]:
            folder = self.live[folder, part]
        return (folder, parts[-1]) if parts else (None, None)

    def _node(self, path):
        folder, name = self._find(path)
        return self.root if folder is None else self.live.get((folder, name))

    def read(self):
        """Reads what strike wrote down."""
        with open(self.log, 'rb') as file:
            for line in iter(file.readline, b''):
                name, inode, offset, flags, existed, path, path2, length = line.decode().rstrip('\n').split('\t')
                data = file.read(int(length))
                self._take(name, int(inode), int(offset), int(flags), existed == '1', path, path2, data)
        last = {}
        for i in range(len(self.ops) - 1, -1, -1):
            op = self.ops[i]
            if op.kind == 'sync':
                last[op.node] = i
            else:
                op.durable_at = last.get(op.node, 1 << 60)
        return self

    def _set(self, *sets, folder):
        for where, name, node in sets:
            if node is None:
                self.live.pop((where, name), None)
            else:
                self.live[where, name] = node
        self.ops.append(Op('names', folder, sets=sets))

    def _take(self, name, inode, offset, flags, existed, path, path2, data):
        if name in ('open', 'openat', 'creat'):
            folder, leaf = self._find(path)
            if not existed:
                node = self._add(b'', 0o600)
                self._set((folder, leaf, node), folder=folder)
            elif flags & O_TRUNC:
                self.ops.append(Op('cut', self._node(path), 0))
            if inode and not existed:
                self.by_inode[inode] = node
        elif name in ('write', 'pwrite64', 'copy_file_range', 'sendfile', 'ioctl'):
            if data:
                self.ops.append(Op('write', self.by_inode[inode], offset, data))
        elif name in ('ftruncate', 'truncate'):
            self.ops.append(Op('cut', self.by_inode[inode], offset))
        elif name == 'fallocate':
            self.ops.append(Op('extend', self.by_inode[inode], offset))
        elif name in ('fsync', 'fdatasync'):
            self.ops.append(Op('sync', self.by_inode[inode]))
        elif name.startswith('rename'):
            folder, leaf = self._find(path)
            to_folder, to_leaf = self._find(path2)
            node = self.live[folder, leaf]
            self._set((folder, leaf, None), (to_folder, to_leaf, node), folder=to_folder)
        elif name in ('unlink', 'unlinkat', 'rmdir'):
            folder, leaf = self._find(path)
            self._set((folder, leaf, None), folder=folder)
        elif name.startswith('mkdir'):
            folder, leaf = self._find(path)
            node = self._add(None, 0o700)
            self.by_inode[inode] = node
            self._set((folder, leaf, node), folder=folder)
        elif name.startswith('link'):
            folder, leaf = self._find(path2)
            self._set((folder, leaf, self._node(path)), folder=folder)

    # --- disks ----------------------------------------------------------------------------------

    def disk(self, end, dice):
        """A legal disk after the first @end changes, by the throws of @dice: (names, contents)."""
        lost = self._choose(end, dice)
        names = dict(self.names)
        contents = {node: bytearray(content) for node, content in self.nodes.items() if content is not None}
        for i in range(end):
            op = self.ops[i]
            if op.kind == 'sync':
                continue
            keep = True if op.durable_at < end else lost[i]
            if keep is False:
                continue
            if op.kind == 'names':
                for folder, name, node in op.sets:
                    if node is None:
                        names.pop((folder, name), None)
                    else:
                        names[folder, name] = node
            else:
                change(contents[op.node], op, keep)
        return names, contents

    def _choose(self, end, dice):
        """What of the unsynced changes is there: True, False, or for a torn write the sectors."""
        loose = [i for i in range(end) if self.ops[i].durable_at >= end and self.ops[i].kind != 'sync']
        chosen = {}
        groups = {}
        for i in loose:
            groups.setdefault(0 if self.ops[i].kind == 'names' else self.ops[i].node, []).append(i)
        for members in groups.values():
            way = dice.choice(('none', 'all', 'prefix', 'some', 'torn', 'torn'))
            upto = dice.randint(0, len(members))
            for place, i in enumerate(members):
                if way in ('none', 'all'):
                    chosen[i] = way == 'all'
                elif way == 'some':
                    chosen[i] = dice.random() < 0.5
                else:
                    chosen[i] = place < upto
                if way == 'torn' and self.ops[i].kind == 'write' and place >= upto - 2:
                    size = dice.choice((512, 4096))
                    chosen[i] = (size, dice.getrandbits(len(self.ops[i].data) // size + 2))
        return chosen

    def write_disk(self, disk, place):
        """Makes @place such a disk. Returns: a hash of it."""
        names, contents = disk
        rig.clear(place)
        inside = {}
        for (folder, name), node in sorted(names.items()):
            inside.setdefault(folder, []).append((name, node))
        hasher = hashlib.sha256()

        def write(folder, path):
            os.mkdir(path, 0o700)
            for name, node in inside.get(folder, []):
                to = os.path.join(path, name)
                hasher.update(to.encode() + b'\0')
                if self.nodes[node] is None:
                    write(node, to)
                else:
                    with open(to, 'wb') as file:
                        file.write(contents[node])
                    os.chmod(to, self.modes[node])
                    hasher.update(hashlib.sha256(contents[node]).digest())
            for (at, name), text in self.links.items():
                if at == folder:
                    os.symlink(text, os.path.join(path, name))
        write(self.root, place)
        return hasher.hexdigest()


def change(content, op, keep):
    """Applies a change of bytes; @keep: True, or the sectors of a torn write."""
    if op.kind == 'cut':
        if op.offset < len(content):
            del content[op.offset:]
        else:
            content.extend(bytes(op.offset - len(content)))
    elif op.kind == 'extend':
        content.extend(bytes(max(0, op.offset - len(content))))
    elif keep is True:
        put(content, op.offset, op.data)
    else:
        size, bits = keep
        at = op.offset
        end = op.offset + len(op.data)
        while at < end:
            until = min(end, (at // size + 1) * size)
            if bits & 1:
                put(content, at, op.data[at - op.offset:until - op.offset])
            bits >>= 1
            at = until


def put(content, offset, data):
    """Writes bytes into bytes, with zeros where nothing was."""
    if offset > len(content):
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data


def record(world, operation):
    """Records one whole run."""
    log = os.path.join(world.program.folder, 'recorded')
    rig.restore(operation.template, world.place)
    world.serve(operation.serve)
    recording = Recording(world.place, log)
    done = world.program.run(operation.words, strike=[*under_words(operation), '--record', log])
    if done.code != 0:
        raise AssertionError(f'{operation.name} fails without a fault: {done.err.strip()}')
    return recording.read()


class Replay:
    """The states of one recorded operation, no two alike."""

    def __init__(self, world, operation):
        self.world = world
        self.operation = operation
        self.recording = record(world, operation)
        self.dice = random.Random(f'{world.seed} {operation.name}')
        self.seen = set()
        self.tries = 0

    def next(self):
        """Makes the place the next state. Returns: (operation with what is allowed now, words), None where there are no
        more."""
        last = len(self.recording.ops)
        for _ in range(200):
            self.tries += 1
            # The end, when the program has said that it is done, is worth more states than others.
            end = last if self.tries % 10 == 0 else self.dice.randint(1, last)
            state = self.recording.write_disk(self.recording.disk(end, self.dice), self.world.place)
            if state not in self.seen:
                self.seen.add(state)
                self.world.serve(self.operation.serve)
                finished = end == last and self.operation.goal is not False
                wanted = dataclasses.replace(self.operation, allowed={self.operation.goal}) if finished else self.operation
                return wanted, (f'seed {self.world.seed}, {self.operation.name}, power lost after change {end} of {last}, '
                                f'try {self.tries}')
        return None


def run(world, report, most, every=5, second=8, clock=None):
    """@most states, by turns of each operation. Every @every-th is followed by an honest run, every @second-th by a run
    that is killed first."""
    replays = []
    for operation in world.operations():
        try:
            replays.append(Replay(world, operation))
        except AssertionError as why:
            report.fault(f'seed {world.seed}', str(why))
    number = 0
    while replays and number < most:
        for replay in list(replays):
            found = replay.next()
            if found is None:
                replays.remove(replay)
                continue
            number += 1
            slow = 5 if replay.operation.publisher else 1
            examine(world, report, *found, replay.dice, number % (every * slow) == 0, number % (second * slow) == 0)
        if clock is not None and clock():
            report.note(f'seed {world.seed}: stopped after {number} of {most} states, time is over')
            break


def blind(world):
    """Whether this would find a program that forgets to sync: the same run with its syncs left out of the recording has
    to give bad disks. Returns: problems."""
    operation = world.operations()[1]
    recording = record(world, operation)
    for op in recording.ops:
        op.durable_at = 1 << 60
    dice = random.Random(7)
    for _ in range(200):
        recording.write_disk(recording.disk(len(recording.ops), dice), world.place)
        if world.problems(dataclasses.replace(operation, allowed={operation.goal})):
            return []
    return ['no bad disk was found']


def examine(world, report, operation, where, dice, recover, second):
    """Starts the program on one state."""
    report.add('power-loss states')
    problems = world.problems(operation)
    problems += start(world)
    if not problems and second:
        report.add('second faults')
        rule = ['--under', world.place, '--kill', str(dice.randint(1, 120))]
        world.program.run(operation.recover, strike=rule)
        again = dataclasses.replace(operation, allowed=operation.allowed | {operation.recovered})
        problems += [f'after a second fault: {words}' for words in world.problems(again)]
    if not problems and (recover or second):
        problems += world.recovery_problems(operation)
    for words in problems:
        report.fault(where, words)


def start(world):
    """The program opens the home: it finds an edition, or says plainly that there is none."""
    done = world.program.run(['editions', 'current', '--home', world.home])
    if done.code == 0 or (done.code == 1 and 'no edition on this computer' in done.err):
        return []
    return [f'the next start: exit {done.code}: {done.err.strip()}']
