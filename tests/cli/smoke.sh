#!/bin/sh
# Every command does its work once, and fails once: short enough to be watched by valgrind.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

expect 0 generate squared --rows 40 --cols 3 --kappa 10 --noise 0.1 --out "$work/made.csv" --optimum "$work/w.txt"
expect 0 curvature "$work/made.csv" --spectrum --at "$work/w.txt"
expect 0 theory --step 0.1 --mu 1 --L 10 --n 40 --Lmax 20
expect 0 fit "$work/made.csv" --intercept --standardize --model "$work/model.json" --certificate "$work/claims.json" \
    --trace "$work/trace.csv" --trace-points "$work/points.npy"
expect 0 predict "$work/model.json" "$work/made.csv" --out "$work/predictions.csv"
expect 0 verify "$work/claims.json" --json
expect 1 fit "$work/made.csv" --method gd --max-passes 3
expect 0 fit data/iris_pair.csv --loss logistic --l2 0.1 --json
expect 0 compare "$work/made.csv" --methods exact,gd:armijo,nesterov,svrg --tol 1e-3 --plot "$work/gaps.gp"
expect 0 list
expect 0 help fit
expect 2 fit "$work/nothing.csv"
expect 2 fit data/iris.csv
expect 2 fti
finish
