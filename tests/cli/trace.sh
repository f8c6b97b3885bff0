#!/bin/sh
# fit --trace and --trace-points.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

problem='data/iris_pair.csv --loss logistic --l2 1e-2'
# shellcheck disable=SC2086  # many words
{
    expect 0 fit $problem --method nesterov --trace "$work/t.csv" --trace-points "$work/p.csv"
    cp "$work/out" "$work/with"
    expect 0 fit $problem --method nesterov
    # The time differs, nothing else does.
    sed '/passes over the data/d' "$work/with" >"$work/a"
    sed '/passes over the data/d' "$work/out" >"$work/b"
    cmp -s "$work/a" "$work/b" || complain "a trace changes the report"

    # A line for each iteration and the start; k counts; the last gap is the one that the report shows.
    iterations=$(sed -n 's/.* \([0-9]*\) iterations.*/\1/p' "$work/with")
    [ "$(wc -l <"$work/t.csv")" -eq $((iterations + 2)) ] || complain "not a line for each of $iterations iterations"
    [ "$(wc -l <"$work/p.csv")" -eq $((iterations + 2)) ] || complain "not a point for each of $iterations iterations"
    awk -F, 'NR > 1 && $1 != NR - 2 { exit 1 }' "$work/t.csv" || complain "k does not count"
    awk -F, 'NF != 13 { exit 1 }' "$work/t.csv" || complain "not 13 columns"

    expect 0 fit $problem --method gd --trace "$work/t.jsonl" --json --trace-points "$work/p.npy"
    tail -1 "$work/t.jsonl" >"$work/last.json"
    "$BANACH_JSONKEYS" "$work/last.json" k:number passes:number seconds:number f:number grad_norm:number gap:number \
        step:number momentum:number move:number contraction:number turn:number variance:null reduced:null ||
        complain "a line of JSON"
    # Points are a dataset: the columns of the objective, a row each.
    expect 0 curvature "$work/p.npy" --json
    "$BANACH_JSONKEYS" "$work/out" 'data.cols:<=3' || complain "points of other than 4 columns"

    expect 0 fit $problem --method saga --quiet --trace - --tol 1e-4
    head -1 "$work/out" | grep -q '^k,passes,seconds,f,' || complain "--trace - does not write to standard output"
    awk -F, 'NR > 2 && !($12 > 0 && $13 <= 1) { exit 1 }' "$work/out" || complain "no variance of a method that draws"
    expect 2 fit $problem --trace -
    err 'add --quiet'
    expect 2 fit $problem --trace "$work/no/t.csv"
    err 'cannot write'
    ln -s /dev/null "$work/null.npy"
    expect 2 fit $problem --trace-points "$work/null.npy"
    err 'NPY points want a regular file'
    [ ! -w /dev/full ] || {
        expect 2 fit $problem --trace /dev/full --quiet
        err '/dev/full: cannot write'
    }
}
finish
