#!/bin/sh
# The command without memory: some of its allocations fail, alone or with all later ones. It ends with 0 and the same
# output as ever, or with 2, one sentence, and the files of before.
#   command.sh PRELOAD
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1
samples=${BANACH_LUCK_SAMPLES:-12}
export OPENBLAS_CORETYPE= # no second start with better kernels, of which the first would know nothing
folder=$work/folder
mkdir "$folder"

expect 0 fit data/norris.csv --quiet --model "$work/model.json" --certificate "$work/certificate.json"

# run K MODE COMMAND: standard output, messages, exit status; what is in the folder after it.
run() {
    rm -rf "${folder:?}"/* "${folder:?}"/.b*
    echo before >"$folder/file"
    # shellcheck disable=SC2086  # many words
    env LD_PRELOAD="$preload" MEMORY_FAILS_AT="$1" $2 "$BANACH_CLI" $3 >"$work/out" 2>"$work/err" </dev/null
    status=$?
}

try() {
    run 1000000000 "MEMORY_COUNT=$work/count $2" "$1"
    [ "$status" -eq 0 ] || complain "$1: exit $status: $(cat "$work/err")"
    read -r count <"$work/count"
    cp "$work/out" "$work/right"
    cp "$folder/file" "$work/right_file"
    step=$((count / samples + 1))
    failed=0
    for mode in "$2" "MEMORY_FAILS_FOR_GOOD=1 $2"; do
        k=1
        while [ "$k" -le "$count" ]; do
            run "$k" "$mode" "$1"
            what="$1, allocation $k of $count $mode"
            case $status in
            0)
                cmp -s "$work/out" "$work/right" || complain "$what: another output"
                cmp -s "$folder/file" "$work/right_file" || complain "$what: another file"
                ;;
            2)
                failed=$((failed + 1))
                [ "$(wc -l <"$work/err")" -eq 1 ] || complain "$what: not one line: $(cat "$work/err")"
                [ "$(cat "$folder/file")" = before ] || cmp -s "$folder/file" "$work/right_file" ||
                    complain "$what: the file of before is gone"
                ;;
            *) complain "$what: exit $status: $(head -c 300 "$work/err")" ;;
            esac
            [ "$(ls -A "$folder")" = file ] || complain "$what: left behind: $(ls -A "$folder")"
            k=$((k + step))
        done
    done
    echo "$1: $count allocations, $failed failures"
    [ "$failed" -gt 0 ] || complain "$1: nothing failed, so nothing was tried"
}

preload=$1
try 'curvature data/norris.csv --json --spectrum' ''
try "fit data/norris.csv --quiet --threads 1 --model $folder/file" ''
try "fit data/breast_cancer.csv --loss logistic --threads 1 --quiet --certificate $folder/file" ''
try "predict $work/model.json data/norris.csv --out $folder/file" MEMORY_SPARES_JANSSON=1
try "verify $work/certificate.json --json --threads 1" MEMORY_SPARES_JANSSON=1
try "generate logistic --rows 40 --cols 3 --out $folder/file" ''
try 'theory --mu 1 --L 9' ''
try 'list --json' ''
finish
