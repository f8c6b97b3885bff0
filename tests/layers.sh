#!/bin/sh
# Data flows left to right, includes point right to left: a file of one stage includes that stage or earlier
# ones, nothing later. Checks every #include line below src/ and include/banach/ and names each offence.
#   layers.sh [ROOT]
order='base linalg theory dataset objective curvature certificate solver advice trace report verify cli'
root=${1:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root" || exit 1

# shellcheck disable=SC2016  # awk's dollars
find src include/banach -name '*.[ch]' | LC_ALL=C sort | xargs awk -v order="$order" '
BEGIN {
    stages = split(order, name)
    for (i = 1; i <= stages; i++)
        rank[name[i]] = i
    # The public headers and registries that are not called after their stage.
    home["status"] = "base"; home["checkpoint"] = "base"; home["methods"] = "solver"; home["choose"] = "solver"; home["losses"] = "objective"; home["readers"] = "dataset"; home["synthetic"] = "dataset"; home["write"] = "dataset"
}
function offence(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; bad++ }
function stage_of_public(file) { sub(/\.(h|def)$/, "", file); return file in home ? home[file] : file }
FNR == 1 {
    split(FILENAME, part, "/")
    umbrella = FILENAME == "include/banach/banach.h"
    mine = part[1] == "src" ? part[2] : stage_of_public(part[3])
    if (!umbrella && !(mine in rank))
        offence(mine " is not a stage; the stages are: " order)
    files++
}
/^[ \t]*#[ \t]*include/ {
    if (!match($0, /[<"][^>"]*[>"]/)) {
        offence("an include of neither <...> nor \"...\"")
        next
    }
    target = substr($0, RSTART + 1, RLENGTH - 2)
    quoted = substr($0, RSTART, 1) == "\""
    split(target, step, "/")
    if (!quoted && step[1] != "banach") {
        if ((target ~ /cblas|lapack/) && FILENAME !~ /^src\/linalg\/blas\./)
            offence("<" target "> belongs to src/linalg/blas.* alone")
        next
    }
    theirs = quoted ? step[1] : stage_of_public(step[2])
    if (umbrella)
        next
    if (target == "banach/banach.h")
        theirs = "cli"
    if (!(theirs in rank))
        offence("\"" target "\" does not start with a stage: includes are written from src/")
    else if (rank[theirs] > rank[mine])
        offence(mine " includes " theirs " (" target "), which comes later")
    else if (mine == "verify" && theirs !~ /^(base|dataset|verify)$/)
        offence("verify, the stranger who checks, includes " theirs " (" target ")")
}
END {
    if (!files) { print "layers.sh: no file found"; bad++ }
    if (bad) exit 1
    printf "%d files, every include points to an earlier stage\n", files
}'
