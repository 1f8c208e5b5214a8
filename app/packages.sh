# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by app/start, tests/run and .ci/run: installs what is missing of the packages in lists.

# packages_ensure LIST…: what is installed already is left alone, so a second run needs no network.
packages_ensure ()
{
  local name wanted missing=() become=()

  if ! command -v dpkg-query > /dev/null; then
    echo "This is not a Debian system; install what ${*##*/} name for your system first." >&2
    return 0
  fi
  wanted=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@")
  for name in $wanted; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2> /dev/null) == installed ]] \
      || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    if ! command -v sudo > /dev/null; then
      echo "These packages are missing and only an administrator may install them: ${missing[*]}" >&2
      return 1
    fi
    become=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  "${become[@]}" apt-get update -qq \
    && "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}
