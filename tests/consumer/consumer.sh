#!/bin/sh
# A stranger's program against the installed library: main.c, which README.md shows word for word, is built by
# a plain compiler call with what pkg-config says, and fits data/breast_cancer.csv.
#   consumer.sh build BUILD      installs BUILD to a temporary place first
#   consumer.sh prefix PREFIX    uses what is installed below PREFIX
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "consumer: $*" >&2; exit 1; }

if [ -n "${BANACH_SANITIZED:-}" ]; then
    echo "skipped: the library needs its sanitizer's run time, which a stranger does not link"
    exit 77
fi

awk '/^```c$/ { inside = 1; next } /^```$/ { if (inside) exit } inside' "$root/README.md" >"$work/readme.c"
diff "$here/main.c" "$work/readme.c" || fail "README.md does not show main.c word for word"

case $1 in
    build)
        meson install -C "$2" --no-rebuild --quiet --destdir "$work/stage" >"$work/log" 2>&1 ||
            { cat "$work/log"; fail "meson install failed"; }
        config=$(find "$work/stage" -name banach.pc)
        prefix=$work/stage$(sed -n 's/^prefix=//p' "$config") ;;
    prefix)
        prefix=$2
        config=$(find "$prefix" -name banach.pc) ;;
    *) fail "usage: consumer.sh build BUILD | prefix PREFIX" ;;
esac
[ -f "$config" ] || fail "no banach.pc was installed"

PKG_CONFIG_PATH=${config%/*}${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
libdir=${config%/pkgconfig/banach.pc}
export PKG_CONFIG_PATH
modules=banach
extra=
if [ -z "$(find "$libdir" -name 'libbanach.*' ! -name '*.a')" ]; then
    # A static banach brings its own needs. Not pkg-config --static: that asks for what a static OpenBLAS needs.
    modules="banach $(pkg-config --print-requires-private banach)"
    extra='-fopenmp -lm'
fi
# shellcheck disable=SC2086  # modules are many words
flags="$(pkg-config --define-variable=prefix="$prefix" --cflags --libs $modules) $extra" || fail "pkg-config failed"
echo "pkg-config says: $flags"
# shellcheck disable=SC2086  # flags are many words
${CC:-cc} -std=c11 -Wall -Wextra -pedantic -Werror -o "$work/fit" "$here/main.c" $flags || fail "main.c does not build"

output=$(LD_LIBRARY_PATH=$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} "$work/fit" "$root/data/breast_cancer.csv") ||
    fail "main.c ended with status $?"
echo "$output"
case $output in
    "converged: f - f* <= "*", |x - x*| <= "*) ;;
    *) fail "main.c did not print what it should" ;;
esac
if LD_LIBRARY_PATH=$libdir "$work/fit" "$root/no/such/file" 2>"$work/message"; then
    fail "a missing file was no error"
fi
grep -q 'no/such/file' "$work/message" || fail "the message does not name the missing file: $(cat "$work/message")"
