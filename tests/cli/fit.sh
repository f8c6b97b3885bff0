#!/bin/sh
# banach fit: how it ends, what it says.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

cancer='data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize'
# shellcheck disable=SC2086  # many words
for more in '' '--intercept'; do
    expect 0 fit $cancer $more --json
    "$BANACH_JSONKEYS" "$work/out" outcome:=converged gap.status:=proven 'gap.bound:<=7e-9' || complain "not proven: $more"
    expect 0 fit $cancer $more
    for section in data objective curvature method contract result certificate coefficients; do
        grep -q "^$section " "$work/out" || complain "no section $section"
    done
    out 'f - f*    <= '
    out 'wanted    <= '
    out '(357 rows)'
    ! grep -q '^next' "$work/out" || complain "advice where nothing is off"
    awk 'length > 100 { exit 1 }' "$work/out" || complain "a line longer than 100 columns"
done
out 'b, the intercept, is not penalized'

# A penalty where it is expected, and in other programs' units.
expect 0 fit data/diabetes.csv --standardize
out 'l2 = 0.00226244'
out 'C = 1/(n l2) = 1, alpha = n l2 = 1'
out 'The intercept is implied'
printf 'x,w,y\n1,3,1\n2,2,3\n' >"$work/weights.csv"
expect 0 fit "$work/weights.csv" --weights w --l2 0.1
out 'C = 1/(S l2) = 2, alpha = S l2 = 0.5'
expect 0 fit "$work/weights.csv" --weights w --l2 0.1 --json
out '"alpha": 0.5'

# A feature without a name has its number, which counts features and not columns of the file.
printf 'y,,b\n1,2,0\n3,1,1\n2,5,1\n' >"$work/nameless.csv"
expect 0 fit "$work/nameless.csv" --target y
grep -q '^ *feature 1  *[0-9-]' "$work/out" || complain "no feature 1"
grep -q '^ *b  *[0-9-]' "$work/out" || complain "no b"
expect 0 curvature "$work/nameless.csv" --target y --advice
awk 'BEGIN { for (i = 0; i < 15; i++) { for (j = 1; j <= 11; j++) printf "%d,", i * j % 13; print i } }' >"$work/eleven.csv"
expect 0 fit "$work/eleven.csv"
out '1 more is smaller'

# Ordinary least squares has standard errors.
expect 0 fit data/norris.csv --l2 0 --intercept
out 'standard error'
out 'residual standard deviation 0.884796396'

# Fewer rows than unknowns: f is 0 there, and never below.
printf '1,2,0,3,1\n0,1,1,1,2\n' >"$work/wide.csv"
for more in '' --intercept; do
    # shellcheck disable=SC2086  # many words
    expect 0 fit "$work/wide.csv" --l2 0 $more --certificate "$work/wide.json"
    out 'converged'
    expect 0 verify "$work/wide.json"
done
printf 'a,b,y\n1,2,1\n2,4,3\n3,6,2\n' >"$work/dependent.csv"
expect 1 fit "$work/dependent.csv" --l2 0
out 'nothing but f itself bounds f - f*'

# Methods by name, and steps.
# The method that a cost model takes: without a penalty nothing bounds the condition number.
expect 0 fit data/diabetes.csv --l2 0 --explain
out 'exact: direct solution'
out 'no end is known'
expect 0 fit data/breast_cancer.csv --loss logistic --standardize --method auto --explain
out 'newton-cg '
out 'by its theorem'
out 'an estimate'
expect 0 fit data/breast_cancer.csv --loss logistic --standardize --explain --json
out '"chosen_by": "cost model"'
expect 0 fit data/breast_cancer.csv --loss logistic --standardize --method lbfgs --json
out '"chosen_by": "caller"'
costs() {
    echo "{\"format\": \"banach costs 1\", \"name\": \"mine\", \"number\": 1e-9, \"row\": 5e-9, \"gram\": $1, \"cholesky\": $1,
        \"eigenvalue\": 3e-10, \"random\": 1e-9, \"doubled\": 2.5e-8}"
}
costs 1e-6 >"$work/costs.json"
expect 0 fit data/breast_cancer.csv --loss logistic --standardize --costs "$work/costs.json" --json
out '"method": "lbfgs"'
costs 1e-11 >"$work/costs.json"
expect 0 fit data/breast_cancer.csv --loss logistic --standardize --costs "$work/costs.json" --json
out '"method": "newton"'
costs -1 >"$work/costs.json"
expect 2 fit data/breast_cancer.csv --loss logistic --standardize --costs "$work/costs.json"
err '"gram" is not a positive number of seconds'

expect 0 fit data/diabetes.csv --standardize --intercept --method gd
out 'gradient descent'
out 'kept in every step'
expect 0 fit data/diabetes.csv --standardize --intercept --method gd --step optimal
out 'step 0.495381022 (2/(mu + L))'
expect 0 fit data/diabetes.csv --standardize --intercept --method gd --step 1/L
out '(1/L)'
expect 2 fit data/diabetes.csv --step 0.1
err 'finds its own steps'

# Not converged: 1, with its reason and what to do.
expect 1 fit data/diabetes.csv --standardize --method gd --max-passes 5
out 'NOT converged: the limit on passes was reached'
grep -q '^next' "$work/out" || complain "no advice after the pass limit"
expect 1 fit data/diabetes.csv --standardize --method gd --step 5
out 'NOT converged: f grew without bound'
out 'violated  0 < step < 2/L'
out 'promise   no rate'
expect 1 fit data/diabetes.csv --standardize --method gd --step 5 --quiet
[ ! -s "$work/out" ] || complain "--quiet printed a report"
[ "$(wc -l <"$work/err")" -eq 1 ] || complain "--quiet did not say why it failed in one line"

# A quadratic, from standard input.
printf '2,1,1\n1,3,2\n' | banach fit - --loss quadratic >"$work/out" 2>"$work/err" || complain "quadratic from standard input"
out "x'Ax/2 - b'x"
out 'standard input (csv)'
printf '2,1,1\n1.5,3,2\n' >"$work/asymmetric.csv"
expect 2 fit "$work/asymmetric.csv" --loss quadratic
err 'asymmetric.csv: A is not symmetric: row 1, column 2 has 1, but row 2, column 1 has 1.5'

# Numbers that do not exist are not shown: t where the residuals are 0, a penalty where f is flat.
printf 'a,y\n1,2\n2,4\n3,6\n' >"$work/exact.csv"
printf 'a,y\n0,1\n0,2\n' >"$work/flat.csv"
expect 0 fit "$work/exact.csv" --l2 0
out 'standard error'
! grep -Eq -- '(nan|inf)$' "$work/out" || complain "t of an exact fit"
expect 1 fit "$work/flat.csv" --l2 0
out 'any will do'
expect 1 fit data/norris.csv --method gd --step 1e-300 --quiet --max-passes 9
[ "$(wc -c <"$work/err")" -lt 200 ] || complain "digits without meaning: $(cat "$work/err")"

# A coefficient that no double holds is no answer.
printf 'a,y\n1e-310,1\n3e-310,2\n-2e-310,3\n' >"$work/tiny.csv"
expect 2 fit "$work/tiny.csv" --standardize --l2 0 --json
err 'coefficient 1 is too large for a double in the units of the file'
[ ! -s "$work/out" ] || complain "a report without an answer"

# Hints.
expect 0 fit data/breast_cancer.csv --standardize
out '--loss logistic would fit a classifier'

# The progress line is for terminals only.
expect 0 fit data/diabetes.csv --standardize --method gd --progress
[ ! -s "$work/err" ] || complain "progress on something that is no terminal"
if command -v script >/dev/null; then
    script -qec "'$BANACH_CLI' fit data/diabetes.csv --standardize --method gd --progress" /dev/null >"$work/out" </dev/null
    out '] gap '
    out ' of at most '
    tr '\r' '\n' <"$work/out" | awk '/^certificate/ { certificate = 1 } /] gap / && certificate { exit 1 }' ||
        complain "progress behind the report"
fi

# How many rows a step draws.
for batch in auto 1 7; do
    expect 0 fit data/diabetes.csv --standardize --method svrg --batch $batch --json
    grep '"iterations"' "$work/out" >>"$work/iterations"
done
[ "$(sort -u "$work/iterations" | wc -l)" -gt 1 ] || complain "the batch does not matter"
for batch in 0 1.5 some; do
    expect 2 fit data/diabetes.csv --method svrg --batch $batch
    err "--batch: \"$batch\" is not auto or a whole number from 1 on"
done

# Results do not depend on the number of threads.
for threads in 1 2 3; do
    # shellcheck disable=SC2086  # many words
    banach fit $cancer --threads $threads --json | grep -v '"seconds"\|"threads"' >"$work/threads$threads"
done
cmp -s "$work/threads1" "$work/threads2" && cmp -s "$work/threads1" "$work/threads3" || complain "bits depend on threads"

# The heavy ball promises a distance, of which f - f* says little.
expect 0 fit data/diabetes.csv --standardize --method polyak
out 'verdict   undecided: the bounds of what was promised are too wide'

# Where there is nothing to do.
printf 'x,y\n1,0\n2,0\n3,0\n' >"$work/done.csv"
expect 0 fit "$work/done.csv"
out '0 iterations, 1 pass over the data'
out 'verdict   no step was taken'

# Nor do those over more unknowns than OpenBLAS leaves to one thread.
awk 'BEGIN {
    for (i = 0; i < 3; i++) {
        printf "%d", i
        for (j = 1; j <= 40000; j++) printf " %d:%.6g", j, sin((i + 3) * j) / j
        print ""
    }
}' >"$work/wide.libsvm"
for threads in 1 2 4; do
    OMP_NUM_THREADS=$threads OPENBLAS_NUM_THREADS=$threads banach fit "$work/wide.libsvm" --method lbfgs --json |
        grep -v '"seconds"\|"threads"' >"$work/threads$threads"
done
cmp -s "$work/threads1" "$work/threads2" && cmp -s "$work/threads1" "$work/threads4" || complain "bits of a wide fit depend on threads"

# Memory: planned, and refused before it is taken.
expect 2 fit data/breast_cancer.csv --loss logistic --memory-limit 100K
err 'breast_cancer.csv: a file of 120 kB, where 100 kB of memory may be taken'
expect 2 fit data/breast_cancer.csv --loss logistic --memory-limit 200K
err '569 rows of 30 numbers need'
expect 2 fit data/breast_cancer.csv --loss logistic --method newton --memory-limit=0.5M
err ' of memory: data 141 kB, objective'
err '500 kB may be taken'
expect 2 curvature data/breast_cancer.csv --memory-limit 500000
err 'curvature'
expect 0 fit data/breast_cancer.csv --loss logistic --standardize --memory-limit 2M
for limit in 2X -1 G 1e30 0.1; do
    expect 2 fit data/breast_cancer.csv --memory-limit "$limit"
    err 'is not a number of bytes, such as 500M or 2G'
done
finish
