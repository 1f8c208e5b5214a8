# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that fail: each error at every call, once and from then on; full and read-only disks."""

import collections
import errno
import itertools
import os
import random
import re
import shutil
import subprocess

from . import checker, rig
from .kills import pick, under_words

# What a sentence has to say for a person to know the cause.
CAUSES = {
    'ENOSPC': r'space|full', 'EDQUOT': r'quota|space|full', 'EIO': r'input/output|I/O|disk', 'EROFS': r'read-only|only read there',
    'EACCES': r'permission|not allowed|only read there', 'EMFILE': r'too many open files', 'EINTR': r'interrupted',
}
WRITES = ('write', 'pwrite64')
READS = ('read', 'pread64')


def cases(calls):
    """(number, name, error, options for strike) of every error that can happen at each of @calls."""
    for number, name, *_ in calls:
        for error in CAUSES:
            if name in READS and error not in ('EIO', 'EINTR'):
                continue
            code = str(getattr(errno, error))
            yield number, name, error, ['--error', str(number), code]
            if error != 'EINTR':  # one that never ends does not exist, and who waits for it is right
                yield number, name, error + ' from then on', ['--error-on', str(number), code]
        if name in WRITES:
            yield number, name, 'short write', ['--short', str(number)]


def run(world, report, most=None, every=5, tally=None, clock=None):
    """At most @most cases for each operation, spread evenly, in an order that leaves none out if @clock says that time is
    over. @tally counts how the program took them."""
    tally = collections.Counter() if tally is None else tally
    planned = []
    for operation in world.operations():
        rig.restore(operation.template, world.place)
        world.serve(operation.serve)
        done, calls = world.program.calls(operation.words, operation.under, reads=True)
        if done.code != 0:
            report.fault(f'seed {world.seed}, {operation.name}', f'fails without a fault: {done.err.strip()}')
            continue
        planned += [(operation, case) for case in pick(list(cases(calls)), most)]
    random.Random(world.seed).shuffle(planned)
    for i, (operation, case) in enumerate(planned):
        if clock is not None and clock():
            report.note(f'seed {world.seed}: stopped after {i} of {len(planned)} injected errors, time is over')
            break
        inject(world, report, operation, case, i % (every * (5 if operation.publisher else 1)) == 0, tally)
    return tally


def inject(world, report, operation, case, recover, tally):
    """One injected error."""
    number, name, error, options = case
    listing = os.path.join(world.program.folder, 'struck.txt')
    where = f'seed {world.seed}, {operation.name}, {error} at {name} (call {number})'
    rig.restore(operation.template, world.place)
    world.serve(operation.serve)
    try:
        done = world.program.run(operation.words, timeout=30, strike=[
            *under_words(operation), '--reads', '--list', listing, *options])
    except subprocess.TimeoutExpired:
        report.fault(where, 'it hangs')
        return
    report.add('injected errors')
    problems = world.problems(operation) + repeated_syncs(listing)
    problems += judge(operation, world, error, done, tally, listing)
    if not problems and recover:
        problems = world.recovery_problems(operation)
    for words in problems:
        report.fault(where, words)


def judge(operation, world, error, done, tally, listing):
    """Whether the program ended as it should: done all the same, or one sentence that names the cause."""
    if done.code == 0:
        tally['done all the same'] += 1
        if operation.goal is False:
            return []
        found = checker.check_home(world.home, world.known, {operation.goal}, rig.WORKSPACE)
        return [f'it says that it worked, but {words}' for words in found]
    if done.code != 1:
        tally['crashed'] += 1
        return [f'exit {done.code}: {done.err.strip()[-500:]}']
    tally['failed'] += 1
    problems = []
    if len(done.sentences) != 1 or not done.err.startswith('observatory: '):
        problems.append(f'not one sentence: {done.err.strip()!r}')
    kind = error.split()[0]
    if re.search(CAUSES.get(kind, ''), done.err, re.IGNORECASE):
        tally['named'] += 1
    else:
        with open(listing, encoding='utf-8', errors='replace') as file:
            at = next((line.strip() for line in file if line.rstrip().endswith('failed')), '')
        tally['unnamed'] += 1
        tally[f'unnamed: {kind} at {" ".join(at.split()[1:2])} {short(at)}: {done.err.strip()}'] += 1
    return problems


def short(line):
    """The last names of the path in a line of a list."""
    fields = line.split('\t')
    return '/'.join(fields[2].split('/')[-2:]) if len(fields) > 2 else ''


def repeated_syncs(listing):
    """A failed sync means that the bytes may be gone: the same file must not be synced again as if they were there."""
    failed = set()
    with open(listing, encoding='utf-8', errors='replace') as file:
        for line in file:
            _, name, path, path2, done = line.rstrip('\n').split('\t')
            if name in ('fsync', 'fdatasync'):
                if path in failed and done != 'failed':
                    return [f'{os.path.basename(path)} is synced again after a sync of it failed']
                if done == 'failed':
                    if path in failed:
                        return [f'{os.path.basename(path)} is synced again and again']
                    failed.add(path)
            elif name.startswith(('open', 'unlink', 'rename', 'rmdir', 'mkdir', 'truncate')):
                failed.discard(path)
                failed.discard(path2)
    return []


# --- disks --------------------------------------------------------------------------------------

class Disk:
    """A small disk in memory at a folder; needs the right to mount."""

    def __init__(self, place, kib):
        os.makedirs(place, exist_ok=True)
        self.place = place
        done = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={kib}k', 'none', place], capture_output=True,
                              check=False)
        if done.returncode != 0:
            raise rig.Skip('mounting is not allowed here')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(['umount', '-l', self.place], capture_output=True, check=False)

    def fill(self, left):
        """Leaves about @left bytes free."""
        st = os.statvfs(self.place)
        spare = st.f_bavail * st.f_frsize - left
        if spare > 0:
            with open(os.path.join(self.place, 'ballast'), 'wb') as file:
                os.posix_fallocate(file.fileno(), 0, spare)

    def empty(self):
        """Takes the ballast away."""
        os.unlink(os.path.join(self.place, 'ballast'))


class Image(Disk):
    """A disk of ext4 in a file, which can turn read-only while files on it are open.

    Each has a place and a file of its own: a disk that is unmounted lazily may live on for a while, and
    mounting its file again, even with other content, would bring back the old one."""

    numbers = itertools.count(1)

    def __init__(self, place, kib):
        place = f'{place}-{next(self.numbers)}'
        os.makedirs(place)
        self.place = place
        self.image = place + '.image'
        with open(self.image, 'xb') as file:
            file.truncate(kib << 10)
        maker = shutil.which('mkfs.ext4', path=os.environ['PATH'] + ':/sbin:/usr/sbin')
        if maker is None:
            raise rig.Skip('mkfs.ext4 is not installed')
        subprocess.run([maker, '-q', '-F', self.image], capture_output=True, check=True)
        self.mount()

    def __exit__(self, *words):
        super().__exit__(*words)
        os.unlink(self.image)

    def mount(self):
        """Puts it in its place, its journal replayed."""
        done = subprocess.run(['mount', '-o', 'loop', self.image, self.place], capture_output=True, check=False)
        if done.returncode != 0:
            raise rig.Skip('mounting is not allowed here')

    def again(self):
        """Takes it away and puts it back, as after a restart."""
        subprocess.run(['umount', self.place], capture_output=True, check=True)
        self.mount()


def put_home(world, template, disk):
    """The template's home on the disk, with a link from where the world looks for it. Returns: its path."""
    rig.clear(world.place)
    home = os.path.join(disk.place, 'home')
    rig.copy_tree(os.path.join(template, 'home'), home)
    subprocess.run(['sync', '-f', home], check=True)
    os.makedirs(world.place)
    return home


def full_disks(world, report, sizes):
    """A disk with so much left, around what the sync wants (64 MiB and the edition) and far below."""
    template = world.held(3)
    world.serve(4)
    outcomes = collections.Counter()
    for left in sizes:
        with Disk(os.path.join(world.program.folder, 'disk'), 96 << 10) as disk:
            home = put_home(world, template, disk)
            disk.fill(left)
            done = world.program.run(['sync', world.address, '--home', home])
            report.add('full disks')
            problems = checker.check_home(home, world.known, {4} if done.code == 0 else {3}, rig.WORKSPACE)
            if done.code not in (0, 1) or (done.code == 1 and not re.search('space', done.err)):
                problems.append(f'exit {done.code}: {done.err.strip()}')
            outcomes[done.code] += 1
            disk.empty()
            again = world.program.run(['sync', world.address, '--home', home])
            if again.code != 0:
                problems.append(f'with space again: {again.err.strip()}')
            problems += checker.check_home(home, world.known, {4}, rig.WORKSPACE)
            for words in problems:
                report.fault(f'{left >> 10} KiB left', words)
    report.row(f'3.3 {len(sizes)} full disks', [] if len(outcomes) == 2 else [f'all ended alike: {outcomes}'],
               f'{outcomes[0]} had room, {outcomes[1]} had not')


def vanishing_disks(world, report, every):
    """A disk that turns read-only in the middle of the run."""
    template = world.held(3)
    world.serve(4)
    listing = os.path.join(world.program.folder, 'struck.txt')
    rig.restore(template, world.place)
    _, calls = world.program.calls(world.sync_words(), [world.home])
    turned = 0
    for number in range(every, len(calls) + 1, every):
        with Image(os.path.join(world.program.folder, 'disk'), 160 << 10) as disk:
            home = put_home(world, template, disk)
            words = ['sync', world.address, '--home', home]
            done = world.program.run(words, strike=['--under', home, '--list', listing, '--before', str(number),
                                                    f'mount -o remount,abort {disk.place} 2> /dev/null'])
            with open(listing, encoding='utf-8', errors='replace') as file:
                turned += 'after the words' in file.read()
            disk.again()
            problems = checker.check_home(home, world.known, {3, 4}, rig.WORKSPACE)
            if done.code == 0:
                problems += checker.check_home(home, world.known, {4}, rig.WORKSPACE)
            elif done.code != 1 or len(done.sentences) != 1 or not re.search(
                    CAUSES['EROFS'] + '|' + CAUSES['EIO'], done.err, re.I):
                problems.append(f'exit {done.code}: {done.err.strip()}')
            again = world.program.run(words)
            problems += ([again.err.strip()] if again.code != 0
                         else checker.check_home(home, world.known, {4}, rig.WORKSPACE))
            for fault in problems:
                report.fault(f'read-only from call {number} on', fault)
    report.add('disks that turned read-only', turned)
    report.row('3.3 disks that turn read-only', [] if turned else ['none of them did'], f'{turned} of them')


def disks(world, report, thorough):
    """Both."""
    need = 65 << 20
    count = 100 if thorough else 4
    below = [64 * 1024 * (i + 1) for i in range(count // 2)]
    around = [need + (i - count // 4) * (256 << 10) for i in range(count - count // 2)]
    full_disks(world, report, below + around)
    vanishing_disks(world, report, 1 if thorough else 40)
