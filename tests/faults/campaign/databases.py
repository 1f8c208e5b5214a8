# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that somebody made to harm who opens them by hand: refused by header and schema, or found by the check, within
a second and 64 MiB."""

import os
import shutil
import sqlite3
import struct

from . import rig


def schema_text(table, change):
    """Puts another text where the schema has the table's."""
    def run(db):
        db.execute('PRAGMA writable_schema = 1')
        sql, = db.execute('SELECT sql FROM sqlite_schema WHERE name = ?', (table,)).fetchone()
        db.execute('UPDATE sqlite_schema SET sql = CAST(? AS TEXT) WHERE name = ?', (change(sql), table))
    return run


def loosely(table, *statements):
    """Runs statements while the table has no constraints, and puts its text back."""
    def run(db):
        db.execute('PRAGMA foreign_keys = 0')
        db.execute('PRAGMA writable_schema = 1')
        sql, = db.execute('SELECT sql FROM sqlite_schema WHERE name = ?', (table,)).fetchone()
        loose = sql.replace(') STRICT', ')').replace('NOT NULL', '')
        db.execute('UPDATE sqlite_schema SET sql = ? WHERE name = ?', (loose, table))
        version, = db.execute('PRAGMA schema_version').fetchone()
        db.execute(f'PRAGMA schema_version = {version + 1}')
        for statement in statements:
            db.execute(*statement)
        db.execute('UPDATE sqlite_schema SET sql = ? WHERE name = ?', (sql, table))
    return run


def sql(*statements):
    """Runs statements."""
    def run(db):
        db.execute('PRAGMA foreign_keys = 0')
        for statement in statements:
            db.execute(statement)
    return run


BOMB = 'CREATE TABLE glossary (word TEXT PRIMARY KEY, aliases TEXT, meaning TEXT, CHECK (length (replace (hex (zeroblob ' \
    "(400000000)), '00', '0000')) > 1))"
FOREVER = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS word, i AS aliases, i AS meaning FROM n'
WORD = "INSERT INTO glossary VALUES (CAST(x'%s' AS TEXT), '', '')"


def in_place(text):
    """The glossary becomes something else."""
    return sql('DROP TABLE glossary', text, 'VACUUM')


# Seen by header and schema: no command may open them.
CHANGED = {
    'an extra table': sql('CREATE TABLE more (a TEXT) STRICT'), 'an extra index': sql('CREATE INDEX more ON glossary (meaning)'),
    'a view': sql('CREATE VIEW more AS SELECT 1'), 'a view that never ends': sql('CREATE VIEW more AS ' + FOREVER),
    'a view in place of a table': in_place("CREATE VIEW glossary AS SELECT 'a' AS word, '' AS aliases, '' AS meaning"),
    'a view that never ends in place of a table': in_place('CREATE VIEW glossary AS ' + FOREVER),
    'a view of itself': sql('CREATE VIEW more AS SELECT * FROM more'),
    'a trigger': sql('CREATE TRIGGER more AFTER INSERT ON glossary BEGIN DELETE FROM area; END'),
    'a virtual table': sql('CREATE VIRTUAL TABLE more USING fts5 (a)'),
    'tables of a full text search without it': sql("CREATE TABLE more_data (id INTEGER PRIMARY KEY, block BLOB)",
                                                 'CREATE TABLE more_idx (segid, term, pgno, PRIMARY KEY (segid, term)) WITHOUT ROWID'),
    'a search whose inner tables are rubbish': lambda db: (
        db.execute('CREATE VIRTUAL TABLE more USING fts5 (a)'), db.execute("UPDATE more_data SET block = zeroblob (9)")),
    'a virtual table of a module that is not there': lambda db: (db.execute('PRAGMA writable_schema = 1'), db.execute(
        "INSERT INTO sqlite_schema VALUES ('table', 'more', 'more', 0, 'CREATE VIRTUAL TABLE more USING evil (x)')")),
    'a generated column': in_place('CREATE TABLE glossary (word TEXT NOT NULL PRIMARY KEY, aliases TEXT NOT NULL, meaning TEXT '
                                   'AS (hex (zeroblob (99999999))))'),
    'an index of an expression': sql('CREATE INDEX more ON glossary (length (replace (meaning, "a", "aa")))'),
    'a part of an index': sql("CREATE INDEX more ON glossary (word) WHERE abs (length (meaning)) > 1"),
    'a CHECK that takes all memory': schema_text('glossary', lambda text: BOMB),
    'a DEFAULT that is a function': schema_text('glossary', lambda text: text.replace(
        'meaning TEXT NOT NULL', "meaning TEXT NOT NULL DEFAULT (load_extension ('x'))")),
    'NUL in the schema': schema_text('glossary', lambda text: (text + '\0; DROP TABLE area').encode()),
    'NUL at the end of the schema': schema_text('glossary', lambda text: (text + '\0').encode()),
    '10 MB of schema': schema_text('glossary', lambda text: text.replace('(', '(/*' + 'x' * 10_000_000 + '*/', 1)),
    'schema that is not UTF-8': schema_text('glossary', lambda text: text.encode() + b' --\xff'),
    'schema that is no SQL': schema_text('glossary', lambda text: 'DROP TABLE area'), 'no schema': schema_text(
        'glossary', lambda text: None),
    'a table twice': lambda db: (db.execute('PRAGMA writable_schema = 1'), db.execute(
        "INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 'glossary'")),
    'a table without its index': lambda db: (db.execute('PRAGMA writable_schema = 1'), db.execute(
        "DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_glossary_1'")),
    'a name that is not UTF-8': sql('CREATE TABLE "more\xff" (a)'), 'statistics': sql('ANALYZE'),
    'a table less': sql('DROP TABLE glossary', 'VACUUM'), 'free pages': sql('DELETE FROM glossary'),
    'no tables': lambda db: (db.execute('PRAGMA writable_schema = 1'), db.execute('DELETE FROM sqlite_schema')),
    'pages of 512 bytes': sql('PRAGMA page_size = 512', 'VACUUM'), 'pages of 65,536 bytes': sql('PRAGMA page_size = 65536', 'VACUUM'),
    'a write-ahead log': sql('PRAGMA journal_mode = WAL'), 'vacuums itself': sql('PRAGMA auto_vacuum = 1', 'VACUUM'),
    'another application': sql('PRAGMA application_id = 7'), 'a newer schema': sql('PRAGMA user_version = 99'),
    'an older schema': sql('PRAGMA user_version = 1'), 'a schema of version -1': sql('PRAGMA user_version = -1'),
}

# Right in header and schema: the check has to find them, and who opens them must not suffer.
CONTENTS = {
    'text in a column of numbers': loosely('area', ("UPDATE area SET position = 'first'",)),
    'a blob in a column of texts': loosely('glossary', ("UPDATE glossary SET meaning = x'00ff'",)),
    'a number without end': loosely('area', ('UPDATE area SET lat = 1e999, lon = -1e999',)),
    'NULL where none may be': loosely('glossary', ('UPDATE glossary SET meaning = NULL',)),
    'not UTF-8': sql(WORD % 'c3'), 'NUL in a text': sql(WORD % '610062'), 'a surrogate': sql(WORD % 'eda080'),
    'a text of 3 MB': lambda db: db.execute('INSERT INTO glossary VALUES (?, ?, ?)', ('a', '', 'x' * 3_000_000)),
    'keys twice': lambda db: (db.execute('PRAGMA writable_schema = 1'), db.execute(
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_caveat_1') "
        "WHERE name = 'sqlite_autoindex_glossary_1'")),
    'two tables at one place': lambda db: (db.execute('PRAGMA writable_schema = 1'), db.execute(
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'caveat') WHERE name = 'glossary'")),
    'a table at no page': lambda db: (db.execute('PRAGMA writable_schema = 1'), db.execute(
        "UPDATE sqlite_schema SET rootpage = 99999999 WHERE name = 'glossary'")),
    'a table in the schema itself': lambda db: (db.execute('PRAGMA writable_schema = 1'), db.execute(
        "UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'glossary'")),
    'a reference to nothing': sql("UPDATE edition SET place = 'nowhere'"),
    'an area of nobody': sql("UPDATE area SET parent = 'nobody'"), 'no edition': sql('DELETE FROM edition'),
    'two editions': sql("INSERT INTO edition SELECT 'two', date, title, place, publisher, licence, language, notes FROM edition"),
    'a date that is none': sql("UPDATE edition SET date = '../../x'"),
}


def patched(*places):
    """Bytes at places of the file."""
    def run(data):
        data = bytearray(data)
        for at, part in places:
            data[at:at + len(part)] = part
        return bytes(data)
    return run


BYTES = {
    'nothing': lambda data: b'', 'a byte': lambda data: data[:1], 'the header only': lambda data: data[:100],
    'cut by a byte': lambda data: data[:-1], 'cut in half': lambda data: data[:len(data) // 2], 'a byte more': lambda data: data + b'x',
    'a page more': lambda data: data + bytes(4096), 'a page more that is counted': lambda data: patched(
        (28, struct.pack('>I', len(data) // 4096 + 1)))(data + bytes(4096)),
    'another magic': patched((0, b'SQLite format 4\0')), 'reserved bytes': patched((20, b'\x20')), 'UTF-16': patched((56, b'\0\0\0\2')),
    'format 9 of the schema': patched((44, b'\0\0\0\x09')), 'fractions of a cell': patched((21, b'\xff\xff\xff')),
    'a free list': patched((32, b'\0\0\0\2\0\0\0\1')), 'a page of 0 bytes': patched((16, b'\0\0')), 'text': lambda data: b'word,meaning\n' * 900,
    'a schema page of zeros': patched((100, bytes(3996))), 'a first page that points at itself': patched((100, b'\x05'), (108, b'\0\0\0\1')),
}
LEFT = ('-journal', '-wal', '-shm')


def make(base, path, kind, name):
    """Writes one."""
    shutil.copyfile(base, path)
    os.chmod(path, 0o600)
    if kind == 'bytes':
        with open(base, 'rb') as file:
            data = BYTES[name](file.read())
        with open(path, 'wb') as file:
            file.write(data)
        return
    if kind == 'left':
        main = path + '-mj0123456'.encode().decode()
        with open(path + name, 'wb') as file:  # a journal that names another one, as of a transaction over two databases
            file.write(b'\xd9\xd5\x05\xf9 \xa1c\xd7' + bytes(504) + main.encode() + struct.pack('>II', len(main), sum(main.encode()))
                       + b'\xd9\xd5\x05\xf9 \xa1c\xd7')
        with open(main, 'wb') as file:
            file.write(path.encode() + b'-journal\0')
        return
    db = sqlite3.connect(path, isolation_level=None)
    {'changed': CHANGED, 'content': CONTENTS}[kind][name](db)
    db.close()
    if kind == 'content':  # whatever was done, nothing but the content tells of it
        for suffix in LEFT:
            rig.clear(path + suffix)


def run(world, report, thorough):
    """All of it."""
    folder = os.path.join(world.folder, 'databases')
    os.makedirs(folder)
    base = world.editions[1]
    cases = [('changed', name) for name in CHANGED] + [('bytes', name) for name in BYTES] + [('left', name) for name in LEFT] + [
        ('content', name) for name in CONTENTS]
    done, usual, usual_seconds = world.program.cost(['check', base])
    report.row('3.4 database: an honest one', [] if done.code == 0 else [done.err.strip()])
    memory, seconds = 0, 0.0
    for kind, name in cases:
        if not world.takes(f'database {kind} {name}'):
            continue
        path = os.path.join(folder, 'edition.sqlite')
        make(base, path, kind, name)
        before = rig.file_hash(path)
        problems = []
        for words in (['check', path], ['sources', path]):
            done, most, took = world.program.cost(words)
            memory, seconds = max(memory, most - usual), max(seconds, took - usual_seconds)
            # What only the check sees may be opened, and then nothing happens to who does.
            inside = kind == 'content' or name == 'a page more that is counted'
            if done.code != 1 and not (words[0] == 'sources' and inside and done.code == 0):
                problems.append(f'{words[0]}: exit {done.code}: {(done.out + done.err).strip()[:200]}')
            elif done.code == 1 and not done.err.startswith('observatory: ') and words[0] != 'check':
                problems.append(f'{words[0]}: no sentence: {done.err.strip()[:200]!r}')
        if rig.file_hash(path) != before:
            problems.append('the file was changed')
        report.row(f'3.4 database: {name}', problems, done.err.strip()[:120])
        report.add('hostile databases')
        for left in os.listdir(folder):
            rig.clear(os.path.join(folder, left))
    problems = [f'{memory} KiB more'] if memory > 64 * 1024 else []
    if thorough and seconds > 1:
        problems.append(f'{seconds:.2f} s more')
    report.row('3.4 databases: what refusing takes', problems,
               f'at most {memory} KiB and {seconds:.2f} s more than the check of an honest one with its {usual} KiB')
