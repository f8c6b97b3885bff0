#!/bin/sh
# data/README.md tells the truth: every file has a row and the SHA-256 written there, every row has a file,
# and the table of optima is tests/data/references.json rounded to 12 digits.
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
readme=$root/data/README.md
bad=0
LC_ALL=C
export LC_ALL
command -v sha256sum >/dev/null || { echo "skipped: the checksums of data/ were not compared, for there is no sha256sum"; exit 77; }
complain() { echo "$*" >&2; bad=$((bad + 1)); }

rows=$(sed -n 's/^    \([0-9a-f]\{64\}\)  \([^ ]*\)$/\1 \2/p' "$readme")
[ -n "$rows" ] || complain "data/README.md: no checksum found"
while read -r sum name; do
    if [ ! -f "$root/data/$name" ]; then
        complain "data/README.md: $name has a checksum, but is not there"
    elif [ "$(sha256sum "$root/data/$name" | cut -d' ' -f1)" != "$sum" ]; then
        complain "data/$name: is not the file whose checksum stands in data/README.md"
    fi
done <<EOF
$rows
EOF

for path in "$root"/data/*; do
    name=${path##*/}
    [ "$name" = README.md ] || case " $(echo "$rows" | tr '\n' ' ')" in
        *" $name "*) ;;
        *) complain "data/$name: has no checksum in data/README.md" ;;
    esac
done

table=$(grep -c '^|.*e[-+][0-9]' "$readme")
cases=$(grep -c '"file":' "$root/tests/data/references.json")
[ "$table" -eq "$cases" ] || complain "data/README.md: $table optima, tests/data/references.json: $cases"
for key in f w_norm mu L L_global; do
    # shellcheck disable=SC2013  # numbers hold no blanks
    for number in $(sed -n "s/.*\"$key\": \([-+.0-9e]*\),.*/\1/p" "$root/tests/data/references.json"); do
        shown=$(printf '%.11e' "$number")
        grep -qF "| $shown |" "$readme" || complain "data/README.md: $key = $number of references.json is missing"
    done
done
[ "$bad" -eq 0 ] || exit 1
echo "$(echo "$rows" | wc -l) files and $cases optima as described"
