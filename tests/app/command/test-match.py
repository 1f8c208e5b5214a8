#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts against labels, as a script asks for it: test-match.py OBSERVATORY EDITION SOURCE-FOLDER, in TAP.

test-match.py OBSERVATORY EDITION SOURCE-FOLDER record writes match/recorded.tsv anew, to be looked at before it is kept."""

import csv
import io
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

program, edition, source = tap.arguments()[:3]
command = tap.Command(program, edition)
here = pathlib.Path(__file__).resolve().parent / 'match'
labels, statements, recorded = (str(here / name) for name in ('labels.tsv', 'statements.tsv', 'recorded.tsv'))
HEADER = ['statement', 'rank', 'label', 'score', 'confidence']
BLOCK = 16384  # texts that the command holds at a time


def run(name, text, *words):
    """Runs a sub-command with @text, bytes or the path of a file, at standard input."""
    if isinstance(text, str):
        text = pathlib.Path(text).read_bytes()
    setting = os.environ | command.setting
    return subprocess.run([program, name, *words], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=setting,
                          timeout=300, check=False)


def rows(done):
    """The header and the rows of an answer; every line is whole and valid."""
    assert done.returncode == 0, (done.returncode, done.stderr)
    text = done.stdout.decode('utf-8')
    assert text.endswith('\n') and '\r' not in text and '\0' not in text
    table = [line.split('\t') for line in text[:-1].split('\n')]
    assert all(len(row) == len(table[0]) for row in table), table
    return table[0], table[1:]


def match(text, *words, index=labels):
    """The rows of matches, checked: ranks count from 1, scores fall, all lies between 0 and 1."""
    head, found = rows(run('match', text, '--index', index, *words))
    assert head[:5] == HEADER, head
    before = None
    for row in found:
        rank, score = int(row[1]), float(row[3])
        assert 0 <= score <= 1 and 0 <= float(row[4]) <= 1, row
        if rank > 1:
            assert before[0] == row[0] and int(before[1]) == rank - 1 and float(before[3]) >= score, (before, row)
        before = row
    return found


def table(*lines):
    """A table of statements from lines of bytes or text, each an id and a text."""
    made = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return b'id\ttext\n' + b''.join(b'%d\t%s\n' % (i, line) for i, line in enumerate(made))


def decisive():
    """What is recorded: the first two labels of each statement, and the words that decided, without their parts."""
    out = ['statement\trank\tlabel\twords\n']
    for row in match(statements, '--top', '2', '--explain'):
        words = ' '.join(part.rsplit(' ', 1)[0] for part in row[5].split('; '))
        out.append('\t'.join(row[:3] + [words]) + '\n')
    return ''.join(out)


def test_recorded():
    """The order of labels and the words that decide are as they were looked at."""
    want, got = pathlib.Path(recorded).read_text(encoding='utf-8').splitlines(), decisive().splitlines()
    assert want == got, '\n'.join(sorted(set(want) ^ set(got)))


def test_right_label_first():
    """What is plain to a person comes first."""
    right = ('store forklift safety children bricks sheets adapt team lead talk code secure time green maths').split()
    first = {row[0]: row[2] for row in match(statements) if row[1] == '1'}
    assert [first.get(str(i)) for i in range(1, 16)] == right, first


def test_nothing_fits():
    """A text without a known word, an empty one and one of marks only have no row, and nothing is made up for them."""
    assert not {'16', '17', '18'} & {row[0] for row in match(statements)}


def test_explained():
    """Words that decided stand in the text and in the label, and their parts are no more than the whole."""
    texts = {line.split('\t')[0]: line.split('\t')[2].lower() for line in
             pathlib.Path(statements).read_text(encoding='utf-8').splitlines()[1:]}
    for row in match(statements, '--top', '1', '--explain'):
        parts = [part.rsplit(' ', 1) for part in row[5].split('; ')]
        assert parts and sum(float(share) for _, share in parts) <= 1 + .0005 * len(parts), row
        assert [float(share) for _, share in parts] == sorted((float(share) for _, share in parts), reverse=True), row
        for words, _ in parts:
            assert words.split('>')[0].lower().split('…')[0].split(' ')[0] in texts[row[0]], (row, texts[row[0]])


def test_same_for_any_threads():
    """What comes out does not depend on the threads, nor on what else is asked."""
    lines = pathlib.Path(statements).read_bytes().splitlines(keepends=True)
    mixed = lines[0] + b''.join(lines[1:] * 20)
    one, two, four = (run('match', mixed, '--index', labels, '--top', '2', '--explain', '--threads', n).stdout for n in '124')
    assert one == two == four and len(one.splitlines()) > 400
    alone = run('match', lines[0] + lines[6], '--index', labels, '--top', '2', '--explain').stdout.splitlines()[1:]
    assert alone and alone == [line for line in one.splitlines() if line.startswith(b'6\t')][:len(alone)]


def test_equal_texts():
    """Equal texts have equal answers, in another block too; texts that differ in bullets and blanks only are equal."""
    text = b'Drive a fork lift truck'
    found = rows(run('match', table(*[text] * (BLOCK + 5)), '--index', labels, '--top', '2'))[1]
    answers = {(row[1], *row[2:]) for row in found}
    assert len(answers) == 2 and len(found) == 2 * (BLOCK + 5), len(answers)
    assert [row[0] for row in found[::2]] == [str(i) for i in range(BLOCK + 5)]
    found = match(table(text, b'  K1: Drive a\xc2\xa0fork lift  truck', '• Drive a fork lift truck'))
    assert len({tuple(row[1:]) for row in found}) * 3 == len(found), found


def test_order_of_columns():
    """Columns stand in any order, with others between; lines end as on any system; a mark at the beginning is none."""
    plain = match(b'id\ttext\na\tlay bricks\n')
    assert plain == match(b'\xef\xbb\xbfTEXT\tnote\ttype\tID\r\nlay bricks\tx\t\ta\r\n') == match(b'id\ttext\na\tlay bricks')
    path = command.path('labels.tsv')
    lines = [line.split('\t') for line in pathlib.Path(labels).read_text(encoding='utf-8').splitlines()]
    with open(path, 'w', encoding='utf-8', newline='') as file:
        file.writelines('\t'.join([row[3], 'x', row[1], row[0], row[2]]) + '\r\n' for row in lines)
    assert match(statements) == match(statements, index=path)


def test_types():
    """Labels whose ids are all K, S or B with a number have that type; a text whose type is known has no others."""
    path = command.path('ksb.tsv')
    areas = (pathlib.Path(source) / 'data/taxonomy/tables/area-names.tsv').read_text(encoding='utf-8').splitlines()
    with open(path, 'w', encoding='utf-8') as file:
        file.write('id\tlabel\n' + ''.join(line + '\n' for line in areas if not line.startswith('#')))
    text = 'Works safely with others in a team to plan and use resources'
    types = {'K': 'K', 'B': 'B', 'b': 'B', 'Behaviour': 'B', 'knowledge': 'K', 'skill': 'S', '': 'KSB'}
    lines = ''.join(f'id-{ksb}\t{text}\t{ksb}\n' for ksb in types)
    found = match(f'id\ttext\ttype\n{lines}'.encode(), '--top', '66', index=path)
    for ksb, first in types.items():
        assert {row[2][0] for row in found if row[0] == 'id-' + ksb} == set(first), (ksb, found)
    done = run('match', b'id\ttext\ttype\na\tteam working\tQ\nb\tx\tR\n', '--index', path)
    assert done.returncode == 0 and b'line 2: a type that is none of K, S and B' in done.stderr
    assert b'Lines like this: 2.' in done.stderr, done.stderr


def test_typed():
    """Texts can be words of the call; they are numbered."""
    found = rows(run('match', b'', '--index', labels, '--top', '1', '--names', '--', 'lay bricks', '-- nothing', 'teamwork'))
    assert found[0] == HEADER + ['name']
    assert [(row[0], row[2], row[5]) for row in found[1]][::2] == [('1', 'bricks', 'lay bricks'), ('3', 'team', 'work in teams')][
        :len(found[1][::2])], found
    done = run('match', b'', '--index', labels, '--time', 'lay bricks')
    assert b'18 labels indexed in ' in done.stderr and b' 1 texts matched in ' in done.stderr, done.stderr


def test_top():
    """No more labels than asked for, nor than there are."""
    few, many = match(statements, '--top', '1'), match(statements, '--top', '2147483647')
    assert {row[1] for row in few} == {'1'} and few == [row for row in many if row[1] == '1']
    assert max(int(row[1]) for row in many) <= 18


def hostile():
    """Texts that nobody would write, each with the words "lay bricks" where it can have words at all."""
    yield b'lay bricks ' + b'x' * 1000000
    yield b'lay bricks ' + b'and mortar ' * 100000
    yield b'lay bricks ' + bytes(range(1, 9)) + b'\x0b\x0c' + bytes(range(14, 32)) + b'\x7f'
    yield '\u202elay bricks\u202c \u2066\u2069\u200f'
    yield 'lay bricks שכבת לבנים وضع الطوب'
    yield b'<script>alert("x")</script><p onclick=x>lay bricks</p><!-- --><img src=x'
    yield b'lay &lt;b&gt; bricks &amp;amp; &#0; &#x110000; &#99999999999999999999; &nosuch;' + b'&' * 5000
    yield b'lay bricks ' + b'<' * 100000
    yield b'lay bricks ' + b'<b>' * 100000
    yield b'lay\0bricks\0\0\0'
    yield b'lay bricks \xff\xfe\xc3\x28\xed\xa0\x80\xf8\x88\x80\x80\x80 \xc0\x80'
    yield 'lay bricks ' + 'e\u0301\u0302\u0303' * 20000
    yield 'lay bricks ' + '\u0301' * 200000
    yield 'lay bricks ' + '🧱👷🏽‍♀️' * 20000
    yield "lay bricks'; DROP TABLE statement; -- \" OR * NEAR(a b) ^ col:x {a b}"
    yield 'lay bricks %s %n %d \\t \\n'
    yield 'LAY BRICKS ﬁ İ ẞ ŉ'
    yield ' \t'.join(['lay bricks'])


def test_hostile():
    """Every hostile text is answered, by the words that it has; the rows around it are those of an ordinary text."""
    texts = [b'drive a fork lift truck']
    for text in hostile():
        texts += [text, b'drive a fork lift truck']
    found = match(table(*texts), '--top', '1', '--explain')
    first = {int(row[0]): row[1:] for row in found}
    calm = first[0]
    for number in range(len(texts)):
        assert number in first, (number, texts[number][:60])
        if number % 2 == 0:
            assert first[number] == calm, (number, first[number])
        else:
            assert first[number][1] == 'bricks', (number, texts[number][:60], first[number])
    types = rows(run('classify', table(*texts)))[1]
    assert [int(row[0]) for row in types] == list(range(len(texts)))
    assert all(row[1] in 'KSB' and 0 < float(row[2]) <= 1 for row in types)


def test_no_words():
    """Texts without any word have no match, and still a type."""
    texts = ['', ' ', '…!?.,;:', '\u200b\u200e\ufeff', b'\0\0\0', b'\xff' * 100, '-' * 200000, '•' * 1000, '<br/>' * 1000, '\u0301' * 100]
    assert match(table(*texts)) == []
    assert len(rows(run('classify', table(*texts)))[1]) == len(texts)


def test_hostile_labels():
    """Labels are as hostile as texts; the ordinary one among them is found, and ids come out as one field."""
    path = command.path('hostile.tsv')
    with open(path, 'wb') as file:
        file.write(b'id\tlabel\talt\tdescription\n')
        for number, text in enumerate(hostile()):
            text = text if isinstance(text, bytes) else text.encode()
            file.write(b'%d\t%s\t%s\t%s\n' % (number, text.replace(b'bricks', b'tiles'), text.replace(b'lay bricks', b'|||'), b'x'))
        file.write(b'a\x01\xffb\tdrive a fork lift truck\t|| ||\t\n\x02c\t\t\t\n')
    done = run('match', table(b'drive a fork lift truck'), '--index', path, '--top', '1')
    assert rows(done)[1][0][2] == 'a \ufffdb', done.stdout
    assert b'neither a label nor another word' in done.stderr


def test_long_is_cut():
    """Of a text only its beginning is looked at: what is behind eight kilobytes changes nothing."""
    short = b'lay bricks ' * 800
    found = match(table(short, short + b'drive a fork lift truck ' * 40000))
    assert [row[1:] for row in found if row[0] == '0'] == [row[1:] for row in found if row[0] == '1'], found


def test_many_equal_rows():
    """A hundred thousand equal rows, each answered."""
    done = run('match', table(*[b'lay bricks'] * 100000), '--index', labels, '--top', '1')
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and len(lines) == 100001
    assert len({line.split(b'\t', 1)[1] for line in lines[1:]}) == 1
    assert [int(line.split(b'\t', 1)[0]) for line in lines[1:]] == list(range(100000))


def test_many_columns():
    """A line of a hundred thousand columns, in the first line and below it."""
    wide = b'\t'.join([b'x'] * 100000)
    found = match(wide + b'\tid\ttext\n' + wide + b'\ta\tlay bricks\n')
    assert found and found[0][0] == 'a' and found[0][2] == 'bricks'
    done = run('match', b'id\ttext\na\tlay bricks\t' + wide + b'\nb\tlay bricks\n', '--index', labels, '--top', '1')
    assert [row[0] for row in rows(done)[1]] == ['a', 'b'] and b'line 2: more columns' in done.stderr, done


def test_faults():
    """What cannot be read is told with file, line and column; nothing is printed in its place."""
    path = command.path('broken.tsv')
    for text, sentence in ((b'', 'is empty'), (b'id\tname\n', 'line 1: there is no column “label” among “id”, “name”'),
                           (b'id\tlabel\n', 'no labels below its first line'),
                           (b'id\tlabel\n\ta\n', 'line 2, column “id”: the field is empty'),
                           (b'id\tlabel\tlabel\n', 'column 3: the column “label” is there twice'),
                           (b'\xff\xfei\0d\0', 'there is no column')):
        pathlib.Path(path).write_bytes(text)
        assert sentence in command.bad(1, 'match', '--index', path, 'text'), sentence
    assert 'cannot be read' in command.bad(1, 'match', '--index', command.path('none.tsv'), 'text')
    for text, sentence in ((b'', 'standard input is empty'), (b'id,text\na,b\n', 'no column “id” among “id,text”'),
                           (b'id\n', 'no column “text”')):
        for words in (['match', '--index', labels], ['classify']):
            done = run(words[0], text, *words[1:])
            assert done.returncode == 1 and sentence in done.stderr.decode(), done
    for words in ((), ('--index', labels, '--level', 'area'), ('--level', 'K'), ('--index', labels, '--top', '0'),
                  ('--index', labels, '--threads', '-1')):
        command.bad(2, 'match', *words, 'text')
    command.bad(1, 'match', '--index', labels, '--tables', command.path('none'), 'text')
    command.bad(1, 'classify', '--tables', command.path('none'), 'text')
    done = run('match', b'id\ttext\na\tx\n', '--index', labels)
    assert rows(done)[1] == []
    twice = command.path('twice.tsv')
    pathlib.Path(twice).write_bytes(b'id\tlabel\na\tlay bricks\na\tbricklaying\nb\n')
    done = run('match', table(b'lay bricks'), '--index', twice)
    assert b'line 3: an id that was there before' in done.stderr and b'line 4: fewer columns' in done.stderr, done.stderr


def caught(pid, number):
    """Whether a running program has a handler of its own for a signal."""
    status = pathlib.Path(f'/proc/{pid}/status').read_text(encoding='ascii')
    mask = next(line.split()[1] for line in status.splitlines() if line.startswith('SigCgt'))
    return int(mask, 16) >> (number - 1) & 1 == 1


def test_stopped():
    """Ctrl+C ends a run that waits for more."""
    process = subprocess.Popen([program, 'match', '--index', labels], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=os.environ | command.setting)
    process.stdin.write(table(b'lay bricks') + b'2\tlay')
    process.stdin.flush()
    while not caught(process.pid, signal.SIGINT):
        time.sleep(.01)
    process.send_signal(signal.SIGINT)
    process.wait(60)  # its input stays open
    said = process.stderr.read()
    process.stdin.close()
    assert process.returncode == 1 and b'Stopped' in said, (process.returncode, said)


def test_classified():
    """Plain sentences have the type that a person gives them."""
    found = rows(run('classify', statements))
    assert found[0] == ['id', 'type', 'probability'] and len(found[1]) == 19
    texts = ['Knowledge of the principles of employment law and regulations', 'Use hand tools to cut and shape timber safely',
             'Takes responsibility and shows respect for others']
    answer = rows(run('classify', b'', *texts))[1]
    assert [row[1] for row in answer] == ['K', 'S', 'B'], answer


if tap.arguments()[3:] == ['record']:
    pathlib.Path(recorded).write_text(decisive(), encoding='utf-8')
    sys.exit(0)
sys.exit(tap.run(globals()))
