# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows of different sizes, colours and text sizes: test-sizes.py PROGRAM COMMAND EDITION.

In each the home page and a question are shown without complaints, and nothing of them lies outside the
width of the window. Pictures are kept in the folder OBSERVATORY_TEST_PICTURES for people to look at.
"""

import os
import re
import sys

sys.path[:0] = [os.path.dirname(os.path.realpath(__file__)),
                os.path.join(os.path.dirname(os.path.realpath(__file__)), 'command')]
import driver
import tap

CHART = re.compile('^Chart')
HOME = 'skills-observatory:view/employer/home'
QUESTION = 'skills-observatory:view/employer/E1?ksb=S&src=panel'
# A window without a desktop around it has a border of its own, and numbers of pixels are rounded.
SLACK = 2


def frame_of(app):
    """The one window in a tree as it is now, whatever role the toolkit gives it."""
    return driver.wait_for(lambda: next(iter(app.tree().children), None), 'the window among the accessible ones')


def outside(app, width):
    """Nodes that are drawn and reach beyond the left or right edge of a window of @width."""
    frame = frame_of(app)
    # What scrolls sideways inside a table is meant to be wider than the window.
    nodes = [node for node in app.on_screen(node for node in frame.walk() if node is not frame)
             if not any(above.role in ('table', 'tree table') or above.name == 'Rows' for above in node.above())]
    found = []
    for node, box in zip(nodes, app.boxes(nodes)):
        if box and box[2] > 0 and (box[0] < -SLACK or box[0] + box[2] > width + SLACK):
            found.append(f'{node} from {box[0]} to {box[0] + box[2]}')
    return found


def frame_width(app):
    """Width of the window in its own coordinates."""
    return app.boxes([frame_of(app)])[0][2]


def look(name, width, height, settings=None):
    """Shows the home page and a question in such a window; the width of a word in it."""
    word = 0
    for page, address in (('home', HOME), ('question', QUESTION)):
        app = driver.Program(DESKTOP, PROGRAM, [address], bundled=EDITION, settings={
            'window-width': str(width), 'window-height': str(height)} | (settings or {}))
        try:
            app.find('list', CHART)
            driver.wait_for(lambda: app.screen.geometry(app.window())[2] >= width - 60, 'the window has its size')
            real = app.screen.geometry(app.window())[2]
            assert real <= width + 60, f'{page}: the window is {real} wide instead of {width}'
            found = outside(app, frame_width(app))
            if PICTURES:
                app.screen.picture(app.window(), os.path.join(PICTURES, f'{name}-{page}.png'))
            assert not found, f'{page}: {len(found)} nodes outside {width}:\n' + '\n'.join(found[:20])
            if page == 'question':
                word = app.boxes([app.find('page tab', 'Summary')])[0][2]
            app.finish()
        finally:
            app.kill()
    return word


def test_light():
    look('light', 1280, 800, {'colour-scheme': "'light'"})


def test_dark():
    look('dark', 1280, 800, {'colour-scheme': "'dark'"})


def test_high_contrast():
    look('high-contrast', 1280, 800, {'high-contrast': 'true'})


def test_phone():
    look('phone', 360, 740)


def test_half_a_screen():
    look('half', 640, 800)


def test_text_twice_as_large():
    usual = look('usual-text', 1280, 800)
    DESKTOP.screen.set_text_size(192)
    try:
        large = look('large-text', 1280, 800)
    finally:
        DESKTOP.screen.set_text_size(96)
    assert large >= 1.7 * usual, f'a word of {large} pixels is not twice one of {usual}'


if __name__ == '__main__':
    driver.leave_if_missing()
    PROGRAM, COMMAND, EDITION = (os.path.realpath(word) for word in sys.argv[1:4])
    PICTURES = os.environ.get('OBSERVATORY_TEST_PICTURES')
    if PICTURES:
        os.makedirs(PICTURES, exist_ok=True)
    DESKTOP = driver.Desktop()
    STATUS = tap.run(globals())
    DESKTOP.end()
    sys.exit(STATUS)
