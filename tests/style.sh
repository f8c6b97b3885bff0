#!/bin/sh
# What every text file here keeps: no tab, no blank at a line's end, a final newline; 110 columns in C; and
# no compiler flag that would change results or tie the binary to one machine.
#   style.sh [ROOT]
root=${1:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root" || exit 1
list=$(mktemp) || exit 1
trap 'rm -f "$list"' EXIT

for path in * .ci .clang-format .clang-tidy .editorconfig .github .gitignore; do
    case $path in build*) continue ;; esac
    [ -e "$path" ] && find "$path" -type f
done | grep -Ev '/(corpus|awkward|__pycache__)/|\.(csv|json|npy|libsvm|bin|png)$' | LC_ALL=C sort >"$list"

bad=0
# shellcheck disable=SC2016  # awk's dollars
LC_ALL=C xargs awk '
function complain(what) { if (!told[FILENAME, what]++) { printf "%s:%d: %s\n", FILENAME, FNR, what; bad++ } }
FNR == 1 { c = FILENAME ~ /\.[ch]$/; build = FILENAME ~ /meson\.build$/ }
/\t/ { complain("tab") }
/ $/ { complain("blank at the end of the line") }
c && length > 110 { complain("longer than 110 columns") }
build && /-f(fast-math|unsafe-math|associative-math)|-Ofast|-march=native/ {
    complain("a flag that changes results or ties to one machine")
}
END { exit bad > 0 }' <"$list" || bad=1
while read -r file; do
    [ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || { echo "$file: no newline at the end"; bad=1; }
done <"$list"
[ "$bad" -eq 0 ] || exit 1
echo "$(wc -l <"$list") files"
