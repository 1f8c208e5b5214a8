# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: metadata on disk, JSON, and time."""

import datetime
import json
import os

from cases import case
from keys import ahead, canonical, stamp
from repository import Repository, encode
from roles import ALL, TO_TIMESTAMP, bent

# On disk

DAMAGE = {
    'damaged': lambda data: data.replace(b'version', b'Version'), 'cut short': lambda data: data[:len(data) // 2],
    'empty': lambda data: b'', 'of zeros': lambda data: bytes(len(data)),
    'signature bent': lambda data: data.replace(b'"sig": "', b'"sig": "00'),
}
for words, function in DAMAGE.items():
    for role in ('timestamp', 'snapshot', 'targets'):
        @case('metadata on disk', f'{role} {words}', role, function, often=words == 'damaged')
        def damaged(trial, role, function):
            honest = trial.start()
            trial.plant(**{role: function(honest.latest[role])})
            asked = {'timestamp': TO_TIMESTAMP, 'snapshot': TO_TIMESTAMP + ['1.snapshot.json'],
                     'targets': TO_TIMESTAMP + ['1.targets.json']}[role]
            trial.accept(honest, asked)

    @case('metadata on disk', f'root {words}', function, often=words in ('damaged', 'cut short'))
    def damaged_root(trial, function):
        honest = trial.start()
        trial.plant(root=function(honest.latest['root']))
        trial.refuse(honest, (), [], heal=False)
        trial.plant(root=honest.latest['root'])
        trial.accept(honest, TO_TIMESTAMP)


@case('metadata on disk', 'signed by keys since revoked', attacks='T9')
def revoked(trial):
    honest = trial.start()
    after = honest.copy()
    for role in ('timestamp', 'snapshot', 'targets'):
        after.rotate(role)
    after.put_root()
    trial.accept(after.release())


for count in range(3):
    @case('metadata on disk', f'left behind by a run killed after {("root", "timestamp", "snapshot")[count]}', count)
    def killed(trial, count):
        honest = trial.start()
        after = honest.copy()
        after.put_root()
        after.release()
        done = ('root', 'timestamp', 'snapshot')[:count + 1]
        trial.plant(**{role: after.latest[role] for role in done})
        trial.accept(after,
                     ['3.root.json', 'timestamp.json'] + ['2.snapshot.json', '2.targets.json'][max(0, count - 1):])


@case('metadata on disk', 'another role’s file under the name', attacks='T7')
def swapped(trial):
    honest = trial.start()
    trial.plant(snapshot=honest.latest['targets'], targets=honest.latest['snapshot'])
    trial.accept(honest, TO_TIMESTAMP + ['1.snapshot.json', '1.targets.json'])


@case('metadata on disk', 'a temporary file of a killed run stays out of the way')
def leftover(trial):
    honest = trial.start()
    path = os.path.join(trial.trust_dir, '.timestamp.json.ABC123')
    with open(path, 'wb') as file:
        file.write(b'half')
    trial.serve(honest.copy().release())
    assert trial.refresh() == 0, trial.words
    if os.path.exists(path):
        os.unlink(path)
    trial.same_files(trial.mount.repository.latest, 'after it')


# JSON


def duplicate(data):
    """Two versions, the second one lower; signed as whichever a reader takes."""
    return data.replace(b'"version":', b'"version": 1, "version":', 1)


def deep(levels):
    """An unknown member so deep that the file has this many levels."""
    value = 0
    for _ in range(levels - 2):
        value = [value]
    return value


def form_of(text):
    """The signed part as text, unlike what json writes."""
    def form(envelope):
        return b'{"signatures":%s,"signed":%s}' % (canonical(envelope['signatures']), text(envelope['signed']))
    return form


def exponent(signed):
    """The version with an exponent; the canonical form of some readers stays the same."""
    version = str(signed['version']).encode()
    return canonical(signed).replace(b'"version":' + version + b'}', b'"version":' + version + b'e0}')


def thousands_deep(envelope):
    """30,000 arrays in each other, within the cap of 64 KiB."""
    return encode(envelope).replace(b'"signatures"', b'"deep": ' + b'[' * 30000 + b']' * 30000 + b', "signatures"', 1)


TEXTS = {
    'duplicate keys': {'form': lambda envelope: duplicate(encode(envelope))},
    'a version with a fraction': {'form': form_of(lambda signed: canonical(signed)[:-1] + b'.0}')},
    'a version with an exponent': {'form': form_of(exponent)},
    'invalid UTF-8': {'form': lambda envelope: encode(envelope).replace(b'"sig": "', b'"\xff": 1, "sig": "', 1)},
    'an overlong UTF-8 form': {'form': lambda envelope: encode(envelope).replace(b'"sig": "',
                                                                                 b'"\xc0\xaf": 1, "sig": "', 1)},
    'a surrogate in UTF-8': {'form': lambda envelope: encode(envelope).replace(b'"sig": "',
                                                                               b'"\xed\xa0\x80": 1, "sig": "', 1)},
    'trailing bytes': {'form': lambda envelope: encode(envelope) + b'{}'},
    'a comma at the end': {'form': lambda envelope: encode(envelope).rstrip()[:-1] + b',}'},
    'a comment': {'form': lambda envelope: b'/* */' + encode(envelope)},
    'a byte order mark': {'form': lambda envelope: b'\xef\xbb\xbf' + encode(envelope)},
    'UTF-16': {'form': lambda envelope: encode(envelope).decode().encode('utf-16')},
    'NaN': {'form': lambda envelope: encode(envelope).replace(b'"signatures"', b'"more": NaN, "signatures"', 1)},
    'a control character in a string': {'form': lambda envelope: encode(envelope).replace(b'"signatures"',
                                                                                          b'"a\nb": 1, "signatures"',
                                                                                          1)},
    'a depth of thousands': {'form': thousands_deep},
    'an array at the top': {'form': lambda envelope: b'[' + encode(envelope) + b']'},
}
JSON_OFTEN = ('duplicate keys', 'a version with a fraction', 'a version with an exponent', 'invalid UTF-8',
              'trailing bytes', 'a depth of thousands')
for words, put in TEXTS.items():
    case('JSON', words, 'timestamp', asked=TO_TIMESTAMP, put=put, often=words in JSON_OFTEN)(bent)
VALUES = {
    'depth 17': lambda evil: evil.timestamp.update(deep=deep(17)),
    'depth of hundreds': lambda evil: evil.timestamp.update(deep=deep(200)),
    'version 2^53': lambda evil: evil.timestamp.update(version=2 ** 53),
    'version 2^64': lambda evil: evil.timestamp.update(version=2 ** 64 + 2),
    'version -1': lambda evil: evil.timestamp.update(version=-1),
    'version 0': lambda evil: evil.timestamp.update(version=0),
    'version as text': lambda evil: evil.timestamp.update(version='2'),
    'version true': lambda evil: evil.timestamp.update(version=True),
    'version null': lambda evil: evil.timestamp.update(version=None),
    'a fraction somewhere': lambda evil: evil.timestamp.update(share=0.5),
}
for words, change in VALUES.items():
    case('JSON', words, 'timestamp', change, asked=TO_TIMESTAMP, attacks='T4' if words.startswith('version') else '',
         often=words in ('depth 17', 'version 2^53', 'version -1', 'version as text'))(bent)


@case('JSON', 'depth 16 and version 2^53 - 1 are taken')
def limits(trial):
    honest = trial.start()
    after = honest.copy()
    after.top['deep'] = deep(16)
    after.put('targets')
    after.put('snapshot')
    after.timestamp['version'] = 2 ** 53 - 1
    after.put('timestamp', bump=False)
    trial.accept(after, ALL)


@case('JSON', 'blanks, escapes and order of the file do not matter')
def spelling(trial):
    honest = trial.start()
    after = honest.copy()
    after.timestamp['note'] = 'ü "quoted" \\ /slash/ \u2028 🎈 tab\there'

    def form(envelope):
        text = json.dumps(envelope, ensure_ascii=True, indent=7, sort_keys=True).replace('/', '\\/')
        return b' \r\n\t' + text.replace('"note"', '"\\u006eote"').encode() + b'\n \r\n'

    after.put('timestamp', form=form)
    trial.accept(after, TO_TIMESTAMP)


# Time


@case('time', 'expiry exactly at the time of the update', attacks='T5')
def exactly(trial):
    moment = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=2)
    honest = trial.start()
    evil = honest.copy()
    evil.timestamp['expires'] = stamp(moment)
    evil.put('timestamp')
    frozen = moment.strftime('%Y-%m-%d %H:%M:%S')
    os.environ.setdefault('TZ', 'UTC')
    trial.refuse(evil, (), TO_TIMESTAMP, heal=False, run=lambda: trial.refresh(fake=frozen))
    later = honest.copy()
    later.timestamp['expires'] = stamp(moment + datetime.timedelta(seconds=1))
    later.put('timestamp')
    trial.accept(later, TO_TIMESTAMP, run=lambda: trial.refresh(fake=frozen))
    trial.heal(later)


for role in ('root', 'timestamp', 'snapshot', 'targets'):
    @case('time', f'--days-in-future, {role} runs out first', role, attacks='T5', often=role in ('root', 'timestamp'))
    def future(trial, role):
        honest = Repository()
        for name in honest.signed:
            honest.signed[name]['expires'] = ahead(days=7 if name == role else 60)
        honest.release()
        honest.put_root()
        trial.start(honest, full=True)
        trial.accept(honest, run=lambda: trial.refresh('--days-in-future', '6'))
        trial.refuse(honest, run=lambda: trial.refresh('--days-in-future', '8'), heal=False)
        after = honest.copy()
        after.signed[role]['expires'] = ahead(days=60)
        after.put_root()
        trial.accept(after.release(), run=lambda: trial.refresh('--days-in-future', '8'))


@case('time', 'the clock of libc counts: a year ahead and a year back', attacks='T5')
def clock(trial):
    honest = trial.start()
    trial.refuse(honest, run=lambda: trial.refresh(fake='+1y'), heal=False)
    trial.accept(honest, TO_TIMESTAMP, run=lambda: trial.refresh(fake='-1y'))
    trial.accept(honest, TO_TIMESTAMP)


TIMES = {
    'without Z': lambda text: text[:-1], 'with fractions': lambda text: text[:-1] + '.5Z',
    'with an offset': lambda text: text[:-1] + '+00:00',
    'with a blank for T': lambda text: text.replace('T', ' '), 'a month 13': lambda text: text[:5] + '13' + text[7:],
    'a 30 February': lambda text: text[:5] + '02-30' + text[10:], 'as a number': lambda text: 4102444800,
    'hour 25': lambda text: text[:11] + '25' + text[13:], 'with bytes after it': lambda text: text + ' ',
    'the year 10000': lambda text: '1' + text.replace(text[:4], '0000', 1), 'empty': lambda text: '',
}
for words, function in TIMES.items():
    case('time', f'a time {words}', 'timestamp', lambda evil, function=function:
         evil.timestamp.update(expires=function(evil.timestamp['expires'])), asked=TO_TIMESTAMP,
         often=words in list(TIMES)[:2])(bent)
