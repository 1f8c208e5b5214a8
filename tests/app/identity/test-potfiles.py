#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES names every file with a text for people, and no file that is not there.

With --self-test the rules are tried on texts that must and must not be found.
"""

import pathlib
import re
import sys

CALL = re.compile(r'(?<![A-Za-z0-9_])(?:_|N_|C_|NC_|n?gettext|g_dn?gettext|g_dpgettext2?)\s*\(\s*(?![\s)*])')
DEFINED = re.compile(r'^\s*#\s*define\s+(?:_|N_|C_|NC_)\s*\(.*$', re.MULTILINE)
TRANSLATABLE = re.compile(r'\stranslatable=["\'](?:yes|true|1)["\']', re.IGNORECASE)
# Comments and character constants go; string literals stay, with nothing of what is in them.
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def bare(text):
    """The C text without comments and without what stands in literals."""
    return TOKEN.sub(lambda m: '"x"' if m.group().startswith('"') else ' ', text)


def has_text(path, text):
    """True where the file holds something to translate."""
    name = str(path)
    if name.endswith(('.desktop.in.in', '.metainfo.xml.in', '.gschema.xml')):
        return True
    if name.endswith(('.c', '.h')):
        return CALL.search(DEFINED.sub('', bare(text))) is not None
    return name.endswith('.ui') and TRANSLATABLE.search(text) is not None


def check(root):
    """The faults of po/POTFILES, one sentence each."""
    lines = (root / 'po/POTFILES').read_text(encoding='utf-8').splitlines()
    listed = [line.strip() for line in lines if line.strip() and not line.startswith('#')]
    faults = [f'{name} is listed twice' for name in sorted(set(listed)) if listed.count(name) > 1]
    faults += [f'{name} is listed but does not exist' for name in listed if not (root / name).is_file()]
    for folder in ('app', 'data', 'ui'):
        for path in sorted((root / folder).rglob('*')):
            name = path.relative_to(root).as_posix()
            if not path.is_file() or path.suffix not in ('.c', '.h', '.ui', '.in', '.xml'):
                continue
            if has_text(name, path.read_text(encoding='utf-8')) and name not in listed:
                faults.append(f'{name} holds texts for people but is not listed')
    return faults


def self_test():
    """The rules find what they must and pass over what they must."""
    found = ['s = _("a");', 'g_print (ngettext ("a", "b", n), n);', 'x = { N_ (\n "a") };', 'C_("view", "a")',
             'char c = \'"\'; t = _("a");', 'f ("//", _("a"))']
    passed = ['/* _("a") */', '// _("a")', 'call_("a")', 's = "_(x)";', '#define _(s) gettext_of (s)', 'x_ (1)']
    faults = [f'not found: {t!r}' for t in found if not has_text('x.c', t)]
    faults += [f'wrongly found: {t!r}' for t in passed if has_text('x.c', t)]
    if not has_text('x.ui', '<property name="label" translatable="yes">a</property>'):
        faults.append('not found: a translatable property')
    if has_text('x.ui', '<property name="label">a</property>'):
        faults.append('wrongly found: a property that is not translatable')
    return faults


def main():
    faults = self_test() if sys.argv[1] == '--self-test' else check(pathlib.Path(sys.argv[1]))
    for fault in faults:
        print(fault)
    if faults and sys.argv[1] != '--self-test':
        print('Run po/update-potfiles.sh and commit po/POTFILES.')
    return 1 if faults else 0


sys.exit(main())
