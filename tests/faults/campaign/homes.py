# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person, another program or a worn disk does to the home (3.3 of the security guide): files that go, folders that can
only be read, a disk of the network that goes away, links, side files, syncs of one file that fail, editions that crash."""

import errno
import itertools
import os
import re
import subprocess

from . import checker, rig
from .errors import CAUSES, repeated_syncs
from .network import Case
from .operations import STEPS


def opened(case):
    """Opens the edition in use as a person's command does. Returns: what it came to."""
    return case.world.program.run(['sources'], env={'OBSERVATORY_HOME': case.home})


def plain(done):
    """Problems where a run ended in anything but one sentence."""
    if done.code == 0:
        return []
    if done.code != 1 or len(done.sentences) != 1 or not done.err.startswith('observatory: '):
        return [f'exit {done.code}: {done.err.strip()!r}']
    return []


def two_editions(world):
    """A home in which two editions lie, the newest in use, and a still newer one to come."""
    case = Case(world, None)
    rig.restore(world.held(STEPS - 2, STEPS - 1), case.place)
    case.step = STEPS - 1
    return case


def places(case):
    """What may go: name to (paths, whether an edition is left)."""
    current = os.path.dirname(checker.Home(case.home).current()[1])
    origin = os.path.join(case.home, 'origins', os.listdir(os.path.join(case.home, 'origins'))[0])
    home = case.home
    return {'the note of the edition in use': ([f'{home}/current'], True),
            'the file of the edition in use': ([f'{current}/observatory.sqlite'], True),
            'what was verified of it': ([f'{current}/verified.json'], True), 'its manifest': ([f'{current}/manifest.bin'], True),
            'the edition in use': ([current], True), 'all editions': ([f'{home}/editions'], False),
            'what is known of the origin': ([f'{origin}/origin.json'], True), 'its keys': ([f'{origin}/trust'], True),
            'all origins': ([f'{home}/origins'], True), 'the staging folders': ([f'{home}/staging', f'{origin}/staging'], True),
            'the lock': ([f'{home}/lock'], True), 'the note of the origin': ([f'{home}/origin'], True),
            'everything': ([f'{home}/{name}' for name in os.listdir(home) if name != 'workspace.sqlite'], False)}


def gone(world, report):
    """The person deletes files: a plain sentence, what is left can be used, and a sync brings the rest back."""
    case = two_editions(world)
    names = list(places(case))
    case.close()
    for name in names:
        if not world.takes(name) and name != names[0]:
            continue
        case = two_editions(world)
        paths, left = places(case)[name]
        for path in paths:
            rig.clear(path)
        done = opened(case)
        problems = plain(done)
        if (done.code == 0) != left:
            problems.append(f'what is left {"cannot" if left else "can"} be used: {done.err.strip()}')
        problems += plain(world.program.run(['editions', '--home', case.home]))
        report.row(f'3.3 deleted: {name}', problems or case.recovers(), done.err.strip()[:120])
        case.close()


class ReadOnly:
    """A folder that can only be read, even by the one who may everything."""

    def __init__(self, place):
        self.place = place
        for words in (['mount', '--bind', place, place], ['mount', '-o', 'remount,ro,bind', place]):
            if subprocess.run(words, capture_output=True, check=False).returncode != 0:
                raise rig.Skip('mounting is not allowed here')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(['umount', self.place], capture_output=True, check=False)


def read_only(world, report):
    """Folders that can only be read: what is there is used, a sync says so, and afterwards works."""
    for name in ('', 'editions', 'origins', 'staging'):
        if name and not world.takes(f'read-only {name}'):
            continue
        case = two_editions(world)
        try:
            with ReadOnly(os.path.join(case.home, name) if name else case.home):
                done = opened(case)
                problems = plain(done) + ([] if done.code == 0 else ['what is there cannot be used'])
                done = case.sync(world.address)
                problems += plain(done) + case.at(STEPS if done.code == 0 else STEPS - 1)
                # Between two mounts a file cannot be renamed, which on a real disk of this kind is not what is told.
                if done.code == 1 and not re.search(CAUSES['EROFS'] + '|cross-device', done.err):
                    problems.append(f'the cause is not named: {done.err.strip()}')
            report.row(f'3.3 read-only: {name or "the home"}', problems or case.recovers(), done.err.strip()[:120])
        except rig.Skip as why:
            report.skip(f'3.3 read-only: {name or "the home"}', str(why))
        case.close()


def far_disk(world, report, every):
    """A home on a disk of the network: locks that do not work there, files that have gone stale, from each call on."""
    case = two_editions(world)
    _, calls = world.program.calls(['sync', world.address, '--home', case.home], [case.home], reads=True)
    case.close()
    locks = [number for number, name, *_ in calls if name == 'flock'][:1]
    points = [(number, errno.ENOLCK, '--error') for number in locks]
    points += [(number, errno.ESTALE, '--error-on') for number in range(1, len(calls) + 1, every)]
    for number, error, kind in points:
        case = two_editions(world)
        done = world.program.run(['sync', world.address, '--home', case.home],
                                 strike=['--reads', '--under', case.home, kind, str(number), str(error)])
        problems = plain(done) + checker.check_home(case.home, world.known, {STEPS - 1, STEPS} if done.code else {STEPS},
                                                    rig.WORKSPACE)
        for words in problems or case.recovers():
            report.fault(f'{errno.errorcode[error]} from call {number} on', words)
        report.add('faults of a disk of the network')
        case.close()
    report.row('3.3 a disk of the network that goes away', [] if locks else ['no lock was taken'], f'{len(points)} points')


def failed_syncs(world, report):
    """EIO at each fsync and fdatasync of each operation, once and from then on: the file is not synced again as if its bytes
    were there."""
    listing = os.path.join(world.program.folder, 'struck.txt')
    for operation in world.operations():
        rig.restore(operation.template, world.place)
        world.serve(operation.serve)
        _, calls = world.program.calls(operation.words, operation.under, reads=True)
        syncs = [number for number, name, *_ in calls if name in ('fsync', 'fdatasync')]
        for number, kind in itertools.product(syncs, ('--error', '--error-on')):
            rig.restore(operation.template, world.place)
            world.serve(operation.serve)
            words = [word for folder in operation.under for word in ('--under', folder)]
            done = world.program.run(operation.words, strike=[*words, '--reads', '--list', listing, kind, str(number),
                                                              str(errno.EIO)])
            problems = plain(done) + world.problems(operation) + repeated_syncs(listing)
            with open(listing, encoding='utf-8', errors='replace') as file:
                if not any(line.endswith('failed\n') for line in file):
                    problems.append('no sync failed')
            report.add('failed syncs')
            if not problems and report.counts['failed syncs'] % (16 if operation.publisher else 4) == 1:
                problems = world.recovery_problems(operation)
            for fault in problems:
                report.fault(f'{operation.name}, EIO at sync {number}', fault)
    report.row('3.3 EIO at each fsync, and no second one', [] if report.counts.get('failed syncs') else ['there was none'])


def crashes(world, report):
    """A new edition that ends the program twice is marked, the one before is opened, and syncing leaves it so; choosing it
    by name is the person's own affair. The marks are those of data/sync/opening.c."""
    case = Case(world, None)
    rig.restore(world.held(STEPS - 1, STEPS), case.place)
    case.step = STEPS
    name, _ = checker.Home(case.home).current()
    with open(os.path.join(case.home, 'suspect'), 'w', encoding='ascii') as file:
        file.write(name + '\n')
    done = world.program.run(['sources'], strike=['--reads', '--under', case.home, '--list',
                                                  os.path.join(world.program.folder, 'opened.txt')],
                             env={'OBSERVATORY_HOME': case.home})
    with open(os.path.join(world.program.folder, 'opened.txt'), encoding='utf-8') as file:
        read = {os.path.basename(os.path.dirname(line.split('\t')[2])) for line in file
                if line.split('\t')[1] in ('read', 'pread64') and line.split('\t')[2].endswith('.sqlite')}
    problems = plain(done)
    # Its first bytes are looked at; SQLite reads the other one.
    if not any(one != name for one in read):
        problems.append(f'it opened {read}')
    done = case.sync(world.address)
    problems += [done.err.strip()] if done.code != 0 else []
    if not os.path.exists(os.path.join(case.home, 'suspect')):
        problems.append('a sync took the mark away')
    done = world.program.run(['editions', 'use', name, '--home', case.home])
    problems += [done.err.strip()] if done.code != 0 else []
    with_mark = os.path.exists(os.path.join(case.home, 'suspect')) and open(
        os.path.join(case.home, 'suspect'), encoding='ascii').read().strip()
    report.row('3.3 an edition that crashed the program twice', problems + (['it is marked still'] if with_mark else [])
               + case.at(STEPS))
    case.close()


def run(world, report, thorough):
    """All of it."""
    world.serve(STEPS)
    gone(world, report)
    read_only(world, report)
    far_disk(world, report, 1 if thorough else 120)
    crashes(world, report)
    if thorough:  # "errors" has some of them in the sample
        failed_syncs(world, report)
    world.serve(STEPS)
