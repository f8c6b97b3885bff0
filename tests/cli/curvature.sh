#!/bin/sh
# banach curvature: everywhere, at points, and bad points.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

pair='data/iris_pair.csv --loss logistic --l2 1e-2'

# refused POINT SENTENCE: a file with that in it is no point, and the sentence says why.
refused() {
    printf '%b' "$1" >"$work/point"
    # shellcheck disable=SC2086  # many words
    expect 2 curvature $pair --at "$work/point"
    err "$2"
}

# shellcheck disable=SC2086  # many words
{
    expect 0 curvature $pair
    out 'mu     >= 0.01'
    out 'L      <= 18.8625567'
    out 'cond(X) = '
    out 'safe below'
    expect 0 curvature $pair --at optimum --spectrum
    out 'mu     >= 0.014270333'
    out 'L      <= 9.9233824'
    out 'eigenvalues of the Hessian at the optimum'
    echo '0 0, 0
        0' >"$work/zeros"
    expect 0 curvature $pair --at "$work/zeros" --json
    grep -v '"at"' "$work/out" >"$work/file"
    expect 0 curvature $pair --at origin --json
    grep -v '"at"' "$work/out" >"$work/origin"
    cmp -s "$work/file" "$work/origin" || complain "a file of zeros is not the origin"
    expect 0 curvature $pair --intercept
    out 'kappa  unknown'

    refused '0 0 0' '3 numbers, expected 4'
    refused '0 0 0 0 0' ':1: more than 4 numbers'
    refused '0 0\n0 zero\n' ':2: "zero" is not a finite decimal number'
    refused '0 0 0\00001 0\n' ':1: NUL byte, expected text'
    refused "$(awk 'BEGIN { for (i = 0; i < 1500; i++) printf "0"; print "e1 0 0 0" }')" 'is not a finite decimal number'
    for endless in '0 ' '0'; do
        yes "$endless" | tr -d '\n' | timeout 10 "$BANACH_CLI" curvature $pair --at - 2>"$work/err"
        status=$?
        [ "$status" -eq 2 ] || complain "'$endless' without end: exit $status"
        err 'standard input:1: '
    done
    expect 2 curvature $pair --at "$work/nowhere"
    err 'cannot read'
}
finish
