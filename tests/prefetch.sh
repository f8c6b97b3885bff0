#!/bin/sh
# The inner loops over rows ask the memory for what comes next. No result shows whether they do: gcc sees no effect in
# a prefetch, and drops calls of functions that do nothing else, at a third of the speed.
#   prefetch.sh BUILD
command -v objdump >/dev/null || { echo "skipped: whether the kernels prefetch was not looked at: no objdump"; exit 77; }
status=0
count=0
for object in "$1"/src/linalg/libdense_*_*.a.p/dense_[ks]*.o; do
    [ -e "$object" ] || { echo "no kernels in $1/src/linalg"; exit 1; }
    case $object in
    *dense_sweep*) functions='bn_dense_sweep_[0-9a-z_]*' ;;
    *) functions='product|add_transposed|pass' ;;
    esac
    silent=$(objdump -d "$object" | awk -v "functions=^<($functions)>:$" '
        /^[0-9a-f]+ </ { name = $2 ~ functions ? $2 : ""; if (name) asks[name] += 0 }
        name && /prefetch|prfm/ { asks[name]++ }
        END { for (name in asks) { seen++; if (!asks[name]) print name } if (!seen) print "nothing" }')
    [ -z "$silent" ] || { echo "$object: never asks ahead: $silent"; status=1; }
    count=$((count + 1))
done
echo "$count objects"
exit $status
