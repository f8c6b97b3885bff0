#!/bin/sh
# Nothing but bn_* leaves the shared library, and nothing else of a static one can clash with a program's names.
#   exports.sh NM LIBRARY...
if [ -n "${BANACH_SANITIZED:-}" ]; then
    echo "skipped: the exported names were not looked at, to which sanitizers and coverage add their own"
    exit 77
fi
nm=$1
shift
for library in "$@"; do
    case $library in *.a) dynamic= ;; *) dynamic=-D ;; esac
    # shellcheck disable=SC2086  # perhaps no word
    names=$("$nm" $dynamic -g --defined-only "$library" 2>/dev/null | awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }') ||
        exit 1
    [ -n "$names" ] || { echo "$library exports nothing"; exit 1; }
    strangers=$(echo "$names" | grep -v '^bn_')
    if [ -n "$strangers" ]; then
        echo "$library exports names that are not bn_*:"
        echo "$strangers"
        exit 1
    fi
    echo "$library: $(echo "$names" | wc -l) names, all bn_*"
done
