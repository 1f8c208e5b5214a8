#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One identity everywhere: entry, metainfo, D-Bus service, settings, icons and package agree.

test-identity.py SOURCE-FOLDER BUILD-FOLDER, in TAP.
"""

import configparser
import pathlib
import re
import sys
import xml.etree.ElementTree as ET

APP_ID = 'org.skillsobservatory.SkillsObservatory'
PROGRAM = 'skills-observatory'
SVG = '{http://www.w3.org/2000/svg}'
FINISH_ARGS = ['--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--device=dri']
ICONS = '''back forward star export copy menu close more search chevron-down chevron-right info warning filter home
chart table text source pin sync offline check play circle external-link plus sidebar'''.split()
KEYS = {'origin-url': "s ''", 'check-at-start': 'b true', 'colour-scheme': "s 'system'", 'high-contrast': 'b false',
        'reduce-motion': 'b false', 'text-zoom': 'd 1.0', 'show-tables': 'b false', 'show-ranges': 'b true',
        'patterns': 'b false', 'last-view': "s ''", 'window-width': 'i 1280', 'window-height': 'i 800',
        'window-maximized': 'b false', 'side-bar-visible': 'b true', 'announced-edition': "s ''"}

source = pathlib.Path(sys.argv[1])
identity = pathlib.Path(sys.argv[2]) / 'app/identity'


def ini(path):
    """The desktop entry or service file as a table of tables."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=('=',))
    parser.optionxform = str
    parser.read_string(path.read_text(encoding='utf-8'))
    return parser


def test_desktop_entry():
    """The desktop entry starts the program and takes its links."""
    entry = ini(identity / f'{APP_ID}.desktop')['Desktop Entry']
    assert entry['Name'] == 'Skills Observatory'
    assert entry['Icon'] == APP_ID
    assert entry['Exec'].split()[0] == PROGRAM
    assert entry['DBusActivatable'] == 'true'
    assert entry['MimeType'] == 'x-scheme-handler/skills-observatory;'


def test_service():
    """The D-Bus service has the name of the entry and starts the program as a service."""
    service = ini(identity / f'{APP_ID}.service')['D-BUS Service']
    assert service['Name'] == APP_ID
    assert service['Exec'].endswith(f'/bin/{PROGRAM} --gapplication-service'), service['Exec']


def test_metainfo():
    """The metainfo names the entry, the icon, the licence and the version that is built."""
    root = ET.parse(identity / f'{APP_ID}.metainfo.xml').getroot()
    version = re.search(r"version: '([^']+)'", (source / 'meson.build').read_text(encoding='utf-8'))
    assert root.findtext('id') == APP_ID
    assert root.findtext('launchable') == f'{APP_ID}.desktop'
    assert root.findtext('project_license') == 'GPL-3.0-or-later'
    assert root.find('releases/release').get('version') == version.group(1)


def schema():
    """The schema element of the settings."""
    return ET.parse(source / f'app/identity/{APP_ID}.gschema.xml').getroot().find('schema')


def test_settings():
    """The settings have their keys, defaults, summaries and descriptions, and are compiled in the build folder."""
    found = {key.get('name'): key for key in schema()}
    assert schema().get('id') == APP_ID
    assert schema().get('path') == '/' + APP_ID.replace('.', '/') + '/'
    for name, value in KEYS.items():
        assert name in found, f'no key {name}'
        assert f"{found[name].get('type')} {found[name].findtext('default')}" == value, name
    for name, key in found.items():
        assert key.findtext('summary') and key.findtext('description'), name
    assert (identity / 'gschemas.compiled').stat().st_size > 0


def test_settings_used():
    """Every setting that the program reads by name is in the schema: one that is not would never be kept."""
    found = {key.get('name') for key in schema()}
    call = re.compile(r'\b(?:obs|g)_settings_(?:get|set|bind|reset)\w* \([^;"]*?"([a-z][a-z0-9-]*)"', re.DOTALL)
    table = re.compile(r'^  \{ "([a-z0-9-]+)",', re.MULTILINE)
    missing = set()
    for folder in ('app', 'ui'):
        for path in (source / folder).rglob('*.c'):
            # The name of a widget's own data is not the name of a setting.
            text = re.sub(r'g_object_get_data \([^"]*"[^"]*"\)', 'data', path.read_text(encoding='utf-8'))
            names = call.findall(text)
            if path.name == 'settings.c':
                names += table.findall(text)
            missing |= {f'{path.relative_to(source)}: {name}' for name in names if name not in found}
    assert not missing, 'not in the schema: ' + ', '.join(sorted(missing))


def test_icons():
    """The icons of the windows are all there, 16 by 16, one filled path each, so that they take the theme's colour."""
    folder = source / 'icons/symbolic'
    files = sorted(folder.glob('*.svg'))
    absent = [name for name in ICONS if folder / f'obs-{name}-symbolic.svg' not in files]
    assert not absent, absent
    files.append(source / f'icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg')
    for path in files:
        root = ET.parse(path).getroot()
        assert (root.get('width'), root.get('height'), root.get('viewBox')) == ('16', '16', '0 0 16 16'), path.name
        assert [child.tag for child in root] == [f'{SVG}path'], path.name
        assert set(root[0].keys()) == {'d'}, path.name
    application = ET.parse(source / f'icons/hicolor/scalable/apps/{APP_ID}.svg').getroot()
    assert application.get('viewBox') == '0 0 128 128'


def test_icons_used():
    """Every obs-…-symbolic icon that the program names has a drawing."""
    have = {path.stem for path in (source / 'icons/symbolic').glob('*.svg')}
    missing = set()
    for folder in ('app', 'ui'):
        for path in (source / folder).rglob('*'):
            if path.is_file() and path.suffix in ('.c', '.h', '.ui', '.css', '.xml'):
                for name in re.findall(r'\bobs-[a-z-]+-symbolic\b', path.read_text(encoding='utf-8')):
                    if name not in have:
                        missing.add(f'{path.relative_to(source)}: {name}')
    assert not missing, 'no drawing: ' + ', '.join(sorted(missing))


def test_catalogues():
    """Every language has its catalogue, and none holds a translation that was only guessed."""
    lines = (source / 'po/LINGUAS').read_text(encoding='utf-8').splitlines()
    languages = [line for line in lines if line and not line.startswith('#')]
    assert 'en_GB' in languages
    assert sorted(languages) == sorted(path.stem for path in (source / 'po').glob('*.po'))
    for language in languages:
        text = (source / f'po/{language}.po').read_text(encoding='utf-8')
        assert not re.search(r'^#,.*\bfuzzy\b', text, re.MULTILINE), language
        assert f'"Language: {language}\\n"' in text, language


def yaml_list(text, key):
    """The plain entries under a key at the left margin of a YAML text."""
    lines = text.splitlines()
    entries = []
    for line in lines[lines.index(f'{key}:') + 1:]:
        if not line.startswith('  - '):
            break
        entries.append(line[4:].strip().strip('\'"'))
    return entries


def test_flatpak():
    """The package may use the network and the screen, and nothing else: no files, no devices, no buses."""
    text = (source / f'flatpak/{APP_ID}.yml').read_text(encoding='utf-8')
    assert text.count('finish-args') == 1
    assert yaml_list(text, 'finish-args') == FINISH_ARGS
    assert f'\nid: {APP_ID}\n' in text
    assert f'\ncommand: {PROGRAM}\n' in text
    assert int(re.search(r"^runtime-version: '(\d+)'$", text, re.MULTILINE).group(1)) >= 47


def test_build_names():
    """The build calls the program by the same id."""
    text = (source / 'meson.build').read_text(encoding='utf-8')
    assert f"app_id = '{APP_ID}'" in text
    assert f"project('{PROGRAM}'" in text


def main():
    tests = [value for name, value in sorted(globals().items()) if name.startswith('test_')]
    failed = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} {test.__name__}')
        except Exception as fault:  # any fault is a failed test, with its words
            failed += 1
            print(f'not ok {number} {test.__name__}\n# {type(fault).__name__}: {fault}')
    return 1 if failed else 0


sys.exit(main())
