#!/bin/sh
# Every program and script of tests/ and bench/ is named in a meson.build: one that is not tests nothing, and no one
# would notice.
#   listed.sh [ROOT]
root=${1:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root" || exit 1

# listed FILE: its folder's meson.build names it, or its stem; or one above it names it with its folder.
listed() {
    folder=${1%/*} base=${1##*/}
    [ -f "$folder/meson.build" ] && own=$folder/meson.build || own=${folder%/*}/meson.build
    grep -q "'$base'\|'${base%.*}'" "$own" || grep -q "'${folder#*/}/$base'" "${folder%/*}/meson.build"
}

files=0 bad=0
for file in tests/*.sh tests/*/*.sh tests/*/*.c bench/*.c bench/*/*.c; do
    [ "$file" = tests/support/cli.sh ] && continue # part of others
    listed "$file" || { echo "$file: no meson.build names it"; bad=1; }
    files=$((files + 1))
done
[ "$bad" -eq 0 ] || exit 1
echo "$files programs and scripts, all in the build"
