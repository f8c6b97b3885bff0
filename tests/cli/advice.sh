#!/bin/sh
# banach curvature --advice: sentences that people act on, keys that programs read, and tables of every kind.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

# says TEXT: the last output has it, wherever its lines break.
says() { tr -s ' \n' '  ' <"$work/out" | grep -qF -e "$1" || complain "not said: $1"; }

expect 0 curvature data/breast_cancer.csv --loss logistic --l2 1e-3 --advice
says '1. --standardize: kappa goes from '
says "'worst area' is 2.3e+05 times as"
says '2. a plane tells the two classes apart'
says 'as in the file *'
awk 'length > 100 { exit 1 }' "$work/out" || complain "advice is too wide"
expect 0 curvature data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize --advice
says '1. --intercept: without one'
says "2. 'mean radius' is nearly a combination of other features"
says 'no plane separates them (proven)'
expect 0 curvature data/iris_pair.csv --loss logistic --intercept --standardize --advice
says 'nothing found that is worth a change'
expect 0 curvature data/longley.csv --l2 0 --intercept --advice
says '(--method exact needs 1 in any units)'

# What it takes is what --standardize gives: the same kappa.
expect 0 curvature data/diabetes.csv --advice --json
"$BANACH_JSONKEYS" "$work/out" 'advice.remarks[].topic:string' 'advice.remarks[].status:string' \
    'advice.remarks[].gain:number?' 'advice.remarks[].text:string' 'advice.columns[].mean:number' \
    'advice.columns[].sd:number' advice.dependent:array advice.nearest:null advice.rank.value:number \
    advice.rank.unknowns:number advice.rank.kept:number advice.rank.dropped:number advice.rank.tolerance:number \
    advice.rank.clear:bool 'advice.rows[].row:number' 'advice.rows[].L_i:number' 'advice.rows[].feature:number' \
    'advice.rows[].share:number' advice.classes:null advice.asked:=file advice.units.file.mu.lower:number \
    advice.units.file.L.upper:number advice.units.file.kappa:number advice.units.file.at_origin.kappa:number \
    'advice.units.standardized.methods[].name:string' 'advice.units.standardized.methods[].passes_to_tol:number?' \
    advice.units.equilibrated.kappa:number advice.units.fewer_columns:null advice.equal_condition.lower:number \
    advice.equal_condition.upper:number advice.equal_condition.best_scaling:number ||
    complain "keys of an advice: see above"
grep -A 200 '"standardized": {' "$work/out" | grep -m 1 '"kappa"' | sed 's/.*: //; s/,//' >"$work/promised"
expect 0 curvature data/diabetes.csv --standardize --json
grep -A 3 '"kappa": {' "$work/out" | grep '"upper"' | sed 's/.*: //; s/,//' >"$work/had"
[ -s "$work/had" ] && cmp -s "$work/promised" "$work/had" ||
    complain "kappa promised $(cat "$work/promised"), had $(cat "$work/had")"

# Classes and dependent columns, in a table with names that are not kind.
awk 'BEGIN { srand(1); print "a,\"b, \"\"twice\"\" a\",always,mark,class"
    for (i = 0; i < 60; i++) { x = i % 7 - 3 + i / 100; y = (i * 7 % 11 > 5) ? "yes" : "no"
        printf "%.3f,%.3f,5,%d,%s\n", x, 2 * x, y == "yes" && i % 3 == 0, y } }' >"$work/table.csv"
expect 0 curvature "$work/table.csv" --loss logistic --intercept --advice
says "'always' is 5 in every row"
says "twice"
says "all rows with 'mark' above 0"
expect 0 curvature "$work/table.csv" --loss logistic --intercept --advice --json
"$BANACH_JSONKEYS" "$work/out" 'advice.dependent[].feature:number' 'advice.dependent[].terms:number' \
    'advice.dependent[].heaviest[].coef:number' 'advice.dependent[].residual:number' \
    'advice.dependent[].status:string' advice.classes.positive.class:=yes advice.classes.positive.rows:number \
    advice.classes.negative.share:number 'advice.classes.separation:=weakly separated' \
    'advice.classes.direction[]:number' advice.classes.splits:number 'advice.classes.split[].feature:number' \
    'advice.classes.split[].at:number' 'advice.classes.split[].above:string?' 'advice.classes.split[].below:string?' \
    'advice.classes.split[].clean:bool' advice.units.fewer_columns.L.upper:number ||
    complain "keys of an advice about classes: see above"

# One class only, three classes: the sentence of every command.
printf '1,a\n2,a\n' >"$work/one.csv"
expect 2 curvature "$work/one.csv" --loss logistic --advice
err 'only one class'
expect 2 curvature data/iris.csv --loss logistic --advice
err 'setosa, versicolor, virginica'

# Missing features, weights, quadratics, standard input.
printf 'x,y,w,t\n1,2,1,3\n,5,2,1\n4,1,0,2\n7,3,1,9\n' >"$work/missing.csv"
for how in drop mean; do
    expect 0 curvature "$work/missing.csv" --missing $how --weights w --intercept --advice
    [ ! -s "$work/err" ] || complain "--missing $how: $(cat "$work/err")"
done
printf '1e8,1,1\n1,3e-4,2\n' | banach curvature - --loss quadratic --advice >"$work/out" 2>"$work/err" ||
    complain "advice about a quadratic from standard input: $(cat "$work/err")"
says 'measure unknown j in units of 1/sqrt(A_jj)'

# A matrix that cannot be scaled: no rank is said, and none is made up.
printf '1e-300,1e200,1\n1e200,1,1\n' >"$work/far.csv"
expect 0 curvature "$work/far.csv" --loss quadratic --advice
out 'rank      not known'
! grep -q singular "$work/out" || complain "a rank of a matrix that cannot be scaled"

# Awkward files that can be fitted can be advised about.
folder=${BANACH_DATA:-/nonexistent}/awkward
[ -d "$folder" ] || { echo "not tested: the awkward files, for BANACH_DATA has none"; finish; exit 0; }
files=0
for file in "$folder"/c* "$folder"/l*; do
    for flags in '--l2 0 --intercept' --standardize '--loss logistic --standardize --intercept --l2 0'; do
        # shellcheck disable=SC2086  # many words
        if banach curvature "$file" $flags --advice >"$work/out" 2>"$work/err"; then
            [ ! -s "$work/err" ] || complain "$file $flags: $(head -3 "$work/err")"
            grep -q '^advice ' "$work/out" || complain "$file $flags: no advice"
            ! grep -E '[( ]-?nan|[( ]inf[, )]' "$work/out" || complain "$file $flags: not a number"
            files=$((files + 1))
        else
            expect 2 curvature "$file" $flags
        fi
    done
done
echo "$files times advice about awkward files"
[ "$files" -gt 100 ] || complain "only $files awkward files could be looked at"
finish
