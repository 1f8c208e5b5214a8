#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command as a person or a script meets it: test-command.py OBSERVATORY EDITION SOURCE-FOLDER, in TAP."""

import csv
import functools
import hashlib
import http.server
import io
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

program, edition, source = tap.arguments()
source = pathlib.Path(source)
command = tap.Command(program, edition)
bundled = source / 'data/bundled'

COMMANDS = '''questions answer figure tour query match classify train review sources findings recommendations roadmap sync
origins editions build refresh check publish keys panel simulate tuf-client completion'''.split()
FIGURES = [('E1', 'employer', '--data', 'panel', '--ksb', 'S'), ('E1', 'employer', '--data', 'published', '--ksb', 'K'),
           ('E8', 'employer'), ('C1', 'educator'), ('F4', 'funder'), ('F8', 'funder')]


def rows(path):
    """The rows of one source table."""
    with open(bundled / path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def test_version():
    """The version is the one that is built."""
    text = (source / 'meson.build').read_text(encoding='utf-8')
    assert f"version: '{command.good('--version').split()[1]}'" in text


def test_help():
    """The help names every sub-command, and each has a help of its own."""
    text = command.good('--help')
    for name in COMMANDS:
        assert f'\n  {name} ' in text, name
        own = command.good(name, '--help')
        assert own.startswith('Usage:') and f'observatory {name}' in own, own
        assert '--help' in own, own
    assert text.count('\n  ') == len(COMMANDS) + 1


def test_wrong_calls():
    """A wrong call ends with status 2 and one sentence that helps."""
    assert '--help' in command.bad(2)
    assert 'questions, answer' in command.bad(2, 'nope')
    assert '--nope' in command.bad(2, 'build', '--nope')
    assert 'SOURCES' in command.bad(2, 'build')
    assert '-o' in command.bad(2, 'build', str(bundled))
    assert '-o' in command.bad(2, 'figure', 'E1')
    assert 'png, svg, pdf, csv' in command.bad(2, 'figure', 'E1', '-o', command.path('a.zip'))
    assert '-o' in command.bad(2, 'simulate', str(bundled / 'panel'))
    assert 'EDITION SITE' in command.bad(2, 'publish', 'one')
    assert 'QUESTION' in command.bad(2, 'answer', 'E1', 'E2')
    assert 'options only' in command.bad(2, 'roadmap', 'R1')
    assert 'bash' in command.bad(2, 'completion', 'fish')
    assert 'not both' in command.bad(2, 'sync', '--check', '--stage', 'https://example.org')
    for tries in ('0', '-1', '11'):
        assert '1 to 10' in command.bad(2, 'sync', '--tries', tries, 'https://example.org')
    assert 'list, current' in command.bad(2, 'editions', 'drop')
    assert 'lists them' in command.bad(2, 'editions', 'use')
    for name in ('findings', 'roadmap', 'recommendations'):
        assert 'table, json, csv' in command.bad(2, name, '--format', 'xml')
    assert 'text, json, csv' in command.bad(2, 'answer', 'E1', '--format', 'table')


def test_unknown_names():
    """What an edition does not know is named, with what it does know."""
    assert 'E1, E2' in command.bad(2, 'answer', 'E99')
    assert 'employer, educator, funder' in command.bad(2, 'answer', 'E1', '--perspective', 'pilot').replace(
        ' (Employer)', '')
    assert 'employer, educator, funder' in command.bad(2, 'questions', '--perspective', 'pilot')
    assert 'sector, place, size' in command.bad(2, 'answer', 'E1', '--filter', 'colour=red')
    assert 'KEY=VALUE' in command.bad(2, 'answer', 'E1', '--filter', 'sector')
    for key in ('sector=mining', 'place=X00', 'size=huge'):
        assert 'there are: ' in command.bad(2, 'answer', 'E1', '--filter', key)
    assert 'logistics' in command.bad(2, 'answer', 'E1', '--filter', 'sector=mining')
    assert 'published' in command.bad(2, 'answer', 'E1', '--data', 'dreams')
    assert 'K (' in command.bad(2, 'answer', 'E1', '--ksb', 'X')
    assert 'has no place' in command.bad(2, 'answer', 'F4', '--ksb', 'K')
    command.bad(2, 'answer', 'E1', '--sort', 'mood')
    assert 'skills-observatory:view/' in command.bad(2, 'answer', 'skills-observatory:E1')
    assert 'E1, E2' in command.bad(2, 'answer', 'skills-observatory:view/employer/E99')
    assert 'knowledge' in command.bad(2, 'findings', '--domain', 'weather')
    assert 'logistics' in command.bad(2, 'findings', '--sector', 'mining')
    assert '2.2.1' in command.bad(2, 'findings', '--section', '9.9')
    assert 'K, S and B' in command.bad(2, 'findings', '--ksb', 'Q')
    assert 'NO-SUCH' in command.bad(2, 'findings', '--id', 'NO-SUCH')


def test_hostile_words():
    """Words with quotes, percent signs, other scripts or SQL are words and nothing else."""
    for word in ("E1'; DROP TABLE finding; --", '%s%n%s', '“E1”', 'ש', '../../etc', '-', '', 'E1\nE2'):
        done = command('answer', '--', word)
        assert done.returncode == 2, (word, done.stderr)
        assert done.stderr.startswith(b'observatory: '), done.stderr
    done = command('answer', b'\xff\xfe')
    assert done.returncode in (1, 2) and done.stderr.startswith(b'observatory: '), done.stderr
    done = command('findings', '--domain', b'\xff')
    assert done.returncode == 2 and done.stderr.startswith(b'observatory: '), done.stderr


def test_every_finding():
    """Every finding of the plan comes out under its id, with its grade, section and conflicts."""
    table = rows('plan/findings.csv')
    words = [word for row in table for word in ('--id', row['id'])]
    listed = json.loads(command.good('findings', '--format', 'json', *words))['findings']
    assert [one['id'] for one in listed] == [row['id'] for row in table]
    grades = {'exact', 'rounded', 'bound', 'order', 'direction', 'derived'}
    for one, row in zip(listed, table):
        assert one['section'] == row['section'], row['id']
        assert one['title'] == row['item'], row['id']
        assert one['grade'] in grades and one['words'] and one['grade_words'], row['id']
        assert set(row['conflict'].split()) <= set(one['conflicts']), row['id']
        try:
            assert one['value'] == float(row['value'])
        except ValueError:
            assert one['value'] is None, row['id']
    every = json.loads(command.good('findings', '--format', 'json'))['findings']
    assert every == listed


def test_finding_filters():
    """The filters of findings narrow as they say."""
    def ids(*words):
        return [one['id'] for one in json.loads(command.good('findings', '--format', 'json', *words))['findings']]
    table = rows('plan/findings.csv')
    assert ids('--domain', 'digital') == [row['id'] for row in table if row['domain'] == 'digital']
    assert ids('--sector', 'logistics') == [row['id'] for row in table if row['sector'] in ('logistics', 'all')]
    assert ids('--ksb', 'S') == [row['id'] for row in table if 'S' in row['ksb']]
    assert ids('--section', '2.2.2') == [row['id'] for row in table if row['section'] == '2.2.2']
    assert set(ids('--section', '2.2')) == {row['id'] for row in table
                                            if row['section'] == '2.2' or row['section'].startswith('2.2.')}
    assert ids('--id', 'S-MOST-02', '--id', 'S-MOST-01') == ['S-MOST-02', 'S-MOST-01']
    order = ids('--domain', 'skill', '--ksb', 'S', '--section', '2.2.2')
    assert order and set(order) <= set(ids('--domain', 'skill'))


def test_findings_formats():
    """Table, CSV and JSON hold the same findings; the CSV has the same number of fields in each line."""
    n = len(rows('plan/findings.csv'))
    text = command.good('findings')
    assert len(text.splitlines()) == n + 2
    parsed = list(csv.reader(io.StringIO(command.good('findings', '--format', 'csv'), newline='')))
    assert len(parsed) == n + 1 and len({len(line) for line in parsed}) == 1
    # An order is a place, never a number to draw.
    listed = {one['id']: one for one in json.loads(command.good('findings', '--format', 'json'))['findings']}
    assert listed['S-MOST-01']['grade'] == 'order' and listed['S-MOST-01']['value'] is None
    assert listed['S-MOST-01']['rank'] == 1


def test_sources():
    """Every source of the register, whole, in each format; what was asked for and no more."""
    listed = json.loads(command.good('sources', '--format', 'json'))['sources']
    assert len(listed) == len({one['id'] for one in listed}) > 15
    assert json.loads(command.good('sources', edition, '--format', 'json'))['sources'] == listed
    for one in listed:
        assert one['class'] in ('primary', 'secondary', 'published', 'simulated') and one['publisher'], one['id']
        assert one['status'] in ('current', 'late', 'dead', 'fixed') and one['status_words'], one['id']
        assert re.fullmatch('[0-9a-f]{64}', one['sha256']) and one['licence'] and one['citation'], one['id']
    adverts = next(one for one in listed if one['id'] == 'ons-adverts')
    assert {'C13', 'F8'} <= {one['key'] for one in adverts['questions']}
    assert adverts['rows'] == 686 and 'adverts' in {one['name'] for one in adverts['cubes']}
    table = list(csv.DictReader(io.StringIO(command.good('sources', '--format', 'csv'))))
    assert [row['id'] for row in table] == [one['id'] for one in listed]
    assert [int(row['rows']) for row in table] == [one['rows'] for one in listed]
    some = json.loads(command.good('sources', '--class', 'simulated', '--format', 'json'))['sources']
    assert [one['id'] for one in some] == [one['id'] for one in listed if one['class'] == 'simulated'] and some
    assert json.loads(command.good('sources', '--status', 'late', '--format', 'json'))['sources'] == []
    found = json.loads(command.good('sources', '--find', 'textkernel', '--format', 'json'))['sources']
    assert [one['id'] for one in found] == ['ons-adverts']
    order = [one['rows'] for one in json.loads(command.good('sources', '--sort', 'rows', '--format', 'json'))['sources']]
    assert order == sorted(order, reverse=True)
    assert 'Fixed copy' in command.good('sources')
    for option, value in (('--class', 'old'), ('--status', 'lazy'), ('--sort', 'mood'), ('--format', 'xml')):
        assert 'values are' in command.bad(2, 'sources', option, value) or option == '--format'
    assert 'not both' in command.bad(2, 'sources', edition, '--edition', edition)
    command.bad(1, 'sources', command.path('nowhere.sqlite'))


def test_compared_places():
    """An address with pinned areas gives the same here as in the window."""
    address = 'skills-observatory:view/educator/C13?src=official&cmp=E69000007,E92000001'
    figure = json.loads(command.good('answer', address, '--format', 'json'))
    assert [one['key'] for one in figure['series']] == ['E69000020', 'E69000007', 'E92000001']
    first = {row['series']: row for row in figure['rows'] if row['when'] == 'July 2021'}
    assert all(row['value'] == 100 and row['grade'] == 'derived' for row in first.values()) and len(first) == 3
    assert figure['sources'] == ['ons-adverts'] and 'index' in figure['subtitle']


def test_roadmap():
    """Unknown cells say so, and both leads of R6 and R9 stand there with the conflict."""
    listed = {one['id']: one for one in json.loads(command.good('roadmap', '--format', 'json'))['roadmap']}
    assert list(listed) == [f'R{i}' for i in range(1, 11)]
    for row in rows('plan/roadmap.csv'):
        one = listed[row['rec_id']]
        assert one['lead'] == row['lead_stakeholders'] and one['short'] == row['short_term'], row['rec_id']
        for term in ('medium', 'long'):
            assert one[term] == (row[f'{term}_term'] or 'not recoverable'), row['rec_id']
        if row['rec_id'] in ('R6', 'R9'):
            assert row['lead_stakeholders'] in one['conflict'] and row['short_term'] in one['conflict']
        else:
            assert one['conflict'] == '', row['rec_id']
    text = command.good('roadmap')
    assert text.count('not recoverable') == 20 and text.count('the timeline says') == 2


def test_recommendations():
    """Ten recommendations with their issues and what they lean on."""
    listed = json.loads(command.good('recommendations', '--format', 'json'))['recommendations']
    for one, row in zip(listed, rows('plan/recommendations.csv'), strict=True):
        assert one['id'] == row['rec_id'] and one['title'] == row['title']
        assert one['issues'] == sorted(row['issues_primary'].split()), row['rec_id']
        assert one['also'] == sorted(row['issues_secondary'].split()), row['rec_id']
        assert one['needs'] == row['needs_rec'].split()
        assert one['actions'] == int(row['action_count']), row['rec_id']


def test_questions():
    """The list, its JSON and the bare keys name the same questions."""
    listed = json.loads(command.good('questions', '--format', 'json'))['perspectives']
    keys = [question['key'] for one in listed for question in one['questions']]
    assert {'employer', 'educator', 'funder'} <= {one['key'] for one in listed}
    assert list(dict.fromkeys(keys)) == command.good('questions', '--keys').split()
    text = command.good('questions', '--perspective', 'funder')
    for one in listed:
        for question in one['questions']:
            assert question['text'] and question['label'] and question['group'], question
            if one['key'] == 'funder':
                assert question['text'] in text, question


def test_every_answer():
    """Every question of every perspective answers in words and in JSON."""
    for one in json.loads(command.good('questions', '--format', 'json'))['perspectives']:
        for question in one['questions']:
            words = ('answer', question['key'], '--perspective', one['key'])
            text = command.good(*words)
            answer = json.loads(command.good(*words, '--format', 'json'))
            title = json.dumps(answer, ensure_ascii=False)
            assert len(text.splitlines()) > 3, words
            assert text.splitlines()[0][:20] in title, (words, text.splitlines()[0])
            assert f"Figure {question['key']}" in ' '.join(text.split()) and 'Edition ' in text, words


def test_pages():
    """Recommendations, findings and terms have pages of their own."""
    assert 'Future Skills Unit' in command.good('answer', 'R10')
    assert 'Team working' in command.good('answer', 'S-MOST-01')
    assert command.good('answer', 'S.team-working')


def test_address():
    """An address gives what the same options give; parts that are not known are reported, not fatal."""
    words = ('--perspective', 'employer', '--filter', 'sector=logistics', '--data', 'panel', '--ksb', 'S')
    address = 'skills-observatory:view/employer/E1?ksb=S&sector=logistics&src=panel'
    for form in ('text', 'json', 'csv'):
        assert command.good('answer', address, '--format', form) == command.good('answer', 'E1', *words,
                                                                                 '--format', form)
    done = command('answer', address + '&mood=good')
    assert done.returncode == 0 and b'mood=good' in done.stderr, done.stderr
    assert done.stdout.decode() == command.good('answer', address)


def test_simulated_is_marked():
    """What rests on the demonstration panel says so in words, JSON and CSV; what was published does not."""
    panel = ('answer', 'E1', '--data', 'panel', '--ksb', 'S')
    published = ('answer', 'E1', '--data', 'published', '--ksb', 'S')
    assert 'imulated' in command.good(*panel)
    assert 'imulated' not in command.good(*published)
    for form in ('json', 'csv'):
        assert 'simulated' in command.good(*panel, '--format', form), form
    parsed = list(csv.DictReader(io.StringIO(command.good(*panel, '--format', 'csv'), newline='')))
    assert parsed and all(row['simulated'] == 'yes' for row in parsed)
    parsed = list(csv.DictReader(io.StringIO(command.good(*published, '--format', 'csv'), newline='')))
    assert parsed and all(row['simulated'] == 'no' for row in parsed)


def check_file(path):
    """The file is what its name says and is not empty."""
    data = pathlib.Path(path).read_bytes()
    kind = path.rsplit('.', 1)[1]
    if kind == 'png':
        assert data[:8] == b'\x89PNG\r\n\x1a\n' and data[-8:-4] == b'IEND', path
    elif kind == 'svg':
        root = ET.fromstring(data)
        assert root.tag == '{http://www.w3.org/2000/svg}svg'
        assert root.find('{http://www.w3.org/2000/svg}title').text, path
        assert any(text.text for text in root.iter('{http://www.w3.org/2000/svg}text')), path
    elif kind == 'pdf':
        assert data[:5] == b'%PDF-' and b'%%EOF' in data[-32:], path
    elif kind == 'csv':
        parsed = list(csv.reader(io.StringIO(data.decode('utf-8-sig'), newline='')))
        assert len(parsed) > 1 and len({len(line) for line in parsed}) == 1, path
    else:
        assert json.loads(data), path


def test_figures():
    """Figures of several forms are written in every format."""
    for question, perspective, *more in FIGURES:
        for kind in ('png', 'svg', 'pdf', 'csv', 'json'):
            path = command.path(f"{question}-{'-'.join(more)}.{kind}")
            assert command.good('figure', question, '--perspective', perspective, *more, '-o', path) == ''
            check_file(path)


def test_no_overwrite():
    """A file that exists is never overwritten unasked, and a failure leaves nothing behind."""
    path = command.path('kept.png')
    pathlib.Path(path).write_bytes(b'mine')
    assert '--force' in command.bad(1, 'figure', 'E1', '-o', path)
    assert pathlib.Path(path).read_bytes() == b'mine'
    command.good('figure', 'E1', '--force', '-o', path)
    check_file(path)
    folder = command.path('absent')
    command.bad(1, 'figure', 'E1', '-o', os.path.join(folder, 'a.png'))
    assert not os.path.exists(folder)
    beside = command.path('beside.csv-metadata.json')
    pathlib.Path(beside).write_bytes(b'mine')
    assert '--force' in command.bad(1, 'figure', 'E1', '-o', command.path('beside.csv'))
    assert pathlib.Path(beside).read_bytes() == b'mine' and not os.path.exists(command.path('beside.csv'))
    sheet = command.path('kept.csv')
    pathlib.Path(sheet).write_bytes(b'mine')
    assert '--force' in command.bad(1, 'simulate', str(bundled / 'panel'), '-o', sheet)
    assert '--force' in command.bad(1, 'build', str(bundled), '-o', sheet)
    assert pathlib.Path(sheet).read_bytes() == b'mine'


def test_build_is_deterministic():
    """The same tables give the same bytes, also in another place, and over an earlier edition."""
    copy = command.path('tables')
    shutil.copytree(bundled, copy)
    first, second = command.path('first.sqlite'), command.path('second.sqlite')
    assert command.good('build', str(bundled), '-o', first) == ''
    assert command.good('build', copy, '-o', second, env={'TZ': 'Asia/Tokyo'}) == ''
    data = pathlib.Path(first).read_bytes()
    assert data == pathlib.Path(second).read_bytes()
    assert data == pathlib.Path(edition).read_bytes(), 'not the edition that comes with the program'
    command.good('build', str(bundled), '-o', first)
    assert 'sound' in command.good('check', first)


def test_build_faults():
    """A bad table is named by file, line and column, and nothing is written."""
    copy = pathlib.Path(command.path('faulty'))
    shutil.copytree(bundled, copy)
    path = copy / 'plan/issues.csv'
    path.write_text(path.read_text(encoding='utf-8').replace('ACC-01,R1', 'NO-SUCH,R1', 1), encoding='utf-8')
    out = command.path('faulty.sqlite')
    done = command('build', str(copy), '-o', out)
    text = done.stderr.decode()
    assert done.returncode == 1 and 'plan/issues.csv' in text and 'NO-SUCH' in text, text
    assert text.startswith('observatory: ') and not os.path.exists(out)
    assert not [name for name in os.listdir(command.folder.name) if name.startswith('faulty.sqlite')]


def test_check():
    """A damaged, a foreign and a missing file are refused with a sentence."""
    data = bytearray(pathlib.Path(edition).read_bytes())
    broken = command.path('broken.sqlite')
    data[len(data) // 2:len(data) // 2 + 4096] = b'\x55' * 4096
    pathlib.Path(broken).write_bytes(data)
    done = command('check', broken)
    assert done.returncode == 1 and done.stderr.startswith(b'observatory: '), done.stderr
    pathlib.Path(broken).write_bytes(data[:5000])
    command.bad(1, 'check', broken)
    pathlib.Path(broken).write_bytes(b'')
    command.bad(1, 'check', broken)
    command.bad(1, 'check', str(source / 'meson.build'))
    command.bad(1, 'check', command.path('absent.sqlite'))
    command.bad(1, 'answer', 'E1', '--edition', broken)


def test_other_edition():
    """--edition is read instead of the one in use."""
    assert 'no edition' in command.bad(1, 'questions', env={'OBSERVATORY_BUNDLED': command.path('absent')}).lower()
    text = command.good('questions', '--keys', '--edition', edition,
                        env={'OBSERVATORY_BUNDLED': command.path('absent')})
    assert text == command.good('questions', '--keys')


def test_empty_home():
    """Without any edition brought in, the one that came with the program is in use."""
    assert 'came with the program' in command.good('editions')
    assert 'came with the program' in command.good('editions', 'current')
    assert json.loads(command.good('editions', '--format', 'json')) == {'editions': []}
    command.bad(1, 'editions', 'back')
    command.bad(1, 'editions', 'use', 'absent')


@functools.cache
def keys():
    """Keys for the tests, and the words that a command needs to sign with them."""
    phrase = pathlib.Path(command.path('phrase'))
    phrase.write_text('only for the tests\n', encoding='utf-8')
    phrase.chmod(0o600)
    folder = command.path('keys')
    command.good('keys', 'create', folder, '--passphrase-file', str(phrase))
    return ['--keys', folder, '--passphrase-file', str(phrase)]


def fingerprint():
    """What people compare: the hash of the first root."""
    return hashlib.sha256((pathlib.Path(keys()[1]) / '1.root.json').read_bytes()).hexdigest()


def groups(digits):
    """Digits as people read them."""
    return ' '.join(digits[i:i + 4] for i in range(0, len(digits), 4))


def test_publish():
    """A published folder has signed metadata and its targets; a broken edition is not published."""
    site = pathlib.Path(command.path('site'))
    command.good('publish', edition, str(site), *keys())
    stamp = json.loads((site / 'metadata/timestamp.json').read_text(encoding='utf-8'))
    assert stamp['signed']['_type'] == 'timestamp'
    command.bad(1, 'publish', str(source / 'meson.build'), command.path('other-site'), *keys())
    assert '--keys' in command.bad(2, 'publish', edition, command.path('other-site'))


def test_sync():
    """What was published is brought in from a server, put aside or used, and can be undone."""
    site, home, tables = command.path('served'), command.path('sync-home'), pathlib.Path(command.path('later'))
    def editions():
        return json.loads(command.good('editions', '--format', 'json', '--home', home))['editions']
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f'http://127.0.0.1:{server.server_address[1]}/'
        command.good('publish', edition, site, *keys())
        assert groups(fingerprint()) in command.bad(1, 'sync', url, '--home', home), 'nobody is trusted unasked'
        command.bad(1, 'sync', url, '--home', home, '--fingerprint', '0' * 64)
        assert '64 digits' in command.bad(2, 'sync', url, '--home', home, '--fingerprint', 'abc')
        assert 'Up to date' in command.good('sync', url, '--home', home, '--fingerprint', groups(fingerprint())), \
            'the bundled edition is as new'
        shutil.copytree(bundled, tables)
        for day in ('2099-01-01', '2099-01-02'):
            text = (tables / 'edition.ini').read_text(encoding='utf-8')
            text = re.sub(r'(?m)^date\s*=.*$', f'date = {day}', text)
            (tables / 'edition.ini').write_text(text, encoding='utf-8')
            command.good('build', str(tables), '-o', command.path('later.sqlite'))
            command.good('publish', command.path('later.sqlite'), site, *keys())
            assert 'January 2099' in command.good('sync', '--home', home, '--check')
            assert day not in [one['date'] for one in editions()]
            assert '1 pack' in command.good('sync', url, '--home', home, '--stage')
            assert [one['date'] for one in editions() if one['current']] != [day]
            assert command.good('sync', '--home', home, '--quiet') == ''
            assert [one['date'] for one in editions() if one['current']] == [day]
        assert 'Up to date' in command.good('sync', '--home', home)
        server.shutdown()
    command.good('editions', 'back', '--home', home)
    assert [one['date'] for one in editions() if one['current']] == ['2099-01-01']
    newest = editions()[0]['name']
    command.good('editions', 'use', newest, '--home', home)
    assert command.good('editions', 'current', '--home', home).strip() == newest
    answer = command.good('answer', 'E1', '--format', 'csv', env={'OBSERVATORY_HOME': home})
    assert '2099-01-02' in answer, answer


def test_origins():
    """Whom editions come from: added, listed, chosen and forgotten; their editions stay."""
    site, home = command.path('origin-site'), command.path('origins-home')
    def origins():
        return json.loads(command.good('origins', '--format', 'json', '--home', home))['origins']
    handler = functools.partial(Quiet, directory=site)
    assert 'No origin is known' in command.good('origins', '--home', home)
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f'http://127.0.0.1:{server.server_address[1]}/'
        command.good('publish', edition, site, *keys())
        assert groups(fingerprint()) in command.bad(1, 'origins', 'add', url, '--home', home)
        assert origins() == []
        command.good('origins', 'add', f'observatory+{url}#{fingerprint()}', '--home', home)
        one, = origins()
        assert (one['url'], one['fingerprint'], one['id']) == (url, fingerprint(), fingerprint()[:16]), one
        assert one['checked'] is None and not one['used']
        wrong = f'{url}#{fingerprint()[::-1]}'
        assert 'not the ones that were confirmed' in command.bad(1, 'sync', wrong, '--home', home)
        command.good('origins', 'use', url, '--home', home)
        env = {'OBSERVATORY_BUNDLED': '/nonexistent'}
        assert 'the whole edition' in command.good('sync', '--home', home, env=env)
        one, = origins()
        assert one['used'] and one['edition'] == 1 and one['checked'] is not None, one
        server.shutdown()
    assert one['offline_since'] is None
    held = command.good('editions', '--home', home)
    command.bad(1, 'sync', '--tries', '1', '--home', home)
    assert 'offline since' in command.good('origins', '--home', home)
    assert origins()[0]['offline_since'] >= one['checked']
    command.good('origins', 'remove', one['id'], '--home', home)
    assert origins() == [] and command.good('editions', '--home', home) == held
    assert 'not among' in command.bad(1, 'origins', 'remove', one['id'], '--home', home)
    assert 'ADDRESS' in command.bad(2, 'origins', 'drop', '--home', home)
    command.bad(1, 'sync', url, '--home', home)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Hands out a folder without a word."""

    def log_message(self, *words):
        pass


def test_sync_offline():
    """Without an answer from the address the command says so and changes nothing."""
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        port = taken.getsockname()[1]
        command.bad(1, 'sync', f'http://127.0.0.1:{port}/')
    command.bad(1, 'sync', 'ftp://example.org')
    assert 'no origin' in command.bad(2, 'sync').lower()
    assert 'came with the program' in command.good('editions', 'current')


def test_sync_cancel():
    """Ctrl+C while a server keeps silent stops at once, with a sentence and status 1."""
    with socket.socket() as server:
        server.bind(('127.0.0.1', 0))
        server.listen(8)
        held = []
        threading.Thread(target=lambda: held.append(server.accept()), daemon=True).start()
        setting = os.environ | command.setting
        with subprocess.Popen([program, 'sync', f'http://127.0.0.1:{server.getsockname()[1]}/'],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=setting) as running:
            end = time.monotonic() + 30
            while not held and time.monotonic() < end and running.poll() is None:
                time.sleep(0.02)
            assert held, 'the command never asked the server'
            start = time.monotonic()
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=30)
            took = time.monotonic() - start
        assert running.returncode == 1, (running.returncode, err)
        assert err.decode() == 'observatory: Stopped. The edition in use stays as it was.\n', err
        assert out == b'' and took < 5, took


def test_sync_tries_again():
    """Nobody there: a person at a terminal reads at once when it is tried again, and Ctrl+C ends it in the pause."""
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        address = f'http://127.0.0.1:{taken.getsockname()[1]}/#{fingerprint()}'
        reader, terminal = pty.openpty()
        with subprocess.Popen([program, 'sync', '--home', command.path('nobody'), address], stdout=subprocess.PIPE,
                              stderr=terminal, env=os.environ | command.setting) as running:
            os.close(terminal)
            text = b''
            while b'(try 2 of 5)' not in text and running.poll() is None:
                text += os.read(reader, 4096)
            start = time.monotonic()
            running.send_signal(signal.SIGINT)
            running.wait(timeout=30)
            took = time.monotonic() - start
            text += os.read(reader, 4096)
        os.close(reader)
    assert running.returncode == 1 and b'Stopped. The edition in use stays' in text, (running.returncode, text)
    assert b'Trying again in 1 second (try 2 of 5)' in text, text
    assert took < 5, took


def test_simulate():
    """The demonstration panel is the same every time and rectangular."""
    first, second = command.path('panel-1.csv'), command.path('panel-2.csv')
    command.good('simulate', str(bundled / 'panel'), '-o', first)
    command.good('simulate', str(bundled / 'panel'), '-o', second)
    data = pathlib.Path(first).read_bytes()
    assert data == pathlib.Path(second).read_bytes()
    parsed = list(csv.reader(io.StringIO(data.decode('utf-8'), newline='')))
    assert len(parsed) > 1000 and len({len(line) for line in parsed}) == 1


def panel_sources():
    """A folder with a survey and its responses; nothing in it is real."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=command.folder.name))
    fixtures = source / 'tests/data/panel/fixtures'
    shutil.copytree(fixtures / 'survey', folder / 'panel')
    shutil.copytree(fixtures / 'kobo', folder / 'panel', dirs_exist_ok=True)
    return folder


def test_panel_check():
    """A survey and its responses are checked without building; the report names nobody."""
    folder = panel_sources()
    text = command.good('panel', 'check', str(folder))
    assert '180 answers of 20 people in 14 firms' in text, text
    assert 'line 142: left out: a reviewer rejected' in text, text
    assert 'anary' not in text and '(invented)' not in text, text
    assert command.good('panel', 'check', str(folder / 'panel')) == text
    report = json.loads(command.good('panel', 'check', '--format', 'json', '--strict', str(folder)))
    assert report['taken'] == {'files': 1, 'rows': 141, 'rows_taken': 140, 'answers': 180, 'late': 0, 'people': 20,
                               'firms': 14}, report
    assert report['left_out'] == {'rejected': 1, 'split': 3} and report['faults'] == []
    assert 'Survey: 29 questions' in command.good('panel', 'check', str(bundled))
    assert not [path for path in folder.rglob('*') if path.suffix == '.sqlite']


def test_panel_faults():
    """Faults are named on standard output, the exit status is 1, and --strict minds every answer."""
    folder = panel_sources()
    calendar = folder / 'panel/calendar.csv'
    whole = calendar.read_text(encoding='utf-8')
    calendar.write_text(whole.replace('2026-01-23', '2026-01-24'), encoding='utf-8')
    done = command('panel', 'check', str(folder))
    assert done.returncode == 1 and b'calendar.csv, line 7, column 1 (day): 2026-01-24 is a Saturday' in done.stdout
    assert b'has 1 fault' in done.stderr, done.stderr
    calendar.write_text(whole, encoding='utf-8')
    export = folder / 'panel/responses/panel.csv'
    text = export.read_text(encoding='utf-8')
    export.write_text(text.replace('"Yes";"Canary; remark 0, here";"4"', '"Yes";"Canary; remark 0, here";"44"'),
                      encoding='utf-8')
    assert 'column g1/q01_maths (44)' in command.good('panel', 'check', str(folder))
    assert command('panel', 'check', '--strict', str(folder)).returncode == 1
    assert 'no folder' in command.bad(1, 'panel', 'check', str(folder / 'gone'))
    assert 'panel check FOLDER' in command.bad(2, 'panel', 'mend', str(folder))
    assert 'check FOLDER' in command.bad(2, 'panel', 'check')
    assert 'text, json' in command.bad(2, 'panel', 'check', '--format', 'csv', str(folder))


def test_full_disk():
    """Output that cannot be written is a failure."""
    if not os.path.exists('/dev/full'):
        raise tap.Skip('this system has no /dev/full')
    setting = os.environ | command.setting
    with open('/dev/full', 'wb') as full:
        done = subprocess.run([program, 'findings'], stdout=full, stderr=subprocess.PIPE, env=setting, check=False)
    assert done.returncode == 1 and done.stderr.startswith(b'observatory: '), done


def german(folder):
    """Settings of a locale with a decimal comma, made in @folder where the system has none."""
    setting = {'LC_ALL': 'de_DE.UTF-8'}
    if shutil.which('locale') and 'de_DE.utf8' in subprocess.run(['locale', '-a'], stdout=subprocess.PIPE, text=True,
                                                                 check=False).stdout.split():
        return setting
    if not shutil.which('localedef'):
        raise tap.Skip('there is neither the locale de_DE.UTF-8 nor localedef to make it')
    made = subprocess.run(['localedef', '-f', 'UTF-8', '-i', 'de_DE', os.path.join(folder, 'de_DE.UTF-8')],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if made.returncode != 0:
        raise tap.Skip('the locale de_DE.UTF-8 is missing and cannot be made: ' + made.stdout.strip().splitlines()[-1])
    return setting | {'LOCPATH': folder}


def test_decimal_comma():
    """Where numbers have a decimal comma, files for machines are the same to the byte."""
    folder = command.path('locales')
    os.mkdir(folder)
    setting = german(folder)
    probe = 'import locale; locale.setlocale(locale.LC_ALL, ""); print(locale.format_string("%.1f", 1.5))'
    seen = subprocess.run([sys.executable, '-c', probe], env=os.environ | setting, stdout=subprocess.PIPE,
                          text=True, check=False).stdout.strip()
    assert seen == '1,5', f'the locale does not take effect: {seen}'
    for question, perspective, *more in FIGURES:
        for kind in ('svg', 'csv', 'json'):
            names = [command.path(f'{where}-{question}-{len(more)}.{kind}') for where in ('plain', 'german')]
            command.good('figure', question, '-p', perspective, *more, '-o', names[0], '--force')
            command.good('figure', question, '-p', perspective, *more, '-o', names[1], '--force', env=setting)
            plain, other = (pathlib.Path(name).read_bytes() for name in names)
            assert plain == other, f'{question} {more} {kind}'
    for words in (('findings', '--format', 'json'), ('findings', '--format', 'csv'), ('roadmap', '--format', 'json')):
        assert command.good(*words) == command.good(*words, env=setting), words
    built = command.path('german.sqlite')
    command.good('build', str(bundled), '-o', built, env=setting)
    assert pathlib.Path(built).read_bytes() == pathlib.Path(edition).read_bytes()
    sheet, other = command.path('panel-plain.csv'), command.path('panel-german.csv')
    command.good('simulate', str(bundled / 'panel'), '-o', sheet)
    command.good('simulate', str(bundled / 'panel'), '-o', other, env=setting)
    assert pathlib.Path(sheet).read_bytes() == pathlib.Path(other).read_bytes()


sys.exit(tap.run(dict(globals())))
