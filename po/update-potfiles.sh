#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes po/POTFILES anew: every source file that holds a text for people, by path. With --catalogues it also
# brings the catalogue of each language in po/LINGUAS up to date. English is the language of the source, so
# that its texts are their own translations; other languages get empty entries for new texts.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."

{
  echo '# Files with texts for people. Written by po/update-potfiles.sh.'
  {
    find app/identity -name '*.desktop.in.in' -o -name '*.metainfo.xml.in' -o -name '*.gschema.xml'
    find app data ui \( -name '*.c' -o -name '*.h' \) -exec \
      grep -lzE '(^|[^A-Za-z0-9_])(_|N_|C_|NC_|n?gettext|g_dn?gettext|g_dpgettext2?)[[:space:]]*\([^;"]*"' {} + || true
    find app ui -name '*.ui' -exec grep -lE "translatable=[\"'](yes|true|1)[\"']" {} + || true
  } | sort -u
} > po/POTFILES

[ "${1-}" = --catalogues ] || exit 0
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
pot=$(mktemp)
trap 'rm -f "$pot" "$pot.po"' EXIT
xgettext --files-from=po/POTFILES --output="$pot" --package-name=skills-observatory \
  --package-version="$version" --copyright-holder='Skills Observatory' --from-code=UTF-8 \
  --add-comments=Translators --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
  --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
  --flag=g_strdup_printf:1:c-format --flag=g_string_append_printf:2:c-format \
  --flag=g_set_error:4:c-format --flag=g_print:1:c-format --flag=g_printerr:1:c-format
sed -i 's/charset=CHARSET/charset=UTF-8/' "$pot"
grep -v '^#' po/LINGUAS | while read -r language; do
  po=po/$language.po
  case $language in
    en*)
      msgen --no-wrap --output-file="$pot.po" "$pot"
      # The header stays as it is; only the entries are made anew.
      { sed -n '1,/^$/p' "$po"; sed '1,/^$/d' "$pot.po"; } > "$po.new"
      mv "$po.new" "$po"
      ;;
    *)
      msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-wrap "$po" "$pot"
      ;;
  esac
done
