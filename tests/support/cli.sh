# shellcheck shell=sh
# For tests of the command: . "$BANACH_SOURCE/tests/support/cli.sh"
# BANACH_CLI is the program, BANACH_CLI_WRAPPER what to run it under (valgrind, in CI).
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

# The program, with the arguments given.
banach() {
    # shellcheck disable=SC2086  # the wrapper is a command with options
    ${BANACH_CLI_WRAPPER:-} "${BANACH_CLI:?}" "$@"
}

# expect STATUS ARGUMENTS...: runs the program, its output in $work/out and $work/err; wrong status: a failure.
expect() {
    expected=$1
    shift
    banach "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    [ "$status" -eq "$expected" ] || {
        complain "exit $status, expected $expected: banach $*"
        sed 's/^/    /' "$work/out" "$work/err" | head -40 >&2
    }
}

# out TEXT, err TEXT: the last output, or the last messages, contain this text.
out() { grep -qF -e "$1" "$work/out" || complain "not on stdout: $1"; }
err() { grep -qF -e "$1" "$work/err" || complain "not on stderr: $1, but: $(head -3 "$work/err")"; }

complain() {
    echo "$*" >&2
    failures=$((failures + 1))
}

# The last line of every test.
finish() { [ "$failures" -eq 0 ] || exit 1; }
