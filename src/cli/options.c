/* The one table of options. A row here is all there is to add for a new one, beside its field in
   settings.h. */
#include "cli/options.h"

#include <string.h>

#define AT(field) offsetof(cli_settings, field)
#define RUNS (CLI_FIT | CLI_COMPARE)
#define PROBLEM (CLI_CURVATURE | RUNS)
#define JUDGED (PROBLEM | CLI_VERIFY)
#define TABLES (JUDGED | CLI_PREDICT)
#define ALL (CLI_CURVATURE | CLI_THEORY | RUNS | CLI_PREDICT | CLI_VERIFY | CLI_LIST)

static const char objective[] = "What is minimized", data[] = "How the file is read",
                  run[] = "How it is solved", look[] = "What is looked at", numbers[] = "Numbers",
                  made[] = "What is made", output[] = "Output";

/* "auto|npy|libsvm|...", as in readers.def. */
#define READER(name) "|" #name
static const char formats[] = "auto"
#include <banach/readers.def>
    ;
#undef READER

const cli_option cli_options[] = {
    { "data", "FILE", CLI_TEXT, AT(data), CLI_VERIFY, objective,
      "the data; with a certificate, where they are now, if no longer where it says" },
    { "point", "FILE", CLI_TEXT, AT(point), CLI_VERIFY, objective,
      "certify this point: numbers, one for each unknown, the intercept last" },
    { "loss", "NAME", CLI_TEXT, AT(loss), JUDGED, objective,
      "squared, logistic or quadratic; squared if not given. quadratic reads a table [A b] and minimizes "
      "x'Ax/2 - b'x" },
    { "l2", "X", CLI_NOT_NEGATIVE, AT(l2), JUDGED, objective,
      "weight of |w|^2/2 beside the mean loss; 1/n if not given (0 for quadratic)" },
    { "intercept", NULL, CLI_FLAG, AT(intercept), JUDGED, objective,
      "add a constant, which is not penalized" },
    { "standardize", NULL, CLI_FLAG, AT(standardize), JUDGED, objective,
      "(x - mean)/sd for every feature; the penalty then acts on standardized coefficients" },

    { "storage", "float64|float32", CLI_CHOICE, AT(storage), JUDGED, objective,
      "float32 rounds the features and reads half as much memory; sums are in double precision, and every "
      "bound is about the rounded numbers" },

    { "target", "COLUMN", CLI_TEXT, AT(target), TABLES, data,
      "name or number, from 1; the last if not given" },
    { "weights", "COLUMN", CLI_TEXT, AT(weights), TABLES, data, "name or number of a column of row weights" },
    { "format", formats, CLI_CHOICE, AT(format), TABLES, data, "auto goes by the content" },
    { "header", "auto|yes|no", CLI_CHOICE, AT(header), TABLES, data,
      "CSV: is the first row names? auto: yes if a cell in it is not a number" },
    { "missing", "error|drop|mean", CLI_CHOICE, AT(missing), TABLES, data,
      "what a missing feature (nothing, NA, N/A, NULL or ?) does: end the run, drop its row, or become the "
      "mean of its column" },
    { "index-base", "auto|0|1", CLI_CHOICE, AT(index_base), TABLES, data,
      "LIBSVM: number of the first feature; auto: 0 if an index 0 occurs anywhere" },

    { "mu", "M", CLI_NOT_NEGATIVE, AT(mu), CLI_THEORY, numbers,
      "strong convexity or monotonicity, at least 0" },
    { "L", "L", CLI_POSITIVE, AT(L), CLI_THEORY, numbers, "smoothness, at least mu" },
    { "step", "E", CLI_POSITIVE, AT(step_number), CLI_THEORY, numbers,
      "the step to judge; min(2/(mu + L), 1.8/L) if not given" },
    { "n", "N", CLI_COUNT, AT(n), CLI_THEORY, numbers, "number of terms of f, together with --Lmax" },
    { "Lmax", "X", CLI_POSITIVE, AT(L_max), CLI_THEORY, numbers, "smoothness of the worst term, at least L" },

    { "at", "POINT", CLI_TEXT, AT(at), CLI_CURVATURE, look,
      "global (everywhere; if not given), origin, optimum, or a file of numbers, one for each unknown" },
    { "spectrum", NULL, CLI_FLAG, AT(spectrum), CLI_CURVATURE, look, "all eigenvalues there" },
    { "advice", NULL, CLI_FLAG, AT(advice), CLI_CURVATURE, look,
      "what in the data stands in the way of a fast fit, and what to do about it" },

    { "rows", "N", CLI_COUNT, AT(rows), CLI_GENERATE, made,
      "1000 if not given; a quadratic has as many as columns" },
    { "cols", "D", CLI_COUNT, AT(cols), CLI_GENERATE, made, "20 if not given" },
    { "spectrum", "NAME", CLI_TEXT, AT(spectrum_name), CLI_GENERATE, made,
      "eigenvalues of X'X/n, or of A, from 1/kappa to 1: flat, uniform, geometric (if not given), spiked, "
      "clustered, marchenko-pastur or mp" },
    { "kappa", "K", CLI_POSITIVE, AT(kappa), CLI_GENERATE, made,
      "condition number, at least 1; 100 if not given" },
    { "noise", "S", CLI_NOT_NEGATIVE, AT(noise), CLI_GENERATE, made,
      "in units of the root mean square of x_i'w; none if not given" },
    { "seed", "N", CLI_SEED, AT(seed), CLI_GENERATE, made,
      "the same seed gives the same bytes; 0 if not given" },

    { "method", "NAME", CLI_TEXT, AT(method), CLI_FIT, run,
      "see `banach list`; auto, if not given: the one that a cost model expects to be the fastest" },
    { "costs", "FILE", CLI_TEXT, AT(costs), CLI_FIT, run,
      "machine constants for --method auto, as bench_costs writes them; those of the library if not given" },
    { "explain", NULL, CLI_FLAG, AT(explain), CLI_FIT, run,
      "with --method auto: show what each method was expected to take" },
    { "methods", "LIST", CLI_TEXT, AT(methods), CLI_COMPARE, run,
      "all (if not given), or names from `banach list` set apart by commas, each perhaps with a rule of "
      "--step: gd,gd:armijo,nesterov" },
    { "step", "RULE", CLI_TEXT, AT(step), RUNS, run,
      "auto (the method's safe choice; if not given), optimal = 2/(mu + L), 1/L, or a number; for gd also "
      "exact, armijo, wolfe, bb, bb2, known-min" },
    { "tol", "T", CLI_POSITIVE, AT(tol), RUNS | CLI_CURVATURE | CLI_THEORY, run,
      "bound on f - f* that counts as converged, relative to f of the null model; 1e-8 if not given" },
    { "max-passes", "N", CLI_POSITIVE, AT(max_passes), RUNS, run,
      "stop after reading the data this often; 10000 if not given" },
    { "max-seconds", "S", CLI_POSITIVE, AT(max_seconds), RUNS, run,
      "stop after this time; no limit if not given" },
    { "seed", "N", CLI_SEED, AT(seed), RUNS, run, "for methods that draw; 0 if not given" },
    { "seeds", "K", CLI_COUNT, AT(seeds), CLI_COMPARE, run,
      "run methods that draw with as many seeds, from --seed on: median and quartiles" },
    { "known-min", "F", CLI_NUMBER, AT(known_min), RUNS, run,
      "for --step known-min: f never falls below it; 0 if not given, which suits every loss" },
    { "restart", "auto|never|always", CLI_CHOICE, AT(restart), RUNS, run,
      "nesterov: when momentum turns against the gradient, throw it away; auto: only when mu is 0" },
    { "batch", "B|auto", CLI_TEXT, AT(batch), RUNS, run,
      "sgd, svrg, saga: rows per step; 1 if not given, auto by the theorem's cost" },
    { "sampling", "uniform|shuffled|importance", CLI_CHOICE, AT(sampling), RUNS, run,
      "sgd, svrg, saga: fresh draws, epochs in random order, or rows drawn as often as they are steep" },
    { "snapshot", "loopless|random|average", CLI_CHOICE, AT(snapshot), RUNS, run,
      "svrg: a new snapshot at any step by chance, or after an epoch one of its points or their mean" },
    { "refresh", "P", CLI_POSITIVE, AT(refresh), RUNS, run,
      "svrg, loopless: the chance of a new snapshot at each step, at most 1; batch/n if not given" },
    { "epoch-length", "N", CLI_COUNT, AT(epoch_length), RUNS, run,
      "svrg in epochs: steps in each; 2 n/batch if not given" },
    { "average", "none|all|suffix", CLI_CHOICE, AT(average), RUNS, run,
      "sgd: return the last point, the mean of all, or of the last half" },
    { "schedule", "constant|switching", CLI_CHOICE, AT(schedule), RUNS, run,
      "sgd: one step throughout, or one that falls like 1/k once that pays" },
    { "threads", "N", CLI_COUNT, AT(threads), JUDGED, run,
      "for passes over the data; all if not given. Results do not depend on it" },

    { "memory-limit", "BYTES", CLI_BYTES, AT(memory_limit), PROBLEM, run,
      "refuse, before it is taken, what may take more: bytes, or as 500M or 2G; what the machine has if not "
      "given" },

    { "bits", "N", CLI_COUNT, AT(bits), CLI_VERIFY, run, "of the checker's numbers; 256 if not given" },

    { "model", "FILE", CLI_TEXT, AT(model), CLI_FIT, output, "write what `banach predict` needs, as JSON" },
    { "certificate", "FILE", CLI_TEXT, AT(certificate), CLI_FIT, output,
      "write what is proven of the answer, for `banach verify`, as JSON" },
    { "trace", "FILE", CLI_TEXT, AT(trace), CLI_FIT, output,
      "write every iteration: JSON lines if the name ends in .jsonl, else CSV" },
    { "trace-points", "FILE", CLI_TEXT, AT(trace_points), CLI_FIT, output,
      "write the iterates, a row each: NPY if the name ends in .npy, else CSV" },
    { "checkpoint", "FILE", CLI_TEXT, AT(checkpoint), CLI_FIT, output,
      "write the state of the run there again and again, for --resume; what was there stays until the next "
      "one is whole" },
    { "every", "PACE", CLI_TEXT, AT(every), CLI_FIT, output,
      "how often: seconds or passes, 30s or 2passes; 60s if not given. In any case at the start and at the "
      "end" },
    { "resume", "FILE", CLI_TEXT, AT(resume), CLI_FIT, output,
      "go on from this checkpoint, and write more of them there unless --checkpoint says otherwise. Data and "
      "options have to be those of the run; --tol, --max-passes, --max-seconds, --threads and outputs may "
      "change" },
    { "trace-dir", "DIR", CLI_TEXT, AT(trace_dir), CLI_COMPARE, output,
      "write a CSV trace of every run into this folder, made if need be" },
    { "plot", "FILE", CLI_TEXT, AT(plot), CLI_COMPARE, output,
      "draw gaps against passes and seconds, as .svg or .png by gnuplot; .gp writes the script alone" },
    { "out", "FILE", CLI_TEXT, AT(out), CLI_GENERATE, output, "where to; standard output if not given" },
    { "format", formats, CLI_CHOICE, AT(format), CLI_GENERATE, output, "auto goes by the name of --out" },
    { "optimum", "FILE", CLI_TEXT, AT(optimum), CLI_GENERATE, output,
      "write the minimizer, a number a line: that of squared loss at --l2 0, or of a quadratic" },
    { "format", "text|man|bash", CLI_CHOICE, AT(format), CLI_HELP, output,
      "text for the terminal, a manual page, or completion for bash" },
    { "out", "FILE", CLI_TEXT, AT(out), CLI_PREDICT, output,
      "write the predictions there; the quality then goes to standard output" },
    { "progress", NULL, CLI_FLAG, AT(progress), RUNS, output,
      "one line on standard error, if that is a terminal" },
    { "quiet", NULL, CLI_FLAG, AT(quiet), CLI_FIT | CLI_PREDICT, output,
      "no report and no notes: errors only" },
    { "json", NULL, CLI_FLAG, AT(json), ALL, output, "one JSON object in place of text" },
    { "help", NULL, CLI_FLAG, AT(help), ALL | CLI_HELP | CLI_GENERATE, output, "this text" },
    { 0 },
};

const cli_option *cli_option_find(const cli_command *command, const char *name, size_t length)
{
    for (const cli_option *o = cli_options; o->name; o++)
        if (o->commands & command->bit && strlen(o->name) == length && !memcmp(o->name, name, length))
            return o;
    return NULL;
}
