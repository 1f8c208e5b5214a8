# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's way through the program with keys and a screen reader: test-journey.py PROGRAM COMMAND EDITION.

What the window says is compared with what the command says of the same view.
"""

import json
import os
import re
import subprocess
import sys

sys.path[:0] = [os.path.dirname(os.path.realpath(__file__)),
                os.path.join(os.path.dirname(os.path.realpath(__file__)), 'command')]
import driver
import tap

CHART = re.compile('^Chart')
PERSPECTIVES = (('Employer', 'Employer home'), ('Educator', 'Educator home'), ('Funder', 'Funder home'))
MOST_STOPS = 14
VIEW = ('E1', '--perspective', 'employer', '--ksb', 'S', '--data', 'panel', '--filter', 'sector=logistics')


def observatory(*words):
    """What the command prints."""
    done = subprocess.run([COMMAND, *words], capture_output=True, check=True, stdin=subprocess.DEVNULL, timeout=300,
                          env=os.environ | {'OBSERVATORY_HOME': os.path.join(DESKTOP.folder, 'command'),
                                            'OBSERVATORY_BUNDLED': EDITION, 'LC_ALL': 'C.UTF-8'})
    return done.stdout.decode()


def plot():
    """The plot on the screen with its marks."""
    return APP.find('list', CHART)


def marks():
    """Names of the marks that are drawn, without the place that stands at their end."""
    found = [node for node in plot().children if node.role in ('list item', 'tree item', 'image')]
    return [re.sub(r', \d+ of \d+$', '', node.name) for node in found]


def choose(button, item):
    """Takes an entry from the menu of a button."""
    APP.choose(button, item)


def choose_place(name):
    """Picks a place by its name."""
    APP.act(APP.find('push button', re.compile('^Place: ')))
    APP.find('text', 'Find an area')
    APP.type(name)
    APP.find('list item', re.compile(f'^{name}(,|$)'))
    APP.key('Return')
    APP.gone('text', 'Find an area')


def heading(name):
    """Waits for a heading."""
    return APP.find('heading', name)


def test_starts_with_the_bundled_edition():
    APP.wait_title('Employer home')
    heading('What employers here say they need')
    info = json.loads(observatory('answer', *VIEW, '--format', 'json'))
    year, month, day = info['edition'].split('-')
    months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
    APP.find('push button', f'Edition {int(day)} {months[int(month) - 1]} {year}')
    APP.find('list', CHART)
    APP.check_quiet()


def test_three_perspectives_keep_sector_and_place():
    choose(re.compile('^Sector: '), 'Logistics')
    choose_place('Leicester')
    seen = {}
    for number, (name, title) in enumerate(PERSPECTIVES, 1):
        APP.key(f'alt+{number}')
        APP.wait_title(title)
        driver.wait_for(lambda: 'pressed' in APP.find('push button', name).states, f'{name} is not pressed')
        APP.find('push button', 'Sector: Logistics')
        APP.find('push button', 'Place: Leicester')
        questions = APP.find('list', 'Questions')
        seen[name] = ([node.name for node in questions.children],
                      [node.name for node in APP.look_for('heading')])
    for left, right in (('Employer', 'Educator'), ('Educator', 'Funder'), ('Employer', 'Funder')):
        assert seen[left][0] != seen[right][0], f'{left} and {right} have the same questions'
        assert seen[left][1][0] != seen[right][1][0], f'{left} and {right} have the same headings'
    APP.key('alt+1')
    APP.wait_title('Employer home')
    choose_place('Leicester and Leicestershire')
    APP.find('push button', 'Place: Leicester and Leicestershire')
    choose(re.compile('^Sector: '), 'All sectors')
    APP.find('push button', 'Sector: All sectors')
    APP.check_quiet()


def open_skills():
    """E1 of the employer with the panel's scores of skills."""
    row = APP.find('list item', re.compile('^What matters most'))
    questions = APP.find('list', 'Questions')
    assert row.name in [node.name for node in questions.children]
    focus_side_bar(row.name)
    APP.key('Return')
    APP.wait_title('What matters most')
    if APP.look_for('push button', re.compile('^Data: '), test=lambda node: 'panel' not in node.name):
        choose(re.compile('^Data: '), re.compile('panel'))
    APP.find('push button', re.compile('^Data: .*panel'))
    APP.act(APP.find('push button', 'Skills'))
    driver.wait_for(lambda: any(name.startswith('Team working') for name in marks()), 'skills of the panel')


def focus_side_bar(name):
    """Moves the keyboard to a row of the side bar with Tab and the arrow keys."""
    for _ in range(40):
        node = APP.focused()
        if node is not None and any(above.name == 'Questions' for above in node.above()):
            break
        APP.key('F6')
        APP.wait_focus(lambda other: node is None or other.path != node.path, 'F6 moves to another pane')
    APP.key('Home')
    for _ in range(40):
        node = APP.focused()
        if node.name == name:
            return
        APP.key('Down')
        APP.wait_focus(lambda other: other.path != node.path, f'Down leaves “{node.name}”')
    raise driver.Failure(f'the side bar has no “{name}”')


def test_marks_equal_what_the_command_says():
    open_skills()
    choose(re.compile('^Sector: '), 'Logistics')
    APP.find('push button', 'Sector: Logistics')
    answer = json.loads(observatory('answer', *VIEW, '--format', 'json'))
    heading(answer['title'])
    if APP.look_for('push button', 'Show all'):
        APP.act(APP.find('push button', 'Show all'))
    wanted = [row['sentence'] for row in answer['rows']]
    assert len(wanted) > 10, wanted
    driver.wait_for(lambda: len(marks()) == len(wanted), lambda: f'{len(wanted)} marks; there are {marks()}')
    assert marks() == wanted, f'{marks()} instead of {wanted}'
    assert 'simulated' in plot().name, plot().name
    APP.find('label', 'Simulated answers. Not real. Do not quote.')
    APP.check_quiet()


def test_the_table_holds_the_same_values():
    answer = json.loads(observatory('answer', *VIEW, '--format', 'json'))
    APP.key('ctrl+2')
    driver.wait_for(lambda: 'selected' in APP.find('page tab', 'Table').states, 'the table is not chosen')
    cells = driver.wait_for(lambda: [node.name for node in APP.tree(whole=True).all('table cell')],
                            'cells of the table')
    for row in answer['rows']:
        for column, value in (('Value', row['value']), ('Range from', row['low']), ('Range to', row['high']),
                              ('Base', row['base'])):
            found = [cell for cell in cells if cell.startswith(row['label'] + ', ') and f', {column}, ' in cell]
            assert len(found) == 1, f'{row["label"]}, {column}: {found}'
            shown = found[0].rsplit(', ', 1)[1]
            decimals = len(shown.partition('.')[2])
            assert abs(float(shown) - value) <= 0.5 * 10 ** -decimals + 1e-9, f'{found[0]} instead of {value}'
            assert column == 'Base' or decimals > 0 or abs(float(shown) - value) < 1e-9, found[0]
    APP.key('ctrl+1')
    plot()
    APP.check_quiet()


def test_the_plot_is_one_stop():
    APP.act(APP.find('page tab', 'Chart'))
    stops = walk_stops()
    inside = [node for node in stops if any(CHART.search(above.name) for above in node.above())]
    assert len(inside) == 1, f'the plot has {len(inside)} stops'
    print(f'# {len(stops)} tab stops on the question page: ' + '; '.join(str(node) for node in stops))
    assert len(stops) <= MOST_STOPS, f'{len(stops)} tab stops, more than {MOST_STOPS}'
    APP.check_quiet()


def walk_stops():
    """The nodes that Tab goes to until it is back at the first."""
    APP.key('Tab')
    first = APP.wait_focus(lambda node: True, 'something has the keyboard')
    stops = [first]
    while len(stops) < 60:
        last = stops[-1]
        APP.key('Tab')
        node = APP.wait_focus(lambda node: node.path != last.path, f'Tab leaves {last}')
        if node.path == first.path:
            return stops
        stops.append(node)
    raise driver.Failure('Tab does not come back to where it began')


def to_plot():
    """Presses Tab until the keyboard is in the plot; the mark."""
    for _ in range(60):
        node = APP.focused()
        if node is not None and any(CHART.search(above.name) for above in node.above()):
            return node
        APP.key('Tab')
        APP.wait_focus(lambda other: node is None or other.path != node.path, f'Tab leaves {node}')
    raise driver.Failure('Tab does not reach the plot')


def test_keys_inside_the_plot():
    names = marks()
    strip = lambda node: re.sub(r', \d+ of \d+$', '', node.name)
    to_plot()
    APP.key('Home')
    APP.wait_focus(lambda node: strip(node) == names[0], 'Home goes to the first mark')
    for number in (1, 2, 3):
        APP.key('Down')
        APP.wait_focus(lambda node: strip(node) == names[number], f'Down goes to {names[number]}')
    APP.key('Up')
    APP.wait_focus(lambda node: strip(node) == names[2], 'Up goes back')
    APP.key('End')
    APP.wait_focus(lambda node: strip(node) == names[-1], 'End goes to the last mark')
    APP.key('Home')
    node = APP.wait_focus(lambda node: strip(node) == names[0], 'Home again')
    assert 'selected' not in node.states
    APP.key('Return')
    driver.wait_for(lambda: 'selected' in APP.focused().states, 'Enter selects')
    APP.key('Escape')
    driver.wait_for(lambda: 'selected' not in APP.focused().states, 'Escape clears the selection')
    APP.key('Escape')
    APP.wait_focus(lambda node: not any(CHART.search(above.name) for above in node.above()),
                   'Escape leaves the plot')
    APP.check_quiet()


def test_search_finds_and_opens():
    APP.key('ctrl+k')
    APP.find('text', hidden=True, test=lambda node: 'focused' in node.states)
    APP.type('team working')
    APP.find('list item', re.compile('Team working'))
    before = APP.titles()[0]
    APP.key('Return')
    driver.wait_for(lambda: APP.titles()[0] != before or any(
        'Team working' in node.name for node in APP.look_for('heading')),
        lambda: f'Enter opens what was found; the window is {APP.titles()}')
    APP.gone('text')
    APP.check_quiet()


def test_back_and_forward():
    open_skills()
    APP.key('alt+Home')
    APP.wait_title('Employer home')
    APP.key('alt+Left')
    APP.wait_title('What matters most')
    APP.key('alt+Right')
    APP.wait_title('Employer home')
    APP.key('alt+Left')
    APP.wait_title('What matters most')
    APP.check_quiet()


def test_undo_and_redo_of_a_filter():
    choose(re.compile('^Sector: '), 'Manufacturing')
    APP.find('push button', 'Sector: Manufacturing')
    APP.key('ctrl+z')
    APP.gone('push button', 'Sector: Manufacturing')
    driver.wait_for(lambda: any(node.description.startswith('Undone: ') for node in APP.tree().walk()),
                    'the undoing is told')
    APP.find('label', re.compile('^Undone: '))
    APP.key('ctrl+shift+z')
    APP.find('push button', 'Sector: Manufacturing')
    APP.key('ctrl+z')
    APP.gone('push button', 'Sector: Manufacturing')
    APP.check_quiet()


def export(entry, name):
    """Exports the figure by the menu, types where to and presses Enter, as a person does."""
    path = os.path.join(APP.home, 'saved', name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    choose('Export', re.compile(re.escape(entry)))
    driver.wait_for(lambda: len(APP.screen.windows()) > 1, 'the choice of a file')
    APP.find('text', hidden=True, test=lambda node: 'focused' in node.states)
    APP.key('ctrl+a')
    APP.type(path)
    APP.key('Return')
    driver.wait_for(lambda: len(APP.screen.windows()) == 1, lambda: f'the choice of a file is over\n{APP.outline()}')
    APP.find('label', f'Saved {name}')
    with open(path, 'rb') as file:
        return file.read()


def test_exports_equal_the_command():
    open_skills()
    if not APP.look_for('push button', 'Sector: Logistics'):
        choose(re.compile('^Sector: '), 'Logistics')
    heading(json.loads(observatory('answer', *VIEW, '--format', 'json'))['title'])
    for entry, ending in (('(PNG)', 'png'), ('(SVG)', 'svg'), ('(PDF)', 'pdf'), ('(CSV)', 'csv')):
        found = export(entry, f'figure.{ending}')
        path = os.path.join(DESKTOP.folder, f'command.{ending}')
        observatory('figure', *VIEW, '--output', path)
        with open(path, 'rb') as file:
            wanted = file.read()
        if ending == 'pdf':  # only its time of making may differ
            found, wanted = (re.sub(rb'/CreationDate \([^)]*\)', b'', data) for data in (found, wanted))
        assert len(found) > 500, f'{ending}: {len(found)} bytes'
        assert found == wanted, f'{ending}: {len(found)} bytes differ from the {len(wanted)} of the command'
    APP.check_quiet()


def test_looks_while_running():
    pictures = []
    APP.key('ctrl+comma')
    APP.wait_title('Preferences')
    for name in ('Light', 'Dark'):
        choose(re.compile('^Colours: '), name)
        APP.find('push button', f'Colours: {name}')
        pictures.append(settled_picture(name))
    APP.tab_to('check box', 'High contrast')
    APP.key('space')
    pictures.append(settled_picture('contrast'))
    assert len({data for data in pictures}) == 3, 'a look makes no difference'
    APP.key('Escape')
    driver.wait_for(lambda: len(APP.screen.windows()) == 1, 'the preferences are closed')
    APP.check_quiet()


def settled_picture(name):
    """What the main window looks like when two pictures in a row are the same and differ from before."""
    path = os.path.join(DESKTOP.folder, 'look.png')
    last = LOOKS[-1:]
    window = APP.screen.windows()[0]

    def look():
        APP.tree()  # an answer comes when the program has nothing better to do
        APP.screen.picture(window, path)
        with open(path, 'rb') as file:
            data = file.read()
        same = bool(LOOKS) and LOOKS[-1] == data
        LOOKS.append(data)
        return data if same and data not in last else None
    if not last:
        LOOKS.append(b'')
    return driver.wait_for(look, f'a picture in {name}', pause=0.2)


def test_closes():
    APP.finish()


if __name__ == '__main__':
    driver.leave_if_missing()
    PROGRAM, COMMAND, EDITION = (os.path.realpath(word) for word in sys.argv[1:4])
    LOOKS = []
    DESKTOP = driver.Desktop()
    APP = driver.Program(DESKTOP, PROGRAM, bundled=EDITION)
    STATUS = tap.run(globals())
    APP.kill()
    DESKTOP.end()
    sys.exit(STATUS)
