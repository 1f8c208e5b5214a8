# SPDX-License-Identifier: GPL-3.0-or-later
"""A publisher that is stopped, killed or uploaded in pieces while readers poll: each gets the old edition or the new."""

import dataclasses
import os
import random
import shlex
import shutil
import subprocess

from . import checker, proxy, rig
from .kills import KILLED, pick
from .operations import STEPS

OLD = STEPS - 1
NAMING = ('rename', 'unlink', 'link')
SHARE = 6   # of the other calls
HOSTS = 30  # of both ages for each operation
STATES = 8  # of a site that --clean keeps whole


@dataclasses.dataclass
class Publishing:
    """One command of the publisher, on a prepared place."""
    name: str
    words: list      # of the command
    again: list      # commands that put right what was cut off, each a list of words
    template: str    # site, keys and a reader's home before it
    before: object   # edition that readers get before it, None: there is no site yet
    after: int       # edition that they get after @again


class Stage:
    """Where it happens: the place of a world, with a site, its keys and two readers' homes."""

    def __init__(self, world, report):
        self.world = world
        self.report = report
        self.site = os.path.join(world.place, 'site')
        self.keys = os.path.join(world.place, 'keys')
        self.first = os.path.join(world.place, 'first')
        self.code = os.path.join(world.folder, 'poll.code')
        self.errors = os.path.join(world.folder, 'poll.err')
        self.nothing = os.path.join(world.empty(), 'home')

    # --- what is done -------------------------------------------------------------------------------

    def publish(self, step=STEPS):
        """Words that publish an edition here."""
        return self.world.site.words(self.world.editions[step], self.site, self.keys)

    def refresh(self):
        """Words that sign the timestamp anew."""
        return self.world.site.refresh_words(self.site, self.keys)

    def prepare(self, step, rotate=(), renew=False, notes=0):
        """The place with the site as it was after @step editions, and keys of which some were replaced since."""
        world = self.world
        rig.restore(world.held(step) if step else world.empty(), world.place)
        if step:
            world.site.copy(self.site, world.version(step))
        rig.copy_tree(world.site.keys, self.keys)
        for number in range(notes):
            world.program.good([*self.publish(step), '--notes', f'Note {number}'])
        for role in rotate:
            world.program.good(world.site.rotate_words(role, self.keys))
        if renew:
            world.program.good(['keys', 'renew', self.keys, *world.site.secret()])
        world.site.make_quick(self.keys)

    def operation(self, name, words, again=None, before=OLD, after=STEPS):
        """What was prepared, kept."""
        template = self.world.keep('publishes ' + name)
        return Publishing(name, words, again or [words], template, before, after)

    def operations(self, few):
        """All of them, or the @few that differ most."""
        found = [self.update('publish'), self.update('publish with new keys', rotate=('timestamp', 'targets')),
                 self.refreshed('refresh the timestamp with a new key', rotate=('timestamp',))]
        if few:
            return found
        found += [self.update(f'publish with a new key for {role}', rotate=(role,))
                  for role in ('timestamp', 'snapshot', 'targets', 'root-1')]
        many = ('timestamp', 'snapshot', 'targets', 'root-2', 'timestamp')
        found += [self.update('publish with five new roots', rotate=many),
                  self.update('publish the same with new keys', step=OLD, rotate=('timestamp', 'snapshot')),
                  self.update('publish with a renewed root', renew=True),
                  self.refreshed('refresh the timestamp'),
                  self.refreshed('refresh the timestamp with a renewed root', renew=True)]
        return found + [self.publish_first(), self.clean(), self.renew()] + [
            self.rotate(role) for role in ('timestamp', 'snapshot', 'targets', 'root-1')]

    def update(self, name, step=STEPS, **keys):
        """An edition, after the keys changed or not."""
        self.prepare(OLD, **keys)
        return self.operation(name, self.publish(step), after=step)

    def publish_first(self):
        """A new site."""
        self.prepare(0)
        return self.operation('publish first', self.publish(), before=None)

    def refreshed(self, name, **keys):
        """The weekly signature."""
        self.prepare(OLD, **keys)
        return self.operation(name, self.refresh(), after=OLD)

    def rotate(self, role):
        """A change of the keys alone. The next publisher comes at once and has to manage with what there is."""
        self.prepare(OLD)
        return self.operation(f'rotate {role}', self.world.site.rotate_words(role, self.keys), [self.publish()])

    def renew(self):
        """The same, asked for again before anybody publishes."""
        self.prepare(OLD)
        words = ['keys', 'renew', self.keys, *self.world.site.secret()]
        return self.operation('renew the root', words, [words, self.publish()])

    def clean(self):
        """More states than are kept, and what a cut-off publisher left."""
        self.prepare(OLD, notes=STATES + 2)
        for name in ('metadata/999.targets.json', 'metadata/.new', 'targets/observatory/packs/left.zst'):
            with open(os.path.join(self.site, name), 'wb') as file:
                file.write(b'left over')
        return self.operation('clean the site', ['publish', self.site, '--clean'], after=OLD)

    # --- readers --------------------------------------------------------------------------------------

    def restore(self, operation):
        """The place as it was before, with a home that knows nothing yet."""
        rig.restore(operation.template, self.world.place)
        rig.copy_tree(self.nothing, self.first)
        self.date()
        self.world.serve(self.site)

    def date(self):
        """A time of its own for the timestamp: the server tells files of one length apart by the second."""
        path = os.path.join(self.site, 'metadata', 'timestamp.json')
        if os.path.exists(path):
            rig.make_distinct(path)

    def read(self, home, address=None):
        """A reader comes by."""
        self.report.add('reads')
        return self.world.program.run(['sync', address or self.world.address, '--home', home])

    def reading(self, home):
        """The same as words for a shell."""
        words = shlex.join([self.world.program.path, 'sync', self.world.address, '--home', home])
        self.report.add('reads')
        return f'{words} > {shlex.quote(self.errors)} 2>&1; echo $? > {shlex.quote(self.code)}'

    def was_read(self):
        """What that came to."""
        with open(self.code, encoding='ascii') as file:
            code = int(file.read())
        with open(self.errors, encoding='utf-8', errors='replace') as file:
            return rig.Done(code, '', file.read())

    def judge(self, done, home, allowed):
        """Problems of one read. Where nothing was published so far, a sentence says so."""
        world = self.world
        if done.code == 0:
            return checker.check_home(home, world.known, allowed - {None}, rig.WORKSPACE)
        if None in allowed and done.code == 1 and len(done.sentences) == 1 and not os.path.exists(
                os.path.join(self.site, 'metadata', 'timestamp.json')):
            return checker.check_home(home, world.known, {None}, rig.WORKSPACE)
        return [f'exit {done.code}: {done.err.strip()}']

    def finish(self, operation):
        """Problems of publishing on, and of both readers after that."""
        world = self.world
        for words in operation.again:
            done = world.program.run(words)
            if done.code != 0:
                return [f'{" ".join(words[:2])} again: {done.err.strip()}']
        self.date()
        found = checker.site_problems(self.site) + checker.keys_problems(self.keys)
        for home in (world.home, self.first):
            done = self.read(home)
            found += [f'after publishing again: {words}'
                      for words in self.judge(done, home, {operation.after})]
        return found


# --- readers in the middle of publishing ------------------------------------------------------------

def interrupted(stage, operation, number, what):
    """Readers while the publisher stands before its call @number, after it was killed there, and when it published again."""
    world, report = stage.world, stage.report
    homes = [world.home, stage.first] if number % 2 else [stage.first, world.home]
    stage.restore(operation)
    done = world.program.run(operation.words, strike=[
        '--under', stage.site, '--under', stage.keys, '--before', str(number), stage.reading(homes[0]),
        '--kill', str(number)])
    where = f'seed {world.seed}, {operation.name}, {what} (call {number})'
    report.add('interleavings')
    if done.code != KILLED:
        report.fault(where, f'exit {done.code} instead of a kill: {done.err.strip()}')
        return
    allowed = {operation.before, operation.after}
    problems = [f'a reader beside it: {words}' for words in stage.judge(stage.was_read(), homes[0], allowed)]
    problems += [f'a reader after the kill: {words}'
                 for words in stage.judge(stage.read(homes[1]), homes[1], allowed)]
    for words in problems + stage.finish(operation):
        report.fault(where, words)


def plan(stage, operations, most):
    """(operation, call, its name) of each interleaving: where a name changes, all; of the calls that no reader can tell
    apart, another share for each seed."""
    share = stage.world.seed % SHARE
    found = []
    for operation in operations:
        stage.restore(operation)
        done, calls = stage.world.program.calls(operation.words, [stage.site, stage.keys])
        if done.code != 0 or not calls:
            stage.report.fault(f'seed {stage.world.seed}, {operation.name}', f'without a fault: {done.err.strip()}')
            continue
        found += [(operation, number, name) for number, name, *_ in pick(
            [call for call in calls if call[1].startswith(NAMING) or call[0] % SHARE == share], most)]
    return found


# --- publishing in the middle of a reader -------------------------------------------------------------

class Busy(proxy.Liar):
    """A web server whose publisher works just before the answer number @at."""

    def __init__(self, root, at, publish):
        super().__init__(root)
        self.number = at
        self.publish = publish

    async def _answer(self, path, head, writer, rude):
        if len(self.requests) == self.number:
            self.publish()
        return await super()._answer(path, head, writer, rude)


def requests(stage, operation, first):
    """Numbers of the requests of a reader before the publisher comes."""
    stage.restore(operation)
    with Busy(stage.world.place, 0, None) as server:
        stage.read(stage.first if first else stage.world.home, stage.world.address_words(server.address + 'site/'))
        return list(range(1, len(server.requests) + 1))


def overtaken(stage, operation, first, at):
    """A reader at whose request number @at a whole run of the publisher comes in between."""
    world, report = stage.world, stage.report
    home = stage.first if first else world.home
    stage.restore(operation)
    runs = []
    with Busy(stage.world.place, at, lambda: runs.append(world.program.run(operation.words))) as server:
        done = stage.read(home, world.address_words(server.address + 'site/'))
    report.add('interleavings')
    where = f'seed {world.seed}, {operation.name} at request {at} of {"a first sync" if first else "an update"}'
    problems = stage.judge(done, home, {operation.before, operation.after})
    if len(runs) != 1 or runs[0].code != 0:
        problems.append(f'the publisher: {[run.err.strip() for run in runs]}')
    for words in problems + stage.finish(operation):
        report.fault(where, words)


# --- hosts that have some files of either age -----------------------------------------------------------

def tree(folder):
    """Paths of the files of a site."""
    return {os.path.relpath(os.path.join(base, name), folder) for base, _, names in os.walk(folder) for name in names
            if not name.startswith('.')}


def ages(stage, operation, dice, most):
    """(what, files of the new state, files that are cut in half) of hosts with files of both ages. The new timestamp is
    there in most of them, as with a network of caches that keep what is not there for a while."""
    stage.restore(operation)
    stage.world.program.good(operation.words)
    stage.date()
    fresh = os.path.join(stage.world.folder, 'fresh')
    rig.restore(stage.site, fresh)
    before = os.path.join(operation.template, 'site')
    added = sorted(tree(fresh) - tree(before))
    timestamp = 'metadata/timestamp.json'
    roots = [name for name in added if name.endswith('.root.json')]
    found = [('the new timestamp alone', [timestamp], []), ('all but the new timestamp', added, []),
             ('the new roots alone', roots, []), ('the new timestamp and roots', roots + [timestamp], [])]
    found += [(f'without {name}', [one for one in added if one != name] + [timestamp], []) for name in added]
    found += [(f'half of {name}', added + [timestamp], [name]) for name in added]
    for number in range(len(added)):
        some = dice.sample(added, dice.randrange(len(added)))
        found.append((f'choice {number}', some + [timestamp] * dice.randrange(2), []))
    return fresh, pick(found, most or HOSTS)


def mixed(stage, operation, fresh, what, names, halves, first):
    """One such host, and then the honest one."""
    world, report = stage.world, stage.report
    stage.restore(operation)
    for name in names:
        path = os.path.join(stage.site, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(os.path.join(fresh, name), path)
        if name in halves:
            os.truncate(path, os.path.getsize(path) // 2)
    stage.date()
    home, held = (stage.first, None) if first else (world.home, operation.before)
    done = stage.read(home)
    report.add('mixed hosts')
    where = f'seed {world.seed}, {operation.name}, host with {what}, {"a first sync" if first else "an update"}'
    if done.code == 0:
        problems = stage.judge(done, home, {operation.before, operation.after})
    else:
        problems = checker.check_home(home, world.known, {held}, rig.WORKSPACE)
        if done.code != 1 or len(done.sentences) != 1 or not done.err.startswith('observatory: '):
            problems.append(f'not one sentence: exit {done.code}: {done.err.strip()}')
    world.serve(fresh)
    done = stage.read(home)
    problems += [f'then from the whole host: {words}' for words in stage.judge(done, home, {operation.after})]
    for words in problems:
        report.fault(where, words)


# --- a folder on its way to a host -------------------------------------------------------------------------

def upload_order(name):
    """The order that data/sync/README.md asks for."""
    if not name.startswith('metadata/'):
        return 0, name
    if name.endswith('.root.json'):
        return 3, int(os.path.basename(name).split('.')[0])
    return (2 if name == 'metadata/timestamp.json' else 1), name


def uploaded(stage, operation):
    """Readers after each file of an upload: one that polls, and a new one every time. The timestamp decides what they get."""
    world, report = stage.world, stage.report
    stage.restore(operation)
    world.program.good(operation.words)
    fresh = os.path.join(world.folder, 'fresh')
    rig.restore(stage.site, fresh)
    before = tree(os.path.join(operation.template, 'site'))
    added = sorted(tree(fresh) - before | {'metadata/timestamp.json'}, key=upload_order)
    stage.restore(operation)
    for number, name in enumerate(added):
        path = os.path.join(stage.site, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(os.path.join(fresh, name), path + '.part')
        os.rename(path + '.part', path)
        stage.date()
        allowed = {operation.after if upload_order(name)[0] >= 2 else operation.before}
        where = f'seed {world.seed}, {operation.name}, uploaded up to {name} ({number + 1} of {len(added)})'
        rig.clear(stage.first)
        rig.copy_tree(stage.nothing, stage.first)
        report.add('interleavings')
        for home in (world.home, stage.first):
            for words in stage.judge(stage.read(home), home, allowed):
                report.fault(where, words)


# --- the same input, the same bytes -----------------------------------------------------------------------

def local_time(seconds, zone):
    """A moment as faketime has to be told of it."""
    done = subprocess.run(['date', '-d', f'@{seconds}', '+%Y-%m-%d %H:%M:%S'], check=True, capture_output=True, text=True,
                          env={'TZ': zone, 'PATH': os.environ['PATH']})
    return done.stdout.strip()


def twice(stage):
    """Problems of two runs of the publisher in other places and time zones, of the same editions at the same times, and
    how many files they wrote."""
    world = stage.world
    faketime = shutil.which('faketime')
    if faketime is None:
        raise rig.Skip('faketime is not installed')
    folders = []
    for zone, umask in (('Pacific/Kiritimati', 0o022), ('America/St_Johns', 0o077)):
        folder = os.path.join(world.folder, 'twice', zone)
        os.makedirs(folder)
        site = os.path.join(folder, 'site')
        folders.append(site)
        for step in range(1, STEPS + 1):
            edition = shutil.copyfile(world.editions[step], os.path.join(folder, f'edition {step}.sqlite'))
            moment = local_time(1800000000 + 86400 * step, zone)
            world.program.good(world.site.words(edition, site, world.site.keys), env={'TZ': zone},
                               before=['sh', '-c', f'umask {umask:o}; exec "$@"', 'sh', faketime, '-f', moment])
    one, two = ({name: rig.file_hash(os.path.join(site, name)) for name in tree(site)} for site in folders)
    return [f'{name} differs' for name in sorted(set(one) | set(two)) if one.get(name) != two.get(name)], len(one)


# --- all of it --------------------------------------------------------------------------------------------

def run(world, report, most=None, clock=None):
    """At most @most interleavings of each kind for each operation, in an order that leaves none out if @clock, a function,
    says that time is over."""
    stage = Stage(world, report)
    dice = random.Random(world.seed)
    few = most is not None
    operations = stage.operations(few)
    cases = [lambda case=case: interrupted(stage, *case) for case in plan(stage, operations, most)]
    sites = [one for one in operations if one.before is not None and one.words[0] == 'publish']
    cases += [lambda one=one, at=at, first=first: overtaken(stage, one, first, at)
              for one in sites for first in (False, True) for at in pick(requests(stage, one, first), most)]
    dice.shuffle(cases)
    for i, case in enumerate(cases):
        if clock is not None and clock():
            report.note(f'seed {world.seed}: stopped after {i} of {len(cases)} interleavings, time is over')
            break
        case()
    for operation in [one for one in sites if '--clean' not in one.words][1 if few else 0:2 if few else None]:
        if clock is None or not clock():
            uploaded(stage, operation)
            mixes(stage, operation, dice, most, clock)


def mixes(stage, operation, dice, most, clock):
    """Hosts with files of both ages."""
    fresh, hosts = ages(stage, operation, dice, most)
    for i, (what, names, halves) in enumerate(hosts):
        if clock is not None and clock():
            return
        mixed(stage, operation, fresh, what, names, halves, i % 2 == 1)
