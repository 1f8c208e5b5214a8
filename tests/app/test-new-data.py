# SPDX-License-Identifier: GPL-3.0-or-later
"""What came in as data alone, in the program: test-new-data.py PROGRAM COMMAND EDITION SOURCE-FOLDER.

The edition of test-only-data.py has a fourth sector, a second LSIP area, a perspective and a made-up source with a
question. A person finds them in the window of the program that was there before.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.realpath(__file__)),
                os.path.join(os.path.dirname(os.path.realpath(__file__)), 'command')]
import driver
import tap

CHART = re.compile('^Chart')


def build(folder):
    """Writes the data and builds the edition from them and the bundled tables."""
    path = os.path.join(SOURCE, 'tests/data/ingest/test-only-data.py')
    spec = importlib.util.spec_from_file_location('only_data', path)
    only_data = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(only_data)
    only_data.fill(folder)
    edition = os.path.join(folder, 'edition.obs')
    subprocess.run([COMMAND, 'build', os.path.join(SOURCE, 'data/bundled'), folder, '-o', edition], check=True,
                   timeout=300)
    return edition


def shown():
    """The names of the marks, joined."""
    plot = APP.find('list', CHART)
    return '; '.join(node.name or '' for node in plot.children)


def test_new_perspective():
    """The perspective of the data opens with its question."""
    APP.wait_title('Beds')
    APP.find('heading', 'Guest beds by year')


def test_new_place():
    """The area picker knows the second LSIP area."""
    APP.act(APP.find('push button', re.compile('^Place: ')))
    APP.find('text', 'Find an area')
    APP.type('Upper Wolds')
    APP.find('list item', re.compile('^Upper Wolds(,|$)'))
    APP.key('Return')
    APP.gone('text', 'Find an area')
    driver.wait_for(lambda: '400' in shown() and '520' in shown(), 'the beds of the new area are drawn')


def test_new_sector():
    """The sector filter offers the fourth sector."""
    APP.choose(re.compile('^Sector: |^All sectors'), 'Hospitality')
    driver.wait_for(lambda: '1,390' in shown() and '1,455' in shown(), 'the beds of the new sector are drawn')


def test_new_source():
    """The figure names its source; the break of the data stands in the marks."""
    assert 'folding beds' in shown(), shown()
    APP.act(APP.find('page tab', 'Source'))
    APP.find('label', re.compile('made-up innkeepers'))


def test_quiet():
    """Nothing was complained about on the way."""
    APP.finish()


if __name__ == '__main__':
    driver.leave_if_missing()
    PROGRAM, COMMAND = (os.path.realpath(word) for word in sys.argv[1:3])
    SOURCE = os.path.realpath(sys.argv[4])
    with tempfile.TemporaryDirectory(prefix='new-data-') as FOLDER:
        DESKTOP = driver.Desktop()
        APP = driver.Program(DESKTOP, PROGRAM, ['skills-observatory:view/guest/M1?src=beds'], bundled=build(FOLDER))
        try:
            STATUS = tap.run(globals())
        finally:
            APP.kill()
            DESKTOP.end()
    sys.exit(STATUS)
