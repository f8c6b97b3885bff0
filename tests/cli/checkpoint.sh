#!/bin/sh
# fit --checkpoint, --every and --resume; what SIGINT, SIGTERM and SIGKILL leave behind.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

# About a second of steps.
problem='data/iris_pair.csv --loss logistic --l2 1e-6 --method gd --tol 1e-30 --max-passes 30000'

# begin ARGUMENTS...: a run in the background, $pid; a shell's own children would not hear SIGINT.
begin() {
    env --default-signal=INT "$BANACH_CLI" fit "$@" >"$work/out" 2>"$work/err" &
    pid=$!
}

# ended STATUS: the run in the background ends so.
ended() {
    wait "$pid" 2>/dev/null
    status=$?
    [ "$status" -eq "$1" ] || complain "exit $status, expected $1: $(head -3 "$work/err")"
}

# Until the run has left a checkpoint, and a little longer.
appears() {
    for _ in $(seq 500); do
        [ -s "$1" ] && break
        sleep 0.01
    done
    sleep "$2"
}

# same REPORT TRACE: as nobody's disturbance left them, but for the time.
same() {
    sed '/passes over the data/d' "$1" | cmp -s - "$work/report" || complain "another report: $1"
    cut -d, -f1,2,4- "$2" | cmp -s - "$work/trace" || complain "another trace: $2"
}

# shellcheck disable=SC2086  # many words
{
    expect 1 fit $problem --trace "$work/t.csv"
    sed '/passes over the data/d' "$work/out" >"$work/report"
    cut -d, -f1,2,4- "$work/t.csv" >"$work/trace"

    # kill -9 at any moment, from outside; the last checkpoint and the trace up to it are there.
    for pause in 0 0.02 0.05 0.1 0.15; do
        rm -f "$work/run" "$work/k.csv"
        begin $problem --trace "$work/k.csv" --checkpoint "$work/run" --every 100passes
        appears "$work/run" "$pause"
        kill -9 "$pid"
        ended 137
        expect 1 fit $problem --trace "$work/k.csv" --resume "$work/run"
        same "$work/out" "$work/k.csv"
    done
    # The end of a run is a checkpoint, too.
    expect 1 fit $problem --trace "$work/k.csv" --resume "$work/run"
    same "$work/out" "$work/k.csv"

    # A signal that can be heard ends the run after a step, with a checkpoint, a report and exit 1.
    for signal in INT TERM; do
        rm -f "$work/run" "$work/k.csv"
        begin $problem --trace "$work/k.csv" --checkpoint "$work/run" --every 1000s
        appears "$work/run" 0.1
        kill -"$signal" "$pid"
        ended 1
        out 'NOT converged: cancelled'
        out 'f - f*    <='
        err '--resume goes on with it'
        expect 1 fit $problem --trace "$work/k.csv" --resume "$work/run"
        same "$work/out" "$work/k.csv"
    done
    begin $problem --json --max-passes 1e9
    sleep 0.2
    kill -INT "$pid"
    ended 1
    "$BANACH_JSONKEYS" "$work/out" outcome:string gap.bound:number || complain "no JSON of a cancelled run"

    # A second signal kills, even a run that is stuck, here in a pipe that no one reads.
    mkfifo "$work/pipe"
# shellcheck disable=SC2217  # it holds the pipe open
    sleep 100 <"$work/pipe" &
    reader=$!
    begin $problem --quiet --trace "$work/pipe"
    sleep 0.5
    kill -INT "$pid"
    sleep 0.2
    kill -0 "$pid" || complain "the first signal kills"
    kill -INT "$pid"
    ended 130
    kill "$reader"

    # Other limits, tolerances and threads; nothing else.
    problem='data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize --method nesterov'
    expect 1 fit $problem --max-passes 50 --checkpoint "$work/run" --every 2passes
    err 'has the run as it is now'
    expect 0 fit $problem --resume "$work/run" --checkpoint "$work/other" --threads 1 --tol 1e-6
    expect 0 fit $problem --resume "$work/other"
    expect 2 fit $problem --resume "$work/run" --step optimal
    err 'is of a run whose step rule is auto; here it is optimal'
    expect 2 fit $problem --resume "$work/run" --intercept
    err 'is of a run whose number of unknowns is 30; here it is 31'
    expect 2 fit data/breast_cancer.csv --loss logistic --l2 1e-3 --method nesterov --resume "$work/run"
    err 'is of a run whose digest of the data is'
    expect 2 fit data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize --resume "$work/run"
    err 'is of a run whose method is nesterov; here it is newton'
    expect 1 fit $problem --max-passes 20 --checkpoint "$work/run" --trace "$work/k.csv"
    expect 2 fit $problem --resume "$work/run" --trace "$work/k.jsonl"
    err 'is of a run whose trace format is csv; here it is jsonl'
    [ ! -e "$work/k.jsonl" ] || complain "a trace that never began left a file"
    head -3 "$work/k.csv" >"$work/short.csv"
    expect 2 fit $problem --resume "$work/run" --trace "$work/short.csv"
    err 'is it the same file?'
    expect 0 fit $problem --resume "$work/run"

    expect 2 fit $problem --resume "$work/nothing"
    err 'nothing: cannot read: No such file'
    expect 2 fit $problem --resume data/iris.csv
    err 'data/iris.csv: no checkpoint'
    head -c 1000 "$work/run" >"$work/half"
    expect 2 fit $problem --resume "$work/half"
    err 'half: damaged or cut short'
    expect 2 fit $problem --checkpoint "$work/no/run"
    err 'run: cannot write: No such file'
    expect 2 fit $problem --checkpoint -
    err 'needs a file'
    expect 2 fit $problem --every 3s
    err '--checkpoint FILE has to say where'
    expect 2 fit $problem --checkpoint "$work/run" --every 3h
    err '"3h" is not a number of seconds'
    [ ! -w /dev/full ] || {
        expect 2 fit $problem --checkpoint /dev/full
        err '/dev/full: cannot write: No space left'
    }
}
finish
