# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that fail: each error at every call, once and from then on; full and read-only disks."""

import collections
import errno
import os
import re
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


def run(world, report, most=None, every=5, names=None, tally=None):
    """At most @most cases for each operation, spread evenly. @tally counts how the program took them."""
    tally = collections.Counter() if tally is None else tally
    for operation in world.operations():
        if names is not None and operation.name not in names:
            continue
        rig.restore(operation.template, world.place)
        world.serve(operation.serve)
        done, calls = world.program.calls(operation.words, operation.under, reads=True)
        if done.code != 0:
            report.fault(f'seed {world.seed}, {operation.name}', f'fails without a fault: {done.err.strip()}')
            continue
        for i, case in enumerate(pick(list(cases(calls)), most)):
            inject(world, report, operation, case, i % every == 0, tally)
    return tally


def inject(world, report, operation, case, recover, tally):
    """One injected error."""
    number, name, error, options = case
    listing = os.path.join(world.program.folder, 'struck.txt')
    where = f'seed {world.seed}, {operation.name}, {error} at {name} (call {number})'
    rig.restore(operation.template, world.place)
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

    def fill(self, left):
        """Leaves @left bytes free."""
        st = os.statvfs(self.place)
        spare = st.f_bavail * st.f_frsize - left
        if spare > 0:
            with open(os.path.join(self.place, 'ballast'), 'wb') as file:
                os.posix_fallocate(file.fileno(), 0, spare)

    def read_only(self, on=True):
        """Makes it read-only while it is in use."""
        return subprocess.run(['mount', '-o', 'remount,ro' if on else 'remount,rw', self.place], capture_output=True,
                              check=False).returncode == 0

    def close(self):
        """Takes it away."""
        subprocess.run(['umount', '-l', self.place], capture_output=True, check=False)
