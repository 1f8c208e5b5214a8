# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks the accessibility tree of every page of the program: walk.py PROGRAM COMMAND EDITION.

A node that can be focused or used has a name; no name is that of a class; headings do not skip a level
that they say; marks and pictures have words. What is wrong is listed with its place in the tree.
"""

import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'app'), os.path.join(HERE, '..', 'app', 'command')]
import driver
import tap

CLASS_NAME = re.compile(r'^(Gtk|Gdk|Obs)[A-Z]\w+$')
MNEMONIC = re.compile(r'(^|\s)_\w')
# Roles of things that a person uses: they need words even where they cannot be focused.
USED = ('push button', 'toggle button', 'check box', 'radio button', 'menu item', 'check menu item',
        'radio menu item', 'page tab', 'combo box', 'text', 'entry', 'spin button', 'slider', 'link', 'list item',
        'tree item', 'table row', 'table cell', 'row header', 'column header', 'heading', 'image', 'icon')
# Roles of what holds other things: a list or a tree without a name says nothing of what it lists.
NAMED = ('frame', 'dialog', 'window', 'list', 'tree', 'tree table', 'table', 'page tab list')
# Boxes of GTK that say nothing, being only there for layout, may be without a name.
FILLERS = ('filler', 'panel', 'scroll pane', 'viewport', 'unknown')


def observatory(*words):
    """What the command prints."""
    done = subprocess.run([COMMAND, *words], capture_output=True, check=True, stdin=subprocess.DEVNULL, timeout=300,
                          env=os.environ | {'OBSERVATORY_HOME': os.path.join(DESKTOP.folder, 'command'),
                                            'OBSERVATORY_BUNDLED': EDITION, 'LC_ALL': 'C.UTF-8'})
    return done.stdout.decode()


def faults(tree):
    """Sentences about what is wrong with the nodes of a tree that are drawn. What only holds room (an empty
    label, a hidden page) is in the tree too, but nobody comes there."""
    suspects = [node for node in tree.walk() if node.parent is not None and (
        not node.name.strip() or CLASS_NAME.match(node.name) or MNEMONIC.search(node.name)
        or CLASS_NAME.match(node.description) or '..' in node.description)]
    for node in APP.on_screen(suspects):
        if node.parent is None or node.role == 'gone':
            continue
        place = ' in '.join(str(above) for above in [node, *node.above()][:4])
        name = node.name.strip()
        if node.role == 'image' and node.parent.role in ('text', 'spin button'):
            continue  # the sign in an entry is GTK's own and says nothing beside the entry's name
        if CLASS_NAME.match(name):
            yield f'called by its class: {place}'
        elif not name and 'focusable' in node.states:
            yield f'can be focused and has no name: {place}'
        elif not name and node.role in USED and node.role != 'image':
            yield f'can be used and has no name: {place}'
        elif not name and node.role == 'image':
            yield f'a picture without words that is not said to be decoration: {place}'
        elif not name and node.role in NAMED:
            yield f'holds things and has no name: {place}'
        if MNEMONIC.search(node.name):
            yield f'has the mark of a key in its name: {place}'
        if '..' in node.description:
            yield f'two full stops in a description: {place}'
        if name and CLASS_NAME.match(node.description.strip()):
            yield f'described by its class: {place}'


def check(page, drawn_headings=True, known=()):
    """Fails with everything that is wrong on the present page, but for names in @known."""
    tree = APP.tree(whole=True)
    found = sorted(fault for fault in set(faults(tree)) if not any(f'“{name}”' in fault for name in known))
    if drawn_headings and not APP.on_screen(tree.all('heading')):
        found.append('no heading on the screen')
    marks = [mark for plot in tree.all('list', re.compile('^Chart')) for mark in plot.children
             if mark.role in ('list item', 'tree item', 'image')]
    found += [f'a mark without words: {mark}' for mark in marks if len(mark.name.strip()) < 3]
    SEEN.append((page, sum(1 for _ in tree.walk())))
    APP.check_quiet()
    assert not found, f'{page}: {len(found)} faults\n' + '\n'.join(found[:40])


def chart_questions():
    """A question of each form of chart: (form, perspective, question, title of the figure)."""
    listed = json.loads(observatory('questions', '--format', 'json'))
    forms = {}
    for entry in questions_of(listed):
        answer = json.loads(observatory('answer', entry[1], '--perspective', entry[0], '--format', 'json'))
        forms.setdefault(answer['form'], (*entry, answer['title']))
    return [(form, *entry) for form, entry in forms.items()]


def questions_of(listed):
    """(perspective, question) pairs of what the command lists."""
    for perspective in listed['perspectives']:
        for question in perspective['questions']:
            yield perspective['key'], question['key']


def open_address(address, name):
    """Opens a view by its address, as a link does; waits for its heading."""
    done = subprocess.run([PROGRAM, address], env=APP.environment, timeout=driver.MOST_SECONDS, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    APP.find('heading', name)


def test_home_of_each_perspective():
    for number, name in enumerate(('Employer home', 'Educator home', 'Funder home'), 1):
        APP.key(f'alt+{number}')
        APP.wait_title(name)
        APP.find('list', re.compile('^Chart'))
        check(name)


def test_a_question_of_each_form():
    found = []
    questions = chart_questions()
    assert len(questions) >= 8, questions
    for form, perspective, question, title in questions:
        open_address(f'skills-observatory:view/{perspective}/{question}', title)
        try:
            check(f'{form}, {perspective} {question}')
        except AssertionError as fault:
            found.append(str(fault))
    assert not found, '\n'.join(found)


def test_tabs_of_a_question():
    for number, tab in enumerate(('Chart', 'Table', 'Summary', 'Source'), 1):
        APP.key(f'ctrl+{number}')
        driver.wait_for(lambda: 'selected' in APP.find('page tab', tab).states, f'{tab} is not chosen')
        check(f'the tab {tab}')
    APP.key('ctrl+1')


def test_recommendation():
    listed = json.loads(observatory('recommendations', '--format', 'json'))
    first = next(iter(listed['recommendations'] if isinstance(listed, dict) else listed))
    key = first['id']
    answer = json.loads(observatory('answer', key, '--format', 'json'))
    open_address(f'skills-observatory:view/funder/{key}', answer['title'])
    check(f'recommendation {key}')


def test_document_and_statement():
    open_address('skills-observatory:document/C-M01', 'Engineering operative, level 2')
    APP.find('list', 'Providers')
    check('document')
    open_address('skills-observatory:statement/1', re.compile('^Know how the body'))
    APP.find('label', re.compile('^Why: '))
    check('statement')
    APP.act(APP.find('push button', 'Choose another area…'))
    APP.find('list item', 'Team working')
    check('choosing another area')
    APP.key('Escape')
    APP.gone('list item', 'Team working')


def test_search_palette():
    APP.key('ctrl+k')
    APP.find('text', hidden=True, test=lambda node: 'focused' in node.states)
    try:
        check('search palette')
        APP.type('team')
        APP.find('list item', re.compile('Team working'))
        check('search palette with what was found')
        APP.key('BackSpace', 4)
        APP.type('xqzvwy')
        APP.find(None, re.compile('(?i)nothing|no result|not found'))
        check('search palette with nothing found')
    finally:
        APP.key('Escape')
        APP.gone('text')


def test_editions():
    APP.choose('Main menu', 'Editions')
    APP.find('heading', 'Editions')
    check('editions')


def test_what_changed():
    APP.choose('Main menu', 'What changed')
    APP.wait_title('What changed')
    APP.find('heading', 'There is one edition on this computer: nothing to compare it with yet.')
    check('what changed, with one edition')


def test_sources():
    APP.choose('Main menu', 'Sources')
    APP.find('heading', 'Sources')
    APP.find('list item', re.compile('^Online job adverts'))
    check('sources')
    APP.act(APP.find('push button', 'Table'))
    APP.find(None, re.compile('^Sort by State'))
    check('sources as a table')
    APP.act(APP.find('push button', 'List'))


def test_taxonomy():
    APP.key('ctrl+t')
    APP.find('heading', 'Taxonomy')
    APP.find(None, re.compile('^Choose a concept$|^This edition holds no taxonomy'))
    check('taxonomy')


def test_places():
    APP.key('ctrl+j')
    APP.find('text', 'Find an area')
    try:
        check('places')
        APP.type('rutl')
        APP.find('list item', re.compile('^Rutland'))
        check('places found')
    finally:
        APP.key('Escape')
        APP.gone('text', 'Find an area')


def dialog(keys, title, known=()):
    """A window of its own: opened by keys, walked, closed with Escape."""
    APP.key(keys)
    APP.wait_title(title)
    driver.wait_for(lambda: len(APP.screen.windows()) > 1, f'the window {title}')
    try:
        check(title, drawn_headings=False, known=known)
    finally:
        APP.key('Escape')
        driver.wait_for(lambda: len(APP.screen.windows()) == 1, f'{title} closes with Escape')


def test_preferences():
    dialog('ctrl+comma', 'Preferences')


def test_shortcuts():
    # The window is GTK's own: these parts of it cannot be named from outside.
    dialog('ctrl+shift+question', 'hortcuts', known=(
        'GtkBuiltinIcon', 'GtkShortcutLabel', 'GtkStackSwitcher', 'GtkImage', 'GtkMenuButton', '_1', '_2'))


def test_main_menu():
    APP.key('F10')
    APP.find('menu item', 'Preferences')
    check('main menu')
    APP.key('Escape')
    APP.gone('menu item', 'Preferences')


def test_closes():
    print('# nodes: ' + ', '.join(f'{page} {count}' for page, count in SEEN))
    APP.finish()


if __name__ == '__main__':
    driver.leave_if_missing()
    PROGRAM, COMMAND, EDITION = (os.path.realpath(word) for word in sys.argv[1:4])
    SEEN = []
    DESKTOP = driver.Desktop()
    APP = driver.Program(DESKTOP, PROGRAM, bundled=EDITION)
    STATUS = tap.run(globals())
    APP.kill()
    DESKTOP.end()
    sys.exit(STATUS)
