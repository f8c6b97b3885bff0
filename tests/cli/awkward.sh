#!/bin/sh
# The awkward files of $BANACH_DATA/awkward, as EXPECT.md there says: a file to reject ends in exit 2 and one sentence
# that names it; any other one is fitted, whatever comes of it.
. "$BANACH_SOURCE/tests/support/cli.sh"
folder=${BANACH_DATA:-/nonexistent}/awkward
[ -f "$folder/EXPECT.md" ] || { echo "skipped: no awkward file was fitted, for BANACH_DATA has no awkward/EXPECT.md"; exit 77; }

rejected() { # LOSS FILE
    expect 2 fit "$folder/$2" --loss "$1" --l2 0.1
    [ "$(wc -l <"$work/err")" -eq 1 ] || complain "$2, $1: not one line: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "$2, $1: output beside an error"
    err "$2"
}
accepted() { # LOSS FILE
    banach fit "$folder/$2" --loss "$1" --l2 0.1 --intercept --standardize >"$work/out" 2>"$work/err" </dev/null
    status=$?
    [ "$status" -le 1 ] || complain "$2, $1: exit $status: $(head -3 "$work/err")"
    [ ! -s "$work/err" ] || complain "$2, $1: $(head -3 "$work/err")"
}

# Each row of the table: | file | bytes | what is expected |
awk -F'|' '/^\| [cl][0-9]/ { gsub(/ /, "", $2); sub(/^ /, "", $4); print $2 "|" $4 }' "$folder/EXPECT.md" >"$work/table"
while IFS='|' read -r file expectation; do
    case $expectation in
        'accept for logistic'*'reject for ridge'*) accepted logistic "$file"; rejected squared "$file" ;;
        'accept for ridge'*'for logistic reject'*) accepted squared "$file"; rejected logistic "$file" ;;
        'reject for '*logistic*) rejected logistic "$file"; accepted squared "$file" ;;
        reject*) rejected squared "$file" ;;
        'accept for logistic'*) accepted logistic "$file" ;;
        accept*) accepted squared "$file" ;;
        *) complain "$file: EXPECT.md says neither accept nor reject" ;;
    esac
done <"$work/table"
echo "$(wc -l <"$work/table") files"
[ -s "$work/table" ] || complain "EXPECT.md has no table"
finish
