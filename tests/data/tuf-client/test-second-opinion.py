#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of The Update Framework against a second implementation (tuf-js), in TAP:
test-second-opinion.py OBSERVATORY CANONICAL FOLDER [ORIGIN…].

Canonical JSON of 1,000 random values; random repositories that both accept; single faults that both refuse. FOLDER is
where npm installs. With OBS_CAMPAIGN=1: 200 repositories and 2,000 faults. ORIGIN: folders that `observatory publish`
wrote, for both to read."""

import json
import os
import random
import subprocess
import sys

sys.dont_write_bytecode = True

try:
    import cryptography  # noqa: F401
except ImportError:
    print('1..0 # SKIP python3-cryptography is not installed')
    sys.exit(0)

import cases  # noqa: E402
from cases import CAMPAIGN, CASES  # noqa: E402
from keys import canonical  # noqa: E402
from opinion import Judge, Unavailable  # noqa: E402
from random_repository import FAULTS, Made  # noqa: E402
from real import Files  # noqa: E402
from server import Server  # noqa: E402

REPOSITORIES, SINGLE_FAULTS = (200, 2000) if CAMPAIGN else (10, 40)
ALPHABET = ['a', 'Z', '0', '"', '\\', '/', '\n', '\t', '\x01', '\x1f', '\x7f', ' ', 'ä', '€', '\u2028', '目', '\ufb01',
            "'", '<']


def text(luck, more=()):
    """A random string."""
    return ''.join(luck.choice(ALPHABET + list(more)) for _ in range(luck.randint(0, 12)))


def value(luck, depth=0):
    """A random value. Names have no signs above U+FFFF: the order of such among others is where two clients that sort
    by UTF-16 and by bytes differ, which has a test of its own."""
    kind = luck.randrange(5 if depth > 6 else 7)
    if kind == 0:
        return luck.choice([None, True, False])
    if kind in (1, 2):
        return luck.choice([0, 1, -1, luck.randint(-2 ** 53 + 1, 2 ** 53 - 1), luck.randint(-1000, 1000)])
    if kind in (3, 4):
        return text(luck, ['🎈', '𝒳'])
    if kind == 5:
        return [value(luck, depth + 1) for _ in range(luck.randint(0, 5))]
    return {text(luck): value(luck, depth + 1) for _ in range(luck.randint(0, 6))}


def spelled(luck, thing):
    """JSON text of a value on one line, in one of several spellings."""
    return json.dumps(thing, ensure_ascii=luck.random() < 0.5, separators=luck.choice([(',', ':'), (', ', ' : ')]))


def ours(program, lines):
    """What this program says of each line."""
    data = ''.join(line + '\n' for line in lines).encode('utf-8')
    done = subprocess.run([program], input=data, stdout=subprocess.PIPE, check=True, timeout=60)
    return done.stdout.decode().split('\n')[:-1]


def canonical_values(program, judge):
    """1,000 random values."""
    luck = random.Random(1)
    values = [value(luck) for _ in range(1000)]
    lines = [spelled(luck, thing) for thing in values]
    for line, thing, mine in zip(lines, values, ours(program, lines)):
        assert mine == canonical(thing).hex(), f'{line}: {bytes.fromhex(mine)!r}'
        theirs = judge.ask(canonical=line)
        assert theirs == {'hex': mine}, f'{line}: {theirs}'


def canonical_order(program):
    """Names sort by their bytes in UTF-8, also above U+FFFF."""
    things = [{'\ufb01': 1, '🎈': 2, 'a': 3, 'B': 4, '': 5, 'é': 6, 'é'[:1]: 7, '\x7f': 8}, {'🎈': 1, '\uffff': 2}]
    for thing, mine in zip(things, ours(program, [json.dumps(thing) for thing in things])):
        assert mine == canonical(thing).hex(), f'{bytes.fromhex(mine)!r}'


def both(trial, judge, made, paths):
    """What each client says of a repository: two reasons for refusing, or None."""
    trial.serve(made.repository)
    trial.plant(root=made.root)
    for folder in (trial.trust_dir, trial.target_dir):
        for name in os.listdir(folder):
            if name != 'root.json' or folder != trial.trust_dir:
                os.unlink(os.path.join(folder, name))
    code = trial.download(*paths)
    mine = None if code == 0 else trial.words
    return mine, judge.client(trial, made.root, paths)


def accepted(trial, judge, seed):
    """A random repository: every target is had by both."""
    made = Made(random.Random(seed))
    mine, theirs = both(trial, judge, made, list(made.paths))
    assert mine is None, f'this client refused it: {mine}'
    assert theirs is None, f'the second opinion refused it: {theirs}'
    assert trial.downloaded() == made.paths
    found = trial.trusted()
    for role in ('root', 'timestamp', 'snapshot', 'targets'):
        assert found[role] == made.repository.latest[role], role


def refused(trial, judge, seed, name):
    """A random repository with a single fault: neither takes all of it."""
    made = Made(random.Random(f'fault {seed}'))
    FAULTS[name](made)
    mine, theirs = both(trial, judge, made, list(made.paths))
    assert mine is not None, 'this client took it'
    assert theirs is not None, 'the second opinion took it'


def listed(origin):
    """Every target path that the newest version of some role lists."""
    newest = {}
    for name, data in origin.files.items():
        version, _, role = name.partition('.')
        if version.isdigit() and role not in ('root.json', 'snapshot.json'):
            newest[role] = max(newest.get(role, (0, b'')), (int(version), data))
    return sorted({path for _, data in newest.values() for path in json.loads(data)['signed']['targets']})


def published(trial, judge, folder):
    """An origin that the publisher wrote: both clients have every target, those of delegated roles too."""
    origin = Files(folder)
    root = origin.files['1.root.json']
    paths = listed(origin)
    trial.serve(origin)
    trial.plant(root=root)
    for start in range(0, len(paths), 500):
        part = paths[start:start + 500]
        assert trial.download(*part) == 0, f'this client refused it: {trial.words}'
        why = judge.client(trial, root, part)
        assert why is None, f'the second opinion refused it: {why}'
    assert set(trial.downloaded()) == set(paths)
    print(f'# {len(paths)} targets of {folder}')


def fill(program, judge, origins):
    """The cases of this run."""
    def add(part, name, function):
        CASES.append((part, name, '', function))
    add('canonical JSON', '1,000 random values', lambda trial: canonical_values(program, judge))
    add('canonical JSON', 'order of names', lambda trial: canonical_order(program))
    for seed in range(REPOSITORIES):
        add('random repository', f'accepted by both, {seed}', lambda trial, seed=seed: accepted(trial, judge, seed))
    names = sorted(FAULTS)
    for seed in range(SINGLE_FAULTS):
        name = names[seed % len(names)]
        add('single fault', f'{name}, {seed}', lambda trial, seed=seed, name=name: refused(trial, judge, seed, name))
    for folder in origins:
        add('published', os.path.basename(folder), lambda trial, folder=folder: published(trial, judge, folder))


def main():
    """All of it."""
    program, canonical_program, folder, *origins = sys.argv[1:]
    CASES.clear()
    try:
        judge = Judge(folder)
    except Unavailable as why:
        print(f'1..0 # SKIP {why}')
        return 0
    fill(canonical_program, judge, origins)
    server = Server()
    code = cases.run(program, server, CASES)
    print(cases.table(CASES))
    judge.close()
    server.close()
    return code


sys.exit(main())
