#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of the layers finds what it must: test-layers.py CHECK, in TAP."""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

check, = tap.arguments()
FORBIDDEN = [('data/a.c', '#include <gtk/gtk.h>'), ('data/edition/a.h', '# include <cairo.h>'),
             ('data/a.c', '#include "ui/chart/scene.h"'), ('ui/a.c', '#include <sqlite3.h>'),
             ('ui/pages/a.c', '#include <curl/curl.h>'), ('ui/a.c', '#include "app/command/command.h"'),
             ('ui/chart/a.c', '#include <gtk/gtk.h>'), ('ui/chart/a.c', '#include "data/edition/edition.h"'),
             ('ui/chart/a.c', '#include "ui/widgets/chart-view.h"'), ('ui/export/a.c', '#include <gdk/gdk.h>'),
             ('app/command/a.c', '#include <gtk/gtk.h>'), ('app/command/a.c', '#include "ui/widgets/toast.h"'),
             ('app/a.c', '#include <sqlite3.h>'), ('ui/a.c', 'x = "SELECT id FROM finding";')]
ALLOWED = [('data/a.c', '#include <sqlite3.h>'), ('ui/a.c', '#include <gtk/gtk.h>'),
           ('ui/a.c', '#include "data/engine/answer.h"'), ('ui/chart/a.c', '#include "data/engine/figure.h"'),
           ('app/a.c', '#include <gtk/gtk.h>'), ('app/command/a.c', '#include "ui/export/figure-file.h"')]


def status(name, line):
    """What the check says of a tree with this one line."""
    with tempfile.TemporaryDirectory(prefix='observatory-layers-') as root:
        for folder in ('data', 'ui/chart', 'ui/export', 'ui/pages', 'app/command', 'data/edition'):
            (pathlib.Path(root) / folder).mkdir(parents=True, exist_ok=True)
        (pathlib.Path(root) / name).write_text(line + '\n', encoding='utf-8')
        return subprocess.run(['sh', check, root], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False).returncode


def test_forbidden():
    """Every forbidden line fails."""
    passed = [(name, line) for name, line in FORBIDDEN if status(name, line) != 1]
    assert not passed, passed


def test_allowed():
    """What the layers allow passes."""
    failed = [(name, line) for name, line in ALLOWED if status(name, line) != 0]
    assert not failed, failed


sys.exit(tap.run(dict(globals())))
