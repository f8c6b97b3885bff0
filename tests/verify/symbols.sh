#!/bin/sh
# The checker is a stranger: its objects ask for nothing but base, dataset, MPFR, and the C library.
# And it is short enough to be read: 600 lines.
#   symbols.sh NM ARCHIVE
lines=$(cat "$(dirname "$0")/../../src/verify/"*.[ch] | wc -l)
[ "$lines" -le 600 ] || { echo "src/verify has $lines lines, more than 600"; exit 1; }
table=$("$1" -A "$2" 2>/dev/null) || exit 1
echo "$table" | awk '
# ARCHIVE:OBJECT: [ADDRESS] KIND NAME
{
    object = $1
    sub(/:[^:]*$/, "", object)
    sub(/.*[:\/]/, "", object)
    name = $NF
    kind = $(NF - 1)
    if (kind == "U" && object ~ /^verify_/)
        wanted[name] = object
    else if (kind != "U")
        home[name] = object
    objects[object]
}
END {
    for (object in objects)
        seen += object ~ /^verify_/
    for (name in wanted) {
        if (name ~ /^(cblas_|LAPACKE_|openblas)/ || name ~ /^[sdcz][a-z0-9]+_$/) {
            print wanted[name] " calls " name
            bad++
        } else if (name in home && home[name] !~ /^(base|dataset|verify)_/) {
            print wanted[name] " calls " name " of " home[name]
            bad++
        }
        asked++
    }
    if (seen < 3 || !("bn_dataset_all_doubles" in wanted)) {
        print "the objects of the checker were not found"
        bad++
    }
    if (bad) exit 1
    print seen " objects, " asked " names asked for, none of them numerical but MPFR"
}'
