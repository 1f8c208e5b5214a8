#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tool-or-skip.sh TOOL ARGUMENT…: runs the tool; where it is not installed the test is skipped and says why.
if ! command -v "$1" > /dev/null; then
  echo "skipped: $1 is not installed"
  exit 77
fi
exec "$@"
