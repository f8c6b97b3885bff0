#!/bin/sh
# A certificate goes from fit to verify; whatever is changed on the way is refused; a bare point is certified.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$work" || exit 1
cp "$BANACH_SOURCE/data/breast_cancer.csv" "$BANACH_SOURCE/data/diabetes.csv" "$BANACH_SOURCE/data/iris_pair.csv" .

# Honest certificates of every kind of problem.
while read -r arguments; do
    # shellcheck disable=SC2086  # many words
    banach fit $arguments --quiet --certificate c.json 2>fit.err
    [ $? -le 1 ] || complain "fit $arguments: $(cat fit.err)"
    expect 0 verify c.json
    out "proved: all"
done <<'END'
diabetes.csv
diabetes.csv --l2 0 --intercept
diabetes.csv --standardize --intercept --l2 0.1 --method gd --max-passes 7
breast_cancer.csv --loss logistic --l2 1e-3 --standardize
breast_cancer.csv --loss logistic --l2 1e-2 --standardize --intercept --method nesterov --max-passes 9
breast_cancer.csv --loss logistic --l2 1e-3 --intercept --method gd --max-passes 5
iris_pair.csv --loss logistic --l2 0 --intercept
END

# A quadratic, and a certificate of data that came through a pipe.
printf '4,1,0,1\n1,3,1,2\n0,1,2,3\n' >quadratic.csv
expect 0 fit quadratic.csv --loss quadratic --certificate c.json
expect 0 verify c.json
out "f - min f <="
banach fit - --quiet --certificate c.json <diabetes.csv
expect 2 verify c.json
err "it names no data file"
expect 0 verify c.json --data diabetes.csv

# What has been changed is refused: a number of the data, its digest, a claim, the point, the scaling.
banach fit breast_cancer.csv --loss logistic --l2 1e-3 --standardize --quiet --certificate c.json
refused() {
    expect "$1" verify "$2"
    out "REFUSED"
    out "$3"
}
sed '5s/1/2/' breast_cancer.csv >other.csv
expect 1 verify c.json --data other.csv
out "the numbers' SHA-256"
expect 1 verify c.json --data iris_pair.csv
! grep -q ' $' "$work/out" || complain "blanks at the end of a line"
(cd / && banach verify "$work/c.json") >"$work/out" 2>"$work/err" && complain "found data of another folder"
err 'breast_cancer.csv: cannot read: No such file or directory; --data FILE says where the data are now'
tr -d '\r' <breast_cancer.csv | sed '$s/$/ /' >blank.csv
expect 1 verify c.json --data blank.csv
out "REFUSED: 8 of 9"
sed 's/"rows": 569/"rows": 568/' c.json >forged.json
refused 1 forged.json "false       the numbers' SHA-256"
forge() { # KEY HEX DECIMAL: another bound for a claim
    awk -v key="\"$1\":" -v hex="$2" -v decimal="$3" '
        index($0, key) { inside = 1 }
        inside && /"bound"/ { sub(/"0x[^"]*"/, "\"" hex "\"") }
        inside && /"decimal"/ { sub(/: .*,/, ": " decimal ","); inside = 0 }
        { print }' c.json >forged.json
}
forge gap 0x1p-200 6.2230152778611417e-61
refused 1 forged.json "false       f - min f <="
forge mu 0x1p-9 0.001953125
refused 1 forged.json "false       mu >="
forge L 0x1p0 1.0
refused 1 forged.json "not proved  L <="
forge distance 0x1p-100 7.8886090522101181e-31
refused 1 forged.json "false       |w - w*| <="
forge value_upper 0x1p-10 0.0009765625
refused 1 forged.json "false       f <="
forge grad_norm 0x1p-100 7.8886090522101181e-31
refused 1 forged.json "false       |grad f| <="
forge gap 0x1p3 8.0
expect 0 verify forged.json # weaker, and still true
forge gap 0x1p3 7.0
expect 2 verify forged.json
err '"decimal" and "bound" are different numbers'
awk '/"scales"/ { inside = 1 } inside && /0x/ { sub(/0x1/, "0x2"); sub(/0x[0-9a-f]*p/, "0x5p"); inside = 0 } { print }' \
    c.json >forged.json
refused 1 forged.json "false       the numbers' SHA-256"
awk '/"point"/ { inside = 1 } inside && /0x/ { sub(/0x[0-9a-f]*p/, "0x5p"); inside = 0 } { print }' c.json >forged.json
refused 1 forged.json "f - min f <="

# JSON says the same.
expect 1 verify forged.json --json
"$BANACH_JSONKEYS" "$work/out" holds:bool version:string 'checks[].claim:string' 'checks[].finding:string' \
    'checks[].claimed:number?' 'checks[].found:number?' 'checks[].rule:string?' || complain "keys are missing"
out '"holds": false'

# A point from any program.
banach fit iris_pair.csv --loss logistic --l2 1e-2 --json >fit.json
awk '/"coef_internal"/ { inside = 1; next } /\]/ { inside = 0 } inside' fit.json | tr -d ' ,' >w.txt
expect 0 verify --point w.txt --data iris_pair.csv --loss logistic --l2 1e-2
out "f - min f <="
expect 2 verify --point w.txt --data iris_pair.csv --loss logistic --l2 1e-2 --intercept
err "4 numbers, expected 5"
echo 0 >zero.txt
printf 'x,y\n1,0\n2,1\n3,1\n' >separable.csv
expect 1 verify --point zero.txt --data separable.csv --loss logistic --l2 0
out "no bound on f - min f"

# Usage.
while IFS='|' read -r arguments says; do
    # shellcheck disable=SC2086  # many words
    expect 2 $arguments
    err "$says"
done <<'END'
verify|verify needs CERTIFICATE
verify c.json --point w.txt --data iris_pair.csv|not both
verify --point w.txt|--point needs --data
verify c.json --l2 1|says itself
verify c.json --bits 8|192 to 65536
verify nothing.json|nothing.json
verify iris_pair.csv|not JSON
verify c.json --data nothing.csv|nothing.csv
END
# Rounded features: the certificate says so and is proved; without the rounding the numbers are others.
expect 0 fit diabetes.csv --storage float32 --certificate rounded.json
out 'rounded to float32'
expect 0 verify rounded.json
sed '/"preprocessing": {/,/}/c\  "preprocessing": null,' rounded.json >plain.json
expect 1 verify plain.json
sed 's/"rounded": "float32"/"rounded": "float16"/' rounded.json >half.json
expect 2 verify half.json
err '"rounded" is not "float32"'
expect 0 fit breast_cancer.csv --loss logistic --standardize --storage float32 --certificate rounded.json
expect 0 verify rounded.json
expect 2 verify rounded.json --storage float32
err 'a certificate says itself'
finish
