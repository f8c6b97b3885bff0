#!/bin/sh
# banach predict: a model meets the file it came from, parts of it, and strangers.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

# A regression that fits exactly.
printf 'a,b,y\n1,0,3\n0,1,4\n1,1,6\n2,1,8\n' >"$work/line.csv"
expect 0 fit "$work/line.csv" --l2 0 --intercept --model "$work/line.json" --quiet
[ ! -s "$work/out" ] || complain "--quiet printed"
expect 0 predict "$work/line.json" "$work/line.csv" --out "$work/predictions.csv"
out 'R^2       1'
printf 'prediction\n3\n4\n6\n8\n' | cmp -s - "$work/predictions.csv" || complain "wrong predictions: $(cat "$work/predictions.csv")"

# Without the target there is nothing to compare with; from standard input too.
printf 'a,b\n1,0\n0,1\n1,1\n2,1\n' >"$work/features.csv"
expect 0 predict "$work/line.json" "$work/features.csv"
cmp -s "$work/out" "$work/predictions.csv" || complain "the target took part in the predictions"
[ ! -s "$work/err" ] || complain "quality without a target: $(cat "$work/err")"
banach predict "$work/line.json" - <"$work/features.csv" 2>/dev/null | cmp -s - "$work/predictions.csv" ||
    complain "standard input is read differently"

# The target is found by its name, wherever it stands.
printf 'y,a,b\n3,1,0\n4,0,1\n6,1,1\n' >"$work/moved.csv"
expect 0 predict "$work/line.json" "$work/moved.csv" --out "$work/again.csv"
out 'R^2       1'

# Files that do not fit the model.
printf 'b,a\n1,0\n' >"$work/swapped.csv"
expect 2 predict "$work/line.json" "$work/swapped.csv"
err 'feature 1 is "b", the model has "a" there'
expect 2 predict "$work/line.json" data/diabetes.csv
err '10 features, the model has 2'
printf '1 5:2\n' >"$work/wide.libsvm"
expect 2 predict "$work/line.json" "$work/wide.libsvm"
err '5'

# Classes of words, one of which needs quotes.
printf 'x,class\n1,"no, never"\n2,"no, never"\n3,yes\n2,yes\n4,yes\n0,"no, never"\n' >"$work/words.csv"
expect 0 fit "$work/words.csv" --loss logistic --l2 0.1 --intercept --model "$work/words.json" --quiet
expect 0 predict "$work/words.json" "$work/words.csv" --out "$work/classes.csv"
out 'accuracy  0.833333'
out 'AUC       0.944444'
head -1 "$work/classes.csv" | grep -qx 'score,probability,class' || complain "no header"
grep -q '"no, never"$' "$work/classes.csv" || complain "a class with a comma is not quoted"
printf 'x,class\n1,maybe\n' >"$work/strange.csv"
expect 0 predict "$work/words.json" "$work/strange.csv"
err 'no metrics'

# Predictions are a table like any other, whatever the classes are called.
printf 'x,class\n-1," a;b"\n2,c\n-3," a;b"\n4,c\n' >"$work/marks.csv"
expect 0 fit "$work/marks.csv" --loss logistic --l2 1 --model "$work/marks.json" --quiet
expect 0 predict "$work/marks.json" "$work/marks.csv" --out "$work/marked.csv" --quiet
expect 0 fit "$work/marked.csv" --loss logistic --l2 1 --json
out '"negative": " a;b"'

# What the report says is not said again beside it.
printf '+1 1:1\n-1 2:1\n+1 1:2 2:1\n' >"$work/pairs.libsvm"
expect 0 fit "$work/pairs.libsvm" --loss logistic --model "$work/pairs.json" --quiet
expect 0 predict "$work/pairs.json" "$work/pairs.libsvm" --out "$work/paired.csv"
out 'note: index base 1'
[ ! -s "$work/err" ] || complain "said twice: $(cat "$work/err")"

# Models that are none.
for text in '' '[]' '{}' '{"format": "banach model 9"}' \
    '{"format": "banach model 1", "loss": "squared", "l2": 0, "intercept": 0, "coef": []}' \
    '{"format": "banach model 1", "loss": "squared", "l2": 0, "intercept": 0, "coef": [1, "2"]}' \
    '{"format": "banach model 1", "loss": "logistic", "l2": 0, "intercept": 0, "coef": [1]}' \
    '{"format": "banach model 1", "loss": "hinge", "l2": 0, "intercept": 0, "coef": [1]}' \
    '{"format": "banach model 1", "loss": "squared", "l2": 0, "intercept": 1e999, "coef": [1]}' \
    '{"format": "banach model 1", "loss": "squared", "l2": 0, "intercept": 0, "coef": [1], "features": ["a", "b"]}'; do
    printf '%s' "$text" >"$work/bad.json"
    expect 2 predict "$work/bad.json" "$work/line.csv"
    [ "$(wc -l <"$work/err")" -eq 1 ] || complain "not one line for $text"
    err bad.json
done
expect 2 predict "$work/none.json" "$work/line.csv"
expect 2 predict "$work" "$work/line.csv"
expect 2 predict "$work/line.csv" "$work/line.csv"

# A quadratic predicts nothing.
printf '2,1,1\n1,3,2\n' >"$work/quadratic.csv"
expect 2 fit "$work/quadratic.csv" --loss quadratic --model "$work/q.json"
[ ! -e "$work/q.json" ] || complain "a model of a quadratic"
finish
