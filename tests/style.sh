#!/bin/sh
# What every text file here keeps: no tab, no blank at a line's end, a final newline; 110 columns in C; and
# no compiler flag that would change results or tie the binary to one machine.
#   style.sh [ROOT]
root=${1:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root" || exit 1
tab=$(printf '\t')
bad=0
complain() { echo "$*"; bad=$((bad + 1)); }

list() {
    for path in * .ci .clang-format .editorconfig .gitignore; do
        case $path in build*) continue ;; esac
        [ -e "$path" ] && find "$path" -type f
    done | grep -Ev '/(corpus|awkward|__pycache__)/|\.(csv|json|npy|libsvm|bin|png)$' | LC_ALL=C sort
}

for file in $(list); do
    found=$(grep -n "$tab" "$file" | head -1 | cut -d: -f1)
    [ -z "$found" ] || complain "$file:$found: tab"
    found=$(grep -n ' $' "$file" | head -1 | cut -d: -f1)
    [ -z "$found" ] || complain "$file:$found: blank at the end of the line"
    [ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || complain "$file: no newline at the end"
    case $file in
        *.c|*.h)
            found=$(awk 'length > 110 { print FNR; exit }' "$file")
            [ -z "$found" ] || complain "$file:$found: longer than 110 columns" ;;
        *meson.build)
            found=$(grep -nE -e '-f(fast-math|unsafe-math|associative-math)|-Ofast|-march=native' "$file" | head -1)
            [ -z "$found" ] || complain "$file:${found%%:*}: a flag that changes results or ties to one machine" ;;
    esac
done
[ "$bad" -eq 0 ] || exit 1
echo "$(list | wc -l) files"
