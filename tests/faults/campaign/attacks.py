# SPDX-License-Identifier: GPL-3.0-or-later
"""The attacks of section 3.1 of the security guide, T1 to T11; those of misbehaving hosts stand in attacks_hosts.py."""

import json
import os
import shutil
import time

from . import checker, forge, proxy, rig
from .attack import Attack, accepted, hide_packs, kind_of, needed_targets, refused
from .attacks_hosts import t2, t6, t11
from .network import Case, outside
from .operations import STEPS

SINCE = r'not confirmed current since 20\d\d-\d\d-\d\d'


# --- T1: arbitrary installation -----------------------------------------------------------------

def spoilers(forger, role):
    """Ways to sign wrongly: name to a function that gives the file's bytes."""
    other = {'timestamp': 'snapshot', 'snapshot': 'timestamp'}.get(role, 'timestamp')

    def edit(signed, function):
        file = json.loads(forger.signed(signed, forger.key_ids(role)))
        function(file['signatures'][0])
        return forge.canonical(file)

    return {
        'no signatures': lambda signed: forge.canonical({'signatures': [], 'signed': signed}),
        'no list of signatures': lambda signed: forge.canonical({'signed': signed}),
        'empty signature': lambda signed: edit(signed, lambda one: one.update(sig='')),
        'signature cut by a byte': lambda signed: edit(signed, lambda one: one.update(sig=one['sig'][:-2])),
        'signature a byte longer': lambda signed: edit(signed, lambda one: one.update(sig=one['sig'] + '00')),
        'signature of zeros': lambda signed: edit(signed, lambda one: one.update(sig='00' * 64)),
        'unknown key': lambda signed: forger.signed(signed, [forger.new_key()]),
        'unknown key under the right id': lambda signed: edit(signed, lambda one: one.update(
            sig=forger.keys[forger.new_key()].sign(forge.canonical(signed)).hex())),
        'one signature twice': lambda signed: forger.signed(signed, forger.key_ids(role)[:1] * 2),
        'key of another role': lambda signed: forger.signed(signed, forger.key_ids(other)),
        'signed over other bytes': lambda signed: forge.canonical(
            json.loads(forger.signed(signed, forger.key_ids(role)))
            | {'signed': signed | {'expires': forge.later(300)}}),
        'not JSON': lambda signed: b'{"signatures": [',
        'nothing': lambda signed: b'',
    }


def t1(world, report):
    """Signatures that are wrong in each way, for each role; each chunk file with one bit changed."""
    with Attack(world, report, '') as attack:
        ways = list(spoilers(attack.forger, 'timestamp'))
    for role in ('timestamp', 'snapshot', 'targets'):
        for way in ways:
            refused(world, report, f'T1 signatures: {role}, {way}',
                    lambda forger, role=role, way=way: forger.release(spoil={role: spoilers(forger, role)[way]}))
    for role in ('segments', 'packs'):
        for way in ways:
            def spoil(forger, role=role, way=way):
                if role == 'packs':  # none of them stands in targets.json any more
                    hide_packs(forger)
                forger.release(roles={role: forger.read(role)}, spoil={role: spoilers(forger, role)[way]})
            refused(world, report, f'T1 signatures: {role}, {way}', spoil, step=None if role == 'segments' else STEPS - 1)
    wanted = needed_targets(world)
    for path in wanted[:3 if world.every > 1 else None]:
        case = Case(world)
        with proxy.Liar(os.path.join(world.folder, 'www'), 'one bit', os.path.basename(path)) as liar:
            done = case.sync(world.address_words(liar.address + 'site/'))
            report.row(f'T1 one bit: {kind_of(path)} {os.path.basename(path)[:12]}',
                       case.either(done) or case.recovers(), done.err.strip()[:100])
            case.close()


# --- T3, T4, T5 ---------------------------------------------------------------------------------

def t3(world, report):
    """Targets, delegations and addresses that nobody asked for."""
    with proxy.Liar(world.folder) as trap:  # whoever connects here has followed an address
        elsewhere = trap.address

        def extra(forger):
            targets = forger.read('targets')
            for path in ('evil/x', 'observatory/extra.bin', '../outside', 'observatory/index.json.zst.sh', '/etc/passwd'):
                targets['targets'][path] = forger.put_target('observatory/extra.bin', b'#!/bin/sh\n')
            forger.release(targets)

        def delegation(paths):
            def prepare(forger):
                targets = forger.read('targets')
                roles = targets['delegations']['roles']
                roles.insert(0, {'name': 'evil', 'keyids': roles[0]['keyids'], 'threshold': 1, 'terminating': True,
                                 'paths': paths})
                signed = {'_type': 'targets', 'spec_version': targets['spec_version'], 'version': 0,
                          'expires': forge.later(50), 'targets': {'evil/x': forger.put_target('evil/x', b'x')}}
                forger.documents['evil'] = signed
                forger.documents['targets'] = targets  # where its keys are looked up
                forger.release(targets, roles={'evil': signed})
            return prepare

        def custom(forger):
            forger.release_index(custom=lambda custom: custom.update(
                url=elsewhere + 'steal', exec='/bin/sh', path='file:///etc/passwd', mirrors=[elsewhere]))

        def member(forger):
            forger.release_index(lambda index: index.update(download=elsewhere, command='rm -rf /', url=elsewhere))

        def texts(forger):
            forger.release_index(lambda index: index.update(title=elsewhere, notes=f'<a href="{elsewhere}">', licence=elsewhere))

        for name, prepare in (('extra targets', extra), ('addresses in custom', custom), ('addresses in texts', texts),
                              ('unknown members of the index', member), ('delegation of everything', delegation(['*', '*/*'])),
                              ('delegation of what is not asked for', delegation(['evil/*', 'other/*/*']))):
            if not world.takes(name) and 'addresses' not in name and 'not asked' not in name:
                continue
            with Attack(world, report, f'T3 extraneous: {name}') as attack:
                prepare(attack.forger)
                before = len(world.nginx.requests())
                done = attack.sync()
                asked = [request['uri'] for request in world.nginx.requests()[before:]]
                attack.row(done, attack.case.either(done) + unasked(attack.forger, asked) + (
                    [f'it connected to {elsewhere}'] if trap.requests or trap.seen else []))


def unasked(forger, asked):
    """Requests that the program's own rule does not lead to."""
    index = forger.index()
    wanted = {forge.INDEX, index['list']['path'], *(entry['path'] for entry in index['packs'])}
    wanted |= {(index.get('old_packs') or {}).get('path')}
    files = {path for path in forger.read('segments')['targets']} | wanted
    allowed = {path.rpartition('/')[2] for path in files if path}
    roles = {'root', 'timestamp', 'snapshot', 'targets', 'segments', 'packs'}
    return [f'{uri} was asked for' for uri in asked
            if ('/metadata/' in uri and uri.rpartition('/')[2].split('.')[-2] not in roles)
            or ('/targets/' in uri and uri.rpartition('/')[2].partition('.')[2] not in allowed)]


def t4(world, report):
    """Version numbers that are pushed up, and the way back from that."""
    roles = ('timestamp', 'snapshot', 'targets')

    def pushed(number, which):
        return lambda forger: forger.release(change=lambda role, signed: signed.update(
            version=number if role in which else signed['version']))

    for number in (2 ** 31, 2 ** 53 - 1):
        for role in roles:
            accepted(world, report, f'T4 fast-forward: {role} of version {number} is taken', pushed(number, [role]))
    for number in (2 ** 53, 2 ** 64, 0, -1, b'1.0', b'1e3', '1', None, True, b'007'):
        for role in roles:
            refused(world, report, f'T4 fast-forward: {role} of version {number!r}', odd_version(role, number))
    for rotated in ('timestamp', 'snapshot'):
        with Attack(world, report, f'T4 fast-forward: back after a new key for {rotated}') as attack:
            forger = attack.forger
            pushed(2 ** 53 - 1, ['timestamp'] if rotated == 'timestamp' else ['snapshot'])(forger)
            done = attack.sync()
            problems = attack.case.at(STEPS) if done.code == 0 else [done.err.strip()]
            rig.clear(attack.folder)
            rig.copy_tree(world.version(STEPS), attack.folder)
            forger.documents.clear()
            new = forger.new_key()

            def change(root):
                root['keys'][new] = forger.key_object(forger.keys[new])
                root['roles'][rotated]['keyids'] = [new]
            forger.next_root(change)
            forger.release()
            done = attack.sync()
            problems += [] if done.code == 0 else [done.err.strip()]
            attack.row(done, problems + attack.case.at(STEPS), recovers=False)


def odd_version(role, number):
    """A release in which @role has the version @number, which may be none."""
    def prepare(forger):
        honest = {}

        def change(which, signed):
            if which == role:
                honest['version'] = signed['version']

        def spoil(signed):
            return forger.signed(signed | {'version': number}, forger.key_ids(role))
        forger.release(change=change, spoil={role: spoil})
    return prepare


def t5(world, report):
    """Files that have expired, a server that stands still, clocks that are wrong."""
    for role in ('timestamp', 'snapshot', 'targets'):
        refused(world, report, f'T5 freeze: {role} expired yesterday',
                lambda forger, role=role: forger.release(change=lambda which, signed: signed.update(
                    expires=forge.later(-1) if which == role else signed['expires'])), SINCE)
    refused(world, report, 'T5 freeze: root expired yesterday',
            lambda forger: forger.next_root(lambda root: root.update(expires=forge.later(-1))), SINCE)
    if shutil.which('faketime') is None:
        report.skip('T5 freeze: clocks', 'faketime is not installed')
        return
    for offset, name in (('+1y', 'a year ahead'), ('+40d', '40 days ahead')):
        for step in (STEPS - 1, STEPS):
            case = Case(world, step)
            done = case.sync(world.address, before=('faketime', '-f', offset))
            # That the clock was wrong for a day spoils nothing: the next sync has the right one.
            report.row(f'T5 freeze: the same files, clock {name}, home at {step}',
                       case.refused(done, SINCE) or case.recovers(), done.err.strip()[:140])
            case.close()
    for step in (STEPS - 1, None):
        case = Case(world, step)
        done = case.sync(world.address, before=('faketime', '-f', '-1y'))
        problems = case.at(STEPS) if done.code == 0 else [done.err.strip()]
        if step is not None and 'clock' not in done.err:
            problems.append('it does not say that the clock is wrong')
        report.row(f'T5 freeze: clock a year behind, home at {step}', problems or case.recovers(), done.err.strip()[:140])
        case.close()
    t5_second(world, report)
    with Attack(world, report, 'T5 freeze: a clock set back does not revive expired files') as attack:
        attack.forger.release(change=lambda role, signed: signed.update(
            expires=forge.later(-2) if role == 'timestamp' else signed['expires']))
        done = attack.sync(before=('faketime', '-f', '-10d'))
        attack.row(done, attack.case.refused(done))


def t5_second(world, report):
    """A clock that stands still a second before the end of each role, at it, and a second after it."""
    end = time.time() // 1 + 86400
    for role in ('timestamp', 'snapshot', 'targets'):
        for second in (-1, 0, 1):
            if not world.takes(f'{role} {second}'):
                continue
            with Attack(world, report, f'T5 freeze: {role} ends in {-second} s') as attack:
                attack.forger.release(change=lambda which, signed, role=role: signed.update(
                    expires=stamp(end) if which == role else signed['expires']))
                clock = time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(end + second))
                done = attack.sync(before=('faketime', '-f', clock), env={'TZ': 'UTC', 'FAKETIME_DONT_FAKE_MONOTONIC': '1',
                                                                          'DONT_FAKE_MONOTONIC': '1'})
                if second < 0:
                    attack.row(done, attack.case.at(STEPS) if done.code == 0 else [done.err.strip()], recovers=False)
                else:
                    attack.row(done, attack.case.refused(done, SINCE))


def stamp(seconds):
    """A time as the metadata writes it."""
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(seconds))


# --- T7, T8 -------------------------------------------------------------------------------------

def t7(world, report):
    """All sixteen mixes of four files of two editions: of the two that existed together each is taken, the others are not."""
    for mask in range(16):
        if not world.takes(f'T7 {mask}'):
            continue
        with Attack(world, report, f'T7 mix-and-match: {mask:04b}', step=STEPS - 2) as attack:
            mix(world, attack, mask)
            done = attack.sync()
            if mask in (0, 15):
                problems = attack.case.at(STEPS - (mask == 0)) if done.code == 0 else [done.err.strip()]
            else:
                problems = attack.case.refused(done)
            world.serve(STEPS)
            attack.row(done, problems or attack.case.recovers(), recovers=False)
    for role, step in (('segments', None), ('packs', STEPS - 2)):
        def older(forger, role=role):
            if role == 'packs':
                hide_packs(forger)
                forger.release(roles={role: forger.read(role)})
            forger.documents[role] = forger.read(role)
            old = forge.Forger(world.version(STEPS - 1), world.site.keys, world.site.phrase)
            with open(old.path('metadata', old.name(role)), 'rb') as file, \
                    open(forger.path('metadata', forger.name(role)), 'wb') as out:
                out.write(file.read())
        refused(world, report, f'T7 mix-and-match: {role} of the edition before', older, step=step)


def mix(world, attack, mask):
    """Bits of @mask from the left: timestamp, snapshot, targets, index of the newer edition, otherwise of the older."""
    old = forge.Forger(world.version(STEPS - 1), world.site.keys, world.site.phrase)
    new = forge.Forger(world.version(STEPS), world.site.keys, world.site.phrase)
    pick = [new if mask >> (3 - i) & 1 else old for i in range(4)]

    def content(forger, role):
        with open(forger.path('metadata', forger.name(role)), 'rb') as file:
            return file.read()
    files = [content(pick[0], 'timestamp'), content(pick[1], 'snapshot'), content(pick[2], 'targets')]
    signed = [json.loads(data)['signed'] for data in files]
    entry = pick[3].read('targets')['targets'][forge.INDEX]
    with open(pick[3].target_file(forge.INDEX, entry), 'rb') as file:
        index = file.read()
    wanted = signed[2]['targets'][forge.INDEX]
    names = ['timestamp.json', f"{signed[0]['meta']['snapshot.json']['version']}.snapshot.json",
             f"{signed[1]['meta']['targets.json']['version']}.targets.json"]
    for name, data in zip(names, files):
        with open(os.path.join(attack.folder, 'metadata', name), 'wb') as file:
            file.write(data)
    with open(attack.forger.target_file(forge.INDEX, wanted), 'wb') as file:
        file.write(index)


def t8(world, report):
    """Older editions offered again; a trust folder from before."""
    for step in range(1, STEPS):
        case = Case(world, STEPS)
        world.serve(step)
        done = case.sync(world.address)
        world.serve(STEPS)
        report.row(f'T8 rollback: edition {step} is offered to a home at {STEPS}', case.refused(done) or case.recovers(),
                   done.err.strip()[:140])
        case.close()
    for step in range(1, STEPS):  # the person went back, which is no reason to believe less
        if not world.takes(f'back {step}') and step != STEPS - 1:
            continue
        case = Case(world, None)
        rig.restore(world.held(*range(STEPS - 2, STEPS + 1)), case.place)
        name = next(name for name, place in checker.Home(case.home).editions().items()
                    if world.known.get(checker.content(os.path.join(place, checker.DATABASE))[1]) == STEPS - 1)
        problems = []
        done = world.program.run(['editions', 'use', name, '--home', case.home])
        problems += [done.err.strip()] if done.code != 0 else case.at(STEPS - 1)
        case.step, case.before = STEPS - 1, outside(case.home)
        world.serve(step)
        done = case.sync(world.address)
        world.serve(STEPS)
        report.row(f'T8 rollback: edition {step} is offered after going back to {STEPS - 1}',
                   problems or case.refused(done) or case.recovers(), done.err.strip()[:140])
        case.close()
    equal(world, report)
    for role in ('timestamp', 'snapshot', 'targets'):
        def lower(forger, role=role):
            forger.release(change=lambda which, signed: signed.update(
                version=1 if which == role else signed['version']))
        refused(world, report, f'T8 rollback: {role} falls to version 1', lower)
    for step in range(1, STEPS):
        case, older = Case(world, STEPS), Case(world, step)
        for base, folders, _ in os.walk(older.home):
            if 'trust' in folders:
                rig.restore(os.path.join(base, 'trust'), os.path.join(case.home, os.path.relpath(base, older.home), 'trust'))
        done = case.sync(world.address)
        report.row(f'T8 rollback: trust folder of edition {step} put back',
                   (case.at(STEPS) if done.code == 0 else case.refused(done)) or case.recovers(), done.err.strip()[:140])
        case.close()
        older.close()


def equal(world, report):
    """A timestamp of the version that is stored, rightly signed, that leads to other files: dropped, the stored one counts."""
    with Attack(world, report, 'T8 rollback: another timestamp of the same version', step=STEPS) as attack:
        forger = attack.forger
        version = forger.version('timestamp')
        targets = forger.read('targets')
        targets['targets'][forge.INDEX] = forger.put_target(forge.INDEX, b'nonsense') | {
            'custom': targets['targets'][forge.INDEX]['custom'] | {'edition': 99}}
        forger.release(targets, lambda role, signed: signed.update(
            version=version if role == 'timestamp' else signed['version']))
        done = attack.sync()
        attack.row(done, attack.case.unchanged() + ([] if done.code == 0 else [done.err.strip()]))


# --- T9, T10 ------------------------------------------------------------------------------------

def t9(world, report, thorough):
    """Roots that fewer keys sign than have to."""
    def by(select):
        return lambda forger: forger.next_root(ids=select(forger.root()['roles']['root']['keyids']))

    for name, select in (('by one key', lambda ids: ids[:1]), ('by one key twice', lambda ids: [ids[0], ids[0]]),
                         ('by nobody', lambda ids: [])):
        refused(world, report, f'T9 root: {name}', by(select), bad_root=True)

    def two_ids(forger):
        ids = forger.root()['roles']['root']['keyids']
        root = forger.root()
        root['version'] += 1
        second = '0' * 64
        root['keys'][second] = forger.key_object(forger.keys[ids[0]])
        root['roles']['root']['keyids'] = [ids[0], second]
        forger.keys[second] = forger.keys[ids[0]]
        forger.put('root', root, [ids[0], second])
    refused(world, report, 'T9 root: one key under two ids', two_ids, bad_root=True)

    def replaced(sign):
        def prepare(forger):
            old = forger.root()['roles']['root']['keyids']
            new = [forger.new_key(), forger.new_key()]

            def change(root):
                for one in new:
                    root['keys'][one] = forger.key_object(forger.keys[one])
                root['roles']['root']['keyids'] = new
            forger.next_root(change, ids=sign(old, new))
        return prepare
    refused(world, report, 'T9 root: new keys, signed by the old ones only', replaced(lambda old, new: old[:2]), bad_root=True)
    refused(world, report, 'T9 root: new keys, signed by the new ones only', replaced(lambda old, new: new), bad_root=True)
    accepted(world, report, 'T9 root: new keys, signed by both', replaced(lambda old, new: old[:2] + new))

    def revoked(forger):
        ids = forger.root()['roles']['targets']['keyids']
        new = forger.new_key()

        def change(root):
            root['keys'][new] = forger.key_object(forger.keys[new])
            root['roles']['targets']['keyids'] = [new]
        forger.next_root(change)
        forger.release(spoil={'targets': lambda signed: forger.signed(signed, ids)})
    refused(world, report, 'T9 root: targets by a revoked key', revoked)

    def gap(forger):
        new = forger.new_key()
        root = forger.root()
        root['version'] += 2
        root['keys'][new] = forger.key_object(forger.keys[new])
        root['roles']['timestamp']['keyids'] = [new]
        forger.put('root', root, root['roles']['root']['keyids'][:2])
        forger.release()
    refused(world, report, 'T9 root: a link is missing', gap, bad_root=True)

    def wrong_number(forger):
        root = forger.root()
        name = root['version'] + 1
        root['version'] += 2
        data = forger.signed(root, root['roles']['root']['keyids'][:2])
        with open(forger.path('metadata', f'{name}.root.json'), 'wb') as file:
            file.write(data)
    refused(world, report, 'T9 root: another number inside than on its name', wrong_number, bad_root=True)
    for count in (1, 2, 100) + ((1024,) if thorough else ()):
        accepted(world, report, f'T9 root: a chain of {count}',
                 lambda forger, count=count: [forger.next_root() for _ in range(count)])
    if thorough:
        with Attack(world, report, 'T9 root: a chain of 1025 ends in two runs or is refused') as attack:
            for _ in range(1025):
                attack.forger.next_root()
            done = attack.sync()
            attack.row(done, attack.case.either(done))


def t10(world, report, other):
    """Files in the wrong place."""
    refused(world, report, 'T10 wrong file: origin_id of another origin',
            lambda forger: forger.release_index(lambda index: index.update(origin_id='0123456789abcdef'),
                                                lambda custom: custom.update(origin_id='0123456789abcdef')))
    refused(world, report, 'T10 wrong file: origin_id of another origin in the index only',
            lambda forger: forger.release_index(lambda index: index.update(origin_id='0123456789abcdef'),
                                                lambda custom: custom.update(origin_id=forger_id(forger))))
    refused(world, report, 'T10 wrong file: a newer schema', lambda forger: forger.release_index(
        lambda index: index.update(schema=99)), 'newer|version')
    refused(world, report, 'T10 wrong file: a newer program is needed', lambda forger: forger.release_index(
        lambda index: index.update(min_app='999.0.0')), 'newer|version')
    refused(world, report, 'T10 wrong file: another series', lambda forger: forger.release_index(
        lambda index: index.update(series='somewhere-else')))
    refused(world, report, 'T10 wrong file: another number of the edition in custom', lambda forger: forger.release_index(
        custom=lambda custom: custom.update(edition=77)))
    refused(world, report, 'T10 wrong file: an older schema', lambda forger: forger.release_index(
        lambda index: index.update(schema=1)), 'older version', always=True)

    def swapped(forger):
        # Rightly signed and whole, each under the other's name; without segments nothing else leads on.
        targets = forger.read('targets')
        hide_packs(forger)
        packs = forger.documents['packs']['targets']
        forger.documents |= {'targets': targets}
        del forger.documents['packs']
        one, two = sorted(packs)[:2]
        targets['targets'][one], targets['targets'][two] = packs[two], packs[one]
        for path, data in ((one, packs[two]), (two, packs[one])):
            with open(forger.target_file(two if path == one else one, data), 'rb') as file:
                forger.put_target(path, file.read())
        forger.release_index()
    refused(world, report, 'T10 wrong file: two packs under the name of each other', swapped)

    def elsewhere(forger):
        """The whole of another origin that has the same keys for all roles but its own root: only its id is another one."""
        root = forger.metadata('1.root.json')['signed']
        root['expires'] = forge.later(200)
        other_id = forge.sha256(forger.signed(root, root['roles']['root']['keyids'][:2]))[:16]
        forger.release_index(lambda index: index.update(origin_id=other_id, notes='another origin with the same keys'),
                             lambda custom: custom.update(origin_id=other_id))
    refused(world, report, 'T10 wrong file: all files of another origin with the same keys', elsewhere)

    case = Case(world)
    world.serve(other)
    done = case.sync(world.address)
    world.serve(STEPS)
    report.row('T10 wrong file: another origin at the same address', case.refused(done) or case.recovers(),
               done.err.strip()[:140])
    case.close()


def forger_id(forger):
    """The origin's id."""
    with open(forger.path('metadata', '1.root.json'), 'rb') as file:
        return forge.sha256(file.read())[:16]


def run(world, report, thorough, other):
    """All of it. @other: the folder of a site by other keys."""
    t1(world, report)
    t2(world, report, thorough)
    t3(world, report)
    t4(world, report)
    t5(world, report)
    t6(world, report, thorough)
    t7(world, report)
    t8(world, report)
    t9(world, report, thorough)
    t10(world, report, other)
    if thorough:
        t11(world, report)
