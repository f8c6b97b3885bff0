#!/bin/sh
# Where OpenBLAS takes kernels older than the processor the command starts itself again, once, with its arguments,
# and without asking for others than the user has asked for.
. "$BANACH_SOURCE/tests/support/cli.sh"
core() { banach --version | sed -n 's/^OpenBLAS kernels: //p'; }
library=$(ldd "$BANACH_CLI" | awk '/openblas/ { print $3 }')
[ "$(uname -m)" = x86_64 ] && grep -q DYNAMIC_ARCH "${library:-$BANACH_CLI}" ||
    { echo "this OpenBLAS has kernels for one processor only"; exit 77; }

for asked in Prescott Nehalem; do
    found=$(OPENBLAS_CORETYPE=$asked core)
    [ "$found" = $asked ] || complain "asked for $asked, found $found"
done
unset OPENBLAS_CORETYPE
if grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo; then
    case $(core) in
        Prescott|Nehalem|Sandybridge|Barcelona) complain "kernels for $(core) on a processor with AVX2" ;;
    esac
fi

# What the first start was given, the second has too: odd arguments, standard input, the folder.
cd "$BANACH_SOURCE/data" || exit 1
expect 2 fit 'no such  file' ''
err '""'
banach curvature - --loss squared --l2 0 <norris.csv >"$work/piped" || complain "standard input is gone"
banach curvature norris.csv --loss squared --l2 0 >"$work/named"
[ "$(grep -c 'norris.csv' "$work/named")" -gt 0 ] && [ -s "$work/piped" ] || complain "the folder is another"
finish
