#!/bin/sh
# banach generate: problems made to order, and what other commands find in them.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

# The first line is the command that makes the file again.
expect 0 generate squared --rows 60 --cols 5 --kappa 1e3 --noise 0.1 --seed 9 --out "$work/a.csv" --optimum "$work/w.txt"
[ ! -s "$work/out" ] || complain "--out writes to standard output too"
again=$(sed -n '1s/^# banach //p' "$work/a.csv")
[ "$again" = 'generate squared --spectrum geometric --rows 60 --cols 5 --kappa 1000 --noise 0.1 --seed 9' ] ||
    complain "the first line is: $again"
# shellcheck disable=SC2086  # many words
expect 0 $again
cmp -s "$work/out" "$work/a.csv" || complain "the same seed gives other bytes"
expect 0 generate squared --rows 60 --cols 5 --kappa 1e3 --noise 0.1 --seed 10
cmp -s "$work/out" "$work/a.csv" && complain "another seed gives the same bytes"

# far TOL: is the fitted point farther from the planted one than certified (and TOL allows for rounding)?
far() {
    sed -n '/"coef_internal"/,/]/s/^ *\([-0-9.e+]*\),*$/\1/p' "$work/out" >"$work/x.txt"
    bound=$(sed -n '/"distance"/,/}/s/.*"bound": \([-0-9.e+]*\).*/\1/p' "$work/out")
    paste "$work/x.txt" "$work/w.txt" | awk -v bound="$bound" -v tol="$1" '
        { s += ($1 - $2)^2 }
        END { if (NR == 0 || !(bound > 0) || !(sqrt(s) <= bound + tol)) { print "distance " sqrt(s) ", bound " bound; exit 1 } }'
}

for method in exact gd nesterov polyak saga; do
    expect 0 fit "$work/a.csv" --l2 0 --method $method --json --max-passes 200000
    far 1e-12 || complain "$method does not find what was planted"
done

expect 0 generate quadratic --cols 12 --spectrum mp --kappa 1e4 --out "$work/q.csv" --optimum "$work/w.txt"
[ "$(grep -cv '^#' "$work/q.csv")" -eq 12 ] || complain "not 12 rows"
expect 0 fit "$work/q.csv" --loss quadratic --method nesterov --json --tol 1e-10
far 0 || complain "nesterov does not find the minimizer of a quadratic"
expect 0 curvature "$work/q.csv" --loss quadratic --json
"$BANACH_JSONKEYS" "$work/out" 'kappa.upper:<=10000.001' || complain "kappa is not 1e4"
expect 0 curvature "$work/q.csv" --loss quadratic --at "$work/w.txt"

# Every format holds the same numbers, and a pipe takes them too.
for format in csv libsvm npy; do
    expect 0 generate logistic --rows 40 --cols 3 --noise 0.2 --seed 4 --format $format --out "$work/l.$format"
    expect 0 fit "$work/l.$format" --loss logistic --json
    sed -n '/"coef_internal"/,/]/p' "$work/out" >"$work/$format.coef"
    cmp -s "$work/csv.coef" "$work/$format.coef" || complain "$format holds other numbers"
done
expect 0 generate logistic --rows 40 --cols 3 --noise 0.2 --seed 4
banach fit - --loss logistic --json <"$work/out" >"$work/piped" || complain "fit - fails"
sed -n '/"coef_internal"/,/]/p' "$work/piped" | cmp -s - "$work/csv.coef" || complain "the pipe holds other numbers"

expect 2 generate hinge
err 'expected squared, logistic or quadratic'
expect 2 generate squared --spectrum flatt
err 'expected one of flat, uniform'
expect 2 generate squared --kappa 0.5
err 'at least 1'
expect 2 generate logistic --optimum "$work/w.txt"
err 'is not known'
expect 2 generate squared --optimum -
err 'add --out'
expect 2 generate squared --rows 3 --cols 5 --noise 1
expect 2 generate
err 'generate needs KIND'
[ ! -w /dev/full ] || {
    expect 2 generate squared --out /dev/full
    err 'cannot write'
}
finish
