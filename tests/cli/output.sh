#!/bin/sh
# Where results go: full disks, closed pipes, devices, files that must not be lost.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

# one_line WHAT: exit 2 and one sentence.
one_line() {
    status=$?
    [ "$status" -eq 2 ] || complain "$1: exit $status, expected 2"
    [ "$(wc -l <"$work/err")" -eq 1 ] || complain "$1: not one line: $(cat "$work/err")"
}

if [ -w /dev/full ]; then
    for arguments in 'fit data/norris.csv' 'fit data/norris.csv --json' 'curvature data/norris.csv' 'list' 'help fit' \
        '--version' 'theory --mu 1 --L 2'; do
        # shellcheck disable=SC2086  # many words
        banach $arguments >/dev/full 2>"$work/err"
        one_line "$arguments on a full disk"
    done
    banach fit data/norris.csv --model /dev/full --quiet 2>"$work/err"
    one_line "a model on a full disk"
    [ -c /dev/full ] || complain "/dev/full was replaced"
    banach fit data/norris.csv --model "$work/kept.json" --certificate "$work/proof.json" >/dev/full 2>"$work/err"
    one_line "a report on a full disk"
    [ -s "$work/kept.json" ] && [ -s "$work/proof.json" ] || complain "a full disk for the report took the rest along"
    banach fit data/norris.csv --model /dev/full --certificate "$work/more.json" --quiet 2>"$work/err"
    [ -s "$work/more.json" ] || complain "a full disk for the model took the certificate along"
else
    echo "not tested: output on a full disk, for there is no /dev/full"
fi

banach fit data/norris.csv >&- 2>"$work/err"
one_line "closed standard output"

# A reader that leaves: not a signal, a sentence. The output is larger than a pipe's buffer.
awk 'BEGIN { for (i = 0; i < 20000; i++) print i % 7 "," i % 11 "," i }' >"$work/long.csv"
expect 0 fit "$work/long.csv" --model "$work/model.json" --quiet
{ banach predict "$work/model.json" "$work/long.csv" 2>"$work/err"; echo $? >"$work/status"; } | head -1 >/dev/null
[ "$(cat "$work/status")" -eq 2 ] || complain "closed pipe: exit $(cat "$work/status")"
[ "$(wc -l <"$work/err")" -eq 1 ] || complain "closed pipe: $(cat "$work/err")"

# Devices are written through; a model on standard output needs --quiet.
expect 0 fit data/norris.csv --model /dev/null --quiet
[ -c /dev/null ] || complain "/dev/null was replaced"
expect 2 fit data/norris.csv --model -
expect 0 fit data/norris.csv --model - --quiet
"$BANACH_JSONKEYS" "$work/out" 'format:=banach model 1' || complain "no model on standard output"

# No output over another one, or over what is read, whatever name it goes by.
cp data/norris.csv "$work/data.csv"
ln -s data.csv "$work/also.csv"
expect 2 fit "$work/data.csv" --trace "$work/also.csv"
err 'also.csv: fit reads this file, expected another'
expect 2 fit "$work/data.csv" --resume "$work/data.csv"
err '--resume'
expect 2 predict "$work/model.json" "$work/data.csv" --out "$work/model.json"
err 'model.json: predict reads this file'
cmp -s data/norris.csv "$work/data.csv" || complain "the data are gone"
expect 2 fit "$work/data.csv" --model "$work/new.json" --certificate "$work/new.json"
err 'new.json: --model writes this file, expected another'
expect 2 fit "$work/data.csv" --model "$work/new.json" --certificate "$work/../${work##*/}/./new.json"
err 'new.json: --model writes this file, expected another'
expect 2 compare "$work/data.csv" --plot "$work/data.csv"
expect 0 fit "$work/data.csv" --model - --certificate - --quiet
expect 0 fit "$work/data.csv" --model /dev/null --certificate /dev/null --quiet

# A file that is there stays until the new one is complete, and links stay links.
mkdir "$work/folder"
ln -s "$work/model.json" "$work/link.json"
expect 0 fit data/norris.csv --model "$work/link.json" --quiet
[ -L "$work/link.json" ] || complain "a link was replaced"
for output in model certificate trace trace-points checkpoint; do
    expect 2 fit data/norris.csv --$output "$work/nowhere/file"
    err 'cannot write'
    [ ! -s "$work/out" ] || complain "--$output: the work was done before the path was looked at"
    for nowhere in '' "$work/data.csv/file" "$work/new/"; do
        expect 2 fit data/norris.csv --$output "$nowhere"
        [ ! -s "$work/out" ] || complain "--$output '$nowhere': the work was done before the path was looked at"
    done
    expect 2 fit data/norris.csv --$output "$work/folder"
    err 'folder: cannot write: Is a directory'
    [ ! -s "$work/out" ] || complain "--$output: the work was done before it was known to be a folder"
done
[ "$(ls -A "$work/folder" | wc -l)" -eq 0 ] || complain "something was left behind"
finish
