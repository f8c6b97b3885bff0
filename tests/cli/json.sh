#!/bin/sh
# The keys that --json promises; more may be added, none is renamed.
. "$BANACH_SOURCE/tests/support/cli.sh"
cd "$BANACH_SOURCE" || exit 1

# keys PATH:WHAT...: checks the last output.
keys() { "$BANACH_JSONKEYS" "$work/out" "$@" >"$work/keys" || complain "$(cat "$work/keys")"; }

problem='data.path:string data.rows:number data.cols:number data.format:string objective.loss:string
    objective.l2:number objective.intercept:bool objective.formula:string'
methods='methods[].name:string methods[].step:number? methods[].momentum:number? methods[].q_sq:number?
    methods[].rho:number? methods[].passes_to_tol:number? methods[].safe_step_max:number?'
curvature='at:string mu.value:number mu.lower:number mu.upper:number mu.status:string mu.method:string
    L.value:number L.lower:number L.upper:number L.status:string L.method:string kappa.value:number? kappa.upper:number?
    L_max:number L_mean:number'
theory='q_sq:number q:number one_minus_q_sq:number rho:number safe_step_monotone:number safe_step_smooth:number
    best.monotone.step:number best.monotone.q_sq:number best.smooth.step:number best.smooth.rho:number kappa:number?'
fit='method:string step:number? momentum:number outcome:string iterations:number passes:number seconds:number
    value:number grad_norm:number gap.bound:number? gap.tol:number gap.scale:number gap.status:string?
    distance.bound:number? distance.status:string? contract.hypotheses:array contract.promised.quantity:string?
    contract.promised.rate:number? contract.promised.constant:number? contract.promised.in_expectation:bool
    contract.measured.rate:number? contract.drift:number? contract.holds:bool? coef:array coef[]:number intercept:number? coef_internal[]:number
    seed:number threads:number'

# shellcheck disable=SC2086  # lists of words
{
    logistic='data/iris_pair.csv --loss logistic --l2 1e-2'
    for at in global origin optimum; do
        expect 0 curvature $logistic --at $at --json
        keys $problem $curvature $methods at:=$at
    done
    expect 0 curvature $logistic --intercept --spectrum --json
    keys $problem $curvature 'spectrum[]:number' 'spectrum_of:=bounding matrix' kappa.upper:null

    expect 0 theory --step 0.5 --mu 1 --L 3 --json
    keys $theory $methods
    expect 0 theory --step 1 --mu 0 --L 3 --n 100 --Lmax 20 --json
    keys $theory $methods kappa:null stochastic.step:number

    expect 0 fit $logistic --json
    keys $problem $fit outcome:=converged method:=newton 'gap.status:=proven' contract.promised.rate:null
    expect 0 fit data/diabetes.csv --standardize --method gd --json --tol 1e-6
    keys $problem $fit contract.promised.rate:number contract.promised.quantity:=distance contract.measured.rate:number \
        contract.holds:bool 'contract.hypotheses[].name:string' 'contract.hypotheses[].value:number' \
        'contract.hypotheses[].status:string' 'contract.hypotheses[].evidence:string' step:number intercept:number
    keys step_rule:=auto draws:null
    expect 0 fit data/diabetes.csv --standardize --method svrg --json --tol 1e-3 --batch auto
    keys $problem $fit draws.batch:number draws.sampling:=uniform draws.snapshot:=loopless draws.refresh:number \
        draws.epoch_length:null draws.average:null draws.schedule:null
    expect 0 fit data/diabetes.csv --standardize --method svrg --json --tol 1e-3 --snapshot average
    keys draws.snapshot:=average draws.refresh:null draws.epoch_length:number
    banach fit data/diabetes.csv --standardize --method sgd --json --sampling shuffled --max-passes 10 \
        >"$work/out" 2>"$work/err"
    keys draws.sampling:=shuffled draws.snapshot:null draws.refresh:null draws.average:=none draws.schedule:=constant
    expect 1 fit data/diabetes.csv --standardize --method gd --json --max-passes 3
    keys $problem $fit outcome:=pass_limit
    err 'banach: note: pass_limit'
    expect 0 fit data/diabetes.csv --l2 0 --intercept --json
    keys $problem $fit 'coef_errors[]:number' intercept_error:number residual_sd:number

    expect 0 fit data/iris_pair.csv --loss logistic --l2 1e-2 --model "$work/model.json" --quiet
    expect 0 predict "$work/model.json" data/iris_pair.csv --json
    keys model.loss:=logistic data.rows:number metrics.accuracy:number metrics.auc:number metrics.log_loss:number \
        metrics.rmse:null 'metrics.confusion[][]:number' 'predictions[]:number' 'scores[]:number'

    expect 0 list --json
    keys 'methods[].name:string' 'losses[].name:string' 'readers[].name:string' 'methods[].summary:string'
}
finish
