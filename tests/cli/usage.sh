#!/bin/sh
# Bad usage is one sentence and exit 2; help knows every command and option.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

# Each line: the arguments | what the sentence says.
while IFS='|' read -r arguments says; do
    # shellcheck disable=SC2086  # many words
    expect 2 $arguments
    [ "$(wc -l <"$work/err")" -eq 1 ] || complain "not one line: banach $arguments: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "output beside an error: banach $arguments"
    err "$says"
done <<'END'
fti|did you mean fit?
predikt|did you mean predict?
--nonsense|there is no command
fit|fit needs DATA
fit a b|what to do with "b"
fit a --losss squared|did you mean --loss?
fit a --max-pases 3|did you mean --max-passes?
fit a --standardise|did you mean --standardize?
fit a --spectrum|curvature has
fit a --xyzzyxyzzy|fit has no option --xyzzyxyzzy
fit a -q|two dashes
fit a --l2|--l2 needs a value
fit a --l2 --json|--l2 needs a value
fit a --l2 -1|negative
fit a --l2 nan|not a finite decimal number
fit a --l2 1,5|not a finite decimal number
fit a --l2 0x10|not a finite decimal number
fit a --l2=|not a finite decimal number
fit a --tol 0|not positive
fit a --max-passes 1e999|not a finite decimal number
fit a --seed -1|not a whole number
fit a --threads 1.5|not a whole number
fit a --threads 0|--threads: 0 is not positive
generate squared --rows 0|--rows: 0 is not positive
compare a --seeds 0|--seeds: 0 is not positive
verify a --bits 0|--bits: 0 is not positive
fit a --json=yes|takes no value
fit a --header maybe|not one of auto|yes|no
fit data/norris.csv --loss hinge|there is no loss "hinge"
fit data/norris.csv --method adam|there is no method "adam"
fit data/norris.csv --method nestorev|did you mean nesterov?
compare data/norris.csv --methods gd,newtn|did you mean newton?
fit data/norris.csv --loss logistc|did you mean logistic?
fit data/norris.csv --batch 3|--batch is for sgd, svrg, saga: here the method is
fit data/norris.csv --method gd --batch 3|--batch is for sgd, svrg, saga: here the method is gd
fit data/norris.csv --method saga --snapshot average|--snapshot is for svrg
fit data/norris.csv --method gd --explain|--explain is for --method auto
fit data/norris.csv --method gd --step fast|is not auto, optimal, 1/L
fit data/norris.csv --target nope|no target column "nope"
fit no/such/file|no/such/file
fit data|data: cannot read
fit data/iris.csv|data/iris.csv:2:5 (species): "setosa" is not a number
fit data/iris.csv --loss logistic|species has 3 distinct labels: setosa, versicolor, virginica;
fit data/iris_pair.csv --loss logistic --method exact|--method exact
predict model|predict needs MODEL DATA
fit data/norris.csv --target 9|from 1 to 2
list x|what to do with "x"
help x|there is no command "x"
END

expect 0 --help
commands=$(awk '/^  banach [a-z]/ { print $2 }' "$work/out")
for command in fit predict curvature theory list help; do
    echo "$commands" | grep -qx "$command" || complain "not in the overview: $command"
done
banach >"$work/none" && cmp -s "$work/none" "$work/out" || complain "no arguments: not the same as --help"
expect 0 --version
grep -qxE 'banach [0-9]+\.[0-9]+\.[0-9]+' "$work/out" || complain "version: $(cat "$work/out")"
out 'OpenBLAS kernels: '
for command in $commands; do
    expect 0 help $command
    cp "$work/out" "$work/help"
    awk 'length > 100 { exit 1 }' "$work/help" || complain "help $command is too wide"
    expect 0 $command --help
    cmp -s "$work/help" "$work/out" || complain "help $command and $command --help differ"
done

# Every option of every command is in its help.
# shellcheck disable=SC2086  # many words
has() { expect 0 help "$1"; shift; for option; do out "  --$option"; done; }
has fit loss l2 intercept standardize storage target weights format header missing index-base method step tol max-passes \
    max-seconds seed threads model progress quiet json help
has curvature loss l2 intercept standardize storage target weights format header missing index-base at spectrum advice tol threads json
has theory mu L step n Lmax tol json
has predict target weights format header missing index-base out quiet json
has list json

# A variable of the shell that was never set.
expect 2 fit ''
err 'banach: "": cannot read: No such file or directory'

# --option=value, --, and an operand that looks like an option.
expect 0 fit --l2=0 --intercept -- data/norris.csv
cp data/norris.csv "$work/--odd"
(cd "$work" && banach fit -- --odd >/dev/null) || complain "an operand after --"
finish
