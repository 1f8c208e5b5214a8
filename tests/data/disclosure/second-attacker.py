#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second attacker, who sees published files only.

second-attacker.py CAMPAIGN [NUMBER]   panels made by the campaign program, written as editions
second-attacker.py --edition FILE      any edition with a panel that was protected

Everything comes from the tables of an edition and from what data/disclosure/README.md tells the
public: which codes are totals, that counts are rounded to 5 and means to 0.1, that 10 is the least.
It shares no code with the builder, and solves with HiGHS.
"""

import math
import os
import sqlite3
import subprocess
import sys
import tempfile

try:
    import numpy
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix
except ImportError:
    print('python3-scipy is not installed: skipped')
    sys.exit(77)

WIDTH = 5
LEAST = 10
FAR = 1000
SLACK = 1e-6


class Program:
    """Unknowns with bounds, and rows: a sum of factors times unknowns that is 0, or at most 0."""

    def __init__(self):
        self.index, self.bounds, self.equal, self.most = {}, [], [], []

    def unknown(self, key, low=0.0, high=math.inf):
        if key not in self.index:
            self.index[key] = len(self.bounds)
            self.bounds.append([low, high])
        return self.index[key]

    def narrow(self, key, low, high):
        bound = self.bounds[self.index[key]]
        bound[0], bound[1] = max(bound[0], low), min(bound[1], high)

    def row(self, into, terms):
        into.append([(self.index[key], factor) for key, factor in terms])

    def matrix(self, rows):
        if not rows:
            return None
        data = [(i, j, f) for i, row in enumerate(rows) for j, f in row]
        i, j, f = zip(*data)
        return csr_matrix((f, (i, j)), shape=(len(rows), len(self.bounds)))

    def prepare(self):
        self.a_eq, self.a_ub = self.matrix(self.equal), self.matrix(self.most)
        self.b_eq = None if self.a_eq is None else numpy.zeros(len(self.equal))
        self.b_ub = None if self.a_ub is None else numpy.zeros(len(self.most))

    def reach(self, key):
        """Least and greatest value of an unknown; None where what is published contradicts itself."""
        found = []
        for direction in (1, -1):
            cost = numpy.zeros(len(self.bounds))
            cost[self.index[key]] = direction
            answer = linprog(cost, A_ub=self.a_ub, b_ub=self.b_ub, A_eq=self.a_eq, b_eq=self.b_eq,
                             bounds=self.bounds, method='highs')
            if answer.status == 3:
                found.append(-direction * math.inf)
            elif answer.status != 0:
                return None
            else:
                found.append(direction * answer.fun)
        return found


def add_up(program, name, cells, place):
    """All sums that the codes imply: over sectors, over areas, over sizes."""
    totals = ('all', place, 'all')
    for cell in cells:
        for d in range(3):
            if cell[d] != totals[d]:
                continue
            parts = [c for c in cells
                     if c[d] != totals[d] and all(c[e] == cell[e] for e in range(3) if e != d)]
            if parts:
                program.row(program.equal,
                            [((name,) + cell, -1)] + [((name,) + c, 1) for c in parts])


def rounded(value):
    return max(LEAST, value - 2), value + 2


def score_programs(db, place):
    scale = {q: (low, high) for q, low, high in
             db.execute('SELECT id, low, high FROM survey_question')}
    asked = {}
    for question, item, horizon, *cell, period, n, total, missing in db.execute(
            'SELECT question, item, horizon, sector, area, size, period, n, sum, missing '
            'FROM cube_panel_score ORDER BY 1, 2, 3, 7, 4, 5, 6'):
        asked.setdefault((question, item, horizon), {}).setdefault(period, {})[tuple(cell)] = (
            n, total, missing)
    for key, periods in asked.items():
        low, high = scale.get(key[0]) or (None, None)
        if low is None:
            low, high = 0, 100
        program, hidden = Program(), []
        for period, cells in periods.items():
            for cell, (n, total, missing) in cells.items():
                base, value = (period, 'n') + cell, (period, 's') + cell
                program.unknown(base, 0, FAR)
                program.unknown(value, -math.inf)
                least, most = low, high
                if missing is None:
                    assert n % 5 == 0 and n >= LEAST, (key, cell, n)
                    mean = total / n
                    assert abs(mean * 10 - round(mean * 10)) < 1e-6, (key, cell, mean)
                    program.narrow(base, *rounded(n))
                    least, most = max(low, mean - 0.05), min(high, mean + 0.05)
                else:
                    assert missing == 'c' and n is None and total is None, (key, cell)
                    hidden.append(((period,) + cell, base, value))
                program.row(program.most, [(value, 1), (base, -most)])
                program.row(program.most, [(value, -1), (base, least)])
            for what in 'ns':
                shifted = Shifted(program, period, what)
                add_up(shifted, what, list(cells), place)
        for period, cells in periods.items():
            if period != 'all' and 'all' in periods:
                for cell in cells:
                    if cell in periods['all']:
                        program.row(program.most, [((period, 'n') + cell, 1),
                                                   (('all', 'n') + cell, -1)])
        yield key, program, [(name, base) for name, base, value in hidden], \
            [(name, value) for name, base, value in hidden]


class Shifted:
    """A program whose unknowns bear the period in front."""

    def __init__(self, program, period, what):
        self.program, self.period, self.equal = program, period, program.equal

    def row(self, into, terms):
        self.program.row(into, [((self.period,) + key, f) for key, f in terms])


def share_programs(db, place):
    forms = dict(db.execute('SELECT id, form FROM survey_question'))
    asked = {}
    for question, item, *cell, period, k, n, missing in db.execute(
            'SELECT question, item, sector, area, size, period, k, n, missing '
            'FROM cube_panel_share ORDER BY 1, 6, 2, 3, 4, 5'):
        one = forms.get(question) in ('choice', 'likert')
        asked.setdefault((question, period, '' if one else item), {}).setdefault(item, {})[
            tuple(cell)] = (k, n, missing)
    for key, items in asked.items():
        program, hidden = Program(), []
        cells = sorted({cell for figures in items.values() for cell in figures})
        for cell in cells:
            program.unknown(('n',) + cell, 0, FAR)
        for item, figures in items.items():
            for cell, (k, n, missing) in figures.items():
                base, part, rest = ('n',) + cell, (item,) + cell, (item + ' not',) + cell
                program.unknown(part, 0, FAR)
                program.unknown(rest, 0, FAR)
                program.row(program.equal, [(part, 1), (rest, 1), (base, -1)])
                if missing is None:
                    assert n % 5 == 0 and k % 5 == 0 and n >= LEAST and k >= LEAST, (key, cell)
                    program.narrow(base, *rounded(n))
                    program.narrow(part, *rounded(k))
                    program.narrow(rest, LEAST, FAR)
                    continue
                assert missing in ('c', 'lt10', 'gt90') and k is None and n is None, (key, cell)
                hidden.append(((item,) + cell, part))
                if missing != 'c':
                    small = part if missing == 'lt10' else rest
                    program.row(program.most, [(small, 10), (base, -1)])
            for name in (item, item + ' not'):
                add_up(program, name, list(figures), place)
        add_up(program, 'n', cells, place)
        if key[2] == '' and len(items) > 1 and all(len(f) == len(cells) for f in items.values()):
            for cell in cells:
                program.row(program.equal, [((item,) + cell, 1) for item in items]
                            + [(('n',) + cell, -1)])
        yield key, program, hidden, []


def is_step(value):
    return abs(value * 10 - round(value * 10)) < 1e-6


def people_breach(k, n, total, squares, missing):
    """What is wrong with one row that counts people, or None."""
    if missing is not None:
        return None if (missing, k, n, total, squares) == ('c',) + (None,) * 4 else 'told though withheld'
    if n % 5 != 0 or n < LEAST:
        return 'base'
    if k is not None:
        return None if k % 5 == 0 and k >= LEAST and n - k >= LEAST else 'category'
    mean = total / n
    spread = math.sqrt(max(0, (squares - total * mean) / (n - 1)))
    return None if is_step(mean) and is_step(spread) else 'not rounded'


def check_people(db, place):
    """Number of cells of people that are shown; raises at the first that tells too much.

    They count the same groups in another way, so each may stand only where its cell of businesses
    does, and what adds up stands together or not at all: else one is the rest of the others.
    """
    forms = dict(db.execute('SELECT id, form FROM survey_question'))
    tables = {name for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    shown = 0
    for cube, keys, figures in (('score', 'question, item, horizon', 'NULL, n, sum, sum2'),
                                ('share', "question, item, 'all'", 'k, n, NULL, NULL')):
        if f'cube_panel_{cube}_people' not in tables:
            continue
        order = f'{keys}, sector, area, size, period'
        firms = {tuple(row) for row in db.execute(
            f'SELECT {order} FROM cube_panel_{cube} WHERE missing IS NULL')}
        seen = {}
        for row in db.execute(f'SELECT {order}, {figures}, missing FROM cube_panel_{cube}_people'):
            key, missing = row[:7], row[-1]
            wrong = people_breach(*row[7:])
            if key[3:] != ('all', place, 'all', 'all'):
                wrong = 'finer than the whole panel'
            elif missing is None and key not in firms:
                wrong = 'its businesses are withheld'
            if forms.get(key[0]) in ('rank', 'likert', 'choice', 'top3'):
                if seen.setdefault(key[0], missing) != missing:
                    wrong = 'the rest of what it adds up to is shown'
            if wrong:
                raise SystemExit(f'people, {cube} {key}: {wrong}')
            shown += missing is None
    return shown


def check_calendar(db, place):
    """The calendar of a real panel repeats bases that are shown, and counts nothing itself."""
    bases = set()
    for cube in ('score', 'share'):
        bases.update(db.execute(
            f"SELECT question, n FROM cube_panel_{cube} WHERE missing IS NULL AND sector = 'all' "
            "AND area = ? AND size = 'all'", (place,)))
    for question, answered in db.execute(
            'SELECT question, answered FROM wave WHERE answered IS NOT NULL'):
        if (question, answered) not in bases:
            raise SystemExit(f'calendar: {question}, {answered}: no base that is shown')


def check_tampered(path):
    """The checks above must find what is wrong where something is."""
    score = "UPDATE cube_panel_score_people SET %s WHERE question = 'Q01' AND missing IS NULL"
    for change, check in (
            (score % 'n = n - 1', check_people),
            (score % 'sum = sum + 0.7', check_people),
            (score % 'sum2 = sum2 + 1.3', check_people),
            (score % "sector = 'making'", check_people),
            (score % "missing = 'c'", check_people),
            ("UPDATE cube_panel_share_people SET k = n - 5 WHERE missing IS NULL", check_people),
            ("UPDATE cube_panel_share_people SET k = NULL, n = NULL, missing = 'c' WHERE question "
             "= 'Q03' AND item = 'L.no'", check_people),
            ("UPDATE cube_panel_score SET n = NULL, sum = NULL, sum2 = NULL, missing = 'c' WHERE "
             "question = 'Q01' AND item = 'K.maths'", check_people),
            ("UPDATE wave SET answered = 95 WHERE question = 'Q02'", check_calendar)):
        with sqlite3.connect(':memory:') as db:
            with sqlite3.connect('file:' + path + '?mode=ro', uri=True) as source:
                source.backup(db)
            assert db.execute(change).rowcount > 0, change
            place, = db.execute('SELECT place FROM edition').fetchone()
            try:
                check(db, place)
            except SystemExit:
                continue
            raise AssertionError(f'not found: {change}')


def attack(path, step, most=None):
    """Number of withheld figures attacked; raises at the first that is found."""
    db = sqlite3.connect('file:' + path + '?mode=ro', uri=True)
    place, = db.execute('SELECT place FROM edition').fetchone()
    check_people(db, place)
    at = done = 0
    for programs in (score_programs, share_programs):
        for key, program, counts, sums in programs(db, place):
            program.prepare()
            for name, unknown in counts + sums:
                at += 1
                if at % step != 0 or (most is not None and done >= most):
                    continue
                done += 1
                found = program.reach(unknown)
                if found is None:
                    raise SystemExit(f'{path}: {key}: what is published contradicts itself')
                low, high = found
                if (name, unknown) in sums:
                    if high - low < 1:
                        raise SystemExit(f'{path}: sum {key} {name}: {low} to {high}')
                elif math.floor(high + SLACK) - max(math.ceil(low - SLACK), 1) < WIDTH:
                    raise SystemExit(f'{path}: {key} {name}: {low} to {high}')
    return done


def worked_example():
    """12, 6, 21 and 34, one withheld: this attacker must find it."""
    values = {('a', 'P', 'x'): 12, ('a', 'P', 'y'): 6, ('b', 'P', 'x'): 21, ('b', 'P', 'y'): 34,
              ('a', 'P', 'all'): 18, ('b', 'P', 'all'): 55, ('all', 'P', 'x'): 33,
              ('all', 'P', 'y'): 40, ('all', 'P', 'all'): 73}
    for hidden, expected in ((1, [6, 9]), (4, [0, 22])):
        program = Program()
        for cell, value in values.items():
            near = 5 * ((value + 2) // 5)
            inner = cell[0] != 'all' and cell[2] != 'all'
            known = not inner if hidden == 4 else value != 6
            program.unknown(('n',) + cell, *((near - 2, near + 2) if known else (0, FAR)))
        add_up(program, 'n', list(values), 'P')
        program.prepare()
        found = [round(v, 6) for v in program.reach(('n', 'a', 'P', 'y'))]
        assert found == expected, found


def main():
    worked_example()
    if sys.argv[1] == '--edition':
        print(f'{attack(sys.argv[2], 7)} withheld figures attacked, none found')
        return
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], '20001', str(number), folder], check=True)
        edition = os.path.join(folder, 'edition.sqlite')
        sources = os.path.join(os.environ.get('G_TEST_SRCDIR', '.'), 'data', 'bundled')
        subprocess.run([sys.argv[1], '--edition', sources, edition], check=True)
        print(f'bundled panel: {attack(edition, 19)} withheld figures attacked, none found')
        os.unlink(edition)
        panel = os.path.join(folder, 'people.sqlite')
        subprocess.run([sys.argv[1], '--panel', panel], check=True)
        with sqlite3.connect('file:' + panel + '?mode=ro', uri=True) as db:
            place, = db.execute('SELECT place FROM edition').fetchone()
            shown = check_people(db, place)
            check_calendar(db, place)
        assert shown > 10, shown
        check_tampered(panel)
        print(f'panel of many: {attack(panel, 3)} withheld figures attacked, none found; '
              f'{shown} cells of people, each beside its businesses')
        os.unlink(panel)
        done = sum(attack(os.path.join(folder, name), 9) for name in sorted(os.listdir(folder)))
    assert done > 10 * number, done
    print(f'{number} panels: {done} withheld figures attacked, none found')


main()
