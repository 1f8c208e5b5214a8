# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL at every call that changes a file below the home (or the site, for the publisher)."""

import collections
import random

from . import rig

KILLED = 137


def pick(numbers, most):
    """At most @most of @numbers, spread evenly, the first and the last among them."""
    if most is None or len(numbers) <= most:
        return numbers
    step = (len(numbers) - 1) / (most - 1)
    return [numbers[round(i * step)] for i in range(most)]


def under_words(operation):
    """Options for strike."""
    return [word for folder in operation.under for word in ('--under', folder)]


def run(world, report, most=None, every=5, points=None, clock=None):
    """Kills each operation at its calls (@most of them, evenly), in an order that leaves none out if @clock, a function,
    says that time is over. After every @every-th kill the next honest run has to succeed. @points: a set that collects
    (operation, call, how many of it before)."""
    planned = []
    for operation in world.operations():
        rig.restore(operation.template, world.place)
        world.serve(operation.serve)
        done, calls = world.program.calls(operation.words, operation.under)
        if done.code != 0:
            report.fault(f'seed {world.seed}, {operation.name}', f'fails without a fault: {done.err.strip()}')
            continue
        if operation.goal is not False:
            for words in world.problems(operation):
                report.fault(f'seed {world.seed}, {operation.name} without a fault', words)
        seen = collections.Counter()
        place = {}
        for number, name, *_ in calls:
            seen[name] += 1
            place[number] = (operation.name, name, seen[name])
        planned += [(operation, number, place[number]) for number in pick([call[0] for call in calls], most)]
    random.Random(world.seed).shuffle(planned)
    for i, (operation, number, what) in enumerate(planned):
        if clock is not None and clock():
            report.note(f'seed {world.seed}: stopped after {i} of {len(planned)} kills, time is over')
            break
        recover = i % (every * (5 if operation.publisher else 1)) == 0
        kill(world, report, operation, number, what, recover)
        if points is not None:
            points.add(what)


def kill(world, report, operation, number, what, recover):
    """One kill and what it left."""
    rig.restore(operation.template, world.place)
    world.serve(operation.serve)
    done = world.program.run(operation.words, strike=[*under_words(operation), '--kill', str(number)])
    report.add('kills')
    where = f'seed {world.seed}, {what[0]}, {what[1]} {what[2]} (call {number})'
    if done.code not in (KILLED, 0):
        report.fault(where, f'exit {done.code} instead of a kill: {done.err.strip()}')
    problems = world.problems(operation)
    if not problems and recover:
        problems = world.recovery_problems(operation)
    for words in problems:
        report.fault(where, words)
