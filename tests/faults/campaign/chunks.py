# SPDX-License-Identifier: GPL-3.0-or-later
"""Segments and packs that no honest publisher would make, written by hand after data/sync/content/README.md.

All are of the table "glossary" (word, aliases, meaning: texts, word is the key) unless they say otherwise.
"""

import ctypes
import hashlib
import struct

from . import forge

COLUMNS = (('word', 2, 1), ('aliases', 2, 0), ('meaning', 2, 0))


def varint(number):
    """LEB128."""
    out = b''
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def signed(number):
    """Zigzag."""
    return varint((number << 1) ^ (number >> 63))


def text(words):
    """Length and bytes."""
    words = words if isinstance(words, bytes) else words.encode()
    return varint(len(words)) + words


def shape(columns=COLUMNS):
    """Columns as a file tells them."""
    return varint(len(columns)) + b''.join(text(name) + bytes([kind]) + varint(place) for name, kind, place in columns)


def same(number):
    """A stream of one number."""
    return b'\0' + signed(number)


def planes(numbers):
    """A stream of small numbers."""
    return b'\1\1' + signed(0) + bytes(numbers) if numbers else b''


def direct(index, texts):
    """A column of texts as they are."""
    return varint(4 * index) + b'\0' + planes([len(one) for one in texts]) + b''.join(texts)


def rows(table):
    """Rows of texts."""
    return varint(len(table)) + b''.join(direct(i, [row[i] for row in table]) for i in range(3)) if table else b'\0'


GOOD = [(b'a', b'', b'1'), (b'b', b'', b'2'), (b'c', b'', b'3')]
HEAD = b'OBSS\1' + text('glossary') + shape()
KEY = direct(0, [b'a', b'b', b'c'])
REST = direct(1, [b'', b'', b'']) + direct(2, [b'1', b'2', b'3'])
MANY = varint(2 ** 31)
DEEP = b'\4\0' * 40


def of_key(column):
    """A segment of three rows whose first column is @column, as it stands in the file."""
    return HEAD + b'\3' + column + REST


def dictionary(count, common, lengths, rests, codes):
    """The meanings by a dictionary."""
    return HEAD + b'\3' + KEY + direct(1, [b'', b'', b'']) + b'\x08\2' + count + common + lengths + rests + codes


SEGMENTS = {
    'nothing': b'', 'a byte': b'O', 'magic only': b'OBSS\1', 'another version': b'OBSS\2' + HEAD[5:] + rows(GOOD),
    'of another table': b'OBSS\1' + text('source') + shape() + rows(GOOD),
    'of a table of SQLite': b'OBSS\1' + text('sqlite_schema') + shape() + rows(GOOD),
    'name of 2^31 bytes': b'OBSS\1' + MANY + b'glossary',
    '2^31 columns': b'OBSS\1' + text('glossary') + MANY, 'no columns': b'OBSS\1' + text('glossary') + b'\0' + rows(GOOD),
    'two columns': b'OBSS\1' + text('glossary') + shape(COLUMNS[:2]) + rows(GOOD),
    'column of another type': b'OBSS\1' + text('glossary') + shape((('word', 0, 1),) + COLUMNS[1:]) + rows(GOOD),
    'column of an unknown type': b'OBSS\1' + text('glossary') + shape((('word', 3, 1),) + COLUMNS[1:]) + rows(GOOD),
    'another key': b'OBSS\1' + text('glossary') + shape((('word', 2, 0), ('aliases', 2, 1), COLUMNS[2])) + rows(GOOD),
    '2^31 rows': HEAD + MANY + KEY + REST, '-1 rows': HEAD + b'\xff' * 9 + b'\1' + KEY + REST,
    'a number of 70 bits': HEAD + b'\x80' * 10 + b'\1', 'a number that never ends': HEAD + b'\xff' * 3000,
    'a row more': HEAD + b'\4' + KEY + REST, 'a row less': HEAD + b'\2' + KEY + REST, 'cut in the middle': (HEAD + rows(GOOD))[:-4],
    'column of place 7': HEAD + b'\3' + direct(7, [b'a', b'b', b'c']) + REST, 'column twice': HEAD + b'\3' + KEY + KEY + REST,
    'column missing': HEAD + b'\3' + KEY + direct(1, [b'', b'', b'']), 'form unknown': of_key(b'\0\7' + planes([1, 1, 1]) + b'abc'),
    'keys unsorted': of_key(direct(0, [b'b', b'a', b'c'])), 'keys twice': of_key(direct(0, [b'a', b'a', b'c'])),
    'NULL in the key': of_key(b'\0\x80' + signed(0) + planes([0, 1, 1]) + b'bc'),
    'NULL where none may be': HEAD + b'\3' + KEY + direct(1, [b''] * 3) + b'\x08\x80' + signed(9) + planes([9, 1, 1]) + b'bc',
    'length -1': of_key(b'\0\0' + same(-1)), 'length 2^31': of_key(b'\0\0' + same(2 ** 31)),
    'length 2^62': of_key(b'\0\0' + same(2 ** 62)), 'lengths past the end': of_key(b'\0\0' + planes([1, 1, 200]) + b'abc'),
    'a text of 1,000,001 bytes': of_key(b'\0\0' + same(1000001)), 'not UTF-8': of_key(direct(0, [b'a', b'b', b'\xff'])),
    'a surrogate': of_key(direct(0, [b'a', b'b', b'\xed\xa0\x80'])), 'NUL in a text': of_key(direct(0, [b'a', b'b', b'c\0'])),
    'cut within a character': of_key(direct(0, [b'a', b'b\xc3', b'\xa9c'])),
    'stream unknown': of_key(b'\0\0\x09\0'), 'streams within streams': of_key(b'\0\0' + DEEP), 'planes of no byte': of_key(b'\0\0\1\0\0'),
    'planes of 9 bytes': of_key(b'\0\0\1\x09\0' + bytes(40)), 'ranges of 65 bits': of_key(b'\0\0\2\0\0\x41' + bytes(40)),
    'tuples of base 200': of_key(b'\0\0\3\xc8\2\0' + bytes(9)), '2^31 exceptions': of_key(b'\0\0\5\2' + MANY),
    'exceptions behind the end': of_key(b'\0\0\5\2\1\0\x20\0\4'),
    '2^31 different texts': dictionary(MANY, b'', b'', b'', b''), 'code out of range': dictionary(b'\1', same(0), same(1), b'x', same(5)),
    'code -1': dictionary(b'\1', same(0), same(1), b'x', same(-1)), 'more in common than there is': dictionary(
        b'\2', planes([0, 9]), planes([1, 1]), b'xy', same(0)),
    'rest of 2^31': dictionary(b'\1', same(0), same(2 ** 31), b'x', same(0)),
    'bytes behind the end': HEAD + rows(GOOD) + b'\0', 'twice': (HEAD + rows(GOOD)) * 2,
    'a pack': b'OBSP\1' + bytes(64) + text('{}') + b'\0', 'SQL': b'DROP TABLE glossary; ATTACH "/etc/passwd" AS x;' * 20,
    'a text of a million bytes in 65,536 rows': HEAD + varint(65536) + b'\0\0' + same(0) + b'\4\0' + same(0) + (
        b'\x08\2\1' + same(0) + same(1000000) + b'x' * 1000000 + same(0)),
    'a million bytes in common, a thousand times': HEAD + varint(65536) + b'\0\0' + same(0) + b'\4\0' + same(0) + (
        b'\x08\2' + varint(1000) + b'\4\0' + same(1000000) + b'\5' + signed(1) + b'\1' + same(0) + same(1000000)
        + b'x' * 1000000 + same(0)),
    'other rows than were promised': HEAD + rows(GOOD), 'no rows': HEAD + b'\0',
}


def packs(start, goal, words):
    """Packs from the state @start to the state @goal; @words: all words of the glossary of the start, sorted."""
    head = b'OBSP\1' + bytes.fromhex(start) + bytes.fromhex(goal)
    one = b'\1' + text('glossary') + shape()

    def keys(some):
        return varint(len(some)) + direct(0, some) if some else b'\0'

    def pack(withdrawn=b'\0', revised=b'\0', changes=b'', added=b'\0', before=head + text('{}') + one):
        return before + withdrawn + revised + (changes or b'\0') + added
    return {
        'nothing': b'', 'magic only': b'OBSP\1', 'a segment': HEAD + rows(GOOD), 'another version': b'OBSP\2' + pack()[5:],
        'states the other way round': b'OBSP\1' + bytes.fromhex(goal) + bytes.fromhex(start) + pack()[69:],
        'from the wrong base': b'OBSP\1' + bytes(32) + pack()[37:], 'to another state': pack()[:37] + bytes(32) + pack()[69:],
        'changes nothing': pack(), 'deletes all words': pack(keys(words)), 'deletes one word': pack(keys(words[:1])),
        'deletes what is not there': pack(keys([b'nobody'])), 'deletes 2^31': pack(MANY), 'deletes -1': pack(b'\xff' * 9 + b'\1'),
        'deletes twice': pack(keys(words[:1] * 2)), 'revises what is not there': pack(
            revised=keys([b'nobody']), changes=b'\1\2\0\1' + planes([0]) + b'\0' + planes([1]) + b'x'),
        'revises the key': pack(revised=keys(words[:1]), changes=b'\1\0\0\1' + planes([0]) + b'\0' + planes([1]) + b'x'),
        'revises 2^31 columns': pack(revised=keys(words[:1]), changes=MANY),
        'a difference of texts': pack(revised=keys(words[:1]), changes=b'\1\2\1\1' + planes([0]) + b'\0' + planes([1]) + b'x'),
        'adds what is there': pack(added=rows([(words[0], b'', b'')])), 'adds not UTF-8': pack(added=rows([(b'\xff', b'', b'')])),
        'adds unsorted': pack(added=rows([GOOD[1], GOOD[0]])), 'adds 2^31': pack(added=MANY),
        'summary of 2^31 bytes': head + MANY, 'summary not UTF-8': pack(before=head + text(b'\xff\xfe') + one),
        'summary of another form': pack(before=head + text('[[[[1]]]]') + one),
        '2^31 tables': head + text('{}') + MANY, 'table twice': head + text('{}') + b'\2' + (one[1:] + bytes(4)) * 2,
        'a table that is not there': head + text('{}') + b'\1' + text('cube_secret') + shape() + bytes(4),
        'a table of SQLite': head + text('{}') + b'\1' + text('sqlite_schema') + shape() + bytes(4),
        'deletes the edition': head + text('{}') + b'\1' + text('edition') + shape(
            [(name, 2, name == 'id') for name in ('id', 'date', 'title', 'place', 'publisher', 'licence', 'language', 'notes')])
        + varint(1) + direct(0, [b'test-place']) + bytes(3),
        'other columns': pack(before=head + text('{}') + b'\1' + text('glossary') + shape(COLUMNS[:2])),
        'bytes behind the end': pack() + b'more', 'a number that never ends': pack() + b'\xff' * 2000,
        'tables without end': head + text('{}') + varint(10000) + (one[1:] + bytes(4)) * 10000,
    }


# --- frames -------------------------------------------------------------------------------------

def claiming(data, length):
    """A frame of @data whose header claims another length, below 2^32."""
    frame = bytearray(forge.pack(data))
    flag, single = frame[4] >> 6, frame[4] >> 5 & 1
    assert flag == 2, 'a length of four bytes'
    at = 5 + (not single)
    frame[at:at + 4] = struct.pack('<I', length)
    return bytes(frame)


def frames(content):
    """Ways to pack @content that are not the one: name to bytes."""
    lib = forge.zstd()
    context = ctypes.c_void_p(lib.ZSTD_createCCtx())

    def packed(settings):
        lib.ZSTD_CCtx_reset(context, 3)
        for which, value in settings:
            lib.ZSTD_CCtx_setParameter(context, which, value)
        out = ctypes.create_string_buffer(len(content) + 1000)
        length = lib.ZSTD_compress2(context, out, ctypes.c_size_t(len(out)), content, ctypes.c_size_t(len(content)))
        return out.raw[:length]
    whole = forge.pack(content)
    found = {'not packed': content, 'without its checksum': packed([]), 'without its length': packed([(200, 0), (201, 1)]),
             'two frames': whole + whole, 'bytes behind the frame': whole + b'more', 'cut by a byte': whole[:-1],
             'a frame to skip before it': b'\x50\x2a\x4d\x18\4\0\0\0skip' + whole, 'checksum of another': whole[:-4] + bytes(4),
             'gzip': b'\x1f\x8b\x08' + bytes(200), 'nothing': b'', 'a window of 2 GB': b'\x28\xb5\x2f\xfd\x04\xa8' + whole[6:]}
    lib.ZSTD_freeCCtx(context)
    return found


# --- the list of segments -----------------------------------------------------------------------

class _Reader:
    """Goes through a list of segments."""

    def __init__(self, data):
        self.data = data
        self.at = 5

    def number(self):
        """A varint."""
        value = shift = 0
        while True:
            byte = self.data[self.at]
            value, shift, self.at = value | (byte & 127) << shift, shift + 7, self.at + 1
            if byte < 128:
                return value

    def bytes(self, length):
        """So many bytes."""
        self.at += length
        return self.data[self.at - length:self.at]

    def tables(self):
        """(name, number of segments) of each table; then the files follow."""
        found = []
        for _ in range(self.number()):
            name = self.bytes(self.number()).decode()
            found.append((name, self.number()))
            for _ in range(found[-1][1]):
                self.bytes(self.number())
                self.number()
                self.bytes(32)
        return found


def replace_segment(listing, table, data, plain):
    """The list of segments with the file @data, said to unpack to @plain bytes, in place of the first one of @table."""
    reader = _Reader(listing)
    for name, count in reader.tables():
        for i in range(count):
            start = reader.at
            reader.bytes(32), reader.number(), reader.number()
            if name == table and i == 0:
                body = listing[:start] + hashlib.sha256(data).digest() + varint(len(data)) + varint(plain) + listing[reader.at:-32]
                return body + hashlib.sha256(body).digest()
    raise AssertionError(f'{table} has no segment')


# --- a state that is right ----------------------------------------------------------------------

def _number(number):
    return struct.pack('<Q', number)


def _hashed(words):
    """A text as rows are hashed."""
    size = (len(words).bit_length() + 7) // 8
    return bytes([0x30 + size]) + len(words).to_bytes(size, 'big') + words


def read_list(listing):
    """A list of segments: [name, [[first key, rows, hash of the rows, hash of the file, length, plain], …]] in order."""
    reader = _Reader(listing)
    tables = []
    for _ in range(reader.number()):
        name = reader.bytes(reader.number()).decode()
        tables.append([name, [[reader.bytes(reader.number()), reader.number(), reader.bytes(32)]
                              for _ in range(reader.number())]])
    for _, segments in tables:
        for segment in segments:
            segment += [reader.bytes(32), reader.number(), reader.number()]
    return tables


def write_list(tables):
    """The list as it travels."""
    body = b'OBSL\1' + varint(len(tables)) + b''.join(
        text(name) + varint(len(segments)) + b''.join(text(key) + varint(count) + digest for key, count, digest, *_ in segments)
        for name, segments in tables)
    body += b''.join(one[3] + varint(one[4]) + varint(one[5]) for _, segments in tables for one in segments)
    return body + hashlib.sha256(body).digest()


def logical(segments):
    """Hash of a table."""
    return hashlib.sha256(_number(len(segments)) + b''.join(
        _number(len(key)) + key + _number(count) + digest for key, count, digest, *_ in segments)).digest()


def state(tables):
    """Hash of an edition."""
    return hashlib.sha256(_number(len(tables)) + b''.join(
        _number(len(name)) + name.encode() + _number(sum(one[1] for one in segments)) + logical(segments)
        for name, segments in tables)).hexdigest()


def segment(table, columns, key, table_rows):
    """A table's only segment, of texts: its bytes and its entry without the file."""
    body = b'OBSS\1' + text(table) + shape([(name, 2, key.index(name) + 1 if name in key else 0) for name in columns])
    body += varint(len(table_rows)) + b''.join(direct(i, [row[i] for row in table_rows]) for i in range(len(columns)))
    first = b''.join(b'\2' + table_rows[0][columns.index(name)] + b'\0' for name in key)
    digest = hashlib.sha256(b''.join(_hashed(value) for row in table_rows for value in row)).digest()
    return body, [first, len(table_rows), digest]
