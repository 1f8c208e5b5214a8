# SPDX-License-Identifier: GPL-3.0-or-later
"""The attacks of hosts that misbehave, whatever is signed: T2 endless data, T6 mirrors, T11 slow retrieval."""

import itertools
import os
import re
import shutil
import time

from . import proxy, rig
from .attack import Attack, needed_targets
from .network import Case, parallel
from .operations import STEPS

KIB = 1024
# What a role may be at most (T2), and what a loopback connection holds on its way.
CAPS = {'timestamp': 64 * KIB, 'root': 64 * KIB, 'snapshot': 1024 * KIB, 'targets': 1024 * KIB}
ON_THE_WAY = 512 * KIB


# --- T2: endless data ---------------------------------------------------------------------------

def t2(world, report, thorough):
    """Answers that are longer than they may be."""
    with Attack(world, report, '') as attack:
        names = {role: attack.forger.name(role) for role in ('timestamp', 'snapshot', 'targets')}
        names['root'] = f"{attack.forger.version('root') + 1}.root.json"
    caps = {names[role]: CAPS[role] for role in names}
    for uri in needed_targets(world)[:None if thorough else 3]:
        path = world.version(STEPS) + uri.removeprefix('/site')
        caps[uri] = os.path.getsize(path)
    manners = ('endless', 'no length, endless', 'no length, longer', 'lies longer', 'lies shorter', 'longer', 'shorter',
               'gzip bomb', 'endless headers')
    usual, most = usual_memory(world), 0
    for (name, cap), manner in itertools.product(caps.items(), manners):
        if not world.takes(f'{os.path.basename(name)[-20:]} {manner}'):
            continue
        case = Case(world)
        with proxy.Liar(os.path.join(world.folder, 'www'), manner, name.replace('.', r'\.') + '$') as liar:
            done, memory, _ = case.sync_measured(world.address_words(liar.address + 'site/'))
            most = max(most, memory)
            problems = case.either(done)
            sent = max([length for path, length in liar.sent.items() if path.endswith(name)], default=0)
            asked = max(1, sum(path.endswith(name) for path, _ in liar.requests))
            if sent > asked * (cap + 64 * KIB + ON_THE_WAY):
                problems.append(f'{sent // KIB} KiB came where {cap // KIB} may come')
            largest = largest_file(case.home)
            report.row(f'T2 endless: {os.path.basename(name)[:20]}, {manner}', problems or case.recovers(),
                       f'{sent // KIB} KiB sent in {asked} answers, {done.err.strip()[:80]}')
            if largest > 2 << 20:  # all that a home of this world holds is smaller
                report.fault(f'T2 endless: {name}', f'a file of {largest} bytes')
            case.close()
    report.row('T2 endless: memory', [f'{most - usual} KiB more'] if most - usual > 32 * KIB else [],
               f'{most} KiB, {usual} KiB without a fault')
    t2_taken(world, report, caps)


def t2_taken(world, report, caps):
    """What the program itself took from its sockets, as strace saw it: the cap and 64 KiB at most, not what the way holds."""
    if shutil.which('strace') is None:
        report.skip('T2 endless: bytes taken', 'strace is not installed')
        return
    listing = os.path.join(world.program.folder, 'taken.txt')
    for (name, cap), manner in itertools.product(caps.items(), ('endless', 'no length, endless')):
        if not world.takes(f'taken {os.path.basename(name)[-20:]} {manner}'):
            continue
        case = Case(world)
        with proxy.Liar(os.path.join(world.folder, 'www'), manner, name.replace('.', r'\.') + '$') as liar:
            done = case.sync(world.address_words(liar.address + 'site/'),
                             before=('strace', '-f', '-qq', '-o', listing, '-e', 'trace=recvfrom,recvmsg'))
            rude = [path for path in liar.sent if path.endswith(name)]
            honest = sum(length for path, length in liar.sent.items() if path not in rude) + 1024 * len(liar.requests)
            times = sum(path in rude for path, _ in liar.requests)
        with open(listing, encoding='utf-8', errors='replace') as file:
            taken = sum(int(line.rsplit('= ', 1)[1].split()[0]) for line in file if re.search(r'\) += \d+$', line))
        problems = case.either(done)
        if times and taken > honest + times * (cap + 64 * KIB):
            problems.append(f'{taken // KIB} KiB were taken where {(honest + times * cap) // KIB} may be')
        report.row(f'T2 endless: taken of {os.path.basename(name)[:20]}, {manner}', problems,
                   f'{taken // KIB} KiB, {times} answers of at most {cap // KIB} KiB, {honest // KIB} KiB beside them')
        case.close()


def largest_file(folder):
    """Size of the largest file below it."""
    return max((os.path.getsize(os.path.join(base, name)) for base, _, names in os.walk(folder) for name in names
                if not os.path.islink(os.path.join(base, name))), default=0)


def usual_memory(world):
    """What an honest sync from nothing takes, in KiB."""
    case = Case(world, None)
    _, memory, _ = case.sync_measured(world.address)
    case.close()
    return memory


# --- T6: mirrors --------------------------------------------------------------------------------

T6 = ('hangs', '404', '500', 'wrong bytes', 'endless', 'reset', 'closes', 'garbage', '200 portal', 'shorter', 'stalls')


def t6(world, report, thorough):
    """With two addresses known, the good one is reached within 60 s."""
    def case_of(manner):
        def run():
            with proxy.Liar(os.path.join(world.folder, 'mirror-www')) as liar:
                case = Case(world, None)
                first = case.sync(world.address_words(liar.address + 'before/'))
                problems = [] if first.code == 0 else [f'without a fault: {first.err.strip()}']
                liar.manner, started = manner, time.monotonic()

                done = case.sync(world.address_words(liar.address + 'before/')) if not problems else first
                seconds = time.monotonic() - started
                if not problems:
                    problems = case.at(STEPS) if done.code == 0 else [done.err.strip()]
                if seconds > 60:
                    problems.append(f'{seconds:.0f} s')
                report.row(f'T6 mirror: first mirror {manner}', problems, f'{seconds:.1f} s')
                case.close()
        return run

    # A site whose index names the honest server as its mirror, before and after the newest edition.
    with Attack(world, report, '', version=STEPS - 1) as before, Attack(world, report, '') as after:
        good = world.nginx.address('site')
        for attack in (before, after):
            attack.forger.release_index(lambda index: index.update(mirrors=[good]))
        root = os.path.join(world.folder, 'mirror-www')
        os.makedirs(root, exist_ok=True)
        rig.restore(before.folder, os.path.join(root, 'before'))
        world.serve(after.folder)
        world.empty()
        parallel([case_of(manner) for manner in (T6 if thorough else ('404', 'wrong bytes', 'endless'))])
        t6_tls(world, report, before.folder)


def t6_tls(world, report, before):
    """The first address is one with TLS whose authority is not trusted any more."""
    if not rig.can_trust():
        report.skip('T6 mirror: first mirror TLS failure', 'a mount namespace is not allowed here')
        return
    secure = world.tls()
    rig.restore(before, os.path.join(world.folder, 'www', 'before'))
    address = world.address_words(secure.address('before', 'good'))
    case = Case(world, None)
    try:
        world.program.authority = os.path.join(secure.folder, 'good-ca.crt')
        first = case.sync(address)
        world.program.authority = os.path.join(secure.folder, 'other-ca.crt')
        started = time.monotonic()
        done = case.sync(address) if first.code == 0 else first
        seconds = time.monotonic() - started
        report.row('T6 mirror: first mirror TLS failure', case.at(STEPS) if done.code == 0 else [done.err.strip()],
                   f'{seconds:.1f} s')
    finally:
        world.program.authority = None
        case.close()


# --- T11: slow ----------------------------------------------------------------------------------

def t11(world, report):
    """One byte a second, silence in the middle, a slow handshake; in real time, side by side. All signed metadata from one
    address has 20 s; data that come slower than 1 KiB a second end after 30."""
    world.serve(STEPS)
    uris = needed_targets(world)
    pack = next((uri for uri in uris if '/packs/' in uri or '/segments/' in uri), '')
    length = os.path.getsize(world.version(STEPS) + pack.removeprefix('/site'))
    name = re.escape(os.path.basename(pack))
    cases = [(manner, role, 1, 22) for manner in ('drips', 'drips headers', 'silent')
             for role in (r'timestamp\.json', r'snapshot\.json', r'targets\.json')]
    cases += [('stalls', name, length * share // 100, 34) for share in (25, 50, 99)]
    cases += [(manner, name, 1, 34) for manner in ('drips', 'silent', 'drips headers')]

    def case_of(manner, name, at, limit):
        def run():
            case = Case(world)
            with proxy.Liar(os.path.join(world.folder, 'www'), manner, name, at=at) as liar:
                started = time.monotonic()
                done = case.sync(world.address_words(liar.address + 'site/'), timeout=300)
                seconds = time.monotonic() - started
                problems = case.either(done)
                # The answer may come by the segments instead; then it was asked for again.
                most = limit * max(1, sum(bool(re.search(name, path)) for path, _ in liar.requests))
                if seconds > most:
                    problems.append(f'it took {seconds:.0f} s where {most} are allowed')
                report.row(f'T11 slow: {manner} {name[:24]} from byte {at}', problems or case.recovers(),
                           f'{seconds:.1f} s, {done.err.strip()[:80]}')
                case.close()
        return run

    def kept():
        case = Case(world, None)
        slow = [uri for uri in uris if '/segments/' in uri][-1]
        with proxy.Liar(os.path.join(world.folder, 'www'), 'stalls', re.escape(os.path.basename(slow)), at=20) as liar:
            done = case.sync(world.address_words(liar.address + 'site/'), timeout=300)
            whole = {path for path, _ in liar.requests if '/segments/' in path and path != slow}
            problems = case.refused(done)
            liar.manner, liar.requests = None, []
            done = case.sync(world.address_words(liar.address + 'site/'))
            problems += case.at(STEPS) if done.code == 0 else [done.err.strip()]
            problems += [f'{path} came twice' for path, _ in liar.requests if path in whole]
        report.row('T11 slow: what was verified before is kept', problems or ([] if whole else ['nothing was']),
                   f'{len(whole)} files did not come again')
        case.close()
    parallel([case_of(*one) for one in cases] + [kept], 20)
    if rig.can_trust():
        handshake(world, report)


def handshake(world, report):
    """TLS by a byte a second, and none at all."""
    secure = world.tls()
    world.program.authority = os.path.join(secure.folder, 'good-ca.crt')

    def case_of(toxic):
        def run():
            with proxy.Proxy(secure.tls['good'], toxic) as between:
                case = Case(world)
                started = time.monotonic()
                done = case.sync(world.address_words(f'https://localhost:{between.port}/site/'), timeout=300)
                seconds = time.monotonic() - started
                report.row(f'T11 slow: handshake, {toxic.kind}, {toxic.direction}',
                           case.refused(done) + ([f'{seconds:.0f} s'] if seconds > 22 else []) or case.recovers(),
                           f'{seconds:.1f} s, {done.err.strip()[:80]}')
                case.close()
        return run
    try:
        parallel([case_of(proxy.Toxic(kind, direction, rate=1)) for kind in ('bandwidth', 'timeout')
                  for direction in ('down', 'up')])
    finally:
        world.program.authority = None
