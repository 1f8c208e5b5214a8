#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any cube by `observatory query`, and the SQL that it prints, run by sqlite3: test-query.py OBSERVATORY EDITION, in TAP.

The second reading of the answers is plain Python over the rows of the file."""

import csv
import io
import itertools
import json
import math
import os
import random
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

program, edition = tap.arguments()
command = tap.Command(program, edition)


def ask(*words):
    """The cells as a list of dictionaries of text."""
    return list(csv.DictReader(io.StringIO(command.good('query', edition, '--format', 'csv', *words))))


def file():
    """The edition, opened by other software."""
    return sqlite3.connect(f'file:{edition}?mode=ro', uri=True)


def by_sql(*words):
    """The same question as SQL, answered by the shell of SQLite."""
    text = command.good('query', edition, '--sql', *words)
    done = subprocess.run(['sqlite3', '-readonly', '-header', '-csv', edition, text], capture_output=True, check=True)
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def same(ours, theirs):
    """Whether two cells are the same: texts, or numbers; sqlite3 writes fifteen digits."""
    try:
        return ours == theirs or math.isclose(float(ours), float(theirs), rel_tol=1e-14)
    except ValueError:
        return False


def shape(cube):
    """Dimensions and measures of a cube."""
    with file() as db:
        return ([row[0] for row in db.execute('SELECT name FROM cube_dimension WHERE cube = ? ORDER BY position', (cube,))],
                [row[0] for row in db.execute('SELECT name FROM cube_measure WHERE cube = ? ORDER BY name', (cube,))])


def test_list():
    """Without a cube it lists them all."""
    with file() as db:
        names = [row[0] for row in db.execute('SELECT name FROM cube ORDER BY name')]
    assert [row['cube'] for row in ask()] == names and len(names) > 25


def test_every_cube():
    """Every cube answers by all of its dimensions with all of its rows, the same by SQL."""
    for row in ask():
        dimensions = shape(row['cube'])[0]
        ours = ask('--cube', row['cube'], '--by', ','.join(dimensions))
        with file() as db:
            n, = db.execute(f"SELECT count(*) FROM cube_{row['cube']}").fetchone()
        assert len(ours) == n, row['cube']
        theirs = by_sql('--cube', row['cube'], '--by', ','.join(dimensions))
        assert len(theirs) == n
        for a, b in zip(ours, theirs):
            assert a.keys() == b.keys() and all(same(a[key], b[key]) for key in a), (a, b)


def test_chosen_questions():
    """200 chosen questions answer alike by the command, by SQL, and by a plain reading of the rows."""
    chance = random.Random(20260131)
    asked = 0
    for row in itertools.cycle(ask()):
        cube = row['cube']
        dimensions, measures = shape(cube)
        with file() as db:
            db.row_factory = sqlite3.Row
            cells = [dict(cell) for cell in db.execute(f'SELECT * FROM cube_{cube}')]
        by = chance.sample(dimensions, chance.randint(1, len(dimensions)))
        where, words = {}, []
        for dimension in dimensions:
            if dimension not in by or chance.random() < .3:
                codes = chance.sample(sorted({cell[dimension] for cell in cells}), 1)
                where[dimension] = codes
                words += ['--where', f'{dimension}={",".join(codes)}']
        if any(',' in code for codes in where.values() for code in codes):
            continue
        measure = chance.choice(measures) if 'measure' in cells[0] and chance.random() < .5 else None
        words = ['--cube', cube, '--by', ','.join(by), *words, *(['--measure', measure] if measure else [])]
        ours, theirs = ask(*words), by_sql(*words)
        expected = [cell for cell in cells if all(cell[d] in codes for d, codes in where.items())
                    and measure in (None, cell.get('measure'))]
        assert len(ours) == len(theirs) == len(expected), words
        for a, b in zip(ours, theirs):
            assert all(same(a[key], b[key]) for key in a), (words, a, b)
        for column in ('value', 'k', 'n'):
            if expected and column in expected[0] and column in ours[0]:
                left = sorted(float(cell[column]) for cell in ours if cell[column])
                assert left == sorted(float(cell[column]) for cell in expected if cell[column] is not None), words
        asked += 1
        if asked == 200:
            return


def test_missing_is_not_zero():
    """A figure that is missing has a code and no number."""
    cells = [cell for row in ask() for cell in ask('--cube', row['cube'], '--by', ','.join(shape(row['cube'])[0]))]
    missing = [cell for cell in cells if cell['missing']]
    assert len(missing) > 100
    assert all(cell.get('value', cell.get('n')) == '' for cell in missing)


def test_sum():
    """A sum is asked for, leaves the total out, and is unknown where a part is."""
    parts = ask('-c', 'adverts', '-w', 'period=2025-07', '-w', 'area.parent=E69000020', '-b', 'area')
    whole, = ask('-c', 'adverts', '-w', 'period=2025-07', '-w', 'area.parent=E69000020', '--sum', 'area')
    assert len(parts) == 8 and float(whole['value']) == sum(float(cell['value']) for cell in parts) == 24348
    assert whole['flag'] == 'e' and whole['missing'] == ''
    unknown, = ask('-c', 'employment_industry', '-w', 'period=2022', '-w', 'area=E06000016,E07000129', '--sum', 'area',
                   '-w', 'industry_sic2007=Agriculture*')
    assert unknown['value'] == '' and unknown['missing'] == 'x', unknown


def test_rank_and_names():
    """Ranks count from the highest; names stand beside codes."""
    cells = ask('-c', 'adverts_occupation', '-b', 'occupation_soc2020_major', '-w', 'area=E69000020', '-w', 'period=2025-07',
                '-w', 'occupation_soc2020_major=1*,2*,3*', '--rank', '--labels')
    order = sorted(cells, key=lambda cell: -float(cell['value']))
    assert len(cells) == 3 and [cell['rank'] for cell in order] == ['1', '2', '3']
    named = ask('-c', 'adverts', '-b', 'area', '-w', 'period=2025-07', '--labels')
    assert {cell['area']: cell['area_name'] for cell in named}['E06000016'] == 'Leicester'


def test_formats():
    """JSON has numbers as numbers and null for what is not there; the table is for people."""
    words = ('query', edition, '-c', 'employment_industry', '-b', 'industry_sic2007', '-w', 'area=E69000020', '-w', 'period=2022')
    cells = json.loads(command.good(*words, '--format', 'json'))['cells']
    factory, = [cell for cell in cells if cell['industry_sic2007'] == 'Manufacturing']
    assert (factory['value'], factory['low'], factory['high'], factory['missing']) == (74000, 63100, 84900, None)
    assert 'Manufacturing' in command.good(*words)


def test_faults():
    """What cannot be asked is told with what can."""
    for words, sentence in ((('-c', 'nothing', '-b', 'area'), 'no cube “nothing”'),
                            (('-c', 'adverts', '-b', 'colour'), 'no dimension “colour”. It has: area, period'),
                            (('-c', 'adverts', '-b', 'area'), 'Say --by period, --where period=CODE, or --sum period'),
                            (('-c', 'adverts', '-b', 'area', '-w', 'period'), 'DIMENSION=CODE'),
                            (('-c', 'adverts', '-b', 'area,period', '-m', 'boats'), 'no measure “boats”. It has: adverts'),
                            (('-c', 'destinations_ks4', '-b', 'period', '-w', 'area=E92000001', '--sum', 'outcome',
                              '-w', 'level=all'), 'do not add up')):
        done = command('query', edition, *words)
        assert done.returncode == 2 and sentence in done.stderr.decode(), (words, done)
    # A name goes nowhere near the SQL unless the edition's own description has it.
    done = command('query', edition, '-c', 'adverts; DROP TABLE area', '-b', 'area')
    assert done.returncode == 2, done


sys.exit(tap.run(globals()))
