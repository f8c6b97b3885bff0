#!/bin/sh
# banach compare: every method of the list, whatever becomes of it.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

methods=$(banach list --json | sed -n '/"methods"/,/]/s/.*"name": "\(.*\)".*/\1/p')
[ -n "$methods" ] || complain "banach list has no methods"

# shellcheck disable=SC2086  # many words
{
    cancer='data/breast_cancer.csv --loss logistic --l2 1e-1 --standardize'
    expect 0 compare $cancer --methods all --max-passes 300 --trace-dir "$work/traces"
    for method in $methods; do
        grep -qE "^ +[A-Z] $method +(converged|refused|pass_limit|precision_limit|diverged)" "$work/out" ||
            complain "$method has no outcome"
        grep -q "^ *[A-Z] $method *refused" "$work/out" || [ -s "$work/traces/$method.csv" ] ||
            complain "$method has no trace"
    done
    out 'A exact          refused'
    out 'exact: exact solves linear equations'
    out 'sgd, pass_limit: gap is'
    awk 'length > 100 { exit 1 }' "$work/out" || complain "a line longer than 100 columns"

    expect 0 compare $cancer --max-passes 300 --json --seeds 3
    "$BANACH_JSONKEYS" "$work/out" data.rows:number objective.loss:=logistic 'methods[].label:string' \
        'methods[].method:string' 'methods[].outcome:string' 'methods[].reason:string?' mu.lower:number L.upper:number ||
        complain "keys of the whole"
    for method in $methods; do
        grep -q "\"method\": \"$method\"" "$work/out" || complain "$method is not in the JSON"
    done
    expect 0 compare $cancer --methods nesterov,saga --json --seeds 3
    "$BANACH_JSONKEYS" "$work/out" 'methods[].outcome:=converged' 'methods[].passes.median:number' \
        'methods[].passes.lower:number' 'methods[].seconds.upper:number' 'methods[].iterations:number' \
        'methods[].gap.bound:number' 'methods[].gap.tol:number' 'methods[].contract.promised.rate:number' \
        'methods[].contract.measured.rate:number?' 'methods[].one_minus_factor_per_pass.promised:number' \
        'methods[].runs[].seed:number' 'methods[].runs[].outcome:=converged' || complain "keys of a method"

    # The same seeds, the same passes; a seed of its own for each run.
    expect 0 compare $cancer --methods svrg --json --seeds 2 --seed 7
    grep -v seconds "$work/out" | grep -E 'passes|"bound"|"seed"|iterations' >"$work/a"
    expect 0 compare $cancer --methods svrg --json --seeds 2 --seed 7
    grep -v seconds "$work/out" | grep -E 'passes|"bound"|"seed"|iterations' >"$work/b"
    cmp -s "$work/a" "$work/b" || complain "the same seeds give other runs"
    grep -q '"seed": 7' "$work/a" && grep -q '"seed": 8' "$work/a" || complain "not the seeds 7 and 8"

    # Step rules: for one method and for all; who does not take one says so.
    expect 0 compare data/diabetes.csv --standardize --methods gd,gd:armijo,gd:1/L,nesterov:armijo --trace-dir "$work/steps"
    out 'A gd             converged'
    out 'B gd:armijo      converged'
    out 'D nesterov:ar... refused'
    [ -s "$work/steps/gd-1-L.csv" ] || complain "no trace of gd:1/L"
    expect 0 compare data/diabetes.csv --standardize --methods gd,exact --step armijo
    out 'B exact          refused'

    # A step that diverges is shown, with its reason.
    expect 0 compare data/diabetes.csv --standardize --methods gd:10,nesterov
    out 'A gd:10          diverged'
    out 'A gd:10, diverged: '

    expect 2 compare data/diabetes.csv --methods gd,gd
    err 'names gd twice'
    expect 2 compare data/diabetes.csv --methods gd,nesterof
    err 'there is no method "nesterof"'
    expect 2 compare data/diabetes.csv --methods gd:armijio
    err '"armijio" is not auto, optimal'
    expect 2 compare data/diabetes.csv --methods gd --trace-dir data/diabetes.csv
    err 'data/diabetes.csv'

    # Pictures: by gnuplot where there is one, else its script stays.
    expect 0 compare data/norris.csv --methods gd,exact --standardize --plot "$work/plot.gp"
    [ -s "$work/plot.gp" ] || complain "no script"
    expect 2 compare data/norris.csv --plot "$work/plot.pdf"
    err 'plot.pdf: .pdf is no kind of picture, expected .svg, .png or .gp'
    if command -v gnuplot >/dev/null; then
        expect 0 compare data/norris.csv --methods gd,exact --standardize --plot "$work/plot.svg"
        grep -q '</svg>' "$work/plot.svg" || complain "no picture"
    else
        echo "not tested: pictures, for there is no gnuplot"
    fi
    env PATH=/nowhere "$BANACH_CLI" compare data/norris.csv --methods gd,exact --standardize --plot "$work/none.svg" \
        >"$work/out" 2>"$work/err" || complain "compare fails without gnuplot"
    err 'is not installed'
    [ -s "$work/none.svg.gp" ] && [ ! -e "$work/none.svg" ] || complain "without gnuplot its script should stay"
}
finish
