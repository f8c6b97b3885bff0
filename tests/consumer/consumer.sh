#!/bin/sh
# A stranger's programs against the library: main.c, which README.md shows word for word, and main.cpp fit
# data/breast_cancer.csv.
#   consumer.sh build BUILD      installs BUILD to a temporary place, then as below
#   consumer.sh prefix PREFIX    with what is installed below PREFIX, and a plain compiler call with what pkg-config
#                                says: shared, static (without libbanach.so beside it), from C++
#   consumer.sh subproject       as a Meson project with banach in subprojects/
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "consumer: $*" >&2; exit 1; }

if [ -n "${BANACH_SANITIZED:-}" ]; then
    echo "skipped: no stranger's program was built: it would not link the sanitizer's run time, which the library needs"
    exit 77
fi

# pkg_config PREFIX OPTIONS...: what pkg-config says of the library below PREFIX, wherever that has been moved to.
pkg_config() {
    config=$(find "$1" -name banach.pc)
    [ -f "$config" ] || fail "no banach.pc below $1"
    prefix=$1
    shift
    PKG_CONFIG_PATH=${config%/*} pkg-config --define-variable=prefix="$prefix" "$@" banach || fail "pkg-config $*"
}

# builds COMPILER SOURCE PREFIX OPTIONS...: SOURCE with what pkg-config says with these options, and a run of it.
builds() {
    compiler=$1 source=$2 place=$3
    shift 3
    flags=$(pkg_config "$place" --cflags --libs "$@") || exit 1
    echo "$compiler $source $flags"
    # shellcheck disable=SC2086  # compiler and flags are many words
    $compiler -Wall -Wextra -pedantic -Werror -o "$work/fit" "$here/$source" $flags || fail "$source does not build"
    runs "$work/fit" "$(pkg_config "$place" --variable=libdir)"
}

# runs PROGRAM LIBDIR: it fits what it should, and names a file that is not there.
runs() {
    LD_LIBRARY_PATH=$2 "$1" "$root/data/breast_cancer.csv" >"$work/out" || fail "$1 ended with status $?"
    cat "$work/out"
    grep -q '^converged: f - f\* <= .*, |x - x\*| <= ' "$work/out" || fail "$1 did not print what it should"
    LD_LIBRARY_PATH=$2 "$1" "$root/no/such/file" 2>"$work/message" && fail "a missing file was no error"
    grep -q 'no/such/file' "$work/message" || fail "the message does not name the missing file: $(cat "$work/message")"
}

# installed PREFIX: shared, static, and from C++, as far as they are there.
installed() {
    if [ -n "$(find "$1" -name libbanach.so)" ]; then
        builds "${CC:-cc} -std=c11" main.c "$1"
        if command -v "${CXX:-c++}" >/dev/null; then
            builds "${CXX:-c++} -std=c++17" main.cpp "$1"
        else
            echo "not built: main.cpp, for there is no C++ compiler"
        fi
        static=--static
    fi
    if [ -n "$(find "$1" -name libbanach.a)" ]; then
        cp -R "$1" "$work/static" && find "$work/static" -name 'libbanach.so*' -exec rm {} +
        # shellcheck disable=SC2086  # perhaps no word
        builds "${CC:-cc} -std=c11" main.c "$work/static" ${static:-}
    fi
}

case $1 in
    build)
        meson install -C "$2" --no-rebuild --quiet --destdir "$work/stage" >"$work/log" 2>&1 ||
            { cat "$work/log"; fail "meson install failed"; }
        installed "$work/stage$(meson introspect --buildoptions "$2" |
            sed -n 's/.*"name": "prefix", "value": "\([^"]*\)".*/\1/p')" ;;
    prefix) installed "$2" ;;
    subproject)
        cp -R "$here" "$work/project" && ln -s "$root" "$work/project/subprojects/banach" || exit 1
        meson setup "$work/build" "$work/project" --wrap-mode=forcefallback && meson test -C "$work/build" ||
            fail "as a subproject: see above"
        runs "$work/build/fit_c" "$work/build" && runs "$work/build/fit_c++" "$work/build" ;;
    *) fail "usage: consumer.sh build BUILD | prefix PREFIX | subproject" ;;
esac
