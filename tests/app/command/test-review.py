#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The least certain matches as a sheet, and the sheet back: test-review.py OBSERVATORY EDITION, in TAP.

The taxonomy of the edition is replaced by a small made-up one, so that every weight can be checked by hand."""

import csv
import hashlib
import io
import os
import pathlib
import shutil
import sqlite3
import sys
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

program, bundled = tap.arguments()
command = tap.Command(program, bundled)
SHEET = ['hash', 'text', 'level', 'concept', 'label', 'alternatives', 'confidence', 'weight', 'decision', 'other concept',
         'reason', 'author', 'decided']
KEPT = ['hash', 'text', 'level', 'concept', 'decision', 'reason', 'author', 'decided']
TEXTS = {'goods': 'Store and move goods', 'sums': '=SUM(A1) "sums", and more', 'odd': 'Xylophonography', 'settled': 'Lay bricks',
         'team': 'Works in a team\u2028with others'}
HASH = {name: hashlib.sha256(text.casefold().encode()).hexdigest()[:32] for name, text in TEXTS.items()}
# Statement: id, document, text, mentions. Documents: D1 has 40 starts, D2 sums 200 adverts with 1000 vacancies, D3 nothing.
STATEMENTS = [(1, 'D1', 'goods', None), (2, 'D2', 'goods', 50), (3, 'D3', 'sums', None), (4, 'D3', 'odd', 7), (5, 'D1', 'settled', None),
              (6, 'D2', 'team', 500)]
WEIGHTS = {'goods': 40 + 1000 * 50 / 200, 'sums': 1, 'odd': 7, 'team': 1000}
# Statement, level, rank, concept, confidence, status; nothing for 4.
MATCHES = [(1, 'area', 1, 'S01', .9, 'matched'), (1, 'area', 2, 'K01', .05, 'unsure'), (1, 'area', 3, 'S02', .01, 'unsure'),
           (1, 'concept', 1, 'x:goods', .5, 'matched'), (2, 'area', 1, 'S01', .9, 'matched'), (3, 'area', 1, 'K01', .2, 'unsure'),
           (3, 'concept', 1, 'x:sums', .99, 'matched'), (5, 'area', 1, 'S02', .1, 'confirmed'),
           (5, 'concept', 1, 'x:goods', .1, 'corrected'), (6, 'area', 1, 'S01', .97, 'matched')]
TABLES = '''gap match_override statement_match statement_term statement document_weight document_title document concept_link
concept_broader concept_label concept scheme method'''.split()


def done(db):
    """Closes a database without free pages, as a published one is."""
    db.commit()
    db.execute('VACUUM')
    db.close()


def make():
    path = command.path('review.sqlite')
    shutil.copy(bundled, path)
    os.chmod(path, 0o600)
    db = sqlite3.connect(path)
    there = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table in TABLES:
        if table in there:
            db.execute(f'DELETE FROM {table}')
    source, = db.execute('SELECT min(id) FROM source').fetchone()
    area, = db.execute('SELECT min(code) FROM area').fetchone()
    db.execute("INSERT INTO scheme VALUES ('areas', 'Areas', '1', NULL, 1, ?), ('x', 'X', '1', NULL, 2, ?)", (source, source))
    for position, (code, scheme, kind, label) in enumerate((('K01', 'areas', 'area', 'Sums'), ('S01', 'areas', 'area', 'Moving goods'),
                                                            ('S02', 'areas', 'area', 'Bricks'), ('S02.site', 'areas', 'split', 'On site'),
                                                            ('x:goods', 'x', 'concept', 'move goods'), ('x:sums', 'x', 'concept', 'do sums'),
                                                            ('x:more', 'x', 'concept', 'do sums'))):
        db.execute('INSERT INTO concept VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, ?)', (code, scheme, kind, '', label, '', position))
    db.execute("INSERT INTO concept_label VALUES ('S02', 'bricklaying', 'alternative'), ('S02', 'mortar', 'seed')")
    for code, texts in (('D1', None), ('D2', 200), ('D3', None)):
        db.execute("INSERT INTO document VALUES (?, 'standard', 'supply', ?, '', NULL, '', NULL, NULL, '', '', '', NULL, ?, NULL, ?)",
                   (code, code, texts, source))
    for document, measure, value in (('D1', 'starts', 40), ('D1', 'achievements', 90), ('D2', 'vacancies', 1000)):
        db.execute("INSERT INTO document_weight VALUES (?, ?, ?, '', '2025', ?, 0, ?)", (document, measure, area, value, source))
    db.execute("INSERT INTO method VALUES ('m', 'M', '1', 'How')")
    for number, document, name, mentions in STATEMENTS:
        db.execute("INSERT INTO statement VALUES (?, ?, 'supply', '', 'S', 1, NULL, ?, ?, ?)",
                   (number, document, TEXTS[name], HASH[name], mentions))
    for number, level, rank, concept, confidence, status in MATCHES:
        db.execute('INSERT INTO statement_match VALUES (?, ?, ?, ?, 0.5, 0.1, ?, ?, ?)', (number, level, rank, concept, confidence, 'm', status))
    done(db)
    return path


edition = make()


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline='')))


def sheet(*words):
    text = command.good('review', edition, *words)
    assert text.splitlines()[0].split(',') == SHEET
    return read(text)


def fill(name, changes, rows=None):
    """A sheet with some cells filled in: (name of the text, level) -> cells. Returns its path."""
    rows = rows or sheet()
    for row in rows:
        text = next(key for key, value in HASH.items() if value == row['hash'])
        row.update(changes.get((text, row['level']), {}))
    path = command.path(name)
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.DictWriter(file, SHEET)
        writer.writeheader()
        writer.writerows(rows)
    return path


WHO = {'author': 'College', 'decided': '2026-11-20', 'reason': 'Known here'}


def test_most_at_stake_first():
    """Rows come by weight times doubt; what is settled does not come; what nothing fits comes with an empty concept."""
    rows = sheet()
    got = [(next(k for k, v in HASH.items() if v == row['hash']), row['level'], row['concept'], float(row['weight'])) for row in rows]
    stake = [WEIGHTS[name] * (1 - float(row['confidence'] or 0)) for row, (name, *_) in zip(rows, got)]
    assert stake == sorted(stake, reverse=True), stake
    assert {(name, level, concept) for name, level, concept, _ in got} == {
        ('goods', 'area', 'S01'), ('goods', 'concept', 'x:goods'), ('sums', 'area', 'K01'), ('sums', 'concept', 'x:sums'),
        ('odd', 'area', ''), ('odd', 'concept', ''), ('team', 'area', 'S01'), ('team', 'concept', '')}, got
    assert all(weight == WEIGHTS[name] for name, _, _, weight in got), got
    assert got[0][0] == 'team' and got[0][1] == 'concept'
    first = next(row for row in rows if row['concept'] == 'S01' and row['hash'] == HASH['goods'])
    assert (first['label'], first['alternatives'], first['confidence']) == ('Moving goods', 'K01 Sums (0.05) | S02 Bricks (0.01)', '0.900')
    assert all(row[key] == '' for row in rows for key in SHEET[8:])


def test_options():
    """One level, fewer rows, a file that is not overwritten unasked."""
    assert {row['level'] for row in sheet('--level', 'area')} == {'area'}
    assert sheet('--top', '3') == sheet()[:3]
    path = command.path('sheet.csv')
    command.good('review', edition, '-o', path)
    assert read(pathlib.Path(path).read_bytes().decode()) == sheet()
    assert 'exists already' in command.bad(1, 'review', edition, '-o', path)
    command.good('review', edition, '-o', path, '--force')
    for words in (('--level', 'K'), ('--top', '0'), ('--read', path), ('--author', 'x')):
        command.bad(2, 'review', edition, *words)


def test_plain_for_spreadsheets():
    """A sentence that a spreadsheet would run begins with an apostrophe; quotation marks and commas are as in RFC 4180."""
    text = command.good('review', edition)
    assert text.count('\r\n') == text.count('\n') == 9
    assert '"\'=SUM(A1) ""sums"", and more"' in text


def test_round_trip():
    """What was filled in comes back as corrections; a second sheet adds to them and loses nothing."""
    out = command.path('corrections.csv')
    path = fill('one.csv', {('goods', 'area'): WHO | {'decision': 'is'}, ('sums', 'area'): WHO | {'decision': 'is-not'},
                            ('odd', 'area'): WHO | {'other concept': 'S02'},
                            ('goods', 'concept'): WHO | {'decision': 'No', 'other concept': 'x:sums', 'reason': '=1+1'}})
    assert '5 new, 0 replaced, 0 as before; 4 rows are open' in command.good('review', edition, '--read', path, '-o', out)
    kept = {(row['hash'], row['level'], row['concept']): row for row in read(pathlib.Path(out).read_bytes().decode())}
    assert {key: row['decision'] for key, row in kept.items()} == {
        (HASH['goods'], 'area', 'S01'): 'is', (HASH['sums'], 'area', 'K01'): 'is-not', (HASH['odd'], 'area', 'S02'): 'is',
        (HASH['goods'], 'concept', 'x:goods'): 'is-not', (HASH['goods'], 'concept', 'x:sums'): 'is'}, kept
    assert all(row['author'] == 'College' and row['decided'] == '2026-11-20' for row in kept.values())
    assert kept[(HASH['sums'], 'area', 'K01')]['text'] == "'" + TEXTS['sums']
    assert pathlib.Path(out).read_text(encoding='utf-8').splitlines()[0].split(',') == KEPT
    # The same sheet again changes nothing, however often: no apostrophe grows.
    before = pathlib.Path(out).read_bytes()
    for _ in range(2):
        command.good('review', edition, '--read', path, '-o', out)
        assert pathlib.Path(out).read_bytes() == before
    # A later sheet replaces what it speaks of and adds the rest.
    path = fill('two.csv', {('goods', 'area'): {'decision': 'is not', 'other concept': 'K01 Sums (0.05)'},
                            ('sums', 'concept'): {'decision': 'yes'}})
    said = command.good('review', edition, '--read', path, '-o', out, '--author', 'Chamber', '--decided', '21 Nov 2026',
                        '--reason', 'Seen there')
    assert '2 new, 1 replaced, 4 as before' in said, said
    after = {(row['hash'], row['level'], row['concept']): row for row in read(pathlib.Path(out).read_bytes().decode())}
    assert after[(HASH['goods'], 'area', 'S01')]['decision'] == 'is-not' and after[(HASH['goods'], 'area', 'K01')]['decision'] == 'is'
    assert after[(HASH['goods'], 'area', 'K01')]['decided'] == '2026-11-21' and len(after) == 7
    assert all(after[key] == kept[key] for key in kept if key != (HASH['goods'], 'area', 'S01'))


def test_other_forms():
    """A sheet comes back with columns moved, semicolons, another encoding; concepts by label; rows of an older edition."""
    rows = sheet()
    path = command.path('moved.csv')
    head = ['decided', 'Note', 'Author', 'reason', 'Other concept', 'DECISION', 'concept', 'level', 'text', 'hash']
    lines = [';'.join(head), ';'.join(['2026-11-20', 'x', 'Caf\u00e9 owner', 'known', 'bricks', 'is-not', 'S01', 'area', '', HASH['goods']]),
             ';'.join(['2026-11-20', '', 'A', 'known', 'S02.site', '', '', 'area', "'=old", 'f' * 32]), ';' * 9,
             ';'.join(['', '', '', '', '', '', 'S01', 'area', '', HASH['team']])]
    pathlib.Path(path).write_bytes('\r\n'.join(lines).encode('windows-1252'))
    out = command.path('moved-out.csv')
    command.good('review', edition, '--read', path, '-o', out)
    got = {(row['hash'], row['concept']): row for row in read(pathlib.Path(out).read_bytes().decode())}
    assert set(got) == {(HASH['goods'], 'S01'), (HASH['goods'], 'S02'), ('f' * 32, 'S02.site')}, got
    assert got[(HASH['goods'], 'S02')]['author'] == 'Caf\u00e9 owner' and got[('f' * 32, 'S02.site')]['text'] == "'=old"
    assert got[(HASH['goods'], 'S01')]['text'] == TEXTS['goods'] and rows


def test_old_rows():
    """What stands in the table stays, rows that give a text and no hash among them; one of those is replaced as well."""
    out = command.path('old.csv')
    old = ['"",' + TEXTS['goods'] + ',area,S01,is-not,r,a,2026-01-01', 'f' * 32 + ',,concept,gone:1,is,"r, r",a,2026-01-02']
    pathlib.Path(out).write_text('\r\n'.join([','.join(KEPT), *old, '']), encoding='utf-8', newline='')
    path = fill('again.csv', {('goods', 'area'): WHO | {'decision': 'is'}, ('team', 'area'): WHO | {'decision': 'is'}})
    assert '1 new, 1 replaced, 1 as before' in command.good('review', edition, '--read', path, '-o', out)
    got = read(pathlib.Path(out).read_bytes().decode())
    assert [(row['hash'], row['concept'], row['decision']) for row in got] == [
        (HASH['goods'], 'S01', 'is'), ('f' * 32, 'gone:1', 'is'), (HASH['team'], 'S01', 'is')], got


def test_bad_rows():
    """Each bad row is told by line and column, all at once; nothing is written, and what was there stays."""
    out = command.path('bad-out.csv')
    pathlib.Path(out).write_text(','.join(KEPT) + '\r\n')
    before = pathlib.Path(out).read_bytes()
    path = command.path('bad.csv')
    good = {'hash': HASH['goods'], 'level': 'area', 'concept': 'S01', 'decision': 'is'} | WHO
    bad = [({'decision': 'maybe'}, 'decision', 'is, is-not'), ({'hash': '12E+30'}, 'hash', '32 digits'), ({'level': 'K'}, 'level', 'area or concept'),
           ({'concept': 'S99'}, 'concept', 'not an area'), ({'concept': 'x:goods'}, 'concept', 'not an area'),
           ({'level': 'concept', 'decision': 'no', 'concept': 'x:goods', 'other concept': 'do sums'}, 'other concept', 'not a concept'),
           ({'other concept': 'S02'}, 'other concept', 'is-not'), ({'decision': 'is-not', 'other concept': 'S01'}, 'other concept', 'the same'),
           ({'concept': ''}, 'other concept', 'nothing was found'), ({'reason': ''}, 'reason', '--reason'), ({'author': ''}, 'author', '--author'), ({'decided': ''}, 'decided', '--decided'),
           ({'decided': '11/12/2026'}, 'decided', 'YYYY-MM-DD'), ({'decided': '2026-02-30'}, 'decided', 'YYYY-MM-DD')]
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.DictWriter(file, SHEET, restval='')
        writer.writeheader()
        writer.writerow(good)
        for change, _, _ in bad:
            writer.writerow(good | change)
        writer.writerow(good | {'decision': 'is-not'})
    ended = command('review', edition, '--read', path, '-o', out)
    said = ended.stderr.decode().splitlines()
    assert ended.returncode == 1 and ended.stdout == b'' and len(said) == len(bad) + 2, said
    for line, (sentence, (_, column, words)) in enumerate(zip(said, bad), 3):
        assert sentence.startswith(f'observatory: bad.csv, line {line}, column “{column}”: ') and words in sentence, (line, sentence)
    assert 'line 2 says the opposite' in said[-2] and '15 rows' in said[-1], said[-2:]
    assert pathlib.Path(out).read_bytes() == before


def test_bad_files():
    """A file that is no sheet, and a table of corrections that is none, are told; nothing is written."""
    out = command.path('none-out.csv')
    path = command.path('none.csv')
    assert 'none.csv' in command.bad(1, 'review', edition, '--read', path, '-o', out)
    for text, words in ((b'', ''), (b'a,b\n1,2\n', 'no column “hash”'), (b'hash,level,concept,decision\n', 'no column “other concept”')):
        pathlib.Path(path).write_bytes(text)
        assert words in command.bad(1, 'review', edition, '--read', path, '-o', out), text
    assert not os.path.exists(out)
    full = fill('full.csv', {('goods', 'area'): WHO | {'decision': 'is'}})
    for text, words in ((b'hash,text\n', 'no column “level”'), (','.join(KEPT + ['note']).encode() + b'\n', 'would be lost')):
        pathlib.Path(out).write_bytes(text)
        assert words in command.bad(1, 'review', edition, '--read', full, '-o', out)
        assert pathlib.Path(out).read_bytes() == text


def test_workbook():
    """The sheet saved as a workbook is read the same way."""
    path, out = command.path('sheet.xlsx'), command.path('book-out.csv')
    rows = [SHEET, [HASH['goods'], TEXTS['goods'], 'area', 'S01', '', '', '0.9', '290', 'is', '', 'x', 'College', '2026-11-20']]
    cells = ''.join('<row>' + ''.join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + '</row>' for row in rows)
    main, office = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main', 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    kinds, links = 'http://schemas.openxmlformats.org/package/2006/content-types', 'http://schemas.openxmlformats.org/package/2006/relationships'
    with zipfile.ZipFile(path, 'w') as book:
        book.writestr('[Content_Types].xml', f'<Types xmlns="{kinds}"><Default Extension="xml" ContentType="application/xml"/></Types>')
        book.writestr('_rels/.rels', f'<Relationships xmlns="{links}"><Relationship Id="r" Type="{office}/officeDocument" '
                      'Target="xl/workbook.xml"/></Relationships>')
        book.writestr('xl/workbook.xml', f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>')
        book.writestr('xl/_rels/workbook.xml.rels', f'<Relationships xmlns="{links}"><Relationship Id="r" Type="{office}/worksheet" '
                      'Target="worksheets/sheet1.xml"/></Relationships>')
        book.writestr('xl/worksheets/sheet1.xml', f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>')
    assert '1 new' in command.good('review', edition, '--read', path, '-o', out)


def test_match_with_an_edition():
    """Texts typed in are matched with the edition's own areas or concepts, by their other words too."""
    def first(text, *words):
        lines = command.good('match', '--edition', edition, *words, '--top', '1', text).splitlines()
        return lines[1].split('\t')[2] if len(lines) > 1 else None
    assert first('lay bricks') == first('bricklaying', '--level', 'area') == first('mortar') == 'S02'
    assert first('move goods', '--level', 'concept') == 'x:goods'
    bare = command.path('bare.sqlite')
    shutil.copy(edition, bare)
    db = sqlite3.connect(bare)
    db.execute("DELETE FROM concept WHERE kind = 'concept'")
    done(db)
    assert 'no concepts' in command.bad(1, 'match', '--edition', bare, '--level', 'concept', 'x')
    assert 'Nothing is left' in review_of_nothing(bare)


def review_of_nothing(path):
    """What is said where all is settled."""
    db = sqlite3.connect(path)
    db.execute('DELETE FROM statement_match')
    done(db)
    ended = command('review', path)
    assert ended.returncode == 0 and len(ended.stdout.splitlines()) == 1
    return ended.stderr.decode()


sys.exit(tap.run(globals()))
