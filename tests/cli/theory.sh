#!/bin/sh
# banach theory: known numbers, and contradictions.
. "$BANACH_SOURCE/tests/support/cli.sh"

expect 0 theory --step 0.5 --mu 1 --L 3
out 'q_sq = 1 - 2 step mu + step^2 L^2 = 2.25'
out 'rho = max(|1 - step mu|, |1 - step L|) = 0.5'
out 'safe      0 < step < 2/L = 0.666666667'
expect 0 theory --mu=1e-3 --L=3
out 'step = 0.6'
expect 0 theory --step 0.25 --mu 1 --L 3 --n 100 --Lmax 20
out '1/(6 L_max) = 0.00833333333'
expect 0 theory --step 1 --mu 0 --L 3 --json
expect 0 theory --step 0.3 --mu 0 --L 3
out 'No rate, as mu is 0'
expect 0 theory --step 0.7 --mu 0 --L 3
out 'No promise at this step: it multiplies'

while read -r arguments; do
    # shellcheck disable=SC2086  # many words
    expect 2 theory $arguments
    [ "$(wc -l <"$work/err")" -eq 1 ] || complain "not one line: theory $arguments"
    [ ! -s "$work/out" ] || complain "output beside an error: theory $arguments"
done <<'END'
--step 0.5 --mu 3 --L 1
--step 0.5 --mu nan --L 1
--step 0.5 --mu 1 --L inf
--step 0.5 --mu -1 --L 1
--step 0.5 --mu 0 --L 0
--step -1 --mu 1 --L 2
--step 0 --mu 1 --L 2
--step 1e999 --mu 1 --L 2
--mu 1
--L 1
--mu 1 --L 2 --n 4
--mu 1 --L 2 --Lmax 4
--mu 1 --L 2 --n 4 --Lmax 1
--mu 1 --L 2 --json --mu 3
END
finish
