#!/bin/sh
# Nothing but bn_* leaves the shared library.
#   exports.sh NM LIBRARY
if [ -n "${BANACH_SANITIZED:-}" ]; then
    echo "skipped: sanitizers and coverage add symbols of their own"
    exit 77
fi
case $2 in *.a) echo "skipped: a static library exports everything"; exit 77 ;; esac
names=$("$1" -D --defined-only "$2" | awk '{ sub(/@.*/, "", $NF); print $NF }') || exit 1
[ -n "$names" ] || { echo "$2 exports nothing"; exit 1; }
strangers=$(echo "$names" | grep -v '^bn_')
if [ -n "$strangers" ]; then
    echo "$2 exports names that are not bn_*:"
    echo "$strangers"
    exit 1
fi
echo "$(echo "$names" | wc -l) names, all bn_*"
