#!/bin/sh
# Bad luck with files. Every output of the command, on a full disk and where no file can be: one sentence, exit 2, the
# file that was there is there, and nothing beside it. Every input that cannot be read to its end: the same.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1
disk=$work/disk
mkdir "$disk" "$work/elsewhere"

expect 0 fit data/norris.csv --quiet --model "$work/model.json" --certificate "$work/certificate.json"
expect 0 fit data/norris.csv --quiet --method gd --max-passes 5 --tol 1 --checkpoint "$work/run.ckpt"
gd='fit data/norris.csv --quiet --method gd --step 1/L --max-passes 100 --tol 1'

# The outputs: what it is; the ending of its name; the command, with @ for the path.
outputs() {
    cat <<END
a model|.json|fit data/norris.csv --quiet --model @
a certificate|.json|fit data/norris.csv --quiet --certificate @
a trace|.csv|$gd --trace @
a trace in JSON|.jsonl|$gd --trace @
iterates|.csv|$gd --trace-points @
iterates in NPY|.npy|$gd --trace-points @
a checkpoint|.ckpt|$gd --checkpoint @
predictions|.csv|predict $work/model.json data/norris.csv --out @
a script for gnuplot|.gp|compare data/norris.csv --methods exact,newton --plot @
generated CSV|.csv|generate squared --rows 99 --out @
generated LIBSVM|.libsvm|generate squared --rows 99 --out @
generated NPY|.npy|generate squared --rows 99 --out @
an optimum|.txt|generate squared --rows 30 --out $work/elsewhere/data.csv --optimum @
END
    command -v gnuplot >/dev/null && echo "a picture|.svg|compare data/norris.csv --methods exact,newton --plot @"
}

# at PATH COMMAND [LIMIT]: the command with its output there, standard output gone; files may grow to LIMIT blocks.
# Messages pass through a pipe, which has no limit.
at() {
    # shellcheck disable=SC2046  # many words
    status=$({
        { ulimit -f "${3:-unlimited}" && banach $(echo "$2" | sed "s|@|$1|"); echo $? >&3; } 2>&1 >/dev/null </dev/null |
            cat >"$work/err"
    } 3>&1)
}

# refused WHAT: exit 2 and one sentence that says so.
refused() {
    [ "$status" -eq 2 ] || complain "$1: exit $status, expected 2: $(cat "$work/err")"
    [ "$(wc -l <"$work/err")" -eq 1 ] || complain "$1: not one line: $(cat "$work/err")"
    grep -Eq 'cannot write|could not draw|want a regular file' "$work/err" ||
        complain "$1: $(cat "$work/err")"
}

# intact WHAT PATH: the file of before, alone.
intact() {
    [ "$(cat "$2")" = before ] || complain "$1: the file of before is gone"
    [ "$(ls -A "$disk")" = "$(basename "$2")" ] || complain "$1: left behind: $(ls -A "$disk")"
}

# each_output WHERE TRIAL: trial WHAT PATH COMMAND, a file being at the path already.
each_output() {
    outputs | while IFS='|' read -r what ending command; do
        echo before >"$disk/file$ending"
        "$2" "$what, $1" "$disk/file$ending" "$command"
        rm -rf "${disk:?}"/* "$disk"/.b*
        echo "$failures" >"$work/failures"
    done
    read -r failures <"$work/failures"
}

# A limit on the size of files stands in for a full disk; the signal that comes with it is none to die of.
limited() {
    at "$2" "$3" 0
    refused "$1"
    intact "$1" "$2"
}
if [ -z "${BANACH_CLI_WRAPPER:-}" ] && [ "${BANACH_SANITIZED:-}" != coverage ]; then
    each_output 'no file may grow' limited
else
    echo "not tested: files that may not grow, for the wrapper or what counts coverage writes some too"
fi

elsewhere() {
    at /dev/full "$3"
    refused "$1 on /dev/full"
    [ -c /dev/full ] || complain "$1: /dev/full was replaced"
    at "$disk" "$3"
    refused "$1, a folder"
    at "$disk/none/file" "$3"
    refused "$1, below a folder that is not there"
    at "$2/file" "$3"
    refused "$1, below a file"
    intact "$1" "$2"
}
[ -w /dev/full ] && each_output 'where no file can be' elsewhere

# A disk that is full indeed.
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=8k tmpfs "$disk" 2>/dev/null; then
    trap 'umount "$disk"; rm -rf "$work"' EXIT
    full() {
        head -c 4096 /dev/zero >"$disk/.ballast"
        at "$2" "$3"
        refused "$1"
        rm "$disk/.ballast"
        intact "$1" "$2"
    }
    each_output 'on a full disk' full
else
    echo "not tested: a disk that is full, for none can be mounted"
fi

# ---- Inputs. Reading the memory of a process at 0 is an error of the disk, to whoever reads it as a file.
unreadable="$work/none $work/elsewhere"
[ -r /proc/self/mem ] && unreadable="$unreadable /proc/self/mem"
inputs() {
    cat <<END
fit @
curvature @
compare @ --methods exact
predict $work/model.json @
predict @ data/norris.csv
verify @
verify $work/certificate.json --data @
curvature data/norris.csv --at @
fit data/norris.csv --method gd --resume @
END
}
inputs | while read -r command; do
    for path in $unreadable; do
        at "$path" "$command"
        [ "$status" -eq 2 ] || complain "$command with $path: exit $status"
        [ "$(wc -l <"$work/err")" -eq 1 ] || complain "$command with $path: not one line: $(cat "$work/err")"
        # What is resumed from is written to as well.
        case $command in *--resume*) words='cannot (read|write)|no checkpoint' ;; *) words='cannot read' ;; esac
        grep -Eq "$words" "$work/err" || complain "$command with $path: $(cat "$work/err")"
    done
    echo "$failures" >"$work/failures"
done
read -r failures <"$work/failures"
[ -d "$work/elsewhere" ] && [ "$(wc -l <"$work/failures")" -eq 1 ] || complain "the inputs were not tried"

# A pipe that gives its bytes one by one, and a folder that must not be read.
mkfifo "$work/pipe"
{ while IFS= read -r line; do echo "$line"; done <data/norris.csv >"$work/pipe"; } &
expect 0 fit "$work/pipe" --quiet
wait
finish
