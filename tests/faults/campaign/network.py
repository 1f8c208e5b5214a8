# SPDX-License-Identifier: GPL-3.0-or-later
"""Section 3.2 of the security guide: TLS, redirects, what stands on the wire, and a network that misbehaves."""

import concurrent.futures
import glob
import os
import random
import re
import signal
import time

from . import checker, proxy, rig
from .operations import STEPS

AGENT = 'SkillsObservatory/1.0'
STAYS = 'The edition on this computer stays in use.'
GENTLE = ('latency', 'bandwidth', 'slow close', 'slicer')  # toxics that only take time


def outside(home):
    """Hashes of all files of a home that a refused sync must not touch: all but what is being brought in, and the signed
    metadata, which is kept as soon as it has passed."""
    found = {}
    for base, folders, names in os.walk(home):
        folders[:] = [name for name in folders if name not in ('staging', 'trust')]
        for name in names:
            path = os.path.join(base, name)
            if name not in ('lock', 'origin.json') and not os.path.islink(path):
                found[os.path.relpath(path, home)] = rig.file_hash(path)
    return found


class Case:
    """A home of its own at edition @step, so that cases can run beside each other."""
    number = 0

    def __init__(self, world, step=STEPS - 1):
        Case.number += 1
        self.world = world
        self.step = step
        self.place = os.path.join(world.folder, f'case-{Case.number}')
        template = world.held(step) if step else world.empty()
        rig.copy_tree(template, self.place)
        self.home = os.path.join(self.place, 'home')
        self.before = outside(self.home)

    def sync(self, address, **keys):
        """A sync of this home."""
        return self.world.program.run(['sync', address, '--home', self.home], **keys)

    def sync_measured(self, address, **keys):
        """The same, and the most memory that it had, in KiB, and seconds of the processor."""
        return self.world.program.cost(['sync', address, '--home', self.home], **keys)

    def unchanged(self):
        """Problems where the home is not as it was."""
        now = outside(self.home)
        changed = sorted(name for name in self.before.keys() | now.keys() if self.before.get(name) != now.get(name))
        return checker.check_home(self.home, self.world.known, {self.step or None}, rig.WORKSPACE) + (
            [f'changed outside of staging: {", ".join(changed[:3])}'] if changed else [])

    def at(self, step):
        """Problems where it is not at @step."""
        return checker.check_home(self.home, self.world.known, {step}, rig.WORKSPACE)

    def refused(self, done, words=None):
        """Problems where the sync was not refused as it should be."""
        problems = self.unchanged()
        if done.code != 1:
            problems.append(f'exit {done.code}: {(done.out + done.err).strip()[-300:]}')
        elif len(done.sentences) != 1:
            problems.append(f'not one sentence: {done.err.strip()!r}')
        elif STAYS not in done.err:
            problems.append(f'it does not say what stays: {done.err.strip()!r}')
        elif words is not None and not re.search(words, done.err):
            problems.append(f'the cause is not named: {done.err.strip()!r}')
        return problems

    def recovers(self):
        """Problems of the next honest sync."""
        done = self.sync(self.world.address)
        if done.code != 0:
            return [f'the next honest sync: {done.err.strip()}']
        return [f'after the next honest sync: {words}' for words in self.at(STEPS)]

    def either(self, done):
        """Problems where it is neither brought in nor cleanly refused."""
        return self.at(STEPS) if done.code == 0 else self.refused(done)

    def close(self):
        """Takes the home away."""
        rig.clear(self.place)


def judge(world, report, name, address, judge_done, step=STEPS - 1, before=None, env=None):
    """One case: a sync, what it came to, the next honest sync."""
    case = Case(world, step)
    try:
        if before is not None:
            before(case)
        done = case.sync(address, env=env)
        report.row(name, judge_done(case, done) or case.recovers(), done.err.strip()[:160])
        return done
    finally:
        case.close()


def test_tls(world, report, nginx):
    """Six certificates, and authorities that are not there."""
    program = world.program
    words = world.address_words
    program.authority = os.path.join(nginx.folder, 'good-ca.crt')
    try:
        judge(world, report, '3.2 TLS: good certificate', words(nginx.address('site', 'good')),
              lambda case, done: case.at(STEPS) if done.code == 0 else [done.err.strip()])
        for name in ('self', 'wronghost', 'expired', 'unknown', 'oldtls'):
            judge(world, report, f'3.2 TLS: {name}', words(nginx.address('site', name)),
                  lambda case, done: case.refused(done, 'certificate|secure|TLS|SSL'))
        program.authority = os.path.join(nginx.folder, 'other-ca.crt')
        judge(world, report, '3.2 TLS: authority taken out of the store', words(nginx.address('site', 'good')),
              lambda case, done: case.refused(done, 'certificate|secure'))
    finally:
        program.authority = None


def test_redirects(world, report, nginx):
    """Where redirects may lead and where not."""
    program = world.program
    program.authority = os.path.join(nginx.folder, 'good-ca.crt')
    try:
        for name in nginx.redirects():
            address = world.address_words(nginx.address(name, 'good'))
            hops = re.fullmatch(r'hop(\d)', name)
            if world.every > 1 and name in ('to-gopher', 'to-dict', 'to-metadata', 'to-private', 'hop1', 'hop2', 'hop5'):
                continue
            if hops and int(hops.group(1)) <= 3:
                judge(world, report, f'3.2 redirect: {hops.group(1)} in a row', address,
                      lambda case, done: case.at(STEPS) if done.code == 0 else [done.err.strip()])
            else:
                judge(world, report, f'3.2 redirect: {name}', address, lambda case, done: case.refused(done))
    finally:
        program.authority = None


def test_addresses(world, report):
    """Addresses that are refused before anything is asked."""
    port = world.nginx.plain
    world.held(STEPS - 1)
    before = len(world.nginx.requests())
    for address in ('file:///etc/', 'ftp://localhost/', 'gopher://localhost/', 'dict://localhost:1/', 'ldap://localhost/',
                    'http://192.0.2.1/', 'http://example.org/', f'http://user:word@127.0.0.1:{port}/site/',
                    f'http://127.0.0.1:{port}/site/?a=b', 'https://', 'https:///x', '', ' ', 'https://exa mple.org/',
                    'javascript:alert(1)', 'https://' + 'a' * 3000 + '/', '-', '--home', 'http:\\\\127.0.0.1\\'):
        if not world.takes(address[:40]):
            continue
        case = Case(world)
        try:
            done = case.world.program.run(['sync', '--home', case.home, '--', address])
            problems = case.unchanged()
            if done.code not in (1, 2) or not done.sentences:
                problems.append(f'exit {done.code}: {done.err.strip()}')
            report.row(f'3.2 address: {address[:40]!r}', problems)
        finally:
            case.close()
    asked = len(world.nginx.requests()) - before
    report.row('3.2 address: none of them was asked', [f'{asked} requests'] if asked else [])


def test_environment(world, report):
    """netrc, cookies and proxy variables: nothing of them reaches the wire."""
    case = Case(world)
    netrc = os.path.join(world.program.folder, '.netrc')
    try:
        with open(netrc, 'w', encoding='ascii') as file:
            file.write('machine 127.0.0.1 login canary password canary\nmachine localhost login canary password canary\n')
        for name in ('.curlrc', '.cookies', '.wgetrc'):
            with open(os.path.join(world.program.folder, name), 'w', encoding='ascii') as file:
                file.write('user = canary:canary\ncookie = "canary=1"\n')
        dead = f'http://127.0.0.1:{rig.free_ports(1)[0]}'
        done = case.sync(world.address, env={'http_proxy': dead, 'HTTP_PROXY': dead, 'all_proxy': dead,
                                             'ALL_PROXY': dead, 'NETRC': netrc})
        report.row('3.2 environment: netrc, curlrc, cookies, proxy variables', case.at(STEPS) if done.code == 0 else
                   [done.err.strip()])
    finally:
        case.close()


def test_no_host(world, report):
    """A name that nobody knows, a port at which nobody listens, a network that asks to sign in first."""
    judge(world, report, '3.2 a host that no name server knows', world.address_words('https://nobody.invalid/site/'),
          lambda case, done: case.refused(done, 'nobody.invalid'))
    judge(world, report, '3.2 a port at which nobody listens',
          world.address_words(f'http://127.0.0.1:{rig.free_ports(1)[0]}/site/'), lambda case, done: case.refused(done))
    with proxy.Liar(os.path.join(world.folder, 'www'), '200 portal') as liar:
        judge(world, report, '3.2 captive portal with status 200', world.address_words(liar.address + 'site/'),
              lambda case, done: case.refused(done, 'web page|sign in'))


def test_cancel(world, report, count, thorough):
    """A person stops it at random moments: at once, nothing changed, and the next sync works."""
    dice, slowest = random.Random(5), []

    def case_of(moment):
        def run():
            with proxy.Proxy(world.nginx.plain, proxy.Toxic('bandwidth', rate=60000)) as between:
                case = Case(world, None)
                address = world.address_words(f'http://127.0.0.1:{between.port}/site/')
                running = world.program.start(['sync', address, '--home', case.home])
                time.sleep(moment)
                started = time.monotonic()
                running.send_signal(signal.SIGINT)
                _, words = running.communicate(timeout=60)
                seconds = time.monotonic() - started
                problems = case.at(STEPS) if running.returncode == 0 else case.unchanged()
                words = words.decode()
                if running.returncode == 1 and ('Stopped.' in words) == (words.count('\n') != 1):
                    problems.append(f'it says {words!r}')
                elif running.returncode not in (0, 1, -signal.SIGINT):
                    problems.append(f'exit {running.returncode}: {words}')
                if running.returncode == 1:
                    slowest.append(seconds)
                for words in problems or case.recovers():
                    report.fault(f'stopped after {moment:.3f} s', words)
                report.add('cancels')
                case.close()
        return run
    # Beside each other they would wait for the processor and not for the program.
    parallel([case_of(dice.uniform(0.02, 1.5)) for _ in range(count)], 2)
    slow = [f'{max(slowest) * 1000:.0f} ms'] if slowest and max(slowest) > 0.2 and thorough else []
    report.row(f'3.2 stopped at {count} random moments', slow if slowest else ['none was stopped in time'],
               f'{len(slowest)} stopped, the slowest in {max(slowest, default=0) * 1000:.0f} ms')


FAKETIME = next(iter(glob.glob('/usr/lib/*/faketime/libfaketime.so.1')), None)


def test_sleep(world, report):
    """A laptop that sleeps for ten minutes in the middle of a sync: all clocks jump, and the host has hung up meanwhile."""
    if FAKETIME is None:
        report.skip('3.2 asleep', 'libfaketime is not installed')
        return
    for hangs_up in (False, True):
        for after in (0.05, 0.3, 0.6, 0.9, 1.2):
            with proxy.Proxy(world.nginx.plain, proxy.Toxic('bandwidth', rate=60000)) as between:
                case = Case(world, None)
                clock = os.path.join(case.place, 'clock')
                with open(clock, 'w', encoding='ascii') as file:
                    file.write('+0\n')
                address = world.address_words(f'http://127.0.0.1:{between.port}/site/')
                running = world.program.start(['sync', address, '--home', case.home], env={
                    'LD_PRELOAD': FAKETIME, 'FAKETIME_TIMESTAMP_FILE': clock, 'FAKETIME_NO_CACHE': '1'})
                time.sleep(after)
                running.send_signal(signal.SIGSTOP)
                with open(clock, 'w', encoding='ascii') as file:
                    file.write('+600\n')
                if hangs_up:
                    between.hang_up()
                running.send_signal(signal.SIGCONT)
                _, words = running.communicate(timeout=120)
                done = rig.Done(running.returncode, '', words.decode())
                report.row(f'3.2 asleep for ten minutes after {after} s{", and the host hung up" if hangs_up else ""}',
                           case.either(done) or case.recovers(),
                           'brought in' if done.code == 0 else done.err.strip()[:120])
                case.close()


def wire_problems(nginx):
    """What a log says that it must not: anything but GET of expected paths by one agent, nothing sent along."""
    problems = set()
    for request in nginx.requests():
        if 'line' in request:
            problems.add(f'a line that is no request: {request["line"][:80]!r}')
            continue
        cut = request['status'] in ('400', '408', '499')  # by the proxy of a test
        if request['method'] == '-' and cut:
            continue
        if request['method'] != 'GET':
            problems.add(f'method {request["method"]}')
        if request['agent'] != AGENT and not (cut and request['agent'] == '-'):
            problems.add(f'user agent {request["agent"]!r}')
        for name in ('cookie', 'authorization', 'query', 'body'):
            if request[name] not in ('-', ''):
                problems.add(f'{name} {request[name]!r}')
        if not re.fullmatch(r'/[a-z0-9-]+/+(' + PATHS + r')', request['uri']):
            problems.add(f'path {request["uri"]}')
    return sorted(problems)


PATHS = (r'index\.json|editions/[0-9a-f]{64}\.sqlite\.zst|metadata/(\d+\.)?(root|timestamp|snapshot|targets|segments|packs)'
         r'(-[0-9a-f]+)?\.json|targets/observatory/[0-9a-f]{64}\.(index\.json\.zst|audit\.json)|'
         r'targets/observatory/(lists|packs|segments)/[0-9a-f]{64}\.[0-9a-f]{16}\.zst')


def parallel(cases, workers=12):
    """Runs functions beside each other; most of them wait."""
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda case: case(), cases))


def toxic_case(world, report, toxic):
    """One toxic in front of the honest server."""
    def run():
        with proxy.Proxy(world.nginx.plain, toxic) as between:
            case = Case(world)
            try:
                started = time.monotonic()
                done = case.sync(world.address_words(f'http://127.0.0.1:{between.port}/site/'))
                seconds = time.monotonic() - started
                problems = (case.at(STEPS) if toxic.kind in GENTLE and done.code == 0 else
                            [f'refused: {done.err.strip()}'] if toxic.kind in GENTLE else case.either(done))
                problems = problems or case.recovers()
                report.row(f'3.2 toxic: {toxic.kind}, {toxic.direction}, from byte {toxic.at}', problems,
                           ('brought in' if done.code == 0 else 'refused') + f', {seconds:.1f} s')
                report.add('toxics')
            finally:
                case.close()
    return run


def test_toxics(world, report, offsets, kinds=proxy.TOXICS, seconds=3.0, rate=8192):
    """Seven toxics, both directions, by byte offset. Those that only wait do it together. @seconds of latency and of a slow
    close, @rate in bytes a second."""
    world.held(STEPS - 1)
    world.serve(STEPS)
    parallel([toxic_case(world, report, proxy.Toxic(kind, direction, at, seconds=seconds, rate=rate))
              for kind in kinds for direction in ('down', 'up') for at in offsets])


def run(world, report, thorough):
    """All of it."""
    test_addresses(world, report)
    test_environment(world, report)
    test_no_host(world, report)
    if rig.can_trust():
        nginx = world.tls()
        world.serve(STEPS)
        test_tls(world, report, nginx)
        test_redirects(world, report, nginx)
        report.row('G23 wire: TLS', wire_problems(nginx), f'{len(nginx.requests())} requests')
    else:
        report.skip('3.2 TLS', 'a mount namespace is not allowed here')
    offsets = (0, 1, 40, 150, 400, 1000, 3000, 9000, 30000, 90000) if thorough else (300,)
    if thorough:
        test_toxics(world, report, offsets)
        test_sleep(world, report)
    else:
        test_toxics(world, report, offsets, [kind for kind in proxy.TOXICS if kind != 'timeout'], 0.3, 200000)
    test_cancel(world, report, 100 if thorough else 6, thorough)
    report.row('G23 wire: plain', wire_problems(world.nginx), f'{len(world.nginx.requests())} requests')
