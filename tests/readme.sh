#!/bin/sh
# README.md shows what is so: outputs that the command has, the program that a stranger builds, options that exist,
# every method, loss and reader, and the whole map of the source.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

# shows FIRST ARGUMENTS...: the indented block that begins with FIRST is what the command says, but for the time it took.
shows() {
    first=$1
    shift
    expect 0 "$@"
    awk -v first="    $first" 'index($0, first) == 1 { shown = 1 }
        shown && !/^(    |$)/ { exit }
        shown { print substr($0, 5) }' README.md >"$work/shown"
    [ -s "$work/shown" ] || complain "no block in README.md begins with: $first"
    for text in shown out; do
        sed 's/[0-9.]* m*s$/a while/' "$work/$text" | awk '/./ { print blank $0; blank = "" } !/./ { blank = blank "\n" }' \
            >"$work/$text.lines"
    done
    awk -v lines="$(wc -l <"$work/shown.lines")" 'NR == FNR { if (FNR == 1) first = $0; next }
        $0 == first { shown = 1 }
        shown && n++ < lines' "$work/shown.lines" "$work/out.lines" |
        diff "$work/shown.lines" - >"$work/differences" ||
        complain "README.md (<) and banach $* (>): $(cat "$work/differences")"
}

shows 'data          data/breast_cancer.csv (csv)' \
    fit data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize
shows 'advice        1. --standardize' curvature data/breast_cancer.csv --loss logistic --l2 1e-3 --advice

awk '/^```/ { code = /c$/; next } code' README.md | diff - tests/consumer/main.c >"$work/differences" ||
    complain "the program in README.md (<) and tests/consumer/main.c (>): $(cat "$work/differences")"

for command in '' fit predict compare verify curvature theory generate; do
    # shellcheck disable=SC2086  # none, or one
    banach help $command
done >"$work/help"
for option in $(grep -v 'pkg-config' README.md | grep -o -e '--[a-z][a-z0-9-]*' | sort -u); do
    grep -q -e "$option\>" "$work/help" || complain "README.md has $option, and no command does"
done

members() { sed -n 's/^[A-Z]*(\(.*\))$/\1/p' "include/banach/$1.def" | tr _ -; }
for name in $(members methods); do
    grep -q "^|.*\`$name\`" README.md || complain "no table in README.md has the method $name"
done
for name in $(members losses) $(members readers); do
    grep -e '--loss ' -e '--format ' README.md | grep -qw "$name" || complain "README.md does not say --loss or --format $name"
done

for folder in include/* src/* tests data bench; do
    [ ! -d "$folder" ] || grep -q "^    $folder/ " README.md || complain "the map in README.md has no $folder/"
done
order=$(sed -n "s/^order='\(.*\)'/\1/p" tests/layers.sh)
[ -n "$order" ] && grep -qx "    $(echo "$order" | sed 's/ /  /g')" README.md || complain "the pipeline in README.md is not: $order"
finish
