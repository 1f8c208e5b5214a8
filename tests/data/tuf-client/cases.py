# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of cases, and running them: two at a time, one line of TAP each."""

import concurrent.futures
import os
import time
import traceback

from trial import Skip, new_trial

CAMPAIGN = os.environ.get('OBS_CAMPAIGN') == '1'
TIMES = 'OBS_TIMES' in os.environ  # says beside each case how long it took
CASES, WAITING = [], []


def case(part, name, /, *words, attacks='', often=True, **keys):
    """Adds a function of a trial as a case of @part; @attacks names those of the list T1 to T11 that it is. One that is
    not run @often waits for the campaign: a further example of what others show."""
    def add(function):
        if often or CAMPAIGN:
            CASES.append((part, name, attacks, lambda trial: function(trial, *words, **keys)))
        else:
            WAITING.append(name)
        return function
    return add


def judge(program, server, number, entry):
    """Runs one case; (whether it is good, its line of TAP with comments)."""
    part, name, attacks, function = entry
    title = f'{number} {attacks + ": " if attacks else ""}{part}: {name}'.replace('#', '\\#')
    trial = new_trial(program, server, f'case-{number}')
    begun = time.monotonic()
    try:
        function(trial)
        trial.finish()
        took = f'  # {time.monotonic() - begun:.2f} s' if TIMES else ''
        return True, f'ok {title}{took}'
    except Skip as why:
        return True, f'ok {title} # SKIP {why}'
    except Exception as fault:  # any fault is a failed case, with its words
        where = ''.join(traceback.format_exc().splitlines(True)[-4:])
        words = f'{type(fault).__name__}: {fault}\n{where}'.rstrip().replace('\n', '\n# ')
        return False, f'not ok {title}\n# {words}\n# left in {trial.folder}'


def run(program, server, chosen):
    """Runs cases, two at a time; prints them in their order; 1 if any failed."""
    good = True
    print(f'1..{len(chosen)}', flush=True)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for fine, line in pool.map(lambda pair: judge(program, server, *pair), enumerate(chosen, 1)):
            good = good and fine
            print(line, flush=True)
    return 0 if good else 1


def table(chosen):
    """How many cases each part and each attack has."""
    parts, attacks = {}, {}
    for part, _, kinds, _ in chosen:
        parts[part] = parts.get(part, 0) + 1
        for kind in kinds.split():
            attacks[kind] = attacks.get(kind, 0) + 1
    lines = [f'# {count:4} {part}' for part, count in parts.items()]
    if attacks:
        lines += [f'# {attacks[kind]:4} {kind}' for kind in sorted(attacks, key=lambda kind: int(kind[1:]))]
    if WAITING:
        lines.append(f'# {len(WAITING):4} more with OBS_CAMPAIGN=1')
    return '\n'.join(lines)
