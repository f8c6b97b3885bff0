#!/bin/sh
# quickstart and the CI script are sound shell, and a wrong word gets a usage line and exit 2.
root=$(cd "$(dirname "$0")/.." && pwd)
sh -n "$root/quickstart" || exit 1
[ -x "$root/quickstart" ] || { echo "quickstart is not executable"; exit 1; }
if command -v bash >/dev/null; then
    bash -n "$root/.ci/run" || exit 1
fi
message=$("$root/quickstart" nonsense 2>&1 >/dev/null)
status=$?
[ "$status" -eq 2 ] || { echo "quickstart nonsense: exit $status, expected 2"; exit 1; }
case $message in
    usage:*) echo "$message" ;;
    *) echo "quickstart nonsense said: $message"; exit 1 ;;
esac
