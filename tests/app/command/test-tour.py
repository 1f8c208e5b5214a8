#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tour shows every question: test-tour.py OBSERVATORY EDITION, in TAP."""

import html.parser
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

program, edition = tap.arguments()
command = tap.Command(program, edition)
folder = pathlib.Path(command.path('tour'))
VOID = {'meta', 'img', 'br', 'link'}


class Page(html.parser.HTMLParser):
    """What stands in a page, and whether its elements are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.images, self.ids, self.links, self.levels, self.tags = [], [], [], [], [], set()
        self.feed(text)
        assert not self.open, f'not closed: {self.open}'

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == 'img':
            self.images.append(values)
        if 'id' in values:
            self.ids.append(values['id'])
        if tag == 'a':
            self.links.append(values['href'])
        if tag in ('h1', 'h2', 'h3') and 'nav' not in self.open:
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f'</{tag}> closes {self.open}'
        self.open.pop()


def page():
    """The page of the tour."""
    return (folder / 'index.html').read_text(encoding='utf-8')


def test_render():
    """Every figure is drawn, and the last line says how many."""
    text = command.good('tour', str(folder))
    pictures = sorted(folder.rglob('*.png'))
    assert text.splitlines()[-1] == f'Rendered {len(pictures)} figures to {folder}', text
    for path in pictures:
        data = path.read_bytes()
        assert data[:8] == b'\x89PNG\r\n\x1a\n' and data[-8:-4] == b'IEND', path


def test_every_question():
    """Each question of each perspective has its place and a picture for each choice of data and letter."""
    found = Page(page())
    listed = json.loads(command.good('questions', '--format', 'json'))['perspectives']
    sources = [image['src'] for image in found.images]
    for one in listed:
        assert one['key'] in found.ids
        for question in one['questions']:
            assert f"{one['key']}-{question['key']}" in found.ids, question['key']
            mine = [src for src in sources if src.startswith(f"{one['key']}/{question['key']}-")]
            assert mine, question['key']
    assert len(set(sources)) == len(sources) == len(list(folder.rglob('*.png')))
    for name in ('employer/E1-K-published.png', 'employer/E1-S-panel.png', 'employer/E1-B-panel.png'):
        assert name in sources, name


def test_page():
    """The page is whole, stands alone and can be heard: no script, nothing from elsewhere, words for each picture."""
    text = page()
    found = Page(text)
    assert '<script' not in text and '@import' not in text and 'url(' not in text
    assert len(found.ids) == len(set(found.ids))
    assert all(link.startswith('#') and link[1:] in found.ids for link in found.links), found.links
    assert found.levels[0] == 1 and found.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(found.levels, found.levels[1:])), found.levels
    assert {'main', 'nav', 'header', 'footer'} <= found.tags
    for image in found.images:
        assert len(image['alt']) > 40 and image['alt'].rstrip().endswith('.'), image
        assert int(image['width']) > 200 and int(image['height']) > 100, image
        assert (folder / image['src']).is_file(), image
    assert 'prefers-color-scheme:dark' in text and '<html lang="' in text


def test_again():
    """An earlier tour is drawn over; a folder with other things is left alone."""
    before = {path.name: path.stat().st_size for path in folder.rglob('*.png')}
    text = page()
    command.good('tour', str(folder))
    assert page() == text
    assert before == {path.name: path.stat().st_size for path in folder.rglob('*.png')}
    other = pathlib.Path(command.path('other'))
    other.mkdir()
    (other / 'index.html').write_text('<p>mine', encoding='utf-8')
    assert '--force' in command.bad(1, 'tour', str(other))
    assert [path.name for path in other.iterdir()] == ['index.html']
    command.bad(1, 'tour', str(other / 'index.html'))


def test_stop():
    """Ctrl+C ends a tour with a sentence, and without a page that names pictures that are not there."""
    setting = os.environ | command.setting
    stopped = pathlib.Path(command.path('stopped'))
    with subprocess.Popen([program, 'tour', str(stopped)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=setting) as running:
        end = time.monotonic() + 60
        while not list(stopped.rglob('*.png')) and time.monotonic() < end:
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 1 and out == b'', (running.returncode, out, err)
    assert err.startswith(b'observatory: Stopped after '), err
    assert not (stopped / 'index.html').exists()


sys.exit(tap.run(dict(globals())))
