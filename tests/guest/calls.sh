#!/bin/sh
# The walk of the guest makes every call that the library exports, but for the arithmetic of theory.h.
#   calls.sh NM SHARED-LIBRARY CORE-ARCHIVE WALK-ARCHIVE
if [ -n "${BANACH_SANITIZED:-}" ]; then
    echo "skipped: the walk was not held against the exported names, to which sanitizers and coverage add their own"
    exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$1" -D --defined-only "$2" | awk '$2 == "T" { print $3 }' | sort >"$work/exported"
"$1" -A "$3" 2>/dev/null | awk '/[:\/]theory_/ && $(NF - 1) == "T" { print $NF }' | sort >"$work/arithmetic"
"$1" "$4" 2>/dev/null | awk '$1 == "U" { print $2 }' | sort -u >"$work/called"
missing=$(comm -23 "$work/exported" "$work/arithmetic" | comm -23 - "$work/called")
if [ -n "$missing" ]; then
    echo "tests/guest does not call:" && echo "$missing"
    exit 1
fi
calls=$(comm -12 "$work/exported" "$work/called" | wc -l)
[ "$calls" -gt 50 ] || { echo "only $calls calls found"; exit 1; }
echo "$calls calls of $(wc -l <"$work/exported"), the others are arithmetic"
