#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What Tab offers: test-completion.sh OBSERVATORY EDITION, in TAP.
set -u
export ASAN_OPTIONS=${ASAN_OPTIONS-}:fast_unwind_on_malloc=1

program=$1
export OBSERVATORY_BUNDLED=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OBSERVATORY_HOME=$folder/home
touch "$folder/one.sqlite"

number=0
failed=0

# offers WANTED… -- WORD…: each wanted word is among what is offered for the last word.
offers ()
{
  local wanted=() one ok=1

  while [[ $1 != -- ]]; do
    wanted+=("$1")
    shift
  done
  shift
  COMP_WORDS=("$program" "$@")
  COMP_CWORD=$#
  _observatory "$program" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2> /dev/null
  for one in "${wanted[@]}"; do
    if [[ $one == !* ]]; then
      [[ " ${COMPREPLY[*]} " == *" ${one#!} "* ]] && ok=0
    else
      [[ " ${COMPREPLY[*]} " == *" $one "* ]] || ok=0
    fi
  done
  number=$((number + 1))
  if ((ok)); then
    echo "ok $number observatory $*"
  else
    failed=1
    echo "not ok $number observatory $*"
    echo "# wanted: ${wanted[*]}; offered: ${COMPREPLY[*]}"
  fi
}

echo 1..25
"$program" completion bash > "$folder/observatory" || exit 1
number=1
if bash -n "$folder/observatory"; then echo "ok 1 the script is sound"; else echo "not ok 1 the script is sound"; fi
. "$folder/observatory"

offers questions answer figure tour query match classify train review sources findings recommendations roadmap sync editions build refresh check publish keys panel simulate tuf-client \
  completion --help --version -- ''
offers findings figure '!answer' -- 'fi'
offers E1 C1 F4 -- answer ''
offers E1 E15 '!C1' -- figure E
offers --perspective --filter --data --ksb --sort --edition --format --help -- answer E1 --
offers employer educator funder -- answer E1 --perspective ''
offers employer -- answer E1 -p em
offers K S B -- answer E1 --ksb ''
offers published panel official market -- answer E1 --data ''
offers text json csv '!table' -- answer E1 --format ''
offers table json csv -- findings --format ''
offers current late dead fixed -- sources --status ''
offers list current use back -- editions ''
offers bash -- completion ''
offers check '!FOLDER' -- panel ''
offers text json '!csv' -- panel check --format ''
offers create rotate renew sign show '!DIR' -- keys ''
offers "$folder/one.sqlite" '!create' -- keys sign "$folder/o"
offers area concept -- match --level ''
offers "$folder/one.sqlite" -- review "$folder/o"
offers "$folder/one.sqlite" -- match --index "$folder/o"
offers '!one.sqlite' -- match ''
offers "$folder/one.sqlite" -- check "$folder/o"
offers "$folder/one.sqlite" -- build --output "$folder/o"

exit "$failed"
