# SPDX-License-Identifier: GPL-3.0-or-later
"""The taxonomy browser by keyboard and through a screen reader: test-taxonomy.py PROGRAM COMMAND EDITION SOURCE-FOLDER.

The edition is the bundled one with the small taxonomy of tests/data/engine/taxonomy.sql in place of its own.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.realpath(__file__)),
                os.path.join(os.path.dirname(os.path.realpath(__file__)), 'command')]
import driver
import tap

CLASS_NAME = re.compile(r'^(Gtk|Gdk|Obs)[A-Z]\w+$')


def make(folder):
    """The bundled edition with the taxonomy of the tests."""
    path = os.path.join(folder, 'edition.obs')
    shutil.copy(EDITION, path)
    with open(os.path.join(SOURCE, 'tests/data/engine/taxonomy.sql'), encoding='utf-8') as file:
        sql = file.read()
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(sql)
    database.close()
    return path


def row(words):
    """A row of the tree by the beginning of its name."""
    return APP.find('list item', re.compile(f'^{re.escape(words)}, '))


def focus_on(words):
    """Waits until the keyboard is on something of that name."""
    return APP.wait_focus(lambda node: node.name.startswith(words), f'the keyboard is on “{words}”')


def cell(words):
    """A cell of a table by its row, its heading and its value."""
    driver.wait_for(lambda: APP.tree(whole=True).all(None, words), f'a cell called “{words}”')


def check_names():
    """Nothing on the screen is called by its class; all that takes the keyboard has a name."""
    suspects = [node for node in APP.tree(whole=True).walk()
                if CLASS_NAME.match(node.name) or (not node.name.strip() and 'focusable' in node.states)]
    found = [str(node) for node in APP.on_screen(suspects)]
    assert not found, '\n'.join(found)
    APP.check_quiet()


def test_opens_by_key():
    APP.wait_title('Employer home')
    APP.key('ctrl+t')
    APP.wait_title('Taxonomy')
    APP.find('heading', 'Choose a concept')
    assert row('Skills').name == 'Skills, main part, level 1, open, 2 statements taught, 3 asked for', row('Skills').name
    row('Storing and moving goods')


def test_tree_by_arrows():
    APP.key('ctrl+f')
    focus_on('Find a concept')
    APP.key('Down')
    focus_on('Knowledge, ')
    APP.key('Left')
    APP.find('list item', re.compile('^Knowledge, main part, level 1, closed, '))
    APP.gone('list item', re.compile('^Technical and vocational knowledge, '))
    APP.key('Down')
    focus_on('Skills, ')
    APP.key('Right')
    focus_on('Storing and moving goods, ')
    APP.key('Right')
    row('handling and moving')
    APP.key('Down')
    focus_on('handling and moving, ')
    APP.key('Left')
    focus_on('Storing and moving goods, ')
    APP.key('Return')
    APP.find('heading', 'Storing and moving goods')


def test_concept_says_all():
    for text in ('In 1 of 2 documents: 2 of 4 statements, 50\u00a0%.',
                 'In 2 of 5 documents: 2 of 8 statements, 25\u00a0%. 1 more may belong here, not counted.',
                 'Also called: warehousing'):
        APP.find('label', text)
    APP.find('label', re.compile('^25\u00a0% of the statements of this side could not be tied'))
    cell('Forklift driver (simulated), Statements, 1')
    APP.find('list item', re.compile('^Store goods in the right place., Supply chain'))
    APP.find('push button', 'Web page of “store warehouse goods”')
    APP.find(None, 'Simulated data: not real')
    check_names()


def test_search_says_which_word():
    APP.key('ctrl+f')
    focus_on('Find a concept')
    APP.type('fork lift')
    APP.find('list item', re.compile('^operate forklift, concept, Also called “drive a fork lift truck”'))
    APP.key('Return')
    APP.find('heading', 'operate forklift')
    APP.key('alt+Left')
    APP.find('heading', 'Storing and moving goods')
    APP.key('alt+Right')
    APP.find('heading', 'operate forklift')


def test_link_and_palette():
    done = subprocess.run([PROGRAM, 'skills-observatory:taxonomy/K01.construction'], env=APP.environment, check=False,
                          timeout=driver.MOST_SECONDS, stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    APP.find('heading', 'Technical and vocational knowledge: construction')
    APP.key('alt+Home')
    APP.wait_title('Employer home')
    APP.key('ctrl+k')
    APP.find('text', hidden=True, test=lambda node: 'focused' in node.states)
    APP.type('stockroom')
    APP.find('list item', re.compile('^store warehouse goods, .*“stockroom work”'))
    APP.key('Return')
    APP.find('heading', 'store warehouse goods')


def test_what_every_job_asks_for():
    APP.act(APP.find('push button', 'What every job asks for'))
    cell('Team working, Sectors, of 3, 3')
    APP.find('label', re.compile('whatever job follows.*From 4 documents'))


def test_a_code_that_is_not_there():
    subprocess.run([PROGRAM, 'skills-observatory:taxonomy/X99'], env=APP.environment, check=True,
                   timeout=driver.MOST_SECONDS, stdin=subprocess.DEVNULL, capture_output=True)
    APP.find('label', 'This edition has no concept “X99”. Look for it by its name.')


def test_narrow_in_two_steps():
    window = APP.screen.windows()[0]
    subprocess.run([PROGRAM, 'skills-observatory:taxonomy/S01'], env=APP.environment, check=True,
                   timeout=driver.MOST_SECONDS, stdin=subprocess.DEVNULL, capture_output=True)
    APP.find('heading', 'Storing and moving goods')
    APP.screen.resize(window, 360, 740)
    APP.act(APP.find('push button', '‹ Back to the tree'))
    row('Skills')
    APP.gone('push button', '‹ Back to the tree')
    check_names()


def test_closes():
    APP.finish()


if __name__ == '__main__':
    driver.leave_if_missing()
    PROGRAM, COMMAND, EDITION = (os.path.realpath(word) for word in sys.argv[1:4])
    SOURCE = os.path.realpath(sys.argv[4])
    with tempfile.TemporaryDirectory(prefix='taxonomy-') as FOLDER:
        DESKTOP = driver.Desktop()
        APP = driver.Program(DESKTOP, PROGRAM, bundled=make(FOLDER))
        try:
            STATUS = tap.run(globals())
        finally:
            APP.kill()
            DESKTOP.end()
    sys.exit(STATUS)
