# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates as a person sees them: test-sync-window.py PROGRAM COMMAND EDITION SOURCES.

A web server on this computer hands out the edition that comes with the program and a later one, in which
one published number is another.
"""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys

sys.path[:0] = [os.path.dirname(os.path.realpath(__file__)),
                os.path.join(os.path.dirname(os.path.realpath(__file__)), 'command')]
import driver
import tap

CHART = re.compile('^Chart')
ADDRESS = 'skills-observatory:view/educator/C5'
TITLE = 'C5 Achievements'
OLD, NEW = '4,670', '4,680'
OLD_DAY, NEW_DAY = '22 Nov 2026', '24 Dec 2026'
OLD_ROW = ',provision,All,level,Below Level 2 (excluding Essential Skills),4670,'


def observatory(*words):
    """Runs the command."""
    subprocess.run([COMMAND, *words], capture_output=True, check=True, stdin=subprocess.DEVNULL, timeout=300,
                   env=os.environ | {'OBSERVATORY_HOME': os.path.join(DESKTOP.folder, 'command'),
                                     'OBSERVATORY_BUNDLED': EDITION, 'LC_ALL': 'C.UTF-8'})


def replace(path, old, new):
    """Changes one place of a file."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    assert text.count(old) == 1, f'{text.count(old)} times “{old}” in {path}'
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text.replace(old, new))


def publish():
    """The folder that the server hands out, with both editions."""
    sources = os.path.join(DESKTOP.folder, 'sources')
    later = os.path.join(DESKTOP.folder, 'later.sqlite')
    site = os.path.join(DESKTOP.folder, 'site')
    shutil.copytree(SOURCES, sources)
    replace(os.path.join(sources, 'edition.ini'), 'date=2026-11-22', 'date=2026-12-24')
    figures = os.path.join(sources, 'official', 'figures.csv')
    with open(figures, encoding='utf-8') as file:
        row = next(line for line in file if OLD_ROW in line and ',achievements,' in line and ',2019/20,' in line)
    replace(figures, row, row.replace(',4670,', ',4680,'))
    observatory('build', sources, '-o', later)
    phrase = os.path.join(DESKTOP.folder, 'phrase')
    with open(phrase, 'w', encoding='utf-8', opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write('only for the tests\n')
    signing = ['--passphrase-file', phrase]
    keys = os.path.join(DESKTOP.folder, 'keys')
    observatory('keys', 'create', keys, *signing)
    observatory('publish', EDITION, site, '--keys', keys, *signing)
    observatory('publish', later, site, '--keys', keys, *signing)
    with open(os.path.join(keys, '1.root.json'), 'rb') as file:
        return site, hashlib.sha256(file.read()).hexdigest()


class Server:
    """A web server that hands out a folder, slowly enough that its progress can be seen."""

    def __init__(self, site):
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        self.folder = os.path.join(DESKTOP.folder, 'server')
        os.makedirs(self.folder, exist_ok=True)
        config = os.path.join(self.folder, 'server.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write(f'''daemon off; master_process off; pid {self.folder}/pid; error_log {self.folder}/errors;
events {{}}
http {{
  access_log {self.folder}/access;
  client_body_temp_path {self.folder}/a; proxy_temp_path {self.folder}/b; fastcgi_temp_path {self.folder}/c;
  uwsgi_temp_path {self.folder}/d; scgi_temp_path {self.folder}/e;
  server {{ listen 127.0.0.1:{self.port}; root {site}; etag on;
    location /targets/observatory/packs/ {{ limit_rate 100; }} }}
}}
''')
        self.process = DESKTOP.spawn([shutil.which('nginx'), '-p', self.folder, '-c', config],
                                     stdout=subprocess.DEVNULL)
        driver.wait_for(self.answers, 'the web server')

    def answers(self):
        """Whether it takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', self.port)) == 0

    def address(self):
        """Where it is, and whose keys sign there."""
        return f'http://127.0.0.1:{self.port}/#{FINGERPRINT}'

    def stop(self):
        """Nobody answers at its address from now on."""
        self.process.terminate()
        self.process.wait(30)


def start(address='', check=False):
    """The program with a fresh home, at the question whose number changes."""
    settings = {'origin-url': f"'{address}'", 'check-at-start': 'true' if check else 'false'}
    app = driver.Program(DESKTOP, PROGRAM, [ADDRESS], bundled=EDITION, settings=settings)
    shows(app, OLD)
    return app


def shows(app, number):
    """Waits until the plot has a mark with this number and the question is still the same."""
    words = re.compile(f'Below Level 2.*{number}')
    driver.wait_for(lambda: app.look_for('list item', words), lambda: f'no mark says {number}\n{app.outline()}')
    assert any(TITLE in title for title in app.titles()), app.titles()


def shows_still(app):
    """The old edition is on the screen, whole and usable."""
    shows(app, OLD)
    assert not app.look_for('list item', re.compile(f'Below Level 2.*{NEW}'))
    app.key('ctrl+3')
    driver.wait_for(lambda: 'selected' in app.find('page tab', 'Summary').states, 'the summary is not chosen')
    app.key('ctrl+1')
    app.find('list', CHART)


def told(app, words):
    """Waits until @words stand in the status line and in the description of what has the keyboard."""
    app.find('label', words)
    driver.wait_for(lambda: any(words in node.description for node in app.tree().walk()),
                    lambda: f'nobody was told “{words}”\n{app.outline()}')


def run(test):
    """Makes a test of a function that takes a running program; it is ended in any case."""
    def wrapped():
        app = None
        try:
            app = test()
            app.finish()
        finally:
            for process in DESKTOP.processes:
                if app is None and process.poll() is None and process.args[0] == PROGRAM:
                    process.kill()
                    process.wait()
    return wrapped


@run
def test_sync_now_updates_in_place():
    server = Server(SITE)
    app = start()
    app.key('ctrl+comma')
    app.wait_title('Preferences')
    app.tab_to('text', 'Address of the origin')
    app.type(server.address())
    app.key('Return')
    app.key('Escape')
    driver.wait_for(lambda: len(app.screen.windows()) == 1, 'the preferences are closed')
    app.choose('Main menu', 'Sync now')
    app.find('push button', re.compile('^Fetching the edition .* of '))
    app.find('push button', 'Stop')
    shows(app, NEW)
    told(app, 'Now showing the edition of 24 Dec 2026')
    app.find('push button', f'Edition {NEW_DAY} · up to date')
    app.gone('push button', 'Stop')
    server.stop()
    return app


@run
def test_a_look_at_the_start_only_offers():
    server = Server(SITE)
    app = start(server.address(), check=True)
    app.find('panel', 'New edition')
    app.find('push button', 'New edition ready')
    shows_still(app)
    app.act(app.find('push button', 'Use it now'))
    shows(app, NEW)
    told(app, 'Now showing the edition of 24 Dec 2026')
    app.gone('panel', 'New edition')
    server.stop()
    return app


@run
def test_without_the_server_the_old_edition_stays():
    server = Server(SITE)
    app = start(server.address())
    server.stop()
    app.choose('Main menu', 'Sync now')
    told(app, 'Could not reach the data service. You can keep working with the edition of 22 Nov 2026.')
    app.find('push button', f'Offline · edition {OLD_DAY}')
    shows_still(app)
    return app


@run
def test_a_broken_edition_is_refused():
    site = os.path.join(DESKTOP.folder, 'broken')
    shutil.copytree(SITE, site)
    files = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(site, 'targets'))
             for name in names]
    for path in files:
        size = os.path.getsize(path)
        with open(path, 'r+b') as file:
            file.seek(size // 2)
            byte = file.read(1)
            file.seek(size // 2)
            file.write(bytes([byte[0] ^ 1]))
    server = Server(site)
    app = start(server.address())
    app.choose('Main menu', 'Sync now')
    told(app, 'This edition did not pass its check, so it was not used.')
    app.find('push button', 'Edition did not pass its check. Not used.')
    shows_still(app)
    server.stop()
    return app


if __name__ == '__main__':
    driver.leave_if_missing()
    if shutil.which('nginx') is None:
        print('1..0 # SKIP nginx is missing')
        sys.exit(0)
    PROGRAM, COMMAND, EDITION, SOURCES = (os.path.realpath(word) for word in sys.argv[1:5])
    SOURCES = os.path.join(SOURCES, 'data', 'bundled')
    DESKTOP = driver.Desktop()
    SITE, FINGERPRINT = publish()
    STATUS = tap.run(globals())
    DESKTOP.end()
    sys.exit(STATUS)
